/// Bugs in what happens to the folio: references, map counts, exclusive marks, rss, and the page that must be
/// copied because it may be pinned.
extension SeededBugs {
  private static let run = "copy_present_ptes"
  private static let copy = "copy_present_page"
  private static let anon = "__folio_try_dup_anon_rmap"

  static let counts: [SeededEdit] = [
    .bug(
      "one-reference", KernelFile.memory,
      [Replacement("folio_ref_add(folio, nr)", "folio_get(folio)", in: run)],
      breaks: [.batchEqualsPages, .invariants], order: 1, "one reference for the whole batch"
    ).inEachRun,
    .bug(
      "file-mapcount-of-first-only", KernelFile.memory,
      [
        Replacement(
          "folio_dup_file_rmap_ptes(folio, page, nr)", "folio_dup_file_rmap_pte(folio, page)", in: run)
      ],
      breaks: [.batchEqualsPages, .invariants], order: 1,
      "the other pages of the batch are not counted as mapped"),
    .bug(
      "large-mapcount-by-loop-counter", KernelFile.rmap,
      [Replacement("atomic_add(orig_nr_pages,", "atomic_add(nr_pages,", in: anon)],
      breaks: [.pageEqualsSpec, .invariants], order: 1,
      "the counter is 0 after the loop, on both paths alike: batch = pages cannot see it"),
    .bug(
      "anon-loop-stays-on-page", KernelFile.rmap, [Replacement("page++, --nr_pages", "--nr_pages", in: anon)],
      breaks: [.batchEqualsPages, .invariants], order: 1, "the first page gets all the map counts"),
    .bug(
      "file-loop-one-too-far", KernelFile.rmap,
      [Replacement("--nr_pages > 0", "nr_pages-- > 0", in: "__folio_dup_file_rmap")],
      breaks: [.batchEqualsPages], order: 1,
      "the page behind the batch is counted as mapped, page at a time n times"),
    .bug(
      "rmap-of-head", KernelFile.memory,
      [
        Replacement(
          "folio_try_dup_anon_rmap_ptes(folio, page,", "folio_try_dup_anon_rmap_ptes(folio, &folio->page,",
          in: run)
      ],
      breaks: [.batchEqualsPages, .invariants, .noWarnings], order: 1,
      "a batch that starts inside the folio maps the folio's first pages instead"),
    .bug(
      "exclusive-cleared-on-head", KernelFile.rmap,
      [
        Replacement(
          "ClearPageAnonExclusive(page)", "ClearPageAnonExclusive(&folio->page)", in: anon, occurrence: 2,
          of: 3)
      ],
      breaks: [.pageEqualsSpec, .invariants, .noWarnings], order: 1, "a shared page stays exclusive"),
    .bug(
      "anon-rss-by-one", KernelFile.memory,
      [Replacement("rss[MM_ANONPAGES] += nr", "rss[MM_ANONPAGES]++", in: run)],
      breaks: [.batchEqualsPages, .invariants], order: 1, "a batch counts as one page"),
    .bug(
      "shmem-rss-as-file", KernelFile.memory,
      [Replacement("rss[mm_counter_file(folio)] += nr", "rss[MM_FILEPAGES] += nr", in: run)],
      breaks: [.batchEqualsPages, .invariants], order: 1, "shmem has a counter of its own"),
  ]

