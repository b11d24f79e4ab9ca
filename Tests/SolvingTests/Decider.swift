@testable import Solving

/// What decides queries, for tests that all of them must pass.
enum Decider: String, CaseIterable, Codable {
  case z3
  case cadical
  /// CaDiCaL gives up at the first conflict.
  case relay

  func make(_ interruption: Interruption = Interruption()) throws -> any Solver {
    switch self {
    case .z3: return try Z3Solver(interruption: interruption)
    case .cadical: return CaDiCaLSolver(interruption: interruption)
    case .relay:
      let circuits = QueryCircuits()
      return RelaySolver(
        CaDiCaLSolver(interruption: interruption, circuits: circuits), patience: Effort(conflicts: 1)
      ) { () throws(SolvingError) in
        try Z3Solver(interruption: interruption, circuits: circuits)
      }
    }
  }
}
