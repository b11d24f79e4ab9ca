import Proof
import Testing

/// Edits of copy_pte_range(): what it does between the steps, and when a step asks for memory.
enum RangeEdits {
  private static let run = "copy_pte_range"

  /// Shown by a window of one PTE that maps no page of a large folio.
  static let bugs: [SeededEdit] = [
    bug(
      "copy-not-freed-in-the-end", "out: if (unlikely(prealloc)) folio_put(prealloc);", "out:",
      breaks: .invariants, "a folio for a page that turns out to be unreadable is leaked"),
    bug(
      "copy-for-another-address", "src_vma, addr, false);", "src_vma, end, false);", breaks: .invariants,
      "the folio is allocated for another place"),
    bug(
      "retry-skips", "prealloc = folio_prealloc(src_mm, src_vma, addr, false);", "$0 addr += PAGE_SIZE;",
      breaks: .invariants, "the PTE that memory was wanted for is left out"),
    bug(
      "no-memory-is-no-error", "return -ENOMEM;", "return 0;", breaks: .invariants,
      "the child lacks a page and nobody is told"),
    bug(
      "no-table-is-no-error", "if (!dst_pte) { ret = -ENOMEM;", "if (!dst_pte) {", breaks: .invariants,
      "the child lacks all pages and nobody is told"),
    bug(
      "unreadable-is-no-error", "unlikely(ret == -EHWPOISON)) { goto out;",
      "unlikely(ret == -EHWPOISON)) { ret = 0; goto out;", breaks: .invariants,
      "the child lacks a page and nobody is told"),
    bug(
      "child-stays-locked", "pte_unmap_unlock(orig_dst_pte, dst_ptl);", "", breaks: .invariants,
      "the lock of the child's table is not released"),
    bug(
      "parent-stays-locked", "pte_unmap_unlock(orig_src_pte, src_ptl);", "", breaks: .invariants,
      "the lock of the parent's table is not released"),
    bug(
      "parent-not-locked", "spin_lock_nested(src_ptl, SINGLE_DEPTH_NESTING);", "", breaks: .accesses,
      "the parent's PTEs are read without their lock"),
    bug(
      "allocation-under-locks", "if (unlikely(ret == -EAGAIN || ret == -EHWPOISON)) break;",
      "if (ret == -EAGAIN) { prealloc = folio_prealloc(src_mm, src_vma, addr, false);"
        + " if (prealloc) { nr = 0; continue; } } $0", breaks: .invariants, "the allocator may sleep"),
    bug(
      "rescheduled-under-locks", "arch_leave_lazy_mmu_mode();", "$0 cond_resched();", breaks: .invariants,
      "the task may sleep while others spin"),
    bug(
      "rescheduled-before-the-advance", "progress += 8 * nr;", "$0 if (need_resched()) break;",
      breaks: .invariants, "the PTE just copied is copied again"),
    bug(
      "progress-taken-for-the-count", "nr = ret; progress += 8 * nr;", "nr = 8 * ret; progress += nr;",
      breaks: .accesses, "the walk runs past its end"),
    .bug(
      "refused-charge-leaks", KernelFile.memory,
      [Replacement("folio_put(new_folio);", "", in: "folio_prealloc")], breaks: [.invariants], order: 0,
      "a folio that its cgroup refuses is not freed"),
    bug(
      "charged-to-the-child", "prealloc = folio_prealloc(src_mm, src_vma, addr, false);",
      "prealloc = folio_prealloc(dst_mm, src_vma, addr, false);", breaks: .invariants,
      "another cgroup may pay for the page"),
    bug(
      "rss-not-added", "add_mm_rss_vec(dst_mm, rss);", "", breaks: .invariants,
      "the child's pages are not counted"),
  ]

  /// A bug that one PTE does not show, and what shows it.
  struct BetweenSteps: Sendable, CustomTestStringConvertible {
    var edit: SeededEdit
    /// The smallest window that shows it.
    var window: Int
    /// Which PTEs of it map large folios: the choices of the world.
    var world: [Bool]

    var testDescription: String { edit.name }
  }

  /// Two PTEs that map one large folio, and two that map none.
  private static let pages: [Bool] = [true, true, false]
  private static let small: [Bool] = [false, false]
  /// Two PTEs that map one large folio, and one behind that maps none.
  private static let pagesAndSmall: [Bool] = pages + [false]

