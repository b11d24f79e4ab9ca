/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mini/pte.h: a page table entry of x86-64 that maps a 4 KiB page, and what may be asked and made of one.
 *
 * The bits are the processor's and Linux' software bits (Intel SDM volume 3A, "4-Level Paging"). Two facts
 * of x86 are kept, because they decide what a batch may do: a read-only entry keeps its dirtiness in
 * SavedDirty, and pte_mkdirty() sets soft-dirty too. One is left out: the pfn of a PROT_NONE entry is not
 * stored inverted here.
 */
#ifndef MINI_PTE_H
#define MINI_PTE_H

#include "types.h"

typedef struct {
	u64 pte;
} pte_t;

#define PTE_PRESENT (1UL << 0)
#define PTE_RW (1UL << 1)
#define PTE_USER (1UL << 2)
#define PTE_ACCESSED (1UL << 5)
#define PTE_DIRTY (1UL << 6)
/* With PTE_PRESENT clear: mapped, but by PROT_NONE. User mappings have it set in no other case. */
#define PTE_PROTNONE (1UL << 8)
#define PTE_SPECIAL (1UL << 9)
#define PTE_UFFD_WP (1UL << 10)
#define PTE_SOFT_DIRTY (1UL << 11)
#define PTE_PFN 0x000ffffffffff000UL
#define PTE_SAVED_DIRTY (1UL << 58)

static inline u64 pte_val(pte_t pte)
{
	return pte.pte;
}

static inline pte_t __pte(u64 value)
{
	return (pte_t){ value };
}

static inline bool pte_present(pte_t pte)
{
	return pte.pte & (PTE_PRESENT | PTE_PROTNONE);
}

static inline bool pte_protnone(pte_t pte)
{
	return (pte.pte & (PTE_PRESENT | PTE_PROTNONE)) == PTE_PROTNONE;
}

static inline u64 pte_pfn(pte_t pte)
{
	return (pte.pte & PTE_PFN) >> PAGE_SHIFT;
}

static inline bool pte_write(pte_t pte)
{
	return pte.pte & PTE_RW;
}

static inline bool pte_dirty(pte_t pte)
{
	return pte.pte & (PTE_DIRTY | PTE_SAVED_DIRTY);
}

static inline bool pte_young(pte_t pte)
{
	return pte.pte & PTE_ACCESSED;
}

static inline bool pte_soft_dirty(pte_t pte)
{
	return pte.pte & PTE_SOFT_DIRTY;
}

static inline bool pte_uffd_wp(pte_t pte)
{
	return pte.pte & PTE_UFFD_WP;
}

static inline bool pte_special(pte_t pte)
{
	return pte.pte & PTE_SPECIAL;
}

static inline bool pte_same(pte_t a, pte_t b)
{
	return a.pte == b.pte;
}

/* A read-only entry that is dirty must not look like a shadow stack's: its dirtiness moves. */
static inline pte_t pte_mksaveddirty(pte_t pte)
{
	if (!(pte.pte & PTE_RW) && (pte.pte & PTE_DIRTY))
		pte.pte = (pte.pte & ~PTE_DIRTY) | PTE_SAVED_DIRTY;
	return pte;
}

static inline pte_t pte_wrprotect(pte_t pte)
{
	pte.pte &= ~PTE_RW;
	return pte_mksaveddirty(pte);
}

static inline pte_t pte_mkwrite(pte_t pte)
{
	pte.pte |= PTE_RW;
	if (pte.pte & PTE_SAVED_DIRTY)
		pte.pte = (pte.pte & ~PTE_SAVED_DIRTY) | PTE_DIRTY;
	return pte;
}

static inline pte_t pte_mkdirty(pte_t pte)
{
	pte.pte |= PTE_DIRTY | PTE_SOFT_DIRTY;
	return pte_mksaveddirty(pte);
}

static inline pte_t pte_mkclean(pte_t pte)
{
	return __pte(pte.pte & ~(PTE_DIRTY | PTE_SAVED_DIRTY));
}

static inline pte_t pte_mkold(pte_t pte)
{
	return __pte(pte.pte & ~PTE_ACCESSED);
}

static inline pte_t pte_mkyoung(pte_t pte)
{
	return __pte(pte.pte | PTE_ACCESSED);
}

static inline pte_t pte_clear_soft_dirty(pte_t pte)
{
	return __pte(pte.pte & ~PTE_SOFT_DIRTY);
}

static inline pte_t pte_clear_uffd_wp(pte_t pte)
{
	return __pte(pte.pte & ~PTE_UFFD_WP);
}

static inline pte_t pte_mkuffd_wp(pte_t pte)
{
	pte.pte |= PTE_UFFD_WP;
	return pte_wrprotect(pte);
}

/* The entry that maps the page @nr pages on, in the same way. */
static inline pte_t pte_advance_pfn(pte_t pte, u64 nr)
{
	return __pte(pte.pte + (nr << PAGE_SHIFT));
}

/* ---- Entries in a table ------------------------------------------------------------------------ */

static inline pte_t ptep_get(pte_t *ptep)
{
	return __pte(*(volatile u64 *)&ptep->pte);
}

static inline void set_pte(pte_t *ptep, pte_t pte)
{
	*(volatile u64 *)&ptep->pte = pte.pte;
}

/* @nr entries from @ptep on: the first is @pte, each next one maps the next page. */
static inline void set_ptes(pte_t *ptep, pte_t pte, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		set_pte(ptep + i, pte_advance_pfn(pte, i));
}

static inline void ptep_set_wrprotect(pte_t *ptep)
{
	set_pte(ptep, pte_wrprotect(ptep_get(ptep)));
}

static inline void wrprotect_ptes(pte_t *ptep, unsigned int nr)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		ptep_set_wrprotect(ptep + i);
}

#endif
