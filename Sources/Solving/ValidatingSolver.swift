import Terms

/// Evaluates every model before it is believed: each assertion must be 1, each variable in its range.
///
/// This is what keeps a wrong translation, or a wrong solver, from showing up as a bug of the kernel.
public final class ValidatingSolver: Solver {
  private let solver: any Solver

  public init(_ solver: any Solver) {
    self.solver = solver
  }

  public var interruption: Interruption { solver.interruption }

  /// As the solver inside; throws `SolvingError.modelDoesNotEvaluate` for a model that is wrong.
  public func check(
    _ query: Query, in pool: TermPool, limit: Duration?
  ) throws(SolvingError) -> Answer {
    let answer = try solver.check(query, in: pool, limit: limit)
    if case .satisfiable(let model) = answer, let flaw = model.flaw(for: query.assertions, in: pool) {
      throw .modelDoesNotEvaluate(label: query.label, detail: flaw)
    }
    return answer
  }
}
