#include "serve/task.h"

#include <microhttpd.h>
#include <stdlib.h>

ck_task *ck_task_make(struct ck_server *server) {
    ck_task *task = calloc(1, sizeof *task);
    if (task == NULL) return NULL;
    task->server = server;
    task->owners = 2;
    pthread_mutex_init(&task->lock, NULL);
    return task;
}

void ck_task_let_go(ck_task *task) {
    pthread_mutex_lock(&task->lock);
    const bool last = --task->owners == 0;
    pthread_mutex_unlock(&task->lock);
    if (!last) return;
    pthread_mutex_destroy(&task->lock);
    free(task->body);
    free(task->answer);
    free(task->line);
    free(task);
}

/* With the lock held. The connection may run at once on its own thread; it waits for the lock first. */
static void wake(ck_task *task) {
    struct MHD_Connection *connection = task->connection;
    task->connection = NULL;
    if (connection != NULL) MHD_resume_connection(connection);
}

static void give_back_memory(ck_task *task) {
    ck_study_variants_free(&task->run.variants);
    ck_host_scenario_free(&task->run.scenario);
    ck_host_arena_free(&task->arena);
    task->diags = (ck_diags){0};
}

void ck_task_end(ck_task *task, int http, const char *type, char *text, size_t size) {
    pthread_mutex_lock(&task->lock);
    task->what = NULL;
    task->http = text != NULL ? http : 503;
    task->type = type;
    task->answer = text;
    task->answer_size = text != NULL ? size : 0;
    task->phase = CK_TASK_ENDED;
    wake(task);
    pthread_mutex_unlock(&task->lock);
    give_back_memory(task);
    ck_task_let_go(task);
}

void ck_task_stream(ck_task *task) {
    pthread_mutex_lock(&task->lock);
    task->phase = CK_TASK_STREAMING;
    task->tick = true;
    wake(task);
    pthread_mutex_unlock(&task->lock);
}

void ck_task_tick(ck_task *task) {
    pthread_mutex_lock(&task->lock);
    if (task->phase == CK_TASK_STREAMING) {
        task->tick = true;
        wake(task);
    }
    pthread_mutex_unlock(&task->lock);
}

/* ---------------------------------------------------------------- pools ------------------------------------------- */

static void *work_on_tasks(void *argument) {
    ck_pool *pool = argument;
    pthread_mutex_lock(&pool->lock);
    const uint32_t thread = pool->next_thread++;
    for (;;) {
        while (pool->first == NULL && !pool->stop) pthread_cond_wait(&pool->begun, &pool->lock);
        ck_task *task = pool->first;
        if (task == NULL) break;
        pool->first = task->next;
        if (pool->first == NULL) pool->last = NULL;
        task->next = NULL;
        pool->waiting--;
        pool->running++;
        pthread_mutex_unlock(&pool->lock);
        pool->work(task, thread);
        pthread_mutex_lock(&pool->lock);
        pool->running--;
    }
    pthread_mutex_unlock(&pool->lock);
    return NULL;
}

bool ck_pool_start(ck_pool *pool, uint32_t threads, uint32_t most, ck_pool_work work) {
    *pool = (ck_pool){.most = most, .work = work, .thread = calloc(threads, sizeof *pool->thread)};
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->begun, NULL);
    while (pool->thread != NULL && pool->threads < threads &&
           pthread_create(&pool->thread[pool->threads], NULL, work_on_tasks, pool) == 0) {
        pool->threads++;
    }
    return pool->threads > 0;
}

bool ck_pool_add(ck_pool *pool, ck_task *task) {
    pthread_mutex_lock(&pool->lock);
    const bool room = pool->waiting < pool->most && !pool->stop;
    if (room) {
        if (pool->last != NULL)
            pool->last->next = task;
        else
            pool->first = task;
        pool->last = task;
        pool->waiting++;
        pthread_cond_signal(&pool->begun);
    }
    pthread_mutex_unlock(&pool->lock);
    return room;
}

uint32_t ck_pool_ahead(ck_pool *pool, const ck_task *task) {
    pthread_mutex_lock(&pool->lock);
    uint32_t ahead = pool->running;
    const ck_task *one = pool->first;
    for (; one != NULL && one != task; one = one->next) ahead++;
    pthread_mutex_unlock(&pool->lock);
    return one != NULL ? ahead : 0;
}

void ck_pool_counts(ck_pool *pool, uint32_t *running, uint32_t *waiting) {
    pthread_mutex_lock(&pool->lock);
    *running = pool->running;
    *waiting = pool->waiting;
    pthread_mutex_unlock(&pool->lock);
}

void ck_pool_stop(ck_pool *pool) {
    if (pool->work == NULL) return;
    pthread_mutex_lock(&pool->lock);
    pool->stop = true;
    pthread_cond_broadcast(&pool->begun);
    pthread_mutex_unlock(&pool->lock);
    for (uint32_t k = 0; k < pool->threads; k++) pthread_join(pool->thread[k], NULL);
}

void ck_pool_free(ck_pool *pool) {
    if (pool->work == NULL) return;
    free(pool->thread);
    pthread_cond_destroy(&pool->begun);
    pthread_mutex_destroy(&pool->lock);
    *pool = (ck_pool){0};
}
