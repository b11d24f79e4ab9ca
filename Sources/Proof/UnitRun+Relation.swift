import Execution
import Terms

/// How the states that two runs leave are compared.
extension UnitRun {
  /// Every cell that the runs wrote, with its value in both states; but for statistics. Cells that neither wrote are equal.
  func differences(_ batched: Memory, _ paged: Memory, _ writes: [[WriteRecord]]) -> [CellDifference] {
    executor.cells(written: writes).filter { !executor.isStatistic($0) }.map { cell in
      CellDifference(
        cell: cell, batched: executor.value(of: cell, in: batched),
        paged: executor.value(of: cell, in: paged),
        isKnown: pool.and(executor.isKnown(cell, in: batched), executor.isKnown(cell, in: paged)))
    }
  }

  /// A way in which the batch and page at a time end, and what they leave then.
  struct Ending {
    /// True in the worlds in which they end this way.
    let isReached: Term
    /// How many pages both have taken, as wide as the unit's result.
    let taken: Term
    let batched: Memory
    let paged: Memory
    /// They fail.
    let isFailure: Bool
  }

  /// What the frame demands of a cell.
  struct Relation {
    /// True where the cell is as it must be.
    let holds: Term
    /// What the spec's relation met on its way.
    var met: [Obligation] = []
  }

  /// Equality, or the relation that the spec declares for the cell's object.
  func relation(
    _ difference: CellDifference, _ ending: Ending, allowing: Set<String>
  ) throws -> Relation {
    let equal = pool.eq(difference.batched, difference.paged)
    // An allowance has a relation of its own, which may want more than equality.
    if equal == pool.true, allowing.isEmpty { return Relation(holds: equal) }
    let function = "\(name)_related_" + difference.cell.objectName.replacing(".", with: "_")
    guard let index = difference.cell.recordIndex, difference.cell.offset == 0, difference.cell.size == 8,
      executor.module.functions[function] != nil
    else { return Relation(holds: equal) }
    executor.allowances = allowing
    executor.namedStates = [0: before, 1: ending.batched, 2: ending.paged]
    executor.select(before)
    _ = executor.takeObligations()
    guard
      let answer = try executor.observe(
        function, [index, difference.batched, difference.paged, ending.taken], guarded: ending.isReached)
    else { throw ExecutionError.badSpec("\(function)() returns nothing") }
    // Beyond the pages taken nothing is allowed to differ.
    let isTaken = pool.slt(pool.trunc(index, to: pool.width(ending.taken)), ending.taken)
    let met = executor.takeObligations().map {
      $0.with(condition: pool.conjunction([$0.condition, isTaken, difference.isKnown]))
    }
    let checks = met.filter { $0.kind == .check }.map { pool.not($0.condition) }
    let isRelated = pool.conjunction([pool.ne(answer, pool.constant(0, width: pool.width(answer)))] + checks)
    return Relation(holds: pool.ite(isTaken, isRelated, equal), met: faults(among: met))
  }

  /// What leaves open what the spec says of the runs' results. Those may be what a run made of a local that nobody
  /// initialised: what the spec says of them has to hold for any value of it, and may look.
  func faults(among met: [Obligation]) -> [Obligation] {
    met.filter { $0.kind != .check && $0.kind != .loopBound && $0.kind != .uninitialised }
  }
}
