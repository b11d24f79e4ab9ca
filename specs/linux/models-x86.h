/* SPDX-License-Identifier: GPL-2.0 */
/*
 * models-x86.h: stand-ins for x86 code that is more than inline assembly of one instruction.
 */
#ifndef MODELS_X86_H
#define MODELS_X86_H

/*
 * Which features the processor has is decided once, at boot: an arbitrary function of the feature's
 * number.
 */
#ifdef ANNOTATE_DATA_SPECIAL
/* The template has a note for objtool. */
#define PPF_STATIC_CPU_HAS_BODY "fce7184e4843"
#else
#define PPF_STATIC_CPU_HAS_BODY "672b6281aeca"
#endif

#if PPE_STATIC_CPU_HAS_INNER
PP_MODEL(bool, __static_cpu_has, (u16 bit), PPF_STATIC_CPU_HAS_BODY,
	 "patched at boot (asm goto); the answer is the processor's, and does not change")
#else
PP_MODEL(bool, _static_cpu_has, (u16 bit), PPF_STATIC_CPU_HAS_BODY,
	 "patched at boot (asm goto); the answer is the processor's, and does not change")
#endif
{
	return pp_any_at("cpu-feature", bit, 1) != 0;
}

#if PPE_VMA_FLAGS_STRUCT
PP_MODEL(unsigned long, __arch_hweight64, (__u64 w), "baea2288a60d", "an instruction, or a call of __sw_hweight64(): patched at boot")
{
	return ppf_number_of_bits(w);
}
#endif

#endif
