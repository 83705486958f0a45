/* Is a world sound? Driver, columns of every table, lists. */
#include "check.h"

bool cki_check_count(cki_check *check, ck_status status) {
    if (status > 0)
        check->noted = true;
    else if (check->first == CK_OK)
        check->first = status;
    for (uint32_t i = 0; i < check->kinds; i++) {
        if (check->kind[i] == status) {
            if (++check->times[i] <= CKI_CHECK_SAME_KIND) return true;
            if (check->diags != NULL) check->diags->dropped++;
            return false;
        }
    }
    if (check->kinds < sizeof check->kind / sizeof check->kind[0]) {
        check->kind[check->kinds] = status;
        check->times[check->kinds++] = 1;
    }
    return true;
}

void cki_check_unknown(cki_check *check, ck_place place, const char *what, const char *name, const cki_names *names,
                       const char *where) {
    const char *near = cki_names_nearest(names, name);
    if (near != NULL) {
        CKI_REPORT(check, CK_E_UNKNOWN, place, "unknown %s %q", "did you mean %q?", what, name, near);
    } else {
        CKI_REPORT(check, CK_E_UNKNOWN, place, "unknown %s %q", "each %s is a row of %s", what, name, what, where);
    }
}

void cki_check_item_selector(cki_check *check, ck_place place, cki_selector selector, const char *text) {
    if (selector.kind != CKI_SELECT_UNKNOWN) return;
    if (cki_text_starts(text, "group:")) {
        cki_check_unknown(check, place, "group of items", text + 6, &check->index.group, "items.csv");
    } else if (cki_text_starts(text, "tier:")) {
        CKI_REPORT(check, CK_E_UNKNOWN, place, "unknown tier %q", "tiers are upstream, input, output and industry",
                   text + 5);
    } else {
        cki_check_unknown(check, place, "item", text, &check->index.item, "items.csv");
    }
}

void cki_check_region_selector(cki_check *check, ck_place place, cki_selector selector, const char *text) {
    if (selector.kind != CKI_SELECT_UNKNOWN) return;
    if (cki_text_starts(text, "bloc:")) {
        cki_check_unknown(check, place, "bloc", text + 5, &check->index.bloc, "regions.csv, column blocs");
    } else {
        cki_check_unknown(check, place, "region", text, &check->index.region, "regions.csv");
    }
}

void cki_check_repeats(cki_check *check, uint32_t rows, cki_order order,
                       const ck_row *(*row)(const ck_world *, uint32_t),
                       const char *(*name)(const ck_world *, uint32_t), const char *table) {
    for (uint32_t i = 0; i < rows; i++) check->list[i] = i;
    cki_sort_indices(check->list, check->scratch, rows, order, check);
    for (uint32_t i = 1; i < rows; i++) {
        const uint32_t before = check->list[i - 1], again = check->list[i];
        if (order(check, before, again) != 0) continue;
        CKI_REPORT(check, CK_E_DUPLICATE, row(check->world, again)->place,
                   "%q is there twice in %s.csv; the other row is line %u", "keep one of the two rows",
                   name(check->world, again), table, row(check->world, before)->place.line);
    }
}

/* ---------------------------------------------------------------- columns ----------------------------------------- */

static void check_word(cki_check *check, const ck_row *row, const char *column, const char *text, bool may_be_empty) {
    if (text == NULL || (!may_be_empty && text[0] == '\0')) {
        CKI_REPORT(check, CK_E_MISSING, row->place, "column %s is empty", "every row needs a value there", column);
    }
}

static void check_number(cki_check *check, const ck_row *row, const char *column, double value, double low, double high,
                         const char *unit, bool may_be_empty) {
    if (may_be_empty && ck_is_nan(value)) return;
    if (!ck_is_finite(value)) {
        CKI_REPORT(check, CK_E_NUMBER, row->place, "%s is not a number; it must be %g to %g (%s)", "", column, low,
                   high, unit);
    } else if (value < low || value > high) {
        CKI_REPORT(check, CK_E_RANGE, row->place, "%s is %g; it must be %g to %g (%s)", "%s", column, value, low, high,
                   unit,
                   value < 0.0 && cki_text_equal(column, "capacity")
                       ? "a planned closure belongs in projects.csv with a negative change and a date"
                       : "");
    }
}

static void check_row(cki_check *check, const ck_row *row) {
    if ((uint32_t)row->grade >= CK_GRADE_COUNT) {
        CKI_REPORT(check, CK_E_UNKNOWN, row->place, "the grade is not one of the four",
                   "grades are reported, derived, estimated and assumed");
    }
    if (row->source == NULL || row->source[0] == '\0') {
        CKI_REPORT(check, CK_E_MISSING, row->place, "column source is empty",
                   "name a row of sources.csv; several are joined by ;");
    }
    if (row->note == NULL)
        CKI_REPORT(check, CK_E_MISSING, row->place, "the note is absent", "an empty note is an empty text");
}

