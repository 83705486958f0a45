/* What `exposure WORLD` says: words, JSON, tables. */
#include "cli/exposure_world.h"

#include "base/base.h"
#include "io/csv.h"
#include "io/tables.h"
#include "study/words.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static const char *region_id(const ck_world_exposure *e, uint32_t region) {
    return region != CK_NONE ? ck_model_region(e->model, region).id : "";
}
static const char *item_id(const ck_world_exposure *e, uint32_t item) {
    return item != CK_NONE ? ck_model_item(e->model, item).id : "";
}

/* ---------------------------------------------------------------- words ------------------------------------------- */

typedef struct ranked {
    double key;
    uint32_t at;
} ranked;
static int by_key(const void *a, const void *b) {
    const ranked *x = a, *y = b;
    return x->key > y->key ? -1 : x->key < y->key ? 1 : x->at < y->at ? -1 : x->at > y->at;
}

static void figure(double value) {
    if (ck_is_nan(value))
        printf(" %10s", "-");
    else
        printf(" %10.4f", value);
}

static void print_tiers(const ck_world_exposure *e) {
    printf("\n  %-9s %6s %10s %10s %10s %10s %10s %10s %10s %10s\n", "tier", "items", "production", "exports",
           "imports", "largest", "exposure", "upstream", "bottleneck", "trade risk");
    for (uint32_t t = 0; t < CK_TIERS; t++) {
        const ck_exposed_tier *tier = &e->tier[t];
        printf("  %-9s %6u", ck_tier_word(t), tier->items);
        figure(tier->made_concentration);
        figure(tier->export_concentration);
        figure(tier->import_concentration);
        figure(tier->largest_share);
        figure(tier->exposure);
        figure(tier->upstream);
        figure(tier->bottleneck);
        figure(tier->risk);
        putchar('\n');
    }
}

static void print_items(const ck_world_exposure *e, uint32_t top) {
    ranked *rank = calloc((size_t)e->items + 1, sizeof *rank);
    uint32_t count = 0;
    for (uint32_t i = 0; rank != NULL && i < e->items; i++)
        if (e->item[i].traded > 0.0)
            rank[count++] = (ranked){e->item[i].mean_exposure * e->item[i].mean_concentration, i};
    if (rank != NULL) qsort(rank, count, sizeof *rank, by_key);
    printf("\nItems, by exposure times concentration of imports\n  %-30s %-9s %10s %10s %10s %10s %-11s %10s %10s\n",
           "item", "tier", "exposure", "imports", "exports", "N-1", "largest", "its share", "EU-risk");
    for (uint32_t k = 0; rank != NULL && k < count && k < top; k++) {
        const ck_exposed_item *item = &e->item[rank[k].at];
        printf("  %-30.30s %-9s", item_id(e, item->item), ck_tier_word(item->tier));
        figure(item->mean_exposure);
        figure(item->mean_concentration);
        figure(item->e.world_concentration);
        figure(item->e.world_without_largest);
        printf(" %-11s", region_id(e, item->made_largest));
        figure(item->made_largest_share);
        figure(item->supply_risk);
        putchar('\n');
    }
    free(rank);
}

static void print_countries(const ck_world_exposure *e, uint32_t top) {
    ranked *rank = calloc((size_t)e->regions + 1, sizeof *rank);
    for (uint32_t r = 0; rank != NULL && r < e->regions; r++) rank[r] = (ranked){e->added[r], r};
    if (rank != NULL) qsort(rank, e->regions, sizeof *rank, by_key);
    printf("\nCountries, largest industries first: exposure / concentration of imports by tier, and influence as a "
           "supplier of inputs\n"
           "  %-8s %21s %21s %21s %10s\n",
           "", "upstream", "input", "output", "influence");
    for (uint32_t k = 0; rank != NULL && k < e->regions && k < top; k++) {
        printf("  %-8s", region_id(e, rank[k].at));
        for (uint32_t t = 0; t + 1 < CK_TIERS; t++) {
            const ck_exposed_country c = ck_exposed_country_of(e, t, rank[k].at);
            figure(c.exposure);
            figure(c.concentration);
        }
        figure(ck_exposed_country_of(e, 1, rank[k].at).influence);
        putchar('\n');
    }
    free(rank);
}

