/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-relations.h: how the PTE words of a batched run relate to those of page-at-a-time runs.
 *
 * They are equal, but for three differences of the real code. Each is declared as an allowance, and
 * weakens the bits that it is about, under its condition, to a relation that is as exact.
 */
#ifndef FORK_RELATIONS_H
#define FORK_RELATIONS_H

#include "fork-allowances.h"

/* Was any of the @n pages writable in the parent? */
static int any_writable_before(int n)
{
	int any = 0;
	unsigned int k;

	for (k = 0; k < pp_pages(); k++)
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
static int mixed_write_related(pp_word i, pte_t batched, int n)
{
	if (i == 0)
		return same_truth(pte_val(batched) & PTE_BITS_WRITE, any_writable_before(n));
	return same_bits(batched, child_pte(PP_AFTER_BATCHED, 0), ~PTE_BITS_WRITE);
}

int fork_related_child_pte(pp_word i, pp_word batched, pp_word paged, int n)
{
	pte_t a = __pte(batched), b = __pte(paged);
	pp_word free = dirty_encoding(a, b);
	int related = 1;

	if (pp_allowed("shared-mixed-write") && shared_mapping()) {
		free |= PTE_BITS_WRITE;
		related &= mixed_write_related(i, a, n);
	}
	if (pp_allowed("soft-dirty-untracked") && !soft_dirty_tracked()) {
		free |= PTE_BITS_SOFT_DIRTY;
		related &= same_truth(batched &
			PTE_BITS_SOFT_DIRTY, pte_soft_dirty(child_pte(PP_AFTER_PAGED, 0)));
	}
	return related & same_bits(a, b, free);
}

int fork_related_parent_pte(pp_word i, pp_word batched, pp_word paged, int n)
{
	pte_t a = __pte(batched), b = __pte(paged);

	return same_bits(a, b, dirty_encoding(a, b));
}

#endif
