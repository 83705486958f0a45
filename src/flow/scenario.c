/* From a spec and a model to a compiled scenario. Cells and their references are made in cells.c. */
#include "flow/scenario.h"

#include "flow/parts.h"
#include "flow/scope.h"
#include "flow/spec.h"

#define STILL_MOST 1024u                                             // larger cells are drawn without a table

/* ---------------------------------------------------------------- counting and layout ----------------------------- */

static bool is_adjuster(const ck_scenario_spec *spec, const ck_measure *measure) {
    return cki_effect_reach(measure->effect) == CKI_REACH_LICENCES &&
           cki_measure_announced(measure).day <= spec->law_known_on.day;
}

/* What follows from the spec alone. */
static cki_part_counts count_lists(const ck_scenario_spec *spec) {
    cki_part_counts count = {.measure = spec->measure_count, .uncertain = spec->uncertain_count};
    for (uint32_t m = 0; m < spec->measure_count; m++) {
        const ck_measure *measure = &spec->measure[m];
        count.text += cki_text_length(measure->id) + 1;
        count.step += 4 + 2 * measure->pause_count;
        count.change += measure->amendment_count;
        if (is_adjuster(spec, measure)) count.adjuster++;
    }
    count.word = (count.adjuster + 63) / 64;
    return count;
}

static cki_part_counts count_parts(const ck_model *model, const ck_scenario_spec *spec) {
    cki_part_counts count = count_lists(spec);
    for (uint32_t m = 0; m < spec->measure_count; m++) {
        const ck_measure *measure = &spec->measure[m];
        const cki_reach reach = cki_effect_reach(measure->effect);
        if (reach == CKI_REACH_PROJECTS) {
            for (uint32_t p = 0; p < model->project_count; p++) count.subsidy += cki_scope_project(model, measure, p);
        } else if (reach != CKI_REACH_LICENCES) {
            cki_walk walk = {.model = model, .measure = measure};
            while (cki_walk_next(&walk)) {
                count.entry++;
                if (measure->effect == CK_EFFECT_LICENCE) count.reference += cki_count_references(model, &walk);
            }
        }
    }
    return count;
}

#define TAKE(member, count) (parts->member = cki_arena_take(arena, (count), sizeof *parts->member))

static void layout_parts(cki_parts *parts, cki_arena *arena, const ck_model *model, cki_part_counts count) {
    parts->count = count;
    TAKE(scenario, 1);
    TAKE(measure, count.measure);
    TAKE(step, count.step);
    TAKE(change, count.change);
    TAKE(change_day, (size_t)count.step + count.change);
    TAKE(entry_flow, count.entry);
    TAKE(entry_measure, count.entry);
    TAKE(entry_scope, count.entry);
    TAKE(entry_bundle, count.entry);
    TAKE(bundle_entry, count.entry);
    TAKE(entry_first_reference, (size_t)count.entry + 1);
    TAKE(reference_cell, count.reference);
    TAKE(reference_weight, count.reference);
    TAKE(touched_flow, count.entry);
    TAKE(touched_first, (size_t)count.entry + 1);
    TAKE(touched_entry, count.entry);
    TAKE(flow_touched, model->flow_count);
    TAKE(cell, count.reference);                                     // no more cells than references
    TAKE(cell_weight, count.reference);
    TAKE(cell_adjusters, (size_t)count.reference * count.word);
    TAKE(adjuster, count.adjuster);
    TAKE(subsidy_project, count.subsidy);
    TAKE(uncertain, count.uncertain);
    parts->text = cki_arena_take_aligned(arena, count.text, 1, 1);

    const size_t mark = cki_arena_mark(arena);                       // from here on needed by the build only
    TAKE(reference_group, count.reference);
    TAKE(reference_use, count.reference);
    TAKE(reference_entry, count.reference);
    TAKE(reference_adjusters, (size_t)count.reference * count.word);
    TAKE(adjuster_item, (size_t)count.adjuster * model->item_count);
    TAKE(adjuster_origin, (size_t)count.adjuster * model->region_count);
    TAKE(adjuster_destination, (size_t)count.adjuster * model->region_count);
    TAKE(adjuster_reach, count.adjuster);
    size_t sorted = (size_t)count.step + count.change;               // the longest of the lists that are sorted
    if (sorted < count.reference) sorted = count.reference;
    if (sorted < count.entry) sorted = count.entry;
    TAKE(order, sorted);
    TAKE(order_scratch, sorted);
    TAKE(day_scratch, (size_t)count.step + count.change);
    cki_arena_release(arena, mark);
}

