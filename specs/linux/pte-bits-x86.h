/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The bits of an x86-64 page table entry that maps a 4 KiB page, as numbers.
 *
 * Written from the architecture manual (Intel SDM volume 3A, "4-Level Paging") and the list of software
 * bits in arch/x86/include/asm/pgtable_types.h, and not by its macros: a claim that compared the kernel's
 * getters with the kernel's own masks would share a wrong mask with them.
 */
#ifndef PTE_BITS_X86_H
#define PTE_BITS_X86_H

#define PPF_X86_BIT(n) (1UL << (n))

#define PPF_X86_PRESENT PPF_X86_BIT(0)
#define PPF_X86_RW PPF_X86_BIT(1)
#define PPF_X86_USER PPF_X86_BIT(2)
#define PPF_X86_ACCESSED PPF_X86_BIT(5)
#define PPF_X86_DIRTY PPF_X86_BIT(6)
#define PPF_X86_GLOBAL PPF_X86_BIT(8)
/* With P=0: mapped by PROT_NONE, and the pfn field is stored inverted (pgtable-invert.h: L1TF). */
#define PPF_X86_PROTNONE PPF_X86_GLOBAL
#define PPF_X86_SPECIAL PPF_X86_BIT(9)
#define PPF_X86_UFFD_WP PPF_X86_BIT(10)
#define PPF_X86_SOFT_DIRTY_BIT PPF_X86_BIT(11)
/* Bits 12 to 51: the physical page number. */
#define PPF_X86_PFN 0x000ffffffffff000UL
#define PPF_X86_PFN_SHIFT 12
/* DAX has a bit of its own, or none: the bit is then as any other that software has. */
#if PPE_NO_DEVMAP
#define PPF_X86_DEVMAP 0UL
#else
#define PPF_X86_DEVMAP PPF_X86_BIT(57)
#endif
#define PPF_X86_SAVED_DIRTY PPF_X86_BIT(58)

/* A kernel without CONFIG_MEM_SOFT_DIRTY gives bit 11 no meaning. */
#ifdef CONFIG_MEM_SOFT_DIRTY
#define PPF_X86_SOFT_DIRTY PPF_X86_SOFT_DIRTY_BIT
#else
#define PPF_X86_SOFT_DIRTY 0UL
#endif

/*
 * The masks by which claims say "all other bits". Dirtiness has two places: Dirty, and SavedDirty for an
 * entry that must not look like a shadow stack's (Write=0, Dirty=1).
 */
#define PPF_PTE_BITS_PFN PPF_X86_PFN
#define PPF_PTE_BITS_WRITE PPF_X86_RW
#define PPF_PTE_BITS_YOUNG PPF_X86_ACCESSED
#define PPF_PTE_BITS_DIRTY (PPF_X86_DIRTY | PPF_X86_SAVED_DIRTY)
#define PPF_PTE_BITS_SOFT_DIRTY PPF_X86_SOFT_DIRTY
#define PPF_PTE_BITS_UFFD_WP PPF_X86_UFFD_WP
/* What is no protection, and stays where that is changed: the page, how it is cached, what was done to it, what marks it. */
#define PPF_PTE_BITS_NO_PROTECTION                                                                        \
	(PPF_X86_PFN | PPF_X86_BIT(3) | PPF_X86_BIT(4) | PPF_X86_ACCESSED | PPF_X86_DIRTY | PPF_X86_BIT(7) | \
	 PPF_X86_SPECIAL | PPF_X86_UFFD_WP | PPF_X86_SOFT_DIRTY | PPF_X86_SAVED_DIRTY)
/* How the entry is present: mapped for the processor, or by PROT_NONE; and for user space or not. */
#define PPF_PTE_BITS_CLASS (PPF_X86_PRESENT | PPF_X86_PROTNONE | PPF_X86_USER)

/* The protection of an entry that is there for nobody. */
#define PPF_PTE_NONE PPF_X86_PROTNONE

/* The processor feature "user shadow stacks" (CPUID.7:ECX bit 7; word 16 of the kernel's feature words). */
#define PPF_X86_CPU_SHADOW_STACK (16 * 32 + 7)

#endif
