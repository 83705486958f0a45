#include "cli/progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

static double now_seconds(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

ck_progress ck_progress_start(void) {
    return (ck_progress){.terminal = isatty(STDERR_FILENO) != 0, .started = now_seconds()};
}

void ck_progress_show(void *user, const char *what, double done) {
    ck_progress *progress = user;
    const double now = now_seconds();
    if (!progress->terminal) return;
    if (done >= 1.0) {
        if (progress->shown) fputs("\r\033[K", stderr);
        progress->shown = false;
        return;
    }
    if (now - progress->started < 2.0 || now - progress->last < 0.1) return;
    progress->last = now;
    progress->shown = true;
    fprintf(stderr, "\r\033[K%3.0f %%  %s", 100.0 * done, what);
    fflush(stderr);
}

double ck_progress_seconds(const ck_progress *progress) { return now_seconds() - progress->started; }
