/* ESRI on the sites of a world. A node is a site, an input group of a site, a country's exports of an item, or one of a few nodes that
   never fail and stand for the part of a site that runs without an input. */
#include "study/exposure.h"

#include "base/base.h"
#include "world/model.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

const char *ck_failure_word(ck_failure_kind kind) {
    static const char *const WORD[] = {
#define X(name, word, meaning) word,
        CK_FAILURE_LIST(X)
#undef X
    };
    return WORD[kind];
}

/* An input that nobody needs still has one link, so that its suppliers feel a failing buyer. */
#define LEAST_NEED 1e-9

typedef struct building {
    const ck_model *m;
    ck_world_esri *esri;
    ck_diags *diags;
    uint32_t group_node;   // of input group 0
    uint32_t export_node;  // (items x regions) of item 0, region 0
    uint32_t outside_node; // of ordinal 0
    uint32_t ordinals;     // most input groups of a site
    uint32_t nodes, sectors;
    uint32_t *sector;    // (nodes) 0: goods, 1 + k: the k-th input group of a site
    double *group_value; // (groups)
    double *weight;      // (2 x nodes)
    uint8_t *essential;  // (sectors x sectors)
    ck_link *link;
    size_t links;
    size_t *first; // (failures + 1) into shock
    ck_host_list shocks, failures;
} building;

static bool sells_through_groups(ck_site_kind kind) { return kind != CK_SITE_MARKET && kind != CK_SITE_FINAL_USE; }

static uint32_t exports_of(const building *b, uint32_t item, uint32_t region) {
    return b->export_node + item * b->m->region_count + region;
}

static void add_link(building *b, uint32_t supplier, uint32_t buyer, double value) {
    if (value > 0.0) b->link[b->links++] = (ck_link){supplier, buyer, value};
}

/* ---------------------------------------------------------------- the network ------------------------------------- */

static bool count_nodes(building *b) {
    const ck_model *m = b->m;
    for (uint32_t s = 0; s < m->site_count; s++) {
        const uint32_t groups = m->site_first_group[s + 1] - m->site_first_group[s];
        if (groups > b->ordinals) b->ordinals = groups;
    }
    b->group_node = m->site_count;
    b->export_node = b->group_node + m->input_group_count;
    b->outside_node = b->export_node + m->item_count * m->region_count;
    b->nodes = b->outside_node + b->ordinals;
    b->sectors = b->ordinals + 1;
    ck_host_arena *arena = &b->esri->arena;
    b->sector = ck_host_take(arena, b->nodes, sizeof *b->sector);
    b->group_value = ck_host_take(arena, (size_t)m->input_group_count + 1, sizeof *b->group_value);
    b->weight = ck_host_take(arena, (size_t)2 * b->nodes, sizeof *b->weight);
    b->essential = ck_host_take(arena, (size_t)b->sectors * b->sectors, 1);
    b->link = ck_host_take(arena, (size_t)3 * m->flow_count + (size_t)2 * m->input_group_count + 1, sizeof *b->link);
    return b->sector != NULL && b->group_value != NULL && b->weight != NULL && b->essential != NULL && b->link != NULL;
}

static void add_flows(building *b) {
    const ck_model *m = b->m;
    for (uint32_t f = 0; f < m->flow_count; f++) {
        const ck_flow_info info = ck_model_flow(m, f);
        if (info.base_quantity <= 0.0) continue;
        const double value = info.base_quantity * m->item_price[info.item];
        const uint32_t seller = m->product_site[info.product], buyer = m->slot_site[info.slot],
                       group = m->slot_group[info.slot];
        const bool grouped = sells_through_groups((ck_site_kind)m->site_kind[buyer]);
        const uint32_t to = grouped ? b->group_node + group : buyer;
        if (grouped) b->group_value[group] += value;
        if (info.bilateral) {
            const uint32_t exports = exports_of(b, info.item, info.origin);
            add_link(b, seller, exports, value);
            add_link(b, exports, to, value);
        } else {
            add_link(b, seller, to, value);
        }
    }
}

