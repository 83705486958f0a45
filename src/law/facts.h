/* A deal in slots: what a condition asks is one look away. */
#ifndef CK_LAW_FACTS_H
#define CK_LAW_FACTS_H

#include "law/program.h"

typedef struct cki_value {
    double      number;          // number, percent, money, date (days), yes-no
    uint64_t    mask;            // words; codes: how many
    uint32_t    index;           // country; money: currency; codes: first in `code`
    bool        described;       // settled by words of a description
    const char *text;            // as written, NULL when given as a number; value of a text
} cki_value;

/* Facts of one thing: `at[slot]` is 0 for not given, else one more than the index of its value. */
typedef struct cki_slots { const uint8_t *at; const cki_value *value; } cki_slots;

typedef struct cki_share { uint32_t element; double low, high; bool described; } cki_share;
typedef struct cki_match { uint32_t entity; ck_name_match match; } cki_match;

typedef struct cki_thing {               // an item; items stand in preorder, parts of one between it and `end`
    uint32_t    first_value;
    uint32_t    end, parent, deal_item;
    cki_span    shares, codes, technologies;
    bool        composition_complete, parts_complete, technologies_complete;
    const char *name;
} cki_thing;
typedef struct cki_person {
    uint32_t    first_value;
    uint32_t    country;                 // CK_NONE: not given
    uint32_t    roles;
    bool        owners_complete, matches_cut;
    cki_span    matches, owners;
    const char *name;
} cki_person;
typedef struct cki_stake { uint32_t owner, owned; double percent; } cki_stake;

struct ck_facts {
    const ck_law *law;
    uint64_t      law_digest, digest;
    uint32_t      item_count, party_count, technology_count;
    uint8_t      *slot[CK_SUBJECT_COUNT];        // (things x slots of the subject)
    cki_value    *value;
    uint32_t      deal_first, vessel_first;
    bool          parties_complete;
    cki_thing    *item;
    cki_person   *party;
    uint32_t     *technology_first;              // first value of each
    const char  **technology_name;
    cki_share    *share;
    const char  **code;
    cki_match    *match;
    cki_stake    *stake;                         // by owned
    uint32_t      value_count, share_count, code_count, match_count, stake_count;
};

#define CKI_MATCH_LIMIT 32u              // entities that one name is compared with in detail
#define CKI_VALUE_LIMIT 254u             // facts of one thing

static inline const cki_value *cki_value_of(const ck_facts *facts, ck_subject subject, uint32_t thing, uint32_t first, uint32_t slot) {
    const uint8_t at = facts->slot[subject][(size_t)thing * facts->law->slot_count[subject] + slot];
    return at == 0 ? NULL : &facts->value[first + at - 1];
}

/* values.c: one fact of a deal by its type. codes: room for them, *code_count is raised. */
CK_MUST_USE ck_status cki_value_read(const ck_law *law, uint32_t fact, const ck_deal_fact *from, cki_value *value, const char **code,
                                     uint32_t *code_count, cki_arena *texts, ck_diags *diags);
/* Codes that a text may hold. */
uint32_t cki_code_room(const char *text);
uint32_t cki_currency_pack(const char *code, size_t length);         // 0: none

/* describe.c: facts of an item from its description; things that are stated already stay. */
typedef struct cki_described { uint32_t fact; cki_value value; uint32_t element; } cki_described;
uint32_t cki_describe(const ck_law *law, const char *description, cki_described *found, uint32_t room);

#endif
