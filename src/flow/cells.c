/* Licence cells: which buyers stand before which licence measure, and which dials, refusals and exemptions reach them.
 */
#include "flow/parts.h"

/* Rows of customers for a region and item; they are sorted by region, item and end use. */
typedef struct rows { uint32_t first, end; } rows;

static rows customer_rows(const ck_model *model, uint32_t region, uint32_t item) {
    uint32_t low = 0, high = model->customer_count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        const bool before = model->customer_region[middle] != region ? model->customer_region[middle] < region
                                                                     : model->customer_item[middle] < item;
        if (before) low = middle + 1;
        else high = middle;
    }
    rows found = {low, low};
    while (found.end < model->customer_count && model->customer_region[found.end] == region &&
           model->customer_item[found.end] == item) {
        found.end++;
    }
    return found;
}

static uint32_t first_row_from(const ck_model *model, uint32_t region) {
    uint32_t low = 0, high = model->customer_count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (model->customer_region[middle] < region) low = middle + 1;
        else high = middle;
    }
    return low;
}

static rows region_rows(const ck_model *model, uint32_t region) {
    return (rows){first_row_from(model, region), first_row_from(model, region + 1)};
}

/* Calls for each reference of the flow at which the walk stands; `parts` NULL only counts. The weights of the rows of
   one end use follow their shares of the region's purchases. */
static uint32_t each_reference(cki_parts *parts, const ck_model *model, const cki_walk *walk, uint32_t entry) {
    const uint32_t item = model->product_item[model->flow_product[walk->flow]];
    const rows rows = customer_rows(model, cki_flow_destination(model, walk->flow), item);
    double in_scope = 0.0;
    for (uint32_t use = 0; use < CK_END_USE_COUNT; use++) in_scope += walk->share[use];
    uint32_t count = 0;
    for (uint32_t use = 0; use < CK_END_USE_COUNT; use++) {
        if (!(walk->share[use] > 0.0)) continue;
        double shares = 0.0;
        uint32_t described = 0;
        for (uint32_t row = rows.first; row < rows.end; row++) {
            if (model->customer_end_use[row] != use) continue;
            shares += model->customer_share[row];
            described++;
        }
        const uint32_t references = described > 0 ? described : 1;
        uint32_t row = rows.first;
        for (uint32_t i = 0; i < references; i++, count++) {
            if (described > 0) {
                while (model->customer_end_use[row] != use) row++;
            }
            if (parts != NULL) {
                const uint32_t at = parts->done.reference++;
                const double part = described == 0 ? 1.0
                                    : shares > 0.0 ? model->customer_share[row] / shares
                                                   : 1.0 / described;
                parts->reference_weight[at] = walk->share[use] / in_scope * part;
                parts->reference_group[at] = described > 0 ? model->customer_group[row] : CK_NONE;
                parts->reference_use[at] = use;
                parts->reference_entry[at] = entry;
            }
            row++;
        }
    }
    return count;
}

uint32_t cki_count_references(const ck_model *model, const cki_walk *walk) {
    return each_reference(NULL, model, walk, 0);
}

/* Does adjuster a reach the goods of this flow and end use, as far as they need a licence of this measure? */
static bool reaches(const cki_parts *parts, const ck_model *model, uint32_t a, uint32_t measure, uint32_t flow,
                    uint32_t use) {
    const cki_measure *adjuster = &parts->measure[parts->adjuster[a]], *licence = &parts->measure[measure];
    const bool same_authority = adjuster->authority == licence->authority || adjuster->authority == CK_NONE;
    const uint32_t item = model->product_item[model->flow_product[flow]];
    const uint32_t origin = cki_flow_origin(model, flow), destination = cki_flow_destination(model, flow);
    return same_authority && adjuster->end_use[use] && parts->adjuster_item[(size_t)a * model->item_count + item] &&
           parts->adjuster_origin[(size_t)a * model->region_count + origin] &&
           parts->adjuster_destination[(size_t)a * model->region_count + destination] &&
           cki_reach_holds(model, parts->adjuster_reach[a], item, origin, destination, use);
}

