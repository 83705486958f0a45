#include "study/gather.h"

#include <stdlib.h>
#include <string.h>

/* ---- lines ---- */

typedef struct line_key {
    uint32_t group, origin, destination, order;
} line_key;

static int compare_keys(const void *a, const void *b) {
    const line_key *x = a, *y = b;
    if (x->order != y->order) return x->order < y->order ? -1 : 1;
    if (x->group != y->group) return x->group < y->group ? -1 : 1;
    if (x->origin != y->origin) return x->origin < y->origin ? -1 : 1;
    if (x->destination != y->destination) return x->destination < y->destination ? -1 : 1;
    return 0;
}

static uint32_t find_key(const line_key *key, uint32_t count, line_key wanted) {
    const line_key *found = bsearch(&wanted, key, count, sizeof *key, compare_keys);
    return found == NULL ? CK_NONE : (uint32_t)(found - key);
}

/* Totals first, then lines from the authority, then the rest. */
static line_key key_of(const ck_study *study, ck_flow_info flow, bool total) {
    line_key key = {ck_model_item(study->model, flow.item).group, flow.origin, total ? CK_NONE : flow.destination, 0};
    key.order = total ? 0 : flow.origin == study->authority ? 1 : 2;
    return key;
}

static uint32_t unique_keys(line_key *key, uint32_t count) {
    qsort(key, count, sizeof *key, compare_keys);
    uint32_t kept = 0;
    for (uint32_t k = 0; k < count; k++) {
        if (kept == 0 || compare_keys(&key[kept - 1], &key[k]) != 0) key[kept++] = key[k];
    }
    return kept;
}

static ck_status no_memory(ck_diags *diags) {
    return ck_diags_add(diags, CK_E_MEMORY, (ck_place){0}, "no memory for the results", "");
}

static ck_status collect_lines(ck_study *study, ck_diags *diags) {
    const uint32_t flows = ck_model_count(study->model).flows;
    line_key *key = malloc((2 * (size_t)flows + 1) * sizeof *key);
    study->line_of_flow = malloc(((size_t)flows + 1) * sizeof *study->line_of_flow);
    study->total_of_flow = malloc(((size_t)flows + 1) * sizeof *study->total_of_flow);
    if (key == NULL || study->line_of_flow == NULL || study->total_of_flow == NULL) {
        free(key);
        return no_memory(diags);
    }
    uint32_t count = 0;
    for (uint32_t f = 0; f < flows; f++) {
        const ck_flow_info flow = ck_model_flow(study->model, f);
        if (!flow.bilateral) continue;
        key[count++] = key_of(study, flow, true);
        key[count++] = key_of(study, flow, false);
    }
    count = unique_keys(key, count);
    study->line = calloc((size_t)count + 1, sizeof *study->line);
    if (study->line == NULL) {
        free(key);
        return no_memory(diags);
    }
    study->line_count = count;
    for (uint32_t l = 0; l < count; l++) {
        study->line[l] = (ck_line){.group = key[l].group, .origin = key[l].origin, .destination = key[l].destination};
        if (key[l].order < 2) study->banded_line_count = l + 1;
    }
    for (uint32_t f = 0; f < flows; f++) {
        const ck_flow_info flow = ck_model_flow(study->model, f);
        study->line_of_flow[f] = flow.bilateral ? find_key(key, count, key_of(study, flow, false)) : CK_NONE;
        study->total_of_flow[f] = flow.bilateral ? find_key(key, count, key_of(study, flow, true)) : CK_NONE;
        const uint32_t two[2] = {study->line_of_flow[f], study->total_of_flow[f]};
        for (int k = 0; k < 2; k++) {
            if (two[k] == CK_NONE) continue;
            study->line[two[k]].base_quantity += flow.base_quantity;
            study->line[two[k]].base_value += flow.base_value_usd;
        }
    }
    free(key);
    return CK_OK;
}

/* ---- series of one run: written as doubles by the same code for the central run and for a draw ---- */

static double value_added_at(ck_site_info site) { return site.kind == CK_SITE_INDUSTRY ? site.value_added : 0.0; }

