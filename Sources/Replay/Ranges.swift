/// Ranges of addresses.
enum Ranges {
  /// The least ranges of whole `alignment`s (a power of two) that cover `ranges`, ascending and disjoint.
  static func merged(_ ranges: [Range<UInt64>], alignment: UInt64) -> [Range<UInt64>] {
    var result: [Range<UInt64>] = []
    let whole = ranges.filter { !$0.isEmpty }.map { range in
      (range.lowerBound & ~(alignment - 1))..<((range.upperBound &+ (alignment - 1)) & ~(alignment - 1))
    }
    for range in whole.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = result.last, range.lowerBound <= last.upperBound {
        result[result.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        result.append(range)
      }
    }
    return result
  }
}
