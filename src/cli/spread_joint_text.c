/* What the joint run says: words, JSON, tables. */
#include "cli/spread_joint.h"

#include "base/base.h"
#include "io/csv.h"
#include "io/tables.h"
#include "study/tariffs.h"
#include "study/words.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { LISTED = 8 };

/* ---------------------------------------------------------------- sums -------------------------------------------- */

static void add(ck_joint_loss *sum, const ck_joint_loss *loss) {
    sum->first += loss->first;
    sum->orders += loss->orders;
    sum->inputs += loss->inputs;
}

ck_joint_loss ck_spread_joint_region(const ck_joint *joint, ck_joint_case_name name, uint32_t region) {
    ck_joint_loss sum = {0};
    for (uint32_t s = 0; s < joint->table->sectors; s++)
        add(&sum, &joint->run[name].cell[region * joint->table->sectors + s]);
    return sum;
}

ck_joint_loss ck_spread_joint_sector(const ck_joint *joint, ck_joint_case_name name, uint32_t sector) {
    ck_joint_loss sum = {0};
    for (uint32_t r = 0; r < joint->table->regions; r++)
        add(&sum, &joint->run[name].cell[r * joint->table->sectors + sector]);
    return sum;
}

/* What is lost in industries of the table that the chain has no part in. */
static double beyond(const ck_joint *joint, ck_joint_case_name name) {
    double sum = 0.0;
    for (uint32_t f = 0; f < joint->links->cells; f++)
        if (joint->links->first[f] == joint->links->first[f + 1]) sum += ck_joint_further(joint->run[name].cell[f]);
    return sum;
}

static double daily_loss(const ck_joint_world *world) {
    double sum = 0.0;
    for (uint32_t k = 0; k < world->count; k++) sum += world->industry[k].lost_usd;
    return sum;
}
static double daily_gain(const ck_joint_world *world) {
    double sum = 0.0;
    for (uint32_t k = 0; k < world->count; k++) sum += world->industry[k].gained_usd;
    return sum;
}
static double unlinked_loss(const ck_spread_joint *at) {
    double sum = 0.0;
    for (uint32_t k = 0; k < at->links.unlinked_count; k++) sum += at->world.industry[at->links.unlinked[k]].lost_usd;
    return sum;
}

static ck_words money(const ck_joint *joint, double value) {
    return ck_words_money(ck_tariffs_usd(joint->table, value));
}

/* All that is lost over the first round; NaN without one. */
static double multiplier(const ck_joint_case *run) {
    return run->total.first > 0.0 ? ck_joint_total(run->total) / run->total.first : CK_NAN;
}

/* ---------------------------------------------------------------- words ------------------------------------------- */

static void print_cases(const ck_joint *joint) {
    printf("\n  %-8s %14s %14s %14s %14s %12s %8s\n", "shares", "first round", "fewer orders", "inputs lack", "all",
           "first share", "lowest");
    for (int c = 0; c < CK_JOINT_CASE_COUNT; c++) {
        const ck_joint_case *run = &joint->run[c];
        printf("  %-8s %14s %14s %14s %14s %11.1f%% %8.4f\n", ck_joint_case_at((ck_joint_case_name)c).word,
               money(joint, run->total.first).text, money(joint, run->total.orders).text,
               money(joint, run->total.inputs).text, money(joint, ck_joint_total(run->total)).text,
               100.0 * ck_joint_first_share(run->total), run->ledger.lowest_level);
    }
}

/* The largest further rounds of `count` sums. */
static void print_top(const ck_joint *joint, const char *what, const char *const *name, uint32_t count,
                      ck_joint_loss (*sum)(const ck_joint *, ck_joint_case_name, uint32_t)) {
    uint8_t *shown = calloc((size_t)count + 1, 1);
    printf("\n  %-30s %14s %14s   %s\n", what, "first round", "further", "low .. high");
    for (uint32_t row = 0; row < LISTED && shown != NULL; row++) {
        uint32_t best = CK_NONE;
        double most = 0.0;
        for (uint32_t k = 0; k < count; k++) {
            const double further = ck_joint_further(sum(joint, CK_JOINT_MIDDLE, k));
            if (shown[k] || further <= most) continue;
            most = further;
            best = k;
        }
        if (best == CK_NONE) break;
        shown[best] = 1;
        printf("  %-30.30s %14s %14s   %s .. %s\n", name[best],
               money(joint, sum(joint, CK_JOINT_MIDDLE, best).first).text, money(joint, most).text,
               money(joint, ck_joint_further(sum(joint, CK_JOINT_LOW, best))).text,
               money(joint, ck_joint_further(sum(joint, CK_JOINT_HIGH, best))).text);
    }
    free(shown);
}

