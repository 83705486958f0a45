/* Defaults and checks of scenarios and measures, and the resolution of uncertain targets. */
#include "flow/spec.h"

#include "flow/scope.h"

#define DAYS_MOST 36600u

ck_scenario_spec ck_scenario_spec_default(void) {
    ck_scenario_spec spec = {
        .name = "scenario", .title = "", .description = "",
        .start = {9132},                                             // 2025-01-01
        .days = 1096, .draws = 0, .seed = 1,
        .law_known_on = CK_DATE_LAST,
        .allocation = CK_PROPORTIONAL,
    };
    for (uint32_t p = 0; p < CK_PARAMETER_COUNT; p++) spec.parameter[p] = ck_parameter_info((ck_parameter)p).value;
    return spec;
}

ck_measure ck_measure_default(void) {
    ck_measure measure = {
        .id = "", .title = "", .citation = "", .link = "", .authority = "", .certainty = "hypothetical",
        .effect = CK_EFFECT_LICENCE,
        .announced = CK_DATE_FIRST, .from = CK_DATE_FIRST, .until = CK_DATE_LAST,
    };
    for (uint32_t t = 0; t < CK_TERM_COUNT; t++) measure.term[t] = ck_term_info((ck_term)t).value;
    return measure;
}

/* The first error counts, a warning only as long as there is none. */
static ck_status worse(ck_status so_far, ck_status next) {
    return so_far < 0 || next == CK_OK ? so_far : next;
}

static ck_place place_or(ck_place place, ck_place other) {
    return place.file != NULL || place.line > 0 ? place : other;
}

/* ---------------------------------------------------------------- measures ---------------------------------------- */

static ck_status check_words(const ck_measure *measure, ck_diags *diags) {
    static const char *const CERTAINTY[] = {"legal", "announced", "political", "hypothetical"};
    if ((uint32_t)measure->effect >= CK_EFFECT_COUNT) {
        return ck_diags_add(diags, CK_E_RANGE, measure->place, "measure %q has effect number %d; there is none", "",
                            measure->id, (int32_t)measure->effect);
    }
    if (measure->certainty == NULL || measure->certainty[0] == '\0') return CK_OK;
    for (size_t i = 0; i < sizeof CERTAINTY / sizeof CERTAINTY[0]; i++) {
        if (cki_text_equal(measure->certainty, CERTAINTY[i])) return CK_OK;
    }
    return ck_diags_add(diags, CK_E_UNKNOWN, measure->place,
                        "certainty of measure %q is %q; expected legal, announced, political or hypothetical", "",
                        measure->id, measure->certainty);
}

static ck_status check_term(const ck_measure *measure, ck_term term, double value, ck_place place, ck_diags *diags) {
    const ck_knob_info info = ck_term_info(term);
    if (value >= info.low && value <= info.high) return CK_OK;
    return ck_diags_add(diags, CK_E_RANGE, place, "%s of measure %q is %g; it must be %g to %g (%s)", "%s: %s",
                        info.name, measure->id, value, info.low, info.high, info.unit, info.name, info.meaning);
}

static ck_status check_pauses(const ck_measure *measure, ck_diags *diags) {
    ck_status status = CK_OK;
    for (uint32_t p = 0; p < measure->pause_count; p++) {
        const ck_pause *pause = &measure->pause[p];
        const ck_place place = place_or(pause->place, measure->place);
        if (pause->until.day <= pause->from.day) {
            status = worse(status, ck_diags_add(diags, CK_E_RANGE, place,
                                                "suspension of measure %q ends on %D, not after its start on %D",
                                                "`until` is the first day on which the measure operates again",
                                                measure->id, pause->until, pause->from));
            continue;
        }
        if (pause->until.day <= measure->from.day || pause->from.day >= measure->until.day) {
            status = worse(status, ck_diags_add(diags, CK_E_RANGE, place,
                                                "suspension of measure %q, %D to %D, lies outside its period, %D to %D",
                                                "a suspension must cover some day of the period", measure->id,
                                                pause->from, pause->until, measure->from, measure->until));
        }
        for (uint32_t q = 0; q < p; q++) {
            const ck_pause *other = &measure->pause[q];
            if (pause->from.day >= other->until.day || other->from.day >= pause->until.day) continue;
            status = worse(status, ck_diags_add(diags, CK_E_OVERLAP, place,
                                                "suspensions of measure %q overlap: %D to %D and %D to %D",
                                                "join them into one suspension", measure->id, other->from, other->until,
                                                pause->from, pause->until));
        }
    }
    return status;
}

