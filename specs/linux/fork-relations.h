/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-relations.h: how the PTE words of a batched run relate to those of page-at-a-time runs: as those of one batch.
 */
#ifndef FORK_RELATIONS_H
#define FORK_RELATIONS_H

#include "batch-relations.h"

pp_word ppf_fork_place(pp_word index)
{
	return index - ppf_world.table_index;
}

int ppf_fork_related_child_pte(pp_word i, pp_word batched, pp_word paged, int n)
{
	return ppf_batch_related_child_pte(i, PPF_PTE(batched), PPF_PTE(paged), n, pp_pages());
}

int ppf_fork_related_parent_pte(pp_word i, pp_word batched, pp_word paged, int n)
{
	return ppf_batch_related_parent_pte(PPF_PTE(batched), PPF_PTE(paged));
}

#endif
