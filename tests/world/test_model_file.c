/* A saved model comes back bit by bit; anything else is refused before it is used. */
#include "world_test.h"

#include "world/model.h"

CK_TEST_MAIN()

typedef struct saved { unsigned char *bytes; size_t size; } saved;

static saved save(const ck_model *model) {
    saved file = {NULL, ck_model_file_bytes(model)};
    file.bytes = malloc(file.size);
    if (file.bytes == NULL) abort();
    ck_model_save(model, file.bytes);
    return file;
}

static ck_status load(const void *bytes, size_t size, void **block, const ck_model **model, ck_diags *diags) {
    size_t room = 0;
    *block = NULL;
    const ck_status measured = ck_model_file_block_bytes(bytes, size, &room, diags);
    if (measured < 0) return measured;
    *block = world_block(room);
    return ck_model_load(bytes, size, *block, room, model, diags);
}

CK_TEST(a_model_comes_back_with_the_same_digest_and_the_same_bytes) {
    for (uint64_t seed = 0; seed < 12; seed++) {
        ck_world *world = ck_fixture_random_world(seed, 2 + seed % 6, 3 + seed * 2);
        void *made, *block;
        const ck_model *model = ck_fixture_model_of(world, &made), *again = NULL;
        CK_REQUIRE(model != NULL);
        saved file = save(model);
        CK_REQUIRE_OK(load(file.bytes, file.size, &block, &again, NULL));
        CK_CHECK_DIGEST(ck_model_digest(again), ck_model_digest(model));
        saved second = save(again);
        CK_CHECK_EQUAL(second.size, file.size);
        CK_CHECK(memcmp(second.bytes, file.bytes, file.size) == 0);
        CK_CHECK_TEXT(ck_model_name(again), ck_model_name(model));
        CK_CHECK_EQUAL(ck_model_count(again).flows, ck_model_count(model).flows);
        free(second.bytes);
        free(file.bytes);
        free(block);
        free(made);
        ck_fixture_world_free(world);
    }
}

CK_TEST(the_loaded_model_does_not_need_its_file) {
    saved file = save(ck_fixture_model());
    void *block;
    const ck_model *model = NULL;
    CK_REQUIRE_OK(load(file.bytes, file.size, &block, &model, NULL));
    memset(file.bytes, 0xa5, file.size);
    free(file.bytes);
    CK_CHECK_TEXT(ck_model_site(model, ck_model_find_site(model, "baotou")).name, "Baotou separation");
    free(block);
}

CK_TEST(files_that_are_cut_or_go_on_are_refused) {
    saved file = save(ck_fixture_model());
    for (size_t size = 0; size < file.size; size += size < 512 ? 1 : 97) {
        unsigned char *part = malloc(size > 0 ? size : 1);                    // so that a read past the end is seen
        if (part == NULL) abort();
        memcpy(part, file.bytes, size);
        void *block;
        const ck_model *model = NULL;
        CK_CHECK_STATUS(load(part, size, &block, &model, NULL), CK_E_FORMAT);
        free(block);
        free(part);
    }
    unsigned char *longer = calloc(1, file.size + 16);
    memcpy(longer, file.bytes, file.size);
    size_t room;
    world_report report;
    CK_CHECK_STATUS(ck_model_file_block_bytes(longer, file.size + 16, &room, world_report_start(&report)), CK_E_FORMAT);
    CK_CHECK(world_says(&report, "goes on after its end"));
    free(longer);
    free(file.bytes);
}

CK_TEST(a_changed_byte_is_never_taken_for_the_model) {
    saved file = save(ck_fixture_model());
    const uint64_t digest = ck_model_digest(ck_fixture_model());
    uint32_t refused = 0, tried = 0;
    for (size_t at = 0; at < file.size; at += at < 256 ? 1 : 13) {
        const unsigned char before = file.bytes[at];
        for (uint32_t bit = 0; bit < 8; bit += 3) {
            file.bytes[at] = (unsigned char)(before ^ 1u << bit);
            void *block;
            const ck_model *model = NULL;
            tried++;
            if (load(file.bytes, file.size, &block, &model, NULL) < 0) refused++;
            else CK_CHECK_DIGEST(ck_model_digest(model), digest);           // only the gaps between arrays may change
            free(block);
        }
        file.bytes[at] = before;
    }
    CK_CHECK(refused > tried * 9 / 10);
    free(file.bytes);
}

