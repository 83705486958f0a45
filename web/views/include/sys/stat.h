/* See stdio.h. */
#ifndef CK_VIEWS_STAT_H
#define CK_VIEWS_STAT_H
struct stat { int st_mode; long st_size; };
int stat(const char *path, struct stat *state);
int fstat(int handle, struct stat *state);
#define S_ISDIR(mode) ((mode) == 1)
#define S_ISREG(mode) ((mode) == 2)
#endif
