/* ARIO: defaults, checks, layout, start, views. */
#include "spread/ario_run.h"

const char *ck_cause_word(ck_cause cause) {
    switch (cause) {
#define X(name, word, meaning) case name: return word;
        CK_CAUSE_LIST(X)
#undef X
        default: return "unknown";
    }
}

ck_ario_spec ck_ario_spec_default(void) {
    return (ck_ario_spec){
        .size = sizeof(ck_ario_spec),
        .psi_model = true,
        .alternative_orders = true,
        .psi = 0.8,
        .alpha_base = 1.0,
        .alpha_max = 1.25,
        .alpha_days = 365.0,
        .stock_days = 90.0,
        .restock_days = 60.0,
        .capital_ratio = 4.0,
        .step_days = 1.0,
        .input_threshold = 1e-5,
        .unit = 1e6,
        .home_tolerance = 1e-3,
        .collapse_level = 0.5,
    };
}

/* ---------------------------------------------------------------- checking ---------------------------------------- */

static ck_status outside(const char *what, double value, const char *limits, ck_diags *diags) {
    return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "%s is %g; it must be %s", "", what, value, limits);
}

static ck_status check_by_sector(const ck_io_table *table, const double *value, const char *what, bool infinite,
                                 ck_diags *diags) {
    for (uint32_t s = 0; value != NULL && s < table->sectors; s++) {
        if (!(value[s] > 0.0) || (!infinite && !ck_is_finite(value[s])))
            return outside(what, value[s], "above 0", diags);
    }
    return CK_OK;
}

static ck_status check_spec(const ck_io_table *table, const ck_ario_spec *spec, ck_diags *diags) {
    if (spec->size != sizeof *spec)
        return ck_diags_add(diags, CK_E_USAGE, (ck_place){0}, "the options were not made by ck_ario_spec_default", "");
    if (!(spec->psi > 0.0 && spec->psi <= 1.0)) return outside("psi", spec->psi, "in (0, 1]", diags);
    if (!(spec->alpha_base >= 1.0)) return outside("alpha_base", spec->alpha_base, "1 or more", diags);
    if (!(spec->alpha_max >= spec->alpha_base))
        return outside("alpha_max", spec->alpha_max, "at least alpha_base", diags);
    if (!(spec->alpha_days > 0.0)) return outside("alpha_days", spec->alpha_days, "above 0", diags);
    if (!(spec->stock_days > 0.0)) return outside("stock_days", spec->stock_days, "above 0", diags);
    if (!(spec->restock_days > 0.0)) return outside("restock_days", spec->restock_days, "above 0", diags);
    if (!(spec->capital_ratio > 0.0)) return outside("capital_ratio", spec->capital_ratio, "above 0", diags);
    if (!(spec->step_days > 0.0 && spec->step_days <= 365.0))
        return outside("step_days", spec->step_days, "in (0, 365]", diags);
    if (!(spec->unit > 0.0)) return outside("unit", spec->unit, "above 0", diags);
    CK_TRY(check_by_sector(table, spec->stock_days_by_sector, "a stock target", true, diags));
    CK_TRY(check_by_sector(table, spec->restock_days_by_sector, "a restocking time", false, diags));
    CK_TRY(check_by_sector(table, spec->capital_ratio_by_sector, "a capital ratio", false, diags));
    return cki_ario_events_check(table, spec, diags);
}

/* ---------------------------------------------------------------- layout ------------------------------------------ */

typedef struct people { uint32_t *seller_region, *seller_item, *buyer_region, *buyer_user; } people;

static void fill_people(const ck_ario *run, const people *at) {
    for (uint32_t f = 0; f < run->n; f++) {
        at->seller_region[f] = at->buyer_region[f] = f / run->sectors;
        at->seller_item[f] = at->buyer_user[f] = f % run->sectors;
    }
    const uint32_t categories = run->table->categories;
    for (uint32_t j = 0; j < run->final_columns; j++) {
        at->buyer_region[run->n + j] = j / categories;
        at->buyer_user[run->n + j] = run->sectors + j % categories;
    }
}

