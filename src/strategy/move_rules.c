/* Rules of behaviour: hazards of moves by actor and category, their fit and their score (docs/strategy-backtest.md). */
#include "strategy/linear.h"

#define RECENT_DAYS   30.0
#define MEETING_DAYS  14
#define EXPIRY_DAYS   30
#define ACTIVITY_DAYS 90
enum { UNKNOWNS = CK_ACTOR_COUNT + CK_RULE_TERMS, NEWTON_LIMIT = 100, PURPOSE_SPREAD = 0x76 };

static bool conciliatory(ck_past_category category) {
    return category == CK_DEESCALATE || category == CK_TALK || category == CK_PAUSE;
}

/* exp(-days / 30) of the last move before `day` by `actor`, by the others, of both. */
typedef struct last_moves { const ck_past_move *own, *other, *joint; uint32_t recent; } last_moves;

static last_moves look_back(const ck_history *history, ck_date day, ck_actor actor) {
    last_moves last = {0};
    for (uint32_t k = 0; k < history->move_count && history->move[k].day.day < day.day; k++) {
        const ck_past_move *move = &history->move[k];
        if (move->actor == actor) last.own = move;
        if (move->actor == CK_BOTH) last.joint = move;
        else if (move->actor != actor) last.other = move;
        if (day.day - move->day.day <= ACTIVITY_DAYS) last.recent++;
    }
    return last;
}

static double recency(const ck_past_move *move, ck_date day) {
    return move == NULL ? 0.0 : ck_exp(-(double)(day.day - move->day.day) / RECENT_DAYS);
}

void ck_move_rules_terms(const ck_history *history, ck_date day, ck_actor actor, double term[CK_RULE_TERMS]) {
    const last_moves last = look_back(history, day, actor);
    const bool other_harsh =
        last.other != NULL && (last.other->category == CK_ESCALATE || last.other->category == CK_SIGNAL);
    const bool other_mild = last.other != NULL && conciliatory(last.other->category);
    term[CK_X_OWN_RECENT] = recency(last.own, day);
    term[CK_X_OTHER_ESCALATION] = other_harsh ? recency(last.other, day) : 0.0;
    term[CK_X_OTHER_CONCILIATION] = other_mild ? recency(last.other, day) : 0.0;
    term[CK_X_TRUCE] = actor == CK_BOTH ? 0.0 : recency(last.joint, day);
    term[CK_X_MEETING] = term[CK_X_EXPIRY] = 0.0;
    for (uint32_t k = 0; k < history->fixture_count; k++) {
        const ck_fixture *fixture = &history->fixture[k];
        const int64_t ahead = (int64_t)fixture->day.day - day.day;
        if (fixture->known.day > day.day || ahead < 0) continue;
        if (!fixture->expiry && ahead <= MEETING_DAYS) term[CK_X_MEETING] = 1.0;
        if (fixture->expiry && ahead <= EXPIRY_DAYS) term[CK_X_EXPIRY] = 1.0;
    }
    term[CK_X_ACTIVITY] = ck_log(1.0 + last.recent);
}

static double hazard_of(const ck_move_rules *rules, ck_actor actor, uint32_t category, const double *term) {
    double sum = rules->base[actor][category];
    for (uint32_t k = 0; k < CK_RULE_TERMS; k++) sum += rules->slope[category][k] * term[k];
    return ck_exp(ck_min(sum, 3.0));
}

void ck_move_rules_hazard(const ck_move_rules *rules, const ck_history *history, ck_date day, ck_actor actor,
                         double hazard[CK_PAST_CATEGORY_COUNT]) {
    double term[CK_RULE_TERMS];
    ck_move_rules_terms(history, day, actor, term);
    for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++) hazard[c] = hazard_of(rules, actor, c, term);
}

ck_past_category ck_move_rules_draw(const double hazard[CK_PAST_CATEGORY_COUNT], double unit) {
    double sum = 0.0;
    for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++) sum += hazard[c];
    const double moves = 1.0 - ck_exp(-sum);
    if (!(unit < moves)) return CK_PAST_CATEGORY_COUNT;
    double left = unit / moves * sum;
    for (uint32_t c = 0; c + 1 < CK_PAST_CATEGORY_COUNT; c++) {
        if (left < hazard[c]) return (ck_past_category)c;
        left -= hazard[c];
    }
    return (ck_past_category)(CK_PAST_CATEGORY_COUNT - 1);
}

/* ---------------------------------------------------------------- fit --------------------------------------------- */

