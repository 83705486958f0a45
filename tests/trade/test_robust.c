/* Trade equilibrium far from its base: 200 made changes, tariffs up to 1,600 per cent, export taxes, quotas, embargoes of pairs and of whole countries, with
   deficits and without. Each ends in a solution whose equations hold when they are worked out afresh here, or in a refusal that says why. */
#include "ck_test.h"
#include "trade/trade.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { N = 12, J = 7, PAIRS = J * N * N, CASES = 200 };

typedef struct world {
    double trade[PAIRS], tariff[PAIRS], input[N * J * J], value_added[N * J], theta[J];
    void  *block[3];
    cki_trade_base base[2];              // deficits removed, deficits kept
} world;

static void *block_of(size_t bytes) {
    void *block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    if (block == NULL) abort();
    return block;
}

/* Countries of very different size; a tenth of the sectors is not made at home. */
static void make(world *w) {
    const ck_random random = {77, 0};
    for (size_t k = 0; k < PAIRS; k++) {
        const size_t j = k / N / N, n = k / N % N, i = k % N;
        const double size = exp(3.0 * ck_random_unit(random, 1, 0, n) + 3.0 * ck_random_unit(random, 1, 0, i));
        const bool unmade = ck_random_unit(random, 2, j, i) < 0.1;
        w->trade[k] = unmade ? 0.0 : size * (n == i ? 12.0 : 1.0) * exp(2.0 * ck_random_unit(random, 3, 0, k));
        w->tariff[k] = n == i ? 0.0 : 0.1 * ck_random_unit(random, 4, 0, k);
    }
    for (size_t k = 0; k < N * J; k++) w->value_added[k] = 0.35 + 0.3 * ck_random_unit(random, 5, 0, k);
    for (size_t k = 0; k < N * J * J; k++) w->input[k] = 1.0 / J;
    for (size_t j = 0; j < J; j++) w->theta[j] = 1.5 + 12.0 * ck_random_unit(random, 6, 0, j);
    const cki_trade_flows flows = {N, J, w->trade, w->tariff, w->input, w->value_added, w->theta};
    const size_t made_bytes = cki_trade_calibrate_bytes(N, J), next_bytes = cki_trade_advance_bytes(N, J), bytes = cki_trade_bytes(N, J, 8, false);
    w->block[0] = block_of(made_bytes);
    void *room = block_of(bytes);
    cki_trade_made made;
    CK_REQUIRE_OK(cki_trade_calibrate(&flows, w->block[0], made_bytes, &made, NULL));
    static const double zero[N];
    const cki_trade_change start[2] = {{.deficit = zero}, {0}};
    for (int k = 0; k < 2; k++) {
        cki_trade_result result;
        w->block[1 + k] = block_of(next_bytes);
        CK_REQUIRE_OK(cki_trade_solve(&made.base, &start[k], cki_trade_options_default(), room, bytes, &result, NULL));
        CK_REQUIRE_OK(cki_trade_advance(&made.base, &start[k], &result, w->block[1 + k], next_bytes, &w->base[k], NULL));
    }
    free(room);
}

typedef struct change {
    double tariff[PAIRS], export_tax[PAIRS], cost[PAIRS], quota[PAIRS];
    bool   kept;
    cki_trade_change of;
} change;

static void draw(change *c, uint32_t number) {
    const ck_random random = {1234, number};
    const double part = ck_random_unit(random, 1, 0, 1), top = pow(10.0, 1.7 * ck_random_unit(random, 1, 0, 2) - 0.5);
    const double banned = ck_random_unit(random, 1, 0, 3) < 0.5 ? 0.3 * ck_random_unit(random, 1, 0, 4) : 0.0;
    const bool taxes = ck_random_unit(random, 1, 0, 5) < 0.3, quotas = ck_random_unit(random, 1, 0, 6) < 0.2;
    const size_t alone = ck_random_unit(random, 1, 0, 7) < 0.15 ? (size_t)(N * ck_random_unit(random, 1, 0, 8)) : N;
    c->kept = ck_random_unit(random, 1, 0, 0) < 0.3;
    for (size_t k = 0; k < PAIRS; k++) {
        const size_t n = k / N % N, i = k % N;
        const bool abroad = n != i;
        c->tariff[k] = abroad && ck_random_unit(random, 2, 0, k) < part ? top * ck_random_unit(random, 3, 0, k) : 0.0;
        c->export_tax[k] = abroad && ck_random_unit(random, 4, 0, k) < 0.2 ? top * ck_random_unit(random, 5, 0, k) : 0.0;
        c->cost[k] = abroad && (ck_random_unit(random, 6, n * N + i, 0) < banned || n == alone || i == alone) ? (double)INFINITY : 1.0;
        c->quota[k] = abroad && ck_random_unit(random, 7, 0, k) < 0.05 ? 0.2 + ck_random_unit(random, 8, 0, k) : (double)NAN;
    }
    c->of = (cki_trade_change){.tariff = c->tariff, .export_tax = taxes ? c->export_tax : NULL, .cost = c->cost, .quota = quotas ? c->quota : NULL};
}

/* Equations that no line of the solver holds as they stand here: what labour is paid is the sales less inputs, what is spent is what there is to spend,
   and shares add up to one wherever something is bought. Largest miss, of value added. */
