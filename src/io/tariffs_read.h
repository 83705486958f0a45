/* Scenarios of the long run: elasticities by sector, and steps of tariffs, export taxes, trade costs and embargoes by date.
   docs/long-run.md, section "Scenarios", is the manual. */
#ifndef CK_IO_TARIFFS_READ_H
#define CK_IO_TARIFFS_READ_H

#include "io/goods_read.h"
#include "io/host.h"

/* LAW: the tariff that the law asks on a day, by sector, from the goods that stand for it. */
typedef enum ck_wedge_kind { CK_WEDGE_TARIFF, CK_WEDGE_EXPORT_TAX, CK_WEDGE_COST, CK_WEDGE_EMBARGO, CK_WEDGE_LAW, CK_WEDGE_QUOTA } ck_wedge_kind;

/* One line of a step. Selectors are codes of the table; "*" stands for all. */
typedef struct ck_wedge {
    ck_place      place;
    ck_wedge_kind kind;
    const char *const *importer, *const *exporter, *const *sector;
    uint32_t      importer_count, exporter_count, sector_count;
    double        value;                 // tariff or tax over what the base year had, 1; cost after over before;
                                         // LAW: the average that a published table gives instead, NaN: none;
                                         // QUOTA: quantity over what the base year had, at most
    ck_date       on, over;              // LAW: the day, and an earlier one whose duties are taken away (CK_DATE_FIRST: none)
    double        plus;                  // LAW: points on top, 1
    const ck_goods *goods;               // LAW: NULL before the table was read
    const char   *goods_path;
    const ck_deal_fact *fact;            // LAW: said of every good
    uint32_t      fact_count;
} ck_wedge;

typedef struct ck_tariff_step {
    ck_place    place;
    const char *id, *title, *citation, *certainty;
    ck_date     from;                    // CK_DATE_FIRST: none
    bool        alone;                   // from the base, not on top of the step before
    ck_wedge   *wedge;
    uint32_t    wedge_count;
} ck_tariff_step;

typedef struct ck_elasticity {
    ck_place    place;
    const char *sector, *name;           // name: "" when the table has no such column
    double      low, value, high;
    const char *source, *year, *grade;
} ck_elasticity;

typedef struct ck_tariff_region {        // what the table calls `code`
    ck_place    place;
    const char *code, *iso3, *name;
    double      latitude, longitude;     // degrees, of a point to draw it at; NaN: none
} ck_tariff_region;

/* Who plays the tariff game, with what. */
typedef struct ck_tariff_game {
    ck_place    place;
    const char *const *player, *const *sector;
    uint32_t    player_count, sector_count;
    bool        among_players;           // they tax each other alone, else everybody
    double      highest;                 // rate, 1
    uint32_t    rounds;                  // of answers, at most; 0: the scenario has no game
} ck_tariff_game;

/* How a run of the daily engine joins the long run: which of its items belong to which sector, and whose licences count. */
typedef struct ck_run_item { ck_place place; const char *item, *group, *sector; } ck_run_item;
typedef struct ck_tariff_run {
    ck_run_item *item; uint32_t item_count;      // 0: the scenario says nothing about runs
    const char *const *origin; uint32_t origin_count;
    uint32_t months;                     // the last ones of the run, which stand for the end
} ck_tariff_run;

/* A country taken out of a region that holds it, such as Viet Nam out of the rest of the world. Shares of the region's trade, 0..1. */
typedef struct ck_split_row {
    ck_place    place;
    const char *sector, *partner;        // partner "": every partner without a row of its own
    double      sales, purchases;        // of what the region sells to the partner, of what it buys from it
    double      output, own;             // of its output; what the country buys of the sector inside the region that is its own. Rows without a partner
} ck_split_row;
typedef struct ck_tariff_split {
    ck_place      place;
    const char   *region, *code;         // of the table (NULL: nothing is split); of the country
    double        final;                 // of the region's final demand
    ck_split_row *row; uint32_t row_count;
} ck_tariff_split;

typedef struct ck_tariff_scenario {
    const char     *name, *title, *description, *path;
    bool            balanced;            // deficits removed first
    uint32_t        draws;
    uint64_t        seed;
    ck_tariff_step *step;        uint32_t step_count;
    ck_elasticity  *elasticity;  uint32_t elasticity_count;
    const char *const *focus;    uint32_t focus_count;
    ck_tariff_region *region;    uint32_t region_count;
    ck_goods       *goods;       uint32_t goods_count;       // the tables that wedges of the law name
    ck_tariff_game  game;
    ck_tariff_run   run;
    ck_tariff_split split;
    ck_host_file   *file;        uint32_t file_count;        // all that was read
    ck_host_arena   arena;
} ck_tariff_scenario;

/// Read a scenario and the table of elasticities that it names.
///
/// scenario  out; free with ck_tariff_scenario_free in every case, after the diagnostics were printed
/// Returns   CK_OK, or the status of the first error; all errors are in diags
CK_MUST_USE ck_status ck_tariff_scenario_read(const char *path, ck_tariff_scenario *scenario, ck_diags *diags);
/* From one input, without the table of elasticities: tests and fuzzing. */
CK_MUST_USE ck_status ck_tariff_scenario_input(ck_host_input *input, ck_tariff_scenario *scenario, ck_diags *diags);
void ck_tariff_scenario_free(ck_tariff_scenario *scenario);

#endif
