/// Arithmetic of words of 1 to 64 bits, kept in the low bits of a `UInt64`.
enum Bits {
  /// The word of `width` ones.
  @inline(__always)
  static func mask(_ width: Int) -> UInt64 { UInt64.max >> UInt64(64 &- width) }

  /// The word as a two's complement number.
  @inline(__always)
  static func signed(_ value: UInt64, _ width: Int) -> Int64 {
    let shift = Int64(64 &- width)
    return (Int64(bitPattern: value) << shift) >> shift
  }

  /// The word whose only one is its sign.
  @inline(__always)
  static func sign(_ width: Int) -> UInt64 { 1 << UInt64(width &- 1) }

  /// How many bits it takes to write the value; 0 for 0.
  @inline(__always)
  static func length(_ value: UInt64) -> Int { 64 &- value.leadingZeroBitCount }

  /// Whether the value has the form 0...01...1, with at least one 1.
  @inline(__always)
  static func isLowMask(_ value: UInt64) -> Bool { value != 0 && value & (value &+ 1) == 0 }

  @inline(__always)
  static func isPowerOfTwo(_ value: UInt64) -> Bool { value != 0 && value & (value &- 1) == 0 }

  /// The x with `odd * x == 1` (mod 2^64), by Newton's iteration: each step doubles the correct bits.
  static func inverse(ofOdd odd: UInt64) -> UInt64 {
    var result = odd
    for _ in 0..<6 { result = result &* (2 &- odd &* result) }
    return result
  }
}
