/// Where an engine says how far it is.
protocol ProgressSink: Sendable {
  func report(_ event: ProgressEvent)
}

/// A step of the way to a verdict.
enum ProgressEvent: Equatable, Sendable {
  /// The kernel is being prepared or executed. `fraction`, from 0 to 1, if it is known how far.
  case stage(String, fraction: Double? = nil)
  /// The proof of a claim at an order begins, the `number`th of `total`. Without an order for a claim that does
  /// not depend on it.
  case proving(claim: String, order: Int?, number: Int, total: Int)
  /// A query that took long, for `--verbose`.
  case slowQuery(name: String, seconds: Double)

  /// What is shown on the line that is redrawn; nothing if the event does not change it.
  var line: String? {
    switch self {
    case .stage(let name, let fraction):
      guard let fraction, fraction.isFinite else { return name }
      return "\(name) \(Int((min(max(fraction, 0), 1) * 100).rounded(.down))) %"
    case .proving(let claim, let order, let number, let total):
      let place = order.map { ", order \($0)" } ?? ""
      return "\(claim)\(place), \(number) of \(total)"
    case .slowQuery: return nil
    }
  }
}
