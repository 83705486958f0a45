/* Section 12 of chokepoint.h, which includes it: games between governments and what their moves do. docs/games.md. */
#include "chokepoint.h"          // before the guard: it includes headers that need this one

#ifndef CHOKEPOINT_STRATEGY_H
#define CHOKEPOINT_STRATEGY_H


#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------- 12. games --------------------------------------- */

/* Every solver says how much a player could still gain by deviating from its answer. Where there are several
   equilibria it gives all of them, or one by a rule that its comment states. */

/* ---------------------------------------------------------------- 12.1 two players, all equilibria exactly -------- */

typedef enum ck_player { CK_ROW = 0, CK_COLUMN = 1 } ck_player;

/* Payoffs as whole numbers; a positive multiple of a player's payoffs, or a constant added, changes no equilibrium. */
typedef struct ck_integer_game {
    uint32_t       rows, columns;        // rows + columns <= CK_EXACT_LIMIT
    const int64_t *row_payoff;           // (rows x columns), |value| < 2^62
    const int64_t *column_payoff;        // (rows x columns)
} ck_integer_game;
#define CK_EXACT_LIMIT 63u

typedef struct ck_equilibria_options {
    uint32_t vertex_limit;               // of one polytope; memory is about 60 bytes each
    uint32_t pair_limit;                 // of extreme equilibria
    uint32_t subset_limit;               // of maximal Nash subsets
} ck_equilibria_options;
ck_equilibria_options ck_equilibria_options_default(void);      // 2,000,000, 100,000, 10,000

typedef struct ck_equilibrium { uint32_t strategy[2]; uint32_t component; } ck_equilibrium;
/* All pairs of a maximal Nash subset are equilibria, and so are all their mixtures player by player. */
typedef struct ck_nash_subset { uint32_t first[2], count[2]; uint32_t component; } ck_nash_subset;

typedef struct ck_equilibria {
    uint32_t        width;                       // limbs of the exact numbers
    ck_equilibrium *equilibrium; uint32_t count; // extreme ones, in order of their strategies' indices
    ck_nash_subset *subset; uint32_t subset_count;
    uint32_t       *member;                      // strategies of subsets
    uint32_t        component_count;             // connected sets of equilibria
    uint32_t        strategy_count[2];           // extreme strategies that are part of an equilibrium
    uint64_t        vertex_count[2], base_count[2];
    bool            degenerate;                  // some vertex has more labels than the polytope has dimensions
    struct cki_equilibria_inside *inside;
} ck_equilibria;

/* Block for ck_equilibria_find; SIZE_MAX when the game is outside the limits. */
size_t ck_equilibria_bytes(const ck_integer_game *game, ck_equilibria_options options);
/// All extreme equilibria, exactly.
///
/// Returns  CK_OK; CK_E_RANGE for an empty game; CK_E_LIMIT when the game is too large, its numbers are too long (8
///          limbs of 64 bits) or a limit of the options is met: then nothing is said about equilibria
/// Cost     vertices x rows x columns operations on numbers of `width` limbs
/// Source   Avis et al. (2010), Enumeration of Nash equilibria for two-player games, Economic Theory 42
CK_MUST_USE ck_status ck_equilibria_find(const ck_integer_game *game, ck_equilibria_options options, void *block,
                                         size_t bytes, ck_equilibria *equilibria, ck_diags *diags);
/// Probabilities of an extreme strategy: numerator[i] / denominator, in lowest terms.
///
/// numerator    (rows or columns x width) out; whole numbers of `width` limbs of 64 bits, least first
/// denominator  (width) out
void ck_equilibria_strategy(const ck_equilibria *equilibria, ck_player player, uint32_t strategy, uint64_t *numerator,
                            uint64_t *denominator);
/* The same as doubles. `probability` (rows or columns). */
void ck_equilibria_probabilities(const ck_equilibria *equilibria, ck_player player, uint32_t strategy,
                                 double *probability);

