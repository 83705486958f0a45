/* Posted scenarios and deals: what is asked of them, and their way to the threads that do it. */
#include "serve/exchange.h"

#include <stdlib.h>

static const char *const CHECK_QUERY[] = {"on", "known", "explain", NULL};
static const char *const RUN_QUERY[] = {"draws", "seed", "alone", "remedies", "every", "save", NULL};

/* Readers of the query: what is not given leaves `value`. */
static bool read_whole(const ck_request *request, const char *name, int64_t low, int64_t high, uint64_t *value,
                       bool *given) {
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
    if (!read_day(request, "on", &check->on) || !read_day(request, "known", &check->known))
        return "\"on\" and \"known\" are days, YYYY-MM-DD";
    if (!read_switch(request, "explain", &check->explain)) return "\"explain\" is 0 or 1";
    return NULL;
}

static const char *read_run(const ck_request *request, ck_task_run *run) {
    const char *save = ck_serve_query(&request->target, "save");
    *run = (ck_task_run){.remedies = true, .every = 7};
    if (!read_whole(request, "draws", 0, 1000000, &run->draws, &run->own_draws))
        return "\"draws\" is a whole number, 0 to 1000000";
    if (!read_whole(request, "seed", 0, INT64_MAX, &run->seed, &run->own_seed)) return "\"seed\" is a whole number";
    if (!read_whole(request, "every", 1, 366, &run->every, NULL)) return "\"every\" is a number of days, 1 to 366";
    if (!read_switch(request, "alone", &run->alone) || !read_switch(request, "remedies", &run->remedies))
        return "\"alone\" and \"remedies\" are 0 or 1";
    if (save != NULL && !ck_serve_name_allowed(save)) return "\"save\" is a name of 1 to 64 letters, digits, - and _";
    if (save != NULL) memcpy(run->save, save, strlen(save) + 1);
    return NULL;
}

static bool is_taken(const ck_server *server, const char *name) {
    ck_host_arena arena = {0};
    const char *stem = ck_host_path(&arena, server->options.write, name);
    const char *json = ck_host_join(&arena, stem, ".json", NULL), *yaml = ck_host_join(&arena, stem, ".yaml", NULL);
    const bool taken = stem == NULL || json == NULL || yaml == NULL || ck_host_is_file(json) || ck_host_is_file(yaml);
    ck_host_arena_free(&arena);
    return taken;
}

/* Before the body comes in: what can be refused without it. `refused`: it was. */
enum MHD_Result ck_serve_refuse_post(ck_server *server, ck_request *request, struct MHD_Connection *connection,
                                     bool *refused) {
    const char *type = ck_serve_header(connection, "Content-Type"),
               *length = ck_serve_header(connection, "Content-Length");
    const char *wrong = NULL,
               *unknown = ck_serve_query_unknown(&request->target, ck_serve_is_run(request) ? RUN_QUERY : CHECK_QUERY);
    int64_t size = 0;
    ck_task_check check;
    ck_task_run run = {0};
    *refused = true;
    if (type == NULL || !ck_serve_type_allowed(type)) {
        return ck_serve_refuse(request, connection, 415, "the text has a type that is not read here",
                               "Content-Type: application/yaml or application/json");
    }
    if (unknown != NULL)
        return ck_serve_refuse(request, connection, 400, "the query has a part that is not known here",
                               "docs/page.md, \"Served\", lists them");
    wrong = ck_serve_is_run(request) ? read_run(request, &run) : read_check(request, &check);
    if (wrong != NULL) return ck_serve_refuse(request, connection, 400, wrong, "");
    if (run.save[0] != '\0' && server->options.write == NULL) {
        return ck_serve_refuse(request, connection, 403, "this server keeps nothing", "start it with --write FOLDER");
    }
    if (run.save[0] != '\0' && is_taken(server, run.save))
        return ck_serve_refuse(request, connection, 409, "this name is taken", "choose another name");
    if (length != NULL && ck_host_integer(length, strlen(length), 0, INT64_MAX, &size) < 0) {
        return ck_serve_refuse(request, connection, 400, "Content-Length is no number", "");
    }
    if ((uint64_t)size > server->options.body)
        return ck_serve_refuse(request, connection, 413, "the text is longer than this server reads",
                               "GET /status tells the limit");
    *refused = false;
    return MHD_YES;
}

/* One byte more than the text, for the NUL of readers that want one. */
bool ck_serve_take_upload(ck_server *server, ck_request *request, const char *upload, size_t size) {
    if (request->overflown || size > server->options.body - request->body_size) {
        request->overflown = true;
        return true;
    }
    if (request->body_size + size + 1 > request->body_room) {
        const size_t wanted = 2 * request->body_room > request->body_size + size + 1 ? 2 * request->body_room
                                                                                     : request->body_size + size + 1;
        if (atomic_fetch_add(&server->held, wanted - request->body_room) + wanted - request->body_room >
            CK_SERVE_HELD_BODIES) {
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
enum MHD_Result ck_serve_begin_task(ck_server *server, ck_request *request, struct MHD_Connection *connection) {
    const bool run = ck_serve_is_run(request);
    if (request->overflown)
        return ck_serve_refuse(request, connection, 413, "the text is longer than this server reads",
                               "GET /status tells the limit");
    if (request->body_size == 0)
        return ck_serve_refuse(request, connection, 400, "there is no text", run ? "post a scenario" : "post a deal");
    if (run && !reserve_run(server))
        return ck_serve_refuse(request, connection, 429, "too many jobs run and wait", "try again later");
    ck_task *task = ck_task_make(server);
    if (task != NULL) {
        task->is_run = run;
        task->body = request->body;
        task->body_size = request->body_size;
        (void)(run ? read_run(request, &task->run) : read_check(request, &task->check));
        request->body = NULL;
        request->task = task;
        if (ck_pool_add(run ? &server->readers : &server->desk, task)) return ck_serve_answer_task(request, connection);
        request->task = NULL;
        ck_task_let_go(task);
        ck_task_let_go(task);
    }
    if (run) atomic_fetch_sub(&server->run_count, 1);
    return ck_serve_refuse(request, connection, 429, "too many texts wait to be read", "try again later");
}
