/* World folders: what is read, what is refused and where, extending, the way back to files. */
#include "io_test.h"

#include "base/base.h"
#include "io/world.h"

CK_TEST_MAIN()

static const char HEAD[] = "name: small\ntitle: \"A small world\"\nbase_year: 2024\nminimum_flow_share: 0.002\n";
static const char SOURCES[] =
    "source,title,publisher,date,link,licence\nusgs,Summaries,USGS,2025-01,https://example.org,public\n"
    "own,\"Own, judged\",us,2026,,\n";
static const char REGIONS[] = "region,name,blocs,latitude_deg,longitude_deg,calendar,source,year,grade,note\n"
                              "CHN,China,,31.2,121.5,CN,own,2024,derived,\n"
                              "JPN,Japan,G7,35.4,139.6,,usgs;own,2024,reported,\"a, note\"\n";
static const char ITEMS[] = "item,name,tier,group,unit,hs,control_codes,traded,source,year,grade\n"
                            "ndfeb-magnet,Magnet,input,magnet,t,850511,1C905.a,yes,own,2024,assumed\n";
static const char FLOWS[] =
    "item,origin,destination,quantity,value_musd,lag_days,mode,share_military,share_semiconductor,source,year,grade\n"
    "ndfeb-magnet,CHN,JPN,0.1,,30,sea,,,own,2024,estimated\n";

static const char *in(const char *folder, const char *name) {
    return ck_host_path(&io_arena, folder, name);
}

static void put(const char *folder, const char *name, const char *text) {
    FILE *file = fopen(in(folder, name), "wb");
    CK_REQUIRE(file != NULL);
    fputs(text, file);
    fclose(file);
}

/* A good world, to be spoiled by one file. */
static const char *small_world(const char *name) {
    const char *folder = io_folder(name);
    put(folder, "world.yaml", HEAD);
    put(folder, "sources.csv", SOURCES);
    put(folder, "regions.csv", REGIONS);
    put(folder, "items.csv", ITEMS);
    put(folder, "flows.csv", FLOWS);
    return folder;
}

static ck_status read_spoiled(const char *file, const char *text, ck_host_world *loaded) {
    const char *folder = small_world("spoiled");
    put(folder, file, text);
    return ck_host_world_read(folder, loaded, &io_diags);
}

CK_TEST(a_world_is_read_with_its_sources_grades_and_places) {
    io_start();
    ck_host_world loaded;
    const char *folder = small_world("good");
    CK_REQUIRE_OK(ck_host_world_read(folder, &loaded, &io_diags));
    const ck_world *world = &loaded.world;
    CK_CHECK_TEXT(world->name, "small");
    CK_CHECK_TEXT(world->title, "A small world");
    CK_CHECK_EQUAL(world->base_year, 2024);
    CK_CHECK_NEAR(world->minimum_flow_share, 0.002, 0.0);
    CK_REQUIRE(world->region_count == 2 && world->item_count == 1 && world->flow_count == 1);
    CK_CHECK_TEXT(world->region[1].blocs, "G7");
    CK_CHECK_TEXT(world->region[0].blocs, "");
    CK_CHECK_TEXT(world->region[1].row.source, "usgs;own");
    CK_CHECK_TEXT(world->region[1].row.note, "a, note");
    CK_CHECK_TEXT(world->item[0].row.note, "");
    CK_CHECK_EQUAL(world->region[1].row.grade, CK_REPORTED);
    CK_CHECK_EQUAL(world->region[1].row.place.line, 3);
    CK_CHECK_EQUAL(world->region[1].row.place.column, 1);
    CK_CHECK_EQUAL(world->region[1].row.place.length, 3);
    CK_CHECK_TEXT(world->region[1].row.place.file, in(folder, "regions.csv"));
    CK_CHECK_NEAR(world->flow[0].quantity, 0.1, 0.0);
    CK_CHECK(ck_is_nan(world->flow[0].value_musd));
    CK_CHECK_EQUAL(world->site_count, 0);
    CK_CHECK_EQUAL(loaded.source_count, 2);
    CK_CHECK_TEXT(loaded.source[1].title, "Own, judged");
    CK_CHECK_EQUAL(loaded.file_count, 5);
    ck_host_world_free(&loaded);
}

