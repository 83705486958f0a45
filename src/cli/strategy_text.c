#include "cli/strategy_text.h"

#include "io/moves_read.h"

#include <math.h>

static const char *const PART[CK_SCORE_PARTS] = {"timing", "category", "whole"};

const char *ck_strategy_verdict(const ck_difference *lead) {
    return lead->low > 0.0 ? "beat" : lead->high < 0.0 ? "do worse than" : "are not clearly better or worse than";
}

static void put_day(FILE *out, ck_date day) {
    char text[16];
    ck_date_write(day, text);
    fputs(text, out);
}

static void write_answer(FILE *out, const ck_move_test *test) {
    const ck_difference *plain = &test->forecast[CK_FORECAST_ALL].lead[CK_WHOLE];
    fprintf(out, "## Answer\n\nDo the rules beat the plain base rates? **%s**\n\n",
            plain->low > 0.0    ? "Yes."
            : plain->high < 0.0 ? "No: they do worse."
                                : "Not shown: the band of the difference includes 0.");
    for (uint32_t f = 1; f < CK_FORECAST_COUNT; f++) {
        const ck_forecast_score *score = &test->forecast[f];
        const ck_difference *lead = &score->lead[CK_WHOLE];
        fprintf(out,
                "- The rules **%s** the %s: %+.1f in log score over %u moves (standard error %.1f, 95 %% band %+.1f to "
                "%+.1f)",
                ck_strategy_verdict(lead), ck_forecast_word((ck_forecast)f), lead->sum, test->moves, lead->error,
                lead->low, lead->high);
        fprintf(out, "; timing alone %+.1f (%+.1f to %+.1f), category alone %+.1f (%+.1f to %+.1f).\n",
                score->lead[CK_TIMING].sum, score->lead[CK_TIMING].low, score->lead[CK_TIMING].high,
                score->lead[CK_CATEGORY].sum, score->lead[CK_CATEGORY].low, score->lead[CK_CATEGORY].high);
    }
    fputs("\nA lead of 1 means that what happened was e = 2.7 times likelier under the rules. The first comparison is "
          "the one that was set "
          "beforehand; the others ask whether rules say more than that the pace of moves had changed.\n\n",
          out);
}

static void write_method(FILE *out, const ck_move_test *test) {
    fputs("## Method\n\nMoves are the rows of [moves.csv](../backtest/moves.csv) by the United States, by China and by "
          "both together, in the "
          "categories ",
          out);
    for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++)
        fprintf(out, "%s%s (%s)",
                c == 0                            ? ""
                : c + 1 == CK_PAST_CATEGORY_COUNT ? " and "
                                                  : ", ",
                ck_past_category_letter((ck_past_category)c), ck_past_category_word((ck_past_category)c));
    fputs("; dates known ahead are those of [fixtures.csv](../backtest/fixtures.csv). A move has the day on which it "
          "was announced. What enacts "
          "or changes a measure is E, D or P; a threat or proposal is S; of a day with talks and a deal the deal "
          "counts.\n\n",
          out);
    fprintf(out, "Fitted on %u moves from ", test->fitted_moves);
    put_day(out, test->first);
    fputs(" until the day before ", out);
    put_day(out, test->split);
    fprintf(out, "; scored on the %u moves from then to ", test->moves);
    put_day(out, test->last);
    fprintf(out,
            ". Hazards of each category by actor are log-linear in the terms below (`ck_move_rules_fit`, a Poisson "
            "process with "
            "daily steps, ridge penalty %g on the slopes, %g moves added to each actor and category, for base rates "
            "too). Nothing is "
            "fitted again during the scored days; the terms see the moves of the days before. Penalty and prior were "
            "set before the "
            "first scoring. For the record: the whole score of the rules is %.1f with a tenth of the penalty, %.1f as "
            "used, "
            "%.1f with ten times.\n\n",
            test->penalty, test->prior, test->weaker, test->forecast[CK_FORECAST_RULES].sum[CK_WHOLE], test->stronger);
    fprintf(out,
            "The log score has two parts: timing (of the Poisson process of each actor) and category (given that an "
            "actor moves). "
            "Errors and bands are those of %u resamples in circular blocks of %u days (seed %llu), because moves "
            "cluster.\n\n",
            test->draws, test->block, (unsigned long long)test->seed);
}

