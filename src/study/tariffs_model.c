#include "study/tariffs_model.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static double *doubles(size_t count) {
    return calloc(count > 0 ? count : 1, sizeof(double));
}

static void *block_of(size_t bytes) {
    return aligned_alloc(16, (bytes + 15) & ~(size_t)15);
}

uint32_t ck_tariff_find(const char *const *list, uint32_t count, const char *name) {
    for (uint32_t k = 0; k < count; k++) {
        if (strcmp(list[k], name) == 0) return k;
    }
    return CK_NONE;
}

uint32_t ck_tariff_region_at(const ck_tariff_model *model, const char *code) {
    return ck_tariff_find(model->table->region, model->N, code);
}

uint32_t ck_tariff_sector_at(const ck_tariff_model *model, const char *code) {
    return ck_tariff_find(model->table->sector, model->J, code);
}

uint32_t ck_tariff_duty_repeats(const ck_tariff_study *study, const ck_tariff_scenario *scenario, uint32_t first) {
    const ck_tariff_duty *a = &study->duty[first];
    uint32_t count = 0;
    for (uint32_t d = first + 1; d < study->duty_count; d++, count++) {
        const ck_tariff_duty *b = &study->duty[d];
        const ck_wedge *asked = &scenario->step[a->step].wedge[a->wedge], *next = &scenario->step[b->step].wedge[b->wedge];
        bool same = a->step == b->step && a->importer == b->importer && a->goods == b->goods && asked->on.day == next->on.day;
        for (uint32_t j = 0; same && j < study->table->sectors; j++) {
            const bool both = isnan(a->rate[j]) && isnan(b->rate[j]);
            same = both || (a->rate[j] == b->rate[j] && a->open[j] == b->open[j]);
        }
        if (!same) return count;
    }
    return count;
}

double ck_tariffs_usd(const ck_io_table *table, double money) {
    return strchr(table->unit, 'm') != NULL || strchr(table->unit, 'M') != NULL ? 1e6 * money : money;
}

bool ck_tariff_selects(const char *const *list, uint32_t count, const char *name) {
    return (count == 1 && strcmp(list[0], "*") == 0) || ck_tariff_find(list, count, name) != CK_NONE;
}

/* ---------------------------------------------------------------- from table to flows ----------------------------- */

/* trade[j][n][i]: all that n buys of sector j from i, for inputs and for final uses. Sales below 0 (stock changes) count as 0. */
static void read_flows(ck_tariff_model *w) {
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

static ck_status central_elasticities(ck_tariff_model *model, ck_diags *diags) {
    const ck_tariff_scenario *scenario = model->scenario;
    for (uint32_t j = 0; j < model->J; j++) {
        uint32_t e = 0;
        while (e < scenario->elasticity_count && strcmp(scenario->elasticity[e].sector, model->table->sector[j]) != 0) e++;
        if (e == scenario->elasticity_count) {
            return ck_diags_add(diags, CK_E_MISSING, ck_host_whole(scenario->path), "sector %q of the table has no elasticity",
                                "add a row to the table of elasticities", model->table->sector[j]);
        }
        model->theta[j] = scenario->elasticity[e].value;
    }
    return CK_OK;
}

ck_status ck_tariff_model_make(const ck_io_table *table, const ck_tariff_scenario *scenario, ck_tariff_model *model, ck_diags *diags) {
    const uint32_t N = table->regions, J = table->sectors;
    const size_t pairs = (size_t)J * N * N, cells = (size_t)N * J;
    *model = (ck_tariff_model){.table = table, .scenario = scenario, .N = N, .J = J};
    model->trade = doubles(pairs);
    model->input = doubles(cells * J);
    model->value_added = doubles(cells);
    model->theta = doubles(J);
    model->zero = doubles(pairs);
    if (model->trade == NULL || model->input == NULL || model->value_added == NULL || model->theta == NULL || model->zero == NULL) {
        return ck_host_no_memory(diags);
    }
    read_flows(model);
    for (uint32_t s = 0; s < scenario->step_count; s++) {
        for (uint32_t k = 0; k < scenario->step[s].wedge_count; k++) {
            const ck_wedge_kind kind = scenario->step[s].wedge[k].kind;
            model->taxed |= kind == CK_WEDGE_EXPORT_TAX || kind == CK_WEDGE_QUOTA;
        }
    }
    CK_TRY(central_elasticities(model, diags));
    return ck_tariff_model_check(model, diags);
}

void ck_tariff_model_free(ck_tariff_model *model) {
    double *all[] = {model->trade, model->input, model->value_added, model->theta, model->zero};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) free(all[k]);
}

