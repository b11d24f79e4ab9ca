/* SPDX-License-Identifier: GPL-2.0 */
/*
 * range-world.h: every state from which fork() may call copy_pte_range() for the PTEs of a window, as one
 * symbolic state. Each PTE of the window is none, or maps a page of the large folio A, of the large folio B,
 * a small folio of its own, or memory without struct page; in any arrangement. Which of them map A and which B are
 * choices; the rest is symbolic.
 */
#ifndef RANGE_WORLD_H
#define RANGE_WORLD_H

#include "world-limits.h"
#include "fork-vma.h"
#include "kernel-variables.h"

/* ---- The objects ------------------------------------------------------------------------------ */

static pmd_t ppf_src_pmd, ppf_dst_pmd;
static spinlock_t ppf_src_lock, ppf_dst_lock;
static pte_t ppf_src_table[PTRS_PER_PTE] __aligned(PAGE_SIZE);
static pte_t ppf_dst_table[PTRS_PER_PTE] __aligned(PAGE_SIZE);

/* The PTE at which memory ran out in the run that goes on; 0 between runs. */
static pp_word ppf_failed_at;

#define PPF_RANGE_PFN_BITS 34
#define PPF_RANGE_PFNS (1UL << PPF_RANGE_PFN_BITS)

/* The largest window. */
#define PPF_RANGE_MOST 8

/* In the world of a step only PTE 0 has a kind: all others are arbitrary words. */
enum ppf_range_kind { PPF_RANGE_NONE, PPF_RANGE_SMALL, PPF_RANGE_NO_PAGE, PPF_RANGE_A, PPF_RANGE_B };

struct ppf_range_folio {
	/* The pfn of its head page; its order, 1 to 10. */
	pp_word pfn, order;
	/* PTE k of the window maps, if it maps a page of the folio, the page number lead + k - (PPF_RANGE_MOST - 1). */
	pp_word lead;
	/* Does a PTE of the window map a page of it: concrete. */
	int is_mapped;
	/* In the world of a step: is it an anon folio; if not, one of shmem: concrete. */
	int is_anon, is_shmem;
};

/* The parameters of the world. Written in ppf_fork_range_world() only. */
static struct {
	pp_word table_index, address;
	struct ppf_range_folio a, b;
	/* The pfn of the folio that is allocated for PTE 0, if one is; that for PTE k is k further. */
	pp_word prealloc_pfn;
	/* Memory for the child's page table can be had. */
	pp_word has_table;
	/* Each PTE: its kind (concrete for those of large folios), the pfn of its small folio, its word. */
	pp_word kind[PPF_RANGE_MOST], small_pfn[PPF_RANGE_MOST], word[PPF_RANGE_MOST];
	/* In the world of a step, if PTE 0 maps A: is it PROT_NONE: concrete. */
	int prot_none;
	/* How many PTEs the range has: in the world of a step at most as many as the window. */
	pp_word size;
} ppf_world;

/* How many PTEs of the window have a kind. */
static unsigned int ppf_known_slots(void)
{
	return pp_is_step() ? 1 : pp_window();
}

static pp_word ppf_pages_of(const struct ppf_range_folio *folio)
{
	return 1UL << folio->order;
}

/* The number in @folio of the page that PTE @k would map. May be none of it. */
static pp_word ppf_page_number(const struct ppf_range_folio *folio, pp_word k)
{
	return folio->lead + k - (PPF_RANGE_MOST - 1);
}

static struct folio *ppf_head_of(const struct ppf_range_folio *folio)
{
	return (struct folio *)ppf_page(folio->pfn);
}

/* ---- Page tables ------------------------------------------------------------------------------ */

static void ppf_describe_parent_pte(void *record, pp_word index)
{
	pte_t *ptep = record;
	unsigned int k;

	for (k = 0; k < ppf_known_slots(); k++)
		if (index == ppf_world.table_index + k)
			ptep->pte = ppf_world.word[k];
	ppf_assume_possible_pte(*ptep);
}

/* None inside the window, for fork() fills an empty range; arbitrary outside of it. */
static void ppf_describe_child_pte(void *record, pp_word index)
{
	pte_t *ptep = record;

	if (index - ppf_world.table_index < ppf_world.size)
		ptep->pte &= PPF_X86_ACCESSED | PPF_X86_DIRTY;
}

