#include "cli/commands.h"
#include "cli/load.h"
#include "cli/play_turns.h"
#include "cli/study_load.h"

#include "study/law_apply.h"
#include "study/play.h"
#include "study/words.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *const FUTURE[CK_FUTURE_COUNT] = {"package deal", "tit for tat", "full escalation"};
static const char *const FUTURE_ID[CK_FUTURE_COUNT] = {"package_deal", "tit_for_tat", "full_escalation"};
static const char *const AIM[CK_AIM_COUNT] = {
#define X(name, meaning) #name,
    CK_AIM_LIST(X)
#undef X
};
static const char *const LADDER[CK_LADDER_COUNT] = {"wait", "up", "down", "offer", "accept"};

typedef struct loaded_play {
    ck_play_spec spec;
    ck_host_scenario scenario;
    ck_loaded_model model;
    ck_play_engine engine;
    ck_play_study study;
} loaded_play;

/* The game file alone, so that side, seed and log may be checked before anything takes time. */
static ck_status load(loaded_play *loaded, const char *store, ck_diags *diags) {
    CK_TRY(ck_host_scenario_read(loaded->spec.scenario, ck_data_folder(), &loaded->scenario, diags));
    CK_TRY(ck_load_model(loaded->scenario.world, &loaded->model, diags));
    CK_TRY(ck_law_apply(&loaded->scenario, &loaded->model.host.world, loaded->model.model, ck_data_folder(), diags));
    return ck_play_engine_make(&loaded->spec, loaded->model.model, &loaded->scenario.spec, store,
                               loaded->spec.game.weeks, &loaded->engine, diags);
}

static void free_loaded(loaded_play *loaded) {
    ck_play_study_free(&loaded->study);
    ck_play_engine_free(&loaded->engine);
    ck_loaded_model_free(&loaded->model);
    ck_host_scenario_free(&loaded->scenario);
    ck_play_spec_free(&loaded->spec);
}

static void print_odds(const ck_play_spec *spec, const ck_play_study *study) {
    printf("\nOdds over time, mean and nine draws in ten of the uncertain numbers\n  %-12s %-22s %-22s %-22s\n",
           "after", FUTURE[0], FUTURE[1], FUTURE[2]);
    for (uint32_t r = 0; r < spec->game.round_count; r++) {
        const uint32_t week = r + 1 < spec->game.round_count ? spec->game.round[r + 1].week : spec->game.weeks;
        printf("  %-12s", ck_words_date(ck_play_date(spec, week)).text);
        for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++) {
            const ck_band band = study->odds[r * CK_FUTURE_COUNT + e];
            printf(" %3.0f %% (%3.0f to %3.0f)    ", 100 * study->mean_odds[r * CK_FUTURE_COUNT + e], 100 * band.p05,
                   100 * band.p95);
        }
        fputc('\n', stdout);
    }
    printf("Package deal: an accepted offer is in force. Full escalation: both sides' mean intensity is at least %.2f "
           "for %.0f weeks. Tit for tat: everything else.\n",
           spec->game.full_index, spec->game.full_weeks);
}

static void print_losses(const ck_play_spec *spec, const ck_play_study *study) {
    puts("\nWho is hurt on each path, billion USD over the game, mean (below 0: a gain)");
    for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++) {
        printf("  %s (%u futures)\n", FUTURE[e], study->ended[e]);
        if (study->ended[e] == 0) puts("    no future ended so: nothing is known of who would be hurt");
        for (uint32_t a = 0; a < spec->game.actor_count && study->ended[e] > 0; a++) {
            printf("    %-16s", spec->actor[a].name);
            for (uint32_t k = 0; k < CK_AIM_COUNT; k++) {
                if (a < CK_PLAY_SIDES || k <= CK_AIM_defence || k == CK_AIM_fiscal)
                    printf(" %s %.1f", AIM[k], study->loss[e][a][k]);
            }
            fputc('\n', stdout);
        }
    }
    puts("Strategic and defence losses are part of growth, shown apart because governments weigh them on top.");
}

static void print_draws(const ck_play_study *study) {
    if (study->draws_solved == 0) return;
    printf(
        "\nThe ladder game was solved for each of %u draws; in %u of them some stage did not settle, %u stages in all; "
        "largest last change of a chance %.1e\n",
        study->draws_solved, study->draws_unsettled, study->stages_unsettled, study->draws_residual);
}

