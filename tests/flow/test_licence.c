/* Licences, permits and the law of a day against what is known in closed form. */
#include "tiny_law.h"

static ck_scenario_spec spec_of(const ck_measure *measure, uint32_t count) {
    ck_scenario_spec spec = ck_scenario_spec_default();
    spec.measure = measure;
    spec.measure_count = count;
    return spec;
}

static double cell_total(const ck_run *run, uint32_t c) {
    const cki_state *s = &run->state;
    return s->cell_none[c] + s->cell_applied[c] + s->cell_review_1[c] + s->cell_review_2[c] + s->cell_review_3[c] +
           s->cell_review_4[c] + s->cell_granted[c] + s->cell_refused[c] + s->cell_expired[c] + s->cell_exempt[c];
}

/* Chance that `stages` geometric times with chance p a working day are over after `days` working days: at least
   `stages` successes in `days` trials. */
static double erlang_discrete(uint32_t stages, double p, uint32_t days) {
    double below = 0.0, term = pow(1.0 - p, days);
    for (uint32_t j = 0; j < stages && j <= days; j++) {
        below += term;
        term *= (double)(days - j) / (j + 1.0) * p / (1.0 - p);
    }
    return 1.0 - below;
}

static double erlang(uint32_t stages, double mean, double days) {
    double sum = 0.0, term = 1.0;
    for (uint32_t j = 0; j < stages; j++) {
        sum += term;
        term *= days * stages / mean / (j + 1.0);
    }
    return 1.0 - exp(-days * stages / mean) * sum;
}

/* A licence on magnets for civil use of Japan, without any friction but the review. */
static ck_measure plain_licence(uint32_t stages, double days) {
    ck_measure measure = tiny_measure("licence", CK_EFFECT_LICENCE, 0);
    measure.term[CK_TERM_apply_days] = 0;
    measure.term[CK_TERM_review_stages] = stages;
    measure.term[CK_TERM_review_days] = days;
    measure.term[CK_TERM_approval_civil] = 1;
    measure.term[CK_TERM_renewal_share] = 1;
    return measure;
}

/* Largest difference between the permit of the flow to Japan and a distribution over the working days since the review
   began. Day 0 is Wednesday 2025-01-01: applications are in at its end, review begins on the first working day after
   it. */
static double distance_from(const ck_measure *measure, uint32_t stages, double mean, bool discrete, uint32_t days) {
    tiny tiny;
    tiny_open(&tiny);
    const ck_scenario_spec spec = spec_of(measure, 1);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    tiny_start(&tiny, false, 0);
    double largest = 0.0;
    for (uint32_t day = 0; day < days; day++) {
        tiny_day(&tiny);
        const ck_calendar *calendar = &tiny.scenario->measure[0].calendar;
        const uint32_t worked = ck_calendar_between(calendar, (ck_date){9132}, (ck_date){9132 + (int32_t)day});
        const uint32_t reviewed = worked > 0 ? worked - 1 : 0;       // the first one takes the case up
        const double expected =
            discrete ? erlang_discrete(stages, stages / mean, reviewed) : erlang(stages, mean, reviewed);
        largest = fmax(largest, fabs(tiny.run.state.permit[TINY_MAGNET_JPN] - expected));
    }
    tiny_close(&tiny);
    return largest;
}

CK_TEST(the_granted_share_follows_the_discrete_erlang_distribution) {
    for (uint32_t stages = 1; stages <= 4; stages++) {
        const ck_measure measure = plain_licence(stages, 45);
        CK_CHECK_NEAR(distance_from(&measure, stages, 45, true, 400), 0.0, 1e-12);
    }
}

CK_TEST(the_discrete_review_tends_to_the_erlang_distribution_as_it_gets_longer) {
    const ck_measure weeks = plain_licence(4, 20), months = plain_licence(4, 200);
    const double coarse = distance_from(&weeks, 4, 20, false, 700), fine = distance_from(&months, 4, 200, false, 700);
    CK_CHECK(coarse < 0.06);
    CK_CHECK(fine < coarse / 5);
    CK_CHECK(fine > 0.0);
}

CK_TEST(application_takes_calendar_days_and_its_mean_is_as_stated) {
    ck_measure measure = plain_licence(1, 1);
    measure.term[CK_TERM_apply_days] = 10;
    tiny tiny;
    tiny_open(&tiny);
    const ck_scenario_spec spec = spec_of(&measure, 1);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    tiny_start(&tiny, false, 0);
    double mean = 0.0, before = 1.0;
    for (uint32_t day = 0; day < 600; day++) {
        tiny_day(&tiny);
        mean += before;                                              // those who had not applied when the day began
        before = tiny.run.state.cell_none[0];
        CK_CHECK_NEAR(before, pow(0.9, day + 1.0), 1e-13);
    }
    CK_CHECK_NEAR(mean, 10.0, 1e-9);
    tiny_close(&tiny);
}

