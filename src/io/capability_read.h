/* Files of `chokepoint capability`: policy -> material -> equipment -> capability, every number with its ground.
   docs/capability.md describes the format. */
#ifndef CK_IO_CAPABILITY_READ_H
#define CK_IO_CAPABILITY_READ_H

#include "chokepoint_strategy.h"
#include "io/host.h"

#define CK_LAG_DRAWS 100000u
#define CK_LAG_LIST 64u                  // steps, capabilities, thresholds of one capability: at most

/* A number of the file with its range (low = value = high: none) and where it is from. */
typedef struct ck_lag_number {
    ck_place    place;
    const char *name, *unit;             // "equipment.f35.fleet", "units"
    double      low, value, high;
    const char *source;
    int32_t     year;
    ck_grade    grade;
} ck_lag_number;

/* In what follows a number is an index into ck_lag_spec.number; CK_NONE: not written, which counts as 0. */
typedef struct ck_lag_step {
    ck_place place;
    ck_date  from;
    uint32_t passes;                     // share of the imports that comes through from then on
    uint32_t home;                       // t/year made at home from then on; CK_NONE: as before
} ck_lag_step;

typedef struct ck_lag_equipment {
    ck_place    place;
    const char *id, *title;
    bool        defence;
    uint32_t    fleet, failure, intensity, spares, other_use, substitution, substitution_years;
} ck_lag_equipment;

typedef struct ck_lag_capability {
    ck_place    place;
    const char *id, *title;
    bool        mean;                    // of its equipment; otherwise the weakest counts
    uint32_t    of[CK_CAPABILITY_USES], of_count;
    double     *below; uint32_t below_count;         // thresholds, shares of the start
} ck_lag_capability;

#define CK_LAG_PRIORITY_LIST(X) X(CK_LAG_DEFENCE, "defence") X(CK_LAG_CIVIL, "civil") X(CK_LAG_EQUAL, "equal")
#define X(name, word) name,
typedef enum ck_lag_priority { CK_LAG_PRIORITY_LIST(X) CK_LAG_PRIORITIES } ck_lag_priority;
#undef X
const char *ck_lag_priority_word(ck_lag_priority priority);
bool        ck_lag_priority_find(const char *word, ck_lag_priority *priority);

typedef struct ck_lag_spec {
    ck_host_arena     arena;
    const char       *name, *title, *description, *material;
    ck_date           start;
    uint32_t          days, draws;
    uint64_t          seed;
    ck_lag_priority   priority;
    uint32_t          imports, home;     // t/year before the first step
    ck_lag_step      *step;       uint32_t step_count;       // days rise
    uint32_t          stock, recycling, recycling_days;
    ck_lag_equipment *equipment;  uint32_t equipment_count;  // 1..CK_CAPABILITY_USES
    ck_lag_capability *capability; uint32_t capability_count;
    ck_lag_number    *number;     uint32_t number_count;
} ck_lag_spec;

/* Free with ck_lag_spec_free in every case, after the diagnostics were printed. */
CK_MUST_USE ck_status ck_lag_spec_input(ck_host_input *input, ck_lag_spec *spec, ck_diags *diags);
CK_MUST_USE ck_status ck_lag_spec_read(const char *path, ck_lag_spec *spec, ck_diags *diags);
void ck_lag_spec_free(ck_lag_spec *spec);

#endif
