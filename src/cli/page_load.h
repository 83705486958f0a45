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

/* What goes into a page beside its scenarios. */
typedef struct ck_page_wish {
    const char *game;                    // file of the escalation game; NULL: none
    const char *store;                   // folder of finished runs of the engine for its emulator; NULL: none
    uint32_t    threads;                 // for these runs
} ck_page_wish;

/// Read scenarios (none named: all of the folder `scenarios` here or with the installed data), apply their law, compile their worlds
/// and pack them. Free with ck_loaded_page_free in every case, after the diagnostics were printed.
CK_MUST_USE ck_status ck_load_page(const char *const *path, uint32_t count, const ck_page_wish *wish, ck_loaded_page *loaded,
                                   ck_diags *diags);
/* The game of a file with its emulator, which takes some dozen runs of the engine. */
CK_MUST_USE ck_status ck_load_page_game(const char *path, const char *store, uint32_t threads, ck_page_bundle *page, ck_diags *diags);
void ck_loaded_page_free(ck_loaded_page *loaded);

#endif