static void write_scores(FILE *out, const ck_move_test *test) {
    fputs("## Scores\n\n| forecast | timing | category | whole | category, per move | likeliest category right | moves "
          "expected | seen | Brier score of a day |\n"
          "|---|---|---|---|---|---|---|---|---|\n",
          out);
    for (uint32_t f = 0; f < CK_FORECAST_COUNT; f++) {
        const ck_forecast_score *score = &test->forecast[f];
        fprintf(out, "| %s | %.1f | %.1f | %.1f | %.2f | %u of %u | %.1f | %u | %.4f |\n",
                ck_forecast_word((ck_forecast)f), score->sum[CK_TIMING], score->sum[CK_CATEGORY], score->sum[CK_WHOLE],
                score->sum[CK_CATEGORY] / test->moves, score->hits, test->moves, score->moves, test->moves,
                score->brier);
    }
    fputs("\n| lead of the rules over | part | sum | standard error | 95 % band |\n|---|---|---|---|---|\n", out);
    for (uint32_t f = 1; f < CK_FORECAST_COUNT; f++) {
        for (uint32_t part = 0; part < CK_SCORE_PARTS; part++) {
            const ck_difference *lead = &test->forecast[f].lead[part];
            fprintf(out, "| %s | %s | %+.2f | %.2f | %+.2f to %+.2f |\n", ck_forecast_word((ck_forecast)f), PART[part],
                    lead->sum, lead->error, lead->low, lead->high);
        }
    }
    fputc('\n', out);
}

static void write_calibration(FILE *out, const ck_move_test *test) {
    fputs("## Calibration\n\n### Timing\n\nDays by the chance of at least one move; said is the mean chance, seen the "
          "share of days with a move.\n\n"
          "| forecast |",
          out);
    for (uint32_t k = 0; k < CK_TIMING_BINS; k++)
        fprintf(out, " %g to %g: days, said, seen |", CK_TIMING_EDGE[k], CK_TIMING_EDGE[k + 1]);
    fputs("\n|---|---|---|---|---|---|\n", out);
    for (uint32_t f = 0; f < CK_FORECAST_COUNT; f++) {
        fprintf(out, "| %s |", ck_forecast_word((ck_forecast)f));
        for (uint32_t k = 0; k < CK_TIMING_BINS; k++) {
            const ck_timing_bin *bin = &test->forecast[f].bin[k];
            if (bin->days == 0) fputs(" – |", out);
            else fprintf(out, " %u, %.3f, %.3f |", bin->days, bin->chance / bin->days, (double)bin->moved / bin->days);
        }
        fputc('\n', out);
    }
    fprintf(out,
            "\nTime to the next day with a move, as the share of its forecast distribution that had passed (a quarter "
            "in each quarter when "
            "the forecast is right; Ogata 1988). With %u such times a distance above %.2f is significant at 5 %%.\n\n"
            "| forecast | first quarter | second | third | fourth | distance |\n|---|---|---|---|---|---|\n",
            test->gaps, 1.358 / sqrt((double)test->gaps));
    for (uint32_t f = 0; f < CK_FORECAST_COUNT; f++) {
        const ck_forecast_score *score = &test->forecast[f];
        fprintf(out, "| %s | %u | %u | %u | %u | %.2f |\n", ck_forecast_word((ck_forecast)f), score->quarter[0],
                score->quarter[1], score->quarter[2], score->quarter[3], score->distance);
    }
    fputs("\n### Category\n\nMoves of each category, given who moved and when.\n\n| forecast |", out);
    for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++)
        fprintf(out, " %s |", ck_past_category_letter((ck_past_category)c));
    fputs("\n|---|---|---|---|---|---|---|\n", out);
    for (uint32_t f = 0; f < CK_FORECAST_COUNT; f++) {
        fprintf(out, "| %s |", ck_forecast_word((ck_forecast)f));
        for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++) fprintf(out, " %.1f |", test->forecast[f].expected[c]);
        fputc('\n', out);
    }
    fputs("| seen |", out);
    for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++) fprintf(out, " %u |", test->seen[c]);
    fputs("\n\n", out);
}

