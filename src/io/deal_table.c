/* Deals from tables: one row a line of a bill of materials. docs/deal-format.md, "Tables". */
#include "io/deal.h"
#include "io/xlsx_read.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

typedef enum column_kind {
    COLUMN_DEAL, COLUMN_TITLE, COLUMN_KIND, COLUMN_ID, COLUMN_PARENT, COLUMN_NAME, COLUMN_ROLES, COLUMN_COUNTRY, COLUMN_DESCRIPTION,
    COLUMN_CODES, COLUMN_QUANTITY, COLUMN_OWNER, COLUMN_OWNED, COLUMN_SHARE, COLUMN_COMPLETE, COLUMN_ON, COLUMN_ROUTE, COLUMN_NOTE,
    COLUMN_WORDS,                        // the columns above are known by these words
    COLUMN_CONTENT, COLUMN_FACT, COLUMN_ROLE, COLUMN_ROLE_FACT
} column_kind;
static const char *const WORD[COLUMN_WORDS] = {"deal",  "title", "kind",  "id",    "parent", "name",     "roles", "country", "description",
                                               "codes", "quantity", "owner", "owned", "share",  "complete", "on",    "route",   "note"};

typedef struct column {
    column_kind kind;
    ck_subject  subject;                 // of a fact
    uint32_t    role;                    // bit
    const char *name;                    // of the fact, or the element
    const char *unit;                    // from "item.value (USD)"; NULL
    bool        scaled;                  // value and mass: times the quantity
} column;

typedef struct line {                    // an item row, to be sorted into its deal
    ck_deal_item item;
    uint32_t     root;                   // index of the line whose deal it belongs to
    double       quantity;               // of the whole path
} line;

typedef struct table_reading {
    const ck_law *law;
    const ck_deal_table_options *options;
    ck_deal_visit visit;
    void         *user;
    ck_diags     *diags;
    ck_host_arena own;                   // columns, names in places
    column       *column;
    uint32_t      column_count;
    uint32_t      word[COLUMN_WORDS];    // column of a word; CK_NONE
    char         *header;                // as CSV, when rows are kept
    size_t        header_length;

    ck_host_arena arena;                 // of the deal being gathered
    bool          gathering, spoilt;     // spoilt: an error in one of its rows
    ck_host_deal  deal;
    ck_deal_facts deal_facts, vessel_facts;
    bool          parties_complete;
    ck_host_list  line, party, holding, technology_of;   // technology_of: see add_technology
    cki_names     ids;                   // item id -> line; grown by make_ids
    void         *ids_block;
    uint32_t      ids_capacity;
    char         *rows;                  // of the deal as CSV
    size_t        rows_length, rows_size;

    uint64_t     *seen;                  // hashes of deal ids, open addressing; 0 = free
    uint32_t      seen_count, seen_size;
    uint32_t      unnamed;
    ck_status     status;
} table_reading;

static ck_status note(table_reading *reading, ck_status status) {
    reading->status = ck_host_worse(reading->status, status);
    if (status < 0) reading->spoilt = true;
    return status;
}

static ck_status no_memory(table_reading *reading) {
    return note(reading, ck_host_no_memory(reading->diags));
}

/* ---------------------------------------------------------------- the header -------------------------------------- */

static const struct { const char *prefix; ck_subject subject; } SUBJECTS[] = {
    {"deal.", CK_SUBJECT_DEAL}, {"item.", CK_SUBJECT_ITEM}, {"party.", CK_SUBJECT_PARTY},
    {"technology.", CK_SUBJECT_TECHNOLOGY}, {"vessel.", CK_SUBJECT_VESSEL},
};

/* "item.value (USD)" -> "item.value" and "USD". */
static bool split_unit(table_reading *reading, const ck_csv_field *field, char **name, const char **unit) {
    *name = ck_host_text(&reading->own, field->text, field->length);
    *unit = NULL;
    if (*name == NULL) return false;
    size_t length = field->length;
    while (length > 0 && (*name)[length - 1] == ' ') (*name)[--length] = '\0';
    char *open = strrchr(*name, '(');
    if (open != NULL && length > 0 && (*name)[length - 1] == ')') {
        (*name)[length - 1] = '\0';
        *unit = open + 1;
        while (open > *name && open[-1] == ' ') open--;
        *open = '\0';
    }
    return true;
}

static ck_status fact_column(table_reading *reading, column *at, ck_subject subject, char *name, ck_place place) {
    const uint32_t fact = ck_deal_find_fact(reading->law, subject, name, place, "the table", NULL, 0, reading->diags);
    if (fact == CK_NONE) return CK_E_UNKNOWN;
    at->subject = subject;
    at->name = name;
    at->scaled = subject == CK_SUBJECT_ITEM && (strcmp(name, "value") == 0 || strcmp(name, "mass") == 0);
    return CK_OK;
}

