#include "strategy/vertices.h"

/* ---------------------------------------------------------------- bounds ------------------------------------------ */

/* log2 of the Hadamard bound over the longer of rows and columns that may take part in a minor. */
static double hadamard_bits(const int64_t *matrix, uint32_t replies, uint32_t count, bool by_row) {
    double bits = 0.0;
    for (uint32_t a = 0; a < (by_row ? replies : count); a++) {
        double square = by_row ? 2.0 : 0.0;              // the column of ones and a unit vector
        for (uint32_t b = 0; b < (by_row ? count : replies); b++) {
            const double value = (double)(by_row ? matrix[a * count + b] : matrix[b * count + a]);
            square += value * value;
        }
        if (square > 1.0) bits += 0.5 * ck_log(square) / 0.6931471805599453;
    }
    if (!by_row) bits += 0.5 * ck_log((double)replies + 1.0) / 0.6931471805599453;
    return bits;
}

uint32_t cki_polytope_width(const int64_t *matrix, uint32_t replies, uint32_t count) {
    const double bits = ck_min(hadamard_bits(matrix, replies, count, true), hadamard_bits(matrix, replies, count, false));
    return (uint32_t)((bits + 16.0) / 64.0) + 1;
}

static uint64_t choose(uint32_t n, uint32_t k, uint64_t limit) {
    if (k > n) return 0;
    if (k > n - k) k = n - k;
    cki_u128 value = 1;
    for (uint32_t i = 1; i <= k; i++) {
        value = value * (n - k + i);
        uint64_t high = (uint64_t)(value >> 64), low = (uint64_t)value;
        if (high != 0) return limit;
        value = low / i;                                 // exact at every step
        if ((uint64_t)value > limit) return limit;
    }
    return (uint64_t)value;
}

uint32_t cki_polytope_most(uint32_t count, uint32_t replies, uint32_t limit) {
    const uint32_t d = count, f = count + replies;
    const uint64_t most = choose(f - (d + 1) / 2, f - d, limit) + choose(f - (d + 2) / 2, f - d, limit);
    return most < limit ? (uint32_t)most + 1 : limit;
}

/* ---------------------------------------------------------------- dictionary -------------------------------------- */

void cki_dictionary_layout(cki_dictionary *dictionary, cki_arena *arena, uint32_t rows, uint32_t columns,
                           uint32_t width) {
    *dictionary = (cki_dictionary){.rows = rows, .columns = columns, .width = width};
    dictionary->entry = cki_arena_take(arena, (size_t)rows * (columns + 1) * width, sizeof(uint64_t));
    dictionary->basic = cki_arena_take(arena, rows, 1);
    dictionary->cobasic = cki_arena_take(arena, columns, 1);
    dictionary->place = cki_arena_take(arena, (size_t)rows + columns, 1);
}

void cki_dictionary_start(cki_dictionary *dictionary, const cki_polytope *polytope) {
    const uint32_t rows = dictionary->rows, columns = dictionary->columns, width = dictionary->width;
    uint64_t *entry = dictionary->entry;
    for (uint32_t i = 0; i < rows; i++) {
        for (uint32_t j = 0; j <= columns; j++, entry += width)
            cki_wide_set(entry, j < columns ? polytope->matrix[i * columns + j] : 1, width);
        dictionary->basic[i] = (uint8_t)(columns + i);
        dictionary->place[columns + i] = (uint8_t)i;
    }
    for (uint32_t j = 0; j < columns; j++) {
        dictionary->cobasic[j] = (uint8_t)j;
        dictionary->place[j] = (uint8_t)(rows + j);
    }
    cki_wide_set(dictionary->denominator, 1, width);
}

CKI_INLINE void exchange(cki_dictionary *dictionary, uint32_t row, uint32_t column, uint32_t width, bool long_shift) {
    const uint32_t stride = (dictionary->columns + 1) * width, columns = dictionary->columns;
    uint64_t *const pivot_row = dictionary->entry + (size_t)row * stride;
    uint64_t pivot[CKI_WIDE_LIMIT];
    cki_wide_copy(pivot, pivot_row + (size_t)column * width, width);
    cki_wide_divisor divisor;
    cki_wide_prepare(&divisor, dictionary->denominator, width);
    for (uint32_t i = 0; i < dictionary->rows; i++) {
        if (i == row) continue;
        uint64_t *const line = dictionary->entry + (size_t)i * stride;
        uint64_t factor[CKI_WIDE_LIMIT];
        cki_wide_copy(factor, line + (size_t)column * width, width);
        for (uint32_t j = 0; j <= columns; j++) {
            if (j == column) continue;
            cki_wide_cross(line + (size_t)j * width, line + (size_t)j * width, pivot, factor,
                           pivot_row + (size_t)j * width, &divisor, width, long_shift ? 2 * width : width + 1);
        }
        cki_wide_negate(factor, width);
        cki_wide_copy(line + (size_t)column * width, factor, width);
    }
    cki_wide_copy(pivot_row + (size_t)column * width, dictionary->denominator, width);
    cki_wide_copy(dictionary->denominator, pivot, width);
    if (cki_wide_negative(pivot, width)) {               // only on the way to a stated basis
        cki_wide_negate(dictionary->denominator, width);
        for (size_t k = 0; k < (size_t)dictionary->rows * (columns + 1); k++)
            cki_wide_negate(dictionary->entry + k * width, width);
    }
}

