/// Bugs in what the kernel asks of VMAs, pages and PTEs: a spec that asked the same would see fewer worlds and no bug.
extension SeededBugs {
  static let predicates: [SeededEdit] = [
    .bug(
      "no-mapping-is-cow", KernelFile.mm,
      [Replacement("(flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE", "false", in: "is_cow_mapping")],
      breaks: [.pageEqualsSpec, .invariants], order: 0,
      "parent and child write to each other's private memory"),
    .bug(
      "no-vma-needs-copy", KernelFile.memory,
      [Replacement("if (userfaultfd_wp(dst_vma)) return true;", "return false;", in: "vma_needs_copy")],
      breaks: [.pteLaws], order: 0, "the child has none of its parent's anon pages"),
    .bug(
      "no-vma-has-uffd-wp", KernelFile.userfaultfd,
      [Replacement("return vma->vm_flags & VM_UFFD_WP;", "return false;")],
      breaks: [.pteLaws, .pageEqualsSpec], order: 0, "the child loses the marks that userfaultfd set"),
    .bug(
      "no-page-is-exclusive", KernelFile.pageFlags,
      [Replacement("return test_bit(PG_anon_exclusive, &PF_ANY(page, 1)->flags);", "return false;")],
      breaks: [.pageEqualsSpec, .invariants], order: 0, "a page that is pinned is shared"),
    .bug(
      "no-folio-is-anon", KernelFile.pageFlags,
      [
        Replacement(
          "((unsigned long)folio->mapping & PAGE_MAPPING_ANON) != 0", "false", in: "folio_test_anon")
      ],
      breaks: [.pageEqualsSpec, .invariants], order: 0,
      "a page that is pinned is shared, and counts as a file's"),
    .bug(
      "no-folio-is-pinned", KernelFile.mm,
      [Replacement("atomic_read(&folio->_pincount) > 0", "false", in: "folio_maybe_dma_pinned")],
      breaks: [.pageEqualsSpec, .invariants], order: 1, "a page that is pinned is shared"),
    .bug(
      "no-pte-is-writable", KernelFile.x86,
      [Replacement("(pte_flags(pte) & _PAGE_RW) || pte_shstk(pte)", "pte_shstk(pte)", in: "pte_write")],
      breaks: [.pteLaws, .pageEqualsSpec, .invariants], order: 0, "the parent's PTE stays writable"),
  ]

  private static let run = "copy_present_ptes"
  private static let set = "__copy_present_ptes"

  /// Bugs in what page table operations are told, and writes beside the window.
  static let arguments: [SeededEdit] = [
    .bug(
      "set-at-the-next-address", KernelFile.memory,
      [Replacement("set_ptes(dst_vma->vm_mm, addr,", "set_ptes(dst_vma->vm_mm, addr + PAGE_SIZE,", in: set)],
      breaks: [.invariants], order: 0, "x86 does not look at the address"),
    .bug(
      "set-in-the-parents-mm", KernelFile.memory,
      [Replacement("set_ptes(dst_vma->vm_mm,", "set_ptes(src_vma->vm_mm,", in: set)],
      breaks: [.invariants], order: 0, "x86 does not look at the mm"),
    .bug(
      "protect-the-first-address-only", KernelFile.memory,
      [
        Replacement(
          "wrprotect_ptes(src_mm, addr, src_pte, nr);",
          "for (int i = 0; i < nr; i++) ptep_set_wrprotect(src_mm, addr, src_pte + i);", in: set)
      ],
      breaks: [.invariants], order: 1, "each PTE has an address of its own"),
    .bug(
      "pte-before-the-batch", KernelFile.memory,
      [
        Replacement(
          "__copy_present_ptes(dst_vma, src_vma, dst_pte, src_pte, pte, addr, nr);",
          "$0 if (nr > 1 && ((unsigned long)dst_pte & ~PAGE_MASK)) dst_pte[-1] = pte_clear_soft_dirty(dst_pte[-1]);",
          in: run)
      ],
      breaks: [.batchEqualsPages], order: 1, "the PTE before the window belongs to another page, or VMA"),
    .bug(
      "pte-before-each-page", KernelFile.memory,
      [
        Replacement(
          "set_ptes(dst_vma->vm_mm, addr, dst_pte, pte, nr);",
          "$0 if ((unsigned long)dst_pte & ~PAGE_MASK) dst_pte[-1] = pte_clear_soft_dirty(dst_pte[-1]);",
          in: set)
      ],
      breaks: [.pageEqualsSpec], order: 0, "page at a time does it, too"),
  ]
}