static void print_power(const ck_world_exposure *e, uint32_t top) {
    ranked *rank = calloc((size_t)e->regions + 1, sizeof *rank);
    for (uint32_t r = 0; rank != NULL && r < e->regions; r++) rank[r] = (ranked){ck_power_over_all(e, 1, r).loss, r};
    if (rank != NULL) qsort(rank, e->regions, sizeof *rank, by_key);
    printf("\nNetwork power: loss of the others' industries, per mille of their value added / share of cost held "
           "without a bound\n"
           "  %-8s %20s %20s %20s\n",
           "", "upstream", "input", "output");
    for (uint32_t k = 0; rank != NULL && k < e->regions && k < top && rank[k].key > 0.0; k++) {
        printf("  %-8s", region_id(e, rank[k].at));
        for (uint32_t t = 0; t + 1 < CK_TIERS; t++) {
            const ck_power power = ck_power_over_all(e, t, rank[k].at);
            printf(" %11.4f %8.4f", 1000.0 * power.loss, power.whole);
        }
        putchar('\n');
    }
    free(rank);
}

static void print_esri(const ck_exposure_world *at, uint32_t top) {
    static const char *const TITLE[] = {"Sites", "Owners", "Exports of an item", "Exports of a tier"};
    const ck_world_exposure *e = &at->exposure;
    printf("\nESRI on %u nodes, %u links: share of the value added of all industries that stops, without stocks or "
           "substitutes\n",
           at->esri.nodes, at->esri.links);
    for (uint32_t kind = 0; kind < CK_FAILURE_COUNT; kind++) {
        printf("  %s (%zu)\n", TITLE[kind], at->esri.first[kind + 1] - at->esri.first[kind]);
        for (size_t k = at->esri.first[kind], row = 0; k < at->esri.first[kind + 1] && row < top; k++, row++) {
            const ck_failure *f = &at->esri.failure[k];
            printf("    %10.6f  down %8.6f  up %8.6f  chain %8.6f  %-8s %-24.24s %.40s\n", f->index, f->down, f->up,
                   f->chain, region_id(e, f->region),
                   f->item != CK_NONE   ? item_id(e, f->item)
                   : f->tier != CK_NONE ? ck_tier_word(f->tier)
                                        : "",
                   f->title);
        }
    }
    printf("  Sensitivity to the stopping rule (sites): %-8s %9s %10s %11s %11s %s\n", "epsilon", "sites", "iterations",
           "mean gap", "largest", "of the first 20");
    for (uint32_t s = 0; s < CK_STOP_STEPS; s++) {
        const ck_stop_sensitivity *one = &at->esri.stop[s];
        if (one->reached > 0)
            printf("  %41s 1e-%-5u %9zu %10.1f %11.2e %11.2e %u\n", "", s + 1, one->reached, one->iterations,
                   one->mean_gap, one->largest_gap, one->kept);
    }
}

void ck_exposure_world_print(const ck_exposure_world *at, uint32_t top) {
    const ck_world_exposure *e = &at->exposure;
    printf("%s: %u regions, %u items, trade of %s a year at world prices\n", ck_model_name(e->model), e->regions,
           e->items, ck_words_money(e->value).text);
    print_tiers(e);
    print_items(e, top);
    print_countries(e, top);
    print_power(e, top);
    print_esri(at, top);
    if (!e->has_governance)
        printf("\nNo --governance: suppliers count as unstable throughout, and there is no supply risk.\n");
    printf("(%.2f s of cascades)\n", at->esri.seconds);
}

/* ---------------------------------------------------------------- tables ------------------------------------------ */

static void put(FILE *out, double value) {
    char text[CK_HOST_NUMBER_SIZE] = "";
    if (!ck_is_nan(value)) ck_host_number_write(value, text);
    fprintf(out, ",%s", text);
}
static void put_text(FILE *out, const char *text) {
    fputc(',', out);
    ck_csv_write_field(out, text);
}

