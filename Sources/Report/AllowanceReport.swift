/// A named, justified difference that a claim permits.
public struct AllowanceReport: Codable, Sendable, Equatable {
  public var name: String
  /// The worlds in which it applies.
  public var condition: String
  /// What then holds in the place of equality.
  public var relation: String
  public var reason: String
  /// Where a proof needed it, as `claim/order`. Empty: no proof did.
  public var usedBy: [String]
  /// The user asked for a proof without it (`--deny`).
  public var denied: Bool

  public init(
    name: String, condition: String, relation: String, reason: String, usedBy: [String] = [],
    denied: Bool = false
  ) {
    self.name = name
    self.condition = condition
    self.relation = relation
    self.reason = reason
    self.usedBy = usedBy
    self.denied = denied
  }
}
