import Proof

/// Bugs that small folios do not have: behind some page, or at one length of a batch.
enum LateBugs {
  private static let run = "copy_present_ptes"

  static let all: [SeededEdit] = [
    .bug(
      "a-late-entry-is-left-out", KernelFile.pgtable,
      [
        Replacement(
          "page_table_check_ptes_set(mm, ptep, pte, nr);", "$0 unsigned int done = 0;", in: "set_ptes"),
        Replacement("set_pte(ptep, pte);", "if (done++ != 270) $0", in: "set_ptes"),
      ], breaks: [.batchEqualsPages], order: 9, "the child's PTE 270 stays none"
    ).inEachRun,
    .bug(
      "one-length-counts-one-less", KernelFile.memory,
      [Replacement("folio_ref_add(folio, nr);", "folio_ref_add(folio, nr == 130 ? 129 : nr);", in: run)],
      breaks: [.invariants], order: 8, "a batch of 130 pages takes 129 references"),
    .bug(
      "a-length-is-warned-of", KernelFile.memory,
      [Replacement("folio_ref_add(folio, nr);", "$0 WARN_ON_ONCE(nr == 260);", in: run)],
      breaks: [.noWarnings], order: 9, "a batch of 260 pages is warned of"),
  ]
}
