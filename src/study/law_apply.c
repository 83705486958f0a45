#include "study/law_apply.h"

#include "io/law.h"
#include "io/law_readings.h"
#include "study/law_measures.h"
#include "study/law_recall.h"

#include <stdlib.h>
#include <string.h>

static bool follows(const ck_scenario_spec *spec) {
    for (uint32_t m = 0; m < spec->measure_count; m++) {
        if (spec->measure[m].law.count > 0) return true;
    }
    return false;
}

/* A folder `law` beside the scenario or above it, then where the program runs and with the installed data. */
static const char *find_law(const ck_host_scenario *scenario, const char *data_folder, ck_host_arena *arena) {
    const char *folder = ck_host_folder(arena, scenario->path);
    for (int level = 0; level < 10 && folder != NULL; level++) {
        const char *path = ck_host_path(arena, folder, "law");
        if (path != NULL && ck_host_is_folder(path)) return path;
        folder = ck_host_path(arena, folder, "..");
    }
    return ck_host_find_law(data_folder, arena);
}

/* The shipped texts and, last, what the scenario amends. */
static ck_status read_law(ck_host_scenario *scenario, const char *data_folder, ck_host_law *law, ck_diags *diags) {
    const char *path = find_law(scenario, data_folder, &scenario->arena);
    if (path == NULL) {
        return ck_host_report(diags, CK_E_MISSING, ck_host_whole(scenario->path),
                              "the scenario follows the law, and no folder law was found",
                              "keep it beside or above the scenario, or set CK_DATA");
    }
    CK_TRY(ck_host_law_sources(&path, 1, law, diags));
    ck_law_source *source = ck_host_take(&law->arena, (size_t)law->source_count + 1, sizeof *source);
    if (source == NULL) return ck_host_no_memory(diags);
    memcpy(source, law->source, law->source_count * sizeof *source);
    uint32_t count = law->source_count;
    for (uint32_t k = 0; k < count; k++) {       // diagnostics and places name the files after the texts are gone
        const char *name = ck_host_text(&scenario->arena, law->file[k].path, strlen(law->file[k].path));
        if (name == NULL) return ck_host_no_memory(diags);
        source[k].file = law->file[k].path = name;
    }
    if (scenario->law_amend[0] != '\0') {
        source[count++] = (ck_law_source){"(law of the scenario)", scenario->law_amend, strlen(scenario->law_amend)};
    }
    const size_t bytes = ck_law_bytes(source, count);
    law->block = bytes < SIZE_MAX / 2 ? aligned_alloc(16, (bytes + 15) & ~(size_t)15) : NULL;
    if (law->block == NULL) return ck_host_no_memory(diags);
    return ck_law_build(source, count, law->block, bytes, &law->law, diags);
}

/* A misspelt fact would leave a rule open without a word. */
static ck_status check_facts(const ck_world *world, const ck_law *law, ck_diags *diags) {
    ck_status status = CK_OK;
    for (uint32_t f = 0; f < world->fact_count; f++) {
        const ck_fact_row *row = &world->fact[f];
        if (ck_law_find_fact(law, CK_SUBJECT_ITEM, row->fact) != CK_NONE) continue;
        const ck_status asked = ck_host_report(diags, CK_NOTED, row->row.place,
                                               "the law asks no fact of an item called %q",
                                               "law/vocabulary.law and the vocabularies beside it list those that it asks",
                                               row->fact);
        status = ck_host_worse(status, asked);
    }
    return status;
}

/* The texts are inputs of the scenario like its own file: manifests and reports name them with their digests. */
static ck_status keep_files(ck_host_scenario *scenario, const ck_host_law *law, ck_diags *diags) {
    ck_host_file *file = ck_host_take(&scenario->arena, (size_t)scenario->file_count + law->source_count, sizeof *file);
    if (file == NULL) return ck_host_no_memory(diags);
    memcpy(file, scenario->file, scenario->file_count * sizeof *file);
    memcpy(file + scenario->file_count, law->file, law->source_count * sizeof *file);
    scenario->file = file;
    scenario->file_count += law->source_count;
    return CK_OK;
}