/* ---------------------------------------------------------------- names ------------------------------------------- */

static ck_status check_names(ck_place place, const char *const *name, uint32_t count, const char *const *known, uint32_t known_count,
                             const char *what, ck_diags *diags) {
    for (uint32_t k = 0; k < count; k++) {
        if (strcmp(name[k], "*") == 0 || ck_tariff_find(known, known_count, name[k]) != CK_NONE) continue;
        const char *near = ck_host_nearest(name[k], known, known_count);
        return ck_diags_add(diags, CK_E_UNKNOWN, place, "the table has no %s %q", near != NULL ? "did you mean %q?" : "%s", what, name[k],
                            near != NULL ? near : "");
    }
    return CK_OK;
}

ck_status ck_tariff_model_check(const ck_tariff_model *model, ck_diags *diags) {
    const ck_tariff_scenario *scenario = model->scenario;
    const char *const *region = model->table->region, *const *sector = model->table->sector;
    for (uint32_t s = 0; s < scenario->step_count; s++) {
        for (uint32_t k = 0; k < scenario->step[s].wedge_count; k++) {
            const ck_wedge *wedge = &scenario->step[s].wedge[k];
            CK_TRY(check_names(wedge->place, wedge->importer, wedge->importer_count, region, model->N, "region", diags));
            CK_TRY(check_names(wedge->place, wedge->exporter, wedge->exporter_count, region, model->N, "region", diags));
            CK_TRY(check_names(wedge->place, wedge->sector, wedge->sector_count, sector, model->J, "sector", diags));
        }
    }
    const ck_tariff_game *game = &scenario->game;
    CK_TRY(check_names(game->place, game->player, game->player_count, region, model->N, "region", diags));
    return check_names(game->place, game->sector, game->sector_count, sector, model->J, "sector", diags);
}

/* ---------------------------------------------------------------- one thread's room ------------------------------- */

ck_status ck_tariff_seat_make(const ck_tariff_model *model, ck_tariff_seat *seat, ck_diags *diags) {
    const uint32_t N = model->N, J = model->J;
    const size_t pairs = (size_t)J * N * N;
    *seat = (ck_tariff_seat){.model = model, .options = cki_trade_options_default()};
    seat->theta = doubles(J);
    seat->new_tariff = doubles(pairs);
    seat->export_tax = doubles(pairs);
    seat->cost = doubles(pairs);
    seat->quota = doubles(pairs);
    bool good = seat->theta != NULL && seat->new_tariff != NULL && seat->export_tax != NULL && seat->cost != NULL && seat->quota != NULL;
    for (int k = 0; k < 6; k++) good = (seat->number[k] = doubles(N)) != NULL && good;
    seat->made_bytes = cki_trade_calibrate_bytes(N, J);
    seat->solve_bytes = cki_trade_bytes(N, J, seat->options.memory, model->taxed);
    seat->next_bytes = cki_trade_advance_bytes(N, J);
    seat->made_block = block_of(seat->made_bytes);
    seat->solve_block = block_of(seat->solve_bytes);
    seat->next_block = block_of(seat->next_bytes);
    if (!good || seat->made_block == NULL || seat->solve_block == NULL || seat->next_block == NULL) return ck_host_no_memory(diags);
    memcpy(seat->theta, model->theta, J * sizeof *seat->theta);
    seat->flows = (cki_trade_flows){N, J, model->trade, model->zero, model->input, model->value_added, seat->theta};
    return CK_OK;
}

void ck_tariff_seat_free(ck_tariff_seat *seat) {
    double *all[] = {seat->theta, seat->new_tariff, seat->export_tax, seat->cost, seat->quota};
    for (size_t k = 0; k < sizeof all / sizeof *all; k++) free(all[k]);
    for (int k = 0; k < 6; k++) free(seat->number[k]);
    free(seat->made_block);
    free(seat->solve_block);
    free(seat->next_block);
}

