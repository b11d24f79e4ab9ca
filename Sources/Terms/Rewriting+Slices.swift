/// Extracts, extensions and concatenations.
extension TermPool {
  func simplifiedExtract(_ a: Term, high: Int, low: Int) -> Term {
    let record = records[a]
    let width = high - low + 1
    if width == Int(record.width) { return a }
    if record.code == .constant { return constant(record.value >> UInt64(low), width: width) }
    let known = Knowledge.slice(known(a), high: high, low: low)
    if known.low == known.high { return fired(.extractOfKnown, constant(known.low, width: width)) }
    guard depth < Self.depthLimit else { return makeExtract(a, high: high, low: low) }
    let key = NodeRecord(
      code: .extract, width: UInt8(width), high: UInt8(high), low: UInt8(low), a: a.id)
    if let cached = rewriteCache[key] { return cached }
    depth += 1
    defer { depth -= 1 }
    let result = pushedExtract(a, record, high, low) ?? makeExtract(a, high: high, low: low)
    rewriteCache[key] = result
    return result
  }

  private func pushedExtract(_ a: Term, _ record: NodeRecord, _ high: Int, _ low: Int) -> Term? {
    let width = high - low + 1
    let x = record.first
    switch record.code {
    case .extract:
      // match: x[h':l'][h:l]; result: x[h+l':l+l']
      return fired(.extractOfExtract, extract(x, high: high + Int(record.low), low: low + Int(record.low)))
    case .zext:
      // match: zext(x)[h:l]; result: of x, or zext of the part of x (above x: known zeros)
      let end = self.width(x)
      if high < end { return fired(.extractOfWidened, extract(x, high: high, low: low)) }
      return fired(.extractOfWidened, zext(extract(x, high: end - 1, low: low), to: width))
    case .sext:
      // match: sext(x)[h:l]; result: of x, or sext of the part of x, or of its sign
      let end = self.width(x)
      if high < end { return fired(.extractOfSigned, extract(x, high: high, low: low)) }
      return fired(.extractOfSigned, sext(extract(x, high: end - 1, low: min(low, end - 1)), to: width))
    case .concat:
      // match: concat(x, y)[h:l]; result: the parts of each
      let end = self.width(record.second)
      if high < end { return fired(.extractOfConcat, extract(record.second, high: high, low: low)) }
      if low >= end { return fired(.extractOfConcat, extract(x, high: high - end, low: low - end)) }
      return fired(
        .extractOfConcat,
        concat(extract(x, high: high - end, low: 0), extract(record.second, high: end - 1, low: low)))
    case .not:
      return fired(.extractOfNot, not(extract(x, high: high, low: low)))
    case .and, .or, .xor:
      // match: (x & y)[h:l], y constant or one bit wanted or a side known there; result: x[h:l] & y[h:l]
      func isKnown(_ side: Term) -> Bool {
        let slice = Knowledge.slice(known(side), high: high, low: low)
        return slice.low == slice.high
      }
      guard width == 1 || asConstant(record.second) != nil || isKnown(x) || isKnown(record.second) else {
        return nil
      }
      let parts = (extract(x, high: high, low: low), extract(record.second, high: high, low: low))
      switch record.code {
      case .and: return fired(.extractOfBitwise, and(parts.0, parts.1))
      case .or: return fired(.extractOfBitwise, or(parts.0, parts.1))
      default: return fired(.extractOfBitwise, xor(parts.0, parts.1))
      }
    case .add, .sub, .mul: return extractOfSum(a, high, low)
    case .ite: return extractOfIte(record, high, low)
    default: return nil
    }
  }

  private func extractOfIte(_ record: NodeRecord, _ high: Int, _ low: Int) -> Term? {
    let (yes, no) = (records[record.second], records[record.third])
    let isSmall = yes.code != .ite && no.code != .ite
    let hasConstant = yes.code == .constant || no.code == .constant
    guard isSmall || hasConstant || high == low else { return nil }
    // match: ite(c, x, y)[h:l]; result: ite(c, x[h:l], y[h:l])
    return fired(
      .extractOfIte,
      ite(
        record.first, extract(record.second, high: high, low: low),
        extract(record.third, high: high, low: low)))
  }

  private func extractOfSum(_ a: Term, _ high: Int, _ low: Int) -> Term? {
    let form = linear(a)
    if code(a) == .mul, form.terms.first?.atom == a { return nil }
    let width = high - low + 1
    // match: (c*x + ...)[h:0]; result: c*x[h:0] + ... (a term whose c is a multiple of 2^(h+1) vanishes)
    if low == 0 {
      var part = LinearForm(constant: form.constant & Bits.mask(width), width: width)
      for (atom, coefficient) in form.terms where coefficient & Bits.mask(width) != 0 {
        part.add(linear(extract(atom, high: high, low: 0)), scaledBy: coefficient)
      }
      return fired(.extractOfSum, width == 1 ? parity(part) : fromLinear(part))
    }
    let upper = Bits.mask(high + 1)
    // match: (x + 2^(h+1)*y)[h:l]; result: x[h:l]
    if high < form.width - 1, form.terms.contains(where: { $0.coefficient & upper == 0 }) {
      var rest = LinearForm(constant: form.constant & upper, width: form.width)
      for term in form.terms where term.coefficient & upper != 0 { rest.add(term.atom, term.coefficient) }
      return fired(.extractBelowMultiples, extract(fromLinear(rest), high: high, low: low))
    }
    // match: (x + 2^l*y)[h:l]; result: x[h:l] + y[h-l:0] (no carry comes from below)
    let lower = Bits.mask(low)
    var multiples = LinearForm(constant: 0, width: width)
    var rest = LinearForm(constant: 0, width: form.width)
    for (atom, coefficient) in form.terms {
      if coefficient & lower == 0 {
        multiples.add(linear(extract(atom, high: width - 1, low: 0)), scaledBy: coefficient >> UInt64(low))
      } else {
        rest.add(atom, coefficient)
      }
    }
    if form.constant & lower == 0 || rest.terms.isEmpty {
      multiples.constant = (multiples.constant &+ form.constant >> UInt64(low)) & Bits.mask(width)
    } else {
      rest.constant = form.constant
    }
    if rest.terms.count == form.terms.count, rest.constant == form.constant { return nil }
    let product = width == 1 ? parity(multiples) : fromLinear(multiples)
    if rest.terms.isEmpty { return fired(.extractOfMultiples, product) }
    return fired(.extractAboveMultiples, add(extract(fromLinear(rest), high: high, low: low), product))
  }

