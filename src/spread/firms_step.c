/* One day of firm-level ARIO, in the order of docs/networks.md: losses; buyers take in stocks and order; rules;
   suppliers produce and share out; account; recovery.

   Buyers read what was delivered to them and write their orders into the same cells, one for each link and in the order
   of the sales, so that a supplier finds all that is asked of it in one piece. Parts are ranges of firms; what they add
   up is joined in index order. */
#include "spread/firms_run.h"

/* ---------------------------------------------------------------- buyers ------------------------------------------ */

/* Days of stock of a group of suppliers that replace each other, weighted by baseline; exact when all are the same, so
   that a network at rest repeats every digit. */
typedef struct mean_days {
    double base, weighted, first;
    bool same;
} mean_days;

static inline void add_days(mean_days *mean, double base, double days) {
    mean->same = mean->same && (mean->base == 0.0 || days == mean->first);
    if (mean->base == 0.0) mean->first = days;
    mean->base += base;
    mean->weighted += base * days;
}
static inline double mean_of(const mean_days *mean) { return mean->same ? mean->first : mean->weighted / mean->base; }

typedef struct buying {
    double use, target, speed;
    ck_firm_ario_orders orders;
} buying; // of a firm and a sector

static inline double order_of(const buying *how, double stock) {
    const double goal = how->target * (how->orders == CK_ORDER_BASELINE ? 1.0 : how->use);
    double gap = goal - stock;
    if (how->orders == CK_ORDER_SHORTFALL) gap = ck_max(0.0, gap);
    return ck_max(0.0, how->use + gap * how->speed);
}

/* Cells of flows lie as the sales do, far apart: they are fetched while those before them are worked on. */
static inline void fetch_ahead(const ck_firm_ario *run, uint32_t first, uint32_t end) {
    enum { AHEAD = 48 };
    const uint32_t links = run->network.links;
    for (uint32_t k = first + AHEAD; k < end + AHEAD && k < links; k++)
        __builtin_prefetch(&run->flow[run->slot[k]], 1, 1);
}

/* Stocks and orders of one group; returns the days of stock that it then has, infinite when nothing is bought in it. */
static double buy_group(ck_firm_ario *run, uint32_t first, uint32_t end, buying how, cki_firms_tally *sum) {
    const double *value = run->network.value;
    mean_days before = {.same = true}, after = {.same = true};
    fetch_ahead(run, first, end);
    for (uint32_t k = first; k < end; k++)
        if (value[k] > 0.0) add_days(&before, value[k], run->stock[k]);
    if (before.base == 0.0) return CK_INFINITY;
    const double mean = mean_of(&before), used = mean * before.base > 1e-20 ? how.use / mean : 0.0;
    for (uint32_t k = first; k < end; k++) {
        if (!(value[k] > 0.0)) continue;
        double *flow = &run->flow[run->slot[k]];
        const double use = run->stock[k] * used, stock = ck_max(0.0, run->stock[k] + (*flow / value[k] - use));
        sum->arrived += *flow;
        sum->used += value[k] * use;
        sum->stock += value[k] * stock;
        run->stock[k] = stock;
        add_days(&after, value[k], stock);
        *flow = value[k] * order_of(&how, stock);
    }
    return mean_of(&after);
}

/* P5: a firm without output keeps asking for what it bought at baseline, and its stocks stand still. */
static void buy_for_ever(ck_firm_ario *run, uint32_t f) {
    for (uint32_t k = run->network.purchase_first[f]; k < run->network.purchase_first[f + 1]; k++)
        run->flow[run->slot[k]] = run->network.value[k];
}

