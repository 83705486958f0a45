/* The long run: trade equilibrium in changes (exact hat algebra) with sectors, input-output links and tariffs, after
   Caliendo and Parro (2015), Review of Economic Studies 82(1), with export taxes, quotas and embargoes. docs/long-run.md
   holds every equation under the numbers used here.

   Indices: n importer or home country, i exporter, j and k sectors. Arrays over pairs are (sectors x countries x countries),
   sector first, then importer, then exporter; arrays over sectors of a country are (countries x sectors). Money is any one
   currency. Quantities after over before are called changes. Kernel: no allocation, the same digits everywhere. */
#ifndef CK_TRADE_TRADE_H
#define CK_TRADE_TRADE_H

#include "base/base.h"

/* An economy in equilibrium. All arrays are the caller's. */
typedef struct cki_trade_base {
    uint32_t countries, sectors;
    const double *share;         // (J N N) share of n's spending on j that goes to i, duty and export tax paid, sums to 1
    const double *tariff;        // (J N N) ad valorem, 1; 0 at home
    const double *export_tax;    // (J N N) ad valorem on the seller's price, 1; NULL: none
    const double *input;         // (N J J) country, input k, user j: cost share of k in j; sums to 1 - value_added over k
    const double *value_added;   // (N J) share of value added in gross output
    const double *final;         // (N J) share of j in final spending, sums to 1
    const double *elasticity;    // (J) trade elasticity theta, > 0
    const double *income;        // (N) value added, money, > 0
    const double *deficit;       // (N) trade deficit, money, sums to 0
    const double *spending;      // (N J) spending on j, duty paid, money
} cki_trade_base;

/* What changes. NULL: as in the base. */
typedef struct cki_trade_change {
    const double *tariff;        // (J N N) new
    const double *export_tax;    // (J N N) new
    const double *cost;          // (J N N) other trade cost, after over before; INFINITY: embargo, the share is exactly 0
    const double *quota;         // (J N N) quantity after over before at most; its rent is the exporter's; NaN: none
    const double *deficit;       // (N) new, in money of a world whose value added stays what it was
} cki_trade_change;

/* Where to start looking. */
typedef struct cki_trade_start {
    const double *wage;          // (N) change
    const double *price;         // (N J) change
    const double *spending;      // (N J) money
} cki_trade_start;

typedef struct cki_trade_options {
    double   tolerance;          // largest residual of any equation, 1
    uint32_t iterations;         // at most
    uint32_t memory;             // differences kept by Anderson's method, 1..CKI_TRADE_MEMORY_MOST
    bool     warm;               // start from what the result holds
    const cki_trade_start *start;        // start from there, unless warm; NULL: from the base
} cki_trade_options;
#define CKI_TRADE_MEMORY_MOST 16u         // CKI_ANDERSON_MEMORY_MOST
cki_trade_options cki_trade_options_default(void);

/* An equilibrium after a change. Arrays lie in the block. Numeraire: world value added in money stays what it was. */
typedef struct cki_trade_result {
    double *wage;                // (N) change
    double *cost;                // (N J) change of unit cost
    double *price;               // (N J) change of the price index; 1 where nothing is spent
    double *share;               // (J N N) new
    double *spending;            // (N J) new, money
    double *income;              // (N) all spending of final buyers: value added, revenues and deficit, money
    double *revenue;             // (N) of tariffs
    double *export_revenue;      // (N) of export taxes and quota rents
    double *wedge;               // (J N N) 1 + export tax with the rent of quotas, or NULL without any
    double  residual_price, residual_spending, residual_balance, residual_numeraire, residual_walras, residual_quota;
    uint32_t iterations, restarts, steps;        // steps: parts into which the change was cut
} cki_trade_result;

/* Room for a result and for what the solver needs. Cost of memory: about 3 J N N (5 with export taxes), N J J and (2 memory + 5)(N + 2 N J) doubles. */
size_t cki_trade_bytes(uint32_t countries, uint32_t sectors, uint32_t memory, bool exports_taxed);

/// Solve for the equilibrium after a change.
///
/// result   out, in the block; with options.warm it must hold an earlier result of the same shape in the same block
/// Returns  CK_OK; CK_E_RANGE for inputs outside their limits, for a good that a country must buy and nobody may sell
///          there, and for a deficit of a country that neither buys nor sells abroad; CK_E_NO_SOLUTION when the residuals
///          stay above the tolerance (they are in the result); CK_E_NUMBER; CK_E_MEMORY
/// Cost     O(J N N + N J J) an iteration, some tens of iterations
/// Source   Caliendo and Parro (2015), equations (1) to (5); Anderson (1965), Walker and Ni (2011) for the acceleration
CK_MUST_USE ck_status cki_trade_solve(const cki_trade_base *base, const cki_trade_change *change, cki_trade_options options,
                                      void *block, size_t bytes, cki_trade_result *result, ck_diags *diags);

