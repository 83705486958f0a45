#include "cli/network_firms.h"

#include "base/base.h"
#include "io/csv.h"
#include "io/output.h"
#include "io/tables.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

typedef struct answer {
    const ck_firms_wanted *want;
    const ck_network_import *network;
    ck_firms_case firms;
    ck_firms_study study;
    ck_firms_against against;
    ck_host_batch batch;
    ck_host_arena arena;
    ck_diags *diags;
    uint32_t *order; // (firms) the largest loss of output first
} answer;

/* ---------------------------------------------------------------- what it says ------------------------------------ */

static const char *region_of(const answer *at, uint32_t f) {
    return at->network->regions.name[ck_network_see(at->network->network).region[f]];
}
static const char *sector_of(const answer *at, uint32_t f) {
    return at->network->sectors.name[ck_network_see(at->network->network).sector[f]];
}

/* Why the network is not back, in words; "" when it is. */
static void say_return(const answer *at, char *text, size_t size) {
    const ck_firm_ario_ledger *l = &at->study.ledger;
    text[0] = '\0';
    if (l->home) return;
    const ck_firm_ario_view view = ck_firm_ario_see(at->study.run);
    const uint32_t f = l->furthest_firm;
    char why[200];
    if (view.loss[f] > 0.0)
        (void)snprintf(why, sizeof why, "%.1f %% of its capacity is still lost", 100.0 * view.loss[f]);
    else if (view.limit[f] < view.demand[f])
        (void)snprintf(why, sizeof why, "its stock of %.60s is below what its output needs",
                       at->network->sectors.name[view.shortest[f]]);
    else if (view.output[f] < view.base_output[f])
        (void)snprintf(why, sizeof why, "less is ordered from it, or may leave it, than at baseline");
    else
        (void)snprintf(why, sizeof why, "more is ordered from it than at baseline: stocks are refilled");
    (void)snprintf(text, size,
                   "%s: total output stands at %.4f of the baseline after the last day; furthest is %.60s (%.40s, "
                   "%.40s), at %.4f: %s%s",
                   l->collapsed ? "the network collapsed" : "not back at the baseline", l->level,
                   at->network->firms.name[f], region_of(at, f), sector_of(at, f),
                   view.base_output[f] > 0.0 ? view.output[f] / view.base_output[f] : 0.0, why,
                   l->falling ? "; output is still falling" : "");
}

static void print_goods(const ck_firm_ario_ledger *l) {
    double unmet = 0.0;
    for (uint32_t c = 0; c < CK_CAUSE_COUNT; c++) unmet += l->unmet[c];
    printf("%-34s %16.6g\n%-34s %16.6g\n%-34s %16.6g\n", "output lost", l->lost_output, "value added lost",
           l->lost_value_added, "  of it where capacity was lost", l->direct_value_added);
    printf("%-34s %16.6f  on day %u\n", "lowest output over baseline", l->lowest_level, l->lowest_day);
    printf("%-34s %16.6g\n", "final demand not served", unmet);
    for (uint32_t c = 0; c < CK_CAUSE_COUNT; c++)
        if (l->unmet[c] != 0.0) printf("  for lack of %-21s %16.6g\n", ck_cause_word((ck_cause)c), l->unmet[c]);
    printf("\nledger: made %.6g = delivered to firms %.6g + final use %.6g; largest error of a day %.1e\n", l->made,
           l->delivered, l->final_use, l->largest_error);
    printf("        stocks %.6g + arrived %.6g = used %.6g + stocks %.6g; largest error of a day %.1e\n",
           l->stock_before, l->arrived, l->used, l->stock, l->stock_error);
    if (l->vanished != 0.0) printf("        %.6g of goods vanished under compat P1 and P2\n", l->vanished);
    if (l->idle > 0)
        printf("        %u firms sell nothing; %.6g a day of purchases are left out of the baseline\n", l->idle,
               l->left_out);
}