static ck_status read_column(table_reading *reading, const ck_csv_field *field, column *at) {
    char *name = NULL;
    if (!split_unit(reading, field, &name, &at->unit)) return ck_host_no_memory(reading->diags);
    for (uint32_t i = 0; i < COLUMN_WORDS; i++) {
        if (strcmp(WORD[i], name) != 0) continue;
        at->kind = (column_kind)i;
        if (reading->word[i] != CK_NONE) {
            return ck_host_report(reading->diags, CK_E_DUPLICATE, field->place, "the column %q stands twice", "remove one of them", name);
        }
        reading->word[i] = (uint32_t)(at - reading->column);
        return CK_OK;
    }
    if (strncmp(name, "content.", 8) == 0) {
        at->kind = COLUMN_CONTENT;
        at->name = name + 8;
        if (ck_element_known(at->name)) return CK_OK;
        return ck_host_report(reading->diags, CK_E_UNKNOWN, field->place, "there is no element %q", "write its symbol: content.Dy", at->name);
    }
    for (size_t i = 0; i < sizeof SUBJECTS / sizeof *SUBJECTS; i++) {
        const size_t length = strlen(SUBJECTS[i].prefix);
        if (strncmp(name, SUBJECTS[i].prefix, length) != 0) continue;
        at->kind = COLUMN_FACT;
        return fact_column(reading, at, SUBJECTS[i].subject, name + length, field->place);
    }
    char *dot = strchr(name, '.');
    if (dot != NULL) *dot = '\0';
    for (uint32_t i = 0; i < CK_ROLE_COUNT; i++) {
        if (strcmp(ck_role_word((ck_role)i), name) != 0) continue;
        at->role = 1u << i;
        at->kind = dot == NULL ? COLUMN_ROLE : COLUMN_ROLE_FACT;
        if (dot == NULL) return CK_OK;
        if (strcmp(dot + 1, "country") == 0) {
            at->name = "country";
            return CK_OK;
        }
        return fact_column(reading, at, CK_SUBJECT_PARTY, dot + 1, field->place);
    }
    if (dot != NULL) *dot = '.';
    static const char *const SHAPES[] = {
        "deal", "title", "kind", "id", "parent", "name", "roles", "country", "description", "codes", "quantity", "owner", "owned", "share",
        "complete", "on", "route", "note", "exporter", "importer", "consignee", "end_user", "intermediary", "supplier", "operator"};
    const char *nearest = ck_host_nearest(name, SHAPES, sizeof SHAPES / sizeof *SHAPES);
    return ck_host_report(reading->diags, CK_E_UNKNOWN, field->place, "unknown column %q in a table of deals",
                          nearest != NULL ? "did you mean %q?"
                                          : "columns are words such as deal, id, parent, or facts such as item.origin, "
                                            "content.Dy, end_user.country%s",
                          name, nearest != NULL ? nearest : "");
}

static void write_row(FILE *out, const ck_csv_field *field, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) fputc(',', out);
        ck_csv_write_field(out, field[i].text);
    }
    fputc('\n', out);
}

static ck_status take_header(void *user, const ck_csv_field *field, uint32_t count) {
    table_reading *reading = user;
    reading->column = ck_host_take(&reading->own, count, sizeof *reading->column);
    reading->column_count = count;
    for (uint32_t i = 0; i < COLUMN_WORDS; i++) reading->word[i] = CK_NONE;
    if (reading->column == NULL) return ck_host_no_memory(reading->diags);
    ck_status status = CK_OK;
    for (uint32_t i = 0; i < count; i++) {
        status = ck_host_worse(status, read_column(reading, &field[i], &reading->column[i]));
        for (uint32_t j = 0; j < i && status >= 0; j++) {
            if (strcmp(field[i].text, field[j].text) != 0) continue;
            status = ck_host_report(reading->diags, CK_E_DUPLICATE, field[i].place, "the column %q stands twice", "remove one of them",
                                    field[i].text);
        }
    }
    if (status < 0 || !reading->options->keep_rows) return status;
    FILE *out = open_memstream(&reading->header, &reading->header_length);
    if (out == NULL) return ck_host_no_memory(reading->diags);
    write_row(out, field, count);
    return fclose(out) == 0 ? CK_OK : ck_host_no_memory(reading->diags);
}

/* ---------------------------------------------------------------- a deal begins and ends -------------------------- */

static const char *value_of(const table_reading *reading, const ck_csv_field *field, column_kind kind) {
    return reading->word[kind] != CK_NONE ? field[reading->word[kind]].text : "";
}

static ck_place place_of(const table_reading *reading, const ck_csv_field *field, column_kind kind) {
    return reading->word[kind] != CK_NONE ? field[reading->word[kind]].place : (ck_place){field[0].place.file, field[0].place.line, 0, 0};
}

