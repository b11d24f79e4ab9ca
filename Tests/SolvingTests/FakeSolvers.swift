import Foundation
import Terms

@testable import Solving

/// Answers what it is told to, whatever it is asked.
final class FixedSolver: Solver {
  let interruption = Interruption()
  var answer: Answer
  var queries: [Query] = []
  private let delay: Double

  /// - Parameter delay: how long it takes for an answer, in seconds.
  init(_ answer: Answer, delay: Double = 0) {
    self.answer = answer
    self.delay = delay
  }

  func check(_ query: Query, in pool: TermPool, limit: Duration?) throws(SolvingError) -> Answer {
    queries.append(query)
    if delay > 0 { Thread.sleep(forTimeInterval: delay) }
    return answer
  }
}

/// Asks another solver, and keeps the labels of the queries and their time limits.
final class RecordingSolver: Solver {
  private let solver: any Solver
  var interruption: Interruption { solver.interruption }
  private(set) var labels: [String] = []
  private(set) var limits: [Duration?] = []

  init(_ solver: any Solver) {
    self.solver = solver
  }

  func check(_ query: Query, in pool: TermPool, limit: Duration?) throws(SolvingError) -> Answer {
    labels.append(query.label)
    limits.append(limit)
    return try solver.check(query, in: pool, limit: limit)
  }
}

/// Asks another solver, but for groups of goals, which it calls too hard; keeps what it was asked.
final class GroupBlindSolver: Solver {
  private let solver: any Solver
  var interruption: Interruption { solver.interruption }
  private(set) var queries: [Query] = []

  init(_ solver: any Solver) {
    self.solver = solver
  }

  func check(_ query: Query, in pool: TermPool, limit: Duration?) throws(SolvingError) -> Answer {
    if query.label.contains("+") { return .unknown("a group") }
    queries.append(query)
    return try solver.check(query, in: pool, limit: limit)
  }
}
