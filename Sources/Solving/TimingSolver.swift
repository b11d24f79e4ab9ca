import Terms

/// Counts queries and their time, by label.
public final class TimingSolver: Solver {
  private let solver: any Solver

  /// What was asked so far.
  public private(set) var statistics: QueryStatistics

  /// - Parameters:
  ///   - solver: the solver that answers.
  ///   - slowest: how many of the slowest queries to remember.
  public init(_ solver: any Solver, slowest: Int = 10) {
    self.solver = solver
    self.statistics = QueryStatistics(slowestCapacity: slowest)
  }

  public var interruption: Interruption { solver.interruption }

  public func check(
    _ query: Query, in pool: TermPool, limit: Duration?
  ) throws(SolvingError) -> Answer {
    let start = ContinuousClock.now
    let answer = try solver.check(query, in: pool, limit: limit)
    statistics.record(query, answer: answer, time: ContinuousClock.now - start)
    return answer
  }
}
