/* A posted scenario read, and run as `run --json` does when its turn comes. */
#include "serve/server.h"

#include "io/output.h"
#include "io/tables.h"
#include "study/law_apply.h"
#include "study/study_json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- reading ----------------------------------------- */

/* By the name of its folder, or as one of the served scenarios writes it. */
static ck_status find_world(ck_task *task) {
    const ck_serve_content *content = &task->server->content;
    const ck_host_scenario *scenario = &task->run.scenario;
    const char *text = scenario->world_text;
    for (uint32_t s = 0; s < content->scenario_count; s++) {
        if (strcmp(content->scenario[s].world_text, text) == 0) text = content->scenario[s].world;
    }
    for (uint32_t w = 0; w < content->world_count; w++) {
        const char *folder = content->world[w].folder;
        task->run.world = w;
        if (strcmp(folder, text) == 0 || strcmp(ck_host_last_part(folder), text) == 0) return CK_OK;
    }
    return ck_host_report(&task->diags, CK_E_UNKNOWN, scenario->world_place, "no world %q is served here",
                          "GET /status lists those that are", scenario->world_text);
}

static ck_status refuse_size(ck_task *task, const char *what, uint32_t value, uint32_t most, const char *hint) {
    return ck_host_report(&task->diags, CK_E_LIMIT, ck_host_whole(CK_SERVE_POSTED), "%s: %u; this server allows %u",
                          "%s", what, value, most, hint);
}

static uint32_t draws_of(const ck_task *task) {
    return task->run.own_draws ? (uint32_t)task->run.draws : task->run.scenario.spec.draws;
}

/* Memory grows with draws and days. */
static ck_status check_size(ck_task *task) {
    static const char HINT[] = "ask for less, or use the command: chokepoint run";
    const ck_serve_options *options = &task->server->options;
    const ck_scenario_spec *spec = &task->run.scenario.spec;
    const uint64_t most =
        spec->days <= CK_SERVE_DRAW_DAYS ? options->draws : (uint64_t)options->draws * CK_SERVE_DRAW_DAYS / spec->days;
    if (spec->days > options->days) return refuse_size(task, "days", spec->days, options->days, HINT);
    if (draws_of(task) > most)
        return refuse_size(task, "draws of a run of this length", draws_of(task), (uint32_t)most, HINT);
    const uint32_t compared = task->run.alone ? 0 : task->run.scenario.compare_count;
    if (compared > CK_SERVE_VARIANTS) return refuse_size(task, "comparisons", compared, CK_SERVE_VARIANTS, HINT);
    return CK_OK;
}

/* Names of items, regions, sites and projects are found while a scenario is built; better now than after a wait. */
static ck_status build_once(ck_task *task, const ck_model *model, const ck_scenario_spec *spec) {
    const size_t bytes = ck_scenario_bytes(model, spec);
    void *block = bytes < SIZE_MAX / 2 ? aligned_alloc(16, (bytes + 15) & ~(size_t)15) : NULL;
    const ck_scenario *built = NULL;
    const ck_status status = block != NULL ? ck_scenario_build(model, spec, block, bytes, &built, &task->diags)
                                           : ck_host_no_memory(&task->diags);
    free(block);
    return status;
}

static ck_status prepare(ck_task *task) {
    const ck_server *server = task->server;
    ck_task_run *run = &task->run;
    ck_host_input input = ck_host_input_bytes(CK_SERVE_POSTED, task->body, task->body_size);
    CK_TRY(ck_host_diags_make(&task->arena, &task->diags));
    CK_TRY(ck_host_scenario_read_input(&input, &server->shelf, &run->scenario, &task->diags));
    CK_TRY(find_world(task));
    if (run->own_seed) run->scenario.spec.seed = run->seed;
    CK_TRY(check_size(task));
    const ck_serve_world *world = &server->content.world[run->world];
    CK_TRY(ck_law_apply(&run->scenario, world->world, world->model, server->content.data_folder, &task->diags));
    CK_TRY(ck_study_variants_make(&run->scenario, world->world, world->model, !run->alone, server->content.data_folder,
                                  &run->variants, &task->diags));
    for (uint32_t v = 0; v < run->variants.variant_count; v++)
        CK_TRY(build_once(task, world->model, &run->variants.variant[v].spec));
    return CK_OK;
}

static void end_run(ck_task *task, int http, const char *type, char *text, size_t size) {
    atomic_fetch_sub(&task->server->run_count, 1);
    ck_task_end(task, http, type, text, size);
}

void ck_serve_prepare_run(ck_task *task, uint32_t thread) {
    (void)thread;
    if (task->left || task->server->stopping) {
        end_run(task, 503, "application/json", NULL, 0);
        return;
    }
    const ck_status status = prepare(task);
    if (status < 0) {
        atomic_fetch_sub(&task->server->run_count, 1);
        ck_serve_end_with_diags(task, status);
        return;
    }
    ck_task_stream(task);
    ck_serve_tick_from(task);
    if (ck_pool_add(&task->server->runs, task)) return;
    ck_serve_tick_until(task);
    end_run(task, 503, "application/json", NULL, 0);
}

