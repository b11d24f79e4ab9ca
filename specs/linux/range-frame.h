/* SPDX-License-Identifier: GPL-2.0 */
/*
 * range-frame.h: what the copying of one PTE leaves alone, whichever records it has written (fork-frame.h).
 */
#ifndef RANGE_FRAME_H
#define RANGE_FRAME_H

#include "page-frame.h"

void ppf_fork_range_frame_parent_pte(pp_word index)
{
	pp_check(index == ppf_world.table_index || ppf_word_unchanged(ppf_src_table + index, sizeof(pte_t), 0),
		 "frame: no PTE of the parent's is changed but the page's");
}

void ppf_fork_range_frame_child_pte(pp_word index)
{
	pp_check(index == ppf_world.table_index || ppf_word_unchanged(ppf_dst_table + index, sizeof(pte_t), 0),
		 "frame: no PTE of the child's is changed but the page's");
}

/* What a struct page is to a PTE that maps a page of this large folio. */
static void ppf_role_in_folio(struct ppf_page_role *role, const struct ppf_range_folio *folio, pp_word index)
{
	role->is_mapped = index == folio->pfn + ppf_page_number(folio, 0);
	role->is_head = index == folio->pfn;
	role->is_second = index == folio->pfn + 1;
}

void ppf_fork_range_frame_page(pp_word index)
{
	struct ppf_page_role role = { 0 };

	if (ppf_world.kind[0] == PPF_RANGE_A)
		ppf_role_in_folio(&role, &ppf_world.a, index);
	else if (ppf_world.kind[0] == PPF_RANGE_B)
		ppf_role_in_folio(&role, &ppf_world.b, index);
	else if (ppf_world.kind[0] == PPF_RANGE_SMALL)
		role.is_mapped = role.is_head = index == ppf_world.small_pfn[0];
	/* Whether it is used or free again is another check's. */
	role.is_copy = index == ppf_world.prealloc_pfn;
	ppf_check_page_frame(ppf_page(index), &role);
}

#endif
