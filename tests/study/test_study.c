/* Studies of the small world: sums, bands, causes, remedies, words and the report. */
#include "ck_test.h"
#include "fixtures/small_world.h"
#include "report/report.h"
#include "study/answer.h"
#include "study/words.h"

#include <math.h>
#include <stdlib.h>

static const char *const MAGNETS[] = {"group:magnet", "group:light-metal", "group:heavy-metal", "group:motor"};
static const char *const CHINA[] = {"CHN"};

static ck_measure ban_of_magnets(void) {
    ck_measure ban = ck_measure_default();
    ban.id = "ban";
    ban.title = "No magnets <abroad> & \"elsewhere\"";
    ban.citation = "made up for this test";
    ban.authority = "CHN";
    ban.effect = CK_EFFECT_BAN;
    ban.items = (ck_names){.name = MAGNETS, .count = 4};
    ban.origins = (ck_names){.name = CHINA, .count = 1};
    ban.announced = ban.from = ck_date_make(2025, 2, 1);
    return ban;
}

static const ck_uncertain UNCERTAIN[] = {
    {.target = "measures.ban.leakage",
     .distribution = {.kind = CK_UNIFORM, .a = 0.0, .b = 0.5, .low = -INFINITY, .high = INFINITY}},
    {.target = "inventories"},
};

static ck_scenario_spec spec_with(const ck_measure *measure) {
    ck_scenario_spec spec = ck_scenario_spec_default();
    spec.name = "test";
    spec.title = "A test";
    spec.start = ck_date_make(2025, 1, 1);
    spec.days = 400;
    spec.seed = 7;
    spec.measure = measure;
    spec.measure_count = measure != NULL ? 1 : 0;
    return spec;
}

static ck_scenario_spec uncertain_spec_with(const ck_measure *measure) {
    ck_scenario_spec spec = spec_with(measure);
    spec.uncertain = UNCERTAIN;
    spec.uncertain_count = 2;
    return spec;
}

static ck_study *study_of(ck_scenario_spec first, const ck_scenario_spec *second, uint32_t draws, uint32_t threads,
                          bool remedies) {
    ck_variant_spec variant[2] = {{first.name, first.title, first}};
    if (second != NULL) variant[1] = (ck_variant_spec){second->name, second->title, *second};
    ck_study_options options = ck_study_options_default();
    options.draws = draws;
    options.threads = threads;
    options.remedies = remedies;
    ck_study *study = NULL;
    CK_REQUIRE_USABLE(ck_study_run(ck_fixture_model(), variant, second != NULL ? 2 : 1, options, &study, NULL));
    return study;
}

CK_TEST(without_measures_nothing_is_lost_and_no_price_moves) {
    ck_study *study = study_of(spec_with(NULL), NULL, 0, 1, false);
    const ck_variant *v = &study->variant[0];
    CK_CHECK_NEAR(v->lost_value_added, 0.0, 0.0);
    for (uint32_t p = 0; p < study->point_count; p++) CK_CHECK_NEAR(ck_fan_at(&v->loss_world, 0, p), 0.0, 0.0);
    for (uint32_t i = 0; i < v->price_outside.series; i++)
        CK_CHECK_NEAR(ck_fan_at(&v->price_outside, i, 20), 1.0, 1e-12);
    ck_study_free(study);
}

CK_TEST(lines_without_measures_are_those_of_the_baseline) {
    ck_study *study = study_of(spec_with(NULL), NULL, 0, 1, false);
    CK_CHECK(study->line_count > 0);
    CK_CHECK_EQUAL(study->month_count, 14); // January 2025 to February 2026
    for (uint32_t l = 0; l < study->line_count; l++) {
        for (uint32_t m = 0; m < study->month_count; m++) {
            const double base = study->line[l].base_quantity * ck_study_month_days(study, m);
            if (m < 6) CK_CHECK_NEAR(ck_study_base(study, l, m), base, 1e-9 * base); // planned plants start later
            CK_CHECK_NEAR(ck_fan_at(&study->variant[0].quantity, l, m), ck_study_base(study, l, m), 0.0);
        }
    }
    CK_CHECK_NEAR(ck_study_month_days(study, 0), 31.0, 0.0);
    CK_CHECK_NEAR(ck_study_month_days(study, 13), 4.0, 0.0); // 400 days end in February 2026
    ck_study_free(study);
}