CK_TEST(a_table_may_be_spread_over_files_which_are_read_in_the_order_of_their_names) {
    io_start();
    const char *folder = small_world("spread");
    put(folder, "items-b.csv",
        "item,name,tier,group,unit,hs,control_codes,traded,source,year,grade\nb,B,input,g,t,,,yes,own,2024,assumed\n");
    put(folder, "items-a.csv",
        "name,item,tier,group,unit,hs,control_codes,traded,source,year,grade\nA,a,input,g,t,,,yes,own,2024,assumed\n");
    ck_host_world loaded;
    CK_REQUIRE_OK(ck_host_world_read(folder, &loaded, &io_diags));
    CK_REQUIRE(loaded.world.item_count == 3);
    CK_CHECK_TEXT(loaded.world.item[0].item, "ndfeb-magnet");
    CK_CHECK_TEXT(loaded.world.item[1].item, "a");
    CK_CHECK_TEXT(loaded.world.item[2].item, "b");
    ck_host_world_free(&loaded);
}

CK_TEST(a_missing_column_is_named) {
    io_start();
    ck_host_world loaded;
    CK_CHECK_STATUS(read_spoiled("flows.csv",
                                 "item,origin,destination,quantity,value_musd,mode,share_military,share_semiconductor,"
                                 "source,year,grade\n",
                                 &loaded),
                    CK_E_MISSING);
    io_expect(0, CK_E_MISSING, 1, 0, "column \"lag_days\" is missing in flows");
    CK_CHECK_EQUAL(io_diags.count, 1);
    ck_host_world_free(&loaded);
}

#define SITE                                                                                                           \
    "site,name,region,item,recipe,kind,capacity,output,overtime,owner,technology_origin,latitude_deg,longitude_deg,"   \
    "source,year,grade\n"

CK_TEST(a_negative_capacity_is_refused_with_its_value_unit_and_place) {
    io_start();
    ck_host_world loaded;
    CK_CHECK_STATUS(read_spoiled("sites.csv",
                                 SITE "one,One,CHN,ndfeb-magnet,,rest,10,1,,,,,,own,2024,assumed\n"
                                      "two,Two,JPN,ndfeb-magnet,,rest,-40,1,,,,,,own,2024,assumed\n",
                                 &loaded),
                    CK_E_RANGE);
    io_expect(0, CK_E_RANGE, 3, 32, "capacity is -40; it must be 0 or more (unit/yr)");
    CK_CHECK(strstr(io_items[0].hint, "projects.csv") != NULL);
    CK_CHECK_EQUAL(io_diags.count, 1);
    ck_host_world_free(&loaded);
}

CK_TEST(not_a_number_is_refused_where_it_stands) {
    io_start();
    ck_host_world loaded;
    CK_CHECK_STATUS(read_spoiled("sites.csv",
                                 SITE "one,One,CHN,ndfeb-magnet,,rest,NaN,1,,,,,,own,2024,assumed\n"
                                      "two,Two,JPN,ndfeb-magnet,,rest,5,1e999,,,,,,own,2024,assumed\n"
                                      "three,Three,JPN,ndfeb-magnet,,rest,5 t,1,,,,,,own,2024,assumed\n"
                                      "four,Four,JPN,ndfeb-magnet,,rest,,1,,,,,,own,2024,assumed\n",
                                 &loaded),
                    CK_E_RANGE);
    io_expect(0, CK_E_RANGE, 2, 32, "capacity is \"NaN\"; it must be a finite number");
    io_expect(1, CK_E_RANGE, 3, 34, "output is \"1e999\"");
    io_expect(2, CK_E_SYNTAX, 4, 36, "capacity is \"5 t\"");
    io_expect(3, CK_E_MISSING, 5, 34, "capacity is empty; it needs a value (unit/yr)");
    ck_host_world_free(&loaded);
}

