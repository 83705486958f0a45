/* Decisions a second of compiled law, outcomes alone. The shipped law is asked about the flows of the shipped world: all regimes at
   once, and each regime alone, as a measure of the engine asks the one that it follows. Twenty rules (bench/twenty/rules.law) are asked about random deals, and the same rules in SWI-Prolog
   (rules.pl), run as a program of its own, about the same deals: answers must be equal. Processor time, facts ready on both
   sides; what binding the facts takes is told beside.

       bench_law               from the folder of the project */
#include "bench.h"
#include "base/base.h"
#include "io/kept_law.h"
#include "io/world.h"
#include "study/law_deals.h"

#include <string.h>

enum { DEALS = 2000, ROUNDS = 10, PARTS_MOST = 6, FLOWS_MOST = 2000, REGIMES = 5 };

/* ---------------------------------------------------------------- deciding ---------------------------------------- */

typedef struct bound { const ck_facts **facts; void **block; uint32_t count, most; double binding; } bound;

static bound bound_make(uint32_t most) {
    return (bound){.facts = bench_take(most * sizeof(ck_facts *)), .block = bench_take(most * sizeof(void *)), .most = most};
}

static void bind(bound *all, const ck_law *law, const ck_deal *deal, ck_diags *diags) {
    const size_t bytes = ck_deal_bytes(law, deal);
    all->block[all->count] = bench_take(bytes);
    const double start = bench_processor();
    const ck_status status = ck_deal_bind(law, deal, all->block[all->count], bytes, &all->facts[all->count], diags);
    all->binding += bench_processor() - start;
    if (status < 0) {
        ck_host_print_diags(stderr, diags, false);
        exit(1);
    }
    all->count++;
}

static void bound_free(bound *all) {
    for (uint32_t i = 0; i < all->count; i++) free(all->block[i]);
    free(all->block);
    free(all->facts);
}

/* Largest counts that any of the facts asks of a work. */
static ck_law_work *work_of(const ck_law *law, const bound *all, void **block) {
    ck_law_work_size size = ck_law_work_default(all->facts[0], CK_DETAIL_OUTCOME);
    for (uint32_t i = 1; i < all->count; i++) {
        const ck_law_work_size need = ck_law_work_default(all->facts[i], CK_DETAIL_OUTCOME);
        size.items = ck_max_u32(size.items, need.items);
        size.parties = ck_max_u32(size.parties, need.parties);
        size.technologies = ck_max_u32(size.technologies, need.technologies);
        size.rows = ck_max_u32(size.rows, need.rows);
    }
    const size_t bytes = ck_law_work_bytes(law, size);
    ck_law_work *work = NULL;
    *block = bench_take(bytes);
    memset(*block, 0, bytes);
    if (ck_law_work_start(law, size, *block, bytes, &work) < 0) exit(1);
    return work;
}

/* Seconds of the best of some rounds over all facts. `outcome`, when not NULL, gets those of all regimes of each deal. */
static double decide_all(const ck_law *law, const bound *all, ck_date on, int rounds, ck_outcome *outcome) {
    const uint32_t regimes = ck_law_count(law, CK_LAW_REGIME);
    void *block = NULL;
    ck_law_work *work = work_of(law, all, &block);
    ck_law_question question = ck_law_question_default(on);
    question.detail = CK_DETAIL_OUTCOME;
    double best = 1e300;
    for (int round = 0; round < rounds; round++) {
        const double start = bench_processor();
        for (uint32_t i = 0; i < all->count; i++) {
            const ck_law_decision *decision = NULL;
            if (ck_law_decide(work, all->facts[i], question, &decision, NULL) < 0) exit(1);
            for (uint32_t r = 0; outcome != NULL && r < regimes; r++) outcome[(size_t)i * regimes + r] = decision->answer[r].outcome;
        }
        const double took = bench_processor() - start;
        if (took < best) best = took;
    }
    free(block);
    return best;
}

