import Proof
import Testing

/// What a unit must leave alone: the record before the window, and records that the spec of one page does not mention.
@Suite struct FrameTests {
  private static let source = """
    #include "pteproof.h"
    typedef unsigned long u64;
    #define USED __attribute__((used))
    u64 source[16], target[16], other[16], begin;
    PP_ALLOWANCE("late", "always", "the bit may be there", "nobody reads it");
    #define LATE 64UL

    USED void toy_world(void)
    {
      begin = pp_any_in("begin", 4, 2, 8, "the window is inside");
      pp_array(source, 16, 8, "source", 0);
      pp_array(target, 16, 8, "target", 0);
      pp_array(other, 16, 8, "other", 0);
    }
    USED int toy_limit(void) { return pp_pages(); }
    USED int toy_run(pp_word first, int limit)
    {
      u64 *from = source + begin + first, *to = target + begin + first;
      int i;
      for (i = 0; i < limit; i++)
        to[i] = from[i] | (i ? LATE : 0);
      EDIT;
      return limit;
    }
    USED void toy_page_spec(int result) {
      u64 word, copy;
      pp_in(PP_BEFORE); word = source[begin];
      pp_in(PP_AFTER); copy = target[begin];
      pp_check(result == 1 && copy == word, "the copy");
      // What folds to true is no goal, and a claim without goals is vacuous.
      pp_check(((word * word) & 2) == 0, "a square");
    }
    static u64 target_in(enum pp_state state, pp_word at) { pp_in(state); return target[at]; }
    #ifdef WITH_FRAME
    USED void toy_frame_target(pp_word at)
    {
      pp_check(at == begin || target_in(PP_BEFORE, at) == target_in(PP_AFTER, at), "frame: the page's word only");
    }
    #endif
    #ifdef WITH_PLACE
    USED pp_word toy_place(pp_word at) { return at - begin; }
    #endif
    USED void toy_invariants(int result, pp_word i) { pp_check(result > 0, "some"); }
    USED void toy_totals(int result) { pp_check(result > 0, "some"); }
    USED void toy_failure(int result) { pp_check(result > 0, "never"); }
    USED int toy_related_target(pp_word i, pp_word batched, pp_word paged, int n)
    {
      if (pp_allowed("late")) return (batched | LATE) == (paged | LATE);
      return batched == paged;
    }
    """

  private func verdict(_ claim: Claim, _ edit: String, _ flags: String...) async throws -> Verdict {
    let plan = ProofPlan(
      module: try Toy.compile(Self.source, ["-DEDIT=\(edit)"] + flags.map { "-D\($0)" }), unit: "toy",
      orders: [1], claims: [claim], jobs: 1)
    return try await Prover(plan).run { _ in }.verdict
  }

  /// What is allowed of the pages taken is not allowed of the record before them; and of no record of which the spec does
  /// not say which page it is of.
  @Test func theRecordBeforeTheWindowIsNotAllowedToDiffer() async throws {
    #expect(try await verdict(.batchEqualsPages, "(void)0", "WITH_PLACE") == .proved)
    #expect(try await verdict(.batchEqualsPages, "if (limit > 1) to[-1] ^= LATE", "WITH_PLACE") == .refuted)
    #expect(try await verdict(.batchEqualsPages, "if (limit > 1) to[-1] ^= LATE") == .refuted)
  }

  /// The last record of the batch, written as the one before its end, is one of the window.
  @Test func aRecordIsKnownByItsPlaceHoweverItsIndexIsWritten() async throws {
    let fromBehind = "{ u64 *end = to + (source[15] & 1); if (limit > 1 && end != to) end[0] |= LATE; }"
    #expect(try await verdict(.batchEqualsPages, fromBehind, "WITH_PLACE") == .proved)
  }

  @Test(arguments: ["to[-1] = 5", "to[2] = 5", "target[14 - begin] = 5"])
  func aStrayWriteOfEveryRunIsSeen(_ edit: String) async throws {
    #expect(try await verdict(.pageEqualsSpec, edit, "WITH_FRAME") == .refuted)
    #expect(try await verdict(.pageEqualsSpec, "(void)0", "WITH_FRAME") == .proved)
  }
}
