import Foundation
import Terms
import Testing

@testable import Solving

@Suite struct DeciderTests {
  /// A multiplication that no solver inverts in a moment: the factors of a product of two large primes.
  private func hardQuery(_ pool: TermPool) -> Query {
    let a = pool.variable("a", width: 64, range: 2...UInt64(UInt32.max))
    let b = pool.variable("b", width: 64, range: 2...UInt64(UInt32.max))
    // Both are prime; they are multipliers of well-known hash functions.
    let product = pool.constant(2_654_435_761 &* 2_246_822_519, width: 64)
    return Query(assertions: [pool.eq(pool.mul(a, b), product), pool.ult(a, b)], label: "hard")
  }

  @Test(arguments: Decider.allCases) func rangesAreAsserted(decider: Decider) throws {
    let pool = TermPool()
    let solver = try decider.make()
    let byte = pool.variable("byte", width: 8, range: 3...5)
    // 60 = 20 * 3 = 15 * 4 = 12 * 5, and xor keeps those below 200; rewriting cannot see through either.
    let other = pool.variable("other", width: 8)
    var found: Set<UInt64> = []
    var assertions = [
      pool.eq(pool.mul(other, byte), pool.constant(60, width: 8)),
      pool.ult(pool.xor(other, byte), pool.constant(200, width: 8)),
    ]
    while case .satisfiable(let model) = try solver.check(
      Query(assertions: assertions, label: "range"), in: pool, limit: nil)
    {
      guard found.insert(model[byte]).inserted else { break }
      assertions.append(pool.not(pool.eq(byte, pool.constant(model[byte], width: 8))))
    }
    #expect(found == [3, 4, 5])
  }

  @Test func freeVariablesReadAsTheLowEndOfTheirRange() throws {
    let pool = TermPool()
    let variable = pool.variable("free", width: 8, range: 7...9)
    let other = pool.variable("other", width: 8)
    #expect(Model(values: [:], lowEnds: [variable: 7])[variable] == 7)
    #expect(Model(values: [:])[other] == 0)
    #expect(Model(values: [variable: 8], lowEnds: [variable: 7])[variable] == 8)
  }

  @Test(arguments: Decider.allCases) func variablesOutsideOfTheQueryReadAsTheLowEndOfTheirRange(
    decider: Decider
  ) throws {
    let pool = TermPool()
    let variable = pool.variable("elsewhere", width: 8, range: 7...9)
    let bit = pool.variable("bit", width: 1)
    let solver = try decider.make()
    guard
      case .satisfiable(let model) = try solver.check(
        Query(assertions: [bit], label: "bit"), in: pool, limit: nil)
    else {
      Issue.record("a bit cannot be 1")
      return
    }
    #expect(model[bit] == 1)
    #expect(model[variable] == 7)
  }

  @Test(arguments: Decider.allCases) func timeLimitIsKept(decider: Decider) throws {
    let pool = TermPool()
    let solver = try decider.make()
    let start = ContinuousClock.now
    let answer = try solver.check(hardQuery(pool), in: pool, limit: .milliseconds(300))
    guard case .unknown(let reason) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(reason == Answer.timeLimitReason)
    #expect(ContinuousClock.now - start < .seconds(200))
    // It still answers afterwards.
    let bit = pool.variable("bit", width: 1)
    guard case .satisfiable = try solver.check(Query(assertions: [bit], label: "after"), in: pool, limit: nil)
    else {
      Issue.record("no answer after a time limit")
      return
    }
  }

  /// An effort ends a query, and what comes after it is answered as ever.
  @Test(arguments: Decider.allCases) func effortIsKept(decider: Decider) throws {
    let pool = TermPool()
    let solver = try decider.make()
    var hard = hardQuery(pool)
    hard.effort = Effort(conflicts: 200)
    for _ in 0..<2 {
      guard case .unknown(Answer.effortLimitReason) = try solver.check(hard, in: pool, limit: nil) else {
        Issue.record("an answer within the effort")
        return
      }
      let easy = Query(assertions: [pool.variable("bit", width: 1)], label: "after", effort: hard.effort)
      guard case .satisfiable = try solver.check(easy, in: pool, limit: nil) else {
        Issue.record("no answer after an effort that was not enough")
        return
      }
    }
  }

