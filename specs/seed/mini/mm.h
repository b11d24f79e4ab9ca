/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mini/mm.h: address spaces, mappings, folios and their pages.
 */
#ifndef MINI_MM_H
#define MINI_MM_H

#include "pte.h"

/* ---- Mappings ---------------------------------------------------------------------------------- */

#define VM_WRITE 0x00000002UL
#define VM_SHARED 0x00000008UL
#define VM_MAYWRITE 0x00000020UL
#define VM_PFNMAP 0x00000400UL
#define VM_UFFD_WP 0x00001000UL
#define VM_SOFTDIRTY 0x08000000UL
#define VM_MIXEDMAP 0x10000000UL

/* mm->flags: some page of this address space was pinned once. */
#define MMF_HAS_PINNED 27

/* The rss counters of an address space. */
enum { MM_FILEPAGES, MM_ANONPAGES, MM_SWAPENTS, MM_SHMEMPAGES, NR_MM_COUNTERS };

struct mm_struct {
	u64 flags;
};

struct vm_area_struct {
	u64 vm_start, vm_end;
	u64 vm_flags;
	u64 vm_page_prot;
	u64 anon_vma;
	struct mm_struct *vm_mm;
};

/* Private and possibly writable: written pages are copied first. */
static inline bool is_cow_mapping(u64 flags)
{
	return (flags & (VM_SHARED | VM_MAYWRITE)) == VM_MAYWRITE;
}

static inline bool userfaultfd_wp(const struct vm_area_struct *vma)
{
	return vma->vm_flags & VM_UFFD_WP;
}

/* Single entries tell which pages are soft-dirty, because the mapping as a whole does not count as it. */
static inline bool vma_soft_dirty_enabled(const struct vm_area_struct *vma)
{
	return !(vma->vm_flags & VM_SOFTDIRTY);
}

/* ---- Pages and folios -------------------------------------------------------------------------- */

#define PG_UPTODATE 3
#define PG_DIRTY 4
#define PG_HEAD 6
#define PG_SWAPBACKED 19
/* The page belongs to one process alone. Has this meaning for anon folios only. */
#define PG_ANON_EXCLUSIVE 17

#define PAGE_MAPPING_ANON 1UL

/*
 * One page of memory. The words behind _refcount count for the folio's first page only, whatever page of
 * the folio they are about; Linux has them in the second page.
 */
struct page {
	u64 flags;
	/* In a tail page: the address of the folio's first page, plus 1. */
	u64 compound_head;
	/* Of the folio: what it belongs to; bit 0 says that it is anonymous. */
	u64 mapping;
	u64 index;
	/* How often the page is mapped, less one. */
	atomic_t _mapcount;
	atomic_t _refcount;
	/* How often the pages of a large folio are mapped, less one; and pins of it. */
	atomic_t _large_mapcount;
	atomic_t _pincount;
	u64 order;
	u64 private;
};

/* A folio is known by its first page. */
struct folio {
	struct page page;
};

/* The memory map: the struct page of page frame n is vmemmap[n]. */
#define MINI_MEMORY_MAP 0x100000000000UL
#define vmemmap ((struct page *)MINI_MEMORY_MAP)

static inline struct page *pfn_to_page(u64 pfn)
{
	return vmemmap + pfn;
}

static inline u64 page_to_pfn(const struct page *page)
{
	return page - vmemmap;
}

static inline struct folio *page_folio(struct page *page)
{
	u64 head = page->compound_head;

	return head & 1 ? (struct folio *)(head - 1) : (struct folio *)page;
}

static inline bool folio_test_large(const struct folio *folio)
{
	return folio->page.flags & (1UL << PG_HEAD);
}

static inline u64 folio_nr_pages(const struct folio *folio)
{
	return folio_test_large(folio) ? 1UL << folio->page.order : 1;
}

static inline bool folio_test_anon(const struct folio *folio)
{
	return folio->page.mapping & PAGE_MAPPING_ANON;
}

static inline bool folio_test_swapbacked(const struct folio *folio)
{
	return folio->page.flags & (1UL << PG_SWAPBACKED);
}

static inline bool PageAnonExclusive(const struct page *page)
{
	return page->flags & (1UL << PG_ANON_EXCLUSIVE);
}

static inline int folio_ref_count(const struct folio *folio)
{
	return atomic_read(&folio->page._refcount);
}

static inline void folio_ref_add(struct folio *folio, int nr)
{
	atomic_add(nr, &folio->page._refcount);
}

static inline void folio_ref_sub(struct folio *folio, int nr)
{
	atomic_sub(nr, &folio->page._refcount);
}

static inline void folio_get(struct folio *folio)
{
	VM_WARN_ON(folio_ref_count(folio) <= 0);
	atomic_inc(&folio->page._refcount);
}

/* Drops a reference that is not the last one. */
static inline void folio_put(struct folio *folio)
{
	VM_WARN_ON(folio_ref_count(folio) <= 1);
	atomic_dec(&folio->page._refcount);
}

/* The rss counter that the pages of a folio of a file, or of shared memory, count in. */
static inline int mm_counter_file(const struct folio *folio)
{
	return folio_test_swapbacked(folio) ? MM_SHMEMPAGES : MM_FILEPAGES;
}

/* The page that an entry maps, if it is one that is counted. */
static inline struct page *vm_normal_page(struct vm_area_struct *vma, u64 addr, pte_t pte)
{
	if (pte_special(pte))
		return NULL;
	return pfn_to_page(pte_pfn(pte));
}

#endif
