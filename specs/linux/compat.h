/* SPDX-License-Identifier: GPL-2.0 */
/*
 * How specs reach fields. With page-bits.h the only file of the specs that names fields of structures.
 *
 * Written against 6.12. When a field moves, this file changes and no claim does.
 */
#ifndef COMPAT_H
#define COMPAT_H

#include "page-bits.h"

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
		page->flags |= 1UL << PG_head;
	else
		page->flags &= ~(1UL << PG_head);
	page->compound_head &= ~1UL;
}

/* folio->mapping of an anon folio: PPF_COMPAT_MAPPING_ANON set, and PPF_COMPAT_MAPPING_MOVABLE iff it is a KSM page. */
static __maybe_unused void ppf_compat_shape_anon_mapping(struct page *head, unsigned long ksm)
{
	unsigned long word = (unsigned long)head->mapping;

	pp_shape("anon-mapping", "folio->mapping of an anon folio has PAGE_MAPPING_ANON, and PAGE_MAPPING_MOVABLE iff it "
				 "is a KSM page (include/linux/page-flags.h, mm/rmap.c __folio_set_anon()).");
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
		head->flags |= 1UL << PG_swapbacked;
	else
		head->flags &= ~(1UL << PG_swapbacked);
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
static void ppf_compat_shape_tail(struct page *page, struct page *head)
{
	pp_shape("tail-page", "compound_head of a tail page is its head page plus 1 (mm/internal.h prep_compound_tail()).");
	page->compound_head = (unsigned long)head + 1;
}

/* The first tail page holds the folio's order and size: folio_set_order() (mm/internal.h). */
static void ppf_compat_shape_second(struct page *page, unsigned int order, unsigned int pages)
{
	struct folio *folio = container_of(page, struct folio, __page_1);

	pp_shape("second-page", "The first tail page holds the folio's order and size (mm/internal.h folio_set_order()).");
	folio->_flags_1 = (folio->_flags_1 & ~0xffUL) | order;
	folio->_folio_nr_pages = pages;
}

static __maybe_unused void ppf_compat_shape_not_exclusive(struct page *page, unsigned long which)
{
	pp_shape("ksm-not-exclusive", "A KSM page is never exclusive (mm/ksm.c write_protect_page()).");
	page->flags &= ~(which << PG_anon_exclusive);
}

/* A folio of one page just allocated: prep_new_page() and its callees (mm/page_alloc.c). */
static void ppf_compat_shape_fresh(struct page *page)
{
	pp_shape("new-page", "A page just allocated has none of the flags that are checked then, no mapping, no mapcount and "
			     "one reference (mm/page_alloc.c prep_new_page()).");
	page->flags &= ~(unsigned long)PAGE_FLAGS_CHECK_AT_PREP;
	page->compound_head &= ~1UL;
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
		folio->flags |= 1UL << PG_anon_exclusive;
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
		head->pgmap = &ppf_compat_pagemap;
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

/* A system call runs in no interrupt; that another task should run is a bit of the same word, set at any time. */
static __maybe_unused void ppf_compat_preemption_world(void)
{
	const int *count = (const int *)&pcpu_hot.preempt_count;

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
	vma->__vm_flags = flags;
}

static __maybe_unused int ppf_compat_pmd_none(pmd_t pmd)
{
	return (pmd.pmd & ~(PPF_X86_ACCESSED | PPF_X86_DIRTY)) == 0;
}

static int ppf_compat_has_pinned(const struct mm_struct *mm)
{
	return (mm->flags >> PPF_COMPAT_HAS_PINNED) & 1;
}

/* The operations of a VMA. @find: what finds the page of a special PTE. Returns whether they do that. */
static int ppf_compat_shape_vm_ops(struct vm_operations_struct *ops,
				    struct page *(*find)(struct vm_area_struct *vma, unsigned long addr))
{
	pp_word has = pp_bounded("no-special-pages", 1, 0,
				 "VMAs whose operations find pages of special PTEs, which only Xen's gntdev has "
				 "(drivers/xen/gntdev.c), are left out.");

	ops->find_special_page = has ? find : NULL;
	return has;
}

#endif
