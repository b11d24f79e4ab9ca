/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How specs reach fields. With page-bits.h the only file of the specs that names fields of structures.
 *
 * Kernels differ by probes (probes.c), whose answers are the macros PPE_NAME; what has none is as in 6.12. When a field
 * moves, this file changes and no claim does.
 */
#ifndef COMPAT_H
#define COMPAT_H

#include "page-bits.h"

/* ---- Names ------------------------------------------------------------------------------------- */

/* The word that says in bit 0 whether a page is a tail page. */
#if PPE_COMPOUND_INFO
#define PPF_COMPAT_COMPOUND(page) ((page)->compound_info)
#else
#define PPF_COMPAT_COMPOUND(page) ((page)->compound_head)
#endif

/* Does a mask lead from a tail page to the head, as compound_info_has_mask() says it? A struct page has 64 bytes here. */
#if PPE_COMPOUND_INFO && defined(CONFIG_HUGETLB_PAGE_OPTIMIZE_VMEMMAP)
#define PPF_COMPAT_HEAD_BY_MASK 1
#else
#define PPF_COMPAT_HEAD_BY_MASK 0
#endif

#if PPE_FOLIO_NR_PAGES
#define PPF_COMPAT_NR_PAGES(folio) ((folio)->_nr_pages)
#else
#define PPF_COMPAT_NR_PAGES(folio) ((folio)->_folio_nr_pages)
#endif

#if PPE_MM_FLAGS_BITMAP
#define PPF_COMPAT_MM_FLAGS(mm) (*(const unsigned long *)(mm)->flags.__mm_flags)
#else
#define PPF_COMPAT_MM_FLAGS(mm) ((mm)->flags)
#endif

/* The pfn of the zero page. */
#if PPE_ZERO_PAGE_PFN
extern unsigned long zero_page_pfn;
#define PPF_COMPAT_ZERO_PFN zero_page_pfn
#define PPF_COMPAT_ZERO_PFN_NAME "zero_page_pfn"
#define PPF_COMPAT_ZERO_PFN_SET_BY "mm/mm_init.c init_zero_page_pfn()"
#else
#define PPF_COMPAT_ZERO_PFN zero_pfn
#define PPF_COMPAT_ZERO_PFN_NAME "zero_pfn"
#define PPF_COMPAT_ZERO_PFN_SET_BY "mm/memory.c init_zero_pfn()"
#endif

/* The huge zero folio, of whose pages special PTEs may be (mm/huge_memory.c). */
#if PPE_HUGE_ZERO_PFN && defined(CONFIG_TRANSPARENT_HUGEPAGE)
#define PPF_COMPAT_HUGE_ZERO 1
static int ppf_compat_is_huge_zero(pp_word pfn)
{
	return (pfn & ~(HPAGE_PMD_NR - 1UL)) == huge_zero_pfn;
}

static int ppf_compat_is_apart_from_huge_zero(pp_word pfn, pp_word pages)
{
	return huge_zero_pfn - pfn >= pages && pfn - huge_zero_pfn >= HPAGE_PMD_NR;
}
#else
#define PPF_COMPAT_HUGE_ZERO 0
static int ppf_compat_is_huge_zero(pp_word pfn)
{
	return 0;
}

static int ppf_compat_is_apart_from_huge_zero(pp_word pfn, pp_word pages)
{
	return 1;
}
#endif

/* Is each page of a large folio counted by itself how often it is mapped? */
#if PPE_MM_IDS && defined(CONFIG_NO_PAGE_MAPCOUNT)
#define PPF_COMPAT_COUNTS_LARGE_PAGES 0
#else
#define PPF_COMPAT_COUNTS_LARGE_PAGES 1
#endif

/* ---- struct page and struct folio: reading ---------------------------------------------------- */

/* The word of the per-page mapcount as it is stored: one less than the number of mappings. */
static unsigned int ppf_compat_page_mapcount_word(const struct page *page)
{
	return (unsigned int)page->_mapcount.counter;
}

