import Terms

/// The values of a condition for all assignments of ten Boolean variables, by bit-parallel brute force:
/// the oracle for provers, with no solver, no evaluator and no term in it.
struct TruthTable: Equatable {
  static let variables = 10
  private static let words = (1 << variables) / 64

  private var bits: [UInt64]

  private init(_ bits: [UInt64]) { self.bits = bits }

  static let always = TruthTable([UInt64](repeating: .max, count: words))

  /// The variable whose value in assignment `a` is bit `number` of `a`.
  static func variable(_ number: Int) -> TruthTable {
    var bits = [UInt64](repeating: 0, count: words)
    for assignment in 0..<(1 << variables) where assignment >> number & 1 == 1 {
      bits[assignment / 64] |= 1 << UInt64(assignment % 64)
    }
    return TruthTable(bits)
  }

  static prefix func ! (table: TruthTable) -> TruthTable { TruthTable(table.bits.map { ~$0 }) }

  static func && (left: TruthTable, right: TruthTable) -> TruthTable {
    TruthTable(zip(left.bits, right.bits).map { $0 & $1 })
  }

  static func || (left: TruthTable, right: TruthTable) -> TruthTable { !(!left && !right) }

  var isNeverTrue: Bool { bits.allSatisfy { $0 == 0 } }

  func isTrue(for assignment: Int) -> Bool { bits[assignment / 64] >> UInt64(assignment % 64) & 1 == 1 }
}

/// A condition twice over: as a term, and as its truth table.
struct Condition {
  let term: Term
  let table: TruthTable
}

/// Makes conditions over seven pages of one Boolean each, and three global Booleans.
struct ConditionMaker {
  static let pages = 7

  let pool: TermPool
  let variables: [Term]

  init(pool: TermPool) {
    self.pool = pool
    self.variables = (0..<TruthTable.variables).map { number in
      pool.variable(
        "x\(number)", width: 1, index: number < Self.pages ? number : nil)
    }
  }

  func variable(_ number: Int) -> Condition {
    Condition(term: variables[number], table: .variable(number))
  }

  func not(_ operand: Condition) -> Condition {
    Condition(term: pool.not(operand.term), table: !operand.table)
  }

  func any(_ operands: [Condition]) -> Condition {
    Condition(
      term: pool.disjunction(operands.map(\.term)),
      table: operands.reduce(!.always) { $0 || $1.table })
  }

  func all(_ operands: [Condition]) -> Condition {
    Condition(
      term: pool.conjunction(operands.map(\.term)),
      table: operands.reduce(.always) { $0 && $1.table })
  }

  func either(_ condition: Condition, _ yes: Condition, _ no: Condition) -> Condition {
    Condition(
      term: pool.ite(condition.term, yes.term, no.term),
      table: (condition.table && yes.table) || (!condition.table && no.table))
  }

  /// A condition over few variables, or over those of the given pages and the globals.
  func random(
    depth: Int, pages: ClosedRange<Int>, using random: inout SeededRandom
  ) -> Condition {
    if depth == 0 || Int.random(in: 0..<4, using: &random) == 0 {
      let isGlobal = Int.random(in: 0..<3, using: &random) == 0
      let numbers = isGlobal ? Self.pages...(TruthTable.variables - 1) : pages
      let chosen = variable(Int.random(in: numbers, using: &random))
      return Bool.random(using: &random) ? chosen : not(chosen)
    }
    func below(_ random: inout SeededRandom) -> Condition {
      self.random(depth: depth - 1, pages: pages, using: &random)
    }
    switch Int.random(in: 0..<4, using: &random) {
    case 0: return not(below(&random))
    case 1: return any([below(&random), below(&random), below(&random)])
    case 2: return all([below(&random), below(&random)])
    default: return either(below(&random), below(&random), below(&random))
    }
  }

  /// "Any" or "all" over the pages: 9 to 14 operands about all of them.
  func wide(using random: inout SeededRandom) -> Condition {
    let count = Int.random(in: 9...14, using: &random)
    let operands = (0..<count).map { number -> Condition in
      let page = number % Self.pages
      return all([
        Bool.random(using: &random) ? variable(page) : not(variable(page)),
        self.random(depth: 1, pages: page...page, using: &random),
      ])
    }
    return Bool.random(using: &random) ? any(operands) : all(operands.map(not))
  }

  /// The assignment that a model means.
  func assignment(_ value: (Term) -> UInt64) -> Int {
    variables.indices.reduce(0) { $0 | Int(value(variables[$1])) << $1 }
  }
}
