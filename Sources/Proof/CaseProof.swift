import Bitcode
import Execution
import Foundation
import Solving
import Terms

/// The proof of all claims for one order and one combination of the spec's choices.
final class CaseProof {
  struct Outcome: Sendable {
    var verdict: Verdict = .proved
    var goals = 0
    var seconds = 0.0
    var allowances: Set<String> = []
    var note: String?
    var finding: Finding?
  }

  let plan: ProofPlan
  let sizes: FolioSizes
  let choices: [Bool]
  let number: Int
  /// The one world that is looked at; nil: all.
  let values: WorldValues?
  let interruption: Interruption
  let executor: Executor
  let standard: StandardSolver
  let progress: (Claim) -> Void
  var outcomes: [Claim: Outcome] = [:]
  /// Whether some world has these choices, and for which orders a batch of full length is among them.
  private(set) var hasWorld = false
  private(set) var fullBatches: Set<Int> = []
  /// Whether there may be more such orders: some question about them has no answer.
  private(set) var isReachabilityOpen = false
  /// Whether some of the code may not have been executed.
  private(set) var isGivenUp = false
  private var rulings = 0
  /// How long the goals of each claim have taken in this case, in seconds.
  private(set) var asking: [Claim: Double] = [:]
  /// The same of worlds to be shown, which have a limit of their own (`ProofPlan.witnessPatience`).
  private var shown = 0.0
  private var isShowing = false
  private let begun = Date()
  /// An access of which neither can be proved that it does not happen nor is known what it does.
  private var lostAccess: String?
  /// The worlds in which the run, or the two runs, that are looked at have met something without a meaning here, or an
  /// access that goes nobody knows where: what follows may be anything, so they refute nothing.
  lazy var unknownPaths: Term = pool.false
  /// Those of which that can be said before anything runs.
  lazy var unknownWorlds: Term = pool.false
  /// Those of which nothing is asked (`ProofPlan.excusesWrongPages`).
  lazy var excusedWorlds: Term = pool.false
  /// What has no meaning, in the order in which it was met.
  var obstacles: [MetObstacle] = []
  /// What the proof at once refutes, in the order in which it was asked, and the worlds of single orders that have shown some.
  var candidates: [Candidate] = []
  var shownWorlds: [ShownWorld] = []

  /// - Parameters:
  ///   - number: its place among the cases of the plan.
  ///   - values: the one world that is looked at; nil: all with these choices.
  init(
    _ plan: ProofPlan, sizes: FolioSizes, choices: [Bool], number: Int = 0, values: WorldValues? = nil,
    interruption: Interruption, progress: @escaping (Claim) -> Void
  ) throws {
    self.number = number
    self.plan = plan
    self.sizes = sizes
    self.choices = choices
    self.values = values
    self.interruption = interruption
    self.progress = progress
    let pool = TermPool()
    standard = try plan.makeSolver(interruption, for: "\(sizes) \(choices)")
    var settings = sizes.settings
    settings.choices = choices
    settings.allowances = plan.granted
    settings.codePrefix = plan.batchPrefix
    settings.values = values
    settings.ignoresBounds = plan.ignoresBounds
    executor = Executor(
      module: plan.module, settings: settings, pool: pool,
      prover: SlicedProver(pool: pool, solver: standard.solver))
    executor.shouldStop = { interruption.isRequested }
    executor.timeLeft = { [unowned self] in
      isShowing ? nil : plan.remainingForExecution(sizes, unspent: executing)
    }
  }

  /// How long the code has been executed, the questions on its way included, in seconds.
  var executing: Double { Date().timeIntervalSince(begun) - asking.values.reduce(0, +) - shown }

  var pool: TermPool { executor.pool }

  func run() throws {
    do {
      try proveAll()
    } catch ExecutionError.noSummary(let why) {
      giveUp(why)
    } catch ExecutionError.outOfTime {
      giveUp("time limit, while the code was executed")
    }
    try showCandidates()
  }

