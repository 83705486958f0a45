/* A deal by names becomes facts in slots. */
#include "law/facts.h"

#define DESCRIBED_ROOM 32u
#define DEPTH_LIMIT    64u               // items inside items
#define NAMES_SEEN     32u               // of facts; power of two

typedef struct binder {
    const ck_law  *law;
    const ck_deal *deal;
    ck_facts      *facts;
    ck_diags      *diags;
    ck_status      status;
    cki_arena     *texts;
    uint32_t      *first_child, *next_sibling, *place_of;    // (items) deal index -> preorder
    char          *normal;                                   // room for one normalised name
    struct { const char *name; ck_subject subject; uint32_t fact; } seen[NAMES_SEEN];
} binder;

static void note(binder *b, ck_status status) {
    if (status < 0 && b->status >= 0) b->status = status;
}

#define REPORT(b, code, place, ...) note((b), ck_diags_add((b)->diags, (code), (place), __VA_ARGS__))

/* ---- room ---- */

typedef struct room { uint32_t values, shares, codes, technologies, matches; size_t texts, longest_name; } room;

static void room_of_facts(room *r, ck_deal_facts facts) {
    r->values += facts.count;
    for (uint32_t k = 0; k < facts.count; k++) {
        r->codes += cki_code_room(facts.fact[k].text);
        r->texts += cki_text_length(facts.fact[k].text) + cki_code_room(facts.fact[k].text) + 1;
    }
}

static room room_of(const ck_deal *deal) {
    room r = {0};
    room_of_facts(&r, deal->facts);
    room_of_facts(&r, deal->vessel);
    for (uint32_t i = 0; i < deal->item_count; i++) {
        const ck_deal_item *item = &deal->item[i];
        room_of_facts(&r, item->facts);
        r.shares += item->share_count;
        r.codes += item->code_count;
        r.technologies += item->technology_count;
        if (item->description != NULL) {
            r.values += DESCRIBED_ROOM;
            r.shares += DESCRIBED_ROOM;
        }
        for (uint32_t t = 0; t < item->technology_count; t++) room_of_facts(&r, item->technology[t].facts);
    }
    for (uint32_t p = 0; p < deal->party_count; p++) {
        room_of_facts(&r, deal->party[p].facts);
        r.values++;                                                  // its country
        r.matches += CKI_MATCH_LIMIT;
        const size_t length = cki_text_length(deal->party[p].name);
        if (length > r.longest_name) r.longest_name = length;
    }
    return r;
}

static ck_facts *facts_layout(cki_arena *arena, const ck_law *law, const ck_deal *deal, const room *r, binder *b, ck_facts *spare) {
    ck_facts *f = cki_arena_take(arena, 1, sizeof *f);
    if (f == NULL) f = spare;
    *f = (ck_facts){.law = law, .item_count = deal->item_count, .party_count = deal->party_count, .technology_count = r->technologies};
    const uint32_t things[CK_SUBJECT_COUNT] = {1, deal->item_count, deal->party_count, 1, r->technologies};
    for (uint32_t s = 0; s < CK_SUBJECT_COUNT; s++) {
        const size_t bytes = (size_t)things[s] * law->slot_count[s];
        f->slot[s] = cki_arena_take_aligned(arena, bytes, 1, 1);
        if (f->slot[s] != NULL) cki_zero(f->slot[s], bytes);
    }
    f->value = cki_arena_take(arena, r->values, sizeof *f->value);
    f->item = cki_arena_take(arena, deal->item_count, sizeof *f->item);
    f->party = cki_arena_take(arena, deal->party_count, sizeof *f->party);
    f->technology_first = cki_arena_take(arena, r->technologies, sizeof *f->technology_first);
    f->technology_name = cki_arena_take(arena, r->technologies, sizeof *f->technology_name);
    f->share = cki_arena_take(arena, r->shares, sizeof *f->share);
    f->code = cki_arena_take(arena, r->codes, sizeof *f->code);
    f->match = cki_arena_take(arena, r->matches, sizeof *f->match);
    f->stake = cki_arena_take(arena, deal->holding_count, sizeof *f->stake);
    b->first_child = cki_arena_take(arena, deal->item_count, sizeof *b->first_child);
    b->next_sibling = cki_arena_take(arena, deal->item_count, sizeof *b->next_sibling);
    b->place_of = cki_arena_take(arena, deal->item_count, sizeof *b->place_of);
    b->normal = cki_arena_take(arena, r->longest_name + 1, 1);
    return f;
}