void cki_build_references(cki_parts *parts, const ck_model *model, const cki_walk *walk, uint32_t entry) {
    const uint32_t first = parts->done.reference, words = parts->count.word;
    each_reference(parts, model, walk, entry);
    const uint32_t end = parts->done.reference;

    double before_last = 0.0;                                        // the last weight makes the sum exactly 1
    for (uint32_t r = first; r + 1 < end; r++) before_last += parts->reference_weight[r];
    if (end > first) parts->reference_weight[end - 1] = ck_max(0.0, 1.0 - before_last);

    for (uint32_t r = first; r < end; r++) {
        uint64_t *set = parts->reference_adjusters + (size_t)r * words;
        for (uint32_t word = 0; word < words; word++) set[word] = 0;
        for (uint32_t a = 0; a < parts->done.adjuster; a++) {
            if (reaches(parts, model, a, parts->entry_measure[entry], walk->flow, parts->reference_use[r])) {
                set[a / 64] |= UINT64_C(1) << (a % 64);
            }
        }
    }
}

void cki_build_adjuster(cki_parts *parts, const ck_model *model, const ck_measure *measure, uint32_t m) {
    const uint32_t a = parts->done.adjuster++;
    parts->adjuster[a] = m;
    parts->adjuster_reach[a] = measure->reach;
    for (uint32_t i = 0; i < model->item_count; i++) {
        parts->adjuster_item[(size_t)a * model->item_count + i] = cki_scope_item(model, measure, i);
    }
    for (uint32_t r = 0; r < model->region_count; r++) {
        parts->adjuster_origin[(size_t)a * model->region_count + r] = cki_scope_origin(model, measure, r);
        parts->adjuster_destination[(size_t)a * model->region_count + r] = cki_scope_destination(model, measure, r);
    }
}

bool cki_adjuster_reaches(const cki_parts *parts, uint32_t measure) {
    for (uint32_t a = 0; a < parts->done.adjuster; a++) {
        if (parts->adjuster[a] != measure) continue;
        for (uint32_t c = 0; c < parts->done.cell; c++) {
            if (parts->cell_adjusters[(size_t)c * parts->count.word + a / 64] >> (a % 64) & 1) return true;
        }
    }
    return false;
}

/* ---------------------------------------------------------------- cells ------------------------------------------- */

typedef struct compare { const cki_parts *parts; const ck_model *model; } compare;

static uint32_t destination_of(const compare *with, uint32_t reference) {
    return cki_flow_destination(with->model, with->parts->entry_flow[with->parts->reference_entry[reference]]);
}

static int compare_u64(uint64_t a, uint64_t b) {
    return (a > b) - (a < b);
}

/* By destination, row of customers and end use: the buyers of a cell before it is split by adjusters. */
static int compare_buyers(const compare *with, uint32_t a, uint32_t b) {
    const cki_parts *parts = with->parts;
    int order = compare_u64(destination_of(with, a), destination_of(with, b));
    if (order == 0) order = compare_u64(parts->reference_group[a], parts->reference_group[b]);
    if (order == 0) order = compare_u64(parts->reference_use[a], parts->reference_use[b]);
    return order;
}

static int compare_references(const void *context, uint32_t a, uint32_t b) {
    const compare *with = context;
    int order = compare_buyers(with, a, b);
    const uint32_t words = with->parts->count.word;
    for (uint32_t word = words; word > 0 && order == 0; word--) {
        order = compare_u64(with->parts->reference_adjusters[(size_t)a * words + word - 1],
                            with->parts->reference_adjusters[(size_t)b * words + word - 1]);
    }
    return order;
}

