/* Made firm networks (docs/networks.md, "Generator"). */
#ifndef CK_CLI_NETWORK_GENERATE_H
#define CK_CLI_NETWORK_GENERATE_H

#include "io/host.h"

typedef struct ck_network_recipe { uint32_t firms, sectors; double links_per_firm; uint64_t seed; } ck_network_recipe;

/// Write links.csv, firms.csv and essentiality.csv of a made network, link by link.
///
/// Memory   44 bytes a firm and 16 a pair of sectors; links are not kept
/// Returns  CK_OK, CK_E_MEMORY or CK_E_IO: then no file is in place
CK_MUST_USE ck_status ck_network_generate(ck_network_recipe recipe, const char *folder, uint64_t *links,
                                          ck_diags *diags);

#endif
