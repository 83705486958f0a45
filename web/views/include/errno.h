/* See stdio.h. */
#ifndef CK_VIEWS_ERRNO_H
#define CK_VIEWS_ERRNO_H
extern int errno;
enum { ENOENT = 2, EIO = 5, ENOMEM = 12, EACCES = 13, EISDIR = 21, ENOSPC = 28, EROFS = 30, EMFILE = 24, ENFILE = 23, ENOTDIR = 20,
       EEXIST = 17, EPERM = 1, ENAMETOOLONG = 36, ELOOP = 40, EDQUOT = 122, EFBIG = 27, EINVAL = 22 };
#endif
