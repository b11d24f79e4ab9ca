import Terms

@testable import Solving

/// Answers what it is told to, whatever it is asked.
final class FixedSolver: Solver {
  let interruption = Interruption()
  var answer: Answer
  var queries: [Query] = []

  init(_ answer: Answer) {
    self.answer = answer
  }

  func check(_ query: Query, in pool: TermPool, limit: Duration?) throws(SolvingError) -> Answer {
    queries.append(query)
    return answer
  }
}

/// Asks another solver, and keeps the labels of the queries.
final class RecordingSolver: Solver {
  private let solver: any Solver
  var interruption: Interruption { solver.interruption }
  private(set) var labels: [String] = []

  init(_ solver: any Solver) {
    self.solver = solver
  }

  func check(_ query: Query, in pool: TermPool, limit: Duration?) throws(SolvingError) -> Answer {
    labels.append(query.label)
    return try solver.check(query, in: pool, limit: limit)
  }
}
