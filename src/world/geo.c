/* Distances and shipping times. */
#include "index.h"

#define EARTH_KM 6371.0
#define DEGREE   0.017453292519943295

/* sin for |x| <= pi by its series; the 14th term is below 1e-16 of the first at pi. */
static double sine(double x) {
    const double square = x * x;
    double term = x, sum = x;
    for (uint32_t k = 1; k < 16; k++) {
        term *= -square / (double)((2 * k) * (2 * k + 1));
        sum += term;
    }
    return sum;
}
static double cosine(double x) {
    const double half = sine(0.5 * x);
    return 1.0 - 2.0 * half * half;
}

/* asin on 0..1: three halvings of the angle bring it below 0.2, where five terms are enough for 1e-9. */
static double arc_sine(double x) {
    double s = ck_clamp(x, 0.0, 1.0);
    for (uint32_t halving = 0; halving < 3; halving++) s = ck_sqrt(0.5 * (1.0 - ck_sqrt(ck_max(0.0, 1.0 - s * s))));
    const double q = s * s;
    return 8.0 * s * (1.0 + q * (1.0 / 6.0 + q * (3.0 / 40.0 + q * (15.0 / 336.0 + q * (105.0 / 3456.0)))));
}

double cki_distance_km(double latitude_a, double longitude_a, double latitude_b, double longitude_b) {
    const double up = sine(0.5 * DEGREE * (latitude_b - latitude_a));
    const double along = sine(0.5 * DEGREE * (longitude_b - longitude_a));
    const double square = up * up + cosine(DEGREE * latitude_a) * cosine(DEGREE * latitude_b) * along * along;
    return 2.0 * EARTH_KM * arc_sine(ck_sqrt(ck_clamp(square, 0.0, 1.0)));
}

static const char *const MODE_WORDS[CKI_MODE_COUNT] = {"sea", "air", "land"};

const char *cki_mode_word(cki_mode mode) {
    return (uint32_t)mode < CKI_MODE_COUNT ? MODE_WORDS[mode] : "";
}

uint32_t cki_lag_days(const cki_index *index, uint32_t origin, uint32_t destination, cki_mode *mode) {
    const ck_region_row *a = &index->world->region[origin], *b = &index->world->region[destination];
    const double km = cki_distance_km(a->latitude_deg, a->longitude_deg, b->latitude_deg, b->longitude_deg);
    const bool land = km < 1500.0 && (index->region_blocs[origin] & index->region_blocs[destination]) != 0;
    *mode = land ? CKI_LAND : CKI_SEA;
    const double days = land ? 3.0 + km / 500.0 : 10.0 + 1.3 * km / 600.0;
    return (uint32_t)ck_clamp(ck_floor(days + 0.5), 1.0, 120.0);
}
