/* Licence cases by state, and how they move on one day (docs at the head of licence.c). */
#ifndef CK_FLOW_CASES_H
#define CK_FLOW_CASES_H

#include "flow/run.h"

#define CKI_REVIEW_STAGES 4u
#define CKI_CASE_STATES   9u                 // all but exempt

/* Pointers into the state of a run, one number a cell. */
typedef struct cki_cases {
    double *none, *applied, *review[CKI_REVIEW_STAGES], *granted, *refused, *expired, *exempt, *allowed;
} cki_cases;
cki_cases cki_cases_of(const cki_state *state);

/* Chances of a day, alike for all cells of a measure. */
typedef struct cki_chances {
    double   apply, retry, expire;           // every day
    double   take_up;                        // capacity over all that wait; 0 on days without work
    double   review;                         // of a stage, before the dial; 0 on days without work
    uint32_t last;                           // last stage of the review, from 0
} cki_chances;

/* Moves of all cells of a measure: expected numbers, or whole buyers. */
void cki_expect_moves(ck_run *run, uint32_t measure, const cki_chances *chance);
void cki_draw_moves(ck_run *run, uint32_t measure, const cki_chances *chance, ck_date date);
/* Chances that nothing moves, by number of cases, for cki_draw_moves: after every change of the law. */
void cki_prepare_draws(ck_run *run, uint32_t measure, const cki_chances *chance);

#endif
