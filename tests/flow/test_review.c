/* What a weekly review leaves, found again from the equations of docs/model.md alone: means over all suppliers of a slot, however many it has. */
#include "run_kit.h"

#include "flow/start.h"

static const made_size SMALL = {.regions = 5, .items = 8, .industries = 2, .inputs = 3, .industry_inputs = 3, .partners = 3};
static const char *const R00 = "R00";

enum { REVIEW = 70 };

/* Sums over the usual suppliers of a slot, with the shares from before the review. */
typedef struct sums { double part, filled, response, paid, trust; uint32_t count; } sums;

static double weight_of(const ck_run *run, uint32_t f, const double *share) {
    const uint32_t p = run->model->flow_product[f];
    return cki_reference_quantity(run->model, f) * share[run->fixed.suppliers.of_flow[f]] * exp(run->state.repute[p]);
}

static double barrier_of(const ck_run *run, uint32_t f) {
    const double elasticity = cki_parameter(run, CK_PARAMETER_switch_price) *
                              run->model->item_supplier_elasticity[run->model->slot_item[run->model->flow_slot[f]]];
    return pow(1.0 + run->state.wedge[f] + run->state.charge[f], -elasticity);
}

static sums sums_of(const ck_run *run, uint32_t k, const double *share) {
    const ck_model *model = run->model;
    const cki_state *state = &run->state;
    sums of = {0};
    for (uint32_t i = model->slot_first_inbound[k]; i < model->slot_first_inbound[k + 1]; i++) {
        const uint32_t f = model->inbound_flow[i], p = model->flow_product[f];
        if (cki_reference_quantity(model, f) == 0.0) continue;
        const double part = weight_of(run, f, share), fill = state->fill[run->fixed.suppliers.of_flow[f]];
        of.part += part;
        of.filled += part * fill;
        of.response += part * state->final_index[p];
        of.paid += part * fill * model->product_price[p] * (state->price[p] * (1.0 + state->wedge[f]) + state->charge[f]);
        of.trust += cki_reference_quantity(model, f) * fill * barrier_of(run, f);
        of.count++;
    }
    return of;
}

static void check_near(double got, double expected) {
    if (!(fabs(got - expected) <= 1e-11 * fmax(1.0, fabs(expected)))) CK_CHECK_NEAR(got, expected, 1e-11 * fmax(1.0, fabs(expected)));
}

/* Equations 19 and 22, and the share of orders that is shipped. */
static void check_means(const ck_run *run, uint32_t k, sums of) {
    const uint32_t site = run->model->slot_site[k];
    const bool answers = !cki_is_market(run->model, site) && run->model->item_tier[run->model->site_item[site]] >= 2;
    check_near(run->state.landed[k], of.paid / of.filled / run->fixed.slot_price[k]);
    check_near(run->state.cover_fill[k], of.filled / of.part);
    check_near(run->state.intensity[k], answers || run->model->site_kind[site] == CK_SITE_FINAL_USE ? of.response / of.part : 1.0);
}

/* Equation 25: parts of the order, where no law says otherwise, and the shares that follow. */
static void check_parts(const ck_run *run, uint32_t k, sums of, const double *share, double *moved) {
    const ck_model *model = run->model;
    const double *order = cki_orders_on(run, REVIEW + 1);
    double all = 0.0;
    bool free = true;
    for (uint32_t i = model->slot_first_inbound[k]; i < model->slot_first_inbound[k + 1]; i++) {
        const uint32_t f = model->inbound_flow[i];
        if (cki_reference_quantity(model, f) == 0.0) continue;
        free &= run->state.permit[f] == 1.0 && run->state.warned[f] == 0.0;
        all += order[run->fixed.suppliers.of_flow[f]];
    }
    for (uint32_t i = model->slot_first_inbound[k]; i < model->slot_first_inbound[k + 1]; i++) {
        const uint32_t f = model->inbound_flow[i], at = run->fixed.suppliers.of_flow[f];
        const double reference = cki_reference_quantity(model, f), mean = of.trust / model->slot_use[k];
        if (reference == 0.0) continue;
        if (free) check_near(order[at], all * weight_of(run, f, share) / of.part);
        const double goal = run->state.fill[at] * barrier_of(run, f) / mean;
        check_near(run->state.share[at], share[at] + cki_over_week(1.0 / cki_parameter(run, CK_PARAMETER_switch_days)) * (goal - share[at]));
        *moved = fmax(*moved, fabs(run->state.share[at] - share[at]));
    }
}

CK_TEST(a_review_is_what_the_means_over_all_suppliers_say) {
    uint32_t alone = 0, several = 0;
    double moved = 0.0, dearest = 1.0;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        made made = made_open(SMALL.regions);
        made_world(&made, seed, SMALL);
        const ck_model *model = made_compile(&made);
        kit *kit = kit_open(model, 200);
        kit_measure(kit, CK_EFFECT_BAN, &R00, 20, 60);
        kit_measure(kit, CK_EFFECT_DUTY, &R00, 30, -1)->term[CK_TERM_rate] = 0.4;
        kit_start(kit);
        kit_to(kit, REVIEW);
        const size_t bytes = kit->run->shape.SUPPLIER * sizeof(double);
        double *share = malloc(bytes);
        memcpy(share, kit->run->state.share, bytes);
        kit_to(kit, REVIEW + 1);
        CK_CHECK(cki_is_review(REVIEW));
        for (uint32_t k = 0; k < model->slot_count; k++) {
            const sums of = sums_of(kit->run, k, share);
            if (of.count == 0) continue;
            check_means(kit->run, k, of);
            check_parts(kit->run, k, of, share, &moved);
            dearest = fmax(dearest, kit->run->state.landed[k]);
            alone += of.count == 1 ? 1 : 0;
            several += of.count > 1 ? 1 : 0;
        }
        free(share);
        kit_close(kit);
        made_close(&made);
    }
    CK_CHECK(alone > 100 && several > 50);
    CK_CHECK(moved > 1e-3 && dearest > 1.2);
}

CK_TEST_MAIN()
