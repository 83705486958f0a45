/* The walk through a text or a module, and what the model is told about each byte. */
#include "pack.h"

/* The compiler's own: there is no libc in the page. */
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);

enum { SECTION_CODE = 10, BLOCK = 0x02, IF = 0x04, ELSE = 0x05, END = 0x0b, LOCAL_TEE = 0x22, LOAD = 0x28, STORE_LAST = 0x3e,
       LAST_PLAIN = 0xc4, BULK = 0xfc, VECTOR = 0xfd };
enum { DEEPEST = 63, LOCAL_TYPES = 256, TEXT_CELLS = (1 << 21) - 1, MODULE_CELLS = (1 << 22) - 1 };
enum { LETTER, DIGIT, FOREIGN, OPENS, CLOSES, SPACE, MARK };
enum { UNKNOWN, I32, I64, F32, F64, NOTHING };

typedef struct walk {
    pack_line *line;
    pack_coder coder;
    uint8_t *file;
    size_t size, at;
    bool packing, bad, text;
    uint32_t before[8];                   /* bytes, last first */
    uint32_t instruction[8];              /* instructions of this body, last first */
    uint32_t number[PACK_KINDS];          /* the last of a kind as its bytes stand */
    uint32_t part, bytes;                 /* of the number that is being coded */
    uint32_t whole[2];                    /* instructions with their numbers, last first */
    uint32_t section;                     /* of a module */
    uint32_t word, shape, open[DEEPEST + 1]; /* of a text: this word; classes of the last bytes; what opened the brackets around */
    uint8_t stack[DEEPEST + 1], type[LOCAL_TYPES]; /* what the operands are; what a local last held */
    uint32_t origin[DEEPEST + 1];         /* what left an operand */
    uint8_t block[DEEPEST + 1];           /* what began the blocks around */
    unsigned depth, opened, blocks;
} walk;

__attribute__((noinline)) static uint32_t mixed(uint32_t a, uint32_t b) {
    uint32_t hash = (a + b * 0x85ebca77u) * 0x9e3779b1u;
    hash = (hash ^ hash >> 15) * 0x2c1b3c6du;
    return hash ^ hash >> 13;
}

static void shift(uint32_t *list, int count, uint32_t newest) {
    memmove(list + 1, list, sizeof *list * (size_t)(count - 1));
    list[0] = newest;
}

/* ---------------------------------------------------------------- contexts ------------------------------------------ */

/* Type of the operand on the stack with `below` others above it. */
static unsigned operand(const walk *walk, unsigned below) {
    return walk->depth > below ? walk->stack[walk->depth - 1 - below] : NOTHING;
}

/* What counts for a context: the last bytes (B), the last instructions (I), and what the names say. */
enum { B0 = 1, B1 = 2, B2 = 4, B3 = 8, BACK8 = 1 << 4, COLUMN = 1 << 5, SECTION = 1 << 6, BY_BYTES = 1 << 7, BY_INSTRUCTIONS = 1 << 8,
       WORD = 1 << 9, SHAPE = 1 << 10, OPEN = 1 << 11, I0 = 1 << 12, I1 = 1 << 13, I2 = 1 << 14, I3 = 1 << 15, I4 = 1 << 16, I5 = 1 << 17,
       WHOLE0 = 1 << 18, WHOLE1 = 1 << 19, HELD = 1 << 20, ORIGIN = 1 << 21, AROUND = 1 << 22, BODY = 1 << 23, PART = 1 << 24,
       SAME = 1 << 25 };
enum { FEATURES = 26 };

static const uint32_t IN_TEXT[] = {B0 | B1, B0 | B1 | B2, WORD, B0 | WORD | OPEN, SHAPE | OPEN, OPEN, B0, B1 | BY_BYTES, 0};
static const uint32_t IN_DATA[] = {SECTION | SHAPE, B0 | SECTION | BY_BYTES, B0 | B1, B0 | B1 | B2 | B3, WORD, COLUMN | BY_INSTRUCTIONS,
                                   BACK8 | COLUMN, 0};
