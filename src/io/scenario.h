/* Scenario files. docs/scenario-reference.md is the manual. */
#ifndef CK_IO_SCENARIO_H
#define CK_IO_SCENARIO_H

#include "io/host.h"

/* A contested choice of the law, decided by the scenario. */
typedef struct ck_host_reading { const char *choice, *reading; ck_place place; } ck_host_reading;
typedef struct ck_host_readings { const ck_host_reading *one; uint32_t count; } ck_host_readings;

/* What a scenario is compared with, beside the baseline. */
typedef enum ck_host_compare_kind {
    CK_COMPARE_BASELINE,                 // no measures
    CK_COMPARE_SCENARIO,                 // another scenario file
    CK_COMPARE_VARIANT                   // this scenario with other measures, parameters or allocation
} ck_host_compare_kind;

typedef struct ck_host_compare {
    ck_place             place;
    ck_host_compare_kind kind;
    const char          *name, *title;
    const char          *path;           // of the other scenario's file; "" otherwise
    ck_host_readings     readings;       // of a variant; they count before those of the scenario
    ck_scenario_spec     spec;           // baseline and variant: ready to build; scenario: zero, read `path`
} ck_host_compare;

typedef struct ck_host_report_wish {
    const char        *question;         // "" when the file asks none
    const char *const *focus_regions, *const *focus_industries, *const *focus_items;
    uint32_t           focus_region_count, focus_industry_count, focus_item_count;
    ck_place           place;
} ck_host_report_wish;

typedef struct ck_host_scenario {
    ck_scenario_spec    spec;
    const char         *path;            // of the scenario file
    const char         *world;           // folder of the world; NULL when it was not found or not looked for
    const char         *world_text;      // as the file names it
    ck_place            world_place;
    const char         *law_amend;       // text in the language of the law, ""
    void               *law_block;       // from malloc: the law whose texts the measures use, or NULL
    ck_host_readings    readings;        // of the law; the defaults of the text count otherwise
    struct ck_law_notes *law_notes;      // what applying the law found worth a word (study/law_notes.h); NULL before
    bool                law_as_written;  // instruments alone count, not what is only announced
    ck_host_compare    *compare;         uint32_t compare_count;
    ck_host_report_wish report;
    ck_host_file       *file;            uint32_t file_count;   // everything that was read
    ck_host_arena       arena;
} ck_host_scenario;

/// Read a scenario file and what it includes. Words, dates, numbers, units and ranges are checked here; names of items,
/// regions, sites and projects are checked against a model by ck_scenario_build.
///
/// data_folder  where installed worlds lie, searched last; may be NULL
/// loaded       out; to be freed also after an error, after the diagnostics were printed
/// Returns      CK_OK, CK_NOTED, or the status of the first error; all errors are in diags
CK_MUST_USE ck_status ck_host_scenario_read(const char *path, const char *data_folder, ck_host_scenario *loaded,
                                            ck_diags *diags);
/* Files that a scenario of strangers may name, in `include` and `compare`: by their path, or by the last parts of it. */
typedef struct ck_host_shelf { const char *const *path; uint32_t count; } ck_host_shelf;

/* The same from any input. Of other files only those of the shelf are read (NULL: none, `include` is refused); the world is
   not looked for. The paths of the shelf must live as long as `loaded`. */
CK_MUST_USE ck_status ck_host_scenario_read_input(ck_host_input *input, const ck_host_shelf *shelf, ck_host_scenario *loaded,
                                                  ck_diags *diags);
void ck_host_scenario_free(ck_host_scenario *loaded);

/// Find a world folder: `text` itself when absolute; else `text` or `worlds/text` in `folder` and in each folder above
/// it, then in `data_folder`, then as seen from where the program runs. The first one with a world.yaml counts.
///
/// Returns  its path in memory of `arena`, or NULL
const char *ck_host_find_world(const char *text, const char *folder, const char *data_folder, ck_host_arena *arena);

#endif
