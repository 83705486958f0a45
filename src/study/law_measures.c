#include "study/law_measures.h"

#include "base/base.h"
#include "flow/scope.h"
#include "study/law_follow.h"
#include "study/law_profile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BASE_MONTH 7                      // a duty of 1 July of the base year is in the base year's prices and shares
#define DAYS_A_YEAR 365.0

/* What a rule is on a day, in a profile of one deal: it does not catch, it holds, a missing fact decides. */
enum { NOT_CAUGHT, HOLDS, OPEN };

/* Flows that are treated alike in time; the reach says which, and the share how much of them where parties decide. */
typedef struct kind_of_flow {
    ck_law_profile profile;
    bool     partial;
    uint8_t *reach;
    double  *share;                      // (items x regions x regions x end uses) NULL: all
    double   value_usd;
} kind_of_flow;

/* ---------------------------------------------------------------- one flow ---------------------------------------- */

static bool names_rule(const follow *follow, uint32_t rule) {
    for (uint32_t k = 0; k < follow->rule_count; k++) {
        if (follow->rule[k] == rule) return true;
    }
    return false;
}

/* A licence is needed also where a refusal, or another licence rule, takes the place of the rule. */
static bool still_a_licence(const join *join, const ck_law_finding *finding) {
    if (finding->by == CK_NONE) return false;
    const ck_outcome outcome = ck_law_rule(join->use->law, finding->by).outcome;
    return outcome == CK_OUTCOME_GRANTED || outcome == CK_OUTCOME_CASE || outcome == CK_OUTCOME_REFUSED;
}

/* The decision is written over by the next one, so that the name of the fact is copied. */
static void note_open(const join *join, follow *follow, const ck_law_decision *decision, ck_law_span missing, uint32_t item) {
    if (follow->open_item != CK_NONE) return;
    follow->open_item = item;
    const char *what = missing.count > 0 ? decision->missing[missing.first].what : "a fact";
    const char *copy = ck_host_text(join->arena, what, strlen(what));
    follow->open_fact = copy != NULL ? copy : "a fact";
}

/* What decides where the answer is open: the first fact that is missing, asked for how often. */
static void tally(const join *join, follow *follow, const ck_law_decision *decision, ck_law_span missing) {
    const ck_law_missing *first = NULL;
    for (uint32_t k = missing.first; k < missing.first + missing.count && first == NULL; k++) {
        if (!decision->missing[k].eases) first = &decision->missing[k];
    }
    if (first == NULL) return;
    ck_law_wanted *list = follow->wanted.item, *one = NULL;
    for (uint32_t k = 0; k < follow->wanted.count && one == NULL; k++) {
        if (strcmp(list[k].what, first->what) == 0) one = &list[k];
    }
    if (one == NULL) {
        const char *what = ck_host_text(join->arena, first->what, strlen(first->what));
        one = what != NULL ? ck_host_list_add(join->arena, &follow->wanted) : NULL;
        if (one == NULL) return;                                     // a word less to tell
        one->what = what;
    }
    one->times++;
}

/* NOT_CAUGHT, HOLDS or OPEN. */
static double value_by_rules(const join *join, follow *follow, const ck_law_decision *decision, uint32_t item) {
    const ck_law_span findings = decision->answer[0].findings;
    for (uint32_t k = findings.first; k < findings.first + findings.count; k++) {
        const ck_law_finding *finding = &decision->finding[k];
        if (!names_rule(follow, finding->rule)) continue;
        if (finding->kind == CK_FINDING_HOLDS) return HOLDS;
        if (finding->kind == CK_FINDING_SILENCED && follow->effect == CK_EFFECT_LICENCE && still_a_licence(join, finding)) return HOLDS;
        if (finding->kind == CK_FINDING_OPEN) {
            tally(join, follow, decision, decision->answer[0].missing);
            if (join->note_facts) note_open(join, follow, decision, decision->answer[0].missing, item);
            return OPEN;
        }
        if (finding->kind == CK_FINDING_WOULD_APPLY && !join->use->as_written && finding->announced_state == CK_STATE_OPERATIVE) {
            return HOLDS;
        }
    }
    return NOT_CAUGHT;
}

