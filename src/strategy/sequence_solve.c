/* Lemke's algorithm on the sequence form, started at a given pair of plans (von Stengel, van den Elzen and Talman 2002).

   The players hold the plan x + (1 - s) x0: at s = 0 everything is the start plan x0, at s = 1 nothing is. Each sequence i has a
   pair of complementary variables, its weight x_i and its loss r_i against the best reply. The dictionary
   basic + entry * cobasic = right side has one row and one column for each sequence of both players, and a column for s. The
   first basis has the weights of one best reply to x0. Ties are broken by a perturbation of the right side, which is kept in
   a column of its own; the answer is read from the true one. */
#include "strategy/linear.h"

#define TINY        1e-11
#define PIVOT_LIMIT 200000u
enum { TRUE_SIDE, MOVED_SIDE, SIDES };

typedef struct lemke {
    uint32_t  n, stride;                 // sequences of both players; n + 1 columns and two right sides
    double   *entry, *origin;            // (n x stride) now and at the start
    uint32_t *row_variable, *column_variable;    // weight of sequence i: i; its loss: n + i; s: 2 n
    uint32_t *start_row, *start_column;
    uint32_t *place;                     // (2 n + 1) row, or n + column, of a variable
    uint8_t  *wanted;                    // (2 n + 1) basic at the end
    uint8_t  *chosen;                    // (n) part of the first best reply
    double   *prior[2], *value;
} lemke;

static void lay_out(const ck_sequence_form *form, cki_arena *arena, lemke *at) {
    *at = (lemke){.n = form->sequence_count[0] + form->sequence_count[1]};
    at->stride = at->n + 1 + SIDES;
    at->entry = cki_arena_take(arena, (size_t)at->n * at->stride, sizeof(double));
    at->origin = cki_arena_take(arena, (size_t)at->n * at->stride, sizeof(double));
    at->row_variable = cki_arena_take(arena, at->n, sizeof(uint32_t));
    at->column_variable = cki_arena_take(arena, at->n + 1, sizeof(uint32_t));
    at->start_row = cki_arena_take(arena, at->n, sizeof(uint32_t));
    at->start_column = cki_arena_take(arena, at->n + 1, sizeof(uint32_t));
    at->place = cki_arena_take(arena, 2 * (size_t)at->n + 1, sizeof(uint32_t));
    at->wanted = cki_arena_take(arena, 2 * (size_t)at->n + 1, 1);
    at->chosen = cki_arena_take(arena, at->n, 1);
    at->value = cki_arena_take(arena, at->n, sizeof(double));
    for (uint32_t p = 0; p < 2; p++) at->prior[p] = cki_arena_take(arena, form->sequence_count[p], sizeof(double));
}

size_t ck_sequence_solve_bytes(const ck_sequence_form *form) {
    cki_arena arena = cki_arena_measure();
    lemke at;
    lay_out(form, &arena, &at);
    (void)cki_arena_take(&arena, 1, ck_sequence_deviation_bytes(form));
    return cki_arena_bytes(&arena);
}

/* ---------------------------------------------------------------- first basis ------------------------------------- */

static void add_row(double *to, const double *from, double factor, uint32_t count) {
    for (uint32_t j = 0; j < count; j++) to[j] += factor * from[j];
}

/* Chooses a best reply to the prior of the other player, information set by information set. */
static void choose_replies(const ck_sequence_form *form, lemke *at) {
    for (uint32_t p = 0; p < 2; p++) {
        const uint32_t offset = p == 0 ? 0 : form->sequence_count[0];
        double *value = at->value + offset;
        cki_zero(value, form->sequence_count[p] * sizeof *value);
        cki_zero(at->chosen + offset, form->sequence_count[p]);
        for (uint32_t k = 0; k < form->leaf_count; k++) {
            const ck_leaf_weight *leaf = &form->leaf[k];
            value[leaf->sequence[p]] += leaf->payoff[p] * at->prior[1 - p][leaf->sequence[1 - p]];
        }
        at->chosen[offset] = 1;
        for (uint32_t h = form->set_count[p]; h-- > 0;) {
            const uint32_t first = form->first[p][h], count = form->game->set_actions[form->set[p][h]];
            uint32_t best = first;
            for (uint32_t a = 1; a < count; a++) {
                if (value[first + a] > value[best]) best = first + a;
            }
            at->chosen[offset + best] = 1;
            value[form->parent[p][h]] += value[best];
        }
    }
}

