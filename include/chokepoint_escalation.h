/* chokepoint, section 12: two governments, their measures as levers, what each minds, and the rounds in which they
   move. docs/strategy.md is the manual: state, moves, timing, payoffs, information, the three futures. No function
   here does input or output; all memory is the caller's. Money is in billion USD, rates per week. */
#ifndef CHOKEPOINT_ESCALATION_H
#define CHOKEPOINT_ESCALATION_H

#include "chokepoint.h"
#include "chokepoint_strategy.h"

#ifdef __cplusplus
extern "C" {
#endif

#define CK_PLAY_SIDES   2u       // the two principals: 0 the United States, 1 China in the shipped game
#define CK_PLAY_ACTORS  12u      // principals first, then third countries
#define CK_PLAY_LEVERS  12u
#define CK_PLAY_LEVELS  6u
#define CK_PLAY_ROUNDS  64u
#define CK_PLAY_WEEKS   208u
#define CK_PLAY_MENU    (2u * CK_PLAY_LEVERS + 6u)
#define CK_PLAY_RUNGS   4u       // of the ladder in the solved game
#define CK_PLAY_BEFORE  64u      // moves of history just before the game
#define CK_PLAY_PAST    (CK_PLAY_BEFORE + 2u * CK_PLAY_ROUNDS)
#define CK_PLAY_FIXTURES 48u

/* What the engine says about an actor's economy, billion USD a week against the baseline. */
#define CK_DAMAGE_LIST(X)                                                                                             \
    X(growth,    "value added lost by all modelled industries")                                                        \
    X(strategic, "value added lost by strategic industries (part of growth)")                                          \
    X(defence,   "value added lost by aerospace and defence (part of growth)")                                         \
    X(prices,    "paid above base prices for inputs")                                                                  \
    X(exports,   "exports of controlled chains that did not leave, at base prices")
typedef enum ck_damage {
#define X(name, meaning) CK_DAMAGE_##name,
    CK_DAMAGE_LIST(X)
#undef X
    CK_DAMAGE_COUNT
} ck_damage;

/* What governments mind. Losses are positive. */
#define CK_AIM_LIST(X)                                                                                                 \
    X(growth,      "value added lost, and the margin on exports not sold")                                             \
    X(prices,      "what inputs cost more")                                                                            \
    X(strategic,   "strategic industries, beyond their share of growth")                                               \
    X(defence,     "aerospace and defence, beyond their share of growth")                                              \
    X(farm,        "farm regions: exports of farm goods not sold")                                                     \
    X(fiscal,      "fiscal room: outlays less duties collected")                                                       \
    X(credibility, "threats not carried out, promises broken")                                                         \
    X(face,        "concessions made before an audience at home")
typedef enum ck_aim {
#define X(name, meaning) CK_AIM_##name,
    CK_AIM_LIST(X)
#undef X
    CK_AIM_COUNT
} ck_aim;

/* Categories of a move: those of the timeline (E, D, S, T, P) with waiting, and the acceptance of an offer. */
#define CK_CATEGORY_LIST(X)                                                                                            \
    X(wait, "-", "no move") X(escalate, "E", "tighten, enact, list, raise, charge")                                    \
    X(relax, "D", "loosen, delist, cut") X(signal, "S", "threaten with a date")                                        \
    X(talk, "T", "offer a package") X(pause, "P", "suspend or extend") X(accept, "D", "accept the other's offer")
typedef enum ck_category {
#define X(name, letter, meaning) CK_CATEGORY_##name,
    CK_CATEGORY_LIST(X)
#undef X
    CK_CATEGORY_COUNT
} ck_category;

/* What a rule of behaviour looks at. All between 0 and 3. */
#define CK_FEATURE_LIST(X)                                                                                             \
    X(base,              "always 1")                                                                                   \
    X(after_escalation,  "1 when the other escalated in the last round, halved with every round since")                \
    X(after_concession,  "the same for talk, pause, relaxation")                                                       \
    X(pain,              "own loss as last seen over the threshold of pain, at most 3")                                \
    X(leverage,          "the other's loss as last seen over his threshold, at most 3")                                \
    X(summit,            "1 within three weeks before a summit or talks")                                              \
    X(deadline,          "1 within three weeks before a deadline or an expiry")                                        \
    X(firm,              "own type: 1 firm, 0 accommodating")                                                          \
    X(doubt,             "belief that the other is firm")                                                              \
    X(truce,             "1 while a deal or pause is in force")
typedef enum ck_feature {
#define X(name, meaning) CK_FEATURE_##name,
    CK_FEATURE_LIST(X)
#undef X
    CK_FEATURE_COUNT
} ck_feature;

typedef enum ck_occasion_kind {
    CK_OCCASION_ROUND, CK_OCCASION_SUMMIT, CK_OCCASION_DEADLINE, CK_OCCASION_EXPIRY
} ck_occasion_kind;
typedef enum ck_behaviour { CK_BEHAVE_RULE, CK_BEHAVE_EQUILIBRIUM, CK_BEHAVE_SCRIPT, CK_BEHAVE_FITTED } ck_behaviour;
typedef enum ck_hedge { CK_HEDGE_OUT, CK_HEDGE_STOCKPILE, CK_HEDGE_INVEST, CK_HEDGE_ALIGN, CK_HEDGE_COUNT } ck_hedge;

typedef enum ck_lever_role {
    CK_LEVER_SIDE,               // a principal moves it
    CK_LEVER_INVEST,             // follows investment outside (third countries and firms)
    CK_LEVER_STOCKPILE           // follows stockpiling outside
} ck_lever_role;

typedef struct ck_level {
    double intensity;                                    // 0..1
    double direct[CK_PLAY_SIDES][CK_AIM_COUNT];          // billion USD a week, what the engine does not hold
} ck_level;

typedef struct ck_lever {
    ck_lever_role role;
    uint32_t owner;              // side; ignored for outside levers
    bool     engine;             // moves measures of the engine: an input of the emulator
    uint32_t level_count, start, truce, deal;            // levels: at the start, under a pause, under a deal
    double   propensity;         // weight when an escalation or relaxation picks a lever
    ck_level level[CK_PLAY_LEVELS];
} ck_lever;

typedef struct ck_side {
    double weight[CK_AIM_COUNT];                         // 1: a billion USD of growth lost counts as 1
    double pain_threshold;       // billion USD a week, weighted
    double firm_prior;           // the other's first belief that this side is firm
    double firm_concession;      // a firm side's concessions cost so many times more
    double firm_pain;            // and its losses count so many times
    double face_accept, face_relax, credibility_back_down, credibility_break;    // billion USD, once
    double delay_own_weeks, delay_other_weeks;           // from damage to knowing it
    double patience;             // discount factor a year
    double rule[CK_CATEGORY_COUNT][CK_FEATURE_COUNT];    // log odds against waiting
    uint32_t ladder[CK_PLAY_RUNGS][CK_PLAY_LEVERS];      // levels of own levers on each rung
    ck_behaviour behaviour;
    uint8_t  script[CK_PLAY_ROUNDS];                     // category by round, for CK_BEHAVE_SCRIPT
    bool     opens; ck_category opening;                 // whatever the behaviour, the first move is of this category
} ck_side;

typedef struct ck_hedging {      // log odds a round that a third country takes up a hedge
    double base[CK_HEDGE_COUNT], by_uncertainty[CK_HEDGE_COUNT], by_pain[CK_HEDGE_COUNT];
} ck_hedging;

typedef struct ck_third {        // a third country
    double size;                 // share of what third countries do together
    double pain_threshold;       // billion USD a week
    double stockpile_cost;       // billion USD a week for a year
    double align_cost, align_cost_to_china;              // billion USD a week
    bool   by_hand;              // a person hedges for it: ck_position_hedge passes it over
} ck_third;

typedef struct ck_firms {        // investment under uncertainty, Dixit and Pindyck (1994)
    double value_base;           // value of a plant outside over its cost when nothing threatens
    double value_threat;         // what the full threat of a cut adds to that
    double volatility, volatility_uncertainty;           // 1/sqrt(year): without and with full uncertainty
    double rate, payout;         // 1/year
    double spread;               // of log values between firms
    double build_weeks;          // from decision to effect
} ck_firms;

typedef struct ck_round { uint32_t week; ck_occasion_kind kind; bool summit_near, deadline_near; } ck_round;

/* Behaviour as fitted to history: rules (ck_move_rules_fit), the last moves before the game, and dates known ahead. */
typedef struct ck_fitted {
    ck_move_rules rules;
    ck_date       start;         // day of week 0
    ck_past_move  before[CK_PLAY_BEFORE]; uint32_t before_count;         // in order of days
    ck_fixture    fixture[CK_PLAY_FIXTURES]; uint32_t fixture_count;
} ck_fitted;

/* A game: plain numbers, copied freely. Every number that is uncertain lies in it, so that a draw is a copy with other
   numbers. */
typedef struct ck_escalation {
    uint32_t lever_count, actor_count, round_count, weeks;
    ck_lever lever[CK_PLAY_LEVERS];
    ck_side  side[CK_PLAY_SIDES];
    ck_third third[CK_PLAY_ACTORS];                      // from CK_PLAY_SIDES on
    ck_hedging hedging;
    ck_firms firms;
    ck_round round[CK_PLAY_ROUNDS];                      // first at week 0; weeks rise
    double   export_margin;                              // part of lost exports that is lost income
    double   threat_weeks;                               // from threat to date
    double   pause_weeks, deal_weeks;                    // they run
    double   full_index; double full_weeks;              // threshold of full escalation, and for how long
    double   opacity_weeks;                              // added to what the other side sees late
    double   tail_weeks;                                 // what comes after the end counts for so long (solver)
    bool     promise;                                    // deals are kept: nobody escalates while one is in force
    bool     opaque;                                     // firms do not see the dial: full volatility
    double   invest_public;                              // share of outside investment that governments decide
    ck_fitted fitted;                                    // for CK_BEHAVE_FITTED
} ck_escalation;

/* The week in which a round ends: that of the next one, or of the game. */
static inline uint32_t ck_escalation_round_end(const ck_escalation *game, uint32_t round) {
    return round + 1 < game->round_count ? game->round[round + 1].week : game->weeks;
}

/* ---------------------------------------------------------------- the emulator ------------------------------------ */

/* Damage a week from the history of levers: filters of each engine lever with three time constants, their products, and
   time, regressed with ridge on runs of the engine. docs/strategy.md, "The emulator". */
#define CK_EMULATOR_FILTERS 3u
#define CK_EMULATOR_INPUTS  8u
#define CK_EMULATOR_FEATURES \
    (1u + 2u + CK_EMULATOR_INPUTS * (CK_EMULATOR_FILTERS + 1u) + CK_EMULATOR_INPUTS * (CK_EMULATOR_INPUTS + 1u) / 2u)
typedef struct ck_emulator {
    uint32_t inputs, outputs, features, paths, weeks;
    double  *coefficient;        // (outputs x features)
    double  *mean;               // (outputs) mean over the design, billion USD a week
    double  *error_week;         // (outputs) cross-validated root mean square error of a week, billion USD
    double  *error_total;        // (outputs) cross-validated root mean square error of a path's total over the mean, 1
    double  *explained;          // (outputs) cross-validated share of variance, 1
    double   ridge;
} ck_emulator;
typedef struct ck_emulator_state {
    double   filter[CK_EMULATOR_INPUTS][CK_EMULATOR_FILTERS];
    uint32_t week;
} ck_emulator_state;

size_t ck_emulator_bytes(uint32_t inputs, uint32_t outputs, uint32_t paths);
/// Fit on paths of weekly lever intensities and outcomes.
///
/// first     (inputs) intensities before the first week
/// input     (paths x weeks x inputs)
/// outcome   (paths x weeks x outputs) billion USD a week
/// Returns   CK_OK; CK_E_RANGE with fewer than 8 paths or more than CK_EMULATOR_INPUTS inputs; CK_E_NO_SOLUTION when
///           the design does not tell the features apart
/// Cost      folds x (paths x weeks x features^2 + features^3)
CK_MUST_USE ck_status ck_emulator_fit(uint32_t inputs, uint32_t outputs, uint32_t paths, uint32_t weeks,
                                      const double *first, const double *input, const double *outcome, void *block,
                                      size_t bytes, ck_emulator *emulator, ck_diags *diags);
void ck_emulator_start(const ck_emulator *emulator, const double *first, ck_emulator_state *state);
/* One week on: `input` (inputs) during the week, `outcome` (outputs) of the week, never below 0. */
void ck_emulator_week(const ck_emulator *emulator, ck_emulator_state *state, const double *input, double *outcome);

/* ---------------------------------------------------------------- one future -------------------------------------- */

typedef enum ck_move_kind {
    CK_MOVE_WAIT, CK_MOVE_UP, CK_MOVE_DOWN, CK_MOVE_THREATEN, CK_MOVE_OFFER, CK_MOVE_SUSPEND, CK_MOVE_EXTEND,
    CK_MOVE_ACCEPT,
    CK_MOVE_HEDGE                // of a third country; `lever` is the ck_hedge, CK_HEDGE_OUT: align no longer
} ck_move_kind;
typedef struct ck_move { ck_move_kind kind; uint32_t lever; } ck_move;
ck_category ck_move_category(ck_move move);

typedef enum ck_future { CK_FUTURE_DEAL, CK_FUTURE_TIT_FOR_TAT, CK_FUTURE_FULL, CK_FUTURE_COUNT } ck_future;

typedef struct ck_position {     // everything that a future carries from week to week; copied freely
    uint32_t round, week;
    uint32_t level[CK_PLAY_LEVERS];
    double   outside[CK_PLAY_LEVERS];                    // intensity of outside levers
    uint32_t deal_until, pause_until[CK_PLAY_SIDES];     // weeks; 0: none in force
    bool     offered[CK_PLAY_SIDES];
    uint32_t threat_lever[CK_PLAY_SIDES], threat_week[CK_PLAY_SIDES];    // CK_NONE: none
    double   after_escalation[CK_PLAY_SIDES], after_concession[CK_PLAY_SIDES];   // what the side did, fading
    double   belief[CK_PLAY_SIDES];                      // this side's belief that the other is firm
    bool     firm[CK_PLAY_SIDES];
    ck_move  last[CK_PLAY_SIDES];
    uint32_t escalations[CK_PLAY_SIDES];
    double   full_weeks;                                 // in a row at or above the threshold
    uint32_t restricted_weeks;                           // China's rung 2 or higher, for the solved game
    double   uncertainty, diversified;                   // 0..1
    double   hedge[CK_PLAY_ACTORS][CK_HEDGE_COUNT];      // 0 or 1
    double   stockpile_weeks[CK_PLAY_ACTORS];
    double   pain[CK_PLAY_ACTORS][CK_PLAY_WEEKS];        // weighted loss a week, as it was
    double   total[CK_PLAY_ACTORS][CK_AIM_COUNT];        // billion USD since the start, undiscounted
    double   cost[CK_PLAY_ACTORS];                       // weighted and discounted since the start
    double   error[CK_PLAY_ACTORS];                      // factor on the emulator's damage in this future
    ck_emulator_state emulator;
    ck_past_move past[CK_PLAY_PAST]; uint32_t past_count;        // history and the moves of this future
} ck_position;

typedef struct ck_solution ck_solution;                  // of the solved game, below

/* Start of a future: types, errors of the emulator, filters. With `emulator` NULL outcomes are to be brought. */
void ck_position_start(const ck_escalation *game, const ck_emulator *emulator, ck_random random, ck_position *position);
/* Moves open to an actor now, of third countries hedges; `move` (CK_PLAY_MENU). Waiting is first. */
uint32_t ck_position_menu(const ck_escalation *game, const ck_position *position, uint32_t actor, ck_move *move);
/* Chances of the categories under the side's rule, `firm` given; 0 for what is not on the menu. */
void ck_position_rule(const ck_escalation *game, const ck_position *position, uint32_t side, bool firm,
                      double chance[CK_CATEGORY_COUNT]);
/* What the side does by its behaviour. `solution` may be NULL when no side behaves as in equilibrium. */
ck_move ck_position_choose(const ck_escalation *game, const ck_solution *solution, const ck_position *position,
                           uint32_t side, ck_random random);
/* Both sides move; beliefs follow (Bayes on the category that each saw). */
void ck_position_move(const ck_escalation *game, ck_position *position, const ck_move move[CK_PLAY_SIDES]);
/* One third country takes up a hedge, or with CK_HEDGE_OUT aligns no longer. */
void ck_position_take(ck_position *position, uint32_t actor, ck_hedge hedge);
/* Third countries' turn by their odds, those by hand left out. */
void ck_position_hedge(const ck_escalation *game, ck_position *position, ck_random random);
/// One week on.
///
/// outcome  (actors x CK_DAMAGE_COUNT) of the week from the engine, or NULL: the emulator says
void ck_position_week(const ck_escalation *game, const ck_emulator *emulator, ck_position *position,
                      const double *outcome);
/* Intensities of the engine's levers now: (inputs); returns how many. */
uint32_t ck_position_inputs(const ck_escalation *game, const ck_position *position, double *input);
ck_future ck_position_future(const ck_escalation *game, const ck_position *position);
double    ck_position_index(const ck_escalation *game, const ck_position *position, uint32_t side); // 0..1, mean
/* Mean weighted loss a week of an actor over four weeks, as known `delay_weeks` later; 0 while nothing is known. */
double    ck_position_seen(const ck_position *position, uint32_t actor, double delay_weeks);
/* Nobody escalated for 13 weeks. */
bool      ck_position_quiet(const ck_position *position);
/* Weighted loss a week of an outcome at the present levels: `loss` (CK_AIM_COUNT) out, before weights. */
void ck_position_loss(const ck_escalation *game, const ck_position *position, uint32_t actor, const double *outcome,
                      double loss[CK_AIM_COUNT]);

/* A whole future. `point` (rounds) gets the future as classified at the end of each round; may be NULL. */
typedef struct ck_future_point { ck_future future; bool quiet; } ck_future_point;
void ck_escalation_future(const ck_escalation *game, const ck_emulator *emulator, const ck_solution *solution,
                          ck_random random, ck_position *position, ck_future_point *point);

/* Firms: share that finds investment outside worth while, and the threshold V* / cost (Dixit and Pindyck 1994). */
double ck_firms_threshold(double volatility, double rate, double payout);
double ck_firms_share(const ck_firms *firms, double threat, double uncertainty, bool opaque);
/* Posterior of a two-type prior after evidence of the given likelihoods. */
double ck_belief_update(double prior, double likelihood_firm, double likelihood_other);

/* ---------------------------------------------------------------- the solved game --------------------------------- */

/* The ladder game: each side stands on a rung, moves at once with the other, and does not know the other's type.
   docs/strategy.md, "The solved game". Backward induction over the calendar; in every state the stage game of two types
   a side is solved for its logit equilibrium, beliefs following Bayes. */
typedef enum ck_ladder_move {
    CK_LADDER_WAIT, CK_LADDER_UP, CK_LADDER_DOWN, CK_LADDER_OFFER, CK_LADDER_ACCEPT, CK_LADDER_COUNT
} ck_ladder_move;
typedef enum ck_ladder_offer {
    CK_LADDER_NONE, CK_LADDER_BY_FIRST, CK_LADDER_BY_SECOND, CK_LADDER_DEAL, CK_LADDER_OFFERS
} ck_ladder_offer;
#define CK_LADDER_BUCKETS 3u     // weeks of restriction: none, under 26, more
#define CK_LADDER_BELIEFS 3u     // 0.1, 0.5, 0.9
typedef struct ck_ladder_state { uint32_t rung[2], offer, bucket; } ck_ladder_state;

typedef struct ck_solve_options {
    double   precision;          // logit precision per billion USD: large is near Nash
    uint32_t iterations;         // of a stage's fixed point, at most
    double   tolerance;          // of its chances
    double   start;              // chance of escalating in the first guess, 0..1: which equilibrium is found
} ck_solve_options;
ck_solve_options ck_solve_options_default(void);

struct ck_solution {
    uint32_t rounds;
    float   *chance;             // (rounds x states x beliefs^2 x 2 sides x 2 types x moves)
    double  *value;              // (rounds + 1 x states x beliefs^2 x 2 x 2) discounted cost from here, billion USD
    double  *rate;               // (rungs x rungs x buckets x 2) weighted loss a week
    double  *deal_share;         // (rounds) chance that a deal is in force after the round
    double  *mean_rung;          // (rounds x 2) mean rung after the round
    double   worst_residual;     // largest change of a chance in the last step of any stage
    double   worst_gain;         // billion USD: the most a type gains by deviating once, on states that are reached
    double   mean_gain;          // the same, weighted by how likely the states are
    uint32_t unsettled;          // stages that stopped above the tolerance
};
size_t ck_solution_bytes(const ck_escalation *game);
/// Returns  CK_OK, or CK_NOTED when some stage did not settle (see `unsettled`)
/// Cost     rounds x 192 states x 9 beliefs x iterations x 100
CK_MUST_USE ck_status ck_escalation_solve(const ck_escalation *game, const ck_emulator *emulator,
                                          ck_solve_options options, void *block, size_t bytes, ck_solution *solution,
                                          ck_diags *diags);
ck_ladder_state ck_ladder_of(const ck_escalation *game, const ck_position *position);
/* Chances of a side's type in a state, beliefs interpolated. */
void ck_solution_chance(const ck_solution *solution, uint32_t round, ck_ladder_state state, const double belief[2],
                        uint32_t side, bool firm, double chance[CK_LADDER_COUNT]);
double ck_solution_value(const ck_solution *solution, uint32_t round, ck_ladder_state state, const double belief[2],
                         uint32_t side, bool firm);
bool ck_ladder_open(ck_ladder_state state, uint32_t side, ck_ladder_move move);

#ifdef __cplusplus
}
#endif
#endif
