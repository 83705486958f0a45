#include "study/calibrate.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define FOR_VARIATION 9001u               // purpose of the random numbers of ordinary monthly variation
#define MISS_CUT 5.0                     // one hopeless figure must not decide alone

static ck_status no_memory(ck_diags *diags) {
    return ck_diags_add(diags, CK_E_MEMORY, (ck_place){0}, "no memory for the calibration", "ask for fewer draws");
}

static void *block_of(size_t bytes) {
    return aligned_alloc(16, (bytes + 15) & ~(size_t)15);
}

/* ---- free parameters ---- */

static const char PARAMETERS[] = "parameters.";

static uint32_t parameter_of_target(const char *target) {
    if (strncmp(target, PARAMETERS, sizeof PARAMETERS - 1) != 0) return CK_NONE;
    for (uint32_t p = 0; p < CK_PARAMETER_COUNT; p++) {
        if (strcmp(ck_parameter_info((ck_parameter)p).name, target + sizeof PARAMETERS - 1) == 0) return p;
    }
    return CK_NONE;
}

uint32_t ck_free_parameters(const ck_scenario_spec *const *spec, uint32_t spec_count,
                            ck_free_parameter free[CK_PARAMETER_COUNT]) {
    uint32_t count = 0;
    for (uint32_t s = 0; s < spec_count; s++) {
        for (uint32_t u = 0; u < spec[s]->uncertain_count; u++) {
            const uint32_t parameter = parameter_of_target(spec[s]->uncertain[u].target);
            if (parameter == CK_NONE) continue;
            uint32_t k = 0;
            while (k < count && free[k].parameter != (ck_parameter)parameter) k++;
            if (k == count)
                free[count++] = (ck_free_parameter){(ck_parameter)parameter, spec[s]->uncertain[u].distribution};
        }
    }
    return count;
}

/* A copy of the spec's uncertain numbers without those of parameters, with room for `more`. */
static ck_uncertain *practice_of(const ck_scenario_spec *spec, uint32_t more, uint32_t *count) {
    ck_uncertain *kept = malloc((spec->uncertain_count + more + 1) * sizeof *kept);
    *count = 0;
    for (uint32_t u = 0; kept != NULL && u < spec->uncertain_count; u++) {
        if (parameter_of_target(spec->uncertain[u].target) == CK_NONE) kept[(*count)++] = spec->uncertain[u];
    }
    return kept;
}

/* ---- one episode over all draws ---- */

typedef struct episode_run {
    ck_calibration *calibration;
    const ck_episode *episode;
    ck_figure *figure;                   // (observations); without an observation: of another episode
    uint32_t   first_free;               // of the free parameters among the uncertain numbers
    const ck_calibrate_options *options;
    double     done_from, done_to;
    ck_digest  digest;
} episode_run;

static ck_status take_episode(void *user, uint64_t draw, const ck_run *run) {
    episode_run *take = user;
    ck_calibration *calibration = take->calibration;
    for (uint32_t k = 0; k < calibration->parameter_count; k++) {
        calibration->value[draw * calibration->parameter_count + k] = ck_run_uncertain(run, take->first_free + k);
    }
    for (uint32_t o = 0; o < calibration->observation_count; o++) {
        if (take->figure[o].observation == NULL) continue;
        calibration->figure[draw * calibration->observation_count + o] = ck_figure_of(&take->figure[o], run,
                                                                                      take->episode->spec.start);
    }
    ck_digest_u64(&take->digest, ck_run_digest(run));
    if (take->options->progress != NULL) {
        const double share = (double)(draw + 1) / take->options->draws;
        take->options->progress(take->options->user, take->episode->name,
                                take->done_from + share * (take->done_to - take->done_from));
    }
    return CK_OK;
}

/* The longest run that the observations need: later days are not asked for. */
static uint32_t days_needed(const ck_episode *episode, const ck_observation *observation, uint32_t count) {
    int32_t last = episode->spec.start.day;
    for (uint32_t o = 0; o < count; o++) {
        if (strcmp(observation[o].episode, episode->name) == 0 && observation[o].until.day > last)
            last = observation[o].until.day;
    }
    const uint32_t days = (uint32_t)(last - episode->spec.start.day);
    return days < 1 ? 1 : days < episode->spec.days ? days : episode->spec.days;
}

