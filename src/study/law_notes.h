/* What applying the law to a scenario leaves to be told: whom it caught by name, what stays open because nobody is named, and
   which contested readings were taken. */
#ifndef CK_STUDY_LAW_NOTES_H
#define CK_STUDY_LAW_NOTES_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

/* A measure whose rules ask for names of parties. Values are those of the base year. */
typedef struct ck_law_named { const char *party; double usd_per_year; } ck_law_named;
typedef struct ck_law_account {
    const char *measure;
    double      caught_usd, open_usd;    // per year, on the day on which they are largest; open: a name or an owner would decide
    double      open_share;              // of the open part that the scenario counts as caught
    const ck_law_named *named; uint32_t named_count;     // largest first
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
/* {"parties": [...], "readings": [...]}; a new reference. */
struct json_t *ck_law_notes_json(const ck_law_notes *notes);

#endif
