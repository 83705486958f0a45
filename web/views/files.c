/* There are no files: what reads or writes one finds nothing. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

int errno;

FILE *open_memstream(char **text, size_t *length) {
    *text = NULL;
    *length = 0;
    return NULL;
}
int fputc(int byte, FILE *to) {
    (void)byte, (void)to;
    return EOF;
}
int fputs(const char *text, FILE *to) {
    (void)text, (void)to;
    return EOF;
}
size_t fwrite(const void *from, size_t each, size_t count, FILE *to) {
    (void)from, (void)each, (void)count, (void)to;
    return 0;
}
int fclose(FILE *file) {
    (void)file;
    return EOF;
}
size_t fread(void *to, size_t each, size_t count, FILE *from) {
    (void)to, (void)each, (void)count, (void)from;
    return 0;
}
int ferror(FILE *file) {
    (void)file;
    return 1;
}
int gzread(gzFile file, void *to, unsigned bytes) {
    (void)file, (void)to, (void)bytes;
    return -1;
}
const char *gzerror(gzFile file, int *error) {
    (void)file;
    *error = Z_ERRNO;
    return "no files";
}
int strerror_r(int error, char *room, size_t size) {
    (void)error, (void)room, (void)size;
    return -1;
}