size_t ck_deal_bytes(const ck_law *law, const ck_deal *deal) {
    const room r = room_of(deal);
    cki_arena arena = cki_arena_measure();
    binder b;
    ck_facts spare;
    facts_layout(&arena, law, deal, &r, &b, &spare);
    cki_arena_take(&arena, r.texts, 1);
    return cki_arena_bytes(&arena);
}

/* ---- facts ---- */

static const char *nearest_fact(const ck_law *law, ck_subject subject, const char *name) {
    const size_t length = cki_text_length(name);
    const uint32_t limit = length < 4 ? 1 : length < 9 ? 2 : 3;
    const char *nearest = NULL;
    uint32_t best = limit + 1;
    for (uint32_t f = 0; f < law->count.kind[CKI_FACT]; f++) {
        const cki_decl *fact = cki_decl_of(law, CKI_FACT, f);
        if (fact->subject != subject) continue;
        const char *other = fact->name + cki_text_length(ck_subject_word(subject)) + 1;
        const uint32_t distance = cki_text_distance(name, other, limit);
        if (distance >= best) continue;
        best = distance;
        nearest = other;
    }
    return nearest;
}

static void put_value(binder *b, ck_subject subject, uint32_t thing, uint32_t first, uint32_t fact, const cki_value *value) {
    ck_facts *f = b->facts;
    uint8_t *at = &f->slot[subject][(size_t)thing * b->law->slot_count[subject] + b->law->fact_slot[fact]];
    f->value[f->value_count++] = *value;
    *at = (uint8_t)(f->value_count - first);
}

/* Items of one deal mostly state the same facts, and name them by the same text. */
static uint32_t find_fact(binder *b, ck_subject subject, const char *name) {
    const uint32_t at = (uint32_t)((uintptr_t)name >> 3 ^ (uintptr_t)name ^ (uintptr_t)subject << 1) & (NAMES_SEEN - 1);
    if (b->seen[at].name != name || b->seen[at].subject != subject) {
        b->seen[at].name = name;
        b->seen[at].subject = subject;
        b->seen[at].fact = ck_law_find_fact(b->law, subject, name);
    }
    return b->seen[at].fact;
}

static void bind_facts(binder *b, ck_subject subject, uint32_t thing, uint32_t first, ck_deal_facts facts) {
    ck_facts *f = b->facts;
    for (uint32_t k = 0; k < facts.count; k++) {
        const ck_deal_fact *from = &facts.fact[k];
        const uint32_t fact = find_fact(b, subject, from->name);
        if (fact == CK_NONE) {
            const char *nearest = nearest_fact(b->law, subject, from->name);
            if (nearest != NULL)
                REPORT(b, CK_E_UNKNOWN, from->place, "the law asks no fact of %s called %q", "did you mean %q?", ck_subject_word(subject), from->name, nearest);
            else
                REPORT(b, CK_E_UNKNOWN, from->place, "the law asks no fact of %s called %q", "", ck_subject_word(subject), from->name);
            continue;
        }
        if (cki_value_of(f, subject, thing, first, b->law->fact_slot[fact]) != NULL) {
            REPORT(b, CK_E_DUPLICATE, from->place, "%s.%s is given twice", "several values of one fact are joined with ;", ck_subject_word(subject), from->name);
            continue;
        }
        if (f->value_count - first >= CKI_VALUE_LIMIT) {
            REPORT(b, CK_E_LIMIT, from->place, "more than 254 facts of one thing", "");
            return;
        }
        cki_value value;
        const ck_status status = cki_value_read(b->law, fact, from, &value, f->code, &f->code_count, b->texts, b->diags);
        note(b, status);
        if (status >= 0) put_value(b, subject, thing, first, fact, &value);
    }
}

