/// One claim and how it fared at each order.
public struct ClaimReport: Codable, Sendable, Equatable {
  /// Such as `batch = pages`.
  public var name: String
  /// One sentence on what the claim says.
  public var explanation: String
  public var results: [OrderResult]

  public init(name: String, explanation: String, results: [OrderResult] = []) {
    self.name = name
    self.explanation = explanation
    self.results = results
  }
}

/// A claim at one folio order.
public struct OrderResult: Codable, Sendable, Equatable {
  /// Nothing if the claim does not depend on the order, as the laws of single PTEs do not.
  public var order: Int?
  public var verdict: Verdict
  /// Wall-clock seconds.
  public var seconds: Double
  /// How many proof goals there were.
  public var goals: Int
  /// How many cases of the world the goals were proved in.
  public var cases: Int
  /// What a reader of the verdict must know, such as which limit was hit.
  public var note: String?

  public init(
    order: Int?, verdict: Verdict, seconds: Double = 0, goals: Int = 0, cases: Int = 1, note: String? = nil
  ) {
    self.order = order
    self.verdict = verdict
    self.seconds = seconds
    self.goals = goals
    self.cases = cases
    self.note = note
  }
}