/* Scopes that are written row by row become bits over the model. */
static ck_status resolve_reaches(ck_scenario_spec *spec, const ck_model *model, ck_host_arena *arena, ck_diags *diags) {
    bool any = false;
    for (uint32_t m = 0; m < spec->measure_count; m++) any |= spec->measure[m].reach_written;
    if (!any) return CK_OK;
    ck_measure *measure = ck_host_take(arena, spec->measure_count, sizeof *measure);
    if (measure == NULL) return ck_host_no_memory(diags);
    memcpy(measure, spec->measure, spec->measure_count * sizeof *measure);
    ck_status status = CK_OK;
    for (uint32_t m = 0; m < spec->measure_count; m++) {
        if (!measure[m].reach_written) continue;
        uint8_t *reach = ck_host_take(arena, ck_reach_bytes(model), 1);
        double *share = NULL;
        if (ck_reach_has_shares(measure[m].reach_rows)) {
            share = ck_host_take(arena, ck_reach_bytes(model) * CK_END_USE_COUNT, sizeof *share);
            if (share == NULL) return ck_host_no_memory(diags);
        }
        if (reach == NULL) return ck_host_no_memory(diags);
        status = ck_host_worse(status, ck_reach_read(model, measure[m].reach_rows, reach, share, diags));
        measure[m].reach = reach;
        measure[m].reach_share = share;
    }
    spec->measure = measure;
    return status;
}

/* ---------------------------------------------------------------- readings ---------------------------------------- */

typedef struct chosen_readings { uint32_t *reading; uint32_t count; } chosen_readings;

static ck_status note_reading(const ck_law *law, const char *variant, uint32_t reading, ck_host_arena *arena, ck_host_list *notes, ck_diags *diags) {
    const ck_law_about choice = ck_law_about_of(law, CK_LAW_CHOICE, ck_law_choice_of(law, reading));
    const ck_law_about taken = ck_law_about_of(law, CK_LAW_READING, reading);
    ck_law_chosen *one = ck_host_list_add(arena, notes);
    if (one == NULL) return ck_host_no_memory(diags);
    *one = (ck_law_chosen){variant, choice.name, choice.title, taken.name, taken.title};
    return CK_OK;
}

/* One reading of a choice; a later list counts before an earlier one. */
static ck_status choose(const ck_law *law, ck_host_readings wish, const char *variant, chosen_readings *chosen, ck_host_arena *arena,
                        ck_host_list *notes, ck_diags *diags) {
    ck_status status = CK_OK;
    for (uint32_t k = 0; k < wish.count; k++) {
        uint32_t reading = CK_NONE;
        const ck_status found = ck_host_reading_find(law, wish.one[k].choice, wish.one[k].reading, wish.one[k].place, &reading, diags);
        status = ck_host_worse(status, found);
        if (found < 0) continue;
        uint32_t at = 0;
        while (at < chosen->count && ck_law_choice_of(law, chosen->reading[at]) != ck_law_choice_of(law, reading)) at++;
        chosen->reading[at] = reading;
        if (at == chosen->count) chosen->count++;
        CK_TRY(note_reading(law, variant, reading, arena, notes, diags));
    }
    return status;
}

/* ---------------------------------------------------------------- all of it --------------------------------------- */

typedef struct applying {
    ck_law_use use;
    ck_host_scenario *scenario;
    ck_host_list accounts, chosen;
    ck_diags *diags;
} applying;