  /// Nothing more can be said of any claim, nor that there is no world. One that seems proved may be about code that has
  /// not been looked at: less time must not prove more.
  private func giveUp(_ why: String) {
    hasWorld = true
    isReachabilityOpen = true
    isGivenUp = true
    for claim in plan.claims
    where claim != .pteLaws && claim != .notVacuous && outcomes[claim]?.verdict != .refuted {
      merge(.undecided, into: claim, why)
    }
  }

  private func proveAll() throws {
    defer { noteCutOffs() }
    let unit = try UnitRun(
      executor, unit: plan.unit, batchPrefix: plan.batchPrefix, batchLimit: plan.batchLimit)
    // A contradiction in the world would prove everything.
    switch try executor.prover.satisfiable(pool.true, label: "world", limit: plan.timeout) {
    case .unsatisfiable: return
    case .satisfiable: hasWorld = true
    case .unknown(let reason): return giveUp("whether a world satisfies the assumptions: \(reason)")
    }
    try noteWorld(unit)
    if plan.ignoresBounds { return try executeOnly(unit) }
    if plan.wants(.pageEqualsSpec) || plan.wantsRunFindings { try provePageEqualsSpec(unit) }
    if plan.wants(.batchEqualsPages) || plan.wants(.invariants) || plan.wants(.notVacuous)
      || plan.wantsRunFindings
    {
      try proveBatch(unit)
    }
  }

  /// All that is executed for claims about runs, without them.
  private func executeOnly(_ unit: UnitRun) throws {
    _ = try unit.batch(limit: 1)
    if isInduction { _ = try unit.step() } else { _ = try unit.batch() }
  }

  // MARK: page = spec

  private func provePageEqualsSpec(_ unit: UnitRun) throws {
    progress(.pageEqualsSpec)
    let start = Date()
    let single = try unit.batch(limit: 1)
    unknownPaths = unknownWorlds
    try proveFindings(
      among: reached(single.obligations, .pageEqualsSpec), unit, (single.after, nil), single.writes)
    guard plan.wants(.pageEqualsSpec) else { return }
    executor.allowances = plan.granted
    executor.allowancesAsked = []
    let obligations = try pageSpec(unit, single)
    let asked = executor.allowancesAsked.intersection(plan.granted)
    try proveChecks(obligations, .pageEqualsSpec, unit, (single.after, nil), single.writes)
    outcomes[.pageEqualsSpec, default: Outcome()].allowances.formUnion(asked)
    outcomes[.pageEqualsSpec, default: Outcome()].seconds += Date().timeIntervalSince(start)
  }

  /// What the spec of one page obliges the unit to, under the allowances that are set.
  func pageSpec(_ unit: UnitRun, _ single: UnitRun.Batch) throws -> [Obligation] {
    executor.namedStates = [0: unit.before, 1: single.after]
    let checks = executor.checksMet
    executor.select(unit.before)
    try executor.observe("\(plan.unit)_page_spec", [single.result])
    if executor.checksMet == checks {
      throw ExecutionError.badSpec("\(plan.unit)_page_spec() checks nothing")
    }
    try unit.frame(of: single)
    return executor.takeObligations()
  }

  // MARK: the batch

  /// Whether one step stands for all; a call for one PTE is one step.
  private var isInduction: Bool { sizes.isStepwise && plan.batchLimit != 1 }
  /// Whether a call for one PTE stands for all calls for one PTE of a range: each has to leave what the next begins with.
  private var isOneOfMany: Bool { sizes.isStepwise && plan.batchLimit == 1 && !plan.excusesWrongPages }

