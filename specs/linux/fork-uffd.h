/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-uffd.h: what userfaultfd's marks in the parent's PTEs mean for the child's.
 *
 * A VMA tracks writes (VM_UFFD_WP) or, since Linux 7.3, all accesses (VM_UFFD_RWP); both mark PTEs by one bit. The child's
 * VMA may track less than the parent's (fs/userfaultfd.c or mm/userfaultfd.c, dup_userfaultfd()).
 */
#ifndef FORK_UFFD_H
#define FORK_UFFD_H

/* The child tracks writes, or all accesses, by the uffd bit. */
static int ppf_uffd_wp_armed(void)
{
	pp_in(PP_BEFORE);
	return (ppf_dst_vma.vm_flags & PPF_VM_UFFD_PROTECTED) != 0;
}

/* The child tracks all accesses: a PTE with the uffd bit is PROT_NONE there. */
static __maybe_unused int ppf_rwp_armed(void)
{
	pp_in(PP_BEFORE);
	return (ppf_dst_vma.vm_flags & PPF_VM_UFFD_RWP) != 0;
}

static int ppf_parent_rwp_armed(void)
{
	pp_in(PP_BEFORE);
	return (ppf_src_vma.vm_flags & PPF_VM_UFFD_RWP) != 0;
}

/*
 * Is a PTE of the parent's PROT_NONE because all accesses are tracked, and the child tracks none? The child's PTE gets the
 * protection of its VMA then, for nothing would ever take PROT_NONE away again.
 */
static int ppf_is_disarmed(pte_t parent)
{
	return ppf_parent_rwp_armed() && !ppf_uffd_wp_armed() && ppf_uffd_wp(parent);
}

static __maybe_unused pp_word ppf_child_protection(void)
{
	pp_in(PP_BEFORE);
	return PPF_PROT_WORD(ppf_dst_vma.vm_page_prot);
}

/* The child may write to a page that it shares: as the parent, or as its VMA says where it is disarmed; never in a COW mapping. */
static int ppf_child_may_write(pte_t parent)
{
	if (ppf_cow_mapping())
		return 0;
	return ppf_is_disarmed(parent) ? (ppf_child_protection() & PPF_PTE_BITS_WRITE) != 0 : ppf_write(parent);
}

/* The child's PTE of a shared page has the bits of @bits that the parent's has, or that its VMA's protection has. */
static int ppf_has_protection_of(pte_t child, pte_t parent, pp_word bits)
{
	pp_word kept = ppf_is_disarmed(parent) ? bits & PPF_PTE_BITS_NO_PROTECTION : bits;
	pp_word given = bits & ~kept;

	return ((PPF_WORD(child) ^ PPF_WORD(parent)) & kept) == 0 && ((PPF_WORD(child) ^ ppf_child_protection()) & given) == 0;
}

#endif
