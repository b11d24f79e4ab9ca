import Bitcode
import Execution
import Foundation
import Solving
import Terms

/// Carries a plan out: all orders, all combinations of the spec's choices, on several workers.
public struct Prover: Sendable {
  public let plan: ProofPlan

  public init(_ plan: ProofPlan) { self.plan = plan }

  private struct Job: Sendable {
    let sizes: FolioSizes
    /// nil: the laws, which have no world.
    let choices: [Bool]?
  }

  struct JobResult: Sendable {
    let sizes: FolioSizes?
    /// The place of its job in the queue.
    var number = 0
    var outcomes: [Claim: CaseProof.Outcome] = [:]
    var hasWorld = false
    /// The choices of its case, by name.
    var choices: [(name: String, taken: Bool)] = []
    var fullBatches: Set<Int> = []
    var isReachabilityOpen = false
    var isGivenUp = false
    var assumptions: [WorldAssumption] = []
    var bootFacts: [BootFact] = []
    var variables: [String: VariableStatus] = [:]
    var modelsUsed: Set<String> = []
    var coverage = Coverage()
    /// Whether some of the code was not executed although a world may come to it.
    var isCutOff = false
    var summarisedLoops: Set<String> = []
    var unrolledLoops: [String: String] = [:]
    var obstacles: [MetObstacle] = []
    var statistics = QueryStatistics()
  }

  /// Proves.
  ///
  /// - Throws: `ExecutionError` if the spec or the unit cannot be executed, `SolvingError` if solvers
  ///   contradict each other, `CancellationError` if the task was cancelled.
  public func run(progress: @escaping @Sendable (ProofProgress) -> Void) async throws -> ProofResult {
    let start = Date()
    let interruption = Interruption()
    return try await withTaskCancellationHandler {
      let scout = try await scout(interruption, progress)
      let prover = scout.settled.isEmpty ? self : Prover(plan.without(scout.settled))
      var results = scout.kept
      if !plan.asksSmallestOnly {
        results += try await prover.runJobs(
          interruption, besides: Set(scout.kept.compactMap(\.sizes)), progress)
      }
      var result = prover.collect(results, seconds: Date().timeIntervalSince(start))
      result.add(scout.found, settled: scout.settled, of: plan)
      if plan.asksSmallestOnly {
        result.leaveOpen(plan)
      } else {
        try await compareMethods(&result, progress)
      }
      result.seconds = Date().timeIntervalSince(start)
      return result
    } onCancel: {
      interruption.request()
    }
  }

  private func inSlot<Result: Sendable>(
    _ body: @Sendable () async throws -> Result
  ) async throws -> Result {
    if let slots = plan.slots { try await slots.run(body) } else { try await body() }
  }

  /// - Parameter besides: sizes whose results are known.
  func runJobs(
    _ interruption: Interruption, besides known: Set<FolioSizes> = [],
    _ progress: @escaping @Sendable (ProofProgress) -> Void
  ) async throws -> [JobResult] {
    var jobs: [Job] = []
    if plan.wants(.pteLaws), !Laws.functions(in: plan.module).isEmpty {
      jobs.append(Job(sizes: .order(0), choices: nil))
    }
    if !plan.claims.isSubset(of: [.pteLaws]) {
      for sizes in plan.sizes where !known.contains(sizes) {
        for choices in try enumerateChoices(sizes, interruption)
        where plan.cases?.contains(choices) ?? true {
          jobs.append(Job(sizes: sizes, choices: choices))
        }
      }
    }
    let queue = jobs
    let total = queue.count
    // The longest first, so that no worker is left with one in the end: the largest folios, and the worlds that have
    // what later choices are about; the smallest first where a refutation ends it all.
    let sequence =
      plan.stopsWhenRefuted
      ? Array(queue.indices)
      : queue.indices.sorted { (queue[$1].sizes, $1) < (queue[$0].sizes, $0) }
    return try await withThrowingTaskGroup(of: JobResult.self) { group in
      var waiting = sequence
      var results: [JobResult] = []
      func launch() {
        guard let longest = waiting.first else { return }
        // What is shown is the earliest case's: once there is something to show, those behind it are spared the search.
        let number = plan.hasShown ? waiting.min() ?? longest : longest
        waiting.removeAll { $0 == number }
        let job = queue[number]
        let done = results.count
        group.addTask {
          try await inSlot {
            try await onThreadOfItsOwn {
              var result = try perform(job, number, interruption) { claim in
                progress(ProofProgress(claim: claim, sizes: job.sizes, done: done, total: total))
              }
              result.number = number
              for (claim, outcome) in result.outcomes where outcome.finding != nil {
                plan.noteRefuted(claim, job.sizes, inCase: number)
              }
              return result
            }
          }
        }
      }
      for _ in 0..<plan.jobs { launch() }
      do {
        while let result = try await group.next() {
          results.append(result)
          if !plan.stopsWhenRefuted || !areAllRefuted(results) { launch() }
        }
      } catch {
        interruption.request()
        group.cancelAll()
        while (try? await group.next()) != nil {}
        throw error
      }
      // Workers finish in any order; what is reported must not depend on it.
      return results.sorted { $0.number < $1.number }
    }
  }

