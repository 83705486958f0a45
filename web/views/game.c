/* The escalation game in the page: the game file and the emulator that the command fitted in, turns out. The session is that
   of `chokepoint play --as`, so that the same moves and seed give the same digits.

   ck_views_game_open once; ck_views_game_solve once (seconds); ck_views_game_start for a side and seed; then
   ck_views_game_move, ck_views_game_undo. Answers are JSON, valid until the next call that gives one. */
#include "views.h"

#include "check/check_parts.h"
#include "study/play_turns.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>

enum { FUTURES = 160, FUTURE_DRAWS = 1 << 20 }; // of the odds; their draws lie apart from that of the game

static const char *const FUTURE_ID[CK_FUTURE_COUNT] = {"package_deal", "tit_for_tat", "full_escalation"};
static const char *const AIM[CK_AIM_COUNT] = {
#define X(name, meaning) #name,
    CK_AIM_LIST(X)
#undef X
};
static const char *const LADDER[CK_LADDER_COUNT] = {"wait", "up", "down", "offer", "accept"};
static const char *const HEDGE[CK_HEDGE_COUNT] = {"", "stockpile", "invest", "align"};

static struct {
    ck_play_spec spec;
    ck_play_engine engine; // counts and key alone: it runs nothing here
    ck_play_study study;
    ck_play_session session;
    uint32_t side;
    bool opened, started;
    ck_host_arena arena;
    ck_diags diags;
    char *answer;
} the;

static const char *answer(json_t *value) {
    free(the.answer);
    json_object_set_new(value, "diagnostics", views_diags_json(&the.diags));
    the.answer = json_dumps(value, 0);
    views_json_forget();
    return the.answer;
}

static void put_date(json_t *object, const char *key, uint32_t week) {
    json_object_set_new(object, key, ck_json_day(ck_play_date(&the.spec, week)));
}

static json_t *reals(const double *value, uint32_t count) {
    json_t *list = json_array();
    for (uint32_t i = 0; i < count; i++) json_array_append_new(list, ck_host_json_real(value[i]));
    return list;
}

/* ---------------------------------------------------------------- the game ---------------------------------------- */

static json_t *levers_json(void) {
    json_t *levers = json_array();
    for (uint32_t l = 0; l < the.spec.game.lever_count; l++) {
        const ck_lever *lever = &the.spec.game.lever[l];
        json_t *one = json_object(), *levels = json_array();
        ck_json_put(one, "id", the.spec.lever[l].id);
        ck_json_put(one, "title", the.spec.lever[l].title);
        json_object_set_new(one, "owner", json_integer(lever->role == CK_LEVER_SIDE ? (json_int_t)lever->owner : -1));
        for (uint32_t k = 0; k < lever->level_count; k++)
            json_array_append_new(levels, ck_host_json_text(the.spec.lever[l].level[k].name));
        json_object_set_new(one, "levels", levels);
        json_array_append_new(levers, one);
    }
    return levers;
}

static json_t *game_json(void) {
    json_t *whole = json_object(), *actors = json_array(), *rounds = json_array(), *events = json_array(),
           *aims = json_array();
    ck_json_put(whole, "name", the.spec.name);
    ck_json_put(whole, "title", the.spec.title);
    ck_json_put(whole, "question", the.spec.question);
    json_object_set_new(whole, "seed", json_real((double)the.spec.seed));
    for (uint32_t a = 0; a < the.spec.game.actor_count; a++) {
        json_t *one = json_object();
        ck_json_put(one, "id", the.spec.actor[a].id);
        ck_json_put(one, "name", the.spec.actor[a].name);
        if (a < CK_PLAY_SIDES)
            json_object_set_new(one, "pain_threshold", json_real(the.spec.game.side[a].pain_threshold));
        json_object_set_new(one, "error_total",
                            ck_host_json_real(the.study.emulator.error_total[a * CK_DAMAGE_COUNT + CK_DAMAGE_growth]));
        json_array_append_new(actors, one);
    }
    for (uint32_t r = 0; r < the.spec.game.round_count; r++)
        json_array_append_new(rounds, ck_json_day(ck_play_date(&the.spec, the.spec.game.round[r].week)));
    for (uint32_t k = 0; k < the.spec.event_count; k++) {
        json_t *one = json_object();
        json_object_set_new(one, "date", ck_json_day(the.spec.event[k].date));
        ck_json_put(one, "title", the.spec.event[k].title);
        json_array_append_new(events, one);
    }
    for (uint32_t k = 0; k < CK_AIM_COUNT; k++) json_array_append_new(aims, json_string(AIM[k]));
    json_object_set_new(whole, "actors", actors);
    json_object_set_new(whole, "levers", levers_json());
    json_object_set_new(whole, "rounds", rounds);
    json_object_set_new(whole, "events", events);
    json_object_set_new(whole, "aims", aims);
    put_date(whole, "until", the.spec.game.weeks);
    return whole;
}

