/* A map of losses by region and of the trade that failed. */
#ifndef CK_REPORT_MAP_H
#define CK_REPORT_MAP_H

#include "report/html.h"

/* Opens a drawing with the land; the caller closes it with </svg>. */
void ck_map_start(FILE *out, const char *label);
/* Where a point lies on it; NaN (the rest of the world): the lower left corner. */
void ck_map_place(double longitude, double latitude, double *x, double *y);

typedef struct ck_map_arc { uint32_t from, to; double weight; } ck_map_arc;
/* loss (regions) USD >= 0; home is drawn in another colour, or CK_NONE. Areas of bubbles go with the loss. */
void ck_map_write(FILE *out, const ck_model *model, const double *loss, uint32_t home, const ck_map_arc *arc, uint32_t arc_count);

#endif
