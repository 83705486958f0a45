/* All equilibria of a two-player game: vertices of both polytopes, pairs with complete labels, components, subsets. */
#include "base/base.h"
#include "strategy/vertices.h"

typedef struct cki_equilibria_inside {
    cki_polytope   polytope[2];
    cki_vertices   vertices[2];
    cki_dictionary dictionary[2];        // scratch of ck_equilibria_strategy
    uint32_t      *vertex[2];            // vertex of an extreme strategy
} cki_equilibria_inside;

ck_equilibria_options ck_equilibria_options_default(void) {
    return (ck_equilibria_options){.vertex_limit = 2000000, .pair_limit = 100000, .subset_limit = 10000};
}

typedef struct layout {
    int64_t  *matrix[2];
    uint32_t *parent;                    // union-find over strategies of both players

    uint32_t *seen[2];                   // (vertices) strategy of a vertex + 1
    cki_equilibria_inside *inside;
} layout;

/* Row player's mixed strategies live in the polytope whose constraints are the column player's payoffs, and the other
   way round; payoffs are moved so that the smallest is 1. */
static void fill_matrices(const ck_integer_game *game, int64_t *row_side, int64_t *column_side) {
    int64_t low[2] = {INT64_MAX, INT64_MAX};
    for (uint32_t k = 0; k < game->rows * game->columns; k++) {
        if (game->column_payoff[k] < low[0]) low[0] = game->column_payoff[k];
        if (game->row_payoff[k] < low[1]) low[1] = game->row_payoff[k];
    }
    for (uint32_t i = 0; i < game->rows; i++) {
        for (uint32_t j = 0; j < game->columns; j++) {
            row_side[j * game->rows + i] = game->column_payoff[i * game->columns + j] - low[0] + 1;
            column_side[i * game->columns + j] = game->row_payoff[i * game->columns + j] - low[1] + 1;
        }
    }
}

static bool within_limits(const ck_integer_game *game) {
    if (game->rows == 0 || game->columns == 0 || game->rows + game->columns > CK_EXACT_LIMIT) return false;
    const int64_t limit = (int64_t)1 << 61;
    for (uint32_t k = 0; k < game->rows * game->columns; k++) {
        if (game->row_payoff[k] >= limit || game->row_payoff[k] <= -limit) return false;
        if (game->column_payoff[k] >= limit || game->column_payoff[k] <= -limit) return false;
    }
    return true;
}

/* Bound on the width from the numbers after the shift: the largest difference on either side. */
static uint32_t width_of(const ck_integer_game *game, int64_t *matrix[2]) {
    const uint32_t row = cki_polytope_width(matrix[0], game->columns, game->rows);
    const uint32_t column = cki_polytope_width(matrix[1], game->rows, game->columns);
    return row > column ? row : column;
}

static uint32_t pairs_room(const ck_integer_game *game, ck_equilibria_options options) {
    const uint64_t most = (uint64_t)cki_polytope_most(game->rows, game->columns, options.vertex_limit) *
                          cki_polytope_most(game->columns, game->rows, options.vertex_limit);
    return most < options.pair_limit ? (uint32_t)most : options.pair_limit;
}

static void lay_out(const ck_integer_game *game, ck_equilibria_options options, uint32_t width, cki_arena *arena,
                    layout *at, ck_equilibria *equilibria) {
    const uint32_t pairs = pairs_room(game, options), shape[2][2] = {{game->rows, game->columns},
                                                                    {game->columns, game->rows}};
    at->inside = cki_arena_take(arena, 1, sizeof *at->inside);
    cki_equilibria_inside measured, *inside = at->inside != NULL ? at->inside : &measured;
    for (uint32_t side = 0; side < 2; side++) {
        at->matrix[side] = cki_arena_take(arena, (size_t)game->rows * game->columns, sizeof(int64_t));
        const uint32_t most = cki_polytope_most(shape[side][0], shape[side][1], options.vertex_limit);
        cki_vertices_layout(&inside->vertices[side], arena, most);
        cki_dictionary_layout(&inside->dictionary[side], arena, shape[side][1], shape[side][0], width);
        inside->vertex[side] = cki_arena_take(arena, pairs, sizeof(uint32_t));
        at->seen[side] = cki_arena_take(arena, most, sizeof(uint32_t));
    }
    equilibria->equilibrium = cki_arena_take(arena, pairs, sizeof *equilibria->equilibrium);
    equilibria->subset = cki_arena_take(arena, options.subset_limit, sizeof *equilibria->subset);
    at->parent = cki_arena_take(arena, 2 * (size_t)pairs, sizeof(uint32_t));
    equilibria->inside = inside;
}

