import Execution
import Solving
import Terms
import Testing

/// Loops with random bodies: what C says that they leave behind in a concrete world is among what their
/// summary allows.
///
/// A summary may leave a value open, but must not exclude the true one. So the solver is asked for the concrete
/// world together with the true values: there must be an answer, whichever page is looked at.
@Suite struct SummaryPropertyTests {
  @Test("a random loop, in random worlds", arguments: 1...48)
  func loop(seed: Int) throws {
    var random = SeededRandom(seed: UInt64(seed))
    let loop = RandomLoop(&random)
    let run = try SummarisedRun(loop)
    for _ in 0..<4 {
      let world = ConcreteLoopWorld(&random)
      var after = world
      loop.run(&after)
      for page in 1...8 {
        #expect(
          try run.admits(world, after, page: page), "seed \(seed), page \(page), \(world): \(loop.text)")
      }
    }
  }

  @Test("many of these loops are summarised, and their summaries exclude a wrong value")
  func enough() throws {
    var count = 0
    for seed in 1...48 {
      var random = SeededRandom(seed: UInt64(seed))
      let loop = RandomLoop(&random)
      let run = try SummarisedRun(loop)
      let world = ConcreteLoopWorld(&random)
      var after = world
      loop.run(&after)
      after.target[world.place] &+= 1
      after.i &+= 1
      if !run.executor.summarisedLoops.isEmpty, try !run.admits(world, after, page: 1) { count += 1 }
    }
    #expect(count >= 16, "\(count) of 48")
  }
}

/// The loop executed symbolically, summarised if it can be.
private struct SummarisedRun {
  let executor: Executor
  private let inputs: (ConcreteLoopWorld, Int) throws -> [Term]
  private let outputs: (ConcreteLoopWorld, Int) throws -> [Term]

  init(_ loop: RandomLoop) throws {
    let pool = TermPool()
    let executor = Executor(
      module: try SpecRun.compile(loop.source), settings: .init(upTo: 3), pool: pool,
      prover: SlicedProver(pool: pool, solver: try standardSolver().solver))
    self.executor = executor
    func number(_ value: Int) -> Term { pool.constant(UInt64(bitPattern: Int64(value)), width: 64) }
    executor.shapeFolio()
    try executor.run("t_world")
    let before = executor.memory
    executor.before = before
    let limit = pool.zext(pool.variable("n", width: 4, range: 1...8), to: 64)
    try executor.run("t_run", [limit])
    let after = executor.memory
    let page = pool.zext(try #require(executor.folio).page, to: 64)
    func value(_ function: String, _ argument: Term, in state: Memory) throws -> Term {
      executor.select(state)
      return try #require(try executor.observe(function, [argument]))
    }
    func equal(_ term: Term, _ value: UInt64) -> Term {
      pool.eq(term, pool.constant(value, width: pool.width(term)))
    }
    let sources = try (0..<10).map { try value("t_source", number($0 - 1), in: before) }
    let targets = try (0..<10).map { try value("t_target", number($0 - 1), in: before) }
    let scalars = try (0..<2).map { try value("t_scalar", number($0), in: before) }
    inputs = { world, chosen in
      var facts = [equal(limit, UInt64(world.limit)), equal(page, UInt64(chosen))]
      facts += zip(sources, world.source[(world.place - 1)...]).map(equal)
      facts += zip(targets, world.target[(world.place - 1)...]).map(equal)
      return facts + zip(scalars, [UInt64(world.place), world.counter]).map(equal)
    }
    let finals = try (1..<5).map { try value("t_scalar", number($0), in: after) }
    let pages = try [number(0), page].map { try value("t_target", $0, in: after) }
    outputs = { world, chosen in
      zip(finals, [world.counter, world.x, world.flag, world.i]).map(equal)
        + [equal(pages[0], world.target[world.place]), equal(pages[1], world.target[world.place + chosen])]
    }
  }

  /// May the loop lead from one world to the other, as far as page 0 and this page tell?
  func admits(_ before: ConcreteLoopWorld, _ after: ConcreteLoopWorld, page: Int) throws -> Bool {
    let facts = try inputs(before, page) + outputs(after, page)
    if case .satisfiable = try executor.prover.satisfiable(executor.pool.conjunction(facts), label: "test") {
      return true
    }
    return false
  }
}

/// All that a loop sees; records of the window are those from `place` on.
private struct ConcreteLoopWorld: CustomStringConvertible {
  var source: [UInt64]
  var target: [UInt64]
  let place: Int
  let limit: Int
  var counter: UInt64
  var x: UInt64 = 1
  var flag: UInt64 = 0
  var i: UInt64 = 0

