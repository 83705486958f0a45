/* Stage "clock": in which phase each measure is today and what its terms are. */
#include "flow/restricted.h"

void cki_today_layout(cki_today *today, cki_arena *arena, const ck_model *model, const ck_scenario *scenario) {
    (void)model;
    today->term = cki_arena_take(arena, (size_t)scenario->measure_count * CK_TERM_COUNT, sizeof *today->term);
    today->phase = cki_arena_take(arena, scenario->measure_count, sizeof *today->phase);
    today->factor = cki_arena_take(arena, scenario->entry_count, sizeof *today->factor);
    today->bundle_allowed = cki_arena_take(arena, scenario->bundle_count, sizeof *today->bundle_allowed);
    today->bundle_base = cki_arena_take(arena, scenario->bundle_count, sizeof *today->bundle_base);
    today->cell_address = cki_arena_take(arena, scenario->cell_count, sizeof *today->cell_address);
    today->cell_table = cki_arena_take(arena, scenario->cell_count, sizeof *today->cell_table);
    today->cell_flag = cki_arena_take(arena, scenario->cell_count, sizeof *today->cell_flag);
    today->cell_buyers = cki_arena_take(arena, scenario->cell_count, sizeof *today->cell_buyers);
    for (uint32_t move = 0; move < sizeof today->cell_still / sizeof today->cell_still[0]; move++) {
        today->cell_still[move] = cki_arena_take(arena, scenario->cell_count, sizeof(double));
    }
    today->still = cki_arena_take(arena, (size_t)scenario->measure_count * CKI_STILL_TABLES * scenario->still_width,
                                  sizeof *today->still);
    today->cell_dial = cki_arena_take(arena, scenario->cell_count, sizeof *today->cell_dial);
    today->cell_approval = cki_arena_take(arena, scenario->cell_count, sizeof *today->cell_approval);
    today->cell_free = cki_arena_take(arena, scenario->cell_count, sizeof *today->cell_free);
    today->granted = cki_arena_take(arena, scenario->measure_count, sizeof *today->granted);
    today->quota_share = cki_arena_take(arena, scenario->measure_count, sizeof *today->quota_share);
    today->stale = cki_arena_take(arena, scenario->measure_count, sizeof *today->stale);
    cki_restricted_layout(&today->restricted, arena, scenario);
}

void cki_today_reset(cki_today *today, const ck_scenario *scenario) {
    for (uint32_t c = 0; c < scenario->cell_count; c++) {
        today->cell_buyers[c] = scenario->cell[c].count;
        today->cell_address[c] = scenario->cell[c].address;
    }
    today->next_change = INT32_MIN;
    today->rebuilt = today->fresh = false;
}

cki_phase cki_phase_on(const ck_scenario *scenario, uint32_t measure, int32_t day) {
    const cki_measure *at = &scenario->measure[measure];
    cki_phase phase = CKI_UNKNOWN;
    for (uint32_t s = at->first_step; s < at->end_step && scenario->step[s].day <= day; s++)
        phase = scenario->step[s].phase;
    return phase;
}

void cki_clock_set(const ck_scenario *scenario, const cki_sample *sample, cki_today *today, int32_t day) {
    today->rebuilt = day >= today->next_change;
    today->fresh = false;
    if (!today->rebuilt) return;
    cki_copy(today->term, sample->term, (size_t)scenario->measure_count * CK_TERM_COUNT * sizeof *today->term);
    for (uint32_t m = 0; m < scenario->measure_count; m++) {
        const cki_measure *measure = &scenario->measure[m];
        today->phase[m] = cki_phase_on(scenario, m, day);
        today->stale[m] = 1;
        today->quota_share[m] = 1.0;
        for (uint32_t c = measure->first_change; c < measure->end_change && scenario->change[c].day <= day; c++) {
            today->term[(size_t)m * CK_TERM_COUNT + scenario->change[c].term] = sample->changed[c];
        }
    }
    uint32_t low = 0, high = scenario->change_day_count;             // the first change day after today
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (scenario->change_day[middle] <= day) low = middle + 1;
        else high = middle;
    }
    today->fresh = day == 0 || (low > 0 && scenario->change_day[low - 1] == day);
    today->next_change = low < scenario->change_day_count ? scenario->change_day[low] : INT32_MAX;
}

/* Is there a step or an amendment on this day? */
static bool law_changes_on(const ck_scenario *scenario, int32_t day) {
    for (uint32_t i = 0; i < scenario->change_day_count; i++) {
        if (scenario->change_day[i] == day) return true;
    }
    return false;
}

void cki_stage_clock(ck_run *run) {
    const int32_t day = (int32_t)run->day;
    if (run->today.next_change == INT32_MIN && day > 0 && law_changes_on(run->scenario, day)) {
        cki_clock_set(run->scenario, &run->sample, &run->today, day - 1);        // resumed on a day of change
        cki_restore_payments(run);
        cki_today_reset(&run->today, run->scenario);
    }
    cki_clock_set(run->scenario, &run->sample, &run->today, day);
}
