/* Progress on a terminal: quiet in a pipe and for the first two seconds, ten times a second at most. */
#ifndef CK_CLI_PROGRESS_H
#define CK_CLI_PROGRESS_H

#include <stdbool.h>

typedef struct ck_progress {
    bool   terminal, shown;
    double started, last;        // seconds of the monotonic clock
} ck_progress;

ck_progress ck_progress_start(void);
/* `user` is a ck_progress; done 0..1, at 1 the line is cleared. Fits the callbacks of studies and calibrations. */
void ck_progress_show(void *user, const char *what, double done);
double ck_progress_seconds(const ck_progress *progress);  // since the start

#endif
