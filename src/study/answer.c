#include "study/answer.h"

#include "study/words.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WHY_STEPS = 16, LISTED = 4 };

ck_date ck_study_date(const ck_study *study, uint32_t day) {
    return (ck_date){study->variant[0].spec.start.day + (int32_t)day};
}

/* ---- words ---- */

typedef struct writer {
    ck_answer *answer;
    FILE *out;
    char *text;
    size_t size;
    const char *topic;
    bool failed;
} writer;

static void line_open(writer *w, const char *topic) {
    w->topic = topic;
    w->text = NULL;
    w->out = open_memstream(&w->text, &w->size);
    if (w->out == NULL) w->failed = true;
}

static void say(writer *w, const char *format, ...) {
    if (w->out == NULL) return;
    va_list values;
    va_start(values, format);
    vfprintf(w->out, format, values);
    va_end(values);
}

static void line_close(writer *w) {
    if (w->out == NULL) return;
    const bool written = fclose(w->out) == 0;
    w->out = NULL;
    ck_answer_line *line = realloc(w->answer->line, (w->answer->count + 1) * sizeof *line);
    if (line == NULL || !written) {
        free(w->text);
        w->failed = true;
        return;
    }
    w->answer->line = line;
    line[w->answer->count++] = (ck_answer_line){w->topic, w->text};
}

static ck_words day_text(const ck_study *study, double day) {
    return ck_words_date(ck_study_date(study, (uint32_t)(day + 0.5)));
}
static const char *region_words(const ck_model *model, uint32_t region) { return ck_model_region(model, region).name; }

/* ---- what stops ---- */

static int compare_stops(const void *a, const void *b) {
    const ck_first_stop *x = a, *y = b;
    if (x->day != y->day) return x->day < y->day ? -1 : 1;
    return x->site < y->site ? -1 : x->site > y->site;
}

static bool makes_of_tier(const ck_model *model, uint32_t site, const char *tier, double least_usd_a_year) {
    const ck_site_info info = ck_model_site(model, site);
    if (info.kind == CK_SITE_MARKET || info.kind == CK_SITE_FINAL_USE || info.kind == CK_SITE_STOCKPILE) return false;
    const ck_item_info item = ck_model_item(model, info.item);
    return strcmp(item.tier, tier) == 0 && 365.0 * info.base_output * item.usd_per_unit >= least_usd_a_year;
}

uint32_t ck_study_first_slow(const ck_study *study, const char *tier, double least_usd_a_year, ck_first_stop *stop,
                             uint32_t capacity) {
    const uint32_t sites = ck_model_count(study->model).sites;
    ck_first_stop *all = malloc(((size_t)sites + 1) * sizeof *all);
    uint32_t count = 0;
    for (uint32_t s = 0; s < sites && all != NULL; s++) {
        if (!makes_of_tier(study->model, s, tier, least_usd_a_year)) continue;
        const uint32_t day = ck_run_site(study->variant[0].central, s).first_slow_day;
        if (day != CK_NONE) all[count++] = (ck_first_stop){s, day};
    }
    if (all == NULL) return 0;
    qsort(all, count, sizeof *all, compare_stops);
    if (count > capacity) count = capacity;
    memcpy(stop, all, count * sizeof *stop);
    free(all);
    return count;
}

static int compare_losses(const void *a, const void *b) {
    const ck_quiet_loss *x = a, *y = b;
    if (x->lost != y->lost) return x->lost > y->lost ? -1 : 1;
    return x->site < y->site ? -1 : x->site > y->site;
}

uint32_t ck_study_quiet_losses(const ck_study *study, double least_usd, ck_quiet_loss *loss, uint32_t capacity) {
    const uint32_t sites = ck_model_count(study->model).sites;
    ck_quiet_loss *all = malloc(((size_t)sites + 1) * sizeof *all);
    uint32_t count = 0;
    for (uint32_t s = 0; s < sites && all != NULL; s++) {
        if (!makes_of_tier(study->model, s, "industry", 0.0)) continue;
        const ck_site_result result = ck_run_site(study->variant[0].central, s);
        if (result.first_slow_day == CK_NONE && result.lost_value_added >= least_usd)
            all[count++] = (ck_quiet_loss){s, result.lost_value_added};
    }
    if (all == NULL) return 0;
    qsort(all, count, sizeof *all, compare_losses);
    if (count > capacity) count = capacity;
    memcpy(loss, all, count * sizeof *loss);
    free(all);
    return count;
}

