#include "study/study_json.h"

#include "io/host.h"
#include "study/answer.h"
#include "study/words.h"

#include <jansson.h>
#include <stdlib.h>

static json_t *digest_json(uint64_t digest) {
    char text[17];
    ck_host_digest_text(digest, text);
    return json_string(text);
}

static json_t *band_json(ck_band band) {
    return json_pack("{s:f,s:f,s:f,s:f,s:f}", "p05", band.p05, "p25", band.p25, "p50", band.p50, "p75", band.p75, "p95",
                     band.p95);
}

static json_t *day_json(const ck_study *study, uint32_t day) {
    return day == CK_NONE ? json_null() : json_string(ck_words_date(ck_study_date(study, day)).text);
}

static json_t *losses_json(const ck_study *study, const ck_variant *v, bool regions) {
    json_t *list = json_array();
    const uint32_t count = regions ? ck_model_count(study->model).regions : study->industry_count;
    for (uint32_t k = 0; k < count; k++) {
        json_t *row = json_object();
        json_object_set_new(row, regions ? "region" : "industry",
                            json_string(regions ? ck_model_region(study->model, k).id
                                                : ck_model_item(study->model, study->industry[k]).id));
        json_object_set_new(row, "lost_value_added_usd",
                            json_real(regions ? v->loss_by_region[k] : v->loss_by_industry[k]));
        const ck_band *band = regions ? v->loss_by_region_band : v->loss_by_industry_band;
        if (band != NULL) json_object_set_new(row, "range", band_json(band[k]));
        json_array_append_new(list, row);
    }
    return list;
}

/* Industries that slow with central values, in order of the day. */
static json_t *stops_json(const ck_study *study) {
    json_t *list = json_array();
    const ck_variant *v = &study->variant[0];
    const uint32_t sites = ck_model_count(study->model).sites;
    ck_first_stop *stop = malloc(((size_t)sites + 1) * sizeof *stop);
    const uint32_t count = stop != NULL ? ck_study_first_slow(study, "industry", 0.0, stop, sites) : 0;
    for (uint32_t k = 0; k < count; k++) {
        const ck_site_info site = ck_model_site(study->model, stop[k].site);
        const ck_site_result result = ck_run_site(v->central, stop[k].site);
        char *why = ck_study_why_text(study, 0, stop[k].site);
        json_t *row = json_object();
        json_object_set_new(row, "industry", json_string(ck_model_item(study->model, site.item).id));
        json_object_set_new(row, "region", json_string(ck_model_region(study->model, site.region).id));
        json_object_set_new(row, "first_slow_day", json_integer(stop[k].day));
        json_object_set_new(row, "first_slow_date", day_json(study, stop[k].day));
        json_object_set_new(row, "first_stop_date", day_json(study, result.first_stop_day));
        json_object_set_new(row, "lowest_level", json_real(result.lowest_level));
        json_object_set_new(row, "lost_value_added_usd", json_real(result.lost_value_added));
        json_object_set_new(row, "why", json_string(why != NULL ? why : ""));
        if (v->site != NULL) {
            json_object_set_new(row, "slow_share", json_real(v->site[stop[k].site].slow_share));
            json_object_set_new(row, "stop_share", json_real(v->site[stop[k].site].stop_share));
        }
        json_array_append_new(list, row);
        free(why);
    }
    free(stop);
    return list;
}

/* Industries that lose without slowing, most first. */
static json_t *quiet_json(const ck_study *study) {
    enum { LISTED = 20 };
    ck_quiet_loss loss[LISTED];
    json_t *list = json_array();
    const uint32_t count = ck_study_quiet_losses(study, CK_STUDY_LEAST_LOSS, loss, LISTED);
    for (uint32_t k = 0; k < count; k++) {
        const ck_site_info site = ck_model_site(study->model, loss[k].site);
        const ck_site_losses parts = ck_run_losses(study->variant[0].central, loss[k].site);
        char *why = ck_study_why_text(study, 0, loss[k].site);
        json_t *row = json_object();
        json_object_set_new(row, "industry", json_string(ck_model_item(study->model, site.item).id));
        json_object_set_new(row, "region", json_string(ck_model_region(study->model, site.region).id));
        json_object_set_new(row, "lowest_level", json_real(ck_run_site(study->variant[0].central, loss[k].site).lowest_level));
        json_object_set_new(row, "lost_value_added_usd", json_real(loss[k].lost));
        json_object_set_new(row, "lost_sales_usd", json_real(parts.sales));
        json_object_set_new(row, "lost_final_sales_usd", json_real(parts.final_sales));
        json_object_set_new(row, "discarded_usd", json_real(parts.discarded));
        json_object_set_new(row, "stocked_usd", json_real(parts.stocked));
        json_object_set_new(row, "why", json_string(why != NULL ? why : ""));
        json_array_append_new(list, row);
        free(why);
    }
    return list;
}

