#include "study/play_values.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FLIPS = 16, FLIP_FUTURES = 400, HALVINGS = 7, OPACITY_WEEKS = 13 };

typedef struct change_words {
    const char *name, *title, *meaning;
} change_words;
static const change_words CHANGE[CK_CHANGE_COUNT] = {
#define X(name, title, meaning) {#name, title, meaning},
    CK_PLAY_CHANGE_LIST(X)
#undef X
};
const char *ck_play_change_name(ck_play_change change) { return CHANGE[change].name; }
const char *ck_play_change_title(ck_play_change change) { return CHANGE[change].title; }
const char *ck_play_change_meaning(ck_play_change change) { return CHANGE[change].meaning; }

/* ---------------------------------------------------------------- the game with and without ----------------------- */

static void hedge_always(ck_escalation *game, ck_hedge hedge, bool on) {
    game->hedging.base[hedge] = on ? 1e6 : -1e6;
    game->hedging.by_uncertainty[hedge] = game->hedging.by_pain[hedge] = 0.0;
}

static void change_game(ck_escalation *game, ck_play_change change, bool on) {
    switch (change) {
    case CK_CHANGE_stockpile: hedge_always(game, CK_HEDGE_STOCKPILE, on); break;
    case CK_CHANGE_plants:
        hedge_always(game, CK_HEDGE_INVEST, on);
        game->firms.value_base = on ? 1e6 : 1e-6; // far from any threshold: all firms invest, or none does
        game->firms.value_threat = 0.0;
        break;
    case CK_CHANGE_promise: game->promise = on; break;
    case CK_CHANGE_opacity:
        game->opaque = on;
        game->opacity_weeks = on ? OPACITY_WEEKS : 0.0;
        break;
    case CK_CHANGE_COUNT: break;
    }
}

/* ---------------------------------------------------------------- many futures of one game ------------------------ */

typedef struct outcome {
    double cost[CK_PLAY_ACTORS], odds[CK_FUTURE_COUNT];
} outcome; // means

/* The same seed, the same random numbers, whatever the game. */
static void play_futures(const ck_play_spec *spec, const ck_escalation *game, const ck_emulator *emulator,
                         const ck_solution *solution, uint32_t futures, outcome *result) {
    ck_position position;
    memset(result, 0, sizeof *result);
    for (uint32_t f = 0; f < futures; f++) {
        ck_escalation_future(game, emulator, solution, (ck_random){spec->seed, f}, &position, NULL);
        result->odds[ck_position_future(game, &position)] += 1.0 / futures;
        for (uint32_t a = 0; a < game->actor_count; a++) result->cost[a] += position.cost[a] / futures;
    }
}

static ck_future leading(const double odds[CK_FUTURE_COUNT]) {
    uint32_t best = 0;
    for (uint32_t e = 1; e < CK_FUTURE_COUNT; e++) {
        if (odds[e] > odds[best]) best = e;
    }
    return (ck_future)best;
}

/* ---------------------------------------------------------------- values and openings over the draws -------------- */

typedef struct draw { // of the uncertain numbers
    outcome with[CK_CHANGE_COUNT], without[CK_CHANGE_COUNT];
    outcome opening[CK_PLAY_SIDES][CK_CATEGORY_COUNT];
} draw;

typedef struct valuing {
    const ck_play_spec *spec;
    const ck_emulator *emulator;
    const double *unit;              // (weights x numbers)
    bool (*open)[CK_CATEGORY_COUNT]; // (sides)
    draw *draw;                      // (weights)
} valuing;

typedef struct room {
    ck_escalation own, changed;
    ck_solution solution;
    void *block; // of the solution; NULL: no side plays it
    size_t bytes;
} room;

static bool by_equilibrium(const ck_escalation *game) {
    return game->side[0].behaviour == CK_BEHAVE_EQUILIBRIUM || game->side[1].behaviour == CK_BEHAVE_EQUILIBRIUM;
}

static ck_status solve(const valuing *of, room *room, const ck_escalation *game, ck_diags *diags) {
    if (room->block == NULL) return CK_OK;
    return ck_escalation_solve(game, of->emulator, ck_solve_options_default(), room->block, room->bytes,
                               &room->solution, diags);
}

