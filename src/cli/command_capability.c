#include "cli/commands.h"

#include "base/base.h"
#include "io/tables.h"
#include "study/capability.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

static const char *const BAND[CK_LAG_BANDS] = {"p05", "p25", "p50", "p75", "p95"};

/* ---------------------------------------------------------------- text -------------------------------------------- */

/* "412 (2026-05-21)", or "never" within the days of the file. */
static void day_text(const ck_lag_spec *spec, double day, char text[40]) {
    char date[16];
    if (!isfinite(day)) {
        (void)snprintf(text, 40, "never");
        return;
    }
    ck_date_write((ck_date){spec->start.day + (int32_t)day}, date);
    (void)snprintf(text, 40, "%.0f (%s)", day, date);
}

/* After a label of `length` letters that has been printed. */
static void print_passage(const ck_lag_spec *spec, int length, const ck_lag_passage *passage) {
    char central[40];
    day_text(spec, passage->central, central);
    printf("%*s %18s %8.1f %%  ", length < 38 ? 38 - length : 0, "", central, 100.0 * passage->happens);
    for (int q = 0; q < CK_LAG_BANDS; q++) {
        if (isfinite(passage->band[q])) printf(" %8.0f", passage->band[q]);
        else printf(" %8s", "never");
    }
    fputc('\n', stdout);
}

static void print_level(const ck_lag_study *study, const ck_lag_path *path, uint32_t p) {
    printf("  day %6u %8.1f    ", study->day[p], 100.0 * path->central[p]);
    for (int q = 0; q < CK_LAG_BANDS; q++) printf(" %8.1f", 100.0 * path->band[(size_t)p * CK_LAG_BANDS + (size_t)q]);
    fputc('\n', stdout);
}

/* About one row a year, and the last. */
static void print_levels(const ck_lag_study *study, const ck_lag_path *path) {
    const uint32_t every = study->points > 24 ? 12 : 3;
    for (uint32_t p = 0; p < study->points; p++)
        if (p % every == 0 || p + 1 == study->points) print_level(study, path, p);
}

static void print_answer(const ck_lag_spec *spec, const ck_lag_study *study) {
    char start[16], digest[17];
    uint32_t count[CK_GRADE_COUNT] = {0}, ranges = 0;
    ck_date_write(spec->start, start);
    ck_host_digest_text(study->digest, digest);
    for (uint32_t k = 0; k < spec->number_count; k++) {
        count[spec->number[k].grade]++;
        ranges += spec->number[k].low < spec->number[k].high;
    }
    printf("%s\n%s; %u days from %s; priority: %s\n", spec->title, spec->material, spec->days, start,
           ck_lag_priority_word(study->priority));
    printf("before the first step %.6g t a year come in and are made at home, %.6g t are needed\n", study->made,
           study->needed);
    for (uint32_t c = 0; c < spec->capability_count; c++) {
        printf("\n%s, per cent of the start\n  %10s %8s    ", spec->capability[c].title, "", "central");
        for (int q = 0; q < CK_LAG_BANDS; q++) printf(" %8s", BAND[q]);
        fputc('\n', stdout);
        print_levels(study, &study->path[c]);
    }
    printf("\nDays until ...                               central   in draws   ");
    for (int q = 0; q < CK_LAG_BANDS; q++) printf(" %8s", BAND[q]);
    fputc('\n', stdout);
    print_passage(spec, printf("  the stock of material is used up"), &study->empty);
    for (uint32_t c = 0; c < spec->capability_count; c++) {
        for (uint32_t k = 0; k < spec->capability[c].below_count; k++) {
            const int length = printf("  %s below %g %%", spec->capability[c].id, 100.0 * spec->capability[c].below[k]);
            print_passage(spec, length, &study->path[c].below[k]);
        }
    }
    printf("\nNumbers: ");
    for (uint32_t g = 0; g < CK_GRADE_COUNT; g++)
        printf("%s%u %s", g > 0 ? ", " : "", count[g], ck_grade_word((ck_grade)g));
    printf(
        "; %u have a range. An analysis with stated assumptions, not a forecast.\n(%u draws, seed %llu, digest %s)\n",
        ranges, study->draws, (unsigned long long)study->seed, digest);
}

/* ---------------------------------------------------------------- JSON -------------------------------------------- */

static json_t *passage_json(const ck_lag_passage *passage) {
    json_t *object = json_object();
    json_object_set_new(object, "central_days", ck_host_json_real(passage->central));
    json_object_set_new(object, "share_of_draws", json_real(passage->happens));
    for (int q = 0; q < CK_LAG_BANDS; q++) json_object_set_new(object, BAND[q], ck_host_json_real(passage->band[q]));
    return object;
}

static json_t *capability_json(const ck_lag_study *study, const ck_lag_capability *capability,
                               const ck_lag_path *path) {
    json_t *object = json_object(), *points = json_array(), *below = json_array();
    for (uint32_t p = 0; p < study->points; p++) {
        json_t *row = json_object();
        json_object_set_new(row, "day", json_integer(study->day[p]));
        json_object_set_new(row, "central", ck_host_json_real(path->central[p]));
        for (uint32_t q = 0; q < CK_LAG_BANDS; q++)
            json_object_set_new(row, BAND[q], ck_host_json_real(path->band[(size_t)p * CK_LAG_BANDS + q]));
        json_array_append_new(points, row);
    }
    for (uint32_t k = 0; k < capability->below_count; k++) {
        json_t *row = passage_json(&path->below[k]);
        json_object_set_new(row, "below", json_real(capability->below[k]));
        json_array_append_new(below, row);
    }
    json_object_set_new(object, "id", ck_host_json_text(capability->id));
    json_object_set_new(object, "title", ck_host_json_text(capability->title));
    json_object_set_new(object, "rule", json_string(capability->mean ? "mean" : "weakest"));
    json_object_set_new(object, "path", points);
    json_object_set_new(object, "passages", below);
    return object;
}

