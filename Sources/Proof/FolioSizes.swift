import Execution

/// The folios that one part of a proof is about.
public enum FolioSizes: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Of one order, with loops unrolled.
  case order(Int)
  /// Of every order from 1 to this one at once, with loops summarised.
  case upTo(Int)
  /// A window of so many PTEs, with folios of any size in it.
  case window(Int)

  /// Orders, ascending.
  public var orders: ClosedRange<Int> {
    switch self {
    case .order(let order): order...order
    case .upTo(let largest): 1...largest
    case .window: 0...0
    }
  }

  /// The number of PTEs in the window, if that is what the proof is about.
  public var window: Int? {
    if case .window(let size) = self { return size }
    return nil
  }

  /// Whether loops are summarised.
  public var isSummarised: Bool {
    if case .upTo = self { return true }
    return false
  }

  public var description: String {
    switch self {
    case .order(let order): "\(order)"
    case .upTo(let largest): "1-\(largest)"
    case .window(let size): "\(size)"
    }
  }

  public static func < (left: FolioSizes, right: FolioSizes) -> Bool {
    (left.isSummarised ? 1 : 0, left.orders.upperBound, left.window ?? 0) < (
      right.isSummarised ? 1 : 0, right.orders.upperBound, right.window ?? 0
    )
  }
}

extension FolioSizes {
  var settings: Executor.Settings {
    switch self {
    case .order(let order): Executor.Settings(order: order)
    case .upTo(let largest): Executor.Settings(upTo: largest)
    case .window(let size): Executor.Settings(window: size)
    }
  }
}