static void buy(ck_firm_ario *run, uint32_t f, cki_firms_tally *sum) {
    const ck_network_view *network = &run->network;
    const ck_firm_ario_spec *spec = &run->spec;
    run->limit[f] = CK_INFINITY;
    run->shortest[f] = CK_NONE;
    if (!(run->base[f] > 0.0)) {
        if (cki_firms_has(run, CK_FIRMS_P5)) buy_for_ever(run, f);
        return;
    }
    buying how = {.use = run->output[f] / run->base[f], .orders = spec->orders};
    uint32_t first = network->purchase_first[f];
    for (uint32_t g = run->group_first[f]; g < run->group_first[f + 1]; g++) {
        const uint32_t sector = run->group_sector[g];
        how.target = spec->stock_days_by_firm != NULL     ? spec->stock_days_by_firm[f]
                     : spec->stock_days_by_sector != NULL ? spec->stock_days_by_sector[sector]
                                                          : spec->stock_days;
        how.speed =
            1.0 / (spec->restock_days_by_sector != NULL ? spec->restock_days_by_sector[sector] : spec->restock_days);
        const double days = buy_group(run, first, run->group_end[g], how, sum);
        first = run->group_end[g];
        if (run->base[f] * days >= run->limit[f]) continue;
        run->limit[f] = run->base[f] * days;
        run->shortest[f] = sector;
    }
}

static void buy_part(void *task, uint32_t part) {
    ck_firm_ario *run = task;
    cki_firms_tally sum = {0};
    for (uint32_t f = run->buyer_part[part]; f < run->buyer_part[part + 1]; f++) buy(run, f, &sum);
    run->tally[part] = sum;
}

/* ---------------------------------------------------------------- rules ------------------------------------------- */

static size_t law_row(const ck_firm_ario *run, uint32_t f) {
    return (size_t)run->rules.seller_class[f] * run->rules.buyer_classes;
}
static uint32_t final_class(const ck_firm_ario *run, uint32_t k) {
    return run->rules.buyer_class[run->network.firms + run->spec.final[k].region];
}

/* What is asked, or shipped, of the suppliers that some rule touches, by class. */
static void sum_flows(const ck_firm_ario *run, double *by_class) {
    const ck_network_view *network = &run->network;
    for (uint32_t f = 0; f < network->firms; f++) {
        if (run->rules.seller_class[f] == 0) continue;
        double *row = by_class + law_row(run, f);
        for (uint32_t k = network->sale_first[f]; k < network->sale_first[f + 1]; k++)
            row[run->rules.buyer_class[network->buyer[k]]] += run->flow[k];
    }
}

static void set_law(ck_firm_ario *run) {
    cki_rules *rules = &run->rules;
    if (rules->count == 0) return;
    cki_rules_wish(rules, run->day);
    cki_zero(rules->ordered, (size_t)rules->seller_classes * rules->buyer_classes * sizeof *rules->ordered);
    sum_flows(run, rules->ordered);
    for (uint32_t k = 0; k < run->spec.final_count; k++) {
        const size_t row = law_row(run, run->spec.final[k].firm);
        const uint32_t class = final_class(run, k);
        if (row > 0) rules->ordered[row + class] += run->spec.final[k].value * rules->wish[row + class];
    }
    cki_rules_day(rules, run->day, run->day);
}

static void book_law(ck_firm_ario *run) {
    cki_rules *rules = &run->rules;
    if (rules->count == 0) return;
    cki_zero(rules->shipped, (size_t)rules->seller_classes * rules->buyer_classes * sizeof *rules->shipped);
    sum_flows(run, rules->shipped);
    for (uint32_t k = 0; k < run->spec.final_count; k++) {
        const uint32_t f = run->spec.final[k].firm, class = final_class(run, k);
        const size_t row = law_row(run, f);
        if (row == 0) continue;
        double may = 0.0;
        for (uint32_t m = run->final_first[f]; m < run->final_first[f + 1]; m++) {
            const size_t cell = row + final_class(run, m);
            may += run->spec.final[m].value * rules->wish[cell] * rules->permit[cell];
        }
        const double own = run->spec.final[k].value * rules->wish[row + class] * rules->permit[row + class];
        if (may > 0.0) rules->shipped[row + class] += run->final_sold[f] * (own / may);
    }
    cki_rules_book(rules, run->day, 1.0);
}

/* ---------------------------------------------------------------- suppliers --------------------------------------- */

