/* Who does the work of a step. An engine cuts a step into parts that touch different memory and are each summed in
   index order; a crew runs the parts on whatever threads it has, in whatever order, and returns when all are done. So
   the digits do not depend on the crew. Without one (NULL) the caller's thread does the parts one after the other.
   ck_crew_start in ensemble/crew.h makes one with threads. */
#ifndef CK_SPREAD_CREW_H
#define CK_SPREAD_CREW_H

#include "chokepoint.h"

typedef void (*ck_crew_work)(void *task, uint32_t part);
typedef struct ck_crew {
    void (*run)(struct ck_crew *crew, uint32_t parts, ck_crew_work work, void *task);
} ck_crew;

static inline void cki_crew_run(ck_crew *crew, uint32_t parts, ck_crew_work work, void *task) {
    if (crew != NULL && parts > 1) {
        crew->run(crew, parts, work, task);
        return;
    }
    for (uint32_t part = 0; part < parts; part++) work(task, part);
}

#endif