/* The walk's scratch is needed before the lists of subsets are known: both use what is left of the block. */
static void measure_scratch(const ck_integer_game *game, ck_equilibria_options options, uint32_t width,
                            cki_arena *arena) {
    for (uint32_t side = 0; side < 2; side++) {
        const cki_polytope shape = {.count = side == 0 ? game->rows : game->columns,
                                    .replies = side == 0 ? game->columns : game->rows,
                                    .width = width};
        cki_vertices measured = {.capacity = cki_polytope_most(shape.count, shape.replies, options.vertex_limit)};
        cki_arena hashed = cki_arena_measure();
        cki_vertices_layout(&measured, &hashed, measured.capacity);
        (void)cki_vertices_find(&measured, &shape, arena);
    }
    // lists of subsets: a few megabytes, enough for `subset_limit` subsets of a thousand strategies
    (void)cki_arena_take(arena, options.subset_limit, 256);
}

/* Widest that any game of this size with these numbers can need, without a matrix at hand. */
static uint32_t width_bound(const ck_integer_game *game) {
    int64_t low[2] = {INT64_MAX, INT64_MAX}, high[2] = {INT64_MIN, INT64_MIN};
    for (uint32_t k = 0; k < game->rows * game->columns; k++) {
        const int64_t value[2] = {game->row_payoff[k], game->column_payoff[k]};
        for (uint32_t p = 0; p < 2; p++) {
            if (value[p] < low[p]) low[p] = value[p];
            if (value[p] > high[p]) high[p] = value[p];
        }
    }
    uint32_t width = 1;
    for (uint32_t p = 0; p < 2; p++) {
        const double range = (double)high[p] - (double)low[p] + 2.0;
        const double n = (double)ck_min_u32(game->rows, game->columns) + 1.0;
        const double bits = n * 0.5 * ck_log(n * range * range + 2.0) / 0.6931471805599453;
        const uint32_t needed = (uint32_t)((bits + 16.0) / 64.0) + 1;
        if (needed > width) width = needed;
    }
    return width;
}

size_t ck_equilibria_bytes(const ck_integer_game *game, ck_equilibria_options options) {
    if (!within_limits(game)) return SIZE_MAX;
    const uint32_t width = ck_min_u32(width_bound(game), CKI_WIDE_LIMIT);
    cki_arena arena = cki_arena_measure();
    layout at;
    ck_equilibria measured;
    lay_out(game, options, width, &arena, &at, &measured);
    measure_scratch(game, options, width, &arena);
    return cki_arena_bytes(&arena);
}

/* ---------------------------------------------------------------- pairs ------------------------------------------- */

static ck_status add_pair(ck_equilibria *equilibria, const layout *at, uint32_t room, uint32_t row, uint32_t column) {
    if (equilibria->count == room) return CK_E_LIMIT;
    const uint32_t vertex[2] = {row, column};
    ck_equilibrium *pair = &equilibria->equilibrium[equilibria->count++];
    for (uint32_t side = 0; side < 2; side++) {
        uint32_t *seen = &at->seen[side][vertex[side]];
        if (*seen == 0) {
            at->inside->vertex[side][equilibria->strategy_count[side]++] = vertex[side];
            *seen = equilibria->strategy_count[side];
        }
        pair->strategy[side] = *seen - 1;
    }
    return CK_OK;
}

static uint32_t label_count(uint64_t labels) {
    uint32_t count = 0;
    for (; labels != 0; labels &= labels - 1) count++;
    return count;
}

