#include "cli/commands.h"
#include "cli/load_law.h"

#include <string.h>

static int law_check(const ck_arguments *arguments) {
    ck_loaded_law loaded = {0};
    ck_status status = ck_load_law(arguments, 1, &loaded);
    ck_host_print_diags(stderr, &loaded.diags, ck_argument_given(arguments, "json"));
    if (status >= 0 && !ck_argument_given(arguments, "json")) {
        const ck_law *law = loaded.host.law;
        printf("%u files: %u regimes, %u provisions, %u rules, %u duties, %u fees, %u lists with %u entries and %u entities, %u facts; law version %016llx\n",
               loaded.host.source_count, ck_law_count(law, CK_LAW_REGIME), ck_law_count(law, CK_LAW_PROVISION), ck_law_count(law, CK_LAW_RULE),
               ck_law_count(law, CK_LAW_DUTY), ck_law_count(law, CK_LAW_FEE), ck_law_count(law, CK_LAW_LIST), ck_law_count(law, CK_LAW_ENTRY),
               ck_law_count(law, CK_LAW_ENTITY), ck_law_count(law, CK_LAW_FACT), (unsigned long long)ck_law_digest(law));
    }
    ck_loaded_law_free(&loaded);
    return ck_host_exit_code(status);
}

static int command_law(const ck_arguments *arguments) {
    const char *what = arguments->operand[0];
    if (strcmp(what, "check") == 0) return law_check(arguments);
    return ck_usage_error(&CK_COMMAND_LAW, "expected check");
}

static const ck_option LAW_OPTIONS[] = {{"law", "PATH...", "a law file or a folder with law files; may be given several times (default: the folder law)"},
                                        {"json", NULL, "results and diagnostics as JSON"},
                                        {NULL, NULL, NULL}};

const ck_command CK_COMMAND_LAW = {.name = "law",
                                   .summary = "check, show, date and format law files",
                                   .usage = "check [FILE...]",
                                   .description = "check proves that law files are sound.\n\nThe language is described in docs/law-language.md.",
                                   .example = "chokepoint law check",
                                   .option = LAW_OPTIONS,
                                   .least = 1,
                                   .most = 64,
                                   .run = command_law};
