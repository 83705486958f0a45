/* A command of the program: its words for people and its function. `--help` and the man page are written from these tables. */
#ifndef CK_CLI_COMMAND_H
#define CK_CLI_COMMAND_H

#include "io/host.h"

#include <stdio.h>

typedef struct ck_option {
    const char *name;            // without the dashes
    const char *value;           // what follows it, in capitals; NULL: a switch; ends in "...": may be given several times
    const char *meaning;
} ck_option;

typedef struct ck_arguments ck_arguments;

typedef struct ck_command {
    const char *name, *summary;          // "run", "run a scenario and show what it does"
    const char *usage;                   // after the name: "SCENARIO [options]"
    const char *description;             // paragraphs, separated by an empty line
    const char *example;
    const ck_option *option;             // ends with a NULL name
    uint32_t least, most;                // operands
    int (*run)(const ck_arguments *arguments);
} ck_command;

struct ck_arguments {
    const ck_command *command;
    const char      **operand;
    uint32_t          operand_count;
    const char      **option_value;      // one for each row of command->option; NULL: not given; "" for a switch
    int               word_count;        // as typed, for options that may be given several times
    char            **word;
};

extern const ck_command *const CK_COMMANDS[];            // ends with NULL
const ck_command *ck_command_find(const char *name);     // NULL: none

bool        ck_argument_given(const ck_arguments *arguments, const char *option);
const char *ck_argument_text(const ck_arguments *arguments, const char *option, const char *otherwise);
/* The k-th value of an option that may be given several times; NULL: no more. */
const char *ck_argument_each(const ck_arguments *arguments, const char *option, uint32_t k);
/* A whole number in low..high; false after a message when the text is not one. */
bool        ck_argument_whole(const ck_arguments *arguments, const char *option, uint64_t low, uint64_t high, uint64_t *value);

/// Sort the words after the command's name into options and operands. `--name value`, `--name=value`, `--` ends the options.
///
/// arguments  out; room for option values and operands is in `room` (argc + number of options pointers)
/// Returns    false after a message on standard error
bool ck_arguments_read(const ck_command *command, int argc, char **argv, const char **room, ck_arguments *arguments);

/* The command as typed, quoted where a shell needs it: what a report says to make it again. "" without memory. */
const char *ck_arguments_words(const ck_arguments *arguments, ck_host_arena *arena);

void ck_help_program(FILE *out);
void ck_help_command(FILE *out, const ck_command *command);
void ck_help_man(FILE *out);             // the man page, in the man macros of troff

/* One message on standard error in the shape of all others, with a pointer to the help; returns exit status 2. */
int ck_usage_error(const ck_command *command, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
