/* What single things are worth in a game, and what turns its answer over: the same futures played with and without each. Host code: it
   allocates. docs/strategy.md, "Values and flips". */
#ifndef CK_STUDY_PLAY_VALUES_H
#define CK_STUDY_PLAY_VALUES_H

#include "study/play.h"

/* Each is the game in which it holds against the game in which it does not; everything else, random numbers included, is the same. */
#define CK_PLAY_CHANGE_LIST(X)                                                                                         \
    X(stockpile, "stockpiles outside, from the first week",                                                            \
      "every third country stockpiles from the first week, against none ever")                                         \
    X(plants, "plants outside brought forward",                                                                        \
      "every third country invests and firms follow from the first week, against none ever")                           \
    X(promise, "a promise that binds", "nobody escalates while a deal is in force, against deals that may be broken")  \
    X(opacity, "an opaque dial",                                                                                       \
      "damage is seen 13 weeks later by the first side and firms do not see the dial, against neither")
typedef enum ck_play_change {
#define X(name, title, meaning) CK_CHANGE_##name,
    CK_PLAY_CHANGE_LIST(X)
#undef X
        CK_CHANGE_COUNT
} ck_play_change;

typedef struct ck_play_value {    // with against without, over the draws of the uncertain numbers
    double saved[CK_PLAY_ACTORS]; // mean, billion USD, weighted and discounted: above 0 the actor gains
    ck_band band[CK_PLAY_ACTORS];
    double odds[CK_FUTURE_COUNT]; // mean change of the final odds
} ck_play_value;

typedef struct ck_play_opening {  // a side's first move forced, behaviour afterwards
    bool open;                    // on the menu of the first round
    double cost;                  // of the side, mean, billion USD weighted and discounted
    ck_band against_waiting;      // cost of waiting less this cost: above 0 waiting is worse
    double gain;                  // its mean
    double odds[CK_FUTURE_COUNT]; // final, mean
} ck_play_opening;

typedef struct ck_play_flip { // one number alone, the others at their most likely values
    uint32_t number;
    double low[CK_FUTURE_COUNT], high[CK_FUTURE_COUNT]; // final odds at its ends
    bool flips;                                         // another future leads somewhere in its range
    ck_future to;
    double at; // which, and from which value on (nearest to the most likely one)
} ck_play_flip;

typedef struct ck_play_lean { // all numbers together leant towards one future, by the signs of their correlations
    ck_future to;
    bool leads;
    double share;                 // of their ranges at which it begins to lead, 0..1
    double odds[CK_FUTURE_COUNT]; // leant all the way
} ck_play_lean;

typedef struct ck_play_values {
    double central[CK_FUTURE_COUNT]; // final odds at the most likely values
    ck_future leads;
    uint32_t futures; // behind each of the odds of flips and leans
    ck_play_value value[CK_CHANGE_COUNT];
    ck_play_opening opening[CK_PLAY_SIDES][CK_CATEGORY_COUNT];
    ck_play_flip *flip;
    uint32_t flip_count;                // as the study's drivers, strongest first
    ck_play_lean lean[CK_FUTURE_COUNT]; // [leads] is not looked at
    uint64_t digest;
} ck_play_values;

const char *ck_play_change_name(ck_play_change change);
const char *ck_play_change_title(ck_play_change change);
const char *ck_play_change_meaning(ck_play_change change);

/// Values, openings and flips of a game whose study has been run (ck_play_study_run). Sides with `behaviour: equilibrium` play as solved for
/// each draw and each change; flips, which would need thousands of solutions, are left out then (futures is 0).
///
/// Returns  CK_OK with `values` set (free with ck_play_values_free in every case)
/// Cost     weights x futures x (2 changes + categories), and futures x (drivers looked at) x about 10
CK_MUST_USE ck_status ck_play_values_run(const ck_play_spec *spec, const ck_play_study *study, uint32_t threads,
                                         ck_play_values *values, ck_diags *diags);
void ck_play_values_free(ck_play_values *values);

#endif
