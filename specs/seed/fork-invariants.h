/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-invariants.h: what must hold of any run, whatever its length, by the four encodings.
 */
#ifndef SEED_FORK_INVARIANTS_H
#define SEED_FORK_INVARIANTS_H

PP_TAG("contiguous", "which entries a batch takes: present, of one folio, pages consecutive, inside the window");
PP_TAG("uffd-wp", "userfaultfd write protection: each page's own bit, kept where the child has it armed");
PP_TAG("dirty-writable", "dirty, writable and soft-dirty: accumulated over a batch, or each page's own");
PP_TAG("pinned", "pages that may be pinned: copied instead of shared, -EAGAIN without memory, exclusive pages");

static void contiguous_invariants(int result, pp_word i)
{
	pte_t first = parent_pte(PP_BEFORE, 0);
	pte_t pte = parent_pte(PP_BEFORE, i);

	pp_check(i < world.max_nr, "contiguous: no entry behind the window is taken");
	pp_check(pte_present(pte), "contiguous: entries are present");
	pp_check(pte_pfn(pte) == pte_pfn(first) + i, "contiguous: page frames are consecutive");
	pp_check(result == 1 || pp_order(), "contiguous: a batch is of a large folio");
	pp_check(world.no_page || world.page_offset + i < pp_pages(),
		 "contiguous: the page belongs to the folio");
}

static void parent_invariants(pp_word i)
{
	pte_t before = parent_pte(PP_BEFORE, i);
	pte_t after = parent_pte(PP_AFTER, i);

	pp_check(!pte_write(after) || pte_write(before), "dirty-writable: the parent gains no write permission");
	pp_check(same_truth(pte_dirty(after), pte_dirty(before)), "dirty-writable: the parent keeps dirty");
	pp_check(same_bits(after, before, PTE_RW | PTE_DIRTY | PTE_SAVED_DIRTY),
		 "contiguous: the parent's PTE keeps its page and all other bits");
}

static void child_invariants(int result, pp_word i)
{
	pte_t parent = parent_pte(PP_BEFORE, i);
	pte_t child = child_pte(PP_AFTER, i);
	int merged = pp_allowed("shared-mixed-write") && shared_mapping();

	pp_check(pte_present(child) && pte_pfn(child) == pte_pfn(parent),
		 "contiguous: the child's PTE maps the page that the parent's does");
	pp_check(same_bits(child, parent,
			   PTE_RW | PTE_DIRTY | PTE_SAVED_DIRTY | PTE_ACCESSED | PTE_SOFT_DIRTY | PTE_UFFD_WP),
		 "contiguous: the child's PTE inherits all other bits");
	pp_check(!pte_young(child), "the child's PTE is old");
	pp_check(!pte_write(child) || pte_write(parent) || merged,
		 "dirty-writable: the child gains no write permission");
	pp_check(same_truth(pte_write(child), child_writable(i, result)),
		 "dirty-writable: the child keeps write permission outside COW mappings");
	pp_check(same_truth(pte_dirty(child), child_dirty(i, result)),
		 "dirty-writable: the child inherits dirty unless the mapping is shared");
	pp_check(same_truth(pte_soft_dirty(child), child_soft_dirty(i)),
		 "dirty-writable: the child inherits soft-dirty");
	pp_check(same_truth(pte_uffd_wp(child), pte_uffd_wp(parent) && uffd_wp_armed()),
		 "uffd-wp: the child has the bit iff the parent had and it is armed");
	pp_check(!pte_uffd_wp(child) || !pte_write(child), "uffd-wp: a uffd-wp PTE is not writable");
	pp_check(!cow_mapping() || (!pte_write(child) && !pte_write(parent_pte(PP_AFTER, i))),
		 "dirty-writable: neither PTE is writable after a COW fork");
}

