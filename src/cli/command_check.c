#include "check/pieces.h"
#include "check/record.h"
#include "check/table.h"
#include "cli/commands.h"
#include "cli/readings.h"
#include "cli/load_kept.h"
#include "cli/progress.h"
#include "io/output.h"
#include "io/tables.h"

#include <errno.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

typedef struct checking {
    const ck_arguments *arguments;
    const char         *path;
    ck_host_arena       arena;
    ck_diags            diags;
    ck_kept_law         law;
    ck_check           *check;
    ck_check_question   question;
    struct ck_pieces   *pieces;          // of the JSON of a table
    bool                json, explain;
    ck_recorder         recorder;
    bool                recording;
    FILE               *out;             // of a table: a batch file, or a temporary one that goes to standard output at the end
    ck_progress         progress;
    uint64_t            lines;
} checking;

/* ---------------------------------------------------------------- one deal ---------------------------------------- */

static ck_status record_line(checking *work, const ck_host_deal *deal, uint32_t line, const char *kind, const void *input, size_t size,
                             json_t **determination) {
    const ck_recorded_line recorded = {.deal = deal, .line = line, .question = &work->question, .input_name = work->path, .input_kind = kind,
                                       .input = input, .input_size = size};
    return ck_recorder_add(&work->recorder, work->check, &recorded, determination, &work->diags);
}

/* A memo beside the others when a deal has several items: NAME-ITEM.html. */
static ck_status write_memo(checking *work, const ck_host_deal *deal, uint32_t line, const json_t *determination, ck_host_batch *batch) {
    const char *path = ck_argument_text(work->arguments, "html", NULL);
    if (path == NULL) return CK_OK;
    if (deal->line_count > 1) {
        const char *dot = strrchr(path, '.');
        const size_t stem = dot != NULL && strchr(dot, '/') == NULL ? (size_t)(dot - path) : strlen(path);
        char number[16];
        snprintf(number, sizeof number, "-%u", (unsigned)line + 1);
        const char *base = ck_host_text(&work->arena, path, stem);
        path = base != NULL ? ck_host_join(&work->arena, base, number, path + stem) : NULL;
        if (path == NULL) return ck_host_no_memory(&work->diags);
    }
    FILE *out = NULL;
    CK_TRY(ck_host_batch_open(batch, path, &out, &work->diags));
    ck_memo_write(out, determination);
    return ck_host_batch_close(batch, &work->diags);
}

static ck_status check_deal(checking *work, ck_host_batch *batch) {
    ck_host_input input;
    const char *bytes = NULL;
    size_t size = 0;
    CK_TRY(ck_host_input_open(work->path, CK_HOST_YAML_LIMIT, &input, &work->diags));
    ck_status status = ck_host_input_all(&input, &work->arena, &bytes, &size, &work->diags);
    ck_host_input_close(&input);
    CK_TRY(status);
    ck_host_deal deal;
    ck_host_input text = ck_host_input_bytes(work->path, bytes, size);
    CK_TRY(ck_deal_read(&text, work->law.law, &work->arena, &deal, &work->diags));
    ck_status worst = CK_OK;
    json_t **made = ck_host_take(&work->arena, deal.line_count, sizeof *made);
    char **trace = ck_host_take(&work->arena, deal.line_count, sizeof *trace);
    if (made == NULL || trace == NULL) return ck_host_no_memory(&work->diags);
    work->question.trace = work->explain;
    for (uint32_t i = 0; i < deal.line_count && worst >= 0; i++) {
        worst = ck_host_worse(worst, ck_check_answer(work->check, &deal, i, &work->question, &made[i], work->json ? NULL : &trace[i], &work->diags));
        if (worst >= 0) worst = ck_host_worse(worst, write_memo(work, &deal, i, made[i], batch));
    }
    for (uint32_t i = 0; i < deal.line_count && worst >= 0 && work->recording; i++) {
        json_t *recorded = NULL;
        worst = ck_host_worse(worst, record_line(work, &deal, i, "yaml", bytes, size, &recorded));
        json_decref(recorded);
    }
    if (worst >= 0 && work->recording) worst = ck_host_worse(worst, ck_recorder_commit(&work->recorder, &work->diags));
    for (uint32_t i = 0; i < deal.line_count; i++) {
        if (worst >= 0 && work->json) {
            ck_check_answer_write(work->out, made[i], deal.line_count == 1);
        } else if (worst >= 0) {
            if (i > 0) fputs("\n", work->out);
            ck_determination_print(work->out, made[i]);
            if (trace[i] != NULL) fprintf(work->out, "\ntrace\n%s", trace[i]);
        }
        json_decref(made[i]);
        free(trace[i]);
    }
    return worst;
}

/* ---------------------------------------------------------------- tables ------------------------------------------ */

