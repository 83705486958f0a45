#include "cli/play_turns.h"

#include "study/play_answer.h"
#include "study/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SEEN_BY_THIRD = 8 }; // weeks from damage to a third country knowing it, as in ck_position_hedge

static const char *name_of(const ck_play_session *session, uint32_t actor) { return session->spec->actor[actor].name; }
static ck_words date_of(const ck_play_session *session, uint32_t week) {
    return ck_words_date(ck_play_date(session->spec, week));
}

/* ---------------------------------------------------------------- what the side sees ------------------------------ */

static void print_loss(const ck_play_session *session, uint32_t actor, double delay) {
    const ck_position *now = ck_play_session_now(session);
    const double late = delay + (session->actor == 0 ? session->spec->game.opacity_weeks : 0.0);
    const ck_escalation *game = &session->spec->game;
    const double threshold =
        actor < CK_PLAY_SIDES ? game->side[actor].pain_threshold : game->third[actor].pain_threshold;
    const uint32_t weeks = (uint32_t)(late + 0.5);
    printf("  losses of %s, weighted: ", name_of(session, actor));
    if (now->week <= weeks)
        printf("not known before %s\n", date_of(session, weeks + 1).text);
    else
        printf("%.2f bn USD a week, as it was %u weeks ago (threshold of pain %.1f)\n",
               ck_position_seen(now, actor, late), weeks, threshold);
}

static void print_levers(const ck_play_session *session, uint32_t side) {
    const ck_escalation *game = &session->spec->game;
    const ck_position *now = ck_play_session_now(session);
    for (uint32_t l = 0; l < game->lever_count; l++) {
        if (game->lever[l].role != CK_LEVER_SIDE || game->lever[l].owner != side) continue;
        printf("    %-14s %s: %s (%u of %u)\n", session->spec->lever[l].id, session->spec->lever[l].title,
               session->spec->lever[l].level[now->level[l]].name, now->level[l], game->lever[l].level_count - 1);
    }
}

static void print_standing(const ck_play_session *session, uint32_t side) {
    const ck_position *now = ck_play_session_now(session);
    if (now->offered[side]) printf("  %s offers a package\n", name_of(session, side));
    if (now->pause_until[side] > now->week)
        printf("  %s has suspended until %s\n", name_of(session, side), date_of(session, now->pause_until[side]).text);
    if (now->threat_lever[side] != CK_NONE)
        printf("  %s threatens by %s: %s\n", name_of(session, side), date_of(session, now->threat_week[side]).text,
               session->spec->lever[now->threat_lever[side]].title);
}

static void print_ahead(const ck_play_session *session) {
    const ck_play_spec *spec = session->spec;
    const int32_t today = ck_play_date(spec, ck_play_session_now(session)->week).day;
    for (uint32_t k = 0, shown = 0; k < spec->event_count && shown < 2; k++) {
        if (spec->event[k].date.day < today) continue;
        printf("  ahead: %s, %s\n", ck_words_date(spec->event[k].date).text, spec->event[k].title);
        shown++;
    }
}

static void print_menu(const ck_play_session *session) {
    const ck_position *now = ck_play_session_now(session);
    ck_move menu[CK_PLAY_MENU];
    const uint32_t count = ck_position_menu(&session->spec->game, now, session->actor, menu);
    puts("  moves:");
    for (uint32_t m = 0; m < count; m++) {
        char text[512];
        ck_play_move_text(session->spec, now, menu[m], text, sizeof text);
        printf("   %2u  %s\n", m + 1, text);
    }
}

/* What only a side knows, and only a third country. */
static void print_side(const ck_play_session *session) {
    const ck_position *now = ck_play_session_now(session);
    const uint32_t other = 1 - session->actor;
    const ck_side *own = &session->spec->game.side[session->actor];
    print_loss(session, session->actor, own->delay_own_weeks);
    print_loss(session, other, own->delay_other_weeks);
    printf("  chance that %s is firm, as you believe: %.0f %%\n  your levers:\n", name_of(session, other),
           100.0 * now->belief[session->actor]);
    print_levers(session, session->actor);
    puts("  theirs:");
    print_levers(session, other);
}

