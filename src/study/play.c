#include "study/play.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PURPOSE_DESIGN = 0x91, PURPOSE_NUMBER };

/* ---------------------------------------------------------------- design and emulator ----------------------------- */

typedef struct design { ck_play_engine *engine; double *input, *damage; } design;

/* Every lever holds a random intensity for 8 to 26 weeks; outside levers only rise. Path 0 stays where the game
   starts. */
static void make_path(const ck_play_spec *spec, const ck_play_engine *engine, uint32_t path, double *input) {
    const ck_random random = {spec->seed, path};
    for (uint32_t l = 0, i = 0; l < spec->game.lever_count; l++) {
        const ck_lever *lever = &spec->game.lever[l];
        if (!lever->engine) continue;
        const bool side = lever->role == CK_LEVER_SIDE;
        double x = side ? lever->level[lever->start].intensity : 0.0;
        uint32_t left = 0;
        for (uint32_t w = 0; w < engine->weeks; w++) {
            if (left == 0 && path > 0) {
                const double u = ck_random_unit(random, PURPOSE_DESIGN, w, 2 * l);
                x = side ? lever->level[(uint32_t)(u * lever->level_count)].intensity : x + u * (1.0 - x);
                left = 8 + (uint32_t)(19.0 * ck_random_unit(random, PURPOSE_DESIGN, w, 2 * l + 1));
            }
            if (left > 0) left--;
            input[(size_t)w * engine->inputs + i] = x;
        }
        i++;
    }
}

static ck_status design_run(void *user, uint32_t k, ck_diags *diags) {
    const design *of = user;
    const ck_play_engine *engine = of->engine;
    return ck_play_engine_path(of->engine, of->input + (size_t)k * engine->weeks * engine->inputs, CK_PLAY_CENTRAL,
                               of->damage + (size_t)k * engine->weeks * engine->outputs, diags);
}

ck_status ck_play_study_fit(const ck_play_spec *spec, ck_play_engine *engine, uint32_t threads, ck_play_study *study,
                            ck_diags *diags) {
    const size_t weeks = engine->weeks;
    design of = {engine, calloc(CK_PLAY_PATHS * weeks * engine->inputs, sizeof(double)),
                 calloc(CK_PLAY_PATHS * weeks * engine->outputs, sizeof(double))};
    const size_t bytes = ck_emulator_bytes(engine->inputs, engine->outputs, CK_PLAY_PATHS);
    study->block_emulator = aligned_alloc(16, bytes);
    ck_status status =
        of.input == NULL || of.damage == NULL || study->block_emulator == NULL ? ck_host_no_memory(diags) : CK_OK;
    for (uint32_t p = 0; p < CK_PLAY_PATHS && status >= 0; p++)
        make_path(spec, engine, p, of.input + p * weeks * engine->inputs);
    if (status >= 0) status = ck_play_each(CK_PLAY_PATHS, threads, design_run, &of, diags);
    if (status >= 0)
        status = ck_emulator_fit(engine->inputs, engine->outputs, CK_PLAY_PATHS, engine->weeks, of.input, of.input,
                                 of.damage, study->block_emulator, bytes, &study->emulator, diags);
    free(of.input);
    free(of.damage);
    return status;
}

/* ---------------------------------------------------------------- futures ----------------------------------------- */

typedef struct weight_result {
    double   loss[CK_FUTURE_COUNT][CK_PLAY_ACTORS][CK_AIM_COUNT];
    uint32_t ended[CK_FUTURE_COUNT];
    uint32_t unsettled;          // stages of the draw's solved game
    double   residual;
} weight_result;
typedef struct simulation {
    const ck_play_spec *spec;
    const ck_emulator *emulator;
    double *unit, *odds;         // (weights x numbers), (weights x rounds x futures)
    weight_result *result;
} simulation;

void ck_play_stratify(const ck_play_spec *spec, double *unit) {
    const uint32_t n = spec->weights;
    for (uint32_t k = 0; k < spec->number_count; k++) {
        for (uint32_t w = 0; w < n; w++) {
            const uint64_t key = ck_random_bits((ck_random){spec->seed, w}, PURPOSE_NUMBER, 0, k);
            uint32_t rank = 0;
            for (uint32_t v = 0; v < n; v++) {
                const uint64_t other = ck_random_bits((ck_random){spec->seed, v}, PURPOSE_NUMBER, 0, k);
                rank += other < key || (other == key && v < w);
            }
            unit[(size_t)w * spec->number_count + k] =
                (rank + ck_random_unit((ck_random){spec->seed, w}, PURPOSE_NUMBER, 1, k)) / n;
        }
    }
}

static bool wants_solution(const ck_escalation *game) {
    return game->side[0].behaviour == CK_BEHAVE_EQUILIBRIUM || game->side[1].behaviour == CK_BEHAVE_EQUILIBRIUM;
}

