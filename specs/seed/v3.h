/* SPDX-License-Identifier: GPL-2.0 */
/*
 * v3.h: fork() in batches as version 3 of the series had it: a loop of its own over the pages of a batch,
 * cut short at a page that must not be shared.
 */
#ifndef SEED_V3_H
#define SEED_V3_H

#include "mini/copy-page.h"
#include "mini/cont-mapped.h"
#include "v3-entries.h"

static int copy_entries(struct vm_area_struct *dst_vma, struct vm_area_struct *src_vma, pte_t *dst_pte,
			pte_t *src_pte, pte_t pte, u64 addr, int max_nr, int *rss, struct folio **prealloc)
{
	u64 end = addr + (u64)max_nr * PAGE_SIZE;
	bool enforce_uffd_wp = userfaultfd_wp(dst_vma);
	int nr, nr_dirty, nr_writable, i, ret;
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
		for (i = 0; i < nr; i++) {
			if (!folio_test_anon(folio)) {
				folio_dup_file_rmap_ptes(folio, page + i, 1);
				rss[mm_counter_file(folio)]++;
				continue;
			}
			if (folio_try_dup_anon_rmap_ptes(folio, page + i, 1, src_vma)) {
				if (i == 0) {
					folio_ref_sub(folio, nr);
					ret = copy_present_page(dst_vma, dst_pte, pte, page, addr, rss, prealloc);
					return ret == 0 ? 1 : ret;
				}
				/* Copy what can be shared; the caller comes back for the page. */
				folio_ref_sub(folio, nr - i);
				nr = i;
				break;
			}
			rss[MM_ANONPAGES]++;
		}
	}
	copy_batch_of_entries(dst_vma, src_vma, dst_pte, src_pte, pte, nr, nr_dirty, nr_writable);
	return nr;
}

#endif
