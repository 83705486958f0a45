#include "cli/commands.h"
#include "cli/network_esri.h"
#include "cli/network_firms.h"
#include "cli/network_generate.h"
#include "cli/progress.h"
#include "cli/study_load.h"

#include "base/base.h"

#include <string.h>

/* ---------------------------------------------------------------- options ----------------------------------------- */

typedef struct behaviour { const char *word; uint32_t bit; } behaviour;

/* Words of a list that ends with NULL; `known` says them all for the message. */
static bool read_compat(const char *text, const behaviour *list, const char *known, uint32_t *compat) {
    while (text != NULL && *text != '\0') {
        const size_t length = strcspn(text, ",");
        size_t k = 0;
        while (list[k].word != NULL && !cki_text_equal_part(list[k].word, text, length)) k++;
        if (list[k].word == NULL) {
            (void)ck_usage_error(&CK_COMMAND_NETWORK, "--compat does not know \"%.*s\"; it is %s", (int)length, text,
                                 known);
            return false;
        }
        *compat |= list[k].bit;
        text += length + (text[length] == ',');
    }
    return true;
}

#define X(name, word, meaning) {word, name},
static const behaviour ESRI_COMPAT[] = {CK_ESRI_COMPAT_LIST(X){"all", CK_ESRI_COMPAT_ALL}, {NULL, 0}},
                       FIRMS_COMPAT[] = {CK_FIRMS_COMPAT_LIST(X){"inoue", CK_FIRMS_COMPAT_ALL}, {NULL, 0}};
#undef X

static bool read_stop(const ck_arguments *arguments, ck_esri_options *options) {
    const char *stop = ck_argument_text(arguments, "stop", "decrease"),
               *epsilon = ck_argument_text(arguments, "epsilon", NULL);
    if (strcmp(stop, "decrease") != 0 && strcmp(stop, "growth") != 0) {
        (void)ck_usage_error(&CK_COMMAND_NETWORK, "--stop is \"%s\"; expected decrease or growth", stop);
        return false;
    }
    options->stop = strcmp(stop, "growth") == 0 ? CK_ESRI_STOP_GROWTH : CK_ESRI_STOP_DECREASE;
    if (epsilon == NULL) return true;
    if (ck_host_number(epsilon, strlen(epsilon), &options->epsilon) >= 0 && options->epsilon >= 0.0 &&
        options->epsilon < 1.0)
        return true;
    (void)ck_usage_error(&CK_COMMAND_NETWORK, "--epsilon is \"%s\"; it must be a number from 0 to below 1", epsilon);
    return false;
}

/* An option of another way to use the command would change nothing: it is an error. `given` ends with NULL. */
static bool refuse_options(const ck_arguments *arguments, const char *const *given, const char *why) {
    for (; *given != NULL; given++) {
        if (!ck_argument_given(arguments, *given)) continue;
        (void)ck_usage_error(&CK_COMMAND_NETWORK, "--%s %s", *given, why);
        return false;
    }
    return true;
}

/* ---------------------------------------------------------------- the network ------------------------------------- */

/* Every input in one role: `all` essential or `none`. */
static ck_status one_role(ck_network_import *network, uint8_t role, ck_diags *diags) {
    const size_t cells = (size_t)network->sectors.count * network->sectors.count;
    network->essential = ck_host_take(&network->arena, cells, 1);
    if (network->essential == NULL) return ck_host_no_memory(diags);
    memset(network->essential, role, cells);
    return CK_OK;
}

/* What final demand buys is output that no failure in the network takes away: part of a firm's revenue and of its
   weight, where the list of firms does not give these itself. */
static ck_status count_final_demand(ck_network_import *network, ck_diags *diags) {
    if (network->final_demand == NULL || (network->revenue != NULL && network->weight != NULL)) return CK_OK;
    const ck_network_view view = ck_network_see(network->network);
    double *output = ck_host_take(&network->arena, view.firms, sizeof *output);
    if (output == NULL) return ck_host_no_memory(diags);
    for (uint32_t f = 0; f < view.firms; f++) output[f] = view.sold[f] + network->final_demand[f];
    if (network->revenue == NULL) network->revenue = output;
    if (network->weight != NULL) return CK_OK;
    network->weight = output;
    network->weights = 1;
    return CK_OK;
}

