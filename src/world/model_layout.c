/* Where the arrays of a model lie, and what its digest covers. */
#include "build.h"

ck_model *cki_model_layout(cki_arena *arena, const cki_model_counts *counts) {
    ck_model measured;
    ck_model *placed = cki_arena_take(arena, 1, sizeof *placed);
    ck_model *model = placed != NULL ? placed : &measured;
    *model = (ck_model){0};
#define X(shape) model->shape##_count = counts->shape;
    CK_MODEL_COUNTS(X)
#undef X
#define X(type, name, shape, extra, unit, meaning) \
    model->name = cki_arena_take(arena, CKI_FIELD_LENGTH(counts, shape, extra), sizeof(cki_##type));
    CK_MODEL_FIELDS(X)
#undef X
    return placed;
}

cki_model_counts cki_model_counts_of(const ck_model *model) {
    return (cki_model_counts){
#define X(shape) .shape = model->shape##_count,
        CK_MODEL_COUNTS(X)
#undef X
    };
}

static void digest_u8(ck_digest *digest, const uint8_t *value, size_t count) {
    ck_digest_bytes(digest, value, count);
}
static void digest_u32(ck_digest *digest, const uint32_t *value, size_t count) {
    ck_digest_u32s(digest, value, count);
}
static void digest_i32(ck_digest *digest, const int32_t *value, size_t count) {
    for (size_t i = 0; i < count; i++) ck_digest_u64(digest, (uint64_t)(int64_t)value[i]);
}
/* The builder and the loader refuse numbers that are not finite, so that the status has nothing to say here. */
static void digest_f64(ck_digest *digest, const double *value, size_t count) {
    size_t at;
    (void)ck_digest_doubles(digest, value, count, &at);
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
#define X(type, name, shape, extra, unit, meaning) \
    digest_##type(&digest, model->name, CKI_FIELD_LENGTH(&counts, shape, extra));
    CK_MODEL_FIELDS(X)
#undef X
    return ck_digest_value(&digest);
}
