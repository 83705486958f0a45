/* Further commands of chokepoint law: show, diff, fmt. Each returns the exit code. */
#ifndef CK_CLI_LAW_COMMANDS_H
#define CK_CLI_LAW_COMMANDS_H

#include "cli/command.h"

int ck_law_show(const ck_arguments *arguments);
int ck_law_diff(const ck_arguments *arguments);
int ck_law_fmt(const ck_arguments *arguments);
/* A day of an option; false after the message when it is none. Without the option `day` stays. */
bool ck_law_read_day(const ck_arguments *arguments, const char *option, ck_date *day);

#endif
