/* Scenarios with their law and worlds, and the shipped law, for the page and the server. */
#ifndef CK_CLI_PAGE_LOAD_H
#define CK_CLI_PAGE_LOAD_H

#include "cli/load.h"
#include "page/bundle.h"

typedef struct ck_loaded_page {
    ck_host_scenario *scenario; uint32_t scenario_count;
    ck_loaded_model  *model; uint32_t model_count;
    ck_kept_law       law;
    ck_page_bundle    bundle;
    ck_host_arena     arena;
} ck_loaded_page;

/// Read scenarios (none named: all of the folder `scenarios` here or with the installed data), apply their law, compile their worlds
/// and pack them. Free with ck_loaded_page_free in every case, after the diagnostics were printed.
CK_MUST_USE ck_status ck_load_page(const char *const *path, uint32_t count, ck_loaded_page *loaded, ck_diags *diags);
void ck_loaded_page_free(ck_loaded_page *loaded);

#endif
