/* A scenario of the long run on an input-output table: every step solved, with welfare by country, and the spread that uncertain
   elasticities give to each; the tariff game of the scenario. Host code: it allocates. */
#ifndef CK_STUDY_TARIFFS_H
#define CK_STUDY_TARIFFS_H

#include "io/law.h"
#include "io/tariffs_read.h"
#include "study/study.h"
#include "trade/trade.h"

typedef struct ck_tariff_country {       // one country after a step
    double exact, log_exact, real_wage, price_index, terms, volume;      // per cent
    double path_terms, path_volume;      // along a path, per cent; NaN where the path has no end (embargo)
    double wage;                         // change of the wage against the world's, per cent
    double revenue, export_revenue;      // money, in a world whose value added stays what it was
    double imports, exports;             // change of value, per cent
    ck_band band;                        // of `exact` over the draws, per cent
} ck_tariff_country;

typedef struct ck_tariff_cell { double output, price, imports; } ck_tariff_cell;     // change of quantity made, price, value bought abroad, per cent

typedef struct ck_tariff_result {        // of one step
    ck_tariff_country *country;          // (regions)
    ck_tariff_cell *cell;                // (regions x sectors)
    double *bought;                      // (regions x regions) importer, exporter: value before duty, money
    double *fed;                         // (regions) share of what the scenario's first focus buys of each that is value added of the second; NULL: no two
    double  residual_price, residual_spending, residual_balance, residual_numeraire, residual_walras, residual_quota;
    uint32_t iterations, parts;
} ck_tariff_result;

/* What the law asks in the place of a wedge. Arrays over sectors. */
typedef struct ck_tariff_duty {
    uint32_t step, wedge, importer, exporter;
    double  *rate;                       // added, 1; NaN for sectors without goods
    double  *open;                       // share of the sector's weight whose duty hangs on facts that nobody gave
    double   mean, open_mean;            // over all goods by weight
    double   table;                      // the average that the scenario gives from a published table, NaN
    uint32_t goods;
} ck_tariff_duty;

/* Which elasticity the answer hangs on: mean welfare of a country in the last step where the sector's elasticity lies in its lowest
   and its highest fifth of the draws. */
typedef struct ck_tariff_driver { uint32_t sector; double low_fifth, high_fifth; } ck_tariff_driver;

typedef struct ck_tariff_move {          // one answer of one player
    uint32_t round, player;              // player: region
    double  *rate;                       // (sectors) NaN: not taxed by choice
    double   uniform, gain;              // the best single rate; gain of the answer, per cent
    double  *welfare;                    // (regions) after the move, per cent of the base
} ck_tariff_move;

typedef struct ck_tariff_games {
    uint32_t player_count, *player;      // regions
    ck_tariff_move *alone;               // (players) the best tariff when nobody answers
    ck_tariff_move *move;  uint32_t move_count;          // answers in turn, from the base
    bool     settled;                    // no answer moved any rate by more than 0.001 in the last round
    cki_trade_deviation *deviation;      // (players) the best that a scan finds where it settled
    uint32_t scan_points;
    double  *nash_tariff, *nash_welfare; // (regions) one rate a country, all at once, without inputs; NULL when not asked
    cki_trade_deviation *nash_deviation; // (regions) of a scan over full equilibria of the same model
    uint32_t nash_iterations, equilibria;
    double   seconds;
} ck_tariff_games;

typedef struct ck_tariff_study {
    const ck_io_table *table;
    double   negative_final;             // share of final demand that was below 0 and counts as 0
    double  *bought;                     // (regions x regions) in the base
    double  *fed;                        // (regions) in the base, as in a result
    uint32_t buyer, feeder;              // regions: the scenario's first two of the focus, CK_NONE
    double  *income;                     // (regions) of final buyers in the base, money
    double  *sold;                       // (regions x sectors) in the base, money
    ck_tariff_result *result;            // (steps)
    uint32_t result_count, draws, draws_failed;
    ck_tariff_duty *duty; uint32_t duty_count;
    ck_tariff_driver *driver;            // (regions x sectors), NULL without draws
    ck_tariff_games *games;              // NULL: not asked
    cki_trade_gains *gains;              // (regions) what each would lose without any trade; NULL: not asked
    double   seconds;
    uint64_t digest;                     // of the table, the scenario and welfare, per cent to six digits after the point
} ck_tariff_study;

typedef struct ck_tariff_options {
    uint32_t draws, threads;             // threads 0: as many as the machine has
    const ck_host_law *law;              // NULL: wedges of the law use the averages of the scenario
    bool     games;
    double   gains_elasticity;           // of all sectors taken as one, for the gains from trade; 0: not asked
    void   (*progress)(void *user, const char *what, double done);
    void    *user;
} ck_tariff_options;

/// Returns  CK_OK or CK_NOTED; CK_E_UNKNOWN for countries and sectors that the table has not; CK_E_MISSING for sectors without an
///          elasticity; CK_E_NO_SOLUTION with the step that has none
/// Cost     draws times steps equilibria on `threads` threads; results do not depend on their number
CK_MUST_USE ck_status ck_tariff_study_run(const ck_io_table *table, const ck_tariff_scenario *scenario, ck_tariff_options options,
                                          ck_tariff_study **study, ck_diags *diags);
void ck_tariff_study_free(ck_tariff_study *study);

/* Where a name stands in a list, CK_NONE: nowhere. */
uint32_t ck_tariff_find(const char *const *list, uint32_t count, const char *name);

/* How many duties after `first` say the same of another exporter: one law wedge of several exporters that the law treats alike. */
uint32_t ck_tariff_duty_repeats(const ck_tariff_study *study, const ck_tariff_scenario *scenario, uint32_t first);

/* A seller abroad in the market of the study's buyer, before and after a step, per cent. */
typedef struct ck_tariff_seller {
    uint32_t exporter;                   // region
    double   share[2];                   // of all that the buyer buys abroad
    double   fed[2];                     // value added of the study's feeder in it
} ck_tariff_seller;

/* In the order of the table; the study has a buyer and a feeder. seller: room for all regions. Returns how many. */
uint32_t ck_tariff_sellers(const ck_tariff_study *study, uint32_t step, ck_tariff_seller *seller);
/* The one whose share moves most first. */
void ck_tariff_sellers_by_move(ck_tariff_seller *seller, uint32_t count);

/* The table's money in US dollars: its unit is millions when it says so ("MUSD", "m USD"). */
double ck_tariffs_usd(const ck_io_table *table, double money);

/// What the law asks for a wedge of kind LAW: each good as a deal on the day, and on the earlier day whose duties are taken away.
/// A duty line that is open counts as 0 and its good's weight as open.
///
/// duty     out: arrays from calloc
CK_MUST_USE ck_status ck_tariff_duty_of(const ck_law *law, const ck_tariff_scenario *scenario, const ck_wedge *wedge, const ck_io_table *table,
                                        ck_tariff_duty *duty, ck_diags *diags);

#endif
