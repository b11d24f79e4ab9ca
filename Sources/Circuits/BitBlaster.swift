import Terms

/// The terms of a pool as wires of a circuit, each built once and kept.
///
/// Operations have the meaning that SMT-LIB's theory FixedSizeBitVectors gives them (see `Op`). Terms share what they
/// have in common bit by bit: two runs that read the same PTE in different ways read the same wires.
public final class BitBlaster {
  /// What the wires belong to.
  public let circuit = Circuit()
  /// Whose terms these are.
  public let pool: TermPool
  /// By the term's id; empty for one that has not been asked for.
  private var words: ContiguousArray<Word> = []

  public init(pool: TermPool) { self.pool = pool }

  /// Builds the circuits of these terms, and of what they are made of.
  public func build(_ terms: [Term]) {
    if words.count < pool.count {
      words.append(contentsOf: repeatElement([], count: pool.count - words.count))
    }
    pool.forEachOperandFirst(
      from: terms, skipping: { !self[$0].isEmpty }, visit: { words[Int($0.id)] = built($0) })
  }

  /// The wires of a term that has been built, from bit 0 on.
  public subscript(term: Term) -> Word { words[Int(term.id)] }

  /// Whether a variable that has been built lies in its range.
  public func isInRange(_ variable: Term) -> Literal {
    guard let range = pool.variableInfo(variable)?.range else { return .one }
    let word = self[variable]
    let low = circuit.constant(range.lowerBound, width: word.count)
    let high = circuit.constant(range.upperBound, width: word.count)
    return circuit.and(
      circuit.isBelow(low, word, orEqual: true), circuit.isBelow(word, high, orEqual: true))
  }

  private func built(_ term: Term) -> Word {
    let width = pool.width(term)
    if let value = pool.asConstant(term) { return circuit.constant(value, width: width) }
    // Neither constant nor operation: a variable.
    guard let operation = pool.operation(of: term) else { return (0..<width).map { _ in circuit.input() } }
    return built(operation, pool.operands(of: term).map { self[$0] }, width: width)
  }

  private func built(_ operation: Op, _ operands: [Word], width: Int) -> Word {
    let a = operands[0]
    let b = operands.count > 1 ? operands[1] : []
    switch operation {
    case .not: return circuit.complement(a)
    case .and where width == 1: return [circuit.all(operands.map { $0[0] })]
    case .or where width == 1: return [circuit.any(operands.map { $0[0] })]
    case .and: return circuit.map(a, b, circuit.and)
    case .or: return circuit.map(a, b, circuit.or)
    case .xor: return circuit.map(a, b, circuit.xor)
    case .add: return circuit.sum(a, b)
    case .sub: return circuit.difference(a, b)
    case .mul: return circuit.product(a, b)
    case .udiv: return circuit.division(a, by: b).quotient
    case .urem: return circuit.division(a, by: b).remainder
    case .sdiv: return circuit.signedDivision(a, by: b).quotient
    case .srem: return circuit.signedDivision(a, by: b).remainder
    case .shl: return circuit.shifted(a, .left, by: b, fill: .zero)
    case .lshr: return circuit.shifted(a, .right, by: b, fill: .zero)
    case .ashr: return circuit.shifted(a, .right, by: b, fill: a[width - 1])
    case .eq: return [circuit.isEqual(a, b)]
    case .ult: return [circuit.isBelow(a, b)]
    case .ule: return [circuit.isBelow(a, b, orEqual: true)]
    case .slt: return [circuit.isSignedBelow(a, b)]
    case .sle: return [circuit.isSignedBelow(a, b, orEqual: true)]
    case .ite: return circuit.choice(a[0], b, operands[2])
    case .concat: return b + a
    case .extract(let high, let low): return Word(a[low...high])
    case .zext(let to): return a + Word(repeating: .zero, count: to - a.count)
    case .sext(let to): return a + Word(repeating: a[a.count - 1], count: to - a.count)
    case .umin: return circuit.choice(circuit.isBelow(a, b), a, b)
    }
  }
}