static void print_third(const ck_play_session *session) {
    const ck_position *now = ck_play_session_now(session);
    const double *hedge = now->hedge[session->actor];
    print_loss(session, session->actor, SEEN_BY_THIRD);
    printf("  your hedges:%s%s%s%s\n", hedge[CK_HEDGE_STOCKPILE] > 0.0 ? " a stockpile" : "",
           hedge[CK_HEDGE_INVEST] > 0.0 ? " plants" : "", hedge[CK_HEDGE_ALIGN] > 0.0 ? " alignment" : "",
           hedge[CK_HEDGE_STOCKPILE] + hedge[CK_HEDGE_INVEST] + hedge[CK_HEDGE_ALIGN] > 0.0 ? "" : " none");
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        printf("  levers of %s:\n", name_of(session, s));
        print_levers(session, s);
    }
}

static void print_turn(const ck_play_session *session) {
    const ck_position *now = ck_play_session_now(session);
    const bool side = session->actor < CK_PLAY_SIDES;
    printf("\nTurn %u of %u, %s. You are %s%s.\n", session->count + 1, session->spec->game.round_count,
           date_of(session, now->week).text, name_of(session, session->actor),
           !side                       ? ""
           : now->firm[session->actor] ? " (firm)"
                                       : " (accommodating)");
    print_ahead(session);
    if (now->deal_until > now->week) printf("  a deal is in force until %s\n", date_of(session, now->deal_until).text);
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) print_standing(session, s);
    if (side)
        print_side(session);
    else
        print_third(session);
}

/* ---------------------------------------------------------------- what came of a move ----------------------------- */

static void print_effects(const ck_play_session *session, const char *what,
                          const ck_play_effect effect[CK_PLAY_ACTORS]) {
    printf("  %s, bn USD of output (weighted):", what);
    for (uint32_t a = 0; a < session->spec->game.actor_count; a++) {
        if (a >= CK_PLAY_SIDES && a != session->actor) continue;
        printf("%s %s %+.2f (%+.2f)", a > 0 ? "," : "", name_of(session, a), effect[a].growth, effect[a].weighted);
    }
    fputc('\n', stdout);
}

static void print_move(const ck_play_session *session, uint32_t actor, const ck_position *before, ck_move move) {
    char text[512];
    ck_play_move_text(session->spec, before, move, text, sizeof text);
    printf("  %s: %s\n", name_of(session, actor), text);
}

static void print_consequences(const ck_play_session *session) {
    const ck_play_turn *turn = &session->turn[session->count - 1];
    const ck_position *before = &session->position[session->count - 1], *now = ck_play_session_now(session);
    ck_play_effect effect[CK_PLAY_ACTORS];
    print_move(session, session->actor, before, turn->own);
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        if (s != session->actor) print_move(session, s, before, turn->move[s]);
    }
    if (now->deal_until > now->week && before->deal_until <= before->week) puts("  A package deal is struck.");
    if (before->deal_until > before->week && now->deal_until <= now->week) puts("  The deal is over.");
    for (uint32_t t = CK_PLAY_SIDES; t < session->spec->game.actor_count; t++) {
        static const char *const hedge[CK_HEDGE_COUNT] = {"", "builds a stockpile", "pays for plants outside",
                                                          "aligns its controls"};
        for (uint32_t h = CK_HEDGE_STOCKPILE; h < CK_HEDGE_COUNT; h++) {
            if (t != session->actor && now->hedge[t][h] > 0.0 && !(before->hedge[t][h] > 0.0))
                printf("  %s %s\n", name_of(session, t), hedge[h]);
        }
    }
    ck_play_session_round(session, effect);
    print_effects(session, "lost until the next turn, by the emulator", effect);
    if (turn->own.kind == CK_MOVE_WAIT) return;
    ck_play_session_against_waiting(session, effect);
    print_effects(session, "your move against waiting, to the end of the game if nobody moves again", effect);
}