/* ---------------------------------------------------------------- running ----------------------------------------- */

static void show_progress(void *user, const char *what, double done) {
    ck_task *task = user;
    pthread_mutex_lock(&task->lock);
    task->what = what;
    task->done = done;
    pthread_mutex_unlock(&task->lock);
}

static bool out_of_time(const ck_task *task) { return ck_serve_now() - task->started > task->server->options.seconds; }

static bool must_stop(void *user) {
    const ck_task *task = user;
    return task->left || task->server->stopping || out_of_time(task);
}

/* Result as the command writes it, and the posted text, beside each other; nothing is written over. */
static ck_status keep(ck_task *task, const json_t *result) {
    ck_server *server = task->server;
    ck_host_arena arena = {0};
    ck_host_batch batch = ck_host_batch_start();
    const char *stem = ck_host_path(&arena, server->options.write, task->run.save);
    const char *json = ck_host_join(&arena, stem, ".json", NULL), *yaml = ck_host_join(&arena, stem, ".yaml", NULL);
    FILE *out = NULL;
    ck_status status = stem != NULL && json != NULL && yaml != NULL ? CK_OK : ck_host_no_memory(&task->diags);
    pthread_mutex_lock(&server->save_lock);
    if (status >= 0 && (ck_host_is_file(json) || ck_host_is_file(yaml))) {
        status = ck_host_report(&task->diags, CK_E_DUPLICATE, (ck_place){0}, "%q has been saved before",
                                "choose another name", task->run.save);
    }
    if (status >= 0) status = ck_host_batch_open(&batch, json, &out, &task->diags);
    if (status >= 0) {
        json_dumpf(result, out, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
        fputc('\n', out);
        status = ck_host_batch_close(&batch, &task->diags);
    }
    if (status >= 0) status = ck_host_batch_open(&batch, yaml, &out, &task->diags);
    if (status >= 0) {
        fwrite(task->body, 1, task->body_size, out);
        status = ck_host_batch_close(&batch, &task->diags);
    }
    if (status >= 0) status = ck_host_batch_commit(&batch, &task->diags);
    pthread_mutex_unlock(&server->save_lock);
    ck_host_batch_end(&batch);
    ck_host_arena_free(&arena);
    return status;
}

/* {"type": "result", ...}: saved or not, with what there is to read, also when it could not be saved. */
static json_t *result_line(ck_task *task, const ck_study *study) {
    json_t *line = json_object(), *result = ck_study_json(study, task->run.scenario.report.question, task->run.scenario.law_notes);
    const bool wanted = task->run.save[0] != '\0', saved = wanted && result != NULL && keep(task, result) >= 0;
    json_object_set_new(line, "type", json_string("result"));
    json_object_set_new(line, "saved", saved ? json_string(task->run.save) : json_null());
    json_object_update_new(line, ck_host_diags_json(&task->diags));
    json_object_set_new(line, "result", result);
    return line;
}

static json_t *failure_line(ck_task *task, ck_status status) {
    json_t *line = json_object();
    if (status == CK_E_LIMIT && task->server->stopping) {
        ck_diags_add(&task->diags, CK_E_LIMIT, (ck_place){0}, "the server is being stopped", "");
    } else if (status == CK_E_LIMIT && out_of_time(task)) {
        ck_diags_add(&task->diags, CK_E_LIMIT, (ck_place){0}, "the job took longer than %g s",
                     "ask for fewer draws, or start the server with more --seconds", task->server->options.seconds);
    }
    json_object_set_new(line, "type", json_string("failed"));
    json_object_update_new(line, ck_host_diags_json(&task->diags));
    return line;
}

void ck_serve_run_task(ck_task *task, uint32_t thread) {
    (void)thread;
    ck_study *study = NULL;
    ck_study_options options = ck_study_options_default();
    const ck_study_variants *variants = &task->run.variants;
    options.draws = draws_of(task);
    options.threads = task->server->options.threads;
    options.record_every = (uint32_t)task->run.every;
    options.remedies = task->run.remedies;
    options.progress = show_progress;
    options.stop = must_stop;
    options.user = task;
    task->started = ck_serve_now();
    show_progress(task, variants->variant[0].name, 0.0);
    ck_status status = must_stop(task) ? CK_E_LIMIT : CK_OK;
    const ck_model *model = task->server->content.world[task->run.world].model;
    if (status >= 0)
        status = ck_study_run(model, variants->variant, variants->variant_count, options, &study, &task->diags);
    json_t *line = status >= 0 ? result_line(task, study) : failure_line(task, status);
    char *text = line != NULL ? json_dumps(line, JSON_COMPACT | JSON_PRESERVE_ORDER) : NULL;
    size_t size = text != NULL ? strlen(text) : 0;
    if (text != NULL) text[size++] = '\n'; // in the place of the NUL: the size counts
    json_decref(line);
    ck_study_free(study);
    ck_serve_tick_until(task);
    end_run(task, 200, "application/x-ndjson", text, size);
}