  private func proveBatch(_ unit: UnitRun) throws {
    progress(.batchEqualsPages)
    let start = Date()
    let batch: UnitRun.Batch
    var premises: [UnitRun.StepPremise] = []
    if isInduction { (batch, premises) = try unit.step() } else { batch = try unit.batch() }
    let executed = Date().timeIntervalSince(start)
    // Nothing can be proved then.
    if plan.settlesForLess, executor.loopsCutOff > 0 { throw ExecutionError.noSummary(cutOffNote) }
    unknownPaths = unknownWorlds
    try proveFindings(
      among: reached(batch.obligations, .batchEqualsPages), unit, (batch.after, nil), batch.writes)
    // Before more is known than a proof of other claims knows here.
    if isInduction { try proveInduction(premises + unit.nextWorldPremises(batch)) }
    if isOneOfMany { try proveInduction(unit.nextWorldPremises(unit.inItsRange(batch))) }
    if plan.wants(.notVacuous) { try proveReachability(batch) }
    if plan.wants(.invariants) { try proveInvariants(unit, batch) }
    if plan.wants(.batchEqualsPages) {
      outcomes[.batchEqualsPages, default: Outcome()].seconds += executed
      try proveBatchEqualsPages(unit, batch)
    }
    if isInduction || isOneOfMany { try proveInduction(unit.windowPremises()) }
  }

  /// Some loop went on beyond the bound, in worlds that were left out then, or an access went nobody knows where: no
  /// claim about this unit can be proved.
  private func noteCutOffs() {
    let note: String
    if executor.loopsCutOff > 0 {
      note = cutOffNote
    } else if let lostAccess {
      note = behind(lostAccess)
    } else if executor.hasStrayed, !plan.wants(.accesses) {
      // Worlds are left out of which only that claim says that they are none.
      note = "a loop may leave its range: '\(Claim.accesses.rawValue)' has to be asked for too"
    } else {
      return
    }
    for claim in outcomes.keys where outcomes[claim]?.verdict == .proved && claim != .notVacuous {
      outcomes[claim]?.verdict = .undecided
      outcomes[claim]?.note = note
    }
  }

  private var cutOffNote: String {
    let reasons = executor.functionsCutOff.sorted().map { name in
      executor.unrolledLoops[name].map { "the loop in \(name): \($0)" } ?? "a loop in \(name)"
    }
    let what = sizes.isSummarised ? "no summary, and" : "a loop"
    return "\(what) goes on beyond \(executor.settings.loopBound) iterations: "
      + reasons.joined(separator: "; ")
  }

  private func proveReachability(_ batch: UnitRun.Batch) throws {
    for order in sizes.orders {
      let full = pool.eq(
        batch.result,
        pool.constant(UInt64(plan.fullBatch(order, sizes)), width: pool.width(batch.result)))
      switch try executor.prover.satisfiable(full, label: "full batch", limit: plan.timeout) {
      case .satisfiable: fullBatches.insert(order)
      case .unsatisfiable: continue
      case .unknown: isReachabilityOpen = true
      }
    }
  }

  private func proveInvariants(_ unit: UnitRun, _ batch: UnitRun.Batch) throws {
    progress(.invariants)
    let start = Date()
    executor.allowances = plan.granted
    executor.allowancesAsked = []
    let granted = try invariants(unit, batch)
    try proveChecks(granted, .invariants, unit, (batch.after, nil), batch.writes)
    let asked = executor.allowancesAsked.intersection(plan.granted)
    if !asked.isEmpty, outcomes[.invariants]?.verdict == .proved {
      // Which checks are weaker for them, and does any of those fail without?
      executor.allowances = []
      let known = Set(granted.map(\.condition))
      for check in try invariants(unit, batch) where check.kind == .check && !known.contains(check.condition)
      {
        if case .proved = try prove([(ifKnown(pool.not(check.condition)), check.what)], .invariants)[0] {
          continue
        }
        outcomes[.invariants, default: Outcome()].allowances.formUnion(asked)
        break
      }
    }
    outcomes[.invariants, default: Outcome()].seconds += Date().timeIntervalSince(start)
  }

