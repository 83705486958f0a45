#include "page/spec_json.h"

#include "io/tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static json_t *day_json(ck_date date) { return date.day == CK_DATE_LAST.day ? json_null() : json_integer(date.day); }
static json_t *finite_json(double value) { return isfinite(value) ? json_real(value) : json_null(); }

static json_t *names_json(ck_names names) {
    json_t *list = json_array();
    for (uint32_t k = 0; k < names.count; k++) json_array_append_new(list, ck_host_json_text(names.name[k]));
    return list;
}

/* ---------------------------------------------------------------- reach ------------------------------------------- */

/* The regions of a set, as all but a few where that is shorter. */
static void write_regions(FILE *out, const ck_model *model, const bool *in) {
    const uint32_t count = ck_model_count(model).regions;
    uint32_t inside = 0;
    for (uint32_t r = 0; r < count; r++) inside += in[r];
    const bool but = inside > count / 2;
    if (but) fputs(" *", out);
    for (uint32_t r = 0; r < count; r++) {
        if (in[r] != but) fprintf(out, " %s%s", but ? "-" : "", ck_model_region(model, r).id);
    }
}

static void write_uses(FILE *out, uint8_t uses) {
    if (uses == (1u << CK_END_USE_COUNT) - 1) {
        fputs(" *", out);
        return;
    }
    for (uint32_t use = 0; use < CK_END_USE_COUNT; use++) {
        if (uses >> use & 1) fprintf(out, " %s", ck_end_use_word((ck_end_use)use));
    }
}

static json_t *row_json(const ck_model *model, uint32_t item, const bool *origin, const uint8_t *to, uint8_t uses) {
    const uint32_t regions = ck_model_count(model).regions;
    bool  *in = calloc(regions + 1, sizeof *in);
    char  *text = NULL;
    size_t length = 0;
    FILE  *out = in != NULL ? open_memstream(&text, &length) : NULL;
    json_t *row = NULL;
    if (out != NULL) {
        for (uint32_t r = 0; r < regions; r++) in[r] = to[r] == uses;
        fprintf(out, "%s;", ck_model_item(model, item).id);
        write_regions(out, model, origin);
        fputc(';', out);
        write_regions(out, model, in);
        fputc(';', out);
        write_uses(out, uses);
        if (fclose(out) == 0) row = json_string(text);
    }
    free(text);
    free(in);
    return row;
}

static void rows_of_item(const ck_model *model, uint32_t item, const uint8_t *reach, json_t *rows) {
    const uint32_t regions = ck_model_count(model).regions;
    bool *origin = calloc(2 * (size_t)regions + 1, sizeof *origin);
    if (origin == NULL) return;
    bool *done = origin + regions;
    for (uint32_t first = 0; first < regions; first++) {
        const uint8_t *to = reach + (size_t)first * regions;
        uint8_t seen = 0;
        if (done[first]) continue;
        for (uint32_t r = 0; r < regions; r++) seen |= to[r];
        if (seen == 0) continue;
        for (uint32_t other = 0; other < regions; other++) {
            origin[other] = other >= first && memcmp(reach + (size_t)other * regions, to, regions) == 0;
            done[other] |= origin[other];
        }
        for (uint8_t uses = 1; uses < 1u << CK_END_USE_COUNT; uses++) {
            if (memchr(to, uses, regions) != NULL) json_array_append_new(rows, row_json(model, item, origin, to, uses));
        }
    }
    free(origin);
}

/* Destinations of which the same share is caught stand in one row. */
static void rows_of_origin(const ck_model *model, uint32_t item, uint32_t origin, uint32_t use, const uint8_t *to, const double *share,
                           json_t *rows) {
    const uint32_t regions = ck_model_count(model).regions;
    for (uint32_t first = 0; first < regions; first++) {
        if (!(to[first] >> use & 1)) continue;
        const double part = share[first * CK_END_USE_COUNT + use];
        bool before = false;
        for (uint32_t r = 0; r < first; r++) before |= to[r] >> use & 1 && share[r * CK_END_USE_COUNT + use] == part;
        if (before) continue;
        char  *text = NULL;
        size_t length = 0;
        FILE  *out = open_memstream(&text, &length);
        if (out == NULL) return;
        fprintf(out, "%s; %s;", ck_model_item(model, item).id, ck_model_region(model, origin).id);
        for (uint32_t r = first; r < regions; r++) {
            if (to[r] >> use & 1 && share[r * CK_END_USE_COUNT + use] == part) fprintf(out, " %s", ck_model_region(model, r).id);
        }
        fprintf(out, "; %s; %.6f", ck_end_use_word((ck_end_use)use), part);
        if (fclose(out) == 0) json_array_append_new(rows, json_string(text));
        free(text);
    }
}

json_t *ck_page_reach_json(const ck_model *model, const uint8_t *reach, const double *share) {
    const ck_model_counts count = ck_model_count(model);
    json_t *rows = json_array();
    for (uint32_t item = 0; item < count.items; item++) {
        const size_t first = (size_t)item * count.regions * count.regions;
        if (share == NULL) rows_of_item(model, item, reach + first, rows);
        for (uint32_t origin = 0; origin < count.regions && share != NULL; origin++) {
            const size_t cell = first + (size_t)origin * count.regions;
            for (uint32_t use = 0; use < CK_END_USE_COUNT; use++) {
                rows_of_origin(model, item, origin, use, reach + cell, share + cell * CK_END_USE_COUNT, rows);
            }
        }
    }
    return rows;
}

