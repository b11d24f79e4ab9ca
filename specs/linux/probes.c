// SPDX-License-Identifier: GPL-2.0
/*
 * probes.c: by what kernels differ for the specs.
 *
 * A probe is a name and a piece of C. It holds of a kernel where clang compiles the piece with that kernel's own flags; the
 * specs then see the macro PPE_NAME, and nothing of version numbers: distributions take single changes into old kernels.
 * The first macro of a line must begin it; a probe ends where the next one begins (Sources/KernelTree/ProbeSheet.swift).
 * What is of a configuration and not of a kernel (CONFIG_MM_ID) is asked where it is needed, by #ifdef.
 */
#include <linux/mm.h>
#include <linux/pagemap.h>
#include <linux/pgtable.h>
#include <linux/rmap.h>
#include <linux/swap.h>
#include <linux/userfaultfd_k.h>
#include <linux/page_table_check.h>
#include "mm/internal.h"

#define PP_PROBE(name, what) static __attribute__((unused)) void pp_probe_##name(void)
#define PP_ONE_OF(subject, file, ...)

/* ---- struct page and struct folio ---------------------------------------------------------------- */

PP_ONE_OF("the flags of a struct page", "specs/linux/page-bits.h", FLAGS_WORD, FLAGS_STRUCT)
PP_PROBE(FLAGS_WORD, "page->flags is an integer") { struct page page; (void)(page.flags | 1UL); }
PP_PROBE(FLAGS_STRUCT, "page->flags is a memdesc_flags_t") { struct page page; (void)(page.flags.f | 1UL); }

PP_ONE_OF("tail pages", "specs/linux/compat.h", COMPOUND_HEAD, COMPOUND_INFO)
PP_PROBE(COMPOUND_HEAD, "page->compound_head is the head page's address plus 1")
{
	struct page page;

	(void)page.compound_head;
}
PP_PROBE(COMPOUND_INFO, "page->compound_info is such an address, or a mask that leads there")
{
	struct page page;

	(void)page.compound_info;
	(void)compound_info_has_mask();
}

PP_ONE_OF("a folio's size", "specs/linux/compat.h", FOLIO_NR_PAGES_PRIVATE, FOLIO_NR_PAGES)
PP_PROBE(FOLIO_NR_PAGES_PRIVATE, "folio->_folio_nr_pages") { struct folio folio; (void)folio._folio_nr_pages; }
PP_PROBE(FOLIO_NR_PAGES, "folio->_nr_pages") { struct folio folio; (void)folio._nr_pages; }

PP_ONE_OF("the low bits of folio->mapping", "specs/linux/page-bits.h", PAGE_MAPPING_BITS, FOLIO_MAPPING_BITS)
PP_PROBE(PAGE_MAPPING_BITS, "PAGE_MAPPING_ANON and PAGE_MAPPING_MOVABLE") { (void)(PAGE_MAPPING_ANON | PAGE_MAPPING_MOVABLE); }
PP_PROBE(FOLIO_MAPPING_BITS, "FOLIO_MAPPING_ANON and FOLIO_MAPPING_ANON_KSM") { (void)(FOLIO_MAPPING_ANON | FOLIO_MAPPING_ANON_KSM); }

PP_PROBE(FOLIO_PGMAP, "folio->pgmap, and not page->pgmap") { struct folio folio; (void)folio.pgmap; }

/* Which mm maps a large folio how often is counted in the folio, for two of them. */
PP_PROBE(MM_IDS, "folio->_mm_ids and folio->_mm_id_mapcount")
{
	struct folio folio;

	(void)(folio._mm_ids | folio._mm_id_mapcount[1]);
}

/* ---- mm and VMA ---------------------------------------------------------------------------------- */

PP_ONE_OF("the flags of an mm", "specs/linux/compat.h", MM_FLAGS_WORD, MM_FLAGS_BITMAP)
PP_PROBE(MM_FLAGS_WORD, "mm->flags is an integer") { struct mm_struct *mm = NULL; (void)(mm->flags | 1UL); }
PP_PROBE(MM_FLAGS_BITMAP, "mm->flags is an mm_flags_t")
{
	struct mm_struct *mm = NULL;

	(void)*(unsigned long *)mm->flags.__mm_flags;
}

PP_ONE_OF("the flags of a VMA", "specs/linux/compat.h", VMA_FLAGS_WORD, VMA_FLAGS_STRUCT)
PP_PROBE(VMA_FLAGS_WORD, "vma->__vm_flags, an integer") { struct vm_area_struct *vma = NULL; (void)(vma->__vm_flags | 1UL); }
PP_PROBE(VMA_FLAGS_STRUCT, "vma->flags is a vma_flags_t")
{
	struct vm_area_struct *vma = NULL;

	(void)*(unsigned long *)vma->flags.__vma_flags;
}

PP_ONE_OF("what finds the page of a special PTE", "specs/linux/compat.h", FIND_SPECIAL_PAGE, FIND_NORMAL_PAGE, NO_FIND_PAGE)
PP_PROBE(FIND_SPECIAL_PAGE, "vm_ops->find_special_page")
{
	struct vm_operations_struct operations;

	(void)operations.find_special_page;
}
PP_PROBE(FIND_NORMAL_PAGE, "vm_ops->find_normal_page, where CONFIG_FIND_NORMAL_PAGE is on")
{
	struct vm_operations_struct operations;

	(void)operations.find_normal_page;
}
PP_PROBE(NO_FIND_PAGE, "CONFIG_FIND_NORMAL_PAGE is off")
{
	_Static_assert(!IS_ENABLED(CONFIG_FIND_NORMAL_PAGE), "");
}