static void write_items(FILE *out, const ck_exposure_world *at) {
    const ck_world_exposure *e = &at->exposure;
    fputs("item,tier,production_usd,trade_usd,largest_producer,largest_producer_share_1,production_concentration_1,"
          "export_concentration_1,"
          "without_largest_exporter_1,import_concentration_1,exposure_1,upstream_1,bottleneck_1,trade_risk_1,"
          "susceptibility_1,component,recycled_1,"
          "supply_risk_1,import_reliance_1\n",
          out);
    for (uint32_t i = 0; i < e->items; i++) {
        const ck_exposed_item *x = &e->item[i];
        fputs(item_id(e, i), out);
        put_text(out, ck_tier_word(x->tier));
        put(out, x->produced);
        put(out, x->traded);
        put_text(out, region_id(e, x->made_largest));
        const double value[] = {x->made_largest_share,      x->made_concentration, x->e.world_concentration,
                                x->e.world_without_largest, x->mean_concentration, x->mean_exposure,
                                x->mean_upstream,           x->mean_bottleneck,    x->mean_risk,
                                x->e.susceptibility};
        for (size_t k = 0; k < sizeof value / sizeof *value; k++) put(out, value[k]);
        fprintf(out, ",%u", x->e.component);
        put(out, x->recycled);
        put(out, x->supply_risk);
        put(out, x->import_reliance);
        fputc('\n', out);
    }
}

static void write_countries(FILE *out, const ck_exposure_world *at) {
    const ck_world_exposure *e = &at->exposure;
    fputs("item,region,production_usd,use_usd,imports_usd,exports_usd,largest_supplier,largest_share_1,concentration_1,"
          "without_largest_1,exposure_1,"
          "upstream_1,bottleneck_1,trade_risk_1,influence_1,advantage_1\n",
          out);
    for (uint32_t i = 0; i < e->items; i++) {
        const ck_exposed_item *x = &e->item[i];
        for (uint32_t r = 0; r < e->regions; r++) {
            if (x->made[r] == 0.0 && x->used[r] == 0.0 && x->e.imports[r] == 0.0 && x->e.exports[r] == 0.0) continue;
            fputs(item_id(e, i), out);
            put_text(out, region_id(e, r));
            put(out, x->made[r]);
            put(out, x->used[r]);
            put(out, x->e.imports[r]);
            put(out, x->e.exports[r]);
            put_text(out, region_id(e, x->e.largest_supplier[r]));
            const double value[] = {x->e.largest_share[r], x->e.concentration[r], x->e.without_largest[r],
                                    x->e.exposure[r],      x->upstream[r],        x->bottleneck[r],
                                    x->e.trade_risk[r],    x->e.influence[r],     x->e.advantage[r]};
            for (size_t k = 0; k < sizeof value / sizeof *value; k++) put(out, value[k]);
            fputc('\n', out);
        }
    }
}

static void write_tiers(FILE *out, const ck_exposure_world *at) {
    const ck_world_exposure *e = &at->exposure;
    fputs("tier,region,use_usd,exposure_1,concentration_1,bottleneck_1,influence_1\n", out);
    for (uint32_t t = 0; t + 1 < CK_TIERS; t++) {
        for (uint32_t r = 0; r < e->regions; r++) {
            const ck_exposed_country c = ck_exposed_country_of(e, t, r);
            fprintf(out, "%s,%s", ck_tier_word(t), region_id(e, r));
            put(out, c.used);
            put(out, c.exposure);
            put(out, c.concentration);
            put(out, c.bottleneck);
            put(out, c.influence);
            fputc('\n', out);
        }
    }
}

static void write_power(FILE *out, const ck_exposure_world *at) {
    const ck_world_exposure *e = &at->exposure;
    fputs("tier,coalition,target,loss_log,unbounded_cost_share_1\n", out);
    for (uint32_t t = 0; t + 1 < CK_TIERS; t++) {
        for (uint32_t by = 0; by < e->regions; by++) {
            for (uint32_t of = 0; of < e->regions; of++) {
                const ck_power *power = ck_power_of(e, t, by, of);
                if (power->loss == 0.0 && power->whole == 0.0) continue;
                fprintf(out, "%s,%s,%s", ck_tier_word(t), region_id(e, by), region_id(e, of));
                put(out, power->loss);
                put(out, power->whole);
                fputc('\n', out);
            }
        }
    }
}

