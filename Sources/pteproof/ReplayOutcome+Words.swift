import Proof

extension ReplayOutcome {
  /// For the reader of a report.
  var words: String {
    switch self {
    case .same: "run natively, the same C does this"
    case .otherwise(let what): "run natively, the same C does otherwise: \(what)"
    case .impossible(let why): "not run natively: \(why)"
    }
  }
}
