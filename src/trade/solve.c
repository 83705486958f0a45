#include "trade/anderson.h"
#include "trade/trade.h"

/* Unknowns: ln w (N), ln P (N J), X (N J). One sweep takes old values to new ones through all equations:

       (1) ln c = g ln w + sum over inputs of share * ln P
       (2) ln P = -1/theta ln sum over sellers of phi * c^-theta,   phi = share * (change of cost)^-theta, constant
       (3) shares follow from (2)
       (4) X    = inputs of all users + final share * income
       (5) ln w += damping * trade balance / value added, then world value added back to what it was

   Plain sweeps are a contraction for small damping alone. Anderson's method combines the last sweeps so that the combined
   residual is smallest; where that makes it worse than a plain sweep would allow, the memory is emptied. A change too large
   for that is cut into parts that are solved one after the other from the last solution. */

#define DAMPING    0.4
#define PARTS_MOST 64u

cki_trade_options cki_trade_options_default(void) {
    return (cki_trade_options){.tolerance = 1e-10, .iterations = 2000, .memory = 8};
}

typedef struct solver {
    const cki_trade_base   *base;
    const cki_trade_change *change;
    cki_trade_options       options;
    uint32_t N, J, unknowns;
    double  *phi, *psi;                  // (J N N) share * wedge^-theta; the same without tariff
    double  *out;                        // (J N N) phi without tariff and export tax; NULL without export taxes
    double  *transposed;                 // (N J J) country, user, input
    bool    *traded;                     // (J) someone buys abroad
    double  *deficit;                    // (N)
    double   world;                      // sum of income
    double  *state, *next;               // (unknowns) ln w, ln P, X / scale
    double  *scale;                      // (N) income: X is counted in it
    double  *seller, *sum, *sold, *income, *revenue, *export_revenue, *balance;
    double  *power;                      // (N J) c^-theta
    cki_anderson anderson;
    cki_trade_result *result;
} solver;

static void layout(solver *s, cki_arena *arena, cki_trade_result *result, uint32_t N, uint32_t J, uint32_t memory, bool exports_taxed) {
    const size_t pairs = (size_t)J * N * N, cells = (size_t)N * J;
    const size_t unknowns = N + 2 * cells;
    s->N = N;
    s->J = J;
    s->unknowns = (uint32_t)unknowns;
#define TAKE(member, count) ((member) = cki_arena_take(arena, (count), sizeof *(member)))
    TAKE(result->wage, N);
    TAKE(result->cost, cells);
    TAKE(result->price, cells);
    TAKE(result->share, pairs);
    TAKE(result->spending, cells);
    TAKE(result->income, N);
    TAKE(result->revenue, N);
    TAKE(result->export_revenue, N);
    result->wedge = NULL;
    if (exports_taxed) TAKE(result->wedge, pairs);
    TAKE(s->state, unknowns);
    TAKE(s->next, unknowns);
    TAKE(s->phi, pairs);
    TAKE(s->psi, pairs);
    s->out = NULL;
    if (exports_taxed) TAKE(s->out, pairs);
    TAKE(s->transposed, cells * J);
    TAKE(s->traded, J);
    TAKE(s->deficit, N);
    TAKE(s->scale, N);
    TAKE(s->seller, N);
    TAKE(s->sum, N);
    TAKE(s->sold, cells);
    TAKE(s->income, N);
    TAKE(s->revenue, N);
    TAKE(s->export_revenue, N);
    TAKE(s->balance, N);
    TAKE(s->power, cells);
    cki_anderson_layout(&s->anderson, arena, (uint32_t)unknowns, memory);
#undef TAKE
}

size_t cki_trade_bytes(uint32_t countries, uint32_t sectors, uint32_t memory, bool exports_taxed) {
    solver           s;
    cki_trade_result result;
    cki_arena        arena = cki_arena_measure();
    layout(&s, &arena, &result, countries, sectors, memory, exports_taxed);
    return cki_arena_bytes(&arena);
}

/* ---------------------------------------------------------------- what does not change during a solution ---------- */

static double at_or(const double *array, size_t at, double otherwise) {
    return array != NULL ? array[at] : otherwise;
}

static double new_tariff(const solver *s, size_t at) {
    return s->change->tariff != NULL ? s->change->tariff[at] : s->base->tariff[at];
}

static double new_export_tax(const solver *s, size_t at) {
    return s->change->export_tax != NULL ? s->change->export_tax[at] : at_or(s->base->export_tax, at, 0.0);
}

