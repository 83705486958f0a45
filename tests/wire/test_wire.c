/* Reaches as rows of text, and scenario specs as bytes: what is written arrives whole, what is damaged is refused. */
#include "ck_test.h"
#include "fixtures/small_world.h"

#include <stdlib.h>

CK_TEST_MAIN()

static ck_diag  items[16];
static char     texts[4096];
static ck_diags diags;

/* ---------------------------------------------------------------- reach ------------------------------------------- */

static uint8_t *reach;

static ck_status read_rows(const char *const *row, uint32_t count) {
    diags = (ck_diags)CK_DIAGS(items, texts);
    free(reach);
    reach = malloc(ck_reach_bytes(ck_fixture_model()));
    CK_REQUIRE(reach != NULL);
    memset(reach, 0xff, ck_reach_bytes(ck_fixture_model()));        // what was there does not stay
    return ck_reach_read(ck_fixture_model(), (ck_names){.name = row, .count = count, .place = {.line = 9}}, reach, NULL, &diags);
}
static ck_status read_row(const char *row) { return read_rows(&row, 1); }

static uint32_t region(const char *id) {
    uint32_t at = 0;
    while (strcmp(ck_model_region(ck_fixture_model(), at).id, id) != 0) at++;
    return at;
}
static uint32_t item(const char *id) {
    uint32_t at = 0;
    while (strcmp(ck_model_item(ck_fixture_model(), at).id, id) != 0) at++;
    return at;
}
static uint8_t uses_of(const char *of, const char *origin, const char *destination) {
    const uint32_t regions = ck_model_count(ck_fixture_model()).regions;
    return reach[((size_t)item(of) * regions + region(origin)) * regions + region(destination)];
}
static uint32_t cells(void) {
    uint32_t count = 0;
    for (size_t k = 0; k < ck_reach_bytes(ck_fixture_model()); k++) count += reach[k] != 0;
    return count;
}

enum { CIVIL = 1 << CK_CIVIL, MILITARY = 1 << CK_MILITARY, ALL_USES = (1 << CK_END_USE_COUNT) - 1 };

CK_TEST(a_row_catches_its_item_origins_destinations_and_end_uses_and_nothing_else) {
    CK_REQUIRE_OK(read_row("magnet; CHN JPN; USA; civil military"));
    CK_CHECK_EQUAL(cells(), 2);
    CK_CHECK_EQUAL(uses_of("magnet", "CHN", "USA"), CIVIL | MILITARY);
    CK_CHECK_EQUAL(uses_of("magnet", "JPN", "USA"), CIVIL | MILITARY);
    CK_CHECK_EQUAL(uses_of("magnet-heavy", "CHN", "USA"), 0);
}

CK_TEST(a_star_is_all_and_a_name_after_a_minus_is_taken_away_again) {
    const uint32_t regions = ck_model_count(ck_fixture_model()).regions;
    CK_REQUIRE_OK(read_row("magnet;CHN;* -CHN  -DEU ;*"));
    CK_CHECK_EQUAL(cells(), regions - 2);
    CK_CHECK_EQUAL(uses_of("magnet", "CHN", "CHN"), 0);
    CK_CHECK_EQUAL(uses_of("magnet", "CHN", "DEU"), 0);
    CK_CHECK_EQUAL(uses_of("magnet", "CHN", "JPN"), ALL_USES);
    CK_REQUIRE_OK(read_row("magnet; *; -CHN * -USA; * -civil"));    // in order: the star comes after -CHN
    CK_CHECK_EQUAL(cells(), regions * (regions - 1));
    CK_CHECK_EQUAL(uses_of("magnet", "USA", "CHN"), ALL_USES & ~CIVIL);
}

CK_TEST(rows_add_up_and_no_row_catches_nothing) {
    static const char *const rows[] = {"magnet; CHN; USA; civil", "magnet; CHN; USA; military", "ndpr-oxide; CHN; JPN; *"};
    CK_REQUIRE_OK(read_rows(rows, 3));
    CK_CHECK_EQUAL(cells(), 2);
    CK_CHECK_EQUAL(uses_of("magnet", "CHN", "USA"), CIVIL | MILITARY);
    CK_REQUIRE_OK(read_rows(NULL, 0));
    CK_CHECK_EQUAL(cells(), 0);
}

