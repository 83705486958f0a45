/* manifest.json: what a run read, what it wrote, what would make it again. */
#include "io/tables.h"

#include <inttypes.h>
#include <jansson.h>
#include <string.h>

static void set_digest(json_t *object, const char *key, uint64_t digest) {
    char text[17];
    ck_host_digest_text(digest, text);
    json_object_set_new(object, key, json_string(text));
}

/* Outputs are named as seen from the manifest, so that equal runs in different folders give equal manifests. */
static const char *beside(const char *path, const char *manifest) {
    const char *last = strrchr(manifest, '/');
    const size_t folder = last != NULL ? (size_t)(last - manifest) + 1 : 0;
    return strncmp(path, manifest, folder) == 0 ? path + folder : path;
}

static json_t *file_json(const ck_host_file *file) {
    json_t *object = json_object();
    json_object_set_new(object, "path", ck_host_json_text(file->path));
    json_object_set_new(object, "bytes", json_integer((json_int_t)file->bytes));
    set_digest(object, "digest", file->digest);
    return object;
}

ck_status ck_host_write_manifest(const char *path, const ck_host_manifest *manifest, ck_host_batch *batch,
                                 ck_diags *diags) {
    json_t *whole = json_object(), *options = json_object(), *inputs = json_array(), *outputs = json_array();
    char seed[24];
    json_object_set_new(whole, "program", json_string("chokepoint"));
    json_object_set_new(whole, "version", json_string(CK_VERSION));
    json_object_set_new(whole, "command", ck_host_json_text(manifest->command));
    json_object_set_new(whole, "scenario", ck_host_json_text(manifest->scenario));
    json_object_set_new(whole, "world", ck_host_json_text(manifest->world));
    snprintf(seed, sizeof seed, "%" PRIu64, manifest->seed);         // 64 bits do not fit the integers of JSON readers
    json_object_set_new(whole, "seed", json_string(seed));
    json_object_set_new(whole, "draws", json_integer(manifest->draws));
    set_digest(whole, "model_digest", manifest->model_digest);
    set_digest(whole, "scenario_digest", manifest->scenario_digest);
    set_digest(whole, "run_digest", manifest->run_digest);
    for (uint32_t i = 0; i < manifest->option_count; i++) {
        json_object_set_new(options, manifest->option[i].name, ck_host_json_text(manifest->option[i].value));
    }
    for (uint32_t i = 0; i < manifest->input_count; i++) json_array_append_new(inputs, file_json(&manifest->input[i]));
    ck_status status = CK_OK;
    for (uint32_t i = 0; i < batch->count && status >= 0; i++) {
        ck_host_file file = {0};
        status = ck_host_batch_digest(batch, i, &file, diags);
        if (status < 0) break;
        file.path = beside(file.path, path);
        json_array_append_new(outputs, file_json(&file));
    }
    json_object_set_new(whole, "options", options);
    json_object_set_new(whole, "inputs", inputs);
    json_object_set_new(whole, "outputs", outputs);
    if (status >= 0) status = ck_host_write_json(path, whole, batch, diags);
    json_decref(whole);
    return status;
}