static const char *keep(table_reading *reading, const char *text) {
    const char *copy = text[0] == '\0' ? "" : ck_host_text(&reading->arena, text, strlen(text));
    if (copy == NULL) no_memory(reading);
    return copy != NULL ? copy : "";
}

/* True when the id was there before. */
static bool seen_before(table_reading *reading, const char *id) {
    if (2 * (reading->seen_count + 1) > reading->seen_size) {
        const uint32_t size = reading->seen_size == 0 ? 1024 : 2 * reading->seen_size;
        uint64_t *grown = calloc(size, sizeof *grown);
        if (grown == NULL) {
            no_memory(reading);
            return false;
        }
        for (uint32_t i = 0; i < reading->seen_size; i++) {
            if (reading->seen[i] == 0) continue;
            uint32_t at = (uint32_t)reading->seen[i] & (size - 1);
            while (grown[at] != 0) at = (at + 1) & (size - 1);
            grown[at] = reading->seen[i];
        }
        free(reading->seen);
        reading->seen = grown;
        reading->seen_size = size;
    }
    const uint64_t hash = cki_text_hash(id, strlen(id)) | 1;
    uint32_t at = (uint32_t)hash & (reading->seen_size - 1);
    for (; reading->seen[at] != 0; at = (at + 1) & (reading->seen_size - 1)) {
        if (reading->seen[at] == hash) return true;
    }
    reading->seen[at] = hash;
    reading->seen_count++;
    return false;
}

static void begin_deal(table_reading *reading, const ck_csv_field *field, const char *id) {
    ck_host_arena_free(&reading->arena);
    reading->gathering = true;
    reading->spoilt = false;
    reading->deal = (ck_host_deal){.title = "", .on = CK_DATE_LAST, .known = CK_DATE_LAST, .place = {field[0].place.file, field[0].place.line, 0, 0}};
    for (size_t i = 0; i < sizeof reading->deal.event / sizeof *reading->deal.event; i++) reading->deal.event[i] = CK_DATE_LAST;
    reading->deal_facts = reading->vessel_facts = (ck_deal_facts){0};
    reading->parties_complete = false;
    reading->line = (ck_host_list){.each = sizeof(line)};
    reading->party = (ck_host_list){.each = sizeof(ck_deal_party)};
    reading->holding = (ck_host_list){.each = sizeof(ck_deal_holding)};
    reading->ids.count = 0;
    reading->ids_capacity = 0;
    reading->rows_length = 0;
    char number[32];
    if (id[0] == '\0') {
        snprintf(number, sizeof number, "row-%u", (unsigned)field[0].place.line);
        id = number;
    } else if (seen_before(reading, id)) {
        note(reading, ck_host_report(reading->diags, CK_E_DUPLICATE, place_of(reading, field, COLUMN_DEAL),
                                     "the rows of deal %q do not stand together", "sort the table by deal", id));
    }
    reading->deal.name = keep(reading, id);
}

/* Lines sorted by root: roots in their order, below each its own items in theirs. */
static ck_status make_lines(table_reading *reading, uint32_t *count, ck_deal **made) {
    const line *all = reading->line.item;
    const uint32_t n = reading->line.count;
    uint32_t roots = 0;
    uint32_t *size = ck_host_take(&reading->arena, n + 1, sizeof *size);
    uint32_t *place = ck_host_take(&reading->arena, n + 1, sizeof *place);
    ck_deal_item *item = ck_host_take(&reading->arena, n + 1, sizeof *item);
    if (size == NULL || place == NULL || item == NULL) return no_memory(reading);
    for (uint32_t i = 0; i < n; i++) size[all[i].root]++;
    for (uint32_t i = 0; i < n; i++) roots += all[i].root == i;
    ck_deal *deal = ck_host_take(&reading->arena, roots + 1, sizeof *deal);
    if (deal == NULL) return no_memory(reading);
    uint32_t *first = ck_host_take(&reading->arena, n + 1, sizeof *first);
    uint32_t *used = ck_host_take(&reading->arena, n + 1, sizeof *used);
    if (first == NULL || used == NULL) return no_memory(reading);
    uint32_t at = 0, which = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (all[i].root != i) continue;
        first[i] = at;
        deal[which++] = (ck_deal){.name = reading->deal.name, .facts = reading->deal_facts, .vessel = reading->vessel_facts,
                                  .item = item + at, .item_count = size[i], .party = reading->party.item,
                                  .party_count = reading->party.count, .parties_complete = reading->parties_complete,
                                  .holding = reading->holding.item,
                                  .holding_count = reading->holding.count, .place = reading->deal.place};
        at += size[i];
    }
    for (uint32_t i = 0; i < n; i++) {
        const uint32_t root = all[i].root;
        place[i] = used[root]++;
        item[first[root] + place[i]] = all[i].item;
        if (all[i].item.parent != CK_NONE) item[first[root] + place[i]].parent = place[all[i].item.parent];
    }
    *count = roots;
    *made = deal;
    return CK_OK;
}