/* Of the changed game, by the solution made last. */
static void play_changed(const valuing *of, const room *room, outcome *result) {
    play_futures(of->spec, &room->changed, of->emulator, room->block != NULL ? &room->solution : NULL,
                 of->spec->futures, result);
}

static ck_status value_change(const valuing *of, room *room, ck_play_change change, bool on, outcome *result,
                              ck_diags *diags) {
    room->changed = room->own;
    change_game(&room->changed, change, on);
    CK_TRY(solve(of, room, &room->changed, diags));
    play_changed(of, room, result);
    return CK_OK;
}

static ck_status value_draw_in(const valuing *of, uint32_t w, room *room, ck_diags *diags) {
    draw *draw = &of->draw[w];
    ck_play_draw(of->spec, of->unit, w, &room->own);
    for (uint32_t c = 0; c < CK_CHANGE_COUNT; c++) {
        CK_TRY(value_change(of, room, (ck_play_change)c, true, &draw->with[c], diags));
        CK_TRY(value_change(of, room, (ck_play_change)c, false, &draw->without[c], diags));
    }
    CK_TRY(solve(of, room, &room->own, diags));
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        for (uint32_t c = 0; c < CK_CATEGORY_COUNT; c++) {
            if (!of->open[s][c]) continue;
            room->changed = room->own;
            room->changed.side[s].opens = true;
            room->changed.side[s].opening = (ck_category)c;
            play_changed(of, room, &draw->opening[s][c]);
        }
    }
    return CK_OK;
}

static ck_status value_draw(void *user, uint32_t w, ck_diags *diags) {
    const valuing *of = user;
    room *room = calloc(1, sizeof *room);
    if (room == NULL) return ck_host_no_memory(diags);
    ck_status status = CK_OK;
    if (by_equilibrium(&of->spec->game)) {
        room->bytes = ck_solution_bytes(&of->spec->game);
        room->block = aligned_alloc(16, (room->bytes + 15) & ~(size_t)15);
        if (room->block == NULL) status = ck_host_no_memory(diags);
    }
    if (status >= 0) status = value_draw_in(of, w, room, diags);
    free(room->block);
    free(room);
    return status;
}

static void gather_values(const valuing *of, double *column, ck_play_values *values) {
    const uint32_t n = of->spec->weights;
    for (uint32_t c = 0; c < CK_CHANGE_COUNT; c++) {
        ck_play_value *value = &values->value[c];
        for (uint32_t a = 0; a < of->spec->game.actor_count; a++) {
            for (uint32_t w = 0; w < n; w++) {
                column[w] = of->draw[w].without[c].cost[a] - of->draw[w].with[c].cost[a];
                value->saved[a] += column[w] / n;
            }
            value->band[a] = ck_band_of(column, n);
        }
        for (uint32_t w = 0; w < n; w++) {
            for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++)
                value->odds[e] += (of->draw[w].with[c].odds[e] - of->draw[w].without[c].odds[e]) / n;
        }
    }
}

static void gather_openings(const valuing *of, double *column, ck_play_values *values) {
    const uint32_t n = of->spec->weights;
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        for (uint32_t c = 0; c < CK_CATEGORY_COUNT; c++) {
            ck_play_opening *opening = &values->opening[s][c];
            if (!(opening->open = of->open[s][c])) continue;
            for (uint32_t w = 0; w < n; w++) {
                const outcome *own = &of->draw[w].opening[s][c];
                column[w] = of->draw[w].opening[s][CK_CATEGORY_wait].cost[s] - own->cost[s];
                opening->cost += own->cost[s] / n;
                opening->gain += column[w] / n;
                for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++) opening->odds[e] += own->odds[e] / n;
            }
            opening->against_waiting = ck_band_of(column, n);
        }
    }
}

static void first_menu(const ck_play_spec *spec, const ck_emulator *emulator,
                       bool open[CK_PLAY_SIDES][CK_CATEGORY_COUNT]) {
    ck_position position;
    ck_position_start(&spec->game, emulator, (ck_random){spec->seed, 0}, &position);
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        ck_move menu[CK_PLAY_MENU];
        const uint32_t count = ck_position_menu(&spec->game, &position, s, menu);
        for (uint32_t m = 0; m < count; m++) open[s][ck_move_category(menu[m])] = true;
    }
}