CK_TEST(all_mistakes_of_a_row_are_reported_in_one_go) {
    io_start();
    ck_host_world loaded;
    CK_CHECK_STATUS(read_spoiled("flows.csv",
                                 "item,origin,destination,quantity,value_musd,lag_days,mode,share_military,share_"
                                 "semiconductor,source,year,grade\n"
                                 ",CHN,JPN,x,,0,sea,1.5,,nobody,24,guessed\n",
                                 &loaded),
                    CK_E_MISSING);
    io_expect(0, CK_E_MISSING, 2, 1, "item is empty");
    io_expect(1, CK_E_SYNTAX, 2, 10, "quantity is \"x\"");
    io_expect(2, CK_E_RANGE, 2, 13, "lag_days is 0; it must be from 1 to 120 (day)");
    io_expect(3, CK_E_RANGE, 2, 19, "share_military is 1.5");
    io_expect(4, CK_E_UNKNOWN, 2, 24, "unknown source \"nobody\"");
    io_expect(5, CK_E_RANGE, 2, 31, "year is \"24\"");
    io_expect(6, CK_E_UNKNOWN, 2, 34, "unknown grade \"guessed\"");
    CK_CHECK_EQUAL(io_diags.count, 7);
    ck_host_world_free(&loaded);
}

CK_TEST(a_source_that_the_register_lacks_is_found_inside_a_list) {
    io_start();
    ck_host_world loaded;
    CK_CHECK_STATUS(read_spoiled("items.csv", "item,name,tier,group,unit,hs,control_codes,traded,source,year,grade\n"
                                              "a,A,input,g,t,,,yes,own;usgz,2024,assumed\n", &loaded), CK_E_UNKNOWN);
    io_expect(0, CK_E_UNKNOWN, 2, 25, "unknown source \"usgz\"");
    CK_CHECK_TEXT(io_items[0].hint, "did you mean \"usgs\"?");
    ck_host_world_free(&loaded);
}

CK_TEST(invisible_characters_in_names_are_refused) {
    io_start();
    ck_host_world loaded;
    CK_CHECK_STATUS(read_spoiled("items.csv",
                                 "item,name,tier,group,unit,hs,control_codes,traded,source,year,grade\n"
                                 "a ,A,input,g,t,,,yes,own,2024,assumed\n\"b\nc\",B,input,g,t,,,yes,own,2024,assumed\n",
                                 &loaded),
                    CK_E_SYNTAX);
    io_expect(0, CK_E_SYNTAX, 2, 1, "there is a space at its end");
    io_expect(1, CK_E_SYNTAX, 3, 1, "line end");
    ck_host_world_free(&loaded);
}

CK_TEST(a_file_that_is_no_table_is_refused_with_the_nearest_name) {
    io_start();
    ck_host_world loaded;
    CK_CHECK_STATUS(read_spoiled("regoins.csv", REGIONS, &loaded), CK_E_UNKNOWN);
    io_expect(0, CK_E_UNKNOWN, 0, 0, "no table has the name \"regoins\"");
    CK_CHECK_TEXT(io_items[0].hint, "did you mean \"regions.csv\"?");
    ck_host_world_free(&loaded);
}

