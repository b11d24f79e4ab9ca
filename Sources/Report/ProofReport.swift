/// Everything that a proof run found out and what that rests on: what the renderers render.
///
/// A plain value that knows nothing of terms, solvers or bitcode, so that a report can be stored,
/// compared and read back by another version of the program.
public struct ProofReport: Codable, Sendable, Equatable {
  /// The name and version of the format. A change that breaks readers takes a new number.
  public static let currentSchema = "pteproof.report/1"

  public var schema: String
  public var program: ProgramReport
  /// The C function under proof.
  public var unit: String
  /// Nothing if the code came from elsewhere than a kernel tree.
  public var kernel: KernelSummary?
  /// The folio orders asked for, ascending; or what `measure` says instead, here and wherever there is an order.
  public var orders: [Int]
  public var measure: Measure
  /// How loops were treated: `unrolled` means one proof for each order, `summarised` one for all from 1 on.
  public var method: String
  public var claims: [ClaimReport]
  public var allowances: [AllowanceReport]
  /// What the world was restricted to for the proof's sake.
  public var bounds: [NamedReason]
  /// What the world was assumed to satisfy because every reachable world does.
  public var assumptions: [NamedReason]
  /// What boot was taken to have fixed.
  public var bootFacts: [BootFactReport]
  /// The kernel's variables that the unit has read.
  public var variables: [VariableReport]
  public var models: [ModelReport]
  /// The loops that were executed where loops are summarised.
  public var loops: [LoopReport]
  /// Branches of the unit that no world reaches.
  public var unreachedBranches: [LocationText]
  /// What the claims do not cover, one sentence each.
  public var notClaimed: [String]
  public var findings: [FindingReport]
  /// For a unit whose spec declares what is to come out.
  public var declaration: DeclarationReport?
  public var totals: Totals
  /// What was executed. It is for this program: JSON for others leaves it out.
  public var coverage: CoverageReport?

  public init(
    program: ProgramReport, unit: String, kernel: KernelSummary? = nil, orders: [Int],
    measure: Measure = .order, method: String = "unrolled", claims: [ClaimReport] = [],
    allowances: [AllowanceReport] = [],
    bounds: [NamedReason] = [], assumptions: [NamedReason] = [], bootFacts: [BootFactReport] = [],
    variables: [VariableReport] = [], models: [ModelReport] = [],
    loops: [LoopReport] = [],
    unreachedBranches: [LocationText] = [], notClaimed: [String] = [], findings: [FindingReport] = [],
    declaration: DeclarationReport? = nil, totals: Totals = Totals()
  ) {
    self.schema = ProofReport.currentSchema
    self.program = program
    self.unit = unit
    self.kernel = kernel
    self.orders = orders
    self.measure = measure
    self.method = method
    self.claims = claims
    self.allowances = allowances
    self.bounds = bounds
    self.assumptions = assumptions
    self.bootFacts = bootFacts
    self.variables = variables
    self.models = models
    self.loops = loops
    self.unreachedBranches = unreachedBranches
    self.notClaimed = notClaimed
    self.findings = findings
    self.declaration = declaration
    self.totals = totals
  }

  /// The verdict of the run: that of all claims at all orders. A claim without a result is undecided.
  public var verdict: Verdict {
    Verdict.decide(claims.map { Verdict.decide($0.results.map(\.verdict)) })
  }
}

/// The program that wrote a report.
public struct ProgramReport: Codable, Sendable, Equatable {
  public var name: String
  public var version: String

  public init(name: String = "pteproof", version: String) {
    self.name = name
    self.version = version
  }
}

/// What a second solver said of the first one's answers; one that contradicts is an internal error.
public struct SecondOpinions: Codable, Sendable, Equatable {
  public var confirmed: Int
  /// It gave up, or ran out of time.
  public var undecided: Int

  public init(confirmed: Int = 0, undecided: Int = 0) {
    self.confirmed = confirmed
    self.undecided = undecided
  }
}

/// What the whole run took.
public struct Totals: Codable, Sendable, Equatable {
  /// Wall-clock seconds, the kernel's preparation included.
  public var seconds: Double
  public var solverQueries: Int
  /// What the second solver said of the answers; nil if none was asked.
  public var secondOpinions: SecondOpinions?
  /// How many proofs ran at the same time.
  public var workers: Int

  public init(
    seconds: Double = 0, solverQueries: Int = 0, secondOpinions: SecondOpinions? = nil, workers: Int = 1
  ) {
    self.seconds = seconds
    self.solverQueries = solverQueries
    self.secondOpinions = secondOpinions
    self.workers = workers
  }

  /// Counts what another proof asked, too.
  public mutating func addQueries(of other: Totals) {
    solverQueries += other.solverQueries
    guard let more = other.secondOpinions else { return }
    let own = secondOpinions ?? SecondOpinions()
    secondOpinions = SecondOpinions(
      confirmed: own.confirmed + more.confirmed, undecided: own.undecided + more.undecided)
  }
}

/// Something that a proof rests on, and why that is right.
public struct NamedReason: Codable, Sendable, Equatable {
  public var name: String
  public var reason: String

  public init(name: String, reason: String) {
    self.name = name
    self.reason = reason
  }
}

/// A place in the kernel's C.
public struct LocationText: Codable, Sendable, Equatable {
  /// Path relative to the kernel tree.
  public var file: String
  /// Counted from 1.
  public var line: Int
  public var function: String?
  /// The configurations that this is about, where it is not all of those that were asked.
  public var configurations: [String]?

  public init(file: String, line: Int, function: String? = nil) {
    self.file = file
    self.line = line
    self.function = function
  }
}
