/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-world.h: every state from which fork() may call copy_present_ptes(), as one symbolic state.
 *
 * Two ways to say what such a state is like. Where the possible values are the image of a function of
 * arbitrary bits, the value is built by that function: nothing is lost, for the function is onto, and
 * the solver gets a term instead of a constraint. Elsewhere pp_assume() excludes what cannot be.
 * The world may be wider than what is reachable (a proof then says more), never narrower in silence.
 */
#ifndef FORK_WORLD_H
#define FORK_WORLD_H

#include "world-limits.h"
#include "fork-vma.h"
#include "kernel-variables.h"

/* ---- The objects ------------------------------------------------------------------------------ */

static pte_t ppf_src_table[PTRS_PER_PTE] __aligned(PAGE_SIZE);
static pte_t ppf_dst_table[PTRS_PER_PTE] __aligned(PAGE_SIZE);
static int ppf_rss[NR_MM_COUNTERS];
static struct folio *ppf_prealloc;

#define PPF_FORK_PFN_BITS 34
#define PPF_FORK_PFNS (1UL << PPF_FORK_PFN_BITS)

/* The parameters of the world. Written in ppf_fork_world() only. */
static struct {
	/* The first PTE of the window: its index in both tables, and the most PTEs a run may take. */
	pp_word table_index, max_nr;
	/* The user address that the first PTE translates. */
	pp_word address;
	/* The folio: pfn of its head page, the page in it that the first PTE maps, is it a KSM page. */
	pp_word folio_pfn, page_offset, ksm;
	/* The pfn of the preallocated folio. */
	pp_word prealloc_pfn;
	/* The word of the first PTE. */
	pp_word first_word;
	/* What was chosen by pp_case(): concrete. */
	int no_page, prot_none, anon, has_prealloc;
} ppf_world;

static struct page *ppf_folio_page_at(pp_word j)
{
	return ppf_page(ppf_world.folio_pfn + j);
}

static struct folio *ppf_the_folio(void)
{
	return (struct folio *)ppf_folio_page_at(0);
}

/* ---- Page tables ------------------------------------------------------------------------------ */

/*
 * Any PTE of the parent's table. Nothing is said of entries that are not present: swap entries, markers
 * and none are arbitrary words without P and PROT_NONE.
 */
static void ppf_describe_parent_pte(void *record, pp_word index)
{
	pte_t *ptep = record;

	if (index == ppf_world.table_index)
		ptep->pte = ppf_world.first_word;

	ppf_assume_possible_pte(*ptep);
}

/*
 * Any PTE of the child's table: none inside the window, for fork() fills an empty range; arbitrary
 * outside of it, for other VMAs of the child share the table. "None" is what pte_none() takes for it:
 * all zeroes but for Accessed and Dirty (_PAGE_KNL_ERRATUM_MASK).
 */
static void ppf_describe_child_pte(void *record, pp_word index)
{
	pte_t *ptep = record;

	if (index - ppf_world.table_index < ppf_world.max_nr)
		ptep->pte &= PPF_X86_ACCESSED | PPF_X86_DIRTY;
}

/* ---- struct pages ----------------------------------------------------------------------------- */

/* Page @j of the folio. Flags, counts and all the rest of it stay arbitrary. */
static void ppf_describe_folio_page(struct page *page, pp_word j)
{
	if (j == 0) {
		ppf_compat_shape_head(page, pp_order());
		if (!ppf_world.no_page) {
			if (ppf_world.anon)
				ppf_compat_shape_anon_mapping(page, ppf_world.ksm);
			else
				ppf_compat_shape_file_mapping(page);
		}
		ppf_compat_shape_device(page);
		pp_assume((int)ppf_compat_page_mapcount_word(page) >= -1, "head-page-without-type",
			  "A folio that user space maps has no page type; page_type shares the word "
			  "of _mapcount, which starts at -1 (include/linux/mm_types.h struct page).");
	} else {
		ppf_compat_shape_tail(page, ppf_folio_page_at(0), pp_pages());
		if (j == 1)
			ppf_compat_shape_second(page, pp_order(), pp_pages());
	}
	if (IS_ENABLED(CONFIG_DEBUG_VM_PGFLAGS))
		pp_assume(ppf_compat_page_flags(page) != ~0UL, "page-not-poisoned",
			  "All ones mark a struct page that was never initialised (mm/debug.c "
			  "page_init_poison()).");
	/* A KSM page is never exclusive (mm/ksm.c write_protect_page()). */
	if (ppf_world.anon)
		ppf_compat_shape_not_exclusive(page, ppf_world.ksm);
}

/* Any struct page: index is its pfn. Pages of neither folio are arbitrary records. */
static void ppf_describe_page(void *record, pp_word index)
{
	if (index - ppf_world.folio_pfn < pp_pages())
		ppf_describe_folio_page(record, index - ppf_world.folio_pfn);
	else if (ppf_world.has_prealloc && index == ppf_world.prealloc_pfn)
		ppf_compat_shape_fresh(record);
}

