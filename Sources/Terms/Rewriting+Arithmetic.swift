/// Sums, products, quotients and shifts.
extension TermPool {
  func isSum(_ term: Term) -> Bool {
    switch code(term) {
    case .add, .sub, .not: return width(term) > 1
    case .mul: return asConstant(records[term].second) != nil
    default: return false
    }
  }

  /// match: a + b
  /// result: one canonical sum
  func simplifiedAdd(_ a: Term, _ b: Term) -> Term {
    if width(a) == 1 { return fired(.addOfConditions, simplifiedXor(a, b)) }
    if let value = asConstant(b) { return simplifiedAdd(a, constant: value) }
    if let value = asConstant(a) { return simplifiedAdd(b, constant: value) }
    var form = linear(a)
    form.add(linear(b))
    return fired(.sum, fromLinear(form))
  }

  /// match: a + k
  /// result: the sum with its constants collected
  private func simplifiedAdd(_ a: Term, constant value: UInt64) -> Term {
    if value == 0 { return a }
    let record = records[a]
    let width = Int(record.width)
    if record.code == .constant { return constant(record.value &+ value, width: width) }
    if record.code == .add, let own = asConstant(record.second), !isSum(record.first),
      code(record.first) != .ite
    {
      let sum = (own &+ value) & Bits.mask(width)
      return fired(.sum, sum == 0 ? record.first : make(.add, record.first, constant(sum, width: width)))
    }
    if !isSum(a), record.code != .ite { return make(.add, a, constant(value, width: width)) }
    var form = linear(a)
    form.constant = (form.constant &+ value) & form.mask
    return fired(.sum, fromLinear(form))
  }

  /// match: a - b
  /// result: one canonical sum
  func simplifiedSub(_ a: Term, _ b: Term) -> Term {
    if width(a) == 1 { return fired(.addOfConditions, simplifiedXor(a, b)) }
    var form = linear(a)
    form.add(linear(b), scaledBy: .max)
    return fired(.sum, fromLinear(form))
  }

  /// match: a * b
  /// result: a canonical sum if one is constant; for a widened condition, a choice
  func simplifiedMul(_ a: Term, _ b: Term) -> Term {
    let width = width(a)
    if width == 1 { return fired(.addOfConditions, conjunction([a, b])) }
    for (factor, other) in [(a, b), (b, a)] {
      if let value = asConstant(factor) {
        var form = LinearForm(constant: 0, width: width)
        form.add(linear(other), scaledBy: value)
        return fired(.scaledSum, fromLinear(form))
      }
      if code(factor) == .zext, self.width(records[factor].first) == 1 {
        return fired(.productOfCondition, ite(records[factor].first, other, constant(0, width: width)))
      }
    }
    return a < b ? make(.mul, a, b) : make(.mul, b, a)
  }

  // MARK: Division

  /// A sum that cannot wrap, divided exactly by a positive integer.
  private func exactQuotient(
    _ form: LinearForm, _ divisor: UInt64, _ exact: (low: Int128, high: Int128, constant: Int128)?
  ) -> Term? {
    guard let exact, !form.terms.isEmpty else { return nil }
    let divisor = Int128(divisor)
    guard exact.constant % divisor == 0,
      form.terms.allSatisfy({ LinearForm.signed($0.coefficient, form.width) % divisor == 0 })
    else { return nil }
    var quotient = LinearForm(
      constant: UInt64(truncatingIfNeeded: exact.constant / divisor) & form.mask, width: form.width)
    for (atom, coefficient) in form.terms {
      quotient.add(
        atom, UInt64(truncatingIfNeeded: LinearForm.signed(coefficient, form.width) / divisor))
    }
    return fromLinear(quotient)
  }

  func simplifiedUdiv(_ a: Term, _ b: Term) -> Term {
    let width = width(a)
    guard let divisor = asConstant(b) else { return make(.udiv, a, b) }
    if let value = asConstant(a) {
      return constant(OpCode.udiv.apply(value, divisor, width: width), width: width)
    }
    if divisor == 0 { return fired(.divisionByZero, constant(.max, width: width)) }
    if divisor == 1 { return a }
    // match: (k*c1*x + ... + k*c0) / k, no wrap; result: c1*x + ... + c0
    let form = linear(a)
    if let quotient = exactQuotient(form, divisor, unsignedExact(form)) {
      return fired(.exactQuotient, quotient)
    }
    // match: a / 2^k; result: the high bits of a, widened
    if Bits.isPowerOfTwo(divisor) {
      let low = divisor.trailingZeroBitCount
      return fired(.quotientByPower, zext(extract(a, high: width - 1, low: low), to: width))
    }
    if let pushed = mapIte(a, .iteArithmetic, { self.udiv($0, b) }) { return pushed }
    return make(.udiv, a, b)
  }

