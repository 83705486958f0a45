/* See math.h. */
#ifndef CK_TEST_WASM_STRING_H
#define CK_TEST_WASM_STRING_H

#include <stddef.h>

void  *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void  *memset(void *at, int value, size_t bytes);
int    memcmp(const void *a, const void *b, size_t bytes);
int    strcmp(const char *a, const char *b);
size_t strlen(const char *text);

#endif
