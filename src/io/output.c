/* Files that are whole or absent. */
#include "io/output.h"

#include "base/base.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

ck_host_batch ck_host_batch_start(void) {
    return (ck_host_batch){.list = {.each = sizeof(ck_host_output)}};
}

/* ".NAME.part-PID-TRY" beside the file: another process, or one that died, never has the same name. */
static const char *temporary_name(ck_host_arena *arena, const char *path, unsigned attempt) {
    size_t base = strlen(path);
    while (base > 0 && path[base - 1] != '/') base--;
    const size_t size = strlen(path) + 64;
    char *name = ck_host_take(arena, size, 1);
    if (name != NULL) {
        snprintf(name, size, "%.*s.%s.part-%ld-%u", (int)base, path, path + base, (long)getpid(), attempt);
    }
    return name;
}

static ck_status add_output(ck_host_batch *batch, const char *path, bool open_file, ck_diags *diags) {
    for (uint32_t i = 0; i < batch->count; i++) {
        if (strcmp(batch->output[i].path, path) == 0) {
            const ck_place nowhere = {0};
            return ck_host_report(diags, CK_E_DUPLICATE, nowhere, "%q would be written twice",
                                  "give the outputs different names", path);
        }
    }
    if (ck_host_is_folder(path)) return ck_host_write_error(diags, "write", path, EISDIR);
    struct stat there;
    if (stat(path, &there) == 0 && !S_ISREG(there.st_mode)) {        // a whole file would take the place of the device
        return ck_host_report(diags, CK_E_USAGE, (ck_place){0}, "%q is a device or a pipe; a file is expected", "leave the option out and redirect the output", path);
    }
    const char *name = NULL;
    int handle = -1;
    for (unsigned attempt = 0; handle < 0 && attempt < 100; attempt++) {
        name = temporary_name(&batch->arena, path, attempt);
        if (name == NULL) return ck_host_no_memory(diags);
        handle = open(name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (handle < 0 && errno != EEXIST) return ck_host_write_error(diags, "write", path, errno);
    }
    if (handle < 0) return ck_host_write_error(diags, "write", path, EEXIST);

    FILE *file = open_file ? fdopen(handle, "wb") : NULL;
    ck_host_output *output = ck_host_list_add(&batch->arena, &batch->list);
    batch->output = batch->list.item;
    const char *kept = ck_host_text(&batch->arena, path, strlen(path));
    if ((open_file && file == NULL) || output == NULL || kept == NULL) {
        if (file != NULL) fclose(file);
        else close(handle);
        unlink(name);
        if (output != NULL) batch->list.count--;
        return ck_host_no_memory(diags);
    }
    if (!open_file) close(handle);
    *output = (ck_host_output){.path = kept, .temporary = name, .file = file};
    batch->count = batch->list.count;
    return CK_OK;
}

ck_status ck_host_batch_open(ck_host_batch *batch, const char *path, FILE **file, ck_diags *diags) {
    CK_TRY(add_output(batch, path, true, diags));
    *file = batch->output[batch->count - 1].file;
    return CK_OK;
}

ck_status ck_host_batch_name(ck_host_batch *batch, const char *path, const char **temporary, ck_diags *diags) {
    CK_TRY(add_output(batch, path, false, diags));
    *temporary = batch->output[batch->count - 1].temporary;
    return CK_OK;
}

ck_status ck_host_batch_close(ck_host_batch *batch, ck_diags *diags) {
    ck_host_output *output = &batch->output[batch->count - 1];
    if (output->file == NULL) return CK_OK;
    errno = 0;
    const bool written = fflush(output->file) == 0 && ferror(output->file) == 0;
    int error = written ? 0 : errno != 0 ? errno : EIO;
    if (fclose(output->file) != 0 && error == 0) error = errno != 0 ? errno : EIO;
    output->file = NULL;
    return error == 0 ? CK_OK : ck_host_write_error(diags, "write", output->path, error);
}

static int bring_to_disk(const char *path) {
    const int handle = open(path, O_RDONLY | O_CLOEXEC);
    if (handle < 0) return errno;
    int error = fsync(handle) == 0 ? 0 : errno;
    if (error == EINVAL || error == EROFS) error = 0;                // a folder on some file systems
    close(handle);
    return error;
}

ck_status ck_host_batch_commit(ck_host_batch *batch, ck_diags *diags) {
    ck_status status = CK_OK;
    for (uint32_t i = 0; i < batch->count && status >= 0; i++) {
        const ck_host_output *output = &batch->output[i];
        const int error = output->file != NULL ? EBUSY : bring_to_disk(output->temporary);
        if (error != 0) status = ck_host_write_error(diags, "write", output->path, error);
    }
    for (uint32_t i = 0; i < batch->count && status >= 0; i++) {
        ck_host_output *output = &batch->output[i];
        if (rename(output->temporary, output->path) == 0) output->temporary = NULL;
        else status = ck_host_write_error(diags, "write", output->path, errno);
    }
    for (uint32_t i = 0; i < batch->count && status >= 0; i++) {
        char *folder = ck_host_folder(&batch->arena, batch->output[i].path);
        if (folder != NULL) (void)bring_to_disk(folder); // the names are in place; not every system can sync them
    }
    if (status >= 0) return CK_OK;
    for (uint32_t i = 0; i < batch->count; i++) {
        ck_host_output *output = &batch->output[i];
        if (output->file != NULL) fclose(output->file);
        output->file = NULL;
        if (output->temporary != NULL) unlink(output->temporary);
        output->temporary = NULL;
    }
    return status;
}

ck_status ck_host_batch_digest(const ck_host_batch *batch, uint32_t index, ck_host_file *file, ck_diags *diags) {
    const ck_host_output *output = &batch->output[index];
    CK_TRY(ck_host_file_digest(output->temporary != NULL ? output->temporary : output->path, file, diags));
    file->path = output->path;
    return CK_OK;
}

void ck_host_batch_end(ck_host_batch *batch) {
    for (uint32_t i = 0; i < batch->count; i++) {
        ck_host_output *output = &batch->output[i];
        if (output->file != NULL) fclose(output->file);
        if (output->temporary != NULL) unlink(output->temporary);
    }
    ck_host_arena_free(&batch->arena);
    *batch = ck_host_batch_start();
}

ck_status ck_host_folder_make(const char *path, ck_diags *diags) {
    char *part = malloc(strlen(path) + 1);
    if (part == NULL) return ck_host_no_memory(diags);
    strcpy(part, path);
    int error = 0;
    for (size_t i = 1; error == 0 && i <= strlen(path); i++) {
        if (part[i] != '/' && part[i] != '\0') continue;
        const char kept = part[i];
        part[i] = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST) error = errno;
        else if (!ck_host_is_folder(part)) error = ENOTDIR;
        part[i] = kept;
    }
    free(part);
    return error == 0 ? CK_OK : ck_host_write_error(diags, "make the folder", path, error);
}