/* Labels of the column side in the order of the row side. */
static uint64_t turned(uint64_t labels, uint32_t rows, uint32_t columns) {
    return labels >> columns | (labels & (((uint64_t)1 << columns) - 1)) << rows;
}
static uint64_t turned_back(uint64_t labels, uint32_t rows, uint32_t columns) {
    return labels >> rows | (labels & (((uint64_t)1 << rows) - 1)) << columns;
}

static ck_status match(ck_equilibria *equilibria, const layout *at, const ck_integer_game *game, uint32_t room) {
    const uint32_t rows = game->rows, columns = game->columns;
    const cki_vertices *x = &at->inside->vertices[0], *y = &at->inside->vertices[1];
    const uint64_t all = ((uint64_t)1 << (rows + columns)) - 1;
    uint32_t wide = 0;                                   // column vertices with more labels than needed
    for (uint32_t k = 0; k < y->count; k++) wide += label_count(y->item[k].labels) > columns;
    for (uint32_t i = 0; i < x->count; i++) {
        const uint64_t missing = all & ~x->item[i].labels;
        const bool simple = label_count(missing) == columns;
        equilibria->degenerate = equilibria->degenerate || !simple;
        if (simple && wide == 0) {
            const uint32_t k = cki_vertices_at(y, turned_back(missing, rows, columns));
            if (k != CK_NONE) CK_TRY(add_pair(equilibria, at, room, i, k));
            continue;
        }
        for (uint32_t k = 0; k < y->count; k++) {
            if ((missing & ~turned(y->item[k].labels, rows, columns)) != 0) continue;
            CK_TRY(add_pair(equilibria, at, room, i, k));
        }
    }
    equilibria->degenerate = equilibria->degenerate || wide > 0;
    return CK_OK;
}

/* ---------------------------------------------------------------- components -------------------------------------- */

static uint32_t root_of(uint32_t *parent, uint32_t k) {
    while (parent[k] != k) {
        parent[k] = parent[parent[k]];
        k = parent[k];
    }
    return k;
}

static void find_components(ck_equilibria *equilibria, uint32_t *parent) {
    const uint32_t offset = equilibria->strategy_count[0], all = offset + equilibria->strategy_count[1];
    for (uint32_t k = 0; k < all; k++) parent[k] = k;
    for (uint32_t k = 0; k < equilibria->count; k++) {
        const ck_equilibrium *pair = &equilibria->equilibrium[k];
        const uint32_t a = root_of(parent, pair->strategy[0]), b = root_of(parent, offset + pair->strategy[1]);
        parent[a > b ? a : b] = a > b ? b : a;
    }
    for (uint32_t k = 0; k < equilibria->count; k++) {   // roots are strategies of the row player, seen in order
        const uint32_t root = root_of(parent, equilibria->equilibrium[k].strategy[0]);
        equilibria->equilibrium[k].component = root;
    }
    for (uint32_t k = 0; k < equilibria->count; k++) {
        ck_equilibrium *pair = &equilibria->equilibrium[k];
        uint32_t earlier = 0;
        while (earlier < k && root_of(parent, equilibria->equilibrium[earlier].strategy[0]) != pair->component) earlier++;
        pair->component = earlier < k ? equilibria->equilibrium[earlier].component : equilibria->component_count++;
    }
}

/* ---------------------------------------------------------------- maximal Nash subsets ---------------------------- */

/* Closed sets of column strategies under intersection of the neighbourhoods of row strategies: each gives one maximal
   Nash subset. Sets are rows of bits; the list starts with the neighbourhoods. */
typedef struct set_list { uint64_t *bits; uint32_t words, count, capacity; } set_list;

static ck_status keep_set(set_list *list, const uint64_t *set) {
    uint64_t any = 0;
    for (uint32_t w = 0; w < list->words; w++) any |= set[w];
    if (any == 0) return CK_OK;
    for (uint32_t k = 0; k < list->count; k++) {
        if (cki_compare(list->bits + (size_t)k * list->words, set, list->words * sizeof *set) == 0) return CK_OK;
    }
    if (list->count == list->capacity) return CK_E_LIMIT;
    cki_copy(list->bits + (size_t)list->count++ * list->words, set, list->words * sizeof *set);
    return CK_OK;
}