CK_TEST(a_queue_at_capacity_drains_by_as_many_cases_a_working_day_as_the_authority_takes_up) {
    ck_measure measure = plain_licence(4, 45);
    measure.term[CK_TERM_capacity] = 7;
    measure.term[CK_TERM_approval_military] = measure.term[CK_TERM_approval_semiconductor] = 1;    // nobody comes back
    tiny tiny;
    tiny_open(&tiny);
    tiny_customers(&tiny, TINY_JPN, TINY_MAGNET, CK_CIVIL, 150, 1, 0);
    tiny_customers(&tiny, TINY_USA, TINY_MAGNET, CK_CIVIL, 50, 1, 1);
    const ck_scenario_spec spec = spec_of(&measure, 1);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    for (uint32_t mode = 0; mode < 2; mode++) {
        tiny_start(&tiny, mode == 1, 3);
        const uint32_t cells = tiny.scenario->cell_count;
        double all = 0.0;
        for (uint32_t c = 0; c < cells; c++) all += tiny.scenario->cell[c].count;
        CK_CHECK_NEAR(all, 202.0, 0.0);                              // and two that no row describes: other end uses
        for (uint32_t day = 0; day < 60; day++) {
            tiny_day(&tiny);
            double waiting = 0.0;
            for (uint32_t c = 0; c < cells; c++) waiting += tiny.run.state.cell_applied[c];
            const uint32_t worked = ck_calendar_between(&tiny.scenario->measure[0].calendar, (ck_date){9132},
                                                        (ck_date){9132 + (int32_t)day});
            CK_CHECK_NEAR(waiting, fmax(0.0, 202.0 - 7.0 * worked), mode == 1 ? 0.0 : 1e-9);
        }
    }
    tiny_close(&tiny);
}

CK_TEST(a_licence_that_is_never_granted_is_a_ban_to_the_last_bit) {
    ck_measure licence = tiny_measure("control", CK_EFFECT_LICENCE, 5);
    licence.term[CK_TERM_approval_civil] = licence.term[CK_TERM_approval_semiconductor] = 0;
    licence.term[CK_TERM_coverage] = 0.7;
    licence.term[CK_TERM_leakage] = 0.1;
    ck_measure ban = licence;
    ban.effect = CK_EFFECT_BAN;
    tiny a, b;
    tiny_open(&a);
    tiny_open(&b);
    tiny_customers(&a, TINY_USA, TINY_MAGNET, CK_CIVIL, 9, 0.3, 0);
    tiny_customers(&a, TINY_USA, TINY_MAGNET, CK_CIVIL, 5, 0.37, 1);
    tiny_customers(&a, TINY_USA, TINY_MAGNET, CK_SEMICONDUCTOR, 3, 0.33, 2);
    for (uint32_t end_uses = 0; end_uses < 2; end_uses++) {
        static const char *const PART[] = {"civil", "semiconductor"};
        licence.end_uses = ban.end_uses = (ck_names){PART, end_uses * 2, {0}};
        const ck_scenario_spec first = spec_of(&licence, 1), second = spec_of(&ban, 1);
        CK_REQUIRE_OK(tiny_scenario(&a, &first, NULL));
        CK_REQUIRE_OK(tiny_scenario(&b, &second, NULL));
        for (uint32_t mode = 0; mode < 2; mode++) {
            tiny_start(&a, mode == 1, 1);
            tiny_start(&b, mode == 1, 1);
            for (uint32_t day = 0; day < 300; day++) {
                tiny_day(&a);
                tiny_day(&b);
                for (uint32_t f = 0; f < TINY_FLOWS; f++) {
                    CK_CHECK(cki_bits_of(a.run.state.permit[f]) == cki_bits_of(b.run.state.permit[f]));
                    CK_CHECK(a.run.state.blocker[f] == b.run.state.blocker[f]);
                }
            }
            CK_CHECK(a.run.state.permit[TINY_MAGNET_USA] < 1.0);
        }
    }
    tiny_close(&a);
    tiny_close(&b);
}

CK_TEST(a_full_ban_lets_exactly_nothing_go_and_full_grants_let_exactly_all_go) {
    ck_measure ban = tiny_measure("ban", CK_EFFECT_BAN, 0), free_all = plain_licence(4, 1);
    free_all.term[CK_TERM_exempt_share] = 1;
    tiny tiny;
    tiny_open(&tiny);
    tiny_customers(&tiny, TINY_USA, TINY_MAGNET, CK_CIVIL, 9, 0.3, 0);
    tiny_customers(&tiny, TINY_USA, TINY_MAGNET, CK_CIVIL, 7, 0.1, 1);
    tiny_customers(&tiny, TINY_USA, TINY_MAGNET, CK_CIVIL, 5, 0.6, 2);
    const ck_scenario_spec banned = spec_of(&ban, 1), freed = spec_of(&free_all, 1);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &banned, NULL));
    tiny_start(&tiny, false, 0);
    tiny_day(&tiny);
    CK_CHECK_NEAR(tiny.run.state.permit[TINY_MAGNET_USA], 0.0, 0.0);
    CK_CHECK_NEAR(tiny.run.state.permit[TINY_OXIDE_USA], 1.0, 0.0);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &freed, NULL));
    for (uint32_t mode = 0; mode < 2; mode++) {
        tiny_start(&tiny, mode == 1, 0);
        for (uint32_t day = 0; day < 100; day++) {
            tiny_day(&tiny);
            CK_CHECK_NEAR(tiny.run.state.permit[TINY_MAGNET_USA], 1.0, 0.0);
        }
    }
    CK_CHECK_EQUAL(*tiny.run.state.awake, 0);           // nothing left its base value
    tiny_close(&tiny);
}

