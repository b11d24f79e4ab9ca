/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-relations.h: how the PTE words of a batched run relate to those of page-at-a-time runs: as those of one batch.
 */
#ifndef FORK_RELATIONS_H
#define FORK_RELATIONS_H

#include "batch-relations.h"

pp_word fork_place(pp_word index)
{
	return index - world.table_index;
}

int fork_related_child_pte(pp_word i, pp_word batched, pp_word paged, int n)
{
	return batch_related_child_pte(i, __pte(batched), __pte(paged), n, pp_pages());
}

int fork_related_parent_pte(pp_word i, pp_word batched, pp_word paged, int n)
{
	return batch_related_parent_pte(__pte(batched), __pte(paged));
}

#endif
