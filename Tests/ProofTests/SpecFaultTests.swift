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

  /// Where a world goes wrong, it is not the one that was meant.
  @Test(
    arguments: [
      ("IN_WORLD=target[16 + pp_any(\"x\", 8)] = 1", "toy_world(): store at an address outside"),
      ("IN_WORLD=pp_check(counter == 1, \"one\")", "toy_world(): one"),
      ("IN_WORLD=counter = 1 << pp_any(\"x\", 8)", "toy_world(): shift"),
      ("IN_DESCRIPTION=record[16] = 1", "describe_source(): store at an address outside"),
      ("IN_DESCRIPTION=pp_check(*record < 5, \"small\")", "describe_source(): small"),
    ]) func inTheWorld(_ edit: String, _ message: String) async throws
  {
    await #expect {
      _ = try await Toy.prove(edit)
    } throws: { error in
      guard case ExecutionError.badSpec(let text)? = error as? ExecutionError else { return false }
      return text.hasPrefix(message) && text.contains("toy.c:")
    }
  }

  @Test(
    "what does not happen in it is no fault",
    arguments: [
      "IN_WORLD=u64 x = pp_any(\"x\", 8); pp_check(x < 256, \"8 bits\"); if (x < 16) target[x] = 1",
      "IN_WORLD=u64 x = pp_any(\"x\", 8); if (x > 255) somebody()",
      "IN_DESCRIPTION=pp_check(index < 16, \"inside\")",
      "IN_RELATION=pp_check(i < 16, \"inside\"); if (i >= n) somebody()",
    ]) func nothingHappens(_ edit: String) async throws
  {
    let result = try await Toy.prove(edit, "ACCUMULATE")
    #expect(result.claims.allSatisfy { $0.verdict == .proved }, "\(result.claims)")
    #expect(result.obstacles.isEmpty)
  }

  /// Nothing is known of a world that has met it, and nothing of the unit is refuted by it.
  @Test(
    arguments: [
      "IN_WORLD=if (pp_any(\"x\", 8) == 9) stray = anything()",
      "IN_DESCRIPTION=if (index == 0) *record = anything()",
    ]) func unmodelledInTheWorld(_ edit: String) async throws
  {
    let result = try await Toy.prove(edit, "WARN_OF_STRAY")
    #expect(result.obstacles.map(\.obstacle) == [.call(function: "anything")])
    for claim in [Claim.batchEqualsPages, .pageEqualsSpec, .invariants, .noWarnings] {
      #expect(result[claim]?.verdict == .unmodelled, "\(claim)")
    }
  }

  @Test("a world in which costs are counted must be one, too")
  func inTheCostWorld() throws {
    func count(_ statement: String) throws -> CostCount {
      let world = "USED void toy_cost_world(void) { toy_world(); \(statement); }"
      let module = try Toy.compile("\(Toy.source)\n\(world)", ["-DIN_WORLD=source[0]=source[1]=0"])
      return try CostCount(module: module, unit: "toy", order: 1)
    }
    #expect(try count("counter = 0").batched.instructions > 0)
    #expect {
      _ = try count("target[20] = 1")
    } throws: { error in
      guard case ExecutionError.badSpec(let text)? = error as? ExecutionError else { return false }
      return text.hasPrefix("toy_cost_world(): store at an address outside every object at ")
    }
  }

  @Test("a world that a WARN of the kernel's speaks of is open")
  func warningInTheWorld() async throws {
    let result = try await Toy.prove(
      "IN_WORLD=if (pp_any(\"x\", 8) == 9) asm volatile(\"1: .byte 0x0f, 0x0b\")")
    for claim in [Claim.batchEqualsPages, .pageEqualsSpec, .invariants, .noWarnings] {
      #expect(result[claim]?.verdict == .unmodelled, "\(claim)")
      #expect(result[claim]?.note?.hasPrefix("in the spec's world: BUG in toy_world() at ") == true)
    }
  }

  @Test("what a relation meets leaves its claim open, and refutes nothing")
  func inARelation() async throws {
    let result = try await Toy.prove("IN_RELATION=if (batched & 128) return anything()", "ACCUMULATE")
    #expect(result[.batchEqualsPages]?.verdict == .unmodelled)
    #expect(result[.batchEqualsPages]?.note?.contains("in the spec: ") == true)
    #expect(result.obstacles.map(\.isInSpec) == [true])
    #expect(result[.invariants]?.verdict == .proved && result[.accesses]?.verdict == .proved)
    // The same with a difference elsewhere.
    let other = try await Toy.prove(
      "IN_RELATION=if (batched & 128) return anything()", "ACCUMULATE", "COUNT_ONE_MORE")
    #expect(other[.batchEqualsPages]?.verdict == .refuted)
    let outside = try await Toy.prove("IN_RELATION=if (batched & 128) return target[16 + i]", "ACCUMULATE")
    #expect(outside[.batchEqualsPages]?.verdict == .unmodelled)
    #expect(outside[.accesses]?.verdict == .proved)
  }

  @Test("a check in a relation is part of it")
  func checkInARelation() async throws {
    let result = try await Toy.prove("IN_RELATION=pp_check(!(batched & 128), \"none\")", "ACCUMULATE")
    #expect(result[.batchEqualsPages]?.verdict == .refuted)
    #expect(result[.invariants]?.verdict == .proved)
    // Of pages that the batch has not taken a relation says nothing.
    let behind = try await Toy.prove("IN_RELATION=pp_check(i < n, \"taken\")", "ACCUMULATE")
    #expect(behind[.batchEqualsPages]?.verdict == .proved)
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
    // With the digest of a body that is there and can be executed, the model is one too many.
    let body = "__attribute__((used)) int f(int x) { return x + 1; }\n"
    let digest = try #require(Toy.compile(body).functions["f"]?.bodyDigest)
    let real = try Toy.compile(body + model.replacingOccurrences(of: "\"extern\"", with: "\"\(digest)\""))
    #expect {
      try ModelCheck.check(real)
    } throws: { error in
      guard case ExecutionError.badSpec(let text)? = error as? ExecutionError else { return false }
      return text.contains("f()")
    }
    // Written for another body, it is left alone, and the real one is executed.
    let other = try Toy.compile(body + model)
    try ModelCheck.check(other)
    #expect(!other.hasModel(for: "f") && real.hasModel(for: "f"))
  }
}
