import Bitcode
import Solving

/// Which of the differences that a spec knows by name a unit has, and whether it has any other.
///
/// Let N be the findings that are expected of the unit and not allowed by the user.
///  - Finding X of N is there iff, with all others of N allowed, some claim is refuted: nothing but X can be the
///    reason. The least such order has the witness.
///  - There is nothing else iff, with all of N allowed, every claim is proved.
/// An allowance replaces equality by an exact relation under a condition, so neither step excludes a world.
public struct FindingAnalysis: Sendable {
  /// One of N.
  public struct Presence: Sendable {
    public let expectation: Expectation
    /// The least order, of those asked for, at which it shows; nil: at none.
    public let order: Int?
    public internal(set) var finding: Finding?
    /// Set if some claim was neither proved nor refuted on the way: then it is not known.
    public internal(set) var undecided: String?
  }

  /// With nothing allowed but what the user allows.
  public internal(set) var plain: ProofResult
  /// With all of N allowed too; nil if N is empty: then it is `plain`.
  public internal(set) var allAllowed: ProofResult?
  public internal(set) var presences: [Presence]
  /// Those of N that the orders asked for are too small to show.
  public let orders: [Int]
  /// The solver queries of all proofs that it took.
  public let statistics: QueryStatistics

  /// Whether nothing is left once all that has a name is allowed.
  public var isNothingElseLeft: Bool { (allAllowed ?? plain).verdict == .proved }

  /// Whether the unit came out as its spec declares: each finding where it is expected, and nothing else.
  public var isAsDeclared: Bool {
    isNothingElseLeft
      && presences.allSatisfy { presence in
        presence.undecided == nil
          && presence.order == orders.filter { $0 >= presence.expectation.order }.min()
      }
  }
}

/// Carries the proofs of a `FindingAnalysis` out.
public struct FindingAnalyser: Sendable {
  /// One proof of those that an analysis takes.
  public struct Step: Sendable {
    /// The findings allowed.
    public var allowed: Set<String>
    public var sizes: [FolioSizes]
    /// The one claim that a witness is wanted of; nil: all that are asked for, and no witness.
    public var claim: Claim?
    /// Whether a witness of whatever is refuted is shown.
    public var isShown: Bool
    /// Whether the report says which allowances this proof needed.
    public var countsAllowances = false
    /// Whether it is to be refuted, as far as is known before: this decides how goals are asked, not what they are.
    public var expectsRefutation = false

    public init(allowed: Set<String>, sizes: [FolioSizes], claim: Claim? = nil, isShown: Bool) {
      self.allowed = allowed
      self.sizes = sizes
      self.claim = claim
      self.isShown = isShown
    }
  }
  public typealias Planner = @Sendable (Step) -> ProofPlan

  let sizes: [FolioSizes]
  let orders: [Int]
  let expectations: [Expectation]
  let allowed: Set<String>
  let makePlan: Planner

  /// - Parameter allowed: findings that the user allows, expected or not.
  public init(
    sizes: [FolioSizes], expectations: [Expectation], allowed: Set<String>, makePlan: @escaping Planner
  ) {
    self.sizes = sizes
    orders = sizes.filter { !$0.isSummarised }.map(\.orders.lowerBound).sorted()
    self.expectations = expectations.filter { !allowed.contains($0.finding) }
    self.allowed = allowed
    self.makePlan = makePlan
  }

  /// - Throws: as `Prover.run` does.
  public func run(progress: @escaping @Sendable (ProofProgress) -> Void) async throws -> FindingAnalysis {
    let named = Set(expectations.map(\.finding))
    var first = Step(allowed: allowed, sizes: sizes, isShown: named.isEmpty)
    first.countsAllowances = named.isEmpty
    first.expectsRefutation = !named.isEmpty
    var statistics = QueryStatistics()
    let plain = try await prove(first, progress, &statistics)
    var allAllowed: ProofResult?
    if !named.isEmpty {
      allAllowed = try await prove(
        Step(allowed: allowed.union(named), sizes: sizes, isShown: true), progress, &statistics)
    }
    var presences: [FindingAnalysis.Presence] = []
    for expectation in expectations {
      presences.append(
        try await presence(of: expectation, among: named, progress, &statistics))
    }
    return FindingAnalysis(
      plain: plain, allAllowed: allAllowed, presences: presences, orders: orders,
      statistics: statistics)
  }

  private func prove(
    _ step: Step, _ progress: @escaping @Sendable (ProofProgress) -> Void,
    _ statistics: inout QueryStatistics
  ) async throws -> ProofResult {
    let result = try await Prover(makePlan(step)).run(progress: progress)
    statistics.merge(result.statistics)
    return result
  }

  private func presence(
    of expectation: Expectation, among named: Set<String>,
    _ progress: @escaping @Sendable (ProofProgress) -> Void, _ statistics: inout QueryStatistics
  ) async throws -> FindingAnalysis.Presence {
    let others = allowed.union(named.subtracting([expectation.finding]))
    var undecided: String?
    for order in orders {
      // Claim by claim: the first that is refuted tells enough.
      for claim in Self.telling {
        var step = Step(allowed: others, sizes: [.order(order)], claim: claim, isShown: true)
        step.expectsRefutation = order >= expectation.order
        let results = try await prove(step, progress, &statistics).claims.filter { $0.claim == claim }
        if let refuted = results.first(where: { $0.verdict == .refuted }) {
          return .init(
            expectation: expectation, order: order, finding: refuted.finding, undecided: undecided)
        }
        if let open = results.first(where: { $0.verdict != .proved }), undecided == nil {
          undecided = "\(claim.rawValue), order \(order): \(open.verdict.rawValue)"
        }
      }
    }
    return .init(expectation: expectation, order: nil, finding: nil, undecided: undecided)
  }

  /// The claims, those first whose witnesses say most: an uninitialised read makes all else go wrong too.
  private static let telling: [Claim] = [.initialised] + Claim.allCases.filter { $0 != .initialised }
}
