/* Selectors: item ids, group:, tier:, code: and *; region ids, bloc: and *; stockpiles, projects, end uses. */
#include "flow/scope.h"

static const char *const TIER_WORD[] = {"upstream", "input", "output", "industry"};
#define TIER_COUNT (sizeof TIER_WORD / sizeof TIER_WORD[0])

cki_reach cki_effect_reach(ck_effect effect) {
    switch (effect) {
        case CK_EFFECT_DIAL: case CK_EFFECT_REFUSAL: case CK_EFFECT_EXEMPTION: return CKI_REACH_LICENCES;
        case CK_EFFECT_RELEASE: return CKI_REACH_STOCKPILES;
        case CK_EFFECT_SUBSIDY: return CKI_REACH_PROJECTS;
        case CK_EFFECT_LICENCE: case CK_EFFECT_BAN: case CK_EFFECT_QUOTA: case CK_EFFECT_DUTY: case CK_EFFECT_FEE:
        case CK_EFFECT_COUNT: break;
    }
    return CKI_REACH_TRADE;
}

/* ---------------------------------------------------------------- one selector ------------------------------------ */

/* The text after a prefix such as "group:", or NULL. */
static const char *after(const char *selector, const char *prefix) {
    return cki_text_starts(selector, prefix) ? selector + cki_text_length(prefix) : NULL;
}

static bool is_all(const char *selector) {
    return cki_text_equal(selector, "*");
}

static bool list_holds(const char *list, const char *word) {
    size_t at = 0, length = 0;
    const char *part = NULL;
    while (cki_text_next_part(list, ';', &at, &part, &length)) {
        if (length > 0 && cki_text_equal_part(word, part, length)) return true;
    }
    return false;
}

/* Does a code of the list begin with the prefix? "1C905" stands for "1C905.a" and all others under it. */
static bool list_holds_prefix(const char *list, const char *prefix) {
    size_t at = 0, length = 0;
    const char *part = NULL;
    const size_t wanted = cki_text_length(prefix);
    while (cki_text_next_part(list, ';', &at, &part, &length)) {
        if (wanted > 0 && length >= wanted && cki_compare(part, prefix, wanted) == 0) return true;
    }
    return false;
}

static bool selects_item(const ck_model *model, const char *selector, uint32_t item) {
    if (is_all(selector)) return true;
    const char *name = after(selector, "group:");
    if (name != NULL) {
        return cki_text_equal(name, cki_model_text(model, model->report_group_text[model->item_report_group[item]]));
    }
    name = after(selector, "tier:");
    if (name != NULL) {
        return model->item_tier[item] < TIER_COUNT && cki_text_equal(name, TIER_WORD[model->item_tier[item]]);
    }
    name = after(selector, "code:");
    if (name != NULL) return list_holds_prefix(cki_model_text(model, model->item_codes_text[item]), name);
    return cki_text_equal(selector, cki_model_text(model, model->item_id_text[item]));
}

static bool selects_region(const ck_model *model, const char *selector, uint32_t region) {
    if (is_all(selector)) return true;
    const char *bloc = after(selector, "bloc:");
    if (bloc != NULL) return list_holds(cki_model_text(model, model->region_blocs_text[region]), bloc);
    return cki_text_equal(selector, cki_model_text(model, model->region_id_text[region]));
}

/* A stockpile goes by its own id or by that of its site. */
static bool selects_stockpile(const ck_model *model, const char *selector, uint32_t site) {
    if (is_all(selector)) return true;
    const char *id = cki_model_text(model, model->site_id_text[site]);
    const char *own = after(id, "stockpile-");
    return cki_text_equal(selector, id) || (own != NULL && cki_text_equal(selector, own));
}

static bool selects_project(const ck_model *model, const char *selector, uint32_t project) {
    return is_all(selector) || cki_text_equal(selector, cki_model_text(model, model->project_id_text[project]));
}

static bool selects_end_use(const ck_model *model, const char *selector, uint32_t end_use) {
    (void)model;
    return is_all(selector) || cki_text_equal(selector, ck_end_use_word((ck_end_use)end_use));
}

typedef bool (*selects)(const ck_model *model, const char *selector, uint32_t at);

static bool selects_any(const ck_model *model, ck_names names, selects selects, uint32_t at) {
    for (uint32_t i = 0; i < names.count; i++) {
        if (selects(model, names.name[i], at)) return true;
    }
    return false;
}

