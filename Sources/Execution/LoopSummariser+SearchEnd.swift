import Terms

/// Where a search ends at the latest. `ptep != end` bounds one as `ptep < end` does, but of a single iteration it says
/// only that this is not the end.
extension LoopSummariser {
  /// Does the iteration for the page looked at show that no iteration is beyond the largest folio's pages?
  func isBounded(_ generic: Generic) -> Bool {
    let last = pool.eq(folio.page, pool.constant(UInt64(folio.most), width: width))
    return latest.map { isEnd($0, generic) } ?? true
      && executor.holds(pool.not(last), under: generic.iteration.goesOn)
  }

  /// The number of an iteration after which the loop does not go on, whatever else ends it, 64 bits; nil if none was
  /// found.
  func findEnd(_ generic: Generic) -> Term? {
    let condition = executor.relative(generic.iteration.goesOn, to: generic.guarded)
    for literal in pool.literals(condition) where isAboutNumberOnly(literal) {
      guard let root = root(of: literal) else { continue }
      if let end = numbers(near: root).first(where: { isEnd($0, generic) }) { return end }
    }
    return nil
  }

  /// If the loop comes so far: it does not go on from there, so that it is never beyond.
  private func isEnd(_ end: Term, _ generic: Generic) -> Bool {
    // One that depended on which page is looked at would be no end.
    guard !executor.isAboutPage(end) else { return false }
    // For the first page the first iteration says so.
    let atFirst =
      offset == 0 ? pool.implies(pool.eq(end, constant(0)), pool.not(first.goesOn)) : pool.true
    return executor.holds(pool.ule(end, constant(folio.most - offset)), under: loop.outside)
      && executor.holds(atFirst, under: loop.outside)
      && executor.holds(pool.ne(number, end), under: generic.iteration.goesOn)
  }
}
