/* Stand-ins for the libraries that the host's code names, for the views' module: what is reached is defined in
   web/views/libc.c, json.c, csv.c and yaml.c; a call of anything else is an error of the linker. */
#ifndef CK_VIEWS_STDIO_H
#define CK_VIEWS_STDIO_H

#include <stddef.h>

typedef struct FILE FILE;
extern FILE *stderr, *stdout, *stdin;
#define EOF (-1)
#define SEEK_SET 0
#define SEEK_END 2
int    printf(const char *format, ...);
int    fprintf(FILE *to, const char *format, ...);
int    snprintf(char *to, size_t size, const char *format, ...);     // %s, %.*s, %u, %d
int    fputc(int byte, FILE *to);
int    fputs(const char *text, FILE *to);
int    fgetc(FILE *from);
int    getc(FILE *from);
size_t fwrite(const void *from, size_t each, size_t count, FILE *to);
size_t fread(void *to, size_t each, size_t count, FILE *from);
FILE  *fopen(const char *path, const char *mode);
FILE  *open_memstream(char **text, size_t *length);
int    fclose(FILE *file);
int    fflush(FILE *file);
int    ferror(FILE *file);
int    fileno(FILE *file);
int    fseek(FILE *file, long at, int from);

#endif
