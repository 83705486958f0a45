/* The NAFTA case of Caliendo and Parro (2015) by whole programs of others in the same run, with the welfare numbers side by side: the authors'
   own program under GNU Octave where CK_CALIENDO_PARRO names its folder, KITE under R where CK_KITE does (and Octave, R are there). None is part
   of this project; where one is missing that is said. Minutes with the authors' program. */
#include "bench_trade.h"

#include <math.h>

enum { N = NAFTA_COUNTRIES, J = NAFTA_SECTORS, NUMBERS = 5 };

static const char *const NUMBER[NUMBERS] = {"linear total", "terms of trade", "volume of trade", "real wage", "exact"};
static const struct { const char *name; int at; } SHOWN[3] = {{"Mexico", 19}, {"Canada", 4}, {"United States", 29}};

typedef struct answer {
    double ms;                           // of the best of five
    double number[N][NUMBERS];           // per cent
} answer;

static answer ours(const cki_trade_base *base, const double *tariff, double tolerance) {
    cki_trade_options options = cki_trade_options_default();
    options.tolerance = tolerance;
    const cki_trade_change change = {.tariff = tariff};
    const size_t bytes = cki_trade_bytes(N, J, options.memory, false);
    void *block = bench_take(bytes);
    cki_trade_result result;
    answer a = {.ms = INFINITY};
    for (int k = 0; k < 5; k++) {
        const double before = bench_processor();
        if (cki_trade_solve(base, &change, options, block, bytes, &result, NULL) < 0) exit(1);
        a.ms = fmin(a.ms, 1e3 * (bench_processor() - before));
    }
    double exact[N], log_exact[N], real_wage[N], price[N], terms[N], volume[N];
    cki_trade_welfare welfare = {exact, log_exact, real_wage, price, terms, volume};
    if (cki_trade_welfare_of(base, &change, &result, &welfare, NULL) < 0) exit(1);
    for (int n = 0; n < N; n++) {
        const double of[NUMBERS] = {terms[n] + volume[n], terms[n], volume[n], real_wage[n], exact[n]};
        memcpy(a.number[n], of, sizeof of);
    }
    free(block);
    return a;
}

/* Numbers `first` and those after it of every country, as the peer prints them: a row a country. */
static bool read_rows(FILE *peer, int first, double number[N][NUMBERS]) {
    for (int n = 0; n < N; n++) {
        for (int k = first; k < NUMBERS; k++) {
            if (fscanf(peer, "%lf", &number[n][k]) != 1) return false;
        }
    }
    return true;
}

typedef struct problem {
    cki_trade_base base;
    double *tariff;                      // after
    answer  exact;                       // ours to 1e-12
} problem;

static void compare(const char *name, double seconds, const char *tolerance, int first, double theirs[N][NUMBERS], const problem *p) {
    const answer same = ours(&p->base, p->tariff, strtod(tolerance, NULL));
    printf("%s, tolerance %s: %.2f s of processor time; ours to the same %.2f ms: %.0f times as fast\n", name, tolerance, seconds, same.ms,
           1e3 * seconds / same.ms);
    for (int k = first; k < NUMBERS; k++) {
        double most = 0.0;
        for (int n = 0; n < N; n++) most = fmax(most, fabs(theirs[n][k] - p->exact.number[n][k]));
        printf("  %-16s", NUMBER[k]);
        for (int s = 0; s < 3; s++) printf(" %s %.6f ours %.6f;", SHOWN[s].name, theirs[SHOWN[s].at][k], p->exact.number[SHOWN[s].at][k]);
        printf(" largest difference of 31 countries %.0e points\n", most);
    }
}

