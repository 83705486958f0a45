#include "study/tariffs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef struct work {
    const ck_io_table        *table;
    const ck_tariff_scenario *scenario;
    ck_tariff_study          *study;
    ck_diags                 *diags;
    uint32_t N, J;
    double  *trade, *tariff, *input, *value_added, *theta;       // the flows of the table
    double  *new_tariff, *export_tax, *cost, *zero;
    double  *number[6];
    void    *made_block, *solve_block, *next_block;
    size_t   made_bytes, solve_bytes, next_bytes;
    cki_trade_flows flows;
    cki_trade_options options;
    double  *sample;                                             // (draws x steps x countries)
} work;

static double *doubles(size_t count) {
    return calloc(count > 0 ? count : 1, sizeof(double));
}

static void *block_of(size_t bytes) {
    return aligned_alloc(16, (bytes + 15) & ~(size_t)15);
}

/* ---------------------------------------------------------------- from table to flows ----------------------------- */

/* trade[j][n][i]: all that n buys of sector j from i, for inputs and for final uses. Sales below 0 (stock changes) count as 0. */
static void read_flows(work *w) {
    const ck_io_table *t = w->table;
    const uint32_t N = w->N, J = w->J, F = N * J, categories = t->categories;
    for (uint32_t i = 0; i < N; i++) {
        for (uint32_t j = 0; j < J; j++) {
            const double *z = t->z + (size_t)(i * J + j) * F, *y = t->y + (size_t)(i * J + j) * N * categories;
            for (uint32_t n = 0; n < N; n++) {
                double sum = 0.0, final = 0.0;
                for (uint32_t k = 0; k < J; k++) sum += z[n * J + k];
                for (uint32_t c = 0; c < categories; c++) final += y[n * categories + c];
                const double all = sum + final;
                w->trade[((size_t)j * N + n) * N + i] = all > 0.0 ? all : 0.0;
            }
        }
    }
    for (uint32_t n = 0; n < N; n++) {
        for (uint32_t user = 0; user < J; user++) {
            double used = 0.0, made = 0.0;
            for (uint32_t i = 0; i < N; i++) {
                for (uint32_t j = 0; j < J; j++) {
                    const double z = t->z[(size_t)(i * J + j) * F + n * J + user];
                    w->input[((size_t)n * J + j) * J + user] += z;
                    used += z;
                }
            }
            for (uint32_t m = 0; m < N; m++) made += w->trade[((size_t)user * N + m) * N + n];
            for (uint32_t j = 0; j < J && used > 0.0; j++) w->input[((size_t)n * J + j) * J + user] /= used;
            const double share = made > 0.0 ? 1.0 - used / made : 1.0;
            w->value_added[(size_t)n * J + user] = share < 0.0 ? 0.0 : used > 0.0 ? share : 1.0;
        }
    }
}

static uint32_t find(const char *const *list, uint32_t count, const char *name) {
    for (uint32_t k = 0; k < count; k++) {
        if (strcmp(list[k], name) == 0) return k;
    }
    return CK_NONE;
}

static const ck_elasticity *elasticity_of(const work *w, uint32_t sector) {
    for (uint32_t e = 0; e < w->scenario->elasticity_count; e++) {
        if (strcmp(w->scenario->elasticity[e].sector, w->table->sector[sector]) == 0) return &w->scenario->elasticity[e];
    }
    return NULL;
}

