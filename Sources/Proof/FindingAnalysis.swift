import Bitcode

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
    public let finding: Finding?
    /// Set if some claim was neither proved nor refuted on the way: then it is not known.
    public let undecided: String?
  }

  /// With nothing allowed but what the user allows.
  public let plain: ProofResult
  /// With all of N allowed too; nil if N is empty: then it is `plain`.
  public let allAllowed: ProofResult?
  public let presences: [Presence]
  /// Those of N that the orders asked for are too small to show.
  public let orders: [Int]

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
  /// Makes the plan of one proof: the findings allowed, the orders, and whether its witnesses are shown.
  public typealias Planner = @Sendable (_ allowed: Set<String>, _ orders: [Int], _ isShown: Bool) -> ProofPlan

  let orders: [Int]
  let expectations: [Expectation]
  let allowed: Set<String>
  let makePlan: Planner

  /// - Parameter allowed: findings that the user allows, expected or not.
  public init(orders: [Int], expectations: [Expectation], allowed: Set<String>, makePlan: @escaping Planner) {
    self.orders = orders.sorted()
    self.expectations = expectations.filter { !allowed.contains($0.finding) }
    self.allowed = allowed
    self.makePlan = makePlan
  }

  /// - Throws: as `Prover.run` does.
  public func run(progress: @escaping @Sendable (ProofProgress) -> Void) async throws -> FindingAnalysis {
    let named = Set(expectations.map(\.finding))
    let plain = try await Prover(makePlan(allowed, orders, named.isEmpty)).run(progress: progress)
    var allAllowed: ProofResult?
    if !named.isEmpty {
      allAllowed = try await Prover(makePlan(allowed.union(named), orders, true)).run(progress: progress)
    }
    var presences: [FindingAnalysis.Presence] = []
    for expectation in expectations {
      presences.append(
        try await presence(of: expectation, among: named, progress: progress))
    }
    return FindingAnalysis(plain: plain, allAllowed: allAllowed, presences: presences, orders: orders)
  }

  private func presence(
    of expectation: Expectation, among named: Set<String>,
    progress: @escaping @Sendable (ProofProgress) -> Void
  ) async throws -> FindingAnalysis.Presence {
    let others = allowed.union(named.subtracting([expectation.finding]))
    var undecided: String?
    for order in orders {
      let result = try await Prover(makePlan(others, [order], true)).run(progress: progress)
      if let refuted = result.claims.first(where: { $0.verdict == .refuted && $0.finding != nil }) {
        return .init(expectation: expectation, order: order, finding: refuted.finding, undecided: undecided)
      }
      if let open = result.claims.first(where: { $0.verdict != .proved }), undecided == nil {
        undecided = "\(open.claim.rawValue), order \(order): \(open.verdict.rawValue)"
      }
    }
    return .init(expectation: expectation, order: nil, finding: nil, undecided: undecided)
  }
}
