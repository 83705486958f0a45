/* One step of ARIO, in the order of docs/spread.md: events and law, demand, overproduction, capacity, inputs,
   delivery, events advance, stocks and orders (ario_pass.c), account. */
#include "spread/ario_run.h"

/* ---------------------------------------------------------------- demand ------------------------------------------ */

static uint32_t day_of(const ck_ario *run, uint32_t step) {
    return (uint32_t)ck_floor(step * run->spec->step_days);
}

static size_t class_row(const ck_ario *run, uint32_t touched) {
    return (size_t)touched * run->rules.buyer_classes;
}
static size_t law_row(const ck_ario *run, uint32_t f) {
    return (size_t)run->rules.seller_class[f] * run->rules.buyer_classes;
}

static void set_law(ck_ario *run) {
    cki_rules *rules = &run->rules;
    if (rules->count == 0) return;
    const uint32_t day = day_of(run, run->step), first = run->step > 0 ? day_of(run, run->step - 1) + 1 : 0;
    cki_rules_wish(rules, day);
    const size_t cells = (size_t)rules->seller_classes * rules->buyer_classes;
    for (size_t k = 0; k < cells; k++) rules->ordered[k] = rules->shipped[k] = 0.0;
    for (uint32_t t = 0; t < run->touched; t++) {
        const size_t seller = law_row(run, run->touched_row[t]);
        for (uint32_t class = 0; class < rules->buyer_classes; class++) {
            const size_t at = class_row(run, t) + class;
            rules->ordered[seller + class] +=
                (run->class_order[at] + run->class_final[at] * rules->wish[seller + class]) / CKI_DAYS_PER_YEAR;
        }
    }
    cki_rules_day(rules, first, day);
}

/* What is asked of an industry and may leave; `full` is what is asked in all. */
static double demand_of(const ck_ario *run, uint32_t f, double *full) {
    const uint32_t touched = run->touched_at[f];
    if (touched == CK_NONE) {
        *full = run->orders[f] + run->y_row[f] + run->rebuild_demand[f];
        return run->orders[f] + run->y_row[f] + run->rebuild_may[f];
    }
    double may = 0.0, all = 0.0;
    const double *permit = run->rules.permit + law_row(run, f), *wish = run->rules.wish + law_row(run, f);
    const double *orders = run->class_order + class_row(run, touched),
                 *final = run->class_final + class_row(run, touched);
    for (uint32_t class = 0; class < run->rules.buyer_classes; class++) {
        const double asked = orders[class] + final[class] * wish[class];
        all += asked;
        may += permit[class] * asked;
    }
    *full = all + run->rebuild_demand[f];
    return may + run->rebuild_may[f];
}

static void set_demand(ck_ario *run) {
    for (uint32_t f = 0; f < run->n; f++) run->demand[f] = demand_of(run, f, &run->asked_full[f]);
}

/* ---------------------------------------------------------------- capacity ---------------------------------------- */

/* Scarcity below this is round-off (B7 compares with 0). */
#define NO_SCARCITY 1e-12

static void set_overproduction(ck_ario *run) {
    const ck_ario_spec *spec = run->spec;
    const double speed = spec->step_days / spec->alpha_days;
    const double limit = (spec->compat & CK_ARIO_B7) != 0 ? 0.0 : NO_SCARCITY;
    for (uint32_t f = 0; f < run->n; f++) {
        const double demand = run->demand[f];
        double scarcity = demand != 0.0 ? (demand - run->output[f]) / demand : 0.0;
        const bool none = ck_abs(scarcity) <= limit;
        if (none) scarcity = 0.0;
        double alpha = run->alpha[f];
        alpha =
            alpha + (spec->alpha_max - alpha) * scarcity * speed + (none ? (spec->alpha_base - alpha) * speed : 0.0);
        run->alpha[f] = ck_max(alpha, 1.0);
    }
}

static void set_capacity(ck_ario *run) {
    for (uint32_t f = 0; f < run->n; f++) {
        run->capacity[f] = run->x0[f] * (1.0 - run->loss[f]) * run->alpha[f];
        run->wanted[f] = ck_min(run->demand[f], run->capacity[f]);
        run->ratio_new[f] =
            run->spec->alternative_orders && run->x0[f] > 0.0 ? run->capacity[f] / run->x0[f] : 1.0;
    }
}

