/* SPDX-License-Identifier: GPL-2.0 */
/*
 * range-observe.h: the values that reports show. They make results readable; no claim is made by them.
 */
#ifndef RANGE_OBSERVE_H
#define RANGE_OBSERVE_H

/* The names of a PTE's values, under @prefix ("parent" or "child"). */
#define OBSERVE_PTE(prefix, i, pte)                                                                    \
	do {                                                                                           \
		pp_observe(prefix ".pte.present", i, pte_present(pte) != 0);                           \
		pp_observe(prefix ".pte.pfn", i, pte_pfn(pte));                                        \
		pp_observe(prefix ".pte.write", i, pte_write(pte) != 0);                               \
		pp_observe(prefix ".pte.dirty", i, pte_dirty(pte) != 0);                               \
		pp_observe(prefix ".pte.soft-dirty", i, pte_soft_dirty(pte) != 0);                     \
		pp_observe(prefix ".pte.uffd-wp", i, pte_uffd_wp(pte) != 0);                           \
		pp_observe(prefix ".pte.raw", i, pte_val(pte));                                        \
	} while (0)

/* "kind": 0 none, 1 a small folio, 2 no struct page, 3 a page of folio A, 4 of folio B. */
void fork_range_observe(pp_word i)
{
	pte_t parent = ptep_get(src_table + (world.table_index + i));
	pte_t child = ptep_get(dst_table + (world.table_index + i));

	pp_observe("kind", (long)i, world.kind[i]);
	OBSERVE_PTE("parent", (long)i, parent);
	OBSERVE_PTE("child", (long)i, child);
	pp_observe("page.mapcount", (long)i, (unsigned int)(OF_PAGE(i, compat_page_mapcount_word) + 1));
	pp_observe("page.exclusive", (long)i,
		   (OF_PAGE(i, compat_page_flags) & compat_anon_exclusive_bit()) != 0);
	pp_observe("folio-for-copy.refcount", (long)i, (unsigned int)folio_ref_count(preallocated(i)));
	pp_observe("no-memory", (long)i, no_memory(i) != 0);
}

void fork_range_observe_folio(void)
{
	if (world.a.is_mapped) {
		pp_observe("folio.A.refcount", -1, (unsigned int)folio_ref_count(head_of(&world.a)));
		pp_observe("folio.A.pincount", -1, (unsigned int)compat_pincount(head_of(&world.a)));
	}
	if (world.b.is_mapped) {
		pp_observe("folio.B.refcount", -1, (unsigned int)folio_ref_count(head_of(&world.b)));
		pp_observe("folio.B.pincount", -1, (unsigned int)compat_pincount(head_of(&world.b)));
	}
	pp_observe("rss.file", -1, (pp_word)dst_mm.rss_stat[MM_FILEPAGES].count);
	pp_observe("rss.anon", -1, (pp_word)dst_mm.rss_stat[MM_ANONPAGES].count);
	pp_observe("rss.shmem", -1, (pp_word)dst_mm.rss_stat[MM_SHMEMPAGES].count);
	pp_observe("ghost.copies", -1, ghost.copies);
	pp_observe("ghost.failed-copies", -1, ghost.failed_copies);
	pp_observe("ghost.parent-locked", -1, (pp_word)is_held(&src_lock));
	pp_observe("ghost.child-locked", -1, (pp_word)is_held(&dst_lock));
}

void fork_range_observe_world(void)
{
	pp_observe("vma.flags", -1, src_vma.vm_flags);
	pp_observe("vma.kind", -1, is_cow() ? 0 : is_shared() ? 1 : 2);
	pp_observe("child.uffd-wp-armed", -1, (dst_vma.vm_flags & VM_UFFD_WP) != 0);
	pp_observe("soft-dirty-tracked", -1, tracks_soft_dirty());
	pp_observe("mm.has-pinned", -1, (pp_word)compat_has_pinned(&src_mm));
	pp_observe("table-index", -1, world.table_index);
	pp_observe("address", -1, world.address);
	if (world.a.is_mapped) {
		pp_observe("A.pfn", -1, world.a.pfn);
		pp_observe("A.order", -1, world.a.order);
		pp_observe("A.anon", -1, compat_is_anon(&head_of(&world.a)->page) != 0);
	}
	if (world.b.is_mapped) {
		pp_observe("B.pfn", -1, world.b.pfn);
		pp_observe("B.order", -1, world.b.order);
		pp_observe("B.anon", -1, compat_is_anon(&head_of(&world.b)->page) != 0);
	}
	pp_observe("prealloc.pfn", -1, world.prealloc_pfn);
	pp_observe("child-table", -1, world.has_table);
}

#endif
