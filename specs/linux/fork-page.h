/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-page.h: what fork() must do to one page.
 *
 * Outcomes only, read with getters; nothing here makes or changes a PTE, so no error of the kernel's
 * setters is shared. Five outcomes, of which each world has exactly one:
 *
 *	shared		the child maps the same page
 *	copied		the page may be pinned and is the parent's alone: the child gets a copy
 *	no memory	the same, but there is no preallocated folio: -EAGAIN
 *	poisoned	the same, but the page cannot be read: -EHWPOISON
 *	no page		the PTE maps no struct page: only the PTEs change
 */
#ifndef FORK_PAGE_H
#define FORK_PAGE_H

#include "pte-compare.h"

/* The next PTE of the window, if the table has one, is none of this page's business. */
static int next_pte_unchanged(void)
{
	if (world.table_index + 1 >= PTRS_PER_PTE)
		return 1;
	return (pte_val(parent_pte(PP_BEFORE, 1)) == pte_val(parent_pte(PP_AFTER, 1))) &&
	       (pte_val(child_pte(PP_BEFORE, 1)) == pte_val(child_pte(PP_AFTER, 1)));
}

/* ---- The two PTEs of a page that is not copied -------------------------------------------------- */

static void spec_parent_pte(void)
{
	pte_t before = parent_pte(PP_BEFORE, 0);
	pte_t after = parent_pte(PP_AFTER, 0);
	int protect = cow_mapping() && pte_write(before);

	pp_check(protect || pte_val(after) == pte_val(before),
		 "parent PTE unchanged unless a writable COW mapping");
	pp_check(!protect || !pte_write(after), "parent PTE write-protected in a COW mapping");
	pp_check(pte_pfn(after) == pte_pfn(before), "parent PTE maps the same page");
	pp_check(same_truth(pte_present(after), pte_present(before)), "parent PTE still present");
	pp_check(same_truth(pte_dirty(after), pte_dirty(before)), "parent PTE keeps dirty");
	pp_check(same_truth(pte_young(after), pte_young(before)), "parent PTE keeps young");
	pp_check(same_truth(pte_soft_dirty(after), pte_soft_dirty(before)),
		 "parent PTE keeps soft-dirty");
	pp_check(same_truth(pte_uffd_wp(after), pte_uffd_wp(before)), "parent PTE keeps uffd-wp");
	pp_check(same_truth(pte_special(after), pte_special(before)), "parent PTE keeps special");
	pp_check(same_truth(pte_devmap(after), pte_devmap(before)), "parent PTE keeps devmap");
	pp_check(same_bits(after, before, PTE_BITS_WRITE | PTE_BITS_DIRTY),
		 "parent PTE keeps all other bits");
}

static void spec_child_pte(void)
{
	pte_t parent = parent_pte(PP_BEFORE, 0);
	pte_t child = child_pte(PP_AFTER, 0);

	pp_check(same_truth(pte_present(child), 1), "child PTE present");
	pp_check(pte_pfn(child) == pte_pfn(parent), "child PTE maps the parent's page");
	pp_check(same_truth(pte_write(child), pte_write(parent) && !cow_mapping()),
		 "child PTE writable iff the parent's was and no COW mapping");
	pp_check(same_truth(pte_dirty(child), pte_dirty(parent) && !shared_mapping()),
		 "child PTE dirty iff the parent's was and no shared mapping");
	pp_check(!pte_young(child), "child PTE old");
	pp_check(same_truth(pte_soft_dirty(child), pte_soft_dirty(parent)),
		 "child PTE inherits soft-dirty");
	pp_check(same_truth(pte_uffd_wp(child), pte_uffd_wp(parent) && uffd_wp_armed()),
		 "child PTE uffd-wp iff the parent's was and armed in the child");
	pp_check(same_truth(pte_special(child), pte_special(parent)), "child PTE inherits special");
	pp_check(same_truth(pte_devmap(child), pte_devmap(parent)), "child PTE inherits devmap");
	pp_check(same_bits(child, parent, PTE_BITS_WRITE | PTE_BITS_DIRTY | PTE_BITS_YOUNG | PTE_BITS_UFFD_WP),
		 "child PTE inherits all other bits");
}

/* ---- The outcomes ------------------------------------------------------------------------------ */