  @Test(arguments: Decider.allCases) func noTimeIsNoAnswer(decider: Decider) throws {
    let pool = TermPool()
    let answer = try decider.make().check(hardQuery(pool), in: pool, limit: .zero)
    guard case .unknown(Answer.timeLimitReason) = answer else {
      Issue.record("\(answer)")
      return
    }
  }

  @Test(arguments: Decider.allCases) func interruptionFromAnotherThread(decider: Decider) throws {
    let pool = TermPool()
    let solver = try decider.make()
    let interruption = solver.interruption
    Thread.detachNewThread {
      Thread.sleep(forTimeInterval: 0.3)
      interruption.request()
    }
    let start = ContinuousClock.now
    let answer = try solver.check(hardQuery(pool), in: pool, limit: .seconds(300))
    guard case .unknown(Interruption.reason) = answer else {
      Issue.record("\(answer)")
      return
    }
    #expect(ContinuousClock.now - start < .seconds(200))
    let easy = Query(assertions: [pool.constant(1, width: 1)], label: "easy")
    guard case .unknown = try solver.check(easy, in: pool, limit: nil) else {
      Issue.record("an interrupted solver went on")
      return
    }
    interruption.reset()
    guard case .satisfiable = try solver.check(easy, in: pool, limit: nil) else {
      Issue.record("no answer after a reset")
      return
    }
  }

  /// Deeper than a thread's stack: the translation must not recurse.
  @Test(arguments: Decider.allCases) func deepTerms(decider: Decider) throws {
    let pool = TermPool()
    let solver = try decider.make()
    let start = pool.variable("start", width: 8)
    var term = start
    var value: UInt64 = 77
    for step in 0..<100_000 {
      // Alternating, so that no rewriting flattens it.
      let other = pool.constant(UInt64(step % 251) | 1, width: 8)
      term = step % 2 == 0 ? pool.mul(term, other) : pool.xor(term, pool.add(term, other))
      let number = UInt64(step % 251) | 1
      value = (step % 2 == 0 ? value &* number : value ^ (value &+ number)) & 0xff
    }
    let query = Query(
      assertions: [
        pool.eq(start, pool.constant(77, width: 8)), pool.not(pool.eq(term, pool.constant(value, width: 8))),
      ], label: "deep")
    guard case .unsatisfiable = try solver.check(query, in: pool, limit: .seconds(120)) else {
      Issue.record("the deep term has another value")
      return
    }
  }

  @Test(arguments: Decider.allCases) func assertionsMustBeConditions(decider: Decider) throws {
    let pool = TermPool()
    let solver = try decider.make()
    let byte = pool.variable("byte", width: 8)
    let query = Query(assertions: [byte], label: "wrong")
    #expect(throws: SolvingError.self) { try solver.check(query, in: pool, limit: nil) }
    // And goes on.
    guard
      case .satisfiable = try solver.check(
        Query(assertions: [pool.eq(byte, byte)], label: "right"), in: pool, limit: nil)
    else {
      Issue.record("no answer after an error")
      return
    }
  }

  /// In a process of its own: Ctrl-C during a query reaches the process's handler, not one of a solver's.
  @Test(.timeLimit(.minutes(5)), arguments: Decider.allCases)
  func interruptsAreTheProcesss(decider: Decider) async {
    await #expect(processExitsWith: .exitCode(77)) { [decider] in
      signal(SIGINT) { _ in _exit(77) }
      Thread.detachNewThread {
        Thread.sleep(forTimeInterval: 0.5)
        kill(getpid(), SIGINT)
      }
      let pool = TermPool()
      _ = try decider.make().check(DeciderTests().hardQuery(pool), in: pool, limit: .seconds(200))
    }
  }
}