  private func areAllRefuted(_ results: [JobResult]) -> Bool {
    plan.claims.subtracting([.notVacuous]).allSatisfy { claim in
      results.contains { result in
        guard let outcome = result.outcomes[claim], outcome.verdict == .refuted else { return false }
        // What is refuted at once is believed where a world shows it: another case may have one.
        return outcome.finding != nil || !plan.confirmsRefutations || result.sizes?.isSummarised != true
      }
    }
  }

  private func perform(
    _ job: Job, _ number: Int, _ interruption: Interruption, _ progress: @escaping (Claim) -> Void
  ) throws -> JobResult {
    if interruption.isRequested { throw CancellationError() }
    guard let choices = job.choices else {
      var result = JobResult(sizes: nil)
      progress(.pteLaws)
      let laws = try Laws(plan, interruption)
      (result.outcomes[.pteLaws], result.coverage) = try laws.prove()
      result.statistics = laws.statistics
      return result
    }
    let proof = try CaseProof(
      plan, sizes: job.sizes, choices: choices, number: number, interruption: interruption,
      progress: progress)
    do {
      try proof.run()
    } catch ExecutionError.interrupted {
      throw CancellationError()
    }
    if interruption.isRequested { throw CancellationError() }
    for (claim, seconds) in proof.asking { plan.spend(claim, job.sizes, seconds) }
    plan.spendOnExecution(job.sizes, proof.executing)
    return JobResult(
      sizes: job.sizes, outcomes: proof.outcomes, hasWorld: proof.hasWorld,
      choices: proof.executor.choicesMet,
      fullBatches: proof.fullBatches, isReachabilityOpen: proof.isReachabilityOpen,
      isGivenUp: proof.isGivenUp,
      assumptions: proof.executor.assumptions, bootFacts: proof.executor.bootFacts,
      variables: proof.executor.variablesRead,
      modelsUsed: proof.executor.modelsUsed, coverage: proof.executor.coverage,
      isCutOff: proof.executor.loopsCutOff > 0 || proof.executor.hasStrayed,
      summarisedLoops: proof.executor.summarisedLoops, unrolledLoops: proof.executor.unrolledLoops,
      obstacles: proof.obstacles, statistics: proof.standard.statistics)
  }

  /// All combinations of the choices that the world asks for. A choice may depend on earlier ones.
  func enumerateChoices(_ sizes: FolioSizes, _ interruption: Interruption) throws -> [[Bool]] {
    var found: [[Bool]] = []
    var prefix: [Bool]? = []
    while let choices = prefix {
      if interruption.isRequested { throw CancellationError() }
      let pool = TermPool()
      var settings = sizes.settings
      settings.choices = choices
      let executor = Executor(
        module: plan.module, settings: settings, pool: pool,
        prover: SlicedProver(
          pool: pool, solver: try plan.makeSolver(interruption, for: "choices \(sizes)").solver))
      try executor.run("\(plan.unit)_world")
      let taken = executor.choicesMet.map(\.taken)
      found.append(taken)
      guard found.count <= 1024 else {
        throw ExecutionError.badSpec("\(plan.unit)_world() makes more than 1024 combinations of choices")
      }
      if let last = taken.lastIndex(of: false) {
        prefix = Array(taken[..<last]) + [true]
      } else {
        prefix = nil
      }
    }
    return found
  }

  // MARK: Putting it together

