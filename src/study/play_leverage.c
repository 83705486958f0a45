#include "study/play_leverage.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SENDER = 1, AVERAGED = 4 }; // the second side restricts; weeks of the mean that ends are read from
static const uint32_t DURATION[] = {2, 4, 8, 13, 17, 26, 39, 52, 78, 104, 156, 208};

/* ---------------------------------------------------------------- paths ------------------------------------------- */

typedef struct path {
    ck_leverage_case outside;
    uint32_t control;
    uint64_t draw;
    ck_play_engine *engine;
    double *damage;
} path;

static double intensity(const ck_lever *lever, ck_leverage_case outside, bool control) {
    switch (lever->role) {
    case CK_LEVER_INVEST: return outside == CK_LEVERAGE_PLANTS ? 1.0 : 0.0;
    case CK_LEVER_STOCKPILE: return outside == CK_LEVERAGE_STOCKPILES ? 1.0 : 0.0;
    case CK_LEVER_SIDE: break;
    }
    const bool severe = control && lever->owner == SENDER;
    return lever->level[severe ? lever->level_count - 1 : lever->deal].intensity;
}

static ck_status run_path(void *user, uint32_t k, ck_diags *diags) {
    const path *path = (const struct path *)user + k;
    ck_play_engine *engine = path->engine;
    const ck_escalation *game = &engine->spec->game;
    double *input = calloc((size_t)engine->weeks * engine->inputs + 1, sizeof *input);
    if (input == NULL) return ck_host_no_memory(diags);
    for (uint32_t w = 0; w < engine->weeks; w++) {
        double *week = input + (size_t)w * engine->inputs;
        for (uint32_t l = 0, i = 0; l < game->lever_count; l++) {
            if (game->lever[l].engine) week[i++] = intensity(&game->lever[l], path->outside, w < path->control);
        }
    }
    const ck_status status = ck_play_engine_path(engine, input, path->draw, path->damage, diags);
    free(input);
    return status;
}

/* Loss of an actor in a week of `on` beyond that of `off`. */
static double beyond(const ck_play_engine *engine, const double *on, const double *off, uint32_t week, uint32_t actor) {
    const size_t at = (size_t)week * engine->outputs + (size_t)actor * CK_DAMAGE_COUNT;
    return ck_leverage_loss(engine->spec, on + at) - ck_leverage_loss(engine->spec, off + at);
}

/* The targets' (all but the sender) and the sender's loss by week. */
static void split(const ck_play_engine *engine, const double *on, const double *off, double *target, double *sender) {
    for (uint32_t w = 0; w < engine->weeks; w++) {
        target[w] = 0.0;
        for (uint32_t a = 0; a < engine->spec->game.actor_count; a++) {
            if (a == SENDER)
                sender[w] = beyond(engine, on, off, w, a);
            else
                target[w] += beyond(engine, on, off, w, a);
        }
    }
}

/* ---------------------------------------------------------------- when it ends ------------------------------------ */

static double lately(const double *value, uint32_t week) {
    double sum = 0.0;
    uint32_t count = 0;
    for (uint32_t w = week + 1 > AVERAGED ? week + 1 - AVERAGED : 0; w <= week; w++, count++) sum += value[w];
    return sum / count;
}

static ck_leverage_end find_end(const double *target, const double *sender, uint32_t weeks) {
    ck_leverage_end end = {0, CK_NONE, CK_NONE, CK_NONE};
    for (uint32_t w = 1; w < weeks; w++) {
        if (lately(target, w) > lately(target, end.peak)) end.peak = w;
    }
    const double peak = lately(target, end.peak);
    for (uint32_t w = weeks; w-- > end.peak;) {          // from the last week back to the first from which on it holds
        const double now = lately(target, w);
        if (now < 0.5 * peak && (w + 1 == weeks || end.half == w + 1)) end.half = w;
        if (now < 0.1 * peak && (w + 1 == weeks || end.tenth == w + 1)) end.tenth = w;
        if (now < lately(sender, w) && (w + 1 == weeks || end.sender == w + 1)) end.sender = w;
    }
    return end;
}

