/* Firm networks as CSV: links (supplier, buyer, value), firms, roles of inputs. docs/networks.md is the manual. */
#ifndef CK_IO_NETWORK_READ_H
#define CK_IO_NETWORK_READ_H

#include "io/cells.h"
#include "io/intern.h"

typedef struct ck_network_import {
    ck_intern  firms, sectors, regions, markets;
    uint32_t  *sector, *region;                         // (firms)
    uint32_t  *market;                   // (firms); NULL: no such column
    double    *final_demand, *revenue, *costs;           // (firms); NULL: no such column
    double    *stock_days;               // (firms) target stock of inputs; NULL: no such column
    ck_host_list final_sales;            // ck_final_sale by firm, where final demand is given by region
    double    *weight;                   // (weights x firms); NULL
    uint32_t   weights;
    uint8_t   *essential;                // (sectors x sectors) good, buyer; NULL: no such file
    ck_link   *link;                     // as read; freed once the network is built
    size_t     links, capacity;
    const ck_network *network;
    void      *block;                    // of the network
    ck_host_list  files;                 // ck_host_file
    ck_host_arena arena;
} ck_network_import;

/* The files of a network; `links` may be a folder, then a NULL takes the file of that folder. */
typedef struct ck_network_paths {
    const char *links, *firms, *essential, *final_demand;
    bool        as_listed;               // of repeated links the first counts; links of unknown firms are passed over
} ck_network_paths;
CK_MUST_USE ck_status ck_network_import_paths(ck_network_paths paths, ck_host_progress progress, void *user,
                                              ck_network_import *imported, ck_diags *diags);
/// Read a network: a CSV of links, or a folder with links.csv and, where they are, firms.csv, essentiality.csv,
/// final_demand.csv (each may end in .gz).
///
/// imported  out; give it to ck_network_import_free in every case, after the diagnostics were printed
/// Returns   CK_OK, CK_NOTED (links repeated, empty or of a firm to itself) or the status of the first error
/// Memory    about 90 bytes a link while it is built
CK_MUST_USE ck_status ck_network_import_read(const char *path, ck_host_progress progress, void *user,
                                             ck_network_import *imported, ck_diags *diags);
/* The same from inputs: firms, roles and final demand may be NULL. For tests and fuzzing. */
CK_MUST_USE ck_status ck_network_import_inputs(ck_host_input *links, ck_host_input *firms, ck_host_input *roles,
                                               ck_host_input *final_demand, ck_host_progress progress, void *user,
                                               ck_network_import *imported, ck_diags *diags);
void ck_network_import_free(ck_network_import *imported);

#endif
