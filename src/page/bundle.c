#include "page/bundle.h"

#include "io/tables.h"
#include "page/files.h"
#include "page/spec_json.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

ck_page_bundle ck_page_bundle_start(void) {
    return (ck_page_bundle){.scenarios = json_array(),
                            .blobs = {.each = sizeof(ck_page_blob)},
                            .models = {.each = sizeof(const ck_model *)},
                            .names = {.each = sizeof(const char *)}};
}

/* ---------------------------------------------------------------- scenarios --------------------------------------- */

static const json_t *find(const ck_page_bundle *bundle, const char *name) {
    size_t at = 0;
    json_t *row = NULL;
    json_array_foreach((json_t *)bundle->scenarios, at, row) {
        if (strcmp(json_string_value(json_object_get(row, "name")), name) == 0) return row;
    }
    return NULL;
}

static bool same(const json_t *row, const json_t *spec, const char *world) {
    return row != NULL && json_equal(json_object_get(row, "spec"), spec) &&
           strcmp(json_string_value(json_object_get(row, "model")), world) == 0;
}

/* A name that the page already has: the same scenario again is passed over, another variant is renamed and said, another
   scenario is an error. Links and lists know scenarios by name. */
static ck_status settle_name(ck_page_bundle *bundle, const ck_host_scenario *scenario, const char **name, const json_t *spec, const char *world,
                             bool *again, ck_diags *diags) {
    const json_t *row = find(bundle, *name);
    *again = same(row, spec, world);
    if (row == NULL || *again) return CK_OK;
    if (*name == scenario->spec.name) {
        return ck_diags_add(diags, CK_E_DUPLICATE, (ck_place){0}, "a page has two different scenarios called %q",
                            "give one of them another name, or make two pages", *name);
    }
    const char *longer = ck_host_join(&bundle->arena, scenario->spec.name, ": ", *name);
    if (longer == NULL) return ck_host_no_memory(diags);
    row = find(bundle, longer);
    *again = same(row, spec, world);
    if (*again) return CK_OK;
    if (row != NULL) {
        return ck_diags_add(diags, CK_E_DUPLICATE, (ck_place){0}, "a page has two different scenarios called %q",
                            "give one of them another name, or make two pages", longer);
    }
    const ck_status noted = ck_diags_add(diags, CK_NOTED, (ck_place){0}, "the page already has a scenario called %q; this one is called %q there",
                                         "give the variant a name of its own", *name, longer);
    *name = longer;
    return noted;
}

static ck_status add_spec(ck_page_bundle *bundle, const ck_host_scenario *scenario, const char *name, const char *title,
                          const ck_scenario_spec *spec, const ck_model *model, const char *world, ck_diags *diags) {
    json_t *json = ck_page_spec_json(model, spec);
    json_object_set_new(json, "name", ck_host_json_text(name));
    json_object_set_new(json, "title", ck_host_json_text(title));
    bool again = false;
    const ck_status settled = settle_name(bundle, scenario, &name, json, world, &again, diags);
    if (settled < 0 || again) {
        json_decref(json);
        return settled;
    }
    json_t *row = json_object(), *focus = json_array();
    for (uint32_t k = 0; k < scenario->report.focus_region_count; k++) {
        json_array_append_new(focus, ck_host_json_text(scenario->report.focus_regions[k]));
    }
    json_object_set_new(row, "name", ck_host_json_text(name));
    json_object_set_new(row, "title", ck_host_json_text(title));
    json_object_set_new(row, "question", ck_host_json_text(scenario->report.question));
    json_object_set_new(row, "world", ck_host_json_text(scenario->world_text));
    json_object_set_new(row, "model", ck_host_json_text(world));
    json_object_set_new(row, "focus", focus);
    json_object_set_new(row, "spec", json);
    return json_array_append_new((json_t *)bundle->scenarios, row) == 0 ? settled : ck_host_no_memory(diags);
}

static ck_status add_model(ck_page_bundle *bundle, const ck_model *model, const char *world, ck_diags *diags) {
    const char **names = bundle->names.item;
    for (uint32_t k = 0; k < bundle->names.count; k++) {
        if (strcmp(names[k], world) != 0) continue;
        if (ck_model_digest(((const ck_model **)bundle->models.item)[k]) == ck_model_digest(model)) return CK_OK;
        return ck_diags_add(diags, CK_E_DUPLICATE, (ck_place){0}, "a page has two worlds in folders called %q",
                            "rename the folder of one, or make two pages", world);
    }
    const ck_model **slot = ck_host_list_add(&bundle->arena, &bundle->models);
    const char **name = ck_host_list_add(&bundle->arena, &bundle->names);
    if (slot == NULL || name == NULL) return ck_host_no_memory(diags);
    *slot = model;
    *name = ck_host_text(&bundle->arena, world, strlen(world));
    return *name != NULL ? CK_OK : ck_host_no_memory(diags);
}

