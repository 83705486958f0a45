/* See stdio.h. */
#ifndef CK_VIEWS_STDLIB_H
#define CK_VIEWS_STDLIB_H

#include <stddef.h>

void  *malloc(size_t bytes);
void  *calloc(size_t count, size_t each);
void  *realloc(void *block, size_t bytes);
void  *aligned_alloc(size_t alignment, size_t bytes);
void   free(void *block);
void   qsort(void *first, size_t count, size_t each, int (*compare)(const void *, const void *));
double strtod(const char *text, char **end);

#endif
