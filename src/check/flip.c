/* Which single fact would change the answer: missing facts are tried with their values, shares say where they cross. */
#include "check/check_parts.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

#define FACTS_LIMIT  12u                 // missing facts that are tried
#define VALUES_LIMIT 40u                 // values of one

typedef struct flipping {
    ck_check            *check;
    const ck_host_deal  *deal;
    uint32_t             line;
    ck_check_question    question;
    const json_t        *before;         // the determination
    ck_host_arena        arena;
} flipping;

/* A fact of the deal, of the item, party or technology at an index, or of the vessel. */
typedef struct place_of_fact { ck_subject subject; uint32_t at; const char *name, *element; } place_of_fact;

static const ck_deal_fact *with_fact(flipping *flip, ck_deal_facts facts, const char *name, const char *value) {
    ck_deal_fact *more = ck_host_take(&flip->arena, facts.count + 1, sizeof *more);
    if (more == NULL) return NULL;
    cki_copy(more, facts.fact, facts.count * sizeof *more);
    more[facts.count] = (ck_deal_fact){.name = name, .text = value};
    return more;
}

static bool add_to(flipping *flip, ck_deal_facts *facts, const char *name, const char *value) {
    const ck_deal_fact *more = with_fact(flip, *facts, name, value);
    if (more == NULL) return false;
    *facts = (ck_deal_facts){more, facts->count + 1};
    return true;
}

static bool add_element(flipping *flip, ck_deal_item *item, const char *element, const char *value) {
    ck_deal_share *more = ck_host_take(&flip->arena, item->share_count + 1, sizeof *more);
    if (more == NULL) return false;
    cki_copy(more, item->share, item->share_count * sizeof *more);
    const double amount = strcmp(value, "absent") == 0 ? 0.0 : CK_NAN;
    more[item->share_count] = (ck_deal_share){.element = element, .low = amount, .high = amount};
    item->share = more;
    item->share_count++;
    return true;
}

static bool add_to_technology(flipping *flip, ck_deal_item *item, uint32_t item_count, uint32_t at, const char *name, const char *value) {
    for (uint32_t i = 0; i < item_count; i++) {                      // technologies count through all items
        if (at >= item[i].technology_count) {
            at -= item[i].technology_count;
            continue;
        }
        ck_deal_technology *copy = ck_host_take(&flip->arena, item[i].technology_count, sizeof *copy);
        if (copy == NULL) return false;
        cki_copy(copy, item[i].technology, item[i].technology_count * sizeof *copy);
        item[i].technology = copy;
        return add_to(flip, &copy[at].facts, name, value);
    }
    return false;
}

/* A copy of the line in which one more fact is stated. */
static bool with_value(flipping *flip, const place_of_fact *place, const char *value, ck_deal *changed) {
    *changed = flip->deal->line[flip->line];
    if (place->subject == CK_SUBJECT_DEAL) return add_to(flip, &changed->facts, place->name, value);
    if (place->subject == CK_SUBJECT_VESSEL) return add_to(flip, &changed->vessel, place->name, value);
    if (place->subject == CK_SUBJECT_PARTY) {
        ck_deal_party *party = ck_host_take(&flip->arena, changed->party_count + 1, sizeof *party);
        if (party == NULL || place->at >= changed->party_count) return false;
        cki_copy(party, changed->party, changed->party_count * sizeof *party);
        changed->party = party;
        return add_to(flip, &party[place->at].facts, place->name, value);
    }
    ck_deal_item *item = ck_host_take(&flip->arena, changed->item_count, sizeof *item);
    if (item == NULL) return false;
    cki_copy(item, changed->item, changed->item_count * sizeof *item);
    changed->item = item;
    if (place->subject == CK_SUBJECT_TECHNOLOGY) return add_to_technology(flip, item, changed->item_count, place->at, place->name, value);
    if (place->at >= changed->item_count) return false;
    if (place->element != NULL) return add_element(flip, &item[place->at], place->element, value);
    return add_to(flip, &item[place->at].facts, place->name, value);
}

/* Regimes whose outcome is another one than before. */
static json_t *changes(const flipping *flip, const ck_law_decision *decision) {
    json_t *list = json_array();
    const json_t *regimes = json_object_get(flip->before, "regimes");
    for (uint32_t i = 0; i < decision->answer_count && i < json_array_size(regimes); i++) {
        const char *before = ck_json_get(json_array_get(regimes, i), "outcome"), *now = ck_outcome_word(decision->answer[i].outcome);
        if (strcmp(before, now) == 0) continue;
        json_t *one = json_object();
        ck_json_put(one, "regime", ck_json_get(json_array_get(regimes, i), "regime"));
        ck_json_put(one, "outcome", now);
        json_array_append_new(list, one);
    }
    return list;
}

/* Decides with one value; NULL when the deal then contradicts itself or no answer changes. */
static json_t *try_value(flipping *flip, const place_of_fact *place, const char *value) {
    ck_deal changed;
    if (!with_value(flip, place, value, &changed)) return NULL;
    ck_host_deal deal = *flip->deal;
    deal.line = &changed;
    deal.line_count = 1;
    const ck_law_decision *decision = NULL;
    ck_diag  item[4];
    char     text[1024];
    ck_diags diags = CK_DIAGS(item, text);
    if (ck_check_decide(flip->check, &deal, 0, &flip->question, &decision, &diags) < 0) return NULL;
    json_t *list = changes(flip, decision);
    if (json_array_size(list) == 0) {
        json_decref(list);
        return NULL;
    }
    json_t *one = json_object();
    ck_json_put(one, "value", value);
    ck_json_put(one, "verdict", ck_outcome_word(ck_verdict_of(decision).outcome));
    json_object_set_new(one, "regimes", list);
    return one;
}

