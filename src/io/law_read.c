#include "io/law.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH_LIMIT 16

const char *ck_host_find_law(const char *data_folder, ck_host_arena *arena) {
    if (ck_host_is_folder("law")) return "law";
    if (data_folder == NULL) return NULL;
    const char *path = ck_host_join(arena, data_folder, "/", "law");
    return path != NULL && ck_host_is_folder(path) ? path : NULL;
}

static bool is_law_file(const char *name) {
    const size_t length = strlen(name);
    return length > 4 && strcmp(name + length - 4, ".law") == 0 && name[0] != '.';
}

static ck_status add_path(ck_host_arena *arena, ck_host_list *paths, const char *path, ck_diags *diags) {
    const char **item = ck_host_list_add(arena, paths);
    if (item == NULL) return ck_host_no_memory(diags);
    *item = path;
    return CK_OK;
}

static ck_status walk(ck_host_arena *arena, ck_host_list *paths, const char *folder, uint32_t depth, ck_diags *diags) {
    if (depth > DEPTH_LIMIT) return ck_host_report(diags, CK_E_LIMIT, ck_host_whole(folder), "folders nested deeper than 16", "");
    DIR *opened = opendir(folder);
    if (opened == NULL) return ck_host_read_error(diags, folder, errno);
    ck_status status = CK_OK;
    for (const struct dirent *entry = readdir(opened); entry != NULL && status >= 0; entry = readdir(opened)) {
        if (entry->d_name[0] == '.') continue;
        const char *path = ck_host_join(arena, folder, "/", entry->d_name);
        if (path == NULL) status = ck_host_no_memory(diags);
        else if (ck_host_is_folder(path)) status = walk(arena, paths, path, depth + 1, diags);
        else if (is_law_file(entry->d_name)) status = add_path(arena, paths, path, diags);
    }
    closedir(opened);
    return status;
}

static int compare_paths(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static ck_status read_source(ck_host_law *loaded, const char *path, uint32_t at, ck_diags *diags) {
    ck_host_input input;
    CK_TRY(ck_host_input_open(path, CK_LAW_FILE_LIMIT, &input, diags));
    const char *bytes = NULL;
    size_t size = 0;
    const ck_status status = ck_host_input_all(&input, &loaded->arena, &bytes, &size, diags);
    loaded->file[at] = ck_host_input_file(&input);
    loaded->source[at] = (ck_law_source){path, bytes, size};
    ck_host_input_close(&input);
    return status;
}

ck_status ck_host_law_sources(const char *const *path, uint32_t count, ck_host_law *loaded, ck_diags *diags) {
    *loaded = (ck_host_law){0};
    ck_host_list paths = {.each = sizeof(const char *)};
    for (uint32_t k = 0; k < count; k++) {
        const uint32_t before = paths.count;
        const char *name = ck_host_text(&loaded->arena, path[k], strlen(path[k]));
        if (name == NULL) return ck_host_no_memory(diags);
        CK_TRY(ck_host_is_folder(name) ? walk(&loaded->arena, &paths, name, 0, diags) : add_path(&loaded->arena, &paths, name, diags));
        if (paths.count == before)
            return ck_host_report(diags, CK_E_MISSING, ck_host_whole(name), "no law file in this folder", "law files are called NAME.law");
        qsort((const char **)paths.item + before, paths.count - before, sizeof(const char *), compare_paths);
    }
    loaded->source_count = paths.count;
    loaded->source = ck_host_take(&loaded->arena, (size_t)paths.count + 1, sizeof *loaded->source);
    loaded->file = ck_host_take(&loaded->arena, (size_t)paths.count + 1, sizeof *loaded->file);
    if (loaded->source == NULL || loaded->file == NULL) return ck_host_no_memory(diags);
    for (uint32_t k = 0; k < paths.count; k++) CK_TRY(read_source(loaded, ((const char **)paths.item)[k], k, diags));
    return CK_OK;
}

ck_status ck_host_law_read(const char *const *path, uint32_t count, ck_host_law *loaded, ck_diags *diags) {
    CK_TRY(ck_host_law_sources(path, count, loaded, diags));
    const size_t bytes = ck_law_bytes(loaded->source, loaded->source_count);
    loaded->block = bytes < SIZE_MAX / 2 ? aligned_alloc(16, (bytes + 15) & ~(size_t)15) : NULL;
    if (loaded->block == NULL) return ck_host_no_memory(diags);
    return ck_law_build(loaded->source, loaded->source_count, loaded->block, bytes, &loaded->law, diags);
}

void ck_host_law_free(ck_host_law *loaded) {
    free(loaded->block);
    ck_host_arena_free(&loaded->arena);
    *loaded = (ck_host_law){0};
}
