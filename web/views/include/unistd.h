/* See stdio.h. */
#ifndef CK_VIEWS_UNISTD_H
#define CK_VIEWS_UNISTD_H
int  dup(int handle);
long lseek(int handle, long at, int from);
int  close(int handle);
#endif
