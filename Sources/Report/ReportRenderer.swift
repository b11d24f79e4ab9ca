/// A way to write a report down.
///
/// The same report gives the same bytes.
public protocol ReportRenderer: Sendable {
  /// The whole document, ending in a newline.
  func render(_ report: ProofReport) throws -> String
}

/// The formats that a report can be asked for in.
public enum ReportFormat: String, CaseIterable, Sendable {
  /// For a terminal, or to be pasted into a mail.
  case text
  /// For other programs: the types of this module, see docs/REPORT.md.
  case json

  public func renderer(_ options: TextOptions) -> any ReportRenderer {
    switch self {
    case .text: TextRenderer(options: options)
    case .json: JSONRenderer(times: options.times)
    }
  }
}

/// What can be chosen about a report in text.
public struct TextOptions: Sendable, Equatable {
  /// What a mail holds, and the least that every table fits into.
  public static let narrowest = 75
  /// Longer lines are hard to read, however wide the terminal.
  public static let widest = 100

  /// The most columns that a line may take, within the two limits above.
  public let width: Int
  /// Whether to use a terminal's colours. They repeat what the characters say and add nothing to it.
  public var colour: Bool
  /// Whether to show times. Without them two runs give the same bytes.
  public var times: Bool
  /// Whether to list each assumption with its reason.
  public var assumptions: Bool

  public init(
    width: Int = TextOptions.narrowest, colour: Bool = false, times: Bool = true, assumptions: Bool = false
  ) {
    self.width = min(max(width, TextOptions.narrowest), TextOptions.widest)
    self.colour = colour
    self.times = times
    self.assumptions = assumptions
  }
}