/* The pivot for the widths that games have in practice, unrolled, and for the others. */
static void pivot_on(cki_dictionary *dictionary, uint32_t row, uint32_t column) {
    const bool long_shift = dictionary->denominator[0] == 0;
    switch (long_shift ? 0 : dictionary->width) {
    case 1: exchange(dictionary, row, column, 1, false); break;
    case 2: exchange(dictionary, row, column, 2, false); break;
    case 3: exchange(dictionary, row, column, 3, false); break;
    default: exchange(dictionary, row, column, dictionary->width, true); break;
    }
    const uint8_t leaving = dictionary->basic[row], entering = dictionary->cobasic[column];
    dictionary->basic[row] = entering;
    dictionary->cobasic[column] = leaving;
    dictionary->place[entering] = (uint8_t)row;
    dictionary->place[leaving] = (uint8_t)(dictionary->rows + column);
}

void cki_dictionary_go(cki_dictionary *dictionary, uint64_t cobasic) {
    const uint32_t width = dictionary->width, stride = (dictionary->columns + 1) * width;
    for (uint32_t column = 0; column < dictionary->columns; column++) {
        if (cobasic >> dictionary->cobasic[column] & 1u) continue;
        for (uint32_t row = 0; row < dictionary->rows; row++) {
            const uint64_t *entry = dictionary->entry + (size_t)row * stride + (size_t)column * width;
            if (!(cobasic >> dictionary->basic[row] & 1u) || cki_wide_zero(entry, width)) continue;
            pivot_on(dictionary, row, column);
            break;
        }
    }
}

/* ---------------------------------------------------------------- ratio test -------------------------------------- */

/* Value of row i in lexicographic column k: the last column for k = 0, then the initial slacks. */
CKI_INLINE const uint64_t *lexicographic(const cki_dictionary *dictionary, uint32_t i, uint32_t k,
                                         const uint64_t *zero, uint32_t width) {
    const uint32_t stride = (dictionary->columns + 1) * width;
    if (k == 0) return dictionary->entry + (size_t)i * stride + (size_t)dictionary->columns * width;
    const uint32_t place = dictionary->place[dictionary->columns + k - 1];
    if (place >= dictionary->rows)
        return dictionary->entry + (size_t)i * stride + (size_t)(place - dictionary->rows) * width;
    return place == i ? dictionary->denominator : zero;
}

/* The row that leaves when `column` enters: smallest ratio, ties by the next lexicographic column. CK_NONE: an open
   edge, which a bounded polytope does not have. */
CKI_INLINE uint32_t leaving_row(const cki_dictionary *dictionary, uint32_t column, uint32_t width) {
    const uint32_t stride = (dictionary->columns + 1) * width;
    const uint64_t zero[CKI_WIDE_LIMIT] = {0};
    uint32_t best = CK_NONE;
    for (uint32_t i = 0; i < dictionary->rows; i++) {
        const uint64_t *entry = dictionary->entry + (size_t)i * stride + (size_t)column * width;
        if (!cki_wide_positive(entry, width)) continue;
        if (best == CK_NONE) {
            best = i;
            continue;
        }
        const uint64_t *best_entry = dictionary->entry + (size_t)best * stride + (size_t)column * width;
        for (uint32_t k = 0; k <= dictionary->rows; k++) {
            const int order =
                cki_wide_compare_products(lexicographic(dictionary, i, k, zero, width), best_entry,
                                          lexicographic(dictionary, best, k, zero, width), entry, width);
            if (order < 0) best = i;
            if (order != 0) break;
        }
    }
    return best;
}

static uint32_t leaving(const cki_dictionary *dictionary, uint32_t column) {
    switch (dictionary->width) {
    case 1: return leaving_row(dictionary, column, 1);
    case 2: return leaving_row(dictionary, column, 2);
    case 3: return leaving_row(dictionary, column, 3);
    default: return leaving_row(dictionary, column, dictionary->width);
    }
}

/* ---------------------------------------------------------------- masks ------------------------------------------- */

/* Slot of a mask in a table of 2^bits slots, or the free one where it belongs. Masks are never 0. */
static size_t mask_slot(const uint64_t *slot, uint32_t bits, uint64_t mask) {
    const size_t last = ((size_t)1 << bits) - 1;
    size_t at = (size_t)cki_mix(mask) & last;
    while (slot[at] != 0 && slot[at] != mask) at = (at + 1) & last;
    return at;
}

