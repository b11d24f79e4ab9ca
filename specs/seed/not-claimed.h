/* SPDX-License-Identifier: GPL-2.0 */
/*
 * not-claimed.h: what no unit of this folder is about.
 */
#ifndef SEED_NOT_CLAIMED_H
#define SEED_NOT_CLAIMED_H

PP_NOT_CLAIMED("Any kernel's code: these are algorithms of a discussion, over a miniature kernel (specs/seed/mini).");
PP_NOT_CLAIMED("Runs are sequential: no processor sets Accessed or Dirty meanwhile, no lockless walker looks on, "
	       "no other reference count moves.");
PP_NOT_CLAIMED("Locks, TLB flushes, the contents of pages and global statistics are not modelled.");

#endif