static ck_status check_amendments(const ck_measure *measure, ck_diags *diags) {
    ck_status status = CK_OK;
    for (uint32_t a = 0; a < measure->amendment_count; a++) {
        const ck_amendment *amendment = &measure->amendment[a];
        const ck_place place = place_or(amendment->place, measure->place);
        if ((uint32_t)amendment->term >= CK_TERM_COUNT) {
            status = worse(status, ck_diags_add(diags, CK_E_RANGE, place,
                                                "amendment of measure %q names term number %d; there is none", "",
                                                measure->id, (int32_t)amendment->term));
            continue;
        }
        const char *term = ck_term_info(amendment->term).name;
        status = worse(status, check_term(measure, amendment->term, amendment->value, place, diags));
        if (amendment->from.day < measure->from.day || amendment->from.day >= measure->until.day) {
            status = worse(status, ck_diags_add(diags, CK_E_RANGE, place,
                                                "amendment of %s of measure %q on %D lies outside its period, %D to %D",
                                                "give the value under `terms` when it holds from the first day", term,
                                                measure->id, amendment->from, measure->from, measure->until));
        }
        for (uint32_t b = 0; b < a; b++) {
            const ck_amendment *other = &measure->amendment[b];
            if (other->term != amendment->term || other->from.day != amendment->from.day) continue;
            status = worse(status,
                           ck_diags_add(diags, CK_E_OVERLAP, place,
                                        "%s of measure %q is amended twice on %D, to %g and to %g", "keep one of them",
                                        term, measure->id, amendment->from, other->value, amendment->value));
        }
    }
    return status;
}

static ck_status check_parts(const ck_model *model, const ck_measure *measure, ck_diags *diags) {
    if (measure->reach_share == NULL) return CK_OK;
    const size_t count = (size_t)model->item_count * model->region_count * model->region_count * CK_END_USE_COUNT;
    for (size_t k = 0; k < count; k++) {
        const double share = measure->reach_share[k];
        if (share >= 0.0 && share <= 1.0) continue;
        return ck_diags_add(diags, CK_E_RANGE, measure->place, "a part of the reach of measure %q is %g; it must be 0 to 1", "",
                            measure->id, share);
    }
    return measure->reach != NULL ? CK_OK
                                  : ck_diags_add(diags, CK_E_MISSING, measure->place, "measure %q has parts of a reach and no reach",
                                                 "give both, or neither", measure->id);
}

static ck_status check_measure(const ck_model *model, const ck_measure *measure, bool scopes, ck_diags *diags) {
    if (measure->id == NULL || measure->id[0] == '\0') {
        return ck_diags_add(diags, CK_E_MISSING, measure->place, "a measure has no id",
                            "every measure needs a short id of its own");
    }
    if (measure->law.count > 0 && measure->reach == NULL) {
        return ck_diags_add(diags, CK_E_MISSING, measure->place, "measure %q follows law that nobody has applied to this model",
                            "give it the reach that the law has, or write its scope by hand", measure->id);
    }
    if (measure->reach_written && measure->reach == NULL) {
        return ck_diags_add(diags, CK_E_MISSING, measure->reach_rows.place,
                            "the reach of measure %q is text that nobody has resolved over this model",
                            "ck_reach_read makes bits of its rows", measure->id);
    }
    ck_status status = check_words(measure, diags);
    if (scopes) status = worse(status, check_parts(model, measure, diags));
    if (measure->until.day <= measure->from.day) {
        status = worse(status, ck_diags_add(diags, CK_E_RANGE, measure->place,
                                            "measure %q ends on %D, not after its start on %D",
                                            "`until` is the first day on which it no longer holds", measure->id,
                                            measure->until, measure->from));
    }
    for (uint32_t t = 0; t < CK_TERM_COUNT; t++) {
        status = worse(status, check_term(measure, (ck_term)t, measure->term[t], measure->place, diags));
    }
    status = worse(status, check_pauses(measure, diags));
    status = worse(status, check_amendments(measure, diags));
    return scopes ? worse(status, cki_scope_check(model, measure, diags)) : status;
}