static void play_weight(const simulation *of, uint32_t w, const ck_escalation *game, const ck_solution *solution,
                        ck_position *position) {
    const ck_play_spec *spec = of->spec;
    ck_future_point point[CK_PLAY_ROUNDS];
    weight_result *result = &of->result[w];
    double *odds = of->odds + (size_t)w * spec->game.round_count * CK_FUTURE_COUNT;
    memset(result, 0, sizeof *result);
    memset(odds, 0, spec->game.round_count * CK_FUTURE_COUNT * sizeof *odds);
    for (uint32_t f = 0; f < spec->futures; f++) { // the same futures' random numbers for every draw of the weights
        ck_escalation_future(game, of->emulator, solution, (ck_random){spec->seed, f}, position, point);
        for (uint32_t r = 0; r < spec->game.round_count; r++)
            odds[r * CK_FUTURE_COUNT + point[r].future] += 1.0 / spec->futures;
        const ck_future end = point[spec->game.round_count - 1].future;
        result->ended[end]++;
        for (uint32_t a = 0; a < spec->game.actor_count; a++) {
            for (uint32_t k = 0; k < CK_AIM_COUNT; k++) result->loss[end][a][k] += position->total[a][k];
        }
    }
}

static ck_status simulate_weight(void *user, uint32_t w, ck_diags *diags) {
    const simulation *of = user;
    const bool solve = wants_solution(&of->spec->game);
    const size_t bytes = ck_solution_bytes(&of->spec->game);
    ck_escalation *game = malloc(sizeof *game);
    ck_position *position = malloc(sizeof *position);
    void *block = solve ? aligned_alloc(16, (bytes + 15) & ~(size_t)15) : NULL;
    ck_solution solution;
    ck_status status = game == NULL || position == NULL || (solve && block == NULL) ? ck_host_no_memory(diags) : CK_OK;
    if (status >= 0) ck_play_draw(of->spec, of->unit, w, game);
    if (status >= 0 && solve)
        status = ck_escalation_solve(game, of->emulator, ck_solve_options_default(), block, bytes, &solution, diags);
    if (status >= 0) play_weight(of, w, game, solve ? &solution : NULL, position);
    if (status >= 0 && solve) {
        of->result[w].unsettled = solution.unsettled;
        of->result[w].residual = solution.worst_residual;
    }
    free(block);
    free(game);
    free(position);
    return status;
}

static void gather(const ck_play_spec *spec, const simulation *of, ck_play_study *study) {
    const uint32_t cells = spec->game.round_count * CK_FUTURE_COUNT, n = spec->weights;
    double *column = malloc(n * sizeof *column);
    for (uint32_t c = 0; c < cells && column != NULL; c++) {
        for (uint32_t w = 0; w < n; w++) study->mean_odds[c] += (column[w] = of->odds[(size_t)w * cells + c]) / n;
        study->odds[c] = ck_band_of(column, n);
    }
    free(column);
    study->draws_solved = wants_solution(&spec->game) ? n : 0;
    for (uint32_t w = 0; w < n; w++) {
        study->stages_unsettled += of->result[w].unsettled;
        study->draws_unsettled += of->result[w].unsettled > 0;
        study->draws_residual = fmax(study->draws_residual, of->result[w].residual);
        for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++) {
            study->ended[e] += of->result[w].ended[e];
            for (uint32_t a = 0; a < spec->game.actor_count; a++) {
                for (uint32_t k = 0; k < CK_AIM_COUNT; k++) study->loss[e][a][k] += of->result[w].loss[e][a][k];
            }
        }
    }
    for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++) {
        for (uint32_t a = 0; a < spec->game.actor_count && study->ended[e] > 0; a++) {
            for (uint32_t k = 0; k < CK_AIM_COUNT; k++) study->loss[e][a][k] /= study->ended[e];
        }
    }
}

/* Mid-ranks of `value` (stride apart), for Spearman's correlation. */
static double rank_of(const double *value, uint32_t n, size_t stride, uint32_t at) {
    double rank = 0.0;
    for (uint32_t v = 0; v < n; v++) {
        if (value[v * stride] < value[at * stride]) rank += 1.0;
        else if (v != at && value[v * stride] == value[at * stride]) rank += 0.5;
    }
    return rank;
}

static double spearman(const double *x, size_t x_stride, const double *y, size_t y_stride, uint32_t n) {
    double xy = 0.0, xx = 0.0, yy = 0.0;
    for (uint32_t k = 0; k < n; k++) {
        const double a = rank_of(x, n, x_stride, k) - 0.5 * (n - 1), b = rank_of(y, n, y_stride, k) - 0.5 * (n - 1);
        xy += a * b;
        xx += a * a;
        yy += b * b;
    }
    return xx > 0.0 && yy > 0.0 ? xy / sqrt(xx * yy) : 0.0;
}

