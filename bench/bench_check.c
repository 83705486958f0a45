/* Speed of `check` on tables: 100,000 lines of bills of material under the shipped law, as seconds of processor time and as a ratio
   to reading the same bytes as a bare CSV table. Two shapes: each line a deal of its own; one deal whose lines are a tree. Traces off,
   then on; with traces, deals of their own are fewer (every one is explained whole), and figures are those of a line.

       bench_check [LAW...]     default: law */
#include "bench.h"
#include "check/check.h"
#include "check/table.h"
#include "io/csv.h"

#include <string.h>

#define LINES        100000
#define TRACED_LINES 2000                 // deals of their own with traces

typedef struct work { ck_check *check; ck_check_question question; FILE *out; uint64_t answers, trace; } work;

static ck_status decide(void *user, const ck_host_deal *deal, const char *rows, size_t length) {
    work *job = user;
    (void)rows;
    (void)length;
    for (uint32_t i = 0; i < deal->line_count; i++) {
        const ck_law_decision *decision = NULL;
        CK_TRY(ck_check_decide(job->check, deal, i, &job->question, &decision, NULL));
        ck_table_row_write(job->out, job->check, deal, i, &job->question, decision);
        job->answers++;
        job->trace += decision->trace_count;
        if (job->question.trace) CK_TRY(ck_table_trace_write(job->out, job->check, deal, i, decision, NULL));
    }
    return CK_OK;
}

static ck_status pass_over(void *user, const ck_csv_field *field) {
    (void)user;
    (void)field;
    return CK_OK;
}
static ck_status any_header(void *user, const ck_csv_field *field, uint32_t count) {
    (void)count;
    return pass_over(user, field);
}

static double bare(const char *text, size_t size) {
    const ck_csv_spec spec = {.title = "bare", .row = pass_over};
    double best = 1e9;
    for (int round = 0; round < 3; round++) {
        ck_host_input input = ck_host_input_bytes("bare.csv", text, size);
        const double start = bench_processor();
        if (ck_csv_read_free(&input, &spec, any_header, NULL) < 0) exit(1);
        const double took = bench_processor() - start;
        if (took < best) best = took;
    }
    return best;
}

static void measure(const char *name, const ck_kept_law *law, const char *text, size_t size, int lines, bool trace, bool brief, double floor) {
    work job = {.question = {.on = ck_date_make(2026, 10, 8), .known = CK_DATE_LAST, .trace = trace, .brief = brief}, .out = fopen("/dev/null", "w")};
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    const ck_deal_table_options options = {.arena = &arena};
    if (job.out == NULL || ck_host_diags_make(&arena, &diags) < 0 || ck_check_start(law, &job.check, &diags) < 0) exit(1);
    const double start = bench_processor();
    const ck_status status = ck_deal_table_read_bytes("bench.csv", text, size, false, law->law, &options, decide, &job, &diags);
    const double took = bench_processor() - start;
    ck_host_print_diags(stderr, &diags, false);
    if (status < 0) exit(1);
    printf("%-28s %-12s %8.2f s for %d lines, %.1f us a line, %llu answers, %llu trace lines, %.0f times the bare table\n", name, trace ? "traces on" : brief ? "brief" : "traces off", took,
           lines, 1e6 * took / lines, (unsigned long long)job.answers, (unsigned long long)job.trace, took / floor);
    fclose(job.out);
    ck_check_free(job.check);
    ck_host_arena_free(&arena);
}

static char *make(bool tree, int lines, size_t *size) {
    char *text = NULL;
    FILE *out = open_memstream(&text, size);
    if (out == NULL) exit(1);
    fputs("deal,id,parent,description,item.form,item.family,item.origin,item.value (USD),content.Dy,deal.export_from,deal.destination\n", out);
    if (tree) fputs("machine,root,,machine,assembly,,JPN,10000000,,JPN,DEU\n", out);
    for (int i = tree; i < lines; i++) {
        if (!tree) fprintf(out, "d%d,part-%d,,motor part,magnet,ndfeb,CHN,%d,%d,CHN,DEU\n", i, i, i % 97 + 1, i % 7);
        else if (i % 10 == 1) fprintf(out, "machine,part-%d,root,assembly,assembly,,JPN,%d,,,\n", i, i % 97 + 1);
        else fprintf(out, "machine,part-%d,part-%d,magnet,magnet,ndfeb,CHN,%d,%d,,\n", i, i - (i - 1) % 10, i % 97 + 1, i % 7);
    }
    fclose(out);
    return text;
}

int main(int argc, char **argv) {
    static const char *const shipped[] = {"law"};
    ck_kept_law law;
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    if (ck_host_diags_make(&arena, &diags) < 0) return 1;
    const ck_status status = argc > 1 ? ck_kept_law_read((const char *const *)argv + 1, (uint32_t)argc - 1, &law, &diags) : ck_kept_law_read(shipped, 1, &law, &diags);
    ck_host_print_diags(stderr, &diags, false);
    if (status < 0) return 2;
    for (int tree = 0; tree < 2; tree++) {
        size_t size = 0, traced_size = 0;
        const int traced_lines = tree ? LINES : TRACED_LINES;
        char *text = make(tree, LINES, &size), *traced = make(tree, traced_lines, &traced_size);
        const double floor = bare(text, size);
        const char *name = tree ? "one deal, a tree of lines" : "deals of one line";
        printf("%-28s bare table  %8.2f s for %d lines\n", name, floor, LINES);
        measure(name, &law, text, size, LINES, false, true, floor);
        measure(name, &law, text, size, LINES, false, false, floor);
        measure(name, &law, traced, traced_size, traced_lines, true, false, floor * traced_lines / LINES);
        free(traced);
        free(text);
    }
    ck_kept_law_free(&law);
    ck_host_arena_free(&arena);
    return 0;
}
