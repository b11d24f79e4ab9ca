/* SPDX-License-Identifier: GPL-2.0 */
/*
 * range-claims.h: what must hold of any run of copy_pte_range(). The numbers are those of the list in
 * specs/README.md.
 *
 *	20	parent's PTE, child's PTE, page and address advance together: each PTE of the child is that of its page
 *	21	counts and errors are not confused
 *	22	no PTE is left out or copied twice, whatever interrupts the walk
 *	24	nothing behind the window, or behind the PTE at which a run failed, is touched
 */
#ifndef RANGE_CLAIMS_H
#define RANGE_CLAIMS_H

/* ---- One PTE ------------------------------------------------------------------------------------ */

static void check_untouched(pp_word k)
{
	if (pp_is_step() && k >= world.size)
		return;
	pp_check(pte_val(parent_pte(PP_AFTER, k)) == pte_val(parent_pte(PP_BEFORE, k)),
		 "24: the parent's PTE is untouched where there is nothing to copy");
	pp_check(pte_val(child_pte(PP_AFTER, k)) == pte_val(child_pte(PP_BEFORE, k)),
		 "24: the child's PTE is untouched where there is nothing to copy");
	if (pp_is_step() && k > 0 && !is_next_page(k))
		return;
	pp_check(page_mapcount_word(PP_AFTER, k) == page_mapcount_word(PP_BEFORE, k) &&
			 page_flags_word(PP_AFTER, k) == page_flags_word(PP_BEFORE, k),
		 "24: the page of such a PTE is untouched");
}

static void check_copied(pp_word k)
{
	pte_t child = child_pte(PP_AFTER, k);

	pp_check(pte_val(parent_pte(PP_AFTER, k)) == pte_val(parent_pte(PP_BEFORE, k)),
		 "9: the parent's PTE of a copied page is unchanged");
	pp_check(pte_pfn(child) == world.prealloc_pfn + k, "20: the child's PTE maps the copy made for it");
	pp_check(page_mapcount_word(PP_AFTER, k) == page_mapcount_word(PP_BEFORE, k) &&
			 page_flags_word(PP_AFTER, k) == page_flags_word(PP_BEFORE, k),
		 "9: a copied page is the parent's alone, as before");
	pp_check(pte_dirty(child), "14: a copy is dirty");
	pp_check(same_truth(pte_uffd_wp(child), pte_uffd_wp(parent_pte(PP_BEFORE, k)) && uffd_wp_armed()),
		 "10: a copy keeps uffd-wp where it is armed");
}

/* @exact: no allowance is for it, as for a page by itself. */
static void check_shared(pp_word k, int exact)
{
	pte_t before = parent_pte(PP_BEFORE, k), parent = parent_pte(PP_AFTER, k);
	pte_t child = child_pte(PP_AFTER, k);
	int mixed_write = !exact && pp_allowed("shared-mixed-write") && shared_mapping();
	int untracked = !exact && pp_allowed("soft-dirty-untracked") && !soft_dirty_tracked();
	unsigned long exclusive = anon(k) ? compat_anon_exclusive_bit() : 0;

	pp_check(same_bits(parent, before, PTE_BITS_WRITE | PTE_BITS_DIRTY),
		 "20: the parent's PTE still maps its page, all other bits equal");
	pp_check(same_truth(pte_write(parent), pte_write(before) && !cow_mapping()),
		 "8: the parent's PTE is write-protected just in a COW mapping");
	pp_check(same_truth(pte_dirty(parent), pte_dirty(before)), "14: the parent keeps dirty");
	pp_check(pte_present(child) && pte_pfn(child) == pte_pfn(before),
		 "20: the child's PTE maps the page that the parent's does");
	pp_check(mixed_write || same_truth(pte_write(child), pte_write(before) && !cow_mapping()),
		 "6: the child's PTE is writable iff the parent's was and no COW mapping");
	pp_check(!pte_young(child) && same_truth(pte_special(child), pte_special(before)),
		 "20: the child's PTE is old, and special iff the parent's is");
	pp_check(same_truth(pte_dirty(child), pte_dirty(before) && !shared_mapping()),
		 "14: the child's PTE is dirty iff the parent's was and no shared mapping");
	pp_check(same_truth(pte_uffd_wp(child), pte_uffd_wp(before) && uffd_wp_armed()),
		 "10: the child has uffd-wp iff the parent had and it is armed");
	pp_check(untracked || same_truth(pte_soft_dirty(child), pte_soft_dirty(before)),
		 "12: the child inherits soft-dirty");
	if (!maps_page(k))
		return;
	pp_check(page_mapcount_word(PP_AFTER, k) == page_mapcount_word(PP_BEFORE, k) + 1,
		 "22: the page is mapped once more");
	pp_check(page_flags_word(PP_AFTER, k) == (page_flags_word(PP_BEFORE, k) & ~exclusive),
		 "32: a shared page is not exclusive; its other flags are unchanged");
}

