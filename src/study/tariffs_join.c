#include "study/tariffs_join.h"

#include "io/csv.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct flow_sum { double now, base, first_quantity, first_value; } flow_sum;
typedef struct price_sum { double sum; uint32_t count; } price_sum;

typedef struct joining {
    const ck_io_table  *table;
    ck_tariff_scenario *scenario;
    ck_joined *joined;
    ck_diags  *diags;
    const char *name;                    // of the run's scenario; lines of its comparisons are left out
    char      *last, *first;             // months: the last of the run, and the first that counts
    char      *first_of_all;
    flow_sum  *flow;                     // (groups x exporters x regions of the table)
    price_sum *inside, *outside;         // (items)
    price_sum *into;                     // where prices go that are being read
    double     lost;
    uint32_t   groups, exporters;
    const char **group;                  // (groups) names
} joining;

/* The table's region for a region of the run; what the table has not belongs to its rest of the world. */
static uint32_t table_region(const joining *j, const char *iso3) {
    uint32_t rest = CK_NONE;
    for (uint32_t r = 0; r < j->scenario->region_count; r++) {
        const ck_tariff_region *region = &j->scenario->region[r];
        const uint32_t own = strcmp(region->iso3, iso3) == 0 ? ck_tariff_find(j->table->region, j->table->regions, region->code) : CK_NONE;
        if (own != CK_NONE) return own;
        if (strcmp(region->iso3, "ROW") == 0) rest = ck_tariff_find(j->table->region, j->table->regions, region->code);
    }
    const uint32_t same = ck_tariff_find(j->table->region, j->table->regions, iso3);
    return same != CK_NONE ? same : rest;
}

static ck_status read(joining *j, const char *file, const ck_csv_column *column, uint32_t columns, ck_csv_row row) {
    const char *path = ck_host_path(&j->joined->arena, j->joined->folder, file);
    if (path == NULL) return ck_host_no_memory(j->diags);
    ck_host_input input;
    CK_TRY(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, j->diags));
    const ck_csv_spec spec = {.title = file, .column = column, .column_count = columns, .row = row, .user = j};
    const ck_status status = ck_csv_read(&input, &spec, j->diags);
    ck_host_input_close(&input);
    return status;
}

static bool is_own(joining *j, const ck_csv_field *scenario) {
    // the first row is of the run's own scenario
    if (j->name == NULL) j->name = ck_host_text(&j->joined->arena, scenario->text, scenario->length);
    return j->name != NULL && strcmp(j->name, scenario->text) == 0;
}

static ck_status number(joining *j, const ck_csv_field *field, double *value) {
    if (ck_host_number(field->text, field->length, value) >= 0) return CK_OK;
    return ck_host_report(j->diags, CK_E_SYNTAX, field->place, "%q is no number", "a file that `run --out` wrote",
                          field->text);
}

/* ---------------------------------------------------------------- flows ------------------------------------------- */

#define BANDS(name)                                                                                                    \
    {name, true}, {name "_p05", false}, {name "_p25", false}, {name "_p50", false}, {name "_p75", false},                \
    {name "_p95", false}
enum { F_SCENARIO, F_MONTH, F_GROUP, F_REGION, F_DESTINATION, F_UNIT, F_QUANTITY, F_BASE = F_QUANTITY + 6, F_VALUE,
       F_COLUMNS = F_VALUE + 6 };
static const ck_csv_column FLOW[F_COLUMNS] = {{"scenario", true}, {"month", true}, {"group", true}, {"region", true},
                                              {"destination", true}, {"unit", true},
                                              BANDS("quantity"), {"quantity_base", true}, BANDS("value_usd")};

