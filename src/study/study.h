/* A study answers a question: it runs a scenario and what it is compared with, once with central values and once an
   ensemble, tries single remedies, and keeps what reports and tables need. Host code: it allocates.

   Losses and missing trade are counted against the baseline: the same world and years without any measure, in which announced
   plants start as planned. It is run once, with central values.

   Bands are over draws (whole customers, sampled parameters); `central` is the run with central values and expected licences. */
#ifndef CK_STUDY_STUDY_H
#define CK_STUDY_STUDY_H

#include "chokepoint.h"

typedef struct ck_band { double p05, p25, p50, p75, p95; } ck_band;
/* Of n values, which are sorted; of none: zeros. */
static inline ck_band ck_band_of(double *value, size_t n) {
    if (n == 0) return (ck_band){0};
    return (ck_band){ck_quantile(value, n, 0.05), ck_quantile(value, n, 0.25), ck_quantile(value, n, 0.5),
                     ck_quantile(value, n, 0.75), ck_quantile(value, n, 0.95)};
}

/* Series with their spread: `series` rows of `points` values; the first `banded` of them have bands once draws are done. */
typedef struct ck_fan {
    uint32_t series, banded, points;
    double  *central;            // (series x points)
    ck_band *band;               // (banded x points), or NULL without draws
} ck_fan;

/* A trade line: what a report group sells from one region to another, or to all (destination CK_NONE). */
typedef struct ck_line {
    uint32_t group, origin, destination;
    double   base_quantity;      // item units a day, in the base year
    double   base_value;         // USD a day, in the base year
} ck_line;

typedef struct ck_site_spread {  // one site over the draws
    double  slow_share, stop_share;              // share of draws in which it slows, stops
    ck_band slow_day, stop_day;                  // over the draws in which it does
    ck_band lost_value_added;                    // USD, all draws
} ck_site_spread;

typedef struct ck_driver {       // one row of the tornado
    uint32_t    uncertain;       // index into the scenario's uncertain numbers
    const char *target;
    double      rank_correlation;                // Spearman, with the lost value added
    double      low_fifth, high_fifth;           // mean loss (USD) where the number is in its lowest and highest fifth
} ck_driver;

typedef struct ck_remedy {
    const char *name, *what;     // what: the change in words, with its size
    double   lost_value_added;   // USD, central run with the remedy
    double   loss_avoided;       // USD, against the central run without it
    double   days_bought;        // day: mean delay of the first slow day of the industries that slow, by value added; CK horizon cap
    uint32_t industries_saved;   // industries (in a region) that slow without it and not with it
    uint64_t digest;
} ck_remedy;

typedef struct ck_variant {
    const char        *name, *title;
    ck_scenario_spec   spec;     // as given; its texts are the caller's
    const ck_scenario *scenario;
    const ck_run      *central;  // finished; valid as long as the study
    uint64_t           central_digest, ensemble_digest;      // the second is 0 without draws
    uint32_t           draws;
    ck_fan quantity, value;      // lines x months: item units, USD
    ck_fan loss_industry;        // industry items x points: share of value added lost, 0..1
    ck_fan loss_region;          // regions x points: the same
    ck_fan loss_world;           // 1 x points
    ck_fan price_inside;         // items x points: price over base where the authority sits
    ck_fan price_outside;        // items x points: elsewhere, weighted by base use
    ck_site_spread *site;        // (sites)
    double  lost_value_added;    // USD, central
    ck_band lost_value_added_band;
    double *loss_by_industry, *loss_by_region;               // USD, central: (industries), (regions)
    ck_band *loss_by_industry_band, *loss_by_region_band;
    ck_driver *driver; uint32_t driver_count;                // largest effect first; none without draws
    void *block_scenario, *block_run;
} ck_variant;

typedef struct ck_study {
    const ck_model *model;
    uint32_t   authority;        // region whose licences the study is about, or CK_NONE
    uint32_t  *industry;         // items of tier industry, in order
    uint32_t   industry_count;
    ck_line   *line; uint32_t line_count;
    uint32_t   banded_line_count;                            // lines with bands come first: totals, and those from the authority
    uint32_t   month_count, point_count, every;              // points are `every` days apart
    double    *line_base;        // (lines x months) item units shipped in the month in the baseline
    const ck_run *baseline;      // finished; valid as long as the study
    uint64_t   baseline_digest;
    uint32_t  *line_of_flow;     // (flows) line with this destination, or CK_NONE
    uint32_t  *total_of_flow;    // (flows) line over all destinations, or CK_NONE
    ck_variant *variant; uint32_t variant_count;             // variant 0 is the scenario asked about
    ck_remedy *remedy; uint32_t remedy_count;                // for variant 0
    uint32_t   industries_slowed;                            // of variant 0, central run
    double     seconds;          // of computing
    void      *block_scenario, *block_run;                   // of the baseline
    uint64_t   digest;           // of all variants and remedies
} ck_study;

typedef struct ck_variant_spec { const char *name, *title; ck_scenario_spec spec; } ck_variant_spec;

typedef struct ck_study_options {
    uint32_t draws;              // 0: central runs only
    uint32_t threads;            // >= 1
    uint32_t record_every;       // day
    bool     remedies;
    void   (*progress)(void *user, const char *what, double done);   // done 0..1; may be NULL
    bool   (*stop)(void *user);  // asked after every run; true ends the study with CK_E_LIMIT; may be NULL
    void    *user;
} ck_study_options;
ck_study_options ck_study_options_default(void);

/// Run a study. All variants share the first one's start and length.
///
/// Returns  CK_OK or CK_NOTED with `study` set (free with ck_study_free), or an error; nothing is left allocated then
/// Cost     (variants x (1 + draws) + remedies) runs; memory grows with draws x (lines x months + series x points) x 4 bytes
CK_MUST_USE ck_status ck_study_run(const ck_model *model, const ck_variant_spec *variant, uint32_t variant_count,
                                   ck_study_options options, ck_study **study, ck_diags *diags);
void ck_study_free(ck_study *study);

static inline double   ck_fan_at(const ck_fan *fan, uint32_t series, uint32_t point) { return fan->central[(size_t)series * fan->points + point]; }
static inline ck_band  ck_fan_band(const ck_fan *fan, uint32_t series, uint32_t point) { return fan->band[(size_t)series * fan->points + point]; }
/* The loss to quote, USD: the middle of the draws, or the central run when there are none. */
static inline double ck_quoted(double central, const ck_band *band) { return band != NULL ? band->p50 : central; }
static inline double ck_variant_loss_in_region(const ck_variant *variant, uint32_t region) {
    return ck_quoted(variant->loss_by_region[region],
                     variant->draws > 0 ? &variant->loss_by_region_band[region] : NULL);
}
static inline double ck_variant_loss_of_industry(const ck_variant *variant, uint32_t industry) {
    return ck_quoted(variant->loss_by_industry[industry],
                     variant->draws > 0 ? &variant->loss_by_industry_band[industry] : NULL);
}
static inline double ck_variant_loss(const ck_variant *variant) {
    return ck_quoted(variant->lost_value_added, variant->draws > 0 ? &variant->lost_value_added_band : NULL);
}
/* The line of (group, origin, destination), or CK_NONE. */
uint32_t ck_study_find_line(const ck_study *study, uint32_t group, uint32_t origin, uint32_t destination);
static inline double ck_study_base(const ck_study *study, uint32_t line, uint32_t month) { return study->line_base[(size_t)line * study->month_count + month]; }
/* Days of a month that lie in the run. */
double ck_study_month_days(const ck_study *study, uint32_t month);

#endif