static void print_answer(const answer *at) {
    const ck_firm_ario_ledger *l = &at->study.ledger;
    const ck_firms_case *firms = &at->firms;
    char digest[17], why[640];
    printf("%s%s%u days on %u firms\n\n", firms->title, firms->title[0] != '\0' ? ": " : "", firms->days,
           at->network->firms.count);
    print_goods(l);
    for (uint32_t k = 0, listed = 0; k < firms->spec.rule_count; k++) {
        const ck_rule_result r = ck_firm_ario_rule(at->study.run, k);
        if (firms->spec.rule[k].kind == CK_RULE_DEMAND) continue;
        printf("%s%-24s %16.6g wanted, %.6g shipped, %.6g held back by it\n", listed++ == 0 ? "\nrules\n  " : "  ",
               firms->spec.rule[k].id, r.wanted, r.shipped, r.blocked);
    }
    for (uint32_t k = 0; k < at->want->top && k < at->network->firms.count; k++) {
        const uint32_t f = at->order[k];
        if (!(at->study.lost_output[f] > 0.0)) break;
        if (k == 0)
            printf("\n  %-24s %-16s %-16s %12s %8s %8s %8s\n", "firm", "region", "sector", "output lost", "lowest",
                   "on day", "stopped");
        printf("  %-24.24s %-16.16s %-16.16s %12.6g %8.4f %8u %8u\n", at->network->firms.name[f], region_of(at, f),
               sector_of(at, f), at->study.lost_output[f], at->study.lowest[f], at->study.lowest_day[f],
               at->study.stopped[f]);
    }
    say_return(at, why, sizeof why);
    if (why[0] != '\0')
        printf("\nwarning: %s\n", why);
    else if (l->first_day_away == CK_NONE)
        printf("\nnever left the baseline\n");
    else
        printf("\nback at the baseline: away from day %u to day %u\n", l->first_day_away, l->last_day_away);
    ck_host_digest_text(at->study.digest, digest);
    printf("(%.3g ms a day on %u threads, digest %s)\n", 1e3 * at->study.seconds / firms->days,
           ck_crew_threads(at->study.crew), digest);
}

static void print_errors(const ck_firms_against *against) {
    const ck_firms_error *e = against->errors.item;
    printf("\nbeside %s: largest error of each file\n", against->folder);
    for (uint32_t k = 0; k < against->errors.count; k++)
        printf("  %-3s %-26s %10.2e  allowed %.0e  %s\n", e[k].error <= e[k].tolerance ? "ok" : "FAR", e[k].variable,
               e[k].error, e[k].tolerance, e[k].where);
}

/* ---------------------------------------------------------------- JSON -------------------------------------------- */

static json_t *compat_json(uint32_t compat) {
    json_t *list = json_array();
#define X(name, word, meaning)                                                                                         \
    if ((compat & name) != 0) json_array_append_new(list, json_string(word));
    CK_FIRMS_COMPAT_LIST(X)
#undef X
    return list;
}

static json_t *ledger_json(const ck_firm_ario_ledger *l) {
    return json_pack("{s:f,s:f,s:f,s:f,s:f,s:f,s:f,s:f,s:f,s:f}", "made", l->made, "delivered", l->delivered,
                     "final_use", l->final_use, "vanished", l->vanished, "largest_error", l->largest_error,
                     "stocks_before", l->stock_before, "arrived", l->arrived, "used", l->used, "stocks", l->stock,
                     "stocks_largest_error", l->stock_error);
}

static json_t *firms_json(const answer *at) {
    json_t *list = json_array();
    for (uint32_t k = 0; k < at->want->top && k < at->network->firms.count; k++) {
        const uint32_t f = at->order[k];
        if (!(at->study.lost_output[f] > 0.0)) break;
        json_array_append_new(
            list,
            json_pack("{s:o,s:o,s:o,s:f,s:f,s:i,s:i}", "firm", ck_host_json_text(at->network->firms.name[f]), "region",
                      ck_host_json_text(region_of(at, f)), "sector", ck_host_json_text(sector_of(at, f)), "output_lost",
                      at->study.lost_output[f], "lowest_level", at->study.lowest[f], "lowest_day",
                      (int)at->study.lowest_day[f], "days_stopped", (int)at->study.stopped[f]));
    }
    return list;
}