static const uint32_t IN_CODE[] = {HELD, I0, I0 | I1 | HELD, B2 | I0 | I1 | I2 | I3, I0 | I1 | I2 | I3 | I4 | I5, B0 | B1 | I0 | AROUND,
                                   B0 | I0 | I1 | BODY, B0 | BY_BYTES | WHOLE0, B0, B2 | I0 | WHOLE1 | AROUND, 0};
static const uint32_t IN_LOCAL[] = {I0 | I1 | PART | SAME, B0 | I0 | I1 | I2 | I3 | HELD | AROUND | PART, I0 | HELD | BODY | PART,
                                    BY_INSTRUCTIONS | I0 | I1 | BODY | PART, BODY, 0};
static const uint32_t IN_NUMBER[] = {PART, I0 | I1 | AROUND | PART, B0 | I0 | I1 | I2 | I3 | PART, B0 | I0 | PART | SAME, I0 | HELD | BODY | PART,
                                     B0 | BY_INSTRUCTIONS | I0 | PART, B1, B3 | I2 | I3 | I4 | ORIGIN, B1 | B3 | I0 | ORIGIN | BODY, B2 | I2, 0};

/* The byte that followed, and how sure that is. */
static uint32_t expected(const pack_line *line, const pack_match *match) {
    return match->length == 0 ? 0 : (uint32_t)line->bytes[match->at] << 4 | (match->length > 15 ? 15 : match->length);
}

static pack_contexts contexts_of(const walk *walk, pack_kind kind) {
    const pack_line *line = walk->line;
    const uint32_t *byte = walk->before, *last = walk->instruction, by_bytes = expected(line, &line->same_bytes);
    const uint32_t held = (walk->depth > 3 ? 3 : walk->depth) << 6 | operand(walk, 1) << 3 | operand(walk, 0);
    const uint32_t by_instructions = expected(line, &line->same_instructions);
    const uint32_t feature[FEATURES] = {
        byte[0], byte[1], byte[2], byte[3], byte[7], line->count % 4, walk->section, by_bytes, by_instructions, walk->word, walk->shape,
        walk->open[walk->opened & DEEPEST], last[0], last[1], last[2], last[3], last[4], last[5], walk->whole[0], walk->whole[1], held,
        walk->depth > 0 ? walk->origin[walk->depth - 1] : 0, walk->block[walk->blocks & DEEPEST], line->functions,
        walk->part << 3 ^ walk->bytes, walk->number[kind]};
    pack_contexts contexts = {.kind = kind, .cells = walk->text ? TEXT_CELLS : MODULE_CELLS,
                              .expected = {by_bytes >> 4, by_instructions >> 4},
                              .matched = {line->same_bytes.length, line->same_instructions.length}};
    const uint32_t *counts = kind == PACK_CODE ? IN_CODE : kind == PACK_LOCAL ? IN_LOCAL : kind != PACK_REST ? IN_NUMBER
                           : walk->text ? IN_TEXT : IN_DATA;
    for (; *counts != 0; counts++) {
        uint32_t hash = kind << 4 | contexts.count;
        for (uint32_t left = *counts; left != 0; left &= left - 1) hash = mixed(hash, feature[__builtin_ctz(left)]);
        contexts.hash[contexts.count++] = hash;
    }
    contexts.before = kind == PACK_CODE ? last[0] & 127 : 128 + kind;
    contexts.choice = kind == PACK_CODE ? 256 + held : kind == PACK_REST ? byte[0] : 512 + (kind << 5 | operand(walk, 0) << 2 | held >> 6);
    return contexts;
}

/* ---------------------------------------------------------------- matches ------------------------------------------- */

/* How many bytes before both are the same. */
static uint32_t alike(const uint8_t *one, const uint8_t *other, uint32_t most) {
    uint32_t count = 0;
    while (count < most && one[-1 - (int)count] == other[-1 - (int)count]) count++;
    return count;
}

/* `hash` of what is before the next byte: where it was the same, unless the byte just coded was the one expected. */
static void follow_match(const pack_line *line, pack_match *match, uint32_t hash, bool longest) {
    const uint8_t *bytes = line->bytes;
    if (match->length > 0 && bytes[match->at] == bytes[line->count - 1]) {
        match->at++;
        match->length++;
    } else {
        match->length = 0;
    }
    uint32_t *last = &match->last[hash >> 14];
    if (match->length == 0 && *last > 0) {
        match->at = *last;
        if (longest) match->length = alike(bytes + match->at, bytes + line->count, match->at < 32 ? match->at : 32);
        else match->length = 1;
    }
    *last = line->count;
}

