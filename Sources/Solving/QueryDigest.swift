import Digests
import Terms

/// A name for what a query asks, the same in every pool and run: SHA-256 over its terms, written out operands first.
///
/// Variables are numbered as they turn up, and written with their widths and ranges instead of their names. So
/// queries with equal digests differ in the names of variables at most, and have the same answer.
struct QueryDigest: Hashable, Sendable {
  /// The first 128 bits.
  let high: UInt64
  let low: UInt64

  static let size = 16
}

/// Computes digests of queries over one pool.
struct QueryWriter {
  private let pool: TermPool
  /// The number of a term within the query that is being written; of another query where the stamp is old.
  private var numbers: [UInt32] = []
  private var stamps: [UInt32] = []
  private var stamp: UInt32 = 0
  private var bytes: [UInt8] = []
  /// Of each term, whatever variables it has: what operands that may stand in any order are put in order by, so that
  /// queries are alike which were built in another order.
  private var shapes: [UInt64] = []
  private var orders: [Term: [Term]] = [:]

  init(_ pool: TermPool) { self.pool = pool }

  /// - Returns: with the digest the variables of the query, by their numbers in it.
  mutating func digest(of query: Query) -> (digest: QueryDigest, variables: [Term]) {
    var variables: [Term] = []
    prepare(query.assertions)
    stamp += 1
    bytes.removeAll(keepingCapacity: true)
    var count: UInt32 = 0
    var stack: [(term: Term, isExpanded: Bool)] = []
    let assertions = sorted(query.assertions)
    stack += assertions.reversed().map { ($0, false) }
    while let (term, isExpanded) = stack.popLast() {
      if stamps[Int(term.id)] == stamp { continue }
      let operands = ordered(term)
      if !isExpanded, !operands.isEmpty {
        stack.append((term, true))
        for operand in operands.reversed() where stamps[Int(operand.id)] != stamp {
          stack.append((operand, false))
        }
        continue
      }
      if pool.variableInfo(term) != nil { variables.append(term) }
      write(term, operands)
      stamps[Int(term.id)] = stamp
      numbers[Int(term.id)] = count
      count += 1
    }
    append(0xFF, width: 1)
    for assertion in assertions { append(UInt64(numbers[Int(assertion.id)]), width: 4) }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for (index, byte) in SHA256.bytes(of: bytes).prefix(QueryDigest.size).enumerated() {
      if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
    }
    return (QueryDigest(high: high, low: low), variables)
  }

  // MARK: Writing

  /// The operation with all its parameters, then the operands' numbers. What follows is known from what precedes.
  private mutating func write(_ term: Term, _ operands: [Term]) {
    append(UInt64(pool.width(term)), width: 1)
    if let value = pool.asConstant(term) {
      append(1, width: 1)
      append(value, width: 8)
    } else if let variable = pool.variableInfo(term) {
      append(2, width: 1)
      append(variable.range.lowerBound, width: 8)
      append(variable.range.upperBound, width: 8)
    } else if let operation = pool.operation(of: term) {
      append(UInt64(3 + operation.code), width: 1)
      let (first, second) = operation.parameters
      append(first, width: 1)
      append(second, width: 1)
      append(UInt64(operands.count), width: 4)
      for operand in operands { append(UInt64(numbers[Int(operand.id)]), width: 4) }
    }
  }

  private mutating func append(_ value: UInt64, width: Int) {
    for shift in 0..<width { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * UInt64(shift)))) }
  }

  // MARK: The order of operands

  private mutating func ordered(_ term: Term) -> [Term] {
    if let known = orders[term] { return known }
    let operands = pool.operands(of: term)
    guard operands.count > 1, pool.connective(of: term) != nil else { return operands }
    let order = sorted(operands)
    orders[term] = order
    return order
  }

  private func sorted(_ terms: [Term]) -> [Term] {
    terms.sorted { (shapes[Int($0.id)], $0) < (shapes[Int($1.id)], $1) }
  }

  /// Room for all terms, and the shapes of those that are new here; 0 stands for none yet.
  private mutating func prepare(_ terms: [Term]) {
    let missing = pool.count - shapes.count
    if missing > 0 {
      let room = missing + pool.count / 2
      numbers += Array(repeating: 0, count: room)
      stamps += Array(repeating: 0, count: room)
      shapes += Array(repeating: 0, count: room)
    }
    pool.forEachOperandFirst(
      from: terms, skipping: { shapes[Int($0.id)] != 0 }, visit: { shapes[Int($0.id)] = shape(of: $0) | 1 })
  }

  private func shape(of term: Term) -> UInt64 {
    func mixed(_ state: UInt64, _ value: UInt64) -> UInt64 {
      var z = (state ^ value) &* 0x9E37_79B9_7F4A_7C15
      z = (z ^ (z >> 29)) &* 0xBF58_476D_1CE4_E5B9
      return z ^ (z >> 32)
    }
    var state = mixed(1, UInt64(pool.width(term)))
    if let value = pool.asConstant(term) { return mixed(mixed(state, 1), value) }
    if let variable = pool.variableInfo(term) {
      state = mixed(mixed(state, 2), variable.range.upperBound)
      for byte in variable.name.utf8 { state = mixed(state, UInt64(byte)) }
      return state
    }
    guard let operation = pool.operation(of: term) else { return state }
    let (first, second) = operation.parameters
    state = mixed(mixed(mixed(state, UInt64(3 + operation.code)), first), second)
    let operands = pool.operands(of: term)
    if pool.connective(of: term) != nil {
      return mixed(state, operands.reduce(0) { $0 &+ shapes[Int($1.id)] })
    }
    for operand in operands { state = mixed(state, shapes[Int(operand.id)]) }
    return state
  }
}

extension Op {
  /// One number an operation, for digests.
  fileprivate var code: Int {
    switch self {
    case .not: 0
    case .and: 1
    case .or: 2
    case .xor: 3
    case .add: 4
    case .sub: 5
    case .mul: 6
    case .udiv: 7
    case .urem: 8
    case .sdiv: 9
    case .srem: 10
    case .shl: 11
    case .lshr: 12
    case .ashr: 13
    case .eq: 14
    case .ult: 15
    case .ule: 16
    case .slt: 17
    case .sle: 18
    case .ite: 19
    case .concat: 20
    case .extract: 21
    case .zext: 22
    case .sext: 23
    case .umin: 24
    }
  }

  fileprivate var parameters: (UInt64, UInt64) {
    switch self {
    case .extract(let high, let low): (UInt64(high), UInt64(low))
    case .zext(let width), .sext(let width): (UInt64(width), 0)
    default: (0, 0)
    }
  }
}
