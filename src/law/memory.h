/* Answers remembered from deal to deal: of each regime, by the key of what it reads (reads.h). A work has it when its size asks for
   room (ck_law_work_size.memory); when that is full, all is forgotten and begins again. */
#ifndef CK_LAW_MEMORY_H
#define CK_LAW_MEMORY_H

#include "law/reads.h"

struct ck_law_work;
typedef struct cki_remembered cki_remembered;            // an answer of a regime with its rows

/* What the open condition of a duty or fee misses; `walked`: it was looked for. Of fees on ships it is only where a ship is stated. */
typedef struct cki_line_rows { ck_law_span missing, names, shares; bool walked; } cki_line_rows;

typedef struct cki_memory {
    cki_reads      reads;
    unsigned char *store; size_t size, used;             // size 0: there is no memory
    bool           full;
    uint32_t      *slot, slots;          // (power of two) first of each chain in the store, in pieces of 16 bytes from 1; 0: none
    cki_key        question;             // moment, readings, detail
    cki_key       *key, *value_key;      // (regimes) of the deal; scratch: of one value
    const cki_remembered **found;        // (regimes) what is remembered for the deal; NULL: it is to be decided
    uint64_t      *asked;                // (rules as a set) that are to be asked for it
    uint32_t      *line_rank[2];         // (duties, fees) which one of its regime
    cki_line_rows *line_rows[2];
    uint8_t       *line_truth[2];        // (duties, fees) what the condition came to
    bool           in_use;               // for the deal that is being decided
} cki_memory;

void cki_memory_layout(cki_memory *memory, cki_arena *arena, const ck_law *law, size_t bytes);
void cki_memory_start(cki_memory *memory);
void cki_memory_forget(cki_memory *memory);

/* Keys of the deal and what is remembered of it. False: all is to be decided. */
bool cki_memory_look(struct ck_law_work *work);
/* True when the answer of the regime was remembered: it and its rows are then part of the decision. */
bool cki_memory_answer(struct ck_law_work *work, uint32_t regime);
/* Remembers the answers that were decided. */
void cki_memory_keep(struct ck_law_work *work);

static inline bool cki_memory_asks(const cki_memory *memory, uint32_t rule) {
    return !memory->in_use || (memory->asked[rule / 64] >> (rule % 64) & 1) != 0;
}
/* The condition of a duty (0) or fee (1) as it is remembered; false: it is to be asked. */
bool cki_memory_line(const cki_memory *memory, int fee, uint32_t regime, uint32_t ordinal, ck_truth *truth);

#endif