/* ---------------------------------------------------------------- bytes and numbers --------------------------------- */

/* What a byte is to a text. */
static unsigned class_of(unsigned byte) {
    if ((byte | 32) - 'a' < 26 || byte == '_' || byte == '$') return LETTER;
    if (byte - '0' < 10) return DIGIT;
    if (byte > 127) return FOREIGN;
    if (byte == '(' || byte == '[' || byte == '{') return OPENS;
    if (byte == ')' || byte == ']' || byte == '}') return CLOSES;
    return byte <= ' ' ? SPACE : MARK;
}

static void note(walk *walk, uint8_t byte) {
    const unsigned class = class_of(byte);
    walk->shape = walk->shape << 3 | class;
    walk->word = class <= FOREIGN ? mixed(walk->word, byte) : 0;
    if (class == OPENS) walk->open[++walk->opened & DEEPEST] = walk->before[1] << 8 | byte;
    if (class == CLOSES) walk->opened--;
}

static uint8_t take(walk *walk, pack_kind kind) {
    pack_line *line = walk->line;
    if (walk->at >= walk->size) walk->bad = true;
    if (walk->bad) return 0;
    const pack_contexts contexts = contexts_of(walk, kind);
    const uint8_t byte = pack_byte(&line->model, &walk->coder, &contexts, walk->file[walk->at]);
    walk->file[walk->at++] = line->bytes[line->count++] = byte;
    shift(walk->before, 8, byte);
    if (kind == PACK_REST) note(walk, byte);
    uint32_t hash = 0;
    for (int k = 0; k < 5; k++) hash = mixed(hash, walk->before[k]);
    follow_match(line, &line->same_bytes, hash, true);
    hash = kind == PACK_REST ? walk->before[0] << 16 | walk->before[1] << 8 | walk->before[2] : walk->instruction[0];
    if (kind != PACK_REST) hash = mixed(mixed(mixed(hash, walk->instruction[1]), walk->instruction[2]), walk->number[PACK_LOCAL]);
    follow_match(line, &line->same_instructions, mixed(hash, kind), false);
    return byte;
}

static uint64_t number(walk *walk, pack_kind kind) {
    uint64_t value = 0;
    uint8_t byte = 128;
    walk->part = walk->bytes = 0;
    for (unsigned shifted = 0; byte > 127; shifted += 7) {
        byte = take(walk, kind);
        if (shifted < 64) value |= (uint64_t)(byte & 127) << shifted;
        walk->part = walk->part << 8 | byte;
        walk->bytes++;
    }
    walk->whole[0] = mixed(walk->whole[0], walk->part);
    walk->number[kind] = walk->part;
    walk->part = walk->bytes = 0;
    return value;
}

static void numbers(walk *walk, pack_kind kind, uint64_t count) {
    for (; count > 0 && !walk->bad; count--) number(walk, kind);
}

/* What `inside` walks, behind its size. */
static void sized(walk *walk, void (*inside)(struct walk *)) {
    while (walk->packing && walk->at < walk->size && walk->file[walk->at++] > 127) {}
    const size_t start = walk->at;
    inside(walk);
    if (walk->packing) return;
    const size_t size = walk->at - start, bytes = 1 + (size > 127) + (size >> 14 > 0) + (size >> 21 > 0);
    if (walk->at + bytes > walk->size) walk->bad = true;
    if (walk->bad) return;
    memmove(walk->file + start + bytes, walk->file + start, size);
    for (size_t k = 0; k < bytes; k++) walk->file[start + k] = (uint8_t)((size >> 7 * k & 127) | (k + 1 < bytes ? 128 : 0));
    walk->at += bytes;
}

/* ---------------------------------------------------------------- instructions -------------------------------------- */

static void pop(walk *walk, unsigned count) {
    walk->depth -= count < walk->depth ? count : walk->depth;
}

static void push(walk *walk, unsigned type) {
    if (walk->depth < DEEPEST) walk->stack[walk->depth++] = (uint8_t)type;
}

