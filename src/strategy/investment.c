/* Investment under uncertainty: the value of waiting, delays and what opacity does to them. */
#include "base/base.h"

ck_status ck_investment_solve(ck_investment at, ck_investment_answer *answer) {
    const bool good = at.value > 0.0 && at.value < CK_INFINITY && at.cost > 0.0 && at.cost < CK_INFINITY &&
                      at.interest > 0.0 && at.interest < 10.0 && at.payout > 0.0 && at.payout < 10.0 &&
                      at.volatility > 0.0 && at.volatility < 10.0 && at.build_years >= 0.0 && at.build_years < 1000.0;
    if (!good) return CK_E_RANGE;
    const double variance = at.volatility * at.volatility, slope = (at.interest - at.payout) / variance;
    answer->beta = 0.5 - slope + ck_sqrt((slope - 0.5) * (slope - 0.5) + 2.0 * at.interest / variance);
    answer->threshold = answer->beta / (answer->beta - 1.0) * at.cost;
    const double now = at.value - at.cost;
    answer->option = at.value >= answer->threshold
                         ? now
                         : (answer->threshold - at.cost) * ck_exp(answer->beta * ck_log(at.value / answer->threshold));
    answer->waiting = answer->option - ck_max(now, 0.0);
    answer->drift = at.interest - at.payout - variance / 2.0;
    const double distance = ck_max(ck_log(answer->threshold / at.value), 0.0);
    answer->reach = answer->drift >= 0.0 ? 1.0 : ck_exp(2.0 * answer->drift * distance / variance);
    answer->mean_years = distance == 0.0 ? 0.0 : answer->drift > 0.0 ? distance / answer->drift : CK_INFINITY;
    return CK_OK;
}

/* First passage of a Brownian motion with drift (Borodin and Salminen, 2.0.2): inverse Gaussian for drift > 0. */
double ck_investment_started(const ck_investment *at, const ck_investment_answer *answer, double years) {
    const double distance = ck_log(answer->threshold / at->value),
                 spread = at->volatility * ck_sqrt(ck_max(years, 0.0));
    if (distance <= 0.0) return years >= 0.0 ? 1.0 : 0.0;
    if (!(years > 0.0)) return 0.0;
    const double direct = cki_normal_below((answer->drift * years - distance) / spread);
    const double back = cki_normal_below((-answer->drift * years - distance) / spread);
    const double mirrored =
        back > 0.0 ? ck_exp(2.0 * answer->drift * distance / (at->volatility * at->volatility) + ck_log(back)) : 0.0;
    return ck_clamp(direct + mirrored, 0.0, 1.0);
}

double ck_investment_completed(const ck_investment *at, const ck_investment_answer *answer, double years) {
    return ck_investment_started(at, answer, years - at->build_years);
}

double ck_investment_discount(const ck_investment *at, const ck_investment_answer *answer, double rate) {
    const double distance = ck_max(ck_log(answer->threshold / at->value), 0.0),
                 variance = at->volatility * at->volatility;
    const double root = ck_sqrt(answer->drift * answer->drift + 2.0 * rate * variance);
    return ck_exp(distance / variance * (answer->drift - root)) * ck_exp(-rate * at->build_years);
}

/* The flow lasts until completion: flow (1 - E exp(-rate T)) / rate. */
double ck_opacity_value(ck_investment receiver, double open, double silent, double flow, double rate) {
    double worth[2];
    for (uint32_t k = 0; k < 2; k++) {
        ck_investment_answer answer;
        receiver.volatility = k == 0 ? open : silent;
        if (!(rate > 0.0) || ck_investment_solve(receiver, &answer) < 0) return CK_NAN;
        worth[k] = flow * (1.0 - ck_investment_discount(&receiver, &answer, rate)) / rate;
    }
    return worth[1] - worth[0];
}

/* ---------------------------------------------------------------- learning ---------------------------------------- */

#define GRID   601u
#define REACH  7.5                       // standard deviations of the prior on both sides
#define YEARS_MOST 40u

typedef struct lattice {
    double *now, *next;                  // (news x grid) value by number of news so far
    double *weight;                      // (2 grid + 1) of the value `offset` cells away
    double *threshold;                   // (years x news)
    double *mass, *moved;                // (news x grid)
} lattice;

