/* What the readers of deals in YAML and in tables share. */
#include "io/deal.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

bool ck_deal_is_unknown(const char *text) {
    return strcmp(text, "unknown") == 0 || strcmp(text, "?") == 0;
}

bool ck_deal_is_table(const char *path) {
    const char *dot = strrchr(path, '.');
    return dot != NULL && (strcmp(dot, ".csv") == 0 || strcmp(dot, ".xlsx") == 0);
}

/* A number in 0..100 with an optional per cent sign. */
static bool read_percent(const char *text, size_t length, double *percent) {
    while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '%')) length--;
    while (length > 0 && *text == ' ') text++, length--;
    return ck_host_number(text, length, percent) >= 0 && *percent >= 0.0 && *percent <= 100.0;
}

ck_status ck_deal_share_read(const char *element, const char *text, ck_place place, ck_deal_share *share, ck_diags *diags) {
    *share = (ck_deal_share){.element = element, .low = CK_NAN, .high = CK_NAN, .place = place};
    if (strcmp(text, "present") == 0 || strcmp(text, "yes") == 0) return CK_OK;
    if (strcmp(text, "absent") == 0 || strcmp(text, "no") == 0) {
        share->low = share->high = 0.0;
        return CK_OK;
    }
    const char *dots = strstr(text, "..");
    bool good;
    if (dots == NULL) {
        good = read_percent(text, strlen(text), &share->low);
        share->high = share->low;
    } else {
        good = read_percent(text, (size_t)(dots - text), &share->low) && read_percent(dots + 2, strlen(dots + 2), &share->high) &&
               share->low <= share->high;
    }
    if (good) return CK_OK;
    return ck_host_report(diags, CK_E_RANGE, place, "the content of %s is %q; it must be a share of the mass from 0 to 100 %%",
                          "write 2.5 %%, 1..3 %%, present, absent or unknown", element, text);
}

ck_status ck_deal_percent_read(const char *what, const char *text, ck_place place, double *percent, ck_diags *diags) {
    *percent = CK_NAN;
    if (ck_deal_is_unknown(text)) return CK_OK;
    if (read_percent(text, strlen(text), percent)) return CK_OK;
    return ck_host_report(diags, CK_E_RANGE, place, "%s is %q; it must be from 0 to 100 %%", "write 60 %% or unknown", what, text);
}

ck_status ck_deal_role_read(const char *text, ck_place place, uint32_t *role, ck_diags *diags) {
    static const char *const ROLES[] = {
#define X(name, word) word,
        CK_ROLE_LIST(X)
#undef X
    };
    for (uint32_t i = 0; i < CK_ROLE_COUNT; i++) {
        if (strcmp(ROLES[i], text) != 0) continue;
        *role = 1u << i;
        return CK_OK;
    }
    const char *nearest = ck_host_nearest(text, ROLES, CK_ROLE_COUNT);
    return ck_host_report(diags, CK_E_UNKNOWN, place, "there is no role %q",
                          nearest != NULL ? "did you mean %q?" : "the roles are exporter, importer, consignee, end_user, "
                                                                "intermediary, supplier, owner, operator",
                          text, nearest != NULL ? nearest : "");
}

ck_status ck_deal_scale(ck_deal_fact *fact, double quantity, ck_host_arena *arena, ck_diags *diags) {
    if (quantity == 1.0 || fact->text == NULL) return CK_OK;
    const char *text = fact->text;
    size_t length = strcspn(text, " ");
    double number = 0.0;
    if (ck_host_number(text, length, &number) < 0) return CK_OK;
    const char *unit = text + length;
    while (*unit == ' ') unit++;
    if (*unit != '\0') {
        fact->unit = ck_host_text(arena, unit, strlen(unit));
        if (fact->unit == NULL) return ck_host_no_memory(diags);
    }
    fact->number = number * quantity;
    fact->text = NULL;
    return CK_OK;
}

static bool two_digits(const char *text, int32_t high, int32_t *value) {
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') return false;
    *value = 10 * (text[0] - '0') + (text[1] - '0');
    return *value <= high;
}

