/* A game played turn by turn by a person in the chair of a side or of a third country: turns, taking back, what a move does, what the
   engine says about the path, and the solved strategy in the same chair. Host code. */
#ifndef CK_STUDY_PLAY_TURNS_H
#define CK_STUDY_PLAY_TURNS_H

#include "io/play_log.h"
#include "study/play.h"

typedef struct ck_play_turn {
    ck_move move[CK_PLAY_SIDES];
    ck_move own;                         // of the actor played: of a side also in `move`
    double  solved[CK_LADDER_COUNT];     // chances of the solved strategy for the side played, in its place
} ck_play_turn;

typedef struct ck_play_session {
    const ck_play_spec  *spec;
    ck_play_engine      *engine;
    const ck_play_study *study;          // fitted and solved
    uint32_t      actor;                 // whose chair it is: a side, or a third country that is by_hand in the game
    ck_random     random;                // of this one future: types, errors, draws of all others
    uint32_t      count;                 // turns played
    ck_position  *position;              // (rounds + 1) before each turn, and after the last
    ck_play_turn *turn;                  // (rounds)
    double       *input;                 // (weeks x inputs) intensities of the engine's levers in the weeks played
} ck_play_session;

/* What a move costs an actor, in billion USD, below 0 a gain. */
typedef struct ck_play_effect { double growth, weighted; } ck_play_effect;

CK_MUST_USE ck_status ck_play_session_start(const ck_play_spec *spec, ck_play_engine *engine,
                                            const ck_play_study *study, uint32_t actor, ck_play_session *session,
                                            ck_diags *diags);
void ck_play_session_free(ck_play_session *session);

bool ck_play_session_over(const ck_play_session *session);
const ck_position *ck_play_session_now(const ck_play_session *session);
/* One turn: the move, from the menu, those of the sides that are not played by their behaviour, third countries, weeks
   until the next round by the emulator. */
void ck_play_session_turn(ck_play_session *session, ck_move move);
bool ck_play_session_undo(ck_play_session *session);     // false at the start

/* What each actor loses by the emulator in the weeks of the last turn. */
void ck_play_session_round(const ck_play_session *session, ck_play_effect effect[CK_PLAY_ACTORS]);
/* The last move against waiting in its place: all others' moves the same, nobody moving afterwards, until the end of
   the game. */
void ck_play_session_against_waiting(const ck_play_session *session, ck_play_effect effect[CK_PLAY_ACTORS]);
/// Totals since the start: by the engine on the path played, and by the emulator without the error of this future.
///
/// exact, emulated  (outputs) out: billion USD
/// Cost             one run of the engine
CK_MUST_USE ck_status ck_play_session_damage(const ck_play_session *session, double *exact, double *emulated,
                                             ck_diags *diags);
/* The same future with the solved strategy in the chair of a side, for as many turns; `end` (1) out. */
void ck_play_session_solved_line(const ck_play_session *session, ck_position *end);
/* The same future with a third country that takes up the hedges of a set (bits 1 << ck_hedge) in the first round and no
   more, or, with CK_NONE, behaves by its odds. */
void ck_play_session_plan(const ck_play_session *session, uint32_t hedges, ck_position *end);
uint64_t ck_play_session_digest(const ck_play_session *session);

/* The move of a word on the menu; false when it is not open. */
bool ck_play_session_word(const ck_play_session *session, const char *word, ck_move *move);
/* Texts live in the log's arena. */
CK_MUST_USE ck_status ck_play_session_log(const ck_play_session *session, ck_play_log *log, ck_diags *diags);
/* The next turn of a log. CK_E_RANGE or CK_E_UNKNOWN when it does not fit this game. */
CK_MUST_USE ck_status ck_play_session_replay_turn(ck_play_session *session, const ck_play_log *log, ck_diags *diags);
/* After the last turn: CK_E_FORMAT when the digits are not those of the log. */
CK_MUST_USE ck_status ck_play_session_replay_end(const ck_play_session *session, const ck_play_log *log,
                                                 ck_diags *diags);

#endif
