/* A study from a scenario file: the scenario, what it is compared with, the world, and the runs. */
#ifndef CK_CLI_STUDY_LOAD_H
#define CK_CLI_STUDY_LOAD_H

#include "cli/load.h"
#include "study/variants.h"

typedef struct ck_study_wish {
    const char *scenario;        // path
    const char *world;           // folder, or NULL: as the scenario says
    bool     own_draws;          // draws below counts, else the scenario's
    uint32_t draws, threads, record_every;
    bool     own_seed;
    uint64_t seed;
    bool     remedies, compare, progress;
} ck_study_wish;

typedef struct ck_loaded_study {
    ck_host_scenario  scenario;
    ck_loaded_model   model;
    ck_study_variants variants;
    ck_study         *study;
    ck_study_options  options;
} ck_loaded_study;

/// Read, compile and run. Free with ck_loaded_study_free in every case, after the diagnostics were printed.
CK_MUST_USE ck_status ck_load_study(const ck_study_wish *wish, ck_loaded_study *loaded, ck_diags *diags);
void ck_loaded_study_free(ck_loaded_study *loaded);

/* Processors that this process may use, at least 1. */
uint32_t ck_processor_count(void);

#endif
