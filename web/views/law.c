/* The law in the page: texts of the law in, a deal or a table of deals in, determinations out as the command makes them.

   ck_views_room gives memory for a text; ck_views_law_file (for each file) and ck_views_law_build make the law; ck_views_law_words
   says what a deal may state; ck_views_check answers. Answers are JSON, valid until the next call that gives one. */
#include "views.h"

#include "check/check_parts.h"
#include "io/xlsx_read.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

enum { FILES = 256 };

static struct {
    ck_audit_file file[FILES];
    uint32_t file_count;
    ck_kept_law law;
    ck_check *check;
    bool built;
    char *answer;
} the;

CK_WEB(ck_views_room) void *ck_views_room(uint32_t bytes) { return calloc((size_t)bytes + 1, 1); }
CK_WEB(ck_views_free) void ck_views_free(void *text) { free(text); }

static const char *answer(json_t *value) {
    free(the.answer);
    the.answer = json_dumps(value, 0);
    views_json_forget();
    return the.answer;
}

json_t *views_diags_json(const ck_diags *diags) {
    json_t *list = json_array();
    for (uint32_t i = 0; i < diags->count; i++) {
        const ck_diag *diag = &diags->item[i];
        json_t *one = json_object();
        json_object_set_new(one, "status", json_string(ck_status_word(diag->status)));
        json_object_set_new(one, "error", json_boolean(diag->status < 0));
        json_object_set_new(one, "message", ck_host_json_text(diag->message));
        json_object_set_new(one, "hint", ck_host_json_text(diag->hint));
        ck_json_put(one, "file", diag->place.file);
        json_object_set_new(one, "line", json_integer(diag->place.line));
        json_object_set_new(one, "column", json_integer(diag->place.column));
        json_object_set_new(one, "length", json_integer(diag->place.length));
        json_array_append_new(list, one);
    }
    return list;
}

/* ---------------------------------------------------------------- the law ----------------------------------------- */

/* A file of the law; both texts end in a NUL and stay. */
CK_WEB(ck_views_law_file) int32_t ck_views_law_file(const char *name, const char *text, uint32_t length) {
    if (the.file_count == FILES) return CK_E_LIMIT;
    the.file[the.file_count++] = (ck_audit_file){name, text, length};
    return CK_OK;
}

/* {"diagnostics": [...]}, empty when the law is there. */
CK_WEB(ck_views_law_build) const char *ck_views_law_build(void) {
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = ck_kept_law_build(the.file, the.file_count, &the.law, &diags);
    if (status >= 0) status = ck_check_start(&the.law, &the.check, &diags);
    the.built = status >= 0;
    json_t *whole = json_object();
    json_object_set_new(whole, "diagnostics", views_diags_json(&diags));
    const char *text = answer(whole);
    ck_host_arena_free(&arena);
    return text;
}

static json_t *facts_json(const ck_law *law) {
    json_t *facts = json_array();
    for (uint32_t i = 0; i < ck_law_count(law, CK_LAW_FACT); i++) {
        const ck_law_fact_info info = ck_law_fact(law, i);
        json_t *one = json_object(), *words = json_array();
        json_object_set_new(one, "subject", json_string(ck_subject_word(info.subject)));
        json_object_set_new(one, "name", ck_host_json_text(info.name));
        json_object_set_new(one, "type", ck_host_json_text(info.type));
        ck_json_put(one, "unit", info.unit);
        ck_json_put(one, "question", info.question);
        for (uint32_t k = 0; k < info.word_count; k++)
            json_array_append_new(words, ck_host_json_text(ck_law_fact_word(law, i, k)));
        json_object_set_new(one, "words", words);
        json_array_append_new(facts, one);
    }
    return facts;
}

static json_t *choices_json(const ck_law *law) {
    json_t *choices = json_array();
    for (uint32_t i = 0; i < ck_law_count(law, CK_LAW_CHOICE); i++) {
        const ck_law_about about = ck_law_about_of(law, CK_LAW_CHOICE, i);
        json_t *one = json_object(), *readings = json_array();
        json_object_set_new(one, "choice", ck_host_json_text(about.name));
        json_object_set_new(one, "question", ck_host_json_text(about.title));
        for (uint32_t r = 0; r < ck_law_count(law, CK_LAW_READING); r++) {
            if (ck_law_choice_of(law, r) != i) continue;
            const ck_law_about reading = ck_law_about_of(law, CK_LAW_READING, r);
            json_t *other = json_object();
            json_object_set_new(other, "reading", json_integer(r));
            json_object_set_new(other, "name", ck_host_json_text(reading.name));
            json_object_set_new(other, "says", ck_host_json_text(reading.title));
            json_array_append_new(readings, other);
        }
        json_object_set_new(one, "readings", readings);
        json_array_append_new(choices, one);
    }
    return choices;
}

/* {"digest", "facts", "choices", "roles"}: what a form may ask. */
CK_WEB(ck_views_law_words) const char *ck_views_law_words(void) {
    if (!the.built) return NULL;
    const ck_law *law = the.law.law;
    char digest[17];
    json_t *whole = json_object(), *roles = json_array();
    ck_host_digest_text(ck_law_digest(law), digest);
    json_object_set_new(whole, "digest", json_string(digest));
    json_object_set_new(whole, "facts", facts_json(law));
    json_object_set_new(whole, "choices", choices_json(law));
    for (uint32_t i = 0; i < CK_ROLE_COUNT; i++) json_array_append_new(roles, json_string(ck_role_word((ck_role)i)));
    json_object_set_new(whole, "roles", roles);
    return answer(whole);
}

