import Execution
import Testing

/// Locals that nobody initialised, and undefined arithmetic.
@Suite struct UninitialisedTests {
  @Test(
    "what depends on one is an obligation, and on no other",
    arguments: [
      ("int x; if (a) x = 1; if (x) sink = 1;", true),
      ("int x; if (a) x = 1; if (a && x) sink = 1;", false),
      ("int x = 0; if (a) x = 1; if (x) sink = 1;", false),
      ("int x; if (a) x = 1; else x = 2; if (x) sink = 1;", false),
      ("int x; switch (x) { case 1: sink = 1; case 2: sink = 3; }", true),
      ("int x; sink = x;", true), ("int x; sink = x & 0;", false), ("int x; return array[x & 1];", true),
      ("struct { int u, v; } s; s.u = a; if (s.u) sink = 1;", false),
      ("struct { int u, v; } s; s.u = a; if (s.v) sink = 1;", true),
      ("int x; (void)x; sink = a;", false),
    ])
  func locals(_ body: String, isBroken: Bool) throws {
    let run = try SpecRun(
      "int sink, array[2]; int t_run(int a) { \(body) return 0; }", inputs: [.init("a", 1)])
    #expect(try run.broken(.uninitialised).isEmpty == !isBroken, "\(run.obligations.map(\.what))")
  }

  @Test("the obligation names the local, and the arguments for which it matters")
  func named() throws {
    let run = try SpecRun(
      "int sink; int t_run(int a) { int forgotten; if (a > 2) forgotten = a; if (forgotten == 5) sink = a; return a; }",
      inputs: [.init("a", 3)])
    let broken = try run.broken(.uninitialised)
    #expect(!broken.isEmpty)
    #expect(broken.allSatisfy { $0.what.contains("forgotten") })
    // The local may hold 5 or not: whether that matters depends on the two contents that are compared.
    for a in UInt64(3)..<8 { #expect(!run.isBroken(.uninitialised, [a]), "\(a)") }
  }

  @Test(
    "C leaves it undefined",
    arguments: [
      ("return 1u << a;", 32, true), ("return 1u << (a & 31);", 32, false), ("return 7 / a;", 1, true),
      ("return 7 / (a | 1);", 1, false), ("if (a) return 7 % a;", 1, false),
    ])
  func undefined(_ body: String, _ limit: Int, isBroken: Bool) throws {
    let run = try SpecRun("u32 t_run(u32 a) { \(body) return 0; }", inputs: [.init("a", 6)])
    #expect(try run.broken(.undefined).isEmpty == !isBroken)
    if isBroken, limit > 1 {
      for a in UInt64(0)..<64 { #expect(run.isBroken(.undefined, [a]) == (a >= UInt64(limit))) }
    }
  }
}
