/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pte-compare.h: how claims compare PTEs.
 */
#ifndef PTE_COMPARE_H
#define PTE_COMPARE_H

/* Equal but for the bits of @except. */
static int same_bits(pte_t a, pte_t b, pp_word except)
{
	return ((pte_val(a) ^ pte_val(b)) & ~except) == 0;
}

static int same_truth(pp_word a, pp_word b)
{
	return !a == !b;
}

#endif