/* Duty on the value of the goods: what is owed on a part of the value counts with that part. */
static double value_by_duties(const join *join, follow *follow, const ck_law_decision *decision, uint32_t item) {
    const double price = ck_model_item(join->use->model, item).usd_per_unit;
    double sum = 0.0;
    for (uint32_t d = 0; d < decision->duty_count; d++) {
        const ck_law_duty_line *line = &decision->duty[d];
        bool named = false;
        for (uint32_t k = 0; k < follow->duty_count; k++) named |= follow->duty[k] == line->duty;
        if (!named) continue;
        if (line->reason == CK_LINE_OWED && line->rate == line->rate) sum += line->base == price ? line->rate / 100.0 : line->amount / price;
        if (line->reason == CK_LINE_OPEN) note_open(join, follow, decision, line->missing, item);
    }
    return sum;
}

static ck_status profile_add(const join *join, const follow *follow, ck_law_profile *profile, int32_t day, double value) {
    return ck_law_profile_add(profile, day, value) ? CK_OK : ck_law_too_many(join, follow);
}

/* The world's prices and shares are those of its base year, with the duties of that year and what parties that were listed
   then bought all the same: only what comes on top counts. */
static int32_t base_day(const join *join) {
    return ck_date_make(join->use->world->base_year, BASE_MONTH, 1).day;
}

/* Law that operates at all is asked in its operative periods; law that never did, as it stood when it was published. */
static ck_status meet(join *join, follow *follow, const ck_facts *facts, uint32_t item, ck_law_profile *profile) {
    profile->count = 0;
    for (uint32_t p = 0; p < follow->period_count; p++) {
        if (follow->period[p].state != CK_STATE_OPERATIVE) {
            if (follow->effect == CK_EFFECT_DUTY) CK_TRY(profile_add(join, follow, profile, follow->period[p].from.day, 0.0));
            continue;
        }
        const ck_date end = ck_law_period_end(follow, p);
        for (ck_date on = follow->period[p].from; on.day < end.day;) {
            const ck_law_decision *decision = NULL;
            const ck_status status = ck_law_decide(join->work, facts, ck_law_question_on(join, follow, on), &decision, join->diags);
            if (status < 0) return status;
            const double value = follow->duty_count > 0 ? value_by_duties(join, follow, decision, item)
                                                        : value_by_rules(join, follow, decision, item);
            CK_TRY(profile_add(join, follow, profile, on.day, value));
            ck_date next = CK_DATE_LAST;
            for (uint32_t a = 0; a < decision->answer_count; a++) {
                if (decision->answer[a].next_change.day < next.day) next = decision->answer[a].next_change;
            }
            if (next.day <= on.day) break;
            on = next;
        }
    }
    if (follow->effect == CK_EFFECT_DUTY) ck_law_profile_above(profile, base_day(join));
    return CK_OK;
}

/* The share of a cell is kept only where it is a part: kinds without one reach all of what their bits say. */
static ck_status keep(join *join, follow *follow, const ck_law_profile *found, const ck_law_flow *flow, double share, double value_usd) {
    if (ck_law_profile_most(found) == 0.0) return CK_OK;
    const size_t regions = join->count.regions, cells = join->count.items * regions * regions;
    const bool partial = share < 1.0;
    kind_of_flow *kind = NULL, *list = follow->kinds.item;
    for (uint32_t k = 0; k < follow->kinds.count && kind == NULL; k++) {
        if (list[k].partial == partial && ck_law_profile_same(&list[k].profile, found)) kind = &list[k];
    }
    if (kind == NULL) {
        kind = ck_host_list_add(join->arena, &follow->kinds);
        if (kind == NULL) return ck_host_no_memory(join->diags);
        *kind = (kind_of_flow){.profile = *found, .partial = partial, .reach = ck_host_take(join->arena, cells, 1)};
        if (partial) kind->share = ck_host_take(join->arena, cells * CK_END_USE_COUNT, sizeof *kind->share);
        if (kind->reach == NULL || (partial && kind->share == NULL)) return ck_host_no_memory(join->diags);
    }
    const size_t cell = (flow->item * regions + flow->origin) * regions + flow->destination;
    kind->value_usd += value_usd * share;
    kind->reach[cell] |= (uint8_t)(1u << flow->end_use);
    if (partial) kind->share[cell * CK_END_USE_COUNT + flow->end_use] = share;
    return CK_OK;
}

