/// What the machine's own processor says of a witness.
public enum ReplayOutcome: Sendable, Hashable {
  /// All runs did what the executor says.
  case same
  /// One did something else, told in one line: a fault of this program.
  case otherwise(String)
  /// They could not be run, or there is nothing to hold them against, for this reason.
  case impossible(String)
}
