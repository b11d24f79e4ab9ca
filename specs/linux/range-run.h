/* SPDX-License-Identifier: GPL-2.0 */
/*
 * range-run.h: one call of copy_pte_range().
 *
 * The batched run is one call for the whole window. Page at a time is one call for each PTE of it, where
 * max_nr is 1 and the detector of batches is held to one page.
 */
#ifndef RANGE_RUN_H
#define RANGE_RUN_H

int ppf_fork_range_limit(void)
{
	return (int)ppf_world.size;
}

/* An error of a run: for -ENOMEM with the PTE for which there was no memory. */
#define PPF_RANGE_ERROR_SHIFT 12

static int ppf_error_of(int result)
{
	return -(-result & ((1 << PPF_RANGE_ERROR_SHIFT) - 1));
}

/* For -ENOMEM: how many PTEs were copied before, which is the number of that PTE. */
static int ppf_place_of(int result)
{
	return -result >> PPF_RANGE_ERROR_SHIFT;
}

int ppf_fork_range_taken(int result)
{
	return ppf_error_of(result) == -ENOMEM ? ppf_place_of(result) : -1;
}

/* -ENOMEM at PTE @place, one constant for each. */
static int ppf_no_memory_at(int place)
{
	unsigned int k;

	for (k = 0; k + 1 < pp_window(); k++)
		if (place == (int)k)
			return -ENOMEM - (int)(k << PPF_RANGE_ERROR_SHIFT);
	return -ENOMEM - (int)((pp_window() - 1) << PPF_RANGE_ERROR_SHIFT);
}

/* Copies the PTEs [first, first + limit) of the window. Returns @limit, or the error, as above. */
int ppf_fork_range_run(pp_word first, int limit)
{
	int place;
	unsigned long addr = ppf_world.address + first * PAGE_SIZE;
	int ret;

	ppf_begun_at = first;
	ret = copy_pte_range(&ppf_dst_vma, &ppf_src_vma, &ppf_dst_pmd, &ppf_src_pmd, addr,
				 addr + (unsigned long)limit * PAGE_SIZE);

	pp_check(ret <= 0 && ret > -(1 << PPF_RANGE_ERROR_SHIFT), "21: copy_pte_range() returns 0 or an error");
	place = (int)ppf_failed_at;
	pp_check(ppf_failed_at < pp_window(), "21: memory runs out at a PTE of the window");
	ppf_failed_at = 0;
	ppf_begun_at = 0;
	if (!ret) {
		int taken = pp_is_step() ? ppf_taken_by_step() : 0;

		if (taken)
			ppf_add_due_rss();
		if (!taken)
			taken = limit;
		if (pp_is_step() && !first)
			ppf_simplify_rss_after(taken);
		return taken;
	}
	return ret == -ENOMEM ? ppf_no_memory_at(place) : ret;
}

#endif
