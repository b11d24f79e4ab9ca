/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-relations.h: what the child's entry of a page must be after a batch of @n pages, and how entries of
 * batched and of paged runs relate. All of it is equality, but for what is allowed by name.
 *
 * Two of the encodings at the heart of the discussion are here: dirty/writable accumulation (child_dirty(),
 * child_writable()) and soft-dirty. Contiguity, uffd-wp and the pinned fallback need no relation: batches
 * must agree with page at a time in them.
 */
#ifndef SEED_FORK_RELATIONS_H
#define SEED_FORK_RELATIONS_H

PP_ALLOWANCE("dirty-encoding",
	     "the entry is read-only in both runs",
	     "pte_dirty() agrees; Dirty and SavedDirty may be different ways to say so",
	     "A batch write-protects all of its entries if one of them is writable, which moves a read-only "
	     "entry's Dirty to SavedDirty (arch/x86/include/asm/pgtable.h).");

#ifdef SEED_MERGES_WRITE
PP_ALLOWANCE("shared-mixed-write",
	     "the VMA has VM_SHARED",
	     "the child's entry is writable iff any page of the batch was writable in the parent",
	     "The batch makes all of the child's entries writable if one is, and nothing write-protects a "
	     "shared mapping again. Only shared VMAs whose page tables fork() copies come here.");

PP_ALLOWANCE("soft-dirty-untracked",
	     "soft-dirty is not tracked in the VMA (VM_SOFTDIRTY is set)",
	     "the child's soft-dirty bit is that of the batch's first page",
	     "The whole VMA counts as soft-dirty, so the bit of a single entry tells nobody anything.");
#endif

/* ---- What the child's entry of shared page @i must be -------------------------------------------- */

static int parent_was_dirty(pp_word i)
{
	return pte_dirty(parent_pte(PP_BEFORE, i));
}

static int any_taken_dirty(int n)
{
	pp_in(PP_BEFORE);
	return any_dirty(n);
}

static int any_found_dirty(void)
{
	pp_in(PP_BEFORE);
	return any_dirty_in_batch();
}

/*
 * What is accumulated over the batch is said of the first page's entry, and of the others that they are like
 * it. Together that is the sum for each, and it is built once instead of once a page.
 */
static int first_child_dirty(void)
{
	return pte_dirty(child_pte(PP_AFTER_BATCHED, 0));
}

static int first_child_writable(void)
{
	return pte_write(child_pte(PP_AFTER_BATCHED, 0));
}

static int child_dirty(pp_word i, int n)
{
	if (shared_mapping())
		return 0;
	if (i && pp_allowed("truncated-counts") && pp_allowed("dirty-smear"))
		return first_child_dirty();
	if (pp_allowed("truncated-counts") && batch_was_cut(n))
		return i ? first_child_dirty() : any_found_dirty();
	if (pp_allowed("dirty-smear"))
		return i ? first_child_dirty() : any_taken_dirty(n);
	return parent_was_dirty(i);
}

static int any_taken_writable(int n)
{
	pp_in(PP_BEFORE);
	return any_writable(n);
}

static int all_taken_writable(int n)
{
	pp_in(PP_BEFORE);
	return all_writable(n);
}

static int child_writable(pp_word i, int n)
{
	if (cow_mapping())
		return 0;
	if (shared_mapping()) {
		if (pp_allowed("mixed-writable-batch"))
			return i ? first_child_writable() : all_taken_writable(n);
		if (pp_allowed("shared-mixed-write"))
			return i ? first_child_writable() : any_taken_writable(n);
	}
	return pte_write(parent_pte(PP_BEFORE, i));
}

static int child_soft_dirty(pp_word i)
{
	if (pp_allowed("soft-dirty-lost"))
		return 0;
	if (pp_allowed("soft-dirty-untracked") && !soft_dirty_tracked())
		i = 0;
	return pte_soft_dirty(parent_pte(PP_BEFORE, i));
}

/* ---- The relation of two runs' entries ----------------------------------------------------------- */

static pp_word dirty_encoding(pte_t batched, pte_t paged)
{
	int readonly = ((batched.pte | paged.pte) & PTE_RW) == 0;

	if (pp_allowed("dirty-encoding") && readonly && same_truth(pte_dirty(batched), pte_dirty(paged)))
		return PTE_DIRTY | PTE_SAVED_DIRTY;
	return 0;
}

/* The bits in which the child's entries may differ because a relation of their own is demanded instead. */
static pp_word bits_with_relations(int n)
{
	pp_word bits = 0;

	if (!shared_mapping() &&
	    (pp_allowed("dirty-smear") || (pp_allowed("truncated-counts") && batch_was_cut(n))))
		bits |= PTE_DIRTY | PTE_SAVED_DIRTY;
	if (shared_mapping() && (pp_allowed("mixed-writable-batch") || pp_allowed("shared-mixed-write")))
		bits |= PTE_RW;
	if (pp_allowed("soft-dirty-untracked") && !soft_dirty_tracked())
		bits |= PTE_SOFT_DIRTY;
	return bits;
}

pp_word fork_place(pp_word index)
{
	return index - world.table_index;
}

int fork_related_child_pte(pp_word i, pp_word batched, pp_word paged, int n)
{
	pte_t a = __pte(batched), b = __pte(paged);
	pp_word free = bits_with_relations(n);
	int related = 1;

	/* A page that was copied, in both runs, has no relation but equality. */
	if (free == 0 || page_copied())
		return same_bits(a, b, dirty_encoding(a, b));
	if (free & PTE_DIRTY)
		related &= same_truth(pte_dirty(a), child_dirty(i, n));
	if (free & PTE_RW)
		related &= same_truth(pte_write(a), child_writable(i, n));
	if (free & PTE_SOFT_DIRTY)
		related &= same_truth(pte_soft_dirty(a), child_soft_dirty(i));
	return related & same_bits(a, b, free | dirty_encoding(a, b));
}

int fork_related_parent_pte(pp_word i, pp_word batched, pp_word paged, int n)
{
	pte_t a = __pte(batched), b = __pte(paged);

	return same_bits(a, b, dirty_encoding(a, b));
}

#endif