/* The same for the count of all mappings of a large folio. */
static unsigned int ppf_compat_large_mapcount_word(const struct folio *folio)
{
	return (unsigned int)folio->_large_mapcount.counter;
}

static unsigned int ppf_compat_entire_mapcount_word(const struct folio *folio)
{
	return (unsigned int)folio->_entire_mapcount.counter;
}

/* Pins of a large folio; a small one counts them in its refcount. */
static int ppf_compat_pincount(const struct folio *folio)
{
	return folio->_pincount.counter;
}

static unsigned long ppf_compat_folio_mapping(const struct folio *folio)
{
	return (unsigned long)folio->mapping;
}

static unsigned long ppf_compat_folio_index(const struct folio *folio)
{
	return folio->index;
}

/*
 * The words of struct page that mapping a page may change: flags; _mapcount and _refcount; and in the
 * first tail page, which is where a folio counts all of its mappings, _large_mapcount.
 */
#define PPF_COMPAT_FLAGS_WORD (offsetof(struct page, flags) / 8)
#define PPF_COMPAT_COUNTS_WORD (offsetof(struct page, _mapcount) / 8)
#define PPF_COMPAT_LARGE_MAPCOUNT_WORD ((offsetof(struct folio, _large_mapcount) - offsetof(struct folio, __page_1)) / 8)
static_assert(offsetof(struct page, _refcount) / 8 == PPF_COMPAT_COUNTS_WORD);
/* The bits of that word that are another count's, about which nothing else is said. */
#if PPE_MM_IDS
#define PPF_COMPAT_BESIDE_LARGE_MAPCOUNT (~0UL << 32)
static_assert(offsetof(struct folio, _large_mapcount) % 8 == 0);
#else
#define PPF_COMPAT_BESIDE_LARGE_MAPCOUNT 0UL
#endif

/* ---- struct page and struct folio: shaping a world -------------------------------------------- */

/*
 * Each function below maps any record to one that its page may have, and leaves such a one as it is. So
 * the image of "any record" is exactly the set of records that are possible, and calling it twice for
 * one record (reached by two index expressions) changes nothing.
 */

/* The head page of a folio of @order: PG_head, and bit 0 of the word that in tail pages is compound_head. */
static void ppf_compat_shape_head(struct page *page, unsigned int order)
{
	pp_shape("head-page", "PG_head is set in a large folio's head page, and in no small folio; its compound_head has "
			      "bit 0 clear (mm/page_alloc.c prep_compound_page()).");
	if (order)
		PPF_COMPAT_FLAGS(page) |= 1UL << PG_head;
	else
		PPF_COMPAT_FLAGS(page) &= ~(1UL << PG_head);
	PPF_COMPAT_COMPOUND(page) &= ~1UL;
}

#if PPE_MM_IDS
/* That of the folio, whose VMA may have another one. */
static struct anon_vma ppf_compat_anon_vma;

static __maybe_unused void ppf_compat_anon_vma_world(void)
{
	pp_arbitrary(&ppf_compat_anon_vma, sizeof(ppf_compat_anon_vma), "anon_vma");
	pp_assume(ppf_compat_anon_vma.refcount.counter != 0, "anon-vma-lives",
		  "A mapped folio keeps its anon_vma (mm/rmap.c, include/linux/rmap.h __folio_rmap_sanity_checks()).");
}

/* Where the folio may be anon or not. */
static __maybe_unused void ppf_compat_shape_anon_vma(struct page *head)
{
	unsigned long word = (unsigned long)head->mapping;

	pp_shape("mapped-anon-vma", "The anon_vma of a mapped folio lives: its reference count is not 0 (mm/rmap.c). All anon "
				    "folios of a world have one.");
	if (word & PPF_COMPAT_MAPPING_ANON)
		head->mapping = (struct address_space *)((unsigned long)&ppf_compat_anon_vma | (word & 3));
}
#else
static __maybe_unused void ppf_compat_anon_vma_world(void) { }
static __maybe_unused void ppf_compat_shape_anon_vma(struct page *head) { }
#endif

