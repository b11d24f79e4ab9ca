import Execution
import Solving

/// What can be said of a claim.
public enum Verdict: String, Sendable, Hashable, CaseIterable {
  /// It holds in every world.
  case proved
  /// A world is known in which it does not hold.
  case refuted
  /// A limit was hit before either was known.
  case undecided
  /// Code without a meaning here can be reached.
  case unmodelled
  /// The program contradicts itself; nothing it says about this claim may be believed.
  case internalError

  /// One verdict for several parts of one claim: the gravest decides.
  public static func of(_ parts: some Sequence<Verdict>) -> Verdict {
    let present = Set(parts)
    for verdict in [Verdict.internalError, .refuted, .unmodelled, .undecided] where present.contains(verdict)
    {
      return verdict
    }
    return .proved
  }

  /// What something behind which nothing is known makes of a claim, by the answer to "it is not reached": nothing if
  /// that is proved.
  init?(of kind: Obligation.Kind, notReached answer: ProofAnswer) {
    switch answer {
    case .proved: return nil
    case .refuted: self = kind == .untraced ? .undecided : .unmodelled
    // Whether it is reached at all is not known, as when the time is over.
    case .unknown: self = .undecided
    }
  }
}
