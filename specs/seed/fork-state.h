/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-state.h: what claims read of a state. Each function selects the state and reads one value from it.
 */
#ifndef SEED_FORK_STATE_H
#define SEED_FORK_STATE_H

#include "page-state.h"

/* Equal but for the bits of @except. */
static int same_bits(pte_t a, pte_t b, pp_word except)
{
	return ((a.pte ^ b.pte) & ~except) == 0;
}

static pte_t parent_pte(enum pp_state state, pp_word i)
{
	pp_in(state);
	return ptep_get(parent_slot(i));
}

static pte_t child_pte(enum pp_state state, pp_word i)
{
	pp_in(state);
	return ptep_get(child_slot(i));
}

static int page_exclusive(enum pp_state state, pp_word i)
{
	return (page_flags(state, i) >> PG_ANON_EXCLUSIVE) & 1;
}

static int pincount(enum pp_state state)
{
	pp_in(state);
	return the_folio()->page._pincount.counter;
}

static struct folio *prealloc_in(enum pp_state state)
{
	pp_in(state);
	return prealloc;
}

static u64 copies(enum pp_state state)
{
	pp_in(state);
	return ghost.copies;
}

static u64 copied_from(enum pp_state state)
{
	pp_in(state);
	return ghost.source_pfn;
}

static u64 copied_to(enum pp_state state)
{
	pp_in(state);
	return ghost.destination_pfn;
}

static struct page *prealloc_page(void)
{
	return vmemmap + world.prealloc_pfn;
}

static u64 prealloc_flags(enum pp_state state)
{
	pp_in(state);
	return prealloc_page()->flags;
}

static u64 prealloc_mapping(enum pp_state state)
{
	pp_in(state);
	return prealloc_page()->mapping;
}

static unsigned int prealloc_mapcount(enum pp_state state)
{
	pp_in(state);
	return (unsigned int)prealloc_page()->_mapcount.counter;
}

/* ---- Facts of the world, which no run changes -------------------------------------------------- */

static int cow_mapping(void)
{
	pp_in(PP_BEFORE);
	return is_cow();
}

static int shared_mapping(void)
{
	pp_in(PP_BEFORE);
	return is_shared();
}

static int soft_dirty_tracked(void)
{
	pp_in(PP_BEFORE);
	return vma_soft_dirty_enabled(&src_vma);
}

static int uffd_wp_armed(void)
{
	pp_in(PP_BEFORE);
	return userfaultfd_wp(&dst_vma);
}

static u64 parent_mm_flags(void)
{
	pp_in(PP_BEFORE);
	return src_mm.flags;
}

static u64 child_vma_flags(void)
{
	pp_in(PP_BEFORE);
	return dst_vma.vm_flags;
}

static u64 child_page_prot(void)
{
	pp_in(PP_BEFORE);
	return dst_vma.vm_page_prot;
}

static u64 child_anon_vma(void)
{
	pp_in(PP_BEFORE);
	return dst_vma.anon_vma;
}

/*
 * May the folio be pinned, as fork() asks it: with a reference of its own already taken. A small folio's
 * 1023 references read as a pin then.
 */
static int maybe_pinned(void)
{
	unsigned int small = refcount(PP_BEFORE) + 1 >= 1024u;
	unsigned int pinned = pp_order() ? pincount(PP_BEFORE) > 0 : small;

	return world.anon && pinned && ((parent_mm_flags() >> MMF_HAS_PINNED) & 1);
}

static int folio_is_swapbacked(void)
{
	pp_in(PP_BEFORE);
	return folio_test_swapbacked(the_folio());
}

static int rss_member(void)
{
	if (world.anon)
		return MM_ANONPAGES;
	return folio_is_swapbacked() ? MM_SHMEMPAGES : MM_FILEPAGES;
}

static unsigned int rss_delta(int member)
{
	return rss_of(PP_AFTER, member) - rss_of(PP_BEFORE, member);
}

/* The rss counters moved by @pages in @member, and in no other. */
static int rss_moved(int member, unsigned int pages)
{
	return (rss_delta(MM_FILEPAGES) == (member == MM_FILEPAGES ? pages : 0)) &
	       (rss_delta(MM_ANONPAGES) == (member == MM_ANONPAGES ? pages : 0)) &
	       (rss_delta(MM_SWAPENTS) == 0) &
	       (rss_delta(MM_SHMEMPAGES) == (member == MM_SHMEMPAGES ? pages : 0));
}

static unsigned int mapcount_delta(pp_word i)
{
	return mapcount(PP_AFTER, i) - mapcount(PP_BEFORE, i);
}

/* Did the run copy a page for the child? */
static int page_copied(void)
{
	return copies(PP_AFTER) != copies(PP_BEFORE);
}

static int nothing_copied(void)
{
	return !page_copied() & (prealloc_in(PP_AFTER) == prealloc_in(PP_BEFORE));
}

#endif