size_t ck_scenario_bytes(const ck_model *model, const ck_scenario_spec *spec) {
    cki_arena arena = cki_arena_measure();
    cki_parts parts;
    layout_parts(&parts, &arena, model, count_parts(model, spec));
    return cki_arena_bytes(&arena);
}

/* ---------------------------------------------------------------- measures ---------------------------------------- */

/* Days from the start of the scenario, open dates far away. */
static int32_t day_of(const ck_scenario_spec *spec, ck_date date) {
    const int64_t day = (int64_t)date.day - spec->start.day;
    if (day < -CKI_DAY_FAR) return -CKI_DAY_FAR;
    return day > CKI_DAY_FAR ? CKI_DAY_FAR : (int32_t)day;
}

static uint32_t find_region(const ck_model *model, const char *id) {
    for (uint32_t r = 0; r < model->region_count; r++) {
        if (cki_text_equal(id, cki_model_text(model, model->region_id_text[r]))) return r;
    }
    return CK_NONE;
}

static ck_calendar calendar_of(const ck_model *model, uint32_t region) {
    ck_calendar calendar = {0};
    const uint32_t at = region != CK_NONE ? model->region_calendar[region] : CK_NONE;
    if (at == CK_NONE) return calendar;
    const uint32_t holiday = model->calendar_first_holiday[at], worked = model->calendar_first_worked[at];
    calendar.holiday = (const ck_date *)(const void *)(model->holiday_day + holiday);    // a ck_date is one int32_t
    calendar.worked = (const ck_date *)(const void *)(model->worked_day + worked);
    calendar.holiday_count = model->calendar_first_holiday[at + 1] - holiday;
    calendar.worked_count = model->calendar_first_worked[at + 1] - worked;
    return calendar;
}

static cki_phase phase_on(const ck_scenario_spec *spec, const ck_measure *measure, const cki_measure *compiled,
                          int32_t day) {
    if (day < compiled->announced) return CKI_UNKNOWN;
    if (day >= compiled->until) return CKI_ENDED;
    for (uint32_t p = 0; p < measure->pause_count; p++) {
        if (day >= day_of(spec, measure->pause[p].from) && day < day_of(spec, measure->pause[p].until))
            return CKI_SUSPENDED;
    }
    return day >= compiled->from ? CKI_OPERATIVE : CKI_ANNOUNCED;
}

/* All days on which the phase can turn, then the turns themselves. */
static void build_steps(cki_parts *parts, const ck_scenario_spec *spec, uint32_t m) {
    const ck_measure *measure = &spec->measure[m];
    cki_measure *compiled = &parts->measure[m];
    cki_step *step = parts->step + parts->done.step;
    uint32_t days = 0;
    step[days++].day = compiled->announced;
    step[days++].day = compiled->from;
    step[days++].day = compiled->until;
    for (uint32_t p = 0; p < measure->pause_count; p++) {
        step[days++].day = day_of(spec, measure->pause[p].from);
        step[days++].day = day_of(spec, measure->pause[p].until);
    }
    for (uint32_t i = 1; i < days; i++) {                            // few: by insertion
        const int32_t day = step[i].day;
        uint32_t at = i;
        for (; at > 0 && step[at - 1].day > day; at--) step[at].day = step[at - 1].day;
        step[at].day = day;
    }
    uint32_t kept = 0;
    cki_phase phase = CKI_UNKNOWN;
    for (uint32_t i = 0; i < days && compiled->known; i++) {
        const cki_phase next = phase_on(spec, measure, compiled, step[i].day);
        if (next == phase) continue;
        step[kept++] = (cki_step){step[i].day, next};
        phase = next;
    }
    compiled->first_step = parts->done.step;
    compiled->end_step = parts->done.step += kept;
}

