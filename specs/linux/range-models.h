/* SPDX-License-Identifier: GPL-2.0 */
/*
 * range-models.h: stand-ins for what copy_pte_range() calls besides copy_present_ptes(): page tables and their
 * locks, rescheduling, allocation, counters of the mm.
 */
#ifndef RANGE_MODELS_H
#define RANGE_MODELS_H

/* In range-step.h. */
static void ppf_simplify_state(void);

/* A lock's state is its own word: the models take it, the kernel's code releases it. */
static int ppf_is_held(const spinlock_t *lock)
{
	return *(const volatile u8 *)lock != 0;
}

/* The PTE that an address of the window belongs to. */
static pp_word ppf_pte_number(unsigned long addr)
{
	return (addr - ppf_world.address) >> PAGE_SHIFT;
}

static void ppf_check_address(unsigned long addr)
{
	pp_check(ppf_pte_number(addr) < pp_window() && (addr & ~PAGE_MASK) == 0,
		 "20: the address is that of a PTE of the window");
}

/* How deep the task is in RCU read sections, where the kernel counts that: if it is built for preemption. */
static unsigned int ppf_rcu_depth;

/* Between two steps both page tables are mapped. */
#define PPF_RCU_DEPTH_OF_STEPS (IS_ENABLED(CONFIG_PREEMPT_RCU) ? 2 : 0)

static void ppf_enter_rcu(void)
{
	if (IS_ENABLED(CONFIG_PREEMPT_RCU))
		ppf_rcu_depth++;
	ppf_compat_count_rcu(1);
}

/* Sleeping with a lock held is a bug. */
static void ppf_check_may_sleep(void)
{
	pp_check(!ppf_is_held(&ppf_src_lock) && !ppf_is_held(&ppf_dst_lock), "locks: none is held where the task may sleep");
	pp_check(!ppf_rcu_depth, "locks: no RCU read section is open where the task may sleep");
}

/* ---- Locks -------------------------------------------------------------------------------------- */

static void ppf_take_lock(spinlock_t *lock)
{
	pp_check(!ppf_is_held(lock), "locks: none is taken twice");
	*(volatile u8 *)lock = 1;
}

PP_MODEL(void, _raw_spin_lock, (raw_spinlock_t *lock), "extern",
	 "takes the lock: it must not be held yet, for one task runs")
{
	ppf_take_lock((spinlock_t *)lock);
	if ((spinlock_t *)lock == &ppf_src_lock)
		ppf_simplify_state();
}

#ifdef CONFIG_UNINLINE_SPIN_UNLOCK
/* Kernels that are built for preemption have it in kernel/locking/spinlock.c. */
PP_MODEL(void, _raw_spin_unlock, (raw_spinlock_t *lock), "extern", "releases the lock, which must be held")
{
	pp_check(ppf_is_held((spinlock_t *)lock), "locks: none is released that is not held");
	*(volatile u8 *)lock = 0;
}
#endif

#ifdef CONFIG_PREEMPT_RCU
PP_MODEL(void, __rcu_read_lock, (void), "extern", "counts RCU read sections; when memory is freed is left out")
{
	ppf_rcu_depth++;
}

PP_MODEL(void, __rcu_read_unlock, (void), "extern", "counts RCU read sections; when memory is freed is left out")
{
	pp_check(ppf_rcu_depth != 0, "locks: no RCU read section is left that was not entered");
	ppf_rcu_depth--;
}
#endif

/* ---- Page tables -------------------------------------------------------------------------------- */

static pte_t *ppf_map_child_table(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	pp_check(mm == &ppf_dst_mm && pmd == &ppf_dst_pmd, "locks: pte_alloc_map_lock() of the child's table");
	ppf_check_address(addr);
	ppf_check_may_sleep();
	if (!ppf_world.has_table) {
		ppf_failed_at = ppf_pte_number(addr);
		return NULL;
	}
	*ptlp = &ppf_dst_lock;
	ppf_enter_rcu();
	ppf_take_lock(&ppf_dst_lock);
	return ppf_dst_table + (ppf_world.table_index + ppf_pte_number(addr));
}

#if PPE_MAP_LOCK_INNER || !PPE_MAP_RW_NOLOCK
PP_MODEL(pte_t *, __pte_offset_map_lock, (struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp),
	 "extern", "maps the child's page table and locks it, or there is no memory for one: then never in this world")
#else
PP_MODEL(pte_t *, pte_offset_map_lock, (struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp),
	 "extern", "maps the child's page table and locks it, or there is no memory for one: then never in this world")
#endif
{
	return ppf_map_child_table(mm, pmd, addr, ptlp);
}

static pte_t *ppf_map_parent_table(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	pp_check(mm == &ppf_src_mm && pmd == &ppf_src_pmd, "locks: pte_offset_map_nolock() of the parent's table");
	ppf_check_address(addr);
	*ptlp = &ppf_src_lock;
	ppf_enter_rcu();
	return ppf_src_table + (ppf_world.table_index + ppf_pte_number(addr));
}

