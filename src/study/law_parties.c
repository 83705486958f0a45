#include "study/law_parties.h"

#include "flow/scope.h"
#include "law/facts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define SHARED_PARTIES 3u                // CK_LAW_PARTY_UNKNOWN .. CK_LAW_PARTY_UNOWNED
#define NEGLIGIBLE     1e-9              // share of a flow
#define MIXES          (1u + CK_END_USE_COUNT)   // of an item and region: makers, and users by end use

typedef struct person {
    const char *name, *country;
    bool        owners_known;
    ck_host_list stakes;                 // stake
    bool        tell_apart;              // the law may treat it as nobody else
    bool        owners_open;             // somewhere above it owners are not known
} person;
typedef struct stake { uint32_t owner; double percent; } stake;

struct ck_law_parties {
    const ck_world *world;
    const ck_model *model;
    ck_host_arena   arena;
    ck_host_list    people;              // person; the shared ones, rows of parties.csv, units of owners
    uint32_t        stake_count;
    uint32_t       *site_party;          // (sites of the world)
    ck_host_list   *mix;                 // (items x regions x MIXES) ck_law_mix
};

static person *person_at(const ck_law_parties *parties, uint32_t at) {
    return (person *)parties->people.item + at;
}

/* ---------------------------------------------------------------- owners ------------------------------------------ */

static uint32_t find_party(const ck_law_parties *parties, const char *name, size_t length) {
    for (uint32_t p = 0; p < parties->world->party_count; p++) {
        const char *known = parties->world->party[p].party;
        if (strlen(known) == length && memcmp(known, name, length) == 0) return SHARED_PARTIES + p;
    }
    return CK_NONE;
}

static ck_status add_stake(ck_law_parties *parties, uint32_t owned, uint32_t owner, double percent) {
    stake *one = ck_host_list_add(&parties->arena, &person_at(parties, owned)->stakes);
    if (one == NULL) return CK_E_MEMORY;
    *one = (stake){owner, percent};
    parties->stake_count++;
    return CK_OK;
}

static ck_status read_people(ck_law_parties *parties) {
    const ck_world *world = parties->world;
    for (uint32_t p = 0; p < SHARED_PARTIES + world->party_count; p++) {
        person *one = ck_host_list_add(&parties->arena, &parties->people);
        if (one == NULL) return CK_E_MEMORY;
        *one = (person){.name = "", .stakes = {.each = sizeof(stake)}};
        if (p < SHARED_PARTIES) continue;
        const ck_party_row *row = &world->party[p - SHARED_PARTIES];
        one->name = row->listed_as[0] != '\0' ? row->listed_as : row->party;
        one->country = row->country;
        one->owners_known = strcmp(row->owners_known, "yes") == 0;
    }
    person_at(parties, CK_LAW_PARTY_PLAIN)->owners_known = true;
    for (uint32_t h = 0; h < world->holding_count; h++) {
        const ck_holding_row *row = &world->holding[h];
        const uint32_t owner = find_party(parties, row->owner, strlen(row->owner));
        const uint32_t owned = find_party(parties, row->owned, strlen(row->owned));
        if (owner != CK_NONE && owned != CK_NONE) CK_TRY(add_stake(parties, owned, owner, 100.0 * row->share));
    }
    return CK_OK;
}

/* One owner of a list "A; B (20 %)"; `percent` NaN when it is not said. False at the end. */
typedef struct owner_part { const char *name; size_t length; double percent; } owner_part;
static bool next_owner(const char *text, size_t *at, owner_part *part) {
    size_t length;
    const char *name;
    if (!cki_text_next_part(text, ';', at, &name, &length)) return false;
    while (length > 0 && *name == ' ') name++, length--;
    while (length > 0 && name[length - 1] == ' ') length--;
    *part = (owner_part){name, length, CK_NAN};
    size_t open = length;
    while (open > 0 && name[open - 1] != '(') open--;
    if (open < 2 || length < 4 || memcmp(name + length - 2, "%)", 2) != 0) return true;
    size_t digits = length - 2;
    while (digits > open && name[digits - 1] == ' ') digits--;
    if (ck_host_number(name + open, digits - open, &part->percent) < 0) return true;
    for (length = open - 1; length > 0 && name[length - 1] == ' ';) length--;
    part->length = length;
    return true;
}

