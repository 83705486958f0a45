/* module_parts MODULE PARTS: a WebAssembly module as the page fetches it, instructions of all functions first, then their numbers by
   meaning. What is alike lies together, so that gzip finds more of it; web/page/module.js puts it together again.

   A file of parts is little-endian: the size of the module, the sizes of the PARTS parts, then the parts (32-bit numbers). Part REST is the module
   without bodies: of section "code" only its number and the count of functions. Of a body the number of local runs and the runs lie in LOCALS, its
   instructions in CODE, and what follows an instruction in the part that `follows` names; sizes of bodies and of the section are not kept, they
   follow from what is put together. An alignment is kept as its difference (xor) from the natural one. */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef enum part { REST, CODE, LOCALS, ALIGN, LOADED, STORED, LOCAL, WHOLE, LONG, CALL, BRANCH, TYPE, REAL, PARTS } part;
enum { CODE_SECTION = 10, BLOCK = 0x02, IF = 0x04, END = 0x0b, LOAD = 0x28, STORE = 0x36, STORE_LAST = 0x3e };

static struct {
    const uint8_t *bytes;
    size_t size, at;
    struct { uint8_t *bytes; size_t size; } part[PARTS];
} the;

static void fail(const char *what) {
    fprintf(stderr, "module_parts: %s at byte %zu\n", what, the.at);
    exit(1);
}

static uint8_t take(part to) {
    if (the.at >= the.size) fail("the module ends too early");
    return the.part[to].bytes[the.part[to].size++] = the.bytes[the.at++];
}

/* A number in LEB128 as it stands; its value counts where it is a size. */
static uint64_t number(part to) {
    uint64_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
        const uint8_t byte = take(to);
        if (shift < 64) value |= (uint64_t)(byte & 127) << shift;
        if (byte < 128) return value;
    }
}

static void drop_number(void) {
    const size_t kept = the.part[REST].size;
    number(REST);
    the.part[REST].size = kept;
}

static void numbers(part to, uint64_t count) {
    for (uint64_t k = 0; k < count; k++) number(to);
}

static void memory_operation(uint8_t code) {
    static const uint8_t NATURAL[] = {2, 3, 2, 3, 0, 0, 1, 1, 0, 0, 1, 1, 2, 2, 2, 3, 2, 3, 0, 1, 0, 1, 2};
    if (number(ALIGN) > 63) fail("an alignment that is none");
    the.part[ALIGN].bytes[the.part[ALIGN].size - 1] ^= NATURAL[code - LOAD];
    number(code < STORE ? LOADED : STORED);
}

/* Of 128 bits: lanes, constants and shuffles have bytes of their own. */
static void vector_operation(void) {
    const uint64_t code = number(CODE);
    const bool by_lane = code >= 84 && code <= 91;
    if (code <= 11 || by_lane || code == 92 || code == 93) {
        number(ALIGN);
        number(code == 11 || (code >= 88 && code <= 91) ? STORED : LOADED);
    }
    for (int k = code == 12 || code == 13 ? 16 : 0; k > 0; k--) take(REAL);
    if (by_lane || (code >= 21 && code <= 34)) take(TYPE);
}

static void follows(uint8_t code) {
    if (code >= BLOCK && code <= IF) numbers(TYPE, 1);
    else if (code == 0x0c || code == 0x0d) numbers(BRANCH, 1);
    else if (code == 0x0e) numbers(BRANCH, number(BRANCH) + 1);
    else if (code == 0x10) numbers(CALL, 1);
    else if (code == 0x11) numbers(TYPE, 2);
    else if (code >= 0x20 && code <= 0x22) numbers(LOCAL, 1);
    else if (code == 0x23 || code == 0x24) numbers(TYPE, 1);
    else if (code >= LOAD && code <= STORE_LAST) memory_operation(code);
    else if (code == 0x3f || code == 0x40) numbers(TYPE, 1);
    else if (code == 0x41) numbers(WHOLE, 1);
    else if (code == 0x42) numbers(LONG, 1);
    else if (code == 0x43 || code == 0x44) for (int k = code == 0x43 ? 4 : 8; k > 0; k--) take(REAL);
    else if (code == 0xfc) {
        const uint64_t more = number(CODE);
        if (more > 7 && more != 10 && more != 11) fail("an instruction that the page's modules do not have");
        numbers(TYPE, more == 10 ? 2 : more == 11 ? 1 : 0);
    } else if (code == 0xfd) vector_operation();
    else if (!(code <= 0x01 || code == 0x05 || code == END || code == 0x0f || code == 0x1a || code == 0x1b || (code >= 0x45 && code <= 0xc4)))
        fail("an instruction that the page's modules do not have");
}

static void body(void) {
    drop_number();
    numbers(LOCALS, 2 * number(LOCALS));
    for (unsigned depth = 1; depth > 0;) {
        const uint8_t code = take(CODE);
        if (code >= BLOCK && code <= IF) depth++;
        if (code == END) depth--;
        follows(code);
    }
}

static void split(void) {
    for (int k = 0; k < 8; k++) take(REST);
    while (the.at < the.size) {
        if (take(REST) == CODE_SECTION) {
            drop_number();
            for (uint64_t count = number(REST); count > 0; count--) body();
        } else {
            for (uint64_t size = number(REST); size > 0; size--) take(REST);
        }
    }
}

static void put_size(FILE *out, size_t size) {
    for (int shift = 0; shift < 32; shift += 8) putc((int)(size >> shift & 255), out);
}

int main(int count, char **argument) {
    FILE *in = count == 3 ? fopen(argument[1], "rb") : NULL;
    if (in == NULL || fseek(in, 0, SEEK_END) != 0 || ftell(in) <= 0) fail("MODULE and PARTS are to be named");
    the.size = (size_t)ftell(in);
    uint8_t *bytes = malloc(the.size);
    rewind(in);
    if (bytes == NULL || fread(bytes, 1, the.size, in) != the.size) fail("the module cannot be read");
    fclose(in);
    the.bytes = bytes;
    for (int k = 0; k < PARTS; k++) {
        if ((the.part[k].bytes = malloc(the.size)) == NULL) fail("out of memory");
    }
    split();
    FILE *out = fopen(argument[2], "wb");
    if (out == NULL) fail("PARTS cannot be written");
    put_size(out, the.size);
    for (int k = 0; k < PARTS; k++) put_size(out, the.part[k].size);
    for (int k = 0; k < PARTS; k++) fwrite(the.part[k].bytes, 1, the.part[k].size, out);
    if (fclose(out) != 0) fail("PARTS cannot be written");
    for (int k = 0; k < PARTS; k++) free(the.part[k].bytes);
    free(bytes);
    return 0;
}