static int change_order(const void *context, uint32_t a, uint32_t b) {
    const ck_amendment *amendment = context;
    return (amendment[a].from.day > amendment[b].from.day) - (amendment[a].from.day < amendment[b].from.day);
}

static void build_changes(cki_parts *parts, const ck_scenario_spec *spec, uint32_t m) {
    const ck_measure *measure = &spec->measure[m];
    cki_measure *compiled = &parts->measure[m];
    compiled->first_change = parts->done.change;
    for (uint32_t a = 0; a < measure->amendment_count; a++) parts->order[a] = a;
    cki_sort_indices(parts->order, parts->order_scratch, measure->amendment_count, change_order, measure->amendment);
    for (uint32_t i = 0; i < measure->amendment_count; i++) {
        const ck_amendment *amendment = &measure->amendment[parts->order[i]];
        parts->change[parts->done.change++] =
            (cki_change){day_of(spec, amendment->from), amendment->term, amendment->value};
    }
    compiled->end_change = parts->done.change;
}

/* What a measure is, whenever it holds. */
static void open_measure(cki_parts *parts, const ck_model *model, const ck_scenario_spec *spec, uint32_t m) {
    const ck_measure *measure = &spec->measure[m];
    const size_t length = cki_text_length(measure->id);
    char *id = parts->text + parts->done.text;
    cki_copy(id, measure->id, length);
    id[length] = '\0';
    parts->done.text += length + 1;

    cki_measure *compiled = &parts->measure[m];
    *compiled = (cki_measure){.id = id, .key = cki_text_hash(id, length), .effect = measure->effect};
    compiled->authority = find_region(model, measure->authority);
    compiled->calendar = calendar_of(model, compiled->authority);
    cki_scope_end_uses(measure, compiled->end_use);
}

/* When it holds, and what it says then. */
static void date_measure(cki_parts *parts, const ck_model *model, const ck_scenario_spec *spec, uint32_t m) {
    const ck_measure *measure = &spec->measure[m];
    cki_measure *compiled = &parts->measure[m];
    const ck_date announced = cki_measure_announced(measure);
    compiled->known = announced.day <= spec->law_known_on.day;
    compiled->announced = day_of(spec, announced);
    compiled->from = day_of(spec, measure->from);
    if (compiled->from < compiled->announced)
        compiled->from = compiled->announced;    // nobody obeys what is not published
    compiled->until = day_of(spec, measure->until);
    compiled->in_base = compiled->from < 0 && measure->from.day <= ck_date_make(model->base_year, 1, 1).day;
    for (uint32_t t = 0; t < CK_TERM_COUNT; t++) compiled->term[t] = measure->term[t];
    build_steps(parts, spec, m);
    build_changes(parts, spec, m);
}

