/* Determinations into the store and out of it again. */
#include "check/record.h"

#include "check/check_parts.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define GROUP 100u                       // records between two commits

static double seconds(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* ---------------------------------------------------------------- what was asked ---------------------------------- */

static void write_readings(FILE *out, const ck_law *law, const ck_check_question *question) {
    for (uint32_t i = 0; i < question->reading_count; i++) {
        const ck_law_about choice = ck_law_about_of(law, CK_LAW_CHOICE, ck_law_choice_of(law, question->reading[i]));
        fprintf(out, "%s%s/%s", i > 0 ? "," : "reading=", choice.name, ck_law_about_of(law, CK_LAW_READING, question->reading[i]).name);
    }
    if (question->reading_count > 0 && question->regime_count > 0) fputc(' ', out);
}

/* "ahead;on;reading=choice/name,... regime=a,b": all of the question that is not a day, readings in the order of the law. `on`: the
   day was asked, not taken from the deal. */
static char *options_text(const ck_law *law, const ck_check_question *question) {
    char  *text = NULL;
    size_t length = 0;
    FILE  *out = open_memstream(&text, &length);
    if (out == NULL) return NULL;
    if (question->ahead) fputs("ahead;", out);
    if (question->on.day != CK_DATE_LAST.day) fputs("on;", out);
    write_readings(out, law, question);
    for (uint32_t i = 0; i < question->regime_count; i++) {
        fprintf(out, "%s%s", i > 0 ? "," : "regime=", ck_law_about_of(law, CK_LAW_REGIME, question->regime[i]).name);
    }
    if (fclose(out) == 0) return text;
    free(text);
    return NULL;
}

/* Things of a kind by name, `names` up to a space, separated by commas. */
static ck_status read_names(const ck_law *law, ck_law_kind kind, const char *names, ck_host_arena *arena, ck_host_list *list, ck_diags *diags) {
    *list = (ck_host_list){.each = sizeof(uint32_t)};
    const char *text = names != NULL ? ck_host_text(arena, names, strcspn(names, " ")) : "";
    size_t at = 0, length = 0;
    const char *part = NULL;
    if (text == NULL) return ck_host_no_memory(diags);
    while (text[0] != '\0' && cki_text_next_part(text, ',', &at, &part, &length)) {
        const char *name = ck_host_text(arena, part, length);
        uint32_t *slot = ck_host_list_add(arena, list);
        if (name == NULL || slot == NULL) return ck_host_no_memory(diags);
        *slot = ck_law_find(law, kind, name);
        if (*slot == CK_NONE) return ck_host_report(diags, CK_E_UNKNOWN, (ck_place){0}, "the recorded law has no %s %q", "", ck_law_kind_word(kind), name);
    }
    return CK_OK;
}

static ck_status read_options(const ck_law *law, const char *options, ck_date on, ck_host_arena *arena, ck_check_question *question,
                              ck_diags *diags) {
    question->ahead = strstr(options, "ahead;") != NULL;
    if (strstr(options, "on;") != NULL) question->on = on;
    const char *regimes = strstr(options, "regime="), *readings = strstr(options, "reading=");
    ck_host_list list;
    CK_TRY(read_names(law, CK_LAW_REGIME, regimes != NULL ? regimes + strlen("regime=") : NULL, arena, &list, diags));
    question->regime = list.item;
    question->regime_count = list.count;
    CK_TRY(read_names(law, CK_LAW_READING, readings != NULL ? readings + strlen("reading=") : NULL, arena, &list, diags));
    question->reading = list.item;
    question->reading_count = list.count;
    return CK_OK;
}

/* ---------------------------------------------------------------- what is there already --------------------------- */

static uint64_t identity(const char *input, const char *item, const char *law, const char *on, const char *known, const char *options) {
    ck_digest digest = ck_digest_start(1);
    const char *const text[] = {input, item, law, on, known, options};
    for (size_t i = 0; i < sizeof text / sizeof *text; i++) ck_digest_text(&digest, text[i]);
    return ck_digest_value(&digest) | 1;
}

static bool has_seen(const ck_recorder *recorder, uint64_t hash) {
    if (recorder->seen == NULL) return false;
    for (size_t at = hash & (recorder->seen_size - 1); recorder->seen[at] != 0; at = (at + 1) & (recorder->seen_size - 1)) {
        if (recorder->seen[at] == hash) return true;
    }
    return false;
}

static bool add_seen(ck_recorder *recorder, uint64_t hash) {
    if (2 * (recorder->seen_count + 1) > recorder->seen_size) {
        const size_t size = 2 * recorder->seen_size;
        uint64_t *grown = calloc(size, sizeof *grown);
        if (grown == NULL) return false;
        for (size_t i = 0; i < recorder->seen_size; i++) {
            if (recorder->seen[i] == 0) continue;
            size_t at = recorder->seen[i] & (size - 1);
            while (grown[at] != 0) at = (at + 1) & (size - 1);
            grown[at] = recorder->seen[i];
        }
        free(recorder->seen);
        recorder->seen = grown;
        recorder->seen_size = size;
    }
    size_t at = hash & (recorder->seen_size - 1);
    while (recorder->seen[at] != 0 && recorder->seen[at] != hash) at = (at + 1) & (recorder->seen_size - 1);
    recorder->seen_count += recorder->seen[at] == 0;
    recorder->seen[at] = hash;
    return true;
}

static ck_status note_entry(void *user, const ck_audit_record *record) {
    if (record->law[0] == '\0') return CK_OK;
    return add_seen(user, identity(record->input_digest, record->item, record->law, record->on, record->known, record->options)) ? CK_OK : CK_E_MEMORY;
}

ck_status ck_recorder_start(const char *path, const ck_kept_law *law, bool resume, ck_recorder *recorder, ck_diags *diags) {
    *recorder = (ck_recorder){.committed = seconds()};
    CK_TRY(ck_audit_open(path, true, &recorder->audit, diags));
    if (resume) {
        recorder->seen_size = 1024;
        recorder->seen = calloc(recorder->seen_size, sizeof *recorder->seen);
        if (recorder->seen == NULL) return ck_host_no_memory(diags);
        CK_TRY(ck_audit_walk(recorder->audit, 0, INT64_MAX, false, note_entry, recorder, diags));
    }
    return ck_audit_keep_law(recorder->audit, law->file, law->file_count, recorder->law, diags);
}

void ck_recorder_end(ck_recorder *recorder) {
    ck_audit_close(recorder->audit);
    free(recorder->seen);
    recorder->audit = NULL;
    recorder->seen = NULL;
}

ck_status ck_recorder_commit(ck_recorder *recorder, ck_diags *diags) {
    recorder->waiting = 0;
    recorder->committed = seconds();
    return ck_audit_commit(recorder->audit, diags);
}

/* ---------------------------------------------------------------- one line ---------------------------------------- */

/* The determination and trace of a line as they are recorded. */
static ck_status decide_whole(ck_check *check, const ck_host_deal *deal, uint32_t line, const ck_check_question *question, json_t **determination,
                              char **trace, ck_diags *diags) {
    ck_check_question asked = *question;
    const ck_law_decision *decision = NULL;
    size_t length = 0;
    asked.trace = true;
    asked.brief = false;
    CK_TRY(ck_check_decide(check, deal, line, &asked, &decision, diags));
    *determination = ck_determination(check, deal, line, &asked, decision);
    if (*determination == NULL) return ck_host_no_memory(diags);
    return ck_trace_text(check, decision, trace, &length, diags);
}

static ck_status write_record(ck_recorder *recorder, ck_check *check, const ck_recorded_line *line, const char *on, const char *known,
                              const char *options, json_t **determination, ck_diags *diags) {
    char *trace = NULL, *answer = NULL;
    ck_status status = decide_whole(check, line->deal, line->line, line->question, determination, &trace, diags);
    if (status >= 0) {
        answer = ck_determination_write(*determination);
        if (answer == NULL) status = ck_host_no_memory(diags);
    }
    if (status >= 0) {
        int64_t id;
        const ck_audit_record record = {.deal = line->deal->name, .item = line->deal->line[line->line].item[0].name, .on = on, .known = known,
                                        .options = options, .program = CK_VERSION, .law = recorder->law, .input_name = line->input_name,
                                        .input_kind = line->input_kind, .input = line->input, .input_size = line->input_size,
                                        .outcome = ck_json_get(json_object_get(*determination, "verdict"), "outcome"), .answer = answer, .trace = trace};
        status = ck_audit_add(recorder->audit, &record, NULL, &id, diags);
    }
    free(trace);
    free(answer);
    CK_TRY(status);
    recorder->recorded++;
    if (++recorder->waiting >= GROUP || seconds() - recorder->committed > 0.5) return ck_recorder_commit(recorder, diags);
    return CK_OK;
}

ck_status ck_recorder_add(ck_recorder *recorder, ck_check *check, const ck_recorded_line *line, json_t **determination, ck_diags *diags) {
    *determination = NULL;
    char on[16], known[16], input[CK_SHA_SIZE];
    ck_date day, known_day;
    ck_check_dates(line->deal, line->question, &day, &known_day);
    ck_date_write(day, on);
    ck_date_write(known_day, known);
    char *options = options_text(ck_check_law(check)->law, line->question);
    if (options == NULL) return ck_host_no_memory(diags);
    ck_status status = CK_OK;
    uint64_t hash = 0;
    if (recorder->seen != NULL) {
        ck_audit_sha(line->input, line->input_size, input);
        hash = identity(input, line->deal->line[line->line].item[0].name, recorder->law, on, known, options);
    }
    if (has_seen(recorder, hash)) {
        recorder->passed_over++;
    } else {
        status = write_record(recorder, check, line, on, known, options, determination, diags);
        if (status >= 0 && recorder->seen != NULL && !add_seen(recorder, hash)) status = ck_host_no_memory(diags);
    }
    free(options);
    return status;
}

/* ---------------------------------------------------------------- again ------------------------------------------- */

static void drop_law(ck_again *again) {
    ck_check_free(again->check);
    ck_kept_law_free(&again->loaded);
    ck_host_arena_free(&again->arena);
    again->check = NULL;
    again->law[0] = '\0';
}

void ck_again_free(ck_again *again) {
    drop_law(again);
    ck_intern_free(&again->name);
    ck_host_arena_free(&again->names);
    *again = (ck_again){0};
}

/* The same name, for as long as `again`: laws and entries come and go, and diagnostics still name their files. NULL: no memory. */
static const char *keep_name(ck_again *again, const char *name) {
    if (again->name.arena == NULL) again->name = ck_intern_start(&again->names);
    const uint32_t at = ck_intern_add(&again->name, name, strlen(name));
    return at != CK_NONE ? again->name.name[at] : NULL;
}

static ck_status load_law(ck_again *again, ck_audit *audit, const char *law, ck_diags *diags) {
    if (again->check != NULL && strcmp(again->law, law) == 0) return CK_OK;
    drop_law(again);
    ck_audit_file *file = NULL;
    uint32_t count = 0;
    CK_TRY(ck_audit_law(audit, law, &again->arena, &file, &count, diags));
    for (uint32_t k = 0; k < count; k++) {
        file[k].path = keep_name(again, file[k].path);
        if (file[k].path == NULL) return ck_host_no_memory(diags);
    }
    CK_TRY(ck_kept_law_build(file, count, &again->loaded, diags));
    CK_TRY(ck_check_start(&again->loaded, &again->check, diags));
    snprintf(again->law, sizeof again->law, "%s", law);
    return CK_OK;
}

typedef struct comparing {
    ck_again              *again;
    const ck_audit_record *record;
    ck_check_question      question;
    ck_diags              *diags;
    bool                   found;
    char                 **changed;
} comparing;

static char *copy_text(const char *text) {
    const size_t length = strlen(text) + 1;
    char *copy = malloc(length);
    if (copy != NULL) memcpy(copy, text, length);
    return copy;
}

/* First line in which two texts differ. */
static char *difference(const char *what, const char *was, const char *now) {
    size_t at = 0, start = 0;
    unsigned line = 1;
    for (; was[at] != '\0' && was[at] == now[at]; at++) {
        if (was[at] != '\n') continue;
        start = at + 1;
        line++;
    }
    char text[700];
    const size_t before = strcspn(was + start, "\n"), after = strcspn(now + start, "\n");
    snprintf(text, sizeof text, "%s differs in line %u: recorded \"%.*s\", now \"%.*s\"", what, line, (int)(before < 300 ? before : 300), was + start,
             (int)(after < 300 ? after : 300), now + start);
    return copy_text(text);
}

static void without_easing(json_t *list) {
    for (size_t k = json_array_size(list); k-- > 0;) {
        if (json_is_true(json_object_get(json_array_get(list, k), "eases"))) json_array_remove(list, k);
    }
}

/* Writes an answer as version 3 of the format had it; it has been asked to tell of rules that were not published then. */
static void as_version_3(json_t *determination) {
    json_object_set_new(determination, "format", json_string(CK_DETERMINATION_FORMAT_3));
}

/* As version 2 had it, so that what was recorded then is held against what it said. An answer that is another one now ("licence" for
   what was indeterminate) stays so, and is found to differ. Fees on ships that are not stated were open lines then; such an answer
   differs too. */
static void as_version_2(json_t *determination) {
    size_t i, k;
    json_t *regime, *rule;
    as_version_3(determination);
    json_object_set_new(determination, "format", json_string(CK_DETERMINATION_FORMAT_2));
    json_array_foreach(json_object_get(determination, "regimes"), i, regime) {
        without_easing(json_object_get(regime, "missing"));
        json_array_foreach(json_object_get(regime, "rules"), k, rule) {
            json_t *by = json_object_get(rule, "may_give_way_to");
            if (by == NULL) continue;
            json_object_set(rule, "silenced_by", by);
            json_object_del(rule, "may_give_way_to");
        }
    }
    json_t *notices = json_object_get(determination, "notices");
    for (size_t n = json_array_size(notices); n-- > 0;) {
        if (strcmp(json_string_value(json_array_get(notices, n)), CK_NOTICE_NO_SHIP) == 0) json_array_remove(notices, n);
    }
}

/* The same for version 1. */
static void as_version_1(json_t *determination) {
    size_t i, k;
    json_t *regime, *reading;
    as_version_2(determination);
    json_object_set_new(determination, "format", json_string(CK_DETERMINATION_FORMAT_1));
    json_array_foreach(json_object_get(determination, "regimes"), i, regime) {
        json_array_foreach(json_object_get(regime, "readings"), k, reading) {
            json_object_del(reading, "taken");
            json_object_del(reading, "by");
        }
    }
}

/* The format in which an answer was recorded, to be freed; "" when it has none, NULL without memory. */
static char *format_of(const char *answer) {
    json_t *recorded = json_loads(answer, 0, NULL);
    char *format = copy_text(ck_json_get(recorded, "format"));
    json_decref(recorded);
    return format;
}

/* Older versions of the format, and how an answer is written as they had it. */
static const struct { const char *name; void (*write)(json_t *determination); } OLDER[] = {
    {CK_DETERMINATION_FORMAT_3, as_version_3}, {CK_DETERMINATION_FORMAT_2, as_version_2}, {CK_DETERMINATION_FORMAT_1, as_version_1}};
#define OLDER_COUNT (sizeof OLDER / sizeof *OLDER)

/* OLDER_COUNT: it is none of them. */
static size_t older_format(const char *format) {
    size_t k = 0;
    while (k < OLDER_COUNT && strcmp(format, OLDER[k].name) != 0) k++;
    return k;
}

/* What differs, and when the record is of another format that this program does not write, that too. */
static char *answer_differs(const char *format, const char *was, const char *now) {
    if (strcmp(format, CK_DETERMINATION_FORMAT) == 0 || older_format(format) < OLDER_COUNT) return difference("the answer", was, now);
    char what[256];
    snprintf(what, sizeof what, "the answer was recorded as \"%.40s\", which this program does not write (%s); it", format,
             CK_DETERMINATION_FORMAT);
    return difference(what, was, now);
}

static ck_status compare(comparing *work, const ck_host_deal *deal, uint32_t line) {
    json_t *determination = NULL;
    char *trace = NULL, *answer = NULL, *format = format_of(work->record->answer);
    if (format == NULL) return ck_host_no_memory(work->diags);
    const size_t older = older_format(format);
    work->question.unpublished = older < OLDER_COUNT;
    ck_status status = decide_whole(work->again->check, deal, line, &work->question, &determination, &trace, work->diags);
    if (status >= 0) {
        char program[64];                // another version may say the same
        snprintf(program, sizeof program, "chokepoint %s", work->record->program);
        json_object_set_new(determination, "program", ck_host_json_text(program));
        if (older < OLDER_COUNT) OLDER[older].write(determination);
        answer = ck_determination_write(determination);
        if (answer == NULL) status = ck_host_no_memory(work->diags);
    }
    if (status >= 0) {
        if (strcmp(answer, work->record->answer) != 0) *work->changed = answer_differs(format, work->record->answer, answer);
        else if (strcmp(trace, work->record->trace) != 0) *work->changed = difference("the trace", work->record->trace, trace);
        else *work->changed = copy_text("");
        if (*work->changed == NULL) status = ck_host_no_memory(work->diags);
    }
    json_decref(determination);
    free(trace);
    free(answer);
    free(format);
    return status;
}

static ck_status compare_line(void *user, const ck_host_deal *deal, const char *rows, size_t length) {
    comparing *work = user;
    (void)rows;
    (void)length;
    for (uint32_t i = 0; i < deal->line_count && !work->found; i++) {
        if (strcmp(deal->name, work->record->deal) != 0 || strcmp(deal->line[i].item[0].name, work->record->item) != 0) continue;
        work->found = true;
        return compare(work, deal, i);
    }
    return CK_OK;
}

ck_status ck_decide_again(ck_again *again, ck_audit *audit, const ck_audit_record *record, char **changed, ck_diags *diags) {
    *changed = NULL;
    CK_TRY(load_law(again, audit, record->law, diags));
    comparing work = {.again = again, .record = record, .diags = diags, .changed = changed,
                      .question = {.on = CK_DATE_LAST, .known = CK_DATE_LAST}};
    ck_host_arena arena = {0};
    const char *name = keep_name(again, record->input_name);
    if (name == NULL) return ck_host_no_memory(diags);
    ck_status status = ck_date_read(record->known, strlen(record->known), &work.question.known);
    ck_date on = {0};
    if (status >= 0) status = ck_date_read(record->on, strlen(record->on), &on);
    if (status < 0) status = ck_host_report(diags, CK_E_FORMAT, (ck_place){0}, "entry %g has days that are no dates", "", (double)record->id);
    if (status >= 0) status = read_options(again->loaded.law, record->options, on, &arena, &work.question, diags);
    if (status >= 0 && strcmp(record->input_kind, "csv") == 0) {
        const ck_deal_table_options options = {.arena = &arena};
        status = ck_deal_table_read_bytes(name, record->input, record->input_size, false, again->loaded.law, &options, compare_line, &work, diags);
    } else if (status >= 0) {
        ck_host_input input = ck_host_input_bytes(name, record->input, record->input_size);
        ck_host_deal deal;
        status = ck_deal_read(&input, again->loaded.law, &arena, &deal, diags);
        if (status >= 0) status = compare_line(&work, &deal, NULL, 0);
    }
    ck_host_arena_free(&arena);
    CK_TRY(status);
    if (!work.found) {
        return ck_host_report(diags, CK_E_MISSING, (ck_place){0}, "the input of entry %g does not hold the item %q", "", (double)record->id, record->item);
    }
    return CK_OK;
}
