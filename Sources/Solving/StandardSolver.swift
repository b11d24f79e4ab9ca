import Foundation

/// The solver that proofs use, with its decorators, and handles on those that have something to tell.
public struct StandardSolver {
  /// What to ask.
  public let solver: any Solver
  /// Counts and times of all queries that were asked, second opinions included.
  let timing: TimingSolver
  /// Present if a second solver is asked.
  let secondOpinion: SecondOpinionSolver?

  /// What was asked so far.
  public var statistics: QueryStatistics {
    var statistics = timing.statistics
    if let secondOpinion { statistics.secondOpinions = secondOpinion.counts }
    return statistics
  }
}

/// Composes what decides with its decorators: the one place that says in which order.
///
/// Models are validated next to it, before anybody else sees them; the second opinion is about answers
/// that stand so far; scripts are dumped before they are asked, so that one which never ends is there;
/// the time is that of everything asked. What is known already is not asked.
///
/// - Parameters:
///   - choice: what decides.
///   - interruption: stops the solver; share one among all workers.
///   - second: a second solver to ask each decided query; nil for none.
///   - secondLimit: for each second opinion.
///   - observer: told of each query as soon as it has been answered.
///   - known: queries that need not be asked; not used with a second solver, which is to see them all.
///   - dumpFolder: an existing folder of this solver's own for SMT-LIB scripts; nil for none.
/// - Throws: `SolvingError.solverFailed` if Z3 cannot be set up.
public func standardSolver(
  _ choice: SolverChoice = .cadical,
  interruption: Interruption = Interruption(),
  second: ExternalSolver? = nil,
  secondLimit: Duration? = .seconds(60),
  known: KnownQueries? = nil,
  dumpFolder: URL? = nil,
  observer: TimingSolver.Observer? = nil
) throws(SolvingError) -> StandardSolver {
  var solver: any Solver = ValidatingSolver(try choice.solver(interruption))
  var secondOpinion: SecondOpinionSolver?
  if let second {
    let decorated = SecondOpinionSolver(solver, second: second, limit: secondLimit)
    secondOpinion = decorated
    solver = decorated
  }
  if let dumpFolder { solver = DumpingSolver(solver, folder: dumpFolder) }
  let timing = TimingSolver(solver, observer: observer)
  let outermost: any Solver =
    if let known, second == nil { RememberingSolver(timing, known: known) } else { timing }
  return StandardSolver(solver: outermost, timing: timing, secondOpinion: secondOpinion)
}
