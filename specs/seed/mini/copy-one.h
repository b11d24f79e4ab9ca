/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mini/copy-one.h: fork() of one entry, as Linux did it before batches: the reference.
 */
#ifndef MINI_COPY_ONE_H
#define MINI_COPY_ONE_H

#include "copy-page.h"

/* The entry of a page that the child shares goes to the child; the parent's is write-protected if it must. */
static inline void share_pte(struct vm_area_struct *dst_vma, struct vm_area_struct *src_vma, pte_t *dst_pte,
			     pte_t *src_pte, pte_t pte)
{
	if (is_cow_mapping(src_vma->vm_flags) && pte_write(pte)) {
		ptep_set_wrprotect(src_pte);
		pte = pte_wrprotect(pte);
	}
	if (src_vma->vm_flags & VM_SHARED)
		pte = pte_mkclean(pte);
	pte = pte_mkold(pte);
	if (!userfaultfd_wp(dst_vma))
		pte = pte_clear_uffd_wp(pte);
	set_pte(dst_pte, pte);
}

/* Returns 0, or -EAGAIN with nothing changed. */
static inline int copy_present_pte(struct vm_area_struct *dst_vma, struct vm_area_struct *src_vma,
				   pte_t *dst_pte, pte_t *src_pte, pte_t pte, u64 addr, int *rss,
				   struct folio **prealloc)
{
	struct page *page = vm_normal_page(src_vma, addr, pte);
	struct folio *folio;

	if (page) {
		folio = page_folio(page);
		folio_get(folio);
		if (folio_test_anon(folio)) {
			if (folio_try_dup_anon_rmap_ptes(folio, page, 1, src_vma)) {
				folio_put(folio);
				return copy_present_page(dst_vma, dst_pte, pte, page, addr, rss, prealloc);
			}
			rss[MM_ANONPAGES]++;
		} else {
			folio_dup_file_rmap_ptes(folio, page, 1);
			rss[mm_counter_file(folio)]++;
		}
	}
	share_pte(dst_vma, src_vma, dst_pte, src_pte, pte);
	return 0;
}

#endif
