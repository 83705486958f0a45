/* Anderson's method for fixed points x = g(x): the last differences of x and of the residual g(x) - x are combined so that the
   combined residual is smallest (Anderson 1965; Walker and Ni 2011, type II). */
#ifndef CK_TRADE_ANDERSON_H
#define CK_TRADE_ANDERSON_H

#include "base/base.h"

#define CKI_ANDERSON_MEMORY_MOST 16u

typedef struct cki_anderson {
    uint32_t unknowns, memory, held, slot, seen;         // seen: sweeps since the memory was emptied
    uint32_t restarts;
    double   best;                                       // smallest residual since then
    double  *residual, *last_state, *last_residual;      // (unknowns)
    double  *state_change, *residual_change;             // (memory x unknowns), a ring
    double   inner[CKI_ANDERSON_MEMORY_MOST * CKI_ANDERSON_MEMORY_MOST];     // products of the residual changes, by slot
    double   gram[CKI_ANDERSON_MEMORY_MOST * CKI_ANDERSON_MEMORY_MOST], right[CKI_ANDERSON_MEMORY_MOST];
} cki_anderson;

/* memory 1..CKI_ANDERSON_MEMORY_MOST. */
void cki_anderson_layout(cki_anderson *anderson, cki_arena *arena, uint32_t unknowns, uint32_t memory);
void cki_anderson_reset(cki_anderson *anderson);

/// Take one step: on entry `next` is g(state); on return `state` is the new point.
///
/// size    residual of the sweep, for the decision to forget
/// sound   whether a combined point may be used; NULL: always. A point that may not is replaced by next.
void cki_anderson_step(cki_anderson *anderson, double *state, double *next, double size, bool (*sound)(const void *user, const double *point),
                       const void *user);

#endif
