#include "cli/commands.h"

#include "base/base.h"
#include "io/game.h"
#include "io/output.h"
#include "io/tables.h"
#include "strategy/wide.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* What a solver found, for people and as JSON. */
typedef struct answer { const ck_game *game; json_t *root, *list; bool json; } answer;

static void add_numbers(json_t *object, const char *name, const double *value, uint32_t count) {
    json_t *list = json_array();
    for (uint32_t k = 0; k < count; k++) json_array_append_new(list, ck_host_json_real(value[k]));
    json_object_set_new(object, name, list);
}

static void show_numbers(const char *name, const double *value, uint32_t count) {
    printf("  %s", name);
    for (uint32_t k = 0; k < count; k++) printf(" %.12g", value[k]);
    fputc('\n', stdout);
}

/* One profile of mixed strategies. `exact` (strategies) texts of fractions, may be NULL. */
static void show_profile(answer *at, const double *strategy, const double *payoff, const double *gain,
                         const char *const *exact) {
    const ck_game *game = at->game;
    json_t *object = json_object(), *players = json_array();
    if (!at->json) printf("\nequilibrium %zu\n", json_array_size(at->list) + 1);
    for (uint32_t i = 0, k = 0; i < game->player_count; i++) {
        json_t *player = json_object(), *mixture = json_array();
        if (!at->json) printf("  %s:", game->player[i]);
        for (uint32_t j = 0; j < game->table.strategy_count[i]; j++, k++) {
            json_t *row = json_object();
            json_object_set_new(row, "strategy", ck_host_json_text(game->strategy[k]));
            json_object_set_new(row, "probability", ck_host_json_real(strategy[k]));
            if (exact != NULL) json_object_set_new(row, "exact", ck_host_json_text(exact[k]));
            json_array_append_new(mixture, row);
            if (at->json || strategy[k] == 0.0) continue;
            if (exact != NULL) printf(" %s (%s)", game->strategy[k], exact[k]);
            else printf(" %s (%.9g)", game->strategy[k], strategy[k]);
        }
        if (!at->json) fputc('\n', stdout);
        json_object_set_new(player, "player", ck_host_json_text(game->player[i]));
        json_object_set_new(player, "mixture", mixture);
        json_array_append_new(players, player);
    }
    json_object_set_new(object, "players", players);
    add_numbers(object, "payoff", payoff, game->player_count);
    add_numbers(object, "gain", gain, game->player_count);
    if (!at->json) {
        show_numbers("payoffs:        ", payoff, game->player_count);
        show_numbers("deviation gains:", gain, game->player_count);
    }
    json_array_append_new(at->list, object);
}

static ck_status measured(const ck_game *game, const double *strategy, double *payoff, double *gain, ck_diags *diags) {
    const size_t bytes = ck_strategic_deviation_bytes(&game->table);
    void *block = aligned_alloc(16, bytes);
    const ck_status status = block == NULL ? ck_host_no_memory(diags)
                                           : ck_strategic_deviation(&game->table, strategy, block, bytes, payoff, gain);
    free(block);
    return status;
}

static uint32_t strategies_of(const ck_game *game) {
    uint32_t count = 0;
    for (uint32_t i = 0; i < game->player_count; i++) count += game->table.strategy_count[i];
    return count;
}

/* ---------------------------------------------------------------- methods ----------------------------------------- */

static ck_status need_two(const ck_game *game, const char *what, ck_diags *diags) {
    if (game->player_count == 2) return CK_OK;
    return ck_diags_add(diags, CK_E_RANGE, (ck_place){0}, "the game has %u players; %s is for two",
                        "--logit takes any number", game->player_count, what);
}

static char *fraction(const uint64_t *above, const uint64_t *below, uint32_t width) {
    char *text = malloc(2 * CKI_WIDE_TEXT + 2);
    if (text == NULL) return NULL;
    size_t length = cki_wide_write(above, width, text);
    uint64_t one[CKI_WIDE_LIMIT];
    cki_wide_set(one, 1, width);
    if (memcmp(one, below, width * sizeof *one) != 0 && !cki_wide_zero(above, width)) {
        text[length++] = '/';
        cki_wide_write(below, width, text + length);
    }
    return text;
}

