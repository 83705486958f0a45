/* Importers of input-output tables: made files in each published layout, real ones where they are there, and what is wrong
   with bad ones. The made economy has 2 regions and the sectors of the layout; sale f -> g is f + g / 100 + 1. */
#include "io_test.h"

#include "base/base.h"
#include "io/import.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <zlib.h>

CK_TEST_MAIN()

static ck_io_import imported;

static double sale(uint32_t f, uint32_t g) { return f + g / 100.0 + 1.0; }
static double final_use(uint32_t f, uint32_t k) { return f + k / 8.0; }

static ck_status read_text(const char *kind, const char *name, const char *text, ck_import_options options) {
    ck_io_import_free(&imported);
    ck_host_input input = ck_host_input_bytes(name, text, strlen(text));
    return ck_io_import_input(kind, &input, options, &imported, &io_diags);
}
static ck_status read_path(const char *kind, const char *path, ck_import_options options) {
    ck_io_import_free(&imported);
    return ck_io_import_read(kind, path, options, &imported, &io_diags);
}

/* The made economy is there: n industries, j final columns. */
static void expect_made(uint32_t n, uint32_t j) {
    CK_REQUIRE(ck_io_table_industries(&imported.table) == n);
    CK_REQUIRE(ck_io_table_final_columns(&imported.table) == j);
    for (uint32_t f = 0; f < n; f++) {
        double row = 0.0;
        for (uint32_t g = 0; g < n; g++) {
            CK_CHECK_NEAR(imported.z[(size_t)f * n + g], sale(f, g), 0.0);
            row += sale(f, g);
        }
        for (uint32_t k = 0; k < j; k++) {
            CK_CHECK_NEAR(imported.y[(size_t)f * j + k], final_use(f, k), 0.0);
            row += final_use(f, k);
        }
        CK_CHECK_NEAR(imported.x[f], row, 1e-9 * row);
    }
}
static double row_sum(uint32_t f, uint32_t n, uint32_t j) {
    double row = 0.0;
    for (uint32_t g = 0; g < n; g++) row += sale(f, g);
    for (uint32_t k = 0; k < j; k++) row += final_use(f, k);
    return row;
}
static double column_sum(uint32_t g, uint32_t n) {
    double sum = 0.0;
    for (uint32_t f = 0; f < n; f++) sum += sale(f, g);
    return sum;
}

/* One row of numbers of the made economy. */
static void put_row(FILE *out, char separator, uint32_t f, uint32_t n, uint32_t j) {
    for (uint32_t g = 0; g < n; g++) fprintf(out, "%c%.17g", separator, sale(f, g));
    for (uint32_t k = 0; k < j; k++) fprintf(out, "%c%.17g", separator, final_use(f, k));
}

/* ---- WIOD ---- */

