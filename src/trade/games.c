/* What one country's tariffs can do for it against what the others do, and where a sequence of best answers leads. Nothing here
   rests on a formula: every value is a full equilibrium. */
#include "trade/trade.h"

#define MEMORY     8u
#define TOLERANCE  1e-11                 // of every equilibrium: differences of welfare are taken
#define SCAN       16u                   // points of the first scan of a uniform rate
#define GOLDEN     0.61803398874989485   // (sqrt 5 - 1) / 2
#define NEAR       1e-5                  // a uniform rate is known this well
#define WIDE       2e-2                  // step for curvatures, in ln(1 + rate)
#define NARROW     1e-3                  // step for slopes
#define ROUNDS     40u                   // of the quasi-Newton method
#define ENOUGH     1e-8                  // it ends when a round gains less, per cent of income
#define HALVINGS   12u

typedef struct player {
    const cki_trade_base *base;
    const cki_trade_arms *arms;
    uint32_t country, N, J;
    double  *tariff;                     // (J N N) of all, with the country's own under trial
    double  *number[6];                  // (N) welfare
    void    *solve_block;
    size_t   solve_bytes;
    cki_trade_result result;
    bool     warm;
    uint32_t equilibria;
    double  *point, *trial, *slope, *last_slope, *step, *curve;      // (J) in ln(1 + rate)
    double  *inverse;                    // (J J) of the curvature
    bool    *open;                       // (J) sectors that may be taxed
} player;

static void layout(player *p, cki_arena *arena, uint32_t N, uint32_t J) {
    p->tariff = cki_arena_take(arena, (size_t)J * N * N, sizeof *p->tariff);
    for (int k = 0; k < 6; k++) p->number[k] = cki_arena_take(arena, N, sizeof *p->number[k]);
    p->solve_bytes = cki_trade_bytes(N, J, MEMORY, true);
    p->solve_block = cki_arena_take(arena, p->solve_bytes, 1);
    double **vector[] = {&p->point, &p->trial, &p->slope, &p->last_slope, &p->step, &p->curve};
    for (int k = 0; k < 6; k++) *vector[k] = cki_arena_take(arena, J, sizeof(double));
    p->inverse = cki_arena_take(arena, (size_t)J * J, sizeof *p->inverse);
    p->open = cki_arena_take(arena, J, sizeof *p->open);
}

size_t cki_trade_answer_bytes(uint32_t countries, uint32_t sectors) {
    player    p;
    cki_arena arena = cki_arena_measure();
    layout(&p, &arena, countries, sectors);
    return cki_arena_bytes(&arena);
}

static bool aims_at(const player *p, uint32_t exporter) {
    return exporter != p->country && (p->arms->aimed == NULL || p->arms->aimed[(size_t)p->country * p->N + exporter]);
}

static uint32_t first_seller(const player *p) {
    for (uint32_t i = 0; i < p->N; i++) {
        if (aims_at(p, i)) return i;
    }
    return CK_NONE;
}

static ck_status start(player *p, const cki_trade_base *base, const double *tariff, uint32_t country, const cki_trade_arms *arms, void *block,
                       size_t bytes, ck_diags *diags) {
    if (!(arms->low > -1.0 && arms->low < arms->high && arms->high < CK_INFINITY)) {
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "tariffs from %g to %g are no range", "from above -1 up", arms->low, arms->high);
    }
    *p = (player){.base = base, .arms = arms, .country = country, .N = base->countries, .J = base->sectors};
    cki_arena arena = cki_arena_over(block, bytes);
    layout(p, &arena, p->N, p->J);
    CK_TRY(cki_arena_check(&arena));
    cki_copy(p->tariff, tariff, (size_t)p->J * p->N * p->N * sizeof *tariff);
    for (uint32_t j = 0; j < p->J; j++) {
        bool bought = false;
        for (uint32_t i = 0; i < p->N; i++) bought |= aims_at(p, i) && base->share[((size_t)j * p->N + country) * p->N + i] > 0.0;
        p->open[j] = bought && (arms->sector == NULL || arms->sector[j]);
    }
    return CK_OK;
}

/* 100 ln of real income of the country with its tariffs at point (J), in ln(1 + rate). */
static ck_status value_at(player *p, const double *point, double *value, ck_diags *diags) {
    for (uint32_t j = 0; j < p->J; j++) {
        if (!p->open[j]) continue;
        const double rate = ck_exp(point[j]) - 1.0;
        for (uint32_t i = 0; i < p->N; i++) {
            if (aims_at(p, i)) p->tariff[((size_t)j * p->N + p->country) * p->N + i] = rate;
        }
    }
    const cki_trade_change change = {.tariff = p->tariff, .export_tax = p->arms->export_tax, .cost = p->arms->cost};
    cki_trade_options options = cki_trade_options_default();
    options.memory = MEMORY;
    options.tolerance = TOLERANCE;
    options.warm = p->warm;
    p->equilibria++;
    CK_TRY(cki_trade_solve(p->base, &change, options, p->solve_block, p->solve_bytes, &p->result, diags));
    p->warm = true;
    cki_trade_welfare welfare = {p->number[0], p->number[1], p->number[2], p->number[3], p->number[4], p->number[5]};
    CK_TRY(cki_trade_welfare_of(p->base, &change, &p->result, &welfare, diags));
    *value = welfare.log_exact[p->country];
    return CK_OK;
}