static ck_status solve_all(answer *at, ck_diags *diags) {
    const ck_game *game = at->game;
    CK_TRY(need_two(game, "the list of all equilibria", diags));
    const uint32_t m = game->table.strategy_count[0], n = game->table.strategy_count[1];
    if (m + n > CK_EXACT_LIMIT)
        return ck_diags_add(diags, CK_E_LIMIT, (ck_place){0},
                            "the players have %u strategies together; all equilibria are listed up to %u",
                            "--one finds one", m + n, CK_EXACT_LIMIT);
    int64_t *payoff[2] = {calloc((size_t)m * n, sizeof(int64_t)), calloc((size_t)m * n, sizeof(int64_t))};
    ck_status status = payoff[0] == NULL || payoff[1] == NULL ? ck_host_no_memory(diags) : CK_OK;
    for (uint32_t p = 0; p < 2 && status >= 0; p++) status = ck_game_whole_payoffs(game, p, payoff[p], diags);
    const ck_integer_game exact = {m, n, payoff[0], payoff[1]};
    const ck_equilibria_options options = ck_equilibria_options_default();
    const size_t bytes = status >= 0 ? ck_equilibria_bytes(&exact, options) : 0;
    void *block = status >= 0 && bytes != SIZE_MAX ? aligned_alloc(16, bytes) : NULL;
    if (status >= 0 && bytes != SIZE_MAX && block == NULL) status = ck_host_no_memory(diags);
    ck_equilibria found = {0};
    if (status >= 0) status = ck_equilibria_find(&exact, options, block, bytes, &found, diags);
    if (status >= 0) {
        json_object_set_new(at->root, "degenerate", json_boolean(found.degenerate));
        json_object_set_new(at->root, "components", json_integer(found.component_count));
        if (!at->json)
            printf("%u %s, %u connected sets%s\n", found.count,
                   found.degenerate ? "extreme equilibria" : "equilibria, all there are", found.component_count,
                   found.degenerate ? "; every equilibrium is a mixture of extreme ones of one set" : "");
    }
    uint64_t *above = calloc((size_t)m + n, CKI_WIDE_LIMIT * sizeof *above);
    for (uint32_t k = 0; k < found.count && status >= 0; k++) {
        double strategy[CK_EXACT_LIMIT], value[2], gain[2];
        char *text[CK_EXACT_LIMIT] = {NULL};
        for (uint32_t side = 0; side < 2 && above != NULL; side++) {
            uint64_t below[CKI_WIDE_LIMIT];
            const uint32_t first = side == 0 ? 0 : m, count = side == 0 ? m : n;
            ck_equilibria_strategy(&found, (ck_player)side, found.equilibrium[k].strategy[side], above, below);
            for (uint32_t j = 0; j < count; j++) {
                strategy[first + j] = cki_wide_ratio(above + (size_t)j * found.width, below, found.width);
                uint64_t common[CKI_WIDE_LIMIT], top[CKI_WIDE_LIMIT], bottom[CKI_WIDE_LIMIT];
                cki_wide_gcd(common, above + (size_t)j * found.width, below, found.width);
                cki_wide_quotient(top, above + (size_t)j * found.width, common, found.width);
                cki_wide_quotient(bottom, below, common, found.width);
                text[first + j] = fraction(top, bottom, found.width);
            }
        }
        status = above == NULL ? ck_host_no_memory(diags) : measured(game, strategy, value, gain, diags);
        if (status >= 0) {
            show_profile(at, strategy, value, gain, (const char *const *)text);
            json_object_set_new(json_array_get(at->list, k), "component", json_integer(found.equilibrium[k].component));
            if (!at->json && found.component_count < found.count)
                printf("  connected set %u\n", found.equilibrium[k].component + 1);
        }
        for (uint32_t j = 0; j < m + n; j++) free(text[j]);
    }
    free(above);
    free(block);
    free(payoff[0]);
    free(payoff[1]);
    return status;
}

