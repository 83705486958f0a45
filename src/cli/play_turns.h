/* A game played turn by turn over a terminal or a pipe, resumed from a log, or played again from one. */
#ifndef CK_CLI_PLAY_TURNS_H
#define CK_CLI_PLAY_TURNS_H

#include "study/play_turns.h"

/* Reads commands from standard input until the game is over, quit, or the end of the file; then looks back. */
CK_MUST_USE ck_status ck_play_by_hand(ck_play_session *session, ck_diags *diags);
/* Shows every turn of a log; `look_back` with the comparison at the end. */
CK_MUST_USE ck_status ck_play_from_log(ck_play_session *session, const ck_play_log *log, bool look_back,
                                       ck_diags *diags);

#endif
