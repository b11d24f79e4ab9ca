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

static void ppf_check_untouched(pp_word k)
{
	if (pp_is_step() && k >= ppf_world.size)
		return;
	pp_check(PPF_WORD(ppf_parent_pte(PP_AFTER, k)) == PPF_WORD(ppf_parent_pte(PP_BEFORE, k)),
		 "24: the parent's PTE is untouched where there is nothing to copy");
	pp_check(PPF_WORD(ppf_child_pte(PP_AFTER, k)) == PPF_WORD(ppf_child_pte(PP_BEFORE, k)),
		 "24: the child's PTE is untouched where there is nothing to copy");
	if (pp_is_step() && k > 0 && !ppf_is_next_page(k))
		return;
	pp_check(ppf_page_mapcount_word(PP_AFTER, k) == ppf_page_mapcount_word(PP_BEFORE, k) &&
			 ppf_page_flags_word(PP_AFTER, k) == ppf_page_flags_word(PP_BEFORE, k),
		 "24: the page of such a PTE is untouched");
}

static void ppf_check_copied(pp_word k)
{
	pte_t child = ppf_child_pte(PP_AFTER, k);

	pp_check(PPF_WORD(ppf_parent_pte(PP_AFTER, k)) == PPF_WORD(ppf_parent_pte(PP_BEFORE, k)),
		 "9: the parent's PTE of a copied page is unchanged");
	pp_check(ppf_pfn(child) == ppf_world.prealloc_pfn + k, "20: the child's PTE maps the copy made for it");
	pp_check(ppf_page_mapcount_word(PP_AFTER, k) == ppf_page_mapcount_word(PP_BEFORE, k) &&
			 ppf_page_flags_word(PP_AFTER, k) == ppf_page_flags_word(PP_BEFORE, k),
		 "9: a copied page is the parent's alone, as before");
	pp_check(ppf_dirty(child), "14: a copy is dirty");
	pp_check(ppf_same_truth(ppf_uffd_wp(child), ppf_uffd_wp(ppf_parent_pte(PP_BEFORE, k)) && ppf_uffd_wp_armed()),
		 "10: a copy keeps uffd-wp where it is armed");
}

/* How far the count of a page moves that is mapped once more: not all kernels count the pages of large folios. */
static unsigned int ppf_counted_mappings(pp_word k)
{
	return PPF_COMPAT_COUNTS_LARGE_PAGES || ppf_kind_of(k) == PPF_RANGE_SMALL;
}

/* @exact: no allowance is for it, as for a page by itself. */
static void ppf_check_shared(pp_word k, int exact)
{
	pte_t before = ppf_parent_pte(PP_BEFORE, k), parent = ppf_parent_pte(PP_AFTER, k);
	pte_t child = ppf_child_pte(PP_AFTER, k);
	int mixed_write = !exact && pp_allowed("shared-mixed-write") && ppf_shared_mapping();
	int untracked = !exact && pp_allowed("soft-dirty-untracked") && !ppf_soft_dirty_tracked();
	unsigned long exclusive = ppf_anon(k) ? ppf_compat_anon_exclusive_bit() : 0;

	pp_check(ppf_same_bits(parent, before, PPF_PTE_BITS_WRITE | PPF_PTE_BITS_DIRTY),
		 "20: the parent's PTE still maps its page, all other bits equal");
	pp_check(ppf_same_truth(ppf_write(parent), ppf_write(before) && !ppf_cow_mapping()),
		 "8: the parent's PTE is write-protected just in a COW mapping");
	pp_check(ppf_same_truth(ppf_dirty(parent), ppf_dirty(before)), "14: the parent keeps dirty");
	pp_check(ppf_present(child) && ppf_pfn(child) == ppf_pfn(before),
		 "20: the child's PTE maps the page that the parent's does");
	pp_check(mixed_write || ppf_same_truth(ppf_write(child), ppf_child_may_write(before)),
		 "6: the child's PTE is writable iff the parent's was and no COW mapping");
	pp_check(!ppf_young(child) && ppf_same_truth(ppf_special(child), ppf_special(before)),
		 "20: the child's PTE is old, and special iff the parent's is");
	pp_check(ppf_same_truth(ppf_dirty(child), ppf_dirty(before) && !ppf_shared_mapping()),
		 "14: the child's PTE is dirty iff the parent's was and no shared mapping");
	pp_check(ppf_same_truth(ppf_uffd_wp(child), ppf_uffd_wp(before) && ppf_uffd_wp_armed()),
		 "10: the child has uffd-wp iff the parent had and it is armed");
	pp_check(untracked || ppf_same_truth(ppf_soft_dirty(child), ppf_soft_dirty(before)),
		 "12: the child inherits soft-dirty");
	if (!ppf_maps_page(k))
		return;
	pp_check(ppf_page_mapcount_word(PP_AFTER, k) == ppf_page_mapcount_word(PP_BEFORE, k) + ppf_counted_mappings(k),
		 "22: the page is mapped once more");
	pp_check(ppf_page_flags_word(PP_AFTER, k) == (ppf_page_flags_word(PP_BEFORE, k) & ~exclusive),
		 "32: a shared page is not exclusive; its other flags are unchanged");
}