PP_ONE_OF("VM_UFFD_MINOR", "specs/linux/vma-bits.h", UFFD_MINOR_38, UFFD_MINOR_41, NO_UFFD_MINOR)
PP_PROBE(UFFD_MINOR_38, "VM_UFFD_MINOR is bit 38") { _Static_assert(VM_UFFD_MINOR == 1UL << 38, ""); }
PP_PROBE(UFFD_MINOR_41, "VM_UFFD_MINOR is bit 41") { _Static_assert(VM_UFFD_MINOR == 1UL << 41, ""); }
PP_PROBE(NO_UFFD_MINOR, "userfaultfd has no minor faults here") { _Static_assert(VM_UFFD_MINOR == 0, ""); }
PP_PROBE(UFFD_RWP, "VM_UFFD_RWP: userfaultfd's read-write protection") { (void)VM_UFFD_RWP; }
PP_PROBE(MAYBE_GUARD, "VM_MAYBE_GUARD makes fork() copy page tables")
{
	_Static_assert(VM_COPY_ON_FORK & VM_MAYBE_GUARD, "");
}

/* ---- Page tables --------------------------------------------------------------------------------- */

PP_ONE_OF("the uffd bit of a PTE", "specs/linux/pte-laws.h", UFFD_WP_BIT, UFFD_BIT)
PP_PROBE(UFFD_WP_BIT, "pte_uffd_wp()") { (void)pte_uffd_wp(__pte(0)); }
PP_PROBE(UFFD_BIT, "pte_uffd()") { (void)pte_uffd(__pte(0)); }

PP_ONE_OF("the bit of DAX in a PTE", "specs/linux/pte-bits-x86.h", DEVMAP, NO_DEVMAP)
/* Where the name is free. */
PP_PROBE(NO_DEVMAP, "PTEs have no bit for DAX") { enum { _PAGE_DEVMAP }; (void)_PAGE_DEVMAP; }
PP_PROBE(DEVMAP, "pte_devmap(): DAX has a bit in PTEs")
{
	_Static_assert(_PAGE_DEVMAP, "");
	(void)pte_devmap(__pte(0));
}

PP_ONE_OF("the zero page", "specs/linux/compat.h", ZERO_PFN, ZERO_PAGE_PFN)
PP_PROBE(ZERO_PFN, "the variable zero_pfn of mm/memory.c: my_zero_pfn() reads it") { (void)my_zero_pfn(0); }
PP_PROBE(ZERO_PAGE_PFN, "the variable zero_page_pfn of mm/mm_init.c: zero_pfn() reads it") { (void)zero_pfn(0); }

PP_PROBE(HUGE_ZERO_PFN, "is_huge_zero_pfn()") { (void)is_huge_zero_pfn(0); }

PP_PROBE(MAP_LOCK_INNER, "pte_offset_map_lock() is inline, around __pte_offset_map_lock()") { (void)&__pte_offset_map_lock; }
PP_ONE_OF("mapping the parent's page table", "specs/linux/range-models.h", MAP_NOLOCK, MAP_RW_NOLOCK)
PP_PROBE(MAP_NOLOCK, "pte_offset_map_nolock()") { (void)&pte_offset_map_nolock; }
PP_PROBE(MAP_RW_NOLOCK, "pte_offset_map_rw_nolock()") { (void)&pte_offset_map_rw_nolock; }

PP_PROBE(TABLE_CHECK_ADDRESS, "__page_table_check_ptes_set() is given the address")
{
	__page_table_check_ptes_set((struct mm_struct *)NULL, 0UL, (pte_t *)NULL, __pte(0), 1);
}

/* ---- Memory, tasks ------------------------------------------------------------------------------- */

PP_ONE_OF("vma_alloc_folio()", "specs/linux/range-models.h", ALLOC_HUGEPAGE, ALLOC_PLAIN)
PP_PROBE(ALLOC_HUGEPAGE, "vma_alloc_folio_noprof() has a fifth parameter")
{
	(void)vma_alloc_folio_noprof(0, 0, (struct vm_area_struct *)NULL, 0, false);
}
PP_PROBE(ALLOC_PLAIN, "vma_alloc_folio_noprof() has four parameters")
{
	(void)vma_alloc_folio_noprof(0, 0, (struct vm_area_struct *)NULL, 0);
}

PP_ONE_OF("CPU features", "specs/linux/models-x86.h", STATIC_CPU_HAS, STATIC_CPU_HAS_INNER)
PP_PROBE(STATIC_CPU_HAS_INNER, "_static_cpu_has() is a macro around __static_cpu_has()") { (void)&__static_cpu_has; }
PP_PROBE(STATIC_CPU_HAS, "_static_cpu_has() is a function") { (void)&_static_cpu_has; }

PP_ONE_OF("the preemption count", "specs/linux/compat.h", PREEMPT_HOT, PREEMPT_OWN)
PP_PROBE(PREEMPT_HOT, "pcpu_hot.preempt_count") { (void)&pcpu_hot.preempt_count; }
PP_PROBE(PREEMPT_OWN, "the variable __preempt_count") { (void)&__preempt_count; }
