/* The model file: one header, then the arrays in the order of the field list.

   offset  bytes  what
        0      8  "CKMODEL" and a NUL
        8      4  version of this layout, 1
       12      4  0x0a0b0c0d, written little-endian like every other number
       16      8  hash of the field list: a program with other fields refuses the file
       24      8  digest of the model
       32      8  bytes of the file
       40      4  offset of the world's name in the texts
       44      4  base year
       48    4 n  counts, in the order of CK_MODEL_COUNTS
   then each array, starting at a multiple of 16; the gaps are zero. Nothing of a file is used before it was checked: sizes,
   offsets, indices, words and numbers, at last the digest. */
#include "build.h"

#define FILE_VERSION 1u
#define FILE_ORDER 0x0a0b0c0du
#define HEADER_BYTES 48u

static const uint8_t FILE_MAGIC[8] = {'C', 'K', 'M', 'O', 'D', 'E', 'L', 0};

/* ---------------------------------------------------------------- layout ------------------------------------------ */

#define X(shape) +1
enum { COUNTS = 0 CK_MODEL_COUNTS(X) };
#undef X

static size_t padded(size_t at) { return (at + 15) & ~(size_t)15; }

static uint64_t layout_hash(void) {
    static const char *const counts[] = {
#define X(shape) #shape,
        CK_MODEL_COUNTS(X)
#undef X
    };
    ck_digest digest = ck_digest_start(FILE_VERSION);
    for (size_t i = 0; i < sizeof counts / sizeof counts[0]; i++) ck_digest_text(&digest, counts[i]);
    size_t fields;
    const cki_field_info *field = cki_model_fields(&fields);
    for (const cki_field_info *end = field + fields; field < end; field++) {
        ck_digest_text(&digest, cki_field_types[field->type].name);
        ck_digest_text(&digest, field->name);
        ck_digest_text(&digest, field->shape);
        ck_digest_text(&digest, field->unit);
        ck_digest_u64(&digest, field->extra);
    }
    return ck_digest_value(&digest);
}

/* SIZE_MAX when no file can be that long. */
static size_t file_bytes_of(const cki_model_counts *counts) {
    cki_arena arena = cki_arena_measure();
    (void)cki_arena_take(&arena, HEADER_BYTES + 4 * COUNTS, 1);
    size_t fields;
    const cki_field_info *field = cki_model_fields(&fields);
    for (const cki_field_info *end = field + fields; field < end; field++) {
        (void)cki_arena_take(&arena, cki_field_length(counts, field), cki_field_types[field->type].bytes);
    }
    return cki_arena_bytes(&arena);
}

static size_t block_bytes_of(const cki_model_counts *counts) {
    cki_arena arena = cki_arena_measure();
    (void)cki_model_layout(&arena, counts);
    return cki_arena_bytes(&arena);
}

/* ---------------------------------------------------------------- numbers ----------------------------------------- */

static void put_bytes(uint8_t *to, uint64_t value, uint32_t bytes) {
    for (uint32_t i = 0; i < bytes; i++) to[i] = (uint8_t)(value >> (8 * i));
}
static uint64_t get_bytes(const uint8_t *from, uint32_t bytes) {
    uint64_t value = 0;
    for (uint32_t i = 0; i < bytes; i++) value |= (uint64_t)from[i] << (8 * i);
    return value;
}

#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
static void put_array(uint8_t *to, const void *value, size_t count, uint32_t each) {
    cki_copy(to, value, count * each);
}
static void get_array(void *value, const uint8_t *from, size_t count, uint32_t each) {
    cki_copy(value, from, count * each);
}
#else
static void put_array(uint8_t *to, const void *value, size_t count, uint32_t each) {
    const uint8_t *from = value;
    for (size_t i = 0; i < count; i++) {
        for (uint32_t k = 0; k < each; k++) to[i * each + k] = from[i * each + (each - 1 - k)];
    }
}
static void get_array(void *value, const uint8_t *from, size_t count, uint32_t each) {
    put_array(value, from, count, each);
}
#endif

