import Terms

/// Values that count the iterations of a kind.
extension LoopSummariser {
  /// How many iterations behind the first page have counted before the page looked at.
  func newCount(_ name: String, like value: Term, if isUninitialised: Bool) -> Term {
    mark(
      executor.fresh(name, width: pool.width(value), range: 0...UInt64(folio.most)), if: isUninitialised)
  }

  /// Counts are for branches that ask for none or all. A counter in memory is compared with page at a time's, which
  /// takes its exact value, and what is known of a count would be of no use.
  func mayBeCount(_ guessed: Guessed) -> Bool {
    if case .carried = guessed { return true }
    return false
  }

  /// Does a value grow by one at most?
  func isCount(from before: Term, to after: Term, _ goesOn: Term) -> Bool {
    let width = pool.width(before)
    // Of fewer bits it may wrap.
    guard width < 64 ? 1 << UInt64(width) > UInt64(folio.most) : true else { return false }
    return executor.holds(
      pool.ult(pool.sub(after, before), pool.constant(2, width: width)), under: goesOn)
  }

  /// Does the iteration count? Said without the number of those that have.
  func counts(_ header: Term, _ after: Term, _ count: Term) -> Term {
    let grown = pool.sub(after, header)
    let own = pool.substitute(grown, [count: pool.constant(0, width: pool.width(count))])
    return pool.extract(own, high: 0, low: 0)
  }

  /// How many pages that the loop passes behind the first count: none, all, or some of them.
  ///
  /// - Parameters:
  ///   - count: the same at the page looked at.
  ///   - counted: whether that page counts.
  ///   - isUsed: whether what is left of the iteration may depend on `count`.
  func total(of count: Term, _ counted: Term, _ isUninitialised: Bool, isUsed: Bool) -> Term {
    let yes = firstPage(where: pool.and(isPassed, counted), isUninitialised)
    let no = firstPage(where: pool.and(isPassed, pool.not(counted)), isUninitialised)
    let all = mark(
      pool.variable("counted in \(loop.name)", width: pool.width(count), range: pool.range(count)),
      if: isUninitialised)
    let passed = offset == 0 ? pool.sub(total, constant(1)) : total
    // Not entered, a loop that begins behind the first page has passed none of them, and the other one's count is not
    // asked for.
    let isEntered = offset == 0 ? pool.and(loop.outside, wentOn(after: constant(0))) : loop.outside
    for fact in facts(of: all, of: passed, yes.isThere, no.isThere) {
      executor.assume(pool.implies(isEntered, fact))
    }
    let width = pool.width(count)
    let some = pool.ite(no.isThere, pool.constant(1, width: width), narrow(passed, to: width))
    executor.samples.define(all, as: pool.ite(yes.isThere, some, pool.constant(0, width: width)))
    guard isUsed else { return all }
    let isReached = pool.and(isEntered, goesOnBefore(number))
    for fact in facts(of: count, of: pool.sub(page, constant(1)), isBefore(yes), isBefore(no)) {
      executor.addLemma(pool.implies(isReached, fact))
    }
    return all
  }

  /// Of so many pages some have counted: none iff no page does, and all iff there is none that does not.
  private func facts(of some: Term, of pages: Term, _ isAny: Term, _ isAnyNot: Term) -> [Term] {
    let some = pool.width(some) < 64 ? pool.zext(some, to: 64) : some
    return [
      pool.ule(some, pages), pool.eq(pool.eq(some, constant(0)), pool.not(isAny)),
      pool.eq(pool.eq(some, pages), pool.not(isAnyNot)),
    ]
  }

  private func narrow(_ number: Term, to width: Int) -> Term {
    width < 64 ? pool.trunc(number, to: width) : number
  }
}
