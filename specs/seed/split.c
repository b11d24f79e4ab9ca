// SPDX-License-Identifier: GPL-2.0
/*
 * split: the mail's conclusion: small folios, which most are, have a path of their own, and only large ones
 * pay for batches. Page at a time is the general path here, so that `batch = pages` at order 0 is the claim
 * that the small path does what the general one does.
 */
#include "pteproof.h"
#include "fork-world.h"
#include "landed.h"

PP_UNIT("fork", "copy_entries", "a separate path for small folios, the landed batches for the rest");
PP_EVERY_ORDER("its batch searches, then maps");

/* One page of a small folio: no batch, no loop, one count for its mappings. */
static inline int copy_small(struct vm_area_struct *dst_vma, struct vm_area_struct *src_vma, pte_t *dst_pte,
			     pte_t *src_pte, pte_t pte, u64 addr, struct folio *folio, int *rss,
			     struct folio **prealloc)
{
	struct page *page = &folio->page;

	folio_get(folio);
	if (!folio_test_anon(folio)) {
		atomic_inc(&page->_mapcount);
		rss[mm_counter_file(folio)]++;
	} else if (PageAnonExclusive(page) && folio_needs_cow_for_dma(src_vma, folio)) {
		folio_put(folio);
		return copy_present_page(dst_vma, dst_pte, pte, page, addr, rss, prealloc);
	} else {
		if (PageAnonExclusive(page))
			clear_bit(PG_ANON_EXCLUSIVE, &page->flags);
		atomic_inc(&page->_mapcount);
		rss[MM_ANONPAGES]++;
	}
	share_pte(dst_vma, src_vma, dst_pte, src_pte, pte);
	return 0;
}

static int copy_entries(struct vm_area_struct *dst_vma, struct vm_area_struct *src_vma, pte_t *dst_pte,
			pte_t *src_pte, pte_t pte, u64 addr, int max_nr, int *rss, struct folio **prealloc)
{
	struct page *page = vm_normal_page(src_vma, addr, pte);
	struct folio *folio = page ? page_folio(page) : NULL;
	int ret;

	if (folio && !folio_test_large(folio)) {
		ret = copy_small(dst_vma, src_vma, dst_pte, src_pte, pte, addr, folio, rss, prealloc);
		return ret ? ret : 1;
	}
	return copy_landed(dst_vma, src_vma, dst_pte, src_pte, pte, addr, max_nr, rss, prealloc);
}

#define SEED_PAGED copy_landed
#define SEED_MERGES_WRITE
#include "fork-run.h"
#include "not-claimed.h"
