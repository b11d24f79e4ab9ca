import Execution
import Solving
import Terms

/// The constraints of a claim, for whoever wants to see them or ask a solver of their own.
extension Prover {
  /// A script in SMT-LIB 2: for each combination of the spec's choices the world and the run as assertions, then each
  /// check of `page = spec` and the invariants as one question. A check holds if its answer is `unsat`.
  ///
  /// The order is the plan's first; the allowances are those that the plan grants.
  ///
  /// - Parameter isWanted: which checks, by claim and text.
  /// - Throws: `ExecutionError`, `SolvingError` as `run` does.
  public func script(where isWanted: @escaping @Sendable (Claim, String) -> Bool) async throws -> String {
    try await onThreadOfItsOwn {
      let interruption = Interruption()
      guard let sizes = plan.sizes.first else { return "" }
      var parts: [String] = []
      for choices in try enumerateChoices(sizes, interruption) {
        let proof = try CaseProof(plan, sizes: sizes, choices: choices, interruption: interruption) { _ in }
        let questions = try proof.questions(where: isWanted)
        let names = proof.executor.choicesMet.map { "\($0.name): \($0.taken ? "yes" : "no")" }
        parts.append(
          "; \(names.isEmpty ? "the world" : names.joined(separator: ", "))\n"
            + (questions.isEmpty ? "; rewriting alone decides each of these checks\n" : "")
            + proof.pool.smtlib(proof.executor.assumedTerms, questions: questions))
      }
      return parts.joined(separator: "(reset)\n")
    }
  }
}

extension CaseProof {
  /// Each check with the condition under which it fails.
  fileprivate func questions(where isWanted: (Claim, String) -> Bool) throws -> [(
    title: String, condition: Term
  )] {
    let unit = try UnitRun(
      executor, unit: plan.unit, batchPrefix: plan.batchPrefix, batchLimit: plan.batchLimit)
    executor.allowances = plan.granted
    let single = try pageSpec(unit, unit.batch(limit: 1)).map { (Claim.pageEqualsSpec, $0) }
    let whole = try invariants(unit, unit.batch()).map { (Claim.invariants, $0) }
    return (single + whole).filter { $0.1.kind == .check && isWanted($0.0, $0.1.what) }.map { claim, check in
      ("\(claim.rawValue)/\(check.what)", check.condition)
    }
  }
}
