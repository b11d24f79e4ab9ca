/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mini/zap.h: clearing entries: what the cleared entry's bits become, and what is left for later.
 */
#ifndef MINI_ZAP_H
#define MINI_ZAP_H

#include "rmap.h"

/* Addresses to flush, [start, end), and how many pages wait for the flush to lose their reference. */
struct mmu_gather {
	u64 start, end;
	u64 pages;
};

/*
 * How often folio_mark_accessed() was called: the LRU counts, so once is not twice. An array, so that specs
 * can relate what two runs made of it.
 */
static u64 accessed[1];

static inline void folio_mark_accessed(struct folio *folio)
{
	accessed[0]++;
}

static inline void folio_mark_dirty(struct folio *folio)
{
	if (!(folio->page.flags & (1UL << PG_DIRTY)))
		set_bit(PG_DIRTY, &folio->page.flags);
}

/* A marker in the place of an entry that was uffd-wp: not present, the bit in its place. */
#define PTE_MARKER_UFFD_WP PTE_UFFD_WP

static inline bool pte_none(pte_t pte)
{
	return pte.pte == 0;
}

/* @nr entries from @address on are gone, and the range to flush grows by them. */
static inline void tlb_remove_tlb_entries(struct mmu_gather *tlb, u64 address, u64 nr)
{
	u64 end = address + nr * PAGE_SIZE;

	if (tlb->start >= tlb->end) {
		tlb->start = address;
		tlb->end = end;
		return;
	}
	if (address < tlb->start)
		tlb->start = address;
	if (end > tlb->end)
		tlb->end = end;
}

/* @nr pages from @page on lose a reference each once the range is flushed. */
static inline void tlb_remove_folio_pages(struct mmu_gather *tlb, struct page *page, u64 nr)
{
	u64 i;

	for (i = 0; i < nr; i++)
		page[i].private++;
	tlb->pages += nr;
}

#endif