static ck_status uniform_value(player *p, double rate, double *value, ck_diags *diags) {
    for (uint32_t j = 0; j < p->J; j++) p->trial[j] = ck_log(1.0 + rate);
    return value_at(p, p->trial, value, diags);
}

/* One rate for all sectors: scan, then golden section between the neighbours of the best point. */
static ck_status best_uniform(player *p, double *rate, double *value, ck_diags *diags) {
    const double low = p->arms->low, width = p->arms->high - p->arms->low;
    double top = -CK_INFINITY;
    uint32_t at = 0;
    for (uint32_t k = 0; k <= SCAN; k++) {
        double here = 0.0;
        CK_TRY(uniform_value(p, low + width * k / SCAN, &here, diags));
        if (here <= top) continue;
        top = here;
        at = k;
    }
    double left = low + width * (at > 0 ? at - 1 : 0) / SCAN, right = low + width * (at < SCAN ? at + 1 : SCAN) / SCAN;
    double inner = right - GOLDEN * (right - left), outer = left + GOLDEN * (right - left), of_inner = 0.0, of_outer = 0.0;
    CK_TRY(uniform_value(p, inner, &of_inner, diags));
    CK_TRY(uniform_value(p, outer, &of_outer, diags));
    while (right - left > NEAR) {
        if (of_inner >= of_outer) {
            right = outer;
            outer = inner;
            of_outer = of_inner;
            inner = right - GOLDEN * (right - left);
            CK_TRY(uniform_value(p, inner, &of_inner, diags));
        } else {
            left = inner;
            inner = outer;
            of_inner = of_outer;
            outer = left + GOLDEN * (right - left);
            CK_TRY(uniform_value(p, outer, &of_outer, diags));
        }
    }
    *rate = 0.5 * (left + right);
    return uniform_value(p, *rate, value, diags);
}

/* Slopes by central differences; with `curve` the second differences too. */
static ck_status slopes(player *p, double value, double width, double *slope, double *curve, ck_diags *diags) {
    cki_copy(p->trial, p->point, p->J * sizeof *p->trial);
    for (uint32_t j = 0; j < p->J; j++) {
        slope[j] = 0.0;
        if (curve != NULL) curve[j] = 0.0;
        if (!p->open[j]) continue;
        double up = 0.0, down = 0.0;
        p->trial[j] = p->point[j] + width;
        CK_TRY(value_at(p, p->trial, &up, diags));
        p->trial[j] = p->point[j] - width;
        CK_TRY(value_at(p, p->trial, &down, diags));
        p->trial[j] = p->point[j];
        slope[j] = (up - down) / (2.0 * width);
        if (curve != NULL) curve[j] = (up - 2.0 * value + down) / (width * width);
    }
    return CK_OK;
}

/* Uphill along the inverse curvature, where the bounds allow. */
static double direction(player *p, double low, double high) {
    double promised = 0.0;
    for (uint32_t j = 0; j < p->J; j++) {
        double move = 0.0;
        for (uint32_t k = 0; k < p->J; k++) move += p->inverse[(size_t)j * p->J + k] * p->slope[k];
        if ((p->point[j] <= low && move < 0.0) || (p->point[j] >= high && move > 0.0)) move = 0.0;
        p->step[j] = ck_clamp(move, -0.5, 0.5);
        promised += p->step[j] * p->slope[j];
    }
    return promised;
}

/* Broyden, Fletcher, Goldfarb and Shanno on the negative of welfare; left alone where the curvature has the wrong sign. */
static void learn(player *p, const double *moved, const double *turned) {
    const uint32_t J = p->J;
    double along = 0.0, inner = 0.0;
    double *image = p->curve;
    for (uint32_t j = 0; j < J; j++) along -= moved[j] * turned[j];
    if (!(along > 1e-14)) return;
    for (uint32_t j = 0; j < J; j++) {
        image[j] = 0.0;
        for (uint32_t k = 0; k < J; k++) image[j] -= p->inverse[(size_t)j * J + k] * turned[k];
        inner -= turned[j] * image[j];
    }
    const double factor = (1.0 + inner / along) / along;
    for (uint32_t j = 0; j < J; j++) {
        for (uint32_t k = 0; k < J; k++) {
            p->inverse[(size_t)j * J + k] += factor * moved[j] * moved[k] - (image[j] * moved[k] + moved[j] * image[k]) / along;
        }
    }
}

static void start_inverse(player *p) {
    double top = 0.0;
    for (uint32_t j = 0; j < p->J; j++) top = ck_max(top, ck_abs(p->curve[j]));
    for (size_t k = 0; k < (size_t)p->J * p->J; k++) p->inverse[k] = 0.0;
    for (uint32_t j = 0; j < p->J; j++) {
        if (p->open[j]) p->inverse[(size_t)j * p->J + j] = 1.0 / ck_max(ck_abs(p->curve[j]), 1e-4 * top);
    }
}

