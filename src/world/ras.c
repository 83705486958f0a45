/* Bi-proportional scaling. */
#include "ras.h"

/* Sums below this share of the matrix's total do not count as misses: they are what rounding leaves. */
#define NOTHING 1e-14

static double row_sum(const double *matrix, uint32_t columns, uint32_t i) {
    double sum = 0.0;
    for (uint32_t j = 0; j < columns; j++) sum += matrix[(size_t)i * columns + j];
    return sum;
}

static double column_sum(const double *matrix, uint32_t rows, uint32_t columns, uint32_t j) {
    double sum = 0.0;
    for (uint32_t i = 0; i < rows; i++) sum += matrix[(size_t)i * columns + j];
    return sum;
}

static double missed(double sum, double wanted, double total) {
    const double larger = ck_max(sum, wanted);
    return larger > NOTHING * total ? ck_abs(sum - wanted) / larger : 0.0;
}

cki_ras_result cki_ras(double *matrix, uint32_t rows, uint32_t columns, const double *row, const double *column,
                       double tolerance, uint32_t rounds) {
    double total = 0.0;
    for (uint32_t i = 0; i < rows; i++) total += row[i];
    cki_ras_result result = {0, CK_INFINITY};
    for (uint32_t round = 0; round <= rounds; round++) {
        double worst = 0.0;
        for (uint32_t i = 0; i < rows; i++) worst = ck_max(worst, missed(row_sum(matrix, columns, i), row[i], total));
        for (uint32_t j = 0; j < columns; j++) {
            worst = ck_max(worst, missed(column_sum(matrix, rows, columns, j), column[j], total));
        }
        result = (cki_ras_result){round, worst};
        if (worst <= tolerance || round == rounds) break;
        for (uint32_t i = 0; i < rows; i++) {
            const double sum = row_sum(matrix, columns, i);
            const double scale = sum > 0.0 ? row[i] / sum : 0.0;
            for (uint32_t j = 0; j < columns; j++) matrix[(size_t)i * columns + j] *= scale;
        }
        for (uint32_t j = 0; j < columns; j++) {
            const double sum = column_sum(matrix, rows, columns, j);
            const double scale = sum > 0.0 ? column[j] / sum : 0.0;
            for (uint32_t i = 0; i < rows; i++) matrix[(size_t)i * columns + j] *= scale;
        }
    }
    return result;
}
