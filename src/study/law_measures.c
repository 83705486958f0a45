#include "study/law_measures.h"

#include "base/base.h"
#include "study/law_follow.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DAYS_A_YEAR 365.0

/* "MOFCOM Announcement 61 of 2025, s.1(1)" */
static const char *citation_of(join *join, const ck_law_about *about) {
    if (about->article[0] == '\0') return about->citation;
    const char *text = ck_host_join(join->arena, about->citation, ", ", about->article);
    return text != NULL ? text : about->citation;
}

static void set_words(join *join, const follow *follow, ck_measure *measure) {
    const ck_law *law = join->use->law;
    const followed first = ck_law_followed_at(follow, 0);
    const ck_law_about about = ck_law_cited(law, first.kind, first.index);
    if (measure->title[0] == '\0') measure->title = ck_law_about_of(law, CK_LAW_REGIME, follow->regime).title;
    measure->citation = citation_of(join, &about);
    measure->link = about.link;
    measure->authority = ck_law_regime(law, follow->regime).country;
    measure->certainty = ck_certainty_word(ck_law_status_on(join, follow, first, measure->from).certainty);
}

/* The last day up to `from` on which one of the duties was published: the rate that begins then was known since. */
static ck_date published_before(const join *join, const follow *follow, ck_date from) {
    ck_date published = {INT32_MIN};
    for (uint32_t k = 0; k < ck_law_followed_count(follow); k++) {
        for (ck_date on = {CK_LAW_EARLIEST}; on.day <= from.day;) {
            ck_date next = CK_DATE_LAST;
            const bool known = ck_law_state_on(join, follow, ck_law_followed_at(follow, k), on, &next) != CK_STATE_UNKNOWN;
            if (known && on.day > published.day) published = on;
            if (known) break;
            on = next;
        }
    }
    return published.day == INT32_MIN ? from : published;
}

/* Begin, and announcement. Flows that are caught later than the rule begins, because a list grew, meet it unannounced. */
static bool set_begin(const join *join, const follow *follow, const period *actual, uint32_t actual_count, const ck_law_profile *profile,
                      ck_measure *measure) {
    measure->from = follow->period[ck_law_first_in_state(follow, CK_STATE_OPERATIVE)].from;
    const bool later = profile != NULL && profile->step[0].day > measure->from.day;
    if (later) measure->from = (ck_date){profile->step[0].day};
    else if (follow->planned.day < measure->from.day) measure->from = follow->planned;
    measure->announced = measure->from;
    if (later && follow->effect == CK_EFFECT_DUTY) measure->announced = published_before(join, follow, measure->from);
    for (uint32_t k = 0; k < actual_count && !later; k++) {
        if (actual[k].state == CK_STATE_UNKNOWN) continue;
        measure->announced = actual[k].from;
        break;
    }
    return later;
}

/* Times in which the law is not in force although it could be, or is and does not catch these flows; what is over for good ends
   the measure instead. */
static uint32_t times_without(const follow *follow, const period *actual, uint32_t actual_count, const ck_law_profile *profile,
                              ck_measure *measure, ck_pause *off) {
    uint32_t count = 0;
    measure->until = CK_DATE_LAST;
    for (uint32_t k = 0; k < actual_count; k++) {
        const ck_law_state state = actual[k].state;
        const bool over = state == CK_STATE_EXPIRED || state == CK_STATE_VOID, last = k + 1 == actual_count;
        if (over && last) measure->until = actual[k].from;
        else if (over || state == CK_STATE_SUSPENDED || state == CK_STATE_NEVER_OPERATED)
            off[count++] = (ck_pause){actual[k].from, last ? CK_DATE_LAST : actual[k + 1].from, "", measure->place};
    }
    for (uint32_t k = 0; profile != NULL && follow->effect != CK_EFFECT_DUTY && k < profile->count; k++) {
        const ck_date day = {profile->step[k].day};
        if (profile->step[k].value != 0.0) continue;
        if (k + 1 < profile->count) off[count++] = (ck_pause){day, {profile->step[k + 1].day}, "", measure->place};
        else if (day.day < measure->until.day) measure->until = day;
    }
    return count;
}

static int by_first_day(const void *a, const void *b) {
    const int32_t x = ((const ck_pause *)a)->from.day, y = ((const ck_pause *)b)->from.day;
    return (x > y) - (x < y);
}

