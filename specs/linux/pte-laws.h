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

#define LAW(name)                                                                                     \
	void law_##name(void);                                                                        \
	__attribute__((used)) void law_##name(void)

/* An arbitrary word. */
static pp_word any_word(void)
{
	return pp_any("pte", 64);
}

/* An arbitrary word that is present: P or PROT_NONE. */
static pp_word any_present_word(void)
{
	pp_word word = any_word();

	pp_assume((word & (X86_PRESENT | X86_PROTNONE)) != 0, "pte-present",
		  "The setter is for present entries (arch/x86/include/asm/pgtable.h).");
	return word;
}

static int has(pp_word word, pp_word bit)
{
	return (word & bit) != 0;
}

/* The processor takes Write=0, Dirty=1 for a shadow stack, which it can write, where it has them. */
static int table_write(pp_word word)
{
	return has(word, X86_RW) || (pp_any_at("cpu-feature", X86_CPU_SHADOW_STACK, 1) &&
	       has(word, X86_DIRTY));
}

/* The pfn: complemented where the entry is not for the processor, unless it is empty. */
static pp_word table_pfn(pp_word word)
{
	pp_word inverted = word != 0 && !has(word, X86_PRESENT);

	return ((inverted ? ~word : word) & X86_PFN) >> X86_PFN_SHIFT;
}

/* The word with Write cleared, its dirtiness kept in SavedDirty. */
static pp_word table_wrprotect(pp_word word)
{
	pp_word saved = has(word, X86_DIRTY) ? X86_SAVED_DIRTY : 0;

	return (word & ~(X86_RW | X86_DIRTY)) | saved;
}

static pp_word table_advance(pp_word word, pp_word pages)
{
	pp_word pfn = table_pfn(word) + pages;
	pp_word field = (pfn << X86_PFN_SHIFT) & X86_PFN;

	if (!has(word, X86_PRESENT))
		field = ~field & X86_PFN;
	return (word & ~X86_PFN) | field;
}

/* ---- Getters ----------------------------------------------------------------------------------- */

LAW(pte_present)
{
	pp_word word = any_word();

	pp_check(same_truth(pte_present(__pte(word)), has(word, X86_PRESENT | X86_PROTNONE)),
		 "pte_present(): P or PROT_NONE");
}

LAW(pte_none)
{
	pp_word word = any_word();

	pp_check(same_truth(pte_none(__pte(word)), (word & ~(X86_ACCESSED | X86_DIRTY)) == 0),
		 "pte_none(): empty but for A and D");
}

LAW(pte_same)
{
	pp_word a = any_word(), b = pp_any("other-pte", 64);

	pp_check(same_truth(pte_same(__pte(a), __pte(b)), a == b), "pte_same(): the words are equal");
}

LAW(pte_write)
{
	pp_word word = any_word();

	pp_check(same_truth(pte_write(__pte(word)), table_write(word)),
		 "pte_write(): RW, or a shadow stack's entry");
}

LAW(pte_dirty)
{
	pp_word word = any_word();

	pp_check(same_truth(pte_dirty(__pte(word)), has(word, X86_DIRTY) || has(word, X86_SAVED_DIRTY)),
		 "pte_dirty(): D or SavedDirty");
}

LAW(pte_young)
{
	pp_word word = any_word();

	pp_check(same_truth(pte_young(__pte(word)), has(word, X86_ACCESSED)), "pte_young(): A");
}

LAW(pte_soft_dirty)
{
	pp_word word = any_word();

	pp_check(same_truth(pte_soft_dirty(__pte(word)), has(word, X86_SOFT_DIRTY)),
		 "pte_soft_dirty(): bit 11");
}

LAW(pte_uffd_wp)
{
	pp_word word = any_word();

	pp_check(same_truth(pte_uffd_wp(__pte(word)), has(word, X86_UFFD_WP)), "pte_uffd_wp(): bit 10");
}

LAW(pte_special)
{
	pp_word word = any_word();

	pp_check(same_truth(pte_special(__pte(word)), has(word, X86_SPECIAL)), "pte_special(): bit 9");
}

