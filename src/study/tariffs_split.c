#include "study/tariffs_split.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define PART_MOST 0.95

typedef struct splitting {
    const ck_io_table     *from;
    const ck_tariff_split *wanted;
    ck_split_table        *to;
    ck_diags *diags;
    uint32_t  N, J, C, region;           // of the table; C: categories
    double   *sales, *purchases;         // (J N)
    double   *output, *own;              // (J)
} splitting;

/* ---------------------------------------------------------------- shares ------------------------------------------ */

static ck_status place_row(splitting *s, const ck_split_row *row) {
    const uint32_t j = ck_tariff_find(s->from->sector, s->J, row->sector);
    if (j == CK_NONE) return ck_host_report(s->diags, CK_E_UNKNOWN, row->place, "the table has no sector %q", "", row->sector);
    if (row->partner[0] == '\0') {
        if (!isnan(s->output[j])) return ck_host_report(s->diags, CK_E_DUPLICATE, row->place, "a second row without a partner for sector %q", "", row->sector);
        s->output[j] = row->output;
        s->own[j] = row->own;
        for (uint32_t n = 0; n < s->N; n++) {
            if (isnan(s->sales[j * s->N + n])) s->sales[j * s->N + n] = row->sales;
            if (isnan(s->purchases[j * s->N + n])) s->purchases[j * s->N + n] = row->purchases;
        }
        return CK_OK;
    }
    const uint32_t n = ck_tariff_find(s->from->region, s->N, row->partner);
    if (n == CK_NONE || n == s->region) {
        return ck_host_report(s->diags, CK_E_UNKNOWN, row->place, "%q is no region that the split one trades with", "", row->partner);
    }
    if (!isnan(s->sales[j * s->N + n])) {
        return ck_host_report(s->diags, CK_E_DUPLICATE, row->place, "a second row for sector %q and partner %q", "", row->sector, row->partner);
    }
    s->sales[j * s->N + n] = row->sales;
    s->purchases[j * s->N + n] = row->purchases;
    return CK_OK;
}

