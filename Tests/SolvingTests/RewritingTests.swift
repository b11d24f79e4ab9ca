import Testing

@testable import Solving
@testable import Terms

/// The rewriting of the term layer against Z3: random terms as they were built, and as the pool made
/// them, must be equal for all inputs within their ranges.
@Suite struct RewritingTests {
  private static let widths = [1, 1, 1, 4, 4, 8, 8]

  /// Terms as built and as simplified, side by side in a pool that leaves them alone.
  private static func pairs(
    seed: UInt64, faulty: Rule?
  ) -> (pool: TermPool, pairs: [(built: Term, simplified: Term)], fired: Set<Rule>) {
    // The same seed makes the same terms in both pools, variable by variable.
    let plain = TermPool(simplify: false)
    var random = SeededRandom(seed: seed)
    let built = RandomTerms(pool: plain, size: 40, widths: widths, using: &random)
    let simplifying = TermPool()
    simplifying.faultyRule = faulty
    random = SeededRandom(seed: seed)
    let simplified = RandomTerms(pool: simplifying, size: 40, widths: widths, using: &random)
    let imported = plain.rebuilt(simplified.entries.map(\.term), from: simplifying) { term in
      simplifying.variableInfo(term).map { plain.variable(ordinal: $0.ordinal) }
    }
    let fired = Rule.allCases.filter { simplifying.fires[$0.rawValue] > 0 }
    return (plain, Array(zip(built.entries.map(\.term), imported)), Set(fired))
  }

  private static func differ(
    _ pairs: [(built: Term, simplified: Term)], _ pool: TermPool, _ solver: Z3Solver
  ) throws -> Bool {
    let differences = pairs.filter { $0.built != $0.simplified }
      .map { pool.not(pool.eq($0.built, $0.simplified)) }
    let query = Query(assertions: [pool.disjunction(differences)], label: "rewriting")
    switch try solver.check(query, in: pool, limit: .seconds(60)) {
    case .satisfiable: return true
    case .unsatisfiable: return false
    case .unknown(let reason):
      Issue.record("\(reason)")
      return false
    }
  }

  @Test(arguments: 0..<10)
  func simplifiedTermsAreEqual(batch: Int) throws {
    let solver = try Z3Solver()
    var fired: Set<Rule> = []
    for number in 0..<20 {
      let seed = UInt64(batch * 1000 + number)
      let (pool, pairs, rules) = Self.pairs(seed: seed, faulty: nil)
      fired.formUnion(rules)
      #expect(try !Self.differ(pairs, pool, solver), "seed \(seed), rules \(rules)")
    }
    // The rest is for shapes that random terms seldom have; the term layer's tests make those on purpose.
    #expect(fired.count >= 40, "\(fired.count) of \(Rule.allCases.count) rules were used")
  }

  /// A rule that is wrong is found by the test above.
  @Test(arguments: [Rule.sum, .addOfConditions, .contradiction])
  func aWrongRuleIsFound(rule: Rule) throws {
    let solver = try Z3Solver()
    for seed in UInt64(0)..<60 {
      let (pool, pairs, rules) = Self.pairs(seed: seed, faulty: rule)
      if rules.contains(rule), try Self.differ(pairs, pool, solver) { return }
    }
    Issue.record("\(rule) was wrong and nobody noticed")
  }
}