static ck_status print_damage(const ck_play_session *session, ck_diags *diags) {
    double exact[CK_PLAY_ACTORS * CK_DAMAGE_COUNT], emulated[CK_PLAY_ACTORS * CK_DAMAGE_COUNT];
    CK_TRY(ck_play_session_damage(session, exact, emulated, diags));
    printf(
        "  Since the start, by the engine on this path (in brackets: the emulator). No side sees this at the time.\n");
    for (uint32_t a = 0; a < session->spec->game.actor_count; a++) {
        const double *e = exact + a * CK_DAMAGE_COUNT, *m = emulated + a * CK_DAMAGE_COUNT;
        printf("    %-16s value added lost %.2f (%.2f) bn USD, dearer inputs %.2f (%.2f), exports that did not leave "
               "%.2f (%.2f)\n",
               name_of(session, a), e[CK_DAMAGE_growth], m[CK_DAMAGE_growth], e[CK_DAMAGE_prices], m[CK_DAMAGE_prices],
               e[CK_DAMAGE_exports], m[CK_DAMAGE_exports]);
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- looking back ------------------------------------ */

static void print_solved_turns(const ck_play_session *session) {
    puts("\n  Your moves, and what the solved strategy would have done in your place");
    for (uint32_t k = 0; k < session->count; k++) {
        const ck_play_turn *turn = &session->turn[k];
        char text[512];
        ck_play_move_word(session->spec, turn->own, text, sizeof text);
        printf("    %-12s %-24s", date_of(session, session->position[k].week).text, text);
        for (uint32_t m = 0; m < CK_LADDER_COUNT; m++) {
            if (turn->solved[m] >= 0.005) printf(" %s %.2f", ck_play_ladder_id((ck_ladder_move)m), turn->solved[m]);
        }
        fputc('\n', stdout);
    }
}

static void print_line(const ck_play_session *session, const char *who, const ck_position *end) {
    printf("    %-40s %-16s you lose %.1f bn USD weighted (%.1f of output)", who,
           ck_play_future_title(ck_position_future(&session->spec->game, end)), end->cost[session->actor],
           end->total[session->actor][CK_AIM_growth]);
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        if (s != session->actor)
            printf(", %s %.1f (%.1f)", name_of(session, s), end->cost[s], end->total[s][CK_AIM_growth]);
    }
    fputc('\n', stdout);
}

static void print_solved_line(const ck_play_session *session, ck_position *end) {
    ck_play_session_solved_line(session, end);
    print_line(session, "the solved strategy, same random numbers", end);
    puts("  The strategy is the logit equilibrium of the ladder game: not the best answer to this opponent. One future "
         "of many.");
}

/* A third country has no strategy in the ladder game: its plans of the first round are all tried. */
static void print_plans(const ck_play_session *session, ck_position *end) {
    ck_play_session_plan(session, CK_NONE, end);
    print_line(session, "as third countries behave by the game", end);
    uint32_t best = 0;
    double least = INFINITY;
    for (uint32_t k = 0; k < 8; k++) {
        const uint32_t hedges = k << CK_HEDGE_STOCKPILE;
        char text[96];
        ck_play_session_plan(session, hedges, end);
        snprintf(text, sizeof text, "from the start:%s%s%s%s",
                 (hedges >> CK_HEDGE_STOCKPILE & 1) != 0 ? " stockpile" : "",
                 (hedges >> CK_HEDGE_INVEST & 1) != 0 ? " invest" : "",
                 (hedges >> CK_HEDGE_ALIGN & 1) != 0 ? " align" : "", k == 0 ? " stay out" : "");
        print_line(session, text, end);
        if (end->cost[session->actor] < least) {
            least = end->cost[session->actor];
            best = k;
        }
    }
    printf("  Least is lost with plan %u of these eight, %.1f bn USD: known afterwards, in this one future of many.\n",
           best + 1, least);
}

static ck_status print_look_back(const ck_play_session *session, ck_diags *diags) {
    const ck_position *now = ck_play_session_now(session);
    ck_position *end = malloc(sizeof *end);
    if (end == NULL) return ck_host_no_memory(diags);
    printf("\nLooking back on %s, after %u of %u turns: %s.", date_of(session, now->week).text, session->count,
           session->spec->game.round_count, ck_play_future_title(ck_position_future(&session->spec->game, now)));
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        if (s != session->actor) printf(" %s was %s.", name_of(session, s), now->firm[s] ? "firm" : "accommodating");
    }
    fputc('\n', stdout);
    print_line(session, "you", now);
    if (session->actor < CK_PLAY_SIDES)
        print_solved_line(session, end);
    else
        print_plans(session, end);
    free(end);
    CK_TRY(print_damage(session, diags));
    if (session->actor < CK_PLAY_SIDES) print_solved_turns(session);
    return CK_OK;
}

static void print_digest(const ck_play_session *session) {
    char digest[17];
    ck_host_digest_text(ck_play_session_digest(session), digest);
    printf("digest %s\n", digest);
}

static ck_status end(const ck_play_session *session, ck_diags *diags) {
    const ck_status status = session->count > 0 ? print_look_back(session, diags) : CK_OK;
    print_digest(session);
    return status;
}

/* ---------------------------------------------------------------- commands ---------------------------------------- */

static void print_help(void) {
    puts("  a number, or a move in a word as in logs (up:us-duty): make that move\n"
         "  damage     what the engine says about the path so far (one run)\n"
         "  look       show the turn again\n"
         "  undo       take the last turn back\n"
         "  save FILE  write the moves; --resume FILE goes on from them, --replay FILE plays them again\n"
         "  quit       end here and look back");
}