/* ---------------------------------------------------------------- 12.2 games in strategic form -------------------- */

/* Profiles are numbered with the first player's strategy fastest, as in Gambit's .nfg. */
typedef struct ck_strategic_game {
    uint32_t        player_count;        // 1..CK_PLAYERS_MOST
    const uint32_t *strategy_count;      // (players) >= 1
    const double   *payoff;              // (profiles x players)
} ck_strategic_game;
#define CK_PLAYERS_MOST 16u

/// One equilibrium of two players, fast: the path of Lemke and Howson that drops one label.
///
/// label       the strategy whose label is dropped first, 0 .. strategies of both - 1; each may lead to another
///             equilibrium
/// strategy    (strategies of player 1, then of player 2) probabilities, out
/// gain        (2) what each could gain by deviating, in units of payoff
/// pivots      out, may be NULL
/// Returns     CK_OK; CK_E_RANGE for another number of players or a label outside; CK_E_NO_SOLUTION when a gain above
///             1e-9 of the range of payoffs stays (`strategy` is then the best found)
/// Cost        each pivot one pass over both tables; the number of pivots grows slowly in games met in practice,
///             without bound in the worst case
/// Source      Lemke and Howson (1964); ties by a perturbed right side
size_t ck_lemke_howson_bytes(const ck_strategic_game *game);
CK_MUST_USE ck_status ck_lemke_howson(const ck_strategic_game *game, uint32_t label, void *block, size_t bytes,
                                      double *strategy, double gain[2], uint32_t *pivots, ck_diags *diags);

/// Payoffs of mixed strategies and what each player could gain by deviating.
///
/// strategy      (sum of strategies) probabilities
/// payoff, gain  (players) out
size_t ck_strategic_deviation_bytes(const ck_strategic_game *game);
CK_MUST_USE ck_status ck_strategic_deviation(const ck_strategic_game *game, const double *strategy, void *block,
                                             size_t bytes, double *payoff, double *gain);

/* A point of the branch of logit quantal response equilibria that starts at the centroid. */
typedef struct ck_logit_point { double precision; double largest_gain; uint32_t step; } ck_logit_point;
typedef struct ck_logit_options {
    uint32_t size;               // set by ck_logit_options_default(); 0 means it was not called
    double   precision;          // lambda >= 0 at which to stop, per unit of payoff; INFINITY: none
    double   gain;               // stop when no player gains more than this share of the range of payoffs; 1e-8
    double   step;               // largest step along the branch; 0.5
    uint32_t steps;              // at most; 20,000
    /* Called at each accepted point; a negative status ends the walk. NULL: none. */
    ck_status (*take)(void *user, ck_logit_point point, const double *strategy);
    void    *user;
} ck_logit_options;
ck_logit_options ck_logit_options_default(void);
/// Logit quantal response equilibria of any number of players: p_ij is proportional to exp(lambda u_ij(p)).
///
/// strategy  (sum of strategies) out: at the precision asked for (to 1e-12 in the equations), else the limiting
///           equilibrium
/// gain      (players) out
/// Returns   CK_OK; CK_E_NO_SOLUTION when the walk ends above its tolerance (`strategy` is the last point)
/// Cost      a step solves a dense system of all strategies a few times and visits all profiles once
/// Source    McKelvey and Palfrey (1995); path following after Turocy (2005), Games and Economic Behavior 51
size_t ck_logit_bytes(const ck_strategic_game *game);
CK_MUST_USE ck_status ck_logit(const ck_strategic_game *game, ck_logit_options options, void *block, size_t bytes,
                               double *strategy, double *gain, ck_logit_point *end, ck_diags *diags);

/* ---------------------------------------------------------------- 12.3 sequential games --------------------------- */

