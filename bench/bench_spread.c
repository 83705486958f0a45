/* ARIO on made dense tables as large as WIOD 2016 and EXIOBASE 3, beside the bandwidth that plain reading of the
   same matrix reaches in the same run. Recorded for BoARIO 0.6 on two cores, no run beside it here: 150 to 170 ms a
   step (630 with rebuilding) at 2,464 industries, 2,900 to 3,900 (6,100) at 7,987. */
#include "bench.h"
#include "base/base.h"

#include <string.h>
#include <sys/resource.h>

enum { THREADS = 2 };

typedef struct made { ck_io_table table; double *z, *y, *x; } made;

/* Inputs are 20 to 80 % of output; every industry buys from every other one. */
static bool make(uint32_t regions, uint32_t sectors, made *at) {
    static const char *label[200];
    static char text[200][8];
    for (uint32_t k = 0; k < 200; k++) {
        snprintf(text[k], sizeof text[k], "l%u", (unsigned)k);
        label[k] = text[k];
    }
    const size_t n = (size_t)regions * sectors;
    const ck_random random = {1, 0};
    at->z = malloc(n * n * sizeof(double));
    at->y = malloc(n * regions * sizeof(double));
    at->x = calloc(n, sizeof(double));
    if (at->z == NULL || at->y == NULL || at->x == NULL) return false;
    for (size_t f = 0; f < n; f++) {
        double row = 0.0;
        for (size_t g = 0; g < n; g++) {
            const double z = 1e-3 + (double)(ck_random_bits(random, 1, 0, f * n + g) >> 44) * 1e-6;
            at->z[f * n + g] = z;
            row += z;
        }
        at->x[f] = row * 1.7;
        for (uint32_t j = 0; j < regions; j++) at->y[f * regions + j] = row * 0.7 / regions;
    }
    at->table = (ck_io_table){.name = "made", .unit = "MUSD", .regions = regions, .sectors = sectors, .categories = 1,
                              .region = label, .sector = label, .category = label, .z = at->z, .y = at->y, .x = at->x};
    return true;
}

/* Plain reading with the same crew: the bandwidth of the machine. */
typedef struct reading { const double *z; size_t count; double sum[64]; } reading;
static void read_part(void *task, uint32_t part) {
    reading *at = task;
    const size_t first = at->count / 64 * part, end = part == 63 ? at->count : first + at->count / 64;
    at->sum[part] = bench_read(at->z + first, end - first);
}

static int by_value(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int measure(uint32_t regions, uint32_t sectors, const char *kind, const ck_ario_event *event,
                   const ck_rule *rule, const made *at, uint32_t compat, uint32_t threads) {
    ck_ario_spec spec = ck_ario_spec_default();
    spec.event = event;
    spec.event_count = event != NULL;
    spec.rule = rule;
    spec.rule_count = rule != NULL;
    spec.compat = compat;
    const size_t bytes = ck_ario_bytes(&at->table, &spec), crew_bytes = ck_crew_bytes(threads);
    void *block = bench_take(bytes), *crew_block = bench_take(crew_bytes);
    ck_crew *crew = NULL;
    ck_ario *run = NULL;
    if (ck_crew_start(threads, crew_block, crew_bytes, &crew) < 0) return 1;
    if (ck_ario_start(&at->table, &spec, block, bytes, crew, &run, NULL) < 0) return 1;
    enum { STEPS = 25 };
    double step[STEPS], plain[STEPS];
    reading all = {.z = at->z, .count = (size_t)regions * sectors * regions * sectors};
    for (int k = 0; k < STEPS; k++) {
        double begin = bench_wall();
        if (ck_ario_step(run, crew, NULL) < 0) return 1;
        step[k] = bench_wall() - begin;
        begin = bench_wall();
        if (crew != NULL) crew->run(crew, 64, read_part, &all);
        plain[k] = bench_wall() - begin;
    }
    qsort(step, STEPS, sizeof *step, by_value);
    qsort(plain, STEPS, sizeof *plain, by_value);
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    printf("%5u industries  %-22s %u threads  %8.2f ms a step (median; best %.2f)  %5.1f GB/s, %3.0f %% of plain "
           "reading  %7.1f MB peak  digest %016llx\n",
           regions * sectors, kind, threads, 1e3 * step[STEPS / 2], 1e3 * step[0],
           (double)all.count * 8e-9 / step[STEPS / 2], 100.0 * plain[STEPS / 2] / step[STEPS / 2],
           (double)used.ru_maxrss / 1000.0, (unsigned long long)ck_ario_digest(run));
    ck_crew_end(crew);
    free(crew_block);
    free(block);
    return 0;
}

static int measure_table(uint32_t regions, uint32_t sectors) {
    made at;
    if (!make(regions, sectors, &at)) return 1;
    uint32_t *industry = malloc(sectors * sizeof *industry);
    double *share = malloc(sectors * sizeof *share), *rebuild = calloc(sectors, sizeof *rebuild);
    uint8_t *origin = calloc(regions, 1), *item = calloc(sectors, 1), *destination = calloc(regions, 1);
    if (industry == NULL || share == NULL || rebuild == NULL || origin == NULL || item == NULL || destination == NULL)
        return 1;
    for (uint32_t s = 0; s < sectors; s++) {
        industry[s] = s;
        share[s] = 0.3;
    }
    rebuild[0] = 0.6;
    rebuild[1] = 0.4;
    origin[0] = item[2] = 1;
    for (uint32_t r = 1; r < regions; r++) destination[r] = (uint8_t)(r % 2);
    ck_ario_event event = {.kind = CK_EVENT_CAPITAL,
                           .id = "quake",
                           .count = sectors,
                           .industry = industry,
                           .amount = share,
                           .relative = true,
                           .begin = 2,
                           .duration = 5,
                           .tau = 60,
                           .unit = 1e6,
                           .rebuild_share = rebuild,
                           .rebuild_factor = 1.0};
    ck_measure ban = ck_measure_default();
    ban.effect = CK_EFFECT_BAN;
    ban.from.day = 3;
    const ck_rule rule = {.kind = CK_RULE_MEASURE,
                          .measure = &ban,
                          .id = "ban",
                          .share = 1.0,
                          .origin = origin,
                          .item = item,
                          .destination = destination,
                          .end_use = {true, true, true}};
    int bad = 0;
    for (uint32_t threads = 1; threads <= THREADS; threads++)
        bad |= measure(regions, sectors, "recovery", &event, NULL, &at, 0, threads);
    bad |= measure(regions, sectors, "recovery, compat", &event, NULL, &at, CK_ARIO_COMPAT_ALL & ~CK_ARIO_B0, THREADS);
    bad |= measure(regions, sectors, "recovery and a ban", &event, &rule, &at, 0, THREADS);
    event.kind = CK_EVENT_REBUILD;
    bad |= measure(regions, sectors, "rebuilding", &event, NULL, &at, 0, THREADS);
    free(at.z);
    free(at.y);
    free(at.x);
    free(industry);
    free(share);
    free(rebuild);
    free(origin);
    free(item);
    free(destination);
    return bad;
}

int main(int argc, char **argv) {
    if (argc > 1 && strcmp(argv[1], "large") == 0) return measure_table(49, 163);
    return measure_table(44, 56) != 0 || measure_table(49, 163) != 0;
}
