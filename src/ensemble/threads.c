/* A pool of threads that take draws by their number. Draw i works in block i modulo the number of blocks and begins
   when the draw that had the block before is handed over; so every thread is busy, every block is used again and again,
   and what is handed over comes in order without being copied. */
#include "ensemble/ensemble.h"

#ifndef CK_NO_THREADS

#include <pthread.h>

#define SPARE_BLOCKS 2u

typedef struct finished { ck_run *run; ck_status status; bool done; } finished;

struct cki_pool {
    const cki_ensemble *ensemble;
    unsigned char  *blocks;
    uint32_t        block_count;
    finished       *finished;                // (block_count) what lies in each block
    pthread_t      *thread;                  // (threads)
    pthread_mutex_t lock;                    // of all below
    pthread_cond_t  freed, ready;            // a block is free again; a draw is finished
    uint64_t        next, handed;            // draws taken by threads, draws handed over
    bool            stop;
};

uint32_t cki_pool_blocks(uint32_t threads) {
    return threads + SPARE_BLOCKS;
}

cki_pool *cki_pool_layout(cki_arena *arena, uint32_t threads) {
    cki_pool *pool = cki_arena_take(arena, 1, sizeof *pool);
    finished *finished = cki_arena_take(arena, cki_pool_blocks(threads), sizeof *finished);
    pthread_t *thread = cki_arena_take(arena, threads, sizeof *thread);
    if (pool == NULL || finished == NULL || thread == NULL) return NULL;
    pool->block_count = cki_pool_blocks(threads);
    pool->finished = finished;
    pool->thread = thread;
    return pool;
}

static void *block_of(const cki_pool *pool, uint64_t draw) {
    return pool->blocks + (size_t)(draw % pool->block_count) * pool->ensemble->run_bytes;
}

/* The next draw whose block is free; false when there is nothing left to do. */
static bool take_draw(cki_pool *pool, uint64_t *draw) {
    pthread_mutex_lock(&pool->lock);
    while (!pool->stop && pool->next < pool->ensemble->count && pool->next - pool->handed >= pool->block_count) {
        pthread_cond_wait(&pool->freed, &pool->lock);
    }
    const bool more = !pool->stop && pool->next < pool->ensemble->count;
    if (more) *draw = pool->next++;
    pthread_mutex_unlock(&pool->lock);
    return more;
}

static void *work(void *argument) {
    cki_pool *pool = argument;
    uint64_t draw = 0;
    while (take_draw(pool, &draw)) {
        ck_run *run = NULL;
        const ck_status status = cki_ensemble_draw(pool->ensemble, draw, block_of(pool, draw), &run, NULL);
        pthread_mutex_lock(&pool->lock);
        pool->finished[draw % pool->block_count] = (finished){run, status, true};
        pthread_cond_signal(&pool->ready);
        pthread_mutex_unlock(&pool->lock);
    }
    return NULL;
}

/* Waits for the next draw in order; its block is then the caller's until hand_back. */
static finished await_draw(cki_pool *pool, uint64_t draw) {
    finished *at = &pool->finished[draw % pool->block_count];
    pthread_mutex_lock(&pool->lock);
    while (!at->done) pthread_cond_wait(&pool->ready, &pool->lock);
    const finished result = *at;
    at->done = false;
    pthread_mutex_unlock(&pool->lock);
    return result;
}

static void hand_back(cki_pool *pool, uint64_t draw) {
    pthread_mutex_lock(&pool->lock);
    pool->handed = draw + 1;
    pthread_cond_broadcast(&pool->freed);
    pthread_mutex_unlock(&pool->lock);
}

static ck_status hand_over_all(cki_pool *pool, ck_diags *diags) {
    for (uint64_t draw = 0; draw < pool->ensemble->count; draw++) {
        const finished result = await_draw(pool, draw);
        CK_TRY(cki_ensemble_hand(pool->ensemble, draw, result.status, result.run, block_of(pool, draw), diags));
        hand_back(pool, draw);
    }
    return CK_OK;
}

static void stop_all(cki_pool *pool, uint32_t threads) {
    pthread_mutex_lock(&pool->lock);
    pool->stop = true;
    pthread_cond_broadcast(&pool->freed);
    pthread_mutex_unlock(&pool->lock);
    for (uint32_t t = 0; t < threads; t++) pthread_join(pool->thread[t], NULL);
}

/* The system's part: false when it gives no lock. */
static bool open_locks(cki_pool *pool) {
    if (pthread_mutex_init(&pool->lock, NULL) != 0) return false;
    if (pthread_cond_init(&pool->freed, NULL) == 0) {
        if (pthread_cond_init(&pool->ready, NULL) == 0) return true;
        pthread_cond_destroy(&pool->freed);
    }
    pthread_mutex_destroy(&pool->lock);
    return false;
}

bool cki_pool_run(cki_pool *pool, const cki_ensemble *ensemble, uint32_t threads, unsigned char *blocks,
                  ck_status *status, ck_diags *diags) {
    pool->ensemble = ensemble;
    pool->blocks = blocks;
    pool->next = pool->handed = 0;
    pool->stop = false;
    for (uint32_t b = 0; b < pool->block_count; b++) pool->finished[b] = (finished){0};
    if (!open_locks(pool)) return false;

    uint32_t started = 0;                                            // fewer than asked for will do
    while (started < threads && started < ensemble->count &&
           pthread_create(&pool->thread[started], NULL, work, pool) == 0) {
        started++;
    }
    if (started > 0) *status = hand_over_all(pool, diags);
    stop_all(pool, started);

    pthread_cond_destroy(&pool->ready);
    pthread_cond_destroy(&pool->freed);
    pthread_mutex_destroy(&pool->lock);
    return started > 0;
}

#else
typedef int cki_threads_are_off;                                     // a translation unit is never empty
#endif
