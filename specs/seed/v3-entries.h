/* SPDX-License-Identifier: GPL-2.0 */
/*
 * v3-entries.h: how v3, and with it the sketch in the mail, makes the child's entries of a batch out of the
 * first one and two counts. The counts say whether any entry is dirty, and whether any or all are writable.
 */
#ifndef SEED_V3_ENTRIES_H
#define SEED_V3_ENTRIES_H

static inline void copy_batch_of_entries(struct vm_area_struct *dst_vma, struct vm_area_struct *src_vma,
					 pte_t *dst_pte, pte_t *src_pte, pte_t pte, int nr, int nr_dirty,
					 int nr_writable)
{
	if (src_vma->vm_flags & VM_SHARED) {
		pte = pte_mkclean(pte);
		if (nr_writable > 0 && nr_writable < nr)
			pte = pte_wrprotect(pte);
	} else {
		if (nr_dirty)
			pte = pte_mkdirty(pte);
		if (nr_writable) {
			wrprotect_ptes(src_pte, nr);
			pte = pte_wrprotect(pte);
		}
	}
	pte = pte_mkold(pte);
	pte = pte_clear_soft_dirty(pte);
	if (!userfaultfd_wp(dst_vma))
		pte = pte_clear_uffd_wp(pte);
	set_ptes(dst_pte, pte, nr);
}

#endif