/* ---------------------------------------------------------------- the curve --------------------------------------- */

typedef struct curve {
    const ck_play_spec *spec;
    ck_play_engine *engine;
    uint32_t threads;
    ck_leverage *leverage;
    double *off;  // damage of the path without control
    size_t cells; // of a path
} curve;

static ck_status durations(curve *of, ck_diags *diags) {
    ck_leverage *leverage = of->leverage;
    const uint32_t weeks = of->engine->weeks;
    uint32_t count = 0;
    while (count < sizeof DURATION / sizeof *DURATION && DURATION[count] < weeks) count++;
    leverage->point = calloc(count + 1, sizeof *leverage->point);
    path *list = calloc(count + 3, sizeof *list); // off, every duration, to the end
    double *damage = calloc((count + 2) * of->cells + 1, sizeof *damage);
    ck_status status = leverage->point == NULL || list == NULL || damage == NULL ? ck_host_no_memory(diags) : CK_OK;
    for (uint32_t k = 0; k < count + 2 && status >= 0; k++)
        list[k] = (path){CK_LEVERAGE_ALONE,
                         k == 0       ? 0
                         : k <= count ? DURATION[k - 1]
                                      : weeks,
                         CK_PLAY_CENTRAL, of->engine, damage + k * of->cells};
    if (status >= 0) status = ck_play_each(count + 2, of->threads, run_path, list, diags);
    if (status >= 0) {
        memcpy(of->off, damage, of->cells * sizeof *damage);
        leverage->point_count = count + 1;
        for (uint32_t k = 0; k <= count; k++) {
            leverage->point[k].weeks = list[k + 1].control;
            for (uint32_t a = 0; a < leverage->actors; a++) {
                for (uint32_t w = 0; w < weeks; w++)
                    leverage->point[k].lost[a] += beyond(of->engine, list[k + 1].damage, of->off, w, a);
            }
        }
    }
    free(damage);
    free(list);
    return status;
}

static ck_status lasting(curve *of, ck_diags *diags) {
    ck_leverage *leverage = of->leverage;
    const uint32_t weeks = of->engine->weeks;
    path list[CK_LEVERAGE_CASES];
    double *damage = calloc(CK_LEVERAGE_CASES * of->cells + 1, sizeof *damage), *target = calloc(weeks, sizeof *target),
           *sender = calloc(weeks, sizeof *sender);
    ck_status status = damage == NULL || target == NULL || sender == NULL ? ck_host_no_memory(diags) : CK_OK;
    for (uint32_t c = 0; c < CK_LEVERAGE_CASES && status >= 0; c++) {
        list[c] = (path){(ck_leverage_case)c, weeks, CK_PLAY_CENTRAL, of->engine, damage + c * of->cells};
        leverage->weekly[c] = calloc((size_t)weeks * leverage->actors, sizeof *leverage->weekly[c]);
        if (leverage->weekly[c] == NULL) status = ck_host_no_memory(diags);
    }
    if (status >= 0) status = ck_play_each(CK_LEVERAGE_CASES, of->threads, run_path, list, diags);
    for (uint32_t c = 0; c < CK_LEVERAGE_CASES && status >= 0; c++) {
        for (uint32_t w = 0; w < weeks; w++) {
            for (uint32_t a = 0; a < leverage->actors; a++)
                leverage->weekly[c][(size_t)w * leverage->actors + a] =
                    beyond(of->engine, list[c].damage, of->off, w, a);
        }
        split(of->engine, list[c].damage, of->off, target, sender);
        leverage->end[c] = find_end(target, sender, weeks);
    }
    free(sender);
    free(target);
    free(damage);
    return status;
}

/* ---------------------------------------------------------------- single plants and stockpiles -------------------- */

