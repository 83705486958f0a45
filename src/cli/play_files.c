/* The answer of `play` as JSON and as tables. */
#include "cli/play_print.h"

#include "io/output.h"
#include "io/tables.h"
#include "study/words.h"

#include <jansson.h>

/* ---------------------------------------------------------------- JSON -------------------------------------------- */

static json_t *band_json(double mean, const ck_band *band) {
    return json_pack("{s:f,s:f,s:f,s:f}", "mean", mean, "p05", band->p05, "p50", band->p50, "p95", band->p95);
}

static json_t *futures_json(const double odds[CK_FUTURE_COUNT]) {
    json_t *row = json_object();
    for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++)
        json_object_set_new(row, ck_play_future_id((ck_future)e), json_real(odds[e]));
    return row;
}

static json_t *actors_json(const ck_play_spec *spec, const double *value) {
    json_t *row = json_object();
    for (uint32_t a = 0; a < spec->game.actor_count; a++)
        json_object_set_new(row, spec->actor[a].id, json_real(value[a]));
    return row;
}

static ck_date round_end(const ck_play_spec *spec, uint32_t round) {
    return ck_play_date(spec, ck_escalation_round_end(&spec->game, round));
}

static json_t *odds_json(const ck_play_spec *spec, const ck_play_study *study) {
    json_t *rounds = json_array();
    for (uint32_t r = 0; r < spec->game.round_count; r++) {
        json_t *row = json_pack("{s:s}", "after", ck_words_date(round_end(spec, r)).text);
        for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++) {
            const size_t at = (size_t)r * CK_FUTURE_COUNT + e;
            json_object_set_new(row, ck_play_future_id((ck_future)e),
                                band_json(study->mean_odds[at], &study->odds[at]));
        }
        json_array_append_new(rounds, row);
    }
    return rounds;
}

static json_t *losses_json(const ck_play_spec *spec, const ck_play_study *study) {
    json_t *paths = json_object();
    for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++) {
        json_t *path = json_pack("{s:i}", "futures", (int)study->ended[e]), *losses = json_object();
        for (uint32_t a = 0; a < spec->game.actor_count; a++) {
            json_t *row = json_object();
            for (uint32_t k = 0; k < CK_AIM_COUNT; k++)
                json_object_set_new(row, ck_play_aim_id((ck_aim)k),
                                    study->ended[e] > 0 ? json_real(study->loss[e][a][k]) : json_null());
            json_object_set_new(losses, spec->actor[a].id, row);
        }
        json_object_set_new(path, "loss_busd", losses);
        json_object_set_new(paths, ck_play_future_id((ck_future)e), path);
    }
    return paths;
}

static json_t *emulator_json(const ck_play_spec *spec, const ck_emulator *emulator) {
    json_t *list = json_array();
    for (uint32_t a = 0; a < spec->game.actor_count; a++) {
        const uint32_t o = a * CK_DAMAGE_COUNT + CK_DAMAGE_growth;
        json_array_append_new(list, json_pack("{s:s,s:f,s:f,s:f}", "actor", spec->actor[a].id, "mean_busd_per_week",
                                              emulator->mean[o], "error_total", emulator->error_total[o], "explained",
                                              emulator->explained[o]));
    }
    return list;
}

static json_t *values_json(const ck_play_spec *spec, const ck_play_values *values) {
    json_t *root = json_object();
    for (uint32_t c = 0; c < CK_CHANGE_COUNT; c++) {
        const ck_play_value *value = &values->value[c];
        json_t *saved = json_object();
        for (uint32_t a = 0; a < spec->game.actor_count; a++)
            json_object_set_new(saved, spec->actor[a].id, band_json(value->saved[a], &value->band[a]));
        json_object_set_new(root, ck_play_change_name((ck_play_change)c),
                            json_pack("{s:s,s:o,s:o}", "meaning", ck_play_change_meaning((ck_play_change)c),
                                      "saved_busd", saved, "odds_change", futures_json(value->odds)));
    }
    return root;
}

static json_t *openings_json(const ck_play_spec *spec, const ck_play_values *values) {
    json_t *root = json_array();
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        for (uint32_t c = 0; c < CK_CATEGORY_COUNT; c++) {
            const ck_play_opening *opening = &values->opening[s][c];
            if (!opening->open) continue;
            json_array_append_new(root, json_pack("{s:s,s:s,s:f,s:o,s:o}", "side", spec->actor[s].id, "first_move",
                                                  ck_play_category_id((ck_category)c), "cost_busd", opening->cost,
                                                  "saved_against_waiting_busd",
                                                  band_json(opening->gain, &opening->against_waiting), "odds",
                                                  futures_json(opening->odds)));
        }
    }
    return root;
}