CK_TEST(world_yaml_is_checked) {
    io_start();
    ck_host_world loaded;
    CK_CHECK_STATUS(read_spoiled("world.yaml", "name: x\nbase_yaer: 2024\n", &loaded), CK_E_UNKNOWN);
    io_expect(0, CK_E_UNKNOWN, 2, 1, "unknown key \"base_yaer\"");
    ck_host_world_free(&loaded);
    io_start();
    CK_CHECK_STATUS(read_spoiled("world.yaml", "title: x\nbase_year: 2024\n", &loaded), CK_E_MISSING);
    ck_host_world_free(&loaded);
    io_start();
    CK_CHECK_STATUS(ck_host_world_read(io_path("no-such-world"), &loaded, &io_diags), CK_E_IO);
    CK_CHECK_EQUAL(io_diags.count, 1);
    ck_host_world_free(&loaded);
}

CK_TEST(a_source_defined_twice_is_an_error) {
    io_start();
    ck_host_world loaded;
    CK_CHECK_STATUS(read_spoiled("sources.csv",
                                 "source,title,publisher,date,link,licence\nown,A,,,,\nusgs,B,,,,\nown,C,,,,\n",
                                 &loaded),
                    CK_E_DUPLICATE);
    io_expect(0, CK_E_DUPLICATE, 4, 1, "source \"own\" stands twice; first in line 2");
    ck_host_world_free(&loaded);
}

/* ---------------------------------------------------------------- extending --------------------------------------- */

CK_TEST(an_extending_world_replaces_removes_and_adds_rows_by_their_keys) {
    io_start();
    (void)small_world("base");
    const char *folder = io_folder("over");
    put(folder, "world.yaml", "name: over\nextends: ../base\nbase_year: 2010\n");
    put(folder, "sources.csv", "source,title,publisher,date,link,licence\nown,Mine,,,,\nnew,New,,,,\n");
    put(folder, "regions.csv",
        "region,name,blocs,latitude_deg,longitude_deg,calendar,source,year,grade\n"
        "USA,United States,G7,41.9,-87.6,,new,2010,derived\nJPN,Japan in 2010,G7,35.4,139.6,,new,2010,derived\n");
    put(folder, "remove.csv", "table,key,note\nflows,ndfeb-magnet;CHN;JPN,not then\n");
    ck_host_world loaded;
    CK_REQUIRE_OK(ck_host_world_read(folder, &loaded, &io_diags));
    const ck_world *world = &loaded.world;
    CK_CHECK_TEXT(world->name, "over");
    CK_CHECK_TEXT(world->title, "A small world");
    CK_CHECK_EQUAL(world->base_year, 2010);
    CK_CHECK_NEAR(world->minimum_flow_share, 0.002, 0.0);
    CK_REQUIRE(world->region_count == 3);
    CK_CHECK_TEXT(world->region[0].region, "CHN");
    CK_CHECK_TEXT(world->region[1].region, "USA");
    CK_CHECK_TEXT(world->region[2].name, "Japan in 2010");
    CK_CHECK_EQUAL(world->flow_count, 0);
    CK_CHECK_EQUAL(world->item_count, 1);
    CK_CHECK_EQUAL(loaded.source_count, 3);
    CK_CHECK_TEXT(loaded.source[1].title, "Mine");
    ck_host_world_free(&loaded);
}

CK_TEST(removing_a_row_that_is_not_there_is_an_error) {
    io_start();
    (void)small_world("base");
    const char *folder = io_folder("over-bad");
    put(folder, "world.yaml", "name: over\nextends: ../base\n");
    put(folder, "remove.csv", "table,key\nflows,ndfeb-magnet;CHN;USA\nflow,x\n");
    ck_host_world loaded;
    CK_CHECK_STATUS(ck_host_world_read(folder, &loaded, &io_diags), CK_E_UNKNOWN);
    io_expect(0, CK_E_UNKNOWN, 3, 1, "unknown table \"flow\"");
    io_expect(1, CK_E_UNKNOWN, 2, 7, "flows has no row \"ndfeb-magnet;CHN;USA\" to remove");
    CK_CHECK(strstr(io_items[1].hint, "item;origin;destination") != NULL);
    ck_host_world_free(&loaded);
}

