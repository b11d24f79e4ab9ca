import Foundation
import Testing

@testable import Solving

@Suite struct ExternalSolverTests {
  private func shell(_ script: String) -> ExternalSolver {
    ExternalSolver(executable: "/bin/sh", arguments: ["-c", script])
  }

  @Test(arguments: [
    ("echo sat", ExternalSolver.Verdict.satisfiable),
    ("echo; echo unsat", .unsatisfiable),
    ("echo unknown", .unknown),
    ("echo '(error \"no\")'; echo sat", .failed("(error \"no\")\nsat\n")),
    ("echo warning >&2; echo sat", .failed("warning\nsat\n")),
    ("true", .failed("")),
  ])
  func readsAnswers(script: String, verdict: ExternalSolver.Verdict) {
    #expect(shell(script).run("", limit: .seconds(200), interruption: Interruption()) == verdict)
  }

  /// The script's path is the last argument, and the script is there and whole.
  @Test func passesTheScript() {
    let text = String(repeating: "; 0123456789\n", count: 50_000) + "unsat\n"
    let solver = ExternalSolver(executable: "/usr/bin/tail", arguments: ["-n", "1"])
    #expect(solver.run(text, limit: .seconds(200), interruption: Interruption()) == .unsatisfiable)
  }

  @Test func missingProgramIsAFailure() {
    let solver = ExternalSolver(executable: "/nonexistent/solver")
    guard case .failed = solver.run("", limit: nil, interruption: Interruption()) else {
      Issue.record("a program that does not exist gave an answer")
      return
    }
  }

  @Test func isKilledAtTheLimit() {
    let start = ContinuousClock.now
    let verdict = shell("sleep 300; echo sat").run(
      "", limit: .milliseconds(200), interruption: Interruption())
    #expect(verdict == .unknown)
    #expect(ContinuousClock.now - start < .seconds(200))
  }

  @Test func isKilledByAnInterruption() {
    let interruption = Interruption()
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: 0.2)
      interruption.request()
    }
    let start = ContinuousClock.now
    #expect(shell("sleep 300; echo sat").run("", limit: nil, interruption: interruption) == .unknown)
    #expect(ContinuousClock.now - start < .seconds(200))
  }

  /// cvc5 itself, on two scripts whose answers are arithmetic.
  @Test func asksCVC5() throws {
    let solver = try #require(ExternalSolver.cvc5())
    let script = """
      (set-logic QF_BV)
      (declare-fun a () (_ BitVec 8))
      (assert (= (bvmul a a) #x%@))
      (check-sat)
      """
    // 7 * 7 = 49 = 0x31; a square is 0, 1 or 4 modulo 8, so 3 is none.
    let square = script.replacingOccurrences(of: "%@", with: "31")
    let noSquare = script.replacingOccurrences(of: "%@", with: "03")
    let interruption = Interruption()
    #expect(solver.run(square, limit: .seconds(20), interruption: interruption) == .satisfiable)
    #expect(solver.run(noSquare, limit: .seconds(20), interruption: interruption) == .unsatisfiable)
  }
}
