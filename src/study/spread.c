#include "study/spread.h"

#include "base/base.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

ck_spread_series_info ck_spread_series_at(ck_spread_series series) {
    static const ck_spread_series_info info[] = {
#define X(name, peer, shape, money, meaning) {#name, peer, meaning, #shape[0], money},
        CK_SPREAD_SERIES_LIST(X)
#undef X
    };
    return info[series];
}

static uint32_t width_of(const ck_io_table *table, char shape) {
    return shape == 'N'   ? ck_io_table_industries(table)
           : shape == 'J' ? ck_io_table_final_columns(table)
                          : table->sectors;
}

uint32_t ck_spread_series_width(const ck_io_table *table, ck_spread_series series) {
    return width_of(table, ck_spread_series_at(series).shape);
}

const char *ck_spread_label(const ck_io_table *table, char shape, uint32_t k, ck_host_arena *arena) {
    if (shape == 'S') return table->sector[k];
    const uint32_t inner = shape == 'N' ? table->sectors : table->categories;
    const char *name = shape == 'N' ? table->sector[k % inner] : table->category[k % inner];
    return ck_host_join(arena, table->region[k / inner], "|", name);
}

static const double *values_of(const ck_ario_view *view, ck_spread_series series) {
    switch (series) {
        case CK_SPREAD_output: return view->output;
        case CK_SPREAD_orders: return view->orders;
        case CK_SPREAD_value_added: return view->value_added;
        case CK_SPREAD_unmet_final: return view->unmet_final;
        case CK_SPREAD_overproduction: return view->overproduction;
        case CK_SPREAD_capacity_loss: return view->capacity_loss;
        case CK_SPREAD_capital_lost: return view->capital_lost;
        case CK_SPREAD_stocks: return view->stock_sum;
        case CK_SPREAD_rebuild_demand: return view->rebuild_demand;
        case CK_SPREAD_rebuild_sold: return view->rebuild_sold;
        default: return NULL;
    }
}

static void keep_step(ck_spread_study *study, uint32_t step) {
    const ck_ario_view view = ck_ario_see(study->run);
    for (uint32_t s = 0; s < CK_SPREAD_SERIES_COUNT; s++) {
        if (study->series[s] == NULL) continue;
        const uint32_t width = ck_spread_series_width(study->table, (ck_spread_series)s);
        const double factor = ck_spread_series_at((ck_spread_series)s).money ? view.per_step : 1.0;
        const double *value = values_of(&view, (ck_spread_series)s);
        double *to = study->series[s] + (size_t)step * width;
        for (uint32_t k = 0; k < width; k++) to[k] = value != NULL ? value[k] * factor : (double)view.limiting[k];
    }
    for (uint32_t p = 0; p < study->table->sectors; p++)
        study->unmet_by_input[p] += view.unmet_input[p] * view.per_step;
}

static double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

static ck_status take_room(ck_spread_study *study, const bool *keep, ck_diags *diags) {
    const size_t bytes = ck_ario_bytes(study->table, &study->spread->spec), crew_bytes = ck_crew_bytes(study->threads);
    study->block = bytes < SIZE_MAX ? aligned_alloc(16, bytes) : NULL;
    study->crew_block = aligned_alloc(16, crew_bytes);
    study->unmet_by_input = calloc((size_t)study->table->sectors + 1, sizeof(double));
    bool good = study->block != NULL && study->crew_block != NULL && study->unmet_by_input != NULL;
    for (uint32_t s = 0; s < CK_SPREAD_SERIES_COUNT && keep != NULL; s++) {
        if (!keep[s]) continue;
        study->series[s] = calloc((size_t)study->steps * ck_spread_series_width(study->table, (ck_spread_series)s) + 1,
                                  sizeof(double));
        good = good && study->series[s] != NULL;
    }
    if (!good) return ck_host_no_memory(diags);
    if (ck_crew_start(study->threads, study->crew_block, crew_bytes, &study->crew) < 0) return ck_host_no_memory(diags);
    return CK_OK;
}

ck_status ck_spread_study_run(const ck_io_table *table, const ck_spread_case *spread, uint32_t threads,
                              const bool *keep, ck_spread_watch watch, void *user, ck_host_progress progress,
                              void *progress_user, ck_spread_study *study, ck_diags *diags) {
    *study = (ck_spread_study){.table = table, .spread = spread, .steps = spread->steps, .threads = threads};
    CK_TRY(ck_io_table_check(table, &study->check, diags));
    CK_TRY(take_room(study, keep, diags));
    CK_TRY(ck_ario_start(table, &spread->spec, study->block, ck_ario_bytes(table, &spread->spec), study->crew,
                         &study->run, diags));
    for (uint32_t step = 0; step < study->steps; step++) {
        if (watch != NULL) CK_TRY(watch(user, study, step));
        const double begin = now();
        CK_TRY(ck_ario_step(study->run, study->crew, diags));
        study->seconds += now() - begin;
        keep_step(study, step);
        if (progress != NULL) progress(progress_user, "steps", (step + 1.0) / study->steps);
    }
    study->ledger = ck_ario_account(study->run);
    study->digest = ck_ario_digest(study->run);
    return CK_OK;
}

ck_spread_mended ck_spread_study_mended(const ck_spread_study *study) {
    const double *base = ck_ario_see(study->run).base_output, *published = study->table->x;
    ck_spread_mended mended = {0};
    double all = 0.0, output = 0.0;
    for (uint32_t f = 0; f < ck_io_table_industries(study->table); f++) {
        const double change = base[f] - published[f];
        all += ck_abs(change);
        output += published[f];
        if (ck_abs(change) <= ck_abs(mended.largest)) continue;
        mended.largest = change;
        mended.industry = f;
    }
    mended.share = output > 0.0 ? all / output : 0.0;
    return mended;
}

void ck_spread_study_free(ck_spread_study *study) {
    ck_crew_end(study->crew);
    for (uint32_t s = 0; s < CK_SPREAD_SERIES_COUNT; s++) free(study->series[s]);
    free(study->unmet_by_input);
    free(study->crew_block);
    free(study->block);
    *study = (ck_spread_study){0};
}
