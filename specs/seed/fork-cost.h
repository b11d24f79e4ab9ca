/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-cost.h: the state in which `pteproof cost` counts: an anonymous folio, each page of it mapped once,
 * writable, dirty and exclusive, nothing pinned, in a private mapping. Nothing is unknown.
 */
#ifndef SEED_FORK_COST_H
#define SEED_FORK_COST_H

#include "mini/copy-one.h"

#define COST_PFN 0x10000UL
#define COST_PTE (PTE_PRESENT | PTE_RW | PTE_USER | PTE_ACCESSED | PTE_DIRTY)

SEED_ENTRY void fork_cost_world(void)
{
	unsigned int i;

	world.folio_pfn = COST_PFN;
	world.address = 0x200000;
	world.max_nr = PTRS_PER_PTE;
	world.anon = 1;
	src_vma.vm_flags = dst_vma.vm_flags = VM_WRITE | VM_MAYWRITE;
	src_vma.vm_mm = &src_mm;
	pp_array(src_table, PTRS_PER_PTE, sizeof(pte_t), "parent.pte", NULL);
	pp_array(dst_table, PTRS_PER_PTE, sizeof(pte_t), "child.pte", NULL);
	pp_array((void *)MINI_MEMORY_MAP, PFNS, sizeof(struct page), "page", NULL);
	for (i = 0; i < pp_pages(); i++) {
		struct page *page = folio_page_at(i);

		src_table[i].pte = ((COST_PFN + i) << PAGE_SHIFT) | COST_PTE;
		page->flags = 1UL << PG_ANON_EXCLUSIVE;
		page->compound_head = i ? (u64)folio_page_at(0) + 1 : 0;
		page->_mapcount.counter = 0;
	}
	world.first_word = src_table[0].pte;
	if (pp_order())
		folio_page_at(0)->flags |= 1UL << PG_HEAD;
	folio_page_at(0)->mapping = PAGE_MAPPING_ANON;
	folio_page_at(0)->order = pp_order();
	folio_page_at(0)->_refcount.counter = (int)pp_pages();
	folio_page_at(0)->_large_mapcount.counter = (int)pp_pages() - 1;
	folio_page_at(0)->_pincount.counter = 0;
}

/* Page at a time, as it was before batches: what all units are measured by. */
SEED_ENTRY int fork_reference_run(pp_word first)
{
	return copy_present_pte(&dst_vma, &src_vma, child_slot(first), parent_slot(first),
				ptep_get(parent_slot(first)), world.address + first * PAGE_SIZE, rss, &prealloc)
		       ? -EAGAIN
		       : 1;
}

#endif
