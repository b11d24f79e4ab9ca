/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-range.h: what the prover calls in the spec of `fork-range`, in the order of a proof.
 */
#ifndef FORK_RANGE_H
#define FORK_RANGE_H

#include "pteproof.h"

/* Called by the prover only: the compiler must keep it. */
#define RANGE_ENTRY __attribute__((used))

/* The world, and the runs from it. */
RANGE_ENTRY void fork_range_world(void);
RANGE_ENTRY int fork_range_run(pp_word first, int limit);
RANGE_ENTRY int fork_range_limit(void);

/* How many PTEs a range that failed had copied before. */
RANGE_ENTRY int fork_range_taken(int result);

/* The world of the step behind one that took @n PTEs; which PTE of the window a record of a page table is. */
RANGE_ENTRY void fork_range_next(int n);
RANGE_ENTRY pp_word fork_range_place(pp_word index);

/* The claim page = spec, after fork_range_run(0, 1). */
RANGE_ENTRY void fork_range_page_spec(int result);

/* The invariants, after fork_range_run(0, fork_range_limit()). */
RANGE_ENTRY void fork_range_invariants(int result, pp_word i);
RANGE_ENTRY void fork_range_totals(int result);
RANGE_ENTRY void fork_range_failure(int result);

/* The relations between the states after the batched run and after @n pages one by one. */
RANGE_ENTRY int fork_range_related_child_pte(pp_word i, pp_word batched, pp_word paged, int n);
RANGE_ENTRY int fork_range_related_parent_pte(pp_word i, pp_word batched, pp_word paged, int n);

/* Named values for reports. */
RANGE_ENTRY void fork_range_observe(pp_word i);
RANGE_ENTRY void fork_range_observe_folio(void);
RANGE_ENTRY void fork_range_observe_world(void);

#endif
