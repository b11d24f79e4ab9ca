// SPDX-License-Identifier: GPL-2.0
/*
 * v3: version 3 of the series, with its caller's initialisers.
 */
#include "pteproof.h"
#include "fork-world.h"

#define INITIALISE(variable, value) ((variable) = (value))
#include "v3.h"
#include "fork-run.h"
#include "not-claimed.h"

PP_UNIT("fork", "copy_entries", "version 3 of the series, with its caller's initialisers");
PP_EVERY_ORDER("its loop stops at the first page that must not be shared; the rest maps");

PP_EXPECT("truncated-counts", "1");
PP_EXPECT("soft-dirty-lost", "0");
PP_EXPECT("dirty-smear", "1");
PP_EXPECT("mixed-writable-batch", "1");
