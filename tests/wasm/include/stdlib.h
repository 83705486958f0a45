/* See math.h. */
#ifndef CK_TEST_WASM_STDLIB_H
#define CK_TEST_WASM_STDLIB_H

#include <stddef.h>

void *malloc(size_t bytes);
void *calloc(size_t count, size_t each);
void *aligned_alloc(size_t alignment, size_t bytes);
void  free(void *block);
_Noreturn void abort(void);
_Noreturn void exit(int status);

#endif