/* ---------------------------------------------------------------- measures ---------------------------------------- */

static json_t *pauses_json(const ck_measure *measure) {
    json_t *list = json_array();
    for (uint32_t k = 0; k < measure->pause_count; k++) {
        const ck_pause *pause = &measure->pause[k];
        json_array_append_new(list, json_pack("{s:o,s:o,s:o}", "from", day_json(pause->from), "until", day_json(pause->until), "citation",
                                              ck_host_json_text(pause->citation)));
    }
    return list;
}

static json_t *amendments_json(const ck_measure *measure) {
    json_t *list = json_array();
    for (uint32_t k = 0; k < measure->amendment_count; k++) {
        const ck_amendment *one = &measure->amendment[k];
        json_array_append_new(list, json_pack("{s:o,s:s,s:f,s:o}", "from", day_json(one->from), "term", ck_term_info(one->term).name, "value",
                                              one->value, "citation", ck_host_json_text(one->citation)));
    }
    return list;
}

static json_t *measure_json(const ck_model *model, const ck_measure *measure) {
    json_t *object = json_object(), *term = json_object();
    const struct { const char *key, *text; } texts[] = {
        {"id", measure->id}, {"title", measure->title}, {"citation", measure->citation}, {"link", measure->link},
        {"authority", measure->authority}, {"certainty", measure->certainty}, {"effect", ck_effect_word(measure->effect)}};
    for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++) {
        json_object_set_new(object, texts[k].key, ck_host_json_text(texts[k].text != NULL ? texts[k].text : ""));
    }
    const struct { const char *key; ck_names names; } names[] = {
        {"items", measure->items}, {"except_items", measure->except_items}, {"origins", measure->origins},
        {"except_origins", measure->except_origins}, {"destinations", measure->destinations},
        {"except_destinations", measure->except_destinations}, {"end_uses", measure->end_uses}, {"stockpiles", measure->stockpiles},
        {"projects", measure->projects}, {"law", measure->law}};
    for (size_t k = 0; k < sizeof names / sizeof names[0]; k++) {
        if (names[k].names.count > 0) json_object_set_new(object, names[k].key, names_json(names[k].names));
    }
    if (measure->reach != NULL) json_object_set_new(object, "reach", ck_page_reach_json(model, measure->reach, measure->reach_share));
    json_object_set_new(object, "announced", json_integer(measure->announced.day));
    json_object_set_new(object, "from", json_integer(measure->from.day));
    json_object_set_new(object, "until", day_json(measure->until));
    if (measure->pause_count > 0) json_object_set_new(object, "suspended", pauses_json(measure));
    if (measure->amendment_count > 0) json_object_set_new(object, "amendments", amendments_json(measure));
    for (uint32_t t = 0; t < CK_TERM_COUNT; t++) {
        const ck_knob_info info = ck_term_info((ck_term)t);
        if (measure->term[t] != info.value) json_object_set_new(term, info.name, json_real(measure->term[t]));
    }
    json_object_set_new(object, "terms", term);
    return object;
}

static json_t *uncertain_json(const ck_uncertain *uncertain) {
    const ck_distribution *d = &uncertain->distribution;
    return json_pack("{s:o,s:i,s:o,s:o,s:o,s:o,s:o}", "target", ck_host_json_text(uncertain->target), "kind", (int)d->kind, "a", finite_json(d->a),
                     "b", finite_json(d->b), "c", finite_json(d->c), "low", finite_json(d->low), "high", finite_json(d->high));
}

json_t *ck_page_spec_json(const ck_model *model, const ck_scenario_spec *spec) {
    json_t *object = json_object(), *measures = json_array(), *uncertain = json_array(), *parameters = json_object();
    char seed[24];
    snprintf(seed, sizeof seed, "%llu", (unsigned long long)spec->seed);
    for (uint32_t m = 0; m < spec->measure_count; m++) json_array_append_new(measures, measure_json(model, &spec->measure[m]));
    for (uint32_t u = 0; u < spec->uncertain_count; u++) json_array_append_new(uncertain, uncertain_json(&spec->uncertain[u]));
    for (uint32_t p = 0; p < CK_PARAMETER_COUNT; p++) {
        const ck_knob_info info = ck_parameter_info((ck_parameter)p);
        if (spec->parameter[p] != info.value) json_object_set_new(parameters, info.name, json_real(spec->parameter[p]));
    }
    json_object_set_new(object, "name", ck_host_json_text(spec->name));
    json_object_set_new(object, "title", ck_host_json_text(spec->title));
    json_object_set_new(object, "description", ck_host_json_text(spec->description));
    json_object_set_new(object, "start", json_integer(spec->start.day));
    json_object_set_new(object, "days", json_integer(spec->days));
    json_object_set_new(object, "draws", json_integer(spec->draws));
    json_object_set_new(object, "seed", json_string(seed));
    json_object_set_new(object, "law_known_on", day_json(spec->law_known_on));
    json_object_set_new(object, "allocation", json_string(ck_allocation_word(spec->allocation)));
    json_object_set_new(object, "parameters", parameters);
    json_object_set_new(object, "measures", measures);
    json_object_set_new(object, "uncertain", uncertain);
    return object;
}
