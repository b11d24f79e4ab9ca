import Execution
import Terms

/// The batch where one step is proved instead of the whole window.
extension UnitRun {
  /// A: one step, from any state in which steps before it may have left the unit.
  ///
  /// That is the state in which a call that begins at a PTE enters the loop, but for counts. Where a step ends with
  /// something else in a phi, or in a register that the loop does not set, the step is executed anew with anything in it.
  func step() throws -> (batch: Batch, premises: [StepPremise]) {
    var forgotten = try differingRegisters()
    let lost = executor.lostPaths
    while true {
      // What was lost in an earlier try, with its obligation, says nothing of this one.
      executor.lostPaths = lost
      let batch = try batch(limit: nil, .step(forgotten))
      let (more, premises) = try premises(of: batch, forgotten)
      if more == forgotten { return (batch, premises) }
      forgotten = more
    }
  }

  /// A good guess: what differs between calls that begin at PTE 0 and at PTE 1.
  private func differingRegisters() throws -> Executor.Forgotten {
    var forgotten = Executor.Forgotten()
    guard executor.settings.window ?? 1 > 1, let limit = try executor.observe("\(name)_limit") else {
      return forgotten
    }
    let one = pool.constant(1, width: pool.width(limit))
    let first = try beginning(0, limit: limit, guarded: pool.true, in: before)
    let second = try beginning(1, limit: pool.sub(limit, one), guarded: isLess(1, than: limit), in: before)
    for (left, right) in zip(first.states, second.states) {
      for difference in executor.differences(right, left, [], from: before) {
        if case .register(let number) = difference.place { forgotten.registers.insert(number) }
      }
    }
    return forgotten
  }

  private func premises(
    of batch: Batch, _ known: Executor.Forgotten
  ) throws -> (Executor.Forgotten, [StepPremise]) {
    var forgotten = known
    var premises: [StepPremise] = []
    var isInside = pool.false
    let hasEnded = pool.disjunction(batch.stepEnds.map(\.guarded))
    for taken in stepSizes {
      let here = pool.and(isTaken(taken, batch), isLess(taken, than: batch.limit))
      guard !executor.isRuledOut(here) else { continue }
      isInside = pool.or(isInside, here)
      let (beginnings, writes, met) = try beginning(taken, like: batch, here)
      premises.append(
        StepPremise(
          condition: pool.implies(pool.and(here, hasEnded), pool.disjunction(beginnings.map(\.guarded))),
          what: "a call for the rest of the range comes to its loop"))
      premises += met.map {
        StepPremise(
          condition: pool.not($0.condition), what: "the next step begins as a call does: \($0.what)")
      }
      for beginning in beginnings {
        for end in batch.stepEnds {
          let both = pool.conjunction([here, end.guarded, beginning.guarded])
          guard !executor.isRuledOut(both) else { continue }
          premises += compare(end, beginning, writes, batch, both, &forgotten)
        }
      }
    }
    premises.append(
      StepPremise(
        condition: pool.implies(hasEnded, isInside), what: "a step that ends, ends inside its range"))
    return (forgotten, premises)
  }

  /// What has to be so for a step's end to be the beginning of the next; what need not be so is forgotten.
  private func compare(
    _ end: Executor.StepState, _ beginning: Executor.StepState, _ writes: [WriteRecord], _ batch: Batch,
    _ both: Term, _ forgotten: inout Executor.Forgotten
  ) -> [StepPremise] {
    var premises: [StepPremise] = []
    for difference in executor.differences(end, beginning, writes, from: batch.after) {
      let premise = premise(difference, both)
      let holds = { self.executor.isRuledOut(self.pool.not(premise.condition)) }
      switch difference.place {
      case .phi(let number), .count(let number):
        if !forgotten.phis.contains(number), !holds() { forgotten.phis.insert(number) }
      case .register(let number):
        if !forgotten.registers.contains(number), !holds() { forgotten.registers.insert(number) }
      case .other: premises.append(premise)
      }
    }
    let open = executor.uninitialised(end, forgotten, under: both)
    forgotten.phis.formUnion(open.phis)
    forgotten.uninitialisedPhis.formUnion(open.phis)
    forgotten.uninitialisedRegisters.formUnion(open.registers)
    for part in executor.carriedParts(end, beginning) where executor.dependsOnUninitialised(part, both) {
      premises.append(
        StepPremise(condition: pool.not(both), what: "what the loop carries in a local is initialised"))
    }
    return premises
  }

  /// How many PTEs a step may take and leave some for the next.
  var stepSizes: Range<Int> { 1..<max(1, executor.settings.window ?? 1) }

  func isTaken(_ taken: Int, _ batch: Batch) -> Term {
    pool.eq(batch.result, pool.constant(UInt64(taken), width: pool.width(batch.result)))
  }

  private func isLess(_ taken: Int, than limit: Term) -> Term {
    pool.slt(pool.constant(UInt64(taken), width: pool.width(limit)), limit)
  }

  private func premise(_ difference: Executor.StepDifference, _ guarded: Term) -> StepPremise {
    let holds: Term
    switch (difference.place, difference.terms) {
    case (_, nil): holds = pool.false
    case (.count, let terms?):
      holds = pool.ule(
        terms.left, pool.constant(Executor.mostCounted, width: pool.width(terms.left)))
    case (_, let terms?): holds = pool.eq(terms.left, terms.right)
    }
    return StepPremise(
      condition: pool.implies(guarded, holds),
      what: "the next step begins as a call does: \(difference.place)")
  }

  private func beginning(
    _ taken: Int, like batch: Batch, _ here: Term
  ) throws -> Beginning {
    let rest = pool.sub(batch.limit, pool.constant(UInt64(taken), width: pool.width(batch.limit)))
    return try beginning(taken, limit: rest, guarded: here, in: batch.after)
  }
}