  init(_ random: inout SeededRandom) {
    // Few values, so that comparisons go both ways.
    source = (0..<24).map { _ in UInt64(random.below(8)) }
    target = (0..<24).map { _ in UInt64(random.below(8)) }
    place = 1 + random.below(8)
    limit = 1 + random.below(8)
    counter = UInt64(random.below(8))
  }

  var description: String {
    "place \(place), n \(limit), source \(source[place...].prefix(9)), target \(target[place...].prefix(9))"
  }
}

private struct RandomLoop {
  indirect enum Expression {
    case constant(UInt64)
    case source
    case target(Int)
    case x, flag, counter
    case sum(Expression, Expression)
    case or(Expression, Expression)
    case and(Expression, Expression)
    case bit(Expression)

    var text: String {
      switch self {
      case .constant(let value): "\(value)ul"
      case .source: "src[i]"
      case .target(let distance): distance == 0 ? "dst[i]" : "dst[i - 1]"
      case .x: "x"
      case .flag: "flag"
      case .counter: "counter"
      case .sum(let a, let b): "(\(a.text) + \(b.text))"
      case .or(let a, let b): "(\(a.text) | \(b.text))"
      case .and(let a, let b): "(\(a.text) & \(b.text))"
      case .bit(let a): "((\(a.text) >> 1) & 1)"
      }
    }

    func value(_ world: ConcreteLoopWorld) -> UInt64 {
      switch self {
      case .constant(let value): value
      case .source: world.source[world.place + Int(world.i)]
      case .target(let distance): world.target[world.place + Int(world.i) + distance]
      case .x: world.x
      case .flag: world.flag
      case .counter: world.counter
      case .sum(let a, let b): a.value(world) &+ b.value(world)
      case .or(let a, let b): a.value(world) | b.value(world)
      case .and(let a, let b): a.value(world) & b.value(world)
      case .bit(let a): (a.value(world) >> 1) & 1
      }
    }
  }

  indirect enum Statement {
    case store(Expression)
    case storeAt(Int, Expression)
    case count(UInt64)
    case set(Expression)
    case collect(Expression)
    case assignFlag(Expression)
    case restrict(Expression)
    case leave(Expression)
    case when(Expression, Statement)

    var text: String {
      switch self {
      case .store(let value): "dst[i] = \(value.text);"
      case .storeAt(let place, let value): "dst[\(place)] = \(value.text);"
      case .count(let step): "counter += \(step);"
      case .set(let value): "x = \(value.text);"
      case .collect(let value): "flag |= \(value.text);"
      case .assignFlag(let value): "flag = \(value.text);"
      case .restrict(let value): "flag &= \(value.text);"
      case .leave(let condition): "if (\(condition.text) & 1) break;"
      case .when(let condition, let inner): "if (\(condition.text) & 1) { \(inner.text) }"
      }
    }

    /// - Returns: the loop goes on.
    func run(_ world: inout ConcreteLoopWorld) -> Bool {
      switch self {
      case .store(let value): world.target[world.place + Int(world.i)] = value.value(world)
      case .storeAt(let place, let value): world.target[world.place + place] = value.value(world)
      case .count(let step): world.counter &+= step
      case .set(let value): world.x = value.value(world)
      case .collect(let value): world.flag |= value.value(world)
      case .assignFlag(let value): world.flag = value.value(world)
      case .restrict(let value): world.flag &= value.value(world)
      case .leave(let condition): return condition.value(world) & 1 == 0
      case .when(let condition, let inner): if condition.value(world) & 1 == 1 { return inner.run(&world) }
      }
      return true
    }
  }

