@testable import Report

/// Reports on diffs to render. The values are made up, but for their shape.
enum CheckSample {
  private static let hunk = HunkQuote(
    file: "mm/memory.c", header: "@@ -997,7 +997,7 @@ copy_present_ptes(struct vm_area_struct *dst_vma)",
    lines: [
      " \t\tnr = folio_pte_batch(folio, addr, src_pte, pte, max_nr, flags,", "-\t\tfolio_ref_add(folio, nr);",
      "+\t\tfolio_get(folio);", " \t\tif (folio_test_anon(folio)) {",
    ], line: 998)

  private static func results(_ verdicts: [Verdict]) -> [OrderResult] {
    verdicts.enumerated().map { OrderResult(order: $0.offset, verdict: $0.element, seconds: 1.5, goals: 7) }
  }

  private static func claim(
    _ name: String, _ before: [Verdict], _ after: [Verdict], allowed: Bool = false
  ) -> ClaimCheck {
    ClaimCheck(
      name: name, explanation: "What \(name) says.", before: results(before), after: results(after),
      allowed: allowed)
  }

  /// Every status that a claim can have, in a series of three: one patch with findings, one that concerns no
  /// unit, one that is not seen.
  static var series: CheckReport {
    var finding = Sample.refuted.findings[0]
    finding.claim = "batch = pages"
    let unit = UnitCheck(
      unit: "fork", function: "copy_present_ptes() in mm/memory.c",
      changedFunctions: [LocationText(file: "mm/memory.c", line: 998, function: "copy_present_ptes")],
      claims: [
        claim("batch = pages", [.proved, .proved], [.proved, .refuted]),
        claim("page = spec", [.refuted, .refuted], [.proved, .proved]),
        claim("invariants", [.refuted, .proved], [.refuted, .proved]),
        claim("no WARN, no BUG", [.proved, .proved], [.proved, .proved]),
        claim("memory accesses", [.proved, .proved], [.proved, .undecided]),
        claim("initialised reads", [.undecided, .proved], [.proved, .proved]),
        claim("pte-laws", [.proved], [.refuted], allowed: true),
        ClaimCheck(
          name: "patched = base", explanation: "Both do the same.", status: .changed, orders: [1], before: [],
          after: results([.proved, .refuted])),
      ],
      findings: [PatchFinding(finding: finding, hunk: hunk)],
      allowances: [AllowanceUse(name: "shared-mixed-write", usedBy: ["batch = pages/1"], before: false)],
      bounds: [NamedReason(name: "refcount", reason: "it does not overflow")],
      notes: ["memory accesses, order 1: the limit of 60 s was hit"], notClaimed: ["TLB flushes."])
    return CheckReport(
      program: Sample.program, kernel: Sample.kernel, orders: [0, 1],
      patches: [
        PatchReport(
          number: 1, title: "mm: take one reference # for all", files: ["mm/memory.c"], scope: .checked,
          units: [unit], uncovered: [LocationText(file: "mm/memory.c", line: 40, function: "zap_pte_range")],
          unseen: [LineRange(file: "mm/memory.c", first: 7, last: 9, removed: true)],
          lookedAt: ["mm/memory.c"],
          unchecked: [
            UncheckedPart(
              file: "mm/memory.c", function: "zap_pte_range", first: 40, last: 40, reason: .inNoUnit),
            UncheckedPart(
              file: "mm/memory.c", function: "copy_nonpresent_pte", first: 797, last: 799, reason: .keptAway,
              why: "kept away in fork-range by the bound no-swap-entries"),
            UncheckedPart(file: "mm/memory.c", first: 7, last: 9, removed: true, reason: .notSeen),
          ],
          dead: [
            UncheckedPart(
              file: "mm/memory.c", function: "copy_present_ptes", first: 999, last: 999, reason: .dead,
              why: "only behind a WARN or BUG that is proved never to be reached")
          ]),
        PatchReport(
          number: 2, title: "mm: zap", files: ["mm/memory.c"], scope: .concernsNoUnit,
          uncovered: [LocationText(file: "mm/memory.c", line: 40, function: "zap_pte_range")]),
        PatchReport(
          number: 3, title: "arm64: something", files: ["arch/arm64/mm/a b.c"], scope: .notSeen,
          unseen: [LineRange(file: "arch/arm64/mm/a b.c", first: 3, last: 3, removed: false)]),
      ], totals: Totals(seconds: 12.5, solverQueries: 99, workers: 2))
  }
}
