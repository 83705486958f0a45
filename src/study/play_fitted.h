/* Behaviour fitted to the history before a game. Host code: it reads files. */
#ifndef CK_STUDY_PLAY_FITTED_H
#define CK_STUDY_PLAY_FITTED_H

#include "io/play_read.h"

#define CK_PLAY_PENALTY 1.0 // ridge on the slopes and moves added to each rate: as scored in docs/strategy-backtest.md
#define CK_PLAY_PRIOR 0.5

/// Where a side behaves as fitted: reads the history that the game names, fits the rules on the moves before the game, and takes over the last of
/// these moves and the calendar. Nothing else is done.
///
/// Returns  CK_OK; errors of the files; CK_E_RANGE without a move before the game; CK_E_NO_SOLUTION when the fit does not settle
CK_MUST_USE ck_status ck_play_fit_history(ck_play_spec *spec, ck_diags *diags);

#endif
