/// A set of variables, by their ordinals: a bit a variable.
public struct VariableSet: Hashable, Sendable {
  /// No trailing zero word, so that equal sets are equal arrays.
  private var words: [UInt64] = []

  public init() {}

  public init(_ ordinal: Int) { insert(ordinal) }

  public var isEmpty: Bool { words.isEmpty }

  public var count: Int { words.reduce(0) { $0 + $1.nonzeroBitCount } }

  public func contains(_ ordinal: Int) -> Bool {
    let word = ordinal >> 6
    return word < words.count && words[word] >> UInt64(ordinal & 63) & 1 == 1
  }

  public mutating func insert(_ ordinal: Int) {
    precondition(ordinal >= 0, "ordinals start at 0")
    let word = ordinal >> 6
    if word >= words.count { words.append(contentsOf: repeatElement(0, count: word + 1 - words.count)) }
    words[word] |= 1 << UInt64(ordinal & 63)
  }

  public mutating func formUnion(_ other: VariableSet) {
    if other.words.count > words.count {
      words.append(contentsOf: repeatElement(0, count: other.words.count - words.count))
    }
    for (position, word) in other.words.enumerated() { words[position] |= word }
  }

  public func union(_ other: VariableSet) -> VariableSet {
    var result = self
    result.formUnion(other)
    return result
  }

  public func intersection(_ other: VariableSet) -> VariableSet {
    var result = VariableSet()
    result.words = zip(words, other.words).map { $0 & $1 }
    while result.words.last == 0 { result.words.removeLast() }
    return result
  }

  public func isSubset(of other: VariableSet) -> Bool {
    guard words.count <= other.words.count else { return false }
    for (position, word) in words.enumerated() where word & ~other.words[position] != 0 { return false }
    return true
  }

  public func isDisjoint(with other: VariableSet) -> Bool {
    for (left, right) in zip(words, other.words) where left & right != 0 { return false }
    return true
  }
}

extension VariableSet: Sequence {
  /// The ordinals in ascending order.
  public struct Iterator: IteratorProtocol {
    fileprivate let words: [UInt64]
    fileprivate var position = 0
    fileprivate var rest: UInt64

    public mutating func next() -> Int? {
      while rest == 0 {
        position += 1
        guard position < words.count else { return nil }
        rest = words[position]
      }
      defer { rest &= rest - 1 }
      return position * 64 + rest.trailingZeroBitCount
    }
  }

  public func makeIterator() -> Iterator { Iterator(words: words, rest: words.first ?? 0) }

  public var underestimatedCount: Int { count }
}
