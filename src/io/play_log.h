/* Logs of games played turn by turn: what was chosen, so that the game can be played again to the same digits. YAML. */
#ifndef CK_IO_PLAY_LOG_H
#define CK_IO_PLAY_LOG_H

#include "io/host.h"

typedef struct ck_play_log_turn {
    ck_place    place;
    ck_date     date;
    const char *move, *answer;           // words of ck_play_move_word: of the side that was played, and of the other
} ck_play_log_turn;

typedef struct ck_play_log {
    const char *game, *side;             // name of the game, id of the side that was played
    ck_place    side_place, key_place;
    uint64_t    key;                     // of model, measures and game file
    uint64_t    seed;
    ck_play_log_turn *turn; uint32_t turn_count;
    uint64_t    digest; ck_place digest_place;           // of the game as it stood when the log was written
    ck_host_arena arena;
} ck_play_log;

/* Free with ck_play_log_free in every case, after the diagnostics were printed. */
CK_MUST_USE ck_status ck_play_log_read(const char *path, ck_play_log *log, ck_diags *diags);
CK_MUST_USE ck_status ck_play_log_read_input(ck_host_input *input, ck_play_log *log, ck_diags *diags);
/* The whole file or nothing. */
CK_MUST_USE ck_status ck_play_log_write(const char *path, const ck_play_log *log, ck_diags *diags);
void ck_play_log_free(ck_play_log *log);

#endif