/* Flows of a measure that acts on flows, and for licences who stands before them. */
static void build_entries(cki_parts *parts, const ck_model *model, const ck_scenario_spec *spec, uint32_t m) {
    const ck_measure *measure = &spec->measure[m];
    cki_measure *compiled = &parts->measure[m];
    const cki_reach reach = cki_effect_reach(measure->effect);
    const bool has_entries = reach == CKI_REACH_TRADE || reach == CKI_REACH_STOCKPILES;
    compiled->first_entry = parts->done.entry;
    cki_walk walk = {.model = model, .measure = measure};
    while (reach != CKI_REACH_PROJECTS && cki_walk_next(&walk)) {
        compiled->flow_count++;
        compiled->base_quantity += model->flow_quantity[walk.flow];
        if (!has_entries) continue;
        const uint32_t entry = parts->done.entry++;
        parts->entry_flow[entry] = walk.flow;
        parts->entry_measure[entry] = m;
        parts->entry_scope[entry] = walk.scope;
        parts->entry_first_reference[entry] = parts->done.reference;
        if (measure->effect == CK_EFFECT_LICENCE) cki_build_references(parts, model, &walk, entry);
        parts->entry_first_reference[entry + 1] = parts->done.reference;
    }
    compiled->end_entry = parts->done.entry;

    compiled->first_project = parts->done.subsidy;
    for (uint32_t p = 0; p < model->project_count && reach == CKI_REACH_PROJECTS; p++) {
        if (cki_scope_project(model, measure, p)) parts->subsidy_project[parts->done.subsidy++] = p;
    }
    compiled->end_project = parts->done.subsidy;
}

/* ---------------------------------------------------------------- what is derived from all of them ---------------- */

/* Entries by flow; in each flow they keep the order of the measures. */
static uint32_t build_touched(cki_parts *parts, const ck_model *model) {
    const uint32_t entries = parts->done.entry;
    for (uint32_t f = 0; f < model->flow_count; f++) parts->flow_touched[f] = 0;
    for (uint32_t e = 0; e < entries; e++) parts->flow_touched[parts->entry_flow[e]]++;
    uint32_t touched = 0, start = 0;
    parts->touched_first[0] = 0;
    for (uint32_t f = 0; f < model->flow_count; f++) {
        const uint32_t count = parts->flow_touched[f];
        parts->flow_touched[f] = CK_NONE;
        if (count == 0) continue;
        parts->touched_flow[touched] = f;
        parts->flow_touched[f] = touched;
        parts->touched_first[touched + 1] = start;                   // moves to its end while entries are put in
        start += count;
        touched++;
    }
    for (uint32_t e = 0; e < entries; e++) {
        const uint32_t at = parts->flow_touched[parts->entry_flow[e]];
        parts->touched_entry[parts->touched_first[at + 1]++] = e;
    }
    return touched;
}

static int day_order(const void *context, uint32_t a, uint32_t b) {
    const int32_t *day = context;
    return (day[a] > day[b]) - (day[a] < day[b]);
}

static uint32_t build_change_days(cki_parts *parts) {
    uint32_t count = 0;
    for (uint32_t m = 0; m < parts->count.measure; m++) {
        const cki_measure *measure = &parts->measure[m];
        if (!measure->known) continue;
        for (uint32_t s = measure->first_step; s < measure->end_step; s++)
            parts->day_scratch[count++] = parts->step[s].day;
        for (uint32_t c = measure->first_change; c < measure->end_change; c++)
            parts->day_scratch[count++] = parts->change[c].day;
    }
    for (uint32_t i = 0; i < count; i++) parts->order[i] = i;
    cki_sort_indices(parts->order, parts->order_scratch, count, day_order, parts->day_scratch);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        const int32_t day = parts->day_scratch[parts->order[i]];
        if (kept == 0 || parts->change_day[kept - 1] != day) parts->change_day[kept++] = day;
    }
    return kept;
}

/* The most that projects can start earlier by parameter, in any draw. */
static double advance_most(const cki_parts *parts, const ck_scenario_spec *spec) {
    double most = spec->parameter[CK_PARAMETER_project_advance_days];
    for (uint32_t u = 0; u < spec->uncertain_count; u++) {
        const cki_uncertain *uncertain = &parts->uncertain[u];
        if (uncertain->kind != CKI_TARGET_PARAMETER || uncertain->at != CK_PARAMETER_project_advance_days) continue;
        const double value = ck_distribution_value(&uncertain->distribution, 1.0 - 0x1p-53);
        most = ck_max(most, ck_clamp(value, uncertain->low, uncertain->high));
    }
    return most;
}