static char *wiod_sheet(bool release_2016) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    const uint32_t s = release_2016 ? 56 : 35, uses = 5, n = 2 * s, j = 2 * uses, cells = n + j + 1;
    static const int USE_2013[] = {37, 38, 39, 41, 42}, USE_2016[] = {57, 58, 59, 60, 61};
    static const char *const REGION[] = {"AUS", "RoW"};
    fprintf(out, "\"World Input-Output Table, %s\"", release_2016 ? "2014" : "2011");
    for (uint32_t k = 0; k < cells + 3; k++) fputc(',', out);
    fputs("\n", out);
    for (uint32_t k = 0; k < cells + 3; k++) fputc(',', out);
    for (int row = 0; row < 4; row++) {
        fprintf(out, "\n%s,,,", row == 0 ? "(industry-by-industry)" : row == 1 ? "(millions of US$)" : "");
        for (uint32_t k = 0; k < n + j; k++) {
            const uint32_t r = k < n ? k / s : (k - n) / uses, c = k < n ? k % s : (k - n) % uses;
            const int number = k < n ? (int)c + 1 : release_2016 ? USE_2016[c] : USE_2013[c];
            if (row == 0) fprintf(out, ",code%u", c);
            if (row == 1) fprintf(out, ",\"name, of %u\"", c);
            if (row == 2) fprintf(out, ",%s", REGION[r]);
            if (row == 3) fprintf(out, ",c%d", number);
        }
        fputs(row == 2 ? ",TOT" : row == 3 ? ",c62" : ",total", out);
    }
    for (uint32_t f = 0; f < n; f++) {
        fprintf(out, "\ncode%u,\"name, of %u\",%s,%c%u", f % s, f % s, REGION[f / s], release_2016 ? 'r' : 'c', f % s + 1);
        put_row(out, ',', f, n, j);
        fprintf(out, ",%.17g", row_sum(f, n, j));
    }
    // total of inputs, a tax, value added, output
    static const char *const CODE[] = {"II_fob", "TXSP", "VA", "GO"};
    static const int NUMBER_2013[] = {60, 99, 64, 69}, NUMBER_2016[] = {65, 66, 70, 73};
    for (int e = 0; e < 4; e++) {
        fprintf(out, "\n%s,what,TOT,r%d", release_2016 ? CODE[e] : "", release_2016 ? NUMBER_2016[e] : NUMBER_2013[e]);
        for (uint32_t g = 0; g < n; g++) {
            const double inputs = column_sum(g, n), output = row_sum(g, n, j);
            fprintf(out, ",%.17g", e == 0 ? inputs : e == 1 ? 1.0 : e == 2 ? output - inputs - 1.0 : output);
        }
        for (uint32_t k = 0; k < j + 1; k++) fputs(",0", out);
    }
    fputc('\n', out);
    fclose(out);
    return text;
}

CK_TEST(wiod_2013_sheet_gives_its_matrices_value_added_and_year) {
    io_start();
    char *text = wiod_sheet(false);
    CK_REQUIRE_OK(read_text("wiod", "wiot11.csv", text, (ck_import_options){0}));
    expect_made(70, 10);
    CK_CHECK_EQUAL(imported.about.year, 2011);
    CK_CHECK_TEXT(imported.about.unit, "MUSD");
    CK_CHECK_TEXT(imported.about.source, "WIOD, release 2013");
    CK_CHECK_NEAR(imported.taxes, 70.0, 0.0);
    CK_CHECK_TEXT(imported.table.category[3], "c41");
    for (uint32_t g = 0; g < 70; g++)
        CK_CHECK_NEAR(imported.va[g], row_sum(g, 70, 10) - column_sum(g, 70) - 1.0, 1e-9);
    CK_CHECK_NEAR(ck_io_import_balance(&imported).row_gap, 0.0, 1e-13);
    free(text);
}

CK_TEST(wiod_2016_sheet_has_56_industries) {
    io_start();
    char *text = wiod_sheet(true);
    CK_REQUIRE_OK(read_text("wiod", "WIOT2014_Nov16_ROW.csv", text, (ck_import_options){0}));
    expect_made(112, 10);
    CK_CHECK_EQUAL(imported.about.year, 2014);
    CK_CHECK_TEXT(imported.about.source, "WIOD, release 2016");
    CK_CHECK(imported.va != NULL);
    free(text);
}

CK_TEST(wiod_r_form_takes_its_sector_codes_from_the_rows) {
    io_start();
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    fputs("IndustryCode,IndustryDescription,Country,RNr,Year", out);
    for (int k = 1; k <= 56; k++) fprintf(out, ",vAUS%d", k);
    for (int k = 57; k <= 61; k++) fprintf(out, ",vAUS%d", k);
    fputs(",TOT\n", out);
    for (uint32_t f = 0; f < 56; f++) {
        fprintf(out, "A%02u,\"a, b\",AUS,%u,2014", f, f + 1);
        put_row(out, ',', f, 56, 5);
        fprintf(out, ",%.17g\n", row_sum(f, 56, 5));
    }
    fputs("VA,value added,TOT,70,2014", out);
    for (uint32_t k = 0; k < 62; k++) fputs(",2.5", out);
    fputs("\n", out);
    fclose(out);
    CK_REQUIRE_OK(read_text("wiod", "wiot.csv", text, (ck_import_options){0}));
    expect_made(56, 5);
    CK_CHECK_TEXT(imported.table.sector[7], "A07");
    CK_CHECK_TEXT(imported.table.category[0], "CONS_h");
    CK_CHECK_NEAR(imported.va[9], 2.5, 0.0);
    CK_CHECK_EQUAL(imported.about.year, 2014);
    free(text);
}