static ck_status check_row(void *user, const ck_host_deal *deal, const char *rows, size_t length) {
    checking *work = user;
    ck_status worst = CK_OK;
    for (uint32_t i = 0; i < deal->line_count && worst >= 0; i++) {
        const ck_law_decision *decision = NULL;
        json_t *determination = NULL;
        if (work->recording) worst = record_line(work, deal, i, "csv", rows, length, &determination);
        json_decref(determination);
        if (worst < 0) break;
        worst = ck_host_worse(worst, ck_check_decide(work->check, deal, i, &work->question, &decision, &work->diags));
        if (worst < 0) break;
        if (work->json) {
            determination = ck_determination(work->check, deal, i, &work->question, decision);
            if (determination == NULL) return ck_host_no_memory(&work->diags);
            if (work->explain) json_object_set_new(determination, "trace", ck_trace_json(work->check, decision));
            const bool written = ck_pieces_write(work->pieces, determination, work->out);
            json_decref(determination);
            if (!written) return ck_host_no_memory(&work->diags);
        } else {
            ck_table_row_write(work->out, work->check, deal, i, &work->question, decision);
            if (work->explain) worst = ck_host_worse(worst, ck_table_trace_write(work->out, work->check, deal, i, decision, &work->diags));
        }
        if (++work->lines % 512 == 0) ck_progress_show(&work->progress, "checking", 0.0);
    }
    return worst;
}

static ck_status check_table(checking *work) {
    const ck_deal_table_options options = {.sheet = ck_argument_text(work->arguments, "sheet", NULL), .keep_rows = work->recording,
                                           .arena = &work->arena};
    if (!ck_argument_given(work->arguments, "record")) ck_check_remember(work->check, work->explain ? CK_CHECK_MEMORY_TRACED : CK_CHECK_MEMORY);
    work->question.trace = work->explain;
    work->question.ahead = false;
    work->question.brief = ck_argument_given(work->arguments, "brief") && !work->explain && !work->json;
    if (!work->json) ck_table_header_write(work->out, work->explain);
    if (work->json) {
        work->pieces = ck_pieces_make();
        if (work->pieces == NULL) return ck_host_no_memory(&work->diags);
        ck_check_share(work->check, work->pieces);
    }
    ck_status status = ck_deal_table_read(work->path, work->law.law, &options, check_row, work, &work->diags);
    ck_progress_show(&work->progress, "checking", 1.0);
    if (work->recording) status = ck_host_worse(status, ck_recorder_commit(&work->recorder, &work->diags));
    return status;
}

/* ---------------------------------------------------------------- the command ------------------------------------- */

static ck_status read_regimes(checking *work) {
    const char *names = ck_argument_text(work->arguments, "regime", NULL);
    if (names == NULL) return CK_OK;
    ck_host_list list = {.each = sizeof(uint32_t)};
    for (const char *at = names; *at != '\0';) {
        const size_t length = strcspn(at, ",");
        const char *name = ck_host_text(&work->arena, at, length);
        uint32_t *slot = ck_host_list_add(&work->arena, &list);
        if (name == NULL || slot == NULL) return ck_host_no_memory(&work->diags);
        *slot = ck_law_find(work->law.law, CK_LAW_REGIME, name);
        if (*slot == CK_NONE) {
            return ck_host_report(&work->diags, CK_E_USAGE, (ck_place){0}, "the law has no regime %q", "\"chokepoint law status\" lists them", name);
        }
        at += length + (at[length] == ',');
    }
    work->question.regime = list.item;
    work->question.regime_count = list.count;
    return CK_OK;
}

static ck_status read_readings(checking *work) {
    return ck_readings_read(work->arguments, work->law.law, &work->arena, &work->question.reading, &work->question.reading_count, &work->diags);
}

static ck_status copy_out(FILE *from, FILE *to, ck_diags *diags) {
    char piece[1 << 16];
    rewind(from);
    for (size_t got = fread(piece, 1, sizeof piece, from); got > 0; got = fread(piece, 1, sizeof piece, from)) fwrite(piece, 1, got, to);
    if (ferror(from) == 0 && fflush(to) == 0) return CK_OK;
    return ck_host_write_error(diags, "write", "standard output", errno);
}

/* Answers wait in a temporary file until all rows are decided. */
static ck_status run_table(checking *work, ck_host_batch *batch, const char *file) {
    if (file != NULL) CK_TRY(ck_host_batch_open(batch, file, &work->out, &work->diags));
    else work->out = tmpfile();
    if (work->out == NULL) return ck_host_write_error(&work->diags, "write", "a temporary file", errno);
    ck_status status = check_table(work);
    if (file != NULL && status >= 0) status = ck_host_worse(status, ck_host_batch_close(batch, &work->diags));
    if (file != NULL && status >= 0) status = ck_host_worse(status, ck_host_batch_commit(batch, &work->diags));
    if (file == NULL && status >= 0) status = ck_host_worse(status, copy_out(work->out, stdout, &work->diags));
    if (file == NULL) fclose(work->out);
    return status;
}

