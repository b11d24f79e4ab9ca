@testable import Terms

/// For each rule, expressions that it matches: the left side of the rule, built as it is in a pool without
/// rewriting. `w` is a width of 8 to 64 bits.
struct RuleCases {
  let pool: TermPool
  let w: Int
  let x, y, z: Term
  /// Bounded variables: 0...15, 2...9, and 0...100, of width w.
  let small, middle, large: Term
  /// Half the width.
  let h: Int
  let narrow, narrower: Term
  let p, q, r: Term

  init(_ pool: TermPool, width: Int) {
    self.pool = pool
    w = width
    h = width / 2
    x = pool.variable("x", width: width)
    y = pool.variable("y", width: width)
    z = pool.variable("z", width: width)
    small = pool.variable("small", width: width, range: 0...15)
    middle = pool.variable("middle", width: width, range: 2...9)
    large = pool.variable("large", width: width, range: 0...100)
    narrow = pool.variable("narrow", width: width / 2)
    narrower = pool.variable("narrower", width: width / 2)
    p = pool.variable("p", width: 1)
    q = pool.variable("q", width: 1)
    r = pool.variable("r", width: 1)
  }

  func k(_ value: Int64) -> Term { pool.constant(UInt64(bitPattern: value), width: w) }
  func kh(_ value: Int64) -> Term { pool.constant(UInt64(bitPattern: value), width: h) }
  private func wide(_ t: Term) -> Term { pool.zext(t, to: w) }
  private func choice(_ a: Term, _ b: Term) -> Term { pool.ite(p, a, b) }

  func matching(_ rule: Rule) -> [Term] {
    arithmetic(rule) ?? bitwise(rule) ?? slices(rule) ?? conditions(rule) ?? choices(rule) ?? counters(rule)
      ?? equations(rule) ?? order(rule) ?? []
  }

  private func arithmetic(_ rule: Rule) -> [Term]? {
    let m = pool
    switch rule {
    case .addOfConditions: return [m.add(p, q), m.sub(p, q), m.mul(p, q)]
    case .sum:
      return [m.sub(m.add(x, k(3)), x), m.add(m.sub(x, y), m.sub(y, m.not(z))), m.add(m.add(x, k(7)), k(-7))]
    case .scaledSum: return [m.mul(m.add(x, m.sub(k(5), y)), k(6)), m.mul(k(-3), m.sub(x, k(1)))]
    case .productOfCondition: return [m.mul(wide(p), x), m.mul(x, wide(q))]
    case .complementOfSum: return [m.not(m.add(x, k(5))), m.not(m.sub(y, x))]
    case .iteSum: return [m.add(choice(x, k(4)), k(9)), m.mul(choice(x, y), k(3)), m.not(choice(k(1), y))]
    case .divisionByZero: return [m.udiv(x, k(0)), m.urem(x, k(0))]
    case .exactQuotient:
      return [
        m.udiv(m.add(m.mul(small, k(4)), m.mul(middle, k(8))), k(4)),
        m.lshr(m.sub(m.mul(middle, k(4)), k(8)), k(2)),
        m.udiv(m.mul(middle, k(6)), k(3)),
      ]
    case .exactSignedQuotient:
      return [
        m.sdiv(m.sub(m.mul(small, k(4)), m.mul(middle, k(4))), k(4)),
        m.ashr(m.sub(m.mul(small, k(2)), k(8)), k(1)),
        m.sdiv(m.sub(m.mul(middle, k(3)), k(12)), k(3)),
      ]
    case .quotientByPower: return [m.udiv(x, k(8)), m.udiv(m.add(x, y), k(2))]
    case .remainderByPower: return [m.urem(x, k(8)), m.urem(m.add(x, k(8)), k(16))]
    case .remainderOfSmaller: return [m.urem(middle, k(11)), m.urem(m.add(small, k(1)), k(17))]
    case .iteArithmetic:
      return [m.udiv(choice(x, k(9)), k(3)), m.urem(choice(k(7), y), k(3)), m.umin(choice(k(7), y), k(3))]
    case .signedQuotientOfPositives: return [m.sdiv(small, middle), m.sdiv(large, k(7))]
    case .signedRemainderOfPositives: return [m.srem(small, middle), m.srem(large, k(7))]
    case .shiftByChoice:
      return [m.shl(x, choice(k(1), k(3))), m.lshr(x, choice(k(1), k(3))), m.ashr(x, choice(k(2), k(99)))]
    case .shiftOut: return [m.shl(x, k(Int64(w))), m.lshr(x, k(Int64(w + 3)))]
    case .leftShift: return [m.shl(x, k(3)), m.shl(m.add(x, k(1)), k(Int64(w - 1)))]
    case .rightShift: return [m.lshr(x, k(3)), m.lshr(m.add(x, k(24)), k(3))]
    case .signedRightShift: return [m.ashr(x, k(3)), m.ashr(x, k(Int64(w + 1)))]
    default: return nil
    }
  }

