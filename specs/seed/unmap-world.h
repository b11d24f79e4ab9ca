/* SPDX-License-Identifier: GPL-2.0 */
/*
 * unmap-world.h: every state in which zap comes to clear some entries of a page table that map pages of one
 * folio. What zap makes of entries without a struct page is no batch, and not looked at here.
 */
#ifndef SEED_UNMAP_WORLD_H
#define SEED_UNMAP_WORLD_H

#include "pteproof.h"
#include "mini/zap.h"

#define SEED_ENTRY __attribute__((used))

static struct vm_area_struct vma;
static pte_t table[PTRS_PER_PTE] __aligned(PAGE_SIZE);
static int rss[NR_MM_COUNTERS];
static struct mmu_gather tlb;

#define PFN_BITS 34
#define PFNS (1UL << PFN_BITS)

static struct {
	pp_word table_index, max_nr, address;
	pp_word folio_pfn, page_offset, first_word;
	int anon;
} world;

static struct page *folio_page_at(pp_word j)
{
	return vmemmap + (world.folio_pfn + j);
}

static struct folio *the_folio(void)
{
	return (struct folio *)folio_page_at(0);
}

static pte_t *slot(pp_word i)
{
	return table + (world.table_index + i);
}

static void describe_pte(void *record, pp_word index)
{
	pte_t *ptep = record;
	int present, in_folio;
	pp_word word;

	if (index == world.table_index)
		ptep->pte = world.first_word;
	word = ptep->pte;
	present = (word & (PTE_PRESENT | PTE_PROTNONE)) != 0;
	in_folio = ((word & PTE_PFN) >> PAGE_SHIFT) - world.folio_pfn < pp_pages();
	pp_assume(!present || !in_folio || !(word & PTE_SPECIAL), "folio-pages-not-special",
		  "A special entry maps no page that is counted; a folio's pages are "
		  "(mm/memory.c vm_normal_page()).");
	pp_assume(!present || !(word & PTE_UFFD_WP) || !(word & PTE_RW), "uffd-wp-pte-not-writable",
		  "pte_mkuffd_wp() write-protects; mm/page_table_check.c checks it.");
}

static void describe_page(void *record, pp_word index)
{
	struct page *page = record;
	pp_word j = index - world.folio_pfn;

	if (j >= pp_pages())
		return;
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

SEED_ENTRY void unmap_world(void)
{
	pp_word flags = pp_any("first-pte", 64) & ~(PTE_PFN | PTE_SPECIAL | PTE_PRESENT | PTE_PROTNONE);
	pp_word class = pp_any("first-pte-is-protnone", 1) ? PTE_PROTNONE : PTE_PRESENT;

	world.table_index = pp_any("table-index", PTE_TABLE_ORDER);
	world.address = (pp_any("address-above-the-table", 47 - PMD_SHIFT) << PMD_SHIFT) |
			(world.table_index << PAGE_SHIFT);
	world.max_nr = pp_any_in("max-nr", PTE_TABLE_ORDER + 1, 1, PTRS_PER_PTE, "There is at least one entry to clear.");
	pp_assume(world.max_nr <= PTRS_PER_PTE - world.table_index, "window-inside-the-table",
		  "zap goes from one page table to the next.");
	world.folio_pfn = pp_any_in("folio-pfn", PFN_BITS, 1, PFNS - pp_pages(), "Page frame 0 is reserved.");
	world.page_offset = pp_any_in("page-offset", PTE_TABLE_ORDER, 0, pp_pages() - 1,
				      "The first PTE maps a page of the folio.");
	world.anon = pp_case("an anon folio");
	world.first_word = flags | class | ((world.folio_pfn + world.page_offset) << PAGE_SHIFT);

	pp_arbitrary(&vma, sizeof(vma), "vma");
	vma.vm_mm = NULL;
	pp_arbitrary(rss, sizeof(rss), "rss");
	pp_arbitrary(&tlb, sizeof(tlb), "tlb");
	pp_assume(tlb.start >= tlb.end || tlb.end <= world.address, "zap-goes-upwards",
		  "What was gathered before lies below; an empty range has start >= end (mm/mmu_gather.c).");
	pp_assume(!world.anon || is_cow_mapping(vma.vm_flags), "anon-is-cow",
		  "Anonymous folios come from write faults of private mappings (mm/memory.c).");
	pp_array(accessed, 1, sizeof(accessed[0]), "folio.accessed", NULL);
	pp_array(table, PTRS_PER_PTE, sizeof(pte_t), "pte", describe_pte);
	pp_array((void *)MINI_MEMORY_MAP, PFNS, sizeof(struct page), "page", describe_page);
	/* The first entry and its page are there in every world: what is said of them is said of the world. */
	(void)*(volatile u64 *)(table + world.table_index);
	(void)*(volatile u64 *)folio_page_at(world.page_offset);
	pp_bound(1, "first-entry-of-a-folio",
		 "An entry without a struct page is no batch, and cleared by itself; it is left out here.");
}

#endif
