/* Calendars of authorities from a table, and the shipped one. */
#include "io_test.h"

#include "io/calendars.h"

CK_TEST_MAIN()

static ck_host_calendars calendars;

static ck_status read_text(const char *text) {
    io_start();
    ck_host_calendars_free(&calendars);
    return ck_host_calendars_read("calendars.csv", text, strlen(text), &calendars, &io_diags);
}

CK_TEST(days_count_by_the_calendar) {
    CK_REQUIRE_OK(read_text("calendar,date,day,source,grade\n"
                            "B,2026-10-09,holiday,x,reported\n"
                            "A,2026-10-10,worked,x,reported\n"
                            "A,2026-10-07,holiday,x,reported\n"
                            "A,2026-10-01,holiday,x,reported\n"
                            "A,2026-10-01,holiday,x,reported\n"));
    CK_CHECK_EQUAL(calendars.count, 2);
    const ck_host_calendar *a = ck_host_calendar_find(&calendars, "A");
    CK_REQUIRE(a != NULL);
    CK_CHECK_EQUAL(a->calendar.holiday_count, 2);
    CK_CHECK_EQUAL(a->calendar.worked_count, 1);
    CK_CHECK_EQUAL(ck_calendar_add(&a->calendar, ck_date_make(2026, 10, 6), 3).day, ck_date_make(2026, 10, 10).day);      // Thursday, Friday, worked Saturday
    CK_CHECK(ck_host_calendar_find(&calendars, "C") == NULL);
    CK_CHECK_EQUAL(a->last.day, ck_date_make(2026, 10, 10).day);
}

CK_TEST(mistakes_are_named) {
    CK_CHECK_STATUS(read_text("calendar,date,day,source,grade\nA,2026-13-01,holiday,x,y\n"), CK_E_RANGE);
    CK_CHECK_STATUS(read_text("calendar,date,day,source,grade\nA,2026-12-01,feast,x,y\n"), CK_E_UNKNOWN);
    CK_CHECK_STATUS(read_text("calendar,date\nA,2026-12-01\n"), CK_E_MISSING);
}

/* State Council notice for 2026: 1 to 7 October are free; 10 working days after 28 September 2026. */
CK_TEST(the_shipped_calendar_knows_the_golden_week) {
    io_start();
    ck_host_calendars_free(&calendars);
    const char *text = io_read("law/calendars.csv");
    CK_REQUIRE_OK(ck_host_calendars_read("law/calendars.csv", text, strlen(text), &calendars, &io_diags));
    const ck_host_calendar *china = ck_host_calendar_find(&calendars, "CHN");
    CK_REQUIRE(china != NULL);
    CK_CHECK(!ck_calendar_works(&china->calendar, ck_date_make(2026, 10, 1)));
    CK_CHECK(!ck_calendar_works(&china->calendar, ck_date_make(2026, 10, 7)));
    CK_CHECK(ck_calendar_works(&china->calendar, ck_date_make(2026, 10, 8)));
    const ck_host_calendar *america = ck_host_calendar_find(&calendars, "USA");
    CK_REQUIRE(america != NULL);
    CK_CHECK(!ck_calendar_works(&america->calendar, ck_date_make(2026, 11, 26)));        // Thanksgiving
}