  private func bitwise(_ rule: Rule) -> [Term]? {
    let m = pool
    switch rule {
    case .doubleNegation: return [m.not(m.not(x)), m.not(m.not(p))]
    case .idempotence: return [m.and(x, x), m.or(x, x)]
    case .complements: return [m.and(x, m.not(x)), m.or(m.not(x), x), m.xor(x, m.not(x))]
    case .maskOutwards: return [m.and(m.and(x, k(0x3c)), y), m.and(y, m.and(x, k(0x3c)))]
    case .maskedToZero: return [m.and(m.shl(x, k(4)), k(0xf)), m.and(small, k(0x30))]
    case .maskedToKnown: return [m.and(m.or(x, k(6)), k(6)), m.and(m.or(m.and(x, k(0x70)), k(6)), k(0xe))]
    case .maskOfEverything: return [m.and(small, k(0x1f)), m.and(m.and(x, k(6)), k(0xe))]
    case .nestedMasks: return [m.and(m.and(x, k(0x3c)), k(0x66))]
    case .maskOfSetBits: return [m.and(m.or(x, k(0x3c)), k(0x66)), m.and(m.or(x, k(0x1c)), k(0x26))]
    case .maskOfFlippedBits: return [m.and(m.xor(x, k(0x3c)), k(0x66))]
    case .maskOfWidened: return [m.and(wide(narrow), k(0x5))]
    case .iteBitwise:
      return [
        m.and(choice(x, k(0x3c)), k(0x66)), m.or(choice(x, y), k(0x66)), m.xor(choice(k(0x11), y), k(0x66)),
        m.and(choice(x, m.or(x, k(0x10))), k(0xe)),
      ]
    case .maskBelowMultiples:
      return [m.and(m.add(x, m.mul(y, k(16))), k(0xa)), m.and(m.add(m.add(x, k(-3)), m.mul(y, k(8))), k(7))]
    case .maskAboveMultiples:
      return [
        m.and(m.add(x, m.mul(y, k(16))), k(-16)), m.and(m.add(m.add(x, k(48)), m.mul(y, k(32))), k(-16)),
      ]
    case .lowMask: return [m.and(x, k(0x1f)), m.and(m.sub(x, y), k(1))]
    case .setBitsOutwards: return [m.or(m.or(x, k(0x3c)), y), m.or(y, m.or(x, k(0x3c)))]
    case .unionOfMasks:
      return [m.or(m.and(x, k(0x3c)), m.and(x, k(0x66))), m.or(m.and(x, k(-16)), m.and(x, k(15)))]
    case .orOfWidened: return [m.or(wide(narrow), wide(narrower))]
    case .bitsSetAnyway: return [m.or(m.or(x, k(0x3c)), k(0x14))]
    case .allBitsSet: return [m.or(m.or(x, k(0x3c)), k(~0x3c))]
    case .nestedSetBits: return [m.or(m.or(x, k(0x3c)), k(0x66))]
    case .setBitsOfMask: return [m.or(m.and(x, k(0x3c)), k(0x66)), m.or(m.and(x, k(~2)), k(2))]
    case .setBitsOfFlipped: return [m.or(m.xor(x, k(0x3c)), k(0x66))]
    case .xorWithItself: return [m.xor(x, x)]
    case .xorOfConditions: return [m.xor(p, q), m.xor(p, m.not(q))]
    case .flipsOutwards: return [m.xor(m.xor(x, k(0x3c)), y), m.xor(y, m.xor(x, k(0x3c)))]
    case .xorTwice: return [m.xor(m.xor(x, y), y), m.xor(x, m.xor(x, y))]
    case .flipOfEverything: return [m.xor(x, k(-1))]
    case .nestedFlips: return [m.xor(m.xor(x, k(0x3c)), k(0x66))]
    case .flipOfKnownBits: return [m.xor(m.or(x, k(0x3c)), k(0x66)), m.xor(m.and(x, k(0x3c)), k(0x66))]
    default: return nil
    }
  }

