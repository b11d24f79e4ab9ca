import Bitcode
import Execution
import Foundation
import Solving
import Synchronization
import Terms

/// What is to be proved, and the accounts that all workers share.
public final class ProofPlan: Sendable {
  public let module: BitcodeModule
  public let unit: String
  /// What folios it is to be proved for, each part for itself.
  public let sizes: [FolioSizes]
  public let claims: Set<Claim>
  /// Allowances that the unit's spec declares, less those that the user denies, and findings that he allows.
  public let granted: Set<String>
  /// Per claim and order; nil: no limit.
  public let timeout: Duration?
  public let jobs: Int
  /// What decides.
  public let solver: SolverChoice
  /// An external solver that is asked each question again.
  public let second: ExternalSolver?
  /// Told of each solver query; for logs.
  public let observer: TimingSolver.Observer?
  /// Start no further part once every claim asked for is refuted: for who wants the verdict alone.
  public let stopsWhenRefuted: Bool
  /// How many seconds making a witness smaller may take.
  public let witnessPatience: Double
  /// Where each worker writes its queries as SMT-LIB scripts, in a folder of its own; nil: nowhere.
  public let dumpFolder: URL?
  /// Whether what summaries refute is to be shown at a single order.
  public let confirmsRefutations: Bool
  /// Find out which allowances a proof needs; otherwise all that are granted are taken at once.
  public let countsAllowances: Bool
  /// What precedes the name of the run function in the batched run: with another name for it, code is compared
  /// with other code (`BitcodeModule.merged`). Empty: with itself.
  public let batchPrefix: String
  /// The batched run's limit in the place of the world's: 1 compares one page with one page.
  public let batchLimit: Int?
  /// Say nothing of worlds in which the code of the paged runs does to one page what the spec does not say.
  public let excusesWrongPages: Bool
  /// The most PTEs that a window can have, whatever the folio's size.
  public let largestBatch: Int
  /// Ask one goal after the other and stop at the first that fails; otherwise all together.
  public let expectsRefutation: Bool
  /// Of a claim, only the checks with these tags; a claim without an entry is asked for as a whole.
  public let tags: [Claim: Set<String>]
  /// The combinations of the spec's choices that are looked at: nothing is said of others. Nil: all.
  public let cases: [[Bool]]?
  /// Queries that need not be asked; nil: all are asked.
  public let known: KnownQueries?
  /// The same for each part (folio sizes and choices) by itself, in the place of `known`.
  public let knownParts: KnownParts?
  /// Shared with proofs that go on at the same time; nil: `jobs` alone says how much does.
  public let slots: WorkerSlots?
  /// Whether the smallest folio, or window, is proved first where all are proved at once: of a claim that it refutes
  /// nothing more is asked.
  public let scouts: Bool
  /// Execute only, in worlds that need not keep the spec's bounds (`Prover.coverageWithoutBounds`).
  public let ignoresBounds: Bool
  /// How much is done for claims once another one is refuted.
  public let thoroughness: Thoroughness
  private let solvers = Atomic<Int>(0)
  let clock = Mutex<[String: Double]>([:])
  /// The least case in which each claim was refuted and shown, by the folios that it is about.
  private let refutations = Mutex<[Claim: [FolioSizes: Int]]>([:])
  /// The least case in which a goal of each claim stayed open, likewise.
  private let openings = Mutex<[Claim: [FolioSizes: Int]]>([:])

  /// What a goal is worth; nil: any effort.
  var goalEffort: Effort? { settlesForLess ? Self.littleEffort : nil }
  /// Whether a claim may stay open: a goal is worth little, and of a claim with a goal that is open nothing more is asked.
  var settlesForLess: Bool { thoroughness == .little || thoroughness == .smallest }
  /// A tenth of a second or two.
  private static let littleEffort = Effort(conflicts: 4_000)

