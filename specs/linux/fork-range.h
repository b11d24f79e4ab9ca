/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-range.h: what the prover calls in the spec of `fork-range`, in the order of a proof.
 */
#ifndef FORK_RANGE_H
#define FORK_RANGE_H

#include "pteproof.h"

/* Called by the prover only: the compiler must keep it. */
#define PPF_RANGE_ENTRY __attribute__((used))

/* The world, and the runs from it. */
PPF_RANGE_ENTRY void ppf_fork_range_world(void);
PPF_RANGE_ENTRY int ppf_fork_range_run(pp_word first, int limit);
PPF_RANGE_ENTRY int ppf_fork_range_limit(void);

/* How many PTEs a range that failed had copied before. */
PPF_RANGE_ENTRY int ppf_fork_range_taken(int result);

/* The world of the step behind one that took @n PTEs; which PTE of the window a record of a page table is. */
PPF_RANGE_ENTRY void ppf_fork_range_next(int n);
PPF_RANGE_ENTRY pp_word ppf_fork_range_place(pp_word index);

/* The claim page = spec, after ppf_fork_range_run(0, 1); and its frame, of each record that this may have written. */
PPF_RANGE_ENTRY void ppf_fork_range_page_spec(int result);
PPF_RANGE_ENTRY void ppf_fork_range_frame_parent_pte(pp_word index);
PPF_RANGE_ENTRY void ppf_fork_range_frame_child_pte(pp_word index);
PPF_RANGE_ENTRY void ppf_fork_range_frame_page(pp_word index);

/* The invariants, after ppf_fork_range_run(0, ppf_fork_range_limit()). */
PPF_RANGE_ENTRY void ppf_fork_range_invariants(int result, pp_word i);
PPF_RANGE_ENTRY void ppf_fork_range_totals(int result);
PPF_RANGE_ENTRY void ppf_fork_range_failure(int result);

/* The relations between the states after the batched run and after @n pages one by one. */
PPF_RANGE_ENTRY int ppf_fork_range_related_child_pte(pp_word i, pp_word batched, pp_word paged, int n);
PPF_RANGE_ENTRY int ppf_fork_range_related_parent_pte(pp_word i, pp_word batched, pp_word paged, int n);

/* Named values for reports. */
PPF_RANGE_ENTRY void ppf_fork_range_observe(pp_word i);
PPF_RANGE_ENTRY void ppf_fork_range_observe_folio(void);
PPF_RANGE_ENTRY void ppf_fork_range_observe_world(void);

#endif
