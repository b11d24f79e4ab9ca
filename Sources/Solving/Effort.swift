/// How much work a solver may put into a query: unlike a time limit, as much on a slow machine as on a fast one.
///
/// What a proof asks next depends on which of its questions were too hard. Were that a matter of time, a loaded machine
/// would ask other questions, and might decide less.
public struct Effort: Sendable, Comparable {
  /// After how many dead ends of its search a SAT solver gives up. They take 10 to 50 microseconds each.
  public let conflicts: Int32

  /// - Parameter conflicts: at least one.
  public init(conflicts: Int32) { self.conflicts = max(1, conflicts) }

  /// About as much in Z3's resource units (its parameter `rlimit`), which it also uses up before it searches.
  var units: UInt32 { UInt32(clamping: Int64(conflicts) * 1000) }

  /// Half of it, but no less than this.
  func halved(least: Effort) -> Effort { max(Effort(conflicts: conflicts / 2), least) }

  public static func < (a: Effort, b: Effort) -> Bool { a.conflicts < b.conflicts }
}
