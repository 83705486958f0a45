/* Result tables as CSV, XLSX, NetCDF and JSON, and the manifest. */
#include "io_test.h"

#include "base/base.h"
#include "io/tables.h"

#include <jansson.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <zip.h>
#ifdef CK_WITH_NETCDF
#include <netcdf.h>
#endif

CK_TEST_MAIN()

static const char *const REGION[] = {"CHN", "JPN"};
static const ck_date     MONTH[] = {{9132}, {9163}, {9191}};
static const char *const ITEM[] = {"ndfeb-magnet", "motor, traction"};
static const double      PRICE[] = {1.0, 1.5, CK_NAN, 0.1, -2.25, 3e-9};
static const double      QUANTITY[] = {12.5, CK_NAN, 1e6};
static const char *const UNIT[] = {"t", "unit", "t"};
static const int64_t     CASES[] = {0, -7, INT64_C(9007199254740993)};
static const ck_date     FIRST[] = {{9140}, {INT32_MAX}, {9200}};
static const uint32_t    AT_REGION[] = {1, 0, 1}, AT_ITEM[] = {0, 1, 1};
static const uint32_t *const AT[] = {AT_REGION, AT_ITEM};

static const ck_host_axis REGIONS = {"region", "-", "buyer", 2, {CK_HOST_WORD, {.word = REGION}}};
static const ck_host_axis MONTHS = {"month", "-", "first day of the month", 3, {CK_HOST_DAY, {.day = MONTH}}};
static const ck_host_axis ITEMS = {"item", "-", "item", 2, {CK_HOST_WORD, {.word = ITEM}}};
static const ck_host_axis *const GRID_AXES[] = {&REGIONS, &MONTHS}, *const LIST_AXES[] = {&REGIONS, &ITEMS};
static const ck_host_column GRID_COLUMNS[] = {
    {"price_1", "1", "price over base price", {CK_HOST_REAL, {.real = PRICE}}}};
static const ck_host_column LIST_COLUMNS[] = {
    {"quantity", "row", "shipped", {CK_HOST_REAL, {.real = QUANTITY}}},
    {"unit", "-", "unit of quantity", {CK_HOST_WORD, {.word = UNIT}}},
    {"cases", "1", "licence cases", {CK_HOST_WHOLE, {.whole = CASES}}},
    {"first_stop", "-", "first day without", {CK_HOST_DAY, {.day = FIRST}}},
};
static const ck_host_table TABLES[] = {
    {"prices", "Prices by month", GRID_AXES, 2, NULL, GRID_COLUMNS, 1, 6},
    {"losses", "Losses by item", LIST_AXES, 2, AT, LIST_COLUMNS, 4, 3},
};
static const ck_host_about ABOUT = {"A test", "chokepoint", CK_VERSION, "CC0", "0123456789abcdef"};

static const char *in(const char *folder, const char *name) {
    return ck_host_path(&io_arena, folder, name);
}

CK_TEST(csv_is_in_long_format_with_a_list_of_units) {
    io_start();
    const char *folder = io_folder("csv");
    ck_host_batch batch = ck_host_batch_start();
    CK_REQUIRE_OK(ck_host_write_csv(folder, TABLES, 2, &batch, &io_diags));
    CK_REQUIRE_OK(ck_host_batch_commit(&batch, &io_diags));
    ck_host_batch_end(&batch);
    CK_CHECK_TEXT(io_read(in(folder, "prices.csv")),
                  "region,month,price_1\nCHN,2025-01-01,1\nCHN,2025-02-01,1.5\nCHN,2025-03-01,\n"
                  "JPN,2025-01-01,0.1\nJPN,2025-02-01,-2.25\nJPN,2025-03-01,3e-09\n");
    CK_CHECK_TEXT(io_read(in(folder, "losses.csv")),
                  "region,item,quantity,unit,cases,first_stop\nJPN,ndfeb-magnet,12.5,t,0,2025-01-09\n"
                  "CHN,\"motor, traction\",,unit,-7,\nJPN,\"motor, traction\",1000000,t,9007199254740993,2025-03-10\n");
    CK_CHECK(strstr(io_read(in(folder, "columns.csv")), "prices,price_1,1,price over base price\n") != NULL);
    CK_CHECK_EQUAL(io_count(folder), 3);
}

