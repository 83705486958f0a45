#include "spread/esri_worker.h"
#include "spread/wide.h"

#define VECTOR pair
#define WIDTH 2
#define TARGET
#define NAME(function) function##_2
#include "spread/esri_loops.h"

#ifdef CKI_WIDE
#define VECTOR four
#define WIDTH 4
#define TARGET CKI_TARGET_4
#define NAME(function) function##_4
#include "spread/esri_loops.h"

#define VECTOR eight
#define WIDTH 8
#define TARGET CKI_TARGET_8
#define NAME(function) function##_8
#include "spread/esri_loops.h"
#endif

cki_esri_compute cki_esri_compute_choose(void) {
#ifdef CKI_WIDE
    const uint32_t width = cki_wide();
    if (width == 8) return compute_8;
    if (width == 4) return compute_4;
#endif
    return compute_2;
}
