/* Clauses of declarations: what is said about them, statements in time, outcomes, obligations, duties, fees. */
#include "law/parse_declaration.h"

static const char *read_grade(cki_parser *p) {
    static const char *const GRADE[] = {"A", "B", "C", "D", "X", "bg"};
    for (uint32_t i = 0; i < sizeof GRADE / sizeof GRADE[0]; i++) {
        if (cki_take_word(p, GRADE[i])) return GRADE[i];
    }
    if (!p->failed && p->token.kind == CKI_ATOM && p->token.length == 3 && p->token.at[1] == '/') {      // "A/B": the weaker one
        for (uint32_t i = 0; i < 4; i++) {
            if (p->token.at[2] != GRADE[i][0]) continue;
            cki_take(p);
            return GRADE[i];
        }
    }
    cki_fail_expected(p, "a grade", "grades are A, B, C, D, X and bg");
    return "";
}

static ck_certainty read_certainty(cki_parser *p) {
    for (ck_certainty c = CK_CERTAINTY_LEGAL; c <= CK_CERTAINTY_HYPOTHETICAL; c++) {
        if (cki_take_word(p, ck_certainty_word(c))) return c;
    }
    cki_fail_expected(p, "a certainty", "certainties are legal, announced, political and hypothetical");
    return CK_CERTAINTY_LEGAL;
}

bool cki_read_about(cki_parser *p, cki_decl *d) {
    if (cki_take_word(p, "citation")) d->citation = cki_read_text(p, "a citation");
    else if (cki_take_word(p, "link")) d->link = cki_read_text(p, "a link");
    else if (cki_take_word(p, "grade")) d->grade = read_grade(p);
    else if (cki_take_word(p, "article")) d->article = cki_read_text(p, "an article");
    else if (cki_take_word(p, "says")) d->says = cki_read_text(p, "a sentence");
    else if (cki_take_word(p, "note")) d->note = cki_read_text(p, "a note");
    else if (cki_take_word(p, "verified")) {
        cki_expect_word(p, "through");
        d->verified = cki_read_date(p);
    } else if (cki_take_word(p, "clock")) {
        d->has_clock = cki_read_offset(p, &d->clock);
    } else if (cki_take_word(p, "certainty")) {
        d->certainty = read_certainty(p);
        d->has_certainty = true;
    } else return false;
    return true;
}

/* ---- time ---- */

static cki_moment read_until(cki_parser *p) {
    if (cki_take_word(p, "open")) return (cki_moment){.wall = CKI_OPEN};
    return cki_read_moment(p);
}

static void read_when(cki_parser *p, cki_time *time) {
    if (time->when.count == 0) time->when.first = p->law->count.when;
    while (cki_take_word(p, "when")) {
        cki_when when = {0};
        cki_expect_word(p, "reading");
        when.choice = cki_read_ref(p, "a choice");
        cki_expect_word(p, "is");
        when.reading = cki_read_ref(p, "a reading");
        cki_expect_word(p, "until");
        when.until = read_until(p);
        *cki_when_at(p, p->law->count.when++) = when;
        time->when.count++;
    }
}

static bool read_mark(cki_parser *p, cki_time *time) {
    if (cki_take_word(p, "announced")) {
        time->announced = cki_read_date(p);
        time->has_announced = true;
    } else if (cki_take_word(p, "citation")) time->citation = cki_read_text(p, "a citation");
    else if (cki_take_word(p, "link")) time->link = cki_read_text(p, "a link");
    else if (cki_take_word(p, "grade")) time->grade = read_grade(p);
    else if (cki_take_word(p, "binds")) time->binds = cki_read_text(p, "whom it binds");
    else if (cki_take_word(p, "note")) time->note = cki_read_text(p, "a note");
    else if (cki_take_word(p, "certainty")) {
        time->certainty = read_certainty(p);
        time->has_certainty = true;
    } else return false;
    return true;
}