static uint32_t bits_for(uint32_t most) {
    uint32_t bits = 4;
    while (((uint64_t)1 << bits) < 2 * (uint64_t)most) bits++;
    return bits;
}

void cki_vertices_layout(cki_vertices *vertices, cki_arena *arena, uint32_t most) {
    *vertices = (cki_vertices){.capacity = most, .slot_bits = bits_for(most)};
    vertices->item = cki_arena_take(arena, most, sizeof *vertices->item);
    vertices->slot = cki_arena_take(arena, (size_t)2 << vertices->slot_bits, sizeof(uint64_t));
}

/* The table holds masks in its first half and indices in its second. */
uint32_t cki_vertices_at(const cki_vertices *vertices, uint64_t labels) {
    const size_t at = mask_slot(vertices->slot, vertices->slot_bits, labels);
    return vertices->slot[at] == 0 ? CK_NONE : (uint32_t)vertices->slot[((size_t)1 << vertices->slot_bits) + at];
}

static ck_status keep_vertex(cki_vertices *vertices, const cki_dictionary *dictionary, uint64_t cobasic) {
    const uint32_t width = dictionary->width, columns = dictionary->columns;
    uint64_t labels = cobasic;
    for (uint32_t i = 0; i < dictionary->rows; i++) {
        if (cki_wide_zero(dictionary->entry + ((size_t)i * (columns + 1) + columns) * width, width))
            labels |= (uint64_t)1 << dictionary->basic[i];
    }
    const uint64_t own = columns == 64 ? UINT64_MAX : ((uint64_t)1 << columns) - 1;
    if ((labels & own) == own) return CK_OK;             // the origin is no strategy
    const size_t at = mask_slot(vertices->slot, vertices->slot_bits, labels);
    if (vertices->slot[at] != 0) return CK_OK;
    if (vertices->count == vertices->capacity) return CK_E_LIMIT;
    vertices->slot[at] = labels;
    vertices->slot[((size_t)1 << vertices->slot_bits) + at] = vertices->count;
    vertices->item[vertices->count++] = (cki_vertex){labels, cobasic};
    return CK_OK;
}

/* ---------------------------------------------------------------- the walk ---------------------------------------- */

typedef struct walk_step { uint8_t row, column; } walk_step;

ck_status cki_vertices_find(cki_vertices *vertices, const cki_polytope *polytope, cki_arena *arena) {
    const size_t mark = cki_arena_mark(arena);
    const uint32_t bits = vertices->slot_bits, most = vertices->capacity;
    cki_dictionary dictionary;
    cki_dictionary_layout(&dictionary, arena, polytope->replies, polytope->count, polytope->width);
    uint64_t *seen = cki_arena_take(arena, (size_t)1 << bits, sizeof *seen);
    walk_step *path = cki_arena_take(arena, (size_t)most + 1, sizeof *path);
    cki_arena_release(arena, mark);
    if (polytope->matrix == NULL) return CK_OK;
    CK_TRY(cki_arena_check(arena));

    cki_zero(seen, sizeof *seen << bits);
    cki_zero(vertices->slot, (sizeof(uint64_t) * 2) << bits);
    vertices->count = 0;
    cki_dictionary_start(&dictionary, polytope);
    uint64_t cobasic = ((uint64_t)1 << polytope->count) - 1;
    seen[mask_slot(seen, bits, cobasic)] = cobasic;
    vertices->bases = 1;
    uint32_t depth = 0, column = 0;
    while (true) {
        for (; column < dictionary.columns; column++) {
            const uint32_t row = leaving(&dictionary, column);
            if (row == CK_NONE) return CK_E_NUMBER;
            const uint64_t next = cobasic ^ (uint64_t)1 << dictionary.cobasic[column] ^ (uint64_t)1
                                                                                           << dictionary.basic[row];
            const size_t at = mask_slot(seen, bits, next);
            if (seen[at] == next) continue;
            if (depth == most) return CK_E_LIMIT;
            seen[at] = next;
            vertices->bases++;
            pivot_on(&dictionary, row, column);
            path[depth++] = (walk_step){(uint8_t)row, (uint8_t)column};
            cobasic = next;
            CK_TRY(keep_vertex(vertices, &dictionary, cobasic));
            if (vertices->bases > most) return CK_E_LIMIT;
            column = UINT32_MAX;                         // the new basis starts with its first column
        }
        if (depth == 0) return CK_OK;
        const walk_step back = path[--depth];
        cobasic ^= (uint64_t)1 << dictionary.cobasic[back.column] ^ (uint64_t)1 << dictionary.basic[back.row];
        pivot_on(&dictionary, back.row, back.column);
        column = back.column + 1;
    }
}
