/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-cost.h: the state in which `pteproof cost` counts: an anonymous folio, each page of it mapped once,
 * writable, dirty and exclusive, nothing pinned, in a private mapping. Nothing is unknown; the processor has
 * none of the features that are asked for.
 */
#ifndef FORK_COST_H
#define FORK_COST_H

#define COST_PFN 0x10000UL
#define COST_PTE (X86_PRESENT | X86_RW | X86_USER | X86_ACCESSED | X86_DIRTY)

static void cost_page(unsigned int i)
{
	struct page *page = folio_page_at(i);

	__builtin_memset(page, 0, sizeof(*page));
	if (i)
		compat_shape_tail(page, folio_page_at(0));
	else
		compat_shape_head(page, pp_order());
	if (i == 1)
		compat_shape_second(page, pp_order(), pp_pages());
	compat_set_first_mapping((struct folio *)page, 1);
	set_pte(src_table + i, __pte(((COST_PFN + i) << PAGE_SHIFT) | COST_PTE));
}

FORK_ENTRY void fork_cost_world(void)
{
	unsigned int i;

	compat_place_memory_map(FORK_MEMORY_MAP);
	highest_memmap_pfn = FORK_PFNS - 1;
	zero_pfn = 1;
	world.folio_pfn = COST_PFN;
	world.address = 0x200000;
	world.max_nr = PTRS_PER_PTE;
	world.anon = 1;
	vm_flags_init(&src_vma, VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE);
	vm_flags_init(&dst_vma, VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE);
	src_vma.vm_mm = &src_mm;
	dst_vma.vm_mm = &dst_mm;
	src_vma.vm_start = dst_vma.vm_start = world.address;
	src_vma.vm_end = dst_vma.vm_end = world.address + PTRS_PER_PTE * PAGE_SIZE;
	compat_shape_write_protect_seq(&src_mm, 0, 1);
	pp_array(src_table, PTRS_PER_PTE, sizeof(pte_t), "parent.pte", NULL);
	pp_array(dst_table, PTRS_PER_PTE, sizeof(pte_t), "child.pte", NULL);
	pp_array((void *)FORK_MEMORY_MAP, FORK_PFNS, sizeof(struct page), "page", NULL);
	for (i = 0; i < PTRS_PER_PTE && i < pp_pages(); i++)
		cost_page(i);
	compat_shape_anon_mapping(folio_page_at(0), 0);
	set_page_count(folio_page_at(0), (int)pp_pages());
	world.first_word = COST_PTE | (COST_PFN << PAGE_SHIFT);
}

#endif
