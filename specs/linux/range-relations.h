/* SPDX-License-Identifier: GPL-2.0 */
/*
 * range-relations.h: how the PTE words of a batched range relate to those of page at a time.
 *
 * They are equal, but for the three differences of copy_present_ptes() (fork-allowances.h). Which PTEs a step takes
 * as one batch is said here once more, independently of the code: neighbours that map one large folio and differ in
 * no bit that counts; and none before the last page that must be copied, which makes steps of one page.
 */
#ifndef RANGE_RELATIONS_H
#define RANGE_RELATIONS_H

#include "batch-relations.h"

/* ---- Batches ------------------------------------------------------------------------------------ */

/* May PTE @k + 1 be in one batch with PTE @k? */
static int ppf_goes_on(pp_word k)
{
	pte_t a = ppf_parent_pte(PP_BEFORE, k), b = ppf_parent_pte(PP_BEFORE, k + 1);
	pp_word ignored = PPF_PTE_BITS_PFN | PPF_PTE_BITS_WRITE | PPF_PTE_BITS_YOUNG | PPF_PTE_BITS_DIRTY;

	if (!ppf_soft_dirty_tracked())
		ignored |= PPF_PTE_BITS_SOFT_DIRTY;
	return ppf_maps_large(k) && ppf_world.kind[k] == ppf_world.kind[k + 1] && ppf_same_bits(a, b, ignored) &&
	       (ppf_shared_mapping() || ppf_same_truth(ppf_dirty(a), ppf_dirty(b)));
}

/* Are PTEs @j and @k, @j <= @k, in one chain of such neighbours? */
static int ppf_chained(pp_word j, pp_word k)
{
	int together = 1;
	unsigned int i;

	for (i = 0; i + 1 < pp_window(); i++)
		if (i >= j && i < k)
			together &= ppf_goes_on(i);
	return together;
}

/* Is there a page in PTE @k's chain, at @k or behind, that must be copied? Then @k is copied by itself. */
static int ppf_is_single(pp_word k)
{
	int single = 0;
	unsigned int j;

	for (j = 0; j < pp_window(); j++)
		if (j >= k)
			single |= ppf_chained(k, j) && ppf_must_copy(j);
	return single;
}

/* Are PTEs @j and @k, @j <= @k, in one batch? */
static int ppf_batched_together(pp_word j, pp_word k)
{
	return j == k || (ppf_chained(j, k) && !ppf_is_single(j));
}

/* Was a PTE of @k's batch writable in the parent? */
static int ppf_any_writable_before(pp_word k)
{
	int any = 0;
	unsigned int j;

	for (j = 0; j < pp_window(); j++) {
		int together = j < k ? ppf_batched_together(j, k) : ppf_batched_together(k, j);

		any |= together && ppf_write(ppf_parent_pte(PP_BEFORE, j));
	}
	return any;
}

/* The soft-dirty bit of the first PTE of @k's batch. */
static int ppf_first_soft_dirty(pp_word k)
{
	int bit = 0, found = 0;
	unsigned int j;

	for (j = 0; j < pp_window(); j++)
		if (j <= k && !found && ppf_batched_together(j, k)) {
			bit = ppf_soft_dirty(ppf_parent_pte(PP_BEFORE, j)) != 0;
			found = 1;
		}
	return bit;
}

/* ---- The relations ------------------------------------------------------------------------------ */

int ppf_fork_range_related_child_pte(pp_word i, pp_word batched, pp_word paged, int n)
{
	pte_t a = PPF_PTE(batched), b = PPF_PTE(paged);
	pp_word free = ppf_dirty_encoding(a, b);
	int related = 1, is_batch;

	/* What a step takes of a large folio is one batch. */
	if (pp_is_step() && ppf_world.a.is_mapped)
		return ppf_batch_related_child_pte(i, a, b, n, pp_window());
	is_batch = !pp_is_step() && ppf_maps_large(i) && !ppf_must_copy(i);
	if (pp_allowed("shared-mixed-write") && is_batch && ppf_shared_mapping()) {
		free |= PPF_PTE_BITS_WRITE;
		related &= ppf_same_truth(batched & PPF_PTE_BITS_WRITE, ppf_any_writable_before(i));
	}
	if (pp_allowed("soft-dirty-untracked") && is_batch && !ppf_soft_dirty_tracked()) {
		free |= PPF_PTE_BITS_SOFT_DIRTY;
		related &= ppf_same_truth(batched & PPF_PTE_BITS_SOFT_DIRTY, ppf_first_soft_dirty(i));
	}
	return related & ppf_same_bits(a, b, free);
}

int ppf_fork_range_related_parent_pte(pp_word i, pp_word batched, pp_word paged, int n)
{
	return ppf_batch_related_parent_pte(PPF_PTE(batched), PPF_PTE(paged));
}

#endif
