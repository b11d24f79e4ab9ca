import Execution
import Terms

/// Page at a time for all orders at once: the first page, and one that stands for all others.
extension UnitRun {
  private func constant(_ value: UInt64, _ width: Int) -> Term { pool.constant(value, width: width) }

  /// B: as many calls with the limit 1 as the batch took pages.
  func pages(like batch: Batch, _ folio: SymbolicFolio) throws -> Pages {
    start()
    let taken = pool.zext(batch.result, to: 64)
    var steps: [Step] = []
    let ways = try executor.recordingWrites {
      try executor.runPages(
        "page at a time", outside: batch.succeeds, rounds: pool.sub(taken, constant(1, 64))
      ) { guarded, number in
        let result = try page(number, guarded: guarded)
        // Executed anew, the generic page replaces what it gave before.
        let isFirst = pool.asConstant(number) != nil
        steps.removeAll { $0.number == (isFirst ? "0" : "J") }
        steps.append(Step(number: isFirst ? "0" : "J", guarded: guarded, result: result))
        let goesOn = pool.and(guarded, pool.ult(pool.add(number, constant(1, 64)), taken))
        return .init(goesOn: goesOn, exits: [(0, pool.and(guarded, pool.not(goesOn)), [])])
      }
    }
    guard ways != nil else { throw noSummary("page at a time") }
    return Pages(
      steps: steps,
      isComplete: pool.implies(
        batch.succeeds, pool.ule(taken, constant(UInt64(folio.most), 64))),
      after: executor.memory, writes: executor.takeWrites(), obligations: executor.takeObligations())
  }

  /// B where the batch fails: calls with the limit 1 up to the first failure, as far as the page at which
  /// the batch failed. (That this is within the limit is a part of what is returned.)
  func failedPagesAtOnce(like batch: Batch) throws -> FailedPages {
    start()
    let zero = constant(0, pool.width(batch.result))
    let limit = pool.sub(pool.zext(batch.limit, to: 64), constant(1, 64))
    // The page with which the batch's last search ended; or else all that the limit allows.
    let last =
      batch.exitPages.last { exit in
        executor.isRuledOut(pool.and(batch.fails, pool.ugt(exit, limit)))
      } ?? limit
    let ways = try executor.recordingWrites {
      try executor.runPages("page at a time, failing", outside: batch.fails, rounds: nil, last: last) {
        guarded, number in
        let answer = try page(number, guarded: guarded)
        let fails = pool.slt(answer, zero)
        let takes = pool.eq(answer, constant(1, pool.width(answer)))
        let goesOn = pool.conjunction([guarded, takes, pool.ult(number, last)])
        return .init(
          goesOn: goesOn,
          exits: [
            (0, pool.and(guarded, fails), [answer, pool.trunc(number, to: pool.width(answer))]),
            (1, pool.conjunction([guarded, pool.not(fails), pool.not(goesOn)]), [answer]),
          ])
      }
    }
    guard let ways else { throw noSummary("page at a time, failing") }
    let failing = ways.first { $0.way == 0 }
    let values = failing?.values ?? [zero, zero]
    guard values.count == 2 else { throw noSummary("page at a time, failing") }
    return FailedPages(
      hasFailed: failing?.guarded ?? pool.false, result: values[0], taken: values[1], after: executor.memory,
      writes: executor.takeWrites(), obligations: executor.takeObligations())
  }

  private func start() {
    executor.select(before)
    executor.forgetBranches()
    _ = executor.takeObligations()
    _ = executor.takeWrites()
  }

  private func noSummary(_ name: String) -> ExecutionError {
    .noSummary("\(name): \(executor.unrolledLoops[name] ?? "")")
  }
}