/* The arrays of the emulator, one after the other; false when they are not as many as the game has. */
static bool take_numbers(const double *number, uint32_t count, uint32_t paths, double ridge) {
    uint32_t inputs = 0;
    for (uint32_t l = 0; l < the.spec.game.lever_count; l++) inputs += the.spec.game.lever[l].engine;
    const uint32_t outputs = the.spec.game.actor_count * CK_DAMAGE_COUNT;
    const uint32_t features = 1 + 2 + inputs * (CK_EMULATOR_FILTERS + 1) + inputs * (inputs + 1) / 2;
    if (inputs > CK_EMULATOR_INPUTS || count != outputs * (features + 4)) return false;
    double *kept = malloc(count * sizeof *kept);
    if (kept == NULL) return false;
    memcpy(kept, number, count * sizeof *kept);
    the.engine.inputs = inputs;
    the.engine.outputs = outputs;
    the.engine.weeks = the.spec.game.weeks;
    the.study.emulator = (ck_emulator){.inputs = inputs,
                                       .outputs = outputs,
                                       .features = features,
                                       .paths = paths,
                                       .weeks = the.spec.game.weeks,
                                       .coefficient = kept,
                                       .mean = kept + outputs * features,
                                       .error_week = kept + outputs * (features + 1),
                                       .error_total = kept + outputs * (features + 2),
                                       .explained = kept + outputs * (features + 3),
                                       .ridge = ridge};
    return true;
}

/* {"title", "actors", "levers", "rounds", "events", "aims", ...}; only {"diagnostics"} when something is wrong.

   number  (count) coefficients (outputs x features), then mean, error_week, error_total, explained (outputs each)
   key     of model, measures and game file, in two halves                                                              */
CK_WEB(ck_views_game_open)
const char *ck_views_game_open(const char *name, const char *text, uint32_t length, const double *number,
                               uint32_t count, uint32_t paths, double ridge, uint32_t key_low, uint32_t key_high) {
    the.opened = false;
    ck_status status = ck_host_diags_make(&the.arena, &the.diags);
    ck_host_input input = ck_host_input_bytes(name, text, length);
    if (status >= 0) status = ck_play_read_input(&input, &the.spec, &the.diags);
    if (status >= 0 && !take_numbers(number, count, paths, ridge))
        status = ck_host_report(&the.diags, CK_E_FORMAT, ck_host_whole(name),
                                "the numbers of the emulator do not fit the game", "write the page again");
    the.engine.key = (uint64_t)key_high << 32 | key_low;
    the.opened = status >= 0;
    return answer(the.opened ? game_json() : json_object());
}

/* Solves the ladder game at the most likely values; {"unsettled", "mean_gain", "worst_gain"}. */
CK_WEB(ck_views_game_solve) const char *ck_views_game_solve(void) {
    json_t *whole = json_object();
    if (!the.opened) return answer(whole);
    const size_t bytes = ck_solution_bytes(&the.spec.game);
    if (the.study.block_solution == NULL) the.study.block_solution = aligned_alloc(16, bytes);
    if (the.study.block_solution != NULL)
        the.study.solved = ck_escalation_solve(&the.spec.game, &the.study.emulator, ck_solve_options_default(),
                                               the.study.block_solution, bytes, &the.study.solution, &the.diags) >= 0;
    if (the.study.solved) {
        json_object_set_new(whole, "unsettled", json_integer(the.study.solution.unsettled));
        json_object_set_new(whole, "mean_gain", ck_host_json_real(the.study.solution.mean_gain));
        json_object_set_new(whole, "worst_gain", ck_host_json_real(the.study.solution.worst_gain));
    }
    return answer(whole);
}

/* ---------------------------------------------------------------- odds -------------------------------------------- */

static uint32_t week_after(uint32_t round) {
    return round + 1 < the.spec.game.round_count ? the.spec.game.round[round + 1].week : the.spec.game.weeks;
}

/* How futures from here end when both sides go on by their rules, over the type of the other side as the side believes. */
static void odds_from(const ck_position *now, double odds[CK_FUTURE_COUNT]) {
    static ck_position end; // too large for a frame
    const uint32_t other = 1 - the.side;
    const ck_solution *solution = the.study.solved ? &the.study.solution : NULL;
    for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++) odds[e] = 0.0;
    for (uint32_t k = 0; k < FUTURES; k++) {
        const ck_random random = {the.spec.seed, FUTURE_DRAWS + k};
        end = *now;
        end.firm[other] = ((double)k + 0.5) / FUTURES < now->belief[the.side];
        for (uint32_t r = now->round; r < the.spec.game.round_count; r++) {
            ck_move move[CK_PLAY_SIDES];
            for (uint32_t s = 0; s < CK_PLAY_SIDES; s++)
                move[s] = ck_position_choose(&the.spec.game, solution, &end, s, random);
            ck_position_move(&the.spec.game, &end, move);
            ck_position_hedge(&the.spec.game, &end, random);
            while (end.week < week_after(r)) ck_position_week(&the.spec.game, &the.study.emulator, &end, NULL);
        }
        odds[ck_position_future(&the.spec.game, &end)] += 1.0 / FUTURES;
    }
}