  private func slices(_ rule: Rule) -> [Term]? {
    let m = pool
    func cut(_ t: Term, _ high: Int, _ low: Int) -> Term { m.extract(t, high: high, low: low) }
    switch rule {
    case .extractOfKnown: return [cut(m.or(x, k(0x3c)), 4, 3), cut(small, 7, 4)]
    case .extractOfExtract: return [cut(cut(x, 6, 2), 3, 1)]
    case .extractOfWidened: return [cut(wide(narrow), 2, 1), cut(wide(narrow), h, h - 2)]
    case .extractOfSigned:
      let t = m.sext(narrow, to: w)
      return [cut(t, 2, 1), cut(t, h + 1, h - 2), cut(t, w - 1, h + 1)]
    case .extractOfConcat:
      let t = m.concat(narrow, narrower)
      return [cut(t, 2, 1), cut(t, h + 2, h + 1), cut(t, h + 1, h - 1)]
    case .extractOfNot: return [cut(m.not(x), 5, 2)]
    case .extractOfBitwise:
      return [
        cut(m.and(x, k(0x66)), 5, 2), cut(m.or(x, k(0x24)), 6, 1), cut(m.xor(x, k(0x66)), 5, 2),
        cut(m.and(x, y), 3, 3), cut(m.or(x, y), 3, 3), cut(m.xor(x, y), 3, 3),
      ]
    case .extractOfIte:
      return [cut(choice(x, k(0x66)), 5, 2), cut(choice(x, y), 5, 2), cut(choice(choice(x, z), y), 2, 2)]
    case .extractOfSum:
      return [
        cut(m.add(x, m.mul(y, k(5))), h, 0), cut(m.sub(m.add(x, k(3)), y), 0, 0),
        cut(m.add(x, m.mul(y, k(4))), 1, 0),
      ]
    case .extractBelowMultiples:
      return [cut(m.add(x, m.mul(y, k(64))), 5, 2), cut(m.sub(m.sub(x, k(1)), m.mul(y, k(64))), 5, 5)]
    case .extractOfMultiples:
      return [cut(m.add(m.mul(x, k(8)), m.mul(y, k(24))), 6, 3), cut(m.sub(m.mul(x, k(8)), k(1)), 6, 3)]
    case .extractAboveMultiples:
      return [
        cut(m.add(x, m.mul(y, k(8))), 6, 3), cut(m.add(m.add(x, k(-8)), m.mul(y, k(8))), w - 1, 3),
        cut(m.add(x, k(24)), 6, 3), cut(m.add(m.add(x, k(3)), m.mul(y, k(8))), 3, 3),
      ]
    case .zextOfZext: return [m.zext(m.zext(p, to: h), to: w)]
    case .zextOfLosslessCut: return [m.zext(cut(small, 4, 0), to: w), m.zext(cut(large, 6, 0), to: 7 + 1)]
    case .zextOfSum:
      let s = m.extract(small, high: h - 1, low: 0)
      return h < 5 ? [wide(m.add(m.zext(q, to: h), kh(1)))] : [wide(m.add(s, kh(1))), wide(m.sub(kh(15), s))]
    case .iteWiden: return [wide(m.ite(p, narrow, kh(5))), m.sext(m.ite(p, kh(-2), narrow), to: w)]
    case .sextOfSext: return [m.sext(m.sext(p, to: h), to: w)]
    case .sextOfPositive: return [m.sext(m.lshr(narrow, kh(1)), to: w)]
    case .sextOfSum:
      return [
        m.sext(m.sub(m.zext(q, to: h), kh(3)), to: w),
        m.sext(m.sub(m.zext(q, to: h), m.zext(p, to: h)), to: w),
      ]
    case .concatOfZero: return [m.concat(kh(0), narrow)]
    case .concatWithZero: return [m.concat(narrow, kh(0))]
    case .concatOfSlices:
      return [
        m.concat(cut(x, 5, 3), cut(x, 2, 1)),
        m.concat(cut(x, 5, 4), m.concat(cut(x, 3, 2), m.extract(narrow, high: 1, low: 0))),
      ]
    case .concatOfWidened: return [m.concat(m.zext(p, to: 3), q)]
    default: return nil
    }
  }