static const char *zip_text(const char *path, const char *name) {
    int error = 0;
    zip_t *archive = zip_open(path, ZIP_RDONLY, &error);
    CK_REQUIRE(archive != NULL);
    zip_stat_t state;
    CK_REQUIRE(zip_stat(archive, name, 0, &state) == 0);
    char *text = ck_host_take(&io_arena, state.size + 1, 1);
    zip_file_t *file = zip_fopen(archive, name, 0);
    CK_REQUIRE(file != NULL && zip_fread(file, text, state.size) == (zip_int64_t)state.size);
    zip_fclose(file);
    zip_discard(archive);
    return text;
}

static const char *write_xlsx(const char *path) {
    ck_host_batch batch = ck_host_batch_start();
    CK_REQUIRE_OK(ck_host_write_xlsx(path, &ABOUT, TABLES, 2, &batch, &io_diags));
    CK_REQUIRE_OK(ck_host_batch_commit(&batch, &io_diags));
    ck_host_batch_end(&batch);
    return path;
}

CK_TEST(a_workbook_has_a_sheet_a_table_with_units_and_a_guide) {
    io_start();
    const char *path = write_xlsx(in(io_folder("xlsx"), "run.xlsx"));
    const char *book = zip_text(path, "xl/workbook.xml");
    CK_CHECK(strstr(book, "name=\"read me\"") != NULL && strstr(book, "name=\"prices\"") != NULL &&
             strstr(book, "name=\"losses\"") != NULL);
    const char *prices = zip_text(path, "xl/worksheets/sheet2.xml"),
               *losses = zip_text(path, "xl/worksheets/sheet3.xml");
    CK_CHECK(strstr(prices, "<t>price_1</t>") != NULL);
    CK_CHECK(strstr(prices, "<v>-2.25</v>") != NULL);
    CK_CHECK(strstr(prices, "<v>45658</v>") != NULL);                // 2025-01-01 as spreadsheets count
    CK_CHECK(strstr(losses, "<t>motor, traction</t>") != NULL);
    CK_CHECK(strstr(losses, "<t>9007199254740993</t>") != NULL);     // too long for a cell's number
    CK_CHECK(strstr(losses, "<v>12.5</v>") != NULL);
    CK_CHECK(strstr(zip_text(path, "xl/worksheets/sheet1.xml"), "price over base price") != NULL);
}

CK_TEST(equal_workbooks_are_equal_in_every_byte_whatever_the_time) {
    io_start();
    const char *folder = io_folder("xlsx-twice");
    ck_host_file first, second;
    CK_REQUIRE_OK(ck_host_file_digest(write_xlsx(in(folder, "a.xlsx")), &first, &io_diags));
    nanosleep(&(struct timespec){2, 100000000}, NULL);               // zip counts in steps of two seconds
    CK_REQUIRE_OK(ck_host_file_digest(write_xlsx(in(folder, "b.xlsx")), &second, &io_diags));
    CK_CHECK_DIGEST(first.digest, second.digest);
}

CK_TEST(tables_that_cannot_be_written_are_refused) {
    io_start();
    ck_host_table table = TABLES[0];
    table.rows = 5;
    CK_CHECK_STATUS(ck_host_table_check(&table, &io_diags), CK_E_RANGE);
    table = TABLES[0];
    table.name = "no good";
    CK_CHECK_STATUS(ck_host_table_check(&table, &io_diags), CK_E_SYNTAX);
    table = TABLES[1];
    static const uint32_t outside[] = {1, 0, 2};
    static const uint32_t *const at[] = {outside, AT_ITEM};
    table.at = at;
    CK_CHECK_STATUS(ck_host_table_check(&table, &io_diags), CK_E_RANGE);
    table = TABLES[0];
    static const ck_host_column twin[] = {{"region", "-", "", {CK_HOST_REAL, {.real = PRICE}}}};
    table.column = twin;
    CK_CHECK_STATUS(ck_host_table_check(&table, &io_diags), CK_E_DUPLICATE);
    CK_CHECK_EQUAL(io_diags.count, 4);
}

