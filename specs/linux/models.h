/* SPDX-License-Identifier: GPL-2.0 */
/*
 * models.h: stand-ins for functions that copy_present_ptes() calls and that are in other files.
 *
 * Each does what its function promises its callers, to the state that claims speak of. What it leaves
 * out is named in its reason, and printed with the result.
 */
#ifndef MODELS_H
#define MODELS_H

/* What happened, besides changes of memory. Part of the state: runs are compared by it as by all else. */
static struct {
	/* Pages copied: how many, and the last one's pfns. */
	unsigned long copies, source_pfn, destination_pfn;
	/* Copies that met bad memory, and the pfns handed to memory_failure_queue(). */
	unsigned long failed_copies, failed_pfn, poison_reports, poison_pfn;
	/* Folios mapped for the first time: how many, the last one's pfn, address and VMA. */
	unsigned long new_anon, new_anon_pfn, new_anon_address;
	struct vm_area_struct *new_anon_vma;
	/* Folios put on the LRU: how many, the last one's pfn and VMA. */
	unsigned long lru_additions, lru_pfn;
	struct vm_area_struct *lru_vma;
	/* PTEs handed to the page table check: how many, the last one's pfn and place, and its mm. */
	unsigned long checked, checked_pfn;
	unsigned long checked_ptep;
	struct mm_struct *checked_mm;
} ppf_ghost;

/* ---- Copying a page ---------------------------------------------------------------------------- */

/*
 * Whether the memory of a page can be read does not depend on who asks, or how often: the number of
 * bytes left is a function of the page.
 */
PP_MODEL(unsigned long, copy_mc_to_kernel, (void *dst, const void *src, unsigned int len), "extern",
	 "copies len bytes, or meets bad memory: both are possible for each page; contents are not "
	 "modelled")
{
	unsigned long source = ppf_compat_direct_map_pfn(src);
	unsigned long left = pp_any_at("bytes-not-copied", source, 13);

	pp_check(len == PAGE_SIZE && ((unsigned long)src & ~PAGE_MASK) == 0 && ((unsigned long)dst &
		~PAGE_MASK) == 0,
		 "copy_mc_to_kernel() copies one whole page");
	if (left) {
		ppf_ghost.failed_copies++;
		ppf_ghost.failed_pfn = source;
		return left < len ? left : len;
	}
	ppf_ghost.copies++;
	ppf_ghost.source_pfn = source;
	ppf_ghost.destination_pfn = ppf_compat_direct_map_pfn(dst);
	return 0;
}

#ifdef CONFIG_MEMORY_FAILURE
PP_MODEL(void, memory_failure_queue, (unsigned long pfn, int flags), "extern", "queues work; recorded")
{
	ppf_ghost.poison_reports++;
	ppf_ghost.poison_pfn = pfn;
}
#endif

/* ---- Hooks ------------------------------------------------------------------------------------- */

#ifdef CONFIG_PAGE_TABLE_CHECK
/* Of the PTEs of a batch the last one is noted, as if each had been handed over by itself. */
static void ppf_note_checked(struct mm_struct *mm, pte_t *ptep, pte_t pte, unsigned int nr)
{
	ppf_ghost.checked += nr;
	ppf_ghost.checked_pfn = ppf_pfn(pte) + (nr - 1);
	ppf_ghost.checked_ptep = (unsigned long)ptep + (nr - 1) * sizeof(pte_t);
	ppf_ghost.checked_mm = mm;
}

#if PPE_TABLE_CHECK_ADDRESS
PP_MODEL(void, __page_table_check_ptes_set,
	 (struct mm_struct *mm, unsigned long addr, pte_t *ptep, pte_t pte, unsigned int nr),
	 "extern", "counts mappings of pages, and finds pages that are mapped in two ways: recorded")
{
	ppf_note_checked(mm, ptep, pte, nr);
}
#else
PP_MODEL(void, __page_table_check_ptes_set, (struct mm_struct *mm, pte_t *ptep, pte_t pte, unsigned int nr),
	 "extern", "counts mappings of pages, and finds pages that are mapped in two ways: recorded")
{
	ppf_note_checked(mm, ptep, pte, nr);
}
#endif
#endif

/* What decides whether hooks are called. */
static void ppf_world_hooks(void)
{
#ifdef CONFIG_PAGE_TABLE_CHECK
	page_table_check_disabled.key.enabled.counter =
		pp_bounded("page-table-check-on", 1, 0,
			   "The kernel was booted with page_table_check=on: each PTE that is set is handed to the check. "
			   "Without, it is as where PAGE_TABLE_CHECK is off.");
#endif
}

/* ---- Bitmaps ----------------------------------------------------------------------------------- */

#if PPE_VMA_FLAGS_STRUCT
/* The number of bits, in the arithmetic of lib/hweight.c __sw_hweight64(). */
static unsigned long ppf_number_of_bits(unsigned long word)
{
	word -= (word >> 1) & 0x5555555555555555UL;
	word = (word & 0x3333333333333333UL) + ((word >> 2) & 0x3333333333333333UL);
	word = (word + (word >> 4)) & 0x0f0f0f0f0f0f0f0fUL;
	return (word * 0x0101010101010101UL) >> 56;
}

