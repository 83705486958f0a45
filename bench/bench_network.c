/* ESRI of every firm, and of 64 firms until nothing moves by more than 1e-6, of made networks (eight links a firm,
   heavy tails, twenty sectors, a third of the roles essential, three tenths of every firm's output to final
   demand), on one thread and on two, beside the bandwidth of plain reading in the same run; and beside fastcascade
   0.9.3.1 (Diem et al., called through GLcascade), where R has it, on the same network, failures, shocks and
   stopping rule, both on one thread. */
#include "bench.h"
#include "base/base.h"

#include <string.h>

enum { SECTORS = 20, DEGREE = 8 };

/* A crew that also keeps how long each part worked on its processor: the longest one is what a quiet machine would
   take. */
enum { PARTS = 2 };
typedef struct timed_crew {
    ck_crew      face;                   // first
    ck_crew     *crew;                   // that does the work; NULL: the caller
    ck_crew_work work;
    void        *task;
    double       seconds[PARTS];
} timed_crew;

static void timed_part(void *user, uint32_t part) {
    timed_crew *at = user;
    const double start = bench_thread();
    at->work(at->task, part);
    at->seconds[part % PARTS] += bench_thread() - start;
}
static void timed_run(ck_crew *face, uint32_t parts, ck_crew_work work, void *task) {
    timed_crew *at = (timed_crew *)face;
    at->work = work;
    at->task = task;
    if (at->crew != NULL) at->crew->run(at->crew, parts, timed_part, at);
    else for (uint32_t part = 0; part < parts; part++) timed_part(at, part);
}

typedef struct made {
    uint32_t *sector;
    ck_link *link;
    double *revenue;
    uint8_t essential[SECTORS * SECTORS];
    void *block;
    const ck_network *network;
} made;

/* Suppliers are drawn towards low numbers (density of 1/sqrt), so that degrees have a heavy tail. */
static bool make(uint32_t firms, made *at) {
    const ck_random random = {7, firms};
    const size_t links = (size_t)firms * DEGREE;
    at->sector = malloc(firms * sizeof *at->sector);
    at->link = malloc(links * sizeof *at->link);
    at->revenue = malloc(firms * sizeof *at->revenue);
    if (at->sector == NULL || at->link == NULL || at->revenue == NULL) return false;
    for (uint32_t f = 0; f < firms; f++) at->sector[f] = (uint32_t)(ck_random_unit(random, 1, 0, f) * SECTORS);
    for (size_t k = 0; k < links; k++) {
        const double u = ck_random_unit(random, 2, 0, k);
        at->link[k] = (ck_link){(uint32_t)(u * u * firms), (uint32_t)(k / DEGREE),
                                1.0 / (0.02 + ck_random_unit(random, 3, 0, k))};
    }
    for (size_t k = 0; k < SECTORS * SECTORS; k++) at->essential[k] = ck_random_unit(random, 4, 0, k) < 0.33 ? 2 : 1;
    const ck_network_spec spec = {firms, SECTORS, 1, at->sector, NULL, at->link, links, false};
    const size_t bytes = ck_network_bytes(&spec);
    at->block = bench_take(bytes);
    if (ck_network_build(&spec, at->block, bytes, &at->network, NULL) < 0) return false;
    const ck_network_view view = ck_network_see(at->network);
    for (uint32_t f = 0; f < firms; f++) at->revenue[f] = view.sold[f] > 0.0 ? view.sold[f] / 0.7 : 1.0;
    return true;
}

/* Plain reading of 256 MB, of one thread: bytes a second, the best of three. */
static double bandwidth(void) {
    const size_t count = (size_t)32 << 20;
    double *at = malloc(count * sizeof *at), best = 0.0, kept = 0.0;
    if (at == NULL) return 0.0;
    for (size_t k = 0; k < count; k++) at[k] = (double)k;
    for (int pass = 0; pass < 3; pass++) {
        const double start = bench_processor();
        kept += bench_read(at, count);
        best = ck_max(best, (double)count * 8.0 / (bench_processor() - start));
    }
    free(at);
    return kept > 0.0 ? best : 0.0;
}

