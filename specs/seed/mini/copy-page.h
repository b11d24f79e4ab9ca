/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mini/copy-page.h: what becomes of a page that may be pinned: the child gets a copy of its own.
 */
#ifndef MINI_COPY_PAGE_H
#define MINI_COPY_PAGE_H

#include "rmap.h"

/* What happened besides changes of memory: which page was copied to which, last, and how many. */
static struct {
	u64 copies, source_pfn, destination_pfn;
} ghost;

/*
 * Maps a copy of @page, in the folio that the caller has allocated. Returns -EAGAIN, with nothing changed,
 * if it has not: the caller then does, and comes back. The parent's entry and page stay as they are.
 */
static int copy_present_page(struct vm_area_struct *dst_vma, pte_t *dst_pte, pte_t pte, struct page *page,
			     u64 addr, int *rss, struct folio **prealloc)
{
	struct folio *new_folio = *prealloc;
	bool uffd_wp = pte_uffd_wp(pte) && userfaultfd_wp(dst_vma);

	if (!new_folio)
		return -EAGAIN;
	*prealloc = NULL;

	ghost.copies++;
	ghost.source_pfn = page_to_pfn(page);
	ghost.destination_pfn = page_to_pfn(&new_folio->page);

	new_folio->page.flags |= (1UL << PG_UPTODATE) | (1UL << PG_SWAPBACKED) | (1UL << PG_ANON_EXCLUSIVE);
	new_folio->page.mapping = dst_vma->anon_vma | PAGE_MAPPING_ANON;
	new_folio->page.index = addr >> PAGE_SHIFT;
	new_folio->page._mapcount.counter = 0;
	rss[MM_ANONPAGES]++;

	pte = __pte((page_to_pfn(&new_folio->page) << PAGE_SHIFT) | dst_vma->vm_page_prot);
	pte = pte_mkdirty(pte);
	if (dst_vma->vm_flags & VM_WRITE)
		pte = pte_mkwrite(pte);
	if (uffd_wp)
		pte = pte_mkuffd_wp(pte);
	set_pte(dst_pte, pte);
	return 0;
}

#endif
