/* The answer of `play`: on a terminal, as JSON, as tables. */
#ifndef CK_CLI_PLAY_PRINT_H
#define CK_CLI_PLAY_PRINT_H

#include "study/play_answer.h"

void ck_play_print(const ck_play_answer *answer);
void ck_play_print_json(const ck_play_answer *answer);
/* odds.csv, losses.csv and, when they were asked for, values.csv, openings.csv, flips.csv, leverage.csv, leverage-weekly.csv, assets.csv: all of
   them or none. */
CK_MUST_USE ck_status ck_play_write_tables(const char *folder, const ck_play_answer *answer, ck_diags *diags);

#endif