static ck_status solve_one(answer *at, uint32_t label, ck_diags *diags) {
    const ck_game *game = at->game;
    CK_TRY(need_two(game, "the method of Lemke and Howson", diags));
    const size_t bytes = ck_lemke_howson_bytes(&game->table);
    void *block = aligned_alloc(16, bytes);
    double *strategy = calloc(strategies_of(game), sizeof *strategy), gain[2], payoff[2];
    uint32_t pivots = 0;
    ck_status status = block == NULL || strategy == NULL
                           ? ck_host_no_memory(diags)
                           : ck_lemke_howson(&game->table, label, block, bytes, strategy, gain, &pivots, diags);
    if (status >= 0) status = measured(game, strategy, payoff, gain, diags);
    if (status >= 0) {
        if (!at->json)
            printf("one equilibrium of perhaps several: the path of Lemke and Howson from label %u, %u pivots\n", label,
                   pivots);
        json_object_set_new(at->root, "pivots", json_integer(pivots));
        show_profile(at, strategy, payoff, gain, NULL);
    }
    free(strategy);
    free(block);
    return status;
}

static ck_status solve_logit(answer *at, double precision, ck_diags *diags) {
    const ck_game *game = at->game;
    const size_t bytes = ck_logit_bytes(&game->table);
    void *block = aligned_alloc(16, bytes);
    double *strategy = calloc(strategies_of(game), sizeof *strategy), gain[CK_PLAYERS_MOST], payoff[CK_PLAYERS_MOST];
    ck_logit_options options = ck_logit_options_default();
    ck_logit_point end = {0};
    options.precision = precision;
    ck_status status = block == NULL || strategy == NULL
                           ? ck_host_no_memory(diags)
                           : ck_logit(&game->table, options, block, bytes, strategy, gain, &end, diags);
    if (status >= 0) status = measured(game, strategy, payoff, gain, diags);
    if (status >= 0) {
        if (!at->json)
            printf("logit equilibrium on the branch from the centroid, precision %.9g, %u steps\n", end.precision,
                   end.step);
        json_object_set_new(at->root, "precision", ck_host_json_real(end.precision));
        show_profile(at, strategy, payoff, gain, NULL);
    }
    free(strategy);
    free(block);
    return status;
}

static void show_behaviour(answer *at, const ck_sequence_form *form, double *const plan[2],
                           const ck_sequence_result *result) {
    const ck_game *game = at->game;
    json_t *object = json_object(), *sets = json_array();
    if (!at->json)
        printf("one equilibrium of perhaps several: Lemke's path from equal probabilities, %u pivots\n",
               result->pivots);
    for (uint32_t p = 0; p < 2; p++) {
        double *probability = calloc(form->sequence_count[p], sizeof *probability);
        if (probability == NULL) break;
        ck_sequence_behaviour(form, p, plan[p], probability);
        for (uint32_t h = 0; h < form->set_count[p]; h++) {
            const uint32_t set = form->set[p][h];
            json_t *row = json_object(), *actions = json_array();
            json_object_set_new(row, "player", ck_host_json_text(game->player[p]));
            json_object_set_new(row, "set", ck_host_json_text(game->set_name[set]));
            if (!at->json) printf("  %s, set %u %s:", game->player[p], set + 1, game->set_name[set]);
            for (uint32_t a = 0; a < game->tree.set_actions[set]; a++) {
                const double share = probability[form->first[p][h] + a];
                const char *name = game->action_name[game->set_first[set] + a];
                json_t *action = json_object();
                json_object_set_new(action, "action", ck_host_json_text(name));
                json_object_set_new(action, "probability", ck_host_json_real(share));
                json_array_append_new(actions, action);
                if (!at->json) printf(" %s (%.9g)", name, share);
            }
            if (!at->json) fputc('\n', stdout);
            json_object_set_new(row, "actions", actions);
            json_array_append_new(sets, row);
        }
        free(probability);
    }
    json_object_set_new(object, "behaviour", sets);
    add_numbers(object, "payoff", result->payoff, 2);
    add_numbers(object, "gain", result->gain, 2);
    if (!at->json) {
        show_numbers("payoffs:        ", result->payoff, 2);
        show_numbers("deviation gains:", result->gain, 2);
    }
    json_array_append_new(at->list, object);
}

