/* The capability lag of a file: the run with the most likely numbers, and bands over draws from their ranges.
   docs/capability.md. */
#ifndef CK_STUDY_CAPABILITY_H
#define CK_STUDY_CAPABILITY_H

#include "io/capability_read.h"

#define CK_LAG_EVERY 30u                 // days between the points of a path
enum { CK_LAG_BANDS = 5 };               // 5, 25, 50, 75, 95 %

/* Days until something happens; INFINITY: not within the days of the file. */
typedef struct ck_lag_passage {
    double central, band[CK_LAG_BANDS];
    double happens;                      // share of the draws in which it does
} ck_lag_passage;

typedef struct ck_lag_path {
    double         *central;             // (points) share of the start
    double         *band;                // (points x CK_LAG_BANDS)
    ck_lag_passage *below;               // (thresholds of the capability)
} ck_lag_path;

typedef struct ck_lag_study {
    ck_host_arena  arena;
    uint32_t       draws, points;
    uint64_t       seed, digest;         // digest: of all results
    ck_lag_priority priority;
    uint32_t      *day;                  // (points)
    ck_lag_path   *path;                 // (capabilities)
    ck_lag_passage empty;                // the stock of material is used up
    double         needed, made;         // t/year at the start: need of all equipment; imports and home production
} ck_lag_study;

typedef struct ck_lag_options { uint32_t draws; uint64_t seed; ck_lag_priority priority; } ck_lag_options;

/// Run a file. Free with ck_lag_study_free in every case.
///
/// Returns  CK_OK; CK_E_LIMIT when draws x points x capabilities are above 100 million; what ck_capability_run returns
/// Cost     draws x days x equipment
CK_MUST_USE ck_status ck_lag_study_run(const ck_lag_spec *spec, ck_lag_options options, ck_lag_study *study,
                                       ck_diags *diags);
void ck_lag_study_free(ck_lag_study *study);

#endif
