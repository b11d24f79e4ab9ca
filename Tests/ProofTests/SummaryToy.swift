import Execution
import Foundation
import Proof

/// A unit whose loops are the test's: it takes a run of records from `source` to `target`, both reached by a
/// symbolic index, and is proved for all orders at once and at single orders.
struct SummaryToy {
  /// What the unit does after `word` has been read: it sets `n`, the pages taken, and may return an error.
  let body: String
  /// More of the world.
  var world = ""
  /// Declarations in front.
  var declarations = ""
  /// What must be true of each page taken: `word` before, `copy` after.
  var invariant = "copy == (word | 8)"
  /// What must be true of the whole: `result`, and the counter's values `from` and `to`.
  var total = "1"

  /// The longest run of words alike in bit 0.
  static let search = "for (n = 1; n < limit; n++) if ((src[n] ^ word) & 1) break;"
  static let map = "for (i = 0; i < n; i++) dst[i] = src[i] | 8;"

  struct Verdicts {
    /// For all orders at once.
    let summarised: [Claim: Verdict]
    /// At orders 1 and 2, each loop unrolled.
    let unrolled: [Claim: Verdict]
    let summarisedLoops: [String]
    let unrolledLoops: [String: String]
    let notes: [String]
  }

  static let claims: Set<Claim> = [
    .batchEqualsPages, .noWarnings, .accesses, .initialised,
  ]

  func prove(
    upTo largest: Int = 5, claims: Set<Claim> = Self.claims, confirmsRefutations: Bool = false
  ) async throws -> Verdicts {
    let plan = ProofPlan(
      module: try Toy.compile(source), unit: "toy", sizes: [.upTo(largest), .order(1), .order(2)],
      claims: claims, jobs: 2, confirmsRefutations: confirmsRefutations)
    let result = try await Prover(plan).run { _ in }
    func verdicts(_ isChosen: (FolioSizes) -> Bool) -> [Claim: Verdict] {
      Dictionary(grouping: result.claims.filter { $0.sizes.map(isChosen) == true }, by: \.claim)
        .mapValues { Verdict.decide($0.map(\.verdict)) }
    }
    return Verdicts(
      summarised: verdicts(\.isSummarised), unrolled: verdicts { !$0.isSummarised },
      summarisedLoops: result.summarisedLoops, unrolledLoops: result.unrolledLoops,
      notes: result.claims.compactMap { claim in
        claim.note.map { "\(claim.claim) \(claim.sizes?.description ?? ""): \($0)" }
      })
  }

  var source: String {
    """
    #include "pteproof.h"
    typedef unsigned long u64;
    typedef unsigned int u32;
    typedef unsigned char u8;
    #define USED __attribute__((used))
    #define RECORDS 80
    u64 source[RECORDS], target[RECORDS], counter, total, place;
    #define BUG() do { asm volatile("1: .byte 0x0f, 0x0b"); __builtin_unreachable(); } while (0)
    \(declarations)
    USED void toy_world(void)
    {
      pp_array(source, RECORDS, 8, "source", 0);
      pp_array(target, RECORDS, 8, "target", 0);
      pp_arbitrary(&counter, sizeof(counter), "counter");
      pp_arbitrary(&total, sizeof(total), "total");
      place = pp_any_in("place", 16, 1, 40, "the window is in the table");
      \(world)
    }

    USED int toy_limit(void)
    {
      return pp_any_in("limit", 16, 1, pp_pages(), "no more than the folio");
    }

    USED int toy_run(pp_word first, int limit)
    {
      u64 *src = source + place + first, *dst = target + place + first;
      u64 word = src[0];
      int n = 1, i = 0;
      \(body)
      return n;
    }

    USED pp_word toy_place(pp_word index) { return index - place; }

    USED void toy_page_spec(int result)
    {
      pp_check(result <= 1, "1: at most one page");
    }

    USED void toy_invariants(int result, pp_word i)
    {
      u64 word, copy;
      pp_in(PP_BEFORE); word = source[place + i];
      pp_in(PP_AFTER); copy = target[place + i];
      pp_check(\(invariant), "the copy");
    }

    USED void toy_totals(int result)
    {
      u64 from, to;
      pp_in(PP_BEFORE); from = counter;
      pp_in(PP_AFTER); to = counter;
      pp_check(\(total), "the total");
    }

    USED void toy_failure(int result)
    {
      u64 from, to;
      pp_in(PP_BEFORE); from = counter;
      pp_in(PP_AFTER); to = counter;
      pp_check(from == to, "a failure counts nothing");
    }
    """
  }
}
