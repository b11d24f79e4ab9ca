/* SPDX-License-Identifier: GPL-2.0 */
/*
 * page-bits.h: the flags of a struct page that specs ask for, by bits and fields, and by none of the kernel's
 * predicates. Part of compat.h, for it names fields.
 *
 * Which bit a flag has depends on the configuration, so the numbers are those of the kernel's enumeration. That they
 * are bits of their own, outside of the fields that share the word, is checked below.
 */
#ifndef PAGE_BITS_H
#define PAGE_BITS_H

#define PPF_COMPAT_FLAG_BITS                                                                              \
	(1UL << PG_locked | 1UL << PG_uptodate | 1UL << PG_lru | 1UL << PG_head | 1UL << PG_swapbacked |   \
	 1UL << PG_anon_exclusive)
static_assert(__builtin_popcountl(PPF_COMPAT_FLAG_BITS) == 6 && PPF_COMPAT_FLAG_BITS >> NR_PAGEFLAGS == 0);
static_assert(ZONES_PGSHIFT >= NR_PAGEFLAGS && ZONES_PGSHIFT + ZONES_WIDTH <= 64);

/* The low bits of folio->mapping. */
#define PPF_COMPAT_MAPPING_ANON 1UL
#define PPF_COMPAT_MAPPING_MOVABLE 2UL
#if PPE_FOLIO_MAPPING_BITS
static_assert(PPF_COMPAT_MAPPING_ANON == FOLIO_MAPPING_ANON && PPF_COMPAT_MAPPING_MOVABLE == FOLIO_MAPPING_ANON_KSM);
#else
static_assert(PPF_COMPAT_MAPPING_ANON == PAGE_MAPPING_ANON && PPF_COMPAT_MAPPING_MOVABLE == PAGE_MAPPING_MOVABLE);
#endif

/* The word of a struct page's flags, of a struct folio's. */
#if PPE_FLAGS_STRUCT
#define PPF_COMPAT_FLAGS(page) ((page)->flags.f)
#else
#define PPF_COMPAT_FLAGS(page) ((page)->flags)
#endif

/* The bit of mm->flags that says that a page of the mm was pinned at some time. */
#define PPF_COMPAT_HAS_PINNED 27
static_assert(PPF_COMPAT_HAS_PINNED == MMF_HAS_PINNED);

#define PPF_RMAP_EXCLUSIVE 1
static_assert(PPF_RMAP_EXCLUSIVE == RMAP_EXCLUSIVE);

/*
 * struct pages lie at a fixed place: no code can tell which (the kernel itself moves it at boot), and
 * an address below the kernel's half collides with no object of a spec.
 */
#define PPF_COMPAT_MEMORY_MAP 0x100000000000UL

/* The struct page of a pfn. */
static struct page *ppf_page(pp_word pfn)
{
	return (struct page *)PPF_COMPAT_MEMORY_MAP + pfn;
}

static pp_word ppf_pfn_of(const struct folio *folio)
{
	return (pp_word)((const struct page *)folio - (const struct page *)PPF_COMPAT_MEMORY_MAP);
}

static unsigned long ppf_compat_page_flags(const struct page *page)
{
	return PPF_COMPAT_FLAGS(page);
}

static __maybe_unused int ppf_compat_has_flag(const struct folio *folio, unsigned int bit)
{
	return (PPF_COMPAT_FLAGS(folio) >> bit) & 1;
}

/* The bit that says that an anon page is exclusive to one mm. */
static unsigned long ppf_compat_anon_exclusive_bit(void)
{
	return 1UL << PG_anon_exclusive;
}

static __maybe_unused int ppf_compat_is_swapbacked(const struct folio *folio)
{
	return ppf_compat_has_flag(folio, PG_swapbacked);
}

static __maybe_unused int ppf_compat_is_uptodate(const struct folio *folio)
{
	return ppf_compat_has_flag(folio, PG_uptodate);
}

static __maybe_unused int ppf_compat_is_large(const struct folio *folio)
{
	return ppf_compat_has_flag(folio, PG_head);
}

static __maybe_unused int ppf_compat_is_locked(const struct folio *folio)
{
	return ppf_compat_has_flag(folio, PG_locked);
}

static __maybe_unused int ppf_compat_is_on_lru(const struct folio *folio)
{
	return ppf_compat_has_flag(folio, PG_lru);
}

static __maybe_unused int ppf_compat_is_anon(const struct page *head)
{
	return ((unsigned long)head->mapping & PPF_COMPAT_MAPPING_ANON) != 0;
}

static unsigned int ppf_compat_refcount(const struct folio *folio)
{
	return (unsigned int)folio->_refcount.counter;
}

static __maybe_unused void ppf_compat_set_refcount(struct folio *folio, unsigned int count)
{
	folio->_refcount.counter = (int)count;
}

#ifdef CONFIG_ZONE_DEVICE
/* Memory of a device, which has a zone of its own. */
static int ppf_compat_is_device(const struct page *page)
{
	return ((PPF_COMPAT_FLAGS(page) >> ZONES_PGSHIFT) & ((1UL << ZONES_WIDTH) - 1)) == ZONE_DEVICE;
}
#endif

/* The device of a device's folio. */
#if PPE_FOLIO_PGMAP
#define PPF_COMPAT_PGMAP(folio) ((folio)->pgmap)
#else
#define PPF_COMPAT_PGMAP(folio) ((folio)->page.pgmap)
#endif

/* Memory that the processor cannot reach (MEMORY_DEVICE_PRIVATE). */
static __maybe_unused int ppf_compat_is_device_private(const struct folio *folio)
{
#if defined(CONFIG_ZONE_DEVICE) && defined(CONFIG_DEVICE_PRIVATE)
	return ppf_compat_is_device(&folio->page) && PPF_COMPAT_PGMAP(folio)->type == MEMORY_DEVICE_PRIVATE;
#else
	return 0;
#endif
}

#endif