/* Failures of the first `count` firms. */
static int measure(uint32_t firms, uint32_t count, double epsilon, bool open, uint32_t threads, double machine) {
    made at = {0};
    if (!make(firms, &at)) return 1;
    ck_esri_options options = ck_esri_options_default();
    options.essential = at.essential;
    options.epsilon = epsilon;
    if (open) options.revenue = at.revenue;
    const size_t bytes = ck_esri_bytes(at.network, options), crew_bytes = ck_crew_bytes(threads);
    void *block = bench_take(bytes), *crew_block = bench_take(crew_bytes);
    const ck_esri *esri = NULL;
    ck_crew *crew = NULL;
    if (ck_esri_build(at.network, options, block, bytes, &esri, NULL) < 0 ||
        ck_crew_start(threads, crew_block, crew_bytes, &crew) < 0) return 1;
    const size_t room = ck_esri_scratch_bytes(esri, threads);
    void *scratch = bench_take(room);
    ck_esri_result *result = calloc(firms, sizeof *result);
    if (result == NULL) return 1;
    timed_crew timed = {.face = {timed_run}, .crew = crew};
    const double start = bench_wall(), began = bench_processor();
    if (ck_esri_run(esri, (ck_esri_scenarios){.count = count}, threads, &timed.face, scratch, room, result,
                    (ck_esri_columns){0}, NULL) < 0) return 1;
    const double seconds = bench_wall() - start, cpu = bench_processor() - began;
    double iterations = 0.0, touched = 0.0, sum = 0.0;
    for (uint32_t f = 0; f < count; f++) {
        iterations += result[f].iterations;
        touched += (double)result[f].iterations * result[f].touched / firms;
        sum += result[f].index;
    }
    // a link of an iteration: 64 bytes of eight losses and 12 of weight and number, both ways
    const double moved = touched / 8.0 * ck_network_see(at.network).links * 2.0 * 76.0;
    const double longest = threads == 1 ? cpu : ck_max(timed.seconds[0], timed.seconds[1]);
    printf("%6u firms, %5u failures, %s eps %.0e %u thr: %7.2f s, %7.2f of processors, %7.2f of the longest thread, "
           "%6.2f s per 200; %7.1f iterations, index %.9f, %5.1f %% of reading\n",
           firms, count, open ? "open  " : "closed", epsilon, threads, seconds, cpu, longest, 200.0 * seconds / count,
           iterations / count, sum / count, 100.0 * moved / cpu / machine);
    ck_crew_end(crew);
    free(result);
    free(scratch);
    free(crew_block);
    free(block);
    free(at.block);
    free(at.revenue);
    free(at.link);
    free(at.sector);
    return 0;
}

/* ---------------------------------------------------------------- the peer ---------------------------------------- */

static FILE *open_in(const char *folder, const char *name) {
    char path[PATH_MAX];
    (void)snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *out = fopen(path, "w");
    if (out == NULL) {
        fprintf(stderr, "cannot write %s\n", path);
        exit(1);
    }
    return out;
}

static void write_network(const made *at, const char *folder) {
    const ck_network_view view = ck_network_see(at->network);
    FILE *out = open_in(folder, "links.csv");
    fputs("supplier,buyer,value\n", out);
    for (uint32_t f = 0; f < view.firms; f++)
        for (uint32_t k = view.purchase_first[f]; k < view.purchase_first[f + 1]; k++)
            fprintf(out, "%u,%u,%.17g\n", view.supplier[k], f, view.value[k]);
    fclose(out);
    out = open_in(folder, "firms.csv");
    fputs("sector,revenue\n", out);
    for (uint32_t f = 0; f < view.firms; f++) fprintf(out, "%u,%.17g\n", view.sector[f], at->revenue[f]);
    fclose(out);
    out = open_in(folder, "roles.csv");
    for (uint32_t k = 0; k < SECTORS * SECTORS; k++)
        fprintf(out, "%u%c", at->essential[k], k % SECTORS + 1 == SECTORS ? '\n' : ',');
    fclose(out);
}