  private func conditions(_ rule: Rule) -> [Term]? {
    let m = pool
    func below(_ value: Int64) -> Term { m.ult(middle, k(value)) }
    func not(_ value: Int64) -> Term { m.not(m.eq(middle, k(value))) }
    switch rule {
    case .flattening: return [m.and(m.and(p, q), r)]
    case .contradiction:
      return [m.conjunction([p, q, m.not(p)]), m.conjunction([p, q, m.not(m.and(p, q))])]
    case .emptyInterval:
      return [m.and(below(4), m.not(below(5))), m.conjunction([below(4), not(2), not(3)])]
    case .oneValueInterval: return [m.and(below(5), m.not(below(4)))]
    case .intervalLow:
      return [m.and(m.not(below(4)), m.not(below(6))), m.and(m.not(below(4)), not(4)), m.and(not(2), not(3))]
    case .intervalHigh: return [m.and(below(4), below(6)), m.and(below(6), not(5)), m.and(not(9), not(8))]
    case .absorption: return [m.and(p, m.or(p, q)), m.or(p, m.and(p, q)), m.and(below(4), m.or(below(6), p))]
    case .absorptionOfOperand:
      return [m.and(p, m.or(m.not(p), q)), m.or(p, m.and(m.not(p), q)), m.and(below(4), m.or(not(7), p))]
    case .subsumption: return [m.and(m.or(p, q), m.disjunction([p, q, r]))]
    case .resolution: return [m.and(m.or(p, q), m.or(p, m.not(q))), m.or(m.and(p, q), m.and(p, m.not(q)))]
    default: return nil
    }
  }

  private func choices(_ rule: Rule) -> [Term]? {
    let m = pool
    switch rule {
    case .iteOfSame: return [m.ite(p, x, x)]
    case .iteOfNot: return [m.ite(m.not(p), x, y)]
    case .iteInIte:
      return [
        m.ite(p, m.ite(p, x, y), z), m.ite(p, z, m.ite(p, x, y)), m.ite(m.and(p, q), m.ite(q, x, y), z),
        m.ite(m.ult(small, k(5)), m.ite(m.ult(small, k(7)), x, y), z),
        m.ite(m.and(p, q), z, m.ite(m.conjunction([p, q, r]), x, y)),
      ]
    case .iteMerge:
      return [
        m.ite(p, x, m.ite(q, x, y)), m.ite(p, x, m.ite(q, y, x)), m.ite(p, m.ite(q, x, y), y),
        m.ite(p, m.ite(q, x, y), x),
      ]
    case .iteOfConditions:
      return [choice(k(1), k(0)), choice(k(0), k(1)), choice(wide(q), wide(r)), choice(wide(q), k(1))]
    case .iteOfWidened: return [choice(wide(narrow), wide(narrower))]
    case .iteToOr: return [m.ite(p, m.true, q), m.ite(p, q, m.true)]
    case .iteToAnd: return [m.ite(p, m.false, q), m.ite(p, q, m.false)]
    case .iteAssumption: return [m.ite(p, m.and(p, q), r), m.ite(p, r, m.and(m.or(p, q), m.ult(x, y)))]
    case .iteOfOpposites: return [m.ite(p, q, m.not(q)), m.ite(p, m.not(q), q)]
    case .iteOfNegation: return [m.ite(p, m.not(q), r), m.ite(p, m.not(q), m.not(r))]
    case .iteAbsorption:
      return [
        m.ite(p, m.or(q, r), q), m.ite(p, q, m.or(q, r)), m.ite(p, m.and(q, r), q), m.ite(p, q, m.and(q, r)),
      ]
    default: return nil
    }
  }

