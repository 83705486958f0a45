/* Inputs that can replace each other: constant elasticity of substitution inside a group. Groups stand side by side, in the lanes of vectors
   (base/lanes.h). */
#ifndef CK_FLOW_SUBSTITUTE_H
#define CK_FLOW_SUBSTITUTE_H

#include "base/arena.h"
#include "base/base.h"

#define CKI_ABREAST 64u                  // groups side by side, at most
#define CKI_INPUTS_MOST 64u              // inputs of a group, at most

/* What the elasticity of a group comes to, group by group. Written by cki_bend. */
typedef struct cki_bends {
    double *power, *over_power;          // rho = (elasticity - 1) / elasticity, and 1 / rho; both 0: Cobb-Douglas
    double *largest;                     // an input is stretched until its marginal product is 1/20 of the base one; 0: none is stretched
    double *top;                         // term of an input that is stretched so far, see `term`
} cki_bends;

/* Groups side by side. Value of input i of group g: [i * CKI_ABREAST + g]; a group with fewer inputs than another one has further ones of
   share 0 and offer 1. */
typedef struct cki_abreast {
    uint32_t  count, inputs;             // groups, up to CKI_ABREAST; inputs of the largest one
    double   *share;                     // value shares of the inputs in the group, sum 1
    double   *offer;                     // what can be used of each, over its need
    double   *need;                      // unit/day: for who places and takes the groups
    double   *use;                       // out: what is used of each, over its need; at most offer
    double   *term;                      // within: offer^rho, of Cobb-Douglas log offer, with the sign of rho: rises with the offer
    cki_bends bend;
    double   *fill;                      // out: index of the group, 0..1: how much of its service is there; 1 when the others make up
                                         // for the short ones
    double   *least, *base, *all, *common, *exhausted, *left;          // within, by group
} cki_abreast;

/// Places the arrays of groups side by side; `count` is set for each use.
void cki_abreast_layout(cki_abreast *at, cki_arena *arena, uint32_t inputs);

/// How groups of inputs are used when some of them are short. Writes use and fill.
///
/// Groups up to the next multiple of 8 are computed too and must hold numbers.
/// Cost       O(inputs^2) a group, a power for each input and two for the group
/// Source     Arrow, Chenery, Minhas and Solow 1961; docs/model.md, "Substitution"
void cki_substitute(cki_abreast *at, uint32_t width);

/// Elasticities after their shortages have lasted `days`, >= 0: short + (long - short) (1 - exp(-days / time)); 0 Leontief, 1 Cobb-Douglas.
/// Source     Le Chatelier; Samuelson 1947
void cki_elasticities_after(const double *at_once, const double *in_the_end, const double *time, const double *days,
                            double *elasticity, uint32_t count, uint32_t width);

/// What elasticities, >= 0, come to.
void cki_bend(const double *elasticity, cki_bends bend, uint32_t count, uint32_t width);

#endif
