#include "study/tariffs_model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define PATH_STEPS 20u                   // of the path integral of welfare

static double *doubles(size_t count) {
    return calloc(count > 0 ? count : 1, sizeof(double));
}

/* ---------------------------------------------------------------- what is kept of a step -------------------------- */

/* Per pair: value before duty. */
static void bought(const ck_tariff_model *m, const double *share, const double *spending, const double *tariff, double *out) {
    memset(out, 0, (size_t)m->N * m->N * sizeof *out);
    for (uint32_t j = 0; j < m->J; j++) {
        for (uint32_t n = 0; n < m->N; n++) {
            for (uint32_t i = 0; i < m->N; i++) {
                const size_t at = ((size_t)j * m->N + n) * m->N + i;
                out[(size_t)n * m->N + i] += share[at] * spending[(size_t)n * m->J + j] / (1.0 + tariff[at]);
            }
        }
    }
}

/* Of what the buyer takes from each region, the share that is value added of the feeder. */
static ck_status feed(const ck_tariff_model *m, const ck_tariff_study *study, const cki_trade_content_input *of, const double *spending, double **fed,
                      ck_diags *diags) {
    *fed = NULL;
    if (study->buyer == CK_NONE || study->feeder == CK_NONE) return CK_OK;
    double *room = doubles((size_t)m->N * m->J), *content = doubles((size_t)m->N * m->J), *shares = doubles(m->N);
    ck_status status = room != NULL && content != NULL && shares != NULL ? CK_OK : ck_host_no_memory(diags);
    if (status >= 0) status = cki_trade_content_of(of, study->feeder, room, content, diags);
    for (uint32_t i = 0; i < m->N && status >= 0; i++) {
        double all = 0.0, part = 0.0;
        for (uint32_t j = 0; j < m->J; j++) {
            const size_t at = ((size_t)j * m->N + study->buyer) * m->N + i;
            const double value = of->share[at] * spending[(size_t)study->buyer * m->J + j] / (1.0 + (of->tariff != NULL ? of->tariff[at] : 0.0));
            all += value;
            part += value * content[(size_t)i * m->J + j];
        }
        shares[i] = all > 0.0 ? part / all : 0.0;
    }
    free(room);
    free(content);
    if (status >= 0) *fed = shares;
    else free(shares);
    return status;
}

static void trade_of(const ck_tariff_model *m, const double *values, uint32_t country, double *imports, double *exports) {
    *imports = *exports = 0.0;
    for (uint32_t other = 0; other < m->N; other++) {
        if (other == country) continue;
        *imports += values[(size_t)country * m->N + other];
        *exports += values[(size_t)other * m->N + country];
    }
}

/* Value that n makes of sector j, at its own prices. */
static double made(const ck_tariff_model *m, const double *share, const double *spending, const double *tariff, const double *wedge, uint32_t n,
                   uint32_t j) {
    double sum = 0.0;
    for (uint32_t to = 0; to < m->N; to++) {
        const size_t at = ((size_t)j * m->N + to) * m->N + n;
        sum += share[at] * spending[(size_t)to * m->J + j] / (1.0 + tariff[at]) / (wedge != NULL ? wedge[at] : 1.0);
    }
    return sum;
}

static double imported(const ck_tariff_model *m, const double *share, const double *spending, const double *tariff, uint32_t n, uint32_t j) {
    double sum = 0.0;
    for (uint32_t i = 0; i < m->N; i++) {
        const size_t at = ((size_t)j * m->N + n) * m->N + i;
        if (i != n) sum += share[at] * spending[(size_t)n * m->J + j] / (1.0 + tariff[at]);
    }
    return sum;
}

static double percent(double after, double before) {
    return before > 0.0 ? 100.0 * (after / before - 1.0) : (double)NAN;
}

static void keep_cells(const ck_tariff_model *m, const cki_trade_base *base, const cki_trade_change *change, const cki_trade_result *result,
                       ck_tariff_cell *cell) {
    for (uint32_t n = 0; n < m->N; n++) {
        for (uint32_t j = 0; j < m->J; j++) {
            const size_t at = (size_t)n * m->J + j;
            cell[at] = (ck_tariff_cell){
                .output = percent(made(m, result->share, result->spending, change->tariff, result->wedge, n, j) / result->cost[at],
                                  made(m, base->share, base->spending, base->tariff, NULL, n, j)),
                .price = 100.0 * (result->price[at] - 1.0),
                .imports = percent(imported(m, result->share, result->spending, change->tariff, n, j),
                                   imported(m, base->share, base->spending, base->tariff, n, j)),
            };
        }
    }
}

