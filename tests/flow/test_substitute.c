/* Inputs that replace each other: closed forms, an independent solution by bisection, and the same bits in whatever company a group stands. */
#include "base/lanes.h"
#include "ck_test.h"
#include "flow/substitute.h"

#include <math.h>
#include <stdlib.h>

/* ---------------------------------------------------------------- one group --------------------------------------- */

#define INPUTS 6u

typedef struct table {
    uint32_t groups, inputs;
    cki_abreast_group *group;
    cki_abreast_input *input;
} table;

static table table_open(uint32_t groups, uint32_t inputs) {
    table open = {groups, inputs, calloc(1, sizeof *open.group), calloc(inputs, sizeof *open.input)};
    CK_CHECK(open.group != NULL && open.input != NULL);
    return open;
}
static void table_close(table *table) {
    free(table->group);
    free(table->input);
}

static void table_put(const table *table, uint32_t group, const double *share, const double *offer, uint32_t count, double elasticity) {
    for (uint32_t i = 0; i < table->inputs; i++) {
        table->input[i].share[group] = i < count ? share[i] : 0.0;
        table->input[i].offer[group] = i < count ? offer[i] : 1.0;
    }
    double eight[CKI_LANES_MOST] = {elasticity}, power[CKI_LANES_MOST], over_power[CKI_LANES_MOST], largest[CKI_LANES_MOST], top[CKI_LANES_MOST];
    cki_bend(eight, (cki_bends){power, over_power, largest, top}, 1, cki_wide());
    table->group->power[group] = power[0];
    table->group->over_power[group] = over_power[0];
    table->group->largest[group] = largest[0];
    table->group->top[group] = top[0];
}

/* A table of one group. */
static double substitute(const double *share, const double *offer, double *use, uint32_t count, double elasticity) {
    table one = table_open(1, count);
    table_put(&one, 0, share, offer, count, elasticity);
    cki_substitute(one.group, one.input, count, 1, cki_wide());
    for (uint32_t i = 0; i < count; i++) use[i] = one.input[i].use[0];
    const double fill = one.group->fill[0];
    table_close(&one);
    return fill;
}

static double elasticity_after(double at_once, double in_the_end, double time, double days) {
    const double first[CKI_LANES_MOST] = {at_once}, last[CKI_LANES_MOST] = {in_the_end}, scale[CKI_LANES_MOST] = {time};
    const double passed[CKI_LANES_MOST] = {days};
    double elasticity[CKI_LANES_MOST];
    cki_elasticities_after(first, last, scale, passed, elasticity, 1, cki_wide());
    return elasticity[0];
}

/* ---------------------------------------------------------------- closed forms ------------------------------------ */

CK_TEST(an_unlimited_substitute_expands_as_the_elasticity_says) {
    const double share[] = {0.5, 0.5}, offer[] = {0.25, 100};
    double use[2];
    /* sigma 2: 0.5 * sqrt(0.25) + 0.5 * sqrt(m) = 1, so m = 2.25 */
    CK_CHECK_NEAR(substitute(share, offer, use, 2, 2.0), 1.0, 1e-12);
    CK_CHECK_NEAR(use[0], 0.25, 0.0);
    CK_CHECK_NEAR(use[1], 2.25, 1e-12);
    /* Cobb-Douglas: 0.25^0.5 m^0.5 = 1, so m = 4 */
    CK_CHECK_NEAR(substitute(share, offer, use, 2, 1.0), 1.0, 1e-12);
    CK_CHECK_NEAR(use[1], 4.0, 1e-12);
    /* sigma 1/2: the harmonic mean of 0.25 and m is at most 0.5; stretched to the limit 20^(1/2) */
    const double index = substitute(share, offer, use, 2, 0.5);
    CK_CHECK_NEAR(use[1], sqrt(20.0), 1e-12);
    CK_CHECK_NEAR(index, 1.0 / (0.5 / 0.25 + 0.5 / sqrt(20.0)), 1e-12);
}

