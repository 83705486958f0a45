#include "cli/page_load.h"

#include "study/law_apply.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>

static int by_name(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

/* All scenarios of a folder, in order of their names. */
static ck_status list_folder(ck_host_arena *arena, const char *folder, const char ***path, uint32_t *count, ck_diags *diags) {
    ck_host_list list = {.each = sizeof(char *)};
    DIR *open = opendir(folder);
    if (open == NULL) return CK_OK;
    for (const struct dirent *entry = readdir(open); entry != NULL; entry = readdir(open)) {
        const size_t length = strlen(entry->d_name);
        if (length < 6 || strcmp(entry->d_name + length - 5, ".yaml") != 0) continue;
        const char **slot = ck_host_list_add(arena, &list);
        char *name = ck_host_text(arena, entry->d_name, length);
        if (slot == NULL || name == NULL) {
            closedir(open);
            return ck_host_no_memory(diags);
        }
        *slot = ck_host_path(arena, folder, name);
        if (*slot == NULL) {
            closedir(open);
            return ck_host_no_memory(diags);
        }
    }
    closedir(open);
    *path = list.item;
    *count = list.count;
    if (list.count > 0) qsort(list.item, list.count, sizeof(char *), by_name);
    return CK_OK;
}

static ck_status find_all(ck_loaded_page *loaded, const char *const **path, uint32_t *count, ck_diags *diags) {
    const char **found = NULL;
    CK_TRY(list_folder(&loaded->arena, "scenarios", &found, count, diags));
    if (*count == 0) {
        const char *folder = ck_host_path(&loaded->arena, ck_data_folder(), "scenarios");
        if (folder != NULL) CK_TRY(list_folder(&loaded->arena, folder, &found, count, diags));
    }
    *path = (const char *const *)found;
    if (*count > 0) return CK_OK;
    return ck_diags_add(diags, CK_E_MISSING, (ck_place){0}, "no scenario is named and there is no folder scenarios",
                        "name some: chokepoint report FILE.yaml ...");
}

static ck_status find_model(ck_loaded_page *loaded, const char *folder, ck_loaded_model **model, ck_diags *diags) {
    for (uint32_t k = 0; k < loaded->model_count; k++) {
        *model = &loaded->model[k];
        if (strcmp((*model)->host.folder, folder) == 0) return CK_OK;
    }
    *model = &loaded->model[loaded->model_count++];
    return ck_load_model(folder, *model, diags);
}

/* The shipped law, for the view that checks deals. A page without a law has no such view. */
static ck_status load_law(ck_loaded_page *loaded, ck_diags *diags) {
    const char *path = ck_host_find_law(ck_data_folder(), &loaded->arena);
    if (path == NULL) return CK_OK;
    CK_TRY(ck_kept_law_read(&path, 1, &loaded->law, diags));
    return ck_page_bundle_law(&loaded->bundle, &loaded->law, diags);
}

ck_status ck_load_page(const char *const *path, uint32_t count, const ck_page_wish *wish, ck_loaded_page *loaded, ck_diags *diags) {
    *loaded = (ck_loaded_page){.bundle = ck_page_bundle_start()};
    if (count == 0) CK_TRY(find_all(loaded, &path, &count, diags));
    loaded->scenario = calloc((size_t)count + 1, sizeof *loaded->scenario);
    loaded->model = calloc((size_t)count + 1, sizeof *loaded->model);
    if (loaded->scenario == NULL || loaded->model == NULL) return ck_host_no_memory(diags);
    ck_status status = CK_OK;
    for (uint32_t k = 0; k < count; k++) {
        ck_host_scenario *scenario = &loaded->scenario[loaded->scenario_count++];
        ck_loaded_model *model = NULL;
        status = ck_host_worse(status, ck_host_scenario_read(path[k], ck_data_folder(), scenario, diags));
        if (status < 0) return status;
        CK_TRY(find_model(loaded, scenario->world, &model, diags));
        status = ck_host_worse(status, ck_law_apply(scenario, &model->host.world, model->model, ck_data_folder(), diags));
        if (status < 0) return status;
        status = ck_host_worse(status, ck_page_bundle_add(&loaded->bundle, scenario, model->model, scenario->world, diags));
        if (status < 0) return status;
    }
    CK_TRY(load_law(loaded, diags));
    if (wish->game != NULL) CK_TRY(ck_load_page_game(wish->game, wish->store, wish->threads, &loaded->bundle, diags));
    CK_TRY(ck_page_bundle_close(&loaded->bundle, diags));
    return status;
}

void ck_loaded_page_free(ck_loaded_page *loaded) {
    ck_page_bundle_free(&loaded->bundle);
    for (uint32_t k = 0; k < loaded->scenario_count; k++) ck_host_scenario_free(&loaded->scenario[k]);
    for (uint32_t k = 0; k < loaded->model_count; k++) ck_loaded_model_free(&loaded->model[k]);
    ck_kept_law_free(&loaded->law);
    free(loaded->scenario);
    free(loaded->model);
    ck_host_arena_free(&loaded->arena);
    *loaded = (ck_loaded_page){0};
}