/* ---- struct pages ----------------------------------------------------------------------------- */

static void ppf_describe_head(struct page *page, unsigned int order)
{
	ppf_compat_shape_head(page, order);
	ppf_compat_shape_device(page);
	ppf_compat_shape_anon_vma(page);
	pp_assume((int)ppf_compat_page_mapcount_word(page) >= -1, "head-page-without-type",
		  "A folio that user space maps has no page type; page_type shares the word "
		  "of _mapcount, which starts at -1 (include/linux/mm_types.h struct page).");
	pp_assume((int)ppf_compat_page_mapcount_word(page) < (int)ppf_compat_refcount((struct folio *)page),
		  "mappings-hold-references",
		  "Each mapping of a page holds a reference to its folio (mm/rmap.c; mm/memory.c "
		  "copy_present_ptes(), set_pte_range()).");
	pp_assume(!ppf_compat_is_anon(page) || (ppf_is_cow() && ppf_src_vma.anon_vma != NULL), "anon-is-cow",
		  "Anon folios come from write faults of private mappings, after vmf_anon_prepare() "
		  "(mm/memory.c do_anonymous_page(), do_cow_fault(), wp_page_copy()).");
	pp_bound((int)ppf_compat_refcount((struct folio *)page) > 0 &&
		(int)ppf_compat_refcount((struct folio *)page) <= INT_MAX - (int)ppf_world.size,
		 "refcount-cannot-overflow",
		 "folio_get() refuses a count that is about to overflow, folio_ref_add() does not "
		 "(include/linux/mm.h, page_ref.h).");
}

/* What kind of folio the step begins with. */
static void ppf_describe_kind(struct page *head, const struct ppf_range_folio *folio)
{
	if (folio->is_anon) {
		ppf_compat_shape_any_anon_mapping(head);
	} else {
		ppf_compat_shape_file_mapping(head);
		ppf_compat_shape_swapbacked(head, folio->is_shmem);
	}
}

static void ppf_describe_folio_page(struct page *page, const struct ppf_range_folio *folio, pp_word j)
{
	if (j == 0) {
		if (pp_is_step() && ppf_world.has_table)
			ppf_describe_kind(page, folio);
		ppf_describe_head(page, (unsigned int)folio->order);
	} else {
		ppf_compat_shape_tail(page, ppf_page(folio->pfn), ppf_pages_of(folio));
		if (j == 1)
			ppf_compat_shape_second(page, (unsigned int)folio->order,
					    (unsigned int)ppf_pages_of(folio));
	}
}

/* 0 or 1 where it can be shown to be: most records are of one folio in all worlds. */
static int ppf_decided(int condition)
{
	return (int)pp_as(pp_as((pp_word)condition, 1), 0);
}

static int ppf_is_page_of(const struct ppf_range_folio *folio, pp_word index)
{
	return folio->is_mapped && ppf_decided(index - folio->pfn < ppf_pages_of(folio));
}

/* Is it the page of a PTE of the window that is known to be a small folio? */
static int ppf_is_small_folio(pp_word index)
{
	return !pp_is_step() || ppf_decided(ppf_world.kind[0] == PPF_RANGE_SMALL && index == ppf_world.small_pfn[0]);
}

/* Any struct page: index is its pfn. */
static void ppf_describe_page(void *record, pp_word index)
{
	if (ppf_is_page_of(&ppf_world.a, index))
		ppf_describe_folio_page(record, &ppf_world.a, index - ppf_world.a.pfn);
	else if (ppf_is_page_of(&ppf_world.b, index))
		ppf_describe_folio_page(record, &ppf_world.b, index - ppf_world.b.pfn);
	else if (ppf_decided(index - ppf_world.prealloc_pfn < ppf_world.size))
		ppf_compat_shape_free(record);
	else if (ppf_is_small_folio(index))
		ppf_describe_head(record, 0);
}

/* ---- Building it ------------------------------------------------------------------------------ */

