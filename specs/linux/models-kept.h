/* SPDX-License-Identifier: GPL-2.0 */
/*
 * models-kept.h: for units that must not free a folio.
 */
#ifndef MODELS_KEPT_H
#define MODELS_KEPT_H

PP_MODEL(void, __folio_put, (struct folio *folio), "extern",
	 "frees a folio: fork() never drops the last reference")
{
	pp_check(0, "no folio is freed: __folio_put()");
}

#endif
