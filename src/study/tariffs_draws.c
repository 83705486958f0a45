/* Draws of the elasticities on threads. A draw depends on the seed and its index alone, so that the number of threads changes
   nothing. */
#include "study/tariffs_model.h"

#include <math.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BAND_TOLERANCE 1e-8              // bands need fewer digits than central values
#define THREADS_MOST   64u

typedef struct sharing {
    const ck_tariff_model *model;
    const ck_tariff_near  *near;
    uint32_t  draws;
    double   *sample;                    // (steps x countries x draws) welfare; NaN: no solution
    double   *theta;                     // (draws x sectors)
    atomic_uint next;
    void    (*progress)(void *, const char *, double);
    void     *user;
} sharing;

typedef struct worker {
    sharing       *shared;
    ck_tariff_seat seat;
    double        *guess;                // where the next step of a draw starts
    pthread_t      thread;
    bool           shows;                // one of them shows how far all are
} worker;

/* Elasticities are triangular between low and high with their value on top; one quantile a sector. */
static void draw_elasticities(const ck_tariff_model *m, uint32_t draw, double *theta) {
    const ck_tariff_scenario *scenario = m->scenario;
    const ck_random random = {scenario->seed, draw};
    for (uint32_t j = 0; j < m->J; j++) {
        uint32_t e = 0;
        while (strcmp(scenario->elasticity[e].sector, m->table->sector[j]) != 0) e++;
        const ck_elasticity *one = &scenario->elasticity[e];
        const ck_distribution triangular = {.kind = CK_TRIANGULAR, .a = one->low, .b = one->value, .c = one->high,
                                            .low = -INFINITY, .high = INFINITY};
        theta[j] = ck_distribution_value(&triangular, ck_random_unit(random, 1, 0, j));
    }
}

/* The draw's solution of a step lies near the central one in the way that its solution of the step before did. */
static void foresee(const ck_tariff_model *m, const cki_trade_start *before, const cki_trade_start *central, const cki_trade_result *last, double *guess) {
    const size_t cells = (size_t)m->N * m->J;
    double *wage = guess, *price = wage + m->N, *spending = price + cells;
    for (size_t n = 0; n < m->N; n++) wage[n] = central->wage[n] * last->wage[n] / before->wage[n];
    for (size_t k = 0; k < cells; k++) {
        price[k] = central->price[k] * last->price[k] / before->price[k];
        spending[k] = before->spending[k] > 0.0 ? central->spending[k] * last->spending[k] / before->spending[k] : central->spending[k];
    }
}

static ck_status one_draw(sharing *shared, ck_tariff_seat *seat, double *guess, uint32_t draw) {
    const ck_tariff_model *m = shared->model;
    const size_t cells = (size_t)m->N * m->J;
    const cki_trade_start foreseen = {guess, guess + m->N, guess + m->N + cells};
    draw_elasticities(m, draw, seat->theta);
    memcpy(shared->theta + (size_t)draw * m->J, seat->theta, m->J * sizeof *seat->theta);
    cki_trade_base base;
    seat->options.start = NULL;
    CK_TRY(ck_tariff_seat_base(seat, &base, NULL));
    for (uint32_t s = 0; s < m->scenario->step_count; s++) {
        cki_trade_change  change;
        cki_trade_result  result;
        cki_trade_welfare welfare;
        ck_tariff_seat_step(seat, s);
        seat->options.start = s == 0 ? &shared->near[s].start : &foreseen;
        CK_TRY(ck_tariff_seat_solve(seat, &base, &change, &result, &welfare, NULL));
        for (uint32_t n = 0; n < m->N; n++) shared->sample[((size_t)s * m->N + n) * shared->draws + draw] = welfare.exact[n];
        if (s + 1 < m->scenario->step_count) foresee(m, &shared->near[s].start, &shared->near[s + 1].start, &result, guess);
    }
    return CK_OK;
}

static void *work(void *user) {
    worker *worker = user;
    sharing *shared = worker->shared;
    for (;;) {
        const uint32_t draw = atomic_fetch_add(&shared->next, 1u);
        if (draw >= shared->draws) return NULL;
        if (worker->shows && shared->progress != NULL) shared->progress(shared->user, "elasticities", (double)draw / shared->draws);
        if (one_draw(shared, &worker->seat, worker->guess, draw) >= 0) continue;
        for (size_t k = 0; k < (size_t)shared->model->scenario->step_count * shared->model->N; k++) {
            shared->sample[k * shared->draws + draw] = (double)NAN;
        }
    }
}

/* ---------------------------------------------------------------- what the draws say ------------------------------ */

static uint32_t without_failures(const double *from, uint32_t draws, double *to) {
    uint32_t count = 0;
    for (uint32_t d = 0; d < draws; d++) {
        if (!isnan(from[d])) to[count++] = from[d];
    }
    return count;
}