ck_status ck_deal_minute_read(const char *text, ck_place place, int64_t *minute, ck_date *day, ck_diags *diags) {
    int32_t hour = 0, minutes = 0, offset_hour = 0, offset_minutes = 0;
    const bool good = strlen(text) == 23 && ck_date_read(text, 10, day) >= 0 && text[10] == ' ' && text[13] == ':' &&
                      text[16] == ' ' && (text[17] == '+' || text[17] == '-') && text[20] == ':' && two_digits(text + 11, 23, &hour) &&
                      two_digits(text + 14, 59, &minutes) && two_digits(text + 18, 14, &offset_hour) &&
                      two_digits(text + 21, 59, &offset_minutes);
    if (!good) {
        return ck_host_report(diags, CK_E_SYNTAX, place, "the moment is %q; it must be a day, a time and the offset from UTC",
                              "write it as 2025-11-10 13:01 +08:00", text);
    }
    const int64_t offset = (text[17] == '-' ? -1 : 1) * (60 * offset_hour + offset_minutes);
    *minute = (int64_t)day->day * 1440 + 60 * hour + minutes - offset;
    return CK_OK;
}

uint32_t ck_deal_find_fact(const ck_law *law, ck_subject subject, const char *name, ck_place place, const char *what,
                           const char *const *other, uint32_t other_count, ck_diags *diags) {
    const uint32_t found = ck_law_find_fact(law, subject, name);
    if (found != CK_NONE && strcmp(ck_law_fact(law, found).type, "element-share") != 0) return found;
    const uint32_t facts = ck_law_count(law, CK_LAW_FACT);
    const char **known = malloc((facts + other_count + 1) * sizeof *known);
    uint32_t count = 0;
    for (uint32_t i = 0; known != NULL && i < other_count; i++) known[count++] = other[i];
    for (uint32_t i = 0; known != NULL && i < facts; i++) {
        const ck_law_fact_info info = ck_law_fact(law, i);
        if (info.subject == subject && strcmp(info.type, "element-share") != 0) known[count++] = info.name;
    }
    const char *nearest = known != NULL ? ck_host_nearest(name, known, count) : NULL;
    ck_host_report(diags, CK_E_UNKNOWN, place, "unknown key %q in %s",
                   nearest != NULL ? "did you mean %q?" : "the keys are in docs/deal-format.md, the facts in law/vocabulary.law%s", name,
                   what, nearest != NULL ? nearest : "");
    free(known);
    return CK_NONE;
}

static const ck_deal_fact *find(const ck_deal_facts *facts, const char *name) {
    for (uint32_t i = 0; i < facts->count; i++) {
        if (strcmp(facts->fact[i].name, name) == 0) return &facts->fact[i];
    }
    return NULL;
}

ck_status ck_deal_route(const char *const *stop, uint32_t count, ck_place place, ck_deal_facts *facts, ck_host_arena *arena,
                        ck_diags *diags) {
    if (count < 2) {
        return count == 0 ? CK_OK : ck_host_report(diags, CK_E_MISSING, place, "a route has at least two countries",
                                                   "write [CHN, VNM, USA]: from, through, to");
    }
    static const char *const NAME[2] = {"export_from", "destination"};
    const char *const end[2] = {stop[0], stop[count - 1]};
    for (int side = 0; side < 2; side++) {
        const ck_deal_fact *stated = find(facts, NAME[side]);
        if (stated != NULL && stated->text != NULL && strcmp(stated->text, end[side]) != 0) {
            return ck_host_report(diags, CK_E_RANGE, place, "the route %s in %s, but %s is %s", "correct one of the two",
                                  side == 0 ? "begins" : "ends", end[side], NAME[side], stated->text);
        }
        if (stated != NULL) continue;
        ck_deal_fact *more = ck_host_take(arena, facts->count + 1, sizeof *more);
        if (more == NULL) return ck_host_no_memory(diags);
        cki_copy(more, facts->fact, facts->count * sizeof *more);
        more[facts->count] = (ck_deal_fact){.name = NAME[side], .text = end[side], .place = place};
        *facts = (ck_deal_facts){more, facts->count + 1};
    }
    return CK_OK;
}
