#include "cli/commands.h"
#include "cli/law_commands.h"
#include "cli/load_law.h"
#include "io/output.h"

#include <stdlib.h>
#include <string.h>

static void day_text(ck_date day, char text[16]) {
    if (day.day == INT32_MAX) strcpy(text, "not known");
    else ck_date_write(day, text);
}

/* ---- show ---- */

static void print_line(const char *label, const char *text) {
    if (text[0] != '\0') printf("%-18s %s\n", label, text);
}

static void print_state(const ck_law *law, ck_law_kind kind, uint32_t index, ck_law_question question) {
    const ck_law_status status = ck_law_status_of(law, kind, index, question);
    char on[16], next[16];
    day_text(question.on, on);
    day_text(status.next_change, next);
    printf("%-18s %s on %s (%s)", "state", ck_law_state_word(status.state), on, ck_certainty_word(status.certainty));
    if (status.by_law != status.state) printf("; by law alone %s", ck_law_state_word(status.by_law));
    if (status.next_change.day != INT32_MAX) printf("; %s from %s", ck_law_state_word(status.next_state), next);
    if (status.contested) printf("; contested: another reading gives %s", ck_law_state_word(status.other_state));
    putchar('\n');
    print_line("made by", status.citation);
    print_line("does not bind all", status.binds);
}

static void print_thing(const ck_law *law, ck_law_kind kind, uint32_t index, const ck_law_question *question) {
    const ck_law_about about = ck_law_cited(law, kind, index);
    printf("%s %s\n", ck_law_kind_word(kind), about.name);
    print_line("title", about.title);
    print_line("says", about.says);
    print_line("article", about.article);
    print_line("citation", about.citation);
    print_line("link", about.link);
    print_line("grade", about.grade);
    if (about.verified_through.day != INT32_MIN) {
        char day[16];
        day_text(about.verified_through, day);
        print_line("verified through", day);
    }
    if (kind == CK_LAW_RULE) print_line("outcome", ck_outcome_word(ck_law_rule(law, index).outcome));
    for (uint32_t k = 0; kind == CK_LAW_RULE && k < ck_law_rule(law, index).over_count; k++)
        print_line("goes over", ck_law_about_of(law, CK_LAW_RULE, ck_law_rule_over(law, index, k)).name);
    print_line("note", about.note);
    if (question != NULL) {
        if (kind == CK_LAW_REGIME || kind == CK_LAW_PROVISION || kind == CK_LAW_ENTRY || kind == CK_LAW_ENTITY) print_state(law, kind, index, *question);
        else if (about.provision != CK_NONE) print_state(law, CK_LAW_PROVISION, about.provision, *question);
        else if (about.regime != CK_NONE && kind != CK_LAW_LIST) print_state(law, CK_LAW_REGIME, about.regime, *question);
    }
    size_t length;
    const char *words = ck_law_words(law, kind, index, &length);
    printf("%-18s %.*s\n", "in words", (int)length, words);
    print_line("file", about.place.file != NULL ? about.place.file : "");
    printf("%-18s %u\n", "line", about.place.line);
}

int ck_law_show(const ck_arguments *arguments) {
    if (arguments->operand_count != 2) return ck_usage_error(arguments->command, "show needs one name, like cn-2025-61/content-limb");
    ck_date on = {0}, known;
    const bool dated = ck_argument_text(arguments, "on", NULL) != NULL;
    if (!ck_law_read_day(arguments, "on", &on)) return 2;
    known = on;
    if (!ck_law_read_day(arguments, "known", &known)) return 2;
    ck_loaded_law loaded = {0};
    ck_status status = ck_load_law(arguments, CK_NONE, &loaded);
    uint32_t found = 0;
    ck_law_question question = ck_law_question_default(on);
    question.known = known;
    if (status >= 0) status = ck_law_take_readings(arguments, &loaded, &question);
    if (status >= 0) {
        ck_law_print_readings(loaded.host.law, &question);
        for (uint32_t kind = 0; kind < CK_LAW_KIND_COUNT; kind++) {
            const uint32_t index = ck_law_find(loaded.host.law, (ck_law_kind)kind, arguments->operand[1]);
            if (index == CK_NONE) continue;
            if (found++ > 0) putchar('\n');
            print_thing(loaded.host.law, (ck_law_kind)kind, index, dated ? &question : NULL);
        }
        if (found == 0)
            status = ck_host_report(&loaded.diags, CK_E_UNKNOWN, (ck_place){0}, "nothing in the law has this name",
                                    "rules, provisions, duties and fees are called regime/name; chokepoint law status lists regimes and provisions");
    }
    ck_host_print_diags(stderr, &loaded.diags, false);
    ck_loaded_law_free(&loaded);
    return ck_host_exit_code(status);
}

/* ---- diff ---- */

