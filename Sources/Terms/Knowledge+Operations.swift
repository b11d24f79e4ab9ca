extension Knowledge {
  /// What is known of an operation of two operands of `width` bits.
  static func of(_ code: OpCode, _ a: Knowledge, _ b: Knowledge, width: Int) -> Knowledge {
    let mask = Bits.mask(width)
    switch code {
    case .and:
      return Knowledge(zeros: a.zeros | b.zeros, ones: a.ones & b.ones, low: 0, high: min(a.high, b.high))
        .refined(width: width)
    case .or:
      return Knowledge(zeros: a.zeros & b.zeros, ones: a.ones | b.ones, low: max(a.low, b.low), high: mask)
        .refined(width: width)
    case .xor:
      return .bits(
        zeros: a.zeros & b.zeros | a.ones & b.ones, ones: a.zeros & b.ones | a.ones & b.zeros, width: width)
    case .add: return sum(a, b, width: width)
    case .sub: return difference(a, b, width: width)
    case .mul: return product(a, b, width: width)
    case .udiv:
      if b.low == 0 { return .unknown(width: width) }
      return .range(a.low / b.high, a.high / b.low, width: width)
    case .urem:
      if b.low == 0 { return .range(0, a.high, width: width) }
      if a.high < b.low { return a }
      return .range(0, min(a.high, b.high - 1), width: width)
    case .lshr:
      return .range(0, b.low >= UInt64(width) ? 0 : a.high >> b.low, width: width)
    case .shl:
      let zeros = min(UInt64(trailingZeros(a, width)) + min(b.low, 64), UInt64(width))
      return .bits(zeros: zeros == 0 ? 0 : Bits.mask(Int(zeros)), ones: 0, width: width)
    case .umin:
      return Knowledge(
        zeros: a.zeros & b.zeros, ones: a.ones & b.ones, low: min(a.low, b.low), high: min(a.high, b.high)
      ).refined(width: width)
    default: return .unknown(width: width)
    }
  }

  /// How many low bits are known to be 0.
  private static func trailingZeros(_ a: Knowledge, _ width: Int) -> Int {
    min((~a.zeros).trailingZeroBitCount, width)
  }

  /// A bit of the sum is known where both bits and the carry into them are. The carries are known where the
  /// largest and the smallest possible sum agree on them.
  private static func sumBits(
    _ a: Knowledge, zeros: UInt64, ones: UInt64, carry: UInt64, _ mask: UInt64
  ) -> (zeros: UInt64, ones: UInt64) {
    let largest = (~a.zeros & mask) &+ (~zeros & mask) &+ carry
    let smallest = a.ones &+ ones &+ carry
    let carryIsZero = ~(largest ^ a.zeros ^ zeros)
    let carryIsOne = smallest ^ a.ones ^ ones
    let known = (a.zeros | a.ones) & (zeros | ones) & (carryIsZero | carryIsOne) & mask
    return (~largest & known, smallest & known)
  }

  private static func sum(_ a: Knowledge, _ b: Knowledge, width: Int) -> Knowledge {
    let mask = Bits.mask(width)
    let bits = sumBits(a, zeros: b.zeros, ones: b.ones, carry: 0, mask)
    var (low, high) = (UInt64(0), mask)
    let (lowest, highest) = (UInt128(a.low) + UInt128(b.low), UInt128(a.high) + UInt128(b.high))
    // Either no sum wraps or each does.
    if lowest >> UInt128(width) == highest >> UInt128(width) {
      low = UInt64(truncatingIfNeeded: lowest) & mask
      high = UInt64(truncatingIfNeeded: highest) & mask
    }
    return Knowledge(zeros: bits.zeros, ones: bits.ones, low: low, high: high).refined(width: width)
  }

  private static func difference(_ a: Knowledge, _ b: Knowledge, width: Int) -> Knowledge {
    let mask = Bits.mask(width)
    let bits = sumBits(a, zeros: b.ones, ones: b.zeros, carry: 1, mask)
    var (low, high) = (UInt64(0), mask)
    if a.low >= b.high || a.high < b.low {
      low = (a.low &- b.high) & mask
      high = (a.high &- b.low) & mask
    }
    return Knowledge(zeros: bits.zeros, ones: bits.ones, low: low, high: high).refined(width: width)
  }

  private static func product(_ a: Knowledge, _ b: Knowledge, width: Int) -> Knowledge {
    let mask = Bits.mask(width)
    var (zeros, ones) = (UInt64(0), UInt64(0))
    let trailing = min(trailingZeros(a, width) + trailingZeros(b, width), width)
    if trailing > 0 { zeros = Bits.mask(trailing) }
    for (factor, other) in [(a, b), (b, a)] where factor.low == factor.high && Bits.isPowerOfTwo(factor.low) {
      let shift = UInt64(factor.low.trailingZeroBitCount)
      zeros |= (other.zeros << shift) & mask
      ones = (other.ones << shift) & mask
    }
    var (low, high) = (UInt64(0), mask)
    let highest = a.high.multipliedFullWidth(by: b.high)
    if highest.high == 0, highest.low <= mask {
      low = a.low &* b.low
      high = highest.low
    }
    return Knowledge(zeros: zeros, ones: ones, low: low, high: high).refined(width: width)
  }

  /// What is known of the complement.
  static func complement(_ a: Knowledge, width: Int) -> Knowledge {
    let mask = Bits.mask(width)
    return Knowledge(zeros: a.ones, ones: a.zeros, low: ~a.high & mask, high: ~a.low & mask)
  }

  static func concatenation(_ high: Knowledge, _ low: Knowledge, lowWidth: Int) -> Knowledge {
    let shift = UInt64(lowWidth)
    return Knowledge(
      zeros: high.zeros << shift | low.zeros, ones: high.ones << shift | low.ones,
      low: high.low << shift | low.low, high: high.high << shift | low.high)
  }

  static func slice(_ a: Knowledge, high: Int, low: Int) -> Knowledge {
    let width = high - low + 1
    let mask = Bits.mask(width)
    let shift = UInt64(low)
    var (lowest, highest) = (UInt64(0), mask)
    if high == 63 || a.low >> UInt64(high + 1) == a.high >> UInt64(high + 1) {
      lowest = a.low >> shift & mask
      highest = a.high >> shift & mask
    }
    return Knowledge(zeros: a.zeros >> shift & mask, ones: a.ones >> shift & mask, low: lowest, high: highest)
      .refined(width: width)
  }

  static func zeroExtension(_ a: Knowledge, from: Int, to: Int) -> Knowledge {
    Knowledge(zeros: a.zeros | (Bits.mask(to) & ~Bits.mask(from)), ones: a.ones, low: a.low, high: a.high)
  }

  static func signExtension(_ a: Knowledge, from: Int, to: Int) -> Knowledge {
    let added = Bits.mask(to) & ~Bits.mask(from)
    let sign = Bits.sign(from)
    if a.high < sign || a.zeros & sign != 0 { return zeroExtension(a, from: from, to: to) }
    if a.low >= sign || a.ones & sign != 0 {
      return Knowledge(zeros: a.zeros, ones: a.ones | added, low: a.low | added, high: a.high | added)
        .refined(width: to)
    }
    return Knowledge(zeros: a.zeros, ones: a.ones, low: 0, high: Bits.mask(to)).refined(width: to)
  }
}