/* ---------------------------------------------------------------- save -------------------------------------------- */

size_t ck_model_file_bytes(const ck_model *model) {
    const cki_model_counts counts = cki_model_counts_of(model);
    return file_bytes_of(&counts);
}

void ck_model_save(const ck_model *model, void *file) {
    const cki_model_counts counts = cki_model_counts_of(model);
    uint8_t *bytes = file;
    cki_zero(bytes, file_bytes_of(&counts));
    cki_copy(bytes, FILE_MAGIC, sizeof FILE_MAGIC);
    put_bytes(bytes + 8, FILE_VERSION, 4);
    put_bytes(bytes + 12, FILE_ORDER, 4);
    put_bytes(bytes + 16, layout_hash(), 8);
    put_bytes(bytes + 24, model->digest, 8);
    put_bytes(bytes + 32, file_bytes_of(&counts), 8);
    put_bytes(bytes + 40, model->name_text, 4);
    put_bytes(bytes + 44, (uint32_t)model->base_year, 4);
    size_t at = HEADER_BYTES;
#define X(shape)                                                                                                       \
    put_bytes(bytes + at, counts.shape, 4);                                                                            \
    at += 4;
    CK_MODEL_COUNTS(X)
#undef X
    size_t fields;
    const cki_field_info *field = cki_model_fields(&fields);
    for (const cki_field_info *end = field + fields; field < end; field++) {
        const size_t count = cki_field_length(&counts, field);
        const uint32_t each = cki_field_types[field->type].bytes;
        at = padded(at);
        put_array(bytes + at, cki_field_values(model, field), count, each);
        at += count * each;
    }
}

/* ---------------------------------------------------------------- checks ------------------------------------------ */

static ck_status refuse(ck_diags *diags, const char *what) {
    return ck_diags_add(diags, CK_E_FORMAT, (ck_place){0}, "the model file is damaged: %s", "build the world again",
                        what);
}

static ck_status read_header(const uint8_t *bytes, size_t size, cki_model_counts *counts, ck_diags *diags) {
    const size_t header = HEADER_BYTES + 4 * COUNTS;
    if (size < header || cki_compare(bytes, FILE_MAGIC, sizeof FILE_MAGIC) != 0) {
        return ck_diags_add(diags, CK_E_FORMAT, (ck_place){0}, "this is not a model file",
                            "model files are made by world build");
    }
    if (get_bytes(bytes + 8, 4) != FILE_VERSION || get_bytes(bytes + 12, 4) != FILE_ORDER ||
        get_bytes(bytes + 16, 8) != layout_hash()) {
        return ck_diags_add(diags, CK_E_FORMAT, (ck_place){0},
                            "the model file was made by another version of the program",
                            "build the world again with this version");
    }
    size_t at = HEADER_BYTES;
#define X(shape)                                                                                                       \
    counts->shape = (uint32_t)get_bytes(bytes + at, 4);                                                                \
    at += 4;
    CK_MODEL_COUNTS(X)
#undef X
    (void)at;
    const size_t expected = file_bytes_of(counts);
    if (expected == SIZE_MAX || get_bytes(bytes + 32, 8) != expected)
        return refuse(diags, "its counts and its size disagree");
    if (size != expected) return refuse(diags, size < expected ? "it is cut off" : "it goes on after its end");
    if (counts->text == 0) return refuse(diags, "it has no texts");
    return CK_OK;
}

ck_status ck_model_file_block_bytes(const void *file, size_t file_bytes, size_t *block_bytes, ck_diags *diags) {
    cki_model_counts counts;
    CK_TRY(read_header(file, file_bytes, &counts, diags));
    *block_bytes = block_bytes_of(&counts);
    return CK_OK;
}

