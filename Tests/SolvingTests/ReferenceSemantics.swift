import Terms

/// What each operation means, written from SMT-LIB's FixedSizeBitVectors, apart from the program's own.
enum ReferenceSemantics {
  /// - Parameters:
  ///   - operands: values below 2^width of each.
  ///   - widths: of the operands.
  static func apply(_ operation: Op, _ operands: [UInt64], widths: [Int]) -> UInt64 {
    let width = widths[0]
    let first = operands[0]
    let second = operands.count > 1 ? operands[1] : 0
    func truncated(_ value: UInt64) -> UInt64 { value & mask(width) }
    switch operation {
    case .not: return truncated(~first)
    case .and: return operands.reduce(mask(width)) { $0 & $1 }
    case .or: return operands.reduce(0) { $0 | $1 }
    case .xor: return first ^ second
    case .add: return truncated(first &+ second)
    case .sub: return truncated(first &- second)
    case .mul: return truncated(first &* second)
    case .udiv: return second == 0 ? mask(width) : first / second
    case .urem: return second == 0 ? first : first % second
    case .sdiv: return signedDivision(first, second, width: width)
    case .srem: return signedRemainder(first, second, width: width)
    case .shl: return truncated((0..<min(second, UInt64(width))).reduce(first) { value, _ in value &* 2 })
    case .lshr: return (0..<min(second, UInt64(width))).reduce(first) { value, _ in value / 2 }
    case .ashr:
      let sign = isNegative(first, width: width) ? mask(width) & ~(mask(width) >> 1) : 0
      return (0..<min(second, UInt64(width))).reduce(first) { value, _ in value / 2 | sign }
    case .eq: return first == second ? 1 : 0
    case .ult: return first < second ? 1 : 0
    case .ule: return first <= second ? 1 : 0
    // Adding half the range turns the signed order into the unsigned one.
    case .slt: return biased(first, width: width) < biased(second, width: width) ? 1 : 0
    case .sle: return biased(first, width: width) <= biased(second, width: width) ? 1 : 0
    case .ite: return first == 1 ? second : operands[2]
    case .concat: return first * (1 << UInt64(widths[1])) + second
    case .extract(let high, let low): return (first >> UInt64(low)) & mask(high - low + 1)
    case .zext: return first
    case .sext(let to): return isNegative(first, width: width) ? first | (mask(to) & ~mask(width)) : first
    case .umin: return Swift.min(first, second)
    }
  }

  static func mask(_ width: Int) -> UInt64 { UInt64.max >> UInt64(64 - width) }

  private static func isNegative(_ value: UInt64, width: Int) -> Bool {
    value > mask(width) >> 1
  }

  private static func biased(_ value: UInt64, width: Int) -> UInt64 {
    value ^ (mask(width) & ~(mask(width) >> 1))
  }

  private static func negated(_ value: UInt64, width: Int) -> UInt64 { (0 &- value) & mask(width) }

  private static func magnitude(_ value: UInt64, width: Int) -> UInt64 {
    isNegative(value, width: width) ? negated(value, width: width) : value
  }

  private static func signedDivision(_ left: UInt64, _ right: UInt64, width: Int) -> UInt64 {
    let quotient = apply(
      .udiv, [magnitude(left, width: width), magnitude(right, width: width)], widths: [width, width])
    let isOpposite = isNegative(left, width: width) != isNegative(right, width: width)
    return isOpposite ? negated(quotient, width: width) : quotient
  }

  /// The sign of the remainder is the dividend's.
  private static func signedRemainder(_ left: UInt64, _ right: UInt64, width: Int) -> UInt64 {
    let remainder = apply(
      .urem, [magnitude(left, width: width), magnitude(right, width: width)], widths: [width, width])
    return isNegative(left, width: width) ? negated(remainder, width: width) : remainder
  }
}
