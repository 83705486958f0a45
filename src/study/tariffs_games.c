/* The tariff game of a scenario on the table's full model: what each player would do if nobody answered, answers in turn until
   they settle, a scan that nobody gains by leaving, and beside it the Nash tariffs of the 3 N equations. */
#include "study/tariffs_model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SETTLED     1e-3                 // rates that move less have settled
#define SCAN_POINTS 40u

typedef struct playing {
    const ck_tariff_model *model;
    cki_trade_base   base;
    cki_trade_arms   arms;
    ck_tariff_games *games;
    double *tariff, *rate;               // (J N N), (J)
    bool   *sector, *aimed;
    double *number[6];
    void   *answer_block, *solve_block;
    size_t  answer_bytes, solve_bytes;
    ck_diags *diags;
} playing;

static void *block_of(size_t bytes) {
    return aligned_alloc(16, (bytes + 15) & ~(size_t)15);
}

static ck_status make(playing *p) {
    const ck_tariff_model *m = p->model;
    const ck_tariff_game *game = &m->scenario->game;
    ck_tariff_games *g = p->games;
    p->tariff = calloc((size_t)m->J * m->N * m->N, sizeof *p->tariff);
    p->rate = calloc(m->J, sizeof *p->rate);
    p->sector = calloc(m->J, sizeof *p->sector);
    p->aimed = calloc((size_t)m->N * m->N, sizeof *p->aimed);
    bool good = p->tariff != NULL && p->rate != NULL && p->sector != NULL && p->aimed != NULL;
    for (int k = 0; k < 6; k++) good = (p->number[k] = calloc(m->N, sizeof *p->number[k])) != NULL && good;
    p->answer_bytes = cki_trade_answer_bytes(m->N, m->J);
    p->solve_bytes = cki_trade_bytes(m->N, m->J, cki_trade_options_default().memory, false);
    p->answer_block = block_of(p->answer_bytes);
    p->solve_block = block_of(p->solve_bytes);
    g->player = calloc(m->N, sizeof *g->player);
    g->alone = calloc(m->N, sizeof *g->alone);
    g->deviation = calloc(m->N, sizeof *g->deviation);
    g->move = calloc((size_t)game->rounds * m->N, sizeof *g->move);
    if (!good || p->answer_block == NULL || p->solve_block == NULL || g->player == NULL || g->alone == NULL || g->deviation == NULL || g->move == NULL) {
        return ck_host_no_memory(p->diags);
    }
    for (uint32_t n = 0; n < m->N; n++) {
        if (ck_tariff_selects(game->player, game->player_count, m->table->region[n])) g->player[g->player_count++] = n;
    }
    for (uint32_t j = 0; j < m->J; j++) p->sector[j] = ck_tariff_selects(game->sector, game->sector_count, m->table->sector[j]);
    for (uint32_t a = 0; a < g->player_count; a++) {
        for (uint32_t i = 0; i < m->N; i++) {
            const bool player = ck_tariff_selects(game->player, game->player_count, m->table->region[i]);
            p->aimed[(size_t)g->player[a] * m->N + i] = i != g->player[a] && (player || !game->among_players);
        }
    }
    p->arms = (cki_trade_arms){.sector = p->sector, .aimed = p->aimed, .low = 0.0, .high = game->highest, .by_sector = true};
    return CK_OK;
}

static void give_back(playing *p) {
    free(p->tariff);
    free(p->rate);
    free(p->sector);
    free(p->aimed);
    for (int k = 0; k < 6; k++) free(p->number[k]);
    free(p->answer_block);
    free(p->solve_block);
}

/* Rates of a move into the tariffs; returns the largest change of a rate. */
static double set_rates(playing *p, uint32_t country, const double *rate) {
    const uint32_t N = p->model->N;
    double moved = 0.0;
    for (uint32_t j = 0; j < p->model->J; j++) {
        for (uint32_t i = 0; i < N && !isnan(rate[j]); i++) {
            if (!p->aimed[(size_t)country * N + i]) continue;
            double *at = &p->tariff[((size_t)j * N + country) * N + i];
            moved = fmax(moved, fabs(rate[j] - *at));
            *at = rate[j];
        }
    }
    return moved;
}

