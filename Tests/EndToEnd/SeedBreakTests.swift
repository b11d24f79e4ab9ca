import Proof
import Report
import Testing

@testable import pteproof

/// Units broken on purpose: what is broken is found, whatever differences are expected of the unit.
@Suite struct SeedBreakTests {
  struct Break: Sendable, CustomTestStringConvertible {
    var name: String
    var unit: String
    var file: String
    var text: String
    var replacement: String
    /// A claim that it refutes, with all differences of the unit allowed.
    var claim: Claim
    var testDescription: String { name }
  }

  static let breaks = [
    Break(
      name: "per-page-no-reference", unit: "seed/per-page", file: "mini/copy-one.h",
      text: "\t\tfolio_get(folio);\n",
      replacement: "", claim: .pageEqualsSpec),
    Break(
      name: "per-page-copy-not-taken", unit: "seed/per-page", file: "per-page.c",
      text: "return i + 1;", replacement: "return i ? i : 1;", claim: .invariants),
    Break(
      name: "v3-references-kept", unit: "seed/v3", file: "v3.h", text: "folio_ref_sub(folio, nr - i);",
      replacement: ";", claim: .invariants),
    Break(
      name: "v3-always-dirty", unit: "seed/v3", file: "v3-entries.h", text: "if (nr_dirty)",
      replacement: "if (1)",
      claim: .invariants),
    Break(
      name: "v3-uffd-wp-not-compared", unit: "seed/v3", file: "mini/cont-mapped.h",
      text: "if (enforce_uffd_wp && ", replacement: "if (0 && ", claim: .invariants),
    Break(
      name: "mail-rss-once", unit: "seed/mail", file: "mail.h", text: "rss[MM_ANONPAGES] += nr;",
      replacement: "rss[MM_ANONPAGES] += 1;", claim: .batchEqualsPages),
    Break(
      name: "mail-beyond-the-window", unit: "seed/mail", file: "mini/cont-mapped.h",
      text: "in_range < in_folio ? in_range : in_folio", replacement: "in_folio", claim: .invariants),
    Break(
      name: "mail-failure-keeps-references", unit: "seed/mail", file: "mail.h",
      text: "folio_ref_sub(folio, nr);",
      replacement: ";", claim: .pageEqualsSpec),
    Break(
      name: "landed-dirty-ignored", unit: "seed/landed", file: "landed.h",
      text: "if (src_vma->vm_flags & VM_SHARED)\n\t\tflags", replacement: "flags", claim: .batchEqualsPages),
    Break(
      name: "landed-pinned-shared", unit: "seed/landed", file: "mini/rmap.h", text: "return -EBUSY;",
      replacement: "break;", claim: .invariants),
    Break(
      name: "landed-first-write-protected", unit: "seed/landed", file: "landed.h",
      text: "wrprotect_ptes(src_pte, nr);", replacement: "wrprotect_ptes(src_pte, 1);", claim: .invariants),
    Break(
      name: "split-small-no-reference", unit: "seed/split", file: "split.c", text: "\tfolio_get(folio);\n",
      replacement: "", claim: .batchEqualsPages),
    Break(
      name: "split-small-stays-exclusive", unit: "seed/split", file: "split.c",
      text: "clear_bit(PG_ANON_EXCLUSIVE, &page->flags);", replacement: ";", claim: .batchEqualsPages),
    Break(
      name: "unmap-no-marker", unit: "seed/unmap", file: "unmap.c", text: "!anon && pte_uffd_wp(entry)",
      replacement: "0", claim: .pageEqualsSpec),
    Break(
      name: "unmap-flushes-one", unit: "seed/unmap", file: "unmap.c",
      text: "tlb_remove_tlb_entries(tlb, addr, nr);",
      replacement: "tlb_remove_tlb_entries(tlb, addr, 1);", claim: .batchEqualsPages),
    Break(
      name: "unmap-dirty-of-the-last", unit: "seed/unmap", file: "unmap.c", text: "pte.pte |= entry.pte",
      replacement: "pte.pte = entry.pte", claim: .invariants),
    Break(
      name: "noinit-wrong-branch", unit: "seed/v3-noinit", file: "v3-entries.h",
      text: "pte = pte_mkold(pte);",
      replacement: "", claim: .pageEqualsSpec),
  ]

  @Test(arguments: breaks) func isFound(_ example: Break) async throws {
    let specs = try SeedSpecs.edited(example.name, example.file, example.text, by: example.replacement)
    let expected = try await SeedUnit.load(example.unit, specs: specs.folder, cache: specs.cache) { _ in }
      .expectations.map(\.finding)
    let report = try await specs.prove(
      example.unit, claims: [example.claim.rawValue], allowed: expected)
    #expect(report.verdict(of: example.claim) == .refuted, "\(TextRenderer().render(report))")
  }

