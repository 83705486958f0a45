#include "base/lanes.h"
#include "base/powers.h"
#include "flow/stages.h"
#include "flow/start.h"

/* Prices do not fall below so much of their base for want of buyers: sellers wait. */
#define LOWEST_SCARCITY 0.5

/* Days of trade that traders count with beside their stock when they judge how scarce a good is. */
#define COMFORT_DAYS 60.0

/* A smaller cost over base is a mistake of rounding. */
#define LOWEST_COST 1e-6

/* Logarithms of what prices do to shares and use stay within it, so that their powers are numbers. */
#define FARTHEST 500.0

/* ---------------------------------------------------------------- cost -------------------------------------------- */

CKI_LANES_VOID(see_rises, (ck_run *run), (run), run->width) {
    const uint32_t slots = run->model->slot_count;
    const double *share = run->model->slot_cost_share, *landed = run->state.landed, *intensity = run->state.intensity;
    double *rise = run->scratch.rise;
    CKI_EACH
    for (uint32_t k = 0; k < slots; k++) rise[k] = share[k] * (landed[k] * intensity[k] - 1.0);
}

/* Unit cost over base: the base cost shares, each with its landed price and with what is used of it today. Traders
   pass on all of a change, makers a share. */
static void add_costs(ck_run *run, const cki_tile *tile) {
    const uint32_t *slot = run->fixed.site_slot;
    const double *rise = run->scratch.rise, pass = cki_parameter(run, CK_PARAMETER_pass_through);
    for (uint32_t site = tile->site; site < tile->site_end; site++) {
        double sum = 0.0;
        for (uint32_t k = slot[site]; k < slot[site + 1]; k++) sum += rise[k];
        run->scratch.cost[site] = ck_max(1.0 + pass * sum, LOWEST_COST);
    }
}

CKI_LANES_VOID(pass_on_costs, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const uint32_t count = tile->site_end - tile->site;
    const double *rise = run->scratch.rise + tile->slot;
    double *cost = run->scratch.cost + tile->site;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) cost[i] = ck_max(1.0 + rise[i], LOWEST_COST);
}

/* ---------------------------------------------------------------- scarcity ---------------------------------------- */

/* A market is scarce when traders hold less than they want (counted with some days of trade, so that markets without
   a stock have a price too) and when buyers get less than they ask for. */
static inline double market_scarcity(double target, double held, double trade, double wanted, double level) {
    const double cover = (target + trade) / (held + trade), short_of = cover * (wanted / level);
    const double unserved = level > 0.0 ? short_of : CK_INFINITY;
    return level >= wanted ? cover : unserved;
}

/* A maker's price follows what is asked of him over what he could make, and falls when a joint product comes out in
   larger quantity than it is asked for. Stocks do not enter: they would turn the price into a memory of past
   surpluses. */
static inline double maker_scarcity(double asked, double possible, double level) {
    const double less = asked / level, ratio = asked / possible * (asked < level ? less : 1.0);
    const double none = asked > 0.0 ? CK_INFINITY : 1.0;
    return possible > 0.0 ? ratio : none;
}

/* Scarcity of each product, between where sellers wait and the ceiling (equation 20). */
CKI_LANES_VOID(see_makers, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const ck_model *model = run->model;
    const cki_state *state = &run->state;
    const double ceiling = cki_parameter(run, CK_PARAMETER_price_ceiling);
    const double *output = model->product_output, *over = run->fixed.product_level, *discard = run->fixed.product_discard;
    const double *demand = state->demand, *final_wanted = run->scratch.final_wanted, *level = state->level;
    const double *capacity = state->capacity, *usual = model->site_capacity, *factor = run->scratch.factor;
    const uint32_t *site_of = model->product_site;
    double *scarcity = run->scratch.log_price;
    CKI_EACH
    for (uint32_t p = tile->product; p < tile->product_end; p++) {
        const uint32_t site = site_of[p];
        const double all = (demand[p] + discard[p]) + final_wanted[p], share = all * over[p];
        const double asked = all == output[p] ? 1.0 : share;
        const double ratio = maker_scarcity(asked, capacity[site] / usual[site] * factor[site], level[site]);
        scarcity[p] = ck_clamp(ratio, LOWEST_SCARCITY, ceiling);
    }
}

CKI_LANES_VOID(see_markets, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const cki_state *state = &run->state;
    const uint32_t count = tile->site_end - tile->site, s = tile->site, p = tile->product, k = tile->slot;
    const double ceiling = cki_parameter(run, CK_PARAMETER_price_ceiling);
    const double *use = run->model->slot_use + k, *target = run->sample.slot_target + k, *stock = state->stock + k;
    const double *finished = state->finished + p, *wanted = run->scratch.wanted + s, *level = state->level + s;
    double *scarcity = run->scratch.log_price + p;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) {
        const double ratio =
            market_scarcity(target[i], stock[i] + finished[i], use[i] * COMFORT_DAYS, wanted[i], level[i]);
        scarcity[i] = ck_clamp(ratio, LOWEST_SCARCITY, ceiling);
    }
}