/* Part `done` (0..1) of the way: wedges are interpolated geometrically, an embargo comes with the first part. */
static double part_of(double before, double after, double done) {
    if (done >= 1.0 || !(after < CK_INFINITY)) return after;
    return before * ck_exp(done * ck_log(after / before));
}

static void set_pair(solver *s, size_t at, double theta, double done) {
    const double duty_before = 1.0 + s->base->tariff[at], tax_before = 1.0 + at_or(s->base->export_tax, at, 0.0);
    const double duty = part_of(duty_before, 1.0 + new_tariff(s, at), done);
    double tax = part_of(tax_before, 1.0 + new_export_tax(s, at), done);
    const double other = part_of(1.0, at_or(s->change->cost, at, 1.0), done);
    if (s->result->wedge != NULL) tax = ck_max(tax, s->result->wedge[at]);
    const double wedge = duty / duty_before * (tax / tax_before) * other;
    const double share = s->base->share[at];
    const double phi = share == 0.0 || !(wedge < CK_INFINITY) ? 0.0 : wedge == 1.0 ? share : share * ck_exp(-theta * ck_log(wedge));
    s->phi[at] = phi;
    s->psi[at] = phi / duty;
    if (s->out != NULL) s->out[at] = phi / (duty * tax);
}

static void set_pairs(solver *s, double done) {
    const uint32_t N = s->N;
    for (uint32_t j = 0; j < s->J; j++) {
        const double theta = s->base->elasticity[j];
        bool traded = false;
        for (uint32_t n = 0; n < N; n++) {
            for (uint32_t i = 0; i < N; i++) {
                const size_t at = ((size_t)j * N + n) * N + i;
                set_pair(s, at, theta, done);
                traded |= i != n && s->base->share[at] != 0.0;
            }
        }
        s->traded[j] = traded;
    }
    for (uint32_t n = 0; n < N; n++) {
        const double after = at_or(s->change->deficit, n, s->base->deficit[n]);
        s->deficit[n] = done >= 1.0 ? after : s->base->deficit[n] + done * (after - s->base->deficit[n]);
    }
}

static void transpose(solver *s) {
    const uint32_t J = s->J;
    for (uint32_t n = 0; n < s->N; n++) {
        const double *from = s->base->input + (size_t)n * J * J;
        double *to = s->transposed + (size_t)n * J * J;
        for (uint32_t k = 0; k < J; k++) {
            for (uint32_t j = 0; j < J; j++) to[(size_t)j * J + k] = from[(size_t)k * J + j];
        }
    }
}

/* ---------------------------------------------------------------- one sweep --------------------------------------- */

static void costs(const solver *s, const double *wage, const double *price, double *cost) {
    const uint32_t J = s->J;
    for (uint32_t n = 0; n < s->N; n++) {
        double *to = cost + (size_t)n * J;
        for (uint32_t j = 0; j < J; j++) to[j] = s->base->value_added[(size_t)n * J + j] * wage[n];
        for (uint32_t k = 0; k < J; k++) {
            const double *row = s->base->input + ((size_t)n * J + k) * J, p = price[(size_t)n * J + k];
            for (uint32_t j = 0; j < J; j++) to[j] += row[j] * p;
        }
    }
}

/* Sector j: prices of all importers, what every country sells, revenues; spending of the state before the sweep. */
static void sector(solver *s, uint32_t j, const double *spending, double *price) {
    const uint32_t N = s->N, J = s->J;
    const double theta = s->base->elasticity[j];
    double *sold = s->seller;
    for (uint32_t i = 0; i < N; i++) {
        s->sum[i] = s->power[(size_t)j * N + i];
        sold[i] = 0.0;
    }
    for (uint32_t n = 0; n < N; n++) {
        const double *phi = s->phi + ((size_t)j * N + n) * N, *psi = s->psi + ((size_t)j * N + n) * N;
        const double *out = s->out != NULL ? s->out + ((size_t)j * N + n) * N : psi;
        double all[4] = {0}, net[4] = {0};
        uint32_t i = 0;
        for (; i + 4 <= N; i += 4) {
            for (uint32_t k = 0; k < 4; k++) {
                all[k] += phi[i + k] * s->sum[i + k];
                net[k] += psi[i + k] * s->sum[i + k];
            }
        }
        for (; i < N; i++) {
            all[0] += phi[i] * s->sum[i];
            net[0] += psi[i] * s->sum[i];
        }
        const double total = (all[0] + all[1]) + (all[2] + all[3]), before_duty = (net[0] + net[1]) + (net[2] + net[3]);
        const size_t cell = (size_t)n * J + j;
        if (!(total > 0.0)) {
            price[cell] = 0.0;
            continue;
        }
        price[cell] = -ck_log(total) / theta;
        const double per_share = spending[cell] * s->scale[n] / total;
        s->revenue[n] += per_share * (total - before_duty);
        s->balance[n] -= per_share * before_duty;
        for (i = 0; i < N; i++) sold[i] += per_share * out[i];
        if (s->out != NULL) {
            for (i = 0; i < N; i++) s->export_revenue[i] += per_share * (psi[i] - out[i]) * s->sum[i];
        }
    }
    for (uint32_t i = 0; i < N; i++) s->sold[(size_t)i * J + j] = sold[i] * s->sum[i];
}

