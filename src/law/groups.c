/* Groups of countries that contain other groups. */
#include "law/program.h"

#define CIRCLE_TEXT 512u                 // bytes in which a circle is told; "..." stands for what does not fit

/* False when it did not fit. */
static bool tell(char *text, size_t *used, const char *name, const char *after) {
    const char *const part[] = {name, after};
    if (*used + cki_text_length(name) + cki_text_length(after) >= CIRCLE_TEXT) return false;
    for (uint32_t k = 0; k < 2; k++) {
        cki_copy(text + *used, part[k], cki_text_length(part[k]));
        *used += cki_text_length(part[k]);
    }
    return true;
}

/* "a, b, a": the end of the path, from the group that its last one names again. */
static ck_status report_circle(const ck_law *law, const uint32_t *path, uint32_t depth, const cki_ref *closing, ck_diags *diags) {
    char text[CIRCLE_TEXT + 4];
    size_t used = 0;
    uint32_t k = depth - 1;
    while (path[k] != closing->to) k--;
    while (k < depth && tell(text, &used, law->decl[path[k]].name, ", ")) k++;
    const bool whole = k == depth && tell(text, &used, closing->text, "");
    cki_copy(text + used, whole ? "" : "...", whole ? 1 : 4);
    return ck_diags_add(diags, CK_E_CYCLE, closing->place, "group %q contains itself: %s", "groups may contain other groups, but never in a circle",
                        closing->text, text);
}

static bool is_group(const cki_ref *member) {
    return !(member->text[0] >= 'A' && member->text[0] <= 'Z');      // else a country
}

static void join(cki_country_set *set, const cki_country_set *more) {
    for (uint32_t w = 0; w < CKI_COUNTRY_WORDS; w++) set->bits[w] |= more->bits[w];
}

/* Depth first (Tarjan 1972): while a group lies on the path, its rank is one more than how many of its members were looked at;
   CK_NONE: its countries are known. */
ck_status cki_groups_resolve(ck_law *law, uint32_t *path, ck_diags *diags) {
    const uint32_t count = law->count.kind[CKI_GROUP];
    ck_status status = CK_OK;
    for (uint32_t g = 0; g < count; g++) {
        uint32_t depth = 1;
        path[0] = law->of_kind[CKI_GROUP][g];
        while (depth > 0) {
            cki_decl *d = &law->decl[path[depth - 1]];
            if (d->rank == 0) d->rank = 1;
            if (d->rank > d->refs.count) {                           // also one that was done before
                d->rank = CK_NONE;
                depth--;
                if (depth > 0) join(&law->decl[path[depth - 1]].countries, &d->countries);
                continue;
            }
            const cki_ref *member = &law->ref[d->refs.first + d->rank++ - 1];
            if (!is_group(member) || member->to == CK_NONE) continue;
            const cki_decl *inner = &law->decl[member->to];
            if (inner->rank == 0) path[depth++] = member->to;
            else if (inner->rank == CK_NONE) join(&d->countries, &inner->countries);
            else status = report_circle(law, path, depth, member, diags);
        }
    }
    for (uint32_t g = 0; g < count; g++) law->decl[law->of_kind[CKI_GROUP][g]].rank = 0;
    return status;
}