CK_TEST(the_limits_of_substitution_are_leontief_and_perfect_substitutes) {
    const double share[] = {0.3, 0.7}, offer[] = {0.4, 50};
    double use[2];
    CK_CHECK_NEAR(substitute(share, offer, use, 2, 0.0), 0.4, 0.0);
    CK_CHECK_NEAR(use[1], 0.4, 0.0);                                     // the other input is not wasted
    CK_CHECK_NEAR(substitute(share, offer, use, 2, 1000.0), 1.0, 1e-12);
    CK_CHECK_NEAR(use[1], (1.0 - 0.3 * 0.4) / 0.7, 2e-3);
    const double none[] = {0, 50};
    CK_CHECK_NEAR(substitute(share, none, use, 2, 0.8), 0.0, 0.0);   // below 1 each input is essential
    CK_CHECK_NEAR(substitute(share, none, use, 2, 1.0), 0.0, 0.0);
    CK_CHECK_NEAR(substitute(share, none, use, 2, 3.0), 1.0, 1e-12); // above 1 none is
}

CK_TEST(substitution_is_continuous_in_its_elasticity_and_rises_with_what_is_offered) {
    const double share[] = {0.2, 0.5, 0.3};
    double use[3];
    const double offer[] = {0.3, 1.4, 2.0};
    double before = substitute(share, offer, use, 3, 0.999);
    for (double sigma = 0.9992; sigma < 1.0011; sigma += 0.0002) {
        const double index = substitute(share, offer, use, 3, sigma);
        CK_CHECK_NEAR(index, before, 1e-3);
        before = index;
    }
    for (double sigma = 0.1; sigma < 6; sigma += 0.37) {
        double last = 0;
        for (double x = 0.0; x <= 1.01; x += 0.05) {
            const double more[] = {x, 1.2, 1.1};
            const double index = substitute(share, more, use, 3, sigma);
            CK_CHECK(index >= last - 1e-12 && index <= 1.0);
            for (int i = 0; i < 3; i++) CK_CHECK(use[i] <= more[i] * (1 + 1e-12));
            last = index;
        }
        CK_CHECK_NEAR(last, 1.0, 1e-12);
    }
}

CK_TEST(three_inputs_exhaust_one_after_the_other) {
    const double share[] = {1.0 / 3, 1.0 / 3, 1.0 / 3}, offer[] = {0.1, 1.3, 100};
    double use[3];
    CK_CHECK_NEAR(substitute(share, offer, use, 3, 2.0), 1.0, 1e-12);
    CK_CHECK_NEAR(use[1], 1.3, 0.0);
    const double root = 3.0 - sqrt(0.1) - sqrt(1.3);
    CK_CHECK_NEAR(use[2], root * root, 1e-9);
}

CK_TEST(elasticities_grow_from_short_to_long) {
    CK_CHECK_NEAR(elasticity_after(0.2, 2.0, 100, 0), 0.2, 0.0);
    CK_CHECK_NEAR(elasticity_after(0.2, 2.0, 100, 100), 0.2 + 1.8 * (1 - exp(-1)), 1e-14);
    CK_CHECK_NEAR(elasticity_after(0.2, 2.0, 100, 1e9), 2.0, 0.0);
}

CK_TEST(scarce_inputs_of_a_stiff_group_do_not_leave_the_range_of_numbers) {
    /* elasticity 0.02, power -49: the terms of 1e-7 are 1e343 */
    const double share[] = {0.4, 0.6}, offer[] = {1e-7, 3e-7};
    double use[2];
    const double sum = 0.4 + 0.6 * pow(3.0, -49);
    CK_CHECK_NEAR(substitute(share, offer, use, 2, 0.02) * 1e7, pow(sum, -1.0 / 49), 1e-12);
    CK_CHECK_NEAR(use[0], 1e-7, 0.0);
    CK_CHECK_NEAR(use[1], 3e-7, 0.0);
    const double huge[] = {0.5, 1e308};
    CK_CHECK_NEAR(substitute(share, huge, use, 2, 300.0), 1.0, 1e-12);
    CK_CHECK_NEAR(use[1], pow((1 - 0.4 * pow(0.5, 299.0 / 300)) / 0.6, 300.0 / 299), 1e-11);
}

