import Testing

@testable import Circuits

@Suite struct ClausesTests {
  /// A circuit of six inputs whose last gates depend on many others, and its wires.
  private static func randomCircuit(_ random: inout SeededRandom) -> (circuit: Circuit, wires: [Literal]) {
    let circuit = Circuit()
    var wires = (0..<6).map { _ in circuit.input() }
    for _ in 0..<60 {
      let picked = (0..<4).map { _ in
        let wire = wires[Int.random(in: max(0, wires.count - 20)..<wires.count, using: &random)]
        return Bool.random(using: &random) ? wire : !wire
      }
      switch Int.random(in: 0..<5, using: &random) {
      case 0: wires.append(circuit.and(picked[0], picked[1]))
      case 1: wires.append(circuit.xor(picked[0], picked[1]))
      case 2: wires.append(circuit.choice(picked[0], picked[1], picked[2]))
      case 3: wires.append(circuit.majority(picked[0], picked[1], picked[2]))
      default: wires.append(circuit.all(picked))
      }
    }
    return (circuit, wires)
  }

  /// For each assignment of the inputs by itself: if all roots are 1, the clauses have a solution with it, namely what
  /// the gates compute; if not, they have none, as unit propagation finds out.
  @Test(arguments: 0..<300) func solutionsAreThoseOfTheCircuit(seed: Int) {
    var random = SeededRandom(seed: UInt64(seed))
    let (circuit, wires) = Self.randomCircuit(&random)
    let roots = (0..<Int.random(in: 1...3, using: &random)).map { _ in
      let wire = wires.suffix(12).randomElement(using: &random) ?? .one
      return Bool.random(using: &random) ? wire : !wire
    }
    let clauses = Clauses(roots, of: circuit)
    let values = CircuitValues(circuit, inputs: CircuitValues.allAssignments)
    let list = clauses.literals.split(separator: 0).map(Array.init)
    #expect(list.joined().allSatisfy { abs($0) <= clauses.variableCount })
    for assignment in 0..<64 {
      func isOne(_ wire: Literal) -> Bool { values[wire] >> UInt64(assignment) & 1 == 1 }
      let inputs = wires.prefix(6).compactMap { input in
        clauses.variable(ofInput: input).map { isOne(input) ? $0 : -$0 }
      }
      #expect(
        Self.isRefuted(list + inputs.map { [$0] }) == !roots.allSatisfy(isOne),
        "seed \(seed), assignment \(assignment)")
    }
  }

  /// Whether unit propagation meets a clause with no literal left.
  ///
  /// With the inputs fixed it either does, or leaves a solution: what the gates compute.
  private static func isRefuted(_ clauses: [[Int32]]) -> Bool {
    var known = Set<Int32>()
    while true {
      let before = known.count
      for clause in clauses where !clause.contains(where: known.contains) {
        let open = clause.filter { !known.contains(-$0) }
        if open.isEmpty { return true }
        if open.count == 1 { known.insert(open[0]) }
      }
      if known.count == before { return false }
    }
  }

  @Test func constants() {
    let circuit = Circuit()
    let input = circuit.input()
    #expect(Clauses([], of: circuit).literals.isEmpty)
    #expect(
      Clauses([.one], of: circuit).literals.split(separator: 0).allSatisfy { $0.count == 1 && $0.first! < 0 })
    let none = Clauses([input, .zero], of: circuit).literals.split(separator: 0).map(Array.init)
    #expect(Self.isRefuted(none))
  }

  /// Gates on which no root depends have neither variables nor clauses.
  @Test func whatDoesNotMatterIsLeftOut() {
    let circuit = Circuit()
    let (a, b, c) = (circuit.input(), circuit.input(), circuit.input())
    let root = circuit.and(a, b)
    _ = circuit.xor(b, c)
    let clauses = Clauses([root], of: circuit)
    #expect(clauses.variableCount == 2)
    #expect(clauses.variable(ofInput: a) != nil && clauses.variable(ofInput: c) == nil)
    // Nobody else reads the root: it has no variable either.
    #expect(clauses.literals.split(separator: 0).map(\.count) == [1, 1])
  }

  /// A gate that a single other one reads is said in that one's clauses, as far as these stay short.
  @Test func gatesOfOneReaderHaveNoVariable() {
    func variables(_ make: (Circuit, [Literal]) -> Literal) -> Int32 {
      let circuit = Circuit()
      let inputs = (0..<4).map { _ in circuit.input() }
      return Clauses([make(circuit, inputs)], of: circuit).variableCount
    }
    let four = variables { $0.and($0.and($1[0], $1[1]), $0.xor($1[2], $1[3])) }
    #expect(four == 4)
    #expect(variables { $0.or($0.and($1[0], $1[1]), $0.and($1[2], $1[3])) } == 6)
    // Sums stay apart.
    #expect(variables { $0.xor($0.xor($0.xor($1[0], $1[1]), $1[2]), $1[3]) } == 6)
    // What two read has one.
    let shared = variables { circuit, inputs in
      let both = circuit.and(inputs[0], inputs[1])
      return circuit.and(circuit.or(both, inputs[2]), circuit.or(both, inputs[3]))
    }
    #expect(shared == 5)
  }

  /// A chain of conjunctions that is longer than the machine's stack is deep.
  @Test func longChains() {
    let circuit = Circuit()
    let chain = (0..<200_000).reduce(circuit.input()) { wire, _ in circuit.and(circuit.input(), wire) }
    let clauses = Clauses([chain], of: circuit)
    #expect(clauses.literals.count { $0 == 0 } >= 200_001)
  }
}
