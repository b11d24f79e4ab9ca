/// What the numbers are by which a proof is cut into parts.
public enum Measure: String, Codable, Sendable {
  /// Folio orders: a folio of order k has 2^k pages.
  case order
  /// How many PTEs the window has.
  case window

  /// `order 3`, `window 3`.
  func words(_ number: Int) -> String { "\(rawValue) \(number)" }
}