static ck_status end_deal(table_reading *reading) {
    if (!reading->gathering) return CK_OK;
    reading->gathering = false;
    ck_deal *made = NULL;
    uint32_t count = 0;
    if (!reading->spoilt && reading->deal.stop_count > 0) {
        note(reading, ck_deal_route(reading->deal.stop, reading->deal.stop_count, reading->deal.place, &reading->deal_facts,
                                    &reading->arena, reading->diags));
    }
    if (!reading->spoilt && reading->line.count == 0) {
        note(reading, ck_host_report(reading->diags, CK_E_MISSING, reading->deal.place, "deal %q has no item", "add a row of kind item",
                                     reading->deal.name));
    }
    if (reading->spoilt) return CK_OK;
    CK_TRY(make_lines(reading, &count, &made));
    reading->deal.line = made;
    reading->deal.line_count = count;
    const ck_status status = reading->visit(reading->user, &reading->deal, reading->rows, reading->rows_length);
    reading->status = ck_host_worse(reading->status, status);
    return status;
}

/* ---------------------------------------------------------------- rows -------------------------------------------- */

/* Facts of one subject that a row states. `wanted` role bit for those of a role's party. */
static ck_deal_facts row_facts(table_reading *reading, const ck_csv_field *field, ck_subject subject, uint32_t role, double quantity) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < reading->column_count; i++) {
        const column *at = &reading->column[i];
        const bool mine = role == 0 ? at->kind == COLUMN_FACT && at->subject == subject : at->kind == COLUMN_ROLE_FACT && at->role == role;
        count += mine && field[i].length > 0;
    }
    if (count == 0) return (ck_deal_facts){0};
    ck_deal_fact *fact = ck_host_take(&reading->arena, count, sizeof *fact);
    if (fact == NULL) {
        no_memory(reading);
        return (ck_deal_facts){0};
    }
    count = 0;
    for (uint32_t i = 0; i < reading->column_count; i++) {
        const column *at = &reading->column[i];
        const bool mine = role == 0 ? at->kind == COLUMN_FACT && at->subject == subject : at->kind == COLUMN_ROLE_FACT && at->role == role;
        if (!mine || field[i].length == 0 || ck_deal_is_unknown(field[i].text) || (role != 0 && strcmp(at->name, "country") == 0)) continue;
        fact[count] = (ck_deal_fact){.name = at->name, .text = keep(reading, field[i].text), .unit = at->unit, .place = field[i].place};
        if (at->scaled) note(reading, ck_deal_scale(&fact[count], quantity, &reading->arena, reading->diags));
        count++;
    }
    return (ck_deal_facts){fact, count};
}

/* Facts of the deal and the vessel may stand on any of its rows, and must not differ. */
static void merge_facts(table_reading *reading, const ck_csv_field *field, ck_subject subject, ck_deal_facts *all) {
    const ck_deal_facts row = row_facts(reading, field, subject, 0, 1.0);
    if (row.count == 0) return;
    if (all->count == 0) {
        *all = row;
        return;
    }
    ck_deal_fact *merged = ck_host_take(&reading->arena, all->count + row.count, sizeof *merged);
    if (merged == NULL) {
        no_memory(reading);
        return;
    }
    cki_copy(merged, all->fact, all->count * sizeof *merged);
    uint32_t count = all->count;
    for (uint32_t i = 0; i < row.count; i++) {
        uint32_t k = 0;
        while (k < all->count && strcmp(merged[k].name, row.fact[i].name) != 0) k++;
        if (k == all->count) merged[count++] = row.fact[i];
        else if (strcmp(merged[k].text, row.fact[i].text) != 0)
            note(reading, ck_host_report(reading->diags, CK_E_RANGE, row.fact[i].place, "%s is %q; another row of the same deal says %q",
                                         "write it in one row, or the same in all", row.fact[i].name, row.fact[i].text, merged[k].text));
    }
    *all = (ck_deal_facts){merged, count};
}

static const char *const *split(table_reading *reading, const char *text, uint32_t *count) {
    ck_host_list list = {.each = sizeof(const char *)};
    size_t at = 0, length = 0;
    const char *part = NULL;
    while (cki_text_next_part(text, ';', &at, &part, &length)) {
        while (length > 0 && *part == ' ') part++, length--;
        while (length > 0 && part[length - 1] == ' ') length--;
        if (length == 0) continue;
        const char **slot = ck_host_list_add(&reading->arena, &list);
        const char  *copy = ck_host_text(&reading->arena, part, length);
        if (slot == NULL || copy == NULL) {
            no_memory(reading);
            break;
        }
        *slot = copy;
    }
    *count = list.count;
    return list.item;
}

