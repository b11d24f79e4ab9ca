/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-state.h: what claims read of a state, by the kernel's getters.
 *
 * Each function selects the state and reads one scalar from it. Claims read by these only, so that no
 * claim depends on which state was selected last.
 */
#ifndef FORK_STATE_H
#define FORK_STATE_H

/* ---- PTE @i of the window ---------------------------------------------------------------------- */

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

/* ---- The folio, and the page of it that PTE @i maps -------------------------------------------- */

static struct page *page_of(pp_word i)
{
	return folio_page_at(world.page_offset + i);
}

static unsigned int page_mapcount_word(enum pp_state state, pp_word i)
{
	pp_in(state);
	return compat_page_mapcount_word(page_of(i));
}

static unsigned long page_flags_word(enum pp_state state, pp_word i)
{
	pp_in(state);
	return compat_page_flags(page_of(i));
}

/* Means something for anon folios only. */
static int page_exclusive(enum pp_state state, pp_word i)
{
	pp_in(state);
	return PageAnonExclusive(page_of(i)) != 0;
}

static unsigned int refcount(enum pp_state state)
{
	pp_in(state);
	return (unsigned int)folio_ref_count(the_folio());
}

/* Of a large folio. */
static unsigned int large_mapcount_word(enum pp_state state)
{
	pp_in(state);
	return compat_large_mapcount_word(the_folio());
}

static unsigned int entire_mapcount_word(enum pp_state state)
{
	pp_in(state);
	return compat_entire_mapcount_word(the_folio());
}

static int pincount(enum pp_state state)
{
	pp_in(state);
	return compat_pincount(the_folio());
}

static int folio_is_shmem(enum pp_state state)
{
	pp_in(state);
	return folio_test_swapbacked(the_folio());
}

static int is_device_private(enum pp_state state)
{
	pp_in(state);
	return folio_is_device_private(the_folio());
}

/* ---- The preallocated folio -------------------------------------------------------------------- */

static struct folio *prealloc_pointer(enum pp_state state)
{
	pp_in(state);
	return prealloc;
}

static struct page *prealloc_page(void)
{
	return vmemmap + world.prealloc_pfn;
}

static struct folio *prealloc_folio(void)
{
	return (struct folio *)prealloc_page();
}

static unsigned int prealloc_mapcount_word(enum pp_state state)
{
	pp_in(state);
	return compat_page_mapcount_word(prealloc_page());
}

static unsigned int prealloc_refcount(enum pp_state state)
{
	pp_in(state);
	return (unsigned int)folio_ref_count(prealloc_folio());
}

static unsigned long prealloc_flags_word(enum pp_state state)
{
	pp_in(state);
	return compat_page_flags(prealloc_page());
}

static int prealloc_is_exclusive_anon(enum pp_state state)
{
	pp_in(state);
	return folio_test_anon(prealloc_folio()) && PageAnonExclusive(prealloc_page());
}

static int prealloc_is_uptodate(enum pp_state state)
{
	pp_in(state);
	return folio_test_uptodate(prealloc_folio());
}

static unsigned long prealloc_mapping(enum pp_state state)
{
	pp_in(state);
	return compat_folio_mapping(prealloc_folio());
}

static unsigned long prealloc_index(enum pp_state state)
{
	pp_in(state);
	return compat_folio_index(prealloc_folio());
}

/* ---- Counters and events ----------------------------------------------------------------------- */

static unsigned int rss_of(enum pp_state state, int member)
{
	pp_in(state);
	return (unsigned int)rss[member];
}

/* How far a counter moved, modulo 2^32 as the machine counts. */
static unsigned int rss_delta(int member)
{
	return rss_of(PP_AFTER, member) - rss_of(PP_BEFORE, member);
}

static unsigned int refcount_delta(void)
{
	return refcount(PP_AFTER) - refcount(PP_BEFORE);
}

static unsigned int mapcount_delta(pp_word i)
{
	return page_mapcount_word(PP_AFTER, i) - page_mapcount_word(PP_BEFORE, i);
}

static unsigned int large_mapcount_delta(void)
{
	return large_mapcount_word(PP_AFTER) - large_mapcount_word(PP_BEFORE);
}

