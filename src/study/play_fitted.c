#include "study/play_fitted.h"

#include "io/moves_read.h"

static void take_over(ck_play_spec *spec, const ck_history *history) {
    ck_fitted *fitted = &spec->game.fitted;
    uint32_t end = 0;
    while (end < history->move_count && history->move[end].day.day < spec->start.day) end++;
    for (uint32_t k = end > CK_PLAY_BEFORE ? end - CK_PLAY_BEFORE : 0; k < end; k++)
        fitted->before[fitted->before_count++] = history->move[k];
    fitted->start = spec->start;
    for (uint32_t e = 0; e < spec->event_count && fitted->fixture_count < CK_PLAY_FIXTURES; e++) {
        const ck_play_event *event = &spec->event[e];
        if (event->kind == CK_OCCASION_ROUND || event->kind == CK_OCCASION_DEADLINE) continue;
        fitted->fixture[fitted->fixture_count++] =
            (ck_fixture){.known = spec->start, .day = event->date, .expiry = event->kind == CK_OCCASION_EXPIRY};
    }
}

ck_status ck_play_fit_history(ck_play_spec *spec, ck_diags *diags) {
    if (!ck_play_fitted(spec)) return CK_OK;
    ck_moves moves = {0};
    ck_status status = ck_moves_read(spec->moves, spec->fixtures, &moves, diags);
    const ck_history history = ck_moves_history(&moves);
    const ck_date last = {spec->start.day - 1};
    if (status >= 0 &&
        (history.move_count == 0 || history.move[0].day.day > last.day || spec->moves_first.day > last.day))
        status =
            ck_host_report(diags, CK_E_RANGE, ck_host_whole(spec->moves), "there is no move before the game to fit on",
                           "the history must begin before the start of the game");
    if (status >= 0) {
        status = ck_move_rules_fit(&history, spec->moves_first, last, CK_PLAY_PENALTY, CK_PLAY_PRIOR,
                                   &spec->game.fitted.rules);
        if (status < 0)
            status = ck_host_report(diags, status, ck_host_whole(spec->moves),
                                    "the fit of rules to the history does not settle", "");
    }
    if (status >= 0) {
        spec->fitted = ck_host_take(&spec->arena, spec->weights, sizeof *spec->fitted);
        status = spec->fitted == NULL
                     ? ck_host_no_memory(diags)
                     : ck_move_rules_spread(&history, spec->moves_first, last, CK_PLAY_PRIOR, &spec->game.fitted.rules,
                                            spec->seed, spec->weights, spec->fitted);
    }
    if (status >= 0) take_over(spec, &history);
    ck_moves_free(&moves);
    return status;
}