/* ---- OECD ---- */

CK_TEST(icio_adds_the_parts_of_china_and_leaves_the_discrepancy_out) {
    io_start();
    CK_REQUIRE_OK(read_text("icio", "ICIO2018_2015.csv",
                            ",AUS_01,AUS_02,CHN_01,CHN_02,CN1_01,CN1_02,AUS_HFCE,CHN_HFCE,DISC,TOTAL\n"
                            "AUS_01,1,2,0,0,3,4,5,6,0.5,21.5\nAUS_02,1,1,0,0,1,1,1,1,0,6\n"
                            "CHN_01,0,0,0,0,0,0,0,0,0,0\nCHN_02,0,0,0,0,0,0,0,0,0,0\n"
                            "CN1_01,2,0,0,0,7,1,3,9,0,22\nCN1_02,,1,0,0,1,1,1,1,0,5\n"
                            "AUS_TAXSUB,1,1,0,0,1,1,1,1,0,6\nVALU,15,1,0,0,9,-3,0,0,0,22\nOUTPUT,21,6,0,0,22,5,0,0,0,54\n",
                            (ck_import_options){0}));
    CK_CHECK_EQUAL(imported.table.regions, 2);
    CK_CHECK_TEXT(imported.table.region[1], "CHN");
    CK_CHECK_NEAR(imported.z[2], 3.0, 0.0);
    CK_CHECK_NEAR(imported.z[2 * 4 + 2], 7.0, 0.0);
    CK_CHECK_NEAR(imported.x[2], 22.0, 0.0);
    CK_CHECK_NEAR(imported.y[2 * 2 + 1], 9.0, 0.0);
    CK_CHECK_NEAR(imported.va[3], -3.0, 0.0);
    CK_CHECK_NEAR(imported.taxes, 4.0, 0.0);
    CK_CHECK_NEAR(imported.left_out, 0.5, 0.0);
    CK_CHECK_TEXT(imported.left_out_what, "DISC");
    CK_CHECK_EQUAL(imported.about.year, 2015);
}

CK_TEST(icio_of_2016_writes_use_before_region) {
    io_start();
    CK_REQUIRE_OK(read_text("icio", "ICIO2016_2003.csv", ",AUS_01,HFCE_AUS,OUT\nAUS_01,1,2,3\nVA.TAXSUB,2,0,2\nOUT,3,0,3\n",
                            (ck_import_options){0}));
    CK_CHECK_TEXT(imported.table.category[0], "HFCE");
    CK_CHECK_NEAR(imported.va[0], 2.0, 0.0);
    CK_CHECK_EQUAL(imported.about.year, 2003);
}

/* ---- pymrio, EXIOBASE, Eora ---- */

