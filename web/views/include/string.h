/* See stdio.h. */
#ifndef CK_VIEWS_STRING_H
#define CK_VIEWS_STRING_H

#include <stddef.h>

void  *memcpy(void *restrict to, const void *restrict from, size_t bytes);
void  *memmove(void *to, const void *from, size_t bytes);
void  *memset(void *at, int value, size_t bytes);
void  *memchr(const void *at, int byte, size_t bytes);
int    memcmp(const void *a, const void *b, size_t bytes);
int    strcmp(const char *a, const char *b);
int    strncmp(const char *a, const char *b, size_t most);
size_t strlen(const char *text);
size_t strspn(const char *text, const char *of);
size_t strcspn(const char *text, const char *of);
char  *strchr(const char *text, int byte);
char  *strrchr(const char *text, int byte);
char  *strstr(const char *text, const char *part);
char  *strcat(char *to, const char *from);
int    strerror_r(int error, char *room, size_t size);

#endif
