/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mm-ids.h: which mms map a large folio, and how often: two of them are counted in the folio (CONFIG_MM_ID). Part of
 * compat.h, for it names fields.
 *
 * One word holds the numbers of both mms, 31 bits each. Above the first one is a lock, above the second one the answer to:
 * may other mms than these map the folio, or both? A number 0 is a free slot, whose count is -1; all counts are stored as one
 * less than the number of mappings (include/linux/mm_types.h, include/linux/rmap.h).
 */
#ifndef MM_IDS_H
#define MM_IDS_H

#if PPE_MM_IDS && defined(CONFIG_MM_ID)

#define PPF_MM_ID 0x7fffffffUL
#define PPF_MM_IDS_LOCK (1UL << 31)
#define PPF_MM_IDS_SHARED (1UL << 63)
static_assert(PPF_MM_ID == MM_ID_MAX && PPF_MM_IDS_LOCK == FOLIO_MM_IDS_LOCK_BIT && PPF_MM_IDS_SHARED == FOLIO_MM_IDS_SHARED_BIT);

/* The words of the first tail page that these are. */
#define PPF_COMPAT_MM_IDS_WORD ((offsetof(struct folio, _mm_ids) - offsetof(struct folio, __page_1)) / 8)
#define PPF_COMPAT_MM_ID_COUNTS_WORD ((offsetof(struct folio, _mm_id_mapcount) - offsetof(struct folio, __page_1)) / 8)
static_assert(sizeof(((struct folio *)0)->_mm_id_mapcount) == 8 && offsetof(struct folio, _mm_id_mapcount) % 8 == 0);

/* What a folio says of the mms that map it. */
struct ppf_mm_ids {
	pp_word ids;
	unsigned int count[2];
};

static struct ppf_mm_ids ppf_compat_mm_ids(const struct folio *folio)
{
	return (struct ppf_mm_ids){ folio->_mm_ids,
				    { (unsigned int)folio->_mm_id_mapcount[0], (unsigned int)folio->_mm_id_mapcount[1] } };
}

static pp_word ppf_compat_mm_id(const struct mm_struct *mm)
{
	return mm->mm_id;
}

static void ppf_compat_shape_mm_ids(struct folio *folio)
{
	unsigned int first = folio->_mm_id[0] & (unsigned int)PPF_MM_ID, second = folio->_mm_id[1];

	pp_shape("mm-ids", "The lock of a folio's mm ids is held for a moment only; a free slot counts no mapping, another one "
			   "at least one (include/linux/rmap.h folio_add_return_large_mapcount(), folio_sub_return_large_mapcount()).");
	folio->_mm_id[0] = first;
	folio->_mm_id_mapcount[0] = first ? folio->_mm_id_mapcount[0] & INT_MAX : -1;
	folio->_mm_id_mapcount[1] = (second & (unsigned int)PPF_MM_ID) ? folio->_mm_id_mapcount[1] & INT_MAX : -1;
	pp_assume(folio->_mm_id_mapcount[0] <= folio->_large_mapcount.counter &&
		  folio->_mm_id_mapcount[1] <= folio->_large_mapcount.counter, "mm-id-counts-are-parts",
		  "No mm maps a folio more often than all mms do (include/linux/rmap.h).");
}

/* Of a folio that the parent's PTE maps. */
static void ppf_compat_mapped_world(const struct folio *folio, const struct mm_struct *child)
{
	pp_assume(folio->_large_mapcount.counter >= 0, "folio-is-mapped", "The parent's PTE maps a page of it.");
	pp_assume(folio->_large_mapcount.counter < folio->_refcount.counter, "mappings-hold-references",
		  "Each mapping of a page holds a reference to its folio (mm/rmap.c; mm/memory.c copy_present_ptes(), "
		  "set_pte_range()).");
	pp_assume(child->mm_id >= 1 && child->mm_id <= PPF_MM_ID, "mm-has-an-id", "kernel/fork.c mm_alloc_id().");
}

/* What must become of it where @child maps @pages pages more, and all mms have mapped the folio @large times then, less one. */
static struct ppf_mm_ids ppf_expected_mm_ids(struct ppf_mm_ids before, pp_word child, unsigned int pages, unsigned int large)
{
	pp_word first = before.ids & PPF_MM_ID, second = before.ids >> 32 & PPF_MM_ID;

	if (!pages)
		return before;
	if (first == child) {
		before.count[0] += pages;
	} else if (second == child) {
		before.count[1] += pages;
	} else if (!first) {
		before.ids |= child;
		before.count[0] = pages - 1;
		if (large != pages - 1)
			before.ids |= PPF_MM_IDS_SHARED;
	} else if (!second) {
		before.ids |= child << 32 | PPF_MM_IDS_SHARED;
		before.count[1] = pages - 1;
	}
	return before;
}

static int ppf_same_mm_ids(struct ppf_mm_ids a, struct ppf_mm_ids b)
{
	return a.ids == b.ids && a.count[0] == b.count[0] && a.count[1] == b.count[1];
}

static struct ppf_mm_ids ppf_mm_ids_in(enum pp_state state, const struct folio *folio)
{
	pp_in(state);
	return ppf_compat_mm_ids(folio);
}

static pp_word ppf_mm_id_of(const struct mm_struct *mm)
{
	pp_in(PP_BEFORE);
	return ppf_compat_mm_id(mm);
}

static unsigned int ppf_all_mappings_after(const struct folio *folio)
{
	pp_in(PP_AFTER);
	return (unsigned int)folio->_large_mapcount.counter;
}

/* Has the folio counted that @child maps @pages pages of it more? */
static int ppf_mm_ids_count(const struct folio *folio, const struct mm_struct *child, unsigned int pages)
{
	return ppf_same_mm_ids(ppf_mm_ids_in(PP_AFTER, folio),
			       ppf_expected_mm_ids(ppf_mm_ids_in(PP_BEFORE, folio), ppf_mm_id_of(child), pages,
						   ppf_all_mappings_after(folio)));
}

#else

static void ppf_compat_shape_mm_ids(struct folio *folio) { }
static void ppf_compat_mapped_world(const struct folio *folio, const struct mm_struct *child) { }
static int ppf_mm_ids_count(const struct folio *folio, const struct mm_struct *child, unsigned int pages)
{
	return 1;
}

#endif

#endif