/* A maker who has his inputs and still makes less lacks buyers: he has become dear, or they make less themselves. */
static void say_lack_of_orders(FILE *out, const ck_run *run, const ck_study *study, uint32_t site) {
    const ck_site_info info = ck_model_site(study->model, site);
    const uint32_t until = ck_run_site(run, site).lowest_day;
    const ck_series price = info.product_count > 0 ? ck_run_price(run, info.first_product) : (ck_series){0};
    double highest = 1.0;
    for (uint32_t p = 0; p < price.count && p * price.every <= until; p++) {
        if (ck_series_at(price, p) > highest) highest = ck_series_at(price, p);
    }
    if (highest > 1.1)
        fprintf(out, "for want of orders, its price being %s times the base", ck_words_factor(highest).text);
    else
        fputs("for want of orders", out);
}

static void say_origin(FILE *out, const ck_study *study, uint32_t flow_at) {
    if (flow_at == CK_NONE) return;
    const ck_flow_info flow = ck_model_flow(study->model, flow_at);
    if (flow.bilateral) fprintf(out, " from %s", region_words(study->model, flow.origin));
}

/* One cause after the other; an item that was just named is not named again. */
static void say_cause(FILE *out, const ck_run *run, const ck_study *study, const ck_why_step *step, bool first, uint32_t *said) {
    const uint32_t item = step->slot != CK_NONE ? ck_model_slot(study->model, step->slot).item : CK_NONE;
    if (step->cause == CK_WHY_ORDERS) {
        if (first) say_lack_of_orders(out, run, study, step->site);
        return;
    }
    if (item == *said && step->cause != CK_WHY_SCARCE) return;
    const ck_words name = ck_words_item_inside(study->model, item);
    if (!first) fputs(", ", out);
    if (step->cause == CK_WHY_SHORT) fprintf(out, "for want of %s", name.text);
    if (step->cause == CK_WHY_SCARCE) fprintf(out, "less %s coming", name.text);
    if (step->cause == CK_WHY_DEARER) {
        fprintf(out, "%s paid %s dearer (%s times the base price)", name.text, ck_words_money(step->usd).text,
                ck_words_factor(step->price).text);
    }
    *said = item;
}

char *ck_study_why_text(const ck_study *study, uint32_t variant, uint32_t site) {
    const ck_variant *v = &study->variant[variant];
    ck_why_step step[WHY_STEPS];
    const uint32_t steps = ck_run_why(v->central, site, step, WHY_STEPS);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    if (out == NULL) return NULL;
    uint32_t said = CK_NONE;
    for (uint32_t k = 0; k < steps; k++) say_cause(out, v->central, study, &step[k], k == 0, &said);
    if (steps > 0 && step[steps - 1].slot != CK_NONE) say_origin(out, study, step[steps - 1].flow);
    if (steps > 0 && step[steps - 1].measure != CK_NONE) {
        fprintf(out, ": %s", v->spec.measure[step[steps - 1].measure].citation);
    }
    fclose(out);
    return text;
}

/* ---- the lines ---- */

static double horizon_value_added(const ck_study *study) {
    double sum = 0.0;
    const uint32_t sites = ck_model_count(study->model).sites;
    for (uint32_t s = 0; s < sites; s++) {
        const ck_site_info site = ck_model_site(study->model, s);
        if (site.kind == CK_SITE_INDUSTRY) sum += site.value_added;
    }
    return sum * study->variant[0].spec.days;
}

static void say_range(writer *w, const ck_variant *v) {
    if (v->draws == 0) return;
    say(w, " (nine draws in ten: %s to %s)", ck_words_money(v->lost_value_added_band.p05).text,
        ck_words_money(v->lost_value_added_band.p95).text);
}