/* What an instruction does to the operands, as far as it can be told without types of functions. */
static void apply(walk *walk, uint8_t code, uint32_t local) {
    static const struct { uint8_t last, pops, pushes; } EFFECT[] = {
        {0x03, 0, NOTHING}, {0x04, 1, NOTHING}, {0x0b, 0, NOTHING}, {0x0c, 63, NOTHING}, {0x0d, 1, NOTHING}, {0x19, 63, NOTHING},
        {0x1a, 1, NOTHING}, {0x1b, 2, NOTHING}, {0x22, 0, NOTHING}, {0x23, 0, I32}, {0x27, 1, NOTHING}, {0x28, 1, I32}, {0x29, 1, I64},
        {0x2a, 1, F32}, {0x2b, 1, F64}, {0x2f, 1, I32}, {0x35, 1, I64}, {0x3e, 2, NOTHING}, {0x41, 0, I32}, {0x42, 0, I64}, {0x43, 0, F32},
        {0x44, 0, F64}, {0x45, 1, I32}, {0x4f, 2, I32}, {0x50, 1, I32}, {0x66, 2, I32}, {0x69, 0, NOTHING}, {0x78, 1, NOTHING},
        {0x7b, 0, NOTHING}, {0x8a, 1, NOTHING}, {0x91, 0, NOTHING}, {0x98, 1, NOTHING}, {0x9f, 0, NOTHING}, {0xa6, 1, NOTHING},
        {0xab, 1, I32}, {0xb1, 1, I64}, {0xb6, 1, F32}, {0xbb, 1, F64}, {0xff, 0, NOTHING}};
    uint8_t *held = &walk->type[local % LOCAL_TYPES];
    if (code == 0x20) push(walk, *held);
    if (code == 0x21 || code == 0x22) *held = (uint8_t)operand(walk, 0);
    if (code == 0x21) pop(walk, 1);
    int k = 0;
    while (code > EFFECT[k].last) k++;
    pop(walk, EFFECT[k].pops);
    if (EFFECT[k].pushes != NOTHING) push(walk, EFFECT[k].pushes);
}

/* Of 128 bits: lanes, constants and shuffles have bytes of their own. */
static void vector_operation(walk *walk) {
    const uint64_t code = number(walk, PACK_CODE);
    const bool by_lane = code >= 84 && code <= 91;
    walk->instruction[0] = 256 + (uint32_t)code;
    if (code <= 11 || by_lane || code == 92 || code == 93) {
        number(walk, PACK_ALIGN);
        number(walk, code == 11 || (code >= 88 && code <= 91) ? PACK_STORED : PACK_LOADED);
    }
    for (int k = code == 12 || code == 13 ? 16 : 0; k > 0; k--) take(walk, PACK_REAL);
    if (by_lane || (code >= 21 && code <= 34)) take(walk, PACK_TYPE);
}

static void bulk_operation(walk *walk) {
    const uint64_t code = number(walk, PACK_CODE);
    walk->instruction[0] = 512 + (uint32_t)code;
    if (code > 7 && code != 10 && code != 11) walk->bad = true;
    numbers(walk, PACK_TYPE, code == 10 ? 2 : code == 11);
}

/* What follows an instruction; the number of a local is returned. */
static uint32_t follows(walk *walk, uint8_t code) {
    static const struct { uint8_t last, kind, numbers; } NUMBERS[] = {
        {0x01, 0, 0}, {0x04, PACK_TYPE, 1}, {0x0b, 0, 0}, {0x0d, PACK_BRANCH, 1}, {0x0f, 0, 0}, {0x10, PACK_CALL, 1}, {0x11, PACK_TYPE, 2},
        {0x1f, 0, 0}, {0x22, PACK_LOCAL, 1}, {0x24, PACK_TYPE, 1}, {0x27, 0, 0}, {0x35, PACK_LOADED, 1}, {0x3e, PACK_STORED, 1},
        {0x40, PACK_TYPE, 1}, {0x41, PACK_WHOLE, 1}, {0x42, PACK_LONG, 1}, {0xff, 0, 0}};
    if (code == 0x0e) numbers(walk, PACK_BRANCH, number(walk, PACK_BRANCH) + 1);
    else if (code == BULK) bulk_operation(walk);
    else if (code == VECTOR) vector_operation(walk);
    else if (code == 0x43 || code == 0x44) {
        for (walk->bytes = code == 0x43 ? 4 : 8; walk->bytes > 0; walk->bytes--) take(walk, PACK_REAL);
    } else if (code > LAST_PLAIN) {
        walk->bad = true;
    } else {
        if (code >= LOAD && code <= STORE_LAST) number(walk, PACK_ALIGN);
        int k = 0;
        while (code > NUMBERS[k].last) k++;
        numbers(walk, NUMBERS[k].kind, NUMBERS[k].numbers);
    }
    return code >= 0x20 && code <= LOCAL_TEE ? walk->number[PACK_LOCAL] : 0;
}

