import Execution

/// The folios that one part of a proof is about.
public enum FolioSizes: Hashable, Sendable, Comparable, CustomStringConvertible {
  /// Of one order, with loops unrolled.
  case order(Int)
  /// Of every order from 1 to this one at once, with loops summarised.
  case upTo(Int)
  /// A window of so many PTEs, with folios of any size in it.
  case window(Int)
  /// Windows of up to so many PTEs, by induction over the steps of the loop.
  case steps(Int)

  /// Orders, ascending.
  public var orders: ClosedRange<Int> {
    switch self {
    case .order(let order): order...order
    case .upTo(let largest): 1...largest
    case .window, .steps: 0...0
    }
  }

  /// The number of PTEs in the window, if that is what the proof is about.
  public var window: Int? {
    switch self {
    case .window(let size), .steps(let size): size
    case .order, .upTo: nil
    }
  }

  /// Whether one step stands for all.
  public var isStepwise: Bool {
    if case .steps = self { return true }
    return false
  }

  /// The orders, or the numbers of PTEs, that it is about.
  public var numbers: ClosedRange<Int> {
    switch self {
    case .order, .upTo: orders
    case .window(let size): size...size
    case .steps(let largest): 1...largest
    }
  }

  /// Whether several numbers are proved at once.
  public var isAtOnce: Bool { isSummarised || isStepwise }

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
    case .steps(let size): "1-\(size)"
    }
  }

  public static func < (left: FolioSizes, right: FolioSizes) -> Bool {
    (left.isAtOnce ? 1 : 0, left.orders.upperBound, left.window ?? 0) < (
      right.isAtOnce ? 1 : 0, right.orders.upperBound, right.window ?? 0
    )
  }
}

extension FolioSizes {
  var settings: Executor.Settings {
    switch self {
    case .order(let order): Executor.Settings(order: order)
    case .upTo(let largest): Executor.Settings(upTo: largest)
    case .window(let size): Executor.Settings(window: size)
    case .steps(let size): Executor.Settings(window: size, isStep: true)
    }
  }
}
