#include "trade/anderson.h"

#define FIRST_SWEEPS 2u                  // plain ones before the first combination
#define WORSE        20.0                // a residual grown by so much empties the memory
#define REGULAR      1e-14               // relative ridge of the small least-squares problem

void cki_anderson_layout(cki_anderson *a, cki_arena *arena, uint32_t unknowns, uint32_t memory) {
    a->unknowns = unknowns;
    a->memory = memory;
    a->residual = cki_arena_take(arena, unknowns, sizeof *a->residual);
    a->last_state = cki_arena_take(arena, unknowns, sizeof *a->last_state);
    a->last_residual = cki_arena_take(arena, unknowns, sizeof *a->last_residual);
    a->state_change = cki_arena_take(arena, (size_t)unknowns * memory, sizeof *a->state_change);
    a->residual_change = cki_arena_take(arena, (size_t)unknowns * memory, sizeof *a->residual_change);
}

void cki_anderson_reset(cki_anderson *a) {
    a->held = a->slot = a->seen = a->restarts = 0;
    a->best = CK_INFINITY;
}

static double dot(const double *a, const double *b, uint32_t n) {
    double part[4] = {0};
    uint32_t i = 0;
    for (; i + 4 <= n; i += 4) {
        for (uint32_t k = 0; k < 4; k++) part[k] += a[i + k] * b[i + k];
    }
    for (; i < n; i++) part[0] += a[i] * b[i];
    return (part[0] + part[1]) + (part[2] + part[3]);
}

/* Cholesky of the small matrix of inner products; false when it is not positive. */
static bool solve_small(double *matrix, double *right, uint32_t m) {
    for (uint32_t c = 0; c < m; c++) {
        double pivot = matrix[c * m + c];
        for (uint32_t k = 0; k < c; k++) pivot -= matrix[c * m + k] * matrix[c * m + k];
        if (!(pivot > 0.0)) return false;
        matrix[c * m + c] = ck_sqrt(pivot);
        for (uint32_t r = c + 1; r < m; r++) {
            double value = matrix[r * m + c];
            for (uint32_t k = 0; k < c; k++) value -= matrix[r * m + k] * matrix[c * m + k];
            matrix[r * m + c] = value / matrix[c * m + c];
        }
    }
    for (uint32_t r = 0; r < m; r++) {
        for (uint32_t k = 0; k < r; k++) right[r] -= matrix[r * m + k] * right[k];
        right[r] /= matrix[r * m + r];
    }
    for (uint32_t r = m; r-- > 0;) {
        for (uint32_t k = r + 1; k < m; k++) right[r] -= matrix[k * m + r] * right[k];
        right[r] /= matrix[r * m + r];
    }
    return true;
}

static void remember(cki_anderson *a, const double *state) {
    double *dx = a->state_change + (size_t)a->slot * a->unknowns, *df = a->residual_change + (size_t)a->slot * a->unknowns;
    for (uint32_t k = 0; k < a->unknowns; k++) {
        dx[k] = state[k] - a->last_state[k];
        df[k] = a->residual[k] - a->last_residual[k];
    }
    const uint32_t slot = a->slot;
    a->slot = (a->slot + 1) % a->memory;
    if (a->held < a->memory) a->held++;
    for (uint32_t r = 0; r < a->held; r++) {
        const double product = dot(a->residual_change + (size_t)r * a->unknowns, df, a->unknowns);
        a->inner[r * a->memory + slot] = a->inner[slot * a->memory + r] = product;
    }
}

static bool combine(cki_anderson *a, const double *state, double *next) {
    double *gram = a->gram, *right = a->right, trace = 0.0;
    for (uint32_t r = 0; r < a->held; r++) {
        const double *row = a->residual_change + (size_t)r * a->unknowns;
        for (uint32_t c = 0; c < a->held; c++) gram[r * a->held + c] = a->inner[r * a->memory + c];
        right[r] = dot(row, a->residual, a->unknowns);
        trace += gram[r * a->held + r];
    }
    for (uint32_t r = 0; r < a->held; r++) gram[r * a->held + r] += REGULAR * trace;
    if (!solve_small(gram, right, a->held)) return false;
    for (uint32_t k = 0; k < a->unknowns; k++) next[k] = state[k] + a->residual[k];
    for (uint32_t r = 0; r < a->held; r++) {
        const double *dx = a->state_change + (size_t)r * a->unknowns, *df = a->residual_change + (size_t)r * a->unknowns;
        for (uint32_t k = 0; k < a->unknowns; k++) next[k] -= right[r] * (dx[k] + df[k]);
    }
    return true;
}

void cki_anderson_step(cki_anderson *a, double *state, double *next, double size, bool (*sound)(const void *user, const double *point),
                       const void *user) {
    for (uint32_t k = 0; k < a->unknowns; k++) a->residual[k] = next[k] - state[k];
    if (size > WORSE * a->best) {
        a->held = a->slot = a->seen = 0;
        a->best = size;
        a->restarts++;
    }
    a->best = ck_min(a->best, size);
    if (a->seen > 0) remember(a, state);
    for (uint32_t k = 0; k < a->unknowns; k++) {
        a->last_state[k] = state[k];
        a->last_residual[k] = a->residual[k];
    }
    if (a->seen >= FIRST_SWEEPS && a->held > 0 && (!combine(a, state, next) || (sound != NULL && !sound(user, next)))) {
        for (uint32_t k = 0; k < a->unknowns; k++) next[k] = state[k] + a->residual[k];
        a->held = a->slot = 0;
        a->restarts++;
    }
    a->seen++;
    for (uint32_t k = 0; k < a->unknowns; k++) state[k] = next[k];
}