static void write_cost(writer *w, const ck_study *study) {
    const ck_variant *v = &study->variant[0];
    line_open(w, "cost");
    say(w, "Over %u days from %s the modelled industries lose %s of value added", v->spec.days, day_text(study, 0).text,
        ck_words_money(ck_variant_loss(v)).text);
    say_range(w, v);
    say(w, ", %.2f %% of what they make.", 100.0 * ck_variant_loss(v) / horizon_value_added(study));
    line_close(w);
    for (uint32_t k = 1; k < study->variant_count; k++) {
        const ck_variant *other = &study->variant[k];
        line_open(w, "cost");
        say(w, "%s: %s", other->title, ck_words_money(ck_variant_loss(other)).text);
        say_range(w, other);
        say(w, ".");
        line_close(w);
    }
}

static void write_worst_week(writer *w, const ck_study *study) {
    const ck_fan *fan = &study->variant[0].loss_world;
    uint32_t worst = 0;
    for (uint32_t p = 1; p < fan->points; p++) {
        if (ck_fan_at(fan, 0, p) > ck_fan_at(fan, 0, worst)) worst = p;
    }
    if (fan->points == 0 || ck_fan_at(fan, 0, worst) <= 0.0) return;
    line_open(w, "cost");
    say(w, "The worst week with central values ends on %s: %.1f %% of their daily value added is missing",
        day_text(study, (worst + 1) * study->every - 1).text, 100.0 * ck_fan_at(fan, 0, worst));
    if (fan->band != NULL)
        say(w, " (%.1f to %.1f)", 100.0 * ck_fan_band(fan, 0, worst).p05, 100.0 * ck_fan_band(fan, 0, worst).p95);
    say(w, ".");
    line_close(w);
}

static void say_first(writer *w, const ck_study *study, const char *begin, const ck_first_stop *stop, uint32_t count) {
    for (uint32_t k = 0; k < count; k++) {
        const ck_site_info site = ck_model_site(study->model, stop[k].site);
        char *why = ck_study_why_text(study, 0, stop[k].site);
        say(w, "%s%s in %s on %s", k == 0 ? begin : "; ", ck_words_item_inside(study->model, site.item).text,
            region_words(study->model, site.region), day_text(study, stop[k].day).text);
        if (k == 0 && why != NULL && why[0] != '\0') say(w, " (%s)", why);
        free(why);
    }
    say(w, ".");
}

static void write_first(writer *w, const ck_study *study) {
    ck_first_stop stop[LISTED];
    const double threshold = 100.0 * study->variant[0].spec.parameter[CK_PARAMETER_slow_threshold];
    uint32_t count = ck_study_first_slow(study, "output", CK_STUDY_LEAST_MAKER, stop, LISTED - 1);
    if (count > 0) {
        line_open(w, "first");
        say_first(w, study, "Makers of components slow first: ", stop, count);
        line_close(w);
    }
    count = ck_study_first_slow(study, "industry", CK_STUDY_LEAST_INDUSTRY, stop, LISTED);
    line_open(w, "first");
    if (count > 0)
        say_first(w, study, "Industries slowed first: ", stop, count);
    else
        say(w, "With central values no large industry falls below %.0f %% of its normal output.", threshold);
    line_close(w);
}