static void print_drivers(const ck_play_spec *spec, const ck_play_study *study) {
    puts("\nWhat the odds hinge on (rank correlation with the final odds)");
    for (uint32_t k = 0; k < spec->number_count && k < 10; k++) {
        const ck_play_driver *driver = &study->driver[k];
        const ck_play_number *number = &spec->number[driver->number];
        printf("  %-36s %g (%g to %g, %s): deal %+.2f, full escalation %+.2f\n", number->name, number->value,
               number->low, number->high, ck_grade_word(number->grade), driver->correlation[CK_FUTURE_DEAL],
               driver->correlation[CK_FUTURE_FULL]);
    }
}

static void print_solution(const ck_play_spec *spec, const ck_play_study *study) {
    const ck_solution *solution = &study->solution;
    ck_position position;
    ck_position_start(&spec->game, &study->emulator, (ck_random){0}, &position);
    const ck_ladder_state state = ck_ladder_of(&spec->game, &position);
    puts("\nThe ladder game solved, central values: chances in the first round");
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        for (int firm = 1; firm >= 0; firm--) {
            double chance[CK_LADDER_COUNT];
            ck_solution_chance(solution, 0, state, position.belief, s, firm, chance);
            printf("  %-16s %-14s", spec->actor[s].name, firm ? "firm:" : "accommodating:");
            for (uint32_t m = 0; m < CK_LADDER_COUNT; m++) printf(" %s %.2f", LADDER[m], chance[m]);
            fputc('\n', stdout);
        }
    }
    printf("  a deal is in force at the end with chance %.2f; mean rungs (0 deal, 3 full) %.2f and %.2f\n",
           solution->deal_share[solution->rounds - 1], solution->mean_rung[2 * solution->rounds - 2],
           solution->mean_rung[2 * solution->rounds - 1]);
    printf("  logit equilibrium (precision %.2f per billion USD), one of possibly several; gain from deviating once: "
           "mean %.2f, at most %.2f billion USD on the\n"
           "  states that play reaches; largest last change of a chance %.1e, stages that did not settle: %u\n",
           ck_solve_options_default().precision, solution->mean_gain, solution->worst_gain, solution->worst_residual,
           solution->unsettled);
}

static void print_answer(const loaded_play *loaded, bool simulate, bool solve) {
    const ck_play_spec *spec = &loaded->spec;
    const ck_play_study *study = &loaded->study;
    char digest[17];
    ck_host_digest_text(study->digest, digest);
    printf("%s\n", spec->title);
    if (simulate) {
        print_odds(spec, study);
        print_losses(spec, study);
        print_drivers(spec, study);
        print_draws(study);
    }
    if (solve) print_solution(spec, study);
    const ck_emulator *e = &study->emulator;
    printf(
        "\nThe emulator stands for the engine: fitted to %u runs; cross-validated, a path's lost value added is off by",
        e->paths);
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++)
        printf(" %.0f %% (%s)", 100 * e->error_total[s * CK_DAMAGE_COUNT + CK_DAMAGE_growth], spec->actor[s].name);
    printf(" of its mean.\nBehaviour is by stated rules whose sizes are judgements, not fitted to history. An analysis "
           "with stated assumptions, not a forecast.\n"
           "(%u x %u futures, seed %llu, digest %s)\n",
           spec->weights, spec->futures, (unsigned long long)spec->seed, digest);
}

