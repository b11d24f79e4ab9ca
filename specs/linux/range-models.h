/* SPDX-License-Identifier: GPL-2.0 */
/*
 * range-models.h: stand-ins for what copy_pte_range() calls besides copy_present_ptes(): page tables and their
 * locks, rescheduling, allocation, counters of the mm.
 */
#ifndef RANGE_MODELS_H
#define RANGE_MODELS_H

/* In range-step.h. */
static void simplify_state(void);

/* A lock's state is its own word: the models take it, the kernel's code releases it. */
static int is_held(const spinlock_t *lock)
{
	return *(const volatile u8 *)lock != 0;
}

/* The PTE that an address of the window belongs to. */
static pp_word pte_number(unsigned long addr)
{
	return (addr - world.address) >> PAGE_SHIFT;
}

static void check_address(unsigned long addr)
{
	pp_check(pte_number(addr) < pp_window() && (addr & ~PAGE_MASK) == 0,
		 "20: the address is that of a PTE of the window");
}

/* How deep the task is in RCU read sections, where the kernel counts that: if it is built for preemption. */
static unsigned int rcu_depth;

/* Between two steps both page tables are mapped. */
#define RCU_DEPTH_OF_STEPS (IS_ENABLED(CONFIG_PREEMPT_RCU) ? 2 : 0)

/* Sleeping with a lock held is a bug. */
static void check_may_sleep(void)
{
	pp_check(!is_held(&src_lock) && !is_held(&dst_lock), "locks: none is held where the task may sleep");
	pp_check(!rcu_depth, "locks: no RCU read section is open where the task may sleep");
}

/* ---- Locks -------------------------------------------------------------------------------------- */

PP_MODEL(void, _raw_spin_lock, (raw_spinlock_t *lock), "extern",
	 "takes the lock: it must not be held yet, for one task runs")
{
	pp_check(!is_held((spinlock_t *)lock), "locks: none is taken twice");
	*(volatile u8 *)lock = 1;
	if ((spinlock_t *)lock == &src_lock)
		simplify_state();
}

#ifdef CONFIG_UNINLINE_SPIN_UNLOCK
/* Kernels that are built for preemption have it in kernel/locking/spinlock.c. */
PP_MODEL(void, _raw_spin_unlock, (raw_spinlock_t *lock), "extern", "releases the lock, which must be held")
{
	pp_check(is_held((spinlock_t *)lock), "locks: none is released that is not held");
	*(volatile u8 *)lock = 0;
}
#endif

#ifdef CONFIG_PREEMPT_RCU
PP_MODEL(void, __rcu_read_lock, (void), "extern", "counts RCU read sections; when memory is freed is left out")
{
	rcu_depth++;
}

PP_MODEL(void, __rcu_read_unlock, (void), "extern", "counts RCU read sections; when memory is freed is left out")
{
	pp_check(rcu_depth != 0, "locks: no RCU read section is left that was not entered");
	rcu_depth--;
}
#endif

/* ---- Page tables -------------------------------------------------------------------------------- */

PP_MODEL(pte_t *, __pte_offset_map_lock, (struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp),
	 "extern", "maps the child's page table and locks it, or there is no memory for one: then never in this world")
{
	pp_check(mm == &dst_mm && pmd == &dst_pmd, "locks: pte_alloc_map_lock() of the child's table");
	check_address(addr);
	check_may_sleep();
	if (!world.has_table) {
		failed_at = pte_number(addr);
		return NULL;
	}
	*ptlp = &dst_lock;
	rcu_read_lock();
	spin_lock(&dst_lock);
	return dst_table + (world.table_index + pte_number(addr));
}

PP_MODEL(pte_t *, pte_offset_map_nolock, (struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp),
	 "extern", "maps the parent's page table; the caller takes its lock")
{
	pp_check(mm == &src_mm && pmd == &src_pmd, "locks: pte_offset_map_nolock() of the parent's table");
	check_address(addr);
	*ptlp = &src_lock;
	rcu_read_lock();
	return src_table + (world.table_index + pte_number(addr));
}

/* ---- Rescheduling ------------------------------------------------------------------------------- */

PP_MODEL(int, __cond_resched, (void), "extern", "may sleep; nothing that claims speak of changes meanwhile")
{
	check_may_sleep();
	return 0;
}

#ifdef CONFIG_PREEMPT_DYNAMIC
/* The trampoline of the static call: __cond_resched(), or nothing where the kernel preempts by itself. */
PP_MODEL(int, __SCT__cond_resched, (void), "extern",
	 "may sleep, or does nothing: a static call; nothing that claims speak of changes meanwhile")
{
	check_may_sleep();
	return 0;
}

PP_MODEL(int, __SCT__might_resched, (void), "extern",
	 "may sleep, or does nothing: a static call; nothing that claims speak of changes meanwhile")
{
	check_may_sleep();
	return 0;
}

/* preempt= at boot, or debugfs at any time (kernel/sched/core.c). */
PP_MODEL(bool, preempt_model_full, (void), "extern", "whether the kernel preempts: free each time it is asked")
{
	return pp_any("preempts", 1) != 0;
}
#endif

/* ---- Allocation --------------------------------------------------------------------------------- */

/* Whether there is memory depends on the PTE it is for, so that runs that ask for the same one agree. */
PP_MODEL(struct folio *, vma_alloc_folio_noprof,
	 (gfp_t gfp, int order, struct vm_area_struct *vma, unsigned long addr, bool hugepage), "extern",
	 "a free folio of one page, or none: a free choice for each PTE that it is asked for")
{
	struct folio *folio = (struct folio *)(vmemmap + (world.prealloc_pfn + pte_number(addr)));

	pp_check(order == 0 && vma == &src_vma, "prealloc: one page for the parent's VMA");
	check_address(addr);
	check_may_sleep();
	if (pp_any_at("no-memory", pte_number(addr), 1)) {
		failed_at = pte_number(addr);
		return NULL;
	}
	pp_check(folio_ref_count(folio) == 0, "prealloc: the folio that was allocated for this PTE before is freed");
	folio_set_count(folio, 1);
	return folio;
}

#ifdef CONFIG_MEMCG
PP_MODEL(int, __mem_cgroup_charge, (struct folio *folio, struct mm_struct *mm, gfp_t gfp), "extern",
	 "charges, or refuses: a free choice for each folio; the charge itself is left out")
{
	check_may_sleep();
	if (pp_any_at("no-charge", folio_pfn(folio), 1)) {
		failed_at = folio_pfn(folio) - world.prealloc_pfn;
		return -ENOMEM;
	}
	return 0;
}

#ifdef CONFIG_SWAP
PP_MODEL(void, __folio_throttle_swaprate, (struct folio *folio, gfp_t gfp), "extern",
	 "may sleep while others swap; nothing that claims speak of changes meanwhile")
{
	check_may_sleep();
}
#endif
#endif

PP_MODEL(void, __folio_put, (struct folio *folio), "extern",
	 "frees a folio: a preallocated one that nobody has mapped")
{
	pp_check(folio_pfn(folio) - world.prealloc_pfn < RANGE_MOST,
		 "prealloc: no folio is freed but a preallocated one");
	pp_check(compat_page_mapcount_word(&folio->page) == -1U,
		 "prealloc: no folio is freed that is mapped");
}

/* ---- Counters ----------------------------------------------------------------------------------- */

PP_MODEL(void, percpu_counter_add_batch, (struct percpu_counter *counter, s64 amount, s32 batch), "extern",
	 "adds; how the sum is spread over processors is left out")
{
	counter->count += amount;
}

#endif