static uint32_t print_change(const ck_law *law, ck_law_kind kind, uint32_t index, ck_law_question before, ck_law_question after) {
    const ck_law_status one = ck_law_status_of(law, kind, index, before), two = ck_law_status_of(law, kind, index, after);
    if (one.state == two.state && one.by_law == two.by_law && one.certainty == two.certainty) return 0;
    const ck_law_about about = ck_law_about_of(law, kind, index);
    printf("%s %s", ck_law_kind_word(kind), kind == CK_LAW_PROVISION ? ck_law_about_of(law, CK_LAW_REGIME, about.regime).name : about.name);
    if (kind == CK_LAW_PROVISION) printf("/%s", about.name);
    printf(": %s, then %s", ck_law_state_word(one.state), ck_law_state_word(two.state));
    if (one.by_law != one.state || two.by_law != two.state) printf("; by law alone %s, then %s", ck_law_state_word(one.by_law), ck_law_state_word(two.by_law));
    if (one.certainty != two.certainty) printf("; certainty %s, then %s", ck_certainty_word(one.certainty), ck_certainty_word(two.certainty));
    if (two.citation[0] != '\0') printf(" (%s)", two.citation);
    putchar('\n');
    return 1;
}

int ck_law_diff(const ck_arguments *arguments) {
    if (arguments->operand_count != 3) return ck_usage_error(arguments->command, "diff needs two days: diff 2026-11-09 2026-11-10");
    ck_law_question question[2];
    for (uint32_t k = 0; k < 2; k++) {
        ck_date day;
        const char *text = arguments->operand[1 + k];
        if (ck_date_read(text, strlen(text), &day) < 0) return ck_usage_error(arguments->command, "\"%s\" is no day; expected YYYY-MM-DD", text);
        question[k] = ck_law_question_default(day);
        if (!ck_law_read_day(arguments, "known", &question[k].known)) return 2;
    }
    ck_loaded_law loaded = {0};
    ck_status status = ck_load_law(arguments, CK_NONE, &loaded);
    for (uint32_t k = 0; k < 2 && status >= 0; k++) status = ck_law_take_readings(arguments, &loaded, &question[k]);
    ck_host_print_diags(stderr, &loaded.diags, false);
    if (status >= 0) {
        ck_law_print_readings(loaded.host.law, &question[0]);
        static const ck_law_kind KIND[] = {CK_LAW_REGIME, CK_LAW_PROVISION, CK_LAW_ENTRY, CK_LAW_ENTITY};
        uint32_t changes = 0;
        for (uint32_t k = 0; k < sizeof KIND / sizeof KIND[0]; k++) {
            for (uint32_t i = 0; i < ck_law_count(loaded.host.law, KIND[k]); i++)
                changes += print_change(loaded.host.law, KIND[k], i, question[0], question[1]);
        }
        if (changes == 0) printf("no state differs\n");
    }
    ck_loaded_law_free(&loaded);
    return ck_host_exit_code(status);
}

/* ---- fmt ---- */

static ck_status format_source(const ck_law_source *source, bool check, uint32_t *differ, ck_host_arena *arena, ck_host_batch *batch, ck_diags *diags) {
    size_t length = 0;
    CK_TRY(ck_law_format(source, NULL, 0, &length, diags));
    char *text = ck_host_take(arena, length + 1, 1);
    if (text == NULL) return ck_host_no_memory(diags);
    CK_TRY(ck_law_format(source, text, length, &length, NULL));
    if (length == source->length && memcmp(text, source->text, length) == 0) return CK_OK;
    (*differ)++;
    printf("%s %s\n", check ? "would change" : "changed", source->file);
    if (check) return CK_OK;
    FILE *file = NULL;
    CK_TRY(ck_host_batch_open(batch, source->file, &file, diags));
    fwrite(text, 1, length, file);
    return ck_host_batch_close(batch, diags);
}

int ck_law_fmt(const ck_arguments *arguments) {
    const bool check = ck_argument_given(arguments, "check");
    ck_loaded_law loaded = {0};
    ck_host_batch batch = ck_host_batch_start();
    uint32_t count = 0, differ = 0;
    ck_status status = ck_host_diags_make(&loaded.arena, &loaded.diags);
    if (status >= 0) {
        const char *const *path = ck_law_paths(arguments, 1, &loaded.arena, &count, &loaded.diags);
        status = path == NULL ? CK_E_MEMORY : count == 0 ? CK_E_MISSING : ck_host_law_sources(path, count, &loaded.host, &loaded.diags);
    }
    for (uint32_t k = 0; status >= 0 && k < loaded.host.source_count; k++)
        status = format_source(&loaded.host.source[k], check, &differ, &loaded.arena, &batch, &loaded.diags);
    if (status >= 0 && !check) status = ck_host_batch_commit(&batch, &loaded.diags);
    ck_host_batch_end(&batch);
    ck_host_print_diags(stderr, &loaded.diags, false);
    ck_loaded_law_free(&loaded);
    return status >= 0 && check && differ > 0 ? 1 : ck_host_exit_code(status);
}