/* ---- Building it ------------------------------------------------------------------------------ */

/* Memory: where struct pages are, which pfns have one, the zero page, the folio. */
static void ppf_world_memory(void)
{
	ppf_world_memory_map(PPF_COMPAT_MEMORY_MAP);
	ppf_compat_device_world();
	ppf_compat_anon_vma_world();

	ppf_world.folio_pfn = pp_any_in("folio-pfn", PPF_FORK_PFN_BITS, 1, PPF_FORK_PFNS - pp_pages(),
				    "pfn 0 is reserved (arch/x86/kernel/setup.c); the whole folio "
				    "has struct pages. Its alignment is not assumed: nothing "
				    "depends on it.");
	if (PPF_COMPAT_HEAD_BY_MASK)
		pp_assume(ppf_compat_is_aligned(ppf_world.folio_pfn, pp_pages()), "folio-is-aligned",
		  "A folio begins at a multiple of its size (mm/page_alloc.c __find_buddy_pfn()), and so do its struct pages in "
		  "the memory map, where masks lead to the head (include/linux/page-flags.h set_compound_head()).");
	pp_bound(pp_order() <= PPF_LARGEST_ORDER, "largest-order", PPF_LARGEST_ORDER_REASON);
	ppf_world.page_offset = pp_any_in("page-offset", 16, 0, pp_pages() - 1,
		  "The first PTE maps a page of the folio.");
	ppf_world.ksm = pp_any("ksm", 1);

	pp_arbitrary(&highest_memmap_pfn, sizeof(highest_memmap_pfn), "highest-memmap-pfn");
	pp_bound(highest_memmap_pfn < PPF_FORK_PFNS, "four-level-paging",
		 "46 bits of physical address (MAX_PHYSMEM_BITS): machines with five-level paging "
		 "have more.");
	ppf_world_hooks();
	pp_arbitrary(&PPF_COMPAT_ZERO_PFN, sizeof(PPF_COMPAT_ZERO_PFN), "zero-pfn");
	ppf_world_allocated(ppf_world.folio_pfn, pp_pages());
}

/*
 * The window: PTEs [table_index, table_index + max_nr) of one table, in one VMA. A table index and the
 * address above it are independent, so each address of the lower half whose index is table_index arises.
 */
static void ppf_world_window(void)
{
	ppf_world.table_index = pp_any("table-index", 9);
	ppf_world.address = (pp_any("address-above-the-table", PPF_ADDRESS_BITS - 21) << PMD_SHIFT) |
		(ppf_world.table_index << PAGE_SHIFT);
	ppf_world.max_nr = pp_any_in("max-nr", 10, 1, PTRS_PER_PTE,
		  "copy_pte_range() has at least one PTE left to copy.");
	pp_assume(ppf_world.max_nr <= PTRS_PER_PTE - ppf_world.table_index, "window-inside-the-table",
		  "copy_pte_range() stays inside one page table (mm/memory.c copy_pmd_range(): "
		  "pmd_addr_end()).");
}

static void ppf_world_vmas(void)
{
	ppf_world_vma_pair();
	pp_assume(ppf_src_vma.vm_start <= ppf_world.address && ppf_world.address < ppf_src_vma.vm_end &&
		  ppf_world.max_nr << PAGE_SHIFT <= ppf_src_vma.vm_end - ppf_world.address, "window-inside-the-vma",
		  "copy_page_range() walks [vm_start, vm_end).");
}

/* The folio that copy_pte_range() allocated after an -EAGAIN, if any: small, new, none of the folio's pages. */
static void ppf_world_prealloc(void)
{
	ppf_world.has_prealloc = pp_case("a preallocated folio");
	ppf_prealloc = NULL;
	if (!ppf_world.has_prealloc)
		return;
	ppf_world.prealloc_pfn = pp_any_in("prealloc-pfn", PPF_FORK_PFN_BITS, 1, PPF_FORK_PFNS - 1,
		  "pfn 0 is reserved (arch/x86/kernel/setup.c).");
	pp_assume(ppf_world.prealloc_pfn - ppf_world.folio_pfn >= pp_pages(), "prealloc-outside-the-folio",
		  "A page just allocated is mapped nowhere (mm/memory.c folio_prealloc()).");
	ppf_prealloc = (struct folio *)ppf_page(ppf_world.prealloc_pfn);
}

/*
 * A present word like the first PTE's: P=1 with any other bits, or P=0 with PROT_NONE=1 and any other bits,
 * in which case the pfn field holds the complement of the pfn.
 */
static pp_word ppf_word_with_pfn(pp_word flags, pp_word pfn)
{
	pp_word field = pfn << PPF_X86_PFN_SHIFT;

	if (ppf_world.prot_none)
		return (flags & ~PPF_X86_PFN & ~PPF_X86_PRESENT) | PPF_X86_PROTNONE | (~field & PPF_X86_PFN);
	return (flags & ~PPF_X86_PFN) | PPF_X86_PRESENT | (field & PPF_X86_PFN);
}