static ck_status keep_step(ck_tariff_seat *seat, ck_tariff_study *study, const cki_trade_base *base, const cki_trade_change *change,
                           const cki_trade_result *result, const cki_trade_welfare *welfare, ck_tariff_result *out, ck_diags *diags) {
    const ck_tariff_model *m = seat->model;
    out->country = calloc(m->N, sizeof *out->country);
    out->cell = calloc((size_t)m->N * m->J, sizeof *out->cell);
    out->bought = doubles((size_t)m->N * m->N);
    if (out->country == NULL || out->cell == NULL || out->bought == NULL) return ck_host_no_memory(diags);
    bought(m, result->share, result->spending, change->tariff, out->bought);
    keep_cells(m, base, change, result, out->cell);
    const cki_trade_content_input of = {base, result->share, change->tariff, result->wedge};
    CK_TRY(feed(m, study, &of, result->spending, &out->fed, diags));
    for (uint32_t n = 0; n < m->N; n++) {
        double imports[2], exports[2];
        trade_of(m, study->bought, n, &imports[0], &exports[0]);
        trade_of(m, out->bought, n, &imports[1], &exports[1]);
        out->country[n] = (ck_tariff_country){
            .exact = welfare->exact[n], .log_exact = welfare->log_exact[n], .real_wage = welfare->real_wage[n],
            .price_index = welfare->price_index[n], .terms = welfare->terms[n], .volume = welfare->volume[n],
            .path_terms = (double)NAN, .path_volume = (double)NAN,
            .wage = 100.0 * (result->wage[n] - 1.0), .revenue = result->revenue[n], .export_revenue = result->export_revenue[n],
            .imports = 100.0 * (imports[1] / imports[0] - 1.0), .exports = 100.0 * (exports[1] / exports[0] - 1.0),
        };
    }
    out->residual_price = result->residual_price;
    out->residual_spending = result->residual_spending;
    out->residual_balance = result->residual_balance;
    out->residual_numeraire = result->residual_numeraire;
    out->residual_walras = result->residual_walras;
    out->residual_quota = result->residual_quota;
    out->iterations = result->iterations;
    out->parts = result->steps;
    return CK_OK;
}

/* The decomposition along the path; left unknown for an embargo, whose path has no end. Quotas go as the rents that were found. */
static ck_status keep_path(const ck_tariff_seat *seat, const cki_trade_base *base, cki_trade_change change, const cki_trade_result *result,
                           ck_tariff_result *out, ck_diags *diags) {
    const ck_tariff_model *m = seat->model;
    const size_t pairs = (size_t)m->J * m->N * m->N;
    for (size_t k = 0; k < pairs; k++) {
        if (isinf(change.cost[k])) return CK_OK;
    }
    double *rent = m->taxed ? doubles(pairs) : NULL;
    if (m->taxed && rent == NULL) return ck_host_no_memory(diags);
    for (size_t k = 0; k < pairs && rent != NULL; k++) rent[k] = result->wedge[k] - 1.0;
    change.export_tax = rent;
    change.quota = NULL;
    const size_t bytes = cki_trade_path_bytes(m->N, m->J, seat->options.memory, m->taxed);
    void *block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    double *terms = doubles(m->N), *volume = doubles(m->N);
    ck_status status = block != NULL && terms != NULL && volume != NULL ? CK_OK : ck_host_no_memory(diags);
    if (status >= 0) status = cki_trade_path(base, &change, PATH_STEPS, seat->options, block, bytes, terms, volume, diags);
    for (uint32_t n = 0; n < m->N && status >= 0; n++) {
        out->country[n].path_terms = terms[n];
        out->country[n].path_volume = volume[n];
    }
    free(block);
    free(rent);
    free(terms);
    free(volume);
    return status;
}

/* Where draws start: the central solution of the base and of every step. */
static ck_status keep_near(const ck_tariff_model *m, const cki_trade_result *result, ck_tariff_near *near, ck_diags *diags) {
    const size_t cells = (size_t)m->N * m->J;
    double *all = doubles(m->N + 2 * cells);
    if (all == NULL) return ck_host_no_memory(diags);
    memcpy(all, result->wage, m->N * sizeof *all);
    memcpy(all + m->N, result->price, cells * sizeof *all);
    memcpy(all + m->N + cells, result->spending, cells * sizeof *all);
    *near = (ck_tariff_near){{all, all + m->N, all + m->N + cells}, all};
    return CK_OK;
}

static ck_status keep_gains(const cki_trade_base *base, double elasticity, ck_tariff_study *study, ck_diags *diags) {
    const size_t bytes = cki_trade_gains_bytes(base->sectors);
    void *block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    study->gains = calloc(base->countries, sizeof *study->gains);
    ck_status status = block != NULL && study->gains != NULL ? CK_OK : ck_host_no_memory(diags);
    for (uint32_t n = 0; n < base->countries && status >= 0; n++) {
        status = cki_trade_gains_of(base, n, elasticity, block, bytes, &study->gains[n], diags);
    }
    free(block);
    return status;
}