CK_TEST(worlds_that_extend_each_other_in_a_circle_are_refused) {
    io_start();
    const char *one = io_folder("circle-one"), *two = io_folder("circle-two");
    put(one, "world.yaml", "name: one\nextends: ../circle-two\n");
    put(two, "world.yaml", "name: two\nextends: ../circle-one\n");
    ck_host_world loaded;
    CK_CHECK_STATUS(ck_host_world_read(one, &loaded, &io_diags), CK_E_CYCLE);
    CK_CHECK_EQUAL(io_diags.count, 1);
    ck_host_world_free(&loaded);
    put(one, "world.yaml", "name: one\nextends: ../nowhere\n");
    io_start();
    CK_CHECK_STATUS(ck_host_world_read(io_path("circle-one"), &loaded, &io_diags), CK_E_IO);
    io_expect(0, CK_E_IO, 2, 10, "there is no folder");
    ck_host_world_free(&loaded);
}

/* ---------------------------------------------------------------- and back ---------------------------------------- */

static bool rows_equal(const ck_world *a, const ck_world *b, uint32_t table) {
    const ck_table_info info = ck_table_of(table);
    if (ck_table_rows(a, table) != ck_table_rows(b, table)) return false;
    for (uint32_t i = 0; i < ck_table_rows(a, table); i++) {
        const unsigned char *left = ck_table_row(a, table, i), *right = ck_table_row(b, table, i);
        ck_row of_left, of_right;
        memcpy(&of_left, left, sizeof of_left);
        memcpy(&of_right, right, sizeof of_right);
        if (strcmp(of_left.source, of_right.source) != 0 || strcmp(of_left.note, of_right.note) != 0 ||
            of_left.year != of_right.year || of_left.grade != of_right.grade)
            return false;
        for (uint32_t c = 0; c < info.column_count; c++) {
            const ck_table_column *column = &info.column[c];
            if (column->kind == CK_COLUMN_IS_NAME || column->kind == CK_COLUMN_IS_TEXT) {
                const char *x, *y;
                memcpy(&x, left + column->offset, sizeof x);
                memcpy(&y, right + column->offset, sizeof y);
                if (strcmp(x, y) != 0) return false;
            } else if (column->kind == CK_COLUMN_IS_DAY) {
                if (memcmp(left + column->offset, right + column->offset, sizeof(ck_date)) != 0) return false;
            } else {
                double x, y;
                memcpy(&x, left + column->offset, sizeof x);
                memcpy(&y, right + column->offset, sizeof y);
                if (cki_bits_of(x) != cki_bits_of(y) && !(ck_is_nan(x) && ck_is_nan(y))) return false;
            }
        }
    }
    return true;
}

static ck_status write_to(const char *folder, const ck_host_world *loaded) {
    ck_host_batch batch = ck_host_batch_start();
    ck_status status =
        ck_host_world_write(folder, &loaded->world, loaded->source, loaded->source_count, &batch, &io_diags);
    if (status >= 0) status = ck_host_batch_commit(&batch, &io_diags);
    ck_host_batch_end(&batch);
    return status;
}

static void check_round_trip(const char *from, const char *to) {
    ck_host_world first, second;
    CK_REQUIRE_OK(ck_host_world_read(from, &first, &io_diags));
    CK_REQUIRE_OK(write_to(to, &first));
    CK_REQUIRE_OK(ck_host_world_read(to, &second, &io_diags));
    for (uint32_t table = 0; table < CK_TABLE_COUNT; table++) {
        if (!rows_equal(&first.world, &second.world, table)) CK_CHECK_TEXT(ck_table_of(table).name, "the same rows");
    }
    CK_CHECK_EQUAL(first.source_count, second.source_count);
    CK_CHECK_TEXT(second.world.title, first.world.title);
    ck_host_world_free(&first);
    ck_host_world_free(&second);
}

