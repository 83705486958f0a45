/* Dates against a calendar that counts every day, and against the C library. */
#define _DEFAULT_SOURCE
#include "base/base.h"
#include "ck_test.h"

#include <time.h>

static int32_t days_of(int32_t year, int32_t month) {
    const bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return month == 2 ? 28 + leap : month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

CK_TEST(dates_agree_with_counting_every_day_from_1600_to_2400) {
    int32_t day = ck_date_make(1600, 1, 1).day;
    CK_CHECK_EQUAL(day, -146097);                                    // 400 years before 2000-01-01
    uint32_t weekday = 5, wrong = 0;                                 // 1600-01-01 was a Saturday, as 2000-01-01
    for (int32_t year = 1600; year <= 2400; year++) {
        for (int32_t month = 1; month <= 12; month++) {
            for (int32_t of_month = 1; of_month <= days_of(year, month); of_month++) {
                const ck_date date = ck_date_make(year, month, of_month);
                int32_t y, m, d;
                ck_date_split(date, &y, &m, &d);
                wrong += date.day != day || y != year || m != month || d != of_month;
                wrong += ck_date_weekday(date) != weekday || ck_date_month_index(date) != 12 * year + month - 1;
                wrong += !ck_date_valid(year, month, of_month);
                char text[16], expected[40];
                ck_date_write(date, text);
                snprintf(expected, sizeof expected, "%04d-%02d-%02d", year, month, of_month);
                ck_date back = {0};
                wrong += strcmp(text, expected) != 0 || ck_date_read(text, 10, &back) != CK_OK || back.day != day;
                day++;
                weekday = (weekday + 1) % 7;
            }
            wrong += ck_date_valid(year, month, days_of(year, month) + 1) || ck_date_valid(year, month, 0);
        }
    }
    CK_CHECK_EQUAL(wrong, 0);
}

CK_TEST(dates_agree_with_the_c_library) {
    uint32_t wrong = 0;
    for (int32_t day = -800000; day <= 2900000; day += 97) {         // years -191 to 9939
        const time_t seconds = ((time_t)day + 10957) * 86400;        // 2000-01-01 is day 10957 of 1970
        struct tm parts;
        gmtime_r(&seconds, &parts);
        int32_t year, month, of_month;
        ck_date_split((ck_date){day}, &year, &month, &of_month);
        wrong += year != parts.tm_year + 1900 || month != parts.tm_mon + 1 || of_month != parts.tm_mday;
        wrong += ck_date_weekday((ck_date){day}) != (uint32_t)(parts.tm_wday + 6) % 7;
        wrong += ck_date_make(year, month, of_month).day != day;
        wrong += timegm(&parts) != ((time_t)ck_date_make(year, month, of_month).day + 10957) * 86400;
    }
    CK_CHECK_EQUAL(wrong, 0);
}

CK_TEST(the_days_of_the_october_package_are_known) {
    CK_CHECK_EQUAL(ck_date_make(2000, 1, 1).day, 0);
    CK_CHECK_EQUAL(ck_date_make(2025, 10, 9).day, 9413);
    CK_CHECK_EQUAL(ck_date_weekday(ck_date_make(2025, 10, 9)), 3);  // a Thursday
    CK_CHECK_EQUAL(ck_date_make(1, 1, 1).day, -730119);
}

CK_TEST(any_day_number_can_be_split_and_put_together) {
    const int32_t days[] = {INT32_MIN + 1, INT32_MIN + 2, -1000000000, -730426, -730425, -1, 0, 1, 59, 60,
                            INT32_MAX - 1};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        int32_t year, month, day;
        char text[16];
        ck_date_split((ck_date){days[i]}, &year, &month, &day);
        CK_CHECK_EQUAL(ck_date_make(year, month, day).day, days[i]);
        ck_date_write((ck_date){days[i]}, text);
        CK_CHECK(strlen(text) >= 10 && strlen(text) < sizeof text);
    }
}

static void check_refused(const char *text, ck_status expected) {
    ck_date date = {123};
    CK_CHECK_STATUS(ck_date_read(text, strlen(text), &date), expected);
    CK_CHECK_EQUAL(date.day, 123);
}

CK_TEST(what_is_not_a_date_is_refused_and_nothing_is_changed) {
    check_refused("", CK_E_SYNTAX);
    check_refused("2025-10-9", CK_E_SYNTAX);
    check_refused("2025-10-091", CK_E_SYNTAX);
    check_refused("2025/10/09", CK_E_SYNTAX);
    check_refused("20251-0-09", CK_E_SYNTAX);
    check_refused("+025-10-09", CK_E_SYNTAX);
    check_refused("2025-1a-09", CK_E_SYNTAX);
    check_refused("2025-00-09", CK_E_RANGE);
    check_refused("2025-13-09", CK_E_RANGE);
    check_refused("2025-02-29", CK_E_RANGE);
    check_refused("1900-02-29", CK_E_RANGE);
    check_refused("2025-04-31", CK_E_RANGE);
    check_refused("2025-04-00", CK_E_RANGE);
    CK_CHECK(ck_date_valid(2000, 2, 29) && !ck_date_valid(-1, 1, 1) && !ck_date_valid(10000, 1, 1));
}

