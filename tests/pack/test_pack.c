/* Packs of the page (web/pack): a line comes out as it went in, and what is damaged or out of order is refused. */
#include "../../web/pack/model.c"
#include "../../web/pack/walk.c"

#include "ck_test.h"

#include <stdlib.h>

static uint8_t the_pack[2][1 << 16], again[1 << 16];

static pack_line *line(void) {
    pack_line *line = calloc(1, sizeof *line);
    if (line != NULL) pack_model_start(&line->model);
    return line;
}

/* A module with one function of each kind of instruction: numbers, memory, branches, calls, vectors, bulk memory. */
static const uint8_t MODULE[] = {
    0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x04, 0x01, 0x60, 0x00, 0x00, 0x03, 0x02, 0x01, 0x00, 0x05, 0x03, 0x01, 0x00, 0x01,
    0x0a, 0x4a, 0x01, 0x48, 0x01, 0x01, 0x7f, 0x41, 0xe4, 0x00, 0x21, 0x00, 0x20, 0x00, 0x28, 0x02, 0x08, 0x1a, 0x41, 0x00, 0x42, 0x7f, 0x37,
    0x03, 0x10, 0x02, 0x40, 0x20, 0x00, 0x0e, 0x01, 0x00, 0x00, 0x0b, 0x44, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0xf0, 0x3f, 0x1a, 0x43, 0x00,
    0x00, 0x80, 0x3f, 0x1a, 0x41, 0x00, 0xfd, 0x00, 0x04, 0x00, 0xfd, 0x15, 0x01, 0x1a, 0x41, 0x00, 0x41, 0x00, 0x41, 0x08, 0xfc, 0x0b, 0x00,
    0x10, 0x00, 0x20, 0x00, 0x0d, 0x00, 0x0b, 0x00, 0x03, 0x01, 0x00, 0x00};

CK_TEST(a_line_of_a_text_a_module_and_the_text_again_comes_out_as_it_went_in) {
    uint8_t text[5000], module[sizeof MODULE];
    for (size_t k = 0; k < sizeof text; k++) text[k] = (uint8_t)(k % 97 < 60 ? (unsigned)"to be or not to be, "[k % 20] : k * k >> 3);
    memcpy(module, MODULE, sizeof module);
    uint8_t *const file[] = {text, module, text};
    const size_t size[] = {sizeof text, sizeof module, sizeof text};
    pack_line *packing = line(), *opening = line();
    CK_REQUIRE(packing != NULL && opening != NULL);
    size_t first = 0;
    for (int k = 0; k < 3; k++) {
        const size_t packed = pack_file(packing, true, the_pack[0], sizeof the_pack[0], file[k], size[k]);
        CK_REQUIRE(packed > 0);
        if (k == 0) first = packed;
        if (k == 2) CK_CHECK(packed < first / 4); // the line has it already
        CK_CHECK_EQUAL(pack_size(opening, the_pack[0], packed), size[k]);
        CK_CHECK_EQUAL(pack_file(opening, false, the_pack[0], packed, again, size[k]), packed);
        CK_CHECK(memcmp(again, file[k], size[k]) == 0);
    }
    free(packing);
    free(opening);
}

CK_TEST(what_does_not_fit_or_is_damaged_is_refused) {
    uint8_t module[sizeof MODULE];
    memcpy(module, MODULE, sizeof module);
    pack_line *packing = line();
    CK_REQUIRE(packing != NULL);
    const size_t packed = pack_file(packing, true, the_pack[0], sizeof the_pack[0], module, sizeof module);
    CK_REQUIRE(packed > PACK_HEAD);
    for (size_t k = 0; k < packed - 2; k += 3) {
        pack_line *opening = line();
        CK_REQUIRE(opening != NULL);
        memcpy(the_pack[1], the_pack[0], packed);
        the_pack[1][k] ^= (uint8_t)(1 + k);
        const size_t size = pack_size(opening, the_pack[1], packed);
        CK_CHECK(size > sizeof again || pack_file(opening, false, the_pack[1], packed, again, size) == 0);
        free(opening);
    }
    CK_CHECK_EQUAL(pack_size(packing, the_pack[0], PACK_HEAD), 0);
    CK_CHECK_EQUAL(pack_file(packing, true, the_pack[1], PACK_HEAD + 2, module, sizeof module), 0);
    module[37] = 0x06; // an instruction that the page's modules do not have
    CK_CHECK_EQUAL(pack_file(packing, true, the_pack[1], sizeof the_pack[1], module, sizeof module), 0);
    free(packing);
}

CK_TEST_MAIN()
