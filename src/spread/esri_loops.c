#include "spread/esri_worker.h"

#define LOOPS "spread/esri_loops.h"
#include "base/each_width.h"

cki_esri_compute cki_esri_compute_choose(void) {
    return CKI_OF_WIDTH(cki_wide(), compute);
}
