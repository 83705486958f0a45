/* The CSV reader and the texts, numbers and limits under it. */
#include "io_test.h"

#include "base/base.h"
#include "io/csv.h"

#include <locale.h>
#include <sys/resource.h>
#include <time.h>

CK_TEST_MAIN()

typedef struct seen { char text[4096]; size_t used; uint32_t rows; ck_place place[64]; uint32_t fields; } seen;

static const ck_csv_column COLUMNS[] = {{"item", true}, {"quantity", true}, {"note", false}};

static ck_status take(void *user, const ck_csv_field *field) {
    seen *all = user;
    all->rows++;
    for (int i = 0; i < 3; i++) {
        all->used += (size_t)snprintf(all->text + all->used, sizeof all->text - all->used, "%s|", field[i].text);
        if (all->fields < 64) all->place[all->fields++] = field[i].place;
    }
    all->used += (size_t)snprintf(all->text + all->used, sizeof all->text - all->used, "\n");
    return CK_OK;
}

static ck_status read_bytes(const char *bytes, size_t size, seen *all) {
    *all = (seen){0};
    io_start();
    ck_host_input input = ck_host_input_bytes("table.csv", bytes, size);
    const ck_csv_spec spec = {"flows", COLUMNS, 3, take, all};
    return ck_csv_read(&input, &spec, &io_diags);
}

static ck_status read_csv(const char *text, seen *all) {
    return read_bytes(text, strlen(text), all);
}

CK_TEST(fields_come_in_the_order_of_the_columns_with_their_places) {
    seen all;
    CK_REQUIRE_OK(read_csv("quantity,item\n12,magnet\n3.5,\"a, \"\"b\"\"\nc\"\n", &all));
    CK_CHECK_TEXT(all.text, "magnet|12||\na, \"b\"\nc|3.5||\n");
    CK_CHECK_EQUAL(all.place[0].line, 2);
    CK_CHECK_EQUAL(all.place[0].column, 4);
    CK_CHECK_EQUAL(all.place[0].length, 6);
    CK_CHECK_EQUAL(all.place[1].line, 2);
    CK_CHECK_EQUAL(all.place[1].column, 1);
    CK_CHECK_EQUAL(all.place[3].line, 3);                            // the quoted one, at its quote
    CK_CHECK_EQUAL(all.place[3].column, 5);
}

CK_TEST(places_are_right_after_a_field_of_several_lines) {
    seen all;
    CK_REQUIRE_OK(read_csv("item,quantity\n\"one\ntwo\",2\nthree,4\n", &all));
    CK_CHECK_EQUAL(all.place[1].line, 3);
    CK_CHECK_EQUAL(all.place[1].column, 6);
    CK_CHECK_EQUAL(all.place[3].line, 4);
    CK_CHECK_EQUAL(all.place[4].column, 7);
}

CK_TEST(line_ends_of_windows_a_byte_order_mark_and_blank_lines_are_accepted) {
    seen all;
    CK_REQUIRE_OK(read_csv("\xef\xbb\xbfitem,quantity\r\na,1\r\n\r\nb,2", &all));
    CK_CHECK_TEXT(all.text, "a|1||\nb|2||\n");
    CK_CHECK_EQUAL(all.place[3].line, 4);
    CK_CHECK_EQUAL(all.place[3].column, 1);
}

CK_TEST(spaces_belong_to_the_field) {
    seen all;
    CK_REQUIRE_OK(read_csv("item,quantity\n a , 1\n", &all));
    CK_CHECK_TEXT(all.text, " a | 1||\n");
}

CK_TEST(a_missing_column_is_one_error_that_names_it) {
    seen all;
    CK_CHECK_STATUS(read_csv("item\na\n", &all), CK_E_MISSING);
    io_expect(0, CK_E_MISSING, 1, 0, "column \"quantity\" is missing in flows");
    CK_CHECK_EQUAL(io_diags.count, 1);
    CK_CHECK_EQUAL(all.rows, 0);
}