/* From p->point, whose value is *value, to the best rates by sector. */
static ck_status climb(player *p, double *value, ck_diags *diags) {
    const double low = ck_log(1.0 + p->arms->low), high = ck_log(1.0 + p->arms->high);
    CK_TRY(slopes(p, *value, WIDE, p->slope, p->curve, diags));
    start_inverse(p);
    CK_TRY(slopes(p, *value, NARROW, p->slope, NULL, diags));
    for (uint32_t round = 0; round < ROUNDS; round++) {
        if (!(direction(p, low, high) > 0.0)) return CK_OK;
        double size = 1.0, here = *value;
        uint32_t halving = 0;
        for (; halving < HALVINGS; halving++, size *= 0.5) {
            for (uint32_t j = 0; j < p->J; j++) p->trial[j] = p->open[j] ? ck_clamp(p->point[j] + size * p->step[j], low, high) : p->point[j];
            CK_TRY(value_at(p, p->trial, &here, diags));
            if (here > *value) break;
        }
        if (halving == HALVINGS) return CK_OK;
        const double gained = here - *value;
        for (uint32_t j = 0; j < p->J; j++) p->step[j] = p->trial[j] - p->point[j];
        cki_copy(p->point, p->trial, p->J * sizeof *p->point);
        *value = here;
        if (gained < ENOUGH) return CK_OK;
        cki_copy(p->last_slope, p->slope, p->J * sizeof *p->slope);
        CK_TRY(slopes(p, *value, NARROW, p->slope, NULL, diags));
        for (uint32_t j = 0; j < p->J; j++) p->last_slope[j] = p->slope[j] - p->last_slope[j];
        learn(p, p->step, p->last_slope);
    }
    return CK_OK;
}

ck_status cki_trade_best_answer(const cki_trade_base *base, const double *tariff, uint32_t country, const cki_trade_arms *arms, void *block,
                                size_t bytes, double *rate, cki_trade_answer *answer, ck_diags *diags) {
    player p;
    CK_TRY(start(&p, base, tariff, country, arms, block, bytes, diags));
    const cki_trade_change now = {.tariff = tariff, .export_tax = arms->export_tax, .cost = arms->cost};
    cki_trade_options options = cki_trade_options_default();
    options.tolerance = TOLERANCE;
    CK_TRY(cki_trade_solve(base, &now, options, p.solve_block, p.solve_bytes, &p.result, diags));
    p.warm = true;
    cki_trade_welfare welfare = {p.number[0], p.number[1], p.number[2], p.number[3], p.number[4], p.number[5]};
    CK_TRY(cki_trade_welfare_of(base, &now, &p.result, &welfare, diags));
    const double before = welfare.log_exact[country];
    double uniform = 0.0, value = 0.0;
    CK_TRY(best_uniform(&p, &uniform, &value, diags));
    for (uint32_t j = 0; j < p.J; j++) p.point[j] = ck_log(1.0 + uniform);
    if (arms->by_sector) CK_TRY(climb(&p, &value, diags));
    for (uint32_t j = 0; j < p.J; j++) rate[j] = p.open[j] ? ck_exp(p.point[j]) - 1.0 : CK_NAN;
    *answer = (cki_trade_answer){.uniform = uniform, .gain = value - before, .equilibria = p.equilibria + 1};
    return CK_OK;
}

ck_status cki_trade_scan(const cki_trade_base *base, const double *tariff, uint32_t country, const cki_trade_arms *arms, uint32_t points,
                         void *block, size_t bytes, cki_trade_deviation *found, ck_diags *diags) {
    player p;
    CK_TRY(start(&p, base, tariff, country, arms, block, bytes, diags));
    const uint32_t seller = first_seller(&p);
    if (seller == CK_NONE) return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "country %u has nobody to tax", "", country);
    for (uint32_t j = 0; j < p.J; j++) p.point[j] = ck_log(1.0 + tariff[((size_t)j * p.N + country) * p.N + seller]);
    double stay = 0.0;
    CK_TRY(value_at(&p, p.point, &stay, diags));
    *found = (cki_trade_deviation){.sector = CK_NONE, .rate = CK_NAN, .gain = -CK_INFINITY};
    for (uint32_t j = 0; j <= p.J; j++) {                             // the last: all sectors at one rate
        if (j < p.J && (!arms->by_sector || !p.open[j])) continue;
        for (uint32_t k = 0; k <= points; k++) {
            const double rate = arms->low + (arms->high - arms->low) * k / points, log_rate = ck_log(1.0 + rate);
            for (uint32_t s = 0; s < p.J; s++) p.trial[s] = j == p.J || s == j ? log_rate : p.point[s];
            double value = 0.0;
            CK_TRY(value_at(&p, p.trial, &value, diags));
            if (value - stay > found->gain) *found = (cki_trade_deviation){j < p.J ? j : CK_NONE, rate, value - stay, 0};
        }
    }
    found->equilibria = p.equilibria;
    return CK_OK;
}