/* `profile` is that of the flows; NULL when the law catches none. */
static ck_status set_dates(join *join, const follow *follow, const period *actual, uint32_t actual_count, const ck_law_profile *profile,
                           ck_measure *measure) {
    const bool later = set_begin(join, follow, actual, actual_count, profile, measure);
    ck_pause *pause = ck_host_take(join->arena, (size_t)actual_count + CK_LAW_STEPS_MOST, sizeof *pause);
    if (pause == NULL) return ck_host_no_memory(join->diags);
    const uint32_t off = times_without(follow, actual, actual_count, profile, measure, pause);
    if (off > 1) qsort(pause, off, sizeof *pause, by_first_day);
    uint32_t count = 0;
    for (uint32_t k = 0; k < off; k++) {
        if (pause[k].from.day >= measure->until.day || (later && pause[k].until.day <= measure->from.day)) continue;
        if (count > 0 && pause[k].from.day < pause[count - 1].until.day) {
            if (pause[k].until.day > pause[count - 1].until.day) pause[count - 1].until = pause[k].until;
        } else {
            pause[count++] = pause[k];
        }
    }
    measure->pause = pause;
    measure->pause_count = count;
    return CK_OK;
}

static ck_status set_rates(join *join, const ck_law_kind_of_flow *kind, ck_measure *measure) {
    ck_amendment *amendment = ck_host_take(join->arena, kind->profile.count, sizeof *amendment);
    if (amendment == NULL) return ck_host_no_memory(join->diags);
    uint32_t count = 0;
    measure->term[CK_TERM_rate] = kind->profile.step[0].value;
    measure->from = (ck_date){kind->profile.step[0].day};
    for (uint32_t k = 1; k < kind->profile.count; k++) {
        if (kind->profile.step[k].day >= measure->until.day) break;
        amendment[count++] = (ck_amendment){{kind->profile.step[k].day}, CK_TERM_rate, kind->profile.step[k].value, measure->citation,
                                            measure->place};
    }
    measure->amendment = amendment;
    measure->amendment_count = count;
    return CK_OK;
}

/* The charge of the scenario is that of the fee's first step; later steps are in proportion. */
static ck_status set_charges(join *join, const follow *follow, ck_measure *measure) {
    const ck_law *law = join->use->law;
    const uint32_t steps = ck_law_fee_steps(law, follow->fee[0]);
    const double first = ck_law_fee_step(law, follow->fee[0], 0).charge, charge = measure->term[CK_TERM_charge];
    if (steps > 1 && first <= 0.0) {
        return ck_diags_add(join->diags, CK_E_RANGE, ck_law_place_of(measure), "the fee that measure %q follows charges nothing at first",
                            "later steps are in proportion to the first: write the charges and days into the scenario", measure->id);
    }
    ck_amendment *amendment = ck_host_take(join->arena, steps, sizeof *amendment);
    if (amendment == NULL) return ck_host_no_memory(join->diags);
    for (uint32_t k = 1; k < steps; k++) {
        const ck_law_charge_step step = ck_law_fee_step(law, follow->fee[0], k);
        amendment[k - 1] = (ck_amendment){step.from, CK_TERM_charge, charge * step.charge / first, measure->citation, measure->place};
    }
    measure->amendment = amendment;
    measure->amendment_count = steps - 1;
    return CK_OK;
}

static int by_value(const void *a, const void *b) {
    const double x = ((const ck_law_kind_of_flow *)a)->value_usd, y = ((const ck_law_kind_of_flow *)b)->value_usd;
    return (x < y) - (x > y);
}

static void report_open(join *join, const follow *follow) {
    const ck_measure *measure = follow->measure;
    if (follow->effect == CK_EFFECT_REFUSAL) return;                 // it meets goods that need a licence anyway
    if (follow->open_item == CK_NONE || measure->term[CK_TERM_coverage] < 1.0) return;
    const bool duty = follow->effect == CK_EFFECT_DUTY;
    ck_diags_add(join->diags, CK_NOTED, ck_law_place_of(measure),
                 duty ? "the law of measure %q hangs on a fact that the world does not state: %q of %q; no duty is counted there"
                      : "the law of measure %q hangs on a fact that the world does not state: %q of %q; all of the flow counts",
                 duty ? "state it in facts.csv, or leave the item out of the measure's items"
                      : "state it in facts.csv, or say with the term coverage which share of the flow is listed",
                 measure->id, follow->open_fact, ck_model_item(join->use->model, follow->open_item).id);
    join->status = ck_host_worse(join->status, CK_NOTED);
}

