/* See stdio.h. */
#ifndef CK_VIEWS_INTTYPES_H
#define CK_VIEWS_INTTYPES_H
#include <stdint.h>
#define PRIu64 "llu"
#define PRIx64 "llx"
#endif