  let start: UInt64
  let isTestedLast: Bool
  /// What is true of each iteration but the one behind the last.
  let goesOn: String
  let x: UInt64
  let flag: UInt64
  let body: [Statement]

  init(_ random: inout SeededRandom) {
    start = UInt64(random.below(2))
    isTestedLast = start == 0 && random.below(2) == 0
    x = UInt64(random.below(4))
    flag = [0, 0, 0, 1, 2][random.below(5)]
    body = (0..<(1 + random.below(4))).map { _ in Self.statement(&random, 1) }
    goesOn = ["src + i < src + n", "src + i != src + n", "i != n", "i < n", "i < n"][random.below(5)]
  }

  private static func expression(_ random: inout SeededRandom, _ depth: Int) -> Expression {
    if depth == 0 || random.below(3) == 0 {
      switch random.below(10) {
      case 0, 1: return .constant(UInt64(random.below(8)))
      case 2, 3, 4, 5: return .source
      case 6: return .target(-random.below(2))
      case 7: return .x
      case 8: return .flag
      default: return .counter
      }
    }
    switch random.below(4) {
    case 0: return .sum(expression(&random, depth - 1), expression(&random, depth - 1))
    case 1: return .or(expression(&random, depth - 1), expression(&random, depth - 1))
    case 2: return .and(expression(&random, depth - 1), expression(&random, depth - 1))
    default: return .bit(expression(&random, depth - 1))
    }
  }

  private static func statement(_ random: inout SeededRandom, _ depth: Int) -> Statement {
    switch random.below(depth == 0 ? 15 : 18) {
    case 0, 1, 2: return .store(expression(&random, 2))
    case 3: return .storeAt(random.below(4), expression(&random, 1))
    case 4, 5: return .count(UInt64(1 + random.below(3)))
    case 6: return .set(random.below(2) == 0 ? .sum(.x, .constant(3)) : expression(&random, 2))
    case 7, 8: return .collect(.bit(.source))
    case 9: return .assignFlag(.or(.and(.flag, .constant(1)), .bit(.source)))
    case 10, 11: return .leave(expression(&random, 1))
    // Bits that are cleared, iterations that are counted.
    case 12: return .restrict(.or(.constant(2), .bit(.source)))
    case 13: return .restrict(.bit(.source))
    case 14: return .set(.sum(.x, .bit(.source)))
    default: return .when(.bit(expression(&random, 1)), statement(&random, 0))
    }
  }

  /// The loop in C.
  var text: String {
    let inner = body.map(\.text).joined(separator: " ")
    let loop =
      isTestedLast
      ? "i = \(start); do { \(inner) i++; } while (\(goesOn));"
      : "for (i = \(start); \(goesOn); i++) { \(inner) }"
    return "u64 x = \(x), flag = \(flag); \(loop)"
  }

  var source: String {
    """
    u64 source[32], target[32], place, counter, last_x, last_flag, last_i;
    void t_world(void)
    {
      pp_array(source, 32, 8, "source", 0);
      pp_array(target, 32, 8, "target", 0);
      pp_arbitrary(&counter, 8, "counter");
      place = pp_any_in("place", 8, 1, 8, "the window is in the table");
    }
    void t_run(u64 n)
    {
      u64 *src = source + place, *dst = target + place, i;
      \(text)
      last_x = x; last_flag = flag; last_i = i;
    }
    u64 t_source(u64 i) { return source[place + i]; }
    u64 t_target(u64 i) { return target[place + i]; }
    u64 t_scalar(u64 i)
    {
      return i == 0 ? place : i == 1 ? counter : i == 2 ? last_x : i == 3 ? last_flag : last_i;
    }
    """
  }

  func run(_ world: inout ConcreteLoopWorld) {
    (world.x, world.flag, world.i) = (x, flag, start)
    while isTestedLast || world.i < UInt64(world.limit) {
      for statement in body where !statement.run(&world) { return }
      world.i += 1
      if isTestedLast, world.i >= UInt64(world.limit) { return }
    }
  }
}
