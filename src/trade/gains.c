/* What all trade is worth to a country, in closed form. */
#include "trade/dense.h"
#include "trade/trade.h"

typedef struct room { double *left, *price; uint32_t *pivot; } room;

static void layout(room *room, cki_arena *arena, uint32_t J) {
    room->left = cki_arena_take(arena, (size_t)J * J, sizeof *room->left);
    room->price = cki_arena_take(arena, J, sizeof *room->price);
    room->pivot = cki_arena_take(arena, J, sizeof *room->pivot);
}

size_t cki_trade_gains_bytes(uint32_t sectors) {
    room      room;
    cki_arena arena = cki_arena_measure();
    layout(&room, &arena, sectors);
    return cki_arena_bytes(&arena);
}

double cki_trade_gain(double domestic_share, double elasticity) {
    return 100.0 * (ck_exp(-ck_log(domestic_share) / elasticity) - 1.0);
}

static double lost(double log_income) {
    return 100.0 * (1.0 - ck_exp(log_income));
}

/* With n alone, ln P_j = -ln(own share of j) / theta_j + sum over inputs k of (share of k in j) ln P_k: I - A', A' by user. */
ck_status cki_trade_gains_of(const cki_trade_base *base, uint32_t country, double elasticity, void *block, size_t bytes, cki_trade_gains *gains,
                             ck_diags *diags) {
    const uint32_t N = base->countries, J = base->sectors;
    if (country >= N || !(elasticity > 0.0)) {
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "country %u of %u, with an elasticity of %g for all sectors together",
                            "the elasticity lies above 0", country, N, elasticity);
    }
    room room;
    cki_arena arena = cki_arena_over(block, bytes);
    layout(&room, &arena, J);
    CK_TRY(cki_arena_check(&arena));
    double own = 0.0, all = 0.0, sectors = 0.0;
    *gains = (cki_trade_gains){0};
    for (uint32_t j = 0; j < J; j++) {
        const size_t cell = (size_t)country * J + j;
        const double share = base->share[((size_t)j * N + country) * N + country], spent = base->spending[cell];
        own += share * spent;
        all += spent;
        room.price[j] = share > 0.0 ? -ck_log(share) / base->elasticity[j] : 0.0;
        sectors -= base->final[cell] * room.price[j];
        if (spent > 0.0 && !(share > 0.0)) gains->unmade += base->final[cell];
        for (uint32_t k = 0; k < J; k++) {
            room.left[(size_t)j * J + k] = (j == k ? 1.0 : 0.0) - base->input[((size_t)country * J + k) * J + j];
        }
    }
    if (!(own > 0.0) || !cki_dense_factor(room.left, room.pivot, J)) {
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "country %u makes nothing that it buys, or its inputs use up its output",
                            "value added must be above 0 somewhere along every chain of inputs", country);
    }
    cki_dense_solve(room.left, room.pivot, J, room.price);
    double inputs = 0.0;
    for (uint32_t j = 0; j < J; j++) inputs -= base->final[(size_t)country * J + j] * room.price[j];
    gains->one_sector = lost(ck_log(own / all) / elasticity);
    gains->sectors = lost(sectors);
    gains->inputs = lost(inputs);
    return CK_OK;
}