/* folio->mapping of an anon folio: PPF_COMPAT_MAPPING_ANON set, and PPF_COMPAT_MAPPING_MOVABLE iff it is a KSM page. */
static __maybe_unused void ppf_compat_shape_anon_mapping(struct page *head, unsigned long ksm)
{
	unsigned long word = (unsigned long)head->mapping;

	pp_shape("anon-mapping", "folio->mapping of an anon folio has PAGE_MAPPING_ANON, and PAGE_MAPPING_MOVABLE iff it "
				 "is a KSM page (include/linux/page-flags.h, mm/rmap.c __folio_set_anon()).");
#if PPE_MM_IDS
	/* What is mapped is asked for its anon_vma; of a KSM page only the bits are looked at. */
	pp_shape("mapped-anon-vma", "The anon_vma of a mapped folio lives: its reference count is not 0 (mm/rmap.c). All anon "
				    "folios of a world have one.");
	word = (unsigned long)&ppf_compat_anon_vma;
#endif
	word = (word & ~3UL) | PPF_COMPAT_MAPPING_ANON | (ksm << 1);
	head->mapping = (struct address_space *)word;
}

/* The same, whatever its other bits are. */
static __maybe_unused void ppf_compat_shape_any_anon_mapping(struct page *head)
{
	head->mapping = (struct address_space *)((unsigned long)head->mapping | PPF_COMPAT_MAPPING_ANON);
}

/* Whether a file folio counts as shmem: PG_swapbacked. */
static __maybe_unused void ppf_compat_shape_swapbacked(struct page *head, int is_swapbacked)
{
	if (is_swapbacked)
		PPF_COMPAT_FLAGS(head) |= 1UL << PG_swapbacked;
	else
		PPF_COMPAT_FLAGS(head) &= ~(1UL << PG_swapbacked);
}

/* folio->mapping of any other folio that user space maps: PPF_COMPAT_MAPPING_ANON clear. */
static __maybe_unused void ppf_compat_shape_file_mapping(struct page *head)
{
	pp_shape("file-mapping", "folio->mapping of any other folio that user space maps has PAGE_MAPPING_ANON clear "
				 "(include/linux/page-flags.h).");
	head->mapping = (struct address_space *)((unsigned long)head->mapping &
		~(unsigned long)PPF_COMPAT_MAPPING_ANON);
}

/* A tail page, as prep_compound_tail() leaves it (mm/internal.h). */
static void ppf_compat_shape_tail(struct page *page, struct page *head, unsigned long pages)
{
#if PPF_COMPAT_HEAD_BY_MASK
	pp_shape("tail-page-mask", "compound_info of a tail page is the mask that makes its address the head page's, with bit 0 set "
				   "(include/linux/page-flags.h set_compound_head()).");
	PPF_COMPAT_COMPOUND(page) = -(pages * sizeof(struct page)) | 1;
#else
	pp_shape("tail-page", "compound_head of a tail page is its head page plus 1 (mm/internal.h prep_compound_tail()).");
	PPF_COMPAT_COMPOUND(page) = (unsigned long)head + 1;
#endif
}

/*
 * Where a mask leads from a tail page to its head, folios begin at multiples of their size: the buddy allocator's blocks do,
 * and so do the struct pages, which begin at a multiple of any folio's (mm/sparse.c, mm/sparse-vmemmap.c).
 */
static __maybe_unused int ppf_compat_is_aligned(pp_word pfn, pp_word pages)
{
	return (pfn & (pages - 1)) == 0;
}

#include "mm-ids.h"

/* The first tail page holds the folio's order and size: folio_set_order() (mm/internal.h). */
static void ppf_compat_shape_second(struct page *page, unsigned int order, unsigned int pages)
{
	struct folio *folio = container_of(page, struct folio, __page_1);

	pp_shape("second-page", "The first tail page holds the folio's order and size (mm/internal.h folio_set_order()).");
	folio->_flags_1 = (folio->_flags_1 & ~0xffUL) | order;
	PPF_COMPAT_NR_PAGES(folio) = pages;
	ppf_compat_shape_mm_ids(folio);
}

