import Bitcode
import Proof
import Solving
import Terms

@testable import Execution

/// Calls of one unit from a symbolic world, and all that they left behind: what a native run of the same
/// calls must agree with in each concrete world.
final class SymbolicRun {
  let executor: Executor
  let calls: [ReplayedRun.Call]
  let obligations: [Obligation]
  let cells: [SymbolicCell]
  var pool: TermPool { executor.pool }

  /// - Parameter body: makes the calls, from the state that is current.
  init(
    _ module: BitcodeModule, order: Int = 0, choices: [Bool] = [], loopBound: Int? = nil, world: String?,
    body: (Executor) throws -> [ReplayedRun.Call]
  ) throws {
    let pool = TermPool()
    var settings = Executor.Settings(order: order, loopBound: loopBound)
    settings.choices = choices
    executor = Executor(
      module: module, settings: settings, pool: pool,
      prover: SlicedProver(pool: pool, solver: try standardSolver().solver))
    if let world { try executor.run(world) }
    let before = executor.memory
    executor.before = before
    executor.namedStates = [0: before]
    _ = executor.takeObligations()
    _ = executor.takeWrites()
    let executor = executor
    calls = try executor.recordingWrites { try body(executor) }
    let after = executor.memory
    obligations = executor.takeObligations()
    cells = executor.symbolicCells(before, after, executor.takeWrites())
    executor.select(after)
  }

  /// What it comes to in one concrete world.
  func inWorld(_ value: @escaping (Term) -> UInt64?, seed: UInt64) -> ReplayedRun {
    ReplayedRun(executor, cells: cells, calls: calls, obligations: obligations, in: value, seed: seed)
  }
}
