/* Approximate Bayesian calibration by rejection (Pritchard et al. 1999; Beaumont, Zhang and Balding 2002): the free
   parameters are drawn from their prior ranges, every episode is run with them, and the draws whose figures come
   nearest to the observed ones are kept. Nothing is fitted by hand and nothing outside the episodes is looked at.
   Host code: it allocates. */
#ifndef CK_STUDY_CALIBRATE_H
#define CK_STUDY_CALIBRATE_H

#include "study/observe.h"
#include "study/study.h"

typedef struct ck_episode {
    const char       *name;              // as observations call it
    const ck_model   *model;
    ck_scenario_spec  spec;              // its uncertain numbers besides parameters are sampled along
} ck_episode;

/* Free parameters and their priors: every "parameters.NAME" that one of the specs holds uncertain, with the
   distribution of the first one that does. Returns their number, at most CK_PARAMETER_COUNT. */
typedef struct ck_free_parameter { ck_parameter parameter; ck_distribution prior; } ck_free_parameter;
uint32_t ck_free_parameters(const ck_scenario_spec *const *spec, uint32_t spec_count,
                            ck_free_parameter free[CK_PARAMETER_COUNT]);

typedef struct ck_calibrate_options {
    uint32_t draws;                      // of the priors, >= 1
    double   accept;                     // share of the draws that is kept; at least one draw
    uint32_t threads;                    // >= 1
    uint64_t seed;                       // of all episodes: draw d has the same parameters in each
    void   (*progress)(void *user, const char *what, double done);
    void    *user;
} ck_calibrate_options;

typedef struct ck_calibration {
    ck_free_parameter *parameter; uint32_t parameter_count;
    uint32_t  draws, observation_count;
    double   *value;                     // (draws x parameters)
    double   *figure;                    // (draws x observations), of the model
    double   *distance;                  // (draws): root of the mean squared miss where fitted, misses cut at 5
    uint32_t *accepted;                  // draws kept, nearest first
    uint32_t  accepted_count;
    uint64_t  digest;                    // of priors, figures, distances and the choice
} ck_calibration;

/// Calibrate on `episodes`; each observation names one of them.
///
/// Returns  CK_OK with `calibration` set (free with ck_calibration_free), or an error; nothing is left allocated then
/// Cost     draws x (runs of all episodes); memory draws x (parameters + observations) x 8 bytes
CK_MUST_USE ck_status ck_calibrate(const ck_episode *episode, uint32_t episode_count, const ck_observation *observation,
                                   uint32_t observation_count, const ck_free_parameter *free, uint32_t free_count,
                                   ck_calibrate_options options, ck_calibration **calibration, ck_diags *diags);
void ck_calibration_free(ck_calibration *calibration);

/* Spread of parameter k over the accepted draws, and over all draws. */
ck_band ck_calibration_accepted(const ck_calibration *calibration, uint32_t parameter);
ck_band ck_calibration_prior(const ck_calibration *calibration, uint32_t parameter);
/* Spread of an observation's figure over the accepted draws, and over all draws. */
ck_band ck_calibration_figure(const ck_calibration *calibration, uint32_t observation, bool accepted_only);
/* Mean distance of the accepted draws and of all draws. */
double ck_calibration_distance(const ck_calibration *calibration, bool accepted_only);

/* ---- prediction with what was accepted ---- */

/* Selectors as in observations. */
typedef struct ck_predicted_line { const char *name, *items, *origin, *destination; } ck_predicted_line;

typedef struct ck_predict_options {
    uint32_t draws;                      // of everything but the parameters, for each accepted vector
    uint32_t threads;
    const double *season;                // (months) factor on the month's quantity, or NULL
    const double *spread;                // (lines x months) ordinary variation: deviation of the logarithm, or NULL
    void   (*progress)(void *user, const char *what, double done);
    void    *user;
} ck_predict_options;

typedef struct ck_prediction {
    int32_t   first_month;               // 12 * year + (month - 1)
    uint32_t  month_count, line_count, runs;
    double   *base;                      // (lines) item units a year, of the world
    double   *baseline;                  // (lines x months) item units: nothing happens, season included
    double   *sample;                    // (runs x lines x months) item units
    ck_band  *band;                      // (lines x months)
    uint64_t  digest;
} ck_prediction;

/// Run `spec` with each accepted vector of parameters, `draws` times, and keep what the lines ship each month.
///
/// Returns  as ck_calibrate; free with ck_prediction_free
CK_MUST_USE ck_status ck_predict(const ck_model *model, const ck_scenario_spec *spec, const ck_calibration *calibration,
                                 const ck_predicted_line *line, uint32_t line_count, ck_predict_options options,
                                 ck_prediction **prediction, ck_diags *diags);
void ck_prediction_free(ck_prediction *prediction);
/* Spread over the runs of the sum over months [first, first + count). */
ck_band ck_prediction_sum(const ck_prediction *prediction, uint32_t line, uint32_t first, uint32_t count);

#endif