static int by_size(const void *a, const void *b) {
    const ck_play_driver *x = a, *y = b;
    const double p = fabs(x->correlation[CK_FUTURE_DEAL]), q = fabs(y->correlation[CK_FUTURE_DEAL]);
    return p != q ? (p < q ? 1 : -1) : x->number < y->number ? -1 : 1;
}

static void find_drivers(const ck_play_spec *spec, const simulation *of, ck_play_study *study) {
    const size_t cells = (size_t)spec->game.round_count * CK_FUTURE_COUNT;
    for (uint32_t k = 0; k < spec->number_count; k++) {
        study->driver[k].number = k;
        for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++)
            study->driver[k].correlation[e] = spearman(of->unit + k, spec->number_count,
                                                       of->odds + cells - CK_FUTURE_COUNT + e, cells, spec->weights);
    }
    qsort(study->driver, spec->number_count, sizeof *study->driver, by_size);
}

static ck_status simulate(const ck_play_spec *spec, uint32_t threads, ck_play_study *study, ck_diags *diags) {
    const size_t cells = (size_t)spec->game.round_count * CK_FUTURE_COUNT;
    simulation of = {spec, &study->emulator, calloc((size_t)spec->weights * spec->number_count + 1, sizeof(double)),
                     calloc(spec->weights * cells, sizeof(double)), calloc(spec->weights, sizeof(weight_result))};
    study->odds = calloc(cells, sizeof *study->odds);
    study->mean_odds = calloc(cells, sizeof *study->mean_odds);
    study->driver = calloc((size_t)spec->number_count + 1, sizeof *study->driver);
    const bool room = of.unit != NULL && of.odds != NULL && of.result != NULL && study->odds != NULL &&
                      study->mean_odds != NULL && study->driver != NULL;
    ck_status status = room ? CK_OK : ck_host_no_memory(diags);
    if (status >= 0) {
        ck_play_stratify(spec, of.unit);
        status = ck_play_each(spec->weights, threads, simulate_weight, &of, diags);
    }
    if (status >= 0) {
        gather(spec, &of, study);
        find_drivers(spec, &of, study);
    }
    free(of.unit);
    free(of.odds);
    free(of.result);
    return status;
}

/* The solver's own notes are lost on the threads of the draws. */
static ck_status note_unsettled(const ck_play_study *study, ck_diags *diags) {
    if (study->stages_unsettled == 0) return CK_OK;
    return ck_diags_add(
        diags, CK_NOTED, (ck_place){0},
        "%u stages of the solved games did not settle, in %u of %u draws; the largest last change of a chance is %g",
        "their chances are used as they stood", study->stages_unsettled, study->draws_unsettled, study->draws_solved,
        study->draws_residual);
}

ck_status ck_play_study_solve(const ck_play_spec *spec, ck_play_study *study, ck_diags *diags) {
    const size_t bytes = ck_solution_bytes(&spec->game);
    study->block_solution = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    if (study->block_solution == NULL) return ck_host_no_memory(diags);
    const ck_status status = ck_escalation_solve(&spec->game, &study->emulator, ck_solve_options_default(),
                                                 study->block_solution, bytes, &study->solution, diags);
    study->solved = status >= 0;
    return status;
}

ck_status ck_play_study_run(const ck_play_spec *spec, ck_play_engine *engine, uint32_t threads, bool solve,
                            ck_play_study *study, ck_diags *diags) {
    *study = (ck_play_study){0};
    CK_TRY(ck_play_study_fit(spec, engine, threads, study, diags));
    CK_TRY(simulate(spec, threads, study, diags));
    ck_status status = note_unsettled(study, diags);
    if (solve) status = ck_host_worse(status, ck_play_study_solve(spec, study, diags));
    study->runs = engine->runs;
    study->found = engine->found;
    ck_digest digest = ck_digest_start(engine->key);
    (void)ck_digest_doubles(&digest, study->emulator.coefficient,
                            (size_t)study->emulator.outputs * study->emulator.features, NULL);
    (void)ck_digest_doubles(&digest, study->mean_odds, (size_t)spec->game.round_count * CK_FUTURE_COUNT, NULL);
    (void)ck_digest_doubles(&digest, &study->loss[0][0][0], sizeof study->loss / sizeof(double), NULL);
    if (study->solved) (void)ck_digest_doubles(&digest, study->solution.deal_share, study->solution.rounds, NULL);
    study->digest = ck_digest_value(&digest);
    return status;
}

void ck_play_study_free(ck_play_study *study) {
    free(study->odds);
    free(study->mean_odds);
    free(study->driver);
    free(study->block_emulator);
    free(study->block_solution);
    *study = (ck_play_study){0};
}
