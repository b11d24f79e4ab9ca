/// Which solver decides.
public enum SolverChoice: String, CaseIterable, Sendable {
  /// CaDiCaL, and Z3 what is too hard for it.
  case cadical
  /// Z3 alone.
  case z3

  /// CaDiCaL hands on what it has not decided after so many conflicts, one to five seconds' worth.
  private static let patience = Effort(conflicts: 100_000)

  /// The names and versions of the libraries that decide, as they say themselves.
  public static var versions: [String] { [CaDiCaLSolver.version, Z3Solver.version] }

  /// A solver of this kind.
  ///
  /// - Throws: `SolvingError.solverFailed` if Z3 cannot be set up.
  func solver(_ interruption: Interruption) throws(SolvingError) -> any Solver {
    switch self {
    case .z3: return try Z3Solver(interruption: interruption)
    case .cadical:
      let circuits = QueryCircuits()
      return RelaySolver(
        CaDiCaLSolver(interruption: interruption, circuits: circuits), patience: Self.patience
      ) { () throws(SolvingError) in
        try Z3Solver(interruption: interruption, circuits: circuits)
      }
    }
  }
}
