/* The leverage curve of a game: how the damage to those it aims at and to the sender grows with the weeks of control, and when new capacity
   ends it. Runs of the daily engine, no emulator. Host code: it allocates. docs/strategy.md, "The leverage curve". */
#ifndef CK_STUDY_PLAY_LEVERAGE_H
#define CK_STUDY_PLAY_LEVERAGE_H

#include "study/play.h"

#define CK_LEVERAGE_WEEKS 260u // of the curve at most

/* What is done outside while the control lasts. */
typedef enum ck_leverage_case {
    CK_LEVERAGE_ALONE,      // announced plants start as planned
    CK_LEVERAGE_PLANTS,     // they are brought forward
    CK_LEVERAGE_STOCKPILES, // national stockpiles are released
    CK_LEVERAGE_CASES
} ck_leverage_case;

typedef struct ck_leverage_point {
    uint32_t weeks;              // of control, lifted afterwards
    double lost[CK_PLAY_ACTORS]; // billion USD to the end of the curve
} ck_leverage_point;

typedef struct ck_leverage_end { // weeks of control, CK_NONE: not on the curve
    uint32_t peak;               // the targets' loss is largest
    uint32_t half, tenth;        // it stays below a half, a tenth of that
    uint32_t sender;             // it stays below the sender's own
} ck_leverage_end;

typedef struct ck_leverage_asset { // one plant brought forward, or one stockpile released, the control lasting
    const char *name;
    bool stockpile;
    double saved[CK_PLAY_ACTORS]; // billion USD to the end of the curve
    double saved_targets;
} ck_leverage_asset;

typedef struct ck_leverage {
    uint32_t weeks, sender, actors;
    ck_leverage_point *point;
    uint32_t point_count;              // weeks rise; the last one is control to the end
    double *weekly[CK_LEVERAGE_CASES]; // (weeks x actors) billion USD a week, the control lasting; central run
    ck_leverage_end end[CK_LEVERAGE_CASES];
    ck_leverage_asset *asset;
    uint32_t asset_count; // most saved first
    uint32_t draws;       // behind the bands
    ck_band *target_band,
        *sender_band; // (weeks) of the targets' and the sender's loss a week over draws, CK_LEVERAGE_ALONE
    ck_band total_target, total_sender; // to the end of the curve
    uint32_t half_never[CK_LEVERAGE_CASES]; // draws in which it does not stay below a half: alone and plants only
    uint64_t digest;
} ck_leverage;

/* Losses of an actor: value added, dearer inputs, and the margin on exports that did not leave. The targets are all other actors of the game;
   the sender is the second side, and control is every engine lever of his at its severest level, against all levers at the levels of a deal. */
static inline double ck_leverage_loss(const ck_play_spec *spec, const double *damage) {
    return damage[CK_DAMAGE_growth] + damage[CK_DAMAGE_prices] + spec->game.export_margin * damage[CK_DAMAGE_exports];
}

/* What all but the sender lose of `lost` (actors). */
static inline double ck_leverage_targets(const ck_leverage *leverage, const double *lost) {
    double sum = 0.0;
    for (uint32_t a = 0; a < leverage->actors; a++) sum += a != leverage->sender ? lost[a] : 0.0;
    return sum;
}

/// Find the curve.
///
/// draws    of the uncertain numbers of the game's scenario; 0: no bands
/// Returns  CK_OK with `leverage` set, or an error; free with ck_leverage_free in every case
/// Cost     about 20 + plants + stockpiles + 3 draws runs of the engine
CK_MUST_USE ck_status ck_leverage_run(const ck_play_spec *spec, const ck_model *model, const ck_scenario_spec *base,
                                      const char *store, uint32_t draws, uint32_t threads, ck_leverage *leverage,
                                      ck_diags *diags);
void ck_leverage_free(ck_leverage *leverage);

#endif
