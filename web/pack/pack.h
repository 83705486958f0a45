/* Scripts and modules of the page as they travel: packed by a model that tells the chance of each next bit from what came before it
   (context mixing; Mahoney 2005, "Adaptive weighing of context models for lossless data compression", Florida Tech CS-2005-16) and an
   arithmetic coder. One walk serves both directions: tools/page/pack.c packs, and the page unpacks with the same files compiled to
   WebAssembly, so that both tell the same chances to the last digit: additions, products and quotients of numbers alone.

   Files of a line (the scripts; the modules) teach one model: each is packed behind those before it and can be unpacked only behind them.
   A pack is the size and the check of its file, 32-bit little-endian, and the bytes of the coder.

   A text is a row of bytes. A module is walked by instructions, so that the model knows what a byte is (`pack_kind`), what is on the stack
   of operands, and what followed the same instructions before. Sizes of bodies and of section "code" are left out: they follow from
   what is put together. */
#ifndef CHOKEPOINT_PACK_H
#define CHOKEPOINT_PACK_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What a byte of a module is: an instruction, a number that follows one, of the local variables of a body, or anything else. */
typedef enum pack_kind {
    PACK_REST, PACK_CODE, PACK_LOCALS, PACK_ALIGN, PACK_LOADED, PACK_STORED, PACK_LOCAL, PACK_WHOLE, PACK_LONG, PACK_CALL, PACK_BRANCH,
    PACK_TYPE, PACK_REAL, PACK_KINDS
} pack_kind;

enum {
    PACK_HEAD = 8,          /* bytes before those of the coder */
    PACK_LONGEST = 1 << 20, /* bytes of the files of a line */
    PACK_CONTEXTS = 10,     /* most contexts of a byte */
    PACK_QUADS = 6,         /* most inputs of a mixer, by four: one that is always there, one for each match, two for each context */
    PACK_CHOICES = 1024,
    PACK_MATCHES = 2,
    PACK_LENGTHS = 32       /* of a match */
};

typedef float pack_quad __attribute__((vector_size(16)));

/* What is before a byte: hashes, the sets of weights that its bits take, and for each match the byte that followed and how often
   that was right. */
typedef struct pack_contexts {
    uint32_t hash[PACK_CONTEXTS];
    unsigned count, kind, before, choice, expected[PACK_MATCHES], matched[PACK_MATCHES];
    uint32_t cells; /* of the table that are used, less one */
} pack_contexts;

typedef struct pack_coder {
    bool packing;
    uint8_t *bytes;
    size_t size, at; /* beyond `size` zeros are read and nothing is written */
    uint32_t low, high, code;
} pack_coder;

/* What the bits so far have taught. A cell is the chance of a one (16 bits), the last bits (8: a one, then up to seven bits) and a check of its
   context (8). Chances are of 16 bits. What starts as zeros takes no time until it is used. */
typedef struct pack_model {
    uint32_t cell[1 << 22];
    float stretch[4096], squash[4096];                      /* ln(p / (1 - p)) by p, and its inverse over -12..12 */
    int rate[8];                                            /* by bits seen: what a cell learns from the next, of 32768 */
    uint16_t after[PACK_KINDS][PACK_CONTEXTS][256];         /* chance of a one after such last bits */
    uint16_t match[PACK_KINDS][PACK_MATCHES][PACK_LENGTHS]; /* chance that the byte that is expected is right */
    int16_t wrong[PACK_KINDS << 8][33];                     /* by the bits of the byte and the chance told: what that is too low by */
    pack_quad by_bits[128 + PACK_KINDS][256][PACK_QUADS], by_choice[PACK_CHOICES][PACK_QUADS];
    float trust[PACK_KINDS][2];                             /* in the two mixers */
    float haste;                                            /* of learning: less with every bit */
} pack_model;

void pack_model_start(pack_model *model);
void pack_coder_start(pack_coder *coder, bool packing, uint8_t *bytes, size_t size);
/* The byte that is coded; packing, it is `byte`. */
uint8_t pack_byte(pack_model *model, pack_coder *coder, const pack_contexts *contexts, uint8_t byte);
void pack_coder_end(pack_coder *coder);

/* Where the same was before: the byte that followed then, and how many were right since. */
typedef struct pack_match {
    uint32_t last[1 << 18], at, length;
} pack_match;

/* All zero, and pack_model_start, before the first file. 24 MB. */
typedef struct pack_line {
    pack_model model;
    uint8_t bytes[PACK_LONGEST]; /* of all files so far */
    uint32_t count, functions;
    pack_match same_bytes, same_instructions;
} pack_line;

/* Size of the file in a pack; 0: there is none, or the line would become too long. */
size_t pack_size(const pack_line *line, const uint8_t *pack, size_t size);
/* Packs (into `size` bytes) or unpacks (`file_size` is pack_size) the next file of a line: bytes of the pack; 0 where it does not fit, where
   the module has what the page's modules do not have, or where the pack is damaged. Damaged or not, it ends: no step is without a byte. */
size_t pack_file(pack_line *line, bool packing, uint8_t *pack, size_t size, uint8_t *file, size_t file_size);

#endif