/* ---------------------------------------------------------------- scope of a measure ------------------------------ */

bool cki_scope_item(const ck_model *model, const ck_measure *measure, uint32_t item) {
    return (measure->items.count == 0 || selects_any(model, measure->items, selects_item, item)) &&
           !selects_any(model, measure->except_items, selects_item, item);
}

bool cki_scope_origin(const ck_model *model, const ck_measure *measure, uint32_t region) {
    return (measure->origins.count == 0 || selects_any(model, measure->origins, selects_region, region)) &&
           !selects_any(model, measure->except_origins, selects_region, region);
}

bool cki_scope_destination(const ck_model *model, const ck_measure *measure, uint32_t region) {
    return (measure->destinations.count == 0 || selects_any(model, measure->destinations, selects_region, region)) &&
           !selects_any(model, measure->except_destinations, selects_region, region);
}

bool cki_scope_stockpile(const ck_model *model, const ck_measure *measure, uint32_t site) {
    return measure->stockpiles.count == 0 || selects_any(model, measure->stockpiles, selects_stockpile, site);
}

bool cki_scope_project(const ck_model *model, const ck_measure *measure, uint32_t project) {
    const uint32_t site = model->project_site[project];
    return (measure->projects.count == 0 || selects_any(model, measure->projects, selects_project, project)) &&
           cki_scope_item(model, measure, model->site_item[site]) &&
           cki_scope_origin(model, measure, model->site_region[site]);
}

void cki_scope_end_uses(const ck_measure *measure, bool in_scope[CK_END_USE_COUNT]) {
    for (uint32_t use = 0; use < CK_END_USE_COUNT; use++) {
        in_scope[use] = measure->end_uses.count == 0 || selects_any(NULL, measure->end_uses, selects_end_use, use);
    }
}

void cki_flow_end_uses(const ck_model *model, uint32_t flow, double share[CK_END_USE_COUNT]) {
    share[CK_MILITARY] = model->flow_military[flow];
    share[CK_SEMICONDUCTOR] = model->flow_semiconductor[flow];
    share[CK_CIVIL] = ck_max(0.0, 1.0 - (share[CK_MILITARY] + share[CK_SEMICONDUCTOR]));
}

double cki_share_in_scope(const double share[CK_END_USE_COUNT], const bool in_scope[CK_END_USE_COUNT]) {
    double sum = 0.0;
    bool all = true;
    for (uint32_t use = 0; use < CK_END_USE_COUNT; use++) {
        if (in_scope[use]) sum += share[use];
        else if (share[use] > 0.0) all = false;
    }
    return all ? 1.0 : ck_min(sum, 1.0);
}

/* ---------------------------------------------------------------- walking over flows ------------------------------ */

typedef bool (*in_scope)(const ck_model *model, const ck_measure *measure, uint32_t at);

static bool recall(const cki_walk *walk, cki_memo *memo, in_scope in_scope, uint32_t at) {
    if (at >= 64 * CKI_MEMO_WORDS) return in_scope(walk->model, walk->measure, at);
    const uint64_t bit = UINT64_C(1) << at % 64;
    if ((memo->known[at / 64] & bit) == 0) {
        memo->known[at / 64] |= bit;
        if (in_scope(walk->model, walk->measure, at)) memo->holds[at / 64] |= bit;
    }
    return (memo->holds[at / 64] & bit) != 0;
}

static void begin(cki_walk *walk) {
    bool use[CK_END_USE_COUNT];
    cki_scope_end_uses(walk->measure, use);
    for (uint32_t k = 0; k < CK_END_USE_COUNT; k++) walk->uses |= use[k] ? 1u << k : 0;
    walk->releases = cki_effect_reach(walk->measure->effect) == CKI_REACH_STOCKPILES;
    walk->begun = true;
}

/* The reach of a measure is mostly about few items: the others need no look at their flows. */
static bool reaches_item(const ck_model *model, const ck_measure *measure, uint32_t item) {
    if (!cki_scope_item(model, measure, item)) return false;
    if (measure->reach == NULL) return true;
    const size_t cells = (size_t)model->region_count * model->region_count;
    const uint8_t *cell = measure->reach + item * cells;
    uint64_t eight = 0;
    size_t at = 0;
    for (; at + sizeof eight <= cells; at += sizeof eight) {
        cki_copy(&eight, cell + at, sizeof eight);
        if (eight != 0) return true;
    }
    for (; at < cells; at++) {
        if (cell[at] != 0) return true;
    }
    return false;
}