static __maybe_unused void ppf_compat_shape_not_exclusive(struct page *page, unsigned long which)
{
	pp_shape("ksm-not-exclusive", "A KSM page is never exclusive (mm/ksm.c write_protect_page()).");
	PPF_COMPAT_FLAGS(page) &= ~(which << PG_anon_exclusive);
}

/* A folio of one page just allocated: prep_new_page() and its callees (mm/page_alloc.c). */
static void ppf_compat_shape_fresh(struct page *page)
{
	pp_shape("new-page", "A page just allocated has none of the flags that are checked then, no mapping, no mapcount and "
			     "one reference (mm/page_alloc.c prep_new_page()).");
	PPF_COMPAT_FLAGS(page) &= ~(unsigned long)PAGE_FLAGS_CHECK_AT_PREP;
	PPF_COMPAT_COMPOUND(page) &= ~1UL;
	page->mapping = NULL;
	page->_mapcount.counter = -1;
	page->_refcount.counter = 1;
}

/* The same, free: the allocator owns it. What its other words hold is nobody's business. */
static __maybe_unused void ppf_compat_shape_free(struct page *page)
{
	ppf_compat_shape_fresh(page);
	page->_refcount.counter = 0;
}

/* ---- struct page and struct folio: what models of mm/rmap.c do --------------------------------- */

/* __folio_set_anon() for a folio that is exclusive to @vma. */
static void ppf_compat_set_anon_mapping(struct folio *folio, struct vm_area_struct *vma, unsigned long address)
{
	folio->mapping = (struct address_space *)((unsigned long)vma->anon_vma + PPF_COMPAT_MAPPING_ANON);
	folio->index = ((address - vma->vm_start) >> PAGE_SHIFT) + vma->vm_pgoff;
}

/* The first mapping of a small folio. */
static void ppf_compat_set_first_mapping(struct folio *folio, int exclusive)
{
	folio->_mapcount.counter = 0;
	if (exclusive)
		PPF_COMPAT_FLAGS(folio) |= 1UL << PG_anon_exclusive;
}

/* ---- Device memory ----------------------------------------------------------------------------- */

#ifdef CONFIG_ZONE_DEVICE
/* A device page points to its device; any kind of device is possible. */
static struct dev_pagemap ppf_compat_pagemap;

static void ppf_compat_shape_device(struct page *head)
{
	pp_shape("device-page", "A page of a device's zone points to its device (mm/memremap.c, mm/mm_init.c "
				"memmap_init_zone_device()).");
	if (ppf_compat_is_device(head))
		PPF_COMPAT_PGMAP((struct folio *)head) = &ppf_compat_pagemap;
}

static void ppf_compat_device_world(void)
{
	pp_arbitrary(&ppf_compat_pagemap, sizeof(ppf_compat_pagemap), "pagemap");
}
#else
static void ppf_compat_shape_device(struct page *head) { }
static void ppf_compat_device_world(void) { }
#endif

/* ---- The memory map --------------------------------------------------------------------------- */

static void ppf_compat_place_memory_map(unsigned long address)
{
	vmemmap_base = address;
	page_offset_base = (1UL << 63) + (pp_any("direct-map", 33) << PUD_SHIFT);
}

/* Is all memory that struct pages are about (@MAX_PHYSMEM_BITS of four-level paging) mapped below the kernel's own mapping? */
static __maybe_unused int ppf_compat_direct_map_is_apart(void)
{
	return page_offset_base <= __START_KERNEL_map - (1UL << 46);
}

static unsigned long ppf_compat_direct_map_pfn(const void *address)
{
	return ((unsigned long)address - page_offset_base) >> PAGE_SHIFT;
}

/* ---- The task --------------------------------------------------------------------------------- */