static bool is_complete(const char *list, const char *word) {
    size_t at = 0, length = 0;
    const char *part = NULL;
    while (cki_text_next_part(list, ';', &at, &part, &length)) {
        while (length > 0 && *part == ' ') part++, length--;
        while (length > 0 && part[length - 1] == ' ') length--;
        if (cki_text_equal_part(word, part, length)) return true;
    }
    return false;
}

static void read_shares(table_reading *reading, const ck_csv_field *field, ck_deal_item *item) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < reading->column_count; i++) count += reading->column[i].kind == COLUMN_CONTENT && field[i].length > 0;
    if (count == 0) return;
    ck_deal_share *share = ck_host_take(&reading->arena, count, sizeof *share);
    if (share == NULL) {
        no_memory(reading);
        return;
    }
    count = 0;
    for (uint32_t i = 0; i < reading->column_count; i++) {
        if (reading->column[i].kind != COLUMN_CONTENT || field[i].length == 0 || ck_deal_is_unknown(field[i].text)) continue;
        const ck_status status = ck_deal_share_read(reading->column[i].name, field[i].text, field[i].place, &share[count], reading->diags);
        if (note(reading, status) >= 0) count++;
    }
    item->share = share;
    item->share_count = count;
}

/* The table of ids grows with the deal; entries keep their order, so it is made again at twice the size. */
static uint32_t insert_id(table_reading *reading, const char *id, uint32_t index) {
    if (reading->ids.count == reading->ids_capacity) {
        const uint32_t capacity = reading->ids_capacity == 0 ? 16 : 2 * reading->ids_capacity;
        cki_names old = reading->ids;
        cki_arena measure = cki_arena_measure();
        cki_names_make(&reading->ids, &measure, capacity);
        const size_t bytes = cki_arena_bytes(&measure);
        void *block = ck_host_take(&reading->arena, bytes, 1);
        if (block == NULL) {
            no_memory(reading);
            reading->ids = old;
            return CK_NONE;
        }
        cki_arena arena = cki_arena_over(block, bytes);
        cki_names_make(&reading->ids, &arena, capacity);
        for (uint32_t i = 0; reading->ids_capacity > 0 && i < old.count; i++) cki_names_insert(&reading->ids, old.entry[i].name, old.entry[i].value);
        reading->ids_capacity = capacity;
    }
    return cki_names_insert(&reading->ids, id, index);
}

static uint32_t find_id(const table_reading *reading, const char *id) {
    return reading->ids_capacity > 0 ? cki_names_find(&reading->ids, id) : CK_NONE;
}

static double row_quantity(table_reading *reading, const ck_csv_field *field) {
    const char *text = value_of(reading, field, COLUMN_QUANTITY);
    double quantity = 1.0;
    if (text[0] == '\0') return 1.0;
    if (ck_host_number(text, strlen(text), &quantity) >= 0 && quantity > 0.0 && quantity <= 1e12) return quantity;
    note(reading, ck_host_report(reading->diags, CK_E_RANGE, place_of(reading, field, COLUMN_QUANTITY),
                                 "the quantity is %q; it must be a number above 0", "how many of it go into one of what it is part of", text));
    return 1.0;
}

static void add_item(table_reading *reading, const ck_csv_field *field) {
    if (reading->line.count >= CK_DEAL_ITEMS_LIMIT) {
        note(reading, ck_host_report(reading->diags, CK_E_LIMIT, field[0].place, "a deal has at most %u items", "split it", CK_DEAL_ITEMS_LIMIT));
        return;
    }
    const uint32_t index = reading->line.count;
    const char *parent_id = value_of(reading, field, COLUMN_PARENT), *id = value_of(reading, field, COLUMN_ID);
    uint32_t parent = CK_NONE;
    double quantity = row_quantity(reading, field);
    if (parent_id[0] != '\0') {
        parent = find_id(reading, parent_id);
        if (parent == CK_NONE) {
            const char *nearest = reading->ids_capacity > 0 && reading->ids.count < 4096 ? cki_names_nearest(&reading->ids, parent_id) : NULL;
            note(reading, ck_host_report(reading->diags, CK_E_UNKNOWN, place_of(reading, field, COLUMN_PARENT),
                                         "no earlier row of the deal has the id %q",
                                         nearest != NULL ? "did you mean %q?" : "a component stands below what it is part of%s", parent_id,
                                         nearest != NULL ? nearest : ""));
            return;
        }
        quantity *= ((const line *)reading->line.item)[parent].quantity;
    }
    char number[32];
    if (id[0] == '\0') {
        snprintf(number, sizeof number, "row-%u", (unsigned)field[0].place.line);
        id = number;
    }
    const char *kept = keep(reading, id);
    if (insert_id(reading, kept, index) != CK_NONE) {
        note(reading, ck_host_report(reading->diags, CK_E_DUPLICATE, place_of(reading, field, COLUMN_ID), "the id %q stands twice in the deal",
                                     "give each row an id of its own", kept));
        return;
    }
    line *slot = ck_host_list_add(&reading->arena, &reading->line);
    if (slot == NULL) {
        no_memory(reading);
        return;
    }
    const char *description = value_of(reading, field, COLUMN_DESCRIPTION), *complete = value_of(reading, field, COLUMN_COMPLETE);
    slot->root = parent == CK_NONE ? index : ((const line *)reading->line.item)[parent].root;
    slot->quantity = quantity;
    ck_deal_item *item = &slot->item;
    item->name = kept;
    item->parent = parent;
    item->place = (ck_place){field[0].place.file, field[0].place.line, 0, 0};
    item->description = description[0] != '\0' ? keep(reading, description) : NULL;
    item->facts = row_facts(reading, field, CK_SUBJECT_ITEM, 0, quantity);
    item->composition_complete = is_complete(complete, "content");
    item->parts_complete = is_complete(complete, "components");
    item->technologies_complete = is_complete(complete, "technologies");
    const char *codes = value_of(reading, field, COLUMN_CODES);
    if (codes[0] != '\0') item->code = split(reading, codes, &item->code_count);
    read_shares(reading, field, item);
}

