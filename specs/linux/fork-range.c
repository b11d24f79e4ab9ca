// SPDX-License-Identifier: GPL-2.0
/*
 * fork-range: copy_pte_range() of mm/memory.c, by which fork() copies the PTEs of a range in one page table.
 *
 * range-world.h	the states from which it is called
 * pte-calls.h	what it says to page table operations
 * range-models.h	page tables, locks, rescheduling, allocation
 * range-state.h	what claims read of a state
 * range-step.h	one step of its loop
 * range-run.h	one call of it
 * range-claims.h	what must hold of any call
 * range-frame.h	what it must leave alone
 * range-relations.h	how the PTEs of a batched range and of page at a time may differ
 * range-observe.h	the values that reports name
 */
#include "mm/memory.c"

#include "pteproof.h"
#include "fork-range.h"
#include "pte-bits-x86.h"
#include "pte-getters.h"
#include "vma-bits.h"
#include "pte-compare.h"
#include "compat.h"
#include "models.h"
#include "models-x86.h"
#include "range-world.h"
#include "pte-calls.h"
#include "range-models.h"
#include "range-state.h"
#include "range-step.h"
#include "range-run.h"
#include "range-claims.h"
#include "range-frame.h"
#include "range-relations.h"
#include "range-observe.h"

/* pte_mkwrite() is there. */
PP_LINK("arch/x86/mm/pgtable.c");

PP_NOT_CLAIMED(
	 "Runs are sequential: no processor sets Accessed or Dirty meanwhile, no lockless walker "
	 "looks on, no other reference count moves, and none while the locks are dropped.");
PP_NOT_CLAIMED("TLB flushes and MMU notifiers belong to the callers of copy_pte_range().");
PP_NOT_CLAIMED("The contents of pages and global statistics (vmstat, mTHP counters) are not modelled.");
PP_NOT_CLAIMED(
	 "A range that ends with -ENOMEM may have copied fewer PTEs than page at a time, which asks for "
	 "memory at other PTEs; its state is that of page at a time after as many.");