CK_TEST(an_unknown_column_is_answered_with_the_nearest_one) {
    seen all;
    CK_CHECK_STATUS(read_csv("item,quanttiy,quantity\na,1,2\n", &all), CK_E_UNKNOWN);
    io_expect(0, CK_E_UNKNOWN, 1, 6, "unknown column \"quanttiy\"");
    CK_CHECK_TEXT(io_items[0].hint, "did you mean \"quantity\"?");
}

CK_TEST(a_repeated_column_is_refused) {
    seen all;
    CK_CHECK_STATUS(read_csv("item,quantity,item\n", &all), CK_E_DUPLICATE);
    io_expect(0, CK_E_DUPLICATE, 1, 15, "\"item\" stands twice");
}

CK_TEST(every_row_of_another_length_is_reported_and_the_others_are_read) {
    seen all;
    CK_CHECK_STATUS(read_csv("item,quantity\na\nb,2\nc,3,4\n", &all), CK_E_SYNTAX);
    io_expect(0, CK_E_SYNTAX, 2, 0, "the row has 1 fields; the header has 2");
    io_expect(1, CK_E_SYNTAX, 4, 0, "the row has 3 fields; the header has 2");
    CK_CHECK_TEXT(all.text, "b|2||\n");
}

CK_TEST(a_file_cut_off_in_a_row_is_an_error) {
    seen all;
    CK_CHECK_STATUS(read_csv("item,quantity\nalpha,1\nbet", &all), CK_E_SYNTAX);
    io_expect(0, CK_E_SYNTAX, 3, 0, "the row has 1 fields");
    CK_CHECK(strstr(io_items[0].hint, "cut off") != NULL);
}

CK_TEST(an_open_quote_is_reported_where_it_opens) {
    seen all;
    CK_CHECK_STATUS(read_csv("item,quantity\na,\"1\nb,2\n", &all), CK_E_SYNTAX);
    io_expect(0, CK_E_SYNTAX, 2, 3, "never closed");
}

CK_TEST(a_quote_inside_a_plain_field_is_refused) {
    seen all;
    CK_CHECK_STATUS(read_csv("item,quantity\n5\" pipe,1\n", &all), CK_E_SYNTAX);
    io_expect(0, CK_E_SYNTAX, 2, 1, "a quote stands where none may be");
}

CK_TEST(bytes_that_are_no_text_are_refused_with_their_place) {
    seen all;
    const char with_nul[] = "item,quantity\na\0b,1\n";
    CK_CHECK_STATUS(read_bytes(with_nul, sizeof with_nul - 1, &all), CK_E_FORMAT);
    io_expect(0, CK_E_FORMAT, 2, 2, "NUL");
    CK_CHECK_STATUS(read_csv("item,quantity\nna\xefve,1\n", &all), CK_E_FORMAT);
    io_expect(0, CK_E_FORMAT, 2, 1, "byte 3 of the field is not UTF-8");
    CK_CHECK_STATUS(read_bytes("\xff\xfei\0t\0", 6, &all), CK_E_FORMAT);
    io_expect(0, CK_E_FORMAT, 0, 0, "UTF-16");
    CK_CHECK_STATUS(read_csv("item,quantity\ra,1\r", &all), CK_E_FORMAT);
    io_expect(0, CK_E_FORMAT, 1, 15, "carriage return");
}

CK_TEST(an_empty_file_is_refused) {
    seen all;
    CK_CHECK_STATUS(read_csv("", &all), CK_E_MISSING);
    io_expect(0, CK_E_MISSING, 0, 0, "empty");
}