/* A group serves its site; what the site could make without it comes from a node that never fails. */
static void add_groups(building *b) {
    const ck_model *m = b->m;
    for (uint32_t s = 0; s < m->site_count; s++) {
        for (uint32_t g = m->site_first_group[s]; g < m->site_first_group[s + 1]; g++) {
            const uint32_t ordinal = g - m->site_first_group[s];
            const double need = ck_clamp(m->group_essentiality[g], LEAST_NEED, 1.0);
            b->sector[b->group_node + g] = 1 + ordinal;
            add_link(b, b->group_node + g, s, need * b->group_value[g]);
            add_link(b, b->outside_node + ordinal, s, (1.0 - need) * b->group_value[g]);
        }
    }
    for (uint32_t k = 0; k < b->ordinals; k++) b->sector[b->outside_node + k] = 1 + k;
    // goods add up: markets and groups lose what their suppliers lack; each input group of a site binds on its own
    for (uint32_t from = 0; from < b->sectors; from++)
        for (uint32_t to = 0; to < b->sectors; to++) b->essential[from * b->sectors + to] = from == 0 ? 1 : 2;
}

static void set_weights(building *b) {
    const ck_model *m = b->m;
    for (uint32_t s = 0; s < m->site_count; s++) {
        if (m->site_base_level[s] == 0.0) continue;
        const ck_site_kind kind = (ck_site_kind)m->site_kind[s];
        if (kind == CK_SITE_INDUSTRY) b->weight[s] = m->site_value_added[s];
        if (kind > CK_SITE_RECYCLER) continue;
        for (uint32_t p = m->site_first_product[s]; p < m->site_first_product[s + 1]; p++)
            b->weight[b->nodes + s] += m->product_output[p] * m->item_price[m->product_item[p]];
    }
}

/* ---------------------------------------------------------------- failures ---------------------------------------- */

static ck_failure *begin_failure(building *b, ck_failure failure) {
    ck_failure *one = ck_host_list_add(&b->esri->arena, &b->failures);
    if (one != NULL) *one = failure;
    return one;
}
static bool add_shock(building *b, uint32_t node) {
    ck_esri_shock *shock = ck_host_list_add(&b->esri->arena, &b->shocks);
    if (shock == NULL) return false;
    *shock = (ck_esri_shock){node, 1.0, 1.0};
    ck_failure *last = (ck_failure *)b->failures.item + b->failures.count - 1;
    last->nodes++;
    return true;
}

static bool works(const ck_model *m, uint32_t site) {
    return m->site_base_level[site] > 0.0 &&
           (m->site_kind[site] <= CK_SITE_RECYCLER || m->site_kind[site] == CK_SITE_INDUSTRY);
}

static ck_status add_sites(building *b) {
    const ck_model *m = b->m;
    for (uint32_t s = 0; s < m->site_count; s++) {
        if (!works(m, s)) continue;
        const ck_site_info info = ck_model_site(m, s);
        const ck_failure failure = {.kind = CK_FAIL_SITE,
                                    .name = info.id,
                                    .title = info.name,
                                    .region = info.region,
                                    .item = info.item,
                                    .tier = m->item_tier[info.item]};
        if (begin_failure(b, failure) == NULL || !add_shock(b, s)) return ck_host_no_memory(b->diags);
    }
    return CK_OK;
}

/* The next owner of "Lynas; Iluka", or NULL at the end. */
static const char *next_owner(const char **rest, size_t *length) {
    while (**rest == ';' || **rest == ' ') (*rest)++;
    if (**rest == '\0') return NULL;
    const char *owner = *rest;
    *length = strcspn(owner, ";");
    *rest += *length;
    while (*length > 0 && owner[*length - 1] == ' ') (*length)--;
    return owner;
}