static void write_rules(FILE *out, const ck_move_test *test) {
    static const char *const name[] = {
#define X(name, word, meaning) word,
        CK_RULE_LIST(X)
#undef X
    };
    static const char *const meaning[] = {
#define X(name, word, meaning) meaning,
        CK_RULE_LIST(X)
#undef X
    };
    fputs("## Fitted rules\n\nMoves in a year with all terms 0, and slopes of the log hazard. A category without a "
          "fitted move has no slopes.\n\n| |",
          out);
    for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++)
        fprintf(out, " %s |", ck_past_category_letter((ck_past_category)c));
    fputs(" meaning |\n|---|---|---|---|---|---|---|---|\n", out);
    for (uint32_t a = 0; a < CK_ACTOR_COUNT; a++) {
        fprintf(out, "| %s |", ck_actor_word((ck_actor)a));
        for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++)
            fprintf(out, " %.2f |", 365.0 * ck_exp(test->rules.base[a][c]));
        fputs(" moves in a year |\n", out);
    }
    for (uint32_t k = 0; k < CK_RULE_TERMS; k++) {
        fprintf(out, "| %s |", name[k]);
        for (uint32_t c = 0; c < CK_PAST_CATEGORY_COUNT; c++) {
            const double slope = test->rules.slope[c][k];
            fprintf(out, " %+.2f |", fabs(slope) < 0.005 ? 0.0 : slope);
        }
        fprintf(out, " %s |\n", meaning[k]);
    }
    fputc('\n', out);
}

static void write_moves(FILE *out, const ck_move_test *test) {
    fputs("## The scored moves\n\nChance that was given to the category of each, knowing who moved.\n\n| day | actor | "
          "category |",
          out);
    for (uint32_t f = 0; f < CK_FORECAST_COUNT; f++) fprintf(out, " %s |", ck_forecast_word((ck_forecast)f));
    fputs("\n|---|---|---|---|---|---|---|\n", out);
    for (uint32_t k = 0; k < test->moves; k++) {
        const ck_scored_move *scored = &test->scored[k];
        fputs("| ", out);
        put_day(out, scored->move.day);
        fprintf(out, " | %s | %s |", ck_actor_word(scored->move.actor), ck_past_category_letter(scored->move.category));
        for (uint32_t f = 0; f < CK_FORECAST_COUNT; f++) fprintf(out, " %.2f |", scored->chance[f]);
        fputc('\n', out);
    }
    fputc('\n', out);
}

static void write_limits(FILE *out) {
    fputs("## Limits\n\n"
          "- What counts as a move, and its category, is a judgement; rows of one day by one actor are one move when "
          "they came as one package. "
          "The list is denser from 2025 on, partly because more happened and partly because more was written down: "
          "this alone favours whatever "
          "follows the pace of moves, and it is why the last two base rates are there.\n"
          "- One year, one truce, and moves that answer each other: the effective number of observations is smaller "
          "than the number of moves.\n"
          "- The terms were chosen, and the moves put into categories, by people who knew what had happened until "
          "October 2026. Slopes are shared by the actors; third countries are only seen where "
          "China or the United States move against them.\n"
          "- Moves before May 2025, and the days on which meetings of `fixtures.csv` were announced, were written down "
          "from memory with the "
          "instrument that each cites, which was not opened; they are graded assumed. Ten citations of the Federal "
          "Register were looked up "
          "afterwards and stood: "
          "83 FR 28710, 40823 and 47974; 84 FR 22961, 29371, 43304 and 43493; 85 FR 51596; 90 FR 15041 and 15625. "
          "Others may be off by a "
          "page or a day.\n"
          "- Meetings whose day of announcement could not be sourced are left out of the dates known ahead.\n"
          "- No court ruling is among the fitted moves; courts are forecast by the prior alone.\n",
          out);
}

void ck_strategy_write_text(FILE *out, const ck_move_test *test, const char *command) {
    fprintf(out,
            "# Rules of behaviour against history\n\nWritten by `%s`; do not edit. What the rules are: "
            "[games.md](games.md).\n\n",
            command);
    write_answer(out, test);
    write_method(out, test);
    write_scores(out, test);
    write_calibration(out, test);
    write_rules(out, test);
    write_moves(out, test);
    write_limits(out);
}