/* Mean of the sample where the elasticity lies in the lowest or highest fifth. */
static void drivers(const sharing *shared, ck_tariff_study *study, double *sorted) {
    const ck_tariff_model *m = shared->model;
    const double *last = shared->sample + (size_t)(m->scenario->step_count - 1) * m->N * shared->draws;
    for (uint32_t j = 0; j < m->J; j++) {
        for (uint32_t d = 0; d < shared->draws; d++) sorted[d] = shared->theta[(size_t)d * m->J + j];
        const double low = ck_quantile(sorted, shared->draws, 0.2), high = ck_quantile(sorted, shared->draws, 0.8);
        for (uint32_t n = 0; n < m->N; n++) {
            double sum[2] = {0}, count[2] = {0};
            for (uint32_t d = 0; d < shared->draws; d++) {
                const double theta = shared->theta[(size_t)d * m->J + j], value = last[(size_t)n * shared->draws + d];
                if (isnan(value) || (theta > low && theta < high)) continue;
                sum[theta >= high] += value;
                count[theta >= high]++;
            }
            study->driver[(size_t)n * m->J + j] =
                (ck_tariff_driver){j, count[0] > 0 ? sum[0] / count[0] : (double)NAN, count[1] > 0 ? sum[1] / count[1] : (double)NAN};
        }
    }
}

static ck_status gather(const sharing *shared, ck_tariff_study *study, ck_diags *diags) {
    const ck_tariff_model *m = shared->model;
    double *sorted = calloc(shared->draws, sizeof *sorted);
    study->driver = calloc((size_t)m->N * m->J, sizeof *study->driver);
    if (sorted == NULL || study->driver == NULL) {
        free(sorted);
        return ck_host_no_memory(diags);
    }
    for (size_t k = 0; k < (size_t)m->scenario->step_count * m->N; k++) {
        study->draws = without_failures(shared->sample + k * shared->draws, shared->draws, sorted);
        const size_t n = study->draws;
        if (n == 0) break;
        study->result[k / m->N].country[k % m->N].band = (ck_band){ck_quantile(sorted, n, 0.05), ck_quantile(sorted, n, 0.25),
                                                                  ck_quantile(sorted, n, 0.50), ck_quantile(sorted, n, 0.75),
                                                                  ck_quantile(sorted, n, 0.95)};
    }
    study->draws_failed = shared->draws - study->draws;
    drivers(shared, study, sorted);
    free(sorted);
    return CK_OK;
}

static uint32_t threads_of(uint32_t wanted, uint32_t draws) {
    const long machine = sysconf(_SC_NPROCESSORS_ONLN);
    uint32_t threads = wanted > 0 ? wanted : machine > 0 ? (uint32_t)machine : 1u;
    threads = threads < THREADS_MOST ? threads : THREADS_MOST;
    return threads < draws ? threads : draws;
}

ck_status ck_tariff_draws(const ck_tariff_model *model, uint32_t draws, uint32_t threads, const ck_tariff_near *near,
                          void (*progress)(void *, const char *, double), void *user, ck_tariff_study *study, ck_diags *diags) {
    sharing shared = {.model = model, .near = near, .draws = draws, .progress = progress, .user = user};
    threads = threads_of(threads, draws);
    worker *workers = calloc(threads, sizeof *workers);
    shared.sample = calloc((size_t)draws * model->scenario->step_count * model->N, sizeof *shared.sample);
    shared.theta = calloc((size_t)draws * model->J, sizeof *shared.theta);
    ck_status status = workers != NULL && shared.sample != NULL && shared.theta != NULL ? CK_OK : ck_host_no_memory(diags);
    uint32_t ready = 0, started = 1;
    for (; ready < threads && status >= 0; ready++) {
        workers[ready].shared = &shared;
        workers[ready].shows = ready == 0;
        status = ck_tariff_seat_make(model, &workers[ready].seat, diags);
        workers[ready].guess = calloc(model->N + 2 * (size_t)model->N * model->J, sizeof *workers[ready].guess);
        if (status >= 0 && workers[ready].guess == NULL) status = ck_host_no_memory(diags);
        workers[ready].seat.options.tolerance = BAND_TOLERANCE;
    }
    if (status >= 0) {
        while (started < threads && pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0) started++;
        (void)work(&workers[0]);
        for (uint32_t k = 1; k < started; k++) pthread_join(workers[k].thread, NULL);
        status = gather(&shared, study, diags);
    }
    for (uint32_t k = 0; k < ready; k++) {
        ck_tariff_seat_free(&workers[k].seat);
        free(workers[k].guess);
    }
    free(workers);
    free(shared.sample);
    free(shared.theta);
    return status;
}