/* What goes wrong in a command is told, and the game goes on. */
static void tell(ck_status status, const ck_diags *diags) {
    if (status < 0) ck_host_print_diags(stdout, diags, false);
}

static void save(const ck_play_session *session, const char *path) {
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_play_log log = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = ck_play_session_log(session, &log, &diags);
    if (status >= 0) status = ck_play_log_write(path, &log, &diags);
    tell(status, &diags);
    if (status >= 0) {
        printf("  %u turns saved to %s, ", session->count, path);
        print_digest(session);
    }
    ck_play_log_free(&log);
    ck_host_arena_free(&arena);
}

static void show_damage(const ck_play_session *session) {
    ck_host_arena arena = {0};
    ck_diags diags = {0};
    ck_status status = ck_host_diags_make(&arena, &diags);
    if (status >= 0) status = print_damage(session, &diags);
    tell(status, &diags);
    ck_host_arena_free(&arena);
}

static void make_move(ck_play_session *session, const char *text) {
    ck_move menu[CK_PLAY_MENU], move;
    const uint32_t count = ck_position_menu(&session->spec->game, ck_play_session_now(session), session->actor, menu);
    int64_t number = 0;
    if (ck_host_integer(text, strlen(text), 1, count, &number) >= 0)
        move = menu[number - 1];
    else if (!ck_play_session_word(session, text, &move)) {
        printf("  \"%.60s\" is neither a move that is open (1 to %u) nor a command; help lists the commands\n", text,
               count);
        return;
    }
    ck_play_session_turn(session, move);
    print_consequences(session);
}

static void show(const ck_play_session *session) {
    print_turn(session);
    print_menu(session);
}

static bool word_is(const char *text, size_t length, const char *word) {
    return strlen(word) == length && strncmp(text, word, length) == 0;
}

/* One command; false when the game is to end. `shown` is set to false when the turn is to be shown again. */
static bool obey(ck_play_session *session, char *line, bool *shown) {
    line += strspn(line, " \t");
    for (size_t n = strlen(line); n > 0 && strchr(" \t\r\n", line[n - 1]) != NULL; n--) line[n - 1] = '\0';
    const size_t length = strcspn(line, " \t");
    const char *rest = line + length + strspn(line + length, " \t");
    if (word_is(line, length, "save")) {
        if (*rest == '\0')
            puts("  save needs a file: save FILE");
        else
            save(session, rest);
    } else if (*line == '\0') {
        puts("  choose a number, or help");
    } else if (*rest == '\0' && word_is(line, length, "quit")) {
        return false;
    } else if (*rest == '\0' && word_is(line, length, "help")) {
        print_help();
    } else if (*rest == '\0' && word_is(line, length, "look")) {
        *shown = false;
    } else if (*rest == '\0' && word_is(line, length, "damage")) {
        if (session->count > 0)
            show_damage(session);
        else
            puts("  nothing has happened yet");
    } else if (*rest == '\0' && word_is(line, length, "undo")) {
        if (ck_play_session_undo(session))
            *shown = false;
        else
            puts("  there is nothing to take back");
    } else {
        const uint32_t before = session->count;
        make_move(session, line);
        *shown = session->count == before;
    }
    return true;
}

ck_status ck_play_by_hand(ck_play_session *session, ck_diags *diags) {
    char *line = NULL;
    size_t room = 0;
    bool shown = false;
    printf("%s\n%s\n", session->spec->title, session->spec->question);
    while (!ck_play_session_over(session)) {
        if (!shown) show(session);
        shown = true;
        fputs("> ", stdout);
        fflush(stdout);
        if (getline(&line, &room, stdin) < 0) {
            puts("\n  the input has ended");
            break;
        }
        if (!obey(session, line, &shown)) break;
    }
    free(line);
    return end(session, diags);
}

ck_status ck_play_from_log(ck_play_session *session, const ck_play_log *log, bool look_back, ck_diags *diags) {
    while (session->count < log->turn_count) {
        const uint32_t week = ck_play_session_now(session)->week;
        CK_TRY(ck_play_session_replay_turn(session, log, diags));
        printf("\nTurn %u of %u, %s\n", session->count, session->spec->game.round_count, date_of(session, week).text);
        print_consequences(session);
    }
    CK_TRY(ck_play_session_replay_end(session, log, diags));
    return look_back ? end(session, diags) : CK_OK;
}
