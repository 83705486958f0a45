/* Who supplies whom: a prior from published flows and gravity, RAS to outputs and uses, published shares, pruning. */
#include "balance.h"

#define GRAVITY_KM 4000.0  // distance over which the prior falls by e
#define DOMESTIC_KM 300.0  // distance inside a region
#define HOME 3.0           // how much likelier a buyer at home is
#define BLOC 1.5           // how much likelier a buyer in a common bloc is
#define SMOOTH_ROUNDS 60u  // RAS of the pure gravity prior: only sizes matter
#define HARD_ROUNDS 400u   // RAS with published flows held, each attempt
#define HARD_ATTEMPTS 3u   // each drops the free cells that are creeping towards zero
#define CREEPING 0.01      // of the smaller of what row and column still need
#define FULL_ROUNDS 20000u // RAS of the last resort and after pruning
#define PRUNE_ATTEMPTS 8u  // each prunes half as much, the last one nothing
#define TOLERANCE 1e-12    // relative miss of a row or column
#define DESCRIBED 0.8      // of what a buyer does not make: listed flows that cover it describe the buyer
#define UNLISTED 1e-3      // of gravity, for other sellers to a buyer that is described
#define LEAST_LEVEL 1e-6   // of pruning, before nothing is pruned
#define MARGIN_ROUNDS 60u  // rounds over the published shares of trade
#define MARGIN_CLOSE 1e-6  // and when they count as met
#define LEAST_SHARE 1e-4   // shares are kept this far from 0 and 1

/* ---------------------------------------------------------------- sums -------------------------------------------- */

static void row_and_column(cki_balance *b, uint32_t item) {
    const uint32_t regions = b->world->region_count;
    double use = 0.0, main = 0.0, joint = 0.0;
    for (uint32_t region = 0; region < regions; region++) {
        const size_t cell = cki_balance_cell(b, item, region);
        use += b->used[cell];
        main += b->made_main[cell];
        joint += b->made_joint[cell];
    }
    const double share = joint > 0.0 ? ck_clamp((use - main) / joint, 0.0, 1.0) : 0.0;
    double total = 0.0;
    for (uint32_t region = 0; region < regions; region++) {
        const size_t cell = cki_balance_cell(b, item, region);
        b->row[cell] = b->made_main[cell] + share * b->made_joint[cell];
        b->column[cell] = b->used[cell];
        total += b->row[cell];
    }
    for (uint32_t region = 0; total > 0.0 && region < regions; region++) {
        b->row[cki_balance_cell(b, item, region)] *= use / total; // equal totals but for rounding
    }
}

/* ---------------------------------------------------------------- priors ------------------------------------------ */

static void gravity_prior(cki_balance *b, uint32_t item) {
    const ck_world *world = b->world;
    const uint32_t regions = world->region_count;
    double total = 0.0; // shares of it: sizes of the prior do not depend on the item's unit
    for (uint32_t j = 0; j < regions; j++) total += b->column[cki_balance_cell(b, item, j)];
    if (!(total > 0.0)) total = 1.0;
    for (uint32_t i = 0; i < regions; i++) {
        for (uint32_t j = 0; j < regions; j++) {
            const ck_region_row *from = &world->region[i], *to = &world->region[j];
            const double km =
                i == j ? DOMESTIC_KM
                       : cki_distance_km(from->latitude_deg, from->longitude_deg, to->latitude_deg, to->longitude_deg);
            const bool common = (b->index.region_blocs[i] & b->index.region_blocs[j]) != 0;
            const double near = i == j ? HOME : common ? BLOC : 1.0;
            b->gravity[cki_balance_pair(b, item, i, j)] = b->row[cki_balance_cell(b, item, i)] *
                                                          (b->column[cki_balance_cell(b, item, j)] / total) * near *
                                                          ck_exp(-km / GRAVITY_KM);
        }
    }
    (void)cki_ras(b->gravity + cki_balance_pair(b, item, 0, 0), regions, regions, b->row + cki_balance_cell(b, item, 0),
                  b->column + cki_balance_cell(b, item, 0), 1e-6, SMOOTH_ROUNDS);
}

/* Quantity of a published flow: as published, or its value over the exporter's price. */
static double known_quantity(const cki_balance *b, uint32_t row) {
    const ck_flow_row *flow = &b->world->flow[row];
    if (!ck_is_nan(flow->quantity)) return flow->quantity;
    const double price = cki_index_price(&b->index, b->index.flow_item[row], b->index.flow_origin[row]);
    return price > 0.0 ? flow->value_musd * 1e6 / price : CK_NAN;
}

