/* Inside of the server: what its files share. */
#ifndef CK_SERVE_SERVER_H
#define CK_SERVE_SERVER_H

#include "check/check.h"
#include "serve/files.h"
#include "serve/request.h"
#include "serve/serve.h"
#include "serve/task.h"

#include <microhttpd.h>

struct json_t;

#define CK_SERVE_WAITING_CHECKS 512u                     // deals waiting to be read
#define CK_SERVE_HELD_BODIES    ((size_t)1 << 28)        // bytes of posted texts held at once
#define CK_SERVE_DRAW_DAYS      1096u                    // days of a run for which options.draws holds
#define CK_SERVE_VARIANTS       16u                      // comparisons of one job
#define CK_SERVE_LINES          200u                     // items of one deal
#define CK_SERVE_POSTED         "posted.yaml"            // name of a posted text in places

/* A connection, so that one whose request does not come in can be ended. */
typedef struct ck_visitor ck_visitor;
struct ck_visitor {
    int         socket;
    double      since;                   // of waiting for a whole request, monotonic seconds; 0: it does not wait
    ck_visitor *before, *after;
};

struct ck_server {
    ck_serve_content   content;
    ck_serve_options   options;
    ck_serve_hosts     hosts;
    ck_host_shelf      shelf;            // what posted scenarios may name
    ck_serve_files     files;
    struct json_t     *status;           // what does not change of GET /status
    ck_host_arena      arena;
    struct MHD_Daemon *daemon;
    ck_pool            desk, readers, runs;      // deals; scenarios, one at a time: the law takes seconds; ensembles
    ck_check         **check;            // one a thread of the desk, made when it is needed
    atomic_uint        run_count;        // runs from their post to their end
    atomic_size_t      held;             // bytes of bodies
    atomic_bool        stopping;
    pthread_mutex_t    log_lock, save_lock, visitors_lock, ticker_lock;
    ck_visitor        *visitor;          // first of all
    ck_task           *ticked;           // runs that get ticks, by ck_task.next_ticked
    pthread_t          ticker;
    pthread_cond_t     ticker_wakes;
    bool               ticker_started;
};

double ck_serve_now(void);               // seconds of the monotonic clock

/* ---- what libmicrohttpd calls (visit.c, route.c) ---- */

void *ck_serve_request_begin(void *server, const char *target, struct MHD_Connection *connection);
enum MHD_Result ck_serve_request(void *server, struct MHD_Connection *connection, const char *url, const char *method,
                                 const char *version, const char *upload, size_t *upload_size, void **request);
void ck_serve_request_end(void *server, struct MHD_Connection *connection, void **request,
                          enum MHD_RequestTerminationCode code);
void ck_serve_visitor(void *server, struct MHD_Connection *connection, void **visitor,
                      enum MHD_ConnectionNotificationCode code);

/* ---- work (work_check.c, work_run.c) ---- */

void ck_serve_check_task(ck_task *task, uint32_t thread);
void ck_serve_prepare_run(ck_task *task, uint32_t thread);
void ck_serve_run_task(ck_task *task, uint32_t thread);
/* Ends a task with its diagnostics, 422 for what is wrong with the text and 500 for the rest. */
void ck_serve_end_with_diags(ck_task *task, ck_status status);
/* The diagnostics as one JSON text over several lines (from malloc). */
char *ck_serve_diags_text(const ck_diags *diags, size_t *size);

/* ---- what lies ready (content.c) ---- */

CK_MUST_USE ck_status ck_serve_content_make(ck_server *server, ck_diags *diags);
/* GET /status (from malloc). */
char *ck_serve_status_text(ck_server *server, size_t *size);

/* Runs get a tick twice a second from the moment they stream until they end. */
void ck_serve_tick_from(ck_task *task);
void ck_serve_tick_until(ck_task *task);

#endif