ck_status ck_tariff_seat_base(ck_tariff_seat *seat, cki_trade_base *base, ck_diags *diags) {
    cki_trade_made made;
    CK_TRY(cki_trade_calibrate(&seat->flows, seat->made_block, seat->made_bytes, &made, diags));
    seat->negative_final = made.negative_final;
    const ck_tariff_model *m = seat->model;
    const cki_trade_change change = {.deficit = m->scenario->balanced ? m->zero : NULL, .export_tax = m->taxed ? m->zero : NULL};
    cki_trade_result result;
    CK_TRY(cki_trade_solve(&made.base, &change, seat->options, seat->solve_block, seat->solve_bytes, &result, diags));
    return cki_trade_advance(&made.base, &change, &result, seat->next_block, seat->next_bytes, base, diags);
}

static const ck_tariff_duty *duty_of(const ck_tariff_model *model, uint32_t step, uint32_t wedge) {
    for (uint32_t d = 0; d < model->duty_count; d++) {
        if (model->duty[d].step == step && model->duty[d].wedge == wedge) return &model->duty[d];
    }
    return NULL;
}

/* By sector: what the law asks, else the average of the published table for sectors with goods. */
static double law_rate(const ck_wedge *wedge, const ck_tariff_duty *duty, uint32_t j) {
    if (duty == NULL || isnan(duty->rate[j])) return (double)NAN;
    return wedge->plus + (duty->goods > 0 ? duty->rate[j] : wedge->value);
}

static void set_wedge(ck_tariff_seat *seat, const ck_wedge *wedge, const ck_tariff_duty *duty) {
    const ck_tariff_model *m = seat->model;
    for (uint32_t j = 0; j < m->J; j++) {
        if (!ck_tariff_selects(wedge->sector, wedge->sector_count, m->table->sector[j])) continue;
        const double rate = wedge->kind == CK_WEDGE_LAW ? law_rate(wedge, duty, j) : wedge->value;
        if (isnan(rate)) continue;
        for (uint32_t n = 0; n < m->N; n++) {
            if (!ck_tariff_selects(wedge->importer, wedge->importer_count, m->table->region[n])) continue;
            for (uint32_t i = 0; i < m->N; i++) {
                if (i == n || !ck_tariff_selects(wedge->exporter, wedge->exporter_count, m->table->region[i])) continue;
                const size_t at = ((size_t)j * m->N + n) * m->N + i;
                switch (wedge->kind) {
                    case CK_WEDGE_LAW:
                    case CK_WEDGE_TARIFF: seat->new_tariff[at] = rate; break;
                    case CK_WEDGE_EXPORT_TAX: seat->export_tax[at] = rate; break;
                    case CK_WEDGE_COST: seat->cost[at] = rate; break;
                    case CK_WEDGE_EMBARGO: seat->cost[at] = (double)INFINITY; break;
                    case CK_WEDGE_QUOTA: seat->quota[at] = rate; seat->has_quota = true; break;
                }
            }
        }
    }
}

void ck_tariff_seat_step(ck_tariff_seat *seat, uint32_t step) {
    const ck_tariff_model *m = seat->model;
    const ck_tariff_step *wanted = &m->scenario->step[step];
    const size_t pairs = (size_t)m->J * m->N * m->N;
    for (size_t k = 0; (step == 0 || wanted->alone) && k < pairs; k++) {
        seat->new_tariff[k] = seat->export_tax[k] = 0.0;
        seat->cost[k] = 1.0;
        seat->quota[k] = (double)NAN;
    }
    if (step == 0 || wanted->alone) seat->has_quota = false;
    for (uint32_t k = 0; k < wanted->wedge_count; k++) set_wedge(seat, &wanted->wedge[k], duty_of(m, step, k));
}

ck_status ck_tariff_seat_solve(ck_tariff_seat *seat, const cki_trade_base *base, cki_trade_change *change, cki_trade_result *result,
                               cki_trade_welfare *welfare, ck_diags *diags) {
    *change = (cki_trade_change){.tariff = seat->new_tariff, .export_tax = seat->model->taxed ? seat->export_tax : NULL, .cost = seat->cost,
                                 .quota = seat->has_quota ? seat->quota : NULL};
    CK_TRY(cki_trade_solve(base, change, seat->options, seat->solve_block, seat->solve_bytes, result, diags));
    *welfare = (cki_trade_welfare){seat->number[0], seat->number[1], seat->number[2], seat->number[3], seat->number[4], seat->number[5]};
    return cki_trade_welfare_of(base, change, result, welfare, diags);
}
