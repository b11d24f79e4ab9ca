/* SPDX-License-Identifier: GPL-2.0 */
/*
 * vma-bits.h: the flags of a VMA that specs ask for, as numbers of their own, and what specs ask of them.
 *
 * A claim that asked the kernel's is_cow_mapping() whether a mapping is COW would be about fewer worlds where that
 * function is wrong. So specs decide by these bits. The numbers are the kernel's (include/linux/mm.h): a tree that has
 * others does not compile with this spec.
 */
#ifndef VMA_BITS_H
#define VMA_BITS_H

#define PPF_VM_READ 0x1UL
#define PPF_VM_WRITE 0x2UL
#define PPF_VM_SHARED 0x8UL
#define PPF_VM_MAYREAD 0x10UL
#define PPF_VM_MAYWRITE 0x20UL
#define PPF_VM_PFNMAP 0x400UL
#define PPF_VM_LOCKED 0x2000UL
#define PPF_VM_LOCKONFAULT 0x80000UL
#define PPF_VM_HUGETLB 0x400000UL
#define PPF_VM_MIXEDMAP 0x10000000UL
static_assert(PPF_VM_READ == VM_READ && PPF_VM_WRITE == VM_WRITE && PPF_VM_SHARED == VM_SHARED);
static_assert(PPF_VM_MAYREAD == VM_MAYREAD && PPF_VM_MAYWRITE == VM_MAYWRITE);
static_assert(PPF_VM_PFNMAP == VM_PFNMAP && PPF_VM_MIXEDMAP == VM_MIXEDMAP);
static_assert(PPF_VM_LOCKED == VM_LOCKED && PPF_VM_LOCKONFAULT == VM_LOCKONFAULT);
static_assert(PPF_VM_HUGETLB == VM_HUGETLB);

/* Flags of a feature that the configuration may leave out have no bit then. */
#ifdef CONFIG_USERFAULTFD
#define PPF_VM_UFFD_MISSING 0x200UL
#define PPF_VM_UFFD_WP 0x1000UL
#else
#define PPF_VM_UFFD_MISSING 0x200UL
#define PPF_VM_UFFD_WP 0x1000UL
#endif
#ifndef CONFIG_HAVE_ARCH_USERFAULTFD_MINOR
#define PPF_VM_UFFD_MINOR 0UL
#elif PPE_UFFD_MINOR_41
#define PPF_VM_UFFD_MINOR (1UL << 41)
#else
#define PPF_VM_UFFD_MINOR (1UL << 38)
#endif
/* Read-write protection: a PTE with the uffd bit is PROT_NONE, and each access to its page is told. */
#if PPE_UFFD_RWP && defined(CONFIG_USERFAULTFD_RWP)
#define PPF_VM_UFFD_RWP (1UL << 43)
static_assert(PPF_VM_UFFD_RWP == VM_UFFD_RWP);
#else
#define PPF_VM_UFFD_RWP 0UL
#endif
/* The VMA's PTEs may have the uffd bit. */
#define PPF_VM_UFFD_PROTECTED (PPF_VM_UFFD_WP | PPF_VM_UFFD_RWP)
#define PPF_VM_UFFD (PPF_VM_UFFD_MISSING | PPF_VM_UFFD_MINOR | PPF_VM_UFFD_PROTECTED)
static_assert(PPF_VM_UFFD_MISSING == VM_UFFD_MISSING && PPF_VM_UFFD_WP == VM_UFFD_WP);
static_assert(PPF_VM_UFFD_MINOR == VM_UFFD_MINOR);

#ifdef CONFIG_MEM_SOFT_DIRTY
#define PPF_VM_SOFTDIRTY 0x8000000UL
#else
#define PPF_VM_SOFTDIRTY 0UL
#endif
static_assert(PPF_VM_SOFTDIRTY == VM_SOFTDIRTY);

#ifdef CONFIG_X86_USER_SHADOW_STACK
#define PPF_VM_SHADOW_STACK (1UL << 37)
#else
#define PPF_VM_SHADOW_STACK 0UL
#endif
static_assert(PPF_VM_SHADOW_STACK == VM_SHADOW_STACK);

#define PPF_VM_DROPPABLE (1UL << 40)
static_assert(PPF_VM_DROPPABLE == VM_DROPPABLE);

/* A private mapping that may be written: its writable pages are shared by fork() until one of the two writes. */
static int ppf_cow_flags(unsigned long flags)
{
	return (flags & (PPF_VM_SHARED | PPF_VM_MAYWRITE)) == PPF_VM_MAYWRITE;
}

/*
 * Page tables that fork() copies, because a page fault of the child could not fill them in: the child tracks writes (or all
 * accesses) by userfaultfd, PTEs without struct page may be there, guards, or anon pages.
 */
#if PPE_MAYBE_GUARD
#define PPF_VM_MAYBE_GUARD 0x800UL
static_assert(PPF_VM_MAYBE_GUARD == VM_MAYBE_GUARD);
static int ppf_needs_copy(unsigned long parent_flags, unsigned long child_flags, const void *parent_anon_vma)
{
	return (child_flags & (PPF_VM_UFFD_PROTECTED | PPF_VM_PFNMAP | PPF_VM_MIXEDMAP | PPF_VM_MAYBE_GUARD)) || parent_anon_vma;
}
#else
static int ppf_needs_copy(unsigned long parent_flags, unsigned long child_flags, const void *parent_anon_vma)
{
	return (child_flags & PPF_VM_UFFD_WP) || (parent_flags & (PPF_VM_PFNMAP | PPF_VM_MIXEDMAP)) || parent_anon_vma;
}
#endif

#endif