static void flow_series(const ck_study *study, const ck_run *run, uint32_t lines, double *quantity, double *value) {
    const uint32_t months = study->month_count, flows = ck_model_count(study->model).flows;
    memset(quantity, 0, (size_t)lines * months * sizeof *quantity);
    memset(value, 0, (size_t)lines * months * sizeof *value);
    for (uint32_t m = 0; m < months; m++) {                  // a run keeps the flows of a month side by side
        for (uint32_t f = 0; f < flows; f++) {
            const uint32_t line = study->line_of_flow[f], total = study->total_of_flow[f];
            const bool in_line = line != CK_NONE && line < lines, in_total = total != CK_NONE && total < lines;
            if (!in_line && !in_total) continue;
            const double goods = ck_run_month_quantity(run, f, m), usd = ck_run_month_value(run, f, m);
            if (in_line) {
                quantity[(size_t)line * months + m] += goods;
                value[(size_t)line * months + m] += usd;
            }
            if (in_total) {
                quantity[(size_t)total * months + m] += goods;
                value[(size_t)total * months + m] += usd;
            }
        }
    }
}

ck_status cki_study_lines(ck_study *study, ck_diags *diags) {
    const ck_model_counts counts = ck_model_count(study->model);
    study->industry = malloc(((size_t)counts.items + 1) * sizeof *study->industry);
    if (study->industry == NULL) return no_memory(diags);
    for (uint32_t i = 0; i < counts.items; i++) {
        if (strcmp(ck_model_item(study->model, i).tier, "industry") == 0) study->industry[study->industry_count++] = i;
    }
    study->month_count = ck_run_month_count(study->baseline);
    study->point_count = counts.sites > 0 ? ck_run_level(study->baseline, 0).count : 0;
    CK_TRY(collect_lines(study, diags));
    const size_t values = (size_t)study->line_count * study->month_count;
    double *value = malloc((values + 1) * sizeof *value);
    study->line_base = malloc((values + 1) * sizeof *study->line_base);
    const bool room = value != NULL && study->line_base != NULL;
    if (room) flow_series(study, study->baseline, study->line_count, study->line_base, value);
    free(value);
    return room ? CK_OK : no_memory(diags);
}

static uint32_t industry_index(const ck_study *study, uint32_t item) {
    for (uint32_t k = 0; k < study->industry_count; k++) {
        if (study->industry[k] == item) return k;
    }
    return CK_NONE;
}

/* Share of value added lost against the baseline by industry, by region and in the world, at every recorded point. */
static void loss_series(const ck_study *study, const ck_run *run, double *industry, double *region, double *world) {
    const ck_model *model = study->model;
    const uint32_t points = study->point_count, sites = ck_model_count(model).sites,
                   regions = ck_model_count(model).regions;
    double *industry_total = calloc(study->industry_count + regions + 1, sizeof *industry_total);
    double *region_total = industry_total + study->industry_count, *world_total = region_total + regions;
    memset(industry, 0, (size_t)study->industry_count * points * sizeof *industry);
    memset(region, 0, (size_t)regions * points * sizeof *region);
    memset(world, 0, points * sizeof *world);
    for (uint32_t s = 0; s < sites && industry_total != NULL; s++) {
        const ck_site_info site = ck_model_site(model, s);
        const double added = value_added_at(site);
        if (added <= 0.0) continue;
        const uint32_t k = industry_index(study, site.item);
        const ck_series level = ck_run_level(run, s), usual = ck_run_level(study->baseline, s);
        industry_total[k] += added;
        region_total[site.region] += added;
        *world_total += added;
        for (uint32_t p = 0; p < points; p++) {
            const double lost = added * (ck_series_at(usual, p) - ck_series_at(level, p));
            industry[(size_t)k * points + p] += lost;
            region[(size_t)site.region * points + p] += lost;
            world[p] += lost;
        }
    }
    if (industry_total == NULL) return;
    for (uint32_t p = 0; p < points; p++) {
        for (uint32_t k = 0; k < study->industry_count; k++) {
            if (industry_total[k] > 0.0) industry[(size_t)k * points + p] /= industry_total[k];
        }
        for (uint32_t r = 0; r < regions; r++) {
            if (region_total[r] > 0.0) region[(size_t)r * points + p] /= region_total[r];
        }
        if (*world_total > 0.0) world[p] /= *world_total;
    }
    free(industry_total);
}

