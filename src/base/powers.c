#include "base/powers.h"

#include "base/lanes.h"
#include "base/math_inline.h"

/* Nothing but the function: numbers that are limited in the same loop would be looked at one by one. */
CKI_LANES_VOID(take_logarithms, (double *of, uint32_t count, uint32_t width), (of, count, width), width) {
    (void)width;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) of[i] = cki_log_inside(of[i]);
}

void cki_take_logarithms(double *of, uint32_t count, uint32_t width) {
    take_logarithms(of, count, width);
}

CKI_LANES_VOID(take_powers, (const double *of, double *to, uint32_t count, uint32_t width), (of, to, count, width), width) {
    (void)width;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) to[i] = cki_exp_inside(of[i]);
}

void cki_take_powers(const double *of, double *to, uint32_t count, uint32_t width) {
    take_powers(of, to, count, width);
}
