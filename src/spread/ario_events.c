/* Events of an ARIO run: what they destroy, how it comes back, what rebuilding asks for. */
#include "spread/ario_run.h"

/* ---------------------------------------------------------------- checking ---------------------------------------- */

static ck_status bad_event(const ck_ario_event *event, const char *what, double value, const char *hint,
                           ck_diags *diags) {
    return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "event %q: %s is %g", hint, event->id, what, value);
}

static ck_status check_event(const ck_io_table *table, const ck_ario_event *event, ck_diags *diags) {
    const uint32_t n = ck_io_table_industries(table), columns = ck_io_table_final_columns(table);
    const bool share = event->kind == CK_EVENT_CAPACITY || event->kind == CK_EVENT_SERIES;
    if (!(event->begin >= 0.0)) return bad_event(event, "begin", event->begin, "days count from 0", diags);
    if (!(event->duration >= 0.0))
        return bad_event(event, "duration", event->duration, "days, 0 or more", diags);
    if (event->kind != CK_EVENT_SERIES && !(event->tau > 0.0 && ck_is_finite(event->tau)))
        return bad_event(event, "the time of recovery", event->tau, "days, above 0", diags);
    const bool curved = event->kind == CK_EVENT_CAPITAL || event->kind == CK_EVENT_CAPACITY;
    if (curved && event->curve == CK_CURVE_CONCAVE && !(event->tau > 2.0))
        return bad_event(event, "the time of recovery", event->tau, "a concave curve needs more than 2 days", diags);
    if (curved && (event->curve == CK_CURVE_CONVEX || event->curve == CK_CURVE_CONVEX_NOSCALE) && !(event->tau >= 1.0))
        return bad_event(event, "the time of recovery", event->tau, "a convex curve needs a day or more", diags);
    for (uint32_t k = 0; k < event->count; k++) {
        if (event->industry[k] >= n)
            return bad_event(event, "an industry", event->industry[k], "not in the table", diags);
        if (event->kind == CK_EVENT_SERIES) continue;
        if (!(event->amount[k] >= 0.0 && ck_is_finite(event->amount[k])))
            return bad_event(event, "an amount", event->amount[k], "finite, 0 or more", diags);
        if ((share || event->relative) && event->amount[k] > 1.0)
            return bad_event(event, "a share", event->amount[k], "between 0 and 1", diags);
    }
    for (size_t k = 0; event->kind == CK_EVENT_SERIES && k < (size_t)event->days * event->count; k++) {
        if (!(event->series[k] >= 0.0 && event->series[k] <= 1.0))
            return bad_event(event, "a share of capacity", event->series[k], "between 0 and 1", diags);
    }
    if (event->kind != CK_EVENT_REBUILD) return CK_OK;
    if (!(event->rebuild_factor > 0.0 && ck_is_finite(event->rebuild_factor)))
        return bad_event(event, "the rebuilding factor", event->rebuild_factor, "above 0", diags);
    double shares = 0.0;
    for (uint32_t s = 0; s < table->sectors; s++) {
        if (!(event->rebuild_share[s] >= 0.0))
            return bad_event(event, "a rebuilding share", event->rebuild_share[s], "0 or more", diags);
        shares += event->rebuild_share[s];
    }
    if (ck_abs(shares - 1.0) > 1e-6)
        return bad_event(event, "the sum of rebuilding shares", shares, "it must be 1", diags);
    for (uint32_t k = 0; k < event->column_count; k++) {
        if (event->column[k] >= columns)
            return bad_event(event, "a final column", event->column[k], "not there", diags);
        if (!(event->column_amount[k] >= 0.0 && ck_is_finite(event->column_amount[k])))
            return bad_event(event, "an amount", event->column_amount[k], "finite, 0 or more", diags);
    }
    return CK_OK;
}

