/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What a kernel era has no accessor for. The only file of the specs that names fields.
 *
 * Written against 6.12. When a field moves, this file changes and no claim does.
 */
#ifndef COMPAT_H
#define COMPAT_H

/* ---- struct page and struct folio: reading ---------------------------------------------------- */

/* The word of the per-page mapcount as it is stored: one less than the number of mappings. */
static unsigned int compat_page_mapcount_word(const struct page *page)
{
	return (unsigned int)atomic_read(&page->_mapcount);
}

/* The same for the count of all mappings of a large folio. */
static unsigned int compat_large_mapcount_word(const struct folio *folio)
{
	return (unsigned int)atomic_read(&folio->_large_mapcount);
}

static unsigned int compat_entire_mapcount_word(const struct folio *folio)
{
	return (unsigned int)atomic_read(&folio->_entire_mapcount);
}

/* Pins of a large folio; a small one counts them in its refcount. */
static int compat_pincount(const struct folio *folio)
{
	return atomic_read(&folio->_pincount);
}

static unsigned long compat_page_flags(const struct page *page)
{
	return page->flags;
}

/* The bit of PageAnonExclusive() without that function's own checks. */
static unsigned long compat_anon_exclusive_bit(void)
{
	return 1UL << PG_anon_exclusive;
}

static unsigned long compat_folio_mapping(const struct folio *folio)
{
	return (unsigned long)folio->mapping;
}

static unsigned long compat_folio_index(const struct folio *folio)
{
	return folio->index;
}

/*
 * The words of struct page that mapping a page may change: flags; _mapcount and _refcount; and in the
 * first tail page, which is where a folio counts all of its mappings, _large_mapcount.
 */
#define COMPAT_FLAGS_WORD (offsetof(struct page, flags) / 8)
#define COMPAT_COUNTS_WORD (offsetof(struct page, _mapcount) / 8)
#define COMPAT_LARGE_MAPCOUNT_WORD ((offsetof(struct folio, _large_mapcount) - offsetof(struct folio, __page_1)) / 8)
static_assert(offsetof(struct page, _refcount) / 8 == COMPAT_COUNTS_WORD);

/* ---- struct page and struct folio: shaping a world -------------------------------------------- */

/*
 * Each function below maps any record to one that its page may have, and leaves such a one as it is. So
 * the image of "any record" is exactly the set of records that are possible, and calling it twice for
 * one record (reached by two index expressions) changes nothing.
 */

/* The head page of a folio of @order: PG_head, and bit 0 of the word that in tail pages is compound_head. */
static void compat_shape_head(struct page *page, unsigned int order)
{
	if (order)
		page->flags |= 1UL << PG_head;
	else
		page->flags &= ~(1UL << PG_head);
	page->compound_head &= ~1UL;
}

/* folio->mapping of an anon folio: PAGE_MAPPING_ANON set, and PAGE_MAPPING_MOVABLE iff it is a KSM page. */
static __maybe_unused void compat_shape_anon_mapping(struct page *head, unsigned long ksm)
{
	unsigned long word = (unsigned long)head->mapping;

	word = (word & ~3UL) | PAGE_MAPPING_ANON | (ksm << 1);
	head->mapping = (struct address_space *)word;
}

/* The same, whatever its other bits are. */
static __maybe_unused void compat_shape_any_anon_mapping(struct page *head)
{
	head->mapping = (struct address_space *)((unsigned long)head->mapping | PAGE_MAPPING_ANON);
}

/* Whether a file folio counts as shmem: folio_test_swapbacked(). */
static __maybe_unused void compat_shape_swapbacked(struct page *head, int is_swapbacked)
{
	if (is_swapbacked)
		head->flags |= 1UL << PG_swapbacked;
	else
		head->flags &= ~(1UL << PG_swapbacked);
}

/* folio->mapping of any other folio that user space maps: PAGE_MAPPING_ANON clear. */
static __maybe_unused void compat_shape_file_mapping(struct page *head)
{
	head->mapping = (struct address_space *)((unsigned long)head->mapping &
		~(unsigned long)PAGE_MAPPING_ANON);
}

/* A tail page, as prep_compound_tail() leaves it (mm/internal.h). */
static void compat_shape_tail(struct page *page, struct page *head)
{
	page->compound_head = (unsigned long)head + 1;
}

/* The first tail page holds the folio's order and size: folio_set_order() (mm/internal.h). */
static void compat_shape_second(struct page *page, unsigned int order, unsigned int pages)
{
	struct folio *folio = container_of(page, struct folio, __page_1);

	folio->_flags_1 = (folio->_flags_1 & ~0xffUL) | order;
	folio->_folio_nr_pages = pages;
}

static __maybe_unused void compat_shape_not_exclusive(struct page *page, unsigned long which)
{
	page->flags &= ~(which << PG_anon_exclusive);
}