static ck_status value_draws(const ck_play_spec *spec, const ck_play_study *study, uint32_t threads,
                             ck_play_values *values, ck_diags *diags) {
    bool open[CK_PLAY_SIDES][CK_CATEGORY_COUNT] = {{false}};
    double *unit = calloc((size_t)spec->weights * spec->number_count + 1, sizeof *unit),
           *column = calloc(spec->weights, sizeof *column);
    valuing of = {spec, &study->emulator, unit, open, calloc(spec->weights, sizeof(draw))};
    ck_status status = unit == NULL || column == NULL || of.draw == NULL ? ck_host_no_memory(diags) : CK_OK;
    if (status >= 0) {
        ck_play_stratify(spec, unit);
        first_menu(spec, &study->emulator, open);
        status = ck_play_each(spec->weights, threads, value_draw, &of, diags);
    }
    if (status >= 0) {
        gather_values(&of, column, values);
        gather_openings(&of, column, values);
    }
    free(of.draw);
    free(column);
    free(unit);
    return status;
}

/* ---------------------------------------------------------------- flips ------------------------------------------- */

typedef struct flipping {
    const ck_play_spec *spec;
    const ck_play_study *study;
    ck_play_values *values;
} flipping;

static void set_number(ck_escalation *game, const ck_play_number *number, double value) {
    memcpy((char *)game + number->offset, &value, sizeof value);
}

static void odds_of(const flipping *of, const ck_escalation *game, double odds[CK_FUTURE_COUNT]) {
    outcome result;
    play_futures(of->spec, game, &of->study->emulator, NULL, FLIP_FUTURES, &result);
    memcpy(odds, result.odds, sizeof result.odds);
}

/* The value nearest to the most likely one at which another future leads, between there and an end at which one does. */
static double flip_point(const flipping *of, const ck_play_number *number, double end, ck_escalation *game) {
    double kept = number->value, turned = end, odds[CK_FUTURE_COUNT];
    for (uint32_t k = 0; k < HALVINGS; k++) {
        const double middle = 0.5 * (kept + turned);
        set_number(game, number, middle);
        odds_of(of, game, odds);
        if (leading(odds) == of->values->leads)
            kept = middle;
        else
            turned = middle;
    }
    return turned;
}

static ck_status flip_number(void *user, uint32_t k, ck_diags *diags) {
    const flipping *of = user;
    ck_play_flip *flip = &of->values->flip[k];
    const ck_play_number *number = &of->spec->number[flip->number];
    ck_escalation *game = malloc(sizeof *game);
    if (game == NULL) return ck_host_no_memory(diags);
    *game = of->spec->game;
    set_number(game, number, number->low);
    odds_of(of, game, flip->low);
    set_number(game, number, number->high);
    odds_of(of, game, flip->high);
    const ck_future leads = of->values->leads;
    const bool low = leading(flip->low) != leads, high = leading(flip->high) != leads;
    const double from_low = low ? flip_point(of, number, number->low, game) : 0.0;
    const double from_high = high ? flip_point(of, number, number->high, game) : 0.0;
    const bool nearer_low = low && (!high || number->value - from_low <= from_high - number->value);
    flip->flips = low || high;
    flip->at = nearer_low ? from_low : from_high;
    flip->to = leading(nearer_low ? flip->low : flip->high);
    free(game);
    return CK_OK;
}

/* Every number moved by a share of its range to the side that its correlation says favours `to`. */
static void lean_game(const flipping *of, ck_future to, double share, ck_escalation *game) {
    *game = of->spec->game;
    for (uint32_t k = 0; k < of->spec->number_count; k++) {
        const ck_play_driver *driver = &of->study->driver[k];
        const ck_play_number *number = &of->spec->number[driver->number];
        const double sign = driver->correlation[to] - driver->correlation[of->values->leads];
        if (sign == 0.0) continue;
        set_number(game, number, number->value + share * ((sign > 0.0 ? number->high : number->low) - number->value));
    }
}