static bool owns(const char *owners, const char *owner, size_t length) {
    size_t found = 0;
    for (const char *one = next_owner(&owners, &found); one != NULL; one = next_owner(&owners, &found))
        if (found == length && strncmp(one, owner, length) == 0) return true;
    return false;
}

/* Owners in the order in which they are first met; a site of several owners stops with each of them. */
static ck_status add_owners(building *b) {
    const ck_model *m = b->m;
    const uint32_t begin = b->failures.count;
    for (uint32_t s = 0; s < m->site_count; s++) {
        const char *rest = ck_model_site(m, s).owner, *owner = NULL;
        size_t length = 0;
        while (works(m, s) && (owner = next_owner(&rest, &length)) != NULL) {
            const ck_failure *known = b->failures.item;
            uint32_t k = begin;
            while (k < b->failures.count &&
                   (strlen(known[k].name) != length || strncmp(known[k].name, owner, length) != 0))
                k++;
            if (k < b->failures.count) continue;
            const char *name = ck_host_text(&b->esri->arena, owner, length);
            const ck_failure failure = {.kind = CK_FAIL_OWNER,
                                        .name = name,
                                        .title = name,
                                        .region = m->site_region[s],
                                        .item = CK_NONE,
                                        .tier = CK_NONE};
            if (name == NULL || begin_failure(b, failure) == NULL) return ck_host_no_memory(b->diags);
            for (uint32_t other = 0; other < m->site_count; other++)
                if (works(m, other) && owns(ck_model_site(m, other).owner, owner, length) && !add_shock(b, other))
                    return ck_host_no_memory(b->diags);
        }
    }
    return CK_OK;
}

static ck_status add_exports(building *b, const double *sold) {
    const ck_model *m = b->m;
    for (uint32_t i = 0; i < m->item_count; i++) {
        for (uint32_t r = 0; r < m->region_count; r++) {
            if (!(sold[exports_of(b, i, r)] > 0.0)) continue;
            const ck_failure failure = {.kind = CK_FAIL_EXPORTS,
                                        .name = ck_model_region(m, r).id,
                                        .title = ck_model_region(m, r).name,
                                        .region = r,
                                        .item = i,
                                        .tier = m->item_tier[i]};
            if (begin_failure(b, failure) == NULL || !add_shock(b, exports_of(b, i, r)))
                return ck_host_no_memory(b->diags);
        }
    }
    return CK_OK;
}

static ck_status add_tiers(building *b, const double *sold) {
    const ck_model *m = b->m;
    for (uint32_t t = 0; t < CK_TIERS; t++) {
        for (uint32_t r = 0; r < m->region_count; r++) {
            bool begun = false;
            for (uint32_t i = 0; i < m->item_count; i++) {
                if (m->item_tier[i] != t || !(sold[exports_of(b, i, r)] > 0.0)) continue;
                const ck_failure failure = {.kind = CK_FAIL_TIER,
                                            .name = ck_model_region(m, r).id,
                                            .title = ck_model_region(m, r).name,
                                            .region = r,
                                            .item = CK_NONE,
                                            .tier = t};
                if (!begun && begin_failure(b, failure) == NULL) return ck_host_no_memory(b->diags);
                begun = true;
                if (!add_shock(b, exports_of(b, i, r))) return ck_host_no_memory(b->diags);
            }
        }
    }
    return CK_OK;
}

static ck_status make_failures(building *b, const double *sold) {
    b->shocks.each = sizeof(ck_esri_shock);
    b->failures.each = sizeof(ck_failure);
    CK_TRY(add_sites(b));
    CK_TRY(add_owners(b));
    CK_TRY(add_exports(b, sold));
    CK_TRY(add_tiers(b, sold));
    b->first = ck_host_take(&b->esri->arena, (size_t)b->failures.count + 1, sizeof *b->first);
    if (b->first == NULL) return ck_host_no_memory(b->diags);
    for (uint32_t k = 0; k < b->failures.count; k++)
        b->first[k + 1] = b->first[k] + ((ck_failure *)b->failures.item)[k].nodes;
    return CK_OK;
}

