/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pte-laws.h: what x86-64's PTE getters and setters do, for every 64-bit word.
 *
 * The claims about fork() read PTEs by getters and are about code that writes them by setters. This is
 * where both are held against the bit table of pte-bits-x86.h. Each law stands for itself: it starts
 * from nothing but its own arbitrary values.
 */
#ifndef PTE_LAWS_H
#define PTE_LAWS_H

#define PPF_LAW(name)                                                                                     \
	void pp_law_##name(void);                                                                        \
	__attribute__((used)) void pp_law_##name(void)

/* An arbitrary word. */
static pp_word ppf_any_word(void)
{
	return pp_any("pte", 64);
}

/* An arbitrary word that is present: P or PROT_NONE. */
static pp_word ppf_any_present_word(void)
{
	pp_word word = ppf_any_word();

	pp_assume((word & (PPF_X86_PRESENT | PPF_X86_PROTNONE)) != 0, "pte-present",
		  "The setter is for present entries (arch/x86/include/asm/pgtable.h).");
	return word;
}

static int ppf_has(pp_word word, pp_word bit)
{
	return (word & bit) != 0;
}

static pp_word ppf_table_pfn(pp_word word)
{
	return ppf_pfn(PPF_PTE(word));
}

/* The word with Write cleared, its dirtiness kept in SavedDirty. */
static pp_word ppf_table_wrprotect(pp_word word)
{
	pp_word saved = ppf_has(word, PPF_X86_DIRTY) ? PPF_X86_SAVED_DIRTY : 0;

	return (word & ~(PPF_X86_RW | PPF_X86_DIRTY)) | saved;
}

static pp_word ppf_table_advance(pp_word word, pp_word pages)
{
	pp_word pfn = ppf_table_pfn(word) + pages;
	pp_word field = (pfn << PPF_X86_PFN_SHIFT) & PPF_X86_PFN;

	if (!ppf_has(word, PPF_X86_PRESENT))
		field = ~field & PPF_X86_PFN;
	return (word & ~PPF_X86_PFN) | field;
}

/* ---- Getters ----------------------------------------------------------------------------------- */

PPF_LAW(pte_present)
{
	pp_word word = ppf_any_word();

	pp_check(ppf_same_truth(pte_present(__pte(word)), ppf_present(PPF_PTE(word))),
		 "pte_present(): P or PROT_NONE");
}

PPF_LAW(pte_none)
{
	pp_word word = ppf_any_word();

	pp_check(ppf_same_truth(pte_none(__pte(word)), (word & ~(PPF_X86_ACCESSED | PPF_X86_DIRTY)) == 0),
		 "pte_none(): empty but for A and D");
}

PPF_LAW(pte_same)
{
	pp_word a = ppf_any_word(), b = pp_any("other-pte", 64);

	pp_check(ppf_same_truth(pte_same(__pte(a), __pte(b)), a == b), "pte_same(): the words are equal");
}

PPF_LAW(pte_write)
{
	pp_word word = ppf_any_word();

	pp_check(ppf_same_truth(pte_write(__pte(word)), ppf_write(PPF_PTE(word))),
		 "pte_write(): RW, or a shadow stack's entry");
}

PPF_LAW(pte_dirty)
{
	pp_word word = ppf_any_word();

	pp_check(ppf_same_truth(pte_dirty(__pte(word)), ppf_dirty(PPF_PTE(word))),
		 "pte_dirty(): D or SavedDirty");
}

PPF_LAW(pte_young)
{
	pp_word word = ppf_any_word();

	pp_check(ppf_same_truth(pte_young(__pte(word)), ppf_young(PPF_PTE(word))), "pte_young(): A");
}

PPF_LAW(pte_soft_dirty)
{
	pp_word word = ppf_any_word();

	pp_check(ppf_same_truth(pte_soft_dirty(__pte(word)), ppf_soft_dirty(PPF_PTE(word))),
		 "pte_soft_dirty(): bit 11");
}

