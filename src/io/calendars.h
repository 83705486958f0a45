/* Working-day calendars of authorities, from law/calendars.csv: calendar,date,day,source,grade. */
#ifndef CK_IO_CALENDARS_H
#define CK_IO_CALENDARS_H

#include "io/host.h"

typedef struct ck_host_calendar { const char *name; ck_calendar calendar; ck_date first, last; } ck_host_calendar;
typedef struct ck_host_calendars { ck_host_calendar *calendar; uint32_t count; ck_host_arena arena; } ck_host_calendars;

/// From the bytes of a table. Free in every case.
CK_MUST_USE ck_status ck_host_calendars_read(const char *name, const void *bytes, size_t size, ck_host_calendars *calendars,
                                             ck_diags *diags);
void ck_host_calendars_free(ck_host_calendars *calendars);
/* NULL: no such calendar; then Saturdays and Sundays alone are free. */
const ck_host_calendar *ck_host_calendar_find(const ck_host_calendars *calendars, const char *name);

#endif
