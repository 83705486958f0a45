#include "flow/restricted.h"

#include "base/lanes.h"
#include "flow/scope.h"

/* ---------------------------------------------------------------- constants --------------------------------------- */

void cki_restricted_layout(cki_restricted *to, cki_arena *arena, const ck_scenario *scenario) {
    const uint32_t flows = scenario->touched_count, entries = scenario->entry_count;
    to->flow = cki_arena_take(arena, flows, sizeof *to->flow);
    to->entry = cki_arena_take(arena, entries, sizeof *to->entry);
    to->round = cki_arena_take(arena, (size_t)scenario->measure_count + 2, sizeof *to->round);
    to->permit = cki_arena_take(arena, flows, sizeof *to->permit);
    to->least = cki_arena_take(arena, flows, sizeof *to->least);
    to->blocker = cki_arena_take(arena, flows, sizeof *to->blocker);
}

/* A measure that is not in force leaves all. */
static bool restricts(const ck_run *run, uint32_t entry) {
    const uint32_t measure = run->scenario->entry_measure[entry];
    return cki_effect_restricts(run->scenario->measure[measure].effect) && cki_operative(&run->today, measure);
}

/* The first restriction of a touched flow from place `i` of touched_entry on, or CK_NONE. */
static uint32_t next_restriction(const ck_run *run, uint32_t at, uint32_t i) {
    const ck_scenario *scenario = run->scenario;
    const uint32_t end = scenario->touched_first[at + 1];
    while (i < end && !restricts(run, scenario->touched_entry[i])) i++;
    return i < end ? i : CK_NONE;
}

/* What leaves a stockpile follows from releases alone. */
static uint32_t restrictions_of(const ck_run *run, uint32_t at) {
    const ck_scenario *scenario = run->scenario;
    if (run->model->flow_kind[scenario->touched_flow[at]] == CKI_FLOW_STOCKPILE) return 0;
    uint32_t count = 0, i = next_restriction(run, at, scenario->touched_first[at]);
    for (; i != CK_NONE; i = next_restriction(run, at, i + 1)) count++;
    return count;
}

/* Flows by how many measures act on them, most first; of equal ones by their number. `round` holds where the next flow of each count stands
   until it gets its own meaning. */
static void fill_flows(ck_run *run) {
    const ck_scenario *scenario = run->scenario;
    cki_restricted *to = &run->today.restricted;
    const uint32_t most = scenario->measure_count;
    for (uint32_t n = 0; n <= most + 1; n++) to->round[n] = 0;
    for (uint32_t at = 0; at < scenario->touched_count; at++) to->round[restrictions_of(run, at)]++;
    to->count = 0;
    for (uint32_t n = most; n > 0; n--) {
        const uint32_t flows = to->round[n];
        to->round[n] = to->count;
        to->count += flows;
    }
    for (uint32_t at = 0; at < scenario->touched_count; at++) {
        const uint32_t n = restrictions_of(run, at);
        if (n > 0) to->flow[to->round[n]++] = scenario->touched_flow[at];
    }
}

/* Round by round: the first measure of each flow, the second one of those that have two, and so on. `blocker` holds how far each flow has come. */
static void fill_rounds(ck_run *run) {
    const ck_scenario *scenario = run->scenario;
    cki_restricted *to = &run->today.restricted;
    uint32_t count = 0, first = 0;
    for (uint32_t i = 0; i < to->count; i++) to->blocker[i] = scenario->touched_first[scenario->flow_touched[to->flow[i]]];
    for (to->rounds = 0; count < scenario->entry_count; to->rounds++, first = count) {
        to->round[to->rounds] = first;
        for (uint32_t i = 0; i < to->count; i++) {
            const uint32_t next = next_restriction(run, scenario->flow_touched[to->flow[i]], to->blocker[i]);
            if (next == CK_NONE) break;                              // nor have those behind it so many
            to->blocker[i] = next + 1;
            to->entry[count++] = scenario->touched_entry[next];
        }
        if (count == first) break;
    }
    to->round[to->rounds] = count;
}

void cki_restricted_fill(ck_run *run) {
    fill_flows(run);
    fill_rounds(run);
}

/* ---------------------------------------------------------------- a day ------------------------------------------- */

CKI_LANES_VOID(leave_all, (const ck_run *run, const cki_restricted *of), (run, of), run->width) {
    (void)run;
    CKI_EACH
    for (uint32_t i = 0; i < of->count; i++) {
        of->permit[i] = of->least[i] = 1.0;
        of->blocker[i] = CK_NONE;
    }
}

/* What one more measure leaves of each flow that it has. The one that leaves least is the blocker, of equal ones the first. */
CKI_LANES_VOID(restrict_more, (const ck_run *run, const cki_restricted *of, uint32_t round), (run, of, round), run->width) {
    const double *factors = run->today.factor;
    const uint32_t *entry = of->entry + of->round[round], count = of->round[round + 1] - of->round[round];
    double *permit = of->permit, *least = of->least;
    uint32_t *blocker = of->blocker;
    CKI_EACH
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t by = entry[i], blocked = blocker[i];
        const double factor = factors[by], before = least[i];
        const bool less = factor < before;
        permit[i] *= factor;
        least[i] = less ? factor : before;
        blocker[i] = less ? by : blocked;
    }
}

void cki_restrict_flows(ck_run *run) {
    const cki_restricted *of = &run->today.restricted;
    const uint32_t *measure = run->scenario->entry_measure, *product = run->model->flow_product;
    double *permit = run->state.permit;
    uint32_t *blocker = run->state.blocker, *special = run->state.special, any = 0;
    leave_all(run, of);
    for (uint32_t round = 0; round < of->rounds; round++) restrict_more(run, of, round);
    for (uint32_t i = 0; i < of->count; i++) {
        const uint32_t flow = of->flow[i], by = of->blocker[i] != CK_NONE ? measure[of->blocker[i]] : CK_NONE;
        const uint32_t moved = (of->permit[i] != permit[flow]) | (by != blocker[flow]);
        special[product[flow]] |= moved;
        any |= moved;
        permit[flow] = of->permit[i];
        blocker[flow] = by;
    }
    if (any != 0) cki_wake(run);
}