static void print_sizes(const ck_spread_joint *at) {
    const ck_joint *joint = &at->joint;
    double world = 0.0, table = 0.0;
    for (uint32_t k = 0; k < at->world.count; k++) {
        world += 365.0 * at->world.industry[k].added;
        table += ck_tariffs_usd(joint->table, joint->stands_for[k]);
    }
    const ck_joint_case *run = joint->run;
    const double daily = daily_loss(&at->world);
    if (run[CK_JOINT_MIDDLE].total.first <= 0.0) return;
    printf("\nFor each dollar that the chain's industries lose, %.2f are lost in further rounds (%.2f to %.2f over the "
           "shares"
           "; %.2f with spare capacity, %.2f where no stock may run down).\n",
           multiplier(&run[CK_JOINT_MIDDLE]) - 1.0,
           ck_min(multiplier(&run[CK_JOINT_LOW]), multiplier(&run[CK_JOINT_HIGH])) - 1.0,
           ck_max(multiplier(&run[CK_JOINT_LOW]), multiplier(&run[CK_JOINT_HIGH])) - 1.0,
           multiplier(&run[CK_JOINT_SPARE]) - 1.0, multiplier(&run[CK_JOINT_TIGHT]) - 1.0);
    printf("At the size of the daily run: first round %s, all %s (estimate: the table's ratio).\n",
           ck_words_money(daily).text, ck_words_money(daily * multiplier(&run[CK_JOINT_MIDDLE])).text);
    printf("Beyond the sectors that the chain has a part in: %s.\n", money(joint, beyond(joint, CK_JOINT_MIDDLE)).text);
    printf("Size of the joined industries: %s a year of value added in the world, %s in the table (ratio %.2f).\n",
           ck_words_money(world).text, ck_words_money(table).text, table / world);
}

static void print_trust(const ck_spread_joint *at) {
    const ck_joint_case *run = &at->joint.run[CK_JOINT_MIDDLE];
    const ck_ario_ledger *l = &run->ledger;
    const ck_io_table *table = at->joint.table;
    char digest[17];
    ck_host_digest_text(run->digest, digest);
    printf("\nledger: rounds sum to the engine's loss within %.1e; goods close within %.1e a step\n", run->closure,
           l->largest_error);
    if (daily_gain(&at->world) > 0.0)
        printf("not passed on: %s that industries of the daily run make above their baseline\n",
               ck_words_money(daily_gain(&at->world)).text);
    if (at->links.unlinked_count > 0)
        printf("warning: %u industries of the world have no share in the table; they lose %s\n",
               at->links.unlinked_count, ck_words_money(unlinked_loss(at)).text);
    if (!l->home)
        printf("warning: not back at the baseline: total output at %.4f after the last day; furthest is %s, %s, %.4f "
               "away%s\n",
               l->level, table->region[l->furthest_industry / table->sectors],
               table->sector[l->furthest_industry % table->sectors], l->furthest,
               l->falling ? ", and output is still falling" : "");
    printf("(%u days, %.3g ms a step, digest %s)\n", at->joint.steps, 1e3 * run->seconds / at->joint.steps, digest);
}

void ck_spread_joint_print(const ck_spread_joint *at) {
    const ck_joint *joint = &at->joint;
    const ck_io_table *table = joint->table;
    printf("%s\n", at->daily.study->variant[0].title);
    printf("  daily run: world %s, %u industries, %s of value added lost\n", ck_model_name(at->daily.study->model),
           at->world.count, ck_words_money(daily_loss(&at->world)).text);
    printf("  table: %s, %u regions, %u sectors, %s; %u of its %u industries have a first round\n", table->name,
           table->regions, table->sectors, table->unit, joint->hit, joint->links->cells);
    print_cases(joint);
    print_sizes(at);
    print_top(joint, "region", at->region_name, table->regions, ck_spread_joint_region);
    print_top(joint, "sector", at->sector_name, table->sectors, ck_spread_joint_sector);
    print_trust(at);
}

