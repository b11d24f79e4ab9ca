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
static int ppf_next_pte_unchanged(void)
{
	if (ppf_world.table_index + 1 >= PTRS_PER_PTE)
		return 1;
	return (PPF_WORD(ppf_parent_pte(PP_BEFORE, 1)) == PPF_WORD(ppf_parent_pte(PP_AFTER, 1))) &&
	       (PPF_WORD(ppf_child_pte(PP_BEFORE, 1)) == PPF_WORD(ppf_child_pte(PP_AFTER, 1)));
}

/* ---- The two PTEs of a page that is not copied -------------------------------------------------- */

static void ppf_spec_parent_pte(void)
{
	pte_t before = ppf_parent_pte(PP_BEFORE, 0);
	pte_t after = ppf_parent_pte(PP_AFTER, 0);
	int protect = ppf_cow_mapping() && ppf_write(before);

	pp_check(protect || PPF_WORD(after) == PPF_WORD(before),
		 "parent PTE unchanged unless a writable COW mapping");
	pp_check(!protect || !ppf_write(after), "parent PTE write-protected in a COW mapping");
	pp_check(ppf_pfn(after) == ppf_pfn(before), "parent PTE maps the same page");
	pp_check(ppf_same_truth(ppf_present(after), ppf_present(before)), "parent PTE still present");
	pp_check(ppf_same_truth(ppf_dirty(after), ppf_dirty(before)), "parent PTE keeps dirty");
	pp_check(ppf_same_truth(ppf_young(after), ppf_young(before)), "parent PTE keeps young");
	pp_check(ppf_same_truth(ppf_soft_dirty(after), ppf_soft_dirty(before)),
		 "parent PTE keeps soft-dirty");
	pp_check(ppf_same_truth(ppf_uffd_wp(after), ppf_uffd_wp(before)), "parent PTE keeps uffd-wp");
	pp_check(ppf_same_truth(ppf_special(after), ppf_special(before)), "parent PTE keeps special");
	pp_check(ppf_same_truth(ppf_devmap(after), ppf_devmap(before)), "parent PTE keeps devmap");
	pp_check(ppf_same_bits(after, before, PPF_PTE_BITS_WRITE | PPF_PTE_BITS_DIRTY),
		 "parent PTE keeps all other bits");
}

static void ppf_spec_child_pte(void)
{
	pte_t parent = ppf_parent_pte(PP_BEFORE, 0);
	pte_t child = ppf_child_pte(PP_AFTER, 0);

	pp_check(ppf_same_truth(ppf_present(child), 1), "child PTE present");
	pp_check(ppf_pfn(child) == ppf_pfn(parent), "child PTE maps the parent's page");
	pp_check(ppf_same_truth(ppf_write(child), ppf_child_may_write(parent)),
		 "child PTE writable iff the parent's was and no COW mapping");
	pp_check(ppf_same_truth(ppf_dirty(child), ppf_dirty(parent) && !ppf_shared_mapping()),
		 "child PTE dirty iff the parent's was and no shared mapping");
	pp_check(!ppf_young(child), "child PTE old");
	pp_check(ppf_same_truth(ppf_soft_dirty(child), ppf_soft_dirty(parent)),
		 "child PTE inherits soft-dirty");
	pp_check(ppf_same_truth(ppf_uffd_wp(child), ppf_uffd_wp(parent) && ppf_uffd_wp_armed()),
		 "child PTE uffd-wp iff the parent's was and armed in the child");
	pp_check(ppf_same_truth(ppf_special(child), ppf_special(parent)), "child PTE inherits special");
	pp_check(ppf_same_truth(ppf_devmap(child), ppf_devmap(parent)), "child PTE inherits devmap");
	pp_check(ppf_has_protection_of(child, parent, ~(PPF_PTE_BITS_PFN | PPF_PTE_BITS_WRITE | PPF_PTE_BITS_DIRTY |
							PPF_PTE_BITS_YOUNG | PPF_PTE_BITS_UFFD_WP)),
		 "child PTE inherits all other bits");
}

