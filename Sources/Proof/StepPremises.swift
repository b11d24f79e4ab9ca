import Bitcode
import Execution
import Terms

/// What the induction over steps rests on, besides the proof of one step: that a step leaves what the next begins with.
///
/// For each number n of PTEs after which a step may end inside its range:
///
///  - What the function then holds, in registers and locals, is what a call for the rest of the range has where it
///    enters the loop; but for what `UnitRun.step()` has forgotten.
///  - A call for the rest of the range comes to its loop at all; and a step ends inside its range.
///  - Each record that a run has written is one that the spec describes for the world of the next step
///    (`<unit>_next(n)`), and each other cell is as before, or one of which the world says nothing; then cells that the
///    world describes by that one are as it describes them.
///  - What code on the way assumes, that of `<unit>_next()` and of a call's beginning, holds.
///  - Only PTEs of the window are looked at, so that it does not matter how earlier ones are related.
extension UnitRun {
  /// A premise of the induction.
  struct StepPremise {
    /// True where it holds.
    let condition: Term
    let what: String
  }

  /// A call for one PTE as the first of the calls for a range: the others have to find a world again.
  func inItsRange(_ call: Batch) throws -> Batch {
    executor.select(before)
    guard let limit = try executor.observe("\(name)_limit") else {
      throw ExecutionError.badSpec("\(name)_limit() returns nothing")
    }
    return call.within(limit)
  }

  /// The premises about the state that a step leaves. Those of page at a time are related to the batch's, which `batch = pages` shows.
  func nextWorldPremises(_ batch: Batch) throws -> [StepPremise] {
    guard executor.settings.window != nil else { return [] }
    defer {
      _ = executor.takeObligations()
      _ = executor.takeWrites()
    }
    let goesOn = pool.and(batch.succeeds, pool.slt(batch.result, batch.limit))
    let tables = pageTables
    let cells = executor.cells(written: [batch.writes]).filter { !executor.isStatistic($0) }
    var premises = executor.stepEndChecks.map {
      StepPremise(condition: pool.not($0.condition), what: $0.what)
    }
    var free: [CellName: Term] = [:]
    for cell in cells where cell.recordIndex == nil {
      if let variable = executor.freeVariable(of: cell) {
        free[cell] = variable
        continue
      }
      let same = pool.eq(executor.value(of: cell, in: batch.after), executor.value(of: cell, in: before))
      premises.append(
        StepPremise(condition: pool.implies(goesOn, same), what: "\(cell) is as before the step"))
    }
    let changed = Dictionary(
      free.map { ($0.value, executor.value(of: $0.key, in: batch.after)) },
      uniquingKeysWith: { first, _ in first })
    let dependents = executor.dependents(on: free)
    // What it finds of page tables, <unit>_next() says.
    let records = cells.filter { $0.recordIndex != nil && !tables.contains($0.objectName) }
    for taken in stepSizes {
      let here = pool.and(goesOn, isTaken(taken, batch))
      guard !executor.isRuledOut(here) else { continue }
      executor.namedStates = [0: before, 1: batch.after]
      executor.select(batch.after)
      _ = executor.takeObligations()
      try executor.assumingNothing {
        _ = try executor.run("\(name)_next", [pool.constant(UInt64(taken), width: 32)], guarded: here)
      }
      for cell in dependents {
        let isDescribed = pool.eq(executor.value(of: cell), pool.substitute(cell.before, changed))
        premises.append(
          StepPremise(
            condition: pool.implies(here, isDescribed),
            what: "\(cell.name) is as the next step's world has it"))
      }
      let found =
        executor.takeObligations()
        + (try executor.describeAnew(written(records, batch.writes, here), guarded: here))
      premises += found.map { StepPremise(condition: pool.not($0.condition), what: $0.what) }
    }
    return premises
  }

  /// Those of the records that some world writes to, one cell of each.
  private func written(_ records: [CellName], _ writes: [WriteRecord], _ here: Term) -> [CellName] {
    var seen: [CellName] = []
    return records.filter { cell in
      if seen.contains(where: { $0.isOfRecord(of: cell) }) { return false }
      seen.append(cell)
      let guards = writes.filter { $0.isToRecord(of: cell) }.map(\.guarded)
      return !executor.isRuledOut(pool.and(here, pool.disjunction(guards)))
    }
  }

  /// The arrays whose records runs may leave otherwise than page at a time does.
  private var pageTables: Set<String> {
    let stem = "\(name)_related_"
    let related = Set(
      executor.module.functions.keys.filter { $0.hasPrefix(stem) }.map { $0.dropFirst(stem.count) })
    return Set(executor.accesses.map(\.array).filter { related.contains($0.replacing(".", with: "_")[...]) })
  }

  /// Every PTE that the runs so far have looked at is one of the window.
  func windowPremises() throws -> [StepPremise] {
    guard let window = executor.settings.window else { return [] }
    defer { _ = executor.takeObligations() }
    let tables = pageTables
    executor.select(before)
    return try executor.accesses.filter { tables.contains($0.array) }.map { array, index, guarded in
      guard let place = try executor.observe("\(name)_place", [index]) else {
        throw ExecutionError.badSpec("\(name)_place() returns nothing")
      }
      return StepPremise(
        condition: pool.implies(
          guarded, pool.ult(place, pool.constant(UInt64(window), width: pool.width(place)))),
        what: "only records of \(array) in the window are looked at")
    }
  }
}
