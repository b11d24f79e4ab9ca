import Execution
import Solving
import Verdicts

public typealias Verdict = Verdicts.Verdict

extension Verdict {
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