static void add_technology(table_reading *reading, const ck_csv_field *field) {
    const char *parent_id = value_of(reading, field, COLUMN_PARENT);
    const uint32_t parent = find_id(reading, parent_id);
    if (parent == CK_NONE) {
        note(reading, ck_host_report(reading->diags, CK_E_UNKNOWN, place_of(reading, field, COLUMN_PARENT),
                                     "no earlier row of the deal has the id %q", "a technology stands below its item, with the item's id as parent",
                                     parent_id));
        return;
    }
    ck_deal_item *item = &((line *)reading->line.item)[parent].item;
    ck_deal_technology *more = ck_host_take(&reading->arena, item->technology_count + 1, sizeof *more);
    if (more == NULL) {
        no_memory(reading);
        return;
    }
    cki_copy(more, item->technology, item->technology_count * sizeof *more);
    more[item->technology_count] = (ck_deal_technology){.name = keep(reading, value_of(reading, field, COLUMN_ID)),
                                                        .facts = row_facts(reading, field, CK_SUBJECT_TECHNOLOGY, 0, 1.0),
                                                        .place = {field[0].place.file, field[0].place.line, 0, 0}};
    item->technology = more;
    item->technology_count++;
}

static uint32_t find_party(const table_reading *reading, const char *name) {
    for (uint32_t i = 0; i < reading->party.count; i++) {
        if (strcmp(((const ck_deal_party *)reading->party.item)[i].name, name) == 0) return i;
    }
    return CK_NONE;
}

static ck_deal_party *make_party(table_reading *reading, const char *name, const ck_csv_field *field) {
    if (reading->party.count >= CK_DEAL_PARTIES_LIMIT) {
        note(reading, ck_host_report(reading->diags, CK_E_LIMIT, field[0].place, "a deal has at most %u parties", "split it", CK_DEAL_PARTIES_LIMIT));
        return NULL;
    }
    ck_deal_party *party = ck_host_list_add(&reading->arena, &reading->party);
    if (party == NULL) {
        no_memory(reading);
        return NULL;
    }
    party->name = keep(reading, name);
    party->place = (ck_place){field[0].place.file, field[0].place.line, 0, 0};
    return party;
}

static void set_country(table_reading *reading, ck_deal_party *party, const char *country) {
    if (country[0] != '\0' && !ck_deal_is_unknown(country)) party->country = keep(reading, country);
}

static void add_party(table_reading *reading, const ck_csv_field *field) {
    const char *name = value_of(reading, field, COLUMN_NAME);
    if (name[0] == '\0') name = value_of(reading, field, COLUMN_ID);
    if (name[0] == '\0' || find_party(reading, name) != CK_NONE) {
        note(reading, ck_host_report(reading->diags, name[0] == '\0' ? CK_E_MISSING : CK_E_DUPLICATE, place_of(reading, field, COLUMN_NAME),
                                     name[0] == '\0' ? "a party has no name%s" : "the party %q stands twice", "one row a party; roles are joined by ;",
                                     name));
        return;
    }
    ck_deal_party *party = make_party(reading, name, field);
    if (party == NULL) return;
    set_country(reading, party, value_of(reading, field, COLUMN_COUNTRY));
    party->owners_complete = is_complete(value_of(reading, field, COLUMN_COMPLETE), "owners");
    party->facts = row_facts(reading, field, CK_SUBJECT_PARTY, 0, 1.0);
    uint32_t count = 0;
    const char *const *role = split(reading, value_of(reading, field, COLUMN_ROLES), &count);
    for (uint32_t i = 0; i < count; i++) {
        uint32_t bit = 0;
        note(reading, ck_deal_role_read(role[i], place_of(reading, field, COLUMN_ROLES), &bit, reading->diags));
        party->roles |= bit;
    }
}

