/// Order, unsigned and signed. Where sums cannot wrap, a comparison is one of integers, and becomes a bound
/// on one atom, or an order of two, in the same form whatever widths and signs it came from.
extension TermPool {
  func simplifiedUlt(_ a: Term, _ b: Term) -> Term { compared(a, b, isSigned: false) }
  func simplifiedSlt(_ a: Term, _ b: Term) -> Term { compared(a, b, isSigned: true) }

  private func compared(_ a: Term, _ b: Term, isSigned: Bool) -> Term {
    if a == b { return `false` }
    let width = width(a)
    // match: p < q of conditions; result: !p & q, or signed (true is -1) p & !q
    if width == 1 { return fired(.orderOfConditions, isSigned ? and(a, not(b)) : and(not(a), b)) }
    if let (low, high) = bounds(a, isSigned), let (otherLow, otherHigh) = bounds(b, isSigned) {
      // match: a < b, decided by ranges; result: true or false
      if high < otherLow { return fired(.orderByRange, `true`) }
      if low >= otherHigh { return fired(.orderByRange, `false`) }
    }
    let (first, second) = (linear(a), linear(b))
    if let x = isSigned ? signedExact(first) : unsignedExact(first),
      let y = isSigned ? signedExact(second) : unsignedExact(second),
      let result = integerOrder(first, second, x.constant - y.constant)
    {
      return fired(.orderOfIntegers, result)
    }
    return isSigned ? signedOrder(a, b) : unsignedOrder(a, b)
  }

  /// The values of a term as integers; nil if signed and on both sides of the sign change.
  private func bounds(_ term: Term, _ isSigned: Bool) -> (Int128, Int128)? {
    let (known, width) = (known(term), width(term))
    if !isSigned { return (Int128(known.low), Int128(known.high)) }
    if known.high >= Bits.sign(width), known.low < Bits.sign(width) {
      return (Int128(Bits.signed(Bits.sign(width), width)), Int128(Bits.sign(width)) - 1)
    }
    return (Int128(Bits.signed(known.low, width)), Int128(Bits.signed(known.high, width)))
  }

  // MARK: Integers

  /// Whether `first - second + constant < 0` for the atoms of two sums (their constants do not count).
  private func integerOrder(_ first: LinearForm, _ second: LinearForm, _ constant: Int128) -> Term? {
    let width = first.width
    var terms: [(atom: Term, factor: Int128)] = []
    var (i, j) = (0, 0)
    while i < first.terms.count || j < second.terms.count {
      let left = i < first.terms.count ? first.terms[i].atom : nil
      let right = j < second.terms.count ? second.terms[j].atom : nil
      var factor = Int128(0)
      let atom: Term
      if let left, right.map({ left <= $0 }) ?? true {
        atom = left
      } else if let right {
        atom = right
      } else {
        break
      }
      if left == atom {
        factor += LinearForm.signed(first.terms[i].coefficient, width)
        i += 1
      }
      if right == atom {
        factor -= LinearForm.signed(second.terms[j].coefficient, width)
        j += 1
      }
      if factor != 0 { terms.append((atom, factor)) }
    }
    return isNegative(terms, constant, width)
  }

  /// Whether an integer sum is negative.
  private func isNegative(_ sum: [(atom: Term, factor: Int128)], _ constant: Int128, _ width: Int) -> Term? {
    if sum.isEmpty { return boolean(constant < 0) }
    var (low, high) = (constant, constant)
    for (atom, factor) in sum {
      let known = known(atom)
      let (x, y) = (factor * Int128(known.low), factor * Int128(known.high))
      low += min(x, y)
      high += max(x, y)
    }
    if high < 0 { return `true` }
    if low >= 0 { return `false` }
    // match: g*(c*x + ...) + k < 0; result: c*x + ... < limit
    let divisor = sum.reduce(Int128(0)) { Self.greatestCommonDivisor($0, abs($1.factor)) }
    let terms = sum.map { (atom: $0.atom, factor: $0.factor / divisor) }
    let limit = Self.floorDivision(-constant - 1, divisor) + 1
    if terms.count == 1 {
      // match: x < k, -x < k; result: x < k, !(x < 1 - k)
      if terms[0].factor > 0 { return bound(terms[0].atom, UInt64(limit)) }
      return not(bound(terms[0].atom, UInt64(1 - limit)))
    }
    if terms.count == 2, abs(terms[0].factor) == 1, terms[0].factor == -terms[1].factor,
      limit == 0 || limit == 1
    {
      // match: x - y < 0, x - y < 1; result: x < y, !(y < x)
      let (x, y) = terms[0].factor == 1 ? (terms[0].atom, terms[1].atom) : (terms[1].atom, terms[0].atom)
      return limit == 0 ? orderedAtoms(x, y) : not(orderedAtoms(y, x))
    }
    return orderOfSums(terms, limit, width)
  }

  private static func floorDivision(_ a: Int128, _ b: Int128) -> Int128 {
    let quotient = a / b
    return a % b != 0 && (a < 0) != (b < 0) ? quotient - 1 : quotient
  }