CK_TEST(expected_cases_are_the_mean_of_many_draws_of_whole_customers) {
    enum { DRAWS = 4000, DAYS = 160 };
    ck_measure licence = tiny_measure("licence", CK_EFFECT_LICENCE, 0);
    licence.term[CK_TERM_validity_days] = 60;
    licence.term[CK_TERM_retry_days] = 30;
    licence.term[CK_TERM_quantity_share] = 0.8;
    licence.term[CK_TERM_approval_military] = 0.2;
    ck_measure general = tiny_measure("general", CK_EFFECT_EXEMPTION, 70);
    general.term[CK_TERM_exempt_share] = 0.3;
    static const char *const CIVIL[] = {"civil"};
    general.end_uses = (ck_names){CIVIL, 1, {0}};
    const ck_measure measure[2] = {licence, general};
    tiny tiny;
    tiny_open(&tiny);
    tiny_customers(&tiny, TINY_JPN, TINY_MAGNET, CK_CIVIL, 6, 1, 0);
    tiny_customers(&tiny, TINY_USA, TINY_MAGNET, CK_CIVIL, 3, 1, 1);
    tiny_customers(&tiny, TINY_USA, TINY_MAGNET, CK_MILITARY, 2, 1, 2);
    const ck_scenario_spec spec = spec_of(measure, 2);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));

    double expected[DAYS][2], sum[DAYS][2] = {{0}}, square[DAYS][2] = {{0}};
    tiny_start(&tiny, false, 0);
    for (uint32_t day = 0; day < DAYS; day++) {
        tiny_day(&tiny);
        for (uint32_t f = 0; f < 2; f++) expected[day][f] = tiny.run.state.permit[TINY_MAGNET_JPN + f];
    }
    for (uint32_t draw = 0; draw < DRAWS; draw++) {
        tiny_start(&tiny, true, draw);
        for (uint32_t day = 0; day < DAYS; day++) {
            tiny_day(&tiny);
            for (uint32_t f = 0; f < 2; f++) {
                const double permit = tiny.run.state.permit[TINY_MAGNET_JPN + f];
                sum[day][f] += permit;
                square[day][f] += permit * permit;
            }
        }
        for (uint32_t c = 0; c < tiny.scenario->cell_count; c++) {
            CK_CHECK_NEAR(cell_total(&tiny.run, c), tiny.scenario->cell[c].count, 0.0);
            const double granted = tiny.run.state.cell_granted[c];
            CK_CHECK(granted >= 0.0 && granted == floor(granted));
        }
    }
    for (uint32_t day = 0; day < DAYS; day += 3) {
        for (uint32_t f = 0; f < 2; f++) {
            const double mean = sum[day][f] / DRAWS, variance = square[day][f] / DRAWS - mean * mean;
            const double rare = 0.2 * expected[day][f];    // of events too rare to be seen: one buyer's share or less
            CK_CHECK_NEAR(mean, expected[day][f], 4.5 * sqrt(fmax(variance, rare) / DRAWS) + 1e-12);
        }
    }
    CK_CHECK(expected[DAYS - 1][0] > 0.3);
    tiny_close(&tiny);
}

CK_TEST(nothing_moves_in_review_during_the_national_day_week_and_work_goes_on_on_make_up_days) {
    const ck_measure measure = plain_licence(4, 45);
    tiny tiny;
    tiny_open(&tiny);
    ck_scenario_spec spec = spec_of(&measure, 1);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    tiny_start(&tiny, false, 0);
    tiny_days(&tiny, 240);
    double before = tiny.run.state.permit[TINY_MAGNET_JPN];
    CK_CHECK(before < 0.999999);
    uint32_t moved = 0;
    for (uint32_t day = 240; day < 320; day++) {
        tiny_day(&tiny);
        const double permit = tiny.run.state.permit[TINY_MAGNET_JPN];
        const ck_date date = {9132 + (int32_t)day};
        const bool free_day =
            ck_date_weekday(date) >= 5 ? date.day != 9402 && date.day != 9415 : date.day >= 9405 && date.day <= 9412;
        if (free_day) CK_CHECK(permit == before);
        else CK_CHECK(permit > before);
        moved += permit != before;
        before = permit;
    }
    CK_CHECK_EQUAL(moved, 52);                                       // 80 days from 29 August: 56 weekdays - 6 + 2
    tiny_close(&tiny);
}

