/// Why a solver could not give an answer that may be believed.
///
/// None of these is a property of the question: each one means that a part of this program, a solver or the
/// machine is at fault. A question that is merely too hard is `Answer.unknown`, never an error.
public enum SolvingError: Error, Equatable, Sendable {
  /// Two solvers gave opposite answers to the query `label`; `dump` is the query as an SMT-LIB script.
  case disagreement(label: String, dump: String)

  /// The solver's model of the query `label` does not satisfy it when evaluated; `detail` says what fails.
  case modelDoesNotEvaluate(label: String, detail: String)

  /// A term that is not a condition (width 1) was asserted, or the solver refused a term.
  case untranslatable(label: String, detail: String)

  /// The solver could not be set up, or answered outside its protocol.
  case solverFailed(label: String, detail: String)
}

extension SolvingError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .disagreement(let label, _): "two solvers disagree on '\(label)'"
    case .modelDoesNotEvaluate(let label, let detail): "the solver's model of '\(label)' is wrong: \(detail)"
    case .untranslatable(let label, let detail): "the solver refused a term of '\(label)': \(detail)"
    case .solverFailed(let label, let detail): "the solver failed on '\(label)': \(detail)"
    }
  }
}
