/* Stage "license", first half: cases move between their states.

   One day of a cell, from the numbers at its beginning, p being chances of a day:
       none, expired -> applied    1 / apply_days               every day
       refused -> applied          1 / retry_days               every day
       granted -> expired          (1 - renewal_share) / validity_days      every day
       applied -> review 1         min(1, capacity * dial / all that wait before the measure)      on working days
       review s -> s + 1           stages * dial / review_days  on working days
       last review -> granted or refused by approval
   so that times are geometric and their means are as stated (at least a day, or a working day a stage); the review is
   the sum of `stages` geometric times, the discrete form of an Erlang time. Buyers with a general licence stand apart.

   Expected values in a plain run; whole buyers in a draw, moved by binomial numbers whose address is (purpose, date,
   cell). */
#include "base/lanes.h"
#include "flow/cases.h"

/* A licence measure older than the scenario is run in for so many days at most. */
#define RUN_IN_DAYS 3650

/* ---------------------------------------------------------------- practice today ---------------------------------- */

/* What dials, refusals and exemptions in force make of the licence measure's own terms, cell by cell. */
static void set_practice(const ck_run *run, uint32_t m) {
    const ck_scenario *scenario = run->scenario;
    const cki_today *today = &run->today;
    const double approval[CK_END_USE_COUNT] = {
        [CK_CIVIL] = cki_term_today(today, m, CK_TERM_approval_civil),
        [CK_MILITARY] = cki_term_today(today, m, CK_TERM_approval_military),
        [CK_SEMICONDUCTOR] = cki_term_today(today, m, CK_TERM_approval_semiconductor),
    };
    for (uint32_t c = scenario->measure[m].first_cell; c < scenario->measure[m].end_cell; c++) {
        const ck_end_use use = scenario->cell[c].end_use;
        double dial = cki_term_today(today, m, CK_TERM_dial),
               dial_approval = cki_term_today(today, m, CK_TERM_dial_approval);
        double bound = 1.0 - cki_term_today(today, m, CK_TERM_exempt_share), refused = 0.0;
        if (use == CK_CIVIL) bound *= 1.0 - cki_parameter(run, CK_PARAMETER_general_licence_share);
        for (uint32_t a = 0; a < scenario->adjuster_count; a++) {
            const uint64_t set = scenario->cell_adjusters[(size_t)c * scenario->adjuster_words + a / 64];
            const uint32_t by = scenario->adjuster[a];
            if ((set >> (a % 64) & 1) == 0 || !cki_operative(today, by)) continue;
            const double reach = cki_listed(today, by);
            switch (scenario->measure[by].effect) {
                case CK_EFFECT_DIAL:
                    dial *= cki_term_today(today, by, CK_TERM_dial);
                    dial_approval *= cki_term_today(today, by, CK_TERM_dial_approval);
                    break;
                case CK_EFFECT_REFUSAL: refused = ck_max(refused, reach); break;
                default: bound *= 1.0 - cki_term_today(today, by, CK_TERM_exempt_share) * reach; break;    // exemption
            }
        }
        today->cell_dial[c] = dial;
        today->cell_approval[c] = ck_clamp(approval[use] * dial_approval, 0.0, 1.0) * (1.0 - refused);
        today->cell_free[c] = 1.0 - bound;
    }
}

/* Sum over the cells of a measure of a number of cases, parts of the same buyers counted by their load. Parts that have
   not come apart give exactly what one cell would. */
static double sum_cases(const ck_scenario *scenario, const cki_measure *measure, const double *cases) {
    double sum = 0.0, first = 0.0;
    for (uint32_t c = measure->first_cell; c < measure->end_cell; c++) {
        if (!measure->has_parts || scenario->cell[c].part == 0) sum += first = cases[c];
        else sum += scenario->cell[c].load * (cases[c] - first);
    }
    return sum;
}

static cki_chances chances_today(const ck_run *run, uint32_t m, bool works) {
    const ck_scenario *scenario = run->scenario;
    const cki_today *today = &run->today;
    const cki_measure *measure = &scenario->measure[m];
    cki_chances chance = {
        .apply = 1.0 / ck_max(1.0, cki_term_today(today, m, CK_TERM_apply_days)),
        .retry = 1.0 / ck_max(1.0, cki_term_today(today, m, CK_TERM_retry_days)),
        .expire = (1.0 - cki_term_today(today, m, CK_TERM_renewal_share)) /
                  ck_max(1.0, cki_term_today(today, m, CK_TERM_validity_days)),
    };
    const double days = ck_max(1.0, cki_term_today(today, m, CK_TERM_review_days));
    double stages = ck_floor(cki_term_today(today, m, CK_TERM_review_stages) + 0.5);
    if (stages > days) stages = ck_floor(days);                      // a stage takes a working day at least
    chance.last = (uint32_t)stages - 1;
    if (!works) return chance;

    const double waiting = sum_cases(scenario, measure, run->state.cell_applied);
    if (waiting > 0.0) chance.take_up = cki_term_today(today, m, CK_TERM_capacity) / waiting;
    chance.review = stages / days;
    return chance;
}