/* ---- from flows to a base ---- */

/* Flows as statistics give them. */
typedef struct cki_trade_flows {
    uint32_t countries, sectors;
    const double *trade;         // (J N N) n buys from i, without tariff, own sales on the diagonal, money, >= 0
    const double *tariff;        // (J N N)
    const double *input;         // (N J J) country, input, user: share of inputs, sums to 1 over inputs (or to 0)
    const double *value_added;   // (N J) share of value added in output
    const double *elasticity;    // (J)
} cki_trade_flows;

typedef struct cki_trade_made {  // what the calibration makes; `base` points to it and to the flows
    cki_trade_base base;
    double   negative_final;     // final demand below 0 that was set to 0, share of all final demand
    uint32_t negative_count;
} cki_trade_made;

/// Shares, spending, final shares, income and deficits from flows; final shares below 0 become 0 and the rest is scaled
/// (as the authors' program does), so that the base need not be an equilibrium: solve once without a change, then
/// cki_trade_advance.
size_t cki_trade_calibrate_bytes(uint32_t countries, uint32_t sectors);
CK_MUST_USE ck_status cki_trade_calibrate(const cki_trade_flows *flows, void *block, size_t bytes, cki_trade_made *made,
                                          ck_diags *diags);

/* The equilibrium of a result as a new base: shares, tariffs, income, spending, deficits are copied to the block. */
size_t cki_trade_advance_bytes(uint32_t countries, uint32_t sectors);
CK_MUST_USE ck_status cki_trade_advance(const cki_trade_base *base, const cki_trade_change *change,
                                        const cki_trade_result *result, void *block, size_t bytes, cki_trade_base *next,
                                        ck_diags *diags);

/* ---- welfare ---- */

/* Changes in per cent, by country. Arrays (N), the caller's. */
typedef struct cki_trade_welfare {
    double *exact;               // 100 (I'/I / P - 1)
    double *log_exact;           // 100 ln of the same
    double *real_wage;           // 100 (w / P - 1)
    double *price_index;         // 100 (P - 1)
    double *terms, *volume;      // one-step linear decomposition at base weights; their sum is the published number
} cki_trade_welfare;

/// Welfare of a result in three of the ways of docs/long-run.md.
CK_MUST_USE ck_status cki_trade_welfare_of(const cki_trade_base *base, const cki_trade_change *change,
                                           const cki_trade_result *result, cki_trade_welfare *welfare, ck_diags *diags);

/// Sum of the decomposition along a path of `steps` geometric parts of the change, by the trapezoid rule: `terms` and
/// `volume` add up to log_exact.
///
/// terms, volume  (N) out, per cent
size_t cki_trade_path_bytes(uint32_t countries, uint32_t sectors, uint32_t memory, bool exports_taxed);
CK_MUST_USE ck_status cki_trade_path(const cki_trade_base *base, const cki_trade_change *change, uint32_t steps,
                                     cki_trade_options options, void *block, size_t bytes, double *terms, double *volume,
                                     ck_diags *diags);

/* ---- tariff games ---- */

/* One uniform tariff a country on everything that it imports. The base has no inputs (value_added 1) and no deficits; remove
   them with cki_trade_solve first. */
typedef struct cki_trade_nash {
    double  *tariff;             // (N) Nash tariffs, ad valorem
    double  *wage;               // (N) change against the base
    double  *income;             // (N) change of income
    double  *welfare;            // (N) change of real income, per cent
    double   residual;           // largest, of tariffs, wages and incomes
    uint32_t iterations;
} cki_trade_nash;

/// Nash tariffs from 3 N equations, without optimisation: wages, incomes and t = 1 / (sum over sectors of the elasticity times
/// the sum over export markets of (share of the market in exports) (1 - share in the market)).
///
/// floor     keep the denominator at 1 or more, as the published program does: no tariff above 100 %
/// Returns   CK_OK, CK_E_RANGE (inputs or deficits in the base), CK_E_NO_SOLUTION, CK_E_MEMORY
/// Source    Lashkaripour (2021), Journal of International Economics; the formula leaves out how the country's own wage moves
///           demand abroad, so that cki_trade_best_answer and cki_trade_scan have the last word
size_t cki_trade_nash_bytes(uint32_t countries, uint32_t sectors);
CK_MUST_USE ck_status cki_trade_nash_solve(const cki_trade_base *base, bool floor, double tolerance, void *block, size_t bytes,
                                           cki_trade_nash *nash, ck_diags *diags);

