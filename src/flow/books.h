/* What was shipped, as sums: by month, as cost, as what is under way, and as what buyers remember of their suppliers. */
#ifndef CK_FLOW_BOOKS_H
#define CK_FLOW_BOOKS_H

#include "flow/run.h"

/* Books what was shipped on the days before `until`: days of one month, at one price, under one week's orders and one set of duties.
   So it is called before any of these changes. Cost: a few vector loops over the flows. */
void cki_book(ck_run *run, uint32_t until);

/* At the review, after the day's shipments: what each supplier delivered of running use since the last one (equation 18). */
void cki_remember_deliveries(ck_run *run);

/* Of a flow, on the days that are not booked yet: sum of what it ships, unit. */
double cki_open_quantity(const ck_run *run, uint32_t flow);
/* These days. */
double cki_open_days(const ck_run *run);

#endif