#define CHECK_NAME(column, unit, low, high) check_word(check, &row->row, #column, row->column, false);
#define CHECK_TEXT(column, unit, low, high) check_word(check, &row->row, #column, row->column, true);
#define CHECK_REAL(column, unit, low, high)                                                                            \
    check_number(check, &row->row, #column, row->column, low, high, unit, false);
#define CHECK_MAYBE(column, unit, low, high)                                                                           \
    check_number(check, &row->row, #column, row->column, low, high, unit, true);
#define CHECK_DAY(column, unit, low, high)
#define CHECK_COLUMN(kind, column, unit, low, high, meaning) CHECK_##kind(column, unit, low, high)

#define X(member, table, type, COLUMNS)                                                                                \
    static void check_columns_##member(cki_check *check) {                                                             \
        for (uint32_t i = 0; i < check->world->member##_count; i++) {                                                  \
            const type *row = &check->world->member[i];                                                                \
            check_row(check, &row->row);                                                                               \
            COLUMNS(CHECK_COLUMN)                                                                                      \
        }                                                                                                              \
    }
CK_WORLD_TABLES(X)
#undef X

/* ---------------------------------------------------------------- lists ------------------------------------------- */

static const ck_row *calendar_row(const ck_world *world, uint32_t i) { return &world->calendar[i].row; }
static const char *calendar_name(const ck_world *world, uint32_t i) { return world->calendar[i].calendar; }
static int calendar_order(const void *context, uint32_t a, uint32_t b) {
    const ck_world *world = ((const cki_check *)context)->world;
    const int name = cki_text_compare(world->calendar[a].calendar, world->calendar[b].calendar);
    if (name != 0) return name;
    const int32_t x = world->calendar[a].date.day, y = world->calendar[b].date.day;
    return x < y ? -1 : x > y;
}

static const ck_row *content_row(const ck_world *world, uint32_t i) { return &world->content[i].row; }
static const char *content_name(const ck_world *world, uint32_t i) { return world->content[i].item; }
static int content_order(const void *context, uint32_t a, uint32_t b) {
    const ck_world *world = ((const cki_check *)context)->world;
    const int name = cki_text_compare(world->content[a].item, world->content[b].item);
    return name != 0 ? name : cki_text_compare(world->content[a].element, world->content[b].element);
}
static const ck_row *fact_row(const ck_world *world, uint32_t i) { return &world->fact[i].row; }
static const char *fact_name(const ck_world *world, uint32_t i) { return world->fact[i].item; }
static int fact_order(const void *context, uint32_t a, uint32_t b) {
    const ck_world *world = ((const cki_check *)context)->world;
    const int name = cki_text_compare(world->fact[a].item, world->fact[b].item);
    return name != 0 ? name : cki_text_compare(world->fact[a].fact, world->fact[b].fact);
}

static void check_regions(cki_check *check) {
    const ck_world *world = check->world;
    for (uint32_t i = 0; i < world->region_count; i++) {
        const ck_region_row *row = &world->region[i];
        const uint32_t first = cki_names_find(&check->index.region, row->region);
        if (first != i) {
            CKI_REPORT(check, CK_E_DUPLICATE, row->row.place, "region %q is there twice; the other row is line %u",
                       "keep one of the two rows", row->region, world->region[first].row.place.line);
        }
        if (row->calendar[0] != '\0' && cki_names_find(&check->index.calendar, row->calendar) == CK_NONE) {
            cki_check_unknown(check, row->row.place, "calendar", row->calendar, &check->index.calendar,
                              "calendars.csv");
        }
    }
    if (check->index.too_many_blocs) {
        CKI_REPORT(check, CK_E_LIMIT, world->region[0].row.place, "the regions name more than %u blocs",
                   "drop blocs that no rule and no table uses", CKI_BLOC_LIMIT);
    }
    for (uint32_t i = 0; i < world->calendar_count; i++) {
        const ck_calendar_row *row = &world->calendar[i];
        if (cki_text_equal(row->day, "holiday") || cki_text_equal(row->day, "working")) continue;
        CKI_REPORT(check, CK_E_UNKNOWN, row->row.place, "day is %q", "a day is \"holiday\" or \"working\"", row->day);
    }
    cki_check_repeats(check, world->calendar_count, calendar_order, calendar_row, calendar_name, "calendars");
}

static void check_items(cki_check *check) {
    const ck_world *world = check->world;
    const cki_index *index = &check->index;
    for (uint32_t i = 0; i < world->item_count; i++) {
        const ck_item_row *row = &world->item[i];
        const uint32_t first = cki_names_find(&index->item, row->item);
        if (first != i) {
            CKI_REPORT(check, CK_E_DUPLICATE, row->row.place, "item %q is there twice; the other row is line %u",
                       "keep one of the two rows", row->item, world->item[first].row.place.line);
        }
        if (index->item_tier[i] == CK_NONE) {
            CKI_REPORT(check, CK_E_UNKNOWN, row->row.place, "tier of %q is %q",
                       "tiers are upstream, input, output and industry", row->item, row->tier);
        }
        if (index->item_unit[i] == CK_NONE) {
            CKI_REPORT(check, CK_E_UNIT, row->row.place, "unit of %q is %q", "units are t, unit and MUSD", row->item,
                       row->unit);
        }
        const bool industry = index->item_tier[i] == CKI_INDUSTRY;
        if (index->item_unit[i] != CK_NONE && industry != (index->item_unit[i] == CKI_MUSD)) {
            CKI_REPORT(check, CK_E_UNIT, row->row.place, "item %q of tier %s is counted in %s",
                       "what industries make is counted in MUSD, everything else in t or unit", row->item, row->tier,
                       row->unit);
        }
        if (!cki_text_equal(row->traded, "yes") && !cki_text_equal(row->traded, "no")) {
            CKI_REPORT(check, CK_E_UNKNOWN, row->row.place, "traded of %q is %q", "write yes or no", row->item,
                       row->traded);
        }
        if (industry && index->item_traded[i]) {
            CKI_REPORT(check, CK_E_RANGE, row->row.place, "%q is what an industry makes and cannot be traded",
                       "write no", row->item);
        }
    }
    for (uint32_t i = 0; i < world->content_count; i++) {
        const ck_content_row *row = &world->content[i];
        if (cki_names_find(&index->item, row->item) == CK_NONE) {
            cki_check_unknown(check, row->row.place, "item", row->item, &index->item, "items.csv");
        }
    }
    cki_check_repeats(check, world->content_count, content_order, content_row, content_name, "contents");
    for (uint32_t i = 0; i < world->fact_count; i++) {
        const ck_fact_row *row = &world->fact[i];
        if (cki_names_find(&index->item, row->item) == CK_NONE) {
            cki_check_unknown(check, row->row.place, "item", row->item, &index->item, "items.csv");
        }
    }
    cki_check_repeats(check, world->fact_count, fact_order, fact_row, fact_name, "facts");
}

void cki_check_lists(cki_check *check) {
    const ck_world *world = check->world;
    if (world->region_count == 0 || world->item_count == 0) {
        CKI_REPORT(check, CK_E_MISSING, (ck_place){0}, "world %q has no %s",
                   "a world needs at least one region and one item", world->name != NULL ? world->name : "",
                   world->region_count == 0 ? "regions" : "items");
        return;
    }
    check_regions(check);
    check_items(check);
}

/* ---------------------------------------------------------------- driver ------------------------------------------ */

static void check_layout(cki_check *check, const ck_world *world, cki_arena *arena) {
    size_t rows = (size_t)world->item_count * world->region_count;
#define X(member, table, type, COLUMNS) rows = world->member##_count > rows ? world->member##_count : rows;
    CK_WORLD_TABLES(X)
#undef X
    *check = (cki_check){.world = world, .references = true};
    check->list = cki_arena_take(arena, rows, sizeof *check->list);
    check->scratch = cki_arena_take(arena, rows, sizeof *check->scratch);
    check->claim = cki_arena_take(arena, world->region_count, sizeof *check->claim);
    cki_totals_take(&check->totals, world, arena);
    cki_index_make(&check->index, world, arena);
}

size_t ck_world_scratch_bytes(const ck_world *world) {
    cki_arena arena = cki_arena_measure();
    cki_check check;
    check_layout(&check, world, &arena);
    return cki_arena_bytes(&arena);
}

ck_status ck_world_check(const ck_world *world, bool balanced, void *scratch, size_t bytes, ck_diags *diags) {
    // texts that are NULL must be found before anything looks names up
    cki_check check = {.world = world, .diags = diags, .references = true};
#define X(member, table, type, COLUMNS) check_columns_##member(&check);
    CK_WORLD_TABLES(X)
#undef X
    if (check.first < 0) return check.first;

    cki_arena arena = cki_arena_over(scratch, bytes);
    check_layout(&check, world, &arena);
    check.diags = diags;
    if (cki_arena_check(&arena) < 0) {
        return ck_diags_add(diags, CK_E_MEMORY, (ck_place){0},
                            "the memory for checking world %q is too small or not aligned",
                            "ask ck_world_scratch_bytes", world->name);
    }
    cki_check_lists(&check);
    if (check.first < 0) return check.first; // without sound items and regions every other row would be wrong
    cki_check_chain(&check);
    cki_check_trade(&check);
    cki_check_values(&check);
    cki_check_parties(&check);
    if (check.references && check.first == CK_OK) cki_check_supply(&check, balanced);
    return check.first < 0 ? check.first : check.noted ? CK_NOTED : CK_OK;
}