/* A sector in which everybody buys at home alone. */
static void home_sector(solver *s, uint32_t j, const double *cost, const double *spending, double *price) {
    const uint32_t J = s->J;
    for (uint32_t n = 0; n < s->N; n++) {
        const size_t cell = (size_t)n * J + j;
        const bool any = s->base->share[((size_t)j * s->N + n) * s->N + n] != 0.0;
        price[cell] = any ? cost[cell] : 0.0;
        s->sold[cell] = any ? spending[cell] * s->scale[n] : 0.0;
        s->balance[n] -= s->sold[cell];
    }
}

static void powers(solver *s, const double *cost) {
    for (uint32_t j = 0; j < s->J; j++) {
        if (!s->traded[j]) continue;
        for (uint32_t n = 0; n < s->N; n++) s->power[(size_t)j * s->N + n] = ck_exp(-s->base->elasticity[j] * cost[(size_t)n * s->J + j]);
    }
}

static void spend(const solver *s, double *spending) {
    const uint32_t J = s->J;
    for (uint32_t n = 0; n < s->N; n++) {
        double *to = spending + (size_t)n * J;
        for (uint32_t k = 0; k < J; k++) to[k] = s->base->final[(size_t)n * J + k] * s->income[n];
        for (uint32_t j = 0; j < J; j++) {
            const double *row = s->transposed + ((size_t)n * J + j) * J, sold = s->sold[(size_t)n * J + j];
            for (uint32_t k = 0; k < J; k++) to[k] += row[k] * sold;
        }
        for (uint32_t k = 0; k < J; k++) to[k] /= s->scale[n];
    }
}

static double largest(double so_far, double value) {
    const double size = ck_abs(value);
    return size > so_far || ck_is_nan(size) ? size : so_far;
}

/* state -> next; the largest residual of every equation goes to the result. */
static double sweep(solver *s) {
    const uint32_t N = s->N, J = s->J, cells = N * J;
    const double *wage = s->state, *price = s->state + N, *spending = price + cells;
    double *new_wage = s->next, *new_price = s->next + N, *new_spending = new_price + cells, *cost = s->result->cost;
    costs(s, wage, price, cost);
    powers(s, cost);
    for (uint32_t n = 0; n < N; n++) s->balance[n] = s->revenue[n] = s->export_revenue[n] = 0.0;
    for (uint32_t j = 0; j < J; j++) {
        if (s->traded[j]) sector(s, j, spending, new_price);
        else home_sector(s, j, cost, spending, new_price);
    }
    double pay = 0.0;
    for (uint32_t n = 0; n < N; n++) {
        s->seller[n] = ck_exp(wage[n]) * s->base->income[n];
        pay += s->seller[n];
    }
    double walras = 0.0;
    cki_trade_result *r = s->result;
    r->residual_balance = r->residual_price = r->residual_spending = 0.0;
    r->residual_numeraire = ck_abs(pay / s->world - 1.0);
    for (uint32_t n = 0; n < N; n++) {
        s->income[n] = s->seller[n] + s->revenue[n] + s->export_revenue[n] + s->deficit[n];
        double sold = s->export_revenue[n];
        for (uint32_t j = 0; j < J; j++) sold += s->sold[(size_t)n * J + j];
        s->balance[n] += sold + s->deficit[n];
        walras += s->balance[n];
        const double off = s->balance[n] / s->seller[n];
        r->residual_balance = largest(r->residual_balance, off);
        new_wage[n] = wage[n] + DAMPING * ck_clamp(off, -0.5, 0.5);
    }
    r->residual_walras = ck_abs(walras) / s->world;
    pay = 0.0;
    for (uint32_t n = 0; n < N; n++) pay += ck_exp(new_wage[n]) * s->base->income[n];
    const double shift = ck_log(pay / s->world);
    for (uint32_t n = 0; n < N; n++) new_wage[n] -= shift;
    spend(s, new_spending);
    for (uint32_t k = 0; k < cells; k++) {
        r->residual_price = largest(r->residual_price, new_price[k] - price[k]);
        r->residual_spending = largest(r->residual_spending, new_spending[k] - spending[k]);
    }
    return largest(largest(largest(r->residual_balance, r->residual_price), r->residual_spending), r->residual_numeraire);
}