  private func counters(_ rule: Rule) -> [Term]? {
    let m = pool
    func below(_ value: Int64) -> Term { m.ult(small, k(value)) }
    switch rule {
    case .uminByRange: return [m.umin(small, k(15)), m.umin(k(1), middle), m.umin(k(5), small)]
    case .uminOfTerms: return [m.umin(x, y)]
    case .uminOfUmin: return [m.umin(m.umin(small, k(9)), k(4)), m.umin(m.umin(small, k(4)), k(3))]
    case .uminOfWidened: return [m.umin(wide(narrow), k(3))]
    case .counterStep:
      let first = m.ite(below(1), x, m.add(x, k(3)))
      let second = m.ite(below(2), first, m.add(first, k(3)))
      let third = m.ite(below(3), second, m.add(x, k(9)))
      let zeroed = m.ite(below(2), m.ite(below(1), k(0), k(1)), k(2))
      let byMiddle = m.ite(m.ult(middle, k(3)), y, m.sub(y, k(1)))
      let other = m.extract(x, high: h - 1, low: 0)
      return [first, second, third, zeroed, byMiddle, m.ite(m.ult(middle, k(3)), other, m.add(other, kh(2)))]
    case .counterInContext:
      func reached(_ i: Int64) -> Term { m.and(p, m.not(below(i))) }
      let first = m.ite(reached(1), m.add(x, k(1)), m.ite(p, x, y))
      let second = m.ite(
        reached(2), m.add(x, k(2)), m.ite(reached(1), m.add(x, k(1)), m.ite(m.or(p, q), x, y)))
      let third = m.ite(
        m.and(reached(3), r), m.add(x, k(9)),
        m.ite(m.and(p, r), m.add(x, m.mul(k(3), m.umin(small, k(2)))), z))
      return [first, second, third]
    case .minimum: return [m.ite(below(4), small, k(4)), m.ite(m.ult(k(4), small), k(5), k(1))]
    default: return nil
    }
  }

