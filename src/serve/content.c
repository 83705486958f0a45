/* What the server has ready before the first client: files, the shelf of scenarios, the part of the status that
   stays. */
#include "serve/server.h"

#include "io/tables.h"
#include "page/files.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static ck_status add_page(ck_server *server, ck_diags *diags) {
    for (const ck_page_file *file = ck_page_files(); file->name != NULL; file++) {
        const char *path = ck_host_join(&server->arena, "/", file->name, NULL);
        if (path == NULL) return ck_host_no_memory(diags);
        CK_TRY(ck_serve_files_add(&server->files, path, file->type, file->data, file->size, diags));
        if (strcmp(file->name, "index.html") != 0) continue;
        CK_TRY(ck_serve_files_add(&server->files, "/", file->type, file->data, file->size, diags));
    }
    const ck_page_bundle *bundle = server->content.bundle;
    for (uint32_t k = 0; k < bundle->blob_count; k++) {
        const char *path = ck_host_join(&server->arena, "/data/", bundle->blob[k].name, NULL);
        if (path == NULL) return ck_host_no_memory(diags);
        CK_TRY(ck_serve_files_add(&server->files, path, "application/gzip", bundle->blob[k].data, bundle->blob[k].size,
                                  diags));
    }
    return CK_OK;
}

static ck_status add_law(ck_server *server, json_t *names, ck_diags *diags) {
    const ck_kept_law *law = server->content.law;
    for (uint32_t k = 0; k < law->file_count; k++) {
        const char *path = ck_host_join(&server->arena, "/law/", law->file[k].path, NULL);
        if (path == NULL) return ck_host_no_memory(diags);
        CK_TRY(ck_serve_files_add(&server->files, path, "text/plain; charset=utf-8", law->file[k].bytes,
                                  law->file[k].size, diags));
        json_array_append_new(names, ck_host_json_text(law->file[k].path));
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- scenarios --------------------------------------- */

/* The name under which a file of scenarios is served: "/scenarios/" and its path behind the folder of the scenario
   that named it. */
static const char *served_name(ck_server *server, const ck_host_scenario *scenario, const char *path) {
    const char *folder = ck_host_folder(&server->arena, scenario->path);
    const size_t length = folder != NULL ? strlen(folder) : 0;
    const bool below = length > 0 && strncmp(path, folder, length) == 0 && path[length] == '/';
    return ck_host_join(&server->arena, "/scenarios/", below ? path + length + 1 : ck_host_last_part(path), NULL);
}

static bool ends_in_yaml(const char *path) {
    const size_t length = strlen(path);
    return length > 5 && strcmp(path + length - 5, ".yaml") == 0;
}

static ck_status add_text(ck_server *server, const char *served, const char *path, ck_diags *diags) {
    ck_host_input input;
    const char *bytes = NULL;
    size_t size = 0;
    CK_TRY(ck_host_input_open(path, CK_HOST_YAML_LIMIT, &input, diags));
    const ck_status status = ck_host_input_all(&input, &server->arena, &bytes, &size, diags);
    ck_host_input_close(&input);
    CK_TRY(status);
    return ck_serve_files_add(&server->files, served, "application/yaml; charset=utf-8", bytes, size, diags);
}

/* Scenario files and what they include are served and make up the shelf; texts of the law have a place of their own. */
static ck_status add_scenarios(ck_server *server, json_t *list, ck_diags *diags) {
    ck_host_list shelf = {.each = sizeof(char *)};
    for (uint32_t s = 0; s < server->content.scenario_count; s++) {
        const ck_host_scenario *scenario = &server->content.scenario[s];
        for (uint32_t f = 0; f < scenario->file_count; f++) {
            const char *path = scenario->file[f].path, **known = shelf.item;
            uint32_t n = 0;
            while (n < shelf.count && strcmp(known[n], path) != 0) n++;
            if (n < shelf.count || !ends_in_yaml(path)) continue;
            const char *served = served_name(server, scenario, path);
            const char **slot = ck_host_list_add(&server->arena, &shelf);
            if (served == NULL || slot == NULL) return ck_host_no_memory(diags);
            *slot = path;
            CK_TRY(add_text(server, served, path, diags));
        }
        const char *served = served_name(server, scenario, scenario->path);
        json_array_append_new(list, json_pack("{s:o,s:o,s:o,s:o}", "name", ck_host_json_text(scenario->spec.name),
                                              "title", ck_host_json_text(scenario->spec.title), "world",
                                              ck_host_json_text(ck_host_last_part(scenario->world)), "path",
                                              ck_host_json_text(served != NULL ? served + 1 : NULL)));
    }
    server->shelf = (ck_host_shelf){shelf.item, shelf.count};
    return CK_OK;
}

/* ---------------------------------------------------------------- status ------------------------------------------ */

static json_t *worlds_json(const ck_serve_content *content) {
    json_t *list = json_array();
    for (uint32_t k = 0; k < content->world_count; k++) {
        char digest[17];
        ck_host_digest_text(ck_model_digest(content->world[k].model), digest);
        const char *name = ck_host_last_part(content->world[k].folder);
        json_array_append_new(list, json_pack("{s:o,s:s}", "name", ck_host_json_text(name), "digest", digest));
    }
    return list;
}

ck_status ck_serve_content_make(ck_server *server, ck_diags *diags) {
    const ck_serve_options *options = &server->options;
    json_t *scenarios = json_array(), *law = json_array();
    server->files = ck_serve_files_start();
    server->status = json_pack("{s:s,s:s,s:b,s:i,s:{s:i,s:i,s:I,s:f},s:b,s:o,s:o,s:o}", "program", "chokepoint",
                               "version", CK_VERSION, "page", ck_page_built(), "threads", (int)options->threads,
                               "limits", "draws", (int)options->draws, "days", (int)options->days, "body",
                               (json_int_t)options->body, "seconds", options->seconds, "write", options->write != NULL,
                               "worlds", worlds_json(&server->content), "scenarios", scenarios, "law", law);
    if (server->status == NULL) return ck_host_no_memory(diags);
    CK_TRY(add_page(server, diags));
    CK_TRY(add_law(server, law, diags));
    CK_TRY(add_scenarios(server, scenarios, diags));
    ck_serve_files_close(&server->files);
    return CK_OK;
}

char *ck_serve_status_text(ck_server *server, size_t *size) {
    uint32_t running = 0, waiting = 0;
    ck_pool_counts(&server->runs, &running, &waiting);
    json_t *whole = json_copy(server->status);
    json_object_set_new(whole, "jobs",
                        json_pack("{s:i,s:i,s:i,s:i}", "running", (int)running, "waiting", (int)waiting, "at_once",
                                  (int)server->options.at_once, "queue", (int)server->options.queue));
    char *text = json_dumps(whole, JSON_COMPACT);
    json_decref(whole);
    *size = text != NULL ? strlen(text) : 0;
    if (text != NULL) text[(*size)++] = '\n'; // in the place of the NUL: the size counts
    return text;
}