static void lay_out(const ck_learning *at, cki_arena *arena, lattice *grid) {
    const size_t states = (size_t)at->years + 1;
    grid->now = cki_arena_take(arena, states * GRID, sizeof(double));
    grid->next = cki_arena_take(arena, states * GRID, sizeof(double));
    grid->mass = cki_arena_take(arena, states * GRID, sizeof(double));
    grid->moved = cki_arena_take(arena, states * GRID, sizeof(double));
    grid->weight = cki_arena_take(arena, 2 * GRID + 1, sizeof(double));
    grid->threshold = cki_arena_take(arena, states * states, sizeof(double));
}

size_t ck_learning_bytes(const ck_learning *learning) {
    if (learning->years > YEARS_MOST) return 16;
    cki_arena arena = cki_arena_measure();
    lattice grid;
    lay_out(learning, &arena, &grid);
    return cki_arena_bytes(&arena);
}

/* Integral of the normal distribution function, in units of x. */
static double ramp(double x) {
    return x * cki_normal_below(x) + cki_normal_density(x);
}

/* Weights of a function that is linear between the points of the grid, under a normal move of standard deviation
   `spread`. */
static void fill_weights(const lattice *grid, double cell, double spread) {
    for (uint32_t k = 0; k <= 2 * GRID; k++) {
        const double x = ((double)k - GRID) * cell / spread, h = cell / spread;
        const double weight = (ramp(x + h) - 2.0 * ramp(x) + ramp(x - h)) / h;
        grid->weight[k] = ck_abs(x) > 9.0 + h ? 0.0 : ck_max(weight, 0.0);
    }
}

static double spread_of(const ck_learning *at, uint32_t news) {
    const double precision = at->precision + news * at->news;
    return ck_sqrt(1.0 / precision - 1.0 / (precision + at->news));
}

