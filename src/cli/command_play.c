#include "cli/commands.h"
#include "cli/load.h"
#include "cli/play_print.h"
#include "cli/play_turns.h"
#include "cli/study_load.h"

#include "report/play_report.h"
#include "study/law_apply.h"
#include "study/play_fitted.h"

#include <stdlib.h>
#include <string.h>

typedef struct loaded_play {
    ck_play_spec spec;
    ck_host_scenario scenario;
    ck_loaded_model model;
    ck_play_engine engine;
    ck_play_study study;
    ck_play_values values;
    ck_leverage leverage;
    ck_play_answer answer; // of the above
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
    ck_leverage_free(&loaded->leverage);
    ck_play_values_free(&loaded->values);
    ck_play_study_free(&loaded->study);
    ck_play_engine_free(&loaded->engine);
    ck_loaded_model_free(&loaded->model);
    ck_host_scenario_free(&loaded->scenario);
    ck_play_spec_free(&loaded->spec);
}

/* ---------------------------------------------------------------- turn by turn ------------------------------------ */

typedef struct play_wish {
    const char *store, *as, *resume, *replay;
    const char *folder, *report;
    int behaviour;               // of both sides, or -1: as the game says
    bool simulate, solve, values, leverage, json, own_seed;
    uint64_t threads, futures, seed, draws;
} play_wish;

/* The chair: `as`, or as the log says. */
static ck_status find_chair(const play_wish *wish, ck_play_spec *spec, const ck_play_log *log, uint32_t *actor,
                            ck_diags *diags) {
    const char *const id = wish->as != NULL ? wish->as : log->side;
    const ck_place place = wish->as != NULL ? (ck_place){0} : log->side_place;
    *actor = ck_play_find_actor(spec, id);
    if (*actor == CK_NONE) {
        char ids[512] = "";
        for (uint32_t a = 0; a < spec->game.actor_count; a++)
            snprintf(ids + strlen(ids), sizeof ids - strlen(ids), "%s%s", a > 0 ? ", " : "", spec->actor[a].id);
        return ck_host_report(diags, CK_E_UNKNOWN, place, "nobody in the game is called %q", "there are %s", id, ids);
    }
    if (wish->as != NULL && log->turn_count > 0 && strcmp(log->side, id) != 0)
        return ck_host_report(diags, CK_E_RANGE, log->side_place, "the log was played as %q", "leave --as out",
                              log->side);
    if (*actor >= CK_PLAY_SIDES) spec->game.third[*actor].by_hand = true;
    return CK_OK;
}

static ck_status play_turns(const play_wish *wish, loaded_play *loaded, const ck_play_log *log, uint32_t actor,
                            ck_diags *diags) {
    const bool logged = wish->resume != NULL || wish->replay != NULL;
    if (logged && log->key != loaded->engine.key)
        return ck_host_report(diags, CK_E_FORMAT, log->key_place,
                              "the log belongs to another game, world or law than %q is now",
                              "play it with the files it was written with", loaded->spec.path);
    CK_TRY(ck_play_study_fit(&loaded->spec, &loaded->engine, (uint32_t)wish->threads, &loaded->study, diags));
    CK_TRY(ck_play_study_solve(&loaded->spec, &loaded->study, diags));
    ck_play_session session;
    ck_status status = ck_play_session_start(&loaded->spec, &loaded->engine, &loaded->study, actor, &session, diags);
    if (status >= 0 && logged) status = ck_play_from_log(&session, log, wish->replay != NULL, diags);
    if (status >= 0 && wish->replay == NULL) status = ck_play_by_hand(&session, diags);
    ck_play_session_free(&session);
    return status;
}

/* The study and what else was asked for. */
static ck_status answer(const play_wish *wish, loaded_play *loaded, ck_diags *diags) {
    const uint32_t threads = (uint32_t)wish->threads;
    ck_status status = ck_play_study_run(&loaded->spec, &loaded->engine, threads, wish->solve, &loaded->study, diags);
    loaded->answer = (ck_play_answer){
        .spec = &loaded->spec, .study = &loaded->study, .simulate = wish->simulate, .solve = wish->solve};
    if (status >= 0 && wish->values) {
        loaded->answer.values = &loaded->values;
        status =
            ck_host_worse(status, ck_play_values_run(&loaded->spec, &loaded->study, threads, &loaded->values, diags));
    }
    if (status >= 0 && wish->leverage) {
        loaded->answer.leverage = &loaded->leverage;
        status = ck_host_worse(status,
                               ck_leverage_run(&loaded->spec, loaded->model.model, &loaded->scenario.spec, wish->store,
                                               (uint32_t)wish->draws, threads, &loaded->leverage, diags));
    }
    return status;
}