static int by_time(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Each regime alone over all facts. */
static void tell_single(const ck_law *law, const bound *all, ck_date on) {
    const uint32_t regimes = ck_law_count(law, CK_LAW_REGIME);
    void *block = NULL;
    ck_law_work *work = work_of(law, all, &block);
    double *time = bench_take(regimes * sizeof *time), whole = 0.0, slowest = 0.0;
    const char *slow = "";
    for (uint32_t r = 0; r < regimes; r++) {
        ck_law_question question = ck_law_question_default(on);
        question.detail = CK_DETAIL_OUTCOME;
        question.regime = &r;
        question.regime_count = 1;
        time[r] = 1e300;
        for (int round = 0; round < 3; round++) {
            const double start = bench_processor();
            for (uint32_t i = 0; i < all->count; i++) {
                const ck_law_decision *decision = NULL;
                if (ck_law_decide(work, all->facts[i], question, &decision, NULL) < 0) exit(1);
            }
            const double took = (bench_processor() - start) / all->count;
            if (took < time[r]) time[r] = took;
        }
        whole += time[r];
        if (time[r] > slowest) {
            slowest = time[r];
            slow = ck_law_about_of(law, CK_LAW_REGIME, r).name;
        }
    }
    qsort(time, regimes, sizeof *time, by_time);
    uint32_t million = 0;
    while (million < regimes && time[million] <= 1e-6) million++;
    printf("  one regime a decision, as the engine asks: half of the regimes %.0f decisions/s or more, %u of %u a million or more, all in turn %.0f, "
           "slowest %s %.0f\n", 1.0 / time[regimes / 2], million, regimes, regimes / whole, slow, 1.0 / slowest);
    free(time);
    free(block);
}

static void tell(const char *name, const ck_law *law, const bound *all, double took) {
    printf("%s: %u regimes, %u rules, %u deals\n", name, ck_law_count(law, CK_LAW_REGIME), ck_law_count(law, CK_LAW_RULE), all->count);
    printf("  %.0f decisions/s, %.2f us a decision of all regimes; binding the facts takes %.2f us a deal beside that\n", all->count / took,
           1e6 * took / all->count, 1e6 * all->binding / all->count);
}

/* ---------------------------------------------------------------- the shipped law and world ----------------------- */

static void measure_shipped(ck_diags *diags) {
    static const char *const folder = "law";
    ck_kept_law law = {0};
    ck_host_world world = {0};
    if (ck_kept_law_read(&folder, 1, &law, diags) < 0 || ck_host_world_read("worlds/rare-earths", &world, diags) < 0) {
        ck_host_print_diags(stderr, diags, false);
        exit(2);
    }
    const size_t bytes = ck_model_bytes(&world.world);
    void *block = bench_take(bytes);
    const ck_model *model = NULL;
    ck_law_parties *parties = NULL;
    ck_law_deals *deals = NULL;
    if (ck_model_build(&world.world, block, bytes, &model, diags) < 0 ||
        ck_law_parties_open(&world.world, model, law.law, &parties, diags) < 0 ||
        ck_law_deals_open(&world.world, model, law.law, parties, &deals, diags) < 0) exit(1);
    const ck_model_counts count = ck_model_count(model);
    bound all = bound_make(FLOWS_MOST);
    for (uint32_t item = 0; item < count.items; item++) {
        for (uint32_t from = 0; from < count.regions; from++) {
            for (uint32_t to = 0; to < count.regions && all.count < all.most; to++) {
                if (from == to || !(ck_law_deals_sold(deals, item, from, to) > 0.0)) continue;
                uint32_t makers = 0, users = 0;
                const ck_law_mix *maker = ck_law_makers(parties, item, from, &makers);
                const ck_law_mix *user = ck_law_users(parties, item, to, CK_CIVIL, &users);
                const ck_law_flow flow = {.item = item, .made_in = from, .origin = from, .destination = to, .end_use = CK_CIVIL,
                                          .maker = maker[0].party, .user = user[0].party};
                const ck_deal *deal = ck_law_deals_get(deals, &flow);
                if (deal == NULL) exit(1);
                bind(&all, law.law, deal, diags);
            }
        }
    }
    /* Facts borrow texts alone, which are those of the world: the trees of the deals are gone. */
    tell("shipped law, flows of the shipped world", law.law, &all, decide_all(law.law, &all, ck_date_make(2026, 10, 8), 5, NULL));
    tell_single(law.law, &all, ck_date_make(2026, 10, 8));
    bound_free(&all);
    ck_law_deals_free(deals);
    ck_law_parties_free(parties);
    free(block);
    ck_host_world_free(&world);
    ck_kept_law_free(&law);
}

/* ---------------------------------------------------------------- random deals ------------------------------------ */

static const char *const COUNTRY[] = {"CHN", "DEU", "JPN", "USA", "RUS", "PRK", "FRA", "VNM"};
static const char *const USE[] = {"civil", "military", "research", "medical"};
static const char *const FORM[] = {"oxide", "metal", "alloy", "magnet", "assembly"};
static const char *const FAMILY[] = {"ndfeb", "smco", "ferrite", "other"};

typedef struct part { const char *form, *family, *origin; uint32_t value; } part;
typedef struct drawn {
    const char *from, *to, *use, *military;
    part        whole, part[PARTS_MOST];
    uint32_t    parts, dysprosium, terbium;                          // tenths of a per cent
} drawn;

static uint32_t draw(uint64_t *state, uint32_t below) {              // Steele, Lea and Flood (2014), splitmix64
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ z >> 31) >> 33) % below;
}
#define ANY(state, list) list[draw(state, sizeof list / sizeof *list)]

