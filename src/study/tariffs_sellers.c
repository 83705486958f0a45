#include "study/tariffs.h"

#include <math.h>
#include <stdlib.h>

static int by_move(const void *a, const void *b) {
    const ck_tariff_seller *x = a, *y = b;
    const double first = fabs(x->share[1] - x->share[0]), second = fabs(y->share[1] - y->share[0]);
    if (first != second) return first < second ? 1 : -1;
    return (x->exporter > y->exporter) - (x->exporter < y->exporter);
}

static double abroad(const ck_tariff_study *study, const double *bought) {
    double sum = 0.0;
    for (uint32_t i = 0; i < study->table->regions; i++) sum += i != study->buyer ? bought[(size_t)study->buyer * study->table->regions + i] : 0.0;
    return sum;
}

uint32_t ck_tariff_sellers(const ck_tariff_study *study, uint32_t step, ck_tariff_seller *seller) {
    const ck_tariff_result *result = &study->result[step];
    const double *bought[2] = {study->bought, result->bought}, *fed[2] = {study->fed, result->fed};
    const double all[2] = {abroad(study, bought[0]), abroad(study, bought[1])};
    uint32_t count = 0;
    for (uint32_t i = 0; i < study->table->regions; i++) {
        if (i == study->buyer) continue;
        ck_tariff_seller *one = &seller[count++];
        one->exporter = i;
        for (int k = 0; k < 2; k++) {
            one->share[k] = all[k] > 0.0 ? 100.0 * bought[k][(size_t)study->buyer * study->table->regions + i] / all[k] : 0.0;
            one->fed[k] = 100.0 * fed[k][i];
        }
    }
    return count;
}

void ck_tariff_sellers_by_move(ck_tariff_seller *seller, uint32_t count) {
    qsort(seller, count, sizeof *seller, by_move);
}