typedef struct asset_run { // the game's scenario with one plant or stockpile only under the lever of its kind
    ck_scenario_spec spec;
    ck_measure *measure;
    ck_play_engine engine;
} asset_run;

/* The measure that a lever of a role moves, among those of the scenario; CK_NONE when the game has none. */
static uint32_t measure_of(const ck_play_engine *engine, ck_lever_role role) {
    const ck_play_spec *spec = engine->spec;
    for (uint32_t l = 0; l < spec->game.lever_count; l++) {
        if (spec->game.lever[l].role != role || spec->lever[l].level[0].set_count == 0) continue;
        for (uint32_t m = 0; m < engine->base->measure_count; m++) {
            if (strcmp(engine->base->measure[m].id, spec->lever[l].level[0].set[0].measure) == 0) return m;
        }
    }
    return CK_NONE;
}

static bool narrow(const ck_play_engine *engine, uint32_t measure, const char *const *name, bool stockpile,
                   asset_run *run) {
    run->spec = *engine->base;
    run->measure = malloc(run->spec.measure_count * sizeof *run->measure);
    if (run->measure == NULL) return false;
    memcpy(run->measure, engine->base->measure, run->spec.measure_count * sizeof *run->measure);
    ck_names *names = stockpile ? &run->measure[measure].stockpiles : &run->measure[measure].projects;
    names->name = name;
    names->count = 1;
    run->spec.measure = run->measure;
    run->engine = *engine;
    run->engine.base = &run->spec;
    ck_digest digest = ck_digest_start(engine->key);
    ck_digest_text(&digest, *name);
    run->engine.key = ck_digest_value(&digest);
    return true;
}

static int by_saving(const void *a, const void *b) {
    const ck_leverage_asset *x = a, *y = b;
    return x->saved_targets != y->saved_targets ? (x->saved_targets < y->saved_targets ? 1 : -1)
                                                : strcmp(x->name, y->name);
}

static void gather_asset(const curve *of, const double *damage, ck_leverage_asset *asset) {
    ck_leverage *leverage = of->leverage;
    for (uint32_t a = 0; a < leverage->actors; a++) {
        for (uint32_t w = 0; w < leverage->weeks; w++)
            asset->saved[a] += leverage->weekly[CK_LEVERAGE_ALONE][(size_t)w * leverage->actors + a] -
                               beyond(of->engine, damage, of->off, w, a);
        if (a != SENDER) asset->saved_targets += asset->saved[a];
    }
}

static ck_status assets(curve *of, ck_diags *diags) {
    const ck_play_engine *engine = of->engine;
    const uint32_t measure[2] = {measure_of(engine, CK_LEVER_INVEST), measure_of(engine, CK_LEVER_STOCKPILE)};
    uint32_t most = 0, count = 0;
    for (uint32_t k = 0; k < 2; k++) {
        if (measure[k] != CK_NONE)
            most += k == 0 ? engine->base->measure[measure[k]].projects.count
                           : engine->base->measure[measure[k]].stockpiles.count;
    }
    of->leverage->asset = calloc((size_t)most + 1, sizeof *of->leverage->asset);
    asset_run *run = calloc((size_t)most + 1, sizeof *run);
    path *list = calloc((size_t)most + 1, sizeof *list);
    double *damage = calloc(most * of->cells + 1, sizeof *damage);
    ck_status status =
        of->leverage->asset == NULL || run == NULL || list == NULL || damage == NULL ? ck_host_no_memory(diags) : CK_OK;
    for (uint32_t k = 0; k < 2 && status >= 0; k++) {
        if (measure[k] == CK_NONE) continue;
        const ck_measure *of_kind = &engine->base->measure[measure[k]];
        const ck_names *names = k == 0 ? &of_kind->projects : &of_kind->stockpiles;
        for (uint32_t n = 0; n < names->count && status >= 0; n++, count++) {
            if (!narrow(engine, measure[k], &names->name[n], k == 1, &run[count])) status = ck_host_no_memory(diags);
            of->leverage->asset[count] = (ck_leverage_asset){.name = names->name[n], .stockpile = k == 1};
            list[count] = (path){k == 0 ? CK_LEVERAGE_PLANTS : CK_LEVERAGE_STOCKPILES, engine->weeks, CK_PLAY_CENTRAL,
                                 &run[count].engine, damage + count * of->cells};
        }
    }
    if (status >= 0) status = ck_play_each(count, of->threads, run_path, list, diags);
    for (uint32_t k = 0; k < count && status >= 0; k++) gather_asset(of, list[k].damage, &of->leverage->asset[k]);
    if (status >= 0) {
        of->leverage->asset_count = count;
        qsort(of->leverage->asset, count, sizeof *of->leverage->asset, by_saving);
    }
    for (uint32_t k = 0; k < count; k++) free(run[k].measure);
    free(damage);
    free(list);
    free(run);
    return status;
}