static ck_status run_ensemble(const ck_model *model, const ck_scenario_spec *spec, uint64_t first, uint32_t count,
                              uint32_t threads, ck_ensemble_take take, void *user, ck_diags *diags) {
    const size_t scenario_bytes = ck_scenario_bytes(model, spec);
    void *scenario_block = block_of(scenario_bytes), *block = NULL;
    const ck_scenario *scenario = NULL;
    ck_run_options options = ck_run_options_default();
    options.record_every = 7;
    options.sample = true;
    ck_status status = scenario_block == NULL
                           ? no_memory(diags)
                           : ck_scenario_build(model, spec, scenario_block, scenario_bytes, &scenario, diags);
    if (status >= 0) {
        const size_t bytes = ck_ensemble_bytes(model, scenario, options, threads);
        block = block_of(bytes);
        status = block == NULL ? no_memory(diags)
                               : ck_ensemble_run(model, scenario, options, first, count, threads, block, bytes, take,
                                                 user, diags);
    }
    free(block);
    free(scenario_block);
    return status;
}

static ck_status run_episode(ck_calibration *calibration, const ck_episode *episode, const ck_observation *observation,
                             const ck_free_parameter *prior, const ck_calibrate_options *options, double done_from,
                             double done_to, ck_diags *diags) {
    ck_host_arena arena = {0};
    episode_run take = {.calibration = calibration,
                        .episode = episode,
                        .options = options,
                        .done_from = done_from,
                        .done_to = done_to,
                        .digest = ck_digest_start(options->seed)};
    char (*target)[64] = calloc(calibration->parameter_count + 1, sizeof *target);
    ck_scenario_spec spec = episode->spec;
    ck_uncertain *uncertain = practice_of(&spec, calibration->parameter_count, &take.first_free);
    take.figure = calloc(calibration->observation_count + 1, sizeof *take.figure);
    ck_status status = target == NULL || uncertain == NULL || take.figure == NULL ? no_memory(diags) : CK_OK;
    for (uint32_t o = 0; status >= 0 && o < calibration->observation_count; o++) {
        if (strcmp(observation[o].episode, episode->name) != 0) continue;
        const ck_status made = ck_figure_make(episode->model, &observation[o], &arena, &take.figure[o], diags);
        status = made < 0 ? made : status;
    }
    if (status >= 0) {
        for (uint32_t k = 0; k < calibration->parameter_count; k++) {
            snprintf(target[k], sizeof target[k], "%s%s", PARAMETERS, ck_parameter_info(prior[k].parameter).name);
            uncertain[take.first_free + k] = (ck_uncertain){.target = target[k], .distribution = prior[k].prior};
        }
        spec.uncertain = uncertain;
        spec.uncertain_count = take.first_free + calibration->parameter_count;
        spec.seed = options->seed;
        spec.days = days_needed(episode, observation, calibration->observation_count);
        status = run_ensemble(episode->model, &spec, 0, calibration->draws, options->threads, take_episode, &take,
                              diags);
    }
    calibration->digest ^= ck_digest_value(&take.digest);
    free(take.figure);
    free(uncertain);
    free(target);
    ck_host_arena_free(&arena);
    return status;
}

/* ---- choice ---- */

static void measure_distances(ck_calibration *calibration, const ck_observation *observation) {
    const uint32_t n = calibration->observation_count;
    for (uint32_t d = 0; d < calibration->draws; d++) {
        double sum = 0.0;
        uint32_t fitted = 0;
        for (uint32_t o = 0; o < n; o++) {
            if (!observation[o].fitted) continue;
            const double miss = fabs(ck_figure_miss(&observation[o], calibration->figure[(size_t)d * n + o]));
            const double cut = miss < MISS_CUT ? miss : MISS_CUT;          // NaN: cut
            sum += cut * cut;
            fitted++;
        }
        calibration->distance[d] = fitted > 0 ? ck_sqrt(sum / fitted) : 0.0;
    }
}

/* Nearest first; equal ones in order of draw. */
static void choose(ck_calibration *calibration, uint32_t count) {
    bool *taken = calloc(calibration->draws, sizeof *taken);
    for (uint32_t a = 0; taken != NULL && a < count; a++) {
        uint32_t best = CK_NONE;
        for (uint32_t d = 0; d < calibration->draws; d++) {
            if (!taken[d] && (best == CK_NONE || calibration->distance[d] < calibration->distance[best])) best = d;
        }
        taken[best] = true;
        calibration->accepted[calibration->accepted_count++] = best;
    }
    free(taken);
}

static void finish_digest(ck_calibration *calibration) {
    ck_digest digest = ck_digest_start(calibration->digest);
    size_t at = 0;
    const size_t draws = calibration->draws;
    (void)ck_digest_doubles(&digest, calibration->value, draws * calibration->parameter_count, &at);
    (void)ck_digest_doubles(&digest, calibration->figure, draws * calibration->observation_count, &at);
    (void)ck_digest_doubles(&digest, calibration->distance, draws, &at);
    ck_digest_u32s(&digest, calibration->accepted, calibration->accepted_count);
    calibration->digest = ck_digest_value(&digest);
}

