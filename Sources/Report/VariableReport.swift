/// A variable of the kernel that the unit has read, and what is known of what it holds.
public struct VariableReport: Codable, Sendable, Equatable {
  /// What the proof takes its value to be.
  public enum Status: String, Codable, Sendable, CaseIterable {
    /// Anything: one value in each world, or a new one at each read.
    case arbitrary
    /// What the spec's world says of it, which the bounds and assumptions tell.
    case described
    /// What boot has fixed, as a boot fact says.
    case bootFact
    /// It has an initial value that cannot be decoded.
    case refused
  }

  public var name: String
  public var status: Status

  public init(name: String, status: Status) {
    self.name = name
    self.status = status
  }
}

/// A relation that boot fixes for ever and that a proof rests on.
public struct BootFactReport: Codable, Sendable, Equatable {
  public var variable: String
  /// The file and the function that set it.
  public var setBy: String
  public var reason: String

  public init(variable: String, setBy: String, reason: String) {
    self.variable = variable
    self.setBy = setBy
    self.reason = reason
  }
}
