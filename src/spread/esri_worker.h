/* State of eight cascades side by side: shared by esri_run.c and the loops that read links (esri_loops.c). */
#ifndef CK_SPREAD_ESRI_WORKER_H
#define CK_SPREAD_ESRI_WORKER_H

#include "spread/esri.h"

enum { LANES = CKI_ESRI_LANES };

typedef struct line { double at[LANES]; } line;

typedef struct worker {
    line     *down, *up;                 // (firms) losses
    line     *passed;                    // (firms) what buyers feel: replaceability times loss; no markets: `down`
    line     *shock_down, *shock_up;     // (firms) read only where mark_shock says so
    uint8_t  *mark_shock;                // (firms) shocked in some lane
    uint8_t  *full_down, *full_up;       // (firms) all is lost in every lane
    line     *new_down, *new_up;         // (firms) of those in the lists, one after the other, or of all
    uint32_t *list_down, *list_up;       // (firms) to be computed in this iteration
    uint32_t *next_down, *next_up;       // (firms) in the next one
    uint8_t  *mark_down, *mark_up;       // (firms) stands in the next list
    uint32_t *seen;                      // (firms) firms that ever changed: what is to be cleared and summed
    uint8_t  *mark_seen;
    uint32_t *moved_market;              // (markets)
    uint8_t  *mark_market;               // (markets)
    line     *market_size;               // (markets) size left
    uint32_t  down_count, up_count, next_down_count, next_up_count, seen_count, moved_count;
    bool      all_down, all_up;          // so much has moved that all firms are computed, in order and without lists
    bool      next_all_down, next_all_up;
} worker;

/* New losses of all listed firms, from the losses of the iteration before; returns the largest change of each lane. */
typedef void (*cki_esri_compute)(worker *at, const ck_esri *esri, line *change);
/* That for the widest vectors of the processor. */
cki_esri_compute cki_esri_compute_choose(void);

#endif