static double counted(const ck_history *history, ck_date first, ck_date last, ck_actor actor, uint32_t category) {
    double count = 0.0;
    for (uint32_t k = 0; k < history->move_count; k++) {
        const ck_past_move *move = &history->move[k];
        count += move->actor == actor && move->category == category && move->day.day >= first.day &&
                 move->day.day <= last.day;
    }
    return count;
}

void ck_move_rules_base_rates(const ck_history *history, ck_date first, ck_date last, double prior,
                              ck_move_rules *rules) {
    cki_zero(rules, sizeof *rules);
    const double days = (double)last.day - first.day + 1.0;
    for (uint32_t a = 0; a < CK_ACTOR_COUNT; a++) {
        for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++) {
            const double count = counted(history, first, last, (ck_actor)a, c) + prior;
            rules->base[a][c] = count > 0.0 ? ck_log(count / days) : -CK_INFINITY;
        }
    }
}

/* Gradient and curvature of one category's penalised log likelihood; its value. An actor who never makes the move is
   left out. */
static double likelihood(const ck_history *history, ck_date first, ck_date last, uint32_t category, double penalty,
                         double prior, const ck_move_rules *rules, double *gradient, double *curvature) {
    double value = 0.0;
    cki_zero(gradient, UNKNOWNS * sizeof(double));
    cki_zero(curvature, UNKNOWNS * UNKNOWNS * sizeof(double));
    for (uint32_t a = 0; a < CK_ACTOR_COUNT; a++) {
        if (rules->base[a][category] == -CK_INFINITY) {
            curvature[a * UNKNOWNS + a] = 1.0;
            continue;
        }
        value += prior * rules->base[a][category];
        gradient[a] += prior;
        uint32_t next = 0;
        for (ck_date day = first; day.day <= last.day; day.day++) {
            double term[CK_RULE_TERMS];
            ck_move_rules_terms(history, day, (ck_actor)a, term);
            const double rate = hazard_of(rules, (ck_actor)a, category, term);
            double moves = 0.0;
            while (next < history->move_count && history->move[next].day.day < day.day) next++;
            for (uint32_t k = next; k < history->move_count && history->move[k].day.day == day.day; k++)
                moves += history->move[k].actor == (ck_actor)a && history->move[k].category == category;
            value += moves * ck_log(rate) - rate;
            gradient[a] += moves - rate;
            curvature[a * UNKNOWNS + a] += rate;
            for (uint32_t j = 0; j < CK_RULE_TERMS; j++) {
                const uint32_t row = CK_ACTOR_COUNT + j;
                gradient[row] += (moves - rate) * term[j];
                curvature[a * UNKNOWNS + row] += rate * term[j];
                curvature[row * UNKNOWNS + a] += rate * term[j];
                for (uint32_t k = 0; k < CK_RULE_TERMS; k++)
                    curvature[row * UNKNOWNS + CK_ACTOR_COUNT + k] += rate * term[j] * term[k];
            }
        }
    }
    for (uint32_t j = 0; j < CK_RULE_TERMS; j++) {
        const uint32_t row = CK_ACTOR_COUNT + j;
        const double slope = rules->slope[category][j];
        value -= 0.5 * penalty * slope * slope;
        gradient[row] -= penalty * slope;
        curvature[row * UNKNOWNS + row] += penalty + 1e-9;       // a term that never varies keeps its slope of 0
    }
    return value;
}

static void step(ck_move_rules *to, const ck_move_rules *from, uint32_t category, const double *change, double share) {
    for (uint32_t a = 0; a < CK_ACTOR_COUNT; a++)
        if (from->base[a][category] != -CK_INFINITY)
            to->base[a][category] = from->base[a][category] + share * change[a];
    for (uint32_t j = 0; j < CK_RULE_TERMS; j++)
        to->slope[category][j] = from->slope[category][j] + share * change[CK_ACTOR_COUNT + j];
}

