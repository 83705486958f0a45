/* Runs of the daily engine along paths of levers: what a path of the game does to each actor, week by week. Host
   code. */
#ifndef CK_STUDY_PLAY_ENGINE_H
#define CK_STUDY_PLAY_ENGINE_H

#include "io/play_read.h"
#include "io/scenario.h"

typedef struct ck_play_engine {
    const ck_play_spec     *spec;
    const ck_model         *model;
    const ck_scenario_spec *base;        // with the law applied; its measures are what levers move
    const char *store;                   // folder of finished runs, or NULL
    uint32_t    inputs, outputs, weeks;  // weeks of every path
    uint32_t   *actor_of_region;         // (regions) or CK_NONE
    uint8_t    *class_of_item;           // (items) 1 strategic, 2 defence
    double     *baseline;                // (weeks + 1 x outputs) running totals without any measure
    void       *snapshot;                // of the base on the first day of the game
    size_t      snapshot_bytes;
    uint64_t    key;                     // of model, measures and game dates
    uint32_t    runs, found;             // runs made, and found in the store (read under `threads`: atomic)
} ck_play_engine;

/// Prepare: names checked, the baseline run, the base run up to the first day of the game.
///
/// weeks    length of every path, at least the game's
/// Returns  CK_OK; CK_E_UNKNOWN for measures, regions or industries that are not there
CK_MUST_USE ck_status ck_play_engine_make(const ck_play_spec *spec, const ck_model *model, const ck_scenario_spec *base,
                                          const char *store, uint32_t weeks, ck_play_engine *engine, ck_diags *diags);
void ck_play_engine_free(ck_play_engine *engine);

/// One path.
///
/// input    (weeks x inputs) intensities of the engine's levers, in order of the game's levers
/// draw     of the uncertain numbers of the base scenario, whole customers; CK_PLAY_CENTRAL: none is drawn
/// damage   (weeks x outputs) out: billion USD in the week against the central run without any measure, actor by damage
#define CK_PLAY_CENTRAL UINT64_MAX
CK_MUST_USE ck_status ck_play_engine_path(ck_play_engine *engine, const double *input, uint64_t draw, double *damage,
                                          ck_diags *diags);

/* Calls work(user, k, diags) for k = 0 .. count - 1 on so many threads; the first error in order of k is returned. */
typedef ck_status (*ck_play_work)(void *user, uint32_t k, ck_diags *diags);
CK_MUST_USE ck_status ck_play_each(uint32_t count, uint32_t threads, ck_play_work work, void *user, ck_diags *diags);

#endif
