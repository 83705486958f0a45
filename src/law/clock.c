#include "law/clock.h"

void cki_clock_turn(cki_clock *clock) {
    if (++clock->round != 0) return;
    for (uint32_t i = 0; i < clock->law->count.decl; i++) clock->change[i].state_round = clock->change[i].round = 0;
    clock->round = 1;
}

const cki_state *cki_clock_state(cki_clock *clock, uint32_t decl, int view) {
    cki_change *change = &clock->change[decl];
    if (change->state_round != clock->round) {
        change->state_round = clock->round;
        clock->state[0][decl] = cki_state_of(clock->law, decl, clock->asked, true);
        clock->state[1][decl] = cki_state_of(clock->law, decl, clock->asked, false);
    }
    return &clock->state[view][decl];
}

const cki_change *cki_clock_change(cki_clock *clock, uint32_t decl) {
    cki_change *change = &clock->change[decl];
    if (change->round != clock->round) {
        change->round = clock->round;
        change->next = cki_nearest_change(clock->law, decl, clock->asked, CKI_OPEN);
        change->in_the_day = cki_changed_in_the_day(clock->law, decl, clock->asked, true);
    }
    return change;
}