/* ---- items ---- */

/* Children in the order of the deal; the tree in preorder, so that all parts of an item stand between it and its end. */
static void order_items(binder *b) {
    const ck_deal *deal = b->deal;
    const uint32_t count = deal->item_count;
    for (uint32_t i = 0; i < count; i++) b->first_child[i] = b->next_sibling[i] = CK_NONE;
    for (uint32_t i = count; i-- > 1;) {                             // backwards, so that lists come out forwards
        const uint32_t parent = deal->item[i].parent;
        if (parent >= i) {
            REPORT(b, CK_E_CYCLE, deal->item[i].place, "item %q stands before what it is a part of", "an item is listed after the item that it is in",
                   deal->item[i].name != NULL ? deal->item[i].name : "");
            continue;
        }
        b->next_sibling[i] = b->first_child[parent];
        b->first_child[parent] = i;
    }
    if (count == 0 || deal->item[0].parent != CK_NONE)
        REPORT(b, CK_E_MISSING, deal->place, "the deal has no item", "item 0 is the item of the deal and has no parent");
    if (b->status < 0) return;
    uint32_t at = 0, used = 0, depth = 0;
    while (used < count) {
        cki_thing *thing = &b->facts->item[used];
        b->place_of[at] = used;
        *thing = (cki_thing){.deal_item = at, .parent = at == 0 ? CK_NONE : b->place_of[deal->item[at].parent]};
        used++;
        if (b->first_child[at] != CK_NONE) {
            if (++depth > DEPTH_LIMIT) {
                REPORT(b, CK_E_LIMIT, deal->item[at].place, "items nested deeper than 64", "");
                return;
            }
            at = b->first_child[at];
            continue;
        }
        for (;;) {                                                   // up to the next one that has a sibling
            b->facts->item[b->place_of[at]].end = used;
            if (at == 0) return;
            if (b->next_sibling[at] != CK_NONE) break;
            at = deal->item[at].parent;
            depth--;
        }
        at = b->next_sibling[at];
    }
}

static void put_share(binder *b, cki_thing *thing, uint32_t element, double low, double high, bool described) {
    ck_facts *f = b->facts;
    f->share[f->share_count++] = (cki_share){element, low, high, described};
    thing->shares.count++;
}

static void bind_shares(binder *b, const ck_deal_item *item, cki_thing *thing) {
    thing->shares.first = b->facts->share_count;
    double sum = 0.0;
    for (uint32_t k = 0; k < item->share_count; k++) {
        const ck_deal_share *share = &item->share[k];
        const uint32_t element = cki_element_find(share->element, cki_text_length(share->element));
        if (element == CK_NONE) {
            REPORT(b, CK_E_UNKNOWN, share->place, "%q is the symbol of no element", "Dy for dysprosium", share->element);
            continue;
        }
        double low = share->low, high = share->high;
        if (ck_is_nan(low) != ck_is_nan(high) || low < 0.0 || high > 100.0 || low > high) {
            REPORT(b, CK_E_RANGE, share->place, "the share of %s lies outside of 0 to 100 %%", "", share->element);
            continue;
        }
        bool twice = false;
        for (uint32_t s = thing->shares.first; s < b->facts->share_count; s++) twice = twice || b->facts->share[s].element == element;
        if (twice) {
            REPORT(b, CK_E_DUPLICATE, share->place, "the share of %s is given twice", "", share->element);
            continue;
        }
        if (!ck_is_nan(low)) sum += low;
        put_share(b, thing, element, low, high, false);
    }
    if (sum > 100.0 + 1e-6) REPORT(b, CK_E_RANGE, item->place, "the shares of elements add up to %g %%", "", sum);
}