static uint32_t first_day(const cki_parts *parts, const ck_model *model, const ck_scenario_spec *spec) {
    double first = spec->days;
    for (uint32_t m = 0; m < spec->measure_count; m++) {
        const cki_measure *measure = &parts->measure[m];
        const bool acts = measure->end_entry > measure->first_entry || measure->end_project > measure->first_project;
        if (measure->known && acts && measure->until > 0) first = ck_min(first, measure->announced);
    }
    const double advance = advance_most(parts, spec);
    for (uint32_t p = 0; p < model->project_count; p++) {
        first = ck_min(first, ck_floor((double)model->project_early[p] - spec->start.day - advance));
    }
    return (uint32_t)ck_max(first, 0.0);
}

/* What a measure acts on and reaches none of; NULL when it reaches something. */
static const char *idle(const cki_parts *parts, uint32_t m) {
    const cki_measure *measure = &parts->measure[m];
    switch (cki_effect_reach(measure->effect)) {
        case CKI_REACH_PROJECTS: return measure->first_project == measure->end_project ? "project" : NULL;
        case CKI_REACH_STOCKPILES: return measure->flow_count == 0 ? "stockpile" : NULL;
        case CKI_REACH_TRADE: return measure->flow_count == 0 ? "flow" : NULL;
        case CKI_REACH_LICENCES: return measure->known && !cki_adjuster_reaches(parts, m) ? "licence" : NULL;
    }
    return NULL;
}

/* Law treats flows in several ways, each of which is a measure from one place of the scenario: one that reaches something is enough. */
static bool kin_reaches(const cki_parts *parts, const ck_scenario_spec *spec, uint32_t m) {
    const ck_place place = spec->measure[m].place;
    for (uint32_t o = 0; o < spec->measure_count && spec->measure[m].law.count > 0; o++) {
        const ck_measure *other = &spec->measure[o];
        if (o != m && other->law.count > 0 && other->place.file == place.file && other->place.line == place.line && place.line > 0 &&
            idle(parts, o) == NULL) {
            return true;
        }
    }
    return false;
}

/* Measures that reach nothing are legal and worth a word. */
static ck_status report_idle(const cki_parts *parts, const ck_scenario_spec *spec, ck_diags *diags) {
    ck_status status = CK_OK;
    for (uint32_t m = 0; m < spec->measure_count; m++) {
        const char *what = idle(parts, m);
        if (what == NULL || kin_reaches(parts, spec, m)) continue;
        status =
            ck_diags_add(diags, CK_NOTED, spec->measure[m].place, "measure %q reaches no %s of this world and scenario",
                         "it has no effect; look at its items, origins, destinations and end uses", parts->measure[m].id, what);
    }
    return status;
}

/* ---------------------------------------------------------------- digest ------------------------------------------ */

/* Where the lists of selectors of a measure stand. */
static const uint16_t SELECTORS[] = {
    offsetof(ck_measure, items), offsetof(ck_measure, except_items), offsetof(ck_measure, origins), offsetof(ck_measure, except_origins),
    offsetof(ck_measure, destinations), offsetof(ck_measure, except_destinations), offsetof(ck_measure, end_uses),
    offsetof(ck_measure, stockpiles), offsetof(ck_measure, projects),
};
enum { SELECTOR_COUNT = sizeof SELECTORS / sizeof SELECTORS[0] };

static ck_names selectors(const ck_measure *measure, size_t i) {
    ck_names names;
    cki_copy(&names, (const unsigned char *)measure + SELECTORS[i], sizeof names);
    return names;
}

static void digest_names(ck_digest *digest, ck_names names) {
    ck_digest_u64(digest, names.count);
    for (uint32_t i = 0; i < names.count; i++) ck_digest_text(digest, names.name[i]);
}

