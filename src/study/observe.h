/* Observed figures of past episodes, and the same figure taken from a run. A figure is a ratio (or a number of months),
   so that it does not hang on the units of a source: quantity shipped in a window over a base, price over a base. */
#ifndef CK_STUDY_OBSERVE_H
#define CK_STUDY_OBSERVE_H

#include "io/host.h"

/* X(name, word, meaning) */
#define CK_FIGURE_LIST(X)                                                                                              \
    X(CK_FIGURE_SHIPPED, "shipped",                                                                                    \
      "quantity a day shipped from origin to destination in the window, over that of the base window")                 \
    X(CK_FIGURE_PRICE, "price", "mean market price in the destination in the window, over that of the base window")    \
    X(CK_FIGURE_STOPPED, "stopped",                                                                                    \
      "months in a row, from the first of the window on, with less than a tenth of the base shipped")
#define X(name, word, meaning) name,
typedef enum ck_figure_kind { CK_FIGURE_LIST(X) CK_FIGURE_COUNT } ck_figure_kind;
#undef X
const char *ck_figure_word(ck_figure_kind kind);

typedef struct ck_observation {
    ck_place       place;
    const char    *id, *episode, *title;
    ck_figure_kind kind;
    bool           fitted;               // false: held out, only compared
    const char    *items;                // item ids and group:NAME joined by ';'
    const char    *origin, *destination; // region, bloc:NAME, !REGION (all but), *
    ck_date        from, until;          // first days of months, [from, until)
    ck_date        base_from, base_until;// CK_DATE_FIRST: the baseline of the world
    double         value;
    double         scale;                // error: of the logarithm for shipped and price, in months for stopped
    double         floor;                // smaller ratios count as this: nothing and next to nothing are alike
    const char    *source, *link, *note;
    int32_t        year;
    ck_grade       grade;
} ck_observation;

typedef struct ck_observations {
    ck_observation *item;
    uint32_t        count;
    ck_host_file    file;
    ck_host_arena   arena;
} ck_observations;

/// Read a table of observations. Words, dates, numbers are checked; names when they meet a model.
///
/// Returns  CK_OK, or the status of the first error; free with ck_observations_free in every case, after the
///          diagnostics were printed
CK_MUST_USE ck_status ck_observations_read(const char *path, ck_observations *observations, ck_diags *diags);
void ck_observations_free(ck_observations *observations);

/* Whether `region` of a model belongs to a selector of regions as above. */
bool ck_region_matches(const ck_model *model, uint32_t region, const char *selector);
/* Whether `item` of a model belongs to a list of selectors as above. */
bool ck_item_matches(const ck_model *model, uint32_t item, const char *selectors);

/* An observation against a model: which flows or which markets. */
typedef struct ck_figure {
    const ck_observation *observation;
    uint32_t *flow;    uint32_t flow_count;              // bilateral, in order
    uint32_t *product; double *weight; uint32_t product_count;   // of markets; weights sum to 1 (base use by value)
    double    base_quantity;                             // of the flows, item units a day
} ck_figure;

/// Returns  CK_OK, or CK_E_UNKNOWN when nothing in the model belongs to the observation; memory comes from `arena`
CK_MUST_USE ck_status ck_figure_make(const ck_model *model, const ck_observation *observation, ck_host_arena *arena,
                                     ck_figure *figure, ck_diags *diags);
/* The figure in a finished run that started on `start`. NaN when the window is not inside the run. */
double ck_figure_of(const ck_figure *figure, const ck_run *run, ck_date start);
/* (model - observed) / scale, on the scale of the observation. */
double ck_figure_miss(const ck_observation *observation, double of_model);

#endif
