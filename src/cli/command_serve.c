#include "cli/commands.h"
#include "cli/load_kept.h"
#include "cli/page_load.h"
#include "cli/study_load.h"

#include "io/output.h"
#include "page/files.h"
#include "serve/serve.h"

#include <errno.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <stdlib.h>
#include <string.h>

typedef struct serving {
    ck_host_arena arena;
    ck_diags diags;
    ck_loaded_page page;
    ck_kept_law law;
    ck_serve_options options;
    ck_server *server;
} serving;

static bool read_numbers(const ck_arguments *arguments, ck_serve_options *options) {
    uint64_t port = options->port, threads = ck_processor_count(), jobs = options->at_once, queue = options->queue,
             draws = options->draws;
    uint64_t days = options->days, body = options->body >> 10, seconds = (uint64_t)options->seconds,
             patience = (uint64_t)options->patience;
    if (!ck_argument_whole(arguments, "port", 0, 65535, &port) ||
        !ck_argument_whole(arguments, "threads", 1, 256, &threads) ||
        !ck_argument_whole(arguments, "jobs", 1, 64, &jobs) ||
        !ck_argument_whole(arguments, "queue", 0, 1000, &queue) ||
        !ck_argument_whole(arguments, "draws", 0, 1000000, &draws) ||
        !ck_argument_whole(arguments, "days", 1, 36600, &days) ||
        !ck_argument_whole(arguments, "body", 1, CK_HOST_YAML_LIMIT >> 10, &body) ||
        !ck_argument_whole(arguments, "seconds", 1, 604800, &seconds) ||
        !ck_argument_whole(arguments, "patience", 1, 3600, &patience)) {
        return false;
    }
    options->port = (uint16_t)port;
    options->threads = (uint32_t)threads;
    options->at_once = (uint32_t)jobs;
    options->queue = (uint32_t)queue;
    options->draws = (uint32_t)draws;
    options->days = (uint32_t)days;
    options->body = (size_t)body << 10;
    options->seconds = (double)seconds;
    options->patience = (double)patience;
    return true;
}

static ck_status read_texts(const ck_arguments *arguments, serving *work) {
    ck_serve_options *options = &work->options;
    const char *log = ck_argument_text(arguments, "log", NULL), *name = NULL;
    ck_host_list hosts = {.each = sizeof(char *)};
    options->address = ck_argument_text(arguments, "address", options->address);
    options->write = ck_argument_text(arguments, "write", NULL);
    while ((name = ck_argument_each(arguments, "host", hosts.count)) != NULL) {
        const char **slot = ck_host_list_add(&work->arena, &hosts);
        if (slot == NULL) return ck_host_no_memory(&work->diags);
        *slot = name;
    }
    options->host = hosts.item;
    options->host_count = hosts.count;
    if (options->write != NULL) CK_TRY(ck_host_folder_make(options->write, &work->diags));
    if (log != NULL) {
        options->log = strcmp(log, "-") == 0 ? stderr : fopen(log, "a");
        if (options->log == NULL) return ck_host_write_error(&work->diags, "write", log, errno);
    }
    return CK_OK;
}

static ck_status start(const ck_arguments *arguments, serving *work) {
    const ck_loaded_page *page = &work->page;
    CK_TRY(read_texts(arguments, work));
    CK_TRY(ck_load_kept(arguments, &work->arena, &work->law, &work->diags));
    const ck_page_wish wish = {.game = ck_argument_text(arguments, "game", NULL),
                               .store = ck_argument_text(arguments, "store", NULL),
                               .threads = ck_processor_count()};
    ck_status status = ck_load_page(arguments->operand, arguments->operand_count, &wish, &work->page, &work->diags);
    CK_TRY(status);
    ck_serve_world *world = ck_host_take(&work->arena, page->model_count, sizeof *world);
    if (world == NULL) return ck_host_no_memory(&work->diags);
    for (uint32_t k = 0; k < page->model_count; k++) {
        world[k] = (ck_serve_world){page->model[k].host.folder, &page->model[k].host.world, page->model[k].model};
    }
    const ck_serve_content content = {.bundle = &page->bundle,
                                      .scenario = page->scenario,
                                      .scenario_count = page->scenario_count,
                                      .world = world,
                                      .world_count = page->model_count,
                                      .law = &work->law,
                                      .data_folder = ck_data_folder()};
    return ck_host_worse(status, ck_server_start(&content, &work->options, &work->server, &work->diags));
}

