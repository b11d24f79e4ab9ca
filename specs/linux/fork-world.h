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

#include "fork-vma.h"
#include "kernel-variables.h"

/* ---- The objects ------------------------------------------------------------------------------ */

static pte_t src_table[PTRS_PER_PTE] __aligned(PAGE_SIZE);
static pte_t dst_table[PTRS_PER_PTE] __aligned(PAGE_SIZE);
static int rss[NR_MM_COUNTERS];
static struct folio *prealloc;

/*
 * struct pages lie at a fixed place: no code can tell which (the kernel itself moves it at boot), and
 * an address below the kernel's half collides with no object of a spec.
 */
#define FORK_MEMORY_MAP 0x100000000000UL
#define FORK_PFN_BITS 34
#define FORK_PFNS (1UL << FORK_PFN_BITS)

/* The parameters of the world. Written in fork_world() only. */
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
} world;

static struct page *folio_page_at(pp_word j)
{
	return vmemmap + (world.folio_pfn + j);
}

static struct folio *the_folio(void)
{
	return (struct folio *)folio_page_at(0);
}

/* ---- Page tables ------------------------------------------------------------------------------ */

/*
 * Any PTE of the parent's table. Nothing is said of entries that are not present: swap entries, markers
 * and none are arbitrary words without P and PROT_NONE.
 */
static void describe_parent_pte(void *record, pp_word index)
{
	pte_t *ptep = record;

	if (index == world.table_index)
		ptep->pte = world.first_word;

	assume_possible_pte(*ptep);
}

/*
 * Any PTE of the child's table: none inside the window, for fork() fills an empty range; arbitrary
 * outside of it, for other VMAs of the child share the table. "None" is what pte_none() takes for it:
 * all zeroes but for Accessed and Dirty (_PAGE_KNL_ERRATUM_MASK).
 */
static void describe_child_pte(void *record, pp_word index)
{
	pte_t *ptep = record;

	if (index - world.table_index < world.max_nr)
		ptep->pte &= X86_ACCESSED | X86_DIRTY;
}

/* ---- struct pages ----------------------------------------------------------------------------- */

/* Page @j of the folio. Flags, counts and all the rest of it stay arbitrary. */
static void describe_folio_page(struct page *page, pp_word j)
{
	if (j == 0) {
		compat_shape_head(page, pp_order());
		if (!world.no_page) {
			if (world.anon)
				compat_shape_anon_mapping(page, world.ksm);
			else
				compat_shape_file_mapping(page);
		}
		compat_shape_device(page);
		pp_assume((int)compat_page_mapcount_word(page) >= -1, "head-page-without-type",
			  "A folio that user space maps has no page type; page_type shares the word "
			  "of _mapcount, which starts at -1 (include/linux/mm_types.h struct page).");
	} else {
		compat_shape_tail(page, folio_page_at(0));
		if (j == 1)
			compat_shape_second(page, pp_order(), pp_pages());
	}
	if (IS_ENABLED(CONFIG_DEBUG_VM_PGFLAGS))
		pp_assume(!PagePoisoned(page), "page-not-poisoned",
			  "All ones mark a struct page that was never initialised (mm/debug.c "
			  "page_init_poison()).");
	/* A KSM page is never exclusive (mm/ksm.c write_protect_page()). */
	if (world.anon)
		compat_shape_not_exclusive(page, world.ksm);
}

/* Any struct page: index is its pfn. Pages of neither folio are arbitrary records. */
static void describe_page(void *record, pp_word index)
{
	if (index - world.folio_pfn < pp_pages())
		describe_folio_page(record, index - world.folio_pfn);
	else if (world.has_prealloc && index == world.prealloc_pfn)
		compat_shape_fresh(record);
}

/* ---- Building it ------------------------------------------------------------------------------ */

/* Memory: where struct pages are, which pfns have one, the zero page, the folio. */
static void world_memory(void)
{
	world_memory_map(FORK_MEMORY_MAP);
	compat_device_world();

	world.folio_pfn = pp_any_in("folio-pfn", FORK_PFN_BITS, 1, FORK_PFNS - pp_pages(),
				    "pfn 0 is reserved (arch/x86/kernel/setup.c); the whole folio "
				    "has struct pages. Its alignment is not assumed: nothing "
				    "depends on it.");
	world.page_offset = pp_any_in("page-offset", 9, 0, pp_pages() - 1,
		  "The first PTE maps a page of the folio.");
	world.ksm = pp_any("ksm", 1);

	pp_arbitrary(&highest_memmap_pfn, sizeof(highest_memmap_pfn), "highest-memmap-pfn");
	pp_bound(highest_memmap_pfn < FORK_PFNS, "four-level-paging",
		 "46 bits of physical address (MAX_PHYSMEM_BITS): machines with five-level paging "
		 "have more.");
	world_hooks();
	pp_arbitrary(&zero_pfn, sizeof(zero_pfn), "zero-pfn");
	world_allocated(world.folio_pfn, pp_pages());
}

/*
 * The window: PTEs [table_index, table_index + max_nr) of one table, in one VMA. A table index and the
 * address above it are independent, so each address of the lower half whose index is table_index arises.
 */