#ifdef CK_WITH_NETCDF
static const char *write_netcdf(const char *path) {
    ck_host_batch batch = ck_host_batch_start();
    CK_REQUIRE_OK(ck_host_write_netcdf(path, &ABOUT, TABLES, 2, &batch, &io_diags));
    CK_REQUIRE_OK(ck_host_batch_commit(&batch, &io_diags));
    ck_host_batch_end(&batch);
    return path;
}

static const char *attribute(int file, int variable, const char *name) {
    size_t length = 0;
    CK_REQUIRE(nc_inq_attlen(file, variable, name, &length) == NC_NOERR);
    char *text = ck_host_take(&io_arena, length + 1, 1);
    CK_REQUIRE(nc_get_att_text(file, variable, name, text) == NC_NOERR);
    return text;
}

CK_TEST(a_grid_becomes_a_netcdf_variable_over_its_axes_with_units) {
    io_start();
    CK_CHECK(ck_host_has_netcdf());
    const char *path = write_netcdf(in(io_folder("nc"), "run.nc"));
    int file, variable, dimension[2];
    CK_REQUIRE(nc_open(path, NC_NOWRITE, &file) == NC_NOERR);
    CK_REQUIRE(nc_inq_varid(file, "price_1", &variable) == NC_NOERR);
    int rank = 0;
    CK_CHECK(nc_inq_var(file, variable, NULL, NULL, &rank, dimension, NULL) == NC_NOERR);
    CK_REQUIRE(rank == 2);
    char name[NC_MAX_NAME + 1];
    size_t length;
    nc_inq_dim(file, dimension[0], name, &length);
    CK_CHECK_TEXT(name, "region");
    CK_CHECK_EQUAL(length, 2);
    nc_inq_dim(file, dimension[1], name, &length);
    CK_CHECK_TEXT(name, "month");
    double value[6];
    CK_CHECK(nc_get_var_double(file, variable, value) == NC_NOERR);
    CK_CHECK_NEAR(value[4], -2.25, 0.0);
    CK_CHECK(ck_is_nan(value[2]));
    CK_CHECK_TEXT(attribute(file, variable, "units"), "1");
    CK_CHECK_TEXT(attribute(file, variable, "long_name"), "price over base price");
    int month;
    CK_REQUIRE(nc_inq_varid(file, "month", &month) == NC_NOERR);
    CK_CHECK_TEXT(attribute(file, month, "units"), "days since 2000-01-01");
    CK_CHECK_TEXT(attribute(file, NC_GLOBAL, "digest"), "0123456789abcdef");
    nc_close(file);
}

CK_TEST(a_list_becomes_netcdf_variables_over_its_rows_with_labels) {
    io_start();
    const char *path = write_netcdf(in(io_folder("nc-list"), "run.nc"));
    int file, item, cases, quantity;
    CK_REQUIRE(nc_open(path, NC_NOWRITE, &file) == NC_NOERR);
    CK_REQUIRE(nc_inq_varid(file, "losses_item", &item) == NC_NOERR);
    CK_REQUIRE(nc_inq_varid(file, "losses_cases", &cases) == NC_NOERR);
    CK_REQUIRE(nc_inq_varid(file, "losses_quantity", &quantity) == NC_NOERR);
    char *label[3];
    CK_REQUIRE(nc_get_var_string(file, item, label) == NC_NOERR);
    CK_CHECK_TEXT(label[2], "motor, traction");
    nc_free_string(3, label);
    long long whole[3];
    CK_CHECK(nc_get_var_longlong(file, cases, whole) == NC_NOERR);
    CK_CHECK(whole[2] == CASES[2]);
    CK_CHECK_TEXT(attribute(file, quantity, "units"), "given by the variable unit");
    nc_close(file);
}

