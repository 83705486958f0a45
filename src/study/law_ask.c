/* Every flow before every measure that follows the law: pair by pair of maker and user where rules ask for names, with the
   share of each pair; flows that are treated alike in time are one kind. */
#include "study/law_follow.h"

#include "base/base.h"
#include "flow/scope.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The share of a cell is kept only where it is a part: kinds without one reach all of what their bits say. */
static ck_status keep(join *join, follow *follow, const ck_law_profile *found, const ck_law_flow *flow, double share, double value_usd) {
    if (ck_law_profile_most(found) == 0.0) return CK_OK;
    const size_t regions = join->count.regions, cells = join->count.items * regions * regions;
    const bool partial = share < 1.0;
    ck_law_kind_of_flow *kind = NULL, *list = follow->kinds.item;
    for (uint32_t k = 0; k < follow->kinds.count && kind == NULL; k++) {
        if (list[k].partial == partial && ck_law_profile_same(&list[k].profile, found)) kind = &list[k];
    }
    if (kind == NULL) {
        kind = ck_host_list_add(join->arena, &follow->kinds);
        if (kind == NULL) return ck_host_no_memory(join->diags);
        *kind = (ck_law_kind_of_flow){.profile = *found, .partial = partial, .reach = ck_host_take(join->arena, cells, 1)};
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

/* Selectors of the measure narrow the law down: what they leave out is not asked about. */
static bool in_scope(const join *join, const ck_measure *measure, uint32_t item, uint32_t origin, uint32_t destination) {
    const ck_model *model = join->use->model;
    return cki_scope_item(model, measure, item) && cki_scope_origin(model, measure, origin) && cki_scope_destination(model, measure, destination);
}

/* A flow before a measure. `counts`: its parties are those of a flow, so that decisions that stay open are told. */
static ck_status meet(join *join, follow *follow, const ck_law_flow *flow, bool counts, const ck_law_found **found) {
    CK_TRY(ck_law_recall_meet(join, follow, flow, found));
    const ck_law_wanted *wanted = (*found)->wanted.item;
    for (uint32_t k = 0; k < (*found)->wanted.count && counts; k++) ck_law_want(join->arena, &follow->wanted, wanted[k].what, wanted[k].times);
    return CK_OK;
}

/* ---------------------------------------------------------------- parties of a flow ------------------------------- */

/* Of two profiles of one flow: `a` of some parties, `b` of parties that stand on no list. A fact that is missing for both is
   no question of parties. */
static double caught(double a, double b, double weight) {
    (void)weight;
    return a == CK_LAW_HOLDS || (a == CK_LAW_OPEN && b == CK_LAW_OPEN) ? 1.0 : 0.0;
}
static double open_by_party(double a, double b, double weight) {
    (void)weight;
    return a == CK_LAW_OPEN && b != CK_LAW_OPEN ? 1.0 : 0.0;
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

/* A measure on one flow: what it meets with parties on no list, and the shares of all pairs of parties. */
struct ck_law_meeting { follow *follow; const ck_law_profile *plain; shares shares; bool pending; };

/* Whom the rules of a measure ask for. */
enum { ASKS_MAKER = 1, ASKS_USER = 2 };
static uint32_t sides_of(const follow *follow) {
    const uint32_t user = 1u << CK_ROLE_IMPORTER | 1u << CK_ROLE_END_USER;
    return (follow->asks_names & 1u << CK_ROLE_EXPORTER ? ASKS_MAKER : 0) | (follow->asks_names & user ? ASKS_USER : 0);
}

/* Makers and users of the flow as far as they are asked for; goods that are sold on leave from traders whom nobody names. */
static const ck_law_mix plain_mix = {CK_LAW_PARTY_PLAIN, 1.0};
static const ck_law_mix *makers_of(const join *join, uint32_t sides, const ck_law_flow *flow, uint32_t *count) {
    static const ck_law_mix trader = {CK_LAW_PARTY_UNKNOWN, 1.0};
    *count = 1;
    if (!(sides & ASKS_MAKER)) return &plain_mix;
    return flow->made_in != flow->origin ? &trader : ck_law_makers(join->parties, flow->item, flow->origin, count);
}
static const ck_law_mix *users_of(const join *join, uint32_t sides, const ck_law_flow *flow, uint32_t *count) {
    *count = 1;
    return sides & ASKS_USER ? ck_law_users(join->parties, flow->item, flow->destination, flow->end_use, count) : &plain_mix;
}

/* A ban or refusal of named parties; licences are held against what they let go in the base year by the engine itself. */
static bool stops_by_name(const follow *follow) {
    return follow->asks_names != 0 && follow->effect != CK_EFFECT_LICENCE;
}

/* Caught with these parties and with nobody on a list not: then by a name of theirs. */
static ck_status name_pair(join *join, const ck_law_meeting *meeting, const ck_law_profile *of_pair, const ck_law_flow *pair, double usd) {
    follow *follow = meeting->follow;
    ck_law_profile hit;
    if (ck_law_profile_most(meeting->plain) > 0.0 || !ck_law_profile_blend(of_pair, meeting->plain, caught, 1.0, &hit)) return CK_OK;
    if (stops_by_name(follow)) ck_law_profile_above(&hit, ck_law_base_day(join));
    if (ck_law_profile_most(&hit) == 0.0) return CK_OK;
    CK_TRY(name_hit(join, follow, pair->user, usd));
    return name_hit(join, follow, pair->maker, usd);
}

/* One pair of a maker and a user, with its share of the flow, before all measures that ask for these sides. */
static ck_status ask_pair(join *join, const ck_law_flow *pair, uint32_t sides, double share, double value_usd) {
    const bool plain = pair->maker == CK_LAW_PARTY_PLAIN && pair->user == CK_LAW_PARTY_PLAIN;
    for (uint32_t m = 0; m < join->meeting_count; m++) {
        ck_law_meeting *meeting = &join->meeting[m];
        if (!meeting->pending || sides_of(meeting->follow) != sides) continue;
        const ck_law_profile *of_pair = meeting->plain;
        if (!plain) {
            const ck_law_found *found;
            CK_TRY(meet(join, meeting->follow, pair, true, &found));
            of_pair = &found->profile;
            CK_TRY(name_pair(join, meeting, of_pair, pair, share * value_usd));
        }
        CK_TRY(add_pair(join, meeting->follow, of_pair, meeting->plain, share, &meeting->shares));
    }
    return CK_OK;
}

static ck_status ask_pairs(join *join, const ck_law_flow *flow, uint32_t sides, double value_usd) {
    uint32_t maker_count, user_count;
    const ck_law_mix *maker = makers_of(join, sides, flow, &maker_count), *user = users_of(join, sides, flow, &user_count);
    for (uint32_t m = 0; m < maker_count; m++) {
        for (uint32_t u = 0; u < user_count; u++) {
            ck_law_flow pair = *flow;
            pair.maker = maker[m].party;
            pair.user = user[u].party;
            CK_TRY(ask_pair(join, &pair, sides, maker[m].share * user[u].share, value_usd));
        }
    }
    return CK_OK;
}

/* What is not caught and not open when nobody is known is not caught whoever it is: most flows need no pairs. */
static ck_status probe(join *join, const ck_law_flow *flow, uint32_t *sides) {
    ck_law_flow unknown = *flow;
    unknown.maker = unknown.user = CK_LAW_PARTY_UNKNOWN;
    *sides = 0;
    for (uint32_t m = 0; m < join->meeting_count; m++) {
        ck_law_meeting *meeting = &join->meeting[m];
        if (meeting->follow->asks_names == 0) continue;
        const ck_law_found *found;
        CK_TRY(meet(join, meeting->follow, &unknown, false, &found));
        meeting->pending = ck_law_profile_most(&found->profile) > 0.0;
        if (meeting->pending) *sides |= 1u << sides_of(meeting->follow);
    }
    return CK_OK;
}

/* Where parties decide, days with different shares are layers, one measure on what the other leaves. */
static ck_status keep_shares(join *join, follow *follow, const shares *shares, const ck_law_flow *flow, double value_usd) {
    ck_law_profile all, layer;
    if (!ck_law_profile_blend(&shares->caught, &shares->open, plus, follow->measure->open_parties, &all)) return ck_law_too_many(join, follow);
    if (stops_by_name(follow)) ck_law_profile_above(&all, ck_law_base_day(join));
    ck_law_profile sure = shares->caught;
    if (stops_by_name(follow)) ck_law_profile_above(&sure, ck_law_base_day(join));
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

/* ---------------------------------------------------------------- measures of a flow ------------------------------ */

/* Measures that ask about goods made where they are sold from, or about goods sold on, with parties on no list. */
static ck_status ask_plain(join *join, const ck_law_flow *flow, double value_usd) {
    join->meeting_count = 0;
    for (uint32_t m = 0; m < join->follow_count; m++) {
        follow *follow = &join->follow[m];
        const bool sold_on = flow->made_in != flow->origin;
        if (ck_law_is_timed(follow) || !in_scope(join, follow->measure, flow->item, flow->origin, flow->destination)) continue;
        if (follow->measure->reexports != sold_on || (sold_on && follow->home != flow->made_in)) continue;
        const ck_law_found *found;
        CK_TRY(meet(join, follow, flow, true, &found));
        if (follow->open_item == CK_NONE && found->open_fact != NULL) {
            follow->open_item = flow->item;
            follow->open_fact = ck_host_text(join->arena, found->open_fact, strlen(found->open_fact));
            if (follow->open_fact == NULL) return ck_host_no_memory(join->diags);
        }
        if (follow->effect == CK_EFFECT_DUTY) {
            CK_TRY(keep(join, follow, &found->profile, flow, 1.0, value_usd));
            continue;
        }
        ck_law_meeting *meeting = &join->meeting[join->meeting_count++];
        *meeting = (ck_law_meeting){.follow = follow, .plain = &found->profile};
        const bool open = ck_law_profile_most(meeting->plain) == CK_LAW_OPEN;
        follow->account.open_by_fact += open;
        follow->account.open_fact_usd += open ? value_usd : 0.0;
        if (follow->asks_names == 0) CK_TRY(add_pair(join, follow, meeting->plain, meeting->plain, 1.0, &meeting->shares));
    }
    return CK_OK;
}

static ck_status ask(join *join, const ck_law_flow *flow, double value_usd) {
    CK_TRY(ask_plain(join, flow, value_usd));
    uint32_t sides = 0;
    CK_TRY(probe(join, flow, &sides));
    for (uint32_t s = 0; s <= (ASKS_MAKER | ASKS_USER); s++) {
        if (sides >> s & 1) CK_TRY(ask_pairs(join, flow, s, value_usd));
    }
    for (uint32_t m = 0; m < join->meeting_count; m++) {
        CK_TRY(keep_shares(join, join->meeting[m].follow, &join->meeting[m].shares, flow, value_usd));
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

ck_status ck_law_ask_everything(join *join) {
    const ck_model_counts count = join->count;
    trade *trades = trades_of(join);
    join->meeting = calloc((size_t)join->follow_count + 1, sizeof *join->meeting);
    if (trades == NULL || join->meeting == NULL) {
        free(trades);
        free(join->meeting);
        return ck_host_no_memory(join->diags);
    }
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
    free(join->meeting);
    free(trades);
    return status;
}
