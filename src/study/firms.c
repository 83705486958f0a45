#include "study/firms.h"

#include "base/base.h"
#include "io/csv.h"

#include <stdlib.h>
#include <time.h>

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static ck_status take_room(ck_firms_study *study, ck_diags *diags) {
    const ck_network_view view = ck_network_see(study->network->network);
    const size_t firms = view.firms, crew_bytes = ck_crew_bytes(study->threads);
    const size_t bytes = ck_firm_ario_bytes(study->network->network, &study->firms->spec);
    study->block = bytes < SIZE_MAX ? aligned_alloc(16, bytes) : NULL;
    study->crew_block = aligned_alloc(16, crew_bytes);
    study->day = calloc((size_t)study->firms->days + 1, sizeof *study->day);
    study->lost_output = calloc(firms + 1, sizeof *study->lost_output);
    study->lowest = calloc(firms + 1, sizeof *study->lowest);
    study->lowest_day = calloc(firms + 1, sizeof *study->lowest_day);
    study->stopped = calloc(firms + 1, sizeof *study->stopped);
    study->unmet_by_input = calloc((size_t)view.sectors + 1, sizeof *study->unmet_by_input);
    if (study->block == NULL || study->crew_block == NULL || study->day == NULL || study->lost_output == NULL ||
        study->lowest == NULL || study->lowest_day == NULL || study->stopped == NULL || study->unmet_by_input == NULL)
        return ck_host_no_memory(diags);
    for (size_t f = 0; f < firms; f++) study->lowest[f] = 1.0;
    if (ck_crew_start(study->threads, study->crew_block, crew_bytes, &study->crew) < 0) return ck_host_no_memory(diags);
    return ck_firm_ario_start(study->network->network, &study->firms->spec, study->block, bytes, &study->run, diags);
}

#define STOPPED 0.01 // of the baseline

static void keep_day(ck_firms_study *study, uint32_t day) {
    const ck_firm_ario_view view = ck_firm_ario_see(study->run);
    const ck_network_view network = ck_network_see(study->network->network);
    ck_firms_day *row = &study->day[day];
    *row = (ck_firms_day){view.total, view.total_value_added, view.total_final, {0}};
    for (uint32_t c = 0; c < CK_CAUSE_COUNT; c++) row->unmet[c] = view.unmet_cause[c];
    for (uint32_t s = 0; s < network.sectors; s++) study->unmet_by_input[s] += view.unmet_input[s];
    for (uint32_t f = 0; f < network.firms; f++) {
        const double base = view.base_output[f];
        if (!(base > 0.0)) continue;
        const double level = view.output[f] / base;
        study->lost_output[f] += base - view.output[f];
        study->stopped[f] += level < STOPPED;
        if (level >= study->lowest[f]) continue;
        study->lowest[f] = level;
        study->lowest_day[f] = day;
    }
}

ck_status ck_firms_study_run(const ck_network_import *network, const ck_firms_case *firms, uint32_t threads,
                             ck_firms_watch watch, void *user, ck_host_progress progress, void *progress_user,
                             ck_firms_study *study, ck_diags *diags) {
    *study = (ck_firms_study){.network = network, .firms = firms, .threads = threads};
    CK_TRY(take_room(study, diags));
    for (uint32_t day = 0; day < firms->days; day++) {
        const double begin = now();
        CK_TRY(ck_firm_ario_step(study->run, study->crew, diags));
        study->seconds += now() - begin;
        keep_day(study, day);
        if (watch != NULL) CK_TRY(watch(user, study, day));
        if (progress != NULL) progress(progress_user, "days", (day + 1.0) / firms->days);
    }
    study->ledger = ck_firm_ario_account(study->run);
    study->digest = ck_firm_ario_digest(study->run);
    return CK_OK;
}

void ck_firms_study_free(ck_firms_study *study) {
    ck_crew_end(study->crew);
    free(study->day);
    free(study->lost_output);
    free(study->lowest);
    free(study->lowest_day);
    free(study->stopped);
    free(study->unmet_by_input);
    free(study->crew_block);
    free(study->block);
    *study = (ck_firms_study){0};
}

/* ---------------------------------------------------------------- snapshots --------------------------------------- */

static void put_number(FILE *out, double value) {
    char text[CK_HOST_NUMBER_SIZE];
    ck_host_number_write(value, text);
    fputc(',', out);
    fputs(text, out);
}

void ck_firms_write_firms(const ck_firms_study *study, FILE *out) {
    const ck_firm_ario_view view = ck_firm_ario_see(study->run);
    fputs("firm,baseline_output,output,demand,input_limit,capacity_loss\n", out);
    for (uint32_t f = 0; f < study->network->firms.count; f++) {
        ck_csv_write_field(out, study->network->firms.name[f]);
        put_number(out, view.base_output[f]);
        put_number(out, view.output[f]);
        put_number(out, view.demand[f]);
        if (ck_is_finite(view.limit[f]))
            put_number(out, view.limit[f]);
        else
            fputc(',', out); // no supplier: nothing binds
        put_number(out, view.loss[f]);
        fputc('\n', out);
    }
}

void ck_firms_write_deliveries(const ck_firms_study *study, FILE *out) {
    const ck_firm_ario_view view = ck_firm_ario_see(study->run);
    const ck_network_view network = ck_network_see(study->network->network);
    fputs("client,supplier,baseline,delivered\n", out);
    for (uint32_t f = 0; f < network.firms; f++) {
        for (uint32_t k = network.sale_first[f]; k < network.sale_first[f + 1]; k++) {
            ck_csv_write_field(out, study->network->firms.name[network.buyer[k]]);
            fputc(',', out);
            ck_csv_write_field(out, study->network->firms.name[f]);
            put_number(out, network.value[network.sale[k]]);
            put_number(out, view.delivered[k]);
            fputc('\n', out);
        }
    }
}
