/// Bugs in finding a batch, and in what is done to the PTEs of one.
enum SeededBugs {
  private static let run = "copy_present_ptes"
  private static let set = "__copy_present_ptes"
  private static let detect = "folio_pte_batch"

  /// Which PTEs form a batch.
  static let detection: [SeededEdit] = [
    .bug(
      "batch-ignores-pfn", KernelFile.batch,
      [Replacement("pte_same(pte, expected_pte)", "(pte_flags(pte) == pte_flags(expected_pte))", in: detect)],
      breaks: [.batchEqualsPages, .invariants], order: 1,
      "PTEs of any other page are taken for the folio's next; the child maps the wrong page"),
    .bug(
      "batch-expects-first-neighbour", KernelFile.batch,
      [Replacement("expected_pte = pte_advance_pfn(…;", "", in: detect)],
      breaks: [.batchEqualsPages, .invariants], order: 2,
      "every further PTE is compared with the second page: a page mapped twice in a row counts as two pages; "
        + "with two PTEs nothing is to be advanced yet"),
    .bug(
      "uffd-wp-not-compared", KernelFile.batch,
      [Replacement("pte_mkold(pte)", "pte_clear_uffd_wp($0)", in: "__pte_batch_clear_ignored")],
      breaks: [.batchEqualsPages, .invariants], order: 1,
      "the child's uffd-wp bits become those of the first page"),
    .bug(
      "dirty-not-compared", KernelFile.memory,
      [Replacement("if (src_vma->vm_flags & VM_SHARED)", "", in: run)],
      breaks: [.batchEqualsPages, .invariants], order: 1,
      "in private mappings the child's dirty bits become that of the first page"),
    .bug(
      "may-share-taken-for-shared", KernelFile.memory, [Replacement("VM_SHARED", "VM_MAYSHARE", in: run)],
      breaks: [.batchEqualsPages, .invariants], order: 1,
      "a shared file opened read-only has VM_MAYSHARE only: its dirty bits are smeared and not cleaned"),
    .bug(
      "soft-dirty-test-inverted", KernelFile.memory,
      [Replacement("!vma_soft_dirty_enabled", "vma_soft_dirty_enabled", in: run)],
      breaks: [.batchEqualsPages, .invariants], order: 1,
      "soft-dirty is ignored exactly where it is tracked"),
    .bug(
      "small-folio-batched", KernelFile.memory, [Replacement("folio_test_large(folio) &&", "", in: run)],
      breaks: [.noWarnings], order: 0,
      "folio_pte_batch() is for large folios and warns; its answer would be 1 all the same"),
    .bug(
      "no-folio-end", KernelFile.batch, [Replacement("max_nr = min_t(…;", "", in: detect)],
      breaks: [.batchEqualsPages, .invariants, .noWarnings], order: 1,
      "the batch runs on into the next folio, if its pages follow and its PTEs are alike"),
    .bug(
      "folio-end-without-offset", KernelFile.batch,
      [
        Replacement(
          "folio_pfn(folio) + folio_nr_pages(folio) - pte_pfn(pte)", "folio_nr_pages(folio)", in: detect)
      ],
      breaks: [.batchEqualsPages, .invariants, .noWarnings], order: 1,
      "a batch that starts inside the folio may be as long as the whole folio"),
    .bug(
      "no-window-end", KernelFile.batch, [Replacement("min_t(unsigned long, max_nr,", "(int)(", in: detect)],
      breaks: [.batchEqualsPages, .invariants, .accesses], order: 2,
      "only the folio ends the batch; a window shorter than the folio that is still a batch needs 4 pages"),
    .bug(
      "detection-one-too-far", KernelFile.batch, [Replacement("nr < max_nr", "nr <= max_nr", in: detect)],
      breaks: [.batchEqualsPages, .accesses], order: 1,
      "the PTE behind the window or the folio is read, and its write bit counts"),
    .bug(
      "any-writable-unused", KernelFile.memory, [Replacement("if (any_writable)…;", "", in: run)],
      breaks: [.batchEqualsPages, .invariants], order: 1,
      "a read-only page before a writable one: the writable one stays writable in the parent"),
    .bug(
      "any-writable-last-wins", KernelFile.batch,
      [Replacement("*any_writable |= writable", "*any_writable = writable", in: detect)],
      breaks: [.batchEqualsPages, .invariants], order: 2,
      "read-only, writable, read-only: the last one decides; two pages have only one that counts"),
    .bug(
      "any-writable-before-compare", KernelFile.batch,
      [
        Replacement("writable = !!pte_write(pte)", "*any_writable |= !!pte_write(pte)", in: detect),
        Replacement("if (any_writable) *any_writable |= writable;", "", in: detect),
      ],
      breaks: [.batchEqualsPages, .invariants], order: 1,
      "the write bit of the PTE that ends the batch counts: the child's read-only shared page becomes writable"
    ),
    .bug(
      "any-writable-after-clear", KernelFile.batch,
      [
        Replacement("if (any_writable) writable…;", "", in: detect),
        Replacement(
          "pte = __pte_batch_clear_ignored(…;", "$0 if (any_writable) writable = !!pte_write(pte);",
          in: detect),
      ],
      breaks: [.batchEqualsPages, .invariants], order: 1,
      "the bit is looked at after it was cleared for the comparison: no further PTE is ever writable"),
    .bug(
      "any-writable-not-initialised", KernelFile.batch,
      [Replacement("if (any_writable) *any_writable = false;", "", in: detect)],
      breaks: [.initialised], order: 1, "a batch of one page leaves the caller's variable as it was"),
    .bug(
      "flags-not-initialised", KernelFile.memory, [Replacement("fpb_t flags = 0", "fpb_t flags", in: run)],
      breaks: [.initialised], order: 1, "the flags are only ever added to"),
    .bug(
      "detection-by-pointer-too-far", KernelFile.batch,
      [
        Replacement("pte_t expected_pte, *ptep;", "pte_t expected_pte, *ptep, *end_ptep;", in: detect),
        Replacement(
          "while (nr < max_nr) {", "end_ptep = start_ptep + max_nr + 1; if (ptep < end_ptep) do {", in: detect
        ),
        Replacement("nr += cur_nr; }", "nr += cur_nr; } while (ptep < end_ptep);", in: detect),
        Replacement("min(nr, max_nr)", "nr", in: detect),
      ], breaks: [.batchEqualsPages, .invariants, .noWarnings, .accesses], order: 1,
      "the end is the PTE behind the last one, and nothing else keeps the batch within the window"),
  ]