static void write_pymrio(const char *folder, bool coefficients, bool with_x) {
    char *path = ck_host_path(&io_arena, folder, "file_parameters.json");
    FILE *out = fopen(path, "w");
    fprintf(out, "{\"files\": {\"%s\": {\"name\": \"%s.txt\", \"nr_index_col\": \"2\", \"nr_header\": \"2\"},"
                 " \"Y\": {\"name\": \"Y.txt\", \"nr_index_col\": \"2\", \"nr_header\": \"2\"}%s,"
                 " \"unit\": {\"name\": \"unit.txt\", \"nr_index_col\": \"2\", \"nr_header\": \"1\"}}, \"systemtype\": \"IOSystem\"}",
            coefficients ? "A" : "Z", coefficients ? "A" : "Z",
            with_x ? ", \"x\": {\"name\": \"x.txt\", \"nr_index_col\": \"2\", \"nr_header\": \"1\"}" : "");
    fclose(out);
    out = fopen(ck_host_path(&io_arena, folder, "metadata.json"), "w");
    fputs("{\"name\": \"made\", \"description\": \"EXIOBASE made for 2009\", \"version\": \"v3\"}", out);
    fclose(out);
    out = fopen(ck_host_path(&io_arena, folder, "unit.txt"), "w");
    fputs("region\tsector\tunit\nAT\tfood\tM.EUR\nAT\tore\tM.EUR\nBE\tfood\tM.EUR\nBE\tore\tM.EUR\n", out);
    fclose(out);
    static const char *const LABEL[] = {"AT\tfood", "AT\tore", "BE\tfood", "BE\tore"};
    for (int part = 0; part < 3; part++) {
        out = fopen(ck_host_path(&io_arena, folder, part == 0 ? coefficients ? "A.txt" : "Z.txt" : part == 1 ? "Y.txt" : "x.txt"), "w");
        if (part == 0) fputs("region\t\tAT\tAT\tBE\tBE\nsector\t\tfood\tore\tfood\tore\nregion\tsector\t\t\t\t\n", out);
        if (part == 1) fputs("region\t\tAT\tBE\ncategory\t\tuse\tuse\nregion\tsector\t\t\n", out);
        if (part == 2) fputs("region\tsector\tindout\n", out);
        for (uint32_t f = 0; f < 4; f++) {
            fputs(LABEL[f], out);
            for (uint32_t g = 0; g < 4 && part == 0; g++)
                fprintf(out, "\t%.17g", coefficients ? sale(f, g) / row_sum(g, 4, 2) : sale(f, g));
            for (uint32_t k = 0; k < 2 && part == 1; k++) fprintf(out, "\t%.17g", final_use(f, k));
            if (part == 2) fprintf(out, "\t%.17g", row_sum(f, 4, 2));
            fputc('\n', out);
        }
        fclose(out);
    }
}

CK_TEST(a_pymrio_folder_gives_its_transactions) {
    io_start();
    const char *folder = io_folder("pymrio");
    write_pymrio(folder, false, true);
    CK_REQUIRE_OK(read_path("pymrio", folder, (ck_import_options){0}));
    expect_made(4, 2);
    CK_CHECK_TEXT(imported.about.unit, "MEUR");
    CK_CHECK_EQUAL(imported.about.year, 2009);
    CK_CHECK(imported.va == NULL);
}

CK_TEST(exiobase_coefficients_and_output_give_the_transactions) {
    io_start();
    const char *folder = io_folder("exiobase");
    write_pymrio(folder, true, true);
    CK_REQUIRE_OK(read_path("exiobase", folder, (ck_import_options){0}));
    for (uint32_t f = 0; f < 4; f++)
        for (uint32_t g = 0; g < 4; g++) CK_CHECK_NEAR(imported.z[f * 4 + g], sale(f, g), 1e-14 * sale(f, g));
}

CK_TEST(output_follows_from_coefficients_and_demand_when_nobody_says_it) {
    io_start();
    const char *folder = io_folder("solved");
    write_pymrio(folder, true, false);
    // sales exceed final use here, so that the coefficients are large: the series still has to converge to the output
    CK_REQUIRE_OK(read_path("exiobase", folder, (ck_import_options){0}));
    for (uint32_t f = 0; f < 4; f++) CK_CHECK_NEAR(imported.x[f], row_sum(f, 4, 2), 1e-9 * row_sum(f, 4, 2));
}

