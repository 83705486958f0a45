/* Views of a model. */
#include "model.h"

#include "index.h"

uint64_t ck_model_digest(const ck_model *model) { return model->digest; }

static const char *text(const ck_model *model, uint32_t offset) { return (const char *)model->text + offset; }

ck_model_counts ck_model_count(const ck_model *model) {
    return (ck_model_counts){.regions = model->region_count,
                             .items = model->item_count,
                             .groups = model->report_group_count,
                             .sites = model->site_count,
                             .products = model->product_count,
                             .input_groups = model->input_group_count,
                             .slots = model->slot_count,
                             .flows = model->flow_count,
                             .projects = model->project_count,
                             .customers = model->customer_count};
}

const char *ck_model_name(const ck_model *model) { return text(model, model->name_text); }

const char *ck_model_group(const ck_model *model, uint32_t group) {
    return text(model, model->report_group_text[group]);
}

ck_region_info ck_model_region(const ck_model *model, uint32_t region) {
    return (ck_region_info){.id = text(model, model->region_id_text[region]),
                            .name = text(model, model->region_name_text[region]),
                            .blocs = text(model, model->region_blocs_text[region]),
                            .latitude_deg = model->region_latitude[region],
                            .longitude_deg = model->region_longitude[region]};
}

ck_item_info ck_model_item(const ck_model *model, uint32_t item) {
    return (ck_item_info){.id = text(model, model->item_id_text[item]),
                          .name = text(model, model->item_name_text[item]),
                          .tier = cki_tier_word((cki_tier)model->item_tier[item]),
                          .unit = cki_unit_word((cki_unit)model->item_unit[item]),
                          .hs = text(model, model->item_hs_text[item]),
                          .control_codes = text(model, model->item_codes_text[item]),
                          .group = model->item_report_group[item],
                          .usd_per_unit = model->item_price[item]};
}

ck_site_info ck_model_site(const ck_model *model, uint32_t site) {
    const uint32_t first_slot = model->group_first_slot[model->site_first_group[site]];
    return (ck_site_info){.id = text(model, model->site_id_text[site]),
                          .name = text(model, model->site_name_text[site]),
                          .owner = text(model, model->site_owner_text[site]),
                          .kind = (ck_site_kind)model->site_kind[site],
                          .region = model->site_region[site],
                          .item = model->site_item[site],
                          .capacity = model->site_capacity[site] * model->site_reference[site],
                          .base_output = model->site_base_level[site] * model->site_reference[site],
                          .value_added = model->site_value_added[site],
                          .employment = model->site_employment[site],
                          .latitude_deg = model->site_latitude[site],
                          .longitude_deg = model->site_longitude[site],
                          .first_product = model->site_first_product[site],
                          .product_count = model->site_first_product[site + 1] - model->site_first_product[site],
                          .first_slot = first_slot,
                          .slot_count = model->group_first_slot[model->site_first_group[site + 1]] - first_slot};
}

ck_product_info ck_model_product(const ck_model *model, uint32_t product) {
    return (ck_product_info){.site = model->product_site[product],
                             .item = model->product_item[product],
                             .base_output =
                                 model->product_output[product] * model->site_base_level[model->product_site[product]],
                             .base_stock = model->product_stock[product],
                             .base_price_usd = model->product_price[product]};
}

ck_slot_info ck_model_slot(const ck_model *model, uint32_t slot) {
    return (ck_slot_info){.site = model->slot_site[slot],
                          .item = model->slot_item[slot],
                          .input_group = model->slot_group[slot],
                          .base_use = model->slot_use[slot] * model->site_base_level[model->slot_site[slot]],
                          .base_stock = model->slot_stock[slot],
                          .essentiality = model->group_essentiality[model->slot_group[slot]]};
}

ck_flow_info ck_model_flow(const ck_model *model, uint32_t flow) {
    const uint32_t product = model->flow_product[flow], slot = model->flow_slot[flow];
    const uint32_t kind = model->flow_kind[flow];
    return (ck_flow_info){.product = product,
                          .slot = slot,
                          .item = model->product_item[product],
                          .origin = model->site_region[model->product_site[product]],
                          .destination = model->site_region[model->slot_site[slot]],
                          .lag_days = model->flow_lag[flow],
                          .bilateral = kind == CKI_FLOW_BILATERAL || kind == CKI_FLOW_ROUTE,
                          .potential = kind != CKI_FLOW_INSIDE && kind != CKI_FLOW_BILATERAL,
                          .base_quantity = model->flow_quantity[flow],
                          .base_value_usd = model->flow_quantity[flow] * model->product_price[product],
                          .share_military = model->flow_military[flow],
                          .share_semiconductor = model->flow_semiconductor[flow]};
}

uint32_t ck_model_find_region(const ck_model *model, const char *id) {
    for (uint32_t region = 0; region < model->region_count; region++) {
        if (cki_text_equal(text(model, model->region_id_text[region]), id)) return region;
    }
    return CK_NONE;
}

uint32_t ck_model_find_item(const ck_model *model, const char *id) {
    for (uint32_t item = 0; item < model->item_count; item++) {
        if (cki_text_equal(text(model, model->item_id_text[item]), id)) return item;
    }
    return CK_NONE;
}

uint32_t ck_model_find_site(const ck_model *model, const char *id) {
    for (uint32_t site = 0; site < model->site_count; site++) {
        if (cki_text_equal(text(model, model->site_id_text[site]), id)) return site;
    }
    return CK_NONE;
}
