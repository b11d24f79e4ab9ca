import Bitcode
import Execution
import Solving
import Terms

/// What a batch does and what page at a time does, counted on one concrete folio, all of whose pages are mapped.
///
/// The spec builds that world in `<unit>_cost_world()`, without anything unknown. Page at a time is
/// `<unit>_reference_run(first)` if the spec has one, otherwise `<unit>_run(first, 1)`.
public struct CostCount: Sendable {
  public let order: Int
  public let batched: Costs
  public let paged: Costs

  /// - Throws: `ExecutionError` if the spec has no such world, or one in which the runs do not take every page;
  ///   `SolvingError`.
  public init(module: BitcodeModule, unit: String, order: Int) throws {
    self.order = order
    let pages = 1 << order
    let count = Counter(module: module, unit: unit, order: order)
    batched = try count.run { executor in
      try executor.run(
        "\(unit)_run",
        [executor.pool.constant(0, width: 64), executor.pool.constant(UInt64(pages), width: 32)])
    }
    let reference = "\(unit)_reference_run"
    let hasReference = module.functions[reference]?.isDeclaration == false
    paged = try count.run { executor in
      var taken: UInt64 = 0
      for page in 0..<pages {
        let first = executor.pool.constant(UInt64(page), width: 64)
        let result =
          hasReference
          ? try executor.run(reference, [first])
          : try executor.run("\(unit)_run", [first, executor.pool.constant(1, width: 32)])
        taken += result.flatMap { executor.pool.asConstant($0) } ?? 0
      }
      return executor.pool.constant(taken, width: 32)
    }
  }

  private struct Counter {
    let module: BitcodeModule
    let unit: String
    let order: Int

    /// Executes from a world of its own.
    func run(_ body: (Executor) throws -> Term?) throws -> Costs {
      let pool = TermPool()
      var settings = Executor.Settings(order: order, loopBound: (1 << order) + 8)
      settings.isConcrete = true
      let executor = Executor(
        module: module, settings: settings, pool: pool,
        prover: SlicedProver(pool: pool, solver: try standardSolver().solver))
      try executor.run("\(unit)_cost_world")
      executor.before = executor.memory
      executor.costs = Costs()
      let result = try body(executor).flatMap { pool.asConstant($0) }
      guard result == UInt64(1 << order) else {
        throw ExecutionError.badSpec(
          "\(unit)_cost_world(): a run takes \(result.map { "\($0)" } ?? "an unknown number") of \(1 << order) pages"
        )
      }
      let met = executor.takeObligations()
      if let first = met.first {
        throw ExecutionError.badSpec("\(unit)_cost_world(): \(first.whatAndWhere)")
      }
      return executor.costs ?? Costs()
    }
  }
}
