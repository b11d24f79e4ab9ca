// SPDX-License-Identifier: GPL-2.0
/*
 * v3-noinit: version 3 of the series without its caller's initialisers, to show that they are a part of the contract.
 */
#include "pteproof.h"
#include "fork-world.h"

/* Left out, unless the reading of what was not written is allowed: then it reads this. */
#define INITIALISE(variable, value)                                                                  \
	do {                                                                                         \
		if (pp_allowed("uninitialised-read"))                                                \
			(variable) = (value);                                                        \
	} while (0)
#include "v3.h"
#include "fork-run.h"
#include "not-claimed.h"

PP_UNIT("fork", "copy_entries", "version 3 of the series without its caller's initialisers");
PP_EVERY_ORDER("its loop stops at the first page that must not be shared; the rest maps");

PP_EXPECT("uninitialised-read", "0");
PP_EXPECT("truncated-counts", "1");
PP_EXPECT("soft-dirty-lost", "0");
PP_EXPECT("dirty-smear", "1");
PP_EXPECT("mixed-writable-batch", "1");
