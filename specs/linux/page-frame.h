/* SPDX-License-Identifier: GPL-2.0 */
/*
 * page-frame.h: what the copying of one PTE leaves alone of a struct page, word by word.
 */
#ifndef PAGE_FRAME_H
#define PAGE_FRAME_H

static pp_word ppf_word_in(enum pp_state state, const pp_word *word)
{
	pp_in(state);
	return *word;
}

static int ppf_bits_unchanged(const pp_word *word, pp_word bits)
{
	return ((ppf_word_in(PP_BEFORE, word) ^ ppf_word_in(PP_AFTER, word)) & bits) == 0;
}

static int ppf_word_unchanged(const void *object, unsigned long size, unsigned int k)
{
	const pp_word *word = (const pp_word *)object + k;

	if (k >= size / sizeof(pp_word))
		return 1;
	return ppf_word_in(PP_BEFORE, word) == ppf_word_in(PP_AFTER, word);
}

/* What a struct page is to the PTE: several of these, or none. */
struct ppf_page_role {
	/* It is the page that the PTE maps, its folio's head, the folio's second page. */
	int is_mapped, is_head, is_second;
	/* It is the page that was allocated for a copy, and has been used. */
	int is_copy;
};

static unsigned int ppf_mapcount_in(enum pp_state state, const struct page *page)
{
	pp_in(state);
	return ppf_compat_page_mapcount_word(page);
}

static unsigned int ppf_refcount_in(enum pp_state state, const struct page *page)
{
	pp_in(state);
	return ppf_compat_refcount((const struct folio *)page);
}

/* Word @k, if it is none that mapping a page of the folio may change. */
static int ppf_page_word_unchanged(const struct page *page, const struct ppf_page_role *role, unsigned int k)
{
	if (k == PPF_COMPAT_COUNTS_WORD)
		return (role->is_mapped || ppf_mapcount_in(PP_BEFORE, page) == ppf_mapcount_in(PP_AFTER, page)) &&
		       (role->is_head || ppf_refcount_in(PP_BEFORE, page) == ppf_refcount_in(PP_AFTER, page));
	if (k == PPF_COMPAT_FLAGS_WORD && role->is_mapped)
		return 1;
	if (k == PPF_COMPAT_LARGE_MAPCOUNT_WORD && role->is_second)
		return ppf_bits_unchanged((const pp_word *)page + k, PPF_COMPAT_BESIDE_LARGE_MAPCOUNT);
#ifdef PPF_COMPAT_MM_IDS_WORD
	if ((k == PPF_COMPAT_MM_IDS_WORD || k == PPF_COMPAT_MM_ID_COUNTS_WORD) && role->is_second)
		return 1;
#endif
	return ppf_word_unchanged(page, sizeof(*page), k);
}

/* Flags and mapcount of the page, references of the head, mapcount of the folio: claims say what becomes of these. */
static void ppf_check_page_frame(const struct page *page, const struct ppf_page_role *role)
{
	if (role->is_copy)
		return;
	pp_check(ppf_page_word_unchanged(page, role, 0) & ppf_page_word_unchanged(page, role, 1) &
		 ppf_page_word_unchanged(page, role, 2) & ppf_page_word_unchanged(page, role, 3) &
		 ppf_page_word_unchanged(page, role, 4) & ppf_page_word_unchanged(page, role, 5) &
		 ppf_page_word_unchanged(page, role, 6) & ppf_page_word_unchanged(page, role, 7),
		 "frame: of struct pages only flags and counts of the page and its folio have changed");
}
static_assert(sizeof(struct page) == 8 * sizeof(pp_word));

#endif
