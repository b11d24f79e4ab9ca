/// A difference that the unit's spec knows by name, and what became of it.
public struct DifferenceReport: Codable, Sendable, Equatable {
  public enum Status: String, Codable, Sendable, CaseIterable {
    /// The unit has it: with all others allowed it is refuted.
    case present
    /// It does not: with all others allowed it is proved, at the orders asked for.
    case absent
    /// The user allows it, so that nobody asked.
    case allowed
    /// A limit was hit on the way.
    case undecided
  }

  public var name: String
  /// The worlds in which it applies.
  public var condition: String
  /// What holds in them in the place of equality.
  public var relation: String
  public var reason: String
  public var status: Status
  /// The least order from which on the spec expects it; nothing if it does not.
  public var expectedFrom: Int?
  /// The least order at which it showed.
  public var order: Int?
  /// The world that shows it, and nothing else.
  public var witness: FindingReport?
  /// What a reader of the status must know.
  public var note: String?

  public init(
    name: String, condition: String, relation: String, reason: String, status: Status,
    expectedFrom: Int? = nil, order: Int? = nil, witness: FindingReport? = nil, note: String? = nil
  ) {
    self.name = name
    self.condition = condition
    self.relation = relation
    self.reason = reason
    self.status = status
    self.expectedFrom = expectedFrom
    self.order = order
    self.witness = witness
    self.note = note
  }
}

/// How a unit compares with what its spec declares.
public struct DeclarationReport: Codable, Sendable, Equatable {
  /// Each difference where it is expected, and nothing else; nothing if not all claims were asked for.
  public var isAsDeclared: Bool?
  /// The verdict with all expected differences allowed: proved says that there is no other.
  public var withAllAllowed: Verdict
  public var differences: [DifferenceReport]

  public init(isAsDeclared: Bool?, withAllAllowed: Verdict, differences: [DifferenceReport] = []) {
    self.isAsDeclared = isAsDeclared
    self.withAllAllowed = withAllAllowed
    self.differences = differences
  }
}
