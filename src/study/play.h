/* A game answered: emulator from runs of the engine, odds of the three futures with bands from the uncertain numbers,
   who loses what on each path, what the odds hinge on, and the solved ladder game. Host code: it allocates. */
#ifndef CK_STUDY_PLAY_H
#define CK_STUDY_PLAY_H

#include "study/play_engine.h"
#include "study/study.h"

#define CK_PLAY_PATHS 48u

/* Spearman's correlation of a number with the final odds. */
typedef struct ck_play_driver { uint32_t number; double correlation[CK_FUTURE_COUNT]; } ck_play_driver;

typedef struct ck_play_study {
    ck_emulator emulator;
    ck_band *odds;               // (rounds x CK_FUTURE_COUNT) over draws of the uncertain numbers
    double  *mean_odds;          // (rounds x CK_FUTURE_COUNT)
    double   loss[CK_FUTURE_COUNT][CK_PLAY_ACTORS][CK_AIM_COUNT];        // mean billion USD on futures that end there
    uint32_t ended[CK_FUTURE_COUNT];
    ck_play_driver *driver;      // (number_count) largest first
    ck_solution solution; bool solved;
    uint32_t draws_solved, draws_unsettled, stages_unsettled;            // of sides with `behaviour: equilibrium`
    double   draws_residual;     // largest last change of a chance in any of their stages
    uint32_t runs, found;        // of the engine
    uint64_t digest;
    void *block_emulator, *block_solution;
} ck_play_study;

/* The parts of it: the emulator fitted to runs of the engine, and the ladder game solved at the most likely values.
   `study` starts as {0}. */
CK_MUST_USE ck_status ck_play_study_fit(const ck_play_spec *spec, ck_play_engine *engine, uint32_t threads,
                                        ck_play_study *study, ck_diags *diags);
CK_MUST_USE ck_status ck_play_study_solve(const ck_play_spec *spec, ck_play_study *study, ck_diags *diags);

/// Sides with `behaviour: equilibrium` play the ladder game as solved for each draw of the uncertain numbers.
///
/// Returns  CK_OK or CK_NOTED (stages that did not settle) with `study` set; free with ck_play_study_free in every case
/// Cost     CK_PLAY_PATHS engine runs, weights x futures futures
CK_MUST_USE ck_status ck_play_study_run(const ck_play_spec *spec, ck_play_engine *engine, uint32_t threads, bool solve,
                                        ck_play_study *study, ck_diags *diags);
void ck_play_study_free(ck_play_study *study);

/* The draws of the uncertain numbers as probabilities: `unit` (weights x number_count), a Latin hypercube: each number takes every stratum
   once, in an order found by sorting random keys. */
void ck_play_stratify(const ck_play_spec *spec, double *unit);

#endif
