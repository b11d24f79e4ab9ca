import Bitcode
import Execution
import Solving

/// What is known of one claim at one order.
public struct ClaimResult: Sendable {
  public let claim: Claim
  /// nil: the claim does not depend on the folio.
  public internal(set) var sizes: FolioSizes?
  /// The order, or the number of PTEs in the window, if it is about one alone.
  public var number: Int? { sizes.flatMap { $0.isAtOnce ? nil : $0.numbers.lowerBound } }
  public var verdict: Verdict
  public var goals: Int
  /// How many combinations of the spec's choices have a world.
  public var cases: Int
  public var seconds: Double
  public var allowances: Set<String>
  public var note: String?
  public var finding: Finding?
  /// Of what summaries refute: the order at which a world shows it, with loops unrolled.
  public var shownAt: Int?
}

/// Everything that a proof has found out.
public struct ProofResult: Sendable {
  public var claims: [ClaimResult]
  public var assumptions: [WorldAssumption]
  /// What boot was taken to have fixed, each once, in the order in which worlds say it.
  public var bootFacts: [BootFact] = []
  /// The kernel's variables that were read, with what is known of them.
  public var variables: [String: VariableStatus] = [:]
  public var modelsUsed: Set<String>
  public var unreached: [(location: SourceLocation, function: String)]
  /// The loops that were summarised, by their functions, and those that fitted no pattern, with the reason.
  public var summarisedLoops: [String] = []
  public var unrolledLoops: [String: String] = [:]
  /// What was met that has no meaning here, each once.
  public var obstacles: [MetObstacle] = []
  /// What was executed.
  public var coverage = Coverage()
  /// Solver queries: how many, how long, and the slowest.
  public var statistics: QueryStatistics
  public var seconds: Double

  /// The verdict of the whole.
  public var verdict: Verdict { Verdict.decide(claims.map(\.verdict)) }
}
