/* Damage a week from the history of levers, fitted to runs of the engine: ridge regression on filtered histories. */
#include "chokepoint_escalation.h"

#include "base/base.h"

/* Weeks: stocks and licences in hand, sourcing and inventories downstream, capacity. */
static const double TIME_CONSTANT[CK_EMULATOR_FILTERS] = {4.0, 13.0, 39.0};
enum { FOLDS = 8, RIDGES = 5, MIDDLE = 1 };
static const double RIDGE[RIDGES] = {1e-7, 1e-5, 1e-4, 1e-3,
                                     1e-2}; // times the trace of the normal matrix over its size

static uint32_t feature_count(uint32_t inputs) {
    return 3 + inputs * (CK_EMULATOR_FILTERS + 1) + inputs * (inputs + 1) / 2;
}

void ck_emulator_start(const ck_emulator *emulator, const double *first, ck_emulator_state *state) {
    *state = (ck_emulator_state){.week = 0};
    for (uint32_t i = 0; i < emulator->inputs; i++) {
        for (uint32_t k = 0; k < CK_EMULATOR_FILTERS; k++) state->filter[i][k] = first[i];
    }
}

static void filter_week(uint32_t inputs, ck_emulator_state *state, const double *input) {
    for (uint32_t k = 0; k < CK_EMULATOR_FILTERS; k++) {
        const double step = 1.0 - ck_exp(-1.0 / TIME_CONSTANT[k]);
        for (uint32_t i = 0; i < inputs; i++) state->filter[i][k] += step * (input[i] - state->filter[i][k]);
    }
    state->week++;
}

/* 1, time, time squared; filters; time times each middle filter; products of the middle filters. Time in years. */
static void features_of(uint32_t inputs, const ck_emulator_state *state, double *feature) {
    const double years = state->week / 52.0;
    uint32_t n = 0;
    feature[n++] = 1.0;
    feature[n++] = years;
    feature[n++] = years * years;
    for (uint32_t i = 0; i < inputs; i++) {
        for (uint32_t k = 0; k < CK_EMULATOR_FILTERS; k++) feature[n++] = state->filter[i][k];
        feature[n++] = years * state->filter[i][MIDDLE];
    }
    for (uint32_t i = 0; i < inputs; i++) {
        for (uint32_t j = i; j < inputs; j++) feature[n++] = state->filter[i][MIDDLE] * state->filter[j][MIDDLE];
    }
}

static double predict(const double *coefficient, const double *feature, uint32_t features) {
    double sum = 0.0;
    for (uint32_t f = 0; f < features; f++) sum += coefficient[f] * feature[f];
    return ck_max(0.0, sum);
}

void ck_emulator_week(const ck_emulator *emulator, ck_emulator_state *state, const double *input, double *outcome) {
    double feature[CK_EMULATOR_FEATURES];
    filter_week(emulator->inputs, state, input);
    features_of(emulator->inputs, state, feature);
    for (uint32_t o = 0; o < emulator->outputs; o++) {
        outcome[o] = predict(emulator->coefficient + (size_t)o * emulator->features, feature, emulator->features);
    }
}

/* ---------------------------------------------------------------- fitting ----------------------------------------- */

typedef struct normal { double *matrix, *right; } normal;        // (features x features), (outputs x features)

typedef struct fitting {
    uint32_t inputs, outputs, features, paths, weeks;
    const double *first, *input, *outcome;
    normal fold[FOLDS], all, work;
    double *coefficient;         // (outputs x features) of a fold
    double *squared, *total_squared, *variance;                  // (outputs) sums of errors
    double *path_total, *path_predicted;                         // (outputs)
} fitting;

static normal take_normal(cki_arena *arena, uint32_t features, uint32_t outputs) {
    return (normal){cki_arena_take(arena, (size_t)features * features, sizeof(double)),
                    cki_arena_take(arena, (size_t)outputs * features, sizeof(double))};
}

static void layout(cki_arena *arena, fitting *fit, ck_emulator *emulator) {
    const uint32_t o = fit->outputs;
    emulator->coefficient = cki_arena_take(arena, (size_t)o * fit->features, sizeof(double));
    emulator->mean = cki_arena_take(arena, o, sizeof(double));
    emulator->error_week = cki_arena_take(arena, o, sizeof(double));
    emulator->error_total = cki_arena_take(arena, o, sizeof(double));
    emulator->explained = cki_arena_take(arena, o, sizeof(double));
    for (int k = 0; k < FOLDS; k++) fit->fold[k] = take_normal(arena, fit->features, o);
    fit->all = take_normal(arena, fit->features, o);
    fit->work = take_normal(arena, fit->features, o);
    fit->coefficient = cki_arena_take(arena, (size_t)o * fit->features, sizeof(double));
    double **const sums[] = {&fit->squared, &fit->total_squared, &fit->variance, &fit->path_total,
                             &fit->path_predicted};
    for (size_t k = 0; k < sizeof sums / sizeof sums[0]; k++) *sums[k] = cki_arena_take(arena, o, sizeof(double));
}