/* Since a VMA may track all accesses (VM_UFFD_RWP), the bit is named for either kind of tracking. */
#if PPE_UFFD_BIT
PPF_LAW(pte_uffd)
{
	pp_word word = ppf_any_word();

	pp_check(ppf_same_truth(pte_uffd(__pte(word)), ppf_uffd_wp(PPF_PTE(word))), "pte_uffd(): bit 10");
}
#else
PPF_LAW(pte_uffd_wp)
{
	pp_word word = ppf_any_word();

	pp_check(ppf_same_truth(pte_uffd_wp(__pte(word)), ppf_uffd_wp(PPF_PTE(word))), "pte_uffd_wp(): bit 10");
}
#endif

PPF_LAW(pte_special)
{
	pp_word word = ppf_any_word();

	pp_check(ppf_same_truth(pte_special(__pte(word)), ppf_special(PPF_PTE(word))), "pte_special(): bit 9");
}

#if PPE_DEVMAP
PPF_LAW(pte_devmap)
{
	pp_word word = ppf_any_word();

	pp_check(ppf_same_truth(pte_devmap(__pte(word)), ppf_devmap(PPF_PTE(word))), "pte_devmap(): bit 57");
}
#endif

PPF_LAW(pte_pfn)
{
	pp_word word = ppf_any_word();

	pp_check(pte_pfn(__pte(word)) == ppf_table_pfn(word),
		 "pte_pfn(): bits 12 to 51, complemented without P");
}

/* ---- Setters: the whole word ------------------------------------------------------------------- */

PPF_LAW(pte_wrprotect)
{
	pp_word word = ppf_any_word();

	pp_check(pte_val(pte_wrprotect(__pte(word))) == ppf_table_wrprotect(word),
		 "pte_wrprotect(): RW clear, D moved to SavedDirty, all else equal");
}

PPF_LAW(pte_mkclean)
{
	pp_word word = ppf_any_word();

	pp_check(pte_val(pte_mkclean(__pte(word))) == (word & ~(PPF_X86_DIRTY | PPF_X86_SAVED_DIRTY)),
		 "pte_mkclean(): D and SavedDirty clear, all else equal");
}

PPF_LAW(pte_mkold)
{
	pp_word word = ppf_any_word();

	pp_check(pte_val(pte_mkold(__pte(word))) == (word & ~PPF_X86_ACCESSED),
		 "pte_mkold(): A clear, all else equal");
}

PPF_LAW(pte_mkdirty)
{
	pp_word word = ppf_any_word();
	pp_word dirty = ppf_has(word, PPF_X86_RW) ? PPF_X86_DIRTY : PPF_X86_SAVED_DIRTY;
	pp_word kept = ppf_has(word, PPF_X86_RW) ? word : word & ~PPF_X86_DIRTY;

	pp_check(pte_val(pte_mkdirty(__pte(word))) == (kept | dirty | PPF_X86_SOFT_DIRTY),
		 "pte_mkdirty(): D, or SavedDirty if not writable; soft-dirty; all else equal");
}

PPF_LAW(pte_clear_soft_dirty)
{
	pp_word word = ppf_any_word();

	pp_check(pte_val(pte_clear_soft_dirty(__pte(word))) == (word & ~PPF_X86_SOFT_DIRTY),
		 "pte_clear_soft_dirty(): bit 11 clear, all else equal");
}

#if PPE_UFFD_BIT
PPF_LAW(pte_mkuffd)
{
	pp_word word = ppf_any_word();

	pp_check(pte_val(pte_mkuffd(__pte(word))) == (ppf_table_wrprotect(word) | PPF_X86_UFFD_WP),
		 "pte_mkuffd(): bit 10, and write-protected");
}

