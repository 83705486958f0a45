/* Inside of ESRI: weights of a network compiled for the cascade. */
#ifndef CK_SPREAD_ESRI_H
#define CK_SPREAD_ESRI_H

#include "spread/network.h"

/* Scenarios that go through the network side by side; one line of the cache holds a firm's losses in all of them. */
enum { CKI_ESRI_LANES = 8 };

/* Purchases of firm j: one group for each sector of essential inputs (group_first[j] .. group_first[j + 1], each
   ending at group_end), then the non-essential ones up to down_first[j + 1]. Negligible inputs are left out. */
struct ck_esri {
    ck_network_view  network;
    ck_esri_options  options;
    const uint32_t  *down_first;         // (firms + 1)
    const uint32_t  *group_first;        // (firms + 1) into group_end
    const uint32_t  *group_end;          // (essential groups) into supplier and down
    const uint32_t  *supplier;           // (inputs)
    const double    *down;               // (inputs) loss of the buyer when the supplier fails
    const double    *cut;                // (inputs) share that may not pass; NULL: all may
    const double    *up;                 // (links, as sales) loss of the supplier when the buyer fails
    const double    *up_cut;             // (links, as sales); NULL
    const double    *weight;             // (weights x firms), rows sum to 1
    uint32_t         weights;
    uint32_t         markets;            // 0: nobody replaces anybody
    const uint32_t  *market;             // (firms)
    const uint32_t  *member_first;       // (markets + 1)
    const uint32_t  *member;             // (firms) by market
};

#endif
