import Terms

/// Counts queries and their time, by label.
public final class TimingSolver: Solver {
  /// Told of each query as soon as it has been answered: its label, time and number of assertions.
  public typealias Observer = @Sendable (String, Duration, Int) -> Void

  private let solver: any Solver
  private let observer: Observer?

  /// What was asked so far.
  public private(set) var statistics: QueryStatistics

  /// - Parameters:
  ///   - solver: the solver that answers.
  ///   - slowest: how many of the slowest queries to remember.
  ///   - observer: for logs and progress; nil for none.
  public init(_ solver: any Solver, slowest: Int = 10, observer: Observer? = nil) {
    self.solver = solver
    self.observer = observer
    self.statistics = QueryStatistics(slowestCapacity: slowest)
  }

  public var interruption: Interruption { solver.interruption }

  public func check(
    _ query: Query, in pool: TermPool, limit: Duration?
  ) throws(SolvingError) -> Answer {
    let start = ContinuousClock.now
    let answer = try solver.check(query, in: pool, limit: limit)
    let time = ContinuousClock.now - start
    statistics.record(query, answer: answer, time: time)
    observer?(query.label, time, query.assertions.count)
    return answer
  }
}