static json_t *flips_json(const ck_play_spec *spec, const ck_play_values *values) {
    json_t *root = json_pack("{s:o,s:s,s:i}", "central", futures_json(values->central), "leads",
                             ck_play_future_id(values->leads), "futures", (int)values->futures),
           *numbers = json_array(), *leans = json_array();
    for (uint32_t k = 0; k < values->flip_count; k++) {
        const ck_play_flip *flip = &values->flip[k];
        const ck_play_number *number = &spec->number[flip->number];
        json_t *row = json_pack("{s:s,s:f,s:f,s:f,s:o,s:o}", "number", number->name, "low", number->low, "value",
                                number->value, "high", number->high, "odds_at_low", futures_json(flip->low),
                                "odds_at_high", futures_json(flip->high));
        json_object_set_new(row, "flips_at", flip->flips ? json_real(flip->at) : json_null());
        json_object_set_new(row, "to", flip->flips ? json_string(ck_play_future_id(flip->to)) : json_null());
        json_array_append_new(numbers, row);
    }
    for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++) {
        const ck_play_lean *lean = &values->lean[e];
        if (e == (uint32_t)values->leads) continue;
        json_t *row = json_pack("{s:s,s:o}", "towards", ck_play_future_id((ck_future)e), "odds_at_the_ends",
                                futures_json(lean->odds));
        json_object_set_new(row, "leads_from_share_of_ranges", lean->leads ? json_real(lean->share) : json_null());
        json_array_append_new(leans, row);
    }
    json_object_set_new(root, "numbers", numbers);
    json_object_set_new(root, "leans", leans);
    return root;
}

static json_t *week_json(uint32_t week) { return week == CK_NONE ? json_null() : json_integer(week); }

static json_t *leverage_json(const ck_play_spec *spec, const ck_leverage *leverage) {
    json_t *root = json_pack("{s:s,s:i,s:i}", "sender", spec->actor[leverage->sender].id, "weeks", (int)leverage->weeks,
                             "draws", (int)leverage->draws),
           *curve = json_array(), *ends = json_object(), *assets = json_array();
    for (uint32_t k = 0; k < leverage->point_count; k++)
        json_array_append_new(curve, json_pack("{s:i,s:o}", "weeks_of_control", (int)leverage->point[k].weeks,
                                               "lost_busd", actors_json(spec, leverage->point[k].lost)));
    for (uint32_t c = 0; c < CK_LEVERAGE_CASES; c++) {
        const ck_leverage_end *end = &leverage->end[c];
        json_t *row = json_pack("{s:o,s:o,s:o,s:o}", "peak_week", week_json(end->peak), "below_half_week",
                                week_json(end->half), "below_a_tenth_week", week_json(end->tenth),
                                "below_the_sender_week", week_json(end->sender));
        if (leverage->draws > 0 && c <= CK_LEVERAGE_PLANTS)
            json_object_set_new(row, "draws_without_half", json_integer(leverage->half_never[c]));
        json_object_set_new(ends, ck_leverage_case_id((ck_leverage_case)c), row);
    }
    for (uint32_t k = 0; k < leverage->asset_count; k++) {
        const ck_leverage_asset *asset = &leverage->asset[k];
        json_array_append_new(assets, json_pack("{s:s,s:s,s:f,s:o}", "name", asset->name, "kind",
                                                asset->stockpile ? "stockpile" : "plant", "saved_targets_busd",
                                                asset->saved_targets, "saved_busd", actors_json(spec, asset->saved)));
    }
    json_object_set_new(root, "curve", curve);
    json_object_set_new(root, "ends", ends);
    json_object_set_new(root, "assets", assets);
    if (leverage->draws > 0)
        json_object_set_new(root, "lost_to_the_end_busd",
                            json_pack("{s:o,s:o}", "targets",
                                      band_json(leverage->total_target.p50, &leverage->total_target), "sender",
                                      band_json(leverage->total_sender.p50, &leverage->total_sender)));
    return root;
}