static ck_status play(const play_wish *wish, const char *path, loaded_play *loaded, ck_play_log *log, ck_diags *diags) {
    const char *const file = wish->resume != NULL ? wish->resume : wish->replay;
    uint32_t actor = 0;
    CK_TRY(ck_play_read(path, &loaded->spec, diags));
    if (file != NULL) CK_TRY(ck_play_log_read(file, log, diags));
    for (uint32_t s = 0; s < CK_PLAY_SIDES && wish->behaviour >= 0; s++)
        loaded->spec.game.side[s].behaviour = (ck_behaviour)wish->behaviour;
    if (ck_play_fitted(&loaded->spec) && loaded->spec.moves == NULL)
        return ck_host_report(diags, CK_E_MISSING, ck_host_whole(path), "there is no history to fit behaviour on",
                              "add history: {moves: FILE, fixtures: FILE}");
    if (wish->futures > 0) loaded->spec.futures = (uint32_t)wish->futures;
    if (wish->own_seed) loaded->spec.seed = wish->seed;
    if (file != NULL) loaded->spec.seed = log->seed;
    const bool turns = wish->as != NULL || file != NULL;
    if (turns) CK_TRY(find_chair(wish, &loaded->spec, log, &actor, diags));
    CK_TRY(ck_play_fit_history(&loaded->spec, diags));
    CK_TRY(load(loaded, wish->store, diags));
    if (turns) return play_turns(wish, loaded, log, actor, diags);
    return answer(wish, loaded, diags);
}

static ck_status write_report(const play_wish *wish, const ck_play_answer *answer, const char *command,
                              ck_diags *diags) {
    ck_host_batch batch = ck_host_batch_start();
    FILE *out = NULL;
    ck_status status = ck_host_batch_open(&batch, wish->report, &out, diags);
    if (status >= 0) {
        ck_play_report_write(out, answer, command);
        status = ck_host_batch_close(&batch, diags);
    }
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    return status;
}

static ck_status write_files(const play_wish *wish, const ck_arguments *arguments, const ck_play_answer *answer,
                             ck_host_arena *arena, ck_diags *diags) {
    if (wish->folder != NULL) CK_TRY(ck_play_write_tables(wish->folder, answer, diags));
    if (wish->report != NULL) CK_TRY(write_report(wish, answer, ck_arguments_words(arguments, arena), diags));
    return CK_OK;
}

/* NULL when the options go together, or what is wrong. */
static const char *unfit(const play_wish *wish) {
    const bool turns = wish->as != NULL || wish->resume != NULL || wish->replay != NULL;
    const bool asked = wish->simulate || wish->solve || wish->values || wish->leverage || wish->report != NULL;
    if (!turns && !asked)
        return "say --simulate, --solve, --values, --leverage, several of them or --report FILE, or --as ACTOR to play";
    if (turns && (asked || wish->json || wish->folder != NULL))
        return "--as, --resume and --replay do not go with --simulate, --solve, --values, --leverage, --out, --report "
               "or --json";
    if (wish->draws != 24 && !wish->leverage && wish->report == NULL) return "--draws goes with --leverage or --report";
    if (wish->resume != NULL && wish->replay != NULL) return "give --resume or --replay, not both";
    if (wish->futures > 0 && turns) return "one future is played by hand: --futures goes with --simulate";
    if (wish->behaviour >= 0 && turns) return "--behaviour does not go with a game by hand: set it in the game file";
    if (wish->own_seed && (wish->resume != NULL || wish->replay != NULL))
        return "the log says the seed: leave --seed out";
    return NULL;
}

/* -1: no such behaviour of whole games. */
static int find_behaviour(const char *kind) {
    static const ck_behaviour whole[] = {CK_BEHAVE_RULE, CK_BEHAVE_FITTED, CK_BEHAVE_EQUILIBRIUM};
    for (size_t k = 0; k < sizeof whole / sizeof *whole; k++) {
        if (strcmp(kind, ck_play_behaviour_id(whole[k])) == 0) return (int)whole[k];
    }
    return -1;
}

