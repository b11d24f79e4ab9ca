import Terms

/// Pointers that name one of several records, such as the page that a PTE maps: of one folio, or of another.
extension Executor {
  /// More would cost more than they are worth; then the pointer counts as one that names no object.
  private static let mostPlaces = 8

  /// Where a pointer is, each with the condition; nil if that is not to be found out.
  ///
  /// A concrete world says which record it can be, and whether there are worlds left in which it is another is asked
  /// of the solver until there are none. Nothing is taken on trust.
  func places(of pointer: Term, _ guarded: Term) -> [(guarded: Term, pointer: Term)]? {
    var rest = guarded
    var found: [(guarded: Term, pointer: Term)] = []
    while rest != pool.false, !isInfeasible(rest) {
      guard found.count < Self.mostPlaces,
        let place = mostFrequent(candidates(for: pointer, rest), pointer, rest)
      else { return nil }
      let same = pool.eq(pointer, place)
      guard same != pool.false else { return nil }
      found.append((pool.and(guarded, same), place))
      rest = pool.and(rest, pool.not(same))
    }
    return found
  }

  /// The candidate that a pointer is in most of the worlds at hand: a general one comes before those that happen to
  /// be the same record in one world.
  private func mostFrequent(_ candidates: [Term], _ pointer: Term, _ guarded: Term) -> Term? {
    let worlds = candidates.map { samples.count(where: pool.and(guarded, pool.eq(pointer, $0))) }
    return zip(candidates, worlds).max { $0.1 < $1.1 }?.0
  }
}