static void ppf_world_folio(struct ppf_range_folio *folio, pp_word pfn, pp_word order, pp_word lead)
{
	folio->pfn = pfn;
	folio->order = order;
	folio->lead = lead;
	ppf_world_allocated(folio->pfn, ppf_pages_of(folio));
	pp_assume(folio->pfn - ppf_world.prealloc_pfn >= ppf_world.size &&
		ppf_world.prealloc_pfn - folio->pfn >= ppf_pages_of(folio), "prealloc-outside-the-folio",
		  "A page just allocated is mapped nowhere (mm/memory.c folio_prealloc()).");
	if (PPF_COMPAT_HEAD_BY_MASK)
		pp_assume(ppf_compat_is_aligned(folio->pfn, ppf_pages_of(folio)), "folio-is-aligned",
		  "A folio begins at a multiple of its size (mm/page_alloc.c __find_buddy_pfn()), and so do its struct pages in "
		  "the memory map, where masks lead to the head (include/linux/page-flags.h set_compound_head()).");
	pp_bound(1, "largest-order", PPF_LARGEST_ORDER_REASON);
}

#define PPF_MOST_PAGES (1UL << PPF_LARGEST_ORDER)
#define PPF_FOLIO_ORDER_REASON "A large folio, of the buddy allocator: MAX_PAGE_ORDER is 10."
#define PPF_FOLIO_PFN_REASON "pfn 0 is reserved (arch/x86/kernel/setup.c). Its alignment is not assumed."
#define PPF_FOLIO_LEAD_REASON "Which page of the folio a PTE of the window maps, if it maps one."

static void ppf_world_memory(void)
{
	ppf_world_memory_map(PPF_COMPAT_MEMORY_MAP);
	ppf_compat_device_world();
	ppf_compat_anon_vma_world();
	pp_arbitrary(&highest_memmap_pfn, sizeof(highest_memmap_pfn), "highest-memmap-pfn");
	pp_bound(highest_memmap_pfn < PPF_RANGE_PFNS, "four-level-paging",
		 "46 bits of physical address (MAX_PHYSMEM_BITS): machines with five-level paging "
		 "have more.");
	ppf_world_hooks();
	pp_arbitrary(&PPF_COMPAT_ZERO_PFN, sizeof(PPF_COMPAT_ZERO_PFN), "zero-pfn");

	ppf_world.prealloc_pfn = pp_any_in("prealloc-pfn", PPF_RANGE_PFN_BITS, 1, PPF_RANGE_PFNS - ppf_world.size,
		  "pfn 0 is reserved (arch/x86/kernel/setup.c).");
	/* A step looks at the first PTE, and at others only to see whether they go on as it does. */
	if (!pp_is_step())
		pp_bound(1, "linear-mapping",
		 "PTEs of the window that map pages of one large folio map those at the same distance "
		 "from each other, as rmap demands of file and anon folios; a driver may map its "
		 "pages (VM_MIXEDMAP) otherwise.");
}

/* Where PTE 0 maps the folio. */
static pp_word ppf_world_first_page(void)
{
	return PPF_RANGE_MOST - 1 + pp_any_in("page", PPF_LARGEST_ORDER, 0, PPF_MOST_PAGES - 1, PPF_FOLIO_LEAD_REASON);
}

static pp_word ppf_world_lead(void)
{
	return pp_any_in("lead", PPF_LARGEST_ORDER + 1, 0, PPF_MOST_PAGES - 1 + PPF_RANGE_MOST - 1, PPF_FOLIO_LEAD_REASON);
}

static void ppf_world_folio_a(pp_word lead)
{
	ppf_world_folio(&ppf_world.a, pp_any_in("A.pfn", PPF_RANGE_PFN_BITS, 1, PPF_RANGE_PFNS - PPF_MOST_PAGES, PPF_FOLIO_PFN_REASON),
		    pp_any_in("A.order", 4, 1, PPF_LARGEST_ORDER, PPF_FOLIO_ORDER_REASON), lead);
}

static void ppf_world_folio_b(pp_word lead)
{
	ppf_world_folio(&ppf_world.b, pp_any_in("B.pfn", PPF_RANGE_PFN_BITS, 1, PPF_RANGE_PFNS - PPF_MOST_PAGES, PPF_FOLIO_PFN_REASON),
		    pp_any_in("B.order", 4, 1, PPF_LARGEST_ORDER, PPF_FOLIO_ORDER_REASON), lead);
	pp_assume(ppf_world.b.pfn - ppf_world.a.pfn >= ppf_pages_of(&ppf_world.a) &&
		  ppf_world.a.pfn - ppf_world.b.pfn >= ppf_pages_of(&ppf_world.b), "folios-are-disjoint",
		  "A page belongs to one folio.");
}