/* What a country may do to others. */
typedef struct cki_trade_arms {
    const bool   *sector;        // (J) may be taxed; NULL: all that are bought abroad
    const bool   *aimed;         // (N N) importer may tax exporter; NULL: everybody abroad
    const double *export_tax, *cost;     // (J N N) what else differs from the base, as in cki_trade_change; NULL: nothing
    double        low, high;     // bounds of a rate
    bool          by_sector;     // a rate a sector, else one for all
} cki_trade_arms;

typedef struct cki_trade_answer {
    double   uniform;            // the best single rate
    double   gain;               // of the best rates over what the country had, 100 ln of real income
    uint32_t equilibria;         // solved on the way
} cki_trade_answer;

/// The tariffs of one country that serve it best while the others keep theirs. One rate: scan of low..high and golden section.
/// By sector: from there uphill by the method of Broyden, Fletcher, Goldfarb and Shanno within the bounds. Every value is the
/// welfare of a full equilibrium, inputs and deficits included; no formula is used.
///
/// tariff    (J N N) of all as they stand
/// rate      (J) out; NaN for sectors that are not taxed by choice
/// block     cki_trade_answer_bytes(...)
/// Cost      some 50 equilibria for one rate, and 4 J + 2 J a round by sector; each starts from the last
size_t cki_trade_answer_bytes(uint32_t countries, uint32_t sectors);
CK_MUST_USE ck_status cki_trade_best_answer(const cki_trade_base *base, const double *tariff, uint32_t country, const cki_trade_arms *arms,
                                            void *block, size_t bytes, double *rate, cki_trade_answer *answer, ck_diags *diags);

typedef struct cki_trade_deviation {
    uint32_t sector;             // CK_NONE: one rate for all sectors
    double   rate;
    double   gain;               // 100 ln of real income; 0 or less: no point of the scan is better
    uint32_t equilibria;
} cki_trade_deviation;

/// Look for a better tariff by brute force: every sector alone and all together, at points + 1 rates from low to high. The proof
/// that cki_trade_best_answer and the equations of cki_trade_nash_solve are checked with.
CK_MUST_USE ck_status cki_trade_scan(const cki_trade_base *base, const double *tariff, uint32_t country, const cki_trade_arms *arms,
                                     uint32_t points, void *block, size_t bytes, cki_trade_deviation *found, ck_diags *diags);

/* ---- value added in trade ---- */

/* Shares of an equilibrium: those of the base, or of a result with the tariffs it was solved with. */
typedef struct cki_trade_content_input {
    const cki_trade_base *base;
    const double *share;         // (J N N) duty and export tax paid
    const double *tariff;        // (J N N), NULL: none
    const double *wedge;         // (J N N) 1 + export tax, NULL: none
} cki_trade_content_input;

/// Value added of one country in a unit of value of every good at its maker's door: the row of the Leontief inverse that its value
/// added weighs. Over all countries the contents add up to 1 less the duties and export taxes on inputs on the way.
///
/// room      (N J) scratch
/// content   (N J) out, shares
/// Returns   CK_OK, CK_E_RANGE, CK_E_NO_SOLUTION
/// Cost      O(J N N + N J J) a sweep, some 40 sweeps
/// Source    Leontief (1936); Johnson and Noguera (2012), Journal of International Economics 86(2)
CK_MUST_USE ck_status cki_trade_content_of(const cki_trade_content_input *of, uint32_t country, double *room, double *content, ck_diags *diags);

/* ---- gains from trade ---- */

/* 100 (share^(-1/elasticity) - 1): gain over autarky with one sector (Arkolakis, Costinot and Rodriguez-Clare 2012). */
double cki_trade_gain(double domestic_share, double elasticity);

/* Real income that a country would lose without any trade, per cent of what it has. */
typedef struct cki_trade_gains {
    double one_sector;           // all sectors taken as one
    double sectors;              // sector by sector, final goods alone
    double inputs;               // with the inputs of inputs
    double unmade;               // share of final spending on sectors of which nothing is made at home: left out of the others
} cki_trade_gains;

/// Gains from trade in closed form: 1 - product of (own share of k)^(beta_j a_jk / theta_k), a the Leontief inverse, beta the
/// shares of final spending. The base's deficits and tariff revenue do not enter.
///
/// elasticity   of all sectors taken as one
/// Returns      CK_OK, CK_E_RANGE, CK_E_MEMORY
/// Cost         O(J^3)
/// Source       Costinot and Rodriguez-Clare (2014), Handbook of International Economics 4, gains with many sectors and intermediate goods
size_t cki_trade_gains_bytes(uint32_t sectors);
CK_MUST_USE ck_status cki_trade_gains_of(const cki_trade_base *base, uint32_t country, double elasticity, void *block, size_t bytes,
                                         cki_trade_gains *gains, ck_diags *diags);

#endif
