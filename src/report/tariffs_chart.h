/* Drawings of the report on the long run. */
#ifndef CK_REPORT_TARIFFS_CHART_H
#define CK_REPORT_TARIFFS_CHART_H

#include "report/html.h"

/* Bars to both sides of zero; low == high: no range. Values in per cent. */
typedef struct ck_balance { const char *label; double value, low, high; } ck_balance;
void ck_balance_write(FILE *out, const char *title, const ck_balance *bar, uint32_t count, uint32_t width);

/* One country over the steps of a scenario: value with its bands (five and nine draws in ten), one mark a step. */
typedef struct ck_ladder { const char *title; const double *value; const ck_band *band; uint32_t count; double low, high; } ck_ladder;
void ck_ladder_write(FILE *out, const ck_ladder *ladder, uint32_t width, uint32_t height);

/* A bubble on the map: the area goes with the size, the colour with the sign. */
typedef struct ck_bubble { const char *label, *text; double longitude, latitude, size; } ck_bubble;
void ck_bubbles_write(FILE *out, const char *label, const ck_bubble *bubble, uint32_t count);

#endif
