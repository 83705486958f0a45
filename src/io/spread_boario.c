/* params.json of the recorded BoARIO runs: BoARIO's names, one day a step, from step 0. An impact is in the table's
   money; event_monetary_factor only rounds. */
#include "io/spread_parts.h"

#include "base/base.h"

#include <string.h>

static const ck_yaml_node *need(ck_spread_reading *reading, const ck_yaml_node *map, const char *key) {
    const ck_yaml_node *node = ck_yaml_find(map, key);
    if (node == NULL)
        ck_spread_wrong(reading, CK_E_MISSING, map->place, "there is no %q", "a recorded case has it", key);
    return node;
}

static void read_parameters(ck_spread_reading *reading, const ck_yaml_node *map) {
    static const char *const key[] = {"order_type",
                                      "alpha_base",
                                      "alpha_max",
                                      "alpha_tau",
                                      "rebuild_tau",
                                      "main_inv_dur",
                                      "inventory_restoration_tau",
                                      "psi_param",
                                      "inventory_dict",
                                      "temporal_units_by_step"};
    ck_ario_spec *spec = &reading->read->spec;
    ck_spread_note(reading, ck_yaml_check_keys(map, "parameters", key, sizeof key / sizeof *key, reading->measure.arena,
                                               reading->measure.diags));
    const ck_yaml_node *order = ck_yaml_find(map, "order_type");
    if (order != NULL && strcmp(order->text, "noalt") == 0) spec->alternative_orders = false;
    else if (order != NULL && strcmp(order->text, "alt") != 0)
        ck_spread_wrong(reading, CK_E_UNKNOWN, order->place, "unknown order type %q", "alt or noalt", order->text);
    ck_spread_number(reading, map, "alpha_base", "1", 1.0, 1e6, false, &spec->alpha_base);
    ck_spread_number(reading, map, "alpha_max", "1", 1.0, 1e6, false, &spec->alpha_max);
    ck_spread_number(reading, map, "alpha_tau", "day", 1e-6, 1e6, false, &spec->alpha_days);
    ck_spread_number(reading, map, "main_inv_dur", "day", 0.0, 1e6, true, &spec->stock_days);
    ck_spread_number(reading, map, "psi_param", "1", 1e-6, 1.0, false, &spec->psi);
    ck_spread_number(reading, map, "temporal_units_by_step", "day", 1.0, 365.0, false, &spec->step_days);
    spec->restock_days_by_sector =
        ck_spread_by_sector(reading, map, "inventory_restoration_tau", "day", 1e-6, 1e6, false, spec->restock_days);
    spec->stock_days_by_sector =
        ck_spread_by_sector(reading, map, "inventory_dict", "day", 0.0, 1e6, true, spec->stock_days);
}

static void read_curve(ck_spread_reading *reading, const ck_yaml_node *map, ck_ario_event *event) {
    static const char *const word[CK_CURVE_COUNT] = {"linear", "convexe", "convexe noscale", "concave"};
    const ck_yaml_node *node = ck_yaml_find(map, "recovery_function");
    if (node == NULL) return;
    for (uint32_t k = 0; k < CK_CURVE_COUNT; k++) {
        if (strcmp(node->text, word[k]) == 0) {
            event->curve = (ck_curve)k;
            return;
        }
    }
    ck_spread_wrong(reading, CK_E_UNKNOWN, node->place, "unknown recovery function %q",
                    "linear, convexe, convexe noscale or concave", node->text);
}