/* ---------------------------------------------------------------- all flows --------------------------------------- */

typedef struct trade { double value_usd[CK_END_USE_COUNT]; bool there; } trade;

/* Value by end use of every item, origin and destination between which the model has a flow. */
static trade *trades_of(const join *join) {
    const ck_model_counts count = join->count;
    trade *trades = calloc((size_t)count.items * count.regions * count.regions, sizeof *trades);
    for (uint32_t f = 0; trades != NULL && f < count.flows; f++) {
        const ck_flow_info flow = ck_model_flow(join->use->model, f);
        if (flow.origin == flow.destination) continue;
        trade *one = &trades[((size_t)flow.item * count.regions + flow.origin) * count.regions + flow.destination];
        one->there = true;
        one->value_usd[CK_MILITARY] += flow.base_value_usd * flow.share_military;
        one->value_usd[CK_SEMICONDUCTOR] += flow.base_value_usd * flow.share_semiconductor;
        one->value_usd[CK_CIVIL] += flow.base_value_usd * fmax(0.0, 1.0 - flow.share_military - flow.share_semiconductor);
    }
    return trades;
}

static ck_status bind(join *join, const ck_deal *deal, const ck_facts **facts) {
    const size_t bytes = ck_deal_bytes(join->use->law, deal);
    if (bytes > join->facts_bytes) {
        free(join->facts_block);
        join->facts_bytes = (2 * bytes + 15) & ~(size_t)15;
        join->facts_block = aligned_alloc(16, join->facts_bytes);
        if (join->facts_block == NULL) return ck_host_no_memory(join->diags);
    }
    CK_TRY(ck_deal_bind(join->use->law, deal, join->facts_block, join->facts_bytes, facts, join->diags));
    const ck_law_work_size need = ck_law_work_default(*facts, CK_DETAIL_ANSWER);
    ck_law_work_size *have = &join->work_size;
    if (join->work != NULL && need.items <= have->items && need.parties <= have->parties && need.technologies <= have->technologies &&
        need.rows <= have->rows) {
        return CK_OK;
    }
    have->items = ck_max_u32(2 * need.items, have->items);
    have->parties = ck_max_u32(need.parties, have->parties);
    have->technologies = ck_max_u32(2 * need.technologies, have->technologies);
    have->rows = ck_max_u32(2 * need.rows, have->rows);
    const size_t size = ck_law_work_bytes(join->use->law, *have);
    free(join->work_block);
    join->work_block = aligned_alloc(16, (size + 15) & ~(size_t)15);
    if (join->work_block == NULL) return ck_host_no_memory(join->diags);
    return ck_law_work_start(join->use->law, *have, join->work_block, size, &join->work);
}

/* Selectors of the measure narrow the law down: what they leave out is not asked about. */
static bool in_scope(const join *join, const ck_measure *measure, uint32_t item, uint32_t origin, uint32_t destination) {
    const ck_model *model = join->use->model;
    return cki_scope_item(model, measure, item) && cki_scope_origin(model, measure, origin) && cki_scope_destination(model, measure, destination);
}

static ck_status bind_flow(join *join, const ck_law_flow *flow, const ck_facts **facts) {
    const ck_deal *deal = ck_law_deals_get(join->deals, flow);
    return deal != NULL ? bind(join, deal, facts) : ck_host_no_memory(join->diags);
}