/* A folio of one page just allocated: prep_new_page() and its callees (mm/page_alloc.c). */
static void compat_shape_fresh(struct page *page)
{
	page->flags &= ~(unsigned long)PAGE_FLAGS_CHECK_AT_PREP;
	page->compound_head &= ~1UL;
	page->mapping = NULL;
	atomic_set(&page->_mapcount, -1);
	atomic_set(&page->_refcount, 1);
}

/* The same, free: the allocator owns it. What its other words hold is nobody's business. */
static __maybe_unused void compat_shape_free(struct page *page)
{
	compat_shape_fresh(page);
	atomic_set(&page->_refcount, 0);
}

/* PageAnon() of a head page, without its checks. */
static __maybe_unused int compat_is_anon(const struct page *head)
{
	return ((unsigned long)head->mapping & PAGE_MAPPING_ANON) != 0;
}

/* ---- struct page and struct folio: what models of mm/rmap.c do --------------------------------- */

/* __folio_set_anon() for a folio that is exclusive to @vma. */
static void compat_set_anon_mapping(struct folio *folio, struct vm_area_struct *vma, unsigned long address)
{
	folio->mapping = (struct address_space *)((unsigned long)vma->anon_vma + PAGE_MAPPING_ANON);
	folio->index = linear_page_index(vma, address);
}

/* The first mapping of a small folio. */
static void compat_set_first_mapping(struct folio *folio, int exclusive)
{
	atomic_set(&folio->_mapcount, 0);
	if (exclusive)
		folio->flags |= 1UL << PG_anon_exclusive;
}

/* ---- Device memory ----------------------------------------------------------------------------- */

#ifdef CONFIG_ZONE_DEVICE
/* A device page points to its device; any kind of device is possible. */
static struct dev_pagemap compat_pagemap;

static void compat_shape_device(struct page *head)
{
	if (is_zone_device_page(head))
		head->pgmap = &compat_pagemap;
}

static void compat_device_world(void)
{
	pp_arbitrary(&compat_pagemap, sizeof(compat_pagemap), "pagemap");
}
#else
static void compat_shape_device(struct page *head) { }
static void compat_device_world(void) { }
#endif

/* ---- The memory map --------------------------------------------------------------------------- */

static void compat_place_memory_map(unsigned long address)
{
	vmemmap_base = address;
	page_offset_base = (1UL << 63) + (pp_any("direct-map", 33) << PUD_SHIFT);
}

/* Is all memory that struct pages are about (@MAX_PHYSMEM_BITS of four-level paging) mapped below the kernel's own mapping? */
static __maybe_unused int compat_direct_map_is_apart(void)
{
	return page_offset_base <= __START_KERNEL_map - (1UL << 46);
}

static unsigned long compat_direct_map_pfn(const void *address)
{
	return ((unsigned long)address - page_offset_base) >> PAGE_SHIFT;
}

/* ---- The task --------------------------------------------------------------------------------- */

/* What others set in the flags of a task, or clear, at any time: include/linux/thread_info.h, kernel/sched/core.c. */
#ifndef TIF_NEED_RESCHED_LAZY
#define TIF_NEED_RESCHED_LAZY TIF_NEED_RESCHED
#endif
#define COMPAT_ASYNCHRONOUS_FLAGS                                                                     \
	(1UL << TIF_NOTIFY_RESUME | 1UL << TIF_SIGPENDING | 1UL << TIF_NOTIFY_SIGNAL |                \
	 1UL << TIF_NEED_RESCHED | 1UL << TIF_NEED_RESCHED_LAZY | 1UL << TIF_PATCH_PENDING |          \
	 1UL << TIF_MEMDIE)

static __maybe_unused const volatile void *compat_thread_flags(const struct task_struct *task)
{
	return &task->thread_info.flags;
}

/* A system call runs in no interrupt; that another task should run is a bit of the same word, set at any time. */
static __maybe_unused void compat_preemption_world(void)
{
	const int *count = (const int *)&pcpu_hot.preempt_count;

	pp_unsteady(count, sizeof(*count), PREEMPT_NEED_RESCHED);
	pp_assume((*count & (NMI_MASK | HARDIRQ_MASK | SOFTIRQ_MASK)) == 0, "in-task-context",
		  "fork() is a system call, which runs in no interrupt handler (kernel/fork.c).");
}

/* ---- mm and VMA ------------------------------------------------------------------------------- */

/* mm->write_protect_seq: @odd inside raw_write_seqcount_begin() and _end(), @count otherwise anything. */
static void compat_shape_write_protect_seq(struct mm_struct *mm, unsigned int count, unsigned int odd)
{
	mm->write_protect_seq.sequence = (count << 1) | odd;
}

static int compat_has_pinned(struct mm_struct *mm)
{
	return test_bit(MMF_HAS_PINNED, &mm->flags);
}

/* The operations of a VMA, without the one that only Xen's gntdev supplies. */
static void compat_shape_vm_ops(struct vm_operations_struct *ops)
{
	ops->find_special_page = NULL;
}

#endif
