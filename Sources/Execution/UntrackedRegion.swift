import Terms

/// Cells that a summarised loop has written for each of its pages, of which only those of the first page and of
/// the page looked at are known.
///
/// The page looked at is any page, so what is claimed of it is claimed of all of these. A read that may hit
/// one of the others gives an unknown value: a proof then holds whatever it is.
struct UntrackedRegion {
  /// The record of the window's first page, 64 bits.
  let base: Term
  /// Pages from `first` on, below `end`, but for the one looked at; 64 bits.
  let first: Term
  let end: Term
  /// Bytes of each record.
  let offset: Int
  let size: Int
}

extension Executor {
  /// True where these bytes of a record are among those that are not known.
  func isUntracked(_ id: ObjectID, _ index: Term, _ offset: Int, _ size: Int) -> Term {
    isUntracked(id, index) { $0.offset < offset + size && offset < $0.offset + $0.size }
  }

  /// True where the record is that of a page in one of the regions chosen.
  func isUntracked(_ id: ObjectID, _ index: Term, in isChosen: (UntrackedRegion) -> Bool) -> Term {
    guard let folio, let regions = memory.written[id] else { return pool.false }
    let page = pool.zext(folio.page, to: 64)
    var conditions: [Term] = []
    for region in regions where isChosen(region) {
      let distance = pool.sub(index, region.base)
      conditions.append(
        pool.conjunction([
          pool.uge(distance, region.first), pool.ult(distance, region.end), pool.ne(distance, page),
        ]))
    }
    return pool.disjunction(conditions)
  }

  /// `value`, or anything where it is not known.
  func untracked(_ id: ObjectID, _ index: Term, _ offset: Int, _ size: Int, orElse value: Term) -> Term {
    let condition = isUntracked(id, index, offset, size)
    if condition == pool.false || isInfeasible(condition) { return value }
    let unknown = fresh("not tracked: \(space[id].name)+\(offset)", width: pool.width(value))
    // A read says nothing about which page is looked at.
    generic.ownVariables.insert(unknown)
    return pool.ite(condition, unknown, value)
  }
}