/* Rows of `plan`: the weight of each sequence as a combination of cobasic weights and s (a column each, the constant in the
   first right side). */
static void weights_of_plans(const ck_sequence_form *form, const lemke *at, double *plan) {
    for (uint32_t p = 0; p < 2; p++) {
        const uint32_t offset = p == 0 ? 0 : form->sequence_count[0];
        plan[(size_t)offset * at->stride + at->n] = 1.0;         // the empty sequence has weight s
        for (uint32_t h = 0; h < form->set_count[p]; h++) {
            const uint32_t first = offset + form->first[p][h], count = form->game->set_actions[form->set[p][h]];
            uint32_t best = first;
            while (!at->chosen[best]) best++;
            double *row = plan + (size_t)best * at->stride;
            add_row(row, plan + (size_t)(offset + form->parent[p][h]) * at->stride, 1.0, at->n + 1);
            for (uint32_t a = 0; a < count; a++) {
                if (first + a == best) continue;
                plan[(size_t)(first + a) * at->stride + first + a] = 1.0;
                row[first + a] -= 1.0;
            }
        }
    }
}

/* First dictionary, in `origin`; `entry` is scratch for the weights of the plans. */
static void start(const ck_sequence_form *form, lemke *at, double scale) {
    const uint32_t n = at->n, stride = at->stride;
    double *plan = at->entry, *worth = at->origin;
    cki_zero(plan, (size_t)n * stride * sizeof *plan);
    cki_zero(worth, (size_t)n * stride * sizeof *worth);
    choose_replies(form, at);
    weights_of_plans(form, at, plan);
    for (uint32_t k = 0; k < form->leaf_count; k++) {
        const ck_leaf_weight *leaf = &form->leaf[k];
        const uint32_t sequence[2] = {leaf->sequence[0], form->sequence_count[0] + leaf->sequence[1]};
        for (uint32_t p = 0; p < 2; p++) {
            double *row = worth + (size_t)sequence[p] * stride;
            const double payoff = leaf->payoff[p] / scale;
            const double prior = payoff * at->prior[1 - p][leaf->sequence[1 - p]];
            add_row(row, plan + (size_t)sequence[1 - p] * stride, payoff, n + 1);
            row[n] -= prior;                                     // (1 - s) times the prior
            row[n + 1] += prior;
        }
    }
    // what a sequence is worth: its own payoff and what its later information sets promise, best reply plus its loss
    for (uint32_t p = 0; p < 2; p++) {
        const uint32_t offset = p == 0 ? 0 : form->sequence_count[0];
        for (uint32_t h = form->set_count[p]; h-- > 0;) {
            const uint32_t first = offset + form->first[p][h], count = form->game->set_actions[form->set[p][h]];
            uint32_t best = first;
            while (!at->chosen[best]) best++;
            double *best_row = worth + (size_t)best * stride;
            double *before = worth + (size_t)(offset + form->parent[p][h]) * stride;
            add_row(before, best_row, 1.0, n + 2);
            before[best] += 1.0;
            for (uint32_t a = 0; a < count; a++) {               // loss = value of the set - worth
                if (first + a == best) continue;
                double *row = worth + (size_t)(first + a) * stride;
                for (uint32_t j = 0; j < n + 2; j++) row[j] = best_row[j] - row[j];
                row[best] += 1.0;
            }
        }
    }
    for (uint32_t i = 0; i < n; i++) {
        double *row = worth + (size_t)i * stride;
        if (at->chosen[i]) {
            cki_copy(row, plan + (size_t)i * stride, (n + 2) * sizeof *row);
            row[n + 1] = 0.0;
        }
        for (uint32_t j = 0; j <= n; j++) row[j] = -row[j];      // basic + entry * cobasic = right side
        at->start_row[i] = at->chosen[i] ? i : n + i;
        at->start_column[i] = at->chosen[i] ? n + i : i;
    }
    at->start_column[n] = 2 * n;
}