/* The values that a fact may be tried with; 0 for kinds that have too many. */
static uint32_t values_of(const ck_law *law, const place_of_fact *place, uint32_t fact, const char *value[VALUES_LIMIT]) {
    if (place->element != NULL) {
        value[0] = "present";
        value[1] = "absent";
        return 2;
    }
    const ck_law_fact_info info = ck_law_fact(law, fact);
    uint32_t count = 0;
    if (strcmp(info.type, "yes-no") == 0) {
        value[count++] = "yes";
        value[count++] = "no";
    } else if (strcmp(info.type, "country") == 0) {
        value[count++] = "CHN";
        value[count++] = "USA";
        value[count++] = "DEU";
    } else if (strcmp(info.type, "word") == 0 || strcmp(info.type, "words") == 0) {
        for (; count < info.word_count && count < VALUES_LIMIT; count++) value[count] = ck_law_fact_word(law, fact, count);
    }
    return count;
}

static bool find_subject(const char *word, ck_subject *subject) {
    for (uint32_t i = 0; i < CK_SUBJECT_COUNT; i++) {
        if (strcmp(ck_subject_word((ck_subject)i), word) != 0) continue;
        *subject = (ck_subject)i;
        return true;
    }
    return false;
}

static json_t *flip_missing(flipping *flip, const json_t *missing) {
    static const char CONTENT[] = "content of ";
    const ck_law *law = ck_check_law(flip->check)->law;
    const char *fact = ck_json_get(missing, "fact");
    place_of_fact place = {.at = (uint32_t)json_integer_value(json_object_get(missing, "at")), .name = fact};
    if (!find_subject(ck_json_get(missing, "subject"), &place.subject)) return NULL;
    if (strncmp(fact, CONTENT, sizeof CONTENT - 1) == 0) place.element = fact + sizeof CONTENT - 1;
    const uint32_t index = ck_law_find_fact(law, place.subject, fact);
    if (index == CK_NONE && place.element == NULL) return NULL;
    const char *value[VALUES_LIMIT];
    const uint32_t count = values_of(law, &place, index, value);
    json_t *tried = json_array();
    for (uint32_t i = 0; i < count; i++) {
        json_t *one = try_value(flip, &place, value[i]);
        if (one != NULL) json_array_append_new(tried, one);
    }
    if (json_array_size(tried) == 0) {
        json_decref(tried);
        return NULL;
    }
    json_t *flipped = json_object();
    ck_json_put(flipped, "subject", ck_json_get(missing, "subject"));
    ck_json_put(flipped, "name", ck_json_get(missing, "name"));
    ck_json_put(flipped, "fact", fact);
    ck_json_put(flipped, "question", ck_json_get(missing, "question"));
    json_object_set_new(flipped, "values", tried);
    return flipped;
}

static bool same_fact(const json_t *a, const json_t *b) {
    return strcmp(ck_json_get(a, "subject"), ck_json_get(b, "subject")) == 0 && strcmp(ck_json_get(a, "fact"), ck_json_get(b, "fact")) == 0 &&
           json_integer_value(json_object_get(a, "at")) == json_integer_value(json_object_get(b, "at"));
}

/* "the share would reach 0.1 % at 12 USD; it is 8 USD". */
static void flip_shares(const json_t *regime, json_t *flips) {
    size_t index;
    const json_t *share;
    json_array_foreach(json_object_get(regime, "shares"), index, share) {
        const json_t *crossed = json_object_get(share, "crossed_at");
        if (crossed == NULL) continue;
        json_t *one = json_object();
        ck_json_put(one, "subject", "share");
        ck_json_put(one, "name", ck_json_get(share, "of"));
        ck_json_put(one, "fact", "counted amount");
        ck_json_put(one, "rule", ck_json_get(share, "rule"));
        json_object_set_new(one, "crossed_at", json_real(json_number_value(crossed)));
        ck_json_put(one, "unit", ck_json_get(share, "unit"));
        ck_json_put(one, "relation", ck_json_get(share, "relation"));
        const char *const copied[] = {"numerator_low", "numerator_high", "threshold_percent"};
        for (size_t i = 0; i < 3; i++) {
            json_t *value = json_object_get(share, copied[i]);
            if (value != NULL) json_object_set(one, copied[i], value);
        }
        json_array_append_new(flips, one);
    }
}

json_t *ck_flips(ck_check *check, const ck_host_deal *deal, uint32_t line, const ck_check_question *question, const json_t *determination) {
    flipping flip = {.check = check, .deal = deal, .line = line, .question = *question, .before = determination};
    flip.question.trace = false;
    flip.question.ahead = false;
    flip.question.brief = true;
    json_t *flips = json_array(), *asked = json_array();
    const json_t *regimes = json_object_get(determination, "regimes");
    size_t index, at;
    const json_t *regime, *missing;
    json_array_foreach(regimes, index, regime) {
        json_array_foreach(json_object_get(regime, "missing"), at, missing) {
            bool known = json_array_size(asked) >= FACTS_LIMIT;
            for (size_t i = 0; i < json_array_size(asked); i++) known = known || same_fact(json_array_get(asked, i), missing);
            if (known) continue;
            json_array_append(asked, (json_t *)missing);
            json_t *flipped = flip_missing(&flip, missing);
            if (flipped != NULL) json_array_append_new(flips, flipped);
            ck_host_arena_free(&flip.arena);
        }
        flip_shares(regime, flips);
    }
    json_decref(asked);
    return flips;
}