/* splitmix64's finaliser over both, so that neither can hide the other. */
static uint64_t join_keys(uint64_t a, uint64_t b) {
    uint64_t z = a + 0x9e3779b97f4a7c15u * (b + 1);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

static uint64_t text_key(const ck_model *model, uint32_t offset) {
    const char *text = cki_model_text(model, offset);
    return cki_text_hash(text, cki_text_length(text));
}

/* Identity of a row of customers in a region that does not move when other rows come or go: its end use, the
   alphabetically first item that it covers, and its turn among rows of the same region, item and end use. */
static uint64_t group_key(const ck_model *model, uint32_t region, uint32_t group, uint32_t use) {
    if (group == CK_NONE) return use;
    const rows rows = region_rows(model, region);
    uint32_t best = CK_NONE;
    for (uint32_t row = rows.first; row < rows.end; row++) {
        if (model->customer_group[row] != group) continue;
        if (best == CK_NONE ||
            cki_text_compare(cki_model_text(model, model->item_id_text[model->customer_item[row]]),
                             cki_model_text(model, model->item_id_text[model->customer_item[best]])) < 0) {
            best = row;
        }
    }
    uint64_t turn = 0;
    for (uint32_t row = best; row > 0 && model->customer_region[row - 1] == region &&
                              model->customer_item[row - 1] == model->customer_item[best]; row--) {
        turn += model->customer_end_use[row - 1] == use;
    }
    return join_keys(text_key(model, model->item_id_text[model->customer_item[best]]), turn * CK_END_USE_COUNT + use);
}

static uint32_t buyers_of(const ck_model *model, uint32_t region, uint32_t group) {
    const rows rows = region_rows(model, region);
    for (uint32_t row = rows.first; row < rows.end && group != CK_NONE; row++) {
        if (model->customer_group[row] == group) return model->customer_buyers[row];
    }
    return 1;                                                        // nobody counted them: they stand as one
}

/* Adjusters count as a set: their order in the scenario does not matter. */
static uint64_t set_key(uint64_t address, uint64_t sum) {
    return sum == 0 ? address : join_keys(address, sum);
}

static uint64_t member_key(uint64_t measure_key) {
    return join_keys(measure_key, 1);
}

static void open_cell(cki_parts *parts, const ck_model *model, uint32_t m, const compare *with, uint32_t reference,
                      uint32_t part) {
    const uint32_t c = parts->done.cell++, words = parts->count.word;
    cki_cell *cell = &parts->cell[c];
    *cell = (cki_cell){
        .measure = m, .destination = destination_of(with, reference), .part = part,
        .group = parts->reference_group[reference], .end_use = (ck_end_use)parts->reference_use[reference],
    };
    cell->count = buyers_of(model, cell->destination, cell->group);
    cell->address = join_keys(parts->measure[m].key, text_key(model, model->region_id_text[cell->destination]));
    cell->address = join_keys(cell->address, group_key(model, cell->destination, cell->group, (uint32_t)cell->end_use));
    const uint64_t *set = parts->reference_adjusters + (size_t)reference * words;
    uint64_t sum = 0;
    for (uint32_t a = 0; a < parts->done.adjuster; a++) {
        if (set[a / 64] >> (a % 64) & 1) sum += member_key(parts->measure[parts->adjuster[a]].key);
    }
    cell->key = set_key(cell->address, sum);
    for (uint32_t word = 0; word < words; word++) parts->cell_adjusters[(size_t)c * words + word] = set[word];
}

uint64_t cki_cell_key(const ck_scenario *scenario, uint32_t cell, const void *measure_keys, size_t count) {
    uint64_t sum = 0;
    for (uint32_t a = 0; a < scenario->adjuster_count; a++) {
        if ((scenario->cell_adjusters[(size_t)cell * scenario->adjuster_words + a / 64] >> (a % 64) & 1) == 0) continue;
        const uint64_t key = scenario->measure[scenario->adjuster[a]].key;
        for (size_t i = 0; i < count; i++) {
            if (cki_compare((const unsigned char *)measure_keys + i * sizeof key, &key, sizeof key) != 0) continue;
            sum += member_key(key);
            break;
        }
    }
    return set_key(scenario->cell[cell].address, sum);
}

/* Shares of the measure's base quantity; all alike when nothing in scope is traded in the baseline. What parts weigh
   together is summed in the order in which one cell would be, so that it is the same to the last digit. */
static void weigh_cells(cki_parts *parts, const ck_model *model, uint32_t m, uint32_t first_reference) {
    const cki_measure *measure = &parts->measure[m];
    double total = 0.0;
    for (uint32_t r = first_reference; r < parts->done.reference; r++) {
        const uint32_t entry = parts->reference_entry[r];
        const double quantity =
            model->flow_quantity[parts->entry_flow[entry]] * parts->entry_scope[entry] * parts->reference_weight[r];
        cki_cell *cell = &parts->cell[parts->reference_cell[r]];
        cell->weight += quantity;
        (cell - cell->part)->parts_weight += quantity;
        total += quantity;
    }
    uint32_t buyers = 0;
    for (uint32_t c = measure->first_cell; c < measure->end_cell; c++) buyers += parts->cell[c].part == 0;
    for (uint32_t c = measure->first_cell; c < measure->end_cell;) {
        cki_cell *first = &parts->cell[c];
        uint32_t count = 1;
        while (c + count < measure->end_cell && first[count].part > 0) count++;
        const double quantity = first->parts_weight, weight = total > 0.0 ? quantity / total : 1.0 / buyers;
        for (uint32_t part = 0; part < count; part++) {
            first[part].load = quantity > 0.0 ? first[part].weight / quantity : 1.0 / count;
            first[part].weight = weight * first[part].load;
            first[part].parts_weight = weight;
            parts->cell_weight[c + part] = first[part].weight;
        }
        if (count > 1) parts->measure[m].has_parts = true;
        c += count;
    }
}

void cki_build_cells(cki_parts *parts, const ck_model *model, uint32_t m, uint32_t first_reference) {
    const compare with = {parts, model};
    const uint32_t count = parts->done.reference - first_reference;
    for (uint32_t i = 0; i < count; i++) parts->order[i] = first_reference + i;
    cki_sort_indices(parts->order, parts->order_scratch, count, compare_references, &with);

    parts->measure[m].first_cell = parts->done.cell;
    uint32_t part = 0;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t reference = parts->order[i];
        if (i == 0 || compare_references(&with, parts->order[i - 1], reference) != 0) {
            part = i > 0 && compare_buyers(&with, parts->order[i - 1], reference) == 0 ? part + 1 : 0;
            open_cell(parts, model, m, &with, reference, part);
        }
        parts->reference_cell[reference] = parts->done.cell - 1;
    }
    parts->measure[m].end_cell = parts->done.cell;
    weigh_cells(parts, model, m, first_reference);
}

