/* The trade war of Ossa (2014) with the political weights of his own program, where CK_OSSA names the folder of his results and GNU Octave reads
   them (and CK_SHARED his data): what his tariffs and ours are worth to each government, from the tariffs in force, from his tariffs and after a scan. */
#include "bench.h"
#include "trade/profits_data.h"

#include <math.h>

enum { N = PROFITS_REGIONS, J = PROFITS_SECTORS, PAIRS = PROFITS_PAIRS };

typedef struct peer { double weight[N * J], best[PAIRS], war[PAIRS]; } peer;

static bool read_peer(peer *p) {
    FILE *in = popen("octave-cli --quiet bench/ossa_peer.m 2>/dev/null", "r");
    double *const part[] = {p->weight, p->best, p->war};
    const size_t count[] = {N * J, PAIRS, PAIRS};
    bool good = in != NULL;
    for (int k = 0; k < 3 && good; k++) {
        for (size_t at = 0; at < count[k] && good; at++) good = fscanf(in, "%lf", &part[k][at]) == 1;
    }
    if (in != NULL) (void)pclose(in);
    return good;
}

/* The importer's own rows of `from` over the tariffs in force. */
static void take_rates(const double *from, const double *in_force, uint32_t importer, double *to) {
    for (size_t k = 0; k < PAIRS; k++) to[k] = k / N % N == importer ? from[k] : in_force[k];
}

typedef struct room { void *block; size_t bytes; double *better; } room;

static cki_profits_result value(const cki_profits_base *base, const double *tariff, const room *room) {
    cki_profits_result result;
    if (cki_profits_solve(base, tariff, room->block, room->bytes, &result, NULL) < 0) exit(1);
    return result;
}

/* Best rates by first-order conditions, and again from what a scan finds far away until it finds nothing. */
static double best(const cki_profits_base *base, uint32_t country, bool scan, double *tariff, const room *room) {
    const cki_profits_game game = {.aim = CKI_PROFITS_OPTIMAL, .country = country, .high = 10.0, .tolerance = 1e-9, .rounds = 3000};
    for (int look = 0; look < 10; look++) {
        cki_profits_result result;
        cki_profits_settled settled;
        cki_profits_deviation found;
        if (cki_profits_play(base, game, room->block, room->bytes, tariff, &result, &settled, NULL) < 0) exit(1);
        const double government = result.government[country];
        if (!scan) return government;
        if (cki_profits_scan(base, tariff, country, 0.0, 10.0, 12, room->block, room->bytes, room->better, &found, NULL) < 0) exit(1);
        if (found.gain < 1e-6) return government;
        memcpy(tariff, room->better, PAIRS * sizeof *tariff);
    }
    return (double)NAN;
}

int main(void) {
    profits_data data;
    static peer p;
    const char *folder = getenv("CK_OSSA");
    if (folder == NULL || folder[0] == '\0' || !bench_has_program("octave-cli") || !profits_data_read(&data)) {
        puts("SKIPPED: CK_OSSA names no folder with DATA.mat of Ossa (2014), there is no octave-cli, or CK_SHARED has not his data");
        return 0;
    }
    if (!read_peer(&p)) {
        puts("SKIPPED: his results could not be read (bench/ossa_peer.m)");
        profits_data_free(&data);
        return 0;
    }
    static double tariff[PAIRS], better[PAIRS];
    const cki_profits_base base = {N, J, data.balanced, data.tariff, data.sigma, p.weight};
    const size_t bytes = cki_profits_play_bytes(N, J);
    const room room = {bench_take(bytes), bytes, better};
    puts("Government, per cent, with his weights: at his optimal tariffs; ours from the tariffs in force, from his, after the scan");
    for (uint32_t n = 0; n < N; n++) {
        take_rates(p.best, data.tariff, n, tariff);
        const double his = value(&base, tariff, &room).government[n], from_his = best(&base, n, false, tariff, &room);
        memcpy(tariff, data.tariff, sizeof tariff);
        const double in_force = best(&base, n, false, tariff, &room), scanned = best(&base, n, true, tariff, &room);
        printf("  region %u: his %.4f, ours %.4f, %.4f, %.4f\n", n, his, in_force, from_his, scanned);
    }
    cki_profits_result result = value(&base, p.war, &room);
    double his[2][N], mean[4] = {0};
    memcpy(his[0], result.government, sizeof his[0]);
    memcpy(his[1], result.welfare, sizeof his[1]);
    const cki_profits_game war = {.aim = CKI_PROFITS_NASH, .high = 10.0, .tolerance = 1e-9, .rounds = 3000};
    cki_profits_settled settled;
    memcpy(tariff, data.tariff, sizeof tariff);
    if (cki_profits_play(&base, war, room.block, bytes, tariff, &result, &settled, NULL) < 0) exit(1);
    puts("Trade war with his weights, per cent: government and real income at his tariffs; at ours");
    for (uint32_t n = 0; n < N; n++) {
        printf("  region %u: his %.3f %.3f, ours %.3f %.3f\n", n, his[0][n], his[1][n], result.government[n], result.welfare[n]);
        const double of[4] = {his[0][n], his[1][n], result.government[n], result.welfare[n]};
        for (int k = 0; k < 4; k++) mean[k] += of[k] / N;
    }
    printf("  mean: his %.3f %.3f, ours %.3f %.3f\n", mean[0], mean[1], mean[2], mean[3]);
    free(room.block);
    profits_data_free(&data);
    return 0;
}