/* ---------------------------------------------------------------- inputs ------------------------------------------ */

enum { COLUMNS = 256 };                  // industries of a part

/* Output and the input that binds; `served` holds the factor meanwhile. */
static void produce_part(void *task, uint32_t part) {
    ck_ario *run = task;
    const double psi = run->spec->psi_model ? run->spec->psi : 1.0;
    const uint32_t first = part * COLUMNS, end = ck_min_u32(run->n, first + COLUMNS);
    for (uint32_t f = first; f < end; f++) {
        run->served[f] = 1.0;
        run->limiting[f] = 0;
        run->shortest[f] = CK_NONE;
        run->level[f] = run->x0[f] > 0.0 ? run->wanted[f] / run->x0[f] : 0.0;    // wanted, for the moment
    }
    for (uint32_t p = 0; p < run->sectors; p++) {
        const double target = run->need_days[p];
        if (!ck_is_finite(target)) continue;
        const size_t base = (size_t)p * run->n;
        for (uint32_t f = first; f < end; f++) {
            const double need = run->level[f] * run->v0[base + f] * psi * target, stock = run->stock[base + f];
            if (!(stock < need) || run->essential[base + f] == 0) continue;
            run->limiting[f]++;
            const double factor = stock / need;
            if (factor < run->served[f]) {
                run->served[f] = factor;
                run->shortest[f] = p;
            }
        }
    }
    for (uint32_t f = first; f < end; f++) {
        run->output[f] = run->wanted[f] * run->served[f];
        run->level[f] = run->x0[f] > 0.0 ? run->output[f] / run->x0[f] : 0.0;
        run->value_added[f] = run->output[f] * run->va_share[f];
        run->served[f] = run->demand[f] != 0.0 ? run->output[f] / run->demand[f] : 0.0;
        run->row_k1[f] = run->served[f] * run->ratio_old[f];
    }
}

static void produce(ck_ario *run, ck_crew *crew) {
    cki_crew_run(crew, (run->n + COLUMNS - 1) / COLUMNS, produce_part, run);
}

/* ---------------------------------------------------------------- final demand ------------------------------------ */

static double final_cell(const ck_ario *run, uint32_t f, uint32_t j) {
    const double y = run->table->y[(size_t)f * run->final_columns + j];
    return (run->spec->compat & CK_ARIO_B0) != 0 ? y : ck_max(0.0, y);
}

/* Shares of the shortfall of an industry's deliveries by cause: demand above capacity, output below capacity. */
static double capacity_share(const ck_ario *run, uint32_t f) {
    const double gap = run->demand[f] - run->output[f];
    return gap > 0.0 ? ck_clamp((run->demand[f] - run->wanted[f]) / gap, 0.0, 1.0) : 0.0;
}

static void book_row(ck_ario *run, uint32_t f, bool touched) {
    const double by_capacity = capacity_share(run, f);
    const double *permits = touched ? run->rules.permit + law_row(run, f) : NULL;
    const double *wishes = touched ? run->rules.wish + law_row(run, f) : NULL;
    for (uint32_t j = 0; j < run->final_columns; j++) {
        const uint32_t class = touched ? run->rules.buyer_class[run->n + j] : 0;
        const double permit = touched ? permits[class] : 1.0;
        const double asked = final_cell(run, f, j) * (touched ? wishes[class] : 1.0), may = asked * permit;
        const double held = asked - may, short_of = may - run->served[f] * may;
        double *cause = run->unmet_cause + (size_t)j * CK_CAUSE_COUNT;
        run->unmet_final[j] += held + short_of;
        cause[CK_CAUSE_CAPACITY] += short_of * by_capacity;
        cause[CK_CAUSE_INPUT] += short_of * (1.0 - by_capacity);
        if (run->shortest[f] != CK_NONE) run->unmet_input[run->shortest[f]] += short_of * (1.0 - by_capacity);
        if (held == 0.0) continue;
        const uint32_t blocker = run->rules.blocker[law_row(run, f) + class];
        const bool transport = blocker != CK_NONE && run->rules.rule[blocker].kind == CK_RULE_TRANSPORT;
        cause[transport ? CK_CAUSE_TRANSPORT : CK_CAUSE_POLICY] += held;
    }
}

