/// Edits that keep the behaviour: what a proof must not stumble over.
enum NeutralEdits {
  private static let run = "copy_present_ptes"
  private static let set = "__copy_present_ptes"
  private static let detect = "folio_pte_batch"
  private static let anon = "__folio_try_dup_anon_rmap"

  static let all: [SeededEdit] = moves + words

  private static let moves: [SeededEdit] = [
    .neutral(
      "comment-only", KernelFile.memory,
      [Replacement("folio = page_folio(page);", "$0 /* may be large */", in: run)],
      changesBitcode: false, "comments do not execute"),
    .neutral(
      "statements-swapped", KernelFile.memory,
      [
        Replacement(
          "folio_dup_file_rmap_ptes(folio, page, nr);", "rss[mm_counter_file(folio)] += nr;", in: run),
        Replacement(
          "rss[mm_counter_file(folio)] += nr;", "folio_dup_file_rmap_ptes(folio, page, nr);", in: run),
      ], "map counts and rss do not depend on each other"),
    .neutral(
      "reference-for-each-page", KernelFile.memory,
      [Replacement("folio_ref_add(folio, nr);", "for (err = 0; err < nr; err++) folio_get(folio);", in: run)],
      "n references are n times one"),
    .neutral(
      "condition-hoisted", KernelFile.memory,
      [
        Replacement("int err, nr;", "$0 bool anon;", in: run),
        Replacement("folio = page_folio(page);", "$0 anon = folio_test_anon(folio);", in: run),
        Replacement("if (folio_test_anon(folio))", "if (anon)", in: run, occurrence: 1, of: 2),
      ], "nothing in between changes folio->mapping"),
    .neutral(
      "detection-by-pointer", KernelFile.batch,
      [
        Replacement("pte_t expected_pte, *ptep;", "pte_t expected_pte, *ptep, *end_ptep;", in: detect),
        Replacement(
          "while (nr < max_nr) {", "end_ptep = start_ptep + max_nr; if (ptep < end_ptep) do {", in: detect),
        Replacement("nr += cur_nr; }", "nr += cur_nr; } while (ptep < end_ptep);", in: detect),
      ], "nr and ptep move together"),
    .neutral(
      "detection-until-pointer", KernelFile.batch,
      [
        Replacement("pte_t expected_pte, *ptep;", "pte_t expected_pte, *ptep, *end_ptep;", in: detect),
        Replacement(
          "while (nr < max_nr) {", "end_ptep = start_ptep + max_nr; while (ptep != end_ptep) {", in: detect),
      ], "the hint is 1: no PTE is skipped, and the end not passed"),
    .neutral(
      "detection-counts-down", KernelFile.batch,
      [
        Replacement("int nr, cur_nr;", "int nr, cur_nr, left;", in: detect),
        Replacement("while (nr < max_nr) {", "left = max_nr - nr; while (left--) {", in: detect),
      ], "what is left and nr move together, and nr is max_nr at most before"
    ).inEachRun,
    .neutral(
      "detection-of-what-is-left", KernelFile.batch,
      [
        Replacement("int nr, cur_nr;", "int nr, cur_nr, left;", in: detect),
        Replacement("while (nr < max_nr) {", "left = max_nr - nr; while (left > 0) {", in: detect),
        Replacement("nr += cur_nr;", "left -= cur_nr;", in: detect),
        Replacement("return min(nr, max_nr)", "return max_nr - left", in: detect),
      ], "what is left and what was found are max_nr together"),
    .neutral(
      "writable-found-in-a-local", KernelFile.batch,
      [
        Replacement("bool writable, young, dirty;", "$0 bool found = false;", in: detect),
        Replacement("*any_writable |= writable;", "found |= writable;", in: detect),
        Replacement(
          "return min(nr, max_nr);", "if (any_writable) *any_writable = found; $0", in: detect),
      ], "the caller looks at it when the function has returned"),
    .neutral(
      "sharing-by-pointer", KernelFile.rmap,
      [
        Replacement("int i;", "$0 struct page *end = page + nr_pages;", in: anon),
        Replacement("while (page++, --nr_pages > 0)", "while (++page < end)", in: anon),
      ], "the loop's counter and its pointer move together"),
    .neutral(
      "set-ptes-by-index", KernelFile.pgtable,
      [
        Replacement("for (;;) {", "for (unsigned int i = 0; ; i++) {", in: "set_ptes"),
        Replacement("set_pte(ptep, pte)", "set_pte(ptep + i, pte_advance_pfn(pte, i))", in: "set_ptes"),
        Replacement("ptep++; pte = pte_next_pfn(pte);", "", in: "set_ptes"),
      ], "i times one page further is i pages further"),
    .neutral(
      "set-ptes-counts-down", KernelFile.pgtable,
      [
        Replacement("for (;;) {", "unsigned int i = nr; while (i-- > 0) {", in: "set_ptes"),
        Replacement("set_pte(ptep, pte)", "set_pte(ptep + i, pte_advance_pfn(pte, i))", in: "set_ptes"),
        Replacement("if (--nr == 0) break; ptep++; pte = pte_next_pfn(pte);", "", in: "set_ptes"),
      ], "the last page first"
    ).inEachRun,
    .neutral(
      "set-ptes-two-at-a-time", KernelFile.pgtable,
      [
        Replacement(
          "for (;;) {",
          "for (; nr >= 2; nr -= 2, ptep += 2) { set_pte(ptep, pte); pte = pte_next_pfn(pte);"
            + "set_pte(ptep + 1, pte); pte = pte_next_pfn(pte); } if (nr) {", in: "set_ptes"),
        Replacement("if (--nr == 0) break; ptep++; pte = pte_next_pfn(pte);", "", in: "set_ptes"),
      ], "the loop is unrolled by hand"
    ).inEachRun,
    .neutral(
      "wrprotect-counts-down", KernelFile.pgtable,
      [
        Replacement("for (;;) {", "while (nr-- > 0) {", in: "wrprotect_ptes"),
        Replacement(
          "ptep_set_wrprotect(mm, addr, ptep);", "ptep_set_wrprotect(mm, addr + nr * PAGE_SIZE, ptep + nr);",
          in: "wrprotect_ptes"),
        Replacement("if (--nr == 0) break; ptep++; addr += PAGE_SIZE;", "", in: "wrprotect_ptes"),
      ], "no PTE depends on another"),
    .neutral(
      "wrprotect-two-at-a-time", KernelFile.pgtable,
      [
        Replacement(
          "for (;;) {",
          "for (; nr >= 2; nr -= 2, ptep += 2) {"
            + "ptep_set_wrprotect(mm, addr, ptep); ptep_set_wrprotect(mm, addr + PAGE_SIZE, ptep + 1);"
            + "addr += 2 * PAGE_SIZE; } if (nr) {", in: "wrprotect_ptes"),
        Replacement("if (--nr == 0) break; ptep++; addr += PAGE_SIZE;", "", in: "wrprotect_ptes"),
      ], "the loop is unrolled by hand"),
    .neutral(
      "de-morgan", KernelFile.memory,
      [
        Replacement(
          "!*prealloc && folio_test_large(folio) && max_nr != 1",
          "!(*prealloc || !folio_test_large(folio) || max_nr == 1)", in: run)
      ], "the same truth table"),
    .neutral(
      "helper-split", KernelFile.memory,
      [
        Replacement(
          "static inline int copy_present_ptes",
          "static void dup_file_batch(struct folio *folio, struct page *page, int nr, int *rss)"
            + "{ folio_dup_file_rmap_ptes(folio, page, nr); rss[mm_counter_file(folio)] += nr; } $0"),
        Replacement(
          "folio_dup_file_rmap_ptes(folio, page, nr);", "dup_file_batch(folio, page, nr, rss);", in: run),
        Replacement("rss[mm_counter_file(folio)] += nr;", "", in: run),
      ], "a function of the two statements"),
    .neutral(
      "redundant-check", KernelFile.memory,
      [Replacement("folio_ref_add(folio, nr);", "if (nr < 1 || nr > max_nr) return -EINVAL; $0", in: run)],
      "folio_pte_batch() promises it"),
    .neutral(
      "xen-loop", KernelFile.batch,
      [
        Replacement(
          "pte_t expected_pte, *ptep;",
          "unsigned long folio_end_pfn = folio_pfn(folio) + folio_nr_pages(folio);"
            + "const pte_t *end_ptep = start_ptep + max_nr; $0", in: detect),
        Replacement("max_nr = min_t(…;", "", in: detect),
        Replacement("while (nr < max_nr)", "while (ptep < end_ptep)", in: detect),
        Replacement(
          "if (!pte_same(pte, expected_pte)) break;", "$0 if (pte_pfn(pte) >= folio_end_pfn) break;",
          in: detect),
      ],
      "the loop before the fix for Xen PV: it needs a pte_advance_pfn() that fails, which native x86 has not"),
    .neutral(
      "batch-of-one", KernelFile.memory, [Replacement("&& max_nr != 1", "", in: run)],
      "a batch of one page does what the code for one page does"),
    .neutral(
      "no-last-clamp", KernelFile.batch, [Replacement("return min(nr, max_nr)", "return nr", in: detect)],
      "pte_batch_hint() is 1 on x86: the loop cannot overshoot"),
    .neutral(
      "young-compared", KernelFile.batch,
      [Replacement("pte_mkold(pte)", "pte", in: "__pte_batch_clear_ignored")],
      "batches end where the accessed bit changes; the child's are cleared anyway"),
    .neutral(
      "failure-through-copy", KernelFile.memory,
      [
        Replacement(
          "return -EAGAIN",
          "return copy_present_page(dst_vma, src_vma, dst_pte, src_pte, addr, rss, prealloc, page)",
          in: run)
      ], "there is no preallocated folio in a batch: copy_present_page() returns -EAGAIN at once"),
    .neutral(
      "cow-asked-of-child", KernelFile.memory,
      [Replacement("is_cow_mapping(src_vma->vm_flags)", "is_cow_mapping(dst_vma->vm_flags)", in: set)],
      "the child's VMA has the same VM_SHARED and VM_MAYWRITE"),
    .neutral(
      "prot-of-parent", KernelFile.memory,
      [Replacement("dst_vma->vm_page_prot", "src_vma->vm_page_prot", in: "copy_present_page")],
      "anon pages are in private mappings, whose vm_page_prot is the same in parent and child"),
    .neutral(
      "counter-by-kind", KernelFile.memory,
      [Replacement("rss[mm_counter_file(folio)]++", "rss[mm_counter(folio)]++", in: run)],
      "the folio is not anon there"),
  ]
}
