/* A scenario that is given other dates, terms and numbers is the one that would be built anew, field by field and day by day. */
#include "ck_test.h"
#include "fixtures/small_world.h"
#include "flow/run.h"

#include <stdlib.h>

enum { MEASURES = CK_EFFECT_COUNT + 1, PAUSES = 2, AMENDMENTS = 2, UNCERTAIN = 2, EDITS = 4000, RUN_EVERY = 200, DAYS = 120 };

static const char *const MAGNETS[] = {"group:magnet"}, *const CHINA[] = {"CHN"}, *const EVERYTHING[] = {"*"};

typedef struct edited {
    ck_scenario_spec spec;
    ck_measure   measure[MEASURES];
    ck_pause     pause[MEASURES][PAUSES];
    ck_amendment amendment[MEASURES][AMENDMENTS];
    ck_uncertain uncertain[UNCERTAIN];
    uint8_t     *reach;
    uint64_t     random;
} edited;

static uint32_t pick(edited *edited, uint32_t below) {                // xorshift64*: Vigna (2016)
    edited->random ^= edited->random >> 12;
    edited->random ^= edited->random << 25;
    edited->random ^= edited->random >> 27;
    return (uint32_t)((edited->random * UINT64_C(0x2545f4914f6cdd1d)) >> 33) % below;
}

/* One measure of each effect and a licence by reach, each with suspensions and amendments. */
static void open_edited(edited *to) {
    static const char *const id[MEASURES] = {"m0", "m1", "m2", "m3", "m4", "m5", "m6", "m7", "m8", "m9", "reach"};
    memset(to, 0, sizeof *to);
    to->random = 7;
    to->spec = ck_scenario_spec_default();
    to->spec.days = DAYS;
    to->reach = calloc(ck_reach_bytes(ck_fixture_model()), 1);
    for (uint32_t m = 0; m < MEASURES; m++) {
        ck_measure *measure = &to->measure[m];
        *measure = ck_measure_default();
        measure->id = id[m];
        measure->effect = m < CK_EFFECT_COUNT ? (ck_effect)m : CK_EFFECT_LICENCE;
        measure->authority = "CHN";
        const bool trade = measure->effect != CK_EFFECT_RELEASE && measure->effect != CK_EFFECT_SUBSIDY;
        measure->items = trade ? (ck_names){MAGNETS, 1, {0}} : (ck_names){EVERYTHING, 1, {0}};
        if (trade) measure->origins = (ck_names){CHINA, 1, {0}};
        measure->from = measure->announced = (ck_date){to->spec.start.day + 5 * (int32_t)m};
        measure->until = (ck_date){measure->from.day + 60};
        for (uint32_t p = 0; p < PAUSES; p++) {
            to->pause[m][p].from.day = measure->from.day + 10 + 20 * (int32_t)p;
            to->pause[m][p].until.day = to->pause[m][p].from.day + 7;
            to->amendment[m][p] = (ck_amendment){.from = {measure->from.day + 3 + (int32_t)p}, .term = CK_TERM_coverage, .value = 0.5};
        }
        measure->pause = to->pause[m];
        measure->pause_count = PAUSES;
        measure->amendment = to->amendment[m];
        measure->amendment_count = AMENDMENTS;
    }
    const char *rows[] = {"magnet; CHN; USA; civil"};
    CK_REQUIRE_OK(ck_reach_read(ck_fixture_model(), (ck_names){rows, 1, {0}}, to->reach, NULL, NULL));
    to->measure[MEASURES - 1].items = to->measure[MEASURES - 1].origins = (ck_names){0};
    to->measure[MEASURES - 1].reach = to->reach;
    to->uncertain[0] = (ck_uncertain){.target = "parameters.stock_multiplier",
                                      .distribution = {.kind = CK_UNIFORM, .a = 0.5, .b = 1.5, .low = 0, .high = 10}};
    to->uncertain[1] = (ck_uncertain){.target = "measures.m0.review_days",
                                      .distribution = {.kind = CK_UNIFORM, .a = 20, .b = 60, .low = 0, .high = 3650}};
    to->spec.measure = to->measure;
    to->spec.measure_count = MEASURES;
    to->spec.uncertain = to->uncertain;
    to->spec.uncertain_count = UNCERTAIN;
}

