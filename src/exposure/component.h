/* Strongly connected components of a weighted network and its spectral radius. */
#ifndef CK_EXPOSURE_COMPONENT_H
#define CK_EXPOSURE_COMPONENT_H

#include "base/base.h"

typedef struct ck_component_scratch { uint32_t *first, *next, *index, *low, *stack, *path, *group; double *vector, *image; } ck_component_scratch;
typedef struct ck_component_result { double radius; uint32_t largest; bool settled; } ck_component_result;

ck_component_scratch ck_component_layout(cki_arena *arena, uint32_t nodes, size_t links);
/// Components by Tarjan's method (1972), the spectral radius component by component: it is the largest of theirs, 0 for a single
/// node. Inside one, powers of I + V are bounded from both sides (Collatz 1942, Wielandt 1950) until the bounds are within 1e-10.
///
/// to, from, weight  (links) links grouped by `to`, weight >= 0; links of weight 0 count as absent
ck_component_result ck_component_find(uint32_t nodes, const uint32_t *to, const uint32_t *from, const double *weight, size_t links,
                                      ck_component_scratch *scratch);

#endif