PPF_LAW(pte_clear_uffd)
{
	pp_word word = ppf_any_word();

	pp_check(pte_val(pte_clear_uffd(__pte(word))) == (word & ~PPF_X86_UFFD_WP),
		 "pte_clear_uffd(): bit 10 clear, all else equal");
}
#else
PPF_LAW(pte_mkuffd_wp)
{
	pp_word word = ppf_any_word();

	pp_check(pte_val(pte_mkuffd_wp(__pte(word))) == (ppf_table_wrprotect(word) | PPF_X86_UFFD_WP),
		 "pte_mkuffd_wp(): bit 10, and write-protected");
}

PPF_LAW(pte_clear_uffd_wp)
{
	pp_word word = ppf_any_word();

	pp_check(pte_val(pte_clear_uffd_wp(__pte(word))) == (word & ~PPF_X86_UFFD_WP),
		 "pte_clear_uffd_wp(): bit 10 clear, all else equal");
}
#endif

PPF_LAW(pte_mkwrite)
{
	pp_word word = ppf_any_word();
	pp_word dirty = ppf_has(word, PPF_X86_SAVED_DIRTY) ? PPF_X86_DIRTY : 0;
	pp_word plain = ((word & ~PPF_X86_SAVED_DIRTY) | PPF_X86_RW) | dirty;
	pp_word shadow = (word & ~PPF_X86_RW) | PPF_X86_DIRTY;
	pp_word flags = pp_any("vma-flags", 64);
	pp_word made;

	pp_arbitrary(&ppf_src_vma, sizeof(ppf_src_vma), "vma");
	ppf_compat_set_vm_flags(&ppf_src_vma, flags);
	made = pte_val(pte_mkwrite(__pte(word), &ppf_src_vma));
	pp_check(made == (ppf_has(flags, PPF_VM_SHADOW_STACK) ? shadow : plain),
		 "pte_mkwrite(): RW set and SavedDirty moved to D; in a shadow stack RW clear and D "
		 "set; all else equal");
}

/*
 * An entry that is present, and whose pfn plus the pages advanced is still a pfn: 40 bits, of which no
 * machine has all. The bits that are not the pfn's, and the class of presence, stay as they are.
 */
PPF_LAW(pte_advance_pfn)
{
	pp_word word = ppf_any_present_word();
	pp_word pages = pp_any_in("pages", 10, 0, 512, "a batch is inside one page table");
	pp_word made;

	pp_assume(ppf_table_pfn(word) + pages < 1UL << 40, "pfn-in-range",
		  "physical addresses have at most 52 bits");
	made = pte_val(pte_advance_pfn(__pte(word), pages));
	pp_check(pte_pfn(__pte(made)) == ppf_table_pfn(word) + pages,
		 "pte_advance_pfn(): the pfn grows by the pages");
	pp_check(((made ^ word) & ~PPF_X86_PFN) == 0, "pte_advance_pfn(): all other bits equal");
	pp_check(made == ppf_table_advance(word, pages), "pte_advance_pfn(): PROT_NONE stays complemented");
}

PPF_LAW(mk_pte)
{
	pp_word pfn = pp_any("pfn", 34);
	pp_word prot = pp_any("prot", 64) & ~PPF_X86_PFN;
	pp_word field = pfn << PPF_X86_PFN_SHIFT;

	ppf_compat_place_memory_map(PPF_COMPAT_MEMORY_MAP);
	pp_assume(ppf_has(prot, PPF_X86_PRESENT | PPF_X86_PROTNONE), "page-prot-present",
		  "Every entry of protection_map is PAGE_NONE or present.");
	pp_assume(!ppf_has(prot, PPF_X86_DIRTY) || ppf_has(prot, PPF_X86_RW), "page-prot-not-dirty",
		  "mk_pte() warns of Dirty without Write.");
	pp_assume(!ppf_has(prot, PPF_X86_PRESENT) || !(prot &
		~__supported_pte_mask), "page-prot-supported", "check_pgprot() warns of other bits.");
	if (!ppf_has(prot, PPF_X86_PRESENT))
		field = ~field & PPF_X86_PFN;
	pp_check(pte_val(mk_pte(vmemmap + pfn, __pgprot(prot))) == (field | prot),
		 "mk_pte(): the pfn, complemented without P, and the protection");
}

