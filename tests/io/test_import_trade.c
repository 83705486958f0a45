/* Trade tables in the layouts of BACI and Comtrade, and the real BACI files. */
#include "io_test.h"

#include "io/import_trade.h"

CK_TEST_MAIN()

static ck_trade_import imported;

static ck_status read_text(const char *text, ck_import_options options) {
    io_start();
    ck_trade_import_free(&imported);
    ck_host_input input = ck_host_input_bytes("trade.csv", text, strlen(text));
    return ck_trade_import_input(&input, options, &imported, &io_diags);
}

CK_TEST(baci_layout_keeps_leading_zeros_padded_numbers_and_missing_quantities) {
    CK_REQUIRE_OK(read_text("t,i,j,k,v,q\n2022,156,276,010121,    1.500,NA\n2022,392,276,850511,2,\n", (ck_import_options){0}));
    CK_CHECK_EQUAL(imported.count, 2);
    CK_CHECK_TEXT(imported.products.name[0], "010121");
    CK_CHECK_TEXT(imported.countries.name[imported.flow[0].exporter], "156");
    CK_CHECK_NEAR(imported.flow[0].value, 1500.0, 0.0);
    CK_CHECK_EQUAL(imported.about.year, 2022);
    CK_CHECK_EQUAL(imported.about.grade, CK_DERIVED);
    CK_CHECK_TEXT(imported.about.unit, "USD");
}

CK_TEST(comtrade_totals_other_flows_modes_and_procedures_are_passed_over) {
    const char *text = "typeCode,freqCode,refYear,reporterISO,flowCode,partnerISO,partner2Code,cmdCode,customsCode,motCode,primaryValue\n"
                       "C,A,2023,DEU,M,CHN,0,850511,C00,0,10\nC,A,2023,DEU,M,W00,0,850511,C00,0,99\n"
                       "C,A,2023,DEU,X,CHN,0,850511,C00,0,7\nC,A,2023,DEU,M,CHN,0,850511,C00,2100,3\n"
                       "C,A,2023,DEU,M,CHN,0,850511,C04,0,3\nC,A,2023,DEU,M,CHN,528,850511,C00,0,3\nC,A,2023,DEU,M,CHN,0,TOTAL,C00,0,50\n";
    CK_REQUIRE_OK(read_text(text, (ck_import_options){0}));
    CK_CHECK_EQUAL(imported.count, 1);
    CK_CHECK_EQUAL(imported.left_out, 6);
    CK_CHECK_TEXT(imported.countries.name[imported.flow[0].importer], "DEU");
    CK_CHECK_EQUAL(imported.about.grade, CK_REPORTED);
    CK_REQUIRE_OK(read_text(text, (ck_import_options){.exports = true}));
    CK_CHECK_EQUAL(imported.count, 1);
    CK_CHECK_TEXT(imported.countries.name[imported.flow[0].exporter], "DEU");
    CK_CHECK_NEAR(imported.value, 7.0, 0.0);
}

CK_TEST(several_years_need_a_choice) {
    const char *text = "year,exporter_iso2,importer_iso2,value_usd\n2002,NA,US,5\n2003,CN,US,6\n";
    CK_CHECK_STATUS(read_text(text, (ck_import_options){0}), CK_E_USAGE);
    io_expect(0, CK_E_USAGE, 3, 1, "2002 and 2003");
    CK_REQUIRE_OK(read_text(text, (ck_import_options){.year = 2002}));
    CK_CHECK_TEXT(imported.countries.name[imported.flow[0].exporter], "NA");     // Namibia
}

CK_TEST(bad_rows_are_named) {
    CK_CHECK_STATUS(read_text("t,i,j,k,v,q\n2022,1,2,850511,x,1\n", (ck_import_options){0}), CK_E_SYNTAX);
    io_expect(0, CK_E_SYNTAX, 2, 17, "the value is \"x\"");
    CK_CHECK_STATUS(read_text("t,i,j,k,v,q\n2022,1,2,850511,-1,1\n", (ck_import_options){0}), CK_E_RANGE);
    CK_CHECK_STATUS(read_text("t,i,j,k,v,q\n2022,1,2,850511,1\n", (ck_import_options){0}), CK_E_SYNTAX);
    CK_CHECK_STATUS(read_text("t,i,k\n", (ck_import_options){0}), CK_E_MISSING);
    CK_CHECK_STATUS(read_text("t,i,j,k,v,q\n", (ck_import_options){0}), CK_E_MISSING);
    CK_CHECK_STATUS(read_text("exporter,i,importer,value_usd\n", (ck_import_options){0}), CK_E_DUPLICATE);
}

CK_TEST(baci_magnets_of_2024_have_their_published_totals) {
    io_start();
    const char *root = getenv("CK_SHARED");
    const char *path = ck_host_path(&io_arena, root != NULL ? root : CK_TEST_SOURCE "/../shared", "data/baci_magnets/baci2024_30codes.csv.gz");
    if (!ck_host_is_file(path)) CK_SKIP("the shared data are not there");
    ck_trade_import_free(&imported);
    CK_REQUIRE_OK(ck_trade_import_read(path, (ck_import_options){0}, &imported, &io_diags));
    CK_CHECK_EQUAL(imported.count, 21723);
    CK_CHECK_EQUAL(imported.products.count, 30);
    double magnets = 0.0, china = 0.0;
    for (size_t k = 0; k < imported.count; k++) {
        if (strcmp(imported.products.name[imported.flow[k].product], "850511") != 0) continue;
        magnets += imported.flow[k].value;
        if (strcmp(imported.countries.name[imported.flow[k].exporter], "CHN") == 0) china += imported.flow[k].value;
    }
    CK_CHECK_NEAR(magnets, 4.963e9, 0.0005e9);
    CK_CHECK_NEAR(china / magnets, 0.627, 0.0005);
}