static ck_status central_elasticities(work *w) {
    for (uint32_t j = 0; j < w->J; j++) {
        const ck_elasticity *one = elasticity_of(w, j);
        if (one == NULL) {
            return ck_diags_add(w->diags, CK_E_MISSING, ck_host_whole(w->scenario->path), "sector %q of the table has no elasticity",
                                "add a row to the table of elasticities", w->table->sector[j]);
        }
        w->theta[j] = one->value;
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- wedges ------------------------------------------ */

static bool selects(const char *const *list, uint32_t count, const char *name) {
    return (count == 1 && strcmp(list[0], "*") == 0) || find(list, count, name) != CK_NONE;
}

static ck_status check_names(work *w, const ck_wedge *wedge, const char *const *name, uint32_t count, const char *const *known,
                             uint32_t known_count, const char *what) {
    for (uint32_t k = 0; k < count; k++) {
        if (strcmp(name[k], "*") == 0 || find(known, known_count, name[k]) != CK_NONE) continue;
        const char *near = ck_host_nearest(name[k], known, known_count);
        return ck_diags_add(w->diags, CK_E_UNKNOWN, wedge->place, "the table has no %s %q", near != NULL ? "did you mean %q?" : "%s", what, name[k],
                            near != NULL ? near : "");
    }
    return CK_OK;
}

static void set_wedge(work *w, const ck_wedge *wedge) {
    for (uint32_t j = 0; j < w->J; j++) {
        if (!selects(wedge->sector, wedge->sector_count, w->table->sector[j])) continue;
        for (uint32_t n = 0; n < w->N; n++) {
            if (!selects(wedge->importer, wedge->importer_count, w->table->region[n])) continue;
            for (uint32_t i = 0; i < w->N; i++) {
                if (i == n || !selects(wedge->exporter, wedge->exporter_count, w->table->region[i])) continue;
                const size_t at = ((size_t)j * w->N + n) * w->N + i;
                switch (wedge->kind) {
                    case CK_WEDGE_TARIFF: w->new_tariff[at] = wedge->value; break;
                    case CK_WEDGE_EXPORT_TAX: w->export_tax[at] = wedge->value; break;
                    case CK_WEDGE_COST: w->cost[at] = wedge->value; break;
                    case CK_WEDGE_EMBARGO: w->cost[at] = (double)INFINITY; break;
                }
            }
        }
    }
}

static ck_status set_step(work *w, const ck_tariff_step *step, bool first) {
    const size_t pairs = (size_t)w->J * w->N * w->N;
    for (size_t k = 0; (first || step->alone) && k < pairs; k++) {
        w->new_tariff[k] = w->export_tax[k] = 0.0;
        w->cost[k] = 1.0;
    }
    for (uint32_t k = 0; k < step->wedge_count; k++) {
        const ck_wedge *wedge = &step->wedge[k];
        CK_TRY(check_names(w, wedge, wedge->importer, wedge->importer_count, w->table->region, w->N, "region"));
        CK_TRY(check_names(w, wedge, wedge->exporter, wedge->exporter_count, w->table->region, w->N, "region"));
        CK_TRY(check_names(w, wedge, wedge->sector, wedge->sector_count, w->table->sector, w->J, "sector"));
        set_wedge(w, wedge);
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- solving ----------------------------------------- */

/* The base: shares of the table, solved once without a change, with deficits removed if the scenario says so. */
static ck_status make_base(work *w, cki_trade_base *base) {
    cki_trade_made made;
    CK_TRY(cki_trade_calibrate(&w->flows, w->made_block, w->made_bytes, &made, w->diags));
    w->study->negative_final = made.negative_final;
    const cki_trade_change change = {.deficit = w->scenario->balanced ? w->zero : NULL, .export_tax = w->zero};
    cki_trade_result result;
    CK_TRY(cki_trade_solve(&made.base, &change, w->options, w->solve_block, w->solve_bytes, &result, w->diags));
    return cki_trade_advance(&made.base, &change, &result, w->next_block, w->next_bytes, base, w->diags);
}

static ck_status solve_step(work *w, const cki_trade_base *base, cki_trade_change *change, cki_trade_result *result, cki_trade_welfare *welfare) {
    *change = (cki_trade_change){.tariff = w->new_tariff, .export_tax = w->export_tax, .cost = w->cost};
    CK_TRY(cki_trade_solve(base, change, w->options, w->solve_block, w->solve_bytes, result, w->diags));
    *welfare = (cki_trade_welfare){w->number[0], w->number[1], w->number[2], w->number[3], w->number[4], w->number[5]};
    return cki_trade_welfare_of(base, change, result, welfare, w->diags);
}

static void bought(const work *w, const double *share, const double *spending, const double *tariff, double *out) {
    memset(out, 0, (size_t)w->N * w->N * sizeof *out);
    for (uint32_t j = 0; j < w->J; j++) {
        for (uint32_t n = 0; n < w->N; n++) {
            for (uint32_t i = 0; i < w->N; i++) {
                const size_t at = ((size_t)j * w->N + n) * w->N + i;
                out[(size_t)n * w->N + i] += share[at] * spending[(size_t)n * w->J + j] / (1.0 + tariff[at]);
            }
        }
    }
}

static void trade_of(const work *w, const double *values, uint32_t country, double *imports, double *exports) {
    *imports = *exports = 0.0;
    for (uint32_t other = 0; other < w->N; other++) {
        if (other == country) continue;
        *imports += values[(size_t)country * w->N + other];
        *exports += values[(size_t)other * w->N + country];
    }
}

static ck_status keep_step(work *w, const cki_trade_change *change, const cki_trade_result *result, const cki_trade_welfare *welfare,
                           ck_tariff_result *out) {
    out->country = calloc(w->N, sizeof *out->country);
    out->bought = doubles((size_t)w->N * w->N);
    if (out->country == NULL || out->bought == NULL) return ck_host_no_memory(w->diags);
    bought(w, result->share, result->spending, change->tariff, out->bought);
    for (uint32_t n = 0; n < w->N; n++) {
        double imports[2], exports[2];
        trade_of(w, w->study->bought, n, &imports[0], &exports[0]);
        trade_of(w, out->bought, n, &imports[1], &exports[1]);
        out->country[n] = (ck_tariff_country){
            .exact = welfare->exact[n], .log_exact = welfare->log_exact[n], .real_wage = welfare->real_wage[n],
            .price_index = welfare->price_index[n], .terms = welfare->terms[n], .volume = welfare->volume[n],
            .wage = 100.0 * (result->wage[n] - 1.0), .revenue = result->revenue[n], .export_revenue = result->export_revenue[n],
            .imports = 100.0 * (imports[1] / imports[0] - 1.0), .exports = 100.0 * (exports[1] / exports[0] - 1.0),
        };
    }
    out->residual_price = result->residual_price;
    out->residual_spending = result->residual_spending;
    out->residual_balance = result->residual_balance;
    out->residual_numeraire = result->residual_numeraire;
    out->residual_walras = result->residual_walras;
    out->iterations = result->iterations;
    out->parts = result->steps;
    return CK_OK;
}

static ck_status central(work *w) {
    cki_trade_base base;
    CK_TRY(make_base(w, &base));
    bought(w, base.share, base.spending, base.tariff, w->study->bought);
    for (uint32_t s = 0; s < w->scenario->step_count; s++) {
        cki_trade_change  change;
        cki_trade_result  result;
        cki_trade_welfare welfare;
        CK_TRY(set_step(w, &w->scenario->step[s], s == 0));
        const ck_status status = solve_step(w, &base, &change, &result, &welfare);
        if (status < 0) {
            return ck_diags_add(w->diags, status, w->scenario->step[s].place, "step %q has no solution", "", w->scenario->step[s].id);
        }
        CK_TRY(keep_step(w, &change, &result, &welfare, &w->study->result[s]));
        w->study->result_count = s + 1;
    }
    return CK_OK;
}

/* Elasticities are triangular between low and high with their value on top; one quantile a sector. */
static void draw_elasticities(work *w, uint32_t draw) {
    const ck_random random = {w->scenario->seed, draw};
    for (uint32_t j = 0; j < w->J; j++) {
        const ck_elasticity *one = elasticity_of(w, j);
        const ck_distribution triangular = {.kind = CK_TRIANGULAR, .a = one->low, .b = one->value, .c = one->high,
                                            .low = -INFINITY, .high = INFINITY};
        w->theta[j] = ck_distribution_value(&triangular, ck_random_unit(random, 1, 0, j));
    }
}

/* A draw without a solution is left out and counted. */
static ck_status draw_all(work *w, uint32_t draws, void (*progress)(void *, const char *, double), void *user) {
    const uint32_t steps = w->scenario->step_count;
    w->sample = doubles((size_t)draws * steps * w->N);
    if (w->sample == NULL) return ck_host_no_memory(w->diags);
    ck_diags *shown = w->diags;
    w->options.tolerance = 1e-8;                                     // bands need fewer digits
    for (uint32_t d = 0; d < draws; d++) {
        if (progress != NULL) progress(user, "elasticities", (double)d / draws);
        draw_elasticities(w, d);
        cki_trade_base base;
        w->diags = NULL;
        ck_status status = make_base(w, &base);
        for (uint32_t s = 0; s < steps && status >= 0; s++) {
            cki_trade_change  change;
            cki_trade_result  result;
            cki_trade_welfare welfare;
            status = set_step(w, &w->scenario->step[s], s == 0);
            if (status >= 0) status = solve_step(w, &base, &change, &result, &welfare);
            for (uint32_t n = 0; n < w->N && status >= 0; n++) {
                w->sample[((size_t)s * w->N + n) * draws + w->study->draws] = welfare.exact[n];
            }
        }
        w->diags = shown;
        if (status >= 0) w->study->draws++;
        else w->study->draws_failed++;
    }
    for (size_t k = 0; k < (size_t)steps * w->N && w->study->draws > 0; k++) {
        double *sample = w->sample + k * draws;
        const size_t n = w->study->draws;
        w->study->result[k / w->N].country[k % w->N].band = (ck_band){ck_quantile(sample, n, 0.05), ck_quantile(sample, n, 0.25),
                                                                     ck_quantile(sample, n, 0.50), ck_quantile(sample, n, 0.75),
                                                                     ck_quantile(sample, n, 0.95)};
    }
    return CK_OK;
}

/* Nine digits: what solvers agree on, whatever the machine. */
static void digest_number(ck_digest *digest, double value) {
    char text[40];
    snprintf(text, sizeof text, "%.6f", value);
    ck_digest_text(digest, strcmp(text, "-0.000000") == 0 ? "0.000000" : text);
}

static uint64_t digest_of(const ck_tariff_study *study, const ck_tariff_scenario *scenario) {
    ck_digest digest = ck_digest_start(0);
    ck_digest_text(&digest, study->table->name);
    ck_digest_text(&digest, scenario->name);
    for (uint32_t s = 0; s < study->result_count; s++) {
        for (uint32_t n = 0; n < study->table->regions; n++) digest_number(&digest, study->result[s].country[n].exact);
    }
    return ck_digest_value(&digest);
}

static bool make_room(work *w) {
    const size_t pairs = (size_t)w->J * w->N * w->N, cells = (size_t)w->N * w->J;
    w->trade = doubles(pairs);
    w->tariff = doubles(pairs);
    w->new_tariff = doubles(pairs);
    w->export_tax = doubles(pairs);
    w->cost = doubles(pairs);
    w->zero = doubles(pairs);
    w->input = doubles(cells * w->J);
    w->value_added = doubles(cells);
    w->theta = doubles(w->J);
    w->study->bought = doubles((size_t)w->N * w->N);
    bool good = w->trade && w->tariff && w->new_tariff && w->export_tax && w->cost && w->zero && w->input && w->value_added && w->theta &&
                w->study->bought;
    for (int k = 0; k < 6; k++) good = (w->number[k] = doubles(w->N)) != NULL && good;
    w->made_bytes = cki_trade_calibrate_bytes(w->N, w->J);
    w->solve_bytes = cki_trade_bytes(w->N, w->J, cki_trade_options_default().memory, true);
    w->next_bytes = cki_trade_advance_bytes(w->N, w->J);
    w->made_block = block_of(w->made_bytes);
    w->solve_block = block_of(w->solve_bytes);
    w->next_block = block_of(w->next_bytes);
    return good && w->made_block && w->solve_block && w->next_block;
}

static void give_back(work *w) {
    double *all[] = {w->trade, w->tariff, w->new_tariff, w->export_tax, w->cost, w->zero, w->input, w->value_added, w->theta, w->sample};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) free(all[k]);
    for (int k = 0; k < 6; k++) free(w->number[k]);
    free(w->made_block);
    free(w->solve_block);
    free(w->next_block);
}

ck_status ck_tariff_study_run(const ck_io_table *table, const ck_tariff_scenario *scenario, uint32_t draws,
                              void (*progress)(void *user, const char *what, double done), void *user, ck_tariff_study **study,
                              ck_diags *diags) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    ck_tariff_study *made = calloc(1, sizeof *made);
    if (made == NULL) return ck_host_no_memory(diags);
    made->table = table;
    made->result = calloc(scenario->step_count, sizeof *made->result);
    work w = {.table = table, .scenario = scenario, .study = made, .diags = diags, .N = table->regions, .J = table->sectors,
              .options = cki_trade_options_default()};
    ck_status status = made->result != NULL && make_room(&w) ? CK_OK : ck_host_no_memory(diags);
    if (status >= 0) {
        read_flows(&w);
        w.flows = (cki_trade_flows){w.N, w.J, w.trade, w.tariff, w.input, w.value_added, w.theta};
        status = central_elasticities(&w);
    }
    if (status >= 0) status = central(&w);
    if (status >= 0) made->digest = digest_of(made, scenario);
    if (status >= 0 && draws > 0) status = draw_all(&w, draws, progress, user);
    give_back(&w);
    clock_gettime(CLOCK_MONOTONIC, &to);
    made->seconds = (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
    *study = made;
    if (status >= 0) return status;
    ck_tariff_study_free(made);
    *study = NULL;
    return status;
}

void ck_tariff_study_free(ck_tariff_study *study) {
    if (study == NULL) return;
    for (uint32_t s = 0; study->result != NULL && s < study->result_count; s++) {
        free(study->result[s].country);
        free(study->result[s].bought);
    }
    free(study->result);
    free(study->bought);
    free(study);
}
