/* Trade wars and trade talks with profits (Ossa 2014, American Economic Review 104(12)): firms with a constant elasticity of
   substitution earn profits that do not move between sectors, a government weighs the real income of its sectors, and tariffs
   differ by sector and partner. docs/long-run.md, "Tariffs with profits", holds the equations under the letters used here.

   Indices as in trade.h: n importer, i exporter, j sector; arrays over pairs are (sectors x countries x countries), sector first,
   then importer, then exporter. Trade is balanced in every solution, whatever it was in the base. Kernel: no allocation, the same
   digits everywhere. */
#ifndef CK_TRADE_PROFITS_H
#define CK_TRADE_PROFITS_H

#include "base/base.h"

typedef struct cki_profits_base {
    uint32_t countries, sectors;
    const double *trade;         // (J N N) n buys from i, without duty, own sales on the diagonal, money, >= 0
    const double *tariff;        // (J N N) ad valorem, 1; 0 at home
    const double *substitution;  // (J) elasticity of substitution sigma, > 1
    const double *weight;        // (N J) what a government adds up the real income of its sectors with; NULL: 1
} cki_profits_base;

/* Arrays lie in the block. */
typedef struct cki_profits_result {
    double  *wage;               // (N) change, on average 1
    double  *income;             // (N) change of spending
    double  *welfare;            // (N) change of real income, per cent
    double  *government;         // (N) change of what the government minds, per cent; `welfare` without weights
    double  *trade;              // (J N N) new, without duty, money
    double   residual;           // largest of all equations, shares of income
    uint32_t iterations;         // Newton steps
} cki_profits_result;

size_t cki_profits_bytes(uint32_t countries, uint32_t sectors);

/// The equilibrium under other tariffs. With the tariffs of the base it removes the imbalances of the base.
///
/// tariff   (J N N) new
/// Returns  CK_OK; CK_E_RANGE for inputs outside their limits; CK_E_NO_SOLUTION; CK_E_MEMORY
/// Cost     a handful of Newton steps of O(J N^3)
/// Source   Ossa (2014), equations (9) to (12)
CK_MUST_USE ck_status cki_profits_solve(const cki_profits_base *base, const double *tariff, void *block, size_t bytes,
                                        cki_profits_result *result, ck_diags *diags);

typedef enum cki_profits_aim {
    CKI_PROFITS_OPTIMAL,         // one country sets its tariffs, the others keep theirs
    CKI_PROFITS_NASH,            // every country answers every other
    CKI_PROFITS_TALKS            // all tariffs set together, so that every government gains the same share
} cki_profits_aim;

typedef struct cki_profits_game {
    cki_profits_aim aim;
    uint32_t country;            // of CKI_PROFITS_OPTIMAL
    bool     alike;              // one rate a sector for all partners (most favoured nation)
    double   low, high;          // bounds of a rate
    double   tolerance;          // of ln(1 + rate), and of the equality of gains in talks
    uint32_t rounds;             // at most
} cki_profits_game;

typedef struct cki_profits_settled {
    double   residual;           // largest miss of a first-order condition, in ln(1 + rate)
    double   inequality;         // of talks: largest difference of a government's gain from the mean, 1
    uint32_t rounds, at_bound;   // rates that stand at a bound
} cki_profits_settled;

/// Tariffs that no player would change a little: the first-order condition of every rate, from the derivative of the full
/// equilibrium by its adjoint equations, solved for the rate and repeated. A maximum is proved by a second look, as the condition
/// alone tells it neither from a saddle nor from a higher maximum elsewhere: cki_profits_scan.
///
/// tariff   (J N N) in: where to begin, and what the others keep; out: the answer
/// result   out: the equilibrium at the answer
/// Returns  as cki_profits_solve; CK_E_NO_SOLUTION when the rounds are over (settled and tariff hold the last of them)
/// Cost     O(J N^3) a round, some tens of rounds; some hundreds for talks
/// Source   problem: Ossa (2014), section II; the conditions solved for the rate: docs/long-run.md
size_t cki_profits_play_bytes(uint32_t countries, uint32_t sectors);
CK_MUST_USE ck_status cki_profits_play(const cki_profits_base *base, cki_profits_game game, void *block, size_t bytes, double *tariff,
                                       cki_profits_result *result, cki_profits_settled *settled, ck_diags *diags);

typedef struct cki_profits_deviation {
    uint32_t sector;
    double   rate;               // mean of its rates over sellers
    double   gain;               // of the government over what it has at `tariff`, per cent; 0 or less: no point of the scan is better
    uint32_t equilibria;
} cki_profits_deviation;

/// Look for better tariffs of one country far from those it has: in every sector alone all its rates move together, so that
/// 1 + their mean takes points + 1 values from 1 + low to 1 + high in equal ratios. Finds what no small change shows, above all
/// that stopping the trade of a sector serves a government better than taxing it.
///
/// tariff   (J N N) as they stand
/// better   (J N N) out: the same with the best that was found
/// block    cki_profits_play_bytes(...)
/// Returns  as cki_profits_solve
/// Cost     J (points + 1) equilibria
CK_MUST_USE ck_status cki_profits_scan(const cki_profits_base *base, const double *tariff, uint32_t country, double low, double high,
                                       uint32_t points, void *block, size_t bytes, double *better, cki_profits_deviation *found,
                                       ck_diags *diags);

#endif