static void print_json(const loaded_play *loaded) {
    const ck_play_spec *spec = &loaded->spec;
    const ck_play_study *study = &loaded->study;
    char digest[17];
    ck_host_digest_text(study->digest, digest);
    json_t *root = json_pack("{s:s,s:s}", "digest", digest, "game", spec->name), *rounds = json_array(),
           *paths = json_object(), *emulator = json_array();
    for (uint32_t r = 0; r < spec->game.round_count; r++) {
        const uint32_t week = r + 1 < spec->game.round_count ? spec->game.round[r + 1].week : spec->game.weeks;
        json_t *row = json_pack("{s:s}", "after", ck_words_date(ck_play_date(spec, week)).text);
        for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++) {
            const ck_band b = study->odds[r * CK_FUTURE_COUNT + e];
            json_object_set_new(row, FUTURE_ID[e],
                                json_pack("{s:f,s:f,s:f,s:f}", "mean", study->mean_odds[r * CK_FUTURE_COUNT + e], "p05",
                                          b.p05, "p50", b.p50, "p95", b.p95));
        }
        json_array_append_new(rounds, row);
    }
    for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++) {
        json_t *path = json_pack("{s:i}", "futures", (int)study->ended[e]), *losses = json_object();
        for (uint32_t a = 0; a < spec->game.actor_count; a++) {
            json_t *row = json_object();
            for (uint32_t k = 0; k < CK_AIM_COUNT; k++)
                json_object_set_new(row, AIM[k], study->ended[e] > 0 ? json_real(study->loss[e][a][k]) : json_null());
            json_object_set_new(losses, spec->actor[a].id, row);
        }
        json_object_set_new(path, "loss_busd", losses);
        json_object_set_new(paths, FUTURE_ID[e], path);
    }
    for (uint32_t a = 0; a < spec->game.actor_count; a++) {
        const uint32_t o = a * CK_DAMAGE_COUNT + CK_DAMAGE_growth;
        json_array_append_new(emulator,
                              json_pack("{s:s,s:f,s:f,s:f}", "actor", spec->actor[a].id, "mean_busd_per_week",
                                        study->emulator.mean[o], "error_total", study->emulator.error_total[o],
                                        "explained", study->emulator.explained[o]));
    }
    json_object_set_new(root, "odds", rounds);
    json_object_set_new(root, "paths", paths);
    json_object_set_new(root, "emulator", emulator);
    if (study->draws_solved > 0)
        json_object_set_new(root, "solved_draws",
                            json_pack("{s:i,s:i,s:i,s:f}", "draws", (int)study->draws_solved, "draws_unsettled",
                                      (int)study->draws_unsettled, "stages_unsettled", (int)study->stages_unsettled,
                                      "residual", study->draws_residual));
    if (study->solved)
        json_object_set_new(
            root, "solution",
            json_pack("{s:f,s:f,s:f,s:f,s:i}", "deal_share", study->solution.deal_share[study->solution.rounds - 1],
                      "mean_gain_busd", study->solution.mean_gain, "worst_gain_busd", study->solution.worst_gain,
                      "residual", study->solution.worst_residual, "unsettled", (int)study->solution.unsettled));
    (void)json_dumpf(root, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    fputc('\n', stdout);
    json_decref(root);
}

/* ---------------------------------------------------------------- turn by turn ------------------------------------ */

typedef struct play_wish {
    const char *store, *as, *resume, *replay;
    bool simulate, solve, json, own_seed;
    uint64_t threads, futures, seed;
} play_wish;

/* The chair: `as`, or as the log says. */
static ck_status find_side(const play_wish *wish, const ck_play_spec *spec, const ck_play_log *log, uint32_t *side,
                           ck_diags *diags) {
    const char *const id = wish->as != NULL ? wish->as : log->side;
    const ck_place place = wish->as != NULL ? (ck_place){0} : log->side_place;
    *side = ck_play_find_actor(spec, id);
    if (*side == CK_NONE)
        return ck_host_report(diags, CK_E_UNKNOWN, place, "the game has no side %q", "its sides are %s and %s", id,
                              spec->actor[0].id, spec->actor[1].id);
    if (*side >= CK_PLAY_SIDES)
        return ck_host_report(diags, CK_E_RANGE, place,
                              "%q is a third country: it hedges and makes no moves of its own", "play as %s or %s", id,
                              spec->actor[0].id, spec->actor[1].id);
    if (wish->as != NULL && log->turn_count > 0 && strcmp(log->side, id) != 0)
        return ck_host_report(diags, CK_E_RANGE, log->side_place, "the log was played as %q", "leave --as out",
                              log->side);
    return CK_OK;
}

static ck_status play_turns(const play_wish *wish, loaded_play *loaded, const ck_play_log *log, uint32_t side,
                            ck_diags *diags) {
    const bool logged = wish->resume != NULL || wish->replay != NULL;
    if (logged && log->key != loaded->engine.key)
        return ck_host_report(diags, CK_E_FORMAT, log->key_place,
                              "the log belongs to another game, world or law than %q is now",
                              "play it with the files it was written with", loaded->spec.path);
    CK_TRY(ck_play_study_fit(&loaded->spec, &loaded->engine, (uint32_t)wish->threads, &loaded->study, diags));
    CK_TRY(ck_play_study_solve(&loaded->spec, &loaded->study, diags));
    ck_play_session session;
    ck_status status = ck_play_session_start(&loaded->spec, &loaded->engine, &loaded->study, side, &session, diags);
    if (status >= 0 && logged) status = ck_play_from_log(&session, log, wish->replay != NULL, diags);
    if (status >= 0 && wish->replay == NULL) status = ck_play_by_hand(&session, diags);
    ck_play_session_free(&session);
    return status;
}

static ck_status play(const play_wish *wish, const char *path, loaded_play *loaded, ck_play_log *log, ck_diags *diags) {
    const char *const file = wish->resume != NULL ? wish->resume : wish->replay;
    uint32_t side = 0;
    CK_TRY(ck_play_read(path, &loaded->spec, diags));
    if (file != NULL) CK_TRY(ck_play_log_read(file, log, diags));
    if (wish->futures > 0) loaded->spec.futures = (uint32_t)wish->futures;
    if (wish->own_seed) loaded->spec.seed = wish->seed;
    if (file != NULL) loaded->spec.seed = log->seed;
    const bool turns = wish->as != NULL || file != NULL;
    if (turns) CK_TRY(find_side(wish, &loaded->spec, log, &side, diags));
    CK_TRY(load(loaded, wish->store, diags));
    if (turns) return play_turns(wish, loaded, log, side, diags);
    return ck_play_study_run(&loaded->spec, &loaded->engine, (uint32_t)wish->threads, wish->solve, &loaded->study,
                             diags);
}