  /// How many pages a batch of full length has, for a folio of that order.
  func fullBatch(_ order: Int, _ sizes: FolioSizes) -> Int { min(sizes.window ?? 1 << order, largestBatch) }

  public init(
    module: BitcodeModule, unit: String, sizes: [FolioSizes], claims: Set<Claim> = Set(Claim.allCases),
    denied: Set<String> = [], allowed: Set<String> = [], timeout: Duration? = nil, jobs: Int = 2,
    solver: SolverChoice = .cadical, second: ExternalSolver? = nil, observer: TimingSolver.Observer? = nil,
    dumpFolder: URL? = nil,
    stopsWhenRefuted: Bool = false, witnessPatience: Double = 8, confirmsRefutations: Bool = true,
    countsAllowances: Bool = true, expectsRefutation: Bool = false, tags: [Claim: Set<String>] = [:],
    batchPrefix: String = "", batchLimit: Int? = nil, excusesWrongPages: Bool = false,
    largestBatch: Int = .max, cases: [[Bool]]? = nil, known: KnownQueries? = nil,
    knownParts: KnownParts? = nil, slots: WorkerSlots? = nil, scouts: Bool = false,
    ignoresBounds: Bool = false, thoroughness: Thoroughness = .full
  ) {
    self.slots = slots
    self.thoroughness = thoroughness
    self.scouts = scouts
    self.ignoresBounds = ignoresBounds
    self.cases = cases
    self.known = known
    self.knownParts = knownParts
    self.batchPrefix = batchPrefix
    self.batchLimit = batchLimit
    self.excusesWrongPages = excusesWrongPages
    self.largestBatch = largestBatch
    self.module = module
    self.unit = unit
    self.sizes = Array(Set(sizes)).sorted()
    self.claims = claims
    granted = Set(Allowance.declared(in: module).map(\.name)).subtracting(denied).union(
      allowed)
    self.timeout = timeout
    self.jobs = max(1, jobs)
    self.solver = solver
    self.second = second
    self.observer = observer
    self.dumpFolder = dumpFolder
    self.stopsWhenRefuted = stopsWhenRefuted
    self.witnessPatience = witnessPatience
    self.confirmsRefutations = confirmsRefutations
    self.countsAllowances = countsAllowances
    self.expectsRefutation = expectsRefutation
    self.tags = tags
  }

  /// The same for one claim and part.
  ///
  /// - Parameter isOfOneWorld: whether it is about one concrete world, of which nothing is counted or remembered.
  func restricted(to claim: Claim, _ size: FolioSizes, isOfOneWorld: Bool = false) -> ProofPlan {
    ProofPlan(
      module: module, unit: unit, sizes: [size], claims: [claim],
      denied: Set(Allowance.declared(in: module).map(\.name)).subtracting(granted), allowed: granted,
      timeout: isOfOneWorld ? nil : timeout, jobs: jobs, solver: solver, second: second, observer: observer,
      stopsWhenRefuted: true,
      witnessPatience: witnessPatience, countsAllowances: countsAllowances && !isOfOneWorld, tags: tags,
      batchPrefix: batchPrefix, batchLimit: batchLimit,
      excusesWrongPages: excusesWrongPages, largestBatch: largestBatch,
      cases: sizes.contains { $0.isStepwise } ? nil : cases, known: isOfOneWorld ? nil : known,
      knownParts: isOfOneWorld ? nil : knownParts)
  }

  /// The same for other sizes and claims, in the order in which a first refutation is found soonest.
  func scouting(_ sizes: [FolioSizes], _ claims: Set<Claim>) -> ProofPlan {
    with(sizes: sizes, claims: claims, stopsWhenRefuted: true)
  }

  /// The same without these claims, which are refuted.
  func without(_ settled: Set<Claim>) -> ProofPlan {
    with(
      sizes: sizes, claims: claims.subtracting(settled), stopsWhenRefuted: stopsWhenRefuted,
      thoroughness: thoroughness == .untilRefuted ? .little : thoroughness)
  }