/* ---------------------------------------------------------------- iteration --------------------------------------- */

/* Spending cannot be negative; a combination that says so is not used. */
static bool is_sound(const void *user, const double *point) {
    const solver *s = user;
    const double *spending = point + s->N + s->N * s->J;
    for (uint32_t k = 0; k < s->N * s->J; k++) {
        if (!(spending[k] >= 0.0)) return false;
    }
    for (uint32_t k = 0; k < s->N + s->N * s->J; k++) {
        if (!(ck_abs(point[k]) < 50.0)) return false;
    }
    return true;
}

static ck_status iterate(solver *s, double tolerance) {
    const uint32_t before = s->result->restarts;
    cki_anderson_reset(&s->anderson);
    while (s->result->iterations < s->options.iterations) {
        s->result->iterations++;
        const double size = sweep(s);
        if (ck_is_nan(size)) return CK_E_NUMBER;
        if (size <= tolerance) return CK_OK;
        cki_anderson_step(&s->anderson, s->state, s->next, size, is_sound, s);
        s->result->restarts = before + s->anderson.restarts;
    }
    return CK_E_NO_SOLUTION;
}

/* ---------------------------------------------------------------- quotas ------------------------------------------ */

/* Quantity of a flow after over before, at the wedge that the solver has. */
static double quantity(const solver *s, size_t at, uint32_t j, uint32_t n, uint32_t i) {
    const size_t cell = (size_t)n * s->J + j;
    const double before = s->base->share[at] * s->base->spending[cell] /
                          ((1.0 + s->base->tariff[at]) * (1.0 + at_or(s->base->export_tax, at, 0.0)));
    const double total = ck_exp(-s->base->elasticity[j] * s->state[s->N + cell]);
    const double after = s->out[at] * s->power[(size_t)j * s->N + i] / total * s->state[s->N + s->N * s->J + cell] * s->scale[n];
    return before > 0.0 ? after / before / (ck_exp(s->result->cost[(size_t)i * s->J + j]) * at_or(s->change->cost, at, 1.0)) : 0.0;
}

/* The rent that brings each flow to its quota: ln wedge rises by ln(quantity / quota) over 1 + theta, never below the export
   tax. Returns the largest miss. */
static double move_rents(solver *s) {
    double miss = 0.0;
    for (uint32_t j = 0; j < s->J; j++) {
        for (uint32_t n = 0; n < s->N; n++) {
            for (uint32_t i = 0; i < s->N; i++) {
                const size_t at = ((size_t)j * s->N + n) * s->N + i;
                const double quota = s->change->quota[at];
                if (ck_is_nan(quota) || s->base->share[at] == 0.0) continue;
                const double least = 1.0 + new_export_tax(s, at), now = s->result->wedge[at];
                const double over = ck_log(quantity(s, at, j, n, i) / quota);
                const double moved = now * ck_exp(over / (1.0 + s->base->elasticity[j]));
                s->result->wedge[at] = ck_max(moved, least);
                miss = largest(miss, ck_log(s->result->wedge[at] / now));
            }
        }
    }
    return miss;
}

static ck_status solve_with_quotas(solver *s) {
    for (uint32_t round = 0; round < 500; round++) {
        set_pairs(s, 1.0);
        CK_TRY(iterate(s, s->options.tolerance));
        s->result->residual_quota = move_rents(s);
        if (s->result->residual_quota <= s->options.tolerance) return CK_OK;
    }
    return CK_E_NO_SOLUTION;
}

/* ---------------------------------------------------------------- start and end ----------------------------------- */

static ck_status refuse(ck_diags *diags, const char *what, double value, const char *limits) {
    return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "%s is %g; it must be %s", "", what, value, limits);
}

