import Testing

@testable import Solving

@Suite struct PageIndicesTests {
  /// A set of `Int` is the reference.
  @Test func agreesWithASetOfIntegers() {
    var random = SeededRandom(seed: 1)
    for _ in 0..<500 {
      let left = Set(
        (0..<Int.random(in: 0...6, using: &random)).map { _ in Int.random(in: 0...200, using: &random) })
      let right = Set(
        (0..<Int.random(in: 0...6, using: &random)).map { _ in Int.random(in: 0...200, using: &random) })
      let a = Self.pages(left)
      let b = Self.pages(right)
      #expect(a.ascending == left.sorted())
      #expect(a.count == left.count)
      #expect(a.lowest == left.min())
      #expect(a.isEmpty == left.isEmpty)
      #expect(a.isSubset(of: b) == left.isSubset(of: right))
      #expect((a == b) == (left == right))
      var union = a
      union.formUnion(b)
      #expect(union == Self.pages(left.union(right)))
      #expect(a.isSubset(of: union) && b.isSubset(of: union))
    }
  }

  private static func pages(_ indices: Set<Int>) -> PageIndices {
    var result = PageIndices()
    for index in indices.shuffled() { result.insert(index) }
    return result
  }
}
