/* The escalation game for the page: the game file, and the emulator fitted to runs of the engine. */
#include "cli/page_load.h"

#include "io/tables.h"
#include "study/law_apply.h"
#include "study/play.h"

#include <jansson.h>
#include <stdlib.h>

typedef struct loaded_game {
    ck_play_spec spec;
    ck_host_scenario scenario;
    ck_loaded_model model;
    ck_play_engine engine;
    ck_play_study study;
    ck_host_arena arena;
} loaded_game;

static ck_status fit(const char *path, const char *store, uint32_t threads, loaded_game *game, ck_diags *diags) {
    CK_TRY(ck_play_read(path, &game->spec, diags));
    CK_TRY(ck_host_scenario_read(game->spec.scenario, ck_data_folder(), &game->scenario, diags));
    CK_TRY(ck_load_model(game->scenario.world, &game->model, diags));
    CK_TRY(ck_law_apply(&game->scenario, &game->model.host.world, game->model.model, ck_data_folder(), diags));
    CK_TRY(ck_play_engine_make(&game->spec, game->model.model, &game->scenario.spec, store, game->spec.game.weeks,
                               &game->engine, diags));
    return ck_play_study_fit(&game->spec, &game->engine, threads, &game->study, diags);
}

static void put_numbers(json_t *list, const double *number, size_t count) {
    for (size_t i = 0; i < count; i++) json_array_append_new(list, json_real(number[i]));
}

/* Arrays in the order of ck_views_game_open. */
static ck_status bundle(const char *path, loaded_game *game, ck_page_bundle *page, ck_diags *diags) {
    const ck_emulator *emulator = &game->study.emulator;
    ck_host_input input;
    const char *text = NULL;
    size_t length = 0;
    char key[17];
    CK_TRY(ck_host_input_open(path, CK_HOST_YAML_LIMIT, &input, diags));
    const ck_status status = ck_host_input_all(&input, &game->arena, &text, &length, diags);
    ck_host_input_close(&input);
    CK_TRY(status);
    ck_host_digest_text(game->engine.key, key);
    json_t *whole = json_object(), *numbers = json_array();
    json_object_set_new(whole, "name", ck_host_json_text(game->spec.name));
    json_object_set_new(whole, "text", json_stringn(text, length));
    json_object_set_new(whole, "key", json_string(key));
    json_object_set_new(whole, "paths", json_integer(emulator->paths));
    json_object_set_new(whole, "ridge", json_real(emulator->ridge));
    put_numbers(numbers, emulator->coefficient, (size_t)emulator->outputs * emulator->features);
    put_numbers(numbers, emulator->mean, emulator->outputs);
    put_numbers(numbers, emulator->error_week, emulator->outputs);
    put_numbers(numbers, emulator->error_total, emulator->outputs);
    put_numbers(numbers, emulator->explained, emulator->outputs);
    const bool all = json_array_size(numbers) == (size_t)emulator->outputs * (emulator->features + 4);
    json_object_set_new(whole, "numbers", numbers);
    ck_page_bundle_game(page, whole);
    return all ? CK_OK : ck_host_no_memory(diags);
}

ck_status ck_load_page_game(const char *path, const char *store, uint32_t threads, ck_page_bundle *page,
                            ck_diags *diags) {
    loaded_game *game = calloc(1, sizeof *game);
    if (game == NULL) return ck_host_no_memory(diags);
    ck_status status = fit(path, store, threads, game, diags);
    if (status >= 0) status = ck_host_worse(status, bundle(path, game, page, diags));
    ck_play_study_free(&game->study);
    ck_play_engine_free(&game->engine);
    ck_loaded_model_free(&game->model);
    ck_host_scenario_free(&game->scenario);
    ck_play_spec_free(&game->spec);
    ck_host_arena_free(&game->arena);
    free(game);
    return status;
}
