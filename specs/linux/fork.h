/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork.h: what the prover calls in the spec of `fork`, in the order of a proof. specs/README.md says
 * when each is called.
 */
#ifndef FORK_H
#define FORK_H

#include "pteproof.h"

/* Called by the prover only: the compiler must keep it. */
#define PPF_FORK_ENTRY __attribute__((used))

/* The world, and the runs from it. */
PPF_FORK_ENTRY void ppf_fork_world(void);
PPF_FORK_ENTRY int ppf_fork_run(pp_word first, int limit);
PPF_FORK_ENTRY int ppf_fork_limit(void);

/* The claim page = spec, after ppf_fork_run(0, 1); and its frame, of each record that this may have written. */
PPF_FORK_ENTRY void ppf_fork_page_spec(int result);
PPF_FORK_ENTRY void ppf_fork_frame_parent_pte(pp_word index);
PPF_FORK_ENTRY void ppf_fork_frame_child_pte(pp_word index);
PPF_FORK_ENTRY void ppf_fork_frame_page(pp_word index);

/* The invariants, after ppf_fork_run(0, ppf_fork_limit()): of each PTE 0 <= i < result, of a success, of a failure. */
PPF_FORK_ENTRY void ppf_fork_invariants(int result, pp_word i);
PPF_FORK_ENTRY void ppf_fork_totals(int result);
PPF_FORK_ENTRY void ppf_fork_failure(int result);

/* Which PTE of the window a record of a page table is. */
PPF_FORK_ENTRY pp_word ppf_fork_place(pp_word index);

/* The relation between PTE words of the batched run and of the paged runs of @n pages. */
PPF_FORK_ENTRY int ppf_fork_related_child_pte(pp_word i, pp_word batched, pp_word paged, int n);
PPF_FORK_ENTRY int ppf_fork_related_parent_pte(pp_word i, pp_word batched, pp_word paged, int n);

/* Named values for reports, read in the state that the prover has selected. */
PPF_FORK_ENTRY void ppf_fork_observe(pp_word i);
PPF_FORK_ENTRY void ppf_fork_observe_folio(void);
PPF_FORK_ENTRY void ppf_fork_observe_world(void);

#endif
