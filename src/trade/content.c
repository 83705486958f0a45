/* Whose value added is in whose goods. */
#include "trade/trade.h"

#define SWEEPS_MOST 2000u
#define ENOUGH      1e-13

/* content_nk = value added of k where n is the country + sum over inputs j of (cost share of j in k) sum over sellers i of
   (share of i before duty and export tax) content_ij. Inputs take less than all of the value, so that it settles. */
ck_status cki_trade_content_of(const cki_trade_content_input *of, uint32_t country, double *room, double *content, ck_diags *diags) {
    const cki_trade_base *base = of->base;
    const uint32_t N = base->countries, J = base->sectors;
    if (country >= N) return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "country %u is not one of %u", "", country, N);
    for (uint32_t k = 0; k < N * J; k++) content[k] = k / J == country ? base->value_added[k] : 0.0;
    for (uint32_t sweep = 0; sweep < SWEEPS_MOST; sweep++) {
        for (uint32_t j = 0; j < J; j++) {
            for (uint32_t n = 0; n < N; n++) {
                const size_t row = ((size_t)j * N + n) * N;
                double sum = 0.0;
                for (uint32_t i = 0; i < N; i++) {
                    const double paid = (1.0 + (of->tariff != NULL ? of->tariff[row + i] : 0.0)) * (of->wedge != NULL ? of->wedge[row + i] : 1.0);
                    sum += of->share[row + i] / paid * content[(size_t)i * J + j];
                }
                room[(size_t)n * J + j] = sum;
            }
        }
        double moved = 0.0;
        for (uint32_t n = 0; n < N; n++) {
            for (uint32_t k = 0; k < J; k++) {
                double value = n == country ? base->value_added[(size_t)n * J + k] : 0.0;
                for (uint32_t j = 0; j < J; j++) value += base->input[((size_t)n * J + j) * J + k] * room[(size_t)n * J + j];
                moved = ck_max(moved, ck_abs(value - content[(size_t)n * J + k]));
                content[(size_t)n * J + k] = value;
            }
        }
        if (moved <= ENOUGH) return CK_OK;
    }
    return ck_diags_add(diags, CK_E_NO_SOLUTION, (ck_place){0}, "value added of country %u in all goods does not settle",
                        "inputs must take less than the value of what is made of them", country);
}
