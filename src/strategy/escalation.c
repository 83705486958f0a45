/* A future of the game from week to week: levers, what they cost whom, how third countries and firms answer. */
#include "strategy/escalation.h"

double ck_firms_threshold(double volatility, double rate, double payout) {
    const double variance = volatility * volatility, drift = (rate - payout) / variance - 0.5;
    const double beta = -drift + ck_sqrt(drift * drift + 2.0 * rate / variance);
    return beta / (beta - 1.0);
}

/* Values differ between firms with a logistic spread of log values; those above the threshold invest. */
double ck_firms_share(const ck_firms *firms, double threat, double uncertainty, bool opaque) {
    const double volatility = firms->volatility + firms->volatility_uncertainty * (opaque ? 1.0 : uncertainty);
    const double value = firms->value_base + firms->value_threat * threat;
    const double gap = ck_log(value / ck_firms_threshold(volatility, firms->rate, firms->payout));
    return 1.0 / (1.0 + ck_exp(-gap / firms->spread));
}

double ck_belief_update(double prior, double likelihood_firm, double likelihood_other) {
    const double evidence = prior * likelihood_firm + (1.0 - prior) * likelihood_other;
    return evidence > 0.0 ? prior * likelihood_firm / evidence : prior;
}

ck_category ck_move_category(ck_move move) {
    switch (move.kind) {
    case CK_MOVE_WAIT: return CK_CATEGORY_wait;
    case CK_MOVE_UP: return CK_CATEGORY_escalate;
    case CK_MOVE_DOWN: return CK_CATEGORY_relax;
    case CK_MOVE_THREATEN: return CK_CATEGORY_signal;
    case CK_MOVE_OFFER: return CK_CATEGORY_talk;
    case CK_MOVE_SUSPEND:
    case CK_MOVE_EXTEND: return CK_CATEGORY_pause;
    case CK_MOVE_ACCEPT: return CK_CATEGORY_accept;
    case CK_MOVE_HEDGE: break;
    }
    return CK_CATEGORY_wait;
}

/* ---------------------------------------------------------------- what a position is ------------------------------ */

static double intensity_of(const ck_escalation *game, const ck_position *position, uint32_t lever) {
    const ck_lever *at = &game->lever[lever];
    return at->role == CK_LEVER_SIDE ? at->level[position->level[lever]].intensity : position->outside[lever];
}

uint32_t ck_position_inputs(const ck_escalation *game, const ck_position *position, double *input) {
    uint32_t count = 0;
    for (uint32_t l = 0; l < game->lever_count; l++) {
        if (game->lever[l].engine) input[count++] = intensity_of(game, position, l);
    }
    return count;
}

double ck_position_index(const ck_escalation *game, const ck_position *position, uint32_t side) {
    double sum = 0.0;
    uint32_t count = 0;
    for (uint32_t l = 0; l < game->lever_count; l++) {
        if (game->lever[l].role != CK_LEVER_SIDE || game->lever[l].owner != side) continue;
        sum += intensity_of(game, position, l);
        count++;
    }
    return count > 0 ? sum / count : 0.0;
}

bool ck_position_quiet(const ck_position *position) {
    return position->after_escalation[0] <= 0.125 && position->after_escalation[1] <= 0.125;
}

ck_future ck_position_future(const ck_escalation *game, const ck_position *position) {
    if (position->deal_until > position->week) return CK_FUTURE_DEAL;
    return position->full_weeks >= game->full_weeks ? CK_FUTURE_FULL : CK_FUTURE_TIT_FOR_TAT;
}

/* The deal is a truce for both; a pause is the side's own. */
bool cki_position_truce(const ck_position *position, uint32_t side) {
    return position->deal_until > position->week || position->pause_until[side] > position->week;
}

