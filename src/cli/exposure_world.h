/* `chokepoint exposure WORLD`: indicators of a world and the systemic risk of its sites. */
#ifndef CK_CLI_EXPOSURE_WORLD_H
#define CK_CLI_EXPOSURE_WORLD_H

#include "cli/command.h"
#include "cli/load.h"
#include "study/exposure.h"

typedef struct ck_exposure_world {
    ck_loaded_model   model;
    ck_governance     governance;
    ck_world_exposure exposure;
    ck_world_esri     esri;
} ck_exposure_world;

/* A folder that holds a world. */
bool ck_is_world(const char *path);
/* Load and measure; free in every case, after the diagnostics were printed. */
CK_MUST_USE ck_status ck_exposure_world_make(const char *folder, const char *governance, const char *bloc, double epsilon,
                                             uint32_t threads, ck_exposure_world *at, ck_diags *diags);
void ck_exposure_world_free(ck_exposure_world *at);

/* The whole command; returns its exit status. */
int ck_exposure_world_command(const ck_arguments *arguments);

/* What it says, exposure_world_text.c. */
void ck_exposure_world_print(const ck_exposure_world *at, uint32_t top);
struct json_t *ck_exposure_world_json(const ck_exposure_world *at);
/* items.csv, countries.csv, tiers.csv, power.csv, esri.csv, stopping_rule.csv and summary.json. */
CK_MUST_USE ck_status ck_exposure_world_write(const char *folder, const ck_exposure_world *at, ck_host_batch *batch, ck_diags *diags);

#endif
