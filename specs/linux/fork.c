// SPDX-License-Identifier: GPL-2.0
/*
 * fork: copy_present_ptes() of mm/memory.c, by which fork() copies page table entries.
 *
 * fork-world.h	the states from which it is called
 * pte-calls.h	what it says to page table operations
 * fork-run.h	one call of it
 * fork-state.h	what claims read of a state
 * fork-page.h	what it must do to one page (the claim page = spec)
 * fork-frame.h	what it must leave alone (part of the same claim)
 * fork-invariants.h	what must hold of any call
 * fork-relations.h	how the PTEs of a batched run and of paged runs may differ
 * fork-observe.h	the values that reports name
 * pte-laws.h	what the getters and setters do that the code and the claims use
 */
#include "mm/memory.c"

/* A user's function PP_BASE(copy_present_ptes), for a patched one with other parameters. */
#ifdef PP_ADAPTER
#define PP_BASE(function) pp_base_##function
#include PP_ADAPTER
#define copy_present_ptes PP_BASE(copy_present_ptes)
#endif

#include "pteproof.h"
#include "fork.h"
#include "pte-bits-x86.h"
#include "pte-getters.h"
#include "vma-bits.h"
#include "compat.h"
#include "models.h"
#include "models-kept.h"
#include "models-x86.h"
#include "fork-world.h"
#include "pte-calls.h"
#include "fork-run.h"
#include "fork-state.h"
#include "fork-frame.h"
#include "fork-page.h"
#include "fork-invariants.h"
#include "fork-relations.h"
#include "fork-observe.h"
#include "fork-cost.h"
#include "pte-laws.h"

/* pte_mkwrite() is there. */
PP_LINK("arch/x86/mm/pgtable.c");

PP_NOT_CLAIMED(
	 "Runs are sequential: no processor sets Accessed or Dirty meanwhile, no lockless walker "
	 "looks on, no other reference count moves.");
PP_NOT_CLAIMED(
	 "TLB flushes, MMU notifiers and the page table locks belong to the callers of "
	 "copy_present_ptes().");
PP_NOT_CLAIMED("The contents of pages and global statistics (vmstat, mTHP counters) are not modelled.");
PP_NOT_CLAIMED(
	 "copy_pte_range()'s loop, its retries and its preallocation are another claim's subject.");