/* Is the owner at home where the site stands? A country that the world does not tell apart is in the rest of the world. */
static bool at_home(const ck_law_parties *parties, uint32_t owner, const char *region) {
    const char *country = person_at(parties, owner)->country;
    if (strcmp(country, region) == 0) return true;
    return strcmp(region, "ROW") == 0 && ck_model_find_region(parties->model, country) == CK_NONE;
}

/* A unit of one owner abroad, or of several: what holds it decides, its own name is on no list that we know of. */
static uint32_t add_unit(ck_law_parties *parties, const char *name) {
    person *unit = ck_host_list_add(&parties->arena, &parties->people);
    if (unit == NULL) return CK_NONE;
    *unit = (person){.name = name, .owners_known = true, .stakes = {.each = sizeof(stake)}};
    return parties->people.count - 1;
}

static ck_status unit_of_holdings(ck_law_parties *parties, const ck_site_row *site, uint32_t unit, bool *any) {
    double sum = 0.0;
    *any = false;
    for (uint32_t h = 0; h < parties->world->holding_count; h++) {
        const ck_holding_row *row = &parties->world->holding[h];
        const uint32_t owner = strcmp(row->owned, site->site) == 0 ? find_party(parties, row->owner, strlen(row->owner)) : CK_NONE;
        if (owner == CK_NONE) continue;
        CK_TRY(add_stake(parties, unit, owner, 100.0 * row->share));
        sum += isnan(row->share) ? 0.0 : row->share;
        *any = true;
    }
    if (*any) person_at(parties, unit)->owners_known = sum >= 1.0 - NEGLIGIBLE;
    return CK_OK;
}

static ck_status unit_of_owners(ck_law_parties *parties, const ck_site_row *site, uint32_t unit, uint32_t owners) {
    owner_part part;
    for (size_t at = 0; next_owner(site->owner, &at, &part);) {
        const uint32_t owner = find_party(parties, part.name, part.length);
        if (owner == CK_NONE) person_at(parties, unit)->owners_known = false;
        else CK_TRY(add_stake(parties, unit, owner, owners == 1 && isnan(part.percent) ? 100.0 : part.percent));
    }
    return CK_OK;
}

/* A party that says itself that it runs the site, CK_NONE. */
static uint32_t runs_itself(const ck_law_parties *parties, const char *site) {
    for (uint32_t p = 0; p < parties->world->party_count; p++) {
        size_t at = 0, length = 0;
        const char *part = NULL;
        while (cki_text_next_part(parties->world->party[p].runs, ';', &at, &part, &length)) {
            if (length == strlen(site) && memcmp(part, site, length) == 0) return SHARED_PARTIES + p;
        }
    }
    return CK_NONE;
}

/* The party that runs a site: its owner where he is at home and alone, else a unit that its owners hold. */
static ck_status read_site(ck_law_parties *parties, uint32_t s) {
    const ck_site_row *site = &parties->world->site[s];
    parties->site_party[s] = runs_itself(parties, site->site);
    if (parties->site_party[s] != CK_NONE) return CK_OK;
    parties->site_party[s] = CK_LAW_PARTY_UNKNOWN;
    uint32_t owners = 0, known = 0, last = CK_NONE;
    bool whole = true;
    owner_part part;
    for (size_t at = 0; next_owner(site->owner, &at, &part);) {
        if (part.length == 0) continue;
        const uint32_t owner = find_party(parties, part.name, part.length);
        owners++;
        known += owner != CK_NONE;
        whole &= isnan(part.percent);
        if (owner != CK_NONE) last = owner;
    }
    if (known == 0) return CK_OK;
    if (owners == 1 && whole && at_home(parties, last, site->region)) {
        parties->site_party[s] = last;
        return CK_OK;
    }
    const char *name = owners == 1 ? ck_host_join(&parties->arena, person_at(parties, last)->name, ", unit in ", site->region) : site->name;
    const uint32_t unit = name != NULL ? add_unit(parties, name) : CK_NONE;
    if (unit == CK_NONE) return CK_E_MEMORY;
    bool any;
    CK_TRY(unit_of_holdings(parties, site, unit, &any));
    if (!any) CK_TRY(unit_of_owners(parties, site, unit, owners));
    parties->site_party[s] = unit;
    return CK_OK;
}

/* ---------------------------------------------------------------- who is told apart ------------------------------- */