static void known_flows(cki_balance *b) {
    const size_t pairs = (size_t)b->world->item_count * b->world->region_count * b->world->region_count;
    for (size_t i = 0; i < pairs; i++) {
        b->known[i] = CK_NAN;
        b->known_row[i] = CK_NONE;
        b->fixed[i] = false;
    }
    for (uint32_t i = 0; i < b->world->flow_count; i++) {
        const ck_flow_row *row = &b->world->flow[i];
        const uint32_t item = b->index.flow_item[i];
        const size_t pair = cki_balance_pair(b, item, b->index.flow_origin[i], b->index.flow_destination[i]);
        b->known[pair] = known_quantity(b, i);
        b->known_row[pair] = i;
        b->fixed[pair] = !cki_is_estimate(row->row.grade) && !ck_is_nan(row->quantity);
    }
}

/* Published flows that a region cannot have made, or cannot have used, are bent to what it can. */
static void fit_fixed(cki_balance *b, uint32_t item) {
    const uint32_t regions = b->world->region_count;
    for (uint32_t region = 0; region < regions; region++) {
        double row = 0.0, column = 0.0;
        for (uint32_t other = 0; other < regions; other++) {
            const size_t out = cki_balance_pair(b, item, region, other), in = cki_balance_pair(b, item, other, region);
            if (b->fixed[out]) row += b->known[out];
            if (b->fixed[in]) column += b->known[in];
        }
        const size_t cell = cki_balance_cell(b, item, region);
        b->rest_row[region] = row > b->row[cell] ? b->row[cell] / row : 1.0;
        b->rest_column[region] = column > b->column[cell] ? b->column[cell] / column : 1.0;
    }
    for (uint32_t i = 0; i < regions; i++) {
        for (uint32_t j = 0; j < regions; j++) {
            const size_t pair = cki_balance_pair(b, item, i, j);
            if (b->fixed[pair]) b->known[pair] *= ck_min(b->rest_row[i], b->rest_column[j]);
        }
    }
}

/* A buyer whose listed purchases, of any grade, cover nearly all that it does not make itself; without any, one that makes
   enough of an item whose flows are listed for others. */
static bool is_described(const cki_balance *b, uint32_t item, uint32_t buyer) {
    double listed = 0.0;
    bool any = false;
    for (uint32_t i = 0; i < b->world->region_count; i++) {
        const double known = b->known[cki_balance_pair(b, item, i, buyer)];
        if (i != buyer && !ck_is_nan(known)) listed += known;
        for (uint32_t j = 0; j < b->world->region_count && !any; j++) {
            any = b->known_row[cki_balance_pair(b, item, i, j)] != CK_NONE;
        }
    }
    const size_t cell = cki_balance_cell(b, item, buyer);
    return any && listed >= DESCRIBED * (b->column[cell] - b->row[cell]);
}

/* Prior of the free cells: a listed value that is not held, else gravity; where a buyer is described by listed flows,
   other sellers count for little: they only supply what the listed ones cannot. */
static void set_prior(cki_balance *b, uint32_t item, bool hold) {
    const uint32_t regions = b->world->region_count;
    for (uint32_t j = 0; j < regions; j++) {
        const double weight = is_described(b, item, j) ? UNLISTED : 1.0;
        for (uint32_t i = 0; i < regions; i++) {
            const size_t pair = cki_balance_pair(b, item, i, j);
            const bool free = !(hold && b->fixed[pair]);
            double value = i == j ? b->gravity[pair] : weight * b->gravity[pair];
            const bool possible =
                b->row[cki_balance_cell(b, item, i)] > 0.0 && b->column[cki_balance_cell(b, item, j)] > 0.0;
            if (!ck_is_nan(b->known[pair])) value = possible ? ck_max(b->known[pair], 1e-9 * value) : 0.0;
            b->matrix[pair] = free ? value : 0.0;
        }
    }
}

