/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mail.h: the sketch in the mail: v3 with rmap functions that take the whole batch, all or nothing.
 */
#ifndef SEED_MAIL_H
#define SEED_MAIL_H

#include "mini/copy-page.h"
#include "mini/cont-mapped.h"
#include "v3-entries.h"

static int copy_entries(struct vm_area_struct *dst_vma, struct vm_area_struct *src_vma, pte_t *dst_pte,
			pte_t *src_pte, pte_t pte, u64 addr, int max_nr, int *rss, struct folio **prealloc)
{
	u64 end = addr + (u64)max_nr * PAGE_SIZE;
	bool enforce_uffd_wp = userfaultfd_wp(dst_vma);
	int nr, nr_dirty, nr_writable, ret;
	struct folio *folio;
	struct page *page;

	INITIALISE(nr, 1);
	INITIALISE(nr_dirty, pte_dirty(pte));
	INITIALISE(nr_writable, pte_write(pte));

	page = vm_normal_page(src_vma, addr, pte);
	if (page) {
		folio = page_folio(page);
		nr = folio_nr_pages_cont_mapped(folio, page, src_pte, addr, end, pte, enforce_uffd_wp, &nr_dirty,
						&nr_writable);
		folio_ref_add(folio, nr);
		if (folio_test_anon(folio)) {
			if (folio_try_dup_anon_rmap_ptes(folio, page, nr, src_vma)) {
				folio_ref_sub(folio, nr);
				ret = copy_present_page(dst_vma, dst_pte, pte, page, addr, rss, prealloc);
				return ret == 0 ? 1 : ret;
			}
			rss[MM_ANONPAGES] += nr;
		} else {
			folio_dup_file_rmap_ptes(folio, page, nr);
			rss[mm_counter_file(folio)] += nr;
		}
	}
	copy_batch_of_entries(dst_vma, src_vma, dst_pte, src_pte, pte, nr, nr_dirty, nr_writable);
	return nr;
}

#endif