ck_status cki_ario_events_check(const ck_io_table *table, const ck_ario_spec *spec, ck_diags *diags) {
    ck_status worst = CK_OK;
    for (uint32_t e = 0; e < spec->event_count; e++) {
        const ck_status status = check_event(table, &spec->event[e], diags);
        if (worst >= 0) worst = status;
    }
    return worst;
}

/* ---------------------------------------------------------------- layout ------------------------------------------ */

static uint32_t rebuilding_rows(const ck_ario *run, const ck_ario_event *event) {
    uint32_t rows = 0;
    for (uint32_t s = 0; s < run->sectors; s++) {
        if (event->rebuild_share[s] > 0.0) rows += run->regions;
    }
    return rows;
}

void cki_ario_events_layout(ck_ario *run, cki_arena *arena) {
    const ck_ario_spec *spec = run->spec;
    cki_event *placed = cki_arena_take(arena, spec->event_count, sizeof *placed);
    for (uint32_t e = 0; e < spec->event_count; e++) {
        const ck_ario_event *event = &spec->event[e];
        cki_event at = {.end = event->begin + event->duration};
        at.damage = cki_arena_take(arena, event->count, sizeof *at.damage);
        if (event->kind == CK_EVENT_REBUILD) {
            at.row_count = rebuilding_rows(run, event);
            at.column_count = event->count + event->column_count;
            const size_t cells = (size_t)at.row_count * at.column_count;
            at.column_damage = cki_arena_take(arena, event->column_count, sizeof *at.column_damage);
            at.row = cki_arena_take(arena, at.row_count, sizeof *at.row);
            at.column = cki_arena_take(arena, at.column_count, sizeof *at.column);
            at.left = cki_arena_take(arena, cells, sizeof *at.left);
            at.asked = cki_arena_take(arena, cells, sizeof *at.asked);
            at.full = cki_arena_take(arena, at.column_count, sizeof *at.full);
        }
        if (placed != NULL) placed[e] = at;
    }
    run->event = placed;
}

/* ---------------------------------------------------------------- numbers ----------------------------------------- */

/* Half to even, as NumPy rounds. */
static double whole(double x) {
    const double big = 4503599627370496.0;
    if (!(ck_abs(x) < big)) return x;
    volatile double shifted = x < 0.0 ? x - big : x + big;
    return x < 0.0 ? shifted + big : shifted - big;
}

static double power_of_ten(int32_t digits) {
    double power = 1.0;
    for (int32_t k = 0; k < digits; k++) power *= 10.0;
    return power;
}

/* B11: decimals of an event, as a power of ten; 0 = no rounding. */
static double decimals_of(const ck_ario *run, const ck_ario_event *event) {
    if ((run->spec->compat & CK_ARIO_B11) == 0) return 0.0;
    if (event->kind == CK_EVENT_CAPACITY) return 1e6;
    int32_t digits = 1;
    for (double unit = event->unit; unit >= 10.0; unit /= 10.0) digits++;
    return power_of_ten(digits);
}

static double rounded(double x, double decimals) {
    return decimals > 0.0 ? whole(x * decimals) / decimals : x;
}

/* Remaining share of the damage T days into the recovery. */
static double remaining(const ck_ario_event *event, double time) {
    const double tau = event->tau;
    switch (event->curve) {
        case CK_CURVE_LINEAR: return 1.0 - time / tau;
        case CK_CURVE_CONVEX: return ck_pow(1.0 - 1.0 / tau, 4.0 * time);
        case CK_CURVE_CONVEX_NOSCALE: return ck_pow(1.0 - 1.0 / tau, time);
        default: {
            const double scale = 1e-6;
            const double exponent = (ck_log(tau) - ck_log(scale)) / (ck_log(tau) - ck_log(2.0));
            return tau / (tau + scale * ck_pow(time, exponent));
        }
    }
}

/* An event's money in the table's unit. */
static double conversion(const ck_ario *run, const ck_ario_event *event) {
    if (event->kind != CK_EVENT_CAPITAL && event->kind != CK_EVENT_REBUILD) return 1.0;
    return event->table_unit || event->unit == run->spec->unit ? 1.0 : event->unit / run->spec->unit;
}