static ck_status welfare_now(playing *p, double *welfare) {
    const cki_trade_change change = {.tariff = p->tariff};
    cki_trade_result result;
    CK_TRY(cki_trade_solve(&p->base, &change, cki_trade_options_default(), p->solve_block, p->solve_bytes, &result, p->diags));
    cki_trade_welfare of = {p->number[0], p->number[1], p->number[2], p->number[3], p->number[4], p->number[5]};
    CK_TRY(cki_trade_welfare_of(&p->base, &change, &result, &of, p->diags));
    memcpy(welfare, of.exact, p->model->N * sizeof *welfare);
    return CK_OK;
}

static ck_status answer(playing *p, uint32_t country, ck_tariff_move *move, double *moved) {
    const uint32_t N = p->model->N, J = p->model->J;
    cki_trade_answer found;
    CK_TRY(cki_trade_best_answer(&p->base, p->tariff, country, &p->arms, p->answer_block, p->answer_bytes, p->rate, &found, p->diags));
    move->player = country;
    move->uniform = found.uniform;
    move->gain = found.gain;
    move->rate = malloc(J * sizeof *move->rate);
    move->welfare = malloc(N * sizeof *move->welfare);
    if (move->rate == NULL || move->welfare == NULL) return ck_host_no_memory(p->diags);
    memcpy(move->rate, p->rate, J * sizeof *move->rate);
    p->games->equilibria += found.equilibria;
    *moved = set_rates(p, country, p->rate);
    return welfare_now(p, move->welfare);
}

