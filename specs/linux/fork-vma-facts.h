/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fork-vma-facts.h: what claims ask of the two VMAs, which no run changes.
 */
#ifndef FORK_VMA_FACTS_H
#define FORK_VMA_FACTS_H

static int uffd_wp_armed(void)
{
	pp_in(PP_BEFORE);
	return (dst_vma.vm_flags & VM_UFFD_WP) != 0;
}

static int soft_dirty_tracked(void)
{
	pp_in(PP_BEFORE);
	return tracks_soft_dirty();
}

static int cow_mapping(void)
{
	pp_in(PP_BEFORE);
	return is_cow();
}

static int shared_mapping(void)
{
	pp_in(PP_BEFORE);
	return is_shared();
}

#endif
