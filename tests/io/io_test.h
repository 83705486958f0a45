/* What the tests of the readers and writers share: scratch files, diagnostics that are looked at. */
#ifndef CK_IO_TEST_H
#define CK_IO_TEST_H

#include "ck_test.h"
#include "io/output.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <dirent.h>
#include <unistd.h>

/* Diagnostics with room, and an arena for whatever a test needs. Reset by `io_start`. */
static ck_diag       io_items[128];
static char          io_texts[32768];
static ck_diags      io_diags;
static ck_host_arena io_arena;

__attribute__((unused)) static void io_start(void) {
    ck_host_arena_free(&io_arena);
    io_diags = (ck_diags)CK_DIAGS(io_items, io_texts);
}

/* A path below the test's own scratch folder; lives until the next io_start. */
__attribute__((unused)) static const char *io_path(const char *name) {
    mkdir(CK_TEST_SCRATCH, 0777);
    return ck_host_path(&io_arena, CK_TEST_SCRATCH, name);
}

__attribute__((unused)) static const char *io_write(const char *name, const char *text) {
    const char *path = io_path(name);
    FILE *file = fopen(path, "wb");
    CK_REQUIRE(file != NULL);
    fputs(text, file);
    fclose(file);
    return path;
}

/* A fresh, empty folder. */
__attribute__((unused)) static const char *io_folder(const char *name) {
    const char *path = io_path(name);
    DIR *opened = opendir(path);
    for (struct dirent *entry = opened != NULL ? readdir(opened) : NULL; entry != NULL; entry = readdir(opened)) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        unlink(ck_host_path(&io_arena, path, entry->d_name));
    }
    if (opened != NULL) closedir(opened);
    mkdir(path, 0777);
    return path;
}

/* Names in a folder, those of hidden files too; -1 when it cannot be read. */
__attribute__((unused)) static int io_count(const char *folder) {
    DIR *opened = opendir(folder);
    if (opened == NULL) return -1;
    int count = 0;
    for (struct dirent *entry = readdir(opened); entry != NULL; entry = readdir(opened)) {
        count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
    }
    closedir(opened);
    return count;
}

__attribute__((unused)) static const char *io_read(const char *path) {
    ck_host_input input;
    const char *text = NULL;
    size_t size = 0;
    CK_REQUIRE_OK(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, NULL));
    CK_REQUIRE_OK(ck_host_input_all(&input, &io_arena, &text, &size, NULL));
    ck_host_input_close(&input);
    return text;
}

/* The diagnostic at `index` has this status, place and a message that contains `part`. */
__attribute__((unused)) static void io_expect(uint32_t index, ck_status status, uint32_t line, uint32_t column,
                                              const char *part) {
    CK_REQUIRE(index < io_diags.count);
    const ck_diag *diag = &io_items[index];
    CK_CHECK_STATUS(diag->status, status);
    CK_CHECK_EQUAL(diag->place.line, line);
    CK_CHECK_EQUAL(diag->place.column, column);
    if (strstr(diag->message, part) == NULL) CK_CHECK_TEXT(diag->message, part);
    else CK_CHECK(strstr(diag->message, part) != NULL);
}

#endif
