import Terms

/// What `SlicedProver` says about a goal.
public enum ProofAnswer: Sendable {
  /// How much of the assumptions a proof needed; the later, the more.
  public enum Level: Int, Comparable, CaseIterable, Sendable {
    /// None: the goal is the constant 1.
    case constant
    /// The assumptions about the goal's own pages.
    case slice
    /// The slice, and those assumptions that the slice's models broke.
    case refinement
    /// All assumptions connected to the goal by shared variables.
    case cone
    /// All assumptions.
    case everything

    public static func < (left: Level, right: Level) -> Bool { left.rawValue < right.rawValue }
  }

  /// The assumptions imply the goal; those of the level sufficed.
  case proved(Level)

  /// In this model all assumptions hold and the goal does not.
  case refuted(Model)

  /// Neither was found; the text says why.
  case unknown(String)
}
