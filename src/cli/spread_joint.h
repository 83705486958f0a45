/* `chokepoint spread TABLE --scenario FILE --concordance FILE`: a world joined to an input-output table. */
#ifndef CK_CLI_SPREAD_JOINT_H
#define CK_CLI_SPREAD_JOINT_H

#include "cli/command.h"
#include "cli/study_load.h"
#include "io/import.h"
#include "study/joint.h"

typedef struct ck_spread_joint {
    ck_io_import    table;
    ck_loaded_study daily;
    ck_concordance  concordance;
    ck_spread_case  events;
    bool            has_events;
    ck_joint_world  world;
    ck_joint_links  links;
    ck_joint        joint;
    const char    **region_name, **sector_name;          // of the table; the codes without --names
    ck_host_arena   arena;
} ck_spread_joint;

/* The whole command; returns its exit status. */
int ck_spread_joint_command(const ck_arguments *arguments, const char *kind, uint64_t year, uint64_t threads);

/* What it says, spread_joint_text.c. */
void ck_spread_joint_print(const ck_spread_joint *at);
struct json_t *ck_spread_joint_json(const ck_spread_joint *at);
CK_MUST_USE ck_status ck_spread_joint_write(const char *folder, const ck_spread_joint *at, ck_host_batch *batch, ck_diags *diags);

/* Sums of a case over the sectors of a region, or over the regions of a sector. */
ck_joint_loss ck_spread_joint_region(const ck_joint *joint, ck_joint_case_name name, uint32_t region);
ck_joint_loss ck_spread_joint_sector(const ck_joint *joint, ck_joint_case_name name, uint32_t sector);

#endif
