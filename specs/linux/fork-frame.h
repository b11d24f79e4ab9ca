/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-frame.h: what the copying of one page leaves alone, word by word.
 *
 * Batched and paged runs are compared in all cells, but a stray write that both make is no difference.
 * Here it is: VMAs and mms are not written at all, of the page tables only one PTE each, and of struct pages only
 * flags and counts, about which fork-page.h says more.
 */
#ifndef FORK_FRAME_H
#define FORK_FRAME_H

#include "page-frame.h"

/* Written out and not as a loop: the prover unrolls loops as far as a folio has pages. */
static int ppf_words_unchanged_8(const void *object, unsigned long size, unsigned int k)
{
	if (k >= size / sizeof(pp_word))
		return 1;
	return ppf_word_unchanged(object, size, k) & ppf_word_unchanged(object, size, k + 1) &
	       ppf_word_unchanged(object, size, k + 2) &
	       ppf_word_unchanged(object, size, k + 3) & ppf_word_unchanged(object, size, k + 4) &
	       ppf_word_unchanged(object, size, k + 5) &
	       ppf_word_unchanged(object, size, k + 6) & ppf_word_unchanged(object, size, k + 7);
}

static int ppf_words_unchanged_64(const void *object, unsigned long size, unsigned int k)
{
	return ppf_words_unchanged_8(object, size, k) & ppf_words_unchanged_8(object, size, k + 8) &
	       ppf_words_unchanged_8(object, size, k + 16) &
	       ppf_words_unchanged_8(object, size, k + 24) & ppf_words_unchanged_8(object, size, k + 32) &
	       ppf_words_unchanged_8(object, size, k + 40) &
	       ppf_words_unchanged_8(object, size, k + 48) & ppf_words_unchanged_8(object, size, k + 56);
}

/* An object of up to 256 words. */
static int ppf_object_unchanged(const void *object, unsigned long size)
{
	return ppf_words_unchanged_64(object, size, 0) & ppf_words_unchanged_64(object, size, 64) &
	       ppf_words_unchanged_64(object, size, 128) & ppf_words_unchanged_64(object, size, 192);
}
static_assert(sizeof(struct vm_area_struct) <= 256 * sizeof(pp_word));
static_assert(sizeof(struct mm_struct) <= 256 * sizeof(pp_word));

static void ppf_spec_frame(void)
{
	pp_check(ppf_object_unchanged(&ppf_src_vma, sizeof(ppf_src_vma)), "frame: the parent's VMA is unchanged");
	pp_check(ppf_object_unchanged(&ppf_dst_vma, sizeof(ppf_dst_vma)), "frame: the child's VMA is unchanged");
	pp_check(ppf_object_unchanged(&ppf_src_mm, sizeof(ppf_src_mm)), "frame: the parent's mm is unchanged");
	pp_check(ppf_object_unchanged(&ppf_dst_mm, sizeof(ppf_dst_mm)), "frame: the child's mm is unchanged");
}

/*
 * The records that the run has written, whichever they are: the PTE before the window and the struct page of another
 * folio, too.
 */
void ppf_fork_frame_parent_pte(pp_word index)
{
	pp_check(index == ppf_world.table_index || ppf_word_unchanged(ppf_src_table + index, sizeof(pte_t), 0),
		 "frame: no PTE of the parent's is changed but the page's");
}

void ppf_fork_frame_child_pte(pp_word index)
{
	pp_check(index == ppf_world.table_index || ppf_word_unchanged(ppf_dst_table + index, sizeof(pte_t), 0),
		 "frame: no PTE of the child's is changed but the page's");
}

void ppf_fork_frame_page(pp_word index)
{
	pp_word first = ppf_world.folio_pfn;
	struct ppf_page_role role = {
		.is_mapped = !ppf_world.no_page && index == first + ppf_world.page_offset,
		.is_head = !ppf_world.no_page && index == first,
		.is_second = !ppf_world.no_page && pp_order() && index == first + 1,
		.is_copy = ppf_world.has_prealloc && index == ppf_world.prealloc_pfn && ppf_page_copied(),
	};

	ppf_check_page_frame(ppf_page(index), &role);
}

#endif