ck_status ck_move_rules_fit(const ck_history *history, ck_date first, ck_date last, double penalty, double prior,
                           ck_move_rules *rules) {
    if (last.day < first.day || !(penalty >= 0.0) || !(prior >= 0.0)) return CK_E_RANGE;
    ck_move_rules_base_rates(history, first, last, prior, rules);
    rules->penalty = penalty;
    double gradient[UNKNOWNS], curvature[UNKNOWNS * UNKNOWNS], change[UNKNOWNS];
    uint32_t order[UNKNOWNS];
    for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++) {
        double any = 0.0;
        for (uint32_t a = 0; a < CK_ACTOR_COUNT; a++) any += counted(history, first, last, (ck_actor)a, c);
        if (any == 0.0) continue;
        bool settled = false;
        for (uint32_t k = 0; k < NEWTON_LIMIT && !settled; k++) {
            const double value = likelihood(history, first, last, c, penalty, prior, rules, gradient, curvature);
            if (!cki_linear_factor(curvature, order, UNKNOWNS)) return CK_E_NO_SOLUTION;
            cki_linear_solve(curvature, order, UNKNOWNS, gradient, change);
            double size = 0.0;
            for (uint32_t j = 0; j < UNKNOWNS; j++) size = ck_max(size, ck_abs(change[j]));
            if (!(size < CK_INFINITY)) return CK_E_NO_SOLUTION;
            settled = size < 1e-9;
            ck_move_rules trial = *rules;
            double share = 1.0;
            for (; share > 1e-6; share *= 0.5) {
                double ignored[UNKNOWNS], square[UNKNOWNS * UNKNOWNS];
                step(&trial, rules, c, change, share);
                if (likelihood(history, first, last, c, penalty, prior, &trial, ignored, square) >= value - 1e-9) break;
            }
            *rules = trial;
        }
        if (!settled) return CK_E_NO_SOLUTION;
    }
    return CK_OK;
}

/* Lower triangle of the factor of a symmetric positive definite matrix, in place (Cholesky); false when it is none. */
static bool factor(double *matrix) {
    for (uint32_t i = 0; i < UNKNOWNS; i++) {
        for (uint32_t j = 0; j <= i; j++) {
            double sum = matrix[i * UNKNOWNS + j];
            for (uint32_t k = 0; k < j; k++) sum -= matrix[i * UNKNOWNS + k] * matrix[j * UNKNOWNS + k];
            if (j < i) matrix[i * UNKNOWNS + j] = sum / matrix[j * UNKNOWNS + j];
            else if (sum > 0.0) matrix[i * UNKNOWNS + i] = ck_sqrt(sum);
            else return false;
        }
    }
    return true;
}

ck_status ck_move_rules_spread(const ck_history *history, ck_date first, ck_date last, double prior,
                               const ck_move_rules *fitted, uint64_t seed, uint32_t count, ck_move_rules *draw) {
    double gradient[UNKNOWNS], curvature[UNKNOWNS * UNKNOWNS], change[UNKNOWNS];
    for (uint32_t d = 0; d < count; d++) draw[d] = *fitted;
    for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++) {
        double any = 0.0;
        for (uint32_t a = 0; a < CK_ACTOR_COUNT; a++) any += counted(history, first, last, (ck_actor)a, c);
        if (any == 0.0) continue;                        // nothing was fitted: the prior's rates stay
        likelihood(history, first, last, c, fitted->penalty, prior, fitted, gradient, curvature);
        if (!factor(curvature)) return CK_E_NO_SOLUTION;
        for (uint32_t d = 0; d < count; d++) {           // change = (factor')^-1 of independent normals
            for (uint32_t i = UNKNOWNS; i-- > 0;) {
                double sum = ck_random_normal((ck_random){seed, d}, PURPOSE_SPREAD, c, i);
                for (uint32_t j = i + 1; j < UNKNOWNS; j++) sum -= curvature[j * UNKNOWNS + i] * change[j];
                change[i] = sum / curvature[i * UNKNOWNS + i];
            }
            step(&draw[d], fitted, c, change, 1.0);
        }
    }
    return CK_OK;
}

ck_move_rules_score ck_move_rules_log_score(const ck_move_rules *rules, const ck_history *history, ck_date first,
                                            ck_date last) {
    ck_move_rules_score score = {.days = (uint32_t)(last.day - first.day + 1)};
    for (uint32_t a = 0; a < CK_ACTOR_COUNT; a++) {
        for (ck_date day = first; day.day <= last.day; day.day++) {
            double hazard[CK_PAST_CATEGORY_COUNT], sum = 0.0;
            ck_move_rules_hazard(rules, history, day, (ck_actor)a, hazard);
            for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++) sum += hazard[c];
            score.timing -= sum;
            for (uint32_t k = 0; k < history->move_count; k++) {
                const ck_past_move *move = &history->move[k];
                if (move->day.day != day.day || move->actor != (ck_actor)a) continue;
                score.moves++;
                score.timing += ck_log(sum);
                score.category += ck_log(hazard[move->category] / sum);
            }
        }
    }
    return score;
}
