#include "cli/spread_joint.h"
#include "cli/commands.h"
#include "cli/progress.h"

#include "io/csv.h"
#include "io/tables.h"
#include "report/joint_report.h"

#include <jansson.h>
#include <string.h>

/* ---------------------------------------------------------------- names ------------------------------------------- */

typedef struct naming {
    ck_spread_joint *at;
    ck_diags *diags;
} naming;

static ck_status take_name(void *user, const ck_csv_field *field) {
    const naming *to = user;
    const ck_io_table *table = &to->at->table.table;
    const char *name = ck_host_text(&to->at->arena, field[1].text, field[1].length);
    if (name == NULL) return ck_host_no_memory(to->diags);
    for (uint32_t r = 0; r < table->regions; r++)
        if (strcmp(table->region[r], field[0].text) == 0) to->at->region_name[r] = name;
    for (uint32_t s = 0; s < table->sectors; s++)
        if (strcmp(table->sector[s], field[0].text) == 0) to->at->sector_name[s] = name;
    return CK_OK;
}

static ck_status read_names(ck_spread_joint *at, const char *path, ck_diags *diags) {
    const ck_io_table *table = &at->table.table;
    at->region_name = ck_host_take(&at->arena, (size_t)table->regions + 1, sizeof *at->region_name);
    at->sector_name = ck_host_take(&at->arena, (size_t)table->sectors + 1, sizeof *at->sector_name);
    if (at->region_name == NULL || at->sector_name == NULL) return ck_host_no_memory(diags);
    memcpy(at->region_name, table->region, table->regions * sizeof *at->region_name);
    memcpy(at->sector_name, table->sector, table->sectors * sizeof *at->sector_name);
    if (path == NULL) return CK_OK;
    static const ck_csv_column COLUMN[] = {
        {"code", true}, {"name", true}, {"source", false}, {"year", false}, {"grade", false}};
    naming to = {at, diags};
    const ck_csv_spec spec = {.title = "names",
                              .column = COLUMN,
                              .column_count = sizeof COLUMN / sizeof *COLUMN,
                              .row = take_name,
                              .user = &to};
    ck_host_input input;
    CK_TRY(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, diags));
    const ck_status status = ck_csv_read(&input, &spec, diags);
    ck_host_input_close(&input);
    return status;
}

/* ---------------------------------------------------------------- the command ------------------------------------- */

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
    CK_TRY(read_names(at, ck_argument_text(arguments, "names", NULL), diags));
    CK_TRY(ck_load_study(&wish, &at->daily, diags));
    at->has_events = events != NULL;
    if (events != NULL) CK_TRY(ck_spread_read(events, &at->table.table, &at->events, diags));
    CK_TRY(ck_concordance_read(ck_argument_text(arguments, "concordance", NULL), &at->concordance, diags));
    CK_TRY(ck_joint_world_of(at->daily.study, &at->world, diags));
    return ck_joint_link_up(&at->concordance, &at->table.table, &at->world, &at->links, diags);
}

/* What was typed, with the report under a name of its own; NULL: no memory. */
static char *command_again(ck_spread_joint *at, const ck_arguments *arguments) {
    static const char *const OPTION[] = {"kind", "year", "scenario", "world", "concordance", "events", "names"};
    char *text = ck_host_join(&at->arena, "chokepoint spread ", arguments->operand[0], "");
    for (size_t k = 0; k < sizeof OPTION / sizeof *OPTION && text != NULL; k++) {
        if (!ck_argument_given(arguments, OPTION[k])) continue;
        const char *option = ck_host_join(&at->arena, " --", OPTION[k], " ");
        if (option != NULL) text = ck_host_join(&at->arena, text, option, ck_argument_text(arguments, OPTION[k], ""));
    }
    return text != NULL ? ck_host_join(&at->arena, text, " --report report.html", "") : NULL;
}

static ck_status write_report(ck_spread_joint *at, const ck_arguments *arguments, const char *path,
                              ck_host_batch *batch, ck_diags *diags) {
    FILE *out = NULL;
    const char *command = command_again(at, arguments);
    if (command == NULL) return ck_host_no_memory(diags);
    CK_TRY(ck_host_batch_open(batch, path, &out, diags));
    const ck_joint_report_input input = {.joint = &at->joint,
                                         .daily = at->daily.study,
                                         .concordance = &at->concordance,
                                         .region_name = at->region_name,
                                         .sector_name = at->sector_name,
                                         .table_source = at->table.about.source,
                                         .command = command};
    ck_joint_report_write(out, &input);
    return ck_host_batch_close(batch, diags);
}

static ck_status write_outputs(ck_spread_joint *at, const ck_arguments *arguments, ck_diags *diags) {
    const char *folder = ck_argument_text(arguments, "out", NULL),
               *report = ck_argument_text(arguments, "report", NULL);
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
    ck_host_arena_free(&at->arena);
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
