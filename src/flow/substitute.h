/* Inputs that can replace each other: constant elasticity of substitution inside a group. */
#ifndef CK_FLOW_SUBSTITUTE_H
#define CK_FLOW_SUBSTITUTE_H

#include "base/base.h"

/// How a group of inputs is used when some of them are short.
///
/// share      (count) value shares of the inputs in the group, sum 1
/// offer      (count) what can be used of each, over its need
/// use        (count) out: what is used of each, over its need; at most offer
/// elasticity of substitution, >= 0: 0 Leontief, 1 Cobb-Douglas
/// Returns    index of the group, 0..1: how much of its service is there; 1 when the others make up for the short ones
/// Cost       O(count^2)
/// Source     Arrow, Chenery, Minhas and Solow 1961; docs/model.md, "Substitution"
double cki_substitute(const double *share, const double *offer, double *use, uint32_t count, double elasticity);

/* sigma(t) = short + (long - short) (1 - exp(-days / time)): Le Chatelier, after Samuelson 1947. */
double cki_elasticity_after(double at_once, double in_the_end, double time, double days);

#endif
