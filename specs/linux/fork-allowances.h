/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-allowances.h: the three differences of copy_present_ptes() from page at a time, for a step (fork) and for a
 * range of steps (fork-range). How each weakens the relation of two words stands with those units.
 */
#ifndef FORK_ALLOWANCES_H
#define FORK_ALLOWANCES_H

PP_ALLOWANCE("shared-mixed-write",
	     "the VMA has VM_SHARED",
	     "the child's write bit is set iff it was set in the parent for any page of the batch",
	     "A batch may mix read-only and writable PTEs; copy_present_ptes() then makes all of "
	     "the child's writable, and nothing write-protects a shared mapping again. Only shared "
	     "VMAs whose page tables fork() copies come here (vma_needs_copy()).");

PP_ALLOWANCE("soft-dirty-untracked",
	     "soft-dirty is not tracked in the VMA (VM_SOFTDIRTY is set)",
	     "the child's soft-dirty bit is that of the batch's first page",
	     "The whole VMA counts as soft-dirty, so the bit of a single PTE tells nobody anything.");

PP_ALLOWANCE("dirty-encoding",
	     "the PTE is read-only by its Write bit in both runs",
	     "pte_dirty() and pte_write() agree; Dirty and SavedDirty may be different ways to say so",
	     "A read-only PTE may be dirty by the hardware's bit or by the saved one "
	     "(arch/x86/include/asm/pgtable.h mksaveddirty_shift()); a batch compares and "
	     "write-protects both forms as one.");

#endif
