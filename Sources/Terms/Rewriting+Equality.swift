/// Equations.
extension TermPool {
  func simplifiedEq(_ a: Term, _ b: Term) -> Term {
    if a == b { return `true` }
    let width = width(a)
    if width == 1 { return equalConditions(a, b) }
    let (x, y) = (known(a), known(b))
    // match: a = b, known bits or ranges disagree; result: false
    if x.zeros & y.ones | x.ones & y.zeros != 0 || x.low > y.high || y.low > x.high {
      return fired(.eqOfDifferent, `false`)
    }
    if let value = asConstant(b), !isSum(a) { return equal(a, value) }
    if let value = asConstant(a), !isSum(b) { return equal(b, value) }
    if !isSum(a), !isSum(b) { return equalAtoms(a, b) }
    var form = linear(a)
    form.add(linear(b), scaledBy: .max)
    if form.terms.isEmpty { return fired(.eqOfSums, boolean(form.constant == 0)) }
    return fired(.eqOfSums, isZero(form))
  }

  /// match: p = true; p = false; !p = q
  /// result: p; !p; !(p = q)
  private func equalConditions(_ a: Term, _ b: Term) -> Term {
    if let value = asConstant(a) { return value == 1 ? b : not(b) }
    if let value = asConstant(b) { return value == 1 ? a : not(a) }
    let (first, second) = (literal(a), literal(b))
    if first.base == second.base { return boolean(first.isPositive == second.isPositive) }
    let equal =
      first.base < second.base
      ? make(.eq, first.base, second.base) : make(.eq, second.base, first.base)
    return first.isPositive == second.isPositive ? equal : fired(.eqOfNot, not(equal))
  }

  // MARK: Sums

  /// Whether a sum is 0, modulo 2^width.
  private func isZero(_ form: LinearForm) -> Term {
    let modulus = Int128(1) << Int128(form.width)
    if let (low, high) = integerBounds(form) {
      // The multiples of 2^width that the integer sum can be.
      let first = -((-low) >> Int128(form.width)) * modulus
      // match: a sum that cannot be 0 modulo 2^w; result: false
      if first > high { return fired(.eqOutOfRange, `false`) }
      if first + modulus > high {
        return integerEquation(form, first - LinearForm.signed(form.constant, form.width))
      }
    }
    if let only = form.terms.first, form.terms.count == 1 {
      // match: 2^k*o*x = c, o odd; result: x[w-k-1:0] = c/2^k * o^-1, or false
      let zeros = only.coefficient.trailingZeroBitCount
      let wanted = (0 &- form.constant) & form.mask
      if wanted & (zeros == 0 ? 0 : Bits.mask(zeros)) != 0 { return fired(.eqOfOddMultiple, `false`) }
      let width = form.width - zeros
      let odd = only.coefficient >> UInt64(zeros)
      let value = ((wanted >> UInt64(zeros)) &* Bits.inverse(ofOdd: odd)) & Bits.mask(width)
      return fired(.eqOfOddMultiple, eq(trunc(only.atom, to: width), constant(value, width: width)))
    }
    // Modulo 2^w: the leading atom positive, positive ones left.
    var form = form
    if let leading = form.terms.first, Bits.signed(leading.coefficient, form.width) < 0 {
      var negated = LinearForm(constant: 0, width: form.width)
      negated.add(form, scaledBy: .max)
      form = negated
    }
    var left = LinearForm(constant: 0, width: form.width)
    var right = LinearForm(constant: (0 &- form.constant) & form.mask, width: form.width)
    for (atom, coefficient) in form.terms {
      if Bits.signed(coefficient, form.width) > 0 {
        left.add(atom, coefficient)
      } else {
        right.add(atom, 0 &- coefficient)
      }
    }
    return equationNode(fromLinear(left), fromLinear(right))
  }

  /// The equation `c1*x1 + ... = value` of integers, where it is the same as that modulo 2^width.
  private func integerEquation(_ form: LinearForm, _ value: Int128) -> Term {
    var terms = form.terms.map { (atom: $0.atom, factor: LinearForm.signed($0.coefficient, form.width)) }
    var value = value
    // match: g*(c*x + ...) = k; result: c*x + ... = k/g, or false
    let divisor = terms.reduce(Int128(0)) { Self.greatestCommonDivisor($0, abs($1.factor)) }
    if value % divisor != 0 { return fired(.eqOfMultiples, `false`) }
    let sign: Int128 = (terms.first?.factor ?? 1) < 0 ? -1 : 1
    value = value / divisor * sign
    terms = terms.map { ($0.atom, $0.factor / divisor * sign) }
    if terms.count == 1 {
      return fired(.eqOfMultiples, equal(terms[0].atom, UInt64(truncatingIfNeeded: value) & form.mask))
    }
    if value == 0, terms.count == 2, terms[0].factor == 1, terms[1].factor == -1 {
      return fired(.eqOfTwoAtoms, equalAtoms(terms[0].atom, terms[1].atom))
    }
    var left = LinearForm(constant: 0, width: form.width)
    var right = LinearForm(constant: 0, width: form.width)
    for (atom, factor) in terms {
      if factor > 0 {
        left.add(atom, UInt64(truncatingIfNeeded: factor))
      } else {
        right.add(atom, UInt64(truncatingIfNeeded: -factor))
      }
    }
    if value >= 0 || right.terms.isEmpty {
      right.constant = UInt64(truncatingIfNeeded: value) & form.mask
    } else {
      left.constant = UInt64(truncatingIfNeeded: -value) & form.mask
    }
    return equationNode(fromLinear(left), fromLinear(right))
  }

  static func greatestCommonDivisor(_ a: Int128, _ b: Int128) -> Int128 {
    var (a, b) = (a, b)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }

