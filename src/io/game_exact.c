/* Numbers of games as exact fractions of 64 bits: what is listed as exact must come from the file's text, not from
   doubles. */
#include "io/game.h"

#include <string.h>

static const ck_ratio UNKNOWN = {0, 0};

static int64_t common_divisor(int64_t a, int64_t b) {
    if (a < 0) a = -a;
    while (b != 0) {
        const int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* In lowest terms; below > 0. INT64_MIN has no opposite and counts as too long. */
static ck_ratio lowest(int64_t above, int64_t below) {
    if (above == INT64_MIN || below <= 0) return UNKNOWN;
    const int64_t common = common_divisor(above, below);
    return (ck_ratio){above / common, below / common};
}

static bool times(int64_t *value, int64_t factor) { return !__builtin_mul_overflow(*value, factor, value); }

static bool is_zero(ck_ratio a) { return a.above == 0 && a.below != 0; }

ck_ratio ck_ratio_product(ck_ratio a, ck_ratio b) {
    if (is_zero(a) || is_zero(b)) return (ck_ratio){0, 1};
    if (a.below == 0 || b.below == 0) return UNKNOWN;
    const ck_ratio first = lowest(a.above, b.below), second = lowest(b.above, a.below);
    int64_t above = first.above, below = first.below;
    return times(&above, second.above) && times(&below, second.below) ? lowest(above, below) : UNKNOWN;
}

ck_ratio ck_ratio_sum(ck_ratio a, ck_ratio b) {
    if (a.below == 0 || b.below == 0) return UNKNOWN;
    const int64_t common = common_divisor(a.below, b.below);
    int64_t first = a.above, second = b.above, below = a.below, above;
    if (!times(&first, b.below / common) || !times(&second, a.below / common) || !times(&below, b.below / common) ||
        __builtin_add_overflow(first, second, &above))
        return UNKNOWN;
    return lowest(above, below);
}

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

/* An exponent: what is beyond 10,000 counts as that, no number of 64 bits comes near it. */
static int64_t read_exponent(const char *text, size_t length) {
    const bool negative = length > 0 && text[0] == '-';
    int64_t value = 0;
    for (size_t at = 0; at < length; at++) {
        if (is_digit(text[at]) && value < 10000) value = 10 * value + (text[at] - '0');
    }
    return negative ? -value : value;
}

static ck_ratio read_decimal(const char *text, size_t length) {
    int64_t whole = 0, below = 1, power = 0, zeros = 0;
    bool point = false;
    size_t at = 0;
    for (; at < length && text[at] != 'e' && text[at] != 'E'; at++) {
        if (text[at] == '.') point = true;
        if (!is_digit(text[at])) continue;
        power -= point;
        zeros++;
        if (text[at] == '0') continue;                   // zeros at the end are a power of ten, not digits
        for (; zeros > 0; zeros--) {
            if (!times(&whole, 10)) return UNKNOWN;
        }
        if (__builtin_add_overflow(whole, text[at] - '0', &whole)) return UNKNOWN;
    }
    if (whole == 0) return (ck_ratio){0, 1};
    power += zeros;
    if (at < length) power += read_exponent(text + at + 1, length - at - 1);
    for (; power > 0; power--) {
        if (!times(&whole, 10)) return UNKNOWN;
    }
    for (; power < 0; power++) {
        if (!times(&below, 10)) return UNKNOWN;
    }
    return lowest(text[0] == '-' ? -whole : whole, below);
}

ck_ratio ck_ratio_read(const char *text, size_t length) {
    const char *slash = memchr(text, '/', length);
    if (slash == NULL) return read_decimal(text, length);
    const size_t first = (size_t)(slash - text);
    const ck_ratio above = read_decimal(text, first), below = read_decimal(slash + 1, length - first - 1);
    if (below.below == 0 || below.above == 0) return UNKNOWN;
    return ck_ratio_product(above, below.above > 0 ? (ck_ratio){below.below, below.above}
                                                   : (ck_ratio){-below.below, -below.above});
}

ck_status ck_game_whole_payoffs(const ck_game *game, uint32_t player, int64_t *whole, ck_diags *diags) {
    const uint32_t rows = game->table.strategy_count[0], columns = game->table.strategy_count[1];
    int64_t factor = 1;
    bool good = game->exact != NULL;
    for (uint32_t k = 0; k < rows * columns && good; k++) {
        const int64_t below = game->exact[2 * (size_t)k + player].below;
        good = below != 0 && times(&factor, below / common_divisor(factor, below));
    }
    for (uint32_t k = 0; k < rows * columns && good; k++) {
        const ck_ratio exact = game->exact[2 * (size_t)k + player];
        int64_t *value = &whole[(size_t)(k % rows) * columns + k / rows];
        *value = exact.above;
        good = times(value, factor / exact.below);
    }
    if (good) return CK_OK;
    return ck_diags_add(
        diags, CK_E_RANGE, (ck_place){0},
        "the payoffs of player %q are no fractions whose common denominator and numerators have at most 63 bits",
        "write them with fewer digits, or ask for --one, which works with any numbers", game->player[player]);
}
