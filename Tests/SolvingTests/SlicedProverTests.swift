import Terms
import Testing

@testable import Solving

@Suite struct SlicedProverTests {
  /// Random problems against brute force: proved if and only if the assumptions imply the goal, whatever
  /// level it was found at; every refutation's model makes the assumptions true and the goal false.
  ///
  /// Without refinements the cone has to do what they would have done.
  @Test(arguments: 0..<10, [0, 3])
  func agreesWithBruteForce(seed: Int, refinements: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let solver = ValidatingSolver(try Z3Solver())
    var proved = 0
    var refuted = 0
    var levels: Set<ProofAnswer.Level> = []
    for problem in 0..<60 {
      let comment: Comment = "seed \(seed), problem \(problem)"
      // A pool that does not simplify has disjunctions as such.
      let pool = TermPool(simplify: problem % 2 == 0)
      let maker = ConditionMaker(pool: pool)
      let assumptions = Self.randomAssumptions(maker, using: &random)
      let prover = SlicedProver(pool: pool, solver: solver, refinements: refinements)
      for assumption in assumptions { prover.add(assumption.term) }
      let world = maker.all(assumptions).table
      for _ in 0..<3 {
        let goal = Self.randomGoal(maker, assumptions, using: &random)
        let isImplied = (world && !goal.table).isNeverTrue
        switch try prover.prove(goal.term, label: "goal") {
        case .proved(let level):
          #expect(isImplied, "\(comment): proved at \(level)")
          levels.insert(level)
          proved += 1
        case .refuted(let model):
          #expect(!isImplied, comment)
          let assignment = maker.assignment { model[$0] }
          #expect(world.isTrue(for: assignment), comment)
          #expect(!goal.table.isTrue(for: assignment), comment)
          refuted += 1
        case .unknown(let reason):
          Issue.record("\(comment): \(reason)")
        }
      }
    }
    // The generator must not make only easy ones.
    #expect(proved > 10 && refuted > 10)
    let later: Set<ProofAnswer.Level> = refinements == 0 ? [.cone, .everything] : [.refinement]
    #expect(levels.contains(.slice) && !levels.isDisjoint(with: later), "\(levels)")
  }

  /// The slice alone, with its hidden operands, never proves what is false.
  @Test(arguments: 100..<110)
  func pruningNeverLosesAWorld(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let solver = try Z3Solver()
    var pruned = 0
    for problem in 0..<80 {
      // A pool that does not simplify has disjunctions as such.
      let pool = TermPool(simplify: problem % 2 == 0)
      let maker = ConditionMaker(pool: pool)
      let assumptions = Self.randomAssumptions(maker, using: &random)
      let prover = SlicedProver(pool: pool, solver: solver)
      for assumption in assumptions { prover.add(assumption.term) }
      let world = maker.all(assumptions).table
      let condition = maker.not(Self.randomGoal(maker, assumptions, using: &random))
      let isFeasible = !(world && condition.table).isNeverTrue
      let answer = try prover.prune(condition.term, label: "prune") { part in
        // Whoever makes a world of them checks assumptions, not ranges.
        #expect(part.allSatisfy { pool.range($0.variable).contains($0.value) })
        return false
      }
      #expect(answer != .possible)
      if answer == .impossible {
        #expect(!isFeasible, "seed \(seed), problem \(problem)")
        pruned += 1
      }
    }
    #expect(pruned > 5)
  }

  /// A world that refuted one goal refutes others without a query, as long as it satisfies what is assumed.
  @Test func counterexamplesAreTakenUpAgain() throws {
    let pool = TermPool()
    let timing = TimingSolver(ValidatingSolver(try Z3Solver()))
    let prover = SlicedProver(pool: pool, solver: timing)
    let x = pool.variable("x", width: 8)
    let y = pool.variable("y", width: 8)
    func number(_ value: UInt64) -> Term { pool.constant(value, width: 8) }
    prover.add(pool.ult(x, y))
    func isRefuted(_ goal: Term) throws -> Bool {
      guard case .refuted(let model) = try prover.prove(goal, label: "goal") else { return false }
      #expect(prover.assumptions.allSatisfy { model.values(of: [$0.term], in: pool) == [1] })
      #expect(model.values(of: [goal], in: pool) == [0])
      return true
    }
    #expect(try isRefuted(pool.ne(x, number(7))))
    let queries = timing.statistics.totals.queries
    #expect(try isRefuted(pool.ult(x, number(7))))
    let answers = try prover.proveAll([
      (pool.eq(x, number(3)), "wrong"), (pool.ult(x, y), "right"), (pool.ne(y, number(0)), "right"),
    ])
    if case .refuted = answers[0] {} else { Issue.record("\(answers[0])") }
    for answer in answers[1...] { if case .proved = answer {} else { Issue.record("\(answer)") } }
    // Those that hold were asked together, and the others not at all.
    #expect(timing.statistics.totals.queries <= queries + 1)
    // A variable that no solver has seen has the low end of its range in the models that are handed out.
    let late = pool.variable("late", width: 8, range: 5...9)
    #expect(try isRefuted(pool.eq(x, late)))
    // What is assumed now, that world does not satisfy.
    let mark = prover.mark()
    prover.add(pool.ult(x, number(7)))
    #expect(try !isRefuted(pool.ult(x, number(7))))
    #expect(try isRefuted(pool.ne(x, number(6))))
    prover.rollback(to: mark)
    #expect(try isRefuted(pool.ult(x, number(7))))
  }