/* The kernel counts countries and sectors; people have names for them: what a region must buy, with every seller under the embargo. */
static void name_who_is_cut_off(const ck_tariff_model *m, const ck_tariff_seat *seat, const cki_trade_base *base, ck_diags *diags) {
    for (uint32_t n = 0; n < m->N; n++) {
        for (uint32_t j = 0; j < m->J; j++) {
            const size_t row = ((size_t)j * m->N + n) * m->N;
            uint32_t before = 0, after = 0;
            for (uint32_t i = 0; i < m->N; i++) {
                before += base->share[row + i] > 0.0;
                after += base->share[row + i] > 0.0 && seat->cost[row + i] < (double)INFINITY;
            }
            if (before == 0 || after > 0 || !(base->spending[n * m->J + j] > 0.0)) continue;
            (void)ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "%q makes nothing of %q and is cut off from everybody who does",
                               "give the wedge a list of sectors, or of importers and exporters, that leaves one seller", m->table->region[n],
                               m->table->sector[j]);
            return;
        }
    }
}

static ck_status central(ck_tariff_seat *seat, ck_tariff_study *study, ck_tariff_near *near, ck_tariff_options options, ck_diags *diags) {
    const ck_tariff_model *m = seat->model;
    cki_trade_base base;
    CK_TRY(ck_tariff_seat_base(seat, &base, diags));
    study->negative_final = seat->negative_final;
    study->buyer = m->scenario->focus_count > 1 ? ck_tariff_region_at(m, m->scenario->focus[0]) : CK_NONE;
    study->feeder = m->scenario->focus_count > 1 ? ck_tariff_region_at(m, m->scenario->focus[1]) : CK_NONE;
    const cki_trade_content_input of = {&base, base.share, base.tariff, NULL};
    CK_TRY(feed(m, study, &of, base.spending, &study->fed, diags));
    if (options.gains_elasticity > 0.0) CK_TRY(keep_gains(&base, options.gains_elasticity, study, diags));
    bought(m, base.share, base.spending, base.tariff, study->bought);
    for (uint32_t n = 0; n < m->N; n++) {
        study->income[n] = base.income[n] + base.deficit[n];
        for (uint32_t j = 0; j < m->J; j++) study->sold[(size_t)n * m->J + j] = made(m, base.share, base.spending, base.tariff, NULL, n, j);
    }
    for (uint32_t s = 0; s < m->scenario->step_count; s++) {
        cki_trade_change  change;
        cki_trade_result  result;
        cki_trade_welfare welfare;
        if (options.progress != NULL) options.progress(options.user, "steps", (double)s / m->scenario->step_count);
        ck_tariff_seat_step(seat, s);
        const ck_status status = ck_tariff_seat_solve(seat, &base, &change, &result, &welfare, diags);
        if (status < 0) {
            name_who_is_cut_off(m, seat, &base, diags);
            return ck_diags_add(diags, status, m->scenario->step[s].place, "step %q has no solution", "", m->scenario->step[s].id);
        }
        CK_TRY(keep_step(seat, study, &base, &change, &result, &welfare, &study->result[s], diags));
        study->result_count = s + 1;
        CK_TRY(keep_near(m, &result, &near[s], diags));
        CK_TRY(keep_path(seat, &base, change, &result, &study->result[s], diags));
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- the law ----------------------------------------- */

/* Without a law every wedge keeps the sectors of its goods and takes the average of its published table. */
static ck_status duty_from_table(const ck_tariff_model *m, const ck_wedge *wedge, ck_tariff_duty *duty, ck_diags *diags) {
    duty->rate = doubles(m->J);
    duty->open = doubles(m->J);
    if (duty->rate == NULL || duty->open == NULL) return ck_host_no_memory(diags);
    if (isnan(wedge->value)) {
        return ck_diags_add(diags, CK_E_MISSING, wedge->place, "the wedge follows the law and gives no average of a published table",
                            "add table: 20 %%, or let the law decide", NULL);
    }
    for (uint32_t j = 0; j < m->J; j++) duty->rate[j] = (double)NAN;
    for (uint32_t g = 0; g < wedge->goods->good_count; g++) {
        const uint32_t j = ck_tariff_sector_at(m, wedge->goods->good[g].sector);
        if (j != CK_NONE) duty->rate[j] = wedge->value;
    }
    duty->mean = duty->table = wedge->value;
    duty->importer = ck_tariff_region_at(m, wedge->importer[0]);
    duty->exporter = ck_tariff_region_at(m, wedge->exporter[0]);
    return CK_OK;
}

static ck_status ask_law(const ck_tariff_model *m, ck_tariff_study *study, ck_tariff_options options, ck_diags *diags) {
    uint32_t count = 0;
    for (uint32_t s = 0; s < m->scenario->step_count; s++) count += m->scenario->step[s].wedge_count;
    study->duty = calloc(count + 1u, sizeof *study->duty);
    if (study->duty == NULL) return ck_host_no_memory(diags);
    for (uint32_t s = 0; s < m->scenario->step_count; s++) {
        for (uint32_t k = 0; k < m->scenario->step[s].wedge_count; k++) {
            const ck_wedge *wedge = &m->scenario->step[s].wedge[k];
            if (wedge->kind != CK_WEDGE_LAW) continue;
            if (options.progress != NULL) options.progress(options.user, "law", (double)s / m->scenario->step_count);
            ck_tariff_duty *duty = &study->duty[study->duty_count++];
            CK_TRY(options.law != NULL ? ck_tariff_duty_of(options.law->law, m->scenario, wedge, m->table, duty, diags)
                                       : duty_from_table(m, wedge, duty, diags));
            duty->step = s;
            duty->wedge = k;
        }
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

/* Six digits after the point, of per cent: what solvers agree on, whatever the machine. */
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

static ck_status run_all(ck_tariff_model *model, ck_tariff_options options, ck_tariff_study *study, ck_diags *diags) {
    const uint32_t steps = model->scenario->step_count;
    CK_TRY(ck_tariff_model_make(study->table, model->scenario, model, diags));
    study->result = calloc(steps, sizeof *study->result);
    study->bought = doubles((size_t)model->N * model->N);
    study->income = doubles(model->N);
    study->sold = doubles((size_t)model->N * model->J);
    ck_tariff_near *near = calloc(steps, sizeof *near);
    ck_tariff_seat seat = {0};
    ck_status status = study->result != NULL && study->bought != NULL && study->income != NULL && study->sold != NULL && near != NULL
                           ? CK_OK : ck_host_no_memory(diags);
    if (status >= 0) status = ask_law(model, study, options, diags);
    model->duty = study->duty;
    model->duty_count = study->duty_count;
    if (status >= 0) status = ck_tariff_seat_make(model, &seat, diags);
    if (status >= 0) status = central(&seat, study, near, options, diags);
    if (status >= 0) study->digest = digest_of(study, model->scenario);
    if (status >= 0 && options.draws > 0) {
        status = ck_tariff_draws(model, options.draws, options.threads, near, options.progress, options.user, study, diags);
    }
    if (status >= 0 && options.games && model->scenario->game.rounds > 0) {
        status = ck_tariff_games_run(model, options.progress, options.user, &study->games, diags);
    }
    for (uint32_t s = 0; near != NULL && s < steps; s++) free(near[s].block);
    free(near);
    ck_tariff_seat_free(&seat);
    return status;
}

ck_status ck_tariff_study_run(const ck_io_table *table, const ck_tariff_scenario *scenario, ck_tariff_options options, ck_tariff_study **study,
                              ck_diags *diags) {
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    *study = NULL;
    ck_tariff_study *made_study = calloc(1, sizeof *made_study);
    if (made_study == NULL) return ck_host_no_memory(diags);
    made_study->table = table;
    ck_tariff_model model = {.table = table, .scenario = scenario};
    const ck_status status = run_all(&model, options, made_study, diags);
    ck_tariff_model_free(&model);
    clock_gettime(CLOCK_MONOTONIC, &to);
    made_study->seconds = (double)(to.tv_sec - from.tv_sec) + 1e-9 * (double)(to.tv_nsec - from.tv_nsec);
    if (status < 0) ck_tariff_study_free(made_study);
    else *study = made_study;
    return status;
}

static void free_move(ck_tariff_move *move) {
    free(move->rate);
    free(move->welfare);
}

static void free_games(ck_tariff_games *games) {
    if (games == NULL) return;
    for (uint32_t k = 0; games->alone != NULL && k < games->player_count; k++) free_move(&games->alone[k]);
    for (uint32_t k = 0; games->move != NULL && k < games->move_count; k++) free_move(&games->move[k]);
    free(games->player);
    free(games->alone);
    free(games->move);
    free(games->deviation);
    free(games->nash_tariff);
    free(games->nash_welfare);
    free(games->nash_deviation);
    free(games);
}

void ck_tariff_study_free(ck_tariff_study *study) {
    if (study == NULL) return;
    for (uint32_t s = 0; study->result != NULL && s < study->result_count; s++) {
        free(study->result[s].country);
        free(study->result[s].cell);
        free(study->result[s].bought);
        free(study->result[s].fed);
    }
    for (uint32_t d = 0; d < study->duty_count; d++) {
        free(study->duty[d].rate);
        free(study->duty[d].open);
    }
    free(study->result);
    free(study->duty);
    free(study->bought);
    free(study->fed);
    free(study->gains);
    free(study->income);
    free(study->sold);
    free(study->driver);
    free_games(study->games);
    free(study);
}