ck_status ck_page_bundle_add(ck_page_bundle *bundle, const ck_host_scenario *scenario, const ck_model *model, const char *world,
                             ck_diags *diags) {
    world = ck_host_last_part(world);
    ck_status status = add_spec(bundle, scenario, scenario->spec.name, scenario->spec.title, &scenario->spec, model, world, diags);
    for (uint32_t k = 0; k < scenario->compare_count && status >= 0; k++) {
        const ck_host_compare *with = &scenario->compare[k];
        if (with->kind != CK_COMPARE_VARIANT) continue;
        status = ck_host_worse(status, add_spec(bundle, scenario, with->name, with->title, &with->spec, model, world, diags));
    }
    return status >= 0 ? ck_host_worse(status, add_model(bundle, model, world, diags)) : status;
}

/* ---------------------------------------------------------------- law --------------------------------------------- */

ck_status ck_page_bundle_law(ck_page_bundle *bundle, const ck_kept_law *law, ck_diags *diags) {
    json_t *files = json_array();
    for (uint32_t k = 0; k < law->file_count; k++) {
        json_t *one = json_object();
        json_object_set_new(one, "name", ck_host_json_text(law->file[k].path));
        json_object_set_new(one, "text", json_stringn(law->file[k].bytes, law->file[k].size));
        json_array_append_new(files, one);
    }
    json_decref(bundle->law);
    bundle->law = files;
    return files != NULL && json_array_size(files) == law->file_count ? CK_OK : ck_host_no_memory(diags);
}

void ck_page_bundle_game(ck_page_bundle *bundle, void *game) {
    json_decref(bundle->game);
    bundle->game = game;
}

/* ---------------------------------------------------------------- compression ------------------------------------- */

bool ck_page_gzip(const void *data, size_t size, ck_page_blob *blob) {
    z_stream stream = {0};
    if (size > UINT32_MAX / 2 || deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY) != Z_OK) return false;
    const uLong most = deflateBound(&stream, (uLong)size);
    blob->data = malloc(most);
    stream.next_in = (unsigned char *)data;
    stream.avail_in = (uInt)size;
    stream.next_out = blob->data;
    stream.avail_out = (uInt)most;
    const bool done = blob->data != NULL && deflate(&stream, Z_FINISH) == Z_STREAM_END;
    blob->size = stream.total_out;
    deflateEnd(&stream);
    return done;
}

static ck_status add_blob(ck_page_bundle *bundle, const char *name, const void *data, size_t size, ck_diags *diags) {
    ck_page_blob *blob = ck_host_list_add(&bundle->arena, &bundle->blobs);
    if (blob == NULL || name == NULL || data == NULL || !ck_page_gzip(data, size, blob)) return ck_host_no_memory(diags);
    blob->name = name;
    bundle->blob = bundle->blobs.item;
    bundle->blob_count = bundle->blobs.count;
    return CK_OK;
}

static ck_status add_json(ck_page_bundle *bundle, const char *name, const void *json, ck_diags *diags) {
    if (json == NULL) return CK_OK;
    char *text = json_dumps(json, JSON_COMPACT);
    const ck_status status = add_blob(bundle, name, text, text != NULL ? strlen(text) : 0, diags);
    free(text);
    return status;
}

/* {"scenarios", "views"}: what the page can choose from; views are those beside the scenario, and NAME.json.gz is what each needs. */
static ck_status add_contents(ck_page_bundle *bundle, ck_diags *diags) {
    json_t *views = json_array();
    if (bundle->law != NULL) json_array_append_new(views, json_string("law"));
    if (bundle->game != NULL) json_array_append_new(views, json_string("game"));
    json_t *contents = json_pack("{s:O,s:o}", "scenarios", (json_t *)bundle->scenarios, "views", views);
    const ck_status status = contents != NULL ? add_json(bundle, "scenarios.json.gz", contents, diags) : ck_host_no_memory(diags);
    json_decref(contents);
    return status;
}

ck_status ck_page_bundle_close(ck_page_bundle *bundle, ck_diags *diags) {
    ck_status status = add_contents(bundle, diags);
    if (status >= 0) status = add_json(bundle, "law.json.gz", bundle->law, diags);
    if (status >= 0) status = add_json(bundle, "game.json.gz", bundle->game, diags);
    const ck_model **models = bundle->models.item;
    const char **names = bundle->names.item;
    for (uint32_t k = 0; k < bundle->models.count && status >= 0; k++) {
        const size_t bytes = ck_model_file_bytes(models[k]);
        void *file = malloc(bytes);
        if (file != NULL) ck_model_save(models[k], file);
        status = add_blob(bundle, ck_host_join(&bundle->arena, names[k], ".model.gz", NULL), file, bytes, diags);
        free(file);
    }
    return status;
}