  /// Scopes: after a rollback the answers are those of the remaining assumptions.
  @Test(arguments: 200..<205)
  func rollbackForgets(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let solver = try Z3Solver()
    let pool = TermPool()
    let maker = ConditionMaker(pool: pool)
    let prover = SlicedProver(pool: pool, solver: solver)
    var scopes: [(mark: Int, assumptions: [Condition])] = []
    var assumptions: [Condition] = []
    var goals: [Condition] = []
    for step in 0..<120 {
      switch Int.random(in: 0..<4, using: &random) {
      case 0:
        scopes.append((prover.mark(), assumptions))
        assumptions += Self.randomAssumptions(maker, using: &random).prefix(3)
        for assumption in assumptions { prover.add(assumption.term) }
      case 1:
        guard let scope = scopes.popLast() else { continue }
        prover.rollback(to: scope.mark)
        assumptions = scope.assumptions
      default:
        // Old goals as well: a remembered proof must not outlive its assumptions.
        let isOld = Bool.random(using: &random)
        let goal =
          isOld
          ? goals.randomElement(using: &random) ?? maker.variable(0)
          : maker.random(depth: 3, pages: 0...2, using: &random)
        goals.append(goal)
        let world = maker.all(assumptions).table
        let isImplied = (world && !goal.table).isNeverTrue
        let answer = try prover.prove(goal.term, label: "goal")
        if case .proved = answer {
          #expect(isImplied, "seed \(seed), step \(step)")
        } else {
          #expect(!isImplied, "seed \(seed), step \(step)")
        }
      }
    }
  }

