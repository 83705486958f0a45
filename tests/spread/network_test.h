/* Networks for tests: those of the collection of recorded results, where it is at hand (CK_SHARED, else ../shared). */
#ifndef CK_TESTS_SPREAD_NETWORK_TEST_H
#define CK_TESTS_SPREAD_NETWORK_TEST_H

#include "ck_test.h"

#include "base/base.h"
#include "io/network_read.h"

#include <stdlib.h>

static char test_path[1024];
static inline const char *shared_path(const char *a, const char *b) {
    const char *shared = getenv("CK_SHARED");
    snprintf(test_path, sizeof test_path, "%s/reference/%s%s%s", shared != NULL ? shared : "../shared", a,
             b[0] != '\0' ? "/" : "", b);
    return test_path;
}

/* Numbers of a CSV, row by row, without its first `skip` columns; NULL when there is no such file. */
static inline double *shared_numbers(const char *folder, const char *file, uint32_t skip, size_t *rows,
                                     size_t *columns) {
    FILE *in = fopen(shared_path(folder, file), "r");
    if (in == NULL) return NULL;
    size_t capacity = 1 << 16, count = 0;
    double *value = malloc(capacity * sizeof *value);
    static char text[1 << 20];
    *rows = *columns = 0;
    for (bool header = true; value != NULL && fgets(text, sizeof text, in) != NULL; header = false) {
        uint32_t column = 0;
        for (char *at = strtok(text, ",\n"); at != NULL; at = strtok(NULL, ",\n"), column++) {
            if (header || column < skip) continue;
            if (count == capacity) value = realloc(value, (capacity *= 2) * sizeof *value);
            value[count++] = strtod(at, NULL);
        }
        *rows += !header;
        *columns = column - skip;
    }
    fclose(in);
    return value;
}

static inline bool shared_setting(const char *folder, const char *key, char *value, size_t size) {
    FILE *in = fopen(shared_path(folder, "params.json"), "r");
    if (in == NULL) return false;
    static char text[4096];
    text[fread(text, 1, sizeof text - 1, in)] = '\0';
    fclose(in);
    const char *at = strstr(text, key);
    if (at == NULL) return false;
    at = strchr(at, ':') + 1;
    while (*at == ' ' || *at == '"') at++;
    size_t length = strcspn(at, "\",\n");
    if (length >= size) length = size - 1;
    memcpy(value, at, length);
    value[length] = '\0';
    return true;
}

static inline double shared_value(const char *folder, const char *key) {
    char text[64] = "0";
    return shared_setting(folder, key, text, sizeof text) ? strtod(text, NULL) : CK_NAN;
}

#endif
