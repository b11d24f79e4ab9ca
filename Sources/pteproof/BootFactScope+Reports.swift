import Checking
import Report

extension BootFactScope {
  /// Why facts that a proof rests on are none after the change.
  func violations(of report: ProofReport) -> [String] {
    var found: [String] = []
    for fact in report.bootFacts {
      guard let why = violation(of: fact.variable, setter: fact.setBy), !found.contains(why) else { continue }
      found.append(why)
    }
    return found
  }
}

extension ProofReport {
  /// The same where some of the boot facts are none: what rests on them is not known. A refutation stays one.
  func without(_ violations: [String]) -> ProofReport {
    guard let why = violations.first else { return self }
    var report = self
    for claim in report.claims.indices where report.claims[claim].name != "pte-laws" {
      for index in report.claims[claim].results.indices
      where report.claims[claim].results[index].verdict == .proved {
        report.claims[claim].results[index].verdict = .unmodelled
        report.claims[claim].results[index].note = why
      }
    }
    return report
  }
}