CK_TEST(a_total_line_is_the_sum_of_its_destinations) {
    const ck_measure ban = ban_of_magnets();
    ck_study *study = study_of(spec_with(&ban), NULL, 0, 1, false);
    uint32_t totals = 0;
    for (uint32_t t = 0; t < study->line_count; t++) {
        if (study->line[t].destination != CK_NONE) continue;
        totals++;
        for (uint32_t m = 0; m < study->month_count; m++) {
            double sum = 0.0;
            for (uint32_t l = 0; l < study->line_count; l++) {
                const bool part = study->line[l].group == study->line[t].group &&
                                  study->line[l].origin == study->line[t].origin &&
                                  study->line[l].destination != CK_NONE;
                if (part) sum += ck_fan_at(&study->variant[0].quantity, l, m);
            }
            CK_CHECK_NEAR(ck_fan_at(&study->variant[0].quantity, t, m), sum, 1e-9 * (sum + 1.0));
        }
    }
    CK_CHECK(totals > 0);
    ck_study_free(study);
}

CK_TEST(a_ban_stops_the_trade_of_its_scope_and_costs_the_buyers) {
    const ck_measure ban = ban_of_magnets();
    ck_study *study = study_of(spec_with(&ban), NULL, 0, 1, false);
    const ck_model *model = study->model;
    const uint32_t china = ck_model_find_region(model, "CHN"), germany = ck_model_find_region(model, "DEU");
    CK_CHECK_EQUAL(study->authority, china);
    const uint32_t group = ck_model_item(model, ck_model_find_item(model, "magnet")).group;
    const uint32_t line = ck_study_find_line(study, group, china, CK_NONE);
    CK_REQUIRE(line != CK_NONE);
    CK_CHECK(ck_fan_at(&study->variant[0].quantity, line, 0) > 0.0);
    CK_CHECK_NEAR(ck_fan_at(&study->variant[0].quantity, line, 3), 0.0, 0.0);
    CK_CHECK(study->variant[0].loss_by_region[germany] > 0.0);
    double by_region = 0.0, by_industry = 0.0;
    for (uint32_t r = 0; r < ck_model_count(model).regions; r++) by_region += study->variant[0].loss_by_region[r];
    for (uint32_t k = 0; k < study->industry_count; k++) by_industry += study->variant[0].loss_by_industry[k];
    CK_CHECK_NEAR(by_region, study->variant[0].lost_value_added, 1e-6 * by_region);
    CK_CHECK_NEAR(by_industry, study->variant[0].lost_value_added, 1e-6 * by_region);
    ck_study_free(study);
}

CK_TEST(causes_lead_from_the_industry_to_the_measure) {
    const ck_measure ban = ban_of_magnets();
    ck_study *study = study_of(spec_with(&ban), NULL, 0, 1, false);
    ck_first_stop stop[8];
    const uint32_t count = ck_study_first_slow(study, "industry", 0.0, stop, 8);
    CK_REQUIRE(count > 0);
    for (uint32_t k = 1; k < count; k++) CK_CHECK(stop[k - 1].day <= stop[k].day);
    CK_CHECK(stop[0].day >= 31); // not before the ban
    char *why = ck_study_why_text(study, 0, stop[0].site);
    CK_REQUIRE(why != NULL);
    CK_CHECK(strstr(why, "made up for this test") != NULL);
    free(why);
    ck_study_free(study);
}

CK_TEST(bands_are_ordered_and_do_not_depend_on_threads) {
    const ck_measure ban = ban_of_magnets();
    const ck_scenario_spec base = spec_with(NULL);
    ck_study *one = study_of(uncertain_spec_with(&ban), &base, 12, 1, true),
             *two = study_of(uncertain_spec_with(&ban), &base, 12, 2, true);
    CK_CHECK_DIGEST(one->digest, two->digest);
    const ck_variant *v = &one->variant[0];
    CK_CHECK_EQUAL(v->draws, 12);
    const ck_band lost = v->lost_value_added_band;
    CK_CHECK(lost.p05 <= lost.p25 && lost.p25 <= lost.p50 && lost.p50 <= lost.p75 && lost.p75 <= lost.p95);
    CK_CHECK(lost.p95 > lost.p05);
    for (uint32_t p = 0; p < one->point_count; p++) {
        const ck_band band = ck_fan_band(&v->loss_world, 0, p);
        CK_CHECK(band.p05 <= band.p50 && band.p50 <= band.p95);
    }
    CK_CHECK_EQUAL(v->driver_count, 2);
    CK_CHECK(fabs(v->driver[0].rank_correlation) >= fabs(v->driver[1].rank_correlation));
    CK_CHECK_NEAR(one->variant[1].lost_value_added, 0.0, 0.0);
    ck_study_free(one);
    ck_study_free(two);
}

