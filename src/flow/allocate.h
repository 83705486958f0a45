/* Who gets what when a seller cannot serve everybody. */
#ifndef CK_FLOW_ALLOCATE_H
#define CK_FLOW_ALLOCATE_H

#include "flow/run.h"

/// Cut the orders of a product (in `allowed`) and of its final buyers to what can be sold, by the rule of the scenario.
///
/// sellable   unit, < the sum of the orders and *final_sold
/// final_sold in: asked by final buyers; out: sold to them
void cki_allocate(ck_run *run, uint32_t product, double sellable, double *final_sold);

#endif