CK_TEST(at_most_twenty_errors_of_a_kind_are_kept_and_the_rest_is_counted) {
    io_start();
    char *text = ck_host_take(&io_arena, 4096, 1);
    strcpy(text, "item,quantity\n");
    for (int i = 0; i < 50; i++) strcat(text, "only-one\n");
    ck_host_input input = ck_host_input_bytes("table.csv", text, strlen(text));
    seen all = {0};
    const ck_csv_spec spec = {"flows", COLUMNS, 3, take, &all};
    CK_CHECK_STATUS(ck_csv_read(&input, &spec, &io_diags), CK_E_SYNTAX);
    CK_CHECK_EQUAL(io_diags.count, 20);
    CK_CHECK_EQUAL(io_diags.dropped, 30);
}

/* The line is made by other programs and read from a pipe: nothing of it need ever be in memory at once. */
CK_TEST(a_line_of_one_gigabyte_fails_at_once_with_little_memory) {
    io_start();
    FILE *line = popen("printf 'item,quantity\\n' && head -c 1073741824 /dev/zero | tr '\\0' x", "r");
    CK_REQUIRE(line != NULL);
    ck_host_input input = {
        .name = "long.csv", .file = line, .limit = CK_HOST_FILE_LIMIT * 2, .digest = ck_digest_start(0)};
    seen all = {0};
    const ck_csv_spec spec = {"flows", COLUMNS, 3, take, &all};
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    CK_CHECK_STATUS(ck_csv_read(&input, &spec, &io_diags), CK_E_LIMIT);
    getrusage(RUSAGE_SELF, &after);
    io_expect(0, CK_E_LIMIT, 2, 1, "longer than the limit of 1048576 bytes");
    CK_CHECK(input.at < 4 * CK_HOST_ROW_LIMIT);
    CK_CHECK(after.ru_maxrss - before.ru_maxrss < 16 * 1024);        // KiB
    pclose(line);
}

CK_TEST(a_file_above_the_limit_is_refused_before_it_is_read) {
    io_start();
    const char *path = io_write("sparse.csv", "item,quantity\n");
    CK_REQUIRE(truncate(path, (off_t)CK_HOST_FILE_LIMIT + 1) == 0);  // a hole: it takes no room
    ck_host_input input;
    CK_CHECK_STATUS(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, &io_diags), CK_E_LIMIT);
    io_expect(0, CK_E_LIMIT, 0, 0, "the limit is");
    unlink(path);
}

CK_TEST(what_cannot_be_read_is_an_error_with_the_reason) {
    io_start();
    ck_host_input input;
    CK_CHECK_STATUS(ck_host_input_open(io_path("no-such-file"), 100, &input, &io_diags), CK_E_IO);
    CK_CHECK(strstr(io_items[0].message, "No such file") != NULL);
    CK_CHECK_STATUS(ck_host_input_open(CK_TEST_SCRATCH, 100, &input, &io_diags), CK_E_IO);
    CK_CHECK(strstr(io_items[1].message, "directory") != NULL);
}

CK_TEST(numbers_are_read_whole_and_exactly) {
    double value = -1.0;
    CK_CHECK_STATUS(ck_host_number("0.1", 3, &value), CK_OK);
    CK_CHECK_EQUAL(cki_bits_of(value), cki_bits_of(0.1));
    CK_CHECK_STATUS(ck_host_number("-4.9e-324", 9, &value), CK_OK);
    CK_CHECK_EQUAL(cki_bits_of(value), cki_bits_of(-4.9e-324));
    CK_CHECK_STATUS(ck_host_number("+.5E+2xyz", 6, &value), CK_OK);
    CK_CHECK_NEAR(value, 50.0, 0.0);
    const char *const wrong[] = {"", " 1", "1 ", "1,5", "0x10", "1e", "e5", ".", "-", "1.2.3", "1_000", "one"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        CK_CHECK_STATUS(ck_host_number(wrong[i], strlen(wrong[i]), &value), CK_E_SYNTAX);
    }
    const char *const endless[] = {"nan", "NaN", "inf", "-INF", "Infinity", "1e999", "-1e400"};
    for (size_t i = 0; i < sizeof endless / sizeof *endless; i++) {
        CK_CHECK_STATUS(ck_host_number(endless[i], strlen(endless[i]), &value), CK_E_RANGE);
    }
    CK_CHECK_NEAR(value, 50.0, 0.0);                                 // untouched
}