  /// What the spec's invariants oblige the batched run to, under the allowances that are set.
  func invariants(_ unit: UnitRun, _ batch: UnitRun.Batch) throws -> [Obligation] {
    executor.namedStates = [0: unit.before, 1: batch.after]
    executor.select(unit.before)
    let checks = executor.checksMet
    for number in pageNumbers {
      let inside = pool.slt(pool.trunc(number, to: pool.width(batch.result)), batch.result)
      guard !executor.isRuledOut(inside) else { break }
      try executor.observe("\(plan.unit)_invariants", [batch.result, number], guarded: inside)
    }
    try executor.observe("\(plan.unit)_totals", [batch.result])
    if !executor.isRuledOut(batch.fails) {
      try executor.observe("\(plan.unit)_failure", [batch.result], guarded: batch.fails)
    }
    if executor.checksMet == checks {
      throw ExecutionError.badSpec("\(plan.unit)_invariants() checks nothing")
    }
    return executor.takeObligations()
  }

  /// The pages that are looked at, 64 bits each: all, or the first and the one that stands for the others.
  private var pageNumbers: [Term] {
    if let folio = executor.folio { return [pool.constant(0, width: 64), pool.zext(folio.page, to: 64)] }
    return (0..<executor.settings.loopBound).map { pool.constant(UInt64($0), width: 64) }
  }

  private func proveBatchEqualsPages(_ unit: UnitRun, _ batch: UnitRun.Batch) throws {
    progress(.batchEqualsPages)
    let start = Date()
    defer { outcomes[.batchEqualsPages, default: Outcome()].seconds += Date().timeIntervalSince(start) }
    let theorem = BatchEqualsPages(unit: unit)
    // Page at a time may be what an allowance says instead of the unit with the limit 1.
    executor.allowances = plan.granted
    if plan.excusesWrongPages { excusedWorlds = try wrongPages(unit) }
    let pages = try unit.pages(like: batch)
    var failed: UnitRun.FailedPages?
    if !executor.isRuledOut(batch.failsAlike) { failed = try unit.failedPages(like: batch) }
    let cells = theorem.frameCells(batch, pages, failed)
    let writes = batch.writes + pages.writes
    let ofPages = try reached(pages.obligations, .batchEqualsPages)
    let ofFailed = try reached(failed?.obligations ?? [], .batchEqualsPages)
    // What goes wrong in this claim's spec leaves this claim open, and no other.
    let knownBefore = unknownPaths
    defer { unknownPaths = knownBefore }
    try proveFaults(batch.specObligations, .batchEqualsPages)
    if try !proveGoals(theorem.goals(batch, pages, failed), .batchEqualsPages, unit, writes) { return }
    try proveFrame(theorem, unit, cells, writes)
    try proveFindings(among: ofPages, unit, (batch.after, pages.after), pages.writes)
    if let failed { try proveFindings(among: ofFailed, unit, (batch.after, failed.after), []) }
  }

  // MARK: Goals

  /// Asks something for a claim's sake, within what is left of its time limit.
  func timed<Result>(_ claim: Claim, _ question: (Duration?) throws -> Result) rethrows -> Result {
    let start = Date()
    defer { asking[claim, default: 0] += Date().timeIntervalSince(start) }
    return try question(plan.remaining(claim, sizes, unspent: asking[claim] ?? 0))
  }

  func prove(
    _ goals: [(goal: Term, label: String)], _ claim: Claim, expectsRefutations: Bool = false
  ) throws -> [ProofAnswer] {
    try timed(claim) { limit in
      try executor.prover.proveAll(
        goals.map { ($0.goal, "\(claim.rawValue)/\(sizes)/\($0.label)") }, limit: limit,
        effort: plan.goalEffort, expectsRefutations: expectsRefutations)
    }
  }

