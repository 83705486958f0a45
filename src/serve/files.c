#include "serve/files.h"

#include "page/bundle.h"

#include <microhttpd.h>
#include <stdlib.h>
#include <string.h>

/* The page runs its own scripts, most of which it unpacks (blob:), and asks its own server; styles are set by its script. */
static const char POLICY[] =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' blob:; worker-src 'self' blob:; style-src 'self' 'unsafe-inline'; "
    "img-src data: blob:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

void ck_serve_safe_headers(struct MHD_Response *response) {
    static const char *const HEADER[][2] = {{"X-Content-Type-Options", "nosniff"},
                                            {"Content-Security-Policy", POLICY},
                                            {"X-Frame-Options", "DENY"},
                                            {"Referrer-Policy", "no-referrer"},
                                            {"Cross-Origin-Opener-Policy", "same-origin"},
                                            {"Cross-Origin-Resource-Policy", "same-origin"}};
    for (size_t k = 0; k < sizeof HEADER / sizeof *HEADER; k++)
        MHD_add_response_header(response, HEADER[k][0], HEADER[k][1]);
}

ck_serve_files ck_serve_files_start(void) { return (ck_serve_files){.list = {.each = sizeof(ck_serve_file)}}; }

static struct MHD_Response *make_response(const void *data, size_t size, const char *type, const char *tag,
                                          bool packed) {
    struct MHD_Response *response = MHD_create_response_from_buffer(size, (void *)data, MHD_RESPMEM_PERSISTENT);
    if (response == NULL) return NULL;
    ck_serve_safe_headers(response);
    if (type != NULL) MHD_add_response_header(response, "Content-Type", type);
    MHD_add_response_header(response, "ETag", tag);
    MHD_add_response_header(response, "Cache-Control", "no-cache");
    MHD_add_response_header(response, "Vary", "Accept-Encoding");
    if (packed) MHD_add_response_header(response, "Content-Encoding", "gzip");
    // the page learns from this that it is served by us, and asks a static host for nothing
    if (type != NULL && strncmp(type, "text/html", 9) == 0)
        MHD_add_response_header(response, "Server-Timing", "chokepoint");
    return response;
}

ck_status ck_serve_files_add(ck_serve_files *files, const char *path, const char *type, const void *data, size_t size,
                             ck_diags *diags) {
    ck_serve_file *file = ck_host_list_add(&files->arena, &files->list);
    if (file == NULL) return ck_host_no_memory(diags);
    file->path = ck_host_text(&files->arena, path, strlen(path));
    if (file->path == NULL) return ck_host_no_memory(diags);
    char digest[17];
    ck_digest hash = ck_digest_start(size);
    ck_digest_bytes(&hash, data, size);
    ck_host_digest_text(ck_digest_value(&hash), digest);
    snprintf(file->tag, sizeof file->tag, "\"%s\"", digest);
    snprintf(file->tag_packed, sizeof file->tag_packed, "\"%s-gzip\"", digest);
    file->plain = make_response(data, size, type, file->tag, false);
    file->same = make_response("", 0, NULL, file->tag, false);
    if (file->plain == NULL || file->same == NULL) return ck_host_no_memory(diags);
    ck_page_blob packed = {0};
    const bool worth = size > 1024 && strcmp(type, "application/gzip") != 0 && ck_page_gzip(data, size, &packed) &&
                       packed.size < size - size / 8;
    void *kept = worth ? ck_host_text(&files->arena, (const char *)packed.data, packed.size) : NULL;
    free(packed.data);
    if (kept == NULL) return worth ? ck_host_no_memory(diags) : CK_OK;
    file->packed = make_response(kept, packed.size, type, file->tag_packed, true);
    file->same_packed = make_response("", 0, NULL, file->tag_packed, false);
    return file->packed != NULL && file->same_packed != NULL ? CK_OK : ck_host_no_memory(diags);
}

static int by_path(const void *a, const void *b) {
    return strcmp(((const ck_serve_file *)a)->path, ((const ck_serve_file *)b)->path);
}

static void drop(ck_serve_file *file) {
    struct MHD_Response *const response[] = {file->plain, file->packed, file->same, file->same_packed};
    for (size_t k = 0; k < sizeof response / sizeof *response; k++) {
        if (response[k] != NULL) MHD_destroy_response(response[k]);
    }
}

void ck_serve_files_close(ck_serve_files *files) {
    ck_serve_file *file = files->list.item;
    uint32_t kept = 0;
    for (uint32_t k = 0; k < files->list.count; k++) {
        uint32_t n = 0;
        while (n < kept && strcmp(file[n].path, file[k].path) != 0) n++;
        if (n < kept)
            drop(&file[k]);
        else
            file[kept++] = file[k];
    }
    files->list.count = kept;
    if (kept > 0) qsort(file, kept, sizeof *file, by_path);
}

const ck_serve_file *ck_serve_files_find(const ck_serve_files *files, const char *path) {
    const ck_serve_file key = {.path = path};
    if (files->list.count == 0) return NULL;
    return bsearch(&key, files->list.item, files->list.count, sizeof key, by_path);
}

void ck_serve_files_free(ck_serve_files *files) {
    ck_serve_file *file = files->list.item;
    for (uint32_t k = 0; k < files->list.count; k++) drop(&file[k]);
    ck_host_arena_free(&files->arena);
    *files = (ck_serve_files){0};
}