CK_TEST(numbers_survive_writing_and_reading) {
    char text[CK_HOST_NUMBER_SIZE];
    for (uint64_t i = 0; i < 20000; i++) {
        const ck_random random = {7, i};
        double value = cki_double_of(ck_random_bits(random, 1, 0, 0));
        if (!ck_is_finite(value)) continue;
        if (i % 2 == 0) value = (double)(int64_t)(i * 977) / 1000.0;             // and short ones
        double again = 0.0;
        const size_t length = ck_host_number_write(value, text);
        if (ck_host_number(text, length, &again) < 0 || cki_bits_of(again) != cki_bits_of(value)) {
            CK_CHECK_TEXT(text, "round trip");
        }
    }
    ck_host_number_write(0.1, text);
    CK_CHECK_TEXT(text, "0.1");
    ck_host_number_write(1234567.0, text);
    CK_CHECK_TEXT(text, "1234567");
}

CK_TEST(whole_numbers_are_checked_at_their_limits) {
    int64_t value = 0;
    CK_CHECK_STATUS(ck_host_integer("-9223372036854775808", 20, INT64_MIN, INT64_MAX, &value), CK_OK);
    CK_CHECK(value == INT64_MIN);
    CK_CHECK_STATUS(ck_host_integer("9223372036854775807", 19, INT64_MIN, INT64_MAX, &value), CK_OK);
    CK_CHECK(value == INT64_MAX);
    CK_CHECK_STATUS(ck_host_integer("9223372036854775808", 19, INT64_MIN, INT64_MAX, &value), CK_E_RANGE);
    CK_CHECK_STATUS(ck_host_integer("99999999999999999999", 20, INT64_MIN, INT64_MAX, &value), CK_E_RANGE);
    CK_CHECK_STATUS(ck_host_integer("5", 1, 6, 7, &value), CK_E_RANGE);
    CK_CHECK_STATUS(ck_host_integer("5.0", 3, 0, 9, &value), CK_E_SYNTAX);
    CK_CHECK_STATUS(ck_host_integer("-", 1, 0, 9, &value), CK_E_SYNTAX);
}

CK_TEST(utf8_is_checked_to_the_letter_of_the_standard) {
    CK_CHECK_EQUAL(ck_host_utf8_fault("gr\xc3\xbc\xc3\x9f \xe2\x82\xac \xf0\x9f\x98\x80", 15), 15);
    CK_CHECK_EQUAL(ck_host_utf8_fault("a\xc0\xaf", 3), 1);           // overlong
    CK_CHECK_EQUAL(ck_host_utf8_fault("\xe0\x80\x80", 3), 0);
    CK_CHECK_EQUAL(ck_host_utf8_fault("ab\xed\xa0\x80", 5), 2);      // surrogate
    CK_CHECK_EQUAL(ck_host_utf8_fault("\xf4\x90\x80\x80", 4), 0);    // above the last character
    CK_CHECK_EQUAL(ck_host_utf8_fault("a\xe2\x82", 3), 1);           // cut
    CK_CHECK_EQUAL(ck_host_utf8_fault("\x80", 1), 0);
}

CK_TEST(fields_are_quoted_only_when_they_must_be) {
    io_start();
    const char *path = io_path("fields.txt");
    FILE *file = fopen(path, "wb");
    CK_REQUIRE(file != NULL);
    const char *const field[] = {"plain", "a,b", "say \"x\"", "two\nlines", ""};
    for (int i = 0; i < 5; i++) {
        ck_csv_write_field(file, field[i]);
        fputc(';', file);
    }
    fclose(file);
    CK_CHECK_TEXT(io_read(path), "plain;\"a,b\";\"say \"\"x\"\"\";\"two\nlines\";;");
}
