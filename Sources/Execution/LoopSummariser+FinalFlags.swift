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

  func finalFlags(_ generic: Generic) -> FinalFlags {
    var pending = allFlags(generic)
    var final: FinalFlags = [:]
    while !pending.isEmpty {
      let own = Set(pending.map(\.variable))
      // One that depends on no other, if there is one: it says what it was at each page without a variable for that.
      let next = pending.firstIndex { isFree($0.changes, of: own.subtracting([$0.variable])) } ?? 0
      let flag = pending.remove(at: next)
      let (isChanged, first) = known(flag)
      final[flag.variable] = isChanged
      let before = pool.and(isChanged, pool.ult(pool.zext(first, to: 64), page))
      if isUsed(flag.variable, generic) { executor.addLemma(pool.eq(flag.variable, before)) }
      for other in pending.indices {
        pending[other].changes = pool.substitute(pending[other].changes, [flag.variable: before])
      }
    }
    return final
  }

  private func allFlags(_ generic: Generic) -> [Pending] {
    var all: [Pending] = []
    func add(_ own: Flags, _ after: Term, _ isUninitialised: Bool) {
      let known = pool.assumingTrue(after, pool.literals(generic.iteration.goesOn))
      for place in own.bits.indices {
        let changes = pool.conjunction([
          pool.uge(folio.page, pool.constant(UInt64(max(offset, 1)), width: width)), wentOn(after: number),
          self.changes(known, own, place),
        ])
        all.append(
          Pending(variable: own.variables[place], changes: changes, isUninitialised: isUninitialised))
      }
    }
    for (position, own) in generic.flags.sorted(by: { $0.key < $1.key }) {
      guard let after = generic.iteration.carried[position].term else { continue }
      add(own, after, uninitialisedCarried.contains(position))
    }
    for (position, own) in generic.cellFlags.sorted(by: { $0.key < $1.key }) {
      let access = cells[position].access
      add(own, executor.content(of: access), uninitialisedCells.contains(access))
    }
    return all
  }

  /// Whether any page changes it, and the number of the first that does.
  ///
  /// Pages that do are named by one term, however often a loop asks for them: the answer is the same each time.
  private func known(_ flag: Pending) -> (isThere: Term, first: Term) {
    if !flag.isUninitialised, let known = executor.generic.firsts[flag.changes] { return known }
    let isChanged = mark(executor.fresh("changed in \(loop.name)", width: 1), if: flag.isUninitialised)
    let first = executor.fresh("first of \(loop.name)", width: width, range: pool.range(folio.page))
    executor.addLemma(
      pool.implies(flag.changes, pool.and(isChanged, pool.ule(first, folio.page))))
    executor.samples.define(isChanged, as: flag.changes)
    executor.samples.define(first, as: folio.page)
    let place = pool.zext(first, to: 64)
    executor.addInstance(place)
    executor.assume(pool.implies(isChanged, executor.at(place, flag.changes)))
    if !flag.isUninitialised { executor.generic.firsts[flag.changes] = (isChanged, first) }
    return (isChanged, first)
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
