/* Games between governments: all equilibria of random games beside lrsnash (package lrslib), run as a program of its own on the same
   games in the same run with equal counts checked; poker in sequence form; Lemke and Howson; the logit branch. */
#include "bench.h"
#include "strategy/games.h"

#include <math.h>
#include <sys/resource.h>

/* Processor time of the programs that this one has run and waited for. */
static double of_children(void) {
    struct rusage usage;
    if (getrusage(RUSAGE_CHILDREN, &usage) != 0) return NAN;
    return 1e3 * (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) + 1e-3 * (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
}

/* ---------------------------------------------------------------- all equilibria ---------------------------------- */

enum { SIZE = 12, GAMES = 10, PAYOFFS = 100 };

static void fill(int64_t *payoff, uint64_t draw, uint32_t purpose) {
    const ck_random random = {2024, draw};
    for (uint32_t k = 0; k < SIZE * SIZE; k++) payoff[k] = (int64_t)(PAYOFFS * ck_random_unit(random, purpose, 0, k));
}

/* What lrsnash counts in a game, -1 when it says nothing. */
static long peer_count(const ck_integer_game *game, const char *path) {
    FILE *out = fopen(path, "w");
    if (out == NULL) return -1;
    fprintf(out, "%u %u\n", game->rows, game->columns);
    for (int player = 0; player < 2; player++) {
        const int64_t *payoff = player == 0 ? game->row_payoff : game->column_payoff;
        for (uint32_t k = 0; k < game->rows * game->columns; k++)
            fprintf(out, "%s%lld", k % game->columns == 0 ? "\n" : " ", (long long)payoff[k]);
        fputc('\n', out);
    }
    if (fclose(out) != 0) return -1;
    char command[PATH_MAX + 64], line[4096];
    snprintf(command, sizeof command, "lrsnash '%s' 2>/dev/null", path);
    FILE *in = popen(command, "r");
    long count = -1;
    while (in != NULL && fgets(line, sizeof line, in) != NULL) (void)sscanf(line, "*Number of equilibria found: %ld", &count);
    if (in != NULL) (void)pclose(in);
    return count;
}

static bool all_equilibria(void) {
    const bool peer = bench_has_program("lrsnash");
    char path[PATH_MAX];
    (void)fclose(bench_file(path));
    static int64_t payoff[2][SIZE * SIZE];
    const ck_integer_game game = {SIZE, SIZE, payoff[0], payoff[1]};
    const ck_equilibria_options options = ck_equilibria_options_default();
    const size_t bytes = ck_equilibria_bytes(&game, options);
    double ours = 0.0, theirs = 0.0;
    uint32_t found = 0, differ = 0;
    uint64_t vertices = 0;
    for (uint32_t g = 0; g < GAMES; g++) {
        ck_equilibria equilibria;
        for (uint32_t player = 0; player < 2; player++) fill(payoff[player], g, player + 1);
        void *block = bench_take(bytes);
        const double before = bench_processor();
        if (ck_equilibria_find(&game, options, block, bytes, &equilibria, NULL) < 0) exit(1);
        ours += 1e3 * (bench_processor() - before);
        found += equilibria.count;
        vertices += equilibria.vertex_count[0] + equilibria.vertex_count[1];
        const uint32_t count = equilibria.count;
        free(block);
        if (!peer) continue;
        const double start = of_children();
        const long other = peer_count(&game, path);
        theirs += of_children() - start;
        if (other == (long)count) continue;
        differ++;
        printf("game %u: %u equilibria, lrsnash says %ld\n", g, count, other);
    }
    (void)remove(path);
    printf("all equilibria, %u games %ux%u, payoffs 0..%d: %8.1f ms a game, %u equilibria, %llu vertices\n", GAMES, SIZE, SIZE, PAYOFFS - 1,
           ours / GAMES, found, (unsigned long long)vertices);
    if (!peer) puts("  lrsnash (package lrslib) is absent: no comparison");
    else
        printf("  lrsnash: %8.1f ms a game with start and output, ratio %.2f (below 1: ours is faster); counts differ in %u of %u games\n",
               theirs / GAMES, ours / theirs, differ, GAMES);
    return differ == 0;
}

/* ---------------------------------------------------------------- sequence form ----------------------------------- */

static bool poker(const char *name, built_game *built) {
    double least = INFINITY;
    solved at = {0};
    for (int k = 0; k < 3; k++) {
        if (k > 0) solved_free(&at);
        const double before = bench_processor();
        at = solve_sequences(&built->game, NULL);
        if (at.status < 0) exit(1);
        least = fmin(least, 1e3 * (bench_processor() - before));
    }
    const double gain = at.result.gain[0] + at.result.gain[1];
    printf("%-6s %3u + %3u information sets: %9.3f ms, %5u pivots, value %.9f, gains %.1e%s\n", name, at.form.set_count[0], at.form.set_count[1],
           least, at.result.pivots, at.result.payoff[0], gain, gain <= 1e-9 ? "" : " ABOVE 1e-9");
    solved_free(&at);
    free(built);
    return gain <= 1e-9;
}

/* ---------------------------------------------------------------- one equilibrium --------------------------------- */

typedef struct table { ck_strategic_game game; uint32_t count[4]; double *payoff, *strategy; } table;

static table random_table(uint32_t players, uint32_t strategies, uint64_t draw) {
    table at = {.count = {strategies, strategies, strategies, strategies}};
    size_t profiles = 1;
    for (uint32_t i = 0; i < players; i++) profiles *= strategies;
    at.payoff = bench_take(profiles * players * sizeof *at.payoff);
    at.strategy = bench_take((size_t)players * strategies * sizeof *at.strategy);
    const ck_random random = {7, draw};
    for (size_t k = 0; k < profiles * players; k++) at.payoff[k] = ck_random_unit(random, 3, 0, k);
    return at;
}

static bool lemke_howson(uint32_t strategies) {
    enum { TABLES = 20 };
    double time = 0.0, worst = 0.0;
    uint64_t all = 0;
    for (uint32_t g = 0; g < TABLES; g++) {
        table at = random_table(2, strategies, g);
        at.game = (ck_strategic_game){2, at.count, at.payoff};
        const size_t bytes = ck_lemke_howson_bytes(&at.game);
        void *block = bench_take(bytes);
        double gain[2];
        uint32_t pivots = 0;
        const double before = bench_processor();
        if (ck_lemke_howson(&at.game, 0, block, bytes, at.strategy, gain, &pivots, NULL) < 0) exit(1);
        time += 1e3 * (bench_processor() - before);
        all += pivots;
        worst = fmax(worst, fmax(gain[0], gain[1]));
        free(block); free(at.payoff); free(at.strategy);
    }
    printf("Lemke-Howson, %d random games %ux%u: %8.3f ms a game, %.0f pivots, largest gain %.1e\n", TABLES, strategies, strategies, time / TABLES,
           (double)all / TABLES, worst);
    return worst <= 1e-9;
}

static bool logit(uint32_t players, uint32_t strategies) {
    table at = random_table(players, strategies, 1);
    at.game = (ck_strategic_game){players, at.count, at.payoff};
    const size_t bytes = ck_logit_bytes(&at.game);
    void *block = bench_take(bytes);
    double gain[4];
    ck_logit_point end;
    const double before = bench_processor();
    const ck_status status = ck_logit(&at.game, ck_logit_options_default(), block, bytes, at.strategy, gain, &end, NULL);
    printf("logit branch, %u players with %2u strategies: %8.1f ms, %5u steps, largest gain %.1e, %s\n", players, strategies,
           1e3 * (bench_processor() - before), end.step, end.largest_gain, status >= 0 ? "solved" : "NOT solved");
    free(block); free(at.payoff); free(at.strategy);
    return status >= 0;
}

int main(void) {
    bool good = all_equilibria();
    good = poker("Kuhn", kuhn_poker()) && good;
    good = poker("Leduc", leduc_poker()) && good;
    good = lemke_howson(100) && good;
    good = logit(2, 10) && good;
    good = logit(3, 6) && good;
    return good ? 0 : 1;
}