#define GHOST_GETTER(field, type)                                                                     \
	static __maybe_unused type ghost_##field(enum pp_state state)                                 \
	{                                                                                             \
		pp_in(state);                                                                         \
		return ghost.field;                                                                   \
	}
GHOST_GETTER(copies, unsigned long)
GHOST_GETTER(source_pfn, unsigned long)
GHOST_GETTER(destination_pfn, unsigned long)
GHOST_GETTER(failed_copies, unsigned long)
GHOST_GETTER(failed_pfn, unsigned long)
GHOST_GETTER(poison_reports, unsigned long)
GHOST_GETTER(poison_pfn, unsigned long)
GHOST_GETTER(new_anon, unsigned long)
GHOST_GETTER(new_anon_pfn, unsigned long)
GHOST_GETTER(new_anon_address, unsigned long)
GHOST_GETTER(new_anon_vma, struct vm_area_struct *)
GHOST_GETTER(lru_additions, unsigned long)
GHOST_GETTER(lru_pfn, unsigned long)
GHOST_GETTER(lru_vma, struct vm_area_struct *)
#undef GHOST_GETTER

/* ---- Facts of the world, which no run changes -------------------------------------------------- */

#include "fork-vma-facts.h"

static int mm_has_pinned(void)
{
	pp_in(PP_BEFORE);
	return compat_has_pinned(&src_mm);
}

static pp_word child_page_prot(void)
{
	pp_in(PP_BEFORE);
	return pgprot_val(dst_vma.vm_page_prot);
}

static unsigned long child_anon_vma(void)
{
	pp_in(PP_BEFORE);
	return (unsigned long)dst_vma.anon_vma;
}

/* The index of the first PTE's page in the child's VMA. */
static unsigned long child_page_index(void)
{
	pp_in(PP_BEFORE);
	return ((world.address - dst_vma.vm_start) >> PAGE_SHIFT) + dst_vma.vm_pgoff;
}

static int child_vma_writable(void)
{
	pp_in(PP_BEFORE);
	return (dst_vma.vm_flags & VM_WRITE) != 0;
}

/*
 * May the folio be pinned, as fork() asks it: with a reference of fork()'s own already taken. A small
 * folio counts a pin as 1024 references (Documentation/core-api/pin_user_pages.rst), so 1023 of them
 * read as a pin then. Device-private memory cannot be pinned.
 */
static int maybe_pinned(void)
{
	unsigned int small = refcount(PP_BEFORE) + 1 >= 1024u;
	unsigned int pinned = pp_order() ? pincount(PP_BEFORE) > 0 : small;

	return pinned && mm_has_pinned() && !is_device_private(PP_BEFORE);
}

/* The rss counter that pages of the folio count in. */
static int folio_rss_member(void)
{
	if (world.anon)
		return MM_ANONPAGES;
	return folio_is_shmem(PP_BEFORE) ? MM_SHMEMPAGES : MM_FILEPAGES;
}

/* The four rss counters moved by @pages pages in @member, and nothing else. */
static int rss_moved(int member, unsigned int pages)
{
	return (rss_delta(MM_FILEPAGES) == (member == MM_FILEPAGES ? pages : 0)) &&
	       (rss_delta(MM_ANONPAGES) == (member == MM_ANONPAGES ? pages : 0)) &&
	       (rss_delta(MM_SWAPENTS) == (member == MM_SWAPENTS ? pages : 0)) &&
	       (rss_delta(MM_SHMEMPAGES) == (member == MM_SHMEMPAGES ? pages : 0));
}

static int rss_unchanged(void)
{
	return rss_moved(-1, 0);
}

/* No page was copied, mapped for the first time or put on the LRU. */
static int no_event(void)
{
	return (ghost_copies(PP_AFTER) == ghost_copies(PP_BEFORE)) &&
	       (ghost_new_anon(PP_AFTER) == ghost_new_anon(PP_BEFORE)) &&
	       (ghost_lru_additions(PP_AFTER) == ghost_lru_additions(PP_BEFORE)) &&
	       (ghost_failed_copies(PP_AFTER) == ghost_failed_copies(PP_BEFORE)) &&
	       (ghost_poison_reports(PP_AFTER) == ghost_poison_reports(PP_BEFORE));
}

#endif
