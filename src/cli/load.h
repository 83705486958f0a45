/* What several commands need first: a world read, checked and compiled. */
#ifndef CK_CLI_LOAD_H
#define CK_CLI_LOAD_H

#include "io/scenario.h"
#include "io/world.h"

/* Where an installed chokepoint keeps worlds and scenarios; from CK_DATA in the environment, else as built in. */
const char *ck_data_folder(void);

typedef struct ck_loaded_model {
    ck_host_world   host;
    const ck_model *model;
    void           *block;
} ck_loaded_model;

/// Read, check (as a built world) and compile. Free with ck_loaded_model_free in every case, after the diagnostics were printed.
CK_MUST_USE ck_status ck_load_model(const char *folder, ck_loaded_model *loaded, ck_diags *diags);
void ck_loaded_model_free(ck_loaded_model *loaded);

/// ck_world_check with memory of its own.
CK_MUST_USE ck_status ck_load_check(const ck_world *world, bool balanced, ck_diags *diags);

#endif
