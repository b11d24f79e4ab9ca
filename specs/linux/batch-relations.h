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
static int ppf_any_writable_of(int n, unsigned int most)
{
	int any = 0;
	unsigned int k;

	for (k = 0; k < most; k++)
		if ((int)k < n)
			any |= ppf_write(ppf_parent_pte(PP_BEFORE, k)) != 0;
	return any;
}

/* The bits on which two words may differ by the encoding of dirty, or none. */
static pp_word ppf_dirty_encoding(pte_t batched, pte_t paged)
{
	int readonly = ((PPF_WORD(batched) | PPF_WORD(paged)) & PPF_PTE_BITS_WRITE) == 0;

	if (!pp_allowed("dirty-encoding"))
		return 0;
	if (!readonly || !ppf_same_truth(ppf_dirty(batched), ppf_dirty(paged)) ||
		!ppf_same_truth(ppf_write(batched), ppf_write(paged)))
		return 0;
	return PPF_PTE_BITS_DIRTY;
}

/*
 * The child's write bit under `shared-mixed-write`: of the first page the OR over the batch, of each
 * other page what the first has. (Together: the OR for each. Said this way, the sum over all pages is
 * built once, and not once a page.)
 */
static int ppf_mixed_write_related(pp_word i, pte_t batched, int n, unsigned int most)
{
	if (i == 0)
		return ppf_same_truth(PPF_WORD(batched) & PPF_PTE_BITS_WRITE, ppf_any_writable_of(n, most));
	return ppf_same_bits(batched, ppf_child_pte(PP_AFTER_BATCHED, 0), ~PPF_PTE_BITS_WRITE);
}

static int ppf_batch_related_child_pte(pp_word i, pte_t a, pte_t b, int n, unsigned int most)
{
	pp_word free = ppf_dirty_encoding(a, b);
	int related = 1;

	/* All of a batch are disarmed, or none is: then the child's VMA says what is writable, of each alike. */
	if (pp_allowed("shared-mixed-write") && ppf_shared_mapping() && !ppf_is_disarmed(ppf_parent_pte(PP_BEFORE, i))) {
		free |= PPF_PTE_BITS_WRITE;
		related &= ppf_mixed_write_related(i, a, n, most);
	}
	if (pp_allowed("soft-dirty-untracked") && !ppf_soft_dirty_tracked()) {
		free |= PPF_PTE_BITS_SOFT_DIRTY;
		related &= ppf_same_truth(PPF_WORD(a) &
			PPF_PTE_BITS_SOFT_DIRTY, ppf_soft_dirty(ppf_child_pte(PP_AFTER_PAGED, 0)));
	}
	return related & ppf_same_bits(a, b, free);
}

static int ppf_batch_related_parent_pte(pte_t a, pte_t b)
{
	return ppf_same_bits(a, b, ppf_dirty_encoding(a, b));
}

#endif
