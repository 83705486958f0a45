/* Capacity that firms lose and win back. Every firm of a shock is a hit of its own; a firm's loss is the largest of its
   hits. */
#include "spread/firms_run.h"

static ck_status refuse(const ck_firm_ario_shock *shock, const char *what, double value, ck_diags *diags) {
    return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "shock %q: %s is %g", "docs/networks.md has the limits",
                        shock->id, what, value);
}

ck_status cki_firms_shocks_check(const ck_network_view *network, const ck_firm_ario_spec *spec, ck_diags *diags) {
    for (uint32_t s = 0; s < spec->shock_count; s++) {
        const ck_firm_ario_shock *shock = &spec->shock[s];
        const bool power = shock->recovery == CK_RECOVER_CONVEX || shock->recovery == CK_RECOVER_CONVEX_UNSCALED;
        if ((uint32_t)shock->recovery >= CK_RECOVER_COUNT) return refuse(shock, "the recovery", shock->recovery, diags);
        if (!(shock->tau > 0.0) || (power && shock->tau < 1.0) ||
            (shock->recovery == CK_RECOVER_CONCAVE && !(shock->tau > 2.0)))
            return refuse(shock, "the recovery time", shock->tau, diags);
        for (uint32_t k = 0; k < shock->count; k++) {
            if (shock->firm[k] >= network->firms) return refuse(shock, "a firm", shock->firm[k], diags);
            if (!(shock->loss[k] >= 0.0 && shock->loss[k] <= 1.0))
                return refuse(shock, "a loss", shock->loss[k], diags);
        }
        for (uint32_t k = 0; k < shock->days; k++) {
            if (!(shock->series[k] >= 0.0 && shock->series[k] <= 1.0))
                return refuse(shock, "a value of the series", shock->series[k], diags);
        }
    }
    return CK_OK;
}

uint32_t cki_firms_hits(const ck_firm_ario_spec *spec) {
    uint64_t hits = 0;
    for (uint32_t s = 0; s < spec->shock_count; s++) hits += spec->shock[s].count;
    return hits < UINT32_MAX ? (uint32_t)hits : UINT32_MAX;
}

static uint32_t window_end(const ck_firm_ario_shock *shock) { return shock->begin + shock->duration; }

/* Hits by firm, those of a firm in the order of the shocks: a counting sort, `newest` being the places meanwhile. */
static void place_hits(ck_firm_ario *run) {
    const uint32_t firms = run->network.firms;
    uint32_t *next = run->newest;
    for (uint32_t f = 0; f < firms; f++) next[f] = 0;
    for (uint32_t s = 0; s < run->spec.shock_count; s++) {
        for (uint32_t k = 0; k < run->spec.shock[s].count; k++) next[run->spec.shock[s].firm[k]]++;
    }
    for (uint32_t f = 0, before = 0; f < firms; f++) {
        const uint32_t own = next[f];
        next[f] = before;
        before += own;
    }
    for (uint32_t s = 0; s < run->spec.shock_count; s++) {
        const ck_firm_ario_shock *shock = &run->spec.shock[s];
        for (uint32_t k = 0; k < shock->count; k++)
            run->hit[next[shock->firm[k]]++] = (cki_hit){shock->firm[k], s, shock->loss[k], 0.0, 0};
    }
}

void cki_firms_losses_begin(ck_firm_ario *run) {
    place_hits(run);
    for (uint32_t f = 0; f < run->network.firms; f++) {
        run->loss[f] = 0.0;
        run->newest[f] = CK_NONE;
    }
    for (uint32_t first = 0, end = 0; first < run->hits; first = end) {
        uint32_t clear = 0;
        for (; end < run->hits && run->hit[end].firm == run->hit[first].firm; end++) {
            const ck_firm_ario_shock *shock = &run->spec.shock[run->hit[end].shock];
            if (shock->window) clear = ck_max_u32(clear, window_end(shock));
        }
        for (uint32_t k = first; k < end; k++) run->hit[k].clear = clear;
    }
}

/* The largest loss of every firm that is hit; under P7 that of its newest hit. */
static void set_losses(ck_firm_ario *run) {
    const bool replaces = cki_firms_has(run, CK_FIRMS_P7);
    for (uint32_t k = 0; k < run->hits; k++) run->loss[run->hit[k].firm] = 0.0;
    for (uint32_t k = 0; k < run->hits; k++) {
        const cki_hit *hit = &run->hit[k];
        if (replaces && run->newest[hit->firm] != k) continue;
        run->loss[hit->firm] = ck_max(run->loss[hit->firm], hit->left);
    }
}

