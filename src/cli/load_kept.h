/* The law that deals are decided under, and dates of options. */
#ifndef CK_CLI_LOAD_KEPT_H
#define CK_CLI_LOAD_KEPT_H

#include "cli/load_law.h"
#include "io/kept_law.h"

/* The law of --law, else the shipped one. Free with ck_kept_law_free in every case, after the diagnostics were printed. */
CK_MUST_USE ck_status ck_load_kept(const ck_arguments *arguments, ck_host_arena *arena, ck_kept_law *kept, ck_diags *diags);
/* The date of an option; `value` is untouched when it is not given. */
CK_MUST_USE ck_status ck_argument_date(const ck_arguments *arguments, const char *option, ck_date *value, ck_diags *diags);

#endif