static void write_esri(FILE *out, const ck_exposure_world *at) {
    const ck_world_exposure *e = &at->exposure;
    fputs("kind,rank,id,name,region,item,tier,nodes,esri,esri_down,esri_up,chain_1,iterations,settled,touched\n", out);
    for (uint32_t kind = 0; kind < CK_FAILURE_COUNT; kind++) {
        for (size_t k = at->esri.first[kind]; k < at->esri.first[kind + 1]; k++) {
            const ck_failure *f = &at->esri.failure[k];
            fprintf(out, "%s,%zu", ck_failure_word(f->kind), k - at->esri.first[kind] + 1);
            put_text(out, f->name);
            put_text(out, f->title);
            put_text(out, region_id(e, f->region));
            put_text(out, item_id(e, f->item));
            put_text(out, f->tier != CK_NONE ? ck_tier_word(f->tier) : "");
            fprintf(out, ",%u", f->nodes);
            put(out, f->index);
            put(out, f->down);
            put(out, f->up);
            put(out, f->chain);
            fprintf(out, ",%u,%s,%u\n", f->iterations, f->settled ? "yes" : "no", f->touched);
        }
    }
}

static void write_stop(FILE *out, const ck_exposure_world *at) {
    fputs("epsilon,sites,mean_iterations,mean_gap,largest_gap,kept_of_first_20\n", out);
    for (uint32_t s = 0; s < CK_STOP_STEPS; s++) {
        const ck_stop_sensitivity *one = &at->esri.stop[s];
        if (one->reached == 0) continue;
        fprintf(out, "1e-%u,%zu", s + 1, one->reached);
        put(out, one->iterations);
        put(out, one->mean_gap);
        put(out, one->largest_gap);
        fprintf(out, ",%u\n", one->kept);
    }
}

ck_status ck_exposure_world_write(const char *folder, const ck_exposure_world *at, ck_host_batch *batch,
                                  ck_diags *diags) {
    static const struct {
        const char *name;
        void (*write)(FILE *, const ck_exposure_world *);
    } FILES[] = {{"items.csv", write_items}, {"countries.csv", write_countries}, {"tiers.csv", write_tiers},
                 {"power.csv", write_power}, {"esri.csv", write_esri},           {"stopping_rule.csv", write_stop}};
    ck_host_arena arena = {0};
    ck_status status = ck_host_folder_make(folder, diags);
    for (size_t k = 0; k < sizeof FILES / sizeof *FILES && status >= 0; k++) {
        FILE *out = NULL;
        const char *path = ck_host_path(&arena, folder, FILES[k].name);
        status = path != NULL ? ck_host_batch_open(batch, path, &out, diags) : ck_host_no_memory(diags);
        if (status < 0) break;
        FILES[k].write(out, at);
        status = ck_host_batch_close(batch, diags);
    }
    json_t *root = status >= 0 ? ck_exposure_world_json(at) : NULL;
    const char *path = ck_host_path(&arena, folder, "summary.json");
    if (status >= 0)
        status = root != NULL && path != NULL ? ck_host_write_json(path, root, batch, diags) : ck_host_no_memory(diags);
    json_decref(root);
    ck_host_arena_free(&arena);
    return status;
}

/* ---------------------------------------------------------------- JSON -------------------------------------------- */

static void set_real(json_t *object, const char *name, double value) {
    json_object_set_new(object, name, ck_host_json_real(value));
}

static json_t *tier_json(const ck_world_exposure *e, uint32_t t) {
    const ck_exposed_tier *tier = &e->tier[t];
    json_t *one = json_object();
    json_object_set_new(one, "tier", json_string(ck_tier_word(t)));
    json_object_set_new(one, "items", json_integer(tier->items));
    json_object_set_new(one, "traded", json_integer(tier->traded));
    set_real(one, "production_concentration", tier->made_concentration);
    set_real(one, "largest_producer_share", tier->largest_share);
    set_real(one, "export_concentration", tier->export_concentration);
    set_real(one, "export_concentration_by_value", tier->weighted_export_concentration);
    set_real(one, "import_concentration", tier->import_concentration);
    set_real(one, "exposure", tier->exposure);
    set_real(one, "exposure_by_value", tier->weighted_exposure);
    set_real(one, "upstream", tier->upstream);
    set_real(one, "bottleneck", tier->bottleneck);
    set_real(one, "trade_risk", tier->risk);
    set_real(one, "trade_risk_by_value", tier->weighted_risk);
    return one;
}

