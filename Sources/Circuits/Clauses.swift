/// Wires of a circuit that are to be 1 together, as clauses for a SAT solver.
///
/// Each gate that matters gets a variable, and the clauses that say what it computes (G. Tseitin, 1968), of these only
/// those that the wires can be refuted by (D. Plaisted and S. Greenbaum, 1986): values of the inputs that make all wires
/// 1 can be extended to the variables of all gates, and those in any solution of the clauses make all wires 1.
public struct Clauses {
  /// As in a DIMACS file: a variable's number, negative for its complement, and 0 after each clause.
  public private(set) var literals: ContiguousArray<Int32> = []
  /// Variables are 1 up to this.
  public private(set) var variableCount: Int32 = 0
  /// By the gate's number, up to the last that matters; 0 for one that does not.
  private var variables: ContiguousArray<Int32> = []

  /// - Parameter roots: the wires that are to be 1.
  public init(_ roots: [Literal], of circuit: Circuit) {
    let needs = Self.needs(of: roots, in: circuit)
    variables = ContiguousArray(repeating: 0, count: needs.count)
    // The inputs have the greatest numbers, which CaDiCaL decides first: a twelfth of the time of all questions less.
    for gate in needs.indices.reversed() where !needs[gate].isEmpty {
      variableCount += 1
      variables[gate] = variableCount
    }
    for gate in needs.indices where !needs[gate].isEmpty {
      define(circuit.gate(gate), as: variables[gate], needs[gate])
    }
    for root in roots where root != .one { add(variable(of: root)) }
  }

  /// The variable of an input; nil for one on which no wire depends.
  public func variable(ofInput input: Literal) -> Int32? {
    guard input.gate < variables.count, variables[input.gate] != 0 else { return nil }
    return variables[input.gate]
  }

  // MARK: What matters

  /// Whether it matters that a gate computes no less than it should, or no more.
  private struct Need: OptionSet {
    let rawValue: UInt8
    /// That it is not 1 where it should be 0.
    static let whenOne = Need(rawValue: 1)
    /// That it is not 0 where it should be 1.
    static let whenZero = Need(rawValue: 2)
    static let both: Need = [.whenOne, .whenZero]

    /// The same of the complement.
    var complement: Need { Need(rawValue: (rawValue & 1) << 1 | rawValue >> 1) }
  }

  private static func needs(of roots: [Literal], in circuit: Circuit) -> ContiguousArray<Need> {
    var needs = ContiguousArray(repeating: Need(), count: (roots.map(\.gate).max() ?? -1) + 1)
    func add(_ need: Need, to literal: Literal) {
      needs[literal.gate].formUnion(literal.isNegated ? need.complement : need)
    }
    for root in roots { add(.whenOne, to: root) }
    for number in needs.indices.reversed() where !needs[number].isEmpty {
      let need = needs[number]
      switch circuit.gate(number) {
      case .zero, .input: break
      case .and(let a, let b):
        add(need, to: a)
        add(need, to: b)
      case .longAnd(let operands):
        for operand in operands { add(need, to: operand) }
      case .xor(let a, let b):
        add(.both, to: a)
        add(.both, to: b)
      case .choice(let condition, let yes, let no):
        add(.both, to: condition)
        add(need, to: yes)
        add(need, to: no)
      case .majority(let a, let b, let c):
        add(need, to: a)
        add(need, to: b)
        add(need, to: c)
      }
    }
    return needs
  }

  // MARK: Clauses

  private func variable(of literal: Literal) -> Int32 {
    let variable = variables[literal.gate]
    return literal.isNegated ? -variable : variable
  }

  private mutating func add(_ a: Int32) {
    literals.append(a)
    literals.append(0)
  }

  private mutating func add(_ a: Int32, _ b: Int32) {
    literals.append(a)
    add(b)
  }

  private mutating func add(_ a: Int32, _ b: Int32, _ c: Int32) {
    literals.append(a)
    add(b, c)
  }

  private mutating func define(_ gate: Circuit.Gate, as result: Int32, _ need: Need) {
    switch gate {
    case .zero: add(-result)
    case .input: break
    case .and(let first, let second):
      let (a, b) = (variable(of: first), variable(of: second))
      if need.contains(.whenOne) {
        add(-result, a)
        add(-result, b)
      }
      if need.contains(.whenZero) { add(result, -a, -b) }
    case .longAnd(let operands):
      if need.contains(.whenOne) {
        for operand in operands { add(-result, variable(of: operand)) }
      }
      if need.contains(.whenZero) {
        literals.append(result)
        for operand in operands { literals.append(-variable(of: operand)) }
        literals.append(0)
      }
    case .xor(let first, let second):
      let (a, b) = (variable(of: first), variable(of: second))
      if need.contains(.whenOne) {
        add(-result, a, b)
        add(-result, -a, -b)
      }
      if need.contains(.whenZero) {
        add(result, -a, b)
        add(result, a, -b)
      }
    case .choice(let condition, let yes, let no):
      let (c, a, b) = (variable(of: condition), variable(of: yes), variable(of: no))
      // The last of each three says nothing new, but lets the solver conclude without the condition.
      if need.contains(.whenOne) {
        add(-result, -c, a)
        add(-result, c, b)
        add(-result, a, b)
      }
      if need.contains(.whenZero) {
        add(result, -c, -a)
        add(result, c, -b)
        add(result, -a, -b)
      }
    case .majority(let first, let second, let third):
      let (a, b, c) = (variable(of: first), variable(of: second), variable(of: third))
      if need.contains(.whenOne) {
        add(-result, a, b)
        add(-result, a, c)
        add(-result, b, c)
      }
      if need.contains(.whenZero) {
        add(result, -a, -b)
        add(result, -a, -c)
        add(result, -b, -c)
      }
    }
  }
}