static const char *const ppf_is_large[PPF_RANGE_MOST] = {
	"PTE 0 maps a large folio", "PTE 1 maps a large folio", "PTE 2 maps a large folio", "PTE 3 maps a large folio",
	"PTE 4 maps a large folio", "PTE 5 maps a large folio", "PTE 6 maps a large folio", "PTE 7 maps a large folio",
};
static const char *const ppf_is_of_b[PPF_RANGE_MOST] = {
	"PTE 0 maps folio B", "PTE 1 maps folio B", "PTE 2 maps folio B", "PTE 3 maps folio B",
	"PTE 4 maps folio B", "PTE 5 maps folio B", "PTE 6 maps folio B", "PTE 7 maps folio B",
};

/* For a step: the PTE that it begins with maps the large folio A, or none. */
static void ppf_world_arrangement_of_step(void)
{
	ppf_world.kind[0] = PPF_RANGE_NONE;
	if (!pp_case(ppf_is_large[0]))
		return;
	ppf_world.kind[0] = PPF_RANGE_A;
	ppf_world.a.is_mapped = 1;
	/* Without a page table for the child nothing is looked at. */
	if (!ppf_world.has_table)
		return;
	ppf_world.a.is_anon = pp_case("it is an anon folio");
	ppf_world.a.is_shmem = !ppf_world.a.is_anon && pp_case("it is a folio of shmem");
	ppf_world.prot_none = pp_case("PTE 0 is PROT_NONE");
}

/* Which large folio each PTE maps, if it does: A is the one that comes first. */
static void ppf_world_arrangement(void)
{
	unsigned int k;

	for (k = 0; k < pp_window(); k++) {
		ppf_world.kind[k] = PPF_RANGE_NONE;
		if (!pp_case(ppf_is_large[k]))
			continue;
		ppf_world.kind[k] = ppf_world.a.is_mapped && pp_case(ppf_is_of_b[k]) ? PPF_RANGE_B : PPF_RANGE_A;
		if (ppf_world.kind[k] == PPF_RANGE_A)
			ppf_world.a.is_mapped = 1;
		else
			ppf_world.b.is_mapped = 1;
	}
}

static int ppf_is_apart(pp_word pfn, const struct ppf_range_folio *folio)
{
	return !folio->is_mapped || pfn - folio->pfn >= ppf_pages_of(folio);
}

/* The pfn of PTE @k, which maps no large folio: that of a small one, or of memory without struct page. */
static pp_word ppf_world_own_pfn(unsigned int k)
{
	pp_word pfn = pp_any("own-pfn", PPF_RANGE_PFN_BITS);
	unsigned int j;

	ppf_world.small_pfn[k] = pfn;
	pp_assume(ppf_world.kind[k] != PPF_RANGE_SMALL || (pfn && pfn <= highest_memmap_pfn && pfn != PPF_COMPAT_ZERO_PFN),
		  "small-folio-in-memory-map",
		  "pfn 0 is reserved; it has its struct page and is not the zero page.");
	if (PPF_COMPAT_HUGE_ZERO)
		pp_assume(ppf_world.kind[k] != PPF_RANGE_SMALL || ppf_compat_is_apart_from_huge_zero(pfn, 1), "huge-zero-folio-apart",
		  "The huge zero folio is mapped by special entries only (mm/huge_memory.c).");
	pp_assume(ppf_is_apart(pfn, &ppf_world.a) && ppf_is_apart(pfn, &ppf_world.b) && pfn - ppf_world.prealloc_pfn >= ppf_world.size,
		  "small-folio-apart", "It is no page of another folio.");
	for (j = 0; j < k; j++)
		if (ppf_world.kind[j] != PPF_RANGE_A && ppf_world.kind[j] != PPF_RANGE_B)
			pp_bound(pfn != ppf_world.small_pfn[j], "mapped-once",
				 "No small folio is mapped twice in the window, which KSM can do, and no memory "
				 "without struct page.");
	return pfn;
}

/* A present word with these flags; or one that is PROT_NONE, whose pfn field holds the complement. */
static pp_word ppf_word_with_pfn(pp_word flags, pp_word pfn, int prot_none)
{
	pp_word field = pfn << PPF_X86_PFN_SHIFT;

	if (prot_none)
		return (flags & ~PPF_X86_PFN & ~PPF_X86_PRESENT) | PPF_X86_PROTNONE | (~field & PPF_X86_PFN);
	return (flags & ~PPF_X86_PFN) | PPF_X86_PRESENT | (field & PPF_X86_PFN);
}

