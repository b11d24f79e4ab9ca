/* SPDX-License-Identifier: GPL-2.0 */
/*
 * range-state.h: what claims read of a state, by the spec's own getters. Each function selects the state.
 */
#ifndef RANGE_STATE_H
#define RANGE_STATE_H

static pte_t ppf_parent_pte(enum pp_state state, pp_word k)
{
	pp_in(state);
	return *(ppf_src_table + (ppf_world.table_index + k));
}

static pte_t ppf_child_pte(enum pp_state state, pp_word k)
{
	pp_in(state);
	return *(ppf_dst_table + (ppf_world.table_index + k));
}

/* ---- Pages ------------------------------------------------------------------------------------- */

/*
 * What PTE @k maps. In the world of a step the values of a PTE behind the first are those of the page of A that would be
 * next: only PTEs that map it are taken with the first.
 */
static pp_word ppf_kind_of(pp_word k)
{
	return pp_is_step() && k > 0 && !ppf_world.a.is_mapped ? PPF_RANGE_NONE :
	       pp_is_step() && k > 0 ? PPF_RANGE_A : ppf_world.kind[k];
}

/* In the world of a step: does the PTE @k behind the first map the page of A that would be next? */
static int ppf_is_next_page(pp_word k)
{
	pte_t pte;

	if (k >= ppf_world.size)
		return 0;
	pte = ppf_parent_pte(PP_BEFORE, k);
	return ppf_world.a.is_mapped && ppf_page_number(&ppf_world.a, k) < ppf_pages_of(&ppf_world.a) && ppf_present(pte) &&
	       !ppf_special(pte) && ppf_pfn(pte) == ppf_world.a.pfn + ppf_page_number(&ppf_world.a, k);
}

static int ppf_maps_page(pp_word k)
{
	if (pp_is_step() && k > 0)
		return ppf_is_next_page(k);
	return ppf_world.kind[k] == PPF_RANGE_A || ppf_world.kind[k] == PPF_RANGE_B || ppf_world.kind[k] == PPF_RANGE_SMALL;
}

static int ppf_maps_large(pp_word k)
{
	return ppf_world.kind[k] == PPF_RANGE_A || ppf_world.kind[k] == PPF_RANGE_B;
}

static struct page *ppf_page_of_folio(const struct ppf_range_folio *folio, pp_word k)
{
	return ppf_page(folio->pfn + ppf_page_number(folio, k));
}

static struct page *ppf_small_page(pp_word k)
{
	return ppf_page(ppf_world.small_pfn[k]);
}

static struct folio *ppf_preallocated(pp_word k)
{
	return (struct folio *)ppf_page(ppf_world.prealloc_pfn + k);
}

/* A value of the page that PTE @k maps, or of its folio: 0 if it maps none. */
#define PPF_OF_PAGE(k, getter)                                                                             \
	(ppf_kind_of(k) == PPF_RANGE_A ? getter(ppf_page_of_folio(&ppf_world.a, k)) :                                  \
	 ppf_kind_of(k) == PPF_RANGE_B ? getter(ppf_page_of_folio(&ppf_world.b, k)) :                                  \
	 ppf_kind_of(k) == PPF_RANGE_SMALL ? getter(ppf_small_page(k)) : 0)
#define PPF_OF_FOLIO(k, getter)                                                                            \
	(ppf_kind_of(k) == PPF_RANGE_A ? getter(ppf_head_of(&ppf_world.a)) :                                           \
	 ppf_kind_of(k) == PPF_RANGE_B ? getter(ppf_head_of(&ppf_world.b)) :                                           \
	 ppf_kind_of(k) == PPF_RANGE_SMALL ? getter((struct folio *)ppf_small_page(k)) : 0)

static unsigned int ppf_page_mapcount_word(enum pp_state state, pp_word k)
{
	pp_in(state);
	return PPF_OF_PAGE(k, ppf_compat_page_mapcount_word);
}

