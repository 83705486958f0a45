#include "study/play_turns.h"

#include "study/words.h"

#include <stdlib.h>
#include <string.h>

ck_status ck_play_session_start(const ck_play_spec *spec, ck_play_engine *engine, const ck_play_study *study,
                                uint32_t actor, ck_play_session *session, ck_diags *diags) {
    const ck_escalation *game = &spec->game;
    *session = (ck_play_session){.spec = spec,
                                 .engine = engine,
                                 .study = study,
                                 .actor = actor,
                                 .random = {spec->seed, 0},
                                 .position = calloc((size_t)game->round_count + 1, sizeof(ck_position)),
                                 .turn = calloc((size_t)game->round_count + 1, sizeof(ck_play_turn)),
                                 .input = calloc((size_t)engine->weeks * engine->inputs + 1, sizeof(double))};
    if (session->position == NULL || session->turn == NULL || session->input == NULL) return ck_host_no_memory(diags);
    ck_position_start(game, &study->emulator, session->random, &session->position[0]);
    return CK_OK;
}

void ck_play_session_free(ck_play_session *session) {
    free(session->position);
    free(session->turn);
    free(session->input);
    *session = (ck_play_session){0};
}

bool ck_play_session_over(const ck_play_session *session) { return session->count >= session->spec->game.round_count; }
const ck_position *ck_play_session_now(const ck_play_session *session) { return &session->position[session->count]; }

/* ---------------------------------------------------------------- turns ------------------------------------------- */

static void move_all(const ck_play_session *session, const ck_move move[CK_PLAY_SIDES], ck_move own,
                     ck_position *position) {
    ck_position_move(&session->spec->game, position, move);
    if (own.kind == CK_MOVE_HEDGE) ck_position_take(position, session->actor, (ck_hedge)own.lever);
    ck_position_hedge(&session->spec->game, position, session->random);
}

void ck_play_session_turn(ck_play_session *session, ck_move move) {
    const ck_escalation *game = &session->spec->game;
    const ck_solution *solution = session->study->solved ? &session->study->solution : NULL;
    const ck_position *before = ck_play_session_now(session);
    ck_play_turn *turn = &session->turn[session->count];
    turn->own = move;
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++)
        turn->move[s] = s == session->actor ? move : ck_position_choose(game, solution, before, s, session->random);
    if (solution != NULL && session->actor < CK_PLAY_SIDES)
        ck_solution_chance(solution, before->round, ck_ladder_of(game, before), before->belief, session->actor,
                           before->firm[session->actor], turn->solved);
    ck_position *after = &session->position[session->count + 1];
    *after = *before;
    move_all(session, turn->move, turn->own, after);
    for (const uint32_t until = ck_escalation_round_end(game, session->count); after->week < until;) {
        const uint32_t week = after->week;
        ck_position_week(game, &session->study->emulator, after, NULL);
        ck_position_inputs(game, after, session->input + (size_t)week * session->engine->inputs);
    }
    session->count++;
}

bool ck_play_session_undo(ck_play_session *session) {
    if (session->count == 0) return false;
    session->count--;
    return true;
}

bool ck_play_session_word(const ck_play_session *session, const char *word, ck_move *move) {
    ck_move menu[CK_PLAY_MENU];
    const uint32_t count = ck_position_menu(&session->spec->game, ck_play_session_now(session), session->actor, menu);
    for (uint32_t m = 0; m < count; m++) {
        char text[256];
        ck_play_move_word(session->spec, menu[m], text, sizeof text);
        if (strcmp(text, word) != 0) continue;
        *move = menu[m];
        return true;
    }
    return false;
}

/* ---------------------------------------------------------------- what a move does -------------------------------- */

static void difference(const ck_position *later, const ck_position *earlier, ck_play_effect effect[CK_PLAY_ACTORS]) {
    for (uint32_t a = 0; a < CK_PLAY_ACTORS; a++)
        effect[a] = (ck_play_effect){later->total[a][CK_AIM_growth] - earlier->total[a][CK_AIM_growth],
                                     later->cost[a] - earlier->cost[a]};
}

void ck_play_session_round(const ck_play_session *session, ck_play_effect effect[CK_PLAY_ACTORS]) {
    difference(&session->position[session->count], &session->position[session->count - 1], effect);
}

