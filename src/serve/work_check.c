/* A posted deal decided, as `check --json` does. */
#include "serve/server.h"

#include "io/tables.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

char *ck_serve_diags_text(const ck_diags *diags, size_t *size) {
    json_t *whole = ck_host_diags_json(diags);
    char *text = whole != NULL ? json_dumps(whole, JSON_INDENT(2)) : NULL;
    json_decref(whole);
    *size = text != NULL ? strlen(text) : 0;
    if (text != NULL) text[(*size)++] = '\n'; // in the place of the NUL: the size counts
    return text;
}

/* What a machine lacks is no fault of the text. */
static int http_of(ck_status status) { return status == CK_E_MEMORY || status == CK_E_IO ? 500 : 422; }

void ck_serve_end_with_diags(ck_task *task, ck_status status) {
    size_t size = 0;
    char *text = ck_serve_diags_text(&task->diags, &size);
    ck_task_end(task, http_of(status), "application/json", text, size);
}

static ck_status write_answers(ck_task *task, ck_check *check, const ck_host_deal *deal, FILE *out) {
    const ck_check_question question = {
        .on = task->check.on, .known = task->check.known, .trace = task->check.explain, .ahead = true};
    ck_status worst = CK_OK;
    for (uint32_t i = 0; i < deal->line_count && worst >= 0; i++) {
        json_t *answer = NULL;
        if (task->left) return CK_E_LIMIT;
        worst = ck_host_worse(worst, ck_check_answer(check, deal, i, &question, &answer, NULL, &task->diags));
        if (worst >= 0 && !ck_check_answer_write(out, answer, deal->line_count == 1))
            worst = ck_host_no_memory(&task->diags);
        json_decref(answer);
    }
    return worst;
}

static ck_status decide(ck_task *task, ck_check **check, char **text, size_t *size, bool *lines) {
    const ck_serve_content *content = &task->server->content;
    ck_host_deal deal;
    ck_host_input input = ck_host_input_bytes(CK_SERVE_POSTED, task->body, task->body_size);
    CK_TRY(ck_host_diags_make(&task->arena, &task->diags));
    if (*check == NULL) CK_TRY(ck_check_start(content->law, check, &task->diags));
    CK_TRY(ck_deal_read(&input, content->law->law, &task->arena, &deal, &task->diags));
    if (deal.line_count > CK_SERVE_LINES) {
        return ck_host_report(&task->diags, CK_E_LIMIT, ck_host_whole(CK_SERVE_POSTED),
                              "the deal asks about %u items; at most %u are decided at once",
                              "post it in parts, or use the command: chokepoint check", deal.line_count,
                              CK_SERVE_LINES);
    }
    *lines = deal.line_count > 1;
    FILE *out = open_memstream(text, size);
    if (out == NULL) return ck_host_no_memory(&task->diags);
    const ck_status status = write_answers(task, *check, &deal, out);
    return fclose(out) == 0 || status < 0 ? status : ck_host_no_memory(&task->diags);
}

void ck_serve_check_task(ck_task *task, uint32_t thread) {
    char *text = NULL;
    size_t size = 0;
    bool lines = false;
    if (task->left || task->server->stopping) {
        ck_task_end(task, 503, "application/json", NULL, 0);
        return;
    }
    const ck_status status = decide(task, &task->server->check[thread], &text, &size, &lines);
    if (status >= 0) {
        ck_task_end(task, 200, lines ? "application/x-ndjson" : "application/json", text, size);
        return;
    }
    free(text);
    ck_serve_end_with_diags(task, status);
}
