/* What a provision is worth at a moment: states from statements in time. */
#ifndef CK_LAW_STATE_H
#define CK_LAW_STATE_H

#include "law/program.h"

typedef struct cki_asked {
    bool            by_minute;           // at: minutes UTC; else minutes of wall time wherever the law is
    int64_t         at, day_start;
    int32_t         known;
    const uint32_t *reading;             // (choices) ordinal of the reading taken; NULL: the defaults
} cki_asked;

typedef struct cki_state {
    ck_law_state    state;
    ck_certainty    certainty;
    uint32_t        made;                // statement that makes it, CK_NONE
    uint32_t        binds;               // a statement that binds only some and was passed over, CK_NONE
} cki_state;

cki_asked cki_asked_of(ck_law_question question);
/* by_law: only instruments (and hypotheses) count; else also what was announced. */
cki_state cki_state_of(const ck_law *law, uint32_t decl, const cki_asked *asked, bool by_law);
/* Next moment after `asked` at which the state differs, in the same minutes; CKI_OPEN: none known. */
int64_t   cki_next_change(const ck_law *law, uint32_t decl, const cki_asked *asked, bool by_law, ck_law_state *next);
/* True when a statement of the declaration (or of its regime) depends on the choice. */
bool      cki_depends_on_choice(const ck_law *law, uint32_t decl, uint32_t choice);
uint32_t  cki_default_reading(const ck_law *law, uint32_t choice);
uint32_t  cki_reading_of(const ck_law *law, const ck_law_question *question, uint32_t choice);     // named by the question, else the default
/* A moment in the minutes of the question. */
int64_t   cki_moment_at(const cki_moment *moment, const cki_asked *asked);
/* A step of a schedule holds from its moment on; a step without one holds since ever. */
bool      cki_begun(const cki_moment *moment, const cki_asked *asked);
/* The nearer of `best` and the next moment at which the declaration is in another state, by law or as announced. */
int64_t   cki_nearest_change(const ck_law *law, uint32_t decl, const cki_asked *asked, int64_t best);
/* Whether the declaration was in another state when the day of the question began. */
bool      cki_changed_in_the_day(const ck_law *law, uint32_t decl, const cki_asked *asked, bool by_law);
/* The day in which a moment lies. */
ck_date   cki_day_of(int64_t at);
/* The declaration whose statements govern a rule, duty or fee: its provision or its regime. */
static inline uint32_t cki_governing(const cki_decl *decl) {
    return decl->of.to != CK_NONE ? decl->of.to : decl->regime;
}

#endif