CK_TEST(a_suspension_frees_the_flow_and_keeps_every_case_where_it_stood) {
    const ck_pause pause = {{9132 + 50}, {9132 + 90}, "", {0}};
    ck_measure measure = tiny_measure("licence", CK_EFFECT_LICENCE, 10);
    measure.until = (ck_date){9132 + 200};
    measure.pause = &pause;
    measure.pause_count = 1;
    tiny tiny;
    tiny_open(&tiny);
    const ck_scenario_spec spec = spec_of(&measure, 1);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    tiny_start(&tiny, false, 0);
    const double *permit = tiny.run.state.permit;
    tiny_days(&tiny, 10);
    CK_CHECK_NEAR(permit[TINY_MAGNET_JPN], 1.0, 0.0);
    tiny_day(&tiny);
    CK_CHECK_NEAR(permit[TINY_MAGNET_JPN], 0.0, 0.0);
    CK_CHECK_EQUAL(tiny.run.state.blocker[TINY_MAGNET_JPN], 0);
    tiny_days(&tiny, 39);
    const double stood = permit[TINY_MAGNET_JPN], review = tiny.run.state.cell_review_2[0];
    CK_CHECK(stood > 0.0 && stood < 0.5);
    tiny_day(&tiny);
    CK_CHECK_NEAR(permit[TINY_MAGNET_JPN], 1.0, 0.0);
    CK_CHECK_EQUAL(tiny.run.state.blocker[TINY_MAGNET_JPN], CK_NONE);
    tiny_days(&tiny, 39);
    CK_CHECK_NEAR(tiny.run.state.cell_review_2[0], review, 0.0);
    CK_CHECK_NEAR(permit[TINY_MAGNET_JPN], 1.0, 0.0);
    tiny_day(&tiny);                                                 // revived: from where it stood, by one day
    CK_CHECK(permit[TINY_MAGNET_JPN] >= stood && permit[TINY_MAGNET_JPN] < stood + 0.05);
    tiny_days(&tiny, 110);
    CK_CHECK_NEAR(permit[TINY_MAGNET_JPN], 1.0, 0.0);                // ended
    CK_CHECK_NEAR(tiny.run.state.cell_none[0], tiny.scenario->cell[0].count, 0.0);
    CK_CHECK_NEAR(tiny.run.state.measure_days[0], 40.0 + 110.0, 0.0);
    tiny_close(&tiny);
}

CK_TEST(an_amendment_holds_from_its_day_on) {
    const ck_amendment amendment[2] = {{{9132 + 30}, CK_TERM_rate, 0.5, "", {0}},
                                       {{9132 + 20}, CK_TERM_rate, 0.25, "", {0}}};
    ck_measure duty = tiny_measure("duty", CK_EFFECT_DUTY, 10);
    duty.term[CK_TERM_rate] = 0.1;
    duty.amendment = amendment;
    duty.amendment_count = 2;
    tiny tiny;
    tiny_open(&tiny);
    const ck_scenario_spec spec = spec_of(&duty, 1);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    tiny_start(&tiny, false, 0);
    for (uint32_t day = 0; day < 60; day++) {
        tiny_day(&tiny);
        const double rate = day < 10 ? 0.0 : day < 20 ? 0.1 : day < 30 ? 0.25 : 0.5;
        CK_CHECK_NEAR(tiny.run.state.wedge[TINY_MAGNET_USA], rate, 0.0);
        CK_CHECK_NEAR(tiny.run.state.permit[TINY_MAGNET_USA], 1.0, 0.0);
    }
    tiny_close(&tiny);
}

CK_TEST(a_measure_announced_after_the_date_of_knowledge_does_not_exist) {
    ck_measure ban = tiny_measure("ban", CK_EFFECT_BAN, 20);
    ban.announced = (ck_date){9132 + 15};
    tiny tiny;
    tiny_open(&tiny);
    ck_scenario_spec spec = spec_of(&ban, 1);
    for (uint32_t known = 0; known < 2; known++) {
        spec.law_known_on = (ck_date){9132 + 14 + (int32_t)known};
        CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
        CK_CHECK_EQUAL(ck_scenario_flow_count(tiny.scenario, 0), 2);
        tiny_start(&tiny, false, 0);
        tiny_days(&tiny, 18);
        CK_CHECK_NEAR(tiny.run.state.warned[TINY_MAGNET_JPN], known, 0.0);
        tiny_days(&tiny, 18);
        CK_CHECK_NEAR(tiny.run.state.permit[TINY_MAGNET_JPN], 1.0 - known, 0.0);
        CK_CHECK_NEAR(tiny.run.state.warned[TINY_MAGNET_JPN], 0.0, 0.0);
        CK_CHECK_EQUAL(ck_scenario_first_day(tiny.scenario), known ? 15 : 400);          // 400: the project
    }
    tiny_close(&tiny);
}

CK_TEST(dials_refusals_and_exemptions_reach_the_licences_in_their_scope_and_no_others) {
    static const char *const USA[] = {"bloc:NATO"}, *const MILITARY[] = {"military"}, *const JAPAN[] = {"JPN"};
    ck_measure measure[4];
    measure[0] = plain_licence(1, 5);
    measure[0].term[CK_TERM_approval_military] = 1;
    measure[1] = tiny_measure("refusal", CK_EFFECT_REFUSAL, 0);
    measure[1].destinations = (ck_names){USA, 1, {0}};
    measure[1].end_uses = (ck_names){MILITARY, 1, {0}};
    measure[2] = tiny_measure("dial", CK_EFFECT_DIAL, 0);
    measure[2].destinations = (ck_names){JAPAN, 1, {0}};
    measure[2].term[CK_TERM_dial] = 0;
    measure[3] = measure[2];
    measure[3].id = "general";
    measure[3].effect = CK_EFFECT_EXEMPTION;
    measure[3].term[CK_TERM_exempt_share] = 0.25;
    tiny tiny;
    tiny_open(&tiny);
    const ck_scenario_spec spec = spec_of(measure, 4);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    CK_CHECK_EQUAL(tiny.scenario->adjuster_count, 3);
    tiny_start(&tiny, false, 0);
    tiny_days(&tiny, 300);
    CK_CHECK_NEAR(tiny.run.state.permit[TINY_MAGNET_JPN], 0.25, 0.0);          // dial at 0: only the exempt
    /* the United States: civil all granted, military refused, semiconductor half granted, the rest tries again */
    const double semiconductor = tiny.run.state.permit[TINY_MAGNET_USA] - 0.625;
    CK_CHECK(semiconductor > 0.11 && semiconductor < 0.125);
    const ck_licence_count count = ck_run_licences(&tiny.run, 0);
    CK_CHECK_NEAR(count.none + count.applied + count.review + count.granted + count.refused + count.expired, 4.0,
                  1e-12);
    CK_CHECK(count.refused > 0.9);
    tiny_close(&tiny);
}

