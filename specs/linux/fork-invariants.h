/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-invariants.h: what must hold of any run, whatever its length.
 *
 * The numbers are those of the reviewer's list (specs/README.md, "Invariants"):
 *
 *	1, 2, 3, 20	ppf_fork_invariants(), ppf_fork_totals()
 *	4		pte-laws.h (pp_law_pte_advance_pfn)
 *	5		the claims batch = pages and page = spec
 *	6-8, 10, 12-14	ppf_fork_invariants()
 *	9		ppf_fork_invariants() and ppf_fork_failure()
 *	16		ppf_fork_invariants() for each page, ppf_fork_totals() for the sums
 *	21		ppf_fork_totals(), ppf_fork_failure()
 *	22		page = spec says that a page's copy leaves the next PTEs alone, batch = pages that a batch does no more
 *	32		ppf_fork_invariants(): each page's own decision; page = spec
 *
 * A page copied for the child follows the rules of fork-page.h instead of 6, 8, 12 and 14, which speak of
 * pages that parent and child share.
 */
#ifndef FORK_INVARIANTS_H
#define FORK_INVARIANTS_H

/* ---- The batch --------------------------------------------------------------------------------- */

static void ppf_batch_invariants(int result, pp_word i)
{
	pte_t first = ppf_parent_pte(PP_BEFORE, 0);
	pte_t pte = ppf_parent_pte(PP_BEFORE, i);
	pp_word ignored = PPF_PTE_BITS_PFN | PPF_PTE_BITS_WRITE | PPF_PTE_BITS_YOUNG | PPF_PTE_BITS_DIRTY | PPF_PTE_BITS_SOFT_DIRTY;

	pp_check(i < ppf_world.max_nr, "1: no PTE behind the window is taken");
	pp_check(ppf_pfn(pte) == ppf_pfn(first) + i, "1: pfns are consecutive");
	pp_check(ppf_present(pte), "3: present");
	pp_check(result == 1 || pp_order(), "3: a batch is of a large folio");
	pp_check(ppf_same_bits(pte, first, ignored),
		 "2: bits other than write, young, dirty and soft-dirty are equal in the batch");
	pp_check(ppf_shared_mapping() || ppf_same_truth(ppf_dirty(pte), ppf_dirty(first)),
		 "2: dirty is equal in the batch unless the mapping is shared");
	pp_check(!ppf_soft_dirty_tracked() || ppf_same_truth(ppf_soft_dirty(pte), ppf_soft_dirty(first)),
		 "2: soft-dirty is equal in the batch where it is tracked");
}

/* ---- The parent's PTE, whether its page is shared or copied ------------------------------------- */

static void ppf_parent_invariants(pp_word i)
{
	pte_t before = ppf_parent_pte(PP_BEFORE, i);
	pte_t after = ppf_parent_pte(PP_AFTER, i);

	pp_check(!ppf_write(after) || ppf_write(before), "6: the parent gains no write permission");
	pp_check(!ppf_uffd_wp(after) || !ppf_write(after),
		 "10: a uffd-wp PTE of the parent is not writable");
	pp_check(ppf_same_truth(ppf_uffd_wp(after), ppf_uffd_wp(before)), "10: the parent keeps uffd-wp");
	pp_check(ppf_same_truth(ppf_soft_dirty(after), ppf_soft_dirty(before)),
		 "12: the parent keeps soft-dirty");
	pp_check(ppf_same_bits(after, before, ~PPF_PTE_BITS_CLASS),
		 "13: the parent's PTE stays as accessible as it was");
	pp_check(!ppf_dirty(before) || ppf_dirty(after), "14: the parent loses no dirty bit");
	pp_check(ppf_same_bits(after, before, PPF_PTE_BITS_WRITE | PPF_PTE_BITS_DIRTY),
		 "20: the parent's PTE still maps its page, all other bits equal");
}

/* ---- The child's PTE of a shared page ----------------------------------------------------------- */

static void ppf_child_permissions(pp_word i)
{
	pte_t parent = ppf_parent_pte(PP_BEFORE, i);
	pte_t child = ppf_child_pte(PP_AFTER, i);
	int mixed_write = pp_allowed("shared-mixed-write") && ppf_shared_mapping();
	int untracked = pp_allowed("soft-dirty-untracked") && !ppf_soft_dirty_tracked();

	pp_check(!ppf_write(child) || ppf_child_may_write(parent) || mixed_write,
		 "6: the child gains no write permission");
	pp_check(!ppf_uffd_wp(child) || !ppf_write(child),
		 "10: a uffd-wp PTE of the child is not writable");
	pp_check(ppf_same_truth(ppf_uffd_wp(child), ppf_uffd_wp(parent) && ppf_uffd_wp_armed()),
		 "10: the child has uffd-wp iff the parent had and it is armed");
	pp_check(untracked || ppf_same_truth(ppf_soft_dirty(child), ppf_soft_dirty(parent)),
		 "12: the child inherits soft-dirty");
	pp_check(ppf_has_protection_of(child, parent, PPF_PTE_BITS_CLASS),
		 "13: the child's PTE is as accessible as the parent's");
	pp_check(ppf_shared_mapping() || ppf_same_truth(ppf_dirty(child), ppf_dirty(parent)),
		 "14: the child inherits dirty unless the mapping is shared");
	pp_check(ppf_pfn(child) == ppf_pfn(parent),
		 "20: the child's PTE maps the page that the parent's does");
}