  private func with(
    sizes: [FolioSizes], claims: Set<Claim>, stopsWhenRefuted: Bool, thoroughness: Thoroughness? = nil
  ) -> ProofPlan {
    ProofPlan(
      module: module, unit: unit, sizes: sizes, claims: claims,
      denied: Set(Allowance.declared(in: module).map(\.name)).subtracting(granted), allowed: granted,
      timeout: timeout, jobs: jobs, solver: solver, second: second, observer: observer,
      dumpFolder: dumpFolder, stopsWhenRefuted: stopsWhenRefuted, witnessPatience: witnessPatience,
      confirmsRefutations: confirmsRefutations, countsAllowances: countsAllowances,
      expectsRefutation: expectsRefutation, tags: tags, batchPrefix: batchPrefix, batchLimit: batchLimit,
      excusesWrongPages: excusesWrongPages, largestBatch: largestBatch, cases: cases, known: known,
      knownParts: knownParts, slots: slots, thoroughness: thoroughness ?? self.thoroughness)
  }

  /// For single orders only, each with its loops unrolled.
  public convenience init(
    module: BitcodeModule, unit: String, orders: [Int], claims: Set<Claim> = Set(Claim.allCases),
    denied: Set<String> = [], allowed: Set<String> = [], timeout: Duration? = nil, jobs: Int = 2,
    solver: SolverChoice = .cadical, second: ExternalSolver? = nil, observer: TimingSolver.Observer? = nil,
    dumpFolder: URL? = nil,
    stopsWhenRefuted: Bool = false, witnessPatience: Double = 8, countsAllowances: Bool = true,
    expectsRefutation: Bool = false, tags: [Claim: Set<String>] = [:], batchPrefix: String = "",
    batchLimit: Int? = nil
  ) {
    self.init(
      module: module, unit: unit, sizes: orders.map { .order($0) }, claims: claims, denied: denied,
      allowed: allowed, timeout: timeout, jobs: jobs, solver: solver, second: second, observer: observer,
      dumpFolder: dumpFolder, stopsWhenRefuted: stopsWhenRefuted, witnessPatience: witnessPatience,
      countsAllowances: countsAllowances, expectsRefutation: expectsRefutation, tags: tags,
      batchPrefix: batchPrefix, batchLimit: batchLimit)
  }

  func wants(_ claim: Claim) -> Bool { claims.contains(claim) }

  /// Whether a check is asked for: its text begins with one of the claim's tags and a colon, or nobody chose.
  func wants(check what: String, of claim: Claim) -> Bool {
    tags[claim]?.contains { what.hasPrefix($0 + ": ") } ?? true
  }

  /// Claims about what a run trips over need the runs, whatever else is asked.
  var wantsRunFindings: Bool {
    !claims.isDisjoint(with: [.noWarnings, .accesses, .initialised])
  }

  /// - Parameter part: what it is for.
  func makeSolver(_ interruption: Interruption, for part: String) throws -> StandardSolver {
    var folder: URL?
    if let dumpFolder {
      let number = solvers.add(1, ordering: .relaxed).newValue
      let own = dumpFolder.appendingPathComponent("\(number)")
      try FileManager.default.createDirectory(at: own, withIntermediateDirectories: true)
      folder = own
    }
    return try standardSolver(
      solver, interruption: interruption, second: second, known: knownParts?.part(part) ?? known,
      dumpFolder: folder,
      observer: observer)
  }

  /// What is left of the time limit of a claim and order; at least a millisecond.
  ///
  /// - Parameter unspent: time taken that `spend` has not been told yet, in seconds.
  func remaining(_ claim: Claim, _ sizes: FolioSizes, unspent: Double = 0) -> Duration? {
    guard let timeout else { return nil }
    let spent = clock.withLock { $0["\(claim.rawValue)/\(sizes)"] ?? 0 }
    return max(timeout - .seconds(spent + unspent), .milliseconds(1))
  }