  func collect(_ results: [JobResult], seconds: Double) -> ProofResult {
    var claims: [ClaimResult] = []
    let bySizes = Dictionary(grouping: results.filter { $0.sizes != nil }, by: \.sizes)
    for claim in Claim.allCases where plan.wants(claim) {
      if claim == .pteLaws {
        if let outcome = results.compactMap({ $0.outcomes[.pteLaws] }).first {
          claims.append(combine(claim, nil, [outcome], cases: 1))
        }
        continue
      }
      for sizes in plan.sizes {
        guard let parts = bySizes[sizes] else { continue }
        let inhabited = parts.filter(\.hasWorld)
        if claim == .notVacuous {
          claims.append(vacuity(sizes, inhabited, without: parts.filter { !$0.hasWorld }))
          continue
        }
        var result = combine(claim, sizes, decisive(claim, inhabited), cases: inhabited.count)
        if inhabited.isEmpty || result.goals == 0 && result.verdict == .proved && isEmpty(claim, inhabited) {
          result.verdict = .undecided
          result.note =
            inhabited.isEmpty ? "vacuous: no world satisfies the assumptions" : "vacuous: no check is made"
        }
        claims.append(result)
      }
    }
    var assumptions: [WorldAssumption] = []
    var seen: Set<WorldAssumption> = []
    for assumption in results.flatMap(\.assumptions) where seen.insert(assumption).inserted {
      assumptions.append(assumption)
    }
    var facts: [BootFact] = []
    for fact in results.flatMap(\.bootFacts) where !facts.contains(fact) { facts.append(fact) }
    let coverage = coverage(of: results)
    var statistics = QueryStatistics()
    for result in results { statistics.merge(result.statistics) }
    let ownFunctions = plan.module.functions.filter { !$0.key.hasPrefix("pp_model_") }
    var obstacles: [MetObstacle] = []
    obstacles.add(results.flatMap(\.obstacles))
    return ProofResult(
      claims: claims, assumptions: assumptions, bootFacts: facts,
      variables: results.reduce(into: [:]) { $0.merge($1.variables) { max($0, $1) } },
      modelsUsed: results.reduce(into: []) { $0.formUnion($1.modelsUsed) },
      unreached: coverage.unreached.filter {
        ownFunctions[$0.function] != nil && $0.location.origin != .specs
      },
      summarisedLoops: results.reduce(into: Set()) { $0.formUnion($1.summarisedLoops) }.sorted(),
      unrolledLoops: results.reduce(into: [:]) { $0.merge($1.unrolledLoops) { known, _ in known } },
      obstacles: obstacles, coverage: coverage, statistics: statistics, seconds: seconds)
  }

  func coverage(of results: [JobResult]) -> Coverage {
    var coverage = Coverage()
    for result in results { coverage.merge(result.coverage) }
    // That no world takes a branch is known only if all of them were looked at.
    return results.contains(where: \.isGivenUp) ? coverage.ofAPart : coverage
  }

  /// Claims about findings have no goals when the executor met nothing to prove: that is no vacuity.
  private func isEmpty(_ claim: Claim, _ parts: [JobResult]) -> Bool {
    switch claim {
    case .noWarnings, .accesses, .initialised: parts.isEmpty
    default: true
    }
  }

  /// What the cases say of a claim. Behind the first that leaves it open, where it may stay so, it depends on the workers
  /// what was asked still.
  private func decisive(_ claim: Claim, _ cases: [JobResult]) -> [CaseProof.Outcome] {
    let outcomes = cases.sorted { $0.number < $1.number }.compactMap { $0.outcomes[claim] }
    guard plan.settlesForLess, let open = outcomes.firstIndex(where: { $0.verdict == .undecided }) else {
      return outcomes
    }
    return Array(outcomes[...open])
  }

  private func combine(
    _ claim: Claim, _ sizes: FolioSizes?, _ outcomes: [CaseProof.Outcome], cases: Int
  ) -> ClaimResult {
    let verdict = Verdict.decide(outcomes.map(\.verdict))
    let matching = outcomes.filter { $0.verdict == verdict }
    let decisive = matching.first { verdict != .refuted || $0.finding != nil } ?? matching.first
    return ClaimResult(
      claim: claim, sizes: sizes, verdict: verdict, goals: outcomes.reduce(0) { $0 + $1.goals }, cases: cases,
      seconds: outcomes.reduce(0) { $0 + $1.seconds },
      allowances: outcomes.reduce(into: []) { $0.formUnion($1.allowances) }, note: decisive?.note,
      finding: decisive?.finding)
  }

  private func vacuity(
    _ sizes: FolioSizes, _ parts: [JobResult], without empty: [JobResult]
  ) -> ClaimResult {
    let full = parts.reduce(into: Set<Int>()) { $0.formUnion($1.fullBatches) }
    var note: String?
    if parts.isEmpty {
      note = "no world satisfies the assumptions"
    } else if let order = sizes.orders.first(where: { !full.contains($0) }) {
      let what = "a batch of all \(plan.fullBatch(order, sizes)) pages"
      note =
        parts.contains(where: \.isReachabilityOpen)
        ? "it is not known whether a world has \(what)" : "no world has \(what)"
    }
    let isProved = note == nil
    // What is claimed is not claimed of these: they must be none of which the spec thought that they exist.
    if !parts.isEmpty, !empty.isEmpty {
      let cases = empty.map { $0.choices.map { ($0.taken ? "" : "not: ") + $0.name }.joined(separator: ", ") }
      note = ([note].compactMap(\.self) + cases.map { "no world has these choices: \($0)" })
        .joined(separator: "; ")
    }
    return ClaimResult(
      claim: .notVacuous, sizes: sizes, verdict: isProved ? .proved : .undecided, goals: parts.count + 1,
      cases: parts.count, seconds: 0, allowances: [], note: note, finding: nil)
  }
}