/* ---------------------------------------------------------------- bands ------------------------------------------- */

typedef struct drawn {       // of one draw
    double *target, *sender; // (weeks) under lasting control, nothing done outside
    double total_target, total_sender;
    bool halved[CK_LEVERAGE_CASES];
} drawn;
typedef struct drawing {
    curve *of;
    drawn *drawn;
} drawing;

static ck_status draw_once(void *user, uint32_t d, ck_diags *diags) {
    const drawing *drawing = user;
    curve *of = drawing->of;
    drawn *own = &drawing->drawn[d];
    const uint32_t weeks = of->engine->weeks;
    double *damage = calloc(3 * of->cells + 1, sizeof *damage), *target = calloc(weeks, sizeof *target),
           *sender = calloc(weeks, sizeof *sender);
    ck_status status = damage == NULL || target == NULL || sender == NULL ? ck_host_no_memory(diags) : CK_OK;
    const path list[3] = {{CK_LEVERAGE_ALONE, 0, d, of->engine, damage},
                          {CK_LEVERAGE_ALONE, weeks, d, of->engine, damage + of->cells},
                          {CK_LEVERAGE_PLANTS, weeks, d, of->engine, damage + 2 * of->cells}};
    for (uint32_t k = 0; k < 3 && status >= 0; k++) status = run_path((void *)list, k, diags);
    if (status >= 0) {
        split(of->engine, list[1].damage, list[0].damage, own->target, own->sender);
        for (uint32_t w = 0; w < weeks; w++) {
            own->total_target += own->target[w];
            own->total_sender += own->sender[w];
        }
        own->halved[CK_LEVERAGE_ALONE] = find_end(own->target, own->sender, weeks).half != CK_NONE;
        split(of->engine, list[2].damage, list[0].damage, target, sender);
        own->halved[CK_LEVERAGE_PLANTS] = find_end(target, sender, weeks).half != CK_NONE;
    }
    free(sender);
    free(target);
    free(damage);
    return status;
}

static void gather_bands(const drawing *drawing, uint32_t draws, double *column, ck_leverage *leverage) {
    for (uint32_t w = 0; w < leverage->weeks; w++) {
        for (uint32_t d = 0; d < draws; d++) column[d] = drawing->drawn[d].target[w];
        leverage->target_band[w] = ck_band_of(column, draws);
        for (uint32_t d = 0; d < draws; d++) column[d] = drawing->drawn[d].sender[w];
        leverage->sender_band[w] = ck_band_of(column, draws);
    }
    for (uint32_t d = 0; d < draws; d++) column[d] = drawing->drawn[d].total_target;
    leverage->total_target = ck_band_of(column, draws);
    for (uint32_t d = 0; d < draws; d++) column[d] = drawing->drawn[d].total_sender;
    leverage->total_sender = ck_band_of(column, draws);
    for (uint32_t c = CK_LEVERAGE_ALONE; c <= CK_LEVERAGE_PLANTS; c++) {
        for (uint32_t d = 0; d < draws; d++) leverage->half_never[c] += !drawing->drawn[d].halved[c];
    }
    leverage->draws = draws;
}