static void spec_shared(int result)
{
	unsigned long exclusive = world.anon ? compat_anon_exclusive_bit() : 0;

	pp_check(result == 1, "shared: one page is taken");
	spec_parent_pte();
	spec_child_pte();
	pp_check(refcount_delta() == 1, "shared: one reference");
	pp_check(mapcount_delta(0) == 1, "shared: the page is mapped once more");
	if (pp_order()) {
		pp_check(large_mapcount_delta() == 1, "shared: the large folio is mapped once more");
		pp_check(entire_mapcount_word(PP_AFTER) == entire_mapcount_word(PP_BEFORE),
			 "shared: entire mapcount unchanged");
		pp_check(pincount(PP_AFTER) == pincount(PP_BEFORE), "shared: pincount unchanged");
	}
	pp_check(page_flags_word(PP_AFTER, 0) == (page_flags_word(PP_BEFORE, 0) & ~exclusive),
		 "shared: an anon page is exclusive no more, its other flags are unchanged");
	pp_check(rss_moved(folio_rss_member(), 1), "shared: rss of the folio's kind + 1");
	pp_check(prealloc_pointer(PP_AFTER) == prealloc_pointer(PP_BEFORE),
		 "shared: the preallocated folio is not consumed");
	pp_check(no_event(), "shared: nothing is copied");
	pp_check(next_pte_unchanged(), "shared: the next PTEs are unchanged");
}

static void spec_no_page(int result)
{
	pp_check(result == 1, "no page: one PTE is taken");
	spec_parent_pte();
	spec_child_pte();
	pp_check(rss_unchanged(), "no page: rss unchanged");
	pp_check(prealloc_pointer(PP_AFTER) == prealloc_pointer(PP_BEFORE),
		 "no page: the preallocated folio is not consumed");
	pp_check(no_event(), "no page: nothing is copied");
	pp_check(next_pte_unchanged(), "no page: the next PTEs are unchanged");
}

/* The parent's side, the folio and its counts are as they were: of a copy, and of both failures. */
static int parent_side_unchanged(void)
{
	int large = 1;

	if (pp_order())
		large = (large_mapcount_word(PP_AFTER) == large_mapcount_word(PP_BEFORE)) &&
			(entire_mapcount_word(PP_AFTER) == entire_mapcount_word(PP_BEFORE)) &&
			(pincount(PP_AFTER) == pincount(PP_BEFORE));
	return large && (pte_val(parent_pte(PP_AFTER, 0)) == pte_val(parent_pte(PP_BEFORE, 0))) &&
	       (refcount(PP_AFTER) == refcount(PP_BEFORE)) && (mapcount_delta(0) == 0) &&
	       (page_flags_word(PP_AFTER, 0) == page_flags_word(PP_BEFORE, 0));
}

static int child_side_unchanged(void)
{
	return (pte_val(child_pte(PP_AFTER, 0)) == pte_val(child_pte(PP_BEFORE, 0))) &&
	       rss_unchanged() &&
	       (prealloc_pointer(PP_AFTER) == prealloc_pointer(PP_BEFORE));
}

static void spec_no_memory(int result)
{
	pp_check(result == -EAGAIN, "no memory: -EAGAIN");
	pp_check(parent_side_unchanged() && child_side_unchanged() && no_event(),
		 "no memory: nothing has changed");
	pp_check(next_pte_unchanged(), "no memory: the next PTEs are unchanged");
}

/* What the copy's folio must be afterwards. */
static void spec_new_folio(void)
{
	pp_check(prealloc_mapcount_word(PP_AFTER) == 0, "copied: the new page is mapped once");
	pp_check(prealloc_refcount(PP_AFTER) == prealloc_refcount(PP_BEFORE),
		 "copied: the new folio's reference goes to the mapping");
	pp_check(prealloc_is_exclusive_anon(PP_AFTER), "copied: the new page is anon and exclusive");
	pp_check((prealloc_mapping(PP_AFTER) & ~3UL) == child_anon_vma() &&
			 prealloc_index(PP_AFTER) == child_page_index(),
		 "copied: the new folio belongs to the child's anon_vma, at the address's index");
	pp_check(prealloc_is_uptodate(PP_AFTER), "copied: the new folio is uptodate");
	pp_check(ghost_new_anon(PP_AFTER) == ghost_new_anon(PP_BEFORE) + 1,
		 "copied: one new anon mapping");
	pp_check(ghost_new_anon_pfn(PP_AFTER) == world.prealloc_pfn &&
			 ghost_new_anon_address(PP_AFTER) == world.address &&
			 ghost_new_anon_vma(PP_AFTER) == &dst_vma,
		 "copied: the new folio is mapped at the address, in the child's VMA");
	pp_check(ghost_lru_additions(PP_AFTER) == ghost_lru_additions(PP_BEFORE) + 1,
		 "copied: one addition to the LRU");
	pp_check((ghost_lru_pfn(PP_AFTER) == world.prealloc_pfn && ghost_lru_vma(PP_AFTER) == &dst_vma),
		 "copied: the new folio goes to the LRU");
}