static ck_status read_network(const ck_arguments *arguments, bool as_listed, ck_progress *progress,
                              ck_network_import *network, ck_diags *diags) {
    const char *essential = ck_argument_text(arguments, "essential", NULL);
    const bool all = essential != NULL && strcmp(essential, "all") == 0,
               none = essential != NULL && strcmp(essential, "none") == 0;
    const ck_network_paths paths = {.links = arguments->operand[0], .firms = ck_argument_text(arguments, "firms", NULL),
                                    .essential = all || none ? NULL : essential,
                                    .final_demand = ck_argument_text(arguments, "final-demand", NULL),
                                    .as_listed = as_listed};
    const ck_status status = ck_network_import_paths(paths, ck_progress_show, progress, network, diags);
    ck_progress_show(progress, "", 1.0);
    if (status >= 0 && (all || none)) CK_TRY(one_role(network, all ? 2 : 1, diags));
    return status;
}

static void print_network(const ck_network_import *network) {
    const ck_network_view view = ck_network_see(network->network);
    double value = 0.0, final = 0.0;
    uint32_t buyers = 0, sellers = 0;
    for (uint32_t f = 0; f < view.firms; f++) {
        value += view.sold[f];
        if (network->final_demand != NULL) final += network->final_demand[f];
        buyers += view.purchase_first[f + 1] > view.purchase_first[f];
        sellers += view.sale_first[f + 1] > view.sale_first[f];
    }
    printf("%u firms in %u sectors, %u links worth %g; %u firms buy (at most from %u), %u sell (at most to %u)\n",
           view.firms, view.sectors, view.links, value, buyers, view.most_suppliers, sellers, view.most_buyers);
    if (network->final_demand != NULL) printf("final demand worth %g\n", final);
}

static bool choose_markets(const ck_arguments *arguments, const ck_network_import *network, ck_esri_options *options,
                           const char **word) {
    *word = ck_argument_text(arguments, "replace", network->market != NULL ? "market" : "none");
    if (strcmp(*word, "none") == 0) return true;
    if (strcmp(*word, "sector") == 0) {
        options->market = network->sector;
        return true;
    }
    if (strcmp(*word, "market") == 0 && network->market != NULL) {
        options->market = network->market;
        return true;
    }
    if (strcmp(*word, "market") == 0)
        (void)ck_usage_error(&CK_COMMAND_NETWORK, "--replace market needs a column market in the list of firms");
    else (void)ck_usage_error(&CK_COMMAND_NETWORK, "--replace is \"%s\"; expected none, market or sector", *word);
    return false;
}

/* ---------------------------------------------------------------- the command ------------------------------------- */

typedef struct wanted { ck_esri_options options; uint64_t threads, top, largest; bool json; } wanted;

static int run_days(const ck_arguments *arguments, const wanted *want, uint32_t compat, ck_network_import *network,
                    ck_progress *progress, ck_diags *diags, ck_status *status) {
    const ck_firms_wanted firms = {.events = ck_argument_text(arguments, "events", NULL),
                                   .shocks = ck_argument_text(arguments, "shocks", NULL),
                                   .folder = ck_argument_text(arguments, "out", NULL),
                                   .recorded = ck_argument_text(arguments, "against", NULL),
                                   .snapshots = ck_argument_text(arguments, "snapshots", NULL),
                                   .compat = compat,
                                   .threads = (uint32_t)want->threads,
                                   .top = (uint32_t)want->top,
                                   .json = want->json};
    return ck_firms_answer(&firms, network, ck_progress_show, progress, diags, status);
}

static int measure(const ck_arguments *arguments, const wanted *want, ck_network_import *network, ck_progress *progress,
                   ck_diags *diags, ck_status *status) {
    ck_network_scenarios scenarios = {0};
    ck_network_answer answer = {
        .network = network, .scenarios = &scenarios, .options = want->options, .threads = (uint32_t)want->threads};
    answer.options.essential = network->essential;
    answer.options.revenue = network->revenue;
    answer.options.costs = network->costs;
    answer.options.weight = network->weight;
    answer.options.weights = network->weights;
    if (!choose_markets(arguments, network, &answer.options, &answer.replace)) return 2;
    *status = ck_network_scenarios_read(arguments, network, want->largest, &scenarios, diags);
    if (*status >= 0) *status = ck_network_answer_make(&answer, ck_progress_show, progress, diags);
    ck_progress_show(progress, "", 1.0);
    const char *out = ck_argument_text(arguments, "out", NULL);
    if (*status >= 0 && out != NULL) *status = ck_network_answer_write(&answer, out, diags);
    if (*status >= 0 && want->json) ck_network_answer_json(&answer);
    else if (*status >= 0) ck_network_answer_print(&answer, (uint32_t)want->top);
    ck_network_answer_free(&answer);
    ck_network_scenarios_free(&scenarios);
    return ck_host_exit_code(*status);
}

