#include "law/clock.h"

void cki_clock_turn(cki_clock *clock) {
    if (++clock->round != 0) return;
    for (uint32_t i = 0; i < clock->law->count.decl; i++) clock->change[i].state_round = clock->change[i].round = 0;
    clock->round = 1;
}

void cki_clock_read_states(cki_clock *clock, uint32_t decl) {
    clock->state[0][decl] = cki_state_of(clock->law, decl, clock->asked, true);
    clock->state[1][decl] = cki_state_of(clock->law, decl, clock->asked, false);
    clock->change[decl].state_round = clock->round;
}

void cki_clock_read_change(cki_clock *clock, uint32_t decl) {
    cki_change *change = &clock->change[decl];
    change->next = cki_nearest_change(clock->law, decl, clock->asked, CKI_OPEN);
    change->in_the_day = cki_changed_in_the_day(clock->law, decl, clock->asked, true);
    change->round = clock->round;
}
