/* The page docs/strategy-backtest.md. */
#ifndef CK_CLI_STRATEGY_TEXT_H
#define CK_CLI_STRATEGY_TEXT_H

#include "study/move_score.h"

#include <stdio.h>

void ck_strategy_write_text(FILE *out, const ck_move_test *test, const char *command);
/* "beat", "do worse than" or "are not clearly better or worse than", by the 95 % band. */
const char *ck_strategy_verdict(const ck_difference *lead);

#endif
