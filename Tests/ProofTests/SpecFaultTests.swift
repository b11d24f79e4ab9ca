import Execution
import Proof
import Testing

/// Specs that claim nothing, or claim it of something else.
@Suite struct SpecFaultTests {
  @Test("a page spec that checks nothing is refused")
  func noChecks() async {
    await #expect(throws: ExecutionError.badSpec("toy_page_spec() checks nothing")) {
      _ = try await Toy.prove("NO_CHECKS")
    }
  }

  @Test("a unit without a world is refused")
  func noWorld() async throws {
    let module = try Toy.compile("int nothing;")
    await #expect(throws: ExecutionError.noSuchFunction("toy_world")) {
      _ = try await Prover(ProofPlan(module: module, unit: "toy", orders: [0])).run { _ in }
    }
  }

  @Test("a model may stand for assembly and for code elsewhere, and for nothing else")
  func models() throws {
    let model = """
      #include "pteproof.h"
      PP_MODEL(int, f, (int x), "extern", "a stand-in") { return x; }
      """
    try ModelCheck.check(Toy.compile(model))
    try ModelCheck.check(Toy.compile("int f(int x); int g(void) { return f(1); }\n" + model))
    try ModelCheck.check(
      Toy.compile("__attribute__((used)) int f(int x) { asm(\"nop\"); return x; }\n" + model))
    let real = try Toy.compile("__attribute__((used)) int f(int x) { return x + 1; }\n" + model)
    #expect {
      try ModelCheck.check(real)
    } throws: { error in
      guard case ExecutionError.badSpec(let text)? = error as? ExecutionError else { return false }
      return text.contains("f()")
    }
  }
}