/* ---------------------------------------------------------------- bundles ----------------------------------------- */

/* By the cells that buy on it and their weights. */
static int compare_entries(const void *context, uint32_t a, uint32_t b) {
    const cki_parts *parts = context;
    const uint32_t first_a = parts->entry_first_reference[a], first_b = parts->entry_first_reference[b];
    const uint32_t count_a = parts->entry_first_reference[a + 1] - first_a,
                   count_b = parts->entry_first_reference[b + 1] - first_b;
    int order = compare_u64(count_a, count_b);
    for (uint32_t i = 0; i < count_a && order == 0; i++) {
        order = compare_u64(parts->reference_cell[first_a + i], parts->reference_cell[first_b + i]);
        const double weight_a = parts->reference_weight[first_a + i], weight_b = parts->reference_weight[first_b + i];
        if (order == 0) order = (weight_a > weight_b) - (weight_a < weight_b);
    }
    return order;
}

void cki_build_bundles(cki_parts *parts, uint32_t m) {
    cki_measure *measure = &parts->measure[m];
    measure->first_bundle = parts->done.bundle;
    const uint32_t count = measure->effect == CK_EFFECT_LICENCE ? measure->end_entry - measure->first_entry : 0;
    for (uint32_t i = 0; i < count; i++) parts->order[i] = measure->first_entry + i;
    cki_sort_indices(parts->order, parts->order_scratch, count, compare_entries, parts);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t entry = parts->order[i];
        if (i == 0 || compare_entries(parts, parts->order[i - 1], entry) != 0)
            parts->bundle_entry[parts->done.bundle++] = entry;
        parts->entry_bundle[entry] = parts->done.bundle - 1;
    }
    measure->end_bundle = parts->done.bundle;
}