/* A player who forgets nothing is described by his sequences: the empty one and each (information set, action). A
   realisation plan gives each sequence the product of his probabilities along it; payoffs are bilinear in the plans
   (von Stengel 1996, Efficient computation of behavior strategies). */
typedef enum ck_node_kind { CK_TERMINAL, CK_CHANCE, CK_DECISION } ck_node_kind;

/* Nodes in preorder: the root is 0, children come after their parents. */
typedef struct ck_extensive_game {
    uint32_t        player_count, node_count, set_count;
    const uint8_t  *kind;                // (nodes) ck_node_kind
    const uint32_t *parent;              // (nodes) CK_NONE for the root
    const uint32_t *action;              // (nodes) which action of the parent leads here, from 0
    const uint32_t *set;                 // (nodes) information set of a decision, CK_NONE otherwise
    const double   *chance;              // (nodes) probability given the parent when that is a chance node, else 1
    const double   *payoff;              // (nodes x players) of the node's outcome; those of a path add up
    const uint32_t *set_player;          // (sets) from 0
    const uint32_t *set_actions;         // (sets) number of actions, >= 1
} ck_extensive_game;

typedef struct ck_leaf_weight { uint32_t sequence[2]; double payoff[2]; } ck_leaf_weight;

/* The sequence form of a game of two players. Sequences of a player count from 0, the empty one. */
typedef struct ck_sequence_form {
    const ck_extensive_game *game;
    uint32_t        sequence_count[2], set_count[2];
    uint32_t       *set[2];              // (sets of the player) index in the game, in order of first appearance
    uint32_t       *parent[2];           // (sets of the player) sequence that leads to it
    uint32_t       *first[2];            // (sets of the player) sequence of its first action
    uint32_t       *first_of_set;        // (sets of the game) sequence of its first action, of its own player
    ck_leaf_weight *leaf; uint32_t leaf_count;   // payoff times chance, one for each pair of sequences that meets
} ck_sequence_form;

size_t ck_sequence_form_bytes(const ck_extensive_game *game);
/// Build the sequence form.
///
/// Returns  CK_OK; CK_E_RANGE when the game has another number of players than two; CK_E_UNKNOWN when a player forgets
///          what he did (information set named in the diagnostic), for which sequences are not defined; CK_E_LIMIT
///          above 4,000 sequences of both together
CK_MUST_USE ck_status ck_sequence_form_build(const ck_extensive_game *game, void *block, size_t bytes,
                                             ck_sequence_form *form, ck_diags *diags);

size_t ck_sequence_solve_bytes(const ck_sequence_form *form);
typedef struct ck_sequence_result {
    double   payoff[2];
    double   gain[2];            // the most that each could gain by deviating; exploitability is their sum
    uint32_t pivots;
} ck_sequence_result;
/// One equilibrium, zero-sum or not: Lemke's algorithm started at the uniform plan, so the equilibrium that a player
/// would reach who starts from that prior and gives it up step by step.
///
/// plan     (sequences of player 0), (sequences of player 1) out, realisation plans
/// Returns  CK_OK; CK_E_NO_SOLUTION when the gain stays above 1e-9 of the range of payoffs (the plans are then the best
///          found)
/// Cost     pivots of a matrix of (all sequences)^2 doubles
/// Source   Koller, Megiddo and von Stengel (1996); von Stengel, van den Elzen and Talman (2002), Econometrica 70
CK_MUST_USE ck_status ck_sequence_solve(const ck_sequence_form *form, void *block, size_t bytes, double *plan[2],
                                        ck_sequence_result *result, ck_diags *diags);
/* Payoffs of two plans and what each player's best reply would gain. Scratch of (sequences of both + sets of both). */
size_t ck_sequence_deviation_bytes(const ck_sequence_form *form);
CK_MUST_USE ck_status ck_sequence_deviation(const ck_sequence_form *form, const double *const plan[2], void *block,
                                            size_t bytes, ck_sequence_result *result);
