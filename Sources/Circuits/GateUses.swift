/// Which gates matter to wires that are to be 1 together, in what way, and which of these need no variable of their own.
struct GateUses {
  /// Whether it matters that a gate computes no less than it should, or no more.
  struct Need: OptionSet {
    let rawValue: UInt8
    /// That it is not 1 where it should be 0.
    static let whenOne = Need(rawValue: 1)
    /// That it is not 0 where it should be 1.
    static let whenZero = Need(rawValue: 2)
    static let both: Need = [.whenOne, .whenZero]

    /// The same of the complement.
    var complement: Need { Need(rawValue: (rawValue & 1) << 1 | rawValue >> 1) }
  }

  /// What is known of a gate.
  struct Use {
    var need = Need()
    /// By how many wires it is read, up to 2.
    fileprivate var readers: UInt8 = 0
    /// Whether the one gate that reads it says what it computes, so that it needs no variable.
    fileprivate(set) var isInlined = false
    /// Above it as many gates are inlined, each in the next.
    fileprivate var depth: UInt8 = 0

    var matters: Bool { !need.isEmpty }
  }

  private let circuit: Circuit
  private var uses: ContiguousArray<Use>

  /// What is inlined in each other is spelled out by recursion: it stays far from the end of the stack.
  private static let deepest = 100

  init(of roots: [Literal], in circuit: Circuit) {
    self.circuit = circuit
    uses = ContiguousArray(repeating: Use(), count: (roots.map(\.gate).max() ?? -1) + 1)
    for root in roots { read(root, .whenOne) }
    // Readers before what they read.
    for gate in uses.indices.reversed() where uses[gate].matters { readOperands(of: gate) }
    for root in roots { inline(root, depth: 0) }
    for gate in uses.indices.reversed() where uses[gate].matters { inlineOperands(of: gate) }
  }

  var gates: Range<Int> { uses.indices }

  subscript(gate: Int) -> Use { uses[gate] }

  private mutating func read(_ literal: Literal, _ need: Need) {
    let gate = literal.gate
    uses[gate].need.formUnion(literal.isNegated ? need.complement : need)
    uses[gate].readers = min(2, uses[gate].readers + 1)
  }

  private mutating func readOperands(of gate: Int) {
    let need = uses[gate].need
    switch circuit.gate(gate) {
    case .zero, .input: break
    case .and(let a, let b):
      read(a, need)
      read(b, need)
    case .longAnd(let operands):
      for operand in operands { read(operand, need) }
    case .xor(let a, let b):
      read(a, .both)
      read(b, .both)
    case .choice(let condition, let yes, let no):
      read(condition, .both)
      read(yes, need)
      read(no, need)
    case .majority(let a, let b, let c):
      read(a, need)
      read(b, need)
      read(c, need)
    }
  }

  // MARK: Gates without a variable

  private mutating func inlineOperands(of gate: Int) {
    let use = uses[gate]
    let depth = use.isInlined ? use.depth + 1 : 0
    switch circuit.gate(gate) {
    case .and(let a, let b):
      inline([a, b], ofConjunction: use, depth)
    case .longAnd(let operands):
      inline(operands, ofConjunction: use, depth)
    case .zero, .input, .xor, .choice, .majority: break
    }
  }

  /// What is 1 only together with a conjunction is said under the condition of that; a conjunction of conjunctions is one.
  private mutating func inline(_ operands: some Sequence<Literal>, ofConjunction use: Use, _ depth: UInt8) {
    for operand in operands {
      if use.need == .whenOne { inline(operand, depth: depth) }
      if use.need != .whenOne, !operand.isNegated { inline(operand, depth: depth, if: \.isConjunction) }
    }
  }

  private mutating func inline(
    _ literal: Literal, depth: UInt8, if condition: (Circuit.Gate) -> Bool = \.isComputed
  ) {
    let gate = literal.gate
    guard uses[gate].readers == 1, depth < Self.deepest, condition(circuit.gate(gate)) else { return }
    uses[gate].isInlined = true
    uses[gate].depth = depth
  }
}

extension Circuit.Gate {
  fileprivate var isConjunction: Bool {
    switch self {
    case .and, .longAnd: true
    default: false
    }
  }

  fileprivate var isComputed: Bool {
    switch self {
    case .zero, .input: false
    default: true
    }
  }
}
