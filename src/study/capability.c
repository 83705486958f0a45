#include "study/capability.h"

#include "base/base.h"

#include <math.h>
#include <string.h>

#define RESULTS ((size_t)100000000)      // doubles that the draws may keep
#define NEVER 1e300 // stands for "not within the days" while quantiles are taken: later than every day, and finite
enum { PURPOSE_NUMBER = 0x91 };

static const double PROBABILITY[CK_LAG_BANDS] = {0.05, 0.25, 0.5, 0.75, 0.95};

/* One draw: its numbers, and room for the run. */
typedef struct run {
    const ck_lag_spec *spec;
    ck_lag_priority    priority;
    double            *value;            // (numbers)
    double            *inflow;           // (days)
    double            *level;            // (days + 1) of one capability
    ck_capability_path path;
} run;

static double number(const run *at, uint32_t index) {
    return index == CK_NONE ? 0.0 : at->value[index];
}

/* ---------------------------------------------------------------- one run ----------------------------------------- */

/* The address of a number is its name: files that share a number draw the same value for it, whatever else they
   hold. */
static void draw_numbers(run *at, uint64_t seed, uint64_t draw) {
    for (uint32_t k = 0; k < at->spec->number_count; k++) {
        const ck_lag_number *one = &at->spec->number[k];
        ck_digest digest = ck_digest_start(0);
        ck_digest_text(&digest, one->name);
        const double unit = ck_random_unit((ck_random){seed, draw}, PURPOSE_NUMBER, 0, ck_digest_value(&digest));
        const ck_distribution range = {CK_TRIANGULAR, one->low, one->value, one->high, -INFINITY, INFINITY};
        at->value[k] = ck_distribution_value(&range, unit);
    }
}

static void fill_inflow(run *at) {
    const ck_lag_spec *spec = at->spec;
    double passes = 1.0, home = number(at, spec->home);
    for (uint32_t t = 0, s = 0; t < spec->days; t++) {
        for (; s < spec->step_count && spec->step[s].from.day <= spec->start.day + (int32_t)t; s++) {
            passes = number(at, spec->step[s].passes);
            if (spec->step[s].home != CK_NONE) home = number(at, spec->step[s].home);
        }
        at->inflow[t] = (number(at, spec->imports) * passes + home) / CKI_DAYS_PER_YEAR;
    }
}

static uint32_t rank_of(ck_lag_priority priority, bool defence) {
    return priority == CK_LAG_EQUAL ? 0 : defence == (priority == CK_LAG_DEFENCE) ? 0 : 1;
}

static ck_status run_once(run *at, ck_diags *diags) {
    const ck_lag_spec *spec = at->spec;
    ck_capability_use use[CK_CAPABILITY_USES];
    for (uint32_t i = 0; i < spec->equipment_count; i++) {
        const ck_lag_equipment *e = &spec->equipment[i];
        use[i] = (ck_capability_use){.fleet = number(at, e->fleet),
                                     .failure = number(at, e->failure),
                                     .intensity = number(at, e->intensity) / 1000.0,
                                     .spares = number(at, e->spares),
                                     .other_use = number(at, e->other_use) / CKI_DAYS_PER_YEAR,
                                     .substitution = number(at, e->substitution),
                                     .substitution_years = number(at, e->substitution_years),
                                     .rank = rank_of(at->priority, e->defence)};
    }
    fill_inflow(at);
    const ck_capability capability = {.use = use,
                                      .use_count = spec->equipment_count,
                                      .stock = number(at, spec->stock),
                                      .inflow = at->inflow,
                                      .recycling = number(at, spec->recycling),
                                      .recycling_days = number(at, spec->recycling_days),
                                      .days = spec->days};
    return ck_capability_run(&capability, &at->path, diags);
}

/* The level of a capability by day: the weakest or the mean of its fleets, as shares of their starts. */
static void fill_level(run *at, const ck_lag_capability *capability) {
    const size_t stride = (size_t)at->spec->days + 1;
    for (size_t t = 0; t < stride; t++) {
        double least = INFINITY, sum = 0.0;
        for (uint32_t k = 0; k < capability->of_count; k++) {
            const double *fleet = at->path.fleet + capability->of[k] * stride;
            const double share = fleet[t] / fleet[0];
            least = fmin(least, share);
            sum += share;
        }
        at->level[t] = capability->mean ? sum / capability->of_count : least;
    }
}

