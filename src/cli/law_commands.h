/* Further commands of chokepoint law: show, diff, fmt. Each returns the exit code. */
#ifndef CK_CLI_LAW_COMMANDS_H
#define CK_CLI_LAW_COMMANDS_H

#include "cli/load_law.h"

int ck_law_show(const ck_arguments *arguments);
int ck_law_diff(const ck_arguments *arguments);
int ck_law_fmt(const ck_arguments *arguments);
/* The readings of --reading into a question of loaded law, and what they say, a line each. */
CK_MUST_USE ck_status ck_law_take_readings(const ck_arguments *arguments, ck_loaded_law *loaded, ck_law_question *question);
void ck_law_print_readings(const ck_law *law, const ck_law_question *question);
/* A day of an option; false after the message when it is none. Without the option `day` stays. */
bool ck_law_read_day(const ck_arguments *arguments, const char *option, ck_date *day);

#endif