/* The number of things that a field points at, from the unit in the field list; SIZE_MAX when it is not a pointer. */
static size_t count_of_unit(const cki_model_counts *counts, const char *unit) {
    if (cki_text_equal(unit, "offset")) return counts->text;
#define X(shape)                                                                                                       \
    if (cki_text_equal(unit, #shape)) return counts->shape;
    CK_MODEL_COUNTS(X)
#undef X
    return SIZE_MAX;
}

static bool may_be_none(const char *name) {
    return cki_text_equal(name, "region_calendar") || cki_text_equal(name, "site_technology");
}

static bool good_u32(const cki_model_counts *counts, const cki_field_info *field, const uint32_t *value, size_t count) {
    const size_t target = count_of_unit(counts, field->unit);
    if (target == SIZE_MAX) return true;
    if (field->extra == 1) {
        for (size_t i = 1; i < count; i++) {
            if (value[i - 1] > value[i]) return false;
        }
        return value[0] == 0 && value[count - 1] == target;
    }
    for (size_t i = 0; i < count; i++) {
        if (value[i] >= target && !(value[i] == CK_NONE && may_be_none(field->name))) return false;
    }
    return true;
}
static bool good_f64(const cki_field_info *field, const double *value, size_t count) {
    const bool signs = cki_text_equal(field->unit, "deg") || cki_text_equal(field->name, "project_level");
    for (size_t i = 0; i < count; i++) {
        if (!ck_is_finite(value[i]) || (value[i] < 0.0 && !signs)) return false;
    }
    return true;
}
static bool good_values(const cki_model_counts *counts, const cki_field_info *field, const void *values, size_t count) {
    switch ((cki_field_type)field->type) {
    case CKI_FIELD_u8: return ((const uint8_t *)values)[count - 1] == 0; // every text ends inside the pool
    case CKI_FIELD_u32: return good_u32(counts, field, values, count);
    case CKI_FIELD_i32: return true;
    case CKI_FIELD_f64: return good_f64(field, values, count);
    }
    return false;
}

/* Words and relations between fields; indices are known to be in range. NULL when all is well. */
static const char *bad_relation(const ck_model *m) {
    for (uint32_t i = 0; i < m->item_count; i++) {
        if (m->item_tier[i] > 3 || m->item_unit[i] >= CKI_UNIT_COUNT) return "an item";
    }
    for (uint32_t i = 0; i < m->site_count; i++) {
        if (m->site_kind[i] > CK_SITE_STOCKPILE || m->site_end_use[i] >= CK_END_USE_COUNT) return "a site";
        if (!(m->site_reference[i] > 0.0) || (m->site_base_level[i] != 0.0 && m->site_base_level[i] != 1.0))
            return "a site";
        for (uint32_t p = m->site_first_product[i]; p < m->site_first_product[i + 1]; p++) {
            if (m->product_site[p] != i || m->product_drives[p] > 1) return "a product";
        }
        for (uint32_t g = m->site_first_group[i]; g < m->site_first_group[i + 1]; g++) {
            if (m->group_site[g] != i || m->group_essentiality[g] > 1.0) return "an input group";
            for (uint32_t s = m->group_first_slot[g]; s < m->group_first_slot[g + 1]; s++) {
                if (m->slot_site[s] != i || m->slot_group[s] != g) return "a slot";
                if (!(m->slot_use[s] > 0.0) || m->slot_cost_share[s] > 1.0) return "a slot";
            }
        }
    }
    for (uint32_t p = 0; p < m->product_count; p++) {
        for (uint32_t f = m->product_first_flow[p]; f < m->product_first_flow[p + 1]; f++) {
            if (m->flow_product[f] != p || m->product_item[p] != m->slot_item[m->flow_slot[f]]) return "a flow";
        }
    }
    for (uint32_t f = 0; f < m->flow_count; f++) {
        if (m->flow_kind[f] > CKI_FLOW_WAITING || m->flow_mode[f] >= CKI_MODE_COUNT) return "a flow";
        if (m->flow_lag[f] < 1 || m->flow_lag[f] > 127 || m->flow_setup[f] > 100000) return "a flow";
        if (m->flow_military[f] + m->flow_semiconductor[f] > 1.0 + 1e-9) return "a flow";
    }
    for (uint32_t s = 0; s < m->slot_count; s++) {
        for (uint32_t at = m->slot_first_inbound[s]; at < m->slot_first_inbound[s + 1]; at++) {
            if (m->flow_slot[m->inbound_flow[at]] != s) return "the inbound flows of a slot";
            if (at > m->slot_first_inbound[s] && m->inbound_flow[at - 1] >= m->inbound_flow[at])
                return "the inbound flows of a slot";
        }
    }
    for (uint32_t i = 0; i < m->project_count; i++) {
        if (i > 0 && m->project_site[i - 1] > m->project_site[i]) return "the order of projects";
        if (m->project_early[i] > m->project_start[i] || m->project_start[i] > m->project_late[i]) return "a project";
        if (m->project_learning[i] > 1.0) return "a project";
    }
    for (uint32_t i = 0; i < m->stockpile_count; i++) {
        const uint32_t site = m->stockpile_site[i];
        if (m->site_kind[site] != CK_SITE_STOCKPILE || m->stockpile_military[i] > 1) return "a stockpile";
        if (m->site_first_product[site + 1] - m->site_first_product[site] != 1) return "a stockpile";
    }
    for (uint32_t i = 0; i < m->customer_count; i++) {
        if (m->customer_end_use[i] >= CK_END_USE_COUNT || m->customer_share[i] > 1.0) return "a customer";
        if (m->customer_buyers[i] < 1 || m->customer_buyers[i] > 100000) return "a customer";
    }
    for (uint32_t c = 0; c < m->calendar_count; c++) {
        for (uint32_t i = m->calendar_first_holiday[c] + 1; i < m->calendar_first_holiday[c + 1]; i++) {
            if (m->holiday_day[i - 1] >= m->holiday_day[i]) return "a calendar";
        }
        for (uint32_t i = m->calendar_first_worked[c] + 1; i < m->calendar_first_worked[c + 1]; i++) {
            if (m->worked_day[i - 1] >= m->worked_day[i]) return "a calendar";
        }
    }
    return NULL;
}

/* ---------------------------------------------------------------- load -------------------------------------------- */

ck_status ck_model_load(const void *file, size_t file_bytes, void *block, size_t bytes, const ck_model **model,
                        ck_diags *diags) {
    const uint8_t *from = file;
    cki_model_counts counts;
    CK_TRY(read_header(from, file_bytes, &counts, diags));
    cki_arena arena = cki_arena_over(block, bytes);
    if (bytes < block_bytes_of(&counts) || block == NULL || ((uintptr_t)block & 15) != 0) {
        return ck_diags_add(diags, CK_E_MEMORY, (ck_place){0},
                            "the block for the model is too small or not aligned to 16 bytes",
                            "ask ck_model_file_block_bytes");
    }
    ck_model *made = cki_model_layout(&arena, &counts);
    made->name_text = (uint32_t)get_bytes(from + 40, 4);
    made->base_year = (int32_t)(uint32_t)get_bytes(from + 44, 4);
    made->digest = get_bytes(from + 24, 8);
    size_t at = HEADER_BYTES + 4 * COUNTS;
    size_t fields;
    const cki_field_info *field = cki_model_fields(&fields), *end = field + fields;
    for (const cki_field_info *one = field; one < end; one++) {
        const size_t count = cki_field_length(&counts, one);
        const uint32_t each = cki_field_types[one->type].bytes;
        at = padded(at);
        get_array(cki_field_values(made, one), from + at, count, each);
        at += count * each;
    }
    for (; field < end; field++) {
        if (good_values(&counts, field, cki_field_values(made, field), cki_field_length(&counts, field))) continue;
        return ck_diags_add(diags, CK_E_FORMAT, (ck_place){0}, "the model file is damaged: values of %s",
                            "build the world again", field->name);
    }
    if (made->name_text >= counts.text) return refuse(diags, "the name of the world");
    const char *relation = bad_relation(made);
    if (relation != NULL) return refuse(diags, relation);
    if (cki_model_digest_of(made) != made->digest) return refuse(diags, "its content does not give its digest");
    *model = made;
    return CK_OK;
}