static part draw_part(uint64_t *state) {
    const char *form = ANY(state, FORM), *family = ANY(state, FAMILY), *origin = ANY(state, COUNTRY);
    return (part){form, family, origin, 1 + draw(state, 60)};
}

static drawn draw_deal(uint64_t *state) {
    drawn d = {.from = ANY(state, COUNTRY)};
    d.to = ANY(state, COUNTRY);
    d.use = ANY(state, USE);
    d.military = draw(state, 4) == 0 ? "yes" : "no";
    d.whole = draw_part(state);
    d.parts = 1 + draw(state, PARTS_MOST);
    d.whole.value = 1 + draw(state, 700);
    for (uint32_t p = 0; p < d.parts; p++) {
        d.part[p] = draw_part(state);
        d.whole.value += d.part[p].value;
    }
    d.dysprosium = draw(state, 50);
    d.terbium = draw(state, 6);
    return d;
}

static void bind_drawn(bound *all, const ck_law *law, const drawn *d, ck_diags *diags) {
    ck_deal_fact fact[1 + PARTS_MOST][4];
    ck_deal_item item[1 + PARTS_MOST] = {0};
    const ck_deal_share share[2] = {{.element = "Dy", .low = d->dysprosium / 10.0, .high = d->dysprosium / 10.0},
                                    {.element = "Tb", .low = d->terbium / 10.0, .high = d->terbium / 10.0}};
    for (uint32_t i = 0; i <= d->parts; i++) {
        const part *p = i == 0 ? &d->whole : &d->part[i - 1];
        fact[i][0] = (ck_deal_fact){.name = "form", .text = p->form};
        fact[i][1] = (ck_deal_fact){.name = "family", .text = p->family};
        fact[i][2] = (ck_deal_fact){.name = "origin", .text = p->origin};
        fact[i][3] = (ck_deal_fact){.name = "value", .number = p->value, .unit = "USD"};
        item[i] = (ck_deal_item){.name = i == 0 ? "whole" : "part", .parent = i == 0 ? CK_NONE : 0, .facts = {fact[i], 4},
                                 .composition_complete = true, .parts_complete = true, .technologies_complete = true};
    }
    item[0].share = share;
    item[0].share_count = 2;
    const ck_deal_fact about[3] = {{.name = "export_from", .text = d->from}, {.name = "destination", .text = d->to}, {.name = "end_use", .text = d->use}};
    const ck_deal_fact military = {.name = "military", .text = d->military};
    const ck_deal_party party = {.name = "user", .country = d->to, .roles = 1u << CK_ROLE_END_USER, .facts = {&military, 1}, .owners_complete = true};
    const ck_deal deal = {.name = "drawn", .facts = {about, 3}, .item = item, .item_count = 1 + d->parts, .party = &party, .party_count = 1};
    bind(all, law, &deal, diags);
}

/* ---------------------------------------------------------------- the peer ---------------------------------------- */

static void lower(FILE *out, const char *text) {
    for (; *text != '\0'; text++) putc(*text >= 'A' && *text <= 'Z' ? *text - 'A' + 'a' : *text, out);
}

static void write_part(FILE *out, const part *p) {
    fprintf(out, "%s,%s,", p->form, p->family);
    lower(out, p->origin);
    fprintf(out, ",%u", p->value);
}

