import Foundation
import Terms
import Testing

@testable import Solving

@Suite struct CaDiCaLMemoryTests {
  /// Out of memory is an answer, not the end of the process. The limit holds for the whole process, hence
  /// one of its own.
  @Test func outOfMemoryIsUnknown() async {
    await #expect(processExitsWith: .exitCode(42)) {
      let pool = TermPool()
      let circuits = QueryCircuits()
      let solver = CaDiCaLSolver(circuits: circuits)
      let a = pool.variable("a", width: 64)
      var term = a
      for step in 1...60 {
        let other = pool.variable("b\(step)", width: 64)
        term = pool.mul(pool.xor(term, other), pool.add(term, a))
      }
      let query = Query(
        assertions: [pool.eq(term, pool.constant(2_246_822_519, width: 64))], label: "large",
        effort: Effort(conflicts: 1))
      // The circuit is there already. The clauses take a hundred megabytes while they are made, what CaDiCaL makes of them
      // three hundred more.
      _ = try circuits.wires(of: query, in: pool)
      let pages = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8).split(separator: " ")
      guard let used = pages.first.flatMap({ UInt($0) }) else { exit(2) }
      var limit = rlimit()
      getrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit)
      limit.rlim_cur = used * UInt(getpagesize()) + 200 << 20
      guard setrlimit(__rlimit_resource_t(RLIMIT_AS.rawValue), &limit) == 0 else { exit(3) }
      guard case .unknown(Answer.memoryReason) = try solver.check(query, in: pool, limit: nil)
      else { exit(4) }
      // The solver still answers what needs little.
      let small = Query(assertions: [pool.ult(a, pool.constant(1, width: 64))], label: "small")
      guard case .satisfiable = try solver.check(small, in: pool, limit: nil) else { exit(5) }
      exit(42)
    }
  }
}