/* RAS of the free cells, published cells put back. True when rows and columns are met. */
static bool solve(cki_balance *b, uint32_t item, bool hold, uint32_t rounds, cki_ras_result *result) {
    const uint32_t regions = b->world->region_count;
    double *matrix = b->matrix + cki_balance_pair(b, item, 0, 0);
    for (uint32_t region = 0; region < regions; region++) {
        double row = 0.0, column = 0.0;
        for (uint32_t other = 0; other < regions && hold; other++) {
            const size_t out = cki_balance_pair(b, item, region, other), in = cki_balance_pair(b, item, other, region);
            if (b->fixed[out]) row += b->known[out];
            if (b->fixed[in]) column += b->known[in];
        }
        const size_t cell = cki_balance_cell(b, item, region);
        const double left = b->row[cell] - row, wanted = b->column[cell] - column;
        b->rest_row[region] = left > 1e-13 * b->row[cell] ? left : 0.0;
        b->rest_column[region] = wanted > 1e-13 * b->column[cell] ? wanted : 0.0;
    }
    double rows = 0.0, columns = 0.0;
    for (uint32_t region = 0; region < regions; region++) {
        rows += b->rest_row[region];
        columns += b->rest_column[region];
    }
    for (uint32_t region = 0; region < regions && rows > 0.0; region++) b->rest_row[region] *= columns / rows;
    *result = cki_ras(matrix, regions, regions, b->rest_row, b->rest_column, TOLERANCE, rounds);
    for (uint32_t i = 0; i < regions && hold; i++) {
        for (uint32_t j = 0; j < regions; j++) {
            const size_t pair = cki_balance_pair(b, item, i, j);
            if (b->fixed[pair]) b->matrix[pair] = b->known[pair];
        }
    }
    return result->residual <= 1e-10;
}

static void free_fixed(cki_balance *b, uint32_t item) {
    const size_t first = cki_balance_pair(b, item, 0, 0);
    const size_t pairs = (size_t)b->world->region_count * b->world->region_count;
    for (size_t i = first; i < first + pairs; i++) b->fixed[i] = false;
}

static void clear_fixed(cki_balance *b, uint32_t item) {
    const size_t first = cki_balance_pair(b, item, 0, 0);
    const size_t pairs = (size_t)b->world->region_count * b->world->region_count;
    for (size_t i = first; i < first + pairs; i++) {
        if (b->fixed[i]) b->matrix[i] = 0.0;
    }
}

/* Where published flows leave some free cells nothing, RAS only creeps towards zero there: such cells are dropped. */
static void drop_creeping(cki_balance *b, uint32_t item) {
    const uint32_t regions = b->world->region_count;
    for (uint32_t i = 0; i < regions; i++) {
        for (uint32_t j = 0; j < regions; j++) {
            const size_t pair = cki_balance_pair(b, item, i, j);
            const double least = CREEPING * ck_min(b->rest_row[i], b->rest_column[j]);
            if (i != j && !b->fixed[pair] && b->matrix[pair] < least) b->matrix[pair] = 0.0;
        }
    }
}

/* First holding what is published; where that leaves no solution, with every cell free. */
static void first_solution(cki_balance *b, uint32_t item) {
    cki_ras_result result;
    set_prior(b, item, true);
    for (uint32_t attempt = 0; attempt < HARD_ATTEMPTS; attempt++) {
        if (solve(b, item, true, HARD_ROUNDS, &result)) return;
        drop_creeping(b, item);
        clear_fixed(b, item);
    }
    free_fixed(b, item);
    set_prior(b, item, false);
    (void)solve(b, item, false, FULL_ROUNDS, &result);
}

/* ---------------------------------------------------------------- published shares of trade ----------------------- */

typedef struct trade_sum {
    double part, whole;
} trade_sum;

/* part: what the margin is about; whole: what it is a share of (imports, or all use or output of the region). */
static trade_sum margin_sum(const cki_balance *b, uint32_t margin) {
    const cki_index *index = &b->index;
    const char *kind = b->world->margin[margin].kind;
    const bool exports = cki_text_equal(kind, "export-total"), share = cki_text_equal(kind, "import-share");
    trade_sum sum = {0.0, 0.0};
    for (uint32_t item = 0; item < b->world->item_count; item++) {
        if (!index->item_traded[item] || !cki_takes_item(index, index->margin_item[margin], item)) continue;
        for (uint32_t i = 0; i < b->world->region_count; i++) {
            for (uint32_t j = 0; j < b->world->region_count; j++) {
                if (!cki_takes_region(index, index->margin_region[margin], exports ? i : j)) continue;
                const bool abroad = i != j && !(index->margin_region[margin].kind != CKI_SELECT_ALL &&
                                                cki_takes_region(index, index->margin_region[margin], exports ? j : i));
                const double value = b->matrix[cki_balance_pair(b, item, i, j)];
                if (share) {
                    if (!abroad) continue;
                    sum.whole += value;
                    if (cki_takes_region(index, index->margin_partner[margin], i)) sum.part += value;
                } else {
                    sum.whole += value;
                    if (abroad) sum.part += value;
                }
            }
        }
    }
    return sum;
}

static bool is_trade_margin(const char *kind) {
    return cki_text_equal(kind, "import-share") || cki_text_equal(kind, "import-total") ||
           cki_text_equal(kind, "export-total");
}

