/* The four memory functions that the compiler calls for copies and comparisons, for WebAssembly without a libc. The file
   is compiled -ffreestanding, so that the loops do not become calls of themselves. */
#include <stddef.h>
#include <stdint.h>

void *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void *memmove(void *to, const void *from, size_t bytes);
void *memset(void *to, int value, size_t bytes);
int   memcmp(const void *a, const void *b, size_t bytes);

/* Eight bytes at a time: snapshots and model files are copied through here. */
typedef uint64_t __attribute__((may_alias, aligned(1))) word;

void *memcpy(void *restrict to, const void *restrict from, size_t bytes) {
    unsigned char       *t = to;
    const unsigned char *f = from;
    for (; bytes >= 8; bytes -= 8, t += 8, f += 8) *(word *)t = *(const word *)f;
    for (; bytes > 0; bytes--) *t++ = *f++;
    return to;
}

void *memmove(void *to, const void *from, size_t bytes) {
    unsigned char       *t = to;
    const unsigned char *f = from;
    if ((uintptr_t)t - (uintptr_t)f < bytes) {                   // `to` starts inside `from`: from the end
        while (bytes > 0) {
            bytes--;
            t[bytes] = f[bytes];
        }
    } else {
        for (; bytes >= 8; bytes -= 8, t += 8, f += 8) *(word *)t = *(const word *)f;
        for (; bytes > 0; bytes--) *t++ = *f++;
    }
    return to;
}

void *memset(void *to, int value, size_t bytes) {
    unsigned char *t = to;
    const uint64_t eight = 0x0101010101010101u * (unsigned char)value;
    for (; bytes >= 8; bytes -= 8, t += 8) *(word *)t = eight;
    for (; bytes > 0; bytes--) *t++ = (unsigned char)value;
    return to;
}

int memcmp(const void *a, const void *b, size_t bytes) {
    const unsigned char *x = a, *y = b;
    for (size_t i = 0; i < bytes; i++) {
        if (x[i] != y[i]) return x[i] < y[i] ? -1 : 1;
    }
    return 0;
}