/* Prices in the markets of the authority's region, and elsewhere weighted by base throughput. */
static void price_series(const ck_study *study, const ck_run *run, double *inside, double *outside) {
    const ck_model *model = study->model;
    const uint32_t points = study->point_count, sites = ck_model_count(model).sites,
                   items = ck_model_count(model).items;
    double *weight = calloc((size_t)items + 1, sizeof *weight);
    for (size_t k = 0; k < (size_t)items * points; k++) {
        inside[k] = 1.0;
        outside[k] = 0.0;
    }
    for (uint32_t s = 0; s < sites && weight != NULL; s++) {
        const ck_site_info site = ck_model_site(model, s);
        if (site.kind != CK_SITE_MARKET || site.product_count == 0) continue;
        const ck_series price = ck_run_price(run, site.first_product);
        if (site.region == study->authority) {
            for (uint32_t p = 0; p < points; p++) inside[(size_t)site.item * points + p] = ck_series_at(price, p);
        } else {
            weight[site.item] += site.base_output;
            for (uint32_t p = 0; p < points; p++)
                outside[(size_t)site.item * points + p] += site.base_output * ck_series_at(price, p);
        }
    }
    for (uint32_t i = 0; i < items && weight != NULL; i++) {
        for (uint32_t p = 0; p < points; p++) {
            double *at = &outside[(size_t)i * points + p];
            *at = weight[i] > 0.0 ? *at / weight[i] : 1.0;
        }
    }
    free(weight);
}

static double lost_by_site(const ck_study *study, const ck_run *run, uint32_t site) {
    return ck_run_site(run, site).lost_value_added - ck_run_site(study->baseline, site).lost_value_added;
}

double cki_lost_value_added(const ck_study *study, const ck_run *run) {
    double lost = 0.0;
    const uint32_t sites = ck_model_count(study->model).sites;
    for (uint32_t s = 0; s < sites; s++) lost += lost_by_site(study, run, s);
    return lost;
}

/* ---- central run ---- */

static bool fan_open(ck_fan *fan, uint32_t series, uint32_t banded, uint32_t points) {
    fan->series = series;
    fan->banded = banded;
    fan->points = points;
    fan->central = calloc((size_t)series * points + 1, sizeof *fan->central);
    return fan->central != NULL;
}

static void losses_by(const ck_study *study, const ck_run *run, double *industry, double *region) {
    const uint32_t sites = ck_model_count(study->model).sites;
    for (uint32_t s = 0; s < sites; s++) {
        const ck_site_info site = ck_model_site(study->model, s);
        if (site.kind != CK_SITE_INDUSTRY) continue;
        const double lost = lost_by_site(study, run, s);
        industry[industry_index(study, site.item)] += lost;
        region[site.region] += lost;
    }
}

ck_status cki_variant_central(ck_study *study, ck_variant *variant, ck_diags *diags) {
    const ck_model_counts counts = ck_model_count(study->model);
    const uint32_t points = study->point_count, months = study->month_count;
    const bool open = fan_open(&variant->quantity, study->line_count, study->banded_line_count, months) &&
                      fan_open(&variant->value, study->line_count, study->banded_line_count, months) &&
                      fan_open(&variant->loss_industry, study->industry_count, study->industry_count, points) &&
                      fan_open(&variant->loss_region, counts.regions, counts.regions, points) &&
                      fan_open(&variant->loss_world, 1, 1, points) &&
                      fan_open(&variant->price_inside, counts.items, counts.items, points) &&
                      fan_open(&variant->price_outside, counts.items, counts.items, points);
    variant->loss_by_industry = calloc((size_t)study->industry_count + 1, sizeof *variant->loss_by_industry);
    variant->loss_by_region = calloc((size_t)counts.regions + 1, sizeof *variant->loss_by_region);
    if (!open || variant->loss_by_industry == NULL || variant->loss_by_region == NULL) return no_memory(diags);
    flow_series(study, variant->central, study->line_count, variant->quantity.central, variant->value.central);
    loss_series(study, variant->central, variant->loss_industry.central, variant->loss_region.central,
                variant->loss_world.central);
    price_series(study, variant->central, variant->price_inside.central, variant->price_outside.central);
    losses_by(study, variant->central, variant->loss_by_industry, variant->loss_by_region);
    variant->lost_value_added = cki_lost_value_added(study, variant->central);
    return CK_OK;
}

