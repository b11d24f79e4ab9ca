/* SPDX-License-Identifier: GPL-2.0 */
/*
 * range-observe.h: the values that reports show. They make results readable; no claim is made by them.
 */
#ifndef RANGE_OBSERVE_H
#define RANGE_OBSERVE_H

/* The names of a PTE's values, under @prefix ("parent" or "child"). */
#define PPF_OBSERVE_PTE(prefix, i, pte)                                                                    \
	do {                                                                                           \
		pp_observe(prefix ".pte.present", i, ppf_present(pte) != 0);                           \
		pp_observe(prefix ".pte.pfn", i, ppf_pfn(pte));                                        \
		pp_observe(prefix ".pte.write", i, ppf_write(pte) != 0);                               \
		pp_observe(prefix ".pte.dirty", i, ppf_dirty(pte) != 0);                               \
		pp_observe(prefix ".pte.soft-dirty", i, ppf_soft_dirty(pte) != 0);                     \
		pp_observe(prefix ".pte.uffd-wp", i, ppf_uffd_wp(pte) != 0);                           \
		pp_observe(prefix ".pte.raw", i, PPF_WORD(pte));                                        \
	} while (0)

/* "kind": 0 none, 1 a small folio, 2 no struct page, 3 a page of folio A, 4 of folio B. */
void ppf_fork_range_observe(pp_word i)
{
	pte_t parent = *(ppf_src_table + (ppf_world.table_index + i));
	pte_t child = *(ppf_dst_table + (ppf_world.table_index + i));

	pp_observe("kind", (long)i, ppf_world.kind[i]);
	PPF_OBSERVE_PTE("parent", (long)i, parent);
	PPF_OBSERVE_PTE("child", (long)i, child);
	pp_observe("page.mapcount", (long)i, (unsigned int)(PPF_OF_PAGE(i, ppf_compat_page_mapcount_word) + 1));
	pp_observe("page.exclusive", (long)i,
		   (PPF_OF_PAGE(i, ppf_compat_page_flags) & ppf_compat_anon_exclusive_bit()) != 0);
	pp_observe("folio-for-copy.refcount", (long)i, ppf_compat_refcount(ppf_preallocated(i)));
	pp_observe("no-memory", (long)i, ppf_no_memory(i) != 0);
}

void ppf_fork_range_observe_folio(void)
{
	if (ppf_world.a.is_mapped) {
		pp_observe("folio.A.refcount", -1, ppf_compat_refcount(ppf_head_of(&ppf_world.a)));
		pp_observe("folio.A.pincount", -1, (unsigned int)ppf_compat_pincount(ppf_head_of(&ppf_world.a)));
	}
	if (ppf_world.b.is_mapped) {
		pp_observe("folio.B.refcount", -1, ppf_compat_refcount(ppf_head_of(&ppf_world.b)));
		pp_observe("folio.B.pincount", -1, (unsigned int)ppf_compat_pincount(ppf_head_of(&ppf_world.b)));
	}
	pp_observe("rss.file", -1, (pp_word)ppf_dst_mm.rss_stat[MM_FILEPAGES].count);
	pp_observe("rss.anon", -1, (pp_word)ppf_dst_mm.rss_stat[MM_ANONPAGES].count);
	pp_observe("rss.shmem", -1, (pp_word)ppf_dst_mm.rss_stat[MM_SHMEMPAGES].count);
	pp_observe("ghost.copies", -1, ppf_ghost.copies);
	pp_observe("ghost.failed-copies", -1, ppf_ghost.failed_copies);
	pp_observe("ghost.parent-locked", -1, (pp_word)ppf_is_held(&ppf_src_lock));
	pp_observe("ghost.child-locked", -1, (pp_word)ppf_is_held(&ppf_dst_lock));
}

void ppf_fork_range_observe_world(void)
{
	pp_observe("vma.flags", -1, ppf_src_vma.vm_flags);
	pp_observe("vma.kind", -1, ppf_is_cow() ? 0 : ppf_is_shared() ? 1 : 2);
	pp_observe("child.uffd-wp-armed", -1, (ppf_dst_vma.vm_flags & PPF_VM_UFFD_WP) != 0);
	pp_observe("soft-dirty-tracked", -1, ppf_tracks_soft_dirty());
	pp_observe("mm.has-pinned", -1, (pp_word)ppf_compat_has_pinned(&ppf_src_mm));
	pp_observe("table-index", -1, ppf_world.table_index);
	pp_observe("address", -1, ppf_world.address);
	if (ppf_world.a.is_mapped) {
		pp_observe("A.pfn", -1, ppf_world.a.pfn);
		pp_observe("A.order", -1, ppf_world.a.order);
		pp_observe("A.anon", -1, ppf_compat_is_anon(&ppf_head_of(&ppf_world.a)->page) != 0);
	}
	if (ppf_world.b.is_mapped) {
		pp_observe("B.pfn", -1, ppf_world.b.pfn);
		pp_observe("B.order", -1, ppf_world.b.order);
		pp_observe("B.anon", -1, ppf_compat_is_anon(&ppf_head_of(&ppf_world.b)->page) != 0);
	}
	pp_observe("prealloc.pfn", -1, ppf_world.prealloc_pfn);
	pp_observe("child-table", -1, ppf_world.has_table);
}

#endif