void ck_position_loss(const ck_escalation *game, const ck_position *position, uint32_t actor, const double *outcome,
                      double loss[CK_AIM_COUNT]) {
    const double *of = outcome + (size_t)actor * CK_DAMAGE_COUNT;
    for (uint32_t k = 0; k < CK_AIM_COUNT; k++) loss[k] = 0.0;
    loss[CK_AIM_growth] = of[CK_DAMAGE_growth] + game->export_margin * of[CK_DAMAGE_exports];
    loss[CK_AIM_prices] = of[CK_DAMAGE_prices];
    loss[CK_AIM_strategic] = of[CK_DAMAGE_strategic];
    loss[CK_AIM_defence] = of[CK_DAMAGE_defence];
    if (actor >= CK_PLAY_SIDES) {
        const ck_third *third = &game->third[actor];
        if (position->stockpile_weeks[actor] > 0.0) loss[CK_AIM_fiscal] += third->stockpile_cost;
        loss[CK_AIM_growth] += position->hedge[actor][CK_HEDGE_ALIGN] * third->align_cost;
        return;
    }
    for (uint32_t l = 0; l < game->lever_count; l++) {
        if (game->lever[l].role != CK_LEVER_SIDE) continue;
        const ck_level *level = &game->lever[l].level[position->level[l]];
        for (uint32_t k = 0; k < CK_AIM_COUNT; k++) loss[k] += level->direct[actor][k];
    }
    if (actor != 1) return;
    for (uint32_t t = CK_PLAY_SIDES; t < game->actor_count; t++)
        loss[CK_AIM_growth] += position->hedge[t][CK_HEDGE_ALIGN] * game->third[t].align_cost_to_china;
}

static double weighted(const ck_escalation *game, uint32_t actor, const double loss[CK_AIM_COUNT]) {
    if (actor >= CK_PLAY_SIDES) return loss[CK_AIM_growth] + loss[CK_AIM_prices] + loss[CK_AIM_fiscal];
    double sum = 0.0;
    for (uint32_t k = 0; k < CK_AIM_COUNT; k++) sum += game->side[actor].weight[k] * loss[k];
    return sum;
}

double cki_escalation_discount(const ck_escalation *game, uint32_t side, double weeks) {
    return ck_pow(game->side[side].patience, weeks / 52.0);
}

/* A cost of a move itself, once, in an aim of its own. A firm side's concessions weigh more. */
static void charge(const ck_escalation *game, ck_position *position, uint32_t side, ck_aim aim, double amount,
                   bool concession) {
    const double cost = amount * (concession && position->firm[side] ? game->side[side].firm_concession : 1.0);
    position->total[side][aim] += cost;
    position->cost[side] += game->side[side].weight[aim] * cost * cki_escalation_discount(game, side, position->week);
}

/* ---------------------------------------------------------------- start and menu ---------------------------------- */

void ck_position_start(const ck_escalation *game, const ck_emulator *emulator, ck_random random,
                       ck_position *position) {
    cki_zero(position, sizeof *position);
    for (uint32_t l = 0; l < game->lever_count; l++) position->level[l] = game->lever[l].start;
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        position->threat_lever[s] = CK_NONE;
        position->belief[s] = game->side[1 - s].firm_prior;
        position->firm[s] = ck_random_unit(random, CKI_PURPOSE_TYPE, 0, s) < game->side[s].firm_prior;
        position->after_escalation[s] = 1.0;             // the game begins in the week after both escalated
    }
    position->uncertainty = 1.0;
    position->past_count = game->fitted.before_count;
    for (uint32_t k = 0; k < position->past_count; k++) position->past[k] = game->fitted.before[k];
    for (uint32_t a = 0; a < game->actor_count; a++) {
        const double error = emulator != NULL ? emulator->error_total[a * CK_DAMAGE_COUNT + CK_DAMAGE_growth] : 0.0;
        const double normal = ck_random_normal(random, CKI_PURPOSE_ERROR, 0, a);
        position->error[a] = ck_max(0.0, 1.0 + ck_min(error, 1.0) * normal);
    }
    if (emulator == NULL) return;
    double first[CK_EMULATOR_INPUTS];
    ck_position_inputs(game, position, first);
    ck_emulator_start(emulator, first, &position->emulator);
}

static bool may_raise(const ck_escalation *game, const ck_position *position, uint32_t lever) {
    const bool kept = game->promise && position->deal_until > position->week;
    return !kept && position->level[lever] + 1 < game->lever[lever].level_count;
}