/* It maps a page of the folio and is not special (vm_normal_page() finds the page). */
static void ppf_world_first_pte_of_folio(void)
{
	pp_word flags = pp_any("first-pte", 64) & ~PPF_X86_SPECIAL;

	ppf_world.first_word = ppf_word_with_pfn(flags, ppf_world.folio_pfn + ppf_world.page_offset);
	ppf_world.anon = pp_case("an anon folio");
	ppf_src_vma.vm_ops = pp_any("has-vm_ops", 1) ? &ppf_vma_operations : NULL;
	pp_assume(pp_order() <= 9 || (!ppf_world.anon && (ppf_src_vma.vm_flags & PPF_VM_MIXEDMAP)), "above-order-9-in-mixed-maps",
		  "Folios of anon memory and of files have at most the pages of one page table (MAX_ORDER_ANON is "
		  "order 9, MAX_PAGECACHE_ORDER, too); larger ones a driver has mapped (mm/memory.c "
		  "vm_insert_pages()).");
	if (!ppf_world.anon)
		return;
	pp_assume(ppf_is_cow(), "anon-is-cow",
		  "Anon folios come from write faults of private mappings (mm/memory.c "
		  "do_anonymous_page(), do_cow_fault(), wp_page_copy()).");
	pp_assume(ppf_src_vma.anon_vma != NULL, "anon-has-anon-vma",
		  "vmf_anon_prepare() comes before the first anon page (mm/memory.c).");
}

static struct page *ppf_find_special_page(struct vm_area_struct *vma, unsigned long addr)
{
	return ppf_folio_page_at(ppf_world.page_offset);
}

/* It is special and has no struct page that vm_normal_page() would return. */
static void ppf_world_first_pte_without_page(void)
{
	pp_word flags = pp_any("first-pte", 64) | PPF_X86_SPECIAL;
	pp_word pfn = pp_any("first-pfn", 40);

	ppf_world.first_word = ppf_word_with_pfn(flags, pfn);
	ppf_world.anon = 0;
	/* A choice, because vm_normal_page() follows this pointer. */
	ppf_src_vma.vm_ops = pp_case("VMA operations") ? &ppf_vma_operations : NULL;
	pp_assume(!ppf_compat_shape_vm_ops(&ppf_vma_operations, ppf_find_special_page) || pp_order() == 0,
		  "special-pages-are-single",
		  "gntdev's pages are no compound ones (drivers/xen/gntdev.c gntdev_alloc_map()).");
	pp_assume((ppf_src_vma.vm_flags & (PPF_VM_PFNMAP | PPF_VM_MIXEDMAP)) || pfn == PPF_COMPAT_ZERO_PFN ||
		  ppf_compat_is_huge_zero(pfn) || (flags & PPF_X86_DEVMAP),
		  "special-pte-has-a-reason",
		  "pte_mkspecial() is for PFN maps, mixed maps, the zero page and DAX (mm/memory.c, "
		  "mm/userfaultfd.c); print_bad_pte() reports any other.");
}

void ppf_fork_world(void)
{
	ppf_world_memory();
	ppf_world_window();
	ppf_world_vmas();
	ppf_world_task();
	ppf_world_prealloc();

	ppf_world.prot_none = pp_case("first PTE is PROT_NONE");
	ppf_world.no_page = pp_case("first PTE has no struct page");
	if (ppf_world.no_page)
		ppf_world_first_pte_without_page();
	else
		ppf_world_first_pte_of_folio();

	pp_arbitrary(ppf_rss, sizeof(ppf_rss), "rss");
	pp_array(ppf_src_table, PTRS_PER_PTE, sizeof(pte_t), "parent.pte", ppf_describe_parent_pte);
	pp_array(ppf_dst_table, PTRS_PER_PTE, sizeof(pte_t), "child.pte", ppf_describe_child_pte);
	pp_array((void *)PPF_COMPAT_MEMORY_MAP, PPF_FORK_PFNS, sizeof(struct page), "page", ppf_describe_page);

	/* The first PTE is there in every world: what is said of it is said of the world. */
	(void)*(volatile unsigned long *)(ppf_src_table + ppf_world.table_index);
	/* Names the page that the first PTE maps, so that pointers to it are recognised (specs/README.md). */
	if (!ppf_world.no_page)
		(void)*(volatile unsigned long *)ppf_folio_page_at(ppf_world.page_offset);

	if (!ppf_world.no_page && pp_order())
		ppf_compat_mapped_world(ppf_the_folio(), &ppf_dst_mm);
	if (!ppf_world.no_page)
		pp_bound((int)ppf_compat_refcount(ppf_the_folio()) > 0 &&
			(int)ppf_compat_refcount(ppf_the_folio()) <= INT_MAX - (int)pp_pages(),
			 "refcount-cannot-overflow",
			 "folio_get() refuses a count that is about to overflow, folio_ref_add() "
			 "does not (include/linux/mm.h, page_ref.h).");
}

#endif
