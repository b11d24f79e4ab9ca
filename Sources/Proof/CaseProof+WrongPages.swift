import Execution
import Terms

/// For `patched = base` where the base is wrong: the patch may differ from it there, and nowhere else.
extension CaseProof {
  /// The worlds in which the code of the paged runs, called for one page, does what the spec does not say: a check of
  /// `page = spec` or of a model fails, or a WARN, an access outside, or a read of what nobody wrote is met.
  ///
  /// It is about page 0, and so the comparison must be of one page with one page (`ProofPlan.batchLimit`).
  func wrongPages(_ unit: UnitRun) throws -> Term {
    let single = try unit.single()
    executor.allowances = plan.granted
    let said = try pageSpec(unit, single)
    return pool.disjunction((single.obligations + said).filter { !$0.leavesOpen }.map(\.condition))
  }
}