/* First pass: which months there are. */
static ck_status take_month(void *user, const ck_csv_field *field) {
    joining *j = user;
    if (!is_own(j, &field[F_SCENARIO])) return CK_OK;
    ck_date day;
    const char *month = field[F_MONTH].text;
    if (field[F_MONTH].length != 10 || ck_date_read(month, 10, &day) < 0) {
        return ck_host_report(j->diags, CK_E_SYNTAX, field[F_MONTH].place, "%q is no day", "2025-01-01", month);
    }
    if (j->last[0] == '\0' || strcmp(month, j->last) > 0) memcpy(j->last, month, 11);
    if (j->first_of_all[0] == '\0' || strcmp(month, j->first_of_all) < 0) memcpy(j->first_of_all, month, 11);
    return CK_OK;
}

static ck_status take_flow(void *user, const ck_csv_field *field) {
    joining *j = user;
    const ck_tariff_run *run = &j->scenario->run;
    if (!is_own(j, &field[F_SCENARIO]) || strcmp(field[F_DESTINATION].text, "ALL") == 0) return CK_OK;
    const uint32_t group = ck_tariff_find(j->group, j->groups, field[F_GROUP].text);
    const uint32_t exporter = ck_tariff_find(run->origin, run->origin_count, field[F_REGION].text);
    if (group == CK_NONE || exporter == CK_NONE) return CK_OK;
    if (strcmp(field[F_DESTINATION].text, field[F_REGION].text) == 0) return CK_OK;
    const uint32_t to = table_region(j, field[F_DESTINATION].text);
    if (to == CK_NONE || to == table_region(j, field[F_REGION].text)) return CK_OK;
    double quantity = 0.0, base = 0.0, value = 0.0;
    CK_TRY(number(j, &field[F_QUANTITY], &quantity));
    CK_TRY(number(j, &field[F_BASE], &base));
    CK_TRY(number(j, &field[F_VALUE], &value));
    flow_sum *sum = &j->flow[((size_t)group * j->exporters + exporter) * j->table->regions + to];
    if (strcmp(field[F_MONTH].text, j->first_of_all) == 0) {
        sum->first_quantity += quantity;
        sum->first_value += value;
    }
    if (strcmp(field[F_MONTH].text, j->first) < 0) return CK_OK;
    sum->now += quantity;
    sum->base += base;
    return CK_OK;
}

/* ---------------------------------------------------------------- prices ------------------------------------------ */

enum { P_SCENARIO, P_ITEM, P_DATE, P_PRICE, P_COLUMNS = P_PRICE + 6 };
static const ck_csv_column PRICE[P_COLUMNS] = {{"scenario", true}, {"item", true}, {"date", true}, BANDS("price")};

static ck_status take_price(void *user, const ck_csv_field *field) {
    joining *j = user;
    if (!is_own(j, &field[P_SCENARIO]) || strcmp(field[P_DATE].text, j->first) < 0) return CK_OK;
    for (uint32_t k = 0; k < j->scenario->run.item_count; k++) {
        if (strcmp(j->scenario->run.item[k].item, field[P_ITEM].text) != 0) continue;
        double price = 0.0;
        CK_TRY(number(j, &field[P_PRICE], &price));
        j->into[k].sum += price;
        j->into[k].count++;
    }
    return CK_OK;
}

enum { S_SCENARIO, S_LOST, S_TITLE = S_LOST + 6, S_COLUMNS };
static const ck_csv_column SUMMARY[S_COLUMNS] = {{"scenario", true}, BANDS("lost_value_added_usd"), {"title", true}};

static ck_status take_summary(void *user, const ck_csv_field *field) {
    joining *j = user;
    if (!is_own(j, &field[S_SCENARIO])) return CK_OK;
    j->joined->title = ck_host_text(&j->joined->arena, field[S_TITLE].text, field[S_TITLE].length);
    if (j->joined->title == NULL) return ck_host_no_memory(j->diags);
    return number(j, &field[S_LOST], &j->joined->lost_value_added_usd);
}

/* ---------------------------------------------------------------- wedges ------------------------------------------ */

