/* A request and its answer, between the files that make one out of the other. All of it runs on the thread that talks
   to clients. */
#ifndef CK_SERVE_EXCHANGE_H
#define CK_SERVE_EXCHANGE_H

#include "serve/server.h"

#include <string.h>

/* A request from its first line to the end of its answer. */
typedef struct ck_request {
    char *text; // target as it came
    char *room; // decoded texts of `target`
    int fault;  // of the target
    ck_serve_target target;
    bool begun, wanted, overflown; // wanted: the body is read and handed on
    char *body;
    size_t body_size, body_room, wasted; // wasted: bytes beyond the limit, read to be able to say so
    ck_task *task;
    double started;
    char method[8]; // for the log
    int http;
} ck_request;

static inline bool ck_serve_is_run(const ck_request *request) { return strcmp(request->target.path, "/run") == 0; }
static inline bool ck_serve_is_check(const ck_request *request) { return strcmp(request->target.path, "/check") == 0; }

/* ---- visitors (visit.c) ---- */

/* Whether the connection owes a request, which has to come in within the server's patience. */
void ck_serve_set_waiting(ck_server *server, struct MHD_Connection *connection, bool waits);

/* ---- answers (answer.c) ---- */

const char *ck_serve_header(struct MHD_Connection *connection, const char *name); // NULL: not there
/* A text from malloc, which is given away. `allow`: the methods of a 405, or NULL. */
enum MHD_Result ck_serve_send_text(ck_request *request, struct MHD_Connection *connection, int http, const char *type,
                                   char *text, size_t size, const char *allow);
/* One error in the shape of all diagnostics. */
enum MHD_Result ck_serve_refuse(ck_request *request, struct MHD_Connection *connection, int http, const char *message,
                                const char *hint);
enum MHD_Result ck_serve_send_file(ck_request *request, struct MHD_Connection *connection, const ck_serve_file *file);
/* What the task has to say; the connection is suspended as long as that is nothing. */
enum MHD_Result ck_serve_answer_task(ck_request *request, struct MHD_Connection *connection);

/* ---- posts (post.c) ---- */

/* Before the body comes in: what can be refused without it. `refused`: it was. */
enum MHD_Result ck_serve_refuse_post(ck_server *server, ck_request *request, struct MHD_Connection *connection,
                                     bool *refused);
/* A piece of the body. False: the server holds too much already. */
bool ck_serve_take_upload(ck_server *server, ck_request *request, const char *upload, size_t size);
/* The body is whole: hand it to those who read it. */
enum MHD_Result ck_serve_begin_task(ck_server *server, ck_request *request, struct MHD_Connection *connection);

#endif