CK_TEST(counts_that_no_file_can_hold_are_refused) {
    saved file = save(ck_fixture_model());
    size_t room;
    for (size_t at = 48; at < 48 + 4 * 16; at += 4) {
        unsigned char before[4];
        memcpy(before, file.bytes + at, 4);
        memset(file.bytes + at, 0xff, 4);
        CK_CHECK_STATUS(ck_model_file_block_bytes(file.bytes, file.size, &room, NULL), CK_E_FORMAT);
        memcpy(file.bytes + at, before, 4);
    }
    free(file.bytes);
}

CK_TEST(files_of_other_kinds_and_versions_are_told_apart) {
    world_report report;
    size_t room;
    saved file = save(ck_fixture_model());
    file.bytes[8] = 9;                                                        // version
    CK_CHECK_STATUS(ck_model_file_block_bytes(file.bytes, file.size, &room, world_report_start(&report)), CK_E_FORMAT);
    CK_CHECK(world_says(&report, "another version"));
    file.bytes[0] = 'X';
    CK_CHECK_STATUS(ck_model_file_block_bytes(file.bytes, file.size, &room, world_report_start(&report)), CK_E_FORMAT);
    CK_CHECK(world_says(&report, "not a model file"));
    free(file.bytes);
}

CK_TEST(a_block_that_is_too_small_is_refused) {
    saved file = save(ck_fixture_model());
    size_t room = 0;
    CK_REQUIRE_OK(ck_model_file_block_bytes(file.bytes, file.size, &room, NULL));
    char *block = world_block(room + 16);
    const ck_model *model = NULL;
    CK_CHECK_STATUS(ck_model_load(file.bytes, file.size, block, room - 16, &model, NULL), CK_E_MEMORY);
    CK_CHECK_STATUS(ck_model_load(file.bytes, file.size, block + 8, room, &model, NULL), CK_E_MEMORY);
    CK_CHECK(model == NULL);
    CK_CHECK_STATUS(ck_model_load(file.bytes, file.size, block, room, &model, NULL), CK_OK);
    free(block);
    free(file.bytes);
}

/* Values that are wrong although the file is whole and its digest is right: written as the program itself would. */
static void refuses(void (*spoil)(ck_model *model)) {
    saved file = save(ck_fixture_model());
    void *block;
    const ck_model *model = NULL;
    CK_REQUIRE_OK(load(file.bytes, file.size, &block, &model, NULL));
    spoil((ck_model *)(uintptr_t)model);
    saved wrong = save(model);
    void *second;
    const ck_model *again = NULL;
    CK_CHECK_STATUS(load(wrong.bytes, wrong.size, &second, &again, NULL), CK_E_FORMAT);
    free(second);
    free(wrong.bytes);
    free(block);
    free(file.bytes);
}

#define SPOIL(name, field, type, value) static void name(ck_model *m) { *(type *)(uintptr_t)&m->field = (value); }
SPOIL(no_lag, flow_lag[3], uint32_t, 0)
SPOIL(long_lag, flow_lag[3], uint32_t, 128)
SPOIL(wrong_kind, flow_kind[3], uint32_t, 9)
SPOIL(no_use, slot_use[2], double, 0.0)
SPOIL(not_a_number, flow_quantity[1], double, NAN)
SPOIL(negative, product_stock[1], double, -1.0)
SPOIL(wrong_region, site_region[1], uint32_t, 6)
SPOIL(wrong_text, site_id_text[1], uint32_t, 1u << 30)
SPOIL(wrong_slot, flow_slot[0], uint32_t, 1u << 20)
SPOIL(other_slot, flow_slot[0], uint32_t, 3)
SPOIL(falling_offsets, product_first_flow[3], uint32_t, 0)
SPOIL(other_site, slot_site[4], uint32_t, 0)
SPOIL(no_end, text[0], uint8_t, 0)

static void no_final_nul(ck_model *m) {
    ((uint8_t *)(uintptr_t)m->text)[m->text_count - 1] = 'x';
}

CK_TEST(values_that_the_engine_could_not_bear_are_refused) {
    refuses(no_lag);
    refuses(long_lag);
    refuses(wrong_kind);
    refuses(no_use);
    refuses(not_a_number);
    refuses(negative);
    refuses(wrong_region);
    refuses(wrong_text);
    refuses(wrong_slot);
    refuses(other_slot);
    refuses(falling_offsets);
    refuses(other_site);
    refuses(no_final_nul);
    refuses(no_end);                                                          // a text changed: the digest is another one
}
