#include "io/law_readings.h"

#include <stdlib.h>
#include <string.h>

static ck_status no_choice(const ck_law *law, const char *choice, ck_place place, ck_status status, ck_diags *diags) {
    const uint32_t choices = ck_law_count(law, CK_LAW_CHOICE);
    const char **known = calloc((size_t)choices + 1, sizeof *known);
    if (known == NULL) return ck_host_no_memory(diags);
    for (uint32_t c = 0; c < choices; c++) known[c] = ck_law_about_of(law, CK_LAW_CHOICE, c).name;
    const char *nearest = ck_host_nearest(choice, known, choices);
    free(known);
    return ck_host_report(diags, status, place, "the law has no choice %q",
                          nearest != NULL ? "did you mean %q?" : "readings are contested where a file of the law says \"choice\"",
                          choice, nearest);
}

ck_status ck_host_reading_find(const ck_law *law, const char *choice, const char *alternative, ck_place place, uint32_t *reading,
                               ck_diags *diags) {
    const ck_status failed = place.file != NULL ? CK_E_UNKNOWN : CK_E_USAGE;
    const uint32_t of = ck_law_find(law, CK_LAW_CHOICE, choice);
    if (of == CK_NONE) return no_choice(law, choice, place, failed, diags);
    char  *list = NULL;
    size_t size = 0;
    FILE  *out = open_memstream(&list, &size);
    if (out == NULL) return ck_host_no_memory(diags);
    bool any = false, found = false;
    for (uint32_t k = 0; k < ck_law_count(law, CK_LAW_READING) && !found; k++) {
        if (ck_law_choice_of(law, k) != of) continue;
        const char *name = ck_law_about_of(law, CK_LAW_READING, k).name;
        fprintf(out, "%s%s", any ? " or " : "", name);
        any = true;
        found = strcmp(name, alternative) == 0;
        if (found) *reading = k;
    }
    const bool closed = fclose(out) == 0;
    const ck_status status = !closed ? ck_host_no_memory(diags)
                             : found ? CK_OK
                                     : ck_host_report(diags, failed, place, "the choice %q has no reading %q", "it can be %s", choice,
                                                      alternative, list);
    free(list);
    return status;
}
