/// Gates over inputs of one bit each. A gate that is built twice is the same gate.
///
/// Constants, equal and complementary operands are simplified away as gates are built. Operands have smaller numbers
/// than the gates that use them. Gates are never freed.
public final class Circuit {
  /// What a gate computes of other wires.
  public enum Gate: Equatable {
    /// Always 0: the first gate, and no other.
    case zero
    case input
    case and(Literal, Literal)
    /// Of three wires and more, in order.
    case longAnd(ArraySlice<Literal>)
    case xor(Literal, Literal)
    /// The second if the first is 1, else the third.
    case choice(Literal, Literal, Literal)
    /// What at least two of the three are.
    case majority(Literal, Literal, Literal)
  }

  private enum Kind: UInt8 {
    case zero, input, and, longAnd, xor, choice, majority
  }

  /// A gate in 16 bytes. A long conjunction has the place of its operands in `lists` in `a`, and their number in `b`.
  private struct Record: Hashable {
    let kind: Kind
    var a = Literal.zero
    var b = Literal.zero
    var c = Literal.zero
  }

  private var records: ContiguousArray<Record> = [Record(kind: .zero)]
  private var known: [Record: UInt32] = [:]
  /// The operands of all long conjunctions, one after the other.
  private var lists: [Literal] = []
  private var knownLists: [[Literal]: UInt32] = [:]

  public init() {}

  /// How many gates there are; their numbers are below.
  public var count: Int { records.count }

  /// The gate of a number.
  public func gate(_ number: Int) -> Gate {
    let record = records[number]
    switch record.kind {
    case .zero: return .zero
    case .input: return .input
    case .and: return .and(record.a, record.b)
    case .longAnd: return .longAnd(list(of: record))
    case .xor: return .xor(record.a, record.b)
    case .choice: return .choice(record.a, record.b, record.c)
    case .majority: return .majority(record.a, record.b, record.c)
    }
  }

  /// Calls `body` with each wire that a gate reads.
  public func forEachOperand(of number: Int, _ body: (Literal) -> Void) {
    let record = records[number]
    switch record.kind {
    case .zero, .input: break
    case .and, .xor:
      body(record.a)
      body(record.b)
    case .longAnd: list(of: record).forEach(body)
    case .choice, .majority:
      body(record.a)
      body(record.b)
      body(record.c)
    }
  }

  private func list(of record: Record) -> ArraySlice<Literal> {
    let start = Int(record.a.code)
    return lists[start..<start + Int(record.b.code)]
  }

  // MARK: Building

  /// A new input.
  func input() -> Literal { append(Record(kind: .input)) }

  func and(_ a: Literal, _ b: Literal) -> Literal {
    if a == .zero || b == .zero || a == !b { return .zero }
    if a == .one || a == b { return b }
    if b == .one { return a }
    return find(a < b ? Record(kind: .and, a: a, b: b) : Record(kind: .and, a: b, b: a))
  }

  func or(_ a: Literal, _ b: Literal) -> Literal { !and(!a, !b) }

  /// Whether all of them are 1; 1 for none.
  func all(_ literals: [Literal]) -> Literal {
    var operands: [Literal] = []
    for literal in literals.sorted() where literal != .one {
      if literal == .zero || literal == operands.last.map(!) { return .zero }
      if literal != operands.last { operands.append(literal) }
    }
    guard operands.count > 2 else { return and(operands.first ?? .one, operands.last ?? .one) }
    if let number = knownLists[operands] { return Literal(gate: Int(number)) }
    let record = Record(
      kind: .longAnd, a: Literal(code: UInt32(lists.count)), b: Literal(code: UInt32(operands.count)))
    lists.append(contentsOf: operands)
    knownLists[operands] = UInt32(records.count)
    return append(record)
  }

  /// Whether any of them is 1; 0 for none.
  func any(_ literals: [Literal]) -> Literal { !all(literals.map(!)) }

  func xor(_ a: Literal, _ b: Literal) -> Literal {
    let isNegated = a.isNegated != b.isNegated
    let x = min(a.positive, b.positive)
    let y = max(a.positive, b.positive)
    if x == y { return Literal.zero.negated(if: isNegated) }
    if x == .zero { return y.negated(if: isNegated) }
    return find(Record(kind: .xor, a: x, b: y)).negated(if: isNegated)
  }

  /// `yes` if the condition is 1, else `no`.
  func choice(_ condition: Literal, _ yes: Literal, _ no: Literal) -> Literal {
    if yes == no { return yes }
    if condition.isNegated { return choice(!condition, no, yes) }
    // The only constant that is not negated.
    if condition == .zero { return no }
    if yes == !no { return xor(condition, no) }
    if yes == .one || yes == condition { return or(condition, no) }
    if yes == .zero || yes == !condition { return and(!condition, no) }
    if no == .one || no == !condition { return or(!condition, yes) }
    if no == .zero || no == condition { return and(condition, yes) }
    let isNegated = yes.isNegated
    return find(
      Record(kind: .choice, a: condition, b: yes.negated(if: isNegated), c: no.negated(if: isNegated))
    ).negated(if: isNegated)
  }

  /// What at least two of the three are: the carry of a sum.
  func majority(_ a: Literal, _ b: Literal, _ c: Literal) -> Literal {
    let (x, y, z) = Self.sorted(a, b, c)
    // Constants come first.
    if x == .zero { return and(y, z) }
    if x == .one { return or(y, z) }
    if x == y { return x }
    if x == !y { return z }
    if y == z { return y }
    if y == !z { return x }
    let isNegated = x.isNegated
    return find(
      Record(
        kind: .majority, a: x.negated(if: isNegated), b: y.negated(if: isNegated), c: z.negated(if: isNegated)
      )
    ).negated(if: isNegated)
  }

  private static func sorted(_ a: Literal, _ b: Literal, _ c: Literal) -> (Literal, Literal, Literal) {
    let low = min(a, b)
    let high = max(a, b)
    if c < low { return (c, low, high) }
    return c < high ? (low, c, high) : (low, high, c)
  }

  private func find(_ record: Record) -> Literal {
    if let number = known[record] { return Literal(gate: Int(number)) }
    known[record] = UInt32(records.count)
    return append(record)
  }

  private func append(_ record: Record) -> Literal {
    precondition(records.count < 1 << 31, "a literal has 31 bits for the number of its gate")
    records.append(record)
    return Literal(gate: records.count - 1)
  }
}