/* Damage of industry k of an event at its begin, in the table's unit or as a share. */
static double damage_at_first(const ck_ario *run, const ck_ario_event *event, uint32_t k) {
    if (event->kind == CK_EVENT_SERIES) return 0.0;
    if (event->relative) return event->amount[k] * run->capital[event->industry[k]];
    return event->amount[k] * conversion(run, event);
}

/* ---------------------------------------------------------------- start ------------------------------------------- */

/* What a buyer (industry, or N + final column) buys from an industry at baseline. */
static double sale_to(const ck_ario *run, size_t seller, uint32_t buyer) {
    if (buyer < run->n) return run->table->z[seller * run->n + buyer];
    return ck_max(0.0, run->table->y[seller * run->final_columns + buyer - run->n]);
}

/* Regions share the rebuilding demand of a buyer for a product as they share its purchases of it. Of a product that it
   never bought, as they share the output (BoARIO lets that damage vanish; so does compat B11). */
static void fill_column(ck_ario *run, const ck_ario_event *event, cki_event *at, uint32_t k, double demand) {
    const uint32_t buyer = at->column[k];
    for (uint32_t i = 0; i < at->row_count; i += run->regions) {         // rows: sector by sector, regions inside
        const uint32_t s = at->row[i];                                   // region 0
        double bought = 0.0, made = 0.0;
        for (uint32_t r = 0; r < run->regions; r++) {
            const size_t f = (size_t)r * run->sectors + s;
            bought += sale_to(run, f, buyer);
            made += run->x0[f];
        }
        const bool by_output = bought == 0.0 && (run->spec->compat & CK_ARIO_B11) == 0;
        const double sum = by_output ? made : bought;
        for (uint32_t r = 0; r < run->regions; r++) {
            const size_t f = (size_t)r * run->sectors + s, cell = (size_t)(i + r) * at->column_count + k;
            const double own = by_output ? run->x0[f] : sale_to(run, f, buyer);
            at->left[cell] = sum > 0.0 ? event->rebuild_share[s] * demand * event->rebuild_factor * own / sum : 0.0;
            at->asked[cell] = 0.0;
        }
    }
}

static void fill_rebuilding(ck_ario *run, uint32_t e) {
    const ck_ario_event *event = &run->spec->event[e];
    cki_event *at = &run->event[e];
    const bool unconverted = (run->spec->compat & CK_ARIO_B4) != 0 && !event->relative;
    uint32_t rows = 0;
    for (uint32_t s = 0; s < run->sectors; s++) {
        for (uint32_t r = 0; r < run->regions && event->rebuild_share[s] > 0.0; r++)
            at->row[rows++] = r * run->sectors + s;
    }
    for (uint32_t k = 0; k < at->column_count; k++) {
        const bool industry = k < event->count;
        const double raw = industry ? event->amount[k] : event->column_amount[k - event->count];
        at->column[k] = industry ? event->industry[k] : run->n + event->column[k - event->count];
        at->full[k] = industry ? at->damage[k] : at->column_damage[k - event->count];
        fill_column(run, event, at, k, unconverted ? raw : at->full[k]);
    }
}

void cki_ario_events_begin(ck_ario *run) {
    for (uint32_t e = 0; e < run->spec->event_count; e++) {
        const ck_ario_event *event = &run->spec->event[e];
        cki_event *at = &run->event[e];
        at->status = EVENT_PENDING;
        const double unit = conversion(run, event);
        for (uint32_t k = 0; k < event->count; k++) at->damage[k] = damage_at_first(run, event, k);
        if (event->kind != CK_EVENT_REBUILD) continue;
        for (uint32_t k = 0; k < event->column_count; k++) at->column_damage[k] = event->column_amount[k] * unit;
        fill_rebuilding(run, e);
    }
}

/* ---------------------------------------------------------------- top of a step ----------------------------------- */

