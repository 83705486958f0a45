/* See math.h. */
#ifndef CK_TEST_WASM_STDIO_H
#define CK_TEST_WASM_STDIO_H

#include <stddef.h>

typedef struct FILE FILE;
extern FILE *stderr, *stdout;
int printf(const char *format, ...);
int fprintf(FILE *to, const char *format, ...);
int snprintf(char *to, size_t size, const char *format, ...);

#endif
