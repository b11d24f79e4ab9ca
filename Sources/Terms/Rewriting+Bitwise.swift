/// Masks and other bitwise operations of widths above 1.
///
/// The normal form of bits taken from and set in one word is `((x & mask) ^ flipped) | set`, each constant
/// as small as what is known of x allows.
extension TermPool {
  /// The complement of any width.
  func simplifiedNot(_ a: Term) -> Term {
    let record = records[a]
    if record.code == .constant { return constant(~record.value, width: Int(record.width)) }
    if record.code == .not { return fired(.doubleNegation, record.first) }
    if record.width == 1 { return makeNot(a) }
    if !isSum(a), record.code != .ite { return makeNot(a) }
    // match: ~(sum); result: -1 - sum
    var form = LinearForm(constant: Bits.mask(Int(record.width)), width: Int(record.width))
    form.add(linear(a), scaledBy: .max)
    return fired(.complementOfSum, fromLinear(form))
  }

  /// The operand and constant of a commutative operation that has one.
  private func masked(_ term: Term, _ code: OpCode) -> (operand: Term, constant: UInt64)? {
    let record = records[term]
    guard record.code == code, let value = asConstant(record.second) else { return nil }
    return (record.first, value)
  }

  private func isComplement(_ a: Term, _ b: Term) -> Bool {
    (code(a) == .not && records[a].first == b) || (code(b) == .not && records[b].first == a)
  }

  // MARK: And

  func simplifiedAnd(_ a: Term, _ b: Term) -> Term {
    if a == b { return fired(.idempotence, a) }
    if let mask = asConstant(b) { return simplifiedAnd(a, mask: mask) }
    if let mask = asConstant(a) { return simplifiedAnd(b, mask: mask) }
    let width = width(a)
    if isComplement(a, b) { return fired(.complements, constant(0, width: width)) }
    // match: (x & m) & (y & n); result: (x & y) & (m & n)
    if let inner = masked(a, .and) {
      return fired(.maskOutwards, simplifiedAnd(simplifiedAnd(inner.operand, b), mask: inner.constant))
    }
    if let inner = masked(b, .and) {
      return fired(.maskOutwards, simplifiedAnd(simplifiedAnd(a, inner.operand), mask: inner.constant))
    }
    return a < b ? make(.and, a, b) : make(.and, b, a)
  }

  /// match: a & mask
  /// result: the mask without the bits that are 0 anyway, moved as far inwards as it goes
  private func simplifiedAnd(_ a: Term, mask wanted: UInt64) -> Term {
    let record = records[a]
    let width = Int(record.width)
    let known = known(a)
    let mask = wanted & ~known.zeros & Bits.mask(width)
    if mask == 0 { return fired(.maskedToZero, constant(0, width: width)) }
    if mask & ~known.ones == 0 { return fired(.maskedToKnown, constant(mask, width: width)) }
    if mask | known.zeros == Bits.mask(width) { return fired(.maskOfEverything, a) }
    if let inner = masked(a, .and) {
      return fired(.nestedMasks, simplifiedAnd(inner.operand, mask: mask & inner.constant))
    }
    if let inner = masked(a, .or) {
      let kept = simplifiedAnd(inner.operand, mask: mask & ~inner.constant)
      return fired(.maskOfSetBits, simplifiedOr(kept, bits: mask & inner.constant))
    }
    if let inner = masked(a, .xor) {
      let kept = simplifiedAnd(inner.operand, mask: mask)
      return fired(.maskOfFlippedBits, simplifiedXor(kept, bits: mask & inner.constant))
    }
    if record.code == .zext {
      // match: zext(x) & m; result: zext(x & m)
      let inner = simplifiedAnd(
        record.first, constant(mask, width: self.width(record.first)))
      return fired(.maskOfWidened, zext(inner, to: width))
    }
    if let pushed = mapIte(a, .iteBitwise, { self.simplifiedAnd($0, mask: mask) }) { return pushed }
    if let reduced = maskedSum(a, mask) { return reduced }
    // match: x & 0..01..1; result: the low bits of x, widened
    if Bits.isLowMask(mask) {
      return fired(.lowMask, zext(extract(a, high: Bits.length(mask) - 1, low: 0), to: width))
    }
    return make(.and, a, constant(mask, width: width))
  }

