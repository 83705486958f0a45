/* Games in Gambit's formats from any bytes; what reads is reduced. */
#include "io/game.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_game game = {0};
    if (ck_host_diags_make(&arena, &diags) < 0) return 0;
    ck_host_input input = ck_host_input_bytes("fuzz.nfg", data, size);
    if (ck_game_input(&input, &game, &diags) >= 0 && game.sequential) (void)ck_game_reduce(&game, &diags);
    ck_game_free(&game);
    ck_host_arena_free(&arena);
    return 0;
}
