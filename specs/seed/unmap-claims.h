/* SPDX-License-Identifier: GPL-2.0 */
/*
 * unmap-claims.h: runs of zap, what one page must come to, and what must hold of a batch.
 */
#ifndef SEED_UNMAP_CLAIMS_H
#define SEED_UNMAP_CLAIMS_H

#include "page-state.h"

SEED_ENTRY int unmap_limit(void)
{
	return (int)world.max_nr;
}

SEED_ENTRY int unmap_run(pp_word first, int limit)
{
	pte_t pte = ptep_get(slot(first));
	pp_word pfn = world.folio_pfn + world.page_offset + first;

	if (first)
		pte = __pte(pp_as(pte.pte, (pte.pte & ~PTE_PFN) | (pfn << PAGE_SHIFT)));
	return zap_entries(&tlb, &vma, slot(first), pte, world.address + first * PAGE_SIZE, limit, rss);
}

/* ---- What claims read ---------------------------------------------------------------------------- */

static pte_t entry(enum pp_state state, pp_word i)
{
	pp_in(state);
	return ptep_get(slot(i));
}

static u64 queued_for_flush(enum pp_state state, pp_word i)
{
	pp_in(state);
	return page_of(i)->private;
}

static u64 folio_flags(enum pp_state state)
{
	pp_in(state);
	return the_folio()->page.flags;
}

static u64 times_accessed(enum pp_state state)
{
	pp_in(state);
	return accessed[0];
}

static u64 gathered(enum pp_state state)
{
	pp_in(state);
	return tlb.pages;
}

static u64 flush_start(enum pp_state state)
{
	pp_in(state);
	return tlb.start;
}

static u64 flush_end(enum pp_state state)
{
	pp_in(state);
	return tlb.end;
}

static int rss_member(void)
{
	if (world.anon)
		return MM_ANONPAGES;
	pp_in(PP_BEFORE);
	return folio_test_swapbacked(the_folio()) ? MM_SHMEMPAGES : MM_FILEPAGES;
}

static int counter_moved(int member, unsigned int pages)
{
	return rss_of(PP_BEFORE, member) - rss_of(PP_AFTER, member) == pages;
}

/* Written out, for loops are unrolled as far as a folio has pages. */
static int rss_moved(unsigned int pages)
{
	int k = rss_member();

	return counter_moved(MM_FILEPAGES, k == MM_FILEPAGES ? pages : 0) &
	       counter_moved(MM_ANONPAGES, k == MM_ANONPAGES ? pages : 0) &
	       counter_moved(MM_SWAPENTS, 0) &
	       counter_moved(MM_SHMEMPAGES, k == MM_SHMEMPAGES ? pages : 0);
}

static int any_young(int n)
{
	int any = 0;
	unsigned int k;

	for (k = 0; k < pp_pages(); k++)
		if ((int)k < n)
			any |= pte_young(entry(PP_BEFORE, k));
	return any;
}

static int any_dirty(int n)
{
	int any = 0;
	unsigned int k;

	for (k = 0; k < pp_pages(); k++)
		if ((int)k < n)
			any |= pte_dirty(entry(PP_BEFORE, k));
	return any;
}

/* ---- What must hold of entry @i, and of all @n -------------------------------------------------- */

static void check_entry(pp_word i)
{
	pte_t before = entry(PP_BEFORE, i);
	pp_word left = !world.anon && pte_uffd_wp(before) ? PTE_MARKER_UFFD_WP : 0;

	pp_check(pte_present(before) && pte_pfn(before) == world.folio_pfn + world.page_offset + i,
		 "contiguous: the entry mapped the folio's next page");
	pp_check(i < world.max_nr && world.page_offset + i < pp_pages(),
		 "contiguous: the entry is in the window and its page in the folio");
	pp_check(entry(PP_AFTER, i).pte == left,
		 "uffd-wp: the entry is none, or a marker iff it was uffd-wp in a file mapping");
	pp_check(mapcount(PP_BEFORE, i) - mapcount(PP_AFTER, i) == 1, "the page is mapped once less");
	pp_check(queued_for_flush(PP_AFTER, i) - queued_for_flush(PP_BEFORE, i) == 1,
		 "the page waits once for the flush");
	pp_check((page_flags(PP_AFTER, i) & ~(1UL << PG_DIRTY)) == (page_flags(PP_BEFORE, i) & ~(1UL << PG_DIRTY)),
		 "the page's flags are unchanged but for dirty");
}

static void check_sums(unsigned int n)
{
	u64 end = world.address + n * PAGE_SIZE;
	int dirtied = !world.anon && any_dirty((int)n);

	pp_check(rss_moved(n), "rss of the folio's kind shrinks by the pages taken");
	pp_check(refcount(PP_AFTER) == refcount(PP_BEFORE), "references are kept until the flush");
	pp_check(gathered(PP_AFTER) - gathered(PP_BEFORE) == n, "as many pages wait as were taken");
	pp_check(!pp_order() || large_mapcount(PP_BEFORE) - large_mapcount(PP_AFTER) == n,
		 "the large folio is mapped less by the pages taken");
	pp_check(folio_flags(PP_AFTER) == (folio_flags(PP_BEFORE) | (dirtied ? 1UL << PG_DIRTY : 0)),
		 "dirty-writable: a file folio is dirty if it was or any entry was, and nothing else changes");
	pp_check(world.anon || same_truth(times_accessed(PP_AFTER) - times_accessed(PP_BEFORE), any_young((int)n)),
		 "dirty-writable: a file folio is marked accessed iff any entry was young");
	pp_check(!world.anon || times_accessed(PP_AFTER) == times_accessed(PP_BEFORE),
		 "dirty-writable: an anon folio is not marked accessed");
	pp_check(flush_start(PP_AFTER) <= world.address && flush_end(PP_AFTER) == end,
		 "the range to flush covers the entries and ends with them");
	pp_check(flush_start(PP_BEFORE) >= flush_end(PP_BEFORE) ?
			 flush_start(PP_AFTER) == world.address :
			 flush_start(PP_AFTER) == flush_start(PP_BEFORE),
		 "the range to flush begins where it did, or with the entries");
}