static void book_unmet(ck_ario *run) {
    for (uint32_t j = 0; j < run->final_columns; j++) {
        run->unmet_final[j] = 0.0;
        for (uint32_t c = 0; c < CK_CAUSE_COUNT; c++) run->unmet_cause[(size_t)j * CK_CAUSE_COUNT + c] = 0.0;
    }
    for (uint32_t p = 0; p < run->sectors; p++) run->unmet_input[p] = 0.0;
    for (uint32_t f = 0; f < run->n; f++) {
        const bool touched = run->touched_at[f] != CK_NONE;
        if (touched || run->served[f] != 1.0) book_row(run, f, touched);
    }
    for (uint32_t j = 0; j < run->final_columns; j++) {
        for (uint32_t c = 0; c < CK_CAUSE_COUNT; c++)
            run->ledger.unmet[c] += run->unmet_cause[(size_t)j * CK_CAUSE_COUNT + c] * run->per_step;
    }
}

/* ---------------------------------------------------------------- account ----------------------------------------- */

static void book_goods(ck_ario *run) {
    ck_ario_ledger *ledger = &run->ledger;
    double made = 0.0, final = 0.0, rebuilt = 0.0, in = 0.0, use = 0.0, spare = 0.0;
    for (uint32_t f = 0; f < run->n; f++) {
        made += run->output[f];
        rebuilt += run->rebuild_sold[f];
        const uint32_t touched = run->touched_at[f];
        if (touched == CK_NONE) {
            final += run->served[f] * run->y_row[f];
            continue;
        }
        const double *permit = run->rules.permit + law_row(run, f), *wish = run->rules.wish + law_row(run, f);
        for (uint32_t class = 0; class < run->rules.buyer_classes; class++)
            final += run->served[f] * permit[class] * wish[class] * run->class_final[class_row(run, touched) + class];
    }
    for (uint32_t p = 0; p < run->sectors; p++) {
        in += run->in_sum[p];
        use += run->use_sum[p];
        spare += run->spare[p];
    }
    const double error = made > 0.0 ? ck_abs(made - in - final - rebuilt) / made : 0.0;
    ledger->largest_error = ck_max(ledger->largest_error, error);
    ledger->made += made * run->per_step;
    ledger->restocked += in * run->per_step;
    ledger->used += use * run->per_step;
    ledger->final_use += final * run->per_step;
    ledger->rebuilt += rebuilt * run->per_step;
    ledger->overstated_use += spare * run->per_step;
    if ((run->spec->compat & CK_ARIO_B9) != 0 && !run->update_open) ledger->frozen += ck_abs(in - use) * run->per_step;
}

static void book_level(ck_ario *run) {
    ck_ario_ledger *ledger = &run->ledger;
    double total = 0.0, added = 0.0, direct = 0.0;
    ledger->furthest = 0.0;
    for (uint32_t f = 0; f < run->n; f++) {
        total += run->output[f];
        added += run->value_added[f];
        direct += run->loss[f] * run->x0[f] * run->va_share[f];
        const double away = run->x0[f] > 0.0 ? ck_abs(run->level[f] - 1.0) : 0.0;
        if (away > ledger->furthest) {
            ledger->furthest = away;
            ledger->furthest_industry = f;
        }
    }
    ledger->lost_output += (run->base_total - total) * run->per_step;
    ledger->lost_value_added += (run->base_value_added - added) * run->per_step;
    ledger->direct_value_added += direct * run->per_step;
    ledger->level = run->base_total > 0.0 ? total / run->base_total : 1.0;
    if (ledger->level < ledger->lowest_level) {
        ledger->lowest_level = ledger->level;
        ledger->lowest_step = run->step;
    }
    ledger->home = ledger->furthest <= run->spec->home_tolerance;
    if (!ledger->home) {
        if (ledger->first_step_away == CK_NONE) ledger->first_step_away = run->step;
        ledger->last_step_away = run->step;
    }
    ledger->collapsed = ledger->level < run->spec->collapse_level;
    enum { RECENT = sizeof run->recent / sizeof *run->recent };
    ledger->falling = true;
    for (uint32_t k = 0; k + 1 < RECENT; k++) {
        run->recent[k] = run->recent[k + 1];
    }
    run->recent[RECENT - 1] = ledger->level;
    for (uint32_t k = 0; k + 1 < RECENT; k++) ledger->falling = ledger->falling && run->recent[k + 1] < run->recent[k];
    ledger->falling = ledger->falling && run->recent[0] - run->recent[RECENT - 1] > 1e-6;
}