/* ---------------------------------------------------------------- parties of a flow ------------------------------- */

/* Of two profiles of one flow: `a` of some parties, `b` of parties that stand on no list. A fact that is missing for both is
   no question of parties. */
static double caught(double a, double b, double weight) {
    (void)weight;
    return a == HOLDS || (a == OPEN && b == OPEN) ? 1.0 : 0.0;
}
static double open_by_party(double a, double b, double weight) {
    (void)weight;
    return a == OPEN && b != OPEN ? 1.0 : 0.0;
}
static double plus(double a, double b, double weight) { return a + b * weight; }

/* Shares over time of one flow and end use: what the law catches, what it would catch or leave if it knew the parties. */
typedef struct shares { ck_law_profile caught, open; } shares;

static ck_status add_pair(const join *join, const follow *follow, const ck_law_profile *of_pair, const ck_law_profile *plain, double weight,
                          shares *shares) {
    const struct { ck_law_blend blend; ck_law_profile *sum; } part[] = {{caught, &shares->caught}, {open_by_party, &shares->open}};
    for (size_t k = 0; k < sizeof part / sizeof *part; k++) {
        ck_law_profile alone, sum;
        if (!ck_law_profile_blend(of_pair, plain, part[k].blend, 1.0, &alone) ||
            !ck_law_profile_blend(part[k].sum, &alone, plus, weight, &sum)) {
            return ck_law_too_many(join, follow);
        }
        *part[k].sum = sum;
    }
    return CK_OK;
}

/* Whom the law caught by name, for the account of the measure. */
static ck_status name_hit(join *join, follow *follow, uint32_t party, double usd_per_day) {
    if (!ck_law_party_is_listed(join->parties, party) || !(usd_per_day > 0.0)) return CK_OK;
    named_party *list = follow->named.item;
    for (uint32_t k = 0; k < follow->named.count; k++) {
        if (list[k].party != party) continue;
        list[k].usd_per_day += usd_per_day;
        return CK_OK;
    }
    named_party *one = ck_host_list_add(join->arena, &follow->named);
    if (one == NULL) return ck_host_no_memory(join->diags);
    *one = (named_party){party, usd_per_day};
    return CK_OK;
}

static const ck_law_mix plain_mix = {CK_LAW_PARTY_PLAIN, 1.0};

/* Makers and users of the flow as far as the rules ask for them; goods that are sold on leave from traders whom nobody names. */
static const ck_law_mix *makers_of(const join *join, const follow *follow, const ck_law_flow *flow, uint32_t *count) {
    static const ck_law_mix trader = {CK_LAW_PARTY_UNKNOWN, 1.0};
    *count = 1;
    if (!(follow->asks_names & 1u << CK_ROLE_EXPORTER)) return &plain_mix;
    return flow->made_in != flow->origin ? &trader : ck_law_makers(join->parties, flow->item, flow->origin, count);
}
static const ck_law_mix *users_of(const join *join, const follow *follow, const ck_law_flow *flow, uint32_t *count) {
    *count = 1;
    if (!(follow->asks_names & (1u << CK_ROLE_IMPORTER | 1u << CK_ROLE_END_USER))) return &plain_mix;
    return ck_law_users(join->parties, flow->item, flow->destination, flow->end_use, count);
}

/* A ban or refusal of named parties; licences are held against what they let go in the base year by the engine itself. */
static bool stops_by_name(const follow *follow) {
    return follow->asks_names != 0 && follow->effect != CK_EFFECT_LICENCE;
}