static ck_status lay_out(cki_arena *arena, const ck_io_table *table, const ck_ario_spec *spec, ck_ario **out,
                         ck_diags *diags) {
    ck_ario  measured = {0};
    ck_ario *placed = cki_arena_take(arena, 1, sizeof *placed);
    ck_ario *run = placed != NULL ? placed : &measured;
    *run = (ck_ario){.table = table, .spec = spec, .regions = table->regions, .sectors = table->sectors,
                     .n = ck_io_table_industries(table), .final_columns = ck_io_table_final_columns(table)};
    const size_t n = run->n, s = run->sectors, cells = n * s;
    double **by_industry[] = {&run->x0,           &run->y_row,       &run->va_share,     &run->capital,
                              &run->output,       &run->level,       &run->demand,       &run->orders,
                              &run->orders_next,  &run->alpha,       &run->loss,         &run->loss_late,
                              &run->capacity,     &run->wanted,      &run->served,       &run->ratio_old,
                              &run->ratio_new,    &run->row_k1,      &run->capital_lost, &run->rebuild_demand,
                              &run->rebuild_sold, &run->rebuild_may, &run->asked_full,   &run->value_added,
                              &run->wanted_level};
    for (size_t k = 0; k < sizeof by_industry / sizeof *by_industry; k++)
        *by_industry[k] = cki_arena_take(arena, n, sizeof(double));
    double **by_product[] = {&run->need_days, &run->restock, &run->stock_sum,   &run->stock_left,
                             &run->in_sum,    &run->use_sum, &run->unmet_input, &run->spare};
    for (size_t k = 0; k < sizeof by_product / sizeof *by_product; k++)
        *by_product[k] = cki_arena_take(arena, s, sizeof(double));
    run->limiting = cki_arena_take(arena, n, sizeof *run->limiting);
    run->shortest = cki_arena_take(arena, n, sizeof *run->shortest);
    run->far_flow = cki_arena_take(arena, s, 1);
    run->far_stock = cki_arena_take(arena, s, 1);
    run->bad_stock = cki_arena_take(arena, s, 1);
    run->unmet_final = cki_arena_take(arena, run->final_columns, sizeof(double));
    run->unmet_cause = cki_arena_take(arena, (size_t)run->final_columns * CK_CAUSE_COUNT, sizeof(double));
    run->v0 = cki_arena_take(arena, cells, sizeof(double));
    run->stock = cki_arena_take(arena, cells, sizeof(double));
    run->rho = cki_arena_take(arena, cells, sizeof(double));
    run->essential = cki_arena_take(arena, cells, 1);
    if ((spec->compat & CK_ARIO_B9) != 0) run->add = cki_arena_take(arena, cells, sizeof(double));
    cki_ario_events_layout(run, arena);

    run->touched_at = cki_arena_take(arena, n, sizeof *run->touched_at);
    run->touched_row = cki_arena_take(arena, n, sizeof *run->touched_row);
    const size_t buyers = n + run->final_columns;
    people who = {cki_arena_take(arena, n, sizeof(uint32_t)), cki_arena_take(arena, n, sizeof(uint32_t)),
                  cki_arena_take(arena, buyers, sizeof(uint32_t)), cki_arena_take(arena, buyers, sizeof(uint32_t))};
    if (arena->base != NULL) {
        CK_TRY(cki_arena_check(arena));
        fill_people(run, &who);
    }
    const ck_rule_world world = {.regions = table->regions,
                                 .sellers = run->n,
                                 .buyers = (uint32_t)buyers,
                                 .seller_region = who.seller_region,
                                 .seller_item = who.seller_item,
                                 .buyer_region = who.buyer_region,
                                 .buyer_user = who.buyer_user,
                                 .end_use = spec->end_use};
    CK_TRY(cki_rules_layout(arena, &run->rules, &world, spec->rule, spec->rule_count, spec->start, diags));
    const size_t most = run->rules.most_classes;
    size_t classes = most, touched = spec->rule_count > 0 ? n : 0, weights = most * most;
    if (arena->base != NULL) {
        run->touched = 0;
        for (uint32_t f = 0; f < run->n; f++) {
            run->touched_at[f] = run->rules.seller_class[f] == 0 ? CK_NONE : run->touched;
            if (run->touched_at[f] != CK_NONE) run->touched_row[run->touched++] = f;
        }
        touched = run->touched;
        classes = run->rules.buyer_classes;
        weights = (size_t)run->rules.seller_classes * classes;
    }
    run->order_weight = cki_arena_take(arena, weights, sizeof(double));
    run->class_order = cki_arena_take(arena, touched * classes, sizeof(double));
    run->class_next = cki_arena_take(arena, touched * classes, sizeof(double));
    run->class_final = cki_arena_take(arena, touched * classes, sizeof(double));
    if (out != NULL) *out = placed;
    return CK_OK;
}

size_t ck_ario_bytes(const ck_io_table *table, const ck_ario_spec *spec) {
    cki_arena arena = cki_arena_measure();
    (void)lay_out(&arena, table, spec, NULL, NULL);
    return cki_arena_bytes(&arena);
}

/* ---------------------------------------------------------------- start ------------------------------------------- */

