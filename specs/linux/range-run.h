/* SPDX-License-Identifier: GPL-2.0 */
/*
 * range-run.h: one call of copy_pte_range().
 *
 * The batched run is one call for the whole window. Page at a time is one call for each PTE of it, where
 * max_nr is 1 and the detector of batches is held to one page.
 */
#ifndef RANGE_RUN_H
#define RANGE_RUN_H

int fork_range_limit(void)
{
	return (int)world.size;
}

/* An error of a run: for -ENOMEM with the PTE for which there was no memory. */
#define RANGE_ERROR_SHIFT 12

static int error_of(int result)
{
	return -(-result & ((1 << RANGE_ERROR_SHIFT) - 1));
}

/* For -ENOMEM: how many PTEs were copied before, which is the number of that PTE. */
static int place_of(int result)
{
	return -result >> RANGE_ERROR_SHIFT;
}

int fork_range_taken(int result)
{
	return error_of(result) == -ENOMEM ? place_of(result) : -1;
}

/* -ENOMEM at PTE @place, one constant for each. */
static int no_memory_at(int place)
{
	unsigned int k;

	for (k = 0; k + 1 < pp_window(); k++)
		if (place == (int)k)
			return -ENOMEM - (int)(k << RANGE_ERROR_SHIFT);
	return -ENOMEM - (int)((pp_window() - 1) << RANGE_ERROR_SHIFT);
}

/* Copies the PTEs [first, first + limit) of the window. Returns @limit, or the error, as above. */
int fork_range_run(pp_word first, int limit)
{
	int place;
	unsigned long addr = world.address + first * PAGE_SIZE;
	int ret;

	begun_at = first;
	ret = copy_pte_range(&dst_vma, &src_vma, &dst_pmd, &src_pmd, addr,
				 addr + (unsigned long)limit * PAGE_SIZE);

	pp_check(ret <= 0 && ret > -(1 << RANGE_ERROR_SHIFT), "21: copy_pte_range() returns 0 or an error");
	place = (int)failed_at;
	pp_check(failed_at < pp_window(), "21: memory runs out at a PTE of the window");
	failed_at = 0;
	begun_at = 0;
	if (!ret) {
		int taken = pp_is_step() ? taken_by_step() : 0;

		if (!taken)
			taken = limit;
		if (pp_is_step() && !first)
			simplify_rss_after(taken);
		return taken;
	}
	return ret == -ENOMEM ? no_memory_at(place) : ret;
}

#endif