/* All names before the lists of the law, as one deal about nothing. */
static ck_status screen(ck_law_parties *parties, const ck_law *law, ck_diags *diags) {
    const uint32_t count = parties->people.count;
    ck_deal_party *party = calloc(count, sizeof *party);
    if (party == NULL) return CK_E_MEMORY;
    for (uint32_t p = 0; p < count; p++) party[p] = (ck_deal_party){.name = person_at(parties, p)->name, .country = person_at(parties, p)->country};
    const ck_deal_item nothing = {.name = "nothing", .parent = CK_NONE};
    const ck_deal deal = {.name = "names", .item = &nothing, .item_count = 1, .party = party, .party_count = count};
    const size_t bytes = (ck_deal_bytes(law, &deal) + 15) & ~(size_t)15;
    void *block = aligned_alloc(16, bytes);
    const ck_facts *facts = NULL;
    const ck_status status = block != NULL ? ck_deal_bind(law, &deal, block, bytes, &facts, diags) : CK_E_MEMORY;
    for (uint32_t p = 0; p < count && status >= 0; p++) {
        person_at(parties, p)->tell_apart = facts->party[p].matches.count > 0 || facts->party[p].matches_cut;
    }
    free(block);
    free(party);
    return status;
}

/* What holds a listed party, and what does not know its owners, passes on to all whom it holds. */
static void pass_on(ck_law_parties *parties) {
    for (uint32_t p = 0; p < parties->people.count; p++) person_at(parties, p)->owners_open = !person_at(parties, p)->owners_known;
    for (bool moved = true; moved;) {
        moved = false;
        for (uint32_t p = 0; p < parties->people.count; p++) {
            person *one = person_at(parties, p);
            for (uint32_t k = 0; k < one->stakes.count; k++) {
                const person *owner = person_at(parties, ((stake *)one->stakes.item)[k].owner);
                const bool listed = owner->tell_apart && !one->tell_apart, open = owner->owners_open && !one->owners_open;
                one->tell_apart |= listed;
                one->owners_open |= open;
                moved |= listed || open;
            }
        }
    }
}

static uint32_t class_of(const ck_law_parties *parties, uint32_t party) {
    const person *one = person_at(parties, party);
    if (party == CK_LAW_PARTY_UNKNOWN || one->tell_apart) return party;
    if (!one->owners_open) return CK_LAW_PARTY_PLAIN;
    return one->stakes.count == 0 ? CK_LAW_PARTY_UNOWNED : party;
}

/* ---------------------------------------------------------------- shares ------------------------------------------ */

static ck_host_list *mix_at(const ck_law_parties *parties, uint32_t item, uint32_t region, uint32_t which) {
    const uint32_t regions = ck_model_count(parties->model).regions;
    return &parties->mix[((size_t)item * regions + region) * MIXES + which];
}

static ck_status add_share(ck_law_parties *parties, ck_host_list *mix, uint32_t party, double amount) {
    if (!(amount > 0.0)) return CK_OK;
    const uint32_t as = class_of(parties, party);
    ck_law_mix *list = mix->item;
    for (uint32_t k = 0; k < mix->count; k++) {
        if (list[k].party != as) continue;
        list[k].share += amount;
        return CK_OK;
    }
    ck_law_mix *one = ck_host_list_add(&parties->arena, mix);
    if (one == NULL) return CK_E_MEMORY;
    *one = (ck_law_mix){as, amount};
    return CK_OK;
}

static ck_status add_made(ck_law_parties *parties, uint32_t s) {
    const ck_world *world = parties->world;
    const ck_site_row *site = &world->site[s];
    const uint32_t region = ck_model_find_region(parties->model, site->region), item = ck_model_find_item(parties->model, site->item);
    if (region == CK_NONE || item == CK_NONE) return CK_OK;
    CK_TRY(add_share(parties, mix_at(parties, item, region, 0), parties->site_party[s], site->output));
    for (uint32_t r = 0; r < world->recipe_count && site->recipe[0] != '\0'; r++) {
        const ck_recipe_row *row = &world->recipe[r];
        if (strcmp(row->role, "coproduct") != 0 || strcmp(row->recipe, site->recipe) != 0) continue;
        const uint32_t beside = ck_model_find_item(parties->model, row->component);
        if (beside == CK_NONE) continue;
        CK_TRY(add_share(parties, mix_at(parties, beside, region, 0), parties->site_party[s], site->output * row->quantity));
    }
    return CK_OK;
}

