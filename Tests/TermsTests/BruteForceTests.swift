import Testing

@testable import Terms

/// Simplified terms against terms as they are built, by value.
@Suite struct BruteForceTests {
  struct Mismatch: CustomStringConvertible {
    var description: String
  }

  /// The first difference between raw and simplified terms, or between what is known and what is.
  static func mismatch(
    seed: UInt64, widths: [Int], variables: Int = 5, terms: Int, assignments: Int, faultyRule: Rule? = nil,
    fires: inout [Int]
  ) -> Mismatch? {
    var generator = RandomTerms(seed: seed, widths: widths, variables: variables)
    generator.simplified.faultyRule = faultyRule
    let raws = (0..<terms).map { _ in generator.grow() }
    let map = Dictionary(uniqueKeysWithValues: generator.variables.map { ($0.raw, $0.simplified) })
    let simplified = generator.simplified.rebuilt(raws, from: generator.raw) { map[$0] }
    defer { for rule in Rule.allCases { fires[rule.rawValue] += generator.simplified.uses(of: rule) } }
    for _ in 0..<assignments {
      let assignment = generator.assignment()
      let left = Evaluator(generator.raw) { assignment[$0] }
      let right = Evaluator(generator.simplified) { assignment[$0] }
      for (term, other) in zip(raws, simplified) {
        let (expected, actual) = (left.value(of: term), right.value(of: other))
        if expected != actual {
          var printer = SMTLIBPrinter(generator.raw)
          printer.define(term)
          var second = SMTLIBPrinter(generator.simplified)
          second.define(other)
          return Mismatch(
            description:
              "seed \(seed): \(expected) became \(actual) for \(assignment)\n\(printer.text)\n\(second.text)")
        }
        for (pool, term, value) in [(generator.raw, term, expected), (generator.simplified, other, actual)] {
          let (zeros, ones) = pool.knownBits(term)
          if value & zeros != 0 || ~value & ones != 0 || !pool.range(term).contains(value) {
            return Mismatch(
              description:
                "seed \(seed): \(value) is not in \(pool.range(term)), bits \(zeros) \(ones): \(pool.node(term))"
            )
          }
        }
      }
    }
    return nil
  }

  @Test(arguments: [
    ([1, 2, 3, 4], 25, 1000), ([1, 4, 5, 8], 25, 1000), ([1, 8, 16, 32, 64], 30, 1000),
    ([1, 12, 63, 64], 30, 500),
    ([1, 3], 60, 300), ([1, 8, 16], 120, 100),
  ])
  func simplificationKeepsValues(widths: [Int], terms: Int, rounds: Int) {
    var fires = [Int](repeating: 0, count: Rule.allCases.count)
    let start: UInt64 = UInt64(widths.count * 1_000_000 + terms * 1000)
    for seed in start..<(start + UInt64(rounds)) {
      let mismatch = Self.mismatch(
        seed: seed, widths: widths, terms: terms, assignments: 12, fires: &fires)
      #expect(mismatch == nil)
      if mismatch != nil { return }
    }
    let unused = Rule.allCases.filter { fires[$0.rawValue] == 0 }
    print("seeds \(start)..., widths \(widths): rules not met: \(unused)")
  }

  /// Random expressions find a wrong rule, too, if they meet it often.
  @Test(arguments: [
    Rule.sum, .scaledSum, .nestedSetBits, .maskOfSetBits, .extractOfSum, .extractOfBitwise, .zextOfSum,
    .signedRightShift, .iteInIte, .iteMerge, .absorptionOfOperand, .orderOfIntegers, .eqOfMultiples, .bitTest,
  ])
  func wrongRulesAreFound(rule: Rule) {
    var fires = [Int](repeating: 0, count: Rule.allCases.count)
    let isFound = (1...2000 as ClosedRange<UInt64>).contains { seed in
      Self.mismatch(
        seed: seed, widths: [1, 4, 8], terms: 40, assignments: 8, faultyRule: rule, fires: &fires) != nil
    }
    #expect(isFound)
  }

  /// All values of small variables, so that no corner is missed.
  @Test func everyAssignmentOfSmallVariables() {
    for seed in 0..<400 as Range<UInt64> {
      var generator = RandomTerms(seed: seed, widths: [1, 2, 3], variables: 3)
      let raws = (0..<20).map { _ in generator.grow() }
      let map = Dictionary(uniqueKeysWithValues: generator.variables.map { ($0.raw, $0.simplified) })
      let simplified = generator.simplified.rebuilt(raws, from: generator.raw) { map[$0] }
      var assignments: [[Term: UInt64]] = [[:]]
      for (variable, _) in generator.variables {
        let range = generator.raw.range(variable)
        assignments = assignments.flatMap { old in range.map { old.merging([variable: $0]) { $1 } } }
      }
      for assignment in assignments {
        let left = Evaluator(generator.raw) { assignment[$0] }
        let right = Evaluator(generator.simplified) { assignment[$0] }
        for (term, other) in zip(raws, simplified) {
          let (expected, actual) = (left.value(of: term), right.value(of: other))
          #expect(expected == actual, "seed \(seed), \(assignment)")
          #expect(generator.raw.range(term).contains(expected), "seed \(seed), \(assignment)")
          #expect(generator.simplified.range(other).contains(expected), "seed \(seed), \(assignment)")
        }
      }
    }
  }
}

extension BruteForceTests.Mismatch: Equatable {}