/* ---------------------------------------------------------------- JSON -------------------------------------------- */

static json_t *loss_json(ck_joint_loss loss) {
    json_t *one =
        json_pack("{s:f,s:f,s:f,s:f,s:f}", "first_round", loss.first, "fewer_orders", loss.orders, "inputs_lack",
                  loss.inputs, "further_rounds", ck_joint_further(loss), "all", ck_joint_total(loss));
    json_object_set_new(one, "first_share", ck_host_json_real(ck_joint_first_share(loss)));
    return one;
}

static json_t *case_json(const ck_joint *joint, ck_joint_case_name name) {
    const ck_joint_case *run = &joint->run[name];
    const ck_io_table *table = joint->table;
    json_t *one = loss_json(run->total), *regions = json_object(), *sectors = json_object();
    for (uint32_t r = 0; r < table->regions; r++)
        json_object_set_new(regions, table->region[r], loss_json(ck_spread_joint_region(joint, name, r)));
    for (uint32_t s = 0; s < table->sectors; s++)
        json_object_set_new(sectors, table->sector[s], loss_json(ck_spread_joint_sector(joint, name, s)));
    char digest[17];
    ck_host_digest_text(run->digest, digest);
    json_object_set_new(one, "meaning", json_string(ck_joint_case_at(name).meaning));
    json_object_set_new(one, "multiplier", ck_host_json_real(multiplier(run)));
    json_object_set_new(one, "made_above_baseline", ck_host_json_real(run->gained));
    json_object_set_new(one, "beyond_the_chains_sectors", ck_host_json_real(beyond(joint, name)));
    json_object_set_new(one, "lowest_level", ck_host_json_real(run->ledger.lowest_level));
    json_object_set_new(one, "level", ck_host_json_real(run->ledger.level));
    json_object_set_new(one, "back_at_baseline", json_boolean(run->ledger.home));
    json_object_set_new(one, "closure", ck_host_json_real(run->closure));
    json_object_set_new(one, "largest_error", ck_host_json_real(run->ledger.largest_error));
    json_object_set_new(one, "digest", json_string(digest));
    json_object_set_new(one, "regions", regions);
    json_object_set_new(one, "sectors", sectors);
    return one;
}

json_t *ck_spread_joint_json(const ck_spread_joint *at) {
    const ck_joint *joint = &at->joint;
    char digest[17];
    ck_host_digest_text(at->daily.study->digest, digest);
    json_t *root = json_object(), *cases = json_object();
    json_object_set_new(root, "scenario", ck_host_json_text(at->daily.study->variant[0].name));
    json_object_set_new(root, "table", ck_host_json_text(joint->table->name));
    json_object_set_new(root, "unit", ck_host_json_text(joint->table->unit));
    json_object_set_new(root, "days", json_integer(joint->steps));
    json_object_set_new(root, "daily_lost_value_added_usd", ck_host_json_real(daily_loss(&at->world)));
    json_object_set_new(root, "daily_gained_usd", ck_host_json_real(daily_gain(&at->world)));
    json_object_set_new(root, "daily_unlinked_usd", ck_host_json_real(unlinked_loss(at)));
    json_object_set_new(root, "daily_digest", json_string(digest));
    for (int c = 0; c < CK_JOINT_CASE_COUNT; c++)
        json_object_set_new(cases, ck_joint_case_at((ck_joint_case_name)c).word,
                            case_json(joint, (ck_joint_case_name)c));
    json_object_set_new(root, "shares", cases);
    return root;
}

/* ---------------------------------------------------------------- tables ------------------------------------------ */

static void put(FILE *out, double value) {
    char text[CK_HOST_NUMBER_SIZE] = "";
    if (!ck_is_nan(value)) ck_host_number_write(value, text);
    fprintf(out, ",%s", text);
}

