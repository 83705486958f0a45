#include "cli/commands.h"
#include "cli/load_law.h"
#include "cli/progress.h"
#include "cli/tariffs_files.h"

#include "io/import.h"
#include "io/tables.h"
#include "report/tariffs_report.h"
#include "study/tariffs_join.h"
#include "study/tariffs_split.h"
#include "study/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---------------------------------------------------------------- which countries are shown ----------------------- */

typedef struct ranked { uint32_t country; double size; } ranked;

static int by_size(const void *a, const void *b) {
    const double x = ((const ranked *)a)->size, y = ((const ranked *)b)->size;
    return (x < y) - (x > y);
}

/* The focus of the scenario, else the ten countries whose welfare moves most in any step. */
static uint32_t choose(const ck_tariff_study *study, const ck_tariff_scenario *scenario, uint32_t *country, uint32_t most) {
    const uint32_t N = study->table->regions;
    uint32_t count = 0;
    for (uint32_t k = 0; k < scenario->focus_count && count < most; k++) {
        for (uint32_t n = 0; n < N; n++) {
            if (strcmp(study->table->region[n], scenario->focus[k]) == 0 && count < most) country[count++] = n;
        }
    }
    if (count > 0) return count;
    ranked *all = calloc(N, sizeof *all);
    for (uint32_t n = 0; all != NULL && n < N; n++) {
        all[n].country = n;
        for (uint32_t s = 0; s < study->result_count; s++) {
            const double size = study->result[s].country[n].exact;
            if (size * size > all[n].size) all[n].size = size * size;
        }
    }
    if (all == NULL) return 0;
    qsort(all, N, sizeof *all, by_size);
    for (; count < N && count < most; count++) country[count] = all[count].country;
    free(all);
    return count;
}

/* ---------------------------------------------------------------- text -------------------------------------------- */

static void print_step(const ck_tariff_study *study, const ck_tariff_scenario *scenario, uint32_t s, const uint32_t *country, uint32_t count) {
    const ck_tariff_step *step = &scenario->step[s];
    const ck_tariff_result *result = &study->result[s];
    char from[16] = "";
    if (step->from.day != CK_DATE_FIRST.day) ck_date_write(step->from, from);
    printf("\n%s%s%s\n  %s\n", from, from[0] != '\0' ? "  " : "", step->title, step->citation);
    printf("  %-6s %9s %19s %9s %9s %9s %9s %9s %9s\n", "", "welfare", study->draws > 0 ? "nine draws in ten" : "", "real wage", "linear", "terms", "volume", "imports",
           "exports");
    for (uint32_t k = 0; k < count; k++) {
        const ck_tariff_country *c = &result->country[country[k]];
        char band[40] = "";
        if (study->draws > 0) snprintf(band, sizeof band, "%.3f to %.3f", c->band.p05, c->band.p95);
        printf("  %-6s %9.3f %19s %9.3f %9.3f %9.3f %9.3f %9.1f %9.1f\n", study->table->region[country[k]], c->exact, band, c->real_wage,
               c->terms + c->volume, c->terms, c->volume, c->imports, c->exports);
    }
    printf("  residuals: prices %.1e, spending %.1e, trade balance %.1e, numeraire %.1e, Walras %.1e, quotas %.1e; %u sweeps%s\n", result->residual_price,
           result->residual_spending, result->residual_balance, result->residual_numeraire, result->residual_walras, result->residual_quota,
           result->iterations, result->parts > 1 ? ", in parts" : "");
}

static void print_duties(const ck_tariff_study *study, const ck_tariff_scenario *scenario) {
    if (study->duty_count == 0 || study->duty[0].goods == 0) return;   // published averages alone
    printf("\nDuties added, by the text of the law on the day, beside published averages (per cent, weighted by trade of the goods)\n");
    printf("  %-26s %-4s %-4s %-10s %9s %9s %9s %7s\n", "step", "on", "from", "day", "law", "table", "open", "goods");
    for (uint32_t d = 0; d < study->duty_count; d++) {
        const ck_tariff_duty *duty = &study->duty[d];
        const uint32_t more = ck_tariff_duty_repeats(study, scenario, d);
        d += more;
        char on[16] = "", table[24] = "-", others[24] = "";
        if (more > 0) snprintf(others, sizeof others, "  and %u more", more);
        ck_date_write(scenario->step[duty->step].wedge[duty->wedge].on, on);
        if (!isnan(duty->table)) snprintf(table, sizeof table, "%.1f", 100.0 * duty->table);
        printf("  %-26s %-4s %-4s %-10s %9.1f %9s %8.1f%% %7u%s\n", scenario->step[duty->step].id, study->table->region[duty->importer],
               study->table->region[duty->exporter], on, 100.0 * duty->mean, table, 100.0 * duty->open_mean, duty->goods, others);
    }
    printf("  open: share of trade in goods whose duty hangs on facts that nobody gave; what is open counts as nothing\n");
}