/* ---------------------------------------------------------------- general licences -------------------------------- */

static void list_states(const cki_cases *at, uint32_t c, double *state[CKI_CASE_STATES]) {
    double *all[CKI_CASE_STATES] = {&at->none[c],      &at->applied[c],   &at->review[0][c],
                                    &at->review[1][c], &at->review[2][c], &at->review[3][c],
                                    &at->granted[c],   &at->refused[c],   &at->expired[c]};
    for (uint32_t s = 0; s < CKI_CASE_STATES; s++) state[s] = all[s];
}

/* Takes `count` buyers one by one from the states, each with the same chance. */
static void free_whole(const ck_run *run, double *const *state, double bound, double count, ck_date date,
                       uint64_t address) {
    const uint64_t key = cki_random_key(run->random, CKI_FOR_EXEMPTION_MOVE, (uint32_t)date.day);
    for (uint64_t i = 0; (double)i < count; i++, bound -= 1.0) {
        double pick = ck_floor(bound * cki_random_unit_at(key, cki_mix(address + i)));
        uint32_t s = 0;
        while (s + 1 < CKI_CASE_STATES && pick >= *state[s]) pick -= *state[s++];
        *state[s] -= 1.0;
    }
}

/* The share of buyers with a general licence: newly freed ones come from all states alike, others begin again. In a
   draw the number of freed buyers is a binomial number whose address does not hold the day, so that it only grows with
   the share. */
static void set_exempt(const ck_run *run, const cki_cases *at, uint32_t c, ck_date date) {
    const cki_cell *cell = &run->scenario->cell[c];
    const double share = run->today.cell_free[c], count = cell->count;
    const double wanted =
        !run->options.sample ? share * count
                             : ck_random_binomial(run->random, CKI_FOR_EXEMPTION, 0, cell->address, cell->count, share);
    const double more = wanted - at->exempt[c], bound = count - at->exempt[c];
    if (more == 0.0) return;
    at->exempt[c] = wanted;
    if (more < 0.0) {
        at->none[c] -= more;
        return;
    }
    double *state[CKI_CASE_STATES];
    list_states(at, c, state);
    if (run->options.sample) {
        free_whole(run, state, bound, more, date, cell->address);
        return;
    }
    const double left = share < 1.0 ? 1.0 - more / bound : 0.0;
    for (uint32_t s = 0; s < CKI_CASE_STATES; s++) *state[s] *= left;
}

/* ---------------------------------------------------------------- a day of a measure ------------------------------ */

static void clear_cells(const ck_run *run, uint32_t m) {
    const cki_cases at = cki_cases_of(&run->state);
    for (uint32_t c = run->scenario->measure[m].first_cell; c < run->scenario->measure[m].end_cell; c++) {
        double *state[CKI_CASE_STATES];
        list_states(&at, c, state);
        for (uint32_t s = 0; s < CKI_CASE_STATES; s++) *state[s] = 0.0;
        at.none[c] = run->scenario->cell[c].count;
        at.exempt[c] = at.allowed[c] = 0.0;
    }
}

/* Share of each cell's quantity that its licences let go, exactly 0 without any and 1 when all are held. Says whether
   one has changed. */
CKI_LANES(bool, settle, (ck_run *run, uint32_t first, uint32_t end, double quantity_share),
          (run, first, end, quantity_share), run->width) {
    const double *granted = run->state.cell_granted, *exempt = run->state.cell_exempt, *buyers = run->today.cell_buyers;
    double *allowed = run->state.cell_allowed;
    uint32_t changed = 0;
    CKI_EACH
    for (uint32_t c = first; c < end; c++) {
        const double share = (granted[c] * quantity_share + exempt[c]) / buyers[c];
        const double now = share < 1.0 ? share : 1.0;
        changed |= now != allowed[c];
        allowed[c] = now;
    }
    return changed != 0;
}

