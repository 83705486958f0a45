/* Results of the long run as JSON and as tables. */
#include "cli/tariffs_files.h"

#include "io/csv.h"
#include "io/tables.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

ck_tariff_deviation_text ck_tariff_deviation_words(const ck_tariff_study *study, const cki_trade_deviation *deviation) {
    return (ck_tariff_deviation_text){deviation->sector != CK_NONE ? study->table->sector[deviation->sector] : "all", 100.0 * deviation->rate, deviation->gain};
}

/* ---------------------------------------------------------------- JSON -------------------------------------------- */

static json_t *number_or_null(double value) {
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *country_json(const ck_tariff_study *study, const ck_tariff_country *c, const char *code) {
    json_t *one = json_pack("{s:s,s:f,s:f,s:f,s:f,s:f,s:f,s:f,s:f,s:f,s:f}", "region", code, "welfare_pct", c->exact, "real_wage_pct", c->real_wage,
                            "price_index_pct", c->price_index, "terms_of_trade_pct", c->terms, "volume_of_trade_pct", c->volume, "wage_pct", c->wage,
                            "tariff_revenue", c->revenue, "export_revenue", c->export_revenue, "imports_pct", c->imports, "exports_pct", c->exports);
    json_object_set_new(one, "path_terms_of_trade_pct", number_or_null(c->path_terms));
    json_object_set_new(one, "path_volume_of_trade_pct", number_or_null(c->path_volume));
    if (study->draws > 0) {
        json_object_set_new(one, "welfare_band_pct", json_pack("[f,f,f,f,f]", c->band.p05, c->band.p25, c->band.p50, c->band.p75, c->band.p95));
    }
    return one;
}

static json_t *rates_json(const ck_tariff_study *study, const double *rate) {
    json_t *rates = json_object();
    for (uint32_t j = 0; j < study->table->sectors; j++) {
        if (!isnan(rate[j])) json_object_set_new(rates, study->table->sector[j], json_real(100.0 * rate[j]));
    }
    return rates;
}

static json_t *duty_json(const ck_tariff_study *study, const ck_tariff_scenario *scenario, const ck_tariff_duty *duty) {
    const ck_wedge *wedge = &scenario->step[duty->step].wedge[duty->wedge];
    char on[16] = "";
    ck_date_write(wedge->on, on);
    json_t *one = json_pack("{s:s,s:s,s:s,s:s,s:i,s:f,s:f}", "step", scenario->step[duty->step].id, "importer", study->table->region[duty->importer], "exporter",
                            study->table->region[duty->exporter], "on", on, "goods", (int)duty->goods, "law_average_pct", 100.0 * duty->mean, "open_share",
                            duty->open_mean);
    json_object_set_new(one, "table_average_pct", number_or_null(100.0 * duty->table));
    json_object_set_new(one, "plus_pct", json_real(100.0 * wedge->plus));
    json_object_set_new(one, "by_sector_pct", rates_json(study, duty->rate));
    return one;
}

static json_t *move_json(const ck_tariff_study *study, const ck_tariff_move *move) {
    json_t *welfare = json_object();
    for (uint32_t n = 0; n < study->table->regions; n++) json_object_set_new(welfare, study->table->region[n], json_real(move->welfare[n]));
    return json_pack("{s:i,s:s,s:f,s:f,s:o,s:o}", "round", (int)move->round, "player", study->table->region[move->player], "best_single_rate_pct",
                     100.0 * move->uniform, "gain_pct", move->gain, "rates_pct", rates_json(study, move->rate), "welfare_pct", welfare);
}

static json_t *deviation_json(const ck_tariff_study *study, uint32_t region, const ck_tariff_deviation_text *text) {
    return json_pack("{s:s,s:s,s:f,s:f}", "region", study->table->region[region], "sector", text->sector, "rate_pct", text->rate, "gain_pct", text->gain);
}

static json_t *games_json(const ck_tariff_study *study) {
    const ck_tariff_games *g = study->games;
    json_t *root = json_object(), *alone = json_array(), *moves = json_array(), *scan = json_array(), *nash = json_array();
    for (uint32_t k = 0; k < g->player_count; k++) json_array_append_new(alone, move_json(study, &g->alone[k]));
    for (uint32_t k = 0; k < g->move_count; k++) json_array_append_new(moves, move_json(study, &g->move[k]));
    for (uint32_t k = 0; k < g->player_count; k++) {
        const ck_tariff_deviation_text text = ck_tariff_deviation_words(study, &g->deviation[k]);
        json_array_append_new(scan, deviation_json(study, g->player[k], &text));
    }
    for (uint32_t n = 0; n < study->table->regions; n++) {
        json_array_append_new(nash, json_pack("{s:s,s:f,s:f,s:f}", "region", study->table->region[n], "tariff_pct", 100.0 * g->nash_tariff[n], "welfare_pct",
                                              g->nash_welfare[n], "best_deviation_gain_pct", g->nash_deviation[n].gain));
    }
    json_object_set_new(root, "unilateral", alone);
    json_object_set_new(root, "answers", moves);
    json_object_set_new(root, "settled", json_boolean(g->settled));
    json_object_set_new(root, "scan", scan);
    json_object_set_new(root, "nash_without_inputs", nash);
    json_object_set_new(root, "equilibria", json_integer(g->equilibria));
    return root;
}

static json_t *joined_json(const ck_tariff_study *study, const ck_joined *joined) {
    json_t *root = json_pack("{s:s,s:s,s:s,s:s,s:i}", "label", "end of adjustment after a run of the daily engine", "run", joined->title, "from", joined->from, "to",
                             joined->to, "flows_with_a_wedge", (int)joined->cells), *wedges = json_array();
    json_object_set_new(root, "lost_value_added_on_the_way_usd", number_or_null(joined->lost_value_added_usd));
    for (uint32_t k = 0; k < joined->wedge_count; k++) {
        const ck_joined_wedge *w = &joined->wedge[k];
        json_t *one = json_pack("{s:s,s:s,s:s,s:s,s:f,s:f,s:f,s:f,s:f,s:f}", "group", w->group, "exporter", study->table->region[w->exporter], "importer",
                                study->table->region[w->importer], "sector", study->table->sector[w->sector], "value_usd", w->value_usd, "shipped_share", w->shipped,
                                "wedge_by_quantity_pct", 100.0 * w->wedge[0], "wedge_by_prices_pct", 100.0 * w->wedge[1], "on_sector_by_quantity_pct", 100.0 * w->on_sector[0],
                                "on_sector_by_prices_pct", 100.0 * w->on_sector[1]);
        json_object_set_new(one, "price_gap_pct", number_or_null(100.0 * w->gap));
        json_array_append_new(wedges, one);
    }
    json_object_set_new(root, "wedges", wedges);
    return root;
}

static json_t *rerouting_json(const ck_tariff_study *study, const ck_tariff_scenario *scenario) {
    json_t *rows = json_array();
    ck_tariff_seller *seller = calloc(study->table->regions, sizeof *seller);
    for (uint32_t s = 0; s < study->result_count && seller != NULL; s++) {
        const uint32_t count = ck_tariff_sellers(study, s, seller);
        for (uint32_t k = 0; k < count; k++) {
            json_array_append_new(rows, json_pack("{s:s,s:s,s:f,s:f,s:f,s:f}", "step", scenario->step[s].id, "exporter", study->table->region[seller[k].exporter],
                                                  "market_share_base_pct", seller[k].share[0], "market_share_pct", seller[k].share[1], "fed_share_base_pct",
                                                  seller[k].fed[0], "fed_share_pct", seller[k].fed[1]));
        }
    }
    free(seller);
    return json_pack("{s:s,s:s,s:o}", "buyer", study->table->region[study->buyer], "feeder", study->table->region[study->feeder], "exporters", rows);
}

static json_t *gains_json(const ck_tariff_study *study) {
    json_t *rows = json_array();
    for (uint32_t n = 0; n < study->table->regions; n++) {
        const cki_trade_gains *gains = &study->gains[n];
        json_array_append_new(rows, json_pack("{s:s,s:f,s:f,s:f,s:f}", "region", study->table->region[n], "one_sector_pct", gains->one_sector, "sectors_pct",
                                              gains->sectors, "with_inputs_pct", gains->inputs, "not_made_at_home_pct", 100.0 * gains->unmade));
    }
    return rows;
}

void ck_tariffs_print_json(const ck_tariff_study *study, const ck_tariff_scenario *scenario, const ck_joined *joined) {
    char digest[17];
    ck_host_digest_text(study->digest, digest);
    json_t *root = json_object(), *steps = json_array();
    json_object_set_new(root, "digest", json_string(digest));
    json_object_set_new(root, "scenario", ck_host_json_text(scenario->name));
    json_object_set_new(root, "table", ck_host_json_text(study->table->name));
    json_object_set_new(root, "unit", ck_host_json_text(study->table->unit));
    json_object_set_new(root, "draws", json_integer(study->draws));
    json_object_set_new(root, "draws_without_solution", json_integer(study->draws_failed));
    json_object_set_new(root, "negative_final_demand_share", json_real(study->negative_final));
    for (uint32_t s = 0; s < study->result_count; s++) {
        const ck_tariff_result *r = &study->result[s];
        char from[16] = "";
        if (scenario->step[s].from.day != CK_DATE_FIRST.day) ck_date_write(scenario->step[s].from, from);
        json_t *regions = json_array();
        for (uint32_t n = 0; n < study->table->regions; n++) json_array_append_new(regions, country_json(study, &r->country[n], study->table->region[n]));
        json_array_append_new(steps, json_pack("{s:s,s:s,s:s,s:s,s:{s:f,s:f,s:f,s:f,s:f,s:f},s:i,s:o}", "id", scenario->step[s].id, "title",
                                               scenario->step[s].title, "from", from, "citation", scenario->step[s].citation, "residuals", "prices",
                                               r->residual_price, "spending", r->residual_spending, "trade_balance", r->residual_balance, "numeraire",
                                               r->residual_numeraire, "walras", r->residual_walras, "quotas", r->residual_quota, "sweeps", (int)r->iterations, "regions", regions));
    }
    json_object_set_new(root, "steps", steps);
    if (study->fed != NULL) json_object_set_new(root, "rerouting", rerouting_json(study, scenario));
    if (study->gains != NULL) json_object_set_new(root, "gains_from_trade", gains_json(study));
    json_t *duties = json_array();
    for (uint32_t d = 0; d < study->duty_count; d++) json_array_append_new(duties, duty_json(study, scenario, &study->duty[d]));
    json_object_set_new(root, "duties", duties);
    if (joined != NULL) json_object_set_new(root, "after_the_run", joined_json(study, joined));
    if (study->games != NULL) json_object_set_new(root, "games", games_json(study));
    (void)json_dumpf(root, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
    fputc('\n', stdout);
    json_decref(root);
}

/* ---------------------------------------------------------------- tables ------------------------------------------ */

static void write_welfare(FILE *out, const ck_tariff_study *study, const ck_tariff_scenario *scenario) {
    fputs("step,from,region,welfare_pct,welfare_p05_pct,welfare_p50_pct,welfare_p95_pct,real_wage_pct,price_index_pct,terms_of_trade_pct,volume_of_trade_pct,"
          "path_terms_of_trade_pct,path_volume_of_trade_pct,wage_pct,tariff_revenue,export_revenue,imports_pct,exports_pct\n", out);
    for (uint32_t s = 0; s < study->result_count; s++) {
        char from[16] = "";
        if (scenario->step[s].from.day != CK_DATE_FIRST.day) ck_date_write(scenario->step[s].from, from);
        for (uint32_t n = 0; n < study->table->regions; n++) {
            const ck_tariff_country *c = &study->result[s].country[n];
            fprintf(out, "%s,%s,%s,%.9g,", scenario->step[s].id, from, study->table->region[n], c->exact);
            if (study->draws > 0) fprintf(out, "%.9g,%.9g,%.9g,", c->band.p05, c->band.p50, c->band.p95);
            else fputs(",,,", out);
            fprintf(out, "%.9g,%.9g,%.9g,%.9g,", c->real_wage, c->price_index, c->terms, c->volume);
            if (isfinite(c->path_terms)) fprintf(out, "%.9g,%.9g,", c->path_terms, c->path_volume);
            else fputs(",,", out);
            fprintf(out, "%.9g,%.9g,%.9g,%.9g,%.9g\n", c->wage, c->revenue, c->export_revenue, c->imports, c->exports);
        }
    }
}

static void write_trade(FILE *out, const ck_tariff_study *study, const ck_tariff_scenario *scenario) {
    const uint32_t N = study->table->regions;
    fprintf(out, "step,importer,exporter,value_base_%s,value_%s\n", study->table->unit, study->table->unit);
    for (uint32_t s = 0; s < study->result_count; s++) {
        for (uint32_t n = 0; n < N; n++) {
            for (uint32_t i = 0; i < N; i++) {
                fprintf(out, "%s,%s,%s,%.9g,%.9g\n", scenario->step[s].id, study->table->region[n], study->table->region[i],
                        study->bought[(size_t)n * N + i], study->result[s].bought[(size_t)n * N + i]);
            }
        }
    }
}

/* Who sells to the first of the focus, and how much of it is value added of the second. */
static void write_rerouting(FILE *out, const ck_tariff_study *study, const ck_tariff_scenario *scenario) {
    fputs("step,buyer,exporter,market_share_base_pct,market_share_pct,feeder,fed_share_base_pct,fed_share_pct\n", out);
    ck_tariff_seller *seller = calloc(study->table->regions, sizeof *seller);
    for (uint32_t s = 0; s < study->result_count && study->fed != NULL && seller != NULL; s++) {
        const uint32_t count = ck_tariff_sellers(study, s, seller);
        for (uint32_t k = 0; k < count; k++) {
            fprintf(out, "%s,%s,%s,%.9g,%.9g,%s,%.9g,%.9g\n", scenario->step[s].id, study->table->region[study->buyer], study->table->region[seller[k].exporter],
                    seller[k].share[0], seller[k].share[1], study->table->region[study->feeder], seller[k].fed[0], seller[k].fed[1]);
        }
    }
    free(seller);
}

static void write_gains(FILE *out, const ck_tariff_study *study, const ck_tariff_scenario *scenario) {
    (void)scenario;
    fputs("region,one_sector_pct,sectors_pct,with_inputs_pct,not_made_at_home_pct\n", out);
    for (uint32_t n = 0; n < study->table->regions; n++) {
        const cki_trade_gains *gains = &study->gains[n];
        fprintf(out, "%s,%.9g,%.9g,%.9g,%.9g\n", study->table->region[n], gains->one_sector, gains->sectors, gains->inputs, 100.0 * gains->unmade);
    }
}

static void write_sectors(FILE *out, const ck_tariff_study *study, const ck_tariff_scenario *scenario) {
    fputs("step,region,sector,output_pct,price_pct,imports_pct\n", out);
    for (uint32_t s = 0; s < study->result_count; s++) {
        for (uint32_t n = 0; n < study->table->regions; n++) {
            for (uint32_t j = 0; j < study->table->sectors; j++) {
                const ck_tariff_cell *cell = &study->result[s].cell[(size_t)n * study->table->sectors + j];
                fprintf(out, "%s,%s,%s", scenario->step[s].id, study->table->region[n], study->table->sector[j]);
                const double number[3] = {cell->output, cell->price, cell->imports};
                for (int k = 0; k < 3; k++) isfinite(number[k]) ? fprintf(out, ",%.9g", number[k]) : fputc(',', out);
                fputc('\n', out);
            }
        }
    }
}

static void write_duties(FILE *out, const ck_tariff_study *study, const ck_tariff_scenario *scenario) {
    fputs("step,importer,exporter,on,sector,added_pct,open_share\n", out);
    for (uint32_t d = 0; d < study->duty_count; d++) {
        const ck_tariff_duty *duty = &study->duty[d];
        char on[16] = "";
        ck_date_write(scenario->step[duty->step].wedge[duty->wedge].on, on);
        for (uint32_t j = 0; j < study->table->sectors; j++) {
            if (isnan(duty->rate[j])) continue;
            fprintf(out, "%s,%s,%s,%s,%s,%.9g,%.9g\n", scenario->step[duty->step].id, study->table->region[duty->importer], study->table->region[duty->exporter],
                    on, study->table->sector[j], 100.0 * duty->rate[j], duty->open[j]);
        }
    }
}

static void write_moves(FILE *out, const ck_tariff_study *study, const ck_tariff_scenario *scenario) {
    (void)scenario;
    fputs("kind,round,player,sector,rate_pct,gain_pct,own_welfare_pct\n", out);
    const ck_tariff_games *g = study->games;
    for (uint32_t k = 0; g != NULL && k < g->player_count + g->move_count; k++) {
        const ck_tariff_move *move = k < g->player_count ? &g->alone[k] : &g->move[k - g->player_count];
        for (uint32_t j = 0; j < study->table->sectors; j++) {
            if (isnan(move->rate[j])) continue;
            fprintf(out, "%s,%u,%s,%s,%.6g,%.6g,%.9g\n", k < g->player_count ? "unilateral" : "answer", move->round, study->table->region[move->player],
                    study->table->sector[j], 100.0 * move->rate[j], move->gain, move->welfare[move->player]);
        }
    }
    for (uint32_t n = 0; g != NULL && n < study->table->regions; n++) {
        fprintf(out, "nash-without-inputs,,%s,*,%.6g,%.6g,%.9g\n", study->table->region[n], 100.0 * g->nash_tariff[n], g->nash_deviation[n].gain, g->nash_welfare[n]);
    }
}

/* What `run --long-run` takes back: the last two steps, in money. */
static void write_end_of_adjustment(FILE *out, const ck_tariff_study *study, const ck_tariff_scenario *scenario, const ck_joined *joined) {
    char digest[17];
    ck_host_digest_text(study->digest, digest);
    fputs("run,from,to,scenario,table,digest,region,iso3,name,income_usd,change_by_quantity_usd,change_by_prices_usd\n", out);
    const ck_tariff_result *by_quantity = &study->result[study->result_count - 2], *by_prices = &study->result[study->result_count - 1];
    for (uint32_t n = 0; n < study->table->regions; n++) {
        const char *code = study->table->region[n], *iso3 = code, *name = code;
        for (uint32_t k = 0; k < scenario->region_count; k++) {
            if (strcmp(scenario->region[k].code, code) != 0) continue;
            iso3 = scenario->region[k].iso3;
            name = scenario->region[k].name;
        }
        const double income = ck_tariffs_usd(study->table, study->income[n]);
        const char *const text[] = {joined->scenario, joined->from, joined->to, scenario->name, study->table->name, digest, code, iso3, name};
        for (size_t k = 0; k < sizeof text / sizeof *text; k++) {
            ck_csv_write_field(out, text[k]);
            fputc(',', out);
        }
        fprintf(out, "%.9g,%.9g,%.9g\n", income, 0.01 * by_quantity->country[n].exact * income, 0.01 * by_prices->country[n].exact * income);
    }
}

ck_status ck_tariffs_write_tables(const char *folder, const ck_tariff_study *study, const ck_tariff_scenario *scenario, const ck_joined *joined,
                                  ck_diags *diags) {
    const struct { const char *name; void (*write)(FILE *, const ck_tariff_study *, const ck_tariff_scenario *); bool wanted; } file[] = {
        {"welfare.csv", write_welfare, true}, {"trade.csv", write_trade, true}, {"rerouting.csv", write_rerouting, true}, {"sectors.csv", write_sectors, true},
        {"duties.csv", write_duties, true}, {"games.csv", write_moves, true}, {"gains.csv", write_gains, study->gains != NULL}};
    ck_host_arena arena = {0};
    ck_host_batch batch = ck_host_batch_start();
    ck_status status = ck_host_folder_make(folder, diags);
    const size_t files = sizeof file / sizeof *file;
    for (size_t k = 0; k < files + (joined != NULL) && status >= 0; k++) {
        if (k < files && !file[k].wanted) continue;
        const char *path = ck_host_path(&arena, folder, k < files ? file[k].name : "end_of_adjustment.csv");
        FILE *out = NULL;
        status = path != NULL ? ck_host_batch_open(&batch, path, &out, diags) : ck_host_no_memory(diags);
        if (status < 0) break;
        if (k < files) file[k].write(out, study, scenario);
        else write_end_of_adjustment(out, study, scenario, joined);
        status = ck_host_batch_close(&batch, diags);
    }
    if (status >= 0) status = ck_host_batch_commit(&batch, diags);
    ck_host_batch_end(&batch);
    ck_host_arena_free(&arena);
    return status;
}
