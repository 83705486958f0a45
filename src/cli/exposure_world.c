#include "cli/exposure_world.h"
#include "cli/commands.h"
#include "cli/exposure_findings.h"

#include "cli/study_load.h"
#include "io/tables.h"
#include "report/exposure_report.h"

#include <jansson.h>
#include <string.h>

bool ck_is_world(const char *path) {
    ck_host_arena arena = {0};
    const char *file = ck_host_is_folder(path) ? ck_host_path(&arena, path, "world.yaml") : NULL;
    const bool found = file != NULL && ck_host_is_file(file);
    ck_host_arena_free(&arena);
    return found;
}

ck_status ck_exposure_world_make(const char *folder, const char *governance, const char *bloc, double epsilon,
                                 uint32_t threads, ck_exposure_world *at, ck_diags *diags) {
    *at = (ck_exposure_world){0};
    CK_TRY(ck_load_model(folder, &at->model, diags));
    if (governance != NULL) CK_TRY(ck_governance_read(governance, &at->governance, diags));
    CK_TRY(ck_world_exposure_make(at->model.model, governance != NULL ? &at->governance : NULL, bloc, &at->exposure,
                                  diags));
    return ck_world_esri_make(at->model.model, epsilon, threads, &at->esri, diags);
}

void ck_exposure_world_free(ck_exposure_world *at) {
    ck_world_esri_free(&at->esri);
    ck_world_exposure_free(&at->exposure);
    ck_governance_free(&at->governance);
    ck_loaded_model_free(&at->model);
}

static ck_status write_report(const ck_exposure_world *at, const ck_arguments *arguments, const char *path,
                              ck_host_batch *batch, ck_diags *diags) {
    ck_host_arena arena = {0};
    const char *governance = ck_argument_text(arguments, "governance", NULL);
    char *command =
        ck_host_join(&arena, "chokepoint exposure ", arguments->operand[0], governance != NULL ? " --governance " : "");
    if (command != NULL) command = ck_host_join(&arena, command, governance, " --report report.html");
    FILE *out = NULL;
    ck_status status = command != NULL ? ck_host_batch_open(batch, path, &out, diags) : ck_host_no_memory(diags);
    if (status >= 0) {
        const ck_exposure_report_input input = {&at->exposure, &at->esri, command};
        ck_exposure_report_write(out, &input);
        status = ck_host_batch_close(batch, diags);
    }
    ck_host_arena_free(&arena);
    return status;
}

static ck_status write_outputs(const ck_exposure_world *at, const ck_arguments *arguments, ck_diags *diags) {
    const char *folder = ck_argument_text(arguments, "out", NULL),
               *report = ck_argument_text(arguments, "report", NULL);
    ck_host_batch batch = ck_host_batch_start();
    ck_status status = CK_OK;
    if (folder != NULL) status = ck_exposure_world_write(folder, at, &batch, diags);
    if (status >= 0 && report != NULL) status = write_report(at, arguments, report, &batch, diags);
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    return status;
}

static ck_status write_findings(const ck_exposure_world *at, const ck_arguments *arguments, ck_diags *diags) {
    const ck_findings_wish wish = {.world = arguments->operand[0],
                                   .governance = ck_argument_text(arguments, "governance", ""),
                                   .literature = ck_argument_text(arguments, "literature", NULL),
                                   .magnets = ck_argument_text(arguments, "magnets", NULL),
                                   .aggregates = ck_argument_text(arguments, "aggregates", NULL),
                                   .markdown = ck_argument_text(arguments, "markdown", NULL)};
    return wish.markdown != NULL ? ck_findings_write(&wish, at, diags) : CK_OK;
}

/* The page needs all of its sources, and they serve the page alone. */
static bool findings_complete(const ck_arguments *arguments) {
    static const char *const NEEDED[] = {"markdown", "governance", "literature", "magnets", "aggregates"};
    const bool wanted = ck_argument_given(arguments, "markdown") || ck_argument_given(arguments, "literature") ||
                        ck_argument_given(arguments, "magnets") || ck_argument_given(arguments, "aggregates");
    for (size_t k = 0; k < sizeof NEEDED / sizeof *NEEDED && wanted; k++) {
        if (ck_argument_given(arguments, NEEDED[k])) continue;
        (void)ck_usage_error(&CK_COMMAND_EXPOSURE,
                             "--markdown, --governance, --literature, --magnets and --aggregates belong together; "
                             "--%s is missing",
                             NEEDED[k]);
        return false;
    }
    return true;
}

int ck_exposure_world_command(const ck_arguments *arguments) {
    static const char *const TABLE_ONLY[] = {"year", "product", "exports", "csv"};
    for (size_t k = 0; k < sizeof TABLE_ONLY / sizeof *TABLE_ONLY; k++)
        if (ck_argument_given(arguments, TABLE_ONLY[k]))
            return ck_usage_error(&CK_COMMAND_EXPOSURE, "--%s is for trade tables; a world has --out", TABLE_ONLY[k]);
    uint64_t top = 10, threads = ck_processor_count();
    double epsilon = 1e-8;
    const char *text = ck_argument_text(arguments, "epsilon", NULL);
    if (!ck_argument_whole(arguments, "top", 1, 1000, &top) ||
        !ck_argument_whole(arguments, "threads", 1, 256, &threads))
        return 2;
    if (text != NULL && (ck_host_number(text, strlen(text), &epsilon) < 0 || !(epsilon >= 0.0 && epsilon < 1.0)))
        return ck_usage_error(&CK_COMMAND_EXPOSURE, "--epsilon is \"%s\"; it must be from 0 to below 1", text);
    if (!findings_complete(arguments)) return 2;
    const bool json = ck_argument_given(arguments, "json");
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_exposure_world at = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0)
        status =
            ck_exposure_world_make(arguments->operand[0], ck_argument_text(arguments, "governance", NULL),
                                   ck_argument_text(arguments, "bloc", "EU"), epsilon, (uint32_t)threads, &at, &diags);
    if (status >= 0) status = write_outputs(&at, arguments, &diags);
    if (status >= 0) status = write_findings(&at, arguments, &diags);
    ck_host_print_diags(stderr, &diags, json);
    if (status >= 0 && json) {
        json_t *root = ck_exposure_world_json(&at);
        (void)json_dumpf(root, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
        fputc('\n', stdout);
        json_decref(root);
    } else if (status >= 0) {
        ck_exposure_world_print(&at, (uint32_t)top);
    }
    ck_exposure_world_free(&at);
    ck_host_arena_free(&arena);
    return ck_host_exit_code(status);
}
