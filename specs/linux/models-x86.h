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
PP_MODEL(bool, _static_cpu_has, (u16 bit), "672b6281aeca",
	 "patched at boot (asm goto); the answer is the processor's, and does not change")
{
	return pp_any_at("cpu-feature", bit, 1) != 0;
}

#endif