static bool above_truce(const ck_escalation *game, const ck_position *position, uint32_t side) {
    for (uint32_t l = 0; l < game->lever_count; l++) {
        if (game->lever[l].role == CK_LEVER_SIDE && game->lever[l].owner == side &&
            position->level[l] > game->lever[l].truce)
            return true;
    }
    return false;
}

static bool expires_soon(const ck_position *position, uint32_t until) {
    return until > position->week && until - position->week <= 9;
}

static uint32_t hedges(const ck_position *position, uint32_t actor, ck_move *move) {
    uint32_t count = 0;
    for (uint32_t h = CK_HEDGE_STOCKPILE; h < CK_HEDGE_COUNT; h++) {
        if (!(position->hedge[actor][h] > 0.0)) move[count++] = (ck_move){CK_MOVE_HEDGE, h};
    }
    if (position->hedge[actor][CK_HEDGE_ALIGN] > 0.0) move[count++] = (ck_move){CK_MOVE_HEDGE, CK_HEDGE_OUT};
    return count;
}

uint32_t ck_position_menu(const ck_escalation *game, const ck_position *position, uint32_t actor, ck_move *move) {
    uint32_t count = 0;
    move[count++] = (ck_move){CK_MOVE_WAIT, CK_NONE};
    if (actor >= CK_PLAY_SIDES) return count + hedges(position, actor, move + count);
    const uint32_t side = actor;
    for (uint32_t l = 0; l < game->lever_count; l++) {
        if (game->lever[l].role != CK_LEVER_SIDE || game->lever[l].owner != side) continue;
        if (may_raise(game, position, l)) move[count++] = (ck_move){CK_MOVE_UP, l};
        if (position->level[l] > 0) move[count++] = (ck_move){CK_MOVE_DOWN, l};
    }
    const bool deal = position->deal_until > position->week;
    if (!deal && position->threat_lever[side] == CK_NONE) {
        for (uint32_t l = 0; l < game->lever_count; l++) {
            const ck_lever *lever = &game->lever[l];
            if (lever->role != CK_LEVER_SIDE || lever->owner != side || !may_raise(game, position, l)) continue;
            move[count++] = (ck_move){CK_MOVE_THREATEN, l};
            break;                                       // the first lever of the side that can still rise
        }
    }
    if (!deal && !position->offered[side]) move[count++] = (ck_move){CK_MOVE_OFFER, CK_NONE};
    if (!deal && position->offered[1 - side]) move[count++] = (ck_move){CK_MOVE_ACCEPT, CK_NONE};
    if (!deal && above_truce(game, position, side)) move[count++] = (ck_move){CK_MOVE_SUSPEND, CK_NONE};
    if (expires_soon(position, position->deal_until) || expires_soon(position, position->pause_until[side]))
        move[count++] = (ck_move){CK_MOVE_EXTEND, CK_NONE};
    return count;
}

/* ---------------------------------------------------------------- moving ------------------------------------------ */

static void set_own(const ck_escalation *game, ck_position *position, uint32_t side, bool deal) {
    for (uint32_t l = 0; l < game->lever_count; l++) {
        const ck_lever *lever = &game->lever[l];
        if (lever->role != CK_LEVER_SIDE || lever->owner != side) continue;
        const uint32_t to = deal ? lever->deal : lever->truce;
        if (position->level[l] > to) position->level[l] = to;
    }
}

static void break_truce(const ck_escalation *game, ck_position *position, uint32_t side) {
    if (cki_position_truce(position, side))
        charge(game, position, side, CK_AIM_credibility, game->side[side].credibility_break, false);
    position->pause_until[side] = 0;
    if (position->deal_until > position->week) position->deal_until = 0;
}