static ck_status run_deal(checking *work, ck_host_batch *batch, const char *file) {
    char  *text = NULL;
    size_t size = 0;
    FILE  *out = NULL;
    work->out = open_memstream(&text, &size);
    if (work->out == NULL) return ck_host_no_memory(&work->diags);
    ck_status status = check_deal(work, batch);
    if (fclose(work->out) != 0 && status >= 0) status = ck_host_no_memory(&work->diags);
    if (file != NULL && status >= 0) status = ck_host_worse(status, ck_host_batch_open(batch, file, &out, &work->diags));
    if (out != NULL && status >= 0) {
        fwrite(text, 1, size, out);
        status = ck_host_worse(status, ck_host_batch_close(batch, &work->diags));
    }
    if (status >= 0) status = ck_host_worse(status, ck_host_batch_commit(batch, &work->diags));
    if (file == NULL && status >= 0) fwrite(text, 1, size, stdout);
    free(text);
    return status;
}

static ck_status run(checking *work, ck_host_batch *batch) {
    const char *store = ck_argument_text(work->arguments, "record", NULL), *file = ck_argument_text(work->arguments, "out", NULL);
    const bool table = ck_deal_is_table(work->path);
    if (table && ck_argument_given(work->arguments, "html")) {
        return ck_host_report(&work->diags, CK_E_USAGE, (ck_place){0}, "a table has no memo", "check one deal with --html, or the table with --out");
    }
    CK_TRY(ck_argument_date(work->arguments, "on", &work->question.on, &work->diags));
    CK_TRY(ck_argument_date(work->arguments, "known", &work->question.known, &work->diags));
    CK_TRY(ck_load_kept(work->arguments, &work->arena, &work->law, &work->diags));
    CK_TRY(read_regimes(work));
    CK_TRY(read_readings(work));
    CK_TRY(ck_check_start(&work->law, &work->check, &work->diags));
    if (store != NULL) {
        work->recording = true;
        CK_TRY(ck_recorder_start(store, &work->law, ck_argument_given(work->arguments, "resume"), &work->recorder, &work->diags));
    }
    if (table) return run_table(work, batch, file);
    return run_deal(work, batch, file);
}

static int command_check(const ck_arguments *arguments) {
    checking work = {.arguments = arguments, .path = arguments->operand[0], .json = ck_argument_given(arguments, "json"),
                     .explain = ck_argument_given(arguments, "explain"), .progress = ck_progress_start(),
                     .question = {.on = CK_DATE_LAST, .known = CK_DATE_LAST, .ahead = true}};
    ck_host_batch batch = ck_host_batch_start();
    ck_status status = ck_host_diags_make(&work.arena, &work.diags);
    if (status >= 0) status = run(&work, &batch);
    ck_host_print_diags(stderr, &work.diags, false);
    if (status >= 0 && work.recording) {
        char head[CK_SHA_SIZE];
        if (ck_audit_head(work.recorder.audit, head, NULL) >= 0) {
            fprintf(stderr, "%llu recorded, %llu were recorded before; newest entry %s\n", (unsigned long long)work.recorder.recorded,
                    (unsigned long long)work.recorder.passed_over, head);
        }
    }
    ck_recorder_end(&work.recorder);
    ck_host_batch_end(&batch);
    ck_check_free(work.check);
    ck_pieces_free(work.pieces);
    ck_kept_law_free(&work.law);
    ck_host_arena_free(&work.arena);
    return status == CK_NOTED ? 1 : ck_host_exit_code(status);
}

static const ck_option OPTIONS[] = {{"on", "DATE", "the day on which it is judged (default: as the deal says)"},
                                    {"known", "DATE", "with what was known on this day (default: the same day)"},
                                    {"explain", NULL, "show every test with the value found"},
                                    {"json", NULL, "one JSON object a determination (docs/determination.schema.json)"},
                                    {"html", "FILE", "also a memo to print"},
                                    {"out", "FILE", "write there, whole or not at all"},
                                    {"record", "STORE", "keep input, law, answer and trace in this file"},
                                    {"resume", NULL, "with --record: pass over what was recorded before"},
                                    {"brief", NULL, "a table: outcomes, duties and fees alone, several times faster"},
                                    {"regime", "NAMES", "ask only these regimes, joined by commas"},
                                    {"reading", "NAME=ALTERNATIVE...", "decide by this reading of a contested choice of the law, may be given several times (default: the law's own)"},
                                    {"law", "PATH...", "law files or folders, may be given several times (default: the folder law)"},
                                    {"sheet", "NAME", "sheet of a workbook (default: the first)"},
                                    {NULL, NULL, NULL}};

const ck_command CK_COMMAND_CHECK = {
    .name = "check",
    .summary = "what the law asks of a deal, or of a table of deals",
    .usage = "FILE [options]",
    .description =
        "FILE is one deal in YAML, or a table of deals in CSV or XLSX (docs/deal-format.md). For each regime: outcome, what is to be done "
        "and by when, duties and fees, how certain it is, contested readings, the facts that are missing and would decide, what would apply "
        "if it were revived, and the next change of law that alters the answer. A table gives one row a deal.\n\n"
        "What is not stated is unknown, never no. A name that matches no list is not thereby cleared. Not legal advice.\n\n"
        "Exit status 1 when rules of the law clash or an answer has more rows than there is room for, 2 for bad input; then nothing is written, but what was recorded stays.",
    .example = "chokepoint check motor.yaml --on 2026-10-08 --html memo.html",
    .option = OPTIONS,
    .least = 1,
    .most = 1,
    .run = command_check};
