#include "cli/network_esri.h"

#include "base/base.h"
#include "io/csv.h"
#include "io/tables.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* ---------------------------------------------------------------- the run ----------------------------------------- */

static double seconds_now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static bool take_columns(ck_network_answer *answer) {
    const size_t count = answer->scenarios->count;
    answer->result = calloc(count, sizeof *answer->result);
    answer->index = calloc(count * answer->weights, sizeof *answer->index);
    answer->at = calloc(count * CK_ESRI_STEPS, sizeof *answer->at);
    answer->at_iteration = calloc(count * CK_ESRI_STEPS, sizeof *answer->at_iteration);
    answer->order = calloc(count, sizeof *answer->order);
    return answer->result != NULL && answer->index != NULL && answer->at != NULL && answer->at_iteration != NULL &&
           answer->order != NULL;
}

/* Pieces of the scenarios, so that progress shows; a piece is long enough for threads not to wait for each other. */
static ck_status run_pieces(const ck_network_answer *answer, const ck_esri *esri, ck_crew *crew, void *scratch,
                            size_t room, ck_host_progress progress, void *user, ck_diags *diags) {
    const ck_network_scenarios *all = answer->scenarios;
    const size_t piece = 512 * (size_t)answer->threads;
    uint32_t *one = malloc(piece * sizeof *one);
    ck_status status = one != NULL ? CK_OK : ck_host_no_memory(diags);
    for (size_t from = 0; from < all->count && status >= 0; from += piece) {
        const size_t count = all->count - from < piece ? all->count - from : piece;
        for (size_t k = 0; k < count; k++) one[k] = all->one != NULL ? all->one[from + k] : (uint32_t)(from + k);
        const ck_esri_scenarios part = {
            .count = count, .first = all->first != NULL ? all->first + from : NULL, .shock = all->shock, .one = one};
        const ck_esri_columns columns = {.index = answer->index + from * answer->weights,
                                         .at = answer->at + from * CK_ESRI_STEPS,
                                         .at_iteration = answer->at_iteration + from * CK_ESRI_STEPS};
        status = ck_host_worse(status, ck_esri_run(esri, part, answer->threads, crew, scratch, room,
                                                   answer->result + from, columns, NULL));
        if (progress != NULL) progress(user, "scenarios", (double)(from + count) / (double)all->count);
    }
    free(one);
    return status;
}

typedef struct ranked { uint32_t scenario; double index; } ranked;
static int by_index(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    if (x->index != y->index) return (x->index < y->index) - (x->index > y->index);
    return (x->scenario > y->scenario) - (x->scenario < y->scenario);
}

static bool rank(ck_network_answer *answer) {
    const size_t count = answer->scenarios->count;
    ranked *all = malloc(count * sizeof *all);
    if (all == NULL) return false;
    for (size_t k = 0; k < count; k++) all[k] = (ranked){(uint32_t)k, answer->result[k].index};
    qsort(all, count, sizeof *all, by_index);
    for (size_t k = 0; k < count; k++) answer->order[k] = all[k].scenario;
    free(all);
    return true;
}

/* Which firms fail and how far; every firm alone is what the files say already. */
static void digest_scenarios(const ck_network_scenarios *scenarios, ck_digest *digest) {
    for (size_t k = 0; k < scenarios->count && scenarios->one != NULL; k++) ck_digest_u64(digest, scenarios->one[k]);
    for (size_t k = 0; k < scenarios->count && scenarios->first != NULL; k++) {
        ck_digest_text(digest, scenarios->name.name[k]);
        for (size_t m = scenarios->first[k]; m < scenarios->first[k + 1]; m++) {
            const ck_esri_shock *shock = &scenarios->shock[m];
            const double size[] = {shock->down, shock->up};
            ck_digest_u64(digest, shock->firm);
            (void)ck_digest_doubles(digest, size, 2, NULL);
        }
    }
}