CK_TEST(a_written_table_is_read_back_bit_by_bit) {
    io_start();
    char *text = wiod_sheet(false);
    CK_REQUIRE_OK(read_text("wiod", "wiot11.csv", text, (ck_import_options){0}));
    free(text);
    const ck_io_import first = imported;
    imported = (ck_io_import){0};
    io_folder("again/value_added");
    const char *folder = io_path("again");
    ck_host_batch batch = ck_host_batch_start();
    CK_REQUIRE_OK(ck_io_import_write(folder, &first, &batch, &io_diags));
    CK_REQUIRE_OK(ck_host_batch_commit(&batch, &io_diags));
    ck_host_batch_end(&batch);
    CK_REQUIRE_OK(read_path("pymrio", folder, (ck_import_options){0}));
    CK_REQUIRE(imported.table.regions == 2 && imported.table.sectors == 35 && imported.table.categories == 5);
    CK_CHECK(memcmp(imported.z, first.z, 70 * 70 * sizeof(double)) == 0);
    CK_CHECK(memcmp(imported.y, first.y, 70 * 10 * sizeof(double)) == 0);
    CK_CHECK(memcmp(imported.x, first.x, 70 * sizeof(double)) == 0);
    CK_CHECK(memcmp(imported.va, first.va, 70 * sizeof(double)) == 0);
    CK_CHECK_EQUAL(imported.about.year, first.about.year);
    CK_CHECK_EQUAL(imported.about.grade, first.about.grade);
    CK_CHECK_TEXT(imported.about.unit, first.about.unit);
    CK_CHECK_TEXT(imported.about.source, first.about.source);
    ck_io_import kept = first;
    ck_io_import_free(&kept);
}

CK_TEST(eora26_leaves_the_discrepancy_region_out_and_says_so) {
    io_start();
    const char *folder = io_folder("eora2015");
    FILE *out = fopen(ck_host_path(&io_arena, folder, "labels_T.txt"), "w");
    fputs("Austria\tAUT\tIndustries\tfood\nAustria\tAUT\tIndustries\tore\nROW\tROW\tTotal\tTOTAL\n", out);
    fclose(out);
    out = fopen(ck_host_path(&io_arena, folder, "labels_FD.txt"), "w");
    fputs("Austria\tAUT\tFinal Demand\tuse\nROW\tROW\tFinal Demand\tuse\n", out);
    fclose(out);
    out = fopen(ck_host_path(&io_arena, folder, "Eora26_2015_bp_T.txt"), "w");
    fputs("1\t2\t0.5\n3\t-1\t0\n0\t0.25\t0\n", out);
    fclose(out);
    out = fopen(ck_host_path(&io_arena, folder, "Eora26_2015_bp_FD.txt"), "w");
    fputs("4\t0\n5\t0\n0\t0\n", out);
    fclose(out);
    out = fopen(ck_host_path(&io_arena, folder, "Eora26_2015_bp_VA.txt"), "w");
    fputs("1\t2\t0\n1\t3\t0\n", out);
    fclose(out);
    CK_REQUIRE_OK(read_path("eora26", folder, (ck_import_options){0}));
    CK_CHECK_EQUAL(imported.table.regions, 1);
    CK_CHECK_NEAR(imported.z[3], -1.0, 0.0);
    CK_CHECK_EQUAL(imported.negative_z, 1);
    CK_CHECK_NEAR(imported.left_out, 0.75, 0.0);
    CK_CHECK_TEXT(imported.left_out_what, "ROW");
    CK_CHECK_NEAR(imported.va[1], 5.0, 0.0);
    CK_CHECK_NEAR(imported.x[0], 7.0, 0.0);
    CK_CHECK_TEXT(imported.about.unit, "kUSD");
    CK_CHECK_EQUAL(imported.about.year, 2015);
    CK_REQUIRE_OK(read_path("eora26", folder, (ck_import_options){.clip = true}));
    CK_CHECK_NEAR(imported.z[3], 0.0, 0.0);
}

/* ---- real files ---- */

static const char *shared(const char *name) {
    const char *root = getenv("CK_SHARED");
    const char *path = ck_host_path(&io_arena, root != NULL ? root : CK_TEST_SOURCE "/../shared", name);
    if (!ck_host_is_file(path) && !ck_host_is_folder(path)) CK_SKIP("the shared data are not there");
    return path;
}

