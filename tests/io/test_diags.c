/* How diagnostics are printed, and what the exit status is. */
#include "io_test.h"

CK_TEST_MAIN()

static const char *printed(bool json) {
    const char *path = io_path("printed.txt");
    FILE *file = fopen(path, "wb");
    CK_REQUIRE(file != NULL);
    ck_host_print_diags(file, &io_diags, json);
    fclose(file);
    return io_read(path);
}

CK_TEST(an_error_shows_its_place_its_line_the_part_that_is_meant_and_a_hint) {
    io_start();
    (void)io_write("shown.yaml", "first: 1\r\n    item: dysprosum-oxide\r\n");
    char home[4096];
    CK_REQUIRE(getcwd(home, sizeof home) != NULL && chdir(CK_TEST_SCRATCH) == 0); // files are shown as they are named
    const ck_place place = {"shown.yaml", 2, 11, 15};
    ck_host_report(&io_diags, CK_E_UNKNOWN, place, "unknown item %q", "did you mean %q?", "dysprosum-oxide",
                   "dysprosium-oxide");
    CK_CHECK_TEXT(printed(false), "shown.yaml:2:11: error: unknown item \"dysprosum-oxide\"  [unknown-name]\n"
                                  "   2 |     item: dysprosum-oxide\n"
                                  "     |           ^^^^^^^^^^^^^^^\n"
                                  "  hint: did you mean \"dysprosium-oxide\"?\n\n");
    CK_CHECK(chdir(home) == 0);
}

CK_TEST(a_warning_without_a_place_or_hint_is_two_lines_shorter) {
    io_start();
    const ck_place nowhere = {0};
    ck_host_report(&io_diags, CK_NOTED, nowhere, "look at this", "");
    CK_CHECK_TEXT(printed(false), "chokepoint: warning: look at this  [noted]\n\n");
}

CK_TEST(the_underline_counts_characters_and_control_characters_are_not_printed) {
    io_start();
    const char *path = io_write("wide.csv", "gr\xc3\xbc\xc3\x9f\x65,\x1b[31mbad\n");
    const ck_place place = {path, 1, 9, 8};
    ck_host_report(&io_diags, CK_E_SYNTAX, place, "bad", "");
    const char *text = printed(false);
    CK_CHECK(strstr(text, "   1 | gr\xc3\xbc\xc3\x9f\x65, [31mbad\n     |       ^^^^^^^^\n") != NULL);
}

CK_TEST(of_a_long_line_only_the_part_around_the_place_is_shown) {
    io_start();
    char *line = ck_host_take(&io_arena, 5001, 1);
    memset(line, 'a', 5000);
    memcpy(line + 3000, "HERE", 4);
    const char *path = io_write("long.csv", line);
    const ck_place place = {path, 1, 3001, 4};
    ck_host_report(&io_diags, CK_E_SYNTAX, place, "bad", "");
    const char *text = printed(false);
    CK_CHECK(strstr(text, "HERE") != NULL);
    CK_CHECK(strlen(text) < 600);
    const char *line_start = strstr(text, "   1 | "), *underline = strstr(text, "     | ");
    CK_REQUIRE(line_start != NULL && underline != NULL);
    CK_CHECK_EQUAL(strstr(line_start, "HERE") - line_start, strstr(underline, "^^^^") - underline);
}

CK_TEST(json_has_the_same_facts) {
    io_start();
    const ck_place place = {"a.csv", 3, 7, 2};
    ck_host_report(&io_diags, CK_E_RANGE, place, "quantity is %q", "at least %g", "-4\xff", 0.0);
    const char *text = printed(true);
    CK_CHECK(strstr(text, "\"status\": \"range\"") != NULL);
    CK_CHECK(strstr(text, "\"severity\": \"error\"") != NULL);
    CK_CHECK(strstr(text, "\"file\": \"a.csv\"") != NULL);
    CK_CHECK(strstr(text, "\"line\": 3") != NULL);
    CK_CHECK(strstr(text, "\"message\": \"quantity is \\\"-4?\\\"\"") != NULL);       // invalid UTF-8 cannot be in JSON
    CK_CHECK(strstr(text, "\"hint\": \"at least 0\"") != NULL);
}

CK_TEST(the_same_diagnostic_is_kept_once) {
    io_start();
    const ck_place place = {"a.csv", 3, 7, 2}, other = {"a.csv", 4, 7, 2};
    CK_CHECK_STATUS(ck_host_report(&io_diags, CK_E_RANGE, place, "bad %u", "", 1u), CK_E_RANGE);
    CK_CHECK_STATUS(ck_host_report(&io_diags, CK_E_RANGE, place, "bad %u", "", 1u), CK_E_RANGE);
    CK_CHECK_EQUAL(io_diags.count, 1);
    ck_host_report(&io_diags, CK_E_RANGE, place, "bad %u", "", 2u);
    ck_host_report(&io_diags, CK_E_RANGE, other, "bad %u", "", 1u);
    CK_CHECK_EQUAL(io_diags.count, 3);
}

CK_TEST(reports_without_diagnostics_give_the_status_alone) {
    const ck_place nowhere = {0};
    CK_CHECK_STATUS(ck_host_report(NULL, CK_E_UNIT, nowhere, "x", ""), CK_E_UNIT);
}

CK_TEST(exit_status_is_0_1_or_2) {
    CK_CHECK_EQUAL(ck_host_exit_code(CK_OK), 0);
    CK_CHECK_EQUAL(ck_host_exit_code(CK_NOTED), 0);
    CK_CHECK_EQUAL(ck_host_exit_code(CK_E_NO_SOLUTION), 1);
    CK_CHECK_EQUAL(ck_host_exit_code(CK_E_SYNTAX), 2);
    CK_CHECK_EQUAL(ck_host_exit_code(CK_E_IO), 2);
    CK_CHECK_EQUAL(ck_host_exit_code(CK_E_USAGE), 2);
}