/* The flow pair by pair: maker and user with the share of both. `plain` is its profile with parties that stand on no list. */
static ck_status ask_pairs(join *join, follow *follow, const ck_law_flow *flow, const ck_law_profile *plain, double value_usd, shares *shares) {
    uint32_t maker_count, user_count;
    const ck_law_mix *maker = makers_of(join, follow, flow, &maker_count), *user = users_of(join, follow, flow, &user_count);
    join->note_facts = false;
    ck_status status = CK_OK;
    for (uint32_t m = 0; m < maker_count && status >= 0; m++) {
        for (uint32_t u = 0; u < user_count && status >= 0; u++) {
            ck_law_profile of_pair = *plain;
            const double share = maker[m].share * user[u].share;
            if (maker[m].party != CK_LAW_PARTY_PLAIN || user[u].party != CK_LAW_PARTY_PLAIN) {
                ck_law_flow pair = *flow;
                pair.maker = maker[m].party;
                pair.user = user[u].party;
                const ck_facts *facts = NULL;
                status = bind_flow(join, &pair, &facts);
                if (status >= 0) status = meet(join, follow, facts, flow->item, &of_pair);
                ck_law_profile hit;
                bool by_name = status >= 0 && ck_law_profile_most(plain) == 0.0 && ck_law_profile_blend(&of_pair, plain, caught, 1.0, &hit);
                if (by_name && stops_by_name(follow)) ck_law_profile_above(&hit, base_day(join));
                by_name = by_name && ck_law_profile_most(&hit) > 0.0;
                if (by_name) status = name_hit(join, follow, user[u].party, share * value_usd);
                if (by_name && status >= 0) status = name_hit(join, follow, maker[m].party, share * value_usd);
            }
            if (status >= 0) status = add_pair(join, follow, &of_pair, plain, share, shares);
        }
    }
    join->note_facts = true;
    return status;
}

/* Where parties decide, days with different shares are layers, one measure on what the other leaves. */
static ck_status keep_shares(join *join, follow *follow, const shares *shares, const ck_law_flow *flow, double value_usd) {
    ck_law_profile all, layer;
    if (!ck_law_profile_blend(&shares->caught, &shares->open, plus, follow->measure->open_parties, &all)) return ck_law_too_many(join, follow);
    if (stops_by_name(follow)) ck_law_profile_above(&all, base_day(join));
    ck_law_profile sure = shares->caught;
    if (stops_by_name(follow)) ck_law_profile_above(&sure, base_day(join));
    const double most_caught = ck_law_profile_most(&sure), most_open = ck_law_profile_most(&shares->open);
    follow->account.asked++;
    follow->account.caught += most_caught > 0.0;
    follow->account.open_by_party += most_open > 0.0;
    follow->account.caught_usd += value_usd * most_caught;
    follow->account.open_usd += value_usd * most_open;
    double share;
    for (uint32_t k = 0; (share = ck_law_profile_layer(&all, k, &layer)) > 0.0; k++) {
        CK_TRY(keep(join, follow, &layer, flow, share, value_usd));
    }
    return CK_OK;
}

static ck_status ask_one(join *join, follow *follow, const ck_law_flow *flow, const ck_facts *facts, double value_usd) {
    ck_law_profile found;
    CK_TRY(meet(join, follow, facts, flow->item, &found));
    if (follow->effect == CK_EFFECT_DUTY) return keep(join, follow, &found, flow, 1.0, value_usd);
    shares shares = {0};
    const bool open = ck_law_profile_most(&found) == OPEN;
    follow->account.open_by_fact += open;
    follow->account.open_fact_usd += open ? value_usd : 0.0;
    if (follow->asks_names == 0) CK_TRY(add_pair(join, follow, &found, &found, 1.0, &shares));
    else CK_TRY(ask_pairs(join, follow, flow, &found, value_usd, &shares));
    return keep_shares(join, follow, &shares, flow, value_usd);
}

/* ---------------------------------------------------------------- measures of a flow ------------------------------ */