static ck_calibration *calibration_open(const ck_free_parameter *prior, uint32_t free_count, uint32_t observations,
                                        uint32_t draws) {
    ck_calibration *calibration = calloc(1, sizeof *calibration);
    if (calibration == NULL) return NULL;
    *calibration = (ck_calibration){.parameter_count = free_count, .draws = draws, .observation_count = observations};
    calibration->parameter = malloc((free_count + 1) * sizeof *calibration->parameter);
    calibration->value = calloc((size_t)draws * free_count + 1, sizeof(double));
    calibration->figure = malloc(((size_t)draws * observations + 1) * sizeof(double));
    calibration->distance = malloc(draws * sizeof(double));
    calibration->accepted = malloc(draws * sizeof *calibration->accepted);
    if (!calibration->parameter || !calibration->value || !calibration->figure || !calibration->distance ||
        !calibration->accepted) {
        ck_calibration_free(calibration);
        return NULL;
    }
    if (free_count > 0) memcpy(calibration->parameter, prior, free_count * sizeof *prior);
    for (size_t k = 0; k < (size_t)draws * observations; k++) calibration->figure[k] = NAN;
    return calibration;
}

static ck_status check_episodes(const ck_episode *episode, uint32_t episode_count, const ck_observation *observation,
                                uint32_t observation_count, ck_diags *diags) {
    ck_status status = CK_OK;
    for (uint32_t o = 0; o < observation_count; o++) {
        uint32_t e = 0;
        while (e < episode_count && strcmp(episode[e].name, observation[o].episode) != 0) e++;
        if (e == episode_count) {
            status = ck_host_report(diags, CK_E_UNKNOWN, observation[o].place, "observation %q: there is no episode %q",
                                    "episodes are named as their scenarios", observation[o].id, observation[o].episode);
        } else if (observation[o].from.day < episode[e].spec.start.day ||
                   observation[o].until.day > episode[e].spec.start.day + (int32_t)episode[e].spec.days) {
            status = ck_host_report(diags, CK_E_RANGE, observation[o].place,
                                    "observation %q: its window is not inside the episode, which begins on %D", "",
                                    observation[o].id, episode[e].spec.start);
        }
    }
    return status;
}

ck_status ck_calibrate(const ck_episode *episode, uint32_t episode_count, const ck_observation *observation,
                       uint32_t observation_count, const ck_free_parameter *prior, uint32_t free_count,
                       ck_calibrate_options options, ck_calibration **out, ck_diags *diags) {
    *out = NULL;
    CK_TRY(check_episodes(episode, episode_count, observation, observation_count, diags));
    if (options.draws < 1 || !(options.accept > 0.0 && options.accept <= 1.0)) {
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "a calibration needs draws and a share to accept above 0",
                            "");
    }
    ck_calibration *calibration = calibration_open(prior, free_count, observation_count, options.draws);
    if (calibration == NULL) return no_memory(diags);
    ck_status status = CK_OK;
    for (uint32_t e = 0; e < episode_count && status >= 0; e++) {
        status = run_episode(calibration, &episode[e], observation, prior, &options, (double)e / episode_count,
                             (e + 1.0) / episode_count, diags);
    }
    if (status < 0) {
        ck_calibration_free(calibration);
        return status;
    }
    measure_distances(calibration, observation);
    const uint32_t wanted = (uint32_t)ck_floor(options.accept * options.draws + 0.5);
    choose(calibration, wanted < 1 ? 1 : wanted);
    finish_digest(calibration);
    *out = calibration;
    return CK_OK;
}

void ck_calibration_free(ck_calibration *calibration) {
    if (calibration == NULL) return;
    free(calibration->parameter);
    free(calibration->value);
    free(calibration->figure);
    free(calibration->distance);
    free(calibration->accepted);
    free(calibration);
}

/* ---- spreads ---- */

static ck_band spread(const ck_calibration *calibration, const double *table, uint32_t width, uint32_t column,
                      bool accepted_only) {
    const uint32_t n = accepted_only ? calibration->accepted_count : calibration->draws;
    double *value = malloc((n + 1) * sizeof *value);
    ck_band band = {NAN, NAN, NAN, NAN, NAN};
    uint32_t count = 0;
    for (uint32_t k = 0; value != NULL && k < n; k++) {
        const uint32_t draw = accepted_only ? calibration->accepted[k] : k;
        const double one = table[(size_t)draw * width + column];
        if (!isnan(one)) value[count++] = one;
    }
    if (count > 0) band = ck_band_of(value, count);
    free(value);
    return band;
}