bool cki_read_time(cki_parser *p, cki_decl *d) {
    cki_time time = {.citation = "", .link = "", .grade = "", .binds = "", .note = "", .next = CK_NONE, .extends = CK_NONE,
                     .amend = CK_NONE, .place = cki_here(p), .until = {.wall = CKI_OPEN}};
    bool until = false;
    if (cki_take_word(p, "published")) {
        time.kind = CKI_TIME_PUBLISHED;
        time.from = cki_read_moment(p);
    } else if (cki_take_word(p, "in")) {
        time.kind = CKI_TIME_FORCE;
        cki_expect_word(p, "force");
        cki_expect_word(p, "from");
        time.from = cki_read_moment(p);
        until = cki_take_word(p, "until");
    } else if (cki_take_word(p, "suspended")) {
        time.kind = CKI_TIME_SUSPENDED;
        cki_expect_word(p, "from");
        time.from = cki_read_moment(p);
        cki_expect_word(p, "until");
        until = true;
    } else if (cki_take_word(p, "extended")) {
        time.kind = CKI_TIME_EXTENDED;
        cki_expect_word(p, "until");
        until = true;
    } else if (cki_take_word(p, "ended")) {
        time.kind = CKI_TIME_ENDED;
        time.from = cki_read_moment(p);
    } else if (cki_take_word(p, "void")) {
        time.kind = CKI_TIME_VOID;
        cki_expect_word(p, "from");
        time.from = cki_read_moment(p);
    } else if (cki_take_word(p, "never")) {
        time.kind = CKI_TIME_NEVER;
        cki_expect_word(p, "issued");
    } else return false;
    if (until) time.until = read_until(p);
    do {
        if (time.kind == CKI_TIME_FORCE || time.kind == CKI_TIME_SUSPENDED) read_when(p, &time);
    } while (read_mark(p, &time));
    if (p->failed) return false;
    if (until && time.kind != CKI_TIME_EXTENDED && time.until.wall <= time.from.wall) {
        cki_fail(p, CK_E_RANGE, time.place, "a period that ends before it begins", "the end is the first moment outside of it");
        return false;
    }
    const uint32_t at = p->law->count.time++;
    if (time.kind == CKI_TIME_FORCE) d->has_force = true;
    if (d->last_time != CK_NONE) cki_time_at(p, d->last_time)->next = at;
    else d->first_time = at;
    d->last_time = at;
    *cki_time_at(p, at) = time;
    return true;
}

/* ---- rules ---- */

void cki_read_outcome(cki_parser *p, cki_decl *d) {
    if (cki_take_word(p, "licence")) {
        cki_take_kind(p, CKI_COMMA);
        if (cki_take_word(p, "normally")) {
            cki_expect_word(p, "granted");
            d->outcome = CK_OUTCOME_GRANTED;
        } else if (cki_take_word(p, "case")) {
            cki_expect_word(p, "by");
            cki_expect_word(p, "case");
            d->outcome = CK_OUTCOME_CASE;
        } else if (cki_take_word(p, "refused")) {
            cki_expect_word(p, "in");
            cki_expect_word(p, "principle");
            d->outcome = CK_OUTCOME_REFUSED;
        } else cki_fail_expected(p, "normally granted, case by case or refused in principle", "");
    } else if (cki_take_word(p, "prohibited")) d->outcome = CK_OUTCOME_PROHIBITED;
    else if (cki_take_word(p, "exempt")) d->outcome = CK_OUTCOME_EXEMPT;
    else if (cki_take_word(p, "subject")) d->outcome = CK_OUTCOME_SUBJECT;
    else if (cki_take_word(p, "not")) {
        cki_expect_word(p, "caught");
        d->outcome = CK_OUTCOME_NOT_CAUGHT;
    } else cki_fail_expected(p, "an outcome", "outcomes are licence, ...; prohibited; exempt; subject; not caught");
}

static uint32_t read_whole(cki_parser *p, const char *expected) {
    const ck_place place = cki_here(p);
    const double number = cki_read_number(p, expected);
    if (!p->failed && (number < 1.0 || number > 36600.0 || number != ck_floor(number)))
        cki_fail(p, CK_E_RANGE, place, "a number of days or years is whole and between 1 and 36600", "");
    return p->failed ? 0 : (uint32_t)number;
}