static unsigned long ppf_page_flags_word(enum pp_state state, pp_word k)
{
	pp_in(state);
	return PPF_OF_PAGE(k, ppf_compat_page_flags);
}

static int ppf_is_anon_folio(const struct folio *folio)
{
	return ppf_compat_is_anon(&folio->page);
}

static int ppf_anon(pp_word k)
{
	pp_in(PP_BEFORE);
	return PPF_OF_FOLIO(k, ppf_is_anon_folio);
}

static int ppf_shmem(pp_word k)
{
	pp_in(PP_BEFORE);
	return PPF_OF_FOLIO(k, ppf_compat_is_swapbacked);
}

static int ppf_device_private(pp_word k)
{
	pp_in(PP_BEFORE);
	return PPF_OF_FOLIO(k, ppf_compat_is_device_private);
}

static unsigned int ppf_folio_refcount(enum pp_state state, struct folio *folio)
{
	pp_in(state);
	return ppf_compat_refcount(folio);
}

static unsigned int ppf_large_mapcount_word(enum pp_state state, struct folio *folio)
{
	pp_in(state);
	return ppf_compat_large_mapcount_word(folio);
}

static int ppf_pincount(struct folio *folio)
{
	pp_in(PP_BEFORE);
	return ppf_compat_pincount(folio);
}

static unsigned long ppf_anon_exclusive_word(pp_word k)
{
	return ppf_page_flags_word(PP_BEFORE, k) & ppf_compat_anon_exclusive_bit();
}

static int ppf_has_pinned(void)
{
	pp_in(PP_BEFORE);
	return ppf_compat_has_pinned(&ppf_src_mm);
}

/* May the folio that PTE @k maps be pinned, as fork() asks with a reference of its own taken (fork-state.h). */
static int ppf_maybe_pinned(pp_word k)
{
	int pinned = ppf_kind_of(k) == PPF_RANGE_A ? ppf_pincount(ppf_head_of(&ppf_world.a)) > 0 :
		     ppf_kind_of(k) == PPF_RANGE_B ? ppf_pincount(ppf_head_of(&ppf_world.b)) > 0 :
		     ppf_folio_refcount(PP_BEFORE, (struct folio *)ppf_small_page(k)) + 1 >= 1024u;

	return pinned && ppf_has_pinned() && !ppf_device_private(k);
}

/* Must the child get a copy of the page that PTE @k maps? */
static int ppf_must_copy(pp_word k)
{
	return ppf_maps_page(k) && ppf_anon(k) && ppf_anon_exclusive_word(k) && ppf_maybe_pinned(k);
}

/* ---- The environment ---------------------------------------------------------------------------- */

static int ppf_no_memory(pp_word k)
{
	int refused = pp_any_at("no-memory", k, 1) != 0;

#ifdef CONFIG_MEMCG
	pp_in(PP_BEFORE);
	refused |= !mem_cgroup_disabled() && pp_any_at("no-charge", ppf_world.prealloc_pfn + k, 1) != 0;
#endif
	return refused;
}

static int ppf_unreadable(pp_word k)
{
	pp_word pfn = ppf_pfn(ppf_parent_pte(PP_BEFORE, k));

	return pp_any_at("bytes-not-copied", pfn, 13) != 0;
}

static unsigned long ppf_poisoned_pfn(void)
{
	pp_in(PP_AFTER);
	return ppf_ghost.failed_pfn;
}

static long ppf_rss_of(enum pp_state state, int member)
{
	pp_in(state);
	return ppf_dst_mm.rss_stat[member].count;
}

static int ppf_lock_is_free(const spinlock_t *lock)
{
	pp_in(PP_AFTER);
	return !ppf_is_held(lock);
}

static unsigned int ppf_rcu_depth_after(void)
{
	pp_in(PP_AFTER);
	return ppf_rcu_depth;
}

/* ---- Facts of the world, which no run changes -------------------------------------------------- */

#include "fork-vma-facts.h"

#endif
