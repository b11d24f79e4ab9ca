/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-findings.h: the differences from page at a time that reviewers of the series met, by name.
 *
 * A finding is not allowed unless the user says so. Each has a condition, and the exact relation that holds
 * under it in the place of equality. That is how a proof can say "these and no others": with all of a
 * unit's findings allowed it is proved, and with any one of them left out it is refuted.
 *
 * The functions read the state that is current: claims select PP_BEFORE first.
 */
#ifndef SEED_FORK_FINDINGS_H
#define SEED_FORK_FINDINGS_H

PP_FINDING("first-page-copied",
	   "the folio may be pinned, the first page is not exclusive, a later page of the batch is, and there "
	   "is a preallocated folio",
	   "the run takes one page and copies it for the child, as if that page were exclusive",
	   "folio_try_dup_anon_rmap_ptes() fails for the whole batch if one of its pages must not be shared; "
	   "the caller then copies the first one, whichever it was. Page at a time shares the first page.");

PP_FINDING("truncated-counts",
	   "the mapping is private, and the batch was cut short before a page that must not be shared",
	   "the child's pages are dirty iff any page of the batch as first found was, those cut off included",
	   "nr_dirty and nr_writable were counted before the loop that stops at the pinned page, and are not "
	   "counted again.");

PP_FINDING("soft-dirty-lost",
	   "the child shares the page",
	   "the child's entry is not soft-dirty",
	   "The copy ends in an unconditional pte_clear_soft_dirty(); page at a time inherits the bit, and "
	   "whoever tracks writes by it misses one.");

PP_FINDING("dirty-smear",
	   "the mapping is private and the child shares the page",
	   "the child's entry is dirty iff any page of the batch was dirty in the parent",
	   "One pte_mkdirty() serves the whole batch. It costs a writeback of clean pages and no data, but page "
	   "at a time keeps each page's own bit.");

PP_FINDING("mixed-writable-batch",
	   "the VMA has VM_SHARED",
	   "the child's entry is writable iff all pages of the batch were writable in the parent",
	   "A shared batch of mixed writability is write-protected in the child as a whole; the next write "
	   "faults where page at a time would not.");

PP_FINDING("uninitialised-read",
	   "the page has no struct page, or its folio is small",
	   "the run is as if the caller had given nr, nr_dirty and nr_writable the values of a batch of one",
	   "folio_nr_pages_cont_mapped() writes its two counts for large folios only, and is not called at all "
	   "without a struct page: the caller's initialisers are part of its contract.");

/* ---- The batch as v3's detector finds it, said without its code --------------------------------- */

static pte_t parent_pte_now(pp_word i)
{
	return ptep_get(parent_slot(i));
}

/* Entry @k continues the batch, if all before it do. */
static int continues_batch(pp_word k)
{
	pte_t first = parent_pte_now(0), pte;

	if (k >= world.max_nr || world.page_offset + k >= pp_pages())
		return 0;
	pte = parent_pte_now(k);
	return pte_present(pte) & (pte_pfn(pte) == pte_pfn(first) + k) &
	       (pte_protnone(pte) == pte_protnone(first)) &
	       (!userfaultfd_wp(&dst_vma) | (pte_uffd_wp(pte) == pte_uffd_wp(first)));
}

/* Page @k of the window, inside the folio, is exclusive. */
static int exclusive_now(pp_word k)
{
	if (world.page_offset + k >= pp_pages())
		return 0;
	return PageAnonExclusive(page_of(k));
}

/* Is a page of the batch, other than the first, exclusive? */
static int later_page_exclusive(void)
{
	int inside = 1, found = 0;
	unsigned int k;

	for (k = 1; k < pp_pages(); k++) {
		inside = inside && continues_batch(k);
		found |= inside && exclusive_now(k);
	}
	return found;
}

/* Is the page behind the first @n of the batch exclusive, so that the batch was cut there? */
static int cut_behind(int n)
{
	int inside = 1, found = 0;
	unsigned int k;

	for (k = 1; k < pp_pages(); k++) {
		inside = inside && continues_batch(k);
		found |= inside && n == (int)k && exclusive_now(k);
	}
	return found;
}

/* Is any entry of the whole batch dirty? */
static int any_dirty_in_batch(void)
{
	int inside = 1, any = pte_dirty(parent_pte_now(0));
	unsigned int k;

	for (k = 1; k < pp_pages(); k++) {
		inside = inside && continues_batch(k);
		any |= inside && pte_dirty(parent_pte_now(k));
	}
	return any;
}

/* ---- Over the @n pages taken --------------------------------------------------------------------- */

static int any_dirty(int n)
{
	int any = 0;
	unsigned int k;

	for (k = 0; k < pp_pages(); k++)
		if ((int)k < n)
			any |= pte_dirty(parent_pte_now(k));
	return any;
}

static int any_writable(int n)
{
	int any = 0;
	unsigned int k;

	for (k = 0; k < pp_pages(); k++)
		if ((int)k < n)
			any |= pte_write(parent_pte_now(k));
	return any;
}

static int all_writable(int n)
{
	int all = 1;
	unsigned int k;

	for (k = 0; k < pp_pages(); k++)
		if ((int)k < n)
			all &= pte_write(parent_pte_now(k));
	return all;
}

static int batch_was_cut(int n)
{
	int cut;

	if (!maybe_pinned())
		return 0;
	pp_in(PP_BEFORE);
	cut = cut_behind(n);
	return cut;
}

/* Was the first page copied for a later one's sake? */
static int copied_for_a_later_page(void)
{
	int later;

	if (!maybe_pinned() || !world.has_prealloc || page_exclusive(PP_BEFORE, 0))
		return 0;
	pp_in(PP_BEFORE);
	later = later_page_exclusive();
	return later;
}

#endif
