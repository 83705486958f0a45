/* How a side chooses: by rule (log odds of categories), by the solved game, by script, or as fitted to history. */
#include "strategy/escalation.h"

static void features_of(const ck_escalation *game, const ck_position *position, uint32_t side, bool firm,
                        double *feature) {
    const ck_side *own = &game->side[side], *other = &game->side[1 - side];
    const double late = side == 0 ? game->opacity_weeks : 0.0; // the second side's dial is what may be opaque
    const double pain = ck_position_seen(position, side, own->delay_own_weeks + late) * (firm ? own->firm_pain : 1.0);
    const double harm = ck_position_seen(position, 1 - side, own->delay_other_weeks + late);
    const ck_round *now = &game->round[position->round];
    for (uint32_t f = 0; f < CK_FEATURE_COUNT; f++) feature[f] = 0.0;
    feature[CK_FEATURE_base] = 1.0;
    feature[CK_FEATURE_after_escalation] = position->after_escalation[1 - side];
    feature[CK_FEATURE_after_concession] = position->after_concession[1 - side];
    feature[CK_FEATURE_pain] = ck_clamp(pain / ck_max(1e-9, own->pain_threshold), 0.0, 3.0);
    feature[CK_FEATURE_leverage] = ck_clamp(harm / ck_max(1e-9, other->pain_threshold), 0.0, 3.0);
    feature[CK_FEATURE_summit] = now->summit_near ? 1.0 : 0.0;
    feature[CK_FEATURE_deadline] = now->deadline_near ? 1.0 : 0.0;
    feature[CK_FEATURE_firm] = firm ? 1.0 : 0.0;
    feature[CK_FEATURE_doubt] = position->belief[side];
    feature[CK_FEATURE_truce] = cki_position_truce(position, side) ? 1.0 : 0.0;
}

void ck_position_rule(const ck_escalation *game, const ck_position *position, uint32_t side, bool firm,
                      double chance[CK_CATEGORY_COUNT]) {
    ck_move menu[CK_PLAY_MENU];
    double feature[CK_FEATURE_COUNT], sum = 0.0;
    bool open[CK_CATEGORY_COUNT] = {false};
    const uint32_t count = ck_position_menu(game, position, side, menu);
    for (uint32_t m = 0; m < count; m++) open[ck_move_category(menu[m])] = true;
    features_of(game, position, side, firm, feature);
    for (uint32_t c = 0; c < CK_CATEGORY_COUNT; c++) {
        double odds = 0.0;
        for (uint32_t f = 0; f < CK_FEATURE_COUNT; f++) odds += game->side[side].rule[c][f] * feature[f];
        chance[c] = open[c] ? ck_exp(ck_clamp(odds, -40.0, 40.0)) : 0.0;
        sum += chance[c];
    }
    for (uint32_t c = 0; c < CK_CATEGORY_COUNT; c++) chance[c] /= sum;
}

/* Index drawn by weights that need not add up to 1; the last one with weight when rounding runs over. */
static uint32_t draw_index(const double *weight, uint32_t count, double unit) {
    double sum = 0.0, at = 0.0;
    uint32_t last = 0;
    for (uint32_t k = 0; k < count; k++) sum += weight[k];
    for (uint32_t k = 0; k < count; k++) {
        if (!(weight[k] > 0.0)) continue;
        at += weight[k];
        last = k;
        if (unit * sum < at) return k;
    }
    return last;
}

static ck_move draw_in_category(const ck_escalation *game, const ck_position *position, uint32_t side,
                                ck_category category, ck_random random) {
    ck_move menu[CK_PLAY_MENU];
    double weight[CK_PLAY_MENU];
    const uint32_t count = ck_position_menu(game, position, side, menu);
    for (uint32_t m = 0; m < count; m++) {
        weight[m] = ck_move_category(menu[m]) != category ? 0.0
                    : menu[m].lever == CK_NONE            ? 1.0
                                                          : game->lever[menu[m].lever].propensity;
    }
    // a threat whose date is near is carried out with the lever that it named
    for (uint32_t m = 0; m < count && category == CK_CATEGORY_escalate; m++) {
        if (menu[m].kind == CK_MOVE_UP && menu[m].lever == position->threat_lever[side]) return menu[m];
    }
    return menu[draw_index(weight, count, ck_random_unit(random, CKI_PURPOSE_LEVER, position->round, side))];
}

