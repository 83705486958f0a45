/* Threads that wait for parts of work. Each takes the next part that nobody has; who does which part never shows in a
   result, because parts touch different memory. */
#include "ensemble/ensemble.h"

#ifdef CK_NO_THREADS

size_t ck_crew_bytes(uint32_t threads) {
    (void)threads;
    return CKI_ARENA_ALIGNMENT;
}
ck_status ck_crew_start(uint32_t threads, void *block, size_t bytes, ck_crew **crew) {
    (void)threads, (void)block, (void)bytes;
    *crew = NULL;
    return CK_OK;
}
void ck_crew_end(ck_crew *crew) {
    (void)crew;
}
uint32_t ck_crew_threads(const ck_crew *crew) {
    (void)crew;
    return 1;
}

#else

#include <pthread.h>

typedef struct crew {
    ck_crew         face;                // first: what the engines see
    pthread_t      *thread;              // (started)
    uint32_t        started;
    pthread_mutex_t lock;                // of all below
    pthread_cond_t  begun, ended;        // there is work, or the end; the last part is done
    ck_crew_work    work;
    void           *task;
    uint32_t        parts, next, done;
    bool            stop;
} crew;

/* Does parts until none is left; called and returns with the lock held. */
static void do_parts(crew *at) {
    while (at->next < at->parts) {
        const uint32_t part = at->next++;
        const ck_crew_work work = at->work;
        void *task = at->task;
        pthread_mutex_unlock(&at->lock);
        work(task, part);
        pthread_mutex_lock(&at->lock);
        at->done++;
        if (at->done == at->parts) pthread_cond_broadcast(&at->ended);
    }
}

static void *wait_for_work(void *argument) {
    crew *at = argument;
    pthread_mutex_lock(&at->lock);
    while (!at->stop) {
        do_parts(at);
        if (!at->stop) pthread_cond_wait(&at->begun, &at->lock);
    }
    pthread_mutex_unlock(&at->lock);
    return NULL;
}

static void run_parts(ck_crew *face, uint32_t parts, ck_crew_work work, void *task) {
    crew *at = (crew *)face;
    pthread_mutex_lock(&at->lock);
    at->work = work;
    at->task = task;
    at->parts = parts;
    at->next = at->done = 0;
    pthread_cond_broadcast(&at->begun);
    do_parts(at);
    while (at->done < at->parts) pthread_cond_wait(&at->ended, &at->lock);
    at->parts = at->next = 0;
    pthread_mutex_unlock(&at->lock);
}

static crew *lay_out(cki_arena *arena, uint32_t threads) {
    crew *at = cki_arena_take(arena, 1, sizeof *at);
    pthread_t *thread = cki_arena_take(arena, threads, sizeof *thread);
    if (at == NULL || thread == NULL) return NULL;
    *at = (crew){.face = {run_parts}, .thread = thread};
    return at;
}

size_t ck_crew_bytes(uint32_t threads) {
    cki_arena arena = cki_arena_measure();
    (void)lay_out(&arena, threads);
    return cki_arena_bytes(&arena);
}

/* The system's part: false when it gives no lock. */
static bool open_locks(crew *at) {
    if (pthread_mutex_init(&at->lock, NULL) != 0) return false;
    if (pthread_cond_init(&at->begun, NULL) == 0) {
        if (pthread_cond_init(&at->ended, NULL) == 0) return true;
        pthread_cond_destroy(&at->begun);
    }
    pthread_mutex_destroy(&at->lock);
    return false;
}

ck_status ck_crew_start(uint32_t threads, void *block, size_t bytes, ck_crew **out) {
    cki_arena arena = cki_arena_over(block, bytes);
    crew *at = lay_out(&arena, threads);
    *out = NULL;
    CK_TRY(cki_arena_check(&arena));
    if (!open_locks(at)) return CK_NOTED;
    while (at->started + 1 < threads &&
           pthread_create(&at->thread[at->started], NULL, wait_for_work, at) == 0) {
        at->started++;
    }
    *out = &at->face;
    return at->started + 1 < threads ? CK_NOTED : CK_OK;
}

void ck_crew_end(ck_crew *face) {
    if (face == NULL) return;
    crew *at = (crew *)face;
    pthread_mutex_lock(&at->lock);
    at->stop = true;
    pthread_cond_broadcast(&at->begun);
    pthread_mutex_unlock(&at->lock);
    for (uint32_t t = 0; t < at->started; t++) pthread_join(at->thread[t], NULL);
    pthread_cond_destroy(&at->ended);
    pthread_cond_destroy(&at->begun);
    pthread_mutex_destroy(&at->lock);
}

uint32_t ck_crew_threads(const ck_crew *face) {
    return face == NULL ? 1 : ((const crew *)face)->started + 1;
}

#endif
