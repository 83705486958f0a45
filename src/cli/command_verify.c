#include "cli/commands.h"
#include "cli/reproduce.h"
#include "cli/study_load.h"

#include <string.h>

static const char BEGIN[] = "<script type=\"application/json\" id=\"chokepoint-manifest\">";

/* The manifest inside a report. */
static ck_status read_report(const char *path, ck_host_arena *arena, ck_reproduce *reproduce, ck_diags *diags) {
    ck_host_input input;
    const char *bytes = NULL;
    size_t size = 0;
    CK_TRY(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, diags));
    const ck_status status = ck_host_input_all(&input, arena, &bytes, &size, diags);
    ck_host_input_close(&input);
    CK_TRY(status);
    const char *begin = strlen(bytes) == size ? strstr(bytes, BEGIN) : NULL;
    const char *end = begin != NULL ? strstr(begin, "</script>") : NULL;
    if (end == NULL) {
        return ck_diags_add(diags, CK_E_FORMAT, ck_host_whole(path),
                            "this is not a report of chokepoint, or its end is cut off",
                            "reports are written by \"chokepoint run ... --report FILE\"");
    }
    begin += sizeof BEGIN - 1;
    return ck_reproduce_read(path, begin, (size_t)(end - begin), reproduce, diags);
}

static bool compare_digest(const char *what, uint64_t wanted, uint64_t found) {
    char left[17], right[17];
    ck_host_digest_text(wanted, left);
    ck_host_digest_text(found, right);
    printf("  %-9s report %s, now %s  %s\n", what, left, right, wanted == found ? "equal" : "DIFFERENT");
    return wanted == found;
}

static int command_verify(const ck_arguments *arguments) {
    const char *path = arguments->operand[0];
    uint64_t threads = ck_processor_count();
    if (!ck_argument_whole(arguments, "threads", 1, 256, &threads)) return 2;
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_reproduce wanted = {0};
    ck_loaded_study loaded = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = read_report(path, &arena, &wanted, &diags);
    if (status >= 0) {
        const ck_study_wish wish = {.scenario = ck_argument_text(arguments, "scenario", wanted.scenario),
                                    .world = ck_argument_text(arguments, "world", wanted.world),
                                    .own_draws = true,
                                    .draws = wanted.draws,
                                    .threads = (uint32_t)threads,
                                    .record_every = wanted.record_every,
                                    .own_seed = true,
                                    .seed = wanted.seed,
                                    .remedies = wanted.remedies,
                                    .compare = true,
                                    .progress = true};
        status = ck_load_study(&wish, &loaded, &diags);
    }
    ck_host_print_diags(stderr, &diags, false);
    int result = ck_host_exit_code(status);
    if (status >= 0) {
        if (strcmp(wanted.version, CK_VERSION) != 0)
            printf("  the report was written by version %s, this is %s\n", wanted.version, CK_VERSION);
        bool equal = compare_digest("world", wanted.model, ck_model_digest(loaded.model.model));
        equal =
            compare_digest("scenario", wanted.scenario_digest, ck_scenario_digest(loaded.study->variant[0].scenario)) &&
            equal;
        equal = compare_digest("results", wanted.study, loaded.study->digest) && equal;
        printf("%s: %s\n", path, equal ? "verified, every digit is the same" : "NOT verified");
        result = equal ? 0 : 1;
    }
    ck_loaded_study_free(&loaded);
    ck_reproduce_free(&wanted);
    ck_host_arena_free(&arena);
    return result;
}

static const ck_option VERIFY_OPTIONS[] = {{"scenario", "FILE", "scenario file, if it is no longer where it was"},
                                           {"world", "FOLDER", "world, if it is no longer where it was"},
                                           {"threads", "N", "threads (default: all processors)"},
                                           {NULL, NULL, NULL}};

const ck_command CK_COMMAND_VERIFY = {.name = "verify",
                                      .summary = "run a report again and compare every digest",
                                      .usage = "REPORT [options]",
                                      .description =
                                          "Reads the manifest inside a report, runs the same scenario on the same "
                                          "world with the same seed and draws, and compares the digests of world, "
                                          "scenario and results. Exit status 1 when they differ.",
                                      .example = "chokepoint verify report.html",
                                      .option = VERIFY_OPTIONS,
                                      .least = 1,
                                      .most = 1,
                                      .run = command_verify};
