#include "study/play_answer.h"

static const char *const FUTURE_TITLE[CK_FUTURE_COUNT] = {"package deal", "tit for tat", "full escalation"};
static const char *const FUTURE_ID[CK_FUTURE_COUNT] = {"package_deal", "tit_for_tat", "full_escalation"};
static const char *const AIM_ID[CK_AIM_COUNT] = {
#define X(name, meaning) #name,
    CK_AIM_LIST(X)
#undef X
};
static const char *const CATEGORY_ID[CK_CATEGORY_COUNT] = {
#define X(name, letter, meaning) #name,
    CK_CATEGORY_LIST(X)
#undef X
};
static const char *const LADDER_ID[CK_LADDER_COUNT] = {"wait", "up", "down", "offer", "accept"};
static const char *const CASE_ID[CK_LEVERAGE_CASES] = {"alone", "plants", "stockpiles"};
static const char *const CASE_TITLE[CK_LEVERAGE_CASES] = {
    "announced plants as planned", "plants outside brought forward", "national stockpiles released"};

static const char *const BEHAVIOUR_ID[] = {"rule", "equilibrium", "script", "fitted"};

const char *ck_play_behaviour_id(ck_behaviour behaviour) { return BEHAVIOUR_ID[behaviour]; }

const char *ck_play_behaviour_words(const ck_play_spec *spec) {
    const ck_behaviour first = spec->game.side[0].behaviour, second = spec->game.side[1].behaviour;
    if (first != second) return "The sides behave in different ways, as the game file says.";
    switch (first) {
    case CK_BEHAVE_RULE: return "Behaviour is by stated rules whose sizes are judgements, not fitted to history.";
    case CK_BEHAVE_EQUILIBRIUM: return "Both sides play the solved ladder game.";
    case CK_BEHAVE_SCRIPT: return "Both sides follow a script.";
    case CK_BEHAVE_FITTED:
        return "Behaviour is by hazards fitted to the moves before the game and as uncertain as their fit; they look at "
               "moves and dates, not at damage.";
    }
    return "";
}

const char *ck_play_future_title(ck_future future) { return FUTURE_TITLE[future]; }
const char *ck_play_future_id(ck_future future) { return FUTURE_ID[future]; }
const char *ck_play_aim_id(ck_aim aim) { return AIM_ID[aim]; }
const char *ck_play_category_id(ck_category category) { return CATEGORY_ID[category]; }
const char *ck_play_ladder_id(ck_ladder_move move) { return LADDER_ID[move]; }
const char *ck_leverage_case_id(ck_leverage_case of) { return CASE_ID[of]; }
const char *ck_leverage_case_title(ck_leverage_case of) { return CASE_TITLE[of]; }

uint64_t ck_play_answer_digest(const ck_play_answer *answer) {
    if (answer->values == NULL && answer->leverage == NULL) return answer->study->digest;
    ck_digest digest = ck_digest_start(answer->study->digest);
    if (answer->values != NULL) ck_digest_u64(&digest, answer->values->digest);
    if (answer->leverage != NULL) ck_digest_u64(&digest, answer->leverage->digest);
    return ck_digest_value(&digest);
}