  private func maskedSum(_ a: Term, _ mask: UInt64) -> Term? {
    guard isSum(a), code(a) != .not else { return nil }
    let form = linear(a)
    let width = form.width
    // match: (x + 2^k*y) & m, m < 2^k; result: x & m
    let length = UInt64(Bits.length(mask))
    if length < 64, form.terms.contains(where: { $0.coefficient & Bits.mask(Int(length)) == 0 }) {
      var rest = LinearForm(constant: form.constant & Bits.mask(Int(length)), width: width)
      for term in form.terms where term.coefficient & Bits.mask(Int(length)) != 0 {
        rest.add(term.atom, term.coefficient)
      }
      return fired(.maskBelowMultiples, simplifiedAnd(fromLinear(rest), mask: mask))
    }
    // match: (x + 2^k*y) & 1..10..0 with k zeros; result: (x & 1..10..0) + 2^k*y
    let low = mask.trailingZeroBitCount
    guard low > 0, mask == Bits.mask(width) & ~Bits.mask(low) else { return nil }
    guard let (high, rest) = split(form, at: low) else { return nil }
    return fired(.maskAboveMultiples, add(simplifiedAnd(fromLinear(rest), mask: mask), fromLinear(high)))
  }

  /// The sum as multiples of 2^k, and what remains; nil if either is empty.
  func split(_ form: LinearForm, at low: Int) -> (multiples: LinearForm, rest: LinearForm)? {
    let mask = Bits.mask(low)
    var multiples = LinearForm(constant: 0, width: form.width)
    var rest = multiples
    for term in form.terms {
      if term.coefficient & mask == 0 { multiples.terms.append(term) } else { rest.terms.append(term) }
    }
    if form.constant & mask == 0 { multiples.constant = form.constant } else { rest.constant = form.constant }
    if rest.terms.isEmpty || (multiples.terms.isEmpty && multiples.constant == 0) { return nil }
    return (multiples, rest)
  }

  // MARK: Or

  func simplifiedOr(_ a: Term, _ b: Term) -> Term {
    if a == b { return fired(.idempotence, a) }
    if let bits = asConstant(b) { return simplifiedOr(a, bits: bits) }
    if let bits = asConstant(a) { return simplifiedOr(b, bits: bits) }
    let width = width(a)
    if isComplement(a, b) { return fired(.complements, constant(.max, width: width)) }
    // match: (x | c) | y; result: (x | y) | c
    if let inner = masked(a, .or) {
      return fired(.setBitsOutwards, simplifiedOr(simplifiedOr(inner.operand, b), bits: inner.constant))
    }
    if let inner = masked(b, .or) {
      return fired(.setBitsOutwards, simplifiedOr(simplifiedOr(a, inner.operand), bits: inner.constant))
    }
    // match: (x & m) | (x & n); result: x & (m | n)
    if let (x, m) = selection(a), let (y, n) = selection(b), x == y {
      return fired(.unionOfMasks, simplifiedAnd(x, mask: m | n))
    }
    // match: zext(x) | zext(y); result: zext(x | y)
    if let (x, y) = bothWidened(a, b) { return fired(.orOfWidened, zext(or(x, y), to: width)) }
    return a < b ? make(.or, a, b) : make(.or, b, a)
  }

  /// The word and mask of what a term selects, if it keeps bits where they are.
  private func selection(_ term: Term) -> (word: Term, mask: UInt64)? {
    if let inner = masked(term, .and) { return (inner.operand, inner.constant) }
    let record = records[term]
    guard record.code == .zext, code(record.first) == .extract else { return nil }
    let slice = records[record.first]
    guard slice.low == 0, records[slice.first].width == record.width else { return nil }
    return (slice.first, Bits.mask(Int(slice.high) + 1))
  }

