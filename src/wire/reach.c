/* The scope of a measure as rows of text. */
#include "base/base.h"
#include "wire/wire.h"

size_t ck_reach_bytes(const ck_model *model) {
    const ck_model_counts count = ck_model_count(model);
    return (size_t)count.items * count.regions * count.regions;
}

/* A list of names of one kind; -1: there is none with this name. */
typedef struct reader { const ck_model *model; ck_place place; const char *row; ck_diags *diags; } reader;
typedef uint32_t (*find_name)(const ck_model *model, const char *name, size_t length);

static uint32_t find_region(const ck_model *model, const char *name, size_t length) {
    const uint32_t count = ck_model_count(model).regions;
    uint32_t at = 0;
    while (at < count && !cki_text_equal_part(ck_model_region(model, at).id, name, length)) at++;
    return at < count ? at : CK_NONE;
}
static uint32_t find_item(const ck_model *model, const char *name, size_t length) {
    const uint32_t count = ck_model_count(model).items;
    uint32_t at = 0;
    while (at < count && !cki_text_equal_part(ck_model_item(model, at).id, name, length)) at++;
    return at < count ? at : CK_NONE;
}
static uint32_t find_use(const ck_model *model, const char *name, size_t length) {
    (void)model;
    uint32_t at = 0;
    while (at < CK_END_USE_COUNT && !cki_text_equal_part(ck_end_use_word((ck_end_use)at), name, length)) at++;
    return at < CK_END_USE_COUNT ? at : CK_NONE;
}

enum { PARTS_MOST = CK_REACH_PARTS + 1 };    // with a share
#define ROW_FORM "a row is \"ITEM; ORIGINS; DESTINATIONS; END USES\", and \"; SHARE\" from 0 to 1 where a part is caught"

static ck_status unknown(const reader *reader, const char *what) {
    return ck_diags_add(reader->diags, CK_E_UNKNOWN, reader->place, "unknown %s in the row %q of a reach", ROW_FORM, what,
                        reader->row);
}

/* The next word of part[*at .. length); false at the end. */
static bool next_word(const char *part, size_t length, size_t *at, const char **word, size_t *word_length) {
    while (*at < length && part[*at] == ' ') ++*at;
    const size_t from = *at;
    while (*at < length && part[*at] != ' ') ++*at;
    *word = part + from;
    *word_length = *at - from;
    return *word_length > 0;
}

/* Bit sets of at most CKI_WIRE_NAMES names. */
static ck_status read_set(const reader *reader, const char *what, find_name find, uint32_t count, const char *part,
                          size_t length, uint64_t set[CKI_WIRE_WORDS]) {
    cki_zero(set, CKI_WIRE_WORDS * sizeof *set);
    const char *word = NULL;
    size_t at = 0, word_length = 0;
    bool any = false;
    while (next_word(part, length, &at, &word, &word_length)) {
        any = true;
        const bool all = word_length == 1 && word[0] == '*', without = word[0] == '-' && word_length > 1;
        if (all) {
            for (uint32_t k = 0; k < count; k++) set[k / 64] |= (uint64_t)1 << k % 64;
            continue;
        }
        const uint32_t name = find(reader->model, word + without, word_length - without);
        if (name == CK_NONE) return unknown(reader, what);
        if (without) set[name / 64] &= ~((uint64_t)1 << name % 64);
        else set[name / 64] |= (uint64_t)1 << name % 64;
    }
    return any ? CK_OK : unknown(reader, what);
}
static bool holds(const uint64_t set[CKI_WIRE_WORDS], uint32_t at) { return (set[at / 64] >> at % 64 & 1) != 0; }

/* "1", "0" or "0." and at most six digits: whole millionths, so that the same number comes out everywhere. */
static bool read_millionths(const char *word, size_t size, uint32_t *millionths) {
    enum { DIGITS = 6, ONE = 1000000 };
    if (size == 0 || size == 2 || size > 2 + DIGITS || word[0] < '0' || word[0] > '1' || (size > 1 && word[1] != '.')) return false;
    uint32_t sum = (uint32_t)(word[0] - '0') * ONE, worth = ONE;
    for (size_t k = 2; k < size; k++) {
        if (word[k] < '0' || word[k] > '9') return false;
        worth /= 10;
        sum += worth * (uint32_t)(word[k] - '0');
    }
    *millionths = sum;
    return sum <= ONE;
}

