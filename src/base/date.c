/* Dates of the proleptic Gregorian calendar and working-day calendars. */
#include "base.h"

/* Years are counted from 1 March, so that the leap day is the last day of its year, and in cycles of 400 years with a
   fixed number of days. */
#define DAYS_OF_CYCLE 146097
#define DAYS_TO_2000  730425     // from 0000-03-01 to 2000-01-01

static int64_t floor_divide(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

static bool is_leap(int32_t year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

bool ck_date_valid(int32_t year, int32_t month, int32_t day) {
    static const unsigned char DAYS[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 0 || year > 9999 || month < 1 || month > 12 || day < 1) return false;
    return day <= DAYS[month - 1] + (month == 2 && is_leap(year));
}

ck_date ck_date_make(int32_t year, int32_t month, int32_t day) {
    const int64_t from_march = (month + 9) % 12;                     // March 0 .. February 11
    const int64_t y = (int64_t)year - (month <= 2);
    const int64_t cycle = floor_divide(y, 400), of_cycle = y - cycle * 400;
    const int64_t days = cycle * DAYS_OF_CYCLE + of_cycle * 365 + of_cycle / 4 - of_cycle / 100 +
                         (from_march * 153 + 2) / 5 + (day - 1) - DAYS_TO_2000;
    if (days < INT32_MIN) return CK_DATE_FIRST;
    if (days > INT32_MAX) return CK_DATE_LAST;
    return (ck_date){(int32_t)days};
}

void ck_date_split(ck_date date, int32_t *year, int32_t *month, int32_t *day) {
    const int64_t days = (int64_t)date.day + DAYS_TO_2000;
    const int64_t cycle = floor_divide(days, DAYS_OF_CYCLE);
    const int64_t of_cycle = days - cycle * DAYS_OF_CYCLE;           // 0 .. 146096
    /* Leave out the leap days that lie before, so that every year has 365. */
    const int64_t y = (of_cycle - of_cycle / 1460 + of_cycle / 36524 - of_cycle / 146096) / 365;
    const int64_t of_year = of_cycle - (365 * y + y / 4 - y / 100);  // 0 .. 365, from 1 March
    const int64_t from_march = (5 * of_year + 2) / 153;
    *day = (int32_t)(of_year - (153 * from_march + 2) / 5 + 1);
    *month = (int32_t)(from_march < 10 ? from_march + 3 : from_march - 9);
    *year = (int32_t)(cycle * 400 + y + (*month <= 2));
}

static bool read_digits(const char *text, uint32_t count, int32_t *value) {
    *value = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
        *value = *value * 10 + (text[i] - '0');
    }
    return true;
}

ck_status ck_date_read(const char *text, size_t length, ck_date *date) {
    int32_t year, month, day;
    if (length != 10 || text[4] != '-' || text[7] != '-') return CK_E_SYNTAX;
    if (!read_digits(text, 4, &year) || !read_digits(text + 5, 2, &month) || !read_digits(text + 8, 2, &day)) {
        return CK_E_SYNTAX;
    }
    if (!ck_date_valid(year, month, day)) return CK_E_RANGE;
    *date = ck_date_make(year, month, day);
    return CK_OK;
}

/* At least `width` digits. */
static char *write_digits(char *at, int32_t value, uint32_t width) {
    uint32_t size = 1;
    for (int32_t rest = value / 10; rest > 0; rest /= 10) size++;
    if (size < width) size = width;
    for (uint32_t i = size; i-- > 0; value /= 10) at[i] = (char)('0' + value % 10);
    return at + size;
}

void ck_date_write(ck_date date, char text[16]) {
    if (date.day == INT32_MIN || date.day == INT32_MAX) {
        cki_copy(text, date.day == INT32_MIN ? "first" : "open", date.day == INT32_MIN ? 6 : 5);
        return;
    }
    int32_t year, month, day;
    ck_date_split(date, &year, &month, &day);
    char *at = text;
    if (year < 0) *at++ = '-';                                    // years past 9999 make it longer, up to 15 characters
    at = write_digits(at, year < 0 ? -year : year, 4);
    *at++ = '-';
    at = write_digits(at, month, 2);
    *at++ = '-';
    at = write_digits(at, day, 2);
    *at = '\0';
}

uint32_t ck_date_weekday(ck_date date) {
    const int64_t days = (int64_t)date.day + 5;                      // 2000-01-01 was a Saturday
    return (uint32_t)(days - 7 * floor_divide(days, 7));
}

int32_t ck_date_month_index(ck_date date) {
    int32_t year, month, day;
    ck_date_split(date, &year, &month, &day);
    return 12 * year + (month - 1);
}

/* Index of the first date that is later than `date`. */
static uint32_t first_after(const ck_date *list, uint32_t count, int64_t date) {
    uint32_t low = 0, high = count;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (list[middle].day <= date) low = middle + 1;
        else high = middle;
    }
    return low;
}

static bool is_listed(const ck_date *list, uint32_t count, ck_date date) {
    const uint32_t after = first_after(list, count, date.day);
    return after > 0 && list[after - 1].day == date.day;
}

static bool is_weekend(ck_date date) {
    return ck_date_weekday(date) >= 5;
}

bool ck_calendar_works(const ck_calendar *calendar, ck_date date) {
    if (is_weekend(date)) return calendar != NULL && is_listed(calendar->worked, calendar->worked_count, date);
    return calendar == NULL || !is_listed(calendar->holiday, calendar->holiday_count, date);
}

/* Mondays to Fridays up to and including the day, counted from a Monday long ago. */
static int64_t weekdays_until(int64_t day) {
    const int64_t since_monday = day + 5;                            // 1999-12-27 was a Monday
    const int64_t weeks = floor_divide(since_monday, 7), rest = since_monday - 7 * weeks;
    return 5 * weeks + (rest < 5 ? rest + 1 : 5);
}

/* Dates of the list in (from, to] that lie at a weekend, or that do not. */
static int64_t count_listed(const ck_date *list, uint32_t count, int64_t from, int64_t to, bool at_weekend) {
    int64_t found = 0;
    for (uint32_t i = first_after(list, count, from); i < count && list[i].day <= to; i++) {
        found += is_weekend(list[i]) == at_weekend;
    }
    return found;
}

static int64_t count_working(const ck_calendar *calendar, int64_t from, int64_t to) {
    int64_t days = weekdays_until(to) - weekdays_until(from);
    if (calendar == NULL) return days;
    days -= count_listed(calendar->holiday, calendar->holiday_count, from, to, false);
    return days + count_listed(calendar->worked, calendar->worked_count, from, to, true);
}

ck_date ck_calendar_add(const ck_calendar *calendar, ck_date from, uint32_t days) {
    if (days == 0 || from.day == INT32_MIN || from.day == INT32_MAX) return from;
    int64_t high = from.day;
    for (int64_t passed = 0; passed < days; passed = count_working(calendar, from.day, high)) {
        high += (days - passed) * 7 / 5 + 7;
        if (high > (int64_t)INT32_MAX + 7) return CK_DATE_LAST;
    }
    int64_t low = from.day;                                          // too early; high is late enough
    while (high - low > 1) {
        const int64_t middle = low + (high - low) / 2;
        if (count_working(calendar, from.day, middle) < days) low = middle;
        else high = middle;
    }
    return high < INT32_MAX ? (ck_date){(int32_t)high} : CK_DATE_LAST;
}

uint32_t ck_calendar_between(const ck_calendar *calendar, ck_date from, ck_date to) {
    return to.day <= from.day ? 0 : (uint32_t)count_working(calendar, from.day, to.day);
}