/* ---------------------------------------------------------------- pivots ------------------------------------------ */

static void exchange(lemke *at, uint32_t row, uint32_t column) {
    cki_linear_exchange(at->entry, at->n, at->stride, row, column, 1e-15);
    const uint32_t entering = at->column_variable[column], leaving = at->row_variable[row];
    at->row_variable[row] = entering;
    at->column_variable[column] = leaving;
    at->place[entering] = row;
    at->place[leaving] = at->n + column;
}

static void reset(lemke *at, double perturbation, uint64_t seed) {
    cki_copy(at->entry, at->origin, (size_t)at->n * at->stride * sizeof(double));
    for (uint32_t i = 0; i < at->n; i++) {
        double *row = at->entry + (size_t)i * at->stride;
        const double unit = ck_random_unit((ck_random){.seed = seed}, 1, 0, i);
        row[at->n + 1 + MOVED_SIDE] = row[at->n + 1 + TRUE_SIDE] + perturbation * (0.5 + 0.5 * unit);
        at->place[at->start_row[i]] = i;
    }
    for (uint32_t j = 0; j <= at->n; j++) at->place[at->start_column[j]] = at->n + j;
    cki_copy(at->row_variable, at->start_row, at->n * sizeof(uint32_t));
    cki_copy(at->column_variable, at->start_column, (at->n + 1) * sizeof(uint32_t));
}

/* Follows the path from s = 0 to s = 1; the last pivot makes s cobasic. False when it breaks. */
static bool follow(lemke *at, uint32_t *pivots) {
    const uint32_t n = at->n, s = 2 * n, side = n + 1 + MOVED_SIDE;
    uint32_t entering = s;
    for (uint32_t step = 0; step < PIVOT_LIMIT; step++) {
        const uint32_t column = at->place[entering] - n;
        uint32_t row = CK_NONE;
        double best = CK_INFINITY;
        for (uint32_t i = 0; i < n; i++) {
            const double *line = at->entry + (size_t)i * at->stride;
            if (line[column] <= TINY) continue;
            const double ratio = ck_max(line[side], 0.0) / line[column];
            if (ratio < best) {
                best = ratio;
                row = i;
            }
        }
        // s may not rise above 1
        if (entering == s) {
            if (best >= 1.0) return true;
        } else if (at->place[s] < n) {
            const double *line = at->entry + (size_t)at->place[s] * at->stride;
            if (line[column] < -TINY && (1.0 - line[side]) / -line[column] <= best) {
                exchange(at, at->place[s], column);
                ++*pivots;
                return true;
            }
        }
        if (row == CK_NONE || at->row_variable[row] == s) return false;
        const uint32_t leaving = at->row_variable[row];
        exchange(at, row, column);
        ++*pivots;
        entering = leaving < n ? leaving + n : leaving - n;
    }
    return false;
}

/* The same basis again from the first dictionary, with the largest pivots first: rounding of the path is gone. */
static bool rebuild(lemke *at) {
    const uint32_t n = at->n;
    for (uint32_t v = 0; v <= 2 * n; v++) at->wanted[v] = at->place[v] < n;
    reset(at, 0.0, 0);
    for (uint32_t column = 0; column <= n; column++) {
        if (!at->wanted[at->column_variable[column]]) continue;
        uint32_t row = CK_NONE;
        double best = 1e-13;
        for (uint32_t i = 0; i < n; i++) {
            const double size = ck_abs(at->entry[(size_t)i * at->stride + column]);
            if (at->wanted[at->row_variable[i]] || size <= best) continue;
            best = size;
            row = i;
        }
        if (row == CK_NONE) return false;
        exchange(at, row, column);
    }
    return true;
}

