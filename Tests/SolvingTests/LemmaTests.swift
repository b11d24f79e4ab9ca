import Terms
import Testing

@testable import Solving

/// Goals that are too hard together are asked one by one, each with what was proved before it.
@Suite struct LemmaTests {
  /// The answers are those of brute force: a goal that was refuted helps no other, and what was proved under assumptions
  /// that have been taken back since helps none either.
  @Test(arguments: 500..<510)
  func lemmasChangeNoAnswer(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let solver = GroupBlindSolver(ValidatingSolver(try Z3Solver()))
    var (proved, refuted) = (0, 0)
    for problem in 0..<8 {
      let pool = TermPool()
      let maker = ConditionMaker(pool: pool)
      let assumptions = SlicedProverTests.randomAssumptions(maker, using: &random)
      let prover = SlicedProver(pool: pool, solver: solver)
      for assumption in assumptions { prover.add(assumption.term) }
      let start = prover.mark()
      let more = SlicedProverTests.randomGoal(maker, assumptions, using: &random)
      prover.add(more.term)
      for list in 0..<2 {
        if list == 1 { prover.rollback(to: start) }
        let world = maker.all(assumptions).table
        let goals = (0..<20).map { _ in SlicedProverTests.randomGoal(maker, assumptions, using: &random) }
        let answers = try prover.proveAll(goals.enumerated().map { ($1.term, "goal\($0)") })
        for (goal, answer) in zip(goals, answers) {
          let counter = list == 0 ? world && more.table && !goal.table : world && !goal.table
          switch answer {
          case .proved:
            #expect(counter.isNeverTrue, "seed \(seed), problem \(problem), list \(list)")
            proved += 1
          case .refuted:
            #expect(!counter.isNeverTrue, "seed \(seed), problem \(problem), list \(list)")
            refuted += 1
          case .unknown(let reason): Issue.record("\(reason)")
          }
        }
      }
    }
    #expect(proved > 10 && refuted > 10)
  }

  /// The second goal is asked with the first, which was proved; the third without the second, which was refuted; and
  /// another list with neither.
  @Test func whatWasProvedIsAssumed() throws {
    let pool = TermPool()
    let solver = GroupBlindSolver(try Z3Solver())
    let prover = SlicedProver(pool: pool, solver: solver)
    let page = pool.variable("p", width: 8, index: 3)
    let other = pool.variable("q", width: 8, index: 3)
    func constant(_ value: UInt64) -> Term { pool.constant(value, width: 8) }
    prover.add(pool.ult(page, constant(10)))
    prover.add(pool.eq(pool.and(page, constant(1)), pool.and(other, constant(1))))
    let first = pool.ult(pool.and(page, constant(0xc)), constant(9))
    let second = pool.ult(other, constant(7))
    let third = pool.eq(pool.and(pool.xor(page, other), constant(1)), constant(0))
    let answers = try prover.proveAll([(first, "first"), (second, "second"), (third, "third")])
    guard answers.count == 3, case .proved = answers[0], case .refuted = answers[1], case .proved = answers[2]
    else {
      Issue.record("\(answers)")
      return
    }
    func asked(_ label: String) -> [Term] {
      solver.queries.last { $0.label.hasPrefix(label) }?.assertions ?? []
    }
    #expect(!asked("first").isEmpty && !asked("first").contains(first))
    #expect(asked("second").contains(first))
    #expect(asked("third").contains(first) && !asked("third").contains(second))

    prover.add(pool.ult(other, constant(100)))
    _ = try prover.proveAll([(pool.ult(other, constant(101)), "fourth")])
    #expect(!asked("fourth").isEmpty && !asked("fourth").contains(first))
  }

  /// A group is worth less after one that was too hard, down to a bound.
  @Test func hardGroupsCostEffort() throws {
    let pool = TermPool()
    let solver = FixedSolver(.unknown("hard"))
    let prover = SlicedProver(pool: pool, solver: solver)
    for page in 0..<6 {
      let goals = (1..<4).map { bound -> SlicedProver.LabelledGoal in
        (pool.ult(pool.variable("p", width: 8, index: page), pool.constant(UInt64(bound), width: 8)), "g")
      }
      _ = try prover.proveAll(goals)
    }
    let groups = solver.queries.filter { $0.label.contains("+") }.map(\.effort)
    #expect(groups.count >= 6)
    #expect(SlicedProver.leastGroupEffort < SlicedProver.mostGroupEffort)
    #expect(groups.first == SlicedProver.mostGroupEffort)
    #expect(groups.last == SlicedProver.leastGroupEffort)
    #expect(solver.queries.filter { !$0.label.contains("+") }.allSatisfy { $0.effort == nil })
  }

  /// What all assumptions rule out is told to later questions about them, and forgotten with them.
  @Test func whatIsRuledOutIsRemembered() throws {
    let pool = TermPool()
    let solver = FixedSolver(.unsatisfiable)
    let prover = SlicedProver(pool: pool, solver: solver)
    let page = pool.variable("p", width: 8)
    func below(_ value: UInt64) -> Term { pool.ult(page, pool.constant(value, width: 8)) }
    prover.add(below(100))
    let mark = prover.mark()
    prover.add(below(50))
    _ = try prover.satisfiable(below(10), label: "not remembered")
    _ = try prover.satisfiable(below(20), label: "remembered", remembers: true)
    _ = try prover.satisfiable(below(30), label: "told")
    #expect(solver.queries[1].assertions.contains(pool.not(below(10))) == false)
    #expect(Set(solver.queries[2].assertions) == [below(100), below(50), pool.not(below(20)), below(30)])
    prover.rollback(to: mark)
    _ = try prover.satisfiable(below(40), label: "forgotten")
    #expect(Set(solver.queries[3].assertions) == [below(100), below(40)])
    solver.answer = .unknown("hard")
    _ = try prover.satisfiable(below(60), label: "open", remembers: true)
    _ = try prover.satisfiable(below(70), label: "not told")
    #expect(Set(solver.queries[5].assertions) == [below(100), below(70)])
  }

  /// Whatever is remembered, the answers are those of brute force.
  @Test(arguments: 520..<525)
  func rememberingChangesNoAnswer(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let solver = ValidatingSolver(try Z3Solver())
    var (possible, impossible) = (0, 0)
    for problem in 0..<8 {
      let pool = TermPool()
      let maker = ConditionMaker(pool: pool)
      var scopes: [(mark: Int, assumptions: [Condition])] = []
      var assumptions: [Condition] = []
      let prover = SlicedProver(pool: pool, solver: solver)
      for _ in 0..<40 {
        switch Int.random(in: 0..<6, using: &random) {
        case 0:
          scopes.append((prover.mark(), assumptions))
          let more = maker.random(depth: 2, pages: 0...2, using: &random)
          assumptions.append(more)
          prover.add(more.term)
        case 1:
          guard let scope = scopes.popLast() else { continue }
          prover.rollback(to: scope.mark)
          assumptions = scope.assumptions
        default:
          let asked = maker.random(depth: 3, pages: 0...2, using: &random)
          let isPossible = !(maker.all(assumptions).table && asked.table).isNeverTrue
          switch try prover.satisfiable(asked.term, label: "asked", remembers: true) {
          case .satisfiable:
            #expect(isPossible, "seed \(seed), problem \(problem)")
            possible += 1
          case .unsatisfiable:
            #expect(!isPossible, "seed \(seed), problem \(problem)")
            impossible += 1
          case .unknown(let reason): Issue.record("\(reason)")
          }
        }
      }
    }
    #expect(possible > 10 && impossible > 10)
  }
}
