/* Work for a client: begun by the thread that talks to clients, done by others, and given up when the client leaves.

   A task has two owners, its connection and its worker; the one that lets go last frees it. A connection that waits for
   its task is suspended, and resumed when there is something to send. */
#ifndef CK_SERVE_TASK_H
#define CK_SERVE_TASK_H

#include "io/host.h"
#include "study/variants.h"

#include <pthread.h>
#include <stdatomic.h>

struct MHD_Connection;
struct ck_server;

typedef struct ck_task ck_task;

typedef enum ck_task_phase {
    CK_TASK_BEGUN,                       // nothing can be said yet
    CK_TASK_STREAMING,                   // a run that waits or goes on: lines can be sent
    CK_TASK_ENDED                        // `answer` is all there is still to send
} ck_task_phase;

/* A run asked for, and what was made of it. Its worker's alone. */
typedef struct ck_task_run {
    uint64_t draws, seed, every;
    bool     own_draws, own_seed, alone, remedies;
    char     save[65];                   // "": not asked for
    uint32_t world;
    ck_host_scenario  scenario;
    ck_study_variants variants;
} ck_task_run;

typedef struct ck_task_check { ck_date on, known; bool explain; } ck_task_check;

struct ck_task {
    struct ck_server *server;
    ck_task          *next, *next_ticked;        // in the queue of its pool; among those that get ticks
    char             *body;              // posted; ends with a NUL that does not count
    size_t            body_size;
    bool              is_run;
    ck_task_run       run;
    ck_task_check     check;
    ck_host_arena     arena;             // of the worker: diagnostics and what is read
    ck_diags          diags;
    double            started;           // of running, seconds of the monotonic clock; 0: not yet
    atomic_bool       left;              // nobody waits any more

    pthread_mutex_t lock;                // of all below
    uint32_t        owners;
    struct MHD_Connection *connection;   // NULL: none is suspended on it
    struct MHD_Connection *streams;      // the one that sends lines; of its own thread alone
    ck_task_phase   phase;
    int             http;                // of the answer in one piece
    const char     *type;
    char           *answer;              // from malloc: the answer, or the last line
    size_t          answer_size;
    bool            tick;                // time for a line about progress
    const char     *what;                // what is being run; NULL: waiting; lives as long as the worker
    double          done;
    char           *line;                // being sent: from malloc
    size_t          line_size, line_sent;
    bool            last;                // `line` is the answer
};

/* With the connection and the caller as owners. NULL: no memory. */
ck_task *ck_task_make(struct ck_server *server);
void ck_task_let_go(ck_task *task);
/* The worker's last words: status and text (from malloc, taken over; NULL: no memory was left). Lets go of the task. */
void ck_task_end(ck_task *task, int http, const char *type, char *text, size_t size);
/* From now on the client gets lines. */
void ck_task_stream(ck_task *task);
/* Wakes the connection to say how far the task is. */
void ck_task_tick(ck_task *task);

/* ---- threads that work on tasks, first come, first served ---- */

typedef struct ck_pool ck_pool;
typedef void (*ck_pool_work)(ck_task *task, uint32_t thread);

struct ck_pool {
    pthread_mutex_t lock;
    pthread_cond_t  begun;
    ck_task        *first, *last;
    uint32_t        waiting, running, most;      // most: of those that wait
    pthread_t      *thread;
    uint32_t        threads, next_thread;
    bool            stop;
    ck_pool_work    work;
};

CK_MUST_USE bool ck_pool_start(ck_pool *pool, uint32_t threads, uint32_t most, ck_pool_work work);
bool ck_pool_add(ck_pool *pool, ck_task *task);          // false: full
/* Tasks before this one, those that run included; 0 when it does not wait. */
uint32_t ck_pool_ahead(ck_pool *pool, const ck_task *task);
void ck_pool_counts(ck_pool *pool, uint32_t *running, uint32_t *waiting);
/* Works on what waits (tasks see that the server stops) and joins the threads; nothing is added any more. */
void ck_pool_stop(ck_pool *pool);
void ck_pool_free(ck_pool *pool);                        // after it was stopped

#endif
