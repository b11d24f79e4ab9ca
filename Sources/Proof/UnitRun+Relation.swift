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
    guard difference.cell.offset == 0, difference.cell.size == 8,
      executor.module.functions[relationName(difference.cell)] != nil,
      let place = try place(of: difference.cell)
    else { return Relation(holds: equal) }
    return try relation(difference, at: place, equal, ending, allowing: allowing)
  }

  private func relationName(_ cell: CellName) -> String {
    "\(name)_related_" + cell.objectName.replacing(".", with: "_")
  }

  /// Which page of the window a record is of, 64 bits, perhaps one in front of it or behind; nil: that is not known, and
  /// the cell must be equal.
  ///
  /// A loop that counts down writes `table[first + found - 1]`, which is page `found - 1`: the spec has to say so
  /// (`<unit>_place()`). Without that, records have the numbers of their pages.
  private func place(of cell: CellName) throws -> Term? {
    guard let index = cell.index else { return nil }
    let function = "\(name)_place"
    guard executor.module.functions[function]?.isDeclaration == false else {
      return cell.isNumbered ? cell.recordIndex : nil
    }
    executor.select(before)
    guard let place = try executor.observe(function, [index]), pool.width(place) == 64 else {
      throw ExecutionError.badSpec("\(function)() returns no pp_word")
    }
    return place
  }

  /// Whether the frame says no of a cell in a concrete world: of the numbers that the two runs left there, at the place
  /// that its address says.
  ///
  /// This is the relation asked anew of constants, so that a witness does not rest on how terms are written.
  func isViolated(
    _ difference: CellDifference, _ ending: Ending, allowing: Set<String>,
    in value: @escaping (Term) -> UInt64?
  ) throws -> Bool {
    let evaluator = pool.evaluator(value)
    func constant(_ term: Term) -> Term {
      pool.constant(evaluator.value(of: term), width: pool.width(term))
    }
    let fixed = CellDifference(
      cell: difference.cell, batched: constant(difference.batched), paged: constant(difference.paged),
      isKnown: difference.isKnown)
    let equal = pool.eq(fixed.batched, fixed.paged)
    guard difference.cell.offset == 0, difference.cell.size == 8,
      executor.module.functions[relationName(difference.cell)] != nil, let index = difference.cell.index,
      let written = try place(of: difference.cell)
    else { return equal == pool.false }
    let known = pool.variableCount
    var place = constant(written)
    let function = "\(name)_place"
    if executor.module.functions[function]?.isDeclaration == false {
      executor.select(before)
      place = try executor.observe(function, [constant(index)]).map(constant) ?? place
    }
    let relation = try relation(fixed, at: place, equal, ending, allowing: allowing)
    // Of a record that nothing has looked at before, the world says nothing.
    return pool.variableCount > known || pool.evaluate(relation.holds, value) == 0
  }

  private func relation(
    _ difference: CellDifference, at index: Term, _ equal: Term, _ ending: Ending, allowing: Set<String>
  ) throws -> Relation {
    let function = relationName(difference.cell)
    executor.allowances = allowing
    executor.namedStates = [0: before, 1: ending.batched, 2: ending.paged]
    executor.select(before)
    _ = executor.takeObligations()
    guard
      let answer = try executor.observe(
        function, [index, difference.batched, difference.paged, ending.taken], guarded: ending.isReached)
    else { throw ExecutionError.badSpec("\(function)() returns nothing") }
    // Beyond the pages taken nothing is allowed to differ.
    let width = pool.width(ending.taken)
    let most = UInt64.max >> UInt64(65 - width)
    // An index may be in front of the window, too.
    let isInRange =
      pool.range(index).upperBound <= most ? pool.true : pool.ule(index, pool.constant(most, width: 64))
    let isTaken = pool.and(isInRange, pool.slt(pool.trunc(index, to: width), ending.taken))
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