/* Inputs, options and results; threads do not enter. */
static uint64_t digest_of(const ck_network_answer *answer) {
    ck_digest digest = ck_digest_start(0);
    const ck_host_file *file = answer->network->files.item;
    for (uint32_t k = 0; k < answer->network->files.count; k++) ck_digest_u64(&digest, file[k].digest);
    ck_digest_text(&digest, answer->replace);
    ck_digest_u64(&digest, answer->options.stop);
    ck_digest_u64(&digest, answer->options.iterations);
    ck_digest_u64(&digest, answer->options.compat);
    digest_scenarios(answer->scenarios, &digest);
    for (size_t k = 0; k < answer->scenarios->count; k++) {
        const ck_esri_result *r = &answer->result[k];
        const double value[] = {answer->options.epsilon, r->index, r->down, r->up, r->before, r->change};
        (void)ck_digest_doubles(&digest, value, sizeof value / sizeof *value, NULL);
        ck_digest_u64(&digest, r->iterations);
        ck_digest_u64(&digest, r->touched);
    }
    return ck_digest_value(&digest);
}

static void note_unsettled(const ck_network_answer *answer, ck_diags *diags) {
    size_t open = 0;
    for (size_t k = 0; k < answer->scenarios->count; k++) open += !answer->result[k].settled;
    if (open > 0)
        (void)ck_host_report(diags, CK_NOTED, (ck_place){0}, "%g scenarios did not settle within %u iterations",
                             "--iterations allows more, --epsilon is the tolerance; column settled of --out says which",
                             (double)open, answer->options.iterations);
}

ck_status ck_network_answer_make(ck_network_answer *answer, ck_host_progress progress, void *user, ck_diags *diags) {
    const ck_network *network = answer->network->network;
    const double start = seconds_now();
    const size_t bytes = ck_esri_bytes(network, answer->options), crew_bytes = ck_crew_bytes(answer->threads);
    const ck_esri *esri = NULL;
    answer->weights = answer->options.weight != NULL ? answer->options.weights : 1;
    answer->block = aligned_alloc(16, bytes);
    void *crew_block = aligned_alloc(16, crew_bytes), *scratch = NULL;
    ck_crew *crew = NULL;
    ck_status status =
        answer->block != NULL && crew_block != NULL && take_columns(answer) ? CK_OK : ck_host_no_memory(diags);
    if (status >= 0) status = ck_esri_build(network, answer->options, answer->block, bytes, &esri, diags);
    if (status >= 0 && ck_crew_start(answer->threads, crew_block, crew_bytes, &crew) < 0)
        status = ck_host_no_memory(diags);
    const size_t room = status >= 0 ? ck_esri_scratch_bytes(esri, answer->threads) : 0;
    if (status >= 0 && (scratch = aligned_alloc(16, room)) == NULL) status = ck_host_no_memory(diags);
    if (status >= 0) status = run_pieces(answer, esri, crew, scratch, room, progress, user, diags);
    ck_crew_end(crew);
    free(crew_block);
    free(scratch);
    if (status >= 0 && !rank(answer)) status = ck_host_no_memory(diags);
    if (status >= 0) {
        note_unsettled(answer, diags);
        answer->digest = digest_of(answer);
    }
    answer->seconds = seconds_now() - start;
    return status;
}

void ck_network_answer_free(ck_network_answer *answer) {
    free(answer->result);
    free(answer->index);
    free(answer->at);
    free(answer->at_iteration);
    free(answer->order);
    free(answer->block);
}

/* ---------------------------------------------------------------- words ------------------------------------------- */

static bool of_sets(const ck_network_answer *answer) {
    return answer->scenarios->first != NULL;
}
static uint32_t firm_of(const ck_network_answer *answer, size_t k) {
    return answer->scenarios->one != NULL ? answer->scenarios->one[k] : (uint32_t)k;
}
static const char *name_of(const ck_network_answer *answer, size_t k) {
    return of_sets(answer) ? answer->scenarios->name.name[k] : answer->network->firms.name[firm_of(answer, k)];
}
static const char *sector_of(const ck_network_answer *answer, size_t k) {
    return of_sets(answer) ? "" : answer->network->sectors.name[answer->network->sector[firm_of(answer, k)]];
}
static const char *stop_word(const ck_network_answer *answer) {
    return answer->options.stop == CK_ESRI_STOP_DECREASE ? "decrease" : "growth";
}

