/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-state.h: what claims read of a state, by the spec's own getters.
 *
 * Each function selects the state and reads one scalar from it. Claims read by these only, so that no
 * claim depends on which state was selected last.
 */
#ifndef FORK_STATE_H
#define FORK_STATE_H

/* ---- PTE @i of the window ---------------------------------------------------------------------- */

static pte_t ppf_parent_pte(enum pp_state state, pp_word i)
{
	pp_in(state);
	return *ppf_parent_slot(i);
}

static pte_t ppf_child_pte(enum pp_state state, pp_word i)
{
	pp_in(state);
	return *ppf_child_slot(i);
}

/* ---- The folio, and the page of it that PTE @i maps -------------------------------------------- */

static struct page *ppf_page_of(pp_word i)
{
	return ppf_folio_page_at(ppf_world.page_offset + i);
}

static unsigned int ppf_page_mapcount_word(enum pp_state state, pp_word i)
{
	pp_in(state);
	return ppf_compat_page_mapcount_word(ppf_page_of(i));
}

static unsigned long ppf_page_flags_word(enum pp_state state, pp_word i)
{
	pp_in(state);
	return ppf_compat_page_flags(ppf_page_of(i));
}

/* Means something for anon folios only. */
static int ppf_page_exclusive(enum pp_state state, pp_word i)
{
	pp_in(state);
	return (ppf_compat_page_flags(ppf_page_of(i)) & ppf_compat_anon_exclusive_bit()) != 0;
}

static unsigned int ppf_refcount(enum pp_state state)
{
	pp_in(state);
	return ppf_compat_refcount(ppf_the_folio());
}

/* Of a large folio. */
static unsigned int ppf_large_mapcount_word(enum pp_state state)
{
	pp_in(state);
	return ppf_compat_large_mapcount_word(ppf_the_folio());
}

static unsigned int ppf_entire_mapcount_word(enum pp_state state)
{
	pp_in(state);
	return ppf_compat_entire_mapcount_word(ppf_the_folio());
}

static int ppf_pincount(enum pp_state state)
{
	pp_in(state);
	return ppf_compat_pincount(ppf_the_folio());
}

static int ppf_folio_is_shmem(enum pp_state state)
{
	pp_in(state);
	return ppf_compat_is_swapbacked(ppf_the_folio());
}

static int ppf_is_device_private(enum pp_state state)
{
	pp_in(state);
	return ppf_compat_is_device_private(ppf_the_folio());
}

/* ---- The preallocated folio -------------------------------------------------------------------- */

static struct folio *ppf_prealloc_pointer(enum pp_state state)
{
	pp_in(state);
	return ppf_prealloc;
}

static struct page *ppf_prealloc_page(void)
{
	return ppf_page(ppf_world.prealloc_pfn);
}

static struct folio *ppf_prealloc_folio(void)
{
	return (struct folio *)ppf_prealloc_page();
}

static unsigned int ppf_prealloc_mapcount_word(enum pp_state state)
{
	pp_in(state);
	return ppf_compat_page_mapcount_word(ppf_prealloc_page());
}

static unsigned int ppf_prealloc_refcount(enum pp_state state)
{
	pp_in(state);
	return ppf_compat_refcount(ppf_prealloc_folio());
}

static unsigned long ppf_prealloc_flags_word(enum pp_state state)
{
	pp_in(state);
	return ppf_compat_page_flags(ppf_prealloc_page());
}

static int ppf_prealloc_is_exclusive_anon(enum pp_state state)
{
	pp_in(state);
	return ppf_compat_is_anon(ppf_prealloc_page()) && (ppf_compat_page_flags(ppf_prealloc_page()) & ppf_compat_anon_exclusive_bit());
}

static int ppf_prealloc_is_uptodate(enum pp_state state)
{
	pp_in(state);
	return ppf_compat_is_uptodate(ppf_prealloc_folio());
}

static unsigned long ppf_prealloc_mapping(enum pp_state state)
{
	pp_in(state);
	return ppf_compat_folio_mapping(ppf_prealloc_folio());
}

static unsigned long ppf_prealloc_index(enum pp_state state)
{
	pp_in(state);
	return ppf_compat_folio_index(ppf_prealloc_folio());
}

/* Was the page copied for the child? Then the run took one page, and the preallocated folio with it. */
static int ppf_page_copied(void)
{
	return ppf_prealloc_pointer(PP_BEFORE) != NULL && ppf_prealloc_pointer(PP_AFTER) == NULL;
}

/* ---- Counters and events ----------------------------------------------------------------------- */

static unsigned int ppf_rss_of(enum pp_state state, int member)
{
	pp_in(state);
	return (unsigned int)ppf_rss[member];
}

/* How far a counter moved, modulo 2^32 as the machine counts. */
static unsigned int ppf_rss_delta(int member)
{
	return ppf_rss_of(PP_AFTER, member) - ppf_rss_of(PP_BEFORE, member);
}

static unsigned int ppf_refcount_delta(void)
{
	return ppf_refcount(PP_AFTER) - ppf_refcount(PP_BEFORE);
}

static unsigned int ppf_mapcount_delta(pp_word i)
{
	return ppf_page_mapcount_word(PP_AFTER, i) - ppf_page_mapcount_word(PP_BEFORE, i);
}