/* The flags of a VMA are a bitmap of one word, on which clang leaves these to lib/bitmap.c where it does not optimise. */
PP_MODEL(bool, __bitmap_intersects, (const unsigned long *a, const unsigned long *b, unsigned int bits), "extern",
	 "lib/bitmap.c, for bitmaps of one word: have they a bit in common")
{
	pp_check(bits == 64, "__bitmap_intersects() of one word (longer bitmaps are not modelled)");
	return (*a & *b) != 0;
}

PP_MODEL(bool, __bitmap_subset, (const unsigned long *a, const unsigned long *b, unsigned int bits), "extern",
	 "lib/bitmap.c, for bitmaps of one word: has the second one all bits of the first")
{
	pp_check(bits == 64, "__bitmap_subset() of one word (longer bitmaps are not modelled)");
	return (*a & ~*b) == 0;
}

PP_MODEL(unsigned int, __bitmap_weight, (const unsigned long *bitmap, unsigned int bits), "extern",
	 "lib/bitmap.c, for a bitmap of one word: its number of bits")
{
	pp_check(bits == 64, "__bitmap_weight() of one word (longer bitmaps are not modelled)");
	return (unsigned int)ppf_number_of_bits(*bitmap);
}
#endif

/* ---- Tasks -------------------------------------------------------------------------------------- */

/* Where the count of what forbids preemption comes to 0 and another task is to run; assembly calls these. */
PP_MODEL(void, preempt_schedule_thunk, (void), "extern", "gives way to another task; nothing that claims speak of changes meanwhile")
{
}

PP_MODEL(void, __SCT__preempt_schedule, (void), "extern", "gives way to another task; nothing that claims speak of changes meanwhile")
{
}

/* ---- Mapping a new folio ----------------------------------------------------------------------- */

PP_MODEL(void, folio_add_new_anon_rmap,
	 (struct folio *folio, struct vm_area_struct *vma, unsigned long address, rmap_t flags),
		  "extern",
	 "mm/rmap.c for a small folio: mapping, index, swapbacked, mapcount and PageAnonExclusive; "
	 "statistics are left out")
{
	pp_check(!ppf_compat_is_large(folio),
		 "folio_add_new_anon_rmap() of a small folio (larger ones are not modelled)");
	pp_check((flags & PPF_RMAP_EXCLUSIVE) || ppf_compat_is_locked(folio),
		 "folio_add_new_anon_rmap(): exclusive or locked");
	pp_check(address >= vma->vm_start && address < vma->vm_end && PAGE_SIZE <= vma->vm_end - address,
		 "folio_add_new_anon_rmap(): address inside the VMA");
	pp_check(vma->anon_vma != NULL, "folio_add_new_anon_rmap(): the VMA has an anon_vma");

	if (!(vma->vm_flags & PPF_VM_DROPPABLE))
		ppf_compat_shape_swapbacked(&folio->page, 1);
	ppf_compat_set_anon_mapping(folio, vma, address);
	ppf_compat_set_first_mapping(folio, (flags & PPF_RMAP_EXCLUSIVE) != 0);

	ppf_ghost.new_anon++;
	ppf_ghost.new_anon_pfn = ppf_pfn_of(folio);
	ppf_ghost.new_anon_address = address;
	ppf_ghost.new_anon_vma = vma;
}

PP_MODEL(void, folio_add_lru_vma, (struct folio *folio, struct vm_area_struct *vma), "extern",
	 "mm/swap.c: recorded; the per-CPU batch, its reference and the lists are left out")
{
	pp_check(!ppf_compat_is_on_lru(folio), "folio_add_lru_vma(): not on the LRU yet");
	ppf_ghost.lru_additions++;
	ppf_ghost.lru_pfn = ppf_pfn_of(folio);
	ppf_ghost.lru_vma = vma;
}

/* ---- What must not happen ---------------------------------------------------------------------- */

/* print_bad_pte() reports a PTE that makes no sense, and is the only way to these two from here. */
PP_MODEL(void, dump_stack, (void), "extern",
	 "prints only; that print_bad_pte() is reached is the finding")
{
	pp_check(0, "no bad page map is reported: print_bad_pte(), dump_stack()");
}

PP_MODEL(void, add_taint, (unsigned flag, enum lockdep_ok lockdep_ok), "extern",
	 "marks the kernel for later reports; that print_bad_pte() is reached is the finding")
{
	pp_check(0, "the kernel is not tainted: print_bad_pte(), add_taint()");
}

/* ---- What only prints -------------------------------------------------------------------------- */

PP_MODEL(void, dump_page, (const struct page *page, const char *reason), "extern", "prints only")
{
}

PP_MODEL(int, _printk, (const char *fmt, ...), "extern", "prints only")
{
	return 0;
}

PP_MODEL(void, __warn_printk, (const char *fmt, ...), "extern",
	 "prints only; the WARN itself is an assertion")
{
}

#endif