static void apply(const ck_escalation *game, ck_position *position, uint32_t side, ck_move move) {
    const ck_side *own = &game->side[side];
    switch (move.kind) {
    case CK_MOVE_WAIT: break;
    case CK_MOVE_UP:
        break_truce(game, position, side);
        position->level[move.lever]++;
        position->escalations[side]++;
        if (position->threat_lever[side] != CK_NONE) position->threat_lever[side] = CK_NONE;       // carried out
        break;
    case CK_MOVE_DOWN:
        position->level[move.lever]--;
        charge(game, position, side, CK_AIM_face, own->face_relax, true);
        break;
    case CK_MOVE_THREATEN:
        position->threat_lever[side] = move.lever;
        position->threat_week[side] = position->week + (uint32_t)game->threat_weeks;
        break;
    case CK_MOVE_OFFER: position->offered[side] = true; break;
    case CK_MOVE_SUSPEND:
        set_own(game, position, side, false);
        position->pause_until[side] = position->week + (uint32_t)game->pause_weeks;
        charge(game, position, side, CK_AIM_face, own->face_relax, true);
        break;
    case CK_MOVE_EXTEND:
        if (position->deal_until > position->week) position->deal_until += (uint32_t)game->deal_weeks;
        else position->pause_until[side] += (uint32_t)game->pause_weeks;
        break;
    case CK_MOVE_ACCEPT: break;                          // below, when both moves are known
    case CK_MOVE_HEDGE: break;                           // no move of a side
    }
}

static void strike_deal(const ck_escalation *game, ck_position *position, uint32_t acceptor) {
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        set_own(game, position, s, true);
        position->offered[s] = false;
        position->threat_lever[s] = CK_NONE;
        position->pause_until[s] = 0;
    }
    position->deal_until = position->week + (uint32_t)game->deal_weeks;
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {       // two who offer at once share what accepting costs
        const double part = acceptor == CK_NONE ? 0.5 : acceptor == s ? 1.0 : 0.0;
        if (part > 0.0) charge(game, position, s, CK_AIM_face, part * game->side[s].face_accept, true);
    }
}

/* A threat whose date has come and that was not carried out costs credibility, unless the other conceded meanwhile. */
static void settle_threats(const ck_escalation *game, ck_position *position) {
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        if (position->threat_lever[s] == CK_NONE || position->week < position->threat_week[s]) continue;
        if (position->after_concession[1 - s] < 0.5)
            charge(game, position, s, CK_AIM_credibility, game->side[s].credibility_back_down, false);
        position->threat_lever[s] = CK_NONE;
    }
}

static bool is_concession(ck_category category) {
    return category == CK_CATEGORY_relax || category == CK_CATEGORY_talk || category == CK_CATEGORY_pause ||
           category == CK_CATEGORY_accept;
}

void ck_position_move(const ck_escalation *game, ck_position *position, const ck_move move[CK_PLAY_SIDES]) {
    double belief[CK_PLAY_SIDES];
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) { // what the other's category says about him, before anything changes
        belief[s] = position->belief[s];
        if (game->side[1 - s].behaviour == CK_BEHAVE_FITTED) continue;   // a rule without types says nothing of his
        double firm[CK_CATEGORY_COUNT], other[CK_CATEGORY_COUNT];
        ck_position_rule(game, position, 1 - s, true, firm);
        ck_position_rule(game, position, 1 - s, false, other);
        const ck_category seen = ck_move_category(move[1 - s]);
        belief[s] = ck_clamp(ck_belief_update(position->belief[s], firm[seen], other[seen]), 0.02, 0.98);
    }
    const bool pending[CK_PLAY_SIDES] = {position->offered[0], position->offered[1]};
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        apply(game, position, s, move[s]);
        const ck_category category = ck_move_category(move[s]);
        position->after_escalation[s] = category == CK_CATEGORY_escalate ? 1.0 : 0.5 * position->after_escalation[s];
        position->after_concession[s] = is_concession(category) ? 1.0 : 0.5 * position->after_concession[s];
        position->last[s] = move[s];
        position->belief[s] = belief[s];
    }
    const bool escalated = move[0].kind == CK_MOVE_UP || move[1].kind == CK_MOVE_UP;
    const bool accepts[2] = {move[0].kind == CK_MOVE_ACCEPT && pending[1],
                             move[1].kind == CK_MOVE_ACCEPT && pending[0]};
    const bool both = (move[0].kind == CK_MOVE_OFFER || accepts[0]) && (move[1].kind == CK_MOVE_OFFER || accepts[1]);
    const bool struck = !escalated && (both || accepts[0] || accepts[1]);
    cki_past_round(game, position, move, struck);
    if (struck)
        strike_deal(game, position, both ? CK_NONE : accepts[0] ? 0 : 1);
    // an offer stands for one round; escalation takes it off the table
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        if (escalated || (pending[s] && move[s].kind != CK_MOVE_OFFER)) position->offered[s] = false;
    }
    settle_threats(game, position);
    const double shock = escalated                                                              ? 1.0
                         : move[0].kind == CK_MOVE_THREATEN || move[1].kind == CK_MOVE_THREATEN ? 0.6
                                                                                                : 0.0;
    position->uncertainty = ck_max(position->uncertainty, shock);
    position->round++;
}

