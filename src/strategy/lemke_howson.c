/* The path of Lemke and Howson (1964) on two dictionaries of doubles.

   Labels: 0 .. rows-1 the row player's strategies, rows .. rows+columns-1 the column player's. The row player's
   mixtures live in {x >= 0, B'x <= 1}, the column player's in {y >= 0, A y <= 1}, payoffs moved and scaled to
   0.5..1.5. Ties are broken by a perturbation of the right side, kept in a column of its own; rounding of the path is
   removed by building the basis again from the first dictionary with the largest pivots first. */
#include "strategy/linear.h"
#include "strategy/strategic.h"

#define TINY        1e-11
#define PIVOT_LIMIT 1000000u
enum { TRUE_SIDE, MOVED_SIDE, SIDES };

typedef struct table {
    uint32_t  rows, columns, stride;
    double   *entry, *origin;            // (rows x stride)
    uint32_t *row_label, *column_label, *place;          // place (rows + columns): row, or rows + column
    uint32_t *start_row, *start_column;
    uint8_t  *wanted;
    uint32_t  since;                     // pivots since it was built
} table;

static void lay_out(table *at, cki_arena *arena, uint32_t rows, uint32_t columns) {
    *at = (table){.rows = rows, .columns = columns, .stride = columns + SIDES};
    at->entry = cki_arena_take(arena, (size_t)rows * at->stride, sizeof(double));
    at->origin = cki_arena_take(arena, (size_t)rows * at->stride, sizeof(double));
    at->row_label = cki_arena_take(arena, rows, sizeof(uint32_t));
    at->start_row = cki_arena_take(arena, rows, sizeof(uint32_t));
    at->column_label = cki_arena_take(arena, columns, sizeof(uint32_t));
    at->start_column = cki_arena_take(arena, columns, sizeof(uint32_t));
    at->place = cki_arena_take(arena, (size_t)rows + columns, sizeof(uint32_t));
    at->wanted = cki_arena_take(arena, (size_t)rows + columns, 1);
}

size_t ck_lemke_howson_bytes(const ck_strategic_game *game) {
    if (game->player_count != 2) return 16;
    cki_arena arena = cki_arena_measure();
    table row, column;
    const uint32_t m = game->strategy_count[0], n = game->strategy_count[1];
    lay_out(&row, &arena, n, m);
    lay_out(&column, &arena, m, n);
    (void)cki_arena_take(&arena, (size_t)m + n, 2 * sizeof(double));
    (void)cki_arena_take(&arena, 1, ck_strategic_deviation_bytes(game));
    return cki_arena_bytes(&arena);
}

static void exchange(table *at, uint32_t row, uint32_t column) {
    cki_linear_exchange(at->entry, at->rows, at->stride, row, column, 0.0);
    const uint32_t entering = at->column_label[column], leaving = at->row_label[row];
    at->row_label[row] = entering;
    at->column_label[column] = leaving;
    at->place[entering] = row;
    at->place[leaving] = at->rows + column;
    at->since++;
}

static void reset(table *at) {
    cki_copy(at->entry, at->origin, (size_t)at->rows * at->stride * sizeof(double));
    for (uint32_t i = 0; i < at->rows; i++) at->place[at->row_label[i] = at->start_row[i]] = i;
    for (uint32_t j = 0; j < at->columns; j++) at->place[at->column_label[j] = at->start_column[j]] = at->rows + j;
    at->since = 0;
}

static bool rebuild(table *at) {
    for (uint32_t v = 0; v < at->rows + at->columns; v++) at->wanted[v] = at->place[v] < at->rows;
    reset(at);
    for (uint32_t column = 0; column < at->columns; column++) {
        if (!at->wanted[at->column_label[column]]) continue;
        uint32_t row = CK_NONE;
        double best = 1e-13;
        for (uint32_t i = 0; i < at->rows; i++) {
            const double size = ck_abs(at->entry[(size_t)i * at->stride + column]);
            if (at->wanted[at->row_label[i]] || size <= best) continue;
            best = size;
            row = i;
        }
        if (row == CK_NONE) return false;
        exchange(at, row, column);
    }
    at->since = 0;
    return true;
}

/* first_row: label of the first constraint; first_column: of the first strategy; payoff of (row i, column j) by the
   strides. */
static void start(table *at, uint32_t first_row, uint32_t first_column, const double *payoff, size_t row_step,
                  size_t column_step, double low, double range, double perturbation, uint64_t seed) {
    for (uint32_t i = 0; i < at->rows; i++) {
        double *line = at->origin + (size_t)i * at->stride;
        for (uint32_t j = 0; j < at->columns; j++)
            line[j] = (payoff[i * row_step + j * column_step] - low) / range + 0.5;
        line[at->columns + TRUE_SIDE] = 1.0;
        line[at->columns + MOVED_SIDE] =
            1.0 + perturbation * (0.5 + 0.5 * ck_random_unit((ck_random){.seed = seed}, 2, first_row, i));
        at->start_row[i] = first_row + i;
    }
    for (uint32_t j = 0; j < at->columns; j++) at->start_column[j] = first_column + j;
    reset(at);
}