size_t ck_emulator_bytes(uint32_t inputs, uint32_t outputs, uint32_t paths) {
    (void)paths;
    fitting fit = {.inputs = inputs, .outputs = outputs, .features = feature_count(inputs)};
    ck_emulator emulator;
    cki_arena arena = cki_arena_measure();
    layout(&arena, &fit, &emulator);
    return cki_arena_bytes(&arena);
}

static void add_path(const fitting *fit, uint32_t path, normal *to) {
    ck_emulator_state state;
    const ck_emulator start = {.inputs = fit->inputs};
    double feature[CK_EMULATOR_FEATURES];
    ck_emulator_start(&start, fit->first, &state);
    for (uint32_t w = 0; w < fit->weeks; w++) {
        const size_t at = (size_t)path * fit->weeks + w;
        filter_week(fit->inputs, &state, fit->input + at * fit->inputs);
        features_of(fit->inputs, &state, feature);
        for (uint32_t i = 0; i < fit->features; i++) {
            for (uint32_t j = 0; j <= i; j++) to->matrix[(size_t)i * fit->features + j] += feature[i] * feature[j];
        }
        for (uint32_t o = 0; o < fit->outputs; o++) {
            const double y = fit->outcome[at * fit->outputs + o];
            for (uint32_t i = 0; i < fit->features; i++) to->right[(size_t)o * fit->features + i] += y * feature[i];
        }
    }
}

/* Cholesky of the lower triangle in place; false when a pivot is not positive. */
static bool factor(double *a, uint32_t n) {
    for (uint32_t j = 0; j < n; j++) {
        double pivot = a[(size_t)j * n + j];
        for (uint32_t k = 0; k < j; k++) pivot -= a[(size_t)j * n + k] * a[(size_t)j * n + k];
        if (!(pivot > 0.0)) return false;
        const double root = ck_sqrt(pivot);
        a[(size_t)j * n + j] = root;
        for (uint32_t i = j + 1; i < n; i++) {
            double sum = a[(size_t)i * n + j];
            for (uint32_t k = 0; k < j; k++) sum -= a[(size_t)i * n + k] * a[(size_t)j * n + k];
            a[(size_t)i * n + j] = sum / root;
        }
    }
    return true;
}

static void substitute(const double *a, uint32_t n, double *x) {
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t k = 0; k < i; k++) x[i] -= a[(size_t)i * n + k] * x[k];
        x[i] /= a[(size_t)i * n + i];
    }
    for (uint32_t i = n; i-- > 0;) {
        for (uint32_t k = i + 1; k < n; k++) x[i] -= a[(size_t)k * n + i] * x[k];
        x[i] /= a[(size_t)i * n + i];
    }
}

/* All paths but those of `without` (NULL: all). */
static bool solve(fitting *fit, const normal *without, double ridge, double *coefficient) {
    const uint32_t n = fit->features;
    const size_t square = (size_t)n * n, right = (size_t)fit->outputs * n;
    double trace = 0.0;
    for (size_t k = 0; k < square; k++)
        fit->work.matrix[k] = fit->all.matrix[k] - (without != NULL ? without->matrix[k] : 0.0);
    for (size_t k = 0; k < right; k++) coefficient[k] = fit->all.right[k] - (without != NULL ? without->right[k] : 0.0);
    for (uint32_t i = 0; i < n; i++) trace += fit->work.matrix[(size_t)i * n + i];
    for (uint32_t i = 1; i < n; i++) fit->work.matrix[(size_t)i * n + i] += ridge * trace / n; // the constant is free
    fit->work.matrix[0] += 1e-12 * trace / n;
    if (!factor(fit->work.matrix, n)) return false;
    for (uint32_t o = 0; o < fit->outputs; o++) substitute(fit->work.matrix, n, coefficient + (size_t)o * n);
    return true;
}

static void test_path(fitting *fit, uint32_t path) {
    ck_emulator_state state;
    const ck_emulator start = {.inputs = fit->inputs};
    double feature[CK_EMULATOR_FEATURES];
    ck_emulator_start(&start, fit->first, &state);
    for (uint32_t o = 0; o < fit->outputs; o++) fit->path_total[o] = fit->path_predicted[o] = 0.0;
    for (uint32_t w = 0; w < fit->weeks; w++) {
        const size_t at = (size_t)path * fit->weeks + w;
        filter_week(fit->inputs, &state, fit->input + at * fit->inputs);
        features_of(fit->inputs, &state, feature);
        for (uint32_t o = 0; o < fit->outputs; o++) {
            const double y = fit->outcome[at * fit->outputs + o];
            const double guess = predict(fit->coefficient + (size_t)o * fit->features, feature, fit->features);
            fit->squared[o] += (y - guess) * (y - guess);
            fit->path_total[o] += y;
            fit->path_predicted[o] += guess;
        }
    }
    for (uint32_t o = 0; o < fit->outputs; o++) {
        const double miss = fit->path_total[o] - fit->path_predicted[o];
        fit->total_squared[o] += miss * miss;
    }
}

