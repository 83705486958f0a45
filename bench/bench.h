/* What the benches share: clocks, memory, plain reading of memory, a scratch file for a peer. Whatever fails ends
   the program. */
#ifndef CK_BENCH_H
#define CK_BENCH_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static inline double bench_seconds(clockid_t clock) {
    struct timespec time;
    clock_gettime(clock, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* Time on the wall, s: of work on several threads. */
static inline double bench_wall(void) {
    return bench_seconds(CLOCK_MONOTONIC);
}

/* Time of the processors in this program, s: other work on the machine takes part in the caches, not in the count. */
static inline double bench_processor(void) {
    return bench_seconds(CLOCK_PROCESS_CPUTIME_ID);
}

/* The same of the calling thread alone. */
static inline double bench_thread(void) {
    return bench_seconds(CLOCK_THREAD_CPUTIME_ID);
}

/* A block on a boundary of 64 bytes. SIZE_MAX, an answer of the functions that measure memory, is no size. */
static inline void *bench_take(size_t bytes) {
    void *block = bytes > SIZE_MAX - 64 ? NULL : aligned_alloc(64, (bytes + 63) & ~(size_t)63);
    if (block == NULL && bytes > 0) {
        fprintf(stderr, "no memory for %zu bytes\n", bytes);
        exit(1);
    }
    return block;
}

/* Plain reading of `count` numbers, the last few beyond a multiple of eight left out, in eight sums that do not
   wait for each other. */
static inline double bench_read(const double *at, size_t count) {
    double lane[8] = {0};
    for (size_t k = 0; k + 8 <= count; k += 8) {
        for (size_t i = 0; i < 8; i++) lane[i] += at[k + i];
    }
    return lane[0] + lane[1] + lane[2] + lane[3] + lane[4] + lane[5] + lane[6] + lane[7];
}

/* Whether a peer's program is to be found. */
static inline bool bench_has_program(const char *name) {
    char command[PATH_MAX];
    const int length = snprintf(command, sizeof command, "command -v '%s' >/dev/null 2>&1", name);
    return length > 0 && (size_t)length < sizeof command && system(command) == 0;
}

/* A new file for what a peer reads, in TMPDIR or else /tmp; the caller closes and removes it. */
static inline FILE *bench_file(char path[PATH_MAX]) {
    const char *folder = getenv("TMPDIR");
    const int length = snprintf(path, PATH_MAX, "%s/chokepoint_bench_XXXXXX",
                                folder != NULL && folder[0] != '\0' ? folder : "/tmp");
    const int handle = length > 0 && length < PATH_MAX ? mkstemp(path) : -1;
    FILE *file = handle >= 0 ? fdopen(handle, "w") : NULL;
    if (file == NULL) {
        fprintf(stderr, "cannot write %s\n", path);
        exit(1);
    }
    return file;
}

#endif