LAW(pte_devmap)
{
	pp_word word = any_word();

	pp_check(same_truth(pte_devmap(__pte(word)), has(word, X86_DEVMAP)), "pte_devmap(): bit 57");
}

LAW(pte_pfn)
{
	pp_word word = any_word();

	pp_check(pte_pfn(__pte(word)) == table_pfn(word),
		 "pte_pfn(): bits 12 to 51, complemented without P");
}

/* ---- Setters: the whole word ------------------------------------------------------------------- */

LAW(pte_wrprotect)
{
	pp_word word = any_word();

	pp_check(pte_val(pte_wrprotect(__pte(word))) == table_wrprotect(word),
		 "pte_wrprotect(): RW clear, D moved to SavedDirty, all else equal");
}

LAW(pte_mkclean)
{
	pp_word word = any_word();

	pp_check(pte_val(pte_mkclean(__pte(word))) == (word & ~(X86_DIRTY | X86_SAVED_DIRTY)),
		 "pte_mkclean(): D and SavedDirty clear, all else equal");
}

LAW(pte_mkold)
{
	pp_word word = any_word();

	pp_check(pte_val(pte_mkold(__pte(word))) == (word & ~X86_ACCESSED),
		 "pte_mkold(): A clear, all else equal");
}

LAW(pte_mkdirty)
{
	pp_word word = any_word();
	pp_word dirty = has(word, X86_RW) ? X86_DIRTY : X86_SAVED_DIRTY;
	pp_word kept = has(word, X86_RW) ? word : word & ~X86_DIRTY;

	pp_check(pte_val(pte_mkdirty(__pte(word))) == (kept | dirty | X86_SOFT_DIRTY),
		 "pte_mkdirty(): D, or SavedDirty if not writable; soft-dirty; all else equal");
}

LAW(pte_clear_soft_dirty)
{
	pp_word word = any_word();

	pp_check(pte_val(pte_clear_soft_dirty(__pte(word))) == (word & ~X86_SOFT_DIRTY),
		 "pte_clear_soft_dirty(): bit 11 clear, all else equal");
}

LAW(pte_mkuffd_wp)
{
	pp_word word = any_word();

	pp_check(pte_val(pte_mkuffd_wp(__pte(word))) == (table_wrprotect(word) | X86_UFFD_WP),
		 "pte_mkuffd_wp(): bit 10, and write-protected");
}

LAW(pte_clear_uffd_wp)
{
	pp_word word = any_word();

	pp_check(pte_val(pte_clear_uffd_wp(__pte(word))) == (word & ~X86_UFFD_WP),
		 "pte_clear_uffd_wp(): bit 10 clear, all else equal");
}

LAW(pte_mkwrite)
{
	pp_word word = any_word();
	pp_word dirty = has(word, X86_SAVED_DIRTY) ? X86_DIRTY : 0;
	pp_word plain = ((word & ~X86_SAVED_DIRTY) | X86_RW) | dirty;
	pp_word shadow = (word & ~X86_RW) | X86_DIRTY;
	pp_word flags = pp_any("vma-flags", 64);
	pp_word made;

	pp_arbitrary(&src_vma, sizeof(src_vma), "vma");
	vm_flags_init(&src_vma, flags);
	made = pte_val(pte_mkwrite(__pte(word), &src_vma));
	pp_check(made == (has(flags, VM_SHADOW_STACK) ? shadow : plain),
		 "pte_mkwrite(): RW set and SavedDirty moved to D; in a shadow stack RW clear and D "
		 "set; all else equal");
}

/*
 * An entry that is present, and whose pfn plus the pages advanced is still a pfn: 40 bits, of which no
 * machine has all. The bits that are not the pfn's, and the class of presence, stay as they are.
 */
