/* Parties of a world: who owns whom, and who buys what an industry buys. */
#include "check.h"

static uint32_t find_party(const ck_world *world, const char *name) {
    uint32_t p = 0;
    while (p < world->party_count && !cki_text_equal(world->party[p].party, name)) p++;
    return p < world->party_count ? p : CK_NONE;
}

static const char *nearest_party(const ck_world *world, const char *name) {
    const char *best = NULL;
    uint32_t limit = ck_min_u32(1 + (uint32_t)(cki_text_length(name) / 4), CKI_DISTANCE_LIMIT);
    for (uint32_t p = 0; p < world->party_count; p++) {
        const uint32_t distance = cki_text_distance(name, world->party[p].party, limit);
        if (distance > limit || (best != NULL && distance == limit)) continue;
        best = world->party[p].party;
        limit = distance;
    }
    return best;
}

static void check_party(cki_check *check, ck_place place, const char *name) {
    if (find_party(check->world, name) != CK_NONE) return;
    const char *near = nearest_party(check->world, name);
    if (near != NULL) CKI_REPORT(check, CK_E_UNKNOWN, place, "unknown party %q", "did you mean %q?", name, near);
    else CKI_REPORT(check, CK_E_UNKNOWN, place, "unknown party %q", "each party is a row of parties.csv", name);
}

static bool is_country(const char *code) {
    for (uint32_t k = 0; k < 3; k++) {
        if (code[k] < 'A' || code[k] > 'Z') return false;
    }
    return code[3] == '\0';
}

static void check_runs(cki_check *check, const ck_party_row *row) {
    size_t at = 0, length = 0;
    const char *part = NULL;
    while (cki_text_next_part(row->runs, ';', &at, &part, &length)) {
        if (length == 0 || cki_names_find_part(&check->index.site, part, length) != CK_NONE) continue;
        CKI_REPORT(check, CK_E_UNKNOWN, row->row.place, "%q runs a site that sites.csv does not have: %q",
                   "ids of sites joined by ;, without spaces", row->party, row->runs);
    }
}

static void check_parties(cki_check *check) {
    const ck_world *world = check->world;
    for (uint32_t p = 0; p < world->party_count; p++) {
        const ck_party_row *row = &world->party[p];
        if (!is_country(row->country)) {
            CKI_REPORT(check, CK_E_UNKNOWN, row->row.place, "country of %q is %q", "an ISO 3166 alpha-3 code, as CHN", row->party,
                       row->country);
        }
        if (!cki_text_equal(row->owners_known, "yes") && !cki_text_equal(row->owners_known, "no")) {
            CKI_REPORT(check, CK_E_UNKNOWN, row->row.place, "owners_known of %q is %q", "write yes or no", row->party, row->owners_known);
        }
        check_runs(check, row);
        const uint32_t first = find_party(world, row->party);
        if (first == p) continue;
        CKI_REPORT(check, CK_E_DUPLICATE, row->row.place, "%q is there twice in parties.csv; the other row is line %u",
                   "keep one of the two rows", row->party, world->party[first].row.place.line);
    }
}

/* Shares in what row `at` holds; `first`: no earlier row has looked at them. */
static double sum_held(cki_check *check, uint32_t at, bool *first) {
    const ck_world *world = check->world;
    const ck_holding_row *row = &world->holding[at];
    double sum = 0.0;
    *first = true;
    for (uint32_t h = 0; h < world->holding_count; h++) {
        const ck_holding_row *other = &world->holding[h];
        if (!cki_text_equal(other->owned, row->owned)) continue;
        if (h < at) *first = false;
        if (h < at && cki_text_equal(other->owner, row->owner)) {
            CKI_REPORT(check, CK_E_DUPLICATE, row->row.place, "%q holds %q twice in holdings.csv; the other row is line %u",
                       "keep one of the two rows", row->owner, row->owned, other->row.place.line);
        }
        if (!ck_is_nan(other->share)) sum += other->share;
    }
    return sum;
}

static void check_holdings(cki_check *check) {
    const ck_world *world = check->world;
    for (uint32_t h = 0; h < world->holding_count; h++) {
        const ck_holding_row *row = &world->holding[h];
        check_party(check, row->row.place, row->owner);
        if (cki_names_find(&check->index.site, row->owned) == CK_NONE) check_party(check, row->row.place, row->owned);
        if (cki_text_equal(row->owner, row->owned)) {
            CKI_REPORT(check, CK_E_CYCLE, row->row.place, "%q holds itself", "leave own shares out", row->owner);
        }
        bool first;
        const double sum = sum_held(check, h, &first);
        if (first && sum > 1.0 + 1e-9) {
            CKI_REPORT(check, CK_E_RANGE, row->row.place, "holdings in %q add up to %g; at most 1", "", row->owned, sum);
        }
    }
}

static double sum_bought(const ck_world *world, uint32_t at, bool *first) {
    const ck_user_row *row = &world->user[at];
    double sum = 0.0;
    *first = true;
    for (uint32_t u = 0; u < world->user_count; u++) {
        const ck_user_row *other = &world->user[u];
        if (!cki_text_equal(other->industry, row->industry) || !cki_text_equal(other->region, row->region) ||
            !cki_text_equal(other->item, row->item)) {
            continue;
        }
        if (u < at) *first = false;
        sum += other->share;
    }
    return sum;
}

static void check_users(cki_check *check) {
    const ck_world *world = check->world;
    const cki_index *index = &check->index;
    for (uint32_t u = 0; u < world->user_count; u++) {
        const ck_user_row *row = &world->user[u];
        const uint32_t industry = cki_names_find(&index->item, row->industry);
        if (industry == CK_NONE || index->item_tier[industry] != CKI_INDUSTRY) {
            CKI_REPORT(check, CK_E_UNKNOWN, row->row.place, "%q is no industry", "an item of tier industry", row->industry);
        }
        if (cki_names_find(&index->region, row->region) == CK_NONE) {
            cki_check_unknown(check, row->row.place, "region", row->region, &index->region, "regions.csv");
        }
        cki_check_item_selector(check, row->row.place, cki_select_item(index, row->item), row->item);
        check_party(check, row->row.place, row->party);
        bool first;
        const double sum = sum_bought(world, u, &first);
        if (first && sum > 1.0 + 1e-9) {
            CKI_REPORT(check, CK_E_RANGE, row->row.place, "buyers of %q in %q of %q add up to %g; at most 1", "", row->item, row->region,
                       row->industry, sum);
        }
    }
}

void cki_check_parties(cki_check *check) {
    check_parties(check);
    check_holdings(check);
    check_users(check);
}
