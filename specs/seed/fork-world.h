/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-world.h: every state from which fork() comes to copy some entries of a page table.
 *
 * The entries lie in one table and one mapping. The first one maps page `page_offset` of a folio, or no
 * struct page; what the others are is open. What is excluded has its reason beside it.
 */
#ifndef SEED_FORK_WORLD_H
#define SEED_FORK_WORLD_H

#include "pteproof.h"
#include "mini/copy-page.h"

/* Called by the prover only: the compiler must keep it. */
#define SEED_ENTRY __attribute__((used))

static struct vm_area_struct src_vma, dst_vma;
static struct mm_struct src_mm;
static pte_t src_table[PTRS_PER_PTE] __aligned(PAGE_SIZE);
static pte_t dst_table[PTRS_PER_PTE] __aligned(PAGE_SIZE);
static int rss[NR_MM_COUNTERS];
static struct folio *prealloc;

#define PFN_BITS 34
#define PFNS (1UL << PFN_BITS)

/* The bits that an entry has from vm_page_prot alone, in either way of being present. */
#define PTE_OWN                                                                                      \
	(PTE_PRESENT | PTE_RW | PTE_ACCESSED | PTE_DIRTY | PTE_PROTNONE | PTE_SPECIAL | PTE_UFFD_WP | \
	 PTE_SOFT_DIRTY | PTE_PFN | PTE_SAVED_DIRTY)
#define PTE_OF_PROT (~PTE_OWN)

static struct {
	/* The window: entries [table_index, table_index + max_nr) of both tables, from this address on. */
	pp_word table_index, max_nr, address;
	/* The folio's first page frame, and which of its pages the first entry maps. */
	pp_word folio_pfn, page_offset;
	pp_word prealloc_pfn;
	/* The first entry; what the others have from vm_page_prot if mapped, and if mapped by PROT_NONE. */
	pp_word first_word, prot, prot_none;
	/* Chosen by pp_case(). */
	int no_page, anon, has_prealloc;
} world;

static struct page *folio_page_at(pp_word j)
{
	return vmemmap + (world.folio_pfn + j);
}

static struct folio *the_folio(void)
{
	return (struct folio *)folio_page_at(0);
}

static pte_t *parent_slot(pp_word i)
{
	return src_table + (world.table_index + i);
}

static pte_t *child_slot(pp_word i)
{
	return dst_table + (world.table_index + i);
}

static int is_cow(void)
{
	return is_cow_mapping(src_vma.vm_flags);
}

static int is_shared(void)
{
	return (src_vma.vm_flags & VM_SHARED) != 0;
}

/* @word with what it has from vm_page_prot put right, if it is present. */
static pp_word with_prot(pp_word word)
{
	if (!(word & (PTE_PRESENT | PTE_PROTNONE)))
		return word;
	return (word & PTE_OWN) | (word & PTE_PRESENT ? world.prot : world.prot_none);
}

/* ---- Entries ----------------------------------------------------------------------------------- */

static void describe_parent_pte(void *record, pp_word index)
{
	pte_t *ptep = record;
	int present, in_folio;
	pp_word word;

	if (index == world.table_index)
		ptep->pte = world.first_word;
	else if (!world.no_page)
		ptep->pte = with_prot(ptep->pte);

	word = ptep->pte;
	present = (word & (PTE_PRESENT | PTE_PROTNONE)) != 0;
	in_folio = ((word & PTE_PFN) >> PAGE_SHIFT) - world.folio_pfn < pp_pages();

	pp_assume(!present || !(word & PTE_RW) || is_shared() || is_cow(), "writable-pte-shared-or-cow",
		  "An entry is writable under VM_WRITE only, which needs VM_MAYWRITE (mm/mmap.c, "
		  "mm/mprotect.c).");
	pp_assume(!present || !(word & PTE_UFFD_WP) || !(word & PTE_RW), "uffd-wp-pte-not-writable",
		  "pte_mkuffd_wp() write-protects; mm/page_table_check.c checks it.");
	pp_assume(!present || !(word & PTE_RW) || !(word & PTE_SAVED_DIRTY),
		  "no-saved-dirty-when-writable",
		  "pte_mkwrite() moves SavedDirty to Dirty (arch/x86/mm/pgtable.c).");
	pp_assume(!present || !(word & PTE_PRESENT) || !(word & PTE_PROTNONE), "user-ptes-not-global",
		  "Bit 8 of a present entry is Global, which user mappings do not set (arch/x86: "
		  "protection_map).");
	if (!world.no_page)
		pp_assume(!present || !in_folio || !(word & PTE_SPECIAL), "folio-pages-not-special",
			  "A special entry maps no page that is counted; a folio's pages are "
			  "(mm/memory.c vm_normal_page()).");
}

/* The child's entries are none where fork() is to fill them; other mappings share the table. */
static void describe_child_pte(void *record, pp_word index)
{
	pte_t *ptep = record;

	if (index - world.table_index < world.max_nr)
		ptep->pte = 0;
}

/* ---- Pages ------------------------------------------------------------------------------------- */

/* Any record becomes one that page @j of the folio may have; one that is such a record stays as it is. */
static void describe_folio_page(struct page *page, pp_word j)
{
	if (j) {
		page->compound_head = (u64)folio_page_at(0) + 1;
		return;
	}
	page->compound_head &= ~1UL;
	page->order = pp_order();
	if (pp_order())
		page->flags |= 1UL << PG_HEAD;
	else
		page->flags &= ~(1UL << PG_HEAD);
	if (world.anon)
		page->mapping |= PAGE_MAPPING_ANON;
	else
		page->mapping &= ~PAGE_MAPPING_ANON;
}

