#include "study/law_deals.h"

#include "law/law.h"

#include <stdlib.h>
#include <string.h>

/* What the law asks about an item, the same wherever it is made. */
typedef struct kind_of_item {
    ck_deal_fact  *fact;
    uint32_t      fact_count;
    ck_deal_share *share;
    uint32_t      share_count;
    double        price;                 // USD per unit of the item
    const char   *field;                 // of the technology that makes it
    const char   *technology_eccn;       // of American technology that makes it
} kind_of_item;

/* How one region comes by an item: from whom it buys, and how it makes its own. */
typedef struct source {
    double   made;                       // unit/yr
    uint32_t recipe;                     // first row of the recipe of its largest maker, CK_NONE
    double   largest;                    // unit/yr of that maker
    double   capacity;                   // unit/yr
} source;

struct ck_law_deals {
    const ck_world *world;
    const ck_model *model;
    const ck_law   *law;
    kind_of_item   *kind;                // (items)
    source         *source;              // (items x regions)
    double         *technology;          // (items x regions x regions) capacity of a region by origin of its technology, unit/yr
    double         *sold;                // (items x regions x regions) item, origin, destination: unit/yr; the diagonal is own make
    ck_host_arena   arena;
    ck_host_arena   tree;                // of the present items
    ck_host_list    items;               // ck_deal_item; of one item made in one region, whoever buys it
    uint32_t        tree_item, made_in;  // CK_NONE: no items yet
    const ck_law_parties *parties;
    ck_law_people   people;
    ck_deal         deal;
    ck_deal_fact    deal_fact[12], party_fact[2][4];
};

static size_t cell(const ck_law_deals *deals, uint32_t item, uint32_t region) {
    return (size_t)item * ck_model_count(deals->model).regions + region;
}

/* ---------------------------------------------------------------- facts of items ---------------------------------- */

static bool law_knows(const ck_law_deals *deals, ck_subject subject, const char *name) {
    return ck_law_find_fact(deals->law, subject, name) != CK_NONE;
}

static void add_fact(const ck_law_deals *deals, kind_of_item *kind, const char *name, const char *text, ck_place place) {
    if (!law_knows(deals, CK_SUBJECT_ITEM, name)) return;
    kind->fact[kind->fact_count++] = (ck_deal_fact){.name = name, .text = text, .place = place};
}

/* "850511;85051110" -> "8505.11": the first code stands for the item, unless facts.csv states a longer one. */
static const char *customs_code(ck_law_deals *deals, const char *codes) {
    if (strlen(codes) < 6) return NULL;
    char *text = ck_host_text(&deals->arena, "0000.00", 7);
    if (text == NULL) return NULL;
    memcpy(text, codes, 4);
    memcpy(text + 5, codes + 4, 2);
    return text;
}

static const char *eccn(ck_law_deals *deals, const char *codes) {
    const char *at = strstr(codes, "ECCN-");
    if (at == NULL) return NULL;
    const size_t length = strcspn(at + 5, ";");
    return ck_host_text(&deals->arena, at + 5, length);
}

/* "3B001" -> "3E001": the entry for the technology of its category; goods on no list are made with technology on none. */
static const char *technology_eccn(ck_law_deals *deals, const char *control) {
    const bool listed = control != NULL && strlen(control) >= 5 && strcmp(control, "EAR99") != 0;
    if (!listed) return "EAR99";
    char *text = ck_host_text(&deals->arena, "0E001", 5);
    if (text == NULL) return "EAR99";
    text[0] = control[0];
    return text;
}

static const char *stated(const kind_of_item *kind, const char *name) {
    for (uint32_t k = 0; k < kind->fact_count; k++) {
        if (strcmp(kind->fact[k].name, name) == 0) return kind->fact[k].text;
    }
    return "";
}

/* Elements whose mines, separation, metals and magnets the announcements on technology name. */
static bool is_rare_earth(const char *element) {
    static const char *const known[] = {"La", "Ce", "Pr", "Nd", "Sm", "Eu", "Gd", "Tb", "Dy", "Ho", "Er", "Tm", "Yb", "Lu", "Y", "Sc"};
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        if (strcmp(known[k], element) == 0) return true;
    }
    return false;
}