static bool is_share(const ck_ario_event *event) {
    return event->kind == CK_EVENT_CAPACITY || event->kind == CK_EVENT_SERIES;
}

static void read_series(const ck_ario_event *event, cki_event *at, double day) {
    uint32_t row = (uint32_t)(day - event->begin);
    if (row >= event->days) row = event->days - 1;
    for (uint32_t k = 0; k < event->count; k++) at->damage[k] = event->series[(size_t)row * event->count + k];
}

/* More than all capital: under compat an error of the run, else all of it, noted in the ledger. */
static void book_capital(ck_ario *run, uint32_t f) {
    const double share = run->capital[f] > 0.0        ? run->capital_lost[f] / run->capital[f]
                         : run->capital_lost[f] > 0.0 ? CK_INFINITY
                                                      : 0.0;
    if (share <= 1.0 + 1e-12) return;
    if ((run->spec->compat & CK_ARIO_B11) != 0) run->over_capital = f;
    if (share <= run->ledger.over_capital) return;
    run->ledger.over_capital = share;
    run->ledger.over_capital_industry = f;
}

void cki_ario_events_turn(ck_ario *run) {
    const double day = run->step * run->spec->step_days;
    const bool late = (run->spec->compat & CK_ARIO_B1) != 0;
    for (uint32_t f = 0; f < run->n; f++) {
        run->capital_lost[f] = 0.0;
        run->loss[f] = 0.0;
    }
    for (uint32_t e = 0; e < run->spec->event_count; e++) {
        const ck_ario_event *event = &run->spec->event[e];
        cki_event *at = &run->event[e];
        if (at->status == EVENT_PENDING && day >= event->begin) at->status = EVENT_ACTIVE;
        if (at->status == EVENT_ACTIVE && day >= at->end && event->kind != CK_EVENT_SERIES)
            at->status = EVENT_RECOVERING;
        if (at->status == EVENT_PENDING || at->status == EVENT_FINISHED) continue;
        if (event->kind == CK_EVENT_SERIES && event->days > 0) read_series(event, at, day);
        for (uint32_t k = 0; k < event->count; k++) {
            const uint32_t f = event->industry[k];
            if (!is_share(event)) run->capital_lost[f] += at->damage[k];
            else run->loss[f] = ck_max(run->loss[f], at->damage[k]);
        }
    }
    for (uint32_t f = 0; f < run->n; f++) {
        const double today = run->loss[f], exogenous = late ? run->loss_late[f] : today;
        run->loss_late[f] = today;
        book_capital(run, f);
        const double capital = run->capital[f] > 0.0 ? run->capital_lost[f] / run->capital[f] : 0.0;
        run->loss[f] = ck_min(1.0, ck_max(capital, exogenous));
    }
}

/* While an event is rebuilding its demand follows what is left; under B4's program what is still asked for when it ends
   stays in the demand and is served down, which is also the right end of an order. */
void cki_ario_events_ask(ck_ario *run) {
    for (uint32_t f = 0; f < run->n; f++) run->rebuild_demand[f] = run->rebuild_may[f] = 0.0;
    for (uint32_t e = 0; e < run->spec->event_count; e++) {
        const ck_ario_event *event = &run->spec->event[e];
        cki_event *at = &run->event[e];
        if (event->kind != CK_EVENT_REBUILD || at->status == EVENT_PENDING || at->status == EVENT_ACTIVE) continue;
        const double rate = ck_min(run->spec->step_days / event->tau, 1.0) / run->per_step;  // at most what is left
        for (uint32_t i = 0; i < at->row_count; i++) {
            const uint32_t f = at->row[i];
            for (uint32_t k = 0; k < at->column_count; k++) {
                const size_t cell = (size_t)i * at->column_count + k;
                if (at->status == EVENT_RECOVERING) at->asked[cell] = at->left[cell] * rate;
                run->rebuild_demand[f] += at->asked[cell];
                run->rebuild_may[f] += at->asked[cell] * cki_permit(&run->rules, run->rules.seller_class[f],
                                                                    run->rules.buyer_class[at->column[k]]);
            }
        }
    }
}