static void ppf_cow_invariants(pp_word i)
{
	pte_t before = ppf_parent_pte(PP_BEFORE, i);
	pte_t parent = ppf_parent_pte(PP_AFTER, i);
	pte_t child = ppf_child_pte(PP_AFTER, i);
	int cow = ppf_cow_mapping();

	pp_check(!cow || !ppf_write(parent), "8: parent PTE not writable after a COW fork");
	pp_check(!cow || !ppf_write(child), "8: child PTE not writable after a COW fork");
	pp_check(!cow || ppf_same_truth(ppf_dirty(parent), ppf_dirty(before)),
		 "8: parent PTE keeps dirty in a COW fork");
}

/* ---- The shared page ---------------------------------------------------------------------------- */

static void ppf_page_invariants(int result, pp_word i)
{
	unsigned long exclusive = ppf_world.anon ? ppf_compat_anon_exclusive_bit() : 0;

	pp_check(ppf_world.page_offset + i < pp_pages(), "1: the page belongs to the folio");
	pp_check(ppf_mapcount_delta(i) == ppf_counted_mappings(), "16: the page is mapped once more");
	pp_check(ppf_page_flags_word(PP_AFTER, i) == (ppf_page_flags_word(PP_BEFORE, i) & ~exclusive),
		 "32: the page's other flags are unchanged");
	if (!ppf_world.anon)
		return;
	pp_check(!ppf_write(ppf_parent_pte(PP_AFTER, i)) || ppf_page_exclusive(PP_AFTER, i),
		 "7: an anon page that the parent can write is exclusive");
	pp_check(!ppf_write(ppf_child_pte(PP_AFTER, i)) || ppf_page_exclusive(PP_AFTER, i),
		 "7: an anon page that the child can write is exclusive");
	pp_check(!ppf_page_exclusive(PP_AFTER, i), "8: a shared page is not exclusive");
	pp_check(!(ppf_maybe_pinned() && ppf_page_exclusive(PP_BEFORE, i)),
		 "9: an exclusive page of a folio that may be pinned is not shared");
}

/* ---- A copied page ------------------------------------------------------------------------------ */

static void ppf_copied_page_invariants(int result, pp_word i)
{
	pp_check(result == 1 && i == 0, "9: a page is copied by itself");
	pp_check(ppf_world.anon && ppf_maybe_pinned() && ppf_page_exclusive(PP_BEFORE, i),
		 "9: only an exclusive page of a folio that may be pinned is copied");
	pp_check(ppf_page_exclusive(PP_AFTER, i), "9: the parent's page stays exclusive");
	pp_check(PPF_WORD(ppf_parent_pte(PP_AFTER, i)) == PPF_WORD(ppf_parent_pte(PP_BEFORE, i)),
		 "9: the parent's PTE of a copied page is unchanged");
	pp_check(ppf_mapcount_delta(i) == 0, "16: a copied page is mapped as often as before");
	pp_check(ppf_pfn(ppf_child_pte(PP_AFTER, i)) == ppf_world.prealloc_pfn,
		 "20: the child's PTE maps the copy");
	pp_check(!ppf_write(ppf_child_pte(PP_AFTER, i)) || ppf_prealloc_is_exclusive_anon(PP_AFTER),
		 "7: a copy that the child can write is exclusive");
	pp_check(!ppf_uffd_wp(ppf_parent_pte(PP_BEFORE, i)) || !ppf_uffd_wp_armed() ||
		 ppf_uffd_wp(ppf_child_pte(PP_AFTER, i)),
		 "10: a copy keeps uffd-wp where it is armed");
	pp_check(!ppf_uffd_wp(ppf_child_pte(PP_AFTER, i)) || !ppf_write(ppf_child_pte(PP_AFTER, i)),
		 "10: a uffd-wp PTE of the child is not writable");
	pp_check(ppf_dirty(ppf_child_pte(PP_AFTER, i)), "14: a copy is dirty");
}

void ppf_fork_invariants(int result, pp_word i)
{
	ppf_batch_invariants(result, i);
	ppf_parent_invariants(i);
	if (ppf_world.has_prealloc && ppf_page_copied()) {
		ppf_copied_page_invariants(result, i);
		return;
	}
	ppf_child_permissions(i);
	ppf_cow_invariants(i);
	if (!ppf_world.no_page)
		ppf_page_invariants(result, i);
}

/* ---- Sums ---------------------------------------------------------------------------------------- */

