/* Models made by hand for tests and benchmarks of the engine: sites, inputs and flows are added one by one, `made_compile`
   puts them into the order of the model and derives the base quantities. Memory comes from malloc. Quantities per day. */
#ifndef CK_TEST_MADE_MODEL_H
#define CK_TEST_MADE_MODEL_H

#include "chokepoint.h"
#include "world/model.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct made_item { double price, demand, supplier, flexibility, response; } made_item;
typedef struct made_site {
    ck_site_kind kind;
    uint32_t region, item;
    double   output;             // base output; of a final use: what it uses
    double   capacity;           // as a level
    double   overtime;
    double   final;              // part of the output that goes to final buyers
    double   stock_days;         // finished goods
    double   value_added;
    bool     waits;
} made_site;
typedef struct made_product { uint32_t site, item; double discard; bool drives; double price, stock_days; } made_product;
typedef struct made_input {
    uint32_t site, item, group;  // inputs of one site with the same group replace each other
    double   cost_share, stock_days, essentiality, elasticity_short, elasticity_long, elasticity_days;
} made_input;
typedef struct made_flow {
    uint32_t product, input;     // numbers given by made_add_product and made_add_input
    double   quantity, limit, military;
    uint32_t lag, kind, setup;
} made_flow;
typedef struct made_project { uint32_t site; double level; int32_t start; double ramp, learning, forward, trigger; } made_project;

typedef struct made_list { void *at; size_t each; uint32_t count, capacity; } made_list;
typedef struct made {
    made_list item, site, product, input, flow, project, stockpile;
    uint32_t  regions;
    ck_model *model;
    uint32_t *site_input, *flow_at;          // after compiling: input -> slot, flow -> flow of the model
    void     *memory[160];
    uint32_t  memory_count;
} made;

static inline void *made_grow(made_list *list) {
    if (list->count == list->capacity) {
        list->capacity = list->capacity == 0 ? 64 : list->capacity * 2;
        list->at = realloc(list->at, list->capacity * list->each);
        if (list->at == NULL) abort();
    }
    char *at = (char *)list->at + list->each * list->count++;
    memset(at, 0, list->each);
    return at;
}
#define MADE_AT(made, list, type, number) (((type *)(made)->list.at)[number])

static inline made made_open(uint32_t regions) {
    made made = {.regions = regions};
    made.item.each = sizeof(made_item);
    made.site.each = sizeof(made_site);
    made.product.each = sizeof(made_product);
    made.input.each = sizeof(made_input);
    made.flow.each = sizeof(made_flow);
    made.project.each = sizeof(made_project);
    made.stockpile.each = sizeof(cki_u32) * 4;
    return made;
}

static inline uint32_t made_add_item(made *made, double price) {
    *(made_item *)made_grow(&made->item) = (made_item){price, 0.2, 2, 1, 0};
    return made->item.count - 1;
}

/* A site with its main product (a final use has none); what it makes follows from its flows, `output` counts for final uses
   and sites without flows. Returns the number of the site; its main product is made_main. */
