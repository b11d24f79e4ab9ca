/* SPDX-License-Identifier: GPL-2.0 */
/*
 * range-world.h: every state from which fork() may call copy_pte_range() for the PTEs of a window, as one
 * symbolic state. Each PTE of the window is none, or maps a page of the large folio A, of the large folio B,
 * a small folio of its own, or memory without struct page; in any arrangement. Which of them map A and which B are
 * choices; the rest is symbolic.
 */
#ifndef RANGE_WORLD_H
#define RANGE_WORLD_H

#include "fork-vma.h"
#include "kernel-variables.h"

/* ---- The objects ------------------------------------------------------------------------------ */

static pmd_t src_pmd, dst_pmd;
static spinlock_t src_lock, dst_lock;
static pte_t src_table[PTRS_PER_PTE] __aligned(PAGE_SIZE);
static pte_t dst_table[PTRS_PER_PTE] __aligned(PAGE_SIZE);

/* The PTE at which memory ran out in the run that goes on; 0 between runs. */
static pp_word failed_at;

#define RANGE_MEMORY_MAP 0x100000000000UL
#define RANGE_PFN_BITS 34
#define RANGE_PFNS (1UL << RANGE_PFN_BITS)

/* The largest window. */
#define RANGE_MOST 8

/* In the world of a step only PTE 0 has a kind: all others are arbitrary words. */
enum range_kind { RANGE_NONE, RANGE_SMALL, RANGE_NO_PAGE, RANGE_A, RANGE_B };

struct range_folio {
	/* The pfn of its head page; its order, 1 to 9. */
	pp_word pfn, order;
	/* PTE k of the window maps, if it maps a page of the folio, the page number lead + k - (RANGE_MOST - 1). */
	pp_word lead;
	/* Does a PTE of the window map a page of it: concrete. */
	int is_mapped;
	/* In the world of a step: is it an anon folio; if not, one of shmem: concrete. */
	int is_anon, is_shmem;
};

/* The parameters of the world. Written in fork_range_world() only. */
static struct {
	pp_word table_index, address;
	struct range_folio a, b;
	/* The pfn of the folio that is allocated for PTE 0, if one is; that for PTE k is k further. */
	pp_word prealloc_pfn;
	/* Memory for the child's page table can be had. */
	pp_word has_table;
	/* Each PTE: its kind (concrete for those of large folios), the pfn of its small folio, its word. */
	pp_word kind[RANGE_MOST], small_pfn[RANGE_MOST], word[RANGE_MOST];
	/* In the world of a step, if PTE 0 maps A: is it PROT_NONE: concrete. */
	int prot_none;
	/* How many PTEs the range has: in the world of a step at most as many as the window. */
	pp_word size;
} world;

/* How many PTEs of the window have a kind. */
static unsigned int known_slots(void)
{
	return pp_is_step() ? 1 : pp_window();
}

static pp_word pages_of(const struct range_folio *folio)
{
	return 1UL << folio->order;
}

/* The number in @folio of the page that PTE @k would map. May be none of it. */
static pp_word page_number(const struct range_folio *folio, pp_word k)
{
	return folio->lead + k - (RANGE_MOST - 1);
}

static struct folio *head_of(const struct range_folio *folio)
{
	return (struct folio *)(vmemmap + folio->pfn);
}

/* ---- Page tables ------------------------------------------------------------------------------ */

static void describe_parent_pte(void *record, pp_word index)
{
	pte_t *ptep = record;
	unsigned int k;

	for (k = 0; k < known_slots(); k++)
		if (index == world.table_index + k)
			ptep->pte = world.word[k];
	assume_possible_pte(*ptep);
}

/* None inside the window, for fork() fills an empty range; arbitrary outside of it. */
static void describe_child_pte(void *record, pp_word index)
{
	pte_t *ptep = record;

	if (index - world.table_index < world.size)
		ptep->pte &= X86_ACCESSED | X86_DIRTY;
}

/* ---- struct pages ----------------------------------------------------------------------------- */