/* ---- What the world takes for granted ---------------------------------------------------------- */

/* Not about PTEs: which of them fork() copies at all, as the assumption "vma-needs-copy" has it. */
PPF_LAW(vma_needs_copy)
{
	pp_word parent = pp_any("vma-flags", 64), child = pp_any("child.vma-flags", 64);

	pp_arbitrary(&ppf_src_vma, sizeof(ppf_src_vma), "parent.vma");
	pp_arbitrary(&ppf_dst_vma, sizeof(ppf_dst_vma), "child.vma");
	ppf_compat_set_vm_flags(&ppf_src_vma, parent);
	ppf_compat_set_vm_flags(&ppf_dst_vma, child);
	pp_check(ppf_same_truth(vma_needs_copy(&ppf_dst_vma, &ppf_src_vma), ppf_needs_copy(parent, child, ppf_src_vma.anon_vma)),
		 "vma_needs_copy(): uffd-wp in the child, a mapping of pfns, or anon pages in the parent");
}

/* ---- Setters: memory --------------------------------------------------------------------------- */

PPF_LAW(set_pte)
{
	pp_word word = ppf_any_word();

	pp_arbitrary(ppf_src_table, sizeof(ppf_src_table), "pte-table");
	set_pte(&ppf_src_table[1], __pte(word));
	pp_check(pte_val(ptep_get(&ppf_src_table[1])) == word,
		 "set_pte(), ptep_get(): the word comes back");
}

PPF_LAW(ptep_set_wrprotect)
{
	pp_word word = ppf_any_word(), before = pp_any("pte-before", 64), behind = pp_any("pte-behind", 64);

	ppf_src_table[0] = __pte(before);
	ppf_src_table[1] = __pte(word);
	ppf_src_table[2] = __pte(behind);
	ptep_set_wrprotect(&ppf_src_mm, 0, &ppf_src_table[1]);
	pp_check(pte_val(ppf_src_table[1]) == ppf_table_wrprotect(word),
		 "ptep_set_wrprotect(): as pte_wrprotect()");
	pp_check(pte_val(ppf_src_table[0]) == before && pte_val(ppf_src_table[2]) == behind,
		 "ptep_set_wrprotect(): no other entry");
}

PPF_LAW(wrprotect_ptes)
{
	pp_word first = ppf_any_word(), second = pp_any("second-pte", 64), behind = pp_any("pte-behind", 64);

	ppf_src_table[0] = __pte(first);
	ppf_src_table[1] = __pte(second);
	ppf_src_table[2] = __pte(behind);
	wrprotect_ptes(&ppf_src_mm, 0, ppf_src_table, 2);
	pp_check(pte_val(ppf_src_table[0]) == ppf_table_wrprotect(first) &&
		pte_val(ppf_src_table[1]) == ppf_table_wrprotect(second),
		 "wrprotect_ptes(): each entry as pte_wrprotect()");
	pp_check(pte_val(ppf_src_table[2]) == behind, "wrprotect_ptes(): no entry behind");
}

PPF_LAW(set_ptes)
{
	pp_word word = ppf_any_present_word(), behind = pp_any("pte-behind", 64);

	pp_assume(ppf_table_pfn(word) + 1 < 1UL << 40, "pfn-in-range",
		  "physical addresses have at most 52 bits");
	ppf_src_table[2] = __pte(behind);
	set_ptes(&ppf_src_mm, 0, ppf_src_table, __pte(word), 2);
	pp_check(pte_val(ppf_src_table[0]) == word && pte_val(ppf_src_table[1]) == ppf_table_advance(word, 1),
		 "set_ptes(): consecutive pfns, all other bits equal");
	pp_check(pte_val(ppf_src_table[2]) == behind, "set_ptes(): no entry behind");
}

#endif