CK_TEST(a_wrong_row_is_named_with_its_place) {
    static const struct { const char *row; ck_status status; const char *words; } wrong[] = {
        {"magnet; CHN; USA", CK_E_SYNTAX, "has 3 parts; it must have 4"},
        {"magnet; CHN; USA; *; 0.5; *", CK_E_SYNTAX, "has 6 parts"},
        {"magnet; CHN; USA; *; *", CK_E_RANGE, "no number from 0 to 1"},
        {"magnet; CHN; USA; *; 1.000001", CK_E_RANGE, "no number from 0 to 1"},
        {"magnet; CHN; USA; *; 0.1234567", CK_E_RANGE, "no number from 0 to 1"},
        {"magnet; CHN; USA; *; 0.5 0.5", CK_E_RANGE, "no number from 0 to 1"},
        {"magnets; CHN; USA; *", CK_E_UNKNOWN, "unknown item"},
        {"magnet magnet-heavy; CHN; USA; *", CK_E_UNKNOWN, "unknown item"},
        {"; CHN; USA; *", CK_E_UNKNOWN, "unknown item"},
        {"magnet; chn; USA; *", CK_E_UNKNOWN, "unknown origin"},
        {"magnet; CHN; ; *", CK_E_UNKNOWN, "unknown destination"},
        {"magnet; CHN; * -; *", CK_E_UNKNOWN, "unknown destination"},
        {"magnet; CHN; USA; all", CK_E_UNKNOWN, "unknown end use"}};
    for (size_t k = 0; k < sizeof wrong / sizeof wrong[0]; k++) {
        CK_CHECK_STATUS(read_row(wrong[k].row), wrong[k].status);
        CK_REQUIRE(diags.count == 1);
        CK_CHECK(strstr(diags.item[0].message, wrong[k].words) != NULL);
        CK_CHECK_EQUAL(diags.item[0].place.line, 9);
    }
    static const char *const rows[] = {"magnets; CHN; USA; *", "magnet; CHN; USA; *", "magnet"};
    CK_CHECK_STATUS(read_rows(rows, 3), CK_E_UNKNOWN);
    CK_CHECK_EQUAL(diags.count, 2);                                  // all rows are read
}

static double part_of(const double *share, const char *origin, const char *destination, ck_end_use use) {
    const uint32_t regions = ck_model_count(ck_fixture_model()).regions;
    return share[(((size_t)item("magnet") * regions + region(origin)) * regions + region(destination)) * CK_END_USE_COUNT + use];
}

CK_TEST(a_fifth_part_is_the_share_that_is_caught) {
    static const char *const rows[] = {"magnet; CHN; USA DEU; *; 0.25", "magnet; CHN; USA; civil; 0.125001", "magnet; CHN; JPN; *"};
    const ck_names names = {.name = rows, .count = 3, .place = {.line = 9}}, plain = {.name = &rows[2], .count = 1};
    CK_CHECK(ck_reach_has_shares(names) && !ck_reach_has_shares(plain));
    CK_REQUIRE_OK(read_rows(rows, 3));                               // without room for shares the bits alone are read
    CK_CHECK_EQUAL(cells(), 3);
    const size_t count = ck_reach_bytes(ck_fixture_model()) * CK_END_USE_COUNT;
    double *share = malloc(count * sizeof *share), sum = 0.0;
    CK_REQUIRE(share != NULL);
    CK_REQUIRE_OK(ck_reach_read(ck_fixture_model(), names, reach, share, &diags));
    CK_CHECK(part_of(share, "CHN", "USA", CK_CIVIL) == 125001 / 1e6);    // the last row that holds it
    CK_CHECK(part_of(share, "CHN", "USA", CK_MILITARY) == 0.25);
    CK_CHECK(part_of(share, "CHN", "DEU", CK_CIVIL) == 0.25);
    CK_CHECK(part_of(share, "CHN", "JPN", CK_CIVIL) == 1.0);
    for (size_t k = 0; k < count; k++) sum += share[k];
    CK_CHECK_NEAR(sum, 3 * 1.0 + 5 * 0.25 + 0.125001, 1e-12);
    free(share);
}