static void move_dates(edited *edited, uint32_t m, int32_t days) {
    ck_measure *measure = &edited->measure[m];
    measure->from.day += days;
    measure->until.day += days;
    for (uint32_t p = 0; p < PAUSES; p++) {
        edited->pause[m][p].from.day += days;
        edited->pause[m][p].until.day += days;
        edited->amendment[m][p].from.day += days;
    }
    measure->announced.day = measure->from.day - (int32_t)pick(edited, 30);
}

static void change_something(edited *edited) {
    const uint32_t m = pick(edited, MEASURES);
    ck_measure *measure = &edited->measure[m];
    switch (pick(edited, 9)) {
        case 0: move_dates(edited, m, (int32_t)pick(edited, 61) - 30); break;
        case 1: measure->until.day = edited->pause[m][PAUSES - 1].until.day + (int32_t)pick(edited, 40); break;
        case 2: measure->announced.day = measure->from.day - (int32_t)pick(edited, 90); break;
        case 3: edited->pause[m][1].until.day = edited->pause[m][1].from.day + 1 + (int32_t)pick(edited, 6); break;
        case 4: edited->amendment[m][0].value = pick(edited, 100) / 99.0; break;
        case 5: measure->term[CK_TERM_coverage] = pick(edited, 100) / 99.0; break;
        case 6: measure->term[CK_TERM_approval_civil] = pick(edited, 100) / 99.0; break;
        case 7: edited->spec.parameter[CK_PARAMETER_stock_multiplier] = 0.5 + pick(edited, 100) / 99.0; break;
        default: edited->uncertain[0].distribution.b = 1.0 + pick(edited, 100) / 99.0; break;
    }
}

/* A copy that points to its own parts. */
static void take_over(edited *to, const edited *from) {
    *to = *from;
    to->spec.measure = to->measure;
    to->spec.uncertain = to->uncertain;
    for (uint32_t m = 0; m < MEASURES; m++) {
        to->measure[m].pause = to->pause[m];
        to->measure[m].amendment = to->amendment[m];
    }
}

typedef struct built { void *block; size_t bytes; const ck_scenario *scenario; } built;

static built build(const ck_scenario_spec *spec) {
    built built = {.bytes = ck_scenario_bytes(ck_fixture_model(), spec)};
    built.block = aligned_alloc(16, (built.bytes + 15) & ~(size_t)15);
    memset(built.block, 0xa5, built.bytes);
    CK_REQUIRE_USABLE(ck_scenario_build(ck_fixture_model(), spec, built.block, built.bytes, &built.scenario, NULL));
    return built;
}

static bool same_measure(const cki_measure *a, const cki_measure *b) {
    bool same = strcmp(a->id, b->id) == 0 && a->key == b->key && a->effect == b->effect && a->in_base == b->in_base &&
                a->known == b->known && memcmp(a->end_use, b->end_use, sizeof a->end_use) == 0 && a->authority == b->authority &&
                memcmp(&a->calendar, &b->calendar, sizeof a->calendar) == 0 && a->announced == b->announced && a->from == b->from &&
                a->until == b->until && memcmp(a->term, b->term, sizeof a->term) == 0 && a->has_parts == b->has_parts &&
                a->flow_count == b->flow_count && a->base_quantity == b->base_quantity;
#define SAME(name) same = same && a->first_##name == b->first_##name && a->end_##name == b->end_##name;
    SAME(step) SAME(change) SAME(entry) SAME(cell) SAME(bundle) SAME(project)
#undef SAME
    return same;
}

