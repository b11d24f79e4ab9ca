/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mini/cont-mapped.h: how v3 of the series, and the sketch in the mail, find the length of a batch.
 */
#ifndef MINI_CONT_MAPPED_H
#define MINI_CONT_MAPPED_H

#include "mm.h"

/*
 * How many entries from @pte on, before @end, map consecutive pages of @folio from @page on, all by
 * PROT_NONE or none of them, and, if it matters, all uffd-wp or none. Of those it counts the dirty ones and
 * the writable ones. For a small folio the answer is 1, and the counts are not written.
 */
static inline int folio_nr_pages_cont_mapped(struct folio *folio, struct page *page, pte_t *pte, u64 addr,
					     u64 end, pte_t ptent, bool enforce_uffd_wp, int *nr_dirty,
					     int *nr_writable)
{
	bool protnone = pte_protnone(ptent);
	bool uffd_wp = pte_uffd_wp(ptent);
	u64 pfn = page_to_pfn(page);
	int dirty, writable, i, floops;
	u64 in_folio, in_range;

	if (!folio_test_large(folio))
		return 1;

	in_range = (end - addr) >> PAGE_SHIFT;
	in_folio = page_to_pfn(&folio->page) + folio_nr_pages(folio) - pfn;
	floops = (int)(in_range < in_folio ? in_range : in_folio);

	dirty = pte_dirty(ptent);
	writable = pte_write(ptent);
	for (i = 1; i < floops; i++) {
		ptent = ptep_get(pte + i);
		if (!pte_present(ptent) || pte_pfn(ptent) != pfn + i || pte_protnone(ptent) != protnone)
			break;
		if (enforce_uffd_wp && pte_uffd_wp(ptent) != uffd_wp)
			break;
		dirty += pte_dirty(ptent);
		writable += pte_write(ptent);
	}
	*nr_dirty = dirty;
	*nr_writable = writable;
	return i;
}

#endif