/* Multiplies the free cells of a margin by the odds that they are off. Returns how far off it was. */
static double enforce(cki_balance *b, uint32_t margin) {
    const cki_index *index = &b->index;
    const char *kind = b->world->margin[margin].kind;
    const bool exports = cki_text_equal(kind, "export-total"), share = cki_text_equal(kind, "import-share");
    const trade_sum sum = margin_sum(b, margin);
    if (!(sum.whole > 0.0)) return 0.0;
    const double value = b->world->margin[margin].value;
    const double target = ck_clamp(share ? value : value / sum.whole, LEAST_SHARE, 1.0 - LEAST_SHARE);
    const double reached = ck_clamp(sum.part / sum.whole, LEAST_SHARE, 1.0 - LEAST_SHARE);
    const double odds = ck_clamp(target / (1.0 - target) / (reached / (1.0 - reached)), 0.02, 50.0);
    for (uint32_t item = 0; item < b->world->item_count; item++) {
        if (!index->item_traded[item] || !cki_takes_item(index, index->margin_item[margin], item)) continue;
        for (uint32_t i = 0; i < b->world->region_count; i++) {
            for (uint32_t j = 0; j < b->world->region_count; j++) {
                const size_t pair = cki_balance_pair(b, item, i, j);
                if (b->fixed[pair] || i == j || !cki_takes_region(index, index->margin_region[margin], exports ? i : j))
                    continue;
                if (index->margin_region[margin].kind != CKI_SELECT_ALL &&
                    cki_takes_region(index, index->margin_region[margin], exports ? j : i))
                    continue;
                if (share && !cki_takes_region(index, index->margin_partner[margin], i)) continue;
                b->matrix[pair] *= odds;
            }
        }
    }
    return ck_abs(target - reached);
}

static void solve_again(cki_balance *b, uint32_t item) {
    clear_fixed(b, item);
    cki_ras_result result;
    (void)solve(b, item, true, HARD_ROUNDS, &result);
}

static void enforce_margins(cki_balance *b) {
    for (uint32_t round = 0; round < MARGIN_ROUNDS; round++) {
        double worst = 0.0;
        for (uint32_t margin = 0; margin < b->world->margin_count; margin++) {
            if (is_trade_margin(b->world->margin[margin].kind)) worst = ck_max(worst, enforce(b, margin));
        }
        if (round == 0 && worst == 0.0) return;
        for (uint32_t item = 0; item < b->world->item_count; item++) {
            if (b->index.item_traded[item]) solve_again(b, item);
        }
        if (worst < MARGIN_CLOSE) break;
    }
}

/* ---------------------------------------------------------------- pruning ----------------------------------------- */

/* Largest flow of a seller (to others) or of a buyer (from others); CK_NONE when there is none. */
static uint32_t largest_partner(const cki_balance *b, uint32_t item, uint32_t region, bool sells) {
    uint32_t best = CK_NONE;
    double most = 0.0;
    for (uint32_t other = 0; other < b->world->region_count; other++) {
        const uint32_t seller = sells ? region : other, buyer = sells ? other : region;
        const double value = b->matrix[cki_balance_pair(b, item, seller, buyer)];
        if (other == region || !(value > most)) continue;
        best = other;
        most = value;
    }
    return best;
}

/* A buyer that makes less than it uses keeps its largest supplier abroad, a seller that makes more its largest buyer. */
static bool must_stay(const cki_balance *b, uint32_t item, uint32_t seller, uint32_t buyer) {
    const size_t at_seller = cki_balance_cell(b, item, seller), at_buyer = cki_balance_cell(b, item, buyer);
    return (b->column[at_buyer] > b->row[at_buyer] && largest_partner(b, item, buyer, false) == seller) ||
           (b->row[at_seller] > b->column[at_seller] && largest_partner(b, item, seller, true) == buyer);
}

/* Free flows below `share` of the buyer's use and of the seller's output go, and the buyer's largest supplier takes over. */
static void prune(cki_balance *b, uint32_t item, double share) {
    const uint32_t regions = b->world->region_count;
    for (uint32_t j = 0; j < regions; j++) {
        double dropped = 0.0;
        size_t largest = cki_balance_pair(b, item, 0, j);
        for (uint32_t i = 0; i < regions; i++) {
            const size_t pair = cki_balance_pair(b, item, i, j);
            if (b->matrix[pair] > b->matrix[largest]) largest = pair;
        }
        for (uint32_t i = 0; i < regions; i++) {
            const size_t pair = cki_balance_pair(b, item, i, j);
            if (i == j || b->fixed[pair] || pair == largest || !(b->matrix[pair] > 0.0)) continue;
            if (b->matrix[pair] >= share * b->column[cki_balance_cell(b, item, j)]) continue;
            if (b->matrix[pair] >= 10.0 * share * b->row[cki_balance_cell(b, item, i)]) continue;
            if (must_stay(b, item, i, j)) continue;
            dropped += b->matrix[pair];
            b->matrix[pair] = 0.0;
        }
        if (!b->fixed[largest]) b->matrix[largest] += dropped;
    }
}

