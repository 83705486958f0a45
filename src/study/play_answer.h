/* Everything that `play` found, for those who print, tabulate and draw it. */
#ifndef CK_STUDY_PLAY_ANSWER_H
#define CK_STUDY_PLAY_ANSWER_H

#include "study/play_leverage.h"
#include "study/play_values.h"

typedef struct ck_play_answer {
    const ck_play_spec *spec;
    const ck_play_study *study;
    const ck_play_values *values; // NULL: not asked for
    const ck_leverage *leverage;  // NULL: not asked for
    bool simulate, solve;         // which parts of the study were asked for
} ck_play_answer;

/* Of the odds, the values and the curve together. */
uint64_t ck_play_answer_digest(const ck_play_answer *answer);

/* Words for what the game counts in. Identifiers are those of JSON and CSV. */
const char *ck_play_future_title(ck_future future);      // "package deal"
const char *ck_play_future_id(ck_future future);         // "package_deal"
const char *ck_play_aim_id(ck_aim aim);                  // "growth"
const char *ck_play_category_id(ck_category category);   // "escalate"
const char *ck_play_behaviour_id(ck_behaviour behaviour); // "fitted"
/* Where the behaviour of both sides comes from, as a sentence. */
const char *ck_play_behaviour_words(const ck_play_spec *spec);
const char *ck_play_ladder_id(ck_ladder_move move);      // "up"
const char *ck_leverage_case_id(ck_leverage_case of);    // "alone"
const char *ck_leverage_case_title(ck_leverage_case of); // "announced plants as planned"

#endif