void ppf_fork_totals(int result)
{
	unsigned int shared = ppf_page_copied() ? 0 : (unsigned int)result;

	pp_check(result != 0, "21: a run takes a page or fails");
	if (result < 1)
		return;
	pp_check((pp_word)result <= ppf_world.max_nr, "1: no more than max_nr PTEs are taken");
	if (ppf_world.no_page) {
		pp_check(result == 1, "1: a PTE without struct page is no batch");
		pp_check(ppf_rss_unchanged(), "16: rss counts no PTE without struct page");
		return;
	}
	pp_check(ppf_world.page_offset + (pp_word)result <= pp_pages(),
		 "1: no more pages than the folio has from here");
	pp_check(ppf_refcount_delta() == shared, "16: one reference for each shared page");
	if (pp_order()) {
		pp_check(ppf_large_mapcount_delta() == shared,
			 "16: one mapping of the large folio for each shared page");
		pp_check(ppf_mm_ids_count(ppf_the_folio(), &ppf_dst_mm, shared),
			 "16: one mapping by the child's mm for each shared page");
		pp_check(ppf_entire_mapcount_word(PP_AFTER) == ppf_entire_mapcount_word(PP_BEFORE),
			 "16: entire mapcount unchanged");
		pp_check(ppf_pincount(PP_AFTER) == ppf_pincount(PP_BEFORE), "16: pincount unchanged");
	}
	pp_check(ppf_rss_moved(ppf_folio_rss_member(), (unsigned int)result),
		 "16: rss of the folio's kind grows by the pages taken");
	pp_check(ppf_prealloc_pointer(PP_AFTER) == ppf_prealloc_pointer(PP_BEFORE) || ppf_page_copied(),
		 "9: a preallocated folio is consumed by a copy only");
}

/* ---- Failure -------------------------------------------------------------------------------------- */

/* Both PTEs number @k of the window are as before the run. */
static int ppf_ptes_unchanged(pp_word k)
{
	if (k >= ppf_world.max_nr)
		return 1;
	return (PPF_WORD(ppf_parent_pte(PP_BEFORE, k)) == PPF_WORD(ppf_parent_pte(PP_AFTER, k))) &&
	       (PPF_WORD(ppf_child_pte(PP_BEFORE, k)) == PPF_WORD(ppf_child_pte(PP_AFTER, k)));
}

/* So is page @k from the first PTE's on, as far as the folio reaches. */
static int ppf_page_unchanged(pp_word k)
{
	if (ppf_world.page_offset + k >= pp_pages())
		return 1;
	return ppf_mapcount_delta(k) == 0 && (ppf_page_flags_word(PP_AFTER, k) == ppf_page_flags_word(PP_BEFORE, k));
}

static void ppf_failure_is_allowed(int result)
{
	pp_check(result == -EAGAIN || result == -EHWPOISON, "21: a failure is -EAGAIN or -EHWPOISON");
	pp_check(!ppf_world.no_page && ppf_world.anon && ppf_maybe_pinned(),
		 "9: only a folio that may be pinned makes a run fail");
	pp_check(result != -EAGAIN || !ppf_world.has_prealloc,
		 "9: -EAGAIN asks for the preallocated folio that is missing");
	pp_check(result != -EHWPOISON || ppf_world.has_prealloc, "9: -EHWPOISON comes from a copy");
}

void ppf_fork_failure(int result)
{
	unsigned int k;

	if (result >= 0)
		return;
	ppf_failure_is_allowed(result);
	pp_check(ppf_rss_unchanged(), "9: rss unchanged by a failure");
	pp_check(ppf_prealloc_pointer(PP_AFTER) == ppf_prealloc_pointer(PP_BEFORE),
		 "9: the preallocated folio is not consumed by a failure");
	pp_check(ppf_ghost_copies(PP_AFTER) == ppf_ghost_copies(PP_BEFORE) &&
			 ppf_ghost_new_anon(PP_AFTER) == ppf_ghost_new_anon(PP_BEFORE) &&
			 ppf_ghost_lru_additions(PP_AFTER) == ppf_ghost_lru_additions(PP_BEFORE),
			  "9: nothing is copied by a failure");
	if (ppf_world.no_page)
		return;
	pp_check(ppf_refcount_delta() == 0, "9: references unchanged by a failure");
	if (pp_order())
		pp_check((ppf_large_mapcount_delta() == 0) && ppf_mm_ids_count(ppf_the_folio(), &ppf_dst_mm, 0) &&
			(ppf_entire_mapcount_word(PP_AFTER) == ppf_entire_mapcount_word(PP_BEFORE)),
			 "9: mapcounts of the folio unchanged by a failure");
	for (k = 0; k < pp_pages(); k++) {
		pp_check(ppf_ptes_unchanged(k), "9: PTEs unchanged by a failure");
		pp_check(ppf_page_unchanged(k),
			 "9: mapcount and flags of each page unchanged by a failure");
	}
}

#endif
