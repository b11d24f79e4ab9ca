/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mini/pte-batch.h: how the kernel came to find the length of a batch.
 *
 * Whole words are compared, after each next entry was made like the first one in what does not matter.
 */
#ifndef MINI_PTE_BATCH_H
#define MINI_PTE_BATCH_H

#include "mm.h"

#define FPB_IGNORE_DIRTY 1
#define FPB_IGNORE_SOFT_DIRTY 2

static inline pte_t pte_without_ignored(pte_t pte, int flags)
{
	if (flags & FPB_IGNORE_DIRTY)
		pte = pte_mkclean(pte);
	if (flags & FPB_IGNORE_SOFT_DIRTY)
		pte = pte_clear_soft_dirty(pte);
	return pte_mkold(pte_wrprotect(pte));
}

/* The length of the batch that begins with @pte at @ptep, and whether one of its entries is writable. */
static inline int folio_pte_batch(struct folio *folio, pte_t *ptep, pte_t pte, int max_nr, int flags,
				  bool *any_writable)
{
	u64 left = page_to_pfn(&folio->page) + folio_nr_pages(folio) - pte_pfn(pte);
	int nr_max = (u64)max_nr < left ? max_nr : (int)left;
	bool writable = pte_write(pte);
	pte_t entry;
	int nr;

	for (nr = 1; nr < nr_max; nr++) {
		entry = ptep_get(ptep + nr);
		if (!pte_same(pte_without_ignored(entry, flags),
			      pte_without_ignored(pte_advance_pfn(pte, nr), flags)))
			break;
		writable |= pte_write(entry);
	}
	*any_writable = writable;
	return nr;
}

#endif
