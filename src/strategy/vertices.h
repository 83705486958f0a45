/* All vertices of a best-reply polytope {x >= 0, M x <= 1}, exactly. M is a matrix of whole numbers > 0, one row for each
   reply of the other player.

   Labels: 0 .. count-1 for x_i = 0, count .. count+replies-1 for a reply whose constraint is tight. A vertex is known by the
   set of its labels, a mask of 64 bits. Bases are walked depth first along edges that the lexicographic rule makes unique
   (Dantzig, Orden and Wolfe 1955), so that degenerate polytopes need nothing special. Arithmetic: whole numbers in one common
   denominator (Edmonds 1967; Bareiss 1968). */
#ifndef CK_STRATEGY_VERTICES_H
#define CK_STRATEGY_VERTICES_H

#include "strategy/wide.h"

/* A dictionary: denominator * basic + entry * cobasic = last column. Labels name the variables. */
typedef struct cki_dictionary {
    uint64_t *entry;             // (rows x (columns + 1) x width)
    uint64_t  denominator[CKI_WIDE_LIMIT];               // > 0
    uint32_t  rows, columns, width;
    uint8_t  *basic;             // (rows) label
    uint8_t  *cobasic;           // (columns) label
    uint8_t  *place;             // (rows + columns) row, or rows + column, of a label
} cki_dictionary;

typedef struct cki_polytope {
    const int64_t *matrix;       // (replies x count) entries > 0
    uint32_t count, replies, width;
} cki_polytope;

typedef struct cki_vertex { uint64_t labels, cobasic; } cki_vertex;

typedef struct cki_vertices {
    cki_vertex *item;            // (count) the origin left out
    uint64_t   *slot;            // hash of label masks, see cki_mask_find; values are index + 1
    uint32_t    count, capacity, slot_bits;
    uint64_t    bases;           // walked
} cki_vertices;

/* Limbs that hold every minor of [M | I | 1] with a margin of 16 bits (Hadamard). May exceed CKI_WIDE_LIMIT. */
uint32_t cki_polytope_width(const int64_t *matrix, uint32_t replies, uint32_t count);
/* Largest number of vertices that a polytope of these dimensions can have (McMullen 1970), at most `limit`. */
uint32_t cki_polytope_most(uint32_t count, uint32_t replies, uint32_t limit);

void cki_dictionary_layout(cki_dictionary *dictionary, cki_arena *arena, uint32_t rows, uint32_t columns,
                           uint32_t width);
void cki_dictionary_start(cki_dictionary *dictionary, const cki_polytope *polytope);
/* The basis with these cobasic labels, from wherever the dictionary stands. */
void cki_dictionary_go(cki_dictionary *dictionary, uint64_t cobasic);

void cki_vertices_layout(cki_vertices *vertices, cki_arena *arena, uint32_t most);
/* CK_E_LIMIT when there are more vertices or bases than `vertices` holds. Scratch is taken from `arena` and given
   back; measured with polytope->matrix NULL. */
ck_status cki_vertices_find(cki_vertices *vertices, const cki_polytope *polytope, cki_arena *arena);
/* Index of the vertex with exactly these labels, CK_NONE when there is none. */
uint32_t cki_vertices_at(const cki_vertices *vertices, uint64_t labels);

#endif