void ck_play_print_json(const ck_play_answer *answer) {
    const ck_play_spec *spec = answer->spec;
    const ck_play_study *study = answer->study;
    char digest[17];
    ck_host_digest_text(ck_play_answer_digest(answer), digest);
    json_t *root = json_pack("{s:s,s:s}", "digest", digest, "game", spec->name);
    json_object_set_new(root, "behaviour", json_pack("{s:s,s:s}", spec->actor[0].id, ck_play_behaviour_id(spec->game.side[0].behaviour),
                                                     spec->actor[1].id, ck_play_behaviour_id(spec->game.side[1].behaviour)));
    json_object_set_new(root, "odds", odds_json(spec, study));
    json_object_set_new(root, "paths", losses_json(spec, study));
    json_object_set_new(root, "emulator", emulator_json(spec, &study->emulator));
    if (study->draws_solved > 0)
        json_object_set_new(root, "solved_draws",
                            json_pack("{s:i,s:i,s:i,s:f}", "draws", (int)study->draws_solved, "draws_unsettled",
                                      (int)study->draws_unsettled, "stages_unsettled", (int)study->stages_unsettled,
                                      "residual", study->draws_residual));
    if (answer->values != NULL) {
        json_object_set_new(root, "values", values_json(spec, answer->values));
        json_object_set_new(root, "openings", openings_json(spec, answer->values));
        if (answer->values->futures > 0) json_object_set_new(root, "flips", flips_json(spec, answer->values));
    }
    if (answer->leverage != NULL) json_object_set_new(root, "leverage", leverage_json(spec, answer->leverage));
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

/* ---------------------------------------------------------------- tables ------------------------------------------ */

static void write_odds(FILE *out, const ck_play_answer *answer) {
    fputs("after,future,mean,p05,p25,p50,p75,p95\n", out);
    for (uint32_t r = 0; r < answer->spec->game.round_count; r++) {
        for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++) {
            const size_t at = (size_t)r * CK_FUTURE_COUNT + e;
            const ck_band b = answer->study->odds[at];
            fprintf(out, "%s,%s,%.9g,%.9g,%.9g,%.9g,%.9g,%.9g\n", ck_words_date(round_end(answer->spec, r)).text,
                    ck_play_future_id((ck_future)e), answer->study->mean_odds[at], b.p05, b.p25, b.p50, b.p75, b.p95);
        }
    }
}

static void write_losses(FILE *out, const ck_play_answer *answer) {
    fputs("future,futures,actor,aim,loss_busd\n", out);
    for (uint32_t e = 0; e < CK_FUTURE_COUNT; e++) {
        for (uint32_t a = 0; a < answer->spec->game.actor_count && answer->study->ended[e] > 0; a++) {
            for (uint32_t k = 0; k < CK_AIM_COUNT; k++)
                fprintf(out, "%s,%u,%s,%s,%.9g\n", ck_play_future_id((ck_future)e), answer->study->ended[e],
                        answer->spec->actor[a].id, ck_play_aim_id((ck_aim)k), answer->study->loss[e][a][k]);
        }
    }
}

static void write_values(FILE *out, const ck_play_answer *answer) {
    fputs("change,actor,saved_busd,p05_busd,p50_busd,p95_busd\n", out);
    for (uint32_t c = 0; c < CK_CHANGE_COUNT; c++) {
        const ck_play_value *value = &answer->values->value[c];
        for (uint32_t a = 0; a < answer->spec->game.actor_count; a++)
            fprintf(out, "%s,%s,%.9g,%.9g,%.9g,%.9g\n", ck_play_change_name((ck_play_change)c),
                    answer->spec->actor[a].id, value->saved[a], value->band[a].p05, value->band[a].p50,
                    value->band[a].p95);
    }
}

static void write_openings(FILE *out, const ck_play_answer *answer) {
    fputs("side,first_move,cost_busd,saved_against_waiting_busd,p05_busd,p95_busd,package_deal,tit_for_tat,full_"
          "escalation\n",
          out);
    for (uint32_t s = 0; s < CK_PLAY_SIDES; s++) {
        for (uint32_t c = 0; c < CK_CATEGORY_COUNT; c++) {
            const ck_play_opening *opening = &answer->values->opening[s][c];
            if (opening->open)
                fprintf(out, "%s,%s,%.9g,%.9g,%.9g,%.9g,%.9g,%.9g,%.9g\n", answer->spec->actor[s].id,
                        ck_play_category_id((ck_category)c), opening->cost, opening->gain, opening->against_waiting.p05,
                        opening->against_waiting.p95, opening->odds[CK_FUTURE_DEAL],
                        opening->odds[CK_FUTURE_TIT_FOR_TAT], opening->odds[CK_FUTURE_FULL]);
        }
    }
}

