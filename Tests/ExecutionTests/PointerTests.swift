import Solving
import Terms
import Testing

@testable import Execution

/// Addresses that are resolved by parts.
@Suite struct PointerTests {
  /// A summary may have looked at a record by an index that is itself a choice of two. An address over such an
  /// index is split; its parts, which equal the whole where they count, must not be taken for the whole again.
  @Test func aTouchedChoiceOfIndicesIsNoCanonicalOne() throws {
    let module = try SpecRun.compile(
      """
      static struct { u64 value; } table[8];
      void t_world(void) { pp_array(table, 8, sizeof(table[0]), "table", 0); }
      u64 t_run(u64 index) { return table[index].value; }
      """)
    let pool = TermPool()
    let executor = Executor(
      module: module, settings: .init(order: 0), pool: pool,
      prover: SlicedProver(pool: pool, solver: try standardSolver().solver))
    try executor.run("t_world")
    executor.before = executor.memory
    let choice = pool.variable("choice", width: 1)
    let (a, b) = (pool.variable("a", width: 64), pool.variable("b", width: 64))
    let index = pool.ite(
      choice, pool.and(a, pool.constant(3, width: 64)), pool.and(b, pool.constant(5, width: 64)))
    let table = try #require(executor.space.objects.firstIndex { $0.stride != nil })
    executor.touch(ObjectID(rawValue: table), index)
    let result = try executor.run("t_run", [index])
    // Neither part is a plain index: what the executor can make nothing of, it says.
    #expect(result != nil)
    #expect(executor.takeObligations().contains { $0.kind == .access })
  }
}