/* ---------------------------------------------------------------- bytes of a spec --------------------------------- */

typedef struct bytes { unsigned char at[8192]; size_t size; } bytes;

static void put(bytes *to, const void *from, size_t size) {
    CK_REQUIRE(to->size + size <= sizeof to->at);
    if (size > 0) memcpy(to->at + to->size, from, size);
    to->size += size;
}
static void put_u32(bytes *to, uint32_t value) {
    const unsigned char four[4] = {value & 255, value >> 8 & 255, value >> 16 & 255, value >> 24};
    put(to, four, 4);
}
static void put_real(bytes *to, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    put_u32(to, (uint32_t)bits);
    put_u32(to, (uint32_t)(bits >> 32));
}
static void put_text(bytes *to, const char *text) {
    put_u32(to, (uint32_t)strlen(text));
    put(to, text, strlen(text));
}
static void put_day(bytes *to, ck_date date) { put_u32(to, (uint32_t)date.day); }

static void put_measure(bytes *to, const char *row) {
    static const char *const words[] = {"ban", "A ban", "law 1", "https://example.org", "CHN", "legal"};
    for (size_t k = 0; k < sizeof words / sizeof words[0]; k++) put_text(to, words[k]);
    put_u32(to, CK_EFFECT_BAN);
    put_u32(to, 1);                                                  // items
    put_text(to, "magnet");
    for (int list = 1; list < 9; list++) put_u32(to, 0);
    put_u32(to, row != NULL);
    if (row != NULL) {
        put_u32(to, 1);
        put_text(to, row);
    }
    put_day(to, ck_date_make(2025, 1, 2));
    put_day(to, ck_date_make(2025, 1, 5));
    put_day(to, CK_DATE_LAST);
    put_u32(to, 1);                                                  // a pause
    put_day(to, ck_date_make(2025, 1, 8));
    put_day(to, ck_date_make(2025, 1, 10));
    put_text(to, "pause");
    put_u32(to, 1);                                                  // an amendment
    put_day(to, ck_date_make(2025, 1, 12));
    put_u32(to, CK_TERM_coverage);
    put_real(to, 0.5);
    put_text(to, "second");
    put_u32(to, CK_TERM_COUNT);
    for (uint32_t t = 0; t < CK_TERM_COUNT; t++) put_real(to, ck_term_info((ck_term)t).value);
}

/* A ban on magnets with a pause and an amendment, and one uncertain parameter. row: of its reach, or NULL. */
static bytes spec_bytes(const char *row) {
    bytes to = {.size = 0};
    put(&to, "CKSPEC1", 8);
    put_text(&to, "small");
    put_text(&to, "Small \xe2\x82\xac");
    put_text(&to, "");
    put_day(&to, ck_date_make(2025, 1, 1));
    put_u32(&to, 30);
    put_u32(&to, 7);
    put_u32(&to, 0xfffffffe);
    put_u32(&to, 0xffffffff);
    put_day(&to, CK_DATE_LAST);
    put_u32(&to, CK_DEFENCE_FIRST);
    put_u32(&to, CK_PARAMETER_COUNT);
    for (uint32_t p = 0; p < CK_PARAMETER_COUNT; p++) put_real(&to, ck_parameter_info((ck_parameter)p).value);
    put_u32(&to, 1);
    put_measure(&to, row);
    put_u32(&to, 1);
    put_text(&to, "parameters.switch_days");
    put_u32(&to, CK_TRIANGULAR);
    for (int k = 0; k < 3; k++) put_real(&to, 30.0 + k);
    put_real(&to, 31.0);
    put_real(&to, 40.0);
    return to;
}

static void *block;

static ck_status load(const bytes *from, ck_scenario_spec *spec) {
    size_t room = 0;
    diags = (ck_diags)CK_DIAGS(items, texts);
    free(block);
    block = NULL;
    CK_TRY(ck_scenario_spec_block_bytes(ck_fixture_model(), from->at, from->size, NULL, &room, &diags));
    block = aligned_alloc(16, (room + 15) & ~(size_t)15);
    CK_REQUIRE(block != NULL);
    return ck_scenario_spec_load(ck_fixture_model(), from->at, from->size, NULL, block, room, spec, &diags);
}

