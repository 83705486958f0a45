#include "study/play_engine.h"

#include "io/output.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

static void *block_of(size_t bytes) { return aligned_alloc(16, (bytes + 15) & ~(size_t)15); }

/* ---------------------------------------------------------------- work on threads --------------------------------- */

typedef struct crew { uint32_t count; atomic_uint next; ck_play_work work; void *user; ck_status *status; } crew;

static void *crew_member(void *user) {
    crew *crew = user;
    for (uint32_t k; (k = atomic_fetch_add(&crew->next, 1)) < crew->count;)
        crew->status[k] = crew->work(crew->user, k, NULL);
    return NULL;
}

ck_status ck_play_each(uint32_t count, uint32_t threads, ck_play_work work, void *user, ck_diags *diags) {
    pthread_t thread[64];
    uint32_t started = 0;
    crew crew = {.count = count, .work = work, .user = user, .status = calloc((size_t)count + 1, sizeof(ck_status))};
    if (crew.status == NULL) return ck_host_no_memory(diags);
    while (started + 1 < threads && started < 64 && pthread_create(&thread[started], NULL, crew_member, &crew) == 0)
        started++;
    crew_member(&crew);
    for (uint32_t k = 0; k < started; k++) pthread_join(thread[k], NULL);
    ck_status status = CK_OK;
    for (uint32_t k = 0; k < count && status >= 0; k++) {
        if (crew.status[k] < 0) status = work(user, k, diags);           // again, to hear why
    }
    free(crew.status);
    return status;
}

/* ---------------------------------------------------------------- running totals of a run ------------------------- */

static void add_sites(const ck_play_engine *engine, const ck_run *run, double *total) {
    const uint32_t sites = ck_model_count(engine->model).sites;
    for (uint32_t s = 0; s < sites; s++) {
        const ck_site_info site = ck_model_site(engine->model, s);
        const uint32_t actor = engine->actor_of_region[site.region];
        if (actor == CK_NONE || site.kind != CK_SITE_INDUSTRY) continue;
        const ck_site_result result = ck_run_site(run, s);
        double *of = total + (size_t)actor * CK_DAMAGE_COUNT;
        of[CK_DAMAGE_growth] += 1e-9 * result.lost_value_added;
        of[CK_DAMAGE_prices] += 1e-9 * result.extra_cost;
        if (engine->class_of_item[site.item] == 1) of[CK_DAMAGE_strategic] += 1e-9 * result.lost_value_added;
        if (engine->class_of_item[site.item] == 2) of[CK_DAMAGE_defence] += 1e-9 * result.lost_value_added;
    }
}

/* Value at base prices of what left in months `from` and later; earlier months are in `kept` already. */
static void add_exports(const ck_play_engine *engine, const ck_run *run, uint32_t from, uint32_t until,
                        double *shipped) {
    const uint32_t flows = ck_model_count(engine->model).flows;
    for (uint32_t f = 0; f < flows; f++) {
        const ck_flow_info flow = ck_model_flow(engine->model, f);
        const uint32_t actor = flow.bilateral ? engine->actor_of_region[flow.origin] : CK_NONE;
        if (actor == CK_NONE || !(flow.base_quantity > 0.0)) continue;
        double quantity = 0.0;
        for (uint32_t m = from; m < until; m++) quantity += ck_run_month_quantity(run, f, m);
        shipped[actor] += 1e-9 * quantity * flow.base_value_usd / flow.base_quantity;
    }
}

/* Steps a run week by week from the game's first day; `total` (weeks + 1 x outputs) running totals, exports counted
   as shipped. */