/* The same failures on one thread: seconds, mean index. */
static double ours(const made *at, uint32_t count, double epsilon, double *index) {
    ck_esri_options options = ck_esri_options_default();
    options.essential = at->essential;
    options.epsilon = epsilon;
    options.revenue = at->revenue;
    const size_t bytes = ck_esri_bytes(at->network, options);
    void *block = bench_take(bytes);
    const ck_esri *esri = NULL;
    if (ck_esri_build(at->network, options, block, bytes, &esri, NULL) < 0) exit(1);
    const size_t room = ck_esri_scratch_bytes(esri, 1);
    void *scratch = bench_take(room);
    ck_esri_result *result = calloc(count, sizeof *result);
    const double began = bench_processor();
    if (result == NULL || ck_esri_run(esri, (ck_esri_scenarios){.count = count}, 1, NULL, scratch, room, result,
                                      (ck_esri_columns){0}, NULL) < 0) exit(1);
    const double seconds = bench_processor() - began;
    *index = 0.0;
    for (uint32_t k = 0; k < count; k++) *index += result[k].index / count;
    free(result);
    free(scratch);
    free(block);
    return seconds;
}

/* Failures of the first `count` firms, by both programs. */
static int beside_peer(uint32_t firms, uint32_t count, double epsilon) {
    char folder[] = "/tmp/chokepoint_bench_XXXXXX", command[3 * PATH_MAX];
    made at = {0};
    if (!make(firms, &at) || mkdtemp(folder) == NULL) return 1;
    write_network(&at, folder);
    (void)snprintf(command, sizeof command, "Rscript bench/esri_peer.R %s %u %g 2>/dev/null", folder, count, epsilon);
    FILE *peer = popen(command, "r");
    double theirs = 0.0, their_index = 0.0, iterations = 0.0, index = 0.0;
    const bool good = peer != NULL && fscanf(peer, "%lf %lf %lf", &theirs, &their_index, &iterations) == 3;
    if (peer != NULL) (void)pclose(peer);
    (void)snprintf(command, sizeof command, "rm -r %s", folder);
    if (system(command) != 0) return 1;
    if (good) {
        const double seconds = ours(&at, count, epsilon, &index);
        printf("%6u firms, %5u failures, eps %.0e, one thread: fastcascade %8.2f s, here %8.4f s: %.0f times as fast; "
               "index %.9f and %.9f, %.1f iterations\n",
               firms, count, epsilon, theirs, seconds, theirs / seconds, their_index, index, iterations);
    } else {
        printf("%6u firms: fastcascade did not finish\n", firms);
    }
    free(at.block);
    free(at.revenue);
    free(at.link);
    free(at.sector);
    return 0;
}

static bool has_peer(void) {
    return bench_has_program("Rscript") && system("Rscript bench/esri_peer.R >/dev/null 2>&1") == 0;
}

int main(int argc, char **argv) {
    (void)setvbuf(stdout, NULL, _IOLBF, 0);
    const double machine = bandwidth();
    const uint32_t size[] = {1000, 3000, 10000}, most = argc > 1 ? (uint32_t)strtoul(argv[1], NULL, 10) : 10000;
    printf("network: ESRI of every firm; plain reading %.1f GB/s a thread\n", machine * 1e-9);
    for (int k = 0; k < 3 && size[k] <= most; k++) {
        for (uint32_t threads = 1; threads <= 2; threads++)
            if (measure(size[k], size[k], 1e-2, true, threads, machine) != 0 ||
                measure(size[k], 64, 1e-6, true, threads, machine) != 0)
                return 1;
    }
    if (!has_peer()) {
        printf("  fastcascade: skipped, R has no GLcascade and fastcascade (or this is not the project's folder)\n");
        return 0;
    }
    return beside_peer(1000, 64, 1e-2) | beside_peer(3000, 32, 1e-2) | beside_peer(10000, 8, 1e-2);
}
