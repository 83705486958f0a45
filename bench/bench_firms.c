/* Firm-level ARIO a day, on made networks of 100,000 and of 1,000,000 firms (five links a firm, heavy tails on both
   sides, 200 sectors, three tenths of every firm's output or more to final users), for each rationing, on one thread
   and on two. Recorded for the published program (proNet), not run here: 0.046 s a day on two threads at 10,000 firms
   with 134,000 links, 0.92 s at 100,000 with 1.47 million. */
#include "bench.h"
#include "base/base.h"

#include <string.h>
#include <sys/resource.h>

enum { SECTORS = 200, DEGREE = 5, DAYS = 21, REGIONS = 5 };

typedef struct made {
    uint32_t *sector, *region;
    ck_final_sale *final;
    void *block;
    const ck_network *network;
} made;

/* Suppliers are drawn towards low numbers (density of u^-2/3), and so are buyers of two links of five. */
static bool make(uint32_t firms, made *at) {
    const ck_random random = {5, firms};
    const size_t links = (size_t)firms * DEGREE;
    ck_link *link = malloc(links * sizeof *link);
    at->sector = malloc(firms * sizeof *at->sector);
    at->region = malloc(firms * sizeof *at->region);
    at->final = malloc(firms * sizeof *at->final);
    if (link == NULL || at->sector == NULL || at->region == NULL || at->final == NULL) return false;
    for (uint32_t f = 0; f < firms; f++) {
        at->sector[f] = (uint32_t)(ck_random_unit(random, 1, 0, f) * SECTORS);
        at->region[f] = (uint32_t)(ck_random_unit(random, 5, 0, f) * REGIONS);
    }
    for (size_t k = 0; k < links; k++) {
        const double u = ck_random_unit(random, 2, 0, k), v = ck_random_unit(random, 4, 0, k);
        link[k] = (ck_link){(uint32_t)(u * u * u * firms),
                            k % DEGREE < 2 ? (uint32_t)(v * v * firms) : (uint32_t)(k / DEGREE),
                            1.0 / (0.02 + ck_random_unit(random, 3, 0, k))};
    }
    const ck_network_spec spec = {firms, SECTORS, REGIONS, at->sector, at->region, link, links, false};
    const size_t bytes = ck_network_bytes(&spec);
    at->block = bench_take(bytes);
    const bool good = ck_network_build(&spec, at->block, bytes, &at->network, NULL) >= 0;
    free(link);
    if (!good) return false;
    const ck_network_view view = ck_network_see(at->network);
    for (uint32_t f = 0; f < firms; f++)
        at->final[f] =
            (ck_final_sale){f, at->region[f], ck_max(view.sold[f] * 3.0 / 7.0, view.bought[f] * 1.2 - view.sold[f])};
    return true;
}

static int by_value(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int measure(const made *at, ck_firm_ario_rationing rationing, bool ban, uint32_t compat, uint32_t threads) {
    static const char *const word[] = {"proportional", "firms-first", "equal-ratio", "firms-first-equal-ratio"};
    static const uint8_t origin[REGIONS] = {1}, destination[REGIONS] = {0, 1, 1};
    const ck_network_view view = ck_network_see(at->network);
    const uint32_t hits = view.firms / 50;
    uint32_t *firm = malloc(hits * sizeof *firm);
    double *loss = malloc(hits * sizeof *loss);
    if (firm == NULL || loss == NULL) return 1;
    for (uint32_t k = 0; k < hits; k++) {
        firm[k] = k * 50;
        loss[k] = 0.6;
    }
    const ck_firm_ario_shock shock = {
        .id = "quake", .count = hits, .firm = firm, .loss = loss, .begin = 1, .duration = 10, .tau = 20.0};
    ck_measure measure = ck_measure_default();
    measure.effect = CK_EFFECT_BAN;
    const ck_rule rule = {.kind = CK_RULE_MEASURE,
                          .measure = &measure,
                          .id = "ban",
                          .share = 1.0,
                          .origin = origin,
                          .destination = destination,
                          .end_use = {true, true, true}};
    ck_firm_ario_spec spec = ck_firm_ario_spec_default();
    spec.final = at->final;
    spec.final_count = view.firms;
    spec.rationing = rationing;
    spec.shock = &shock;
    spec.shock_count = 1;
    spec.rule = &rule;
    spec.rule_count = ban;
    spec.compat = compat;
    const size_t bytes = ck_firm_ario_bytes(at->network, &spec), crew_bytes = ck_crew_bytes(threads);
    void *block = bench_take(bytes), *crew_block = bench_take(crew_bytes);
    ck_crew *crew = NULL;
    ck_firm_ario *run = NULL;
    if (ck_crew_start(threads, crew_block, crew_bytes, &crew) < 0 ||
        ck_firm_ario_start(at->network, &spec, block, bytes, &run, NULL) < 0)
        return 1;
    double day[DAYS];
    for (int k = 0; k < DAYS; k++) {
        const double begin = bench_wall();
        if (ck_firm_ario_step(run, crew, NULL) < 0) return 1;
        day[k] = bench_wall() - begin;
    }
    qsort(day, DAYS, sizeof *day, by_value);
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    const ck_firm_ario_ledger ledger = ck_firm_ario_account(run);
    printf(
        "%8u firms, %8u links  %-24s%-6s %u threads  %8.2f ms a day (median; best %.2f)  %6.1f ns a link  level %.4f  "
        "%7.1f MB peak  digest %016llx\n",
        view.firms, view.links, word[rationing],
        ban      ? " ban"
        : compat ? " inoue"
                 : "",
        threads, 1e3 * day[DAYS / 2], 1e3 * day[0], 1e9 * day[DAYS / 2] / view.links, ledger.level,
        (double)used.ru_maxrss / 1000.0, (unsigned long long)ck_firm_ario_digest(run));
    ck_crew_end(crew);
    free(crew_block);
    free(block);
    free(loss);
    free(firm);
    return 0;
}

int main(int argc, char **argv) {
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    const uint32_t size[] = {100000, 1000000}, most = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 1000000;
    int bad = 0;
    for (int k = 0; k < 2 && size[k] <= most; k++) {
        made at = {0};
        if (!make(size[k], &at)) return 1;
        for (uint32_t threads = 1; threads <= 2; threads++)
            bad |= measure(&at, CK_RATION_PROPORTIONAL, false, 0, threads);
        bad |= measure(&at, CK_RATION_FIRMS_FIRST, false, 0, 2);
        bad |= measure(&at, CK_RATION_EQUAL_RATIO, false, 0, 2);
        bad |= measure(&at, CK_RATION_FIRMS_FIRST_EQUAL_RATIO, false, 0, 2);
        bad |= measure(&at, CK_RATION_PROPORTIONAL, true, 0, 2);
        free(at.block);
        free(at.sector);
        free(at.region);
        free(at.final);
    }
    return bad;
}
