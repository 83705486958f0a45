/* The law that a command works with. */
#ifndef CK_CLI_LAW_LOAD_H
#define CK_CLI_LAW_LOAD_H

#include "cli/command.h"
#include "io/law_files.h"

/* --law FOLDER, else ./law, else the installed one. */
const char *ck_law_folder(const ck_arguments *arguments, ck_host_arena *arena);
/* Reads it, with the file or folder of --amend. Free with ck_host_law_free in every case. */
CK_MUST_USE ck_status ck_law_load(const ck_arguments *arguments, ck_host_arena *arena, ck_host_law *loaded, ck_diags *diags);
/* The date of an option; `value` is untouched when it is not given. */
CK_MUST_USE ck_status ck_argument_date(const ck_arguments *arguments, const char *option, ck_date *value, ck_diags *diags);

#endif