/* ---------------------------------------------------------------- the run ----------------------------------------- */

typedef struct columns {
    ck_esri_result *result;
    double *index, *at;
    uint32_t *at_iteration;
} columns;

static int by_index(const void *a, const void *b) {
    const ck_failure *x = a, *y = b;
    if (x->kind != y->kind) return x->kind < y->kind ? -1 : 1;
    if (x->index != y->index) return x->index > y->index ? -1 : 1;
    const int name = strcmp(x->name, y->name);
    return name != 0 ? name : x->item < y->item ? -1 : x->item > y->item;
}

typedef struct placed {
    double value;
    size_t at;
} placed;
static int by_value(const void *a, const void *b) {
    const placed *x = a, *y = b;
    return x->value > y->value ? -1 : x->value < y->value ? 1 : x->at < y->at ? -1 : x->at > y->at;
}

/* Of the largest in the end, how many are among the largest at epsilon. */
static uint32_t kept_at(const columns *c, size_t count, uint32_t step, placed *now, placed *then) {
    for (size_t k = 0; k < count; k++) {
        const double value = c->at[k * CK_ESRI_STEPS + step];
        now[k] = (placed){c->result[k].index, k};
        then[k] = (placed){ck_is_nan(value) ? c->result[k].index : value, k};
    }
    qsort(now, count, sizeof *now, by_value);
    qsort(then, count, sizeof *then, by_value);
    uint32_t kept = 0;
    const size_t top = count < CK_STOP_TOP ? count : CK_STOP_TOP;
    for (size_t a = 0; a < top; a++)
        for (size_t b = 0; b < top; b++) kept += now[a].at == then[b].at;
    return kept;
}

static ck_status measure_stop(ck_world_esri *esri, const columns *c, size_t sites, ck_diags *diags) {
    placed *now = calloc(sites + 1, sizeof *now), *then = calloc(sites + 1, sizeof *then);
    const bool good = now != NULL && then != NULL;
    for (uint32_t step = 0; step < CK_STOP_STEPS && good; step++) {
        ck_stop_sensitivity *s = &esri->stop[step];
        *s = (ck_stop_sensitivity){.epsilon = ck_esri_step(step), .kept = kept_at(c, sites, step, now, then)};
        for (size_t k = 0; k < sites; k++) {
            const double value = c->at[k * CK_ESRI_STEPS + step];
            if (ck_is_nan(value)) continue;
            const double gap = c->result[k].index - value;
            s->reached++;
            s->iterations += c->at_iteration[k * CK_ESRI_STEPS + step];
            s->mean_gap += gap;
            s->largest_gap = ck_max(s->largest_gap, gap);
        }
        if (s->reached == 0) continue;
        s->iterations /= (double)s->reached;
        s->mean_gap /= (double)s->reached;
    }
    free(now);
    free(then);
    return good ? CK_OK : ck_host_no_memory(diags);
}

static bool take_columns(columns *c, size_t count) {
    *c = (columns){calloc(count + 1, sizeof *c->result), calloc(2 * count + 1, sizeof *c->index),
                   calloc(count * CK_ESRI_STEPS + 1, sizeof *c->at),
                   calloc(count * CK_ESRI_STEPS + 1, sizeof *c->at_iteration)};
    return c->result != NULL && c->index != NULL && c->at != NULL && c->at_iteration != NULL;
}
static void free_columns(columns *c) {
    free(c->result);
    free(c->index);
    free(c->at);
    free(c->at_iteration);
}

