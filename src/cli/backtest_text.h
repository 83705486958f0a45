/* The back-test in words and tables: docs/backtest.md and the prediction beside it. */
#ifndef CK_CLI_BACKTEST_TEXT_H
#define CK_CLI_BACKTEST_TEXT_H

#include "study/calibrate.h"

typedef struct ck_backtest {
    const ck_observations *observations;
    const ck_calibration  *calibration;
    const ck_prediction   *prediction;
    const ck_predicted_line *line;
    const ck_scenario_spec *future;      // the scenario predicted
    const double   *season;              // (months), or NULL
    const char     *season_file;
    const char     *practice, *limits;   // sections kept beside the observations, as text
    double          published_base;      // t a year
    uint32_t        practice_draws;
    uint64_t        seed;
    const char     *command;             // that writes it again
} ck_backtest;

void ck_backtest_write_text(FILE *out, const ck_backtest *test);
void ck_backtest_write_prediction(FILE *out, const ck_backtest *test);

#endif