SEED_ENTRY void unmap_page_spec(int result)
{
	pp_check(result == 1, "contiguous: one entry is taken");
	check_entry(0);
	check_sums(1);
	if (world.table_index + 1 < PTRS_PER_PTE)
		pp_check(entry(PP_AFTER, 1).pte == entry(PP_BEFORE, 1).pte, "contiguous: the next entry is unchanged");
}

SEED_ENTRY void unmap_invariants(int result, pp_word i)
{
	check_entry(i);
}

SEED_ENTRY void unmap_totals(int result)
{
	pp_check(result > 0, "contiguous: a run takes an entry; it cannot fail");
	if (result > 0)
		check_sums((unsigned int)result);
}

SEED_ENTRY void unmap_failure(int result)
{
	pp_check(result >= 0, "a run does not fail");
}

/* Batched and paged: how often the folio was marked accessed. */
SEED_ENTRY int unmap_related_folio_accessed(pp_word i, pp_word batched, pp_word paged, int n)
{
	if (pp_allowed("accessed-once") && !world.anon)
		return batched == times_accessed(PP_BEFORE) + (any_young(n) ? 1 : 0);
	return batched == paged;
}

/* ---- The state in which `pteproof cost` counts: a file folio, all mapped, dirty and young -------------- */

#define COST_PFN 0x10000UL

SEED_ENTRY void unmap_cost_world(void)
{
	unsigned int i;

	world.folio_pfn = COST_PFN;
	world.address = 0x200000;
	world.max_nr = PTRS_PER_PTE;
	pp_array(accessed, 1, sizeof(accessed[0]), "folio.accessed", NULL);
	pp_array(table, PTRS_PER_PTE, sizeof(pte_t), "pte", NULL);
	pp_array((void *)MINI_MEMORY_MAP, PFNS, sizeof(struct page), "page", NULL);
	accessed[0] = 0;
	for (i = 0; i < pp_pages(); i++) {
		struct page *page = folio_page_at(i);

		table[i].pte = ((COST_PFN + i) << PAGE_SHIFT) | PTE_PRESENT | PTE_DIRTY | PTE_ACCESSED;
		page->flags = 0;
		page->private = 0;
		page->compound_head = i ? (u64)folio_page_at(0) + 1 : 0;
		page->_mapcount.counter = 0;
	}
	if (pp_order())
		folio_page_at(0)->flags |= 1UL << PG_HEAD;
	folio_page_at(0)->mapping = 0;
	folio_page_at(0)->order = pp_order();
	folio_page_at(0)->_refcount.counter = (int)pp_pages();
	folio_page_at(0)->_large_mapcount.counter = (int)pp_pages() - 1;
}

/* ---- For reports ---------------------------------------------------------------------------------- */

SEED_ENTRY void unmap_observe(pp_word i)
{
	pte_t pte = ptep_get(slot(i));

	pp_observe("parent.pte.present", (long)i, pte_present(pte));
	pp_observe("parent.pte.pfn", (long)i, pte_pfn(pte) - world.folio_pfn);
	pp_observe("parent.pte.write", (long)i, pte_write(pte));
	pp_observe("parent.pte.dirty", (long)i, pte_dirty(pte));
	pp_observe("parent.pte.young", (long)i, pte_young(pte));
	pp_observe("parent.pte.soft-dirty", (long)i, pte_soft_dirty(pte));
	pp_observe("parent.pte.uffd-wp", (long)i, pte_uffd_wp(pte));
	pp_observe("parent.pte.raw", (long)i, pte_val(pte));
	if (world.page_offset + i < pp_pages())
		pp_observe("page.mapcount", (long)i, (unsigned int)(page_of(i)->_mapcount.counter + 1));
}

SEED_ENTRY void unmap_observe_folio(void)
{
	pp_observe("folio.order", -1, pp_order());
	pp_observe("folio.dirty", -1, (the_folio()->page.flags >> PG_DIRTY) & 1);
	pp_observe("folio.accessed", -1, accessed[0]);
	pp_observe("folio.refcount", -1, (unsigned int)folio_ref_count(the_folio()));
	pp_observe("rss.file", -1, (unsigned int)rss[MM_FILEPAGES]);
	pp_observe("rss.anon", -1, (unsigned int)rss[MM_ANONPAGES]);
	pp_observe("rss.shmem", -1, (unsigned int)rss[MM_SHMEMPAGES]);
}

SEED_ENTRY void unmap_observe_world(void)
{
	pp_observe("vma.flags", -1, vma.vm_flags);
	pp_observe("max_nr", -1, world.max_nr);
	pp_observe("table-index", -1, world.table_index);
	pp_observe("address", -1, world.address);
	pp_observe("folio.pfn", -1, world.folio_pfn);
	pp_observe("page-offset", -1, world.page_offset);
	pp_observe("folio.anon", -1, world.anon);
}

#endif