CK_TEST(an_authority_does_not_dial_the_licences_of_another) {
    ck_measure measure[2] = {plain_licence(1, 5), tiny_measure("dial", CK_EFFECT_DIAL, 0)};
    measure[1].authority = "USA";
    measure[1].term[CK_TERM_dial] = 0;
    tiny tiny;
    tiny_open(&tiny);
    const ck_scenario_spec spec = spec_of(measure, 2);
    ck_diag items[4];
    char texts[1024];
    ck_diags diags = CK_DIAGS(items, texts);
    CK_CHECK_STATUS(tiny_scenario(&tiny, &spec, &diags), CK_NOTED);
    CK_REQUIRE(diags.count == 1);
    CK_CHECK_TEXT(diags.item[0].message, "measure \"dial\" reaches no licence of this world and scenario");
    tiny_start(&tiny, false, 0);
    tiny_days(&tiny, 100);
    CK_CHECK_NEAR(tiny.run.state.permit[TINY_MAGNET_JPN], 1.0, 1e-6);
    tiny_close(&tiny);
}

CK_TEST(general_licences_everywhere_free_the_civil_share) {
    const ck_measure ban_like = tiny_measure("licence", CK_EFFECT_LICENCE, 0);
    ck_measure measure = ban_like;
    measure.term[CK_TERM_approval_civil] = measure.term[CK_TERM_approval_semiconductor] = 0;
    tiny tiny;
    tiny_open(&tiny);
    ck_scenario_spec spec = spec_of(&measure, 1);
    spec.parameter[CK_PARAMETER_general_licence_share] = 0.5;
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    tiny_start(&tiny, false, 0);
    tiny_days(&tiny, 50);
    CK_CHECK_NEAR(tiny.run.state.permit[TINY_MAGNET_JPN], 0.5, 1e-15);
    CK_CHECK_NEAR(tiny.run.state.permit[TINY_MAGNET_USA], 0.5 * 0.625, 1e-15);
    tiny_close(&tiny);
}

CK_TEST(a_quota_is_used_up_on_the_last_day_of_the_year_and_not_before) {
    ck_measure quota = tiny_measure("quota", CK_EFFECT_QUOTA, 100);
    quota.term[CK_TERM_quota] = 3650;                                // against orders of 40 a day: 10 a day
    tiny tiny;
    tiny_open(&tiny);
    const ck_scenario_spec spec = spec_of(&quota, 1);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    tiny_start(&tiny, false, 0);
    double used = 0.0;
    for (uint32_t day = 0; day < 730; day++) {
        tiny_day(&tiny);
        if (day == 365) {
            CK_CHECK_NEAR(used, 10.0 * 265, 1e-9);                   // its part of the first year
            used = 0.0;
        }
        double shipped = 0.0;
        for (uint32_t e = 0; e < tiny.scenario->entry_count; e++) {
            const uint32_t flow = tiny.scenario->entry_flow[e];
            shipped += tiny.run.state.order[flow] * tiny.run.state.permit[flow] *
                       cki_entry_quota_part(tiny.scenario, &tiny.run.today, e);
        }
        if (day % 6 == 1) shipped *= 0.5;                            // what is not shipped today is left for later
        used += shipped;
        tiny.run.state.measure_used[0] += shipped;
        if (day >= 100) CK_CHECK(tiny.run.state.permit[TINY_MAGNET_JPN] < 1.0);
        else CK_CHECK_NEAR(tiny.run.state.permit[TINY_MAGNET_JPN], 1.0, 0.0);
    }
    CK_CHECK_NEAR(used, 3650.0, 1e-9);
    tiny_close(&tiny);
}

CK_TEST(a_quota_of_all_changes_nothing_and_one_of_a_share_leaves_that_share) {
    ck_measure quota = tiny_measure("quota", CK_EFFECT_QUOTA, 0);
    quota.term[CK_TERM_quota_share] = 0.25;
    tiny tiny;
    tiny_open(&tiny);
    ck_scenario_spec spec = spec_of(&quota, 1);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    CK_CHECK_NEAR(ck_scenario_base_quantity(tiny.scenario, 0), 40.0, 0.0);
    tiny_start(&tiny, false, 0);
    tiny_day(&tiny);
    CK_CHECK_NEAR(tiny.run.state.permit[TINY_MAGNET_JPN], 0.25, 1e-15);
    quota.term[CK_TERM_quota_share] = 1e3;
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    tiny_start(&tiny, false, 0);
    tiny_days(&tiny, 500);
    CK_CHECK_NEAR(tiny.run.state.permit[TINY_MAGNET_JPN], 1.0, 0.0);
    tiny_close(&tiny);
}

