/// What a proof attempt came to, for one obligation, one order or the whole run: the one type for it, from the prover to
/// the exit status.
public enum Verdict: String, Codable, Sendable, Hashable, CaseIterable {
  /// Every obligation holds in every world.
  case proved
  /// There is a world in which an obligation fails.
  case refuted
  /// A limit was hit before there was an answer.
  case undecided
  /// A feasible path meets code that has no meaning here.
  case unmodelled
  /// The program contradicts itself: two methods or two solvers disagree, or a model does not evaluate.
  case `internal`

  /// Verdicts from the one that outweighs all others to the one that needs all others.
  ///
  /// A contradiction within the program comes first, since nothing else it says can then be trusted; a
  /// refutation stands whatever else was left open; proved is what remains if nothing else was said.
  static let byPrecedence: [Verdict] = [.internal, .refuted, .unmodelled, .undecided, .proved]

  /// The verdict of several taken together: the gravest decides. Of none it is `undecided`: nothing asked is nothing proved.
  public static func decide(_ verdicts: some Sequence<Verdict>) -> Verdict {
    let present = Set(verdicts)
    return byPrecedence.first(where: present.contains) ?? .undecided
  }

  /// The exit status that tells this verdict: 0 proved, 1 refuted, 3 undecided, 4 unmodelled, 5 internal.
  public var exitStatus: Int32 {
    switch self {
    case .proved: 0
    case .refuted: 1
    case .undecided: 3
    case .unmodelled: 4
    case .internal: 5
    }
  }

  /// The exit status for `git bisect run`, to which 125 means "this commit cannot be tested".
  public var bisectExitStatus: Int32 {
    switch self {
    case .proved, .refuted: exitStatus
    case .undecided, .unmodelled, .internal: 125
    }
  }
}
