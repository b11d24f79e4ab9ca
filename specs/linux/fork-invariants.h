/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-invariants.h: what must hold of any run, whatever its length.
 *
 * The numbers are those of the reviewer's list (specs/README.md, "Invariants"):
 *
 *	1, 2, 3, 20	fork_invariants(), fork_totals()
 *	4		pte-laws.h (law_pte_advance_pfn)
 *	5		the claims batch = pages and page = spec
 *	6-8, 10, 12-14	fork_invariants()
 *	9		fork_invariants() and fork_failure()
 *	16		fork_invariants() for each page, fork_totals() for the sums
 *	21		fork_totals(), fork_failure()
 *	22		page = spec says that a page's copy leaves the next PTEs alone, batch = pages that a batch does no more
 *	32		fork_invariants(): each page's own decision; page = spec
 *
 * A page copied for the child follows the rules of fork-page.h instead of 6, 8, 12 and 14, which speak of
 * pages that parent and child share.
 */
#ifndef FORK_INVARIANTS_H
#define FORK_INVARIANTS_H

/* Was the page copied for the child? Then the run took one page, and the preallocated folio with it. */
static int page_copied(void)
{
	return prealloc_pointer(PP_BEFORE) != NULL && prealloc_pointer(PP_AFTER) == NULL;
}

/* ---- The batch --------------------------------------------------------------------------------- */

static void batch_invariants(int result, pp_word i)
{
	pte_t first = parent_pte(PP_BEFORE, 0);
	pte_t pte = parent_pte(PP_BEFORE, i);
	pp_word ignored = PTE_BITS_PFN | PTE_BITS_WRITE | PTE_BITS_YOUNG | PTE_BITS_DIRTY | PTE_BITS_SOFT_DIRTY;

	pp_check(i < world.max_nr, "1: no PTE behind the window is taken");
	pp_check(pte_pfn(pte) == pte_pfn(first) + i, "1: pfns are consecutive");
	pp_check(pte_present(pte), "3: present");
	pp_check(result == 1 || pp_order(), "3: a batch is of a large folio");
	pp_check(same_bits(pte, first, ignored),
		 "2: bits other than write, young, dirty and soft-dirty are equal in the batch");
	pp_check(shared_mapping() || same_truth(pte_dirty(pte), pte_dirty(first)),
		 "2: dirty is equal in the batch unless the mapping is shared");
	pp_check(!soft_dirty_tracked() || same_truth(pte_soft_dirty(pte), pte_soft_dirty(first)),
		 "2: soft-dirty is equal in the batch where it is tracked");
}

/* ---- The parent's PTE, whether its page is shared or copied ------------------------------------- */

static void parent_invariants(pp_word i)
{
	pte_t before = parent_pte(PP_BEFORE, i);
	pte_t after = parent_pte(PP_AFTER, i);

	pp_check(!pte_write(after) || pte_write(before), "6: the parent gains no write permission");
	pp_check(!pte_uffd_wp(after) || !pte_write(after),
		 "10: a uffd-wp PTE of the parent is not writable");
	pp_check(same_truth(pte_uffd_wp(after), pte_uffd_wp(before)), "10: the parent keeps uffd-wp");
	pp_check(same_truth(pte_soft_dirty(after), pte_soft_dirty(before)),
		 "12: the parent keeps soft-dirty");
	pp_check(same_bits(after, before, ~PTE_BITS_CLASS),
		 "13: the parent's PTE stays as accessible as it was");
	pp_check(!pte_dirty(before) || pte_dirty(after), "14: the parent loses no dirty bit");
	pp_check(same_bits(after, before, PTE_BITS_WRITE | PTE_BITS_DIRTY),
		 "20: the parent's PTE still maps its page, all other bits equal");
}

/* ---- The child's PTE of a shared page ----------------------------------------------------------- */

