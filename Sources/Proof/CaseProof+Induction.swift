import Execution
import Foundation

/// The induction over steps: what one step is proved to do, steps do one after the other.
extension CaseProof {
  /// Proves the premises. A claim about a step says nothing of windows where one does not hold.
  func proveInduction(_ premises: [UnitRun.StepPremise]) throws {
    let start = Date()
    let answers = try executor.prover.proveAll(
      premises.map { (ifKnown($0.condition), "induction/\(sizes)/\($0.what)") }, limit: plan.timeout)
    let about = Claim.allCases.filter { plan.wants($0) && $0.isAboutSteps }
    for (premise, answer) in zip(premises, answers) {
      for claim in about { count(claim, goals: 1) }
      let why: String
      switch answer {
      case .proved: continue
      case .refuted: why = "need not hold"
      case .unknown(let reason): why = reason
      }
      for claim in about {
        merge(
          .undecided, into: claim,
          "a step may leave what the next does not begin with: \(premise.what): \(why)")
      }
    }
    if let claim = about.first { count(claim, seconds: Date().timeIntervalSince(start)) }
  }
}

extension Claim {
  /// Whether what it says of one step is about what the next begins with.
  fileprivate var isAboutSteps: Bool {
    switch self {
    case .batchEqualsPages, .invariants, .noWarnings, .accesses, .initialised: true
    case .pageEqualsSpec, .pteLaws, .notVacuous: false
    }
  }
}
