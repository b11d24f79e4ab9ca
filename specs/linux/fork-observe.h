/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-observe.h: the values that reports show. They make results readable; no claim is made by them.
 */
#ifndef FORK_OBSERVE_H
#define FORK_OBSERVE_H

/* The names of a PTE's values, under @prefix ("parent" or "child"); its pfn relative to the folio's. */
#define PPF_OBSERVE_PTE(prefix, i, pte)                                                                    \
	do {                                                                                           \
		pp_observe(prefix ".pte.present", i, ppf_present(pte) != 0);                           \
		pp_observe(prefix ".pte.pfn", i, ppf_pfn(pte) - ppf_world.folio_pfn);                      \
		pp_observe(prefix ".pte.write", i, ppf_write(pte) != 0);                               \
		pp_observe(prefix ".pte.dirty", i, ppf_dirty(pte) != 0);                               \
		pp_observe(prefix ".pte.young", i, ppf_young(pte) != 0);                               \
		pp_observe(prefix ".pte.soft-dirty", i, ppf_soft_dirty(pte) != 0);                     \
		pp_observe(prefix ".pte.uffd-wp", i, ppf_uffd_wp(pte) != 0);                           \
		pp_observe(prefix ".pte.special", i, ppf_special(pte) != 0);                           \
		pp_observe(prefix ".pte.raw", i, PPF_WORD(pte));                                        \
	} while (0)

void ppf_fork_observe(pp_word i)
{
	pte_t parent = *ppf_parent_slot(i);
	pte_t child = *ppf_child_slot(i);

	PPF_OBSERVE_PTE("parent", (long)i, parent);
	PPF_OBSERVE_PTE("child", (long)i, child);
	if (ppf_world.no_page || ppf_world.page_offset + i >= pp_pages())
		return;
	pp_observe("page.mapcount", (long)i, (unsigned int)(ppf_compat_page_mapcount_word(ppf_page_of(i)) + 1));
	if (ppf_world.anon)
		pp_observe("page.exclusive", (long)i, (ppf_compat_page_flags(ppf_page_of(i)) &
			ppf_compat_anon_exclusive_bit()) != 0);
}

void ppf_fork_observe_folio(void)
{
	pp_observe("folio.order", -1, pp_order());
	if (!ppf_world.no_page) {
		pp_observe("folio.refcount", -1, ppf_compat_refcount(ppf_the_folio()));
		if (pp_order()) {
			pp_observe("folio.large-mapcount", -1, ppf_compat_large_mapcount_word(ppf_the_folio()) + 1);
			pp_observe("folio.pincount", -1, (unsigned int)ppf_compat_pincount(ppf_the_folio()));
		}
	}
	pp_observe("rss.file", -1, (unsigned int)ppf_rss[MM_FILEPAGES]);
	pp_observe("rss.anon", -1, (unsigned int)ppf_rss[MM_ANONPAGES]);
	pp_observe("rss.swap", -1, (unsigned int)ppf_rss[MM_SWAPENTS]);
	pp_observe("rss.shmem", -1, (unsigned int)ppf_rss[MM_SHMEMPAGES]);
	pp_observe("prealloc", -1, ppf_prealloc != NULL);
	pp_observe("ghost.copies", -1, ppf_ghost.copies);
	pp_observe("ghost.failed-copies", -1, ppf_ghost.failed_copies);
}

/* "vma.kind": 0 private (COW), 1 shared, 2 neither (a shared file opened read-only). */
void ppf_fork_observe_world(void)
{
	pp_observe("vma.flags", -1, ppf_src_vma.vm_flags);
	pp_observe("vma.kind", -1, ppf_is_cow() ? 0 : ppf_is_shared() ? 1 : 2);
	pp_observe("vma.shadow-stack", -1, ppf_is_shadow_stack());
	pp_observe("cpu.shadow-stack", -1, (pp_word)ppf_cpu_has_shadow_stack());
	pp_observe("child.uffd-wp-armed", -1, (ppf_dst_vma.vm_flags & PPF_VM_UFFD_WP) != 0);
	pp_observe("soft-dirty-tracked", -1, ppf_tracks_soft_dirty());
	pp_observe("mm.has-pinned", -1, (pp_word)ppf_compat_has_pinned(&ppf_src_mm));
	pp_observe("max_nr", -1, ppf_world.max_nr);
	pp_observe("table-index", -1, ppf_world.table_index);
	pp_observe("address", -1, ppf_world.address);
	pp_observe("folio.pfn", -1, ppf_world.folio_pfn);
	pp_observe("page-offset", -1, ppf_world.page_offset);
	pp_observe("folio.anon", -1, (pp_word)ppf_world.anon);
	pp_observe("folio.ksm", -1, ppf_world.anon ? ppf_world.ksm : 0);
	pp_observe("folio.none", -1, (pp_word)ppf_world.no_page);
	pp_observe("zero-pfn", -1, PPF_COMPAT_ZERO_PFN);
}

#endif
