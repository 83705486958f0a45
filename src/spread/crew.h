/* Runs the parts of a step on a crew, or one after the other without one. */
#ifndef CK_SPREAD_CREW_H
#define CK_SPREAD_CREW_H

#include "chokepoint.h"

static inline void cki_crew_run(ck_crew *crew, uint32_t parts, ck_crew_work work, void *task) {
    if (crew != NULL && parts > 1) {
        crew->run(crew, parts, work, task);
        return;
    }
    for (uint32_t part = 0; part < parts; part++) work(task, part);
}

#endif
