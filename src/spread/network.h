/* Inside of a firm network: links twice, as purchases of the buyer and as sales of the supplier. */
#ifndef CK_SPREAD_NETWORK_H
#define CK_SPREAD_NETWORK_H

#include "base/base.h"
#include "spread/crew.h"

struct ck_network {
    ck_network_view view;
};

#endif