/* Mean over the group's items of the price outside over inside, less 1; NaN without prices. */
static double gap_of(const joining *j, uint32_t group) {
    double sum = 0.0, count = 0.0;
    for (uint32_t k = 0; k < j->scenario->run.item_count; k++) {
        if (strcmp(j->scenario->run.item[k].group, j->group[group]) != 0) continue;
        if (j->inside[k].count == 0 || j->outside[k].count == 0) continue;
        const double inside = j->inside[k].sum / j->inside[k].count, outside = j->outside[k].sum / j->outside[k].count;
        if (!(inside > 0.0)) continue;
        sum += outside / inside - 1.0;
        count++;
    }
    return count > 0.0 ? sum / count : (double)NAN;
}

static uint32_t sector_of(const joining *j, uint32_t group) {
    for (uint32_t k = 0; k < j->scenario->run.item_count; k++) {
        const ck_run_item *item = &j->scenario->run.item[k];
        if (strcmp(item->group, j->group[group]) != 0) continue;
        return ck_tariff_find(j->table->sector, j->table->sectors, item->sector);
    }
    return CK_NONE;
}

static double theta_of(const joining *j, uint32_t sector) {
    for (uint32_t e = 0; e < j->scenario->elasticity_count; e++) {
        const ck_elasticity *one = &j->scenario->elasticity[e];
        if (strcmp(one->sector, j->table->sector[sector]) == 0) return one->value;
    }
    return 1.0;
}

/* What the importer buys of the sector from the exporter in the table, its money. */
static double table_flow(const ck_io_table *t, uint32_t exporter, uint32_t importer, uint32_t sector) {
    const uint32_t J = t->sectors, F = t->regions * J;
    const double *z = t->z + (size_t)(exporter * J + sector) * F + (size_t)importer * J;
    const size_t row = (size_t)(exporter * J + sector) * t->regions + importer;
    const double *y = t->y + row * t->categories;
    double sum = 0.0;
    for (uint32_t k = 0; k < J; k++) sum += z[k];
    for (uint32_t c = 0; c < t->categories; c++) sum += y[c];
    return sum;
}

static void set_wedges(ck_joined_wedge *wedge, double theta, double flow) {
    if (wedge->shipped >= 0.999) return;
    const double worth = wedge->shipped > 0.0 ? pow(wedge->shipped, -1.0 / theta) - 1.0 : CK_JOINED_MOST;
    const bool has_gap = wedge->gap > 0.0;
    wedge->wedge[0] = fmin(fmin(worth, has_gap ? wedge->gap : worth), CK_JOINED_MOST);
    wedge->wedge[1] = fmin(has_gap ? wedge->gap : worth, CK_JOINED_MOST);
    const double part = flow > 0.0 ? fmin(wedge->value_usd / flow, 1.0) : 0.0;
    for (int k = 0; k < 2; k++) wedge->on_sector[k] = wedge->wedge[k] * part;
}

static ck_status add_wedges(joining *j, ck_host_list *list) {
    const ck_tariff_run *run = &j->scenario->run;
    for (uint32_t g = 0; g < j->groups; g++) {
        const uint32_t sector = sector_of(j, g);
        const double gap = gap_of(j, g);
        for (uint32_t e = 0; e < j->exporters; e++) {
            const uint32_t exporter = table_region(j, run->origin[e]);
            for (uint32_t n = 0; n < j->table->regions && exporter != CK_NONE; n++) {
                const flow_sum *sum = &j->flow[((size_t)g * j->exporters + e) * j->table->regions + n];
                if (!(sum->base > 0.0) || !(sum->first_quantity > 0.0)) continue;
                const double shipped = sum->now / sum->base;
                const double flow = ck_tariffs_usd(j->table, table_flow(j->table, exporter, n, sector));
                const double value = sum->base / run->months * 12.0 * sum->first_value / sum->first_quantity;
                ck_joined_wedge *wedge = ck_host_list_add(&j->joined->arena, list);
                if (wedge == NULL) return ck_host_no_memory(j->diags);
                *wedge = (ck_joined_wedge){.group = j->group[g], .importer = n, .exporter = exporter, .sector = sector,
                                           .value_usd = value, .shipped = shipped,
                                           .gap = gap};
                set_wedges(wedge, theta_of(j, sector), flow);
            }
        }
    }
    return CK_OK;
}