CK_TEST(duties_add_up_and_fees_are_held_against_the_base_price) {
    ck_measure measure[3] = {tiny_measure("first", CK_EFFECT_DUTY, 0), tiny_measure("second", CK_EFFECT_DUTY, 0),
                             tiny_measure("fee", CK_EFFECT_FEE, 0)};
    measure[0].term[CK_TERM_rate] = 0.25;
    measure[1].term[CK_TERM_rate] = 0.5;
    measure[1].term[CK_TERM_coverage] = 0.5;
    measure[2].term[CK_TERM_charge] = 25;
    tiny tiny;
    tiny_open(&tiny);
    const ck_scenario_spec spec = spec_of(measure, 3);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    tiny_start(&tiny, false, 0);
    tiny_day(&tiny);
    CK_CHECK_NEAR(tiny.run.state.wedge[TINY_MAGNET_USA], 0.5, 0.0);
    CK_CHECK_NEAR(tiny.run.state.charge[TINY_MAGNET_USA], 0.25, 0.0);
    CK_CHECK_NEAR(tiny.run.state.permit[TINY_MAGNET_USA], 1.0, 0.0);
    CK_CHECK_NEAR(tiny.run.state.wedge[TINY_OXIDE_USA], 0.0, 0.0);
    CK_CHECK_EQUAL(*tiny.run.state.awake, 1);
    CK_CHECK_EQUAL(tiny.run.state.special[0], 1);
    CK_CHECK_EQUAL(tiny.run.state.special[1], 0);
    tiny_close(&tiny);
}

CK_TEST(a_stockpile_is_closed_until_a_release_opens_it_and_a_subsidy_reaches_its_project) {
    static const char *const PILE[] = {"reserve"}, *const PROJECT[] = {"mine"};
    ck_measure release = ck_measure_default(), subsidy = ck_measure_default();
    release.id = "release";
    release.effect = CK_EFFECT_RELEASE;
    release.stockpiles = (ck_names){PILE, 1, {0}};
    release.from = (ck_date){9132 + 5};
    release.term[CK_TERM_release_share] = 0.4;
    subsidy.id = "subsidy";
    subsidy.effect = CK_EFFECT_SUBSIDY;
    subsidy.projects = (ck_names){PROJECT, 1, {0}};
    subsidy.from = (ck_date){9132 + 7};
    subsidy.until = (ck_date){9132 + 9};
    subsidy.term[CK_TERM_bring_forward_days] = 30;
    const ck_measure measure[2] = {release, subsidy};
    tiny tiny;
    tiny_open(&tiny);
    const ck_scenario_spec spec = spec_of(measure, 2);
    CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
    tiny_start(&tiny, false, 0);
    for (uint32_t day = 0; day < 12; day++) {
        tiny_day(&tiny);
        CK_CHECK_NEAR(tiny.run.state.permit[TINY_RELEASE], day < 5 ? 0.0 : 0.4, 0.0);
        CK_CHECK_NEAR(tiny.run.state.project_subsidy[0], day >= 7 && day < 9 ? 30.0 : 0.0, 0.0);
    }
    tiny_close(&tiny);
}

CK_TEST(a_licence_measure_older_than_the_scenario_has_been_at_work_since) {
    ck_measure old = tiny_measure("licence", CK_EFFECT_LICENCE, -500),
               fresh = tiny_measure("licence", CK_EFFECT_LICENCE, 0);
    tiny a, b;
    tiny_open(&a);
    tiny_open(&b);
    ck_scenario_spec from_old = spec_of(&old, 1), from_fresh = spec_of(&fresh, 1);
    from_fresh.start = (ck_date){9132 - 500};
    fresh.from = fresh.announced = from_fresh.start;
    CK_REQUIRE_OK(tiny_scenario(&a, &from_old, NULL));
    CK_REQUIRE_OK(tiny_scenario(&b, &from_fresh, NULL));
    for (uint32_t mode = 0; mode < 2; mode++) {
        tiny_start(&a, mode == 1, 2);
        tiny_start(&b, mode == 1, 2);
        tiny_days(&b, 500);
        for (uint32_t day = 0; day < 30; day++) {
            tiny_day(&a);
            tiny_day(&b);
            CK_CHECK(a.run.state.permit[TINY_MAGNET_USA] == b.run.state.permit[TINY_MAGNET_USA]);
        }
    }
    CK_CHECK_NEAR(a.run.state.measure_days[0], 30.0, 0.0);
    CK_CHECK(a.run.state.permit[TINY_MAGNET_USA] > 0.0);
    tiny_close(&a);
    tiny_close(&b);
}

CK_TEST(a_licence_older_than_the_base_year_is_no_shock_until_its_practice_changes) {
    ck_measure measure[2] = {tiny_measure("licence", CK_EFFECT_LICENCE, -900),
                             tiny_measure("refusal", CK_EFFECT_REFUSAL, 50)};
    measure[1].announced = measure[1].from;
    tiny tiny;
    tiny_open(&tiny);
    const ck_scenario_spec spec = spec_of(measure, 2);
    for (int32_t base_year = 2022; base_year <= 2024; base_year++) {
        tiny.model.base_year = base_year;
        CK_REQUIRE_OK(tiny_scenario(&tiny, &spec, NULL));
        tiny_start(&tiny, false, 0);
        tiny_days(&tiny, 50);
        const double before = tiny.run.state.permit[TINY_MAGNET_USA];
        if (base_year == 2022) CK_CHECK(before < 0.75);              // 16 July 2022: a new measure for this world
        else CK_CHECK(before > 0.999);
        const double granted = tiny.run.state.measure_granted[0] / tiny.run.state.measure_days[0];
        CK_CHECK(granted < 0.95);                                    // what is granted is reported as it is
        tiny_days(&tiny, 700);
        const double after = tiny.run.state.permit[TINY_MAGNET_USA];
        CK_CHECK(after < 0.5 * before);
    }
    tiny_close(&tiny);
}