ck_band ck_calibration_accepted(const ck_calibration *calibration, uint32_t parameter) {
    return spread(calibration, calibration->value, calibration->parameter_count, parameter, true);
}
ck_band ck_calibration_prior(const ck_calibration *calibration, uint32_t parameter) {
    return spread(calibration, calibration->value, calibration->parameter_count, parameter, false);
}
ck_band ck_calibration_figure(const ck_calibration *calibration, uint32_t observation, bool accepted_only) {
    return spread(calibration, calibration->figure, calibration->observation_count, observation, accepted_only);
}

double ck_calibration_distance(const ck_calibration *calibration, bool accepted_only) {
    const uint32_t n = accepted_only ? calibration->accepted_count : calibration->draws;
    double sum = 0.0;
    for (uint32_t k = 0; k < n; k++) sum += calibration->distance[accepted_only ? calibration->accepted[k] : k];
    return sum / n;
}

/* ---- prediction ---- */

typedef struct prediction_run {
    ck_prediction *prediction;
    ck_figure     *line;                 // (lines)
    const ck_predict_options *options;
    uint64_t       seed;
    uint32_t       runs;
    ck_digest      digest;
} prediction_run;

/* Season of the month, and what varies from year to year for no reason that the model knows (mean 1). */
static double ordinary(const prediction_run *take, uint64_t draw, uint32_t line, uint32_t month) {
    const ck_predict_options *options = take->options;
    const double season = options->season != NULL ? options->season[month] : 1.0;
    if (options->spread == NULL) return season;
    const double spread = options->spread[line * take->prediction->month_count + month];
    const ck_random random = {take->seed, draw};
    return season * ck_exp(spread * ck_random_normal(random, FOR_VARIATION, month, line) - 0.5 * spread * spread);
}

static ck_status take_prediction(void *user, uint64_t draw, const ck_run *run) {
    prediction_run *take = user;
    ck_prediction *prediction = take->prediction;
    double *row = prediction->sample + (size_t)draw * prediction->line_count * prediction->month_count;
    for (uint32_t l = 0; l < prediction->line_count; l++) {
        for (uint32_t m = 0; m < prediction->month_count; m++) {
            double sum = 0.0;
            for (uint32_t k = 0; k < take->line[l].flow_count; k++)
                sum += ck_run_month_quantity(run, take->line[l].flow[k], m);
            row[l * prediction->month_count + m] = sum * ordinary(take, draw, l, m);
        }
    }
    ck_digest_u64(&take->digest, ck_run_digest(run));
    take->prediction->runs++;
    if (take->options->progress != NULL)
        take->options->progress(take->options->user, "prediction", (double)take->prediction->runs / take->runs);
    return CK_OK;
}

static int32_t month_days(int32_t month) {
    return ck_date_make((month + 1) / 12, (month + 1) % 12 + 1, 1).day -
           ck_date_make(month / 12, month % 12 + 1, 1).day;
}

static ck_prediction *prediction_open(uint32_t lines, int32_t first_month, uint32_t months, size_t runs) {
    ck_prediction *prediction = calloc(1, sizeof *prediction);
    if (prediction == NULL) return NULL;
    *prediction = (ck_prediction){.first_month = first_month, .month_count = months, .line_count = lines};
    prediction->base = calloc(lines + 1, sizeof(double));
    prediction->baseline = calloc((size_t)lines * months + 1, sizeof(double));
    prediction->band = calloc((size_t)lines * months + 1, sizeof(ck_band));
    prediction->sample = calloc(runs * lines * months + 1, sizeof(double));
    if (prediction->base && prediction->baseline && prediction->band && prediction->sample) return prediction;
    ck_prediction_free(prediction);
    return NULL;
}

static ck_status find_lines(const ck_model *model, const ck_predicted_line *line, ck_observation *as,
                            prediction_run *take, ck_host_arena *arena, ck_diags *diags) {
    ck_prediction *prediction = take->prediction;
    for (uint32_t l = 0; l < prediction->line_count; l++) {
        as[l] = (ck_observation){.id = line[l].name,
                                 .kind = CK_FIGURE_SHIPPED,
                                 .items = line[l].items,
                                 .origin = line[l].origin,
                                 .destination = line[l].destination};
        CK_TRY(ck_figure_make(model, &as[l], arena, &take->line[l], diags));
        prediction->base[l] = take->line[l].base_quantity * 365.0;
        for (uint32_t m = 0; m < prediction->month_count; m++) {
            const double factor = take->options->season != NULL ? take->options->season[m] : 1.0;
            prediction->baseline[l * prediction->month_count + m] = take->line[l].base_quantity *
                                                                    month_days(prediction->first_month + (int32_t)m) *
                                                                    factor;
        }
    }
    return CK_OK;
}

