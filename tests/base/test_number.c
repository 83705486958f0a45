/* Numbers to text, against the C library, which rounds correctly. */
#include "base/base.h"
#include "ck_test.h"

#include <math.h>
#include <stdlib.h>

static void check_text(double value, uint32_t digits, const char *expected) {
    char text[CKI_NUMBER_SIZE];
    const size_t length = cki_number_write(value, digits, text);
    CK_CHECK_TEXT(text, expected);
    CK_CHECK_EQUAL(length, strlen(expected));
}

CK_TEST(numbers_read_as_people_write_them) {
    check_text(0.0, 6, "0");
    check_text(-0.0, 6, "-0");
    check_text(0.1, 6, "0.1");
    check_text(-40.0, 6, "-40");
    check_text(58000.0, 6, "58000");
    check_text(999999.5, 6, "1e+06");
    check_text(123456.5, 6, "123456");
    check_text(0.0001, 6, "0.0001");
    check_text(0.00001, 6, "1e-05");
    check_text(2.0 / 3.0, 6, "0.666667");
    check_text(INFINITY, 6, "inf");
    check_text(-INFINITY, 6, "-inf");
    check_text(NAN, 6, "nan");
    check_text(-NAN, 6, "nan");
    check_text(0x1p-1074, 17, "4.9406564584124654e-324");
    check_text(0x1.fffffffffffffp1023, 17, "1.7976931348623157e+308");
    check_text(0.5, 1, "0.5");
    check_text(2.5, 1, "2");                                         // half to even
    check_text(3.5, 1, "4");
    check_text(9.5, 1, "1e+01");
    check_text(1.0, 0, "1");                                         // digits are kept within 1..17
    check_text(0.1, 99, "0.10000000000000001");
}

CK_TEST(a_million_numbers_read_as_the_c_library_writes_them) {
    const ck_random random = {.seed = 11};
    uint32_t wrong = 0;
    for (uint64_t i = 0; i < 1000000 && wrong < 5; i++) {
        uint64_t bits = ck_random_bits(random, 1, 0, i);
        double value;
        if (i % 4 == 1) value = (double)(int64_t)(bits % 2000001) / 1000.0 - 1000.0;         // short decimals
        else if (i % 4 == 2) value = (double)(bits % 100000) / 64.0;                         // exact ties
        else memcpy(&value, &bits, sizeof value);
        const uint32_t digits = 1 + (uint32_t)(i / 4 % 17);
        char ours[CKI_NUMBER_SIZE], theirs[64];
        cki_number_write(value, digits, ours);
        snprintf(theirs, sizeof theirs, "%.*g", (int)digits, isnan(value) ? fabs(value) : value);
        if (strcmp(ours, strstr(theirs, "nan") != NULL ? "nan" : theirs) != 0) {
            CK_CHECK_TEXT(ours, theirs);
            wrong++;
        }
    }
    CK_CHECK_EQUAL(wrong, 0);
}

CK_TEST(seventeen_digits_bring_the_number_back) {
    const ck_random random = {.seed = 12};
    uint32_t wrong = 0;
    for (uint64_t i = 0; i < 200000; i++) {
        const uint64_t bits = ck_random_bits(random, 1, 0, i);
        double value;
        memcpy(&value, &bits, sizeof value);
        char text[CKI_NUMBER_SIZE];
        cki_number_write(value, 17, text);
        const double back = strtod(text, NULL);
        wrong += !(isnan(value) ? isnan(back) : back == value);
    }
    CK_CHECK_EQUAL(wrong, 0);
}

CK_TEST_MAIN()
