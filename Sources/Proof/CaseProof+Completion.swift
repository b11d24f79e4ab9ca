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
///
/// This is done when all claims of the case have been asked. A case that an earlier one has shown a claim of need not show
/// it again, whatever became of its other claims; and what is done for one claim depends on no other worker's pace.
extension CaseProof {
  /// A refutation at once that is to be shown.
  struct Candidate {
    let claim: Claim
    /// What fails, true in the worlds of the proof at once where it does.
    let negated: Term
    let batch: UnitRun.Batch?
    /// The order of the model that the solver gave, and its completions: how the world was known when it was given.
    let order: Int?
    let first: [WorldValues]
    var isTried = false
  }

  /// A world of one order that shows a claim.
  struct ShownWorld: Hashable {
    let order: Int
    let values: WorldValues
  }

  /// Notes that the proof at once does not hold, to be shown by `showCandidates()`.
  ///
  /// - Parameter first: a world of the proof at once where `negated` is true.
  func noteCandidate(_ claim: Claim, _ negated: Term, _ first: Model, _ unit: UnitRun) {
    guard plan.confirmsRefutations, let folio = executor.folio else { return }
    showing {
      let pages = pool.evaluator { first[$0] }.value(of: folio.pages)
      let order = sizes.orders.first { pages == 1 << UInt64($0) }
      candidates.append(
        Candidate(
          claim: claim, negated: negated, batch: unit.lastBatch, order: order,
          first: order == nil ? [] : completions(of: first, unit.lastBatch)))
    }
  }

  /// Finds worlds of single orders in which claims fail that the proof at once does not hold.
  func showCandidates() throws {
    try showing {
      for wanted in candidates.indices {
        let claim = candidates[wanted].claim
        if plan.isShown(claim, sizes, before: number) { continue }
        // Those before it come first, needed or not, for the worlds found for them are tried for this one.
        for position in 0...wanted where !candidates[position].isTried {
          candidates[position].isTried = true
          let candidate = candidates[position]
          guard let finding = try finding(for: candidate) else { continue }
          outcomes[candidate.claim]?.finding = finding
          plan.noteRefuted(candidate.claim, sizes, inCase: number)
        }
      }
    }
  }

  private func finding(for candidate: Candidate) throws -> Finding? {
    // Each once: models are often alike, and so are the ways to fill in.
    var tried: Set<ShownWorld> = []
    func attempt(_ world: ShownWorld) throws -> Finding? {
      guard tried.insert(world).inserted else { return nil }
      if interruption.isRequested { throw ExecutionError.interrupted }
      let proof = try CaseProof(
        plan.restricted(to: candidate.claim, .order(world.order), isOfOneWorld: true),
        sizes: .order(world.order), choices: choices, values: world.values, interruption: interruption,
        progress: { _ in })
      try proof.run()
      guard let finding = proof.outcomes[candidate.claim]?.finding else { return nil }
      if !shownWorlds.contains(world) { shownWorlds.append(world) }
      return finding
    }
    // What shows one claim often shows another.
    for world in shownWorlds {
      if let finding = try attempt(world) { return finding }
    }
    for order in sizes.orders {
      for wanted in wishes(candidate, 1 << UInt64(order)) {
        guard let model = try self.model(wanted) else { continue }
        for values in completions(of: model, candidate.batch) {
          if let finding = try attempt(ShownWorld(order: order, values: values)) { return finding }
        }
      }
      guard order == candidate.order else { continue }
      for values in candidate.first {
        if let finding = try attempt(ShownWorld(order: order, values: values)) { return finding }
      }
    }
    return nil
  }

  /// What a model for a folio of so many pages had best satisfy: that the page looked at is one that the batch takes, for it
  /// shows what such a page is like; else no more than has to be.
  private func wishes(_ candidate: Candidate, _ pages: UInt64) -> [Term] {
    guard let folio = executor.folio else { return [] }
    let here = pool.and(
      candidate.negated, pool.eq(folio.pages, pool.constant(pages, width: pool.width(folio.pages))))
    guard here != pool.false, let batch = candidate.batch else { return [here] }
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

  /// The ways to fill in the pages of which a model says nothing.
  private func completions(of model: Model, _ batch: UnitRun.Batch?) -> [WorldValues] {
    let values = executor.worldValues { model[$0] }
    guard let folio = executor.folio, let batch else { return [values] }
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
        found.append(filled.canonical)
        // Where nothing tells how a PTE's pfn is stored, it may be as its complement.
        let guessed = values.fillings.filter { $0.value.isStepGuessed }.keys
        guard !guessed.isEmpty else { continue }
        for name in guessed { filled.fillings[name]?.step = -4096 }
        found.append(filled.canonical)
      }
    }
    return found
  }
}