/* Who takes the place, step by step, and how much of it the feeder feeds. */
static void print_rerouting(const ck_tariff_study *study, const ck_tariff_scenario *scenario) {
    enum { SHOWN = 6 };
    ck_tariff_seller *row = calloc(study->table->regions, sizeof *row);
    if (study->fed == NULL || row == NULL) {
        free(row);
        return;
    }
    const char *buyer = study->table->region[study->buyer], *feeder = study->table->region[study->feeder];
    printf("\nWho sells to %s, and how much of it is value added of %s (per cent; the %u exporters whose share moves most)\n", buyer, feeder, SHOWN);
    printf("  %-26s %-8s %9s %9s %12s %12s\n", "step", "exporter", "share", "after", "fed by it", "after");
    for (uint32_t s = 0; s < study->result_count; s++) {
        const uint32_t count = ck_tariff_sellers(study, s, row);
        ck_tariff_sellers_by_move(row, count);
        for (uint32_t k = 0; k < SHOWN && k < count; k++) {
            printf("  %-26s %-8s %9.2f %9.2f %12.2f %12.2f\n", k == 0 ? scenario->step[s].id : "", study->table->region[row[k].exporter], row[k].share[0],
                   row[k].share[1], row[k].fed[0], row[k].fed[1]);
        }
    }
    free(row);
}

static void print_gains(const ck_tariff_study *study, const uint32_t *country, uint32_t count) {
    if (study->gains == NULL) return;
    printf("\nGains from trade: real income that would be lost without any, by formula (per cent of the base)\n  %-6s %12s %12s %12s %18s\n", "", "one sector",
           "sectors", "with inputs", "not made at home");
    for (uint32_t k = 0; k < count; k++) {
        const cki_trade_gains *gains = &study->gains[country[k]];
        printf("  %-6s %12.2f %12.2f %12.2f %18.2f\n", study->table->region[country[k]], gains->one_sector, gains->sectors, gains->inputs, 100.0 * gains->unmade);
    }
    printf("  not made at home: share of final spending on sectors without an own maker, for which the formula knows no limit: left out of the others\n");
}

static void print_move(const ck_tariff_study *study, const ck_tariff_move *move) {
    double low = (double)INFINITY, high = -(double)INFINITY;
    for (uint32_t j = 0; j < study->table->sectors; j++) {
        if (isnan(move->rate[j])) continue;
        low = fmin(low, move->rate[j]);
        high = fmax(high, move->rate[j]);
    }
    printf("  %5u  %-6s %8.1f %8.1f to %5.1f %9.4f %10.4f", move->round, study->table->region[move->player], 100.0 * move->uniform, 100.0 * low, 100.0 * high,
           move->gain, move->welfare[move->player]);
}

