import Execution
import Solving
import Terms

/// What of the runs that were made last can be run natively.
extension UnitRun {
  /// The batch, and page at a time if it was compared with it, in the world of a model.
  ///
  /// - Parameter allowances: those that were granted while they ran.
  /// - Returns: nothing for one step, which is no whole call, or where the number of calls depends on the world.
  func replayedRuns(in model: Model, comparesPages: Bool, allowances: Set<String>) -> [ReplayedRun] {
    guard executor.folio == nil, !executor.settings.isStep, batchPrefix.isEmpty, let batch = lastBatch
    else { return [] }
    let first = pool.constant(0, width: 64)
    var runs = [
      run(
        [
          .init(
            function: "\(name)_run", arguments: [first, batch.limit], result: batch.result, guarded: pool.true
          )
        ],
        batch.after, batch.writes, batch.obligations, model, allowances)
    ]
    guard comparesPages else { return runs }
    if pool.evaluate(batch.failsAlike, { model[$0] }) == 1 {
      guard let failed = lastFailedPages else { return runs }
      runs.append(
        run(calls(failed.steps), failed.after, failed.writes, failed.obligations, model, allowances))
    } else if let pages = lastPages {
      runs.append(run(calls(pages.steps), pages.after, pages.writes, pages.obligations, model, allowances))
    }
    return runs
  }

  private func calls(_ steps: [Step]) -> [ReplayedRun.Call] {
    let hasOwn = executor.module.functions["\(name)_paged_run"]?.isDeclaration == false
    let function = hasOwn ? "\(name)_paged_run" : "\(name)_run"
    return steps.enumerated().map { number, step in
      let first = pool.constant(UInt64(number), width: 64)
      return .init(
        function: function, arguments: hasOwn ? [first] : [first, pool.constant(1, width: 32)],
        result: step.result, guarded: step.guarded)
    }
  }

  private func run(
    _ calls: [ReplayedRun.Call], _ after: Memory, _ writes: [WriteRecord], _ obligations: [Obligation],
    _ model: Model, _ allowances: Set<String>
  ) -> ReplayedRun {
    ReplayedRun(
      executor, cells: executor.symbolicCells(before, after, writes), calls: calls, obligations: obligations,
      in: { model[$0] }, allowances: allowances, seed: 1)
  }
}