/*
 * The word of PTE @k: none; or P=1 with any other bits, or P=0 with PROT_NONE=1 and any other bits, in which
 * case the pfn field holds the complement of the pfn.
 */
static void ppf_world_slot(unsigned int k)
{
	int own = ppf_world.kind[k] != PPF_RANGE_A && ppf_world.kind[k] != PPF_RANGE_B;
	pp_word bits = pp_any("pte", 64), pfn, flags;
	pp_word prot_none = pp_is_step() && !own ? (pp_word)ppf_world.prot_none : pp_any("prot-none", 1);

	if (own)
		ppf_world.kind[k] = pp_any_in("kind", 2, PPF_RANGE_NONE, PPF_RANGE_NO_PAGE,
					  "none, a small folio, no struct page");
	pp_bound(1, "no-swap-entries",
		 "Entries that are neither present nor none (swap, migration, device, markers) are left "
		 "out: copy_nonpresent_pte() is not executed.");
	pfn = own ? ppf_world_own_pfn(k) :
	      ppf_world.kind[k] == PPF_RANGE_A ? ppf_world.a.pfn + ppf_page_number(&ppf_world.a, k) :
					 ppf_world.b.pfn + ppf_page_number(&ppf_world.b, k);
	flags = bits & ~(PPF_X86_PFN | PPF_X86_SPECIAL);
	if (ppf_world.kind[k] == PPF_RANGE_NO_PAGE)
		flags |= PPF_X86_SPECIAL;
	ppf_world.word[k] = ppf_word_with_pfn(flags, pfn, prot_none != 0);
	if (ppf_world.kind[k] == PPF_RANGE_NONE)
		ppf_world.word[k] = bits & (PPF_X86_ACCESSED | PPF_X86_DIRTY);

	pp_assume(ppf_world.kind[k] != PPF_RANGE_A || ppf_page_number(&ppf_world.a, k) < ppf_pages_of(&ppf_world.a),
		  "page-of-the-folio", "It maps one of the folio's pages.");
	pp_assume(ppf_world.kind[k] != PPF_RANGE_B || ppf_page_number(&ppf_world.b, k) < ppf_pages_of(&ppf_world.b),
		  "page-of-the-folio", "It maps one of the folio's pages.");
	pp_assume(ppf_world.kind[k] != PPF_RANGE_NO_PAGE || (ppf_src_vma.vm_flags & (PPF_VM_PFNMAP | PPF_VM_MIXEDMAP)) ||
		  pfn == PPF_COMPAT_ZERO_PFN || ppf_compat_is_huge_zero(pfn) || (flags & PPF_X86_DEVMAP), "special-pte-has-a-reason",
		  "pte_mkspecial() is for PFN maps, mixed maps, the zero page and DAX (mm/memory.c, "
		  "mm/userfaultfd.c); print_bad_pte() reports any other.");
}

static void ppf_world_window(void)
{
	unsigned int k;

	ppf_world.table_index = pp_any("table-index", 9);
	ppf_world.address = (pp_any("address-above-the-table", PPF_ADDRESS_BITS - 21) << PMD_SHIFT) |
		(ppf_world.table_index << PAGE_SHIFT);
	pp_assume(ppf_world.size <= PTRS_PER_PTE - ppf_world.table_index, "window-inside-the-table",
		  "copy_pte_range() stays inside one page table (mm/memory.c copy_pmd_range(): "
		  "pmd_addr_end()).");
	pp_assume(ppf_src_vma.vm_start <= ppf_world.address && ppf_world.address < ppf_src_vma.vm_end &&
		  ppf_world.size << PAGE_SHIFT <= ppf_src_vma.vm_end - ppf_world.address, "window-inside-the-vma",
		  "copy_page_range() walks [vm_start, vm_end).");
	ppf_world.has_table = pp_is_step() ? (pp_word)pp_case("a page table for the child") : pp_any("child-table", 1);
	if (pp_is_step())
		ppf_world_arrangement_of_step();
	else
		ppf_world_arrangement();
	if (ppf_world.a.is_mapped)
		ppf_world_folio_a(ppf_world.kind[0] == PPF_RANGE_A ? ppf_world_first_page() : ppf_world_lead());
	if (ppf_world.b.is_mapped)
		ppf_world_folio_b(ppf_world_lead());
	for (k = 0; k < ppf_known_slots(); k++)
		ppf_world_slot(k);
}