static bool subset_of(const uint64_t *part, const uint64_t *whole, uint32_t words) {
    uint64_t outside = 0;
    for (uint32_t w = 0; w < words; w++) outside |= part[w] & ~whole[w];
    return outside == 0;
}

static ck_status find_subsets(ck_equilibria *equilibria, uint32_t subset_limit, cki_arena *arena) {
    const uint32_t rows = equilibria->strategy_count[0], columns = equilibria->strategy_count[1];
    const uint32_t words = (columns + 63) / 64;
    uint64_t *neighbours = cki_arena_take(arena, (size_t)rows * words, sizeof(uint64_t));
    uint64_t *common = cki_arena_take(arena, words, sizeof(uint64_t));
    CK_TRY(cki_arena_check(arena) < 0 ? CK_E_LIMIT : CK_OK);
    cki_zero(neighbours, (size_t)rows * words * sizeof(uint64_t));
    for (uint32_t k = 0; k < equilibria->count; k++) {
        const ck_equilibrium *pair = &equilibria->equilibrium[k];
        neighbours[(size_t)pair->strategy[0] * words + pair->strategy[1] / 64] |= (uint64_t)1 << pair->strategy[1] % 64;
    }
    // sets grow from the front of what is left, members of the finished subsets follow behind them
    const size_t left = arena->size > arena->used ? (arena->size - arena->used) / 2 : 0;
    const size_t room = left / (words * sizeof(uint64_t));
    set_list list = {.words = words, .capacity = room < subset_limit ? (uint32_t)room : subset_limit};
    list.bits = cki_arena_take(arena, (size_t)list.capacity * words, sizeof(uint64_t));
    for (uint32_t i = 0; i < rows; i++) CK_TRY(keep_set(&list, neighbours + (size_t)i * words));
    for (uint32_t k = 0; k < list.count; k++) {
        for (uint32_t i = 0; i < rows; i++) {
            for (uint32_t w = 0; w < words; w++)
                common[w] = list.bits[(size_t)k * words + w] & neighbours[(size_t)i * words + w];
            CK_TRY(keep_set(&list, common));
        }
    }
    const size_t member_room = arena->size > arena->used ? (arena->size - arena->used) / sizeof(uint32_t) - 4 : 0;
    equilibria->member = cki_arena_take(arena, member_room, sizeof(uint32_t));
    CK_TRY(cki_arena_check(arena) < 0 ? CK_E_LIMIT : CK_OK);
    uint32_t used = 0;
    for (uint32_t k = 0; k < list.count; k++) {
        if ((size_t)used + rows + columns > member_room) return CK_E_LIMIT;
        ck_nash_subset *subset = &equilibria->subset[equilibria->subset_count++];
        const uint64_t *set = list.bits + (size_t)k * words;
        *subset = (ck_nash_subset){.first = {used}};
        for (uint32_t i = 0; i < rows; i++) {
            if (subset_of(set, neighbours + (size_t)i * words, words)) equilibria->member[used++] = i;
        }
        subset->count[0] = used - subset->first[0];
        subset->first[1] = used;
        for (uint32_t j = 0; j < columns; j++) {
            if (set[j / 64] >> j % 64 & 1u) equilibria->member[used++] = j;
        }
        subset->count[1] = used - subset->first[1];
        for (uint32_t e = 0; e < equilibria->count; e++) {
            if (equilibria->equilibrium[e].strategy[0] == equilibria->member[subset->first[0]])
                subset->component = equilibria->equilibrium[e].component;
        }
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

static ck_status too_large(ck_diags *diags, const char *what) {
    return ck_diags_add(diags, CK_E_LIMIT, (ck_place){0}, "the game has more %s than the stated limit",
                        "ask for one equilibrium instead of all", what);
}

ck_status ck_equilibria_find(const ck_integer_game *game, ck_equilibria_options options, void *block, size_t bytes,
                             ck_equilibria *equilibria, ck_diags *diags) {
    *equilibria = (ck_equilibria){0};
    if (game->rows == 0 || game->columns == 0)
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "a player without strategies", "");
    if (!within_limits(game))
        return ck_diags_add(diags, CK_E_LIMIT, (ck_place){0},
                            "%u + %u strategies, or payoffs of more than 61 bits: all equilibria are found exactly for up to "
                            "%u strategies together",
                            "ask for one equilibrium instead of all", game->rows, game->columns, CK_EXACT_LIMIT);
    const uint32_t bound = width_bound(game);
    cki_arena arena = cki_arena_over(block, bytes);
    layout at;
    lay_out(game, options, ck_min_u32(bound, CKI_WIDE_LIMIT), &arena, &at, equilibria);
    CK_TRY(cki_arena_check(&arena));
    fill_matrices(game, at.matrix[0], at.matrix[1]);
    const uint32_t width = ck_min_u32(width_of(game, at.matrix), bound);
    if (width > CKI_WIDE_LIMIT)
        return ck_diags_add(diags, CK_E_LIMIT, (ck_place){0}, "exact numbers of this game need %u bits, at most %u are kept",
                            "round the payoffs, or ask for one equilibrium", 64 * width, 64 * CKI_WIDE_LIMIT);
    equilibria->width = width;
    for (uint32_t side = 0; side < 2; side++) {
        cki_polytope *polytope = &at.inside->polytope[side];
        *polytope = (cki_polytope){.matrix = at.matrix[side],
                                   .count = side == 0 ? game->rows : game->columns,
                                   .replies = side == 0 ? game->columns : game->rows,
                                   .width = width};
        at.inside->dictionary[side].width = width;
        const ck_status status = cki_vertices_find(&at.inside->vertices[side], polytope, &arena);
        if (status == CK_E_LIMIT) return too_large(diags, "vertices");
        CK_TRY(status);
        equilibria->vertex_count[side] = at.inside->vertices[side].count;
        equilibria->base_count[side] = at.inside->vertices[side].bases;
        cki_zero(at.seen[side], at.inside->vertices[side].capacity * sizeof(uint32_t));
    }
    if (match(equilibria, &at, game, pairs_room(game, options)) < 0) return too_large(diags, "extreme equilibria");
    find_components(equilibria, at.parent);
    if (find_subsets(equilibria, options.subset_limit, &arena) < 0) return too_large(diags, "maximal Nash subsets");
    return CK_OK;
}

void ck_equilibria_strategy(const ck_equilibria *equilibria, ck_player player, uint32_t strategy, uint64_t *numerator,
                            uint64_t *denominator) {
    cki_equilibria_inside *inside = equilibria->inside;
    cki_dictionary *dictionary = &inside->dictionary[player];
    const uint32_t width = equilibria->width, count = inside->polytope[player].count;
    cki_dictionary_start(dictionary, &inside->polytope[player]);
    cki_dictionary_go(dictionary, inside->vertices[player].item[inside->vertex[player][strategy]].cobasic);
    uint64_t divisor[CKI_WIDE_LIMIT];
    cki_wide_set(denominator, 0, width);
    cki_wide_set(divisor, 0, width);
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t place = dictionary->place[i];
        if (place < dictionary->rows) {
            cki_wide_copy(numerator + (size_t)i * width,
                          dictionary->entry + ((size_t)place * (count + 1) + count) * width, width);
        } else {
            cki_wide_set(numerator + (size_t)i * width, 0, width);
        }
        cki_wide_gcd(divisor, divisor, numerator + (size_t)i * width, width);
        cki_wide_add(denominator, numerator + (size_t)i * width, width);
    }
    for (uint32_t i = 0; i < count; i++)
        cki_wide_quotient(numerator + (size_t)i * width, numerator + (size_t)i * width, divisor, width);
    cki_wide_quotient(denominator, denominator, divisor, width);
}

void ck_equilibria_probabilities(const ck_equilibria *equilibria, ck_player player, uint32_t strategy,
                                 double *probability) {
    uint64_t numerator[(CK_EXACT_LIMIT + 1) * CKI_WIDE_LIMIT], denominator[CKI_WIDE_LIMIT];
    ck_equilibria_strategy(equilibria, player, strategy, numerator, denominator);
    for (uint32_t i = 0; i < equilibria->inside->polytope[player].count; i++)
        probability[i] = cki_wide_ratio(numerator + (size_t)i * equilibria->width, denominator, equilibria->width);
}