void cki_read_obligation(cki_parser *p, cki_decl *d) {
    cki_obligation o = {.say = {.to = "", .calendar = "", .text = "", .article = "", .event = CK_EVENT_NONE, .rule = CK_NONE},
                        .to = {.text = "", .to = CK_NONE}};
    (void)d;
    o.say.todo = CK_TODO_COUNT;
    for (uint32_t t = 0; t < CK_TODO_COUNT && o.say.todo == CK_TODO_COUNT; t++) {
        if (cki_take_word(p, ck_todo_word((ck_todo)t))) o.say.todo = (ck_todo)t;
    }
    if (o.say.todo == CK_TODO_COUNT) cki_fail_expected(p, "what is to be done", "report, notify, record, declare, hand-over, apply, commit or verify");
    for (;;) {
        if (cki_take_word(p, "to")) o.to = cki_read_ref(p, "an authority");
        else if (cki_take_word(p, "within")) {
            o.say.days = read_whole(p, "a number of days");
            o.say.working_days = cki_take_word(p, "working");
            if (!cki_take_word(p, "day")) cki_expect_word(p, "days");
            o.say.before = cki_take_word(p, "before");
            if (!o.say.before && !cki_take_word(p, "after")) cki_fail_expected(p, "after or before", "");
            for (ck_event e = CK_EVENT_EXPORT; e <= CK_EVENT_ACCEPTANCE; e++) {
                if (cki_take_word(p, ck_event_word(e))) o.say.event = e;
            }
            if (o.say.event == CK_EVENT_NONE) cki_fail_expected(p, "export, entry, arrival or acceptance", "");
        } else if (cki_take_word(p, "for")) {
            o.say.years = read_whole(p, "a number of years");
            if (!cki_take_word(p, "year")) cki_expect_word(p, "years");
        } else if (!p->failed && p->token.kind == CKI_STRING) o.say.text = cki_read_text(p, "a text");
        else if (cki_take_word(p, "article")) o.say.article = cki_read_text(p, "an article");
        else break;
    }
    *cki_obligation_at(p, p->law->count.obligation++) = o;
}

/* ---- duties ---- */

static bool duty_clause(cki_parser *p, cki_decl *d) {
    if (cki_take_word(p, "of")) d->of = cki_read_local_ref(p, "a provision");
    else if (cki_take_word(p, "if")) cki_read_if(p, d);
    else return false;
    return true;
}

/* A fact, "item.value": its subject is found when names are resolved. */
static cki_ref read_fact_ref(cki_parser *p) {
    return cki_read_ref(p, "a fact");
}

static void read_rate(cki_parser *p) {
    cki_rate rate = {.kind = CKI_RATE_PERCENT, .percent = CK_NAN, .fact = {.text = "", .to = CK_NONE}, .place = cki_here(p)};
    double number;
    if (cki_take_word(p, "floor")) {
        rate.kind = CKI_RATE_FLOOR;
        rate.percent = cki_read_number(p, "a percentage");
        cki_expect_kind(p, CKI_PERCENT_SIGN, "%");
        cki_expect_word(p, "over");
        rate.fact = read_fact_ref(p);
    } else if (!p->failed && p->token.kind == CKI_ATOM && cki_number_read(p->token.at, p->token.length, &number) >= 0) {
        rate.percent = number;
        cki_take(p);
        cki_expect_kind(p, CKI_PERCENT_SIGN, "%");
    } else {
        rate.kind = CKI_RATE_FACT;
        rate.fact = read_fact_ref(p);
    }
    if (cki_take_word(p, "from")) {
        rate.from = cki_read_moment(p);
        rate.has_from = true;
    }
    *cki_rate_at(p, p->law->count.rate++) = rate;
}

static void put_base(cki_parser *p, cki_decl *d, cki_ref what, bool covered) {
    if (d->base.count == 0) d->base.first = p->law->count.base;
    *cki_base_at(p, p->law->count.base++) = (cki_base){what, covered};
    d->base.count++;
}

void cki_read_duty(cki_parser *p, cki_decl *d) {
    while (duty_clause(p, d) || cki_read_about(p, d)) {}
    d->rates.first = p->law->count.rate;
    cki_expect_word(p, "rate");
    do {
        read_rate(p);
        d->rates.count++;
    } while (cki_take_word(p, "rate"));
    if (cki_take_word(p, "on")) {
        put_base(p, d, read_fact_ref(p), false);
        while (cki_take_word(p, "less")) {
            const bool covered = cki_take_word(p, "what");
            put_base(p, d, covered ? cki_read_local_ref(p, "a duty") : read_fact_ref(p), covered);
            if (covered) cki_expect_word(p, "covers");
        }
    }
    for (;;) {
        if (cki_take_word(p, "excluded")) {
            cki_expect_word(p, "by");
            d->more = cki_read_refs(p, false, true, "a duty");
        } else if (cki_take_word(p, "replaces")) d->third = cki_read_refs(p, false, true, "a duty");
        else if (!cki_read_about(p, d)) break;
    }
}