static bool product_fits(cki_walk *walk) {
    const ck_model *model = walk->model;
    const uint32_t site = model->product_site[walk->product], origin = model->site_region[site];
    const uint32_t item = model->product_item[walk->product];
    if (model->site_kind[site] != (uint32_t)(walk->releases ? CK_SITE_STOCKPILE : CK_SITE_MARKET)) return false;
    walk->reach = walk->measure->reach;
    if (walk->reach != NULL) walk->reach += ((size_t)item * model->region_count + origin) * model->region_count;
    return recall(walk, &walk->items, reaches_item, item) && recall(walk, &walk->origins, cki_scope_origin, origin) &&
           (!walk->releases || cki_scope_stockpile(model, walk->measure, site));
}

/* Of each end use in scope the part whose parties the law names. */
static void take_parts(cki_walk *walk) {
    const ck_model *model = walk->model;
    walk->scope = 0.0;
    for (uint32_t use = 0; use < CK_END_USE_COUNT; use++) {
        walk->share[use] *= cki_reach_part(model, walk->measure->reach_share, model->product_item[walk->product],
                                           cki_flow_origin(model, walk->flow), cki_flow_destination(model, walk->flow), use);
        walk->scope += walk->share[use];
    }
    walk->scope = ck_min(walk->scope, 1.0);
}

/* Is the flow at walk->flow in scope? Fills share and scope. */
static bool flow_fits(cki_walk *walk) {
    const ck_model *model = walk->model;
    const uint32_t kind = model->flow_kind[walk->flow], destination = cki_flow_destination(model, walk->flow);
    if (walk->releases) {
        walk->scope = 1.0;
        return kind == CKI_FLOW_STOCKPILE && recall(walk, &walk->destinations, cki_scope_destination, destination);
    }
    const uint32_t uses = walk->reach != NULL ? walk->uses & walk->reach[destination] : walk->uses;
    if (uses == 0 || (kind != CKI_FLOW_BILATERAL && kind != CKI_FLOW_ROUTE)) return false;
    if (!recall(walk, &walk->destinations, cki_scope_destination, destination)) return false;
    bool in_scope[CK_END_USE_COUNT];
    for (uint32_t use = 0; use < CK_END_USE_COUNT; use++) in_scope[use] = (uses >> use & 1) != 0;
    cki_flow_end_uses(model, walk->flow, walk->share);
    walk->scope = cki_share_in_scope(walk->share, in_scope);
    for (uint32_t use = 0; use < CK_END_USE_COUNT; use++) {
        if (!in_scope[use]) walk->share[use] = 0.0;
    }
    if (walk->measure->reach_share != NULL) take_parts(walk);
    return walk->scope > 0.0;
}

bool cki_walk_next(cki_walk *walk) {
    const ck_model *model = walk->model;
    if (!walk->begun) begin(walk);
    for (; walk->product < model->product_count; walk->product++) {
        if (!walk->entered) {
            walk->entered = true;
            walk->fits = product_fits(walk);
            walk->next_flow = model->product_first_flow[walk->product];
        }
        while (walk->fits && walk->next_flow < model->product_first_flow[walk->product + 1]) {
            walk->flow = walk->next_flow++;
            if (flow_fits(walk)) return true;
        }
        walk->entered = false;
    }
    return false;
}

/* ---------------------------------------------------------------- checks ------------------------------------------ */

typedef const char *(*name_of)(const ck_model *model, uint32_t at);

static const char *item_name(const ck_model *model, uint32_t at) {
    return cki_model_text(model, model->item_id_text[at]);
}
static const char *region_name(const ck_model *model, uint32_t at) {
    return cki_model_text(model, model->region_id_text[at]);
}
static const char *stockpile_name(const ck_model *model, uint32_t at) {
    return cki_model_text(model, model->site_id_text[model->stockpile_site[at]]);
}
static const char *project_name(const ck_model *model, uint32_t at) {
    return cki_model_text(model, model->project_id_text[at]);
}
static const char *end_use_name(const ck_model *model, uint32_t at) {
    (void)model;
    return ck_end_use_word((ck_end_use)at);
}

static bool selects_stockpile_row(const ck_model *model, const char *selector, uint32_t at) {
    return selects_stockpile(model, selector, model->stockpile_site[at]);
}

