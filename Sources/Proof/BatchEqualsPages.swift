import Execution
import Terms

/// The theorem `batch = pages`.
///
/// Let `A` be one call `run(0, N)` from a world `W`, and `a` what it returns.
///
/// If `a > 0`, the batch took `n = a` pages. Then
///  - `n <= N`;
///  - `B`, the calls `run(0, 1), run(1, 1), ..., run(n - 1, 1)` one after the other from the same `W`, each
///    return 1;
///  - the states after `A` and after `B` are related: every cell of every object is equal, or, for PTE words,
///    as the spec's relation says, which is equality but for the allowances.
///
/// If `a < 0`, the batch failed. Then
///  - of the calls `run(0, 1), run(1, 1), ...` from `W` one fails with the same `a`, within `N` calls, and those
///    before it each return 1;
///  - if `a` is -EAGAIN ("come back with a preallocated folio"), nothing has changed: every cell is as in
///    `W`; with any other error, the states after `A` and after that failure are related as after a success,
///    `n` being the number of calls before the one that failed.
///
/// A spec may say of some failures that `n` pages had been taken before, `0 <= n < N`. The state after these is related
/// to that after `n` calls with the limit 1, as after a success; that the batch had a reason to fail is an invariant of
/// its own, for page at a time may go on where the batch could not.
///
/// `a = 0` is neither, and must not happen.
struct BatchEqualsPages {
  let unit: UnitRun

  /// One conjunct of the theorem.
  struct Goal {
    /// True where it holds.
    let condition: Term
    let what: String
    /// The cell that it is about.
    var difference: CellDifference?
    /// What the spec met where it says what must hold: where that happens, it says nothing.
    var met: [Obligation] = []
    /// Asks the same of the numbers of one world; nil: it says nothing that is not in the numbers themselves.
    var isViolated: ((_ value: @escaping (Term) -> UInt64?) throws -> Bool)?
    /// The states after A and after B that a witness shows.
    var compared: (batched: Memory, paged: Memory?)
  }

  /// A cell that a run has written, and how the runs ended that left it.
  struct FrameCell {
    let difference: CellDifference
    let ending: UnitRun.Ending
  }

  /// Everything the theorem says, but for the frame, which depends on the allowances granted.
  func goals(_ batch: UnitRun.Batch, _ pages: UnitRun.Pages, _ failed: UnitRun.FailedPages?) -> [Goal] {
    let pool = unit.pool
    let zero = pool.constant(0, width: pool.width(batch.result))
    var goals: [Goal] = [
      Goal(
        condition: pool.ne(batch.result, zero),
        what: "the batch takes at least one page or fails: it must not return 0",
        compared: (batch.after, nil)),
      Goal(
        condition: pool.implies(batch.succeeds, pool.sle(batch.result, batch.limit)),
        what: "the batch takes no more pages than its limit", compared: (batch.after, nil)),
      Goal(
        condition: pool.implies(batch.isTaken, pages.isComplete),
        what: "the batch ends where its folio ends", compared: (batch.after, pages.after)),
    ]
    if batch.isTaken != batch.succeeds {
      goals.append(
        Goal(
          condition: pool.implies(
            pool.and(batch.isTaken, batch.fails), pool.slt(batch.taken, batch.limit)),
          what: "a batch that fails with some pages taken has not taken all", compared: (batch.after, nil)))
    }
    for step in pages.steps {
      goals.append(
        Goal(
          condition: pool.implies(
            step.guarded, pool.eq(step.result, pool.constant(1, width: pool.width(step.result)))),
          what: "page at a time takes page \(step.number), as the batch does",
          compared: (batch.after, pages.after)))
    }
    if let failed {
      for difference in unit.differences(batch.after, unit.before, [batch.writes]) {
        goals.append(
          Goal(
            condition: pool.implies(
              pool.and(asksAgain(batch), difference.isKnown),
              pool.eq(difference.batched, difference.paged)),
            what: "a batch that returns -EAGAIN has changed nothing: \(difference.name)",
            difference: difference, compared: (batch.after, nil)))
      }
      goals.append(
        Goal(
          condition: pool.implies(batch.failsAlike, failed.hasFailed),
          what: "where the batch fails, page at a time fails too, within the limit",
          compared: (batch.after, failed.after)))
      goals.append(
        Goal(
          condition: pool.implies(
            pool.and(batch.failsAlike, failed.hasFailed), pool.eq(failed.result, batch.result)),
          what: "page at a time fails with the same error", compared: (batch.after, failed.after)))
    }
    return goals
  }

  /// The batch returns -EAGAIN (include/uapi/asm-generic/errno-base.h).
  private func asksAgain(_ batch: UnitRun.Batch) -> Term {
    let width = unit.pool.width(batch.result)
    return unit.pool.eq(
      batch.result, unit.pool.sub(unit.pool.constant(0, width: width), unit.pool.constant(11, width: width)))
  }

  /// The cells of which the frame is: all that a run has written, for each way to end.
  func frameCells(
    _ batch: UnitRun.Batch, _ pages: UnitRun.Pages, _ failed: UnitRun.FailedPages?
  ) -> [FrameCell] {
    let taken = UnitRun.Ending(
      isReached: batch.isTaken, taken: batch.taken, batched: batch.after, paged: pages.after, isFailure: false
    )
    var cells = unit.differences(batch.after, pages.after, [batch.writes, pages.writes]).map {
      FrameCell(difference: $0, ending: taken)
    }
    let failsAlike = unit.pool.and(batch.failsAlike, unit.pool.not(asksAgain(batch)))
    if let failed, !unit.executor.isRuledOut(failsAlike) {
      let fails = UnitRun.Ending(
        isReached: failsAlike, taken: failed.taken,
        batched: batch.after, paged: failed.after, isFailure: true)
      cells += unit.differences(batch.after, failed.after, [batch.writes, failed.writes]).map {
        FrameCell(difference: $0, ending: fails)
      }
    }
    return cells
  }

  /// The frame: these cells are equal after both runs, or related under the allowances granted.
  func frame(_ cells: [FrameCell], allowing: Set<String>) throws -> [Goal] {
    try cells.map { cell in
      let (difference, ending) = (cell.difference, cell.ending)
      let relation = try unit.relation(difference, ending, allowing: allowing)
      return Goal(
        condition: unit.pool.implies(
          unit.pool.and(ending.isReached, difference.isKnown), relation.holds),
        what: ending.isFailure
          ? "a batch that fails leaves what page at a time leaves: \(difference.name)"
          : "\(difference.name) after the batch is as page at a time leaves it",
        difference: difference, met: relation.met,
        isViolated: { [unit] in try unit.isViolated(difference, ending, allowing: allowing, in: $0) },
        compared: (ending.batched, ending.paged))
    }
  }
}
