/* Inside of an ensemble: one draw, and the pool of threads that shares draws out. */
#ifndef CK_ENSEMBLE_ENSEMBLE_H
#define CK_ENSEMBLE_ENSEMBLE_H

#include "base/base.h"
#include "flow/scenario.h"

/* What all draws share. */
typedef struct cki_ensemble {
    const ck_model    *model;
    const ck_scenario *scenario;
    ck_run_options     options;
    uint64_t           first, count;
    size_t             run_bytes;
    ck_ensemble_take   take;
    void              *user;
} cki_ensemble;

/* Runs one draw (0 .. count - 1) from its first to its last day in the block given. */
ck_status cki_ensemble_draw(const cki_ensemble *ensemble, uint64_t draw, void *block, ck_run **run, ck_diags *diags);
/* Hands a finished draw over, or says why it failed: it is run once more, with room for words. */
ck_status cki_ensemble_hand(const cki_ensemble *ensemble, uint64_t draw, ck_status status, const ck_run *run,
                            void *block, ck_diags *diags);

#ifndef CK_NO_THREADS
/* Blocks that a pool of so many threads works in: more than threads, so that none waits for a slow neighbour. */
uint32_t cki_pool_blocks(uint32_t threads);
/* Takes what a pool needs besides the blocks from the arena; NULL while measuring. */
typedef struct cki_pool cki_pool;
cki_pool *cki_pool_layout(cki_arena *arena, uint32_t threads);
/* False when the system gives no thread at all: nothing has been run then and `status` is as it was. */
bool cki_pool_run(cki_pool *pool, const cki_ensemble *ensemble, uint32_t threads, unsigned char *blocks,
                  ck_status *status, ck_diags *diags);
#endif

#endif