  /// The answers to goals: all at once, which is quick where they hold; or, where a refutation is expected, each
  /// when it is asked for, so that none is sought behind the first that fails.
  private func answers<Subject>(
    _ goals: [(subject: Subject, goal: Term, label: String)], _ claim: Claim
  ) throws -> [(Subject, () throws -> ProofAnswer)] {
    guard !plan.expectsRefutation else {
      return goals.map { goal in
        (goal.subject, { try self.prove([(goal.goal, goal.label)], claim)[0] })
      }
    }
    let answers = try prove(goals.map { ($0.goal, $0.label) }, claim)
    return zip(goals, answers).map { goal, answer in (goal.subject, { answer }) }
  }

  /// Proves goals; the first that fails becomes the claim's finding.
  ///
  /// - Returns: all of them hold, whatever else leaves the claim open.
  func proveGoals(
    _ goals: [BatchEqualsPages.Goal], _ claim: Claim, _ unit: UnitRun, _ writes: [WriteRecord]
  ) throws -> Bool {
    var isProved = true
    // What no earlier case has refuted.
    if isDone(claim) { return false }
    for (goal, answer) in try answers(
      goals.map { ($0, ifKnown($0.condition), $0.what) }, claim)
    {
      outcomes[claim, default: Outcome()].goals += 1
      switch try answer() {
      case .proved: continue
      case .unknown(let reason):
        isProved = false
        leaveOpen(claim, goal.what, reason)
        if isDone(claim) { return false }
      case .refuted(let model):
        if try !isShown(goal, model) {
          merge(.internal, into: claim, "\(goal.what): the world that refutes it shows no difference")
          return false
        }
        merge(.refuted, into: claim, sizes.isAtOnce ? goal.what : nil)
        // A world is shown at one order, with loops unrolled.
        if sizes.isAtOnce {
          noteCandidate(claim, pool.not(ifKnown(goal.condition)), model, unit)
          return false
        }
        outcomes[claim]?.finding = try show(unit) {
          try $0.finding(
            claim, goal.what, negated: pool.not(ifKnown(goal.condition)), model, goal.compared,
            goal.difference, writes, nil)
        }
        return false
      }
    }
    return isProved
  }

  /// Whether a world that a solver gives against a goal is one that goes against it in numbers.
  private func isShown(_ goal: BatchEqualsPages.Goal, _ model: Model) throws -> Bool {
    guard !sizes.isAtOnce, let isViolated = goal.isViolated else { return true }
    return try isViolated { model[$0] }
  }

  /// Proves that what the executor recorded cannot happen, each kind under its own claim.
  private func proveFindings(
    among obligations: [Obligation], _ unit: UnitRun, _ states: (Memory, Memory?), _ writes: [WriteRecord]
  ) throws {
    for obligation in obligations {
      let claim: Claim
      if obligation.kind == .check {
        // A pp_check() inside a model: the model's contract, a part of what the run is about.
        claim = .invariants
      } else {
        guard let known = Claim.claim(for: obligation.kind) else { continue }
        claim = known
      }
      // It matters to all claims, whichever are asked for.
      if obligation.isLost, lostAccess == nil {
        let answer = try timed(claim) {
          try executor.prover.prove(
            pool.not(obligation.condition), label: "lost access", limit: $0, effort: plan.goalEffort)
        }
        if case .proved = answer {} else { lostAccess = obligation.whatAndWhere }
      }
      guard plan.wants(claim), outcomes[claim]?.verdict != .refuted, !isDone(claim) else { continue }
      progress(claim)
      let start = Date()
      try proveAbsent([obligation], claim, unit, states, writes)
      outcomes[claim, default: Outcome()].seconds += Date().timeIntervalSince(start)
    }
    for claim in [Claim.noWarnings, .accesses, .initialised] where plan.wants(claim) {
      outcomes[claim, default: Outcome()].goals += 0
    }
    // What execution ruled out on its way (branches to WARN sites, accesses out of bounds) was proved too.
    if plan.wants(.noWarnings) {
      outcomes[.noWarnings, default: Outcome()].goals += executor.rulings - rulings
    }
    rulings = executor.rulings
  }