CK_TEST(an_input_without_a_share_holds_nothing_back) {
    const double share[] = {0.0, 1.0}, offer[] = {0.0, 5.0};
    double use[2];
    for (double sigma = 0.1; sigma < 3; sigma += 0.1) {
        CK_CHECK_NEAR(substitute(share, offer, use, 2, sigma), 1.0, 0.0);
        CK_CHECK_NEAR(use[0], 0.0, 0.0);
        CK_CHECK_NEAR(use[1], 1.0, 1e-12);
    }
}

/* ---------------------------------------------------------------- bisection --------------------------------------- */

/* xorshift64*: groups that are the same everywhere. */
static double next_number(uint64_t *state) {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return (double)((*state * UINT64_C(2685821657736338717)) >> 11) * 0x1p-53;
}

typedef struct group { double share[INPUTS], offer[INPUTS], elasticity; uint32_t count; } group;

/* At least one input is short; offers from a thousandth of the need to ten times it, some of nothing. */
static group make_group(uint64_t *state) {
    group made = {.count = 2 + (uint32_t)(next_number(state) * (INPUTS - 1)), .elasticity = exp(log(0.021) + next_number(state) * log(200.0))};
    double sum = 0.0;
    for (uint32_t i = 0; i < made.count; i++) sum += made.share[i] = 0.01 + next_number(state);
    for (uint32_t i = 0; i < made.count; i++) {
        made.share[i] /= sum;
        made.offer[i] = pow(10.0, -3 + 4 * next_number(state));
    }
    made.offer[0] = next_number(state) < 0.1 ? 0.0 : next_number(state);
    return made;
}

static double index_at(const group *of, double common) {
    const double power = (of->elasticity - 1) / of->elasticity;
    double sum = 0.0;
    for (uint32_t i = 0; i < of->count; i++) sum += of->share[i] * pow(fmin(of->offer[i], common), power);
    return pow(sum, 1 / power);
}

CK_TEST(groups_agree_with_a_bisection_for_the_common_expansion) {
    uint64_t state = 88172645463325252u;
    for (uint32_t n = 0; n < 2000; n++) {
        const group made = make_group(&state);
        double use[INPUTS], low = 1.0, high = pow(20.0, made.elasticity);
        const double fill = substitute(made.share, made.offer, use, made.count, made.elasticity), most = index_at(&made, high);
        CK_CHECK_NEAR(fill, most < 1.0 ? most : 1.0, 1e-11);
        for (uint32_t round = 0; round < 200 && most >= 1.0; round++) {
            const double middle = 0.5 * (low + high);
            if (index_at(&made, middle) < 1.0) low = middle;
            else high = middle;
        }
        for (uint32_t i = 0; i < made.count; i++) {
            const double expected = fmin(made.offer[i], high);
            CK_CHECK_NEAR(use[i] / fmax(expected, 1e-3), expected / fmax(expected, 1e-3), 1e-9);
        }
    }
}

/* ---------------------------------------------------------------- side by side ------------------------------------ */

CK_TEST(groups_side_by_side_give_the_bits_of_single_ones_at_every_width) {
    uint64_t state = 362436069u;
    for (uint32_t width = 2; width <= cki_wide(); width *= 2) {
        table all = table_open(CKI_ABREAST - 3, INPUTS);
        group made[CKI_ABREAST];
        for (uint32_t g = 0; g < all.groups; g++) {
            made[g] = make_group(&state);
            if (g % 7 == 0) made[g].elasticity = g % 2 == 0 ? 1.0 : 0.01;
            table_put(&all, g, made[g].share, made[g].offer, made[g].count, made[g].elasticity);
        }
        cki_substitute(all.group, all.input, INPUTS, all.groups, width);
        for (uint32_t g = 0; g < all.groups; g++) {
            double use[INPUTS];
            CK_CHECK(substitute(made[g].share, made[g].offer, use, made[g].count, made[g].elasticity) == all.group->fill[g]);
            for (uint32_t i = 0; i < made[g].count; i++) CK_CHECK(use[i] == all.input[i].use[g]);
        }
        table_close(&all);
    }
}

CK_TEST_MAIN()