/* One kind of selector: what it picks from and how that is called. */
typedef struct kind { const char *what, *forms; selects selects; name_of name; uint32_t count; } kind;

/* The id nearest to a misspelt one, or NULL. */
static const char *nearest(const ck_model *model, const kind *kind, const char *selector) {
    const size_t third = cki_text_length(selector) / 3;
    uint32_t limit = third < 1 ? 1 : third > CKI_DISTANCE_LIMIT ? CKI_DISTANCE_LIMIT : (uint32_t)third;
    const char *best = NULL;
    for (uint32_t i = 0; i < kind->count; i++) {
        const uint32_t distance = cki_text_distance(selector, kind->name(model, i), limit);
        if (distance > limit || (best != NULL && distance == limit)) continue;
        best = kind->name(model, i);
        limit = distance;
    }
    return best;
}

static ck_status check_names(const ck_model *model, const ck_measure *measure, ck_names names, const char *list,
                             kind kind, ck_diags *diags) {
    ck_status worst = CK_OK;
    for (uint32_t i = 0; i < names.count; i++) {
        const char *selector = names.name[i];
        bool known = is_all(selector);
        for (uint32_t at = 0; at < kind.count && !known; at++) known = kind.selects(model, selector, at);
        if (known) continue;
        const ck_place place = names.place.file != NULL || names.place.line > 0 ? names.place : measure->place;
        if (cki_text_starts(selector, "code:") && kind.selects == selects_item) {
            ck_diags_add(
                diags, CK_NOTED, place,
                "no item of this world has a control code that begins with %q (%s of measure %q)",
                "the measure does nothing through this code; codes are in the column control_codes of items.csv",
                selector + 5, list, measure->id);
            if (worst == CK_OK) worst = CK_NOTED;
            continue;
        }
        const char *near = nearest(model, &kind, selector);
        if (near != NULL) {
            ck_diags_add(diags, CK_E_UNKNOWN, place, "unknown %s %q in %s of measure %q; expected %s",
                         "did you mean %q?", kind.what, selector, list, measure->id, kind.forms, near);
        } else {
            ck_diags_add(diags, CK_E_UNKNOWN, place, "unknown %s %q in %s of measure %q; expected %s", "", kind.what,
                         selector, list, measure->id, kind.forms);
        }
        if (worst >= 0) worst = CK_E_UNKNOWN;
    }
    return worst;
}

ck_status cki_scope_check(const ck_model *model, const ck_measure *measure, ck_diags *diags) {
    const kind item = {"item", "an id, group:NAME, tier:NAME, code:PREFIX or *", selects_item, item_name,
                       model->item_count};
    const kind region = {"region", "an id, bloc:NAME or *", selects_region, region_name, model->region_count};
    const kind end_use = {"end use", "civil, military or semiconductor", selects_end_use, end_use_name,
                          CK_END_USE_COUNT};
    const kind stockpile = {"stockpile", "an id or *", selects_stockpile_row, stockpile_name, model->stockpile_count};
    const kind project = {"project", "an id or *", selects_project, project_name, model->project_count};
    const struct { ck_names names; const char *list; kind kind; } check[] = {
        {measure->items, "items", item},
        {measure->except_items, "except_items", item},
        {measure->origins, "origins", region},
        {measure->except_origins, "except_origins", region},
        {measure->destinations, "destinations", region},
        {measure->except_destinations, "except_destinations", region},
        {measure->end_uses, "end_uses", end_use},
        {measure->stockpiles, "stockpiles", stockpile},
        {measure->projects, "projects", project},
    };
    ck_status worst = CK_OK;
    for (size_t i = 0; i < sizeof check / sizeof check[0]; i++) {
        const ck_status status = check_names(model, measure, check[i].names, check[i].list, check[i].kind, diags);
        if (worst >= 0 && status != CK_OK) worst = status;
    }
    if (measure->authority == NULL || measure->authority[0] == '\0') return worst;
    for (uint32_t r = 0; r < model->region_count; r++) {
        if (cki_text_equal(measure->authority, region_name(model, r))) return worst;
    }
    const char *near = nearest(model, &region, measure->authority);
    ck_diags_add(diags, CK_E_UNKNOWN, measure->place, "unknown region %q as authority of measure %q",
                 near != NULL ? "did you mean %q?" : "", measure->authority, measure->id, near);
    return worst >= 0 ? CK_E_UNKNOWN : worst;
}