/* PTE @k has been copied. */
static void ppf_check_taken(pp_word k, int exact)
{
	/* A step may pass over several PTEs that are none. */
	if (pp_is_step() && k > 0)
		pp_check(ppf_kind_of(k) == PPF_RANGE_NONE ? ppf_kind_of(0) == PPF_RANGE_NONE : ppf_is_next_page(k),
			 "20: a batch takes pages of one folio");
	if (ppf_kind_of(k) == PPF_RANGE_NONE)
		ppf_check_untouched(k);
	else if (ppf_must_copy(k) && !(pp_is_step() && k > 0))
		ppf_check_copied(k);
	else
		ppf_check_shared(k, exact);
}

/* ---- Sums --------------------------------------------------------------------------------------- */

static int ppf_shares_page(pp_word k, const struct ppf_range_folio *folio, enum ppf_range_kind kind)
{
	pte_t child = ppf_child_pte(PP_AFTER, k);

	return ppf_world.kind[k] == kind && ppf_present(child) &&
	       ppf_pfn(child) == folio->pfn + ppf_page_number(folio, k);
}

static void ppf_check_folio(const struct ppf_range_folio *folio, enum ppf_range_kind kind)
{
	unsigned int shared = 0, k;

	for (k = 0; k < pp_window(); k++)
		shared += ppf_shares_page(k, folio, kind);
	pp_check(ppf_folio_refcount(PP_AFTER, ppf_head_of(folio)) - ppf_folio_refcount(PP_BEFORE, ppf_head_of(folio)) == shared,
		 "16: one reference for each page of the folio that the child maps");
	pp_check(ppf_large_mapcount_word(PP_AFTER, ppf_head_of(folio)) - ppf_large_mapcount_word(PP_BEFORE, ppf_head_of(folio)) ==
			 shared, "16: one mapping of the folio for each page of it that the child maps");
	pp_check(ppf_mm_ids_count(ppf_head_of(folio), &ppf_dst_mm, shared),
		 "16: one mapping by the child's mm for each page of the folio that the child maps");
}

/* What rss must have grown by in @member. */
static long ppf_mapped_in(int member)
{
	long sum = 0;
	unsigned int k;

	for (k = 0; k < pp_window(); k++) {
		int of = ppf_anon(k) ? MM_ANONPAGES : ppf_shmem(k) ? MM_SHMEMPAGES : MM_FILEPAGES;

		sum += ppf_maps_page(k) && of == member && ppf_present(ppf_child_pte(PP_AFTER, k));
	}
	return sum;
}

