#include "check/record.h"
#include "cli/commands.h"
#include "cli/load_kept.h"
#include "cli/progress.h"
#include "io/tables.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

typedef struct auditing {
    const ck_arguments *arguments;
    ck_audit           *audit;
    ck_diags           *diags;
    bool                json;
    ck_again            again;
    ck_progress         progress;
    uint64_t            same, other, gone;
} auditing;

static bool is_expiry(const ck_audit_record *record) {
    return strcmp(record->kind, "expiry") == 0;
}

/* ---------------------------------------------------------------- list and show ----------------------------------- */

static json_t *entry_json(const ck_audit_record *record) {
    json_t *entry = json_object();
    json_object_set_new(entry, "entry", json_integer(record->id));
    json_object_set_new(entry, "kind", ck_host_json_text(record->kind));
    json_object_set_new(entry, "at", ck_host_json_text(record->at));
    json_object_set_new(entry, "digest", ck_host_json_text(record->digest));
    json_object_set_new(entry, "expired", json_boolean(record->expired));
    if (is_expiry(record)) {
        json_object_set_new(entry, "before", ck_host_json_text(record->before));
        json_object_set_new(entry, "removed", json_integer(record->removed));
    } else if (!record->expired) {
        const char *const key[] = {"deal", "item", "on", "known", "options", "program", "law", "input", "input_name", "outcome"};
        const char *const value[] = {record->deal, record->item, record->on, record->known, record->options, record->program,
                                     record->law, record->input_digest, record->input_name, record->outcome};
        for (size_t i = 0; i < sizeof key / sizeof *key; i++) json_object_set_new(entry, key[i], ck_host_json_text(value[i]));
    }
    return entry;
}

static ck_status list_entry(void *user, const ck_audit_record *record) {
    const auditing *work = user;
    if (work->json) {
        json_t *entry = entry_json(record);
        json_dumpf(entry, stdout, JSON_COMPACT);
        putchar('\n');
        json_decref(entry);
    } else if (is_expiry(record)) {
        printf("%6lld  %s  expiry: %lld entries before %s removed\n", (long long)record->id, record->at, (long long)record->removed, record->before);
    } else if (record->expired) {
        printf("%6lld  %s  (contents expired)\n", (long long)record->id, record->at);
    } else {
        printf("%6lld  %s  %s / %s  on %s  law %.12s  %s\n", (long long)record->id, record->at, record->deal, record->item, record->on, record->law, record->outcome);
    }
    return CK_OK;
}

static ck_status show_entry(void *user, const ck_audit_record *record) {
    auditing *work = user;
    work->same++;
    json_t *answer = record->answer[0] != '\0' ? json_loads(record->answer, 0, NULL) : NULL;
    if (work->json) {
        json_t *entry = entry_json(record);
        if (answer != NULL) json_object_set(entry, "determination", answer);
        json_object_set_new(entry, "trace", ck_host_json_text(record->trace));
        json_dumpf(entry, stdout, JSON_INDENT(2) | JSON_REAL_PRECISION(15));
        putchar('\n');
        json_decref(entry);
    } else {
        printf("entry %lld of %s, digest %s\n", (long long)record->id, record->at, record->digest);
        if (answer != NULL) {
            printf("law %s\ninput %s, from %s\n\n", record->law, record->input_digest, record->input_name);
            ck_determination_print(stdout, answer);
            printf("\ntrace\n%s", record->trace);
            if (record->input != NULL) printf("\ninput\n%.*s\n", (int)record->input_size, (const char *)record->input);
        } else {
            list_entry(work, record);
        }
    }
    json_decref(answer);
    return CK_OK;
}

/* ---------------------------------------------------------------- verify ------------------------------------------ */

static ck_status verify_entry(void *user, const ck_audit_record *record) {
    auditing *work = user;
    if (is_expiry(record)) return CK_OK;
    if (record->expired || record->input == NULL || record->law[0] == '\0') {
        work->gone++;
        return CK_OK;
    }
    char *changed = NULL;
    const ck_status status = ck_decide_again(&work->again, work->audit, record, &changed, work->diags);
    if (status < 0) {
        printf("entry %lld: could not be decided again\n", (long long)record->id);
        work->other++;
    } else if (changed[0] != '\0') {
        printf("entry %lld: %s%s%s\n", (long long)record->id, changed, strcmp(record->program, CK_VERSION) != 0 ? "; it was decided by version " : "",
               strcmp(record->program, CK_VERSION) != 0 ? record->program : "");
        work->other++;
    } else {
        work->same++;
    }
    free(changed);
    if ((work->same + work->other) % 64 == 0) ck_progress_show(&work->progress, "deciding again", 0.0);
    return status == CK_E_MEMORY ? status : CK_OK;
}

static ck_status verify(auditing *work, int64_t first, int64_t last) {
    const char *head = ck_argument_text(work->arguments, "head", NULL);
    const ck_status proof = ck_audit_prove(work->audit, head, work->diags);
    printf("store: %s\n", proof >= 0 ? "every entry, every text and the chain are as they were written" : "NOT as it was written");
    const ck_status status = ck_audit_walk(work->audit, first, last, true, verify_entry, work, work->diags);
    ck_progress_show(&work->progress, "deciding again", 1.0);
    if (status < 0) return status;
    printf("decided again under the law kept with them: %llu the same, %llu NOT the same, %llu expired\n", (unsigned long long)work->same,
           (unsigned long long)work->other, (unsigned long long)work->gone);
    char newest[CK_SHA_SIZE];
    CK_TRY(ck_audit_head(work->audit, newest, work->diags));
    printf("newest entry %s\n", newest);
    return proof;
}

