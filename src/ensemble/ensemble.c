/* Ensembles: many draws of one scenario, handed over in order whatever the number of threads. */
#include "ensemble/ensemble.h"

/* A run block and the pool, placed alike when measured and when used. */
typedef struct parts { unsigned char *blocks; uint32_t threads; struct cki_pool *pool; } parts;

static parts layout(cki_arena *arena, size_t run_bytes, uint32_t threads) {
    parts parts = {.threads = threads < 1 ? 1 : threads};
    uint32_t blocks = 1;
#ifdef CK_NO_THREADS
    parts.threads = 1;
#else
    if (parts.threads > 1) {
        parts.pool = cki_pool_layout(arena, parts.threads);
        blocks = cki_pool_blocks(parts.threads);
    }
#endif
    parts.blocks = cki_arena_take(arena, blocks, run_bytes);
    return parts;
}

/* Blocks stand side by side, so that their size must keep the alignment. */
static size_t run_bytes_of(const ck_model *model, const ck_scenario *scenario, ck_run_options options) {
    const size_t bytes = ck_run_bytes(model, scenario, options);
    return bytes > SIZE_MAX / 4 ? SIZE_MAX / 4 : (bytes + (CKI_ARENA_ALIGNMENT - 1)) & ~(CKI_ARENA_ALIGNMENT - 1);
}

size_t ck_ensemble_bytes(const ck_model *model, const ck_scenario *scenario, ck_run_options options, uint32_t threads) {
    cki_arena arena = cki_arena_measure();
    (void)layout(&arena, run_bytes_of(model, scenario, options), threads);
    return cki_arena_bytes(&arena);
}

ck_status cki_ensemble_draw(const cki_ensemble *ensemble, uint64_t draw, void *block, ck_run **run, ck_diags *diags) {
    ck_run_options options = ensemble->options;
    options.draw = ensemble->first + draw;
    *run = NULL;
    CK_TRY(ck_run_start(ensemble->model, ensemble->scenario, options, block, ensemble->run_bytes, run, diags));
    return ck_run_to(*run, ensemble->scenario->days, diags);
}

ck_status cki_ensemble_hand(const cki_ensemble *ensemble, uint64_t draw, ck_status status, const ck_run *run,
                            void *block, ck_diags *diags) {
    if (status < 0) {
        ck_run *again = NULL;
        const ck_status repeated = diags != NULL ? cki_ensemble_draw(ensemble, draw, block, &again, diags) : status;
        return repeated < 0 ? repeated : status;
    }
    return ensemble->take != NULL ? ensemble->take(ensemble->user, ensemble->first + draw, run) : CK_OK;
}

static ck_status run_serially(const cki_ensemble *ensemble, void *block, ck_diags *diags) {
    for (uint64_t draw = 0; draw < ensemble->count; draw++) {
        ck_run *run = NULL;
        const ck_status status = cki_ensemble_draw(ensemble, draw, block, &run, NULL);
        CK_TRY(cki_ensemble_hand(ensemble, draw, status, run, block, diags));
    }
    return CK_OK;
}

ck_status ck_ensemble_run(const ck_model *model, const ck_scenario *scenario, ck_run_options options, uint64_t first,
                          uint64_t count, uint32_t threads, void *block, size_t bytes, ck_ensemble_take take,
                          void *user, ck_diags *diags) {
    const cki_ensemble ensemble = {model, scenario, options, first, count, run_bytes_of(model, scenario, options),
                                   take,  user};
    if (count > UINT64_MAX - first) {
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "the ensemble asks for draws beyond the largest number",
                            "");
    }
    cki_arena arena = cki_arena_over(block, bytes);
    const parts parts = layout(&arena, ensemble.run_bytes, threads);
    if (cki_arena_check(&arena) < 0) {
        return ck_diags_add(diags, CK_E_MEMORY, (ck_place){0},
                            "the block for the ensemble is too small or not aligned to 16 bytes",
                            "ask ck_ensemble_bytes for its size");
    }
#ifndef CK_NO_THREADS
    if (parts.threads > 1 && count > 1) {
        ck_status status = CK_OK;
        if (cki_pool_run(parts.pool, &ensemble, parts.threads, parts.blocks, &status, diags)) return status;
    }
#endif
    return run_serially(&ensemble, parts.blocks, diags);
}
