#include "cli/commands.h"
#include "cli/law_commands.h"
#include "cli/load_law.h"
#include "cli/readings.h"
#include "io/tables.h"

#include <jansson.h>

#include <string.h>

static int law_check(const ck_arguments *arguments) {
    ck_loaded_law loaded = {0};
    ck_status status = ck_load_law(arguments, 1, &loaded);
    if (status >= 0) {
        const ck_status checked = ck_law_check(loaded.host.law, &loaded.diags);
        if (checked < 0 || status == CK_OK) status = checked;
    }
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

ck_status ck_law_take_readings(const ck_arguments *arguments, ck_loaded_law *loaded, ck_law_question *question) {
    return ck_readings_read(arguments, loaded->host.law, &loaded->arena, &question->reading, &question->reading_count, &loaded->diags);
}

void ck_law_print_readings(const ck_law *law, const ck_law_question *question) {
    for (uint32_t k = 0; k < question->reading_count; k++) {
        const uint32_t choice = ck_law_choice_of(law, question->reading[k]);
        printf("read as %s=%s: %s\n", ck_law_about_of(law, CK_LAW_CHOICE, choice).name, ck_law_about_of(law, CK_LAW_READING, question->reading[k]).name,
               ck_law_about_of(law, CK_LAW_READING, question->reading[k]).title);
    }
}

bool ck_law_read_day(const ck_arguments *arguments, const char *option, ck_date *day) {
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

static json_t *status_json(const ck_law *law, ck_law_kind kind, uint32_t index, ck_law_question question) {
    const ck_law_status status = ck_law_status_of(law, kind, index, question);
    const ck_law_about about = ck_law_about_of(law, kind, index);
    char announced[16], legal[16];
    ck_date_write(status.next_change, announced);
    ck_date_write(status.next_change_by_law, legal);
    json_t *row = json_object();
    json_object_set_new(row, "kind", ck_host_json_text(ck_law_kind_word(kind)));
    json_object_set_new(row, "name", ck_host_json_text(about.name));
    json_object_set_new(row, "regime", ck_host_json_text(about.regime != CK_NONE ? ck_law_about_of(law, CK_LAW_REGIME, about.regime).name : NULL));
    json_object_set_new(row, "state", ck_host_json_text(ck_law_state_word(status.state)));
    json_object_set_new(row, "state_by_law", ck_host_json_text(ck_law_state_word(status.by_law)));
    json_object_set_new(row, "certainty", ck_host_json_text(ck_certainty_word(status.certainty)));
    json_object_set_new(row, "next_change", ck_host_json_text(status.next_change.day == INT32_MAX ? NULL : announced));
    json_object_set_new(row, "next_change_by_law", ck_host_json_text(status.next_change_by_law.day == INT32_MAX ? NULL : legal));
    json_object_set_new(row, "contested", json_boolean(status.contested));
    json_object_set_new(row, "citation", ck_host_json_text(status.citation));
    return row;
}

/* Regimes, each with its provisions behind it: as rows of an array, or printed when `rows` is NULL. */
static void each_status(const ck_law *law, ck_law_question question, json_t *rows) {
    for (uint32_t r = 0; r < ck_law_count(law, CK_LAW_REGIME); r++) {
        if (rows != NULL) json_array_append_new(rows, status_json(law, CK_LAW_REGIME, r, question));
        else print_status(law, CK_LAW_REGIME, r, question);
        for (uint32_t p = 0; p < ck_law_count(law, CK_LAW_PROVISION); p++) {
            if (ck_law_about_of(law, CK_LAW_PROVISION, p).regime != r) continue;
            if (rows != NULL) json_array_append_new(rows, status_json(law, CK_LAW_PROVISION, p, question));
            else print_status(law, CK_LAW_PROVISION, p, question);
        }
    }
}

static int law_status(const ck_arguments *arguments) {
    ck_date on = {0}, known;
    if (ck_argument_text(arguments, "on", NULL) == NULL) return ck_usage_error(arguments->command, "status needs a day: --on YYYY-MM-DD");
    if (!ck_law_read_day(arguments, "on", &on)) return 2;
    known = on;
    if (!ck_law_read_day(arguments, "known", &known)) return 2;
    ck_loaded_law loaded = {0};
    ck_law_question question = ck_law_question_default(on);
    question.known = known;
    ck_status status = ck_load_law(arguments, 1, &loaded);
    if (status >= 0) status = ck_law_take_readings(arguments, &loaded, &question);
    ck_host_print_diags(stderr, &loaded.diags, false);
    if (status >= 0) {
        const ck_law *law = loaded.host.law;
        if (ck_argument_given(arguments, "json")) {
            json_t *rows = json_array();
            each_status(law, question, rows);
            json_dumpf(rows, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
            putchar('\n');
            json_decref(rows);
        } else {
            ck_law_print_readings(law, &question);
            printf("%-34s %-15s %-15s %-12s %-11s %-11s\n", "regime, provision", "as announced", "by law", "certainty", "next legal", "next polit.");
            each_status(law, question, NULL);
        }
    }
    ck_loaded_law_free(&loaded);
    return ck_host_exit_code(status);
}

static int command_law(const ck_arguments *arguments) {
    const char *what = arguments->operand[0];
    if (strcmp(what, "check") == 0) return law_check(arguments);
    if (strcmp(what, "status") == 0) return law_status(arguments);
    if (strcmp(what, "show") == 0) return ck_law_show(arguments);
    if (strcmp(what, "diff") == 0) return ck_law_diff(arguments);
    if (strcmp(what, "fmt") == 0) return ck_law_fmt(arguments);
    return ck_usage_error(&CK_COMMAND_LAW, "expected check, status, show, diff or fmt");
}

static const ck_option LAW_OPTIONS[] = {{"law", "PATH...", "a law file or a folder with law files; may be given several times (default: the folder law)"},
                                        {"on", "DATE", "status, show: the day that is asked about"},
                                        {"known", "DATE", "status, show, diff: as known on this day (default: the same day)"},
                                        {"reading", "NAME=ALTERNATIVE...", "status, show, diff: by this reading of a contested choice, may be given several times (default: the law's own)"},
                                        {"json", NULL, "check: diagnostics as JSON; status: the table as JSON"},
                                        {"check", NULL, "fmt: change nothing, name the files that would change, exit status 1 when there are some"},
                                        {NULL, NULL, NULL}};

const ck_command CK_COMMAND_LAW = {.name = "law",
                                   .summary = "check, show, compare and format law files",
                                   .usage = "check [FILE...] | status --on DATE [--known DATE] [--reading NAME=ALTERNATIVE] | show NAME [--on DATE] | diff DATE DATE [--known DATE] | fmt [--check] [FILE...]",
                                   .description = "check reads law files and proves names, types, units and priorities without circles; it notes gaps in time, rules that could\nclash, lists that nothing asks, and missing citations and grades. status shows the state of every regime on a day, diff what differs between two days, show one thing of the law by its name. fmt makes spaces and indentation even and keeps all else.\n\nThe language is described in docs/law-language.md.",
                                   .example = "chokepoint law check",
                                   .option = LAW_OPTIONS,
                                   .least = 1,
                                   .most = 64,
                                   .run = command_law};
