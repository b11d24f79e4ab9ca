// SPDX-License-Identifier: GPL-2.0
/*
 * landed: what went into the kernel in the end.
 */
#include "pteproof.h"
#include "fork-world.h"
#include "landed.h"

PP_UNIT("fork", "copy_entries", "the semantics that landed: all or nothing, dirty and soft-dirty respected");
PP_EVERY_ORDER("its batch searches, then maps");

#define copy_entries copy_landed
#define SEED_MERGES_WRITE
#include "fork-run.h"
#include "not-claimed.h"