static void write_flips(FILE *out, const ck_play_answer *answer) {
    fputs("number,low,value,high,end,package_deal,tit_for_tat,full_escalation,flips_at,to\n", out);
    for (uint32_t k = 0; k < answer->values->flip_count; k++) {
        const ck_play_flip *flip = &answer->values->flip[k];
        const ck_play_number *number = &answer->spec->number[flip->number];
        for (int high = 0; high < 2; high++) {
            const double *odds = high ? flip->high : flip->low;
            fprintf(out, "%s,%.9g,%.9g,%.9g,%s,%.9g,%.9g,%.9g,", number->name, number->low, number->value, number->high,
                    high ? "high" : "low", odds[CK_FUTURE_DEAL], odds[CK_FUTURE_TIT_FOR_TAT], odds[CK_FUTURE_FULL]);
            if (flip->flips)
                fprintf(out, "%.9g,%s\n", flip->at, ck_play_future_id(flip->to));
            else
                fputs(",\n", out);
        }
    }
}

static void write_leverage(FILE *out, const ck_play_answer *answer) {
    fputs("weeks_of_control,actor,lost_busd\n", out);
    for (uint32_t k = 0; k < answer->leverage->point_count; k++) {
        for (uint32_t a = 0; a < answer->leverage->actors; a++)
            fprintf(out, "%u,%s,%.9g\n", answer->leverage->point[k].weeks, answer->spec->actor[a].id,
                    answer->leverage->point[k].lost[a]);
    }
}

static void write_weekly(FILE *out, const ck_play_answer *answer) {
    fputs("case,week,actor,lost_busd\n", out);
    for (uint32_t c = 0; c < CK_LEVERAGE_CASES; c++) {
        for (uint32_t w = 0; w < answer->leverage->weeks; w++) {
            for (uint32_t a = 0; a < answer->leverage->actors; a++)
                fprintf(out, "%s,%u,%s,%.9g\n", ck_leverage_case_id((ck_leverage_case)c), w, answer->spec->actor[a].id,
                        answer->leverage->weekly[c][(size_t)w * answer->leverage->actors + a]);
        }
    }
}

static void write_assets(FILE *out, const ck_play_answer *answer) {
    fputs("name,kind,actor,saved_busd\n", out);
    for (uint32_t k = 0; k < answer->leverage->asset_count; k++) {
        const ck_leverage_asset *asset = &answer->leverage->asset[k];
        for (uint32_t a = 0; a < answer->leverage->actors; a++)
            fprintf(out, "%s,%s,%s,%.9g\n", asset->name, asset->stockpile ? "stockpile" : "plant",
                    answer->spec->actor[a].id, asset->saved[a]);
    }
}

typedef enum part { STUDY, VALUES, LEVERAGE } part;

ck_status ck_play_write_tables(const char *folder, const ck_play_answer *answer, ck_diags *diags) {
    static const struct {
        part part;
        const char *name;
        void (*write)(FILE *, const ck_play_answer *);
    } file[] = {{STUDY, "odds.csv", write_odds},
                {STUDY, "losses.csv", write_losses},
                {VALUES, "values.csv", write_values},
                {VALUES, "openings.csv", write_openings},
                {VALUES, "flips.csv", write_flips},
                {LEVERAGE, "leverage.csv", write_leverage},
                {LEVERAGE, "leverage-weekly.csv", write_weekly},
                {LEVERAGE, "assets.csv", write_assets}};
    ck_host_arena arena = {0};
    ck_host_batch batch = ck_host_batch_start();
    ck_status status = ck_host_folder_make(folder, diags);
    for (size_t k = 0; k < sizeof file / sizeof *file && status >= 0; k++) {
        if ((file[k].part == VALUES && answer->values == NULL) ||
            (file[k].part == LEVERAGE && answer->leverage == NULL))
            continue;
        const char *path = ck_host_path(&arena, folder, file[k].name);
        FILE *out = NULL;
        status = path != NULL ? ck_host_batch_open(&batch, path, &out, diags) : ck_host_no_memory(diags);
        if (status < 0) break;
        file[k].write(out, answer);
        status = ck_host_batch_close(&batch, diags);
    }
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    ck_host_arena_free(&arena);
    return status;
}