/* ---- draws ---- */

enum { QUANTITY, VALUE, LOSS_INDUSTRY, LOSS_REGION, LOSS_WORLD, PRICE_INSIDE, PRICE_OUTSIDE, FANS };

struct ck_gather {
    uint32_t draws;
    size_t width[FANS];              // values of one draw
    float *sample[FANS];             // (draws x width)
    double *scratch[FANS];           // (width)
    double *lost;                    // (draws) USD
    float *site_lost;                // (draws x sites) USD
    uint32_t *slow, *stop;           // (draws x sites) day
    double *by_industry, *by_region; // (draws x ...) USD
    double *knob;                    // (draws x uncertain)
    ck_digest digest;
};

static ck_fan *fan_of(ck_variant *variant, int which) {
    ck_fan *fans[FANS] = {&variant->quantity,   &variant->value,        &variant->loss_industry, &variant->loss_region,
                          &variant->loss_world, &variant->price_inside, &variant->price_outside};
    return fans[which];
}

ck_gather *cki_gather_open(const ck_study *study, const ck_variant *variant, uint32_t draws) {
    ck_gather *gather = calloc(1, sizeof *gather);
    if (gather == NULL) return NULL;
    const ck_model_counts counts = ck_model_count(study->model);
    bool enough = true;
    gather->draws = draws;
    for (int k = 0; k < FANS; k++) {
        const ck_fan *fan = fan_of((ck_variant *)variant, k);
        gather->width[k] = (size_t)fan->banded * fan->points;
        gather->sample[k] = malloc((gather->width[k] * draws + 1) * sizeof(float));
        gather->scratch[k] = malloc((gather->width[k] + 1) * sizeof(double));
        enough = enough && gather->sample[k] != NULL && gather->scratch[k] != NULL;
    }
    const size_t n = draws;
    gather->lost = malloc((n + 1) * sizeof(double));
    gather->site_lost = malloc((n * counts.sites + 1) * sizeof(float));
    gather->slow = malloc((n * counts.sites + 1) * sizeof(uint32_t));
    gather->stop = malloc((n * counts.sites + 1) * sizeof(uint32_t));
    gather->by_industry = calloc(n * study->industry_count + 1, sizeof(double));
    gather->by_region = calloc(n * counts.regions + 1, sizeof(double));
    gather->knob = malloc((n * variant->spec.uncertain_count + 1) * sizeof(double));
    enough = enough && gather->lost && gather->site_lost && gather->slow && gather->stop && gather->by_industry &&
             gather->by_region && gather->knob;
    gather->digest = ck_digest_start(draws);
    if (!enough) {
        cki_gather_free(gather);
        return NULL;
    }
    return gather;
}

