/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pte-calls.h: what the unit says to page table operations: of which mm, and of which address, a PTE is.
 *
 * x86 makes nothing of either; arm64 and others do, and a driver's tracing. Slot i of the window has its address i,
 * however long a batch is.
 */
#ifndef PTE_CALLS_H
#define PTE_CALLS_H

static int ppf_is_slot_of(const pte_t *ptep, const pte_t *table)
{
	return (pp_word)ptep - (pp_word)table < PTRS_PER_PTE * sizeof(pte_t);
}

/* How far a slot is from that of the window's first PTE, as addresses are. */
static pp_word ppf_slot_distance(const pte_t *ptep, const pte_t *table)
{
	return ((pp_word)ptep - (pp_word)(table + ppf_world.table_index)) * (PAGE_SIZE / sizeof(pte_t));
}

PP_MODEL(bool, __virt_addr_valid, (unsigned long address), "extern",
	 "folio_pte_batch_flags() asks whether a PTE that it was given to change lies in a page table: none does. What else has "
	 "struct pages of a type is left out")
{
	pp_check(!ppf_is_slot_of((const pte_t *)address, ppf_src_table) && !ppf_is_slot_of((const pte_t *)address, ppf_dst_table),
		 "20: what a batch merges into is a copy of a PTE, and none in a page table");
	return false;
}

static void ppf_check_pte_call(const struct mm_struct *mm, unsigned long addr, const pte_t *ptep)
{
	if (ppf_is_slot_of(ptep, ppf_dst_table)) {
		pp_check(mm == &ppf_dst_mm, "20: what is done to a PTE of the child's is done in the child's mm");
		pp_check(addr - ppf_world.address == ppf_slot_distance(ptep, ppf_dst_table),
			 "20: what is done to a PTE of the child's is done at its address");
	} else if (ppf_is_slot_of(ptep, ppf_src_table)) {
		pp_check(mm == &ppf_src_mm, "20: what is done to a PTE of the parent's is done in the parent's mm");
		pp_check(addr - ppf_world.address == ppf_slot_distance(ptep, ppf_src_table),
			 "20: what is done to a PTE of the parent's is done at its address");
	}
}

static __maybe_unused void ppf_check_vma_call(const struct vm_area_struct *vma, unsigned long addr, const pte_t *ptep)
{
	if (ppf_is_slot_of(ptep, ppf_dst_table))
		pp_check(vma == &ppf_dst_vma, "20: what is done to a PTE of the child's is done in the child's VMA");
	else if (ppf_is_slot_of(ptep, ppf_src_table))
		pp_check(vma == &ppf_src_vma, "20: what is done to a PTE of the parent's is done in the parent's VMA");
	ppf_check_pte_call(ppf_is_slot_of(ptep, ppf_dst_table) ? &ppf_dst_mm : &ppf_src_mm, addr, ptep);
}

PP_BEFORE_CALL(set_ptes, (struct mm_struct *mm, unsigned long addr, pte_t *ptep, pte_t pte, unsigned int nr))
{
	ppf_check_pte_call(mm, addr, ptep);
}

PP_BEFORE_CALL(wrprotect_ptes, (struct mm_struct *mm, unsigned long addr, pte_t *ptep, unsigned int nr))
{
	ppf_check_pte_call(mm, addr, ptep);
}

PP_BEFORE_CALL(ptep_set_wrprotect, (struct mm_struct *mm, unsigned long addr, pte_t *ptep))
{
	/* wrprotect_ptes() calls it for each PTE, and has been looked at itself. */
	ppf_check_pte_call(mm, addr, ptep);
}

PP_BEFORE_CALL(ptep_get_and_clear, (struct mm_struct *mm, unsigned long addr, pte_t *ptep))
{
	ppf_check_pte_call(mm, addr, ptep);
}

PP_BEFORE_CALL(ptep_get_and_clear_full, (struct mm_struct *mm, unsigned long addr, pte_t *ptep, int full))
{
	ppf_check_pte_call(mm, addr, ptep);
}

PP_BEFORE_CALL(get_and_clear_full_ptes, (struct mm_struct *mm, unsigned long addr, pte_t *ptep, unsigned int nr, int full))
{
	ppf_check_pte_call(mm, addr, ptep);
}

PP_BEFORE_CALL(clear_full_ptes, (struct mm_struct *mm, unsigned long addr, pte_t *ptep, unsigned int nr, int full))
{
	ppf_check_pte_call(mm, addr, ptep);
}

PP_BEFORE_CALL(native_pte_clear, (struct mm_struct *mm, unsigned long addr, pte_t *ptep))
{
	/* native_local_ptep_get_and_clear() has neither. */
	if (mm || addr)
		ppf_check_pte_call(mm, addr, ptep);
}

PP_BEFORE_CALL(ptep_test_and_clear_young, (struct vm_area_struct *vma, unsigned long addr, pte_t *ptep))
{
	ppf_check_vma_call(vma, addr, ptep);
}

PP_BEFORE_CALL(ptep_modify_prot_start, (struct vm_area_struct *vma, unsigned long addr, pte_t *ptep))
{
	ppf_check_vma_call(vma, addr, ptep);
}

PP_BEFORE_CALL(ptep_modify_prot_commit,
	       (struct vm_area_struct *vma, unsigned long addr, pte_t *ptep, pte_t old_pte, pte_t pte))
{
	ppf_check_vma_call(vma, addr, ptep);
}

#endif
