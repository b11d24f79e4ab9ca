extension OpCode {
  /// The value of an operation of two operands of `width` bits; a comparison's is 0 or 1.
  ///
  /// - Parameters:
  ///   - a: below 2^width.
  ///   - b: below 2^width.
  @inline(__always)
  func apply(_ a: UInt64, _ b: UInt64, width: Int) -> UInt64 {
    let mask = Bits.mask(width)
    switch self {
    case .and: return a & b
    case .or: return a | b
    case .xor: return a ^ b
    case .add: return (a &+ b) & mask
    case .sub: return (a &- b) & mask
    case .mul: return (a &* b) & mask
    case .udiv: return b == 0 ? mask : a / b
    case .urem: return b == 0 ? a : a % b
    case .sdiv: return Self.signedQuotient(a, b, width)
    case .srem: return Self.signedRemainder(a, b, width)
    case .shl: return b >= UInt64(width) ? 0 : (a << b) & mask
    case .lshr: return b >= UInt64(width) ? 0 : a >> b
    case .ashr: return UInt64(bitPattern: Bits.signed(a, width) >> Int64(min(b, 63))) & mask
    case .eq: return a == b ? 1 : 0
    case .ult: return a < b ? 1 : 0
    case .ule: return a <= b ? 1 : 0
    case .slt: return Bits.signed(a, width) < Bits.signed(b, width) ? 1 : 0
    case .sle: return Bits.signed(a, width) <= Bits.signed(b, width) ? 1 : 0
    case .umin: return min(a, b)
    case .constant, .variable, .not, .ite, .concat, .extract, .zext, .sext:
      preconditionFailure("not an operation of two operands of one width")
    }
  }

  /// As SMT-LIB defines `bvsdiv`: `bvudiv` of the magnitudes, negated if the signs differ.
  private static func signedQuotient(_ a: UInt64, _ b: UInt64, _ width: Int) -> UInt64 {
    let (aNegative, bNegative) = (a & Bits.sign(width) != 0, b & Bits.sign(width) != 0)
    let magnitude = OpCode.udiv.apply(
      aNegative ? (0 &- a) & Bits.mask(width) : a, bNegative ? (0 &- b) & Bits.mask(width) : b, width: width)
    return (aNegative != bNegative ? 0 &- magnitude : magnitude) & Bits.mask(width)
  }

  /// As SMT-LIB defines `bvsrem`: `bvurem` of the magnitudes, with the sign of the dividend.
  private static func signedRemainder(_ a: UInt64, _ b: UInt64, _ width: Int) -> UInt64 {
    let (aNegative, bNegative) = (a & Bits.sign(width) != 0, b & Bits.sign(width) != 0)
    let magnitude = OpCode.urem.apply(
      aNegative ? (0 &- a) & Bits.mask(width) : a, bNegative ? (0 &- b) & Bits.mask(width) : b, width: width)
    return (aNegative ? 0 &- magnitude : magnitude) & Bits.mask(width)
  }
}
