/* SPDX-License-Identifier: GPL-2.0 */
/*
 * mini/types.h: what the miniature kernel takes for granted, and its atomic operations.
 *
 * The specs of this folder prove the algorithms of a discussion and not a kernel, so they need none: the
 * few types and functions that the algorithms speak of are here, written for this purpose. Names are the
 * kernel's, so that a reader of the discussion finds what he knows.
 */
#ifndef MINI_TYPES_H
#define MINI_TYPES_H

typedef unsigned long u64;
typedef _Bool bool;
#define true 1
#define false 0
#define NULL ((void *)0)

#define EAGAIN 11
#define EBUSY 16

#define PAGE_SHIFT 12
#define PAGE_SIZE (1UL << PAGE_SHIFT)
/* log2 of the entries of a page table: 9, or 13 as with arm64's pages of 64 KiB; `--ptrs-per-pte` sets it. */
#ifndef PTE_TABLE_ORDER
#define PTE_TABLE_ORDER 9
#endif
#define PTRS_PER_PTE (1 << PTE_TABLE_ORDER)
#define PMD_SHIFT (PAGE_SHIFT + PTE_TABLE_ORDER)
#define INT_MAX 0x7fffffff

#define __aligned(n) __attribute__((aligned(n)))

/* A state that must not be: the trap that WARN and BUG sites are on x86, which proofs look for. */
#define VM_WARN_ON(condition)                                                                        \
	do {                                                                                         \
		if (condition)                                                                       \
			asm volatile("1: .byte 0x0f, 0x0b");                                         \
	} while (0)

typedef struct {
	int counter;
} atomic_t;

static inline int atomic_read(const atomic_t *v)
{
	return *(const volatile int *)&v->counter;
}

static inline void atomic_add(int i, atomic_t *v)
{
	asm volatile("lock addl %1, %0" : "+m"(v->counter) : "ir"(i) : "memory");
}

static inline void atomic_sub(int i, atomic_t *v)
{
	asm volatile("lock subl %1, %0" : "+m"(v->counter) : "ir"(i) : "memory");
}

static inline void atomic_inc(atomic_t *v)
{
	asm volatile("lock incl %0" : "+m"(v->counter) : : "memory");
}

static inline void atomic_dec(atomic_t *v)
{
	asm volatile("lock decl %0" : "+m"(v->counter) : : "memory");
}

static inline void set_bit(long nr, u64 *word)
{
	asm volatile("lock btsq %1,%0" : "+m"(*word) : "Ir"(nr) : "memory");
}

static inline void clear_bit(long nr, u64 *word)
{
	asm volatile("lock btrq %1,%0" : "+m"(*word) : "Ir"(nr) : "memory");
}

#endif
