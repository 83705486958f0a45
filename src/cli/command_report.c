#include "cli/commands.h"
#include "cli/page_load.h"

#include "cli/study_load.h"
#include "page/files.h"

static ck_status write_page(const ck_arguments *arguments, const ck_loaded_page *loaded, ck_diags *diags) {
    const char *one = ck_argument_text(arguments, "interactive", NULL), *folder = ck_argument_text(arguments, "folder", NULL);
    ck_host_batch batch = ck_host_batch_start();
    ck_status status = CK_OK;
    FILE *out = NULL;
    if (one != NULL) status = ck_host_batch_open(&batch, one, &out, diags);
    if (one != NULL && status >= 0) status = ck_page_write_one(&loaded->bundle, out, diags);
    if (one != NULL && status >= 0) status = ck_host_batch_close(&batch, diags);
    if (folder != NULL && status >= 0) status = ck_page_write_folder(&loaded->bundle, folder, &batch, diags);
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    return status;
}

static int command_report(const ck_arguments *arguments) {
    if (!ck_argument_given(arguments, "interactive") && !ck_argument_given(arguments, "folder")) {
        return ck_usage_error(arguments->command, "say where: --interactive FILE or --folder FOLDER "
                              "(a report without the engine: chokepoint run SCENARIO --report FILE)");
    }
    if (!ck_page_built()) {
        return ck_usage_error(arguments->command, "this program was built without the page; "
                              "the packages of section [needed-for-page] of packages.txt bring it");
    }
    uint64_t threads = ck_processor_count();
    if (!ck_argument_whole(arguments, "threads", 1, 64, &threads)) return 2;
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_loaded_page loaded = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    const ck_page_wish wish = {.game = ck_argument_text(arguments, "game", NULL), .store = ck_argument_text(arguments, "store", NULL),
                               .threads = (uint32_t)threads};
    if (status >= 0) status = ck_load_page(arguments->operand, arguments->operand_count, &wish, &loaded, &diags);
    if (status >= 0) status = ck_host_worse(status, write_page(arguments, &loaded, &diags));
    ck_host_print_diags(stderr, &diags, false);
    ck_loaded_page_free(&loaded);
    ck_host_arena_free(&arena);
    return ck_host_exit_code(status);
}

static const ck_option REPORT_OPTIONS[] = {
    {"interactive", "FILE", "write one HTML file with engine, worlds and page inside; it opens from disk, offline"},
    {"folder", "FOLDER", "write the page as a folder for any static host"},
    {"game", "FILE", "also the escalation game of this file, to be played in the page; fits its emulator with some dozen runs of the engine"},
    {"store", "FOLDER", "keep and reuse these runs there"},
    {"threads", "N", "threads for them (default: all processors)"},
    {NULL, NULL, NULL}};

const ck_command CK_COMMAND_REPORT = {.name = "report",
                                      .summary = "write the interactive page, as one file or as a folder",
                                      .usage = "[SCENARIO...] --interactive FILE | --folder FOLDER",
                                      .description =
                                          "Writes the page in which every measure, date and dial of the scenarios can be moved and "
                                          "the whole engine answers at once, in the browser and without a server. Without a scenario "
                                          "all files of the folder scenarios are in it. A second view checks deals against the shipped law, a third plays the escalation "
                                          "game that --game names. The printable report is another thing: run --report.\n\n"
                                          "The page is described in docs/page.md.",
                                      .example = "chokepoint report scenarios/october-2025.yaml --interactive october.html",
                                      .option = REPORT_OPTIONS,
                                      .least = 0,
                                      .most = 64,
                                      .run = command_report};