typedef struct ranked {
    uint32_t index;
    double value;
} ranked;
static int compare_ranked(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    if (x->value != y->value) return x->value > y->value ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static uint32_t largest(const double *value, uint32_t count, ranked *top, uint32_t wanted) {
    ranked *all = malloc(((size_t)count + 1) * sizeof *all);
    uint32_t kept = 0;
    for (uint32_t k = 0; k < count && all != NULL; k++) {
        if (value[k] > 0.0) all[kept++] = (ranked){k, value[k]};
    }
    if (all == NULL) return 0;
    qsort(all, kept, sizeof *all, compare_ranked);
    if (kept > wanted) kept = wanted;
    memcpy(top, all, kept * sizeof *top);
    free(all);
    return kept;
}

static void write_who(writer *w, const ck_study *study) {
    const ck_variant *v = &study->variant[0];
    const uint32_t regions = ck_model_count(study->model).regions;
    double *loss = calloc((size_t)regions + study->industry_count + 1, sizeof *loss);
    if (loss == NULL) return;
    for (uint32_t r = 0; r < regions; r++) loss[r] = ck_variant_loss_in_region(v, r);
    for (uint32_t k = 0; k < study->industry_count; k++) loss[regions + k] = ck_variant_loss_of_industry(v, k);
    ranked top[LISTED];
    uint32_t count = largest(loss, regions, top, LISTED);
    if (count > 0) {
        line_open(w, "who");
        for (uint32_t k = 0; k < count; k++) {
            say(w, "%s%s %s", k == 0 ? "Most is lost in " : ", ", region_words(study->model, top[k].index),
                ck_words_money(top[k].value).text);
        }
        count = largest(loss + regions, study->industry_count, top, 3);
        for (uint32_t k = 0; k < count; k++) {
            say(w, "%s%s %s", k == 0 ? "; by industry: " : ", ",
                ck_words_item_inside(study->model, study->industry[top[k].index]).text,
                ck_words_money(top[k].value).text);
        }
        say(w, ".");
        line_close(w);
    }
    free(loss);
}

/* Base value of what is traded of each item outside the authority's region, USD a day. */
static void values_outside(const ck_study *study, double *value) {
    const uint32_t sites = ck_model_count(study->model).sites;
    for (uint32_t s = 0; s < sites; s++) {
        const ck_site_info site = ck_model_site(study->model, s);
        if (site.kind == CK_SITE_MARKET && site.region != study->authority)
            value[site.item] += site.base_output * ck_model_item(study->model, site.item).usd_per_unit;
    }
}

/* The items whose rise in price weighs most: rise times base value outside. */
static void write_prices(writer *w, const ck_study *study) {
    const ck_variant *v = &study->variant[0];
    const uint32_t items = ck_model_count(study->model).items, points = study->point_count;
    double *weight = calloc((size_t)items + 1, sizeof *weight), *value = calloc((size_t)items + 1, sizeof *value);
    uint32_t *when = calloc((size_t)items + 1, sizeof *when);
    ranked top[LISTED];
    uint32_t count = 0;
    if (weight != NULL && value != NULL && when != NULL) {
        values_outside(study, value);
        for (uint32_t i = 0; i < items; i++) {
            for (uint32_t p = 1; p < points; p++) {
                if (ck_fan_at(&v->price_outside, i, p) > ck_fan_at(&v->price_outside, i, when[i])) when[i] = p;
            }
            const double rise = points > 0 ? ck_fan_at(&v->price_outside, i, when[i]) - 1.0 : 0.0;
            weight[i] = rise > 0.1 ? rise * value[i] : 0.0;
        }
        count = largest(weight, items, top, LISTED);
    }
    if (count > 0) {
        line_open(w, "price");
        for (uint32_t k = 0; k < count; k++) {
            const uint32_t i = top[k].index, p = when[i];
            const double peak = ck_fan_at(&v->price_outside, i, p);
            say(w, "%s%s to %s times its base price", k == 0 ? "Prices elsewhere at their highest: " : ", ",
                ck_words_item_inside(study->model, i).text, ck_words_factor(peak).text);
            if (v->price_outside.band != NULL) {
                const ck_band band = ck_fan_band(&v->price_outside, i, p);
                say(w, " (%s to %s)", ck_words_factor(band.p05).text, ck_words_factor(band.p95).text);
            }
            if (study->authority != CK_NONE)
                say(w, ", in %s %s", region_words(study->model, study->authority),
                    ck_words_factor(ck_fan_at(&v->price_inside, i, p)).text);
        }
        say(w, ".");
        line_close(w);
    }
    free(weight);
    free(value);
    free(when);
}

typedef struct worst_month {
    double share;
    uint32_t month;
} worst_month; // of normal

static worst_month worst_month_of(const ck_study *study, uint32_t line) {
    worst_month worst = {1.0, 0};
    for (uint32_t m = 0; m < study->month_count; m++) {
        const double base = ck_study_base(study, line, m);
        if (!(base > 0.0) || ck_study_month_days(study, m) < 28.0) continue;
        const double share = ck_fan_at(&study->variant[0].quantity, line, m) / base;
        if (share < worst.share) worst = (worst_month){share, m};
    }
    return worst;
}

#define LEAST_TRADE 2e7 // USD a year: smaller groups are in the tables

/* The authority's exports that fall most in their worst month. */
static void write_trade(writer *w, const ck_study *study) {
    const ck_variant *v = &study->variant[0];
    if (study->authority == CK_NONE) return;
    double *lost = calloc((size_t)study->line_count + 1, sizeof *lost);
    ranked top[LISTED];
    uint32_t count = 0;
    for (uint32_t l = 0; l < study->line_count && lost != NULL; l++) {
        const ck_line *line = &study->line[l];
        if (line->destination != CK_NONE || line->origin != study->authority || 365.0 * line->base_value < LEAST_TRADE)
            continue;
        lost[l] = 1.0 - worst_month_of(study, l).share;
        if (lost[l] < 0.02) lost[l] = 0.0;
    }
    if (lost != NULL) count = largest(lost, study->line_count, top, LISTED);
    free(lost);
    if (count == 0) return;
    line_open(w, "trade");
    for (uint32_t k = 0; k < count; k++) {
        const uint32_t l = top[k].index;
        const worst_month worst = worst_month_of(study, l);
        const int32_t index = ck_run_month_index(v->central, worst.month);
        if (k == 0) say(w, "%s's exports at their lowest: ", region_words(study->model, study->authority));
        say(w, "%s%s %.0f %% of normal in %d-%02d", k == 0 ? "" : ", ",
            ck_model_group(study->model, study->line[l].group), 100.0 * worst.share, index / 12, index % 12 + 1);
        if (v->quantity.band != NULL && l < v->quantity.banded) {
            const ck_band band = ck_fan_band(&v->quantity, l, worst.month);
            const double base = ck_study_base(study, l, worst.month);
            say(w, " (%.0f to %.0f)", 100.0 * band.p05 / base, 100.0 * band.p95 / base);
        }
    }
    say(w, ".");
    line_close(w);
}

static void write_remedies(writer *w, const ck_study *study) {
    if (study->remedy_count == 0) return;
    line_open(w, "remedy");
    say(w, "Single remedies, against a loss of %s with central values:",
        ck_words_money(study->variant[0].lost_value_added).text);
    line_close(w);
    for (uint32_t r = 0; r < study->remedy_count; r++) {
        const ck_remedy *remedy = &study->remedy[r];
        line_open(w, "remedy");
        say(w, "If %s: %s %s lost", remedy->what,
            ck_words_money(remedy->loss_avoided < 0.0 ? -remedy->loss_avoided : remedy->loss_avoided).text,
            remedy->loss_avoided < 0.0 ? "more" : "less");
        if (study->industries_slowed > 0 && remedy->days_bought >= 0.5) {
            say(w, ", industries slow %.0f days later", remedy->days_bought);
        }
        say(w, ".");
        line_close(w);
    }
}

static void write_hinge(writer *w, const ck_study *study) {
    const ck_variant *v = &study->variant[0];
    const uint32_t count = v->driver_count < 3 ? v->driver_count : 3;
    if (count == 0) return;
    line_open(w, "hinge");
    say(w, "The range hinges most on ");
    for (uint32_t k = 0; k < count; k++) {
        char *what = ck_words_target(&v->spec, v->driver[k].target);
        say(w, "%s%s: loss %s to %s from its lowest to its highest fifth", k == 0 ? "" : "; ",
            what != NULL ? what : v->driver[k].target, ck_words_money(v->driver[k].low_fifth).text,
            ck_words_money(v->driver[k].high_fifth).text);
        free(what);
    }
    say(w, ".");
    line_close(w);
}

ck_status ck_answer_make(const ck_study *study, const char *question, ck_answer *answer) {
    *answer = (ck_answer){0};
    writer w = {.answer = answer};
    if (question != NULL && question[0] != '\0') {
        line_open(&w, "question");
        say(&w, "%s", question);
        line_close(&w);
    }
    write_cost(&w, study);
    write_worst_week(&w, study);
    write_first(&w, study);
    write_who(&w, study);
    write_trade(&w, study);
    write_prices(&w, study);
    write_remedies(&w, study);
    write_hinge(&w, study);
    line_open(&w, "note");
    say(&w, "An analysis with stated assumptions, not a forecast and not legal advice.");
    line_close(&w);
    if (w.failed) {
        ck_answer_free(answer);
        return CK_E_MEMORY;
    }
    return CK_OK;
}

void ck_answer_free(ck_answer *answer) {
    for (uint32_t k = 0; k < answer->count; k++) free(answer->line[k].text);
    free(answer->line);
    *answer = (ck_answer){0};
}
