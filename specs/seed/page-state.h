/* SPDX-License-Identifier: GPL-2.0 */
/*
 * page-state.h: what the claims of any unit here read of a state: the folio, its pages, the rss counters.
 *
 * To be included behind the unit's world, which says where these are.
 */
#ifndef SEED_PAGE_STATE_H
#define SEED_PAGE_STATE_H

static int same_truth(pp_word a, pp_word b)
{
	return !a == !b;
}

static struct page *page_of(pp_word i)
{
	return folio_page_at(world.page_offset + i);
}

static unsigned int mapcount(enum pp_state state, pp_word i)
{
	pp_in(state);
	return (unsigned int)page_of(i)->_mapcount.counter;
}

static u64 page_flags(enum pp_state state, pp_word i)
{
	pp_in(state);
	return page_of(i)->flags;
}

static unsigned int refcount(enum pp_state state)
{
	pp_in(state);
	return (unsigned int)the_folio()->page._refcount.counter;
}

static unsigned int large_mapcount(enum pp_state state)
{
	pp_in(state);
	return (unsigned int)the_folio()->page._large_mapcount.counter;
}

static unsigned int rss_of(enum pp_state state, int member)
{
	pp_in(state);
	return (unsigned int)rss[member];
}

#endif
