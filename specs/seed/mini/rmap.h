/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mini/rmap.h: counting the mappings of pages.
 */
#ifndef MINI_RMAP_H
#define MINI_RMAP_H

#include "mm.h"

/*
 * Somebody may do I/O to the folio's pages: a large folio counts pins, a small one takes 1024 references
 * for each.
 */
static inline bool folio_maybe_dma_pinned(const struct folio *folio)
{
	if (folio_test_large(folio))
		return atomic_read(&folio->page._pincount) > 0;
	return (unsigned int)folio_ref_count(folio) >= 1024;
}

static inline bool folio_needs_cow_for_dma(const struct vm_area_struct *vma, const struct folio *folio)
{
	return (vma->vm_mm->flags & (1UL << MMF_HAS_PINNED)) && folio_maybe_dma_pinned(folio);
}

/* @nr pages from @page on are mapped once more. */
static inline void folio_dup_file_rmap_ptes(struct folio *folio, struct page *page, int nr)
{
	int i;

	for (i = 0; i < nr; i++)
		atomic_inc(&page[i]._mapcount);
	if (folio_test_large(folio))
		atomic_add(nr, &folio->page._large_mapcount);
}

/*
 * The same for an anonymous folio: its pages are exclusive no more. All or nothing: -EBUSY, with nothing
 * changed, if one of them is exclusive and may be pinned.
 */
static inline int folio_try_dup_anon_rmap_ptes(struct folio *folio, struct page *page, int nr,
					       struct vm_area_struct *src_vma)
{
	int i;

	if (folio_needs_cow_for_dma(src_vma, folio))
		for (i = 0; i < nr; i++)
			if (PageAnonExclusive(page + i))
				return -EBUSY;
	for (i = 0; i < nr; i++) {
		if (PageAnonExclusive(page + i))
			clear_bit(PG_ANON_EXCLUSIVE, &page[i].flags);
		atomic_inc(&page[i]._mapcount);
	}
	if (folio_test_large(folio))
		atomic_add(nr, &folio->page._large_mapcount);
	return 0;
}

/* @nr pages from @page on are mapped once less. */
static inline void folio_remove_rmap_ptes(struct folio *folio, struct page *page, int nr)
{
	int i;

	for (i = 0; i < nr; i++)
		atomic_dec(&page[i]._mapcount);
	if (folio_test_large(folio))
		atomic_sub(nr, &folio->page._large_mapcount);
}

#endif
