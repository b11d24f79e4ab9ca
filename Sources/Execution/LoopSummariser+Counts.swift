import Terms

/// Values that count the iterations of a kind.
extension LoopSummariser {
  /// How many iterations behind the first page have counted before the page looked at.
  func newCount(_ name: String, like value: Term, if isUninitialised: Bool) -> Term {
    mark(
      executor.fresh(name, width: pool.width(value), range: 0...UInt64(folio.most)), if: isUninitialised)
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

  func wide(_ count: Term) -> Term {
    pool.width(count) < 64 ? pool.zext(count, to: 64) : count
  }
}