static uint32_t world_site(const ck_world *world, const char *id) {
    uint32_t s = 0;
    while (s < world->site_count && strcmp(world->site[s].site, id) != 0) s++;
    return s;
}

static bool takes_item(const ck_law_parties *parties, const ck_user_row *row, uint32_t item) {
    const ck_measure selector = {.items = {.name = &row->item, .count = 1}};
    return cki_scope_item(parties->model, &selector, item);
}

/* What an industry buys goes to its named buyers; the rest to somebody. */
static ck_status add_industry(ck_law_parties *parties, ck_host_list *mix, uint32_t site, uint32_t item, double amount) {
    const ck_site_info info = ck_model_site(parties->model, site);
    const char *industry = ck_model_item(parties->model, info.item).id, *region = ck_model_region(parties->model, info.region).id;
    double rest = 1.0;
    for (uint32_t u = 0; u < parties->world->user_count; u++) {
        const ck_user_row *row = &parties->world->user[u];
        if (strcmp(row->industry, industry) != 0 || strcmp(row->region, region) != 0 || !takes_item(parties, row, item)) continue;
        const uint32_t party = find_party(parties, row->party, strlen(row->party));
        if (party == CK_NONE) continue;
        const double share = ck_min(row->share, rest);
        CK_TRY(add_share(parties, mix, party, amount * share));
        rest -= share;
    }
    return add_share(parties, mix, CK_LAW_PARTY_UNKNOWN, amount * rest);
}

/* Purchases of one site; markets pass goods on and use none. */
static ck_status add_used(ck_law_parties *parties, uint32_t site) {
    const ck_model *model = parties->model;
    const uint32_t kind = model->site_kind[site];
    if (kind == CK_SITE_MARKET || kind == CK_SITE_STOCKPILE) return CK_OK;
    const uint32_t row = kind == CK_SITE_INDUSTRY ? 0 : world_site(parties->world, ck_model_site(model, site).id);
    const uint32_t party = kind != CK_SITE_INDUSTRY && row < parties->world->site_count ? parties->site_party[row] : CK_LAW_PARTY_UNKNOWN;
    for (uint32_t g = model->site_first_group[site]; g < model->site_first_group[site + 1]; g++) {
        for (uint32_t slot = model->group_first_slot[g]; slot < model->group_first_slot[g + 1]; slot++) {
            for (uint32_t i = model->slot_first_inbound[slot]; i < model->slot_first_inbound[slot + 1]; i++) {
                const uint32_t flow = model->inbound_flow[i];
                double share[CK_END_USE_COUNT];
                cki_flow_end_uses(model, flow, share);
                for (uint32_t use = 0; use < CK_END_USE_COUNT; use++) {
                    ck_host_list *mix = mix_at(parties, model->slot_item[slot], model->site_region[site], 1 + use);
                    const double amount = model->flow_quantity[flow] * share[use];
                    CK_TRY(kind == CK_SITE_INDUSTRY ? add_industry(parties, mix, site, model->slot_item[slot], amount)
                                                    : add_share(parties, mix, party, amount));
                }
            }
        }
    }
    return CK_OK;
}

static ck_status finish_mix(ck_law_parties *parties, ck_host_list *mix) {
    double sum = 0.0, kept = 0.0;
    ck_law_mix *list = mix->item;
    for (uint32_t k = 0; k < mix->count; k++) sum += list[k].share;
    uint32_t count = 0;
    for (uint32_t k = 0; k < mix->count; k++) {
        if (list[k].share <= NEGLIGIBLE * sum) continue;
        kept += list[k].share;
        list[count++] = list[k];
    }
    mix->count = count;
    for (uint32_t k = 0; k < count; k++) list[k].share /= kept;
    return count > 0 ? CK_OK : add_share(parties, mix, CK_LAW_PARTY_UNKNOWN, 1.0);
}

static ck_status read_shares(ck_law_parties *parties) {
    const ck_model_counts count = ck_model_count(parties->model);
    const size_t mixes = (size_t)count.items * count.regions * MIXES;
    parties->mix = ck_host_take(&parties->arena, mixes, sizeof *parties->mix);
    if (parties->mix == NULL) return CK_E_MEMORY;
    for (size_t m = 0; m < mixes; m++) parties->mix[m].each = sizeof(ck_law_mix);
    for (uint32_t s = 0; s < parties->world->site_count; s++) CK_TRY(add_made(parties, s));
    for (uint32_t site = 0; site < count.sites; site++) CK_TRY(add_used(parties, site));
    for (size_t m = 0; m < mixes; m++) CK_TRY(finish_mix(parties, &parties->mix[m]));
    return CK_OK;
}

