/* What each regime reads of a deal, and a key of what it found there. Deals with one key get one answer of the regime, whatever
   else they state, so that the answer can be remembered (memory.h). Of deals of one item without parts, technologies and
   holdings, as rows of tables are, the key is of all that they say; of others it is of what they say beside their goods
   (ck_law_reader), and stands for the answer among deals of the same goods. docs/deciding.md, "Deals alike". */
#ifndef CK_LAW_READS_H
#define CK_LAW_READS_H

#include "law/eval.h"

/* Sets of regimes and of rules are bits, 64 to a word. */
typedef struct cki_reads {
    const ck_law *law;
    uint32_t  words, rule_words;
    uint64_t *of_node;                   // (nodes x words) regimes that ask a test; of tests worded alike, the first
    uint64_t *of_entry;                  // (entries x words) that ask whether it describes the item
    uint64_t *of_fact, *of_list;         // (facts, lists x words) that look at the fact; that look for parties on the list
    uint64_t *of_party, *of_codes, *of_content;          // (words) that look at parties, at control codes, at contents
    uint64_t *asked;                     // (regimes x rule_words) rules on which the answer of a regime rests, of whatever regime
    uint32_t *first_of_fact, *next_node; // (facts; nodes) tests of a fact
    uint32_t  first_content;             // tests of contents, by next_node
    uint32_t *fact_of_slot[CK_SUBJECT_COUNT];            // (slots)
    uint8_t  *names_value;               // (facts) the value itself counts: it names rows of a table, or an amount hangs on it
    uint32_t *stack;                     // (rules) scratch
    uint32_t  hs;                        // the fact that customs tests look at, CK_NONE
    bool      beside_goods;              // what parts, shares, technologies and amounts ask of the deal counts as well
} cki_reads;

/* Two sums of mixed words: that two different findings have one key has a chance of 2^-128 for each pair that meets. */
typedef ck_law_key cki_key;

/* Takes its room; the tables are filled by the second call, once there is room. Cost O(regimes x nodes) once for a law. */
void cki_reads_layout(cki_reads *reads, cki_arena *arena, const ck_law *law);
void cki_reads_fill(cki_reads *reads, bool beside_goods);

bool cki_reads_all_of(const ck_facts *facts);            // the deal is one that has keys

/// Adds what the regimes that look at a fact find in a value, times an odd number that tells parties apart, to their keys (regimes).
void cki_reads_value(const cki_reads *reads, cki_eval *eval, uint32_t fact, const cki_value *value, uint64_t times, cki_key *key);
/// The same of the control codes that the item declares.
void cki_reads_codes(const cki_reads *reads, cki_eval *eval, cki_key *key);
/// The same of its contents.
void cki_reads_content(const cki_reads *reads, cki_eval *eval, cki_key *key);
/// The same of a party but for its facts.
void cki_reads_party(const cki_reads *reads, const ck_facts *facts, uint32_t party, cki_key *key);
/* What all regimes may look at: what is complete, how many there are. */
cki_key cki_reads_whole(const ck_facts *facts, cki_key question);

static inline cki_key cki_key_of(uint64_t kind, uint64_t which, uint64_t what) {
    const uint64_t word = cki_mix(cki_mix(which << 8 | kind) ^ what);
    return (cki_key){cki_mix(word), cki_mix(word ^ UINT64_C(0x5851f42d4c957f2d))};
}
static inline cki_key cki_key_times(cki_key key, uint64_t times) {
    return (cki_key){key.a * times, key.b * times};
}
static inline uint64_t cki_party_times(uint32_t party) {
    return 2 * cki_mix(party) + 3;
}
static inline void cki_key_add(cki_key *to, cki_key more) {
    to->a += more.a;
    to->b += more.b;
}

#endif