ck_status ck_learning_solve(const ck_learning *at, void *block, size_t bytes, ck_learning_answer *answer,
                            double *invested) {
    const bool good = ck_is_finite(at->mean) && at->precision > 0.0 && at->precision < CK_INFINITY && at->news > 0.0 &&
                      at->news < CK_INFINITY && at->disclosure >= 0.0 && at->disclosure <= 1.0 &&
                      ck_is_finite(at->cost) && at->discount > 0.0 && at->discount <= 1.0 && at->years >= 1 &&
                      at->years <= YEARS_MOST;
    if (!good) return CK_E_RANGE;
    cki_arena arena = cki_arena_over(block, bytes);
    lattice grid;
    lay_out(at, &arena, &grid);
    CK_TRY(cki_arena_check(&arena));
    const uint32_t years = at->years, middle = GRID / 2;
    const double cell = 2.0 * REACH / ck_sqrt(at->precision) / (GRID - 1);
    double continued_now = 0.0;
    for (uint32_t y = years + 1; y-- > 0;) {
        for (uint32_t k = 0; k <= y; k++) {
            double *value = grid.now + (size_t)k * GRID, continued_before = 0.0, gain_before = 0.0;
            if (y < years) fill_weights(&grid, cell, spread_of(at, k));
            double *threshold = &grid.threshold[(size_t)y * (years + 1) + k];
            *threshold = CK_INFINITY;
            for (uint32_t i = 0; i < GRID; i++) {
                const double mean = at->mean + ((double)i - middle) * cell, gain = mean - at->cost;
                double waiting = 0.0;
                if (y < years) {
                    double told = 0.0;
                    const double *later = grid.next + (size_t)(k + 1) * GRID;
                    for (uint32_t j = 0; j < GRID; j++) told += grid.weight[GRID + j - i] * later[j];
                    // beyond the grid: nothing below, mean less cost above
                    const double spread = spread_of(at, k), top = (at->mean + (GRID - middle) * cell - mean) / spread;
                    told += (mean - at->cost) * cki_normal_below(-top) + spread * cki_normal_density(top);
                    waiting = at->discount *
                              ((1.0 - at->disclosure) * grid.next[(size_t)k * GRID + i] + at->disclosure * told);
                }
                value[i] = ck_max(gain, waiting);
                // between this point and the last one: where the gain meets the value of waiting
                if (gain >= waiting && *threshold == CK_INFINITY) {
                    const double here = gain - waiting, before = continued_before - gain_before;
                    *threshold = i == 0 ? mean : mean - cell * (here + before > 0.0 ? here / (here + before) : 0.0);
                }
                continued_before = waiting;
                gain_before = gain;
                if (y == 0 && i == middle) continued_now = waiting;
            }
        }
        double *const kept = grid.next;
        grid.next = grid.now;
        grid.now = kept;
    }
    answer->value = ck_max(at->mean - at->cost, continued_now);
    answer->waiting = answer->value - ck_max(at->mean - at->cost, 0.0);
    answer->threshold = grid.threshold[0];
    // forwards: the mass that has not invested yet
    cki_zero(grid.mass, (size_t)(years + 1) * GRID * sizeof(double));
    grid.mass[middle] = 1.0;
    double done = 0.0;
    for (uint32_t y = 0; y <= years; y++) {
        cki_zero(grid.moved, (size_t)(years + 1) * GRID * sizeof(double));
        for (uint32_t k = 0; k <= y; k++) {
            if (y < years) fill_weights(&grid, cell, spread_of(at, k));
            for (uint32_t i = 0; i < GRID; i++) {
                const double mass = grid.mass[(size_t)k * GRID + i], mean = at->mean + ((double)i - middle) * cell;
                if (mass == 0.0) continue;
                if (mean >= grid.threshold[(size_t)y * (years + 1) + k]) {
                    done += mass;
                    continue;
                }
                if (y == years) continue;
                grid.moved[(size_t)k * GRID + i] += (1.0 - at->disclosure) * mass;
                double sum = 0.0;
                for (uint32_t j = 0; j < GRID; j++) sum += grid.weight[GRID + j - i];
                for (uint32_t j = 0; j < GRID; j++)
                    grid.moved[(size_t)(k + 1) * GRID + j] += at->disclosure * mass * grid.weight[GRID + j - i] / sum;
            }
        }
        invested[y] = done;
        double *const kept = grid.mass;
        grid.mass = grid.moved;
        grid.moved = kept;
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- disclosure -------------------------------------- */

/* What silence is worth when the types from `first` on disclose if they can. With nobody silent the worst is
   believed. */
static double silence(const ck_disclosure *at, uint32_t first) {
    double mass = 0.0, sum = 0.0;
    for (uint32_t k = 0; k < at->types; k++) {
        const double silent = at->prior[k] * (k < first ? 1.0 : at->unable);
        mass += silent;
        sum += silent * at->value[k];
    }
    return mass > 0.0 ? sum / mass : at->value[0];
}

ck_status ck_disclosure_solve(const ck_disclosure *at, ck_disclosure_answer *equilibrium, uint32_t *count) {
    double sum = 0.0;
    for (uint32_t k = 0; k < at->types; k++) {
        if (!ck_is_finite(at->value[k]) || !(at->prior[k] > 0.0) || (k > 0 && !(at->value[k] > at->value[k - 1])))
            return CK_E_RANGE;
        sum += at->prior[k];
    }
    if (at->types == 0 || ck_abs(sum - 1.0) > 1e-9 || !(at->cost >= 0.0) || !(at->unable >= 0.0 && at->unable < 1.0))
        return CK_E_RANGE;
    *count = 0;
    for (uint32_t first = 0; first <= at->types; first++) {
        const double silent = silence(at, first);
        double gain = 0.0;
        for (uint32_t k = 0; k < at->types; k++) {
            const double disclosed = at->value[k] - at->cost;
            gain = ck_max(gain, k < first ? disclosed - silent : silent - disclosed);
        }
        // the worst type, disclosing at no cost, says what silence would say: the smaller set stands for both
        const bool same = first > 0 && *count > 0 && equilibrium[*count - 1].first == first - 1 &&
                          at->value[first - 1] - at->cost == silent;
        if (gain > 1e-12 * (1.0 + ck_abs(silent))) continue;
        ck_disclosure_answer *next = &equilibrium[same ? *count - 1 : (*count)++];
        *next = (ck_disclosure_answer){first, silent, ck_max(gain, 0.0)};
    }
    return CK_OK;
}
