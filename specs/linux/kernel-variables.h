/* SPDX-License-Identifier: GPL-2.0 */
/*
 * kernel-variables.h: what the worlds say of the kernel's variables.
 *
 * A variable of the kernel is arbitrary: one value a world, the same in all runs, until executed code writes to it. Of a few
 * more is known: boot has fixed some for ever, which is said as a relation; and some change between any two reads.
 */
#ifndef KERNEL_VARIABLES_H
#define KERNEL_VARIABLES_H

/* ---- What boot has fixed ----------------------------------------------------------------------- */

/* The struct pages lie at @map: no code can tell where. */
static void ppf_world_memory_map(unsigned long map)
{
	ppf_compat_place_memory_map(map);
	pp_boot_fact(vmemmap_base == map, "vmemmap_base", "arch/x86/mm/kaslr.c kernel_randomize_memory()",
		     "All struct pages lie in one array, at a place that no code can tell.");
	pp_boot_fact(ppf_compat_direct_map_is_apart(), "page_offset_base", "arch/x86/mm/kaslr.c kernel_randomize_memory()",
		     "The direct map begins at a multiple of 1 GB in the kernel's half, and ends below the kernel's "
		     "own mapping.");
}

/* The @pages pages from @pfn on are a folio. */
static void ppf_world_allocated(pp_word pfn, pp_word pages)
{
	pp_boot_fact(pfn + pages - 1 <= highest_memmap_pfn, "highest_memmap_pfn", "mm/mm_init.c memmap_init_range()",
		     "Each page of a folio has its struct page.");
	pp_boot_fact(PPF_COMPAT_ZERO_PFN - pfn >= pages, PPF_COMPAT_ZERO_PFN_NAME, PPF_COMPAT_ZERO_PFN_SET_BY,
		     "The zero page is part of the kernel image and no page of a folio that is allocated.");
	if (PPF_COMPAT_HUGE_ZERO)
		pp_assume(ppf_compat_is_apart_from_huge_zero(pfn, pages), "huge-zero-folio-apart",
		  "The huge zero folio is mapped by special entries only (mm/huge_memory.c set_huge_zero_folio(), "
		  "insert_page_into_pte_special()).");
}

/* ---- The task ---------------------------------------------------------------------------------- */

static struct task_struct ppf_forking_task;

PP_MODEL(struct task_struct *, get_current, (void), "3d5cd6db85ef",
	 "the task that forks: its mm is the parent's, all else of it is arbitrary")
{
	return &ppf_forking_task;
}

/* What other tasks and interrupts set in it may change at any time, as clocks do. */
static void ppf_world_task(void)
{
	pp_arbitrary(&ppf_forking_task, sizeof(ppf_forking_task), "current");
	ppf_forking_task.mm = &ppf_src_mm;
	pp_unsteady(ppf_compat_thread_flags(&ppf_forking_task), sizeof(long), PPF_COMPAT_ASYNCHRONOUS_FLAGS);
	pp_unsteady(&jiffies, sizeof(jiffies), ~0UL);
	pp_unsteady(&jiffies_64, sizeof(jiffies_64), ~0UL);
	ppf_compat_preemption_world();
}

/* ---- What tells the time ----------------------------------------------------------------------- */

PP_MODEL(ktime_t, ktime_get, (void), "extern", "a clock: a new value each time")
{
	return (ktime_t)pp_any("ktime_get()", 64);
}

PP_MODEL(u64, ktime_get_mono_fast_ns, (void), "extern", "a clock: a new value each time")
{
	return pp_any("ktime_get_mono_fast_ns()", 64);
}

PP_MODEL(u64, sched_clock, (void), "extern", "a clock: a new value each time")
{
	return pp_any("sched_clock()", 64);
}

PP_MODEL(u32, get_random_u32, (void), "extern", "a new value each time")
{
	return (u32)pp_any("get_random_u32()", 32);
}

/* ---- What nothing is decided by ---------------------------------------------------------------- */

PP_STATISTICS("vm_event_states", "/proc/vmstat: how often what happened (mm/vmstat.c)");
PP_STATISTICS("mthp_stats", "the same of large folios by order, in sysfs (mm/huge_memory.c)");
PP_TRACEPOINTS("a tracepoint, on or off: what is attached to it is no part of what claims speak of");

#endif
