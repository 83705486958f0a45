/* Charts as SVG: lines with bands over time, and bars with ranges. */
#ifndef CK_REPORT_CHART_H
#define CK_REPORT_CHART_H

#include "report/html.h"

typedef struct ck_chart_line {
    const char   *label, *style;         // style: one, two, three (CSS class of the line)
    const double *value;                 // (points)
    const ck_band *band;                 // (points), or NULL
} ck_chart_line;

typedef struct ck_chart {
    const char *title, *unit;            // unit of the vertical axis
    uint32_t    width, height;           // of the drawing, px
    uint32_t    points;
    const double *day;                   // (points) days from the start
    ck_date     start;
    double      days;                    // length of the time axis
    const double *base;                  // (points) baseline drawn dashed, or NULL
    bool        percent;                 // values are shares
    double      at_least;                // top of the axis is not below this
    const ck_chart_line *line; uint32_t line_count;
} ck_chart;
void ck_chart_write(FILE *out, const ck_chart *chart);

typedef struct ck_bar { const char *label, *text; double value, low, high; } ck_bar;     // low == high: no range
/* Horizontal bars, one a row; all values >= 0. */
void ck_bars_write(FILE *out, const char *title, const ck_bar *bar, uint32_t count, uint32_t width);
/* Horizontal bars of up to three parts, one a row, with the range of the whole; parts below 0 are left out. */
typedef struct ck_stack { const char *label, *text; double part[3], low, high; } ck_stack;
void ck_stacks_write(FILE *out, const char *title, const char *const part_name[3], const ck_stack *stack, uint32_t count,
                     uint32_t width);
/* Bars to both sides of `middle`, from low to high: a tornado. */
typedef struct ck_span { const char *label; double low, high; } ck_span;
void ck_tornado_write(FILE *out, const char *title, double middle, const ck_span *span, uint32_t count, uint32_t width);

/* A round step that divides 0..span into about `parts`. */
double ck_round_step(double span, uint32_t parts);

#endif