static void describe_head(struct page *page, unsigned int order)
{
	compat_shape_head(page, order);
	compat_shape_device(page);
	pp_assume((int)compat_page_mapcount_word(page) >= -1, "head-page-without-type",
		  "A folio that user space maps has no page type; page_type shares the word "
		  "of _mapcount, which starts at -1 (include/linux/mm_types.h struct page).");
	pp_assume((int)compat_page_mapcount_word(page) < folio_ref_count((struct folio *)page),
		  "mappings-hold-references",
		  "Each mapping of a page holds a reference to its folio (mm/rmap.c; mm/memory.c "
		  "copy_present_ptes(), set_pte_range()).");
	pp_assume(!compat_is_anon(page) || (is_cow() && src_vma.anon_vma != NULL), "anon-is-cow",
		  "Anon folios come from write faults of private mappings, after vmf_anon_prepare() "
		  "(mm/memory.c do_anonymous_page(), do_cow_fault(), wp_page_copy()).");
	pp_bound(folio_ref_count((struct folio *)page) > 0 &&
		folio_ref_count((struct folio *)page) <= INT_MAX - (int)world.size,
		 "refcount-cannot-overflow",
		 "folio_get() refuses a count that is about to overflow, folio_ref_add() does not "
		 "(include/linux/mm.h, page_ref.h).");
}

/* What kind of folio the step begins with. */
static void describe_kind(struct page *head, const struct range_folio *folio)
{
	if (folio->is_anon) {
		compat_shape_any_anon_mapping(head);
	} else {
		compat_shape_file_mapping(head);
		compat_shape_swapbacked(head, folio->is_shmem);
	}
}

static void describe_folio_page(struct page *page, const struct range_folio *folio, pp_word j)
{
	if (j == 0) {
		if (pp_is_step() && world.has_table)
			describe_kind(page, folio);
		describe_head(page, (unsigned int)folio->order);
	} else {
		compat_shape_tail(page, vmemmap + folio->pfn);
		if (j == 1)
			compat_shape_second(page, (unsigned int)folio->order,
					    (unsigned int)pages_of(folio));
	}
}

/* 0 or 1 where it can be shown to be: most records are of one folio in all worlds. */
static int decided(int condition)
{
	return (int)pp_as(pp_as((pp_word)condition, 1), 0);
}

static int is_page_of(const struct range_folio *folio, pp_word index)
{
	return folio->is_mapped && decided(index - folio->pfn < pages_of(folio));
}

/* Is it the page of a PTE of the window that is known to be a small folio? */
static int is_small_folio(pp_word index)
{
	return !pp_is_step() || decided(world.kind[0] == RANGE_SMALL && index == world.small_pfn[0]);
}

/* Any struct page: index is its pfn. */
static void describe_page(void *record, pp_word index)
{
	if (is_page_of(&world.a, index))
		describe_folio_page(record, &world.a, index - world.a.pfn);
	else if (is_page_of(&world.b, index))
		describe_folio_page(record, &world.b, index - world.b.pfn);
	else if (decided(index - world.prealloc_pfn < world.size))
		compat_shape_free(record);
	else if (is_small_folio(index))
		describe_head(record, 0);
}

/* ---- Building it ------------------------------------------------------------------------------ */

static void world_folio(struct range_folio *folio, pp_word pfn, pp_word order, pp_word lead)
{
	folio->pfn = pfn;
	folio->order = order;
	folio->lead = lead;
	world_allocated(folio->pfn, pages_of(folio));
	pp_assume(folio->pfn - world.prealloc_pfn >= world.size &&
		world.prealloc_pfn - folio->pfn >= pages_of(folio), "prealloc-outside-the-folio",
		  "A page just allocated is mapped nowhere (mm/memory.c folio_prealloc()).");
}

#define FOLIO_PFN_REASON "pfn 0 is reserved (arch/x86/kernel/setup.c). Its alignment is not assumed."
#define FOLIO_LEAD_REASON "Which page of the folio a PTE of the window maps, if it maps one."

