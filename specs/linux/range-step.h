/* SPDX-License-Identifier: GPL-2.0 */
/*
 * range-step.h: one step of copy_pte_range(), from any state in which it may begin: what earlier steps of the same call
 * have left in variables and in the child's mm, and what the next step finds.
 */
#ifndef RANGE_STEP_H
#define RANGE_STEP_H

/* The pages that earlier steps have counted, and the child's rss with them. */
static int ppf_counted_before[NR_MM_COUNTERS];
static long ppf_rss_before[NR_MM_COUNTERS];

/* The first PTE that the run is about, from its beginning to where its locks are taken. */
static pp_word ppf_begun_at;

/* How many PTEs the step took that ended at the loop's next PTE; 0 between runs. */
static pp_word ppf_stepped;

/* What that step has counted, which is not in the child's mm yet; 0 between runs. */
static int ppf_rss_due[NR_MM_COUNTERS];

/* The member @i of the child's rss, as the parts of it that are still in the array rss will make it. */
static void ppf_add_to_rss(int i, long amount)
{
	ppf_dst_mm.rss_stat[i].count += amount;
}

/* Earlier steps have counted pages that are not in the mm yet. */
static void ppf_range_rss_begins(void *variable)
{
	int *ppf_rss = variable, i;

	for (i = 0; i < NR_MM_COUNTERS; i++) {
		ppf_rss[i] = ppf_counted_before[i];
		ppf_add_to_rss(i, -(long)ppf_counted_before[i]);
	}
}

/* The end of a step before the end of the range: what page at a time, which is between two calls, has done by then. */
static void ppf_range_rss_ends(void *variable, pp_word position)
{
	pp_word taken = position >> PAGE_SHIFT;
	int *ppf_rss = variable, i;

	pp_check((position & ~PAGE_MASK) == 0 && taken && taken < ppf_world.size,
		 "20: a step goes on by whole PTEs of the range");
	for (i = 0; i < NR_MM_COUNTERS; i++) {
		pp_check(ppf_rss[i] >= 0 && ppf_rss[i] <= PTRS_PER_PTE - (int)(ppf_world.size - taken),
			 "16: rss counts no more pages than there are PTEs");
		ppf_rss_due[i] = ppf_rss[i] - ppf_counted_before[i];
	}
	pp_check(ppf_is_held(&ppf_src_lock) && ppf_is_held(&ppf_dst_lock), "locks: both are held from one step to the next");
	pp_check(ppf_rcu_depth == PPF_RCU_DEPTH_OF_STEPS, "locks: both tables stay mapped from one step to the next");
	*(volatile u8 *)&ppf_src_lock = 0;
	*(volatile u8 *)&ppf_dst_lock = 0;
	ppf_rcu_depth = 0;
	ppf_compat_count_rcu(-2);
	ppf_stepped = taken;
}

/* What has happened before the step is not known. */
static void ppf_step_world(void)
{
	int i;

	pp_arbitrary(&ppf_ghost, sizeof(ppf_ghost), "ghost");
	for (i = 0; i < NR_MM_COUNTERS; i++) {
		ppf_rss_before[i] = ppf_dst_mm.rss_stat[i].count;
		ppf_counted_before[i] = (int)pp_any_in("counted-before", 10, 0, PTRS_PER_PTE - ppf_world.size,
						   "copy_pte_range() counts the pages of one table.");
	}
	pp_carried("copy_pte_range", "rss", ppf_range_rss_begins, ppf_range_rss_ends);
}

/* How many PTEs the step took, one constant for each; 0: it did not end between two PTEs. */
static int ppf_taken_by_step(void)
{
	int taken = 0;
	unsigned int k;

	for (k = 1; k < pp_window(); k++)
		if (ppf_stepped == k)
			taken = (int)k;
	ppf_stepped = 0;
	return taken;
}

/*
 * Adds to the child's rss what a step that ended between two PTEs has in the array rss: once, wherever it ended, for a
 * sum that depends on where is dear.
 */
static void ppf_add_due_rss(void)
{
	int i;

	for (i = 0; i < NR_MM_COUNTERS; i++) {
		/* The same as rss[i], which does not overflow. */
		ppf_add_to_rss(i, (long)ppf_counted_before[i] + ppf_rss_due[i]);
		ppf_rss_due[i] = 0;
	}
}

/* Where what was counted before is in the mm, and no more, the mm holds just that. */
static void ppf_simplify_rss(void)
{
	int i;

	for (i = 0; i < NR_MM_COUNTERS; i++)
		ppf_dst_mm.rss_stat[i].count = (long)pp_as((pp_word)ppf_dst_mm.rss_stat[i].count, (pp_word)ppf_rss_before[i]);
}

/* The same behind a step that took @taken PTEs: each of them is a page that is counted, or none is. */
static void ppf_simplify_rss_after(int taken)
{
	int i;

	ppf_simplify_rss();
	for (i = 0; i < NR_MM_COUNTERS; i++)
		ppf_dst_mm.rss_stat[i].count = (long)pp_as((pp_word)ppf_dst_mm.rss_stat[i].count,
						       (pp_word)(ppf_rss_before[i] + (taken > 0 ? taken : 0)));
}

/*
 * A PTE of the window behind the first, in a simpler form if it has one: a batch has compared the words of its PTEs, so
 * that page at a time, too, all but a few of their bits are the first one's, and their pfns follow its pfn.
 */
static void ppf_simplify_state(void)
{
	pp_word own = PPF_X86_RW | PPF_X86_ACCESSED | PPF_X86_DIRTY | PPF_X86_SOFT_DIRTY | PPF_X86_SAVED_DIRTY;
	pp_word first = ppf_begun_at;
	pte_t *ptep = ppf_src_table + (ppf_world.table_index + first);

	ppf_begun_at = 0;
	if (!pp_is_step())
		return;
	if (!first)
		ppf_simplify_rss();
	if (!first || !ppf_world.a.is_mapped)
		return;
	ptep->pte = pp_as(ptep->pte, ppf_word_with_pfn((ptep->pte & own) | (ppf_world.word[0] & ~own),
						   ppf_world.a.pfn + ppf_page_number(&ppf_world.a, first), ppf_world.prot_none));
}

/* The world of the step behind one that took @n PTEs, as far as records are described by it, and what it finds. */
void ppf_fork_range_next(int n)
{
	unsigned int k;

	for (k = 0; k < pp_window(); k++) {
		if ((int)k < n || k >= ppf_world.size)
			continue;
		pp_check(PPF_WORD(ppf_parent_pte(PP_AFTER, k)) == PPF_WORD(ppf_parent_pte(PP_BEFORE, k)) &&
				 PPF_WORD(ppf_child_pte(PP_AFTER, k)) == PPF_WORD(ppf_child_pte(PP_BEFORE, k)),
			 "the PTEs that the next step finds are as before");
	}
	pp_in(PP_AFTER);
	ppf_world.prealloc_pfn += (pp_word)n;
	ppf_world.size -= (pp_word)n;
	for (k = 0; k < NR_MM_COUNTERS; k++)
		ppf_rss_before[k] = ppf_dst_mm.rss_stat[k].count;
}

/* Which PTE of the window a record of a page table is. */
pp_word ppf_fork_range_place(pp_word index)
{
	return index - ppf_world.table_index;
}

#endif