static void ppf_world_tables(void)
{
	pp_arbitrary(&ppf_dst_pmd, sizeof(ppf_dst_pmd), "child.pmd");
	pp_bound(!ppf_compat_pmd_none(ppf_dst_pmd), "child-table-there",
		 "The child's page table is there already; that it cannot be had is the outcome of "
		 "pte_offset_map_lock() instead of __pte_alloc().");
	pp_bound(1, "parent-table-stays",
		 "pte_offset_map_nolock() finds the parent's table each time; khugepaged may take that of "
		 "a file mapping away.");
	pp_array(ppf_src_table, PTRS_PER_PTE, sizeof(pte_t), "parent.pte", ppf_describe_parent_pte);
	pp_array(ppf_dst_table, PTRS_PER_PTE, sizeof(pte_t), "child.pte", ppf_describe_child_pte);
	pp_array((void *)PPF_COMPAT_MEMORY_MAP, PPF_RANGE_PFNS, sizeof(struct page), "page", ppf_describe_page);
	pp_positions("copy_pte_range", pp_window() * PAGE_SIZE);
	/* Others may wait for a lock: a kernel that preempts gives way to them (spin_needbreak()). */
	pp_arbitrary((u8 *)&ppf_src_lock + 1, 3, "parent.lock.waiters");
	pp_arbitrary((u8 *)&ppf_dst_lock + 1, 3, "child.lock.waiters");
	pp_locked(ppf_src_table, &ppf_src_lock);
	pp_locked(ppf_dst_table, &ppf_dst_lock);
}

/* Names a record, so that pointers to it are recognised and what is said of it is said of the world (specs/README.md). */
static void ppf_name_record(const void *record)
{
	(void)*(volatile const unsigned long *)record;
}

/* Names the head of @folio and the first of its pages that a PTE of the window maps. */
static void ppf_name_folio(const struct ppf_range_folio *folio, enum ppf_range_kind kind)
{
	unsigned int k;

	ppf_name_record(ppf_head_of(folio));
	for (k = 0; k < ppf_known_slots(); k++)
		if (ppf_world.kind[k] == kind) {
			ppf_name_record(ppf_page(folio->pfn + ppf_page_number(folio, k)));
			return;
		}
}

/* In range-step.h. */
static void ppf_step_world(void);

void ppf_fork_range_world(void)
{
	unsigned int k;

	ppf_world.size = pp_is_step() ? pp_any_in("range-size", 4, 1, pp_window(), "copy_pte_range() has a PTE to copy.") :
				    pp_window();
	ppf_world_memory();
	ppf_world_vma_pair();
	ppf_world_task();
	ppf_src_vma.vm_ops = pp_any("has-vm_ops", 1) ? &ppf_vma_operations : NULL;
	ppf_compat_shape_vm_ops(&ppf_vma_operations, NULL);
	ppf_world_window();
	ppf_world_tables();

	if (ppf_world.a.is_mapped)
		ppf_compat_mapped_world(ppf_head_of(&ppf_world.a), &ppf_dst_mm);
	if (ppf_world.b.is_mapped)
		ppf_compat_mapped_world(ppf_head_of(&ppf_world.b), &ppf_dst_mm);
	if (ppf_world.a.is_mapped)
		ppf_name_folio(&ppf_world.a, PPF_RANGE_A);
	if (ppf_world.b.is_mapped)
		ppf_name_folio(&ppf_world.b, PPF_RANGE_B);
	ppf_name_record(ppf_page(ppf_world.prealloc_pfn));
	for (k = 0; k < ppf_known_slots(); k++)
		ppf_name_record(ppf_src_table + (ppf_world.table_index + k));
	for (k = 0; k < ppf_known_slots(); k++)
		if (ppf_world.kind[k] != PPF_RANGE_A && ppf_world.kind[k] != PPF_RANGE_B)
			ppf_name_record(ppf_page(ppf_world.small_pfn[k]));
	if (pp_is_step())
		ppf_step_world();
}

#endif
