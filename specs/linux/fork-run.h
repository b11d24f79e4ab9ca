/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-run.h: one step of copy_pte_range()'s loop over PTEs, without its locks.
 */
#ifndef FORK_RUN_H
#define FORK_RUN_H

static pte_t *ppf_parent_slot(pp_word i)
{
	return ppf_src_table + (ppf_world.table_index + i);
}

static pte_t *ppf_child_slot(pp_word i)
{
	return ppf_dst_table + (ppf_world.table_index + i);
}

/* The most PTEs that the window has: what copy_pte_range() passes as max_nr. */
int ppf_fork_limit(void)
{
	return (int)ppf_world.max_nr;
}

/*
 * The word of PTE @first, in a simpler form if it has one: a batch has compared the words of its PTEs, so
 * that page at a time, too, all but a few of their bits are the first one's, and their pfns follow its pfn.
 */
static pp_word ppf_as_in_batch(pp_word word, pp_word first)
{
	pp_word own = PPF_X86_RW | PPF_X86_ACCESSED | PPF_X86_DIRTY | PPF_X86_SOFT_DIRTY | PPF_X86_SAVED_DIRTY;
	pp_word pfn = ppf_world.folio_pfn + ppf_world.page_offset + first;

	return pp_as(word, ppf_word_with_pfn((word & own) | (ppf_world.first_word & ~own), pfn));
}

/*
 * Copies PTE @first of the window and up to @limit in all, as the loop does: the entry is read once, and
 * passed by value. Returns how many were copied, -EAGAIN or -EHWPOISON.
 */
int ppf_fork_run(pp_word first, int limit)
{
	pte_t *src_pte = ppf_parent_slot(first);
	pte_t pte = *src_pte;

	if (first && !ppf_world.no_page)
		pte = PPF_PTE(ppf_as_in_batch(PPF_WORD(pte), first));
	return copy_present_ptes(&ppf_dst_vma, &ppf_src_vma, ppf_child_slot(first), src_pte, pte,
				 ppf_world.address + first * PAGE_SIZE, limit, ppf_rss, &ppf_prealloc);
}

#endif
