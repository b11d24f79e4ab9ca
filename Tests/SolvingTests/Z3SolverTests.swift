import Terms
import Testing

@testable import Solving

@Suite struct Z3SolverTests {
  /// The cache of translations is dropped between queries once it is too large, and when the pool changes.
  @Test func smallCacheGivesTheSameAnswers() throws {
    let solver = try Z3Solver(cachedBooleans: 3)
    for _ in 0..<3 {
      let pool = TermPool()
      let a = pool.variable("a", width: 8)
      for square in [UInt64(1), 3, 4, 49, 50] {
        let query = Query(
          assertions: [pool.eq(pool.mul(a, a), pool.constant(square, width: 8))], label: "square")
        let isSquare = (0..<UInt64(256)).contains { $0 * $0 & 0xff == square }
        switch try solver.check(query, in: pool, limit: nil) {
        case .satisfiable(let model):
          #expect(isSquare)
          #expect(model[a] * model[a] & 0xff == square)
        case .unsatisfiable: #expect(!isSquare)
        case .unknown(let reason): Issue.record("\(reason)")
        }
      }
    }
  }
}