  /// A batch that cannot be shared, because a page of it is exclusive and may be pinned.
  static let failure: [SeededEdit] = [
    .bug(
      "references-leaked", KernelFile.memory, [Replacement("folio_ref_sub(folio, nr);", "", in: run)],
      breaks: [.batchEqualsPages, .invariants], order: 1, "a batch that fails keeps its references"),
    .bug(
      "one-reference-returned", KernelFile.memory,
      [Replacement("folio_ref_sub(folio, nr)", "folio_put(folio)", in: run)],
      breaks: [.batchEqualsPages, .invariants], order: 1, "a batch that fails keeps all references but one"),
    .bug(
      "rss-before-failure", KernelFile.memory,
      [
        Replacement("if (unlikely(folio_try_dup_anon_rmap_ptes(", "rss[MM_ANONPAGES] += nr; $0", in: run),
        Replacement("rss[MM_ANONPAGES] += nr;", "", in: run),
      ],
      breaks: [.batchEqualsPages, .invariants], order: 1, "a batch that fails has counted its pages"),
    .bug(
      "failure-returns-zero", KernelFile.memory, [Replacement("return -EAGAIN", "return 0", in: run)],
      breaks: [.batchEqualsPages, .invariants], order: 1, "the caller goes round for ever"),
    .bug(
      "exclusive-cleared-before-failing", KernelFile.rmap,
      [
        Replacement(
          "return -EBUSY;", "{ ClearPageAnonExclusive(page + i); return -EBUSY; }", in: anon, occurrence: 1,
          of: 2)
      ],
      breaks: [.pageEqualsSpec, .invariants], order: 0,
      "the first exclusive page is shared at the second attempt"),
    .bug(
      "pin-found-while-sharing", KernelFile.rmap,
      [
        Replacement("i < nr_pages", "i < 1", in: anon),
        Replacement(
          "ClearPageAnonExclusive(page)", "{ if (maybe_pinned) return -EBUSY; $0; }", in: anon, occurrence: 2,
          of: 3),
      ],
      breaks: [.batchEqualsPages, .invariants], order: 1,
      "checked and shared in one loop: the pages before the exclusive one keep a map count too many"),
    .bug(
      "pin-of-first-page-only", KernelFile.rmap,
      [Replacement("PageAnonExclusive(page + i)", "PageAnonExclusive(page)", in: anon)],
      breaks: [.batchEqualsPages, .invariants], order: 1, "a pinned page further on is shared"),
    .bug(
      "unpinned-mm-fails", KernelFile.mm,
      [Replacement("if (!test_bit(…;", "", in: "folio_needs_cow_for_dma")],
      breaks: [.pageEqualsSpec, .invariants], order: 0, "pages pinned by another mm are copied for no reason"),
    .bug(
      "batch-despite-prealloc", KernelFile.memory, [Replacement("!*prealloc &&", "", in: run)],
      breaks: [.batchEqualsPages, .invariants], order: 1,
      "with a preallocated folio the batch fails again, where page at a time would copy"),
    .bug(
      "batch-copies-its-first-page", KernelFile.memory,
      [
        Replacement("!*prealloc &&", "", in: run),
        Replacement(
          "return -EAGAIN;",
          "{ err = copy_present_page(dst_vma, src_vma, dst_pte, src_pte, addr, rss, prealloc, page); return err ? err : 1; }",
          in: run),
      ],
      breaks: [.batchEqualsPages, .invariants], order: 1,
      "the first sketch of the batching: a later page is pinned, and the first is copied"),
  ]

  /// The page that is copied.
  static let copying: [SeededEdit] = [
    .bug(
      "reference-kept-over-copy", KernelFile.memory, [Replacement("folio_put(folio);", "", in: run)],
      breaks: [.pageEqualsSpec, .invariants], order: 0, "the page is not shared, but the reference stays"),
    .bug(
      "head-copied", KernelFile.memory, [Replacement("prealloc, page)", "prealloc, &folio->page)", in: run)],
      breaks: [.pageEqualsSpec], order: 1, "the child gets the contents of the folio's first page"),
    .bug(
      "prealloc-not-consumed", KernelFile.memory, [Replacement("*prealloc = NULL;", "", in: copy)],
      breaks: [.pageEqualsSpec, .invariants], order: 0, "the folio is mapped and handed out again"),
    .bug(
      "uffd-wp-of-new-pte", KernelFile.memory, [Replacement("ptep_get(src_pte)", "pte", in: copy)],
      breaks: [.pageEqualsSpec, .invariants], order: 0, "the copy loses uffd-wp"),
    .bug(
      "copy-not-dirty", KernelFile.memory, [Replacement("pte_mkdirty(pte)", "pte", in: copy)],
      breaks: [.pageEqualsSpec, .invariants], order: 0, "the copy is the only one and could be dropped"),
    .bug(
      "copy-not-writable", KernelFile.memory,
      [Replacement("maybe_mkwrite(pte_mkdirty(pte), dst_vma)", "pte_mkdirty(pte)", in: copy)],
      breaks: [.pageEqualsSpec], order: 0, "the child takes a fault for its own page"),
    .bug(
      "copy-dirty-after-write", KernelFile.memory,
      [
        Replacement(
          "maybe_mkwrite(pte_mkdirty(pte), dst_vma)", "pte_mkdirty(maybe_mkwrite(pte, dst_vma))", in: copy)
      ],
      breaks: [.pageEqualsSpec], order: 0,
      "the same but for a shadow stack: its Dirty bit is moved to SavedDirty, and the child cannot return"),
    .bug(
      "poison-swallowed", KernelFile.memory,
      [Replacement("return err ? err : 1", "return err == -EAGAIN ? err : 1", in: run)],
      breaks: [.pageEqualsSpec, .invariants], order: 0, "a page that could not be read counts as copied"),
    .bug(
      "copy-returns-zero", KernelFile.memory, [Replacement("return err ? err : 1", "return err", in: run)],
      breaks: [.batchEqualsPages, .pageEqualsSpec, .invariants], order: 0, "a copy counts as no page"),
    .bug(
      "copy-not-counted", KernelFile.memory, [Replacement("rss[MM_ANONPAGES]++;", "", in: copy)],
      breaks: [.pageEqualsSpec, .invariants], order: 0, "the child has a page that its rss does not know"),
    .bug(
      "copy-mapped-in-parent", KernelFile.memory,
      [
        Replacement(
          "folio_add_new_anon_rmap(new_folio, dst_vma,", "folio_add_new_anon_rmap(new_folio, src_vma,",
          in: copy)
      ],
      breaks: [.pageEqualsSpec], order: 0, "reverse mapping looks for the copy in the parent's VMA"),
  ]
}