static void add_holding(table_reading *reading, const ck_csv_field *field) {
    ck_deal_holding holding = {.percent = CK_NAN, .place = {field[0].place.file, field[0].place.line, 0, 0}};
    const column_kind side[2] = {COLUMN_OWNER, COLUMN_OWNED};
    uint32_t *index[2] = {&holding.owner, &holding.owned};
    for (int i = 0; i < 2; i++) {
        const char *name = value_of(reading, field, side[i]);
        if (name[0] == '\0') {
            note(reading, ck_host_report(reading->diags, CK_E_MISSING, place_of(reading, field, side[i]), "a holding needs owner and owned",
                                         "write the names of two parties"));
            return;
        }
        *index[i] = find_party(reading, name);
        if (*index[i] == CK_NONE) {
            *index[i] = reading->party.count;
            if (make_party(reading, name, field) == NULL) return;
        }
    }
    const char *share = value_of(reading, field, COLUMN_SHARE);
    if (share[0] != '\0') {
        note(reading, ck_deal_percent_read("the share", share, place_of(reading, field, COLUMN_SHARE), &holding.percent, reading->diags));
    }
    ck_deal_holding *slot = ck_host_list_add(&reading->arena, &reading->holding);
    if (slot == NULL) no_memory(reading);
    else *slot = holding;
}

/* Parties named in columns of roles. */
static void add_roles(table_reading *reading, const ck_csv_field *field) {
    for (uint32_t i = 0; i < reading->column_count; i++) {
        if (reading->column[i].kind != COLUMN_ROLE || field[i].length == 0 || ck_deal_is_unknown(field[i].text)) continue;
        const uint32_t role = reading->column[i].role, index = find_party(reading, field[i].text);
        ck_deal_party *party = index != CK_NONE ? (ck_deal_party *)reading->party.item + index : make_party(reading, field[i].text, field);
        if (party == NULL) return;
        party->place = field[i].place;
        if ((party->roles & role) != 0) continue;
        party->roles |= role;
        const ck_deal_facts facts = row_facts(reading, field, CK_SUBJECT_PARTY, role, 1.0);
        if (facts.count > 0) party->facts = facts;
        for (uint32_t k = 0; k < reading->column_count; k++) {
            const column *at = &reading->column[k];
            if (at->kind == COLUMN_ROLE_FACT && at->role == role && strcmp(at->name, "country") == 0) set_country(reading, party, field[k].text);
        }
    }
}

static ck_status keep_row(table_reading *reading, const ck_csv_field *field) {
    size_t need = reading->header_length + 2;
    for (uint32_t i = 0; i < reading->column_count; i++) need += 2 * field[i].length + 4;
    if (reading->rows_size < reading->rows_length + need) {
        const size_t size = 2 * (reading->rows_length + need);
        char *grown = realloc(reading->rows, size);
        if (grown == NULL) return no_memory(reading);
        reading->rows = grown;
        reading->rows_size = size;
    }
    if (reading->rows_length == 0) {
        memcpy(reading->rows, reading->header, reading->header_length);
        reading->rows_length = reading->header_length;
    }
    char *to = reading->rows + reading->rows_length;
    for (uint32_t i = 0; i < reading->column_count; i++) {
        const char *text = field[i].text;
        if (i > 0) *to++ = ',';
        const bool quoted = text[strcspn(text, ",\"\r\n")] != '\0';
        if (quoted) *to++ = '"';
        for (; *text != '\0'; text++) {
            if (*text == '"') *to++ = '"';
            *to++ = *text;
        }
        if (quoted) *to++ = '"';
    }
    *to++ = '\n';
    reading->rows_length = (size_t)(to - reading->rows);
    return CK_OK;
}

static void read_common(table_reading *reading, const ck_csv_field *field) {
    const char *on = value_of(reading, field, COLUMN_ON), *route = value_of(reading, field, COLUMN_ROUTE), *title = value_of(reading, field, COLUMN_TITLE);
    if (on[0] != '\0') {
        ck_date day = {0};
        const ck_status status = ck_date_read(on, strlen(on), &day);
        if (status < 0) note(reading, ck_host_report(reading->diags, status, place_of(reading, field, COLUMN_ON), "on is %q; it must be a date",
                                                     "write it as YYYY-MM-DD", on));
        else if (reading->deal.on.day != CK_DATE_LAST.day && reading->deal.on.day != day.day)
            note(reading, ck_host_report(reading->diags, CK_E_RANGE, place_of(reading, field, COLUMN_ON),
                                         "on is %q; another row of the same deal has another day", "one deal is judged on one day", on));
        else reading->deal.on = day;
    }
    if (route[0] != '\0' && reading->deal.stop_count == 0) reading->deal.stop = split(reading, route, &reading->deal.stop_count);
    if (title[0] != '\0' && reading->deal.title[0] == '\0') reading->deal.title = keep(reading, title);
    merge_facts(reading, field, CK_SUBJECT_DEAL, &reading->deal_facts);
    merge_facts(reading, field, CK_SUBJECT_VESSEL, &reading->vessel_facts);
    if (is_complete(value_of(reading, field, COLUMN_COMPLETE), "parties")) reading->parties_complete = true;
    add_roles(reading, field);
}

