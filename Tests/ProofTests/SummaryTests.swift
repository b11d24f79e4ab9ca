import Proof
import Testing

/// Loops that have a summary, and loops that look as if they had: the same verdicts for all orders at once as with
/// each loop unrolled.
@Suite struct SummaryTests {
  @Test("a correct loop is summarised and proved", arguments: correctLoops.keys.sorted())
  func correct(_ name: String) async throws {
    let verdicts = try await #require(correctLoops[name]).prove()
    #expect(verdicts.unrolledLoops == [:])
    for claim in SummaryToy.claims {
      #expect(verdicts.unrolled[claim] == .proved, "\(name), \(claim)")
      #expect(verdicts.summarised[claim] == .proved, "\(name), \(claim): \(verdicts.notes)")
    }
  }

  /// What is left of a loop of several pages an iteration is executed page by page: less than one iteration's.
  @Test func fourPagesAtATime() async throws {
    let toy = SummaryToy(
      body: """
        \(search)
        for (i = 0; i + 3 < n; i += 4) {
          dst[i] = src[i] | 8; dst[i + 1] = src[i + 1] | 8; dst[i + 2] = src[i + 2] | 8; dst[i + 3] = src[i + 3] | 8;
        }
        for (; i < n; i++) dst[i] = src[i] | 8;
        """)
    let verdicts = try await toy.prove()
    for claim in SummaryToy.claims {
      #expect(verdicts.summarised[claim] == .proved, "\(claim): \(verdicts.notes)")
    }
  }

  /// Eight pages an iteration, and in the last one what is left.
  @Test func chunksOfEight() async throws {
    func chunks(taking taken: String) async throws -> SummaryToy.Verdicts {
      try await SummaryToy(
        body: """
          \(search)
          { u64 *s = src, *d = dst; u32 left = n, chunk, k;
            while (left) {
              chunk = left < 8 ? left : 8;
              for (k = 0; k < chunk; k++) if (\(taken)) d[k] = s[k] | 8;
              s += chunk; d += chunk; left -= chunk; } }
          """
      ).prove()
    }
    let right = try await chunks(taking: "1")
    for claim in SummaryToy.claims {
      #expect(right.summarised[claim] == .proved, "\(claim): \(right.notes)")
    }
    // A page of each chunk, of the later ones, and of the last is left out.
    for wrong in ["k != 1", "k || s == src", "k != 2 || left > 7"] {
      let verdicts = try await chunks(taking: wrong)
      #expect(verdicts.summarised[.batchEqualsPages] != .proved, "\(wrong): \(verdicts.notes)")
    }
  }

  @Test("a wrong one is refuted by both methods", arguments: wrongLoops.keys.sorted())
  func wrong(_ name: String) async throws {
    let wrong = try #require(wrongLoops[name])
    let verdicts = try await wrong.toy.prove()
    #expect(verdicts.unrolled[wrong.broken] == .refuted, "\(name): \(verdicts.notes)")
    #expect(verdicts.summarised[wrong.broken] == .refuted, "\(name): \(verdicts.notes)")
    for claim in SummaryToy.claims where verdicts.unrolled[claim] != .proved {
      #expect(verdicts.summarised[claim] != .proved, "\(name), \(claim)")
    }
  }

  /// A record's page is that of its address, however its index is written: `place + n - 1` is the last page taken.
  @Test func theRelationIsAskedOfThePageThatARecordIsOf() async throws {
    let toy = SummaryToy(
      body: "\(search) for (i = n; i-- > 0;) dst[i] = src[i] | 8;",
      declarations: """
        PP_ALLOWANCE("late", "never", "nothing", "nobody reads it");
        USED int toy_related_target(pp_word i, pp_word batched, pp_word paged, int n)
        {
          return i < (pp_word)n && batched == paged + (pp_allowed("late") ? 0 : 0);
        }
        """)
    let verdicts = try await toy.prove()
    #expect(verdicts.unrolled[.batchEqualsPages] == .proved, "\(verdicts.notes)")
    #expect(verdicts.summarised[.batchEqualsPages] == .proved, "\(verdicts.notes)")
  }

