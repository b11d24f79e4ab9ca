import Foundation
import Terms
import Testing

@testable import Solving

@Suite struct DecoratorTests {
  private let pool = TermPool()

  private func byte(_ range: ClosedRange<UInt64> = 0...255) -> Term {
    pool.variable("byte", width: 8, range: range)
  }

  private func isThree(_ term: Term) -> Query {
    Query(assertions: [pool.eq(pool.mul(term, term), pool.constant(9, width: 8))], label: "claim/3")
  }

  // MARK: Validation

  @Test func aTrueModelPasses() throws {
    let byte = byte()
    let solver = ValidatingSolver(FixedSolver(.satisfiable(Model(values: [byte: 3]))))
    guard case .satisfiable(let model) = try solver.check(isThree(byte), in: pool, limit: nil) else {
      Issue.record("a true model was refused")
      return
    }
    #expect(model[byte] == 3)
  }

  @Test func aLyingModelIsCaught() {
    let byte = byte()
    let solver = ValidatingSolver(FixedSolver(.satisfiable(Model(values: [byte: 4]))))
    #expect(throws: SolvingError.self) { try solver.check(isThree(byte), in: pool, limit: nil) }
  }

  @Test func aModelOutsideOfTheRangeIsCaught() {
    let byte = byte(10...255)
    let solver = ValidatingSolver(FixedSolver(.satisfiable(Model(values: [byte: 3]))))
    do {
      _ = try solver.check(isThree(byte), in: pool, limit: nil)
      Issue.record("a value outside of its range passed")
    } catch {
      guard case .modelDoesNotEvaluate(label: "claim/3", let detail) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(detail.contains("byte"))
    }
  }

  // MARK: Second opinion

  private func saying(_ text: String) -> ExternalSolver {
    ExternalSolver(executable: "/bin/sh", arguments: ["-c", text])
  }

  @Test(arguments: [(true, "unsat"), (false, "sat")])
  func aDisagreementIsThrown(isSatisfiable: Bool, lie: String) throws {
    let byte = byte()
    // 9 is a square, 3 is none: Z3 is right in both cases and the other one lies.
    let square = pool.constant(isSatisfiable ? 9 : 3, width: 8)
    let query = Query(assertions: [pool.eq(pool.mul(byte, byte), square)], label: "square")
    let solver = SecondOpinionSolver(try Z3Solver(), second: saying("echo \(lie)"))
    do {
      let answer = try solver.check(query, in: pool, limit: nil)
      Issue.record("\(answer)")
    } catch {
      guard case .disagreement(label: "square", let dump) = error else {
        Issue.record("\(error)")
        return
      }
      #expect(dump.contains("check-sat"))
    }
  }

  @Test func cvc5AgreesOnRealQueries() throws {
    let second = try #require(ExternalSolver.cvc5())
    let solver = SecondOpinionSolver(ValidatingSolver(try Z3Solver()), second: second)
    let byte = byte()
    for square in [UInt64(3), 9, 1, 2] {
      let query = Query(
        assertions: [pool.eq(pool.mul(byte, byte), pool.constant(square, width: 8))], label: "square")
      _ = try solver.check(query, in: pool, limit: nil)
    }
    #expect(solver.counts == .init(agreements: 4))
  }

  /// The range is part of the script: without it cvc5 would find 3 and disagree.
  @Test func theScriptHasTheRanges() throws {
    let second = try #require(ExternalSolver.cvc5())
    let solver = SecondOpinionSolver(try Z3Solver(), second: second)
    // The square roots of 9 modulo 256 are 3, 125, 131 and 253.
    let byte = byte(4...124)
    guard case .unsatisfiable = try solver.check(isThree(byte), in: pool, limit: nil) else {
      Issue.record("found a root that is none")
      return
    }
    #expect(solver.counts.agreements == 1)
  }

  @Test func aSlowSecondSolverIsCounted() throws {
    let solver = SecondOpinionSolver(
      try Z3Solver(), second: saying("sleep 30"), limit: .milliseconds(100))
    guard case .satisfiable = try solver.check(isThree(byte()), in: pool, limit: nil) else {
      Issue.record("no answer")
      return
    }
    #expect(solver.counts == .init(undecided: 1))
  }

  @Test func aBrokenSecondSolverIsAnError() throws {
    let solver = SecondOpinionSolver(try Z3Solver(), second: saying("echo '(error \"no\")'"))
    #expect(throws: SolvingError.self) { try solver.check(isThree(byte()), in: pool, limit: nil) }
  }

  @Test func unknownNeedsNoSecondOpinion() throws {
    let solver = SecondOpinionSolver(FixedSolver(.unknown("tired")), second: saying("echo sat"))
    guard case .unknown("tired") = try solver.check(isThree(byte()), in: pool, limit: nil) else {
      Issue.record("the second solver decided")
      return
    }
    #expect(solver.counts == .init())
  }

  // MARK: Timing and dumps

  @Test func timingCountsByPrefix() throws {
    let fixed = FixedSolver(.unsatisfiable)
    let solver = TimingSolver(fixed, slowest: 2)
    let truth = pool.constant(1, width: 1)
    for (label, answer) in [
      ("a/1", Answer.unsatisfiable), ("a/2", .unknown("")), ("b", .satisfiable(Model(values: [:]))),
    ] {
      fixed.answer = answer
      _ = try solver.check(Query(assertions: [truth], label: label), in: pool, limit: nil)
    }
    #expect(solver.statistics.totals.queries == 3)
    #expect(solver.statistics.totals.unsatisfiable == 1)
    #expect(solver.statistics.totals.satisfiable == 1)
    #expect(solver.statistics.totals.unknown == 1)
    #expect(solver.statistics.byPrefix["a"]?.queries == 2)
    #expect(solver.statistics.byPrefix["b"]?.queries == 1)
    #expect(solver.statistics.slowest.count == 2)
  }

  @Test func slowestAreTheSlowest() {
    var statistics = QueryStatistics(slowestCapacity: 3)
    for milliseconds in [5, 1, 9, 7, 3, 9] {
      let query = Query(assertions: [], label: "\(milliseconds)")
      statistics.record(query, answer: .unsatisfiable, time: .milliseconds(milliseconds))
    }
    #expect(statistics.slowest.map(\.label) == ["9", "9", "7"])
    var other = QueryStatistics(slowestCapacity: 3)
    other.record(Query(assertions: [], label: "8"), answer: .unsatisfiable, time: .milliseconds(8))
    statistics.merge(other)
    #expect(statistics.slowest.map(\.label) == ["9", "9", "8"])
    #expect(statistics.totals.queries == 7)
    #expect(statistics.totals.time == .milliseconds(42))
  }

  @Test func dumpsAreScriptsThatAnotherSolverReads() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dump-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let standard = try standardSolver(dumpFolder: folder)
    _ = try standard.solver.check(isThree(byte()), in: pool, limit: nil)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(files == ["000001-claim_3.smt2"])
    let script = try String(contentsOf: folder.appendingPathComponent(files[0]), encoding: .utf8)
    let second = try #require(ExternalSolver.cvc5())
    #expect(second.run(script, limit: .seconds(20), interruption: Interruption()) == .satisfiable)
    #expect(standard.statistics.totals.queries == 1)
  }
}