static inline uint32_t made_add_site(made *made, ck_site_kind kind, uint32_t region, uint32_t item) {
    made_site *site = made_grow(&made->site);
    *site = (made_site){.kind = kind, .region = region, .item = item, .capacity = 1.25};
    if (kind == CK_SITE_MARKET || kind == CK_SITE_FINAL_USE) site->capacity = 1e9;
    return made->site.count - 1;
}
static inline uint32_t made_add_product(made *made, uint32_t site, uint32_t item) {
    made_product *product = made_grow(&made->product);
    *product = (made_product){.site = site, .item = item, .drives = true, .price = MADE_AT(made, item, made_item, item).price};
    return made->product.count - 1;
}
static inline uint32_t made_add_input(made *made, uint32_t site, uint32_t item) {
    made_input *input = made_grow(&made->input);
    *input = (made_input){.site = site, .item = item, .group = made->input.count, .cost_share = 0.2, .essentiality = 1};
    if (MADE_AT(made, site, made_site, site).kind == CK_SITE_MARKET) input->cost_share = 1;
    return made->input.count - 1;
}
static inline uint32_t made_add_flow(made *made, uint32_t product, uint32_t input, double quantity, uint32_t lag) {
    made_flow *flow = made_grow(&made->flow);
    *flow = (made_flow){.product = product, .input = input, .quantity = quantity, .lag = lag};
    const made_site *from = &MADE_AT(made, site, made_site, MADE_AT(made, product, made_product, product).site);
    const made_site *to = &MADE_AT(made, site, made_site, MADE_AT(made, input, made_input, input).site);
    if (from->kind == CK_SITE_MARKET && to->kind == CK_SITE_MARKET) flow->kind = quantity > 0 ? CKI_FLOW_BILATERAL : CKI_FLOW_ROUTE;
    return made->flow.count - 1;
}

/* ---------------------------------------------------------------- compile ----------------------------------------- */

static inline uint32_t made_text(made *made, const char *text, char *block, uint32_t *used) {
    (void)made;
    const uint32_t at = *used;
    const size_t length = strlen(text) + 1;
    memcpy(block + at, text, length);
    *used += (uint32_t)length;
    return at;
}