  /// What is done to the PTEs.
  static let entries: [SeededEdit] = [
    .bug(
      "parent-protects-first-only", KernelFile.memory,
      [
        Replacement(
          "wrprotect_ptes(src_mm, addr, src_pte, nr)", "ptep_set_wrprotect(src_mm, addr, src_pte)", in: set)
      ],
      breaks: [.batchEqualsPages, .invariants], order: 1,
      "the parent can go on writing to the other pages of the batch, which the child shares"),
    .bug(
      "child-not-protected", KernelFile.memory, [Replacement("pte = pte_wrprotect(pte);", "", in: set)],
      breaks: [.pageEqualsSpec, .invariants], order: 0, "the child can write to a page that the parent has"),
    .bug(
      "shared-child-stays-dirty", KernelFile.memory,
      [Replacement("if (src_vma->vm_flags & VM_SHARED)…;", "", in: set)],
      breaks: [.pageEqualsSpec], order: 0, "the child's PTE of a shared mapping is not cleaned"),
    .bug(
      "child-stays-young", KernelFile.memory, [Replacement("pte = pte_mkold(pte);", "", in: set)],
      breaks: [.pageEqualsSpec], order: 0, "the child has not accessed anything yet"),
    .bug(
      "child-loses-soft-dirty", KernelFile.memory,
      [Replacement("pte_mkold(pte)", "pte_clear_soft_dirty($0)", in: set)],
      breaks: [.pageEqualsSpec, .invariants], order: 0,
      "the child inherits soft-dirty; an early version lost it"),
    .bug(
      "uffd-wp-asked-of-parent", KernelFile.memory,
      [Replacement("userfaultfd_wp(dst_vma)", "userfaultfd_wp(src_vma)", in: set)],
      breaks: [.pageEqualsSpec, .invariants], order: 0,
      "armed in the parent only: the child keeps bits that nobody will handle"),
    .bug(
      "child-gets-first-only", KernelFile.memory,
      [
        Replacement(
          "set_ptes(dst_vma->vm_mm, addr, dst_pte, pte, nr)",
          "set_pte_at(dst_vma->vm_mm, addr, dst_pte, pte)", in: set)
      ],
      breaks: [.batchEqualsPages, .invariants], order: 1, "the child's other PTEs stay empty"),
    .bug(
      "batch-returns-one", KernelFile.memory, [Replacement("return nr;", "return 1;", in: run)],
      breaks: [.batchEqualsPages, .invariants], order: 1,
      "the caller advances by one page after a whole batch was copied"),
    .bug(
      "batch-always-fails", KernelFile.memory,
      [Replacement("nr = folio_pte_batch", "return -EAGAIN; $0", in: run)],
      breaks: [.batchEqualsPages, .invariants], order: 1,
      "nothing changes, and no relation between successes is broken: only page at a time shows it"),
    .bug(
      "peek-behind-batch", KernelFile.memory,
      [
        Replacement(
          "folio_ref_add(folio, nr);", "$0 if (pte_none(ptep_get(src_pte + nr))) flags = 0;", in: run)
      ],
      breaks: [.accesses], order: 1, "a batch at the end of a page table looks behind it"),
    .bug(
      "stray-page-private", KernelFile.memory,
      [Replacement("folio_ref_add(folio, nr);", "$0 set_page_private(page, nr);", in: run)],
      breaks: [.batchEqualsPages], order: 1, "a field that no observation names"),
    .bug(
      "stray-mm-field", KernelFile.memory,
      [Replacement("folio_ref_add(folio, nr);", "$0 src_vma->vm_mm->hiwater_rss += nr;", in: run)],
      breaks: [.batchEqualsPages], order: 1, "a field of the mm that no observation names"),
  ]
}
