/* Payoffs and best replies in strategic form. */
#include "strategy/strategic.h"

uint32_t cki_strategic_profiles(const ck_strategic_game *game) {
    uint32_t count = 1;
    for (uint32_t i = 0; i < game->player_count; i++) count *= game->strategy_count[i];
    return count;
}

uint32_t cki_strategic_strategies(const ck_strategic_game *game) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < game->player_count; i++) count += game->strategy_count[i];
    return count;
}

ck_status cki_strategic_check(const ck_strategic_game *game, ck_diags *diags) {
    const ck_place nowhere = {0};
    if (game->player_count < 1 || game->player_count > CK_PLAYERS_MOST)
        return ck_diags_add(diags, CK_E_RANGE, nowhere, "the game has %u players; from 1 to %u are possible", "",
                            game->player_count, CK_PLAYERS_MOST);
    uint64_t profiles = 1;
    for (uint32_t i = 0; i < game->player_count; i++) {
        if (game->strategy_count[i] == 0)
            return ck_diags_add(diags, CK_E_RANGE, nowhere, "player %u has no strategy", "", i + 1);
        profiles *= game->strategy_count[i];
        if (profiles >= 1u << 26)
            return ck_diags_add(diags, CK_E_LIMIT, nowhere, "the table of payoffs has more than 67 million profiles",
                                "");
    }
    for (size_t k = 0; k < (size_t)profiles * game->player_count; k++) {
        if (!ck_is_finite(game->payoff[k]))
            return ck_diags_add(diags, CK_E_NUMBER, nowhere, "a payoff is not a number", "");
    }
    return CK_OK;
}

double cki_strategic_range(const ck_strategic_game *game, uint32_t player, double *low) {
    double least = CK_INFINITY, most = -CK_INFINITY, widest = 0.0;
    const uint32_t profiles = cki_strategic_profiles(game);
    for (uint32_t i = 0; i < game->player_count; i++) {
        if (player != CK_NONE && player != i) continue;
        least = CK_INFINITY, most = -CK_INFINITY;
        for (uint32_t k = 0; k < profiles; k++) {
            const double value = game->payoff[(size_t)k * game->player_count + i];
            least = ck_min(least, value);
            most = ck_max(most, value);
        }
        widest = ck_max(widest, most - least);
    }
    if (low != NULL) *low = least;
    return widest > 0.0 ? widest : 1.0;
}

void cki_strategic_worth(const ck_strategic_game *game, const double *strategy, double *worth) {
    const uint32_t players = game->player_count, profiles = cki_strategic_profiles(game);
    uint32_t offset[CK_PLAYERS_MOST], at[CK_PLAYERS_MOST] = {0};
    for (uint32_t i = 0, sum = 0; i < players; sum += game->strategy_count[i++]) offset[i] = sum;
    cki_zero(worth, cki_strategic_strategies(game) * sizeof *worth);
    for (uint32_t k = 0; k < profiles; k++) {
        for (uint32_t i = 0; i < players; i++) {
            double weight = 1.0;
            for (uint32_t other = 0; other < players; other++)
                if (other != i) weight *= strategy[offset[other] + at[other]];
            worth[offset[i] + at[i]] += weight * game->payoff[(size_t)k * players + i];
        }
        for (uint32_t i = 0; i < players && ++at[i] == game->strategy_count[i]; i++) at[i] = 0;
    }
}

size_t ck_strategic_deviation_bytes(const ck_strategic_game *game) {
    cki_arena arena = cki_arena_measure();
    (void)cki_arena_take(&arena, cki_strategic_strategies(game), sizeof(double));
    return cki_arena_bytes(&arena);
}

ck_status ck_strategic_deviation(const ck_strategic_game *game, const double *strategy, void *block, size_t bytes,
                                 double *payoff, double *gain) {
    cki_arena arena = cki_arena_over(block, bytes);
    double *worth = cki_arena_take(&arena, cki_strategic_strategies(game), sizeof *worth);
    CK_TRY(cki_arena_check(&arena));
    cki_strategic_worth(game, strategy, worth);
    for (uint32_t i = 0, offset = 0; i < game->player_count; offset += game->strategy_count[i++]) {
        double best = -CK_INFINITY;
        payoff[i] = 0.0;
        for (uint32_t j = 0; j < game->strategy_count[i]; j++) {
            payoff[i] += strategy[offset + j] * worth[offset + j];
            best = ck_max(best, worth[offset + j]);
        }
        gain[i] = ck_max(best - payoff[i], 0.0);
    }
    return CK_OK;
}