/* ---- The outcomes ------------------------------------------------------------------------------ */

static void ppf_spec_shared(int result)
{
	unsigned long exclusive = ppf_world.anon ? ppf_compat_anon_exclusive_bit() : 0;

	pp_check(result == 1, "shared: one page is taken");
	ppf_spec_parent_pte();
	ppf_spec_child_pte();
	pp_check(ppf_refcount_delta() == 1, "shared: one reference");
	pp_check(ppf_mapcount_delta(0) == ppf_counted_mappings(), "shared: the page is mapped once more");
	if (pp_order()) {
		pp_check(ppf_large_mapcount_delta() == 1, "shared: the large folio is mapped once more");
		pp_check(ppf_mm_ids_count(ppf_the_folio(), &ppf_dst_mm, 1), "shared: by the child's mm");
		pp_check(ppf_entire_mapcount_word(PP_AFTER) == ppf_entire_mapcount_word(PP_BEFORE),
			 "shared: entire mapcount unchanged");
		pp_check(ppf_pincount(PP_AFTER) == ppf_pincount(PP_BEFORE), "shared: pincount unchanged");
	}
	pp_check(ppf_page_flags_word(PP_AFTER, 0) == (ppf_page_flags_word(PP_BEFORE, 0) & ~exclusive),
		 "shared: an anon page is exclusive no more, its other flags are unchanged");
	pp_check(ppf_rss_moved(ppf_folio_rss_member(), 1), "shared: rss of the folio's kind + 1");
	pp_check(ppf_prealloc_pointer(PP_AFTER) == ppf_prealloc_pointer(PP_BEFORE),
		 "shared: the preallocated folio is not consumed");
	pp_check(ppf_no_event(), "shared: nothing is copied");
	pp_check(ppf_next_pte_unchanged(), "shared: the next PTEs are unchanged");
}

static void ppf_spec_no_page(int result)
{
	pp_check(result == 1, "no page: one PTE is taken");
	ppf_spec_parent_pte();
	ppf_spec_child_pte();
	pp_check(ppf_rss_unchanged(), "no page: rss unchanged");
	pp_check(ppf_prealloc_pointer(PP_AFTER) == ppf_prealloc_pointer(PP_BEFORE),
		 "no page: the preallocated folio is not consumed");
	pp_check(ppf_no_event(), "no page: nothing is copied");
	pp_check(ppf_next_pte_unchanged(), "no page: the next PTEs are unchanged");
}

/* The parent's side, the folio and its counts are as they were: of a copy, and of both failures. */
static int ppf_parent_side_unchanged(void)
{
	int large = 1;

	if (pp_order())
		large = (ppf_large_mapcount_word(PP_AFTER) == ppf_large_mapcount_word(PP_BEFORE)) &&
			(ppf_entire_mapcount_word(PP_AFTER) == ppf_entire_mapcount_word(PP_BEFORE)) &&
			(ppf_pincount(PP_AFTER) == ppf_pincount(PP_BEFORE)) &&
			ppf_mm_ids_count(ppf_the_folio(), &ppf_dst_mm, 0);
	return large && (PPF_WORD(ppf_parent_pte(PP_AFTER, 0)) == PPF_WORD(ppf_parent_pte(PP_BEFORE, 0))) &&
	       (ppf_refcount(PP_AFTER) == ppf_refcount(PP_BEFORE)) && (ppf_mapcount_delta(0) == 0) &&
	       (ppf_page_flags_word(PP_AFTER, 0) == ppf_page_flags_word(PP_BEFORE, 0));
}

static int ppf_child_side_unchanged(void)
{
	return (PPF_WORD(ppf_child_pte(PP_AFTER, 0)) == PPF_WORD(ppf_child_pte(PP_BEFORE, 0))) &&
	       ppf_rss_unchanged() &&
	       (ppf_prealloc_pointer(PP_AFTER) == ppf_prealloc_pointer(PP_BEFORE));
}