CK_TEST(wiod_2011_has_its_published_totals) {
    io_start();
    CK_REQUIRE_OK(read_path("wiod", shared("data/wiod2013"), (ck_import_options){.year = 2011}));
    const ck_io_balance balance = ck_io_import_balance(&imported);
    CK_CHECK_NEAR(balance.output, 141.77e6, 0.005e6);
    CK_CHECK_NEAR(balance.intermediate, 72.44e6, 0.005e6);
    CK_CHECK_NEAR(balance.final, 69.27e6, 0.005e6);
    CK_CHECK_NEAR(balance.largest_row_gap, 108.0, 0.0);
    CK_CHECK_NEAR(balance.row_gap * balance.output, 59.3e3, 0.05e3);
    CK_CHECK_EQUAL(imported.negative_z, 0);
    CK_REQUIRE_OK(read_path("wiod", shared("data/wiod2013"), (ck_import_options){.year = 2008}));
    CK_CHECK_NEAR(ck_io_import_balance(&imported).largest_row_gap, 103.0, 0.0);
}

CK_TEST(oecd_national_tables_have_their_published_totals) {
    io_start();
    CK_REQUIRE_OK(read_path("oecd-iot", shared("data/oecd_national_iot/iot_2019_domimp.csv.gz"), (ck_import_options){0}));
    CK_CHECK_EQUAL(imported.table.regions, 76);
    CK_CHECK_EQUAL(imported.table.sectors, 45);
    const ck_io_balance balance = ck_io_import_balance(&imported);
    CK_CHECK_NEAR(balance.output, 160.4e6, 0.05e6);
    CK_CHECK(balance.row_gap < 4e-4);
    // what the columns miss is imports and taxes
    CK_CHECK_NEAR(balance.intermediate + imported.taxes + balance.value_added, balance.output, 0.10 * balance.output);
    CK_CHECK_EQUAL(imported.about.year, 2019);
}

/* ---- what is wrong ---- */

CK_TEST(a_cell_that_is_no_number_is_named_with_line_and_column) {
    io_start();
    CK_CHECK_STATUS(read_text("icio", "ICIO2023_2018.csv", ",AUS_01,AUS_HFCE,OUT\nAUS_01,1,x2,3\n", (ck_import_options){0}), CK_E_SYNTAX);
    io_expect(0, CK_E_SYNTAX, 2, 10, "\"x2\"");
}
CK_TEST(a_row_that_is_cut_off_is_found) {
    io_start();
    CK_CHECK_STATUS(read_text("icio", "t.csv", ",AUS_01,AUS_HFCE,OUT\nAUS_01,1,2\n", (ck_import_options){0}), CK_E_SYNTAX);
    io_expect(0, CK_E_SYNTAX, 2, 10, "the row ends after 2 cells");
}
CK_TEST(an_industry_without_a_row_is_found) {
    io_start();
    CK_CHECK_STATUS(read_text("icio", "t.csv", ",AUS_01,AUS_02,AUS_HFCE\nAUS_01,1,2,1\n", (ck_import_options){0}), CK_E_MISSING);
    io_expect(0, CK_E_MISSING, 0, 0, "AUS, 02");
}
CK_TEST(a_row_of_an_unknown_industry_gets_a_hint) {
    io_start();
    CK_CHECK_STATUS(read_text("icio", "t.csv", ",AUS_C10T12,AUS_HFCE\nAUS_C10T13,1,1\n", (ck_import_options){0}), CK_E_UNKNOWN);
    io_expect(0, CK_E_UNKNOWN, 2, 1, "C10T13");
    CK_CHECK(strstr(io_items[0].hint, "C10T12") != NULL);
}
CK_TEST(regions_must_have_the_same_sectors) {
    io_start();
    CK_CHECK_STATUS(read_text("icio", "t.csv", ",AUS_01,AUS_02,AUT_01,AUS_HFCE\n", (ck_import_options){0}), CK_E_MISSING);
    io_expect(0, CK_E_MISSING, 1, 0, "no sector \"02\" of region \"AUT\"");
}
CK_TEST(something_else_is_no_wiod_table) {
    io_start();
    CK_CHECK_STATUS(read_text("wiod", "t.csv", "a,b\n1,2\n", (ck_import_options){0}), CK_E_FORMAT);
    CK_CHECK_STATUS(read_text("wiod", "t.csv", "", (ck_import_options){0}), CK_E_MISSING);
}
CK_TEST(a_damaged_gzip_file_is_an_error) {
    io_start();
    const char *path = io_path("cut.csv.gz");
    gzFile out = gzopen(path, "wb");
    for (int k = 0; k < 20000; k++) gzprintf(out, "%d,", k * 7919);
    gzclose(out);
    CK_REQUIRE(truncate(path, 5000) == 0);
    CK_CHECK_STATUS(read_path("icio", path, (ck_import_options){0}), CK_E_FORMAT);
}

