#include "cli/readings.h"

#include "io/tables.h"

#include <stdlib.h>
#include <string.h>

/* What "NAME=ALTERNATIVE" names, and the names of the readings there are when it names none. */
static ck_status find_reading(const ck_law *law, const char *text, ck_host_arena *arena, uint32_t *reading, ck_diags *diags) {
    const char *sign = strchr(text, '=');
    if (sign == NULL || sign == text || sign[1] == '\0') {
        return ck_host_report(diags, CK_E_USAGE, (ck_place){0}, "the reading is %q; expected NAME=ALTERNATIVE",
                              "NAME is a choice of the law, ALTERNATIVE one of its readings", text);
    }
    const char *name = ck_host_text(arena, text, (size_t)(sign - text));
    const uint32_t choices = ck_law_count(law, CK_LAW_CHOICE), readings = ck_law_count(law, CK_LAW_READING);
    const char **known = ck_host_take(arena, (size_t)choices + readings + 1, sizeof *known);
    if (name == NULL || known == NULL) return ck_host_no_memory(diags);
    for (uint32_t c = 0; c < choices; c++) known[c] = ck_law_about_of(law, CK_LAW_CHOICE, c).name;
    const uint32_t choice = ck_law_find(law, CK_LAW_CHOICE, name);
    if (choice == CK_NONE) {
        const char *nearest = ck_host_nearest(name, known, choices);
        return ck_host_report(diags, CK_E_USAGE, (ck_place){0}, "the law has no choice %q",
                              nearest != NULL ? "did you mean %q?" : "readings are contested where a file of the law says \"choice\"",
                              name, nearest);
    }
    uint32_t count = 0;
    for (uint32_t k = 0; k < readings; k++) {
        if (ck_law_choice_of(law, k) != choice) continue;
        known[count++] = ck_law_about_of(law, CK_LAW_READING, k).name;
        *reading = k;
        if (strcmp(known[count - 1], sign + 1) == 0) return CK_OK;
    }
    char  *list = NULL;
    size_t size = 0;
    FILE  *out = open_memstream(&list, &size);
    if (out == NULL) return ck_host_no_memory(diags);
    for (uint32_t k = 0; k < count; k++) fprintf(out, "%s%s", k > 0 ? " or " : "", known[k]);
    const ck_status closed = fclose(out) == 0 ? CK_OK : ck_host_no_memory(diags);
    const ck_status status = closed < 0 ? closed : ck_host_report(diags, CK_E_USAGE, (ck_place){0}, "the choice %q has no reading %q",
                                                                         "it can be %s", name, sign + 1, list);
    free(list);
    return status;
}

ck_status ck_readings_read(const ck_arguments *arguments, const ck_law *law, ck_host_arena *arena, const uint32_t **reading, uint32_t *count,
                           ck_diags *diags) {
    ck_host_list list = {.each = sizeof(uint32_t)};
    const char *text;
    for (uint32_t k = 0; (text = ck_argument_each(arguments, "reading", k)) != NULL; k++) {
        uint32_t found = CK_NONE;
        CK_TRY(find_reading(law, text, arena, &found, diags));
        if (ck_host_list_add(arena, &list) == NULL) return ck_host_no_memory(diags);
        uint32_t *chosen = list.item, at = list.count - 1;
        for (; at > 0 && chosen[at - 1] >= found; at--) chosen[at] = chosen[at - 1];
        chosen[at] = found;
    }
    const uint32_t *chosen = list.item;
    for (uint32_t k = 1; k < list.count; k++) {
        const uint32_t choice = ck_law_choice_of(law, chosen[k]);
        if (choice != ck_law_choice_of(law, chosen[k - 1])) continue;
        return ck_host_report(diags, CK_E_USAGE, (ck_place){0}, "two readings are given of the choice %q",
                              "take one; the answer shows the outcome of the others", ck_law_about_of(law, CK_LAW_CHOICE, choice).name);
    }
    *reading = chosen;
    *count = list.count;
    return CK_OK;
}