static void announce(const serving *work) {
    const ck_serve_options *options = &work->options;
    const bool six = strchr(options->address, ':') != NULL;
    if (!ck_serve_is_loopback(options->address)) {
        fprintf(stderr,
                "chokepoint: warning: whoever reaches %s can use this server: there is no password and nothing is "
                "encrypted\n",
                options->address);
    }
    if (!ck_page_built()) {
        fputs("chokepoint: warning: this program was built without the page; /run, /check and /status answer\n"
              "  hint: the packages of section [needed-for-page] of packages.txt bring it\n",
              stderr);
    }
    printf("Serving %u scenarios at http://%s%s%s:%u/ until Ctrl-C%s%s\n", (unsigned)work->page.scenario_count,
           six ? "[" : "", options->address, six ? "]" : "", (unsigned)ck_server_port(work->server),
           options->write != NULL ? "; results may be saved in " : "", options->write != NULL ? options->write : "");
    fflush(stdout);
}

/* Blocks of jobs go back to the system when they are done with, and threads share their memory: a server that runs for
   weeks holds what it needs now, not the most that it ever needed. */
static void hold_little_memory(void) {
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 1 << 18);
    mallopt(M_ARENA_MAX, 2);
#endif
}

static int command_serve(const ck_arguments *arguments) {
    serving work = {.options = ck_serve_options_default()};
    if (!read_numbers(arguments, &work.options)) return 2;
    hold_little_memory();
    /* Held back before there are threads, which inherit that: the signals are waited for below. */
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    ck_status status = ck_host_diags_make(&work.arena, &work.diags);
    if (status >= 0) {
        pthread_sigmask(SIG_BLOCK, &ends, NULL);
        status = start(arguments, &work);
    }
    ck_host_print_diags(stderr, &work.diags, false);
    if (status >= 0) {
        int signal_number = 0;
        announce(&work);
        sigwait(&ends, &signal_number);
        pthread_sigmask(SIG_UNBLOCK, &ends, NULL); // a second one ends the program at once
    }
    ck_server_stop(work.server);
    if (work.options.log != NULL && work.options.log != stderr) fclose(work.options.log);
    ck_kept_law_free(&work.law);
    ck_loaded_page_free(&work.page);
    ck_host_arena_free(&work.arena);
    return ck_host_exit_code(status);
}

static const ck_option SERVE_OPTIONS[] = {
    {"port", "N", "port (default: 8080; 0: any that is free)"},
    {"address", "ADDRESS", "listen there (default: 127.0.0.1, this machine alone)"},
    {"host", "NAME...", "answer under this name too, may be given several times"},
    {"game", "FILE", "put this escalation game into the page"},
    {"store", "FOLDER", "keep and reuse the runs behind the game there"},
    {"write", "FOLDER", "clients may save results there (default: nothing is written)"},
    {"threads", "N", "threads of a job (default: all processors); results do not depend on it"},
    {"jobs", "N", "jobs at once (default: 1)"},
    {"queue", "N", "jobs that may wait (default: 8)"},
    {"draws", "N", "most draws of a job of three years; fewer for longer ones (default: 2000)"},
    {"days", "N", "most days of a job (default: 3653)"},
    {"seconds", "N", "a job that runs longer is ended (default: 600)"},
    {"body", "KIB", "most KiB of a posted text (default: 4096)"},
    {"patience", "SECONDS", "a request that is not there by then is ended (default: 20)"},
    {"law", "PATH...", "law files or folders for deals, may be given several times (default: the folder law)"},
    {"log", "FILE", "a line for each request (-: standard error)"},
    {NULL, NULL, NULL}};

const ck_command CK_COMMAND_SERVE = {
    .name = "serve",
    .summary = "serve the page, and run ensembles and checks for it",
    .usage = "[SCENARIO...] [options]",
    .description =
        "Serves the page, worlds, scenarios and law from memory on 127.0.0.1, runs the ensembles that are "
        "posted to it on all processors, with progress as it goes, and decides posted deals. Without a "
        "scenario all files of the folder scenarios are in it. Prints the address, and ends with Ctrl-C.\n\n"
        "No file is opened because a client names it, nothing is written unless --write says where, and pages of "
        "other sites are refused. With --address other machines are served as well: there is no password.\n\n"
        "Requests and answers are described in docs/page.md.",
    .example = "chokepoint serve scenarios/october-2025.yaml --port 0",
    .option = SERVE_OPTIONS,
    .least = 0,
    .most = 64,
    .run = command_serve};
