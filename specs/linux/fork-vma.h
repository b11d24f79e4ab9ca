/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-vma.h: the two VMAs and mms of a fork(), and what is true of any PTE in them.
 */
#ifndef FORK_VMA_H
#define FORK_VMA_H

static struct vm_area_struct ppf_src_vma, ppf_dst_vma;
static struct mm_struct ppf_src_mm, ppf_dst_mm;
static struct vm_operations_struct ppf_vma_operations;

static int ppf_is_cow(void)
{
	return ppf_cow_flags(ppf_src_vma.vm_flags);
}

static int ppf_is_shared(void)
{
	return (ppf_src_vma.vm_flags & PPF_VM_SHARED) != 0;
}

/* Clear VM_SOFTDIRTY means that single PTEs tell which pages are soft-dirty. */
static int ppf_tracks_soft_dirty(void)
{
	return IS_ENABLED(CONFIG_MEM_SOFT_DIRTY) && !(ppf_src_vma.vm_flags & PPF_VM_SOFTDIRTY);
}

static int ppf_is_shadow_stack(void)
{
	return (ppf_src_vma.vm_flags & PPF_VM_SHADOW_STACK) != 0;
}

/* What is true of every PTE of the parent's VMA. Nothing is said of entries that are not present. */
static void ppf_assume_possible_pte(pte_t pte)
{
	pp_word word = PPF_WORD(pte);
	int present, write, rw, dirty, saved_dirty;

	present = (word & (PPF_X86_PRESENT | PPF_X86_PROTNONE)) != 0;
	write = ppf_write(pte) != 0;
	rw = (word & PPF_X86_RW) != 0;
	dirty = (word & PPF_X86_DIRTY) != 0;
	saved_dirty = (word & PPF_X86_SAVED_DIRTY) != 0;

	pp_assume(!present || !write || ppf_is_shared() || ppf_is_cow(), "writable-pte-shared-or-cow",
		  "A PTE becomes writable by maybe_mkwrite() or vma->vm_page_prot only under "
		  "VM_WRITE, which needs VM_MAYWRITE (mm/mprotect.c mprotect_fixup(), mm/mmap.c "
		  "do_mmap()).");
	pp_assume(!present || !(word & PPF_X86_UFFD_WP) || !write, "uffd-wp-pte-not-writable",
		  "mm/page_table_check.c page_table_check_pte_flags(); pte_mkuffd_wp() "
		  "write-protects.");
	pp_assume(!present || !rw || !saved_dirty, "no-saved-dirty-when-writable",
		  "pte_mkwrite() moves SavedDirty to Dirty (arch/x86/mm/pgtable.c, "
		  "pte_clear_saveddirty()).");
	pp_assume(!present || rw || !dirty || !ppf_cpu_has_shadow_stack() || ppf_is_shadow_stack(),
		  "no-shadow-stack-pte-elsewhere",
		  "Where the processor has shadow stacks, Write=0,Dirty=1 is a shadow stack PTE; "
		  "older processors may set it anywhere (arch/x86/mm/pgtable.c "
		  "arch_check_zapped_pte()).");
	pp_assume(!present || !rw || !ppf_is_shadow_stack(),
		  "no-write-bit-in-shadow-stack",
		  "pte_mkwrite() under VM_SHADOW_STACK clears Write (arch/x86/mm/pgtable.c "
		  "pte_mkwrite_shstk()); the vm_page_prot of a private mapping has no Write "
		  "(arch/x86/mm/pgprot.c protection_map).");
}

/*
 * The VMA flags are 64 arbitrary bits, which makes mappings of three kinds: private (COW: VM_MAYWRITE
 * without VM_SHARED), shared (VM_SHARED), and those with neither, such as a shared mapping of a file
 * opened read-only (mm/mmap.c do_mmap()).
 */
static void ppf_world_vma_flags(void)
{
	pp_word flags = pp_any("vma-flags", 64);
	pp_word dropped = pp_any("uffd-flags-dropped", 64) & PPF_VM_UFFD;

	ppf_compat_set_vm_flags(&ppf_src_vma, flags);
	/* dup_mmap(): no lock flags (vm_flags_clear()); of the uffd flags a subset (dup_userfaultfd()). */
	ppf_compat_set_vm_flags(&ppf_dst_vma, flags & ~(PPF_VM_LOCKED | PPF_VM_LOCKONFAULT) & ~dropped);

	pp_assume(!(flags & PPF_VM_HUGETLB), "no-hugetlb",
		  "copy_page_range() hands these to copy_hugetlb_page_range().");
	pp_assume(!(flags & PPF_VM_SHADOW_STACK) || ppf_cpu_has_shadow_stack(),
		  "shadow-stack-vma-needs-the-cpu",
		  "arch/x86/kernel/shstk.c: map_shadow_stack() and shstk_setup() check the feature.");
	pp_assume(!(flags & PPF_VM_SHADOW_STACK) || ppf_is_cow(), "shadow-stack-is-private",
		  "arch/x86/kernel/shstk.c alloc_shstk(): MAP_ANONYMOUS | MAP_PRIVATE, VM_WRITE.");
	pp_assume(ppf_needs_copy(ppf_src_vma.vm_flags, ppf_dst_vma.vm_flags, ppf_src_vma.anon_vma), "vma-needs-copy",
		  "copy_page_range() returns early otherwise (mm/memory.c vma_needs_copy()).");
}