static bool same_scenario(const ck_scenario *a, const ck_scenario *b) {
    bool same = a->start.day == b->start.day && a->days == b->days && a->draws == b->draws && a->seed == b->seed &&
                a->digest == b->digest && a->law_known_on.day == b->law_known_on.day && a->allocation == b->allocation &&
                a->first_day == b->first_day && a->still_width == b->still_width && a->adjuster_words == b->adjuster_words &&
                memcmp(a->parameter, b->parameter, sizeof a->parameter) == 0;
#define SAME_COUNT(name) same = same && a->name##_count == b->name##_count;
    SAME_COUNT(measure) SAME_COUNT(step) SAME_COUNT(change) SAME_COUNT(change_day) SAME_COUNT(entry) SAME_COUNT(reference)
    SAME_COUNT(bundle) SAME_COUNT(cell) SAME_COUNT(adjuster) SAME_COUNT(touched) SAME_COUNT(subsidy) SAME_COUNT(uncertain)
    if (!same) return false;
#define SAME_LIST(name, count) same = same && memcmp(a->name, b->name, (size_t)(count) * sizeof *a->name) == 0;
    SAME_LIST(change_day, a->change_day_count)
    SAME_LIST(entry_flow, a->entry_count) SAME_LIST(entry_measure, a->entry_count) SAME_LIST(entry_scope, a->entry_count)
    SAME_LIST(entry_first_reference, a->entry_count + 1) SAME_LIST(entry_bundle, a->entry_count)
    SAME_LIST(bundle_entry, a->bundle_count) SAME_LIST(reference_cell, a->reference_count)
    SAME_LIST(reference_weight, a->reference_count) SAME_LIST(touched_flow, a->touched_count)
    SAME_LIST(touched_first, a->touched_count + 1) SAME_LIST(touched_entry, a->entry_count)
    SAME_LIST(flow_touched, ck_fixture_model()->flow_count) SAME_LIST(cell_weight, a->cell_count) SAME_LIST(adjuster, a->adjuster_count)
    SAME_LIST(cell_adjusters, a->cell_count * a->adjuster_words) SAME_LIST(subsidy_project, a->subsidy_count)
#undef SAME_COUNT
#undef SAME_LIST
    for (uint32_t m = 0; m < a->measure_count; m++) same = same && same_measure(&a->measure[m], &b->measure[m]);
    for (uint32_t s = 0; s < a->step_count; s++) same = same && a->step[s].day == b->step[s].day && a->step[s].phase == b->step[s].phase;
    for (uint32_t c = 0; c < a->change_count; c++) {
        same = same && a->change[c].day == b->change[c].day && a->change[c].term == b->change[c].term && a->change[c].value == b->change[c].value;
    }
    for (uint32_t c = 0; c < a->cell_count; c++) {
        same = same && a->cell[c].key == b->cell[c].key && a->cell[c].weight == b->cell[c].weight && a->cell[c].load == b->cell[c].load;
    }
    for (uint32_t u = 0; u < a->uncertain_count; u++) {
        same = same && a->uncertain[u].kind == b->uncertain[u].kind && a->uncertain[u].at == b->uncertain[u].at &&
               a->uncertain[u].key == b->uncertain[u].key && a->uncertain[u].distribution.b == b->uncertain[u].distribution.b;
    }
    return same;
}

static uint64_t run_digest(const ck_scenario *scenario, bool sample) {
    ck_run_options options = ck_run_options_default();
    options.sample = sample;
    const size_t bytes = (ck_run_bytes(ck_fixture_model(), scenario, options) + 15) & ~(size_t)15;
    void   *block = aligned_alloc(16, bytes);
    ck_run *run = NULL;
    CK_REQUIRE_OK(ck_run_start(ck_fixture_model(), scenario, options, block, bytes, &run, NULL));
    CK_REQUIRE_OK(ck_run_to(run, DAYS, NULL));
    const uint64_t digest = ck_run_digest(run);
    free(block);
    return digest;
}