/* Pruning can leave rows and columns that no scaling meets: then less is pruned, at last nothing. `gravity` has done its
   work and keeps the flows as they were, then the pruned ones. */
static ck_status prune_and_solve(cki_balance *b, uint32_t item, double share) {
    const size_t first = cki_balance_pair(b, item, 0, 0);
    const size_t bytes = (size_t)b->world->region_count * b->world->region_count * sizeof *b->matrix;
    cki_copy(b->gravity + first, b->matrix + first, bytes);
    cki_ras_result result = {0, 0.0};
    bool met = false;
    double level = share;
    for (uint32_t attempt = 0; attempt < PRUNE_ATTEMPTS && !met; attempt++) {
        cki_copy(b->matrix + first, b->gravity + first, bytes);
        if (level > 0.0) prune(b, item, level);
        clear_fixed(b, item);
        met = solve(b, item, true, FULL_ROUNDS, &result);
        level = attempt + 3 < PRUNE_ATTEMPTS ? 0.5 * level : attempt + 2 < PRUNE_ATTEMPTS ? LEAST_LEVEL : 0.0;
    }
    cki_copy(b->gravity + first, b->matrix + first, bytes);
    b->report->item[item].ras_rounds = result.rounds;
    b->report->item[item].ras_residual = result.residual;
    if (met) return CK_OK;
    return ck_diags_add(b->diags, CK_E_NO_SOLUTION, b->world->item[item].row.place,
                        "flows of %q do not meet outputs and uses; the largest relative miss is %g",
                        "look at the published flows of this item in flows.csv", b->world->item[item].item,
                        result.residual);
}

/* The last RAS after the published shares were enforced again; where it does not settle the flows of before stay. */
static void settle(cki_balance *b, uint32_t item) {
    const size_t first = cki_balance_pair(b, item, 0, 0);
    const size_t bytes = (size_t)b->world->region_count * b->world->region_count * sizeof *b->matrix;
    cki_ras_result result = {0, 0.0};
    clear_fixed(b, item);
    if (solve(b, item, true, FULL_ROUNDS, &result)) {
        b->report->item[item].ras_rounds = result.rounds;
        b->report->item[item].ras_residual = result.residual;
    } else {
        cki_copy(b->matrix + first, b->gravity + first, bytes);
    }
}

ck_status cki_balance_trade(cki_balance *b) {
    known_flows(b);
    for (uint32_t item = 0; item < b->world->item_count; item++) {
        if (!b->index.item_traded[item]) continue;
        row_and_column(b, item);
        gravity_prior(b, item);
        fit_fixed(b, item);
        first_solution(b, item);
    }
    enforce_margins(b);
    const double share = b->world->minimum_flow_share > 0.0 ? b->world->minimum_flow_share : 0.0;
    for (uint32_t item = 0; item < b->world->item_count; item++) {
        if (b->index.item_traded[item]) CK_TRY(prune_and_solve(b, item, share));
    }
    enforce_margins(b);
    for (uint32_t item = 0; item < b->world->item_count; item++) {
        if (b->index.item_traded[item]) settle(b, item);
    }
    return CK_OK;
}

double cki_balance_reached(const cki_balance *b, uint32_t margin) {
    const cki_index *index = &b->index;
    const char *kind = b->world->margin[margin].kind;
    if (is_trade_margin(kind)) {
        const trade_sum sum = margin_sum(b, margin);
        if (!cki_text_equal(kind, "import-share")) return sum.part;
        return sum.whole > 0.0 ? sum.part / sum.whole : CK_NAN;
    }
    double part = 0.0, whole = 0.0;
    for (uint32_t item = 0; item < b->world->item_count; item++) {
        if (!cki_takes_item(index, index->margin_item[margin], item)) continue;
        for (uint32_t region = 0; region < b->world->region_count; region++) {
            const size_t cell = cki_balance_cell(b, item, region);
            const double sold = index->item_traded[item] ? b->row[cell] : b->made_main[cell] + b->made_joint[cell];
            whole += sold;
            if (cki_takes_region(index, index->margin_region[margin], region)) part += sold;
        }
    }
    if (cki_text_equal(kind, "output-total")) return part;
    return whole > 0.0 ? part / whole : CK_NAN;
}