static json_t *variant_json(const ck_study *study, const ck_variant *v) {
    json_t *object = json_object();
    json_object_set_new(object, "name", json_string(v->name));
    json_object_set_new(object, "title", json_string(v->title));
    json_object_set_new(object, "scenario_digest", digest_json(ck_scenario_digest(v->scenario)));
    json_object_set_new(object, "run_digest", digest_json(v->central_digest));
    json_object_set_new(object, "ensemble_digest", v->draws > 0 ? digest_json(v->ensemble_digest) : json_null());
    json_object_set_new(object, "draws", json_integer(v->draws));
    json_object_set_new(object, "lost_value_added_usd", json_real(v->lost_value_added));
    if (v->draws > 0) json_object_set_new(object, "lost_value_added_range", band_json(v->lost_value_added_band));
    json_object_set_new(object, "by_region", losses_json(study, v, true));
    json_object_set_new(object, "by_industry", losses_json(study, v, false));
    const ck_run_ledger ledger = ck_run_account(v->central);
    json_object_set_new(object, "ledger",
                        json_pack("{s:f,s:f,s:f,s:f,s:f,s:f,s:b}", "made_usd", ledger.made, "used_usd", ledger.used,
                                  "discarded_usd", ledger.discarded, "shipped_usd", ledger.shipped, "arrived_usd",
                                  ledger.arrived, "largest_mass_error", ledger.largest_mass_error, "on_baseline",
                                  ledger.on_baseline));
    return object;
}

static json_t *remedies_json(const ck_study *study) {
    json_t *list = json_array();
    for (uint32_t r = 0; r < study->remedy_count; r++) {
        const ck_remedy *remedy = &study->remedy[r];
        json_array_append_new(list, json_pack("{s:s,s:s,s:f,s:f,s:i}", "name", remedy->name, "what", remedy->what,
                                              "loss_avoided_usd", remedy->loss_avoided, "days_bought",
                                              remedy->days_bought, "industries_saved", (int)remedy->industries_saved));
    }
    return list;
}

static json_t *answer_json(const ck_study *study, const char *question) {
    json_t *list = json_array();
    ck_answer answer;
    if (ck_answer_make(study, question, &answer) < 0) return list;
    for (uint32_t k = 0; k < answer.count; k++) json_array_append_new(list, json_string(answer.line[k].text));
    ck_answer_free(&answer);
    return list;
}

json_t *ck_study_json(const ck_study *study, const char *question, const ck_law_notes *notes) {
    json_t *root = json_object();
    if (root == NULL) return NULL;
    json_object_set_new(root, "digest", digest_json(study->digest));
    json_object_set_new(root, "version", json_string(CK_VERSION));
    json_object_set_new(root, "model", json_string(ck_model_name(study->model)));
    json_object_set_new(root, "model_digest", digest_json(ck_model_digest(study->model)));
    json_object_set_new(root, "seed", json_string(ck_words_seed(study->variant[0].spec.seed).text));
    json_object_set_new(root, "start", day_json(study, 0));
    json_object_set_new(root, "days", json_integer(study->variant[0].spec.days));
    json_object_set_new(root, "answer", answer_json(study, question));
    json_object_set_new(root, "first_slowed", stops_json(study));
    json_object_set_new(root, "lost_without_slowing", quiet_json(study));
    json_t *variants = json_array();
    for (uint32_t v = 0; v < study->variant_count; v++)
        json_array_append_new(variants, variant_json(study, &study->variant[v]));
    json_object_set_new(root, "variants", variants);
    json_object_set_new(root, "remedies", remedies_json(study));
    json_object_set_new(root, "law", ck_law_notes_json(notes));
    return root;
}