/*
 * vm_page_prot: the parent's, and the child's, which is the same but in a shared mapping that loses its
 * uffd-wp flag (fs/userfaultfd.c userfaultfd_set_vm_flags() recalculates it). No bits of the pfn, and no
 * uffd-wp bit, which only pte_mkuffd_wp() makes; of the rest, drivers choose some (pgprot_noncached()).
 */
static void ppf_world_page_prot(void)
{
	pp_word never = PPF_X86_PFN | PPF_X86_UFFD_WP;
	pp_word parent = pp_any("parent.vm_page_prot", 64) & ~never;
	pp_word child = ppf_is_shared() ? pp_any("child.vm_page_prot", 64) & ~never : parent;

	ppf_src_vma.vm_page_prot = PPF_PROT(parent);
	ppf_dst_vma.vm_page_prot = PPF_PROT(child);

	pp_assume((child & (PPF_X86_PRESENT | PPF_X86_PROTNONE)) != 0, "page-prot-present",
		  "Every entry of protection_map is PAGE_NONE or present (arch/x86/mm/pgprot.c).");
	pp_assume(!(child & PPF_X86_DIRTY) || (child & PPF_X86_RW), "page-prot-not-dirty",
		  "protection_map has no Dirty without Write (arch/x86/mm/pgprot.c); mk_pte() warns "
		  "of it.");
	if (PPF_VM_UFFD_RWP)
		pp_assume(ppf_is_shared() || !(child & PPF_X86_RW), "private-page-prot-read-only",
			  "protection_map has no Write for mappings without VM_SHARED (arch/x86/mm/pgprot.c); drivers choose "
			  "how memory is cached.");
	pp_assume(!(child & PPF_X86_PRESENT) || !(child & ~__supported_pte_mask), "page-prot-supported",
		  "vm_get_page_prot() masks it (arch/x86/mm/pgprot.c); check_pgprot() warns "
		  "otherwise.");
}

/* Both mms and VMAs, as dup_mmap() leaves them before copy_page_range(). */
static void ppf_world_vma_pair(void)
{
	pp_arbitrary(&ppf_src_mm, sizeof(ppf_src_mm), "parent.mm");
	pp_arbitrary(&ppf_dst_mm, sizeof(ppf_dst_mm), "child.mm");
	pp_arbitrary(&ppf_src_vma, sizeof(ppf_src_vma), "parent.vma");
	pp_arbitrary(&ppf_dst_vma, sizeof(ppf_dst_vma), "child.vma");
	pp_arbitrary(&ppf_vma_operations, sizeof(ppf_vma_operations), "vm_ops");

	ppf_src_vma.vm_mm = &ppf_src_mm;
	ppf_dst_vma.vm_mm = &ppf_dst_mm;

	/* Slab objects are aligned to words, and folio->mapping uses the low bits: so are these. */
	ppf_src_vma.anon_vma = (struct anon_vma *)(pp_any("parent.anon_vma", 64) & ~7UL);
	ppf_dst_vma.anon_vma = (struct anon_vma *)(pp_any("child.anon_vma", 64) & ~7UL);
	pp_assume(!ppf_src_vma.anon_vma || ppf_dst_vma.anon_vma, "child-has-anon-vma",
		  "kernel/fork.c dup_mmap() calls anon_vma_fork() before copy_page_range().");

	ppf_world_vma_flags();
	ppf_world_page_prot();

	ppf_dst_vma.vm_start = ppf_src_vma.vm_start;
	ppf_dst_vma.vm_end = ppf_src_vma.vm_end;
	ppf_dst_vma.vm_pgoff = ppf_src_vma.vm_pgoff;

	/* copy_page_range() holds the sequence count odd exactly around the copying of COW mappings. */
	ppf_compat_shape_write_protect_seq(&ppf_src_mm, (unsigned int)pp_any("write_protect_seq", 31), ppf_is_cow());
}

#endif
