/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pte-compare.h: how claims compare PTEs.
 */
#ifndef PTE_COMPARE_H
#define PTE_COMPARE_H

/* Equal but for the bits of @except. */
static int ppf_same_bits(pte_t a, pte_t b, pp_word except)
{
	return ((PPF_WORD(a) ^ PPF_WORD(b)) & ~except) == 0;
}

static int ppf_same_truth(pp_word a, pp_word b)
{
	return !a == !b;
}

#endif