  @Test(
    "what fits no pattern is never proved where it goes on beyond the bound",
    arguments: unfitLoops.keys.sorted())
  func unfit(_ name: String) async throws {
    let verdicts = try await SummaryToy(body: #require(unfitLoops[name])).prove()
    #expect(verdicts.summarised[.batchEqualsPages] != .proved, "\(name)")
    #expect(verdicts.unrolled[.batchEqualsPages] == .proved, "\(name)")
  }
}

private let search = SummaryToy.search
private let map = SummaryToy.map
private let warn = "asm volatile(\"1: .byte 0x0f, 0x0b\")"

private let correctLoops = [
  "a failure behind pages taken, of which a bit is late": failure(""),
  "a failure that is noted": failure("total = 5"),
  "a failure that marks its page": failure("dst[i] = 1"),
  "search and map": SummaryToy(body: "\(search) \(map)"),
  "count down": SummaryToy(body: "\(search) \(map) for (i = n; i > 0; i--) counter++;"),
  "pages counted down": SummaryToy(body: "\(search) for (i = n; i-- > 0;) dst[i] = src[i] | 8;"),
  "pages counted down, tested last": SummaryToy(
    body: "\(search) i = n; do { i--; dst[i] = src[i] | 8; } while (i);"),
  "pointers counted down": SummaryToy(
    body: "\(search) { u64 *s = src + n, *d = dst + n; while (d != dst) *--d = *--s | 8; }"),
  "two pages at a time": SummaryToy(
    body: """
      \(search)
      { u64 *s = src, *d = dst; u32 left = n;
        for (; left >= 2; left -= 2, s += 2, d += 2) { d[0] = s[0] | 8; d[1] = s[1] | 8; }
        if (left) d[0] = s[0] | 8; }
      """),
  "two passes": SummaryToy(
    body: "\(search) for (i = 0; i < n; i++) dst[i] = src[i]; for (i = 0; i < n; i++) dst[i] |= 8;"),
  "pointers, tested last": SummaryToy(
    body: "\(search) { u64 *s = src, *d = dst; i = n; do { *d++ = *s++ | 8; } while (--i); }"),
  "left in the middle": SummaryToy(body: "\(search) for (;;) { dst[i] = src[i] | 8; if (++i == n) break; }"),
  "bits collected": SummaryToy(
    body: "\(search) \(map) { u64 bits = 0; for (i = 0; i < n; i++) bits |= src[i] & 0x1050; total |= bits; }"
  ),
  "what all pages have": SummaryToy(
    body: """
      \(search) \(map)
      { u64 all = 1; for (i = 0; i < n; i++) all &= (src[i] >> 3) & 1; if (!all) total |= 8; }
      { for (i = 0; i < n; i++) if (!(src[i] & 8)) total |= 8; }
      """),
  "counts: none, all": SummaryToy(
    body: """
      \(search) \(map)
      { u32 some = 0;
        for (i = 0; i < n; i++) some += (src[i] >> 3) & 1;
        if (some) total |= 1;
        if (some < (u32)n) total |= 2; }
      """),
  "counts behind the first page": SummaryToy(
    body: """
      \(search) \(map)
      { int some = (word >> 3) & 1;
        for (i = 1; i < n; i++) some += (src[i] >> 3) & 1;
        if (some > 0) total |= 1;
        if (some < n) total |= 2; }
      """),
  "a search that is gone on from": SummaryToy(
    body: """
      n = limit;
      { int inside = 1, found = (word >> 4) & 1, k;
        for (k = 1; k < limit; k++) {
          inside = inside && !((src[k] ^ word) & 1);
          found |= inside && (src[k] & 16);
        }
        \(search)
        { int seen = 0; for (k = 0; k < n; k++) seen |= (src[k] & 16) != 0; if (seen != found) n = 0; } }
      \(map)
      """),
  "a range that grows upwards": SummaryToy(
    body: """
      \(search) \(map)
      if (total < place + first + n) total = place + first + n;
      if (counter > place + first) counter = place + first;
      """, world: "pp_assume(total <= place, \"upwards\", \"of the test\");"),
]

/// Pages are taken one by one up to one that fails; of those before it a bit may be late. The last one taken is none that
/// fails, or their number is wrong.
private func failure(_ atFailure: String) -> SummaryToy {
  SummaryToy(
    body: """
      for (i = 0; i < limit; i++) {
        if (src[i] & 4) { \(atFailure); return -12; }
        if (i && ((src[i] ^ word) & 1)) break;
        dst[i] = (src[i] | 8) ^ (limit > 1 ? 64 : 0);
      }
      n = i;
      """,
    declarations: """
      PP_ALLOWANCE("late", "it is taken", "the bit may be another", "nobody reads it");
      USED int toy_related_target(pp_word i, pp_word batched, pp_word paged, int n)
      {
        u64 last;
        pp_in(PP_BEFORE); last = source[place + n - 1];
        return !(last & 4) && !((batched ^ paged) & (pp_allowed("late") ? ~64UL : ~0UL));
      }
      """)
}

/// The claim that each breaks.
private let wrongLoops: [String: (toy: SummaryToy, broken: Claim)] = [
  "a store outside index i": (
    SummaryToy(body: "\(search) \(map) for (i = 0; i + 1 < n; i++) dst[i + 1] = 8;"), .batchEqualsPages
  ),
  "a fixed record that is a page's": (
    SummaryToy(body: "\(search) \(map) if (n > 1) target[place + 1] = 0;"), .batchEqualsPages
  ),
  "the same within the loop": (
    SummaryToy(
      body:
        "\(search) for (i = 0; i < n; i++) { dst[i] = src[i] | 8; if (n > 2) target[place + 2] = src[i]; }"),
    .batchEqualsPages
  ),
  "a fixed record read": (
    SummaryToy(body: "\(search) \(map) for (i = 0; i < n; i++) dst[i] = target[place + 1] | 8;"),
    .batchEqualsPages
  ),
  "two windows onto one array": (
    SummaryToy(
      body: """
        \(search) \(map)
        if (limit > 1) { u64 *p = target + other + first; for (i = 1; i < n - 1; i++) p[i] = 0; }
        """,
      world: """
        other = pp_any_in("other", 16, 2, 41, "in the table");
        pp_assume(other == place + 1, "one further", "of the test");
        """, declarations: "u64 other;"), .batchEqualsPages
  ),
  "counted down, but for the first page": (
    SummaryToy(body: "\(search) for (i = n; --i > 0;) dst[i] = src[i] | 8;"), .batchEqualsPages
  ),
  "counted down, with a late bug": (
    SummaryToy(body: "\(search) for (i = n; i-- > 0;) dst[i] = src[i] | (i == 3 ? 16 : 8);"),
    .batchEqualsPages
  ),
  "counted down, looking back": (
    SummaryToy(body: "\(search) dst[n - 1] = word | 8; for (i = n - 1; i-- > 0;) dst[i] = dst[i + 1] ^ 2;"),
    .batchEqualsPages
  ),
  "two at a time, the second wrong": (
    SummaryToy(
      body: """
        \(search)
        for (i = 0; i + 1 < n; i += 2) { dst[i] = src[i] | 8; dst[i + 1] = src[i + 1] | 24; }
        if (i < n) dst[i] = src[i] | 8;
        """), .batchEqualsPages
  ),
  "two at a time, from each other": (
    SummaryToy(
      body: """
        \(search)
        for (i = 0; i + 1 < n; i += 2) { dst[i] = src[i] | 8; dst[i + 1] = dst[i] ^ 2; }
        if (i < n) dst[i] = src[i] | 8;
        """), .batchEqualsPages
  ),
  "two at a time, the last one forgotten": (
    SummaryToy(
      body: "\(search) for (i = 0; i + 1 < n; i += 2) { dst[i] = src[i] | 8; dst[i + 1] = src[i + 1] | 8; }"),
    .batchEqualsPages
  ),
  "an index skipped": (
    SummaryToy(body: "\(search) for (i = 0; i < n; i += 2) dst[i] = src[i] | 8;"), .batchEqualsPages
  ),
  "the last wins": (
    SummaryToy(
      body:
        "\(search) \(map) { u64 late = 0; for (i = 0; i < n; i++) late = src[i] & 64; if (late) counter = 0; }"
    ),
    .batchEqualsPages
  ),
  "an accumulator that is reset": (
    SummaryToy(
      body: """
        \(search) \(map)
        { u64 late = 0;
          for (i = 0; i < n; i++) { if (src[i] & 128) late = 0; if (src[i] & 64) late = 1; }
          if (late && n > 1) counter++; }
        """), .batchEqualsPages
  ),
  "a count of which the exact value counts": (
    SummaryToy(
      body: """
        \(search) \(map)
        { u32 some = 0; for (i = 0; i < n; i++) some += (src[i] >> 3) & 1; if (some == 2) counter++; }
        """), .batchEqualsPages
  ),
  "a count that is reset": (
    SummaryToy(
      body: """
        \(search) \(map)
        { u32 some = 0;
          for (i = 0; i < n; i++) { some += (src[i] >> 3) & 1; if (src[i] & 32) some = 0; }
          if (some) total |= 1; }
        """), .batchEqualsPages
  ),
  "a count that leaves one page out": (
    SummaryToy(
      body: """
        \(search) \(map)
        { u32 some = 0; for (i = 0; i < n - 1; i++) some += (src[i] >> 3) & 1; if (some) total |= 1; }
        """), .batchEqualsPages
  ),
  "a count that stops counting": (
    SummaryToy(
      body: """
        \(search) \(map)
        { u32 some = 0;
          for (i = 0; i < n; i++) if (some < 1) some += (src[i] >> 3) & 1;
          if (some < (u32)n) total |= 2; }
        """), .batchEqualsPages
  ),
  "a search that is gone on from by mistake": (
    SummaryToy(
      body: """
        \(search)
        { int inside = 1, found = (word >> 4) & 1, k, seen = 0;
          for (k = 1; k < limit; k++) {
            inside = inside && !((src[k] ^ word) & 1);
            found |= src[k] & 16 ? 1 : 0;
          }
          for (k = 0; k < n; k++) seen |= (src[k] & 16) != 0;
          if (inside || seen == found) counter += n; else counter += 1; }
        \(map)
        """), .batchEqualsPages
  ),
  "what all pages have, of those behind the first": (
    SummaryToy(
      body: """
        \(search) \(map)
        { u64 all = 1; for (i = 1; i < n; i++) all &= (src[i] >> 3) & 1; if (!all) total |= 8; }
        """), .batchEqualsPages
  ),
  "an accumulator that forgets what it held at first": (
    SummaryToy(
      body: """
        \(search) \(map)
        { u64 x = 2; for (i = 1; i < n; i++) x = (x & 1) | ((src[i] >> 3) & 1);
          if (n > 1 && !(x & 2)) counter++; }
        """), .batchEqualsPages
  ),
  "a bit that a later page clears": (
    SummaryToy(
      body: """
        \(search) \(map)
        { u64 bits = 0;
          for (i = 0; i < n; i++) { bits |= src[i] & 48; if (src[i] & 128) bits &= ~16UL; }
          total |= bits; }
        """), .batchEqualsPages
  ),
  "a bit that an earlier page's bit lets in": (
    SummaryToy(
      body: """
        \(search) \(map)
        { u64 bits = 0;
          for (i = 0; i < n; i++) { if (bits & 16) bits |= src[i] & 64; bits |= src[i] & 16; }
          total |= bits & 64; }
        """), .batchEqualsPages
  ),
  "a bit of the first page only": (
    SummaryToy(
      body: """
        \(search) \(map)
        { u64 bits = 0;
          for (i = 0; i < n; i++) bits |= src[i] & (i ? 16 : 48);
          total |= bits; }
        """), .batchEqualsPages
  ),
  "a value that stays but for one page": (
    SummaryToy(
      body: """
        \(search) \(map)
        for (i = 0; i < n; i++) { if (!i) counter = 7; if (i > 1 && src[i] == 99) counter = 8; }
        """), .batchEqualsPages
  ),
  "a range that grows by too much": (
    SummaryToy(
      body: "\(search) \(map) for (i = 0; i < n; i++) total = i ? total + 2 : place + first;"),
    .batchEqualsPages
  ),
  "a bit that is late of the page that fails": (failure("dst[i] ^= limit > 1 ? 64 : 0"), .batchEqualsPages),
  "an early exit that forgets to undo": (
    SummaryToy(
      body: """
        \(search)
        for (i = 0; i < n; i++) {
          counter++;
          if (src[i] & 4) { counter -= i + (i > 1 ? 0 : 1); return -12; }
          dst[i] = src[i] | 8;
        }
        """), .batchEqualsPages
  ),
  "a write in the exit iteration": (
    SummaryToy(
      body: "for (n = 1; n < limit; n++) { if ((src[n] ^ word) & 1) { dst[n] = 0; break; } } \(map)"),
    .batchEqualsPages
  ),
  "a count off by one": (
    SummaryToy(body: "\(search) \(map) for (i = 0; i <= n; i++) if (i) counter++; if (n > 1) counter++;"),
    .batchEqualsPages
  ),
  "a neighbour that another loop has written": (
    SummaryToy(body: "\(search) \(map) for (i = 1; i < n; i++) dst[i] = dst[i] | (dst[i - 1] & 16);"),
    .batchEqualsPages
  ),
  "a value that a page leaves uninitialised": (
    SummaryToy(
      body: """
        \(search) \(map)
        { u64 x = 0;
          for (i = 0; i < n; i++) { if (x == 5) total += 0; { u64 y; if (i > 0) x = y; else x = src[i]; } } }
        """), .initialised
  ),
  "a flag that a page leaves uninitialised": (
    SummaryToy(
      body: """
        \(search) \(map)
        { _Bool late = 0;
          for (i = 0; i < n; i++) { _Bool y; if (src[i] & 64) y = 1; late |= y; }
          if (late) total += 0; }
        """), .initialised
  ),
  "BUG() behind the first page": (
    SummaryToy(body: "n = limit; for (i = 0; i < n; i++) { if (i > 1) BUG(); }"), .noWarnings
  ),
  "BUG() for one page's sake": (
    SummaryToy(
      body: "\(search) for (i = 0; i < n; i++) { if (src[i] == 77 && i > 0) BUG(); dst[i] = src[i] | 8; }"),
    .noWarnings
  ),
  "BUG() at the last page": (
    SummaryToy(body: "\(search) i = 0; do { if (src[i] == 77 && i && i == n - 1) BUG(); } while (++i < n);"),
    .noWarnings
  ),
  "WARN() behind the first page": (
    SummaryToy(body: "n = limit; for (i = 0; i < n; i++) { if (i > 1) \(warn); }"), .noWarnings
  ),
]

private let unfitLoops = [
  "two pages at a time":
    "\(search) for (i = 0; i < n; i++) { dst[i] = src[i] | 8; dst[i + 1] = src[i + 1] | 8; }",
  "an exit that depends on the element before":
    "for (n = 1; n < limit; n++) if ((src[n] ^ src[n - 1]) & 1) break; \(map)",
  "an index of 8 bits that wraps":
    "\(search) { u8 k; for (k = 0; (int)(u8)(k * 16) < n * 16 && k < 20; k++) dst[k] = src[k] | 8; }",
]