static ck_status bands(curve *of, uint32_t draws, ck_diags *diags) {
    ck_leverage *leverage = of->leverage;
    const size_t weeks = leverage->weeks;
    drawing drawing = {of, calloc(draws, sizeof(drawn))};
    double *block = calloc(2 * weeks * draws + draws, sizeof *block);
    leverage->target_band = calloc(weeks, sizeof *leverage->target_band);
    leverage->sender_band = calloc(weeks, sizeof *leverage->sender_band);
    ck_status status =
        drawing.drawn == NULL || block == NULL || leverage->target_band == NULL || leverage->sender_band == NULL
            ? ck_host_no_memory(diags)
            : CK_OK;
    if (status >= 0) {
        for (uint32_t d = 0; d < draws; d++) {
            drawing.drawn[d].target = block + 2 * weeks * d;
            drawing.drawn[d].sender = drawing.drawn[d].target + weeks;
        }
        status = ck_play_each(draws, of->threads, draw_once, &drawing, diags);
    }
    if (status >= 0) gather_bands(&drawing, draws, block + 2 * weeks * draws, leverage);
    free(block);
    free(drawing.drawn);
    return status;
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

static void digest_of(ck_leverage *leverage, uint64_t key) {
    ck_digest digest = ck_digest_start(key);
    for (uint32_t k = 0; k < leverage->point_count; k++)
        (void)ck_digest_doubles(&digest, leverage->point[k].lost, leverage->actors, NULL);
    for (uint32_t c = 0; c < CK_LEVERAGE_CASES; c++)
        (void)ck_digest_doubles(&digest, leverage->weekly[c], (size_t)leverage->weeks * leverage->actors, NULL);
    for (uint32_t k = 0; k < leverage->asset_count; k++)
        (void)ck_digest_doubles(&digest, leverage->asset[k].saved, leverage->actors, NULL);
    for (uint32_t w = 0; w < leverage->weeks && leverage->draws > 0; w++)
        (void)ck_digest_doubles(&digest, &leverage->target_band[w].p05, 5, NULL);
    leverage->digest = ck_digest_value(&digest);
}

ck_status ck_leverage_run(const ck_play_spec *spec, const ck_model *model, const ck_scenario_spec *base,
                          const char *store, uint32_t draws, uint32_t threads, ck_leverage *leverage, ck_diags *diags) {
    memset(leverage, 0, sizeof *leverage);
    const int64_t room = ((int64_t)base->start.day + (int64_t)base->days - spec->start.day) / 7;
    leverage->weeks = room > (int64_t)CK_LEVERAGE_WEEKS ? CK_LEVERAGE_WEEKS : room > 1 ? (uint32_t)room : 1;
    leverage->sender = SENDER;
    leverage->actors = spec->game.actor_count;
    ck_play_engine engine;
    ck_status status = ck_play_engine_make(spec, model, base, store, leverage->weeks, &engine, diags);
    curve of = {spec, &engine, threads, leverage, NULL, (size_t)leverage->weeks * engine.outputs};
    if (status >= 0 && (of.off = calloc(of.cells + 1, sizeof *of.off)) == NULL) status = ck_host_no_memory(diags);
    if (status >= 0) status = durations(&of, diags);
    if (status >= 0) status = lasting(&of, diags);
    if (status >= 0) status = assets(&of, diags);
    if (status >= 0 && draws > 0) status = bands(&of, draws, diags);
    if (status >= 0) digest_of(leverage, engine.key);
    free(of.off);
    ck_play_engine_free(&engine);
    return status;
}

void ck_leverage_free(ck_leverage *leverage) {
    for (uint32_t c = 0; c < CK_LEVERAGE_CASES; c++) free(leverage->weekly[c]);
    free(leverage->point);
    free(leverage->asset);
    free(leverage->target_band);
    free(leverage->sender_band);
    memset(leverage, 0, sizeof *leverage);
}