static ck_status play(playing *p, void (*progress)(void *, const char *, double), void *user) {
    ck_tariff_games *g = p->games;
    const size_t pairs = (size_t)p->model->J * p->model->N * p->model->N;
    const double all = (double)(g->player_count * (1 + p->model->scenario->game.rounds));
    double done = 0.0, moved = 0.0;
    for (uint32_t a = 0; a < g->player_count; a++) {
        if (progress != NULL) progress(user, "best tariffs", done++ / all);
        memset(p->tariff, 0, pairs * sizeof *p->tariff);
        CK_TRY(answer(p, g->player[a], &g->alone[a], &moved));
    }
    memset(p->tariff, 0, pairs * sizeof *p->tariff);
    for (uint32_t round = 1; round <= p->model->scenario->game.rounds && !g->settled; round++) {
        double largest = 0.0;
        for (uint32_t a = 0; a < g->player_count; a++) {
            if (progress != NULL) progress(user, "answers", done++ / all);
            g->move[g->move_count].round = round;
            g->move_count++;
            CK_TRY(answer(p, g->player[a], &g->move[g->move_count - 1], &moved));
            largest = fmax(largest, moved);
        }
        g->settled = largest < SETTLED;
    }
    g->scan_points = SCAN_POINTS;
    for (uint32_t a = 0; a < g->player_count; a++) {
        CK_TRY(cki_trade_scan(&p->base, p->tariff, g->player[a], &p->arms, SCAN_POINTS, p->answer_block, p->answer_bytes, &g->deviation[a], p->diags));
        g->equilibria += g->deviation[a].equilibria;
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- 3 N equations ----------------------------------- */

/* The table without inputs and deficits: every country one rate on everything foreign. */
static ck_status nash_base(playing *p, double *one, double *none, void *block[3], cki_trade_base *base) {
    const ck_tariff_model *m = p->model;
    for (size_t k = 0; k < (size_t)m->N * m->J; k++) one[k] = 1.0;
    const cki_trade_flows flows = {m->N, m->J, m->trade, m->zero, none, one, m->theta};
    const size_t made_bytes = cki_trade_calibrate_bytes(m->N, m->J), next_bytes = cki_trade_advance_bytes(m->N, m->J);
    block[0] = block_of(made_bytes);
    block[1] = block_of(next_bytes);
    block[2] = block_of(cki_trade_nash_bytes(m->N, m->J));
    if (block[0] == NULL || block[1] == NULL || block[2] == NULL) return ck_host_no_memory(p->diags);
    cki_trade_made made;
    CK_TRY(cki_trade_calibrate(&flows, block[0], made_bytes, &made, p->diags));
    const cki_trade_change balance = {.deficit = m->zero};
    cki_trade_result result;
    CK_TRY(cki_trade_solve(&made.base, &balance, cki_trade_options_default(), p->solve_block, p->solve_bytes, &result, p->diags));
    return cki_trade_advance(&made.base, &balance, &result, block[1], next_bytes, base, p->diags);
}

static ck_status nash_of_all(playing *p, double *one, double *none, void *block[3]) {
    const ck_tariff_model *m = p->model;
    ck_tariff_games *g = p->games;
    cki_trade_base base;
    cki_trade_nash nash;
    CK_TRY(nash_base(p, one, none, block, &base));
    CK_TRY(cki_trade_nash_solve(&base, false, 1e-9, block[2], cki_trade_nash_bytes(m->N, m->J), &nash, p->diags));
    g->nash_tariff = malloc(m->N * sizeof *g->nash_tariff);
    g->nash_welfare = malloc(m->N * sizeof *g->nash_welfare);
    g->nash_deviation = calloc(m->N, sizeof *g->nash_deviation);
    if (g->nash_tariff == NULL || g->nash_welfare == NULL || g->nash_deviation == NULL) return ck_host_no_memory(p->diags);
    memcpy(g->nash_tariff, nash.tariff, m->N * sizeof *nash.tariff);
    memcpy(g->nash_welfare, nash.welfare, m->N * sizeof *nash.welfare);
    g->nash_iterations = nash.iterations;
    for (size_t k = 0; k < (size_t)m->J * m->N * m->N; k++) p->tariff[k] = k / m->N % m->N == k % m->N ? 0.0 : nash.tariff[k / m->N % m->N];
    const cki_trade_arms uniform = {.low = 0.0, .high = m->scenario->game.highest};
    for (uint32_t n = 0; n < m->N; n++) {
        CK_TRY(cki_trade_scan(&base, p->tariff, n, &uniform, SCAN_POINTS, p->answer_block, p->answer_bytes, &g->nash_deviation[n], p->diags));
        g->equilibria += g->nash_deviation[n].equilibria;
    }
    return CK_OK;
}

static ck_status nash(playing *p) {
    const ck_tariff_model *m = p->model;
    void *block[3] = {NULL};
    double *one = calloc((size_t)m->N * m->J, sizeof *one), *none = calloc((size_t)m->N * m->J * m->J, sizeof *none);
    const ck_status status = one != NULL && none != NULL ? nash_of_all(p, one, none, block) : ck_host_no_memory(p->diags);
    for (int k = 0; k < 3; k++) free(block[k]);
    free(one);
    free(none);
    return status;
}

ck_status ck_tariff_games_run(const ck_tariff_model *model, void (*progress)(void *, const char *, double), void *user, ck_tariff_games **games,
                              ck_diags *diags) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    *games = calloc(1, sizeof **games);
    if (*games == NULL) return ck_host_no_memory(diags);
    playing p = {.model = model, .games = *games, .diags = diags};
    ck_tariff_seat seat = {0};
    ck_status status = ck_tariff_seat_make(model, &seat, diags);
    if (status >= 0) status = ck_tariff_seat_base(&seat, &p.base, diags);
    if (status >= 0) p.base.export_tax = NULL;
    if (status >= 0) status = make(&p);
    if (status >= 0) status = play(&p, progress, user);
    if (status >= 0) status = nash(&p);
    give_back(&p);
    ck_tariff_seat_free(&seat);
    clock_gettime(CLOCK_MONOTONIC, &to);
    (*games)->seconds = (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
    return status;
}
