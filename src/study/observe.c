#include "study/observe.h"

#include "io/csv.h"

#include <math.h>
#include <string.h>

#define STOPPED_BELOW 0.1                // share of the base below which a month counts as stopped

#define X(name, word, meaning) word,
static const char *const FIGURE_WORD[] = {CK_FIGURE_LIST(X)};
#undef X

const char *ck_figure_word(ck_figure_kind kind) {
    return kind < CK_FIGURE_COUNT ? FIGURE_WORD[kind] : "unknown";
}

/* ---- reading ---- */

enum {
    ID,
    EPISODE,
    TITLE,
    KIND,
    ROLE,
    ITEMS,
    ORIGIN,
    DESTINATION,
    FROM,
    UNTIL,
    BASE_FROM,
    BASE_UNTIL,
    VALUE,
    SCALE,
    FLOOR,
    SOURCE,
    LINK,
    YEAR,
    GRADE,
    NOTE,
    COLUMNS
};
static const ck_csv_column COLUMN[COLUMNS] = {
    {"id", true},        {"episode", true},    {"title", true},       {"kind", true},  {"role", true},
    {"items", true},     {"origin", true},     {"destination", true}, {"from", true},  {"until", true},
    {"base_from", true}, {"base_until", true}, {"value", true},       {"scale", true}, {"floor", true},
    {"source", true},    {"link", true},       {"year", true},        {"grade", true}, {"note", false}};

typedef struct reading { ck_observations *into; ck_host_list list; ck_diags *diags; } reading;

static const char *keep(reading *reading, const ck_csv_field *field) {
    return ck_host_text(&reading->into->arena, field->text, field->length);
}

static ck_status read_number(reading *reading, const ck_csv_field *field, double low, double high, double *value) {
    const ck_status status = ck_host_number(field->text, field->length, value);
    if (status >= 0 && *value >= low && *value <= high) return CK_OK;
    return ck_host_report(reading->diags, CK_E_RANGE, field->place, "%q is not a number in %g to %g", "", field->text,
                          low, high);
}

/* The first day of a month; empty is `otherwise` where that is allowed. */
static ck_status read_month(reading *reading, const ck_csv_field *field, bool may_be_empty, ck_date otherwise,
                            ck_date *date) {
    *date = otherwise;
    if (field->length == 0 && may_be_empty) return CK_OK;
    int32_t year = 0, month = 0, day = 0;
    if (ck_date_read(field->text, field->length, date) >= 0) ck_date_split(*date, &year, &month, &day);
    if (day == 1) return CK_OK;
    return ck_host_report(reading->diags, CK_E_SYNTAX, field->place, "%q is not the first day of a month",
                          "write it as 2011-01-01", field->text);
}

static ck_status read_word(reading *reading, const ck_csv_field *field, const char *const *word, uint32_t count,
                           uint32_t *index) {
    for (*index = 0; *index < count; ++*index) {
        if (strcmp(field->text, word[*index]) == 0) return CK_OK;
    }
    const char *nearest = ck_host_nearest(field->text, word, count);
    return ck_host_report(reading->diags, CK_E_UNKNOWN, field->place, "unknown word %q", "expected one like %q",
                          field->text, nearest != NULL ? nearest : word[0]);
}

static ck_status take_row(void *user, const ck_csv_field *field) {
    static const char *const role[] = {"fit", "test"};
    static const char *const grade[] = {"reported", "derived", "estimated", "assumed"};
    reading *reading = user;
    ck_observation *one = ck_host_list_add(&reading->into->arena, &reading->list);
    if (one == NULL) return ck_host_no_memory(reading->diags);
    const char **text[] = {&one->id,          &one->episode, &one->title, &one->items, &one->origin,
                           &one->destination, &one->source,  &one->link,  &one->note};
    const int from[] = {ID, EPISODE, TITLE, ITEMS, ORIGIN, DESTINATION, SOURCE, LINK, NOTE};
    for (size_t k = 0; k < sizeof from / sizeof from[0]; k++) {
        if ((*text[k] = keep(reading, &field[from[k]])) == NULL) return ck_host_no_memory(reading->diags);
    }
    one->place = field[ID].place;
    uint32_t kind = 0, role_index = 0, grade_index = 0;
    double year = 0.0;
    ck_status status = read_word(reading, &field[KIND], FIGURE_WORD, CK_FIGURE_COUNT, &kind);
    status = ck_host_worse(status, read_word(reading, &field[ROLE], role, 2, &role_index));
    status = ck_host_worse(status, read_word(reading, &field[GRADE], grade, 4, &grade_index));
    status = ck_host_worse(status, read_month(reading, &field[FROM], false, CK_DATE_FIRST, &one->from));
    status = ck_host_worse(status, read_month(reading, &field[UNTIL], false, CK_DATE_LAST, &one->until));
    status = ck_host_worse(status, read_month(reading, &field[BASE_FROM], true, CK_DATE_FIRST, &one->base_from));
    status = ck_host_worse(status, read_month(reading, &field[BASE_UNTIL], true, CK_DATE_FIRST, &one->base_until));
    status = ck_host_worse(status, read_number(reading, &field[VALUE], 0.0, 1e6, &one->value));
    status = ck_host_worse(status, read_number(reading, &field[SCALE], 1e-6, 1e6, &one->scale));
    status = ck_host_worse(status, read_number(reading, &field[FLOOR], 0.0, 1e6, &one->floor));
    status = ck_host_worse(status, read_number(reading, &field[YEAR], 1900.0, 2200.0, &year));
    if (status >= 0 && one->until.day <= one->from.day) {
        status = ck_host_report(reading->diags, CK_E_RANGE, field[UNTIL].place,
                                "the window ends on %D, before it begins", "until is the first day after it",
                                one->until);
    }
    if (status >= 0 && (one->base_from.day != CK_DATE_FIRST.day) && one->base_until.day <= one->base_from.day) {
        status = ck_host_report(reading->diags, CK_E_RANGE, field[BASE_UNTIL].place,
                                "the base window ends before it begins",
                                "leave both empty for the baseline of the world");
    }
    if (status >= 0 && kind != CK_FIGURE_STOPPED && (one->floor <= 0.0 || one->value < 0.0)) {
        status = ck_host_report(reading->diags, CK_E_RANGE, field[FLOOR].place, "a ratio needs a floor above 0",
                                "its logarithm is compared");
    }
    one->kind = (ck_figure_kind)kind;
    one->fitted = role_index == 0;
    one->grade = (ck_grade)grade_index;
    one->year = (int32_t)year;
    return status;
}