static void page_invariants(pp_word i)
{
	u64 exclusive = world.anon ? 1UL << PG_ANON_EXCLUSIVE : 0;

	pp_check(mapcount_delta(i) == 1, "the page is mapped once more");
	pp_check(page_flags(PP_AFTER, i) == (page_flags(PP_BEFORE, i) & ~exclusive),
		 "pinned: an anon page is exclusive no more, its other flags are unchanged");
	pp_check(!(maybe_pinned() && page_exclusive(PP_BEFORE, i)),
		 "pinned: an exclusive page of a folio that may be pinned is not shared");
}

static void copied_invariants(int result, pp_word i)
{
	int for_later = pp_allowed("first-page-copied") && copied_for_a_later_page();

	pp_check(maybe_pinned() && (page_exclusive(PP_BEFORE, i) || for_later),
		 "pinned: only an exclusive page of a folio that may be pinned is copied");
	pp_check(parent_pte(PP_AFTER, i).pte == parent_pte(PP_BEFORE, i).pte,
		 "pinned: the parent's PTE of a copied page is unchanged");
	pp_check(page_flags(PP_AFTER, i) == page_flags(PP_BEFORE, i),
		 "pinned: the parent's page keeps its flags");
	pp_check(mapcount_delta(i) == 0, "pinned: a copied page is mapped as often as before");
	pp_check(pte_pfn(child_pte(PP_AFTER, i)) == world.prealloc_pfn,
		 "pinned: the child's PTE maps the copy");
}

/* Is it page @i that the run copied? A run that copies one has taken the pages before it. */
static int is_the_copied_page(pp_word i)
{
	return world.has_prealloc && page_copied() && copied_from(PP_AFTER) == world.folio_pfn + world.page_offset + i;
}

void fork_invariants(int result, pp_word i)
{
	contiguous_invariants(result, i);
	if (is_the_copied_page(i)) {
		copied_invariants(result, i);
		return;
	}
	parent_invariants(i);
	child_invariants(result, i);
	if (!world.no_page)
		page_invariants(i);
}

void fork_totals(int result)
{
	unsigned int taken = (unsigned int)result;
	unsigned int shared = taken - (page_copied() ? 1 : 0);

	pp_check(result != 0, "contiguous: a run takes a page or fails");
	if (result < 1)
		return;
	pp_check((pp_word)result <= world.max_nr, "contiguous: no more than max_nr entries are taken");
	if (world.no_page) {
		pp_check(result == 1, "contiguous: an entry without struct page is no batch");
		pp_check(rss_moved(-1, 0), "rss counts no entry without struct page");
		return;
	}
	pp_check(refcount(PP_AFTER) - refcount(PP_BEFORE) == shared, "one reference for each shared page");
	if (pp_order())
		pp_check(large_mapcount(PP_AFTER) - large_mapcount(PP_BEFORE) == shared,
			 "one mapping of the large folio for each shared page");
	pp_check(rss_moved(rss_member(), taken), "rss of the folio's kind grows by the pages taken");
	pp_check(copies(PP_AFTER) - copies(PP_BEFORE) <= 1, "pinned: one page is copied at most");
}

static int page_unchanged(pp_word k)
{
	if (world.page_offset + k >= pp_pages() || k >= world.max_nr)
		return 1;
	return (mapcount_delta(k) == 0) & (page_flags(PP_AFTER, k) == page_flags(PP_BEFORE, k)) &
	       (parent_pte(PP_BEFORE, k).pte == parent_pte(PP_AFTER, k).pte) &
	       (child_pte(PP_BEFORE, k).pte == child_pte(PP_AFTER, k).pte);
}

void fork_failure(int result)
{
	unsigned int k;

	if (result >= 0)
		return;
	pp_check(result == -EAGAIN && maybe_pinned() && !world.has_prealloc,
		 "pinned: only a folio that may be pinned, without memory for a copy, makes a run fail");
	if (world.no_page)
		return;
	pp_check(folio_unchanged() & rss_moved(-1, 0) & nothing_copied(), "pinned: a failure changes no count");
	for (k = 0; k < pp_pages(); k++)
		pp_check(page_unchanged(k), "pinned: a failure changes no page and no entry");
}

#endif