/* Plan to behaviour: probability (sequences), index 0 is 1; information sets that the player's own plan rules out get
   equal probabilities. */
void ck_sequence_behaviour(const ck_sequence_form *form, uint32_t player, const double *plan, double *probability);
/* Behaviour to plan. */
void ck_sequence_plan(const ck_sequence_form *form, uint32_t player, const double *probability, double *plan);

/* ---------------------------------------------------------------- 12.4 repeated games ----------------------------- */

/* Payoffs, in averages per period, that subgame-perfect pure strategies with a public lottery sustain in the
   infinitely repeated game of two players with patience (discount factor) 0 < delta < 1. */
typedef struct ck_payoff_pair { double value[2]; } ck_payoff_pair;
typedef struct ck_repeated {
    ck_payoff_pair *corner;      // (corner_count) of the convex set, anticlockwise; no corner: no such equilibrium
    uint32_t        corner_count;
    double          threat[2];   // worst payoff of each player in the set
    double          movement;    // how far the set still moved in the last round
    uint32_t        rounds;
    bool           *playable;    // (profiles) the profile can be played in the first period of some equilibrium
} ck_repeated;
size_t ck_repeated_bytes(const ck_strategic_game *game);
/// Returns  CK_OK; CK_E_RANGE for another number of players or patience outside; CK_E_NO_SOLUTION when the set still
///          moves
/// Cost     rounds x profiles x corners; at most 4 corners a profile
/// Source   Abreu and Sannikov (2014), Theoretical Economics 9; Abreu, Pearce and Stacchetti (1990)
CK_MUST_USE ck_status ck_repeated_solve(const ck_strategic_game *game, double patience, void *block, size_t bytes,
                                        ck_repeated *repeated, ck_diags *diags);
/// Smallest patience at which a pair of payoffs is in the set above, to 1e-9; NaN when none below 1 - 1e-6 is enough.
double ck_repeated_threshold(const ck_strategic_game *game, const double payoff[2], void *block, size_t bytes);
/// Smallest patience at which playing `target` for ever, with `punishment` for ever after any deviation, is an
/// equilibrium.
///
/// punishment  a profile that is an equilibrium of the stage game
/// Returns     max over players of (best deviation - target) / (best deviation - punishment); 0 when nobody is tempted,
///             NaN when some player is tempted and the punishment does not hurt, or is no equilibrium
double ck_trigger_threshold(const ck_strategic_game *game, const uint32_t target[2], const uint32_t punishment[2]);

/* ---------------------------------------------------------------- 12.5 bargaining, attrition ---------------------- */

/* Crisis bargaining over a pie of 1 (Fearon 1995): conflict gives A power - cost_a and B 1 - power - cost_b; A
   proposes a share x for himself, B accepts or fights. cost_b is uniform in low..high and B's secret; equal:
   known. */
typedef struct ck_crisis { double power, cost_a, low, high; } ck_crisis;
typedef struct ck_crisis_answer { double demand, conflict, payoff_a, payoff_b, gain; } ck_crisis_answer;
/* `gain`: what A could gain by another demand, on a grid of 1,000 and at the ends; B's acceptance is optimal by
   construction. */
CK_MUST_USE ck_status ck_crisis_solve(ck_crisis crisis, ck_crisis_answer *answer);
/* The same with costs cost[k] that B has with probability prior[k]: the best demand is one that some type just
   accepts; the lowest demand among equals. */
CK_MUST_USE ck_status ck_crisis_types(double power, double cost_a, const double *cost, const double *prior,
                                      uint32_t types, ck_crisis_answer *answer);
/* What the side whose power falls from `now` to `later` for good loses at least by waiting, beyond all that the other
   can offer: above 0 there is conflict although both know everything (Powell 2006). Pie of 1 a period, conflict
   divides it for ever. */
double ck_crisis_commitment(double now, double later, double cost_a, double cost_b, double patience);