/* ---------------------------------------------------------------- third countries and firms ----------------------- */

double ck_position_seen(const ck_position *position, uint32_t actor, double delay_weeks) {
    const uint32_t delay = (uint32_t)ck_max(0.0, delay_weeks + 0.5);
    if (position->week <= delay) return 0.0;
    const uint32_t at = position->week - 1 - delay;
    double sum = 0.0;
    uint32_t count = 0;
    for (uint32_t w = at >= 3 ? at - 3 : 0; w <= at && w < CK_PLAY_WEEKS; w++, count++) sum += position->pain[actor][w];
    return count > 0 ? sum / count : 0.0;
}

void ck_position_take(ck_position *position, uint32_t actor, ck_hedge hedge) {
    if (hedge == CK_HEDGE_OUT) position->hedge[actor][CK_HEDGE_ALIGN] = 0.0;
    else position->hedge[actor][hedge] = 1.0;
    if (hedge == CK_HEDGE_STOCKPILE) position->stockpile_weeks[actor] = 52.0;
}

void ck_position_hedge(const ck_escalation *game, ck_position *position, ck_random random) {
    for (uint32_t t = CK_PLAY_SIDES; t < game->actor_count; t++) {
        const ck_third *third = &game->third[t];
        if (third->by_hand) continue;
        const double pain = ck_min(3.0, ck_position_seen(position, t, 8.0) / ck_max(1e-9, third->pain_threshold));
        for (uint32_t h = CK_HEDGE_STOCKPILE; h < CK_HEDGE_COUNT; h++) {
            if (position->hedge[t][h] > 0.0) continue;
            const double odds = game->hedging.base[h] + game->hedging.by_uncertainty[h] * position->uncertainty +
                                game->hedging.by_pain[h] * pain;
            const double chance = 1.0 / (1.0 + ck_exp(-odds));
            if (ck_random_unit(random, CKI_PURPOSE_HEDGE, position->round, t * CK_HEDGE_COUNT + h) >= chance) continue;
            ck_position_take(position, t, (ck_hedge)h);
        }
    }
}

static void outside_week(const ck_escalation *game, ck_position *position) {
    double threat = 0.0, invest = 0.0, stockpile = 0.0;
    for (uint32_t l = 0; l < game->lever_count; l++) {   // the strictest engine lever of China, and standing threats
        if (game->lever[l].role == CK_LEVER_SIDE && game->lever[l].owner == 1 && game->lever[l].engine)
            threat = ck_max(threat, intensity_of(game, position, l));
    }
    if (position->threat_lever[1] != CK_NONE) threat = ck_max(threat, 0.5);
    threat = ck_max(threat, 0.5 * position->uncertainty);
    const double wanted = ck_firms_share(&game->firms, threat, position->uncertainty, game->opaque);
    position->diversified += ck_max(0.0, wanted - position->diversified) / ck_max(1.0, game->firms.build_weeks);
    for (uint32_t t = CK_PLAY_SIDES; t < game->actor_count; t++) {
        invest += game->third[t].size * position->hedge[t][CK_HEDGE_INVEST];
        stockpile += game->third[t].size * position->hedge[t][CK_HEDGE_STOCKPILE];
        position->stockpile_weeks[t] = ck_max(0.0, position->stockpile_weeks[t] - 1.0);
    }
    invest = game->invest_public * invest + (1.0 - game->invest_public) * position->diversified;
    for (uint32_t l = 0; l < game->lever_count; l++) {
        if (game->lever[l].role == CK_LEVER_INVEST) position->outside[l] = ck_clamp(invest, 0.0, 1.0);
        if (game->lever[l].role == CK_LEVER_STOCKPILE) position->outside[l] = ck_clamp(stockpile, 0.0, 1.0);
    }
    position->uncertainty *= ck_exp(-1.0 / 26.0);
}