static void bind_description(binder *b, const ck_deal_item *item, uint32_t at) {
    cki_thing *thing = &b->facts->item[at];
    cki_described found[DESCRIBED_ROOM];
    const uint32_t count = cki_describe(b->law, item->description, found, DESCRIBED_ROOM);
    for (uint32_t k = 0; k < count; k++) {
        if (found[k].fact == CK_NONE) {
            bool stated = false;
            for (uint32_t s = thing->shares.first; s < b->facts->share_count; s++) stated = stated || b->facts->share[s].element == found[k].element;
            if (!stated) put_share(b, thing, found[k].element, CK_NAN, CK_NAN, true);
        } else if (cki_value_of(b->facts, CK_SUBJECT_ITEM, at, thing->first_value, b->law->fact_slot[found[k].fact]) == NULL &&
                   b->facts->value_count - thing->first_value < CKI_VALUE_LIMIT) {
            put_value(b, CK_SUBJECT_ITEM, at, thing->first_value, found[k].fact, &found[k].value);
        }
    }
}

static void bind_item(binder *b, uint32_t at, uint32_t *technologies) {
    ck_facts *f = b->facts;
    cki_thing *thing = &f->item[at];
    const ck_deal_item *item = &b->deal->item[thing->deal_item];
    thing->name = item->name != NULL ? item->name : "";
    thing->composition_complete = item->composition_complete;
    thing->parts_complete = item->parts_complete;
    thing->technologies_complete = item->technologies_complete;
    thing->codes = (cki_span){f->code_count, item->code_count};
    for (uint32_t k = 0; k < item->code_count; k++) f->code[f->code_count++] = item->code[k];
    thing->first_value = f->value_count;
    bind_facts(b, CK_SUBJECT_ITEM, at, thing->first_value, item->facts);
    bind_shares(b, item, thing);
    if (item->description != NULL) bind_description(b, item, at);
    thing->technologies = (cki_span){*technologies, item->technology_count};
    for (uint32_t k = 0; k < item->technology_count; k++) {
        const ck_deal_technology *technology = &item->technology[k];
        const uint32_t t = (*technologies)++;
        f->technology_first[t] = f->value_count;
        f->technology_name[t] = technology->name != NULL ? technology->name : "";
        bind_facts(b, CK_SUBJECT_TECHNOLOGY, t, f->value_count, technology->facts);
    }
}

/* ---- parties ---- */

static void put_match(binder *b, cki_person *person, uint32_t entity, ck_name_match match) {
    ck_facts *f = b->facts;
    for (uint32_t m = person->matches.first; m < f->match_count; m++) {
        if (f->match[m].entity != entity) continue;
        if (match > f->match[m].match) f->match[m].match = match;
        return;
    }
    if (person->matches.count >= CKI_MATCH_LIMIT) {
        person->matches_cut = true;
        return;
    }
    f->match[f->match_count++] = (cki_match){entity, match};
    person->matches.count++;
}

/* Own count: the compiler's may be a call into its library. */
static uint32_t bits_set(uint64_t bits) {
    uint32_t count = 0;
    for (; bits != 0; bits &= bits - 1) count++;
    return count;
}

/* By length and letters alone: an edit adds or takes away at most two letters of the alphabet, and a name that begins another one has
   no letter that the other has not. */
static bool may_be_near(size_t length, uint64_t letters, const cki_screen *other) {
    const bool shorter = length < other->length;
    const uint64_t own = letters & ~other->letters, theirs = other->letters & ~letters;
    if ((shorter ? own : theirs) == 0) return true;
    const uint32_t limit = cki_name_edits(shorter ? length : other->length);
    const size_t gap = shorter ? other->length - length : length - other->length;
    return gap <= limit && bits_set(own | theirs) <= 2 * limit;
}

static void screen(binder *b, cki_person *person) {
    const ck_law *law = b->law;
    person->matches.first = b->facts->match_count;
    const size_t length = cki_name_normalise(person->name, cki_text_length(person->name), b->normal);
    b->normal[length] = '\0';
    if (length == 0) return;
    for (uint32_t s = cki_names_find_part(&law->screen_exact, b->normal, length); s != CK_NONE; s = law->screen_next[s]) {
        const cki_decl *entity = cki_decl_of(law, CKI_ENTITY, law->screen[s].entity);
        const bool elsewhere = entity->of.to != CK_NONE && person->country != CK_NONE && entity->of.to != person->country;
        put_match(b, person, law->screen[s].entity, elsewhere ? CK_NAME_NEAR : CK_NAME_MATCHED);
    }
    const uint64_t letters = cki_name_letters(b->normal, length);
    for (uint32_t s = 0; s < law->screen_count; s++) {
        if (!may_be_near(length, letters, &law->screen[s])) continue;
        if (cki_name_is_near(b->normal, length, law->screen[s].name, law->screen[s].length)) put_match(b, person, law->screen[s].entity, CK_NAME_NEAR);
    }
}