CK_TEST(every_field_of_a_spec_arrives) {
    bytes file = spec_bytes("magnet; CHN; USA; civil");
    ck_scenario_spec spec;
    CK_REQUIRE_OK(load(&file, &spec));
    memset(file.at, 0xff, sizeof file.at);                           // nothing is borrowed from the bytes
    CK_CHECK_TEXT(spec.name, "small");
    CK_CHECK_TEXT(spec.title, "Small \xe2\x82\xac");
    CK_CHECK_EQUAL(spec.start.day, ck_date_make(2025, 1, 1).day);
    CK_CHECK(spec.days == 30 && spec.draws == 7);
    CK_CHECK(spec.seed == UINT64_MAX - 1);
    CK_CHECK_EQUAL(spec.law_known_on.day, CK_DATE_LAST.day);
    CK_CHECK_EQUAL(spec.allocation, CK_DEFENCE_FIRST);
    CK_REQUIRE(spec.measure_count == 1 && spec.uncertain_count == 1);
    const ck_measure *ban = &spec.measure[0];
    CK_CHECK_TEXT(ban->id, "ban");
    CK_CHECK_TEXT(ban->link, "https://example.org");
    CK_CHECK_TEXT(ban->certainty, "legal");
    CK_CHECK_EQUAL(ban->effect, CK_EFFECT_BAN);
    CK_REQUIRE(ban->items.count == 1 && ban->projects.count == 0);
    CK_CHECK_TEXT(ban->items.name[0], "magnet");
    CK_CHECK_EQUAL(ban->announced.day, ck_date_make(2025, 1, 2).day);
    CK_CHECK_EQUAL(ban->until.day, CK_DATE_LAST.day);
    CK_REQUIRE(ban->pause_count == 1 && ban->amendment_count == 1);
    CK_CHECK_EQUAL(ban->pause[0].until.day, ck_date_make(2025, 1, 10).day);
    CK_CHECK_TEXT(ban->pause[0].citation, "pause");
    CK_CHECK_EQUAL(ban->amendment[0].term, CK_TERM_coverage);
    CK_CHECK_NEAR(ban->amendment[0].value, 0.5, 0.0);
    CK_REQUIRE(ban->reach != NULL);
    CK_REQUIRE_OK(read_row("magnet; CHN; USA; civil"));
    CK_CHECK(memcmp(ban->reach, reach, ck_reach_bytes(ck_fixture_model())) == 0);
    CK_CHECK_EQUAL(spec.uncertain[0].distribution.kind, CK_TRIANGULAR);
    CK_CHECK_NEAR(spec.uncertain[0].distribution.c, 32.0, 0.0);
    CK_CHECK_NEAR(spec.uncertain[0].distribution.high, 40.0, 0.0);
    CK_CHECK(ban->reach_share == NULL);
    const bytes with = spec_bytes("magnet; CHN; USA; civil; 0.6");
    CK_REQUIRE_OK(load(&with, &spec));
    CK_REQUIRE(spec.measure[0].reach_share != NULL);
    CK_CHECK(part_of(spec.measure[0].reach_share, "CHN", "USA", CK_CIVIL) == 0.6);
    const bytes without = spec_bytes(NULL);
    CK_REQUIRE_OK(load(&without, &spec));
    CK_CHECK(spec.measure[0].reach == NULL);
}

/* Loads over `like` into a block of its own, which the caller frees. */
static void *load_like(const bytes *from, const ck_scenario_spec *like, ck_scenario_spec *spec) {
    size_t room = 0;
    CK_REQUIRE_OK(ck_scenario_spec_block_bytes(ck_fixture_model(), from->at, from->size, like, &room, &diags));
    void *own = aligned_alloc(16, (room + 15) & ~(size_t)15);
    CK_REQUIRE(own != NULL);
    CK_REQUIRE_OK(ck_scenario_spec_load(ck_fixture_model(), from->at, from->size, like, own, room, spec, &diags));
    return own;
}