static ck_status solve_sequence(answer *at, ck_diags *diags) {
    const ck_game *game = at->game;
    if (!game->sequential)
        return ck_diags_add(diags, CK_E_RANGE, (ck_place){0},
                            "the game is no tree; the sequence form is made of an .efg", "");
    CK_TRY(need_two(game, "the sequence form", diags));
    const size_t form_bytes = ck_sequence_form_bytes(&game->tree);
    void *form_block = aligned_alloc(16, form_bytes), *block = NULL;
    ck_sequence_form form;
    double *plan[2] = {NULL, NULL};
    ck_sequence_result result;
    ck_status status = form_block == NULL ? ck_host_no_memory(diags)
                                          : ck_sequence_form_build(&game->tree, form_block, form_bytes, &form, diags);
    if (status >= 0) {
        const size_t bytes = ck_sequence_solve_bytes(&form);
        block = aligned_alloc(16, bytes);
        for (uint32_t p = 0; p < 2; p++) plan[p] = calloc(form.sequence_count[p], sizeof(double));
        status = block == NULL || plan[0] == NULL || plan[1] == NULL
                     ? ck_host_no_memory(diags)
                     : ck_sequence_solve(&form, block, bytes, plan, &result, diags);
    }
    if (status >= 0) show_behaviour(at, &form, plan, &result);
    free(plan[0]);
    free(plan[1]);
    free(block);
    free(form_block);
    return status;
}

static ck_status solve_repeated(answer *at, double patience, ck_diags *diags) {
    const ck_game *game = at->game;
    CK_TRY(need_two(game, "the repeated game", diags));
    const size_t bytes = ck_repeated_bytes(&game->table);
    void *block = aligned_alloc(16, bytes);
    ck_repeated set = {0};
    const ck_status status =
        block == NULL ? ck_host_no_memory(diags) : ck_repeated_solve(&game->table, patience, block, bytes, &set, diags);
    if (status >= 0) {
        json_object_set_new(at->root, "patience", ck_host_json_real(patience));
        json_object_set_new(at->root, "movement", ck_host_json_real(set.movement));
        if (!at->json) {
            if (set.corner_count == 0) puts("no equilibrium in pure strategies");
            else
                printf("payoffs sustained at patience %.9g: convex set with %u corners; last movement %.3g\n", patience,
                       set.corner_count, set.movement);
        }
        for (uint32_t k = 0; k < set.corner_count; k++) {
            json_t *corner = json_object();
            add_numbers(corner, "payoff", set.corner[k].value, 2);
            json_array_append_new(at->list, corner);
            if (!at->json) printf("  %.12g %.12g\n", set.corner[k].value[0], set.corner[k].value[1]);
        }
        if (set.corner_count > 0) add_numbers(at->root, "threat", set.threat, 2);
        if (!at->json && set.corner_count > 0) show_numbers("worst for each: ", set.threat, 2);
    }
    free(block);
    return status;
}

/* ---------------------------------------------------------------- the command ------------------------------------- */

typedef struct wish { const char *method; double value; uint64_t label; const char *write; } wish;

static bool is_table_file(const char *path) {
    const size_t length = strlen(path);
    return length > 4 && strcmp(path + length - 4, ".nfg") == 0;
}

static ck_status write_game(const ck_game *game, const char *path, ck_diags *diags) {
    const bool table = is_table_file(path);
    if (!table && !game->sequential)
        return ck_diags_add(diags, CK_E_USAGE, (ck_place){0},
                            "a game in strategic form is written to a file that ends in .nfg", "");
    ck_host_batch batch = ck_host_batch_start();
    FILE *out = NULL;
    ck_status status = ck_host_batch_open(&batch, path, &out, diags);
    if (status >= 0) {
        ck_game_write(out, game, table);
        status = ck_host_batch_close(&batch, diags);
    }
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    return status;
}

static ck_status solve(answer *at, const wish *wish, ck_diags *diags) {
    if (strcmp(wish->method, "all") == 0) return solve_all(at, diags);
    if (strcmp(wish->method, "one") == 0) return solve_one(at, (uint32_t)wish->label, diags);
    if (strcmp(wish->method, "logit") == 0) return solve_logit(at, wish->value, diags);
    if (strcmp(wish->method, "sequence") == 0) return solve_sequence(at, diags);
    return solve_repeated(at, wish->value, diags);
}

/* NULL when every option has something to act on, or what is wrong. */
static const char *idle(const ck_arguments *arguments, const wish *wish) {
    if (ck_argument_given(arguments, "label") && !ck_argument_given(arguments, "one")) return "--label goes with --one";
    if (ck_argument_given(arguments, "precision") && !ck_argument_given(arguments, "logit"))
        return "--precision goes with --logit";
    if (wish->write != NULL && (wish->method != NULL || ck_argument_given(arguments, "json")))
        return "--write solves nothing: give no method and no --json with it";
    return NULL;
}

