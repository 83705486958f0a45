/* The law at one moment: states and coming changes of declarations, each worked out when it is first asked for and kept until
   another moment is asked about. Deals of a table, and flows of a run, ask about the same moment again and again. */
#ifndef CK_LAW_CLOCK_H
#define CK_LAW_CLOCK_H

#include "law/state.h"

typedef struct cki_change {
    int64_t  next;                       // nearest change by law or as announced, CKI_OPEN
    bool     in_the_day;                 // in another state by law when the day of the question began
    uint32_t state_round, round;         // in which the states, and the rest, were worked out; 0: never
} cki_change;

typedef struct cki_clock {
    const ck_law    *law;
    const cki_asked *asked;
    cki_state       *state[2];           // (declarations) by law, as announced
    cki_change      *change;             // (declarations)
    uint32_t         round;              // of the moment asked, from 1
} cki_clock;

/* Another moment, or other readings: what is kept counts no more. O(1), but for once in 2^32 moments. */
void cki_clock_turn(cki_clock *clock);
void cki_clock_read_states(cki_clock *clock, uint32_t decl);
void cki_clock_read_change(cki_clock *clock, uint32_t decl);

/* view 0: by law, 1: as announced. */
static inline const cki_state *cki_clock_state(cki_clock *clock, uint32_t decl, int view) {
    if (clock->change[decl].state_round != clock->round) cki_clock_read_states(clock, decl);
    return &clock->state[view][decl];
}
static inline const cki_change *cki_clock_change(cki_clock *clock, uint32_t decl) {
    if (clock->change[decl].round != clock->round) cki_clock_read_change(clock, decl);
    return &clock->change[decl];
}

#endif