/* NULL when the options go together, or what is wrong. */
static const char *unfit(const play_wish *wish) {
    const bool turns = wish->as != NULL || wish->resume != NULL || wish->replay != NULL;
    if (!turns && !wish->simulate && !wish->solve) return "say --simulate, --solve or both, or --as SIDE to play";
    if (turns && (wish->simulate || wish->solve || wish->json))
        return "--as, --resume and --replay do not go with --simulate, --solve or --json";
    if (wish->resume != NULL && wish->replay != NULL) return "give --resume or --replay, not both";
    if (wish->futures > 0 && turns) return "one future is played by hand: --futures goes with --simulate";
    if (wish->own_seed && (wish->resume != NULL || wish->replay != NULL))
        return "the log says the seed: leave --seed out";
    return NULL;
}

static int command_play(const ck_arguments *arguments) {
    play_wish wish = {.threads = ck_processor_count(),
                      .store = ck_argument_text(arguments, "store", NULL),
                      .as = ck_argument_text(arguments, "as", NULL),
                      .resume = ck_argument_text(arguments, "resume", NULL),
                      .replay = ck_argument_text(arguments, "replay", NULL),
                      .simulate = ck_argument_given(arguments, "simulate"),
                      .solve = ck_argument_given(arguments, "solve"),
                      .json = ck_argument_given(arguments, "json"),
                      .own_seed = ck_argument_given(arguments, "seed")};
    if (!ck_argument_whole(arguments, "threads", 1, 64, &wish.threads) ||
        !ck_argument_whole(arguments, "futures", 1, 100000, &wish.futures) ||
        !ck_argument_whole(arguments, "seed", 0, INT64_MAX, &wish.seed))
        return 2;
    if (unfit(&wish) != NULL) return ck_usage_error(arguments->command, "%s", unfit(&wish));
    loaded_play *loaded = calloc(1, sizeof *loaded);
    ck_play_log log = {.side = ""};
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_status status = loaded == NULL ? CK_E_MEMORY : ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = play(&wish, arguments->operand[0], loaded, &log, &diags);
    fflush(stdout);
    ck_host_print_diags(stderr, &diags, wish.json);
    if (status >= 0 && wish.json) print_json(loaded);
    else if (status >= 0 && (wish.simulate || wish.solve)) print_answer(loaded, wish.simulate, wish.solve);
    if (loaded != NULL) free_loaded(loaded);
    free(loaded);
    ck_play_log_free(&log);
    ck_host_arena_free(&arena);
    return ck_host_exit_code(status);
}

static const ck_option PLAY_OPTIONS[] = {
    {"simulate", NULL, "odds of package deal, tit for tat and full escalation over time"},
    {"solve", NULL, "the ladder game solved: chances of moves, gains from deviating"},
    {"as", "SIDE", "play turn by turn in the chair of a side (us, china), commands from standard input"},
    {"resume", "FILE", "go on from a game that the command save wrote"},
    {"replay", "FILE", "play a saved game again and check its digits"},
    {"futures", "N", "futures for each draw of the uncertain numbers (default: as the game says)"},
    {"seed", "N", "seed of futures, draws and the emulator's design of runs (default: as the game says)"},
    {"threads", "N", "threads (default: all processors); results do not depend on it"},
    {"store", "FOLDER", "keep and reuse runs of the engine there"},
    {"json", NULL, "results as JSON on standard output"},
    {NULL, NULL, NULL}};

const ck_command CK_COMMAND_PLAY = {
    .name = "play",
    .summary = "where two governments' measures and answers go",
    .usage = "GAME (--simulate | --solve | --as SIDE | --resume FILE | --replay FILE) [options]",
    .description = "Closes the loop from law over flows and damage to moves: runs the engine for a design of paths of "
                   "measures, fits an emulator and states its error, plays many futures under rules of behaviour and "
                   "uncertain weights, and solves a smaller game. Or lets a person play one side.\n\n"
                   "Games, definitions and limits are in docs/strategy.md.",
    .example = "chokepoint play scenarios/play/october-2025.yaml --simulate --solve",
    .option = PLAY_OPTIONS,
    .least = 1,
    .most = 1,
    .run = command_play};