static int command_game(const ck_arguments *arguments) {
    static const char *const METHODS[] = {"all", "one", "logit", "sequence", "repeated"};
    wish wish = {.value = CK_INFINITY, .write = ck_argument_text(arguments, "write", NULL)};
    for (uint32_t k = 0; k < 5; k++) {
        if (!ck_argument_given(arguments, METHODS[k])) continue;
        if (wish.method != NULL)
            return ck_usage_error(arguments->command, "--%s and --%s are given; one method at a time", wish.method,
                                  METHODS[k]);
        wish.method = METHODS[k];
    }
    if (idle(arguments, &wish) != NULL) return ck_usage_error(arguments->command, "%s", idle(arguments, &wish));
    if (!ck_argument_whole(arguments, "label", 0, 1000000, &wish.label)) return 2;
    const char *number = ck_argument_text(arguments, "repeated", ck_argument_text(arguments, "precision", NULL));
    if (number != NULL && (ck_host_number(number, strlen(number), &wish.value) < 0 || wish.value < 0.0))
        return ck_usage_error(arguments->command, "\"%s\" is not a number of 0 or more", number);
    const bool json = ck_argument_given(arguments, "json");
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_game game = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = ck_game_read(arguments->operand[0], &game, &diags);
    if (status >= 0 && wish.method == NULL)
        wish.method = game.player_count != 2       ? "logit"
                      : game.sequential            ? "sequence"
                      : strategies_of(&game) <= 24 ? "all"
                                                   : "one";
    const bool needs_table = status >= 0 && game.sequential &&
                             (wish.write != NULL ? is_table_file(wish.write) : strcmp(wish.method, "sequence") != 0);
    if (needs_table) status = ck_game_reduce(&game, &diags);
    if (status >= 0 && wish.write != NULL) {
        status = write_game(&game, wish.write, &diags);
    } else if (status >= 0) {
        answer at = {.game = &game, .root = json_object(), .list = json_array(), .json = json};
        json_object_set_new(at.root, "title", ck_host_json_text(game.title));
        json_object_set_new(at.root, "method", ck_host_json_text(wish.method));
        if (!json) printf("%s: %u players\n", game.title, game.player_count);
        status = solve(&at, &wish, &diags);
        json_object_set_new(at.root, strcmp(wish.method, "repeated") == 0 ? "corners" : "equilibria", at.list);
        if (status >= 0 && json) {
            (void)json_dumpf(at.root, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
            fputc('\n', stdout);
        }
        json_decref(at.root);
    }
    ck_host_print_diags(stderr, &diags, json);
    ck_game_free(&game);
    ck_host_arena_free(&arena);
    return ck_host_exit_code(status);
}

static const ck_option GAME_OPTIONS[] = {
    {"all", NULL, "all equilibria of two players, as fractions (default for small tables)"},
    {"one", NULL, "one equilibrium of two players, by the path of Lemke and Howson"},
    {"label", "N", "of --one: the strategy dropped first, from 0 (0)"},
    {"logit", NULL, "the limit of logit equilibria, any number of players"},
    {"precision", "LAMBDA", "of --logit: the logit equilibrium at this precision instead"},
    {"sequence", NULL, "one equilibrium of a tree in sequence form (default for trees of two players)"},
    {"repeated", "DELTA", "payoffs that the repeated game sustains at patience DELTA"},
    {"write", "FILE", "write the game instead, as .efg or .nfg (a tree as its reduced strategic form)"},
    {"json", NULL, "results as JSON on standard output"},
    {NULL, NULL, NULL}};

const ck_command CK_COMMAND_GAME = {
    .name = "game",
    .summary = "equilibria of a game in Gambit's formats",
    .usage = "FILE [options]",
    .description = "Reads a game (.nfg or .efg) and prints equilibria with payoffs and with what each player could "
                   "still gain by deviating. Where there are several equilibria it lists all, or says which rule "
                   "chose the one shown.\n\n"
                   "The methods and their limits are in docs/games.md.",
    .example = "chokepoint game dispute.nfg --all",
    .option = GAME_OPTIONS,
    .least = 1,
    .most = 1,
    .run = command_game};
