import Foundation
import Terms
import Testing

@testable import Solving

@Suite struct Z3MemoryTests {
  /// Out of memory is an answer, not the end of the process. The limit holds for the whole process, hence
  /// one of its own.
  @Test func outOfMemoryIsUnknown() async {
    await #expect(processExitsWith: .exitCode(42)) {
      Z3Solver.limitMemory(megabytes: 60)
      let pool = TermPool()
      let solver = try Z3Solver()
      let a = pool.variable("a", width: 64)
      var term = a
      for step in 1...40 {
        let other = pool.variable("b\(step)", width: 64)
        term = pool.mul(pool.xor(term, other), pool.add(term, a))
      }
      let query = Query(assertions: [pool.eq(term, pool.constant(1, width: 64))], label: "large")
      guard case .unknown(Answer.memoryReason) = try solver.check(query, in: pool, limit: .seconds(60))
      else { exit(1) }
      // The solver still answers what needs little.
      let small = Query(assertions: [pool.ult(a, pool.constant(1, width: 64))], label: "small")
      guard case .satisfiable = try solver.check(small, in: pool, limit: nil) else { exit(2) }
      exit(42)
    }
  }
}
