/* SPDX-License-Identifier: GPL-2.0 */
/*
 * range-step.h: one step of copy_pte_range(), from any state in which it may begin: what earlier steps of the same call
 * have left in variables and in the child's mm, and what the next step finds.
 */
#ifndef RANGE_STEP_H
#define RANGE_STEP_H

/* The pages that earlier steps have counted, and the child's rss with them. */
static int counted_before[NR_MM_COUNTERS];
static long rss_before[NR_MM_COUNTERS];

/* The first PTE that the run is about, from its beginning to where its locks are taken. */
static pp_word begun_at;

/* How many PTEs the step took that ended at the loop's next PTE; 0 between runs. */
static pp_word stepped;

/* The member @i of the child's rss, as the parts of it that are still in the array rss will make it. */
static void add_to_rss(int i, long amount)
{
	dst_mm.rss_stat[i].count += amount;
}

/* Earlier steps have counted pages that are not in the mm yet. */
static void range_rss_begins(void *variable)
{
	int *rss = variable, i;

	for (i = 0; i < NR_MM_COUNTERS; i++) {
		rss[i] = counted_before[i];
		add_to_rss(i, -(long)counted_before[i]);
	}
}

/* The end of a step before the end of the range: what page at a time, which is between two calls, has done by then. */
static void range_rss_ends(void *variable, pp_word position)
{
	pp_word taken = position >> PAGE_SHIFT;
	int *rss = variable, i;

	pp_check((position & ~PAGE_MASK) == 0 && taken && taken < world.size,
		 "20: a step goes on by whole PTEs of the range");
	for (i = 0; i < NR_MM_COUNTERS; i++) {
		pp_check(rss[i] >= 0 && rss[i] <= PTRS_PER_PTE - (int)(world.size - taken),
			 "16: rss counts no more pages than there are PTEs");
		/* The same as rss[i], which does not overflow. */
		add_to_rss(i, (long)counted_before[i] + (rss[i] - counted_before[i]));
	}
	pp_check(is_held(&src_lock) && is_held(&dst_lock), "locks: both are held from one step to the next");
	pp_check(rcu_depth == RCU_DEPTH_OF_STEPS, "locks: both tables stay mapped from one step to the next");
	*(volatile u8 *)&src_lock = 0;
	*(volatile u8 *)&dst_lock = 0;
	rcu_depth = 0;
	stepped = taken;
}

/* What has happened before the step is not known. */
static void step_world(void)
{
	int i;

	pp_arbitrary(&ghost, sizeof(ghost), "ghost");
	for (i = 0; i < NR_MM_COUNTERS; i++) {
		rss_before[i] = dst_mm.rss_stat[i].count;
		counted_before[i] = (int)pp_any_in("counted-before", 10, 0, PTRS_PER_PTE - world.size,
						   "copy_pte_range() counts the pages of one table.");
	}
	pp_carried("copy_pte_range", "rss", range_rss_begins, range_rss_ends);
}

/* How many PTEs the step took, one constant for each; 0: it did not end between two PTEs. */
static int taken_by_step(void)
{
	int taken = 0;
	unsigned int k;

	for (k = 1; k < pp_window(); k++)
		if (stepped == k)
			taken = (int)k;
	stepped = 0;
	return taken;
}

/* Where what was counted before is in the mm, and no more, the mm holds just that. */
static void simplify_rss(void)
{
	int i;

	for (i = 0; i < NR_MM_COUNTERS; i++)
		dst_mm.rss_stat[i].count = (long)pp_as((pp_word)dst_mm.rss_stat[i].count, (pp_word)rss_before[i]);
}

/* The same behind a step that took @taken PTEs: each of them is a page that is counted, or none is. */
static void simplify_rss_after(int taken)
{
	int i;

	simplify_rss();
	for (i = 0; i < NR_MM_COUNTERS; i++)
		dst_mm.rss_stat[i].count = (long)pp_as((pp_word)dst_mm.rss_stat[i].count,
						       (pp_word)(rss_before[i] + (taken > 0 ? taken : 0)));
}

/*
 * A PTE of the window behind the first, in a simpler form if it has one: a batch has compared the words of its PTEs, so
 * that page at a time, too, all but a few of their bits are the first one's, and their pfns follow its pfn.
 */
static void simplify_state(void)
{
	pp_word own = X86_RW | X86_ACCESSED | X86_DIRTY | X86_SOFT_DIRTY | X86_SAVED_DIRTY;
	pp_word first = begun_at;
	pte_t *ptep = src_table + (world.table_index + first);

	begun_at = 0;
	if (!pp_is_step())
		return;
	if (!first)
		simplify_rss();
	if (!first || !world.a.is_mapped)
		return;
	ptep->pte = pp_as(ptep->pte, word_with_pfn((ptep->pte & own) | (world.word[0] & ~own),
						   world.a.pfn + page_number(&world.a, first), world.prot_none));
}

/* The world of the step behind one that took @n PTEs, as far as records are described by it, and what it finds. */
void fork_range_next(int n)
{
	unsigned int k;

	for (k = 0; k < pp_window(); k++) {
		if ((int)k < n || k >= world.size)
			continue;
		pp_check(pte_val(parent_pte(PP_AFTER, k)) == pte_val(parent_pte(PP_BEFORE, k)) &&
				 pte_val(child_pte(PP_AFTER, k)) == pte_val(child_pte(PP_BEFORE, k)),
			 "the PTEs that the next step finds are as before");
	}
	pp_in(PP_AFTER);
	world.prealloc_pfn += (pp_word)n;
	world.size -= (pp_word)n;
	for (k = 0; k < NR_MM_COUNTERS; k++)
		rss_before[k] = dst_mm.rss_stat[k].count;
}

/* Which PTE of the window a record of a page table is. */
pp_word fork_range_place(pp_word index)
{
	return index - world.table_index;
}

#endif
