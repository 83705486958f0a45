/* A world joined to an input-output table: what the industries of a run of the daily engine lose is the first round of a run of
   the table, which shows the further ones. docs/joint.md has every equation. Host code: it allocates. */
#ifndef CK_STUDY_JOINT_H
#define CK_STUDY_JOINT_H

#include "io/concordance_read.h"
#include "study/spread.h"
#include "study/study.h"

/* ---------------------------------------------------------------- the daily run ----------------------------------- */

typedef struct ck_joint_industry {       // an industry of one region of the world
    const char   *industry, *region, *name, *region_name;
    double        added;                 // USD/day of value added at baseline
    const double *lost;                  // (days) share of its baseline output that is missing, 0..1
    double        lost_usd;              // value added lost over the run, as the daily engine counts it; gains are below 0
    double        gained_usd;            // part of it above the baseline, which is not passed on, >= 0
} ck_joint_industry;

typedef struct ck_joint_world {
    ck_date            start;
    uint32_t           days;
    ck_joint_industry *industry; uint32_t count;
    ck_host_arena      arena;
} ck_joint_world;

/// Industries of variant 0 of a study, against its baseline.
///
/// study    recorded every day (record_every 1)
/// world    out; free with ck_joint_world_free in every case
CK_MUST_USE ck_status ck_joint_world_of(const ck_study *study, ck_joint_world *world, ck_diags *diags);
void ck_joint_world_free(ck_joint_world *world);

/* ---------------------------------------------------------------- links ------------------------------------------- */

/* An industry of the world makes `share` of what an industry of the table puts out. */
typedef struct ck_joint_link { uint32_t cell, industry; double share[CK_SHARE_COUNT]; const ck_concordance_row *row; } ck_joint_link;
typedef struct ck_joint_links {
    ck_joint_link *link; uint32_t count; // in order of cells, then of rows
    uint32_t      *first;                // (cells + 1) into link
    uint32_t       cells;                // industries of the table
    uint32_t      *unlinked; uint32_t unlinked_count;    // industries of the world that lose and have no row
    ck_host_arena  arena;
} ck_joint_links;

/// Resolve a concordance against a table and a world: names, no link twice, shares of a sector with its rest sum to 1 (1e-6),
/// and the high ends together are not above 1.
///
/// links    out; free with ck_joint_links_free in every case
/// Returns  CK_OK; CK_E_UNKNOWN, CK_E_DUPLICATE, CK_E_RANGE with the row
CK_MUST_USE ck_status ck_joint_link_up(const ck_concordance *concordance, const ck_io_table *table, const ck_joint_world *world,
                                       ck_joint_links *links, ck_diags *diags);
void ck_joint_links_free(ck_joint_links *links);

/* ---------------------------------------------------------------- runs -------------------------------------------- */

/* Value added lost, money of the table. Their sum is all that is lost. */
typedef struct ck_joint_loss {
    double first;                        // what the industries of the daily run lost, >= 0
    double orders;                       // fewer orders than at baseline; below 0: more
    double inputs;                       // inputs that lack, >= 0
} ck_joint_loss;
static inline double ck_joint_further(ck_joint_loss loss) { return loss.orders + loss.inputs; }
static inline double ck_joint_total(ck_joint_loss loss) { return loss.first + loss.orders + loss.inputs; }

/* X(name, word, share, change, meaning): the runs of a join. */
#define CK_JOINT_CASE_LIST(X)                                                                                          \
    X(CK_JOINT_LOW,    "low",    CK_SHARE_LOW,    CK_JOINT_AS_IS,  "low ends of all shares")                           \
    X(CK_JOINT_MIDDLE, "middle", CK_SHARE_MIDDLE, CK_JOINT_AS_IS,  "the estimates")                                    \
    X(CK_JOINT_HIGH,   "high",   CK_SHARE_HIGH,   CK_JOINT_AS_IS,  "high ends of all shares")                          \
    X(CK_JOINT_SPARE,  "spare",  CK_SHARE_MIDDLE, CK_JOINT_RELIEF, "the estimates; industries may make a quarter more") \
    X(CK_JOINT_TIGHT,  "tight",  CK_SHARE_MIDDLE, CK_JOINT_STRICT, "the estimates; a stock below target stops its user in part")
typedef enum ck_joint_change { CK_JOINT_AS_IS, CK_JOINT_RELIEF, CK_JOINT_STRICT } ck_joint_change;
typedef enum ck_joint_case_name {
#define X(name, word, share, change, meaning) name,
    CK_JOINT_CASE_LIST(X)
#undef X
    CK_JOINT_CASE_COUNT
} ck_joint_case_name;
typedef struct ck_joint_case_info { const char *word, *meaning; ck_share_bound share; ck_joint_change change; } ck_joint_case_info;
ck_joint_case_info ck_joint_case_at(ck_joint_case_name name);

typedef struct ck_joint_case {
    ck_joint_loss  total;
    ck_joint_loss *cell;                 // (industries of the table)
    ck_joint_loss *day;                  // (days)
    double        *first;                // (industries of the world) its first round in the table
    double         gained;               // part of the further rounds below 0: industries that make more than at baseline, >= 0
    double         closure;              // |sum of losses - what the engine lost| over it, 1
    ck_ario_ledger ledger;
    uint64_t       digest;
    double         seconds;
} ck_joint_case;

typedef struct ck_joint {
    const ck_io_table    *table;
    const ck_joint_world *world;
    const ck_joint_links *links;
    uint32_t      steps;
    double       *base_added;            // (industries of the table) value added at baseline, money a year
    double       *stands_for;            // (industries of the world) value added of its shares of the table, money a year
    ck_joint_case run[CK_JOINT_CASE_COUNT];
    ck_io_check   check;                 // of the table as read
    uint32_t      hit;                   // industries of the table with a first round
    ck_host_arena arena;
} ck_joint;

/// Run the table under the first rounds of all cases.
///
/// base     parameters and further shocks and rules; one day a step, starts with the daily run, NULL: all defaults
/// joint    out; free with ck_joint_free in every case
/// Returns  CK_OK; CK_E_RANGE when `base` has another start or step
/// Cost     CK_JOINT_CASE_COUNT runs of the table
CK_MUST_USE ck_status ck_joint_run(const ck_io_table *table, const ck_spread_case *base, const ck_joint_world *world,
                                   const ck_joint_links *links, uint32_t threads, ck_host_progress progress, void *user,
                                   ck_joint *joint, ck_diags *diags);
void ck_joint_free(ck_joint *joint);

/* Share of the first round in all that is lost; NaN when nothing is. */
double ck_joint_first_share(ck_joint_loss loss);

#endif