static void ppf_check_rss(int member)
{
	pp_check(ppf_rss_of(PP_AFTER, member) - ppf_rss_of(PP_BEFORE, member) == ppf_mapped_in(member),
		 "16: the child's rss grows by the pages that it maps");
}

static void ppf_check_preallocated(pp_word k)
{
	pte_t child = ppf_child_pte(PP_AFTER, k);
	int used = ppf_kind_of(k) != PPF_RANGE_NONE && ppf_present(child) && ppf_pfn(child) == ppf_world.prealloc_pfn + k;

	pp_check(ppf_folio_refcount(PP_AFTER, ppf_preallocated(k)) == (unsigned int)used,
		 "prealloc: each folio that was allocated is mapped by the child, or freed");
}

static void ppf_check_small(pp_word k)
{
	struct folio *folio = (struct folio *)ppf_small_page(k);
	pte_t child = ppf_child_pte(PP_AFTER, k);
	int shared = ppf_world.kind[k] == PPF_RANGE_SMALL && ppf_present(child) && ppf_pfn(child) == ppf_world.small_pfn[k];

	pp_check(ppf_folio_refcount(PP_AFTER, folio) - ppf_folio_refcount(PP_BEFORE, folio) == (unsigned int)shared,
		 "16: one reference for a small folio that the child maps");
}

static void ppf_check_sums(void)
{
	unsigned int k;

	if (ppf_world.a.is_mapped)
		ppf_check_folio(&ppf_world.a, PPF_RANGE_A);
	if (ppf_world.b.is_mapped)
		ppf_check_folio(&ppf_world.b, PPF_RANGE_B);
	ppf_check_rss(MM_FILEPAGES);
	ppf_check_rss(MM_ANONPAGES);
	ppf_check_rss(MM_SHMEMPAGES);
	pp_check(ppf_rss_of(PP_AFTER, MM_SWAPENTS) == ppf_rss_of(PP_BEFORE, MM_SWAPENTS), "16: no swap entry is counted");
	for (k = 0; k < pp_window(); k++) {
		ppf_check_preallocated(k);
		if (!ppf_maps_large(k))
			ppf_check_small(k);
	}
	pp_check(ppf_lock_is_free(&ppf_src_lock) && ppf_lock_is_free(&ppf_dst_lock), "locks: both are released");
	pp_check(!ppf_rcu_depth_after(), "locks: each RCU read section that was entered is left");
}

/*
 * A step that took @taken PTEs, which all map pages of one folio, or only one. Which of them the child maps has been said
 * of each.
 */
static void ppf_check_sums_of_step(int taken)
{
	unsigned int shared = taken > 0 && ppf_maps_page(0) && !ppf_must_copy(0) ? (unsigned int)taken : 0, k;
	int of = ppf_anon(0) ? MM_ANONPAGES : ppf_shmem(0) ? MM_SHMEMPAGES : MM_FILEPAGES, i;

	if (ppf_world.a.is_mapped) {
		pp_check(ppf_folio_refcount(PP_AFTER, ppf_head_of(&ppf_world.a)) - ppf_folio_refcount(PP_BEFORE, ppf_head_of(&ppf_world.a)) ==
				 shared,
			 "16: one reference for each page of the folio that the child maps");
		pp_check(ppf_large_mapcount_word(PP_AFTER, ppf_head_of(&ppf_world.a)) -
				 ppf_large_mapcount_word(PP_BEFORE, ppf_head_of(&ppf_world.a)) == shared,
			 "16: one mapping of the folio for each page of it that the child maps");
		pp_check(ppf_mm_ids_count(ppf_head_of(&ppf_world.a), &ppf_dst_mm, shared),
			 "16: one mapping by the child's mm for each page of the folio that the child maps");
	} else {
		ppf_check_small(0);
	}
	for (i = 0; i < NR_MM_COUNTERS; i++)
		pp_check(ppf_rss_of(PP_AFTER, i) - ppf_rss_of(PP_BEFORE, i) ==
				 (taken > 0 && ppf_maps_page(0) && i == of ? taken : 0),
			 "16: the child's rss grows by the pages that it maps");
	ppf_check_preallocated(0);
	/* No PTE of the child maps it: those of the step map what the parent's do, those behind are untouched. */
	for (k = 1; k < pp_window(); k++)
		if (k < ppf_world.size)
			pp_check(ppf_folio_refcount(PP_AFTER, ppf_preallocated(k)) == 0,
				 "prealloc: a step allocates for no PTE behind its first");
	pp_check(ppf_lock_is_free(&ppf_src_lock) && ppf_lock_is_free(&ppf_dst_lock), "locks: both are released");
	pp_check(!ppf_rcu_depth_after(), "locks: each RCU read section that was entered is left");
}

