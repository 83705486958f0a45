/* The commands, one file each. */
#ifndef CK_CLI_COMMANDS_H
#define CK_CLI_COMMANDS_H

#include "cli/command.h"

extern const ck_command CK_COMMAND_RUN,
    CK_COMMAND_WORLD,
    CK_COMMAND_REPORT,
    CK_COMMAND_SERVE,
    CK_COMMAND_VERIFY,
    CK_COMMAND_BACKTEST,
    CK_COMMAND_LAW,
    CK_COMMAND_CHECK,
    CK_COMMAND_AUDIT,
    CK_COMMAND_CONFORMANCE,
    CK_COMMAND_IMPORT,
    CK_COMMAND_EXPOSURE,
    CK_COMMAND_TARIFFS,
    CK_COMMAND_GAME,
    CK_COMMAND_PLAY,
    CK_COMMAND_SPREAD,
    CK_COMMAND_CAPABILITY,
    CK_COMMAND_NETWORK,
    CK_COMMAND_HELP;

int ck_backtest_strategy(const ck_arguments *arguments);         // backtest --strategy

#endif