static void print_games(const ck_tariff_study *study) {
    const ck_tariff_games *g = study->games;
    if (g == NULL) return;
    printf("\nThe tariff game (full model with inputs; rates by sector; per cent)\n  %5s  %-6s %8s %17s %9s %10s", "round", "player", "one rate", "by sector", "gain",
           "own");
    for (uint32_t k = 0; k < g->player_count && k < 6; k++) printf(" %9s", study->table->region[g->player[k]]);
    printf("\n  when nobody answers\n");
    for (uint32_t a = 0; a < g->player_count + g->move_count; a++) {
        const ck_tariff_move *move = a < g->player_count ? &g->alone[a] : &g->move[a - g->player_count];
        if (a == g->player_count) printf("  answers in turn\n");
        print_move(study, move);
        for (uint32_t k = 0; k < g->player_count && k < 6; k++) printf(" %9.4f", move->welfare[g->player[k]]);
        printf("\n");
    }
    printf("  %s; scan of %u rates a sector and of one rate for all: ", g->settled ? "settled" : "not settled in these rounds", g->scan_points + 1);
    for (uint32_t k = 0; k < g->player_count; k++) {
        const ck_tariff_deviation_text text = ck_tariff_deviation_words(study, &g->deviation[k]);
        printf("%s%s gains %.1e (%s at %.1f)", k > 0 ? ", " : "", study->table->region[g->player[k]], text.gain, text.sector, text.rate);
    }
    double mean = 0.0, welfare = 0.0, worst = 0.0;
    const uint32_t N = study->table->regions;
    for (uint32_t n = 0; n < N; n++) {
        mean += 100.0 * g->nash_tariff[n] / N;
        welfare += g->nash_welfare[n] / N;
        worst = fmax(worst, g->nash_deviation[n].gain);
    }
    printf("\n  everybody against everybody, one rate each, without inputs (3 N equations): mean tariff %.1f, mean real income %.2f; the best deviation in a scan gains %.1e\n"
           "  (%u equilibria, %.1f s)\n", mean, welfare, worst, g->equilibria, g->seconds);
}

static void print_joined(const ck_tariff_study *study, const ck_joined *joined) {
    if (joined == NULL) return;
    double value = 0.0, taxed[2] = {0};
    for (uint32_t k = 0; k < joined->wedge_count; k++) {
        value += joined->wedge[k].value_usd;
        for (int b = 0; b < 2; b++) taxed[b] += joined->wedge[k].value_usd * joined->wedge[k].wedge[b];
    }
    printf("\nEnd of adjustment after a run of the daily engine (%s, %s to %s)\n", joined->title, joined->from, joined->to);
    printf("  controlled exports %s a year, on %u flows of the table\n", ck_words_money(value).text, joined->cells);
    for (uint32_t b = 0; b < 2 && value > 0.0; b++) {
        const ck_tariff_result *result = &study->result[study->result_count - 2 + b];
        double world = 0.0;
        for (uint32_t n = 0; n < study->table->regions; n++) world += 0.01 * result->country[n].exact * study->income[n];
        printf("  %s: mean wedge %.1f %%, the world's real income changes by %s a year\n", b == 0 ? "by quantity (long-run elasticities)" : "at the prices of the last months (upper bound)",
               100.0 * taxed[b] / value, ck_words_money(ck_tariffs_usd(study->table, world)).text);
    }
    printf("  on the way, by the daily engine: %s of value added lost over the run\n",
           isnan(joined->lost_value_added_usd) ? "-" : ck_words_money(joined->lost_value_added_usd).text);
}

static void print_answer(const ck_tariff_study *study, const ck_tariff_scenario *scenario, const ck_joined *joined) {
    uint32_t country[64];
    const uint32_t count = choose(study, scenario, country, scenario->focus_count > 0 ? 64 : 10);
    char digest[17];
    ck_host_digest_text(study->digest, digest);
    printf("%s\n%s, %u regions, %u sectors; deficits %s; per cent of the base\n", scenario->title, study->table->name, study->table->regions,
           study->table->sectors, scenario->balanced ? "removed first" : "kept");
    for (uint32_t s = 0; s < study->result_count; s++) print_step(study, scenario, s, country, count);
    print_duties(study, scenario);
    print_rerouting(study, scenario);
    print_gains(study, country, count);
    print_games(study);
    print_joined(study, joined);
    printf("\nWelfare is exact: income over prices. The linear number values all new trade at the first tariffs and prices, as published tables do; from a base without tariffs it\n"
           "holds terms of trade alone, and the gap to the exact one is the trade that the tariffs have stopped.\n");
    printf("What remains when prices, sourcing and wages have adjusted, not the way there. An analysis with stated assumptions, not a forecast.\n");
    printf("(%u draws of elasticities", study->draws);
    if (study->draws_failed > 0) printf(", %u more without a solution", study->draws_failed);
    printf(", digest %s, %.1f s)\n", digest, study->seconds);
}

