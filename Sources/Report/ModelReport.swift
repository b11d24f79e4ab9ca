/// A C stand-in for code that cannot be executed.
public struct ModelReport: Codable, Sendable, Equatable {
  /// The function that it stands in for.
  public var function: String
  /// A digest of the body that it was written for.
  public var replaces: String
  public var reason: String
  /// Whether this kernel's body is the one that the model was written for. Nothing if the kernel has no body
  /// to compare, as with a function in another file.
  public var matches: Bool?

  public init(function: String, replaces: String, reason: String, matches: Bool? = nil) {
    self.function = function
    self.replaces = replaces
    self.reason = reason
    self.matches = matches
  }
}
