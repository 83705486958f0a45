#include "study/move_score.h"

#include <math.h>
#include <stdlib.h>

#define X(name, word) word,
static const char *const FORECAST[] = {CK_FORECAST_LIST(X)};
#undef X
#define YEAR 365

const double CK_TIMING_EDGE[CK_TIMING_BINS + 1] = {0.0, 0.05, 0.1, 0.2, 0.4, 1.0};

const char *ck_forecast_word(ck_forecast forecast) {
    return forecast < CK_FORECAST_COUNT ? FORECAST[forecast] : "unknown";
}

typedef struct scoring {
    const ck_history *history;
    ck_move_test     *test;
    uint32_t          days;
    ck_move_rules     rules[CK_FORECAST_COUNT];
    double           *daily[CK_FORECAST_COUNT][CK_SCORE_PARTS];  // (days)
    double *time[CK_FORECAST_COUNT]; // (gaps) forecast time of the next move, uniform when the forecast is right
    double            hazard_since[CK_FORECAST_COUNT];
    double           *resample;                  // (draws)
    uint32_t          gaps, moves;
} scoring;

/* ---- one day ---- */

static void score_timing(scoring *at, ck_forecast f, double sum, bool moved) {
    ck_forecast_score *score = &at->test->forecast[f];
    const double chance = 1.0 - ck_exp(-sum);
    uint32_t bin = 0;
    while (bin + 1 < CK_TIMING_BINS && chance >= CK_TIMING_EDGE[bin + 1]) bin++;
    score->bin[bin].days++;
    score->bin[bin].moved += moved;
    score->bin[bin].chance += chance;
    score->brier += (chance - moved) * (chance - moved) / at->days;
    score->moves += sum;
    // the hazard summed up to an event is exponential with mean 1 when the forecast is right (Ogata 1988)
    at->hazard_since[f] += sum;
    if (!moved) return;
    const double time = 1.0 - ck_exp(-at->hazard_since[f]);
    at->time[f][at->gaps] = time;
    score->quarter[time < 0.25 ? 0 : time < 0.5 ? 1 : time < 0.75 ? 2 : 3]++;
    at->hazard_since[f] = 0.0;
}

static void score_category(scoring *at, ck_forecast f, const ck_past_move *move, const double *hazard,
                           ck_scored_move *scored) {
    ck_forecast_score *score = &at->test->forecast[f];
    double sum = 0.0;
    uint32_t likeliest = 0;
    for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++) {
        sum += hazard[c];
        if (hazard[c] > hazard[likeliest]) likeliest = c;
    }
    for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++) score->expected[c] += hazard[c] / sum;
    score->hits += likeliest == (uint32_t)move->category;
    scored->chance[f] = hazard[move->category] / sum;
}

static void score_day(scoring *at, ck_date day, uint32_t from, uint32_t until) {
    const uint32_t t = (uint32_t)(day.day - at->test->split.day);
    ck_move_rules_base_rates(at->history, (ck_date){day.day - YEAR}, (ck_date){day.day - 1}, at->test->prior,
                             &at->rules[CK_FORECAST_RUN]);
    for (uint32_t f = 0; f < CK_FORECAST_COUNT; f++) {
        const ck_move_rules_score day_score = ck_move_rules_log_score(&at->rules[f], at->history, day, day);
        at->daily[f][CK_TIMING][t] = day_score.timing;
        at->daily[f][CK_CATEGORY][t] = day_score.category;
        at->daily[f][CK_WHOLE][t] = day_score.timing + day_score.category;
        double hazard[CK_ACTOR_COUNT][CK_PAST_CATEGORY_COUNT], sum = 0.0;
        for (uint32_t a = 0; a < CK_ACTOR_COUNT; a++) {
            ck_move_rules_hazard(&at->rules[f], at->history, day, (ck_actor)a, hazard[a]);
            for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++) sum += hazard[a][c];
        }
        score_timing(at, (ck_forecast)f, sum, until > from);
        for (uint32_t k = from; k < until; k++) {
            const ck_past_move *move = &at->history->move[k];
            score_category(at, (ck_forecast)f, move, hazard[move->actor], &at->test->scored[at->moves + k - from]);
        }
    }
    for (uint32_t k = from; k < until; k++) {
        at->test->scored[at->moves++].move = at->history->move[k];
        at->test->seen[at->history->move[k].category]++;
    }
    at->gaps += until > from;
}

/* ---- what the days add up to ---- */

