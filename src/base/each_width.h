/* Includes the file LOOPS once for each width of vector registers. There WIDTH is the number of doubles in a vector, VECTOR its type,
   TARGET stands before each function, and NAME(function) is what it is called. CKI_OF_WIDTH chooses one of them. No guard: for each LOOPS
   anew. */
#include "base/lanes.h"

#undef CKI_OF_WIDTH
#define VECTOR pair
#define WIDTH 2
#define TARGET
#define NAME(function) function##_2
#include LOOPS
#undef VECTOR
#undef WIDTH
#undef TARGET
#undef NAME

#ifdef CKI_WIDE
#define VECTOR four
#define WIDTH 4
#define TARGET CKI_TARGET_4
#define NAME(function) function##_4
#include LOOPS
#undef VECTOR
#undef WIDTH
#undef TARGET
#undef NAME

#define VECTOR eight
#define WIDTH 8
#define TARGET CKI_TARGET_8
#define NAME(function) function##_8
#include LOOPS
#undef VECTOR
#undef WIDTH
#undef TARGET
#undef NAME

#define CKI_OF_WIDTH(width, function) ((width) == 8 ? function##_8 : (width) == 4 ? function##_4 : function##_2)
#else
#define CKI_OF_WIDTH(width, function) ((void)(width), function##_2)
#endif

#undef LOOPS