static ck_status apply_to(applying *a, ck_host_readings own, const char *variant, ck_scenario_spec *spec) {
    ck_host_arena *arena = &a->scenario->arena;
    ck_law_use use = a->use;
    chosen_readings chosen = {ck_host_take(arena, (size_t)a->scenario->readings.count + own.count + 1, sizeof(uint32_t)), 0};
    if (chosen.reading == NULL) return ck_host_no_memory(a->diags);
    const bool itself = variant[0] == '\0';
    ck_host_list unsaid = {.each = sizeof(ck_law_chosen)};               // said once, for the scenario itself
    CK_TRY(choose(use.law, a->scenario->readings, variant, &chosen, arena, itself ? &a->chosen : &unsaid, a->diags));
    if (!itself) CK_TRY(choose(use.law, own, variant, &chosen, arena, &a->chosen, a->diags));
    use.reading = chosen.reading;
    use.reading_count = chosen.count;
    use.accounts = itself ? &a->accounts : NULL;
    return ck_law_measures(&use, spec, arena, a->diags);
}

static ck_status apply_all(applying *a) {
    ck_host_scenario *scenario = a->scenario;
    ck_status status = apply_to(a, (ck_host_readings){0}, "", &scenario->spec);
    for (uint32_t k = 0; k < scenario->compare_count && status >= 0; k++) {
        ck_host_compare *compare = &scenario->compare[k];
        status = ck_host_worse(status, apply_to(a, compare->readings, compare->name, &compare->spec));
    }
    ck_law_notes *notes = ck_host_take(&scenario->arena, 1, sizeof *notes);
    if (notes == NULL) return ck_host_no_memory(a->diags);
    *notes = (ck_law_notes){a->accounts.item, a->accounts.count, a->chosen.item, a->chosen.count};
    scenario->law_notes = notes;
    return status;
}

/* Readings of law that no measure follows would be passed over without a word. */
static ck_status check_unused(const ck_host_scenario *scenario, ck_diags *diags) {
    const ck_host_reading *first = scenario->readings.count > 0 ? scenario->readings.one : NULL;
    for (uint32_t k = 0; k < scenario->compare_count && first == NULL; k++) {
        if (scenario->compare[k].readings.count > 0) first = scenario->compare[k].readings.one;
    }
    if (first == NULL) return CK_OK;
    return ck_host_report(diags, CK_E_USAGE, first->place, "a reading of %q is taken, and no measure follows the law",
                          "readings act on measures with \"law\"", first->choice);
}

ck_status ck_law_apply(ck_host_scenario *scenario, const ck_world *world, const ck_model *model,
                       const char *data_folder, ck_diags *diags) {
    CK_TRY(resolve_reaches(&scenario->spec, model, &scenario->arena, diags));
    for (uint32_t k = 0; k < scenario->compare_count; k++) {
        CK_TRY(resolve_reaches(&scenario->compare[k].spec, model, &scenario->arena, diags));
    }
    bool any = follows(&scenario->spec);
    for (uint32_t k = 0; k < scenario->compare_count; k++) any |= follows(&scenario->compare[k].spec);
    if (!any) return check_unused(scenario, diags);
    ck_host_law law = {0};
    ck_status status = read_law(scenario, data_folder, &law, diags);
    if (status >= 0) status = keep_files(scenario, &law, diags);
    if (status >= 0) status = ck_host_worse(status, check_facts(world, law.law, diags));
    applying applying = {.use = {.world = world, .model = model, .law = law.law, .as_written = scenario->law_as_written},
                         .scenario = scenario, .accounts = {.each = sizeof(ck_law_account)}, .chosen = {.each = sizeof(ck_law_chosen)},
                         .diags = diags};
    if (status >= 0) status = ck_host_worse(status, ck_law_recall_open(world, model, law.law, &applying.use.recall, diags));
    if (status >= 0) status = ck_host_worse(status, apply_all(&applying));
    ck_law_recall_free(applying.use.recall);
    /* Citations and titles of measures are texts of the law, so that its block lives as long as the scenario. */
    scenario->law_block = law.block;
    law.block = NULL;
    ck_host_law_free(&law);
    return status;
}