CK_TEST(random_licences_do_not_move_when_another_measure_or_customer_is_added_elsewhere) {
    ck_measure measure[3] = {tiny_measure("licence", CK_EFFECT_LICENCE, 0)};
    measure[0].term[CK_TERM_validity_days] = 40;
    tiny a, b;
    tiny_open(&a);
    tiny_open(&b);
    tiny_customers(&a, TINY_JPN, TINY_MAGNET, CK_CIVIL, 12, 1, 3);
    const ck_scenario_spec alone = spec_of(measure, 1);
    CK_REQUIRE_OK(tiny_scenario(&a, &alone, NULL));

    static const char *const OXIDE[] = {"oxide"};
    const ck_measure other = tiny_measure("another", CK_EFFECT_LICENCE, 0);
    ck_measure more[3] = {other, measure[0], tiny_measure("dial", CK_EFFECT_DIAL, 0)};
    more[0].items = more[2].items = (ck_names){OXIDE, 1, {0}};
    tiny_customers(&b, TINY_CHN, TINY_MAGNET, CK_CIVIL, 4, 1, 0);
    tiny_customers(&b, TINY_JPN, TINY_MAGNET, CK_CIVIL, 12, 1, 1);
    tiny_customers(&b, TINY_JPN, TINY_OXIDE, CK_CIVIL, 8, 1, 2);
    tiny_customers(&b, TINY_USA, TINY_MAGNET, CK_CIVIL, 8, 1, 3);
    const ck_scenario_spec crowd = spec_of(more, 3);
    CK_REQUIRE_OK(tiny_scenario(&b, &crowd, NULL));
    double differs = 0.0;
    for (uint64_t draw = 0; draw < 20; draw++) {
        tiny_start(&a, true, draw);
        tiny_start(&b, true, draw);
        for (uint32_t day = 0; day < 200; day++) {
            tiny_day(&a);
            tiny_day(&b);
            CK_CHECK(a.run.state.permit[TINY_MAGNET_JPN] == b.run.state.permit[TINY_MAGNET_JPN]);
            differs += fabs(a.run.state.permit[TINY_MAGNET_USA] - b.run.state.permit[TINY_MAGNET_USA]);
        }
    }
    CK_CHECK(differs > 0.0);                                         // where the customers did change
    tiny_close(&a);
    tiny_close(&b);
}

CK_TEST(buyers_of_goods_that_a_dial_treats_differently_move_as_one_until_it_begins) {
    static const char *const BOTH[] = {"magnet", "oxide"}, *const OXIDE[] = {"oxide"};
    ck_measure measure[2] = {tiny_measure("licence", CK_EFFECT_LICENCE, 0), tiny_measure("dial", CK_EFFECT_DIAL, 60)};
    measure[0].items = (ck_names){BOTH, 2, {0}};
    measure[0].term[CK_TERM_capacity] = 0.4;
    measure[0].term[CK_TERM_retry_days] = 20;
    measure[1].items = (ck_names){OXIDE, 1, {0}};
    measure[1].term[CK_TERM_dial] = 0;
    measure[1].term[CK_TERM_dial_approval] = 0;
    tiny a, b;
    tiny_open(&a);
    tiny_open(&b);
    for (uint32_t i = 0; i < 2; i++) {
        tiny *tiny = i == 0 ? &a : &b;
        tiny_customers(tiny, TINY_JPN, TINY_MAGNET, CK_CIVIL, 10, 1, 0);
        tiny_customers(tiny, TINY_JPN, TINY_OXIDE, CK_CIVIL, 10, 1, 0);
        tiny_customers(tiny, TINY_USA, TINY_MAGNET, CK_CIVIL, 10, 1, 1);
        const ck_scenario_spec spec = spec_of(measure, 1 + i);
        CK_REQUIRE_OK(tiny_scenario(tiny, &spec, NULL));
    }
    CK_CHECK_EQUAL(b.scenario->cell_count, a.scenario->cell_count + 1);
    CK_CHECK(b.scenario->cell[0].key == a.scenario->cell[0].key && b.scenario->cell[1].key != a.scenario->cell[0].key);
    CK_CHECK(cki_cell_key(b.scenario, 1, &b.scenario->measure[1].key, 1) == b.scenario->cell[1].key);
    CK_CHECK(cki_cell_key(b.scenario, 1, &a.scenario->measure[0].key, 1) == a.scenario->cell[0].key);
    for (uint32_t mode = 0; mode < 2; mode++) {
        tiny_start(&a, mode == 1, 4);
        tiny_start(&b, mode == 1, 4);
        for (uint32_t day = 0; day < 400; day++) {
            tiny_day(&a);
            tiny_day(&b);
            if (day >= 60) continue;
            for (uint32_t f = 0; f < TINY_FLOWS; f++) CK_CHECK(a.run.state.permit[f] == b.run.state.permit[f]);
            CK_CHECK(a.run.state.measure_granted[0] == b.run.state.measure_granted[0]);
            CK_CHECK(ck_run_licences(&a.run, 0).review == ck_run_licences(&b.run, 0).review);
        }
        CK_CHECK(b.run.state.permit[TINY_MAGNET_JPN] > b.run.state.permit[TINY_OXIDE_JPN]);
        const ck_licence_count count = ck_run_licences(&b.run, 0);
        CK_CHECK_NEAR(count.none + count.applied + count.review + count.granted + count.refused + count.expired, 23.0,
                      1e-9);
    }
    tiny_close(&a);
    tiny_close(&b);
}