/* ---------------------------------------------------------------- checking ---------------------------------------- */

typedef struct checking {
    ck_check_question question;
    ck_diags diags;
    json_t *list;
    bool table;
    uint32_t lines;
} checking;

/* As the command prints it: a table without what would change the answer, which takes one decision a value. */
static ck_status check_line(checking *work, const ck_host_deal *deal, uint32_t line) {
    const ck_law_decision *decision = NULL;
    const ck_status status = ck_check_decide(the.check, deal, line, &work->question, &decision, &work->diags);
    if (status < 0) return status;
    json_t *determination = ck_determination(the.check, deal, line, &work->question, decision);
    if (determination == NULL) return ck_host_no_memory(&work->diags);
    if (work->question.trace) json_object_set_new(determination, "trace", ck_trace_json(the.check, decision));
    if (!work->table)
        json_object_set_new(determination, "flips", ck_flips(the.check, deal, line, &work->question, determination));
    json_array_append_new(work->list, determination);
    work->lines++;
    return status;
}

static ck_status check_row(void *user, const ck_host_deal *deal, const char *rows, size_t length) {
    checking *work = user;
    ck_status worst = CK_OK;
    (void)rows;
    (void)length;
    for (uint32_t i = 0; i < deal->line_count && worst >= 0; i++)
        worst = ck_host_worse(worst, check_line(work, deal, i));
    return worst;
}

static ck_status check_text(checking *work, const char *name, const char *text, uint32_t length, ck_host_arena *arena) {
    if (work->table) {
        const ck_deal_table_options options = {.arena = arena};
        return ck_deal_table_read_bytes(name, text, length, false, the.law.law, &options, check_row, work,
                                        &work->diags);
    }
    ck_host_deal deal;
    ck_host_input input = ck_host_input_bytes(name, text, length);
    CK_TRY(ck_deal_read(&input, the.law.law, arena, &deal, &work->diags));
    return check_row(work, &deal, NULL, 0);
}

/* {"determinations": [...], "diagnostics": [...]}; determinations are absent when something was wrong.

   on, known  days since 2000-01-01; CK_DATE_LAST: as the deal says
   reading    (readings) numbers of readings to take instead of the law's own                                          */
CK_WEB(ck_views_check)
const char *ck_views_check(const char *name, const char *text, uint32_t length, int32_t table, int32_t on,
                           int32_t known, int32_t trace, const uint32_t *reading, uint32_t readings) {
    ck_host_arena arena = {0};
    checking work = {.table = table != 0, .list = json_array()};
    work.question = (ck_check_question){.on = {on},
                                        .known = {known},
                                        .trace = trace != 0,
                                        .ahead = table == 0,
                                        .reading = reading,
                                        .reading_count = readings};
    ck_status status = the.built ? ck_host_diags_make(&arena, &work.diags) : CK_E_USAGE;
    if (status >= 0) status = check_text(&work, name, text, length, &arena);
    json_t *whole = json_object();
    if (status >= 0) json_object_set_new(whole, "determinations", work.list);
    json_object_set_new(whole, "status", json_string(ck_status_word(status)));
    json_object_set_new(whole, "diagnostics", views_diags_json(&work.diags));
    const char *said = answer(whole);
    ck_host_arena_free(&arena);
    return said;
}

/* ---------------------------------------------------------------- the tree of a text ------------------------------ */

static json_t *node_json(const ck_yaml_node *node) {
    if (node->kind == CK_YAML_TEXT) return ck_host_json_text(node->text);
    json_t *value = node->kind == CK_YAML_LIST ? json_array() : json_object();
    for (const ck_yaml_node *one = node->first; one != NULL; one = one->next) {
        if (node->kind == CK_YAML_LIST)
            json_array_append_new(value, node_json(one));
        else
            json_object_set_new(value, one->key, node_json(one));
    }
    return value;
}

/* {"tree", "diagnostics"} of a text in YAML or JSON, all values as texts: what a form shows. */
CK_WEB(ck_views_tree) const char *ck_views_tree(const char *name, const char *text, uint32_t length) {
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_yaml_node *root = NULL;
    ck_host_input input = ck_host_input_bytes(name, text, length);
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = ck_yaml_read(&input, &arena, &root, &diags);
    json_t *whole = json_object();
    if (status >= 0) json_object_set_new(whole, "tree", node_json(root));
    json_object_set_new(whole, "diagnostics", views_diags_json(&diags));
    const char *said = answer(whole);
    ck_host_arena_free(&arena);
    return said;
}

/* ---------------------------------------------------------------- what a page does not read ------------------------ */

static ck_status no_workbook(ck_diags *diags, const char *name) {
    return ck_host_report(diags, CK_E_USAGE, ck_host_whole(name), "the page reads tables as CSV, not workbooks",
                          "save the sheet as CSV in UTF-8");
}

ck_status ck_xlsx_read(const char *path, const char *sheet, const ck_csv_spec *spec, ck_csv_header header,
                       ck_host_arena *arena, ck_diags *diags) {
    (void)sheet, (void)spec, (void)header, (void)arena;
    return no_workbook(diags, path);
}

ck_status ck_xlsx_read_bytes(const char *name, const void *bytes, size_t size, const char *sheet,
                             const ck_csv_spec *spec, ck_csv_header header, ck_host_arena *arena, ck_diags *diags) {
    (void)bytes, (void)size, (void)sheet, (void)spec, (void)header, (void)arena;
    return no_workbook(diags, name);
}
