import Testing

@testable import Circuits

@Suite struct CircuitTests {
  /// Constants, three inputs and their complements.
  private static func wires(_ circuit: Circuit) -> [(literal: Literal, table: UInt64)] {
    let inputs = (0..<3).map { (circuit.input(), CircuitValues.allAssignments[$0]) }
    return ([(.zero, 0)] + inputs).flatMap { [($0.0, $0.1), (!$0.0, ~$0.1)] }
  }

  /// Every gate on every choice of operands, in each order, is what it says, simplified or not.
  @Test func everyGateOnAllOperands() {
    let circuit = Circuit()
    let wires = Self.wires(circuit)
    var made: [(literal: Literal, table: UInt64, what: String)] = []
    for (a, x) in wires {
      for (b, y) in wires {
        made.append((circuit.and(a, b), x & y, "and"))
        made.append((circuit.or(a, b), x | y, "or"))
        made.append((circuit.xor(a, b), x ^ y, "xor"))
        for (c, z) in wires {
          made.append((circuit.choice(a, b, c), x & y | ~x & z, "choice"))
          made.append((circuit.majority(a, b, c), x & y | x & z | y & z, "majority"))
          made.append((circuit.all([a, b, c]), x & y & z, "all"))
          made.append((circuit.any([a, b, c]), x | y | z, "any"))
        }
      }
    }
    #expect(circuit.all([]) == .one && circuit.any([]) == .zero)
    let values = CircuitValues(circuit, inputs: Array(CircuitValues.allAssignments[..<3]))
    for (literal, table, what) in made { #expect(values[literal] == table, "\(what)") }
  }

  /// What is known to be one wire is one wire: constants, operands in another order, complements pushed out.
  @Test func equalGatesAreOneGate() {
    let circuit = Circuit()
    let (a, b, c) = (circuit.input(), circuit.input(), circuit.input())
    let before = circuit.count
    let gates = [
      circuit.and(a, b), circuit.and(b, a), !circuit.or(!a, !b), circuit.choice(a, b, .zero),
      circuit.choice(!a, .zero, b), circuit.majority(a, .zero, b), circuit.all([b, a, b, .one]),
    ]
    #expect(Set(gates).count == 1 && circuit.count == before + 1)
    #expect(circuit.xor(a, b) == !circuit.xor(!a, b))
    #expect(circuit.xor(a, b) == circuit.choice(a, !b, b))
    #expect(circuit.choice(a, b, c) == !circuit.choice(!a, !c, !b))
    #expect(circuit.majority(c, a, b) == !circuit.majority(!a, !b, !c))
    #expect(circuit.all([a, b, c]) == circuit.all([c, b, a, a]))
    #expect(circuit.all([a, b, !a]) == .zero)
    #expect(circuit.count == before + 5)
  }

  /// Gates upon gates: what is simplified above other gates than inputs.
  @Test(arguments: 0..<20) func randomCircuits(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let circuit = Circuit()
    var wires: [(literal: Literal, table: UInt64)] = CircuitValues.allAssignments.map {
      (circuit.input(), $0)
    }
    for _ in 0..<2000 {
      let picked = (0..<5).map { _ -> (literal: Literal, table: UInt64) in
        let wire = wires[Int.random(in: max(0, wires.count - 40)..<wires.count, using: &random)]
        return Bool.random(using: &random) ? wire : (!wire.literal, ~wire.table)
      }
      let (a, x) = picked[0]
      let (b, y) = picked[1]
      let (c, z) = picked[2]
      switch Int.random(in: 0..<5, using: &random) {
      case 0: wires.append((circuit.and(a, b), x & y))
      case 1: wires.append((circuit.xor(a, b), x ^ y))
      case 2: wires.append((circuit.choice(a, b, c), x & y | ~x & z))
      case 3: wires.append((circuit.majority(a, b, c), x & y | x & z | y & z))
      default: wires.append((circuit.all(picked.map(\.literal)), picked.reduce(.max) { $0 & $1.table }))
      }
      // Tables that have become constant would crowd out all others.
      if wires.last?.table == 0 || wires.last?.table == .max { wires.append(wires[wires.count % 6]) }
    }
    let values = CircuitValues(circuit, inputs: CircuitValues.allAssignments)
    #expect(wires.allSatisfy { values[$0.literal] == $0.table })
    #expect(circuit.count > 500)
  }
}