/// Alternating offers over a pie of 1 (Rubinstein 1982; rounds > 0: a finite game, Stahl 1972). Share of who offers
/// first.
///
/// patience  discount factors per round of who offers first and of the other, 0 <= . < 1 (1 is allowed for one of them)
/// Returns   NaN outside the limits
double ck_alternating_offers(double first, double other, uint32_t rounds);

/* War of attrition with known prizes and costs per unit of time: in the mixed equilibrium each leaves at the constant
   rate that keeps the other indifferent (Maynard Smith 1974; Hendricks, Weiss and Wilson 1988). Two more equilibria,
   in which one side leaves at once, always exist. */
typedef struct ck_attrition { double prize[2], cost[2]; } ck_attrition;
typedef struct ck_attrition_answer {
    double hazard[2];            // 1/time: i's is cost of the other / prize of the other
    double mean;                 // expected duration
    double wins[2];              // probability that i holds out longer
} ck_attrition_answer;
CK_MUST_USE ck_status ck_attrition_solve(ck_attrition war, ck_attrition_answer *answer);
double ck_attrition_survival(const ck_attrition_answer *answer, double time);
/* Exit time at 0 <= unit < 1. */
double ck_attrition_sample(const ck_attrition_answer *answer, uint32_t player, double unit);

/* ---------------------------------------------------------------- 12.6 investment, disclosure --------------------- */

/* Investment that cannot be undone (Dixit and Pindyck 1994): value V of the finished project with dV/V = (interest -
   payout) dt + volatility dz, sunk cost K. Rates 1/year, volatility 1/sqrt(year). */
typedef struct ck_investment { double value, cost, interest, payout, volatility, build_years; } ck_investment;
typedef struct ck_investment_answer {
    double beta, threshold;      // 1; invest when V >= threshold
    double option;               // value of the right to invest, at V
    double waiting;              // option less V - K or 0: value of waiting
    double drift;                // of ln V, 1/year
    double reach;                // probability that the threshold is ever reached
    double mean_years;           // until investment, given that drift > 0; else INFINITY
} ck_investment_answer;
CK_MUST_USE ck_status ck_investment_solve(ck_investment investment, ck_investment_answer *answer);
/* Probability of investment within `years`, and of the project's completion (build_years later). */
double ck_investment_started(const ck_investment *investment, const ck_investment_answer *answer, double years);
double ck_investment_completed(const ck_investment *investment, const ck_investment_answer *answer, double years);
/* E exp(-rate * years of completion). */
double ck_investment_discount(const ck_investment *investment, const ck_investment_answer *answer, double rate);
/* What silence is worth to a sender whose leverage pays `flow` a year until the receiver's project is complete: the
   receiver's volatility is `open` when the sender discloses and `silent` when not. */
double ck_opacity_value(ck_investment receiver, double open, double silent, double flow, double rate);

/* Learning about a project's unknown value, normal with `mean` and `precision`: each year brings, with probability
   `disclosure`, news of precision `news`. Invest now for the mean less cost, or wait a year at `discount`; `years`
   years of choice. Solved backwards on a grid of means. */
typedef struct ck_learning { double mean, precision, news, disclosure, cost, discount; uint32_t years; } ck_learning;
typedef struct ck_learning_answer { double value, waiting, threshold; } ck_learning_answer;  // threshold of the mean
size_t ck_learning_bytes(const ck_learning *learning);
CK_MUST_USE ck_status ck_learning_solve(const ck_learning *learning, void *block, size_t bytes,
                                        ck_learning_answer *answer,
                                        double *invested);       // (years + 1) probability of having invested by year k

/* Disclosure that can be verified (Milgrom 1981; a cost after Jovanovic 1982, senders who cannot after Dye 1985): the
   sender of type value[k] is paid what the receiver believes. The values rise. */