CK_TEST(thousands_of_edits_give_the_scenario_that_is_built_anew) {
    edited edited, first, sound;
    open_edited(&edited);
    take_over(&first, &edited);
    take_over(&sound, &edited);
    built mine = build(&edited.spec);
    uint32_t changed = 0, different = 0, refused = 0;
    for (uint32_t edit = 0; edit < EDITS; edit++) {
        change_something(&edited);
        CK_REQUIRE(ck_scenario_alike(ck_fixture_model(), &first.spec, &edited.spec));
        if (ck_scenario_rebuild(ck_fixture_model(), &edited.spec, mine.block, mine.bytes, &mine.scenario, NULL) < 0) {
            const uint64_t random = edited.random;                   // no scenario can be like that: the edit is taken back
            take_over(&edited, &sound);
            edited.random = random;
            refused++;
            continue;
        }
        take_over(&sound, &edited);
        const built other = build(&edited.spec);
        different += !same_scenario(mine.scenario, other.scenario);
        if (edit % RUN_EVERY == 0) {
            CK_CHECK_DIGEST(run_digest(mine.scenario, false), run_digest(other.scenario, false));
            CK_CHECK_DIGEST(run_digest(mine.scenario, true), run_digest(other.scenario, true));
        }
        free(other.block);
        changed++;
    }
    CK_CHECK_EQUAL(different, 0);
    CK_CHECK(changed > EDITS / 2 && refused < EDITS / 2);
    free(mine.block);
    free(edited.reach);
}

CK_TEST(another_scope_list_or_adjuster_is_not_alike) {
    edited edited, before;
    open_edited(&edited);
    take_over(&before, &edited);
    const ck_model *model = ck_fixture_model();
    const ck_scenario_spec *spec = &edited.spec;
    CK_CHECK(ck_scenario_alike(model, &before.spec, spec));
    ck_measure *first = &edited.measure[0], *by_reach = &edited.measure[MEASURES - 1];

    first->origins.count = 0;
    CK_CHECK(!ck_scenario_alike(model, &before.spec, spec));
    first->origins.count = 1;
    first->authority = "USA";
    CK_CHECK(!ck_scenario_alike(model, &before.spec, spec));
    first->authority = "CHN";
    first->pause_count--;
    CK_CHECK(!ck_scenario_alike(model, &before.spec, spec));
    first->pause_count++;

    uint8_t *copy = malloc(ck_reach_bytes(model));
    memcpy(copy, edited.reach, ck_reach_bytes(model));
    by_reach->reach = copy;
    CK_CHECK(ck_scenario_alike(model, &before.spec, spec));            // the same bits elsewhere
    copy[ck_reach_bytes(model) - 1] ^= 1;
    CK_CHECK(!ck_scenario_alike(model, &before.spec, spec));
    by_reach->reach = NULL;
    CK_CHECK(!ck_scenario_alike(model, &before.spec, spec));
    by_reach->reach = edited.reach;

    edited.spec.law_known_on.day = edited.measure[CK_EFFECT_DIAL].announced.day - 1;     // the dial is not known any more
    CK_CHECK(!ck_scenario_alike(model, &before.spec, spec));
    edited.spec.law_known_on = CK_DATE_LAST;
    edited.spec.measure_count--;
    CK_CHECK(!ck_scenario_alike(model, &before.spec, spec));
    free(copy);
    free(edited.reach);
}

CK_TEST(a_block_that_is_not_its_own_and_a_wrong_spec_leave_a_scenario_as_it_was) {
    edited edited;
    open_edited(&edited);
    const built mine = build(&edited.spec);
    const uint64_t before = ck_scenario_digest(mine.scenario);
    const ck_scenario *scenario = mine.scenario;
    void *elsewhere = aligned_alloc(16, (mine.bytes + 15) & ~(size_t)15);
    CK_CHECK_STATUS(ck_scenario_rebuild(ck_fixture_model(), &edited.spec, elsewhere, mine.bytes, &scenario, NULL), CK_E_USAGE);
    edited.measure[0].term[CK_TERM_coverage] = 2.0;
    CK_CHECK_STATUS(ck_scenario_rebuild(ck_fixture_model(), &edited.spec, mine.block, mine.bytes, &scenario, NULL), CK_E_RANGE);
    CK_CHECK(scenario == mine.scenario);
    CK_CHECK_DIGEST(ck_scenario_digest(scenario), before);
    free(elsewhere);
    free(mine.block);
    free(edited.reach);
}

CK_TEST_MAIN()