  func bothWidened(_ a: Term, _ b: Term) -> (Term, Term)? {
    let (x, y) = (records[a], records[b])
    guard x.code == .zext, y.code == .zext, width(x.first) == width(y.first) else { return nil }
    return (x.first, y.first)
  }

  /// match: a | bits
  /// result: only the bits that are not 1 anyway, and no mask that clears what is set
  private func simplifiedOr(_ a: Term, bits wanted: UInt64) -> Term {
    let width = width(a)
    let bits = wanted & ~known(a).ones & Bits.mask(width)
    if bits == 0 { return wanted == 0 ? a : fired(.bitsSetAnyway, a) }
    if bits | known(a).ones == Bits.mask(width) { return fired(.allBitsSet, constant(.max, width: width)) }
    if let inner = masked(a, .or) {
      return fired(.nestedSetBits, simplifiedOr(inner.operand, bits: bits | inner.constant))
    }
    if let (word, mask) = selection(a), bits & ~mask != 0 {
      let kept = simplifiedAnd(word, mask: mask | bits)
      if kept != a { return fired(.setBitsOfMask, simplifiedOr(kept, bits: bits)) }
    }
    if let inner = masked(a, .xor), inner.constant & bits != 0 {
      return fired(
        .setBitsOfFlipped,
        simplifiedOr(simplifiedXor(inner.operand, bits: inner.constant & ~bits), bits: bits))
    }
    if let pushed = mapIte(a, .iteBitwise, { self.simplifiedOr($0, bits: bits) }) { return pushed }
    return make(.or, a, constant(bits, width: width))
  }

  // MARK: Xor

  func simplifiedXor(_ a: Term, _ b: Term) -> Term {
    let width = width(a)
    if a == b { return fired(.xorWithItself, constant(0, width: width)) }
    if width == 1 { return fired(.xorOfConditions, not(simplifiedEq(a, b))) }
    if let bits = asConstant(b) { return simplifiedXor(a, bits: bits) }
    if let bits = asConstant(a) { return simplifiedXor(b, bits: bits) }
    if isComplement(a, b) { return fired(.complements, constant(.max, width: width)) }
    // match: (x ^ c) ^ y; result: (x ^ y) ^ c
    if let inner = masked(a, .xor) {
      return fired(.flipsOutwards, simplifiedXor(simplifiedXor(inner.operand, b), bits: inner.constant))
    }
    if let inner = masked(b, .xor) {
      return fired(.flipsOutwards, simplifiedXor(simplifiedXor(a, inner.operand), bits: inner.constant))
    }
    // match: (x ^ y) ^ y; result: x
    for (pair, other) in [(a, b), (b, a)] where code(pair) == .xor {
      if records[pair].first == other { return fired(.xorTwice, records[pair].second) }
      if records[pair].second == other { return fired(.xorTwice, records[pair].first) }
    }
    return a < b ? make(.xor, a, b) : make(.xor, b, a)
  }

  /// match: a ^ bits
  /// result: known bits are masked or set instead of flipped
  private func simplifiedXor(_ a: Term, bits wanted: UInt64) -> Term {
    let width = width(a)
    let bits = wanted & Bits.mask(width)
    if bits == 0 { return a }
    if let value = asConstant(a) { return constant(value ^ bits, width: width) }
    if bits == Bits.mask(width) { return fired(.flipOfEverything, not(a)) }
    if let inner = masked(a, .xor) {
      return fired(.nestedFlips, simplifiedXor(inner.operand, bits: bits ^ inner.constant))
    }
    if let pushed = mapIte(a, .iteBitwise, { self.simplifiedXor($0, bits: bits) }) { return pushed }
    let known = known(a)
    let (cleared, set) = (bits & known.ones, bits & known.zeros)
    if cleared | set != 0 {
      let flipped = simplifiedXor(a, bits: bits & ~(cleared | set))
      return fired(.flipOfKnownBits, simplifiedOr(simplifiedAnd(flipped, mask: ~cleared), bits: set))
    }
    return make(.xor, a, constant(bits, width: width))
  }
}