/* What a coarser tolerance would have said: of the scenarios that reached it before they stopped. */
typedef struct coarse { size_t reached; double iterations, mean, largest; } coarse;
static coarse coarse_at(const ck_network_answer *answer, uint32_t step) {
    coarse at = {0};
    for (size_t k = 0; k < answer->scenarios->count; k++) {
        const double index = answer->at[k * CK_ESRI_STEPS + step];
        if (ck_is_nan(index)) continue;
        const double gap = answer->result[k].index - index;
        at.reached++;
        at.iterations += answer->at_iteration[k * CK_ESRI_STEPS + step];
        at.mean += gap;
        at.largest = ck_max(at.largest, ck_abs(gap));
    }
    if (at.reached > 0) {
        at.iterations /= (double)at.reached;
        at.mean /= (double)at.reached;
    }
    return at;
}

/* ---------------------------------------------------------------- text -------------------------------------------- */

static void print_sensitivity(const ck_network_answer *answer) {
    printf("\nSensitivity to the stopping rule: index at the end less index when the largest decrease first fell to "
           "epsilon\n");
    printf("  %-8s %10s %12s %14s %14s\n", "epsilon", "scenarios", "iterations", "mean gap", "largest gap");
    for (uint32_t s = 0; s < CK_ESRI_STEPS; s++) {
        const coarse at = coarse_at(answer, s);
        if (at.reached == 0) continue;
        printf("  1e-%-5u %10zu %12.1f %14.3e %14.3e\n", s + 1, at.reached, at.iterations, at.mean, at.largest);
    }
}

void ck_network_answer_print(const ck_network_answer *answer, uint32_t top) {
    const size_t count = answer->scenarios->count;
    size_t shown = count < top ? count : top;
    char digest[17];
    ck_host_digest_text(answer->digest, digest);
    printf("ESRI of %zu %s; stop: %s, epsilon %g, at most %u iterations; replacement: %s\n\n", count,
           of_sets(answer) ? "scenarios" : "single failures", stop_word(answer), answer->options.epsilon,
           answer->options.iterations, answer->replace);
    printf("  %5s  %-24s %-16s %12s %12s %12s %10s %8s\n", "rank", of_sets(answer) ? "scenario" : "firm", "sector",
           "esri", "down", "up", "iterations", "touched");
    for (size_t row = 0; row < shown; row++) {
        const size_t k = answer->order[row];
        const ck_esri_result *r = &answer->result[k];
        printf("  %5zu  %-24s %-16s %12.9f %12.9f %12.9f %9u%s %8u\n", row + 1, name_of(answer, k),
               sector_of(answer, k), r->index, r->down, r->up, r->iterations, r->settled ? " " : "*", r->touched);
    }
    if (shown < count) printf("  ... %zu more; --top shows, --out writes them\n", count - shown);
    print_sensitivity(answer);
    printf("\n(* not settled; %u threads, %.2f s, digest %s)\n", answer->threads, answer->seconds, digest);
}

/* ---------------------------------------------------------------- CSV and JSON ------------------------------------ */

static void csv_number(FILE *out, double value) {
    char text[CK_HOST_NUMBER_SIZE] = "";
    if (!ck_is_nan(value)) ck_host_number_write(value, text);
    fprintf(out, ",%s", text);
}

static void csv_rows(FILE *out, const ck_network_answer *answer) {
    fprintf(out, "rank,%s,sector,esri,esri_down,esri_up,iterations,last_decrease,settled,touched_firms",
            of_sets(answer) ? "scenario" : "firm");
    for (uint32_t w = 1; w < answer->weights; w++) fprintf(out, ",esri_%u", w + 1);
    for (uint32_t s = 0; s < CK_ESRI_STEPS; s++) fprintf(out, ",esri_at_1e-%u", s + 1);
    fputc('\n', out);
    for (size_t row = 0; row < answer->scenarios->count && !ferror(out); row++) {
        const size_t k = answer->order[row];
        const ck_esri_result *r = &answer->result[k];
        fprintf(out, "%zu,", row + 1);
        ck_csv_write_field(out, name_of(answer, k));
        fputc(',', out);
        ck_csv_write_field(out, sector_of(answer, k));
        csv_number(out, r->index);
        csv_number(out, r->down);
        csv_number(out, r->up);
        fprintf(out, ",%u", r->iterations);
        csv_number(out, r->change);
        fprintf(out, ",%s,%u", r->settled ? "yes" : "no", r->touched);
        for (uint32_t w = 1; w < answer->weights; w++) csv_number(out, answer->index[k * answer->weights + w]);
        for (uint32_t s = 0; s < CK_ESRI_STEPS; s++) csv_number(out, answer->at[k * CK_ESRI_STEPS + s]);
        fputc('\n', out);
    }
}