static void write_drawn(FILE *out, const drawn *d) {
    fputs("deal(", out);
    lower(out, d->from);
    putc(',', out);
    lower(out, d->to);
    fprintf(out, ",%s,%s,", d->use, d->military);
    write_part(out, &d->whole);
    fprintf(out, ",%.1f,%.1f,[", d->dysprosium / 10.0, d->terbium / 10.0);
    for (uint32_t p = 0; p < d->parts; p++) {
        fputs(p > 0 ? ",part(" : "part(", out);
        write_part(out, &d->part[p]);
        putc(')', out);
    }
    fputs("]).\n", out);
}

/* Answers and time of Prolog over the same deals; ends the program when an answer differs. */
static double ask_prolog(const char *path, const ck_law *law, const ck_outcome *outcome) {
    char command[PATH_MAX + 128], line[512], expected[512];
    snprintf(command, sizeof command, "swipl -O -q -g main -t halt bench/twenty/rules.pl -- '%s' %d", path, ROUNDS);
    FILE *peer = popen(command, "r");
    if (peer == NULL) exit(1);
    const uint32_t regimes = ck_law_count(law, CK_LAW_REGIME);
    double took = 0.0;
    uint32_t answers = 0;
    while (fgets(line, sizeof line, peer) != NULL) {
        if (sscanf(line, "time %lf", &took) == 1) break;
        size_t at = 0;
        for (uint32_t r = 0; r < regimes && answers < DEALS; r++)
            at += (size_t)snprintf(expected + at, sizeof expected - at, "%s%s", ck_outcome_word(outcome[(size_t)answers * regimes + r]), r + 1 < regimes ? ";" : "\n");
        if (answers >= DEALS || strcmp(line, expected) != 0) {
            fprintf(stderr, "deal %u: SWI-Prolog answers %swe %s", answers, line, expected);
            exit(1);
        }
        answers++;
    }
    if (pclose(peer) != 0 || answers != DEALS || !(took > 0.0)) {
        fprintf(stderr, "SWI-Prolog gave %u answers of %d\n", answers, DEALS);
        exit(1);
    }
    return took;
}

static void measure_twenty(ck_diags *diags) {
    static const char *const file = "bench/twenty/rules.law";
    ck_kept_law law = {0};
    if (ck_kept_law_read(&file, 1, &law, diags) < 0 || ck_law_count(law.law, CK_LAW_REGIME) != REGIMES) {
        ck_host_print_diags(stderr, diags, false);
        exit(2);
    }
    char path[PATH_MAX];
    FILE *facts = bench_file(path);
    bound all = bound_make(DEALS);
    uint64_t state = 20;
    for (int i = 0; i < DEALS; i++) {
        const drawn d = draw_deal(&state);
        bind_drawn(&all, law.law, &d, diags);
        write_drawn(facts, &d);
    }
    if (fclose(facts) != 0) exit(1);
    ck_outcome *outcome = bench_take(sizeof *outcome * DEALS * REGIMES);
    const double took = decide_all(law.law, &all, ck_date_make(2026, 10, 8), ROUNDS, outcome);
    tell("twenty rules, random deals", law.law, &all, took);
    uint32_t found[CK_OUTCOME_COUNT] = {0};
    for (uint32_t k = 0; k < DEALS * REGIMES; k++) found[outcome[k]]++;
    for (uint32_t o = 0; o < CK_OUTCOME_COUNT; o++) {
        if (found[o] > 0) printf("  %6u times %s\n", found[o], ck_outcome_word((ck_outcome)o));
    }
    if (bench_has_program("swipl")) {
        const double peer = ask_prolog(path, law.law, outcome);
        printf("  SWI-Prolog: the same %u answers, %.0f decisions/s, %.2f us a decision; ours takes %.3f of that time, with binding %.3f\n",
               DEALS * REGIMES, DEALS / peer, 1e6 * peer / DEALS, took / peer, (took + all.binding) / peer);
    } else {
        printf("  SWI-Prolog is not installed (swi-prolog-nox): nothing to compare with\n");
    }
    unlink(path);
    free(outcome);
    bound_free(&all);
    ck_kept_law_free(&law);
}

int main(void) {
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    if (ck_host_diags_make(&arena, &diags) < 0) return 1;
    measure_shipped(&diags);
    measure_twenty(&diags);
    ck_host_arena_free(&arena);
    return 0;
}