static ck_status take_row(void *user, const ck_csv_field *field) {
    table_reading *reading = user;
    const char *id = value_of(reading, field, COLUMN_DEAL), *kind = value_of(reading, field, COLUMN_KIND);
    const bool item = kind[0] == '\0' || strcmp(kind, "item") == 0;
    const bool root = item && value_of(reading, field, COLUMN_PARENT)[0] == '\0';
    const bool same = reading->word[COLUMN_DEAL] != CK_NONE ? id[0] == '\0' || (reading->gathering && strcmp(id, reading->deal.name) == 0) : !root;
    if (!reading->gathering || !same) {
        const ck_status ended = end_deal(reading);
        if (ended == CK_E_MEMORY || ended == CK_E_IO) return CK_E_MEMORY;           // ends the reading
        begin_deal(reading, field, reading->word[COLUMN_DEAL] != CK_NONE ? id : value_of(reading, field, COLUMN_ID));
    }
    read_common(reading, field);
    if (item) add_item(reading, field);
    else if (strcmp(kind, "technology") == 0) add_technology(reading, field);
    else if (strcmp(kind, "party") == 0) add_party(reading, field);
    else if (strcmp(kind, "holding") == 0) add_holding(reading, field);
    else {
        static const char *const KINDS[] = {"item", "technology", "party", "holding"};
        const char *nearest = ck_host_nearest(kind, KINDS, 4);
        note(reading, ck_host_report(reading->diags, CK_E_UNKNOWN, place_of(reading, field, COLUMN_KIND), "there is no kind of row %q",
                                     nearest != NULL ? "did you mean %q?" : "the kinds are item, technology, party, holding", kind,
                                     nearest != NULL ? nearest : ""));
    }
    if (reading->options->keep_rows && !reading->spoilt) CK_TRY(keep_row(reading, field));
    return reading->status == CK_E_MEMORY ? CK_E_MEMORY : CK_OK;
}

/* ---------------------------------------------------------------- all together ------------------------------------ */

static ck_status finish(table_reading *reading, ck_status read) {
    if (read >= 0 || read != CK_E_MEMORY) {
        const ck_status last = end_deal(reading);
        reading->status = ck_host_worse(reading->status, last);
    }
    ck_host_arena_free(&reading->arena);
    ck_host_arena_free(&reading->own);
    free(reading->header);
    free(reading->rows);
    free(reading->seen);
    return ck_host_worse(read, reading->status);
}

static table_reading start(const ck_law *law, const ck_deal_table_options *options, ck_deal_visit visit, void *user, ck_diags *diags) {
    return (table_reading){.law = law, .options = options, .visit = visit, .user = user, .diags = diags};
}

ck_status ck_deal_table_read(const char *path, const ck_law *law, const ck_deal_table_options *options, ck_deal_visit visit,
                             void *user, ck_diags *diags) {
    table_reading reading = start(law, options, visit, user, diags);
    const ck_csv_spec spec = {.title = "a table of deals", .row = take_row, .user = &reading};
    const size_t length = strlen(path);
    ck_status status;
    if (length > 5 && strcmp(path + length - 5, ".xlsx") == 0) {
        status = ck_xlsx_read(path, options->sheet, &spec, take_header, options->arena, diags);
    } else {
        ck_host_input input;
        status = ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, diags);
        if (status >= 0) {
            status = ck_csv_read_free(&input, &spec, take_header, diags);
            ck_host_input_close(&input);
        }
    }
    return finish(&reading, status);
}

ck_status ck_deal_table_read_bytes(const char *name, const void *bytes, size_t size, bool xlsx, const ck_law *law,
                                   const ck_deal_table_options *options, ck_deal_visit visit, void *user, ck_diags *diags) {
    table_reading reading = start(law, options, visit, user, diags);
    const ck_csv_spec spec = {.title = "a table of deals", .row = take_row, .user = &reading};
    ck_status status;
    if (xlsx) {
        status = ck_xlsx_read_bytes(name, bytes, size, options->sheet, &spec, take_header, options->arena, diags);
    } else {
        ck_host_input input = ck_host_input_bytes(name, bytes, size);
        status = ck_csv_read_free(&input, &spec, take_header, diags);
    }
    return finish(&reading, status);
}