static int by_size(const void *left, const void *right) {
    const double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Circular blocks of days, so that what clusters stays together (Politis and Romano 1992). */
static ck_difference lead_of(scoring *at, ck_forecast f, uint32_t part) {
    const double *rules = at->daily[CK_FORECAST_RULES][part], *other = at->daily[f][part];
    const ck_move_test *test = at->test;
    ck_difference lead = {0};
    for (uint32_t t = 0; t < at->days; t++) lead.sum += rules[t] - other[t];
    double mean = 0.0, square = 0.0;
    for (uint32_t draw = 0; draw < test->draws; draw++) {
        double sum = 0.0;
        uint32_t start = 0;
        for (uint32_t t = 0; t < at->days; t++) {
            if (t % test->block == 0)
                start = (uint32_t)(ck_random_unit((ck_random){test->seed, draw}, 1, t, 0) * at->days);
            const uint32_t from = (start + t % test->block) % at->days;
            sum += rules[from] - other[from];
        }
        at->resample[draw] = sum;
        mean += sum / test->draws;
    }
    for (uint32_t draw = 0; draw < test->draws; draw++)
        square += (at->resample[draw] - mean) * (at->resample[draw] - mean);
    lead.error = sqrt(square / test->draws);
    qsort(at->resample, test->draws, sizeof(double), by_size);
    lead.low = at->resample[(uint32_t)(0.025 * (test->draws - 1))];
    lead.high = at->resample[(uint32_t)(0.975 * (test->draws - 1))];
    return lead;
}

static double distance_of(double *time, uint32_t count) {
    double distance = 0.0;
    qsort(time, count, sizeof *time, by_size);
    for (uint32_t k = 0; k < count; k++) {
        distance = fmax(distance, fabs(time[k] - (double)k / count));
        distance = fmax(distance, fabs(time[k] - (k + 1.0) / count));
    }
    return distance;
}

static void add_up(scoring *at) {
    for (uint32_t f = 0; f < CK_FORECAST_COUNT; f++) {
        ck_forecast_score *score = &at->test->forecast[f];
        for (uint32_t part = 0; part < CK_SCORE_PARTS; part++) {
            for (uint32_t t = 0; t < at->days; t++) score->sum[part] += at->daily[f][part][t];
            if (f != CK_FORECAST_RULES) score->lead[part] = lead_of(at, (ck_forecast)f, part);
        }
        score->distance = distance_of(at->time[f], at->gaps);
    }
}

/* ---- the whole ---- */

static bool take_room(scoring *at, ck_host_arena *arena) {
    bool good = true;
    for (uint32_t f = 0; f < CK_FORECAST_COUNT; f++) {
        for (uint32_t part = 0; part < CK_SCORE_PARTS; part++)
            good = (at->daily[f][part] = ck_host_take(arena, at->days, sizeof(double))) != NULL && good;
        good = (at->time[f] = ck_host_take(arena, at->days, sizeof(double))) != NULL && good;
    }
    at->resample = ck_host_take(arena, at->test->draws, sizeof(double));
    at->test->scored = ck_host_take(arena, at->test->moves, sizeof *at->test->scored);
    return good && at->resample != NULL && at->test->scored != NULL;
}

static ck_status whole_score(const scoring *at, double penalty, double *score) {
    const ck_move_test *test = at->test;
    ck_move_rules rules;
    CK_TRY(ck_move_rules_fit(at->history, test->first, (ck_date){test->split.day - 1}, penalty, test->prior, &rules));
    const ck_move_rules_score sum = ck_move_rules_log_score(&rules, at->history, test->split, test->last);
    *score = sum.timing + sum.category;
    return CK_OK;
}

static ck_status fit_all(scoring *at) {
    ck_move_test *test = at->test;
    const ck_date before = {test->split.day - 1};
    CK_TRY(ck_move_rules_fit(at->history, test->first, before, test->penalty, test->prior, &test->rules));
    at->rules[CK_FORECAST_RULES] = test->rules;
    ck_move_rules_base_rates(at->history, test->first, before, test->prior, &at->rules[CK_FORECAST_ALL]);
    ck_move_rules_base_rates(at->history, (ck_date){test->split.day - YEAR}, before, test->prior,
                             &at->rules[CK_FORECAST_YEAR]);
    CK_TRY(whole_score(at, test->penalty / 10.0, &test->weaker));
    return whole_score(at, test->penalty * 10.0, &test->stronger);
}

ck_status ck_move_test_run(const ck_history *history, ck_move_test *test, ck_host_arena *arena, ck_diags *diags) {
    for (uint32_t k = 0; k < history->move_count; k++) {
        const int32_t day = history->move[k].day.day;
        test->fitted_moves += day >= test->first.day && day < test->split.day;
        test->moves += day >= test->split.day && day <= test->last.day;
    }
    if (test->fitted_moves == 0 || test->moves == 0 || test->draws == 0 || test->block == 0 || !(test->prior > 0.0)) {
        return ck_host_report(diags, CK_E_RANGE, ck_host_whole("moves"), "there are %u moves to fit and %u to score",
                              "fitted are those from %D on and before %D, scored those from then to %D",
                              test->fitted_moves, test->moves, test->first, test->split, test->last);
    }
    scoring at = {.history = history, .test = test, .days = (uint32_t)(test->last.day - test->split.day + 1)};
    if (!take_room(&at, arena)) return ck_host_no_memory(diags);
    const ck_status status = fit_all(&at);
    if (status < 0)
        return ck_host_report(diags, status, ck_host_whole("moves"), "the rules cannot be fitted",
                              "more moves, or a larger penalty");
    uint32_t next = 0;
    for (ck_date day = test->split; day.day <= test->last.day; day.day++) {
        while (next < history->move_count && history->move[next].day.day < day.day) next++;
        uint32_t until = next;
        while (until < history->move_count && history->move[until].day.day == day.day) until++;
        score_day(&at, day, next, until);
    }
    test->gaps = at.gaps;
    add_up(&at);
    return CK_OK;
}