  /// Goals asked together get the answers that they get one by one.
  @Test(arguments: 300..<305, [false, true])
  func groupsChangeNothing(seed: Int, expectsRefutations: Bool) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let solver = try Z3Solver()
    for problem in 0..<8 {
      let pool = TermPool()
      let maker = ConditionMaker(pool: pool)
      let assumptions = Self.randomAssumptions(maker, using: &random)
      let prover = SlicedProver(pool: pool, solver: solver)
      for assumption in assumptions { prover.add(assumption.term) }
      let world = maker.all(assumptions).table
      let goals = (0..<25).map { _ in Self.randomGoal(maker, assumptions, using: &random) }
      let answers = try prover.proveAll(
        goals.enumerated().map { ($1.term, "goal\($0)") }, expectsRefutations: expectsRefutations)
      #expect(answers.count == goals.count)
      for (goal, answer) in zip(goals, answers) {
        let isImplied = (world && !goal.table).isNeverTrue
        switch answer {
        case .proved: #expect(isImplied, "seed \(seed), problem \(problem)")
        case .refuted: #expect(!isImplied, "seed \(seed), problem \(problem)")
        case .unknown(let reason): Issue.record("\(reason)")
        }
      }
    }
  }

  /// Goals about the same page cost one query, not one each.
  @Test func groupsSaveQueries() throws {
    let pool = TermPool()
    let timing = TimingSolver(try Z3Solver())
    let prover = SlicedProver(pool: pool, solver: timing)
    let page = pool.variable("p", width: 8, index: 3)
    prover.add(pool.ult(page, pool.constant(10, width: 8)))
    let goals = (10..<20).map { bound in
      (goal: pool.ult(page, pool.constant(UInt64(bound + 1), width: 8)), label: "below \(bound)")
    }
    let answers = try prover.proveAll(goals)
    for answer in answers {
      guard case .proved = answer else {
        Issue.record("\(answer)")
        continue
      }
    }
    #expect(timing.statistics.totals.queries <= 1)
  }

  /// What the slice of a group does not prove is added for all of its goals at once; a goal that a world refutes leaves
  /// the group.
  @Test func groupsAreRefined() throws {
    let pool = TermPool()
    let timing = TimingSolver(ValidatingSolver(try Z3Solver()))
    let prover = SlicedProver(pool: pool, solver: timing)
    let page = pool.variable("p", width: 8, index: 3)
    let other = pool.variable("q", width: 8, index: 4)
    // About another page than the goals are: not in their slice.
    prover.add(pool.ult(other, pool.constant(10, width: 8)))
    prover.add(pool.eq(page, other))
    func below(_ bound: Int) -> SlicedProver.LabelledGoal {
      (goal: pool.ult(page, pool.constant(UInt64(bound), width: 8)), label: "below \(bound)")
    }
    let bounds = [10, 11, 5, 12, 13, 14, 15, 16]
    let answers = try prover.proveAll(bounds.map(below))
    for (bound, answer) in zip(bounds, answers) {
      switch answer {
      case .proved: #expect(bound >= 10)
      case .refuted: #expect(bound < 10)
      case .unknown(let reason): Issue.record("\(bound): \(reason)")
      }
    }
    // One by one, each would be asked with the slice and again with more.
    #expect(timing.statistics.totals.queries < bounds.count)
  }

  /// A time limit is for all goals, not for each: later queries get what is left, and nothing when it is over.
  @Test func theTimeLimitIsForAllGoals() throws {
    let pool = TermPool()
    // A solver that never gives an answer.
    let solver = RecordingSolver(FixedSolver(.unknown("hard"), delay: 0.02))
    let prover = SlicedProver(pool: pool, solver: solver)
    let goals = (0..<12).map { page -> SlicedProver.LabelledGoal in
      let variable = pool.variable("p", width: 8, index: page / 3)
      return (goal: pool.ult(variable, pool.constant(UInt64(page + 1), width: 8)), label: "\(page)")
    }
    let answers = try prover.proveAll(goals, limit: .milliseconds(100))
    #expect(answers.count == goals.count)
    for answer in answers {
      guard case .unknown = answer else {
        Issue.record("\(answer)")
        continue
      }
    }
    let limits = solver.limits.compactMap(\.self)
    #expect(limits.count == solver.labels.count && limits.count > goals.count)
    #expect(limits.allSatisfy { $0 <= .milliseconds(100) })
    // 0.02 s each: what is left is nothing long before the last.
    #expect(limits.suffix(goals.count / 2).allSatisfy { $0 == .zero })
  }

  /// A slice does not grow with the number of pages.
  @Test func sliceOfOnePageHasOnlyItsAssumptions() throws {
    let pool = TermPool()
    let prover = SlicedProver(pool: pool, solver: try Z3Solver())
    let count = pool.variable("nr", width: 16, range: 1...512)
    let entries = (0..<512).map {
      pool.variable("pte\($0 as Int)", width: 64, index: $0)
    }
    for (index, entry) in entries.enumerated() {
      let isTaken = pool.ult(pool.constant(UInt64(index), width: 16), count)
      let isPresent = pool.eq(pool.extract(entry, high: 0, low: 0), pool.constant(1, width: 1))
      prover.add(pool.disjunction([pool.not(isTaken), isPresent]))
    }
    // Any of the entries is writable: one wide assumption.
    let any = pool.variable("any", width: 1)
    let writes = entries.map { pool.extract($0, high: 1, low: 1) }
    prover.add(pool.disjunction([pool.not(any)] + writes))
    prover.add(pool.disjunction([any, pool.not(pool.disjunction(writes))]))

    let isTaken = pool.ult(pool.constant(7, width: 16), count)
    let goal = pool.disjunction([
      pool.not(isTaken), pool.not(writes[7]),
      pool.conjunction([pool.extract(entries[7], high: 0, low: 0), any]),
    ])
    let slice = prover.slice(for: goal)
    #expect(slice.positions.count < 5)
    guard case .proved(.slice) = try prover.prove(goal, label: "goal") else {
      Issue.record("not proved by the slice")
      return
    }
  }

  /// What belongs to two wide nodes alike must get the same variable, or the proof is lost.
  @Test func equalForeignOperandsStayEqual() throws {
    let pool = TermPool()
    let prover = SlicedProver(pool: pool, solver: try Z3Solver())
    let pages = (0..<12).map { pool.variable("p\($0 as Int)", width: 1, index: $0) }
    let left = pool.variable("left", width: 1)
    let right = pool.variable("right", width: 1)
    prover.add(pool.eq(left, pool.disjunction(pages)))
    prover.add(pool.eq(right, pool.disjunction(pages.reversed())))
    let goal = pool.disjunction([pool.not(pages[5]), pool.eq(left, right)])
    guard case .proved(.slice) = try prover.prove(goal, label: "goal") else {
      Issue.record("not proved by the slice")
      return
    }
  }

  /// The same operands under another connective are another condition.
  @Test func anyAndAllAreNotTheSame() throws {
    for simplify in [false, true] {
      let pool = TermPool(simplify: simplify)
      let prover = SlicedProver(pool: pool, solver: try Z3Solver())
      let pages = (0..<12).map { pool.variable("p\($0 as Int)", width: 1, index: $0) }
      let any = pool.variable("any", width: 1)
      let all = pool.variable("all", width: 1)
      prover.add(pool.eq(any, pool.disjunction(pages)))
      prover.add(pool.eq(all, pool.conjunction(pages)))
      guard case .refuted = try prover.prove(pool.eq(any, all), label: "goal") else {
        Issue.record("any of the pages was taken for all of them")
        continue
      }
    }
  }

  @Test func contradictionElsewhereProvesEverything() throws {
    let pool = TermPool()
    let prover = SlicedProver(pool: pool, solver: try Z3Solver())
    let near = pool.variable("near", width: 8, index: 0)
    let far = pool.variable("far", width: 8, index: 1)
    let goal = pool.eq(near, pool.constant(3, width: 8))
    let square = pool.mul(far, far)
    // A square is 0, 1 or 4 modulo 8.
    prover.add(pool.eq(square, pool.constant(3, width: 8)))
    let answer = try prover.prove(goal, label: "goal")
    guard case .proved = answer else {
      Issue.record("\(answer)")
      return
    }
    guard case .unsatisfiable = try prover.satisfiable(pool.constant(1, width: 1), label: "vacuity") else {
      Issue.record("contradictory assumptions were satisfiable")
      return
    }
  }

  /// A refutation has values for pages that the goal does not speak about, and they obey the assumptions.
  @Test func refutationIsAWholeWorld() throws {
    let pool = TermPool()
    let prover = SlicedProver(pool: pool, solver: ValidatingSolver(try Z3Solver()))
    let near = pool.variable("near", width: 8, range: 5...9, index: 0)
    let far = pool.variable("far", width: 8, index: 1)
    prover.add(pool.eq(pool.mul(far, pool.constant(3, width: 8)), pool.constant(1, width: 8)))
    guard
      case .refuted(let model) = try prover.prove(
        pool.eq(near, pool.constant(6, width: 8)), label: "goal")
    else {
      Issue.record("not refuted")
      return
    }
    #expect((5...9).contains(model[near]) && model[near] != 6)
    #expect(model[far] &* 3 & 0xff == 1)
  }

  // MARK: Problems

  static func randomAssumptions(
    _ maker: ConditionMaker, using random: inout SeededRandom
  ) -> [Condition] {
    var result: [Condition] = []
    for _ in 0..<Int.random(in: 2...8, using: &random) {
      let low = Int.random(in: 0..<ConditionMaker.pages, using: &random)
      let high = min(ConditionMaker.pages - 1, low + Int.random(in: 0...2, using: &random))
      result.append(maker.random(depth: 3, pages: low...high, using: &random))
    }
    for _ in 0..<Int.random(in: 0...3, using: &random) {
      let switchVariable = maker.variable(
        Int.random(in: ConditionMaker.pages..<TruthTable.variables, using: &random))
      result.append(maker.any([switchVariable, maker.wide(using: &random)]))
    }
    return result
  }

  /// Half of the goals follow from a few assumptions by construction, perhaps through a wide node.
  static func randomGoal(
    _ maker: ConditionMaker, _ assumptions: [Condition], using random: inout SeededRandom
  ) -> Condition {
    let low = Int.random(in: 0..<ConditionMaker.pages, using: &random)
    let high = min(ConditionMaker.pages - 1, low + Int.random(in: 0...1, using: &random))
    let some = maker.random(depth: 3, pages: low...high, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: return some
    case 1: return maker.any([some, maker.wide(using: &random)])
    case 2: return maker.wide(using: &random)
    case 3:
      let first = assumptions.randomElement(using: &random) ?? some
      let second = assumptions.randomElement(using: &random) ?? some
      return maker.any([some, maker.all([first, second])])
    case 4:
      let first = assumptions.randomElement(using: &random) ?? some
      return maker.either(some, first, maker.any([first, some]))
    default:
      let first = assumptions.randomElement(using: &random) ?? some
      return maker.any([maker.not(maker.any([some, maker.not(first)])), some])
    }
  }

  /// A path is ruled out by its short literals and what speaks of nothing else; where that is not enough, the
  /// slice is asked, and what can be is never ruled out.
  @Test func aCoreIsAskedBeforeTheSlice() throws {
    let pool = TermPool()
    let solver = RecordingSolver(try Z3Solver())
    let prover = SlicedProver(pool: pool, solver: solver)
    func constant(_ value: UInt64) -> Term { pool.constant(value, width: 8) }
    let x = pool.variable("x", width: 8)
    let others = (0..<12).map { pool.variable("other \($0)", width: 8) }
    prover.add(pool.uge(pool.xor(x, constant(3)), constant(8)))
    for (left, right) in zip(others, others.dropFirst()) { prover.add(pool.ult(left, right)) }
    // A literal of many variables, which a core leaves out.
    let long = pool.ult(others.reduce(constant(0)) { pool.add(pool.mul($0, constant(3)), $1) }, constant(200))

    let closed = pool.and(pool.ult(x, constant(8)), long)
    #expect(try prover.prune(closed, label: "closed") == .impossible)
    let open = pool.and(pool.ult(x, constant(9)), long)
    #expect(try prover.prune(open, label: "open") == .open)
    // Its contradiction is in the long literal alone.
    let hidden = pool.and(pool.ult(x, constant(9)), pool.and(long, pool.eq(others[0], others[11])))
    #expect(try prover.prune(hidden, label: "hidden") == .impossible)
    #expect(
      solver.labels == ["closed/core", "open/core", "open/slice", "hidden/core", "hidden/slice"])
  }

  /// What ties the variables of a path's literals to one more is in its core, so that a number and its bound meet.
  @Test func aCoreKnowsOneVariableMore() throws {
    let pool = TermPool()
    let solver = RecordingSolver(try Z3Solver())
    let prover = SlicedProver(pool: pool, solver: solver)
    let offset = pool.variable("offset", width: 8)
    let pages = pool.variable("pages", width: 8)
    let last = pool.variable("last", width: 8)
    let others = (0..<12).map { pool.variable("other \($0)", width: 8) }
    prover.add(pool.ult(offset, pages))
    prover.add(pool.ule(pages, last))
    for (left, right) in zip(others, others.dropFirst()) { prover.add(pool.ult(left, right)) }
    #expect(try prover.prune(pool.ugt(offset, last), label: "chain") == .impossible)
    #expect(solver.labels == ["chain/core"])
  }

  /// Where the caller makes a world of a part's values, nothing more is asked, and the values are those of the part.
  @Test func aPartMayBeAWorld() throws {
    let pool = TermPool()
    let solver = RecordingSolver(ValidatingSolver(try Z3Solver()))
    let prover = SlicedProver(pool: pool, solver: solver)
    let x = pool.variable("x", width: 8)
    let others = (0..<12).map { pool.variable("other \($0)", width: 8) }
    for (left, right) in zip(others, others.dropFirst()) { prover.add(pool.ult(left, right)) }
    var values: [Term: UInt64] = [:]
    let condition = pool.eq(x, pool.constant(9, width: 8))
    let answer = try prover.prune(condition, label: "path") { part in
      for (variable, value) in part { values[variable] = value }
      return true
    }
    #expect(answer == .possible)
    #expect(values == [x: 9])
    #expect(solver.labels == ["path/core"])
  }

  /// An assumption that a goal needed besides its slice is in the slice of the next goal about the same pages, as long
  /// as it is assumed.
  @Test func refinementsAreRemembered() throws {
    let pool = TermPool()
    let solver = RecordingSolver(ValidatingSolver(try Z3Solver()))
    let prover = SlicedProver(pool: pool, solver: solver)
    let first = pool.variable("first", width: 8, index: 1)
    let second = pool.variable("second", width: 8, index: 2)
    func number(_ value: UInt64) -> Term { pool.constant(value, width: 8) }
    prover.add(pool.ult(second, number(100)))
    let mark = prover.mark()
    prover.add(pool.ult(first, second))
    func level(_ bound: UInt64) throws -> ProofAnswer {
      try prover.prove(pool.ult(first, number(bound)), label: "below \(bound)")
    }
    if case .proved(.refinement) = try level(99) {} else { Issue.record("\(solver.labels)") }
    let queries = solver.labels.count
    if case .proved(.slice) = try level(120) {} else { Issue.record("\(solver.labels)") }
    #expect(solver.labels.count == queries + 1)
    prover.rollback(to: mark)
    if case .refuted = try level(130) {} else { Issue.record("\(solver.labels)") }
  }
}
