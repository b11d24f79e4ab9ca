import Testing

/// Random programs of nested ifs, loops, breaks and returns, against an interpreter of the same tree.
@Suite struct RandomProgramTests {
  @Test("a random program, for all arguments", arguments: 1...40)
  func program(seed: Int) throws {
    var writer = ProgramWriter(random: SeededRandom(seed: UInt64(seed)))
    let body = writer.statements(depth: 3)
    let source = """
      u32 m[4];
      u32 t_run(u32 a, u32 b) {
        u32 v[4] = { a, b, 5, 0 };
        \(body.map(\.text).joined(separator: "\n"))
        return v[0] + v[1] * 3 + v[2] * 7 + v[3] * 31 + m[0] * 101 + m[1] * 211 + m[2] * 307 + m[3] * 401;
      }
      """
    let run = try SpecRun(source, inputs: [.init("a", 2), .init("b", 2)], loopBound: 5)
    let found = run.disagreements { row in
      var machine = Machine(values: [UInt32(row[0]), UInt32(row[1]), 5, 0])
      if case .returned(let value) = machine.run(body) { return UInt64(value) }
      var sum: UInt32 = 0
      for (cell, weight) in zip(
        machine.values + machine.cells, [1, 3, 7, 31, 101, 211, 307, 401] as [UInt32])
      {
        sum &+= cell &* weight
      }
      return UInt64(sum)
    }
    #expect(found == [], "\(source)")
    #expect(run.executor.loopsCutOff == 0)
  }
}

private indirect enum Expression {
  case constant(UInt32)
  case local(Int)
  case cell(Int)
  case counter(Int)
  case sum(Expression, Expression)
  case difference(Expression, Expression)
  case product(Expression, Expression)
  case exclusive(Expression, Expression)
  case less(Expression, Expression)

  var text: String {
    switch self {
    case .constant(let value): "\(value)u"
    case .local(let number): "v[\(number)]"
    case .cell(let number): "m[\(number)]"
    case .counter(let depth): "i\(depth)"
    case .sum(let a, let b): "(\(a.text) + \(b.text))"
    case .difference(let a, let b): "(\(a.text) - \(b.text))"
    case .product(let a, let b): "(\(a.text) * \(b.text))"
    case .exclusive(let a, let b): "(\(a.text) ^ \(b.text))"
    case .less(let a, let b): "(\(a.text) < \(b.text))"
    }
  }
}

private indirect enum Statement {
  case assign(Int, Expression)
  case store(Int, Expression)
  case choose(Expression, [Statement], [Statement])
  /// for (i = 0; i < (limit & 3); i++) { if (leave) break; if (skip) continue; body }
  case loop(Int, limit: Expression, skip: Expression, leave: Expression, [Statement])
  case `return`(Expression)

  var text: String {
    func block(_ body: [Statement]) -> String { "{ \(body.map(\.text).joined(separator: " ")) }" }
    switch self {
    case .assign(let number, let value): return "v[\(number)] = \(value.text);"
    case .store(let number, let value): return "m[\(number)] = \(value.text);"
    case .choose(let condition, let yes, let no):
      return "if (\(condition.text) & 1) \(block(yes)) else \(block(no))"
    case .loop(let depth, let limit, let skip, let leave, let body):
      return "for (u32 i\(depth) = 0; i\(depth) < (\(limit.text) & 3); i\(depth)++) { "
        + "if (\(leave.text) & 2) break; if (\(skip.text) & 1) continue; \(block(body)) }"
    case .return(let value): return "return \(value.text);"
    }
  }
}

private struct ProgramWriter {
  var random: SeededRandom
  private var counters: [Int] = []

  init(random: SeededRandom) { self.random = random }

  private mutating func expression(_ depth: Int = 2) -> Expression {
    if depth == 0 || random.below(4) == 0 {
      switch random.below(counters.isEmpty ? 3 : 4) {
      case 0: return .constant(UInt32(random.below(9)))
      case 1: return .local(random.below(4))
      case 2: return .cell(random.below(4))
      default: return .counter(random.pick(counters))
      }
    }
    let (a, b) = (expression(depth - 1), expression(depth - 1))
    switch random.below(5) {
    case 0: return .sum(a, b)
    case 1: return .difference(a, b)
    case 2: return .product(a, b)
    case 3: return .exclusive(a, b)
    default: return .less(a, b)
    }
  }

  mutating func statements(depth: Int) -> [Statement] {
    (0..<(2 + random.below(2))).map { _ in statement(depth) }
  }

  private mutating func statement(_ depth: Int) -> Statement {
    switch random.below(depth == 0 ? 4 : 8) {
    case 0, 1: return .assign(random.below(4), expression())
    case 2: return .store(random.below(4), expression())
    case 3:
      // A return at every other place would leave nothing behind it to test.
      return random.below(2) == 0 ? .return(expression()) : .store(random.below(4), expression(1))
    case 4, 5:
      let condition = expression()
      let yes = statements(depth: depth - 1)
      return .choose(condition, yes, statements(depth: depth - 1))
    default:
      if counters.count == 2 { return .assign(random.below(4), expression()) }
      let number = counters.count
      let limit = expression()
      counters.append(number)
      defer { counters.removeLast() }
      let (skip, leave) = (expression(), expression())
      return .loop(number, limit: limit, skip: skip, leave: leave, statements(depth: depth - 1))
    }
  }
}

/// What C says the tree means.
private struct Machine {
  var values: [UInt32]
  var cells: [UInt32] = [0, 0, 0, 0]
  private var counters: [Int: UInt32] = [:]

  enum Outcome {
    case finished
    case returned(UInt32)
  }

  init(values: [UInt32]) { self.values = values }

  private func value(_ expression: Expression) -> UInt32 {
    switch expression {
    case .constant(let value): value
    case .local(let number): values[number]
    case .cell(let number): cells[number]
    case .counter(let depth): counters[depth] ?? 0
    case .sum(let a, let b): value(a) &+ value(b)
    case .difference(let a, let b): value(a) &- value(b)
    case .product(let a, let b): value(a) &* value(b)
    case .exclusive(let a, let b): value(a) ^ value(b)
    case .less(let a, let b): value(a) < value(b) ? 1 : 0
    }
  }

  mutating func run(_ body: [Statement]) -> Outcome {
    for statement in body {
      switch statement {
      case .assign(let number, let expression): values[number] = value(expression)
      case .store(let number, let expression): cells[number] = value(expression)
      case .choose(let condition, let yes, let no):
        if case .returned(let value) = run(value(condition) & 1 == 1 ? yes : no) { return .returned(value) }
      case .loop(let depth, let limit, let skip, let leave, let inner):
        counters[depth] = 0
        while let counter = counters[depth], counter < value(limit) & 3 {
          if value(leave) & 2 != 0 { break }
          if value(skip) & 1 == 0 {
            if case .returned(let value) = run(inner) { return .returned(value) }
          }
          counters[depth] = counter + 1
        }
      case .return(let expression): return .returned(value(expression))
      }
    }
    return .finished
  }
}
