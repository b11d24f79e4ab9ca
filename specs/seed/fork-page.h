/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-page.h: what fork() must do to one page: share it with the child, copy it, ask for memory, or, where
 * there is no struct page, copy the entry alone. Outcomes only, read with getters.
 */
#ifndef SEED_FORK_PAGE_H
#define SEED_FORK_PAGE_H

static int next_ptes_unchanged(void)
{
	if (world.table_index + 1 >= PTRS_PER_PTE)
		return 1;
	return (parent_pte(PP_BEFORE, 1).pte == parent_pte(PP_AFTER, 1).pte) &
	       (child_pte(PP_BEFORE, 1).pte == child_pte(PP_AFTER, 1).pte);
}

static void spec_parent_pte(void)
{
	pte_t before = parent_pte(PP_BEFORE, 0);
	pte_t after = parent_pte(PP_AFTER, 0);
	int protect = cow_mapping() && pte_write(before);

	pp_check(protect || after.pte == before.pte,
		 "dirty-writable: parent PTE unchanged unless a writable COW mapping");
	pp_check(!protect || !pte_write(after),
		 "dirty-writable: parent PTE write-protected in a COW mapping");
	pp_check(same_truth(pte_dirty(after), pte_dirty(before)), "dirty-writable: parent PTE keeps dirty");
	pp_check(same_bits(after, before, PTE_RW | PTE_DIRTY | PTE_SAVED_DIRTY),
		 "contiguous: parent PTE keeps its page and all other bits");
}

static void spec_child_pte(void)
{
	pte_t parent = parent_pte(PP_BEFORE, 0);
	pte_t child = child_pte(PP_AFTER, 0);

	pp_check(pte_present(child), "contiguous: child PTE present");
	pp_check(pte_pfn(child) == pte_pfn(parent), "contiguous: child PTE maps the parent's page");
	pp_check(same_truth(pte_write(child), pte_write(parent) && !cow_mapping()),
		 "dirty-writable: child PTE writable iff the parent's was and no COW mapping");
	pp_check(same_truth(pte_dirty(child), pte_dirty(parent) && !shared_mapping()),
		 "dirty-writable: child PTE dirty iff the parent's was and no shared mapping");
	pp_check(!pte_young(child), "child PTE old");
	pp_check(same_truth(pte_soft_dirty(child), child_soft_dirty(0)),
		 "dirty-writable: child PTE inherits soft-dirty");
	pp_check(same_truth(pte_uffd_wp(child), pte_uffd_wp(parent) && uffd_wp_armed()),
		 "uffd-wp: child PTE has the bit iff the parent's had and it is armed in the child");
	pp_check(same_bits(child, parent,
			   PTE_RW | PTE_DIRTY | PTE_SAVED_DIRTY | PTE_ACCESSED | PTE_SOFT_DIRTY | PTE_UFFD_WP),
		 "contiguous: child PTE inherits all other bits");
}

/* Page 0 of the window and its folio are as they were. */
static int folio_unchanged(void)
{
	return (refcount(PP_AFTER) == refcount(PP_BEFORE)) &
	       (large_mapcount(PP_AFTER) == large_mapcount(PP_BEFORE)) &
	       (pincount(PP_AFTER) == pincount(PP_BEFORE)) & (mapcount_delta(0) == 0) &
	       (page_flags(PP_AFTER, 0) == page_flags(PP_BEFORE, 0));
}

static void spec_shared(int result)
{
	u64 exclusive = world.anon ? 1UL << PG_ANON_EXCLUSIVE : 0;

	pp_check(result == 1, "contiguous: shared: one page is taken");
	spec_parent_pte();
	spec_child_pte();
	pp_check(refcount(PP_AFTER) - refcount(PP_BEFORE) == 1, "shared: one reference");
	pp_check(mapcount_delta(0) == 1, "shared: the page is mapped once more");
	if (pp_order())
		pp_check(large_mapcount(PP_AFTER) - large_mapcount(PP_BEFORE) == 1,
			 "shared: the large folio is mapped once more");
	pp_check(page_flags(PP_AFTER, 0) == (page_flags(PP_BEFORE, 0) & ~exclusive),
		 "pinned: shared: an anon page is exclusive no more, its other flags are unchanged");
	pp_check(rss_moved(rss_member(), 1), "shared: rss of the folio's kind + 1");
	pp_check(nothing_copied(), "pinned: shared: nothing is copied");
}