  /// What is left of the time limit of something that has no order, begun at `start`; at least a millisecond.
  func remaining(since start: Date) -> Duration? {
    timeout.map { max($0 - .seconds(Date().timeIntervalSince(start)), .milliseconds(1)) }
  }

  /// The same of executing the code for these folios, which is for all claims together; perhaps none.
  func remainingForExecution(_ sizes: FolioSizes, unspent: Double) -> Duration? {
    guard let timeout else { return nil }
    return timeout - .seconds((clock.withLock { $0["\(sizes)"] ?? 0 }) + unspent)
  }

  func noteRefuted(_ claim: Claim, _ sizes: FolioSizes, inCase number: Int) {
    refutations.withLock { $0[claim, default: [:]][sizes] = min($0[claim]?[sizes] ?? number, number) }
  }

  /// Whether an earlier case has refuted a claim, so that it need not be asked in this one: the earliest is shown, whichever
  /// worker is faster.
  func isSettled(_ claim: Claim, before number: Int) -> Bool {
    stopsWhenRefuted && refutations.withLock { ($0[claim]?.values.min() ?? .max) < number }
  }

  func noteOpen(_ claim: Claim, _ sizes: FolioSizes, inCase number: Int) {
    openings.withLock { $0[claim, default: [:]][sizes] = min($0[claim]?[sizes] ?? number, number) }
  }

  /// Whether a goal of the claim was left open in an earlier case of the same folios, or in this one, so that no more is
  /// asked.
  func isLeftOpen(_ claim: Claim, _ sizes: FolioSizes, inCase number: Int) -> Bool {
    settlesForLess && openings.withLock { ($0[claim]?[sizes] ?? .max) <= number }
  }

  /// Whether an earlier case of the same folios has refuted a claim and shown it: one world is shown of them.
  func isShown(_ claim: Claim, _ sizes: FolioSizes, before number: Int) -> Bool {
    refutations.withLock { ($0[claim]?[sizes] ?? .max) < number }
  }

  /// Whether some case has refuted something and shown it.
  var hasShown: Bool { refutations.withLock { !$0.isEmpty } }

  func spend(_ claim: Claim, _ sizes: FolioSizes, _ seconds: Double) {
    clock.withLock { $0["\(claim.rawValue)/\(sizes)", default: 0] += seconds }
  }

  func spendOnExecution(_ sizes: FolioSizes, _ seconds: Double) {
    clock.withLock { $0["\(sizes)", default: 0] += seconds }
  }
}

/// How much a plan does for claims that are hard.
public enum Thoroughness: Sendable {
  /// All that it takes.
  case full
  /// All that it takes until some claim is refuted, then little: the unit is wrong, whatever the others say.
  case untilRefuted
  /// A goal is worth little, and of a claim with a goal that is open nothing more is asked.
  case little
  /// Where all sizes are proved at once, only the smallest folios are asked, or the smallest window, at little effort. What
  /// they do not refute stays open.
  case smallest
}

/// A difference that a claim may permit, as the spec declares it (PP_ALLOWANCE).
public struct Allowance: Sendable, Hashable {
  public let name: String
  public let condition: String
  public let relation: String
  public let reason: String

  /// The allowances that a module's spec declares.
  public static func declared(in module: BitcodeModule) -> [Allowance] {
    (module.declarations["allowance"] ?? []).compactMap { entry in
      guard entry.count == 4 else { return nil }
      return Allowance(name: entry[0], condition: entry[1], relation: entry[2], reason: entry[3])
    }
  }
}

/// How far a proof has come.
public struct ProofProgress: Sendable {
  public let claim: Claim
  public let sizes: FolioSizes
  /// For display: the largest order that it is about.
  public var order: Int { sizes.orders.upperBound }
  /// Parts (folio sizes and choices) finished, and how many there are.
  public let done: Int
  public let total: Int
}