typedef struct ck_disclosure { const double *value, *prior; uint32_t types; double cost, unable; } ck_disclosure;
typedef struct ck_disclosure_answer {
    uint32_t first;              // lowest type that discloses; types: nobody does
    double   silence;            // what silence is believed to be worth
    double   gain;               // the most that a type could gain by deviating
} ck_disclosure_answer;
/// All equilibria in which the types from some type on disclose.
///
/// equilibrium  (types + 1) out, from the fullest disclosure to the least; indifferent types disclose
CK_MUST_USE ck_status ck_disclosure_solve(const ck_disclosure *disclosure, ck_disclosure_answer *equilibrium,
                                          uint32_t *count);

/* ---------------------------------------------------------------- 12.7 rules of behaviour ------------------------- */

#define CK_PAST_CATEGORY_LIST(X) \
    X(CK_ESCALATE, "E", "escalate") X(CK_DEESCALATE, "D", "de-escalate") X(CK_SIGNAL, "S", "signal") \
    X(CK_TALK, "T", "talk") X(CK_PAUSE, "P", "pause or suspend") X(CK_COURT, "C", "court")
#define X(name, letter, word) name,
typedef enum ck_past_category { CK_PAST_CATEGORY_LIST(X) CK_PAST_CATEGORY_COUNT } ck_past_category;
#undef X
#define CK_ACTOR_LIST(X) X(CK_US, "US") X(CK_CHINA, "CN") X(CK_BOTH, "both")
#define X(name, word) name,
typedef enum ck_actor { CK_ACTOR_LIST(X) CK_ACTOR_COUNT } ck_actor;          // both: what they do together
#undef X

typedef struct ck_past_move { ck_date day; ck_actor actor; ck_past_category category; } ck_past_move;
/* A date that both know from `known` on: a meeting, or the end of a suspension. */
typedef struct ck_fixture { ck_date known, day; bool expiry; } ck_fixture;
typedef struct ck_history {
    const ck_past_move    *move;    uint32_t move_count;        // in order of days
    const ck_fixture *fixture; uint32_t fixture_count;
} ck_history;

/* What the hazard of a move depends on, as known at the start of a day. "Recent" is exp(-days since / 30), 0 before
   the first. */
#define CK_RULE_LIST(X)                                                                                          \
    X(CK_X_OWN_RECENT,        "own_recent",        "own last move is recent")                                         \
    X(CK_X_OTHER_ESCALATION,  "other_escalation",  "the other's last move is an escalation or signal, and recent")    \
    X(CK_X_OTHER_CONCILIATION,"other_conciliation","the other's last move is conciliatory, and recent")               \
    X(CK_X_TRUCE,             "truce",             "the last joint move, a talk, deal or pause, is recent")           \
    X(CK_X_MEETING,           "meeting",           "a known meeting is at most 14 days away")                         \
    X(CK_X_EXPIRY,            "expiry",            "a suspension known to both ends within 30 days")                  \
    X(CK_X_ACTIVITY,          "activity",          "ln(1 + moves of anybody in the last 90 days)")
#define X(name, word, meaning) name,
typedef enum ck_rule_term { CK_RULE_LIST(X) CK_RULE_TERMS } ck_rule_term;
#undef X

/* ln of the daily hazard of a move = base + sum of slope * term. Slopes are shared by the actors. */
typedef struct ck_move_rules {
    double base[CK_ACTOR_COUNT][CK_PAST_CATEGORY_COUNT];                     // -INFINITY: never
    double slope[CK_PAST_CATEGORY_COUNT][CK_RULE_TERMS];
    double penalty;              // of the fit
} ck_move_rules;

void ck_move_rules_terms(const ck_history *history, ck_date day, ck_actor actor, double term[CK_RULE_TERMS]);
/* Expected number of moves of each category on a day, given the moves before that day. The probability of at least
   one move of the category is 1 - exp(-hazard). */