static const char *technology_field(const kind_of_item *kind) {
    static const struct { const char *form, *field; } known[] = {
        {"ore", "rare-earth-mining"}, {"concentrate", "rare-earth-mining"}, {"oxide", "rare-earth-separation"},
        {"chloride", "rare-earth-separation"}, {"metal", "rare-earth-metal"}, {"alloy", "magnet-making"},
        {"magnet", "magnet-making"}, {"scrap", "rare-earth-recycling"},
    };
    bool rare = false;
    for (uint32_t k = 0; k < kind->share_count; k++) rare |= is_rare_earth(kind->share[k].element);
    const char *form = stated(kind, "form");
    for (size_t k = 0; rare && k < sizeof known / sizeof *known; k++) {
        if (strcmp(known[k].form, form) == 0) return known[k].field;
    }
    return "other";
}

/* Contents are kg per kg for items counted in tonnes; of an item counted in pieces only presence is said. */
static ck_status read_contents(ck_law_deals *deals) {
    const ck_world *world = deals->world;
    const uint32_t items = ck_model_count(deals->model).items;
    for (uint32_t i = 0; i < items; i++) {
        kind_of_item *kind = &deals->kind[i];
        const ck_item_info info = ck_model_item(deals->model, i);
        kind->share = ck_host_take(&deals->arena, world->content_count, sizeof *kind->share);
        if (kind->share == NULL) return CK_E_MEMORY;
        const bool by_mass = strcmp(info.unit, "t") == 0;
        for (uint32_t c = 0; c < world->content_count; c++) {
            const ck_content_row *row = &world->content[c];
            if (strcmp(row->item, info.id) != 0 || row->mass_share <= 0.0) continue;
            const double percent = by_mass && row->mass_share <= 1.0 ? 100.0 * row->mass_share : __builtin_nan("");
            kind->share[kind->share_count++] = (ck_deal_share){row->element, percent, percent, row->row.place};
        }
    }
    return CK_OK;
}