/* Orders and final demand of a supplier that may leave; what is held back of final demand is booked. */
static double permit_sales(ck_firm_ario *run, uint32_t f, cki_firms_tally *sum) {
    const ck_network_view *network = &run->network;
    const cki_rules *rules = &run->rules;
    const size_t row = law_row(run, f);
    if (row == 0) return run->final[f];
    for (uint32_t k = network->sale_first[f]; k < network->sale_first[f + 1]; k++)
        run->flow[k] *= rules->permit[row + rules->buyer_class[network->buyer[k]]];
    double final = 0.0;
    for (uint32_t k = run->final_first[f]; k < run->final_first[f + 1]; k++) {
        const size_t cell = row + final_class(run, k);
        const double asked = run->spec.final[k].value * rules->wish[cell], may = asked * rules->permit[cell];
        final += may;
        const uint32_t blocker = rules->blocker[cell];
        const bool transport = blocker != CK_NONE && rules->rule[blocker].kind == CK_RULE_TRANSPORT;
        sum->unmet[transport ? CK_CAUSE_TRANSPORT : CK_CAUSE_POLICY] += asked - may;
    }
    return final;
}

/* What final users lack of a supplier: its capacity below demand, or an input below capacity. */
static void book_lack(ck_firm_ario *run, uint32_t f, double asked, double made, double capacity, double lack,
                      cki_firms_tally *sum) {
    const double gap = asked - made;
    const double by_capacity = gap > 0.0 ? ck_clamp((asked - ck_min(asked, capacity)) / gap, 0.0, 1.0) : 0.0;
    sum->unmet[CK_CAUSE_CAPACITY] += lack * by_capacity;
    sum->unmet[CK_CAUSE_INPUT] += lack * (1.0 - by_capacity);
    run->lack[f] = lack * (1.0 - by_capacity);
}

static void supply(ck_firm_ario *run, uint32_t f, cki_firms_tally *sum) {
    const uint32_t first = run->network.sale_first[f], end = run->network.sale_first[f + 1];
    const double final = permit_sales(run, f, sum);
    double asked = 0.0, delivered = 0.0;
    for (uint32_t k = first; k < end; k++) asked += run->flow[k];
    asked += final;
    const double capacity = run->base[f] * (1.0 - run->loss[f]);
    const double made = ck_min(asked, ck_min(capacity, run->limit[f]));
    const double sold = cki_firms_ration(run, f, asked, made, final);
    for (uint32_t k = first; k < end; k++) delivered += run->flow[k];
    run->demand[f] = asked;
    run->output[f] = made;
    run->final_sold[f] = sold;
    run->lack[f] = 0.0;
    if (sold < final) book_lack(run, f, asked, made, capacity, final - sold, sum);
    sum->made += made;
    sum->delivered += delivered;
    sum->final += sold;
    sum->value_added += made * run->va_share[f];
    sum->direct += run->loss[f] * run->base[f] * run->va_share[f];
    sum->bad = sum->bad || !ck_is_finite(made);
    const double away = run->base[f] > 0.0 ? ck_abs(made / run->base[f] - 1.0) : 0.0;
    if (away <= sum->furthest) return;
    sum->furthest = away;
    sum->furthest_firm = f;
}

static void supply_part(void *task, uint32_t part) {
    ck_firm_ario *run = task;
    cki_firms_tally sum = run->tally[part];
    for (uint32_t f = run->seller_part[part]; f < run->seller_part[part + 1]; f++) supply(run, f, &sum);
    run->tally[part] = sum;
}

/* ---------------------------------------------------------------- account ----------------------------------------- */

static cki_firms_tally join(const ck_firm_ario *run) {
    cki_firms_tally sum = {0};
    for (uint32_t part = 0; part < CKI_FIRMS_PARTS; part++) {
        const cki_firms_tally *one = &run->tally[part];
        sum.arrived += one->arrived;
        sum.used += one->used;
        sum.stock += one->stock;
        sum.made += one->made;
        sum.delivered += one->delivered;
        sum.final += one->final;
        sum.value_added += one->value_added;
        sum.direct += one->direct;
        sum.bad = sum.bad || one->bad;
        for (uint32_t c = 0; c < CK_CAUSE_COUNT; c++) sum.unmet[c] += one->unmet[c];
        if (one->furthest <= sum.furthest) continue;
        sum.furthest = one->furthest;
        sum.furthest_firm = one->furthest_firm;
    }
    return sum;
}