static void ppf_spec_no_memory(int result)
{
	pp_check(result == -EAGAIN, "no memory: -EAGAIN");
	pp_check(ppf_parent_side_unchanged() && ppf_child_side_unchanged() && ppf_no_event(),
		 "no memory: nothing has changed");
	pp_check(ppf_next_pte_unchanged(), "no memory: the next PTEs are unchanged");
}

/* What the copy's folio must be afterwards. */
static void ppf_spec_new_folio(void)
{
	pp_check(ppf_prealloc_mapcount_word(PP_AFTER) == 0, "copied: the new page is mapped once");
	pp_check(ppf_prealloc_refcount(PP_AFTER) == ppf_prealloc_refcount(PP_BEFORE),
		 "copied: the new folio's reference goes to the mapping");
	pp_check(ppf_prealloc_is_exclusive_anon(PP_AFTER), "copied: the new page is anon and exclusive");
	pp_check((ppf_prealloc_mapping(PP_AFTER) & ~3UL) == ppf_child_anon_vma() &&
			 ppf_prealloc_index(PP_AFTER) == ppf_child_page_index(),
		 "copied: the new folio belongs to the child's anon_vma, at the address's index");
	pp_check(ppf_prealloc_is_uptodate(PP_AFTER), "copied: the new folio is uptodate");
	pp_check(ppf_ghost_new_anon(PP_AFTER) == ppf_ghost_new_anon(PP_BEFORE) + 1,
		 "copied: one new anon mapping");
	pp_check(ppf_ghost_new_anon_pfn(PP_AFTER) == ppf_world.prealloc_pfn &&
			 ppf_ghost_new_anon_address(PP_AFTER) == ppf_world.address &&
			 ppf_ghost_new_anon_vma(PP_AFTER) == &ppf_dst_vma,
		 "copied: the new folio is mapped at the address, in the child's VMA");
	pp_check(ppf_ghost_lru_additions(PP_AFTER) == ppf_ghost_lru_additions(PP_BEFORE) + 1,
		 "copied: one addition to the LRU");
	pp_check((ppf_ghost_lru_pfn(PP_AFTER) == ppf_world.prealloc_pfn && ppf_ghost_lru_vma(PP_AFTER) == &ppf_dst_vma),
		 "copied: the new folio goes to the LRU");
}

/* The child's PTE of a copy: vm_page_prot, dirty, writable if the VMA is, uffd-wp if the parent's is. */
static void ppf_spec_copied_pte(void)
{
	pte_t parent = ppf_parent_pte(PP_BEFORE, 0);
	pte_t child = ppf_child_pte(PP_AFTER, 0);
	int uffd_wp = ppf_uffd_wp(parent) && ppf_uffd_wp_armed();
	pp_word prot = ppf_child_page_prot();
	int writable = ppf_child_vma_writable() || (prot & PPF_PTE_BITS_WRITE);
	pp_word free = PPF_PTE_BITS_PFN | PPF_PTE_BITS_WRITE | PPF_PTE_BITS_DIRTY | PPF_PTE_BITS_SOFT_DIRTY;

	pp_check(ppf_present(child), "copied: child PTE present");
	pp_check(ppf_pfn(child) == ppf_world.prealloc_pfn, "copied: child PTE maps the new page");
	pp_check(ppf_dirty(child), "copied: child PTE dirty");
	pp_check(ppf_same_truth(ppf_write(child), writable && !uffd_wp),
		 "copied: child PTE writable iff the VMA is and not uffd-wp");
	pp_check(ppf_same_truth(ppf_uffd_wp(child), uffd_wp),
		 "copied: child PTE uffd-wp iff the parent's was and armed in the child");
	pp_check(ppf_soft_dirty(child) || !IS_ENABLED(CONFIG_MEM_SOFT_DIRTY),
		 "copied: child PTE soft-dirty, as any page just written");
	/* A page whose accesses the child tracks is PROT_NONE. */
	if (uffd_wp && ppf_rwp_armed())
		prot = (prot & PPF_PTE_BITS_NO_PROTECTION) | (PPF_PTE_NONE & ~PPF_PTE_BITS_NO_PROTECTION);
	pp_check(((PPF_WORD(child) ^ prot) & ~(free | PPF_PTE_BITS_UFFD_WP)) == 0,
		 "copied: child PTE has vm_page_prot's other bits");
}