static void book_rules(ck_ario *run) {
    cki_rules *rules = &run->rules;
    if (rules->count == 0) return;
    for (uint32_t t = 0; t < run->touched; t++) {
        const uint32_t f = run->touched_row[t];
        const size_t seller = law_row(run, f);
        for (uint32_t class = 0; class < rules->buyer_classes; class++) {
            const size_t at = class_row(run, t) + class;
            const double asked = run->class_order[at] + run->class_final[at] * rules->wish[seller + class];
            rules->shipped[seller + class] +=
                run->served[f] * rules->permit[seller + class] * asked / CKI_DAYS_PER_YEAR;
        }
    }
    cki_rules_book(rules, day_of(run, run->step), run->spec->step_days);
}

/* ---------------------------------------------------------------- a step ------------------------------------------ */

static ck_status check_state(const ck_ario *run, ck_diags *diags) {
    for (uint32_t p = 0; p < run->sectors && (run->spec->compat & CK_ARIO_B9) != 0; p++) {
        if (run->bad_stock[p] == 0) continue;
        return ck_diags_add(diags, CK_E_NUMBER, (ck_place){0}, "step %u: a stock of %s fell below 0",
                            "an input that the threshold leaves out ran dry; without compat B9 it does not bind",
                            run->step, run->table->sector[p]);
    }
    for (uint32_t f = 0; f < run->n; f++) {
        if (ck_is_finite(run->output[f])) continue;
        return ck_diags_add(diags, CK_E_NUMBER, (ck_place){0}, "step %u: output of %s, %s is %g", "", run->step,
                            run->table->region[f / run->sectors], run->table->sector[f % run->sectors], run->output[f]);
    }
    return CK_OK;
}

/* Demand as it is once what rebuilding received is taken off: what industries hold stocks for. */
static void set_wanted_next(ck_ario *run) {
    for (uint32_t f = 0; f < run->n; f++) {
        double full = 0.0;
        run->wanted[f] = ck_min(demand_of(run, f, &full), run->capacity[f]);
    }
}

/* The next orders become today's, with what they were placed under. */
static void turn_orders(ck_ario *run) {
    double *orders = run->orders, *by_class = run->class_order, *ratio = run->ratio_old;
    run->orders = run->orders_next;
    run->orders_next = orders;
    run->class_order = run->class_next;
    run->class_next = by_class;
    run->ratio_old = run->ratio_new;
    run->ratio_new = ratio;
    const size_t cells = (size_t)run->rules.seller_classes * run->rules.buyer_classes;
    for (size_t k = 0; k < cells; k++)
        run->order_weight[k] = run->spec->alternative_orders ? run->rules.permit[k] : 1.0;
}

ck_status ck_ario_step(ck_ario *run, ck_crew *crew, ck_diags *diags) {
    if (run->step > 0) turn_orders(run);
    for (uint32_t p = 0; p < run->sectors; p++) run->stock_sum[p] = run->stock_left[p];
    cki_ario_events_turn(run);
    if (run->over_capital != CK_NONE) {
        const uint32_t f = run->over_capital;
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "step %u: %s, %s loses %g of capital and has %g",
                            "lower the damage, or raise the capital ratio", run->step,
                            run->table->region[f / run->sectors], run->table->sector[f % run->sectors],
                            run->capital_lost[f], run->capital[f]);
    }
    set_law(run);
    cki_ario_events_ask(run);
    set_demand(run);
    if (run->step >= 2) set_overproduction(run);
    set_capacity(run);
    produce(run, crew);
    cki_ario_events_sold(run);
    book_unmet(run);
    const bool rebuilding = run->spec->event_count > 0;
    if (rebuilding) set_wanted_next(run);
    cki_ario_events_advance(run);
    for (uint32_t f = 0; f < run->n; f++)
        run->wanted_level[f] = run->x0[f] > 0.0 ? run->wanted[f] / run->x0[f] : 0.0;
    cki_ario_pass(run, crew);
    book_goods(run);
    book_rules(run);
    book_level(run);
    CK_TRY(check_state(run, diags));
    run->step++;
    return CK_OK;
}