static void world_memory(void)
{
	world_memory_map(RANGE_MEMORY_MAP);
	compat_device_world();
	pp_arbitrary(&highest_memmap_pfn, sizeof(highest_memmap_pfn), "highest-memmap-pfn");
	pp_bound(highest_memmap_pfn < RANGE_PFNS, "four-level-paging",
		 "46 bits of physical address (MAX_PHYSMEM_BITS): machines with five-level paging "
		 "have more.");
	world_hooks();
	pp_arbitrary(&zero_pfn, sizeof(zero_pfn), "zero-pfn");

	world.prealloc_pfn = pp_any_in("prealloc-pfn", RANGE_PFN_BITS, 1, RANGE_PFNS - world.size,
		  "pfn 0 is reserved (arch/x86/kernel/setup.c).");
	/* A step looks at the first PTE, and at others only to see whether they go on as it does. */
	if (!pp_is_step())
		pp_bound(1, "linear-mapping",
		 "PTEs of the window that map pages of one large folio map those at the same distance "
		 "from each other, as rmap demands of file and anon folios; a driver may map its "
		 "pages (VM_MIXEDMAP) otherwise.");
}

/* Where PTE 0 maps the folio. */
static pp_word world_first_page(void)
{
	return RANGE_MOST - 1 + pp_any_in("page", 9, 0, 511, FOLIO_LEAD_REASON);
}

static pp_word world_lead(void)
{
	return pp_any_in("lead", 10, 0, 511 + RANGE_MOST - 1, FOLIO_LEAD_REASON);
}

static void world_folio_a(pp_word lead)
{
	world_folio(&world.a, pp_any_in("A.pfn", RANGE_PFN_BITS, 1, RANGE_PFNS - 512, FOLIO_PFN_REASON),
		    pp_any_in("A.order", 4, 1, 9, "A large folio inside one page table."), lead);
}

static void world_folio_b(pp_word lead)
{
	world_folio(&world.b, pp_any_in("B.pfn", RANGE_PFN_BITS, 1, RANGE_PFNS - 512, FOLIO_PFN_REASON),
		    pp_any_in("B.order", 4, 1, 9, "A large folio inside one page table."), lead);
	pp_assume(world.b.pfn - world.a.pfn >= pages_of(&world.a) &&
		  world.a.pfn - world.b.pfn >= pages_of(&world.b), "folios-are-disjoint",
		  "A page belongs to one folio.");
}

static const char *const is_large[RANGE_MOST] = {
	"PTE 0 maps a large folio", "PTE 1 maps a large folio", "PTE 2 maps a large folio", "PTE 3 maps a large folio",
	"PTE 4 maps a large folio", "PTE 5 maps a large folio", "PTE 6 maps a large folio", "PTE 7 maps a large folio",
};
static const char *const is_of_b[RANGE_MOST] = {
	"PTE 0 maps folio B", "PTE 1 maps folio B", "PTE 2 maps folio B", "PTE 3 maps folio B",
	"PTE 4 maps folio B", "PTE 5 maps folio B", "PTE 6 maps folio B", "PTE 7 maps folio B",
};

/* For a step: the PTE that it begins with maps the large folio A, or none. */
static void world_arrangement_of_step(void)
{
	world.kind[0] = RANGE_NONE;
	if (!pp_case(is_large[0]))
		return;
	world.kind[0] = RANGE_A;
	world.a.is_mapped = 1;
	/* Without a page table for the child nothing is looked at. */
	if (!world.has_table)
		return;
	world.a.is_anon = pp_case("it is an anon folio");
	world.a.is_shmem = !world.a.is_anon && pp_case("it is a folio of shmem");
	world.prot_none = pp_case("PTE 0 is PROT_NONE");
}

/* Which large folio each PTE maps, if it does: A is the one that comes first. */
static void world_arrangement(void)
{
	unsigned int k;

	for (k = 0; k < pp_window(); k++) {
		world.kind[k] = RANGE_NONE;
		if (!pp_case(is_large[k]))
			continue;
		world.kind[k] = world.a.is_mapped && pp_case(is_of_b[k]) ? RANGE_B : RANGE_A;
		if (world.kind[k] == RANGE_A)
			world.a.is_mapped = 1;
		else
			world.b.is_mapped = 1;
	}
}