/* ---------------------------------------------------------------- end of a step ----------------------------------- */

void cki_ario_events_sold(ck_ario *run) {
    for (uint32_t f = 0; f < run->n; f++) run->rebuild_sold[f] = run->rebuild_may[f] = 0.0;
    for (uint32_t e = 0; e < run->spec->event_count; e++) {
        const cki_event *at = &run->event[e];
        if (at->row_count == 0 || at->status == EVENT_PENDING || at->status == EVENT_ACTIVE) continue;
        for (uint32_t i = 0; i < at->row_count; i++) {
            const uint32_t f = at->row[i];
            for (uint32_t k = 0; k < at->column_count; k++) {
                const double asked = at->asked[(size_t)i * at->column_count + k];
                const double permit =
                    cki_permit(&run->rules, run->rules.seller_class[f], run->rules.buyer_class[at->column[k]]);
                const double got = run->served[f] * permit * asked;
                run->rebuild_sold[f] += got;
                run->rebuild_may[f] += permit * (asked - got);
            }
        }
    }
}

/* What the block received today is taken off; the damage is what is still to be delivered. */
static void book_rebuilding(ck_ario *run, const ck_ario_event *event, cki_event *at) {
    const double decimals = decimals_of(run, event);
    double largest = 0.0, left = 0.0;
    for (uint32_t k = 0; k < at->column_count; k++) {
        double sum = 0.0;
        for (uint32_t i = 0; i < at->row_count; i++) {
            const uint32_t f = at->row[i];
            const size_t cell = (size_t)i * at->column_count + k;
            const double permit =
                cki_permit(&run->rules, run->rules.seller_class[f], run->rules.buyer_class[at->column[k]]);
            const double got = run->served[f] * permit * at->asked[cell];
            at->asked[cell] -= got;
            if (at->status != EVENT_RECOVERING) continue;
            at->left[cell] = ck_max(rounded(at->left[cell] - got * run->per_step, decimals), 0.0);
            sum += at->left[cell];
        }
        if (at->status != EVENT_RECOVERING) continue;
        double *damage = k < event->count ? &at->damage[k] : &at->column_damage[k - event->count];
        *damage = sum / event->rebuild_factor;
        left = ck_max(left, sum);
        largest = ck_max(largest, at->full[k] * event->rebuild_factor);
    }
    if (at->status != EVENT_RECOVERING) return;
    if (decimals > 0.0 ? left == 0.0 : left <= 1e-12 * largest) {
        at->status = EVENT_FINISHED;
        for (uint32_t k = 0; k < event->count; k++) at->damage[k] = 0.0;
    }
}

static void recover(ck_ario *run, const ck_ario_event *event, cki_event *at, double day) {
    const double decimals = decimals_of(run, event);
    const double share = ck_max(0.0, remaining(event, day - at->end));
    bool left = false;
    for (uint32_t k = 0; k < event->count; k++) {
        at->damage[k] = rounded(damage_at_first(run, event, k) * share, decimals);
        if (decimals > 0.0 ? at->damage[k] != 0.0 : share > 1e-12) left = true;
    }
    if (left) return;
    at->status = EVENT_FINISHED;
    for (uint32_t k = 0; k < event->count; k++) at->damage[k] = 0.0;
}

void cki_ario_events_advance(ck_ario *run) {
    const double day = run->step * run->spec->step_days;
    for (uint32_t e = 0; e < run->spec->event_count; e++) {
        const ck_ario_event *event = &run->spec->event[e];
        cki_event *at = &run->event[e];
        if (event->kind == CK_EVENT_REBUILD && (at->status == EVENT_RECOVERING || at->status == EVENT_FINISHED))
            book_rebuilding(run, event, at);
        else if (event->kind != CK_EVENT_SERIES && at->status == EVENT_RECOVERING)
            recover(run, event, at, day);
    }
}
