/* Answers: texts, errors, files, and the lines of a run. */
#include "serve/exchange.h"

#include "io/tables.h"

#include <jansson.h>
#include <stdlib.h>

static enum MHD_Result queue(ck_request *request, struct MHD_Connection *connection, int http,
                             struct MHD_Response *response) {
    if (response == NULL) return MHD_NO;
    request->http = http;
    return MHD_queue_response(connection, (unsigned)http, response);
}

/* Gives the text (from malloc) away. */
enum MHD_Result ck_serve_send_text(ck_request *request, struct MHD_Connection *connection, int http, const char *type,
                                   char *text, size_t size, const char *allow) {
    struct MHD_Response *response = MHD_create_response_from_buffer(size, text, MHD_RESPMEM_MUST_FREE);
    if (response == NULL) {
        free(text);
        return MHD_NO;
    }
    ck_serve_safe_headers(response);
    MHD_add_response_header(response, "Content-Type", type);
    MHD_add_response_header(response, "Cache-Control", "no-store");
    if (allow != NULL) MHD_add_response_header(response, "Allow", allow);
    if (http == 429 || http == 503) MHD_add_response_header(response, "Retry-After", "1");
    const enum MHD_Result done = queue(request, connection, http, response);
    MHD_destroy_response(response);
    return done;
}

enum MHD_Result ck_serve_refuse(ck_request *request, struct MHD_Connection *connection, int http, const char *message,
                                const char *hint) {
    ck_diag item;
    char texts[4096];
    ck_diags diags = {.item = &item, .capacity = 1, .text = texts, .text_size = sizeof texts};
    size_t size = 0;
    ck_diags_add(&diags, http == 413 || http == 429 ? CK_E_LIMIT : CK_E_USAGE, (ck_place){0}, "%s", "%s", message,
                 hint);
    char *text = ck_serve_diags_text(&diags, &size);
    if (text == NULL) return MHD_NO;
    return ck_serve_send_text(
        request, connection, http, "application/json", text, size,
        http == 405 ? (ck_serve_is_run(request) || ck_serve_is_check(request) ? "POST" : "GET, HEAD") : NULL);
}

const char *ck_serve_header(struct MHD_Connection *connection, const char *name) {
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

enum MHD_Result ck_serve_send_file(ck_request *request, struct MHD_Connection *connection, const ck_serve_file *file) {
    const char *encodings = ck_serve_header(connection, "Accept-Encoding"),
               *tags = ck_serve_header(connection, "If-None-Match");
    const bool packed = file->packed != NULL && encodings != NULL && ck_serve_accepts(encodings, "gzip");
    if (tags != NULL && ck_serve_tag_matches(tags, packed ? file->tag_packed : file->tag)) {
        return queue(request, connection, 304, packed ? file->same_packed : file->same);
    }
    return queue(request, connection, 200, packed ? file->packed : file->plain);
}

/* ---- lines of a run ---- */

/* With the lock held. Makes the next line, when there is one. */
static void next_line(ck_task *task) {
    if (task->phase == CK_TASK_ENDED) {
        task->line = task->answer;
        task->line_size = task->answer_size;
        task->answer = NULL;
        task->last = true;
    } else if (task->tick) {
        json_t *line = task->what != NULL ? json_pack("{s:s,s:o,s:f}", "type", "progress", "what",
                                                      ck_host_json_text(task->what), "done", task->done)
                                          : json_pack("{s:s,s:i}", "type", "waiting", "ahead",
                                                      (int)ck_pool_ahead(&task->server->runs, task));
        task->line = line != NULL ? json_dumps(line, JSON_COMPACT | JSON_PRESERVE_ORDER) : NULL;
        task->line_size = task->line != NULL ? strlen(task->line) : 0;
        if (task->line != NULL) task->line[task->line_size++] = '\n';
        json_decref(line);
    }
    task->tick = false;
    task->line_sent = 0;
}

static ssize_t read_lines(void *cls, uint64_t position, char *buffer, size_t room) {
    ck_task *task = cls;
    ssize_t sent = 0;
    (void)position;
    pthread_mutex_lock(&task->lock);
    if (task->line_sent == task->line_size && !task->last) {
        free(task->line);
        task->line = NULL;
        task->line_size = 0;
        next_line(task);
    }
    const size_t left = task->line_size - task->line_sent, size = left < room ? left : room;
    if (size > 0) {
        memcpy(buffer, task->line + task->line_sent, size);
        task->line_sent += size;
        sent = (ssize_t)size;
    } else if (task->last) {
        sent = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        task->connection = task->streams;
        MHD_suspend_connection(task->connection);
    }
    pthread_mutex_unlock(&task->lock);
    return sent;
}

static enum MHD_Result send_lines(ck_request *request, struct MHD_Connection *connection) {
    struct MHD_Response *response =
        MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 16384, read_lines, request->task, NULL);
    if (response == NULL) return MHD_NO;
    ck_serve_safe_headers(response);
    MHD_add_response_header(response, "Content-Type", "application/x-ndjson");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    const enum MHD_Result done = queue(request, connection, 200, response);
    MHD_destroy_response(response);
    return done;
}

/* Suspends the connection as long as there is nothing to say. */
enum MHD_Result ck_serve_answer_task(ck_request *request, struct MHD_Connection *connection) {
    ck_task *task = request->task;
    char *text = NULL;
    size_t size = 0;
    pthread_mutex_lock(&task->lock);
    const ck_task_phase phase = task->phase;
    if (phase == CK_TASK_BEGUN) {
        task->connection = connection;
        MHD_suspend_connection(connection);
    } else if (phase == CK_TASK_STREAMING) {
        task->streams = connection;
    } else {
        text = task->answer;
        size = task->answer_size;
        task->answer = NULL;
    }
    pthread_mutex_unlock(&task->lock);
    if (phase == CK_TASK_BEGUN) return MHD_YES;
    if (phase == CK_TASK_STREAMING) return send_lines(request, connection);
    if (text == NULL)
        return ck_serve_refuse(request, connection, 503, "the server cannot do this now", "try again later");
    return ck_serve_send_text(request, connection, task->http, task->type, text, size, NULL);
}
