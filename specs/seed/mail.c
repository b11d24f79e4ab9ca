// SPDX-License-Identifier: GPL-2.0
/*
 * mail: the sketch in the mail: rmap and references in batches.
 */
#include "pteproof.h"
#include "fork-world.h"

#define INITIALISE(variable, value) ((variable) = (value))
#include "mail.h"
#include "fork-run.h"
#include "not-claimed.h"

PP_UNIT("fork", "copy_entries", "the sketch in the mail: rmap and references in batches");
PP_EVERY_ORDER("its batch searches, then maps");

PP_EXPECT("first-page-copied", "1");
PP_EXPECT("soft-dirty-lost", "0");
PP_EXPECT("dirty-smear", "1");
PP_EXPECT("mixed-writable-batch", "1");
