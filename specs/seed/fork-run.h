/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-run.h: the entry points that all units of fork() share. A unit defines copy_entries() before: one
 * call of its algorithm, for the entry @pte at @src_pte and up to @limit in all.
 */
#ifndef SEED_FORK_RUN_H
#define SEED_FORK_RUN_H

SEED_ENTRY int fork_limit(void);
SEED_ENTRY int fork_run(pp_word first, int limit);
SEED_ENTRY int fork_paged_run(pp_word first);
SEED_ENTRY void fork_page_spec(int result);
SEED_ENTRY void fork_invariants(int result, pp_word i);
SEED_ENTRY void fork_totals(int result);
SEED_ENTRY void fork_failure(int result);
SEED_ENTRY pp_word fork_place(pp_word index);
SEED_ENTRY int fork_related_child_pte(pp_word i, pp_word batched, pp_word paged, int n);
SEED_ENTRY int fork_related_parent_pte(pp_word i, pp_word batched, pp_word paged, int n);
SEED_ENTRY void fork_observe(pp_word i);
SEED_ENTRY void fork_observe_folio(void);
SEED_ENTRY void fork_observe_world(void);

#include "fork-state.h"
#include "fork-findings.h"
#include "fork-relations.h"
#include "fork-page.h"
#include "fork-invariants.h"
#include "fork-observe.h"
#include "fork-cost.h"

int fork_limit(void)
{
	return (int)world.max_nr;
}

/*
 * A later entry's word in a simpler form if it has one: where a batch has compared it, what it has not from
 * its own bits is the first one's, and its page frame follows.
 */
static pte_t entry_at(pp_word first)
{
	pp_word own = PTE_RW | PTE_ACCESSED | PTE_DIRTY | PTE_SOFT_DIRTY | PTE_SAVED_DIRTY | PTE_UFFD_WP | PTE_PFN;
	pp_word pfn = world.folio_pfn + world.page_offset + first;
	pte_t pte = ptep_get(parent_slot(first));

	if (!first || world.no_page)
		return pte;
	return __pte(pp_as(pte.pte, (pte.pte & own & ~PTE_PFN) | (world.first_word & ~own) | (pfn << PAGE_SHIFT)));
}

int fork_run(pp_word first, int limit)
{
	return copy_entries(&dst_vma, &src_vma, child_slot(first), parent_slot(first), entry_at(first),
			    world.address + first * PAGE_SIZE, limit, rss, &prealloc);
}

#ifndef SEED_PAGED
#define SEED_PAGED copy_entries
#endif

/* The finding first-page-copied applies to this run's first page, and is allowed. */
static int copies_first_page(void)
{
	if (!pp_allowed("first-page-copied") || world.no_page || !world.has_prealloc)
		return 0;
	return folio_test_anon(the_folio()) && ((src_mm.flags >> MMF_HAS_PINNED) & 1) &&
	       (pp_order() ? the_folio()->page._pincount.counter > 0 : 0) && !exclusive_now(0) &&
	       later_page_exclusive();
}

/* One page at a time: the same algorithm with the limit 1, or what a unit names instead. */
int fork_paged_run(pp_word first)
{
	if (!first && copies_first_page())
		return copy_present_page(&dst_vma, child_slot(0), entry_at(0), page_of(0), world.address, rss,
					 &prealloc) ? -EAGAIN : 1;
	return SEED_PAGED(&dst_vma, &src_vma, child_slot(first), parent_slot(first), entry_at(first),
			  world.address + first * PAGE_SIZE, 1, rss, &prealloc);
}

#endif