static inline void made_take_fields(made *made, ck_model *m) {
#define X(type, name, shape, extra, unit, meaning)                                                                     \
    m->name = calloc((size_t)m->shape##_count + (extra) + 1, sizeof(cki_##type));                                      \
    if (m->name == NULL) abort();                                                                                      \
    made->memory[made->memory_count++] = (void *)(uintptr_t)m->name;
    CK_MODEL_FIELDS(X)
#undef X
}
#define MADE_SET(field) ((void *)(uintptr_t)(m->field))
#define MADE_U32(field) ((cki_u32 *)MADE_SET(field))
#define MADE_I32(field) ((cki_i32 *)MADE_SET(field))
#define MADE_F64(field) ((cki_f64 *)MADE_SET(field))

static inline void made_names(made *made, ck_model *m) {
    char name[32];
    uint32_t used = 1;
    char *text = MADE_SET(text);
    for (uint32_t r = 0; r < made->regions; r++) {
        snprintf(name, sizeof name, "R%02u", r);
        MADE_U32(region_id_text)[r] = MADE_U32(region_name_text)[r] = made_text(made, name, text, &used);
        MADE_U32(region_calendar)[r] = CK_NONE;
    }
    for (uint32_t i = 0; i < made->item.count; i++) {
        snprintf(name, sizeof name, "item-%u", i);
        MADE_U32(item_id_text)[i] = MADE_U32(item_name_text)[i] = made_text(made, name, text, &used);
    }
    for (uint32_t s = 0; s < made->site.count; s++) {
        snprintf(name, sizeof name, "site-%u", s);
        MADE_U32(site_id_text)[s] = MADE_U32(site_name_text)[s] = made_text(made, name, text, &used);
    }
    for (uint32_t p = 0; p < made->project.count; p++) {
        snprintf(name, sizeof name, "project-%u", p);
        MADE_U32(project_id_text)[p] = MADE_U32(project_name_text)[p] = made_text(made, name, text, &used);
    }
    MADE_U32(report_group_text)[0] = made_text(made, "goods", text, &used);
    m->name_text = made_text(made, "made", text, &used);
}

/* Inputs by site and group, products by site, flows by product: counting sorts that keep the order of adding. */
static inline uint32_t *made_order(uint32_t count, uint32_t keys, const uint32_t *key) {
    uint32_t *first = calloc((size_t)keys + 2, sizeof *first), *at = malloc(((size_t)count + 1) * sizeof *at);
    if (first == NULL || at == NULL) abort();
    for (uint32_t i = 0; i < count; i++) first[key[i] + 1]++;
    for (uint32_t k = 0; k < keys; k++) first[k + 1] += first[k];
    for (uint32_t i = 0; i < count; i++) at[i] = first[key[i]]++;
    free(first);
    return at;                               // number -> place
}

static inline const ck_model *made_compile(made *made) {
    ck_model *m = calloc(1, sizeof *m);
    if (m == NULL) abort();
    made->model = m;
    m->region_count = made->regions;
    m->report_group_count = 1;
    m->item_count = made->item.count;
    m->site_count = made->site.count;
    m->product_count = made->product.count;
    m->slot_count = made->input.count;
    m->flow_count = made->flow.count;
    m->project_count = made->project.count;
    m->stockpile_count = made->stockpile.count;
    m->text_count = 64 + 32 * (made->regions + made->item.count + made->site.count + made->project.count);
    m->base_year = 2024;
    m->digest = 77;
    const uint32_t inputs = made->input.count, products = made->product.count, flows = made->flow.count;

    uint32_t *key = malloc(((size_t)inputs + products + flows + 1) * sizeof *key);
    if (key == NULL) abort();
    for (uint32_t i = 0; i < inputs; i++) key[i] = MADE_AT(made, input, made_input, i).site;
    made->site_input = made_order(inputs, m->site_count, key);
    for (uint32_t i = 0; i < products; i++) key[i] = MADE_AT(made, product, made_product, i).site;
    uint32_t *product_at = made_order(products, m->site_count, key);
    for (uint32_t i = 0; i < flows; i++) key[i] = product_at[MADE_AT(made, flow, made_flow, i).product];
    made->flow_at = made_order(flows, products, key);

    /* input groups: neighbours of one site with the same group number */
    uint32_t *input_of = malloc(((size_t)inputs + 1) * sizeof *input_of);
    if (input_of == NULL) abort();
    for (uint32_t i = 0; i < inputs; i++) input_of[made->site_input[i]] = i;
    uint32_t groups = 0;
    for (uint32_t k = 0; k < inputs; k++) {
        const made_input *one = &MADE_AT(made, input, made_input, input_of[k]);
        const made_input *before = k == 0 ? NULL : &MADE_AT(made, input, made_input, input_of[k - 1]);
        if (before == NULL || before->site != one->site || before->group != one->group) groups++;
    }
    m->input_group_count = groups;
    made_take_fields(made, m);
    made_names(made, m);

    for (uint32_t i = 0; i < m->item_count; i++) {
        const made_item *item = &MADE_AT(made, item, made_item, i);
        MADE_F64(item_price)[i] = item->price;
        MADE_F64(item_demand_elasticity)[i] = item->demand;
        MADE_F64(item_supplier_elasticity)[i] = item->supplier;
        MADE_F64(item_price_flexibility)[i] = item->flexibility;
        MADE_F64(item_capacity_response)[i] = item->response;
    }
    uint32_t group = 0;
    for (uint32_t k = 0; k < inputs; k++) {
        const made_input *one = &MADE_AT(made, input, made_input, input_of[k]);
        const made_input *before = k == 0 ? NULL : &MADE_AT(made, input, made_input, input_of[k - 1]);
        if (before == NULL || before->site != one->site || before->group != one->group) {
            MADE_U32(group_site)[group] = one->site;
            MADE_U32(group_first_slot)[group] = k;
            MADE_F64(group_essentiality)[group] = one->essentiality;
            MADE_F64(group_elasticity_short)[group] = one->elasticity_short;
            MADE_F64(group_elasticity_long)[group] = one->elasticity_long;
            MADE_F64(group_elasticity_days)[group] = one->elasticity_days;
            MADE_U32(site_first_group)[one->site + 1]++;
            group++;
        }
        MADE_U32(slot_group)[k] = group - 1;
        MADE_U32(slot_site)[k] = one->site;
        MADE_U32(slot_item)[k] = one->item;
        MADE_F64(slot_cost_share)[k] = one->cost_share;
    }
    MADE_U32(group_first_slot)[groups] = inputs;
    for (uint32_t p = 0; p < products; p++) {
        const made_product *one = &MADE_AT(made, product, made_product, p);
        const uint32_t at = product_at[p];
        MADE_U32(product_site)[at] = one->site;
        MADE_U32(product_item)[at] = one->item;
        MADE_U32(product_drives)[at] = one->drives ? 1 : 0;
        MADE_F64(product_discard)[at] = one->discard;
        MADE_F64(product_price)[at] = one->price;
        MADE_F64(product_stock)[at] = one->stock_days;
        MADE_U32(site_first_product)[one->site + 1]++;
    }
    for (uint32_t s = 0; s < m->site_count; s++) {
        MADE_U32(site_first_group)[s + 1] += MADE_U32(site_first_group)[s];
        MADE_U32(site_first_product)[s + 1] += MADE_U32(site_first_product)[s];
    }
    for (uint32_t f = 0; f < flows; f++) {
        const made_flow *one = &MADE_AT(made, flow, made_flow, f);
        const uint32_t at = made->flow_at[f];
        MADE_U32(flow_product)[at] = product_at[one->product];
        MADE_U32(flow_slot)[at] = made->site_input[one->input];
        MADE_U32(flow_lag)[at] = one->lag;
        MADE_U32(flow_kind)[at] = one->kind;
        MADE_U32(flow_setup)[at] = one->setup;
        MADE_F64(flow_limit)[at] = one->limit;
        MADE_F64(flow_quantity)[at] = one->quantity;
        MADE_F64(flow_military)[at] = one->military;
        MADE_U32(product_first_flow)[product_at[one->product] + 1]++;
        MADE_U32(slot_first_inbound)[made->site_input[one->input] + 1]++;
    }
    for (uint32_t p = 0; p < products; p++) MADE_U32(product_first_flow)[p + 1] += MADE_U32(product_first_flow)[p];
    for (uint32_t k = 0; k < inputs; k++) MADE_U32(slot_first_inbound)[k + 1] += MADE_U32(slot_first_inbound)[k];
    for (uint32_t f = 0; f < flows; f++) key[f] = m->flow_slot[f];
    uint32_t *inbound_at = made_order(flows, inputs, key);
    for (uint32_t f = 0; f < flows; f++) MADE_U32(inbound_flow)[inbound_at[f]] = f;

    for (uint32_t s = 0; s < m->site_count; s++) {
        const made_site *one = &MADE_AT(made, site, made_site, s);
        MADE_U32(site_kind)[s] = one->kind;
        MADE_U32(site_region)[s] = one->region;
        MADE_U32(site_item)[s] = one->item;
        MADE_U32(site_technology)[s] = CK_NONE;
        MADE_F64(site_base_level)[s] = one->waits || one->kind == CK_SITE_STOCKPILE ? 0 : 1;
        MADE_F64(site_capacity)[s] = one->capacity;
        MADE_F64(site_overtime)[s] = one->overtime;
        MADE_F64(site_value_added)[s] = one->value_added;
    }
    for (uint32_t p = 0; p < products; p++) {
        const made_site *site = &MADE_AT(made, site, made_site, m->product_site[p]);
        const bool main = m->site_first_product[m->product_site[p]] == p;
        double sum = 0, limits = 0;
        for (uint32_t f = m->product_first_flow[p]; f < m->product_first_flow[p + 1]; f++) {
            sum += m->flow_quantity[f];
            if (m->flow_kind[f] == CKI_FLOW_WAITING) limits += m->flow_limit[f];
        }
        MADE_F64(product_final)[p] = main ? site->final : 0;
        double output = site->waits ? limits + m->product_discard[p] : (sum + m->product_discard[p]) + m->product_final[p];
        if (!(output > 0)) output = site->output > 0 ? site->output : 1;
        MADE_F64(product_output)[p] = output;
        MADE_F64(product_stock)[p] *= output;
        MADE_F64(product_stock_low)[p] = MADE_F64(product_stock_high)[p] = m->product_stock[p];
        if (main) MADE_F64(site_reference)[m->product_site[p]] = output;
    }
    for (uint32_t k = 0; k < inputs; k++) {
        const made_site *site = &MADE_AT(made, site, made_site, m->slot_site[k]);
        double sum = 0, limits = 0;
        for (uint32_t i = m->slot_first_inbound[k]; i < m->slot_first_inbound[k + 1]; i++) {
            sum += m->flow_quantity[m->inbound_flow[i]];
            if (m->flow_kind[m->inbound_flow[i]] == CKI_FLOW_WAITING) limits += m->flow_limit[m->inbound_flow[i]];
        }
        MADE_F64(slot_use)[k] = site->waits ? limits : sum;
        MADE_F64(slot_stock)[k] = m->slot_use[k] * MADE_AT(made, input, made_input, input_of[k]).stock_days;
        MADE_F64(slot_stock_low)[k] = MADE_F64(slot_stock_high)[k] = m->slot_stock[k];
        if (site->kind == CK_SITE_FINAL_USE) MADE_F64(site_reference)[m->slot_site[k]] = m->slot_use[k];
    }
    for (uint32_t s = 0; s < m->site_count; s++) {
        if (!(m->site_reference[s] > 0)) MADE_F64(site_reference)[s] = 1;
    }
    for (uint32_t i = 0; i < m->project_count; i++) {
        const made_project *one = &MADE_AT(made, project, made_project, i);
        MADE_U32(project_site)[i] = one->site;
        MADE_F64(project_level)[i] = one->level;
        MADE_I32(project_early)[i] = MADE_I32(project_start)[i] = MADE_I32(project_late)[i] = one->start;
        MADE_F64(project_ramp)[i] = one->ramp;
        MADE_F64(project_learning)[i] = one->learning;
        MADE_F64(project_forward)[i] = one->forward;
        MADE_F64(project_trigger)[i] = one->trigger > 0 ? one->trigger : 1e9;
    }
    for (uint32_t i = 0; i < m->stockpile_count; i++) {
        const cki_u32 *one = (const cki_u32 *)made->stockpile.at + 4 * (size_t)i;
        MADE_U32(stockpile_site)[i] = one[0];
        MADE_F64(stockpile_quantity)[i] = one[1];
        MADE_U32(stockpile_military)[i] = one[2];
    }
    free(key);
    free(product_at);
    free(input_of);
    free(inbound_at);
    return m;
}

static inline void made_close(made *made) {
    for (uint32_t i = 0; i < made->memory_count; i++) free(made->memory[i]);
    free(made->model);
    free(made->site_input);
    free(made->flow_at);
    free(made->item.at);
    free(made->site.at);
    free(made->product.at);
    free(made->input.at);
    free(made->flow.at);
    free(made->project.at);
    free(made->stockpile.at);
}

/* ---------------------------------------------------------------- a random world ---------------------------------- */

typedef struct made_dice { uint64_t seed, turn; } made_dice;
static inline double made_unit(made_dice *dice) {
    return ck_random_unit((ck_random){.seed = dice->seed}, 4711, 0, dice->turn++);
}
static inline uint32_t made_below(made_dice *dice, uint32_t n) {
    return (uint32_t)(made_unit(dice) * n);
}

typedef struct made_size { uint32_t regions, items, industries, inputs, industry_inputs, partners; } made_size;

/// A layered world in balance: goods that are made of goods with lower numbers and traded between the markets of all
/// regions, and industries at the end. Region 0 makes most of everything.
static inline void made_world(made *made, uint64_t seed, made_size size) {
    made_dice dice = {seed, 0};
    const uint32_t regions = size.regions, items = size.items, all = items + size.industries;
    for (uint32_t i = 0; i < all; i++) {
        const uint32_t number = made_add_item(made, 1 + 99 * made_unit(&dice));
        made_item *item = &MADE_AT(made, item, made_item, number);
        item->demand = i < items ? 0.1 + 0.3 * made_unit(&dice) : 0.5;
        item->supplier = 1 + 2 * made_unit(&dice);
        item->flexibility = i < items ? 0.5 + 1.5 * made_unit(&dice) : 0.2;
    }
    double *use = calloc((size_t)regions * items, sizeof *use);
    typedef struct asked { uint32_t input, item, region; double quantity; } asked;
    made_list wish = {.each = sizeof(asked)};
    uint32_t *market = malloc((size_t)regions * items * sizeof *market), *market_input = malloc((size_t)regions * items * sizeof *market_input);
    if (use == NULL || market == NULL || market_input == NULL) abort();

    for (uint32_t n = 0; n < size.industries; n++) {
        for (uint32_t r = 0; r < regions; r++) {
            const double output = (1 + 9 * made_unit(&dice)) * (r == 0 ? 5 : 1);
            const uint32_t s = made_add_site(made, CK_SITE_INDUSTRY, r, items + n);
            made_site *site = &MADE_AT(made, site, made_site, s);
            site->final = output;
            site->value_added = output * 1e5;
            made_add_product(made, s, items + n);
            for (uint32_t i = 0; i < size.industry_inputs; i++) {
                const uint32_t item = items / 2 + (n * 7 + i * 5) % (items - items / 2);
                const double quantity = output * (0.1 + made_unit(&dice));
                const uint32_t input = made_add_input(made, s, item);
                made_input *one = &MADE_AT(made, input, made_input, input);
                one->cost_share = 0.02;
                one->stock_days = 5 + 25 * made_unit(&dice);
                one->essentiality = 0.5 + 0.5 * made_unit(&dice);
                *(asked *)made_grow(&wish) = (asked){input, item, r, quantity};
                use[r * items + item] += quantity;
            }
        }
    }
    const uint32_t first_market = made->product.count;       // markets stand side by side, as in a compiled world
    for (uint32_t down = 0; down < items; down++) {
        for (uint32_t r = 0; r < regions; r++) {
            const uint32_t item = items - 1 - down, at = r * items + item;
            market[at] = made_add_site(made, CK_SITE_MARKET, r, item);
            made_add_product(made, market[at], item);
            market_input[at] = made_add_input(made, market[at], item);
        }
    }
    for (uint32_t down = 0; down < items; down++) {
        const uint32_t item = items - 1 - down;
        /* markets where the good is used, made or sold on; makers in region 0 and some others */
        double *made_in = calloc(regions, sizeof *made_in);
        typedef struct trade { uint32_t from, to; double quantity; } trade;
        made_list trades = {.each = sizeof(trade)};
        if (made_in == NULL) abort();
        for (uint32_t r = 0; r < regions; r++) {
            const double wanted = use[r * items + item] > 0 ? use[r * items + item] : 0.01;
            use[r * items + item] = wanted;
            double left = wanted;
            for (uint32_t n = 0; n < size.partners && left > 0; n++) {
                const uint32_t partner = n == 0 ? 0 : made_below(&dice, regions / 2 + 1);
                if (partner == r) continue;
                const double quantity = n == 0 ? 0.5 * wanted : 0.3 * left;
                bool again = false;
                for (uint32_t t = 0; t < trades.count; t++) {
                    const trade *one = &((trade *)trades.at)[t];
                    if (one->from == partner && one->to == r) again = true;
                }
                if (again) continue;
                *(trade *)made_grow(&trades) = (trade){partner, r, quantity};
                made_in[partner] += quantity;
                left -= quantity;
            }
            made_in[r] += left;
        }
        for (uint32_t r = 0; r < regions; r++) {
            MADE_AT(made, input, made_input, market_input[r * items + item]).stock_days = 10 + 30 * made_unit(&dice);
        }
        const uint32_t first_product = first_market + down * regions;
        for (uint32_t r = 0; r < regions; r++) {
            const uint32_t at = r * items + item;
            const uint32_t maker = made_add_site(made, CK_SITE_REST, r, item);
            const uint32_t product = made_add_product(made, maker, item);
            made_site *site = &MADE_AT(made, site, made_site, maker);
            site->overtime = 0.1;
            site->capacity = 1.05 + 0.4 * made_unit(&dice);
            MADE_AT(made, product, made_product, product).stock_days = 10 * made_unit(&dice);
            made_add_flow(made, product, market_input[at], made_in[r], 1 + made_below(&dice, 4));
            for (uint32_t i = 0; i < size.inputs && item > 0; i++) {
                const uint32_t lower = made_below(&dice, item);
                const uint32_t input = made_add_input(made, maker, lower);
                made_input *one = &MADE_AT(made, input, made_input, input);
                one->cost_share = 0.15;
                one->stock_days = 5 + 25 * made_unit(&dice);
                if (i > 0 && made_unit(&dice) < 0.3) {
                    one->group = MADE_AT(made, input, made_input, input - 1).group;
                    one->elasticity_short = MADE_AT(made, input, made_input, input - 1).elasticity_short = 0.3;
                    one->elasticity_long = MADE_AT(made, input, made_input, input - 1).elasticity_long = 1.5;
                    one->elasticity_days = MADE_AT(made, input, made_input, input - 1).elasticity_days = 200;
                }
                const double quantity = made_in[r] * (0.1 + made_unit(&dice));
                *(asked *)made_grow(&wish) = (asked){input, lower, r, quantity};
                use[r * items + lower] += quantity;
            }
        }
        for (uint32_t t = 0; t < trades.count; t++) {
            const trade *one = &((trade *)trades.at)[t];
            made_add_flow(made, first_product + one->from, market_input[one->to * items + item], one->quantity, 5 + made_below(&dice, 45));
        }
        for (uint32_t r = 0; r < regions; r += 3) {                  // ways that nobody uses yet
            const uint32_t from = made_below(&dice, regions);
            if (from == r) continue;
            const uint32_t flow = made_add_flow(made, first_product + from, market_input[r * items + item], 0, 5 + made_below(&dice, 45));
            MADE_AT(made, flow, made_flow, flow).limit = 0.2 * use[r * items + item];
            MADE_AT(made, flow, made_flow, flow).setup = 30;
        }
        free(made_in);
        free(trades.at);
    }
    /* users buy from the market of their region; goods without another user have a final use there */
    for (uint32_t p = 0; p < made->product.count; p++) {
        const uint32_t s = MADE_AT(made, product, made_product, p).site;
        if (MADE_AT(made, site, made_site, s).kind != CK_SITE_MARKET) continue;
        const uint32_t r = MADE_AT(made, site, made_site, s).region, item = MADE_AT(made, site, made_site, s).item;
        market[r * items + item] = p;
    }
    double *sold = calloc((size_t)regions * items, sizeof *sold);
    if (sold == NULL) abort();
    for (uint32_t w = 0; w < wish.count; w++) {
        const asked *one = &((asked *)wish.at)[w];
        made_add_flow(made, market[one->region * items + one->item], one->input, one->quantity, 1 + made_below(&dice, 3));
        sold[one->region * items + one->item] += one->quantity;
    }
    for (uint32_t at = 0; at < regions * items; at++) {
        const double rest = use[at] - sold[at];
        if (!(rest > 1e-9)) continue;
        const uint32_t s = made_add_site(made, CK_SITE_FINAL_USE, at / items, at % items);
        const uint32_t input = made_add_input(made, s, at % items);
        made_add_flow(made, market[at], input, rest, 1);
    }
    free(use);
    free(sold);
    free(market);
    free(market_input);
    free(wish.at);
}

#endif
