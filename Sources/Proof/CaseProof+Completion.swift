import Execution
import Foundation
import Solving
import Terms

/// Refutations of all orders at once, shown at one.
///
/// A model of the proof at once has a folio size, an offset, a limit and the page looked at in it, and says nothing of most
/// other pages. So it is completed to a whole world of its own order: the pages of the window are filled in like the one
/// looked at, or the first, and the unit is executed from that world, on constants, with its loops unrolled. The assumptions
/// and the claim are evaluated there as anywhere: a completion that is no world refutes nothing, and neither does one in which
/// the claim holds.
extension CaseProof {
  /// Finds a world of one order in which a claim fails that the proof at once does not hold.
  ///
  /// - Parameters:
  ///   - negated: what fails, true in the worlds of the proof at once where it does.
  ///   - first: one of these.
  /// - Returns: nil if no completion shows it.
  func completed(_ claim: Claim, _ negated: Term, _ first: Model, _ unit: UnitRun) throws -> Finding? {
    guard plan.confirmsRefutations, let folio = executor.folio else { return nil }
    return try showing {
      let own = pool.evaluator { first[$0] }.value(of: folio.pages)
      for order in sizes.orders {
        for wanted in wishes(negated, 1 << UInt64(order), folio, unit) {
          guard let model = try self.model(wanted) else { continue }
          if let finding = try completed(claim, model, order, unit) { return finding }
        }
        if own == 1 << UInt64(order), let finding = try completed(claim, first, order, unit) {
          return finding
        }
      }
      return nil
    }
  }

  /// What a model for a folio of so many pages had best satisfy: that the page looked at is one that the batch takes, for it
  /// shows what such a page is like; else no more than has to be.
  private func wishes(
    _ negated: Term, _ pages: UInt64, _ folio: SymbolicFolio, _ unit: UnitRun
  ) -> [Term] {
    let here = pool.and(
      negated, pool.eq(folio.pages, pool.constant(pages, width: pool.width(folio.pages))))
    guard here != pool.false, let batch = unit.lastBatch else { return [here] }
    let width = pool.width(batch.result)
    let isTaken = pool.slt(pool.zext(folio.page, to: width), batch.result)
    return [pool.and(here, isTaken), here].filter { $0 != pool.false }
  }

  private func model(_ wanted: Term) throws -> Model? {
    guard
      case .satisfiable(let model) = try executor.prover.satisfiable(
        wanted, label: "a world of one order", effort: Effort(conflicts: 5_000))
    else { return nil }
    return model
  }

  private func completed(_ claim: Claim, _ model: Model, _ order: Int, _ unit: UnitRun) throws -> Finding? {
    for values in completions(executor.worldValues { model[$0] }, model, unit) {
      if interruption.isRequested { throw ExecutionError.interrupted }
      let proof = try CaseProof(
        plan.restricted(to: claim, .order(order), isOfOneWorld: true), sizes: .order(order), choices: choices,
        values: values, interruption: interruption, progress: { _ in })
      try proof.run()
      if let finding = proof.outcomes[claim]?.finding { return finding }
    }
    return nil
  }

  /// The ways to fill in the pages of which a model says nothing.
  private func completions(_ values: WorldValues, _ model: Model, _ unit: UnitRun) -> [WorldValues] {
    guard let folio = executor.folio, let batch = unit.lastBatch else { return [values] }
    let evaluator = pool.evaluator { model[$0] }
    let page = evaluator.value(of: folio.page)
    let taken = evaluator.value(of: batch.result)
    let isSuccess = evaluator.value(of: batch.succeeds) == 1
    let limit = evaluator.value(of: batch.limit)
    // As far as the batch goes, which is where a search ended if it fails; or as far as it may go.
    let ends = batch.exitPages.map { evaluator.value(of: $0) }
    let lengths = isSuccess ? [taken] : ends.flatMap { [$0, $0 &+ 1] }
    let counts = Set((lengths + [limit]).filter { $0 <= UInt64(folio.most) }).sorted()
    // The pages before the one looked at are like it or like the first, and so are those behind it.
    let likes: [(before: UInt64, behind: UInt64)?] = [nil, (0, 0), (0, page), (page, 0)]
    var found: [WorldValues] = []
    for count in counts {
      for like in likes {
        var filled = values
        for name in values.fillings.keys {
          filled.fillings[name]?.count = count
          if let like {
            filled.fillings[name]?.before = like.before
            filled.fillings[name]?.behind = like.behind
          }
        }
        found.append(filled)
        // Where nothing tells how a PTE's pfn is stored, it may be as its complement.
        let guessed = values.fillings.filter { $0.value.isStepGuessed }.keys
        guard !guessed.isEmpty else { continue }
        for name in guessed { filled.fillings[name]?.step = -4096 }
        found.append(filled)
      }
    }
    return found
  }
}
