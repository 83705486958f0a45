/* Speed of the daily engine: ns per flow-day, bytes that a flow-day touches, and the bandwidth that this needs against what the
   memory of this machine gives in the same minute (a triad of our own).

       bench_flow              the shipped scenarios when they are found from here, then a generated world of the size of
                               the shipped one, then one about a hundred times larger

   Shipped scenarios are timed by processor time, best of five, so that other work on the machine counts little. */
#include "bench.h"
#include "base/lanes.h"
#include "flow/made_model.h"
#include "flow/run.h"
#include "io/scenario.h"
#include "io/world.h"
#include "study/law_apply.h"

/* Best of some rounds of a[i] = b[i] + 3 c[i] over arrays far larger than the caches, bytes/s counted as 3 x 8 a turn. */
static double triad(void) {
    const size_t n = (size_t)12 << 20;
    double *a = bench_take(n * 8), *b = bench_take(n * 8), *c = bench_take(n * 8), best = 0;
    for (size_t i = 0; i < n; i++) {
        a[i] = 0;
        b[i] = (double)i;
        c[i] = 1;
    }
    for (int round = 0; round < 6; round++) {
        const double start = bench_processor();
        for (size_t i = 0; i < n; i++) a[i] = b[i] + 3.0 * c[i];
        const double speed = 24.0 * (double)n / (bench_processor() - start);
        if (speed > best) best = speed;
        b[round] = a[n - 1 - (size_t)round];
    }
    free(a);
    free(b);
    free(c);
    return best;
}

/* The registers that the loops of src/base/lanes.h use on this processor. */
static const char *registers(void) {
    const uint32_t width = cki_wide();
    return width == 8   ? "512 bits, 8 numbers at once (AVX-512)"
           : width == 4 ? "256 bits, 4 numbers at once (AVX2)"
                        : "those of the compiler's target";
}

/* What the stages read and write when everything is off its baseline, in fields of 8 bytes, as docs/model.md, "Speed", counts
   them: every day, and on the two days of a week on which all orders are written and taken up, spread over the week. */
static double bytes_a_day(const ck_model *m) {
    const double daily = 18.0 * m->site_count + 22.0 * m->product_count + 13.0 * m->slot_count + 4.0 * m->flow_count;
    const double weekly = 50.0 * m->product_count + 64.0 * m->slot_count + 32.0 * m->flow_count;
    return 8.0 * (daily + weekly / CKI_REVIEW_DAYS);
}

static double moved_flows(const ck_run *run) {
    const ck_model *m = run->model;
    const double *part = cki_parts_on(run, (int32_t)run->day - 1);
    double flows = 0;
    for (uint32_t p = 0; p < m->product_count; p++) {
        if (part[p] < 1.0 || run->state.special[p] != 0) flows += m->product_first_flow[p + 1] - m->product_first_flow[p];
    }
    return flows;
}

static ck_measure broad_licence(const char *const *region, const char *const *item, ck_date start) {
    ck_measure licence = ck_measure_default();
    licence.id = licence.title = "licence";
    licence.authority = *region;
    licence.effect = CK_EFFECT_LICENCE;
    licence.items = (ck_names){.name = item, .count = 1};
    licence.origins = (ck_names){.name = region, .count = 1};
    licence.announced = (ck_date){start.day + 1};
    licence.from = (ck_date){start.day + 2};
    licence.until = CK_DATE_LAST;
    licence.term[CK_TERM_capacity] = 20;
    return licence;
}

static void measure(const char *name, made_size size, uint32_t days, double bandwidth) {
    static const char *const region = "R00", *const item = "*";
    made made = made_open(size.regions);
    made_world(&made, 7, size);
    const ck_model *m = made_compile(&made);

    ck_scenario_spec spec = ck_scenario_spec_default();
    spec.name = spec.title = "bench";
    spec.start = ck_date_make(2025, 1, 1);
    spec.days = days;
    const ck_measure licence = broad_licence(&region, &item, spec.start);
    spec.measure = &licence;
    spec.measure_count = 1;
    const size_t scenario_bytes = ck_scenario_bytes(m, &spec);
    void *scenario_block = bench_take(scenario_bytes);
    const ck_scenario *scenario = NULL;
    if (ck_scenario_build(m, &spec, scenario_block, scenario_bytes, &scenario, NULL) < 0) exit(1);

    ck_run_options options = ck_run_options_default();
    options.record_every = 30;
    const size_t bytes = ck_run_bytes(m, scenario, options);
    void *block = bench_take(bytes);
    memset(block, 0, bytes);
    double best = 1e300, start_time = 0;
    ck_run *run = NULL;
    double moved = 0;
    for (int round = 0; round < (m->flow_count > 100000 ? 1 : 3); round++) {
        double begin = bench_processor();
        if (ck_run_start(m, scenario, options, block, bytes, &run, NULL) < 0) exit(1);
        start_time = bench_processor() - begin;
        begin = bench_processor();
        if (ck_run_to(run, days, NULL) < 0) exit(1);
        const double time = bench_processor() - begin;
        if (time < best) best = time;
    }
    moved = moved_flows(run);
    const double flow_days = (double)m->flow_count * days, touched = bytes_a_day(m) * days;
    printf("%s: %u sites, %u slots, %u flows, %u days; at the end %.0f flows of sellers who ration\n",
           name, m->site_count, m->slot_count, m->flow_count, days, moved);
    printf("  %.1f ms, %.2f ns per flow-day; start %.1f ms; a run takes %.0f MB\n", 1e3 * best, 1e9 * best / flow_days,
           1e3 * start_time, (double)bytes / 1e6);
    printf("  %.0f bytes per flow-day, %.2f GB/s, %.2f of the memory bandwidth\n", touched / flow_days, 1e-9 * touched / best,
           touched / best / bandwidth);
    printf("  digest %016llx\n", (unsigned long long)ck_run_digest(run));
    free(block);
    free(scenario_block);
    made_close(&made);
}