  func simplifiedUrem(_ a: Term, _ b: Term) -> Term {
    let width = width(a)
    guard let divisor = asConstant(b) else { return make(.urem, a, b) }
    if let value = asConstant(a) {
      return constant(OpCode.urem.apply(value, divisor, width: width), width: width)
    }
    if divisor == 0 { return fired(.divisionByZero, a) }
    // match: a % 2^k; result: the low bits of a, widened
    if Bits.isPowerOfTwo(divisor) {
      return fired(.remainderByPower, and(a, constant(divisor - 1, width: width)))
    }
    if known(a).high < divisor { return fired(.remainderOfSmaller, a) }
    if let pushed = mapIte(a, .iteArithmetic, { self.urem($0, b) }) { return pushed }
    return make(.urem, a, b)
  }

  private func isNonNegative(_ term: Term) -> Bool { known(term).high < Bits.sign(width(term)) }

  func simplifiedSdiv(_ a: Term, _ b: Term) -> Term {
    let width = width(a)
    if let divisor = asConstant(b) {
      if let value = asConstant(a) {
        return constant(OpCode.sdiv.apply(value, divisor, width: width), width: width)
      }
      // match: (k*c1*x + ... + k*c0) / k, k > 0, no signed wrap; result: c1*x + ... + c0
      let form = linear(a)
      if divisor > 0, divisor < Bits.sign(width),
        let quotient = exactQuotient(form, divisor, signedExact(form))
      {
        return fired(.exactSignedQuotient, quotient)
      }
    }
    // match: neither can be negative; result: the unsigned quotient
    if isNonNegative(a), isNonNegative(b) { return fired(.signedQuotientOfPositives, udiv(a, b)) }
    return make(.sdiv, a, b)
  }

  func simplifiedSrem(_ a: Term, _ b: Term) -> Term {
    if let value = asConstant(a), let divisor = asConstant(b) {
      return constant(OpCode.srem.apply(value, divisor, width: width(a)), width: width(a))
    }
    // match: neither can be negative; result: the unsigned remainder
    if isNonNegative(a), isNonNegative(b) { return fired(.signedRemainderOfPositives, urem(a, b)) }
    return make(.srem, a, b)
  }

  // MARK: Shifts

  /// match: a shift by ite(p, k1, k2); result: ite(p, shift by k1, shift by k2)
  private func shiftedByIte(_ b: Term, _ shift: (Term) -> Term) -> Term? {
    let record = records[b]
    guard record.code == .ite, asConstant(record.second) != nil, asConstant(record.third) != nil else {
      return nil
    }
    return fired(.shiftByChoice, ite(record.first, shift(record.second), shift(record.third)))
  }

  /// match: a << k; result: a * 2^k
  func simplifiedShl(_ a: Term, _ b: Term) -> Term {
    let width = width(a)
    guard let amount = asConstant(b) else { return shiftedByIte(b) { shl(a, $0) } ?? make(.shl, a, b) }
    if amount == 0 { return a }
    if amount >= UInt64(width) { return fired(.shiftOut, constant(0, width: width)) }
    return fired(.leftShift, mul(a, constant(1 << amount, width: width)))
  }

  /// match: a >> k; result: the high bits of a, widened
  func simplifiedLshr(_ a: Term, _ b: Term) -> Term {
    let width = width(a)
    guard let amount = asConstant(b) else { return shiftedByIte(b) { lshr(a, $0) } ?? make(.lshr, a, b) }
    if amount == 0 { return a }
    if amount >= UInt64(width) { return fired(.shiftOut, constant(0, width: width)) }
    let form = linear(a)
    if let quotient = exactQuotient(form, 1 << amount, unsignedExact(form)) {
      return fired(.exactQuotient, quotient)
    }
    return fired(.rightShift, zext(extract(a, high: width - 1, low: Int(amount)), to: width))
  }

  /// match: a >> k, arithmetic; result: the high bits of a, widened by the sign
  func simplifiedAshr(_ a: Term, _ b: Term) -> Term {
    let width = width(a)
    guard let amount = asConstant(b) else { return shiftedByIte(b) { ashr(a, $0) } ?? make(.ashr, a, b) }
    if amount == 0 { return a }
    let form = linear(a)
    if amount < UInt64(width - 1), let quotient = exactQuotient(form, 1 << amount, signedExact(form)) {
      return fired(.exactSignedQuotient, quotient)
    }
    let low = Int(min(amount, UInt64(width - 1)))
    return fired(.signedRightShift, sext(extract(a, high: width - 1, low: low), to: width))
  }
}