static void put_loss(FILE *out, ck_joint_loss loss) {
    put(out, loss.first);
    put(out, loss.orders);
    put(out, loss.inputs);
    put(out, ck_joint_total(loss));
}

static void write_cells(FILE *out, const ck_spread_joint *at) {
    const ck_joint *joint = &at->joint;
    const ck_io_table *table = joint->table;
    fputs("shares,region,sector,unit,value_added_year,first_round,fewer_orders,inputs_lack,all\n", out);
    for (int c = 0; c < CK_JOINT_CASE_COUNT; c++) {
        for (uint32_t f = 0; f < joint->links->cells; f++) {
            fprintf(out, "%s,", ck_joint_case_at((ck_joint_case_name)c).word);
            ck_csv_write_field(out, table->region[f / table->sectors]);
            fputc(',', out);
            ck_csv_write_field(out, table->sector[f % table->sectors]);
            fputc(',', out);
            ck_csv_write_field(out, table->unit);
            put(out, joint->base_added[f]);
            put_loss(out, joint->run[c].cell[f]);
            fputc('\n', out);
        }
    }
}

static void write_days(FILE *out, const ck_spread_joint *at) {
    const ck_joint *joint = &at->joint;
    fputs("shares,date,unit,first_round,fewer_orders,inputs_lack,all\n", out);
    for (int c = 0; c < CK_JOINT_CASE_COUNT; c++) {
        for (uint32_t day = 0; day < joint->steps; day++) {
            char date[16];
            ck_date_write((ck_date){joint->world->start.day + (int32_t)day}, date);
            fprintf(out, "%s,%s,", ck_joint_case_at((ck_joint_case_name)c).word, date);
            ck_csv_write_field(out, joint->table->unit);
            put_loss(out, joint->run[c].day[day]);
            fputc('\n', out);
        }
    }
}

static void write_first(FILE *out, const ck_spread_joint *at) {
    const ck_joint *joint = &at->joint;
    fputs("industry,region,daily_value_added_usd_year,daily_lost_usd,table_unit,table_value_added_year,first_low,first_"
          "middle,"
          "first_high\n",
          out);
    for (uint32_t k = 0; k < at->world.count; k++) {
        const ck_joint_industry *one = &at->world.industry[k];
        ck_csv_write_field(out, one->industry);
        fputc(',', out);
        ck_csv_write_field(out, one->region);
        put(out, 365.0 * one->added);
        put(out, one->lost_usd);
        fputc(',', out);
        ck_csv_write_field(out, joint->table->unit);
        put(out, joint->stands_for[k]);
        for (int c = CK_JOINT_LOW; c <= CK_JOINT_HIGH; c++) put(out, joint->run[c].first[k]);
        fputc('\n', out);
    }
}

static ck_status write_table(const char *folder, const char *name, void (*write)(FILE *, const ck_spread_joint *),
                             const ck_spread_joint *at, ck_host_batch *batch, ck_diags *diags) {
    ck_host_arena arena = {0};
    FILE *out = NULL;
    const char *path = ck_host_path(&arena, folder, name);
    ck_status status = path != NULL ? ck_host_batch_open(batch, path, &out, diags) : ck_host_no_memory(diags);
    if (status >= 0) {
        write(out, at);
        status = ck_host_batch_close(batch, diags);
    }
    ck_host_arena_free(&arena);
    return status;
}

ck_status ck_spread_joint_write(const char *folder, const ck_spread_joint *at, ck_host_batch *batch, ck_diags *diags) {
    CK_TRY(ck_host_folder_make(folder, diags));
    CK_TRY(write_table(folder, "industries.csv", write_cells, at, batch, diags));
    CK_TRY(write_table(folder, "days.csv", write_days, at, batch, diags));
    CK_TRY(write_table(folder, "first_round.csv", write_first, at, batch, diags));
    ck_host_arena arena = {0};
    json_t *root = ck_spread_joint_json(at);
    const char *path = ck_host_path(&arena, folder, "summary.json");
    const ck_status status =
        path != NULL && root != NULL ? ck_host_write_json(path, root, batch, diags) : ck_host_no_memory(diags);
    json_decref(root);
    ck_host_arena_free(&arena);
    return status;
}