static json_t *against_json(const ck_firms_against *against) {
    json_t *list = json_array();
    const ck_firms_error *e = against->errors.item;
    for (uint32_t k = 0; k < against->errors.count; k++)
        json_array_append_new(list,
                              json_pack("{s:o,s:o,s:f,s:o,s:b}", "variable", ck_host_json_text(e[k].variable), "error",
                                        ck_host_json_real(e[k].error), "tolerance", e[k].tolerance, "where",
                                        ck_host_json_text(e[k].where), "good", e[k].error <= e[k].tolerance));
    return list;
}

static json_t *answer_json(const answer *at) {
    const ck_firm_ario_ledger *l = &at->study.ledger;
    char digest[17], why[640];
    ck_host_digest_text(at->study.digest, digest);
    say_return(at, why, sizeof why);
    json_t *root = json_object(), *unmet = json_object(), *inputs = json_object(), *rules = json_array();
    for (uint32_t c = 0; c < CK_CAUSE_COUNT; c++)
        json_object_set_new(unmet, ck_cause_word((ck_cause)c), json_real(l->unmet[c]));
    for (uint32_t s = 0; s < at->network->sectors.count; s++)
        if (at->study.unmet_by_input[s] != 0.0)
            json_object_set_new(inputs, at->network->sectors.name[s], json_real(at->study.unmet_by_input[s]));
    for (uint32_t k = 0; k < at->firms.spec.rule_count; k++) {
        const ck_rule_result r = ck_firm_ario_rule(at->study.run, k);
        json_array_append_new(rules, json_pack("{s:o,s:f,s:f,s:f}", "id", ck_host_json_text(at->firms.spec.rule[k].id),
                                               "wanted", r.wanted, "shipped", r.shipped, "held_back", r.blocked));
    }
    json_object_set_new(root, "firms", json_integer(at->network->firms.count));
    json_object_set_new(root, "days", json_integer(at->firms.days));
    json_object_set_new(root, "compat", compat_json(at->want->compat));
    json_object_set_new(root, "output_lost", json_real(l->lost_output));
    json_object_set_new(root, "value_added_lost", json_real(l->lost_value_added));
    json_object_set_new(root, "value_added_lost_directly", json_real(l->direct_value_added));
    json_object_set_new(root, "lowest_level", json_real(l->lowest_level));
    json_object_set_new(root, "lowest_day", json_integer(l->lowest_day));
    json_object_set_new(root, "final_demand_not_served", unmet);
    json_object_set_new(root, "final_demand_not_served_by_input", inputs);
    json_object_set_new(root, "ledger", ledger_json(l));
    json_object_set_new(root, "firms_without_output", json_integer(l->idle));
    json_object_set_new(root, "purchases_left_out", json_real(l->left_out));
    json_object_set_new(root, "rules", rules);
    json_object_set_new(root, "hit_hardest", firms_json(at));
    json_object_set_new(root, "level", json_real(l->level));
    json_object_set_new(root, "home", json_boolean(l->home));
    json_object_set_new(root, "collapsed", json_boolean(l->collapsed));
    json_object_set_new(root, "falling", json_boolean(l->falling));
    json_object_set_new(root, "warning", why[0] != '\0' ? ck_host_json_text(why) : json_null());
    json_object_set_new(root, "digest", json_string(digest));
    return root;
}

/* ---------------------------------------------------------------- files ------------------------------------------- */

static ck_status open_file(answer *at, const char *name, FILE **out) {
    const char *path = ck_host_path(&at->arena, at->want->folder, name);
    return path != NULL ? ck_host_batch_open(&at->batch, path, out, at->diags) : ck_host_no_memory(at->diags);
}

static void put_number(FILE *out, double value) {
    char text[CK_HOST_NUMBER_SIZE];
    ck_host_number_write(value, text);
    fputc(',', out);
    fputs(text, out);
}