#if PPE_MAP_RW_NOLOCK
/* It also tells what the entry above the table was, for callers that check it again. */
PP_MODEL(pte_t *, pte_offset_map_rw_nolock,
	 (struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pmd_t *pmdvalp, spinlock_t **ptlp),
	 "extern", "maps the parent's page table; the caller takes its lock")
{
	*pmdvalp = *pmd;
	return ppf_map_parent_table(mm, pmd, addr, ptlp);
}
#else
PP_MODEL(pte_t *, pte_offset_map_nolock, (struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp),
	 "extern", "maps the parent's page table; the caller takes its lock")
{
	return ppf_map_parent_table(mm, pmd, addr, ptlp);
}
#endif

/* ---- Rescheduling ------------------------------------------------------------------------------- */

PP_MODEL(int, __cond_resched, (void), "extern", "may sleep; nothing that claims speak of changes meanwhile")
{
	ppf_check_may_sleep();
	return 0;
}

#ifdef CONFIG_PREEMPT_DYNAMIC
/* The trampoline of the static call: __cond_resched(), or nothing where the kernel preempts by itself. */
PP_MODEL(int, __SCT__cond_resched, (void), "extern",
	 "may sleep, or does nothing: a static call; nothing that claims speak of changes meanwhile")
{
	ppf_check_may_sleep();
	return 0;
}

PP_MODEL(int, __SCT__might_resched, (void), "extern",
	 "may sleep, or does nothing: a static call; nothing that claims speak of changes meanwhile")
{
	ppf_check_may_sleep();
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
static struct folio *ppf_allocate(gfp_t gfp, int order, struct vm_area_struct *vma, unsigned long addr, bool hugepage)
{
	struct folio *folio = (struct folio *)ppf_page(ppf_world.prealloc_pfn + ppf_pte_number(addr));

	pp_check(order == 0 && vma == &ppf_src_vma && !hugepage, "prealloc: one page for the parent's VMA");
	pp_check(gfp == GFP_HIGHUSER_MOVABLE, "prealloc: a page for user space, which may be moved");
	ppf_check_address(addr);
	ppf_check_may_sleep();
	if (pp_any_at("no-memory", ppf_pte_number(addr), 1)) {
		ppf_failed_at = ppf_pte_number(addr);
		return NULL;
	}
	pp_check(ppf_compat_refcount(folio) == 0, "prealloc: the folio that was allocated for this PTE before is freed");
	ppf_compat_set_refcount(folio, 1);
	return folio;
}

#if PPE_ALLOC_PLAIN
PP_MODEL(struct folio *, vma_alloc_folio_noprof, (gfp_t gfp, int order, struct vm_area_struct *vma, unsigned long addr), "extern",
	 "a free folio of one page, or none: a free choice for each PTE that it is asked for")
{
	return ppf_allocate(gfp, order, vma, addr, false);
}
#else
PP_MODEL(struct folio *, vma_alloc_folio_noprof,
	 (gfp_t gfp, int order, struct vm_area_struct *vma, unsigned long addr, bool hugepage), "extern",
	 "a free folio of one page, or none: a free choice for each PTE that it is asked for")
{
	return ppf_allocate(gfp, order, vma, addr, hugepage);
}
#endif

#ifdef CONFIG_MEMCG
PP_MODEL(int, __mem_cgroup_charge, (struct folio *folio, struct mm_struct *mm, gfp_t gfp), "extern",
	 "charges, or refuses: a free choice for each folio; the charge itself is left out")
{
	ppf_check_may_sleep();
	pp_check(mm == &ppf_src_mm, "prealloc: a page for the child is charged as the parent's");
	pp_check(gfp == GFP_KERNEL, "prealloc: a charge may reclaim memory");
	if (pp_any_at("no-charge", ppf_pfn_of(folio), 1)) {
		ppf_failed_at = ppf_pfn_of(folio) - ppf_world.prealloc_pfn;
		return -ENOMEM;
	}
	return 0;
}

#ifdef CONFIG_SWAP
PP_MODEL(void, __folio_throttle_swaprate, (struct folio *folio, gfp_t gfp), "extern",
	 "may sleep while others swap; nothing that claims speak of changes meanwhile")
{
	ppf_check_may_sleep();
}
#endif
#endif

PP_MODEL(void, __folio_put, (struct folio *folio), "extern",
	 "frees a folio: a preallocated one that nobody has mapped")
{
	pp_check(ppf_pfn_of(folio) - ppf_world.prealloc_pfn < PPF_RANGE_MOST,
		 "prealloc: no folio is freed but a preallocated one");
	pp_check(ppf_compat_page_mapcount_word(&folio->page) == -1U,
		 "prealloc: no folio is freed that is mapped");
}

/* ---- Counters ----------------------------------------------------------------------------------- */

PP_MODEL(void, percpu_counter_add_batch, (struct percpu_counter *counter, s64 amount, s32 batch), "extern",
	 "adds; how the sum is spread over processors is left out")
{
	counter->count += amount;
}

#endif