ck_status ck_observations_read(const char *path, ck_observations *observations, ck_diags *diags) {
    *observations = (ck_observations){0};
    reading reading = {.into = observations, .list = {.each = sizeof(ck_observation)}, .diags = diags};
    ck_host_input input;
    CK_TRY(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, diags));
    const ck_csv_spec spec = {"observations", COLUMN, COLUMNS, take_row, &reading};
    const ck_status status = ck_csv_read(&input, &spec, diags);
    observations->file = ck_host_input_file(&input);
    ck_host_input_close(&input);
    observations->item = reading.list.item;
    observations->count = reading.list.count;
    return status;
}

void ck_observations_free(ck_observations *observations) {
    ck_host_arena_free(&observations->arena);
    *observations = (ck_observations){0};
}

/* ---- selectors ---- */

/* Whether one of the words joined by ';' in `list` equals `word`. */
static bool listed(const char *list, const char *word, size_t length) {
    while (*list != '\0') {
        const size_t part = strcspn(list, ";");
        if (part == length && memcmp(list, word, length) == 0) return true;
        list += part + (list[part] == ';');
    }
    return false;
}

bool ck_region_matches(const ck_model *model, uint32_t region, const char *selector) {
    const ck_region_info info = ck_model_region(model, region);
    if (strcmp(selector, "*") == 0) return true;
    if (selector[0] == '!') return strcmp(info.id, selector + 1) != 0;
    if (strncmp(selector, "bloc:", 5) == 0) return listed(info.blocs, selector + 5, strlen(selector + 5));
    return strcmp(info.id, selector) == 0;
}

bool ck_item_matches(const ck_model *model, uint32_t item, const char *selectors) {
    const ck_item_info info = ck_model_item(model, item);
    const char *group = ck_model_group(model, info.group);
    for (const char *at = selectors; *at != '\0';) {
        const size_t part = strcspn(at, ";");
        const bool by_group = part > 6 && strncmp(at, "group:", 6) == 0;
        const char *word = by_group ? group : info.id, *wanted = by_group ? at + 6 : at;
        const size_t length = by_group ? part - 6 : part;
        if (strlen(word) == length && memcmp(word, wanted, length) == 0) return true;
        at += part + (at[part] == ';');
    }
    return false;
}

/* ---- a figure of a model ---- */

static ck_status find_flows(const ck_model *model, ck_host_arena *arena, ck_figure *figure, ck_diags *diags) {
    const ck_observation *seen = figure->observation;
    const uint32_t flows = ck_model_count(model).flows;
    figure->flow = ck_host_take(arena, flows, sizeof *figure->flow);
    if (figure->flow == NULL) return ck_host_no_memory(diags);
    for (uint32_t f = 0; f < flows; f++) {
        const ck_flow_info flow = ck_model_flow(model, f);
        if (!flow.bilateral || !ck_item_matches(model, flow.item, seen->items)) continue;
        if (!ck_region_matches(model, flow.origin, seen->origin) ||
            !ck_region_matches(model, flow.destination, seen->destination))
            continue;
        figure->flow[figure->flow_count++] = f;
        figure->base_quantity += flow.base_quantity;
    }
    if (figure->flow_count > 0 && figure->base_quantity > 0.0) return CK_OK;
    return ck_host_report(
        diags, CK_E_UNKNOWN, seen->place, "observation %q: the world has no trade in %q from %q to %q",
        "names are those of items.csv and regions.csv", seen->id, seen->items, seen->origin, seen->destination);
}