static int command_play(const ck_arguments *arguments) {
    play_wish wish = {.threads = ck_processor_count(),
                      .store = ck_argument_text(arguments, "store", NULL),
                      .as = ck_argument_text(arguments, "as", NULL),
                      .resume = ck_argument_text(arguments, "resume", NULL),
                      .replay = ck_argument_text(arguments, "replay", NULL),
                      .simulate = ck_argument_given(arguments, "simulate"),
                      .solve = ck_argument_given(arguments, "solve"),
                      .values = ck_argument_given(arguments, "values"),
                      .leverage = ck_argument_given(arguments, "leverage"),
                      .folder = ck_argument_text(arguments, "out", NULL),
                      .report = ck_argument_text(arguments, "report", NULL),
                      .draws = 24,
                      .behaviour = -1,
                      .json = ck_argument_given(arguments, "json"),
                      .own_seed = ck_argument_given(arguments, "seed")};
    if (!ck_argument_whole(arguments, "threads", 1, 64, &wish.threads) ||
        !ck_argument_whole(arguments, "futures", 1, 100000, &wish.futures) ||
        !ck_argument_whole(arguments, "draws", 0, 10000, &wish.draws) ||
        !ck_argument_whole(arguments, "seed", 0, INT64_MAX, &wish.seed))
        return 2;
    const char *kind = ck_argument_text(arguments, "behaviour", NULL);
    if (kind != NULL && (wish.behaviour = find_behaviour(kind)) < 0)
        return ck_usage_error(arguments->command, "--behaviour is \"%s\"; expected rule, fitted or equilibrium", kind);
    if (unfit(&wish) != NULL) return ck_usage_error(arguments->command, "%s", unfit(&wish));
    if (wish.report != NULL) wish.simulate = wish.solve = wish.values = wish.leverage = true; // a report is whole
    loaded_play *loaded = calloc(1, sizeof *loaded);
    ck_play_log log = {.side = ""};
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_status status = loaded == NULL ? CK_E_MEMORY : ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = play(&wish, arguments->operand[0], loaded, &log, &diags);
    const bool answered = status >= 0 && loaded->answer.spec != NULL;
    if (answered) status = ck_host_worse(status, write_files(&wish, arguments, &loaded->answer, &arena, &diags));
    fflush(stdout);
    ck_host_print_diags(stderr, &diags, wish.json);
    if (status >= 0 && answered && wish.json)
        ck_play_print_json(&loaded->answer);
    else if (status >= 0 && answered)
        ck_play_print(&loaded->answer);
    if (loaded != NULL) free_loaded(loaded);
    free(loaded);
    ck_play_log_free(&log);
    ck_host_arena_free(&arena);
    return ck_host_exit_code(status);
}

static const ck_option PLAY_OPTIONS[] = {
    {"simulate", NULL, "odds of package deal, tit for tat and full escalation over time"},
    {"solve", NULL, "the ladder game solved: chances of moves, gains from deviating"},
    {"values", NULL, "what waiting, stockpiles, plants, a promise and opacity are worth, and what turns the odds over"},
    {"leverage", NULL,
     "how damage to targets and sender grows with the weeks of control, and when new capacity ends it"},
    {"draws", "N", "draws of the scenario's uncertain numbers behind the bands of --leverage (default: 24)"},
    {"out", "FOLDER", "write odds.csv, losses.csv and the tables of --values and --leverage"},
    {"report", "FILE", "write all of it as an HTML report"},
    {"as", "ACTOR",
     "play turn by turn in the chair of a side (us, china) or of a third country (eu, japan ...), commands "
     "from standard input"},
    {"resume", "FILE", "go on from a game that the command save wrote"},
    {"replay", "FILE", "play a saved game again and check its digits"},
    {"behaviour", "KIND", "both sides behave by rule, fitted (to history) or equilibrium, instead of as the game says"},
    {"futures", "N", "futures for each draw of the uncertain numbers (default: as the game says)"},
    {"seed", "N", "seed of futures, draws and the emulator's design of runs (default: as the game says)"},
    {"threads", "N", "threads (default: all processors); results do not depend on it"},
    {"store", "FOLDER", "keep and reuse runs of the engine there"},
    {"json", NULL, "results as JSON on standard output"},
    {NULL, NULL, NULL}};

const ck_command CK_COMMAND_PLAY = {
    .name = "play",
    .summary = "where two governments' measures and answers go",
    .usage = "GAME (--simulate | --solve | --values | --leverage | --report FILE | --as ACTOR | --resume FILE | "
             "--replay FILE) [options]",
    .description = "Closes the loop from law over flows and damage to moves: runs the engine for a design of paths of "
                   "measures, fits an emulator and states its error, plays many futures under rules of behaviour and "
                   "uncertain weights, and solves a smaller game. Or lets a person play one side.\n\n"
                   "Games, definitions and limits are in docs/strategy.md.",
    .example = "chokepoint play scenarios/play/october-2025.yaml --report play.html",
    .option = PLAY_OPTIONS,
    .least = 1,
    .most = 1,
    .run = command_play};
