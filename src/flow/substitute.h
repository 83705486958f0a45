/* Inputs that can replace each other: constant elasticity of substitution inside a group. Groups stand side by side, in the lanes of vectors
   (base/lanes.h). */
#ifndef CK_FLOW_SUBSTITUTE_H
#define CK_FLOW_SUBSTITUTE_H

#include "base/base.h"

#define CKI_ABREAST 64u                  // groups side by side, at most; a multiple of every width
#define CKI_INPUTS_MOST 64u              // inputs of a group, at most

/* What elasticities come to, group by group. */
typedef struct cki_bends {
    double *power, *over_power;          // rho = (elasticity - 1) / elasticity, and 1 / rho; both 0: Cobb-Douglas
    double *largest;                     // an input is stretched until its marginal product is 1/20 of the base one; 0: none is stretched
    double *top;                         // term of an input that is stretched so far, over that of one that has its need
} cki_bends;

/* Of one input of each group. An input that is not there has share 0 and offer 1. */
typedef struct cki_abreast_input {
    double share[CKI_ABREAST];           // of the value of the group, sum over its inputs 1
    double offer[CKI_ABREAST];           // what can be used, over the need
    double need[CKI_ABREAST];            // unit/day: for who places and takes the groups
    double use[CKI_ABREAST];             // out: what is used, over the need; at most the offer
    double term[CKI_ABREAST];            // within: offer^rho, of Cobb-Douglas log offer, with the sign of rho: rises with the offer
} cki_abreast_input;

typedef struct cki_abreast_group {
    double power[CKI_ABREAST], over_power[CKI_ABREAST], largest[CKI_ABREAST], top[CKI_ABREAST];        // as cki_bends
    double fill[CKI_ABREAST];            // out: index of the group, 0..1: how much of its service is there; 1 when the others make up
                                         // for the short ones
    double least[CKI_ABREAST], base[CKI_ABREAST], whole[CKI_ABREAST], limit[CKI_ABREAST];             // within, as the rest
    double common[CKI_ABREAST], exhausted[CKI_ABREAST], left[CKI_ABREAST];
} cki_abreast_group;

/// How groups of inputs are used when some of them are short.
///
/// input      (inputs) of all groups
/// groups     up to CKI_ABREAST; those up to the next multiple of CKI_LANES_MOST are computed too and must hold numbers
/// Cost       O(inputs^2) a group; a logarithm and a power for each input, one and two for the group
/// Source     Arrow, Chenery, Minhas and Solow 1961; docs/model.md, "Substitution"
void cki_substitute(cki_abreast_group *group, cki_abreast_input *input, uint32_t inputs, uint32_t groups, uint32_t width);

/// Elasticities after shortages have lasted `days`, >= 0: short + (long - short) (1 - exp(-days / time)); 0 Leontief, 1 Cobb-Douglas.
///
/// eights     groups over CKI_LANES_MOST
/// Source     Le Chatelier; Samuelson 1947
void cki_elasticities_after(const double *at_once, const double *in_the_end, const double *time, const double *days,
                            double *elasticity, uint32_t eights, uint32_t width);

/// What elasticities, >= 0, come to.
void cki_bend(const double *elasticity, cki_bends bend, uint32_t eights, uint32_t width);

#endif