static ck_status find_markets(const ck_model *model, ck_host_arena *arena, ck_figure *figure, ck_diags *diags) {
    const ck_observation *seen = figure->observation;
    const ck_model_counts counts = ck_model_count(model);
    figure->product = ck_host_take(arena, counts.sites, sizeof *figure->product);
    figure->weight = ck_host_take(arena, counts.sites, sizeof *figure->weight);
    if (figure->product == NULL || figure->weight == NULL) return ck_host_no_memory(diags);
    double sum = 0.0;
    for (uint32_t s = 0; s < counts.sites; s++) {
        const ck_site_info site = ck_model_site(model, s);
        if (site.kind != CK_SITE_MARKET || site.slot_count == 0 || site.product_count == 0) continue;
        if (!ck_item_matches(model, site.item, seen->items) ||
            !ck_region_matches(model, site.region, seen->destination))
            continue;
        const double use = ck_model_slot(model, site.first_slot).base_use *
                           ck_model_item(model, site.item).usd_per_unit;
        if (use <= 0.0) continue;
        figure->product[figure->product_count] = site.first_product;
        figure->weight[figure->product_count++] = use;
        sum += use;
    }
    for (uint32_t k = 0; k < figure->product_count; k++) figure->weight[k] /= sum;
    if (figure->product_count > 0) return CK_OK;
    return ck_host_report(diags, CK_E_UNKNOWN, seen->place, "observation %q: the world has no market of %q in %q",
                          "names are those of items.csv and regions.csv", seen->id, seen->items, seen->destination);
}

ck_status ck_figure_make(const ck_model *model, const ck_observation *observation, ck_host_arena *arena,
                         ck_figure *figure, ck_diags *diags) {
    *figure = (ck_figure){.observation = observation};
    return observation->kind == CK_FIGURE_PRICE ? find_markets(model, arena, figure, diags)
                                                : find_flows(model, arena, figure, diags);
}

/* Quantity a day over the months [from, until). */
static double shipped_a_day(const ck_figure *figure, const ck_run *run, ck_date from, ck_date until) {
    if (from.day == CK_DATE_FIRST.day) return figure->base_quantity;
    const int32_t first = ck_date_month_index(from), last = ck_date_month_index(until),
                  start = ck_run_month_index(run, 0);
    if (first < start || last > start + (int32_t)ck_run_month_count(run)) return NAN;
    double sum = 0.0;
    for (int32_t month = first; month < last; month++) {
        for (uint32_t k = 0; k < figure->flow_count; k++)
            sum += ck_run_month_quantity(run, figure->flow[k], (uint32_t)(month - start));
    }
    return sum / (double)(until.day - from.day);
}

/* Mean price over base price over the recorded points of [from, until). */
static double mean_price(const ck_figure *figure, const ck_run *run, ck_date start, ck_date from, ck_date until) {
    if (from.day == CK_DATE_FIRST.day) return 1.0;
    double sum = 0.0;
    uint32_t points = 0;
    for (uint32_t k = 0; k < figure->product_count; k++) {
        const ck_series price = ck_run_price(run, figure->product[k]);
        points = 0;
        double mean = 0.0;
        for (uint32_t p = 0; p < price.count; p++) {
            const int32_t day = start.day + (int32_t)((p + 1) * price.every) - 1;
            if (day < from.day || day >= until.day) continue;
            mean += ck_series_at(price, p);
            points++;
        }
        if (points > 0) sum += figure->weight[k] * (mean / points);
    }
    return points > 0 ? sum : NAN;
}

static double months_stopped(const ck_figure *figure, const ck_run *run) {
    const int32_t first = ck_date_month_index(figure->observation->from), start = ck_run_month_index(run, 0);
    double stopped = 0.0;
    for (int32_t month = first; month < ck_date_month_index(figure->observation->until); month++) {
        const ck_date from = ck_date_make(month / 12, month % 12 + 1, 1),
                      until = ck_date_make((month + 1) / 12, (month + 1) % 12 + 1, 1);
        if (month < start || month >= start + (int32_t)ck_run_month_count(run)) return NAN;
        if (shipped_a_day(figure, run, from, until) >= STOPPED_BELOW * figure->base_quantity) break;
        stopped += 1.0;
    }
    return stopped;
}

double ck_figure_of(const ck_figure *figure, const ck_run *run, ck_date start) {
    const ck_observation *seen = figure->observation;
    if (seen->kind == CK_FIGURE_STOPPED) return months_stopped(figure, run);
    if (seen->kind == CK_FIGURE_PRICE)
        return mean_price(figure, run, start, seen->from, seen->until) /
               mean_price(figure, run, start, seen->base_from, seen->base_until);
    return shipped_a_day(figure, run, seen->from, seen->until) /
           shipped_a_day(figure, run, seen->base_from, seen->base_until);
}

double ck_figure_miss(const ck_observation *observation, double of_model) {
    if (observation->kind == CK_FIGURE_STOPPED) return (of_model - observation->value) / observation->scale;
    const double low = observation->floor;
    return (ck_log(fmax(of_model, low)) - ck_log(fmax(observation->value, low))) / observation->scale;
}