static void beside_authors(const problem *p) {
    const char *folder = getenv("CK_CALIENDO_PARRO");
    if (folder == NULL || folder[0] == '\0' || !bench_has_program("octave-cli")) {
        puts("SKIPPED the authors' program: CK_CALIENDO_PARRO names no folder with equilibrium_LC.m, or there is no octave-cli");
        return;
    }
    fflush(stdout);
    FILE *peer = popen("octave-cli --quiet bench/caliendo_parro_peer.m 2>/dev/null", "r");
    double solving = 0.0, welfare = 0.0, number[N][NUMBERS];
    const bool good = peer != NULL && fscanf(peer, "%lf %lf", &solving, &welfare) == 2 && read_rows(peer, 0, number);
    if (peer != NULL) (void)pclose(peer);
    if (good) compare("the authors' program, Octave", solving + welfare, "1e-07", 0, number, p);
    else puts("SKIPPED the authors' program: it did not come to its end (bench/caliendo_parro_peer.m says how to run it alone)");
}

/* The index that R runs through first is the last of the kernel's arrays or the first, so that each is written element by element. */
static void write_base(FILE *out, const cki_trade_base *b, const double *tariff_after) {
#define WRITE(value) do { const double number_ = (value); if (fwrite(&number_, sizeof number_, 1, out) != 1) exit(1); } while (0)
    for (int j = 0; j < J; j++) WRITE(1.0 / b->elasticity[j]);
    for (int k = 0; k < N * J; k++) WRITE(b->value_added[k]);
    for (int n = 0; n < N; n++) {
        for (int j = 0; j < J; j++) {
            const double inputs = 1.0 - b->value_added[n * J + j];
            for (int k = 0; k < J; k++) WRITE(inputs > 0.0 ? b->input[((size_t)n * J + k) * J + j] / inputs : 0.0);
        }
    }
    for (int k = 0; k < N * J; k++) WRITE(b->final[k]);
    for (int k = 0; k < J * N * N; k++) WRITE(b->spending[k / N % N * J + k / N / N] > 0.0 ? b->share[k] : k / N % N == k % N);
    for (int k = 0; k < J * N * N; k++) WRITE(1.0 + b->tariff[k]);
    for (int k = 0; k < J * N * N; k++) WRITE(1.0 + tariff_after[k]);
    for (int n = 0; n < N; n++) WRITE(b->income[n]);
    for (int k = 0; k < N * J; k++) WRITE(b->spending[k]);
#undef WRITE
}

static void beside_kite(const problem *p) {
    if (!bench_has_program("Rscript") || system("Rscript bench/kite_peer.R >/dev/null 2>&1") != 0) {
        puts("SKIPPED KITE: CK_KITE names no folder with its R code, or there is no R with data.table and cli");
        return;
    }
    char path[PATH_MAX], command[2 * PATH_MAX];
    FILE *file = bench_file(path);
    write_base(file, &p->base, p->tariff);
    fclose(file);
    static const char *const tolerance[] = {"1e-04", "1e-06", "1e-09"};
    for (int k = 0; k < 3; k++) {
        (void)snprintf(command, sizeof command, "Rscript bench/kite_peer.R '%s' %d %d %s 2>/dev/null", path, N, J, tolerance[k]);
        fflush(stdout);
        FILE *peer = popen(command, "r");
        double seconds = 0.0, number[N][NUMBERS];
        const bool good = peer != NULL && fscanf(peer, "%lf", &seconds) == 1 && read_rows(peer, 3, number);
        if (peer != NULL) (void)pclose(peer);
        if (good) compare("KITE, R", seconds, tolerance[k], 3, number, p);
        else printf("SKIPPED KITE to %s: it did not come to its end\n", tolerance[k]);
    }
    (void)unlink(path);
}

int main(void) {
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    nafta data;
    if (!nafta_read(&data)) {
        puts("SKIPPED: the data of Caliendo and Parro (2015) are not at hand (CK_SHARED)");
        return 0;
    }
    bench_base at = bench_balanced(&data.flows);
    problem p = {.base = at.base, .tariff = bench_nafta_tariff(&data)};
    p.exact = ours(&p.base, p.tariff, 1e-12);
    beside_kite(&p);
    beside_authors(&p);
    free(p.tariff);
    bench_base_free(&at);
    nafta_free(&data);
    return 0;
}