LAW(pte_advance_pfn)
{
	pp_word word = any_present_word();
	pp_word pages = pp_any_in("pages", 10, 0, 512, "a batch is inside one page table");
	pp_word made;

	pp_assume(table_pfn(word) + pages < 1UL << 40, "pfn-in-range",
		  "physical addresses have at most 52 bits");
	made = pte_val(pte_advance_pfn(__pte(word), pages));
	pp_check(pte_pfn(__pte(made)) == table_pfn(word) + pages,
		 "pte_advance_pfn(): the pfn grows by the pages");
	pp_check(((made ^ word) & ~X86_PFN) == 0, "pte_advance_pfn(): all other bits equal");
	pp_check(made == table_advance(word, pages), "pte_advance_pfn(): PROT_NONE stays complemented");
}

LAW(mk_pte)
{
	pp_word pfn = pp_any("pfn", 34);
	pp_word prot = pp_any("prot", 64) & ~X86_PFN;
	pp_word field = pfn << X86_PFN_SHIFT;

	compat_place_memory_map(FORK_MEMORY_MAP);
	pp_assume(has(prot, X86_PRESENT | X86_PROTNONE), "page-prot-present",
		  "Every entry of protection_map is PAGE_NONE or present.");
	pp_assume(!has(prot, X86_DIRTY) || has(prot, X86_RW), "page-prot-not-dirty",
		  "mk_pte() warns of Dirty without Write.");
	pp_assume(!has(prot, X86_PRESENT) || !(prot &
		~__supported_pte_mask), "page-prot-supported", "check_pgprot() warns of other bits.");
	if (!has(prot, X86_PRESENT))
		field = ~field & X86_PFN;
	pp_check(pte_val(mk_pte(vmemmap + pfn, __pgprot(prot))) == (field | prot),
		 "mk_pte(): the pfn, complemented without P, and the protection");
}

/* ---- Setters: memory --------------------------------------------------------------------------- */

LAW(set_pte)
{
	pp_word word = any_word();

	pp_arbitrary(src_table, sizeof(src_table), "pte-table");
	set_pte(&src_table[1], __pte(word));
	pp_check(pte_val(ptep_get(&src_table[1])) == word,
		 "set_pte(), ptep_get(): the word comes back");
}

LAW(ptep_set_wrprotect)
{
	pp_word word = any_word(), before = pp_any("pte-before", 64), behind = pp_any("pte-behind", 64);

	src_table[0] = __pte(before);
	src_table[1] = __pte(word);
	src_table[2] = __pte(behind);
	ptep_set_wrprotect(&src_mm, 0, &src_table[1]);
	pp_check(pte_val(src_table[1]) == table_wrprotect(word),
		 "ptep_set_wrprotect(): as pte_wrprotect()");
	pp_check(pte_val(src_table[0]) == before && pte_val(src_table[2]) == behind,
		 "ptep_set_wrprotect(): no other entry");
}

LAW(wrprotect_ptes)
{
	pp_word first = any_word(), second = pp_any("second-pte", 64), behind = pp_any("pte-behind", 64);

	src_table[0] = __pte(first);
	src_table[1] = __pte(second);
	src_table[2] = __pte(behind);
	wrprotect_ptes(&src_mm, 0, src_table, 2);
	pp_check(pte_val(src_table[0]) == table_wrprotect(first) &&
		pte_val(src_table[1]) == table_wrprotect(second),
		 "wrprotect_ptes(): each entry as pte_wrprotect()");
	pp_check(pte_val(src_table[2]) == behind, "wrprotect_ptes(): no entry behind");
}

LAW(set_ptes)
{
	pp_word word = any_present_word(), behind = pp_any("pte-behind", 64);

	pp_assume(table_pfn(word) + 1 < 1UL << 40, "pfn-in-range",
		  "physical addresses have at most 52 bits");
	src_table[2] = __pte(behind);
	set_ptes(&src_mm, 0, src_table, __pte(word), 2);
	pp_check(pte_val(src_table[0]) == word && pte_val(src_table[1]) == table_advance(word, 1),
		 "set_ptes(): consecutive pfns, all other bits equal");
	pp_check(pte_val(src_table[2]) == behind, "set_ptes(): no entry behind");
}

#endif