ck_status cki_spec_check(const ck_model *model, const ck_scenario_spec *spec, bool scopes, ck_diags *diags) {
    ck_status status = CK_OK;
    if (spec->days < 1 || spec->days > DAYS_MOST) {
        status =
            worse(status, ck_diags_add(diags, CK_E_RANGE, spec->place, "the scenario has %u days; it must have 1 to %u",
                                       "", spec->days, DAYS_MOST));
    }
    if ((uint32_t)spec->allocation > CK_BY_PRICE) {
        status = worse(status, ck_diags_add(diags, CK_E_RANGE, spec->place, "allocation number %d is unknown", "",
                                            (int32_t)spec->allocation));
    }
    for (uint32_t p = 0; p < CK_PARAMETER_COUNT; p++) {
        const ck_knob_info info = ck_parameter_info((ck_parameter)p);
        if (spec->parameter[p] >= info.low && spec->parameter[p] <= info.high) continue;
        status =
            worse(status,
                  ck_diags_add(diags, CK_E_RANGE, spec->place, "parameter %s is %g; it must be %g to %g (%s)", "%s: %s",
                               info.name, spec->parameter[p], info.low, info.high, info.unit, info.name, info.meaning));
    }
    for (uint32_t m = 0; m < spec->measure_count; m++) {
        const ck_measure *measure = &spec->measure[m];
        status = worse(status, check_measure(model, measure, scopes, diags));
        for (uint32_t other = 0; other < m; other++) {
            if (!cki_text_equal(measure->id, spec->measure[other].id)) continue;
            status = worse(status, ck_diags_add(diags, CK_E_DUPLICATE, measure->place, "two measures have the id %q",
                                                "give one of them another id", measure->id));
        }
    }
    for (uint32_t u = 0; u < spec->uncertain_count; u++) {
        cki_uncertain resolved;
        status = worse(status, cki_uncertain_resolve(model, spec, &spec->uncertain[u], &resolved, diags));
        for (uint32_t other = 0; other < u; other++) {
            if (!cki_text_equal(spec->uncertain[u].target, spec->uncertain[other].target)) continue;
            status = worse(status, ck_diags_add(diags, CK_E_DUPLICATE, spec->uncertain[u].place,
                                                "%q is given two distributions", "keep one of them",
                                                spec->uncertain[u].target));
        }
    }
    return status;
}

/* ---------------------------------------------------------------- uncertain numbers ------------------------------- */

static ck_status check_distribution(const ck_uncertain *uncertain, ck_diags *diags) {
    const ck_distribution *d = &uncertain->distribution;
    const char *wrong = NULL;
    const bool ab = ck_is_finite(d->a) && ck_is_finite(d->b);
    switch (d->kind) {
        case CK_FIXED: if (!ck_is_finite(d->a)) wrong = "its value must be a number"; break;
        case CK_UNIFORM: if (!ab || d->a > d->b) wrong = "uniform needs low <= high"; break;
        case CK_TRIANGULAR: case CK_BETA_PERT:
            if (!ab || !ck_is_finite(d->c) || d->a > d->b || d->b > d->c)
                wrong = "triangular and pert need low <= mode <= high";
            break;
        case CK_NORMAL: if (!ab || d->b < 0.0) wrong = "normal needs a standard deviation of 0 or more"; break;
        case CK_LOGNORMAL:
            if (!ab || d->a <= 0.0 || d->b < 0.0) wrong = "lognormal needs a median above 0 and sigma >= 0";
            break;
        case CK_CHOICE:
            if (ck_is_nan(d->a) && ck_is_nan(d->b) && ck_is_nan(d->c)) wrong = "choice needs at least one value";
            break;
        default: wrong = "the kind of distribution is unknown"; break;
    }
    if (wrong == NULL && !(d->low <= d->high)) wrong = "its range is empty";
    if (wrong == NULL) return CK_OK;
    return ck_diags_add(diags, CK_E_RANGE, uncertain->place, "distribution of %q: %s (found %g, %g, %g)", "",
                        uncertain->target, wrong, d->a, d->b, d->c);
}

static const char *after_prefix(const char *text, const char *prefix) {
    return cki_text_starts(text, prefix) ? text + cki_text_length(prefix) : NULL;
}

static ck_status unknown_target(const ck_uncertain *uncertain, const char *what, const char *name, ck_diags *diags) {
    return ck_diags_add(diags, CK_E_UNKNOWN, uncertain->place, "unknown %s %q in the uncertain target %q",
                        "expected parameters.NAME, measures.ID.TERM, inventories, inventories.ITEM, "
                        "inventories.group:NAME, projects or "
                        "projects.ID",
                        what, name, uncertain->target);
}

