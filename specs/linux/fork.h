/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork.h: what the prover calls in the spec of `fork`, in the order of a proof. specs/README.md says
 * when each is called.
 */
#ifndef FORK_H
#define FORK_H

#include "pteproof.h"

/* Called by the prover only: the compiler must keep it. */
#define FORK_ENTRY __attribute__((used))

/* The world, and the runs from it. */
FORK_ENTRY void fork_world(void);
FORK_ENTRY int fork_run(pp_word first, int limit);
FORK_ENTRY int fork_limit(void);

/* The claim page = spec, after fork_run(0, 1). */
FORK_ENTRY void fork_page_spec(int result);

/* The invariants, after fork_run(0, fork_limit()): of each PTE 0 <= i < result, of a success, of a failure. */
FORK_ENTRY void fork_invariants(int result, pp_word i);
FORK_ENTRY void fork_totals(int result);
FORK_ENTRY void fork_failure(int result);

/* Which PTE of the window a record of a page table is. */
FORK_ENTRY pp_word fork_place(pp_word index);

/* The relation between PTE words of the batched run and of the paged runs of @n pages. */
FORK_ENTRY int fork_related_child_pte(pp_word i, pp_word batched, pp_word paged, int n);
FORK_ENTRY int fork_related_parent_pte(pp_word i, pp_word batched, pp_word paged, int n);

/* Named values for reports, read in the state that the prover has selected. */
FORK_ENTRY void fork_observe(pp_word i);
FORK_ENTRY void fork_observe_folio(void);
FORK_ENTRY void fork_observe_world(void);

#endif
