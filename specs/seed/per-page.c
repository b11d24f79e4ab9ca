// SPDX-License-Identifier: GPL-2.0
/*
 * per-page: one entry at a time, as fork() did it before batches. All other units are measured by what this
 * one does to a page; here its claims are proved of itself.
 */
#include "pteproof.h"
#include "fork-world.h"
#include "mini/copy-one.h"

PP_UNIT("fork", "copy_entries", "one page at a time, up to one that is copied: the reference meaning");
PP_EVERY_ORDER("its loop shares one page after the other, up to one that it cannot share");

/*
 * Copies the entries of one folio, at most @max_nr of them, and stops at the first that cannot be, or behind
 * one whose page was copied: that took the preallocated folio.
 */
static int copy_entries(struct vm_area_struct *dst_vma, struct vm_area_struct *src_vma, pte_t *dst_pte,
			pte_t *src_pte, pte_t pte, u64 addr, int max_nr, int *rss, struct folio **prealloc)
{
	struct page *page = vm_normal_page(src_vma, addr, pte);
	struct folio *folio, *spare = *prealloc;
	pte_t entry = pte;
	u64 left = 1;
	int nr, i, ret;

	if (page) {
		folio = page_folio(page);
		left = page_to_pfn(&folio->page) + folio_nr_pages(folio) - pte_pfn(pte);
	}
	nr = (u64)max_nr < left ? max_nr : (int)left;
	for (i = 0; i < nr; i++) {
		if (i) {
			entry = ptep_get(src_pte + i);
			if (!pte_present(entry) || pte_pfn(entry) != pte_pfn(pte) + i)
				break;
		}
		ret = copy_present_pte(dst_vma, src_vma, dst_pte + i, src_pte + i, entry, addr + i * PAGE_SIZE,
				       rss, prealloc);
		if (ret)
			return i ? i : ret;
		if (*prealloc != spare)
			return i + 1;
	}
	return i;
}

#include "fork-run.h"
#include "not-claimed.h"
