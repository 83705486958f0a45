/* Tables of moves and of known dates from any bytes; what is accepted can be fitted without a fault. */
#include "io/moves_read.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

typedef ck_status (*read_input)(ck_host_input *input, ck_moves *moves, ck_diags *diags);

static void try_table(const uint8_t *data, size_t size, read_input read) {
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_moves moves = {0};
    if (ck_host_diags_make(&arena, &diags) < 0) return;
    ck_host_input input = ck_host_input_bytes("fuzz.csv", data, size);
    const ck_status status = read(&input, &moves, &diags);
    if (status < 0 && diags.count + diags.dropped == 0) abort();     // an error without a word
    for (uint32_t k = 1; k < moves.move_count; k++)
        if (moves.move[k].day.day < moves.move[k - 1].day.day) abort();
    if (status >= 0 && moves.move_count > 0 && moves.move_count < 100) {
        const ck_history history = ck_moves_history(&moves);
        const ck_date first = moves.move[0].day;
        ck_move_rules rules;
        (void)ck_move_rules_fit(&history, first, (ck_date){first.day + 30}, 1.0, 0.5, &rules);
    }
    ck_moves_free(&moves);
    ck_host_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    try_table(data, size, ck_moves_input);
    try_table(data, size, ck_fixtures_input);
    return 0;
}