static void describe_page(void *record, pp_word index)
{
	struct page *page = record;

	if (index - world.folio_pfn < pp_pages()) {
		describe_folio_page(page, index - world.folio_pfn);
	} else if (world.has_prealloc && index == world.prealloc_pfn) {
		page->flags = 0;
		page->compound_head &= ~1UL;
		page->mapping = 0;
		page->_mapcount.counter = -1;
		page->_refcount.counter = 1;
	}
}

/* ---- Building it ------------------------------------------------------------------------------- */

static void world_window(void)
{
	world.table_index = pp_any("table-index", PTE_TABLE_ORDER);
	world.address = (pp_any("address-above-the-table", 47 - PMD_SHIFT) << PMD_SHIFT) |
			(world.table_index << PAGE_SHIFT);
	world.max_nr = pp_any_in("max-nr", PTE_TABLE_ORDER + 1, 1, PTRS_PER_PTE, "There is at least one entry to copy.");
	pp_assume(world.max_nr <= PTRS_PER_PTE - world.table_index, "window-inside-the-table",
		  "fork() goes from one page table to the next.");
	world.folio_pfn = pp_any_in("folio-pfn", PFN_BITS, 1, PFNS - pp_pages(),
				    "Page frame 0 is reserved. The folio's alignment is not assumed: nothing "
				    "depends on it.");
	world.page_offset = pp_any_in("page-offset", PTE_TABLE_ORDER, 0, pp_pages() - 1,
				      "The first PTE maps a page of the folio.");
}

static void world_mappings(void)
{
	pp_word flags = pp_any("vma-flags", 32);
	pp_word dropped = pp_any("child-drops-uffd-wp", 1) ? VM_UFFD_WP : 0;

	pp_arbitrary(&src_mm, sizeof(src_mm), "parent.mm");
	pp_arbitrary(&src_vma, sizeof(src_vma), "parent.vma");
	src_vma.vm_flags = flags;
	src_vma.vm_mm = &src_mm;
	src_vma.anon_vma = pp_any("parent.anon_vma", 64) & ~7UL;
	dst_vma = src_vma;
	dst_vma.vm_flags = flags & ~dropped;
	dst_vma.vm_mm = NULL;
	dst_vma.anon_vma = pp_any("child.anon_vma", 64) & ~7UL;

	world.prot = pp_any("page-prot", 64) & PTE_OF_PROT;
	world.prot_none = pp_any("page-prot-none", 64) & PTE_OF_PROT;
	src_vma.vm_page_prot = dst_vma.vm_page_prot = world.prot | PTE_PRESENT | PTE_ACCESSED;
}

static void world_first_pte(void)
{
	pp_word flags = pp_any("first-pte", 64) & ~PTE_PFN;
	pp_word class = pp_any("first-pte-is-protnone", 1) ? PTE_PROTNONE : PTE_PRESENT;

	flags = (flags & ~(PTE_PRESENT | PTE_PROTNONE)) | class;
	world.no_page = pp_case("first PTE has no struct page");
	if (world.no_page) {
		world.first_word = flags | PTE_SPECIAL | (pp_any("first-pfn", 40) << PAGE_SHIFT);
		return;
	}
	world.first_word = with_prot((flags & ~PTE_SPECIAL) |
				     ((world.folio_pfn + world.page_offset) << PAGE_SHIFT));
	world.anon = pp_case("an anon folio");
	if (!world.anon)
		return;
	pp_assume(is_cow(), "anon-is-cow",
		  "Anonymous folios come from write faults of private mappings (mm/memory.c).");
	world.has_prealloc = pp_case("a preallocated folio");
	if (!world.has_prealloc)
		return;
	world.prealloc_pfn = pp_any_in("prealloc-pfn", PFN_BITS, 1, PFNS - 1, "Page frame 0 is reserved.");
	pp_assume(world.prealloc_pfn - world.folio_pfn >= pp_pages(), "prealloc-outside-the-folio",
		  "A page just allocated is mapped nowhere.");
	prealloc = (struct folio *)(vmemmap + world.prealloc_pfn);
}

SEED_ENTRY void fork_world(void)
{
	world_window();
	world_mappings();
	world_first_pte();
	pp_arbitrary(rss, sizeof(rss), "rss");
	pp_array(src_table, PTRS_PER_PTE, sizeof(pte_t), "parent.pte", describe_parent_pte);
	pp_array(dst_table, PTRS_PER_PTE, sizeof(pte_t), "child.pte", describe_child_pte);
	pp_array((void *)MINI_MEMORY_MAP, PFNS, sizeof(struct page), "page", describe_page);
	/* The first entry is there in every world: what is said of it is said of the world. */
	(void)*(volatile u64 *)(src_table + world.table_index);
	pp_bound(!world.has_prealloc || world.anon, "prealloc-for-anon-only",
		 "copy_pte_range() hands a preallocated folio on to whatever entry comes next; here only "
		 "anonymous folios, which alone are copied, meet one.");
	if (world.no_page)
		return;
	pp_bound(1, "one-vm_page_prot",
		 "Present entries of a mapping have its vm_page_prot in the bits that no algorithm here looks at, "
		 "as have PROT_NONE entries among themselves: v3 and mail take them from the mapping or from the "
		 "first entry.");
	/* Names the page that the first entry maps, so that pointers to it are recognised. */
	(void)*(volatile u64 *)folio_page_at(world.page_offset);
	pp_bound(folio_ref_count(the_folio()) > 0 && folio_ref_count(the_folio()) <= INT_MAX - (int)pp_pages(),
		 "refcount-cannot-overflow",
		 "folio_get() warns of a count that is about to overflow, folio_ref_add() does not.");
}

#endif
