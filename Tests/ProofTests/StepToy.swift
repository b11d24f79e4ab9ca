import Proof

/// A unit small enough to be proved in a moment, whose loop goes on by steps: it copies words, one at a time or two
/// where their lowest bits are equal, and counts them in a local until it is done. It begins again where a word says so.
enum StepToy {
  static func prove(
    _ edits: String..., sizes: [FolioSizes], claims: Set<Claim> = Set(Claim.allCases)
  ) async throws -> ProofResult {
    try await prove(edits: edits, sizes: sizes, claims: claims)
  }

  static func prove(edits: [String], sizes: [FolioSizes], claims: Set<Claim>) async throws -> ProofResult {
    let plan = ProofPlan(
      module: try Toy.compile(source, edits.map { "-D\($0)" }), unit: "toy", sizes: sizes, claims: claims,
      jobs: 1)
    return try await Prover(plan).run { _ in }
  }

  /// What the smallest window alone says.
  static func proveSmallest(_ edit: String, _ claims: Set<Claim>) async throws -> ProofResult {
    let plan = ProofPlan(
      module: try Toy.compile(source, ["-D\(edit)"]), unit: "toy", sizes: [.window(1), .steps(4)],
      claims: claims, jobs: 1, scouts: true, thoroughness: .smallest)
    return try await Prover(plan).run { _ in }
  }

  /// One call for one word, of a second walk that the edits make other than the first, against one of the first.
  static func proveOnePage(_ edits: String...) async throws -> ProofResult {
    let plan = ProofPlan(
      module: try Toy.compile(source, (["OTHER"] + edits).map { "-D\($0)" }), unit: "toy", sizes: [.steps(4)],
      claims: [.batchEqualsPages], jobs: 1, confirmsRefutations: false, batchPrefix: "other_", batchLimit: 1)
    return try await Prover(plan).run { _ in }
  }

