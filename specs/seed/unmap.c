// SPDX-License-Identifier: GPL-2.0
/*
 * unmap: the series' second patch: zap clears the entries of a folio in batches. What the entries said is
 * handed to the folio (dirty, accessed), to markers (uffd-wp in file mappings), to the counts, and to the
 * range that is flushed before a reference is dropped.
 */
#include "unmap-world.h"
#include "not-claimed.h"

PP_UNIT("unmap", "zap_entries", "zap: entries of a folio cleared in batches, against page by page");
PP_EVERY_ORDER("its batch searches, then maps");

PP_NOT_CLAIMED("Delayed rmap of dirty file pages, munlock, and the queue of partially mapped folios are not modelled.");

PP_ALLOWANCE("accessed-once",
	     "the folio is no anon folio",
	     "folio_mark_accessed() is called once if any entry of the batch was young, and not at all otherwise",
	     "Page by page calls it for each young entry, and the LRU promotes a folio on the second call; a batch "
	     "counts as one access.");

PP_TAG("contiguous", "which entries a batch takes: present, of one folio, pages consecutive, inside the window");
PP_TAG("uffd-wp", "userfaultfd write protection: a marker for exactly those entries of file mappings that had it");
PP_TAG("dirty-writable", "dirty and accessed bits: handed over to the folio, none lost");

/* How many entries from @ptep on map consecutive pages of @folio, whatever their other bits. */
static inline int nr_pages_of_folio(struct folio *folio, pte_t *ptep, pte_t pte, int max_nr)
{
	u64 left = page_to_pfn(&folio->page) + folio_nr_pages(folio) - pte_pfn(pte);
	int nr_max = (u64)max_nr < left ? max_nr : (int)left;
	pte_t entry;
	int nr;

	for (nr = 1; nr < nr_max; nr++) {
		entry = ptep_get(ptep + nr);
		if (!pte_present(entry) || pte_pfn(entry) != pte_pfn(pte) + nr)
			break;
	}
	return nr;
}

static int zap_entries(struct mmu_gather *tlb, struct vm_area_struct *vma, pte_t *ptep, pte_t pte, u64 addr,
		       int max_nr, int *rss)
{
	struct page *page = vm_normal_page(vma, addr, pte);
	struct folio *folio = page_folio(page);
	bool anon = folio_test_anon(folio);
	int nr = nr_pages_of_folio(folio, ptep, pte, max_nr);
	pte_t entry;
	int i;

	pte = __pte(0);
	for (i = 0; i < nr; i++) {
		entry = ptep_get(ptep + i);
		pte.pte |= entry.pte & (PTE_DIRTY | PTE_SAVED_DIRTY | PTE_ACCESSED);
		set_pte(ptep + i, __pte(!anon && pte_uffd_wp(entry) ? PTE_MARKER_UFFD_WP : 0));
	}
	tlb_remove_tlb_entries(tlb, addr, nr);
	if (anon) {
		rss[MM_ANONPAGES] -= nr;
	} else {
		if (pte_dirty(pte))
			folio_mark_dirty(folio);
		if (pte_young(pte))
			folio_mark_accessed(folio);
		rss[mm_counter_file(folio)] -= nr;
	}
	folio_remove_rmap_ptes(folio, page, nr);
	tlb_remove_folio_pages(tlb, page, nr);
	return nr;
}

#include "unmap-claims.h"
