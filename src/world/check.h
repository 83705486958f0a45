/* Inside of ck_world_check: what the checks of single tables share. */
#ifndef CK_WORLD_CHECK_H
#define CK_WORLD_CHECK_H

#include "index.h"

/* Diagnostics of one status that are written out; the others of the same status are only counted. */
#define CKI_CHECK_SAME_KIND 20u

typedef struct cki_check {
    const ck_world *world;
    cki_index  index;
    cki_totals totals;
    uint32_t  *list, *scratch;           // (rows of the largest table, at least items and cells)
    uint32_t  *claim;                    // (regions)
    ck_diags  *diags;
    ck_status  first;                    // status of the first error, CK_OK before
    bool       noted;                    // a warning was given
    ck_status  kind[16];                 // statuses met, and how often
    uint32_t   times[16], kinds;
    bool       references;               // every reference that totals need is sound
} cki_check;

/* True when one more diagnostic of this status is to be written; keeps the account. */
bool cki_check_count(cki_check *check, ck_status status);

#define CKI_REPORT(check, status, place, ...)                                                                          \
    do {                                                                                                               \
        if (cki_check_count((check), (status))) (void)ck_diags_add((check)->diags, (status), (place), __VA_ARGS__);   \
    } while (0)

/* An unknown name of a list, with the nearest known one. `what`: "item", "region" ...; `where`: "items.csv" ... */
void cki_check_unknown(cki_check *check, ck_place place, const char *what, const char *name, const cki_names *names,
                       const char *where);
void cki_check_item_selector(cki_check *check, ck_place place, cki_selector selector, const char *text);
void cki_check_region_selector(cki_check *check, ck_place place, cki_selector selector, const char *text);

/// Report rows that equal an earlier row. `order` compares two rows of a table; `describe` is a message with one %q.
///
/// rows     number of rows
/// name     text that stands for a row in the message
void cki_check_repeats(cki_check *check, uint32_t rows, cki_order order, const ck_row *(*row)(const ck_world *, uint32_t),
                       const char *(*name)(const ck_world *, uint32_t), const char *table);

void cki_check_lists(cki_check *check);          // regions, calendars, items, contents
void cki_check_chain(cki_check *check);          // recipes, sites, industries, demand, circles
void cki_check_trade(cki_check *check);          // flows, routes, projects, stockpiles
void cki_check_values(cki_check *check);         // inventories, customers, prices, elasticities, margins
void cki_check_parties(cki_check *check);        // parties, holdings, users
void cki_check_supply(cki_check *check, bool balanced);

#endif
