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

static bool read_day(const ck_arguments *arguments, const char *option, ck_date *day) {
    const char *text = ck_argument_text(arguments, option, NULL);
    if (text == NULL || ck_date_read(text, strlen(text), day) >= 0) return true;
    ck_usage_error(arguments->command, "--%s is \"%s\"; expected a day, YYYY-MM-DD", option, text);
    return false;
}

static void print_status(const ck_law *law, ck_law_kind kind, uint32_t index, ck_law_question question) {
    const ck_law_status status = ck_law_status_of(law, kind, index, question);
    const ck_law_about about = ck_law_about_of(law, kind, index);
    char announced[16], legal[16];
    ck_date_write(status.next_change, announced);
    ck_date_write(status.next_change_by_law, legal);
    printf("%s%-32s %-15s %-15s %-12s %-11s %-11s %s%s\n", kind == CK_LAW_PROVISION ? "  " : "", about.name, ck_law_state_word(status.state),
           ck_law_state_word(status.by_law), ck_certainty_word(status.certainty), legal, announced, status.contested ? "contested " : "",
           question.on.day > about.verified_through.day && about.verified_through.day != INT32_MIN ? "not verified for this day" : "");
}

static int law_status(const ck_arguments *arguments) {
    ck_date on = {0}, known;
    if (ck_argument_text(arguments, "on", NULL) == NULL) return ck_usage_error(arguments->command, "status needs a day: --on YYYY-MM-DD");
    if (!read_day(arguments, "on", &on)) return 2;
    known = on;
    if (!read_day(arguments, "known", &known)) return 2;
    ck_loaded_law loaded = {0};
    const ck_status status = ck_load_law(arguments, 1, &loaded);
    ck_host_print_diags(stderr, &loaded.diags, false);
    if (status >= 0) {
        const ck_law *law = loaded.host.law;
        ck_law_question question = ck_law_question_default(on);
        question.known = known;
        printf("%-34s %-15s %-15s %-12s %-11s %-11s\n", "regime, provision", "as announced", "by law", "certainty", "next legal", "next polit.");
        for (uint32_t r = 0; r < ck_law_count(law, CK_LAW_REGIME); r++) {
            print_status(law, CK_LAW_REGIME, r, question);
            for (uint32_t p = 0; p < ck_law_count(law, CK_LAW_PROVISION); p++) {
                if (ck_law_about_of(law, CK_LAW_PROVISION, p).regime == r) print_status(law, CK_LAW_PROVISION, p, question);
            }
        }
    }
    ck_loaded_law_free(&loaded);
    return ck_host_exit_code(status);
}

static int command_law(const ck_arguments *arguments) {
    const char *what = arguments->operand[0];
    if (strcmp(what, "check") == 0) return law_check(arguments);
    if (strcmp(what, "status") == 0) return law_status(arguments);
    return ck_usage_error(&CK_COMMAND_LAW, "expected check or status");
}

static const ck_option LAW_OPTIONS[] = {{"law", "PATH...", "a law file or a folder with law files; may be given several times (default: the folder law)"},
                                        {"on", "DATE", "status: the day that is asked about"},
                                        {"known", "DATE", "status: as known on this day (default: the same day)"},
                                        {"json", NULL, "check: diagnostics as JSON"},
                                        {NULL, NULL, NULL}};

const ck_command CK_COMMAND_LAW = {.name = "law",
                                   .summary = "check law files, show what is in force",
                                   .usage = "check [FILE...] | status --on DATE [--known DATE]",
                                   .description = "check reads law files and proves names, types, units and priorities without circles. status shows the state of every regime on a day.\n\nThe language is described in docs/law-language.md.",
                                   .example = "chokepoint law check",
                                   .option = LAW_OPTIONS,
                                   .least = 1,
                                   .most = 64,
                                   .run = command_law};
