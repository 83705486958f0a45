/* Speed of `check` on tables: 100,000 lines of bills of material under the shipped law, as seconds of processor time and as a ratio
   to reading the same bytes as a bare CSV table. Three shapes: each line a deal of its own, alike; the same with goods, routes, parties, values
   and contents drawn at random; one deal whose lines are a tree. Traces off,
   then on: some 3,500 lines of trace for each deal of its own.

       bench_check [LAW...]     default: law */
#include "bench.h"
#include "check/check.h"
#include "check/table.h"
#include "io/csv.h"
#include "base/base.h"

#include <string.h>

#define LINES        100000

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
    ck_check_remember(job.check, trace ? CK_CHECK_MEMORY_TRACED : CK_CHECK_MEMORY);
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

static uint32_t draw(uint64_t *state, uint32_t below) {
    return (uint32_t)(cki_mix(*state += 1) >> 33) % below;
}

/* Deals of a trading house: twenty goods, routes between twenty countries, five thousand partners, one in thirty of them listed. */
static char *make_drawn(int lines, size_t *size) {
    static const char *const COUNTRY[] = {"CHN", "USA", "DEU", "JPN", "KOR", "TWN", "VNM", "IND", "NLD", "MEX", "MYS", "POL", "FRA", "GBR", "BRA",
                                          "RUS", "IRN", "CAN", "SGP", "AUS"};
    static const struct { const char *description, *codes, *form, *family, *hs; } GOOD[] = {
        {"sintered NdFeB permanent magnet with dysprosium", "", "", "", "8505.11.00.70"}, {"motor part", "", "magnet", "ndfeb", "8505.11"},
        {"SmCo magnet ring", "CHN:1C902.a", "magnet", "smco", "8505.11"}, {"dysprosium oxide powder", "CHN:1C905.b", "oxide", "", "2846.90"},
        {"gallium metal", "", "metal", "", "8112.92"}, {"servo motor", "", "assembly", "", "8501.52"},
        {"charging cable", "", "finished-good", "", "8544.42.90.90"}, {"milling machine", "", "machine", "", "8457.10"},
        {"deposition tool", "3B001.c", "equipment", "", "8486.20"}, {"graphics accelerator", "3A090.a", "chip", "", "8542.31"},
        {"antimony trioxide", "", "oxide", "", "2825.80"}, {"cell", "", "cell", "lithium-ion", "8507.60"},
        {"sputtering target", "", "target", "", "8486.90.91"}, {"phone case", "", "finished-good", "", "3926.90.99"},
        {"tungsten carbide", "", "compound", "", "2849.90"}, {"anode", "", "anode-material", "", "3801.10"},
        {"steel bracket", "", "component", "", "7326.90"}, {"laptop", "EAR99", "finished-good", "", "8471.30.01"},
        {"valve", "2B350", "component", "", "8481.80"}, {"lidar sensor", "6A998", "electronic-part", "", "9015.10"}};
    static const char *const LISTED[] = {"Huawei Technologies Co., Ltd.", "MP Materials", "Rheinmetall AG", "Oshkosh Defense"};
    static const char *const USE[] = {"", "civil", "civil", "military", "research", "logic-chip"}, *const MODE[] = {"", "sea", "air", "land"};
    static const char *const SYLLABLE[] = {"al", "tron", "mag", "verde", "shin", "kai", "nor", "bel", "zen", "dyn", "ora", "hua", "stel", "kor", "fab", "lux"};
    char *text = NULL;
    uint64_t state = 1;
    FILE *out = open_memstream(&text, size);
    if (out == NULL) exit(1);
    fputs("deal,id,description,codes,item.form,item.family,item.hs,item.origin,item.value (USD),content.Dy,content.Sm,deal.export_from,deal.destination,"
          "deal.end_use,deal.mode,exporter,end_user,end_user.country,end_user.military\n", out);
    for (int i = 0; i < lines; i++) {
        const uint32_t good = draw(&state, 20);
        fprintf(out, "d%d,part-%d,%s,%s,%s,%s,%s,", i, i, GOOD[good].description, GOOD[good].codes, GOOD[good].form, GOOD[good].family, GOOD[good].hs);
        fprintf(out, "%s,%u.%02u,", draw(&state, 10) > 0 ? COUNTRY[draw(&state, 20)] : "", draw(&state, 100000) + 1, draw(&state, 100));
        if (good < 2) fprintf(out, "%u.%u", draw(&state, 7), draw(&state, 10));
        fputc(',', out);
        if (good == 2) fprintf(out, "%u", 20 + draw(&state, 15));
        fprintf(out, ",%s,%s,%s,%s,", COUNTRY[draw(&state, 20)], COUNTRY[draw(&state, 20)], USE[draw(&state, 6)], MODE[draw(&state, 4)]);
        fprintf(out, "%s%s%s GmbH,", SYLLABLE[draw(&state, 16)], SYLLABLE[draw(&state, 16)], SYLLABLE[draw(&state, 16)]);
        if (draw(&state, 30) == 0) fprintf(out, "\"%s\"", LISTED[draw(&state, 4)]);
        else fprintf(out, "%s%s%s Trading Ltd", SYLLABLE[draw(&state, 16)], SYLLABLE[draw(&state, 16)], SYLLABLE[draw(&state, 16)]);
        fprintf(out, ",%s,%s\n", COUNTRY[draw(&state, 20)], draw(&state, 2) ? "no" : "");
    }
    fclose(out);
    return text;
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
    static const char *const NAME[] = {"deals of one line, alike", "deals of one line, drawn", "one deal, a tree of lines"};
    for (int shape = 0; shape < 3; shape++) {
        const bool tree = shape == 2;
        size_t size = 0;
        char *text = shape == 1 ? make_drawn(LINES, &size) : make(tree, LINES, &size);
        const double floor = bare(text, size);
        printf("%-28s bare table  %8.2f s for %d lines\n", NAME[shape], floor, LINES);
        measure(NAME[shape], &law, text, size, LINES, false, true, floor);
        measure(NAME[shape], &law, text, size, LINES, false, false, floor);
        measure(NAME[shape], &law, text, size, LINES, true, false, floor);
        free(text);
    }
    ck_kept_law_free(&law);
    ck_host_arena_free(&arena);
    return 0;
}