static void book_goods(ck_firm_ario *run, const cki_firms_tally *sum) {
    ck_firm_ario_ledger *ledger = &run->ledger;
    const double rest = sum->made - sum->delivered - sum->final;
    const double lost = run->ratio != NULL ? rest : 0.0;
    if (sum->made > 0.0) ledger->largest_error = ck_max(ledger->largest_error, ck_abs(rest - lost) / sum->made);
    const double drift = ck_abs(ledger->stock + sum->arrived - sum->used - sum->stock);
    if (ledger->stock > 0.0) ledger->stock_error = ck_max(ledger->stock_error, drift / ledger->stock);
    ledger->made += sum->made;
    ledger->delivered += sum->delivered;
    ledger->arrived += sum->arrived;
    ledger->final_use += sum->final;
    ledger->vanished += lost;
    ledger->used += sum->used;
    ledger->stock = sum->stock;
    for (uint32_t c = 0; c < CK_CAUSE_COUNT; c++) {
        run->unmet_cause[c] = sum->unmet[c];
        ledger->unmet[c] += sum->unmet[c];
    }
    for (uint32_t q = 0; q < run->network.sectors; q++) run->unmet_input[q] = 0.0;
    for (uint32_t f = 0; f < run->network.firms && sum->unmet[CK_CAUSE_INPUT] > 0.0; f++)
        if (run->lack[f] > 0.0 && run->shortest[f] != CK_NONE) run->unmet_input[run->shortest[f]] += run->lack[f];
}

static void book_level(ck_firm_ario *run, const cki_firms_tally *sum) {
    ck_firm_ario_ledger *ledger = &run->ledger;
    run->total = sum->made;
    run->total_value_added = sum->value_added;
    run->total_final = sum->final;
    ledger->lost_output += run->base_total - sum->made;
    ledger->lost_value_added += run->base_value_added - sum->value_added;
    ledger->direct_value_added += sum->direct;
    ledger->level = run->base_total > 0.0 ? sum->made / run->base_total : 1.0;
    ledger->furthest = sum->furthest;
    ledger->furthest_firm = sum->furthest_firm;
    if (ledger->level < ledger->lowest_level) {
        ledger->lowest_level = ledger->level;
        ledger->lowest_day = run->day;
    }
    ledger->home = ledger->furthest <= run->spec.home_tolerance;
    if (!ledger->home) {
        if (ledger->first_day_away == CK_NONE) ledger->first_day_away = run->day;
        ledger->last_day_away = run->day;
    }
    ledger->collapsed = ledger->level < run->spec.collapse_level;
    enum { RECENT = sizeof run->recent / sizeof *run->recent };
    ledger->falling = run->recent[1] - ledger->level > 1e-6;
    for (uint32_t k = 0; k + 1 < RECENT; k++) run->recent[k] = run->recent[k + 1];
    run->recent[RECENT - 1] = ledger->level;
    for (uint32_t k = 0; k + 1 < RECENT; k++) ledger->falling = ledger->falling && run->recent[k + 1] < run->recent[k];
}

/* ---------------------------------------------------------------- a day ------------------------------------------- */

ck_status ck_firm_ario_step(ck_firm_ario *run, ck_crew *crew, ck_diags *diags) {
    cki_firms_losses_turn(run);
    cki_crew_run(crew, CKI_FIRMS_PARTS, buy_part, run);
    set_law(run);
    cki_crew_run(crew, CKI_FIRMS_PARTS, supply_part, run);
    const cki_firms_tally sum = join(run);
    if (sum.bad)
        return ck_diags_add(diags, CK_E_NUMBER, (ck_place){0}, "day %u: an output is no number",
                            "values of links or of final demand are too far apart", run->day);
    book_goods(run, &sum);
    book_level(run, &sum);
    book_law(run);
    cki_firms_losses_advance(run);
    run->day++;
    return CK_OK;
}
