import Terms
import Testing

@testable import Circuits

/// Each operation as a circuit against `ReferenceSemantics`, without any solver.
@Suite struct BitBlasterTests {
  private static let binary: [Op] = [
    .and, .or, .xor, .add, .sub, .mul, .udiv, .urem, .sdiv, .srem, .shl, .lshr, .ashr, .eq, .ult, .ule, .slt,
    .sle,
    .umin, .concat,
  ]

  /// All values of both operands, up to three bits each; and where one of them is a constant, which simplifies much.
  @Test(arguments: 1...3) func everyBinaryOperation(width: Int) {
    let all = Array(UInt64(0)..<1 << UInt64(width))
    for operation in Self.binary {
      check(operation, [.variable(width), .variable(width)])
      for value in all {
        check(operation, [.variable(width), .constant(value, width)])
        check(operation, [.constant(value, width), .variable(width)])
      }
      // One wire twice.
      check(operation, [.variable(width), .same])
    }
  }

  /// Widths that differ, and operations with attributes.
  @Test func otherOperations() {
    for width in 1...4 {
      check(.not, [.variable(width)])
      for to in width...8 {
        check(.zext(to), [.variable(width)])
        check(.sext(to), [.variable(width)])
      }
      for low in 0..<width {
        for high in low..<width { check(.extract(high: high, low: low), [.variable(width)]) }
      }
      check(.concat, [.variable(width), .variable(6 - width)])
    }
    for width in 1...2 { check(.ite, [.variable(1), .variable(width), .variable(width)]) }
    for count in 1...6 {
      check(.and, (0..<count).map { _ in .variable(1) })
      check(.or, (0..<count).map { _ in .variable(1) })
    }
  }

  /// Kernel widths, operations upon operations.
  @Test(arguments: 0..<40) func randomTerms(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    // As it is built: the pool's rules would hide operations from the circuits.
    let pool = TermPool(simplify: false)
    let terms = RandomTerms(pool: pool, size: 80, using: &random)
    let blaster = BitBlaster(pool: pool)
    blaster.build(terms.inputs.map(\.variable))
    let inputs = terms.inputs.flatMap { input in
      (0..<pool.width(input.variable)).map { input.value >> UInt64($0) & 1 }
    }
    blaster.build(terms.entries.map(\.term))
    let ranges = terms.inputs.map { blaster.isInRange($0.variable) }
    let values = CircuitValues(blaster.circuit, inputs: inputs)
    for entry in terms.entries {
      #expect(
        values.number(blaster[entry.term]) == entry.value,
        "\(entry.operation.map { "\($0)" } ?? "leaf") of width \(entry.width)")
    }
    #expect(ranges.allSatisfy { values[$0] & 1 == 1 })
  }

  @Test func rangesOfVariables() {
    for low in UInt64(0)..<8 {
      for high in low..<8 {
        let pool = TermPool()
        let variable = pool.variable("v", width: 3, range: low...high)
        let blaster = BitBlaster(pool: pool)
        blaster.build([variable])
        let isInRange = blaster.isInRange(variable)
        let values = CircuitValues(blaster.circuit, inputs: Array(CircuitValues.allAssignments[..<3]))
        for value in 0..<8 {
          #expect((values[isInRange] >> UInt64(value) & 1 == 1) == (low...high).contains(UInt64(value)))
        }
      }
    }
  }

  private enum Operand {
    case variable(Int)
    case constant(UInt64, Int)
    /// The first operand again.
    case same
  }

  /// The operation on all values of its variables, which are six bits at most.
  private func check(_ operation: Op, _ operands: [Operand]) {
    let pool = TermPool(simplify: false)
    var terms: [Term] = []
    /// Where the operand's value is in an assignment; nil for constants.
    var places: [Int?] = []
    var bits = 0
    for operand in operands {
      switch operand {
      case .variable(let width):
        terms.append(pool.variable("v\(bits)", width: width))
        places.append(bits)
        bits += width
      case .constant(let value, let width):
        terms.append(pool.constant(value, width: width))
        places.append(nil)
      case .same:
        terms.append(terms[0])
        places.append(places[0])
      }
    }
    let term = pool.op(operation, terms)
    let blaster = BitBlaster(pool: pool)
    blaster.build(terms)
    blaster.build([term])
    let values = CircuitValues(blaster.circuit, inputs: Array(CircuitValues.allAssignments[..<bits]))
    let widths = terms.map { pool.width($0) }
    #expect(blaster[term].count == pool.width(term))
    for assignment in 0..<(1 << bits) {
      let numbers = terms.indices.map { position -> UInt64 in
        guard let place = places[position] else { return pool.asConstant(terms[position]) ?? 0 }
        return UInt64(assignment) >> UInt64(place) & (1 << UInt64(widths[position]) - 1)
      }
      let expected = ReferenceSemantics.apply(operation, numbers, widths: widths)
      let found = values.number(blaster[term], assignment: assignment)
      #expect(found == expected, "\(operation) \(numbers) of \(widths)")
    }
  }
}
