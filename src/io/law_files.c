/* The .law files of a folder. */
#include "io/law_files.h"

#include "base/base.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define FILES_LIMIT 4096u
#define DEPTH_LIMIT 8u
#define CALENDARS   "calendars.csv"

typedef struct law_walk { ck_host_arena *arena; ck_host_list path; ck_diags *diags; } law_walk;

static bool is_law(const char *name) {
    const size_t length = strlen(name);
    return length > 4 && strcmp(name + length - 4, ".law") == 0;
}

static ck_status walk_folder(law_walk *walk, const char *folder, const char *below, uint32_t depth) {
    DIR *opened = opendir(folder);
    if (opened == NULL) return ck_host_read_error(walk->diags, folder, errno);
    ck_status status = CK_OK;
    for (struct dirent *entry = readdir(opened); entry != NULL && status >= 0; entry = readdir(opened)) {
        if (entry->d_name[0] == '.') continue;
        const char *path = ck_host_path(walk->arena, folder, entry->d_name);
        const char *seen = ck_host_join(walk->arena, below, below[0] != '\0' ? "/" : "", entry->d_name);
        if (path == NULL || seen == NULL) {
            status = ck_host_no_memory(walk->diags);
        } else if (ck_host_is_folder(path)) {
            if (depth < DEPTH_LIMIT) status = walk_folder(walk, path, seen, depth + 1);
        } else if (is_law(entry->d_name)) {
            const char **slot = walk->path.count < FILES_LIMIT ? ck_host_list_add(walk->arena, &walk->path) : NULL;
            if (slot != NULL) *slot = seen;
            else status = ck_host_report(walk->diags, CK_E_LIMIT, ck_host_whole(folder), "more than %u law files", "", FILES_LIMIT);
        }
    }
    closedir(opened);
    return status;
}

static int by_path(const void *a, const void *b) {
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static ck_status read_file(const char *path, const char *seen, ck_host_list *list, ck_host_arena *arena, ck_diags *diags) {
    ck_host_input input;
    const char *bytes = NULL;
    size_t size = 0;
    CK_TRY(ck_host_input_open(path, CK_LAW_FILE_LIMIT, &input, diags));
    const ck_status status = ck_host_input_all(&input, arena, &bytes, &size, diags);
    ck_host_input_close(&input);
    CK_TRY(status);
    ck_audit_file *file = ck_host_list_add(arena, list);
    if (file == NULL) return ck_host_no_memory(diags);
    *file = (ck_audit_file){seen, bytes, size};
    return CK_OK;
}

static ck_status read_folder(const char *folder, ck_host_list *list, ck_host_arena *arena, ck_diags *diags) {
    law_walk walk = {.arena = arena, .path = {.each = sizeof(const char *)}, .diags = diags};
    CK_TRY(walk_folder(&walk, folder, "", 0));
    if (walk.path.count > 1) qsort(walk.path.item, walk.path.count, sizeof(const char *), by_path);
    for (uint32_t i = 0; i < walk.path.count; i++) {
        const char *seen = ((const char *const *)walk.path.item)[i];
        const char *path = ck_host_path(arena, folder, seen);
        if (path == NULL) return ck_host_no_memory(diags);
        CK_TRY(read_file(path, seen, list, arena, diags));
    }
    return CK_OK;
}

static bool is_calendars(const char *path) {
    return strcmp(path, CALENDARS) == 0;
}

/* Diagnostics name files as they can be opened again; the audit names them as seen from the law's folder. */
static ck_status build(ck_host_law *loaded, const char *folder, ck_diags *diags) {
    ck_law_source *source = ck_host_take(&loaded->arena, loaded->file_count, sizeof *source);
    if (source == NULL) return ck_host_no_memory(diags);
    loaded->source = source;
    uint32_t laws = 0;
    for (uint32_t i = 0; i < loaded->file_count; i++) {
        const ck_audit_file *file = &loaded->file[i];
        const char *path = folder != NULL ? ck_host_path(&loaded->arena, folder, file->path) : file->path;
        if (path == NULL) return ck_host_no_memory(diags);
        if (folder != NULL && !ck_host_is_file(path)) path = file->path;             // one of `more`
        source[i] = (ck_law_source){path, file->bytes, file->size};
        if (is_calendars(file->path)) CK_TRY(ck_host_calendars_read(path, file->bytes, file->size, &loaded->calendars, diags));
        else laws = i + 1;               // calendars stand last
    }
    const size_t bytes = ck_law_bytes(source, laws);
    loaded->block = aligned_alloc(16, (bytes + 15) & ~(size_t)15);
    if (loaded->block == NULL) return ck_host_no_memory(diags);
    return ck_law_build(source, laws, loaded->block, bytes, &loaded->law, diags);
}

ck_status ck_host_law_read(const char *folder, const char *const *more, uint32_t more_count, ck_host_law *loaded,
                           ck_diags *diags) {
    *loaded = (ck_host_law){0};
    ck_host_list list = {.each = sizeof(ck_audit_file)};
    CK_TRY(read_folder(folder, &list, &loaded->arena, diags));
    if (list.count == 0) {
        return ck_host_report(diags, CK_E_MISSING, ck_host_whole(folder), "the folder holds no .law file",
                              "name the folder of the law with --law");
    }
    for (uint32_t i = 0; i < more_count; i++) {
        const bool is_folder = ck_host_is_folder(more[i]);
        CK_TRY(is_folder ? read_folder(more[i], &list, &loaded->arena, diags) : read_file(more[i], more[i], &list, &loaded->arena, diags));
    }
    const char *calendars = ck_host_path(&loaded->arena, folder, CALENDARS);
    if (calendars == NULL) return ck_host_no_memory(diags);
    if (ck_host_is_file(calendars)) CK_TRY(read_file(calendars, CALENDARS, &list, &loaded->arena, diags));
    loaded->file = list.item;
    loaded->file_count = list.count;
    return build(loaded, folder, diags);
}

ck_status ck_host_law_build(const ck_audit_file *file, uint32_t count, ck_host_law *loaded, ck_diags *diags) {
    *loaded = (ck_host_law){0};
    loaded->file = ck_host_take(&loaded->arena, count, sizeof *file);
    if (loaded->file == NULL) return ck_host_no_memory(diags);
    cki_copy(loaded->file, file, count * sizeof *file);
    loaded->file_count = count;
    return build(loaded, NULL, diags);
}

const char *ck_host_law_seen(const ck_host_law *loaded, const char *file) {
    for (uint32_t i = 0; i < loaded->file_count; i++) {
        if (loaded->source[i].file == file) return loaded->file[i].path;
    }
    return file;
}

void ck_host_law_free(ck_host_law *loaded) {
    free(loaded->block);
    ck_host_calendars_free(&loaded->calendars);
    ck_host_arena_free(&loaded->arena);
    *loaded = (ck_host_law){0};
}