static void digest_date(ck_digest *digest, ck_date date) {
    ck_digest_u64(digest, (uint64_t)(int64_t)date.day);
}

static void digest_measure(ck_digest *digest, const ck_model *model, const ck_measure *measure) {
    ck_digest_text(digest, measure->id);
    ck_digest_text(digest, measure->authority);
    ck_digest_u64(digest, (uint64_t)measure->effect);
    for (size_t i = 0; i < SELECTOR_COUNT; i++) digest_names(digest, selectors(measure, i));
    digest_date(digest, measure->announced);
    digest_date(digest, measure->from);
    digest_date(digest, measure->until);
    ck_digest_u64(digest, measure->pause_count);
    for (uint32_t p = 0; p < measure->pause_count; p++) {
        digest_date(digest, measure->pause[p].from);
        digest_date(digest, measure->pause[p].until);
    }
    ck_digest_u64(digest, measure->amendment_count);
    for (uint32_t a = 0; a < measure->amendment_count; a++) {
        digest_date(digest, measure->amendment[a].from);
        ck_digest_u64(digest, (uint64_t)measure->amendment[a].term);
        (void)ck_digest_doubles(digest, &measure->amendment[a].value, 1, NULL);
    }
    (void)ck_digest_doubles(digest, measure->term, CK_TERM_COUNT, NULL);
    if (measure->reach == NULL) return;
    const size_t cells = (size_t)model->item_count * model->region_count * model->region_count;
    ck_digest_bytes(digest, measure->reach, cells);
    if (measure->reach_share != NULL) (void)ck_digest_doubles(digest, measure->reach_share, cells * CK_END_USE_COUNT, NULL);
}

/* Everything that a result can depend on; titles, citations and places cannot change a result. */
static uint64_t digest_of(const ck_model *model, const ck_scenario_spec *spec) {
    ck_digest digest = ck_digest_start(0);
    ck_digest_u64(&digest, model->digest);
    digest_date(&digest, spec->start);
    ck_digest_u64(&digest, spec->days);
    ck_digest_u64(&digest, spec->draws);
    ck_digest_u64(&digest, spec->seed);
    digest_date(&digest, spec->law_known_on);
    ck_digest_u64(&digest, (uint64_t)spec->allocation);
    (void)ck_digest_doubles(&digest, spec->parameter, CK_PARAMETER_COUNT, NULL);
    ck_digest_u64(&digest, spec->measure_count);
    for (uint32_t m = 0; m < spec->measure_count; m++) digest_measure(&digest, model, &spec->measure[m]);
    ck_digest_u64(&digest, spec->uncertain_count);
    for (uint32_t u = 0; u < spec->uncertain_count; u++) {
        const ck_distribution *distribution = &spec->uncertain[u].distribution;
        const double number[5] = {distribution->a, distribution->b, distribution->c, distribution->low,
                                  distribution->high};
        ck_digest_text(&digest, spec->uncertain[u].target);
        ck_digest_u64(&digest, (uint64_t)distribution->kind);
        (void)ck_digest_doubles(&digest, number, 5, NULL);
    }
    return ck_digest_value(&digest);
}

/* ---------------------------------------------------------------- build ------------------------------------------- */

