import Terms

extension Executor {
  /// `min(a, b)` as `a`, where the solver proves that the other never is less.
  ///
  /// `min(nr, max_nr)` at the end of a search whose bound was `max_nr` already is `nr`; and the `nr` of a
  /// batch is in the guard of whatever is done for its pages, so that it is worth a question.
  func withoutIdleMinimum(_ value: Term, under guarded: Term) -> Term {
    guard let (condition, yes, no) = pool.asIte(value), isComparison(condition, of: yes, and: no) else {
      return value
    }
    for candidate in [no, yes] where proved(value, toBe: candidate, under: guarded) { return candidate }
    return value
  }

  /// Does the condition compare the two, give or take a constant?
  private func isComparison(_ condition: Term, of yes: Term, and no: Term) -> Bool {
    let test = pool.asNot(condition) ?? condition
    guard let (a, b) = pool.asBelow(test) ?? pool.asSignedBelow(test), pool.width(a) == pool.width(yes)
    else { return false }
    func isNear(_ a: Term, _ b: Term) -> Bool { pool.asConstant(pool.sub(a, b)) != nil }
    return isNear(a, yes) && isNear(b, no) || isNear(a, no) && isNear(b, yes)
  }
}
