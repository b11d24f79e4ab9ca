/* SPDX-License-Identifier: GPL-2.0 */
/*
 * batch-relations.h: how the PTE words that one batch of @n pages leaves relate to those of page at a time.
 *
 * They are equal, but for three differences of the real code. Each is declared as an allowance, and weakens the bits that
 * it is about, under its condition, to a relation that is as exact.
 */
#ifndef BATCH_RELATIONS_H
#define BATCH_RELATIONS_H

#include "fork-allowances.h"

/* Was any of the @n pages, at most @most, writable in the parent? */
static int any_writable_of(int n, unsigned int most)
{
	int any = 0;
	unsigned int k;

	for (k = 0; k < most; k++)
		if ((int)k < n)
			any |= pte_write(parent_pte(PP_BEFORE, k)) != 0;
	return any;
}

/* The bits on which two words may differ by the encoding of dirty, or none. */
static pp_word dirty_encoding(pte_t batched, pte_t paged)
{
	int readonly = ((pte_val(batched) | pte_val(paged)) & PTE_BITS_WRITE) == 0;

	if (!pp_allowed("dirty-encoding"))
		return 0;
	if (!readonly || !same_truth(pte_dirty(batched), pte_dirty(paged)) ||
		!same_truth(pte_write(batched), pte_write(paged)))
		return 0;
	return PTE_BITS_DIRTY;
}

/*
 * The child's write bit under `shared-mixed-write`: of the first page the OR over the batch, of each
 * other page what the first has. (Together: the OR for each. Said this way, the sum over all pages is
 * built once, and not once a page.)
 */
static int mixed_write_related(pp_word i, pte_t batched, int n, unsigned int most)
{
	if (i == 0)
		return same_truth(pte_val(batched) & PTE_BITS_WRITE, any_writable_of(n, most));
	return same_bits(batched, child_pte(PP_AFTER_BATCHED, 0), ~PTE_BITS_WRITE);
}

static int batch_related_child_pte(pp_word i, pte_t a, pte_t b, int n, unsigned int most)
{
	pp_word free = dirty_encoding(a, b);
	int related = 1;

	if (pp_allowed("shared-mixed-write") && shared_mapping()) {
		free |= PTE_BITS_WRITE;
		related &= mixed_write_related(i, a, n, most);
	}
	if (pp_allowed("soft-dirty-untracked") && !soft_dirty_tracked()) {
		free |= PTE_BITS_SOFT_DIRTY;
		related &= same_truth(pte_val(a) &
			PTE_BITS_SOFT_DIRTY, pte_soft_dirty(child_pte(PP_AFTER_PAGED, 0)));
	}
	return related & same_bits(a, b, free);
}

static int batch_related_parent_pte(pte_t a, pte_t b)
{
	return same_bits(a, b, dirty_encoding(a, b));
}

#endif