static int is_apart(pp_word pfn, const struct range_folio *folio)
{
	return !folio->is_mapped || pfn - folio->pfn >= pages_of(folio);
}

/* The pfn of PTE @k, which maps no large folio: that of a small one, or of memory without struct page. */
static pp_word world_own_pfn(unsigned int k)
{
	pp_word pfn = pp_any("own-pfn", RANGE_PFN_BITS);
	unsigned int j;

	world.small_pfn[k] = pfn;
	pp_assume(world.kind[k] != RANGE_SMALL || (pfn && pfn <= highest_memmap_pfn && pfn != zero_pfn),
		  "small-folio-in-memory-map",
		  "pfn 0 is reserved; it has its struct page and is not the zero page.");
	pp_assume(is_apart(pfn, &world.a) && is_apart(pfn, &world.b) && pfn - world.prealloc_pfn >= world.size,
		  "small-folio-apart", "It is no page of another folio.");
	for (j = 0; j < k; j++)
		if (world.kind[j] != RANGE_A && world.kind[j] != RANGE_B)
			pp_bound(pfn != world.small_pfn[j], "mapped-once",
				 "No small folio is mapped twice in the window, which KSM can do, and no memory "
				 "without struct page.");
	return pfn;
}

/* A present word with these flags; or one that is PROT_NONE, whose pfn field holds the complement. */
static pp_word word_with_pfn(pp_word flags, pp_word pfn, int prot_none)
{
	pp_word field = pfn << X86_PFN_SHIFT;

	if (prot_none)
		return (flags & ~X86_PFN & ~X86_PRESENT) | X86_PROTNONE | (~field & X86_PFN);
	return (flags & ~X86_PFN) | X86_PRESENT | (field & X86_PFN);
}

/*
 * The word of PTE @k: none; or P=1 with any other bits, or P=0 with PROT_NONE=1 and any other bits, in which
 * case the pfn field holds the complement of the pfn.
 */
static void world_slot(unsigned int k)
{
	int own = world.kind[k] != RANGE_A && world.kind[k] != RANGE_B;
	pp_word bits = pp_any("pte", 64), pfn, flags;
	pp_word prot_none = pp_is_step() && !own ? (pp_word)world.prot_none : pp_any("prot-none", 1);

	if (own)
		world.kind[k] = pp_any_in("kind", 2, RANGE_NONE, RANGE_NO_PAGE,
					  "none, a small folio, no struct page");
	pp_bound(1, "no-swap-entries",
		 "Entries that are neither present nor none (swap, migration, device, markers) are left "
		 "out: copy_nonpresent_pte() is not executed.");
	pfn = own ? world_own_pfn(k) :
	      world.kind[k] == RANGE_A ? world.a.pfn + page_number(&world.a, k) :
					 world.b.pfn + page_number(&world.b, k);
	flags = bits & ~(X86_PFN | X86_SPECIAL);
	if (world.kind[k] == RANGE_NO_PAGE)
		flags |= X86_SPECIAL;
	world.word[k] = word_with_pfn(flags, pfn, prot_none != 0);
	if (world.kind[k] == RANGE_NONE)
		world.word[k] = bits & (X86_ACCESSED | X86_DIRTY);

	pp_assume(world.kind[k] != RANGE_A || page_number(&world.a, k) < pages_of(&world.a),
		  "page-of-the-folio", "It maps one of the folio's pages.");
	pp_assume(world.kind[k] != RANGE_B || page_number(&world.b, k) < pages_of(&world.b),
		  "page-of-the-folio", "It maps one of the folio's pages.");
	pp_assume(world.kind[k] != RANGE_NO_PAGE || (src_vma.vm_flags & (VM_PFNMAP | VM_MIXEDMAP)) ||
		  pfn == zero_pfn || (flags & X86_DEVMAP), "special-pte-has-a-reason",
		  "pte_mkspecial() is for PFN maps, mixed maps, the zero page and DAX (mm/memory.c, "
		  "mm/userfaultfd.c); print_bad_pte() reports any other.");
}