/* The last of a build and of a change: what the spec says of the scenario as a whole. */
static void publish(const cki_parts *parts, const ck_model *model, const ck_scenario_spec *spec) {
    ck_scenario *scenario = parts->scenario;
    *scenario = (ck_scenario){
        .start = spec->start,
        .days = spec->days,
        .draws = spec->draws,
        .seed = spec->seed,
        .digest = digest_of(model, spec),
        .law_known_on = spec->law_known_on,
        .allocation = spec->allocation,
        .measure_count = parts->count.measure,
        .step_count = parts->done.step,
        .change_count = parts->done.change,
        .change_day_count = parts->done.change_day,
        .entry_count = parts->done.entry,
        .reference_count = parts->done.reference,
        .bundle_count = parts->done.bundle,
        .cell_count = parts->done.cell,
        .adjuster_count = parts->count.adjuster,
        .adjuster_words = parts->count.word,
        .touched_count = parts->done.touched,
        .subsidy_count = parts->done.subsidy,
        .uncertain_count = parts->count.uncertain,
        .measure = parts->measure,
        .step = parts->step,
        .change = parts->change,
        .change_day = parts->change_day,
        .entry_flow = parts->entry_flow,
        .entry_measure = parts->entry_measure,
        .entry_scope = parts->entry_scope,
        .entry_bundle = parts->entry_bundle,
        .bundle_entry = parts->bundle_entry,
        .entry_first_reference = parts->entry_first_reference,
        .reference_cell = parts->reference_cell,
        .reference_weight = parts->reference_weight,
        .touched_flow = parts->touched_flow,
        .touched_first = parts->touched_first,
        .touched_entry = parts->touched_entry,
        .flow_touched = parts->flow_touched,
        .cell = parts->cell,
        .cell_weight = parts->cell_weight,
        .adjuster = parts->adjuster,
        .cell_adjusters = parts->cell_adjusters,
        .subsidy_project = parts->subsidy_project,
        .uncertain = parts->uncertain,
    };
    for (uint32_t p = 0; p < CK_PARAMETER_COUNT; p++) scenario->parameter[p] = spec->parameter[p];
    scenario->first_day = first_day(parts, model, spec);
    for (uint32_t c = 0; c < scenario->cell_count; c++) {
        scenario->still_width = ck_max_u32(scenario->still_width, parts->cell[c].count + 1);
    }
    scenario->still_width = ck_min_u32(scenario->still_width, STILL_MOST);
}

/* What a change of dates, terms and numbers makes anew. */
static ck_status set_dates(cki_parts *parts, const ck_model *model, const ck_scenario_spec *spec, ck_diags *diags) {
    parts->done.step = parts->done.change = 0;
    for (uint32_t m = 0; m < spec->measure_count; m++) date_measure(parts, model, spec, m);
    for (uint32_t u = 0; u < spec->uncertain_count; u++) {
        CK_TRY(cki_uncertain_resolve(model, spec, &spec->uncertain[u], &parts->uncertain[u], diags));
    }
    parts->done.change_day = build_change_days(parts);
    publish(parts, model, spec);
    return report_idle(parts, spec, diags);
}

ck_status ck_scenario_build(const ck_model *model, const ck_scenario_spec *spec, void *block, size_t bytes,
                            const ck_scenario **scenario, ck_diags *diags) {
    *scenario = NULL;
    ck_status status = cki_spec_check(model, spec, true, diags);
    if (status < 0) return status;

    cki_arena arena = cki_arena_over(block, bytes);
    cki_parts parts = {0};
    layout_parts(&parts, &arena, model, count_parts(model, spec));
    if (cki_arena_check(&arena) < 0) {
        return ck_diags_add(diags, CK_E_MEMORY, (ck_place){0},
                            "the block for the scenario is too small or not aligned to 16 bytes",
                            "ask ck_scenario_bytes for its size");
    }

    parts.entry_first_reference[0] = 0;
    for (uint32_t m = 0; m < spec->measure_count; m++) open_measure(&parts, model, spec, m);
    for (uint32_t m = 0; m < spec->measure_count; m++) {
        if (is_adjuster(spec, &spec->measure[m])) cki_build_adjuster(&parts, model, &spec->measure[m], m);
    }
    for (uint32_t m = 0; m < spec->measure_count; m++) {
        const uint32_t first_reference = parts.done.reference;
        build_entries(&parts, model, spec, m);
        cki_build_cells(&parts, model, m, first_reference);
        cki_build_bundles(&parts, m);
    }
    parts.done.touched = build_touched(&parts, model);
    const ck_status idle = set_dates(&parts, model, spec, diags);
    if (idle < 0) return idle;
    *scenario = parts.scenario;
    return status == CK_OK ? idle : status;
}