  /// An equation as it is, the constant right, else the older term left.
  private func equationNode(_ a: Term, _ b: Term) -> Term {
    if asConstant(a) != nil { return make(.eq, b, a) }
    if asConstant(b) != nil || a < b { return make(.eq, a, b) }
    return make(.eq, b, a)
  }

  // MARK: Atoms

  private func equalAtoms(_ a: Term, _ b: Term) -> Term {
    let (x, y) = (records[a], records[b])
    if x.code == .zext, y.code == .zext {
      // match: zext(x) = zext(y); result: x = y in the wider of their widths
      let inner = max(width(x.first), width(y.first))
      return fired(.eqOfWidened, eq(zext(x.first, to: inner), zext(y.first, to: inner)))
    }
    if x.code == .sext, y.code == .sext, width(x.first) == width(y.first) {
      return fired(.eqOfWidened, eq(x.first, y.first))
    }
    for (choice, other) in [(x, b), (y, a)] where choice.code == .ite {
      // match: ite(c, a, b) = a, where a = b is decided; result: c, or true
      if choice.second == other || choice.third == other {
        let isFirst = choice.second == other
        let rest = eq(isFirst ? choice.third : choice.second, other)
        if asConstant(rest) != nil {
          return fired(.eqOfChoice, or(isFirst ? choice.first : not(choice.first), rest))
        }
      }
    }
    // match: ite(c, a, b) = ite(c, d, e); result: ite(c, a = d, b = e)
    if x.code == .ite, y.code == .ite, x.first == y.first, depth < Self.depthLimit {
      depth += 1
      defer { depth -= 1 }
      return fired(.eqOfChoices, ite(x.first, eq(x.second, y.second), eq(x.third, y.third)))
    }
    return equationNode(a, b)
  }

  /// match: x = k for an x that is no sum
  /// result: about the operands of x where possible
  func equal(_ x: Term, _ value: UInt64) -> Term {
    let record = records[x]
    let width = Int(record.width)
    let known = known(x)
    if record.code == .constant { return boolean(record.value == value) }
    if known.zeros & value | known.ones & ~value & Bits.mask(width) != 0 || value < known.low
      || value > known.high
    {
      return fired(.eqOfDifferent, `false`)
    }
    switch record.code {
    case .zext:
      let inner = self.width(record.first)
      return fired(.eqOfWidened, eq(record.first, constant(value, width: inner)))
    case .sext:
      let inner = self.width(record.first)
      if UInt64(bitPattern: Bits.signed(value & Bits.mask(inner), inner)) & Bits.mask(width) != value {
        return fired(.eqOfWidened, `false`)
      }
      return fired(.eqOfWidened, eq(record.first, constant(value, width: inner)))
    case .concat:
      // match: concat(x, y) = k; result: x = k's high part & y = k's low part
      let low = self.width(record.second)
      return fired(
        .eqOfConcat,
        and(
          eq(record.first, constant(value >> UInt64(low), width: width - low)),
          eq(record.second, constant(value, width: low))))
    case .xor:
      if let flipped = asConstant(record.second) {
        return fired(.eqOfFlipped, eq(record.first, constant(value ^ flipped, width: width)))
      }
      if value == 0 { return fired(.eqOfXor, eq(record.first, record.second)) }
    case .umin:
      let bound = asConstant(record.second) ?? 0
      if value < bound { return fired(.eqOfUmin, eq(record.first, constant(value, width: width))) }
      return fired(.eqOfUmin, not(ult(record.first, record.second)))
    case .ite:
      if let chosen = chosen(record, .eqOfIte, { self.eq($0, self.constant(value, width: width)) }) {
        return chosen
      }
    default: break
    }
    // match: x = k where but one bit of x is unknown; result: that bit
    let unknown = Bits.mask(width) & ~(known.zeros | known.ones)
    if Bits.isPowerOfTwo(unknown) {
      let bit = extract(x, high: unknown.trailingZeroBitCount, low: unknown.trailingZeroBitCount)
      return fired(.bitTest, value & unknown != 0 ? bit : not(bit))
    }
    // match: (x | c) = k; result: (x & ~c) = k & ~c
    if record.code == .or, let bits = asConstant(record.second) {
      return fired(
        .eqOfSetBits,
        eq(and(record.first, constant(~bits, width: width)), constant(value & ~bits, width: width)))
    }
    // match: x = the end of a bounded variable's range; result: x < ... or its negation
    if isBoundedVariable(x) {
      if value == known.low { return fired(.eqAtEnd, make(.ult, x, constant(value + 1, width: width))) }
      if value == known.high { return fired(.eqAtEnd, not(make(.ult, x, constant(value, width: width)))) }
    }
    return make(.eq, x, constant(value, width: width))
  }

  func isBoundedVariable(_ term: Term) -> Bool {
    let record = records[term]
    return record.code == .variable && variableInfos[Int(record.a)].isBounded
  }

  /// match: a test of ite(c, a, b) that is decided for a or for b
  /// result: a conjunction or disjunction of c and the other test
  func chosen(_ record: NodeRecord, _ rule: Rule, _ test: (Term) -> Term) -> Term? {
    let (yes, no) = (code(record.second), code(record.third))
    guard depth < Self.depthLimit, yes != .ite || no != .ite else { return nil }
    depth += 1
    defer { depth -= 1 }
    // A chain of ites is gone down only where the other side is decided.
    if yes == .ite, asConstant(test(record.third)) == nil { return nil }
    if no == .ite, asConstant(test(record.second)) == nil { return nil }
    let (first, second) = (test(record.second), test(record.third))
    guard asConstant(first) != nil || asConstant(second) != nil else { return nil }
    return fired(rule, ite(record.first, first, second))
  }
}
