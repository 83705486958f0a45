/* Rules of behaviour against base rates: fitted on the moves before a day, scored day by day on those from it on. */
#ifndef CK_STUDY_MOVE_SCORE_H
#define CK_STUDY_MOVE_SCORE_H

#include "io/host.h"

/* Base rates are counts of moves by actor and category over days; only the last kind learns from the scored moves, as
   the rules do through their terms. */
#define CK_FORECAST_LIST(X)                                                        \
    X(CK_FORECAST_RULES, "rules of behaviour")                                     \
    X(CK_FORECAST_ALL,   "base rates of all fitted days")                          \
    X(CK_FORECAST_YEAR,  "base rates of the year before the split")                \
    X(CK_FORECAST_RUN,   "running base rates of the last year before each day")
#define X(name, word) name,
typedef enum ck_forecast { CK_FORECAST_LIST(X) CK_FORECAST_COUNT } ck_forecast;
#undef X
const char *ck_forecast_word(ck_forecast forecast);

enum { CK_TIMING, CK_CATEGORY, CK_WHOLE, CK_SCORE_PARTS, CK_TIMING_BINS = 5, CK_QUARTERS = 4 };

typedef struct ck_difference { double sum, error, low, high; } ck_difference;    // error and 95 % band by the bootstrap
typedef struct ck_timing_bin { uint32_t days, moved; double chance; } ck_timing_bin;     // chance: sum over the days

typedef struct ck_forecast_score {
    double        sum[CK_SCORE_PARTS];           // log score of all days, natural logarithms
    ck_difference lead[CK_SCORE_PARTS];          // of the rules over this forecast
    ck_timing_bin bin[CK_TIMING_BINS];           // days by the chance of at least one move
    double        brier;                         // mean square of that chance less what happened
    uint32_t      quarter[CK_QUARTERS];          // next moves by the quarter of their forecast time in which they came
    double        distance;                      // of Kolmogorov and Smirnov, of these times from the uniform
    double        expected[CK_PAST_CATEGORY_COUNT];      // moves, given actors and days
    uint32_t      hits;                          // moves whose category was the likeliest
    double        moves;                         // expected number of all moves
} ck_forecast_score;

/* `chance` is what each forecast gave to the category of the move. */
typedef struct ck_scored_move { ck_past_move move; double chance[CK_FORECAST_COUNT]; } ck_scored_move;

typedef struct ck_move_test {
    ck_date           first, split, last;        // fitted: first .. split - 1; scored: split .. last
    double            penalty, prior;
    uint64_t          seed;
    uint32_t          draws, block;              // of the bootstrap: resamples, days of a block
    uint32_t          fitted_moves, moves, gaps; // gaps: times to a next day with a move
    ck_move_rules     rules;
    ck_forecast_score forecast[CK_FORECAST_COUNT];
    uint32_t          seen[CK_PAST_CATEGORY_COUNT];
    ck_scored_move   *scored;
    double            weaker, stronger;          // whole score of the rules with a tenth and ten times the penalty
} ck_move_test;

extern const double CK_TIMING_EDGE[CK_TIMING_BINS + 1];

/// Fit, then score.
///
/// test     in: first .. block; out: the rest, in `arena`
/// Returns  CK_OK; CK_E_RANGE when there is nothing to fit or to score; CK_E_NO_SOLUTION; CK_E_MEMORY
/// Cost     O(days x moves) for each step of the fit
CK_MUST_USE ck_status ck_move_test_run(const ck_history *history, ck_move_test *test, ck_host_arena *arena,
                                       ck_diags *diags);

#endif
