import Foundation
import Terms
import Testing

@testable import Solving

/// Queries that are not asked again: which are the same, and what is kept of them.
@Suite struct KnownQueryTests {
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "pteproof-queries-\(UUID().uuidString)")
  private var file: String { folder.appending(path: "queries").path }

  private func digest(_ pool: TermPool, _ assertions: [Term]) -> QueryDigest {
    var writer = QueryWriter(pool)
    return writer.digest(of: Query(assertions: assertions, label: "")).digest
  }

  /// Pools, what else is in them, and the order of what is joined make no difference.
  @Test func poolsAndOrderMakeNoDifference() {
    func build(_ pool: TermPool, names: [String], isReversed: Bool) -> [Term] {
      if isReversed { _ = pool.not(pool.variable("other", width: 1)) }
      let x = pool.variable(names[0], width: 8)
      let y = pool.variable(names[1], width: 8, range: 1...9)
      let first = pool.ult(x, y)
      let second = pool.eq(pool.mul(x, y), pool.constant(12, width: 8))
      return isReversed ? [second, first] : [first, second]
    }
    let one = TermPool()
    let other = TermPool()
    #expect(
      digest(one, build(one, names: ["x", "y"], isReversed: false))
        == digest(other, build(other, names: ["x", "y"], isReversed: true)))
  }

  /// One thing is another: the width, the range, an attribute, which variable, which operation, how often.
  @Test func whatMakesAnotherQuery() {
    let pool = TermPool(simplify: false)
    let x = pool.variable("x", width: 8)
    let y = pool.variable("x", width: 8)
    let narrow = pool.variable("x", width: 8, range: 0...7)
    let wide = pool.variable("x", width: 16)
    let c = pool.constant(3, width: 8)
    let queries: [[Term]] = [
      [pool.ult(x, c)], [pool.ult(c, x)], [pool.slt(x, c)], [pool.ult(narrow, c)],
      [pool.ult(x, pool.constant(4, width: 8))], [pool.ult(wide, pool.constant(3, width: 16))],
      [pool.ult(x, y)], [pool.ult(x, x)], [pool.ult(x, c), pool.ult(y, c)],
      [pool.ult(x, c), pool.ult(c, x)], [pool.ult(x, c), pool.ult(c, y)],
      [pool.eq(pool.extract(wide, high: 8, low: 1), c)], [pool.eq(pool.extract(wide, high: 9, low: 2), c)],
      [pool.eq(pool.zext(x, to: 16), wide)], [pool.eq(pool.sext(x, to: 16), wide)], [],
    ]
    let digests = queries.map { digest(pool, $0) }
    for (index, one) in digests.enumerated() {
      for (number, other) in digests.enumerated() where number < index {
        #expect(one != other, "\(queries[index]) and \(queries[number])")
      }
    }
  }

  /// What one part of a proof knows is known to that part alone, and to it whenever it is asked for.
  @Test func partsKnowTheirOwn() throws {
    let parts = KnownParts()
    let pool = TermPool()
    let x = pool.variable("x", width: 8)
    let query = Query(assertions: [pool.ult(x, pool.constant(0, width: 8))], label: "")
    func isAsked(of part: String) throws -> Bool {
      let fixed = FixedSolver(.unsatisfiable)
      _ = try RememberingSolver(fixed, known: parts.part(part)).check(query, in: pool, limit: nil)
      return !fixed.queries.isEmpty
    }
    #expect(try isAsked(of: "one"))
    #expect(try !isAsked(of: "one"))
    #expect(try isAsked(of: "other"))
  }

  /// Thousands of random queries of many pools: what is recalled is what Z3 says.
  @Test func recalledAnswersAreThoseOfZ3() throws {
    var random = SeededRandom(seed: 1234)
    let known = KnownQueries(path: file, program: "test")
    var recalled = 0
    var counts = (sat: 0, unsat: 0)
    for round in 0..<150 {
      let pool = TermPool()
      // Small ones of few widths: many are alike.
      let terms = RandomTerms(pool: pool, size: 12, widths: [1, 1, 2, 2], using: &random)
      let conditions = terms.entries.map(\.term).filter { pool.width($0) == 1 }
      let z3 = try Z3Solver()
      let remembering = RememberingSolver(try Z3Solver(), known: known)
      for _ in 0..<10 {
        let query = Query(
          assertions: (0..<3).map { _ in
            let term = conditions[Int.random(in: 0..<conditions.count, using: &random)]
            return Bool.random(using: &random) ? term : pool.not(term)
          }, label: "random/\(round)")
        switch (try z3.check(query, in: pool, limit: nil), try remembering.check(query, in: pool, limit: nil))
        {
        case (.satisfiable, .satisfiable): counts.sat += 1
        case (.unsatisfiable, .unsatisfiable): counts.unsat += 1
        case (let one, let other): Issue.record("\(one) and \(other)")
        }
      }
      recalled += remembering.recalled
    }
    #expect(recalled > 20 && counts.sat > 100 && counts.unsat - recalled > 20, "\(recalled) of \(counts)")
  }

  @Test func whatIsAskedAgain() throws {
    let pool = TermPool()
    let query = Query(assertions: [pool.variable("x", width: 1)], label: "")
    let fixed = FixedSolver(.unknown("time limit"))
    let known = KnownQueries(path: file, program: "test")
    let solver = RememberingSolver(fixed, known: known)
    _ = try solver.check(query, in: pool, limit: nil)
    #expect(known.count == 0)
    fixed.answer = .unsatisfiable
    for _ in 0..<3 { _ = try solver.check(query, in: pool, limit: nil) }
    #expect(known.count == 1 && fixed.queries.count == 2 && solver.recalled == 2)
    // Whoever is to stop hears of it.
    solver.interrupt()
    fixed.answer = .unknown("interrupted")
    guard case .unknown = try solver.check(query, in: pool, limit: nil) else {
      Issue.record("an interrupted solver answers")
      return
    }
  }

  /// What an effort did not decide, no smaller one decides; a greater one may, and so may one without a limit. A limit of
  /// time is not an effort.
  @Test func whatWasTooHard() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let pool = TermPool()
    let known = KnownQueries(path: file, program: "test")
    let fixed = FixedSolver(.unknown(Answer.effortLimitReason))
    let solver = RememberingSolver(fixed, known: known)
    func isAsked(_ conflicts: Int32?, by solver: RememberingSolver) throws -> Bool {
      let before = fixed.queries.count
      let effort = conflicts.map { Effort(conflicts: $0) }
      let query = Query(assertions: [pool.variable("x", width: 1)], label: "", effort: effort)
      _ = try solver.check(query, in: pool, limit: nil)
      return fixed.queries.count > before
    }
    #expect(try isAsked(100, by: solver))
    #expect(try !isAsked(100, by: solver) && !isAsked(99, by: solver))
    #expect(try isAsked(nil, by: solver) && isAsked(101, by: solver) && !isAsked(101, by: solver))
    known.save()
    let next = RememberingSolver(fixed, known: KnownQueries(path: file, program: "test"))
    #expect(try !isAsked(101, by: next) && isAsked(102, by: next))
    fixed.answer = .unknown(Answer.timeLimitReason)
    #expect(try isAsked(103, by: solver) && isAsked(103, by: solver))
    // What decides it at last is what is known.
    fixed.answer = .unsatisfiable
    #expect(try isAsked(104, by: solver) && !isAsked(1, by: solver) && !isAsked(nil, by: solver))
  }

  /// The model goes to the variables of the query at hand; one that is none is not believed.
  @Test func modelsAreEvaluatedAgain() throws {
    let known = KnownQueries(path: file, program: "test")
    func query(_ pool: TermPool, _ names: [String]) -> (query: Query, x: Term, y: Term, bounded: Term) {
      let bounded = pool.variable("bounded", width: 8, range: 5...9)
      let x = pool.variable(names[0], width: 8, range: 1...20)
      let y = pool.variable(names[1], width: 8)
      let product = pool.eq(pool.mul(x, y), pool.constant(21, width: 8))
      return (
        Query(assertions: [product, pool.ult(x, y), pool.ult(pool.constant(2, width: 8), x)], label: ""), x,
        y,
        bounded
      )
    }
    let first = TermPool()
    let asked = query(first, ["a", "b"])
    let solver = RememberingSolver(try Z3Solver(), known: known)
    guard case .satisfiable(let found) = try solver.check(asked.query, in: first, limit: nil) else {
      Issue.record("3 times 7 is 21")
      return
    }
    let second = TermPool()
    _ = second.variable("something else", width: 3)
    let again = query(second, ["a", "b"])
    let fixed = FixedSolver(.unsatisfiable)
    let other = RememberingSolver(fixed, known: known)
    guard case .satisfiable(let model) = try other.check(again.query, in: second, limit: nil) else {
      Issue.record("not recalled")
      return
    }
    #expect(fixed.queries.isEmpty)
    #expect(model[again.x] == found[asked.x] && model[again.y] == found[asked.y])
    #expect(model[again.bounded] == 5)
    // A model that the file has wrong is asked for anew.
    var writer = QueryWriter(second)
    known[writer.digest(of: again.query).digest] = .satisfiable([3, 3])
    _ = try other.check(again.query, in: second, limit: nil)
    known[writer.digest(of: again.query).digest] = .satisfiable([3])
    _ = try other.check(again.query, in: second, limit: nil)
    #expect(fixed.queries.count == 2)
  }

  /// The next run finds them; unless the file is not whole, or of another program.
  @Test func whatIsKeptBetweenRuns() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let first = KnownQueries(path: file, program: "one")
    let digests = (0..<5).map { QueryDigest(high: UInt64($0), low: ~UInt64($0)) }
    let answers: [KnownQueries.Known] = [
      .unsatisfiable, .satisfiable([]), .satisfiable([0, 127, 128, .max, 1 << 63]), .satisfiable([1]),
      .unsatisfiable,
    ]
    for (digest, answer) in zip(digests, answers) { first[digest] = answer }
    first.save()
    let next = KnownQueries(path: file, program: "one")
    #expect(next.count == 5 && digests.map { next[$0] } == answers.map(Optional.some))
    #expect(KnownQueries(path: file, program: "two").count == 0)
    let whole = try Data(contentsOf: URL(filePath: file))
    var flipped = whole
    flipped[whole.count - 3] ^= 1
    for damaged in [whole.dropLast(1), whole.dropLast(16), whole + whole, flipped, Data(), Data("x".utf8)] {
      try Data(damaged).write(to: URL(filePath: file))
      #expect(KnownQueries(path: file, program: "one").count == 0)
    }
    // What is damaged is written anew.
    let again = KnownQueries(path: file, program: "one")
    for (digest, answer) in zip(digests, answers) { again[digest] = answer }
    again.save()
    #expect(try Data(contentsOf: URL(filePath: file)) == whole)
  }
}
