import Proof
import Testing

/// What a describe function assumes: something of the record, or it takes away the worlds in which the unit goes astray.
@Suite struct DescribableTests {
  /// The unit may touch a record far behind those that it is about.
  private static let source = """
    #include "pteproof.h"
    typedef unsigned long u64;
    #define USED __attribute__((used))
    u64 source[16], target[16], far;

    static void describe_source(void *at, pp_word index) { u64 *record = at; DESCRIPTION; }

    USED void toy_world(void)
    {
      far = pp_any_in("far", 4, 0, 15, "any record");
      pp_array(source, 16, 8, "source", describe_source);
      pp_array(target, 16, 8, "target", 0);
    }
    USED int toy_limit(void) { return pp_pages(); }
    USED int toy_run(pp_word first, int limit)
    {
      int i;
      for (i = 0; i < limit; i++)
        target[first + i] = source[first + i];
      if (STRAY)
        target[first] ^= source[far] & 0x8000;
      return limit;
    }
    USED void toy_page_spec(int result)
    {
      u64 word, copy;
      pp_in(PP_BEFORE); word = source[0];
      pp_in(PP_AFTER); copy = target[0];
      pp_check(result == 1 && copy == word, "the copy");
    }
    USED void toy_invariants(int result, pp_word i)
    {
      u64 word, copy;
      pp_in(PP_BEFORE); word = source[i];
      pp_in(PP_AFTER); copy = target[i];
      pp_check(copy == word, "the copy");
    }
    USED void toy_totals(int result) { pp_check(result > 0, "some"); }
    USED void toy_failure(int result) { pp_check(result > 0, "never"); }
    """

  private func verdict(_ description: String, stray: String) async throws -> Verdict {
    let plan = ProofPlan(
      module: try Toy.compile(Self.source, ["-DDESCRIPTION=\(description)", "-DSTRAY=\(stray)"]), unit: "toy",
      orders: [1], claims: [.pageEqualsSpec, .invariants], jobs: 1)
    return try await Prover(plan).run { _ in }.verdict
  }

  @Test func whatIsSaidOfARecordIsAssumed() async throws {
    #expect(try await verdict("pp_assume(*record < 0x8000, \"small\", \"because\")", stray: "1") == .proved)
    #expect(
      try await verdict(
        "pp_assume(index > 15 || *record < 0x8000, \"small\", \"because\")", stray: "1") == .proved)
  }

  /// Of the worlds in which a record behind the fourth is touched none would be left: the stray access would be proved to
  /// do nothing.
  @Test(arguments: [
    "pp_assume(index < 4, \"near\", \"because\")",
    "pp_assume(index < 4 && *record < 0x8000, \"near and small\", \"because\")",
    "*record = 0; pp_assume(index < 4 || *record, \"not empty\", \"because\")",
  ])
  func whatIsSaidOfAnIndexIsNot(_ description: String) async throws {
    #expect(try await verdict(description, stray: "far > 3") != .proved)
  }
}
