/* Requests and their answers: what the one thread that talks to clients does. */
#include "serve/server.h"

#include "io/tables.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* A request from its first line to the end of its answer. */
typedef struct ck_request {
    char           *text;                // target as it came
    char           *room;                // decoded texts of `target`
    int             fault;               // of the target
    ck_serve_target target;
    bool            begun, wanted, overflown;    // wanted: the body is read and handed on
    char           *body;
    size_t          body_size, body_room, wasted;        // wasted: bytes beyond the limit, read to be able to say so
    ck_task        *task;
    double          started;
    char            method[8];           // for the log
    int             http;
} ck_request;

static bool is_run(const ck_request *request) { return strcmp(request->target.path, "/run") == 0; }
static bool is_check(const ck_request *request) { return strcmp(request->target.path, "/check") == 0; }

/* ---------------------------------------------------------------- visitors ---------------------------------------- */

void ck_serve_visitor(void *cls, struct MHD_Connection *connection, void **context, enum MHD_ConnectionNotificationCode code) {
    ck_server *server = cls;
    ck_visitor *visitor = *context;
    pthread_mutex_lock(&server->visitors_lock);
    if (code == MHD_CONNECTION_NOTIFY_STARTED) {
        const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
        visitor = calloc(1, sizeof *visitor);
        if (visitor != NULL && info != NULL) {
            *visitor = (ck_visitor){.socket = info->connect_fd, .since = ck_serve_now(), .after = server->visitor};
            if (server->visitor != NULL) server->visitor->before = visitor;
            server->visitor = visitor;
        }
        *context = visitor;
    } else if (visitor != NULL) {
        if (visitor->before != NULL) visitor->before->after = visitor->after;
        else server->visitor = visitor->after;
        if (visitor->after != NULL) visitor->after->before = visitor->before;
        free(visitor);
        *context = NULL;
    }
    pthread_mutex_unlock(&server->visitors_lock);
}

static void set_waiting(ck_server *server, struct MHD_Connection *connection, bool waits) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    ck_visitor *visitor = info != NULL ? info->socket_context : NULL;
    if (visitor == NULL) return;
    pthread_mutex_lock(&server->visitors_lock);
    visitor->since = waits ? ck_serve_now() : 0.0;
    pthread_mutex_unlock(&server->visitors_lock);
}

/* ---------------------------------------------------------------- begin and end ----------------------------------- */

void *ck_serve_request_begin(void *cls, const char *target, struct MHD_Connection *connection) {
    (void)cls, (void)connection;
    ck_request *request = calloc(1, sizeof *request);
    const size_t length = strlen(target);
    if (request == NULL) return NULL;
    request->started = ck_serve_now();
    request->text = malloc(length + 1);
    request->room = malloc(length + 1);
    if (request->text == NULL || request->room == NULL) request->fault = 503;
    else memcpy(request->text, target, length + 1);
    if (request->fault == 0) request->fault = ck_serve_target_read(target, length, request->room, &request->target);
    return request;
}

/* Bytes that are no letters of a plain target are written as escapes: a log line stays one line. */
static void write_log(ck_server *server, const ck_request *request) {
    char when[32];
    const time_t now = time(NULL);
    struct tm broken;
    if (server->options.log == NULL || gmtime_r(&now, &broken) == NULL) return;
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &broken);
    pthread_mutex_lock(&server->log_lock);
    fprintf(server->options.log, "%s %s ", when, request->method[0] != '\0' ? request->method : "-");
    for (const char *at = request->text; at != NULL && *at != '\0'; at++) {
        const unsigned char byte = (unsigned char)*at;
        if (byte > 0x20 && byte < 0x7f && byte != '"' && byte != '\\') fputc(byte, server->options.log);
        else fprintf(server->options.log, "\\x%02x", byte);
    }
    fprintf(server->options.log, " %d %.1f ms\n", request->http, 1e3 * (ck_serve_now() - request->started));
    fflush(server->options.log);
    pthread_mutex_unlock(&server->log_lock);
}

