/* params.json and shocks.csv of recorded runs of the published program (proNet): its types by number, one day a step,
   from step 0. */
#include "io/firms_parts.h"

#include "base/base.h"
#include "io/csv.h"

#include <string.h>

bool ck_firms_is_recorded(const ck_yaml_node *root) {
    return ck_yaml_find(root, "rationing") != NULL && ck_yaml_find(root, "order_type") != NULL;
}

typedef struct hit {
    uint32_t firm;
    double loss;
    uint32_t begin, end;
    bool window;
} hit;

typedef struct taking {
    ck_firms_reading *reading;
    ck_host_list hits;
} taking;

static bool whole_cell(taking *at, const ck_csv_field *field, const char *what, uint32_t *value) {
    int64_t read = 0;
    if (ck_host_integer(field->text, field->length, 0, 1000000, &read) >= 0) {
        *value = (uint32_t)read;
        return true;
    }
    ck_firms_note(at->reading, ck_host_report(at->reading->measure.diags, CK_E_RANGE, field->place, "%s is %q",
                                              "a step from 0", what, field->text));
    return false;
}

static ck_status take_hit(void *user, const ck_csv_field *field) {
    taking *at = user;
    ck_firms_reading *reading = at->reading;
    hit row = {.firm = ck_firms_find(reading, field[0].text, field[0].length, field[0].place)};
    bool good = row.firm != CK_NONE;
    if (ck_host_number(field[1].text, field[1].length, &row.loss) < 0 || !(row.loss >= 0.0 && row.loss <= 1.0)) {
        ck_firms_note(reading, ck_host_report(reading->measure.diags, CK_E_RANGE, field[1].place, "the loss is %q",
                                              "a share of capacity from 0 to 1", field[1].text));
        good = false;
    }
    good = whole_cell(at, &field[2], "the first step", &row.begin) && good;
    row.window = field[3].length > 0;
    if (row.window) good = whole_cell(at, &field[3], "the last step", &row.end) && good;
    if (good && row.window && row.end < row.begin) {
        ck_firms_note(reading, ck_host_report(reading->measure.diags, CK_E_RANGE, field[3].place,
                                              "the last step is %q, before the first", "", field[3].text));
        good = false;
    }
    if (!good) return reading->measure.status;
    hit *kept = ck_host_list_add(&reading->read->arena, &at->hits);
    if (kept == NULL) return ck_host_no_memory(reading->measure.diags);
    *kept = row;
    return CK_OK;
}

/* A shock for every row: their dates differ. */
static void set_shocks(ck_firms_reading *reading, const taking *at, const ck_firm_ario_shock *pattern) {
    const size_t count = at->hits.count;
    ck_host_arena *arena = &reading->read->arena;
    ck_firm_ario_shock *shock = ck_host_take(arena, count + 1, sizeof *shock);
    uint32_t *firm = ck_host_take(arena, count + 1, sizeof *firm);
    double *loss = ck_host_take(arena, count + 1, sizeof *loss);
    if (shock == NULL || firm == NULL || loss == NULL) {
        ck_firms_note(reading, ck_host_no_memory(reading->measure.diags));
        return;
    }
    const hit *row = at->hits.item;
    for (size_t k = 0; k < count; k++) {
        firm[k] = row[k].firm;
        loss[k] = row[k].loss;
        shock[k] = *pattern;
        shock[k].count = 1;
        shock[k].firm = &firm[k];
        shock[k].loss = &loss[k];
        shock[k].begin = row[k].begin;
        shock[k].window = row[k].window;
        if (row[k].window) shock[k].duration = row[k].end - row[k].begin + 1;
    }
    reading->read->spec.shock = shock;
    reading->read->spec.shock_count = (uint32_t)count;
}

void ck_firms_recorded(ck_firms_reading *reading, const ck_yaml_node *root, ck_host_input *shocks) {
    static const char *const key[] = {"network", "rationing",     "order_type",    "steps",          "inventory_days",
                                      "tau",     "recovery_type", "recovery_days", "recovery_delay", "name"};
    static const ck_csv_column column[] = {
        {"firm", true}, {"capacity_loss", true}, {"start_step", true}, {"end_step", false}};
    static const ck_firm_ario_recovery TYPE[] = {CK_RECOVER_LINEAR,      CK_RECOVER_PACE,
                                                 CK_RECOVER_AT_ONCE,     CK_RECOVER_CONVEX_UNSCALED,
                                                 CK_RECOVER_EXPONENTIAL, CK_RECOVER_NEIGHBOURS};
    ck_firms_case *read = reading->read;
    ck_firm_ario_shock pattern = {.id = "shocks.csv", .tau = 1.0};
    uint32_t rationing = 0, orders = 0, type = 0;
    ck_firms_note(reading, ck_yaml_check_keys(root, "a recorded case", key, sizeof key / sizeof *key, &read->arena,
                                              reading->measure.diags));
    read->days = 100;
    ck_firms_whole(reading, root, "rationing", 0, CK_RATION_COUNT - 1, &rationing);
    ck_firms_whole(reading, root, "order_type", 0, CK_ORDER_COUNT - 1, &orders);
    ck_firms_whole(reading, root, "recovery_type", 0, 5, &type);
    ck_firms_whole(reading, root, "steps", 1, 1000000, &read->days);
    ck_firms_whole(reading, root, "recovery_delay", 0, 1000000, &pattern.duration);
    ck_firms_number(reading, root, "inventory_days", "day", 1e-6, 1e6, &read->spec.stock_days);
    ck_firms_number(reading, root, "tau", "day", 1e-6, 1e6, &read->spec.restock_days);
    ck_firms_number(reading, root, "recovery_days", "day", 0.0, 1e6, &pattern.tau);
    read->spec.rationing = (ck_firm_ario_rationing)rationing;
    read->spec.orders = (ck_firm_ario_orders)orders;
    pattern.recovery = TYPE[type];
    if (pattern.tau == 0.0) { // a rate of 1 / 0: never for type 0, at once for the others
        pattern.recovery = type == 0 ? CK_RECOVER_NEVER : CK_RECOVER_AT_ONCE;
        pattern.tau = 1.0;
    }
    if (shocks == NULL) {
        ck_firms_note(reading, ck_host_report(reading->measure.diags, CK_E_MISSING, root->place,
                                              "a recorded case needs its list of firms hit",
                                              "put shocks.csv beside the links, or name it with --shocks"));
        return;
    }
    taking at = {.reading = reading, .hits = {.each = sizeof(hit)}};
    const ck_csv_spec spec = {.title = "shocks", .column = column, .column_count = 4, .row = take_hit, .user = &at};
    ck_firms_note(reading, ck_csv_read(shocks, &spec, reading->measure.diags));
    if (reading->measure.status >= 0) set_shocks(reading, &at, &pattern);
}