/* The lever farthest from where the next rung wants it. */
static ck_move toward_rung(const ck_escalation *game, const ck_position *position, uint32_t side, bool up) {
    const uint32_t rung = cki_ladder_rung(game, position, side);
    const uint32_t target = up ? ck_min_u32(rung + 1, CK_PLAY_RUNGS - 1) : rung > 0 ? rung - 1 : 0;
    ck_move menu[CK_PLAY_MENU], best = {CK_MOVE_WAIT, CK_NONE};
    const uint32_t count = ck_position_menu(game, position, side, menu);
    double farthest = 0.0;
    for (uint32_t m = 0; m < count; m++) {
        if (menu[m].kind != (up ? CK_MOVE_UP : CK_MOVE_DOWN)) continue;
        const uint32_t l = menu[m].lever;
        const double here = game->lever[l].level[position->level[l]].intensity;
        const double there = game->lever[l].level[game->side[side].ladder[target][l]].intensity;
        const double gap = up ? there - here : here - there;
        if (best.kind == CK_MOVE_WAIT || gap > farthest) {
            best = menu[m];
            farthest = gap;
        }
    }
    return best;
}

static ck_move on_menu(const ck_escalation *game, const ck_position *position, uint32_t side, ck_move_kind kind) {
    ck_move menu[CK_PLAY_MENU];
    const uint32_t count = ck_position_menu(game, position, side, menu);
    for (uint32_t m = 0; m < count; m++) {
        if (menu[m].kind == kind) return menu[m];
    }
    return menu[0];
}

static ck_move by_equilibrium(const ck_escalation *game, const ck_solution *solution, const ck_position *position,
                              uint32_t side, ck_random random) {
    double chance[CK_LADDER_COUNT];
    ck_solution_chance(solution, position->round, ck_ladder_of(game, position), position->belief, side,
                       position->firm[side], chance);
    switch (draw_index(chance, CK_LADDER_COUNT, ck_random_unit(random, CKI_PURPOSE_CATEGORY, position->round, side))) {
    case CK_LADDER_UP: return toward_rung(game, position, side, true);
    case CK_LADDER_DOWN: return toward_rung(game, position, side, false);
    case CK_LADDER_OFFER: return on_menu(game, position, side, CK_MOVE_OFFER);
    case CK_LADDER_ACCEPT: return on_menu(game, position, side, CK_MOVE_ACCEPT);
    default: return on_menu(game, position, side, CK_MOVE_EXTEND); // waiting lets nothing lapse that can be extended
    }
}

/* A move of the category, or waiting when the menu has none. */
ck_move cki_as_told(const ck_escalation *game, const ck_position *position, uint32_t side, ck_category category,
                    ck_random random) {
    const ck_move move = draw_in_category(game, position, side, category, random);
    return ck_move_category(move) == category ? move : (ck_move){CK_MOVE_WAIT, CK_NONE};
}

ck_move ck_position_choose(const ck_escalation *game, const ck_solution *solution, const ck_position *position,
                           uint32_t side, ck_random random) {
    const ck_side *own = &game->side[side];
    if (own->opens && position->round == 0) return cki_as_told(game, position, side, own->opening, random);
    if (own->behaviour == CK_BEHAVE_EQUILIBRIUM && solution != NULL)
        return by_equilibrium(game, solution, position, side, random);
    if (own->behaviour == CK_BEHAVE_FITTED) return cki_fitted_choose(game, position, side, random);
    if (own->behaviour == CK_BEHAVE_SCRIPT)
        return cki_as_told(game, position, side, (ck_category)own->script[position->round], random);
    double chance[CK_CATEGORY_COUNT];
    ck_position_rule(game, position, side, position->firm[side], chance);
    const uint32_t category =
        draw_index(chance, CK_CATEGORY_COUNT, ck_random_unit(random, CKI_PURPOSE_CATEGORY, position->round, side));
    return draw_in_category(game, position, side, (ck_category)category, random);
}