/* The largest kind of flow keeps the measure's id, others get -2, -3 ... */
static ck_status write_kinds(join *join, follow *follow, ck_host_list *measures) {
    struct follow with = *follow;
    with.known = join->spec->law_known_on;
    period actual[CK_LAW_PERIODS_MOST];
    CK_TRY(ck_law_follow_periods(join, &with));
    memcpy(actual, with.period, sizeof actual);
    ck_law_kind_of_flow *kind = follow->kinds.item;
    if (follow->kinds.count > 1) qsort(kind, follow->kinds.count, sizeof *kind, by_value);
    report_open(join, follow);
    const uint32_t count = follow->kinds.count > 0 ? follow->kinds.count : 1;
    for (uint32_t k = 0; k < count; k++) {
        ck_measure *measure = ck_host_list_add(join->arena, measures);
        if (measure == NULL) return ck_host_no_memory(join->diags);
        *measure = *follow->measure;
        measure->effect = follow->effect;
        /* A refusal answers applications; where a part of the buyers gets none, that part is stopped. */
        if (follow->kinds.count > 0 && kind[k].partial && follow->effect == CK_EFFECT_REFUSAL) measure->effect = CK_EFFECT_BAN;
        if (k > 0) {
            char number[16];
            snprintf(number, sizeof number, "%u", k + 1);
            measure->id = ck_host_join(join->arena, follow->measure->id, "-", number);
            if (measure->id == NULL) return ck_host_no_memory(join->diags);
        }
        measure->reach = follow->kinds.count > 0
                             ? kind[k].reach
                             : ck_host_take(join->arena, (size_t)join->count.items * join->count.regions * join->count.regions, 1);
        if (measure->reach == NULL) return ck_host_no_memory(join->diags);
        if (follow->kinds.count > 0) measure->reach_share = kind[k].share;
        if (ck_law_is_timed(follow)) measure->reach = NULL;                     // its own selectors say which flows or projects
        if (ck_law_first_in_state(follow, CK_STATE_OPERATIVE) == CK_NONE) {     // never even planned: nobody has to reckon with it
            measure->announced = measure->from = (ck_date){CK_DATE_LAST.day - 1};
            measure->until = CK_DATE_LAST;
        } else {
            CK_TRY(set_dates(join, follow, actual, with.period_count, follow->kinds.count > 0 ? &kind[k].profile : NULL, measure));
        }
        set_words(join, follow, measure);
        if (ck_law_is_timed(follow)) measure->law.count = 0;                    // applied; there is no reach to it
        if (follow->effect == CK_EFFECT_DUTY && follow->kinds.count > 0) CK_TRY(set_rates(join, &kind[k], measure));
        if (follow->fee_count > 0) CK_TRY(set_charges(join, follow, measure));
    }
    return CK_OK;
}

static int by_usd(const void *a, const void *b) {
    const double x = ((const named_party *)a)->usd_per_day, y = ((const named_party *)b)->usd_per_day;
    return (x < y) - (x > y);
}

static int by_times(const void *a, const void *b) {
    const ck_law_wanted *x = a, *y = b;
    return x->times != y->times ? (x->times < y->times) - (x->times > y->times) : strcmp(x->what, y->what);
}

/* What the law caught by name, and what stays open because nobody is named: said once for each measure, never as a pass. */
static ck_status write_account(join *join, follow *follow) {
    if (follow->effect == CK_EFFECT_DUTY || ck_law_is_timed(follow) || join->use->accounts == NULL) return CK_OK;
    ck_law_account *account = ck_host_list_add(join->arena, join->use->accounts);
    ck_law_named *named = ck_host_take(join->arena, follow->named.count, sizeof *named);
    if (account == NULL || (named == NULL && follow->named.count > 0)) return ck_host_no_memory(join->diags);
    named_party *hit = follow->named.item;
    if (follow->named.count > 1) qsort(hit, follow->named.count, sizeof *hit, by_usd);
    for (uint32_t k = 0; k < follow->named.count; k++) {
        const char *name = ck_law_party_name(join->parties, hit[k].party);
        named[k] = (ck_law_named){ck_host_text(join->arena, name, strlen(name)), DAYS_A_YEAR * hit[k].usd_per_day};
        if (named[k].party == NULL) return ck_host_no_memory(join->diags);
    }
    *account = follow->account;
    account->measure = follow->measure->id;
    account->caught_usd *= DAYS_A_YEAR;
    account->open_usd *= DAYS_A_YEAR;
    account->open_fact_usd *= DAYS_A_YEAR;
    account->open_share = follow->measure->open_parties;
    if (follow->wanted.count > 1) qsort(follow->wanted.item, follow->wanted.count, sizeof(ck_law_wanted), by_times);
    account->wanted = follow->wanted.item;
    account->wanted_count = follow->wanted.count;
    account->named = named;
    account->named_count = follow->named.count;
    return CK_OK;
}

