/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-vma-facts.h: what claims ask of the two VMAs, which no run changes.
 */
#ifndef FORK_VMA_FACTS_H
#define FORK_VMA_FACTS_H

static int ppf_soft_dirty_tracked(void)
{
	pp_in(PP_BEFORE);
	return ppf_tracks_soft_dirty();
}

static int ppf_cow_mapping(void)
{
	pp_in(PP_BEFORE);
	return ppf_is_cow();
}

static int ppf_shared_mapping(void)
{
	pp_in(PP_BEFORE);
	return ppf_is_shared();
}

#include "fork-uffd.h"

#endif