static double final_cell(const ck_ario *run, uint32_t f, uint32_t j) {
    const double y = run->table->y[(size_t)f * run->final_columns + j];
    return (run->spec->compat & CK_ARIO_B0) != 0 ? y : ck_max(0.0, y);
}

static void start_final(ck_ario *run) {
    const uint32_t classes = run->rules.buyer_classes;
    for (uint32_t f = 0; f < run->n; f++) {
        double sum = 0.0;
        for (uint32_t j = 0; j < run->final_columns; j++) sum += final_cell(run, f, j);
        run->y_row[f] = sum;
        const uint32_t touched = run->touched_at[f];
        if (touched == CK_NONE) continue;
        double *by_class = run->class_final + (size_t)touched * classes;
        for (uint32_t class = 0; class < classes; class++) by_class[class] = 0.0;
        for (uint32_t j = 0; j < run->final_columns; j++)
            by_class[run->rules.buyer_class[run->n + j]] += final_cell(run, f, j);
    }
}

/* Baseline output, value added, capital, and which inputs bind. */
static void start_industries(ck_ario *run) {
    const ck_ario_spec *spec = run->spec;
    const bool published = (spec->compat & CK_ARIO_B0) != 0, daily = (spec->compat & CK_ARIO_B8) != 0;
    for (uint32_t f = 0; f < run->n; f++) {
        const double x = published ? run->table->x[f] : run->demand[f];
        run->x0[f] = run->output[f] = x;
        run->level[f] = x > 0.0 ? 1.0 : 0.0;
        double inputs = 0.0;
        for (uint32_t p = 0; p < run->sectors; p++) {
            const double v0 = run->v0[(size_t)p * run->n + f];
            inputs += v0;
            const double limit = daily ? 1e-5 * run->per_step * x : spec->input_threshold * x;
            const bool may =
                spec->essential == NULL || spec->essential[(size_t)p * run->sectors + f % run->sectors] != 0;
            run->essential[(size_t)p * run->n + f] = may && v0 > limit;
        }
        const double added = ck_max(x - inputs, 0.0);
        run->va_share[f] = x > 0.0 ? 1.0 - inputs / x : 0.0;
        const double ratio = spec->capital_ratio_by_sector != NULL ? spec->capital_ratio_by_sector[f % run->sectors]
                                                                   : spec->capital_ratio;
        run->capital[f] = spec->capital != NULL ? spec->capital[f] : ratio * added;
    }
}

static void start_stocks(ck_ario *run) {
    const ck_ario_spec *spec = run->spec;
    for (uint32_t p = 0; p < run->sectors; p++) {
        const double days = spec->stock_days_by_sector != NULL ? spec->stock_days_by_sector[p] : spec->stock_days;
        const double restock =
            spec->restock_days_by_sector != NULL ? spec->restock_days_by_sector[p] : spec->restock_days;
        double target = days / spec->step_days;
        if (target <= 1.0) target = 2.0;
        run->need_days[p] = target;
        run->restock[p] = spec->psi_model ? spec->step_days / restock : 1.0;
        double sum = 0.0;
        for (uint32_t g = 0; g < run->n; g++) {
            const size_t cell = (size_t)p * run->n + g;
            run->stock[cell] = ck_is_finite(target) ? run->v0[cell] * target : CK_INFINITY;
            if (run->x0[g] == 0.0 && ck_is_finite(target)) run->stock[cell] = 0.0;
            run->rho[cell] = 1.0;
            if (ck_is_finite(target)) sum += run->stock[cell];
        }
        run->stock_sum[p] = run->stock_left[p] = sum;
        run->unmet_input[p] = run->spare[p] = 0.0;
    }
}

static ck_status start_rules(ck_ario *run, ck_diags *diags) {
    const uint32_t classes = run->rules.buyer_classes;
    const size_t cells = (size_t)run->rules.seller_classes * classes;
    for (size_t k = 0; k < cells; k++) run->order_weight[k] = 1.0;
    for (uint32_t t = 0; t < run->touched; t++) {
        const size_t seller = (size_t)run->rules.seller_class[run->touched_row[t]] * classes;
        for (uint32_t class = 0; class < classes; class++) {
            const size_t at = (size_t)t * classes + class;
            run->class_order[at] = run->class_next[at];
            run->rules.base[seller + class] += (run->class_order[at] + run->class_final[at]) / CKI_DAYS_PER_YEAR;
        }
    }
    return cki_rules_begin(&run->rules, diags);
}