  private static let source = """
    #include "pteproof.h"
    typedef unsigned long u64;
    typedef unsigned int u32;
    #define USED __attribute__((used))
    #define MARK 8UL
    u64 source[16], target[16], start, total, stepped, size, calls, flips, scratch, twin;
    #ifndef REACH
    #define REACH (8 * pp_window())
    #endif
    /* The word behind another one that was no batch with it. */
    #define BEGINS_ANEW (from != source + start && ((from[-1] ^ from[0]) & 1))

    #ifndef CARRIED
    #define CARRIED "count"
    #endif

    static u64 before;
    static void count_begins(void *variable)
    {
      u32 *count = variable;
      *count = (u32)before;
      total -= before;
    }
    static void count_ends(void *variable, pp_word position)
    {
      u32 *count = variable;
      total += *count;
    #ifdef LOSES_COUNT
      total -= *count != before;
    #endif
    #ifdef END_ASSUMES
      pp_assume(!flips, "no-flips", "because");
    #endif
      stepped = position / 8;
    }

    #ifdef PAD
    static u64 pads[16];
    static void describe_pad(void *record, pp_word index)
    {
      pp_assume(!(*(u64 *)record & 1), "pads-are-even", "because");
    }
    #endif

    USED void toy_world(void)
    {
      start = pp_any_in("start", 2, 0, 3, "some");
      size = pp_is_step() ? pp_any_in("size", 4, 1, pp_window(), "some") : pp_window();
      pp_arbitrary(&total, sizeof(total), "total");
      pp_arbitrary(&scratch, sizeof(scratch), "scratch");
    #ifdef SCRATCH_IN_RANGE
      scratch = pp_any_in("scratch", 64, 0, 9, "because");
    #endif
    #ifdef TWIN
      twin = scratch;
    #endif
    #ifdef SCRATCH_IS_EVEN
      pp_assume(!(scratch & 1), "scratch-is-even", "because");
    #endif
    #ifdef PAD
      pp_array(pads, 16, 8, "pad", describe_pad);
    #endif
      pp_array(source, 16, 8, "source", 0);
      pp_array(target, 16, 8, "target", 0);
      pp_positions("walk", REACH);
      if (pp_is_step()) {
        before = pp_any_in("before", 8, 0, 16, "what steps before have counted");
        pp_carried("walk", CARRIED, count_begins, count_ends);
      }
    }
    USED int toy_limit(void) { return (int)size; }

    static __attribute__((noinline)) void note(u32 *memo, u32 value) { *memo = value; }
    static __attribute__((noinline)) void add(u32 *count, u32 n) { *count += n; }

    static int walk(u64 *from, u64 *to, u64 *end)
    {
      u32 count, memo, step, progress, odd = 0, seen = 0, kept = 0;
      u64 last = 0, marked = 0;
      u64 *begin;
    again:
      count = 0;
      progress = 0;
      begin = from;
    #ifdef RETURNS_EARLY
      if (from[0] & 2) return -5;
    #endif
    #ifdef LOST_IN_PREAMBLE
      if (BEGINS_ANEW) *(volatile u64 *)16 = 1;
    #endif
    #ifdef COUNTS_CALLS
      if (BEGINS_ANEW) total += 7;
    #endif
    #ifdef MEMO
      note(&memo, 0);
    #endif
    #ifdef SEEN_FIRST
      seen = from == source + start ? (u32)scratch & 7 : 0;
    #endif
    #ifdef SIDE_EFFECT
      flips = !flips;
    #endif
      do {
    #ifdef ENDS_AT_HEADER
        if (from == end) break;
    #endif
        if (progress > 6 && pp_any("wait", 1)) break;
        step = from + 1 != end && !((from[0] ^ from[1]) & 1) ? 2 : 1;
    #ifdef RETURNS_EARLY
        if (step == 2 && (from[1] & 2)) step = 1;
    #endif
    #ifdef CARRIES_WORD
        if (last & 2) to[0] = from[0];
        else
    #endif
    #ifdef SEEN_FIRST
        if (seen > 7) seen = 7;
        if (seen == 5) to[0] = from[0];
        else
    #endif
    #ifdef SCRATCH_IN_RANGE
        if (scratch > 9) to[0] = from[0];
        else
    #endif
    #ifdef TWIN
        if (scratch != twin) to[0] = from[0];
        else
    #endif
        to[0] = from[0] | MARK;
    #ifdef KEEPS_JUNK
        if (kept == 77) to[0] = from[0] | MARK;
        {
          u32 junk;
          if (from[0] & 2) junk = 1;
          kept = junk;
        }
    #endif
        if (step == 2) to[1] = from[1] | MARK;
    #ifdef SECOND_STEP_BUG
        if (progress > 4) to[0] = 0;
    #endif
    #ifdef BATCH_BUG
        if (step == 2) to[1] &= ~4UL;
    #endif
    #ifdef CARRIES_GLOBAL
        if (scratch == 5) to[0] = 0;
        scratch = 5;
    #endif
    #ifdef MAKES_ODD
        scratch = 1;
    #endif
    #ifdef SCRATCH_IN_RANGE
        scratch = 10;
    #endif
    #ifdef TWIN
        scratch = twin + 1;
    #endif
    #ifdef MEMO
        if (memo) to[0] = 0;
        note(&memo, 1);
        flips = 1;
    #endif
    #ifdef PAD
        if (step == 2) pads[from - source + 1] = PAD;
    #endif
    #ifdef LOOKS_BACK
        if (begin != from) to[0] = from[0] | MARK | (from[-1] & 4);
    #endif
        last = from[0];
        add(&count, step);
        progress += 3 * step;
    #ifdef ENDS_AT_HEADER
      } while (to += step, from += step, 1);
    #else
      } while (to += step, from += step, from != end);
    #endif
      total += count;
    #ifdef ENDS_AT_HEADER
      if (from == end && end - begin > 1) to[-1] = 0;
    #endif
      if (from != end) goto again;
      return 0;
    }
    USED int toy_run(pp_word first, int limit)
    {
      int taken = 0, error;
      u32 k;
      error = walk(source + start + first, target + start + first, source + start + first + limit);
      if (error) return error;
      for (k = 1; k < pp_window(); k++)
        if (stepped == k) taken = k;
      stepped = 0;
      return taken ? taken : limit;
    }
    #ifdef OTHER
    USED int other_toy_run(pp_word first, int limit)
    {
      int taken = toy_run(first, limit);
    #ifdef OTHER_PAGE
      if (source[start + first] == 77) target[start + first] = 0;
    #endif
    #ifdef OTHER_COUNT
      total += before > 15;
    #endif
    #ifdef OTHER_BATCH
      if (limit > 1) target[start + first + 1] = 0;
    #endif
      return taken;
    }
    #endif
    USED void toy_next(int n)
    {
      u32 k;
      for (k = 0; k < pp_window(); k++) {
        u64 was, is;
        if ((int)k < n || k >= size) continue;
        pp_in(PP_BEFORE); was = target[start + k];
        pp_in(PP_AFTER); is = target[start + k];
        pp_check(was == is, "the words behind are as before");
      }
      pp_in(PP_AFTER);
    #ifdef NEXT_ASSUMES
      pp_assume(!flips, "no-flips", "because");
    #endif
    #ifdef NEXT_RANGES
      pp_any_in("none", 8, (scratch * scratch + scratch) & 1 ? 0 : 8, 4, "because");
    #endif
      size -= n;
      start += n;
    }
    USED pp_word toy_place(pp_word index) { return index - start; }
    USED int toy_related_source(pp_word i, pp_word batched, pp_word paged, int n) { return batched == paged; }
    USED int toy_related_target(pp_word i, pp_word batched, pp_word paged, int n) { return batched == paged; }
    USED void toy_page_spec(int result) { pp_check(result == 1, "one"); }
    USED void toy_invariants(int result, pp_word i)
    {
      u64 word, copy;
      pp_in(PP_BEFORE); word = source[start + i];
      pp_in(PP_AFTER); copy = target[start + i];
      pp_check(copy == (word | MARK), "the copy");
    }
    USED void toy_totals(int result)
    {
      u64 was, is;
      pp_in(PP_BEFORE); was = total;
      pp_in(PP_AFTER); is = total;
      pp_check(is == was + result, "the total counts words");
    }
    USED void toy_failure(int result) { pp_check(0, "it never fails"); }
    """
}
