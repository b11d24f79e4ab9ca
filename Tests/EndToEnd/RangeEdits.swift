import Proof
import Testing

/// Edits of copy_pte_range(): what it does between the steps, and when a step asks for memory.
enum RangeEdits {
  private static let run = "copy_pte_range"
  private static let allocation = "prealloc = folio_prealloc(src_mm, src_vma, addr, false);"

  /// The case of the world that shows a bug: which of its PTEs map which large folio.
  struct Bug: Sendable, CustomTestStringConvertible {
    var edit: SeededEdit
    var window: Int
    var choices: [Bool]
    var testDescription: String { edit.name }
  }

  /// One PTE that maps no large folio, or a page of one; two that map no large folio; two pages of one; the same and one
  /// behind that maps no large folio; one that maps none, and a page.
  private static let own = [false]
  private static let ownOwn = [false, false]
  private static let pageByPage = [true, true, false]
  private static let pageByPageThenOwn = [true, true, false, false]
  private static let ownThenPage = [false, true]

  static let bugs: [Bug] = [
    bug(
      "nr-not-reset", [Replacement("do { nr = 1;", "do {")], breaks: [.initialised], own,
      "where the first PTE is none, nobody has said how far to go on"),
    bug(
      "stale-nr", [Replacement("int nr;", "int nr = 1;"), Replacement("do { nr = 1;", "do {")],
      breaks: [.accesses], pageByPageThenOwn, "a none PTE behind a batch is taken for as many as that had"),
    bug(
      "child-advances-by-one", [Replacement("dst_pte += nr", "dst_pte++")], breaks: [.invariants],
      pageByPageThenOwn,
      "what follows a batch lands in the middle of it"),
    bug(
      "parent-advances-by-one", [Replacement("src_pte += nr", "src_pte++")], breaks: [.invariants],
      pageByPageThenOwn,
      "what follows a batch is read from the middle of it"),
    bug(
      "address-advances-by-one", [Replacement("addr += PAGE_SIZE * nr", "addr += PAGE_SIZE")],
      breaks: [.accesses], pageByPage, "the walk goes on behind the range after a batch"),
    bug(
      "max-nr-from-the-start",
      [
        Replacement("int nr;", "int nr; unsigned long start = addr;"),
        Replacement("max_nr = (end - addr) / PAGE_SIZE;", "max_nr = (end - start) / PAGE_SIZE;"),
      ], breaks: [.accesses], ownThenPage, "a batch behind a first PTE may reach beyond the range"),
    bug(
      "copy-not-freed-in-the-end",
      [Replacement("out: if (unlikely(prealloc)) folio_put(prealloc);", "out:")], breaks: [.invariants],
      own, "a folio for a page that turns out to be unreadable is leaked"),
    bug(
      "copy-kept-for-the-next",
      [Replacement("if (unlikely(prealloc)) { folio_put(prealloc); prealloc = NULL; }", "")],
      breaks: [.invariants], pageByPage, "a folio is used for another PTE than it was allocated for"),
    bug(
      "copy-freed-and-used",
      [Replacement("folio_put(prealloc); prealloc = NULL;", "folio_put(prealloc);")], breaks: [.noWarnings],
      pageByPage, "a folio that was freed is used, or freed again"),
    bug(
      "retry-skips", [Replacement(allocation, "$0 addr += PAGE_SIZE;")], breaks: [.invariants],
      own, "the PTE that memory was wanted for is left out"),
    bug(
      "retry-repeats",
      [
        Replacement("int nr;", "int nr; unsigned long start = addr;"),
        Replacement(allocation, "$0 addr = start;"),
      ], breaks: [.invariants], ownOwn, "PTEs that are copied already are copied once more"),
    bug(
      "progress-taken-for-count", [Replacement("progress += 8 * nr;", "$0 nr = progress / 8;")],
      breaks: [.accesses], ownOwn, "after two PTEs one by one the walk goes on by two"),
    bug(
      "no-memory-is-no-error", [Replacement("return -ENOMEM;", "return 0;")], breaks: [.invariants],
      own, "the child lacks a page and nobody is told"),
    bug(
      "unreadable-is-no-error",
      [
        Replacement(
          "unlikely(ret == -EHWPOISON)) { goto out;", "unlikely(ret == -EHWPOISON)) { ret = 0; goto out;")
      ],
      breaks: [.invariants], own, "the child lacks a page and nobody is told"),
    bug(
      "child-stays-locked", [Replacement("pte_unmap_unlock(orig_dst_pte, dst_ptl);", "")],
      breaks: [.invariants], own, "the lock of the child's table is not released"),
    bug(
      "parent-not-locked", [Replacement("spin_lock_nested(src_ptl, SINGLE_DEPTH_NESTING);", "")],
      breaks: [.accesses], own, "the parent's PTEs are read without their lock"),
    bug(
      "allocation-under-locks",
      [
        Replacement(
          "if (unlikely(ret == -EAGAIN || ret == -EHWPOISON)) break;",
          "if (ret == -EAGAIN) { \(allocation) if (prealloc) { nr = 0; continue; } } $0")
      ], breaks: [.invariants], own, "the allocator may sleep"),
    bug(
      "rss-added-twice",
      [
        Replacement("again: progress = 0; init_rss_vec(rss);", "init_rss_vec(rss); again: progress = 0;")
      ], breaks: [.invariants], ownOwn, "what was counted before a retry is counted again"),
  ]