static ck_status lean_towards(void *user, uint32_t to, ck_diags *diags) {
    const flipping *of = user;
    ck_play_lean *lean = &of->values->lean[to];
    lean->to = (ck_future)to;
    if (lean->to == of->values->leads) return CK_OK;
    ck_escalation *game = malloc(sizeof *game);
    if (game == NULL) return ck_host_no_memory(diags);
    lean_game(of, lean->to, 1.0, game);
    odds_of(of, game, lean->odds);
    lean->leads = leading(lean->odds) == lean->to;
    double kept = 0.0, turned = 1.0, odds[CK_FUTURE_COUNT];
    for (uint32_t k = 0; k < HALVINGS && lean->leads; k++) {
        const double middle = 0.5 * (kept + turned);
        lean_game(of, lean->to, middle, game);
        odds_of(of, game, odds);
        if (leading(odds) == lean->to)
            turned = middle;
        else
            kept = middle;
    }
    lean->share = turned;
    free(game);
    return CK_OK;
}

static double strength(const ck_play_driver *driver) {
    double most = 0.0;
    for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++) most = fmax(most, fabs(driver->correlation[e]));
    return most;
}

static int by_strength(const void *a, const void *b) {
    const ck_play_driver *x = *(const ck_play_driver *const *)a, *y = *(const ck_play_driver *const *)b;
    const double p = strength(x), q = strength(y);
    return p != q ? (p < q ? 1 : -1) : x->number < y->number ? -1 : 1;
}

/* The strongest ranged numbers. */
static ck_status choose_flips(const ck_play_spec *spec, const ck_play_study *study, ck_play_values *values,
                              ck_diags *diags) {
    const ck_play_driver **order = calloc((size_t)spec->number_count + 1, sizeof *order);
    values->flip = calloc(FLIPS, sizeof *values->flip);
    if (order == NULL || values->flip == NULL) {
        free(order);
        return ck_host_no_memory(diags);
    }
    for (uint32_t k = 0; k < spec->number_count; k++) order[k] = &study->driver[k];
    qsort(order, spec->number_count, sizeof *order, by_strength);
    for (uint32_t k = 0; k < spec->number_count && values->flip_count < FLIPS; k++) {
        const ck_play_number *number = &spec->number[order[k]->number];
        if (number->low < number->high) values->flip[values->flip_count++].number = order[k]->number;
    }
    free(order);
    return CK_OK;
}

static ck_status find_flips(const ck_play_spec *spec, const ck_play_study *study, uint32_t threads,
                            ck_play_values *values, ck_diags *diags) {
    flipping of = {spec, study, values};
    odds_of(&of, &spec->game, values->central);
    values->leads = leading(values->central);
    values->futures = FLIP_FUTURES;
    CK_TRY(choose_flips(spec, study, values, diags));
    CK_TRY(ck_play_each(values->flip_count, threads, flip_number, &of, diags));
    return ck_play_each(CK_FUTURE_COUNT, threads, lean_towards, &of, diags);
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

static void digest_of(const ck_play_spec *spec, ck_play_values *values, uint64_t seed) {
    ck_digest digest = ck_digest_start(seed);
    for (uint32_t c = 0; c < CK_CHANGE_COUNT; c++) {
        (void)ck_digest_doubles(&digest, values->value[c].saved, spec->game.actor_count, NULL);
        (void)ck_digest_doubles(&digest, values->value[c].odds, CK_FUTURE_COUNT, NULL);
    }
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        for (uint32_t c = 0; c < CK_CATEGORY_COUNT; c++)
            (void)ck_digest_doubles(&digest, values->opening[s][c].odds, CK_FUTURE_COUNT, NULL);
    }
    for (uint32_t k = 0; k < values->flip_count; k++) {
        (void)ck_digest_doubles(&digest, values->flip[k].low, CK_FUTURE_COUNT, NULL);
        (void)ck_digest_doubles(&digest, values->flip[k].high, CK_FUTURE_COUNT, NULL);
    }
    values->digest = ck_digest_value(&digest);
}

ck_status ck_play_values_run(const ck_play_spec *spec, const ck_play_study *study, uint32_t threads,
                             ck_play_values *values, ck_diags *diags) {
    memset(values, 0, sizeof *values);
    CK_TRY(value_draws(spec, study, threads, values, diags));
    if (!by_equilibrium(&spec->game)) CK_TRY(find_flips(spec, study, threads, values, diags));
    digest_of(spec, values, study->digest);
    return CK_OK;
}

void ck_play_values_free(ck_play_values *values) {
    free(values->flip);
    memset(values, 0, sizeof *values);
}
