import Terms

/// Flags after the loop, and before each page of it: said by the first page that changed them.
///
/// What iterations before page J have changed is whether that page comes before J. So a flag may depend on what another
/// one was at its page: a search that is gone on from, such as "all pages so far, and this one".
extension LoopSummariser {
  /// For the variables of the generic iteration: was the flag changed by any page behind the first that went on?
  typealias FinalFlags = [Term: Term]

  /// A flag of the generic iteration.
  private struct Pending {
    let variable: Term
    /// True where the page looked at changes it, unless it was changed already.
    var changes: Term
    let isUninitialised: Bool
  }

  /// The loop went on behind the page looked at.
  var isPassed: Term {
    pool.and(
      pool.uge(folio.page, pool.constant(UInt64(max(offset, 1)), width: width)), wentOn(after: number))
  }

  func finalFlags(_ generic: Generic) -> FinalFlags {
    var pending = allFlags(generic)
    var final: FinalFlags = [:]
    /// What the flags are at the page looked at.
    var atPage: [Term: Term] = [:]
    while !pending.isEmpty {
      let own = Set(pending.map(\.variable))
      // One that depends on no other, if there is one: it says what it was at each page without a variable for that.
      let next = pending.firstIndex { isFree($0.changes, of: own.subtracting([$0.variable])) } ?? 0
      let flag = pending.remove(at: next)
      let known = firstPage(where: flag.changes, flag.isUninitialised)
      final[flag.variable] = known.isThere
      let before = isBefore(known)
      atPage[flag.variable] = before
      if isUsed(flag.variable, generic) { executor.addLemma(pool.eq(flag.variable, before)) }
      for other in pending.indices {
        pending[other].changes = pool.substitute(pending[other].changes, [flag.variable: before])
      }
    }
    forEachGuess(generic) { guessed, header, after, isUninitialised in
      guard let count = generic.own.counts[guessed] else { return }
      let known = pool.assumingTrue(after, pool.literals(generic.iteration.goesOn))
      let counted = pool.substitute(counts(header, known, count), atPage)
      final[count] = total(of: count, counted, isUninitialised, isUsed: isUsed(count, generic))
    }
    return final
  }

  /// What the values that are guessed start with and end in, in the order of the guesses.
  private func forEachGuess(
    _ generic: Generic,
    _ body: (_ of: Guessed, _ header: Term, _ after: Term, _ isUninitialised: Bool) -> Void
  ) {
    for position in carried.indices {
      guard let header = generic.values[position].term, let after = generic.iteration.carried[position].term
      else { continue }
      body(.carried(position), header, after, uninitialisedCarried.contains(position))
    }
    for (position, cell) in cells.enumerated() {
      body(
        .cell(cell.access), generic.cellValues[position], executor.content(of: cell.access),
        uninitialisedCells.contains(cell.access))
    }
  }

  private func allFlags(_ generic: Generic) -> [Pending] {
    var all: [Pending] = []
    func add(_ own: Flags, _ after: Term, _ isUninitialised: Bool) {
      let known = pool.assumingTrue(after, pool.literals(generic.iteration.goesOn))
      for place in own.bits.indices {
        all.append(
          Pending(
            variable: own.variables[place], changes: pool.and(isPassed, self.changes(known, own, place)),
            isUninitialised: isUninitialised))
      }
    }
    forEachGuess(generic) { guessed, _, after, isUninitialised in
      if let own = generic.own.flags[guessed] { add(own, after, isUninitialised) }
    }
    return all
  }

  /// Whether there is a page for which something holds that is said of the page looked at, and the first of them.
  ///
  /// It is known by its term, however often a loop asks for it: the answer is the same each time.
  func firstPage(where holds: Term, _ isUninitialised: Bool) -> (isThere: Term, first: Term) {
    if !isUninitialised, let known = executor.generic.firsts[holds] { return known }
    let isThere = mark(executor.fresh("changed in \(loop.name)", width: 1), if: isUninitialised)
    let first = executor.fresh("first of \(loop.name)", width: width, range: pool.range(folio.page))
    executor.addLemma(pool.implies(holds, pool.and(isThere, pool.ule(first, folio.page))))
    executor.samples.define(isThere, as: holds)
    executor.samples.define(first, as: folio.page)
    let place = pool.zext(first, to: 64)
    executor.addInstance(place)
    executor.assume(pool.implies(isThere, executor.at(place, holds)))
    if !isUninitialised { executor.generic.firsts[holds] = (isThere, first) }
    return (isThere, first)
  }

  /// Is that page one before the page looked at?
  func isBefore(_ known: (isThere: Term, first: Term)) -> Term {
    pool.and(known.isThere, pool.ult(pool.zext(known.first, to: 64), page))
  }

  private func isFree(_ term: Term, of variables: Set<Term>) -> Bool {
    pool.variables(of: term).allSatisfy { !variables.contains(pool.variable(ordinal: $0)) }
  }

  /// May anything that is left of the iteration depend on what the flag was at its page? What leaves the loop does not:
  /// it is told by the flag's last value.
  private func isUsed(_ variable: Term, _ generic: Generic) -> Bool {
    if !generic.log.writes.isEmpty { return true }
    let terms =
      generic.definitions + [generic.iteration.goesOn] + executor.obligations.map(\.condition)
      + executor.observations.map(\.value)
    return terms.contains { !isFree($0, of: [variable]) }
  }
}