  /// A sum of width 1.
  private func parity(_ form: LinearForm) -> Term {
    form.terms.reduce(boolean(form.constant & 1 == 1)) { xor($0, $1.atom) }
  }

  // MARK: Extensions

  func simplifiedZext(_ a: Term, to width: Int) -> Term {
    let record = records[a]
    switch record.code {
    case .constant: return constant(record.value, width: width)
    case .zext: return fired(.zextOfZext, zext(record.first, to: width))
    case .extract where record.low == 0:
      // match: zext(x[h:0]), x < 2^(h+1); result: x, cut or widened
      let x = record.first
      if known(x).high <= Bits.mask(Int(record.high) + 1) {
        let own = self.width(x)
        return fired(.zextOfLosslessCut, own >= width ? trunc(x, to: width) : zext(x, to: width))
      }
    case .ite where record.width > 1:
      if asConstant(record.second) != nil || asConstant(record.third) != nil,
        let pushed = mapIte(a, .iteWiden, { self.zext($0, to: width) })
      {
        return pushed
      }
    case .add, .sub, .mul, .not:
      // match: zext(c*x + ...), no wrap; result: c*zext(x) + ...
      guard record.width > 1, isSum(a) else { break }
      let form = linear(a)
      if let exact = unsignedExact(form) {
        return fired(.zextOfSum, widened(form, constant: exact.constant, to: width))
      }
    default: break
    }
    return makeZext(a, to: width)
  }

  func simplifiedSext(_ a: Term, to width: Int) -> Term {
    let record = records[a]
    if record.code == .constant {
      return constant(UInt64(bitPattern: Bits.signed(record.value, Int(record.width))), width: width)
    }
    if record.code == .sext { return fired(.sextOfSext, sext(record.first, to: width)) }
    // match: sext(x), x's sign is 0; result: zext(x)
    if known(a).zeros & Bits.sign(Int(record.width)) != 0 {
      return fired(.sextOfPositive, zext(a, to: width))
    }
    if record.width > 1, isSum(a) {
      // match: sext(c*x + ...), no signed wrap; result: c*zext(x) + ...
      let form = linear(a)
      if let exact = signedExact(form) {
        return fired(.sextOfSum, widened(form, constant: exact.constant, to: width))
      }
    }
    if record.code == .ite, asConstant(record.second) != nil || asConstant(record.third) != nil,
      let pushed = mapIte(a, .iteWiden, { self.sext($0, to: width) })
    {
      return pushed
    }
    return makeSext(a, to: width)
  }

  // MARK: Concatenation

  func simplifiedConcat(_ high: Term, _ low: Term) -> Term {
    let (top, bottom) = (records[high], records[low])
    let lowWidth = Int(bottom.width)
    let width = Int(top.width) + lowWidth
    if top.code == .constant {
      if bottom.code == .constant {
        return constant(top.value << UInt64(lowWidth) | bottom.value, width: width)
      }
      // match: concat(0, x); result: zext(x)
      if top.value == 0 { return fired(.concatOfZero, zext(low, to: width)) }
    }
    if bottom.code == .constant, bottom.value == 0 {
      // match: concat(x, 0); result: zext(x) * 2^k
      return fired(
        .concatWithZero, mul(zext(high, to: width), constant(1 << UInt64(lowWidth), width: width)))
    }
    // match: concat(x[h:m+1], x[m:l]); result: x[h:l]
    if top.code == .extract, bottom.code == .extract, top.a == bottom.a, top.low == bottom.high + 1 {
      return fired(.concatOfSlices, extract(top.first, high: Int(top.high), low: Int(bottom.low)))
    }
    // match: concat(x[h:m+1], concat(x[m:l], y)); result: concat(x[h:l], y)
    if bottom.code == .concat, top.code == .extract, code(bottom.first) == .extract {
      let next = records[bottom.first]
      if next.a == top.a, top.low == next.high + 1 {
        let slice = extract(top.first, high: Int(top.high), low: Int(next.low))
        return fired(.concatOfSlices, concat(slice, bottom.second))
      }
    }
    // match: concat(zext(x), y); result: zext(concat(x, y))
    if top.code == .zext { return fired(.concatOfWidened, zext(concat(top.first, low), to: width)) }
    return makeConcat(high, low)
  }
}