void ck_move_rules_hazard(const ck_move_rules *rules, const ck_history *history, ck_date day, ck_actor actor,
                         double hazard[CK_PAST_CATEGORY_COUNT]);
/* One simulated day: the category of the actor's move, CK_PAST_CATEGORY_COUNT for none. `unit` is a random number
   0..1. */
ck_past_category ck_move_rules_draw(const double hazard[CK_PAST_CATEGORY_COUNT], double unit);

/// Fit by penalised maximum likelihood of a Poisson process with daily steps.
///
/// first, last  days used; moves outside serve as history only
/// penalty      half of it times the sum of squared slopes is taken off the log likelihood; 0: none
/// prior        moves of each category in the period that are added to the count of each actor (shared out by
///              days), >= 0
/// Returns      CK_OK; CK_E_NO_SOLUTION when Newton's method does not settle
CK_MUST_USE ck_status ck_move_rules_fit(const ck_history *history, ck_date first, ck_date last, double penalty,
                                        double prior, ck_move_rules *rules);
/// Rules as uncertain as the fit: normal around it, with the curvature of the penalised likelihood there (Laplace's approximation).
///
/// fitted       of ck_move_rules_fit with the same history, days and prior
/// seed         draw k depends on it and on k alone
/// draw         (count) out
/// Returns      CK_OK; CK_E_NO_SOLUTION when the curvature is not that of a maximum
CK_MUST_USE ck_status ck_move_rules_spread(const ck_history *history, ck_date first, ck_date last, double prior,
                                           const ck_move_rules *fitted, uint64_t seed, uint32_t count,
                                           ck_move_rules *draw);
/* Constant rates of the same period, the plain base rates: all slopes 0. */
void ck_move_rules_base_rates(const ck_history *history, ck_date first, ck_date last, double prior,
                              ck_move_rules *rules);
/* Log likelihood per period: timing (how many moves on which days) and category (which, given that there is one). */
typedef struct ck_move_rules_score { double timing, category; uint32_t moves, days; } ck_move_rules_score;
ck_move_rules_score ck_move_rules_log_score(const ck_move_rules *rules, const ck_history *history, ck_date first,
                                            ck_date last);

/* ---------------------------------------------------------------- 12.8 capability lag ----------------------------- */

/* Policy -> material -> equipment -> capability, by day; docs/capability.md has the equations. Uses (civil, defence,
   ...) draw on one stock of material in the order of their ranks; uses of one rank share in proportion to what they
   need. */
typedef struct ck_capability_use {
    double   fleet;              // units in service at the start, the fleet to keep up
    double   failure;            // 1/year: share of the fleet that needs a part
    double   intensity;          // t of material in a part
    double   spares;             // parts in store at the start
    double   other_use;          // t/day of material for other ends of this use: new builds
    double   substitution, substitution_years;   // share of the need that can be avoided in the end; time constant
    uint32_t rank;               // 0 is served first
} ck_capability_use;
typedef struct ck_capability {
    const ck_capability_use *use; uint32_t use_count;      // 1..CK_CAPABILITY_USES
    double        stock;         // t at the start
    const double *inflow;        // (days) t/day: imports as the policy lets them through, home production
    double        recycling;     // share of the material in failed parts that comes back
    double        recycling_days;// after so many days, as a constant rate of a store that empties
    uint32_t      days;
} ck_capability;
#define CK_CAPABILITY_USES 8u
typedef struct ck_capability_path {
    double *stock;               // (days + 1) t
    double *fleet, *spares;      // (uses x (days + 1)) units in service; parts
    double *used;                // (uses x days) t/day
} ck_capability_path;
CK_MUST_USE ck_status ck_capability_run(const ck_capability *capability, ck_capability_path *path, ck_diags *diags);
/* First day on which a fleet is below `share` of its start, by linear interpolation between days; INFINITY: never. */
double ck_capability_passage(const double *fleet, uint32_t days, double share);

#ifdef __cplusplus
}
#endif

#endif