/* ---------------------------------------------------------------- the command ------------------------------------- */

static ck_status write_report(const char *path, const ck_arguments *arguments, const ck_io_import *imported, const ck_tariff_study *study,
                              const ck_tariff_scenario *scenario, const ck_joined *joined, ck_host_arena *arena, ck_diags *diags) {
    const char *source = ck_host_join(arena, imported->table.name, ", ", ck_argument_text(arguments, "table", ""));
    const ck_tariffs_report_input input = {.study = study, .scenario = scenario, .command = ck_arguments_words(arguments, arena),
                                           .table_source = source != NULL ? source : "", .joined = joined, .headline = ck_tariffs_headline(scenario)};
    ck_host_batch batch = ck_host_batch_start();
    FILE *out = NULL;
    ck_status status = ck_host_batch_open(&batch, path, &out, diags);
    if (status >= 0) {
        ck_tariffs_report_write(out, &input);
        status = ck_host_batch_close(&batch, diags);
    }
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    return status;
}

static ck_status read_law(const ck_arguments *arguments, ck_host_arena *arena, ck_host_law *law, ck_diags *diags) {
    uint32_t count = 0;
    const char *const *path = ck_law_paths(arguments, CK_NONE, arena, &count, diags);
    if (path == NULL) return CK_E_MEMORY;
    if (count == 0) return CK_E_MISSING;
    return ck_host_law_read(path, count, law, diags);
}

static int command_tariffs(const ck_arguments *arguments) {
    const char *kind = ck_argument_text(arguments, "kind", "wiod"), *path = ck_argument_text(arguments, "table", NULL);
    if (path == NULL) {
        return ck_usage_error(&CK_COMMAND_TARIFFS, "--table is missing: the long run needs an input-output table, such as the free WIOD release of 2013 "
                              "(docs/long-run.md says where tables come from)");
    }
    if (!ck_io_kind_known(kind)) return ck_usage_error(&CK_COMMAND_TARIFFS, "there is no kind of table \"%s\"; \"import --help\" lists them", kind);
    uint64_t year = 0, draws = UINT64_MAX, threads = 0;
    if (!ck_argument_whole(arguments, "year", 1900, 2100, &year) || !ck_argument_whole(arguments, "draws", 0, 100000, &draws) ||
        !ck_argument_whole(arguments, "threads", 1, 1024, &threads)) {
        return 2;
    }
    const char *gains = ck_argument_text(arguments, "gains", NULL);
    double elasticity = 0.0;
    if (gains != NULL && (ck_host_number(gains, strlen(gains), &elasticity) < 0 || !(elasticity > 0.0 && elasticity <= 100.0))) {
        return ck_usage_error(&CK_COMMAND_TARIFFS, "--gains is \"%s\"; expected an elasticity above 0 and up to 100, such as 5", gains);
    }
    const char *by = ck_argument_text(arguments, "tariffs", "law");
    const bool follow_law = strcmp(by, "law") == 0;
    if (!follow_law && strcmp(by, "table") != 0) return ck_usage_error(&CK_COMMAND_TARIFFS, "--tariffs is \"%s\"; expected law or table", by);
    const bool json = ck_argument_given(arguments, "json");
    ck_progress progress = ck_progress_start();
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_io_import imported = {0};
    ck_tariff_scenario scenario = {0};
    ck_tariff_study *study = NULL;
    ck_host_law law = {0};
    ck_joined joined = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = ck_tariff_scenario_read(arguments->operand[0], &scenario, &diags);
    if (status >= 0) {
        const ck_import_options options = {.year = (int32_t)year, .clip = true, .progress = ck_progress_show, .user = &progress};
        status = ck_io_import_read(kind, path, options, &imported, &diags);
    }
    if (status >= 0 && ck_argument_given(arguments, "games") && scenario.game.rounds == 0) {
        status = ck_diags_add(&diags, CK_E_MISSING, ck_host_whole(scenario.path), "the scenario has no game to play",
                              "add games: {players: [USA, CHN]}, or leave out --games", NULL);
    }
    ck_split_table split = {0};
    if (status >= 0 && scenario.split.region != NULL) {
        status = ck_tariff_split_table(&imported.table, &scenario.split, &split, &diags);
        if (status >= 0) imported.table = split.table;
    }
    const char *run = ck_argument_text(arguments, "from-run", NULL);
    if (status >= 0 && run != NULL) status = ck_tariff_join(run, &imported.table, &scenario, &joined, &diags);
    if (status >= 0 && follow_law && scenario.goods_count > 0) status = read_law(arguments, &arena, &law, &diags);
    if (status >= 0) {
        const ck_tariff_options options = {.draws = draws == UINT64_MAX ? scenario.draws : (uint32_t)draws, .threads = (uint32_t)threads,
                                           .law = law.law != NULL ? &law : NULL, .games = ck_argument_given(arguments, "games"), .gains_elasticity = elasticity,
                                           .progress = ck_progress_show, .user = &progress};
        status = ck_tariff_study_run(&imported.table, &scenario, options, &study, &diags);
    }
    ck_progress_show(&progress, "", 1.0);
    const char *folder = ck_argument_text(arguments, "out", NULL);
    if (status >= 0 && folder != NULL) status = ck_tariffs_write_tables(folder, study, &scenario, run != NULL ? &joined : NULL, &diags);
    const char *report = ck_argument_text(arguments, "report", NULL);
    if (status >= 0 && report != NULL) status = write_report(report, arguments, &imported, study, &scenario, run != NULL ? &joined : NULL, &arena, &diags);
    ck_host_print_diags(stderr, &diags, json);
    if (status >= 0 && json) ck_tariffs_print_json(study, &scenario, run != NULL ? &joined : NULL);
    else if (status >= 0) print_answer(study, &scenario, run != NULL ? &joined : NULL);
    ck_tariff_study_free(study);
    ck_host_law_free(&law);
    ck_io_import_free(&imported);
    ck_split_table_free(&split);
    ck_tariff_scenario_free(&scenario);
    ck_joined_free(&joined);
    ck_host_arena_free(&arena);
    return ck_host_exit_code(status);
}

