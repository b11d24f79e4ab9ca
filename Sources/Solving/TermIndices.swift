import Terms

/// Which pages each term speaks about, remembered a term.
///
/// A "wide" node is a conjunction or disjunction over many pages ("any of the PTEs is writable"). Its
/// operands say little about any one page, so the pages of a term are counted outside of wide nodes:
/// the goal "PTE 3 is write-protected if any PTE was writable" is a goal about page 3.
final class TermIndices {
  /// A wide node has more operands than this ...
  static let narrowOperands = 8
  /// ... and speaks about more pages than this.
  static let narrowPages = 4

  /// An interned set of pages; equal ids mean equal sets.
  struct SetID: Hashable, Comparable {
    fileprivate let rawValue: Int
    static let none = SetID(rawValue: 0)
    static func < (left: SetID, right: SetID) -> Bool { left.rawValue < right.rawValue }
  }

  struct Facts {
    /// The pages of all variables in the term.
    let all: SetID
    /// The pages of the variables that occur outside of wide nodes.
    let narrow: SetID
    let isWide: Bool
    /// Whether the term is a wide node or has one inside.
    let containsWide: Bool
  }

  private let pool: TermPool
  private var facts: [Term: Facts] = [:]
  private var sets: [PageIndices] = [.none]
  private var ids: [PageIndices: SetID] = [.none: .none]
  private struct Pair: Hashable {
    let left, right: SetID
  }
  private var unions: [Pair: SetID] = [:]

  init(pool: TermPool) {
    self.pool = pool
  }

  subscript(id: SetID) -> PageIndices { sets[id.rawValue] }

  func facts(of term: Term) -> Facts {
    if let known = facts[term] { return known }
    pool.forEachOperandFirst(
      from: [term], skipping: { facts[$0] != nil }, visit: { facts[$0] = compute($0) })
    // The traversal ends with the term itself.
    return facts[term] ?? compute(term)
  }

  private func compute(_ term: Term) -> Facts {
    if let index = pool.pageIndex(ofVariable: term) {
      let id = intern(PageIndices(index))
      return Facts(all: id, narrow: id, isWide: false, containsWide: false)
    }
    let operands = pool.operands(of: term)
    var all = SetID.none
    var narrow = SetID.none
    var containsWide = false
    for operand in operands {
      let operandFacts = facts(of: operand)
      all = union(all, operandFacts.all)
      narrow = union(narrow, operandFacts.narrow)
      containsWide = containsWide || operandFacts.containsWide
    }
    let isWide =
      operands.count > Self.narrowOperands && pool.connective(of: term) != nil
      && self[all].count > Self.narrowPages
    return Facts(
      all: all, narrow: isWide ? .none : narrow, isWide: isWide, containsWide: isWide || containsWide)
  }

  func union(_ left: SetID, _ right: SetID) -> SetID {
    if left == right || right == .none { return left }
    if left == .none { return right }
    let pair = left < right ? Pair(left: left, right: right) : Pair(left: right, right: left)
    if let known = unions[pair] { return known }
    var set = self[left]
    set.formUnion(self[right])
    let id = intern(set)
    unions[pair] = id
    return id
  }

  private func intern(_ set: PageIndices) -> SetID {
    if let known = ids[set] { return known }
    let id = SetID(rawValue: sets.count)
    sets.append(set)
    ids[set] = id
    return id
  }
}
