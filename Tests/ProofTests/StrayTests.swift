import Proof
import Testing

/// A loop that leaves the range of its positions is not followed there. Worlds are left out then, so that nothing else
/// is proved unless the claim that finds it is asked for too.
@Suite struct StrayTests {
  /// Goes on by one word, or by two where the word's lowest bit says so: beyond the end, if the last one does.
  private static let source = """
    #include "pteproof.h"
    typedef unsigned long u64;
    #define USED __attribute__((used))
    u64 source[8], target[8];
    USED void toy_world(void)
    {
      pp_array(source, 8, 8, "source", 0);
      pp_array(target, 8, 8, "target", 0);
      pp_positions("walk", 8 * pp_window());
    }
    USED int toy_limit(void) { return pp_window(); }
    static void walk(u64 *from, u64 *to, u64 *end)
    {
      u64 step;
      do {
        *to = *from | 2;
        step = 1 + (LONGER ? *from & 1 : 0);
      } while (to += step, from += step, from != end);
    }
    USED int toy_run(pp_word first, int limit)
    {
      walk(source + first, target + first, source + first + limit);
      return limit;
    }
    USED void toy_page_spec(int result) { pp_check(result == 1, "one"); }
    USED void toy_invariants(int result, pp_word i) { pp_check(result >= 1, "some"); }
    USED void toy_totals(int result) { pp_check(result >= 1, "some"); }
    USED void toy_failure(int result) { pp_check(0, "none"); }
    """

  private func prove(longer: Int, _ claims: Set<Claim>) async throws -> [Claim: Verdict] {
    let plan = ProofPlan(
      module: try Toy.compile(Self.source, ["-DLONGER=\(longer)"]), unit: "toy", sizes: [.window(2)],
      claims: claims, jobs: 1)
    let result = try await Prover(plan).run { _ in }
    return Dictionary(result.claims.map { ($0.claim, $0.verdict) }) { Verdict.decide([$0, $1]) }
  }

  @Test func whatIsLeftOutIsSaid() async throws {
    let alone = try await prove(longer: 1, [.batchEqualsPages])
    #expect(alone[.batchEqualsPages] == .undecided)
    let both = try await prove(longer: 1, [.batchEqualsPages, .accesses])
    #expect(both[.accesses] == .refuted)
  }

  @Test func aWalkThatStaysInsideIsProved() async throws {
    #expect(try await prove(longer: 0, [.batchEqualsPages])[.batchEqualsPages] == .proved)
    #expect(try await prove(longer: 0, [.batchEqualsPages, .accesses])[.accesses] == .proved)
  }
}
