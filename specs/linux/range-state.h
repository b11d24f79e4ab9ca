/* SPDX-License-Identifier: GPL-2.0 */
/*
 * range-state.h: what claims read of a state, by the kernel's getters. Each function selects the state.
 */
#ifndef RANGE_STATE_H
#define RANGE_STATE_H

static pte_t parent_pte(enum pp_state state, pp_word k)
{
	pp_in(state);
	return ptep_get(src_table + (world.table_index + k));
}

static pte_t child_pte(enum pp_state state, pp_word k)
{
	pp_in(state);
	return ptep_get(dst_table + (world.table_index + k));
}

/* ---- Pages ------------------------------------------------------------------------------------- */

/*
 * What PTE @k maps. In the world of a step the values of a PTE behind the first are those of the page of A that would be
 * next: only PTEs that map it are taken with the first.
 */
static pp_word kind_of(pp_word k)
{
	return pp_is_step() && k > 0 && !world.a.is_mapped ? RANGE_NONE :
	       pp_is_step() && k > 0 ? RANGE_A : world.kind[k];
}

/* In the world of a step: does the PTE @k behind the first map the page of A that would be next? */
static int is_next_page(pp_word k)
{
	pte_t pte;

	if (k >= world.size)
		return 0;
	pte = parent_pte(PP_BEFORE, k);
	return world.a.is_mapped && page_number(&world.a, k) < pages_of(&world.a) && pte_present(pte) &&
	       !pte_special(pte) && pte_pfn(pte) == world.a.pfn + page_number(&world.a, k);
}

static int maps_page(pp_word k)
{
	if (pp_is_step() && k > 0)
		return is_next_page(k);
	return world.kind[k] == RANGE_A || world.kind[k] == RANGE_B || world.kind[k] == RANGE_SMALL;
}

static int maps_large(pp_word k)
{
	return world.kind[k] == RANGE_A || world.kind[k] == RANGE_B;
}

static struct page *page_of_folio(const struct range_folio *folio, pp_word k)
{
	return vmemmap + (folio->pfn + page_number(folio, k));
}

static struct page *small_page(pp_word k)
{
	return vmemmap + world.small_pfn[k];
}

static struct folio *preallocated(pp_word k)
{
	return (struct folio *)(vmemmap + (world.prealloc_pfn + k));
}

/* A value of the page that PTE @k maps, or of its folio: 0 if it maps none. */
#define OF_PAGE(k, getter)                                                                             \
	(kind_of(k) == RANGE_A ? getter(page_of_folio(&world.a, k)) :                                  \
	 kind_of(k) == RANGE_B ? getter(page_of_folio(&world.b, k)) :                                  \
	 kind_of(k) == RANGE_SMALL ? getter(small_page(k)) : 0)
#define OF_FOLIO(k, getter)                                                                            \
	(kind_of(k) == RANGE_A ? getter(head_of(&world.a)) :                                           \
	 kind_of(k) == RANGE_B ? getter(head_of(&world.b)) :                                           \
	 kind_of(k) == RANGE_SMALL ? getter((struct folio *)small_page(k)) : 0)

static unsigned int page_mapcount_word(enum pp_state state, pp_word k)
{
	pp_in(state);
	return OF_PAGE(k, compat_page_mapcount_word);
}

static unsigned long page_flags_word(enum pp_state state, pp_word k)
{
	pp_in(state);
	return OF_PAGE(k, compat_page_flags);
}

static int is_anon_folio(const struct folio *folio)
{
	return compat_is_anon(&folio->page);
}

static int anon(pp_word k)
{
	pp_in(PP_BEFORE);
	return OF_FOLIO(k, is_anon_folio);
}

static int shmem(pp_word k)
{
	pp_in(PP_BEFORE);
	return OF_FOLIO(k, folio_test_swapbacked);
}

static int device_private(pp_word k)
{
	pp_in(PP_BEFORE);
	return OF_FOLIO(k, folio_is_device_private);
}

static unsigned int folio_refcount(enum pp_state state, struct folio *folio)
{
	pp_in(state);
	return (unsigned int)folio_ref_count(folio);
}

static unsigned int large_mapcount_word(enum pp_state state, struct folio *folio)
{
	pp_in(state);
	return compat_large_mapcount_word(folio);
}

static int pincount(struct folio *folio)
{
	pp_in(PP_BEFORE);
	return compat_pincount(folio);
}

static unsigned long anon_exclusive_word(pp_word k)
{
	return page_flags_word(PP_BEFORE, k) & compat_anon_exclusive_bit();
}

static int has_pinned(void)
{
	pp_in(PP_BEFORE);
	return compat_has_pinned(&src_mm);
}

/* May the folio that PTE @k maps be pinned, as fork() asks with a reference of its own taken (fork-state.h). */
static int maybe_pinned(pp_word k)
{
	int pinned = kind_of(k) == RANGE_A ? pincount(head_of(&world.a)) > 0 :
		     kind_of(k) == RANGE_B ? pincount(head_of(&world.b)) > 0 :
		     folio_refcount(PP_BEFORE, (struct folio *)small_page(k)) + 1 >= 1024u;

	return pinned && has_pinned() && !device_private(k);
}

/* Must the child get a copy of the page that PTE @k maps? */
static int must_copy(pp_word k)
{
	return maps_page(k) && anon(k) && anon_exclusive_word(k) && maybe_pinned(k);
}

/* ---- The environment ---------------------------------------------------------------------------- */

static int no_memory(pp_word k)
{
	int refused = pp_any_at("no-memory", k, 1) != 0;

#ifdef CONFIG_MEMCG
	pp_in(PP_BEFORE);
	refused |= !mem_cgroup_disabled() && pp_any_at("no-charge", world.prealloc_pfn + k, 1) != 0;
#endif
	return refused;
}

static int unreadable(pp_word k)
{
	pp_word pfn = pte_pfn(parent_pte(PP_BEFORE, k));

	return pp_any_at("bytes-not-copied", pfn, 13) != 0;
}

static unsigned long poisoned_pfn(void)
{
	pp_in(PP_AFTER);
	return ghost.failed_pfn;
}

static long rss_of(enum pp_state state, int member)
{
	pp_in(state);
	return dst_mm.rss_stat[member].count;
}

static int lock_is_free(const spinlock_t *lock)
{
	pp_in(PP_AFTER);
	return !is_held(lock);
}

static unsigned int rcu_depth_after(void)
{
	pp_in(PP_AFTER);
	return rcu_depth;
}

/* ---- Facts of the world, which no run changes -------------------------------------------------- */

#include "fork-vma-facts.h"

#endif