/* Errors of all paths, each predicted without its fold; the sum over outputs of the unexplained share, for choosing. */
static double cross_validate(fitting *fit, const ck_emulator *emulator, double ridge) {
    for (uint32_t o = 0; o < fit->outputs; o++) fit->squared[o] = fit->total_squared[o] = 0.0;
    for (uint32_t k = 0; k < FOLDS; k++) {
        if (!solve(fit, &fit->fold[k], ridge, fit->coefficient)) return CK_INFINITY;
        for (uint32_t p = k; p < fit->paths; p += FOLDS) test_path(fit, p);
    }
    double sum = 0.0;
    for (uint32_t o = 0; o < fit->outputs; o++) {
        if (emulator->mean[o] > 1e-9 && fit->variance[o] > 0.0) sum += fit->squared[o] / fit->variance[o];
    }
    return sum;
}

static void means_of(fitting *fit, ck_emulator *emulator) {
    const size_t rows = (size_t)fit->paths * fit->weeks;
    for (uint32_t o = 0; o < fit->outputs; o++) {
        double sum = 0.0, squares = 0.0;
        for (size_t r = 0; r < rows; r++) sum += fit->outcome[r * fit->outputs + o];
        emulator->mean[o] = sum / (double)rows;
        for (size_t r = 0; r < rows; r++) {
            const double d = fit->outcome[r * fit->outputs + o] - emulator->mean[o];
            squares += d * d;
        }
        fit->variance[o] = squares;
    }
}

static void keep_errors(const fitting *fit, ck_emulator *emulator) {
    const double rows = (double)fit->paths * fit->weeks;
    for (uint32_t o = 0; o < fit->outputs; o++) {
        const double total = emulator->mean[o] * fit->weeks;
        emulator->error_week[o] = ck_sqrt(fit->squared[o] / rows);
        emulator->error_total[o] = total > 1e-9 ? ck_sqrt(fit->total_squared[o] / fit->paths) / total : 0.0;
        emulator->explained[o] = fit->variance[o] > 0.0 ? 1.0 - fit->squared[o] / fit->variance[o] : 1.0;
    }
}

ck_status ck_emulator_fit(uint32_t inputs, uint32_t outputs, uint32_t paths, uint32_t weeks, const double *first,
                          const double *input, const double *outcome, void *block, size_t bytes, ck_emulator *emulator,
                          ck_diags *diags) {
    if (inputs == 0 || inputs > CK_EMULATOR_INPUTS || paths < FOLDS || weeks == 0)
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "an emulator needs 1 to %u levers and at least %u paths",
                            "", CK_EMULATOR_INPUTS, (uint32_t)FOLDS);
    fitting fit = {.inputs = inputs,
                   .outputs = outputs,
                   .features = feature_count(inputs),
                   .paths = paths,
                   .weeks = weeks,
                   .first = first,
                   .input = input,
                   .outcome = outcome};
    *emulator =
        (ck_emulator){.inputs = inputs, .outputs = outputs, .features = fit.features, .paths = paths, .weeks = weeks};
    cki_arena arena = cki_arena_over(block, bytes);
    layout(&arena, &fit, emulator);
    CK_TRY(cki_arena_check(&arena));
    const size_t square = (size_t)fit.features * fit.features, right = (size_t)outputs * fit.features;
    cki_zero(fit.all.matrix, square * sizeof(double));
    cki_zero(fit.all.right, right * sizeof(double));
    for (uint32_t k = 0; k < FOLDS; k++) {
        cki_zero(fit.fold[k].matrix, square * sizeof(double));
        cki_zero(fit.fold[k].right, right * sizeof(double));
        for (uint32_t p = k; p < paths; p += FOLDS) add_path(&fit, p, &fit.fold[k]);
        for (size_t i = 0; i < square; i++) fit.all.matrix[i] += fit.fold[k].matrix[i];
        for (size_t i = 0; i < right; i++) fit.all.right[i] += fit.fold[k].right[i];
    }
    means_of(&fit, emulator);
    double best = CK_INFINITY;
    for (uint32_t r = 0; r < RIDGES; r++) {
        const double score = cross_validate(&fit, emulator, RIDGE[r]);
        if (!(score < best)) continue;
        best = score;
        emulator->ridge = RIDGE[r];
        keep_errors(&fit, emulator);
    }
    if (!(best < CK_INFINITY) || !solve(&fit, NULL, emulator->ridge, emulator->coefficient))
        return ck_diags_add(diags, CK_E_NO_SOLUTION, (ck_place){0}, "the paths do not tell the levers' effects apart",
                            "ask for more paths");
    return CK_OK;
}