static void bind_party(binder *b, uint32_t at) {
    const ck_deal_party *party = &b->deal->party[at];
    cki_person *person = &b->facts->party[at];
    *person = (cki_person){.country = CK_NONE, .roles = party->roles, .owners_complete = party->owners_complete,
                           .name = party->name != NULL ? party->name : "", .first_value = b->facts->value_count};
    const uint32_t fact = ck_law_find_fact(b->law, CK_SUBJECT_PARTY, "country");
    const bool typed = fact != CK_NONE && cki_decl_of(b->law, CKI_FACT, fact)->type == CKI_COUNTRY;
    if (party->country != NULL) {
        person->country = cki_country_find(b->law, party->country, cki_text_length(party->country));
        if (person->country == CK_NONE)
            REPORT(b, CK_E_UNKNOWN, party->place, "party %q is in %q; expected a country", "ISO 3166 alpha-3, CHN for China", person->name, party->country);
        else if (typed) {
            const cki_value value = {.index = person->country, .text = party->country};
            put_value(b, CK_SUBJECT_PARTY, at, person->first_value, fact, &value);
        }
    }
    bind_facts(b, CK_SUBJECT_PARTY, at, person->first_value, party->facts);
    if (person->country == CK_NONE && typed) {
        const cki_value *value = cki_value_of(b->facts, CK_SUBJECT_PARTY, at, person->first_value, b->law->fact_slot[fact]);
        if (value != NULL) person->country = value->index;
    }
    screen(b, person);
}

static void bind_holdings(binder *b) {
    const ck_deal *deal = b->deal;
    ck_facts *f = b->facts;
    for (uint32_t k = 0; k < deal->holding_count; k++) {
        const ck_deal_holding *h = &deal->holding[k];
        if (h->owner >= deal->party_count || h->owned >= deal->party_count) {
            REPORT(b, CK_E_UNKNOWN, h->place, "a holding of a party that the deal does not name", "");
        } else if (h->owner == h->owned) {
            REPORT(b, CK_E_CYCLE, h->place, "party %q holds itself", "leave own shares out", f->party[h->owner].name);
        } else if (!ck_is_nan(h->percent) && !(h->percent >= 0.0 && h->percent <= 100.0)) {
            REPORT(b, CK_E_RANGE, h->place, "a holding of %g %%; expected 0 to 100", "", h->percent);
        }
    }
    if (b->status < 0) return;
    for (uint32_t k = 0; k < deal->holding_count; k++) f->party[deal->holding[k].owned].owners.count++;
    uint32_t first = 0;
    for (uint32_t p = 0; p < deal->party_count; p++) {
        f->party[p].owners.first = first;
        first += f->party[p].owners.count;
        f->party[p].owners.count = 0;
    }
    for (uint32_t k = 0; k < deal->holding_count; k++) {
        const ck_deal_holding *h = &deal->holding[k];
        cki_span *owners = &f->party[h->owned].owners;
        f->stake[owners->first + owners->count++] = (cki_stake){h->owner, h->owned, h->percent};
    }
    f->stake_count = first;
    for (uint32_t p = 0; p < deal->party_count; p++) {
        double sum = 0.0;
        for (uint32_t k = 0; k < f->party[p].owners.count; k++) {
            const double percent = f->stake[f->party[p].owners.first + k].percent;
            if (!ck_is_nan(percent)) sum += percent;
        }
        if (sum > 100.0 + 1e-6) REPORT(b, CK_E_RANGE, deal->party[p].place, "holdings in %q add up to %g %%", "", f->party[p].name, sum);
    }
}

/* ---- digest ---- */

static void digest_number(ck_digest *digest, double number) {
    size_t at;
    ck_digest_doubles(digest, &number, 1, &at);
}

