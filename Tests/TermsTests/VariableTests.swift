import Testing

@testable import Terms

@Suite struct VariableTests {
  @Test func variablesAreFresh() {
    let pool = TermPool()
    let a = pool.variable("x", width: 8, range: 3...9, index: 4)
    let b = pool.variable("x", width: 8)
    #expect(a != b)
    #expect(pool.variableInfo(a) == VariableInfo(name: "x", width: 8, range: 3...9, index: 4, ordinal: 0))
    #expect(pool.variableInfo(b)?.range == 0...255)
    #expect(pool.variableInfo(pool.add(a, b)) == nil)
    #expect(pool.variable(ordinal: 1) == b)
  }

  /// Sets of `Int` are the reference.
  @Test func setsAgreeWithSetsOfIntegers() {
    var random = SeededRandom(seed: 3)
    for _ in 0..<300 {
      let left = Set((0..<random.below(7)).map { _ in random.below(300) })
      let right = Set((0..<random.below(7)).map { _ in random.below(300) })
      var (a, b) = (VariableSet(), VariableSet())
      for ordinal in left { a.insert(ordinal) }
      for ordinal in right { b.insert(ordinal) }
      #expect(Array(a) == left.sorted())
      #expect(a.count == left.count)
      #expect(a.isEmpty == left.isEmpty)
      #expect(Array(a.union(b)) == left.union(right).sorted())
      #expect(Array(a.intersection(b)) == left.intersection(right).sorted())
      #expect(a.isSubset(of: b) == left.isSubset(of: right))
      #expect(a.isDisjoint(with: b) == left.isDisjoint(with: right))
      #expect((a == b) == (left == right))
      #expect((0..<300).allSatisfy { a.contains($0) == left.contains($0) })
    }
  }

  @Test func termsKnowTheirVariables() {
    let pool = TermPool(simplify: false)
    let variables = (0..<200).map { pool.variable("v\($0)", width: 8, index: $0 % 3 == 0 ? $0 / 3 : nil) }
    let sum = variables[..<100].reduce(pool.constant(0, width: 8)) { pool.add($0, $1) }
    #expect(Array(pool.variables(of: sum)) == Array(0..<100))
    #expect(pool.indices(of: pool.variables(of: sum)) == Set(0...33))
    #expect(
      Array(pool.variables(of: pool.ite(pool.eq(sum, sum), variables[150], sum))) == Array(0..<100) + [150])
    #expect(pool.variables(of: pool.constant(1, width: 8)).isEmpty)
  }

  @Test func substitutionIsSimultaneousAndSimplifies() {
    let pool = TermPool()
    let (x, y) = (pool.variable("x", width: 8), pool.variable("y", width: 8))
    #expect(pool.substitute(pool.sub(x, y), [x: y, y: x]) == pool.sub(y, x))
    #expect(pool.substitute(pool.sub(x, y), [x: y]) == pool.constant(0, width: 8))
    #expect(pool.substitute(pool.eq(x, y), [pool.eq(x, y): pool.true]) == pool.true)
    #expect(pool.substitute(x, [:]) == x)
  }

  @Test func evaluatorsRememberAcrossCalls() {
    let pool = TermPool()
    let x = pool.variable("x", width: 8, range: 5...9)
    var asked = 0
    let evaluator = pool.evaluator { _ in
      asked += 1
      return nil
    }
    // Without a value, a variable reads as the low end of its range.
    #expect(evaluator.value(of: x) == 5)
    #expect(evaluator.value(of: pool.mul(x, x)) == 25)
    #expect(asked == 1)
  }
}
