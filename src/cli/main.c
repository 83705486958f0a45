#include "cli/command.h"
#include "cli/commands.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

const ck_command *const CK_COMMANDS[] = {
    &CK_COMMAND_RUN,
    &CK_COMMAND_WORLD,
    &CK_COMMAND_REPORT,
    &CK_COMMAND_SERVE,
    &CK_COMMAND_VERIFY,
    &CK_COMMAND_BACKTEST,
    &CK_COMMAND_LAW,
    &CK_COMMAND_CHECK,
    &CK_COMMAND_AUDIT,
    &CK_COMMAND_CONFORMANCE,
    &CK_COMMAND_IMPORT,
    &CK_COMMAND_EXPOSURE,
    &CK_COMMAND_TARIFFS,
    &CK_COMMAND_GAME,
    &CK_COMMAND_PLAY,
    &CK_COMMAND_SPREAD,
    &CK_COMMAND_CAPABILITY,
    &CK_COMMAND_NETWORK,
    &CK_COMMAND_HELP,
    NULL,
};

const ck_command *ck_command_find(const char *name) {
    for (uint32_t k = 0; CK_COMMANDS[k] != NULL; k++) {
        if (strcmp(CK_COMMANDS[k]->name, name) == 0) return CK_COMMANDS[k];
    }
    return NULL;
}

static int command_help(const ck_arguments *arguments) {
    if (ck_argument_given(arguments, "man")) {
        ck_help_man(stdout);
        return 0;
    }
    if (arguments->operand_count == 0) {
        ck_help_program(stdout);
        return 0;
    }
    const ck_command *command = ck_command_find(arguments->operand[0]);
    if (command == NULL) return ck_usage_error(NULL, "there is no command \"%s\"", arguments->operand[0]);
    ck_help_command(stdout, command);
    return 0;
}

static const ck_option HELP_OPTIONS[] = {{"man", NULL, "write the man page"}, {NULL, NULL, NULL}};
const ck_command CK_COMMAND_HELP = {.name = "help",
                                    .summary = "help on the program or on a command",
                                    .usage = "[COMMAND] [--man]",
                                    .description = "Prints the help of a command, of the program, or the man page.",
                                    .example = "chokepoint help run",
                                    .option = HELP_OPTIONS,
                                    .least = 0,
                                    .most = 1,
                                    .run = command_help};

static bool asks_for_help(int argc, char **argv) {
    for (int k = 0; k < argc; k++) {
        if (strcmp(argv[k], "--") == 0) return false;
        if (strcmp(argv[k], "--help") == 0) return true;
    }
    return false;
}

int main(int argc, char **argv) {
    // a full disk and a closed pipe are errors of writing, reported like all others
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGPIPE, SIG_IGN);
    if (argc < 2) {
        ck_help_program(stderr);
        return 2;
    }
    if (strcmp(argv[1], "--help") == 0) {
        ck_help_program(stdout);
        return 0;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("chokepoint %s\n", CK_VERSION);
        return 0;
    }
    const ck_command *command = ck_command_find(argv[1]);
    if (command == NULL) return ck_usage_error(NULL, "there is no command \"%s\"", argv[1]);
    if (asks_for_help(argc - 2, argv + 2)) {
        ck_help_command(stdout, command);
        return 0;
    }
    uint32_t options = 0;
    while (command->option[options].name != NULL) options++;
    const char **room = calloc((size_t)argc + options + 1, sizeof *room);
    if (room == NULL) return ck_usage_error(command, "no memory");
    ck_arguments arguments;
    const int status = ck_arguments_read(command, argc - 2, argv + 2, room, &arguments) ? command->run(&arguments) : 2;
    free(room);
    return status;
}
