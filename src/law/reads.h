/* What each regime reads of a deal, and a key of what it found there. Deals with one key get one answer of the regime, whatever
   else they state, so that the answer can be remembered (remember.h). Only deals of one item without parts, technologies and
   holdings have keys: rows of tables are such deals. docs/deciding.md, "Deals alike". */
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
    uint8_t  *names_rows;                // (facts) it names rows of a table
    uint32_t *stack;                     // (rules) scratch
    uint32_t  hs;                        // the fact that customs tests look at, CK_NONE
} cki_reads;

/* Two sums of mixed words: that two different findings have one key has a chance of 2^-128 for each pair that meets. */
typedef struct cki_key { uint64_t a, b; } cki_key;

/* Takes its room; the tables are filled by the second call, once there is room. Cost O(regimes x nodes) once for a law. */
void cki_reads_layout(cki_reads *reads, cki_arena *arena, const ck_law *law);
void cki_reads_fill(cki_reads *reads);

bool cki_reads_all_of(const ck_facts *facts);            // the deal is one that has keys

/// Adds what the regimes that look at a fact find in a value to their keys (regimes).
void cki_reads_value(const cki_reads *reads, cki_eval *eval, uint32_t fact, const cki_value *value, cki_key *key);
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
static inline void cki_key_add(cki_key *to, cki_key more) {
    to->a += more.a;
    to->b += more.b;
}

#endif
