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
static int goes_on(pp_word k)
{
	pte_t a = parent_pte(PP_BEFORE, k), b = parent_pte(PP_BEFORE, k + 1);
	pp_word ignored = PTE_BITS_PFN | PTE_BITS_WRITE | PTE_BITS_YOUNG | PTE_BITS_DIRTY;

	if (!soft_dirty_tracked())
		ignored |= PTE_BITS_SOFT_DIRTY;
	return maps_large(k) && world.kind[k] == world.kind[k + 1] && same_bits(a, b, ignored) &&
	       (shared_mapping() || same_truth(pte_dirty(a), pte_dirty(b)));
}

/* Are PTEs @j and @k, @j <= @k, in one chain of such neighbours? */
static int chained(pp_word j, pp_word k)
{
	int together = 1;
	unsigned int i;

	for (i = 0; i + 1 < pp_window(); i++)
		if (i >= j && i < k)
			together &= goes_on(i);
	return together;
}

/* Is there a page in PTE @k's chain, at @k or behind, that must be copied? Then @k is copied by itself. */
static int is_single(pp_word k)
{
	int single = 0;
	unsigned int j;

	for (j = 0; j < pp_window(); j++)
		if (j >= k)
			single |= chained(k, j) && must_copy(j);
	return single;
}

/* Are PTEs @j and @k, @j <= @k, in one batch? */
static int batched_together(pp_word j, pp_word k)
{
	return j == k || (chained(j, k) && !is_single(j));
}

/* Was a PTE of @k's batch writable in the parent? */
static int any_writable_before(pp_word k)
{
	int any = 0;
	unsigned int j;

	for (j = 0; j < pp_window(); j++) {
		int together = j < k ? batched_together(j, k) : batched_together(k, j);

		any |= together && pte_write(parent_pte(PP_BEFORE, j));
	}
	return any;
}

/* The soft-dirty bit of the first PTE of @k's batch. */
static int first_soft_dirty(pp_word k)
{
	int bit = 0, found = 0;
	unsigned int j;

	for (j = 0; j < pp_window(); j++)
		if (j <= k && !found && batched_together(j, k)) {
			bit = pte_soft_dirty(parent_pte(PP_BEFORE, j)) != 0;
			found = 1;
		}
	return bit;
}

/* ---- The relations ------------------------------------------------------------------------------ */

int fork_range_related_child_pte(pp_word i, pp_word batched, pp_word paged, int n)
{
	pte_t a = __pte(batched), b = __pte(paged);
	pp_word free = dirty_encoding(a, b);
	int related = 1, is_batch;

	/* What a step takes of a large folio is one batch. */
	if (pp_is_step() && world.a.is_mapped)
		return batch_related_child_pte(i, a, b, n, pp_window());
	is_batch = !pp_is_step() && maps_large(i) && !must_copy(i);
	if (pp_allowed("shared-mixed-write") && is_batch && shared_mapping()) {
		free |= PTE_BITS_WRITE;
		related &= same_truth(batched & PTE_BITS_WRITE, any_writable_before(i));
	}
	if (pp_allowed("soft-dirty-untracked") && is_batch && !soft_dirty_tracked()) {
		free |= PTE_BITS_SOFT_DIRTY;
		related &= same_truth(batched & PTE_BITS_SOFT_DIRTY, first_soft_dirty(i));
	}
	return related & same_bits(a, b, free);
}

int fork_range_related_parent_pte(pp_word i, pp_word batched, pp_word paged, int n)
{
	return batch_related_parent_pte(__pte(batched), __pte(paged));
}

#endif