CK_TEST(equal_netcdf_files_are_equal_in_every_byte) {
    io_start();
    const char *folder = io_folder("nc-twice");
    ck_host_file first, second;
    CK_REQUIRE_OK(ck_host_file_digest(write_netcdf(in(folder, "a.nc")), &first, &io_diags));
    nanosleep(&(struct timespec){1, 100000000}, NULL);
    CK_REQUIRE_OK(ck_host_file_digest(write_netcdf(in(folder, "b.nc")), &second, &io_diags));
    CK_CHECK_DIGEST(first.digest, second.digest);
}
#endif

/* ---------------------------------------------------------------- full disks -------------------------------------- */

/* Values of a table that no compression brings below the limit. */
static ck_host_table large_table(double *value, size_t rows, ck_host_axis *axis, const ck_host_axis **axes,
                                 ck_host_column *column, int64_t *label) {
    for (size_t i = 0; i < rows; i++) {
        value[i] = ck_random_unit((ck_random){1, 2}, 3, 4, i);
        label[i] = (int64_t)i;
    }
    *axis = (ck_host_axis){"point", "1", "", (uint32_t)rows, {CK_HOST_WHOLE, {.whole = label}}};
    *axes = axis;
    *column = (ck_host_column){"value", "1", "", {CK_HOST_REAL, {.real = value}}};
    return (ck_host_table){"large", "Large", axes, 1, NULL, column, 1, rows};
}

typedef ck_status (*write_large)(const char *path, const ck_host_table *table, ck_host_batch *batch);

static ck_status large_csv(const char *path, const ck_host_table *table, ck_host_batch *batch) {
    (void)path;
    return ck_host_write_csv(io_path("full-tables"), table, 1, batch, &io_diags);
}
static ck_status large_xlsx(const char *path, const ck_host_table *table, ck_host_batch *batch) {
    return ck_host_write_xlsx(path, &ABOUT, table, 1, batch, &io_diags);
}
static ck_status large_netcdf(const char *path, const ck_host_table *table, ck_host_batch *batch) {
    return ck_host_write_netcdf(path, &ABOUT, table, 1, batch, &io_diags);
}

/* In a child whose files may not grow above 64 KiB. */
static int fails_cleanly(write_large write, const char *path) {
    fflush(stdout);
    const pid_t child = fork();
    if (child == 0) {
        signal(SIGXFSZ, SIG_IGN);
        const struct rlimit limit = {65536, 65536};
        setrlimit(RLIMIT_FSIZE, &limit);
        enum { ROWS = 60000 };
        double  *value = malloc(ROWS * sizeof *value);
        int64_t *label = malloc(ROWS * sizeof *label);
        ck_host_axis axis;
        const ck_host_axis *axes;
        ck_host_column column;
        const ck_host_table table = large_table(value, ROWS, &axis, &axes, &column, label);
        ck_host_batch batch = ck_host_batch_start();
        ck_status status = write(path, &table, &batch);
        if (status >= 0) status = ck_host_batch_commit(&batch, &io_diags);
        ck_host_batch_end(&batch);
        _exit(status == CK_E_IO && io_diags.count == 1 ? 0 : 1);
    }
    int result = -1;
    waitpid(child, &result, 0);
    return WIFEXITED(result) ? WEXITSTATUS(result) : 100 + WTERMSIG(result);
}

CK_TEST(tables_on_a_full_disk_are_one_error_and_leave_nothing_behind) {
    io_start();
    const char *folder = io_folder("full-tables");
    CK_CHECK_EQUAL(fails_cleanly(large_csv, in(folder, "large.csv")), 0);
    CK_CHECK_EQUAL(fails_cleanly(large_xlsx, in(folder, "large.xlsx")), 0);
    if (ck_host_has_netcdf()) CK_CHECK_EQUAL(fails_cleanly(large_netcdf, in(folder, "large.nc")), 0);
    CK_CHECK_EQUAL(io_count(folder), 0);
}