  /// The same for all orders at once, with loops summarised, and shown at an order of its own.
  @Test(
    arguments: breaks.filter {
      ["unmap-flushes-one", "unmap-dirty-of-the-last", "per-page-copy-not-taken"].contains($0.name)
    }) func isFoundForEveryOrder(_ example: Break) async throws
  {
    let specs = try SeedSpecs.edited(example.name, example.file, example.text, by: example.replacement)
    let report = try await specs.prove(
      example.unit, orders: [0], claims: [example.claim.rawValue], everyOrder: true)
    let claim = report.claims.first { $0.name == example.claim.rawValue }
    let result = try #require(claim?.results.first { $0.upTo == 9 })
    #expect(result.verdict == .refuted, "\(TextRenderer().render(report))")
    #expect(report.findings.contains { (1...3).contains($0.order) })
  }

  /// A fault of batches of more than two pages, which orders 0 and 1 do not have.
  @Test func isFoundInLargeBatchesOnly() async throws {
    let specs = try SeedSpecs.edited(
      "large", "unmap.c", "tlb_remove_tlb_entries(tlb, addr, nr);",
      by: "tlb_remove_tlb_entries(tlb, addr, nr > 2 ? 2 : nr);")
    func result(_ orders: [Int], everyOrder: Bool) async throws -> [Verdict] {
      let report = try await specs.prove(
        "seed/unmap", orders: orders, claims: ["batch=pages"], everyOrder: everyOrder)
      return report.claims.first { $0.name == Claim.batchEqualsPages.rawValue }?.results.map(\.verdict) ?? []
    }
    #expect(try await result([0, 1], everyOrder: false) == [.proved, .proved])
    #expect(try await result([0], everyOrder: true) == [.proved, .refuted])
  }

  /// The judgement of the whole: something is left that no expected difference explains.
  @Test func isNotAsDeclared() async throws {
    let specs = try SeedSpecs.edited(
      "left", "mail.h", "rss[MM_ANONPAGES] += nr;", by: "rss[MM_ANONPAGES] += 1;")
    let report = try await specs.prove("seed/mail")
    #expect(report.declaration?.isAsDeclared == false)
    #expect(report.declaration?.withAllAllowed == .refuted)
  }

  /// A difference that is mended is missed.
  @Test func aMendedUnitIsNotAsDeclared() async throws {
    let specs = try SeedSpecs.edited(
      "mended", "v3-entries.h", "pte = pte_clear_soft_dirty(pte);", by: "")
    let report = try await specs.prove("seed/mail")
    #expect(report.declaration?.isAsDeclared == false)
    #expect(report.present["soft-dirty-lost"] == nil || report.declaration?.withAllAllowed == .refuted)
  }

  /// A difference that nobody expects makes the unit other than declared, and does not get a name for free.
  @Test func anUnexpectedDifference() async throws {
    let specs = try SeedSpecs.edited("unexpected", "mail.c", "PP_EXPECT(\"dirty-smear\", \"1\");", by: "")
    let report = try await specs.prove("seed/mail")
    #expect(report.declaration?.isAsDeclared == false)
    #expect(report.declaration?.withAllAllowed == .refuted)
    #expect(report.declaration?.differences.first { $0.name == "dirty-smear" }?.status == .undecided)
  }

  /// Mistakes of a spec's writer, and what is said.
  @Test(arguments: [
    (
      "mail.c", "PP_EXPECT(\"dirty-smear\", \"1\")", "PP_EXPECT(\"frob\", \"1\")",
      "no PP_FINDING() declares it"
    ),
    (
      "mail.c", "PP_EXPECT(\"dirty-smear\", \"1\")", "PP_EXPECT(\"dirty-smear\", \"x\")",
      "the second argument is an order"
    ),
    (
      "mail.c", "PP_UNIT(\"fork\"", "PP_TAG(\"fork\", \"x\"); PP_UNIT(\"frob\"",
      "has no function frob_world()"
    ),
    (
      "fork-run.h", "int fork_limit(void)\n{", "int fork_limit(void)\n{ (void)pp_any(\"x\", 65);",
      "the width must be 1 to 64 bits, not 65"
    ),
    ("mail.h", "int nr, nr_dirty, nr_writable, ret;", "int nr, nr_writable, ret;", "does not compile"),
    ("fork-world.h", "pp_array(dst_table, PTRS_PER_PTE,", "pp_array(dst_table, 3,", "are not the size of"),
  ]) func mistakes(_ file: String, _ text: String, _ replacement: String, _ message: String) async throws {
    let specs = try SeedSpecs.edited("mistake", file, text, by: replacement)
    do {
      let report = try await specs.prove("seed/mail", orders: [0])
      Issue.record("no error but \(report.verdict)")
    } catch let error as UserError {
      #expect(error.message.contains(message), "\(error)")
    }
  }
}