static void spec_no_page(int result)
{
	pp_check(result == 1, "contiguous: no page: one entry is taken");
	spec_parent_pte();
	spec_child_pte();
	pp_check(rss_moved(-1, 0), "no page: rss unchanged");
	pp_check(nothing_copied(), "pinned: no page: nothing is copied");
}

static void spec_no_memory(int result)
{
	pp_check(result == -EAGAIN, "pinned: no memory: -EAGAIN");
	pp_check(folio_unchanged() & nothing_copied() & rss_moved(-1, 0) &
			 (parent_pte(PP_AFTER, 0).pte == parent_pte(PP_BEFORE, 0).pte) &
			 (child_pte(PP_AFTER, 0).pte == child_pte(PP_BEFORE, 0).pte),
		 "pinned: no memory: nothing has changed");
}

static void spec_copied(int result)
{
	pte_t parent = parent_pte(PP_BEFORE, 0);
	pte_t child = child_pte(PP_AFTER, 0);
	int uffd_wp = pte_uffd_wp(parent) && uffd_wp_armed();
	int writable = (child_vma_flags() & VM_WRITE) && !uffd_wp;
	pp_word free = PTE_PFN | PTE_RW | PTE_DIRTY | PTE_SAVED_DIRTY | PTE_SOFT_DIRTY | PTE_UFFD_WP;

	pp_check(result == 1, "pinned: copied: one page is taken");
	pp_check(parent_pte(PP_AFTER, 0).pte == parent.pte, "pinned: copied: parent PTE unchanged");
	pp_check(folio_unchanged(), "pinned: copied: the parent's page and folio are unchanged");
	pp_check(pte_present(child) && pte_pfn(child) == world.prealloc_pfn,
		 "pinned: copied: child PTE maps the new page");
	pp_check(pte_dirty(child) && pte_soft_dirty(child), "pinned: copied: child PTE dirty and soft-dirty");
	pp_check(same_truth(pte_write(child), writable),
		 "pinned: copied: child PTE writable iff the VMA is and not uffd-wp");
	pp_check(same_truth(pte_uffd_wp(child), uffd_wp),
		 "uffd-wp: copied: child PTE has the bit iff the parent's had and it is armed in the child");
	pp_check(((child.pte ^ child_page_prot()) & ~free) == 0,
		 "pinned: copied: child PTE has vm_page_prot's other bits");
	pp_check(((prealloc_flags(PP_AFTER) >> PG_ANON_EXCLUSIVE) & 1) && prealloc_mapcount(PP_AFTER) == 0 &&
			 prealloc_mapping(PP_AFTER) == (child_anon_vma() | PAGE_MAPPING_ANON),
		 "pinned: copied: the new page is anonymous, exclusive, and mapped once");
	pp_check(rss_moved(MM_ANONPAGES, 1), "pinned: copied: anon rss + 1");
	pp_check(prealloc_in(PP_AFTER) == NULL, "pinned: copied: the preallocated folio is consumed");
	pp_check(copies(PP_AFTER) == copies(PP_BEFORE) + 1 &&
			 copied_from(PP_AFTER) == world.folio_pfn + world.page_offset &&
			 copied_to(PP_AFTER) == world.prealloc_pfn,
		 "pinned: copied: one page, from the parent's to the new one");
}

void fork_page_spec(int result)
{
	if (world.no_page)
		spec_no_page(result);
	else if (!maybe_pinned() || !page_exclusive(PP_BEFORE, 0))
		spec_shared(result);
	else if (!world.has_prealloc)
		spec_no_memory(result);
	else
		spec_copied(result);
	pp_check(next_ptes_unchanged(), "contiguous: the next PTEs are unchanged");
}

#endif