/* The child's PTE of a copy: vm_page_prot, dirty, writable if the VMA is, uffd-wp if the parent's is. */
static void spec_copied_pte(void)
{
	pte_t parent = parent_pte(PP_BEFORE, 0);
	pte_t child = child_pte(PP_AFTER, 0);
	int uffd_wp = pte_uffd_wp(parent) && uffd_wp_armed();
	pp_word prot = child_page_prot();
	int writable = child_vma_writable() || (prot & PTE_BITS_WRITE);
	pp_word free = PTE_BITS_PFN | PTE_BITS_WRITE | PTE_BITS_DIRTY | PTE_BITS_SOFT_DIRTY;

	pp_check(pte_present(child), "copied: child PTE present");
	pp_check(pte_pfn(child) == world.prealloc_pfn, "copied: child PTE maps the new page");
	pp_check(pte_dirty(child), "copied: child PTE dirty");
	pp_check(same_truth(pte_write(child), writable && !uffd_wp),
		 "copied: child PTE writable iff the VMA is and not uffd-wp");
	pp_check(same_truth(pte_uffd_wp(child), uffd_wp),
		 "copied: child PTE uffd-wp iff the parent's was and armed in the child");
	pp_check(pte_soft_dirty(child) || !IS_ENABLED(CONFIG_MEM_SOFT_DIRTY),
		 "copied: child PTE soft-dirty, as any page just written");
	pp_check(((pte_val(child) ^ prot) & ~(free | PTE_BITS_UFFD_WP)) == 0,
		 "copied: child PTE has vm_page_prot's other bits");
}

static void spec_copied(int result)
{
	pp_check(result == 1, "copied: one page is taken");
	spec_copied_pte();
	spec_new_folio();
	pp_check(parent_side_unchanged(), "copied: parent PTE, page flags and counts unchanged");
	pp_check(rss_moved(MM_ANONPAGES, 1), "copied: anon rss + 1");
	pp_check(prealloc_pointer(PP_AFTER) == NULL, "copied: the preallocated folio is consumed");
	pp_check((ghost_copies(PP_AFTER) == ghost_copies(PP_BEFORE) + 1 &&
		 ghost_failed_copies(PP_AFTER) == ghost_failed_copies(PP_BEFORE)),
		 "copied: one page is copied");
	pp_check(ghost_source_pfn(PP_AFTER) == world.folio_pfn + world.page_offset,
		 "copied: from the page that the PTE maps");
	pp_check(ghost_destination_pfn(PP_AFTER) == world.prealloc_pfn, "copied: to the new page");
	pp_check(next_pte_unchanged(), "copied: the next PTEs are unchanged");
}

static void spec_poisoned(int result)
{
	pp_word source = world.folio_pfn + world.page_offset;

	pp_check(result == -EHWPOISON, "poisoned: -EHWPOISON");
	pp_check(parent_side_unchanged() && child_side_unchanged(),
		 "poisoned: nothing has changed, the preallocated folio is not consumed");
	pp_check(prealloc_mapcount_word(PP_AFTER) == prealloc_mapcount_word(PP_BEFORE) &&
			 prealloc_refcount(PP_AFTER) == prealloc_refcount(PP_BEFORE) &&
			 prealloc_flags_word(PP_AFTER) == prealloc_flags_word(PP_BEFORE),
		 "poisoned: the preallocated folio is as new");
	pp_check(ghost_copies(PP_AFTER) == ghost_copies(PP_BEFORE) &&
			 ghost_new_anon(PP_AFTER) == ghost_new_anon(PP_BEFORE) &&
			 ghost_lru_additions(PP_AFTER) == ghost_lru_additions(PP_BEFORE),
		 "poisoned: nothing is copied or mapped");
	pp_check(ghost_failed_pfn(PP_AFTER) == source, "poisoned: it was the page that the PTE maps");
#ifdef CONFIG_MEMORY_FAILURE
	pp_check(ghost_poison_reports(PP_AFTER) == ghost_poison_reports(PP_BEFORE) + 1 &&
			 ghost_poison_pfn(PP_AFTER) == source,
		 "poisoned: the page is reported");
#endif
	pp_check(next_pte_unchanged(), "poisoned: the next PTEs are unchanged");
}

/* Whether the page that PTE 0 maps can be read: what the model of copy_mc_to_kernel() asks. */
static int page_is_readable(void)
{
	return pp_any_at("bytes-not-copied", world.folio_pfn + world.page_offset, 13) == 0;
}

void fork_page_spec(int result)
{
	if (world.no_page)
		spec_no_page(result);
	else if (!world.anon)
		spec_shared(result);
	else if (!maybe_pinned() || !page_exclusive(PP_BEFORE, 0))
		spec_shared(result);
	else if (!world.has_prealloc)
		spec_no_memory(result);
	else if (page_is_readable())
		spec_copied(result);
	else
		spec_poisoned(result);
	spec_frame();
}

#endif