static json_t *number_json(const ck_lag_number *number) {
    json_t *object = json_object();
    json_object_set_new(object, "name", ck_host_json_text(number->name));
    json_object_set_new(object, "unit", ck_host_json_text(number->unit));
    json_object_set_new(object, "low", ck_host_json_real(number->low));
    json_object_set_new(object, "value", ck_host_json_real(number->value));
    json_object_set_new(object, "high", ck_host_json_real(number->high));
    json_object_set_new(object, "source", ck_host_json_text(number->source));
    json_object_set_new(object, "year", json_integer(number->year));
    json_object_set_new(object, "grade", json_string(ck_grade_word(number->grade)));
    return object;
}

static void print_json(const ck_lag_spec *spec, const ck_lag_study *study) {
    json_t *root = json_object(), *capabilities = json_array(), *numbers = json_array();
    char start[16], digest[17];
    ck_date_write(spec->start, start);
    ck_host_digest_text(study->digest, digest);
    for (uint32_t c = 0; c < spec->capability_count; c++)
        json_array_append_new(capabilities, capability_json(study, &spec->capability[c], &study->path[c]));
    for (uint32_t k = 0; k < spec->number_count; k++) json_array_append_new(numbers, number_json(&spec->number[k]));
    json_object_set_new(root, "name", ck_host_json_text(spec->name));
    json_object_set_new(root, "start", json_string(start));
    json_object_set_new(root, "days", json_integer(spec->days));
    json_object_set_new(root, "draws", json_integer(study->draws));
    json_object_set_new(root, "seed", json_integer((json_int_t)study->seed));
    json_object_set_new(root, "priority", json_string(ck_lag_priority_word(study->priority)));
    json_object_set_new(root, "needed_t_per_year", ck_host_json_real(study->needed));
    json_object_set_new(root, "supplied_t_per_year", ck_host_json_real(study->made));
    json_object_set_new(root, "stock_used_up", passage_json(&study->empty));
    json_object_set_new(root, "capabilities", capabilities);
    json_object_set_new(root, "numbers", numbers);
    json_object_set_new(root, "digest", json_string(digest));
    (void)json_dumpf(root, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    fputc('\n', stdout);
    json_decref(root);
}

/* ---------------------------------------------------------------- the command ------------------------------------- */

static int command_capability(const ck_arguments *arguments) {
    uint64_t draws = 0, seed = 0;
    if (!ck_argument_whole(arguments, "draws", 1, CK_LAG_DRAWS, &draws) ||
        !ck_argument_whole(arguments, "seed", 0, INT64_MAX, &seed))
        return 2;
    const char *word = ck_argument_text(arguments, "priority", NULL);
    ck_lag_priority priority = CK_LAG_DEFENCE;
    if (word != NULL && !ck_lag_priority_find(word, &priority))
        return ck_usage_error(arguments->command, "--priority is \"%s\"; expected defence, civil or equal", word);
    const bool json = ck_argument_given(arguments, "json");
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_lag_spec spec = {0};
    ck_lag_study study = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = ck_lag_spec_read(arguments->operand[0], &spec, &diags);
    if (status >= 0) {
        const ck_lag_options options = {.draws = draws > 0 ? (uint32_t)draws : spec.draws,
                                        .seed = ck_argument_given(arguments, "seed") ? seed : spec.seed,
                                        .priority = word != NULL ? priority : spec.priority};
        status = ck_lag_study_run(&spec, options, &study, &diags);
    }
    ck_host_print_diags(stderr, &diags, json);
    if (status >= 0 && json) print_json(&spec, &study);
    else if (status >= 0) print_answer(&spec, &study);
    ck_lag_study_free(&study);
    ck_lag_spec_free(&spec);
    ck_host_arena_free(&arena);
    return ck_host_exit_code(status);
}

static const ck_option CAPABILITY_OPTIONS[] = {
    {"draws", "N", "draws from the ranges (default: as the file says, else 1,000)"},
    {"seed", "N", "seed (default: as the file says, else 1)"},
    {"priority", "RULE", "who is served first: defence, civil or equal (default: as the file says)"},
    {"json", NULL, "results and all numbers with their sources as JSON on standard output"},
    {NULL, NULL, NULL}};

const ck_command CK_COMMAND_CAPABILITY = {
    .name = "capability",
    .summary = "how long a cut of material takes to reach equipment and capability",
    .usage = "FILE [options]",
    .description = "Follows a policy day by day through a stock of material, the repair of equipment and the fleet in "
                   "service, under a rule of priority between civil and defence use, and prints capability with "
                   "bands over the ranges of the numbers and the days until it falls below thresholds.\n\n"
                   "The file, every equation and the limits are in docs/capability.md.",
    .example = "chokepoint capability scenarios/capability/fighter-magnets.yaml --priority equal",
    .option = CAPABILITY_OPTIONS,
    .least = 1,
    .most = 1,
    .run = command_capability};