/* PTE @k has been copied. */
static void check_taken(pp_word k, int exact)
{
	if (pp_is_step() && k > 0)
		pp_check(is_next_page(k), "20: a batch takes pages of one folio");
	if (kind_of(k) == RANGE_NONE)
		check_untouched(k);
	else if (must_copy(k) && !(pp_is_step() && k > 0))
		check_copied(k);
	else
		check_shared(k, exact);
}

/* ---- Sums --------------------------------------------------------------------------------------- */

static int shares_page(pp_word k, const struct range_folio *folio, enum range_kind kind)
{
	pte_t child = child_pte(PP_AFTER, k);

	return world.kind[k] == kind && pte_present(child) &&
	       pte_pfn(child) == folio->pfn + page_number(folio, k);
}

static void check_folio(const struct range_folio *folio, enum range_kind kind)
{
	unsigned int shared = 0, k;

	for (k = 0; k < pp_window(); k++)
		shared += shares_page(k, folio, kind);
	pp_check(folio_refcount(PP_AFTER, head_of(folio)) - folio_refcount(PP_BEFORE, head_of(folio)) == shared,
		 "16: one reference for each page of the folio that the child maps");
	pp_check(large_mapcount_word(PP_AFTER, head_of(folio)) - large_mapcount_word(PP_BEFORE, head_of(folio)) ==
			 shared, "16: one mapping of the folio for each page of it that the child maps");
}

/* What rss must have grown by in @member. */
static long mapped_in(int member)
{
	long sum = 0;
	unsigned int k;

	for (k = 0; k < pp_window(); k++) {
		int of = anon(k) ? MM_ANONPAGES : shmem(k) ? MM_SHMEMPAGES : MM_FILEPAGES;

		sum += maps_page(k) && of == member && pte_present(child_pte(PP_AFTER, k));
	}
	return sum;
}

static void check_rss(int member)
{
	pp_check(rss_of(PP_AFTER, member) - rss_of(PP_BEFORE, member) == mapped_in(member),
		 "16: the child's rss grows by the pages that it maps");
}

static void check_preallocated(pp_word k)
{
	pte_t child = child_pte(PP_AFTER, k);
	int used = kind_of(k) != RANGE_NONE && pte_present(child) && pte_pfn(child) == world.prealloc_pfn + k;

	pp_check(folio_refcount(PP_AFTER, preallocated(k)) == (unsigned int)used,
		 "prealloc: each folio that was allocated is mapped by the child, or freed");
}

static void check_small(pp_word k)
{
	struct folio *folio = (struct folio *)small_page(k);
	pte_t child = child_pte(PP_AFTER, k);
	int shared = world.kind[k] == RANGE_SMALL && pte_present(child) && pte_pfn(child) == world.small_pfn[k];

	pp_check(folio_refcount(PP_AFTER, folio) - folio_refcount(PP_BEFORE, folio) == (unsigned int)shared,
		 "16: one reference for a small folio that the child maps");
}

static void check_sums(void)
{
	unsigned int k;

	if (world.a.is_mapped)
		check_folio(&world.a, RANGE_A);
	if (world.b.is_mapped)
		check_folio(&world.b, RANGE_B);
	check_rss(MM_FILEPAGES);
	check_rss(MM_ANONPAGES);
	check_rss(MM_SHMEMPAGES);
	pp_check(rss_of(PP_AFTER, MM_SWAPENTS) == rss_of(PP_BEFORE, MM_SWAPENTS), "16: no swap entry is counted");
	for (k = 0; k < pp_window(); k++) {
		check_preallocated(k);
		if (!maps_large(k))
			check_small(k);
	}
	pp_check(lock_is_free(&src_lock) && lock_is_free(&dst_lock), "locks: both are released");
	pp_check(!rcu_depth_after(), "locks: each RCU read section that was entered is left");
}

/*
 * A step that took @taken PTEs, which all map pages of one folio, or only one. Which of them the child maps has been said
 * of each.
 */