static void child_permissions(pp_word i)
{
	pte_t parent = parent_pte(PP_BEFORE, i);
	pte_t child = child_pte(PP_AFTER, i);
	int mixed_write = pp_allowed("shared-mixed-write") && shared_mapping();
	int untracked = pp_allowed("soft-dirty-untracked") && !soft_dirty_tracked();

	pp_check(!pte_write(child) || pte_write(parent) || mixed_write,
		 "6: the child gains no write permission");
	pp_check(!pte_uffd_wp(child) || !pte_write(child),
		 "10: a uffd-wp PTE of the child is not writable");
	pp_check(same_truth(pte_uffd_wp(child), pte_uffd_wp(parent) && uffd_wp_armed()),
		 "10: the child has uffd-wp iff the parent had and it is armed");
	pp_check(untracked || same_truth(pte_soft_dirty(child), pte_soft_dirty(parent)),
		 "12: the child inherits soft-dirty");
	pp_check(same_bits(child, parent, ~PTE_BITS_CLASS),
		 "13: the child's PTE is as accessible as the parent's");
	pp_check(shared_mapping() || same_truth(pte_dirty(child), pte_dirty(parent)),
		 "14: the child inherits dirty unless the mapping is shared");
	pp_check(pte_pfn(child) == pte_pfn(parent),
		 "20: the child's PTE maps the page that the parent's does");
}

static void cow_invariants(pp_word i)
{
	pte_t before = parent_pte(PP_BEFORE, i);
	pte_t parent = parent_pte(PP_AFTER, i);
	pte_t child = child_pte(PP_AFTER, i);
	int cow = cow_mapping();

	pp_check(!cow || !pte_write(parent), "8: parent PTE not writable after a COW fork");
	pp_check(!cow || !pte_write(child), "8: child PTE not writable after a COW fork");
	pp_check(!cow || same_truth(pte_dirty(parent), pte_dirty(before)),
		 "8: parent PTE keeps dirty in a COW fork");
}

/* ---- The shared page ---------------------------------------------------------------------------- */

static void page_invariants(int result, pp_word i)
{
	unsigned long exclusive = world.anon ? compat_anon_exclusive_bit() : 0;

	pp_check(world.page_offset + i < pp_pages(), "1: the page belongs to the folio");
	pp_check(mapcount_delta(i) == 1, "16: the page is mapped once more");
	pp_check(page_flags_word(PP_AFTER, i) == (page_flags_word(PP_BEFORE, i) & ~exclusive),
		 "32: the page's other flags are unchanged");
	if (!world.anon)
		return;
	pp_check(!pte_write(parent_pte(PP_AFTER, i)) || page_exclusive(PP_AFTER, i),
		 "7: an anon page that the parent can write is exclusive");
	pp_check(!pte_write(child_pte(PP_AFTER, i)) || page_exclusive(PP_AFTER, i),
		 "7: an anon page that the child can write is exclusive");
	pp_check(!page_exclusive(PP_AFTER, i), "8: a shared page is not exclusive");
	pp_check(!(maybe_pinned() && page_exclusive(PP_BEFORE, i)),
		 "9: an exclusive page of a folio that may be pinned is not shared");
}

/* ---- A copied page ------------------------------------------------------------------------------ */

static void copied_page_invariants(int result, pp_word i)
{
	pp_check(result == 1 && i == 0, "9: a page is copied by itself");
	pp_check(world.anon && maybe_pinned() && page_exclusive(PP_BEFORE, i),
		 "9: only an exclusive page of a folio that may be pinned is copied");
	pp_check(page_exclusive(PP_AFTER, i), "9: the parent's page stays exclusive");
	pp_check(pte_val(parent_pte(PP_AFTER, i)) == pte_val(parent_pte(PP_BEFORE, i)),
		 "9: the parent's PTE of a copied page is unchanged");
	pp_check(mapcount_delta(i) == 0, "16: a copied page is mapped as often as before");
	pp_check(pte_pfn(child_pte(PP_AFTER, i)) == world.prealloc_pfn,
		 "20: the child's PTE maps the copy");
	pp_check(!pte_write(child_pte(PP_AFTER, i)) || prealloc_is_exclusive_anon(PP_AFTER),
		 "7: a copy that the child can write is exclusive");
	pp_check(!pte_uffd_wp(parent_pte(PP_BEFORE, i)) || !uffd_wp_armed() ||
		 pte_uffd_wp(child_pte(PP_AFTER, i)),
		 "10: a copy keeps uffd-wp where it is armed");
	pp_check(!pte_uffd_wp(child_pte(PP_AFTER, i)) || !pte_write(child_pte(PP_AFTER, i)),
		 "10: a uffd-wp PTE of the child is not writable");
	pp_check(pte_dirty(child_pte(PP_AFTER, i)), "14: a copy is dirty");
}

