/// Promises to the compiler that are not kept, and what depends on what a compiler makes of code.
extension SeededBugs {
  private static let run = "copy_present_ptes"
  private static let set = "__copy_present_ptes"
  private static let counted = "folio_ref_add(folio, nr);"

  static let promises: [SeededEdit] = [
    .bug(
      "two-pages-unreachable", KernelFile.memory,
      [Replacement(counted, "if (nr == 2) __builtin_unreachable(); $0", in: run)],
      breaks: [.noWarnings], order: 1, "a batch of two pages runs into whatever stands behind"),
    .bug(
      "batch-assumed-even", KernelFile.memory,
      [Replacement(counted, "__builtin_assume(!(nr & 1)); $0", in: run)],
      breaks: [.noWarnings], order: 1, "a batch of one page, which the compiler takes for impossible"),
    .bug(
      "pure-that-counts", KernelFile.memory,
      [
        Replacement(
          "static __always_inline void __copy_present_ptes",
          "static noinline __attribute__((pure)) int take_references(struct folio *folio, int nr)"
            + " { folio_ref_add(folio, nr); return nr; } $0"),
        Replacement(counted, "take_references(folio, nr);", in: run),
      ],
      breaks: [.accesses], order: 1, "the compiler drops a call of a pure function whose result nothing wants"
    ),
    .bug(
      "protects-a-copy", KernelFile.memory,
      [
        Replacement(
          "static __always_inline void __copy_present_ptes",
          "struct entry_of_child { unsigned long start, end; pte_t pte; };"
            + " static noinline void protect_entry(struct entry_of_child entry)"
            + " { entry.pte = pte_wrprotect(entry.pte); } $0"),
        Replacement(
          "pte = pte_wrprotect(pte);",
          "struct entry_of_child entry = { addr, addr + nr, pte }; protect_entry(entry); pte = entry.pte;",
          in: set),
      ],
      breaks: [.pageEqualsSpec, .invariants], order: 0,
      "the structure is handed over by value: its copy is protected"),
    .bug(
      "not-protected-if-constant", KernelFile.memory,
      [
        Replacement(
          "pte = pte_wrprotect(pte);", "if (!__builtin_constant_p(nr)) $0", in: set)
      ],
      breaks: [.invariants], order: 0, "for a page alone, the number of pages is a literal in what is inlined"
    ),
    .bug(
      "statics-of-one-name", KernelFile.memory,
      [
        Replacement("pte = pte_mkold(pte);", "", in: set),
        Replacement(
          "if (src_vma->vm_flags & VM_SHARED) pte = pte_mkclean(pte);",
          "if (src_vma->vm_flags & VM_SHARED) { static const unsigned long lost = _PAGE_ACCESSED;"
            + " pte = pte_clear_flags(pte, lost); }"
            + " else { static const unsigned long lost = _PAGE_DIRTY_BITS | _PAGE_ACCESSED;"
            + " pte = pte_clear_flags(pte, lost); }", in: set),
      ],
      breaks: [.pageEqualsSpec], order: 0, "the two have each other's value"),
  ]
}

/// Code that an executor could stumble over, and that does what the kernel does.
extension NeutralEdits {
  private static let run = "copy_present_ptes"
  private static let set = "__copy_present_ptes"
  private static let counted = "folio_ref_add(folio, nr);"

  static let words: [SeededEdit] = [
    .neutral(
      "entry-in-a-structure", KernelFile.memory,
      [
        Replacement(
          "static __always_inline void __copy_present_ptes",
          "struct entry_of_child { pte_t pte; bool is_protected; };"
            + " static noinline struct entry_of_child entry_of_child(struct vm_area_struct *vma, pte_t pte)"
            + " { struct entry_of_child entry = { .pte = pte };"
            + " entry.is_protected = is_cow_mapping(vma->vm_flags) && pte_write(pte);"
            + " if (entry.is_protected) entry.pte = pte_wrprotect(pte); return entry; } $0"),
        Replacement(
          "if (is_cow_mapping(src_vma->vm_flags) && pte_write(pte))",
          "struct entry_of_child entry = entry_of_child(src_vma, pte); if (entry.is_protected)", in: set),
        Replacement("pte = pte_wrprotect(pte);", "pte = entry.pte;", in: set),
      ], "a structure of a PTE and a flag is returned in registers"),
    .neutral(
      "length-by-fls", KernelFile.memory,
      [Replacement(counted, "if (fls(nr) <= 32) $0", in: run)], "an int has 32 bits"),
    .neutral(
      "end-by-overflow-check", KernelFile.memory,
      [
        Replacement(
          counted,
          "unsigned long end; if (!check_add_overflow(addr, (unsigned long)nr << PAGE_SHIFT, &end)) $0",
          in: run)
      ], "no user address is that high"),
    .neutral(
      "prefetched-by-another-form", KernelFile.memory,
      [Replacement(counted, "prefetchw(dst_pte); $0", in: run)],
      "a prefetch does nothing that is seen"),
    .neutral(
      "literal-arm", KernelFile.memory,
      [
        Replacement(
          "pte = pte_wrprotect(pte);",
          "if (__builtin_constant_p(nr)) $0 else pte = pte_wrprotect(pte);", in: set)
      ], "both arms do the same"),
  ]
}