static double miss_of(const cki_trade_base *base, const change *c, const cki_trade_result *r) {
    double sold[N * J] = {0}, money[N] = {0}, worst = 0.0;
    for (size_t k = 0; k < PAIRS; k++) {
        const size_t j = k / N / N, n = k / N % N, i = k % N, cell = n * J + j;
        const double paid = r->share[k] * r->spending[cell], tax = r->wedge != NULL ? r->wedge[k] : 1.0;
        const double before_duty = paid / (1.0 + c->tariff[k]);
        sold[i * J + j] += before_duty / tax;
        money[n] += paid - before_duty;
        money[i] += before_duty - before_duty / tax;
        if (isinf(c->cost[k])) CK_CHECK(r->share[k] == 0.0);
    }
    for (size_t n = 0; n < N; n++) {
        double labour = 0.0, spent = 0.0, inputs = 0.0;
        for (size_t j = 0; j < J; j++) {
            labour += base->value_added[n * J + j] * sold[n * J + j];
            inputs += (1.0 - base->value_added[n * J + j]) * sold[n * J + j];
            spent += r->spending[n * J + j];
        }
        const double pay = r->wage[n] * base->income[n];
        worst = fmax(worst, fabs(labour - pay) / pay);
        worst = fmax(worst, fabs(spent - inputs - pay - money[n] - base->deficit[n]) / pay);
    }
    return worst;
}

CK_TEST(two_hundred_large_changes_are_solved_or_refused_with_a_reason) {
    static world w;
    static change c;
    make(&w);
    const size_t bytes = cki_trade_bytes(N, J, 8, true);
    void *block = block_of(bytes);
    int solved = 0, refused = 0;
    uint32_t sweeps = 0;
    double residual = 0.0, miss = 0.0;
    for (uint32_t k = 0; k < CASES; k++) {
        draw(&c, k);
        char text[1024];
        ck_diag item[4];
        ck_diags diags = CK_DIAGS(item, text);
        cki_trade_result result;
        const ck_status status = cki_trade_solve(&w.base[c.kept], &c.of, cki_trade_options_default(), block, bytes, &result, &diags);
        if (status == CK_E_RANGE) {
            CK_CHECK(diags.count == 1 && (strstr(item[0].message, "nobody may sell") != NULL || strstr(item[0].message, "trade deficit") != NULL));
            refused++;
            continue;
        }
        CK_REQUIRE_OK(status);
        solved++;
        sweeps = result.iterations > sweeps ? result.iterations : sweeps;
        residual = fmax(residual, fmax(fmax(result.residual_price, result.residual_spending), fmax(result.residual_balance, result.residual_quota)));
        miss = fmax(miss, miss_of(&w.base[c.kept], &c, &result));
    }
    printf("    %d solved (at most %u sweeps, residuals %.0e, worked out afresh %.0e), %d refused\n", solved, sweeps, residual, miss, refused);
    CK_CHECK(solved > 150 && solved + refused == CASES);
    CK_CHECK(residual <= 1e-10 && miss <= 1e-8);
    free(block);
    for (int k = 0; k < 3; k++) free(w.block[k]);
}

/* A country that makes nothing of a sector and may buy it from nobody has no price for it; one without imports cannot have a deficit. */
CK_TEST(what_nobody_may_sell_and_a_deficit_without_trade_are_refused) {
    static world w;
    static change c;
    make(&w);
    const size_t bytes = cki_trade_bytes(N, J, 8, true);
    void *block = block_of(bytes);
    cki_trade_result result;
    size_t empty = 0;
    while (empty < N * J && w.base[0].share[((empty % J) * N + empty / J) * N + empty / J] > 0.0) empty++;
    CK_REQUIRE(empty < N * J);
    const size_t n = empty / J, j = empty % J;
    for (size_t k = 0; k < PAIRS; k++) c.cost[k] = k / N / N == j && k / N % N == n && k % N != n ? (double)INFINITY : 1.0;
    const cki_trade_change cut = {.cost = c.cost};
    CK_CHECK_STATUS(cki_trade_solve(&w.base[0], &cut, cki_trade_options_default(), block, bytes, &result, NULL), CK_E_RANGE);
    c.cost[(j * N + n) * N + (n + 1) % N] = c.cost[(j * N + n) * N + (n + 2) % N] = c.cost[(j * N + n) * N + (n + 3) % N] = 1.0;
    CK_CHECK_STATUS(cki_trade_solve(&w.base[0], &cut, cki_trade_options_default(), block, bytes, &result, NULL), CK_OK);
    size_t whole = 0;
    for (; whole < N; whole++) {
        size_t made = 0;
        for (size_t s = 0; s < J; s++) made += w.base[1].share[(s * N + whole) * N + whole] > 0.0;
        if (made == J) break;
    }
    CK_REQUIRE(whole < N && w.base[1].deficit[whole] != 0.0);
    for (size_t k = 0; k < PAIRS; k++) c.cost[k] = (k / N % N == whole) != (k % N == whole) ? (double)INFINITY : 1.0;
    CK_CHECK_STATUS(cki_trade_solve(&w.base[1], &cut, cki_trade_options_default(), block, bytes, &result, NULL), CK_E_RANGE);
    CK_CHECK_STATUS(cki_trade_solve(&w.base[0], &cut, cki_trade_options_default(), block, bytes, &result, NULL), CK_OK);
    free(block);
    for (int k = 0; k < 3; k++) free(w.block[k]);
}

CK_TEST_MAIN()