CK_TEST(reaches_with_the_same_rows_are_taken_over_and_others_are_read) {
    const bytes first = spec_bytes("magnet; CHN; USA; civil"), other = spec_bytes("magnet; CHN; USA; military");
    const bytes longer = spec_bytes("magnet; CHN; USA; civil "), none = spec_bytes(NULL);
    ck_scenario_spec like, spec;
    CK_REQUIRE_OK(load(&first, &like));
    void *own = load_like(&first, &like, &spec);
    CK_CHECK(spec.measure[0].reach == like.measure[0].reach);
    free(own);
    const bytes *const different[] = {&other, &longer};
    for (size_t k = 0; k < 2; k++) {
        own = load_like(different[k], &like, &spec);
        CK_CHECK(spec.measure[0].reach != like.measure[0].reach);
        const bool same = memcmp(spec.measure[0].reach, like.measure[0].reach, ck_reach_bytes(ck_fixture_model())) == 0;
        CK_CHECK(same == (different[k] == &longer));
        free(own);
    }
    own = load_like(&none, &like, &spec);
    CK_CHECK(spec.measure[0].reach == NULL);
    free(own);
    CK_REQUIRE_OK(load(&none, &like));
    own = load_like(&first, &like, &spec);
    CK_CHECK(spec.measure[0].reach != NULL);
    free(own);
}

CK_TEST(a_loaded_spec_is_the_scenario_that_was_written) {
    const bytes file = spec_bytes("magnet; CHN; USA; civil");
    ck_scenario_spec spec;
    CK_REQUIRE_OK(load(&file, &spec));
    const size_t room = ck_scenario_bytes(ck_fixture_model(), &spec);
    void *built = aligned_alloc(16, (room + 15) & ~(size_t)15);
    const ck_scenario *scenario = NULL;
    CK_REQUIRE_OK(ck_scenario_build(ck_fixture_model(), &spec, built, room, &scenario, &diags));
    CK_CHECK_EQUAL(ck_scenario_flow_count(scenario, 0), 1);
    free(built);
}

CK_TEST(bytes_that_end_anywhere_too_early_or_go_on_are_refused) {
    bytes file = spec_bytes("magnet; CHN; USA; civil");
    const size_t whole = file.size;
    ck_scenario_spec spec;
    for (file.size = 0; file.size < whole; file.size++) {
        CK_CHECK_STATUS(load(&file, &spec), CK_E_FORMAT);
        CK_CHECK(diags.count == 1);
    }
    file.size = whole + 1;
    CK_CHECK_STATUS(load(&file, &spec), CK_E_FORMAT);
}

CK_TEST(damaged_counts_words_and_texts_are_refused) {
    static const struct { size_t at; unsigned char value; } damage[] = {
        {0, 'X'},                                                    // another kind of file
        {11, 0xff},                                                  // length of the name
        {13, 0},                                                     // NUL within the name
    };
    ck_scenario_spec spec;
    for (size_t k = 0; k < sizeof damage / sizeof damage[0]; k++) {
        bytes file = spec_bytes(NULL);
        file.at[damage[k].at] = damage[k].value;
        CK_CHECK_STATUS(load(&file, &spec), CK_E_FORMAT);
    }
    const bytes good = spec_bytes(NULL);
    const size_t allocation = 8 + 4 + 5 + 4 + 9 + 4 + 6 * 4;
    CK_REQUIRE(good.at[allocation] == CK_DEFENCE_FIRST && good.at[allocation + 4] == CK_PARAMETER_COUNT);
    for (size_t at = allocation; at <= allocation + 4; at += 4) {
        bytes file = good;
        file.at[at] = 0xfe;
        CK_CHECK_STATUS(load(&file, &spec), CK_E_FORMAT);
    }
}

CK_TEST(a_wrong_row_of_a_reach_and_too_little_room_are_errors) {
    bytes file = spec_bytes("magnet; CHN; USA");
    ck_scenario_spec spec;
    CK_CHECK_STATUS(load(&file, &spec), CK_E_SYNTAX);
    file = spec_bytes(NULL);
    size_t room = 0;
    CK_REQUIRE_OK(ck_scenario_spec_block_bytes(ck_fixture_model(), file.at, file.size, NULL, &room, &diags));
    CK_CHECK_STATUS(ck_scenario_spec_load(ck_fixture_model(), file.at, file.size, NULL, block, room - 1, &spec, &diags), CK_E_MEMORY);
}