static ck_status prepare(join *join, follow *follow, const ck_measure *measure) {
    *follow = (struct follow){.measure = measure, .effect = measure->effect, .known = join->spec->law_known_on, .open_item = CK_NONE,
                              .kinds = {.each = sizeof(ck_law_kind_of_flow)}, .named = {.each = sizeof(named_party)},
                              .wanted = {.each = sizeof(ck_law_wanted)}};
    CK_TRY(ck_law_follow_rules(join, follow));
    CK_TRY(ck_law_follow_asked(join, follow));
    for (uint32_t k = 0; k < follow->rule_count; k++) follow->asks_names |= ck_law_rule_names(join->use->law, follow->rule[k]);
    follow->home = ck_model_find_region(join->use->model, ck_law_regime(join->use->law, follow->regime).country);
    CK_TRY(ck_law_follow_periods(join, follow));
    const uint32_t published = follow->period_count > 1 ? 1 : 0;
    struct follow first = *follow;
    first.known = follow->period[published].from;                    // as it was meant when it was published
    CK_TRY(ck_law_follow_periods(join, &first));
    const uint32_t planned = ck_law_first_in_state(&first, CK_STATE_OPERATIVE);
    follow->planned = planned != CK_NONE ? first.period[planned].from : CK_DATE_LAST;
    if (ck_law_first_in_state(follow, CK_STATE_OPERATIVE) == CK_NONE) {
        const ck_date day = follow->planned;
        *follow = first;
        follow->planned = day;
    }
    return CK_OK;
}

static ck_status apply(join *join, ck_scenario_spec *spec) {
    ck_host_list measures = {.each = sizeof(ck_measure)};
    join->parties = ck_law_recall_parties(join->recall);
    join->deals = ck_law_recall_deals(join->recall);
    CK_TRY(ck_law_ask_everything(join));
    uint32_t at = 0;
    for (uint32_t m = 0; m < spec->measure_count; m++) {
        if (spec->measure[m].law.count > 0) {
            CK_TRY(write_kinds(join, &join->follow[at], &measures));
            CK_TRY(write_account(join, &join->follow[at++]));
            continue;
        }
        ck_measure *same = ck_host_list_add(join->arena, &measures);
        if (same == NULL) return ck_host_no_memory(join->diags);
        *same = spec->measure[m];
    }
    spec->measure = measures.item;
    spec->measure_count = measures.count;
    return join->status;
}

ck_status ck_law_measures(const ck_law_use *use, ck_scenario_spec *spec, ck_host_arena *arena, ck_diags *diags) {
    join join = {.use = use, .spec = spec, .arena = arena, .diags = diags, .count = ck_model_count(use->model), .recall = use->recall};
    join.follow = ck_host_take(arena, (size_t)spec->measure_count + 1, sizeof *join.follow);
    if (join.follow == NULL) return ck_host_no_memory(diags);
    ck_status status = CK_OK;
    for (uint32_t m = 0; m < spec->measure_count; m++) {
        if (spec->measure[m].law.count == 0) continue;
        status = ck_host_worse(status, prepare(&join, &join.follow[join.follow_count++], &spec->measure[m]));
    }
    if (status < 0 || join.follow_count == 0) return status;
    ck_law_recall *own = NULL;
    if (join.recall == NULL) CK_TRY(ck_law_recall_open(use->world, use->model, use->law, &own, diags));
    if (own != NULL) join.recall = own;
    status = apply(&join, spec);
    ck_law_recall_free(own);
    return status;
}
