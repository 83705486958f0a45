#include "spread/ario_sums.h"

#define LOOPS "spread/ario_sums_loops.h"
#include "base/each_width.h"

cki_ario_sums cki_ario_sums_choose(void) {
    const uint32_t width = cki_wide();
    return (cki_ario_sums){CKI_OF_WIDTH(width, add_rows), CKI_OF_WIDTH(width, dot)};
}
