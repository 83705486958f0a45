/* Texts of requests: whatever strangers send is taken or refused within its own bytes, and what is taken is plain. */
#include "io/host.h"
#include "serve/request.h"

#include <stdlib.h>
#include <string.h>

static void must(bool holds) {
    if (!holds) abort();
}

static void check_target(const char *text, size_t length) {
    char *room = malloc(length + 1); // no byte more: a slip is found
    ck_serve_target target;
    must(room != NULL);
    const int fault = ck_serve_target_read(text, length, room, &target);
    must(fault == 0 || fault == 400 || fault == 414);
    if (fault == 0) {
        must(target.path[0] == '/' && strstr(target.path, "//") == NULL && strstr(target.path, "/../") == NULL &&
             strchr(target.path, '\\') == NULL);
        must(ck_host_utf8_fault(target.path, strlen(target.path)) == strlen(target.path));
        for (uint32_t k = 0; k < target.query_count; k++)
            must(ck_serve_query(&target, target.query[k].name) == target.query[k].value);
        static const char *const NONE[] = {NULL};
        must((ck_serve_query_unknown(&target, NONE) == NULL) == (target.query_count == 0));
    }
    free(room);
}

static void check_headers(const char *text) {
    static const char *const NAME[] = {"127.0.0.1", "localhost", "[::1]", NULL};
    const ck_serve_hosts hosts = {NAME, 8080};
    if (ck_serve_host_allowed(text, &hosts)) must(strlen(text) >= strlen("[::1]:8080") && strchr(text, '/') == NULL);
    if (ck_serve_origin_allowed(text, &hosts))
        must(strncmp(text, "http://", 7) == 0 && ck_serve_host_allowed(text + 7, &hosts));
    if (ck_serve_name_allowed(text)) must(strlen(text) <= 64 && strpbrk(text, "./\\ ") == NULL);
    (void)ck_serve_type_allowed(text);
    (void)ck_serve_accepts(text, "gzip");
    (void)ck_serve_tag_matches(text, "\"0123456789abcdef\"");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    char *text = malloc(size + 1);
    must(text != NULL);
    if (size > 0) memcpy(text, data, size);
    text[size] = '\0';
    check_target(text, size);
    check_headers(text);
    free(text);
    return 0;
}
