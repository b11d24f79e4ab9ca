/// How much work a solver may put into a query: unlike a time limit, as much on a slow machine as on a fast one.
///
/// What a proof asks next depends on which of its questions were too hard. Were that a matter of time, a loaded machine
/// would ask other questions, and might decide less.
public struct Effort: Sendable, Comparable {
  /// Z3's resource units (its parameter `rlimit`).
  public let units: UInt32

  /// What a fast machine of 2026 does in about this many seconds: ten million units each.
  public static func about(seconds: Double) -> Effort {
    Effort(units: UInt32(clamping: Int64(seconds * 1e7)))
  }

  /// At least one unit: none would be no limit to Z3.
  init(units: UInt32) { self.units = max(1, units) }

  /// Half of it, but no less than this.
  func halved(least: Effort) -> Effort { max(Effort(units: units / 2), least) }

  public static func < (a: Effort, b: Effort) -> Bool { a.units < b.units }
}
