import Solving
import Terms
import Testing

@testable import Execution

/// Addresses that are resolved by parts.
@Suite struct PointerTests {
  /// An executor that has built the world of some C.
  private static func executor(_ source: String) throws -> Executor {
    let pool = TermPool()
    let executor = Executor(
      module: try SpecRun.compile(source), settings: .init(order: 0), pool: pool,
      prover: SlicedProver(pool: pool, solver: try standardSolver().solver))
    try executor.run("t_world")
    executor.before = executor.memory
    return executor
  }

  /// As the last page of a batch: the index has a difference, here a negative one, of two numbers that are choices.
  @Test func anIndexMayBeASumOfChoices() throws {
    let executor = try Self.executor(
      """
      static struct { u64 value; } table[64];
      u64 start;
      void t_world(void)
      {
        pp_array(table, 64, sizeof(table[0]), "table", 0);
        start = pp_any_in("start", 8, 1, 40, "inside");
      }
      u64 t_run(u64 room, u64 same)
      {
        int most = (room & 15) < 9 ? (int)(room & 15) : 9, left = same & 1 ? most - 1 : same & 2 ? most - 2 : most;
        return (table + start + (int)(left - most) + 1)->value;
      }
      """)
    let pool = executor.pool
    let (room, same) = (pool.variable("room", width: 64), pool.variable("same", width: 64))
    let result = try #require(try executor.run("t_run", [room, same]))
    #expect(executor.takeObligations().isEmpty)
    // Which record it is: the one behind the first, the first, or the one before.
    let start = try #require(
      (0..<pool.variableCount).map { pool.variable(ordinal: $0) }
        .first { pool.variableInfo($0)?.name == "start" })
    let cells = (0..<pool.variableCount).map { pool.variable(ordinal: $0) }.compactMap { variable in
      pool.variableInfo(variable).flatMap { $0.name.hasPrefix("table[") ? (variable, $0.name) : nil }
    }
    #expect(cells.count == 3, "\(cells.map(\.1))")
    for same in 0..<4 as Range<UInt64> {
      let chosen = Set(
        cells.enumerated().compactMap { number, cell -> Int? in
          let evaluator = pool.evaluator { variable in
            variable == start
              ? 20 : variable == cell.0 ? 77 : pool.variableInfo(variable)?.name == "same" ? same : 3
          }
          return evaluator.value(of: result) == 77 ? number : nil
        })
      #expect(chosen.count == 1, "\(same)")
    }
  }

  /// A summary may have looked at a record by an index that is itself a choice of two. An address over such an
  /// index is split; its parts, which equal the whole where they count, must not be taken for the whole again.
  @Test func aTouchedChoiceOfIndicesIsNoCanonicalOne() throws {
    let executor = try Self.executor(
      """
      static struct { u64 value; } table[8];
      void t_world(void) { pp_array(table, 8, sizeof(table[0]), "table", 0); }
      u64 t_run(u64 index) { return table[index].value; }
      """)
    let pool = executor.pool
    let choice = pool.variable("choice", width: 1)
    let (a, b) = (pool.variable("a", width: 64), pool.variable("b", width: 64))
    let index = pool.ite(
      choice, pool.and(a, pool.constant(3, width: 64)), pool.and(b, pool.constant(5, width: 64)))
    let table = try #require(executor.space.objects.firstIndex { $0.stride != nil })
    executor.touch(ObjectID(rawValue: table), index)
    let result = try executor.run("t_run", [index])
    // Neither part is a plain index: what the executor can make nothing of, it says. Both lie inside the table, near what
    // has been looked at.
    #expect(result != nil)
    #expect(Set(executor.takeObligations().map(\.kind)) == [.untraced])
  }
}
