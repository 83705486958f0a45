/* What applying the law to a scenario leaves to be told: whom it caught by name, what stays open because nobody is named, and
   which contested readings were taken. */
#ifndef CK_STUDY_LAW_NOTES_H
#define CK_STUDY_LAW_NOTES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* A measure that follows rules of the law. A flow is an item, origin, destination and end use; values are those of the base
   year. Of flows and values of which a part is caught or open on some day, the largest part counts. */
typedef struct ck_law_named { const char *party; double usd_per_year; } ck_law_named;
/* A fact for want of which decisions stayed open, first of those that were missing. */
typedef struct ck_law_wanted { const char *what; uint32_t times; } ck_law_wanted;
typedef struct ck_law_account {
    const char *measure;
    uint32_t    asked, caught, open_by_party, open_by_fact;  // flows; open: a name or an owner, or a fact, would decide
    double      caught_usd, open_usd;    // per year; open by party
    double      open_fact_usd;           // per year; all of it counts as caught, with the measure's coverage
    double      open_share;              // of the open part that the scenario counts as caught
    const ck_law_named *named; uint32_t named_count;     // largest first
    const ck_law_wanted *wanted; uint32_t wanted_count;  // decisions, most first: of one flow there may be several
} ck_law_account;

/* A contested choice that the scenario, or what it is compared with, decides. */
typedef struct ck_law_chosen {
    const char *variant;                 // "": the scenario itself
    const char *choice, *question, *reading, *says;
} ck_law_chosen;

typedef struct ck_law_notes {
    const ck_law_account *account; uint32_t account_count;   // of the scenario itself, in the order of its measures
    const ck_law_chosen  *chosen;  uint32_t chosen_count;
} ck_law_notes;

/* Something was caught or stayed open. */
bool ck_law_account_tells(const ck_law_account *account);
struct json_t;
/* Lines for people, two spaces in; nothing when there is nothing to tell. `notes` may be NULL. */
void ck_law_notes_print(FILE *out, const ck_law_notes *notes);
/* {"measures": [...], "readings": [...]}; a new reference. */
struct json_t *ck_law_notes_json(const ck_law_notes *notes);

#endif
