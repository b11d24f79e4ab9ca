/// Bugs in the getters and setters of PTEs, of one and of several.
extension SeededBugs {
  static let setters: [SeededEdit] = [
    .bug(
      "set-ptes-same-page", KernelFile.pgtable, [Replacement("pte = pte_next_pfn(pte);", "", in: "set_ptes")],
      breaks: [.pteLaws, .batchEqualsPages, .invariants], order: 1,
      "all of the child's PTEs map the first page"),
    .bug(
      "set-ptes-counts-down-to-one", KernelFile.pgtable,
      [
        Replacement("for (;;) {", "unsigned int i = nr; while (--i > 0) {", in: "set_ptes"),
        Replacement("set_pte(ptep, pte)", "set_pte(ptep + i, pte_advance_pfn(pte, i))", in: "set_ptes"),
        Replacement("if (--nr == 0) break; ptep++; pte = pte_next_pfn(pte);", "", in: "set_ptes"),
      ], breaks: [.pteLaws, .pageEqualsSpec], order: 0, "the first page is left out"),
    .bug(
      "set-ptes-forgets-the-odd-one", KernelFile.pgtable,
      [
        Replacement(
          "for (;;) {",
          "if (nr == 1) { set_pte(ptep, pte); return; } for (; nr >= 2; nr -= 2, ptep += 2) { set_pte(ptep, pte);"
            + "pte = pte_next_pfn(pte); set_pte(ptep + 1, pte); pte = pte_next_pfn(pte); } if (0) {",
          in: "set_ptes"),
        Replacement("if (--nr == 0) break; ptep++; pte = pte_next_pfn(pte);", "", in: "set_ptes"),
      ], breaks: [.batchEqualsPages, .invariants], order: 2, "the last of three pages is left out"),
    .bug(
      "wrprotect-one-more", KernelFile.pgtable, [Replacement("--nr == 0", "nr-- == 0", in: "wrprotect_ptes")],
      breaks: [.pteLaws, .pageEqualsSpec, .accesses], order: 0, "the PTE behind is write-protected too"),
    .bug(
      "wrprotect-leaves-dirty", KernelFile.x86,
      [Replacement("pte_mksaveddirty(pte)", "pte", in: "pte_wrprotect")],
      breaks: [.pteLaws, .pageEqualsSpec, .invariants], order: 0,
      "Write=0 with Dirty=1 is a shadow stack's entry, which can be written"),
    .bug(
      "mkclean-hardware-bit-only", KernelFile.x86,
      [Replacement("_PAGE_DIRTY_BITS", "_PAGE_DIRTY", in: "pte_mkclean")],
      breaks: [.pteLaws, .pageEqualsSpec], order: 0, "SavedDirty stays"),
    .bug(
      "advance-without-inversion", KernelFile.x86,
      [Replacement("if (__pte_needs_invert(…;", "", in: "pte_advance_pfn")],
      breaks: [.pteLaws, .batchEqualsPages, .invariants], order: 1,
      "PROT_NONE entries hold the complement of the pfn: adding goes backwards"),
    .bug(
      "mkold-clears-dirty", KernelFile.x86,
      [Replacement("_PAGE_ACCESSED", "_PAGE_ACCESSED | _PAGE_DIRTY", in: "pte_mkold")],
      breaks: [.pteLaws, .pageEqualsSpec, .invariants], order: 0, "the child's dirty bit is lost"),
    .bug(
      "clear-uffd-wp-clears-soft-dirty", KernelFile.x86,
      [Replacement("_PAGE_UFFD_WP", "_PAGE_SOFT_DIRTY", in: "pte_clear_uffd_wp")],
      breaks: [.pteLaws, .pageEqualsSpec, .invariants], order: 0, "the neighbouring bit"),
    .bug(
      "saved-dirty-not-set", KernelFile.x86, [Replacement("v |= …;", "", in: "mksaveddirty_shift")],
      breaks: [.pteLaws, .pageEqualsSpec, .invariants], order: 0, "write-protecting loses the dirty bit"),
    .bug(
      "set-wrprotect-by-write-bit", KernelFile.x86,
      [Replacement("pte_wrprotect(old_pte)", "pte_clear_flags(old_pte, _PAGE_RW)", in: "ptep_set_wrprotect")],
      breaks: [.pteLaws, .pageEqualsSpec, .invariants], order: 0,
      "the parent's entry becomes one of a shadow stack"),
  ]

  static let all =
    detection + entries + counts + failure + copying + setters + predicates + arguments + promises
}
