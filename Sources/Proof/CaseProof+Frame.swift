import Execution
import Solving
import Terms

/// The frame of `batch = pages`: every cell that a run has written is as the other leaves it, or related to that.
extension CaseProof {
  /// Proves the frame with as few allowances as possible: an allowance is taken only for a cell that
  /// is not related without it.
  func proveFrame(
    _ theorem: BatchEqualsPages, _ unit: UnitRun, _ cells: [BatchEqualsPages.FrameCell],
    _ writes: [WriteRecord]
  ) throws {
    guard plan.countsAllowances else {
      let goals = try frame(theorem, cells, allowing: plan.granted)
      _ = try proveGoals(goals, .batchEqualsPages, unit, writes)
      outcomes[.batchEqualsPages, default: Outcome()].allowances.formUnion(plan.granted)
      return
    }
    var needed: Set<String> = []
    // Page by page: what the first pages need, the others need too, and are not asked without it.
    let byPage = Dictionary(grouping: cells, by: \.difference.cell.recordOrdinal)
    for page in byPage.keys.sorted() {
      var rest = byPage[page] ?? []
      while !rest.isEmpty {
        let goals = try frame(theorem, rest, allowing: needed)
        let answers = try prove(
          goals.map { (ifKnown($0.condition), $0.what) }, .batchEqualsPages,
          expectsRefutations: needed != plan.granted)
        var failing: [BatchEqualsPages.FrameCell] = []
        for (cell, answer) in zip(rest, answers) {
          if case .proved = answer { continue }
          failing.append(cell)
        }
        outcomes[.batchEqualsPages, default: Outcome()].goals += rest.count - failing.count
        guard let cell = failing.first else { break }
        guard let more = try allowances(for: cell, theorem, beyond: needed) else {
          let goal = try frame(theorem, [cell], allowing: plan.granted)[0]
          _ = try proveGoals([goal], .batchEqualsPages, unit, writes)
          return
        }
        needed.formUnion(more)
        rest = failing
      }
    }
    // An allowance replaces equality by a relation of its own, which may say more of a cell that was equal
    // without it: in the end every cell must be related under the same allowances.
    if !needed.isEmpty {
      let goals = try frame(theorem, cells, allowing: needed)
      if try !proveGoals(goals, .batchEqualsPages, unit, writes) { return }
    }
    outcomes[.batchEqualsPages, default: Outcome()].allowances.formUnion(needed)
  }

  /// The goals of the frame, once it is known what its relations met.
  private func frame(
    _ theorem: BatchEqualsPages, _ cells: [BatchEqualsPages.FrameCell], allowing: Set<String>
  ) throws -> [BatchEqualsPages.Goal] {
    let goals = try theorem.frame(cells, allowing: allowing)
    try proveFaults(goals.flatMap(\.met), .batchEqualsPages)
    return goals
  }

  /// The fewest further allowances under which a cell is related; nil if all that are granted do not do.
  private func allowances(
    for cell: BatchEqualsPages.FrameCell, _ theorem: BatchEqualsPages, beyond needed: Set<String>
  ) throws -> Set<String>? {
    func holds(_ set: Set<String>) throws -> Bool {
      let goal = try frame(theorem, [cell], allowing: set)[0]
      if case .proved = try prove([(ifKnown(goal.condition), goal.what)], .batchEqualsPages)[0] {
        return true
      }
      return false
    }
    let optional = plan.granted.subtracting(needed)
    if optional.isEmpty { return nil }
    guard try holds(plan.granted) else { return nil }
    var more = optional
    for name in optional.sorted() where more.count > 1 {
      if try holds(needed.union(more.subtracting([name]))) { more.remove(name) }
    }
    return more
  }
}
