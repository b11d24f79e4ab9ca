import Terms

/// Asks one solver, and where that is too hard for it another one, which may be good at what the first is not.
final class RelaySolver: Solver {
  private let first: any Solver
  private let patience: Effort
  private let makeSecond: () throws(SolvingError) -> any Solver
  private var second: (any Solver)?

  /// How many queries the second solver was asked.
  private(set) var relayed = 0

  /// - Parameters:
  ///   - first: with the interruption that counts; the second should have the same.
  ///   - patience: what the first solver may put into a query. One that is worth no more is not handed on.
  ///   - second: makes the second solver, once it is needed.
  init(
    _ first: any Solver, patience: Effort, then second: @escaping () throws(SolvingError) -> any Solver
  ) {
    self.first = first
    self.patience = patience
    makeSecond = second
  }

  var interruption: Interruption { first.interruption }

  func check(_ query: Query, in pool: TermPool, limit: Duration?) throws(SolvingError) -> Answer {
    if let effort = query.effort, effort <= patience { return try first.check(query, in: pool, limit: limit) }
    let deadline = Deadline(limit)
    var attempt = query
    attempt.effort = patience
    let answer = try first.check(attempt, in: pool, limit: limit)
    guard case .unknown = answer, !deadline.isOver, !interruption.isRequested else { return answer }
    relayed += 1
    return try madeSecond().check(query, in: pool, limit: deadline.remaining)
  }

  private func madeSecond() throws(SolvingError) -> any Solver {
    if let second { return second }
    let made = try makeSecond()
    second = made
    return made
  }
}
