/* New capacity. */
#ifndef CK_FLOW_BUILD_H
#define CK_FLOW_BUILD_H

#include "flow/run.h"

/* Capacity of every site with projects from their progress, and of sites that grew in answer to price. */
void cki_build_capacity(ck_run *run);

#endif