/* ---------------------------------------------------------------- shipped scenarios ------------------------------- */

/* Best start and run of some rounds, s. With `sample` each round is another draw. */
static void best_of(const ck_model *model, const ck_scenario *scenario, uint32_t days, bool sample, double best[2]) {
    ck_run_options options = ck_run_options_default();
    options.sample = sample;
    best[0] = best[1] = 1e300;
    for (uint32_t round = 0; round < 5; round++) {
        options.draw = round;
        const size_t bytes = ck_run_bytes(model, scenario, options);
        void *block = bench_take(bytes);
        memset(block, 0, bytes);
        ck_run *run = NULL;
        const double begin = bench_processor();
        if (ck_run_start(model, scenario, options, block, bytes, &run, NULL) < 0) exit(1);
        const double started = bench_processor();
        if (ck_run_to(run, days, NULL) < 0) exit(1);
        const double done = bench_processor();
        if (started - begin < best[0]) best[0] = started - begin;
        if (done - started < best[1]) best[1] = done - started;
        free(block);
    }
}

/* Best of some rounds of a change on a late day, s: the snapshot of that day is taken up and the rest is run. */
static double late_change(const ck_model *model, const ck_scenario *scenario, uint32_t days, uint32_t from) {
    const ck_run_options options = ck_run_options_default();
    const size_t bytes = ck_run_bytes(model, scenario, options);
    void *block = bench_take(bytes);
    memset(block, 0, bytes);
    ck_run *run = NULL;
    if (ck_run_start(model, scenario, options, block, bytes, &run, NULL) < 0 || ck_run_to(run, from, NULL) < 0) exit(1);
    const size_t snapshot_bytes = ck_run_snapshot_bytes(run);
    void *snapshot = bench_take(snapshot_bytes);
    ck_run_snapshot(run, snapshot);
    double best = 1e300;
    for (uint32_t round = 0; round < 5; round++) {
        const double begin = bench_processor();
        if (ck_run_resume(model, scenario, options, snapshot, snapshot_bytes, block, bytes, &run, NULL) < 0) exit(1);
        if (ck_run_to(run, days, NULL) < 0) exit(1);
        const double time = bench_processor() - begin;
        if (time < best) best = time;
    }
    free(snapshot);
    free(block);
    return best;
}

static void measure_shipped(const char *path) {
    ck_host_scenario read = {0};
    ck_host_world world = {0};
    if (ck_host_scenario_read(path, NULL, &read, NULL) >= 0 && ck_host_world_read(read.world, &world, NULL) >= 0) {
        const size_t model_bytes = ck_model_bytes(&world.world);
        void *model_block = bench_take(model_bytes);
        const ck_model *model = NULL;
        if (ck_model_build(&world.world, model_block, model_bytes, &model, NULL) < 0) exit(1);
        if (ck_law_apply(&read, &world.world, model, NULL, NULL) < 0) exit(1);
        const size_t bytes = ck_scenario_bytes(model, &read.spec);
        void *block = bench_take(bytes);
        const ck_scenario *scenario = NULL;
        if (ck_scenario_build(model, &read.spec, block, bytes, &scenario, NULL) < 0) exit(1);
        double plain[2], draw[2];
        best_of(model, scenario, read.spec.days, false, plain);
        best_of(model, scenario, read.spec.days, true, draw);
        printf("%s: %u flows, %u days\n", path, model->flow_count, read.spec.days);
        printf("  %.1f ms, %.2f ns per flow-day, start %.1f ms; a draw %.1f ms, start %.1f ms\n", 1e3 * plain[1],
               1e9 * plain[1] / ((double)model->flow_count * read.spec.days), 1e3 * plain[0], 1e3 * draw[1], 1e3 * draw[0]);
        const uint32_t last = read.spec.days > 90 ? read.spec.days - 90 : 0;
        printf("  a change 90 days before the end, from a snapshot: %.1f ms\n",
               1e3 * late_change(model, scenario, read.spec.days, last));
        printf("  1,000 draws, extrapolated from the best of five, without what is gathered of them: %.0f s on two cores\n",
               1000.0 * (draw[0] + draw[1]) / 2.0);
        free(block);
        free(model_block);
    }
    ck_host_world_free(&world);
    ck_host_scenario_free(&read);
}

int main(void) {
    printf("registers: %s\n", registers());
    measure_shipped("scenarios/april-2025.yaml");
    measure_shipped("scenarios/october-2025.yaml");
    measure_shipped("scenarios/embargo.yaml");
    const double bandwidth = triad();
    printf("memory bandwidth (triad): %.1f GB/s\n", 1e-9 * bandwidth);
    measure("shipped size", (made_size){.regions = 26, .items = 32, .industries = 12, .inputs = 4, .industry_inputs = 9, .partners = 5},
            1096, bandwidth);
    measure("a hundred times larger",
            (made_size){.regions = 200, .items = 380, .industries = 100, .inputs = 4, .industry_inputs = 18, .partners = 6}, 60, bandwidth);
    return 0;
}
