#include "spread/ario_sums.h"

#include "spread/wide.h"

#define VECTOR pair
#define WIDTH 2
#define TARGET
#define NAME(function) function##_2
#include "spread/ario_sums_loops.h"

#ifdef CKI_WIDE
#define VECTOR four
#define WIDTH 4
#define TARGET CKI_TARGET_4
#define NAME(function) function##_4
#include "spread/ario_sums_loops.h"

#define VECTOR eight
#define WIDTH 8
#define TARGET CKI_TARGET_8
#define NAME(function) function##_8
#include "spread/ario_sums_loops.h"
#endif

cki_ario_sums cki_ario_sums_choose(void) {
#ifdef CKI_WIDE
    const uint32_t width = cki_wide();
    if (width == 8) return (cki_ario_sums){add_rows_8, dot_8};
    if (width == 4) return (cki_ario_sums){add_rows_4, dot_4};
#endif
    return (cki_ario_sums){add_rows_2, dot_2};
}
