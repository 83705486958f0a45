/* See stdio.h. */
#ifndef CK_VIEWS_ZLIB_H
#define CK_VIEWS_ZLIB_H
typedef void *gzFile;
enum { Z_OK = 0, Z_ERRNO = -1, Z_BUF_ERROR = -5 };
gzFile gzdopen(int handle, const char *mode);
gzFile gzopen(const char *path, const char *mode);
int    gzgetc(gzFile file);
int    gzbuffer(gzFile file, unsigned bytes);
int    gzread(gzFile file, void *to, unsigned bytes);
const char *gzerror(gzFile file, int *error);
int    gzclose(gzFile file);
int    gzclose_r(gzFile file);
#endif