ck_status ck_network_answer_write(const ck_network_answer *answer, const char *path, ck_diags *diags) {
    ck_host_batch batch = ck_host_batch_start();
    FILE *out = NULL;
    ck_status status = ck_host_batch_open(&batch, path, &out, diags);
    if (status >= 0) {
        csv_rows(out, answer);
        status = ck_host_batch_close(&batch, diags);
    }
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    return status;
}

static json_t *json_scenario(const ck_network_answer *answer, size_t row) {
    const size_t k = answer->order[row];
    const ck_esri_result *r = &answer->result[k];
    json_t *object = json_object(), *weights = json_array();
    json_object_set_new(object, "rank", json_integer((json_int_t)row + 1));
    json_object_set_new(object, of_sets(answer) ? "scenario" : "firm", ck_host_json_text(name_of(answer, k)));
    if (!of_sets(answer)) json_object_set_new(object, "sector", ck_host_json_text(sector_of(answer, k)));
    json_object_set_new(object, "esri", ck_host_json_real(r->index));
    json_object_set_new(object, "esri_down", ck_host_json_real(r->down));
    json_object_set_new(object, "esri_up", ck_host_json_real(r->up));
    json_object_set_new(object, "iterations", json_integer(r->iterations));
    json_object_set_new(object, "last_decrease", ck_host_json_real(r->change));
    json_object_set_new(object, "settled", json_boolean(r->settled));
    json_object_set_new(object, "touched_firms", json_integer(r->touched));
    for (uint32_t w = 0; w < answer->weights; w++)
        json_array_append_new(weights, ck_host_json_real(answer->index[k * answer->weights + w]));
    json_object_set_new(object, "by_weight", weights);
    return object;
}

static json_t *json_sensitivity(const ck_network_answer *answer) {
    json_t *list = json_array();
    for (uint32_t s = 0; s < CK_ESRI_STEPS; s++) {
        const coarse at = coarse_at(answer, s);
        if (at.reached == 0) continue;
        json_t *row = json_object();
        json_object_set_new(row, "epsilon", ck_host_json_real(ck_esri_step(s)));
        json_object_set_new(row, "scenarios", json_integer((json_int_t)at.reached));
        json_object_set_new(row, "mean_iterations", ck_host_json_real(at.iterations));
        json_object_set_new(row, "mean_gap", ck_host_json_real(at.mean));
        json_object_set_new(row, "largest_gap", ck_host_json_real(at.largest));
        json_array_append_new(list, row);
    }
    return list;
}

void ck_network_answer_json(const ck_network_answer *answer) {
    const ck_network_view view = ck_network_see(answer->network->network);
    char digest[17];
    ck_host_digest_text(answer->digest, digest);
    json_t *root = json_object(), *list = json_array();
    json_object_set_new(root, "firms", json_integer(view.firms));
    json_object_set_new(root, "sectors", json_integer(view.sectors));
    json_object_set_new(root, "links", json_integer(view.links));
    json_object_set_new(root, "stop", ck_host_json_text(stop_word(answer)));
    json_object_set_new(root, "epsilon", ck_host_json_real(answer->options.epsilon));
    json_object_set_new(root, "iterations", json_integer(answer->options.iterations));
    json_object_set_new(root, "replace", ck_host_json_text(answer->replace));
    for (size_t row = 0; row < answer->scenarios->count; row++) json_array_append_new(list, json_scenario(answer, row));
    json_object_set_new(root, "scenarios", list);
    json_object_set_new(root, "sensitivity", json_sensitivity(answer));
    json_object_set_new(root, "digest", ck_host_json_text(digest));
    (void)json_dumpf(root, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    fputc('\n', stdout);
    json_decref(root);
}
