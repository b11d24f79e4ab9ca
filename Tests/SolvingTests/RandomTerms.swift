import Terms

/// A random DAG of terms, with the value that each has for one random assignment.
struct RandomTerms {
  struct Entry {
    let term: Term
    let width: Int
    /// By `ReferenceSemantics` on the operands' values.
    let value: UInt64
    /// What it was made by; nil for variables and constants.
    let operation: Op?
  }

  private(set) var entries: [Entry] = []
  /// The variables, with the values assigned to them.
  private(set) var inputs: [(variable: Term, value: UInt64)] = []

  static let allWidths = [1, 1, 2, 3, 7, 8, 16, 31, 32, 33, 63, 64]

  private let widths: [Int]

  init(pool: TermPool, size: Int, widths: [Int] = allWidths, using random: inout SeededRandom) {
    self.widths = widths
    for width in widths { addVariable(width, pool, &random) }
    for _ in 0..<size {
      if Int.random(in: 0..<8, using: &random) == 0 {
        let width = widths.randomElement(using: &random) ?? 8
        let value = Self.randomValue(width, &random)
        entries.append(
          Entry(term: pool.constant(value, width: width), width: width, value: value, operation: nil))
      } else {
        addOperation(pool, &random)
      }
    }
  }

  private mutating func addVariable(_ width: Int, _ pool: TermPool, _ random: inout SeededRandom) {
    let mask = ReferenceSemantics.mask(width)
    let ends = [Self.randomValue(width, &random), Self.randomValue(width, &random)].sorted()
    let isWhole = Bool.random(using: &random) || ends[0] == ends[1]
    let range = isWhole ? 0...mask : ends[0]...ends[1]
    let value = UInt64.random(in: range, using: &random)
    let variable = pool.variable("v\(entries.count)", width: width, range: range)
    inputs.append((variable, value))
    entries.append(Entry(term: variable, width: width, value: value, operation: nil))
  }

  /// Small values, values near the ends, and any.
  private static func randomValue(_ width: Int, _ random: inout SeededRandom) -> UInt64 {
    let mask = ReferenceSemantics.mask(width)
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return UInt64.random(in: 0...9, using: &random) & mask
    case 1: return mask - (UInt64.random(in: 0...3, using: &random) & mask)
    case 2: return 1 << UInt64.random(in: 0..<UInt64(width), using: &random)
    default: return random.next() & mask
    }
  }

  private mutating func addOperation(_ pool: TermPool, _ random: inout SeededRandom) {
    let binary: [Op] = [
      .xor, .add, .sub, .mul, .udiv, .urem, .sdiv, .srem, .shl, .lshr, .ashr, .eq, .ult, .ule, .slt, .sle,
      .and, .or, .umin,
    ]
    let first = pick(&random)
    switch Int.random(in: 0..<12, using: &random) {
    case 0: add(.not, [first], pool)
    case 1: add(.ite, [pick(&random, width: 1), first, pick(&random, width: first.width)], pool)
    case 2:
      let second = pick(&random)
      if first.width + second.width <= 64 { add(.concat, [first, second], pool) }
    case 3:
      let low = Int.random(in: 0..<first.width, using: &random)
      let high = Int.random(in: low..<first.width, using: &random)
      add(.extract(high: high, low: low), [first], pool)
    case 4: add(.zext(Int.random(in: first.width...64, using: &random)), [first], pool)
    case 5: add(.sext(Int.random(in: first.width...64, using: &random)), [first], pool)
    case 6:
      // Conditions of any number.
      let operands = (0..<Int.random(in: 1...6, using: &random)).map { _ in pick(&random, width: 1) }
      add(Bool.random(using: &random) ? .and : .or, operands, pool)
    default:
      add(binary.randomElement(using: &random) ?? .add, [first, pick(&random, width: first.width)], pool)
    }
  }

  /// One of the later entries rather than of the first, for depth.
  private func pick(_ random: inout SeededRandom, width: Int? = nil) -> Entry {
    let fitting = width.map { width in entries.filter { $0.width == width } } ?? entries
    let start = Bool.random(using: &random) ? fitting.count / 2 : 0
    return fitting[Int.random(in: start..<fitting.count, using: &random)]
  }

  private mutating func add(_ operation: Op, _ operands: [Entry], _ pool: TermPool) {
    let term = pool.op(operation, operands.map(\.term))
    let value = ReferenceSemantics.apply(operation, operands.map(\.value), widths: operands.map(\.width))
    entries.append(Entry(term: term, width: pool.width(term), value: value, operation: operation))
  }
}
