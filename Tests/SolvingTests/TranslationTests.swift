import Terms
import Testing

@testable import Solving

@Suite struct TranslationTests {
  private static func equals(_ entry: RandomTerms.Entry, _ pool: TermPool) -> Term {
    pool.eq(entry.term, pool.constant(entry.value, width: entry.width))
  }

  /// With the inputs fixed, every term of a random DAG has the value that the reference gives it, and
  /// none other, for the solver and for the pool's evaluator; with the pool's rewriting and without.
  @Test(arguments: 0..<20, [false, true])
  func everyOperationMeansWhatSMTLIBSays(seed: Int, simplify: Bool) throws {
    var random = SeededRandom(seed: UInt64(seed))
    // One of them each, so that both see all operations.
    let solver = ValidatingSolver(try (seed % 2 == 0 ? Decider.z3 : .cadical).make())
    var seen: Set<String> = []
    for round in 0..<10 {
      let pool = TermPool(simplify: simplify)
      let terms = RandomTerms(pool: pool, size: 60, using: &random)
      let fixed = terms.inputs.map {
        pool.eq($0.variable, pool.constant($0.value, width: pool.width($0.variable)))
      }
      let differences = terms.entries.map { pool.not(Self.equals($0, pool)) }
      let comment: Comment = "seed \(seed), round \(round)"

      let any = Query(assertions: fixed + [pool.disjunction(differences)], label: "differs")
      switch try solver.check(any, in: pool, limit: .seconds(60)) {
      case .unsatisfiable: break
      case .unknown(let reason): Issue.record("\(comment): \(reason)")
      case .satisfiable:
        for (entry, difference) in zip(terms.entries, differences) {
          let one = Query(assertions: fixed + [difference], label: "differs")
          if case .satisfiable = try solver.check(one, in: pool, limit: nil) {
            let operation = entry.operation.map { "\($0)" } ?? "leaf"
            Issue.record("\(comment): \(operation) of width \(entry.width)")
            break
          }
        }
      }
      let all = Query(assertions: fixed + terms.entries.map { Self.equals($0, pool) }, label: "equals")
      guard case .satisfiable = try solver.check(all, in: pool, limit: .seconds(60)) else {
        Issue.record("\(comment): the values contradict each other")
        continue
      }
      let values = Dictionary(uniqueKeysWithValues: terms.inputs.map { ($0.variable, $0.value) })
      let model = Model(values: values)
      let evaluated = model.values(of: terms.entries.map(\.term), in: pool)
      #expect(evaluated == terms.entries.map(\.value), comment)
      for case let operation? in terms.entries.map(\.operation) {
        seen.insert(String("\(operation)".prefix { $0 != "(" }))
      }
    }
    #expect(seen.count == 25, "\(seen.sorted())")
  }
}
