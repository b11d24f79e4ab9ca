// SPDX-License-Identifier: GPL-2.0
/*
 * mail-noinit: the sketch in the mail without the caller's initialisers, to show that they are a part of the contract.
 */
#include "pteproof.h"
#include "fork-world.h"

/* Left out, unless the reading of what was not written is allowed: then it reads this. */
#define INITIALISE(variable, value)                                                                  \
	do {                                                                                         \
		if (pp_allowed("uninitialised-read"))                                                \
			(variable) = (value);                                                        \
	} while (0)
#include "mail.h"
#include "fork-run.h"
#include "not-claimed.h"

PP_UNIT("fork", "copy_entries", "the sketch in the mail without the caller's initialisers");
PP_EVERY_ORDER("its batch searches, then maps");

PP_EXPECT("uninitialised-read", "0");
PP_EXPECT("first-page-copied", "1");
PP_EXPECT("soft-dirty-lost", "0");
PP_EXPECT("dirty-smear", "1");
PP_EXPECT("mixed-writable-batch", "1");