static void ppf_spec_copied(int result)
{
	pp_check(result == 1, "copied: one page is taken");
	ppf_spec_copied_pte();
	ppf_spec_new_folio();
	pp_check(ppf_parent_side_unchanged(), "copied: parent PTE, page flags and counts unchanged");
	pp_check(ppf_rss_moved(MM_ANONPAGES, 1), "copied: anon rss + 1");
	pp_check(ppf_prealloc_pointer(PP_AFTER) == NULL, "copied: the preallocated folio is consumed");
	pp_check((ppf_ghost_copies(PP_AFTER) == ppf_ghost_copies(PP_BEFORE) + 1 &&
		 ppf_ghost_failed_copies(PP_AFTER) == ppf_ghost_failed_copies(PP_BEFORE)),
		 "copied: one page is copied");
	pp_check(ppf_ghost_source_pfn(PP_AFTER) == ppf_world.folio_pfn + ppf_world.page_offset,
		 "copied: from the page that the PTE maps");
	pp_check(ppf_ghost_destination_pfn(PP_AFTER) == ppf_world.prealloc_pfn, "copied: to the new page");
	pp_check(ppf_next_pte_unchanged(), "copied: the next PTEs are unchanged");
}

static void ppf_spec_poisoned(int result)
{
	pp_word source = ppf_world.folio_pfn + ppf_world.page_offset;

	pp_check(result == -EHWPOISON, "poisoned: -EHWPOISON");
	pp_check(ppf_parent_side_unchanged() && ppf_child_side_unchanged(),
		 "poisoned: nothing has changed, the preallocated folio is not consumed");
	pp_check(ppf_prealloc_mapcount_word(PP_AFTER) == ppf_prealloc_mapcount_word(PP_BEFORE) &&
			 ppf_prealloc_refcount(PP_AFTER) == ppf_prealloc_refcount(PP_BEFORE) &&
			 ppf_prealloc_flags_word(PP_AFTER) == ppf_prealloc_flags_word(PP_BEFORE),
		 "poisoned: the preallocated folio is as new");
	pp_check(ppf_ghost_copies(PP_AFTER) == ppf_ghost_copies(PP_BEFORE) &&
			 ppf_ghost_new_anon(PP_AFTER) == ppf_ghost_new_anon(PP_BEFORE) &&
			 ppf_ghost_lru_additions(PP_AFTER) == ppf_ghost_lru_additions(PP_BEFORE),
		 "poisoned: nothing is copied or mapped");
	pp_check(ppf_ghost_failed_pfn(PP_AFTER) == source, "poisoned: it was the page that the PTE maps");
#ifdef CONFIG_MEMORY_FAILURE
	pp_check(ppf_ghost_poison_reports(PP_AFTER) == ppf_ghost_poison_reports(PP_BEFORE) + 1 &&
			 ppf_ghost_poison_pfn(PP_AFTER) == source,
		 "poisoned: the page is reported");
#endif
	pp_check(ppf_next_pte_unchanged(), "poisoned: the next PTEs are unchanged");
}

/* Whether the page that PTE 0 maps can be read: what the model of copy_mc_to_kernel() asks. */
static int ppf_page_is_readable(void)
{
	return pp_any_at("bytes-not-copied", ppf_world.folio_pfn + ppf_world.page_offset, 13) == 0;
}

void ppf_fork_page_spec(int result)
{
	if (ppf_world.no_page)
		ppf_spec_no_page(result);
	else if (!ppf_world.anon)
		ppf_spec_shared(result);
	else if (!ppf_maybe_pinned() || !ppf_page_exclusive(PP_BEFORE, 0))
		ppf_spec_shared(result);
	else if (!ppf_world.has_prealloc)
		ppf_spec_no_memory(result);
	else if (ppf_page_is_readable())
		ppf_spec_copied(result);
	else
		ppf_spec_poisoned(result);
	ppf_spec_frame();
}

#endif