/* First day at whose start nothing is in stock, rounding apart. */
static double empty_day(const run *at) {
    for (uint32_t t = 0; t <= at->spec->days; t++)
        if (at->path.stock[t] <= 1e-9 * at->path.stock[0]) return t;
    return INFINITY;
}

/* ---------------------------------------------------------------- bands ------------------------------------------- */

static void fill_bands(double *value, uint32_t draws, double *band) {
    for (int q = 0; q < CK_LAG_BANDS; q++) band[q] = ck_quantile(value, draws, PROBABILITY[q]);
}

static void fill_passage(double *value, uint32_t draws, uint32_t days, ck_lag_passage *passage) {
    uint32_t happens = 0;
    for (uint32_t d = 0; d < draws; d++) {
        if (isfinite(value[d])) happens++;
        else value[d] = NEVER;
    }
    passage->happens = (double)happens / draws;
    fill_bands(value, draws, passage->band);
    for (int q = 0; q < CK_LAG_BANDS; q++)
        if (passage->band[q] > days) passage->band[q] = INFINITY;
}

static void digest_passage(ck_digest *digest, const ck_lag_passage *passage) {
    const double value[2 + CK_LAG_BANDS] = {passage->happens, passage->central, passage->band[0], passage->band[1],
                                            passage->band[2], passage->band[3], passage->band[4]};
    for (int k = 0; k < 2 + CK_LAG_BANDS; k++) {
        uint64_t bits;
        memcpy(&bits, &value[k], sizeof bits);
        ck_digest_u64(digest, bits);
    }
}

/* ---------------------------------------------------------------- the study --------------------------------------- */

/* What the draws keep: levels (capability, point, draw), days below (capability, threshold, draw), the day of the
   empty stock. */
typedef struct kept { double *level, *below, *empty; } kept;

static bool take_room(const ck_lag_spec *spec, ck_lag_study *study, ck_host_arena *scratch, run *at, kept *kept) {
    const size_t stride = (size_t)spec->days + 1, uses = spec->equipment_count, draws = study->draws;
    size_t thresholds = 0;
    study->day = ck_host_take(&study->arena, study->points, sizeof *study->day);
    study->path = ck_host_take(&study->arena, spec->capability_count, sizeof *study->path);
    bool good = study->day != NULL && study->path != NULL;
    for (uint32_t c = 0; c < spec->capability_count && good; c++) {
        ck_lag_path *path = &study->path[c];
        path->central = ck_host_take(&study->arena, study->points, sizeof(double));
        path->band = ck_host_take(&study->arena, (size_t)study->points * CK_LAG_BANDS, sizeof(double));
        path->below = ck_host_take(&study->arena, spec->capability[c].below_count, sizeof *path->below);
        thresholds += spec->capability[c].below_count;
        good = path->central != NULL && path->band != NULL && path->below != NULL;
    }
    at->value = ck_host_take(scratch, spec->number_count + 1, sizeof(double));
    at->inflow = ck_host_take(scratch, spec->days, sizeof(double));
    at->level = ck_host_take(scratch, stride, sizeof(double));
    at->path = (ck_capability_path){
        ck_host_take(scratch, stride, sizeof(double)), ck_host_take(scratch, uses * stride, sizeof(double)),
        ck_host_take(scratch, uses * stride, sizeof(double)), ck_host_take(scratch, uses * spec->days, sizeof(double))};
    *kept = (struct kept){ck_host_take(scratch, draws * study->points * spec->capability_count, sizeof(double)),
                          ck_host_take(scratch, draws * (thresholds + 1), sizeof(double)),
                          ck_host_take(scratch, draws, sizeof(double))};
    return good && at->value != NULL && at->inflow != NULL && at->level != NULL && at->path.stock != NULL &&
           at->path.fleet != NULL && at->path.spares != NULL && at->path.used != NULL && kept->level != NULL &&
           kept->below != NULL && kept->empty != NULL;
}