static void digest_values(ck_digest *digest, const ck_facts *f) {
    for (uint32_t s = 0; s < CK_SUBJECT_COUNT; s++) {
        const uint32_t things = s == CK_SUBJECT_ITEM ? f->item_count : s == CK_SUBJECT_PARTY ? f->party_count : s == CK_SUBJECT_TECHNOLOGY ? f->technology_count : 1;
        ck_digest_bytes(digest, f->slot[s], (size_t)things * f->law->slot_count[s]);
    }
    for (uint32_t k = 0; k < f->value_count; k++) {
        digest_number(digest, f->value[k].number);
        ck_digest_u64(digest, f->value[k].mask);
        ck_digest_u64(digest, f->value[k].index);
        ck_digest_text(digest, f->value[k].text);
    }
}

static uint64_t digest_of(const ck_facts *f) {
    ck_digest d = ck_digest_start(0x66616374);
    digest_values(&d, f);
    for (uint32_t i = 0; i < f->item_count; i++) {
        const cki_thing *t = &f->item[i];
        ck_digest_u64(&d, (uint64_t)t->end << 32 | t->technologies.count);
        ck_digest_u64(&d, (uint64_t)t->composition_complete | (uint64_t)t->parts_complete << 1 | (uint64_t)t->technologies_complete << 2);
        ck_digest_text(&d, t->name);
        for (uint32_t s = t->shares.first; s < t->shares.first + t->shares.count; s++) {
            ck_digest_u64(&d, f->share[s].element);
            digest_number(&d, f->share[s].low);
            digest_number(&d, f->share[s].high);
        }
    }
    for (uint32_t k = 0; k < f->code_count; k++) ck_digest_text(&d, f->code[k]);
    for (uint32_t p = 0; p < f->party_count; p++) {
        ck_digest_text(&d, f->party[p].name);
        ck_digest_u64(&d, (uint64_t)f->party[p].country << 32 | f->party[p].roles);
        ck_digest_u64(&d, f->party[p].owners_complete);
    }
    if (f->parties_complete) ck_digest_u64(&d, 1);
    for (uint32_t k = 0; k < f->stake_count; k++) {
        ck_digest_u64(&d, (uint64_t)f->stake[k].owner << 32 | f->stake[k].owned);
        digest_number(&d, f->stake[k].percent);
    }
    return ck_digest_value(&d);
}

ck_status ck_deal_bind(const ck_law *law, const ck_deal *deal, void *block, size_t bytes, const ck_facts **facts, ck_diags *diags) {
    *facts = NULL;
    const room r = room_of(deal);
    cki_arena arena = cki_arena_over(block, bytes);
    binder b = {.law = law, .deal = deal, .diags = diags};
    ck_facts spare;
    ck_facts *f = facts_layout(&arena, law, deal, &r, &b, &spare);
    cki_arena texts = arena;                                         // codes cut out of texts lie at the end of the block
    cki_arena_take(&arena, r.texts, 1);
    if (cki_arena_check(&arena) < 0)
        return ck_diags_add(diags, CK_E_MEMORY, deal->place, "the block for the facts is too small or not aligned", "ck_deal_bytes says how large it must be");
    b.facts = f;
    b.texts = &texts;
    order_items(&b);
    if (b.status < 0) return b.status;
    f->parties_complete = deal->parties_complete;
    f->deal_first = f->value_count;
    bind_facts(&b, CK_SUBJECT_DEAL, 0, f->deal_first, deal->facts);
    f->vessel_first = f->value_count;
    bind_facts(&b, CK_SUBJECT_VESSEL, 0, f->vessel_first, deal->vessel);
    uint32_t technologies = 0;
    for (uint32_t i = 0; i < f->item_count; i++) bind_item(&b, i, &technologies);
    for (uint32_t p = 0; p < f->party_count; p++) bind_party(&b, p);
    bind_holdings(&b);
    if (b.status < 0) return b.status;
    f->law_digest = law->digest;
    f->digest = digest_of(f);
    *facts = f;
    return CK_OK;
}

uint64_t ck_facts_digest(const ck_facts *facts) {
    return facts->digest;
}