static ck_status read_share(const reader *reader, const char *part, size_t length, double *share) {
    const char *word = NULL;
    size_t at = 0, size = 0;
    uint32_t millionths = 0;
    if (!next_word(part, length, &at, &word, &size) || !read_millionths(word, size, &millionths) ||
        next_word(part, length, &at, &word, &size)) {
        return ck_diags_add(reader->diags, CK_E_RANGE, reader->place,
                            "the share in the row %q of a reach is no number from 0 to 1 with at most six digits", ROW_FORM,
                            reader->row);
    }
    *share = millionths / 1e6;
    return CK_OK;
}

static void put_share(double *share, size_t cell, uint64_t uses, double value) {
    for (uint32_t use = 0; use < CK_END_USE_COUNT; use++) {
        if (uses >> use & 1) share[cell * CK_END_USE_COUNT + use] = value;
    }
}

static ck_status read_row(const reader *reader, uint8_t *reach, double *share) {
    const char *part[PARTS_MOST] = {NULL}, *found = NULL;
    size_t length[PARTS_MOST] = {0}, at = 0, size = 0;
    uint32_t parts = 0;
    while (cki_text_next_part(reader->row, ';', &at, &found, &size)) {
        if (parts < PARTS_MOST) {
            part[parts] = found;
            length[parts] = size;
        }
        parts++;
    }
    if (parts < CK_REACH_PARTS || parts > PARTS_MOST) {
        return ck_diags_add(reader->diags, CK_E_SYNTAX, reader->place,
                            "a row of a reach has %u parts; it must have 4, or 5 with a share: %q", ROW_FORM, parts, reader->row);
    }
    double caught = 1.0;
    if (parts == PARTS_MOST) CK_TRY(read_share(reader, part[CK_REACH_PARTS], length[CK_REACH_PARTS], &caught));
    const ck_model_counts count = ck_model_count(reader->model);
    uint64_t origins[CKI_WIRE_WORDS], destinations[CKI_WIRE_WORDS], uses[CKI_WIRE_WORDS];
    const char *name = NULL;
    size_t name_at = 0, name_length = 0;
    if (!next_word(part[0], length[0], &name_at, &name, &name_length)) return unknown(reader, "item");
    const uint32_t item = find_item(reader->model, name, name_length);
    if (item == CK_NONE || next_word(part[0], length[0], &name_at, &name, &name_length)) return unknown(reader, "item");
    CK_TRY(read_set(reader, "origin", find_region, count.regions, part[1], length[1], origins));
    CK_TRY(read_set(reader, "destination", find_region, count.regions, part[2], length[2], destinations));
    CK_TRY(read_set(reader, "end use", find_use, CK_END_USE_COUNT, part[3], length[3], uses));
    for (uint32_t from = 0; from < count.regions; from++) {
        if (!holds(origins, from)) continue;
        const size_t cell = ((size_t)item * count.regions + from) * count.regions;
        for (uint32_t r = 0; r < count.regions; r++) {
            if (!holds(destinations, r)) continue;
            reach[cell + r] |= (uint8_t)uses[0];
            if (share != NULL) put_share(share, cell + r, uses[0], caught);
        }
    }
    return CK_OK;
}

bool ck_reach_has_shares(ck_names rows) {
    for (uint32_t k = 0; k < rows.count; k++) {
        uint32_t marks = 0;
        for (const char *at = rows.name[k]; *at != '\0'; at++) marks += *at == ';';
        if (marks >= CK_REACH_PARTS) return true;
    }
    return false;
}

ck_status ck_reach_read(const ck_model *model, ck_names rows, uint8_t *reach, double *share, ck_diags *diags) {
    const ck_model_counts count = ck_model_count(model);
    if (count.regions > CKI_WIRE_NAMES) {
        return ck_diags_add(diags, CK_E_LIMIT, rows.place,
                            "a reach can be written for at most %u regions; this world has %u", "", CKI_WIRE_NAMES, count.regions);
    }
    cki_zero(reach, ck_reach_bytes(model));
    if (share != NULL) cki_zero(share, ck_reach_bytes(model) * CK_END_USE_COUNT * sizeof *share);
    ck_status status = CK_OK;
    for (uint32_t k = 0; k < rows.count; k++) {
        const reader reader = {model, rows.place, rows.name[k], diags};
        const ck_status row = read_row(&reader, reach, share);
        if (status >= 0) status = row;
    }
    return status;
}
