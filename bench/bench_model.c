/* From tables to a model: time and memory of check, balance, build, save and load on generated worlds. */
#include "bench.h"
#include "fixtures/small_world.h"


static void line(const char *what, double seconds, size_t bytes) {
    printf("  %-8s %9.2f ms %9.2f MB\n", what, 1e3 * seconds, 1e-6 * (double)bytes);
}

static void stop(const char *what, const char *name, ck_status status) {
    fprintf(stderr, "%s of %s: %s\n", what, name, ck_status_word(status));
    exit(1);
}

static void measure(uint32_t regions, uint32_t items) {
    ck_world *world = ck_fixture_random_world(1, regions, items);
    printf("%u regions, %u items, %u sites, %u flows\n", regions, items, world->site_count, world->flow_count);

    size_t bytes = ck_world_scratch_bytes(world);
    void *scratch = bench_take(bytes);
    double begin = bench_wall();
    ck_status status = ck_world_check(world, true, scratch, bytes, NULL);
    if (status < 0) stop("check", world->name, status);
    line("check", bench_wall() - begin, bytes);

    world->flow_count = 0;                       // flows are found again by gravity and RAS
    bytes = ck_world_balance_bytes(world);
    void *tables = bench_take(bytes);
    ck_world built;
    ck_balance_report report;
    begin = bench_wall();
    status = ck_world_balance(world, tables, bytes, &built, &report, NULL);
    if (status < 0) stop("balance", world->name, status);
    line("balance", bench_wall() - begin, bytes);

    bytes = ck_model_bytes(&built);
    void *block = bench_take(bytes);
    const ck_model *model = NULL;
    begin = bench_wall();
    status = ck_model_build(&built, block, bytes, &model, NULL);
    if (status < 0) stop("build", world->name, status);
    line("build", bench_wall() - begin, bytes);

    bytes = ck_model_file_bytes(model);
    void *file = bench_take(bytes);
    begin = bench_wall();
    ck_model_save(model, file);
    line("save", bench_wall() - begin, bytes);

    size_t room = 0;
    begin = bench_wall();
    if (ck_model_file_block_bytes(file, bytes, &room, NULL) < 0) stop("load", world->name, CK_E_FORMAT);
    void *loaded = bench_take(room);
    const ck_model *again = NULL;
    status = ck_model_load(file, bytes, loaded, room, &again, NULL);
    if (status < 0) stop("load", world->name, status);
    line("load", bench_wall() - begin, room);

    const ck_model_counts count = ck_model_count(again);
    printf("  %u sites, %u slots, %u flows; digest %016llx\n", count.sites, count.slots, count.flows,
           (unsigned long long)ck_model_digest(again));
    free(loaded);
    free(file);
    free(block);
    free(tables);
    free(scratch);
    ck_fixture_world_free(world);
}

int main(void) {
    measure(6, 12);
    measure(20, 30);
    measure(40, 60);
    return 0;
}
