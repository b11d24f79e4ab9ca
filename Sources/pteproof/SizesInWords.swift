import Proof
import Report

/// What reports call the way in which folio sizes are proved.
enum SizesInWords {
  /// `unrolled`, `summarised`, or `summarised, and unrolled at orders 0 to 3`.
  static func method(_ sizes: [FolioSizes]) -> String {
    let single = sizes.filter { !$0.isSummarised }.flatMap { Array($0.orders) }
    if single.count == sizes.count { return "unrolled" }
    return single.isEmpty ? "summarised" : "summarised, and unrolled at \(OrderRanges.words(single))"
  }
}