void ck_page_bundle_free(ck_page_bundle *bundle) {
    for (uint32_t k = 0; k < bundle->blob_count; k++) free(bundle->blob[k].data);
    json_decref(bundle->scenarios);
    json_decref(bundle->law);
    json_decref(bundle->game);
    ck_host_arena_free(&bundle->arena);
    *bundle = (ck_page_bundle){0};
}

/* ---------------------------------------------------------------- writing ----------------------------------------- */

static ck_status write_file(const char *folder, const char *name, const void *data, size_t size, ck_host_batch *batch,
                            ck_diags *diags) {
    char *path = ck_host_path(&batch->arena, folder, name);
    FILE *out = NULL;
    if (path == NULL) return ck_host_no_memory(diags);
    CK_TRY(ck_host_batch_open(batch, path, &out, diags));
    fwrite(data, 1, size, out);
    return ck_host_batch_close(batch, diags);
}

ck_status ck_page_write_folder(const ck_page_bundle *bundle, const char *folder, ck_host_batch *batch, ck_diags *diags) {
    ck_status status = CK_OK;
    char *data = ck_host_path(&batch->arena, folder, "data");
    if (data == NULL) return ck_host_no_memory(diags);
    CK_TRY(ck_host_folder_make(data, diags));
    for (const ck_page_file *file = ck_page_files(); file->name != NULL && status >= 0; file++) {
        status = write_file(folder, file->name, file->data, file->size, batch, diags);
    }
    for (uint32_t k = 0; k < bundle->blob_count && status >= 0; k++) {
        status = write_file(data, bundle->blob[k].name, bundle->blob[k].data, bundle->blob[k].size, batch, diags);
    }
    return status;
}

static void write_base64(FILE *out, const unsigned char *data, size_t size) {
    static const char DIGIT[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t k = 0; k < size; k += 3) {
        const bool two = k + 1 < size, three = k + 2 < size;
        const unsigned b = (unsigned)data[k] << 16 | (two ? (unsigned)data[k + 1] << 8 : 0) | (three ? data[k + 2] : 0);
        const char four[4] = {DIGIT[b >> 18], DIGIT[b >> 12 & 63], two ? DIGIT[b >> 6 & 63] : '=',
                              three ? DIGIT[b & 63] : '='};
        fwrite(four, 1, 4, out);
    }
}

/* Every part is data of the document, as the start of the page reads it. */
static void write_part(FILE *out, const char *folder, const char *name, const unsigned char *data, size_t size) {
    fprintf(out, "<script type=\"application/octet-stream\" data-file=\"%s%s\">", folder, name);
    write_base64(out, data, size);
    fputs("</script>\n", out);
}

ck_status ck_page_write_one(const ck_page_bundle *bundle, FILE *out, ck_diags *diags) {
    const ck_page_file *frame = ck_page_file_find("index.html");
    static const char HERE[] = "<!--files-->";
    char *text = frame != NULL ? strndup((const char *)frame->data, frame->size) : NULL;
    char *here = text != NULL ? strstr(text, HERE) : NULL;
    if (here == NULL) {
        free(text);
        return ck_diags_add(diags, CK_E_USAGE, (ck_place){0}, "this program was built without the page",
                            "install the packages of section [needed-for-page] of packages.txt and build again");
    }
    const char *end = strstr(here, "<!--end-->");
    fwrite(text, 1, (size_t)(here - text), out);
    const ck_page_file *style = ck_page_file_find("style.css"), *script = ck_page_file_find("page.js");
    fputs("<style>", out);
    fwrite(style->data, 1, style->size, out);
    fputs("</style>\n", out);
    for (const ck_page_file *file = ck_page_files(); file->name != NULL; file++) {
        if (file != style && file != script && file != frame) write_part(out, "", file->name, file->data, file->size);
    }
    for (uint32_t k = 0; k < bundle->blob_count; k++) {
        write_part(out, "data/", bundle->blob[k].name, bundle->blob[k].data, bundle->blob[k].size);
    }
    fputs("<script>", out);
    fwrite(script->data, 1, script->size, out);
    fputs("</script>\n", out);
    if (end != NULL) fputs(end + strlen("<!--end-->"), out);
    free(text);
    return CK_OK;
}