/* One deal before all measures that ask about goods made where they are sold from, or about goods sold on. */
static ck_status ask(join *join, const ck_law_flow *flow, double value_usd) {
    const uint32_t item = flow->item, made_in = flow->made_in, origin = flow->origin;
    const ck_facts *facts = NULL;
    bool bound = false;
    for (uint32_t m = 0; m < join->follow_count; m++) {
        follow *follow = &join->follow[m];
        if (ck_law_is_timed(follow) || !in_scope(join, follow->measure, item, origin, flow->destination)) continue;
        if (follow->measure->reexports != (made_in != origin) || (made_in != origin && follow->home != made_in)) continue;
        if (!bound) CK_TRY(bind_flow(join, flow, &facts));
        CK_TRY(ask_one(join, follow, flow, facts, value_usd));
        bound = follow->asks_names == 0;                             // its pairs were bound in the same room
    }
    return CK_OK;
}

/* Goods sold on come from the country whose law it is, where the seller's region buys there. */
static ck_status ask_all(join *join, uint32_t item, uint32_t origin, uint32_t destination, uint32_t use, double value_usd) {
    ck_law_flow flow = {item, origin, origin, destination, (ck_end_use)use, CK_LAW_PARTY_PLAIN, CK_LAW_PARTY_PLAIN};
    CK_TRY(ask(join, &flow, value_usd));
    for (uint32_t m = 0; m < join->follow_count; m++) {
        const uint32_t home = join->follow[m].home;
        bool asked = !join->follow[m].measure->reexports || home == CK_NONE || home == origin ||
                     !(ck_law_deals_sold(join->deals, item, home, origin) > 0.0);
        for (uint32_t before = 0; before < m && !asked; before++) {
            asked = join->follow[before].measure->reexports && join->follow[before].home == home;
        }
        flow.made_in = home;
        if (!asked) CK_TRY(ask(join, &flow, value_usd));
    }
    return CK_OK;
}

static ck_status ask_everything(join *join) {
    const ck_model_counts count = join->count;
    trade *trades = trades_of(join);
    if (trades == NULL) return ck_host_no_memory(join->diags);
    ck_status status = CK_OK;
    for (uint32_t item = 0; item < count.items; item++) {
        for (uint32_t origin = 0; origin < count.regions; origin++) {
            for (uint32_t destination = 0; destination < count.regions; destination++) {
                const trade *one = &trades[((size_t)item * count.regions + origin) * count.regions + destination];
                for (uint32_t use = 0; use < CK_END_USE_COUNT && one->there && status >= 0; use++) {
                    status = ask_all(join, item, origin, destination, use, one->value_usd[use]);
                }
            }
        }
    }
    free(trades);
    return status;
}

/* ---------------------------------------------------------------- measures ---------------------------------------- */

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

static ck_status set_rates(join *join, const kind_of_flow *kind, ck_measure *measure) {
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
    const double x = ((const kind_of_flow *)a)->value_usd, y = ((const kind_of_flow *)b)->value_usd;
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
    kind_of_flow *kind = follow->kinds.item;
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
                              .kinds = {.each = sizeof(kind_of_flow)}, .named = {.each = sizeof(named_party)},
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
    CK_TRY(ck_law_parties_open(join->use->world, join->use->model, join->use->law, &join->parties, join->diags));
    CK_TRY(ck_law_deals_open(join->use->world, join->use->model, join->use->law, join->parties, &join->deals, join->diags));
    CK_TRY(ask_everything(join));
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
    join join = {.use = use, .spec = spec, .arena = arena, .diags = diags, .count = ck_model_count(use->model), .note_facts = true};
    join.follow = ck_host_take(arena, (size_t)spec->measure_count + 1, sizeof *join.follow);
    if (join.follow == NULL) return ck_host_no_memory(diags);
    ck_status status = CK_OK;
    for (uint32_t m = 0; m < spec->measure_count; m++) {
        if (spec->measure[m].law.count == 0) continue;
        status = ck_host_worse(status, prepare(&join, &join.follow[join.follow_count++], &spec->measure[m]));
    }
    if (status >= 0 && join.follow_count > 0) status = apply(&join, spec);
    ck_law_deals_free(join.deals);
    ck_law_parties_free(join.parties);
    free(join.work_block);
    free(join.facts_block);
    return status;
}