/* Weights at s = 1, made plans: negative dust goes, every information set gives what it got. */
static void read_plans(const ck_sequence_form *form, lemke *at, double *const plan[2]) {
    const uint32_t n = at->n, s_column = at->place[2 * n] - n;
    for (uint32_t p = 0; p < 2; p++) {
        const uint32_t offset = p == 0 ? 0 : form->sequence_count[0];
        for (uint32_t i = 0; i < form->sequence_count[p]; i++) {
            const uint32_t place = at->place[offset + i];
            const double *line = at->entry + (size_t)(place < n ? place : 0) * at->stride;
            at->value[i] = place < n ? line[n + 1 + TRUE_SIDE] - line[s_column] : 0.0;
        }
        ck_sequence_behaviour(form, p, at->value, at->value);
        ck_sequence_plan(form, p, at->value, plan[p]);
    }
}

ck_status ck_sequence_solve(const ck_sequence_form *form, void *block, size_t bytes, double *plan[2],
                            ck_sequence_result *result, ck_diags *diags) {
    cki_arena arena = cki_arena_over(block, bytes);
    lemke at;
    lay_out(form, &arena, &at);
    void *scratch = cki_arena_take(&arena, 1, ck_sequence_deviation_bytes(form));
    CK_TRY(cki_arena_check(&arena));
    double scale = 0.0;
    for (uint32_t k = 0; k < form->leaf_count; k++) {
        for (uint32_t p = 0; p < 2; p++) {
            if (!ck_is_finite(form->leaf[k].payoff[p])) return CK_E_NUMBER;
            scale = ck_max(scale, ck_abs(form->leaf[k].payoff[p]));
        }
    }
    if (scale == 0.0) scale = 1.0;
    for (uint32_t p = 0; p < 2; p++) {
        for (uint32_t i = 0; i < form->sequence_count[p]; i++) plan[p][i] = 0.0;
        ck_sequence_behaviour(form, p, plan[p], plan[p]);        // nothing but zeros: uniform
        ck_sequence_plan(form, p, plan[p], at.prior[p]);
        cki_copy(plan[p], at.prior[p], form->sequence_count[p] * sizeof(double));
    }
    start(form, &at, scale);
    ck_sequence_result best = {.gain = {CK_INFINITY, CK_INFINITY}};
    uint32_t pivots = 0;
    double *const trial[2] = {at.prior[0], at.prior[1]};         // the prior has done its work
    for (uint32_t attempt = 0; attempt < 6; attempt++) {
        reset(&at, 1e-6 / (double)(1u << 4 * attempt), 1 + attempt);
        if (!follow(&at, &pivots) || !rebuild(&at)) continue;
        read_plans(form, &at, trial);
        ck_sequence_result now;
        CK_TRY(ck_sequence_deviation(form, (const double *const[2]){trial[0], trial[1]}, scratch,
                                     ck_sequence_deviation_bytes(form), &now));
        if (now.gain[0] + now.gain[1] < best.gain[0] + best.gain[1]) {
            best = now;
            for (uint32_t p = 0; p < 2; p++) cki_copy(plan[p], trial[p], form->sequence_count[p] * sizeof(double));
        }
        if (best.gain[0] + best.gain[1] <= 1e-10 * scale) break;
    }
    best.pivots = pivots;
    *result = best;
    if (!(best.gain[0] + best.gain[1] <= 1e-9 * scale)) {
        if (best.gain[0] == CK_INFINITY)
            CK_TRY(ck_sequence_deviation(form, (const double *const[2]){plan[0], plan[1]}, scratch,
                                         ck_sequence_deviation_bytes(form), result));
        return ck_diags_add(diags, CK_E_NO_SOLUTION, (ck_place){0},
                            "no equilibrium within rounding: a player could still gain %g", "",
                            ck_max(result->gain[0], result->gain[1]));
    }
    return CK_OK;
}