static const char *const *single(ck_host_arena *arena, const char *name) {
    const char **list = ck_host_take(arena, 1, sizeof *list);
    if (list != NULL) list[0] = name;
    return list;
}

/* One export tax for each flow of the table that carries a wedge of bound k. */
static ck_status fill_step(joining *j, ck_tariff_step *step, double *tax, int k) {
    ck_host_arena *arena = &j->joined->arena;
    const uint32_t N = j->table->regions, J = j->table->sectors;
    const size_t all = (size_t)N * N * J;
    memset(tax, 0, all * sizeof *tax);
    for (uint32_t w = 0; w < j->joined->wedge_count; w++) {
        const ck_joined_wedge *wedge = &j->joined->wedge[w];
        tax[((size_t)wedge->sector * N + wedge->importer) * N + wedge->exporter] += wedge->on_sector[k];
    }
    j->joined->cells = 0;
    for (size_t at = 0; at < all; at++) j->joined->cells += tax[at] > 0.0;
    *step = (ck_tariff_step){.place = ck_host_whole(j->joined->folder), .from = CK_DATE_FIRST,
                             .id = k == 0 ? "after-the-run" : "after-the-run-at-prices",
                             .certainty = "run", .alone = true,
                             .title = k == 0 ? "End of adjustment after a run of the daily engine, by quantity"
                                             : "The same at the prices of the run's last months: an upper bound",
                             .citation = ck_host_join(arena, j->joined->title,
                                                      ": licences and bans of the last months, kept for good; ",
                                                      j->joined->folder)};
    step->wedge = ck_host_take(arena, (size_t)j->joined->cells + 1, sizeof *step->wedge);
    if (step->wedge == NULL || step->citation == NULL) return ck_host_no_memory(j->diags);
    for (size_t at = 0; at < all; at++) {
        if (!(tax[at] > 0.0)) continue;
        ck_wedge *wedge = &step->wedge[step->wedge_count++];
        *wedge = (ck_wedge){.place = step->place, .kind = CK_WEDGE_EXPORT_TAX, .value = tax[at],
                            .importer_count = 1, .exporter_count = 1, .sector_count = 1,
                            .importer = single(arena, j->table->region[at / N % N]),
                            .exporter = single(arena, j->table->region[at % N]),
                            .sector = single(arena, j->table->sector[at / N / N])};
        if (wedge->importer == NULL || wedge->exporter == NULL || wedge->sector == NULL) {
            return ck_host_no_memory(j->diags);
        }
    }
    return CK_OK;
}