void ck_play_session_against_waiting(const ck_play_session *session, ck_play_effect effect[CK_PLAY_ACTORS]) {
    const ck_escalation *game = &session->spec->game;
    ck_position line[2] = {session->position[session->count - 1], session->position[session->count - 1]};
    for (uint32_t k = 0; k < 2; k++) { // with the move, and with waiting
        ck_play_turn turn = session->turn[session->count - 1];
        if (k == 1) turn.own = (ck_move){CK_MOVE_WAIT, CK_NONE};
        if (session->actor < CK_PLAY_SIDES) turn.move[session->actor] = turn.own;
        move_all(session, turn.move, turn.own, &line[k]);
        while (line[k].week < game->weeks) ck_position_week(game, &session->study->emulator, &line[k], NULL);
    }
    difference(&line[0], &line[1], effect);
}

ck_status ck_play_session_damage(const ck_play_session *session, double *exact, double *emulated, ck_diags *diags) {
    const ck_escalation *game = &session->spec->game;
    ck_play_engine *engine = session->engine;
    const uint32_t n = engine->outputs, inputs = engine->inputs, weeks = ck_play_session_now(session)->week;
    double *damage = calloc((size_t)engine->weeks * n + 1, sizeof *damage), first[CK_EMULATOR_INPUTS],
           week[CK_PLAY_ACTORS * CK_DAMAGE_COUNT];
    if (damage == NULL) return ck_host_no_memory(diags);
    ck_emulator_state state;
    ck_position_inputs(game, &session->position[0], first);
    ck_emulator_start(&session->study->emulator, first, &state);
    memset(exact, 0, n * sizeof *exact);
    memset(emulated, 0, n * sizeof *emulated);
    for (uint32_t w = weeks; w < engine->weeks; w++) // weeks to come change nothing before them: any value does
        memcpy(session->input + (size_t)w * inputs, w > 0 ? session->input + (size_t)(w - 1) * inputs : first,
               inputs * sizeof(double));
    const ck_status status = ck_play_engine_path(engine, session->input, CK_PLAY_CENTRAL, damage, diags);
    for (uint32_t w = 0; w < weeks && status >= 0; w++) {
        ck_emulator_week(&session->study->emulator, &state, session->input + (size_t)w * inputs, week);
        for (uint32_t o = 0; o < n; o++) {
            exact[o] += damage[(size_t)w * n + o];
            emulated[o] += week[o];
        }
    }
    free(damage);
    return status;
}

/* The future again under another game, so many turns: `hedges` are taken up by the actor played in the first round. */
static void play_again(const ck_play_session *session, const ck_escalation *game, uint32_t hedges, ck_position *end) {
    const ck_solution *solution = session->study->solved ? &session->study->solution : NULL;
    *end = session->position[0];
    for (uint32_t r = 0; r < session->count; r++) {
        ck_move move[CK_PLAY_SIDES];
        for (uint32_t s = 0; s < CK_PLAY_SIDES; s++)
            move[s] = ck_position_choose(game, solution, end, s, session->random);
        ck_position_move(game, end, move);
        for (uint32_t h = CK_HEDGE_STOCKPILE; r == 0 && h < CK_HEDGE_COUNT; h++) {
            if ((hedges >> h & 1) != 0) ck_position_take(end, session->actor, (ck_hedge)h);
        }
        ck_position_hedge(game, end, session->random);
        while (end->week < ck_escalation_round_end(game, r)) ck_position_week(game, &session->study->emulator, end, NULL);
    }
}

void ck_play_session_solved_line(const ck_play_session *session, ck_position *end) {
    ck_escalation game = session->spec->game;
    game.side[session->actor].behaviour = CK_BEHAVE_EQUILIBRIUM;
    play_again(session, &game, 0, end);
}

void ck_play_session_plan(const ck_play_session *session, uint32_t hedges, ck_position *end) {
    ck_escalation game = session->spec->game;
    game.third[session->actor].by_hand = hedges != CK_NONE;
    play_again(session, &game, hedges != CK_NONE ? hedges : 0, end);
}

/* ---------------------------------------------------------------- digest and log ---------------------------------- */