static ck_status predict_all(const ck_model *model, const ck_scenario_spec *spec, const ck_calibration *calibration,
                             prediction_run *take, const ck_predict_options *options, ck_diags *diags) {
    ck_scenario_spec with = *spec;
    ck_uncertain *uncertain = practice_of(spec, 0, &with.uncertain_count);
    if (uncertain == NULL) return no_memory(diags);
    with.uncertain = uncertain;
    ck_status status = CK_OK;
    for (uint32_t a = 0; a < calibration->accepted_count && status >= 0; a++) {
        const double *value = calibration->value + (size_t)calibration->accepted[a] * calibration->parameter_count;
        for (uint32_t k = 0; k < calibration->parameter_count; k++)
            with.parameter[calibration->parameter[k].parameter] = value[k];
        const ck_diags before = diags != NULL ? *diags : (ck_diags){0};
        status = run_ensemble(model, &with, (uint64_t)a * options->draws, options->draws, options->threads,
                              take_prediction, take, diags);
        if (a > 0 && status >= 0 && diags != NULL) *diags = before;     // the same warnings as for the first vector
    }
    free(uncertain);
    return status;
}

static ck_status close_bands(ck_prediction *prediction, ck_digest digest, ck_diags *diags) {
    double *value = malloc((prediction->runs + 1) * sizeof *value);
    if (value == NULL) return no_memory(diags);
    const size_t width = (size_t)prediction->line_count * prediction->month_count;
    for (size_t cell = 0; cell < width; cell++) {
        for (uint32_t r = 0; r < prediction->runs; r++) value[r] = prediction->sample[r * width + cell];
        prediction->band[cell] = ck_band_of(value, prediction->runs);
    }
    free(value);
    size_t at = 0;
    (void)ck_digest_doubles(&digest, prediction->sample, prediction->runs * width, &at);
    prediction->digest = ck_digest_value(&digest);
    return CK_OK;
}

ck_status ck_predict(const ck_model *model, const ck_scenario_spec *spec, const ck_calibration *calibration,
                     const ck_predicted_line *line, uint32_t line_count, ck_predict_options options,
                     ck_prediction **out, ck_diags *diags) {
    *out = NULL;
    const int32_t first = ck_date_month_index(spec->start),
                  last = ck_date_month_index((ck_date){spec->start.day + (int32_t)spec->days - 1});
    const uint32_t months = (uint32_t)(last - first + 1), runs = calibration->accepted_count * options.draws;
    ck_host_arena arena = {0};
    prediction_run take = {.prediction = prediction_open(line_count, first, months, runs),
                           .options = &options,
                           .seed = spec->seed,
                           .runs = runs,
                           .line = calloc(line_count + 1, sizeof(ck_figure)),
                           .digest = ck_digest_start(calibration->digest)};
    ck_observation *as = calloc(line_count + 1, sizeof *as);
    ck_status status = take.prediction == NULL || take.line == NULL || as == NULL ? no_memory(diags) : CK_OK;
    if (status >= 0) status = find_lines(model, line, as, &take, &arena, diags);
    if (status >= 0) status = predict_all(model, spec, calibration, &take, &options, diags);
    if (status >= 0) status = close_bands(take.prediction, take.digest, diags);
    if (status >= 0) *out = take.prediction;
    else ck_prediction_free(take.prediction);
    free(as);
    free(take.line);
    ck_host_arena_free(&arena);
    return status;
}

void ck_prediction_free(ck_prediction *prediction) {
    if (prediction == NULL) return;
    free(prediction->base);
    free(prediction->baseline);
    free(prediction->sample);
    free(prediction->band);
    free(prediction);
}

ck_band ck_prediction_sum(const ck_prediction *prediction, uint32_t line, uint32_t first, uint32_t count) {
    double *value = calloc(prediction->runs + 1, sizeof *value);
    ck_band band = {NAN, NAN, NAN, NAN, NAN};
    if (value == NULL) return band;
    for (uint32_t r = 0; r < prediction->runs; r++) {
        const double *row = prediction->sample + ((size_t)r * prediction->line_count + line) * prediction->month_count;
        for (uint32_t m = first; m < first + count && m < prediction->month_count; m++) value[r] += row[m];
    }
    band = ck_band_of(value, prediction->runs);
    free(value);
    return band;
}
