import Execution
import Foundation
import Solving

/// Refutations first: most bugs show at the smallest folios, which are proved in a second.
extension Prover {
  /// What the smallest order, or window, refutes of a plan that proves all at once. Of what it proves nothing is said.
  struct Scouted {
    var settled: Set<Claim> = []
    var found: ProofResult?
    /// The parts that the plan asks for too, if they are whole: they need not be proved again.
    var kept: [JobResult] = []
  }

  func scout(
    _ interruption: Interruption, _ progress: @escaping @Sendable (ProofProgress) -> Void
  ) async throws -> Scouted {
    guard plan.scouts, let atOnce = plan.sizes.first(where: \.isAtOnce) else { return Scouted() }
    let claims = plan.claims.subtracting([.pteLaws])
    // A folio of one page, too: it is quick, and the least order is the one to show.
    let smallest: [FolioSizes] = atOnce.isStepwise ? [.window(1)] : [.order(0), .order(1)]
    // Who asks for these too wants the answers of all; one who wants the verdict has it sooner.
    let isAsked = Set(smallest).isSubset(of: plan.sizes)
    guard !claims.subtracting([.notVacuous]).isEmpty,
      !isAsked || plan.thoroughness == .untilRefuted || plan.asksSmallestOnly
    else { return Scouted() }
    let start = Date()
    let prover = Prover(plan.scouting(smallest, claims))
    let results = try await prover.runJobs(interruption, progress)
    let found = prover.collect(results, seconds: Date().timeIntervalSince(start))
    // The program's own contradiction is no refutation, and what is open is asked of all.
    let settled = found.claims.filter { $0.verdict == .refuted && $0.finding != nil }.map(\.claim)
    // Where something is refuted, the rest may have been left out.
    let isWhole = !found.claims.contains { $0.verdict == .refuted }
    let kept = results.filter { isWhole && $0.sizes.map(plan.sizes.contains) == true }.map { result in
      var result = result
      // They are in `found`.
      result.statistics = QueryStatistics()
      return result
    }
    return Scouted(settled: Set(settled), found: found, kept: kept)
  }
}

extension ProofPlan {
  /// Whether the proof of all sizes at once is left out.
  var asksSmallestOnly: Bool { thoroughness == .smallest && scouts && sizes.contains(where: \.isAtOnce) }
}

extension ProofResult {
  /// Says of the claims that the smallest sizes do not refute that no more was asked.
  mutating func leaveOpen(_ plan: ProofPlan) {
    guard let sizes = plan.sizes.first(where: \.isAtOnce) else { return }
    for claim in Claim.allCases
    where plan.wants(claim) && !claims.contains(where: { $0.claim == claim && $0.sizes == sizes }) {
      claims.append(
        ClaimResult(
          claim: claim, sizes: sizes, verdict: .undecided, goals: 0, cases: 0, seconds: 0, allowances: [],
          note: "not asked, since another claim is refuted", finding: nil))
    }
  }

  /// Takes over what was refuted before all sizes were asked.
  mutating func add(_ scouted: ProofResult?, settled: Set<Claim>, of plan: ProofPlan) {
    guard let scouted else { return }
    statistics.merge(scouted.statistics)
    modelsUsed.formUnion(scouted.modelsUsed)
    guard !settled.isEmpty, let sizes = plan.sizes.first(where: \.isAtOnce) else { return }
    // What is left to ask may not look at all of the code.
    unreached = []
    for assumption in scouted.assumptions where !assumptions.contains(assumption) {
      assumptions.append(assumption)
    }
    var seen: Set<Claim> = []
    for var claim in scouted.claims
    where settled.contains(claim.claim) && claim.finding != nil && seen.insert(claim.claim).inserted {
      claim.show(of: sizes)
      claims.append(claim)
    }
    let ranks = Dictionary(uniqueKeysWithValues: Claim.allCases.enumerated().map { ($1, $0) })
    claims.sort { (ranks[$0.claim] ?? 0) < (ranks[$1.claim] ?? 0) }
  }
}