static void read_event(ck_spread_reading *reading, const ck_yaml_node *map, double rebuild_tau, ck_ario_event *event) {
    static const char *const key[] = {"event_type", "occurrence", "duration", "recovery_tau", "recovery_function",
                                      "event_monetary_factor", "impact", "rebuild_tau", "rebuilding_sectors",
                                      "rebuilding_factor", "households_impact", "name"};
    *event = (ck_ario_event){.id = "", .duration = 1.0, .tau = rebuild_tau, .unit = 1.0, .table_unit = true,
                             .rebuild_factor = 1.0};
    ck_spread_note(reading, ck_yaml_check_keys(map, "an event", key, sizeof key / sizeof *key, reading->measure.arena,
                                               reading->measure.diags));
    const ck_yaml_node *type = need(reading, map, "event_type"), *impact = need(reading, map, "impact");
    if (type == NULL || impact == NULL) return;
    event->id = type->text;
    if (strcmp(type->text, "recovery") == 0) event->kind = CK_EVENT_CAPITAL;
    else if (strcmp(type->text, "rebuild") == 0) event->kind = CK_EVENT_REBUILD;
    else if (strcmp(type->text, "arbitrary") == 0) event->kind = CK_EVENT_CAPACITY;
    else
        ck_spread_wrong(reading, CK_E_UNKNOWN, type->place, "unknown event type %q", "recovery, rebuild or arbitrary",
                        type->text);
    ck_spread_number(reading, map, "occurrence", "day", 0.0, 1e6, false, &event->begin);
    ck_spread_number(reading, map, "duration", "day", 0.0, 1e6, false, &event->duration);
    ck_spread_number(reading, map, event->kind == CK_EVENT_REBUILD ? "rebuild_tau" : "recovery_tau", "day", 1e-6, 1e6,
                     false, &event->tau);
    ck_spread_number(reading, map, "event_monetary_factor", "1", 1e-9, 1e15, false, &event->unit);
    ck_spread_number(reading, map, "rebuilding_factor", "1", 1e-9, 1e9, false, &event->rebuild_factor);
    read_curve(reading, map, event);
    ck_spread_amounts(reading, impact, false, event->kind == CK_EVENT_CAPACITY ? 1.0 : 1e18, &event->count,
                      &event->industry, &event->amount);
    if (event->kind != CK_EVENT_REBUILD) return;
    ck_spread_amounts(reading, ck_yaml_find(map, "households_impact"), true, 1e18, &event->column_count, &event->column,
                      &event->column_amount);
    const ck_yaml_node *shares = need(reading, map, "rebuilding_sectors");
    event->rebuild_share = ck_spread_shares(reading, shares);
}

void ck_spread_boario(ck_spread_reading *reading, const ck_yaml_node *root) {
    static const char *const key[] = {"model", "parameters", "capital_to_VA", "events", "steps"};
    ck_spread_case *read = reading->read;
    ck_ario_spec *spec = &read->spec;
    read->boario = true;
    ck_spread_note(reading, ck_yaml_check_keys(root, "a recorded case", key, sizeof key / sizeof *key,
                                               reading->measure.arena, reading->measure.diags));
    const ck_yaml_node *model = need(reading, root, "model"), *parameters = need(reading, root, "parameters"),
                       *events = need(reading, root, "events"), *steps = need(reading, root, "steps");
    if (model == NULL || parameters == NULL || events == NULL || steps == NULL) return;
    spec->psi_model = strcmp(model->text, "psi") == 0;
    if (!spec->psi_model && strcmp(model->text, "base") != 0)
        ck_spread_wrong(reading, CK_E_UNKNOWN, model->place, "unknown model %q", "psi or base", model->text);
    read_parameters(reading, parameters);
    spec->capital_ratio_by_sector =
        ck_spread_by_sector(reading, root, "capital_to_VA", "1", 1e-9, 1e9, false, spec->capital_ratio);
    int64_t count = 0;
    ck_spread_note(reading, ck_yaml_whole(steps, "steps", 1, 36600, &count, reading->measure.diags));
    read->steps = (uint32_t)count;
    double rebuild_tau = 60.0;
    ck_spread_number(reading, parameters, "rebuild_tau", "day", 1e-6, 1e6, false, &rebuild_tau);
    if (events->kind != CK_YAML_LIST) {
        ck_spread_wrong(reading, CK_E_SYNTAX, events->place, "events must be a list; this is a %s", "",
                        ck_yaml_kind_word(events->kind));
        return;
    }
    ck_ario_event *event = ck_host_take(reading->measure.arena, (size_t)events->count + 1, sizeof *event);
    if (event == NULL) {
        ck_spread_note(reading, ck_host_no_memory(reading->measure.diags));
        return;
    }
    uint32_t made = 0;
    for (const ck_yaml_node *node = events->first; node != NULL; node = node->next) {
        if (node->kind == CK_YAML_MAP) read_event(reading, node, rebuild_tau, &event[made++]);
        else
            ck_spread_wrong(reading, CK_E_SYNTAX, node->place, "an event must be a map; this is a %s", "",
                            ck_yaml_kind_word(node->kind));
    }
    spec->event = event;
    spec->event_count = made;
}