static void check_sums_of_step(int taken)
{
	unsigned int shared = taken > 0 && maps_page(0) && !must_copy(0) ? (unsigned int)taken : 0, k;
	int of = anon(0) ? MM_ANONPAGES : shmem(0) ? MM_SHMEMPAGES : MM_FILEPAGES, i;

	if (world.a.is_mapped) {
		pp_check(folio_refcount(PP_AFTER, head_of(&world.a)) - folio_refcount(PP_BEFORE, head_of(&world.a)) ==
				 shared,
			 "16: one reference for each page of the folio that the child maps");
		pp_check(large_mapcount_word(PP_AFTER, head_of(&world.a)) -
				 large_mapcount_word(PP_BEFORE, head_of(&world.a)) == shared,
			 "16: one mapping of the folio for each page of it that the child maps");
	} else {
		check_small(0);
	}
	for (i = 0; i < NR_MM_COUNTERS; i++)
		pp_check(rss_of(PP_AFTER, i) - rss_of(PP_BEFORE, i) ==
				 (taken > 0 && maps_page(0) && i == of ? taken : 0),
			 "16: the child's rss grows by the pages that it maps");
	check_preallocated(0);
	/* No PTE of the child maps it: those of the step map what the parent's do, those behind are untouched. */
	for (k = 1; k < pp_window(); k++)
		if (k < world.size)
			pp_check(folio_refcount(PP_AFTER, preallocated(k)) == 0,
				 "prealloc: a step allocates for no PTE behind its first");
	pp_check(lock_is_free(&src_lock) && lock_is_free(&dst_lock), "locks: both are released");
	pp_check(!rcu_depth_after(), "locks: each RCU read section that was entered is left");
}

/* ---- What the prover calls ---------------------------------------------------------------------- */

/* One page: copied, shared, or why not. */
void fork_range_page_spec(int result)
{
	int want = !world.has_table ? -ENOMEM :
		   !must_copy(0) ? 1 :
		   no_memory(0) ? -ENOMEM :
		   unreadable(0) ? -EHWPOISON : 1;

	pp_check(result == want, "one PTE: copied unless there is no memory, or its page cannot be read");
	if (result == 1)
		check_taken(0, 1);
	else
		check_untouched(0);
	if (pp_is_step())
		check_sums_of_step(result);
	else if (pp_window() == 1)
		check_sums();
}

void fork_range_invariants(int result, pp_word i)
{
	check_taken(i, 0);
}

void fork_range_totals(int result)
{
	if (pp_is_step()) {
		pp_check(result && result <= (int)world.size, "21: PTEs are copied, or an error is returned");
		check_sums_of_step(result);
		return;
	}
	pp_check(result == (int)pp_window() || result < 0, "21: all PTEs are copied, or an error is returned");
	check_sums();
}

/* The PTE whose page could not be read. */
static pp_word poisoned_pte(void)
{
	pp_word found = 0;
	unsigned int k;

	for (k = 0; k < pp_window(); k++)
		if (maps_page(k) && pte_pfn(parent_pte(PP_BEFORE, k)) == poisoned_pfn())
			found = k;
	return found;
}

/* Must a page be copied of PTE @k or one behind it? What a batch cannot share it asks memory for, too. */
static int wants_memory(pp_word at)
{
	int wanted = 0;
	unsigned int k;

	for (k = 0; k < pp_window(); k++)
		wanted |= k >= at && k < world.size && must_copy(k);
	return wanted;
}

void fork_range_failure(int result)
{
	int error = error_of(result);
	pp_word at = error == -ENOMEM ? place_of(result) : poisoned_pte();
	unsigned int k;

	pp_check(error == -ENOMEM || error == -EHWPOISON, "21: a failure is -ENOMEM or -EHWPOISON");
	if (pp_is_step()) {
		/* It would be over before it looks at another one. */
		pp_check(at == 0, "21: a step fails at its first PTE");
		at = 0;
	}
	pp_check(at < world.size, "21: a range fails at one of its PTEs");
	for (k = 0; k < pp_window(); k++) {
		if (k == at) {
			pp_check(error != -ENOMEM || !world.has_table || no_memory(k),
				 "21: -ENOMEM means that there was no memory");
			pp_check(error != -EHWPOISON || (must_copy(k) && unreadable(k)),
				 "21: -EHWPOISON means that a page to be copied cannot be read");
		}
		if (k < at)
			check_taken(k, 0);
		else
			check_untouched(k);
	}
	pp_check(wants_memory(at) || !world.has_table, "21: no memory is asked for unless a page must be copied");
}

#endif