/* ---- What the prover calls ---------------------------------------------------------------------- */

/* One page: copied, shared, or why not. */
void ppf_fork_range_page_spec(int result)
{
	int want = !ppf_world.has_table ? -ENOMEM :
		   !ppf_must_copy(0) ? 1 :
		   ppf_no_memory(0) ? -ENOMEM :
		   ppf_unreadable(0) ? -EHWPOISON : 1;

	pp_check(result == want, "one PTE: copied unless there is no memory, or its page cannot be read");
	if (result == 1)
		ppf_check_taken(0, 1);
	else
		ppf_check_untouched(0);
	if (pp_is_step())
		ppf_check_sums_of_step(result);
	else if (pp_window() == 1)
		ppf_check_sums();
}

void ppf_fork_range_invariants(int result, pp_word i)
{
	ppf_check_taken(i, 0);
}

void ppf_fork_range_totals(int result)
{
	if (pp_is_step()) {
		pp_check(result && result <= (int)ppf_world.size, "21: PTEs are copied, or an error is returned");
		ppf_check_sums_of_step(result);
		return;
	}
	pp_check(result == (int)pp_window() || result < 0, "21: all PTEs are copied, or an error is returned");
	ppf_check_sums();
}

/* The PTE whose page could not be read. */
static pp_word ppf_poisoned_pte(void)
{
	pp_word found = 0;
	unsigned int k;

	for (k = 0; k < pp_window(); k++)
		if (ppf_maps_page(k) && ppf_pfn(ppf_parent_pte(PP_BEFORE, k)) == ppf_poisoned_pfn())
			found = k;
	return found;
}

/* Must a page be copied of PTE @k or one behind it? What a batch cannot share it asks memory for, too. */
static int ppf_wants_memory(pp_word at)
{
	int wanted = 0;
	unsigned int k;

	for (k = 0; k < pp_window(); k++)
		wanted |= k >= at && k < ppf_world.size && ppf_must_copy(k);
	return wanted;
}

void ppf_fork_range_failure(int result)
{
	int error = ppf_error_of(result);
	pp_word at = error == -ENOMEM ? ppf_place_of(result) : ppf_poisoned_pte();
	unsigned int k;

	pp_check(error == -ENOMEM || error == -EHWPOISON, "21: a failure is -ENOMEM or -EHWPOISON");
	if (pp_is_step()) {
		/* It would be over before it looks at another one. */
		pp_check(at == 0, "21: a step fails at its first PTE");
		at = 0;
	}
	pp_check(at < ppf_world.size, "21: a range fails at one of its PTEs");
	for (k = 0; k < pp_window(); k++) {
		if (k == at) {
			pp_check(error != -ENOMEM || !ppf_world.has_table || ppf_no_memory(k),
				 "21: -ENOMEM means that there was no memory");
			pp_check(error != -EHWPOISON || (ppf_must_copy(k) && ppf_unreadable(k)),
				 "21: -EHWPOISON means that a page to be copied cannot be read");
		}
		if (k < at)
			ppf_check_taken(k, 0);
		else
			ppf_check_untouched(k);
	}
	pp_check(ppf_wants_memory(at) || !ppf_world.has_table, "21: no memory is asked for unless a page must be copied");
}

#endif
