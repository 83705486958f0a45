/* Trade between regions as ribbons: origin, group of items, destination; normal in grey, now in colour inside it. */
#ifndef CK_REPORT_SANKEY_H
#define CK_REPORT_SANKEY_H

#include "report/html.h"

/* tier: "upstream", "input" or "output"; month: of the central run of variant 0; mass: tonnes instead of USD at today's
   prices (groups counted in pieces are left out then). Nothing is written when the tier has no trade. */
void ck_sankey_write(FILE *out, const ck_study *study, const char *tier, uint32_t month, bool mass);
/* The month in which the authority's trade of a tier is lowest against its baseline. */
uint32_t ck_sankey_worst_month(const ck_study *study, const char *tier);

#endif