  static let betweenSteps: [BetweenSteps] = [
    between(
      "freed-copy-used-again",
      [Replacement("folio_put(prealloc); prealloc = NULL;", "folio_put(prealloc);", in: run)],
      .invariants, pages, "a copy goes to memory that is free"),
    between(
      "copy-kept-for-the-next-page",
      [Replacement("if (unlikely(prealloc)) { folio_put(prealloc); prealloc = NULL; }", "", in: run)],
      .invariants, pages, "a folio is used for a PTE that it was not allocated for"),
    between(
      "rss-added-twice",
      [
        Replacement(
          "again: progress = 0; init_rss_vec(rss);", "init_rss_vec(rss); again: progress = 0;", in: run)
      ], .invariants, small, "what was counted before a retry is added with what comes behind it"),
    between(
      "limit-of-the-whole-range",
      [
        Replacement("int nr;", "$0 unsigned long start = addr;", in: run),
        Replacement("(end - addr) / PAGE_SIZE", "(end - start) / PAGE_SIZE", in: run),
      ], .accesses, [false, true], "the last batch goes beyond the end"),
    between(
      "count-of-the-step-before", [Replacement("do { nr = 1;", "nr = 1; do {", in: run)], .accesses,
      pagesAndSmall,
      "an empty PTE behind a batch is as many"),
    between(
      "passes-over-without-a-look",
      [
        Replacement(
          "progress++;", "if (addr + PAGE_SIZE < end) nr = 2; progress += nr;", in: run)
      ], .invariants, small, "the PTE behind one that is none is left out"),
    between(
      "child-advances-by-one", [Replacement("dst_pte += nr", "dst_pte++", in: run)], .invariants,
      pagesAndSmall,
      "what follows a batch lands in the middle of it"),
  ]

  static let whereATaskGivesWay = bug(
    "skips-where-it-gives-way", "spin_needbreak(src_ptl) || spin_needbreak(dst_ptl)) break;",
    "spin_needbreak(src_ptl) || spin_needbreak(dst_ptl)) { addr += PAGE_SIZE; break; }",
    breaks: .invariants, "the PTE at which it does is left out")

  static let neutral: [SeededEdit] = [
    neutral(
      "unlocked-in-the-other-order",
      [
        Replacement("pte_unmap_unlock(orig_src_pte, src_ptl);", "", in: run),
        Replacement(
          "pte_unmap_unlock(orig_dst_pte, dst_ptl);", "$0 pte_unmap_unlock(orig_src_pte, src_ptl);", in: run),
      ], "both are released before anything else happens"),
    neutral(
      "range-end-by-order", [Replacement("addr != end);", "addr < end);", in: run)],
      "steps never go beyond the end"),
    neutral(
      "max-nr-by-shift", [Replacement("(end - addr) / PAGE_SIZE", "(end - addr) >> PAGE_SHIFT", in: run)],
      "the same number"),
    neutral(
      "count-set-where-none",
      [
        Replacement("do { nr = 1;", "do {", in: run),
        Replacement("if (pte_none(ptent)) {", "$0 nr = 1;", in: run),
        Replacement("} else if (!ret) {", "$0 nr = 1;", in: run),
      ], "a step sets it otherwise"),
    neutral(
      "passes-over-four-at-once",
      [
        Replacement(
          "progress++;",
          "while (nr < 4 && addr + nr * PAGE_SIZE < end && pte_none(ptep_get(src_pte + nr))) nr++; progress += nr;",
          in: run)
      ], "PTEs that are none are left as they are"),
    neutral(
      "no-progress-with-a-copy-left",
      [Replacement("folio_put(prealloc); prealloc = NULL;", "$0 continue;", in: run)],
      "such a step takes one PTE"),
  ]

  private static func bug(
    _ name: String, _ find: String, _ replace: String, breaks: Claim, _ why: String
  ) -> SeededEdit {
    .bug(name, KernelFile.memory, [Replacement(find, replace, in: run)], breaks: [breaks], order: 0, why)
  }

  private static func between(
    _ name: String, _ replacements: [Replacement], _ breaks: Claim, _ world: [Bool], _ why: String
  ) -> BetweenSteps {
    BetweenSteps(
      edit: .bug(name, KernelFile.memory, replacements, breaks: [breaks], order: 0, why),
      window: world == pagesAndSmall ? 3 : 2, world: world)
  }

  private static func neutral(_ name: String, _ replacements: [Replacement], _ why: String) -> SeededEdit {
    .neutral(name, KernelFile.memory, replacements, why)
  }
}