/* ---- fees ---- */

static const char *read_currency(cki_parser *p) {
    if (p->failed || p->token.kind != CKI_ATOM || !cki_currency_known(p->token.at, p->token.length)) {
        cki_fail_expected(p, "a currency", "ISO codes: USD, CNY, EUR, ...");
        return "";
    }
    return cki_read_ref(p, "a currency").text;
}

static void read_charge(cki_parser *p) {
    cki_charge charge = {.kind = CKI_CHARGE_FLAT, .other = CK_NAN, .currency = "", .fact = {.text = "", .to = CK_NONE},
                         .other_fact = {.text = "", .to = CK_NONE}, .place = cki_here(p)};
    charge.number = cki_read_number(p, "an amount");
    if (cki_take_kind(p, CKI_PERCENT_SIGN)) {
        cki_expect_word(p, "of");
        charge.kind = CKI_CHARGE_PERCENT;
        charge.fact = read_fact_ref(p);
    } else {
        charge.currency = read_currency(p);
        if (cki_take_word(p, "per")) {
            charge.kind = CKI_CHARGE_PER;
            charge.fact = read_fact_ref(p);
        }
    }
    for (;;) {
        if (cki_take_word(p, "from")) {
            charge.from = cki_read_moment(p);
            charge.has_from = true;
        } else if (cki_take_word(p, "or")) {
            cki_expect_word(p, "higher");
            charge.other = cki_read_number(p, "an amount");
            const ck_place place = cki_here(p);
            const char *currency = read_currency(p);
            if (p->law->text != NULL && !p->failed && !cki_text_equal(currency, charge.currency))
                cki_fail(p, CK_E_UNIT, place, "an alternative in another currency", "both are compared, so both are in one currency");
            cki_expect_word(p, "per");
            charge.other_fact = read_fact_ref(p);
        } else break;
    }
    *cki_charge_at(p, p->law->count.charge++) = charge;
}

static bool limit_clause(cki_parser *p, cki_decl *d) {
    if (cki_take_word(p, "units")) {
        cki_expect_word(p, "rounded");
        cki_expect_word(p, "up");
        d->round_units = true;
    } else if (cki_take_word(p, "minimum")) {
        d->minimum = cki_read_number(p, "an amount");
        d->minimum_currency = read_currency(p);
    } else if (cki_take_word(p, "maximum")) {
        d->maximum = cki_read_number(p, "an amount");
        d->maximum_currency = read_currency(p);
    } else if (cki_take_word(p, "at")) {
        cki_expect_word(p, "most");
        d->most_times = cki_read_number(p, "a number of times");
        cki_expect_word(p, "times");
        if (cki_take_word(p, "a")) cki_expect_word(p, "year");
        cki_expect_word(p, "from");
        const cki_token day = p->token;
        if (!p->failed && (day.kind != CKI_ATOM || day.length != 5 || day.at[2] != '-'))
            cki_fail_expected(p, "the first day of the year that is counted", "the form is MM-DD");
        else d->cap_from = cki_read_ref(p, "a day of the year").text;
        cki_expect_word(p, "counted");
        cki_expect_word(p, "by");
        d->counted_by = read_fact_ref(p);
    } else if (cki_take_word(p, "once")) {
        cki_expect_word(p, "unless");
        d->once = read_fact_ref(p);
    } else if (cki_take_word(p, "yields")) {
        cki_expect_word(p, "to");
        d->more = cki_read_refs(p, false, true, "a fee");
    } else return false;
    return true;
}

void cki_read_fee(cki_parser *p, cki_decl *d) {
    while (duty_clause(p, d) || cki_read_about(p, d)) {}
    d->charges.first = p->law->count.charge;
    cki_expect_word(p, "charge");
    do {
        read_charge(p);
        d->charges.count++;
    } while (cki_take_word(p, "charge"));
    while (limit_clause(p, d) || cki_read_about(p, d)) {}
}