static ck_status run_central(run *at, ck_lag_study *study, ck_diags *diags) {
    const ck_lag_spec *spec = at->spec;
    for (uint32_t k = 0; k < spec->number_count; k++) at->value[k] = spec->number[k].value;
    CK_TRY(run_once(at, diags));
    for (uint32_t c = 0; c < spec->capability_count; c++) {
        fill_level(at, &spec->capability[c]);
        for (uint32_t p = 0; p < study->points; p++) study->path[c].central[p] = at->level[study->day[p]];
        for (uint32_t k = 0; k < spec->capability[c].below_count; k++)
            study->path[c].below[k].central =
                ck_capability_passage(at->level, spec->days, spec->capability[c].below[k]);
    }
    study->empty.central = empty_day(at);
    study->made = number(at, spec->imports) + number(at, spec->home);
    for (uint32_t i = 0; i < spec->equipment_count; i++) {
        const ck_lag_equipment *e = &spec->equipment[i];
        study->needed += number(at, e->fleet) * number(at, e->failure) * number(at, e->intensity) / 1000.0 +
                         number(at, e->other_use);
    }
    return CK_OK;
}

static void keep_draw(run *at, const ck_lag_study *study, uint32_t draw, kept *kept) {
    const ck_lag_spec *spec = at->spec;
    size_t threshold = 0;
    for (uint32_t c = 0; c < spec->capability_count; c++) {
        fill_level(at, &spec->capability[c]);
        for (uint32_t p = 0; p < study->points; p++)
            kept->level[((size_t)c * study->points + p) * study->draws + draw] = at->level[study->day[p]];
        for (uint32_t k = 0; k < spec->capability[c].below_count; k++, threshold++)
            kept->below[threshold * study->draws + draw] =
                ck_capability_passage(at->level, spec->days, spec->capability[c].below[k]);
    }
    kept->empty[draw] = empty_day(at);
}

static ck_status gather(const ck_lag_spec *spec, ck_lag_study *study, kept *kept) {
    ck_digest digest = ck_digest_start(0);
    size_t threshold = 0, place = 0;
    for (uint32_t c = 0; c < spec->capability_count; c++) {
        ck_lag_path *path = &study->path[c];
        for (uint32_t p = 0; p < study->points; p++)
            fill_bands(kept->level + ((size_t)c * study->points + p) * study->draws, study->draws,
                       path->band + (size_t)p * CK_LAG_BANDS);
        for (uint32_t k = 0; k < spec->capability[c].below_count; k++, threshold++) {
            fill_passage(kept->below + threshold * study->draws, study->draws, spec->days, &path->below[k]);
            digest_passage(&digest, &path->below[k]);
        }
        CK_TRY(ck_digest_doubles(&digest, path->central, study->points, &place));
        CK_TRY(ck_digest_doubles(&digest, path->band, (size_t)study->points * CK_LAG_BANDS, &place));
    }
    fill_passage(kept->empty, study->draws, spec->days, &study->empty);
    digest_passage(&digest, &study->empty);
    study->digest = ck_digest_value(&digest);
    return CK_OK;
}

ck_status ck_lag_study_run(const ck_lag_spec *spec, ck_lag_options options, ck_lag_study *study, ck_diags *diags) {
    *study = (ck_lag_study){.draws = options.draws, .seed = options.seed, .priority = options.priority,
                            .points = spec->days / CK_LAG_EVERY + 1 + (spec->days % CK_LAG_EVERY != 0)};
    if ((size_t)study->draws * study->points * spec->capability_count > RESULTS)
        return ck_host_report(diags, CK_E_LIMIT, (ck_place){0}, "%u draws of %u days and %u capabilities are too many",
                              "fewer draws or days", study->draws, spec->days, spec->capability_count);
    ck_host_arena scratch = {0};
    run at = {.spec = spec, .priority = options.priority};
    kept kept;
    ck_status status = take_room(spec, study, &scratch, &at, &kept) ? CK_OK : ck_host_no_memory(diags);
    for (uint32_t p = 0; p < study->points && status >= 0; p++)
        study->day[p] = ck_min_u32(p * CK_LAG_EVERY, spec->days);
    if (status >= 0) status = run_central(&at, study, diags);
    for (uint32_t d = 0; d < study->draws && status >= 0; d++) {
        draw_numbers(&at, options.seed, d);
        status = run_once(&at, diags);
        if (status >= 0) keep_draw(&at, study, d, &kept);
    }
    if (status >= 0) status = gather(spec, study, &kept);
    ck_host_arena_free(&scratch);
    return status;
}

void ck_lag_study_free(ck_lag_study *study) {
    ck_host_arena_free(&study->arena);
    *study = (ck_lag_study){0};
}
