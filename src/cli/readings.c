#include "cli/readings.h"

#include "io/law_readings.h"

#include <string.h>

/* What "NAME=ALTERNATIVE" names, and the names of the readings there are when it names none. */
static ck_status find_reading(const ck_law *law, const char *text, ck_host_arena *arena, uint32_t *reading, ck_diags *diags) {
    const char *sign = strchr(text, '=');
    if (sign == NULL || sign == text || sign[1] == '\0') {
        return ck_host_report(diags, CK_E_USAGE, (ck_place){0}, "the reading is %q; expected NAME=ALTERNATIVE",
                              "NAME is a choice of the law, ALTERNATIVE one of its readings", text);
    }
    const char *name = ck_host_text(arena, text, (size_t)(sign - text));
    return name != NULL ? ck_host_reading_find(law, name, sign + 1, (ck_place){0}, reading, diags) : ck_host_no_memory(diags);
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
