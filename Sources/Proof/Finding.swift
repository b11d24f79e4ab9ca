import Bitcode

/// A concrete world in which a claim does not hold, in values that a report can show.
public struct Finding: Sendable {
  public struct Value: Sendable, Hashable {
    public let name: String
    public let index: Int?
    public let before: UInt64?
    public let batched: UInt64?
    public let paged: UInt64?
  }

  public let claim: Claim
  /// The folio order, or the size of the window.
  public let order: Int
  /// The spec's `pp_case()` choices: name and outcome.
  public let choices: [String]
  /// The obligation that fails.
  public let what: String
  /// For a cell: what it holds after the batch and page at a time.
  public let cell: (name: String, batched: UInt64, paged: UInt64)?
  public let location: SourceLocation?
  public let values: [Value]
  /// The values of the world's variables that are not zero, by name.
  public let world: [(name: String, value: UInt64)]
  /// No variable of the witness can be made zero, or smaller, on its own.
  public let isMinimal: Bool
  /// Whether the world was made of a model of the proof at once (`CaseProof.completed`).
  public var isCompleted = false
  /// The runs that it is about, for the machine's own processor; empty where that cannot run them.
  var replayedRuns: [ReplayedRun] = []
  /// What those came to.
  public internal(set) var replay: ReplayOutcome?
}