static ck_status write_totals(answer *at) {
    const ck_firm_ario_view view = ck_firm_ario_see(at->study.run);
    FILE *out = NULL;
    CK_TRY(open_file(at, "totals.csv", &out));
    fputs("step,output,value_added,final_consumption", out);
    for (uint32_t c = 0; c < CK_CAUSE_COUNT; c++) fprintf(out, ",unmet_%s", ck_cause_word((ck_cause)c));
    for (int64_t step = -1; step < (int64_t)at->firms.days; step++) {
        const ck_firms_day base = {view.base_total, view.base_value_added, view.base_final, {0}},
                           *day = step < 0 ? &base : &at->study.day[step];
        fprintf(out, "\n%lld", (long long)step);
        put_number(out, day->output);
        put_number(out, day->value_added);
        put_number(out, day->final_consumption);
        for (uint32_t c = 0; c < CK_CAUSE_COUNT; c++) put_number(out, day->unmet[c]);
    }
    fputc('\n', out);
    return ck_host_batch_close(&at->batch, at->diags);
}

static ck_status write_firms(answer *at) {
    const ck_firm_ario_view view = ck_firm_ario_see(at->study.run);
    FILE *out = NULL;
    CK_TRY(open_file(at, "firms.csv", &out));
    fputs("firm,region,sector,baseline_output,output_lost,value_added_lost,lowest_level,lowest_day,days_stopped\n",
          out);
    for (uint32_t k = 0; k < at->network->firms.count; k++) {
        const uint32_t f = at->order[k];
        ck_csv_write_field(out, at->network->firms.name[f]);
        fputc(',', out);
        ck_csv_write_field(out, region_of(at, f));
        fputc(',', out);
        ck_csv_write_field(out, sector_of(at, f));
        put_number(out, view.base_output[f]);
        put_number(out, at->study.lost_output[f]);
        put_number(out, at->study.lost_output[f] * view.value_added[f]);
        put_number(out, at->study.lowest[f]);
        fprintf(out, ",%u,%u\n", at->study.lowest_day[f], at->study.stopped[f]);
    }
    return ck_host_batch_close(&at->batch, at->diags);
}

static bool wants_snapshot(const char *days, uint32_t day) {
    while (days != NULL && *days != '\0') {
        const size_t length = strcspn(days, ",");
        int64_t one = -1;
        if (ck_host_integer(days, length, 0, UINT32_MAX, &one) >= 0 && one == (int64_t)day) return true;
        days += length + (days[length] == ',');
    }
    return false;
}

static ck_status write_snapshot(answer *at, uint32_t day) {
    char name[40];
    FILE *out = NULL;
    (void)snprintf(name, sizeof name, "firms_step%u.csv", (unsigned)day);
    CK_TRY(open_file(at, name, &out));
    ck_firms_write_firms(&at->study, out);
    CK_TRY(ck_host_batch_close(&at->batch, at->diags));
    (void)snprintf(name, sizeof name, "deliveries_step%u.csv", (unsigned)day);
    CK_TRY(open_file(at, name, &out));
    ck_firms_write_deliveries(&at->study, out);
    return ck_host_batch_close(&at->batch, at->diags);
}

static ck_status each_day(void *user, const ck_firms_study *study, uint32_t day) {
    answer *at = user;
    if (at->want->folder != NULL && wants_snapshot(at->want->snapshots, day)) CK_TRY(write_snapshot(at, day));
    return at->want->recorded != NULL ? ck_firms_against_day(&at->against, study, day) : CK_OK;
}

/* ---------------------------------------------------------------- the run ----------------------------------------- */

typedef struct loss {
    double lost;
    uint32_t firm;
} loss;
static int by_loss(const void *a, const void *b) {
    const loss *x = a, *y = b;
    if (x->lost != y->lost) return (x->lost < y->lost) - (x->lost > y->lost);
    return (x->firm > y->firm) - (x->firm < y->firm);
}