/* ---------------------------------------------------------------- expire ------------------------------------------ */

static ck_status expire(auditing *work) {
    ck_date before = CK_DATE_LAST;
    int64_t count = 0;
    CK_TRY(ck_argument_date(work->arguments, "before", &before, work->diags));
    if (before.day == CK_DATE_LAST.day) {
        return ck_host_report(work->diags, CK_E_USAGE, (ck_place){0}, "expire needs --before DATE", "entries recorded before that day lose their contents");
    }
    if (!ck_argument_given(work->arguments, "yes")) {
        CK_TRY(ck_audit_older(work->audit, before, &count, work->diags));
        printf("%lld determinations were recorded before that day. Nothing was removed; with --yes their contents are.\n", (long long)count);
        return CK_OK;
    }
    CK_TRY(ck_audit_expire(work->audit, before, NULL, &count, work->diags));
    printf("%lld determinations removed; their digests stay in the chain\n", (long long)count);
    return CK_OK;
}

/* ---------------------------------------------------------------- the command ------------------------------------- */

static ck_status read_entries(const ck_arguments *arguments, uint32_t at, int64_t *first, int64_t *last, ck_diags *diags) {
    *first = 0;
    *last = INT64_MAX;
    if (arguments->operand_count <= at) return CK_OK;
    const char *text = arguments->operand[at];
    if (ck_host_integer(text, strlen(text), 1, INT64_MAX, first) >= 0) {
        *last = *first;
        return CK_OK;
    }
    return ck_host_report(diags, CK_E_USAGE, (ck_place){0}, "the entry is %q; it must be a number", "\"chokepoint audit list STORE\" shows them", text);
}

static ck_status run(auditing *work, const char *what, const char *path) {
    int64_t first, last;
    static const char *const WHAT[] = {"list", "show", "verify", "expire"};
    bool known = false;
    for (size_t i = 0; i < 4; i++) known = known || strcmp(what, WHAT[i]) == 0;
    if (!known) {
        const char *nearest = ck_host_nearest(what, WHAT, 4);
        return ck_host_report(work->diags, CK_E_USAGE, (ck_place){0}, "audit cannot %q", nearest != NULL ? "did you mean %q?" : "it can list, show, verify and expire",
                              what, nearest != NULL ? nearest : "");
    }
    CK_TRY(read_entries(work->arguments, 2, &first, &last, work->diags));
    if (strcmp(what, "show") == 0 && last == INT64_MAX) {
        return ck_host_report(work->diags, CK_E_USAGE, (ck_place){0}, "show needs the number of an entry", "\"chokepoint audit list STORE\" shows them");
    }
    if (!ck_host_is_file(path)) return ck_host_read_error(work->diags, path, 2);
    CK_TRY(ck_audit_open(path, strcmp(what, "expire") == 0, &work->audit, work->diags));
    if (strcmp(what, "list") == 0) return ck_audit_walk(work->audit, first, last, false, list_entry, work, work->diags);
    if (strcmp(what, "verify") == 0) return verify(work, first, last);
    if (strcmp(what, "expire") == 0) return expire(work);
    CK_TRY(ck_audit_walk(work->audit, first, last, true, show_entry, work, work->diags));
    if (work->same > 0) return CK_OK;
    return ck_host_report(work->diags, CK_E_UNKNOWN, ck_host_whole(path), "the store has no entry %q", "\"chokepoint audit list\" shows them",
                          work->arguments->operand[2]);
}

static int command_audit(const ck_arguments *arguments) {
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    auditing work = {.arguments = arguments, .diags = &diags, .json = ck_argument_given(arguments, "json"), .progress = ck_progress_start()};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = run(&work, arguments->operand[0], arguments->operand[1]);
    ck_host_print_diags(stderr, &diags, false);
    const bool verified = strcmp(arguments->operand[0], "verify") == 0 && work.audit != NULL;
    const int result = verified && (status == CK_E_FORMAT || work.other > 0) ? 1 : ck_host_exit_code(status);
    ck_again_free(&work.again);
    ck_audit_close(work.audit);
    ck_host_arena_free(&arena);
    return result;
}

static const ck_option OPTIONS[] = {{"json", NULL, "list, show: as JSON"},
                                    {"head", "DIGEST", "verify: some entry must have this digest, noted when it was the newest"},
                                    {"before", "DATE", "expire: entries recorded before this day"},
                                    {"yes", NULL, "expire: do it"},
                                    {NULL, NULL, NULL}};

const ck_command CK_COMMAND_AUDIT = {
    .name = "audit",
    .summary = "recorded determinations: list, show, verify, expire",
    .usage = "list|show|verify|expire STORE [ENTRY] [options]",
    .description =
        "\"check --record STORE\" keeps input, law, answer, trace and time of each determination in one SQLite file, in a chain of SHA-256 digests. "
        "list names the entries, show prints one with its trace and input.\n\n"
        "verify proves that nothing in the store was changed, decides every entry (or the one named) again under the law kept with it, and compares "
        "answer and trace to the last character. Exit status 1 when something differs. Entries cut off at the end show only against a digest that "
        "was noted elsewhere: --head.\n\n"
        "Nothing is ever dropped by itself. How long records are kept is yours to say (five years is common): expire --before DATE --yes removes the "
        "contents of older entries and records that it did; their digests stay.",
    .example = "chokepoint audit verify determinations.db",
    .option = OPTIONS,
    .least = 2,
    .most = 3,
    .run = command_audit};
