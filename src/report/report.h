/* One offline HTML file that answers a study's question: words first, then pictures, then every assumption. */
#ifndef CK_REPORT_REPORT_H
#define CK_REPORT_REPORT_H

#include "io/end_of_adjustment_read.h"
#include "study/law_notes.h"
#include "study/study.h"

#include <stdio.h>

typedef struct ck_report_source { const char *key, *title, *publisher, *date, *link; } ck_report_source;

typedef struct ck_report_input {
    const ck_study   *study;
    const ck_world   *world;             // tables behind the model, for grades and ranges
    const ck_report_source *source; uint32_t source_count;
    const char       *question;          // may be ""
    const char       *command;           // that makes this report again
    const char       *manifest;          // JSON text: paths, seed, draws, digests; read back by `chokepoint verify`
    const ck_end_of_adjustment *end;     // what the long run says of this run, or NULL
    const ck_law_notes *law;             // parties and readings, or NULL
    const uint32_t   *focus; uint32_t focus_count;       // regions that charts single out
} ck_report_input;

/* Writes the whole document; errors of writing stay in the FILE. */
void ck_report_write(FILE *out, const ck_report_input *input);

#endif