CK_TEST(cells_for_whose_dial_no_table_is_kept_draw_the_same_cases) {
    static const char *const OXIDE[] = {"oxide"};
    ck_measure measure[2] = {tiny_measure("licence", CK_EFFECT_LICENCE, 0), tiny_measure("dial", CK_EFFECT_DIAL, 30)};
    static const char *const BOTH[] = {"magnet", "oxide"};
    measure[0].items = (ck_names){BOTH, 2, {0}};
    measure[0].term[CK_TERM_validity_days] = 50;
    measure[0].term[CK_TERM_retry_days] = 20;
    measure[1].items = (ck_names){OXIDE, 1, {0}};
    measure[1].term[CK_TERM_dial] = 0.4;
    tiny a, b;
    tiny_open(&a);
    tiny_open(&b);
    for (uint32_t i = 0; i < 2; i++) {
        tiny *tiny = i == 0 ? &a : &b;
        tiny_customers(tiny, TINY_JPN, TINY_MAGNET, CK_CIVIL, 40, 1, 0);
        tiny_customers(tiny, TINY_JPN, TINY_OXIDE, CK_CIVIL, 7, 1, 1);
        tiny_customers(tiny, TINY_USA, TINY_MAGNET, CK_CIVIL, 300, 1, 2);
        const ck_scenario_spec spec = spec_of(measure, 2);
        CK_REQUIRE_OK(tiny_scenario(tiny, &spec, NULL));
    }
    uint32_t reviewed = 0;
    for (uint64_t draw = 0; draw < 5; draw++) {
        tiny_start(&a, true, draw);
        tiny_start(&b, true, draw);
        for (uint32_t day = 0; day < 300; day++) {
            tiny_day(&a);
            tiny_day(&b);
            for (uint32_t c = 0; c < a.scenario->cell_count; c++) {
                CK_CHECK(a.run.today.cell_table[c] != CK_NONE);
                b.run.today.cell_table[c] = CK_NONE;
                CK_CHECK(a.run.state.cell_none[c] == b.run.state.cell_none[c]);
                CK_CHECK(a.run.state.cell_applied[c] == b.run.state.cell_applied[c]);
                CK_CHECK(a.run.state.cell_review_1[c] == b.run.state.cell_review_1[c]);
                CK_CHECK(a.run.state.cell_granted[c] == b.run.state.cell_granted[c]);
                CK_CHECK(a.run.state.cell_refused[c] == b.run.state.cell_refused[c]);
                CK_CHECK(a.run.state.cell_expired[c] == b.run.state.cell_expired[c]);
                reviewed += a.run.state.cell_review_1[c] > 0.0;
            }
        }
    }
    CK_CHECK(reviewed > 1000);
    tiny_close(&a);
    tiny_close(&b);
}

CK_TEST(the_law_of_a_day_can_be_found_again_from_the_state_alone) {
    const ck_amendment amendment = {{9132 + 60}, CK_TERM_dial, 0.5, "", {0}};
    ck_measure measure[3] = {tiny_measure("licence", CK_EFFECT_LICENCE, 0), tiny_measure("quota", CK_EFFECT_QUOTA, 3),
                             tiny_measure("general", CK_EFFECT_EXEMPTION, 40)};
    measure[0].amendment = &amendment;
    measure[0].amendment_count = 1;
    measure[1].term[CK_TERM_quota_share] = 0.9;
    measure[2].term[CK_TERM_exempt_share] = 0.2;
    tiny a, b;
    tiny_open(&a);
    tiny_open(&b);
    const ck_scenario_spec spec = spec_of(measure, 3);
    CK_REQUIRE_OK(tiny_scenario(&a, &spec, NULL));
    CK_REQUIRE_OK(tiny_scenario(&b, &spec, NULL));
    for (uint32_t mode = 0; mode < 2; mode++) {
        tiny_start(&a, mode == 1, 5);
        tiny_start(&b, mode == 1, 5);
        for (uint32_t day = 0; day < 150; day++) {
            cki_today_reset(&b.run.today, b.scenario);               // as after a resume
            memset(b.run.today.factor, 0xff, b.scenario->entry_count * sizeof(double));
            tiny_day(&a);
            tiny_day(&b);
            for (uint32_t f = 0; f < TINY_FLOWS; f++) CK_CHECK(a.run.state.permit[f] == b.run.state.permit[f]);
            CK_CHECK(a.run.state.cell_granted[0] == b.run.state.cell_granted[0]);
        }
    }
    tiny_close(&a);
    tiny_close(&b);
}

CK_TEST_MAIN()