/* Lets the label enter; the label that leaves, CK_NONE when the path breaks. */
static uint32_t enter(table *at, uint32_t label) {
    if (at->place[label] < at->rows) return CK_NONE;
    if (at->since > 60 + at->rows && !rebuild(at)) return CK_NONE;
    const uint32_t column = at->place[label] - at->rows;
    uint32_t row = CK_NONE;
    double best = CK_INFINITY;
    for (uint32_t i = 0; i < at->rows; i++) {
        const double *line = at->entry + (size_t)i * at->stride;
        if (line[column] <= TINY) continue;
        const double ratio = ck_max(line[at->columns + MOVED_SIDE], 0.0) / line[column];
        if (ratio < best) {
            best = ratio;
            row = i;
        }
    }
    if (row == CK_NONE) return CK_NONE;
    const uint32_t leaving = at->row_label[row];
    exchange(at, row, column);
    return leaving;
}

static bool follow(table side[2], uint32_t rows, uint32_t label, uint32_t *pivots) {
    uint32_t entering = label, turn = label < rows ? 0 : 1;
    for (uint32_t step = 0; step < PIVOT_LIMIT; step++) {
        entering = enter(&side[turn], entering);
        ++*pivots;
        if (entering == CK_NONE) return false;
        if (entering == label) return true;
        turn = 1 - turn;
    }
    return false;
}

static void read_strategy(const table *at, uint32_t first_label, double *strategy) {
    double sum = 0.0;
    for (uint32_t j = 0; j < at->columns; j++) {
        const uint32_t place = at->place[first_label + j];
        strategy[j] =
            place < at->rows ? ck_max(at->entry[(size_t)place * at->stride + at->columns + TRUE_SIDE], 0.0) : 0.0;
        sum += strategy[j];
    }
    for (uint32_t j = 0; j < at->columns; j++) strategy[j] = sum > 0.0 ? strategy[j] / sum : 1.0 / at->columns;
}

ck_status ck_lemke_howson(const ck_strategic_game *game, uint32_t label, void *block, size_t bytes, double *strategy,
                          double gain[2], uint32_t *pivots, ck_diags *diags) {
    CK_TRY(cki_strategic_check(game, diags));
    if (game->player_count != 2)
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "the game has %u players; the method is for two", "",
                            game->player_count);
    const uint32_t m = game->strategy_count[0], n = game->strategy_count[1];
    if (label >= m + n)
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "label %u is outside; the game has %u strategies", "",
                            label, m + n);
    cki_arena arena = cki_arena_over(block, bytes);
    table side[2];
    lay_out(&side[0], &arena, n, m);
    lay_out(&side[1], &arena, m, n);
    double *trial = cki_arena_take(&arena, (size_t)m + n, 2 * sizeof *trial);
    void *scratch = cki_arena_take(&arena, 1, ck_strategic_deviation_bytes(game));
    CK_TRY(cki_arena_check(&arena));
    double low[2], range[2], best = CK_INFINITY, payoff[2];
    for (uint32_t p = 0; p < 2; p++) range[p] = cki_strategic_range(game, p, &low[p]);
    uint32_t made = 0;
    for (uint32_t k = 0; k < m + n; k++) strategy[k] = 1.0 / (k < m ? m : n);
    for (uint32_t attempt = 0; attempt < 8 && best > 1e-10; attempt++) {
        const double moved = 1e-6 / (double)(1u << 3 * attempt);
        start(&side[0], m, 0, game->payoff + 1, 2 * (size_t)m, 2, low[1], range[1], moved, 1 + attempt);
        start(&side[1], 0, m, game->payoff, 2, 2 * (size_t)m, low[0], range[0], moved, 1 + attempt);
        if (!follow(side, m, label, &made) || !rebuild(&side[0]) || !rebuild(&side[1])) continue;
        read_strategy(&side[0], 0, trial);
        read_strategy(&side[1], m, trial + m);
        CK_TRY(ck_strategic_deviation(game, trial, scratch, ck_strategic_deviation_bytes(game), payoff, gain));
        const double relative = ck_max(gain[0] / range[0], gain[1] / range[1]);
        if (relative >= best) continue;
        best = relative;
        cki_copy(strategy, trial, ((size_t)m + n) * sizeof *trial);
    }
    if (pivots != NULL) *pivots = made;
    CK_TRY(ck_strategic_deviation(game, strategy, scratch, ck_strategic_deviation_bytes(game), payoff, gain));
    if (!(best <= 1e-9))
        return ck_diags_add(diags, CK_E_NO_SOLUTION, (ck_place){0},
                            "no equilibrium within rounding: a player could still gain %g",
                            "another label may lead to one", ck_max(gain[0], gain[1]));
    return CK_OK;
}