static void move_measure(ck_run *run, uint32_t m, ck_date date) {
    const cki_measure *measure = &run->scenario->measure[m];
    const uint32_t first = measure->first_cell;
    if (first == measure->end_cell) return;
    cki_today *today = &run->today;
    const cki_cases at = cki_cases_of(&run->state);
    if (today->rebuilt) set_practice(run, m);
    for (uint32_t c = first; c < measure->end_cell && today->fresh; c++) set_exempt(run, &at, c, date);

    const bool works = ck_calendar_works(&measure->calendar, date);
    const cki_chances chance = chances_today(run, m, works);
    if (run->options.sample) {
        if (today->rebuilt) {
            const cki_chances working = chances_today(run, m, true);
            cki_prepare_draws(run, m, &working);
        }
        cki_draw_moves(run, m, &chance, date);
    } else {
        cki_expect_moves(run, m, &chance);
    }
    if (!works && !today->fresh) return;
    if (settle(run, first, measure->end_cell, cki_term_today(today, m, CK_TERM_quantity_share))) today->stale[m] = 1;
}

/* Share of what a measure is about that its licences let go. */
static double granted_share(const ck_run *run, uint32_t m) {
    const ck_scenario *scenario = run->scenario;
    const cki_measure *measure = &scenario->measure[m];
    double granted = 0.0, first = 0.0;
    for (uint32_t c = measure->first_cell; c < measure->end_cell; c++) {
        const double allowed = run->state.cell_allowed[c];
        if (!measure->has_parts) {
            granted += scenario->cell_weight[c] * allowed;
        } else if (scenario->cell[c].part == 0) {
            granted += scenario->cell[c].parts_weight * (first = allowed);
        } else {
            granted += scenario->cell_weight[c] * (allowed - first);
        }
    }
    return granted;
}

static void count_day(ck_run *run, uint32_t m) {
    if (run->today.stale[m] != 0) run->today.granted[m] = granted_share(run, m);
    run->state.measure_granted[m] += run->today.granted[m];
    run->state.measure_days[m] += 1.0;
}

void cki_move_cases(ck_run *run, int32_t day, bool count_days) {
    const ck_scenario *scenario = run->scenario;
    const ck_date date = {scenario->start.day + day};
    for (uint32_t m = 0; m < scenario->measure_count; m++) {
        if (scenario->measure[m].effect == CK_EFFECT_LICENCE) {
            if (run->today.fresh && run->today.phase[m] == CKI_ENDED) clear_cells(run, m);
            if (cki_operative(&run->today, m)) move_measure(run, m, date);
        }
        if (count_days && cki_operative(&run->today, m)) count_day(run, m);
    }
}

void cki_stage_license(ck_run *run) {
    cki_move_cases(run, (int32_t)run->day, true);
    cki_set_permits(run);
}

/* ---------------------------------------------------------------- start and results ------------------------------- */

void cki_license_start(ck_run *run) {
    const ck_scenario *scenario = run->scenario;
    const ck_model *model = run->model;
    for (uint32_t f = 0; f < model->flow_count; f++) {
        run->state.permit[f] = model->flow_kind[f] == CKI_FLOW_STOCKPILE ? 0.0 : 1.0;
        run->state.warned[f] = run->state.wedge[f] = run->state.charge[f] = 0.0;
        run->state.blocker[f] = CK_NONE;
    }
    for (uint32_t p = 0; p < model->project_count; p++) run->state.project_subsidy[p] = 0.0;

    int32_t first = 0;
    for (uint32_t m = 0; m < scenario->measure_count; m++) {
        const cki_measure *measure = &scenario->measure[m];
        run->state.measure_granted[m] = run->state.measure_days[m] = run->state.measure_used[m] = 0.0;
        clear_cells(run, m);
        if (measure->effect != CK_EFFECT_LICENCE || !measure->known || measure->until <= 0) continue;
        if (measure->from < first) first = measure->from;
    }
    if (first < -RUN_IN_DAYS) first = -RUN_IN_DAYS;
    for (int32_t day = first; day < 0; day++) {
        cki_clock_set(scenario, &run->sample, &run->today, day);
        if (day == first) run->today.fresh = true;                   // also when the running in was cut to RUN_IN_DAYS
        cki_move_cases(run, day, false);
    }
    cki_set_base_shares(run);
    cki_today_reset(&run->today, scenario);
}

ck_licence_count ck_run_licences(const ck_run *run, uint32_t measure) {
    const ck_scenario *scenario = run->scenario;
    const cki_measure *at = &scenario->measure[measure];
    const cki_cases cases = cki_cases_of(&run->state);
    ck_licence_count count = {
        .none = sum_cases(scenario, at, cases.none),
        .applied = sum_cases(scenario, at, cases.applied),
        .granted = sum_cases(scenario, at, cases.granted) + sum_cases(scenario, at, cases.exempt),
        .refused = sum_cases(scenario, at, cases.refused),
        .expired = sum_cases(scenario, at, cases.expired),
    };
    for (uint32_t s = 0; s < CKI_REVIEW_STAGES; s++) count.review += sum_cases(scenario, at, cases.review[s]);
    return count;
}