static ck_status check(const cki_trade_base *base, const cki_trade_change *change, cki_trade_options options, ck_diags *diags) {
    const size_t pairs = (size_t)base->sectors * base->countries * base->countries, cells = (size_t)base->countries * base->sectors;
    if (base->countries < 1 || base->sectors < 1) return refuse(diags, "number of countries or sectors", 0.0, "at least 1");
    if (options.memory < 1 || options.memory > CKI_TRADE_MEMORY_MOST) return refuse(diags, "memory", options.memory, "1 to 16");
    if (!(options.tolerance > 0.0)) return refuse(diags, "tolerance", options.tolerance, "above 0");
    for (uint32_t j = 0; j < base->sectors; j++) {
        if (!(base->elasticity[j] > 0.0)) return refuse(diags, "a trade elasticity", base->elasticity[j], "above 0");
    }
    for (uint32_t n = 0; n < base->countries; n++) {
        if (!(base->income[n] > 0.0)) return refuse(diags, "value added of a country", base->income[n], "above 0");
    }
    for (size_t k = 0; k < cells; k++) {
        if (!(base->spending[k] >= 0.0)) return refuse(diags, "spending", base->spending[k], "0 or more");
        if (!(base->value_added[k] >= 0.0 && base->value_added[k] <= 1.0)) return refuse(diags, "a share of value added", base->value_added[k], "0 to 1");
        if (!(base->final[k] >= 0.0)) return refuse(diags, "a share of final spending", base->final[k], "0 or more");
    }
    for (size_t k = 0; k < pairs; k++) {
        if (!(base->share[k] >= 0.0)) return refuse(diags, "a trade share", base->share[k], "0 to 1");
        if (!(base->tariff[k] > -1.0)) return refuse(diags, "a tariff", base->tariff[k], "above -1");
        if (change->tariff != NULL && !(change->tariff[k] > -1.0 && change->tariff[k] < CK_INFINITY)) {
            return refuse(diags, "a new tariff", change->tariff[k], "above -1 and finite; an embargo is a trade cost of infinity");
        }
        if (change->export_tax != NULL && !(change->export_tax[k] > -1.0)) return refuse(diags, "a new export tax", change->export_tax[k], "above -1");
        if (change->cost != NULL && !(change->cost[k] > 0.0)) return refuse(diags, "a change of trade cost", change->cost[k], "above 0");
        if (change->quota != NULL && !ck_is_nan(change->quota[k]) && !(change->quota[k] > 0.0)) {
            return refuse(diags, "a quota", change->quota[k], "above 0; an embargo is a trade cost of infinity");
        }
    }
    return CK_OK;
}

static void start(solver *s) {
    const cki_trade_base *base = s->base;
    const cki_trade_start *near = s->options.start;
    const uint32_t cells = s->N * s->J;
    s->world = 0.0;
    for (uint32_t n = 0; n < s->N; n++) {
        s->scale[n] = base->income[n];
        s->world += base->income[n];
        if (!s->options.warm) s->state[n] = near != NULL ? ck_log(near->wage[n]) : 0.0;
    }
    for (uint32_t k = 0; k < cells && !s->options.warm; k++) {
        s->state[s->N + k] = near != NULL ? ck_log(near->price[k]) : 0.0;
        s->state[s->N + cells + k] = (near != NULL ? near->spending[k] : base->spending[k]) / s->scale[k / s->J];
    }
    if (s->result->wedge != NULL && !s->options.warm) {
        for (size_t at = 0; at < (size_t)s->J * s->N * s->N; at++) s->result->wedge[at] = 1.0 + new_export_tax(s, at);
    }
    s->result->iterations = s->result->restarts = 0;
    s->result->steps = 1;
    s->result->residual_quota = 0.0;
    transpose(s);
}

/* No price clears what nobody may sell, and no wage a deficit of a country that cannot buy or sell abroad. */
static ck_status check_ways(solver *s, ck_diags *diags) {
    const uint32_t N = s->N, J = s->J;
    double *buys = s->sum, *sells = s->seller;
    for (uint32_t n = 0; n < N; n++) buys[n] = sells[n] = 0.0;
    set_pairs(s, 1.0);
    for (uint32_t j = 0; j < J; j++) {
        for (uint32_t n = 0; n < N; n++) {
            const size_t row = ((size_t)j * N + n) * N;
            if (!(s->base->spending[(size_t)n * J + j] > 0.0)) continue;
            double all = 0.0, before = 0.0;
            for (uint32_t i = 0; i < N; i++) {
                all += s->phi[row + i];
                before += s->base->share[row + i];
                if (i == n) continue;
                buys[n] += s->phi[row + i];
                sells[i] += s->phi[row + i];
            }
            if (all > 0.0 || before == 0.0) continue;
            return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "country %u spends on sector %u, and nobody may sell it there any more",
                                "leave one seller out of the embargo: what a country must buy has no price without any", n, j);
        }
    }
    for (uint32_t n = 0; n < N; n++) {
        const double deficit = s->deficit[n];
        if (!(deficit > 0.0 && buys[n] == 0.0) && !(deficit < 0.0 && sells[n] == 0.0)) continue;
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "country %u %s abroad any more and has a trade deficit of %g",
                            "remove deficits first, or leave it a partner", n, deficit > 0.0 ? "buys nothing" : "sells nothing", deficit);
    }
    return CK_OK;
}

