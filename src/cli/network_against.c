/* A run beside the recorded one of a folder: totals of every step and snapshots of some. */
#include "cli/network_firms.h"

#include "base/base.h"
#include "io/csv.h"

#include <string.h>

#define TOTALS 1e-12      // of the baseline
#define PRINTED 1e-5      // snapshots are printed to 6 digits
#define PRINTED_ZERO 1e-9 // and what is 0 there, over the largest value of the column

ck_status ck_firms_against_start(ck_firms_against *against, const char *folder, ck_diags *diags) {
    *against = (ck_firms_against){.folder = folder, .errors = {.each = sizeof(ck_firms_error)}, .diags = diags};
    if (ck_host_is_folder(folder)) return CK_OK;
    return ck_host_report(diags, CK_E_IO, ck_host_whole(folder), "there is no such folder", "");
}

typedef struct comparing {
    ck_firms_against *against;
    const ck_firms_study *study;
    ck_firms_error *error;
    uint32_t day;
    uint32_t rows;
} comparing;

static ck_status compare_file(ck_firms_against *against, const ck_firms_study *study, uint32_t day, const char *name,
                              const ck_csv_column *column, uint32_t columns, ck_csv_row take, double tolerance) {
    const char *path = ck_host_join(&against->arena, against->folder, "/", name);
    if (path == NULL) return ck_host_no_memory(against->diags);
    if (!ck_host_is_file(path)) return CK_OK;
    ck_firms_error *error = ck_host_list_add(&against->arena, &against->errors);
    if (error == NULL) return ck_host_no_memory(against->diags);
    *error = (ck_firms_error){.variable = name, .tolerance = tolerance, .where = ""};
    comparing at = {against, study, error, day, 0};
    ck_host_input input;
    CK_TRY(ck_host_input_open(path, CK_HOST_FILE_LIMIT, &input, against->diags));
    const ck_csv_spec spec = {"recorded values", column, columns, take, &at};
    const ck_status status = ck_csv_read(&input, &spec, against->diags);
    ck_host_input_close(&input);
    return status;
}

static ck_status number_of(comparing *at, const ck_csv_field *field, double *value) {
    if (ck_host_number(field->text, field->length, value) >= 0) return CK_OK;
    return ck_host_report(at->against->diags, CK_E_SYNTAX, field->place, "%q is no number", "", field->text);
}

static ck_status compare(comparing *at, const char *column, const ck_csv_field *row, double theirs, double ours,
                         double scale) {
    const double difference = theirs == ours ? 0.0 : ck_abs(theirs - ours);
    const double error = difference == 0.0 ? 0.0 : ck_is_finite(difference) ? difference / scale : CK_INFINITY;
    at->rows++;
    if (error <= at->error->error) return CK_OK;
    at->error->error = error;
    at->error->where = ck_host_join(&at->against->arena, column, " of ", row->text);
    return at->error->where != NULL ? CK_OK : ck_host_no_memory(at->against->diags);
}

/* ---------------------------------------------------------------- totals ------------------------------------------ */

static ck_status take_total(void *user, const ck_csv_field *field) {
    static const char *const name[] = {"output", "value added", "final consumption"};
    comparing *at = user;
    const ck_firm_ario_view view = ck_firm_ario_see(at->study->run);
    const double base[] = {view.base_total, view.base_value_added, view.base_final};
    int64_t step = 0;
    if (ck_host_integer(field[0].text, field[0].length, -1, 1000000, &step) < 0 ||
        step >= (int64_t)at->study->firms->days)
        return ck_host_report(at->against->diags, CK_E_FORMAT, field[0].place, "the run has no step %q",
                              "compare runs of the same length", field[0].text);
    for (uint32_t k = 0; k < 3; k++) {
        double theirs = 0.0;
        CK_TRY(number_of(at, &field[1 + k], &theirs));
        const ck_firms_day *day = step >= 0 ? &at->study->day[step] : NULL;
        const double ours = day == NULL ? base[k]
                            : k == 0    ? day->output
                            : k == 1    ? day->value_added
                                        : day->final_consumption;
        if (step < 0 && k == 2) continue; // printed to 6 digits
        CK_TRY(compare(at, name[k], &field[0], theirs, ours, base[k] != 0.0 ? ck_abs(base[k]) : 1.0));
    }
    for (uint32_t c = 0; c < CK_CAUSE_COUNT && step >= 0; c++) { // columns that only our own records have
        double theirs = 0.0;
        if (field[4 + c].length == 0) continue;
        CK_TRY(number_of(at, &field[4 + c], &theirs));
        CK_TRY(compare(at, "unmet final demand", &field[0], theirs, at->study->day[step].unmet[c],
                       base[2] > 0.0 ? base[2] : 1.0));
    }
    return CK_OK;
}

/* ---------------------------------------------------------------- snapshots --------------------------------------- */

static double printed_scale(double theirs, double largest) {
    return ck_max(ck_abs(theirs), largest * PRINTED_ZERO / PRINTED);
}