CK_TEST(every_table_survives_writing_and_reading_bit_by_bit) {
    io_start();
    const char *folder = small_world("round");
    put(folder, "world.yaml", "name: round\ntitle: 'Say \"x\" \\ y: #1'\nbase_year: 2024\nminimum_flow_share: 0.1\n");
    char text[16384];
    for (uint32_t table = 0; table < CK_TABLE_COUNT; table++) {      // three rows of made-up values in every table
        const ck_table_info info = ck_table_of(table);
        size_t used = 0;
        for (uint32_t c = 0; c < info.column_count; c++) {
            used += (size_t)snprintf(text + used, sizeof text - used, "%s,", info.column[c].name);
        }
        used += (size_t)snprintf(text + used, sizeof text - used, "source,year,grade,note\n");
        for (int row = 0; row < 3; row++) {
            for (uint32_t c = 0; c < info.column_count; c++) {
                const ck_table_column *column = &info.column[c];
                const ck_random random = {11, (uint64_t)row};
                char number[CK_HOST_NUMBER_SIZE];
                const double u = ck_random_unit(random, table, c, 0);
                ck_host_number_write(column->low + u * (column->high - column->low), number);
                const bool empty = row == 1 && column->kind != CK_COLUMN_IS_REAL && column->kind != CK_COLUMN_IS_NAME &&
                                   column->kind != CK_COLUMN_IS_DAY;
                const char *value = empty                              ? ""
                                    : column->kind == CK_COLUMN_IS_DAY ? "2026-02-28"
                                    : column->kind == CK_COLUMN_IS_NAME || column->kind == CK_COLUMN_IS_TEXT
                                        ? row == 2 ? "\"a, \"\"b\"\"\"" : "word"
                                        : number;
                used += (size_t)snprintf(text + used, sizeof text - used, "%s,", value);
            }
            used += (size_t)snprintf(text + used, sizeof text - used, "own,%d,%s,%s\n", 1990 + row,
                                     row == 0 ? "reported" : "assumed", row == 0 ? "gr\xc3\xbc\xc3\x9f" : "");
        }
        char name[64];
        snprintf(name, sizeof name, "%s.csv", info.name);
        put(folder, name, text);
    }
    check_round_trip(folder, io_folder("round-built"));
}

CK_TEST(the_shipped_source_world_is_read_without_an_error_and_survives_writing) {
    io_start();
    const char *folder = CK_TEST_SOURCE "/worlds/rare-earths/source";
    if (!ck_host_is_folder(folder)) CK_SKIP("the shipped world is not in this copy");
    check_round_trip(folder, io_folder("shipped-built"));
    CK_CHECK_EQUAL(io_diags.count, 0);
}

CK_TEST(a_folder_with_tables_that_would_be_read_beside_the_new_ones_is_refused_and_unchanged) {
    io_start();
    ck_host_world loaded;
    CK_REQUIRE_OK(ck_host_world_read(small_world("good"), &loaded, &io_diags));
    const char *folder = io_folder("crowded");
    put(folder, "sites-old.csv", "x");
    CK_CHECK_STATUS(write_to(folder, &loaded), CK_E_DUPLICATE);
    CK_CHECK(strstr(io_items[0].message, "sites-old.csv") != NULL);
    CK_CHECK_EQUAL(io_count(folder), 1);
    ck_host_world_free(&loaded);
}

CK_TEST(a_table_may_be_read_from_memory) {
    io_start();
    const ck_host_source source = {.source = "own"};
    ck_host_input input = ck_host_input_bytes("regions.csv", REGIONS, sizeof REGIONS - 1);
    void *rows = NULL;
    uint32_t count = 0;
    CK_CHECK_STATUS(ck_host_table_read(&input, CK_TABLE_region, &source, 1, &io_arena, &rows, &count, &io_diags),
                    CK_E_UNKNOWN);
    io_expect(0, CK_E_UNKNOWN, 3, 26, "unknown source \"usgs\"");
}
