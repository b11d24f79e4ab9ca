/// Several units, each beside what its spec declares.
public struct OverviewReport: Codable, Sendable, Equatable {
  public static let currentSchema = "pteproof.overview/1"

  public var schema: String
  public var isAsDeclared: Bool
  public var units: [ProofReport]
  /// Wall-clock seconds of the whole.
  public var seconds: Double

  public init(units: [ProofReport], seconds: Double) {
    schema = Self.currentSchema
    // Nothing asked is nothing shown.
    isAsDeclared = !units.isEmpty && units.allSatisfy { $0.declaration?.isAsDeclared == true }
    self.units = units
    self.seconds = seconds
  }

  /// 0 if each unit came out as its spec declares; 5 if the program contradicts itself; otherwise 1.
  public var exitStatus: Int32 {
    if units.contains(where: { $0.verdict == .internal }) { return Verdict.internal.exitStatus }
    return isAsDeclared ? 0 : 1
  }
}

extension JSONRenderer {
  /// The overview as one JSON object.
  public func render(_ overview: OverviewReport) throws -> String {
    var shown = overview
    if !times {
      shown.units = overview.units.map(\.withoutTimes)
      shown.seconds = 0
    }
    return try OrderedEncoder.encode(shown).text() + "\n"
  }
}