static void turn_window(ck_firm_ario *run, uint32_t k, const ck_firm_ario_shock *shock) {
    cki_hit *hit = &run->hit[k];
    if (run->day < shock->begin) return;
    if (run->day < window_end(shock)) {
        hit->left = hit->size;
        run->newest[hit->firm] = k;
    } else if (!cki_firms_has(run, CK_FIRMS_P7) || run->day >= hit->clear) {
        hit->left = 0.0;
    }
}

void cki_firms_losses_turn(ck_firm_ario *run) {
    for (uint32_t k = 0; k < run->hits; k++) {
        cki_hit *hit = &run->hit[k];
        const ck_firm_ario_shock *shock = &run->spec.shock[hit->shock];
        if (shock->window) {
            turn_window(run, k, shock);
            continue;
        }
        if (shock->days > 0 && run->day >= shock->begin)
            hit->left = hit->size * shock->series[ck_min_u32(run->day - shock->begin, shock->days - 1)];
        if (run->day != shock->begin) continue;
        if (shock->days == 0) hit->left = hit->size;
        run->newest[hit->firm] = k;
    }
    set_losses(run);
}

/* Mean loss of the suppliers and buyers of a firm, each counted once for a link; 0 without any. */
static double neighbours_loss(const ck_firm_ario *run, uint32_t firm) {
    const ck_network_view *network = &run->network;
    double sum = 0.0;
    for (uint32_t k = network->purchase_first[firm]; k < network->purchase_first[firm + 1]; k++)
        sum += run->loss[network->supplier[k]];
    for (uint32_t k = network->sale_first[firm]; k < network->sale_first[firm + 1]; k++)
        sum += run->loss[network->buyer[k]];
    const uint32_t links = network->purchase_first[firm + 1] - network->purchase_first[firm] +
                           network->sale_first[firm + 1] - network->sale_first[firm];
    return links > 0 ? sum / links : 0.0;
}

/* What is left after a day of recovery, the T-th. */
static double after(const ck_firm_ario *run, const cki_hit *hit, const ck_firm_ario_shock *shock, double time) {
    const bool as_coded = cki_firms_has(run, CK_FIRMS_P3);
    const double tau = shock->tau, size = hit->size;
    switch (shock->recovery) {
    case CK_RECOVER_LINEAR: return size * (1.0 - time / tau);
    case CK_RECOVER_CONVEX: return size * ck_pow(1.0 - 1.0 / tau, 4.0 * time);
    case CK_RECOVER_CONVEX_UNSCALED:
        return as_coded ? hit->left * (1.0 - tau / size) : size * ck_pow(1.0 - 1.0 / tau, time);
    case CK_RECOVER_CONCAVE: {
        const double scale = 1e-6;
        const double exponent = (ck_log(tau) - ck_log(scale)) / (ck_log(tau) - ck_log(2.0));
        return size * tau / (tau + scale * ck_pow(time, exponent));
    }
    case CK_RECOVER_PACE: return size - time / tau;
    case CK_RECOVER_AT_ONCE: return 0.0;
    case CK_RECOVER_EXPONENTIAL: return size * ck_exp(-(as_coded ? run->day : time) / tau);
    case CK_RECOVER_NEIGHBOURS: return hit->left * (1.0 - (1.0 - neighbours_loss(run, hit->firm)) / tau);
    default: return hit->left;
    }
}

/* Under P4 recovery by neighbours sees losses that are already lowered: those of firms earlier in the list. */
void cki_firms_losses_advance(ck_firm_ario *run) {
    const bool in_order = cki_firms_has(run, CK_FIRMS_P4);
    for (uint32_t k = 0; k < run->hits; k++) {
        cki_hit *hit = &run->hit[k];
        const ck_firm_ario_shock *shock = &run->spec.shock[hit->shock];
        const uint32_t end = shock->begin + shock->duration;
        if (shock->window || shock->days > 0 || run->day < end || !(hit->left > 0.0)) continue;
        hit->left = ck_clamp(after(run, hit, shock, (double)(run->day - end) + 1.0), 0.0, 1.0);
        if (in_order) run->loss[hit->firm] = hit->left;
    }
    set_losses(run);
}
