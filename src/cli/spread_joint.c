#include "cli/spread_joint.h"
#include "cli/commands.h"
#include "cli/progress.h"

#include "io/tables.h"
#include "report/joint_report.h"

#include <jansson.h>
#include <string.h>

static ck_status load(ck_spread_joint *at, const ck_arguments *arguments, const char *kind, uint64_t year,
                      uint64_t threads, ck_progress *progress, ck_diags *diags) {
    const ck_import_options options = {
        .year = (int32_t)year, .clip = true, .progress = ck_progress_show, .user = progress};
    const ck_study_wish wish = {.scenario = ck_argument_text(arguments, "scenario", NULL),
                                .world = ck_argument_text(arguments, "world", NULL),
                                .own_draws = true,
                                .threads = (uint32_t)threads,
                                .record_every = 1};
    const char *events = ck_argument_text(arguments, "events", NULL);
    CK_TRY(ck_io_import_read(kind, arguments->operand[0], options, &at->table, diags));
    CK_TRY(ck_load_study(&wish, &at->daily, diags));
    at->has_events = events != NULL;
    if (events != NULL) CK_TRY(ck_spread_read(events, &at->table.table, &at->events, diags));
    CK_TRY(ck_concordance_read(ck_argument_text(arguments, "concordance", NULL), &at->concordance, diags));
    CK_TRY(ck_joint_world_of(at->daily.study, &at->world, diags));
    return ck_joint_link_up(&at->concordance, &at->table.table, &at->world, &at->links, diags);
}

static ck_status write_report(const ck_spread_joint *at, const ck_arguments *arguments, const char *path,
                              ck_host_batch *batch, ck_diags *diags) {
    FILE *out = NULL;
    CK_TRY(ck_host_batch_open(batch, path, &out, diags));
    char command[1024];
    const char *events = ck_argument_text(arguments, "events", NULL);
    snprintf(command, sizeof command, "chokepoint spread %s --scenario %s --concordance %s%s%s --report report.html",
             arguments->operand[0], ck_argument_text(arguments, "scenario", ""),
             ck_argument_text(arguments, "concordance", ""), events != NULL ? " --events " : "",
             events != NULL ? events : "");
    const ck_joint_report_input input = {.joint = &at->joint,
                                         .daily = at->daily.study,
                                         .concordance = &at->concordance,
                                         .table_source = at->table.about.source,
                                         .command = command};
    ck_joint_report_write(out, &input);
    return ck_host_batch_close(batch, diags);
}

static ck_status write_outputs(const ck_spread_joint *at, const ck_arguments *arguments, ck_diags *diags) {
    const char *folder = ck_argument_text(arguments, "out", NULL), *report = ck_argument_text(arguments, "report", NULL);
    ck_host_batch batch = ck_host_batch_start();
    ck_status status = CK_OK;
    if (folder != NULL) status = ck_spread_joint_write(folder, at, &batch, diags);
    if (status >= 0 && report != NULL) status = write_report(at, arguments, report, &batch, diags);
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    return status;
}

static void free_all(ck_spread_joint *at) {
    ck_joint_free(&at->joint);
    ck_joint_links_free(&at->links);
    ck_joint_world_free(&at->world);
    ck_concordance_free(&at->concordance);
    ck_spread_case_free(&at->events);
    ck_loaded_study_free(&at->daily);
    ck_io_import_free(&at->table);
}

int ck_spread_joint_command(const ck_arguments *arguments, const char *kind, uint64_t year, uint64_t threads) {
    static const char *const ALONE[] = {"compat", "series", "against"};
    for (size_t k = 0; k < sizeof ALONE / sizeof *ALONE; k++)
        if (ck_argument_given(arguments, ALONE[k]))
            return ck_usage_error(&CK_COMMAND_SPREAD, "--%s and --scenario do not go together", ALONE[k]);
    if (!ck_argument_given(arguments, "scenario") || !ck_argument_given(arguments, "concordance"))
        return ck_usage_error(&CK_COMMAND_SPREAD, "--scenario and --concordance belong together");
    const bool json = ck_argument_given(arguments, "json");
    ck_progress progress = ck_progress_start();
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_spread_joint at = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = load(&at, arguments, kind, year, threads, &progress, &diags);
    if (status >= 0)
        status = ck_joint_run(&at.table.table, at.has_events ? &at.events : NULL, &at.world, &at.links,
                              (uint32_t)threads, ck_progress_show, &progress, &at.joint, &diags);
    ck_progress_show(&progress, "", 1.0);
    if (status >= 0) status = write_outputs(&at, arguments, &diags);
    ck_host_print_diags(stderr, &diags, json);
    if (status >= 0 && json) {
        json_t *root = ck_spread_joint_json(&at);
        (void)json_dumpf(root, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
        fputc('\n', stdout);
        json_decref(root);
    } else if (status >= 0) {
        ck_spread_joint_print(&at);
    }
    free_all(&at);
    ck_host_arena_free(&arena);
    return ck_host_exit_code(status);
}