static ck_status find(comparing *at, const ck_csv_field *field, uint32_t *firm) {
    *firm = ck_intern_find(&at->study->network->firms, field->text, field->length);
    if (*firm != CK_NONE) return CK_OK;
    return ck_host_report(at->against->diags, CK_E_UNKNOWN, field->place, "the network has no firm %q", "",
                          field->text);
}

static ck_status take_firm(void *user, const ck_csv_field *field) {
    static const char *const name[] = {"baseline output", "output", "demand", "input limit", "capacity loss"};
    comparing *at = user;
    const ck_firm_ario_view view = ck_firm_ario_see(at->study->run);
    uint32_t firm = 0;
    CK_TRY(find(at, &field[0], &firm));
    const double ours[] = {view.base_output[firm], view.output[firm], view.demand[firm], view.limit[firm],
                           view.loss[firm]};
    for (uint32_t k = 0; k < 5; k++) {
        double theirs = 0.0;
        if (k == 3 && !ck_is_finite(ours[k]))
            continue; // without suppliers nothing binds; nothing or a stand-in is recorded
        CK_TRY(number_of(at, &field[1 + k], &theirs));
        CK_TRY(compare(at, name[k], &field[0], theirs, ours[k],
                       printed_scale(theirs, k == 4 ? 1.0 : ck_max(view.base_output[firm], 1e-300))));
    }
    return CK_OK;
}

static ck_status take_delivery(void *user, const ck_csv_field *field) {
    comparing *at = user;
    const ck_firm_ario_view view = ck_firm_ario_see(at->study->run);
    const ck_network_view network = ck_network_see(at->study->network->network);
    uint32_t buyer = 0, supplier = 0;
    double base = 0.0, theirs = 0.0;
    CK_TRY(find(at, &field[0], &buyer));
    CK_TRY(find(at, &field[1], &supplier));
    CK_TRY(number_of(at, &field[2], &base));
    CK_TRY(number_of(at, &field[3], &theirs));
    uint32_t k = network.sale_first[supplier];
    while (k < network.sale_first[supplier + 1] && network.buyer[k] != buyer) k++;
    if (k == network.sale_first[supplier + 1])
        return ck_host_report(at->against->diags, CK_E_UNKNOWN, field[0].place, "the network has no link of %q to %q",
                              "", field[1].text, field[0].text);
    CK_TRY(compare(at, "baseline", &field[0], base, network.value[network.sale[k]], printed_scale(base, base)));
    return compare(at, "delivered", &field[0], theirs, view.delivered[k], printed_scale(theirs, base));
}

ck_status ck_firms_against_day(ck_firms_against *against, const ck_firms_study *study, uint32_t day) {
    static const ck_csv_column firms[] = {{"firm", true},   {"baseline_output", true}, {"output", true},
                                          {"demand", true}, {"input_limit", true},     {"capacity_loss", true}};
    static const ck_csv_column deliveries[] = {
        {"client", true}, {"supplier", true}, {"baseline", true}, {"delivered", true}};
    char name[2][40];
    (void)snprintf(name[0], sizeof name[0], "firms_step%u.csv", (unsigned)day);
    (void)snprintf(name[1], sizeof name[1], "deliveries_step%u.csv", (unsigned)day);
    const char *kept[2];
    for (int k = 0; k < 2; k++) kept[k] = ck_host_text(&against->arena, name[k], strlen(name[k]));
    if (kept[0] == NULL || kept[1] == NULL) return ck_host_no_memory(against->diags);
    CK_TRY(compare_file(against, study, day, kept[0], firms, 6, take_firm, PRINTED));
    return compare_file(against, study, day, kept[1], deliveries, 4, take_delivery, PRINTED);
}

ck_status ck_firms_against_finish(ck_firms_against *against, const ck_firms_study *study) {
    static const ck_csv_column column[] = {
        {"step", true},          {"output", true},           {"value_added", true},     {"final_consumption", true},
        {"unmet_policy", false}, {"unmet_transport", false}, {"unmet_capacity", false}, {"unmet_input", false}};
    _Static_assert(sizeof column / sizeof *column == 4 + CK_CAUSE_COUNT, "a column for each cause, in their order");
    CK_TRY(compare_file(against, study, CK_NONE, "totals.csv", column, 4 + CK_CAUSE_COUNT, take_total, TOTALS));
    if (against->errors.count > 0) return CK_OK;
    return ck_host_report(against->diags, CK_E_MISSING, ck_host_whole(against->folder),
                          "the folder has no recorded table",
                          "totals.csv, firms_stepN.csv, deliveries_stepN.csv, as docs/networks.md lists them");
}

bool ck_firms_against_good(const ck_firms_against *against) {
    const ck_firms_error *error = against->errors.item;
    for (uint32_t k = 0; k < against->errors.count; k++)
        if (!(error[k].error <= error[k].tolerance)) return false;
    return true;
}
