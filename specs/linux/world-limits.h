/* SPDX-License-Identifier: GPL-2.0 */
/*
 * world-limits.h: how large folios and addresses are.
 */
#ifndef WORLD_LIMITS_H
#define WORLD_LIMITS_H

/*
 * The largest compound page of the buddy allocator. A driver may map one by PTE: io_uring's rings, by vm_insert_pages().
 * The prover takes all orders up to this one: `OrderList.highestOfKernel`.
 */
#define PPF_LARGEST_ORDER 10
static_assert(MAX_PAGE_ORDER <= PPF_LARGEST_ORDER);

/* The bits of a user address: five-level paging has 56, if the processor can do it (Documentation/arch/x86/x86_64/mm.rst). */
#ifdef CONFIG_X86_5LEVEL
#define PPF_ADDRESS_BITS 56
#else
#define PPF_ADDRESS_BITS 47
#endif

#define PPF_LARGEST_ORDER_REASON                                                                      \
	"Compound pages above order 10 (MAX_PAGE_ORDER), which the buddy allocator does not make, are "   \
	"left out: gigantic folios."

#endif