static json_t *item_json(const ck_world_exposure *e, uint32_t i) {
    const ck_exposed_item *x = &e->item[i];
    json_t *one = json_object();
    json_object_set_new(one, "item", ck_host_json_text(item_id(e, i)));
    json_object_set_new(one, "tier", json_string(ck_tier_word(x->tier)));
    set_real(one, "production_usd", x->produced);
    set_real(one, "trade_usd", x->traded);
    json_object_set_new(one, "largest_producer", ck_host_json_text(region_id(e, x->made_largest)));
    set_real(one, "largest_producer_share", x->made_largest_share);
    set_real(one, "production_concentration", x->made_concentration);
    set_real(one, "export_concentration", x->e.world_concentration);
    set_real(one, "without_largest_exporter", x->e.world_without_largest);
    set_real(one, "import_concentration", x->mean_concentration);
    set_real(one, "exposure", x->mean_exposure);
    set_real(one, "upstream", x->mean_upstream);
    set_real(one, "bottleneck", x->mean_bottleneck);
    set_real(one, "trade_risk", x->mean_risk);
    set_real(one, "supply_risk", x->supply_risk);
    set_real(one, "import_reliance", x->import_reliance);
    return one;
}

static json_t *failure_json(const ck_world_exposure *e, const ck_failure *f) {
    json_t *one = json_object();
    json_object_set_new(one, "id", ck_host_json_text(f->name));
    json_object_set_new(one, "name", ck_host_json_text(f->title));
    json_object_set_new(one, "region", ck_host_json_text(region_id(e, f->region)));
    json_object_set_new(one, "item", ck_host_json_text(item_id(e, f->item)));
    json_object_set_new(one, "tier", json_string(f->tier != CK_NONE ? ck_tier_word(f->tier) : ""));
    json_object_set_new(one, "nodes", json_integer(f->nodes));
    set_real(one, "esri", f->index);
    set_real(one, "esri_down", f->down);
    set_real(one, "esri_up", f->up);
    set_real(one, "chain", f->chain);
    json_object_set_new(one, "iterations", json_integer(f->iterations));
    json_object_set_new(one, "settled", json_boolean(f->settled));
    return one;
}

json_t *ck_exposure_world_json(const ck_exposure_world *at) {
    const ck_world_exposure *e = &at->exposure;
    json_t *root = json_object(), *tiers = json_array(), *items = json_array(), *esri = json_object(),
           *stop = json_array();
    for (uint32_t t = 0; t < CK_TIERS; t++) json_array_append_new(tiers, tier_json(e, t));
    for (uint32_t i = 0; i < e->items; i++) json_array_append_new(items, item_json(e, i));
    for (uint32_t kind = 0; kind < CK_FAILURE_COUNT; kind++) {
        json_t *list = json_array();
        for (size_t k = at->esri.first[kind]; k < at->esri.first[kind + 1]; k++)
            json_array_append_new(list, failure_json(e, &at->esri.failure[k]));
        json_object_set_new(esri, ck_failure_word((ck_failure_kind)kind), list);
    }
    for (uint32_t s = 0; s < CK_STOP_STEPS; s++) {
        const ck_stop_sensitivity *one = &at->esri.stop[s];
        if (one->reached > 0)
            json_array_append_new(stop, json_pack("{s:f,s:I,s:f,s:f,s:f,s:i}", "epsilon", one->epsilon, "sites",
                                                  (json_int_t)one->reached, "mean_iterations", one->iterations,
                                                  "mean_gap", one->mean_gap, "largest_gap", one->largest_gap,
                                                  "kept_of_first_20", (int)one->kept));
    }
    char digest[17];
    ck_host_digest_text(ck_model_digest(e->model), digest);
    json_object_set_new(root, "world", ck_host_json_text(ck_model_name(e->model)));
    json_object_set_new(root, "model_digest", json_string(digest));
    json_object_set_new(root, "bloc", ck_host_json_text(e->bloc));
    json_object_set_new(root, "governance", json_boolean(e->has_governance));
    set_real(root, "trade_usd", e->value);
    json_object_set_new(root, "inputs_cut_to_open_circles", json_integer(e->cut_inputs));
    json_object_set_new(root, "tiers", tiers);
    json_object_set_new(root, "items", items);
    json_object_set_new(root, "esri", esri);
    json_object_set_new(root, "stopping_rule", stop);
    return root;
}