static int generate(const ck_arguments *arguments) {
    static const char *const other[] = {"essential", "final-demand", "esri", "fail",    "scenarios",
                                        "largest",   "replace",      "stop", "epsilon", "iterations",
                                        "compat",    "threads",      "top",  "json",    "events",
                                        "shocks",    "against",      "snapshots", NULL};
    if (!refuse_options(arguments, other, "has nothing to do with making a network")) return 2;
    uint64_t firms = 1000, links = 5, sectors = 20, seed = 1, written = 0;
    if (!ck_argument_whole(arguments, "firms", 2, UINT32_MAX / 2, &firms) ||
        !ck_argument_whole(arguments, "links-per-firm", 1, 1000, &links) ||
        !ck_argument_whole(arguments, "sectors", 1, 5000, &sectors) ||
        !ck_argument_whole(arguments, "seed", 0, INT64_MAX, &seed)) {
        return 2;
    }
    const char *folder = ck_argument_text(arguments, "out", NULL);
    if (folder == NULL) return ck_usage_error(&CK_COMMAND_NETWORK, "--out is missing: the folder for the made network");
    if (sectors > firms)
        return ck_usage_error(&CK_COMMAND_NETWORK, "--sectors is above --firms; every sector needs a firm");
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    const ck_network_recipe recipe = {(uint32_t)firms, (uint32_t)sectors, (double)links, seed};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = ck_network_generate(recipe, folder, &written, &diags);
    if (status >= 0)
        printf("%s: %llu firms in %llu sectors, %llu links (made, seed %llu)\n", folder, (unsigned long long)firms,
               (unsigned long long)sectors, (unsigned long long)written, (unsigned long long)seed);
    ck_host_print_diags(stderr, &diags, false);
    ck_host_arena_free(&arena);
    return ck_host_exit_code(status);
}

static int command_network(const ck_arguments *arguments) {
    static const char *const of_generate[] = {"links-per-firm", "sectors", "seed", NULL};
    static const char *const of_esri[] = {"fail", "scenarios", "largest",    "replace",
                                          "stop", "epsilon",   "iterations", NULL};
    static const char *const of_days[] = {"shocks", "against", "snapshots", NULL};
    static const char *const of_both[] = {"compat", "threads", "top", "out", "json", NULL};
    if (strcmp(arguments->operand[0], "generate") == 0) return generate(arguments);
    const bool esri = ck_argument_given(arguments, "esri"), days = ck_argument_given(arguments, "events");
    if (esri && days) return ck_usage_error(&CK_COMMAND_NETWORK, "--esri and --events are two questions; ask one");
    if (!refuse_options(arguments, of_generate, "makes a network; write \"network generate\"") ||
        (!esri && !refuse_options(arguments, of_esri, "belongs to --esri, which is missing")) ||
        (!days && !refuse_options(arguments, of_days, "belongs to --events FILE, which is missing")) ||
        (!esri && !days &&
         !refuse_options(arguments, of_both,
                         "measures; --esri and --events are missing, without them the network is only described"))) {
        return 2;
    }
    if (ck_argument_given(arguments, "snapshots") && !ck_argument_given(arguments, "out"))
        return ck_usage_error(&CK_COMMAND_NETWORK, "--snapshots go to the folder of --out, which is missing");
    wanted want = {.options = ck_esri_options_default(), .threads = ck_processor_count(), .top = 20,
                   .json = ck_argument_given(arguments, "json")};
    uint64_t iterations = want.options.iterations;
    if (!ck_argument_whole(arguments, "threads", 1, 256, &want.threads) ||
        !ck_argument_whole(arguments, "top", 1, UINT32_MAX, &want.top) ||
        !ck_argument_whole(arguments, "largest", 1, UINT32_MAX, &want.largest) ||
        !ck_argument_whole(arguments, "iterations", 1, UINT32_MAX - 1, &iterations) ||
        !read_stop(arguments, &want.options)) {
        return 2;
    }
    uint32_t compat = 0;
    const char *words = ck_argument_text(arguments, "compat", NULL);
    if (!(days ? read_compat(words, FIRMS_COMPAT, "inoue, or some of P1,P2,P3,P4,P5,P6,P7", &compat)
               : read_compat(words, ESRI_COMPAT, "all, or some of E1,E2", &want.options.compat)))
        return 2;
    want.options.iterations = (uint32_t)iterations;
    const bool sets = ck_argument_given(arguments, "fail") || ck_argument_given(arguments, "scenarios");
    if (sets && want.largest > 0)
        return ck_usage_error(&CK_COMMAND_NETWORK, "--largest and given sets of failures exclude each other");
    ck_progress progress = ck_progress_start();
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_network_import network = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = read_network(arguments, (compat & CK_FIRMS_P6) != 0, &progress, &network, &diags);
    if (status >= 0 && esri) status = count_final_demand(&network, &diags) < 0 ? CK_E_MEMORY : status;
    int code = ck_host_exit_code(status);
    if (status >= 0 && !want.json) print_network(&network);
    if (status >= 0 && days) code = run_days(arguments, &want, compat, &network, &progress, &diags, &status);
    if (status >= 0 && esri) code = measure(arguments, &want, &network, &progress, &diags, &status);
    ck_host_print_diags(stderr, &diags, want.json);
    ck_network_import_free(&network);
    ck_host_arena_free(&arena);
    return code;
}