/* What others set in the flags of a task, or clear, at any time: include/linux/thread_info.h, kernel/sched/core.c. */
#ifdef TIF_NEED_RESCHED_LAZY
#define PPF_COMPAT_RESCHED_LAZY TIF_NEED_RESCHED_LAZY
#else
#define PPF_COMPAT_RESCHED_LAZY TIF_NEED_RESCHED
#endif
#define PPF_COMPAT_ASYNCHRONOUS_FLAGS                                                                     \
	(1UL << TIF_NOTIFY_RESUME | 1UL << TIF_SIGPENDING | 1UL << TIF_NOTIFY_SIGNAL |                \
	 1UL << TIF_NEED_RESCHED | 1UL << PPF_COMPAT_RESCHED_LAZY | 1UL << TIF_PATCH_PENDING |          \
	 1UL << TIF_MEMDIE)

static __maybe_unused const volatile void *ppf_compat_thread_flags(const struct task_struct *task)
{
	return &task->thread_info.flags;
}

/*
 * An RCU read section that is entered (@sections 1) or left (-1): where sections are not counted by themselves, they forbid
 * preemption, which is counted where the kernel preempts (include/linux/rcupdate.h).
 */
static __maybe_unused void ppf_compat_count_rcu(int sections)
{
#if PPE_PREEMPT_OWN && defined(CONFIG_PREEMPT_COUNT) && !defined(CONFIG_PREEMPT_RCU)
	__preempt_count_add(sections);
#endif
}

/* A system call runs in no interrupt; that another task should run is a bit of the same word, set at any time. */
static __maybe_unused void ppf_compat_preemption_world(void)
{
#if PPE_PREEMPT_OWN
	const typeof(__preempt_count) *count = (const typeof(__preempt_count) *)&__preempt_count;
#else
	const int *count = (const int *)&pcpu_hot.preempt_count;
#endif

	pp_unsteady(count, sizeof(*count), PREEMPT_NEED_RESCHED);
	pp_assume((*count & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_MASK)) == 0, "in-task-context",
		  "fork() is a system call, which runs in no interrupt handler (kernel/fork.c).");
}

/* ---- mm and VMA ------------------------------------------------------------------------------- */

/* mm->write_protect_seq: @odd inside raw_write_seqcount_begin() and _end(), @count otherwise anything. */
static void ppf_compat_shape_write_protect_seq(struct mm_struct *mm, unsigned int count, unsigned int odd)
{
	pp_shape("write-protect-seq", "The sequence count is odd exactly while the page tables of a COW mapping are copied "
				      "(mm/memory.c copy_page_range()).");
	mm->write_protect_seq.sequence = (count << 1) | odd;
}

static __maybe_unused void ppf_compat_set_vm_flags(struct vm_area_struct *vma, unsigned long flags)
{
#if PPE_VMA_FLAGS_STRUCT
	*(unsigned long *)vma->flags.__vma_flags = flags;
#else
	vma->__vm_flags = flags;
#endif
}

static __maybe_unused int ppf_compat_pmd_none(pmd_t pmd)
{
	return (pmd.pmd & ~(PPF_X86_ACCESSED | PPF_X86_DIRTY)) == 0;
}

static int ppf_compat_has_pinned(const struct mm_struct *mm)
{
	return (PPF_COMPAT_MM_FLAGS(mm) >> PPF_COMPAT_HAS_PINNED) & 1;
}

/* The operations of a VMA. @find: what finds the page of a special PTE. Returns whether they do that. */
static int ppf_compat_shape_vm_ops(struct vm_operations_struct *ops,
				    struct page *(*find)(struct vm_area_struct *vma, unsigned long addr))
{
	pp_word has = pp_bounded("no-special-pages", 1, 0,
				 "VMAs whose operations find pages of special PTEs, which only Xen's gntdev has "
				 "(drivers/xen/gntdev.c), are left out.");

#if PPE_FIND_SPECIAL_PAGE
	ops->find_special_page = has ? find : NULL;
#elif PPE_FIND_NORMAL_PAGE
	ops->find_normal_page = has ? find : NULL;
#endif
	return has;
}

#endif