/* ---- numbers and memory ---- */

CK_TEST(quick_numbers_are_the_nearest_doubles) {
    const ck_random random = {7, 0};
    for (uint32_t k = 0; k < 200000; k++) {
        char text[64];
        const double value = (ck_random_unit(random, 1, 0, k) - 0.5) * ck_pow(10.0, 40.0 * ck_random_unit(random, 2, 0, k) - 20.0);
        snprintf(text, sizeof text, "%.*g", 1 + (int)(k % 19), value);
        const ck_cell cell = {.text = text, .length = strlen(text)};
        double quick = 0.0, slow = 0.0;
        CK_REQUIRE_OK(ck_cell_number(&cell, &quick));
        slow = strtod(text, NULL);
        if (cki_bits_of(quick) != cki_bits_of(slow)) CK_CHECK_NEAR(quick, slow, 0.0);
    }
    CK_CHECK(true);
}

CK_TEST(a_table_of_8000_industries_takes_its_memory_once) {
#if defined(__SANITIZE_ADDRESS__)
    CK_SKIP("sanitizers change what memory is taken");
#endif
    io_start();
    enum { REGIONS = 50, SECTORS = 160, N = REGIONS * SECTORS };
    const char *path = io_path("large.csv.gz");
    gzFile out = gzopen(path, "wb1");
    gzbuffer(out, 1u << 18);
    char *line = malloc(20 * N);
    size_t used = 0;
    for (uint32_t g = 0; g < N; g++) used += (size_t)sprintf(line + used, ",R%02u_S%03u", g / SECTORS, g % SECTORS);
    for (uint32_t r = 0; r < REGIONS; r++) used += (size_t)sprintf(line + used, ",R%02u_HFCE", r);
    line[used++] = '\n';
    gzwrite(out, line, (unsigned)used);
    for (uint32_t f = 0; f < N; f++) {
        used = (size_t)sprintf(line, "R%02u_S%03u", f / SECTORS, f % SECTORS);
        for (uint32_t g = 0; g < N + REGIONS; g++) {
            line[used++] = ',';
            line[used++] = (char)('1' + (f + g) % 9);
        }
        line[used++] = '\n';
        gzwrite(out, line, (unsigned)used);
    }
    gzclose(out);
    free(line);
    const pid_t child = fork();
    if (child == 0) {
        ck_io_import large;
        const ck_status status = ck_io_import_read("icio", path, (ck_import_options){0}, &large, NULL);
        struct rusage usage;
        getrusage(RUSAGE_SELF, &usage);
        const double z = 8.0 * N * N / 1024.0, y = 8.0 * N * REGIONS / 1024.0;        // KB
        printf("peak %.0f MB for matrices of %.0f MB\n", (double)usage.ru_maxrss / 1024.0, (z + y) / 1024.0);
        fflush(stdout);
        _exit(status < 0 ? 1 : (double)usage.ru_maxrss > z + y + 24.0 * 1024.0 ? 2 : 0);
    }
    int how = 0;
    waitpid(child, &how, 0);
    unlink(path);
    CK_CHECK_EQUAL(WIFEXITED(how) ? WEXITSTATUS(how) : 99, 0);
}