void cki_gather_draw(ck_gather *gather, const ck_study *study, const ck_variant *variant, uint32_t draw,
                     const ck_run *run) {
    const ck_model_counts counts = ck_model_count(study->model);
    double **series = gather->scratch;
    flow_series(study, run, study->banded_line_count, series[QUANTITY], series[VALUE]);
    loss_series(study, run, series[LOSS_INDUSTRY], series[LOSS_REGION], series[LOSS_WORLD]);
    price_series(study, run, series[PRICE_INSIDE], series[PRICE_OUTSIDE]);
    for (int k = 0; k < FANS; k++) {
        float *to = gather->sample[k] + (size_t)draw * gather->width[k];
        for (size_t n = 0; n < gather->width[k]; n++) to[n] = (float)series[k][n];
    }
    for (uint32_t s = 0; s < counts.sites; s++) {
        const ck_site_result result = ck_run_site(run, s);
        gather->site_lost[(size_t)draw * counts.sites + s] = (float)lost_by_site(study, run, s);
        gather->slow[(size_t)draw * counts.sites + s] = result.first_slow_day;
        gather->stop[(size_t)draw * counts.sites + s] = result.first_stop_day;
    }
    gather->lost[draw] = cki_lost_value_added(study, run);
    losses_by(study, run, gather->by_industry + (size_t)draw * study->industry_count,
              gather->by_region + (size_t)draw * counts.regions);
    for (uint32_t u = 0; u < variant->spec.uncertain_count; u++) {
        gather->knob[(size_t)draw * variant->spec.uncertain_count + u] = ck_run_uncertain(run, u);
    }
    ck_digest_u64(&gather->digest, ck_run_digest(run));
}

static void close_fans(ck_gather *gather, ck_variant *variant, double *column) {
    for (int k = 0; k < FANS; k++) {
        ck_fan *fan = fan_of(variant, k);
        fan->band = malloc((gather->width[k] + 1) * sizeof *fan->band);
        for (size_t n = 0; n < gather->width[k] && fan->band != NULL; n++) {
            for (uint32_t d = 0; d < gather->draws; d++)
                column[d] = gather->sample[k][(size_t)d * gather->width[k] + n];
            fan->band[n] = ck_band_of(column, gather->draws);
        }
    }
}

static uint32_t days_that_happened(const uint32_t *day, uint32_t draws, uint32_t sites, uint32_t site, double *column) {
    uint32_t happened = 0;
    for (uint32_t d = 0; d < draws; d++) {
        const uint32_t at = day[(size_t)d * sites + site];
        if (at != CK_NONE) column[happened++] = at;
    }
    return happened;
}

static void close_sites(const ck_gather *gather, const ck_study *study, ck_variant *variant, double *column) {
    const uint32_t sites = ck_model_count(study->model).sites, draws = gather->draws;
    variant->site = calloc((size_t)sites + 1, sizeof *variant->site);
    for (uint32_t s = 0; s < sites && variant->site != NULL; s++) {
        ck_site_spread *spread = &variant->site[s];
        uint32_t happened = days_that_happened(gather->slow, draws, sites, s, column);
        spread->slow_share = (double)happened / draws;
        spread->slow_day = ck_band_of(column, happened);
        happened = days_that_happened(gather->stop, draws, sites, s, column);
        spread->stop_share = (double)happened / draws;
        spread->stop_day = ck_band_of(column, happened);
        for (uint32_t d = 0; d < draws; d++) column[d] = gather->site_lost[(size_t)d * sites + s];
        spread->lost_value_added = ck_band_of(column, draws);
    }
}

static ck_band *bands_of_columns(const double *value, uint32_t draws, uint32_t columns, double *column) {
    ck_band *band = malloc(((size_t)columns + 1) * sizeof *band);
    for (uint32_t c = 0; c < columns && band != NULL; c++) {
        for (uint32_t d = 0; d < draws; d++) column[d] = value[(size_t)d * columns + c];
        band[c] = ck_band_of(column, draws);
    }
    return band;
}

/* Ranks 1..n with ties at their mean. */
static void rank_values(const double *value, uint32_t n, double *sorted, double *scratch, double *rank) {
    memcpy(sorted, value, n * sizeof *sorted);
    ck_sort_doubles(sorted, scratch, n);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t low = 0, high = n;
        while (low < high) {
            const uint32_t middle = (low + high) / 2;
            if (sorted[middle] < value[i])
                low = middle + 1;
            else
                high = middle;
        }
        uint32_t end = low;
        while (end < n && sorted[end] == value[i]) end++;
        rank[i] = 0.5 * ((double)low + (double)end + 1.0);
    }
}