ck_status ck_ario_start(const ck_io_table *table, const ck_ario_spec *spec, void *block, size_t bytes, ck_crew *crew,
                        ck_ario **out, ck_diags *diags) {
    CK_TRY(check_spec(table, spec, diags));
    cki_arena arena = cki_arena_over(block, bytes);
    ck_ario *run = NULL;
    CK_TRY(lay_out(&arena, table, spec, &run, diags));
    CK_TRY(cki_arena_check(&arena));
    run->per_step = spec->step_days / CKI_DAYS_PER_YEAR;
    run->over_capital = CK_NONE;
    run->sums = cki_ario_sums_choose();
    for (uint32_t f = 0; f < run->n; f++) {
        run->ratio_old[f] = run->ratio_new[f] = run->row_k1[f] = run->served[f] = 1.0;
        run->alpha[f] = spec->alpha_base;
        run->loss[f] = run->loss_late[f] = run->capital_lost[f] = 0.0;
        run->rebuild_demand[f] = run->rebuild_sold[f] = run->rebuild_may[f] = run->asked_full[f] = 0.0;
        run->limiting[f] = 0;
        run->shortest[f] = CK_NONE;
    }
    cki_ario_base_inputs(run, crew);
    start_final(run);
    for (uint32_t f = 0; f < run->n; f++) {
        run->orders[f] = run->orders_next[f];
        double asked = run->orders[f] + run->y_row[f];
        const uint32_t touched = run->touched_at[f];
        if (touched != CK_NONE) {                        // the same sum as that of a step
            asked = 0.0;
            const size_t base = (size_t)touched * run->rules.buyer_classes;
            for (uint32_t class = 0; class < run->rules.buyer_classes; class++)
                asked += run->class_next[base + class] + run->class_final[base + class];
        }
        run->demand[f] = asked;
    }
    start_industries(run);
    start_stocks(run);
    CK_TRY(start_rules(run, diags));
    cki_ario_events_begin(run);
    for (uint32_t j = 0; j < run->final_columns; j++) {
        run->unmet_final[j] = 0.0;
        for (uint32_t c = 0; c < CK_CAUSE_COUNT; c++) run->unmet_cause[(size_t)j * CK_CAUSE_COUNT + c] = 0.0;
    }
    run->update_open = run->order_open = false;
    for (uint32_t f = 0; f < run->n; f++) {
        run->value_added[f] = run->x0[f] * run->va_share[f];
        run->capacity[f] = run->x0[f] * spec->alpha_base;
        run->base_total += run->x0[f];
        run->base_value_added += run->value_added[f];
    }
    run->ledger = (ck_ario_ledger){.lowest_level = 1.0,
                                   .first_step_away = CK_NONE,
                                   .last_step_away = CK_NONE,
                                   .level = 1.0,
                                   .over_capital_industry = CK_NONE,
                                   .home = true};
    for (uint32_t k = 0; k < sizeof run->recent / sizeof *run->recent; k++) run->recent[k] = 1.0;
    *out = run;
    return CK_OK;
}

/* ---------------------------------------------------------------- views ------------------------------------------- */

ck_ario_view ck_ario_see(const ck_ario *run) {
    return (ck_ario_view){
        .step = run->step,
        .per_step = run->per_step,
        .output = run->output,
        .base_output = run->x0,
        .orders = run->orders,
        .demand = run->demand,
        .overproduction = run->alpha,
        .capacity_loss = run->loss,
        .capital_lost = run->capital_lost,
        .rebuild_demand = run->rebuild_demand,
        .rebuild_sold = run->rebuild_sold,
        .unmet_final = run->unmet_final,
        .unmet_cause = run->unmet_cause,
        .unmet_input = run->unmet_input,
        .value_added = run->value_added,
        .stock = run->stock,
        .stock_sum = run->stock_sum,
        .limiting = run->limiting,
        .shortest = run->shortest,
    };
}

ck_ario_ledger ck_ario_account(const ck_ario *run) {
    return run->ledger;
}
uint32_t ck_ario_rule_count(const ck_ario *run) {
    return run->rules.count;
}
ck_rule_result ck_ario_rule(const ck_ario *run, uint32_t rule) {
    return run->rules.result[rule];
}

uint64_t ck_ario_digest(const ck_ario *run) {
    ck_digest digest = ck_digest_start(run->step);
    (void)ck_digest_doubles(&digest, run->output, run->n, NULL);
    (void)ck_digest_doubles(&digest, run->alpha, run->n, NULL);
    (void)ck_digest_doubles(&digest, run->orders, run->n, NULL);
    (void)ck_digest_doubles(&digest, run->stock, (size_t)run->n * run->sectors, NULL);
    (void)ck_digest_doubles(&digest, &run->ledger.lost_value_added, 1, NULL);
    return ck_digest_value(&digest);
}