/* ---------------------------------------------------------------- price ------------------------------------------- */

/* Who buys from a seller moves his price against himself: buyers who see that approach the new balance, not the first
   response, in the stated time, and so do those who use less (`repute_rate`, `use_rate`). */
CKI_LANES_VOID(set_prices, (ck_run *run, uint32_t first, uint32_t end), (run, first, end), run->width) {
    const cki_fixed *fixed = &run->fixed;
    cki_state *state = &run->state;
    const double rate = fixed->week_price, limit = fixed->log_ceiling;
    const double *flexibility = fixed->flexibility, *supplier = fixed->supplier_elasticity;
    const double *demand = fixed->demand_elasticity, *repute_rate = fixed->repute_rate, *use_rate = fixed->use_rate;
    const double *log_cost = run->scratch.cost;
    const uint32_t *site = run->model->product_site;
    double *scarcity = state->scarcity, *repute = state->repute, *thrift = state->thrift;
    double *log_price = run->scratch.log_price;
    CKI_EACH
    for (uint32_t p = first; p < end; p++) {
        const double goal = flexibility[p] * log_price[p], moved = scarcity[p] + (goal - scarcity[p]) * rate;
        const double now = ck_clamp(moved + log_cost[site[p]], -limit, limit);
        const double weight = repute[p] + (-supplier[p] * now - repute[p]) * repute_rate[p];
        const double less = thrift[p] + (-demand[p] * now - thrift[p]) * use_rate[p];
        scarcity[p] = moved;
        log_price[p] = now;
        repute[p] = ck_clamp(weight, -FARTHEST, FARTHEST);
        thrift[p] = ck_clamp(less, -FARTHEST, FARTHEST);
    }
}

CKI_LANES_VOID(make_offers, (ck_run *run), (run), run->width) {
    const uint32_t products = run->model->product_count;
    const double *price = run->state.price, *appeal = run->scratch.appeal, *response = run->state.final_index;
    cki_offer *offer = run->scratch.offer;
    CKI_EACH
    for (uint32_t p = 0; p < products; p++) offer[p] = (cki_offer){price[p], appeal[p], response[p], 0.0};
}

/* How far sellers have goods for buyers who are new to them; how far traders are alarmed. */
CKI_LANES_VOID(serve_from_markets, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const uint32_t count = tile->site_end - tile->site;
    const double *target = run->sample.slot_target + tile->slot, *stock = run->state.stock + tile->slot;
    const double *alert = run->state.alert + tile->slot;
    const double *level = run->state.level + tile->site, *wanted = run->scratch.wanted + tile->site;
    double *able = run->scratch.able + tile->site;
    cki_offer *offer = run->scratch.offer + tile->product;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) {
        const double cover = ck_min(stock[i] / target[i], 1.0), part = level[i] / wanted[i];
        able[i] = (target[i] > 0.0 ? cover : 1.0) * (level[i] < wanted[i] ? part : 1.0);
        offer[i].worry = alert[i];
    }
}

CKI_LANES_VOID(serve_from_makers, (ck_run *run, const cki_tile *tile), (run, tile), run->width) {
    const double *base = run->model->site_base_level, *capacity = run->state.capacity;
    double *able = run->scratch.able;
    CKI_EACH
    for (uint32_t site = tile->site; site < tile->site_end; site++) {
        const double built = ck_min(capacity[site], 1.0);
        able[site] = base[site] == 0.0 ? built : 1.0;
    }
}

static void set_prices_of(ck_run *run, const cki_tile *tile) {
    if (tile->kind == CKI_MAKERS) add_costs(run, tile);
    else pass_on_costs(run, tile);
    cki_take_logarithms(run->scratch.cost + tile->site, tile->site_end - tile->site, run->width);
    if (tile->kind == CKI_MAKERS) see_makers(run, tile);
    else see_markets(run, tile);
    cki_take_logarithms(run->scratch.log_price + tile->product, tile->product_end - tile->product, run->width);
    set_prices(run, tile->product, tile->product_end);
}

void cki_stage_price(ck_run *run) {
    const cki_fixed *fixed = &run->fixed;
    const uint32_t products = run->model->product_count;
    if (*run->state.awake == 0) return;
    see_rises(run);
    for (uint32_t i = 0; i < fixed->tile_count; i++) {
        const cki_tile_kind kind = fixed->tile[i].kind;
        if (kind == CKI_MAKERS || kind == CKI_MARKETS) set_prices_of(run, &fixed->tile[i]);
    }
    cki_take_powers(run->scratch.log_price, run->state.price, products, run->width);
    cki_take_powers(run->state.repute, run->scratch.appeal, products, run->width);
    cki_take_powers(run->state.thrift, run->state.final_index, products, run->width);
    make_offers(run);
    for (uint32_t i = 0; i < fixed->tile_count; i++) {
        if (fixed->tile[i].kind == CKI_MAKERS) serve_from_makers(run, &fixed->tile[i]);
        if (fixed->tile[i].kind == CKI_MARKETS) serve_from_markets(run, &fixed->tile[i]);
    }
}
