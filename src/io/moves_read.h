/* Moves of governments, and dates they knew ahead, as tables: backtest/moves.csv, backtest/fixtures.csv. */
#ifndef CK_IO_MOVES_READ_H
#define CK_IO_MOVES_READ_H

#include "io/host.h"

typedef struct ck_moves {
    ck_past_move *move;    uint32_t move_count;          // in order of days
    ck_fixture   *fixture; uint32_t fixture_count;
    ck_host_arena arena;
} ck_moves;

/// Read the columns date, actor, category, title, citation, year, grade. Rows must stand in order of days.
///
/// moves    starts as {0}; free with ck_moves_free in every case
/// Returns  CK_OK, or the status of the first error; all errors are in diags
CK_MUST_USE ck_status ck_moves_input(ck_host_input *input, ck_moves *moves, ck_diags *diags);
/// Read the columns known, date, kind (meeting or expiry), title, citation, year, grade; errors as above.
CK_MUST_USE ck_status ck_fixtures_input(ck_host_input *input, ck_moves *moves, ck_diags *diags);
/* Both from files. */
CK_MUST_USE ck_status ck_moves_read(const char *moves_path, const char *fixtures_path, ck_moves *moves,
                                    ck_diags *diags);
void       ck_moves_free(ck_moves *moves);
ck_history ck_moves_history(const ck_moves *moves);

/* "E" and "escalate"; "US". */
const char *ck_past_category_letter(ck_past_category category);
const char *ck_past_category_word(ck_past_category category);
const char *ck_actor_word(ck_actor actor);

#endif
