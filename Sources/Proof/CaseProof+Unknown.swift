import Execution
import Solving
import Terms

/// What is met behind which nothing is known: it leaves claims open, and the worlds in which it is met refute nothing.
extension CaseProof {
  /// A goal about end states, for the worlds in which they are known.
  func ifKnown(_ goal: Term) -> Term {
    pool.disjunction([executor.lostPaths, unknownPaths, excusedWorlds, goal])
  }

  /// Of a run's obligations those that can be told, each for the worlds in which nothing was met before behind which
  /// nothing is known. Such a thing leaves all claims open.
  ///
  /// - Parameters:
  ///   - obligations: in the order in which they were met: none depends on what came after it.
  ///   - claim: to whose time the questions are charged.
  func reached(_ obligations: [Obligation], _ claim: Claim) throws -> [Obligation] {
    var known: [Obligation] = []
    for obligation in obligations {
      let isKnown = pool.not(unknownPaths)
      let obligation = obligation.with(condition: pool.and(obligation.condition, isKnown))
      guard obligation.leavesOpen else {
        known.append(obligation)
        continue
      }
      let answer = try timed(claim) {
        try executor.prover.prove(pool.not(obligation.condition), label: "unmodelled", limit: $0)
      }
      guard let verdict = Verdict(of: obligation.kind, notReached: answer) else { continue }
      note(obligation, verdict, isInSpec: false)
      let what = obligation.whatAndWhere
      let note = obligation.kind == .untraced ? behind(what) : what
      // A single call has met what it meets already.
      mergeIntoAll(verdict, note, but: claim == .pageEqualsSpec ? nil : .pageEqualsSpec)
    }
    return known
  }

  /// What the world itself met leaves all claims open.
  func noteWorld(_ unit: UnitRun) throws {
    for obligation in unit.worldObligations {
      let answer = try executor.prover.prove(
        pool.not(obligation.condition), label: "world", limit: plan.timeout)
      guard let verdict = Verdict(of: obligation.kind, notReached: answer) else { continue }
      note(obligation, verdict, isInSpec: true)
      mergeIntoAll(verdict, "in the spec's world: \(obligation.whatAndWhere)")
    }
    unknownWorlds = unknownPaths
  }

  private func mergeIntoAll(_ verdict: Verdict, _ note: String, but exempt: Claim? = nil) {
    for claim in Claim.allCases
    where plan.wants(claim) && claim != .pteLaws && claim != .notVacuous && claim != exempt {
      merge(verdict, into: claim, note)
    }
  }

  /// Takes note of something behind which nothing is known, and which is not known not to be met.
  private func note(_ obligation: Obligation, _ verdict: Verdict, isInSpec: Bool) {
    if isInSpec || obligation.hidesWhatFollows { unknownPaths = pool.or(unknownPaths, obligation.condition) }
    guard verdict == .unmodelled, let obstacle = obligation.obstacle else { return }
    obstacles.append(
      MetObstacle(
        obstacle: obstacle, what: obligation.what, location: obligation.location, isInSpec: isInSpec,
        order: sizes.numbers.lowerBound))
  }

  /// Where the spec's own code goes wrong, that is a fault of the spec, not a property of the unit: the claim is open, and
  /// such a world refutes nothing of it.
  func proveFaults(_ faults: [Obligation], _ claim: Claim) throws {
    let answers = try timed(claim) { limit in
      try executor.prover.proveAll(faults.map { (pool.not($0.condition), "spec") }, limit: limit)
    }
    for (obligation, answer) in zip(faults, answers) {
      guard let verdict = Verdict(of: obligation.kind, notReached: answer) else { continue }
      note(obligation, verdict, isInSpec: true)
      merge(verdict, into: claim, "in the spec: \(obligation.whatAndWhere)")
    }
  }

  func behind(_ what: String) -> String { "what lies behind it is not known: \(what)" }
}