static ck_status read_items(ck_law_deals *deals) {
    const ck_world *world = deals->world;
    const uint32_t items = ck_model_count(deals->model).items;
    deals->kind = ck_host_take(&deals->arena, items, sizeof *deals->kind);
    if (deals->kind == NULL) return CK_E_MEMORY;
    CK_TRY(read_contents(deals));
    for (uint32_t i = 0; i < items; i++) {
        kind_of_item *kind = &deals->kind[i];
        const ck_item_info info = ck_model_item(deals->model, i);
        kind->price = info.usd_per_unit;
        kind->fact = ck_host_take(&deals->arena, (size_t)world->fact_count + 2, sizeof *kind->fact);   // and two codes
        if (kind->fact == NULL) return CK_E_MEMORY;
        for (uint32_t f = 0; f < world->fact_count; f++) {
            if (strcmp(world->fact[f].item, info.id) != 0) continue;
            add_fact(deals, kind, world->fact[f].fact, world->fact[f].value, world->fact[f].row.place);
        }
        const char *code = customs_code(deals, info.hs), *control = eccn(deals, info.control_codes);
        if (code != NULL && stated(kind, "hs")[0] == '\0') add_fact(deals, kind, "hs", code, (ck_place){0});
        if (stated(kind, "eccn")[0] != '\0') control = stated(kind, "eccn");
        else if (control != NULL) add_fact(deals, kind, "eccn", control, (ck_place){0});
        kind->field = technology_field(kind);
        kind->technology_eccn = technology_eccn(deals, control);
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- who makes and sells what ------------------------ */

static uint32_t recipe_row(const ck_world *world, const char *recipe) {
    for (uint32_t r = 0; recipe[0] != '\0' && r < world->recipe_count; r++) {
        if (strcmp(world->recipe[r].recipe, recipe) == 0) return r;
    }
    return CK_NONE;
}

static void add_maker(ck_law_deals *deals, const ck_site_row *site) {
    const ck_world *world = deals->world;
    const uint32_t item = ck_model_find_item(deals->model, site->item), region = ck_model_find_region(deals->model, site->region);
    if (item == CK_NONE || region == CK_NONE) return;
    source *own = &deals->source[cell(deals, item, region)];
    const uint32_t recipe = recipe_row(world, site->recipe);
    const uint32_t regions = ck_model_count(deals->model).regions, technology = ck_model_find_region(deals->model, site->technology_origin);
    own->made += site->output;
    own->capacity += site->capacity;
    if (technology != CK_NONE) deals->technology[cell(deals, item, region) * regions + technology] += site->capacity;
    if (site->output > own->largest) {
        own->largest = site->output;
        own->recipe = recipe;
    }
    for (uint32_t r = recipe; r < world->recipe_count; r++) {
        if (strcmp(world->recipe[r].recipe, site->recipe) != 0 || strcmp(world->recipe[r].role, "coproduct") != 0) continue;
        const uint32_t beside = ck_model_find_item(deals->model, world->recipe[r].component);
        if (beside == CK_NONE) continue;
        source *second = &deals->source[cell(deals, beside, region)];
        second->made += site->output * world->recipe[r].quantity;
        second->capacity += site->capacity * world->recipe[r].quantity;
        if (technology != CK_NONE) deals->technology[cell(deals, beside, region) * regions + technology] += site->capacity * world->recipe[r].quantity;
    }
}

static ck_status read_trade(ck_law_deals *deals) {
    const ck_world *world = deals->world;
    const ck_model_counts count = ck_model_count(deals->model);
    const size_t cells = (size_t)count.items * count.regions;
    deals->source = ck_host_take(&deals->arena, cells, sizeof *deals->source);
    deals->sold = ck_host_take(&deals->arena, cells * count.regions, sizeof *deals->sold);
    deals->technology = ck_host_take(&deals->arena, cells * count.regions, sizeof *deals->technology);
    if (deals->source == NULL || deals->sold == NULL || deals->technology == NULL) return CK_E_MEMORY;
    for (size_t k = 0; k < cells; k++) deals->source[k].recipe = CK_NONE;
    for (uint32_t s = 0; s < world->site_count; s++) add_maker(deals, &world->site[s]);
    for (uint32_t f = 0; f < world->flow_count; f++) {
        const ck_flow_row *row = &world->flow[f];
        const uint32_t item = ck_model_find_item(deals->model, row->item);
        const uint32_t origin = ck_model_find_region(deals->model, row->origin);
        const uint32_t destination = ck_model_find_region(deals->model, row->destination);
        if (item == CK_NONE || origin == CK_NONE || destination == CK_NONE || !(row->quantity > 0.0)) continue;
        deals->sold[cell(deals, item, origin) * count.regions + destination] += row->quantity;
    }
    for (uint32_t item = 0; item < count.items; item++) {
        for (uint32_t region = 0; region < count.regions; region++) {
            double left = deals->source[cell(deals, item, region)].made;
            for (uint32_t to = 0; to < count.regions; to++) {
                if (to != region) left -= deals->sold[cell(deals, item, region) * count.regions + to];
            }
            deals->sold[cell(deals, item, region) * count.regions + region] = left > 0.0 ? left : 0.0;
        }
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- one deal ---------------------------------------- */

static ck_status add_facts(ck_law_deals *deals, ck_deal_item *node, uint32_t item, uint32_t origin, double value) {
    const kind_of_item *kind = &deals->kind[item];
    ck_deal_fact *fact = ck_host_take(&deals->tree, (size_t)kind->fact_count + 2, sizeof *fact);
    if (fact == NULL) return CK_E_MEMORY;
    uint32_t count = 0;
    for (; count < kind->fact_count; count++) fact[count] = kind->fact[count];
    fact[count++] = (ck_deal_fact){.name = "origin", .text = ck_model_region(deals->model, origin).id};
    fact[count++] = (ck_deal_fact){.name = "value", .number = value, .unit = "USD"};
    node->facts = (ck_deal_facts){fact, count};
    node->share = kind->share;
    node->share_count = kind->share_count;
    node->composition_complete = node->parts_complete = node->technologies_complete = true;
    return CK_OK;
}

/* The region on whose technology at least half of the capacity runs, CK_NONE. */
static uint32_t technology_of(const ck_law_deals *deals, uint32_t item, uint32_t region) {
    const uint32_t regions = ck_model_count(deals->model).regions;
    const double *capacity = deals->technology + cell(deals, item, region) * regions;
    const double half = 0.5 * deals->source[cell(deals, item, region)].capacity;
    uint32_t most = CK_NONE;
    for (uint32_t r = 0; r < regions; r++) {
        if (capacity[r] > 0.0 && capacity[r] >= half && (most == CK_NONE || capacity[r] > capacity[most])) most = r;
    }
    return most;
}

/* Where at least half of the capacity of a region runs on the technology of one country, its make does. */
static ck_status add_technology(ck_law_deals *deals, ck_deal_item *node, uint32_t item, uint32_t origin) {
    enum { FACTS = 4 };
    const uint32_t from = technology_of(deals, item, origin);
    if (from == CK_NONE) return CK_OK;
    const char *country = ck_model_region(deals->model, from).id;
    ck_deal_technology *technology = ck_host_take(&deals->tree, 1, sizeof *technology);
    ck_deal_fact *fact = ck_host_take(&deals->tree, FACTS, sizeof *fact);
    if (technology == NULL || fact == NULL) return CK_E_MEMORY;
    fact[0] = (ck_deal_fact){.name = "origin", .text = country};
    fact[1] = (ck_deal_fact){.name = "field", .text = deals->kind[item].field};
    fact[2] = (ck_deal_fact){.name = "public", .text = "no"};
    fact[3] = (ck_deal_fact){.name = "eccn", .text = strcmp(country, "USA") == 0 ? deals->kind[item].technology_eccn : "NONE"};
    uint32_t count = 0;
    for (uint32_t k = 0; k < FACTS; k++) {
        if (law_knows(deals, CK_SUBJECT_TECHNOLOGY, fact[k].name)) fact[count++] = fact[k];
    }
    *technology = (ck_deal_technology){.name = "process", .facts = {fact, count}};
    node->technology = technology;
    node->technology_count = 1;
    return CK_OK;
}

/* The item and below it what its region puts in, split by where that is bought. `quantity` is in units of the item. */
static ck_status add_item(ck_law_deals *deals, uint32_t item, uint32_t origin, uint32_t parent, double quantity, double smallest,
                          uint32_t level) {
    const ck_model_counts count = ck_model_count(deals->model);
    const uint32_t at = deals->items.count;
    ck_deal_item *node = ck_host_list_add(&deals->tree, &deals->items);
    if (node == NULL) return CK_E_MEMORY;
    node->name = ck_model_item(deals->model, item).id;
    node->parent = parent;
    CK_TRY(add_facts(deals, node, item, origin, quantity * deals->kind[item].price));
    CK_TRY(add_technology(deals, node, item, origin));
    const ck_world *world = deals->world;
    const uint32_t first = deals->source[cell(deals, item, origin)].recipe;
    if (first == CK_NONE || level == CK_LAW_DEALS_LEVELS) return CK_OK;
    for (uint32_t r = first; r < world->recipe_count; r++) {
        if (strcmp(world->recipe[r].recipe, world->recipe[first].recipe) != 0 || strcmp(world->recipe[r].role, "input") != 0) continue;
        const uint32_t input = ck_model_find_item(deals->model, world->recipe[r].component);
        if (input == CK_NONE) continue;
        double bought = 0.0;
        for (uint32_t from = 0; from < count.regions; from++) bought += deals->sold[cell(deals, input, from) * count.regions + origin];
        for (uint32_t from = 0; from < count.regions && bought > 0.0; from++) {
            const double part = deals->sold[cell(deals, input, from) * count.regions + origin] / bought;
            const double amount = quantity * world->recipe[r].quantity * part;
            if (amount * deals->kind[input].price < smallest) continue;
            CK_TRY(add_item(deals, input, from, at, amount, smallest, level + 1));
        }
    }
    return CK_OK;
}

static ck_status make_items(ck_law_deals *deals, uint32_t item, uint32_t made_in) {
    if (deals->tree_item == item && deals->made_in == made_in) return CK_OK;
    ck_host_arena_free(&deals->tree);
    deals->items = (ck_host_list){.each = sizeof(ck_deal_item)};
    deals->tree_item = CK_NONE;
    CK_TRY(add_item(deals, item, made_in, CK_NONE, 1.0, CK_LAW_DEALS_SMALLEST * deals->kind[item].price, 0));
    deals->tree_item = item;
    deals->made_in = made_in;
    return CK_OK;
}

static void say(ck_law_deals *deals, ck_deal_fact *list, uint32_t *count, ck_subject subject, const char *name, const char *text) {
    if (law_knows(deals, subject, name)) list[(*count)++] = (ck_deal_fact){.name = name, .text = text};
}

double ck_law_deals_sold(const ck_law_deals *deals, uint32_t item, uint32_t origin, uint32_t destination) {
    return deals->sold[cell(deals, item, origin) * ck_model_count(deals->model).regions + destination];
}

/* The maker, or who sells on, and the user, with all who hold them. */
static void seat_parties(ck_law_deals *deals, const ck_law_flow *flow) {
    ck_law_people *people = &deals->people;
    ck_law_people_seat(deals->parties, flow->maker, flow->user, people);
    const uint32_t party[2] = {flow->maker, flow->user};
    for (uint32_t p = 0; p < 2; p++) {
        uint32_t count = 0;
        const char *military = p == 1 && flow->end_use == CK_MILITARY ? "yes" : "no";
        say(deals, deals->party_fact[p], &count, CK_SUBJECT_PARTY, "military", military);
        ck_deal_party *one = &people->party[p];
        if (party[p] == CK_LAW_PARTY_PLAIN || party[p] == CK_LAW_PARTY_UNOWNED) {
            one->name = p == 0 ? "makers and traders of the origin" : "users of the destination";
        }
        one->country = ck_model_region(deals->model, p == 0 ? flow->origin : flow->destination).id;
        one->roles = p == 0 ? 1u << CK_ROLE_EXPORTER : 1u << CK_ROLE_IMPORTER | 1u << CK_ROLE_END_USER;
        one->facts = (ck_deal_facts){deals->party_fact[p], count};
    }
}

/* All that the deal of a flow says beside its goods. */
static void say_flow(ck_law_deals *deals, const ck_law_flow *flow) {
    static const char *const words[CK_END_USE_COUNT] = {
        [CK_CIVIL] = "civil", [CK_MILITARY] = "military", [CK_SEMICONDUCTOR] = "civil; logic-chip; memory-chip"};
    const char *from = ck_model_region(deals->model, flow->origin).id, *to = ck_model_region(deals->model, flow->destination).id;
    uint32_t count = 0;
    ck_deal_fact *fact = deals->deal_fact;
    say(deals, fact, &count, CK_SUBJECT_DEAL, "export_from", from);
    say(deals, fact, &count, CK_SUBJECT_DEAL, "destination", to);
    say(deals, fact, &count, CK_SUBJECT_DEAL, "end_use", words[flow->end_use]);
    say(deals, fact, &count, CK_SUBJECT_DEAL, "transfer", flow->made_in == flow->origin ? "export" : "reexport");
    say(deals, fact, &count, CK_SUBJECT_DEAL, "general_licence", "no");
    say(deals, fact, &count, CK_SUBJECT_DEAL, "approved_specially", "no");
    say(deals, fact, &count, CK_SUBJECT_DEAL, "knows_of_risk", "no");
    deals->deal.facts = (ck_deal_facts){fact, count};
    seat_parties(deals, flow);
    deals->deal.name = "flow";
    deals->deal.party = deals->people.party;
    deals->deal.party_count = deals->people.party_count;
    deals->deal.holding = deals->people.holding;
    deals->deal.holding_count = deals->people.holding_count;
    deals->deal.parties_complete = true;
}

const ck_deal *ck_law_deals_get(ck_law_deals *deals, const ck_law_flow *flow) {
    if (make_items(deals, flow->item, flow->made_in) < 0) return NULL;
    say_flow(deals, flow);
    deals->deal.item = deals->items.item;
    deals->deal.item_count = deals->items.count;
    return &deals->deal;
}

const ck_deal *ck_law_deals_beside_goods(ck_law_deals *deals, const ck_law_flow *flow) {
    static const ck_deal_item nothing = {.name = "goods", .parent = CK_NONE};
    say_flow(deals, flow);
    deals->deal.item = &nothing;
    deals->deal.item_count = 1;
    return &deals->deal;
}

/* ---------------------------------------------------------------- life -------------------------------------------- */

ck_status ck_law_deals_open(const ck_world *world, const ck_model *model, const ck_law *law, const ck_law_parties *parties,
                            ck_law_deals **deals, ck_diags *diags) {
    ck_law_deals *made = calloc(1, sizeof *made);
    if (made == NULL) return ck_host_no_memory(diags);
    made->world = world;
    made->model = model;
    made->law = law;
    made->tree_item = CK_NONE;
    made->parties = parties;
    made->people = ck_law_people_make(parties, &made->arena);
    const ck_law_people *people = &made->people;
    if (people->party == NULL || people->holding == NULL || people->seat == NULL || people->sitting == NULL) {
        ck_law_deals_free(made);
        return ck_host_no_memory(diags);
    }
    if (read_items(made) < 0 || read_trade(made) < 0) {
        ck_law_deals_free(made);
        return ck_host_no_memory(diags);
    }
    *deals = made;
    return CK_OK;
}

void ck_law_deals_free(ck_law_deals *deals) {
    if (deals == NULL) return;
    ck_host_arena_free(&deals->tree);
    ck_host_arena_free(&deals->arena);
    free(deals);
}
