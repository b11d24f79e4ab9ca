/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pte-getters.h: how specs read PTEs: by the bits of pte-bits-x86.h, and by none of the kernel's getters.
 *
 * A wrong pte_write() would otherwise be wrong in the claim as it is in the code. That the kernel's getters say the same
 * is what the claim `pte-laws` is about.
 */
#ifndef PTE_GETTERS_H
#define PTE_GETTERS_H

/* The word of a PTE, and the PTE of a word. */
#define PPF_WORD(entry) ((pp_word)(entry).pte)
#define PPF_PTE(word) ((pte_t){ .pte = (word) })
#define PPF_PROT_WORD(prot) ((pp_word)(prot).pgprot)
#define PPF_PROT(word) ((pgprot_t){ .pgprot = (word) })

static int ppf_present(pte_t pte)
{
	return (PPF_WORD(pte) & (PPF_X86_PRESENT | PPF_X86_PROTNONE)) != 0;
}

/* What the processor takes for a shadow stack's entry (Write=0, Dirty=1) it can write, where it has them. */
static int ppf_cpu_has_shadow_stack(void)
{
	return (int)pp_any_at("cpu-feature", PPF_X86_CPU_SHADOW_STACK, 1);
}

static int ppf_write(pte_t pte)
{
	return (PPF_WORD(pte) & PPF_X86_RW) || (ppf_cpu_has_shadow_stack() && (PPF_WORD(pte) & PPF_X86_DIRTY));
}

static int ppf_dirty(pte_t pte)
{
	return (PPF_WORD(pte) & (PPF_X86_DIRTY | PPF_X86_SAVED_DIRTY)) != 0;
}

static int ppf_young(pte_t pte)
{
	return (PPF_WORD(pte) & PPF_X86_ACCESSED) != 0;
}

static int ppf_soft_dirty(pte_t pte)
{
	return (PPF_WORD(pte) & PPF_X86_SOFT_DIRTY) != 0;
}

static int ppf_uffd_wp(pte_t pte)
{
	return (PPF_WORD(pte) & PPF_X86_UFFD_WP) != 0;
}

static int ppf_special(pte_t pte)
{
	return (PPF_WORD(pte) & PPF_X86_SPECIAL) != 0;
}

static __maybe_unused int ppf_devmap(pte_t pte)
{
	return (PPF_WORD(pte) & PPF_X86_DEVMAP) != 0;
}

/* The pfn: complemented where the entry is not for the processor, unless it is empty. */
static pp_word ppf_pfn(pte_t pte)
{
	pp_word word = PPF_WORD(pte);
	pp_word inverted = word && !(word & PPF_X86_PRESENT) ? ~0UL : 0;

	return ((word ^ inverted) & PPF_X86_PFN) >> PPF_X86_PFN_SHIFT;
}

#endif
