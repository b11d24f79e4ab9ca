/* SPDX-License-Identifier: GPL-2.0 */
/*
 * landed.h: the semantics that went into the kernel. A batch is tried where no folio was preallocated; a page
 * in it that must not be shared makes it fail with nothing changed, and the caller comes back with a folio for
 * one page at a time. Entries of a private mapping must agree in dirty, and where soft-dirty is tracked, in
 * that.
 */
#ifndef SEED_LANDED_H
#define SEED_LANDED_H

#include "mini/copy-one.h"
#include "mini/pte-batch.h"

/* The child's entries of @nr pages, and the parent's write protection. */
static inline void share_ptes(struct vm_area_struct *dst_vma, struct vm_area_struct *src_vma, pte_t *dst_pte,
			      pte_t *src_pte, pte_t pte, int nr)
{
	if (is_cow_mapping(src_vma->vm_flags) && pte_write(pte)) {
		wrprotect_ptes(src_pte, nr);
		pte = pte_wrprotect(pte);
	}
	if (src_vma->vm_flags & VM_SHARED)
		pte = pte_mkclean(pte);
	pte = pte_mkold(pte);
	if (!userfaultfd_wp(dst_vma))
		pte = pte_clear_uffd_wp(pte);
	set_ptes(dst_pte, pte, nr);
}

static inline int copy_batch(struct vm_area_struct *dst_vma, struct vm_area_struct *src_vma, pte_t *dst_pte,
			     pte_t *src_pte, pte_t pte, struct folio *folio, struct page *page, int max_nr,
			     int *rss)
{
	bool any_writable;
	int flags = 0;
	int nr;

	if (src_vma->vm_flags & VM_SHARED)
		flags |= FPB_IGNORE_DIRTY;
	if (!vma_soft_dirty_enabled(src_vma))
		flags |= FPB_IGNORE_SOFT_DIRTY;

	nr = folio_pte_batch(folio, src_pte, pte, max_nr, flags, &any_writable);
	folio_ref_add(folio, nr);
	if (folio_test_anon(folio)) {
		if (folio_try_dup_anon_rmap_ptes(folio, page, nr, src_vma)) {
			folio_ref_sub(folio, nr);
			return -EAGAIN;
		}
		rss[MM_ANONPAGES] += nr;
	} else {
		folio_dup_file_rmap_ptes(folio, page, nr);
		rss[mm_counter_file(folio)] += nr;
	}
	if (any_writable)
		pte = pte_mkwrite(pte);
	share_ptes(dst_vma, src_vma, dst_pte, src_pte, pte, nr);
	return nr;
}

/* The general path: a batch where one may be, or one page. */
static inline int copy_landed(struct vm_area_struct *dst_vma, struct vm_area_struct *src_vma, pte_t *dst_pte,
			      pte_t *src_pte, pte_t pte, u64 addr, int max_nr, int *rss, struct folio **prealloc)
{
	struct page *page = vm_normal_page(src_vma, addr, pte);
	int ret;

	if (page && !*prealloc && max_nr != 1 && folio_test_large(page_folio(page)))
		return copy_batch(dst_vma, src_vma, dst_pte, src_pte, pte, page_folio(page), page, max_nr, rss);
	ret = copy_present_pte(dst_vma, src_vma, dst_pte, src_pte, pte, addr, rss, prealloc);
	return ret ? ret : 1;
}

#endif