static ck_status resolve_parameter(const ck_uncertain *uncertain, const char *name, cki_uncertain *resolved,
                                   ck_diags *diags) {
    for (uint32_t p = 0; p < CK_PARAMETER_COUNT; p++) {
        const ck_knob_info info = ck_parameter_info((ck_parameter)p);
        if (!cki_text_equal(name, info.name)) continue;
        resolved->kind = CKI_TARGET_PARAMETER;
        resolved->at = p;
        resolved->low = info.low;
        resolved->high = info.high;
        return check_distribution(uncertain, diags);
    }
    return unknown_target(uncertain, "parameter", name, diags);
}

/* ID.TERM; an id may hold points itself, so the last one counts. */
static ck_status resolve_term(const ck_scenario_spec *spec, const ck_uncertain *uncertain, const char *name,
                              cki_uncertain *resolved, ck_diags *diags) {
    size_t point = 0;
    for (size_t i = 0; name[i] != '\0'; i++) {
        if (name[i] == '.') point = i;
    }
    resolved->kind = CKI_TARGET_TERM;
    resolved->at = CK_NONE;
    for (uint32_t m = 0; m < spec->measure_count && resolved->at == CK_NONE; m++) {
        if (point > 0 && cki_text_equal_part(spec->measure[m].id, name, point)) resolved->at = m;
    }
    if (resolved->at == CK_NONE) return unknown_target(uncertain, "measure", name, diags);
    for (uint32_t t = 0; t < CK_TERM_COUNT; t++) {
        const ck_knob_info info = ck_term_info((ck_term)t);
        if (!cki_text_equal(name + point + 1, info.name)) continue;
        resolved->term = (ck_term)t;
        resolved->low = info.low;
        resolved->high = info.high;
        return check_distribution(uncertain, diags);
    }
    return unknown_target(uncertain, "term", name + point + 1, diags);
}

static ck_status resolve_inventory(const ck_model *model, const ck_uncertain *uncertain, const char *name,
                                   cki_uncertain *resolved, ck_diags *diags) {
    const char *group = after_prefix(name, "group:");
    if (group != NULL) {
        resolved->kind = CKI_TARGET_INVENTORY_GROUP;
        for (uint32_t g = 0; g < model->report_group_count; g++) {
            resolved->at = g;
            if (cki_text_equal(group, cki_model_text(model, model->report_group_text[g]))) return CK_OK;
        }
        return unknown_target(uncertain, "group", group, diags);
    }
    resolved->kind = CKI_TARGET_INVENTORY_ITEM;
    for (uint32_t i = 0; i < model->item_count; i++) {
        resolved->at = i;
        if (cki_text_equal(name, cki_model_text(model, model->item_id_text[i]))) return CK_OK;
    }
    return unknown_target(uncertain, "item", name, diags);
}

ck_status cki_uncertain_resolve(const ck_model *model, const ck_scenario_spec *spec, const ck_uncertain *uncertain,
                                cki_uncertain *resolved, ck_diags *diags) {
    const char *target = uncertain->target != NULL ? uncertain->target : "";
    *resolved = (cki_uncertain){
        .at = CK_NONE, .term = CK_TERM_COUNT, .low = 0.0, .high = 1.0,
        .key = cki_text_hash(target, cki_text_length(target)),
        .distribution = uncertain->distribution,
    };
    const char *name = after_prefix(target, "parameters.");
    if (name != NULL) return resolve_parameter(uncertain, name, resolved, diags);
    name = after_prefix(target, "measures.");
    if (name != NULL) return resolve_term(spec, uncertain, name, resolved, diags);
    name = after_prefix(target, "inventories.");
    if (name != NULL) return resolve_inventory(model, uncertain, name, resolved, diags);
    name = after_prefix(target, "projects.");
    if (name != NULL) {
        resolved->kind = CKI_TARGET_PROJECT;
        for (uint32_t p = 0; p < model->project_count; p++) {
            resolved->at = p;
            if (cki_text_equal(name, cki_model_text(model, model->project_id_text[p]))) return CK_OK;
        }
        return unknown_target(uncertain, "project", name, diags);
    }
    if (cki_text_equal(target, "inventories")) {
        resolved->kind = CKI_TARGET_INVENTORIES;
        return CK_OK;
    }
    if (cki_text_equal(target, "projects")) {
        resolved->kind = CKI_TARGET_PROJECTS;
        return CK_OK;
    }
    return unknown_target(uncertain, "target", target, diags);
}