static ck_status sort_firms(answer *at) {
    const uint32_t firms = at->network->firms.count;
    loss *all = ck_host_take(&at->arena, firms, sizeof *all);
    at->order = ck_host_take(&at->arena, firms, sizeof *at->order);
    if (all == NULL || at->order == NULL) return ck_host_no_memory(at->diags);
    for (uint32_t f = 0; f < firms; f++) all[f] = (loss){at->study.lost_output[f], f};
    qsort(all, firms, sizeof *all, by_loss);
    for (uint32_t f = 0; f < firms; f++) at->order[f] = all[f].firm;
    return CK_OK;
}

/* Recorded cases have the firms hit in shocks.csv, beside the links where it is not named. */
static ck_status find_shocks(answer *at, const char **shocks) {
    *shocks = at->want->shocks;
    if (*shocks != NULL) return CK_OK;
    const size_t length = strlen(at->want->events);
    if (length < 5 || strcmp(at->want->events + length - 5, ".json") != 0 || at->network->files.count == 0)
        return CK_OK;
    const ck_host_file *links = at->network->files.item;
    const char *folder = ck_host_folder(&at->arena, links->path),
               *path = folder != NULL ? ck_host_path(&at->arena, folder, "shocks.csv") : NULL;
    if (path == NULL) return ck_host_no_memory(at->diags);
    if (ck_host_is_file(path)) *shocks = path;
    return CK_OK;
}

static ck_status write_all(answer *at, const json_t *json) {
    CK_TRY(write_totals(at));
    CK_TRY(write_firms(at));
    const char *path = ck_host_path(&at->arena, at->want->folder, "summary.json");
    if (path == NULL) return ck_host_no_memory(at->diags);
    CK_TRY(ck_host_write_json(path, json, &at->batch, at->diags));
    return ck_host_batch_commit(&at->batch, at->diags);
}

static ck_status prepare(answer *at) {
    const char *shocks = NULL;
    CK_TRY(find_shocks(at, &shocks));
    CK_TRY(ck_firms_read(at->want->events, shocks, at->network, &at->firms, at->diags));
    at->firms.spec.compat = at->want->compat;
    if (at->want->recorded != NULL) CK_TRY(ck_firms_against_start(&at->against, at->want->recorded, at->diags));
    return at->want->folder != NULL ? ck_host_folder_make(at->want->folder, at->diags) : CK_OK;
}

int ck_firms_answer(const ck_firms_wanted *want, ck_network_import *network, ck_host_progress progress, void *user,
                    ck_diags *diags, ck_status *status) {
    answer at = {.want = want, .network = network, .diags = diags, .batch = ck_host_batch_start()};
    json_t *json = NULL;
    *status = prepare(&at);
    if (*status >= 0)
        *status =
            ck_firms_study_run(network, &at.firms, want->threads, each_day, &at, progress, user, &at.study, diags);
    if (*status >= 0 && want->recorded != NULL) *status = ck_firms_against_finish(&at.against, &at.study);
    progress(user, "", 1.0);
    if (*status >= 0) *status = sort_firms(&at);
    if (*status >= 0) {
        json = answer_json(&at);
        if (want->recorded != NULL) json_object_set_new(json, "against", against_json(&at.against));
    }
    if (*status >= 0 && want->folder != NULL) *status = write_all(&at, json);
    if (*status >= 0 && want->json) {
        (void)json_dumpf(json, stdout, JSON_INDENT(2) | JSON_PRESERVE_ORDER);
        fputc('\n', stdout);
    } else if (*status >= 0) {
        print_answer(&at);
        if (want->recorded != NULL) print_errors(&at.against);
    }
    int code = ck_host_exit_code(*status);
    if (code == 0 && want->recorded != NULL && !ck_firms_against_good(&at.against)) code = 1;
    json_decref(json);
    ck_host_batch_end(&at.batch);
    ck_firms_study_free(&at.study);
    ck_host_adopt(&network->arena, at.arena); // diagnostics, which the caller prints, name its paths
    ck_host_adopt(&network->arena, at.firms.arena);
    ck_host_adopt(&network->arena, at.against.arena);
    return code;
}