CK_TEST(open_ends_are_written_as_words) {
    char text[16];
    ck_date_write(CK_DATE_FIRST, text);
    CK_CHECK_TEXT(text, "first");
    ck_date_write(CK_DATE_LAST, text);
    CK_CHECK_TEXT(text, "open");
}

CK_TEST(the_chinese_national_day_week_of_2025_has_its_make_up_days) {
    ck_date holiday[8];
    for (int32_t i = 0; i < 8; i++) holiday[i] = ck_date_make(2025, 10, 1 + i);
    const ck_date worked[2] = {ck_date_make(2025, 9, 28), ck_date_make(2025, 10, 11)};      // a Sunday and a Saturday
    const ck_calendar china = {holiday, worked, 8, 2};
    CK_CHECK(ck_calendar_works(&china, worked[0]) && !ck_calendar_works(NULL, worked[0]));
    CK_CHECK(!ck_calendar_works(&china, holiday[1]) && ck_calendar_works(NULL, holiday[1]));
    CK_CHECK_EQUAL(ck_calendar_between(&china, ck_date_make(2025, 9, 30), ck_date_make(2025, 10, 8)), 0);
    CK_CHECK_EQUAL(ck_calendar_between(&china, ck_date_make(2025, 9, 26), ck_date_make(2025, 10, 12)), 6);
    CK_CHECK_EQUAL(ck_calendar_add(&china, ck_date_make(2025, 9, 30), 1).day, ck_date_make(2025, 10, 9).day);
    CK_CHECK_EQUAL(ck_calendar_add(&china, ck_date_make(2025, 10, 10), 1).day, ck_date_make(2025, 10, 11).day);
    CK_CHECK_EQUAL(ck_calendar_add(NULL, ck_date_make(2025, 10, 10), 1).day, ck_date_make(2025, 10, 13).day);
}

enum { LISTED = 400 };

CK_TEST(working_days_agree_with_walking_the_calendar_day_by_day) {
    ck_date holiday[LISTED], worked[LISTED];
    const ck_random random = {.seed = 3};
    int32_t day[2] = {-600, -600};
    for (uint32_t i = 0; i < LISTED; i++) {                        // weekdays and weekends in both lists, runs and gaps
        for (uint32_t list = 0; list < 2; list++) {
            const uint64_t bits = ck_random_bits(random, list, 0, i);
            day[list] += 1 + (int32_t)(bits % 4 == 0 ? bits / 4 % 40 : bits / 4 % 3);
            (list == 0 ? holiday : worked)[i] = (ck_date){day[list]};
        }
    }
    const ck_calendar listed = {holiday, worked, LISTED, LISTED};
    const ck_calendar *calendars[] = {&listed, NULL};
    for (int c = 0; c < 2; c++) {
        uint32_t wrong = 0;
        for (int32_t from = -700; from < 700; from += 3) {
            uint32_t passed = 0;
            CK_REQUIRE(ck_calendar_add(calendars[c], (ck_date){from}, 0).day == from);
            for (int32_t to = from + 1; to < from + 300; to++) {
                const bool works = ck_calendar_works(calendars[c], (ck_date){to});
                passed += works;
                wrong += ck_calendar_between(calendars[c], (ck_date){from}, (ck_date){to}) != passed;
                if (works) wrong += ck_calendar_add(calendars[c], (ck_date){from}, passed).day != to;
            }
            wrong += ck_calendar_between(calendars[c], (ck_date){from}, (ck_date){from - 5}) != 0;
        }
        CK_CHECK_EQUAL(wrong, 0);
    }
    for (int32_t d = -700; d < 900; d++) {                           // the definition itself
        bool in[2] = {false, false};
        for (uint32_t i = 0; i < LISTED; i++) {
            in[0] |= holiday[i].day == d;
            in[1] |= worked[i].day == d;
        }
        const bool weekend = ck_date_weekday((ck_date){d}) >= 5;
        CK_REQUIRE(ck_calendar_works(&listed, (ck_date){d}) == (weekend ? in[1] : !in[0]));
    }
}

CK_TEST(very_long_periods_end_at_the_last_date) {
    CK_CHECK_EQUAL(ck_calendar_add(NULL, (ck_date){0}, UINT32_MAX).day, INT32_MAX);
    CK_CHECK_EQUAL(ck_calendar_add(NULL, CK_DATE_LAST, 5).day, INT32_MAX);
    CK_CHECK_EQUAL(ck_calendar_add(NULL, CK_DATE_FIRST, 5).day, INT32_MIN);
    CK_CHECK_EQUAL(ck_calendar_add(NULL, (ck_date){2}, 5 * 300000000u).day, 2 + 7 * 300000000);
    CK_CHECK_EQUAL(ck_calendar_between(NULL, CK_DATE_FIRST, CK_DATE_LAST), 3067833781u);     // ends on a Sunday
}

CK_TEST_MAIN()
