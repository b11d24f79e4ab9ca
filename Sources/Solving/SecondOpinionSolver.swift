import Terms

/// Asks a second, independent solver every question that the first one decided.
///
/// The two share nothing behind the terms: the second reads the query as SMT-LIB text, printed by code
/// that the first one does not use. A wrong translation or a bug of either solver shows as a
/// disagreement, which is thrown. A second solver that gives up contradicts nothing; it is counted.
public final class SecondOpinionSolver: Solver {
  /// How the second opinions turned out.
  public struct Counts: Equatable, Sendable {
    public var agreements = 0
    /// The second solver ran out of time, or said that it does not know.
    public var undecided = 0

    public init(agreements: Int = 0, undecided: Int = 0) {
      self.agreements = agreements
      self.undecided = undecided
    }
  }

  private let solver: any Solver
  private let second: ExternalSolver
  private let secondLimit: Duration?

  public private(set) var counts = Counts()

  /// - Parameters:
  ///   - solver: gives the answers.
  ///   - second: is asked afterwards.
  ///   - limit: for each second opinion; nil for none.
  public init(_ solver: any Solver, second: ExternalSolver, limit: Duration? = .seconds(60)) {
    self.solver = solver
    self.second = second
    self.secondLimit = limit
  }

  public var interruption: Interruption { solver.interruption }

  /// As the first solver; throws `SolvingError.disagreement` if the second one answers the opposite, and
  /// `SolvingError.solverFailed` if it cannot be run or refuses the script.
  public func check(
    _ query: Query, in pool: TermPool, limit: Duration?
  ) throws(SolvingError) -> Answer {
    let answer = try solver.check(query, in: pool, limit: limit)
    let expected: ExternalSolver.Verdict
    switch answer {
    case .unknown: return answer
    case .satisfiable: expected = .satisfiable
    case .unsatisfiable: expected = .unsatisfiable
    }
    let script = query.script(in: pool)
    switch second.run(script, limit: secondLimit, interruption: interruption) {
    case .unknown:
      counts.undecided += 1
    case .failed(let output):
      if interruption.isRequested { return answer }
      throw .solverFailed(label: query.label, detail: "second solver: \(output)")
    case expected:
      counts.agreements += 1
    case .satisfiable, .unsatisfiable:
      throw .disagreement(label: query.label, dump: script)
    }
    return answer
  }
}