  /// `c*x + ... < limit` with the leading factor positive and each sum without negative parts; nil if one of
  /// them might wrap.
  private func orderOfSums(_ terms: [(atom: Term, factor: Int128)], _ limit: Int128, _ width: Int) -> Term? {
    if terms[0].factor < 0 {
      return orderOfSums(terms.map { ($0.atom, -$0.factor) }, 1 - limit, width).map(not)
    }
    var left = LinearForm(constant: 0, width: width)
    var right = LinearForm(constant: 0, width: width)
    var (leftHigh, rightHigh) = (max(-limit, 0), max(limit, 0))
    for (atom, factor) in terms {
      let high = Int128(known(atom).high)
      if factor > 0 {
        left.add(atom, UInt64(truncatingIfNeeded: factor))
        leftHigh += factor * high
      } else {
        right.add(atom, UInt64(truncatingIfNeeded: -factor))
        rightHigh -= factor * high
      }
    }
    let most = Int128(Bits.mask(width))
    guard leftHigh <= most, rightHigh <= most else { return nil }
    left.constant = UInt64(max(-limit, 0))
    right.constant = UInt64(max(limit, 0))
    return make(.ult, fromLinear(left), fromLinear(right))
  }

  // MARK: Atoms

  /// match: x < k for an x that is no sum, k within its range
  /// result: about the operands of x where possible
  private func bound(_ x: Term, _ limit: UInt64) -> Term {
    let record = records[x]
    let width = Int(record.width)
    let known = known(x)
    if limit <= known.low { return `false` }
    if limit > known.high { return `true` }
    let value = constant(limit, width: width)
    switch record.code {
    case .zext:
      return fired(.orderOfWidened, ult(record.first, constant(limit, width: self.width(record.first))))
    case .umin: return fired(.orderOfUmin, ult(record.first, value))
    case .ite:
      if let chosen = chosen(record, .orderOfIte, { self.ult($0, value) }) { return chosen }
    default: break
    }
    if isBoundedVariable(x) { return make(.ult, x, value) }
    // match: x < low + 1, x < high; result: x = low, !(x = high)
    if limit == known.low + 1 { return fired(.orderAtEnd, equal(x, known.low)) }
    if limit == known.high { return fired(.orderAtEnd, not(equal(x, known.high))) }
    return make(.ult, x, value)
  }

  /// match: zext(x) < zext(y)
  /// result: x < y in the wider of their widths
  private func orderedAtoms(_ a: Term, _ b: Term) -> Term {
    let (x, y) = (records[a], records[b])
    if x.code == .zext, y.code == .zext {
      let inner = max(width(x.first), width(y.first))
      return fired(.orderOfWidened, ult(zext(x.first, to: inner), zext(y.first, to: inner)))
    }
    return make(.ult, a, b)
  }

  // MARK: What may wrap

  private func unsignedOrder(_ a: Term, _ b: Term) -> Term {
    let width = width(a)
    if let value = asConstant(a) {
      // match: k < x; result: !(x < k + 1)
      if value == Bits.mask(width) { return fired(.orderByRange, `false`) }
      return fired(.orderConstantRight, not(ult(b, constant(value + 1, width: width))))
    }
    if let value = asConstant(b) {
      // match: x < 1; result: x = 0
      if value == 1 { return fired(.orderAtEnd, eq(a, constant(0, width: width))) }
      if value == Bits.mask(width) { return fired(.orderAtEnd, not(eq(a, b))) }
    }
    return make(.ult, a, b)
  }

  private func signedOrder(_ a: Term, _ b: Term) -> Term {
    let width = width(a)
    let sign = Bits.sign(width)
    if let value = asConstant(a) {
      // match: k < x; result: !(x < k + 1)
      if value == sign - 1 { return fired(.orderByRange, `false`) }
      return fired(.orderConstantRight, not(slt(b, constant(value &+ 1, width: width))))
    }
    if let value = asConstant(b) {
      // match: x < 0; result: x's sign
      if value == 0 { return fired(.signTest, extract(a, high: width - 1, low: width - 1)) }
      if value == sign { return fired(.orderByRange, `false`) }
    }
    let (first, second) = (records[a], records[b])
    if first.code == .sext, second.code == .sext, self.width(first.first) == self.width(second.first) {
      // match: sext(x) < sext(y); result: x < y
      return fired(.orderOfWidened, slt(first.first, second.first))
    }
    if first.code == .sext, let value = asConstant(b) {
      // match: sext(x) < k; result: x < k, or the sign of k
      let inner = self.width(first.first)
      let least = Bits.signed(Bits.sign(inner), inner)
      let wanted = Bits.signed(value, width)
      if wanted <= least { return fired(.orderOfWidened, `false`) }
      if wanted > -(least + 1) { return fired(.orderOfWidened, `true`) }
      return fired(.orderOfWidened, slt(first.first, constant(value, width: inner)))
    }
    if first.code == .ite, asConstant(b) != nil, let chosen = chosen(first, .orderOfIte, { self.slt($0, b) })
    {
      return chosen
    }
    return make(.slt, a, b)
  }
}