static void world_window(void)
{
	unsigned int k;

	world.table_index = pp_any("table-index", 9);
	world.address = (pp_any("address-above-the-table", 47 - 21) << PMD_SHIFT) |
		(world.table_index << PAGE_SHIFT);
	pp_assume(world.size <= PTRS_PER_PTE - world.table_index, "window-inside-the-table",
		  "copy_pte_range() stays inside one page table (mm/memory.c copy_pmd_range(): "
		  "pmd_addr_end()).");
	pp_assume(src_vma.vm_start <= world.address && world.address < src_vma.vm_end &&
		  world.size << PAGE_SHIFT <= src_vma.vm_end - world.address, "window-inside-the-vma",
		  "copy_page_range() walks [vm_start, vm_end).");
	world.has_table = pp_is_step() ? (pp_word)pp_case("a page table for the child") : pp_any("child-table", 1);
	if (pp_is_step())
		world_arrangement_of_step();
	else
		world_arrangement();
	if (world.a.is_mapped)
		world_folio_a(world.kind[0] == RANGE_A ? world_first_page() : world_lead());
	if (world.b.is_mapped)
		world_folio_b(world_lead());
	for (k = 0; k < known_slots(); k++)
		world_slot(k);
}

static void world_tables(void)
{
	pp_arbitrary(&dst_pmd, sizeof(dst_pmd), "child.pmd");
	pp_bound(!pmd_none(dst_pmd), "child-table-there",
		 "The child's page table is there already; that it cannot be had is the outcome of "
		 "pte_offset_map_lock() instead of __pte_alloc().");
	pp_bound(1, "parent-table-stays",
		 "pte_offset_map_nolock() finds the parent's table each time; khugepaged may take that of "
		 "a file mapping away.");
	pp_array(src_table, PTRS_PER_PTE, sizeof(pte_t), "parent.pte", describe_parent_pte);
	pp_array(dst_table, PTRS_PER_PTE, sizeof(pte_t), "child.pte", describe_child_pte);
	pp_array((void *)RANGE_MEMORY_MAP, RANGE_PFNS, sizeof(struct page), "page", describe_page);
	pp_positions("copy_pte_range", pp_window() * PAGE_SIZE);
	/* Others may wait for a lock: a kernel that preempts gives way to them (spin_needbreak()). */
	pp_arbitrary((u8 *)&src_lock + 1, 3, "parent.lock.waiters");
	pp_arbitrary((u8 *)&dst_lock + 1, 3, "child.lock.waiters");
	pp_locked(src_table, &src_lock);
	pp_locked(dst_table, &dst_lock);
}

/* Names a record, so that pointers to it are recognised (specs/README.md). */
static void name_record(const void *record)
{
	(void)*(volatile const unsigned long *)record;
}

/* Names the head of @folio and the first of its pages that a PTE of the window maps. */
static void name_folio(const struct range_folio *folio, enum range_kind kind)
{
	unsigned int k;

	name_record(head_of(folio));
	for (k = 0; k < known_slots(); k++)
		if (world.kind[k] == kind) {
			name_record(vmemmap + (folio->pfn + page_number(folio, k)));
			return;
		}
}

/* In range-step.h. */
static void step_world(void);

void fork_range_world(void)
{
	unsigned int k;

	world.size = pp_is_step() ? pp_any_in("range-size", 4, 1, pp_window(), "copy_pte_range() has a PTE to copy.") :
				    pp_window();
	world_memory();
	world_vma_pair();
	world_task();
	src_vma.vm_ops = pp_any("has-vm_ops", 1) ? &vma_operations : NULL;
	compat_shape_vm_ops(&vma_operations);
	world_window();
	world_tables();

	if (world.a.is_mapped)
		name_folio(&world.a, RANGE_A);
	if (world.b.is_mapped)
		name_folio(&world.b, RANGE_B);
	name_record(vmemmap + world.prealloc_pfn);
	for (k = 0; k < known_slots(); k++)
		if (world.kind[k] != RANGE_A && world.kind[k] != RANGE_B)
			name_record(vmemmap + world.small_pfn[k]);
	if (pp_is_step())
		step_world();
}

#endif