/* How far the count of a page moves that is mapped once more: not all kernels count the pages of large folios. */
static unsigned int ppf_counted_mappings(void)
{
	return PPF_COMPAT_COUNTS_LARGE_PAGES || !pp_order();
}

static unsigned int ppf_large_mapcount_delta(void)
{
	return ppf_large_mapcount_word(PP_AFTER) - ppf_large_mapcount_word(PP_BEFORE);
}

#define PPF_GHOST_GETTER(field, type)                                                                     \
	static __maybe_unused type ppf_ghost_##field(enum pp_state state)                             \
	{                                                                                             \
		pp_in(state);                                                                         \
		return ppf_ghost.field;                                                                   \
	}
PPF_GHOST_GETTER(copies, unsigned long)
PPF_GHOST_GETTER(source_pfn, unsigned long)
PPF_GHOST_GETTER(destination_pfn, unsigned long)
PPF_GHOST_GETTER(failed_copies, unsigned long)
PPF_GHOST_GETTER(failed_pfn, unsigned long)
PPF_GHOST_GETTER(poison_reports, unsigned long)
PPF_GHOST_GETTER(poison_pfn, unsigned long)
PPF_GHOST_GETTER(new_anon, unsigned long)
PPF_GHOST_GETTER(new_anon_pfn, unsigned long)
PPF_GHOST_GETTER(new_anon_address, unsigned long)
PPF_GHOST_GETTER(new_anon_vma, struct vm_area_struct *)
PPF_GHOST_GETTER(lru_additions, unsigned long)
PPF_GHOST_GETTER(lru_pfn, unsigned long)
PPF_GHOST_GETTER(lru_vma, struct vm_area_struct *)
#undef PPF_GHOST_GETTER

/* ---- Facts of the world, which no run changes -------------------------------------------------- */

#include "fork-vma-facts.h"

static int ppf_mm_has_pinned(void)
{
	pp_in(PP_BEFORE);
	return ppf_compat_has_pinned(&ppf_src_mm);
}

static pp_word ppf_child_page_prot(void)
{
	pp_in(PP_BEFORE);
	return PPF_PROT_WORD(ppf_dst_vma.vm_page_prot);
}

static unsigned long ppf_child_anon_vma(void)
{
	pp_in(PP_BEFORE);
	return (unsigned long)ppf_dst_vma.anon_vma;
}

/* The index of the first PTE's page in the child's VMA. */
static unsigned long ppf_child_page_index(void)
{
	pp_in(PP_BEFORE);
	return ((ppf_world.address - ppf_dst_vma.vm_start) >> PAGE_SHIFT) + ppf_dst_vma.vm_pgoff;
}

static int ppf_child_vma_writable(void)
{
	pp_in(PP_BEFORE);
	return (ppf_dst_vma.vm_flags & PPF_VM_WRITE) != 0;
}

/*
 * May the folio be pinned, as fork() asks it: with a reference of fork()'s own already taken. A small
 * folio counts a pin as 1024 references (Documentation/core-api/pin_user_pages.rst), so 1023 of them
 * read as a pin then. Device-private memory cannot be pinned.
 */
static int ppf_maybe_pinned(void)
{
	unsigned int small = ppf_refcount(PP_BEFORE) + 1 >= 1024u;
	unsigned int pinned = pp_order() ? ppf_pincount(PP_BEFORE) > 0 : small;

	return pinned && ppf_mm_has_pinned() && !ppf_is_device_private(PP_BEFORE);
}

/* The rss counter that pages of the folio count in. */
static int ppf_folio_rss_member(void)
{
	if (ppf_world.anon)
		return MM_ANONPAGES;
	return ppf_folio_is_shmem(PP_BEFORE) ? MM_SHMEMPAGES : MM_FILEPAGES;
}

/* The four rss counters moved by @pages pages in @member, and nothing else. */
static int ppf_rss_moved(int member, unsigned int pages)
{
	return (ppf_rss_delta(MM_FILEPAGES) == (member == MM_FILEPAGES ? pages : 0)) &&
	       (ppf_rss_delta(MM_ANONPAGES) == (member == MM_ANONPAGES ? pages : 0)) &&
	       (ppf_rss_delta(MM_SWAPENTS) == (member == MM_SWAPENTS ? pages : 0)) &&
	       (ppf_rss_delta(MM_SHMEMPAGES) == (member == MM_SHMEMPAGES ? pages : 0));
}

static int ppf_rss_unchanged(void)
{
	return ppf_rss_moved(-1, 0);
}

/* No page was copied, mapped for the first time or put on the LRU. */
static int ppf_no_event(void)
{
	return (ppf_ghost_copies(PP_AFTER) == ppf_ghost_copies(PP_BEFORE)) &&
	       (ppf_ghost_new_anon(PP_AFTER) == ppf_ghost_new_anon(PP_BEFORE)) &&
	       (ppf_ghost_lru_additions(PP_AFTER) == ppf_ghost_lru_additions(PP_BEFORE)) &&
	       (ppf_ghost_failed_copies(PP_AFTER) == ppf_ghost_failed_copies(PP_BEFORE)) &&
	       (ppf_ghost_poison_reports(PP_AFTER) == ppf_ghost_poison_reports(PP_BEFORE));
}

#endif