static void world_window(void)
{
	world.table_index = pp_any("table-index", 9);
	world.address = (pp_any("address-above-the-table", 47 - 21) << PMD_SHIFT) |
		(world.table_index << PAGE_SHIFT);
	world.max_nr = pp_any_in("max-nr", 10, 1, PTRS_PER_PTE,
		  "copy_pte_range() has at least one PTE left to copy.");
	pp_assume(world.max_nr <= PTRS_PER_PTE - world.table_index, "window-inside-the-table",
		  "copy_pte_range() stays inside one page table (mm/memory.c copy_pmd_range(): "
		  "pmd_addr_end()).");
}

static void world_vmas(void)
{
	world_vma_pair();
	pp_assume(src_vma.vm_start <= world.address && world.address < src_vma.vm_end &&
		  world.max_nr << PAGE_SHIFT <= src_vma.vm_end - world.address, "window-inside-the-vma",
		  "copy_page_range() walks [vm_start, vm_end).");
}

/* The folio that copy_pte_range() allocated after an -EAGAIN, if any: small, new, none of the folio's pages. */
static void world_prealloc(void)
{
	world.has_prealloc = pp_case("a preallocated folio");
	prealloc = NULL;
	if (!world.has_prealloc)
		return;
	world.prealloc_pfn = pp_any_in("prealloc-pfn", FORK_PFN_BITS, 1, FORK_PFNS - 1,
		  "pfn 0 is reserved (arch/x86/kernel/setup.c).");
	pp_assume(world.prealloc_pfn - world.folio_pfn >= pp_pages(), "prealloc-outside-the-folio",
		  "A page just allocated is mapped nowhere (mm/memory.c folio_prealloc()).");
	prealloc = (struct folio *)(vmemmap + world.prealloc_pfn);
}

/*
 * A present word like the first PTE's: P=1 with any other bits, or P=0 with PROT_NONE=1 and any other bits,
 * in which case the pfn field holds the complement of the pfn.
 */
static pp_word word_with_pfn(pp_word flags, pp_word pfn)
{
	pp_word field = pfn << X86_PFN_SHIFT;

	if (world.prot_none)
		return (flags & ~X86_PFN & ~X86_PRESENT) | X86_PROTNONE | (~field & X86_PFN);
	return (flags & ~X86_PFN) | X86_PRESENT | (field & X86_PFN);
}

/* It maps a page of the folio and is not special (vm_normal_page() finds the page). */
static void world_first_pte_of_folio(void)
{
	pp_word flags = pp_any("first-pte", 64) & ~X86_SPECIAL;

	world.first_word = word_with_pfn(flags, world.folio_pfn + world.page_offset);
	world.anon = pp_case("an anon folio");
	src_vma.vm_ops = pp_any("has-vm_ops", 1) ? &vma_operations : NULL;
	if (!world.anon)
		return;
	pp_assume(is_cow(), "anon-is-cow",
		  "Anon folios come from write faults of private mappings (mm/memory.c "
		  "do_anonymous_page(), do_cow_fault(), wp_page_copy()).");
	pp_assume(src_vma.anon_vma != NULL, "anon-has-anon-vma",
		  "vmf_anon_prepare() comes before the first anon page (mm/memory.c).");
}

/* It is special and has no struct page that vm_normal_page() would return. */
static void world_first_pte_without_page(void)
{
	pp_word flags = pp_any("first-pte", 64) | X86_SPECIAL;
	pp_word pfn = pp_any("first-pfn", 40);

	world.first_word = word_with_pfn(flags, pfn);
	world.anon = 0;
	/* A choice, because vm_normal_page() follows this pointer. */
	src_vma.vm_ops = pp_case("VMA operations") ? &vma_operations : NULL;
	compat_shape_vm_ops(&vma_operations);
	pp_assume((src_vma.vm_flags & (VM_PFNMAP | VM_MIXEDMAP)) || pfn == zero_pfn || (flags & X86_DEVMAP),
		  "special-pte-has-a-reason",
		  "pte_mkspecial() is for PFN maps, mixed maps, the zero page and DAX (mm/memory.c, "
		  "mm/userfaultfd.c); print_bad_pte() reports any other.");
}

void fork_world(void)
{
	world_memory();
	world_window();
	world_vmas();
	world_task();
	world_prealloc();

	world.prot_none = pp_case("first PTE is PROT_NONE");
	world.no_page = pp_case("first PTE has no struct page");
	if (world.no_page)
		world_first_pte_without_page();
	else
		world_first_pte_of_folio();

	pp_arbitrary(rss, sizeof(rss), "rss");
	pp_array(src_table, PTRS_PER_PTE, sizeof(pte_t), "parent.pte", describe_parent_pte);
	pp_array(dst_table, PTRS_PER_PTE, sizeof(pte_t), "child.pte", describe_child_pte);
	pp_array((void *)FORK_MEMORY_MAP, FORK_PFNS, sizeof(struct page), "page", describe_page);

	/* Names the page that the first PTE maps, so that pointers to it are recognised (specs/README.md). */
	if (!world.no_page)
		(void)*(volatile unsigned long *)folio_page_at(world.page_offset);

	if (!world.no_page)
		pp_bound(folio_ref_count(the_folio()) > 0 &&
			folio_ref_count(the_folio()) <= INT_MAX - (int)pp_pages(),
			 "refcount-cannot-overflow",
			 "folio_get() refuses a count that is about to overflow, folio_ref_add() "
			 "does not (include/linux/mm.h, page_ref.h).");
}

#endif
