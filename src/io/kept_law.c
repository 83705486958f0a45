/* A law with its texts and calendars. */
#include "io/kept_law.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

#define CALENDARS "calendars.csv"

/* Behind the folder that it was found in; a file that was named itself keeps its name. */
static const char *seen_from(const char *file, const char *const *path, uint32_t count) {
    for (uint32_t i = 0; i < count; i++) {
        size_t length = strlen(path[i]);
        while (length > 1 && path[i][length - 1] == '/') length--;
        if (strncmp(file, path[i], length) != 0 || file[length] != '/') continue;
        const char *seen = file + length;
        while (*seen == '/') seen++;
        return seen;
    }
    const char *slash = strrchr(file, '/');
    return slash != NULL ? slash + 1 : file;
}

static ck_status read_calendars(ck_kept_law *kept, const char *const *path, uint32_t count, ck_diags *diags) {
    for (uint32_t i = 0; i < count; i++) {
        const char *name = ck_host_is_folder(path[i]) ? ck_host_path(&kept->arena, path[i], CALENDARS) : NULL;
        if (name == NULL || !ck_host_is_file(name)) continue;
        ck_host_input input;
        const char *bytes = NULL;
        size_t size = 0;
        CK_TRY(ck_host_input_open(name, CK_LAW_FILE_LIMIT, &input, diags));
        const ck_status status = ck_host_input_all(&input, &kept->arena, &bytes, &size, diags);
        ck_host_input_close(&input);
        CK_TRY(status);
        kept->file[kept->file_count++] = (ck_audit_file){CALENDARS, bytes, size};
        return ck_host_calendars_read(name, bytes, size, &kept->calendars, diags);
    }
    return CK_OK;
}

ck_status ck_kept_law_read(const char *const *path, uint32_t count, ck_kept_law *kept, ck_diags *diags) {
    *kept = (ck_kept_law){0};
    CK_TRY(ck_host_law_read(path, count, &kept->host, diags));
    kept->law = kept->host.law;
    kept->source = kept->host.source;
    kept->source_count = kept->host.source_count;
    kept->file = ck_host_take(&kept->arena, (size_t)kept->source_count + 1, sizeof *kept->file);
    if (kept->file == NULL) return ck_host_no_memory(diags);
    for (uint32_t i = 0; i < kept->source_count; i++) {
        const ck_law_source *source = &kept->source[i];
        kept->file[kept->file_count++] = (ck_audit_file){seen_from(source->file, path, count), source->text, source->length};
    }
    return read_calendars(kept, path, count, diags);
}

ck_status ck_kept_law_build(const ck_audit_file *file, uint32_t count, ck_kept_law *kept, ck_diags *diags) {
    *kept = (ck_kept_law){0};
    kept->file = ck_host_take(&kept->arena, count, sizeof *kept->file);
    ck_law_source *source = ck_host_take(&kept->arena, count, sizeof *source);
    if (kept->file == NULL || source == NULL) return ck_host_no_memory(diags);
    cki_copy(kept->file, file, count * sizeof *file);
    kept->file_count = count;
    kept->source = source;
    for (uint32_t i = 0; i < count; i++) {
        if (strcmp(file[i].path, CALENDARS) == 0) CK_TRY(ck_host_calendars_read(file[i].path, file[i].bytes, file[i].size, &kept->calendars, diags));
        else source[kept->source_count++] = (ck_law_source){file[i].path, file[i].bytes, file[i].size};
    }
    const size_t bytes = ck_law_bytes(source, kept->source_count);
    kept->block = bytes < SIZE_MAX / 2 ? aligned_alloc(16, (bytes + 15) & ~(size_t)15) : NULL;
    if (kept->block == NULL) return ck_host_no_memory(diags);
    return ck_law_build(source, kept->source_count, kept->block, bytes, &kept->law, diags);
}

const char *ck_kept_law_seen(const ck_kept_law *kept, const char *file) {
    for (uint32_t i = 0; i < kept->source_count; i++) {
        if (kept->source[i].file == file) return kept->file[i].path;
    }
    return file;
}

void ck_kept_law_free(ck_kept_law *kept) {
    free(kept->block);
    ck_host_law_free(&kept->host);
    ck_host_calendars_free(&kept->calendars);
    ck_host_arena_free(&kept->arena);
    *kept = (ck_kept_law){0};
}