void ck_serve_request_end(void *cls, struct MHD_Connection *connection, void **context, enum MHD_RequestTerminationCode code) {
    ck_server *server = cls;
    ck_request *request = *context;
    (void)code;
    set_waiting(server, connection, true);
    if (request == NULL) return;
    write_log(server, request);
    if (request->task != NULL) {
        request->task->left = true;
        ck_task_let_go(request->task);
    }
    atomic_fetch_sub(&server->held, request->body_room);
    free(request->body);
    free(request->text);
    free(request->room);
    free(request);
    *context = NULL;
}

/* ---------------------------------------------------------------- answers ----------------------------------------- */

static enum MHD_Result queue(ck_request *request, struct MHD_Connection *connection, int http, struct MHD_Response *response) {
    if (response == NULL) return MHD_NO;
    request->http = http;
    return MHD_queue_response(connection, (unsigned)http, response);
}

/* Gives the text (from malloc) away. */
static enum MHD_Result send_text(ck_request *request, struct MHD_Connection *connection, int http, const char *type, char *text, size_t size,
                                 const char *allow) {
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

static enum MHD_Result refuse(ck_request *request, struct MHD_Connection *connection, int http, const char *message, const char *hint) {
    ck_diag item;
    char texts[4096];
    ck_diags diags = {.item = &item, .capacity = 1, .text = texts, .text_size = sizeof texts};
    size_t size = 0;
    ck_diags_add(&diags, http == 413 || http == 429 ? CK_E_LIMIT : CK_E_USAGE, (ck_place){0}, "%s", "%s", message, hint);
    char *text = ck_serve_diags_text(&diags, &size);
    if (text == NULL) return MHD_NO;
    return send_text(request, connection, http, "application/json", text, size, http == 405 ? (is_run(request) || is_check(request) ? "POST" : "GET, HEAD") : NULL);
}

static const char *header(struct MHD_Connection *connection, const char *name) {
    return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

static enum MHD_Result send_file(ck_request *request, struct MHD_Connection *connection, const ck_serve_file *file) {
    const char *encodings = header(connection, "Accept-Encoding"), *tags = header(connection, "If-None-Match");
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
        json_t *line = task->what != NULL ? json_pack("{s:s,s:o,s:f}", "type", "progress", "what", ck_host_json_text(task->what), "done", task->done)
                                          : json_pack("{s:s,s:i}", "type", "waiting", "ahead", (int)ck_pool_ahead(&task->server->runs, task));
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
    struct MHD_Response *response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 16384, read_lines, request->task, NULL);
    if (response == NULL) return MHD_NO;
    ck_serve_safe_headers(response);
    MHD_add_response_header(response, "Content-Type", "application/x-ndjson");
    MHD_add_response_header(response, "Cache-Control", "no-store");
    const enum MHD_Result done = queue(request, connection, 200, response);
    MHD_destroy_response(response);
    return done;
}

/* Suspends the connection as long as there is nothing to say. */
static enum MHD_Result answer_task(ck_request *request, struct MHD_Connection *connection) {
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
    if (text == NULL) return refuse(request, connection, 503, "the server cannot do this now", "try again later");
    return send_text(request, connection, task->http, task->type, text, size, NULL);
}

/* ---------------------------------------------------------------- posts ------------------------------------------- */

static const char *const CHECK_QUERY[] = {"on", "known", "explain", NULL};
static const char *const RUN_QUERY[] = {"draws", "seed", "alone", "remedies", "every", "save", NULL};


/* Readers of the query: what is not given leaves `value`. */
static bool read_whole(const ck_request *request, const char *name, int64_t low, int64_t high, uint64_t *value, bool *given) {
    const char *text = ck_serve_query(&request->target, name);
    int64_t whole = 0;
    if (text == NULL) return true;
    if (ck_host_integer(text, strlen(text), low, high, &whole) < 0) return false;
    *value = (uint64_t)whole;
    if (given != NULL) *given = true;
    return true;
}

static bool read_switch(const ck_request *request, const char *name, bool *value) {
    const char *text = ck_serve_query(&request->target, name);
    if (text == NULL) return true;
    *value = strcmp(text, "1") == 0;
    return *value || strcmp(text, "0") == 0;
}

static bool read_day(const ck_request *request, const char *name, ck_date *day) {
    const char *text = ck_serve_query(&request->target, name);
    return text == NULL || ck_date_read(text, strlen(text), day) >= 0;
}

/* What is wrong with the query, in words; NULL: nothing. */
static const char *read_check(const ck_request *request, ck_task_check *check) {
    *check = (ck_task_check){.on = CK_DATE_LAST, .known = CK_DATE_LAST};
    if (!read_day(request, "on", &check->on) || !read_day(request, "known", &check->known)) return "\"on\" and \"known\" are days, YYYY-MM-DD";
    if (!read_switch(request, "explain", &check->explain)) return "\"explain\" is 0 or 1";
    return NULL;
}

static const char *read_run(const ck_request *request, ck_task_run *run) {
    const char *save = ck_serve_query(&request->target, "save");
    *run = (ck_task_run){.remedies = true, .every = 7};
    if (!read_whole(request, "draws", 0, 1000000, &run->draws, &run->own_draws)) return "\"draws\" is a whole number, 0 to 1000000";
    if (!read_whole(request, "seed", 0, INT64_MAX, &run->seed, &run->own_seed)) return "\"seed\" is a whole number";
    if (!read_whole(request, "every", 1, 366, &run->every, NULL)) return "\"every\" is a number of days, 1 to 366";
    if (!read_switch(request, "alone", &run->alone) || !read_switch(request, "remedies", &run->remedies)) return "\"alone\" and \"remedies\" are 0 or 1";
    if (save != NULL && !ck_serve_name_allowed(save)) return "\"save\" is a name of 1 to 64 letters, digits, - and _";
    if (save != NULL) memcpy(run->save, save, strlen(save) + 1);
    return NULL;
}

static bool is_taken(const ck_server *server, const char *name) {
    ck_host_arena arena = {0};
    const char *stem = ck_host_path(&arena, server->options.write, name);
    const char *json = ck_host_join(&arena, stem, ".json", NULL), *yaml = ck_host_join(&arena, stem, ".yaml", NULL);
    const bool taken = json == NULL || yaml == NULL || ck_host_is_file(json) || ck_host_is_file(yaml);
    ck_host_arena_free(&arena);
    return taken;
}

/* Before the body comes in: what can be refused without it. 0: go on. */
static enum MHD_Result refuse_post(ck_server *server, ck_request *request, struct MHD_Connection *connection, bool *refused) {
    const char *type = header(connection, "Content-Type"), *length = header(connection, "Content-Length");
    const char *wrong = NULL, *unknown = ck_serve_query_unknown(&request->target, is_run(request) ? RUN_QUERY : CHECK_QUERY);
    int64_t size = 0;
    ck_task_check check;
    ck_task_run run = {0};
    *refused = true;
    if (type == NULL || !ck_serve_type_allowed(type)) {
        return refuse(request, connection, 415, "the text has a type that is not read here", "Content-Type: application/yaml or application/json");
    }
    if (unknown != NULL) return refuse(request, connection, 400, "the query has a part that is not known here", "docs/page.md, \"Served\", lists them");
    wrong = is_run(request) ? read_run(request, &run) : read_check(request, &check);
    if (wrong != NULL) return refuse(request, connection, 400, wrong, "");
    if (run.save[0] != '\0' && server->options.write == NULL) {
        return refuse(request, connection, 403, "this server keeps nothing", "start it with --write FOLDER");
    }
    if (run.save[0] != '\0' && is_taken(server, run.save)) return refuse(request, connection, 409, "this name is taken", "choose another name");
    if (length != NULL && ck_host_integer(length, strlen(length), 0, INT64_MAX, &size) < 0) {
        return refuse(request, connection, 400, "Content-Length is no number", "");
    }
    if ((uint64_t)size > server->options.body) return refuse(request, connection, 413, "the text is longer than this server reads", "GET /status tells the limit");
    *refused = false;
    return MHD_YES;
}

/* One byte more than the text, for the NUL of readers that want one. */
static bool take_upload(ck_server *server, ck_request *request, const char *upload, size_t size) {
    if (request->overflown || size > server->options.body - request->body_size) {
        request->overflown = true;
        return true;
    }
    if (request->body_size + size + 1 > request->body_room) {
        const size_t wanted = 2 * request->body_room > request->body_size + size + 1 ? 2 * request->body_room : request->body_size + size + 1;
        if (atomic_fetch_add(&server->held, wanted - request->body_room) + wanted - request->body_room > CK_SERVE_HELD_BODIES) {
            atomic_fetch_sub(&server->held, wanted - request->body_room);
            return false;
        }
        char *more = realloc(request->body, wanted);
        if (more == NULL) {
            atomic_fetch_sub(&server->held, wanted - request->body_room);
            return false;
        }
        request->body = more;
        request->body_room = wanted;
    }
    memcpy(request->body + request->body_size, upload, size);
    request->body_size += size;
    request->body[request->body_size] = '\0';
    return true;
}

static bool reserve_run(ck_server *server) {
    const unsigned most = server->options.at_once + server->options.queue;
    if (atomic_fetch_add(&server->run_count, 1) < most) return true;
    atomic_fetch_sub(&server->run_count, 1);
    return false;
}

/* The text is whole: hand it to the desk. */
static enum MHD_Result begin_task(ck_server *server, ck_request *request, struct MHD_Connection *connection) {
    const bool run = is_run(request);
    if (request->overflown) return refuse(request, connection, 413, "the text is longer than this server reads", "GET /status tells the limit");
    if (request->body_size == 0) return refuse(request, connection, 400, "there is no text", run ? "post a scenario" : "post a deal");
    if (run && !reserve_run(server)) return refuse(request, connection, 429, "too many jobs run and wait", "try again later");
    ck_task *task = ck_task_make(server);
    if (task != NULL) {
        task->is_run = run;
        task->body = request->body;
        task->body_size = request->body_size;
        (void)(run ? read_run(request, &task->run) : read_check(request, &task->check));
        request->body = NULL;
        request->task = task;
        if (ck_pool_add(run ? &server->readers : &server->desk, task)) return answer_task(request, connection);
        request->task = NULL;
        ck_task_let_go(task);
        ck_task_let_go(task);
    }
    if (run) atomic_fetch_sub(&server->run_count, 1);
    return refuse(request, connection, 429, "too many texts wait to be read", "try again later");
}

/* ---------------------------------------------------------------- the request ------------------------------------- */

/* Headers of which two would let this server and another one read two different requests. */
typedef struct header_count { uint32_t host, length, coding; bool other_coding; } header_count;

static enum MHD_Result count_header(void *cls, enum MHD_ValueKind kind, const char *name, const char *value) {
    header_count *count = cls;
    (void)kind;
    count->host += strcasecmp(name, "Host") == 0;
    count->length += strcasecmp(name, "Content-Length") == 0;
    if (strcasecmp(name, "Transfer-Encoding") != 0) return MHD_YES;
    count->coding++;
    count->other_coding |= value == NULL || strcasecmp(value, "chunked") != 0;
    return MHD_YES;
}

static bool is_one_request(struct MHD_Connection *connection) {
    header_count count = {0};
    MHD_get_connection_values(connection, MHD_HEADER_KIND, count_header, &count);
    return count.host == 1 && count.length + count.coding <= 1 && !count.other_coding;
}

static bool host_is_ours(ck_server *server, struct MHD_Connection *connection) {
    const char *host = header(connection, "Host");
    return host != NULL && ck_serve_host_allowed(host, &server->hosts);
}

/* A page of another site may make a browser post here; it may not read, and it is not served. */
static bool comes_from_here(ck_server *server, struct MHD_Connection *connection) {
    const char *origin = header(connection, "Origin"), *site = header(connection, "Sec-Fetch-Site");
    if (origin != NULL && !ck_serve_origin_allowed(origin, &server->hosts)) return false;
    return site == NULL || strcmp(site, "same-origin") == 0 || strcmp(site, "none") == 0;
}

static bool brings_body(struct MHD_Connection *connection) {
    const char *length = header(connection, "Content-Length");
    return header(connection, "Transfer-Encoding") != NULL || (length != NULL && strcmp(length, "0") != 0);
}

static enum MHD_Result get(ck_server *server, ck_request *request, struct MHD_Connection *connection) {
    const char *path = request->target.path;
    if (brings_body(connection)) return refuse(request, connection, 400, "this request brings a text, and none is read", "");
    if (request->target.query_count > 0) return refuse(request, connection, 400, "this request has a query, and none is read", "");
    if (strcmp(path, "/status") == 0) {
        size_t size = 0;
        char *text = ck_serve_status_text(server, &size);
        return text != NULL ? send_text(request, connection, 200, "application/json", text, size, NULL) : MHD_NO;
    }
    if (is_run(request) || is_check(request)) return refuse(request, connection, 405, "this is asked with POST", "");
    const ck_serve_file *file = ck_serve_files_find(&server->files, path);
    if (file != NULL) return send_file(request, connection, file);
    return refuse(request, connection, 404, "there is nothing of this name", "docs/page.md, \"Served\", lists what there is");
}

/* Before a body is read: an answer, or `wanted` for a body that has a use. */
static enum MHD_Result first_call(ck_server *server, ck_request *request, struct MHD_Connection *connection, const char *method, bool *wanted) {
    bool refused = false;
    if (request->fault == 414) return refuse(request, connection, 414, "the target of the request is too long", "");
    if (request->fault != 0) return refuse(request, connection, request->fault, "the target of the request is no path with a query", "");
    if (!is_one_request(connection)) return refuse(request, connection, 400, "Host, Content-Length or Transfer-Encoding is missing or stands twice", "");
    if (!host_is_ours(server, connection)) return refuse(request, connection, 403, "this server is not called that", "use the address that it printed, or start it with --host NAME");
    if (strcmp(method, "GET") == 0 || strcmp(method, "HEAD") == 0) return get(server, request, connection);
    if (strcmp(method, "POST") != 0) return refuse(request, connection, 405, "GET, HEAD and POST are answered here", "");
    if (!comes_from_here(server, connection)) return refuse(request, connection, 403, "pages of other sites may not ask here", "");
    if (!is_run(request) && !is_check(request)) {
        const bool known = strcmp(request->target.path, "/status") == 0 || ck_serve_files_find(&server->files, request->target.path) != NULL;
        return known ? refuse(request, connection, 405, "this is asked with GET", "") : refuse(request, connection, 404, "there is nothing of this name", "");
    }
    const enum MHD_Result result = refuse_post(server, request, connection, &refused);
    *wanted = !refused;
    return result;
}

enum MHD_Result ck_serve_request(void *cls, struct MHD_Connection *connection, const char *url, const char *method, const char *version,
                                 const char *upload, size_t *upload_size, void **context) {
    ck_server *server = cls;
    ck_request *request = *context;
    (void)url, (void)version;
    if (request == NULL) return MHD_NO;                              // no memory
    if (!request->begun) {
        request->begun = true;
        snprintf(request->method, sizeof request->method, "%s", method);
        // an answer before the body is read ends the connection; without a body it can go on
        if (!brings_body(connection)) return MHD_YES;
    }
    if (*upload_size > 0) {
        if (!take_upload(server, request, upload, *upload_size)) return MHD_NO;
        if (request->overflown) request->wasted += *upload_size;
        *upload_size = 0;
        return request->wasted <= 4 * server->options.body ? MHD_YES : MHD_NO;
    }
    bool wanted = request->wanted;
    enum MHD_Result result = MHD_YES;
    if (!wanted) result = first_call(server, request, connection, method, &wanted);
    if (wanted && !request->wanted && brings_body(connection)) {
        request->wanted = true;
        return result;
    }
    set_waiting(server, connection, false);
    if (!wanted) return result;
    request->wanted = true;
    return request->task != NULL ? answer_task(request, connection) : begin_task(server, request, connection);
}
