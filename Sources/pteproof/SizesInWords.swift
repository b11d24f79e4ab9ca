import Proof
import Report

/// What reports call the way in which folio sizes are proved.
enum SizesInWords {
  /// `unrolled`, `summarised`, or `summarised, and unrolled at orders 0 to 3`; for windows `step by step` and so on.
  static func method(_ sizes: [FolioSizes]) -> String {
    let single = sizes.filter { !$0.isAtOnce }
    if single.count == sizes.count { return "unrolled" }
    let isAboutWindows = sizes.contains { $0.window != nil }
    let atOnce = isAboutWindows ? "step by step" : "summarised"
    let numbers = OrderRanges.words(single.flatMap { Array($0.numbers) }, isAboutWindows ? .window : .order)
    return single.isEmpty ? atOnce : "\(atOnce), and unrolled at \(numbers)"
  }
}