/* ---------------------------------------------------------------- a turn ------------------------------------------ */

static json_t *move_json(const ck_position *at, ck_move move) {
    char text[512];
    json_t *one = json_object();
    ck_play_move_word(&the.spec, move, text, sizeof text);
    ck_json_put(one, "word", text);
    ck_play_move_text(&the.spec, at, move, text, sizeof text);
    ck_json_put(one, "text", text);
    json_object_set_new(one, "category", json_integer(ck_move_category(move)));
    return one;
}

static json_t *effects_json(const ck_play_effect *effect) {
    json_t *list = json_array();
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        json_t *one = json_object();
        json_object_set_new(one, "growth", ck_host_json_real(effect[s].growth));
        json_object_set_new(one, "weighted", ck_host_json_real(effect[s].weighted));
        json_array_append_new(list, one);
    }
    return list;
}

static json_t *hedges_json(const ck_position *before, const ck_position *after) {
    json_t *list = json_array();
    for (uint32_t a = CK_PLAY_SIDES; a < the.spec.game.actor_count; a++) {
        for (uint32_t h = CK_HEDGE_STOCKPILE; h < CK_HEDGE_COUNT; h++) {
            if (!(after->hedge[a][h] > 0.0) || before->hedge[a][h] > 0.0) continue;
            json_t *one = json_object();
            json_object_set_new(one, "actor", json_integer(a));
            json_object_set_new(one, "hedge", json_string(HEDGE[h]));
            json_array_append_new(list, one);
        }
    }
    return list;
}

/* Turn k as it was played; the last one also with what it did. */
static json_t *turn_json(uint32_t k) {
    const ck_play_session *session = &the.session;
    const ck_position *before = &session->position[k], *after = &session->position[k + 1];
    json_t *one = json_object(), *moves = json_array();
    put_date(one, "date", before->week);
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++)
        json_array_append_new(moves, move_json(before, session->turn[k].move[s]));
    json_object_set_new(one, "moves", moves);
    json_object_set_new(one, "solved", reals(session->turn[k].solved, CK_LADDER_COUNT));
    json_object_set_new(one, "struck",
                        json_boolean(after->deal_until > after->week && before->deal_until <= before->week));
    json_object_set_new(one, "ended",
                        json_boolean(before->deal_until > before->week && after->deal_until <= after->week));
    json_object_set_new(one, "hedges", hedges_json(before, after));
    json_object_set_new(one, "cost", reals(after->cost, CK_PLAY_SIDES));
    const double growth[CK_PLAY_SIDES] = {after->total[0][CK_AIM_growth], after->total[1][CK_AIM_growth]};
    json_object_set_new(one, "growth", reals(growth, CK_PLAY_SIDES));
    if (k + 1 == session->count) {
        ck_play_effect effect[CK_PLAY_ACTORS];
        ck_play_session_round(session, effect);
        json_object_set_new(one, "round", effects_json(effect));
        ck_play_session_against_waiting(session, effect);
        json_object_set_new(one, "against_waiting", effects_json(effect));
    }
    return one;
}

static json_t *standing_json(const ck_position *now, uint32_t side) {
    json_t *one = json_object();
    const double delay = side == the.side ? the.spec.game.side[the.side].delay_own_weeks
                                          : the.spec.game.side[the.side].delay_other_weeks;
    const double late = delay + (the.side == 0 ? the.spec.game.opacity_weeks : 0.0);
    json_object_set_new(one, "offered", json_boolean(now->offered[side]));
    if (now->pause_until[side] > now->week) put_date(one, "pause_until", now->pause_until[side]);
    if (now->threat_lever[side] != CK_NONE) {
        json_object_set_new(one, "threat_lever", json_integer(now->threat_lever[side]));
        put_date(one, "threat_date", now->threat_week[side]);
    }
    json_object_set_new(one, "known_weeks_late", json_integer((json_int_t)(late + 0.5)));
    if (now->week > (uint32_t)(late + 0.5))
        json_object_set_new(one, "loss_seen", ck_host_json_real(ck_position_seen(now, side, late)));
    json_object_set_new(one, "index", ck_host_json_real(ck_position_index(&the.spec.game, now, side)));
    return one;
}