const ck_law_mix *ck_law_makers(const ck_law_parties *parties, uint32_t item, uint32_t region, uint32_t *count) {
    const ck_host_list *mix = mix_at(parties, item, region, 0);
    *count = mix->count;
    return mix->item;
}

const ck_law_mix *ck_law_users(const ck_law_parties *parties, uint32_t item, uint32_t region, ck_end_use use, uint32_t *count) {
    const ck_host_list *mix = mix_at(parties, item, region, 1 + use);
    *count = mix->count;
    return mix->item;
}

bool ck_law_party_is_listed(const ck_law_parties *parties, uint32_t party) {
    return person_at(parties, party)->tell_apart;
}

const char *ck_law_party_name(const ck_law_parties *parties, uint32_t party) {
    return person_at(parties, party)->name;
}

/* ---------------------------------------------------------------- parties of a deal ------------------------------- */

ck_law_people ck_law_people_make(const ck_law_parties *parties, ck_host_arena *arena) {
    const size_t people = (size_t)parties->people.count + 2;
    return (ck_law_people){
        .party = ck_host_take(arena, people, sizeof(ck_deal_party)),
        .holding = ck_host_take(arena, 3 * (size_t)parties->stake_count + 1, sizeof(ck_deal_holding)),
        .seat = ck_host_take(arena, people, sizeof(uint32_t)),
        .sitting = ck_host_take(arena, people, sizeof(uint32_t)),
    };
}

static void sit_down(const ck_law_parties *parties, uint32_t party, ck_law_people *people) {
    const person *one = person_at(parties, party);
    people->sitting[people->party_count] = party;
    people->party[people->party_count++] = (ck_deal_party){.name = one->name, .country = one->country, .owners_complete = one->owners_known};
}

void ck_law_people_seat(const ck_law_parties *parties, uint32_t maker, uint32_t user, ck_law_people *people) {
    for (uint32_t p = 0; p < parties->people.count; p++) people->seat[p] = CK_NONE;
    people->party_count = people->holding_count = 0;
    sit_down(parties, maker, people);
    sit_down(parties, user, people);
    for (uint32_t owned = 0; owned < people->party_count; owned++) {
        const ck_host_list *stakes = &person_at(parties, people->sitting[owned])->stakes;
        for (uint32_t k = 0; k < stakes->count; k++) {
            const stake held = ((const stake *)stakes->item)[k];
            if (people->seat[held.owner] == CK_NONE) {
                people->seat[held.owner] = people->party_count;
                sit_down(parties, held.owner, people);
            }
            people->holding[people->holding_count++] = (ck_deal_holding){people->seat[held.owner], owned, held.percent, {0}};
        }
    }
}

/* ---------------------------------------------------------------- life -------------------------------------------- */

static ck_status read_all(ck_law_parties *parties, const ck_law *law, ck_diags *diags) {
    CK_TRY(read_people(parties));
    parties->site_party = ck_host_take(&parties->arena, (size_t)parties->world->site_count + 1, sizeof *parties->site_party);
    if (parties->site_party == NULL) return CK_E_MEMORY;
    for (uint32_t s = 0; s < parties->world->site_count; s++) CK_TRY(read_site(parties, s));
    CK_TRY(screen(parties, law, diags));
    pass_on(parties);
    return read_shares(parties);
}

ck_status ck_law_parties_open(const ck_world *world, const ck_model *model, const ck_law *law, ck_law_parties **parties, ck_diags *diags) {
    ck_law_parties *made = calloc(1, sizeof *made);
    if (made == NULL) return ck_host_no_memory(diags);
    *made = (ck_law_parties){.world = world, .model = model, .people = {.each = sizeof(person)}};
    const ck_status status = read_all(made, law, diags);
    if (status < 0) {
        ck_law_parties_free(made);
        return status == CK_E_MEMORY ? ck_host_no_memory(diags) : status;
    }
    *parties = made;
    return CK_OK;
}

void ck_law_parties_free(ck_law_parties *parties) {
    if (parties == NULL) return;
    ck_host_arena_free(&parties->arena);
    free(parties);
}