static ck_status cascade(building *b, const ck_network *network, double epsilon, uint32_t threads, columns *c) {
    ck_esri_options options = ck_esri_options_default();
    options.essential = b->essential;
    options.weight = b->weight;
    options.weights = 2;
    options.epsilon = epsilon;
    const size_t bytes = ck_esri_bytes(network, options), crew_bytes = ck_crew_bytes(threads);
    void *block = aligned_alloc(16, bytes), *crew_block = aligned_alloc(16, crew_bytes), *scratch = NULL;
    const ck_esri *esri = NULL;
    ck_crew *crew = NULL;
    ck_status status = block != NULL && crew_block != NULL
                           ? ck_esri_build(network, options, block, bytes, &esri, b->diags)
                           : ck_host_no_memory(b->diags);
    if (status >= 0 && ck_crew_start(threads, crew_block, crew_bytes, &crew) < 0) status = ck_host_no_memory(b->diags);
    const size_t room = status >= 0 ? ck_esri_scratch_bytes(esri, threads) : 0;
    if (status >= 0 && (scratch = aligned_alloc(16, room)) == NULL) status = ck_host_no_memory(b->diags);
    if (status >= 0) {
        const ck_esri_scenarios scenarios = {.count = b->failures.count, .first = b->first, .shock = b->shocks.item};
        const ck_esri_columns wish = {.index = c->index, .at = c->at, .at_iteration = c->at_iteration};
        status = ck_esri_run(esri, scenarios, threads, crew, scratch, room, c->result, wish, b->diags);
    }
    ck_crew_end(crew);
    free(scratch);
    free(crew_block);
    free(block);
    return status;
}

static ck_status gather(building *b, const columns *c) {
    ck_world_esri *esri = b->esri;
    size_t sites = 0;
    esri->failure = b->failures.item;
    esri->count = b->failures.count;
    for (size_t k = 0; k < esri->count; k++) {
        const ck_esri_result *r = &c->result[k];
        ck_failure *to = &esri->failure[k];
        to->index = r->index;
        to->down = r->down;
        to->up = r->up;
        to->chain = c->index[2 * k + 1];
        to->iterations = r->iterations;
        to->touched = r->touched;
        to->settled = r->settled;
        sites += to->kind == CK_FAIL_SITE;
    }
    CK_TRY(measure_stop(esri, c, sites, b->diags)); // sites stand first, in the order of the columns
    qsort(esri->failure, esri->count, sizeof *esri->failure, by_index);
    for (uint32_t kind = 0; kind <= CK_FAILURE_COUNT; kind++) {
        size_t k = 0;
        while (k < esri->count && (uint32_t)esri->failure[k].kind < kind) k++;
        esri->first[kind] = k;
    }
    return CK_OK;
}

static double seconds_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

ck_status ck_world_esri_make(const ck_model *model, double epsilon, uint32_t threads, ck_world_esri *esri,
                             ck_diags *diags) {
    *esri = (ck_world_esri){0};
    building b = {.m = model, .esri = esri, .diags = diags};
    const double start = seconds_now();
    if (!count_nodes(&b)) return ck_host_no_memory(diags);
    add_flows(&b);
    add_groups(&b);
    set_weights(&b);
    const ck_network_spec spec = {
        .firms = b.nodes, .sectors = b.sectors, .regions = 1, .sector = b.sector, .link = b.link, .links = b.links};
    const size_t bytes = ck_network_bytes(&spec);
    void *block = aligned_alloc(16, bytes);
    const ck_network *network = NULL;
    columns c = {0};
    ck_status status =
        block != NULL ? ck_network_build(&spec, block, bytes, &network, diags) : ck_host_no_memory(diags);
    if (status >= 0) status = make_failures(&b, ck_network_see(network).sold);
    if (status >= 0 && !take_columns(&c, b.failures.count)) status = ck_host_no_memory(diags);
    if (status >= 0) status = cascade(&b, network, epsilon, threads, &c);
    if (status >= 0) {
        esri->nodes = b.nodes;
        esri->links = ck_network_see(network).links;
        esri->sites = model->site_count;
        status = gather(&b, &c);
    }
    free_columns(&c);
    free(block);
    esri->seconds = seconds_now() - start;
    return status;
}

void ck_world_esri_free(ck_world_esri *esri) {
    ck_host_arena_free(&esri->arena);
    *esri = (ck_world_esri){0};
}