/* ---------------------------------------------------------------- a week and a future ----------------------------- */

/* What had been suspended applies again when a deal or a pause ends unrenewed. */
static void lapse(const ck_escalation *game, ck_position *position) {
    const bool deal = position->deal_until != 0 && position->deal_until == position->week;
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        const bool pause = position->pause_until[s] != 0 && position->pause_until[s] == position->week;
        if (!deal && !pause) continue;
        for (uint32_t l = 0; l < game->lever_count; l++) {
            const ck_lever *lever = &game->lever[l];
            if (lever->role == CK_LEVER_SIDE && lever->owner == s && position->level[l] < lever->start)
                position->level[l] = lever->start;
        }
        if (pause) position->pause_until[s] = 0;
    }
    if (deal) position->deal_until = 0;
}

void ck_position_week(const ck_escalation *game, const ck_emulator *emulator, ck_position *position,
                      const double *outcome) {
    double emulated[CK_PLAY_ACTORS * CK_DAMAGE_COUNT] = {0}, loss[CK_AIM_COUNT];
    lapse(game, position);
    outside_week(game, position);
    if (outcome == NULL && emulator != NULL) {
        double input[CK_EMULATOR_INPUTS];
        ck_position_inputs(game, position, input);
        ck_emulator_week(emulator, &position->emulator, input, emulated);
        for (uint32_t a = 0; a < game->actor_count; a++) {
            for (uint32_t k = 0; k < CK_DAMAGE_COUNT; k++) emulated[a * CK_DAMAGE_COUNT + k] *= position->error[a];
        }
    }
    for (uint32_t a = 0; a < game->actor_count; a++) {
        ck_position_loss(game, position, a, outcome != NULL ? outcome : emulated, loss);
        const double factor = a < CK_PLAY_SIDES && position->firm[a] ? game->side[a].firm_pain : 1.0;
        const double pain = weighted(game, a, loss);
        if (position->week < CK_PLAY_WEEKS) position->pain[a][position->week] = pain;
        for (uint32_t k = 0; k < CK_AIM_COUNT; k++) position->total[a][k] += loss[k];
        position->cost[a] +=
            factor * pain * (a < CK_PLAY_SIDES ? cki_escalation_discount(game, a, position->week) : 1.0);
    }
    const bool full = ck_position_index(game, position, 0) >= game->full_index &&
                      ck_position_index(game, position, 1) >= game->full_index;
    position->full_weeks = full ? position->full_weeks + 1.0 : 0.0;
    position->restricted_weeks += cki_ladder_rung(game, position, 1) >= 2;
    position->week++;
}

void ck_escalation_future(const ck_escalation *game, const ck_emulator *emulator, const ck_solution *solution,
                          ck_random random, ck_position *position, ck_future_point *point) {
    ck_position_start(game, emulator, random, position);
    for (uint32_t r = 0; r < game->round_count; r++) {
        ck_move move[CK_PLAY_SIDES];
        for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) move[s] = ck_position_choose(game, solution, position, s, random);
        ck_position_move(game, position, move);
        ck_position_hedge(game, position, random);
        const uint32_t until = ck_escalation_round_end(game, r);
        while (position->week < until) ck_position_week(game, emulator, position, NULL);
        if (point != NULL)
            point[r] = (ck_future_point){ck_position_future(game, position), ck_position_quiet(position)};
    }
}
