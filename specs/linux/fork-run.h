/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-run.h: one step of copy_pte_range()'s loop over PTEs, without its locks.
 */
#ifndef FORK_RUN_H
#define FORK_RUN_H

static pte_t *parent_slot(pp_word i)
{
	return src_table + (world.table_index + i);
}

static pte_t *child_slot(pp_word i)
{
	return dst_table + (world.table_index + i);
}

/* The most PTEs that the window has: what copy_pte_range() passes as max_nr. */
int fork_limit(void)
{
	return (int)world.max_nr;
}

/*
 * The word of PTE @first, in a simpler form if it has one: a batch has compared the words of its PTEs, so
 * that page at a time, too, all but a few of their bits are the first one's, and their pfns follow its pfn.
 */
static pp_word as_in_batch(pp_word word, pp_word first)
{
	pp_word own = X86_RW | X86_ACCESSED | X86_DIRTY | X86_SOFT_DIRTY | X86_SAVED_DIRTY;
	pp_word pfn = world.folio_pfn + world.page_offset + first;

	return pp_as(word, word_with_pfn((word & own) | (world.first_word & ~own), pfn));
}

/*
 * Copies PTE @first of the window and up to @limit in all, as the loop does: the entry is read once, and
 * passed by value. Returns how many were copied, -EAGAIN or -EHWPOISON.
 */
int fork_run(pp_word first, int limit)
{
	pte_t *src_pte = parent_slot(first);
	pte_t pte = ptep_get(src_pte);

	if (first && !world.no_page)
		pte = __pte(as_in_batch(pte_val(pte), first));
	return copy_present_ptes(&dst_vma, &src_vma, child_slot(first), src_pte, pte,
				 world.address + first * PAGE_SIZE, limit, rss, &prealloc);
}

#endif
