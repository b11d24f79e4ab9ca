/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-frame.h: what the copying of one page leaves alone, word by word.
 *
 * Batched and paged runs are compared in all cells, but a stray write that both make is no difference.
 * Here it is: VMAs and mms are not written at all, and of struct pages only flags and counts, about
 * which fork-page.h says more.
 */
#ifndef FORK_FRAME_H
#define FORK_FRAME_H

static pp_word word_in(enum pp_state state, const pp_word *word)
{
	pp_in(state);
	return *word;
}

static int word_unchanged(const void *object, unsigned long size, unsigned int k)
{
	const pp_word *word = (const pp_word *)object + k;

	if (k >= size / sizeof(pp_word))
		return 1;
	return word_in(PP_BEFORE, word) == word_in(PP_AFTER, word);
}

/* Written out and not as a loop: the prover unrolls loops as far as a folio has pages. */
static int words_unchanged_8(const void *object, unsigned long size, unsigned int k)
{
	if (k >= size / sizeof(pp_word))
		return 1;
	return word_unchanged(object, size, k) & word_unchanged(object, size, k + 1) &
	       word_unchanged(object, size, k + 2) &
	       word_unchanged(object, size, k + 3) & word_unchanged(object, size, k + 4) &
	       word_unchanged(object, size, k + 5) &
	       word_unchanged(object, size, k + 6) & word_unchanged(object, size, k + 7);
}

static int words_unchanged_64(const void *object, unsigned long size, unsigned int k)
{
	return words_unchanged_8(object, size, k) & words_unchanged_8(object, size, k + 8) &
	       words_unchanged_8(object, size, k + 16) &
	       words_unchanged_8(object, size, k + 24) & words_unchanged_8(object, size, k + 32) &
	       words_unchanged_8(object, size, k + 40) &
	       words_unchanged_8(object, size, k + 48) & words_unchanged_8(object, size, k + 56);
}

/* An object of up to 256 words. */
static int object_unchanged(const void *object, unsigned long size)
{
	return words_unchanged_64(object, size, 0) & words_unchanged_64(object, size, 64) &
	       words_unchanged_64(object, size, 128) & words_unchanged_64(object, size, 192);
}
static_assert(sizeof(struct vm_area_struct) <= 256 * sizeof(pp_word));
static_assert(sizeof(struct mm_struct) <= 256 * sizeof(pp_word));

/* Word @k of a struct page, if it is none of those that mapping a page may change. */
static int page_word_unchanged(const struct page *page, int is_second, unsigned int k)
{
	if (k == COMPAT_FLAGS_WORD || k == COMPAT_COUNTS_WORD || (is_second &&
		k == COMPAT_LARGE_MAPCOUNT_WORD))
		return 1;
	return word_unchanged(page, sizeof(*page), k);
}

/* @is_second: it is, or may be, the first tail page. */
static int page_rest_unchanged(const struct page *page, int is_second)
{
	return page_word_unchanged(page, is_second, 0) & page_word_unchanged(page, is_second, 1) &
	       page_word_unchanged(page, is_second, 2) & page_word_unchanged(page, is_second, 3) &
	       page_word_unchanged(page, is_second, 4) & page_word_unchanged(page, is_second, 5) &
	       page_word_unchanged(page, is_second, 6) & page_word_unchanged(page, is_second, 7);
}
static_assert(sizeof(struct page) == 8 * sizeof(pp_word));

static void spec_frame(void)
{
	pp_check(object_unchanged(&src_vma, sizeof(src_vma)), "frame: the parent's VMA is unchanged");
	pp_check(object_unchanged(&dst_vma, sizeof(dst_vma)), "frame: the child's VMA is unchanged");
	pp_check(object_unchanged(&src_mm, sizeof(src_mm)), "frame: the parent's mm is unchanged");
	pp_check(object_unchanged(&dst_mm, sizeof(dst_mm)), "frame: the child's mm is unchanged");
	if (world.no_page)
		return;
	pp_check(page_rest_unchanged(page_of(0), 1),
		 "frame: the page is unchanged but for flags and counts");
	pp_check(page_rest_unchanged(folio_page_at(0), 0),
		 "frame: the head page is unchanged but for flags and counts");
	if (!pp_order())
		return;
	pp_check(world.page_offset == 0 ||
		word_unchanged(folio_page_at(0), sizeof(struct page), COMPAT_FLAGS_WORD),
		 "frame: the head page's flags are unchanged if it is another page");
	pp_check(page_rest_unchanged(folio_page_at(1), 1),
		 "frame: the second page is unchanged but for flags and counts");
	pp_check(world.page_offset == 1 ||
		word_unchanged(folio_page_at(1), sizeof(struct page), COMPAT_FLAGS_WORD),
		 "frame: the second page's flags are unchanged if it is another page");
}

#endif
