import Terms
import Testing

@testable import Solving

@Suite struct RelaySolverTests {
  private static func query(_ effort: Effort? = nil) -> Query {
    Query(assertions: [], label: "any", effort: effort)
  }

  private static func relay(_ first: any Solver, _ second: any Solver) -> RelaySolver {
    RelaySolver(first, patience: Effort(conflicts: 10)) { second }
  }

  @Test func whatTheFirstDecidesIsDecided() throws {
    let second = FixedSolver(.unsatisfiable)
    let relay = Self.relay(FixedSolver(.satisfiable(Model(values: [:]))), second)
    guard case .satisfiable = try relay.check(Self.query(), in: TermPool(), limit: nil) else {
      Issue.record("not the first one's answer")
      return
    }
    #expect(second.queries.isEmpty && relay.relayed == 0)
  }

  /// The first is asked within the patience, the second for as much as the query is worth.
  @Test(arguments: [nil, Effort(conflicts: 11)]) func whatIsTooHardIsHandedOn(effort: Effort?) throws {
    let first = FixedSolver(.unknown("hard"))
    let second = FixedSolver(.unsatisfiable)
    let relay = Self.relay(first, second)
    guard case .unsatisfiable = try relay.check(Self.query(effort), in: TermPool(), limit: nil) else {
      Issue.record("not the second one's answer")
      return
    }
    #expect(first.queries.map(\.effort) == [Effort(conflicts: 10)])
    #expect(second.queries.map(\.effort) == [effort])
  }

  @Test func whatIsWorthNoMoreIsNotHandedOn() throws {
    let first = FixedSolver(.unknown("hard"))
    let second = FixedSolver(.unsatisfiable)
    let relay = Self.relay(first, second)
    let effort = Effort(conflicts: 10)
    guard case .unknown("hard") = try relay.check(Self.query(effort), in: TermPool(), limit: nil) else {
      Issue.record("an answer")
      return
    }
    #expect(first.queries.map(\.effort) == [effort] && second.queries.isEmpty)
  }

  @Test func noTimeIsLeftForTheSecond() throws {
    let second = FixedSolver(.unsatisfiable)
    let relay = Self.relay(FixedSolver(.unknown("hard"), delay: 0.05), second)
    guard case .unknown = try relay.check(Self.query(), in: TermPool(), limit: .milliseconds(10)) else {
      Issue.record("an answer")
      return
    }
    #expect(second.queries.isEmpty)
  }

  @Test func nothingIsHandedOnAfterAnInterruption() throws {
    let first = FixedSolver(.unknown("interrupted"))
    let second = FixedSolver(.unsatisfiable)
    let relay = Self.relay(first, second)
    first.interruption.request()
    guard case .unknown = try relay.check(Self.query(), in: TermPool(), limit: nil) else {
      Issue.record("an answer")
      return
    }
    #expect(second.queries.isEmpty)
  }

  /// The second solver is made once, when it is needed.
  @Test func theSecondIsMadeOnce() throws {
    var made = 0
    let second = FixedSolver(.unsatisfiable)
    let relay = RelaySolver(FixedSolver(.unknown("hard")), patience: Effort(conflicts: 10)) {
      () throws(SolvingError) in
      made += 1
      return second
    }
    #expect(made == 0)
    for _ in 0..<3 { _ = try relay.check(Self.query(), in: TermPool(), limit: nil) }
    #expect(made == 1 && relay.relayed == 3)
  }

  /// What Z3 is handed in earnest it decides as CaDiCaL would.
  @Test func bothDecideTheSame() throws {
    let pool = TermPool()
    let relay = try Decider.relay.make()
    let a = pool.variable("a", width: 10)
    let b = pool.variable("b", width: 10)
    let cadical = CaDiCaLSolver()
    for product in [UInt64(961), 997, 1000, 1021] {
      let factors = [pool.ugt(a, pool.constant(1, width: 10)), pool.ugt(b, pool.constant(1, width: 10))]
      let wide = pool.mul(pool.zext(a, to: 20), pool.zext(b, to: 20))
      let query = Query(
        assertions: factors + [pool.eq(wide, pool.constant(product, width: 20))], label: "factors")
      let isPrime = [997, 1021].contains(product)
      for solver in [relay, cadical] {
        switch try solver.check(query, in: pool, limit: .seconds(100)) {
        case .satisfiable(let model): #expect(!isPrime && model[a] * model[b] == product)
        case .unsatisfiable: #expect(isPrime)
        case .unknown(let reason): Issue.record("\(reason)")
        }
      }
    }
    #expect((relay as? RelaySolver).map { $0.relayed > 0 } == true)
  }
}