/* ---------------------------------------------------------------- change ------------------------------------------ */

static bool same_names(ck_names a, ck_names b) {
    if (a.count != b.count) return false;
    for (uint32_t i = 0; i < a.count; i++) {
        if (!cki_text_equal(a.name[i], b.name[i])) return false;
    }
    return true;
}

static bool same_bytes(const void *a, const void *b, size_t bytes) {
    return a == b || (a != NULL && b != NULL && cki_compare(a, b, bytes) == 0);
}

static bool same_scope(const ck_model *model, const ck_measure *a, const ck_measure *b) {
    const size_t cells = (size_t)model->item_count * model->region_count * model->region_count;
    for (size_t i = 0; i < SELECTOR_COUNT; i++) {
        if (!same_names(selectors(a, i), selectors(b, i))) return false;
    }
    return same_bytes(a->reach, b->reach, cells) &&
           same_bytes(a->reach_share, b->reach_share, cells * CK_END_USE_COUNT * sizeof(double));
}

bool ck_scenario_alike(const ck_model *model, const ck_scenario_spec *a, const ck_scenario_spec *b) {
    if (a->measure_count != b->measure_count || a->uncertain_count != b->uncertain_count) return false;
    for (uint32_t m = 0; m < a->measure_count; m++) {
        const ck_measure *mine = &a->measure[m], *other = &b->measure[m];
        if (!cki_text_equal(mine->id, other->id) || !cki_text_equal(mine->authority, other->authority) ||
            mine->effect != other->effect || mine->pause_count != other->pause_count ||
            mine->amendment_count != other->amendment_count || is_adjuster(a, mine) != is_adjuster(b, other) ||
            !same_scope(model, mine, other)) {
            return false;
        }
    }
    return true;
}

ck_status ck_scenario_rebuild(const ck_model *model, const ck_scenario_spec *spec, void *block, size_t bytes,
                             const ck_scenario **scenario, ck_diags *diags) {
    const ck_scenario *built = *scenario;
    const ck_status status = cki_spec_check(model, spec, false, diags);
    if (status < 0) return status;

    cki_part_counts count = count_lists(spec);
    count.entry = built->entry_count;
    count.reference = built->reference_count;
    count.subsidy = built->subsidy_count;
    cki_arena arena = cki_arena_over(block, bytes);
    cki_parts parts = {0};
    layout_parts(&parts, &arena, model, count);
    if (cki_arena_check(&arena) < 0 || parts.scenario != built) {
        return ck_diags_add(diags, CK_E_USAGE, (ck_place){0}, "the scenario was built in another block, or from another spec",
                            "the two must be ck_scenario_alike");
    }
    parts.done = count;
    parts.done.bundle = built->bundle_count;
    parts.done.cell = built->cell_count;
    parts.done.touched = built->touched_count;
    const ck_status idle = set_dates(&parts, model, spec, diags);
    return status == CK_OK ? idle : status;
}

/* ---------------------------------------------------------------- accessors --------------------------------------- */

uint64_t ck_scenario_digest(const ck_scenario *scenario) {
    return scenario->digest;
}

uint32_t ck_scenario_flow_count(const ck_scenario *scenario, uint32_t measure) {
    return scenario->measure[measure].flow_count;
}

double ck_scenario_base_quantity(const ck_scenario *scenario, uint32_t measure) {
    return scenario->measure[measure].base_quantity;
}

uint32_t ck_scenario_cell_count(const ck_scenario *scenario) {
    return scenario->cell_count;
}

uint32_t ck_scenario_first_day(const ck_scenario *scenario) {
    return scenario->first_day;
}
