/* Where the arrays of a model lie, and what its digest covers. */
#include "build.h"

const struct cki_field_type_info cki_field_types[] = {
    [CKI_FIELD_u8] = {"u8", 1},
    [CKI_FIELD_u32] = {"u32", 4},
    [CKI_FIELD_i32] = {"i32", 4},
    [CKI_FIELD_f64] = {"f64", 8},
};

const cki_field_info *cki_model_fields(size_t *count) {
    static const cki_field_info FIELDS[] = {
#define X(type, name, shape, extra, unit, meaning)                                                                     \
    {#name, #shape, unit, offsetof(ck_model, name), offsetof(cki_model_counts, shape), CKI_FIELD_##type, extra},
        CK_MODEL_FIELDS(X)
#undef X
    };
    *count = sizeof FIELDS / sizeof FIELDS[0];
    return FIELDS;
}

size_t cki_field_length(const cki_model_counts *counts, const cki_field_info *field) {
    uint32_t count;
    cki_copy(&count, (const char *)counts + field->count_at, sizeof count);
    return (size_t)count + field->extra;
}

/* Pointers to every type of the list have one form, so that they are copied as what they are: bytes. */
void *cki_field_values(const ck_model *model, const cki_field_info *field) {
    void *values;
    cki_copy(&values, (const char *)model + field->at, sizeof values);
    return values;
}

ck_model *cki_model_layout(cki_arena *arena, const cki_model_counts *counts) {
    ck_model measured;
    ck_model *placed = cki_arena_take(arena, 1, sizeof *placed);
    ck_model *model = placed != NULL ? placed : &measured;
    *model = (ck_model){0};
#define X(shape) model->shape##_count = counts->shape;
    CK_MODEL_COUNTS(X)
#undef X
    size_t fields;
    const cki_field_info *field = cki_model_fields(&fields);
    for (const cki_field_info *end = field + fields; field < end; field++) {
        void *values = cki_arena_take(arena, cki_field_length(counts, field), cki_field_types[field->type].bytes);
        cki_copy((char *)model + field->at, &values, sizeof values);
    }
    return placed;
}

cki_model_counts cki_model_counts_of(const ck_model *model) {
    return (cki_model_counts){
#define X(shape) .shape = model->shape##_count,
        CK_MODEL_COUNTS(X)
#undef X
    };
}

static void digest_field(ck_digest *digest, const cki_field_info *field, const void *values, size_t count) {
    const int32_t *days = values;
    size_t at;
    switch ((cki_field_type)field->type) {
    case CKI_FIELD_u8: ck_digest_bytes(digest, values, count); break;
    case CKI_FIELD_u32: ck_digest_u32s(digest, values, count); break;
    case CKI_FIELD_i32:
        for (size_t i = 0; i < count; i++) ck_digest_u64(digest, (uint64_t)(int64_t)days[i]);
        break;
    // The builder and the loader refuse numbers that are not finite, so that the status has nothing to say here.
    case CKI_FIELD_f64: (void)ck_digest_doubles(digest, values, count, &at); break;
    }
}

uint64_t cki_model_digest_of(const ck_model *model) {
    const cki_model_counts counts = cki_model_counts_of(model);
    ck_digest digest = ck_digest_start(0);
    ck_digest_text(&digest, "chokepoint model");
#define X(shape) ck_digest_u64(&digest, counts.shape);
    CK_MODEL_COUNTS(X)
#undef X
    ck_digest_u64(&digest, model->name_text);
    ck_digest_u64(&digest, (uint64_t)(int64_t)model->base_year);
    size_t fields;
    const cki_field_info *field = cki_model_fields(&fields);
    for (const cki_field_info *end = field + fields; field < end; field++) {
        digest_field(&digest, field, cki_field_values(model, field), cki_field_length(&counts, field));
    }
    return ck_digest_value(&digest);
}
