/// What is known of a term's value whatever the variables are: bits, and an unsigned interval.
struct Knowledge: Equatable {
  /// The bits that are 0; above the width, none are set.
  var zeros: UInt64
  /// The bits that are 1.
  var ones: UInt64
  var low: UInt64
  var high: UInt64

  @inline(__always)
  init(zeros: UInt64, ones: UInt64, low: UInt64, high: UInt64) {
    self.zeros = zeros
    self.ones = ones
    self.low = low
    self.high = high
  }

  @inline(__always)
  static func unknown(width: Int) -> Knowledge {
    Knowledge(zeros: 0, ones: 0, low: 0, high: Bits.mask(width))
  }

  @inline(__always)
  static func constant(_ value: UInt64, width: Int) -> Knowledge {
    Knowledge(zeros: ~value & Bits.mask(width), ones: value, low: value, high: value)
  }

  @inline(__always)
  static func range(_ low: UInt64, _ high: UInt64, width: Int) -> Knowledge {
    Knowledge(zeros: 0, ones: 0, low: low, high: high).refined(width: width)
  }

  @inline(__always)
  static func bits(zeros: UInt64, ones: UInt64, width: Int) -> Knowledge {
    Knowledge(zeros: zeros, ones: ones, low: 0, high: Bits.mask(width)).refined(width: width)
  }

  /// Lets bits and interval learn from each other.
  @inline(__always)
  func refined(width: Int) -> Knowledge {
    var result = self
    let mask = Bits.mask(width)
    result.low = max(low, ones)
    result.high = min(high, ~zeros & mask)
    // The ranges of variables may contradict other knowledge only if no value is left at all.
    guard result.low <= result.high else { return self }
    let differing = result.low ^ result.high
    let common = differing == 0 ? mask : mask & ~(UInt64.max >> UInt64(differing.leadingZeroBitCount))
    result.ones |= result.low & common
    result.zeros |= ~result.low & common
    return result
  }

  /// What holds of both.
  func joined(_ other: Knowledge) -> Knowledge {
    Knowledge(
      zeros: zeros & other.zeros, ones: ones & other.ones, low: min(low, other.low),
      high: max(high, other.high))
  }

  /// What holds if both hold of one value.
  func intersected(_ other: Knowledge, width: Int) -> Knowledge {
    Knowledge(
      zeros: zeros | other.zeros, ones: ones | other.ones, low: max(low, other.low),
      high: min(high, other.high)
    ).refined(width: width)
  }
}