  private func equations(_ rule: Rule) -> [Term]? {
    let m = pool
    switch rule {
    case .eqOfDifferent:
      return [m.eq(m.or(x, k(4)), m.and(y, k(3))), m.eq(small, k(16)), m.eq(m.or(x, k(4)), k(3))]
    case .eqOfSums:
      return [
        m.eq(m.add(x, k(3)), m.add(x, k(4))), m.eq(m.add(x, y), m.add(y, z)), m.eq(m.sub(x, k(5)), m.not(y)),
      ]
    case .eqOfNot: return [m.eq(m.not(p), q), m.eq(m.not(p), m.not(q))]
    case .eqOutOfRange:
      return [m.eq(m.add(m.mul(small, k(2)), middle), k(1)), m.eq(m.add(small, k(3)), m.sub(k(2), middle))]
    case .eqOfOddMultiple:
      return [m.eq(m.mul(x, k(6)), k(4)), m.eq(m.mul(x, k(6)), k(3)), m.eq(m.mul(x, k(-5)), k(7))]
    case .eqOfMultiples:
      return [
        m.eq(m.mul(small, k(4)), k(20)), m.eq(m.mul(small, k(4)), k(22)),
        m.eq(m.mul(small, k(2)), m.sub(k(20), m.mul(middle, k(2)))),
      ]
    case .eqOfTwoAtoms:
      return [m.eq(m.add(small, k(3)), m.add(middle, k(3))), m.eq(m.sub(small, middle), k(0))]
    case .eqOfWidened:
      return [
        m.eq(wide(narrow), wide(narrower)), m.eq(m.sext(narrow, to: w), k(-3)), m.eq(wide(narrow), k(3)),
        m.eq(m.sext(narrow, to: w), m.sext(narrower, to: w)),
        m.eq(m.sext(narrow, to: w), k(1 << Int64(h - 1))),
      ]
    case .eqOfChoice: return [m.eq(choice(x, m.add(x, k(1))), x), m.eq(choice(m.add(x, k(1)), x), x)]
    case .eqOfChoices: return [m.eq(choice(x, y), choice(z, y))]
    case .eqOfConcat: return [m.eq(m.concat(narrow, narrower), k(0x35))]
    case .eqOfFlipped: return [m.eq(m.xor(x, k(0x3c)), k(0x66))]
    case .eqOfXor: return [m.eq(m.xor(x, y), k(0))]
    case .eqOfUmin: return [m.eq(m.umin(small, k(5)), k(3)), m.eq(m.umin(small, k(5)), k(5))]
    case .eqOfIte:
      return [m.eq(choice(k(3), x), k(3)), m.eq(choice(k(3), x), k(4)), m.eq(choice(m.or(x, k(1)), y), k(4))]
    case .bitTest:
      return [m.eq(m.and(x, k(16)), k(0)), m.eq(m.and(x, k(16)), k(16)), m.eq(m.or(x, k(~2)), k(~2))]
    case .eqOfSetBits: return [m.eq(m.or(x, k(0x3c)), k(0x7c))]
    case .eqAtEnd: return [m.eq(middle, k(2)), m.eq(middle, k(9))]
    default: return nil
    }
  }

  private func order(_ rule: Rule) -> [Term]? {
    let m = pool
    let signed = m.sext(narrow, to: w)
    switch rule {
    case .orderOfConditions: return [m.ult(p, q), m.slt(p, q), m.ule(p, q), m.sle(p, q)]
    case .orderByRange:
      return [
        m.ult(small, k(16)), m.slt(small, m.sub(small, k(40))), m.ult(k(20), small), m.slt(k(-1), large),
      ]
    case .orderOfIntegers:
      return [
        m.slt(k(0), m.sub(small, k(3))), m.ult(k(3), m.add(middle, k(1))), m.ult(m.mul(small, k(4)), k(21)),
        m.slt(m.sub(small, middle), k(2)), m.ult(small, m.add(middle, k(1))),
        m.sle(m.sub(k(3), small), k(-2)),
        m.slt(m.sub(m.mul(small, k(2)), middle), m.sub(large, k(7))), m.ult(m.add(small, large), middle),
      ]
    case .orderOfWidened:
      return [
        m.ult(wide(narrow), k(5)), m.slt(wide(narrow), wide(narrower)), m.slt(signed, k(-2)),
        m.slt(signed, m.sext(narrower, to: w)),
        m.slt(k(-2), signed), m.slt(signed, k(1 << Int64(h - 1))), m.slt(signed, k(-(1 << Int64(h - 1)))),
        m.slt(signed, k((1 << Int64(h - 1)) - 1)),
      ]
    case .orderOfUmin: return [m.ult(m.umin(small, k(5)), k(3)), m.ult(m.umin(small, k(5)), k(5))]
    case .orderOfIte:
      return [m.ult(choice(k(3), x), k(4)), m.slt(choice(k(3), x), k(-4)), m.ult(choice(small, x), k(20))]
    case .orderAtEnd:
      return [m.ult(x, k(1)), m.ult(x, k(-1)), m.ult(m.add(x, y), k(1)), m.ult(m.add(x, y), k(-1))]
    case .orderConstantRight: return [m.ult(k(7), m.add(x, y)), m.slt(k(7), m.add(x, y)), m.slt(k(-1), x)]
    case .signTest: return [m.slt(x, k(0)), m.slt(m.add(x, y), k(0))]
    default: return nil
    }
  }
}
