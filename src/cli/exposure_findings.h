/* `chokepoint exposure WORLD --literature FILE --magnets FILE --aggregates FILE --markdown FILE`: what the literature says of
   concentration and exposure by tier and country beside what our data say, as a page. */
#ifndef CK_CLI_EXPOSURE_FINDINGS_H
#define CK_CLI_EXPOSURE_FINDINGS_H

#include "cli/exposure_world.h"

typedef struct ck_findings_wish {
    const char *world, *governance;      // as typed
    const char *literature;              // claims: measure, low, high, claim, source, year, grade
    const char *magnets;                 // a trade table of HS 850511
    const char *aggregates;              // of HS 280530 and 284690 by year: hs6, year, world_usd, china_export_share, export_hhi
    const char *markdown;                // out
} ck_findings_wish;

/// Write the page. A claim about a measure that is not known is an error with its place.
CK_MUST_USE ck_status ck_findings_write(const ck_findings_wish *wish, const ck_exposure_world *at, ck_diags *diags);

#endif