CK_TEST(twice_the_stock_never_makes_industries_slow_earlier) {
    const ck_measure ban = ban_of_magnets();
    ck_study *study = study_of(spec_with(&ban), NULL, 0, 1, true);
    CK_REQUIRE(study->remedy_count >= 5);
    CK_CHECK_TEXT(study->remedy[0].name, "stock");
    CK_CHECK(study->remedy[0].days_bought > 0.0);
    CK_CHECK(study->remedy[0].loss_avoided > 0.0);
    for (uint32_t r = 0; r < study->remedy_count; r++) {
        CK_CHECK_NEAR(study->remedy[r].lost_value_added + study->remedy[r].loss_avoided,
                      study->variant[0].lost_value_added, 1.0);
    }
    ck_study_free(study);
}

CK_TEST(a_study_of_a_wrong_scenario_reports_and_leaves_nothing) {
    ck_measure ban = ban_of_magnets();
    ban.authority = "nowhere";
    const ck_scenario_spec spec = spec_with(&ban);
    const ck_variant_spec variant = {spec.name, spec.title, spec};
    ck_diag items[4];
    char texts[1024];
    ck_diags diags = CK_DIAGS(items, texts);
    ck_study *study = NULL;
    CK_CHECK_STATUS(ck_study_run(ck_fixture_model(), &variant, 1, ck_study_options_default(), &study, &diags),
                    CK_E_UNKNOWN);
    CK_CHECK(study == NULL);
    CK_CHECK(diags.count > 0);
}

CK_TEST(words_for_money_and_factors_round_as_people_do) {
    CK_CHECK_TEXT(ck_words_money(12.34e9).text, "12.3 bn USD");
    CK_CHECK_TEXT(ck_words_money(123.4e9).text, "123 bn USD");
    CK_CHECK_TEXT(ck_words_money(1.5e6).text, "1.5 m USD");
    CK_CHECK_TEXT(ck_words_money(-2e12).text, "-2.00 tn USD");
    CK_CHECK_TEXT(ck_words_factor(3.14159).text, "3.1");
    CK_CHECK_TEXT(ck_words_factor(31.4159).text, "31");
    CK_CHECK_TEXT(ck_words_percent(0.1234, 1).text, "12.3 %");
}

static char *report_text(const ck_study *study) {
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    CK_REQUIRE(out != NULL);
    const uint32_t focus[1] = {ck_model_find_region(study->model, "DEU")};
    const ck_report_source source = {"fixture", "A <source>", "nobody", "2024", "javascript:alert(1)"};
    const ck_report_input input = {.study = study,
                                   .world = ck_fixture_world(),
                                   .source = &source,
                                   .source_count = 1,
                                   .question = "What <stops>?",
                                   .command = "chokepoint run test.yaml",
                                   .manifest = "{\"a\": \"</script>\"}",
                                   .focus = focus,
                                   .focus_count = 1};
    ck_report_write(out, &input);
    fclose(out);
    return text;
}

CK_TEST(the_report_escapes_what_people_wrote_and_holds_no_nan) {
    const ck_measure ban = ban_of_magnets();
    ck_study *study = study_of(uncertain_spec_with(&ban), NULL, 12, 1, true);
    char *text = report_text(study);
    CK_CHECK(strstr(text, "What &lt;stops&gt;?") != NULL);
    CK_CHECK(strstr(text, "&lt;abroad&gt; &amp; &quot;elsewhere&quot;") != NULL);
    CK_CHECK(strstr(text, "javascript:") == NULL);     // only web links become links
    CK_CHECK(strstr(text, "\\u003c/script>") != NULL); // the manifest cannot end its element
    CK_CHECK(strstr(text, ">nan<") == NULL && strstr(text, "\"nan\"") == NULL && strstr(text, " nan ") == NULL &&
             strstr(text, "-nan") == NULL);
    CK_CHECK(strstr(text, "</html>") != NULL);
    free(text);
    ck_study_free(study);
}

CK_TEST(the_answer_names_cost_first_and_remedy) {
    const ck_measure ban = ban_of_magnets();
    ck_study *study = study_of(uncertain_spec_with(&ban), NULL, 12, 1, true);
    ck_answer answer;
    CK_REQUIRE_OK(ck_answer_make(study, "What?", &answer));
    CK_CHECK(answer.count >= 8 && answer.count <= 20);
    bool cost = false, first = false, remedy = false;
    for (uint32_t k = 0; k < answer.count; k++) {
        cost = cost || strcmp(answer.line[k].topic, "cost") == 0;
        first = first || strcmp(answer.line[k].topic, "first") == 0;
        remedy = remedy || strcmp(answer.line[k].topic, "remedy") == 0;
        CK_CHECK(strstr(answer.line[k].text, "nan") == NULL);
    }
    CK_CHECK(cost && first && remedy);
    ck_answer_free(&answer);
    ck_study_free(study);
}

CK_TEST_MAIN()