static ck_status add_steps(joining *j) {
    ck_tariff_scenario *scenario = j->scenario;
    double *tax = calloc((size_t)j->table->regions * j->table->regions * j->table->sectors, sizeof *tax);
    ck_tariff_step *step = ck_host_take(&j->joined->arena, (size_t)scenario->step_count + 2, sizeof *step);
    ck_status status = tax != NULL && step != NULL ? CK_OK : ck_host_no_memory(j->diags);
    if (status >= 0 && scenario->step_count > 0) memcpy(step, scenario->step, scenario->step_count * sizeof *step);
    for (int k = 0; k < 2 && status >= 0; k++) status = fill_step(j, &step[scenario->step_count + (uint32_t)k], tax, k);
    free(tax);
    if (status < 0) return status;
    scenario->step = step;
    scenario->step_count += 2;
    return CK_OK;
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

/* The first of the last `months` months: "2027-03-01". */
static void first_month(const char *last, uint32_t months, char *first) {
    ck_date day;
    int32_t year = 0, month = 1, of_month = 1;
    if (ck_date_read(last, 10, &day) >= 0) ck_date_split(day, &year, &month, &of_month);
    const int32_t at = year * 12 + month - (int32_t)months;
    ck_date_write(ck_date_make(at / 12, at % 12 + 1, 1), first);
}

static ck_status prepare(joining *j) {
    ck_host_arena *arena = &j->joined->arena;
    const ck_tariff_run *run = &j->scenario->run;
    j->group = ck_host_take(arena, (size_t)run->item_count + 1, sizeof *j->group);
    if (j->group == NULL) return ck_host_no_memory(j->diags);
    for (uint32_t k = 0; k < run->item_count; k++) {
        const ck_run_item *item = &run->item[k];
        if (ck_tariff_find(j->table->sector, j->table->sectors, item->sector) == CK_NONE) {
            return ck_host_report(j->diags, CK_E_UNKNOWN, item->place, "the table has no sector %q",
                                  "the items of a run name sectors of the table that is read", item->sector);
        }
        if (ck_tariff_find(j->group, j->groups, item->group) == CK_NONE) j->group[j->groups++] = run->item[k].group;
    }
    j->exporters = run->origin_count;
    j->flow = ck_host_take(arena, (size_t)j->groups * j->exporters * j->table->regions, sizeof *j->flow);
    j->inside = ck_host_take(arena, (size_t)run->item_count + 1, sizeof *j->inside);
    j->outside = ck_host_take(arena, (size_t)run->item_count + 1, sizeof *j->outside);
    j->last = ck_host_take(arena, 16, 1);
    j->first = ck_host_take(arena, 16, 1);
    j->first_of_all = ck_host_take(arena, 16, 1);
    if (j->flow == NULL || j->inside == NULL || j->outside == NULL ||
        j->last == NULL || j->first == NULL || j->first_of_all == NULL) {
        return ck_host_no_memory(j->diags);
    }
    return CK_OK;
}

static ck_status join_all(joining *j) {
    const ck_tariff_run *run = &j->scenario->run;
    CK_TRY(prepare(j));
    CK_TRY(read(j, "summary.csv", SUMMARY, S_COLUMNS, take_summary));
    CK_TRY(read(j, "flows.csv", FLOW, F_COLUMNS, take_month));
    if (j->last[0] == '\0') {
        return ck_diags_add(j->diags, CK_E_MISSING, ck_host_whole(j->joined->folder), "the run has no flows",
                            "a folder that `run --out` wrote%s", "");
    }
    first_month(j->last, run->months, j->first);
    if (strcmp(j->first, j->first_of_all) < 0) {
        return ck_host_report(j->diags, CK_E_RANGE, ck_host_whole(j->joined->folder), "the run begins with %q, after %q",
                              "it must be as long as the months that the scenario counts (run: months)",
                              j->first_of_all, j->first);
    }
    CK_TRY(read(j, "flows.csv", FLOW, F_COLUMNS, take_flow));
    j->into = j->inside;
    CK_TRY(read(j, "price_inside.csv", PRICE, P_COLUMNS, take_price));
    j->into = j->outside;
    CK_TRY(read(j, "price_outside.csv", PRICE, P_COLUMNS, take_price));
    ck_host_list list = {.each = sizeof(ck_joined_wedge)};
    CK_TRY(add_wedges(j, &list));
    j->joined->wedge = list.item;
    j->joined->wedge_count = list.count;
    j->joined->scenario = j->name;
    j->joined->from = j->first;
    j->joined->to = j->last;
    return add_steps(j);
}

ck_status ck_tariff_join(const char *folder, const ck_io_table *table, ck_tariff_scenario *scenario,
                         ck_joined *joined, ck_diags *diags) {
    *joined = (ck_joined){.folder = folder, .title = "", .lost_value_added_usd = (double)NAN};
    if (scenario->run.item_count == 0) {
        return ck_diags_add(diags, CK_E_MISSING, ck_host_whole(scenario->path), 
                            "the scenario does not say how a run joins it",
                            "add run: {items: ITEMS.csv, origins: [CHN], months: 12}", NULL);
    }
    joining j = {.table = table, .scenario = scenario, .joined = joined, .diags = diags};
    return join_all(&j);
}

void ck_joined_free(ck_joined *joined) {
    ck_host_arena_free(&joined->arena);
}
