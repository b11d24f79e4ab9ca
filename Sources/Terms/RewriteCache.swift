/// The results of recent rewrites, so that shared operands are not rewritten again and again.
///
/// A place for each hash: a newer result takes the place of an older one.
struct RewriteCache {
  private static let size = 1 << 12
  private var keys: ContiguousArray<NodeRecord>
  private var results: ContiguousArray<Term>

  init() {
    keys = ContiguousArray(repeating: NodeRecord(code: .constant, width: 0), count: Self.size)
    results = ContiguousArray(repeating: Term(id: 0), count: Self.size)
  }

  subscript(key: NodeRecord) -> Term? {
    get {
      let place = Int(truncatingIfNeeded: key.hash) & (Self.size - 1)
      return keys[place] == key ? results[place] : nil
    }
    set {
      guard let newValue else { return }
      let place = Int(truncatingIfNeeded: key.hash) & (Self.size - 1)
      keys[place] = key
      results[place] = newValue
    }
  }
}
