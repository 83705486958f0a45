#include "cli/reproduce.h"

#include "io/host.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static json_t *digest_json(uint64_t digest) {
    char text[17];
    ck_host_digest_text(digest, text);
    return json_string(text);
}

char *ck_reproduce_write(const ck_reproduce *reproduce) {
    json_t *root = json_object();
    if (root == NULL) return NULL;
    json_object_set_new(root, "program", json_string("chokepoint"));
    json_object_set_new(root, "version", json_string(CK_VERSION));
    json_object_set_new(root, "scenario", json_string(reproduce->scenario));
    json_object_set_new(root, "world", json_string(reproduce->world));
    json_object_set_new(root, "draws", json_integer(reproduce->draws));
    json_object_set_new(root, "record_every", json_integer(reproduce->record_every));
    json_object_set_new(root, "remedies", json_boolean(reproduce->remedies));
    json_object_set_new(root, "seed", digest_json(reproduce->seed));
    json_object_set_new(root, "model_digest", digest_json(reproduce->model));
    json_object_set_new(root, "scenario_digest", digest_json(reproduce->scenario_digest));
    json_object_set_new(root, "study_digest", digest_json(reproduce->study));
    char *text = json_dumps(root, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    json_decref(root);
    return text;
}

static bool read_digest(const json_t *root, const char *key, uint64_t *value) {
    const char *text = json_string_value(json_object_get(root, key));
    if (text == NULL || strlen(text) != 16 || strspn(text, "0123456789abcdef") != 16) return false;
    *value = strtoull(text, NULL, 16);
    return true;
}

static bool read_count(const json_t *root, const char *key, uint32_t low, uint32_t high, uint32_t *value) {
    const json_t *number = json_object_get(root, key);
    if (!json_is_integer(number) || json_integer_value(number) < (json_int_t)low ||
        json_integer_value(number) > (json_int_t)high)
        return false;
    *value = (uint32_t)json_integer_value(number);
    return true;
}

ck_status ck_reproduce_read(const char *file, const char *text, size_t length, ck_reproduce *reproduce,
                            ck_diags *diags) {
    *reproduce = (ck_reproduce){0};
    json_error_t error;
    json_t *root = json_loadb(text, length, JSON_REJECT_DUPLICATES, &error);
    const ck_place place = {.file = file};
    if (root == NULL)
        return ck_diags_add(diags, CK_E_FORMAT, place, "the manifest inside is not JSON: %s",
                            "was the file changed after it was written?", error.text);
    const char *scenario = json_string_value(json_object_get(root, "scenario")),
               *world = json_string_value(json_object_get(root, "world"));
    const char *version = json_string_value(json_object_get(root, "version"));
    const json_t *remedies = json_object_get(root, "remedies");
    const bool complete = scenario != NULL && world != NULL && version != NULL && json_is_boolean(remedies) &&
                          read_count(root, "draws", 0, UINT32_MAX, &reproduce->draws) &&
                          read_count(root, "record_every", 1, 36600, &reproduce->record_every) &&
                          read_digest(root, "seed", &reproduce->seed) &&
                          read_digest(root, "model_digest", &reproduce->model) &&
                          read_digest(root, "scenario_digest", &reproduce->scenario_digest) &&
                          read_digest(root, "study_digest", &reproduce->study);
    if (!complete) {
        json_decref(root);
        return ck_diags_add(diags, CK_E_FORMAT, place, "the manifest inside is not complete",
                            "was the file changed after it was written?");
    }
    reproduce->scenario = strdup(scenario);
    reproduce->world = strdup(world);
    reproduce->remedies = json_is_true(remedies);
    snprintf(reproduce->version, sizeof reproduce->version, "%.15s", version);
    json_decref(root);
    if (reproduce->scenario != NULL && reproduce->world != NULL) return CK_OK;
    ck_reproduce_free(reproduce);
    return ck_host_no_memory(diags);
}

void ck_reproduce_free(ck_reproduce *reproduce) {
    free(reproduce->scenario);
    free(reproduce->world);
    *reproduce = (ck_reproduce){0};
}
