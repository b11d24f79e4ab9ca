/// A set of page indices (`VariableInfo.index`): which pages of the window a term speaks about.
///
/// Small non-negative numbers, up to the length of a page table, hence a bit set.
struct PageIndices: Hashable {
  /// No trailing zero word, so that equal sets are equal arrays.
  private var words: [UInt64] = []

  static let none = PageIndices()

  init() {}

  init(_ index: Int) {
    insert(index)
  }

  var isEmpty: Bool { words.isEmpty }

  var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  /// The smallest index; nil if there is none.
  var lowest: Int? {
    guard let word = words.firstIndex(where: { $0 != 0 }) else { return nil }
    return word * 64 + words[word].trailingZeroBitCount
  }

  /// All indices in ascending order.
  var ascending: [Int] {
    var result: [Int] = []
    for (position, word) in words.enumerated() {
      var rest = word
      while rest != 0 {
        result.append(position * 64 + rest.trailingZeroBitCount)
        rest &= rest - 1
      }
    }
    return result
  }

  mutating func insert(_ index: Int) {
    precondition(index >= 0, "a page index is not negative")
    let word = index / 64
    if word >= words.count {
      words.append(contentsOf: repeatElement(0, count: word + 1 - words.count))
    }
    words[word] |= 1 << UInt64(index % 64)
  }

  mutating func formUnion(_ other: PageIndices) {
    if other.words.count > words.count {
      words.append(contentsOf: repeatElement(0, count: other.words.count - words.count))
    }
    for (position, word) in other.words.enumerated() { words[position] |= word }
  }

  func isSubset(of other: PageIndices) -> Bool {
    guard words.count <= other.words.count else { return false }
    for (position, word) in words.enumerated() where word & ~other.words[position] != 0 { return false }
    return true
  }
}