static ck_status set_shares(splitting *s) {
    const size_t pairs = (size_t)s->J * s->N;
    ck_host_arena *arena = &s->to->arena;
    s->sales = ck_host_take(arena, pairs, sizeof *s->sales);
    s->purchases = ck_host_take(arena, pairs, sizeof *s->purchases);
    s->output = ck_host_take(arena, s->J, sizeof *s->output);
    s->own = ck_host_take(arena, s->J, sizeof *s->own);
    if (s->sales == NULL || s->purchases == NULL || s->output == NULL || s->own == NULL) return ck_host_no_memory(s->diags);
    for (size_t k = 0; k < pairs; k++) s->sales[k] = s->purchases[k] = (double)NAN;
    for (uint32_t j = 0; j < s->J; j++) s->output[j] = (double)NAN;
    for (int general = 0; general < 2; general++) {                   // partners of their own come first
        for (uint32_t k = 0; k < s->wanted->row_count; k++) {
            if ((s->wanted->row[k].partner[0] == '\0') == (general == 1)) CK_TRY(place_row(s, &s->wanted->row[k]));
        }
    }
    for (uint32_t j = 0; j < s->J; j++) {
        if (!isnan(s->output[j])) continue;
        return ck_host_report(s->diags, CK_E_MISSING, s->wanted->place, "sector %q has no row without a partner in the table of shares",
                              "every sector of the table needs one", s->from->sector[j]);
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- one row of the table ---------------------------- */

typedef struct line { const double *z, *y; double *z_new[2], *y_new[2]; } line;      // [0]: the region or another seller; [1]: the country

static line line_of(const splitting *s, uint32_t i, uint32_t j) {
    const size_t old = (size_t)i * s->J + j, wide = (size_t)(s->N + 1) * s->J, country = (size_t)s->N * s->J + j;
    return (line){s->from->z + old * s->N * s->J, s->from->y + old * s->N * s->C,
                  {s->to->z + old * wide, s->to->z + country * wide},
                  {s->to->y + old * (s->N + 1) * s->C, s->to->y + country * (s->N + 1) * s->C}};
}

/* What region i sells to the split one: by the share of purchases, spread over users as their output. */
static void part_purchases(const splitting *s, uint32_t i, uint32_t j) {
    const line l = line_of(s, i, j);
    const double *z = l.z + (size_t)s->region * s->J, *y = l.y + (size_t)s->region * s->C;
    double all = 0.0, users = 0.0;
    for (uint32_t k = 0; k < s->J; k++) {
        all += z[k];
        users += z[k] * s->output[k];
    }
    for (uint32_t c = 0; c < s->C; c++) {
        all += y[c];
        users += y[c] * s->wanted->final;
    }
    const double tilt = users > 0.0 ? s->purchases[j * s->N + i] * all / users : 0.0;
    for (uint32_t k = 0; k < s->J; k++) {
        const double part = z[k] * fmin(PART_MOST, tilt * s->output[k]);
        l.z_new[0][(size_t)s->N * s->J + k] = part;
        l.z_new[0][(size_t)s->region * s->J + k] = z[k] - part;
    }
    for (uint32_t c = 0; c < s->C; c++) {
        const double part = y[c] * fmin(PART_MOST, tilt * s->wanted->final);
        l.y_new[0][(size_t)s->N * s->C + c] = part;
        l.y_new[0][(size_t)s->region * s->C + c] = y[c] - part;
    }
}

/* What the country sells to the rest of its region: what its share of output leaves after its sales elsewhere, as a share. */
static double sales_inside(const splitting *s, uint32_t j) {
    const line l = line_of(s, s->region, j);
    double made = 0.0, sold = 0.0, rest = 0.0;
    for (uint32_t n = 0; n < s->N; n++) {
        for (uint32_t k = 0; k < s->J + s->C; k++) {
            const double value = k < s->J ? l.z[(size_t)n * s->J + k] : l.y[(size_t)n * s->C + k - s->J];
            const double used = k < s->J ? s->output[k] : s->wanted->final;
            made += value;
            sold += n != s->region ? value * s->sales[j * s->N + n] : value * used * s->own[j];
            rest += n == s->region ? value * (1.0 - used) : 0.0;
        }
    }
    return rest > 0.0 ? fmax(0.0, fmin(PART_MOST, (s->output[j] * made - sold) / rest)) : 0.0;
}

/* What the split region sells: to others by the share of sales, inside by output and own share. */
static void part_sales(const splitting *s, uint32_t j) {
    const line l = line_of(s, s->region, j);
    const double inside = sales_inside(s, j);
    for (uint32_t n = 0; n < s->N; n++) {
        for (uint32_t k = 0; k < s->J + s->C; k++) {
            const bool final = k >= s->J;
            const uint32_t width = final ? s->C : s->J, column = final ? k - s->J : k;
            const double value = final ? l.y[(size_t)n * s->C + column] : l.z[(size_t)n * s->J + column];
            double *const *to = final ? l.y_new : l.z_new;
            const size_t at = (size_t)n * width + column, country = (size_t)s->N * width + column;
            if (n != s->region) {
                to[1][at] = value * s->sales[j * s->N + n];
                to[0][at] = value - to[1][at];
                continue;
            }
            const double used = value * (final ? s->wanted->final : s->output[k]), rest = value - used;
            to[1][country] = used * s->own[j];
            to[0][country] = used - to[1][country];
            to[1][at] = rest * inside;
            to[0][at] = rest - to[1][at];
        }
    }
}

static void copy_others(const splitting *s, uint32_t i, uint32_t j) {
    const line l = line_of(s, i, j);
    for (uint32_t n = 0; n < s->N; n++) {
        if (n == s->region) continue;
        memcpy(l.z_new[0] + (size_t)n * s->J, l.z + (size_t)n * s->J, s->J * sizeof *l.z);
        memcpy(l.y_new[0] + (size_t)n * s->C, l.y + (size_t)n * s->C, s->C * sizeof *l.y);
    }
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

static ck_status make_table(splitting *s) {
    const size_t rows = (size_t)(s->N + 1) * s->J;
    ck_split_table *to = s->to;
    to->z = calloc(rows * rows, sizeof *to->z);
    to->y = calloc(rows * (s->N + 1) * s->C, sizeof *to->y);
    to->x = calloc(rows, sizeof *to->x);
    const char **region = ck_host_take(&to->arena, (size_t)s->N + 1, sizeof *region);
    const char *name = ck_host_join(&to->arena, s->from->name, " with ", s->wanted->code);
    if (to->z == NULL || to->y == NULL || to->x == NULL || region == NULL || name == NULL) return ck_host_no_memory(s->diags);
    memcpy(region, s->from->region, s->N * sizeof *region);
    region[s->N] = s->wanted->code;
    to->table = *s->from;
    to->table.name = name;
    to->table.regions = s->N + 1;
    to->table.region = region;
    to->table.z = to->z;
    to->table.y = to->y;
    to->table.x = to->x;
    to->table.va = NULL;
    return CK_OK;
}

static void sum_output(const splitting *s) {
    const size_t rows = (size_t)(s->N + 1) * s->J, finals = (size_t)(s->N + 1) * s->C;
    for (size_t row = 0; row < rows; row++) {
        for (size_t k = 0; k < rows; k++) s->to->x[row] += s->to->z[row * rows + k];
        for (size_t k = 0; k < finals; k++) s->to->x[row] += s->to->y[row * finals + k];
    }
}

ck_status ck_tariff_split_table(const ck_io_table *table, const ck_tariff_split *wanted, ck_split_table *split, ck_diags *diags) {
    *split = (ck_split_table){0};
    splitting s = {.from = table, .wanted = wanted, .to = split, .diags = diags, .N = table->regions, .J = table->sectors, .C = table->categories,
                   .region = ck_tariff_find(table->region, table->regions, wanted->region)};
    if (s.region == CK_NONE) return ck_host_report(diags, CK_E_UNKNOWN, wanted->place, "the table has no region %q to split", "", wanted->region);
    if (ck_tariff_find(table->region, table->regions, wanted->code) != CK_NONE) {
        return ck_host_report(diags, CK_E_DUPLICATE, wanted->place, "the table has %q already", "leave out split for this table", wanted->code);
    }
    CK_TRY(make_table(&s));
    CK_TRY(set_shares(&s));
    for (uint32_t j = 0; j < s.J; j++) {
        for (uint32_t i = 0; i < s.N; i++) {
            if (i == s.region) continue;
            copy_others(&s, i, j);
            part_purchases(&s, i, j);
        }
        part_sales(&s, j);
    }
    sum_output(&s);
    return CK_OK;
}

void ck_split_table_free(ck_split_table *split) {
    free(split->z);
    free(split->y);
    free(split->x);
    ck_host_arena_free(&split->arena);
}
