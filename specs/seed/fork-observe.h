/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-observe.h: the values that reports show. They make results readable; no claim is made by them.
 */
#ifndef SEED_FORK_OBSERVE_H
#define SEED_FORK_OBSERVE_H

#define OBSERVE_PTE(prefix, i, pte)                                                                  \
	do {                                                                                         \
		pp_observe(prefix ".pte.present", i, pte_present(pte));                              \
		pp_observe(prefix ".pte.pfn", i, pte_pfn(pte) - world.folio_pfn);                    \
		pp_observe(prefix ".pte.write", i, pte_write(pte));                                  \
		pp_observe(prefix ".pte.dirty", i, pte_dirty(pte));                                  \
		pp_observe(prefix ".pte.young", i, pte_young(pte));                                  \
		pp_observe(prefix ".pte.soft-dirty", i, pte_soft_dirty(pte));                        \
		pp_observe(prefix ".pte.uffd-wp", i, pte_uffd_wp(pte));                              \
		pp_observe(prefix ".pte.raw", i, pte_val(pte));                                      \
	} while (0)

void fork_observe(pp_word i)
{
	pte_t parent = ptep_get(parent_slot(i));
	pte_t child = ptep_get(child_slot(i));

	OBSERVE_PTE("parent", (long)i, parent);
	OBSERVE_PTE("child", (long)i, child);
	if (world.no_page || world.page_offset + i >= pp_pages())
		return;
	pp_observe("page.mapcount", (long)i, (unsigned int)(page_of(i)->_mapcount.counter + 1));
	if (world.anon)
		pp_observe("page.exclusive", (long)i, PageAnonExclusive(page_of(i)));
}

void fork_observe_folio(void)
{
	pp_observe("folio.order", -1, pp_order());
	if (!world.no_page) {
		pp_observe("folio.refcount", -1, (unsigned int)folio_ref_count(the_folio()));
		if (pp_order()) {
			pp_observe("folio.large-mapcount", -1,
				   (unsigned int)(the_folio()->page._large_mapcount.counter + 1));
			pp_observe("folio.pincount", -1, (unsigned int)the_folio()->page._pincount.counter);
		}
	}
	pp_observe("rss.file", -1, (unsigned int)rss[MM_FILEPAGES]);
	pp_observe("rss.anon", -1, (unsigned int)rss[MM_ANONPAGES]);
	pp_observe("rss.shmem", -1, (unsigned int)rss[MM_SHMEMPAGES]);
	pp_observe("prealloc", -1, prealloc != NULL);
	pp_observe("ghost.copies", -1, ghost.copies);
}

void fork_observe_world(void)
{
	pp_observe("vma.flags", -1, src_vma.vm_flags);
	pp_observe("vma.kind", -1, is_cow() ? 0 : is_shared() ? 1 : 2);
	pp_observe("child.uffd-wp-armed", -1, userfaultfd_wp(&dst_vma));
	pp_observe("soft-dirty-tracked", -1, vma_soft_dirty_enabled(&src_vma));
	pp_observe("mm.has-pinned", -1, (src_mm.flags >> MMF_HAS_PINNED) & 1);
	pp_observe("max_nr", -1, world.max_nr);
	pp_observe("table-index", -1, world.table_index);
	pp_observe("address", -1, world.address);
	pp_observe("folio.pfn", -1, world.folio_pfn);
	pp_observe("page-offset", -1, world.page_offset);
	pp_observe("folio.anon", -1, world.anon);
	pp_observe("folio.none", -1, world.no_page);
}

#endif