void fork_invariants(int result, pp_word i)
{
	batch_invariants(result, i);
	parent_invariants(i);
	if (world.has_prealloc && page_copied()) {
		copied_page_invariants(result, i);
		return;
	}
	child_permissions(i);
	cow_invariants(i);
	if (!world.no_page)
		page_invariants(result, i);
}

/* ---- Sums ---------------------------------------------------------------------------------------- */

void fork_totals(int result)
{
	unsigned int shared = page_copied() ? 0 : (unsigned int)result;

	pp_check(result != 0, "21: a run takes a page or fails");
	if (result < 1)
		return;
	pp_check((pp_word)result <= world.max_nr, "1: no more than max_nr PTEs are taken");
	if (world.no_page) {
		pp_check(result == 1, "1: a PTE without struct page is no batch");
		pp_check(rss_unchanged(), "16: rss counts no PTE without struct page");
		return;
	}
	pp_check(world.page_offset + (pp_word)result <= pp_pages(),
		 "1: no more pages than the folio has from here");
	pp_check(refcount_delta() == shared, "16: one reference for each shared page");
	if (pp_order()) {
		pp_check(large_mapcount_delta() == shared,
			 "16: one mapping of the large folio for each shared page");
		pp_check(entire_mapcount_word(PP_AFTER) == entire_mapcount_word(PP_BEFORE),
			 "16: entire mapcount unchanged");
		pp_check(pincount(PP_AFTER) == pincount(PP_BEFORE), "16: pincount unchanged");
	}
	pp_check(rss_moved(folio_rss_member(), (unsigned int)result),
		 "16: rss of the folio's kind grows by the pages taken");
	pp_check(prealloc_pointer(PP_AFTER) == prealloc_pointer(PP_BEFORE) || page_copied(),
		 "9: a preallocated folio is consumed by a copy only");
}

/* ---- Failure -------------------------------------------------------------------------------------- */

/* Both PTEs number @k of the window are as before the run. */
static int ptes_unchanged(pp_word k)
{
	if (k >= world.max_nr)
		return 1;
	return (pte_val(parent_pte(PP_BEFORE, k)) == pte_val(parent_pte(PP_AFTER, k))) &&
	       (pte_val(child_pte(PP_BEFORE, k)) == pte_val(child_pte(PP_AFTER, k)));
}

/* So is page @k from the first PTE's on, as far as the folio reaches. */
static int page_unchanged(pp_word k)
{
	if (world.page_offset + k >= pp_pages())
		return 1;
	return mapcount_delta(k) == 0 && (page_flags_word(PP_AFTER, k) == page_flags_word(PP_BEFORE, k));
}

static void failure_is_allowed(int result)
{
	pp_check(result == -EAGAIN || result == -EHWPOISON, "21: a failure is -EAGAIN or -EHWPOISON");
	pp_check(!world.no_page && world.anon && maybe_pinned(),
		 "9: only a folio that may be pinned makes a run fail");
	pp_check(result != -EAGAIN || !world.has_prealloc,
		 "9: -EAGAIN asks for the preallocated folio that is missing");
	pp_check(result != -EHWPOISON || world.has_prealloc, "9: -EHWPOISON comes from a copy");
}

void fork_failure(int result)
{
	unsigned int k;

	if (result >= 0)
		return;
	failure_is_allowed(result);
	pp_check(rss_unchanged(), "9: rss unchanged by a failure");
	pp_check(prealloc_pointer(PP_AFTER) == prealloc_pointer(PP_BEFORE),
		 "9: the preallocated folio is not consumed by a failure");
	pp_check(ghost_copies(PP_AFTER) == ghost_copies(PP_BEFORE) &&
			 ghost_new_anon(PP_AFTER) == ghost_new_anon(PP_BEFORE) &&
			 ghost_lru_additions(PP_AFTER) == ghost_lru_additions(PP_BEFORE),
			  "9: nothing is copied by a failure");
	if (world.no_page)
		return;
	pp_check(refcount_delta() == 0, "9: references unchanged by a failure");
	if (pp_order())
		pp_check((large_mapcount_delta() == 0) &&
			(entire_mapcount_word(PP_AFTER) == entire_mapcount_word(PP_BEFORE)),
			 "9: mapcounts of the folio unchanged by a failure");
	for (k = 0; k < pp_pages(); k++) {
		pp_check(ptes_unchanged(k), "9: PTEs unchanged by a failure");
		pp_check(page_unchanged(k),
			 "9: mapcount and flags of each page unchanged by a failure");
	}
}

#endif