static double correlation(const double *x, const double *y, uint32_t n) {
    double mean_x = 0.0, mean_y = 0.0, xy = 0.0, xx = 0.0, yy = 0.0;
    for (uint32_t i = 0; i < n; i++) {
        mean_x += x[i] / n;
        mean_y += y[i] / n;
    }
    for (uint32_t i = 0; i < n; i++) {
        xy += (x[i] - mean_x) * (y[i] - mean_y);
        xx += (x[i] - mean_x) * (x[i] - mean_x);
        yy += (y[i] - mean_y) * (y[i] - mean_y);
    }
    return xx > 0.0 && yy > 0.0 ? xy / ck_sqrt(xx * yy) : 0.0;
}

static int compare_drivers(const void *a, const void *b) {
    const ck_driver *x = a, *y = b;
    const double left = x->rank_correlation * x->rank_correlation, right = y->rank_correlation * y->rank_correlation;
    if (left != right) return left > right ? -1 : 1;
    return x->uncertain < y->uncertain ? -1 : 1;
}

static void close_drivers(const ck_gather *gather, ck_variant *variant) {
    const uint32_t n = gather->draws, knobs = variant->spec.uncertain_count;
    double *room = malloc((5 * (size_t)n + 1) * sizeof *room);
    variant->driver = calloc((size_t)knobs + 1, sizeof *variant->driver);
    if (room == NULL || variant->driver == NULL || n < 10) {
        free(room);
        return;
    }
    double *value = room, *sorted = room + n, *scratch = room + 2 * (size_t)n, *rank = room + 3 * (size_t)n,
           *lost = room + 4 * (size_t)n;
    rank_values(gather->lost, n, sorted, scratch, lost);
    for (uint32_t u = 0; u < knobs; u++) {
        ck_driver *driver = &variant->driver[variant->driver_count++];
        for (uint32_t d = 0; d < n; d++) value[d] = gather->knob[(size_t)d * knobs + u];
        rank_values(value, n, sorted, scratch, rank);
        *driver = (ck_driver){.uncertain = u,
                              .target = variant->spec.uncertain[u].target,
                              .rank_correlation = correlation(rank, lost, n)};
        double low_sum = 0.0, high_sum = 0.0;
        uint32_t low = 0, high = 0;
        for (uint32_t d = 0; d < n; d++) {
            if (rank[d] <= 0.2 * n) {
                low_sum += gather->lost[d];
                low++;
            }
            if (rank[d] > 0.8 * n) {
                high_sum += gather->lost[d];
                high++;
            }
        }
        driver->low_fifth = low > 0 ? low_sum / low : 0.0;
        driver->high_fifth = high > 0 ? high_sum / high : 0.0;
    }
    qsort(variant->driver, variant->driver_count, sizeof *variant->driver, compare_drivers);
    free(room);
}

uint64_t cki_gather_close(ck_gather *gather, const ck_study *study, ck_variant *variant) {
    double *column = malloc(((size_t)gather->draws + 1) * sizeof *column);
    if (column == NULL) return 0;
    close_fans(gather, variant, column);
    close_sites(gather, study, variant, column);
    variant->loss_by_industry_band =
        bands_of_columns(gather->by_industry, gather->draws, study->industry_count, column);
    variant->loss_by_region_band =
        bands_of_columns(gather->by_region, gather->draws, ck_model_count(study->model).regions, column);
    close_drivers(gather, variant);
    memcpy(column, gather->lost, gather->draws * sizeof *column);
    variant->lost_value_added_band = ck_band_of(column, gather->draws);
    free(column);
    return ck_digest_value(&gather->digest);
}

void cki_gather_free(ck_gather *gather) {
    if (gather == NULL) return;
    for (int k = 0; k < FANS; k++) {
        free(gather->sample[k]);
        free(gather->scratch[k]);
    }
    free(gather->lost);
    free(gather->site_lost);
    free(gather->slow);
    free(gather->stop);
    free(gather->by_industry);
    free(gather->by_region);
    free(gather->knob);
    free(gather);
}