static json_t *line_json(const ck_position *end) {
    json_t *line = json_object();
    const double growth[CK_PLAY_SIDES] = {end->total[0][CK_AIM_growth], end->total[1][CK_AIM_growth]};
    json_object_set_new(line, "future", json_string(FUTURE_ID[ck_position_future(&the.spec.game, end)]));
    json_object_set_new(line, "cost", reals(end->cost, CK_PLAY_SIDES));
    json_object_set_new(line, "growth", reals(growth, CK_PLAY_SIDES));
    return line;
}

static const char *state(void) {
    const ck_play_session *session = &the.session;
    const ck_position *now = ck_play_session_now(session);
    json_t *whole = json_object(), *menu = json_array(), *sides = json_array(), *levels = json_array(),
           *turns = json_array(), *totals = json_array();
    char digest[17];
    ck_host_digest_text(ck_play_session_digest(session), digest);
    json_object_set_new(whole, "digest", json_string(digest));
    json_object_set_new(whole, "side", json_integer(the.side));
    json_object_set_new(whole, "count", json_integer(session->count));
    json_object_set_new(whole, "over", json_boolean(ck_play_session_over(session)));
    put_date(whole, "date", now->week);
    ck_move move[CK_PLAY_MENU];
    const uint32_t count = ck_play_session_over(session) ? 0 : ck_position_menu(&the.spec.game, now, the.side, move);
    for (uint32_t m = 0; m < count; m++) json_array_append_new(menu, move_json(now, move[m]));
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) json_array_append_new(sides, standing_json(now, s));
    for (uint32_t l = 0; l < the.spec.game.lever_count; l++) json_array_append_new(levels, json_integer(now->level[l]));
    for (uint32_t k = 0; k < session->count; k++) json_array_append_new(turns, turn_json(k));
    for (uint32_t a = 0; a < the.spec.game.actor_count; a++)
        json_array_append_new(totals, reals(now->total[a], CK_AIM_COUNT));
    json_object_set_new(whole, "menu", menu);
    json_object_set_new(whole, "sides", sides);
    json_object_set_new(whole, "levels", levels);
    json_object_set_new(whole, "turns", turns);
    json_object_set_new(whole, "totals", totals);
    json_object_set_new(whole, "cost", reals(now->cost, the.spec.game.actor_count));
    json_object_set_new(whole, "belief", ck_host_json_real(now->belief[the.side]));
    json_object_set_new(whole, "own_firm", json_boolean(now->firm[the.side]));
    if (now->deal_until > now->week) put_date(whole, "deal_until", now->deal_until);
    json_object_set_new(whole, "future", json_string(FUTURE_ID[ck_position_future(&the.spec.game, now)]));
    double odds[CK_FUTURE_COUNT];
    odds_from(now, odds);
    json_object_set_new(whole, "odds", reals(odds, CK_FUTURE_COUNT));
    json_object_set_new(whole, "futures", json_integer(FUTURES));
    if (the.study.solved && session->count > 0) {
        static ck_position end;
        ck_play_session_solved_line(session, &end);
        json_object_set_new(whole, "solved_line", line_json(&end));
        json_object_set_new(whole, "own_line", line_json(now));
    }
    if (ck_play_session_over(session)) json_object_set_new(whole, "other_firm", json_boolean(now->firm[1 - the.side]));
    json_t *ladder = json_array();
    for (uint32_t m = 0; m < CK_LADDER_COUNT; m++) json_array_append_new(ladder, json_string(LADDER[m]));
    json_object_set_new(whole, "ladder", ladder);
    return answer(whole);
}

/* A new game in the chair of a side. */
CK_WEB(ck_views_game_start) const char *ck_views_game_start(uint32_t side, uint32_t seed_low, uint32_t seed_high) {
    if (!the.opened || side >= CK_PLAY_SIDES) return NULL;
    if (the.started) ck_play_session_free(&the.session);
    the.spec.seed = (uint64_t)seed_high << 32 | seed_low;
    the.side = side;
    the.started = ck_play_session_start(&the.spec, &the.engine, &the.study, side, &the.session, &the.diags) >= 0;
    return the.started ? state() : NULL;
}

/* The k-th move of the menu, and the other side's. */
CK_WEB(ck_views_game_move) const char *ck_views_game_move(uint32_t k) {
    ck_move move[CK_PLAY_MENU];
    if (!the.started || ck_play_session_over(&the.session)) return NULL;
    if (k >= ck_position_menu(&the.spec.game, ck_play_session_now(&the.session), the.side, move)) return NULL;
    ck_play_session_turn(&the.session, move[k]);
    return state();
}

CK_WEB(ck_views_game_undo) const char *ck_views_game_undo(void) {
    if (!the.started) return NULL;
    (void)ck_play_session_undo(&the.session);
    return state();
}