static const ck_option NETWORK_OPTIONS[] = {
    {"firms", "FILE|N",
     "list of firms: firm, sector, market, revenue, costs, weight_1, ...; generate: how many (1000)"},
    {"essential", "FILE|all|none",
     "roles of inputs by sector of the good and of the buyer (default: the folder's file, else none)"},
    {"final-demand", "FILE", "final demand (firm, amount): part of revenue and weight"},
    {"esri", NULL, "the economic systemic risk index of every firm"},
    {"fail", "FIRM,FIRM...", "only these failures, together; once for each scenario"},
    {"scenarios", "FILE", "scenario, firm and, for partial shocks, down and up (0 to 1)"},
    {"largest", "N", "only single failures of the N firms that sell most"},
    {"replace", "none|market|sector", "whose firms replace each other (default: market where firms have one)"},
    {"stop", "decrease|growth", "the stopping rule (decrease)"},
    {"epsilon", "NUMBER", "its tolerance"},
    {"iterations", "N", "at most"},
    {"events", "FILE", "shocks and rules day by day (docs/networks.md), or the params.json of a recorded run"},
    {"shocks", "FILE", "firms hit in a recorded run (default: shocks.csv beside the links)"},
    {"against", "FOLDER", "compare with recorded tables; exit status 1 when an error is above its tolerance"},
    {"snapshots", "DAY,DAY...", "days of which --out writes firms and deliveries"},
    {"compat", "WORDS", "as the published programs do: E1,E2 or all with --esri; P1 to P7 or inoue with --events"},
    {"threads", "N", "default: all of the machine; results do not depend on it"},
    {"top", "N", "rows shown (20)"},
    {"links-per-firm", "N", "generate: links for each firm on average (5)"},
    {"sectors", "N", "generate: sectors (20)"},
    {"seed", "N", "generate: equal seeds give equal files (1)"},
    {"out", "FILE|FOLDER", "write all rows as CSV; --events: a folder of tables; generate: the folder"},
    {"json", NULL, "results as JSON"},
    {NULL, NULL, NULL}};

const ck_command CK_COMMAND_NETWORK = {
    .name = "network",
    .summary = "firm networks: shocks and rules day by day, and the systemic risk of every firm",
    .usage = "LINKS-OR-FOLDER | generate [options]",
    .description = "Reads a list of links (supplier, buyer, value) or a folder with links.csv, firms.csv and "
                   "essentiality.csv, and describes the network. With --events it runs day by day under shocks, "
                   "restrictions, transport and demand rules (firm-level ARIO); with --esri it ranks firms by the "
                   "share of the network's output that their failure takes away, with the sensitivity to the "
                   "stopping rule. The word generate makes a network with heavy tails instead.\n\nFormats and equations "
                   "are in docs/networks.md.",
    .example = "chokepoint network links.csv --firms firms.csv --essential essentiality.csv --esri --out esri.csv",
    .option = NETWORK_OPTIONS,
    .least = 1,
    .most = 1,
    .run = command_network};