/* In one go; when that fails in 2, 4, 8 ... parts from the base, each from the solution of the part before. */
static ck_status solve_in_parts(solver *s) {
    ck_status status = CK_OK;
    for (uint32_t parts = 1; parts <= PARTS_MOST; parts *= 2) {
        if (parts > 1) {
            const uint32_t spent = s->result->iterations, restarts = s->result->restarts;
            s->options.warm = false;
            s->options.start = NULL;
            start(s);
            s->result->iterations = spent > s->options.iterations / 2 ? s->options.iterations / 2 : spent;
            s->result->restarts = restarts;
        }
        s->result->steps = parts;
        for (uint32_t part = 1; part <= parts; part++) {
            const bool last = part == parts;
            set_pairs(s, last ? 1.0 : (double)part / parts);
            status = iterate(s, last ? s->options.tolerance : 1e-4);
            if (status < 0) break;
        }
        if (status >= 0) return status;
        s->options.iterations *= 2;
    }
    return status;
}

static void finish(solver *s) {
    cki_trade_result *r = s->result;
    const uint32_t N = s->N, J = s->J;
    for (uint32_t n = 0; n < N; n++) {
        r->wage[n] = ck_exp(s->state[n]);
        r->income[n] = s->income[n];
        r->revenue[n] = s->revenue[n];
        r->export_revenue[n] = s->export_revenue[n];
    }
    for (uint32_t k = 0; k < N * J; k++) {
        r->cost[k] = ck_exp(r->cost[k]);
        r->price[k] = ck_exp(s->state[N + k]);
        r->spending[k] = s->state[N + N * J + k] * s->scale[k / J];
    }
    for (uint32_t j = 0; j < J; j++) {
        for (uint32_t n = 0; n < N; n++) {
            double *share = r->share + ((size_t)j * N + n) * N, total = 0.0;
            for (uint32_t i = 0; i < N; i++) {
                share[i] = s->phi[((size_t)j * N + n) * N + i] * (s->traded[j] ? s->power[(size_t)j * N + i] : 1.0);
                total += share[i];
            }
            for (uint32_t i = 0; i < N && total > 0.0; i++) share[i] /= total;
        }
    }
}

ck_status cki_trade_solve(const cki_trade_base *base, const cki_trade_change *change, cki_trade_options options, void *block,
                          size_t bytes, cki_trade_result *result, ck_diags *diags) {
    CK_TRY(check(base, change, options, diags));
    solver s = {.base = base, .change = change, .options = options, .result = result};
    cki_arena arena = cki_arena_over(block, bytes);
    const bool exports_taxed = base->export_tax != NULL || change->export_tax != NULL || change->quota != NULL;
    layout(&s, &arena, result, base->countries, base->sectors, options.memory, exports_taxed);
    CK_TRY(cki_arena_check(&arena));
    start(&s);
    if (change->cost != NULL || exports_taxed) CK_TRY(check_ways(&s, diags));
    const ck_status status = change->quota != NULL ? solve_with_quotas(&s) : solve_in_parts(&s);
    finish(&s);
    if (status == CK_E_NO_SOLUTION) {
        return ck_diags_add(diags, status, (ck_place){0},
                            "no equilibrium within %u iterations: residuals are %g (prices), %g (spending), %g (trade balance)",
                            "a smaller change, or more iterations", result->iterations, result->residual_price,
                            result->residual_spending, result->residual_balance);
    }
    if (status == CK_E_NUMBER) {
        return ck_diags_add(diags, status, (ck_place){0}, "the search for an equilibrium left the numbers after %u iterations",
                            "a smaller change; a wedge or a deficit may be too large to have an equilibrium", result->iterations);
    }
    return status;
}
