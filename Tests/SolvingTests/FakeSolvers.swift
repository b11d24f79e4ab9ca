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