static ck_status follow_run(const ck_play_engine *engine, ck_run *run, double *total, ck_diags *diags) {
    const uint32_t first = (uint32_t)(engine->spec->start.day - engine->base->start.day);
    double kept[CK_PLAY_ACTORS] = {0};
    uint32_t months = 0;
    for (uint32_t w = 0; w <= engine->weeks; w++) {
        double *now = total + (size_t)w * engine->outputs, shipped[CK_PLAY_ACTORS];
        CK_TRY(ck_run_to(run, first + 7 * w, diags));
        memset(now, 0, engine->outputs * sizeof *now);
        add_sites(engine, run, now);
        const uint32_t count =
            (uint32_t)(ck_date_month_index((ck_date){engine->base->start.day + (int32_t)(first + 7 * w) - 1}) -
                       ck_date_month_index(engine->base->start)) +
            1;
        if (count - 1 > months) {                        // months that are over
            add_exports(engine, run, months, count - 1, kept);
            months = count - 1;
        }
        memcpy(shipped, kept, sizeof shipped);
        add_exports(engine, run, months, count, shipped);
        for (uint32_t a = 0; a < engine->spec->game.actor_count; a++)
            now[a * CK_DAMAGE_COUNT + CK_DAMAGE_exports] = shipped[a];
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- levers to measures ------------------------------ */

typedef struct moved { ck_measure *measure; ck_pause *pause; ck_amendment *amendment; ck_host_arena arena; } moved;

static const ck_play_set *set_of(const ck_play_lever *lever, uint32_t level, const char *measure) {
    for (uint32_t k = 0; k < lever->level[level].set_count; k++) {
        if (strcmp(lever->level[level].set[k].measure, measure) == 0) return &lever->level[level].set[k];
    }
    return NULL;
}

static bool term_of(const ck_play_set *set, ck_term term, double *value) {
    for (uint32_t k = 0; set != NULL && k < set->term_count; k++) {
        if (set->term[k].term == term) {
            *value = set->term[k].value;
            return true;
        }
    }
    return false;
}

/* The two levels around an intensity and how far it is to the upper one. */
static double between(const ck_lever *lever, double intensity, uint32_t *lower) {
    uint32_t k = 0;
    while (k + 2 < lever->level_count && lever->level[k + 1].intensity <= intensity) k++;
    *lower = k;
    const double part =
        (intensity - lever->level[k].intensity) / (lever->level[k + 1].intensity - lever->level[k].intensity);
    return part < 0.0 ? 0.0 : part > 1.0 ? 1.0 : part;
}

/* Is the measure suspended at this intensity? On from the first level without "off". */
static bool is_off(const ck_lever *lever, const ck_play_lever *names, const char *measure, double intensity,
                   bool mentioned_on) {
    uint32_t lower;
    const double part = between(lever, intensity, &lower);
    const uint32_t nearest = part >= 0.5 ? lower + 1 : lower;
    const ck_play_set *set = set_of(names, nearest, measure);
    return set != NULL ? set->off : mentioned_on;
}

/* A measure that some level turns on with terms is off where nothing is said; one that some level turns off is on
   there. */
static bool off_by_silence(const ck_play_lever *names, uint32_t levels, const char *measure, const ck_measure *from) {
    for (uint32_t k = 0; k < levels; k++) {
        const ck_play_set *set = set_of(names, k, measure);
        if (set != NULL && set->off) return false;
    }
    return from->pause_count > 0 &&
           from->pause[from->pause_count - 1].until.day == INT32_MAX; // suspended for good in the scenario
}

static double term_at(const ck_lever *lever, const ck_play_lever *names, const char *measure, ck_term term,
                      double intensity, double otherwise) {
    uint32_t lower;
    const double part = between(lever, intensity, &lower);
    double a = otherwise, b = otherwise;
    const bool has_a = term_of(set_of(names, lower, measure), term, &a),
               has_b = term_of(set_of(names, lower + 1, measure), term, &b);
    if (!has_a && has_b) a = b;
    if (has_a && !has_b) b = a;
    return a + part * (b - a);
}

static bool sets_term(const ck_lever *lever, const ck_play_lever *names, const char *measure, ck_term term) {
    double value;
    for (uint32_t k = 0; k < lever->level_count; k++) {
        if (term_of(set_of(names, k, measure), term, &value)) return true;
    }
    return false;
}

static bool mentions(const ck_lever *lever, const ck_play_lever *names, const char *measure) {
    for (uint32_t k = 0; k < lever->level_count; k++) {
        if (set_of(names, k, measure) != NULL) return true;
    }
    return false;
}

/* Pauses and amendments of one measure from the lever's path; what the scenario says before the game stays. */
static ck_status move_measure(const ck_play_engine *engine, uint32_t l, uint32_t input, const double *path,
                              ck_measure *measure, ck_host_arena *arena) {
    const ck_lever *lever = &engine->spec->game.lever[l];
    const ck_play_lever *names = &engine->spec->lever[l];
    const int32_t start = engine->spec->start.day;
    ck_pause *pause = ck_host_take(arena, (size_t)measure->pause_count + engine->weeks + 1, sizeof *pause);
    ck_amendment *amendment = ck_host_take(
        arena, (size_t)measure->amendment_count + (size_t)engine->weeks * CK_TERM_COUNT + 1, sizeof *amendment);
    if (pause == NULL || amendment == NULL) return CK_E_MEMORY;
    const bool silent_off = off_by_silence(names, lever->level_count, measure->id, measure);
    uint32_t pauses = 0, amendments = 0;
    for (uint32_t k = 0; k < measure->pause_count; k++) {
        if (measure->pause[k].from.day >= start) continue;
        pause[pauses] = measure->pause[k];
        if (pause[pauses].until.day > start) pause[pauses].until.day = start;
        pauses++;
    }
    for (uint32_t k = 0; k < measure->amendment_count; k++) {
        if (measure->amendment[k].from.day < start) amendment[amendments++] = measure->amendment[k];
    }
    const uint32_t kept = pauses;
    double last[CK_TERM_COUNT];
    for (uint32_t t = 0; t < CK_TERM_COUNT; t++) last[t] = -1e300;
    for (uint32_t w = 0; w < engine->weeks; w++) {
        const double x = path[(size_t)w * engine->inputs + input];
        const ck_date week = {start + 7 * (int32_t)w}, day = week.day < measure->from.day ? measure->from : week,
                      next = {w + 1 < engine->weeks ? week.day + 7 : INT32_MAX};
        if (is_off(lever, names, measure->id, x, silent_off) && next.day > day.day) {
            if (pauses > kept && pause[pauses - 1].until.day == day.day) pause[pauses - 1].until = next;
            else
                pause[pauses++] =
                    (ck_pause){.from = day, .until = next, .citation = "a lever of the game", .place = measure->place};
        }
        for (uint32_t t = 0; t < CK_TERM_COUNT; t++) {
            if (!sets_term(lever, names, measure->id, (ck_term)t)) continue;
            const double value = term_at(lever, names, measure->id, (ck_term)t, x, measure->term[t]);
            if (value == last[t]) continue;
            if (week.day <= measure->from.day) measure->term[t] = value;     // from its first day
            else
                amendment[amendments++] = (ck_amendment){.from = day,
                                                         .term = (ck_term)t,
                                                         .value = value,
                                                         .citation = "a lever of the game",
                                                         .place = measure->place};
            last[t] = value;
        }
    }
    measure->pause = pause;
    measure->pause_count = pauses;
    measure->amendment = amendment;
    measure->amendment_count = amendments;
    return CK_OK;
}

static ck_status moved_spec(const ck_play_engine *engine, const double *path, ck_scenario_spec *spec,
                            ck_host_arena *arena) {
    const ck_escalation *game = &engine->spec->game;
    *spec = *engine->base;
    ck_measure *list = ck_host_take(arena, (size_t)spec->measure_count + 1, sizeof *list);
    if (list == NULL) return CK_E_MEMORY;
    memcpy(list, spec->measure, spec->measure_count * sizeof *list);
    for (uint32_t m = 0; m < spec->measure_count; m++) {
        uint32_t input = 0;
        for (uint32_t l = 0; l < game->lever_count; l++) {
            if (!game->lever[l].engine) continue;
            if (mentions(&game->lever[l], &engine->spec->lever[l], list[m].id))
                CK_TRY(move_measure(engine, l, input, path, &list[m], arena));
            input++;
        }
    }
    spec->measure = list;
    return CK_OK;
}

/* ---------------------------------------------------------------- the store --------------------------------------- */

typedef struct stored { uint64_t magic, key, count, digest; } stored;
#define STORE_MAGIC 0x31796c706b632e2eu

static uint64_t values_digest(const double *value, size_t count) {
    ck_digest digest = ck_digest_start(0);
    (void)ck_digest_doubles(&digest, value, count, NULL);
    return ck_digest_value(&digest);
}

static char *store_path(const ck_play_engine *engine, uint64_t key, ck_host_arena *arena) {
    char name[24] = "/", hex[17];
    ck_host_digest_text(key, hex);
    strcat(name, hex);
    return ck_host_join(arena, engine->store, name, ".run");
}

static bool find_stored(const ck_play_engine *engine, uint64_t key, double *damage) {
    ck_host_arena arena = {0};
    const char *path = engine->store != NULL ? store_path(engine, key, &arena) : NULL;
    FILE *file = path != NULL ? fopen(path, "rb") : NULL;
    const size_t count = (size_t)engine->weeks * engine->outputs;
    stored head;
    const bool good = file != NULL && fread(&head, sizeof head, 1, file) == 1 && head.magic == STORE_MAGIC &&
                      head.key == key && head.count == count && fread(damage, sizeof *damage, count, file) == count &&
                      head.digest == values_digest(damage, count);
    if (file != NULL) fclose(file);
    ck_host_arena_free(&arena);
    return good;
}

/* A store that cannot be written is no error: the run is made again next time. */
static void keep_stored(const ck_play_engine *engine, uint64_t key, const double *damage) {
    if (engine->store == NULL) return;
    ck_host_arena arena = {0};
    ck_host_batch batch = ck_host_batch_start();
    FILE *file = NULL;
    const size_t count = (size_t)engine->weeks * engine->outputs;
    const char *path = store_path(engine, key, &arena);
    const stored head = {STORE_MAGIC, key, count, values_digest(damage, count)};
    if (path != NULL && ck_host_batch_open(&batch, path, &file, NULL) >= 0) {
        fwrite(&head, sizeof head, 1, file);
        fwrite(damage, sizeof *damage, count, file);
        if (ck_host_batch_close(&batch, NULL) >= 0) (void)!ck_host_batch_commit(&batch, NULL);
    }
    ck_host_batch_end(&batch);
    ck_host_arena_free(&arena);
}

/* ---------------------------------------------------------------- paths ------------------------------------------- */

static ck_run_options plain_options(void) {
    ck_run_options options = ck_run_options_default();
    options.record_every = 28;
    return options;
}

/* A path's scenario, compiled. Blocks are to be freed in every case. */
static ck_status compile(const ck_play_engine *engine, const ck_scenario_spec *spec, void **block,
                         const ck_scenario **scenario, ck_diags *diags) {
    const size_t bytes = ck_scenario_bytes(engine->model, spec);
    *block = block_of(bytes);
    if (*block == NULL) return ck_host_no_memory(diags);
    return ck_scenario_build(engine->model, spec, *block, bytes, scenario, diags);
}

/* The central run goes on from the snapshot of the game's first day; a drawn one has a past of its own. */
static ck_status run_path(ck_play_engine *engine, const double *input, uint64_t draw, double *total, ck_diags *diags) {
    ck_host_arena arena = {0};
    ck_scenario_spec spec;
    const ck_scenario *scenario;
    void *scenario_block = NULL, *run_block = NULL;
    ck_run_options options = plain_options();
    options.sample = draw != CK_PLAY_CENTRAL;
    options.draw = options.sample ? draw : 0;
    ck_status status = moved_spec(engine, input, &spec, &arena);
    if (!options.sample) spec.uncertain_count = 0;
    if (status >= 0) status = compile(engine, &spec, &scenario_block, &scenario, diags);
    if (status >= 0) {
        const size_t bytes = ck_run_bytes(engine->model, scenario, options);
        run_block = block_of(bytes);
        ck_run *run = NULL;
        status = run_block == NULL   ? ck_host_no_memory(diags)
                 : options.sample ? ck_run_start(engine->model, scenario, options, run_block, bytes, &run, diags)
                                     : ck_run_resume(engine->model, scenario, options, engine->snapshot,
                                                     engine->snapshot_bytes, run_block, bytes, &run, diags);
        if (status >= 0) status = follow_run(engine, run, total, diags);
    }
    free(run_block);
    free(scenario_block);
    ck_host_arena_free(&arena);
    return status;
}

static void add_uncertain(const ck_scenario_spec *base, uint64_t draw, ck_digest *digest) {
    ck_digest_u64(digest, draw);
    ck_digest_u64(digest, base->seed);
    for (uint32_t k = 0; k < base->uncertain_count; k++) {
        const ck_distribution *one = &base->uncertain[k].distribution;
        const double value[5] = {one->a, one->b, one->c, one->low, one->high};
        ck_digest_text(digest, base->uncertain[k].target);
        ck_digest_u64(digest, (uint64_t)one->kind);
        ck_digest_bytes(digest, value, sizeof value);
    }
}

ck_status ck_play_engine_path(ck_play_engine *engine, const double *input, uint64_t draw, double *damage,
                              ck_diags *diags) {
    ck_digest digest = ck_digest_start(engine->key);
    (void)ck_digest_doubles(&digest, input, (size_t)engine->weeks * engine->inputs, NULL);
    if (draw != CK_PLAY_CENTRAL) add_uncertain(engine->base, draw, &digest);
    const uint64_t key = ck_digest_value(&digest);
    if (find_stored(engine, key, damage)) {
        __atomic_fetch_add(&engine->found, 1, __ATOMIC_RELAXED);
        return CK_OK;
    }
    const uint32_t n = engine->outputs;
    double *total = calloc(((size_t)engine->weeks + 1) * n, sizeof *total);
    if (total == NULL) return ck_host_no_memory(diags);
    const ck_status status = run_path(engine, input, draw, total, diags);
    for (uint32_t w = 0; w < engine->weeks && status >= 0; w++) {
        for (uint32_t o = 0; o < n; o++) {
            const double own = total[(size_t)(w + 1) * n + o] - total[(size_t)w * n + o];
            const double base = engine->baseline[(size_t)(w + 1) * n + o] - engine->baseline[(size_t)w * n + o];
            damage[(size_t)w * n + o] = o % CK_DAMAGE_COUNT == CK_DAMAGE_exports ? base - own : own - base;
        }
    }
    free(total);
    if (status < 0) return status;
    __atomic_fetch_add(&engine->runs, 1, __ATOMIC_RELAXED);
    keep_stored(engine, key, damage);
    return CK_OK;
}

/* ---------------------------------------------------------------- preparing --------------------------------------- */

static ck_status check_measures(const ck_play_engine *engine, ck_diags *diags) {
    ck_status status = CK_OK;
    for (uint32_t l = 0; l < engine->spec->game.lever_count; l++) {
        for (uint32_t k = 0; k < engine->spec->game.lever[l].level_count; k++) {
            const ck_play_level *level = &engine->spec->lever[l].level[k];
            for (uint32_t s = 0; s < level->set_count; s++) {
                uint32_t m = 0;
                while (m < engine->base->measure_count &&
                       strcmp(engine->base->measure[m].id, level->set[s].measure) != 0)
                    m++;
                if (m < engine->base->measure_count) continue;
                status = ck_host_worse(
                    status,
                    ck_host_report(diags, CK_E_UNKNOWN, level->set[s].place, "the scenario has no measure %q",
                                   "a lever moves measures that the scenario of the game uses", level->set[s].measure));
            }
        }
    }
    return status;
}

static ck_status find_names(ck_play_engine *engine, ck_diags *diags) {
    const ck_play_spec *spec = engine->spec;
    const ck_model_counts count = ck_model_count(engine->model);
    engine->actor_of_region = malloc(((size_t)count.regions + 1) * sizeof *engine->actor_of_region);
    engine->class_of_item = calloc((size_t)count.items + 1, 1);
    if (engine->actor_of_region == NULL || engine->class_of_item == NULL) return ck_host_no_memory(diags);
    for (uint32_t r = 0; r < count.regions; r++) engine->actor_of_region[r] = CK_NONE;
    ck_status status = CK_OK;
    for (uint32_t a = 0; a < spec->game.actor_count; a++) {
        for (uint32_t r = 0; r < spec->actor[a].region_count; r++) {
            const uint32_t region = ck_model_find_region(engine->model, spec->actor[a].region[r]);
            if (region != CK_NONE) engine->actor_of_region[region] = a;
            else
                status = ck_host_worse(status, ck_host_report(diags, CK_E_UNKNOWN, spec->actor[a].place,
                                                              "the world has no region %q", "regions.csv lists them",
                                                              spec->actor[a].region[r]));
        }
    }
    for (uint32_t kind = 1; kind <= 2; kind++) {
        const char *const *name = kind == 1 ? spec->strategic : spec->defence;
        for (uint32_t k = 0; k < (kind == 1 ? spec->strategic_count : spec->defence_count); k++) {
            const uint32_t item = ck_model_find_item(engine->model, name[k]);
            if (item != CK_NONE) engine->class_of_item[item] = (uint8_t)kind;
            else
                status = ck_host_worse(status,
                                       ck_host_report(diags, CK_E_UNKNOWN, ck_host_whole(spec->path),
                                                      "the world has no industry %q", "items.csv lists them", name[k]));
        }
    }
    return ck_host_worse(status, check_measures(engine, diags));
}

/* A run of `spec` from its start: totals by week (total not NULL), or a snapshot on the first day of the game. */
static ck_status first_run(ck_play_engine *engine, const ck_scenario_spec *spec, double *total, ck_diags *diags) {
    void *scenario_block = NULL, *run_block = NULL;
    const ck_scenario *scenario;
    ck_run *run = NULL;
    ck_status status = compile(engine, spec, &scenario_block, &scenario, diags);
    if (status >= 0) {
        const size_t bytes = ck_run_bytes(engine->model, scenario, plain_options());
        run_block = block_of(bytes);
        status = run_block == NULL
                     ? ck_host_no_memory(diags)
                     : ck_run_start(engine->model, scenario, plain_options(), run_block, bytes, &run, diags);
    }
    if (status >= 0 && total != NULL) status = follow_run(engine, run, total, diags);
    if (status >= 0 && total == NULL) {
        status = ck_run_to(run, (uint32_t)(engine->spec->start.day - engine->base->start.day), diags);
        engine->snapshot_bytes = ck_run_snapshot_bytes(run);
        engine->snapshot = block_of(engine->snapshot_bytes);
        if (status >= 0 && engine->snapshot == NULL) status = ck_host_no_memory(diags);
        if (status >= 0) ck_run_snapshot(run, engine->snapshot);
        ck_digest digest = ck_digest_start(1);
        ck_digest_u64(&digest, ck_model_digest(engine->model));
        ck_digest_u64(&digest, ck_run_digest(run));
        ck_digest_u64(&digest, ck_scenario_digest(scenario));
        ck_digest_u64(&digest, engine->spec->file.digest);
        ck_digest_u64(&digest, engine->weeks);
        engine->key = ck_digest_value(&digest);
    }
    free(run_block);
    free(scenario_block);
    return status;
}

ck_status ck_play_engine_make(const ck_play_spec *spec, const ck_model *model, const ck_scenario_spec *base,
                              const char *store, uint32_t weeks, ck_play_engine *engine, ck_diags *diags) {
    *engine = (ck_play_engine){.spec = spec, .model = model, .base = base, .store = store, .weeks = weeks,
                               .outputs = spec->game.actor_count * CK_DAMAGE_COUNT};
    for (uint32_t l = 0; l < spec->game.lever_count; l++) engine->inputs += spec->game.lever[l].engine;
    const int64_t days = (int64_t)spec->start.day - base->start.day + 7 * (int64_t)weeks;
    if (spec->start.day <= base->start.day || days > (int64_t)base->days) {
        return ck_host_report(diags, CK_E_RANGE, spec->scenario_place,
                              "the scenario of the game must begin before it and last %u weeks longer than its start",
                              "change start or until of the scenario", weeks);
    }
    CK_TRY(find_names(engine, diags));
    if (store != NULL) CK_TRY(ck_host_folder_make(store, diags));
    engine->baseline = calloc(((size_t)weeks + 1) * engine->outputs, sizeof *engine->baseline);
    if (engine->baseline == NULL) return ck_host_no_memory(diags);
    ck_scenario_spec none = *base;
    none.measure_count = 0;
    none.uncertain_count = 0;
    CK_TRY(first_run(engine, &none, engine->baseline, diags));
    double *start = calloc((size_t)weeks * engine->inputs + 1, sizeof *start);
    ck_host_arena arena = {0};
    ck_scenario_spec moved;
    if (start == NULL) return ck_host_no_memory(diags);
    for (uint32_t w = 0; w < weeks; w++) {
        for (uint32_t l = 0, input = 0; l < spec->game.lever_count; l++) {
            const ck_lever *lever = &spec->game.lever[l];
            if (lever->engine)
                start[(size_t)w * engine->inputs + input++] =
                    lever->role == CK_LEVER_SIDE ? lever->level[lever->start].intensity : 0.0;
        }
    }
    ck_status status = moved_spec(engine, start, &moved, &arena);
    moved.uncertain_count = 0;
    if (status >= 0) status = first_run(engine, &moved, NULL, diags);
    ck_host_arena_free(&arena);
    free(start);
    return status;
}

void ck_play_engine_free(ck_play_engine *engine) {
    free(engine->actor_of_region);
    free(engine->class_of_item);
    free(engine->baseline);
    free(engine->snapshot);
    *engine = (ck_play_engine){0};
}