  private func proveChecks(
    _ obligations: [Obligation], _ claim: Claim, _ unit: UnitRun, _ states: (Memory, Memory?),
    _ writes: [WriteRecord]
  ) throws {
    outcomes[claim, default: Outcome()].goals += 0
    // What goes wrong in this claim's spec leaves this claim open, and no other: those are about these worlds, too.
    let knownBefore = unknownPaths
    defer { unknownPaths = knownBefore }
    try proveFaults(obligations.filter { $0.kind != .check && $0.kind != .loopBound }, claim)
    let checks = obligations.filter { $0.kind == .check && plan.wants(check: $0.what, of: claim) }.map {
      $0.with(condition: pool.not(ifKnown(pool.not($0.condition))))
    }
    try proveAbsent(checks, claim, unit, states, writes)
  }

  private func proveAbsent(
    _ obligations: [Obligation], _ claim: Claim, _ unit: UnitRun, _ states: (Memory, Memory?),
    _ writes: [WriteRecord]
  ) throws {
    if isDone(claim) { return }
    for (obligation, answer) in try answers(obligations.map { ($0, pool.not($0.condition), $0.what) }, claim)
    {
      outcomes[claim, default: Outcome()].goals += 1
      switch try answer() {
      case .proved: continue
      case .unknown(let reason):
        leaveOpen(claim, obligation.what, reason)
        if isDone(claim) { return }
      case .refuted(let model):
        merge(.refuted, into: claim, sizes.isAtOnce ? obligation.whatAndWhere : nil)
        if sizes.isAtOnce {
          noteCandidate(claim, obligation.condition, model, unit)
          return
        }
        outcomes[claim]?.finding = try show(unit) {
          try $0.finding(
            claim, obligation.what, negated: obligation.condition, model, states, nil, writes,
            obligation.location)
        }
        return
      }
    }
  }

  /// Makes a world to be shown; what is refuted is shown, whatever time is left.
  private func show(_ unit: UnitRun, _ finding: (Witness) throws -> Finding) rethrows -> Finding {
    // Code that goes astray goes everywhere, and there is something to be told of it.
    executor.settlesForLess = plan.thoroughness != .full
    return try showing { try finding(Witness(self, unit)) }
  }

  /// Does what no time limit is for.
  func showing<Result>(_ body: () throws -> Result) rethrows -> Result {
    let start = Date()
    isShowing = true
    defer {
      isShowing = false
      shown += Date().timeIntervalSince(start)
    }
    return try body()
  }

  func count(_ claim: Claim, goals: Int = 0, seconds: Double = 0) {
    outcomes[claim, default: Outcome()].goals += goals
    outcomes[claim, default: Outcome()].seconds += seconds
  }

  /// Whether nothing more is asked of a claim: an earlier case has refuted it, or it is open and may stay so.
  private func isDone(_ claim: Claim) -> Bool {
    plan.isSettled(claim, before: number) || plan.isLeftOpen(claim, sizes, inCase: number)
  }

  private func leaveOpen(_ claim: Claim, _ what: String, _ reason: String) {
    plan.noteOpen(claim, sizes, inCase: number)
    let why = plan.settlesForLess ? ", with little effort, since another claim is refuted" : ""
    merge(.undecided, into: claim, "\(what): \(reason)\(why)")
  }

  func merge(_ verdict: Verdict, into claim: Claim, _ note: String?) {
    var outcome = outcomes[claim, default: Outcome()]
    let known = outcome.verdict
    outcome.verdict = Verdict.decide([known, verdict])
    if outcome.verdict != known {
      outcome.note = note
    } else if outcome.verdict == verdict {
      outcome.note = note ?? outcome.note
    }
    outcomes[claim] = outcome
  }
}
