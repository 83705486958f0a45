/* The answer of `play` on a terminal. */
#include "cli/play_print.h"

#include "study/words.h"

#include <math.h>
#include <stdio.h>

static void print_odds(const ck_play_spec *spec, const ck_play_study *study) {
    printf("\nOdds over time, mean and nine draws in ten of the uncertain numbers\n  %-12s %-22s %-22s %-22s\n",
           "after", ck_play_future_title(CK_FUTURE_DEAL), ck_play_future_title(CK_FUTURE_TIT_FOR_TAT),
           ck_play_future_title(CK_FUTURE_FULL));
    for (uint32_t r = 0; r < spec->game.round_count; r++) {
        const uint32_t week = ck_escalation_round_end(&spec->game, r);
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
        printf("  %s (%u futures)\n", ck_play_future_title((ck_future)e), study->ended[e]);
        if (study->ended[e] == 0) puts("    no future ended so: nothing is known of who would be hurt");
        for (uint32_t a = 0; a < spec->game.actor_count && study->ended[e] > 0; a++) {
            printf("    %-16s", spec->actor[a].name);
            for (uint32_t k = 0; k < CK_AIM_COUNT; k++) {
                if (a < CK_PLAY_SIDES || k <= CK_AIM_defence || k == CK_AIM_fiscal)
                    printf(" %s %.1f", ck_play_aim_id((ck_aim)k), study->loss[e][a][k]);
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
            for (uint32_t m = 0; m < CK_LADDER_COUNT; m++)
                printf(" %s %.2f", ck_play_ladder_id((ck_ladder_move)m), chance[m]);
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

/* ---------------------------------------------------------------- values, openings, flips ------------------------- */

static void print_values(const ck_play_spec *spec, const ck_play_values *values) {
    puts("\nWhat single things are worth: billion USD saved, weighted and discounted, mean and nine draws in ten "
         "(below 0: a loss)");
    for (uint32_t c = 0; c < CK_CHANGE_COUNT; c++) {
        const ck_play_value *value = &values->value[c];
        printf("  %s: %s\n   ", ck_play_change_title((ck_play_change)c), ck_play_change_meaning((ck_play_change)c));
        for (uint32_t a = 0; a < spec->game.actor_count; a++) {
            if (a > 0 && a % 4 == 0) printf("\n   ");
            printf(" %s %+.1f (%+.1f to %+.1f)", spec->actor[a].name, value->saved[a], value->band[a].p05,
                   value->band[a].p95);
        }
        printf("\n    final odds:");
        for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++)
            printf(" %s %+.0f points", ck_play_future_title((ck_future)e), 100 * value->odds[e]);
        fputc('\n', stdout);
    }
    puts("What plants and stockpiles cost their owners is not in it, save what third countries pay for stocks.");
}

static void print_openings(const ck_play_spec *spec, const ck_play_values *values) {
    puts("\nThe first move and the value of waiting: saved by the side against waiting in the first round, billion USD "
         "weighted and discounted");
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        for (uint32_t c = 0; c < CK_CATEGORY_COUNT; c++) {
            const ck_play_opening *opening = &values->opening[s][c];
            if (!opening->open) continue;
            printf("  %-16s %-9s", spec->actor[s].name, ck_play_category_id((ck_category)c));
            if (c == CK_CATEGORY_wait)
                printf(" costs %.1f in all%13s", opening->cost, "");
            else
                printf(" %+6.1f (%+.1f to %+.1f)%*s", opening->gain, opening->against_waiting.p05,
                       opening->against_waiting.p95, 2, "");
            printf(" deal %.0f %%, full escalation %.0f %%\n", 100 * opening->odds[CK_FUTURE_DEAL],
                   100 * opening->odds[CK_FUTURE_FULL]);
        }
    }
    puts("Below 0 waiting is worth that much: the side keeps its move for when it has seen the damage and the other's "
         "answer.");
}

static void print_flips(const ck_play_spec *spec, const ck_play_values *values) {
    if (values->futures == 0) {
        puts("\nWhat turns the ranking over is not looked for where a side plays the solved game.");
        return;
    }
    printf("\nWhat turns the ranking of the three futures over, from the most likely values (deal %.0f %%, tit for tat "
           "%.0f %%, full escalation %.0f %%)\n",
           100 * values->central[CK_FUTURE_DEAL], 100 * values->central[CK_FUTURE_TIT_FOR_TAT],
           100 * values->central[CK_FUTURE_FULL]);
    uint32_t flips = 0;
    for (uint32_t k = 0; k < values->flip_count; k++) {
        const ck_play_flip *flip = &values->flip[k];
        const ck_play_number *number = &spec->number[flip->number];
        if (!flip->flips) continue;
        printf("  %-36s %g (%g to %g): %s leads from %.3g on\n", number->name, number->value, number->low, number->high,
               ck_play_future_title(flip->to), flip->at);
        flips++;
    }
    if (flips == 0)
        printf("  none of the %u strongest numbers does alone, at either end of its range\n", values->flip_count);
    for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++) {
        const ck_play_lean *lean = &values->lean[e];
        if (e == (uint32_t)values->leads) continue;
        if (lean->leads)
            printf("  all numbers leant towards %s: it leads from %.0f %% of their ranges on\n",
                   ck_play_future_title((ck_future)e), 100 * lean->share);
        else
            printf("  all numbers leant towards %s: it does not lead even at their ends (%.0f %%)\n",
                   ck_play_future_title((ck_future)e), 100 * lean->odds[e]);
    }
    printf("  (%u futures each: sure to about %.0f points)\n", values->futures,
           100 * 1.645 * sqrt(0.25 / values->futures));
}

/* ---------------------------------------------------------------- the leverage curve ------------------------------ */

static void print_week(const char *what, uint32_t week) {
    if (week == CK_NONE)
        printf("%s: not within the curve", what);
    else
        printf("%s: week %u", what, week);
}

static void print_leverage(const ck_play_spec *spec, const ck_leverage *leverage) {
    printf("\nLeverage: control at its severest from %s, against the levels of a deal; billion USD lost to %s\n  %-14s "
           "%12s %12s %12s\n",
           ck_words_date(spec->start).text, ck_words_date(ck_play_date(spec, leverage->weeks)).text, "weeks of it",
           "targets", spec->actor[0].name, spec->actor[leverage->sender].name);
    for (uint32_t k = 0; k < leverage->point_count; k++) {
        const ck_leverage_point *point = &leverage->point[k];
        printf("  %-14u %12.1f %12.1f %12.1f\n", point->weeks, ck_leverage_targets(leverage, point->lost), point->lost[0],
               point->lost[leverage->sender]);
    }
    if (leverage->draws > 0)
        printf("  to the end, nine of %u draws in ten: targets %.1f to %.1f, %s %.1f to %.1f\n", leverage->draws,
               leverage->total_target.p05, leverage->total_target.p95, spec->actor[leverage->sender].name,
               leverage->total_sender.p05, leverage->total_sender.p95);
    puts("  When it ends, the control lasting (mean of four weeks):");
    for (uint32_t c = 0; c < CK_LEVERAGE_CASES; c++) {
        const ck_leverage_end *end = &leverage->end[c];
        printf("    %-30s ", ck_leverage_case_title((ck_leverage_case)c));
        print_week("peak", end->peak);
        print_week("; below half of it", end->half);
        print_week("; below a tenth", end->tenth);
        print_week("; below the sender's own loss", end->sender);
        if (leverage->draws > 0 && c <= CK_LEVERAGE_PLANTS)
            printf("; in %u of %u draws half is not reached", leverage->half_never[c], leverage->draws);
        fputc('\n', stdout);
    }
    puts("  What one of them saves all targets while the control lasts, billion USD");
    for (uint32_t k = 0; k < leverage->asset_count && k < 10; k++) {
        const ck_leverage_asset *asset = &leverage->asset[k];
        printf("    %-30s %-34s %+.1f (%s %+.1f)\n", asset->name,
               asset->stockpile ? "stockpile released" : "plant brought forward", asset->saved_targets,
               spec->actor[0].name, asset->saved[0]);
    }
}

/* ---------------------------------------------------------------- the whole --------------------------------------- */

void ck_play_print(const ck_play_answer *answer) {
    const ck_play_spec *spec = answer->spec;
    const ck_play_study *study = answer->study;
    char digest[17];
    ck_host_digest_text(ck_play_answer_digest(answer), digest);
    printf("%s\n", spec->title);
    if (answer->simulate) {
        print_odds(spec, study);
        print_losses(spec, study);
        print_drivers(spec, study);
        print_draws(study);
    }
    if (answer->values != NULL) {
        print_values(spec, answer->values);
        print_openings(spec, answer->values);
        print_flips(spec, answer->values);
    }
    if (answer->leverage != NULL) print_leverage(spec, answer->leverage);
    if (answer->solve) print_solution(spec, study);
    const ck_emulator *e = &study->emulator;
    printf(
        "\nThe emulator stands for the engine: fitted to %u runs; cross-validated, a path's lost value added is off by",
        e->paths);
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++)
        printf(" %.0f %% (%s)", 100 * e->error_total[s * CK_DAMAGE_COUNT + CK_DAMAGE_growth], spec->actor[s].name);
    printf(" of its mean.\n%s An analysis with stated assumptions, not a forecast.\n"
           "(%u x %u futures, seed %llu, digest %s)\n",
           ck_play_behaviour_words(spec), spec->weights, spec->futures, (unsigned long long)spec->seed, digest);
}