/* ---------------------------------------------------------------- JSON and manifest ------------------------------- */

CK_TEST(json_tables_have_units_and_null_for_what_is_missing) {
    io_start();
    json_t *value = ck_host_table_json(&TABLES[0]);
    CK_REQUIRE(value != NULL);
    const json_t *rows = json_object_get(value, "rows");
    CK_CHECK_EQUAL(json_array_size(rows), 6);
    CK_CHECK(json_is_null(json_array_get(json_array_get(rows, 2), 2)));
    CK_CHECK_NEAR(json_real_value(json_array_get(json_array_get(rows, 4), 2)), -2.25, 0.0);
    CK_CHECK_TEXT(json_string_value(json_array_get(json_array_get(rows, 0), 1)), "2025-01-01");
    CK_CHECK_TEXT(json_string_value(json_object_get(json_array_get(json_object_get(value, "columns"), 2), "unit")),
                  "1");
    json_decref(value);
    CK_CHECK(json_is_null(ck_host_json_real(CK_INFINITY)));
    value = ck_host_json_text("a\xff" "b");
    CK_CHECK_TEXT(json_string_value(value), "a?b");
    json_decref(value);
}

CK_TEST(the_manifest_has_digests_of_everything_and_no_clock) {
    io_start();
    const char *folder = io_folder("manifest"), *text[2];
    const ck_host_file input = {"worlds/x/items.csv", 0x00000000000000ffu, 17};
    const ck_host_option option = {"threads", "2"};
    const ck_host_manifest manifest = {
        .command = "chokepoint run x.yaml",
        .scenario = "x.yaml",
        .world = "worlds/x",
        .seed = UINT64_MAX,
        .draws = 200,
        .model_digest = 1,
        .scenario_digest = 2,
        .run_digest = 0xfedcba9876543210u,
        .option = &option,
        .option_count = 1,
        .input = &input,
        .input_count = 1,
    };
    for (int turn = 0; turn < 2; turn++) {
        ck_host_batch batch = ck_host_batch_start();
        CK_REQUIRE_OK(ck_host_write_csv(folder, TABLES, 1, &batch, &io_diags));
        CK_REQUIRE_OK(ck_host_write_manifest(in(folder, "manifest.json"), &manifest, &batch, &io_diags));
        CK_REQUIRE_OK(ck_host_batch_commit(&batch, &io_diags));
        ck_host_batch_end(&batch);
        text[turn] = io_read(in(folder, "manifest.json"));
    }
    CK_CHECK_TEXT(text[1], text[0]);
    json_t *value = json_loads(text[0], JSON_REJECT_DUPLICATES, NULL);
    CK_REQUIRE(value != NULL);
    CK_CHECK_TEXT(json_string_value(json_object_get(value, "run_digest")), "fedcba9876543210");
    CK_CHECK_TEXT(json_string_value(json_object_get(value, "seed")), "18446744073709551615");
    CK_CHECK_TEXT(json_string_value(json_object_get(json_array_get(json_object_get(value, "inputs"), 0), "digest")),
                  "00000000000000ff");
    const json_t *outputs = json_object_get(value, "outputs");
    CK_CHECK_EQUAL(json_array_size(outputs), 2);
    ck_host_file file;
    char digest[17];
    CK_REQUIRE_OK(ck_host_file_digest(in(folder, "prices.csv"), &file, &io_diags));
    ck_host_digest_text(file.digest, digest);
    CK_CHECK_TEXT(json_string_value(json_object_get(json_array_get(outputs, 0), "digest")), digest);
    CK_CHECK_TEXT(json_string_value(json_object_get(json_array_get(outputs, 0), "path")), "prices.csv");
    json_decref(value);
}