  static let neutral: [SeededEdit] = [
    .neutral(
      "unlocked-in-the-other-order", KernelFile.memory,
      [
        Replacement("pte_unmap_unlock(orig_src_pte, src_ptl);", "", in: run),
        Replacement(
          "pte_unmap_unlock(orig_dst_pte, dst_ptl);", "$0 pte_unmap_unlock(orig_src_pte, src_ptl);", in: run),
      ], "both are released before anything else happens"),
    .neutral(
      "range-end-by-order", KernelFile.memory, [Replacement("addr != end);", "addr < end);", in: run)],
      "steps never go beyond the end"),
    .neutral(
      "max-nr-by-shift", KernelFile.memory,
      [Replacement("(end - addr) / PAGE_SIZE", "(end - addr) >> PAGE_SHIFT", in: run)], "the same number"),
    .neutral(
      "progress-by-page", KernelFile.memory, [Replacement("progress += 8 * nr;", "progress += nr;", in: run)],
      "how often rescheduling is looked at is nobody's business"),
    .neutral(
      "count-set-where-none", KernelFile.memory,
      [
        Replacement("do { nr = 1;", "do {", in: run),
        Replacement("if (pte_none(ptent)) {", "$0 nr = 1;", in: run),
        Replacement("} else if (!ret) {", "$0 nr = 1;", in: run),
      ], "a step sets it otherwise"),
    .neutral(
      "copies-dropped-by-helper", KernelFile.memory,
      [
        Replacement(
          "static int copy_pte_range",
          "static void drop_copy(struct folio **prealloc) { folio_put(*prealloc); *prealloc = NULL; } $0"),
        Replacement("folio_put(prealloc); prealloc = NULL;", "drop_copy(&prealloc);", in: run),
      ], "a function of the two statements"),
  ]

  private static func bug(
    _ name: String, _ replacements: [Replacement], breaks: [Claim], _ choices: [Bool], _ why: String
  ) -> Bug {
    let edit = SeededEdit.bug(
      name, KernelFile.memory,
      replacements.map { replacement in
        var inside = replacement
        inside.function = run
        return inside
      }, breaks: breaks, order: 0, why)
    let windows = [own: 1, ownOwn: 2, pageByPage: 2, ownThenPage: 2, pageByPageThenOwn: 3]
    return Bug(edit: edit, window: windows[choices] ?? 1, choices: choices)
  }
}