uint64_t ck_play_session_digest(const ck_play_session *session) {
    const ck_position *now = ck_play_session_now(session);
    ck_digest digest = ck_digest_start(session->engine->key);
    ck_digest_u64(&digest, session->actor);
    ck_digest_u64(&digest, session->random.seed);
    for (uint32_t k = 0; k < session->count; k++) {
        for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
            ck_digest_u64(&digest, session->turn[k].move[s].kind);
            ck_digest_u64(&digest, session->turn[k].move[s].lever);
        }
        if (session->actor < CK_PLAY_SIDES) continue;
        ck_digest_u64(&digest, session->turn[k].own.kind);
        ck_digest_u64(&digest, session->turn[k].own.lever);
    }
    ck_digest_u32s(&digest, now->level, CK_PLAY_LEVERS);
    (void)ck_digest_doubles(&digest, now->belief, CK_PLAY_SIDES, NULL);
    (void)ck_digest_doubles(&digest, &now->total[0][0], sizeof now->total / sizeof(double), NULL);
    (void)ck_digest_doubles(&digest, now->cost, CK_PLAY_ACTORS, NULL);
    return ck_digest_value(&digest);
}

enum { WORD = 256 };

static const char *word_of(const ck_play_session *session, ck_move move, ck_host_arena *arena) {
    char text[WORD];
    ck_play_move_word(session->spec, move, text, sizeof text);
    return ck_host_text(arena, text, strlen(text));
}

/* What the sides that are not played did: one word, or two with a comma. */
static void answer_of(const ck_play_session *session, const ck_play_turn *turn, char text[2 * WORD]) {
    size_t length = 0;
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        if (s == session->actor) continue;
        if (length > 0) text[length++] = ',';
        ck_play_move_word(session->spec, turn->move[s], text + length, WORD - 1);
        length = strlen(text);
    }
}

ck_status ck_play_session_log(const ck_play_session *session, ck_play_log *log, ck_diags *diags) {
    *log = (ck_play_log){.game = session->spec->name,
                         .side = session->spec->actor[session->actor].id,
                         .key = session->engine->key,
                         .seed = session->random.seed,
                         .turn_count = session->count,
                         .digest = ck_play_session_digest(session)};
    log->turn = ck_host_take(&log->arena, (size_t)session->count + 1, sizeof *log->turn);
    for (uint32_t k = 0; k < session->count && log->turn != NULL; k++) {
        const ck_play_turn *turn = &session->turn[k];
        char answer[2 * WORD];
        answer_of(session, turn, answer);
        log->turn[k] = (ck_play_log_turn){.date = ck_play_date(session->spec, session->position[k].week),
                                          .move = word_of(session, turn->own, &log->arena),
                                          .answer = ck_host_text(&log->arena, answer, strlen(answer))};
        if (log->turn[k].move == NULL || log->turn[k].answer == NULL) return ck_host_no_memory(diags);
    }
    return log->turn != NULL ? CK_OK : ck_host_no_memory(diags);
}

ck_status ck_play_session_replay_turn(ck_play_session *session, const ck_play_log *log, ck_diags *diags) {
    const ck_play_log_turn *turn = &log->turn[session->count];
    if (ck_play_session_over(session))
        return ck_host_report(diags, CK_E_RANGE, turn->place, "the game was over before this turn", "it has %u rounds",
                              session->spec->game.round_count);
    const ck_date date = ck_play_date(session->spec, ck_play_session_now(session)->week);
    if (turn->date.day != date.day)
        return ck_host_report(diags, CK_E_RANGE, turn->place, "this turn is on another day", "round %u is on %s",
                              session->count + 1, ck_words_date(date).text);
    ck_move move;
    if (!ck_play_session_word(session, turn->move, &move))
        return ck_host_report(diags, CK_E_UNKNOWN, turn->place, "the move %q is not open here",
                              "the log was changed, or belongs to another game", turn->move);
    ck_play_session_turn(session, move);
    char answer[2 * WORD];
    answer_of(session, &session->turn[session->count - 1], answer);
    if (strcmp(answer, turn->answer) == 0) return CK_OK;
    return ck_host_report(diags, CK_E_RANGE, turn->place, "the other side answers %q here, the log says %q",
                          "the log was changed, or belongs to another game", answer, turn->answer);
}

ck_status ck_play_session_replay_end(const ck_play_session *session, const ck_play_log *log, ck_diags *diags) {
    const uint64_t digest = ck_play_session_digest(session);
    char text[17];
    if (digest == log->digest) return CK_OK;
    ck_host_digest_text(digest, text);
    return ck_host_report(diags, CK_E_FORMAT, log->digest_place, "the game was played again to other digits: %q",
                          "the log was changed, or another version wrote it", text);
}