static void body(walk *walk) {
    walk->line->functions++;
    walk->depth = 0;
    memset(walk->type, 0, sizeof walk->type);
    memset(walk->instruction, 0, sizeof walk->instruction);
    memset(walk->whole, 0, sizeof walk->whole);
    numbers(walk, PACK_LOCALS, 2 * number(walk, PACK_LOCALS));
    for (walk->blocks = 1; walk->blocks > 0 && !walk->bad;) {
        const uint8_t code = take(walk, PACK_CODE);
        shift(walk->instruction, 8, code);
        shift(walk->whole, 2, code);
        if (code >= BLOCK && code <= IF) walk->blocks++;
        if (code == END) walk->blocks--;
        else if (code >= BLOCK && code <= ELSE) walk->block[walk->blocks & DEEPEST] = code;
        apply(walk, code, follows(walk, code));
        if (walk->depth > 0) walk->origin[walk->depth - 1] = walk->whole[0];
    }
}

/* ---------------------------------------------------------------- files --------------------------------------------- */

static void bodies(walk *walk) {
    for (uint64_t count = number(walk, PACK_REST); count > 0 && !walk->bad; count--) sized(walk, body);
}

static void module(walk *walk) {
    for (int k = 0; k < 8; k++) take(walk, PACK_REST);
    while (walk->at < walk->size && !walk->bad) {
        walk->section = 256;
        walk->section = take(walk, PACK_REST);
        if (walk->section == SECTION_CODE) sized(walk, bodies);
        else for (uint64_t size = number(walk, PACK_REST); size > 0 && !walk->bad; size--) take(walk, PACK_REST);
    }
}

static uint32_t check_of(const uint8_t *file, size_t size) {
    uint32_t check = 0;
    for (size_t k = 0; k < size; k++) check = mixed(check, file[k]);
    return check;
}

static uint32_t word_at(const uint8_t *bytes) {
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void put_word(uint8_t *bytes, uint32_t word) {
    for (int k = 0; k < 4; k++) bytes[k] = (uint8_t)(word >> 8 * k);
}

enum { MODULE_BIT = 31 };

size_t pack_size(const pack_line *line, const uint8_t *pack, size_t size) {
    if (size <= PACK_HEAD) return 0;
    const size_t file_size = word_at(pack) & ((1u << MODULE_BIT) - 1);
    return file_size > PACK_LONGEST - line->count ? 0 : file_size;
}

size_t pack_file(pack_line *line, bool packing, uint8_t *pack, size_t size, uint8_t *file, size_t file_size) {
    if (size <= PACK_HEAD || file_size == 0 || file_size > PACK_LONGEST - line->count) return 0;
    if (packing) {
        put_word(pack, (uint32_t)file_size | (uint32_t)(file[0] == 0) << MODULE_BIT);
        put_word(pack + 4, check_of(file, file_size));
    }
    walk walk = {.line = line, .file = file, .size = file_size, .packing = packing, .text = word_at(pack) >> MODULE_BIT == 0};
    pack_coder_start(&walk.coder, packing, pack + PACK_HEAD, size - PACK_HEAD);
    if (walk.text) while (walk.at < walk.size) take(&walk, PACK_REST);
    else module(&walk);
    if (packing) pack_coder_end(&walk.coder);
    const bool good = !walk.bad && walk.at == file_size && walk.coder.at <= walk.coder.size && word_at(pack + 4) == check_of(file, file_size);
    return good ? PACK_HEAD + walk.coder.at : 0;
}
