/// Wires of a circuit that are to be 1 together, as clauses for a SAT solver.
///
/// Gates that matter get a variable, and the clauses that say what they compute (G. Tseitin, 1968), of these only those
/// that the wires can be refuted by (D. Plaisted and S. Greenbaum, 1986): values of the inputs that make all wires 1 can be
/// extended to the variables of all gates, and those in any solution of the clauses make all wires 1. A gate that a single
/// other one reads is often said in that one's clauses (`GateUses`).
public struct Clauses {
  /// As in a DIMACS file: a variable's number, negative for its complement, and 0 after each clause.
  public private(set) var literals: ContiguousArray<Int32> = []
  /// Variables are 1 up to this.
  public private(set) var variableCount: Int32 = 0
  /// By the gate's number, up to the last that matters; 0 for one without.
  private var variables: ContiguousArray<Int32> = []
  private let circuit: Circuit

  /// - Parameter roots: the wires that are to be 1.
  public init(_ roots: [Literal], of circuit: Circuit) {
    self.circuit = circuit
    let roots = roots.filter { $0 != .one }
    let uses = GateUses(of: roots, in: circuit)
    variables = ContiguousArray(repeating: 0, count: uses.gates.count)
    // Numbered as the gates are, and sums of three bits are not said at once: either way seed units take a little less time,
    // and questions about one of several folios far more, some of them a second instead of milliseconds.
    for gate in uses.gates where uses[gate].matters && !uses[gate].isInlined {
      variableCount += 1
      variables[gate] = variableCount
    }
    for gate in uses.gates where variables[gate] != 0 {
      let variable = variables[gate]
      if uses[gate].need.contains(.whenOne) { say(Literal(gate: gate), unless: -variable) }
      if uses[gate].need.contains(.whenZero) { say(!Literal(gate: gate), unless: variable) }
    }
    for root in roots { addOrSay(root, unless: 0) }
  }

  /// The variable of an input; nil for one on which no wire depends.
  public func variable(ofInput input: Literal) -> Int32? {
    guard input.gate < variables.count, variables[input.gate] != 0 else { return nil }
    return variables[input.gate]
  }

  // MARK: What a gate computes

  /// The variable of a wire, negative for a complement; nil if its gate has none.
  private func variable(of wire: Literal) -> Int32? {
    let variable = variables[wire.gate]
    return variable == 0 ? nil : wire.isNegated ? -variable : variable
  }

  /// The same of a wire whose gate is not inlined, since it is none of those that are.
  private func known(_ wire: Literal) -> Int32 {
    // GateUses inlines nothing but operands of conjunctions, and roots, which no gate reads. A 0 would end the clause before
    // its time, which says more than it should: better to stop than to prove what does not hold.
    guard let variable = variable(of: wire) else { preconditionFailure("a gate without a variable") }
    return variable
  }

  /// That a wire is 1, or a literal is true; 0 for none.
  private mutating func addOrSay(_ wire: Literal, unless condition: Int32) {
    if let variable = variable(of: wire) { add(condition, variable) } else { say(wire, unless: condition) }
  }

  /// The same by what the wire's gate reads.
  private mutating func say(_ wire: Literal, unless condition: Int32) {
    switch circuit.gate(wire.gate) {
    case .zero: if !wire.isNegated { add(condition) }
    case .input: break
    case .and(let a, let b): say([a, b], isNegated: wire.isNegated, unless: condition)
    case .longAnd(let operands): say(operands, isNegated: wire.isNegated, unless: condition)
    case .xor(let first, let second):
      let (a, b) = (known(wire.isNegated ? !first : first), known(second))
      add(condition, a, b)
      add(condition, -a, -b)
    case .choice(let choice, let yes, let no):
      let (c, a, b) = (known(choice), known(wire.isNegated ? !yes : yes), known(wire.isNegated ? !no : no))
      add(condition, -c, a)
      add(condition, c, b)
      // Nothing new, but it lets the solver conclude without the condition.
      add(condition, a, b)
    case .majority(let first, let second, let third):
      let sign: Int32 = wire.isNegated ? -1 : 1
      let (a, b, c) = (sign * known(first), sign * known(second), sign * known(third))
      add(condition, a, b)
      add(condition, a, c)
      add(condition, b, c)
    }
  }

  private mutating func say(
    _ operands: some Sequence<Literal>, isNegated: Bool, unless condition: Int32
  ) {
    guard isNegated else {
      for operand in operands { addOrSay(operand, unless: condition) }
      return
    }
    if condition != 0 { literals.append(condition) }
    appendComplements(of: operands)
    literals.append(0)
  }

  private mutating func appendComplements(of operands: some Sequence<Literal>) {
    for operand in operands {
      if let variable = variable(of: operand) {
        literals.append(-variable)
        continue
      }
      switch circuit.gate(operand.gate) {
      case .and(let a, let b): appendComplements(of: [a, b])
      case .longAnd(let operands): appendComplements(of: operands)
      // Here it matters that the conjunction is 1 where it should be, and for that GateUses inlines no other gate. To leave
      // the operand out would say more than it should.
      default: preconditionFailure("within a conjunction only conjunctions are inlined")
      }
    }
  }

  // MARK: Clauses

  /// A clause of these literals, the condition left out if it is 0.
  private mutating func add(_ condition: Int32) {
    if condition != 0 { literals.append(condition) }
    literals.append(0)
  }

  private mutating func add(_ condition: Int32, _ a: Int32) {
    literals.append(a)
    add(condition)
  }

  private mutating func add(_ condition: Int32, _ a: Int32, _ b: Int32) {
    literals.append(a)
    add(condition, b)
  }
}
