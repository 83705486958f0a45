/* Behaviour as fitted to history: hazards of categories (move_rules.c) over the weeks of a round, from what was done before the game and in it. */
#include "strategy/escalation.h"

void cki_past_add(const ck_escalation *game, ck_position *position, ck_actor actor, ck_past_category category) {
    if (position->past_count == CK_PLAY_PAST) return;
    position->past[position->past_count++] = (ck_past_move){
        .day = {game->fitted.start.day + 7 * (int32_t)position->week}, .actor = actor, .category = category};
}

/* The moves of a round, in the categories of the timeline; what is not moved is no row. */
void cki_past_round(const ck_escalation *game, ck_position *position, const ck_move move[CK_PLAY_SIDES], bool struck) {
    static const ck_past_category of[CK_CATEGORY_COUNT] = {[CK_CATEGORY_wait] = CK_PAST_CATEGORY_COUNT,
                                                           [CK_CATEGORY_escalate] = CK_ESCALATE,
                                                           [CK_CATEGORY_relax] = CK_DEESCALATE,
                                                           [CK_CATEGORY_signal] = CK_SIGNAL,
                                                           [CK_CATEGORY_talk] = CK_TALK,
                                                           [CK_CATEGORY_pause] = CK_PAUSE,
                                                           [CK_CATEGORY_accept] = CK_PAST_CATEGORY_COUNT};
    for (uint32_t s = 0; s < CK_PLAY_SIDES && !struck; s++) {
        const ck_past_category category = of[ck_move_category(move[s])];
        if (category != CK_PAST_CATEGORY_COUNT) cki_past_add(game, position, s == 0 ? CK_US : CK_CHINA, category);
    }
    if (struck) cki_past_add(game, position, CK_BOTH, CK_DEESCALATE);
}

/* Expected moves of each category over the weeks of the present round, nobody moving meanwhile. */
static void hazards(const ck_escalation *game, const ck_position *position, ck_actor actor,
                    double sum[CK_PAST_CATEGORY_COUNT]) {
    const ck_fitted *fitted = &game->fitted;
    ck_fixture fixture[CK_PLAY_FIXTURES + 1 + CK_PLAY_SIDES];
    uint32_t count = 0;
    for (; count < fitted->fixture_count; count++) fixture[count] = fitted->fixture[count];
    const uint32_t ends[1 + CK_PLAY_SIDES] = {position->deal_until, position->pause_until[0], position->pause_until[1]};
    for (uint32_t k = 0; k < 1 + CK_PLAY_SIDES;
         k++) { // what runs out in the game is known like what ran out in history
        if (ends[k] > position->week)
            fixture[count++] =
                (ck_fixture){.known = fitted->start, .day = {fitted->start.day + 7 * (int32_t)ends[k]}, .expiry = true};
    }
    const ck_history history = {position->past, position->past_count, fixture, count};
    const uint32_t until = ck_escalation_round_end(game, position->round);
    for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++) sum[c] = 0.0;
    for (uint32_t w = position->week; w < until; w++) {
        double daily[CK_PAST_CATEGORY_COUNT];
        ck_move_rules_hazard(&fitted->rules, &history, (ck_date){fitted->start.day + 7 * (int32_t)w}, actor, daily);
        for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++) sum[c] += 7.0 * daily[c];
    }
}

static bool open_on(const ck_escalation *game, const ck_position *position, uint32_t side, ck_move_kind kind,
                    ck_move *found) {
    ck_move menu[CK_PLAY_MENU];
    const uint32_t count = ck_position_menu(game, position, side, menu);
    for (uint32_t m = 0; m < count; m++) {
        if (menu[m].kind != kind) continue;
        *found = menu[m];
        return true;
    }
    return false;
}

/* What both do together is drawn with one random number, so that both sides, when both are fitted, do it. */
static bool joint(const ck_escalation *game, const ck_position *position, uint32_t side, ck_random random,
                  ck_move *move) {
    double hazard[CK_PAST_CATEGORY_COUNT];
    hazards(game, position, CK_BOTH, hazard);
    const ck_past_category category =
        ck_move_rules_draw(hazard, ck_random_unit(random, CKI_PURPOSE_JOINT, position->round, 0));
    if (category != CK_DEESCALATE && category != CK_PAUSE) return false; // talks alone move nothing
    return open_on(game, position, side, CK_MOVE_ACCEPT, move) || open_on(game, position, side, CK_MOVE_OFFER, move) ||
           open_on(game, position, side, CK_MOVE_EXTEND, move);
}

ck_move cki_fitted_choose(const ck_escalation *game, const ck_position *position, uint32_t side, ck_random random) {
    static const ck_category of[CK_PAST_CATEGORY_COUNT] = {
        [CK_ESCALATE] = CK_CATEGORY_escalate, [CK_DEESCALATE] = CK_CATEGORY_relax, [CK_SIGNAL] = CK_CATEGORY_signal,
        [CK_TALK] = CK_CATEGORY_talk,         [CK_PAUSE] = CK_CATEGORY_pause,      [CK_COURT] = CK_CATEGORY_wait};
    double hazard[CK_PAST_CATEGORY_COUNT];
    ck_move move = {CK_MOVE_WAIT, CK_NONE};
    if (joint(game, position, side, random, &move)) return move;
    hazards(game, position, side == 0 ? CK_US : CK_CHINA, hazard);
    const ck_past_category category =
        ck_move_rules_draw(hazard, ck_random_unit(random, CKI_PURPOSE_CATEGORY, position->round, side));
    if (category == CK_PAST_CATEGORY_COUNT) return move;
    if (category == CK_DEESCALATE && open_on(game, position, side, CK_MOVE_ACCEPT, &move)) return move;
    return cki_as_told(game, position, side, of[category], random);
}
