/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-cost.h: the state in which `pteproof cost` counts: an anonymous folio, each page of it mapped once,
 * writable, dirty and exclusive, nothing pinned, in a private mapping. Nothing is unknown; the processor has
 * none of the features that are asked for.
 */
#ifndef FORK_COST_H
#define FORK_COST_H

#define PPF_COST_PFN 0x10000UL
#define PPF_COST_PTE (PPF_X86_PRESENT | PPF_X86_RW | PPF_X86_USER | PPF_X86_ACCESSED | PPF_X86_DIRTY)

static void ppf_cost_page(unsigned int i)
{
	struct page *page = ppf_folio_page_at(i);

	__builtin_memset(page, 0, sizeof(*page));
	if (i)
		ppf_compat_shape_tail(page, ppf_folio_page_at(0), pp_pages());
	else
		ppf_compat_shape_head(page, pp_order());
	if (i == 1)
		ppf_compat_shape_second(page, pp_order(), pp_pages());
	ppf_compat_set_first_mapping((struct folio *)page, 1);
	ppf_src_table[i] = PPF_PTE(((PPF_COST_PFN + i) << PAGE_SHIFT) | PPF_COST_PTE);
}

PPF_FORK_ENTRY void ppf_fork_cost_world(void)
{
	unsigned int i;

	ppf_compat_place_memory_map(PPF_COMPAT_MEMORY_MAP);
	highest_memmap_pfn = PPF_FORK_PFNS - 1;
	PPF_COMPAT_ZERO_PFN = 1;
	ppf_world.folio_pfn = PPF_COST_PFN;
	ppf_world.address = 0x200000;
	ppf_world.max_nr = PTRS_PER_PTE;
	ppf_world.anon = 1;
	ppf_compat_set_vm_flags(&ppf_src_vma, PPF_VM_READ | PPF_VM_WRITE | PPF_VM_MAYREAD | PPF_VM_MAYWRITE);
	ppf_compat_set_vm_flags(&ppf_dst_vma, PPF_VM_READ | PPF_VM_WRITE | PPF_VM_MAYREAD | PPF_VM_MAYWRITE);
	ppf_src_vma.vm_mm = &ppf_src_mm;
	ppf_dst_vma.vm_mm = &ppf_dst_mm;
	ppf_src_vma.vm_start = ppf_dst_vma.vm_start = ppf_world.address;
	ppf_src_vma.vm_end = ppf_dst_vma.vm_end = ppf_world.address + PTRS_PER_PTE * PAGE_SIZE;
	ppf_compat_shape_write_protect_seq(&ppf_src_mm, 0, 1);
	pp_array(ppf_src_table, PTRS_PER_PTE, sizeof(pte_t), "parent.pte", NULL);
	pp_array(ppf_dst_table, PTRS_PER_PTE, sizeof(pte_t), "child.pte", NULL);
	pp_array((void *)PPF_COMPAT_MEMORY_MAP, PPF_FORK_PFNS, sizeof(struct page), "page", NULL);
	for (i = 0; i < PTRS_PER_PTE && i < pp_pages(); i++)
		ppf_cost_page(i);
	ppf_compat_shape_anon_mapping(ppf_folio_page_at(0), 0);
	ppf_compat_set_refcount(ppf_the_folio(), pp_pages());
	ppf_world.first_word = PPF_COST_PTE | (PPF_COST_PFN << PAGE_SHIFT);
}

#endif