static const ck_option TARIFFS_OPTIONS[] = {
    {"table", "FILE-OR-FOLDER", "the input-output table (see \"import --help\")"},
    {"kind", "KIND", "its layout (default: wiod)"},
    {"year", "YEAR", "which year, where a folder holds several"},
    {"draws", "N", "draws of the elasticities (default: as the scenario says)"},
    {"threads", "N", "threads for the draws (default: all of the machine; results do not depend on it)"},
    {"tariffs", "law|table", "wedges that follow the law: its text on the day (default), or the scenario's published averages"},
    {"law", "PATH...", "the law to ask (default: the shipped law)"},
    {"from-run", "FOLDER", "a folder that `run --out` wrote: what its licences and bans lead to in the end, as a further step"},
    {"games", NULL, "play the scenario's tariff game: best tariffs, answers in turn, Nash tariffs"},
    {"gains", "ELASTICITY", "what all trade is worth to each region, in closed form; ELASTICITY is that of all sectors taken as one, such as 5"},
    {"out", "FOLDER", "write welfare.csv, trade.csv, rerouting.csv, sectors.csv, duties.csv, games.csv; with --gains gains.csv; with --from-run end_of_adjustment.csv for `run --long-run`"},
    {"report", "FILE", "write an HTML report: map, winners and losers, sectors, fans, welfare in three ways"},
    {"json", NULL, "results as JSON on standard output"},
    {NULL, NULL, NULL}};

const ck_command CK_COMMAND_TARIFFS = {.name = "tariffs",
                                       .summary = "what remains of tariffs and bans in the long run",
                                       .usage = "SCENARIO --table FILE-OR-FOLDER [options]",
                                       .description = "Solves the trade equilibrium after every step of a scenario of tariffs, export taxes, trade costs and "
                                                      "embargoes, with sectors and input-output links (exact hat algebra), and prints welfare in its "
                                                      "three ways, real wages and trade by country, with the residual of every equation.\n\n"
                                                      "The scenario, the equations and their limits are in docs/long-run.md.",
                                       .example = "chokepoint tariffs scenarios/tariffs/us-china.yaml --table wiod2013 --year 2011",
                                       .option = TARIFFS_OPTIONS,
                                       .least = 1,
                                       .most = 1,
                                       .run = command_tariffs};
