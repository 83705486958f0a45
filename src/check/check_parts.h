/* What the files of this folder share. */
#ifndef CK_CHECK_CHECK_PARTS_H
#define CK_CHECK_CHECK_PARTS_H

#include "check/check.h"
#include "io/tables.h"

#include <jansson.h>

#include <string.h>

/* One determination being made. */
typedef struct asking {
    const ck_law            *law;
    const ck_kept_law       *host;       // where it came from
    const ck_host_calendars *calendars;
    const ck_host_deal      *deal;
    const ck_deal           *asked;      // its line
    ck_date                  on, known;
    const ck_check_question *question;
    struct ck_pieces        *pieces;     // NULL: nothing is shared
} asking;

/* What the answer is written in. Version 1 had no word on who took a reading. Version 2 had none on facts that ease nor on ships that are
   not stated, and "silenced by" stood for "may give way to" as well. */
#define CK_DETERMINATION_FORMAT   "chokepoint-determination/4"
#define CK_DETERMINATION_FORMAT_3 "chokepoint-determination/3"
#define CK_DETERMINATION_FORMAT_2 "chokepoint-determination/2"
#define CK_DETERMINATION_FORMAT_1 "chokepoint-determination/1"

#define CK_NOTICE_NO_SHIP "Port fees were not looked at: no ship is stated. State vessel: or mode: sea to have them decided."

json_t *ck_json_day(ck_date day);                        // null for "first" and "open"
void    ck_json_put(json_t *object, const char *key, const char *text);          // nothing for "" and NULL

void    ck_json_put_part(json_t *object, const char *key, const char *text, size_t length);      // nothing when it is empty

/* Text of a key, "" when it is absent. */
static inline const char *ck_json_get(const json_t *object, const char *key) {
    const char *text = json_string_value(json_object_get(object, key));
    return text != NULL ? text : "";
}

/* Parts of determinations that rows of a table share, by what they hang on. Called by pointer: the page has no table, and nothing that
   keeps them (pieces.c). */
#define CK_PIECE_WORDS 8
typedef struct ck_piece_key { uint64_t word[CK_PIECE_WORDS]; } ck_piece_key;
typedef struct ck_pieces ck_pieces;
struct ck_pieces {
    json_t *(*find)(ck_pieces *pieces, const ck_piece_key *key);             // a new reference; NULL: it is to be made
    void    (*keep)(ck_pieces *pieces, const ck_piece_key *key, json_t *part);
};

/* trace.c: rows of traces that were written before; check.c keeps them for a table. NULL: no memory. */
struct ck_trace_rows *ck_trace_rows_make(const ck_kept_law *law);
void ck_trace_rows_free(struct ck_trace_rows *rows);
struct ck_trace_rows *ck_check_trace_rows(ck_check *check);

/* A regime that was not published on the day, as known then. */
static inline bool ck_json_is_unpublished(const json_t *regime) {
    return strcmp(ck_json_get(regime, "state"), "unknown") == 0 && strcmp(ck_json_get(regime, "announced_state"), "unknown") == 0;
}

/* A rule of law that ended or was set aside: there is nothing to be revived. */
static inline bool ck_json_is_gone(const json_t *rule) {
    return strcmp(ck_json_get(rule, "state"), "expired") == 0 || strcmp(ck_json_get(rule, "state"), "void") == 0;
}

#endif
