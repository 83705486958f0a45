/* Exact equilibria and the sequence form on games with known answers. */
#include "ck_test.h"
#include "strategy/games.h"

static ck_equilibria find(const ck_integer_game *game, void **block) {
    const ck_equilibria_options options = ck_equilibria_options_default();
    const size_t bytes = ck_equilibria_bytes(game, options);
    ck_equilibria equilibria;
    *block = aligned_alloc(16, bytes);
    CK_REQUIRE_OK(ck_equilibria_find(game, options, *block, bytes, &equilibria, NULL));
    return equilibria;
}

CK_TEST(identity_coordination_has_all_its_equilibria) {
    for (uint32_t n = 2; n <= 6; n++) { // 2^n - 1: one for each support
        int64_t payoff[36] = {0};
        for (uint32_t i = 0; i < n; i++) payoff[i * n + i] = 1;
        const ck_integer_game game = {n, n, payoff, payoff};
        void *block;
        const ck_equilibria equilibria = find(&game, &block);
        CK_CHECK_EQUAL(equilibria.count, (1u << n) - 1);
        CK_CHECK_EQUAL(equilibria.component_count, (1u << n) - 1);
        CK_CHECK(!equilibria.degenerate);
        free(block);
    }
}

/* More equilibria than the 2^6 - 1 of the identity game: the game that refuted the conjecture (von Stengel 1999, New maximal numbers of
   equilibria in bimatrix games) with the small payoffs of Savani and von Stengel (2006, Hard-to-solve bimatrix games). */
CK_TEST(von_stengel_s_game_has_75_equilibria) {
    static const int64_t row[36] = {-81, 36,   -126, 126,  -36, 90,   -180, 72,  -333, 297,  -153, 270,
                                    20,  -3,   42,   -33,  17,  -30,  -30,  17,  -33,  42,   -3,   20,
                                    270, -153, 297,  -333, 72,  -180, 90,   -36, 126,  -126, 36,   -81},
                         column[36] = {72,  36,  17, -3,  -36,  -153, -180, -81,  -30, 20, 90,  270,
                                       297, 126, 42, -33, -126, -333, -333, -126, -33, 42, 126, 297,
                                       270, 90,  20, -30, -81,  -180, -153, -36,  -3,  17, 36,  72};
    const ck_integer_game game = {6, 6, row, column};
    void *block;
    const ck_equilibria equilibria = find(&game, &block);
    CK_CHECK_EQUAL(equilibria.count, 75);
    CK_CHECK_EQUAL(equilibria.component_count, 75);
    CK_CHECK(!equilibria.degenerate);
    free(block);
}

CK_TEST(battle_of_the_sexes_is_solved_in_fractions) {
    const int64_t row[4] = {2, 0, 0, 1}, column[4] = {1, 0, 0, 2};
    const ck_integer_game game = {2, 2, row, column};
    void *block;
    const ck_equilibria equilibria = find(&game, &block);
    CK_CHECK_EQUAL(equilibria.count, 3);
    uint32_t mixed = 0;
    for (uint32_t k = 0; k < equilibria.count; k++) {
        double x[2], y[2];
        ck_equilibria_probabilities(&equilibria, CK_ROW, equilibria.equilibrium[k].strategy[0], x);
        ck_equilibria_probabilities(&equilibria, CK_COLUMN, equilibria.equilibrium[k].strategy[1], y);
        if (x[0] == 0.0 || x[1] == 0.0) continue;
        mixed++;
        CK_CHECK_NEAR(x[0], 2.0 / 3, 1e-15);
        CK_CHECK_NEAR(y[0], 1.0 / 3, 1e-15);
    }
    CK_CHECK_EQUAL(mixed, 1);
    free(block);
}

CK_TEST(a_game_without_stakes_is_one_nash_subset) {
    const int64_t zero[6] = {0};
    const ck_integer_game game = {2, 3, zero, zero};
    void *block;
    const ck_equilibria equilibria = find(&game, &block);
    CK_CHECK_EQUAL(equilibria.count, 6);
    CK_CHECK_EQUAL(equilibria.subset_count, 1);
    CK_CHECK_EQUAL(equilibria.component_count, 1);
    CK_CHECK(equilibria.degenerate);
    free(block);
}

CK_TEST(kuhn_poker_has_its_value) {
    built_game *built = kuhn_poker();
    solved kuhn = solve_sequences(&built->game, NULL);
    CK_REQUIRE_OK(kuhn.status);
    CK_CHECK_NEAR(kuhn.result.payoff[0], -1.0 / 18, 1e-12);
    CK_CHECK_NEAR(kuhn.result.gain[0] + kuhn.result.gain[1], 0.0, 1e-12);
    solved_free(&kuhn);
    free(built);
}

CK_TEST(leduc_poker_is_solved_to_a_billionth) {
    built_game *built = leduc_poker();
    solved leduc = solve_sequences(&built->game, NULL);
    CK_REQUIRE_OK(leduc.status);
    CK_CHECK_EQUAL(leduc.form.sequence_count[0], 337);
    CK_CHECK_EQUAL(leduc.form.set_count[1], 144);
    CK_CHECK_NEAR(leduc.result.payoff[0], -0.0856064, 1e-7);
    CK_CHECK_NEAR(leduc.result.gain[0] + leduc.result.gain[1], 0.0, 1e-9);
    solved_free(&leduc);
    free(built);
}

CK_TEST_MAIN()
